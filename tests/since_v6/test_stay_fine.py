"""Features that work with flask-cors 6 and still work: bodies, extensions, forms of options.

Nothing below is new; each test is a project that changes only the version.
"""

import io
from datetime import timedelta

import apiflask
import flask_restful
import flask_restx
import flask_smorest
import pytest
from apiflask import APIFlask
from flask import (
    Blueprint,
    Flask,
    Response,
    jsonify,
    request,
    send_file,
    session,
    stream_with_context,
)
from flask.views import MethodView
from flask_jwt_extended import JWTManager, create_access_token, jwt_required
from flask_login import LoginManager, UserMixin, login_required, login_user

from answers import ALLOW_CREDENTIALS, ALLOW_HEADERS, ALLOW_METHODS, acao
from flask_cors import CORS, cross_origin
from origins import EVIL, A, B

EXPOSE_HEADERS = "Access-Control-Expose-Headers"
MAX_AGE = "Access-Control-Max-Age"


@pytest.fixture
def files(tmp_path):
    """Return an app with a policy and one static file, `/static/page.txt`, of ten bytes."""
    (tmp_path / "page.txt").write_text("0123456789")
    app = Flask("files", static_folder=str(tmp_path), static_url_path="/static")
    CORS(app, origins=[A, B])
    return app


# -- Responses ---------------------------------------------------------------------------------


def test_a_static_file(files, send):
    """A static file has its body, its validators and the CORS headers."""
    answer = send(files, "/static/page.txt", buffered=True)
    assert answer.text == "0123456789"
    assert answer.headers["ETag"]
    assert answer.content_length == 10
    assert acao(answer) == A
    assert acao(send(files, "/static/page.txt", EVIL, buffered=True)) is None


def test_206(files, send):
    """A part of a file has its range and the CORS headers."""
    answer = send(files, "/static/page.txt", headers={"Range": "bytes=2-4"}, buffered=True)
    assert answer.status_code == 206
    assert answer.text == "234"
    assert answer.headers["Content-Range"] == "bytes 2-4/10"
    assert acao(answer) == A


def test_304(files, send):
    """A 304 keeps its validator and gets the CORS headers."""
    etag = send(files, "/static/page.txt", buffered=True).headers["ETag"]
    answer = send(files, "/static/page.txt", headers={"If-None-Match": etag}, buffered=True)
    assert answer.status_code == 304
    assert answer.data == b""
    assert answer.headers["ETag"] == etag
    assert acao(answer) == A


def test_416(files, send):
    """A page can read that a range does not exist."""
    answer = send(files, "/static/page.txt", headers={"Range": "bytes=50-60"}, buffered=True)
    assert answer.status_code == 416
    assert acao(answer) == A


def test_413(app, send):
    """A page can read that a body is too large."""
    app.config["MAX_CONTENT_LENGTH"] = 3
    app.add_url_rule("/upload", "upload", lambda: request.get_data(as_text=True), methods=["POST"])
    CORS(app, origins=A)

    assert send(app, "/upload", method="POST", data="abc").text == "abc"
    answer = send(app, "/upload", method="POST", data="abcd")
    assert answer.status_code == 413
    assert acao(answer) == A


def test_streaming(app):
    """A generator is not read ahead, and is closed with the response."""
    steps = []

    @app.get("/stream")
    def stream():
        def parts():
            try:
                for part in ("one", "two"):
                    steps.append(part)
                    yield f"{part} from {request.path}\n"
            finally:
                steps.append("closed")

        return Response(stream_with_context(parts()))

    CORS(app, origins=A)

    answer = app.test_client().get("/stream", headers={"Origin": A}, buffered=False)
    assert acao(answer) == A
    assert "two" not in steps
    body = answer.iter_encoded()
    assert next(body) == b"one from /stream\n"
    assert next(body) == b"two from /stream\n"
    answer.close()
    assert steps == ["one", "two", "closed"]


