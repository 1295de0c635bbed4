"""Caches and reports are bounded by size, not by a number of requests."""

import gc
import tracemalloc

import pytest
from flask import Blueprint, Flask
from werkzeug.test import create_environ

from flask_cors import CORS, cross_origin
from origins import A

MEGABYTE = 1 << 20


def by_path():
    """Return an app whose paths alone decide the policy."""
    app = Flask("by_path", static_folder=None)
    CORS(app, resources={"/x/*": {"origins": A}, "/y/*": {"origins": "*"}})
    return app


def by_endpoint():
    """Return an app with policies of endpoints and paths."""
    app = Flask("by_endpoint", static_folder=None)
    app.add_url_rule("/v", "v", cross_origin(origins=A)(lambda: "x"))
    app.add_url_rule("/x/<path:rest>", "x", lambda **_: "x")
    CORS(app, resources={"/x/*": {"origins": A}, "/y/*": {"origins": "*"}})
    return app


def by_blueprint():
    """Return an app with resources of a blueprint."""
    app = Flask("by_blueprint", static_folder=None)
    blueprint = Blueprint("b", __name__, url_prefix="/x")
    blueprint.add_url_rule("/<path:rest>", "x", lambda **_: "x")
    CORS(blueprint, resources={"/a*": {"origins": A}, "/b*": {"origins": "*"}})
    app.register_blueprint(blueprint)
    return app


def kept(app, requests):
    """Return the number of bytes that an app keeps after requests."""
    app.test_client().get("/", headers={"Origin": A})
    plain = create_environ("/")
    tracemalloc.start()
    try:
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        for method, path, headers in requests:
            environ = {**plain, "REQUEST_METHOD": method, "PATH_INFO": path}
            for name, value in headers.items():
                environ["HTTP_" + name.upper().replace("-", "_")] = value
            b"".join(app.wsgi_app(environ, lambda *_: None))
        gc.collect()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("make", [by_path, by_endpoint, by_blueprint])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_long_paths_are_not_cached_whole(make, method):
    """Hundreds of long paths use less than a megabyte."""
    long = "z" * 60_000
    headers = {"Origin": A, "Access-Control-Request-Method": "GET"}
    requests = ((method, f"/x/{number}{long}", headers) for number in range(60))
    assert kept(make(), requests) < MEGABYTE


@pytest.mark.parametrize("where", ["Origin", "names", "method"])
@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_long_headers_are_not_cached_whole(where, method):
    """Hundreds of long header values use less than a megabyte."""
    app = by_path()

    def headers(number):
        long = f"x{number}-" + "z" * 15_000
        return {
            "Origin": long if where == "Origin" else A,
            "Access-Control-Request-Method": long if where == "method" else "GET",
            "Access-Control-Request-Headers": long if where == "names" else "x-a",
        }

    requests = ((method, "/x/y", headers(number)) for number in range(200))
    assert kept(app, requests) < MEGABYTE


@pytest.mark.parametrize("make", [by_path, by_endpoint])
def test_many_paths_use_little_memory(make):
    """Many ordinary paths use less than a megabyte."""
    requests = (("GET", f"/x/{number}" + "z" * 60, {"Origin": A}) for number in range(1500))
    assert kept(make(), requests) < MEGABYTE
