"""Counts the steps of searches, so that none takes long."""

from __future__ import annotations

from typing import Final

#: The steps that the analysis of one expression may take; what is not settled then is assumed.
MAX_STEPS: Final = 500_000
#: Those that a search for a word may take for each state of its limit: few states have as many.
PER_STATE: Final = 50


class UndecidedError(Exception):
    """A search gave up at its limit."""


class Steps:
    """The steps that searches may take together: their time is that of their steps."""

    __slots__ = ("_left",)

    def __init__(self, limit: int | None = None) -> None:
        self._left = MAX_STEPS if limit is None else limit

    def take(self, count: int = 1) -> None:
        """Count some steps; raise UndecidedError beyond the limit."""
        self._left -= count
        if self._left < 0:
            raise UndecidedError
