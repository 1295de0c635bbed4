"""Responses to preflights, which no hook or error can refuse."""

import logging

import pytest
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    after_this_request,
    g,
    has_request_context,
    redirect,
)
from flask.views import MethodView
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.routing import RequestRedirect, Rule

from answers import acao
from flask_cors import CORS, CORSWarning, cross_origin
from flask_cors.core import ALL_METHODS, protocol
from flask_cors.testing import Browser, CORSError
from origins import EVIL, A, B

PREFLIGHT_HEADERS = (protocol.ALLOW_METHODS, protocol.ALLOW_HEADERS, protocol.MAX_AGE)


def members(response, name):
    """Return the members of a list header in a response."""
    return set(filter(None, response.headers.get(name, "").split(", ")))


def assert_passes(response, status=200):
    """Assert that a browser continues with the actual request."""
    assert (response.status_code, response.data) == (status, b"")
    assert acao(response) == A
    assert response.headers[protocol.ALLOW_METHODS]


# Headers of the response


@pytest.mark.parametrize(
    ("options", "method", "wanted", "expected"),
    [
        ({}, "PUT", "X-A", ("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT", "X-A", None)),
        ({}, "PUT", None, ("DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT", None, None)),
        ({"methods": "PUT", "max_age": 5}, "PUT", None, ("PUT", None, "5")),
        ({"methods": ["put", "get"]}, "PUT", None, ("GET, PUT", None, None)),
        ({"methods": "GET, PUT"}, "PUT", None, ("GET, PUT", None, None)),
        ({"methods": {"PUT"}}, "GET", None, (None, None, None)),
        ({"methods": "PUT", "max_age": 5}, "DELETE", "X-A", (None, None, None)),
        ({"methods": "POST, PUT"}, "POST, PUT", None, (None, None, None)),
        ({"methods": "GET"}, "ET", None, (None, None, None)),
        ({"methods": "GET"}, "get", None, (None, None, None)),
        ({"methods": "PATCH"}, "patch", None, (None, None, None)),
        ({"methods": "GET"}, "", None, (None, None, None)),
        ({"methods": "*"}, "PUT", None, ("PUT", None, None)),
        ({"methods": "*"}, "CUSTOM", "X-A", ("CUSTOM", "X-A", None)),
        ({"methods": "*"}, "TRACE", None, (None, None, None)),
        ({"methods": "*"}, "P UT", None, (None, None, None)),
        ({"methods": "*"}, "*", None, (None, None, None)),
        ({}, "TRACE", None, (None, None, None)),
        ({"methods": []}, "GET", None, (None, None, None)),
        ({"allow_headers": "X-A"}, "PUT", "X-A", (..., "X-A", None)),
        ({"allow_headers": "X-A, X-B"}, "PUT", "x-b,x-a", (..., "x-a, x-b", None)),
        ({"allow_headers": ["X-A"]}, "PUT", "X-A, X-B", (..., "X-A", None)),
        ({"allow_headers": ["X-A"]}, "PUT", "X-B", (..., None, None)),
        ({"allow_headers": []}, "PUT", "X-A", (..., None, None)),
        ({"allow_headers": r"X-[AB]"}, "PUT", "X-A, X-B, X-AB", (..., "X-A, X-B", None)),
        ({"allow_headers": "*"}, "PUT", "X-B, x-a, X-B", (..., "X-B, x-a", None)),
        ({"allow_headers": "*"}, "PUT", "*", (..., None, None)),
        ({"allow_headers": "*"}, "PUT", "X A, X-B,,\tX-C", (..., "X-B, X-C", None)),
        ({"allow_headers": "*", "max_age": 0}, "PUT", "X-A", (..., "X-A", "0")),
    ],
)
def test_headers_of_a_preflight(app, preflight, options, method, wanted, expected):
    """ACAM, ACAH and ACMA are sent if the method is allowed, otherwise none of them."""
    CORS(app, origins=[A, B], **options)
    response = preflight(app, method=method, names=wanted)
    assert (response.status_code, response.data, acao(response)) == (200, b"", A)
    for name, value in zip(PREFLIGHT_HEADERS, expected, strict=True):
        if value is not ...:
            assert response.headers.get(name) == value


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        (",".join(f"x-{n}" for n in range(256)), 256),
        (",".join(f"x-{n}" for n in range(257)), 0),
        (",".join(f"x-{n:0100}" for n in range(79)), 79),
        (",".join(f"x-{n:0100}" for n in range(80)), 0),
    ],
)
def test_too_many_requested_headers(app, preflight, wanted, allowed):
    """Beyond 256 names or 8 KiB all requested headers are refused."""
    CORS(app)
    assert len(members(preflight(app, names=wanted), protocol.ALLOW_HEADERS)) == allowed


