"""Runs of `flask cors`."""

from inspect import signature

from click.testing import CliRunner

from flask_cors.cli import cors

#: click before 8.2 must be told not to mix the two streams.
APART = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}


def invoke(app, *args, code=0, **kwargs):
    """Run a command of `flask cors` on an app and return its result; it must exit with `code`."""
    result = app.test_cli_runner(**APART).invoke(cors, args, **kwargs)
    assert result.exit_code == code, result.output + result.stderr
    return result
