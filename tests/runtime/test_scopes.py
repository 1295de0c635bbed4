"""The governing policy: the app's, a blueprint's or a view's, for routes and errors."""

import warnings

import pytest
from flask import Blueprint, Flask, abort
from werkzeug.routing import BaseConverter, Rule

from answers import acao
from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from flask_cors._runtime.missing_routes import owners_of_missing
from flask_cors._runtime.scopes import ScopeTable, blueprint_names
from flask_cors._runtime.state import preview
from flask_cors.core import protocol
from flask_cors.core.layers import UNDECIDED
from origins import EVIL, A, B, C

ORIGINS = {A: "a", B: "b", C: "c", EVIL: "evil"}


@pytest.fixture
def admitted(send, preflight):
    """Return a function that lists the origins that any request to a URL allows."""

    def admitted(app, path="/", method="GET", **options):
        actual = {
            short: acao(send(app, path, origin=origin, method=method, **options)) == origin
            for origin, short in ORIGINS.items()
        }
        before = {
            short: acao(preflight(app, path, origin=origin, method=method, **options)) == origin
            for origin, short in ORIGINS.items()
        }
        assert actual == before
        return " ".join(short for short, passed in actual.items() if passed)

    return admitted


def blueprint(name="bp", **options):
    """Return a blueprint with the routes `/x`, for GET and PUT, and `/dir/`, with a policy."""
    bp = Blueprint(name, name)
    bp.add_url_rule("/x", "x", lambda **_: "x", methods=["GET", "PUT"])
    bp.add_url_rule("/dir/", "dir", lambda **_: "dir")
    CORS(bp, **options)
    return bp


# Anchoring

WILD = {"origins": "*"}


@pytest.mark.parametrize(
    ("config", "app_wide", "bp", "on_view", "expected"),
    [
        # Without `origins`, every origin is allowed.
        ({}, {}, {}, {}, "a b c evil"),
        ({}, {}, None, None, "a b c evil"),
        ({}, None, {}, None, "a b c evil"),
        ({}, None, None, {}, "a b c evil"),
        ({}, None, None, None, ""),
        ({"CORS_ORIGINS": A}, None, None, None, ""),
        # A scope without `origins` inherits from the scope around it.
        ({}, {"origins": A}, None, {}, "a"),
        ({}, {"origins": A}, {}, None, "a"),
        ({}, {"origins": A}, {}, {}, "a"),
        ({}, {"origins": A}, {"max_age": 5}, {"max_age": 6}, "a"),
        ({}, {"origins": A}, {"origins": B}, {}, "b"),
        ({}, None, {"origins": B}, {"methods": "GET"}, "b"),
        # A scope with `origins` replaces the outer policy.
        ({}, {"origins": A}, {"origins": B}, {"origins": C}, "c"),
        ({}, {"origins": A}, {"origins": B}, None, "b"),
        ({}, {"origins": A}, None, {"origins": C}, "c"),
        ({}, {"origins": A}, {}, {"origins": C}, "c"),
        ({}, {"origins": A}, WILD, None, "a b c evil"),
        ({}, {"origins": A}, None, WILD, "a b c evil"),
        # The most specific policy is final: a more open one around it does not matter.
        ({}, {}, {"origins": B}, None, "b"),
        ({}, {}, None, {"origins": C}, "c"),
        ({}, {}, {}, {"origins": C}, "c"),
        ({}, WILD, WILD, {"origins": []}, ""),
        ({}, {"origins": [A, B]}, {"origins": B}, None, "b"),
        # app.config applies to all of them.
        ({"CORS_ORIGINS": A}, {}, {}, {}, "a"),
        ({"CORS_ORIGINS": A}, None, {}, None, "a"),
        ({"CORS_ORIGINS": A}, None, None, {}, "a"),
        ({"CORS_ORIGINS": A}, None, {"max_age": 5}, {"max_age": 6}, "a"),
        ({"CORS_ORIGINS": A}, {"origins": B}, {}, None, "b"),
        ({"CORS_ORIGINS": A}, {}, {"origins": B}, None, "b"),
        ({"CORS_ORIGINS": A}, {}, {}, WILD, "a b c evil"),
    ],
)
def test_origins_are_the_anchor(admitted, config, app_wide, bp, on_view, expected):
    """A scope with `origins` replaces the outer policy; one without inherits from it."""
    app = Flask("app")
    app.config.update(config)
    if app_wide is not None:
        CORS(app, **app_wide)
    around = Blueprint("bp", "bp")
    if bp is not None:
        CORS(around, **bp)

    def view():
        return "view"

    around.add_url_rule("/", "view", cross_origin(**on_view)(view) if on_view is not None else view)
    app.register_blueprint(around)
    assert admitted(app) == expected