def test_preflights_that_differ_in_one_header(app, preflight):
    """None of them gets the response to an earlier one."""
    CORS(app, origins=A, allow_headers="X-A, X-B", allow_private_network=True)
    network = {protocol.REQUEST_PRIVATE_NETWORK: "true"}
    for _ in range(2):
        for names in (None, "X-A", "X-B"):
            plain, private = (
                preflight(app, names=names),
                preflight(app, names=names, headers=network),
            )
            for response, expected in ((plain, None), (private, "true")):
                assert response.headers.get(protocol.ALLOW_HEADERS) == names
                assert response.headers.get(protocol.ALLOW_PRIVATE_NETWORK) == expected


def test_a_refused_origin_learns_nothing(app, preflight):
    """A refused origin gets no ACAO or ACAC, and no other CORS header."""
    CORS(app, origins=[A, B], supports_credentials=True, max_age=5, expose_headers="X-A")
    response = preflight(app, origin=EVIL, names="X-A")
    assert (response.status_code, response.data) == (200, b"")
    found = [name for name, _ in response.headers if name.startswith("Access-Control-")]
    assert found == []


def test_credentials(app, preflight):
    """An allowed origin gets ACAC; ACEH is never sent on a preflight."""
    CORS(app, origins=[A, B], supports_credentials=True, expose_headers="X-A")
    response = preflight(app)
    assert response.headers[protocol.ALLOW_CREDENTIALS] == "true"
    assert protocol.EXPOSE_HEADERS not in response.headers


ASKED = {protocol.REQUEST_METHOD, protocol.REQUEST_HEADERS}


@pytest.mark.parametrize(
    ("options", "origin", "expected"),
    [
        ({"origins": [A, B]}, A, {"Origin", *ASKED}),
        ({"origins": [A, B]}, EVIL, {"Origin"}),
        ({"origins": A}, A, ASKED),
        ({"origins": A}, EVIL, {"Origin"}),
        ({"origins": A, "allow_headers": []}, A, {protocol.REQUEST_METHOD}),
        ({"send_wildcard": True}, A, ASKED),
        ({"origins": A, "vary_header": False}, A, set()),
        (
            {"origins": A, "allow_private_network": True},
            A,
            {*ASKED, protocol.REQUEST_PRIVATE_NETWORK},
        ),
    ],
)
def test_vary(app, preflight, options, origin, expected):
    """`Vary` names the request headers that the response depends on."""
    CORS(app, **options)
    assert members(preflight(app, origin=origin), "Vary") == expected
    assert len(preflight(app, origin=origin).headers.getlist("Vary")) == bool(expected)


@pytest.mark.parametrize("path", ["/", "/things/5", "/dir", "/class"])
def test_auto_methods(app, preflight, path):
    """With `methods="auto"` the methods that the URL's routes accept are allowed."""

    class Thing(MethodView):
        def get(self):
            return "get"

        def delete(self):
            return "delete"

    app.add_url_rule("/things/<int:n>", "get", lambda **_: "get")
    app.add_url_rule("/things/<int:n>", "patch", lambda **_: "patch", methods=["PATCH", "TRACE"])
    app.add_url_rule("/dir/", "dir", lambda: "dir", methods=["POST"])
    app.add_url_rule("/class", view_func=Thing.as_view("class"))
    expected = {
        "/": {"GET", "HEAD", "OPTIONS", "PUT"},
        "/things/5": {"GET", "HEAD", "OPTIONS", "PATCH"},
        "/dir": {"POST", "OPTIONS"},
        "/class": {"GET", "HEAD", "DELETE", "OPTIONS"},
    }
    CORS(app, methods="auto")
    allowed = min(expected[path])
    assert members(preflight(app, path, method=allowed), protocol.ALLOW_METHODS) == expected[path]
    refused = preflight(app, path, method="PURGE")
    assert (acao(refused), members(refused, protocol.ALLOW_METHODS)) == (A, set())
    assert members(preflight(app, path, method="TRACE"), protocol.ALLOW_METHODS) == set()


