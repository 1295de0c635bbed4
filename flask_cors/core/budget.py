"""Limits the steps that one request can cause, regardless of the number of patterns.

Once the budget is spent, the remaining patterns do not match.
"""

from __future__ import annotations

from typing import Final

#: The maximum number of attempts of `re` and states of automata: about ten milliseconds.
AT_MOST: Final = 400_000
#: Characters that take the time of one step in a literal search or an unambiguous match.
_CHARACTERS: Final = 8


class Budget:
    """The remaining steps of one request."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left: float = AT_MOST

    def affords(self, steps: float) -> bool:
        """Spend some steps; return whether enough were left."""
        self.left -= steps
        return self.left >= 0


def search_steps(length: int) -> float:
    """Return the steps of a search for literals in a string of the given length."""
    return length / _CHARACTERS
