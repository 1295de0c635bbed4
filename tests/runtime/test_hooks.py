"""The wrapper among other middlewares, rejection, callables, and what is said about decisions."""

import functools
import http.client
import logging
import re
import sys
import threading
import warnings
from contextlib import closing
from wsgiref.validate import validator

import pytest
from flask import Blueprint, Flask, Response, abort, g, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import make_server
from werkzeug.test import Client, EnvironBuilder

import flask_cors
from flask_cors import CORS, ConfigurationError, CORSWarning, cors_refused, cross_origin
from flask_cors._runtime.state import State
from flask_cors.core import protocol

A, B, EVIL = "https://a.com", "https://b.com", "https://evil.test"
DECISION = "X-CORS-Decision"


def acao(response):
    """Return the Access-Control-Allow-Origin of a response."""
    return response.headers.get(protocol.ALLOW_ORIGIN)


def refusing():
    """Refuse as a login does."""
    return "login", 401, {"WWW-Authenticate": "Basic"}


def no_content():
    """Answer without a body, and without a type of it."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


# Middlewares


def passing(inner):
    """Pass everything on."""

    def middleware(environ, start_response):
        return inner(environ, start_response)

    return middleware


def buffering(inner):
    """Read the whole answer, and only then begin to answer."""

    def middleware(environ, start_response):
        begun = []
        body = inner(environ, lambda *args: begun.append(args))
        with closing(body) if hasattr(body, "close") else warnings.catch_warnings():
            content = b"".join(body)
        start_response(*begun[-1])
        return [content]

    return middleware


def late(inner):
    """Begin to answer when the first part is asked for."""

    def middleware(environ, start_response):
        yield from inner(environ, start_response)

    return middleware


def copying(inner):
    """Hand a copy of the environment on."""
    return lambda environ, start_response: inner(dict(environ), start_response)


def empty_first(inner):
    """Yield an empty part in front."""

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
    """Read the headers of one proxy."""
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
    """Inside or outside of the wrapper, another middleware changes no header and no last word."""
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
    """Whichever way the refused body comes, it is not sent."""

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


@pytest.mark.parametrize("refuse", [True, False])
def test_a_late_body_is_closed(app, preflight, send, refuse):
    """Whoever begins late is closed as well, whether its body is sent or not."""
    closed, kept = [], []

    def noting(inner):
        def run(environ, start_response):
            try:
                yield from inner(environ, start_response)
            finally:
                closed.append(1)

        def keep(*args):
            kept.append(run(*args))  # what nobody holds closes itself
            return kept[-1]

        return keep

    app.wsgi_app = noting(app.wsgi_app)
    CORS(app, origins=A)
    if refuse:
        app.before_request(refusing)
    assert preflight(app, buffered=True).status_code == 200
    assert send(app, buffered=True).status_code == (401 if refuse else 200)
    assert closed == [1, 1]


def test_a_middleware_that_answers_by_itself(app, send, preflight):
    """What never enters Flask is not our answer."""

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
    """Nor is its exception."""

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
    """What a middleware says of a failure is handed on."""

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


def test_proxy_fix_moves_the_prefix(app, send, preflight):
    """Resources are matched below the prefix that a proxy names."""
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
    """A subclass of Flask keeps what it does on the way in."""
    app = cls("app")
    app.add_url_rule("/", "index", lambda: request.environ["own"])
    CORS(app, origins=A)
    response = send(app)
    assert (response.text, acao(response)) == ("1", A)
    assert acao(preflight(app)) == A


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("configured", [True, False])
def test_mounted_apps(send, preflight, inside, configured):
    """Each of several apps in one process answers by its own policy, and by no other's."""
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
    """A view may call another app; the answers stay apart."""
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
    """The wrapper is a clean WSGI application around a clean one."""

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
    headers = {"Origin": A, protocol.REQUEST_METHOD: "GET"}
    response = app.test_client().open(path, method=method, headers=headers, buffered=True)
    assert acao(response) == A


# The wrapper is gone


