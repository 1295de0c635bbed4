"""No warning, body or log handler that fails keeps a request from its response."""

import warnings

import pytest
from flask import Blueprint, Flask

from flask_cors import CORS, cross_origin
from origins import A


def conflicting_view():
    """Return an app whose credentials meet any origin at a view."""
    app = Flask("conflicting", static_folder=None)
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: "x"))
    CORS(app, origins=A)
    return app


def without_app_policy():
    """Return an app without `CORS(app)`, whose credentials meet any origin at a view."""
    app = Flask("conflicting", static_folder=None)
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: "x"))
    return app


def conflicting_blueprint():
    """Return an app whose credentials meet any origin at a blueprint."""
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

    def view():
        return "x"

    app.add_url_rule("/x", "x", view)
    app.kept = cross_origin(origins="*")(view)
    return app


def late_config():
    """Return an app whose configuration gets a wrong value after `CORS(app)`."""
    app = Flask("late", static_folder=None)
    app.add_url_rule("/x", "x", lambda: "x")
    CORS(app, origins=A)
    app.config["CORS_MAX_AGE"] = "soon"
    return app


def late_key():
    """Return an app whose configuration gets a misspelt key after `CORS(app)`."""
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
    """Under `python -W error` a warning that only a request shows is logged, and all is served."""
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
