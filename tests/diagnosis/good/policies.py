"""Policies of an app, of its blueprints and of its views."""

import re

from flask import Blueprint

from flask_cors import CORS, cross_origin
from situations import SHOP, add, api, good


@good
def a_public_read_only_api():
    """Anyone can read, and nothing can be changed."""
    app = api("/data", "/data/<int:number>")
    CORS(app)
    return app


@good
def one_front_end():
    """One origin, all methods of the app."""
    app = api("/items", methods=["GET", "POST", "PUT", "DELETE"])
    CORS(app, origins=SHOP)
    return app


@good
def one_front_end_with_cookies():
    """One origin, with a session."""
    app = api("/me", methods=["GET", "POST"])
    app.config.update(
        SECRET_KEY="good",
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_PARTITIONED=True,
    )
    CORS(app, origins=SHOP, supports_credentials=True)
    return app


@good
def several_origins_and_all_options():
    """Everything is spelled out."""
    app = api("/items", methods=["GET", "POST"])
    CORS(
        app,
        origins=[SHOP, "https://admin.test"],
        methods=["GET", "POST"],
        allow_headers=["Content-Type", "Authorization"],
        expose_headers=["X-Total-Count", "Content-Disposition"],
        max_age=600,
    )
    return app


@good
def only_the_api():
    """A resource for the API; the app's own pages have no policy."""
    app = api("/api/items", "/api/items/<int:number>", "/", "/login")
    CORS(app, resources={"/api/*": {"origins": SHOP}})
    return app


@good
def two_resources():
    """A public part, and one for the front end."""
    app = api("/public/data", "/api/items")
    CORS(app, resources={"/public/*": {"origins": "*"}, "/api/*": {"origins": SHOP}})
    return app


@good
def a_resource_inside_another():
    """The inner part is for the admins."""
    app = api("/api/items", "/api/admin/users")
    CORS(
        app,
        resources={
            "/api/*": {"origins": SHOP},
            "/api/admin/*": {"origins": "https://admin.test"},
        },
    )
    return app


@good
def a_closed_part():
    """No origin is allowed below one folder."""
    app = api("/api/items", "/api/internal/state")
    CORS(app, resources={"/api/*": {"origins": SHOP}, "/api/internal/*": {"origins": []}})
    return app


@good
def a_compiled_resource():
    """Versions of the API, as an expression."""
    app = api("/v1/items", "/v2/items", "/health")
    CORS(app, resources={re.compile(r"/v\d+/.*"): {"origins": SHOP}})
    return app


@good
def a_blueprint():
    """The policy belongs to a blueprint."""
    app = api("/health")
    bp = Blueprint("api", __name__)
    CORS(bp, origins=SHOP)
    add(bp, "/items", "/items/<int:number>")
    app.register_blueprint(bp, url_prefix="/api")
    return app


@good
def blueprints_inside_an_app_policy():
    """Each blueprint has its own origins, and the app has others."""
    app = api("/health")
    CORS(app, origins=SHOP)
    for name in ("partners", "admins"):
        bp = Blueprint(name, __name__)
        CORS(bp, origins=f"https://{name}.test")
        add(bp, "/items")
        app.register_blueprint(bp, url_prefix=f"/{name}")
    return app


@good
def nested_blueprints():
    """A blueprint inside another inherits the policy."""
    app = api("/health")
    outer, inner = Blueprint("v1", __name__), Blueprint("items", __name__)
    CORS(outer, origins=SHOP)
    add(inner, "/", "/<int:number>")
    outer.register_blueprint(inner, url_prefix="/items")
    app.register_blueprint(outer, url_prefix="/v1")
    return app


@good
def one_view():
    """One view has a policy, the others have none."""
    app = api("/login")
    app.add_url_rule("/feed", "feed", cross_origin(origins="*")(lambda: "feed"))
    return app


@good
def a_view_that_differs():
    """One view is for a partner."""
    app = api("/items")
    CORS(app, origins=SHOP)
    view = cross_origin(origins="https://partner.test")(lambda: "report")
    app.add_url_rule("/report", "report", view)
    return app


