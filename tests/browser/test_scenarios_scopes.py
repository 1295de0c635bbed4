"""The policy that a real browser meets: of the app, a resource, a blueprint, a view, app.config."""

import functools

import pytest
from flask import Blueprint, Flask
from flask.views import MethodView

from flask_cors import CORS, cross_origin

PAGE = "https://app.example.test"
SHOP = "https://shop.example.test"
OFFICE = "https://office.example.test"
EVIL = "https://evil.test"
MISSING = "MissingAllowOriginHeader"
PREFLIGHT_MISSING = f"Preflight{MISSING}"
NO_METHOD = "MethodDisallowedByPreflightResponse"
NO_HEADER = "HeaderDisallowedByPreflightResponse"
METHODS = ["GET", "POST", "PUT", "DELETE"]
PUT = {"method": "PUT"}
INCLUDE = {"credentials": "include"}


def _hello(**values):
    return "hello"


@pytest.fixture
def bookshop():
    """Return an app with a policy in every scope."""
    app = Flask("bookshop", static_folder=None)
    app.config["CORS_MAX_AGE"] = 0
    api = Blueprint("api", __name__, url_prefix="/api")
    reports = Blueprint("reports", __name__, url_prefix="/reports")
    drafts = Blueprint("drafts", __name__, url_prefix="/drafts")
    plain = Blueprint("plain", __name__, url_prefix="/plain")
    CORS(
        app,
        resources={
            "/public/*": {"origins": "*"},
            "/public/shop": {"origins": SHOP},
            "/read/*": {"methods": "GET"},
            r"/v\d+/.*": {"origins": SHOP, "allow_headers": "X-Version"},
            "/*": {},
        },
        origins=PAGE,
    )
    CORS(api, origins=SHOP, supports_credentials=True)
    CORS(reports, origins=OFFICE)
    CORS(drafts, methods="GET")
    api.add_url_rule("/books", "books", _hello, methods=METHODS)
    reports.add_url_rule("/sales", "sales", _hello, methods=METHODS)
    drafts.add_url_rule("/one", "one", _hello, methods=METHODS)
    plain.add_url_rule("/two", "two", _hello, methods=METHODS)
    for child in (reports, drafts, plain):
        api.register_blueprint(child)
    app.register_blueprint(api)
    for name in ("public/a", "public/shop", "read/a", "v2/a", "v/a", "other"):
        app.add_url_rule(f"/{name}", name, _hello, methods=METHODS)
    views = {
        "amended": cross_origin(max_age=60),
        "bare": cross_origin(),
        "open": cross_origin(origins="*"),
        "office": cross_origin(origins=OFFICE, methods=["GET", "DELETE"]),
        "nobody": cross_origin(origins=[]),
        "nested": lambda view: cross_origin(methods="GET")(cross_origin(origins=OFFICE)(view)),
    }
    for name, decorate in views.items():
        app.add_url_rule(f"/view/{name}", f"view {name}", decorate(_hello), methods=METHODS)
    app.add_url_rule("/split", "get split", _hello, methods=["GET"])
    app.add_url_rule(
        "/split", "put split", cross_origin(origins=OFFICE)(lambda: "put"), methods=["PUT"]
    )
    return app


