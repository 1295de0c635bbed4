"""Nested requests, late responses, and requests made in code."""

import warnings
from contextlib import suppress

import pytest
from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Request as PlainRequest

from answers import acao
from flask_cors import CORS, CORSWarning, cross_origin
from flask_cors.core import protocol
from origins import EVIL, A, B


def hiding(view):
    """Decorate a view so that the inner function cannot be detected."""

    def hidden():
        return view()

    return hidden


def add_batch(app, inside, path="/private/batch"):
    """Add a view that requests another URL of the app, like batch endpoints."""

    def batch():
        environ = {**request.environ, "PATH_INFO": inside, "REQUEST_METHOD": "GET"}
        with app.request_context(environ):
            return app.full_dispatch_request().get_data()

    app.add_url_rule(path, "batch", batch, methods=["POST"])


# -- requests that a view makes itself --------------------------------------------------------


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("reject", [False, True])
@pytest.mark.parametrize("decorated", [False, True])
@pytest.mark.parametrize("behind_proxy", [False, True])
def test_an_inner_request_does_not_affect_the_outer_one(
    app, send, behind_proxy, decorated, reject, debug
):
    """The outer response keeps the policy of its own view."""
    if behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app)
    app.debug = debug
    private = {"origins": A, "reject_disallowed": reject}
    CORS(app, resources={"/public/*": {"origins": "*"}, "/private/*": private})
    inside = cross_origin(origins="*")(lambda: "x") if decorated else lambda: "x"
    app.add_url_rule("/public/x", "x", inside)
    add_batch(app, "/public/x")
    for origin, expected in ((EVIL, None), (A, A), (EVIL, None)):
        response = send(app, "/private/batch", origin, "POST")
        assert acao(response) == expected
        assert response.status_code == (403 if reject and origin == EVIL else 200)


def test_an_inner_request_does_not_replace_the_first_one(app, send):
    """The first request still prepares an app without `CORS(app)`."""
    app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: "x"))
    add_batch(app, "/x", "/batch")
    app.view_functions["batch"] = cross_origin(origins=A)(app.view_functions["batch"])
    for origin, expected in ((A, A), (EVIL, None), (A, A)):
        response = send(app, "/batch", origin, "POST")
        assert (response.text, acao(response)) == ("x", expected)


def test_a_context_of_another_app(app, send):
    """A decorated function called for another app does not complete that app."""
    other = Flask("other", static_folder=None)
    helper = cross_origin(origins="*")(lambda: "helper")
    other.add_url_rule("/", "index", lambda: "index")
    CORS(app, origins=A)

    @app.get("/borrow")
    def borrow():
        with other.app_context():
            return helper()

    for _ in range(2):
        assert acao(send(app, "/borrow", A)) == A
    CORS(other, origins=A)
    assert [acao(send(other, "/", origin)) for origin in (A, B, A, B)] == [A, None, A, None]


def test_a_view_called_before_the_app_is_configured(app, send):
    """The call is not a first request: a later `CORS(app)` still counts."""
    app.add_url_rule("/v", "v", cross_origin()(lambda: "v"))
    with app.test_request_context("/v", headers={"Origin": A}):
        assert app.view_functions["v"]() == "v"
    app.config["CORS_MAX_AGE"] = 5
    CORS(app, origins=A)
    for path in ("/", "/v", "/nope"):
        assert [acao(send(app, path, origin)) for origin in (EVIL, A, EVIL)] == [None, A, None]


# -- an environment that is passed on ---------------------------------------------------------


def call(wsgi_app, environ):
    """Return an app's response body to an environment that is not a copy."""
    return b"".join(wsgi_app(environ, lambda *_: lambda _: None))


@pytest.mark.parametrize("debug", [False, True])
def test_an_environment_passed_on_within_the_app(app, send, debug):
    """The inner view, even a hidden one, does not govern the outer response."""
    app.debug = debug
    CORS(app, resources={"/v": {"origins": A}, "/open": {"origins": A}})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CORSWarning)
        app.add_url_rule("/open", "open", hiding(cross_origin(origins="*")(lambda: "open")))

    @app.get("/v")
    def forward():
        environ = request.environ
        environ["PATH_INFO"] = "/open"
        try:
            return call(app.wsgi_app, environ)
        finally:
            environ["PATH_INFO"] = "/v"

    with pytest.warns(CORSWarning, match="without functools.wraps"):
        assert send(app, "/v", EVIL).text == "open"
    for origin, expected in ((EVIL, None), (A, A), (EVIL, None)):
        assert acao(send(app, "/v", origin)) == expected


