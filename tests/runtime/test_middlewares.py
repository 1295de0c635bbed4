"""The wrapper among other middlewares, and under a real server."""

import http.client
import logging
import sys
import threading
from contextlib import closing
from wsgiref.validate import validator

import pytest
from flask import Blueprint, Flask, Response, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import make_server
from werkzeug.test import EnvironBuilder

from answers import acao
from flask_cors import CORS, cross_origin
from flask_cors._runtime.state import State
from flask_cors.core import protocol as names
from middlewares import buffering, late, passing
from origins import EVIL, A, B
from views import refusing


def no_content():
    """Respond without a body or a content type."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def copying(inner):
    """Pass on a copy of the environment."""
    return lambda environ, start_response: inner(dict(environ), start_response)


def empty_first(inner):
    """Yield an empty first part."""

    def middleware(environ, start_response):
        body = inner(environ, start_response)
        yield b""
        yield from body

    return middleware


def writing(inner):
    """Use the `write` that start_response returns."""

    def middleware(environ, start_response):
        def start(status, headers, exc_info=None):
            write = start_response(status, headers)
            write(b"")
            return write

        return inner(environ, start)

    return middleware


def proxy(inner):
    """Trust the headers of one proxy."""
    return ProxyFix(inner, x_host=1, x_prefix=1)


MIDDLEWARES = [
    passing,
    buffering,
    late,
    copying,
    empty_first,
    writing,
    proxy,
    lambda inner: buffering(copying(late(inner))),
]


@pytest.mark.parametrize("middleware", MIDDLEWARES)
@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("how", ["app", "blueprint", "view"])
def test_other_middlewares(app, send, preflight, middleware, inside, how):
    """Middleware inside or outside the wrapper changes no header and no decision."""
    if inside:
        app.wsgi_app = middleware(app.wsgi_app)
    bp = Blueprint("bp", "bp")
    view = (lambda: "view") if how != "view" else cross_origin(origins=A)(lambda: "view")
    bp.add_url_rule("/v", "v", view, methods=["GET", "PUT"])
    if how == "app":
        CORS(app, origins=A)
    elif how == "blueprint":
        CORS(bp, origins=A)
    else:
        CORS(app, origins=B)
    app.register_blueprint(bp, url_prefix="/bp")
    if not inside:
        app.wsgi_app = middleware(app.wsgi_app)
    app.before_request(lambda: refusing() if request.method == "OPTIONS" else None)
    for _ in range(2):
        response = send(app, "/bp/v")
        assert (response.status_code, response.text, acao(response)) == (200, "view", A)
        assert acao(send(app, "/bp/v", origin=EVIL)) is None
        passed = preflight(app, "/bp/v")
        assert (passed.status_code, passed.data, acao(passed)) == (200, b"", A)
        assert "WWW-Authenticate" not in passed.headers
        refused = preflight(app, "/bp/v", origin=EVIL)
        assert (refused.status_code, refused.data, acao(refused)) == (200, b"", None)


@pytest.mark.parametrize("middleware", [late, writing, passing])
def test_a_replaced_body_stays_empty(app, preflight, middleware):
    """The refused body is not sent, however the app produces it."""

    def refusing_middleware(inner):
        def run(environ, start_response):
            body = b"".join(inner(environ, start_response))
            return [body, b"more"]

        return run

    app.wsgi_app = middleware(refusing_middleware(app.wsgi_app))
    CORS(app, origins=A)
    app.before_request(refusing)
    response = preflight(app)
    assert (response.status_code, response.data, acao(response)) == (200, b"", A)


@pytest.mark.parametrize(("status", "body"), [("401 UNAUTHORIZED", b""), ("299 OWN", b"written")])
def test_a_written_body(app, preflight, status, body):
    """Bytes that an app passes to `write` are sent, unless the response is replaced."""

    def inner(environ, start_response):
        with app.request_context(environ):
            start_response(status, [("Content-Type", "text/plain")])(b"written")
        return []

    app.wsgi_app = inner
    CORS(app, origins=A)
    response = preflight(app)
    assert (response.data, acao(response)) == (body, A)


def closing_with(close, inner):
    """Return a middleware whose bodies are closed with `close`."""

    class Body:
        def __init__(self, parts):
            self.parts = parts

        def __iter__(self):
            return iter(self.parts)

        def close(self):
            close()

    return lambda *given: Body(inner(*given))


@pytest.mark.parametrize("refuse", [True, False])
def test_a_late_body_is_closed(app, preflight, send, refuse):
    """A late body is closed whether or not it is sent."""
    closed = []
    app.wsgi_app = closing_with(lambda: closed.append(1), late(app.wsgi_app))
    CORS(app, origins=A)
    if refuse:
        app.before_request(refusing)
    assert preflight(app, buffered=True).status_code == 200
    assert send(app, buffered=True).status_code == (401 if refuse else 200)
    assert closed == [1, 1]


@pytest.mark.parametrize("begin", [passing, late])
def test_a_replaced_body_that_fails_to_close(app, preflight, caplog, begin):
    """The app logs the exception, and the preflight passes."""
    app.wsgi_app = closing_with(lambda: {}["body"], begin(app.wsgi_app))
    CORS(app, origins=A)
    app.before_request(refusing)
    response = preflight(app, buffered=True)
    assert (response.status_code, response.data, acao(response)) == (200, b"", A)
    [record] = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert record.name == app.name
    assert record.getMessage() == "Exception while the replaced body of a preflight was closed"
    assert record.exc_info[0] is KeyError


def test_a_late_body_that_cannot_be_closed(app, send):
    """A late body without `close` is sent unchanged."""

    class Bare:
        def __init__(self, parts):
            self.parts = parts

        def __iter__(self):
            yield from self.parts

    inner = late(app.wsgi_app)
    app.wsgi_app = lambda *args: Bare(inner(*args))
    CORS(app, origins=A)
    response = send(app, buffered=True)
    assert (response.text, acao(response)) == ("index", A)


def test_a_middleware_that_responds_itself(app, send, preflight):
    """A response that never enters Flask is left alone."""

    def health(inner):
        def run(environ, start_response):
            if environ["PATH_INFO"] == "/health":
                start_response("503 Ill", [("Content-Type", "text/plain")])
                return [b"ill"]
            return inner(environ, start_response)

        return run

    app.wsgi_app = health(app.wsgi_app)
    CORS(app, origins=A)
    for ask in (send, preflight):
        response = ask(app, "/health")
        assert (response.status_code, response.text, acao(response)) == (503, "ill", None)
    assert acao(send(app)) == A


def test_a_middleware_that_raises(app, send, preflight):
    """Its exception is left alone, too."""

    def raising(inner):
        def run(environ, start_response):
            raise LookupError

        return run

    app.wsgi_app = raising(app.wsgi_app)
    CORS(app, origins=A)
    for ask in (send, preflight):
        with pytest.raises(LookupError):
            ask(app)


def test_exc_info_reaches_the_server(app):
    """`exc_info` from a middleware is passed on."""

    def failing_midway(inner):
        def run(environ, start_response):
            try:
                {}["fault"]
            except LookupError:
                start_response("500 Fault", [], sys.exc_info())
            return []

        return run

    app.wsgi_app = failing_midway(app.wsgi_app)
    CORS(app, origins=A)
    begun = []
    environ = EnvironBuilder().get_environ()
    assert list(app(environ, lambda *args: begun.append(args))) == []
    [(status, headers, exc_info)] = begun
    assert (status, headers, exc_info[0]) == ("500 Fault", [], KeyError)


class StartingAgain(Response):
    """A response that fails on the first iteration of its body, after it has started."""

    def __call__(self, _, start_response):
        """Start it, and start it again with the exception."""
        start_response("200 OK", [])
        try:
            {}["fault"]
        except LookupError:
            start_response("500 Fault", [], sys.exc_info())
        yield b""


@pytest.mark.parametrize("middleware", [passing, None])
def test_a_response_that_starts_again(app, middleware):
    """The server gets both starts, with the headers as long as the request is known."""
    if middleware is not None:
        app.wsgi_app = middleware(app.wsgi_app)
    app.response_class = StartingAgain
    CORS(app, origins=A)
    begun = []
    environ = EnvironBuilder(headers={"Origin": A}).get_environ()
    assert list(app(environ, lambda *args: begun.append(args))) == [b""]
    (status, headers), (status_again, headers_again, _) = begun
    assert (status, status_again) == ("200 OK", "500 Fault")
    assert dict(headers)[names.ALLOW_ORIGIN] == A
    assert dict(headers_again).get(names.ALLOW_ORIGIN) == (A if middleware else None)


def test_proxy_fix_moves_the_prefix(app, send, preflight):
    """Resources are matched below a proxy's prefix."""
    CORS(app, resources={"/v/*": {"origins": A}})
    app.add_url_rule("/v/", "v", cross_origin(lambda: "v"))
    app.wsgi_app = ProxyFix(app.wsgi_app, x_prefix=1)
    headers = {"X-Forwarded-Prefix": "/behind"}
    assert acao(send(app, "/v/", headers=headers)) == A
    assert send(app, "/v", headers=headers).headers["Location"] == "http://localhost/behind/v/"
    assert acao(send(app, "/v", headers=headers)) == A
    assert acao(preflight(app, "/v", method="GET", headers=headers)) == A