@pytest.mark.parametrize(
    ("config", "app_wide", "bp", "on_view", "credentials", "max_age"),
    [
        ({}, {"supports_credentials": True, "max_age": 1}, {}, {}, "true", "1"),
        ({}, {"supports_credentials": True, "max_age": 1}, {"max_age": 2}, {}, "true", "2"),
        ({}, {"supports_credentials": True, "max_age": 1}, {"origins": A}, {}, None, None),
        ({}, {"supports_credentials": True, "max_age": 1}, {}, {"origins": "*"}, None, None),
        ({}, {}, {"supports_credentials": True, "max_age": 2}, {"origins": A}, None, None),
        ({}, {}, {"supports_credentials": True}, {"max_age": 3}, "true", "3"),
        ({}, {"supports_credentials": True}, {}, {"supports_credentials": False}, None, None),
        ({"CORS_MAX_AGE": 9}, {"max_age": 1}, {"origins": A}, {}, None, "9"),
        ({"CORS_MAX_AGE": 9}, None, {}, {"origins": A}, None, "9"),
        ({"CORS_SUPPORTS_CREDENTIALS": 1}, {}, {"origins": A}, {}, "true", None),
        ({"CORS_SUPPORTS_CREDENTIALS": 1}, {}, {}, {"origins": A, "max_age": 4}, "true", "4"),
    ],
)
def test_options_inherited_with_origins(
    preflight, config, app_wide, bp, on_view, credentials, max_age
):
    """Setting origins drops the options of outer scopes, but not those of app.config."""
    app = Flask("app")
    app.config.update(config)
    if app_wide is not None:
        CORS(app, **{"origins": A, **app_wide})
    around = Blueprint("bp", "bp")
    if bp is not None:
        CORS(around, **({"origins": A, **bp} if "supports_credentials" in bp else bp))
    around.add_url_rule("/", "view", cross_origin(**on_view)(lambda: "view"))
    app.register_blueprint(around)
    headers = preflight(app, origin=A, method="GET").headers
    assert headers[protocol.ALLOW_ORIGIN] == A
    assert headers.get(protocol.ALLOW_CREDENTIALS) == credentials
    assert headers.get(protocol.MAX_AGE) == max_age


def test_a_resource_with_origins_keeps_the_constructors_options(app, preflight):
    """Within one scope, only repeated options are replaced."""
    CORS(app, origins=A, max_age=5, resources={"/": {"origins": B}})
    assert acao(preflight(app, origin=A)) is None
    assert preflight(app, origin=B).headers[protocol.MAX_AGE] == "5"


# The most specific policy is final


@pytest.mark.parametrize("code", [400, 403, 404, 418, 500])
def test_aborts_and_errors_keep_the_view_policy(app, admitted, code):
    """The open app does not override a refusal when the view aborts."""
    CORS(app)

    @app.route("/abort")
    @cross_origin(origins=A)
    def stop():
        abort(code)

    assert admitted(app, "/abort") == "a"


def test_exceptions_keep_the_view_policy(app, send):
    """An exception of a closed view is not readable through the open app."""
    CORS(app)

    @app.route("/fault")
    @cross_origin(origins=A)
    def fault():
        raise LookupError

    assert acao(send(app, "/fault", origin=A)) == A
    response = send(app, "/fault", origin=EVIL)
    assert (response.status_code, acao(response)) == (500, None)


def test_error_handlers_keep_the_view_policy(app, admitted):
    """The response of an app-wide error handler is governed by the failing view."""
    CORS(app)
    app.register_error_handler(Exception, lambda _: ("handled", 503))

    @app.route("/fault")
    @cross_origin(origins=A)
    def fault():
        raise LookupError

    assert admitted(app, "/fault") == "a"


def test_one_view_is_closed(app, send, preflight):
    """`@cross_origin(origins=[])` closes one view under an open policy."""
    CORS(app)
    app.add_url_rule("/off", "off", cross_origin(origins=[])(lambda: "off"))
    for path, expected in (("/", A), ("/off", None)):
        for answer in (send(app, path), preflight(app, path, method="GET")):
            assert answer.status_code == 200
            assert answer.headers.get("Access-Control-Allow-Origin") == expected


def test_several_calls_do_not_overrule_a_view(app, admitted):
    """Two open `CORS(app)` calls leave a closed view closed."""
    CORS(app, resources="/api/*")
    CORS(app, resources="/*")
    app.add_url_rule("/api/x", "x", cross_origin(origins=A)(lambda: "x"))
    assert admitted(app, "/api/x") == "a"


# Blueprints


def test_a_blueprint_without_an_app(app, admitted):
    """`CORS(bp)` works without `CORS(app)`, and governs nothing else."""
    app.register_blueprint(blueprint(origins=A), url_prefix="/bp")
    assert admitted(app, "/bp/x") == "a"
    assert admitted(app, "/bp/none") == "a"
    assert admitted(app, "/") == ""
    assert admitted(app, "/none") == ""


@pytest.mark.parametrize("late", [True, False])
def test_the_order_of_the_app_and_the_blueprint(app, admitted, late):
    """`CORS(app)` may come before or after registration of the blueprint."""
    if not late:
        CORS(app, origins=A)
    app.register_blueprint(blueprint(origins=B), url_prefix="/bp")
    app.register_blueprint(blueprint("open"), url_prefix="/open")
    if late:
        CORS(app, origins=A)
    assert admitted(app, "/bp/x") == "b"
    assert admitted(app, "/open/x") == "a"
    assert admitted(app, "/") == "a"


