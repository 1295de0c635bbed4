"""Faults of flask-cors 6, and the behavior of this library instead.

The numbers follow the order in which a user meets the faults: 1 to 15 silently left an app open,
16 to 29 broke it for legitimate users. The advisories about earlier releases come last.
`evil` is an origin that is never allowed.
"""

import asyncio
import functools
import logging
import re

import pytest
from flask import Blueprint, Flask, Response, abort, jsonify, make_response, request
from flask.views import MethodView
from flask_login import LoginManager, current_user
from flask_restx import Api, Resource

from answers import ALLOW_CREDENTIALS, ALLOW_HEADERS, ALLOW_METHODS, ALLOW_ORIGIN
from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from origins import EVIL, A, B

MAX_AGE = "Access-Control-Max-Age"


def readers(send, app, path="/", origins=(A, B, EVIL), **kwargs):
    """Return the members of `origins` that may read the response of `app` at `path`."""
    answers = {origin: send(app, path, origin, **kwargs) for origin in origins}
    return [o for o, answer in answers.items() if answer.headers.get(ALLOW_ORIGIN) in {o, "*"}]


# -- Silently open -----------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["argument", "config"])
def test_fault_01_a_list_in_a_string_is_not_a_character_class(app, place):
    """A string that looks like a list but is not JSON is an error."""
    text = "['https://a.com']"
    if place == "config":
        app.config["CORS_ORIGINS"] = text
    with pytest.raises(ConfigurationError, match="is not JSON"):
        CORS(app, **({"origins": text} if place == "argument" else {}))


def test_fault_01_a_json_list_is_a_list(app, send):
    """A JSON list allows the listed origins and no others."""
    CORS(app, origins='["https://a.com", "https://b.com"]')
    assert readers(send, app) == [A, B]


def test_fault_02_dot_segments_do_not_escape_a_resource(tmp_path, send):
    """A file outside an open resource stays unreadable through a path with dots."""
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "public.txt").write_text("public")
    (tmp_path / "private.txt").write_text("private")
    app = Flask("files", static_folder=str(tmp_path), static_url_path="/")
    CORS(app, resources={"/api/*": {"origins": "*"}})

    assert readers(send, app, "/api/public.txt", buffered=True) == [A, B, EVIL]
    answer = send(app, "/api/..%2fprivate.txt", EVIL, buffered=True)
    assert answer.text == "private"
    assert ALLOW_ORIGIN not in answer.headers


def test_fault_03_paths_are_decoded_once(send):
    """A path that is encoded twice keeps the policy of the path as sent."""
    app = Flask("catch-all", static_folder=None)
    app.add_url_rule("/<path:path>", "any", lambda path: path)
    CORS(app, resources={"/api/public/*": {"origins": "*"}, "/api/*": {"origins": A}})

    assert readers(send, app, "/api/public%2Fx") == [A, B, EVIL]
    assert send(app, "/api/public%252Fx").text == "api/public%2Fx"
    assert readers(send, app, "/api/public%252Fx") == [A]


def test_fault_03_a_plus_is_a_plus(send):
    """`%252B` is neither a plus nor a space, and a plus is not a space."""
    app = Flask("catch-all", static_folder=None)
    app.add_url_rule("/<path:path>", "any", lambda path: path)
    CORS(app, resources={"/service+path": {"origins": A}, "/service path": {"origins": B}})

    assert readers(send, app, "/service%252Bpath") == []
    assert readers(send, app, "/service+path") == [A]
    assert readers(send, app, "/service%2Bpath") == [A]
    assert readers(send, app, "/service%20path") == [B]


def test_fault_04_the_longest_literal_prefix_wins(send):
    """The length of a pattern's string does not make it more specific."""
    app = Flask("admin", static_folder=None)
    app.add_url_rule("/api/<path:path>", "any", lambda path: path)
    resources = {"/api/[a-zA-Z0-9_-]+/.*": {"origins": "*"}, "/api/admin/.*": {"origins": A}}
    CORS(app, resources=resources)

    assert readers(send, app, "/api/admin/users") == [A]
    assert readers(send, app, "/api/public/users") == [A, B, EVIL]


def test_fault_04_a_compiled_pattern_does_not_outrank_strings(send):
    """A compiled expression ranks like one in a string."""
    app = Flask("admin", static_folder=None)
    app.add_url_rule("/<path:path>", "any", lambda path: path)
    CORS(app, resources={re.compile("/.*"): {"origins": "*"}, "/admin/*": {"origins": A}})

    assert readers(send, app, "/admin/users") == [A]
    assert readers(send, app, "/users") == [A, B, EVIL]


def test_fault_05_the_policy_of_a_blueprint_replaces_that_of_the_app(app, send):
    """An open app does not open a blueprint that sets its origins."""
    bp = Blueprint("inner", __name__, url_prefix="/inner")
    bp.add_url_rule("/", "index", lambda: "inner")
    CORS(bp, origins=A)
    CORS(app)
    app.register_blueprint(bp)

    assert readers(send, app, "/inner/") == [A]
    assert readers(send, app, "/") == [A, B, EVIL]


def test_fault_05_the_policy_of_a_child_blueprint_replaces_that_of_its_parent(app, send):
    """Origins of the parent blueprint cannot read its child."""
    parent = Blueprint("parent", __name__, url_prefix="/parent")
    child = Blueprint("child", __name__, url_prefix="/child")
    parent.add_url_rule("/", "index", lambda: "parent")
    child.add_url_rule("/", "index", lambda: "child")
    CORS(parent, origins=A)
    CORS(child, origins=B)
    parent.register_blueprint(child)
    app.register_blueprint(parent)

    assert readers(send, app, "/parent/") == [A]
    assert readers(send, app, "/parent/child/") == [B]


