"""A blueprint's resources and 404s follow the values that routing bound, and nothing else."""

import warnings

import pytest
from flask import Blueprint, Flask

from answers import acao
from flask_cors import CORS, cross_origin
from origins import EVIL, A, B, C
from views import never


def with_prefix(prefix, resources, *, subdomain=None, **options):
    """Return an app with a blueprint whose resources are relative to its prefix."""
    app = Flask("prefixed", static_folder=None)
    app.config["SERVER_NAME"] = "a.com" if subdomain else None
    blueprint = Blueprint("b", __name__, url_prefix=prefix, subdomain=subdomain)
    blueprint.add_url_rule("/keys/<name>", "keys", lambda **_: "private")
    blueprint.add_url_rule("/raw/<path:name>", "raw", lambda **_: "public")
    blueprint.add_url_rule("/keys/", "all_keys", lambda **_: "private")
    CORS(blueprint, resources=resources, **options)
    app.register_blueprint(blueprint)
    return app


TABLE = {"/keys/*": {"origins": "https://admin.a.com"}, "/raw/*": {"origins": "*"}}


@pytest.mark.parametrize(
    ("prefix", "path"),
    [
        ("/repos/<path:repo>", "/repos/acme/raw/keys/x"),
        ("/repos/<path:repo>", "/repos/raw/raw/keys/x"),
        ("/repos/<path:repo>/-", "/repos/a/-/raw/x/-/keys/x"),
        ("/<path:a>/at/<path:b>", "/x/at/y/raw/z/keys/x"),
        ("/repos/<path:repo>", "/repos/acme/raw/keys/"),
        ("/<path:repo>", "/acme/raw/keys/x"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_the_path_below_a_prefix_follows_routing(send, preflight, prefix, path, method):
    """The value of a `<path:>` in the prefix is not below it, whatever the client sends."""
    app = with_prefix(prefix, TABLE)
    with app.test_request_context(path) as context:
        assert context.request.endpoint.endswith("keys")
    if method == "GET":
        assert acao(send(app, path, EVIL)) is None
    else:
        assert acao(preflight(app, path, EVIL, "GET")) is None


@pytest.mark.parametrize("path", ["/repos/acme/keys/x", "/repos/acme/raw/keys/x"])
def test_a_private_resource_below_a_path_prefix_governs_its_view(send, path):
    """The view's own resource governs it, whatever the prefix contains."""
    app = with_prefix("/repos/<path:repo>", TABLE)
    admin = "https://admin.a.com"
    assert acao(send(app, path, admin)) == admin
    assert acao(send(app, "/repos/acme/raw/x", EVIL)) == EVIL


@pytest.mark.parametrize(
    ("subdomain", "host"),
    [
        ("<tenant>", "acme.a.com"),
        ("<tenant>", "x.y.a.com"),
        ("<any(x, y):z>", "x.a.com"),
        ("api-<tenant>", "api-1.a.com"),
    ],
)
@pytest.mark.parametrize("path", ["/t/nope", "/t/keys/x/y", "/t"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_a_blueprint_with_a_variable_subdomain_owns_its_404s(
    send, preflight, subdomain, host, path, method
):
    """A 404 below a blueprint's prefix has its policy, also on a variable subdomain."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Flask 2.3 with the host of a request
        app = Flask("tenants", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "a.com"
    app.url_map.default_subdomain = ""
    blueprint = Blueprint("b", __name__, url_prefix="/t", subdomain=subdomain)
    blueprint.add_url_rule("/keys/<name>", "keys", lambda **_: "private")
    CORS(app, origins="*")
    CORS(blueprint, origins="https://admin.a.com")
    app.register_blueprint(blueprint)
    base = f"http://{host}"
    if method == "GET":
        response = send(app, path, EVIL, base_url=base)
        assert response.status_code == 404
    else:
        response = preflight(app, path, EVIL, "GET", base_url=base)
    assert acao(response) is None


@pytest.mark.parametrize(
    ("subdomain", "host"),
    [("<tenant>", "a.com"), ("<any(x, y):z>", "z.a.com"), ("api-<tenant>", "v.api-1.a.com")],
)
def test_a_variable_subdomain_does_not_own_the_404s_of_other_hosts(send, subdomain, host):
    """Hosts that are not subdomains of a blueprint keep the outer policy."""
    app = Flask("tenants", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "a.com"
    blueprint = Blueprint("b", __name__, url_prefix="/t", subdomain=subdomain)
    blueprint.add_url_rule("/x", "x", lambda **_: "private")
    CORS(app, origins="*")
    CORS(blueprint, origins="https://admin.a.com")
    app.register_blueprint(blueprint)
    assert acao(send(app, "/t/nope", EVIL, base_url=f"http://{host}")) == EVIL


@pytest.mark.parametrize(("host", "origin"), [("api.a.com", A), ("acme.a.com", B)])
@pytest.mark.parametrize("reverse", [False, True])
def test_a_literal_subdomain_comes_before_a_variable_one(send, host, origin, reverse):
    """If two blueprints have the same prefix, the one that routing prefers owns the 404s."""
    app = Flask("tenants", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "a.com"
    tenants = [("api", A), ("<tenant>", B)]
    for number, (subdomain, own) in enumerate(reversed(tenants) if reverse else tenants):
        blueprint = Blueprint(f"b{number}", __name__, url_prefix="/t", subdomain=subdomain)
        blueprint.add_url_rule("/x", "x", never)
        CORS(blueprint, origins=own)
        app.register_blueprint(blueprint)
    assert acao(send(app, "/t/nope", origin, base_url=f"http://{host}")) == origin


def test_a_route_of_a_blueprint_outside_of_its_prefix(send):
    """If the app routes to a blueprint's endpoint, resources match the path itself."""
    app = with_prefix("/repos/<path:repo>", {"/raw/*": {"origins": A}, "/other": {"origins": B}})
    app.add_url_rule("/other", "b.raw", app.view_functions["b.raw"])
    assert acao(send(app, "/other", B)) == B


@pytest.mark.parametrize("origin", [A, B])
def test_a_prefix_that_may_end_in_two_places(send, origin):
    """If no route says where the prefix ends, and the places differ, no origin is allowed."""
    resources = {"/other/*": {"origins": A}, "/b/other/*": {"origins": B}}
    app = with_prefix("/repos/<path:repo>", resources)
    assert acao(send(app, "/repos/a/b/other/x", origin)) is None


def on_subdomains(*places, app_policy="*"):
    """Return an app with a policy, and blueprints: each a subdomain, a prefix and an origin."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # Flask 2.3 with the host of a request
        app = Flask("subdomains", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "a.com"
    CORS(app, origins=app_policy)
    for number, (subdomain, prefix, origin) in enumerate(places):
        blueprint = Blueprint(f"b{number}", __name__, url_prefix=prefix, subdomain=subdomain)
        blueprint.add_url_rule("/keys/<name>", "keys", lambda **_: "private")
        CORS(blueprint, origins=origin)
        app.register_blueprint(blueprint)
    return app


@pytest.mark.parametrize(
    ("subdomain", "host"),
    [("api", "api.a.com"), ("<tenant>", "acme.a.com"), ("<any(x):z>", "x.a.com")],
)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nope", 404), ("GET", "/", 404), ("PUT", "/keys/x", 405), ("GET", "/keys/x", 200)],
)
def test_a_blueprint_owns_its_subdomain(send, subdomain, host, method, path, status):
    """Without a prefix, it owns all errors of the subdomain, and none of other hosts."""
    app = on_subdomains((subdomain, None, A))
    for origin in (EVIL, A):
        response = send(app, path, origin, method, base_url=f"http://{host}")
        assert response.status_code == status
        assert acao(response) == (A if origin == A else None)
    assert acao(send(app, path, EVIL, method, base_url="http://a.com")) == EVIL


@pytest.mark.parametrize("names", [None, "X-A"])
def test_preflights_of_a_subdomain_are_its_blueprints(preflight, names):
    """The blueprint's policy governs a preflight for a path without a route."""
    app = on_subdomains(("api", None, A))
    for origin in (EVIL, A):
        response = preflight(app, "/nope", origin, "GET", names, base_url="http://api.a.com")
        assert acao(response) == (A if origin == A else None)


@pytest.mark.parametrize(
    ("places", "host", "path", "owner"),
    [
        # A literal subdomain comes before a variable one, a longer prefix before that.
        ([("<tenant>", None, B), ("api", None, C)], "api.a.com", "/nope", C),
        ([("<tenant>", None, B), ("api", None, C)], "acme.a.com", "/nope", B),
        ([("<tenant>", "/t", B), ("api", None, C)], "api.a.com", "/t/nope", B),
        ([("<tenant>", "/t", B), ("api", None, C)], "api.a.com", "/nope", C),
        # A blueprint of the bare domain has no routes on the subdomain.
        ([(None, "/t", B), ("api", None, C)], "api.a.com", "/t/nope", C),
        ([(None, "/t", B), ("api", None, C)], "a.com", "/t/nope", B),
        # If two might own a path, neither does.
        ([("api", None, B), ("api", None, C)], "api.a.com", "/nope", A),
    ],
)
def test_the_closest_blueprint_owns_an_error(send, places, host, path, owner):
    """Subdomain and prefix determine the blueprint of a 404."""
    app = on_subdomains(*places, app_policy=A)
    base = f"http://{host}"
    found = [acao(send(app, path, origin, base_url=base)) for origin in (A, B, C)]
    assert found == [origin if origin == owner else None for origin in (A, B, C)]


@pytest.mark.parametrize(("rule", "owner"), [("/<path:rest>", B), ("/t/<path:rest>", A)])
def test_a_catch_all_route_around_a_blueprint(send, rule, owner):
    """A 405 below a blueprint's prefix is the app's only if the route is below it too."""
    app = on_subdomains(("api", "/t", B), app_policy=A)
    app.add_url_rule(rule, "rest", never, methods=["POST"], subdomain="api")
    for origin in (A, B):
        response = send(app, "/t/x", origin, base_url="http://api.a.com")
        assert (response.status_code, acao(response)) == (405, origin if origin == owner else None)


def test_a_catch_all_route_of_a_blueprint(send):
    """A 405 of a blueprint's own view has the policy of that view."""
    app = Flask("own", static_folder=None)
    blueprint = Blueprint("b", __name__, url_prefix="/<tenant>")
    view = cross_origin(origins=C)(never)
    blueprint.add_url_rule("/<path:rest>", "rest", view, methods=["POST"])
    CORS(blueprint, origins=B)
    app.register_blueprint(blueprint)
    for origin in (B, C):
        response = send(app, "/acme/x", origin)
        assert (response.status_code, acao(response)) == (405, origin if origin == C else None)