def test_server_sent_events(app):
    """Each event is sent when it is made, and the response has the CORS headers."""
    made = []

    @app.get("/events")
    def events():
        def parts():
            for number in range(1000):
                made.append(number)
                yield f"data: {number}\n\n"

        return Response(parts(), mimetype="text/event-stream")

    CORS(app, origins=A)

    with app.test_client().get("/events", headers={"Origin": A}, buffered=False) as answer:
        assert answer.mimetype == "text/event-stream"
        assert acao(answer) == A
        assert next(answer.iter_encoded()) == b"data: 0\n\n"
        assert len(made) <= 2


def test_a_file_is_passed_through(app):
    """The server gets the file object itself, to send it efficiently."""
    file = io.BytesIO(b"content")

    @app.get("/file")
    def view():
        return send_file(file, mimetype="text/plain")

    CORS(app, origins=A)
    wrapped = []

    def wrapper(opened, size=8192):
        wrapped.append(opened)
        return iter(lambda: opened.read(size), b"")

    answer = app.test_client().get(
        "/file", headers={"Origin": A}, environ_overrides={"wsgi.file_wrapper": wrapper}
    )
    assert answer.data == b"content"
    assert acao(answer) == A
    assert wrapped == [file]


def test_head(app, send):
    """HEAD has the headers of GET, and no body."""
    CORS(app, origins=A)
    answer = send(app, method="HEAD")
    assert answer.data == b""
    assert answer.content_length == len("index")
    assert acao(answer) == A


def test_vary_cookie_is_kept(app, send):
    """The session's `Vary` is merged with the policy's."""
    app.secret_key = "secret"
    app.add_url_rule("/me", "me", lambda: session.setdefault("name", "me"))
    CORS(app, origins=[A, B])
    answer = send(app, "/me")
    assert sorted(answer.vary) == ["Cookie", "Origin"]
    assert len(answer.headers.getlist("Vary")) == 1
    assert "Set-Cookie" in answer.headers


# -- Other extensions --------------------------------------------------------------------------


def restful(app, **attributes):
    """Give `app` a flask-restful resource at `/item`."""

    class Item(flask_restful.Resource):
        def get(self):
            flask_restful.abort(404, message="no item")

        def put(self):
            return {"item": "written"}

    for name, value in attributes.items():
        setattr(Item, name, value)
    flask_restful.Api(app).add_resource(Item, "/item")


def restx(app, **attributes):
    """Give `app` a flask-restx resource at `/item`."""

    class Item(flask_restx.Resource):
        def get(self):
            flask_restx.abort(404, "no item")

        def put(self):
            return {"item": "written"}

    for name, value in attributes.items():
        setattr(Item, name, value)
    flask_restx.Api(app).add_resource(Item, "/item")


def smorest(app, **attributes):
    """Give `app` a flask-smorest blueprint with a class at `/item`."""
    app.config.update(API_TITLE="items", API_VERSION="1", OPENAPI_VERSION="3.0.2")
    bp = flask_smorest.Blueprint("items", __name__)

    class Item(MethodView):
        def get(self):
            flask_smorest.abort(404, message="no item")

        @bp.response(200)
        def put(self):
            return {"item": "written"}

    for name, value in attributes.items():
        setattr(Item, name, value)
    bp.route("/item")(Item)
    flask_smorest.Api(app).register_blueprint(bp)


def api_flask(app, **attributes):
    """Give `app`, an APIFlask, a class at `/item`."""

    class Item(apiflask.views.MethodView):
        def get(self):
            apiflask.abort(404, "no item")

        def put(self):
            return {"item": "written"}

    for name, value in attributes.items():
        setattr(Item, name, value)
    app.add_url_rule("/item", view_func=Item.as_view("item"))


FRAMEWORKS = [(Flask, restful), (Flask, restx), (Flask, smorest), (APIFlask, api_flask)]