def test_auto_methods_without_routes(app, preflight):
    """No method is allowed for a URL without routes."""
    CORS(app, methods="auto")
    response = preflight(app, "/none", method="GET")
    assert (response.status_code, acao(response)) == (200, A)
    assert protocol.ALLOW_METHODS not in response.headers


# Hooks and errors cannot refuse it


def answer_401():
    """Refuse like a login."""
    return "login", 401, {"WWW-Authenticate": "Basic", "Set-Cookie": "a=b"}


def answer_302():
    """Refuse like a login page."""
    return redirect("/login")


def answer_429():
    """Refuse like a rate limit."""
    return "slowly", 429, {"Retry-After": "5"}


def answer_500():
    """Refuse like a fault."""
    return "fault", 500


def abort_403():
    """Refuse with an exception."""
    abort(403)


def own_exception():
    """Refuse with an exception of the app."""
    error = HTTPException("gone", Response("gone", 410))
    error.code = 410
    raise error


def fail():
    """Refuse by accident."""
    raise LookupError


REFUSALS = [answer_401, answer_302, answer_429, answer_500, abort_403, own_exception, fail]
each_refusal = pytest.mark.parametrize("refusal", REFUSALS, ids=lambda each: each.__name__)


def set_up(app, order, refusal):
    """Register a hook and configure CORS, in either order; or on a blueprint or view."""
    if order == "hook first":
        app.before_request(refusal)
    if order != "no CORS(app)":
        CORS(app, origins=A)
    if order == "hook second":
        app.before_request(refusal)
    bp = Blueprint("bp", "bp")
    if order not in {"hook first", "hook second"}:
        bp.before_request(refusal)
    view = (lambda: "view") if order != "no CORS(app)" else cross_origin(origins=A)(lambda: "view")
    bp.add_url_rule("/v", "v", view, methods=["GET", "PUT"])
    app.register_blueprint(bp)


@pytest.mark.parametrize(
    "order", ["hook first", "hook second", "hook of a blueprint", "no CORS(app)"]
)
@each_refusal
def test_no_hook_refuses_a_preflight(app, preflight, order, refusal):
    """A preflight succeeds whatever a hook returns or raises, in any order of set-up."""
    set_up(app, order, refusal)
    for _ in range(2):
        response = preflight(app, "/v")
        assert_passes(response)
        assert members(response, "Allow") == {"GET", "HEAD", "OPTIONS", "PUT"}
        dropped = {"Location", "WWW-Authenticate", "Retry-After", "Set-Cookie"}
        assert not dropped & set(response.headers.keys())
        assert response.headers.getlist("Content-Length") == ["0"]
        assert len(response.headers.getlist("Content-Type")) == 1
        assert len(response.headers.getlist(protocol.ALLOW_ORIGIN)) == 1


@each_refusal
def test_a_refused_origin_gets_nothing_from_a_hook(app, preflight, refusal):
    """A refused preflight gets an empty 200 without CORS headers."""
    set_up(app, "hook second", refusal)
    response = preflight(app, "/v", origin=EVIL)
    assert (response.status_code, response.data, acao(response)) == (200, b"", None)


@pytest.mark.parametrize("setting", ["TESTING", "DEBUG", "PROPAGATE_EXCEPTIONS"])
@pytest.mark.parametrize("path", ["/", "/none", "/v"])
def test_propagated_exceptions(app, preflight, caplog, setting, path):
    """If exceptions propagate, one during a preflight is logged and replaced."""
    app.config[setting] = True
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", cross_origin(lambda: "v"), methods=["PUT"])
    app.before_request(fail)
    assert_passes(preflight(app, path))
    errors = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert [each.getMessage() for each in errors] == [f"Exception on {path} [OPTIONS]"]
    assert errors[0].exc_info[0] is LookupError


