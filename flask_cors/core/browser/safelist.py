"""The methods and headers that scripts may send without a preflight, may never send, or may read.

Header values are strings with one character per byte, as in WSGI.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from flask_cors.core.protocol import FORBIDDEN_METHODS, FORBIDDEN_RESPONSE_HEADERS, is_token

if TYPE_CHECKING:
    from collections.abc import Collection

#: A header list: names and values in order, possibly with repeated names.
HeaderList: TypeAlias = tuple[tuple[str, str], ...]

#: https://fetch.spec.whatwg.org/#request-body-header-name
BODY_HEADERS: Final = frozenset(
    {"content-encoding", "content-language", "content-location", "content-type"}
)
#: Not covered by `Access-Control-Allow-Headers: *`, and removed on a redirect to another origin:
#: https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
NON_WILDCARD: Final = "authorization"
#: https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header-name
_NO_CORS_HEADERS: Final = frozenset(
    {"accept", "accept-language", "content-language", "content-type"}
)
#: https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
SAFELISTED_RESPONSE_HEADERS: Final = frozenset(
    {
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    }
)
#: https://fetch.spec.whatwg.org/#forbidden-request-header
_FORBIDDEN_REQUEST_HEADERS: Final = frozenset(
    {
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    }
)
METHOD_OVERRIDES: Final = frozenset(
    {"x-http-method", "x-http-method-override", "x-method-override"}
)
_NORMALIZED: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"})
_FORM_TYPES: Final = frozenset(
    {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}
)

_MAX_VALUE: Final = 128
_MAX_VALUES: Final = 1024

_UNSAFE_BYTE = re.compile(r'[\x00-\x08\x0a-\x1f"():<>?@\[\\\]{}\x7f]')
_LANGUAGES = re.compile(r"[0-9A-Za-z *,\-.;=]*")
_RANGE = re.compile(r"bytes=([0-9]+)-([0-9]*)")
_LIST_ITEM = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*(?:"|\\?\Z))*', re.DOTALL)
_VALUE = re.compile(r"[^\x00\n\r\u0100-\U0010ffff]*")


def get(headers: HeaderList, name: str) -> str | None:
    """Return the value of a header, several joined by `, `; None if there is no such header.

    https://fetch.spec.whatwg.org/#concept-header-list-get
    """
    values = [value.strip(" \t") for key, value in headers if key.lower() == name.lower()]
    return ", ".join(values) if values else None


def without(headers: HeaderList, names: Collection[str]) -> HeaderList:
    """Return the headers whose lower-case name is not in `names`."""
    return tuple((name, value) for name, value in headers if name.lower() not in names)


def normalize_method(method: str) -> str:
    """Return the method, in upper case if it is one of the six that browsers normalize.

    https://fetch.spec.whatwg.org/#concept-method-normalize
    """
    return method.upper() if method.upper() in _NORMALIZED else method


def is_forbidden_method(method: str) -> bool:
    """Return whether scripts cannot send a method: https://fetch.spec.whatwg.org/#forbidden-method."""
    return method.upper() in FORBIDDEN_METHODS


def is_header(name: str, value: str) -> bool:
    """Return whether a header is valid: a token as the name, and a value on one line."""
    return is_token(name) and _VALUE.fullmatch(value) is not None


def is_forbidden_header(name: str, value: str) -> bool:
    """Return whether a browser silently drops this request header of a script.

    https://fetch.spec.whatwg.org/#forbidden-request-header
    """
    name = name.lower()
    if name in _FORBIDDEN_REQUEST_HEADERS or name.startswith(("proxy-", "sec-")):
        return True
    return name in METHOD_OVERRIDES and any(map(is_forbidden_method, _split(value)))


def _split(value: str) -> list[str]:
    """Split a value at commas outside quotes.

    https://fetch.spec.whatwg.org/#header-value-get-decode-and-split
    """
    found, position = [], 0
    while position <= len(value):
        match = _LIST_ITEM.match(value, position)
        item = match[0] if match else ""
        found.append(item.strip(" \t"))
        position += len(item) + 1
    return found


def is_safelisted_header(name: str, value: str) -> bool:
    """Return whether this request header needs no preflight.

    https://fetch.spec.whatwg.org/#cors-safelisted-request-header
    """
    if len(value) > _MAX_VALUE:
        return False
    match name.lower():
        case "accept":
            return _UNSAFE_BYTE.search(value) is None
        case "accept-language" | "content-language":
            return _LANGUAGES.fullmatch(value) is not None
        case "content-type":
            return _UNSAFE_BYTE.search(value) is None and _essence(value) in _FORM_TYPES
        case "range":
            limits = _RANGE.fullmatch(value)
            return limits is not None and (not limits[2] or int(limits[1]) <= int(limits[2]))
        case _:
            return False


def _essence(value: str) -> str | None:
    """Return `type/subtype` of a MIME type: https://mimesniff.spec.whatwg.org/#parse-a-mime-type."""
    kind, _, rest = value.strip(" \t\n\r").partition("/")
    subtype = rest.partition(";")[0].rstrip(" \t\n\r")
    return f"{kind}/{subtype}".lower() if is_token(kind) and is_token(subtype) else None


def is_no_cors_safelisted_header(name: str, value: str) -> bool:
    """Return whether a request in `no-cors` mode keeps this header.

    https://fetch.spec.whatwg.org/#no-cors-safelisted-request-header
    """
    return name.lower() in _NO_CORS_HEADERS and is_safelisted_header(name, value)


def unsafe_header_names(headers: HeaderList) -> tuple[str, ...]:
    """Return the names that a preflight must request, sorted and in lower case.

    https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names
    """
    safe = [(name, value) for name, value in headers if is_safelisted_header(name, value)]
    if sum(len(value) for _, value in safe) > _MAX_VALUES:
        safe = []
    return tuple(sorted({name.lower() for name, value in headers if (name, value) not in safe}))


def readable_without_cors(headers: HeaderList) -> HeaderList:
    """Return the headers that a script can read in a same-origin response.

    https://fetch.spec.whatwg.org/#concept-filtered-response-basic
    """
    return without(headers, FORBIDDEN_RESPONSE_HEADERS)
