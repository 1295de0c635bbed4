"""Responses of every kind, as seen by pages that the app allows."""

import io
import logging

import pytest
from flask import Blueprint, Flask, Response, abort, jsonify, request, send_file, session
from flask.views import MethodView

from flask_cors import CORS, cross_origin

PAGE = "https://app.example.test"
OTHER = "https://shop.other.test"
MISSING = "MissingAllowOriginHeader"
PREFLIGHT_MISSING = f"Preflight{MISSING}"


class TeapotError(Exception):
    """An exception with an error handler."""


def _stream():
    yield "a"
    yield "b"


def _raise():
    raise RuntimeError("the secret of the app")


def _abort(status):
    return lambda: abort(status)


@pytest.fixture
def app():
    """Return an app for PAGE with a view for each kind of response."""
    app = Flask("answers", static_folder=None)
    app.secret_key = "for tests"
    exposed = ["Location", "ETag"]
    CORS(app, origins=PAGE, expose_headers=exposed, supports_credentials=True, max_age=0)
    views = {
        "/text": lambda: "text",
        "/json": lambda: jsonify(a="\xfc"),
        "/empty": lambda: ("", 204),
        "/created": lambda: ("made", 201, {"Location": "/text"}),
        "/stream": lambda: Response(_stream()),
        "/file": lambda: send_file(io.BytesIO(b"file"), download_name="a.txt"),
        "/raise": _raise,
        "/teapot": lambda: (_ for _ in ()).throw(TeapotError),
        "/tagged": lambda: Response("tagged", headers={"ETag": '"a"'}),
        "/bytes": lambda: Response(b"\xff\xfe", mimetype="application/octet-stream"),
        "/slash/": lambda: "slash",
        **{f"/abort/{n}": _abort(n) for n in (400, 401, 403, 404, 409, 410, 413, 429, 500, 503)},
    }
    for path, view in views.items():
        app.add_url_rule(path, path.replace("/", "_"), view, methods=["GET", "PUT"])
    app.register_error_handler(TeapotError, lambda _: ("teapot", 418))
    app.register_error_handler(409, lambda _: (jsonify(error="conflict"), 409))
    return app


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/text", 200),
        ("/json", 200),
        ("/empty", 204),
        ("/created", 201),
        ("/stream", 200),
        ("/file", 200),
        ("/tagged", 200),
        ("/bytes", 200),
        ("/teapot", 418),
        ("/none", 404),
        ("/none/at/all", 404),
        *((f"/abort/{n}", n) for n in (400, 401, 403, 404, 409, 410, 413, 429, 500, 503)),
    ],
)
def test_responses(path, status, app, scenario):
    """The allowed page can read every response, after a preflight too; no other page can."""
    scenario(app, path, status, "GET")
    scenario(app, path, status, "OPTIONS PUT", method="PUT", credentials="include")
    scenario(app, path, MISSING, "GET", page=OTHER)


def test_a_wrong_method(app, scenario):
    """A 405 is readable: the preflight allows the method that the app refuses."""
    view = scenario(app, "/text", 405, "POST", method="POST")
    assert "Method Not Allowed" in view.body
    scenario(app, "/text", 405, "OPTIONS DELETE", method="DELETE")


def test_a_redirect_to_the_slash(app, scenario):
    """A missing slash causes a redirect, after a preflight for the requested URL."""
    view = scenario(app, "/slash", 200, "GET GET")
    assert (view.redirected, view.body) == (True, "slash")
    methods = "OPTIONS PUT OPTIONS PUT"
    assert scenario(app, "/slash", 200, methods, method="PUT").redirected


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_not_modified(method, app, scenario):
    """A script's conditional request gets a 304, and the script sees it."""
    app.view_functions["_tagged"] = lambda: Response(
        "tagged", headers={"ETag": '"a"'}
    ).make_conditional(request)
    headers = {"If-None-Match": '"a"'}
    wanted = {"method": method, "headers": headers, "cache": "no-store"}
    view = scenario(app, "/tagged", 304, f"OPTIONS {method}", **wanted)
    assert view.headers["etag"] == '"a"'