@pytest.mark.parametrize(
    ("path", "method", "status", "expected"),
    [
        ("/bp/x", "GET", 200, "b"),
        ("/bp/x", "DELETE", 405, "b"),
        ("/bp/dir", "GET", 308, "b"),
        ("/bp/none", "GET", 404, "b"),
        ("/bp/", "GET", 404, "b"),
        ("/bp", "GET", 404, "b"),
        ("/bp/../bp/none", "GET", 404, "b"),
        ("/bp/../none", "GET", 404, ""),
        ("/none/../bp/none", "GET", 404, ""),
        ("/one/../none", "GET", 404, "a"),
        ("/bpx", "GET", 404, "a"),
        ("/bpx/none", "GET", 404, "a"),
        ("/none", "GET", 404, "a"),
        ("/", "DELETE", 405, "a"),
    ],
)
def test_a_blueprint_owns_errors_below_its_prefix(app, send, admitted, path, method, status, expected):  # fmt: skip  # noqa: E501 - one table, one line
    """404, 405 and 308 below the prefix belong to the blueprint, others to the app."""
    CORS(app, origins=A)
    app.register_blueprint(blueprint(origins=B), url_prefix="/bp")
    assert send(app, path, method=method).status_code == status
    assert admitted(app, path, method) == expected


def test_a_path_that_leaves_the_prefix(app, admitted):
    """No origin may read a 404 that is under different prefixes as sent and as resolved."""
    CORS(app, origins=A)
    app.register_blueprint(blueprint("one", origins=B), url_prefix="/one")
    app.register_blueprint(blueprint("two", origins=C), url_prefix="/two")
    assert admitted(app, "/one/../two/none") == ""
    assert admitted(app, "/one/./none") == "b"


class Even(BaseConverter):
    """A converter of the app with a pattern of its own."""

    regex = "[0-9]*[02468]"


class Known(BaseConverter):
    """A converter without arguments that matches the names of the app's converters."""

    def __init__(self, url_map):
        super().__init__(url_map)
        self.regex = "|".join(url_map.converters)


class Failing(BaseConverter):
    """A converter that can only be created by the app itself."""

    regex = "[a-z]+"

    def __init__(self, url_map, *args, **kwargs):
        if not url_map.is_ready:
            raise LookupError
        super().__init__(url_map, *args, **kwargs)


@pytest.mark.parametrize(
    ("prefix", "inside", "outside"),
    [
        ("/<tenant>", ["/acme/none"], []),
        ("/<int:tenant>", ["/12/none", "/12"], ["/acme/none", "/12x/none"]),
        ("/v<float:version>/api", ["/v1.5/api/none"], ["/v1/api/none", "/v1.5/apis"]),
        ("/<path:tenant>/api", ["/a/b/api/none"], ["/a/b/none"]),
        ("/<any(de, fr):language>", ["/de/none", "/fr"], ["/es/none"]),
        ("/<any('a/b', c):name>", ["/a/b/none", "/c/none"], ["/a/none", "/b/none"]),
        ("/<string(length=2):language>", ["/de/none"], ["/deu/none"]),
        ("/<uuid:id>", ["/12345678-1234-1234-1234-123456789abc/none"], ["/1234/none"]),
        ("/<even:number>", ["/12/none"], ["/11/none"]),
        ("/<known:name>", ["/even/none"], ["/odd/none"]),
        ("/a.b", ["/a.b/none"], ["/axb/none"]),
    ],
)
def test_converters_in_a_prefix_match_as_in_a_route(app, admitted, prefix, inside, outside):
    """A variable prefix owns the 404s below values that its converters match."""
    CORS(app, origins=A)
    app.url_map.converters.update(even=Even, known=Known)
    app.register_blueprint(blueprint(origins=B), url_prefix=prefix)
    assert [admitted(app, path) for path in inside] == ["b"] * len(inside)
    assert [admitted(app, path) for path in outside] == ["a"] * len(outside)


def test_the_default_converter_may_be_the_apps(app, admitted):
    """A variable without a converter is matched by the one that the app chose."""
    CORS(app, origins=A)
    app.url_map.converters["default"] = Even
    app.register_blueprint(blueprint(origins=B), url_prefix="/<number>")
    assert admitted(app, "/12/none") == "b"
    assert admitted(app, "/11/none") == "a"


def test_an_unknown_converter_in_a_prefix_without_routes(app, admitted):
    """Flask accepts it, so it is matched like any part of a path."""
    CORS(app, origins=A)
    bp = Blueprint("bp", __name__, url_prefix="/<unknown:name>")
    CORS(bp, origins=B)
    app.register_blueprint(bp)
    assert admitted(app, "/x/none") == "b"


def test_a_converter_that_cannot_be_created_is_read_by_its_class(app, admitted):
    """If it fails outside routing, the pattern of its class is used."""
    CORS(app, origins=A)
    app.url_map.is_ready = True
    app.url_map.converters["failing"] = Failing
    app.register_blueprint(blueprint(origins=B), url_prefix="/<failing:name>")
    app.url_map.is_ready = False
    assert admitted(app, "/abc/none") == "b"
    assert admitted(app, "/123/none") == "a"


