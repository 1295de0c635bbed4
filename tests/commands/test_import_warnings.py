"""Warnings that an app issues while a command imports it."""

import warnings

from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from flask_cors import CORS
from flask_cors.cli import cors


def make():
    """Return an app that warns of its CORS options, and of something else."""
    app = Flask("warning", static_folder=None)
    CORS(app, origins="https://a.com/")
    warnings.warn("something else", UserWarning, stacklevel=1)
    return app


def test_a_warning_of_this_library_is_a_remark(monkeypatch):
    """A warning of the configuration is printed as one line; any other is left to Python."""
    others = []
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        monkeypatch.setattr(warnings, "showwarning", lambda message, *_: others.append(message))
        result = CliRunner().invoke(cors, ["routes"], obj=ScriptInfo(create_app=make))
    assert "Warning: CORS(app) (tests/commands/test_import_warnings.py:" in result.output
    assert [str(message) for message in others] == ["something else"]
