"""The methods in the response to a preflight."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from . import protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from .options import Methods


def listed_methods(
    methods: Methods,
    requested: str,
    routed_methods: Callable[[], Collection[str]],
    *,
    may_query: bool,
) -> str | None:
    """Return the list of allowed methods if `requested` is one of them.

    With `may_query`, QUERY is allowed if a route of the URL accepts it.
    """
    if requested.upper() in protocol.FORBIDDEN_METHODS:
        return None
    if methods == "*":
        # Never a literal `*`: a browser would cache it as any method.
        return requested if protocol.is_token(requested) and requested != "*" else None
    if methods == "auto":
        routed = frozenset(routed_methods()) - protocol.FORBIDDEN_METHODS
        return ", ".join(sorted(routed)) if requested in routed else None
    if may_query and requested == "QUERY" and "QUERY" in routed_methods():
        return _listed(methods | {"QUERY"})
    return _listed(methods) if requested in methods else None


@lru_cache(maxsize=64)
def _listed(methods: frozenset[str]) -> str:
    return ", ".join(sorted(methods))
