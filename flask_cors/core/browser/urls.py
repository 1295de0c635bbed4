"""http and https URLs, and their origins."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from flask_cors.core.normalization import normalize_host
from flask_cors.core.origin import DEFAULT_PORTS, MAX_PORT, is_host, is_loopback

if TYPE_CHECKING:
    from collections.abc import Sequence

#: The schemes that are fetched over HTTP: https://fetch.spec.whatwg.org/#http-scheme.
HTTP_SCHEMES: Final = frozenset({"http", "https"})

_SPACES: Final = "".join(map(chr, range(0x21)))
_NEWLINES = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST_AND_PORT = re.compile(r"(\[[^\]]*\]|[^:]*)(?::([0-9]{0,9}))?")
#: The characters that browsers do not quote in a path or a query.
_PATH_SAFE: Final = "!$%&'()*+,-./:;=@[]_|~\\^"
_QUERY_SAFE: Final = "!$%&()*+,-./:;=?@[]_|~\\^`{}"


@dataclass(frozen=True, slots=True)
class Url:
    """An absolute URL, serialized as in browsers.

    If the scheme is not http or https, only `scheme` is parsed; `path` is the rest of the string.
    """

    scheme: str
    host: str
    port: int | None = None
    path: str = "/"
    query: str | None = None
    fragment: str | None = None
    has_credentials: bool = False

    @property
    def is_http(self) -> bool:
        """True if the URL can be fetched: https://fetch.spec.whatwg.org/#http-scheme."""
        return self.scheme in HTTP_SCHEMES

    @property
    def origin(self) -> str:
        """The serialized origin; `null` for schemes other than http and https."""
        if not self.is_http:
            return "null"
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def target(self) -> str:
        """Path and query, as in the first line of a request."""
        return self.path if self.query is None else f"{self.path}?{self.query}"

    @property
    def is_trustworthy(self) -> bool:
        """True if browsers treat the URL as secure: https, or this machine.

        https://w3c.github.io/webappsec-secure-contexts/#is-url-trustworthy
        """
        return self.scheme == "https" or is_loopback(self.origin)

    @property
    def site(self) -> tuple[str, str]:
        """The scheme and the last two labels of the host, in place of the registrable domain.

        Without the list of public suffixes, `a.co.uk` and `b.co.uk` count as the same site.
        """
        labels = self.host.split(".")
        # Each address is its own site; an IPv6 address has no dots.
        return self.scheme, self.host if labels[-1].isdigit() else ".".join(labels[-2:])

    def __str__(self) -> str:
        """Return the URL without user info and fragment."""
        return f"{self.origin}{self.target}" if self.is_http else f"{self.scheme}:{self.path}"


def serialized_origin(own: str, urls: Sequence[Url]) -> str:
    """Return the `Origin` of a request from the page `own` to the last of its URLs.

    The origin is `null` after a redirect from one foreign origin to another.
    https://fetch.spec.whatwg.org/#serializing-a-request-origin
    """
    tainted = any(last.origin not in {url.origin, own} for last, url in pairwise(urls))
    return "null" if tainted else own


def request_site(own: str, urls: Sequence[Url]) -> str:
    """Return the `Sec-Fetch-Site` of a request from the page `own`.

    https://w3c.github.io/webappsec-fetch-metadata/#sec-fetch-site-header
    """
    page = parse(own)
    if page is None or any(url.site != page.site for url in urls):
        return "cross-site"
    return "same-origin" if all(url.origin == page.origin for url in urls) else "same-site"


def parse(text: str, base: Url | None = None) -> Url | None:
    """Read an absolute URL, or a relative one with `base` (http or https); None if it is invalid.

    https://url.spec.whatwg.org/#concept-url-parser, except some rare forms: hosts with percent
    signs, IPv4 addresses that are not four decimal numbers, `http:relative`.
    """
    text = _NEWLINES.sub("", text.strip(_SPACES))
    found = _SCHEME.match(text)
    scheme = found[1].lower() if found else ""
    if found:
        text = text[found.end() :]
        if scheme not in HTTP_SCHEMES:
            return Url(scheme, "", path=text)
    text, hash_mark, after_hash = text.partition("#")
    text, question_mark, after_question = text.partition("?")
    fragment = after_hash if hash_mark else None
    query = quote(after_question, safe=_QUERY_SAFE) if question_mark else None
    path = text.replace("\\", "/")
    if found:
        path = "//" + path.lstrip("/")
    if path.startswith("//"):
        authority, _, rest = path[2:].partition("/")
        return _absolute(scheme or (base.scheme if base else ""), authority, rest, query, fragment)
    if base is None:
        return None
    if not path:
        path, query = base.path, base.query if query is None else query
    elif not path.startswith("/"):
        path = base.path[: base.path.rindex("/") + 1] + path
    return replace(base, path=_path(path), query=query, fragment=fragment, has_credentials=False)


def _absolute(
    scheme: str, authority: str, rest: str, query: str | None, fragment: str | None
) -> Url | None:
    user, _, host_and_port = authority.rpartition("@")
    match = _HOST_AND_PORT.fullmatch(host_and_port)
    host = _host(match[1]) if match else None
    port = int(match[2]) if match and match[2] else None
    if not scheme or host is None or (port is not None and port > MAX_PORT):
        return None
    return Url(
        scheme,
        host,
        None if port == DEFAULT_PORTS[scheme] else port,
        _path(f"/{rest}"),
        query,
        fragment,
        has_credentials=user.strip(":") != "",
    )


def _host(text: str) -> str | None:
    """Serialize a host as browsers do; None if it is not a host. A trailing dot is kept."""
    host = normalize_host(text)
    return host if is_host(host.removesuffix(".")) else None


def _path(text: str) -> str:
    """Remove dot segments from an absolute path, and quote the characters that browsers quote."""
    kept: list[str] = []
    segments = text.split("/")[1:]
    for count, segment in enumerate(segments, start=1):
        dots = segment.lower().replace("%2e", ".")
        if dots == "..":
            del kept[-1:]
        if dots not in {".", ".."}:
            kept.append(segment)
        elif count == len(segments):
            kept.append("")
    return quote("/" + "/".join(kept), safe=_PATH_SAFE)
