"""How the headers of a decision and those of an app's response come together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from flask_cors.core import protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask_cors.core.policy import Decision

    Headers: TypeAlias = list[tuple[str, str]]

_VARY: Final = protocol.VARY.lower()
_EXPOSE: Final = protocol.EXPOSE_HEADERS.lower()
#: Headers that only the policy sets; a view that sets one of them does not know the others.
_POLICYS_OWN: Final = frozenset(
    name.lower()
    for name in (protocol.ALLOW_ORIGIN, protocol.ALLOW_CREDENTIALS, protocol.ALLOW_PRIVATE_NETWORK)
)
_PREFLIGHTS_OWN: Final = _POLICYS_OWN | {
    name.lower() for name in (protocol.ALLOW_METHODS, protocol.ALLOW_HEADERS, protocol.MAX_AGE)
}
#: What is replaced or added to in an answer, and in one to a preflight.
TOUCHED: Final = _POLICYS_OWN | {_VARY, _EXPOSE}
TOUCHED_BY_PREFLIGHT: Final = _PREFLIGHTS_OWN | {_VARY, _EXPOSE}
#: How long the names of these are.
_LENGTHS: Final = frozenset(map(len, TOUCHED_BY_PREFLIGHT))
#: What of an answer means nothing any more once its status and its body are gone.
_DROPPED_WITH_BODY: Final = frozenset(
    # A table of words reads better without quotes around each.
    "accept-ranges content-disposition content-encoding content-language"  # noqa: SIM905
    " content-length content-location content-range content-type etag last-modified location"
    " proxy-authenticate refresh retry-after set-cookie trailer transfer-encoding"
    " www-authenticate".split()
)


def without_refusal(headers: Headers) -> Headers:
    """Return what is left of the headers of an answer that refused a preflight."""
    return [item for item in headers if item[0].lower() not in _DROPPED_WITH_BODY]


def with_cors(headers: Headers, decision: Decision, touched: frozenset[str]) -> Headers:
    """Return the headers with those of a decision, and with none that speak against it."""
    kept = [item for item in headers if item[0].lower() not in touched]
    return [*kept, *_merged(decision, headers)]


def touches(headers: Headers, touched: frozenset[str] = TOUCHED) -> bool:
    """Tell whether any of the headers is one that a policy replaces or adds to."""
    # The length first, to lower a name costs more; a loop costs less than a generator.
    for name, _ in headers:  # noqa: SIM110
        if len(name) in _LENGTHS and name.lower() in touched:
            return True
    return False


def has_second_writer(headers: Headers) -> bool:
    """Tell whether the app set headers that only a policy sets."""
    return any(name.lower() in _POLICYS_OWN for name, _ in headers)


def _merged(decision: Decision, there: Headers) -> Iterator[tuple[str, str]]:
    """Iterate over the headers of a decision, its lists behind those that are there."""
    exposed, vary = _members(there, _EXPOSE), _members(there, _VARY)
    for name, value in decision.headers:
        if name == protocol.EXPOSE_HEADERS:
            exposed += protocol.list_members(value)
        else:
            yield name, value
    if exposed:
        yield protocol.EXPOSE_HEADERS, ", ".join(_unique(exposed))
    if members := ["*"] if "*" in vary else _unique([*vary, *decision.vary]):
        yield protocol.VARY, ", ".join(members)


def _members(headers: Headers, wanted: str) -> list[str]:
    """Return the members of all headers of a name."""
    return [
        member
        for name, value in headers
        if name.lower() == wanted
        for member in protocol.list_members(value)
    ]


def _unique(names: Iterable[str]) -> list[str]:
    """Return header names once each, ignoring case, in the spelling that came first."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.lower(), name)
    return list(first.values())
