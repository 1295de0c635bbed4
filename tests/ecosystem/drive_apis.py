"""API frameworks: their resources, errors and documents."""

import apiflask
import dash
import flask_openapi3
import flask_restful
import flask_restful.reqparse
import flask_restx
import flask_smorest
import marshmallow
import pydantic
import pytest
from flask import Blueprint, Flask
from flask.views import MethodView

from flask_cors import CORS

A, B = "https://a.example", "https://b.example"


def under_policy(app):
    """Add a URL that fails, and the common policy, to an app."""
    app.add_url_rule("/fail", "fail", lambda: 1 / 0)
    CORS(app, origins=[A, B], supports_credentials=True)
    return app


def check_errors(site):
    """Check the responses without a view, and the one without a body."""
    site.fetch(404, "GET", "/nowhere")
    site.fetch(405, "PATCH", "/item")
    site.fetch(500, "GET", "/fail")
    assert site.fetch(200, "HEAD", "/item").body == b""


@pytest.mark.package("flask-restx")
@pytest.mark.parametrize("alone", [False, True], ids=["both", "blueprint"])
def test_restx(app, serve, alone):
    """Namespaces, models, error handlers and swagger.json, under CORS(app) and CORS(blueprint)."""
    if alone:
        app = Flask("alone", static_folder=None)
    bp = Blueprint("api", __name__, url_prefix="/api")
    api = flask_restx.Api(bp, doc="/doc")
    names = api.namespace("names")
    model = api.model("Name", {"name": flask_restx.fields.String(required=True)})

    class Refused(Exception):  # noqa: N818 - a name from a real app
        """An error of the app."""

    @api.errorhandler(Refused)
    def refused(_):
        return {"message": "refused"}, 409

    @names.route("/<name>")
    class Name(flask_restx.Resource):
        def get(self, name):
            if name == "error":
                raise Refused
            if name == "fail":
                raise ZeroDivisionError
            flask_restx.abort(404, "no such name")

        @api.expect(model, validate=True)
        def put(self, name):
            return {"name": name}, 201

    CORS(bp, origins=[A, B], supports_credentials=True)
    app.register_blueprint(bp)
    site = serve(app)
    put = {"method": "PUT", "path": "/api/names/ann"}
    assert site.fetch(201, **put, send={"name": "ann"}).json() == {"name": "ann"}
    assert "errors" in site.fetch(400, **put, send={}).json()
    assert "no such name" in site.fetch(404, "GET", "/api/names/bob").json()["message"]
    assert site.fetch(409, "GET", "/api/names/error").json() == {"message": "refused"}
    site.fetch(500, "GET", "/api/names/fail")
    site.fetch(405, "DELETE", "/api/names/ann")
    site.fetch(404, "GET", "/api/nowhere")
    assert "/names/{name}" in site.fetch(200, "GET", "/api/swagger.json").json()["paths"]


@pytest.mark.package("flask-restful")
def test_restful(app, serve):
    """Request parsing, `errors` by name, and its own 404, 405 and 500."""
    errors = {"Refused": {"message": "refused", "status": 409}}
    api = flask_restful.Api(app, errors=errors, catch_all_404s=True)
    parser = flask_restful.reqparse.RequestParser()
    parser.add_argument("price", type=int, required=True, location="json")

    class Refused(Exception):  # noqa: N818 - the key in `errors`
        """An error of the app."""

    class Item(flask_restful.Resource):
        def get(self):
            raise Refused

        def put(self):
            return parser.parse_args(), 201

    api.add_resource(Item, "/item")
    site = serve(app)
    assert site.fetch(201, "PUT", "/item", send={"price": 5}).json() == {"price": 5}
    assert "price" in site.fetch(400, "PUT", "/item", send={"price": "?"}).json()["message"]
    assert site.fetch(409, "GET", "/item").json()["message"] == "refused"
    assert "message" in site.fetch(404, "GET", "/items").json()
    site.fetch(405, "PATCH", "/item")
    site.fetch(500, "GET", "/fail")


@pytest.mark.package("flask-smorest")
def test_smorest(app, serve):
    """Arguments, ETags and pagination, whose exposed headers a page can read."""

    class Item(marshmallow.Schema):
        price = marshmallow.fields.Integer(required=True)

    app.config.update(API_TITLE="items", API_VERSION="1", OPENAPI_VERSION="3.0.2")
    app.config.update(OPENAPI_URL_PREFIX="/", CORS_EXPOSE_HEADERS=["ETag", "X-Pagination"])
    bp = flask_smorest.Blueprint("items", __name__)
    item = {"price": 5}

    @bp.route("/item")
    class View(MethodView):
        @bp.etag
        @bp.response(200, Item)
        def get(self):
            return item

        @bp.etag
        @bp.arguments(Item)
        @bp.response(200, Item)
        def put(self, new):
            bp.check_etag(item, Item)
            return new

    @bp.route("/items")
    @bp.response(200, Item(many=True))
    @bp.paginate(flask_smorest.Page)
    def items():
        return [item] * 30

    flask_smorest.Api(app).register_blueprint(bp)
    site = serve(app)
    read = site.fetch(200, "GET", "/item")
    assert set(read.members("access-control-expose-headers")) == {"etag", "x-pagination"}
    assert site.fetch(304, "GET", "/item", headers={"If-None-Match": read.get("etag")}).body == b""
    site.fetch(428, "PUT", "/item", send=item)
    site.fetch(412, "PUT", "/item", send=item, headers={"If-Match": '"other"'})
    match = {"If-Match": read.get("etag")}
    site.fetch(200, "PUT", "/item", send=item, headers=match)
    wrong = site.fetch(422, "PUT", "/item", send={}, headers=match).json()
    assert "price" in wrong["errors"]["json"]
    assert site.fetch(200, "GET", "/items?page=2").get("x-pagination")
    assert "/items" in site.fetch(200, "GET", "/openapi.json").json()["paths"]
    check_errors(site)


