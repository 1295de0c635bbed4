"""Many threads at once, over two apps: no thread gets another one's response."""

import random
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakSet

import pytest
from flask import Blueprint, Flask, request, request_started
from flask.sessions import NullSession, SessionInterface
from werkzeug.test import create_environ, run_wsgi_app

from answers import acao
from flask_cors import CORS, cross_origin
from flask_cors._runtime import app_problems, results
from origins import EVIL, A, B

THREADS = 16
REQUESTS = 400


def tenants(origin):
    """Return whether an origin is the tenant of the request."""
    return origin == f"https://{request.args['tenant']}.test"


def make(origins, other):
    """Return an app for `origins` with a blueprint and a view for `other`, and one for tenants."""
    app = Flask("app", static_folder=None)
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    inner.add_url_rule("/", "x", lambda: request.headers["Origin"], methods=["GET", "PUT"])
    CORS(inner, origins=other)
    CORS(app, origins=origins, supports_credentials=True)
    app.register_blueprint(inner)
    app.add_url_rule("/", "x", lambda: request.headers["Origin"], methods=["GET", "PUT"])
    tenant = cross_origin(origins=tenants)(lambda: request.headers["Origin"])
    app.add_url_rule("/tenant", "tenant", tenant, methods=["GET", "PUT"])
    return app


def ask(app, path, origin, method):
    """Return the ACAO, the ACAC and the body of a response."""
    headers = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
    environ = create_environ(path, method=method, headers=headers)
    body, status, sent = run_wsgi_app(app, environ, buffered=True)
    assert status == "200 OK"
    assert len(sent.getlist("Vary")) <= 1
    allowed, credentials = (
        sent.getlist(f"Access-Control-Allow-{n}") for n in ("Origin", "Credentials")
    )
    return allowed, credentials, b"".join(body).decode()


def test_no_thread_gets_another_ones_response():
    """Sixteen threads get their own responses from the first request on."""
    apps = [(make(A, B), A, B), (make(B, A), B, A)]
    begin = threading.Barrier(THREADS)

    def run(seed):
        source = random.Random(seed)  # noqa: S311 - nothing secret
        begin.wait()
        for number in range(REQUESTS):
            app, own, other = source.choice(apps)
            tenant = f"t{seed}-{number % 7}"
            path, admitted = source.choice(
                [
                    ("/", own),
                    ("/inner/", other),
                    (f"/tenant?tenant={tenant}", f"https://{tenant}.test"),
                ]
            )
            origin = source.choice([A, B, EVIL, admitted, f"https://t{number % 5}-1.test"])
            method = source.choice(["GET", "PUT", "OPTIONS"])
            allowed, credentials, body = ask(app, path, origin, method)
            assert allowed == ([origin] if origin == admitted else [])
            assert credentials == (["true"] if path == "/" and origin == own else [])
            assert body == ("" if method == "OPTIONS" else origin)
        return REQUESTS

    with ThreadPoolExecutor(THREADS) as pool:
        assert sum(pool.map(run, range(THREADS))) == THREADS * REQUESTS


