"""Tells what a request is from what its browser says about it.

The headers `Sec-Fetch-*` (https://w3c.github.io/webappsec-fetch-metadata/) say from where a request
comes and what for. Pages cannot set them. Browsers leave them out where the app is served by plain
http, other than on localhost; then only `Origin` and `Host` are left to compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from .protocol import SAFE_METHODS

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The kinds of requests that can carry an `Origin`. Browsers make a CORS check for the first only.
Kind: TypeAlias = Literal["CORS", "same-origin", "navigation", "embed", "WebSocket"]

_OWN_SITES: Final = frozenset({"same-origin", "none"})
_UNREAD_MODES: Final = frozenset({"navigate", "no-cors"})
_KIND_BY_MODE: Final[Mapping[str | None, Kind]] = {"navigate": "navigation", "no-cors": "embed"}


class Metadata(NamedTuple):
    """Headers by which a request describes itself, as the client sent them; None if absent."""

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
        # Only host and port are compared: behind a proxy that ends TLS the schemes differ.
        named = (self.origin or "").partition("://")[2]
        # A `null` origin names no host, and is not that of a request whose Host is empty.
        return bool(named) and named == self.host

    @property
    def kind(self) -> Kind:
        """The kind of the request, if it has an `Origin` and is not a preflight."""
        if self.mode == "websocket" or (self.upgrade or "").lower() == "websocket":
            return "WebSocket"
        if self.is_own and self.site != "none":
            return "same-origin"
        # The rest of what the user asked for is sent by extensions, which need no CORS.
        return _KIND_BY_MODE.get(self.mode, "same-origin" if self.is_own else "CORS")

    @property
    def is_safe(self) -> bool:
        """True if the method is safe: RFC 9110, section 9.2.1."""
        return self.method in SAFE_METHODS

    def is_foreign(self, *, refused: bool) -> bool:
        """Tell whether another site sent the request, from an origin that is not allowed.

        `refused` says whether the policy refuses its `Origin`. A link or an image of another site
        is not meant: its method is safe, and the other site cannot read the response.
        """
        if self.is_own or (self.is_safe and self.mode in _UNREAD_MODES):
            return False
        if self.origin is None:
            # Browsers send an `Origin` with unsafe methods; something has removed it.
            return bool(self.site) and not self.is_safe
        return refused
