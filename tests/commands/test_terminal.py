"""What a person in front of a terminal sees while a command works."""

import pytest

from flask_cors._commands import terminal


@pytest.fixture
def seconds(monkeypatch):
    """Return a list that is the clock: each look at it takes its next second."""
    seconds = []
    monkeypatch.setattr(terminal.time, "monotonic", lambda: seconds.pop(0))
    return seconds


def test_progress_is_told_after_a_second_and_wiped_at_the_end(seconds, monkeypatch, capsys):
    """On stderr, ten times a second at most."""
    monkeypatch.setattr(terminal, "is_watched", lambda: True)
    seconds += [0, 0.5, 1, 1.05, 1.1]
    assert list(terminal.progress("abcd")) == list("abcd")
    wiped = " " * len("3 of 4 routes")
    assert capsys.readouterr().err == f"\r1 of 4 routes\r3 of 4 routes\r{wiped}\r"


def test_progress_is_not_told_of_what_is_fast(seconds, monkeypatch, capsys):
    """Most commands are done before it is due."""
    monkeypatch.setattr(terminal, "is_watched", lambda: True)
    seconds += [0, 0.5, 0.9]
    assert list(terminal.progress("ab")) == list("ab")
    assert capsys.readouterr().err == ""


def test_progress_is_not_told_to_a_program(seconds, capsys):
    """A log of CI has no use for it."""
    seconds += [0]
    assert list(terminal.progress("ab")) == list("ab")
    assert capsys.readouterr().err == ""
