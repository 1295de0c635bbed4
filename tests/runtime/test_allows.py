"""`CORS.allows`: policy decisions requested from code."""

import sys

import pytest
from flask import Blueprint, Flask, Request, current_app, g, request

from flask_cors import CORS, ConfigurationError, cross_origin
from logs import lines
from origins import EVIL, A, B

SPELLINGS = [
    {"origins": A},
    {"origins": [A, "https://*.b.com"]},
    {"origins": r"https://[ab]\.com"},
    {"origins": lambda origin: origin == A},
    {"origins": "*"},
    {"origins": []},
    {"origins": [A, "null"]},
    {"origins": A, "methods": ["GET", "PUT"]},
    {"origins": A, "methods": "auto"},
    {"origins": A, "supports_credentials": True},
    {"resources": {"/api/*": {"origins": A}, "/other": {"origins": B}}},
]


@pytest.mark.parametrize("options", SPELLINGS, ids="-".join)
@pytest.mark.parametrize("first", [True, False], ids=["before a request", "after one"])
def test_the_same_decision(app, send, preflight, options, first):
    """The result agrees with a browser's verdict on the request and its preflight."""
    app.add_url_rule("/api/x", "x", lambda: "x", methods=["GET", "DELETE"])
    app.add_url_rule("/v", "v", cross_origin(origins=B)(lambda: "v"))
    cors = CORS(app, **options)
    if not first:
        send(app)
    asked = [
        (origin, path, method)
        for origin in (A, B, "https://x.b.com", EVIL, "null")
        for path in ("/", "/api/x", "/other", "/v", "/none")
        for method in ("GET", "PUT", "DELETE", "PROPFIND")
    ]
    said = [cors.allows(origin, path=path, method=method) for origin, path, method in asked]
    for (origin, path, method), allowed in zip(asked, said, strict=True):
        answer = preflight(app, path, origin=origin, method=method)
        shared = answer.headers.get("Access-Control-Allow-Origin") in {origin, "*"}
        listed = method in answer.headers.get("Access-Control-Allow-Methods", "").split(", ")
        assert allowed == (shared and (listed or method == "GET")), (origin, path, method)


def test_it_leaves_the_app_open_to_configuration(app, send):
    """A call is not a first request: later configuration still counts."""
    cors = CORS(app, resources={"/": {"origins": A}})
    assert cors.allows(A)
    assert not cors.allows(A, path="/late")
    app.add_url_rule("/late", "late", cross_origin(origins=A)(lambda: "late"))
    CORS(app, resources={"/later": {"origins": A}})
    assert cors.allows(A, path="/late")
    assert cors.allows(A, path="/later")
    cors.reconfigure(origins=B)
    assert [cors.allows(each) for each in (A, B)] == [True, False]


def test_the_result_follows_reconfigure(app, send):
    """The result changes with `reconfigure`, even while the app serves."""
    cors = CORS(app, origins=A)
    send(app)
    cors.reconfigure(origins=B)
    assert [cors.allows(each) for each in (A, B)] == [False, True]


@pytest.mark.parametrize("allowed", [True, False])
def test_credentials(app, allowed):
    """Requests with and without credentials are decided separately."""
    cors = CORS(app, origins=A, supports_credentials=allowed)
    assert cors.allows(A)
    assert cors.allows(A, credentials=True) == allowed


def test_methods_are_read_in_upper_case(app):
    """`fetch()` sends the usual methods in upper case."""
    cors = CORS(app, origins=A, methods=["GET", "PUT"])
    assert cors.allows(A, method="put")
    assert not cors.allows(A, method="patch")


def test_no_origin_is_never_allowed(app):
    """None, for a missing header, is not allowed."""
    assert not CORS(app, origins="*").allows(None)