@good
def a_factory():
    """One CORS() for the apps of a factory."""
    cors = CORS(origins=SHOP)
    app = api("/items")
    cors.init_app(app)
    return app


@good
def all_in_the_configuration():
    """Keys of app.config, for example from the environment."""
    app = api("/items")
    app.config.update(
        CORS_ORIGINS="https://shop.test, https://admin.test",
        CORS_MAX_AGE="600",
        CORS_SUPPORTS_CREDENTIALS="true",
        SECRET_KEY="good",
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_PARTITIONED=True,
    )
    CORS(app)
    return app


@good
def a_subdomain_wildcard():
    """All subdomains of one's own domain, and the domain itself."""
    app = api("/items")
    CORS(app, origins=[SHOP, "https://*.shop.test"])
    return app


@good
def preview_deployments():
    """The previews of one project at a shared host."""
    app = api("/items")
    CORS(app, origins=[SHOP, r"https://shop-[a-z0-9]+-myteam\.vercel\.app"])
    return app


@good
def tenants():
    """A function knows the tenants."""

    def is_tenant(origin):
        return origin == SHOP

    app = api("/items")
    CORS(app, origins=is_tenant)
    return app


@good
def development():
    """The dev servers of this machine, in debug mode."""
    app = api("/items", methods=["GET", "POST"])
    app.debug = True
    CORS(app, origins=["http://localhost:3000", "http://127.0.0.1:3000"])
    return app


@good
def any_port_of_this_machine():
    """A dev server on any port."""
    app = api("/items")
    CORS(app, origins="http://localhost:*")
    return app


@good
def methods_of_the_routes():
    """The methods of the routes are allowed."""
    app = api("/items", methods=["GET", "PUT"])
    CORS(app, origins=SHOP, methods="auto")
    return app


@good
def a_mobile_app():
    """The shells of mobile apps."""
    app = api("/items")
    CORS(app, origins=["capacitor://localhost", "ionic://localhost", "http://localhost"])
    return app


@good
def an_extension():
    """A browser extension with its id."""
    app = api("/items")
    CORS(app, origins="chrome-extension://abcdefghijklmnopabcdefghijklmnop")
    return app


@good
def a_login_by_token():
    """Any site can send requests, with its own token."""
    app = api("/items", methods=["GET", "POST"])
    CORS(app, allow_headers=["Content-Type", "Authorization"])
    return app


@good
def a_login_by_hook():
    """A hook checks the login before each view."""
    app = api("/items", methods=["GET", "POST"])
    app.before_request(lambda: None)
    CORS(app, origins=SHOP)
    return app


@good
def a_gate_for_the_app_and_one_public_view():
    """Views that change something are for one origin, and one view is open to all."""
    app = api("/orders", methods=["GET", "POST"])
    app.config["CORS_REJECT_DISALLOWED"] = "unsafe"
    CORS(app, origins=SHOP)
    app.add_url_rule("/prices", "prices", cross_origin(origins="*")(lambda: "data"))
    return app


@good
def refusals_are_403():
    """A refused request never reaches a view."""
    app = api("/items")
    CORS(app, origins=SHOP, reject_disallowed=True)
    return app


@good
def subdomains_of_the_api():
    """Routes on a subdomain."""
    app = api("/", subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.test"
    add(app, "/items", subdomain="api")
    CORS(app, origins=SHOP)
    return app


@good
def an_umlaut_in_a_domain():
    """The domain in the form browsers send."""
    app = api("/items")
    CORS(app, origins="https://xn--mnchen-3ya.test")
    return app


@good
def static_files():
    """Fonts for other sites."""
    app = api("/items")
    app.static_folder, app.static_url_path = ".", "/static"
    add(app, "/static/<path:filename>")
    CORS(app, resources={"/static/*": {"origins": "*"}})
    return app


@good
def strict_configuration():
    """A questionable setting would prevent the app from starting."""
    app = api("/items")
    CORS(app, origins=SHOP, strict=True)
    return app