def check_item(app, send, preflight):
    """Check that `/item` of an app allows only A, and works as the framework intends."""
    answer = preflight(app, "/item", names="content-type")
    assert answer.status_code == 200
    assert acao(answer) == A
    assert "PUT" in answer.headers[ALLOW_METHODS]
    assert answer.headers[ALLOW_HEADERS] == "content-type"
    assert ALLOW_METHODS not in preflight(app, "/item", EVIL).headers

    written = send(app, "/item", method="PUT")
    assert written.status_code == 200
    assert written.json == {"item": "written"}
    assert acao(written) == A

    missing = send(app, "/item")
    assert missing.status_code == 404
    assert "no item" in missing.text
    assert acao(missing) == A
    assert acao(send(app, "/item", EVIL)) is None


@pytest.mark.parametrize(("make", "add_item"), FRAMEWORKS)
@pytest.mark.parametrize("late", [False, True])
def test_a_framework_under_the_policy_of_the_app(make, add_item, send, preflight, late):
    """`CORS(app)` applies to a framework's resources, added before or after it."""
    app = make("framework")
    if not late:
        CORS(app, origins=A)
    add_item(app)
    if late:
        CORS(app, origins=A)
    check_item(app, send, preflight)


@pytest.mark.parametrize(("make", "add_item"), FRAMEWORKS)
def test_a_framework_with_decorators(make, add_item, send, preflight):
    """A policy in a class's `decorators` applies to its resource, and inherits nothing."""
    app = make("framework")
    CORS(app, origins=B)
    add_item(app, decorators=[cross_origin(origins=A)])
    check_item(app, send, preflight)


@pytest.mark.parametrize("add_item", [restful, restx])
@pytest.mark.parametrize("form", [list, tuple])
def test_a_resource_with_method_decorators(add_item, send, preflight, form):
    """A policy in `method_decorators` covers the resource with preflights and errors."""
    app = Flask("framework")
    add_item(app, method_decorators=form([cross_origin(origins=A)]))
    check_item(app, send, preflight)


def test_method_decorators_by_method(send, preflight):
    """In flask-restful `method_decorators` may set a policy for one method alone."""
    app = Flask("framework")
    restful(app, method_decorators={"put": [cross_origin(origins=A)]})

    assert acao(send(app, "/item", method="PUT")) == A
    assert acao(preflight(app, "/item")) == A
    assert acao(send(app, "/item")) is None
    assert acao(preflight(app, "/item", method="GET")) is None


@pytest.mark.parametrize("base", [flask_restful, flask_restx])
def test_a_decorated_method_of_a_resource(base, send, preflight):
    """The decorator works on a single method of a resource."""

    class Item(base.Resource):
        def get(self):
            return {"item": "read"}

        @cross_origin(origins=A)
        def put(self):
            return {"item": "written"}

    app = Flask("framework")
    base.Api(app).add_resource(Item, "/item")

    assert send(app, "/item", method="PUT").json == {"item": "written"}
    assert acao(send(app, "/item", method="PUT")) == A
    assert acao(preflight(app, "/item")) == A
    assert send(app, "/item").json == {"item": "read"}
    assert acao(send(app, "/item")) is None


def test_api_decorators_of_flask_restful(send, preflight):
    """`decorators` of the Api itself apply to each of its resources."""

    class Item(flask_restful.Resource):
        def put(self):
            return {"item": "written"}

    app = Flask("framework")
    flask_restful.Api(app, decorators=[cross_origin(origins=A)]).add_resource(Item, "/item")

    assert acao(send(app, "/item", method="PUT")) == A
    assert acao(preflight(app, "/item")) == A
    assert "PUT" in preflight(app, "/item").headers[ALLOW_METHODS]