@pytest.mark.parametrize("order", [({"origins": A}, {}), ({}, {"origins": A})])
def test_fault_05_a_second_call_does_not_open_the_app(app, send, order):
    """A bare `CORS(app)` before or after the restricted one changes nothing."""
    first, second = order
    CORS(app, **first)
    with pytest.warns(CORSWarning, match=r"is already configured by CORS\(app\)"):
        CORS(app, **second)

    assert readers(send, app) == [A]


def test_fault_05_an_abort_does_not_open_a_decorated_view(app, send):
    """A view's policy also applies to its errors."""

    @app.get("/secret")
    @cross_origin(origins=A)
    def secret():
        abort(403)

    CORS(app)

    assert send(app, "/secret", EVIL).status_code == 403
    assert readers(send, app, "/secret") == [A]


def test_fault_06_a_bare_decorator_keeps_the_policy_of_the_app(app, send):
    """`@cross_origin()` inherits the outer policy, including origins and credentials."""

    @app.get("/view")
    @cross_origin()
    def view():
        return "view"

    CORS(app, origins=A, supports_credentials=True)

    assert readers(send, app, "/view") == [A]
    assert send(app, "/view").headers[ALLOW_CREDENTIALS] == "true"


def test_fault_07_a_positional_argument_is_the_origins(app, send):
    """`@cross_origin("https://a.com")` allows that origin, with a warning."""
    with pytest.warns(CORSWarning, match="without its name and is read as origins"):
        decorator = cross_origin(A)
    app.add_url_rule("/view", "view", decorator(lambda: "view"))

    assert readers(send, app, "/view") == [A]


def test_fault_07_the_decorator_works_without_parentheses(app, send):
    """`@cross_origin` equals `@cross_origin()`."""

    @app.get("/view")
    @cross_origin
    def view():
        return "view"

    assert send(app, "/view").text == "view"
    assert readers(send, app, "/view") == [A, B, EVIL]


def test_fault_08_config_applies_to_blueprints(app, send):
    """`CORS(blueprint)` inherits missing options from app.config."""
    app.config["CORS_ORIGINS"] = A
    bp = Blueprint("inner", __name__, url_prefix="/inner")
    bp.add_url_rule("/", "index", lambda: "inner")
    CORS(bp)
    app.register_blueprint(bp)

    assert readers(send, app, "/inner/") == [A]


def test_fault_08_config_after_the_call_counts(app, send):
    """Configuration between `CORS(app)` and the first request has an effect."""
    CORS(app)
    app.config["CORS_ORIGINS"] = A
    assert readers(send, app) == [A]


def test_fault_08_config_after_the_first_request_causes_a_warning(app, send):
    """Configuration while the app serves changes nothing, and causes one warning."""
    CORS(app, max_age=5)
    assert readers(send, app) == [A, B, EVIL]

    app.config["CORS_ORIGINS"] = A
    with pytest.warns(CORSWarning, match="'CORS_ORIGINS'.*was changed after the first request"):
        send(app)
    assert readers(send, app) == [A, B, EVIL]


@pytest.mark.parametrize("text", ["False", "false", "0", "no", "off"])
def test_fault_09_the_string_false_is_false(app, send, text):
    """A boolean from the environment has its obvious value."""
    app.config["CORS_SUPPORTS_CREDENTIALS"] = text
    CORS(app, origins=A)
    answer = send(app)
    assert answer.headers[ALLOW_ORIGIN] == A
    assert ALLOW_CREDENTIALS not in answer.headers


@pytest.mark.parametrize(
    ("origins", "allowed", "refused"),
    [
        (
            r"https://.*\.example\.com",
            "https://a.example.com",
            "https://a.example.com.evil.com",
        ),
        (
            re.compile(r"https://[a-z]+\.example\.com"),
            "https://a.example.com",
            "https://a.example.com.evil.com",
        ),
        ("http://localhost:*", "http://localhost:3000", "http://localhost.evil.test"),
        ("http://localhost:*", "http://localhost", "http://localhost:3000.evil.test"),
    ],
)
def test_fault_10_origin_patterns_match_whole_origins(app, send, origins, allowed, refused):
    """An origin that only begins as the pattern describes is refused."""
    CORS(app, origins=origins)
    assert readers(send, app, origins=[allowed, refused]) == [allowed]


def test_fault_10_header_patterns_match_whole_names(app, preflight):
    """A header name that only begins as the pattern describes is refused."""
    CORS(app, origins=A, allow_headers=re.compile("x-tenant-[a-z]+"))
    answer = preflight(app, names="x-tenant-id,x-tenant-id-override")
    assert answer.headers[ALLOW_HEADERS] == "x-tenant-id"


def test_fault_11_a_wildcard_stands_for_whole_labels(app, send):
    """`https://*.example.com` matches every subdomain, and no domain with the same ending."""
    CORS(app, origins="https://*.example.com")
    asked = [
        "https://a.example.com",
        "https://a.b.example.com",
        "https://example.com",
        "https://Xexample.com",
        "https://xexample.com",
        "https://a.example.com.evil.test",
    ]
    assert readers(send, app, origins=asked) == asked[:2]


