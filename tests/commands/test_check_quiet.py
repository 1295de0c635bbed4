"""`flask cors check` prints nothing about a correct configuration."""

import pytest
from flask import Blueprint, Flask

from flask_cors import CORS, cross_origin
from origins import A, B
from views import never

LOCAL = "http://localhost:5173"
COOKIES = {
    "SESSION_COOKIE_SAMESITE": "None",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_PARTITIONED": True,
}


def is_tenant(origin):
    """Allow one tenant."""
    return origin == A


#: Options of `CORS(app)` in production, each with its keys of app.config.
GOOD = {
    "one front end": ({"origins": A}, {}),
    "several": ({"origins": [A, B]}, {}),
    "a string": ({"origins": f"{A}, {B}"}, {}),
    "paths": ({"origins": A, "resources": "/api/*"}, {}),
    "a list of paths": ({"origins": A, "resources": ["/api/*", "/feed"]}, {}),
    "different paths": ({"resources": {"/api/*": {"origins": A}, "/feed": {"origins": B}}}, {}),
    "cookies": ({"origins": A, "supports_credentials": True}, COOKIES),
    "cookies and paths": (
        {"resources": {"/api/*": {"origins": A, "supports_credentials": True}}},
        COOKIES,
    ),
    "an age": ({"origins": A, "max_age": 600}, {}),
    "headers": ({"origins": A, "allow_headers": ["Content-Type", "Authorization"]}, {}),
    "exposed": ({"origins": A, "expose_headers": ["X-Total-Count"]}, {}),
    "methods": ({"origins": A, "methods": ["GET", "POST", "OPTIONS"]}, {}),
    "auto": ({"origins": A, "methods": "auto"}, {}),
    "a wildcard": ({"origins": "https://*.a.com"}, {}),
    "a wildcard and others": ({"origins": ["https://*.a.com", B]}, {}),
    "previews": ({"origins": [A, "https://app-*.a.com"]}, {}),
    "a regex": ({"origins": r"https://(www|m)\.a\.com"}, {}),
    "a callable": ({"origins": [A, is_tenant]}, {}),
    "development": ({"origins": LOCAL}, {}),
    "any port": ({"origins": "http://localhost:*"}, {}),
    "strict": ({"origins": A, "strict": True}, {}),
    "rejecting": ({"origins": A, "reject_disallowed": True}, {}),
    "app.config": ({}, {"CORS_ORIGINS": A, "CORS_MAX_AGE": 600}),
    "the environment": ({}, {"CORS_ORIGINS": f"{A},{B}", "CORS_RESOURCES": "/api/*"}),
    "nobody": ({"origins": []}, {}),
}


def app_with(options, config):
    """Return an app with an API, a feed and static files."""
    app = Flask("good")
    app.config.update(config)
    CORS(app, **options)
    app.add_url_rule("/api/x", "x", never, methods=["GET", "POST"])
    app.add_url_rule("/api/x/<int:n>", "one", never)
    app.add_url_rule("/feed", "feed", never)
    return app


def public_view():
    """Return an app with a view that is open to every origin."""
    app = Flask("good", static_folder=None)
    app.add_url_rule("/prices", "prices", cross_origin(origins="*")(lambda: ""))
    return app


def public_api():
    """Return an app with read-only routes that are open to every origin."""
    app = Flask("good")
    CORS(app)
    app.add_url_rule("/prices", "prices", never)
    return app


def blueprints():
    """Return an app with a blueprint that has its own policy."""
    app = Flask("good")
    api = Blueprint("api", __name__, url_prefix="/api")
    CORS(api, origins=A)
    api.add_url_rule("/x", "x", never)
    app.register_blueprint(api)
    return app


APPS = {
    **{name: lambda given=given: app_with(*given) for name, given in GOOD.items()},
    "a public view": public_view,
    "a public API": public_api,
    "a blueprint": blueprints,
}


@pytest.mark.parametrize("name", APPS)
def test_nothing_is_printed_about_a_good_app(command, name):
    """There is no finding and no summary, and the status is 0."""
    result = command("check")(APPS[name]())
    assert (result.stdout, result.stderr) == ("", "")
