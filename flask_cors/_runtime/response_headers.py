"""Merges the headers of a policy into those of a response; no other module does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from flask_cors.core import protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask_cors.core.policy import HeaderItems

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
#: Headers that are replaced or extended in a response, and in the response to a preflight.
TOUCHED: Final = _POLICYS_OWN | {_VARY, _EXPOSE}
TOUCHED_BY_PREFLIGHT: Final = _PREFLIGHTS_OWN | {_VARY, _EXPOSE}
#: The lengths of their names.
_LENGTHS: Final = frozenset(map(len, TOUCHED_BY_PREFLIGHT))
#: Headers that are meaningless once the status and the body of a response are replaced.
_DROPPED_WITH_BODY: Final = frozenset(
    # A table of words reads better without quotes around each.
    "accept-ranges content-disposition content-encoding content-language"  # noqa: SIM905
    " content-length content-location content-range content-type etag last-modified location"
    " proxy-authenticate refresh retry-after set-cookie trailer transfer-encoding"
    " www-authenticate".split()
)


def without_refusal(headers: Headers) -> Headers:
    """Return the remaining headers of a response that refused a preflight."""
    return [item for item in headers if item[0].lower() not in _DROPPED_WITH_BODY]


def appended(
    headers: Headers, decided: HeaderItems, touched: frozenset[str] = TOUCHED
) -> Headers | None:
    """Return the headers followed by those of a policy; None if one of them is `touched`."""
    # The length first, because lower() costs more.
    for name, _ in headers:
        if len(name) in _LENGTHS and name.lower() in touched:
            return None
    return [*headers, *decided]


def merged(headers: Headers, decided: HeaderItems, touched: frozenset[str] = TOUCHED) -> Headers:
    """Return the headers with those of a policy, without any that contradict them."""
    kept = [item for item in headers if item[0].lower() not in touched]
    exposed, vary = _members(headers, _EXPOSE), _members(headers, _VARY)
    for name, value in decided:
        if name == protocol.EXPOSE_HEADERS:
            exposed += protocol.list_members(value)
        elif name == protocol.VARY:
            vary += protocol.list_members(value)
        else:
            kept.append((name, value))
    if exposed:
        kept.append((protocol.EXPOSE_HEADERS, ", ".join(_unique(exposed))))
    if vary:
        kept.append((protocol.VARY, "*" if "*" in vary else ", ".join(_unique(vary))))
    return kept


def has_second_writer(headers: Headers) -> bool:
    """Return whether the app set headers that only a policy should set."""
    return any(name.lower() in _POLICYS_OWN for name, _ in headers)


def _members(headers: Headers, wanted: str) -> list[str]:
    """Return the members of all headers with a name."""
    return [
        member
        for name, value in headers
        if name.lower() == wanted
        for member in protocol.list_members(value)
    ]


def _unique(names: Iterable[str]) -> list[str]:
    """Return header names without duplicates, ignoring case, in their first spelling."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.lower(), name)
    return list(first.values())
