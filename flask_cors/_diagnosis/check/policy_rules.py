"""The rules of the audit that only need a compiled policy."""

from __future__ import annotations

from itertools import islice, permutations
from typing import TYPE_CHECKING, Final

from flask_cors.core.browser.preflight_cache import (
    CHROMIUM_MAX_AGE,
    FIREFOX_MAX_AGE,
    WEBKIT_MAX_AGE,
)
from flask_cors.core.browser.safelist import NON_WILDCARD, is_forbidden_header
from flask_cors.core.conflicts import combination_problems
from flask_cors.core.patterns.origins import ANY
from flask_cors.core.patterns.regex_hosts import covered_suffix
from flask_cors.core.patterns.regex_origins import suffix_texts
from flask_cors.core.patterns.wildcards import shared_suffix
from flask_cors.core.regex.automaton import find_word
from flask_cors.core.regex.foreign_origin import foreign_origin
from flask_cors.core.regex.steps import UndecidedError
from flask_cors.core.regex.syntax import UnreadableError, read

from .rules import Finding, finding

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from flask_cors.core.patterns.origins import OriginPattern
    from flask_cors.core.policy import Policy
    from flask_cors.core.problems import Source

#: The maximum number of pairs of patterns to compare; each may take a millisecond.
_COMPARED: Final = 400
#: The maximum number of states that one comparison explores.
_LIMIT: Final = 2_000


def review(
    policy: Policy, is_shared: Callable[[str], bool], named: Callable[[Source], str] = str
) -> Iterator[Finding]:
    """Iterate over the findings about a policy; `is_shared` recognizes public suffixes."""
    for problem in policy.conflicts or combination_problems(policy.settings):
        yield Finding.from_problem(problem, named)
    yield from _shared_suffixes(policy, is_shared)
    yield from _subsumed(policy)
    yield from _headers(policy)
    yield from _max_age(policy)


def source_of(policy: Policy, option: str) -> Source:
    """Return where an option was set; for a default, the call that did not set it."""
    source = policy.settings[option].source
    if source.kind != "default":
        return source
    return next((layer.source for scope in policy.scopes for layer in scope.layers), source)


def _shared_suffixes(policy: Policy, is_shared: Callable[[str], bool]) -> Iterator[Finding]:
    for pattern in policy.origins.patterns:
        if pattern.kind == "wildcard":
            found = shared_suffix(pattern.text, is_shared)
        elif pattern.kind == "regex" and pattern.regex is not None:
            found = _suffix_of_regex(pattern.regex, is_shared)
        else:
            continue
        if found is None:
            continue
        reason, remedy = suffix_texts(*found)
        if pattern.kind == "wildcard":
            remedy = f"put your own domain in front: {_below(pattern.text, found[0])!r}"
        yield finding(
            "public-suffix-wildcard",
            source_of(policy, "origins"),
            f"origins={pattern.text!r} {reason}",
            remedy=remedy,
        )


def _suffix_of_regex(
    regex: re.Pattern[str], is_shared: Callable[[str], bool]
) -> tuple[str, str] | None:
    try:
        automaton = read(regex.pattern, regex.flags)
        # An expression that matches any domain has a finding of its own.
        if foreign_origin(automaton) is None:
            return covered_suffix(regex.pattern, automaton, is_shared)
    except (UndecidedError, UnreadableError):
        pass  # a warning says that it cannot be analyzed
    return None


def _below(wildcard: str, suffix: str) -> str:
    """Return a wildcard for the hosts below one domain under a public suffix."""
    scheme, _, authority = wildcard.partition("://")
    port = authority.partition(":")[2]
    return f"{scheme}://*.your-name.{suffix}" + (f":{port}" if port else "")


# -- redundant origins ---------------------------------------------------------------------------


def _subsumed(policy: Policy) -> Iterator[Finding]:
    patterns = policy.origins.patterns
    source = source_of(policy, "origins")
    if policy.origins.any:
        # With credentials, `*` does not include these.
        own = {"null", "text"} if policy.credentials else set()
        texts = [each.text for each in patterns if each is not ANY and each.kind not in own]
        pairs = [(text, "*") for text in texts if ANY in patterns]
    else:
        pairs = [(one.text, other.text) for one, other in _covered(patterns)]
    for text, other in pairs:
        yield finding(
            "subsumed-origin",
            source,
            f"origins={text!r} is already allowed by {other!r}",
            remedy=f"remove {text!r}, or narrow {other!r}",
        )


def _covered(
    patterns: tuple[OriginPattern, ...],
) -> Iterator[tuple[OriginPattern, OriginPattern]]:
    """Iterate over the patterns that another one covers, each once, with the other one."""
    wide = [each for each in patterns if each.regex is not None]
    for one in patterns:
        if one.kind == "exact":
            for other in wide:
                if other.regex is not None and other.regex.fullmatch(one.text):
                    yield one, other
                    break
    gone: set[OriginPattern] = set()
    for one, other in islice(permutations(wide, 2), _COMPARED):
        if one not in gone and other not in gone and _covers(other, one):
            gone.add(one)
            yield one, other


def _covers(other: OriginPattern, one: OriginPattern) -> bool:
    """Return whether one pattern is known to allow every origin that another allows."""
    try:
        within, without = (
            read(each.regex.pattern, each.regex.flags) for each in (one, other) if each.regex
        )
        return find_word([within], [without], _LIMIT) is None
    except (UndecidedError, UnreadableError):
        return False


# -- responses to preflights ---------------------------------------------------------------------


def _headers(policy: Policy) -> Iterator[Finding]:
    source = policy.settings["allow_headers"].source
    for pattern in policy.allow_headers.patterns:
        if pattern.regex is None and is_forbidden_header(pattern.text, ""):
            yield finding(
                "forbidden-header",
                source,
                f"allow_headers={pattern.text!r} cannot be set by scripts",
            )
    if policy.allow_headers.any and source.kind != "default":
        yield finding(
            "authorization-under-any",
            source,
            f"allow_headers='*' lets pages send {NON_WILDCARD.title()} too",
        )


def _max_age(policy: Policy) -> Iterator[Finding]:
    seconds = policy.value("max_age")
    if seconds is not None and seconds > FIREFOX_MAX_AGE:
        limits = f"{FIREFOX_MAX_AGE} seconds by Firefox, to {CHROMIUM_MAX_AGE} by Chromium"
        yield finding(
            "long-max-age",
            source_of(policy, "max_age"),
            f"max_age={seconds} is limited to {limits} and to {WEBKIT_MAX_AGE} by WebKit",
        )