@pytest.mark.parametrize("debug", [False, True])
def test_an_environment_that_a_view_changes(app, send, preflight, debug):
    """The path of the request governs, not the one that its environment has in the end."""
    app.debug = debug
    CORS(app, resources={"/v": {"origins": A}, "/open": {"origins": "*"}})

    @app.route("/v", methods=["GET", "OPTIONS"])
    def move():
        request.environ["PATH_INFO"] = "/open"
        return "moved"

    for ask in (send, preflight):
        assert [acao(ask(app, "/v", origin)) for origin in (EVIL, A, EVIL)] == [None, A, None]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("decorates", [False, True])
def test_an_environment_passed_on_to_another_app(app, send, decorates, debug):
    """The outer view is still known when it responds."""
    inner = Flask("inner", static_folder=None)
    if decorates:
        inner.add_url_rule("/v", "v", cross_origin(origins="*")(lambda: "inner"))
    else:
        inner.add_url_rule("/v", "v", lambda: "inner")
        CORS(inner)
    app.debug = debug
    CORS(app, origins="*")
    view = cross_origin(origins=A)(lambda: call(inner.wsgi_app, request.environ))
    app.add_url_rule("/v", "v", hiding(view))
    with pytest.warns(CORSWarning, match="without functools.wraps"):
        assert send(app, "/v", A).text == "inner"
    for origin, expected in ((B, None), (A, A), (B, None)):
        assert acao(send(app, "/v", origin)) == expected


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("is_first", [False, True])
def test_an_environment_passed_on_to_an_app_that_has_not_served(app, send, is_first, debug):
    """The inner app, which has no wrapper yet, does not open the outer view's response."""
    inner = Flask("inner", static_folder=None)
    inner.add_url_rule("/v", "v", cross_origin(origins="*")(lambda: "inner"))
    app.debug = debug
    CORS(app, origins="*")
    view = cross_origin(origins=A)(lambda: call(inner.wsgi_app, request.environ))
    app.add_url_rule("/v", "v", hiding(view))
    if not is_first:
        send(app, "/other", B)
    assert [acao(send(app, "/v", origin)) for origin in (B, A, B)] == [None, A, None]


class Late(Response):
    """A response that starts on the first iteration of its body, as PEP 3333 allows."""

    def __call__(self, environ, start_response):
        """Start on the first iteration, then yield the parts."""
        parts, status, headers = self.get_wsgi_response(environ)
        start_response(status, headers)
        yield from parts


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("kind", [Response, Late])
def test_an_app_that_fails_with_the_environment_of_another(app, send, kind, debug):
    """The policy of its view does not govern the outer response, even if that starts late."""

    @cross_origin(origins="*")
    def fail():
        raise LookupError

    @app.get("/v")
    def view():
        inner = Flask("inner", static_folder=None)
        inner.testing = True
        inner.add_url_rule("/v", "v", fail)
        with suppress(LookupError):
            call(inner.wsgi_app, request.environ)
        return kind("outer")

    app.debug = debug
    CORS(app, origins=A)
    for origin, expected in ((EVIL, None), (A, A), (EVIL, None)):
        response = send(app, "/v", origin)
        assert (response.text, acao(response)) == ("outer", expected)


class Forwarded(Response):
    """A response of another app, with the same environment and `start_response`."""

    inner: Flask

    def __call__(self, environ, start_response):
        """Let the other app respond."""
        return self.inner(environ, start_response)


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("around", [None, B])
@pytest.mark.parametrize("found", [True, False])
def test_another_app_that_responds_for_a_view(app, send, found, around, debug):
    """The outer view governs, not one with the same name in the other app."""
    inner = Flask("inner", static_folder=None)
    inner.add_url_rule("/v" if found else "/other", "v", lambda: "inner")
    forwarded = type("Forwarded", (Forwarded,), {"inner": inner})
    app.debug = debug
    app.add_url_rule("/known", "v", cross_origin(origins=A)(lambda: "known"))
    if around:
        CORS(app, origins=around)
    app.add_url_rule("/v", "forward", forwarded)
    for _ in range(3):
        response = send(app, "/v", A)
        assert (response.status_code, acao(response)) == (200 if found else 404, None)
        assert acao(send(app, "/v", B)) == around
        assert acao(send(app, "/known", A)) == A


# -- a response that starts within a context of its own ---------------------------------------


def within_a_context(call):
    """Return `call`, a WSGI app, so that it runs in a context for another path of the app."""

    def run(environ, start_response):
        with current_app.test_request_context("/open"):
            return call(environ, start_response)

    return run