def test_fault_12_a_resource_ends_at_a_segment(send):
    """`/api/*` does not cover a path that only begins with the same letters."""
    app = Flask("api", static_folder=None)
    app.add_url_rule("/<path:path>", "any", lambda path: path)
    CORS(app, resources="/api/*")
    assert readers(send, app, "/api/foo") == [A, B, EVIL]
    assert readers(send, app, "/apifoo") == []


@pytest.mark.parametrize("name", ["orgins", "origin", "allow_origins"])
def test_fault_13_a_misspelled_option_does_not_open_the_app(app, send, name):
    """A misspelling of `origins` sets `origins`, with a warning."""
    with pytest.warns(CORSWarning, match=f"{name}=.* is read as origins"):
        CORS(app, **{name: A})
    assert readers(send, app) == [A]


@pytest.mark.parametrize("key", ["CORS_ORIGIN", "CORS_ALLOWED_ORIGINS"])
def test_fault_13_a_misspelled_config_key_does_not_open_the_app(app, send, key):
    """A misspelling of `CORS_ORIGINS` sets it, with a warning."""
    app.config[key] = A
    with pytest.warns(CORSWarning, match=f"{key}="):
        CORS(app)
    assert readers(send, app) == [A]


def test_fault_13_an_unknown_option_causes_a_warning(app, preflight):
    """A misspelling of another option is ignored; the warning names the right one."""
    with pytest.warns(
        CORSWarning, match=r"alow_headers='X-Token' is not an option; did you mean 'allow_headers"
    ):
        CORS(app, origins=A, alow_headers="X-Token")
    assert preflight(app, names="x-other").headers[ALLOW_HEADERS] == "x-other"


def test_fault_14_any_origin_with_credentials_causes_a_warning(app, send):
    """The warning calls it dangerous, and `null` never gets credentials."""
    with pytest.warns(CORSWarning, match="allows every site to act and read as the logged-in user"):
        CORS(app, supports_credentials=True)

    answer = send(app, origin=EVIL)
    assert answer.headers[ALLOW_ORIGIN] == EVIL
    assert answer.headers[ALLOW_CREDENTIALS] == "true"
    refused = send(app, origin="null")
    assert ALLOW_ORIGIN not in refused.headers
    assert ALLOW_CREDENTIALS not in refused.headers


@pytest.mark.parametrize("place", ["view", "blueprint"])
def test_fault_14_inherited_credentials_for_any_origin_cause_a_warning(app, send, place):
    """A view or blueprint that only sets credentials causes it once the app is known."""
    if place == "view":
        decorated = cross_origin(supports_credentials=True)(lambda: "view")
        app.add_url_rule("/view", "view", decorated)
    else:
        bp = Blueprint("bp", __name__)
        bp.add_url_rule("/view", "view", lambda: "view")
        CORS(bp, supports_credentials=True)
        app.register_blueprint(bp)
    with pytest.warns(CORSWarning, match="allows every site to act and read as the logged-in user"):
        send(app, "/view")
    assert ALLOW_ORIGIN not in send(app, "/view", "null").headers


@pytest.mark.parametrize("method", ["ET", "POST, PUT", "PU", "get", "", "GET "])
def test_fault_15_methods_are_compared_as_tokens(app, preflight, method):
    """A part of a method, or a list of them, is not an allowed method."""
    CORS(app, origins=A, methods=["GET", "POST", "PUT"])
    assert preflight(app).headers[ALLOW_METHODS] == "GET, POST, PUT"
    assert ALLOW_METHODS not in preflight(app, method=method).headers


# -- Broken for legitimate users ---------------------------------------------------------------


@pytest.mark.parametrize("order", ["hook first", "CORS first"])
@pytest.mark.parametrize(
    ("status", "name", "value"),
    [
        (401, "WWW-Authenticate", "Bearer"),
        (302, "Location", "/login"),
        (429, "Retry-After", "60"),
        (403, "Set-Cookie", "seen=1"),
    ],
)
def test_fault_16_no_hook_refuses_a_preflight(app, send, preflight, status, name, value, order):
    """A preflight succeeds whatever a hook returns, and the page sees the actual response."""

    def refuse():
        return Response("refused", status, {name: value})

    if order == "hook first":
        app.before_request(refuse)
    CORS(app, origins=A)
    if order == "CORS first":
        app.before_request(refuse)

    answer = preflight(app)
    assert answer.status_code == 200
    assert answer.data == b""
    assert answer.headers[ALLOW_ORIGIN] == A
    assert "PUT" in answer.headers[ALLOW_METHODS]
    assert answer.allow.as_set() == {"get", "head", "put", "options"}
    assert name not in answer.headers

    actual = send(app, method="PUT")
    assert actual.status_code == status
    assert actual.headers[ALLOW_ORIGIN] == A
    assert actual.headers[name] == value


@pytest.mark.parametrize("switch", ["debug", "testing"])
def test_fault_16_a_hook_that_fails_refuses_no_preflight(app, preflight, switch):
    """An exception in a hook is replaced like any other refusal."""
    setattr(app, switch, True)
    CORS(app, origins=A)

    @app.before_request
    def fail():
        raise RuntimeError("boom")

    answer = preflight(app)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers[ALLOW_ORIGIN] == A
    assert "PUT" in answer.headers[ALLOW_METHODS]


