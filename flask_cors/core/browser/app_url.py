"""The URL of an app: resolves paths, and returns the WSGI environ of a URL."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from . import urls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from .urls import Url


class AppUrl:
    """The URL below which an app is served; http or https.

    If it `is_assumed`, the location of the app is unknown, and the host is a placeholder.
    """

    def __init__(self, base: Url, *, is_assumed: bool = False) -> None:
        self.base = base
        self._is_assumed = is_assumed
        self._root = base.path.rstrip("/")

    def absolute(self, url: str) -> str:
        """Put a path below the URL of the app; return all other URLs unchanged."""
        if url.startswith("/") and not url.startswith("//"):
            return f"{self.base.origin}{self._root}{url}"
        found = urls.parse(url, self.base)
        return url if found is None or urls.parse(url) is not None else str(found)

    def places(self, url: str) -> bool:
        """Return whether the host of a URL is known, not assumed."""
        return not self._is_assumed or urls.parse(url) is not None

    def environ(self, url: Url) -> dict[str, str]:
        """Return the part of the WSGI environment that describes a URL.

        It is built here because the test client reads a path such as `//a` as a host.
        """
        is_below = f"{url.path}/".startswith(f"{self._root}/")
        root = self._root if is_below and url.origin == self.base.origin else ""
        return {
            "SCRIPT_NAME": unquote_to_bytes(root).decode("latin-1"),
            "PATH_INFO": unquote_to_bytes(url.path[len(root) :]).decode("latin-1"),
            "QUERY_STRING": url.query or "",
            "REQUEST_URI": url.target,
            "RAW_URI": url.target,
        }


def own_url(config: Mapping[str, Any]) -> str:
    """Return the URL that Flask's test client uses for an app with this `app.config`."""
    host = config["SERVER_NAME"] or "localhost"
    return f"{config['PREFERRED_URL_SCHEME']}://{host}{config['APPLICATION_ROOT']}"
