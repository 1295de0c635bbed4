"""The parties between a browser and an app, recognized by marks on responses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from flask_cors.core.browser.safelist import get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .client import Answer


class Mark(NamedTuple):
    """A header or a part of the body that only one party sends."""

    party: str
    #: Name of the header; empty for the body.
    header: str
    pattern: re.Pattern[str]


def _mark(party: str, header: str, pattern: str = "") -> Mark:
    return Mark(party, header, re.compile(pattern, re.IGNORECASE))


MARKS: Final = (
    _mark("Cloudflare", "CF-RAY"),
    _mark("Cloudflare", "Server", "^cloudflare"),
    _mark("AWS CloudFront", "X-Amz-Cf-Id"),
    _mark("AWS CloudFront", "Via", "CloudFront"),
    _mark("AWS API Gateway", "X-Amz-Apigw-Id"),
    _mark("AWS API Gateway", "Apigw-Requestid"),
    _mark("AWS API Gateway", "X-Amzn-ErrorType"),
    _mark("Kong", "X-Kong-Proxy-Latency"),
    _mark("Kong", "X-Kong-Response-Latency"),
    _mark("Kong", "Server", "^kong"),
    _mark("Kong", "Via", r"\bkong\b"),
    _mark("Varnish", "X-Varnish"),
    _mark("Varnish", "Via", "varnish"),
    _mark("Varnish", "", "<p>Varnish cache server</p>"),
    _mark("Caddy", "Server", r"\bcaddy\b"),
    _mark("Caddy", "Via", r"\bcaddy\b"),
    _mark("nginx", "Server", r"\b(nginx|openresty)\b"),
    _mark("nginx", "", r"<center>(nginx|openresty)"),
    _mark("Apache", "Server", "^Apache"),
    _mark("Apache", "", "<address>Apache"),
    _mark("HAProxy", "", r"\A<html><body><h1>\d{3} [^<]*</h1>\n[^<]*\n</body></html>\s*\Z"),
    _mark("AirPlay on macOS", "Server", "^AirTunes"),
)
#: By header, a pattern for its value if the response came from a cache.
_HITS: Final = (
    ("Age", re.compile("0*[1-9]")),
    ("X-Cache", re.compile("hit", re.IGNORECASE)),
    ("X-Cache-Status", re.compile("hit", re.IGNORECASE)),
    ("CF-Cache-Status", re.compile("hit", re.IGNORECASE)),
    ("X-Varnish", re.compile(r"\d+ \d+")),
)
#: The maximum number of characters of a header's value that are shown.
_MAX_VALUE: Final = 300


def shortened(value: str) -> str:
    """Return the value of a header as it is shown."""
    if len(value) <= _MAX_VALUE:
        return value
    return f"{value[:_MAX_VALUE]}... ({len(value)} characters)"


def parties(answer: Answer) -> dict[str, str]:
    """Return the parties that left a mark, each with the mark."""
    found: dict[str, str] = {}
    for party, text in _marks(answer):
        found.setdefault(party, text)
    return found


def _marks(answer: Answer) -> Iterator[tuple[str, str]]:
    body = answer.body.decode("latin-1")
    for party, header, pattern in MARKS:
        value = get(answer.headers, header) if header else body
        if value is not None and pattern.search(value):
            yield party, f"{header}: {shortened(value)}" if header else "its error page"


def cache_mark(answer: Answer) -> str | None:
    """Return the header that says that the response came from a cache."""
    for name, pattern in _HITS:
        value = get(answer.headers, name)
        if value is not None and pattern.match(value):
            return f"{name}: {shortened(value)}"
    return None