@pytest.mark.parametrize("hook", ["after_request", "teardown_request"])
def test_fault_16_late_failures_refuse_no_preflight(app, preflight, hook):
    """An exception after the view or the response is replaced as well."""
    CORS(app, origins=A)

    @getattr(app, hook)
    def fail(_):
        raise RuntimeError("boom")

    answer = preflight(app)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers.getlist(ALLOW_ORIGIN) == [A]
    assert "PUT" in answer.headers[ALLOW_METHODS]


def test_fault_16_the_first_preflight_is_not_refused_either(app, preflight):
    """Without `CORS(app)` the first request of a process is treated like later ones."""
    app.add_url_rule("/view", "view", cross_origin(origins=A)(lambda: "view"), methods=["PUT"])
    app.after_request(lambda _: Response("refused", 401))

    for _ in range(2):
        answer = preflight(app, "/view")
        assert (answer.status_code, answer.data) == (200, b"")
        assert answer.headers.getlist(ALLOW_ORIGIN) == [A]


def test_fault_16_a_preflight_from_a_refused_origin_gets_no_access(app, preflight):
    """Hooks cannot refuse a preflight, but the policy still does."""
    app.before_request(lambda: abort(401))
    CORS(app, origins=A)
    answer = preflight(app, origin=EVIL)
    assert [name for name, _ in answer.headers if name.startswith("Access-Control-")] == []
    assert answer.data == b""


def test_fault_16_a_preflight_passes_a_login_for_all_views(app, send, preflight):
    """A hook with Flask-Login refuses requests, but not preflights."""
    app.secret_key = "secret"
    manager = LoginManager(app)
    manager.user_loader(lambda _: None)
    app.before_request(lambda: None if current_user.is_authenticated else manager.unauthorized())
    CORS(app, origins=A)

    assert preflight(app).status_code == 200
    assert preflight(app).headers[ALLOW_ORIGIN] == A
    assert send(app, method="PUT").status_code == 401


def test_fault_16_a_preflight_passes_a_check_for_an_api_key(app, send, preflight):
    """A preflight needs no key, and asks whether a request may send one."""
    CORS(app, origins=A)

    @app.before_request
    def check_key():
        if request.headers.get("X-Api-Key") != "secret":
            abort(401)

    answer = preflight(app, names="x-api-key")
    assert answer.status_code == 200
    assert answer.headers[ALLOW_HEADERS] == "x-api-key"
    assert send(app, method="PUT").status_code == 401
    assert send(app, method="PUT", headers={"X-Api-Key": "secret"}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"), [("/folder", 308), ("/unknown", 404), ("/read-only", 405)]
)
def test_fault_17_a_preflight_lets_the_page_see_the_error(app, send, preflight, path, status):
    """A preflight succeeds if the URL redirects, is missing or has another method."""
    app.add_url_rule("/folder/", "folder", lambda: "folder", methods=["GET", "PUT"])
    app.add_url_rule("/read-only", "read-only", lambda: "read-only")
    CORS(app, origins=A)

    answer = preflight(app, path)
    assert answer.status_code == 200
    assert answer.headers[ALLOW_ORIGIN] == A
    assert "PUT" in answer.headers[ALLOW_METHODS]
    assert "Location" not in answer.headers

    actual = send(app, path, method="PUT")
    assert actual.status_code == status
    assert actual.headers[ALLOW_ORIGIN] == A


