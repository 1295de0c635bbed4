"""The terminal of the commands."""

from pathlib import Path

import pytest

from commands import invoke

ROOT = Path(__file__).parents[2]


@pytest.fixture
def command(monkeypatch):
    """Return a function that makes a runner of `flask cors` commands, as if in a pipe."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(ROOT)

    def command(*name):
        return lambda app, *args, **kwargs: invoke(app, *name, *args, **kwargs)

    return command
