"""Items of a list that plainly hold several values, or one in quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex

from .notation import is_plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask_cors.core.problems import Problems

_SEPARATORS: Final = lazy_regex(r"[,;\s]+")
_QUOTES: Final = "\"'"
_QUOTES_AND_MARKS: Final = frozenset(f"{_QUOTES},;")


def separated(
    found: Iterable[object], is_part: Callable[[str], bool], problems: Problems
) -> Iterator[object]:
    """Iterate over items, with those split that hold several values, and warn of each.

    An item is split only if `is_part` accepts everything in it: so nothing is read into an item
    that may mean something else.
    """
    for item in found:
        parts = _parts(item, is_part) if isinstance(item, str) else None
        if parts is None:
            yield item
        else:
            remedy = "list each value by itself" if len(parts) > 1 else f"use {parts[0]!r}"
            shown = ", ".join(map(repr, parts))
            problems.warn("separated-item", item, f"is read as {shown}", remedy)
            yield from parts


def _parts(item: str, is_part: Callable[[str], bool]) -> list[str] | None:
    """Return the values in an item; None if it is one value, or something that is not split."""
    text = item.strip()
    if listed := _listed(text):
        return listed if all(map(is_part, listed)) else None
    if not (_QUOTES_AND_MARKS.intersection(text) or len(text.split()) > 1) or not is_plain(text):
        return None
    pieces = (_unquoted(piece) for piece in _SEPARATORS.split(_unquoted(text)))
    parts = [piece for piece in pieces if piece]
    return parts if parts and parts != [text] and all(map(is_part, parts)) else None


def _listed(text: str) -> list[str]:
    """Return the items of a list, tuple or set as Python writes it; none of anything else."""
    if text[:1] not in {"[", "(", "{"} or "'" not in text:
        return []
    from ast import literal_eval

    try:
        found = literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return []
    if not isinstance(found, list | tuple | set) or not all(
        isinstance(each, str) for each in found
    ):
        return []
    return sorted(found) if isinstance(found, set) else list(found)


#: A variable of a template, as Python, shells, Flask and others write it.
_PLACEHOLDER: Final = lazy_regex(
    r"""[#$]?\{\{?[^{}]*\}?\} | <[^<>/]*> | \$\(?\w+\)? | %(?:\(\w+\))?[sd](?!\w) | %[A-Za-z_]\w*%
      | (?<![^/.]):[A-Za-z_]\w* | @\w+@""",
    re.VERBOSE,
)
#: The count of a repeat, which is not a variable.
_COUNT: Final = lazy_regex(r"\{[0-9, ]+\}")


def placeholder(text: str) -> tuple[str, str] | None:
    """Find a variable of a template that was not filled in; return it, and the text with `*` there.

    None where the text is something else once it is filled in, such as a regular expression.
    """
    found = _PLACEHOLDER.search(text)
    if found is None or _COUNT.fullmatch(found[0]):
        return None
    filled = _PLACEHOLDER.sub("*", text)
    return (found[0], filled) if is_plain(filled) else None


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in _QUOTES:
        return text[1:-1].strip()
    return text