def test_a_part_of_a_file(app, scenario):
    """A safelisted Range gets a 206 without a preflight."""
    app.view_functions["_file"] = lambda: send_file(
        io.BytesIO(b"0123456789"), download_name="a.bin", conditional=True
    )
    view = scenario(app, "/file", 206, "GET", headers={"Range": "bytes=2-4"}, cache="no-store")
    assert view.body == "234"


def test_a_login_hook(app, scenario):
    """A login hook cannot refuse the preflight, and its 401 is readable."""

    @app.before_request
    def require_login():
        if request.headers.get("Authorization") != "Bearer right":
            return jsonify(error="log in"), 401, {"WWW-Authenticate": "Bearer"}
        return None

    right, wrong = ({"Authorization": f"Bearer {word}"} for word in ("right", "wrong"))
    assert scenario(app, "/text", 401, "GET").body == '{"error":"log in"}\n'
    scenario(app, "/text", 200, "OPTIONS GET", headers=right)
    scenario(app, "/text", 401, "OPTIONS PUT", method="PUT")
    scenario(app, "/text", 401, "OPTIONS GET", headers=wrong, credentials="include")
    scenario(app, "/text", PREFLIGHT_MISSING, "OPTIONS", page=OTHER, headers=right)


def test_hooks_that_abort_and_redirect(app, scenario):
    """The preflight succeeds, and the page sees the effect on the request."""

    @app.before_request
    def refuse():
        if request.path == "/text":
            abort(429)

    @app.after_request
    def hide(response):
        response.headers.pop("Access-Control-Allow-Origin", None)
        if request.path == "/json" and request.method == "OPTIONS":
            response.status_code = 302
            response.headers["Location"] = "/login"
        return response

    scenario(app, "/text", 429, "OPTIONS PUT", method="PUT")
    scenario(app, "/json", 200, "OPTIONS PUT", method="PUT")


def test_a_hook_that_returns_204(app, scenario):
    """A hook's own 2xx is kept, and the preflight succeeds."""
    app.before_request(lambda: ("", 204) if request.method == "OPTIONS" else None)
    scenario(app, "/text", 200, "OPTIONS PUT", method="PUT")


def test_headers_that_a_view_sets(scenario, caplog):
    """The policy replaces a view's CORS headers: there are never two origins."""
    app = Flask("own")
    CORS(app, origins=PAGE, expose_headers="X-Ours")

    @app.get("/")
    def view():
        headers = [
            ("Access-Control-Allow-Origin", "*"),
            ("Access-Control-Expose-Headers", "X-Own"),
            ("X-Own", "1"),
            ("X-Ours", "2"),
        ]
        return Response("own", headers=headers)

    seen = scenario(app, "/", 200, "GET").headers
    assert (seen["x-own"], seen["x-ours"]) == ("1", "2")
    scenario(app, "/", MISSING, "GET", page=OTHER)
    caplog.clear()


@pytest.mark.parametrize(
    ("origins", "readable"), [(PAGE, True), ("*", False), (r"https://app\..*\.test", False)]
)
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_exceptions_in_debug_mode(origins, readable, scenario, caplog):
    """In debug mode the page reads a 500, with the traceback only if its origin is listed."""
    app = Flask("debug")
    app.debug = True
    CORS(app, origins=origins, max_age=0)
    app.add_url_rule("/raise", view_func=_raise, methods=["GET", "PUT"])
    view = scenario(app, "/raise", 500, "GET")
    assert ("the secret of the app" in view.body) == readable
    scenario(app, "/raise", 500, "OPTIONS PUT", method="PUT")
    assert "the secret of the app" in caplog.text


def test_exceptions_that_are_not_intercepted(servers, ask_real, caplog):
    """Without `intercept_exceptions` the server's own 500 in debug mode is unreadable."""
    app = Flask("debug")
    app.debug = True
    CORS(app, origins=PAGE, intercept_exceptions=False)
    app.add_url_rule("/raise", view_func=_raise)
    view = ask_real(PAGE, f"{servers.mount(app).origin}/raise")
    assert (view.verdict, view.code in {MISSING, "unsaid"}) == ("blocked", True)


