"""Warnings about a regular expression for origins, with a correction."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from flask_cors.core.origin import is_serialized_origin
from flask_cors.core.regex.automaton import find_word
from flask_cors.core.regex.foreign_origin import foreign_origin
from flask_cors.core.regex.steps import UndecidedError
from flask_cors.core.regex.syntax import UnreadableError, read
from flask_cors.core.regex.tree import compiled

from .prefix_regexes import has_common_example, lost_origin
from .regex_hosts import beyond_ascii, covered_suffix, last_domain, with_dots_escaped
from .wildcards import is_shared_suffix

if TYPE_CHECKING:
    from flask_cors.core.problems import Problems
    from flask_cors.core.regex.automaton import Automaton


@cache
def _origins() -> Automaton:
    """Return the shape of an origin, for a quick test whether a regex can match one."""
    return read(r"[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?")


def warn_regex(regex: re.Pattern[str], automaton: Automaton, problems: Problems) -> None:
    """Warn about an expression that probably allows more, or less, than intended."""
    text = regex.pattern
    if found := beyond_ascii(text):
        char, punycode = found
        problems.warn(
            "non-ascii-regex",
            text,
            f"has {char!r}, which no origin has: browsers write such domains in punycode",
            f"use {punycode!r}" if punycode else "list the domains in punycode",
        )
    try:
        _warn_of_whole(regex, automaton, problems)
        if (foreign := foreign_origin(automaton)) is not None:
            problems.warn(
                "open-origin-regex",
                text,
                f"also allows other domains, such as {foreign!r}",
                _closed(text),
            )
        elif shared := covered_suffix(text, automaton, is_shared_suffix):
            problems.warn("public-suffix-wildcard", text, *suffix_texts(*shared))
    except UndecidedError:
        problems.warn(
            "unanalyzed-regex",
            text,
            "is too large to determine what else it allows",
            "split it into several",
        )


def _warn_of_whole(regex: re.Pattern[str], automaton: Automaton, problems: Problems) -> None:
    """Warn about an expression that only matches a part of an origin."""
    text = regex.pattern
    if lost := lost_origin(regex, automaton):
        problems.warn(
            "regex-prefix",
            text,
            f"only matches complete origins: {lost.origin!r} was allowed by flask-cors 6 and is"
            " now refused",
            lost.remedy,
        )
    elif not has_common_example(automaton) and find_word([automaton, _origins()]) is None:
        problems.warn(
            "not-an-origin",
            text,
            "is a regular expression that matches no complete origin (scheme included)",
            _with_scheme(text),
        )


def suffix_texts(suffix: str, example: str) -> tuple[str, str]:
    """Return the fault of an expression that covers a public suffix, and the remedy."""
    return (
        f"allows anyone with a host under {suffix!r}, for example {example!r}",
        f"spell out your own name before {suffix!r}",
    )


def _with_scheme(text: str) -> str:
    """Return the remedy for an expression that matches no complete origin."""
    bare = re.sub(r"\\?/[*$]*$", "", text)
    for guess in (bare, f"https://{bare.removeprefix('^')}"):
        automaton = _read_guess(guess)
        if automaton is not None and find_word([automaton, _origins()]) is not None:
            return f"use {guess!r}"
    return "use the complete origin: scheme, host and port"


def _read_guess(text: str) -> Automaton | None:
    """Read an expression with a changed beginning or end; None if it is no longer valid."""
    try:
        return read(text, compiled(text, re.IGNORECASE).flags)
    except (re.error, UnreadableError):
        return None


def _closed(text: str) -> str:
    """Return the remedy for an expression that allows other domains."""
    alternatives = text.split("|")
    if len(alternatives) > 1 and all(map(is_serialized_origin, alternatives)):
        return f"list the origins: {alternatives!r}"
    escaped = with_dots_escaped(text)
    if foreign_origin(read(escaped, re.IGNORECASE)) is None:
        return f"escape its dots: {escaped!r}"
    domain = last_domain(text)
    if domain.replace(".", "").isdecimal():
        return f"use digits for the rest of the address: {_with_digits(text)!r}"
    wildcard = f", or use a wildcard: 'https://*.{domain}'" if domain else ""
    return f"spell out the domain{wildcard}"


def _with_digits(text: str) -> str:
    """Return an expression over IP addresses with digits where it has any characters."""
    return re.sub(r"(?:\\?\.)+([*+]?)", lambda found: r"\.[\d.]+" if found[1] else r"\.", text)