def test_the_longest_literal_prefix_owns_a_404(app, admitted):
    """If several prefixes match, the more specific one decides, in any order."""
    app.register_blueprint(blueprint("outer", origins=A), url_prefix="/api")
    app.register_blueprint(blueprint("inner", origins=B), url_prefix="/api/v1")
    app.register_blueprint(blueprint("variable", origins=C), url_prefix="/api/<name>")
    assert admitted(app, "/api/v1/none") == "b"
    assert admitted(app, "/api/v2/none") == "c"
    assert admitted(app, "/api") == "a"


def test_nested_blueprints(app, admitted):
    """A child has its own policy or its parent's, and so do errors below it."""
    CORS(app, origins=EVIL)
    parent = blueprint("parent", origins=A)
    parent.register_blueprint(blueprint("own", origins=B), url_prefix="/own")
    parent.register_blueprint(blueprint("amending", max_age=5), url_prefix="/amending")
    plain = Blueprint("plain", "plain")
    plain.add_url_rule("/x", "x", lambda: "x")
    plain.register_blueprint(blueprint("deep", origins=C), url_prefix="/deep")
    parent.register_blueprint(plain, url_prefix="/plain")
    app.register_blueprint(parent, url_prefix="/parent")
    expected = {
        "/parent/x": "a",
        "/parent/none": "a",
        "/parent/own/x": "b",
        "/parent/own/none": "b",
        "/parent/own/dir": "b",
        "/parent/amending/x": "a",
        "/parent/amending/none": "a",
        "/parent/plain/x": "a",
        "/parent/plain/none": "a",
        "/parent/plain/deep/x": "c",
        "/parent/plain/deep/none": "c",
        "/none": "evil",
    }
    assert {path: admitted(app, path) for path in expected} == expected
    assert admitted(app, "/parent/own/x", "DELETE") == "b"


def test_a_nested_blueprint_inherits_from_its_parent(app, preflight):
    """In a chain of blueprints the inner one wins, option by option."""
    parent = blueprint("parent", origins=A, max_age=5, methods="GET, PUT")
    parent.register_blueprint(blueprint("child", max_age=6), url_prefix="/child")
    app.register_blueprint(parent)
    headers = preflight(app, "/child/x").headers
    assert (headers[protocol.MAX_AGE], headers[protocol.ALLOW_METHODS]) == ("6", "GET, PUT")
    assert preflight(app, "/x").headers[protocol.MAX_AGE] == "5"


def test_blueprints_that_share_a_prefix(app, admitted):
    """The outer scope governs paths that no single blueprint owns."""
    CORS(app, origins=C)
    one, two = Blueprint("one", "one"), Blueprint("two", "two")
    CORS(one, origins=A)
    CORS(two, origins=B)
    one.add_url_rule("/x", "x", lambda: "x")
    two.add_url_rule("/x", "x", lambda: "x", methods=["PUT"])
    two.add_url_rule("/y", "y", lambda: "y")
    app.register_blueprint(one, url_prefix="/api")
    app.register_blueprint(two, url_prefix="/api")
    assert admitted(app, "/api/none") == "c"
    assert admitted(app, "/api/x", "GET") == "a"
    assert admitted(app, "/api/x", "PUT") == "b"
    assert admitted(app, "/api/x", "DELETE") == "c"
    assert admitted(app, "/api/y", "DELETE") == "b"


def test_blueprints_that_share_a_prefix_below_a_parent(app, admitted):
    """The outer scope may be a blueprint, too."""
    CORS(app, origins=EVIL)
    parent = blueprint("parent", origins=C)
    parent.register_blueprint(blueprint("one", origins=A), url_prefix="/api")
    parent.register_blueprint(blueprint("two", origins=B), url_prefix="/api")
    app.register_blueprint(parent, url_prefix="/parent")
    assert admitted(app, "/parent/api/none") == "c"


def test_a_405_between_different_policies(app, admitted):
    """The outer scope governs the 405 of a URL whose views have different policies."""
    CORS(app, origins=C)
    app.add_url_rule("/x", "get", cross_origin(origins=A)(lambda: "x"), methods=["GET"])
    app.add_url_rule("/x", "put", cross_origin(origins=B)(lambda: "x"), methods=["PUT"])
    app.add_url_rule("/y", "one", cross_origin(origins=A)(lambda: "y"), methods=["POST"])
    assert admitted(app, "/x", "DELETE") == "c"
    assert admitted(app, "/y", "DELETE") == "a"


def test_a_405_in_a_class_with_different_policies(app, admitted):
    """The methods of one class may have different policies, too."""
    from flask.views import MethodView  # noqa: PLC0415 - only here

    class Thing(MethodView):
        @cross_origin(origins=A)
        def get(self):
            return "get"

        @cross_origin(origins=B)
        def put(self):
            return "put"

    CORS(app, origins=C)
    app.add_url_rule("/x", view_func=Thing.as_view("x"))
    assert admitted(app, "/x", "GET") == "a"
    assert admitted(app, "/x", "PUT") == "b"
    assert admitted(app, "/x", "DELETE") == "c"


def test_a_blueprint_without_a_prefix(app, admitted):
    """It owns the 405 and 308 of its own routes, but no 404."""
    CORS(app, origins=A)
    app.register_blueprint(blueprint(origins=B))
    assert admitted(app, "/x") == "b"
    assert admitted(app, "/x", "DELETE") == "b"
    assert admitted(app, "/dir") == "b"
    assert admitted(app, "/none") == "a"


