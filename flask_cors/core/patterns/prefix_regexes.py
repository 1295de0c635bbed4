"""Origins of which a regular expression only matches the beginning: flask-cors 6 allowed them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.origin import is_serialized_origin
from flask_cors.core.records import Record
from flask_cors.core.regex.automaton import example, find_word
from flask_cors.core.regex.cost import effort
from flask_cors.core.regex.syntax import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_cors.core.regex.automaton import Automaton

#: Hosts and ports that are common in development.
_HOSTS: Final = (
    "http://localhost",
    "https://localhost",
    "http://127.0.0.1",
    "https://127.0.0.1",
    "http://[::1]",
    "http://192.168.1.10",
    "http://192.168.0.10",
    "http://10.0.0.10",
    "http://172.16.0.10",
)
_PORTS: Final = (":3000", ":5173", ":8080", ":8000", ":5000", ":4200", ":8443", "")
#: Endings that turn a prefix into an origin, by the last part of the prefix.
_REST: Final = (
    (lazy_regex(r".*[./]", re.DOTALL), "example.com"),
    (lazy_regex(r".*-", re.DOTALL), "1.example.com"),
    (lazy_regex(r".*:", re.DOTALL), "8443"),
    (lazy_regex(r".*", re.DOTALL), ".example.com"),
)
#: Endings that make an expression match complete origins again.
_CONTINUED: Final = (r"(:\d+)?", r"\d+", r"[\d.]+(:\d+)?")
#: An origin in a common form.
_COMMON: Final = lazy_regex(r"https?://(?:localhost|[a-z0-9_-]+\.[a-z0-9._-]+)(?::[0-9]+)?")
_PORT_AT_THE_END: Final = lazy_regex(r":(?:[*?+]|\[0-9\]|\\d)?$")


class Lost(Record):
    """An origin that flask-cors 6 allowed, with the remedy to keep it."""

    origin: str
    remedy: str


def lost_origin(regex: re.Pattern[str], automaton: Automaton) -> Lost | None:
    """Find a common origin of which an expression matches only the beginning.

    None if there is none, or if the expression matches similar origins completely: then its author
    listed the intended ones. Raises UndecidedError if the expression is too large.
    """
    known = effort(regex.pattern, regex.flags)
    if known.linear or known.limit is not None:
        # `re` could take long, and an automaton does not find the prefixes that it matches.
        return None
    for host in _HOSTS:
        origins = [host + port for port in _PORTS]
        lost = [each for each in origins if regex.match(each) and not regex.fullmatch(each)]
        if lost and not any(map(regex.fullmatch, origins[:-1])):
            return Lost(lost[0], _remedy(regex, lost[0], host))
    if has_common_example(automaton) or find_word([automaton, _usual()]) is not None:
        return None
    begun = find_word([automaton, _begun()])
    if begun is not None:
        rest = next(rest for end, rest in _REST if end.fullmatch(begun))
        if is_serialized_origin(begun + rest) and regex.match(begun + rest):
            return Lost(begun + rest, "continue it to the end of the origin")
    return None


def has_common_example(automaton: Automaton) -> bool:
    """Return whether a shortest match is a common origin, so that no other has to be sought."""
    word = example(automaton)
    return word is not None and _COMMON.fullmatch(word) is not None


@cache
def _usual() -> Automaton:
    """Return the shape of nearly all origins: a host with a dot, an address, or localhost."""
    return read(r"[^/]+://(?:localhost|[^/:]+\.[^/:]+|\[[^/]+\])(?::[0-9]+)?")


@cache
def _begun() -> Automaton:
    return read(r"[a-z]+://[^/]*")


def _remedy(regex: re.Pattern[str], lost: str, host: str) -> str:
    if regex.match(lost.partition("://")[0] + "://b.example"):
        return "list the origins, or use '*' to allow every origin"
    return f"use {next(_kept(regex, lost), f'{host}:*')!r}"


def _kept(regex: re.Pattern[str], lost: str) -> Iterator[str]:
    """Iterate over continuations of an expression that match an entire origin."""
    for end in _CONTINUED:
        text = _PORT_AT_THE_END.sub("", regex.pattern) + end
        if re.compile(text, regex.flags).fullmatch(lost):
            yield text
