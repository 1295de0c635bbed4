"""URLs without a route, and methods that no route accepts."""

from flask import Blueprint, Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from flask_cors import CORS
from situations import SHOP, add, api, broken


@broken("explain GET /api/itmes --from https://shop.test", "no route", "'/api/items'")
def a_letter_of_the_url_is_swapped():
    """GET /api/itmes 404 (NOT FOUND)."""
    app = api("/api/items", "/api/users")
    CORS(app, origins=SHOP)
    return app


@broken("explain GET /api/itmes --from https://shop.test", "no route", "'/api/items'")
def a_letter_of_the_url_is_swapped_under_a_resource():
    """No 'Access-Control-Allow-Origin' header, on a URL that does not exist."""
    app = api("/items", "/api/items")
    CORS(app, resources={"/api/items": {"origins": SHOP}})
    return app


@broken("explain GET /items --from https://shop.test", "no route", "'/v1/items'")
def the_prefix_of_the_blueprint_is_missing():
    """GET /items 404 (NOT FOUND)."""
    app = api("/health")
    bp = Blueprint("items", __name__)
    add(bp, "/items")
    app.register_blueprint(bp, url_prefix="/v1")
    CORS(app, origins=SHOP)
    return app


@broken("explain GET /api/items --from https://shop.test", "no route", "'/items'")
def the_url_has_a_prefix_that_the_app_does_not_know():
    """GET /api/items 404 (NOT FOUND)."""
    app = api("/items", "/users")
    CORS(app, origins=SHOP)
    return app


@broken("explain GET /API/Items --from https://shop.test", "no route", "'/api/items'")
def the_url_is_in_another_case():
    """GET /API/Items 404 (NOT FOUND)."""
    app = api("/api/items")
    CORS(app, origins=SHOP)
    return app


@broken("explain GET /items/seven --from https://shop.test", "no route", "/items/<int:number>")
def a_converter_refuses_the_url():
    """GET /items/seven 404 (NOT FOUND)."""
    app = api("/items/<int:number>")
    CORS(app, origins=SHOP)
    return app


@broken("explain GET /items/ --from https://shop.test", "no route", "'/items'")
def the_url_has_a_slash_too_many():
    """GET /items/ 404 (NOT FOUND)."""
    app = api("/items")
    CORS(app, origins=SHOP)
    return app


@broken("explain GET http://localhost/items --from https://shop.test", "no route", "api.shop.test")
def the_route_is_on_a_subdomain():
    """GET http://localhost/items 404 (NOT FOUND)."""
    app = Flask("situation", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.test"
    add(app, "/items", subdomain="api")
    CORS(app, origins=SHOP)
    return app


@broken("explain GET http://shop.test/items --from https://shop.test", "no route", "api.shop.test")
def the_subdomain_is_missing():
    """GET http://shop.test/items 404 (NOT FOUND)."""
    return the_route_is_on_a_subdomain.make()


@broken("explain GET http://www.shop.test/items --from https://shop.test", "api.shop.test")
def the_route_is_on_another_host():
    """GET http://www.shop.test/items 404 (NOT FOUND)."""
    app = Flask("situation", static_folder=None, host_matching=True)
    add(app, "/items", host="api.shop.test")
    CORS(app, origins=SHOP)
    return app


@broken("explain DELETE /items --from https://shop.test", "405", "DELETE", "GET", "POST")
def no_route_answers_the_method():
    """DELETE /items 405 (METHOD NOT ALLOWED)."""
    app = api("/items", methods=["GET", "POST"])
    CORS(app, origins=SHOP)
    return app


@broken("explain POST /items --from https://shop.test", "405", "POST", "methods=")
def the_route_forgets_its_methods():
    """POST /items 405 (METHOD NOT ALLOWED)."""
    app = api("/items")
    CORS(app, origins=SHOP)
    return app


@broken("explain PATCH /items --from https://shop.test", "PATCH", "auto", "GET", "PUT")
def methods_are_those_of_the_routes_and_there_is_none():
    """Method PATCH is not allowed by Access-Control-Allow-Methods in preflight response."""
    app = api("/items", methods=["GET", "PUT"])
    CORS(app, origins=SHOP, methods="auto")
    return app


@broken(
    "explain POST /items --from https://shop.test -H Content-Type:application/json",
    "/items/",
    "redirect",
)
def the_slash_at_the_end_is_missing():
    """Redirect is not allowed for a preflight request."""
    app = api("/items/", methods=["GET", "POST"])
    CORS(app, origins=SHOP)
    return app


@broken("explain GET /backend/items --from https://shop.test", "/backend", "mount", "backend")
def the_url_belongs_to_a_mounted_app():
    """No 'Access-Control-Allow-Origin' header on anything below /backend."""
    app = api("/health")
    CORS(app, origins=SHOP)
    backend = Flask("backend", static_folder=None)
    add(backend, "/items")
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/backend": backend.wsgi_app})
    return app


@broken("explain GET /api/unknown/thing --from https://shop.test", "no route", "/health")
def nothing_is_alike():
    """GET /api/unknown/thing 404 (NOT FOUND)."""
    app = api("/health")
    CORS(app, origins=SHOP)
    return app