def test_a_replaced_wrapper(app, send):
    """Requests that reach the app around the wrapper are warned about once."""
    original = app.wsgi_app
    CORS(app, origins=A)
    app.wsgi_app = passing(original)
    with pytest.warns(CORSWarning, match="reach app 'tiny' around flask_cors") as caught:
        assert acao(send(app)) is None
    [warned] = caught
    assert str(warned.message) == (
        "requests reach app 'tiny' around flask_cors, and get no CORS headers, because app.wsgi_app"
        " was replaced; wrap what it was before: app.wsgi_app = Middleware(app.wsgi_app)"
    )
    send(app)


def test_a_replaced_wrapper_of_a_mounted_app(app, send):
    """The wrapper of the app around does not stand for the one that was replaced."""
    mounted = Flask("mounted", static_folder=None)
    original = mounted.wsgi_app
    CORS(mounted, origins=B)
    mounted.wsgi_app = original
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/mounted": mounted})
    CORS(app, origins=A)
    with pytest.warns(CORSWarning, match="reach app 'mounted' around flask_cors"):
        send(app, "/mounted/")


THERE = {"REMOTE_ADDR": "127.0.0.1"}


def served(taken, said=THERE):
    """Return a client of what a server was given, which tells something of itself."""
    return Client(lambda environ, start: taken(environ | said, start))


@pytest.mark.parametrize("origins", [A, lambda origin: origin == A])
@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("said", [THERE, {"wsgi.multithread": True}])
def test_a_server_that_was_given_the_app_before(app, send, origins, before, said):
    """Who took `app.wsgi_app` before `CORS(app)`, as Connexion does, answers as all others."""
    client = served(app.wsgi_app, said)
    app.add_url_rule("/fail", "fail", lambda: abort(500))
    CORS(app, origins=origins, max_age=5)
    if before:
        client.get("/", headers={"Origin": A})
        assert acao(send(app)) == A
    for path in ("/", "/fail", "/nowhere", "/"):
        for method in ("GET", "PUT"):
            assert acao(client.open(path, method=method, headers={"Origin": A})) == A
            refused = client.open(path, method=method, headers={"Origin": B})
            assert (acao(refused), refused.vary.as_set()) == (None, {"origin"})
            asked = client.options(path, headers={"Origin": A, protocol.REQUEST_METHOD: method})
            assert (asked.status_code, asked.headers[protocol.MAX_AGE]) == (200, "5")
    assert acao(send(app)) == A


def test_a_server_that_was_given_the_app_before_and_an_origin_that_is_rejected(app):
    """The view does not run for it."""
    client = served(app.wsgi_app)
    CORS(app, origins=A, reject_disallowed=True)
    for _ in range(2):
        assert client.get("/", headers={"Origin": B}).status_code == 403
        assert client.get("/", headers={"Origin": A}).status_code == 200


def test_the_configuration_is_completed_once(app, send, monkeypatch):
    """The first request completes the configuration, and no other one does."""
    completed = []
    complete = State.complete
    monkeypatch.setattr(State, "complete", lambda self: completed.append(1) or complete(self))
    CORS(app, origins=A)
    for _ in range(3):
        assert acao(send(app)) == A
    assert completed == [1]


def test_a_replaced_wrapper_under_a_decorated_view(app, send):
    """Decorated views run without it, and answer."""
    original = app.wsgi_app
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", cross_origin(lambda: "v"))
    app.wsgi_app = original
    with pytest.warns(CORSWarning, match="around flask_cors"):
        response = send(app, "/v")
    assert (response.text, acao(response)) == ("v", None)


@pytest.mark.parametrize("reject", [True, False])
def test_a_request_context_by_hand(app, send, reject):
    """A request that a test dispatches itself has no wrapper, which is no fault."""
    CORS(app, origins=A, reject_disallowed=reject)
    send(app)
    other = Flask("other")
    CORS(other, origins=A)
    for each in (app, other):
        with each.test_request_context("/", headers={"Origin": A}):
            response = each.full_dispatch_request()
        assert acao(response) is None
    assert acao(send(other)) == A


