"""Mistakes of the page, and of proxies in front of the app."""

from flask_cors import CORS
from situations import SHOP, api, broken

GET = "explain GET /items --from https://shop.test"


def app_with(*methods):
    """Return an app with a correct policy."""
    app = api("/items", methods=methods or ["GET"])
    CORS(app, origins=SHOP)
    return app


@broken(f"{GET} --mode no-cors", "no-cors", "remove", "mode")
def the_page_uses_no_cors():
    """The response is opaque, its status 0 and its body empty."""
    return app_with()


@broken(
    "explain POST /items --from https://shop.test --mode no-cors -H Content-Type:application/json",
    "no-cors",
    "Content-Type",
)
def no_cors_drops_the_type():
    """415 UNSUPPORTED MEDIA TYPE, and nothing can be read."""
    return app_with("POST")


@broken("explain PUT /items --from https://shop.test --mode no-cors", "no-cors", "PUT")
def no_cors_and_a_method_that_it_does_not_have():
    """TypeError: 'PUT' is unsupported in no-cors mode."""
    return app_with("PUT")


@broken(f"{GET} --mode same-origin", "same-origin", "cors")
def the_page_uses_same_origin():
    """Fetch API cannot load. Request mode is "same-origin" but the URL's origin is not same."""
    return app_with()


@broken(GET, "Allowed", "network tab", "Server", "413", "502", "proxy", "port")
def everything_is_right_and_a_proxy_answers():
    """No 'Access-Control-Allow-Origin' header on large uploads only."""
    return app_with()


@broken(GET, "Allowed", "second Access-Control-Allow-Origin")
def everything_is_right_and_a_proxy_adds_the_header():
    """The header contains multiple values '*, https://shop.test', but only one is allowed."""
    return app_with()


@broken(f"{GET} -H 'Origin:https://admin.test'", "Origin", "scripts may not set it")
def the_page_sets_origin_itself():
    """Refused to set unsafe header "Origin"."""
    return app_with()


@broken("explain GET /items --from http://localhost", "same", "origin")
def the_page_is_of_the_app_itself():
    """Nothing is wrong, and there is no Access-Control-Allow-Origin header."""
    return app_with()


@broken(
    "explain POST /upload --from https://shop.test --credentials -H X-CSRFToken:1",
    "supports_credentials=True",
    "X-CSRFToken",
)
def two_things_are_missing_at_a_time():
    """One error after the other."""
    app = api("/upload", methods=["POST"])
    CORS(app, origins=SHOP, allow_headers=["Content-Type"])
    return app
