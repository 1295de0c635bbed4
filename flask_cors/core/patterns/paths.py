"""Resource patterns: the paths that a policy of an app or a blueprint applies to."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, Literal, TypeAlias
from urllib.parse import unquote

from flask_cors.core.budget import Budget, search_steps
from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.records import Record

from .notation import SPECIAL, compile_regex, is_wildcard, matcher, steps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flask_cors.core.problems import Problems
    from flask_cors.core.regex.automaton import Automaton

    #: The kinds of patterns for a resource.
    PathKind: TypeAlias = Literal["all", "exact", "wildcard", "regex"]

#: Regular expressions are not tried on longer paths. If a table has one, it is undecided which
#: pattern governs such a path, since the one that was not tried could be stricter.
MAX_LENGTH: Final = 2048
_EVERY_PATH: Final = frozenset({"*", "/*", ".*", "/.*"})
#: Variables of URL rules in Flask and other frameworks: `<int:id>`, `/:id`, `{id}`.
_VARIABLE = lazy_regex(r"<[^/<>]*>|(?<=/):[A-Za-z_]\w*")
_BRACED = lazy_regex(r"(?<!\\)(?<!\\N)\{[A-Za-z_]\w*(?::[^{}]*)?\}")
_ENCODED = lazy_regex(r"%[0-9A-Fa-f]{2}")


class UndecidedPathError(Exception):
    """Raised if it is undecided which of several resources, if any, governs a path."""


class PathPattern(Record, aside=("regex", "tells", "pieces")):
    """One resource pattern; patterns are equal if they are spelled the same."""

    kind: PathKind
    text: str
    flags: int = 0
    regex: re.Pattern[str] | None = None
    #: Matcher that decides quickly whether a path matches the regular expression.
    tells: Callable[[str], object] | None = None
    #: The literal pieces between the `*` of a wildcard.
    pieces: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.text

    def __hash__(self) -> int:
        return hash(self.text)  # this takes a quarter of the time, and each resource is hashed

    @property
    def prefix(self) -> str:
        """The characters before the first special one, at least the slash."""
        if self.pieces:  # nothing is special before the first `*`
            return self.pieces[0].partition(".")[0].partition("+")[0] or "/"
        text = self.text.removeprefix("^")
        end = next((i for i, c in enumerate(text) if c in SPECIAL or c in ".+"), len(text))
        return text[:end] or "/"

    def matches(self, path: str) -> bool:
        """Return whether this pattern matches `path`, which the server decoded once."""
        if self.tells is not None:
            return bool(self.tells(path))
        if self.kind == "wildcard":
            return self._matches_wildcard(path)
        return self.kind == "all" or path in {self.text, twin(self.text)}

    def _matches_wildcard(self, path: str) -> bool:
        if _glob(self.pieces, path):
            return True
        # A trailing `/*` also covers the path before it.
        if not self.text.endswith("/*"):
            return False
        before = (*self.pieces[:-2], self.pieces[-2][:-1])
        return _glob(before, path)

    def automaton(self) -> Automaton:
        """Return the automaton of the paths that this pattern matches, unless it is exact.

        Raises `UnreadableError` if a regular expression cannot be analyzed.
        """
        from flask_cors.core.regex.syntax import read

        if self.kind != "wildcard":
            return read("/.*" if self.kind == "all" else self.text, self.flags | re.DOTALL)
        text = ".*".join(map(re.escape, self.pieces))
        if self.text.endswith("/*"):
            text = text.removesuffix("/.*") + "(?:/.*)?"
        return read(text, re.DOTALL)


def _glob(pieces: tuple[str, ...], path: str) -> bool:
    """Match literal pieces with any characters between them, in time linear in the path."""
    first, *middle = pieces
    if not middle:
        return path == first
    last = middle.pop()
    if not path.startswith(first):
        return False
    position = len(first)
    for piece in middle:
        found = path.find(piece, position)
        if found < 0:
            return False
        position = found + len(piece)
    return len(path) - len(last) >= position and path.endswith(last)


def resolutions(path: str) -> set[str]:
    """Return the paths that a server can resolve `path` to; usually only `path` itself."""
    if "//" not in path and "/." not in path:
        return {path}
    from .resolving import resolved

    return resolved(path)


def twin(path: str) -> str:
    """Return the path with its trailing slash added or removed; an empty path stays empty."""
    return path[:-1] if path.endswith("/") else path and path + "/"


def parse_resource(value: object, problems: Problems) -> PathPattern | None:
    """Read one resource pattern; None if it is invalid."""
    if isinstance(value, re.Pattern):
        return _parse_regex(value, problems)
    if not isinstance(value, str):
        remedy = "use a path such as '/api/*' or a compiled regular expression"
        problems.wrong_type(value, remedy)
        return None
    text = value.strip()
    if text in _EVERY_PATH:
        return PathPattern("all", "/*")
    special = SPECIAL.intersection(text)
    if special == {"*"} and ".*" not in text:
        pattern = PathPattern("wildcard", text, pieces=tuple(text.split("*")))
    elif special:
        if variable := _BRACED.search(text):
            wildcard, regex = (_BRACED.sub(each, text) for each in ("*", "[^/]+"))
            remedy = wildcard if is_wildcard(wildcard) else regex
            problems.warn(
                "url-rule",
                text,
                f"is not a URL rule: {variable[0]} is matched literally",
                f"use {remedy!r}",
            )
        return _parse_regex(text, problems)
    else:
        pattern = PathPattern("exact", text)
    if not text.startswith(("/", "*")):
        _say_dead(text, problems)
    else:
        _warn_unlike_path(text, problems)
    return pattern


def _as_said(variable: str) -> str:
    return "the part between < and >" if variable.startswith("<") else variable


def _warn_unlike_path(text: str, problems: Problems) -> None:
    """Warn about a pattern that looks like a path, but cannot match the paths that apps see."""
    if ("<" in text or "/:" in text) and (variable := _VARIABLE.search(text)):
        before = text[: variable.start()]
        problems.warn(
            "url-rule",
            text,
            f"is not a URL rule: {_as_said(variable[0])} is matched literally",
            f"use {before + '*'!r}",
        )
    elif "%" in text and _ENCODED.search(text):
        problems.warn(
            "dead-resource",
            text,
            "is compared with decoded paths, so it can never match",
            f"use {unquote(text)!r}",
        )
    elif "*" not in text and resolutions(text) != {text}:
        problems.warn(
            "dead-resource",
            text,
            "can never match, because servers resolve it to another path",
            f"use {min(resolutions(text))!r}",
        )


def _say_dead(text: str, problems: Problems) -> None:
    _, separator, rest = text.rpartition("://")
    path = "/" + (rest.partition("/")[2] if separator else text.removeprefix("^"))
    problems.warn(
        "dead-resource",
        text,
        "can never match, because paths start with a slash",
        f"use {path!r}",
    )


@cache
def _paths() -> Automaton:
    from flask_cors.core.regex.syntax import read

    return read("/.*", re.DOTALL)


def _parse_regex(value: str | re.Pattern[str], problems: Problems) -> PathPattern | None:
    compiled = compile_regex(value, re.DOTALL, problems)
    if compiled is None:
        return None
    regex, automaton = compiled
    if automaton is not None:
        from flask_cors.core.regex.automaton import find_word
        from flask_cors.core.regex.steps import UndecidedError

        try:
            if find_word([automaton, _paths()]) is None:
                _say_dead(regex.pattern, problems)
        except UndecidedError:
            # A pattern that is too large to analyze still works, so there is no warning.
            pass
    return PathPattern("regex", regex.pattern, regex.flags, regex, matcher(regex))


def _longest(regex: re.Pattern[str]) -> int:
    from flask_cors.core.regex.cost import effort

    limit = effort(regex.pattern, regex.flags).limit
    return MAX_LENGTH if limit is None else min(limit, MAX_LENGTH)


class ResourceTable:
    """The resource patterns of one scope, in the order in which they are tried.

    Exact patterns come first, then the longest literal prefix, then the first one declared.
    """

    __slots__ = (
        "_below",
        "_levels",
        "_literal",
        "_longest",
        "_order",
        "_ranked",
        "_steps",
        "everything",
        "patterns",
    )

    def __init__(self, patterns: Iterable[PathPattern]) -> None:
        self.patterns: tuple[PathPattern, ...] = tuple(patterns)
        prefixes = {index: p.prefix for index, p in enumerate(self.patterns) if p.kind != "exact"}
        ranks = sorted(prefixes, key=lambda index: -len(prefixes[index]))
        self._ranked = tuple(ranks)
        #: By length of the prefix, longest first: indices by prefix, and indices of the regexes,
        #: because a path that they match may not begin with the prefix (`/a?b`).
        self._levels: dict[int, tuple[dict[str, list[int]], list[int]]] = {}
        for index in ranks:
            prefix = prefixes[index]
            if len(prefix) not in self._levels:
                self._levels[len(prefix)] = {}, []
            by_prefix, regexes = self._levels[len(prefix)]
            if self.patterns[index].kind == "regex":
                regexes.append(index)
            else:
                by_prefix.setdefault(prefix, []).append(index)
        self._literal = {
            p.text: index for index, p in enumerate(self.patterns) if p.kind == "exact"
        }
        for text, index in list(self._literal.items()):
            self._literal.setdefault(twin(text), index)
        #: The longest path that every regular expression can be tried on; None without any.
        self._longest = min(
            map(_longest, filter(None, (p.regex for p in self.patterns))), default=None
        )
        #: Functions that return the steps of each pattern for the length of a path.
        self._steps = [search_steps if p.regex is None else steps(p.regex) for p in self.patterns]
        exact = sorted(set(range(len(self.patterns))).difference(ranks))
        in_order = (*exact, *ranks)
        #: The position of each pattern in that order.
        self._order = sorted(range(len(in_order)), key=in_order.__getitem__)
        #: True if the table is a single pattern that matches every path.
        self.everything: bool = [p.kind for p in self.patterns] == ["all"]
        self._below: _Below | None = None

    def match(self, path: str) -> int | None:
        """Return the index of the governing pattern; None without one, or if it is undecided."""
        try:
            return self.find(path)
        except UndecidedPathError:
            return None

    def find(self, path: str) -> int | None:
        """Return the index of the pattern that governs `path`, or None.

        Raises `UndecidedPathError` if the path is too long or takes too many steps, or if a server
        may resolve it to a path that a different pattern governs.
        """
        if self.everything:
            return 0
        if self._longest is not None and len(path) > self._longest:
            raise UndecidedPathError
        found = self._find(path)
        if any(self._find(each) != found for each in resolutions(path) - {path}):
            raise UndecidedPathError
        return found

    def _find(self, path: str) -> int | None:
        index = self._literal.get(path)
        if index is not None:
            return index
        budget = Budget()
        for index in self._candidates(path):
            if not budget.affords(self._steps[index](len(path))):
                raise UndecidedPathError
            if self.patterns[index].matches(path):
                return index
        return None

    def _candidates(self, path: str) -> Iterator[int]:
        """Iterate over the patterns that may match, in the order in which they are tried."""
        # With a trailing slash, since `/api/*` also matches `/api`.
        slashed = path + "/"
        for length, (by_prefix, regexes) in self._levels.items():
            indices = by_prefix.get(slashed[:length], ())
            yield from sorted((*indices, *regexes)) if regexes else indices

    def rank(self, index: int) -> int:
        """Return the position of a pattern in matching order."""
        return self._order[index]

    def below(self, prefix: str) -> tuple[list[int], bool]:
        """Return the patterns that may match a path with a prefix, and whether one matches all."""
        if self._below is None:
            # Created on first use: most apps never need it.
            self._below = _Below(self.patterns)
        return self._below.find(prefix)

    def languages(self) -> Iterator[tuple[int, Automaton | None]]:
        """Iterate over the patterns in matching order, as (index, automaton).

        The first pattern whose automaton accepts a path governs it. The automaton is None for a
        regular expression that cannot be analyzed.
        """
        from flask_cors.core.regex.automaton import literal
        from flask_cors.core.regex.syntax import UnreadableError

        for text in sorted(self._literal, key=len):
            yield self._literal[text], literal(text)
        for index in self._ranked:
            try:
                yield index, self.patterns[index].automaton()
            except UnreadableError:
                yield index, None


class _Below:
    """An index of patterns by the paths that they can match."""

    def __init__(self, patterns: Sequence[PathPattern]) -> None:
        from .prefix_index import PrefixIndex

        kinds: dict[PathKind, list[tuple[int, PathPattern]]]
        kinds = {"all": [], "exact": [], "wildcard": [], "regex": []}
        for index, pattern in enumerate(patterns):
            kinds[pattern.kind].append((index, pattern))
        self._exact = PrefixIndex((index, f"{p.text}/") for index, p in kinds["exact"])
        self._wildcards = PrefixIndex((index, p.prefix) for index, p in kinds["wildcard"])
        #: Patterns that can match any start of a path.
        self._always = [index for kind in _UNBOUND for index, _ in kinds[kind]]
        self._texts = {p.text for p in patterns if p.kind != "regex"}

    def find(self, prefix: str) -> tuple[list[int], bool]:
        """Return the patterns that may match a path with a prefix, and whether one matches all."""
        found = [
            *self._always,
            *self._exact.beginning_with(prefix),
            *self._wildcards.beginning_with(prefix),
            *self._wildcards.that_begin(prefix),
        ]
        folders = (prefix[: end + 1] + "*" for end, char in enumerate(prefix) if char == "/")
        return sorted(found), any(folder in self._texts for folder in folders)


#: The kinds whose text does not determine the beginning of the paths.
_UNBOUND: Final = ("all", "regex")
