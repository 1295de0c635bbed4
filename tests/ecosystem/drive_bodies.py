"""Extensions that change responses, cache them, or respond instead of the app."""

import gzip
from itertools import product

import flask_caching
import flask_compress
import flask_socketio
import pytest
import socketio
from flask import Flask, Response, jsonify, request

from flask_cors import CORS, cross_origin

A, B, EVIL = "https://a.example", "https://b.example", "https://evil.test"


@pytest.mark.package("flask-compress")
def test_compress(app, serve):
    """Compressed or not, streamed or not, a response has both names in `Vary`, once each."""
    app.config["COMPRESS_ALGORITHM_STREAMING"] = "gzip"
    flask_compress.Compress(app)
    text = "item " * 1000
    app.add_url_rule("/items", "items", lambda: text)
    app.add_url_rule(
        "/stream",
        "stream",
        lambda: Response(iter([text[:2500], text[2500:]]), mimetype="text/plain"),
    )
    site = serve(app)
    for path in ("/items", "/stream"):
        answer = site.fetch(200, "GET", path, headers={"Accept-Encoding": "gzip"})
        assert answer.get("content-encoding") == "gzip"
        assert gzip.decompress(answer.body).decode() == text
        assert set(answer.members("vary")) == {"accept-encoding", "origin"}
        plain = site.fetch(200, "GET", path)
        assert plain.get("content-encoding") is None
        assert plain.body.decode() == text
    site.fetch(404, "GET", "/nowhere", headers={"Accept-Encoding": "gzip"})
    site.fetch(500, "GET", "/fail", headers={"Accept-Encoding": "gzip"})


def counting(app, *decorators):
    """Add a URL that counts the calls of its view to an app."""
    ran = []

    def view():
        ran.append(request.headers.get("Origin"))
        return jsonify(len(ran))

    for decorator in decorators:
        view = decorator(view)
    app.add_url_rule("/count", "count", view)
    return ran


@pytest.mark.package("flask-caching")
@pytest.mark.parametrize("how", ["app", "inside", "outside"])
def test_caching(serve, app, how):
    """A response cached for one origin serves all, each with its own headers."""
    cache = flask_caching.Cache(app, config={"CACHE_TYPE": "SimpleCache"})
    cached = cache.cached(timeout=60, unless=lambda: request.path != "/count")
    policy = cross_origin(origins=[A, B], supports_credentials=True)
    orders = {"app": [cached], "inside": [policy, cached], "outside": [cached, policy]}
    ran = counting(app, *orders[how])
    site = serve(app)
    # The refused origin makes the first request.
    site.may_not_read(site.ask("GET", "/count", {"Origin": EVIL}))
    for _ in range(2):
        assert site.fetch(200, "GET", "/count").json() == 1
    assert ran == [EVIL]
    assert site.ask("GET", "/count", {"Origin": B}).get("access-control-allow-origin") == B
    site.fetch(404, "GET", "/nowhere")
    site.fetch(500, "GET", "/fail")


@pytest.mark.package("flask-caching")
def test_caching_everything(serve, app):
    """A response that a hook caches with all its headers has no CORS headers."""
    cache = flask_caching.Cache(app, config={"CACHE_TYPE": "SimpleCache"})
    ran = counting(app)

    @app.before_request
    def kept():
        return cache.get(request.full_path) if request.method == "GET" else None

    @app.after_request
    def keep(response):
        if request.method == "GET":
            cache.set(request.full_path, response)
        return response

    site = serve(app)
    for _ in range(3):
        site.fetch(200, "GET", "/count")
    assert ran == [A]


SOCKET = "/socket.io/?EIO=4&transport=polling"


@pytest.mark.package("flask-socketio")
@pytest.mark.parametrize("late", [False, True], ids=["CORS first", "SocketIO first"])
def test_socketio(serve, late):
    """Engine.IO handles its own path with its own setting, the app all others."""
    app = Flask("app", static_folder=None)
    cors = CORS()
    options = {"origins": [A, B], "supports_credentials": True, "max_age": 5}
    if not late:
        cors.init_app(app, **options)
    sockets = flask_socketio.SocketIO(app, cors_allowed_origins=[A, B], async_mode="threading")
    if late:
        cors.init_app(app, **options)
    sockets.on_event("ask", lambda text: text.upper())
    app.add_url_rule("/item", "item", lambda: "item")
    app.add_url_rule("/fail", "fail", lambda: 1 / 0)
    site = serve(app)
    site.fetch(200, "GET", "/item")
    site.fetch(404, "GET", "/nowhere")
    site.fetch(500, "GET", "/fail")
    assert site.preflight("GET", "/item").get("access-control-max-age") == "5"
    # Not ours: no `Vary`, no max_age, and some headers for every origin; but each only once.
    for answer in (site.ask("GET", SOCKET, {"Origin": A}), site.preflight("POST", SOCKET)):
        assert answer.status == 200
        assert answer.get("access-control-allow-origin") == A
        assert answer.get("access-control-allow-credentials") == "true"
        assert answer.get("access-control-max-age") is None
    refused = site.ask("GET", SOCKET, {"Origin": EVIL})
    assert (refused.status, refused.get("access-control-allow-origin")) == (400, None)
    for transport in ("polling", "websocket"):
        client = socketio.SimpleClient(websocket_extra_options={"origin": A})
        named = {"Origin": A} if transport == "polling" else {}
        url = f"http://127.0.0.1:{site.port}"
        client.connect(url, headers=named, transports=[transport], wait_timeout=60)
        assert client.call("ask", "hello", timeout=60) == "HELLO"
        client.disconnect()


@pytest.mark.package("flask-socketio")
@pytest.mark.parametrize("served", [False, True], ids=["before a request", "after one"])
def test_socketio_uses_the_policy(serve, served):
    """`cors.allows` applies the app's origins to Engine.IO, for both of its transports."""
    app = Flask("app", static_folder=None)
    cors = CORS(app, origins=[A, lambda origin: origin == B])
    sockets = flask_socketio.SocketIO(app, cors_allowed_origins=cors.allows, async_mode="threading")
    sockets.on_event("ask", lambda text: text.upper())
    app.add_url_rule("/item", "item", lambda: "item")
    site = serve(app)
    if served:
        assert site.ask("GET", "/item", {}).status == 200
    url = f"http://127.0.0.1:{site.port}"
    for origin in (A, B, EVIL, None):
        answer = site.ask("GET", SOCKET, {"Origin": origin} if origin else {})
        assert answer.status == (400 if origin == EVIL else 200)
        assert answer.get("access-control-allow-origin") == (None if origin == EVIL else origin)
    for origin, transport in product((A, B), ("polling", "websocket")):
        client = _connected(url, origin, transport)
        assert client.call("ask", "hello", timeout=60) == "HELLO"
        client.disconnect()
    for transport in ("polling", "websocket"):
        with pytest.raises(socketio.exceptions.ConnectionError):
            _connected(url, EVIL, transport)
    cors.reconfigure(origins=EVIL)
    _connected(url, EVIL, "websocket").disconnect()
    with pytest.raises(socketio.exceptions.ConnectionError):
        _connected(url, A, "websocket")


def _connected(url, origin, transport):
    """Return a client of a page of `origin`."""
    client = socketio.SimpleClient(websocket_extra_options={"origin": origin})
    headers = {"Origin": origin} if transport == "polling" else {}
    client.connect(url, headers=headers, transports=[transport], wait_timeout=60)
    return client
