"""Progress in a terminal while a command works."""

import pytest

from flask_cors._commands import terminal


@pytest.fixture
def seconds(monkeypatch):
    """Return a list that acts as the clock: each reading takes the next second."""
    seconds = []
    monkeypatch.setattr(terminal.time, "monotonic", lambda: seconds.pop(0))
    return seconds


def test_progress_is_shown_after_a_second_and_cleared_at_the_end(seconds, monkeypatch, capsys):
    """It is on stderr, at most ten times a second."""
    monkeypatch.setattr(terminal, "is_watched", lambda: True)
    seconds += [0, 0.5, 1, 1.05, 1.1]
    assert list(terminal.progress("abcd")) == list("abcd")
    wiped = " " * len("3 of 4 routes")
    assert capsys.readouterr().err == f"\r1 of 4 routes\r3 of 4 routes\r{wiped}\r"


def test_progress_is_not_shown_for_fast_commands(seconds, monkeypatch, capsys):
    """Most commands finish before it is due."""
    monkeypatch.setattr(terminal, "is_watched", lambda: True)
    seconds += [0, 0.5, 0.9]
    assert list(terminal.progress("ab")) == list("ab")
    assert capsys.readouterr().err == ""


def test_progress_is_not_shown_to_a_program(seconds, capsys):
    """A CI log does not need it."""
    seconds += [0]
    assert list(terminal.progress("ab")) == list("ab")
    assert capsys.readouterr().err == ""