def test_fault_17_a_preflight_succeeds_without_automatic_options(preflight):
    """An app that disables Flask's OPTIONS still responds to preflights."""
    app = Flask("no-options", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.add_url_rule("/", "index", lambda: "index", methods=["PUT"])
    CORS(app, origins=A)

    answer = preflight(app)
    assert answer.status_code == 200
    assert answer.headers[ALLOW_ORIGIN] == A
    assert "PUT" in answer.headers[ALLOW_METHODS]


def test_fault_18_the_view_for_the_requested_method_governs_the_preflight(send, preflight):
    """Two views on one URL have separate policies."""
    app = Flask("two-views", static_folder=None)
    app.add_url_rule("/item", "read", lambda: "read", methods=["GET"])
    write = cross_origin(origins=A)(lambda: "write")
    app.add_url_rule("/item", "write", write, methods=["PUT"])

    assert preflight(app, "/item").headers[ALLOW_ORIGIN] == A
    assert "PUT" in preflight(app, "/item").headers[ALLOW_METHODS]
    assert ALLOW_ORIGIN not in preflight(app, "/item", method="GET").headers
    assert readers(send, app, "/item", method="PUT") == [A]
    assert readers(send, app, "/item", method="GET") == []


def test_fault_18_a_decorator_of_a_method_view_covers_preflights(send, preflight):
    """A policy in a class's `decorators` applies to all its methods."""

    class Item(MethodView):
        decorators = (cross_origin(origins=A),)

        def get(self):
            return "read"

        def put(self):
            return "write"

    app = Flask("method-view", static_folder=None)
    app.add_url_rule("/item", view_func=Item.as_view("item"))

    answer = preflight(app, "/item")
    assert answer.status_code == 200
    assert answer.headers[ALLOW_ORIGIN] == A
    assert "PUT" in answer.headers[ALLOW_METHODS]
    assert readers(send, app, "/item", method="PUT") == [A]
    assert send(app, "/item", method="PUT").text == "write"


def test_fault_18_a_decorated_method_covers_its_preflights(send, preflight):
    """A policy on one method of a class applies to requests with this method."""

    class Item(MethodView):
        def get(self):
            return "read"

        @cross_origin(origins=A)
        def put(self):
            return "write"

    app = Flask("method-view", static_folder=None)
    app.add_url_rule("/item", view_func=Item.as_view("item"))

    assert preflight(app, "/item").headers[ALLOW_ORIGIN] == A
    assert ALLOW_ORIGIN not in preflight(app, "/item", method="GET").headers
    assert readers(send, app, "/item", method="PUT") == [A]
    assert readers(send, app, "/item", method="GET") == []


def test_fault_18_a_restx_resource_takes_a_method_decorator(send, preflight):
    """`method_decorators` of flask-restx work, including preflights."""

    class Item(Resource):
        method_decorators = (cross_origin(origins=A),)

        def put(self):
            return {"item": "written"}

    app = Flask("restx", static_folder=None)
    Api(app, doc=False).add_resource(Item, "/item")

    answer = preflight(app, "/item")
    assert answer.status_code == 200
    assert answer.headers[ALLOW_ORIGIN] == A
    assert "PUT" in answer.headers[ALLOW_METHODS]
    assert send(app, "/item", method="PUT").json == {"item": "written"}
    assert readers(send, app, "/item", method="PUT") == [A]


def test_fault_18_an_async_view_can_be_decorated(app, send, preflight):
    """The decorator keeps a coroutine function, and its responses get headers."""

    @app.put("/view")
    @cross_origin(origins=A)
    async def view():
        await asyncio.sleep(0)
        return "awaited"

    assert send(app, "/view", method="PUT").text == "awaited"
    assert readers(send, app, "/view", method="PUT") == [A]
    assert preflight(app, "/view").headers[ALLOW_ORIGIN] == A


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/bp/unknown", "GET", 404), ("/bp/item/", "PUT", 405), ("/bp/item", "GET", 308)],
)
def test_fault_19_routing_errors_below_a_blueprint_are_readable(app, send, path, method, status):
    """404, 405 and 308 below a blueprint's prefix have the blueprint's policy."""
    bp = Blueprint("bp", __name__, url_prefix="/bp")
    bp.add_url_rule("/item/", "item", lambda: "item")
    CORS(bp, origins=A)
    app.register_blueprint(bp)

    assert send(app, path, method=method).status_code == status
    assert readers(send, app, path, method=method) == [A]
    assert readers(send, app, "/bpx") == []


def test_fault_19_an_abort_in_a_decorated_view_is_readable(app, send):
    """An aborting view has its policy without `CORS(app)`, like one that returns."""

    @app.get("/view")
    @cross_origin(origins=A)
    def view():
        abort(418)

    assert send(app, "/view").status_code == 418
    assert readers(send, app, "/view") == [A]


def test_fault_19_an_exception_in_a_decorated_view_is_readable(app, send):
    """The 500 for an unhandled exception has the policy of the view."""

    @app.get("/view")
    @cross_origin(origins=A)
    def view():
        raise RuntimeError("boom")

    assert send(app, "/view").status_code == 500
    assert readers(send, app, "/view") == [A]


def test_fault_19_the_response_of_an_error_handler_is_readable(app, send):
    """It has the policy of the view that raised."""

    @app.errorhandler(LookupError)
    def explain(error):
        return jsonify(error=str(error)), 422

    @app.get("/view")
    @cross_origin(origins=A)
    def view():
        raise LookupError("no such thing")

    answer = send(app, "/view")
    assert answer.status_code == 422
    assert answer.json == {"error": "no such thing"}
    assert readers(send, app, "/view") == [A]


def test_fault_19_an_exception_in_debug_mode_is_readable(app, send):
    """In debug mode a listed origin can read the traceback; other requests reach the debugger."""

    @app.get("/broken")
    def broken():
        raise RuntimeError("boom")

    app.debug = True
    CORS(app, origins=A)

    answer = send(app, "/broken")
    assert answer.status_code == 500
    assert answer.headers[ALLOW_ORIGIN] == A
    assert answer.text.endswith("RuntimeError: boom\n")
    for origin in (EVIL, None):
        with pytest.raises(RuntimeError, match="boom"):
            send(app, "/broken", origin)


def test_fault_20_a_decorator_above_the_route_counts(app, send, preflight):
    """A decorator above the route governs it, with a warning."""

    @cross_origin(origins=A)
    @app.put("/view")
    def view():
        return "view"

    with pytest.warns(CORSWarning, match="above the route of endpoint 'view'"):
        answer = preflight(app, "/view")
    assert answer.headers[ALLOW_ORIGIN] == A
    assert readers(send, app, "/view", method="PUT") == [A]


def test_fault_20_a_decorator_that_hides_the_view_causes_a_warning(app, send):
    """Responses follow the view's policy even without `functools.wraps`."""

    def hiding(function):
        def wrapper():
            return function()

        return wrapper

    @cross_origin(origins=A)
    def view():
        return "view"

    app.add_url_rule("/view", "view", hiding(view))
    CORS(app)

    with pytest.warns(CORSWarning, match=r"'view' runs a function .* without functools\.wraps"):
        answer = send(app, "/view")
    assert answer.headers[ALLOW_ORIGIN] == A
    assert readers(send, app, "/view") == [A]


