"""Apps without a policy, misspelled keys and options, and harmful settings."""

from flask import Blueprint

from flask_cors import CORS
from situations import SHOP, add, api, broken


@broken("check", "neither CORS(app)", "CORS(app, origins=")
def nothing_configures_cors():
    """No 'Access-Control-Allow-Origin' header on any route."""
    return api("/items", "/users")


@broken("explain GET /items --from https://shop.test", "no policy", "CORS(app", "https://shop.test")
def nothing_configures_cors_and_one_asks_for_a_request():
    """No 'Access-Control-Allow-Origin' header on any route."""
    return api("/items", "/users")


@broken("check", "neither CORS(app)", "init_app")
def init_app_is_forgotten():
    """No 'Access-Control-Allow-Origin' header on any route."""
    app = api("/items")
    CORS(origins=SHOP)
    return app


@broken("check", "CORS_ORIGINS", "was called, so no route has a policy", "CORS(app")
def there_are_only_keys():
    """No 'Access-Control-Allow-Origin' header: there is no CORS(app)."""
    app = api("/items")
    app.config["CORS_ORIGINS"] = SHOP
    return app


@broken("check", "CORS_ORIGIN", "CORS_ORIGINS")
def a_key_is_misspelled():
    """Any origin was allowed with the old version."""
    app = api("/items")
    app.config["CORS_ORIGIN"] = SHOP
    CORS(app)
    return app


@broken("check", "CORS_SUPPORT_CREDENTIALS", "CORS_SUPPORTS_CREDENTIALS")
def the_key_for_credentials_is_misspelled():
    """The value of 'Access-Control-Allow-Credentials' is '' which must be 'true'."""
    app = api("/items")
    app.config["CORS_SUPPORT_CREDENTIALS"] = True
    CORS(app, origins=SHOP)
    return app


@broken("check", "orgins", "origins")
def origins_is_misspelled():
    """Any origin was allowed with the old version."""
    app = api("/items")
    CORS(app, orgins=SHOP)
    return app


@broken("check", "support_credentials", "supports_credentials")
def supports_credentials_is_misspelled():
    """The value of 'Access-Control-Allow-Credentials' is '' which must be 'true'."""
    app = api("/items")
    CORS(app, origins=SHOP, support_credentials=True)
    return app


@broken("check", "debug", "intercept_exceptions=False", ("traceback", "debugger"))
def a_page_cannot_read_errors_in_debug_mode():
    """No 'Access-Control-Allow-Origin' header, only when the view raises."""
    app = api("/items")
    app.debug = True
    CORS(app, origins="http://localhost:3000", intercept_exceptions=False)
    return app


@broken("check", "debug", "traceback", "https://shop.test")
def tracebacks_are_shown_to_a_site():
    """A scanner reports tracebacks."""
    app = api("/items")
    app.debug = True
    CORS(app, origins=SHOP)
    return app


@broken("check", "vary_header=False", "cache", "origin")
def the_response_varies_without_vary():
    """It works at first, and fails for the second site: a CDN has a copy for the first one."""
    app = api("/items")
    CORS(app, origins=[SHOP, "https://admin.test"], vary_header=False)
    return app


@broken("check", "any site", "token")
def writes_are_open_to_every_origin():
    """Posts from unknown sites."""
    app = api("/items", methods=["POST"])
    CORS(app)
    return app


@broken("explain GET /v2/items --from https://shop.test", "no policy governs", "/v2/*", "origins")
def one_of_two_blueprints_has_a_policy():
    """No 'Access-Control-Allow-Origin' header on version 2."""
    app = api()
    for version in ("v1", "v2"):
        bp = Blueprint(version, __name__)
        add(bp, "/items", "/users/<int:n>")
        if version == "v1":
            CORS(bp, origins=SHOP)
        app.register_blueprint(bp, url_prefix=f"/{version}")
    return app


@broken("check", "automatic_options", "no effect")
def an_option_of_views_is_given_to_the_app():
    """It changes nothing."""
    app = api("/items")
    CORS(app, origins=SHOP, automatic_options=False)
    return app


@broken("check", "CORS_MAX_AGE", "abc")
def a_key_cannot_be_read():
    """The container does not start."""
    app = api("/items")
    app.config["CORS_MAX_AGE"] = "abc"
    CORS(app, origins=SHOP)
    return app


@broken("check", "any", "https://*")
def any_https_site_is_allowed():
    """A scanner reports that any site may read the API."""
    app = api("/items")
    CORS(app, origins="https://*", supports_credentials=True)
    return app


@broken("check", "github.io", ("anybody", "everybody", "anyone"))
def a_wildcard_covers_pages_of_others():
    """A scanner reports that any page on GitHub may read the API."""
    app = api("/items")
    CORS(app, origins="https://*.github.io")
    return app


@broken("check", "https://www.shop.test", "https://*.shop.test", "remove")
def an_origin_is_listed_twice():
    """One of the two is removed, and nothing changes."""
    app = api("/items")
    CORS(app, origins=["https://www.shop.test", "https://*.shop.test", "https://www.shop.test"])
    return app