class Within(Response):
    """A response that starts within a context of its own."""

    def __call__(self, environ, start_response):
        """Respond there."""
        return within_a_context(super().__call__)(environ, start_response)


def starting_within(inner):
    """Return a middleware that starts the response within a context of its own."""

    def middleware(environ, start_response):
        def start(*args):
            return within_a_context(lambda _, begin: begin(*args))(environ, start_response)

        return inner(environ, start)

    return middleware


@pytest.mark.parametrize("middleware", [True, False])
def test_the_context_in_which_a_response_starts(app, send, preflight, middleware):
    """The policy of its path does not govern the response."""
    if middleware:
        app.wsgi_app = starting_within(app.wsgi_app)
    else:
        app.response_class = Within
    app.add_url_rule("/open", "open", lambda: "open")
    CORS(app, resources={"/": {"origins": A}, "/open": {"origins": "*"}})
    for ask in (send, preflight):
        assert acao(ask(app, "/", EVIL)) is None
    assert [acao(send(app, path, A)) for path in ("/", "/open")] == [A, A]


# -- late responses ---------------------------------------------------------------------------


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("headers", [{}, {"Vary": "Accept"}])
@pytest.mark.parametrize("place", ["app", "view", "hidden"])
def test_a_response_after_its_context(app, send, place, headers, debug):
    """It gets its headers even though the request has ended."""
    app.debug = debug
    view = lambda: Late("late", headers=headers)  # noqa: E731 - decorated below, or not
    if place == "app":
        CORS(app, origins=A)
    else:
        CORS(app, origins=B)
        view = cross_origin(origins=A)(view)
    app.add_url_rule("/v", "v", hiding(view) if place == "hidden" else view)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CORSWarning)
        for origin, expected in ((A, A), (A, A), (EVIL, None), (A, A)):
            response = send(app, "/v", origin)
            assert (response.text, acao(response)) == ("late", expected)


# -- requests that fail, or change, before the app has begun ----------------------------------


class Broken(SecureCookieSessionInterface):
    """Sessions that cannot be opened."""

    def open_session(self, *_):
        """Fail before any hook runs."""
        raise LookupError("no sessions")


@pytest.mark.parametrize("behind_proxy", [False, True])
@pytest.mark.parametrize("mode", ["debug", "propagate", "plain"])
def test_a_session_that_cannot_be_opened(app, send, preflight, mode, behind_proxy):
    """The app has not begun, but a preflight still succeeds."""
    if behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app)
    app.debug = mode == "debug"
    app.config["PROPAGATE_EXCEPTIONS"] = True if mode == "propagate" else None
    CORS(app, origins=A)
    app.session_interface = Broken()
    assert preflight(app, method="GET").status_code == 200
    assert acao(preflight(app, method="GET")) == A
    if mode != "propagate":
        response = send(app)
        assert (response.status_code, acao(response)) == (500, A)


def test_a_middleware_that_fails_before_the_app(app, send, preflight):
    """The server gets its exception, because there is no request whose policy could apply."""

    def failing(*_):
        raise LookupError("no app")

    app.wsgi_app = failing
    app.debug = True
    CORS(app, origins=A)
    for ask in (send, preflight):
        with pytest.raises(LookupError):
            ask(app)


def test_a_request_class_that_changes_the_environment(app, send, preflight):
    """The changed path counts, in each request."""

    class Versioned(app.request_class):
        def __init__(self, environ, *args, **kwargs):
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix("/v1")
            super().__init__(environ, *args, **kwargs)

    app.request_class = Versioned
    CORS(app, resources={"/x": {"origins": A}})
    app.add_url_rule("/x", "x", lambda: "x")
    for _ in range(3):
        assert acao(send(app, "/v1/x")) == A
    assert acao(preflight(app, "/v1/x", method="GET")) == A


def test_a_method_in_lower_case(app):
    """The wrapper reads methods in upper case, like Werkzeug."""
    CORS(app, origins=A)
    app.before_request(lambda: ("login", 401))
    headers = {"Origin": A, "Access-Control-Request-Method": "PUT"}
    for _ in range(2):
        builder = PlainRequest.from_values("/", headers=headers)
        builder.environ["REQUEST_METHOD"] = "options"
        answers = []
        app.wsgi_app(builder.environ, lambda *answer, answers=answers: answers.append(answer))
        [(status, sent)] = answers
        assert status == "200 OK"
        assert dict(sent)[protocol.ALLOW_METHODS]