@pytest.mark.parametrize(
    ("path", "page", "wanted", "verdict", "methods"),
    [
        # the app, and its resources: exact before patterns, the longest literal prefix first
        ("/other", PAGE, PUT, 200, "OPTIONS PUT"),
        ("/other", SHOP, {}, MISSING, "GET"),
        ("/public/a", EVIL, PUT, 200, "OPTIONS PUT"),
        ("/public/a", EVIL, INCLUDE, "InvalidAllowCredentials", "GET"),
        ("/public/shop", SHOP, {}, 200, "GET"),
        ("/public/shop", PAGE, {}, MISSING, "GET"),
        ("/read/a", PAGE, {}, 200, "GET"),
        ("/read/a", PAGE, PUT, NO_METHOD, "OPTIONS"),
        ("/v2/a", SHOP, {"headers": {"X-Version": "2"}}, 200, "OPTIONS GET"),
        ("/v2/a", SHOP, {"headers": {"X-Other": "2"}}, NO_HEADER, "OPTIONS"),
        ("/v2/a", PAGE, {}, MISSING, "GET"),
        ("/v/a", PAGE, {}, 200, "GET"),
        ("/none", PAGE, {}, 404, "GET"),
        ("/public/none", EVIL, PUT, 404, "OPTIONS PUT"),
        # paths with two spellings
        ("/public/%73hop", SHOP, {}, 200, "GET"),
        ("/public/../other", EVIL, {}, MISSING, "GET"),
        ("/public//a", EVIL, {}, 200, "GET GET"),
        ("/public//shop", EVIL, {}, MISSING, "GET"),
        ("/public%2Fshop", SHOP, {}, 200, "GET"),
        ("/public/%2e%2e/other", PAGE, {}, 200, "GET"),
        # a blueprint
        ("/api/books", SHOP, PUT | INCLUDE, 200, "OPTIONS PUT"),
        ("/api/books", SHOP, INCLUDE, 200, "GET"),
        ("/api/books", PAGE, {}, MISSING, "GET"),
        ("/api/none", SHOP, {}, 404, "GET"),
        ("/api/none", PAGE, {}, MISSING, "GET"),
        ("/api/books", SHOP, {"method": "PATCH"}, 405, "OPTIONS PATCH"),
        # nested: one sets origins, one inherits and adds, one has no policy
        ("/api/reports/sales", OFFICE, PUT, 200, "OPTIONS PUT"),
        ("/api/reports/sales", OFFICE, INCLUDE, "InvalidAllowCredentials", "GET"),
        ("/api/reports/sales", SHOP, {}, MISSING, "GET"),
        ("/api/drafts/one", SHOP, INCLUDE, 200, "GET"),
        ("/api/drafts/one", SHOP, PUT, NO_METHOD, "OPTIONS"),
        ("/api/drafts/one", OFFICE, {}, MISSING, "GET"),
        ("/api/plain/two", SHOP, PUT | INCLUDE, 200, "OPTIONS PUT"),
        ("/api/plain/two", PAGE, PUT, PREFLIGHT_MISSING, "OPTIONS"),
        # views
        ("/view/amended", PAGE, PUT, 200, "OPTIONS PUT"),
        ("/view/amended", SHOP, {}, MISSING, "GET"),
        ("/view/bare", PAGE, {}, 200, "GET"),
        ("/view/bare", EVIL, {}, MISSING, "GET"),
        ("/view/open", EVIL, PUT, 200, "OPTIONS PUT"),
        ("/view/open", EVIL, PUT | INCLUDE, "PreflightInvalidAllowCredentials", "OPTIONS"),
        ("/view/office", OFFICE, {"method": "DELETE"}, 200, "OPTIONS DELETE"),
        ("/view/office", OFFICE, PUT, NO_METHOD, "OPTIONS"),
        ("/view/office", PAGE, {}, MISSING, "GET"),
        ("/view/nobody", PAGE, {}, MISSING, "GET"),
        ("/view/nested", OFFICE, {}, 200, "GET"),
        ("/view/nested", PAGE, {}, MISSING, "GET"),
        # two views of one URL: the preflight follows its requested method
        ("/split", PAGE, {}, 200, "GET"),
        ("/split", PAGE, PUT, PREFLIGHT_MISSING, "OPTIONS"),
        ("/split", OFFICE, PUT, 200, "OPTIONS PUT"),
        ("/split", OFFICE, {}, MISSING, "GET"),
        ("/split", OFFICE, {"headers": {"X-A": "1"}}, PREFLIGHT_MISSING, "OPTIONS"),
        ("/split", PAGE, {"method": "DELETE"}, 405, "OPTIONS DELETE"),
    ],
)
def test_scopes(path, page, wanted, verdict, methods, bookshop, scenario):
    """The nearest scope with origins decides; one without inherits from the outer scope."""
    scenario(bookshop, path, verdict, methods, page=page, **wanted)


