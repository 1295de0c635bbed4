"""Problems with views that handle OPTIONS, with decorators and with hooks."""

from functools import wraps

from flask import Blueprint, abort, make_response, request
from flask.views import MethodView

from flask_cors import CORS, cross_origin
from situations import SHOP, api, broken

PUT = "explain PUT /items --from https://shop.test"


def login_required(view):
    """Refuse anonymous users, like extensions do."""

    @wraps(view)
    def guarded(*args, **kwargs):
        if "Authorization" not in request.headers:
            abort(401)
        return view(*args, **kwargs)

    return guarded


def bare(view):
    """Wrap a view without `functools.wraps`."""

    def wrapped(*args, **kwargs):
        return view(*args, **kwargs)

    return wrapped


@broken(PUT, "Allowed if", "answers OPTIONS with", "items")
def a_login_in_front_of_a_view_that_answers_options():
    """Response to preflight request: It does not have HTTP ok status (401)."""
    app = api()
    CORS(app, origins=SHOP)
    app.add_url_rule(
        "/items", "items", login_required(lambda: "items"), methods=["GET", "PUT", "OPTIONS"]
    )
    return app


@broken("check", "OPTIONS", "login_required", "refuse")
def a_login_in_front_of_a_view_that_answers_options_is_found():
    """Response to preflight request: It does not have HTTP ok status (401)."""
    return a_login_in_front_of_a_view_that_answers_options.make()


@broken("check", "OPTIONS", "before_request", "refuse")
def a_hook_in_front_of_a_view_that_answers_options():
    """Response to preflight request: It does not have HTTP ok status (403)."""
    app = api("/items", methods=["GET", "PUT", "OPTIONS"])
    CORS(app, origins=SHOP)
    app.before_request(lambda: abort(403))
    return app


@broken(PUT, "Allowed if", "OPTIONS", "before_request")
def a_hook_in_front_of_a_view_that_answers_options_and_one_asks_for_the_request():
    """Response to preflight request: It does not have HTTP ok status (403)."""
    return a_hook_in_front_of_a_view_that_answers_options.make()


@broken("check", "functools.wraps", "items")
def a_decorator_without_wraps():
    """No 'Access-Control-Allow-Origin' header on preflights only."""
    app = api()
    app.add_url_rule(
        "/items", "items", bare(cross_origin(origins=SHOP)(lambda: "items")), methods=["PUT"]
    )
    return app


@broken("check", "not registered", "lost")
def a_decorated_view_is_not_registered():
    """GET /lost 404 (NOT FOUND)."""

    @cross_origin(origins=SHOP)
    def lost():
        return "lost"

    app = api("/items")
    CORS(app, origins=SHOP)
    app.import_name = lost.__module__
    app.extensions["situation"] = lost
    return app


@broken(PUT, "automatic_options")
def a_view_has_no_automatic_options():
    """No 'Access-Control-Allow-Origin' header on preflights only."""
    app = api()
    view = cross_origin(origins=SHOP, automatic_options=False)(lambda: "items")
    app.add_url_rule("/items", "items", view, methods=["GET", "PUT"])
    return app


@broken("check", "Access-Control-Allow-Origin", "items")
def a_view_writes_the_header_itself():
    """The header differs from the one that the view sets."""

    def items():
        response = make_response("items")
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    app = api()
    CORS(app, origins=SHOP)
    app.add_url_rule("/items", "items", items)
    return app


@broken("check", "Access-Control-Allow-Origin", "after_request")
def a_hook_writes_the_header_itself():
    """The header differs from the one that the hook sets."""

    def add_header(response):
        response.headers.add("Access-Control-Allow-Origin", "*")
        return response

    app = api("/items")
    CORS(app, origins=SHOP)
    app.after_request(add_header)
    return app


@broken("check", "Access-Control-Allow-Origin", "after_request", "CORS(app")
def a_hook_writes_the_header_and_there_is_no_policy():
    """No 'Access-Control-Allow-Origin' header on errors and preflights."""

    def add_header(response):
        response.headers.add("Access-Control-Allow-Origin", "*")
        return response

    app = api("/items")
    app.after_request(add_header)
    return app


@broken("explain GET /items --from https://shop.test", "'https://admin.test'", "view", "origins")
def the_view_names_another_origin_than_the_app():
    """No 'Access-Control-Allow-Origin' header on one view only."""
    app = api()
    CORS(app, origins=SHOP)
    app.add_url_rule("/items", "items", cross_origin(origins="https://admin.test")(lambda: "data"))
    return app


@broken(
    "explain GET /items --from https://shop.test",
    "'https://admin.test'",
    "allows it, but the origins of CORS(blueprint 'items') replace those",
)
def the_blueprint_names_another_origin_than_the_app():
    """No 'Access-Control-Allow-Origin' header on one blueprint only."""
    app = api()
    CORS(app, origins=SHOP)
    bp = Blueprint("items", __name__)
    CORS(bp, origins="https://admin.test")
    bp.add_url_rule("/items", "items", lambda: "items")
    app.register_blueprint(bp)
    return app


@broken("explain GET /users --from https://shop.test", "no policy governs", "/users")
def only_one_view_is_decorated():
    """No 'Access-Control-Allow-Origin' header on the other views."""
    app = api("/users")
    app.add_url_rule("/items", "items", cross_origin(origins=SHOP)(lambda: "items"))
    return app


@broken("explain DELETE /items --from https://shop.test", "DELETE", "methods", "view")
def a_class_based_view_allows_fewer_methods():
    """Method DELETE is not allowed by Access-Control-Allow-Methods in preflight response."""

    class Items(MethodView):
        decorators = [cross_origin(origins=SHOP, methods=["GET"])]  # noqa: RUF012 - as in real apps

        def get(self):
            return "items"

        def delete(self):
            return "items"

    app = api()
    app.add_url_rule("/items", view_func=Items.as_view("items"))
    return app


@broken("explain GET /items --from https://shop.test", "403", "reject_disallowed")
def what_is_refused_is_a_403():
    """403 FORBIDDEN, and no line in the view's own log."""
    app = api("/items")
    CORS(app, origins="https://admin.test", reject_disallowed=True)
    return app


@broken("check", "CORS110", "reject_disallowed=True", "items")
def a_view_with_its_own_origins_is_not_behind_the_gate():
    """A test of the CSRF defense fails for one view only."""
    app = api("/orders", methods=["POST"])
    CORS(app, origins=SHOP, reject_disallowed=True)
    view = cross_origin(origins="https://admin.test")(lambda: "data")
    app.add_url_rule("/items", "items", view, methods=["POST"])
    return app


@broken("check", "CORS111", "reject_disallowed='unsafe'", "list the origins")
def the_gate_is_open_to_every_origin():
    """A form on another site still reaches the view."""
    app = api("/orders", methods=["POST"])
    CORS(app, reject_disallowed="unsafe")
    return app