def test_exceptions_of_an_app_in_production(app, scenario, caplog):
    """The 500 of an unhandled exception is readable, and reveals no secret."""
    caplog.set_level(logging.CRITICAL, "answers")
    view = scenario(app, "/raise", 500, "GET")
    assert "secret" not in view.body
    scenario(app, "/raise", 500, "OPTIONS PUT", method="PUT")
    scenario(app, "/raise", MISSING, "GET", page=OTHER)


def test_rejecting_refused_requests(scenario):
    """`reject_disallowed` keeps a refused page's request from the view; others pass."""
    app = Flask("guarded")
    CORS(app, origins=PAGE, reject_disallowed=True)
    ran = []
    app.add_url_rule("/", view_func=lambda: ran.append(request.method) or "in", methods=["POST"])
    scenario(app, "/", MISSING, "POST", page=OTHER, method="POST")
    scenario(app, "/", "opaque", "POST", page=OTHER, method="POST", mode="no-cors")
    assert ran == []
    own = scenario.mount(app).origin
    for page in (PAGE, own):
        scenario(app, "/", 200, "POST", page=page, method="POST")
    assert len(ran) == 4  # each by the real browser and by the model


def test_a_view_that_handles_options_itself(scenario):
    """With `automatic_options=False` the view handles the preflight, and can refuse it."""
    app = Flask("own options")

    @app.route("/good", methods=["OPTIONS", "PUT"])
    @app.route("/bad", methods=["OPTIONS", "PUT"], endpoint="bad")
    @cross_origin(origins=PAGE, automatic_options=False)
    def view():
        return "mine", 400 if request.endpoint == "bad" and request.method == "OPTIONS" else 200

    @app.put("/flask")
    @cross_origin(origins=PAGE, automatic_options=False)
    def flask():
        return "Flask's"

    scenario(app, "/good", 200, "OPTIONS PUT", method="PUT")
    scenario(app, "/bad", "PreflightInvalidStatus", "OPTIONS", method="PUT")
    scenario(app, "/flask", PREFLIGHT_MISSING, "OPTIONS", method="PUT")


def test_a_class_with_an_options_method(scenario):
    """The `options` of a MethodView handles preflights, and the headers are added."""

    class View(MethodView):
        def options(self):
            return "", 204

        def put(self):
            return "put"

    app = Flask("class")
    CORS(app, origins=PAGE)
    app.add_url_rule("/", view_func=View.as_view("view"))
    scenario(app, "/", 200, "OPTIONS PUT", method="PUT")
    scenario(app, "/", PREFLIGHT_MISSING, "OPTIONS", method="PUT", page=OTHER)


def test_a_session(scenario):
    """A login persists if the page may send cookies, and only then."""
    app = Flask("session")
    app.secret_key = "for tests"
    CORS(app, origins=[PAGE, "https://open.example.test"], supports_credentials=True)

    @app.post("/login")
    def login():
        session["user"] = "Jane"
        return "in"

    app.add_url_rule("/me", view_func=lambda: session.get("user", "nobody"))
    for credentials, user in [("same-origin", "nobody"), ("include", "Jane")]:
        scenario(app, "/login", 200, "POST", method="POST", credentials=credentials)
        assert scenario(app, "/me", 200, "GET", credentials=credentials).body == user
    assert scenario(app, "/me", 200, "GET", credentials="omit").body == "nobody"
    assert scenario(app, "/me", 200, "GET").body == "nobody"
    scenario(app, "/me", MISSING, "GET", page=OTHER, credentials="include")


def test_a_blueprint_of_errors(scenario):
    """404, 405 and redirects below a blueprint's prefix have the blueprint's policy."""
    app = Flask("blueprint")
    blueprint = Blueprint("shop", __name__, url_prefix="/shop")
    CORS(blueprint, origins=PAGE)
    blueprint.add_url_rule("/books/", "books", lambda: "books")
    app.register_blueprint(blueprint)
    scenario(app, "/shop/none", 404, "GET")
    scenario(app, "/shop/books/", 405, "OPTIONS PUT", method="PUT")
    scenario(app, "/shop/books", 200, "GET GET")
    scenario(app, "/none", MISSING, "GET")
    scenario(app, "/shop/none", MISSING, "GET", page=OTHER)
