"""Resource patterns that cover no route, or not the requested one."""

from flask import Blueprint

from flask_cors import CORS
from situations import SHOP, add, api, broken

ITEMS = "explain GET /api/items --from https://shop.test"


def app_with(pattern, *rules):
    """Return an app whose only resource is a pattern."""
    app = api(*(rules or ("/api/items", "/api/users", "/health")))
    CORS(app, resources={pattern: {"origins": SHOP}})
    return app


@broken("check", "'/api'", "'/api/*'")
def a_folder_without_a_star():
    """No 'Access-Control-Allow-Origin' header on any route below /api."""
    return app_with("/api")


@broken(ITEMS, "'/api'", "'/api/*'")
def a_folder_without_a_star_and_one_asks_for_the_request():
    """No 'Access-Control-Allow-Origin' header on /api/items."""
    return app_with("/api")


@broken("check", "'/api/'", "'/api/*'")
def a_folder_with_a_slash():
    """No 'Access-Control-Allow-Origin' header on any route below /api."""
    return app_with("/api/")


@broken("check", "'^/api/'", "'/api/*'")
def the_beginning_of_an_expression():
    """No 'Access-Control-Allow-Origin' header on any route below /api."""
    return app_with("^/api/")


@broken(ITEMS, "'^/api/'", "'/api/*'")
def the_beginning_of_an_expression_and_one_asks_for_the_request():
    """No 'Access-Control-Allow-Origin' header on /api/items."""
    return app_with("^/api/")


@broken("check", "/api/*|/auth/*", "'/api/*'", "'/auth/*'")
def two_patterns_joined_by_a_bar():
    """No 'Access-Control-Allow-Origin' header on any route."""
    return app_with("/api/*|/auth/*", "/api/items", "/auth/login")


@broken("check", "/api/*, /auth/*", "'/api/*'", "'/auth/*'")
def two_patterns_joined_by_a_comma():
    """No 'Access-Control-Allow-Origin' header on any route."""
    return app_with("/api/*, /auth/*", "/api/items", "/auth/login")


@broken("check", "'/API/*'", "'/api/*'", "case")
def another_case():
    """No 'Access-Control-Allow-Origin' header on any route below /api."""
    return app_with("/API/*")


@broken("check", "'api/*'", "'/api/*'")
def no_slash_in_front():
    """No 'Access-Control-Allow-Origin' header on any route below /api."""
    return app_with("api/*")


@broken("check", "'/api/*/'", "'/api/*'")
def a_slash_behind_the_star():
    """No 'Access-Control-Allow-Origin' header on any route below /api."""
    return app_with("/api/*/")


@broken("check", "'/ap/*'", "'/api/*'")
def a_letter_is_missing():
    """No 'Access-Control-Allow-Origin' header on any route below /api."""
    return app_with("/ap/*")


@broken("check", "'/items/*'", "'/v1/items/*'")
def the_prefix_of_a_blueprint_is_missing():
    """No 'Access-Control-Allow-Origin' header since the blueprint has a url_prefix."""
    app = api("/health")
    bp = Blueprint("items", __name__)
    add(bp, "/items/", "/items/<int:number>")
    app.register_blueprint(bp, url_prefix="/v1")
    CORS(app, resources={"/items/*": {"origins": SHOP}})
    return app


@broken("explain GET /v1/items/7 --from https://shop.test", "'/items/*'", "'/v1/items/*'")
def the_prefix_of_a_blueprint_is_missing_and_one_asks_for_the_request():
    """No 'Access-Control-Allow-Origin' header on /v1/items/7."""
    return the_prefix_of_a_blueprint_is_missing.make()


@broken("check", "'/backend/api/*'", "'/api/*'", "APPLICATION_ROOT")
def the_mount_is_part_of_the_pattern():
    """No 'Access-Control-Allow-Origin' header behind nginx, which mounts the app at /backend."""
    app = api("/api/items", "/health")
    app.config["APPLICATION_ROOT"] = "/backend"
    CORS(app, resources={"/backend/api/*": {"origins": SHOP}})
    return app


@broken("check", "'/backend/api/*'", "'/api/*'")
def the_proxy_takes_off_a_prefix():
    """No 'Access-Control-Allow-Origin' header behind a proxy that strips /backend."""
    return app_with("/backend/api/*")


@broken("check", "/api/items/<int:number>", "'/api/items/*'")
def a_url_rule():
    """No 'Access-Control-Allow-Origin' header on /api/items/7."""
    return app_with("/api/items/<int:number>", "/api/items/<int:number>")


@broken("check", "http://localhost:5000/api/*", "'/api/*'")
def a_whole_url():
    """No 'Access-Control-Allow-Origin' header on any route below /api."""
    return app_with("http://localhost:5000/api/*")


@broken("check", r"\*", "'/api/*'")
def the_star_is_escaped():
    """No 'Access-Control-Allow-Origin' header on any route below /api."""
    return app_with(r"/api/\*")


@broken("check", "origins", ("is an option", "options"), "CORS(app, origins=")
def options_are_given_as_resources():
    """No 'Access-Control-Allow-Origin' header on any route."""
    app = api("/api/items")
    CORS(app, resources={"origins": "*"})
    return app


@broken("explain GET /api/users/7 --from https://shop.test", "'/api/items/*'", "'/api/users/*'")
def one_route_is_not_covered():
    """The list of items works, and a user's page is blocked."""
    return app_with("/api/items/*", "/api/items/<int:n>", "/api/users/<int:n>", "/api/users/")


@broken("check", "'/api/admin'", "'/api/*'", ("asked first", "narrower", "shadow"))
def a_pattern_is_shadowed():
    """The admin pages are open to the shop."""
    app = api("/api/admin/<path:page>")
    CORS(
        app,
        resources={
            "/api/admin/*": {"origins": "https://admin.test"},
            "/api/*": {"origins": SHOP},
            "/api/admin": {"origins": []},
        },
    )
    return app


@broken("check", "resources=[]", ("no path", "no route"))
def no_resource_at_all():
    """No 'Access-Control-Allow-Origin' header on any route."""
    app = api("/api/items")
    CORS(app, resources=[], origins=SHOP)
    return app


@broken("check", "'/items/*'", "'/v1/items/*'", "blueprint 'items'")
def a_resource_of_a_blueprint_that_its_routes_do_not_have():
    """No 'Access-Control-Allow-Origin' header on the blueprint's routes."""
    app = api("/health")
    bp = Blueprint("items", __name__)
    CORS(bp, resources={"/items/*": {"origins": SHOP}})
    add(bp, "/v1/items/", "/v1/items/<int:number>")
    app.register_blueprint(bp)
    return app


@broken("check", "origin", "origins")
def an_option_of_a_resource_is_misspelled():
    """A warning at start, and the policy is not as it reads."""
    app = api("/api/items")
    CORS(app, resources={"/api/*": {"origin": SHOP}})
    return app


@broken("check", "resource", "resources")
def resources_is_misspelled():
    """Every path was open with the old version."""
    app = api("/api/items")
    CORS(app, resource={"/api/*": {"origins": SHOP}})
    return app


@broken("check", "'/api/*'", ("twice", "named before"))
def a_resource_is_named_in_two_calls():
    """The first call's origins have no effect."""
    app = api("/api/items")
    CORS(app, resources={"/api/*": {"origins": SHOP}})
    CORS(app, resources={"/api/*": {"origins": "https://admin.test"}})
    return app