@pytest.mark.parametrize("prefix", ["", "/"])
def test_an_empty_prefix_does_not_count(app, admitted, prefix):
    """The prefix `/` is not a prefix."""
    CORS(app, origins=A)
    app.register_blueprint(blueprint(origins=B), url_prefix=prefix)
    assert admitted(app, "/none") == "a"


def test_the_same_blueprint_twice(app, admitted):
    """A blueprint registered under two names governs both."""
    bp = blueprint(origins=B)
    app.register_blueprint(bp, url_prefix="/one")
    app.register_blueprint(bp, url_prefix="/two", name="again")
    for path in ("/one/x", "/two/x", "/one/none", "/two/none", "/two/dir"):
        assert admitted(app, path) == "b"


def test_the_same_blueprint_on_several_apps(admitted):
    """Each app of a factory combines the blueprint's policy with its own config."""
    bp = blueprint(max_age=5)
    one, two = Flask("one"), Flask("two")
    one.config["CORS_ORIGINS"] = A
    CORS(two, origins=B)
    for app in (one, two):
        app.register_blueprint(bp, url_prefix="/bp")
    assert admitted(one, "/bp/x") == "a"
    assert admitted(two, "/bp/x") == "b"


def test_two_policies_on_one_blueprint(app, admitted, preflight):
    """Two `CORS(bp)` calls form one table, as on an app."""
    bp = blueprint(resources={"/bp/x": {"origins": A}})
    CORS(bp, resources={"/bp/dir/": {"origins": B}})
    app.register_blueprint(bp, url_prefix="/bp")
    assert admitted(app, "/bp/x") == "a"
    assert admitted(app, "/bp/dir/") == "b"


@pytest.mark.filterwarnings("ignore:.*matches no route:flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("pattern", "matched"),
    [
        ("/x", True),
        ("/bp/x", True),
        ("/bp/*", True),
        ("/*", True),
        (r"/bp/[a-z]+", True),
        (r"/[a-z]+", True),
        ("/other", False),
        ("/bp", False),
        ("/bp/bp/x", False),
        ("/", False),
    ],
)
def test_patterns_of_a_blueprint(app, admitted, pattern, matched):
    """A resource of a blueprint may include or omit its prefix."""
    CORS(app, origins=A)
    app.register_blueprint(blueprint(resources={pattern: {"origins": B}}), url_prefix="/bp")
    assert admitted(app, "/bp/x") == ("b" if matched else "a")


def test_patterns_of_a_blueprint_below_a_variable_prefix(app, admitted):
    """The path below a prefix with a converter is matched as well."""
    bp = blueprint(resources={"/x": {"origins": B}, "/12/dir/": {"origins": C}})
    app.register_blueprint(bp, url_prefix="/<int:tenant>")
    assert admitted(app, "/12/x") == "b"
    assert admitted(app, "/12/dir/") == "c"
    assert admitted(app, "/13/dir/") == ""


def test_the_root_of_a_blueprint_is_a_resource(app, admitted):
    """Below the prefix, the path of the prefix itself is `/`."""
    bp = Blueprint("bp", "bp")
    bp.add_url_rule("", "root", lambda: "root")
    CORS(bp, resources={"/": {"origins": B}})
    app.register_blueprint(bp, url_prefix="/bp")
    assert admitted(app, "/bp") == "b"


def test_a_blueprint_without_a_matching_resource(app, admitted):
    """If none of its patterns match, the outer scope governs."""
    bp = blueprint(resources={"/x": {"origins": B}})
    app.register_blueprint(bp, url_prefix="/bp")
    assert admitted(app, "/bp/x") == "b"
    assert admitted(app, "/bp/dir/") == ""
    assert admitted(app, "/bp/none") == ""


def test_subdomains(admitted):
    """A 404 belongs to a blueprint only on the subdomain where it is registered."""
    app = Flask("app", subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.com"
    CORS(app, origins=A)
    app.register_blueprint(blueprint(origins=B), url_prefix="/bp", subdomain="api")
    assert admitted(app, "/bp/x", base_url="http://api.example.com") == "b"
    assert admitted(app, "/bp/none", base_url="http://api.example.com") == "b"
    assert admitted(app, "/bp/none", base_url="http://example.com") == "a"
    assert admitted(app, "/bp/none", base_url="http://www.example.com") == "a"


# 308


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/view", "b"), ("/old", "c"), ("/sub//view/", "b"), ("/plain", "a"), ("/api/dir", "c")],
)
def test_a_redirect_belongs_to_its_target(app, admitted, send, path, expected):
    """The target of a routing redirect governs the redirect."""
    CORS(app, origins=A)
    app.add_url_rule("/view/", "view", cross_origin(origins=B)(lambda: "view"))
    app.add_url_rule("/sub/view/", "sub", cross_origin(origins=B)(lambda: "view"))
    app.add_url_rule("/plain/", "plain", lambda: "plain")
    app.add_url_rule("/new", "new", cross_origin(origins=C)(lambda: "new"))
    app.add_url_rule("/old", "old", redirect_to="/new")
    app.register_blueprint(blueprint(origins=C), url_prefix="/api")
    assert send(app, path).status_code == 308
    assert admitted(app, path) == expected