def test_fault_20_a_decorator_that_wraps_hides_nothing(app, send, preflight):
    """With `functools.wraps` a decorator makes no difference."""

    def counting(function):
        @functools.wraps(function)
        def wrapper():
            return make_response(function(), 201)

        return wrapper

    @app.put("/view")
    @counting
    @cross_origin(origins=A)
    def view():
        return "view"

    assert send(app, "/view", method="PUT").status_code == 201
    assert readers(send, app, "/view", method="PUT") == [A]
    assert preflight(app, "/view").headers[ALLOW_ORIGIN] == A


@pytest.mark.parametrize("origins", [A, [A, B], "*", "https://*.a.com", [A, "null"], "A.com"])
@pytest.mark.parametrize("order", [(EVIL, None, A, B), (None, EVIL, B, A), (A, B, EVIL, None)])
@pytest.mark.filterwarnings("ignore:.*is not an origin|.*has no scheme")
def test_fault_21_a_cache_serves_no_wrong_copy(app, send, origins, order):
    """A cache that respects `Vary` gives each origin the right response."""
    CORS(app, origins=origins)

    def acao(answer, origin):
        return answer.headers.get(ALLOW_ORIGIN) in {origin, "*"}

    cached = {}
    for origin in order:
        fresh = send(app, origin=origin)
        key = origin if "Origin" in fresh.headers.get("Vary", "") else "any"
        served = cached.setdefault("any", fresh) if key == "any" else cached.get("any", fresh)
        assert acao(served, origin) is acao(fresh, origin)


@pytest.mark.parametrize(
    ("origins", "origin"),
    [([A, B], EVIL), ([A, B], None), ([A, B], A), (A, EVIL), ("*", A), ([], A)],
)
def test_fault_21_an_origin_dependent_response_has_vary(app, send, origins, origin):
    """`Vary: Origin` is sent with and without access, and without an origin."""
    CORS(app, origins=origins)
    assert send(app, origin=origin).headers["Vary"] == "Origin"


def test_fault_21_a_304_varies_by_origin(app, send):
    """The browser revalidates its own copy with the right `Vary`."""

    @app.get("/page")
    def page():
        response = make_response("page")
        response.set_etag("v1")
        return response.make_conditional(request)

    CORS(app, origins=[A, B])

    answer = send(app, "/page", headers={"If-None-Match": '"v1"'})
    assert answer.status_code == 304
    assert answer.headers["Vary"] == "Origin"
    assert answer.headers[ALLOW_ORIGIN] == A


def test_fault_22_no_origin_is_sent_unrequested(app, send):
    """Without Origin, none of several allowed origins is sent."""
    CORS(app, origins=["http://localhost:3000", A])
    answer = send(app, origin=None)
    assert ALLOW_ORIGIN not in answer.headers
    assert answer.headers["Vary"] == "Origin"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://a.com/", A),
        ("https://a.com:443", A),
        ("HTTPS://A.COM", A),
        ("http://a.com:80", "http://a.com"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
    ],
)
def test_fault_23_an_origin_is_normalized(app, send, written, read):
    """An origin that is not in the form browsers send is corrected, with a warning."""
    with pytest.warns(CORSWarning, match=re.escape(f"is read as {read!r}")):
        CORS(app, origins=written)
    assert readers(send, app, origins=[read, EVIL]) == [read]


def test_fault_23_a_host_is_not_an_origin(app, send):
    """A value without a scheme causes a warning with the full spelling, and matches nothing."""
    with pytest.warns(CORSWarning, match="has no scheme.*use 'https://a.com'"):
        CORS(app, origins="a.com")
    assert readers(send, app, origins=[A, "http://a.com"]) == []


def test_fault_23_an_ipv6_address_is_not_a_regex(app, send):
    """`http://[::1]:3000` is exactly that origin."""
    CORS(app, origins="http://[::1]:3000")
    asked = ["http://[::1]:3000", "http://:3000", "http://1:3000"]
    assert readers(send, app, origins=asked) == asked[:1]


def test_fault_24_a_string_is_split_at_commas(app, send, preflight):
    """One string may contain several origins or header names."""
    CORS(app, origins="https://a.com,https://b.com", allow_headers="Content-Type, X-Token")
    assert readers(send, app) == [A, B]
    answer = preflight(app, names="content-type,x-other,x-token")
    assert answer.headers[ALLOW_HEADERS] == "content-type, x-token"


def test_fault_24_any_method_can_be_allowed(app, preflight):
    """`methods="*"` allows the requested method, and does not send a literal `*`."""
    CORS(app, origins=A, methods="*")
    assert preflight(app, method="PROPFIND").headers[ALLOW_METHODS] == "PROPFIND"


def test_fault_24_a_max_age_of_zero_is_sent(app, preflight):
    """0 is a valid number of seconds, and disables the browser's cache."""
    CORS(app, origins=A, max_age=0)
    assert preflight(app).headers[MAX_AGE] == "0"


@pytest.mark.parametrize("value", ["abc", True, 600.5, -1])
def test_fault_24_an_unreadable_max_age_does_not_start(app, value):
    """A value that is not a whole number of seconds is an error."""
    with pytest.raises(ConfigurationError, match="is not a whole number of seconds"):
        CORS(app, max_age=value)


def test_fault_25_a_callable_decides(app, send):
    """A callable receives the origin, and only True allows it."""
    asked = []

    def is_customer(origin):
        asked.append(origin)
        return {A: True, B: 1}.get(origin, False)

    CORS(app, origins=is_customer)
    assert readers(send, app) == [A]
    assert asked == [A, B, EVIL]