def test_exceptions_that_flask_handles_are_logged_once(app, preflight, caplog):
    """An exception that Flask logs is not logged again."""
    CORS(app, origins=A)
    app.before_request(fail)
    assert_passes(preflight(app))
    assert len([each for each in caplog.records if each.levelno == logging.ERROR]) == 1


def test_a_raising_after_request(app, preflight):
    """A failing `after_request` hook does not refuse a preflight."""
    CORS(app, origins=A)

    @app.after_request
    def fault(response):
        raise LookupError

    assert_passes(preflight(app))


def test_a_raising_error_handler(app, preflight):
    """A failing error handler does not refuse it either."""
    CORS(app, origins=A)
    app.register_error_handler(404, lambda _: 1 / 0)
    assert_passes(preflight(app, "/none"))


@pytest.mark.parametrize(("error", "status"), [(404, 404), (Exception, 500), (405, 405)])
def test_error_handlers(app, preflight, error, status):
    """The response of an error handler is replaced as well."""
    CORS(app, origins=A)
    app.register_error_handler(error, lambda _: ("handled", status, {"X-Handled": "1"}))
    app.before_request(fail) if error is Exception else None
    assert_passes(preflight(app, "/" if error is Exception else "/none"))


def test_hooks_run_in_pairs(app, preflight):
    """All hooks run, so a value that one stores is available to the other."""
    seen = []
    CORS(app, origins=A)

    @app.before_request
    def before():
        g.stored = 1
        after_this_request(lambda response: seen.append("this") or response)

    @app.after_request
    def after(response):
        seen.append(g.stored)
        return response

    app.teardown_request(lambda _: seen.append("teardown"))
    assert_passes(preflight(app))
    assert seen == ["this", 1, "teardown"]


@pytest.mark.parametrize("status", [200, 201, 204, 226])
def test_a_2xx_is_kept(app, preflight, status):
    """A hook may choose 204, or respond itself."""
    CORS(app, origins=A)
    body = b"" if status == 204 else b"mine"
    app.before_request(lambda: (body, status, {"X-Mine": "1", "Set-Cookie": "a=b"}))
    response = preflight(app)
    assert (response.status_code, response.data, acao(response)) == (status, body, A)
    assert response.headers["X-Mine"] == "1"
    assert response.headers["Set-Cookie"] == "a=b"
    assert response.headers[protocol.ALLOW_METHODS]


@pytest.mark.parametrize("status", [100, 304, 399, 401, 404, 451, 500, 599])
def test_any_other_status_is_replaced(app, preflight, status):
    """It becomes 200, without the headers of the old body or status."""
    CORS(app, origins=A)
    theirs = {
        "Location": "/login",
        "WWW-Authenticate": "Basic",
        "Retry-After": "5",
        "Set-Cookie": "a=b",
        "Content-Encoding": "gzip",
        "ETag": '"1"',
        "X-Kept": "1",
        "Vary": "Cookie",
    }
    app.before_request(lambda: ("body", status, theirs))
    response = preflight(app)
    assert_passes(response)
    assert response.status == "200 OK"
    kept = {name for name in theirs if name in response.headers}
    assert kept == {"X-Kept", "Vary"}
    assert members(response, "Vary") == {"Cookie", *ASKED}


def test_an_allow_of_the_app_is_kept(app, preflight):
    """`Allow` is only added if the app has not set it."""
    CORS(app, origins=A)
    app.before_request(lambda: ("", 405, {"Allow": "POST"}))
    assert preflight(app).headers.getlist("Allow") == ["POST"]


