"""Patterns for the request headers in `Access-Control-Request-Headers`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from flask_cors.core.budget import Budget
from flask_cors.core.protocol import is_token
from flask_cors.core.records import Record

from .notation import compile_regex, is_wildcard, matcher, special_characters, steps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask_cors.core.problems import Problems

    #: The kinds of patterns for an allowed request header.
    HeaderKind: TypeAlias = Literal["any", "name", "wildcard", "regex"]

#: Longest name that patterns are matched against: matching time can grow with its square.
MAX_LENGTH: Final = 256


class HeaderPattern(Record):
    """One allowed header name, or a way to recognize some; names are compared ignoring case."""

    kind: HeaderKind
    text: str
    regex: re.Pattern[str] | None = None

    def __str__(self) -> str:
        return self.text


ANY: Final = HeaderPattern("any", "*")


def parse_header(value: object, problems: Problems) -> HeaderPattern | None:
    """Read one item of the option `allow_headers`; None if it allows nothing."""
    if isinstance(value, re.Pattern):
        return _parse_regex(value, problems)
    if not isinstance(value, str):
        remedy = "use a header name such as 'Content-Type' or a compiled regular expression"
        problems.wrong_type(value, remedy)
        return None
    return _parse_string(value, problems)


def _parse_string(value: str, problems: Problems) -> HeaderPattern | None:
    text = value.strip()
    if text == "*":
        return ANY
    if is_token(text) and is_wildcard(text):
        star = "[^*]*".join(map(re.escape, text.split("*")))
        return HeaderPattern("wildcard", text, re.compile(star, re.IGNORECASE))
    if special_characters(text):
        return _parse_regex(text, problems)
    if is_token(text):
        return HeaderPattern("name", text)
    problems.error(
        "not-a-token", value, "is not a valid header name", "use for example 'Content-Type'"
    )
    return None


def _parse_regex(value: str | re.Pattern[str], problems: Problems) -> HeaderPattern | None:
    compiled = compile_regex(value, re.IGNORECASE, problems)
    return compiled and HeaderPattern("regex", compiled[0].pattern, compiled[0])


class HeaderSet:
    """The allowed request headers of one policy, compiled to be matched."""

    __slots__ = ("_names", "_tried", "any", "patterns")

    def __init__(self, patterns: Iterable[HeaderPattern]) -> None:
        self.patterns: tuple[HeaderPattern, ...] = tuple(patterns)
        self.any: bool = ANY in self.patterns
        self._names = {p.text.lower() for p in self.patterns if p.kind == "name"}
        #: The matchers of the patterns, each with a function for its steps by the length of a name.
        self._tried = [
            (matcher(p.regex), steps(p.regex)) for p in self.patterns if p.regex is not None
        ]

    def allowed(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of `names` that are allowed, in their order and as they are spelled."""
        if self.any:
            return tuple(names)
        if not self._tried:
            return tuple([name for name in names if name.lower() in self._names])
        budget = Budget()
        return tuple(
            name for name in names if name.lower() in self._names or self._matches(name, budget)
        )

    def _matches(self, name: str, budget: Budget) -> bool:
        return len(name) <= MAX_LENGTH and any(
            budget.affords(steps(len(name))) and matches(name) for matches, steps in self._tried
        )
