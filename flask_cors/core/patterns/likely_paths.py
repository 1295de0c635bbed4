"""Suggestions for a resource pattern that matches no route."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NamedTuple

from flask_cors.core.lazy_regex import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    #: Guesses the intended pattern from its literal folders, its rest, and the rules; may be empty.
    _Guess = Callable[[str, str, Sequence[str]], str]

#: A scheme and a host before a path.
_HOST: Final = lazy_regex(r"[A-Za-z][A-Za-z0-9+.-]*://[^/]*")
#: Notations for any string, in regular expressions and in URL rules.
_ANY_TEXT: Final = lazy_regex(
    r"\.[*+]\??|(?:\[[^\]]*\]|\\[wd])[*+]?|<[^<>]*>|(?<!\\)\{[A-Za-z_][^{}]*\}"
    r"|(?<=/):[A-Za-z_]\w*|\*+"
)
_ESCAPED: Final = lazy_regex(r"\\(.)", re.DOTALL)
_GROUP: Final = lazy_regex(r"\((?:\?:)?([^()]*)\)")
_SEPARATORS: Final = lazy_regex(r"[|,;\s]+")
#: The minimum similarity of a folder of the app to a misspelled one.
_SIMILARITY: Final = 0.8
#: The maximum number of patterns that one string is split into.
_MAX_PARTS: Final = 8
#: The maximum number of groups to expand in one string: each group multiplies the patterns.
_MAX_GROUPS: Final = 64


class Likely(NamedTuple):
    """The patterns that may be intended by one string, with the mistake in it."""

    patterns: tuple[str, ...]
    why: str = ""

    @property
    def remedy(self) -> str:
        """The remedy of a warning."""
        first, *others = self.patterns
        shown = repr([first, *others] if others else first)
        return f"use {shown}" + (f": {self.why}" if self.why else "")


def likely_paths(text: str, routes: Sequence[str], root: str = "") -> Iterator[Likely]:
    """Iterate over the likely meanings of a pattern, the most likely first.

    `routes` are the rules of the app, with a `*` for each variable; `root` is its
    `APPLICATION_ROOT`.
    """
    parts = tuple(dict.fromkeys(map(_plain, _alternatives(text))))
    folders = tuple(dict.fromkeys(map(_folder, parts)))
    yield Likely(parts, _SEVERAL * (len(parts) > 1))
    yield Likely(folders, _SEVERAL * (len(folders) > 1) or _ONE_PATH * ("*" not in text))
    for guess, why in _guesses(root):
        # The pattern as it is, then everything below it.
        for these in (parts, folders):
            found = [guess(*_literal(each), routes) for each in these]
            if all(found):
                yield Likely(tuple(dict.fromkeys(found)), why)


_SEVERAL: Final = "list each pattern separately"
_ONE_PATH: Final = "without a * it matches only that path"


def folder_of(path: str) -> str:
    """Return the pattern for the folder of a path; the path itself at the top level."""
    before = path.rstrip("/").rpartition("/")[0]
    return f"{before}/*" if before else path


def _alternatives(text: str) -> list[str]:
    """Return the patterns that are joined in one string by bars, commas, spaces or in a group."""
    found: list[str] = []
    left = [text]
    for _ in range(_MAX_GROUPS):
        if not left or len(found) >= _MAX_PARTS:
            break
        each = left.pop(0)
        if group := _GROUP.search(each):
            before, after = each[: group.start()], each[group.end() :]
            left[:0] = [before + part + after for part in group[1].split("|")[:_MAX_PARTS]]
        else:
            found += [part for part in _SEPARATORS.split(each) if part] or [each]
    return found[:_MAX_PARTS] or [text]


def _plain(text: str) -> str:
    """Return a pattern without the notation of a regular expression, a URL or a URL rule."""
    text = _HOST.sub("", text.strip("\"'`"), count=1).removeprefix("^").removesuffix("$")
    path = re.sub("/{2,}", "/", "/" + _ESCAPED.sub(r"\1", _ANY_TEXT.sub("*", text)))
    return path[:-1] if path.endswith("*/") else path


def _folder(path: str) -> str:
    """Return the pattern for everything below a path."""
    return f"{path.partition('*')[0].rstrip('/')}/*"


def _literal(path: str) -> tuple[str, str]:
    """Split a pattern into its literal folders and the rest."""
    stem = path.partition("*")[0].rstrip("/")
    return stem, path[len(stem) :]


def _guesses(root: str) -> Iterator[tuple[_Guess, str]]:
    yield _in_another_case, "paths are case-sensitive"
    yield _below_a_prefix, "it is compared with the complete path, including the prefix"
    mount = f"/{root.strip('/')}"
    if mount != "/":
        why = f"the path that the app sees does not include APPLICATION_ROOT, here {root!r}"

        def guess(stem: str, rest: str, _: Sequence[str]) -> str:
            is_below = f"{stem}/".startswith(f"{mount}/")
            return stem.removeprefix(mount) + rest if is_below else ""

        yield guess, why
    yield _below_no_prefix, "the path that the app sees does not include the prefix of a proxy"
    yield _similar, ""


def _in_another_case(stem: str, rest: str, routes: Sequence[str]) -> str:
    same = (each for each in routes if f"{each}/".lower().startswith(f"{stem}/".lower()))
    return next((each[: len(stem)] + rest for each in same), "") if stem else ""


def _below_a_prefix(stem: str, rest: str, routes: Sequence[str]) -> str:
    places = ((each, f"{each}/".find(f"{stem}/")) for each in routes if stem)
    return next((each[:place] + stem + rest for each, place in places if place > 0), "")


def _below_no_prefix(stem: str, rest: str, _: Sequence[str]) -> str:
    below = stem[1:].partition("/")[2]
    return f"/{below}{rest}" if below else ""


def _similar(stem: str, rest: str, routes: Sequence[str]) -> str:
    end = stem.count("/") + 1
    folders = {"/".join(each.split("/")[:end]) for each in routes}
    near = get_close_matches(stem, sorted(folders), 1, _SIMILARITY) if stem else []
    return near[0] + rest if near else ""
