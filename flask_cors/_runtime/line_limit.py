"""Limits how many lines of a kind are logged, because any client can cause them."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from flask_cors.core.records import Record

from .reporting import logger

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from flask_cors.core.policy import Policy

#: Maximum number of lines per key within a minute.
MAX_LINES: Final = 20
_SECONDS: Final = 60
_MAX_KEYS: Final = 1024


class Line(Record):
    """A line that may be logged."""

    #: The number of lines that were suppressed in the previous minute.
    left_out: int
    #: True if it is the last one of this minute.
    is_last: bool


class _Minute:
    """The lines of one key since the first of them."""

    __slots__ = ("end", "left_out", "lines")

    def __init__(self, end: float) -> None:
        self.end = end
        self.lines = 0
        self.left_out = 0


class LineLimit:
    """Limits the lines per minute and key, and counts the rest.

    `clock` returns seconds and never goes back.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minutes: dict[Hashable, _Minute] = {}

    def take(self, key: Hashable) -> Line | None:
        """Take one of the remaining lines of a key; None if there are none."""
        now = self._clock()
        with self._lock:
            minute, left_out = self._minutes.get(key), 0
            if minute is None or now >= minute.end:
                left_out = minute.left_out if minute else 0
                minute = self._minutes[key] = _Minute(now + _SECONDS)
                # Most apps have few keys, but policies of hidden views are created again and again.
                if len(self._minutes) > _MAX_KEYS:
                    self._minutes = {key: minute}
            if minute.lines == MAX_LINES:
                minute.left_out += 1
                return None
            minute.lines += 1
            return Line(left_out, minute.lines == MAX_LINES)


class Refusals:
    """Limits the log lines about refusals per minute and policy; counts the rest.

    `clock` returns seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit: LineLimit = LineLimit(clock)

    def take(self, policy: Policy) -> str | None:
        """Take one of the lines that a policy may still log; return None if there is none left.

        Otherwise return a note for the end of the line. The first line of a new minute follows
        one with the number of suppressed lines.
        """
        line = self._limit.take(policy)
        if line is None:
            return None
        if line.left_out:
            logger.info(
                "%d more refusals by %s were suppressed",
                line.left_out,
                policy.settings["origins"].source,
            )
        return "further refusals by this policy are suppressed for a minute" if line.is_last else ""
