"""Serialized origins, and the patterns that say which of them are allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flask_cors.core.origin import host_of, is_serialized_origin, normalise

from .notation import compile_regex, finder, is_wildcard, special_characters
from .wildcards import (
    closest_wildcard,
    is_shared_suffix,
    literal_end,
    split_tail,
    wildcard_regex,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask_cors.core.problems import Problems
    from flask_cors.core.regex.automaton import Automaton


#: A scheme and what follows it, in a configured value.
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
#: An origin with an IPv6 address; as a regular expression, the brackets are a set of characters.
_BRACKETED_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\[[^\]]*:[^\]]*:[^\]]*\](?::[0-9]*)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class OriginKind(Enum):
    """The ways to write an allowed origin."""

    ANY = "any"
    EXACT = "exact"
    NULL = "null"
    #: Not a serialized origin: kept as written, admits the same text only.
    TEXT = "text"
    WILDCARD = "wildcard"
    REGEX = "regex"
    CALLABLE = "callable"


@dataclass(frozen=True, slots=True)
class OriginPattern:
    """One allowed origin or one way to recognise some; `text` is what a person reads."""

    kind: OriginKind
    text: str
    regex: re.Pattern[str] | None = None
    #: Compared by `call_id`, since a callable may have an equality of its own, or no hash.
    call: Callable[[str], Any] | None = field(default=None, compare=False)
    call_id: int = field(default=0, repr=False)

    def __str__(self) -> str:
        return self.text


ANY: Final = OriginPattern(OriginKind.ANY, "*")


def parse_origin(value: object, problems: Problems) -> OriginPattern | None:
    """Read one item of the option `origins`; None if it admits no origin."""
    if isinstance(value, str):
        return _parse_string(value, problems)
    if isinstance(value, re.Pattern):
        return _parse_regex(value, problems)
    # A class is callable, but would turn every origin into an object: nobody means that.
    if callable(value) and not isinstance(value, type):
        name = getattr(value, "__qualname__", type(value).__qualname__)
        return OriginPattern(OriginKind.CALLABLE, f"callable {name}", call=value, call_id=id(value))
    if value is None:
        # For example `[os.environ.get("FRONTEND"), ...]`: the other origins still count.
        problems.warn(
            "not-an-origin",
            value,
            "is no origin, as of a variable that is not set, and lets nobody in",
            "leave it out",
        )
        return None
    problems.error(
        "wrong-type",
        value,
        f"is of type {type(value).__name__}",
        "give a string, a compiled regular expression or a callable",
    )
    return None


def _parse_string(value: str, problems: Problems) -> OriginPattern | None:
    text = value.strip()
    if not text:
        problems.warn("not-an-origin", value, "is empty and lets nobody in", "leave it out")
        return None
    if text == "*":
        return ANY
    if text == "null":
        return OriginPattern(OriginKind.NULL, text)
    special = special_characters(text)
    if is_wildcard(text):
        return _parse_wildcard(text, problems)
    # A single `?` behind a literal scheme begins a query; it does not make a regex.
    is_query = special == {"?"} and _SCHEME.match(text)
    if special and not is_query and not _BRACKETED_HOST.fullmatch(text):
        return _parse_regex(text, problems)
    return _parse_literal(text, problems)


def _keep_as_text(text: str, problems: Problems, what: str, remedy: str) -> OriginPattern | None:
    if _CONTROL.search(text):
        # It would be sent in a header, where a line break begins another header.
        problems.warn(
            "not-an-origin",
            text,
            "has a control character and lets nobody in",
            f"write {remedy!r}",
        )
        return None
    problems.warn(
        "not-an-origin", text, f"{what}, so that no browser can send it", f"write {remedy!r}"
    )
    return OriginPattern(OriginKind.TEXT, text)


def _parse_literal(text: str, problems: Problems) -> OriginPattern | None:
    split = _SCHEME.fullmatch(text)
    if split is None:
        rest = text.lstrip(":/")
        scheme = "http" if rest.lower().startswith(("localhost", "127.")) else "https"
        remedy = _remedy(normalise(scheme, split_tail(rest)[0]))
        return _keep_as_text(text, problems, "has no scheme", remedy)
    authority, tail = split_tail(split["rest"])
    user, at, authority = authority.rpartition("@")
    origin = normalise(split["scheme"], authority)
    remedy = _remedy(origin)
    if at:
        return _keep_as_text(text, problems, f"has the user-info {user!r}", remedy)
    if tail.strip("/"):
        return _keep_as_text(text, problems, f"has {tail!r} behind the host", remedy)
    if not is_serialized_origin(origin):
        return _keep_as_text(text, problems, "is no origin: its host or its port cannot be", remedy)
    if origin == text:
        return OriginPattern(OriginKind.EXACT, text)  # the string that is there already
    _say_normalised(text, origin, problems)
    return OriginPattern(OriginKind.EXACT, origin)


def _remedy(origin: str) -> str:
    return origin if is_serialized_origin(origin) else "https://app.example.com"


def _say_normalised(text: str, corrected: str, problems: Problems) -> None:
    problems.warn(
        "normalised-origin",
        text,
        f"is not how a browser writes that origin, and is read as {corrected!r}",
        "write that",
    )


def _parse_wildcard(text: str, problems: Problems) -> OriginPattern | None:
    scheme, separator, rest = text.partition("://")
    if not separator:
        problems.error(
            "origin-wildcard", text, "has no scheme", f"write {closest_wildcard(text)!r}"
        )
        return None
    if "*" in scheme:
        http, https = (closest_wildcard(f"{each}://{rest}") for each in ("http", "https"))
        problems.error(
            "origin-wildcard",
            text,
            "has a * in its scheme",
            f"write one value a scheme: {http!r}, {https!r}",
        )
        return None
    authority, tail = split_tail(rest)
    if tail.strip("/") or not _SCHEME.fullmatch(text):
        return _keep_as_text(
            text,
            problems,
            f"has {tail!r} behind the host" if tail else f"has the scheme {scheme!r}",
            closest_wildcard(normalise(scheme, authority)),
        )
    normal = normalise(scheme, authority)
    pattern = wildcard_regex(normal)
    if pattern is None:
        problems.error(
            "origin-wildcard",
            text,
            "has a * where it is no wildcard: one may stand for whole labels in front of a domain,"
            " for a part of a label before the last two, and for the port",
            f"write {closest_wildcard(text)!r}, or compile a regular expression",
        )
        return None
    if normal != text:
        _say_normalised(text, normal, problems)
    _warn_shared_suffix(normal, problems)
    return OriginPattern(OriginKind.WILDCARD, normal, re.compile(pattern))


def _warn_shared_suffix(origin: str, problems: Problems) -> None:
    star, _, suffix = host_of(origin).partition(".")
    if star == "*" and is_shared_suffix(suffix):
        problems.warn(
            "public-suffix-wildcard",
            origin,
            f"admits everybody who has a host under {suffix!r}",
            f"name your own domain: {origin.replace('*.', '*.your-name.')!r}",
        )


def _parse_regex(value: str | re.Pattern[str], problems: Problems) -> OriginPattern | None:
    # Origins of requests are lower case, a configured pattern may not be.
    compiled = compile_regex(value, re.IGNORECASE, problems)
    if compiled is None:
        return None
    regex, automaton = compiled
    if automaton is not None:
        _warn_regex(regex.pattern, automaton, problems)
    return OriginPattern(OriginKind.REGEX, regex.pattern, regex)


@cache
def _origins() -> Automaton:
    """Return an automaton of everything that looks like an origin."""
    from flask_cors.core.regex.syntax import read

    return read("[^/]+://[^/]+")


def _warn_regex(text: str, automaton: Automaton, problems: Problems) -> None:
    from flask_cors.core.regex.automaton import UndecidedError, find_word
    from flask_cors.core.regex.foreign_origin import foreign_origin

    try:
        if find_word([automaton, _origins()]) is None:
            problems.warn(
                "not-an-origin",
                text,
                "is a regular expression that matches no whole origin, scheme included",
                "write one"
                r" such as 'https://[a-z]+\.example\.com'",
            )
        elif (foreign := foreign_origin(automaton)) is not None:
            problems.warn(
                "open-origin-regex",
                text,
                f"also admits other domains, such as {foreign!r}",
                "escape its dots and spell out"
                " the domain, or write a wildcard such as 'https://*.example.com'",
            )
    except UndecidedError:
        problems.warn(
            "unanalysed-regex",
            text,
            "is too large to tell what else it admits",
            "split it into several",
        )


_Tried: TypeAlias = "tuple[OriginPattern, Callable[[str], object]]"


class OriginSet:
    """The allowed origins of one policy, compiled to be matched."""

    __slots__ = (
        "_asked",
        "_by_end",
        "_find_regex",
        "_regexes",
        "any",
        "asks",
        "exact",
        "patterns",
        "single",
    )

    def __init__(self, patterns: Iterable[OriginPattern]) -> None:
        self.patterns: tuple[OriginPattern, ...] = tuple(patterns)
        self.any: bool = ANY in self.patterns
        #: Patterns that admit an equal text and nothing else, by that text.
        self.exact: dict[str, OriginPattern] = {
            p.text: p
            for p in self.patterns
            if p.kind in {OriginKind.EXACT, OriginKind.NULL, OriginKind.TEXT}
        }
        #: Wildcards by the literal end of their host: only a few of many have to be tried.
        self._by_end: dict[str, list[_Tried]] = {}
        for p in self.patterns:
            if p.kind is OriginKind.WILDCARD and p.regex is not None:
                tried = (p, p.regex.fullmatch)
                self._by_end.setdefault(literal_end(host_of(p.text)), []).append(tried)
        self._regexes = tuple(p for p in self.patterns if p.kind is OriginKind.REGEX)
        regexes = [p.regex for p in self._regexes if p.regex is not None]
        #: Finds the index of the first that matches; None if there is no regex.
        self._find_regex = finder(regexes) if regexes else None
        self._asked = tuple(p for p in self.patterns if p.call is not None)
        #: Whether one of them is a callable, whose result may change from request to request.
        self.asks: bool = bool(self._asked)
        only = self.patterns[0] if len(set(self.patterns)) == 1 else None
        #: The only origin of the set, if it is a single serialized origin.
        self.single: str | None = only.text if only and only.kind is OriginKind.EXACT else None

    def admits(
        self, origin: str, ask: Callable[[OriginPattern, str], bool]
    ) -> OriginPattern | None:
        """Return the pattern that admits `origin`; None if no pattern does.

        Wildcards, regular expressions and callables are only tried on serialized origins. `*` is
        left to the policy, since its meaning depends on credentials.
        """
        if (pattern := self.exact.get(origin)) is not None:
            return pattern
        tried = self._by_end or self._regexes or self._asked
        if not tried or not is_serialized_origin(origin):
            return None
        if self._by_end and (pattern := self._wildcard_for(origin)) is not None:
            return pattern
        if self._find_regex is not None and (index := self._find_regex(origin)) is not None:
            return self._regexes[index]
        for pattern in self._asked:
            if ask(pattern, origin):
                return pattern
        return None

    def _wildcard_for(self, origin: str) -> OriginPattern | None:
        end = host_of(origin)
        while end:
            for pattern, matches in self._by_end.get(end, ()):
                if matches(origin):
                    return pattern
            end = end.partition(".")[2]
        return None