@pytest.mark.package("apiflask")
def test_apiflask(serve):
    """Tokens, validation, and its own JSON errors."""
    app = under_policy(apiflask.APIFlask("app"))
    auth = apiflask.HTTPTokenAuth()
    auth.verify_token(lambda token: "ann" if token == "right" else None)

    @app.put("/item")
    @app.auth_required(auth)
    @app.input({"price": apiflask.fields.Integer(required=True)})
    @app.output({"price": apiflask.fields.Integer()}, status_code=201)
    def write(json_data):
        return json_data

    @app.get("/item")
    def read():
        return {"price": 5}

    site = serve(app)
    right = {"Authorization": "Bearer right"}
    assert site.fetch(201, "PUT", "/item", send={"price": 5}, headers=right).json() == {"price": 5}
    assert site.fetch(401, "PUT", "/item", send={"price": 5}).json()["message"] == "Unauthorized"
    assert (
        "price" in site.fetch(422, "PUT", "/item", send={}, headers=right).json()["detail"]["json"]
    )
    assert "/item" in site.fetch(200, "GET", "/openapi.json").json()["paths"]
    check_errors(site)


@pytest.mark.package("flask-openapi3")
def test_openapi3(serve):
    """Bodies and paths by pydantic, its own kind of blueprint, and the document."""
    app = under_policy(
        flask_openapi3.OpenAPI("app", info=flask_openapi3.Info(title="a", version="1"))
    )
    bp = flask_openapi3.APIBlueprint("own", __name__, url_prefix="/own")
    CORS(bp, origins=[A, B], supports_credentials=True, max_age=60)

    class Item(pydantic.BaseModel):
        price: int

    class Path(pydantic.BaseModel):
        number: int

    @app.put("/item")
    def write(body: Item):
        return body.model_dump(), 201

    @app.get("/item")
    def read():
        return {"price": 5}

    @bp.get("/<int:number>")
    def own(path: Path):
        return {"number": path.number}

    app.register_api(bp)
    site = serve(app)
    assert site.fetch(201, "PUT", "/item", send={"price": 5}).json() == {"price": 5}
    assert site.fetch(422, "PUT", "/item", send={"price": "?"}).json()[0]["loc"] == ["price"]
    assert site.fetch(200, "GET", "/own/5").json() == {"number": 5}
    assert site.preflight("GET", "/own/5").get("access-control-max-age") == "60"
    site.fetch(404, "GET", "/own/?")
    assert "/item" in site.fetch(200, "GET", "/openapi/openapi.json").json()["paths"]
    check_errors(site)


@pytest.mark.package("dash")
def test_dash(serve):
    """`CORS(app.server)`: a page of another origin reads the layout and runs callbacks."""
    app = dash.Dash("app", serve_locally=True)
    app.layout = dash.html.Div([dash.dcc.Input(id="name"), dash.html.Div(id="greeting")])
    under_policy(app.server)

    @app.callback(dash.Output("greeting", "children"), dash.Input("name", "value"))
    def greet(name):
        return f"hello {name.title()}"

    site = serve(app.server)
    assert b"_dash-config" in site.fetch(200, "GET", "/").body
    assert site.fetch(200, "GET", "/_dash-layout").json()["type"] == "Div"
    [callback] = site.fetch(200, "GET", "/_dash-dependencies").json()
    called = {
        "output": callback["output"],
        "outputs": {"id": "greeting", "property": "children"},
        "inputs": [{"id": "name", "property": "value", "value": "ann"}],
        "changedPropIds": ["name.value"],
        "parsedChangedPropsIds": ["name.value"],
    }
    update = {"method": "POST", "path": "/_dash-update-component"}
    answer = site.fetch(200, **update, send=called).json()
    assert answer["response"]["greeting"]["children"] == "hello Ann"
    called["inputs"][0]["value"] = None  # data that makes the callback fail
    site.fetch(500, **update, send=called)
    site.fetch(405, "PATCH", "/_dash-update-component")
    site.fetch(500, "GET", "/fail")