def test_fault_25_an_async_callable_is_awaited(app, send):
    """A coroutine object, which is truthy, does not allow."""

    async def is_customer(origin):
        await asyncio.sleep(0)
        return origin == A

    CORS(app, origins=is_customer)
    assert readers(send, app) == [A]


def test_fault_26_there_is_one_allow_origin(app, send):
    """The policy replaces headers of a view and a hook, with one warning."""

    @app.get("/view")
    def view():
        return Response("view", headers={ALLOW_ORIGIN: "*"})

    @app.after_request
    def add(response):
        response.headers.add(ALLOW_ORIGIN, EVIL)
        return response

    CORS(app, origins=A)

    with pytest.warns(CORSWarning, match=r"'view' \(or a hook\) sets Access-Control-Allow-Origin"):
        assert send(app, "/view").headers.getlist(ALLOW_ORIGIN) == [A]
    assert send(app, "/view", EVIL).headers.getlist(ALLOW_ORIGIN) == []


def test_fault_26_the_first_response_has_one_allow_origin(app, send):
    """Without `CORS(app)` a hook does not add a second header to the first response either."""

    @app.get("/view")
    @cross_origin(origins=A)
    def view():
        # Another request, which must not be confused with the first one.
        inner = send(app, "/", EVIL)
        assert ALLOW_ORIGIN not in inner.headers
        return "view"

    @app.after_request
    def add(response):
        if request.path == "/view":
            response.headers.add(ALLOW_ORIGIN, "*")
        return response

    with pytest.warns(CORSWarning, match=r"'view' \(or a hook\) sets Access-Control-Allow-Origin"):
        assert send(app, "/view").headers.getlist(ALLOW_ORIGIN) == [A]
    assert send(app, "/view", EVIL).headers.getlist(ALLOW_ORIGIN) == []


@pytest.mark.parametrize("name", ["Origin", "origin", "Cookie, ORIGIN"])
def test_fault_26_there_is_one_vary(app, send, name):
    """`Vary` contains the origin once and on one line, even if others add it."""

    @app.get("/view")
    def view():
        return Response("view", headers={"Vary": name})

    CORS(app, origins=[A, B])
    assert send(app, "/view").headers.getlist("Vary") == [name]


def test_fault_27_a_root_logger_at_debug_gets_each_cors_request(app, send, caplog):
    """The library sets no log level: one line per CORS request, none for others."""
    caplog.set_level(logging.DEBUG)
    CORS(app, origins=A)
    send(app)
    send(app, origin=None)
    send(app, origin=EVIL)

    said = [(r.levelname, r.getMessage()) for r in caplog.records if r.name == "flask_cors"]
    assert [level for level, _ in said] == ["DEBUG", "INFO"]
    assert "allowed" in said[0][1]
    assert A in said[0][1]
    assert "refused (MissingAllowOriginHeader);" in said[1][1]
    assert EVIL in said[1][1]


def test_fault_27_no_control_character_reaches_the_log(app, send, caplog):
    """Values from clients are logged as their `repr`."""
    caplog.set_level(logging.DEBUG, "flask_cors")
    CORS(app, origins=A)
    send(app, origin="https://a.com\x1b[31m")

    (message,) = [r.getMessage() for r in caplog.records if r.name == "flask_cors"]
    assert r"\x1b[31m" in message
    assert message.isprintable()


@pytest.mark.parametrize("resource", ["/items/*", "/shop/items/*"])
def test_fault_28_a_resource_of_a_blueprint_is_found_below_its_prefix(app, send, resource):
    """The pattern is the whole path, or the path below the prefix."""
    bp = Blueprint("shop", __name__, url_prefix="/shop")
    bp.add_url_rule("/items/<name>", "item", lambda name: name)
    bp.add_url_rule("/cart", "cart", lambda: "cart")
    CORS(bp, resources=resource, origins=A)
    app.register_blueprint(bp)

    assert readers(send, app, "/shop/items/tea") == [A]
    assert readers(send, app, "/shop/cart") == []


def test_fault_28_a_generator_is_read_once(send):
    """A one-shot iterable works like a list, for each app and each request."""
    cors = CORS(
        origins=(f"https://{name}.com" for name in "ab"), resources=(p for p in ["/", "/x"])
    )
    for name in ("first", "second"):
        app = Flask(name, static_folder=None)
        app.add_url_rule("/", "index", lambda: "index")
        cors.init_app(app)
        assert readers(send, app) == [A, B]
        assert readers(send, app) == [A, B]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("resources", len),
        ("resources", b"/api/*"),
        ("resources", {b"/api/*": {}}),
        ("origins", b"https://a.com"),
        ("origins", [b"https://a.com"]),
        ("origins", re.compile(b"https://a.com")),
        ("origins", 1),
        ("allow_headers", b"X-Token"),
        ("methods", b"GET"),
        ("expose_headers", [1]),
        ("supports_credentials", b"true"),
    ],
)
def test_fault_28_a_wrong_type_does_not_start(app, option, value):
    """A value of a wrong type is an error that names the option."""
    with pytest.raises(ConfigurationError, match=f"{option}="):
        CORS(app, **{option: value})


def test_fault_29_invented_headers_are_not_echoed(app, preflight):
    """A preflight with thousands of headers gets a short response that allows none."""
    CORS(app)
    few = ",".join(f"x-{number}" for number in range(200))
    assert len(preflight(app, names=few).headers[ALLOW_HEADERS].split(",")) == 200

    many = ",".join(f"x-{number}" for number in range(5000))
    answer = preflight(app, names=many)
    assert answer.status_code == 200
    assert ALLOW_HEADERS not in answer.headers
    assert len(str(answer.headers)) < 1000