def test_an_exception_by_hand(app):
    """Nor is an exception that is handled by hand."""
    CORS(app, origins=A)
    with app.test_request_context("/", headers={"Origin": A}):
        assert app.handle_exception(LookupError()).status_code == 500
    with app.app_context():
        flask_cors.decorator.watch_marked_views()


def test_a_signal_outside_of_a_request(app):
    """The signal of an exception may be sent by anybody."""
    from flask import got_request_exception  # noqa: PLC0415 - only here

    CORS(app, origins=lambda origin: origin == A)
    app.test_client().get("/")
    assert got_request_exception.send(app, exception=LookupError())


def test_warnings_while_serving_fail_no_request(app, send, caplog):
    """Where warnings are errors, one that only a request shows is logged instead."""
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", lambda: ("v", {protocol.ALLOW_ORIGIN: "*"}))
    for _ in range(2):
        response = send(app, "/v")
        assert (response.status_code, acao(response)) == (200, A)
    [(level, text)] = lines(caplog)
    assert level == "WARNING"
    assert "sets Access-Control-Allow-Origin by itself" in text
    caplog.clear()


# reject_disallowed


@pytest.fixture
def rejecting(app):
    """Return an app that rejects what its policy refuses, and notes which views and hooks ran."""
    app.ran = []
    app.add_url_rule("/v", "v", lambda: app.ran.append("view") or "view", methods=["GET", "PUT"])
    app.before_request(lambda: setattr(g, "stored", app.ran.append("before")))
    app.after_request(lambda response: app.ran.append("after") or response)
    app.teardown_request(lambda _: app.ran.append("teardown"))
    CORS(app, origins=A, reject_disallowed=True)
    return app