def test_redirects_are_followed_three_times(app, admitted):
    """A longer chain is governed by the app scope."""
    CORS(app, origins=A)
    for number in range(4):
        app.add_url_rule(f"/{number}", f"to{number}", redirect_to=f"/{number + 1}")
    app.add_url_rule("/4", "view", cross_origin(origins=B)(lambda: "view"))
    assert [admitted(app, path) for path in ("/0", "/1", "/2")] == ["a", "b", "b"]


def test_a_redirect_to_an_error(app, admitted, send):
    """If the target does not accept the method, the redirect is governed like that error."""
    CORS(app, origins=A)
    bp = Blueprint("bp", "bp", url_prefix="/api")
    bp.add_url_rule("/x", "x", lambda: "x", methods=["POST"])
    CORS(bp, origins=B)
    app.register_blueprint(bp)
    app.add_url_rule("/old", "old", redirect_to="/api/x")
    assert (send(app, "/old").status_code, send(app, "/api/x").status_code) == (308, 405)
    assert admitted(app, "/api/x") == "b"
    assert admitted(app, "/old") == "b"


def test_a_redirect_out_of_the_app(app, admitted):
    """The app scope governs a redirect that leaves the app."""
    CORS(app, origins=A)
    app.register_blueprint(blueprint(origins=B), url_prefix="/bp")
    app.add_url_rule("/away", "away", redirect_to="http://elsewhere.test/bp/x")
    assert admitted(app, "/away") == "a"


def test_a_redirect_loop(app, admitted, send):
    """The app scope governs a redirect that leads in a circle."""
    CORS(app, origins=A)
    app.register_blueprint(blueprint(origins=B), url_prefix="/bp")
    app.add_url_rule("/ping", "ping", redirect_to="/pong")
    app.add_url_rule("/pong", "pong", redirect_to="/ping")
    assert send(app, "/ping").status_code == 308
    assert admitted(app, "/ping") == "a"


@pytest.mark.parametrize("mount", ["/mounted", "/V/X"])
def test_a_redirect_below_script_name(app, admitted, mount):
    """The target of a mounted app's redirect is found."""
    CORS(app, origins=A)
    app.add_url_rule("/view/", "view", cross_origin(origins=B)(lambda: "view"))
    assert admitted(app, "/view", base_url=f"http://localhost{mount}") == "b"


def test_a_redirect_out_of_the_mount(app, admitted):
    """The app scope governs a redirect to another app on the same host."""
    CORS(app, origins=A)
    app.add_url_rule("/view", "view", cross_origin(origins=B)(lambda: "view"))
    app.add_url_rule("/away", "away", redirect_to="http://localhost/another/view")
    assert admitted(app, "/away", base_url="http://localhost/mounted") == "a"


# Contradictions that only appear after merging


@pytest.mark.parametrize(
    ("configure", "path"),
    [
        (
            lambda app: [
                app.config.update(CORS_SUPPORTS_CREDENTIALS=True, CORS_ORIGINS=A),
                CORS(app),
                app.register_blueprint(blueprint(origins="*"), url_prefix="/bp"),
            ],
            "/bp/x",
        ),
        (
            lambda app: [
                app.config.update(CORS_SUPPORTS_CREDENTIALS=True, CORS_ORIGINS=A),
                app.add_url_rule("/v", "v", cross_origin(origins="*")(lambda: "v")),
            ],
            "/v",
        ),
        (
            lambda app: [
                CORS(app, origins="*"),
                app.add_url_rule("/v", "v", cross_origin(supports_credentials=True)(lambda: "v")),
            ],
            "/v",
        ),
    ],
)
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_a_contradiction_is_read_without_credentials(app, send, configure, path):
    """Any origin from one source and credentials from another: credentials are dropped."""
    configure(app)
    response = send(app, path)
    assert response.status_code == 200
    assert acao(response) == A
    assert protocol.ALLOW_CREDENTIALS not in response.headers


def test_a_contradiction_causes_one_warning(app, send):
    """The first request names the two contradicting sources."""
    app.config.update(CORS_SUPPORTS_CREDENTIALS=True, CORS_ORIGINS=A)
    app.register_blueprint(blueprint(origins="*"), url_prefix="/bp")
    match = r"(?s)'bp'.*origins='\*' conflicts with .* set by app.config; credentials are disabled"
    with pytest.warns(CORSWarning, match=match) as caught:
        send(app)
    assert len(caught) == 1
    send(app)


def test_a_contradiction_is_an_error_under_strict(app, send):
    """With `strict` the first request raises it."""
    app.config.update(CORS_SUPPORTS_CREDENTIALS=True, CORS_ORIGINS=A, CORS_STRICT=True)
    app.register_blueprint(blueprint(origins="*"), url_prefix="/bp")
    with pytest.raises(ConfigurationError, match="conflicts with supports_credentials=True"):
        send(app)


def test_config_and_the_app_count_as_one_source(app, send):
    """Credentials in app.config with `*` in `CORS(app)` are intended, with a warning."""
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    with pytest.warns(CORSWarning, match="every site"):
        CORS(app, origins="*")
    assert send(app).headers[protocol.ALLOW_CREDENTIALS] == "true"


