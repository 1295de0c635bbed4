"""The CORS-preflight cache, and how browsers read `Access-Control-Max-Age`."""

from __future__ import annotations

import math
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .safelist import NON_WILDCARD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Seconds that a preflight is cached if its response has no Access-Control-Max-Age.
DEFAULT_MAX_AGE: Final = 5
#: The maximum time that browsers cache a preflight, in seconds.
WEBKIT_MAX_AGE: Final = 600
CHROMIUM_MAX_AGE: Final = 7_200
FIREFOX_MAX_AGE: Final = 86_400

_DELTA_SECONDS = re.compile(r"[0-9]+")
#: Larger numbers count as this one: https://httpwg.org/specs/rfc9111.html#delta-seconds
_MANY_SECONDS: Final = 2**31


def max_age(value: str | None) -> int:
    """Return the seconds in an `Access-Control-Max-Age`."""
    if value is None or not _DELTA_SECONDS.fullmatch(value):
        return DEFAULT_MAX_AGE
    return int(value) if len(value) < len(str(_MANY_SECONDS)) else _MANY_SECONDS


@dataclass(frozen=True, slots=True)
class PreflightKey:
    """The key of a preflight: the serialized origin, the URL, and the use of credentials."""

    origin: str
    url: str
    credentials: bool


class PreflightCache:
    """The preflight cache of a browser; keeps entries `limit` seconds at most.

    `clock` returns seconds and never goes back.
    https://fetch.spec.whatwg.org/#cors-preflight-cache
    """

    def __init__(
        self, *, limit: int = CHROMIUM_MAX_AGE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        #: The longest time that an entry is kept, in seconds.
        self.limit = limit
        self._clock = clock
        # By method, or by lower-case header name after a colon, which no method can contain.
        self._expiry: dict[tuple[PreflightKey, str], float] = {}

    def store(
        self, key: PreflightKey, seconds: int, methods: Iterable[str], names: Iterable[str]
    ) -> int:
        """Store a successful preflight; return for how many seconds.

        The `*` of a response to a request with credentials is left out. By
        the letter of the standard it would be stored, and later allow
        requests that the preflight itself refuses.
        """
        seconds = min(seconds, self.limit)
        expiry = self._clock() + seconds
        for entry in (*methods, *(f":{name.lower()}" for name in names)):
            if not (key.credentials and entry in {"*", ":*"}):
                self._expiry[key, entry] = expiry
        return seconds

    def has_method(self, key: PreflightKey, method: str) -> bool:
        """Return whether `method` was allowed.

        https://fetch.spec.whatwg.org/#concept-cache-match-method
        """
        return self._has(key, method) or self._has(key, "*")

    def has_header(self, key: PreflightKey, name: str) -> bool:
        """Return whether a lower-case header name was allowed.

        https://fetch.spec.whatwg.org/#concept-cache-match-header
        """
        return self._has(key, f":{name}") or (name != NON_WILDCARD and self._has(key, ":*"))

    def forget(self, origin: str, url: str) -> None:
        """Remove all entries of an origin for a URL.

        https://fetch.spec.whatwg.org/#concept-cache-clear
        """
        for key, entry in list(self._expiry):
            if (key.origin, key.url) == (origin, url):
                del self._expiry[key, entry]

    def _has(self, key: PreflightKey, entry: str) -> bool:
        # A method allowed with credentials is allowed without them, but not the reverse.
        keys = {key, PreflightKey(key.origin, key.url, credentials=True)}
        return any(self._clock() < self._expiry.get((k, entry), -math.inf) for k in keys)