def test_classes_of_views(scenario):
    """A decorated method of a MethodView has its own policy, also for its preflights."""

    class Book(MethodView):
        init_every_request = False

        def get(self):
            return "get"

        @cross_origin(origins=OFFICE)
        def put(self):
            return "put"

        @cross_origin(origins=[])
        def delete(self):
            return "delete"

    class Whole(MethodView):
        decorators = (cross_origin(origins=SHOP),)

        def put(self):
            return "put"

    app = Flask("classes")
    app.config["CORS_MAX_AGE"] = 0
    CORS(app, origins=PAGE)
    app.add_url_rule("/book", view_func=Book.as_view("book"))
    app.add_url_rule("/whole", view_func=Whole.as_view("whole"))
    scenario(app, "/book", 200, "GET")
    scenario(app, "/book", PREFLIGHT_MISSING, "OPTIONS", method="PUT")
    scenario(app, "/book", 200, "OPTIONS PUT", method="PUT", page=OFFICE)
    scenario(app, "/book", MISSING, "GET", page=OFFICE)
    scenario(app, "/book", PREFLIGHT_MISSING, "OPTIONS", method="DELETE", page=OFFICE)
    scenario(app, "/whole", 200, "OPTIONS PUT", method="PUT", page=SHOP)
    scenario(app, "/whole", PREFLIGHT_MISSING, "OPTIONS", method="PUT")


def test_a_view_under_other_decorators(scenario):
    """A policy below decorators with functools.wraps is found, without CORS(app)."""

    def logged(view):
        @functools.wraps(view)
        def wrapper(**values):
            return view(**values)

        return wrapper

    app = Flask("decorated")

    @app.route("/", methods=["GET", "PUT"])
    @logged
    @cross_origin(origins=PAGE, max_age=0)
    def view():
        return "view"

    app.add_url_rule("/plain", view_func=_hello)
    scenario(app, "/", 200, "OPTIONS PUT", method="PUT")
    scenario(app, "/", MISSING, "GET", page=EVIL)
    scenario(app, "/plain", MISSING, "GET")


def test_an_async_view(scenario):
    """An async view and an async callable work like any others."""

    async def known(origin):
        return origin == SHOP

    app = Flask("async")

    @app.put("/")
    @cross_origin(origins=known)
    async def view():
        return "async"

    scenario(app, "/", 200, "OPTIONS PUT", method="PUT", page=SHOP)
    scenario(app, "/", PREFLIGHT_MISSING, "OPTIONS", method="PUT")


def test_config_applies_to_every_scope(scenario):
    """The app, blueprints and views inherit options from app.config."""
    app = Flask("config")
    app.config.update(CORS_ORIGINS=PAGE, CORS_SUPPORTS_CREDENTIALS=True, CORS_MAX_AGE=0)
    CORS(app)
    blueprint = Blueprint("b", __name__, url_prefix="/b")
    CORS(blueprint, origins=SHOP)
    blueprint.add_url_rule("/", "view", _hello, methods=["PUT"])
    app.register_blueprint(blueprint)
    app.add_url_rule("/", "index", _hello, methods=["PUT"])
    app.add_url_rule("/v", "view", cross_origin(origins=OFFICE)(_hello), methods=["PUT"])
    for path, page in [("/", PAGE), ("/b/", SHOP), ("/v", OFFICE)]:
        asked = {"method": "PUT", "credentials": "include"}
        scenario(app, path, 200, "OPTIONS PUT", page=page, **asked)
        scenario(app, path, PREFLIGHT_MISSING, "OPTIONS", page=EVIL, **asked)


def test_init_app(scenario):
    """Options of `init_app` override the constructor's, for apps and blueprints."""
    app = Flask("factory")
    blueprint = Blueprint("b", __name__, url_prefix="/b")
    blueprint.add_url_rule("/", "view", _hello)
    app.add_url_rule("/", "index", _hello)
    cors = CORS(origins=PAGE)
    cors.init_app(blueprint, origins=SHOP)
    cors.init_app(app)
    app.register_blueprint(blueprint)
    scenario(app, "/", 200, "GET")
    scenario(app, "/b/", 200, "GET", page=SHOP)
    scenario(app, "/b/", MISSING, "GET")