def test_send_wildcard_with_credentials_after_merging(app, send):
    """If another scope sets credentials, `send_wildcard` drops them."""
    with pytest.warns(CORSWarning, match="every site"):
        CORS(app, supports_credentials=True)
    app.add_url_rule("/v", "v", cross_origin(send_wildcard=True)(lambda: "v"))
    with pytest.warns(CORSWarning, match="and send_wildcard=True, set by @cross_origin"):
        response = send(app, "/v")
    assert acao(response) == "*"
    assert protocol.ALLOW_CREDENTIALS not in response.headers


@pytest.mark.parametrize(
    ("outer", "inner", "contradicts"),
    [
        # On each path another policy names the origins.
        ({"/*": "*"}, {"/*": A}, False),
        ({"/*": "*"}, {"/v/1": A}, True),
        ({"/api/*": A}, None, False),
        ({"/api/v/1": A}, None, True),
    ],
)
def test_a_contradiction_counts_if_a_path_causes_it(app, send, outer, inner, contradicts):
    """A rule with variables has several paths; the first request warns if one contradicts."""
    bp = Blueprint("bp", "bp")
    credentials = cross_origin(supports_credentials=True, allow_headers=[])
    bp.add_url_rule("/v/<number>", "v", credentials(lambda number: number))
    app.config["CORS_ORIGINS"] = "*"
    CORS(app, resources={path: {"origins": value} for path, value in outer.items()})
    if inner:
        CORS(bp, resources={path: {"origins": value} for path, value in inner.items()})
    app.register_blueprint(bp, url_prefix="/api")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        send(app)
    found = ["conflicts with supports_credentials=True" in str(each.message) for each in caught]
    assert any(found) == contradicts


# The table of an app or a blueprint


def table(resources, *, name=None, prefix=None):
    """Return an app's table, or a blueprint's with its prefix."""
    app = Flask("table", static_folder=None)
    home = Blueprint(name, name) if name else app
    CORS(home, resources=resources)
    if name:
        app.register_blueprint(home, url_prefix=prefix)
    scopes = preview(app)[0].scopes
    return scopes.table_of(name) if name else scopes.app_table


@pytest.mark.parametrize("name", [None, "bp"])
def test_the_scopes_of_a_table(name):
    """There is one for each pattern, named like the blueprint if there is one."""
    found = table({"/x": {"origins": A}, "/y": {"origins": B}}, name=name)
    assert [each.name for each in found.scopes] == ([name] * 2 if name else ["/x", "/y"])
    assert found.outcomes == (*found.scopes, None)
    assert not found.covers_every_path


@pytest.mark.filterwarnings("ignore:.*is already configured by:flask_cors.CORSWarning")
def test_calls_with_the_same_pattern_share_a_scope():
    """The layers of all calls apply, in their order."""
    app = Flask("table", static_folder=None)
    CORS(app, origins=A, resources="/x")
    CORS(app, max_age=5, resources="/x")
    [scope] = preview(app)[0].scopes.app_table.scopes
    found = [name for each in scope.layers for name in each.values if name != "resources"]
    assert found == ["origins", "max_age"]


def test_the_closest_pattern_with_or_without_the_prefix():
    """The more specific pattern governs, whichever of them omits the prefix."""
    found = table({"/x/*": {"origins": A}, "/bp/x/y": {"origins": B}}, name="bp", prefix="/bp")
    assert found.match("/bp/x/y") is found.scopes[1]
    assert found.match("/bp/x/z") is found.scopes[0]


def test_a_prefix_that_ends_in_two_places_is_undecided():
    """One of them leads to a resource, the other one to none."""
    found = table({"/x": {"origins": A}}, name="bp", prefix="/<path:p>")
    assert [each.name for each in found.extend((), (), "/a/x")] == [UNDECIDED.label]


def test_a_table_without_calls():
    """It has no scope for any path."""
    found = ScopeTable([], Flask("none").url_map)
    assert (found.name, found.prefix, found.scopes) == ("", "", ())
    assert (found.covers_every_path, found.match("/x"), found.extend((), (), "/x")) == (
        True,
        None,
        (),
    )


def test_two_threads_find_the_same_table():
    """Even if both create it at the same time, since scopes are compared by identity."""
    app, home, other = Flask("made", static_folder=None), Blueprint("home", "home"), []
    CORS(home, origins=A)
    app.register_blueprint(home)
    scopes = preview(app)[0].scopes

    class Interrupted(dict):
        def __getitem__(self, name):
            if not other:
                other.append("is creating it")
                other.append(scopes.table_of(name))
            return super().__getitem__(name)

    scopes.registrations.by_name = Interrupted(scopes.registrations.by_name)
    assert scopes.table_of("home") is other[1] is scopes.table_of("home")


@pytest.mark.parametrize(
    "read",
    [
        lambda scopes: scopes.tables,
        lambda scopes: scopes.tables_with_unused(),
        lambda scopes: owners_of_missing(scopes, "/none", None),
    ],
)
def test_a_blueprint_is_registered_meanwhile(read, monkeypatch):
    """`CORS.allows` in one thread does not disturb the setup in another, or fail."""
    app = Flask("growing", static_folder=None)

    def register(name):
        blueprint = Blueprint(name, name)
        CORS(blueprint, origins=A, resources=["/x"])
        app.register_blueprint(blueprint)

    def table(*args):
        register(f"more{len(app.blueprints)}")
        return ScopeTable(*args)

    register("one")
    register("two")
    scopes = preview(app)[0].scopes
    scopes._tables.clear()  # noqa: SLF001 - as if nothing had used them yet
    monkeypatch.setattr("flask_cors._runtime.scopes.ScopeTable", table)
    read(scopes)
    assert [*app.blueprints] == ["one", "two", "more2", "more3"]


