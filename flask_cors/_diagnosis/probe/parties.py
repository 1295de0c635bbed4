"""The parties between a browser and an app, recognized by marks on responses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask_cors.core.browser.safelist import get

if TYPE_CHECKING:
    from .client import Answer


#: A party, a header (empty for the body), and a pattern for the value that only this party sends.
_MARKS: Final = (
    ("Cloudflare", "CF-RAY", ""),
    ("Cloudflare", "Server", "^cloudflare"),
    ("AWS CloudFront", "X-Amz-Cf-Id", ""),
    ("AWS CloudFront", "Via", "CloudFront"),
    ("AWS API Gateway", "X-Amz-Apigw-Id", ""),
    ("AWS API Gateway", "Apigw-Requestid", ""),
    ("AWS API Gateway", "X-Amzn-ErrorType", ""),
    ("Kong", "X-Kong-Proxy-Latency", ""),
    ("Kong", "X-Kong-Response-Latency", ""),
    ("Kong", "Server", "^kong"),
    ("Kong", "Via", r"\bkong\b"),
    ("Varnish", "X-Varnish", ""),
    ("Varnish", "Via", "varnish"),
    ("Varnish", "", "<p>Varnish cache server</p>"),
    ("Caddy", "Server", r"\bcaddy\b"),
    ("Caddy", "Via", r"\bcaddy\b"),
    ("nginx", "Server", r"\b(nginx|openresty)\b"),
    ("nginx", "", r"<center>(nginx|openresty)"),
    ("Apache", "Server", "^Apache"),
    ("Apache", "", "<address>Apache"),
    ("HAProxy", "", r"\A<html><body><h1>\d{3} [^<]*</h1>\n[^<]*\n</body></html>\s*\Z"),
    ("AirPlay on macOS", "Server", "^AirTunes"),
)
#: By header, a pattern for its value if the response came from a cache.
_HITS: Final = (
    ("Age", "0*[1-9]"),
    ("X-Cache", "hit"),
    ("X-Cache-Status", "hit"),
    ("CF-Cache-Status", "hit"),
    ("X-Varnish", r"\d+ \d+"),
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
    body = answer.body.decode("latin-1")
    found: dict[str, str] = {}
    for party, header, pattern in _MARKS:
        value = get(answer.headers, header) if header else body
        if value is not None and re.search(pattern, value, re.IGNORECASE):
            mark = f"{header}: {shortened(value)}" if header else "its error page"
            found.setdefault(party, mark)
    return found


def cache_mark(answer: Answer) -> str | None:
    """Return the header that says that the response came from a cache."""
    for name, pattern in _HITS:
        value = get(answer.headers, name) or ""
        if re.match(pattern, value, re.IGNORECASE):
            return f"{name}: {shortened(value)}"
    return None