class Own(Flask):
    """An app that overrides `wsgi_app`."""

    def wsgi_app(self, environ, start_response):
        """Run the app."""
        environ["own"] = "1"
        return super().wsgi_app(environ, start_response)


class Calling(Flask):
    """An app that overrides `__call__`."""

    def __call__(self, environ, start_response):
        """Run the app."""
        environ["own"] = "1"
        return super().__call__(environ, start_response)


@pytest.mark.parametrize("cls", [Own, Calling])
def test_a_subclass_that_overrides_the_entry(cls, send, preflight):
    """An override in a subclass of Flask still runs."""
    app = cls("app")
    app.add_url_rule("/", "index", lambda: request.environ["own"])
    CORS(app, origins=A)
    response = send(app)
    assert (response.text, acao(response)) == ("1", A)
    assert acao(preflight(app)) == A


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("configured", [True, False])
def test_mounted_apps(send, preflight, inside, configured):
    """Each of several apps in one process uses its own policy only."""
    outer, inner = Flask("outer"), Flask("inner")
    for app in (outer, inner):
        app.add_url_rule("/", "index", lambda: "index", methods=["GET", "PUT"])
        app.before_request(lambda: refusing() if request.method == "OPTIONS" else None)
    if configured:
        CORS(inner, origins=B)
    if not inside:
        CORS(outer, origins=A)
    outer.wsgi_app = DispatcherMiddleware(outer.wsgi_app, {"/inner": inner})
    if inside:
        CORS(outer, origins=A)
    for _ in range(2):
        assert acao(send(outer, "/")) == A
        assert preflight(outer, "/").status_code == 200
        for origin, expected in ((A, None), (B, B if configured else None)):
            assert acao(send(outer, "/inner/", origin=origin)) == expected
            response = preflight(outer, "/inner/", origin=origin)
            assert acao(response) == expected
            assert response.status_code == (200 if configured else 401)


