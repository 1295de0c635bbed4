# Try: flask --app examples/paired_hooks.py run
"""Paired hooks: a timer is started before each request and read after it, also for preflights.

Like any request, preflights run through all hooks, so that the second hook of a pair always finds
what the first one stored. A hook that refuses a preflight, here because the key is missing, has no
effect: the browser sends the key only with the request that follows.

    curl -i http://127.0.0.1:5000/books -X OPTIONS -H "Origin: https://shop.example.com" \
        -H "Access-Control-Request-Method: GET" -H "Access-Control-Request-Headers: x-api-key"
"""

from time import perf_counter

from flask import Flask, Response, g, request

from flask_cors import CORS

app = Flask(__name__)
CORS(
    app,
    origins="https://shop.example.com",
    allow_headers="X-API-Key",
    expose_headers="Server-Timing",
)


@app.before_request
def start_timer() -> None:
    """Store the start time of the request."""
    g.started = perf_counter()


@app.before_request
def require_key() -> tuple[str, int] | None:
    """Return 401 if the key is missing."""
    return None if request.headers.get("X-API-Key") == "secret" else ("No key", 401)


@app.after_request
def read_timer(response: Response) -> Response:
    """Send the duration of the request; without `g.started` this would cause a 500."""
    milliseconds = 1000 * (perf_counter() - g.started)
    response.headers["Server-Timing"] = f"app;dur={milliseconds:.3f}"
    return response


@app.get("/books")
def books() -> list[str]:
    """Return every title."""
    return ["Dune", "Emma"]