@pytest.mark.parametrize("inside", [True, False])
def test_callables_run_in_a_context(app, caplog, inside):
    """Callables see the current app; they see a request only if there is one."""
    seen = []

    def tenants(origin):
        seen.append(current_app.name)
        return request.path == "/asked"

    cors = CORS(app, origins=tenants)
    if inside:
        with app.test_request_context("/asked"):
            assert cors.allows(A)
    else:
        assert not cors.allows(A)
        assert "failed for" in lines(caplog)[0][1]
    assert seen == ["tiny"]


def test_callables_share_the_current_context(app):
    """In a context of the app, callables see its `g`; in another app's, they do not."""
    cors = CORS(app, origins=lambda origin: g.get("tenant") == origin)
    for current, allowed in [(app, True), (Flask("other"), False)]:
        with current.app_context():
            g.tenant = A
            assert cors.allows(A) is allowed


def test_async_callables_are_awaited(app):
    """Async callables work as they do while serving."""

    async def tenants(origin):
        return origin == A

    cors = CORS(app, origins=tenants)
    assert [cors.allows(each) for each in (A, B)] == [True, False]


def test_a_blueprint(app):
    """The instance of a blueprint uses the app that the blueprint is registered on."""
    bp = Blueprint("bp", "bp", url_prefix="/bp")
    bp.add_url_rule("/x", "x", lambda: "x")
    cors = CORS(bp, origins=A)
    app.register_blueprint(bp)
    assert cors.allows(A, path="/bp/x")
    assert not cors.allows(B, path="/bp/x")
    assert not cors.allows(A, path="/")


def make(**options):
    """Return an app with a policy from another instance."""
    app = Flask("other")
    CORS(app, **options)
    return app


def test_several_apps():
    """The current app is used if it belongs to the instance; otherwise all apps must agree."""
    cors, one, other = CORS(), Flask("one"), Flask("other")
    cors.init_app(one, origins=[A, B])
    cors.init_app(other, origins=[B])
    assert [cors.allows(each) for each in (A, B)] == [False, True]
    with one.app_context():
        assert cors.allows(A)
    with other.app_context():
        assert not cors.allows(A)
    with make(origins="*").app_context():
        assert [cors.allows(each) for each in (A, B, EVIL)] == [False, True, False]


def test_no_app():
    """Without an app, the current app is used; without that, the error says what to do."""
    cors = CORS()
    with make(origins=A).app_context():
        assert [cors.allows(each) for each in (A, B)] == [True, False]
    with Flask("bare").app_context():
        assert not cors.allows(A)
    line = sys._getframe().f_lineno + 2  # noqa: SLF001 - the line that the message names
    with pytest.raises(ConfigurationError, match=r"or call allows\(\) in an app context") as caught:
        cors.allows(A)
    assert f"cors.allows() ({__file__}:{line})" in str(caught.value)


@pytest.mark.parametrize(
    "config",
    [
        {"SERVER_NAME": "shop.example"},
        {"TRUSTED_HOSTS": ["shop.example"]},
        {"TRUSTED_HOSTS": [".shop.example"]},
        {"SERVER_NAME": "shop.example", "TRUSTED_HOSTS": [".example", "shop.example"]},
        {"APPLICATION_ROOT": "/app", "PREFERRED_URL_SCHEME": "https"},
    ],
    ids=str,
)
def test_the_apps_host_does_not_matter(app, config):
    """The route is found for any server name and any trusted hosts."""
    app.config.update(config)
    app.add_url_rule("/v", "v", cross_origin(origins=B)(lambda: "v"))
    cors = CORS(app, origins=A)
    assert [cors.allows(each, path="/v") for each in (A, B)] == [False, True]


def test_the_host_of_the_current_request(app):
    """Inside a request, the path is looked up on the requested host."""
    app.url_map.host_matching = True
    for host in ("a.example", "b.example"):
        view = cross_origin(origins=f"https://{host}")(lambda: "v")
        app.add_url_rule("/v", host, view, host=host)
    cors = CORS(app, origins=A)
    with app.test_request_context("/", base_url="http://b.example"):
        assert cors.allows("https://b.example", path="/v")
        assert not cors.allows("https://a.example", path="/v")
    assert not cors.allows("https://b.example", path="/v")


