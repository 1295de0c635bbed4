"""Describes a decision in one line, with the values that would have been allowed."""

from __future__ import annotations

import logging
import re
from itertools import takewhile
from operator import eq
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.origin import MAX_LENGTH, differing_parts, is_serialized_origin
from flask_cors.core.protocol import MAX_REQUEST_HEADER_NAMES

from .reporting import logger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from flask import Request

    from flask_cors.core.fetch_metadata import Kind
    from flask_cors.core.patterns.headers import HeaderPattern
    from flask_cors.core.patterns.origins import OriginPattern
    from flask_cors.core.policy import CorsRequest, Decision, Policy
    from flask_cors.core.trace import Ruling

#: The subjects of a line that are not repeated.
_SUBJECTS: Final = frozenset({"request", "preflight"})
#: A method or a path that needs no quotes in a line.
_WORD: Final = lazy_regex(r"[\w/.~%-]{1,300}", re.ASCII)
#: Maximum number of characters of a value in a line.
_MAX_VALUE: Final = 300
#: Limits of one line: checks, names in a list, origins that are compared.
_MAX_STEPS: Final = 12
_MAX_NAMES: Final = 10
_MAX_COMPARED: Final = 1000
#: Kinds of patterns whose text is an origin, with a `*` perhaps.
_COMPARABLE: Final = frozenset({"exact", "wildcard"})
#: Kinds of patterns whose text is an origin or similar to one.
_SPELLED: Final = frozenset({"exact", "null", "text", "wildcard", "scheme"})


#: Names of the kinds of requests that have an `Origin` and no CORS check.
_UNCHECKED: Final[Mapping[Kind, str]] = {
    "same-origin": "same-origin request",
    "navigation": "navigation",
    "embed": "embed or beacon",
    "WebSocket": "WebSocket handshake",
}


def sentence(decision: Decision, policy: Policy, cors: CorsRequest, *notes: str) -> str:
    """Describe, in one line of limited length, a decision and the settings that determined it."""
    steps: Sequence[Ruling] = decision.steps
    more = len(steps) - _MAX_STEPS
    if more > 0:
        # Failed checks matter most.
        steps = sorted(steps, key=lambda step: step.passed)[:_MAX_STEPS]
        notes = (f"and {more} more", *notes)
    said = [
        f"{step.check} {shown(step.subject)} {'allowed' if step.passed else 'not allowed'}"
        f" by {step.source}"
        for step in steps
    ]
    return "; ".join([*_outcome(decision, policy, cors), *said, *filter(None, notes)])


def _outcome(decision: Decision, policy: Policy, cors: CorsRequest) -> Iterator[str]:
    """Iterate over notes: the kind of request, its effect in browsers, and any rejection."""
    if decision.kind in _UNCHECKED:
        yield f"{_UNCHECKED[decision.kind]}, for which browsers make no CORS check"
    elif cors.origin is not None:
        what = "preflight" if cors.is_preflight else "request"
        outcome = f"refused ({decision.reason})" if decision.reason else "allowed"
        yield f"{what} {outcome}"
    if decision.rejection:
        source = policy.settings["reject_disallowed"].source
        yield f"{decision.rejection} by reject_disallowed={policy.reject_disallowed!r} in {source}"
    if cors.origin is None:
        yield "the request has no Origin"


def unmatched(path: str, patterns: Sequence[str]) -> str:
    """Say in one line that no policy governs a path, with the patterns of `CORS(app)`."""
    if not patterns:
        return (
            "request without a policy; there is no CORS(app), and no CORS(blueprint) or"
            " @cross_origin applies"
        )
    written = [text if text.isprintable() else repr(text) for text in patterns]
    return (
        f"request without a policy; no resource pattern matches {shown(path)};"
        f" configured: {_listed(written)}"
    )


