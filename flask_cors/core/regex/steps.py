"""Counts the steps of searches, to limit their time."""

from __future__ import annotations

from typing import Final

#: The maximum number of steps to analyze one expression; after that, the worst is assumed.
MAX_STEPS: Final = 500_000
#: The maximum for a question that is quickly answered for most expressions.
FEW_STEPS: Final = 20_000
#: The maximum number of steps to search for a word, per state of its limit: few states need that
#: many.
PER_STATE: Final = 50


class UndecidedError(Exception):
    """Raised if a search reached its limit."""


class Steps:
    """A limit on the steps, and thus the time, of several searches together."""

    __slots__ = ("_left",)

    def __init__(self, limit: int | None = None) -> None:
        self._left = MAX_STEPS if limit is None else limit

    def take(self, count: int = 1) -> None:
        """Count some steps; raise UndecidedError above the limit."""
        self._left -= count
        if self._left < 0:
            raise UndecidedError