def test_simultaneous_first_requests():
    """If only a view has a policy, each of the first requests has its headers."""
    for _ in range(20):
        app = Flask("app", static_folder=None)
        app.add_url_rule("/", "x", cross_origin(origins=A)(lambda: "x"), methods=["GET", "PUT"])
        begin = threading.Barrier(THREADS)

        def run(origin, app=app, begin=begin):
            begin.wait()
            return origin, ask(app, "/", origin, "OPTIONS"), ask(app, "/", origin, "GET")

        with ThreadPoolExecutor(THREADS) as pool:
            for origin, *answers in pool.map(run, [A, EVIL] * (THREADS // 2)):
                assert [each[0] for each in answers] == [[A] if origin == A else []] * 2


class SlowSessions(SessionInterface):
    """A session store that holds requests until all have arrived, just before Flask begins."""

    def __init__(self):
        self.begin = threading.Barrier(THREADS)

    def open_session(self, app, request):  # noqa: ARG002 - the parameters are Flask's
        """Wait until all requests have arrived."""
        self.begin.wait()
        return NullSession()

    def save_session(self, app, session, response):
        """Save nothing."""


@pytest.fixture
def eager_switches():
    """Let CPython switch threads as often as possible."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("eager_switches")
@pytest.mark.parametrize("served", [True, False])
def test_no_first_request_sees_an_unfinished_preparation(served):
    """Simultaneous first requests wait for the policy of a decorated view.

    With a session store that takes its time, each of them is inside Flask before any is prepared.
    """
    place = {"REMOTE_ADDR": "127.0.0.1"} if served else {}
    for _ in range(5):
        app = Flask("app", static_folder=None)
        app.session_interface = SlowSessions()
        for number in range(50):
            view = cross_origin(origins=A, reject_disallowed=True)(lambda: "x")
            app.add_url_rule(f"/{number}", f"x{number}", view)

        def run(origin, app=app):
            environ = create_environ("/7", headers={"Origin": origin}, environ_overrides=place)
            _, status, sent = run_wsgi_app(app, environ, buffered=True)
            return status, sent.get("Access-Control-Allow-Origin")

        with ThreadPoolExecutor(THREADS) as pool:
            answers = list(pool.map(run, [A, EVIL] * (THREADS // 2)))
        assert answers == [("200 OK", A), ("403 FORBIDDEN", None)] * (THREADS // 2)


#: Werkzeug parses Python for each rule, which CPython 3.11 cannot in two threads at once:
#: https://github.com/python/cpython/issues/106905
RULES = threading.Lock()


class Subclass(Flask):
    """A subclass of Flask."""


def first_request(kind=Flask, keep=id):
    """Serve the first request of an app with a function that another app decorated."""

    def plain():
        return "x"

    app, other = Flask("app", static_folder=None), kind("other", static_folder=None)
    keep((app, other))
    view = cross_origin(origins=A)(plain)
    with RULES:
        app.add_url_rule("/", "plain", plain)
        other.add_url_rule("/", "view", view)
    CORS(app, origins=B)
    return ask(app, "/", A, "GET")[0], ask(app, "/", B, "GET")[0]


@pytest.mark.parametrize("kind", [Flask, Subclass])
def test_apps_under_construction(kind):
    """A first request searches all apps, even beside unfinished ones."""
    unfinished = kind.__new__(kind)
    assert first_request(kind) == ([], [B])
    assert vars(unfinished) == {}


@pytest.fixture
def _restless():
    """Force threads to switch all the time."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_restless")
def test_first_requests_of_many_apps():
    """Apps may be created and serve their first request at the same time."""
    kept = [cross_origin(lambda: "x") for _ in range(500)]  # registered nowhere
    # Apps as well: blinker fails if receivers disconnect while others connect.
    with ThreadPoolExecutor(THREADS) as pool:
        found = [pool.submit(first_request, keep=kept.append) for _ in range(THREADS * 5)]
        assert [each.result() for each in found] == [([], [B])] * len(found)


@pytest.mark.usefixtures("_restless")
def test_first_requests_disturb_no_other_thread():
    """Another thread can resize a tuple: CPython fails if anything else refers to it."""
    failures, ended = [], threading.Event()

    def make_tuples():
        while not (ended.is_set() or failures):
            try:
                tuple(number for number in range(11))
            except SystemError as error:
                failures.append(error)

    other = threading.Thread(target=make_tuples)
    other.start()
    try:
        for _ in range(20):
            first_request()
    finally:
        ended.set()
        other.join()
    assert failures == []


def test_a_signal_that_cannot_be_disconnected_at_once(monkeypatch, app, send):
    """If blinker fails because another thread connects, the request does not."""
    disconnect, tried = request_started.disconnect, []

    def fail_once(*args):
        tried.append(args)
        if len(tried) == 1:
            raise RuntimeError
        disconnect(*args)

    CORS(app, origins=A)
    monkeypatch.setattr(request_started, "disconnect", fail_once)
    assert [send(app).status_code for _ in range(3)] == [200] * 3
    assert len(tried) == 2


def test_first_requests_at_the_same_time(app):
    """The configuration is completed once, by whichever thread comes first."""
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


def test_warnings_do_not_delay_other_requests(monkeypatch):
    """Other threads get responses while the first request searches for problems."""
    app = make(A, B)
    answered = []

    def problems(*_, **__):
        other = threading.Thread(target=lambda: answered.append(ask(app, "/", A, "GET")[0]))
        other.start()
        other.join(timeout=10)
        return []

    monkeypatch.setattr(app_problems, "app_problems", problems)
    answered.append(ask(app, "/", A, "GET")[2])
    assert answered == [[A], A]


class _Guarded(WeakSet):
    """A set that is only read and changed under the lock of `results`."""

    is_locked = staticmethod(results._lock.locked)  # noqa: SLF001

    def __iter__(self):
        assert self.is_locked()
        return super().__iter__()

    def add(self, item):
        assert self.is_locked()
        super().add(item)

    def discard(self, item):
        assert self.is_locked()
        super().discard(item)

    def difference_update(self, other):
        assert self.is_locked()
        super().difference_update(other)


@pytest.mark.parametrize("path", ["/", "/fault"])
def test_results_are_noted_under_a_lock(send, monkeypatch, caplog, path):
    """A request may end while another one looks for its own results."""
    app = Flask("hidden", static_folder=None)
    monkeypatch.setattr(results, "_waiting", waiting := _Guarded())
    view, fault = (cross_origin(origins=A)(each) for each in (lambda: "x", lambda: {}["fault"]))
    app.add_url_rule("/", "index", lambda: view())  # noqa: PLW0108 - hides the decorator
    app.add_url_rule("/fault", "fault", lambda: fault())  # noqa: PLW0108
    for _ in range(3):
        assert send(app, path, A).headers["Access-Control-Allow-Origin"] == A
    assert not waiting.data
    caplog.clear()  # of the warning about the hidden function