def test_a_table_for_every_path():
    """All paths have the same scope."""
    found = table({"/*": {"origins": A}})
    assert found.outcomes == found.scopes
    assert found.covers_every_path
    assert found.outcomes_below("/x") == found.scopes


@pytest.mark.parametrize("options", [{}, {"resources": {"/x": {}, "/y": {"max_age": 5}}}])
@pytest.mark.parametrize(
    ("uses", "asks", "rejects"),
    [
        ({}, False, False),
        ({"origins": len}, True, False),
        ({"reject_disallowed": True}, False, True),
    ],
)
def test_features_of_blueprints(options, uses, asks, rejects):
    """A feature is found in any layer of any blueprint."""
    app = Flask("features", static_folder=None)
    resources = {path: {**each, **uses} for path, each in options.get("resources", {}).items()}
    for name, more in (("none", {}), ("one", {"resources": resources} if resources else uses)):
        blueprint = Blueprint(name, name)
        CORS(blueprint, **{"origins": A, **more})
        app.register_blueprint(blueprint)
    resolver = preview(app)[0]
    assert (resolver.asks, resolver.rejects) == (asks, rejects)


@pytest.mark.parametrize(
    ("origins", "expected"), [(A, False), ([A, lambda _: True], True), (lambda _: True, True)]
)
def test_callables_among_the_origins(origins, expected):
    """They are found in any layer."""
    app = Flask("callable", static_folder=None)
    CORS(app, resources={"/x": {"origins": origins}, "/y": {"max_age": 5}})
    assert preview(app)[0].asks == expected


@pytest.mark.parametrize("name", [None, "bp"])
@pytest.mark.parametrize("gate", [True, False])
def test_the_scope_of_an_undecided_path(name, gate):
    """It allows no origin, and has the strictest gate of all resources, with its source."""
    gated = {"/admin/*": {"origins": A, "reject_disallowed": gate}, "/open/*": {"origins": "*"}}
    found = table(gated, name=name)
    path = "/open/../admin/x"
    assert found.match(path) is None
    [scope] = found.extend((), (), path)
    assert (scope.kind, scope.name) == ("blueprint" if name else "app", UNDECIDED.label)
    closed, gated, *rest = scope.layers
    assert (closed.source, closed.values) == (UNDECIDED, {"origins": ()})
    assert gated.values == {"reject_disallowed": gate}
    assert gated.source is not None
    expected = [] if gate else [(UNDECIDED, {"vary_header": False})]
    assert [(each.source, each.values) for each in rest] == expected
    assert found.extend((), (), path) == (scope,)


@pytest.mark.parametrize(
    ("resources", "rules", "expected"),
    [
        (["/api/*"], ["/api/x"], False),
        (["/api/*"], ["/x"], True),
        (["/api/*"], ["/api/<n>"], False),
        (["/api/*"], [], True),
        (["/api/x"], ["/api/x"], False),
        # Its paths are below `/api/`, and may not be under it.
        (["/api/"], ["/api/<n>"], True),
        (["/ap./.*"], ["/api/<n>"], True),
        (["/api/*", "/b"], ["/api/x"], True),
        (["/api/*", "/b"], ["/api/x", "/b"], False),
        (["/*"], ["/x"], False),
        ([], ["/x"], False),
        ([f"/{number}" for number in range(100)], ["/x"], True),
        ([f"/{number}" for number in range(101)], ["/x"], False),
    ],
)
def test_a_resource_without_a_route_may_be_unused(resources, rules, expected):
    """The first request looks for a resource that no rule is certain to use."""
    found = table({path: {"origins": A} for path in resources})
    assert found.may_be_unused(Rule(rule, endpoint="v") for rule in rules) == expected


def test_a_route_without_a_view_uses_no_resource():
    """A rule that only builds URLs serves none."""
    found = table({"/api/*": {"origins": A}})
    assert found.may_be_unused([Rule("/api/x", endpoint="v", build_only=True)])


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [("bp.v", False), ("outer.bp.v", True), ("bp.inner.v", False), ("v", True), ("bp", True)],
)
def test_a_resource_of_a_blueprint_needs_a_route_of_it(endpoint, expected):
    """Rules of the app or of other blueprints do not use it."""
    found = table({"/x": {"origins": A}}, name="bp", prefix="/bp")
    assert found.may_be_unused([Rule("/bp/x", endpoint=endpoint)]) == expected


@pytest.mark.parametrize(
    ("endpoint", "names"),
    [(None, []), ("v", []), ("a.v", ["a"]), ("a.b.c.v", ["a", "a.b", "a.b.c"])],
)
def test_the_blueprints_around_an_endpoint(endpoint, names):
    """Its name begins with theirs."""
    assert blueprint_names(endpoint) == names
