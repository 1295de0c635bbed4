"""The columns of text on a terminal: two for a wide character, none for a combining one."""

from __future__ import annotations

from itertools import accumulate, takewhile
from unicodedata import category, east_asian_width


def columns(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def padded(text: str, width: int) -> str:
    """Return a text with blanks up to a column."""
    return text + " " * (width - columns(text))


def fitting(text: str, width: int) -> int:
    """Return how many characters of a text fit into some columns, at least one."""
    ends = accumulate(map(_columns_of, text))
    return max(sum(1 for _ in takewhile(width.__ge__, ends)), 1)


def _columns_of(char: str) -> int:
    if category(char) in {"Mn", "Me"}:
        return 0
    return 2 if east_asian_width(char) in {"W", "F"} else 1
