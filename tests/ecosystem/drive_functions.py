"""Cloud functions, whose wrappers and adapters the user cannot change."""

import warnings
from pathlib import Path

import azure.functions
import functions_framework
import pytest
from flask import Flask, request
from flask_http_middleware import BaseHTTPMiddleware, MiddlewareManager

from flask_cors import CORS, CORSWarning

HERE = Path(__file__).parent
A, B, EVIL = "https://a.example", "https://b.example", "https://evil.test"
ASKS = {"Access-Control-Request-Method": "PUT"}


def function(name):
    """Return the app of one function, like `functions-framework --target`."""
    return functions_framework.create_app(name, str(HERE / "functions_served.py"))


@pytest.mark.package("firebase-functions")
def test_firebase(serve):
    """`https_fn.on_request(cors=...)`, whose wrapper names the undecorated function."""
    site = serve(function("firebase"), credentials=False)
    assert site.fetch(200, "PUT", "/any/path", send={"a": 1}).json() == {"a": 1}
    site.fetch(200, "GET", "/")


@pytest.mark.package("functions-framework")
def test_framework(serve):
    """`@cross_origin` below `@functions_framework.http`."""
    site = serve(function("framework"), credentials=False)
    assert site.fetch(200, "PUT", "/any/path", send={"a": 1}).json() == {"a": 1}


def write():
    """Return the data sent."""
    return request.get_data()


@pytest.fixture
def plain():
    """Return an app without a policy."""
    app = Flask("plain", static_folder=None)
    app.add_url_rule("/item", "item", write, methods=["GET", "PUT"])
    return app


@pytest.mark.package("azure-functions")
@pytest.mark.parametrize("first", ["the adapter", "the policy"])
def test_azure(plain, first):
    """`WsgiMiddleware(app.wsgi_app)`, which passes no client address."""
    if first == "the policy":
        CORS(plain, origins=[A, B])
    handle = azure.functions.WsgiMiddleware(plain.wsgi_app).handle
    if first == "the adapter":
        CORS(plain, origins=[A, B])

    def ask(method, origin, **headers):
        asked = {"Origin": origin, "Host": "app.azurewebsites.net", **headers}
        url = "https://app.azurewebsites.net/item"
        return handle(azure.functions.HttpRequest(method, url, headers=asked, body=b"x"))

    for _ in range(2):
        for answer in (ask("PUT", A), ask("OPTIONS", A, **ASKS)):
            assert answer.status_code == 200
            assert answer.headers["Access-Control-Allow-Origin"] == A
        for answer in (ask("PUT", EVIL), ask("OPTIONS", EVIL, **ASKS)):
            assert "Access-Control-Allow-Origin" not in answer.headers


class Timing(BaseHTTPMiddleware):
    """Adds a header, like in the package's README."""

    def __init__(self):
        super().__init__()

    def dispatch(self, request, call_next):
        """Return the response of the inner app."""
        response = call_next(request)
        response.headers["X-Time"] = "1"
        return response


def with_middleware(app):
    """Install the manager as its documentation says, with one middleware."""
    app.wsgi_app = MiddlewareManager(app)
    app.wsgi_app.add_middleware(Timing)


@pytest.mark.package("flask-http-middleware")
def test_middleware_before(plain, serve):
    """A manager that is installed before `CORS(app)`."""
    with_middleware(plain)
    CORS(plain, origins=[A, B], supports_credentials=True)
    site = serve(plain)
    assert site.fetch(200, "PUT", "/item", send={"a": 1}).get("x-time") == "1"
    site.fetch(404, "GET", "/missing")


@pytest.mark.package("flask-http-middleware")
def test_middleware_after(plain):
    """A manager that is installed after `CORS(app)`: no headers, but one warning."""
    CORS(plain, origins=[A, B])
    with_middleware(plain)
    with pytest.warns(CORSWarning, match="app.wsgi_app was replaced"):
        assert plain.test_client().get("/item", headers={"Origin": A}).status_code == 200
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = plain.test_client().get("/item", headers={"Origin": A})
    assert "Access-Control-Allow-Origin" not in answer.headers