@pytest.mark.parametrize("with_app", [True, False])
def test_the_body_of_a_replaced_response_is_closed(app, preflight, with_app):
    """A replaced stream is closed, and not read."""
    seen = []

    class Body:
        def __iter__(self):
            seen.append("read")
            yield b"body"

        def close(self):
            seen.append("closed")

    if with_app:
        CORS(app, origins=A)
    app.add_url_rule("/v", "v", cross_origin(origins=A)(lambda: "v"))
    app.before_request(lambda: Response(Body(), 401))
    assert_passes(preflight(app, "/v", method="GET"))
    assert seen == ["closed"]


def test_cors_headers_of_a_hook_are_replaced(app, preflight):
    """The policy's headers replace a hook's preflight headers, with one warning."""
    CORS(app, origins=A, methods="PUT")
    theirs = {
        protocol.ALLOW_ORIGIN: "*",
        protocol.ALLOW_METHODS: "DELETE",
        protocol.ALLOW_HEADERS: "X-Any",
        protocol.MAX_AGE: "86400",
    }
    app.after_request(lambda response: response.headers.update(theirs) or response)
    with pytest.warns(CORSWarning, match="sets Access-Control-Allow-Origin"):
        response = preflight(app)
    assert_passes(response)
    assert response.headers.getlist(protocol.ALLOW_METHODS) == ["PUT"]
    assert protocol.ALLOW_HEADERS not in response.headers
    assert protocol.MAX_AGE not in response.headers


def test_preflight_headers_of_a_hook_are_replaced_silently(app, preflight):
    """ACAM alone, without ACAO, causes no warning."""
    CORS(app, origins=A, methods="PUT")
    theirs = {protocol.ALLOW_METHODS: "DELETE"}
    app.after_request(lambda response: response.headers.update(theirs) or response)
    assert preflight(app).headers.getlist(protocol.ALLOW_METHODS) == ["PUT"]


# URLs that lead to 404, 405 or a redirect


@pytest.mark.parametrize(
    ("path", "method", "allow"),
    [
        ("/none", "GET", set()),
        ("/", "DELETE", {"GET", "HEAD", "OPTIONS", "PUT"}),
        ("/dir", "GET", {"GET", "HEAD", "OPTIONS"}),
        ("/a//b", "GET", {"GET", "HEAD", "OPTIONS"}),
        ("/old", "GET", None),
        ("/closed", "PUT", {"PUT"}),
    ],
)
def test_urls_without_a_view(app, preflight, path, method, allow):
    """The preflight succeeds, so that the page sees the real response."""
    app.add_url_rule("/dir/", "dir", lambda: "dir")
    app.add_url_rule("/a/b", "b", lambda: "b")
    app.add_url_rule("/old", "old", redirect_to="/")
    app.add_url_rule(
        "/closed", "closed", lambda: "", methods=["PUT"], provide_automatic_options=False
    )
    CORS(app, origins=A)
    response = preflight(app, path, method=method)
    assert_passes(response)
    assert "Location" not in response.headers
    if allow is not None:
        assert members(response, "Allow") == allow


def test_a_redirect_to_a_view_for_each_method(app, preflight):
    """The policy belongs to the view that the requested method reaches."""
    app.add_url_rule("/dir/", "read", cross_origin(origins=B)(lambda: "read"))
    write = cross_origin(origins=A)(lambda: "write")
    app.add_url_rule("/dir/", "write", write, methods=["PUT"])
    assert_passes(preflight(app, "/dir"))
    assert acao(preflight(app, "/dir", origin=B)) is None
    assert acao(preflight(app, "/dir", method="GET", origin=B)) == B


def test_a_redirect_to_a_method_of_a_class(app, send):
    """The actual request's redirect has the policy of the method behind it."""

    class View(MethodView):
        @cross_origin(origins=B)
        def get(self):
            return "get"

    app.add_url_rule("/dir/", view_func=View.as_view("v"))
    CORS(app, origins=A)
    response = send(app, "/dir", origin=B)
    assert (response.status_code, acao(response)) == (308, B)


def test_auto_methods_behind_a_redirect(app, preflight):
    """The methods are those of the URL that the announced method is redirected to."""
    app.add_url_rule("/v", "v", lambda: "v", methods=["PUT", "DELETE"])
    # Directly, since Flask would add OPTIONS.
    app.url_map.add(Rule("/old", endpoint="old", redirect_to="/v", methods=["PUT"]))
    CORS(app, origins=A, methods="auto")
    response = preflight(app, "/old", method="PUT")
    assert members(response, "Access-Control-Allow-Methods") == {"DELETE", "OPTIONS", "PUT"}


