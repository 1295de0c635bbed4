"""Warnings from an app while a command imports it."""

import warnings

from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from flask_cors import CORS, CORSWarning
from flask_cors.cli import cors


def make():
    """Return an app that warns about its CORS options, and about something else."""
    app = Flask("warning", static_folder=None)
    CORS(app, origins="https://a.com/")
    warnings.warn("something else", UserWarning, stacklevel=1)
    return app


def test_a_warning_of_this_library_is_a_note(monkeypatch):
    """A configuration warning is printed as one line; others are left to Python."""
    others = []
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        monkeypatch.setattr(warnings, "showwarning", lambda message, *_: others.append(message))
        result = CliRunner().invoke(cors, ["routes"], obj=ScriptInfo(create_app=make))
    assert "Warning: CORS(app) (tests/commands/test_import_warnings.py:" in result.output
    assert [str(message) for message in others] == ["something else"]


def test_check_reports_a_warning_once():
    """A warning during the import is a finding of `check`, and is not printed again."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("always", CORSWarning)
        result = CliRunner().invoke(cors, ["check"], obj=ScriptInfo(create_app=make))
    assert result.output.count("is read as") == 1
    assert "Warning:" not in result.output


def unattached():
    """Return an app that a mistaken policy was never applied to."""
    CORS(origins="a.com")
    return Flask("unattached", static_folder=None)


def test_check_reports_import_warnings_without_an_app():
    """A warning about an unused policy is a finding, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", CORSWarning)
        result = CliRunner().invoke(cors, ["check"], obj=ScriptInfo(create_app=unattached))
    assert "CORS203" in result.output
    assert "Warning:" not in result.output


def broken():
    """Return an app that warns and then fails to start."""
    make()
    CORS(Flask("broken"), origins=5)


def test_warnings_precede_the_error_of_an_import():
    """If the app does not start, its earlier warnings are printed, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("always", CORSWarning)
        result = CliRunner().invoke(cors, ["check"], obj=ScriptInfo(create_app=broken))
    assert [line.split()[0] for line in result.output.splitlines()] == ["Warning:", "Error:"]
