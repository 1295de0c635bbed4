"""The configured origin that is closest to a page's, and the differences."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from flask_cors.core.origin import differing_parts, host_of, is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask_cors.core.patterns.origins import OriginPattern

_SPELLED: Final = frozenset({"exact", "wildcard"})
#: The minimum similarity of a host that is shown as the closest.
_SIMILARITY: Final = 0.6
#: The maximum number of origins to compare.
_MAX_COMPARED: Final = 1000


def nearest_origin(origin: str, patterns: Iterable[OriginPattern]) -> str:
    """Name the configured origin closest to the page's, with the differences; empty without one."""
    texts = [each.text for each in patterns if each.kind in _SPELLED][:_MAX_COMPARED]
    near = [
        text
        for text in texts
        if _host_similarity(origin, text) >= _SIMILARITY and _parts(origin, text)
    ]
    if origin == "null" or not near:
        return ""
    text = max(near, key=lambda each: (_host_similarity(origin, each), -len(_parts(origin, each))))
    return f"closest allowed origin: {text!r} ({' and '.join(_parts(origin, text))})"


def _host_similarity(origin: str, text: str) -> float:
    host, other = host_of(origin), host_of(text)
    if is_loopback(origin) and is_loopback(text):
        return 1.0 if host == other else 0.9
    if other.startswith("*.") and f".{host}".endswith(other[1:]):
        return 1.0
    return SequenceMatcher(None, host, other, autojunk=False).ratio()


def _parts(origin: str, text: str) -> list[str]:
    return list(differing_parts(origin, text).values())