@pytest.mark.parametrize(
    ("origin", "headers", "status"),
    [
        (A, {}, 200),
        (None, {}, 200),
        (EVIL, {}, 403),
        ("null", {}, 403),
        ("garbage", {}, 403),
        (EVIL, {"Sec-Fetch-Site": "cross-site"}, 403),
        (EVIL, {"Sec-Fetch-Site": "same-site"}, 403),
        (EVIL, {"Sec-Fetch-Site": "same-origin"}, 200),
        (EVIL, {"Sec-Fetch-Site": "none"}, 200),
        ("http://localhost", {}, 200),
        ("https://localhost", {}, 200),
        ("http://localhost:5000", {}, 403),
        ("http://localhost:5000", {"Host": "localhost:5000"}, 200),
        ("http://localhost", {"Host": "localhost:80"}, 403),
        ("https://localhost.evil.test", {}, 403),
        ("https://evil.test://localhost", {}, 403),
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_rejection(rejecting, send, origin, headers, status, method):
    """The view never runs for a refused origin of another site; hooks in pairs still do."""
    response = send(rejecting, "/v", origin=origin, headers=headers, method=method)
    assert response.status_code == status
    ran = ["before", *(["view"] if status == 200 else []), "after", "teardown"]
    assert rejecting.ran == ran
    assert (">The origin of this request is not allowed.<" in response.text) == (status == 403)
    if origin not in {A, None}:
        assert (acao(response), response.headers["Vary"]) == (None, "Origin")


@pytest.mark.parametrize("origin", ["null", "https://", ""])
def test_rejection_of_an_origin_without_a_host(rejecting, send, origin):
    """An origin that names no host is not the app's own, also where `Host` is empty."""
    assert send(rejecting, origin=origin, environ_overrides={"HTTP_HOST": ""}).status_code == 403


def test_rejection_spares_preflights(rejecting, preflight):
    """A preflight is answered as ever."""
    assert preflight(rejecting, "/v", origin=EVIL).status_code == 200
    assert preflight(rejecting, "/v").headers[protocol.ALLOW_METHODS]


@pytest.mark.parametrize(("path", "method", "status"), [("/none", "GET", 404), ("/v", "DELETE", 405)])  # fmt: skip  # noqa: E501 - a short table
def test_rejection_leaves_routing_errors(rejecting, send, path, method, status):
    """A request that reaches no view is answered as it was."""
    assert send(rejecting, path, origin=EVIL, method=method).status_code == status


def test_rejection_can_be_handled(rejecting, send):
    """The 403 is an ordinary one for the app's error handlers."""
    rejecting.register_error_handler(403, lambda error: (error.description, 403))
    assert "origin of this request" in send(rejecting, "/v", origin=EVIL).text


@pytest.mark.parametrize("where", ["resource", "blueprint", "view", "hidden", "hidden by config"])
@pytest.mark.parametrize("first", [True, False])
def test_rejection_by_other_scopes(app, send, where, first):
    """Every scope can ask for it; the view does not run, from the first request on."""
    ran = []

    def view():
        ran.append(1)
        return "v"

    options = {"origins": A, "reject_disallowed": True}
    if where.endswith("config"):
        app.config["CORS_REJECT_DISALLOWED"] = options.pop("reject_disallowed")
    bp = Blueprint("bp", "bp")
    if where == "resource":
        CORS(app, resources={"/v": options, "/": {}})
    elif where == "blueprint":
        CORS(bp, **options)
    else:
        view = cross_origin(**options)(view)
    registered = view if not where.startswith("hidden") else lambda: str(view())
    bp.add_url_rule("/v", "v", registered)
    app.register_blueprint(bp)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*without functools.wraps")
        if not first:
            assert send(app, "/v").status_code == 200
        assert send(app, "/v", origin=EVIL).status_code == 403
    assert len(ran) == (not first)
    assert send(app, "/v", origin=None).status_code == 200
    assert send(app, "/", origin=EVIL).status_code == 200


def test_a_hidden_view_of_an_allowed_origin_is_not_rejected(app, send):
    """A hidden view with the option runs for whom it allows."""
    view = cross_origin(origins=A, reject_disallowed=True)(lambda: "v")
    app.add_url_rule("/v", "v", lambda: str(view()))
    with pytest.warns(CORSWarning, match="functools.wraps"):
        assert send(app, "/v").text == "v"
    assert send(app, "/v", origin=EVIL).status_code == 403


def test_rejection_through_a_proxy(send):
    """The host that is compared is the one that the proxy was asked for."""
    app = Flask("app")
    app.add_url_rule("/", "index", lambda: "index")
    app.wsgi_app = ProxyFix(app.wsgi_app, x_host=1)
    CORS(app, origins=A, reject_disallowed=True)
    headers = {"X-Forwarded-Host": "shop.example"}
    assert send(app, origin="https://shop.example", headers=headers).status_code == 200
    assert send(app, origin="https://other.example", headers=headers).status_code == 403


# Callables


class Asked:
    """A callable that is an object."""

    def __call__(self, origin):
        """Tell whether an origin is allowed."""
        return origin == A


class AskedAsync:
    """A callable object that has to be awaited."""

    async def __call__(self, origin):
        """Tell whether an origin is allowed."""
        return origin == A


async def asked(origin):
    """Tell whether an origin is allowed."""
    return origin == A


@pytest.mark.parametrize(
    "call",
    [
        lambda origin: origin == A,
        Asked(),
        Asked().__call__,
        AskedAsync(),
        asked,
        functools.partial(asked),
        lambda origin: (asked(origin), None)[0],
        lambda origin: request.method and origin == A,
    ],
)
@pytest.mark.parametrize("middleware", [None, passing, buffering, late])
def test_callables(app, send, preflight, call, middleware):
    """A callable is asked inside the request; what has to be awaited is awaited."""
    if middleware is not None:
        app.wsgi_app = middleware(app.wsgi_app)
    CORS(app, origins=call)
    for ask in (send, preflight):
        assert acao(ask(app)) == A
        assert acao(ask(app, origin=EVIL)) is None
        assert acao(ask(app, origin="null")) is None


@pytest.mark.parametrize("middleware", [None, passing])
def test_callables_of_a_request_that_fails(app, send, preflight, middleware):
    """A callable is asked inside the request also where an exception leaves the app."""
    app.add_url_rule("/fail", "fail", lambda: {}["fail"])
    if middleware is not None:
        app.wsgi_app = middleware(app.wsgi_app)
    CORS(app, origins=lambda origin: request.path == "/fail" and origin == A)
    app.debug = True
    answer = send(app, "/fail")
    assert (answer.status_code, acao(answer)) == (500, A)
    with pytest.raises(KeyError, match="fail"):
        send(app, "/fail", EVIL)
    app.debug, app.testing = False, True
    with pytest.raises(KeyError, match="fail"):
        send(app, "/fail")


def test_callables_of_a_preflight_that_fails(app, preflight):
    """A callable is asked inside a preflight whose hooks and error handlers fail."""
    app.before_request(lambda: {}["hook"])
    CORS(app, origins=lambda origin: request.path == "/" and origin == A)
    app.testing = True
    answer = preflight(app)
    assert (answer.status_code, acao(answer)) == (200, A)


def test_callables_are_asked_once(app, send, preflight):
    """One request asks once, also where it is explained and may be rejected."""
    calls = []
    app.debug = True
    CORS(app, origins=lambda origin: calls.append(origin) or False, reject_disallowed=True)
    send(app)
    assert calls == [A]
    preflight(app)
    assert calls == [A, A]
    send(app, origin="null")
    assert calls == [A, A]


def failing(origin):
    """Fail to tell."""
    raise LookupError(origin)


async def failing_async(origin):
    """Fail to tell, later."""
    raise LookupError(origin)


@pytest.mark.parametrize(
    ("call", "match"),
    [
        (failing, f"callable failing failed for '{A}', which is refused"),
        (failing_async, f"callable failing_async failed for '{A}'"),
        (lambda _: 1, "answered 1 for"),
        (lambda _: "yes", "answered 'yes' for"),
        (lambda _: None, "answered None for"),
        (lambda: True, "failed for"),
    ],
)
def test_callables_that_do_not_tell(app, send, caplog, call, match):
    """An exception, and anything but a boolean, refuses and is logged."""
    CORS(app, origins=[call, B])
    response = send(app)
    assert (response.status_code, acao(response)) == (200, None)
    records = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert [each.name for each in records] == ["flask_cors"]
    assert match in records[0].getMessage()
    assert acao(send(app, origin=B)) == B


def test_the_next_pattern_is_tried(app, send):
    """A callable that refuses leaves the others to be asked."""
    CORS(app, origins=[lambda _: False, lambda origin: origin == A])
    assert acao(send(app)) == A


@pytest.mark.parametrize("call", [asked, AskedAsync()])
@pytest.mark.parametrize(
    "configure",
    [
        lambda app, call: CORS(app, origins=call),
        lambda app, call: CORS(app, origins=[A, call]),
        lambda app, call: CORS(app, resources={"/*": {"origins": call}}),
        lambda _, call: cross_origin(origins=call),
        lambda _, call: CORS(Blueprint("bp", "bp"), origins=call),
    ],
)
def test_async_callables_need_asgiref(app, monkeypatch, call, configure):
    """Without it an async callable is an error at start-up."""
    monkeypatch.setattr("flask_cors._runtime.calls.find_spec", lambda _: None)
    with pytest.raises(ConfigurationError, match=r"install flask\[async\]"):
        configure(app, call)


def test_sync_callables_do_not_need_asgiref(app, send, monkeypatch):
    """Nothing else needs it."""
    monkeypatch.setattr("flask_cors._runtime.calls.find_spec", lambda _: None)
    CORS(app, origins=[B, lambda origin: origin == A])
    assert acao(send(app)) == A


# What is said


def lines(caplog, level=None):
    """Return what our logger said, as level and text."""
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name == "flask_cors" and level in {None, record.levelno}
    ]


@pytest.mark.parametrize("debug", [True, False])
def test_one_line_for_each_request(app, send, preflight, caplog, debug):
    """A CORS request is one line at DEBUG, a refused one is one line at INFO."""
    app.debug = debug
    CORS(app, origins=A, methods="PUT", allow_headers="X-A")
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(app)
    preflight(app)
    send(app, origin=EVIL)
    preflight(app, method="DELETE")
    preflight(app, names="X-B")
    send(app, origin=None)
    send(app, "/none", origin=None)
    found = lines(caplog)
    assert [level for level, _ in found] == ["DEBUG", "DEBUG", "INFO", "INFO", "INFO"]
    for (_, text), outcome in zip(
        found,
        [
            "request allowed",
            "preflight allowed",
            "request refused (MissingAllowOriginHeader)",
            "preflight refused (MethodDisallowedByPreflightResponse)",
            "preflight refused (HeaderDisallowedByPreflightResponse)",
        ],
        strict=True,
    ):
        assert text.startswith(outcome)
        assert "by CORS(app)" in text
        assert __file__ in text
        assert text.endswith((f"'/' from '{A}'", f"'/' from '{EVIL}'"))


def test_refusals_alone(app, send, caplog):
    """At INFO only refusals are there, at WARNING nothing is."""
    CORS(app, origins=A)
    caplog.set_level(logging.INFO, "flask_cors")
    send(app)
    send(app, origin=EVIL)
    assert [level for level, _ in lines(caplog)] == ["INFO"]
    caplog.set_level(logging.WARNING, "flask_cors")
    send(app, origin=EVIL)
    assert len(lines(caplog)) == 1


def test_no_line_under_no_policy(app, send, caplog):
    """Where no policy governs nothing is decided, and nothing said."""
    CORS(app, resources="/api/*")
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(app)
    assert lines(caplog) == []


def test_a_replaced_answer_is_told(app, preflight, caplog):
    """The line of a preflight says what the app had answered."""
    CORS(app, origins=A)
    app.before_request(refusing)
    caplog.set_level(logging.DEBUG, "flask_cors")
    preflight(app)
    assert "the app answered 401, replaced by 200" in lines(caplog)[0][1]


@pytest.mark.parametrize(
    ("origin", "path"),
    [
        ("https://a.com\x1b[31m", "/"),
        ("https://\xe9vil.test", "/"),
        (EVIL, "/x%0d%0aFAKE"),
        (EVIL, "/%1b[31m"),
        (EVIL, "/%E2%80%A8"),
        ("x" * 5000, "/"),
    ],
)
@pytest.mark.parametrize("origins", [A, "*"])
def test_values_from_the_network_are_harmless(app, send, preflight, caplog, origin, path, origins):
    """No control character comes into the log or the header, which is ASCII and short."""
    app.debug = True
    CORS(app, origins=origins)
    caplog.set_level(logging.DEBUG, "flask_cors")
    environ = {"HTTP_ORIGIN": origin}
    for ask in (send, preflight):
        response = ask(app, path, environ_overrides=environ)
        told = response.headers[DECISION]
        assert told.isascii()
        assert told.isprintable()
        assert len(told) <= 1000
    assert len(lines(caplog)) == 2
    assert all(text.isprintable() for _, text in lines(caplog))


def test_requested_values_are_harmless(app, preflight, caplog):
    """The same holds for the method and the names that a preflight asks for."""
    app.debug = True
    CORS(app, origins=A, allow_headers="X-A")
    caplog.set_level(logging.DEBUG, "flask_cors")
    environ = {
        "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PUT\x1b[31m",
        "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": "x\x07y, \x85, " + "z" * 2000,
    }
    response = preflight(app, environ_overrides=environ)
    assert re.fullmatch(r"[ -~]{1,1000}", response.headers[DECISION])
    assert all(text.isprintable() for _, text in lines(caplog))


@pytest.mark.parametrize(("debug", "origin", "told"), [(True, A, True), (True, None, False), (False, A, False)])  # fmt: skip  # noqa: E501 - a short table
def test_the_header_is_for_debugging(app, send, preflight, debug, origin, told):
    """`X-CORS-Decision` is there in debug mode, for CORS requests."""
    app.debug = debug
    CORS(app, origins=A)
    assert (DECISION in send(app, origin=origin).headers) == told
    if origin is not None:
        assert (DECISION in preflight(app).headers) == told


def test_the_header_names_the_setting(app, send):
    """It says what was checked and which call decided."""
    app.debug = True
    CORS(app, origins=A)
    told = send(app, origin=EVIL).headers[DECISION]
    assert told.startswith("request refused (MissingAllowOriginHeader); origin 'https://evil.test'")
    assert f"fails by CORS(app) ({__file__}:" in told
    assert "passes" in send(app).headers[DECISION]


# The signal


@pytest.fixture
def received():
    """Collect what the signal sends."""
    found = []

    def receive(sender, decision, request):
        found.append((sender, decision.reason, request.path, request.method))

    with cors_refused.connected_to(receive):
        yield found


def test_the_signal(app, send, preflight, received):
    """Each refusal is sent once, with the app, the decision and the request."""
    CORS(app, origins=A, methods="PUT")
    send(app)
    preflight(app)
    send(app, origin=None)
    assert received == []
    send(app, origin=EVIL)
    preflight(app, origin=EVIL)
    preflight(app, method="DELETE")
    assert received == [
        (app, "MissingAllowOriginHeader", "/", "GET"),
        (app, "PreflightMissingAllowOriginHeader", "/", "OPTIONS"),
        (app, "MethodDisallowedByPreflightResponse", "/", "OPTIONS"),
    ]


def test_the_decision_that_is_sent_has_its_steps(app, send):
    """A receiver can see what was checked."""
    CORS(app, origins=A)
    steps = []

    def receive(sender, decision, request):
        steps.extend(decision.steps)

    with cors_refused.connected_to(receive):
        send(app, origin=EVIL)
    assert [(step.check, step.passed, step.subject) for step in steps] == [("origin", False, EVIL)]


def test_the_signal_is_sent_within_the_request(app, send):
    """A receiver may look at the current request."""
    CORS(app, origins=A)
    seen = []

    def receive(sender, decision, request):
        seen.append(flask_request.path)

    flask_request = request
    with cors_refused.connected_to(receive, app):
        send(app, "/none", origin=EVIL)
    assert seen == ["/none"]


def test_a_failing_receiver_changes_nothing(app, send, preflight, caplog):
    """Its exception is logged, and the answer leaves as ever."""
    CORS(app, origins=A)

    def receive(sender, decision, request):
        raise LookupError

    with cors_refused.connected_to(receive):
        assert send(app, origin=EVIL).text == "index"
        assert preflight(app, origin=EVIL).status_code == 200
    assert [text for _, text in lines(caplog)] == ["a receiver of cors_refused failed"] * 2


# What is remembered


def test_paths_are_not_remembered_for_ever(app):
    """What whoever sends the request chooses has a bound."""
    CORS(app, resources={"/a/*": {"origins": A}, "/b/*": {}})
    client = app.test_client()
    for number in range(1100):
        assert acao(client.get(f"/a/{number}", headers={"Origin": A})) == A
        assert len(app.extensions["cors"].resolver._by_path) <= 1024  # noqa: SLF001 - the bound


def test_first_requests_at_the_same_time(app):
    """The configuration is completed once, whichever thread comes first."""
    CORS(app, origins=A)
    barrier = threading.Barrier(8)
    found = []

    def ask():
        barrier.wait()
        found.append(acao(app.test_client().get("/", headers={"Origin": A})))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [A] * 8


# A real server


def test_over_a_socket(app):
    """A server gets a response that it can send, and the client one that it can read."""
    CORS(app, origins=A)
    app.before_request(lambda: refusing() if request.method == "OPTIONS" else None)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)) as client:
            client.request("OPTIONS", "/", headers={"Origin": A, protocol.REQUEST_METHOD: "PUT"})
            response = client.getresponse()
            assert (response.status, response.read()) == (200, b"")
            assert response.headers.get_all(protocol.ALLOW_ORIGIN) == [A]
            assert response.headers.get_all("Content-Length") == ["0"]
            client.request("GET", "/", headers={"Origin": A})
            response = client.getresponse()
            assert (response.status, response.read()) == (200, b"index")
            assert response.headers.get_all(protocol.ALLOW_ORIGIN) == [A]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