def test_a_redirecting_rule_without_the_method(app, preflight, send):
    """If a URL only redirects, the app scope governs its 405."""
    app.add_url_rule("/v", "v", cross_origin(origins=B)(lambda: "v"))
    app.add_url_rule("/old", "old", redirect_to="/v", methods=["GET"])
    CORS(app, resources={"/old": {"origins": A}})
    assert send(app, "/old", method="PUT").status_code == 405
    assert acao(send(app, "/old", method="PUT")) == A
    assert_passes(preflight(app, "/old"))


def test_a_rule_that_was_added_directly(app, preflight):
    """A view that accepts OPTIONS handles it, even with a rule from `app.url_map.add`."""
    app.url_map.add(Rule("/v", endpoint="v", methods=["GET", "OPTIONS"]))
    app.view_functions["v"] = lambda: ("mine", 403)
    CORS(app, origins=A)
    response = preflight(app, "/v", method="GET")
    assert (response.status_code, response.text, acao(response)) == (403, "mine", A)


@pytest.mark.parametrize(("automatic", "status"), [(True, 200), (False, 403)])
def test_a_decorated_options_method(app, preflight, automatic, status):
    """A decorated `options` runs with `automatic_options=False` and not otherwise."""

    class View(MethodView):
        def get(self):
            return "get"

        @cross_origin(origins=B, automatic_options=automatic)
        def options(self):
            return "mine", 403

    app.add_url_rule("/v", view_func=View.as_view("v"))
    CORS(app, origins=A)
    response = preflight(app, "/v", method="GET")
    assert (response.status_code, acao(response)) == (status, A)
    assert response.text == ("" if automatic else "mine")


@pytest.mark.parametrize("automatic", [True, False])
def test_a_hook_before_a_decorated_options_method(app, preflight, automatic):
    """A hook can refuse only if the class handles OPTIONS itself."""

    class View(MethodView):
        @cross_origin(origins=A, automatic_options=automatic)
        def options(self):
            return "mine"

    app.add_url_rule("/v", view_func=View.as_view("v"))
    app.before_request(lambda: ("no", 401))
    CORS(app, origins=A)
    assert preflight(app, "/v", method="OPTIONS").status_code == (200 if automatic else 401)