def test_an_app_called_within_a_request_of_another(app, send):
    """A view may call another app; the responses stay separate."""
    inner = Flask("inner")
    inner.add_url_rule("/", "index", lambda: "inner")
    CORS(inner, origins=B)
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", lambda: str(acao(send(inner, origin=B))))
    response = send(app, "/v")
    assert (response.text, acao(response)) == (B, A)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/none", "/empty", "/raw"])
@pytest.mark.parametrize("refuse", [True, False])
def test_wsgi_is_kept(app, method, path, refuse):
    """The wrapper passes the WSGI validator on both sides."""

    def raw(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"raw"]

    app.wsgi_app = validator(app.wsgi_app)
    CORS(app, origins=A)
    app.wsgi_app = validator(app.wsgi_app)
    app.add_url_rule("/empty", "empty", no_content, methods=["GET", "OPTIONS"])
    app.add_url_rule("/raw", "raw", lambda: raw)
    if refuse:
        app.before_request(refusing)
    headers = {"Origin": A, names.REQUEST_METHOD: "GET"}
    response = app.test_client().open(path, method=method, headers=headers, buffered=True)
    assert acao(response) == A


# Signals and the first request


def test_the_configuration_is_completed_once(app, send, monkeypatch):
    """Only the first request completes the configuration."""
    completed = []
    complete = State.complete
    monkeypatch.setattr(State, "complete", lambda self: completed.append(1) or complete(self))
    CORS(app, origins=A)
    for _ in range(3):
        assert acao(send(app)) == A
    assert completed == [1]


def test_a_signal_outside_of_a_request(app):
    """Anyone may send the signal of an exception."""
    from flask import got_request_exception  # noqa: PLC0415 - only here

    CORS(app, origins=lambda origin: origin == A)
    app.test_client().get("/")
    assert got_request_exception.send(app, exception=LookupError())


# A real server


def test_over_a_socket(app):
    """The server can send the response, and the client can read it."""
    CORS(app, origins=A)
    app.before_request(lambda: refusing() if request.method == "OPTIONS" else None)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as client:
            client.request("OPTIONS", "/", headers={"Origin": A, names.REQUEST_METHOD: "PUT"})
            response = client.getresponse()
            assert (response.status, response.read()) == (200, b"")
            assert response.headers.get_all(names.ALLOW_ORIGIN) == [A]
            assert response.headers.get_all("Content-Length") == ["0"]
            client.request("GET", "/", headers={"Origin": A})
            response = client.getresponse()
            assert (response.status, response.read()) == (200, b"index")
            assert response.headers.get_all(names.ALLOW_ORIGIN) == [A]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