@pytest.mark.parametrize("text", [r"https://([a-z]+)+\.a\.com", r"https://(\w+\.?)*a\.com"])
def test_fault_29_an_exponential_regex_does_not_start(app, text):
    """An expression whose matching time grows exponentially is an error."""
    with pytest.raises(ConfigurationError, match="exponential time"):
        CORS(app, origins=text)


def test_fault_29_a_long_origin_is_not_matched(send, monkeypatch):
    """A regular expression is not matched against an origin that is too long for any host name."""
    tried = []

    def counting(regex):
        return lambda text: tried.append(text) or regex.fullmatch(text)

    monkeypatch.setattr("flask_cors.core.regex.matching.matcher", counting)
    app = Flask("counted", static_folder=None)
    CORS(app, origins=r"https://([a-z0-9-]+\.)*a\.com")
    for origin in ("https://" + "a" * 60_000 + ".com", "https://b.com"):
        assert ALLOW_ORIGIN not in send(app, origin=origin).headers
    assert tried == ["https://b.com"]


# -- Earlier advisories ------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/api/..%2fprivate", "/api/%2e%2e/private", "/api/./../private"])
def test_cve_2020_25032_no_path_leads_through_a_resource_and_out(send, path):
    """A path that resolves to another resource, or none, is unreadable."""
    app = Flask("catch-all", static_folder=None)
    app.add_url_rule("/<path:path>", "any", lambda path: path)
    CORS(app, resources={"/api/*": {"origins": "*"}})

    assert ".." in send(app, path).text
    assert readers(send, app, path) == []
    assert readers(send, app, "/api/public") == [A, B, EVIL]


def test_cve_2024_1681_a_path_cannot_forge_a_log_line(app, send, caplog):
    """A line break in a request's path does not reach the log."""
    caplog.set_level(logging.DEBUG)
    CORS(app, origins=A)
    assert send(app, "/x%0d%0aFAKE").status_code == 404

    (record,) = [record for record in caplog.records if record.name.startswith("flask_cors")]
    assert record.getMessage().isprintable()
    assert r"/x\r\nFAKE" in record.getMessage()


def test_cve_2024_6221_private_networks_are_closed_by_default(app, send, preflight):
    """Private network access requires `allow_private_network`."""
    asking = {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Private-Network": "true",
    }
    name = "Access-Control-Allow-Private-Network"
    CORS(app, origins=A)
    answer = send(app, method="OPTIONS", headers=asking)
    assert answer.headers[ALLOW_ORIGIN] == A
    assert answer.headers[name] == "false"
    assert name not in send(app, method="OPTIONS", origin=EVIL, headers=asking).headers
    assert name not in preflight(app).headers

    opened = Flask("opened", static_folder=None)
    CORS(opened, origins=A, allow_private_network=True)
    assert send(opened, method="OPTIONS", headers=asking).headers[name] == "true"


@pytest.mark.parametrize("reverse", [False, True])
def test_cve_2024_6839_the_longest_pattern_does_not_win(send, reverse):
    """The pattern for the more specific path wins, in any order."""
    app = Flask("catch-all", static_folder=None)
    app.add_url_rule("/<path:path>", "any", lambda path: path)
    pairs = [("/[a-zA-Z0-9_-]+/[a-zA-Z0-9_/-]+", "*"), ("/admin/secret/.*", A)]
    pairs = pairs[::-1] if reverse else pairs
    CORS(app, resources={pattern: {"origins": origins} for pattern, origins in pairs})

    assert readers(send, app, "/admin/secret/x") == [A]
    assert readers(send, app, "/admin/public/x") == [A, B, EVIL]


@pytest.mark.parametrize("path", ["/a%2Bb", "/a+b"])
def test_cve_2024_6844_a_plus_in_a_path_is_not_a_space(send, path):
    """A path with a plus is matched as it is routed."""
    app = Flask("plus", static_folder=None)
    app.add_url_rule("/a+b", "plus", lambda: "plus")
    CORS(app, resources={"/a+b": {"origins": A}, "/*": {"origins": "*"}})

    assert send(app, path).text == "plus"
    assert readers(send, app, path) == [A]


def test_cve_2024_6866_paths_differ_by_case(send):
    """`/Admin/.*` and `/admin/.*` are different resources."""
    app = Flask("case", static_folder=None)
    app.add_url_rule("/<path:path>", "any", lambda path: path)
    CORS(app, resources={"/Admin/.*": {"origins": A}, "/admin/.*": {"origins": B}})

    assert readers(send, app, "/Admin/x") == [A]
    assert readers(send, app, "/admin/x") == [B]
    assert readers(send, app, "/ADMIN/x") == []


def test_cve_2026_37737_a_pattern_matches_no_longer_origin(app, send):
    """An origin that continues after the pattern is refused."""
    CORS(app, origins=[r"https://(app|admin)\.a\.com", re.compile(r"https://x\.a\.com")])
    asked = [
        "https://app.a.com",
        "https://x.a.com",
        "https://app.a.com.evil.test",
        "https://x.a.com.evil.test",
        "https://x.a.community",
        "https://x.a.com:8443",
    ]
    assert readers(send, app, origins=asked) == asked[:2]
