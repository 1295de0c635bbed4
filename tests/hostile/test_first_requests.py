"""Simultaneous first requests of an app."""

import gc
import sys
import threading
import time

import pytest
from flask import Blueprint, Flask
from flask.sessions import SecureCookieSessionInterface
from flask.views import MethodView

from flask_cors import CORS, cross_origin
from flask_cors._runtime.wrapper import Wrapper
from origins import EVIL, A


@pytest.fixture(autouse=True)
def _switching():
    """Make threads switch as often as possible, and collect no garbage meanwhile.

    If an app is collected while another connects a receiver, blinker may fail to clean up.
    """
    before = sys.getswitchinterval()
    gc.collect()
    gc.disable()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
    gc.enable()


class SlowSessions(SecureCookieSessionInterface):
    """A slow store of sessions, to delay a request before its view."""

    def open_session(self, app, request):
        """Return a session after a short delay."""
        time.sleep(0.002)
        return super().open_session(app, request)


def decorated():
    """Return an app with a decorated view."""
    app = Flask("decorated", static_folder=None)
    app.add_url_rule("/x", "x", cross_origin(origins=A)(lambda: "x"))
    return app


def many():
    """Return an app with many decorated views, which take a while to inspect."""
    app = decorated()
    for number in range(100):
        view = cross_origin(origins=A)(lambda: "x")
        app.add_url_rule(f"/n{number}", f"n{number}", view)
    return app


def hidden():
    """Return an app whose decorated view is behind a decorator without `functools.wraps`."""
    app = Flask("hidden", static_folder=None)
    view = cross_origin(origins=A)(lambda: "x")
    app.add_url_rule("/x", "x", lambda: view())  # noqa: PLW0108
    return app


def bound():
    """Return an app with a blueprint that has decorated methods."""

    class X(MethodView):
        @cross_origin(origins=A)
        def get(self):
            return "x"

    app = Flask("bound", static_folder=None)
    blueprint = Blueprint("b", __name__)
    blueprint.add_url_rule("/x", view_func=X.as_view("x"))
    app.register_blueprint(blueprint)
    return app


def configured():
    """Return an app with a policy."""
    app = decorated()
    CORS(app, origins=A, resources={"/x": {}, "/y": {}})
    return app


def slow_config():
    """Return an app that rejects, and whose first request runs a callable."""
    app = Flask("asking", static_folder=None)
    app.add_url_rule("/x", "x", cross_origin(origins=lambda o: o == A)(lambda: "x"))
    return app


def governed_blueprint():
    """Return an app whose only policy belongs to a blueprint."""
    app = Flask("governed", static_folder=None)
    blueprint = Blueprint("b", __name__)
    blueprint.add_url_rule("/x", "x", lambda: "x")
    CORS(blueprint, origins=A)
    app.register_blueprint(blueprint)
    return app


def replaced():
    """Return an app whose open view is replaced by the requests themselves."""
    app = decorated()
    view, app.view_functions["x"] = app.view_functions["x"], cross_origin(lambda: "open")
    app.before_request(lambda: app.view_functions.update(x=view))
    return app


def rejecting():
    """Return an app that rejects refused requests."""
    app = Flask("rejecting", static_folder=None)
    view = cross_origin(origins=A, reject_disallowed=True)(lambda: "x")
    app.add_url_rule("/x", "x", view)
    return app


MAKERS = [
    decorated,
    many,
    hidden,
    bound,
    configured,
    slow_config,
    governed_blueprint,
    replaced,
    rejecting,
]


def at_once(work, threads=8):
    """Run `work` in many threads at the same time; return the results."""
    barrier = threading.Barrier(threads)
    found = []

    def run():
        barrier.wait()
        found.append(work())

    running = [threading.Thread(target=run) for _ in range(threads)]
    for each in running:
        each.start()
    for each in running:
        each.join()
    return found


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_simultaneous_first_requests_all_get_responses(make, method, caplog):
    """None of several concurrent first requests fails or misses its headers."""
    headers = {"Origin": A, "Access-Control-Request-Method": "GET"}
    found = set()
    for _ in range(15):
        app = make()
        app.secret_key = "x"
        app.session_interface = SlowSessions()

        def ask(app=app):
            response = app.test_client().open("/x", method=method, headers=headers)
            return response.status_code, response.headers.get("Access-Control-Allow-Origin")

        found.update(at_once(ask))
    failed = [record for record in caplog.records if record.exc_info]
    shown = {repr(record.exc_info[1]) for record in failed}
    caplog.clear()
    if method == "OPTIONS" and make is hidden:
        found -= {(200, None)}
        assert not found
    else:
        assert found == {(200, A)}, shown


class Meeting(SecureCookieSessionInterface):
    """A store of sessions that lets the first two requests wait for each other."""

    def __init__(self):
        """Prepare a barrier for two."""
        super().__init__()
        self.barrier = threading.Barrier(2)

    def open_session(self, app, request):
        """Return a session once both requests have arrived."""
        self.barrier.wait(5)
        return super().open_session(app, request)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("make", [decorated, many, hidden, bound])
def test_no_request_sees_an_unfinished_preparation(make, caplog):
    """Two requests that are being served during preparation both succeed."""
    app = make()
    app.testing, app.secret_key, app.session_interface = True, "x", Meeting()
    rules = app.url_map.iter_rules

    def slowly(endpoint=None):
        time.sleep(0.05)
        return rules(endpoint)

    app.url_map.iter_rules = slowly

    def ask():
        try:
            response = app.test_client().get("/x", headers={"Origin": A})
        except AttributeError as error:
            return repr(error)
        return response.status_code, response.headers.get("Access-Control-Allow-Origin")

    found = at_once(ask, threads=2)
    caplog.clear()
    assert found == [(200, A)] * 2


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_gate_is_closed_before_any_request_passes_it(monkeypatch, method):
    """A request during the preparation of the gate waits, and is rejected."""
    app = Flask("gated", static_folder=None)
    app.add_url_rule("/x", "x", lambda: "x", methods=["GET", "POST"])
    CORS(app, origins=A, reject_disallowed=True)
    statuses, watch = [], Wrapper.watch

    def ask():
        response = app.test_client().open("/x", method=method, headers={"Origin": EVIL})
        statuses.append(response.status_code)

    other = threading.Thread(target=ask)

    def slowly(wrapper, resolver):
        other.start()
        other.join(0.2)
        watch(wrapper, resolver)

    monkeypatch.setattr(Wrapper, "watch", slowly)
    ask()
    other.join()
    assert statuses == [403, 403]