def test_a_smorest_blueprint(send, preflight):
    """`CORS(blueprint)` accepts a blueprint of flask-smorest."""
    app = Flask("framework")
    app.config.update(API_TITLE="items", API_VERSION="1", OPENAPI_VERSION="3.0.2")
    bp = flask_smorest.Blueprint("items", __name__, url_prefix="/items")

    @bp.route("/<name>", methods=["PUT"])
    @bp.response(201)
    def write(name):
        return {"name": name}

    CORS(bp, origins=A)
    flask_smorest.Api(app).register_blueprint(bp)

    answer = send(app, "/items/tea", method="PUT")
    assert (answer.status_code, answer.json) == (201, {"name": "tea"})
    assert acao(answer) == A
    assert acao(preflight(app, "/items/tea")) == A
    assert acao(send(app, "/items/tea/unknown")) == A
    assert acao(send(app, "/openapi.json")) is None


def test_an_apiflask_view(send, preflight):
    """The decorator is below the route and the decorators of APIFlask."""
    app = APIFlask("framework")

    @app.put("/item")
    @app.input({"name": apiflask.fields.String(required=True)})
    @app.output({"name": apiflask.fields.String()}, status_code=201)
    @cross_origin(origins=A)
    def write(json_data):
        return json_data

    answer = send(app, "/item", method="PUT", json={"name": "tea"})
    assert (answer.status_code, answer.json) == (201, {"name": "tea"})
    assert acao(answer) == A
    assert acao(preflight(app, "/item")) == A
    invalid = send(app, "/item", method="PUT", json={})
    assert invalid.status_code == 422
    assert acao(invalid) == A


def test_jwt_extended(app, send, preflight):
    """A view with a token check responds to preflights, and its refusal is readable."""
    app.config["JWT_SECRET_KEY"] = "a secret of more than thirty-two bytes"
    JWTManager(app)

    @app.put("/me")
    @cross_origin(origins=A)
    @jwt_required()
    def me():
        return jsonify(name="me")

    answer = preflight(app, "/me", names="authorization")
    assert answer.status_code == 200
    assert acao(answer) == A
    assert answer.headers[ALLOW_HEADERS] == "authorization"

    refused = send(app, "/me", method="PUT")
    assert refused.status_code == 401
    assert acao(refused) == A

    with app.app_context():
        token = create_access_token("me")
    answer = send(app, "/me", method="PUT", headers={"Authorization": f"Bearer {token}"})
    assert answer.json == {"name": "me"}
    assert acao(answer) == A


@pytest.mark.parametrize("outermost", ["cross_origin", "login_required"])
def test_flask_login(app, send, preflight, outermost):
    """A view with a login responds to preflights, and its refusal is readable."""
    app.secret_key = "secret"
    manager = LoginManager(app)

    class User(UserMixin):
        id = "me"

    manager.user_loader(lambda _: User())
    policy = cross_origin(origins=A, supports_credentials=True)

    def me():
        return "me"

    guarded = policy(login_required(me))
    if outermost == "login_required":
        guarded = login_required(policy(me))
    app.add_url_rule("/me", "me", guarded, methods=["PUT"])
    app.add_url_rule("/login", "login", lambda: str(login_user(User())))

    assert preflight(app, "/me").status_code == 200
    assert acao(preflight(app, "/me")) == A
    refused = send(app, "/me", method="PUT")
    assert refused.status_code == 401
    assert acao(refused) == A

    client = app.test_client()
    assert client.get("/login").text == "True"
    answer = client.put("/me", headers={"Origin": A})
    assert answer.text == "me"
    assert acao(answer) == A
    assert sorted(answer.vary) == ["Cookie"]


# -- Settings ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [list, tuple, set, frozenset, ", ".join])
def test_lists_sets_tuples_and_strings(app, send, preflight, form):
    """Several values may be given as a list, a set, a tuple or a string."""
    CORS(
        app,
        resources=form(["/", "/other"]),
        origins=form([A, B]),
        methods=form(["GET", "PUT"]),
        allow_headers=form(["Content-Type", "X-Token"]),
        expose_headers=form(["X-Total", "X-Page"]),
    )
    answers = [send(app, origin=origin) for origin in (A, B, EVIL)]
    assert [acao(answer) for answer in answers] == [A, B, None]
    assert answers[0].headers[EXPOSE_HEADERS] == "X-Page, X-Total"
    asked = preflight(app, names="content-type,x-other,x-token")
    assert asked.headers[ALLOW_METHODS] == "GET, PUT"
    assert asked.headers[ALLOW_HEADERS] == "content-type, x-token"


