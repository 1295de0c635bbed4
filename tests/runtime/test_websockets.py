"""WebSocket handshakes: CORS does not protect them, `reject_disallowed` does."""

import threading
from contextlib import closing, contextmanager

import pytest
from flask import Flask
from flask_sock import Sock
from websocket import WebSocketBadStatusException, create_connection
from werkzeug.serving import make_server

from flask_cors import CORS, cors_refused
from origins import EVIL, A

SECONDS = 60


@contextmanager
def serving(app):
    """Serve an app; yield its host and port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def echo():
    """Return a function that makes an app with a WebSocket echo."""

    def make(**options):
        app = Flask("sockets")
        CORS(app, origins=A, **options)

        @Sock(app).route("/echo")
        def echo(socket):
            socket.send(socket.receive())

        return app

    return make


def says(host, origin, **headers):
    """Return the WebSocket's reply to a page of `origin`, or the status of its refusal."""
    given = {"origin": origin} if origin else {"suppress_origin": True}
    url = f"ws://{host}/echo"
    try:
        socket = create_connection(url, timeout=SECONDS, header=headers, **given)
    except WebSocketBadStatusException as refusal:
        return refusal.status_code
    with closing(socket):
        socket.send("hello")
        return socket.recv()


@pytest.mark.parametrize(
    ("value", "refused"), [(False, "hello"), (True, 403), ("unsafe", "hello"), ("report", "hello")]
)
def test_a_websocket_of_flask_sock(echo, value, refused):
    """A handshake is judged like a GET request with an Origin, before the view runs."""
    with serving(echo(reject_disallowed=value)) as host:
        assert says(host, A) == "hello"
        assert says(host, f"http://{host}") == "hello"
        assert says(host, None) == "hello"
        assert says(host, EVIL) == refused
        site = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "websocket"}
        assert says(host, f"http://{host}", **site) == refused
        assert says(host, A, **site) == "hello"


@pytest.mark.parametrize(
    ("value", "reported"), [(True, "rejected"), ("report", "would be rejected")]
)
def test_a_rejected_handshake_is_reported(echo, value, reported):
    """The signal names the kind WebSocket, and the outcome."""
    received, heard = [], threading.Event()

    def receive(sender, decision, request):
        received.append((decision.kind, decision.reason, decision.rejection))
        heard.set()

    app = echo(reject_disallowed=value)
    with cors_refused.connected_to(receive, app), serving(app) as host:
        says(host, A)
        says(host, EVIL)
        # A handshake that was not rejected is reported when it ends.
        assert heard.wait(SECONDS)
    assert received == [("WebSocket", None, reported)]