def test_without_automatic_options(preflight):
    """`PROVIDE_AUTOMATIC_OPTIONS=False` does not refuse a preflight either."""
    app = Flask("app", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.add_url_rule("/", "index", lambda: "index", methods=["GET", "PUT"])
    CORS(app, origins=A)
    response = preflight(app)
    assert_passes(response)
    assert {"GET", "PUT"} <= members(response, "Allow")


def test_an_unknown_host(preflight):
    """The app scope governs a preflight to a host unknown to the app."""
    app = Flask("app", host_matching=True, static_host="localhost")
    app.add_url_rule("/", "index", lambda: "index", host="localhost", methods=["GET", "PUT"])
    app.add_url_rule("/v", "v", cross_origin(origins=B)(lambda: "v"), host="localhost")
    CORS(app, origins=A)
    assert_passes(preflight(app))
    assert_passes(preflight(app, "/v", base_url="http://other"))
    assert acao(preflight(app, "/v", origin=B, method="GET")) == B


def test_an_untrusted_host(app, preflight, send):
    """The app scope governs a host that Flask refuses, too."""
    # Flask 3.1 does this for TRUSTED_HOSTS; older ones leave it to the app.
    trusting = app.create_url_adapter

    def create_url_adapter(request):
        if request is not None and request.environ["HTTP_HOST"] == "evil.test":
            raise SecurityError
        return trusting(request)

    app.create_url_adapter = create_url_adapter
    app.add_url_rule("/v", "v", cross_origin(origins=B)(lambda: "v"))
    CORS(app, origins=A)
    assert send(app, "/v", base_url="http://evil.test").status_code == 400
    assert acao(send(app, "/v", base_url="http://evil.test")) == A
    response = preflight(app, "/v", base_url="http://evil.test", method="GET")
    assert_passes(response)
    assert "Allow" not in response.headers


@pytest.mark.parametrize("error", [500, 404, Exception])
def test_an_error_handler_that_fails(app, preflight, error):
    """A preflight succeeds even if the error's handler raises another error."""

    def fail(*_):
        raise ZeroDivisionError

    if error != 404:
        app.before_request(fail)
    app.register_error_handler(error, fail)
    CORS(app, origins=A)
    assert_passes(preflight(app, "/nope"))


@pytest.mark.parametrize("host", ["[", "[x]"])
def test_a_redirect_to_an_invalid_host(app, preflight, host):
    """A `Host` mangled by Werkzeug before 3.1 causes no failure here."""
    trusting = app.create_url_adapter

    def match(*_, **__):
        raise RequestRedirect(f"http://{host}/v/")

    def create_url_adapter(request):
        adapter = trusting(request)
        if has_request_context():
            adapter.match = match
        return adapter

    app.create_url_adapter = create_url_adapter
    app.add_url_rule("/v/", "v", cross_origin(origins=B)(lambda: "v"))
    CORS(app, origins=A)
    assert_passes(preflight(app, "/v"))


# The governing policy


@pytest.mark.parametrize("first", ["get", "put"])
def test_two_views_on_one_url(app, preflight, first):
    """The view that the actual request will reach governs the preflight."""
    CORS(app, origins=B)
    rules = {
        "get": lambda: app.add_url_rule("/v", "get", lambda: "get", methods=["GET"]),
        "put": lambda: app.add_url_rule(
            "/v", "put", cross_origin(origins=A)(lambda: "put"), methods=["PUT"]
        ),
    }
    for name in (first, *rules.keys() - {first}):
        rules[name]()
    assert acao(preflight(app, "/v", method="PUT")) == A
    assert acao(preflight(app, "/v", method="PUT", origin=B)) is None
    assert acao(preflight(app, "/v", method="GET")) is None
    assert acao(preflight(app, "/v", method="GET", origin=B)) == B
    assert acao(preflight(app, "/v", method="DELETE", origin=B)) == B


def test_two_views_one_without_options(app, preflight):
    """A rule that does not accept OPTIONS may still accept the method."""
    CORS(app, origins=B)
    app.add_url_rule(
        "/v",
        "put",
        cross_origin(origins=A)(lambda: "put"),
        methods=["PUT"],
        provide_automatic_options=False,
    )
    app.add_url_rule("/<name>", "any", lambda name: name, methods=["GET", "PUT"])
    assert acao(preflight(app, "/v", method="PUT")) == A
    assert acao(preflight(app, "/v", method="GET", origin=B)) == B


def test_a_method_in_lower_case(app, preflight):
    """Werkzeug upper-cases methods, so that view's policy decides, and refuses it."""
    CORS(app, origins=B)
    app.add_url_rule("/v", "v", cross_origin(origins=A)(lambda: "v"), methods=["PATCH"])
    response = preflight(app, "/v", method="patch")
    assert acao(response) == A
    assert protocol.ALLOW_METHODS not in response.headers


# Views that handle OPTIONS themselves


def test_an_undecorated_view_that_lists_options(app, preflight):
    """The view responds itself, and headers are added."""
    CORS(app, origins=A, methods="PUT")
    mine = ("mine", 299, {"X-Mine": "1"})
    app.add_url_rule("/v", "v", lambda: mine, methods=["PUT", "OPTIONS"])
    response = preflight(app, "/v")
    assert (response.status_code, response.text, acao(response)) == (299, "mine", A)
    assert response.headers[protocol.ALLOW_METHODS] == "PUT"


def test_a_class_with_an_options_method(app, preflight):
    """The same holds for a MethodView with a method `options`."""

    class V(MethodView):
        def put(self):
            return "put"

        def options(self):
            return "mine", 418

    CORS(app, origins=A)
    app.add_url_rule("/v", view_func=V.as_view("v"))
    response = preflight(app, "/v")
    assert (response.status_code, response.text, acao(response)) == (418, "mine", A)


@pytest.mark.parametrize("decorated", [True, False])
def test_a_hook_can_refuse_a_view_that_handles_options(app, preflight, decorated):
    """The hook's response is kept, with headers, if a view handles OPTIONS."""
    CORS(app, origins=A)
    own = cross_origin(automatic_options=False)(answer_500) if decorated else answer_429
    app.add_url_rule("/v", "v", own, methods=["PUT", "OPTIONS"])
    app.before_request(answer_401)
    response = preflight(app, "/v")
    assert (response.status_code, response.text, acao(response)) == (401, "login", A)
    assert response.headers["WWW-Authenticate"] == "Basic"


def test_a_view_that_handles_options_and_fails(app, preflight):
    """Its exceptions are left to the app."""
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", fail, methods=["PUT", "OPTIONS"])
    assert preflight(app, "/v").status_code == 500
    app.testing = True
    with pytest.raises(LookupError):
        preflight(app, "/v")


# Requests that are not preflights


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": A},
        {protocol.REQUEST_METHOD: "PUT"},
        {"Origin": A, protocol.REQUEST_HEADERS: "X"},
    ],
)
@pytest.mark.parametrize("refused", [True, False])
def test_options_that_is_not_a_preflight(app, headers, refused):
    """OPTIONS without Origin or without ACRM goes to the app."""
    CORS(app, origins=A)
    if refused:
        app.before_request(answer_401)
    response = app.test_client().options("/", headers=headers)
    assert response.status_code == (401 if refused else 200)
    assert acao(response) == A
    assert not set(PREFLIGHT_HEADERS) & set(response.headers.keys())
    if not refused:
        assert members(response, "Allow") == {"GET", "HEAD", "OPTIONS", "PUT"}


