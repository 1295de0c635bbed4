# Try: flask --app examples/paired_hooks.py run
"""Hooks in pairs: a timer is started before each request and read after it, preflights included.

Preflights run through all hooks, as any request does, so that no second half of a pair misses what
the first half left. A hook that refuses a preflight, here for want of a key, changes nothing: the
browser sends the key only with the request that follows.

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
    """Note when the request came in."""
    g.started = perf_counter()


@app.before_request
def require_key() -> tuple[str, int] | None:
    """Answer 401 where there is no key."""
    return None if request.headers.get("X-API-Key") == "secret" else ("No key", 401)


@app.after_request
def read_timer(response: Response) -> Response:
    """Say how long the answer took; without `g.started` this would be an error 500."""
    milliseconds = 1000 * (perf_counter() - g.started)
    response.headers["Server-Timing"] = f"app;dur={milliseconds:.3f}"
    return response


@app.get("/books")
def books() -> list[str]:
    """Return every title."""
    return ["Dune", "Emma"]
