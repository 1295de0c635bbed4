"""Bounds the steps that one request can cause, however many patterns its strings are tried on.

If the budget is spent, what was not tried does not match.
"""

from __future__ import annotations

from typing import Final

#: Attempts of `re`, and states that an automaton may go through: some ten milliseconds.
AT_MOST: Final = 400_000
#: Characters that are searched for a literal, or matched in one way only, in the time of a step.
_CHARACTERS: Final = 8


class Budget:
    """The steps that one request has left."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left: float = AT_MOST

    def affords(self, steps: float) -> bool:
        """Spend some steps; tell whether there were as many."""
        self.left -= steps
        return self.left >= 0


def search_steps(length: int) -> float:
    """Return the steps in which a text of a length is searched for literals."""
    return length / _CHARACTERS
