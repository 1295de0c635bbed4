"""The wrapper is attached in time, and acts for requests that bypass it."""

import gc

import pytest
from flask import Flask, Response, abort, request_finished, request_started
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, EnvironBuilder

from answers import acao
from flask_cors import CORS, CORSWarning, cross_origin
from flask_cors._runtime import attachment
from flask_cors._runtime.marks import MARKS
from flask_cors.core import protocol as names
from middlewares import passing
from origins import A, B


def test_a_replaced_wrapper(app, send):
    """Requests that bypass the wrapper cause one warning."""
    original = app.wsgi_app
    CORS(app, origins=A)
    app.wsgi_app = passing(original)
    with pytest.warns(CORSWarning, match="app 'tiny' bypass flask_cors") as caught:
        assert acao(send(app)) is None
    [warned] = caught
    assert str(warned.message) == (
        "requests to app 'tiny' bypass flask_cors and get no CORS headers, because app.wsgi_app"
        " was replaced; wrap it instead of replacing it: app.wsgi_app = Middleware(app.wsgi_app)"
    )
    send(app)


def test_a_replaced_wrapper_of_a_mounted_app(app, send):
    """The outer app's wrapper does not hide that the inner one was replaced."""
    mounted = Flask("mounted", static_folder=None)
    original = mounted.wsgi_app
    CORS(mounted, origins=B)
    mounted.wsgi_app = original
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/mounted": mounted})
    CORS(app, origins=A)
    with pytest.warns(CORSWarning, match="app 'mounted' bypass flask_cors"):
        send(app, "/mounted/")


THERE = {"REMOTE_ADDR": "127.0.0.1"}


def served(taken, said=THERE):
    """Return a client of the given entry point, which varies in what it reveals."""
    return Client(lambda environ, start: taken(environ | said, start))


@pytest.mark.parametrize("origins", [A, lambda origin: origin == A])
@pytest.mark.parametrize("before", [False, True])
@pytest.mark.parametrize("said", [THERE, {"wsgi.multithread": True}, {}])
def test_a_server_that_got_the_app_before(app, send, origins, before, said):
    """A server that took `app.wsgi_app` before `CORS(app)`, like Connexion, gets headers."""
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
            asked = client.options(path, headers={"Origin": A, names.REQUEST_METHOD: method})
            assert (asked.status_code, asked.headers[names.MAX_AGE]) == (200, "5")
    assert acao(send(app)) == A


def test_a_server_that_got_the_app_before_and_never_decorates(app):
    """Each of its requests gets headers even if `cross_origin` was never imported."""
    request_started.disconnect(attachment._attach_if_marked)  # noqa: SLF001 - as if never connected
    try:
        client = served(app.wsgi_app)
        CORS(app, origins=A)
        for _ in range(3):
            assert acao(client.get("/", headers={"Origin": A})) == A
    finally:
        attachment.watch_marked_views()


def test_apps_that_never_served_leave_nothing_behind():
    """A new wrapper may have the id of one of them, for which blinker has kept a receiver."""
    for _ in range(300):
        app = Flask("given", static_folder=None)
        app.add_url_rule("/", "index", lambda: "index")
        client = served(app.wsgi_app)
        CORS(app, origins=A)
        assert acao(client.get("/", headers={"Origin": A})) == A
        CORS(Flask("never served", static_folder=None))


def test_a_server_that_got_the_app_before_and_a_rejected_origin(app):
    """The view does not run for it."""
    client = served(app.wsgi_app)
    CORS(app, origins=A, reject_disallowed=True)
    for _ in range(2):
        assert client.get("/", headers={"Origin": B}).status_code == 403
        assert client.get("/", headers={"Origin": A}).status_code == 200


def test_a_replaced_wrapper_under_a_decorated_view(app, send):
    """Decorated views work without it."""
    original = app.wsgi_app
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", cross_origin(lambda: "v"))
    app.wsgi_app = original
    with pytest.warns(CORSWarning, match="bypass flask_cors"):
        response = send(app, "/v")
    assert (response.text, acao(response)) == ("v", None)


@pytest.mark.parametrize("reject", [True, False])
def test_a_manual_request_context(app, send, reject):
    """A request that a test dispatches itself has no wrapper, and causes no warning."""
    CORS(app, origins=A, reject_disallowed=reject)
    send(app)
    other = Flask("other")
    CORS(other, origins=A)
    for each in (app, other):
        with each.test_request_context("/", headers={"Origin": A}):
            response = each.full_dispatch_request()
        assert acao(response) is None
    assert acao(send(other)) == A


@pytest.mark.parametrize(
    ("said", "expected"), [(THERE, A), ({"wsgi.multithread": True}, A), ({}, None)]
)
@pytest.mark.parametrize("decorates", [False, True])
def test_a_server_that_dispatches_requests_itself(app, said, expected, decorates):
    """Its environment tells it from a test; a policy applies only to the server's requests."""
    app.add_url_rule("/v", "v", cross_origin(origins=A)(lambda: "v") if decorates else lambda: "v")
    CORS(app, origins=A)
    for _ in range(2):
        environ = EnvironBuilder("/v", headers={"Origin": A}).get_environ() | said
        with app.request_context(environ):
            response = app.full_dispatch_request()
        assert (response.get_data(), acao(response)) == (b"v", expected)


