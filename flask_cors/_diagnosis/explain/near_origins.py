"""The configured origin that is nearest to a page's, and what differs."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from flask_cors.core.origin import host_of, is_loopback, split_port
from flask_cors.core.patterns.origins import OriginKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask_cors.core.patterns.origins import OriginPattern

_SPELLED: Final = frozenset({OriginKind.EXACT, OriginKind.WILDCARD})
#: Least similarity of a host that is named as the nearest.
_SIMILARITY: Final = 0.6
#: More origins than this are not compared.
_MAX_COMPARED: Final = 1000


def nearest_origin(origin: str, patterns: Iterable[OriginPattern]) -> str:
    """Say which configured origin is nearly the page's, and what differs; empty without one."""
    texts = [each.text for each in patterns if each.kind in _SPELLED][:_MAX_COMPARED]
    near = [
        text
        for text in texts
        if _host_similarity(origin, text) >= _SIMILARITY and _parts(origin, text)
    ]
    if origin == "null" or not near:
        return ""
    text = max(near, key=lambda each: (_host_similarity(origin, each), -len(_parts(origin, each))))
    return f"the nearest is {text!r}: {' and '.join(_parts(origin, text))}"


def _host_similarity(origin: str, text: str) -> float:
    host, other = host_of(origin), host_of(text)
    if is_loopback(origin) and is_loopback(text):
        return 1.0 if host == other else 0.9
    if other.startswith("*.") and f".{host}".endswith(other[1:]):
        return 1.0
    return SequenceMatcher(None, host, other, autojunk=False).ratio()


def _parts(origin: str, text: str) -> list[str]:
    """Return what differs between the page's origin and another, part by part."""
    scheme, _, authority = origin.partition("://")
    other_scheme, _, other_authority = text.partition("://")
    host, port = split_port(authority)
    other_host, other_port = split_port(other_authority)
    found = []
    if scheme != other_scheme:
        found.append(f"its scheme is {other_scheme}, the page's is {scheme}")
    if other_host == f"*.{host}":
        found.append(f"it covers subdomains, but not the bare domain {host}")
    elif host != other_host and not (other_host.startswith("*.") and host.endswith(other_host[1:])):
        found.append(f"its host is {other_host}, the page's is {host}")
    if other_port not in {port, "*"}:
        found.append(f"its port is {_port(other_port)}, the page's is {_port(port)}")
    return found


def _port(port: str | None) -> str:
    return port or "the default port"
