"""Failing warnings, bodies and log handlers do not prevent a response."""

import logging
import warnings

import pytest
from flask import Blueprint, Flask, Response
from werkzeug.test import create_environ

from flask_cors import CORS, cors_refused, cross_origin
from origins import EVIL, A


def conflicting_view():
    """Return an app with credentials for any origin at a view."""
    app = Flask("conflicting", static_folder=None)
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: "x"))
    CORS(app, origins=A)
    return app


def without_app_policy():
    """Return an app without `CORS(app)` and with credentials for any origin at a view."""
    app = Flask("conflicting", static_folder=None)
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: "x"))
    return app


def conflicting_blueprint():
    """Return an app with credentials for any origin at a blueprint."""
    app = Flask("conflicting", static_folder=None)
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    blueprint = Blueprint("b", __name__)
    blueprint.add_url_rule("/x", "x", lambda: "x")
    CORS(blueprint, origins="*")
    app.register_blueprint(blueprint)
    return app


def above_route():
    """Return an app that has the plain function of a decorator above its route."""
    app = Flask("above", static_folder=None)

    @cross_origin(origins="*")
    @app.route("/x")
    def view():
        return "x"

    return app


def late_config():
    """Return an app that gets a wrong configuration value after `CORS(app)`."""
    app = Flask("late", static_folder=None)
    app.add_url_rule("/x", "x", lambda: "x")
    CORS(app, origins=A)
    app.config["CORS_MAX_AGE"] = "soon"
    return app


def late_key():
    """Return an app that gets a misspelled key after `CORS(app)`."""
    app = Flask("late", static_folder=None)
    app.add_url_rule("/x", "x", lambda: "x")
    CORS(app, origins=A)
    app.config["CORS_HEADERS"] = "Content-Type"
    return app


MAKERS = [
    conflicting_view,
    without_app_policy,
    conflicting_blueprint,
    above_route,
    late_config,
    late_key,
]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_warnings_as_errors_do_not_fail_a_request(make, method, caplog):
    """With `python -W error`, a warning found while serving is logged instead."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = make()
    app.testing = True
    headers = {"Origin": A, "Access-Control-Request-Method": "GET"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = [
            app.test_client().open("/x", method=method, headers=headers).status_code
            for _ in range(2)
        ]
    said = [record for record in caplog.records if record.name == "flask_cors"]
    caplog.clear()
    assert found == [200, 200]
    assert said


class Closing:
    """A body whose `close` fails."""

    def __init__(self, error):
        """Keep the error."""
        self.error = error

    def __iter__(self):
        """Return no parts."""
        return iter([b"no"])

    def close(self):
        """Raise an exception."""
        raise self.error


BODIES = [
    lambda response: response.call_on_close(lambda: 1 / 0),
    lambda response: setattr(response, "response", Closing(OSError("gone"))),
    lambda response: setattr(response, "response", Closing(RuntimeError("twice"))),
]


@pytest.mark.parametrize("spoil", BODIES)
@pytest.mark.parametrize("status", [401, 404, 503])
@pytest.mark.parametrize("around", [False, True])
def test_a_body_that_cannot_be_closed_refuses_no_preflight(preflight, spoil, status, around):
    """An exception while closing a replaced body is only logged."""
    app = Flask("closing", static_folder=None)
    app.logger.disabled = True

    @app.before_request
    def refuse():
        response = Response("no", status)
        spoil(response)
        return response

    if around:
        app.add_url_rule("/x", "x", cross_origin(origins=A)(lambda: "x"))
    else:
        app.add_url_rule("/x", "x", lambda: "x")
        CORS(app, origins=A)
    for _ in range(2):
        response = preflight(app, "/x", A, "GET")
        assert response.status_code == 200
        assert response.headers["Access-Control-Allow-Origin"] == A


class Failing(logging.Handler):
    """A handler that raises."""

    def emit(self, record):
        """Raise an exception."""
        raise OSError(f"no space left for {record}")


def by_handler(app):
    """Make a log handler raise."""
    handler = Failing()
    logger = logging.getLogger("flask_cors")
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    return lambda: (logger.removeHandler(handler), logger.setLevel(logging.NOTSET))


def by_filter(app):
    """Make a log filter raise."""

    def fails(record):
        raise OSError("no space left")

    logger = logging.getLogger("flask_cors")
    logger.addFilter(fails)
    logger.setLevel(logging.DEBUG)
    return lambda: (logger.removeFilter(fails), logger.setLevel(logging.NOTSET))


def by_handler_and_receiver(app):
    """Make a receiver of the signal fail, and its log as well."""
    undo = by_handler(app)

    def fails(sender, **_):
        raise ZeroDivisionError

    cors_refused.connect(fails, app)
    return lambda: (undo(), cors_refused.disconnect(fails, app))


@pytest.mark.parametrize("spoil", [by_handler, by_filter, by_handler_and_receiver])
@pytest.mark.parametrize("origin", [A, EVIL])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("middleware", [True, False])
def test_the_server_gets_headers_or_an_exception(spoil, origin, method, debug, middleware):
    """If the headers cannot be made, the server gets a status line or an exception."""
    app = Flask("failing", static_folder=None)
    app.debug = debug
    app.logger.disabled = True
    app.add_url_rule("/x", "x", lambda: "x")
    if middleware:
        inner = app.wsgi_app
        app.wsgi_app = lambda environ, start: inner(environ, start)  # noqa: PLW0108
    CORS(app, origins=A)
    started = []
    environ = create_environ("/x", method=method, headers={"Origin": origin})
    environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"] = "GET"
    undo = spoil(app)
    try:
        body = app(environ, lambda *given: started.append(given))
        list(body)
        getattr(body, "close", lambda: None)()
    except Exception:  # noqa: BLE001 - the server sees any exception
        return
    finally:
        undo()
    assert started
    names = [name for name, _ in started[-1][1]]
    assert names.count("Access-Control-Allow-Origin") == (origin == A)