@pytest.mark.parametrize(
    ("config", "host"),
    [
        ({}, "localhost"),
        ({"SERVER_NAME": "shop.example"}, "shop.example"),
        ({"SERVER_NAME": "shop.example", "PREFERRED_URL_SCHEME": "https"}, "shop.example"),
        ({"SERVER_NAME": "shop.example", "TRUSTED_HOSTS": [".example"]}, "shop.example"),
        ({"TRUSTED_HOSTS": ["shop.example", "b.example"]}, "shop.example"),
        ({"TRUSTED_HOSTS": [".shop.example"]}, "shop.example"),
    ],
    ids=str,
)
def test_the_host_outside_a_request(app, config, host):
    """Outside a request, the path is looked up on the app's own host."""
    app.config.update(config)
    app.url_map.host_matching = True
    app.add_url_rule("/v", "v", cross_origin(origins=B)(lambda: "v"), host=host)
    cors = CORS(app, origins=A)
    assert [cors.allows(each, path="/v") for each in (A, B)] == [False, True]


def test_the_server_outside_a_request(app):
    """The app's own request class finds the address of a server, as in any request."""
    seen = []

    class Watched(Request):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            seen.append(self.server)

    app.request_class = Watched
    app.config["SERVER_NAME"] = "shop.example"
    assert CORS(app, origins=A).allows(A)
    assert seen == [("shop.example", 80)]


def test_paths_beyond_ascii(app):
    """The path need not be encoded."""
    app.add_url_rule("/straße", "v", cross_origin(origins=B)(lambda: "v"))
    assert CORS(app, origins=A).allows(B, path="/straße")


@pytest.mark.parametrize("text", ["garbage", f"{A}/", "*", f"{A}; script-src *", "a b", ""])
def test_a_string_that_is_not_an_origin_is_not_allowed(app, text):
    """The result may go into a header or a redirect, so only an origin is allowed."""
    assert not CORS(app).allows(text)


def test_a_query_string_is_ignored(app):
    """Only the path decides which policy governs."""
    app.add_url_rule("/v/<int:number>", "v", cross_origin(origins=[])(lambda **_: "v"))
    cors = CORS(app, origins=A)
    assert not cors.allows(A, path="/v/3")
    assert not cors.allows(A, path="/v/3?x=1")
    assert cors.allows(A, path="/other?x=1")


@pytest.mark.parametrize("origin", [7, b"https://a.com", [A], object(), True])
def test_an_origin_that_is_not_a_string_is_refused(origin):
    """A source of None may return anything else, which is not the origin of a page."""
    assert CORS(Flask("asked"), origins="*").allows(origin) is False


@pytest.mark.parametrize("name", ["path", "method"])
@pytest.mark.parametrize("value", [None, 7, b"/x", ["GET"]])
def test_a_path_or_method_that_is_not_a_string_is_an_error(name, value):
    """It is a programming error, and the message names the argument."""
    cors = CORS(Flask("asked"), origins=A)
    what = f"{name}={value!r} is of type {type(value).__name__}"
    with pytest.raises(TypeError) as caught:
        cors.allows(A, **{name: value})
    assert str(caught.value) == f"cors.allows(): {what}; pass a string"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/a b", True),
        ("/a%20b", True),
        ("/a%20b?x#y", True),
        ("/a%20b#y?x", True),
        ("/stra%C3%9Fe", True),
        ("/straße", True),
        ("/a%2520b", False),
        ("/a%20b%3Fx", False),
        ("/%73ecret/x", False),
        ("/secret%2Fx", False),
        ("/\ud800", False),
    ],
)
def test_a_path_may_be_encoded(path, allowed):
    """Percent-encoding is decoded once, like in a server, so the same policy governs."""
    app = Flask("asked")
    resources = {"/a b": {}, "/straße": {}, "/*": {"origins": B}, "/secret/*": {"origins": B}}
    assert CORS(app, resources=resources, origins=A).allows(A, path=path) is allowed