def nearest(policy: Policy, decision: Decision, cors: CorsRequest) -> str:
    """Say what would have been allowed instead; empty if nothing was refused."""
    failed = next((step for step in decision.steps if not step.passed), None)
    match failed and failed.check:
        case "origin":
            return _nearest_origin(policy, cors.origin or "")
        case "method":
            return _allowed_methods(policy, cors)
        case "header":
            return _allowed_headers(policy)
    return ""


def _allowed_methods(policy: Policy, cors: CorsRequest) -> str:
    methods = policy.methods
    if methods == "*":
        return "any method that browsers can send is allowed"
    named = cors.routed_methods() if isinstance(methods, str) else methods
    return f"allowed methods: {_listed(sorted(named))}"


def _allowed_headers(policy: Policy) -> str:
    if policy.allow_headers.any:
        return f"any header name is allowed, up to {MAX_REQUEST_HEADER_NAMES} in 8 KiB"
    return f"allowed headers: {_listed([_written(each) for each in policy.allow_headers.patterns])}"


def _nearest_origin(policy: Policy, origin: str) -> str:
    if policy.origins.any:
        # The value is not a serialized origin, or it is `null` and credentials are allowed.
        return "any well-formed origin except null is allowed"
    patterns = policy.origins.patterns[:_MAX_COMPARED]
    if not patterns:
        return "no origin is allowed"
    spelled = [pattern for pattern in patterns if pattern.kind in _SPELLED]
    if not spelled:
        return f"allowed: origins accepted by {_listed([_written(each) for each in patterns])}"
    closest = max(spelled, key=lambda pattern: _closeness(origin[:MAX_LENGTH], pattern.text))
    text = f"closest allowed origin: {closest.text!r}"
    if closest.kind not in _COMPARABLE or not is_serialized_origin(origin):
        return text
    parts = differing_parts(origin, closest.text)
    # A different host is obvious.
    named = parts and "host" not in parts
    return f"{text} ({' and '.join(parts.values())})" if named else text


def _closeness(origin: str, text: str) -> tuple[int, bool, int]:
    """Measure the similarity of two origins: the host from both ends, scheme, port.

    It is linear, because an edit distance would be too slow for many origins.
    """
    scheme, host, port = _parts(origin)
    other, wanted, other_port = _parts(text)
    same = _alike(host, wanted) + _alike(host[::-1], wanted[::-1])
    missed = len(wanted) - 2 * min(same, len(wanted))
    return -missed, scheme == other, _alike(port, other_port)


def _alike(one: str, other: str) -> int:
    """Return the length of the common prefix of two strings."""
    return sum(takewhile(bool, map(eq, one, other)))


def _parts(origin: str) -> tuple[str, str, str]:
    scheme, _, rest = origin.partition("://")
    host, _, port = rest.partition(":")
    return scheme, host.removeprefix("*"), port


def _written(pattern: OriginPattern | HeaderPattern) -> str:
    """Return a pattern as it is shown in a line."""
    return pattern.text if pattern.text.isprintable() else repr(pattern.text)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MAX_NAMES
    named = ", ".join(names[:_MAX_NAMES]) or "none"
    return f"{named} and {more} more" if more > 0 else named


def log(request: Request, text: str, *, refused: bool) -> None:
    """Log a decision, beginning with the request; values from the network are always escaped."""
    what, _, rest = text.partition(" ")
    origin = request.environ.get("HTTP_ORIGIN")
    logger.log(
        logging.INFO if refused else logging.DEBUG,
        "%s %s %s%s",
        _plain(request.method),
        _plain(request.path),
        "without Origin" if origin is None else f"from {shown(origin)}",
        f" {rest}" if what in _SUBJECTS else f": {text}",
    )


def _plain(text: str) -> str:
    """Return a short word of ordinary characters unchanged, anything else as its `repr`."""
    return text if _WORD.fullmatch(text) else shown(text)


def shown(value: object) -> str:
    """Return a value from the network as it is shown in a line: its `repr`, shortened."""
    text = repr(value)
    return text if len(text) <= _MAX_VALUE else f"{text[:_MAX_VALUE]}... ({len(text)} characters)"