def test_acrm_on_another_method_is_not_a_preflight(app, send):
    """Only OPTIONS can be a preflight."""
    CORS(app, origins=A)
    app.before_request(answer_401)
    response = send(app, headers={protocol.REQUEST_METHOD: "PUT"})
    assert (response.status_code, response.text) == (401, "login")


def test_a_preflight_under_no_policy(app, preflight):
    """The app's own response is kept."""
    CORS(app, resources="/api/*")
    app.before_request(answer_401)
    response = preflight(app)
    assert (response.status_code, response.text, acao(response)) == (401, "login", None)


# QUERY


@pytest.mark.parametrize("decorated", [False, True])
def test_query(app, send, preflight, decorated):
    """If a route accepts QUERY, its preflight is allowed; other responses do not change."""
    view = cross_origin(origins=A)(lambda: "found") if decorated else (lambda: "found")
    app.add_url_rule("/search", "search", view, methods=["GET", "QUERY"])
    CORS(app, origins=A)
    every = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
    for _ in range(2):
        asked = preflight(app, "/search", method="QUERY", names="x-a")
        assert asked.headers["Access-Control-Allow-Methods"] == f"{every}, QUERY"
        assert preflight(app, "/search").headers["Access-Control-Allow-Methods"] == every
        assert "Access-Control-Allow-Methods" not in preflight(app, method="QUERY").headers
        assert preflight(app, method="PUT").headers["Access-Control-Allow-Methods"] == every
    response = Browser(app, A).fetch("/search", method="QUERY", headers={"X-A": "1"})
    assert response.text == "found"
    with pytest.raises(CORSError, match="MethodDisallowedByPreflightResponse"):
        Browser(app, A).fetch("/", method="QUERY")


@pytest.mark.parametrize("by", ["call", "config"])
def test_query_with_explicit_methods(app, preflight, by):
    """An explicit list of methods is complete."""
    app.add_url_rule("/search", "search", lambda: "found", methods=["QUERY"])
    if by == "config":
        app.config["CORS_METHODS"] = ALL_METHODS
    CORS(app, origins=A, **({"methods": ALL_METHODS} if by == "call" else {}))
    assert "Access-Control-Allow-Methods" not in preflight(app, "/search", method="QUERY").headers
