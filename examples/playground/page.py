"""A front end of the playground: one page, served twice, from two origins."""

import json
from collections import defaultdict
from collections.abc import Iterable
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, Response, render_template, request
from flask.typing import ResponseReturnValue

from flask_cors.cli import cors

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

#: click's runner captures the output of the whole process: one command at a time.
_one_command = Lock()


class Wire:
    """A middleware that records the requests to an app, each with its status and CORS headers."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._seen: dict[str, list[str]] = defaultdict(list)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Respond as the app does, and record it for the origin of the request."""
        response = Response.from_app(self._app, environ)
        # In mode no-cors there is no Origin.
        origin = environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER", "").rstrip("/")
        line = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} → {response.status}"
        own = [
            f"  {name}: {value}"
            for name, value in response.headers
            if name.startswith("Access-Control-")
        ]
        self._seen[origin].append("\n".join([line, *own]))
        return response(environ, start_response)

    def take(self, origin: str) -> list[str]:
        """Return the requests of an origin since the last call."""
        return self._seen.pop(origin, [])


def create_page(name: str, origins: dict[str, str], api: Flask, wire: Wire) -> Flask:
    """Create the front end `name`; `origins` has all three."""
    page = Flask(__name__)
    runner = api.test_cli_runner()

    def run(words: list[str]) -> str:
        """Run a command as in a terminal and return its output."""
        with _one_command:
            # Without a width, no line is wrapped.
            return runner.invoke(cors, words, env={"COLUMNS": None}).output

    @page.get("/")
    def index() -> str:
        policy = run(["routes", "--by", "policy"])
        # The URL makes the command describe this API on any port.
        app = f"examples/playground/api.py:create_app('{origins['shop']}')"
        return render_template("index.html", name=name, origins=origins, policy=policy, app=app)

    @page.post("/explain")
    def explain() -> ResponseReturnValue:
        """Return the prediction for a request of the page."""
        words = ["explain", *request.get_json()]
        # Notes of the command follow the JSON.
        facts, _ = json.JSONDecoder().raw_decode(run([*words, "--json"]))
        return {"verdict": facts["verdict"], "error": facts["error"], "text": run(words)}

    @page.get("/wire")
    def reached() -> list[str]:
        """Return the requests of the page that the API received since the last call."""
        return wire.take(request.args["origin"])

    return page
