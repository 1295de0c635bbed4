"""Hosts in a regular expression for origins that anyone can get, or that cannot exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex

from .wildcards import SHARED_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask_cors.core.regex.automaton import Automaton

#: Names with dots between them, escaped or not.
_DOMAIN: Final = lazy_regex(r"[A-Za-z0-9-]+(?:\\?\.[A-Za-z0-9-]+)+")
#: A character beyond ASCII, with the letters around it.
_BEYOND_ASCII: Final = lazy_regex(r"[\w-]*[^\x00-\x7f][\w-]*")
_SET: Final = lazy_regex(r"\[(?:\\.|[^\]\\])*\]")
_LABEL: Final = "[a-z0-9_-]"
#: The maximum number of states that one search explores.
_LIMIT: Final = 5_000


def covered_suffix(
    text: str, automaton: Automaton, is_shared: Callable[[str], bool]
) -> tuple[str, str] | None:
    """Return a public suffix under which an expression allows every host, with an example origin.

    Raises UndecidedError if the expression is too large.
    """
    from flask_cors.core.regex.automaton import find_word
    from flask_cors.core.regex.syntax import read

    for suffix in dict.fromkeys(_suffixes(text)):
        if is_shared(suffix):
            anyone = rf"[a-z]+://(?:{_LABEL}+\.)*evil{_LABEL}*\.{re.escape(suffix)}(?::[0-9]+)?"
            if (word := find_word([automaton, read(anyone)], limit=_LIMIT)) is not None:
                return suffix, word
    return None


def _suffixes(text: str) -> Iterator[str]:
    """Iterate over the domains that an expression may end with; each has a dot."""
    for domain in _DOMAIN.findall(text):
        labels = domain.replace("\\", "").lower().split(".")
        for start in range(len(labels) - 1):
            yield ".".join(labels[start:])
    # The labels can be separate: `(vercel|netlify)\.app`.
    for suffix in sorted(SHARED_SUFFIXES):
        if all(label in text for label in suffix.split(".")):
            yield suffix


def beyond_ascii(text: str) -> tuple[str, str] | None:
    """Return the first character that no origin contains, and the expression in punycode.

    The expression is empty if it cannot be written in punycode, as with a set of letters.
    """
    found = None if text.isascii() else _BEYOND_ASCII.search(text)
    if found is None:
        return None
    from flask_cors.core.normalization import normalize_host

    char = next(char for char in found[0] if not char.isascii())
    if any(not each.isascii() for each in _SET.findall(text)):
        return char, ""
    return char, _BEYOND_ASCII.sub(lambda word: normalize_host(word[0].lower()), text)


def with_dots_escaped(text: str) -> str:
    """Return an expression with the dots between letters escaped."""
    return re.sub(r"(?<=[A-Za-z0-9-])\.(?=[A-Za-z0-9-])", r"\\.", text)


def last_domain(text: str) -> str:
    """Return the domain that an expression spells out last; empty without one."""
    found = _DOMAIN.findall(text)
    return found[-1].replace("\\", "").lower() if found else ""
