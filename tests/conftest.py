"""Shared fixtures: a tiny app, and two ways to send it requests from another origin."""

import logging
import os
import shutil

import pytest
from flask import Flask


@pytest.fixture
def app():
    """Return an app whose URL `/` accepts GET and PUT."""
    app = Flask("tiny", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index", methods=["GET", "PUT"])
    return app


@pytest.fixture
def send():
    """Return a function that sends an actual request, without Origin if None."""

    def send(app, path="/", origin="https://a.com", method="GET", headers=None, **kwargs):
        named = {} if origin is None else {"Origin": origin}
        headers = {**named, **(headers or {})}
        return app.test_client().open(path, method=method, headers=headers, **kwargs)

    return send


@pytest.fixture
def preflight():
    """Return a function that sends the preflight for a `method` and header `names`."""

    def preflight(
        app, path="/", origin="https://a.com", method="PUT", names=None, headers=None, **kwargs
    ):
        headers = {"Origin": origin, "Access-Control-Request-Method": method, **(headers or {})}
        if names is not None:
            headers["Access-Control-Request-Headers"] = names
        return app.test_client().options(path, headers=headers, **kwargs)

    return preflight


@pytest.fixture(scope="session")
def component():
    """Return a function that finds a program; if it is missing, CI fails and others skip."""

    def component(program, package=None):
        found = shutil.which(program)
        if found is None:
            says = f"{program} is not installed: apt-get install {package or program}"
            if "CORS_CI" in os.environ:
                pytest.fail(says)
            pytest.skip(says)
        return found

    return component


@pytest.fixture(autouse=True)
def _no_hidden_warning(caplog):
    """Fail if serving caused an unexpected warning, because an error there is only logged."""
    yield
    hidden = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name == "flask_cors" and record.levelno == logging.WARNING
    ]
    assert hidden == []
