"""Determines the kind of a request from the headers that its browser sends.

The headers `Sec-Fetch-*` (https://w3c.github.io/webappsec-fetch-metadata/) describe the source and
the purpose of a request. Pages cannot set them. Browsers omit them if the app is served over plain
http, except on localhost; then only `Origin` and `Host` can be compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from .protocol import SAFE_METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The kinds of requests that can carry an `Origin`. Browsers make a CORS check only for the first.
Kind: TypeAlias = Literal["CORS", "same-origin", "navigation", "embed", "WebSocket"]

_OWN_SITES: Final = frozenset({"same-origin", "none"})
_UNREAD_MODES: Final = frozenset({"navigate", "no-cors"})
_KIND_BY_MODE: Final[Mapping[str | None, Kind]] = {"navigate": "navigation", "no-cors": "embed"}


class Metadata(NamedTuple):
    """The headers that describe a request, as the client sent them; None if absent."""

    method: str
    origin: str | None = None
    host: str | None = None
    #: `Sec-Fetch-Site` and `Sec-Fetch-Mode`.
    site: str | None = None
    mode: str | None = None
    upgrade: str | None = None

    @property
    def is_own(self) -> bool:
        """True if the app's own pages, or the user, sent the request.

        An `http` page of the same host is not one of the app's own if `Sec-Fetch-Site` says so.
        """
        if self.site:
            return self.site in _OWN_SITES
        # Only host and port are compared: behind a proxy that terminates TLS, the schemes differ.
        named = (self.origin or "").partition("://")[2]
        # A `null` origin has no host, so it does not equal an empty Host.
        return bool(named) and named == self.host

    @property
    def kind(self) -> Kind:
        """The kind of the request, if it has an `Origin` and is not a preflight."""
        if self.mode == "websocket" or (self.upgrade or "").lower() == "websocket":
            return "WebSocket"
        if self.is_own and self.site != "none":
            return "same-origin"
        # Other requests by the user come from extensions, which do not need CORS.
        return _KIND_BY_MODE.get(self.mode, "same-origin" if self.is_own else "CORS")

    @property
    def is_safe(self) -> bool:
        """True if the method is safe: RFC 9110, section 9.2.1."""
        return self.method in SAFE_METHODS

    def is_foreign(self, *, refused: bool) -> bool:
        """Return whether another site sent the request, from an origin that is not allowed.

        `refused` is True if the policy refuses its `Origin`. Links and images on another site do
        not count: their method is safe, and that site cannot read the response.
        """
        if self.is_own or (self.is_safe and self.mode in _UNREAD_MODES):
            return False
        if self.origin is None:
            # Browsers send an `Origin` with unsafe methods, so a proxy has removed it.
            return bool(self.site) and not self.is_safe
        return refused