@pytest.mark.parametrize(
    ("value", "sent"), [(timedelta(hours=1), "3600"), (600, "600"), ("600", "600"), (None, None)]
)
def test_max_age(app, preflight, value, sent):
    """A `max_age` is a timedelta, a number of seconds or a string of digits."""
    CORS(app, origins=A, max_age=value)
    assert preflight(app).headers.get(MAX_AGE) == sent


def test_an_application_factory(send):
    """One `CORS()` works for each app of a factory, with that app's configuration."""
    cors = CORS()

    def create_app(origins):
        app = Flask("factory", static_folder=None)
        app.config["CORS_ORIGINS"] = origins
        cors.init_app(app)
        app.add_url_rule("/", "index", lambda: "index")
        return app

    first, second = create_app(A), create_app(B)
    assert [acao(send(first, origin=origin)) for origin in (A, B)] == [A, None]
    assert [acao(send(second, origin=origin)) for origin in (A, B)] == [None, B]


def test_one_blueprint_on_two_apps(send, preflight):
    """A blueprint's policy applies in each app that registers it."""
    bp = Blueprint("shared", __name__, url_prefix="/shared")
    bp.add_url_rule("/", "index", lambda: "shared", methods=["GET", "PUT"])
    CORS(bp, origins=A)
    first, second = Flask("first"), Flask("second")
    first.register_blueprint(bp)
    second.register_blueprint(bp, url_prefix="/elsewhere")
    CORS(second, origins=B)

    for app, path in ((first, "/shared/"), (second, "/elsewhere/")):
        assert acao(send(app, path)) == A
        assert acao(send(app, path, B)) is None
        assert acao(preflight(app, path)) == A
    assert acao(send(second, "/shared/", B)) == B


@pytest.mark.parametrize("origins", [[], (), set()])
def test_no_origins(app, send, preflight, origins):
    """`origins=[]` allows no origin, without a warning."""
    CORS(app, origins=origins)
    for origin in (A, EVIL, "null", None):
        assert acao(send(app, origin=origin)) is None
    assert acao(preflight(app)) is None
    assert ALLOW_METHODS not in preflight(app).headers


def test_credentials_without_origins(app, send):
    """A call that only sets credentials is judged with its inherited origins, silently."""
    cors = CORS(supports_credentials=True)
    app.config["CORS_ORIGINS"] = A
    cors.init_app(app)
    amending = cross_origin(supports_credentials=True, send_wildcard=True)
    app.add_url_rule("/view", "view", amending(lambda: "view"))
    bp = Blueprint("bp", __name__, url_prefix="/bp")
    bp.add_url_rule("/", "index", lambda: "bp")
    CORS(bp, supports_credentials=True)
    app.register_blueprint(bp)

    for path in ("/", "/view", "/bp/"):
        answer = send(app, path)
        assert (acao(answer), answer.headers[ALLOW_CREDENTIALS]) == (A, "true")
        assert acao(send(app, path, EVIL)) is None


def test_credentials_beside_an_open_resource(app, send):
    """A view with credentials is not affected by a resource for other paths."""
    policy = cross_origin(supports_credentials=True)
    app.add_url_rule("/api/me", "me", policy(lambda: "me"))
    app.add_url_rule("/api/users/<name>", "user", policy(lambda name: name))
    resources = {path: {"origins": "*"} for path in ("/feeds/*", "/api", "/api/me/card")}
    CORS(app, resources={**resources, "/api/*": {"origins": A}})

    for path in ("/api/me", "/api/users/ann"):
        answer = send(app, path)
        assert (acao(answer), answer.headers[ALLOW_CREDENTIALS]) == (A, "true")
