"""Origins that a regular expression matches by its beginning only, as flask-cors 6 read it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.origin import is_serialized_origin
from flask_cors.core.records import Record
from flask_cors.core.regex.automaton import find_word
from flask_cors.core.regex.cost import effort
from flask_cors.core.regex.syntax import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_cors.core.regex.automaton import Automaton

#: Hosts at which people develop, and ports that they use there.
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
#: Endings that complete a prefix to a whole origin, by the last part of the prefix.
_REST: Final = (
    (lazy_regex(r".*[./]", re.DOTALL), "example.com"),
    (lazy_regex(r".*-", re.DOTALL), "1.example.com"),
    (lazy_regex(r".*:", re.DOTALL), "8443"),
    (lazy_regex(r".*", re.DOTALL), ".example.com"),
)
#: Endings that make an expression match whole origins again.
_CONTINUED: Final = (r"(:\d+)?", r"\d+", r"[\d.]+(:\d+)?")
_PORT_AT_THE_END: Final = lazy_regex(r":(?:[*?+]|\[0-9\]|\\d)?$")


class Lost(Record):
    """An origin that flask-cors 6 allowed, and what to do to keep it."""

    origin: str
    remedy: str


def lost_origin(regex: re.Pattern[str], automaton: Automaton) -> Lost | None:
    """Find an origin that people use and that an expression matches by its beginning only.

    None if there is none, or if the expression matches others of its kind as a whole: then its
    author has listed what is meant. Raises UndecidedError for what is too large.
    """
    known = effort(regex.pattern, regex.flags)
    if known.linear or known.limit is not None:
        # `re` could take long, and the prefixes that it matches cannot be asked of an automaton.
        return None
    for host in _HOSTS:
        origins = [host + port for port in _PORTS]
        lost = [each for each in origins if regex.match(each) and not regex.fullmatch(each)]
        if lost and not any(map(regex.fullmatch, origins[:-1])):
            return Lost(lost[0], _remedy(regex, lost[0], host))
    if find_word([automaton, _usual()]) is not None:
        return None
    begun = find_word([automaton, _begun()])
    if begun is not None:
        rest = next(rest for end, rest in _REST if end.fullmatch(begun))
        if is_serialized_origin(begun + rest) and regex.match(begun + rest):
            return Lost(begun + rest, "continue it to the end of the origin")
    return None


@cache
def _usual() -> Automaton:
    """Return what nearly all origins look like: a host with a dot, an address, or localhost."""
    return read(r"[^/]+://(?:localhost|[^/:]+\.[^/:]+|\[[^/]+\])(?::[0-9]+)?")


@cache
def _begun() -> Automaton:
    return read(r"[a-z]+://[^/]*")


def _remedy(regex: re.Pattern[str], lost: str, host: str) -> str:
    if regex.match(lost.partition("://")[0] + "://b.example"):
        return "list the origins, or use '*' to allow every origin"
    return f"use {next(_kept(regex, lost), f'{host}:*')!r}"


def _kept(regex: re.Pattern[str], lost: str) -> Iterator[str]:
    """Iterate over continuations of an expression that match an origin as a whole."""
    for end in _CONTINUED:
        text = _PORT_AT_THE_END.sub("", regex.pattern) + end
        if re.compile(text, regex.flags).fullmatch(lost):
            yield text
