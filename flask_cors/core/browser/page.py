"""Origins of pages as people type them."""

from __future__ import annotations

import re
from typing import Final

from flask_cors.core.normalization import normalize
from flask_cors.core.origin import is_loopback, is_serialized_origin, split_port

from . import urls

#: A scheme, but not a host before a port.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(?![0-9]+(?:[/?#]|$))")
_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}")
#: URLs of these schemes have the origin `null`: https://url.spec.whatwg.org/#concept-url-origin.
_OPAQUE: Final = frozenset({"about", "blob", "data", "file", "javascript"})


def page_origin(text: str) -> str | None:
    """Return the origin of a page, given as an origin, a URL, or a host; None if invalid.

    The default scheme is https, or http for this machine and for IPv4 addresses.
    """
    text = text.strip(" \t\r\n'\"")
    if text.lower() == "null":
        return "null"
    found = _SCHEME.match(text)
    if found is None:
        return _of_host(text.removeprefix("//"))
    scheme = found[1].lower()
    if scheme in urls.HTTP_SCHEMES:
        page = urls.parse(text)
        return page.origin if page else None
    if scheme in _OPAQUE:
        return "null"
    # Apps and browser extensions, such as capacitor://localhost and chrome-extension://<id>.
    authority = text[found.end() :].removeprefix("//").partition("/")[0]
    origin = normalize(scheme, authority)
    return origin if is_serialized_origin(origin) else None


def _of_host(text: str) -> str | None:
    host, port = split_port(re.split(r"[/?#]", text)[0])
    is_here = is_loopback(f"x://{host.lower()}")
    if "." not in host and port is None and not is_here:
        return None  # a word
    scheme = "http" if is_here or _ADDRESS.fullmatch(host) else "https"
    page = urls.parse(f"{scheme}://{text}")
    return page.origin if page else None
