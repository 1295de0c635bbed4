"""An app loads few modules until its first response; the others are loaded on demand."""

import subprocess
import sys

import pytest

START = """
import io, sys
from flask import Flask

def answer(app):
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/api/x", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_ORIGIN": "https://a.com",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
    }
    b"".join(app(environ, lambda *_: None))

def make():
    app = Flask("start", static_folder=None)
    app.add_url_rule("/api/x", "x", lambda: "x")
    return app

answer(make())
before = set(sys.modules)
from flask_cors import CORS
app = make()
CORS(app, **OPTIONS)
answer(app)
print(*sorted(set(sys.modules) - before))
"""

#: The modules that the first response of every app needs.
USUAL = {
    "flask_cors",
    "flask_cors.extension",
    "flask_cors.core",
    "flask_cors.core.patterns",
    "flask_cors._runtime",
    *(
        f"flask_cors.core.{name}"
        for name in (
            *("budget", "layers", "lazy_regex", "option_values", "options", "origin", "policy"),
            *("problems", "protocol", "records"),
            *(f"patterns.{name}" for name in ("headers", "notation", "origins", "paths")),
        )
    ),
    *(
        f"flask_cors._runtime.{name}"
        for name in (
            *("app_config", "attachment", "calls", "current", "exchange", "governing"),
            *("known_answers", "marks", "reporting", "resolver", "response_headers", "scopes"),
            *("state", "wrapper"),
        )
    ),
}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"origins": "*"},
        {"resources": {"/api/*": {"origins": ["https://a.com", "https://b.com"]}}},
    ],
    ids=["defaults", "any origin", "a resource"],
)
def test_an_ordinary_app_loads_only_what_it_uses(options):
    """Also no module of the standard library that Flask has not loaded."""
    code = START.replace("OPTIONS", repr(options))
    found = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert set(found) <= USUAL
    assert set(found) >= USUAL
