"""The notation and regex safety shared by origin, resource and header patterns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from string import whitespace
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.origin import is_serialized_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask_cors.core.problems import Problems
    from flask_cors.core.regex.automaton import Automaton
    from flask_cors.core.regex.cost import Effort

#: Characters that make a string more than a literal; `.` and `+` alone do not.
SPECIAL: Final = frozenset("\\^$?*[](){|")
_NOT_SPLIT: Final = SPECIAL - {"?", "*"}
#: Two overlapping repeats are common (`.*\.a\..*`); a third makes matching time cubic.
_TOO_MANY_REPEATS: Final = 3
#: The brackets of an IPv6 address in an origin are part of a literal.
_IPV6_HOST = lazy_regex(r"(?<=://)\[[0-9A-Fa-f:.]+\]")


def special_characters(text: str) -> frozenset[str]:
    """Return the characters of `text` that make it a wildcard or a regular expression."""
    return SPECIAL.intersection(_IPV6_HOST.sub("", text) if "[" in text else text)


def is_plain_origin(text: str) -> bool:
    """Return whether `text` is an origin as browsers send it, without a special character."""
    return SPECIAL.isdisjoint(text) and is_serialized_origin(text)


def is_wildcard(text: str) -> bool:
    """Return whether the only special character of `text` is `*`, and no dot precedes it."""
    return special_characters(text) == {"*"} and ".*" not in text


def is_plain(text: str) -> bool:
    """Return whether `text` can be split: it has no special characters except `*` and `?`."""
    return not _NOT_SPLIT & special_characters(text)


def items(value: object, problems: Problems, *, kinds: str) -> list[object]:
    """Return the items of an option that is a list; `kinds` describes the valid items.

    A string is split at commas unless it contains a character of a regular expression; `[...]` is
    read as JSON. Anything that is neither a string nor an iterable is one item.
    """
    if isinstance(value, str):
        return _items_of_string(value, problems)
    if isinstance(value, Mapping | bytes | bytearray):
        problems.wrong_type(value, f"use {kinds}")
        return []
    if isinstance(value, set | frozenset):
        # A set has no order, but the order of items must not change between runs.
        return sorted(value, key=str)
    if isinstance(value, Iterable):
        return list(value)
    return [value]


def _items_of_string(value: str, problems: Problems) -> list[object]:
    # Other blanks, as a word processor leaves them, are removed from items with a warning.
    text = value.strip(whitespace)
    if text.startswith("[") and text.endswith("]"):
        try:
            parsed: list[object] = json.loads(text)
        except (ValueError, RecursionError):
            problems.error(
                "not-json",
                value,
                "looks like a list but is not JSON",
                f"use {_as_json(text)}",
            )
            return []
        return parsed
    # A variable that kept its quotes is one item, which is unquoted as one.
    if not is_plain(text) or (text[:1] in {'"', "'"} and text[:1] == text[-1:]):
        return [text]
    return [part.strip(whitespace) for part in text.split(",") if part.strip()]


def _as_json(text: str) -> str:
    """Return a list as JSON if its items have other quotes, or none."""
    parts = (part.strip("\"' ") for part in re.split(r"[,;]", text.strip("[]")))
    return json.dumps([part for part in parts if part])


def compile_regex(
    pattern: str | re.Pattern[str] | re.Pattern[bytes], flags: re.RegexFlag, problems: Problems
) -> tuple[re.Pattern[str], Automaton | None] | None:
    """Compile an expression for complete strings; return it with its automaton, if it has one.

    Errors, after which it returns None: an invalid expression, and one whose matching time grows
    exponentially or possibly does.
    Warnings: three or more overlapping repeats, and an expression that cannot be analyzed.
    """
    compiled = _compiled(pattern, flags, problems)
    if compiled is None:
        return None
    from flask_cors.core.regex.cost import effort

    known = effort(compiled.pattern, compiled.flags)
    if known.exponential or (known.undecided and not known.regular):
        _refuse(compiled.pattern, known, problems)
        return None
    _warn_slow(compiled.pattern, known, problems)
    return compiled, known.automaton


def _compiled(
    pattern: str | re.Pattern[str] | re.Pattern[bytes], flags: re.RegexFlag, problems: Problems
) -> re.Pattern[str] | None:
    text = pattern if isinstance(pattern, str) else pattern.pattern
    if isinstance(text, bytes):
        problems.error("wrong-type", text, "is a regular expression for bytes", "use one for str")
        return None
    if not isinstance(pattern, str):
        flags |= re.RegexFlag(pattern.flags)
    try:
        # DEBUG would print, twice if the pattern was compiled with it.
        return re.compile(text, flags & ~re.DEBUG)
    except (re.error, OverflowError, RecursionError) as error:
        reason = f"is not a valid regular expression: {error}"
        problems.error(
            "invalid-regex", text, reason, "correct it, or escape its special characters"
        )
        return None


def _refuse(text: str, known: Effort, problems: Problems) -> None:
    if known.exponential:
        problems.error(
            "exponential-regex",
            text,
            (
                "can take exponential time, because a repeat in it can match the same string in"
                " two ways"
            ),
            "rewrite the repeat so that it can match each string in one way only",
        )
    else:
        what = known.unreadable or "a possessive repeat or an atomic group in something large"
        reason = f"may take exponential time, which could not be determined ({what})"
        problems.error("exponential-regex", text, reason, "rewrite it without that")


def _warn_slow(text: str, known: Effort, problems: Problems) -> None:
    beyond = "" if known.limit is None else f"; beyond {known.limit} characters it matches nothing"
    if known.unreadable:
        problems.warn(
            "unanalyzed-regex",
            text,
            f"cannot be analyzed ({known.unreadable}), so what it allows is not known{beyond}",
            "rewrite it without that",
        )
    elif known.undecided:
        reason = "is too large to determine how long matching can take"
        problems.warn("unanalyzed-regex", text, reason, "split it into several")
    elif known.repeats >= _TOO_MANY_REPEATS:
        problems.warn(
            "slow-regex",
            text,
            (
                f"has {known.repeats} unbounded repeats that can match the same string, which"
                f" is slow on long input{beyond}"
            ),
            "use narrower sets such as [^/]* or [a-z0-9-]+",
        )


def matcher(regex: re.Pattern[str]) -> Callable[[str], object]:
    """Return a fast test for strings that a configured expression matches entirely."""
    from flask_cors.core.regex.matching import matcher

    return matcher(regex)


def steps(regex: re.Pattern[str]) -> Callable[[int], float]:
    """Return a function from a string's length to the maximum number of steps to match it."""
    from flask_cors.core.regex.matching import steps

    return steps(regex)


def finder(regexes: Sequence[re.Pattern[str]]) -> Callable[[str], int | None]:
    """Return a fast function for the index of the first expression that matches a string."""
    from flask_cors.core.regex.matching import finder

    return finder(regexes)
