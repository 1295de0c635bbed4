"""Warnings that an app issues while a command imports it."""

import warnings

from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from flask_cors import CORS, CORSWarning
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


def test_check_reports_a_warning_once():
    """A warning of the import is a finding of `check`, and is not printed beside it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("always", CORSWarning)
        result = CliRunner().invoke(cors, ["check"], obj=ScriptInfo(create_app=make))
    assert result.output.count("is read as") == 1
    assert "Warning:" not in result.output


def unattached():
    """Return an app to which a mistaken policy was never given."""
    CORS(origins="a.com")
    return Flask("unattached", static_folder=None)


def test_check_reports_what_only_the_import_shows():
    """A warning about a policy that belongs to no app is a finding, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", CORSWarning)
        result = CliRunner().invoke(cors, ["check"], obj=ScriptInfo(create_app=unattached))
    assert "CORS203" in result.output
    assert "Warning:" not in result.output


def broken():
    """Return an app that warns, and then cannot start."""
    make()
    CORS(Flask("broken"), origins=5)


def test_warnings_come_before_the_error_of_an_import():
    """If the app does not start, what it warned of before is printed, too."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        warnings.simplefilter("always", CORSWarning)
        result = CliRunner().invoke(cors, ["check"], obj=ScriptInfo(create_app=broken))
    assert [line.split()[0] for line in result.output.splitlines()] == ["Warning:", "Error:"]
