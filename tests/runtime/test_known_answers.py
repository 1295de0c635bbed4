"""Headers known before the app responds are the same as any others, only faster."""

import functools
import gc
import logging
import sys
import warnings

import pytest
from flask import (
    Flask,
    Response,
    abort,
    got_request_exception,
    request,
    request_finished,
    request_started,
    request_tearing_down,
)
from flask.sessions import SecureCookieSessionInterface
from werkzeug.routing import UnicodeConverter
from werkzeug.test import Client, EnvironBuilder

from flask_cors import CORS, CORSWarning, cors_refused, cross_origin
from flask_cors._runtime import attachment
from flask_cors._runtime.exchange import Exchange
from flask_cors._runtime.marks import MARKS
from flask_cors._runtime.resolver import KEY
from logs import lines
from origins import EVIL, A, B

ACAO = "Access-Control-Allow-Origin"


def make_app(**options):
    """Return an app with a view for each way in which headers can change."""
    app = Flask("known", static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.logger.disabled = True
    answers = {
        "/plain": {},
        "/vary": {"Vary": "Accept-Encoding"},
        "/any": {"Vary": "*"},
        "/own": {ACAO: "https://own.test", "Access-Control-Allow-Credentials": "true"},
        "/exposing": {"access-control-expose-headers": "X-Own"},
        "/long": {"x" * len(ACAO): "as long as a name of ours"},
        "/api/plain": {},
    }
    for path, headers in answers.items():
        app.add_url_rule(path, path, lambda headers=headers: ("text", headers))
    app.add_url_rule("/fault", "fault", lambda: {}["fault"])
    app.add_url_rule("/abort", "abort", lambda: abort(403))
    CORS(app, **options)
    return app


@pytest.fixture(autouse=True, params=[False, True], ids=["plain", "decorated"])
def _decorated(request, monkeypatch):
    """Simulate a process with or without decorated functions, which changes the fast path."""
    if request.param:
        cross_origin(lambda: None)
        yield
        return
    monkeypatch.setattr(MARKS, "in_use", False)
    watches = bool(request_started.receivers)
    request_started.disconnect(attachment._attach_if_marked)  # noqa: SLF001 - as if never connected
    yield
    if watches:
        attachment.watch_marked_views()


OPTIONS = [
    {"origins": A},
    {"origins": [A, B], "supports_credentials": True, "expose_headers": ["X-Total"]},
    {"origins": "*"},
    {"origins": "*", "send_wildcard": True},
    {"origins": "*", "always_send": False, "vary_header": False},
    {"origins": [A, "https://*.b.com"], "allow_private_network": True},
    {"origins": lambda origin: origin == A},
    {"origins": [A, B], "reject_disallowed": True},
    {"origins": [A, B], "reject_disallowed": "report"},
    {"resources": {"/api/*": {"origins": A}, "/vary": {"origins": "*"}}},
]
PATHS = ["/plain", "/vary", "/any", "/own", "/exposing", "/long", "/api/plain"]
PATHS += ["/fault", "/abort", "/nowhere"]


@pytest.mark.parametrize("options", OPTIONS, ids=",".join)
@pytest.mark.parametrize("path", PATHS)
def test_first_and_later_responses_are_equal(options, path, caplog):
    """All requests of a kind get exactly the same response."""
    app = make_app(**options)
    client = app.test_client()
    for origin in (None, A, EVIL, "https://x.b.com", "null"):
        for network in (None, "true"):
            headers = {"Origin": origin, "Access-Control-Request-Private-Network": network}
            headers = {name: value for name, value in headers.items() if value}
            first, *later = (client.get(path, headers=headers) for _ in range(3))
            for response in later:
                assert response.status == first.status
                assert list(response.headers) == list(first.headers)
    caplog.clear()  # of the views that set ACAO themselves


@pytest.fixture
def served(send):
    """Return an app whose responses are all known."""
    app = make_app(origins=[A, B])
    for origin in (None, A, EVIL):
        send(app, "/plain", origin)
    return app


def test_logging_that_is_enabled_later(served, send, caplog):
    """Refusals are logged as soon as a logger is enabled."""
    caplog.set_level(logging.INFO, "flask_cors")
    send(served, "/plain", EVIL)
    send(served, "/plain", A)
    assert [record.levelname for record in caplog.records] == ["INFO"]
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(served, "/plain", A)
    assert len(caplog.records) == 2


def test_a_signal_that_is_connected_later(served, send):
    """Refusals are signaled as soon as a receiver is connected."""
    received = []

    def receive(sender, **sent):
        received.append(sender)

    with cors_refused.connected_to(receive):
        send(served, "/plain", EVIL)
        send(served, "/plain", A)
    assert received == [served]


def test_debug_mode_that_is_enabled_later(served, send):
    """The explaining header appears at once."""
    served.debug = True
    assert "X-CORS-Decision" in send(served, "/plain", A).headers


def test_config_that_is_changed_later(served, send, caplog):
    """A change that comes too late still causes a warning."""
    served.config["CORS_ORIGINS"] = "*"
    assert ACAO not in send(served, "/plain", EVIL).headers
    text = (
        "app.config['CORS_ORIGINS'] was changed after the first request, which has no effect; set"
        " it before the first request, or call reconfigure() on the CORS object"
    )
    assert lines(caplog) == [("WARNING", text)]
    caplog.clear()


def test_a_configured_app_whose_config_is_changed_later(send, caplog):
    """A late change of a known app.config value still causes a warning."""
    app = Flask("configured", static_folder=None)
    app.config["CORS_ORIGINS"] = A
    CORS(app)
    seen = []
    app.add_url_rule("/", "view", lambda: seen.append(request.environ[KEY]) or "text")
    for origin in (A, A, EVIL):
        assert (ACAO in send(app, "/", origin).headers) == (origin == A)
    assert [isinstance(each, Exchange) for each in seen] == [True, False, False]
    app.config["CORS_ORIGINS"] = "*"
    assert ACAO not in send(app, "/", EVIL).headers
    assert "CORS_ORIGINS" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("_decorated", [True], indirect=True)
@pytest.mark.parametrize(("path", "allowed"), [("/view", {A}), ("/plain", set())])
def test_the_fast_path_of_an_endpoint(send, monkeypatch, path, allowed):
    """From the second request on, an endpoint with a known policy, or none, takes the fast path."""
    app = Flask("endpoints", static_folder=None)
    app.add_url_rule("/view", "view", cross_origin(origins=A)(lambda: "text"))
    app.add_url_rule("/plain", "plain", lambda: "text")
    created, start = [], Exchange.__init__
    monkeypatch.setattr(Exchange, "__init__", lambda *given: created.append(1) or start(*given))
    for origin in (None, A, A, EVIL):
        answer = send(app, path, origin).headers.get(ACAO)
        assert answer == (A if origin != EVIL and allowed else None)
    assert len(created) == 1


def test_the_fast_path_of_paths():
    """Policies are cached by WSGI path, and the cache is cleared after 1,024 paths."""
    app = Flask("paths", static_folder=None)
    CORS(app, resources=["/api/*", "/\u00e4", "/X/*"], origins=A)

    def known_after(path_info):
        environ = EnvironBuilder().get_environ()
        del environ["PATH_INFO"]
        app(environ | path_info, lambda *_: None)
        policies = app.extensions["cors"].resolver.policy_by_path_info
        return {path: policy is not None for path, policy in policies.items()}

    assert known_after({"PATH_INFO": "/first"}) == {}
    known_after({"PATH_INFO": "/\u00c3\u00a4"})
    known_after({"PATH_INFO": "/x"})
    known_after({"PATH_INFO": "//api/y"})
    known_after({"PATH_INFO": "/X/y"})
    expected = {"/\u00c3\u00a4": True, "/x": False, "//api/y": True, "/X/y": True, "": False}
    assert known_after({}) == expected
    for number in range(1019):
        known = known_after({"PATH_INFO": f"/{number}"})
    assert len(known) == 1024
    assert known_after({"PATH_INFO": "/x"}) == known
    assert known_after({"PATH_INFO": "/last"}) == {"/last": False}
    longest = f"/{'x' * 255}"
    assert [*known_after({"PATH_INFO": longest + "x"})] == ["/last"]
    assert [*known_after({"PATH_INFO": longest})] == ["/last", longest]


def test_the_fast_path_of_an_undecided_path(send):
    """Leading slashes count once, as in Werkzeug, so the path stays undecided."""
    app = make_app(resources={"/api/*": {"origins": A}, "/*": {"origins": "*"}})
    for _ in range(3):
        for path, expected in (("//plain", EVIL), ("//api/../plain", None)):
            response = send(app, origin=EVIL, environ_overrides={"PATH_INFO": path})
            assert response.headers.get(ACAO) == expected


@pytest.mark.parametrize("_decorated", [True], indirect=True)
def test_a_url_is_matched_once(send):
    """The request that Flask has created is used, even for headers that are not known."""
    app, matched = Flask("matching", static_folder=None), []

    class Noting(UnicodeConverter):
        def to_python(self, value):
            matched.append(value)
            return value

    app.url_map.converters["noting"] = Noting
    view = cross_origin(origins=A)(lambda name: (name, {"Vary": "Cookie"}))
    app.add_url_rule("/<noting:name>", "view", view)
    for name in ("a", "b", "c"):
        response = send(app, f"/{name}", A)
        assert response.headers["Vary"] == "Cookie"
        assert response.headers[ACAO] == A
    assert matched == ["a", "b", "c"]


def test_the_root_resource_is_not_global(send):
    """The policy of `/` is not used for every path."""
    app = Flask("beside", static_folder=None)
    CORS(app, resources={"/*": {"origins": B}, "/api/*": {"origins": A}})
    for path, origin in [("/", B), ("/api/x", A), ("/x", B)] * 2:
        assert send(app, path, origin).headers.get(ACAO) == origin
        assert ACAO not in send(app, path, A if origin == B else B).headers


def test_policies_that_are_replaced_later(send):
    """Nothing known from the old policies is used with the new ones."""
    app = Flask("swapped", static_folder=None)
    cors = CORS(app, resources={"/api/*": {"origins": A}})
    for path in ("/api/x", "/x", "/api/x", "/x"):
        send(app, path, A)
    cors.reconfigure(resources={"/*": {"origins": B}})
    for path in ("/api/x", "/x"):
        assert ACAO not in send(app, path, A).headers
        assert send(app, path, B).headers[ACAO] == B


def _hides(view):
    """Decorate without functools.wraps."""

    def around():
        return view()

    return around


@pytest.mark.parametrize("resources", ["/*", "/elsewhere"])
def test_a_hidden_view_beside_a_plain_one(send, caplog, resources):
    """A hidden decorated view applies its policy at a URL with known headers."""
    app = Flask("hidden", static_folder=None)
    CORS(app, origins=A, resources=resources)
    app.add_url_rule("/", "plain", lambda: "plain")
    hidden = _hides(cross_origin(origins=B)(lambda: "hidden"))
    app.add_url_rule("/", "hidden", hidden, methods=["POST"])
    expected = A if resources == "/*" else None
    for _ in range(3):
        assert send(app, origin=A).headers.get(ACAO) == expected
        assert send(app, origin=B, method="POST").headers.get(ACAO) == B
    assert "'hidden'" in caplog.text
    caplog.clear()


class _Insistent(Response):
    """A response that passes on the exception it followed."""

    def __call__(self, environ, start_response):
        def start(status, headers):
            return start_response(status, headers, sys.exc_info())

        return super().__call__(environ, start)


def test_exc_info():
    """`exc_info` from the app reaches the server."""
    app = make_app(origins=A)
    app.response_class = _Insistent
    begun = []
    for _ in range(3):
        environ = EnvironBuilder("/plain", headers={"Origin": A}).get_environ()
        list(app(environ, lambda *args: begun.append(args)))
    assert [(ACAO, A) in headers for _, headers, _ in begun] == [True] * 3
    assert [(status, exc_info) for status, _, exc_info in begun] == [
        ("200 OK", (None, None, None))
    ] * 3


def test_a_request_that_ends_in_an_exception(send, preflight):
    """Exceptions that Flask propagates are raised; preflights get a response."""
    app = make_app(resources={"/fault": {"origins": A}, "/nowhere": {"origins": A}})
    app.config["PROPAGATE_EXCEPTIONS"] = True

    @app.before_request
    def fail():
        raise LookupError

    for path, expected in {"/fault": A, "/nowhere": A, "/plain": None}.items():
        for _ in range(3):
            with pytest.raises(LookupError):
                send(app, path, A)
        if expected:
            assert preflight(app, path, A, method="GET").headers[ACAO] == expected
        else:
            with pytest.raises(LookupError):
                preflight(app, path, A)


def test_a_teardown_that_fails(send):
    """An exception after the response reaches the server, on the first request too."""
    app = make_app(origins=A)
    app.teardown_request(lambda _: {}["fault"])
    for _ in range(3):
        with pytest.raises(KeyError):
            send(app, "/plain", A)


def test_exceptions_under_no_policy_in_debug_mode(send):
    """Without a policy, the debugger receives the exception."""
    app = make_app(resources={"/api/*": {"origins": A}})
    app.config["PROPAGATE_EXCEPTIONS"] = None
    app.debug = True
    with pytest.raises(KeyError):
        send(app, "/fault", A)


def test_a_view_that_is_decorated_within_its_first_request(send):
    """The policy of a lazily loaded view applies at once."""
    app = Flask("lazy", static_folder=None)
    ran = []
    app.add_url_rule("/lazy", "lazy", lambda: str(load()()))

    @functools.cache
    def load():
        return cross_origin(origins=A, reject_disallowed=True)(lambda: ran.append(1) or "text")

    CORS(app, resources="/api/*")
    send(app, "/api/plain", A)
    with pytest.warns(CORSWarning, match=r"functools\.wraps"):
        assert send(app, "/lazy", EVIL).status_code == 403
    assert not ran
    for origin, status in ((EVIL, 403), (A, 200), (EVIL, 403)):
        response = send(app, "/lazy", origin)
        assert response.status_code == status
        assert response.headers.get(ACAO) == (A if origin == A else None)
    for signal in (request_finished, request_tearing_down, got_request_exception):
        assert not any(signal.receivers_for(app))


def test_a_first_request_that_fails_early(send):
    """Its wrapper does not count as bypassed."""

    class Flaky(SecureCookieSessionInterface):
        def open_session(self, app, request):
            if not request.args:
                raise LookupError("no sessions yet")
            return super().open_session(app, request)

    app = make_app(resources={"/api/*": {"origins": A}})
    app.session_interface = Flaky()
    assert send(app, "/plain", A).status_code == 500
    for path, expected in (("/plain?ready=1", None), ("/api/plain?ready=1", A)) * 2:
        assert send(app, path, A).headers.get(ACAO) == expected
    assert not app.extensions["cors"].wrapper.is_late
    assert not any(request_finished.receivers_for(app))


def test_a_server_that_got_the_app_before():
    """It gets headers even if no function was ever decorated."""
    app = Flask("given", static_folder=None)
    app.add_url_rule("/plain", "plain", lambda: "plain")
    server = Client(app.wsgi_app)
    CORS(app, origins=A)
    gc.collect()
    for _ in range(3):
        said = {"REMOTE_ADDR": "127.0.0.1"}
        assert server.get("/plain", headers={"Origin": A}, environ_base=said).headers[ACAO] == A


def test_a_hidden_view_outside_the_resources():
    """Its policy applies even if the request bypassed the wrapper."""
    attachment.watch_marked_views()  # as the import of cross_origin does
    app = make_app(resources={"/api/*": {"origins": B}})
    view = cross_origin(origins=A)(lambda: "hidden")
    app.add_url_rule("/hidden", "hidden", lambda: view() + "")
    for number in range(3):
        answers = []
        environ = EnvironBuilder("/hidden", headers={"Origin": A}).get_environ()
        assert "REMOTE_ADDR" not in environ
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", CORSWarning)
            app(environ, lambda *answer, answers=answers: answers.append(answer))
        assert dict(answers[0][1])[ACAO] == A, number