@pytest.mark.parametrize("said", [THERE, {"wsgi.multithread": True}])
def test_a_view_called_in_a_request_context_of_a_server(app, send, said):
    """A decorated function has its policy even if nothing was decorated when the request began."""
    CORS(app, origins=B)
    app.add_url_rule("/v", "v", lambda: str(cross_origin(origins=A)(lambda: "v")()))
    send(app)
    environ = EnvironBuilder("/v", headers={"Origin": A}).get_environ() | said
    with app.request_context(environ), pytest.warns(CORSWarning, match="functools.wraps"):
        response = app.full_dispatch_request()
    assert (response.get_data(), acao(response)) == (b"v", A)


def test_a_decorated_function_called_in_a_test(app, send):
    """It has no policy in a request context made by hand, even if the app has served."""
    CORS(app, origins=B, reject_disallowed=True)
    function = cross_origin(origins=B)(lambda: "f")
    app.add_url_rule("/v", "v", lambda: str(function()))
    send(app)
    with app.test_request_context("/v", method="PUT", headers={"Origin": A}):
        assert function() == "f"


def test_a_manually_handled_exception(app):
    """An exception handled in a test causes no warning either."""
    CORS(app, origins=A)
    with app.test_request_context("/", headers={"Origin": A}):
        assert app.handle_exception(LookupError()).status_code == 500
    with app.app_context():
        attachment.watch_marked_views()


def test_a_first_request_that_dies(send):
    """A late wrapper handles only the requests that bypassed it."""
    attachment.watch_marked_views()  # as the import of cross_origin does
    app = Flask("late", static_folder=None)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.add_url_rule("/", "index", cross_origin(origins=A)(lambda: "index"))
    app.add_url_rule("/fault", "fault", lambda: {}["fault"])
    with pytest.raises(KeyError) as caught:
        send(app, "/fault", A)
    assert any(request_finished.receivers_for(app))
    assert send(app, "/", A).headers[names.ALLOW_ORIGIN] == A
    # Its request is still held by the exception.
    assert any(request_finished.receivers_for(app))
    del caught
    gc.collect()
    assert send(app, "/", A).headers[names.ALLOW_ORIGIN] == A
    assert not any(request_finished.receivers_for(app))


@pytest.mark.parametrize("is_late", [True, False])
def test_a_wrapper_is_late_from_its_creation_on(app, is_late):
    """Another request may see it as soon as it is attached."""
    assert attachment.attach(app, is_late=is_late).wrapper.is_late is is_late


def test_the_presence_is_checked_once(app, send):
    """After the first request the check costs no request anything."""
    CORS(app, origins=A)
    check = app.extensions["cors"].wrapper.check_presence
    signals = (request_started, request_finished)
    assert all(check in list(signal.receivers_for(app)) for signal in signals)
    send(app)
    assert not any(check in list(signal.receivers_for(app)) for signal in signals)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("with_app", [True, False])
@pytest.mark.parametrize(
    "around",
    [
        lambda view: view,
        lambda view: lambda: view(),  # noqa: PLW0108 - hides the decorated one
    ],
)
def test_a_signal_to_which_another_thread_connects(
    app, send, monkeypatch, caplog, around, with_app
):
    """If blinker cannot disconnect a receiver then, requests succeed, and a later one retries."""
    tried, disconnect = [], type(request_started).disconnect

    def disconnecting(signal, receiver, *sender):
        tried.append(receiver)
        if tried.count(receiver) == 1:
            raise RuntimeError("dictionary changed size during iteration")
        disconnect(signal, receiver, *sender)

    monkeypatch.setattr(type(request_started), "disconnect", disconnecting)
    app.add_url_rule("/v", "v", around(cross_origin(origins=A)(lambda: "v")))
    if with_app:
        CORS(app, origins=A)
    for _ in range(4):
        response = send(app, "/v")
        assert (response.status_code, acao(response)) == (200, A)
    caplog.clear()  # of the warning about a hidden function
    assert len(tried) >= 3
    assert not any(request_finished.receivers_for(app))


def test_apps_are_watched_from_the_import_of_the_decorator_on(app, preflight, monkeypatch):
    """Without it, requests do not look for decorated views."""
    monkeypatch.setattr(MARKS, "in_use", False)
    attachment.watch_marked_views()
    assert MARKS.in_use is True
    CORS(app, origins=B)
    app.add_url_rule("/v", "v", cross_origin(origins=A)(lambda: "v"))
    assert acao(preflight(app, "/v", A, "GET")) == A


def failing_body():
    """Yield a body that cannot be closed."""
    try:
        yield "login"
    finally:
        raise LookupError("not closed")


def test_a_replaced_body_that_cannot_be_closed(app, caplog):
    """The app logs it, and a preflight that bypasses the wrapper succeeds."""
    client = served(app.wsgi_app)
    CORS(app, origins=A)

    @app.before_request
    def refuse():
        body = failing_body()
        next(body)
        return Response(body, status=401)

    headers = {"Origin": A, names.REQUEST_METHOD: "PUT"}
    for _ in range(2):
        caplog.clear()
        response = client.options("/", headers=headers)
        assert (response.status_code, response.data, acao(response)) == (200, b"", A)
        assert [(record.name, record.getMessage()) for record in caplog.records] == [
            ("tiny", "Exception while the replaced body of a preflight was closed")
        ]
