"""A missing context is detected by its cause, not by the message of the error."""

import json
from inspect import signature

import flask.globals
import pytest
from click.testing import CliRunner
from flask import Flask, current_app, g, request, session

from flask_cors import CORS
from flask_cors.cli import cors
from origins import A


@pytest.fixture
def explained(monkeypatch):
    """Return a function that returns the result of `explain` for a callable."""
    monkeypatch.delenv("COLUMNS", raising=False)

    def explained(callable_, *, code=0):
        app = Flask("explained", static_folder=None)
        app.secret_key = "x"
        app.config["TENANT"] = A
        app.add_url_rule("/x", "x", lambda: "x")
        CORS(app, origins=callable_)
        apart = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
        args = ["explain", "GET", "/x", "--from", A, "--json"]
        result = app.test_cli_runner(**apart).invoke(cors, args)
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    return explained


@pytest.fixture
def _other_words(monkeypatch):
    """Change Flask's message about a missing context, as its main branch does."""
    for name in ("_no_app_msg", "_no_req_msg", "_no_ctx_msg"):
        if hasattr(flask.globals, name):
            monkeypatch.setattr(flask.globals, name, "There is no context here.")
    for proxy in (flask.globals.request, flask.globals.session, flask.globals.g, current_app):
        wrapped = object.__getattribute__(proxy, "_get_current_object")
        cells = wrapped.__closure__ or ()
        for cell in cells:
            if isinstance(cell.cell_contents, str) and "outside of" in cell.cell_contents:
                monkeypatch.setattr(cell, "cell_contents", "There is no context here.")


CALLABLES = {
    "request": lambda origin: request.host != "x" and origin == A,
    "session": lambda origin: session.get("x") is None and origin == A,
    "g": lambda origin: g.get("x") is None and origin == A,
    "current_app": lambda origin: current_app.config["TENANT"] == origin,
}


@pytest.mark.usefixtures("_other_words")
@pytest.mark.parametrize("name", CALLABLES)
def test_a_callable_runs_in_the_context_that_it_needs(explained, name):
    """`explain` creates the context whatever Flask's message is."""
    explained(CALLABLES[name])


def test_a_callable_that_imitates_flasks_message_fails(explained):
    """Its error refuses and is reported."""

    def fails(origin):
        raise RuntimeError("Working outside of my hours.")

    explained(fails, code=1)
