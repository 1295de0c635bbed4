"""The vocabulary of the Fetch standard: header names, methods, and parsing of its lists."""

from __future__ import annotations

from typing import Final

from .lazy_regex import lazy_regex

ORIGIN: Final = "Origin"
VARY: Final = "Vary"

# Response headers: https://fetch.spec.whatwg.org/#http-responses
ALLOW_ORIGIN: Final = "Access-Control-Allow-Origin"
ALLOW_CREDENTIALS: Final = "Access-Control-Allow-Credentials"
ALLOW_METHODS: Final = "Access-Control-Allow-Methods"
ALLOW_HEADERS: Final = "Access-Control-Allow-Headers"
EXPOSE_HEADERS: Final = "Access-Control-Expose-Headers"
MAX_AGE: Final = "Access-Control-Max-Age"
ALLOW_PRIVATE_NETWORK: Final = "Access-Control-Allow-Private-Network"

# Request headers: https://fetch.spec.whatwg.org/#http-requests
REQUEST_METHOD: Final = "Access-Control-Request-Method"
REQUEST_HEADERS: Final = "Access-Control-Request-Headers"
REQUEST_PRIVATE_NETWORK: Final = "Access-Control-Request-Private-Network"

#: https://fetch.spec.whatwg.org/#forbidden-method
FORBIDDEN_METHODS: Final = frozenset({"CONNECT", "TRACE", "TRACK"})
#: https://fetch.spec.whatwg.org/#forbidden-response-header-name
FORBIDDEN_RESPONSE_HEADERS: Final = frozenset({"set-cookie", "set-cookie2"})

#: Browsers do not send longer header lists; no header of such a list is allowed.
MAX_REQUEST_HEADER_NAMES: Final = 256
MAX_REQUEST_HEADERS_LENGTH: Final = 8 * 1024

#: https://httpwg.org/specs/rfc9110.html#tokens
_TOKEN = lazy_regex(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
#: A list in the form that browsers send: lower case, commas without spaces.
_BROWSERS_LIST = lazy_regex("[a-z0-9,-]+")


def is_token(text: str) -> bool:
    """Return whether `text` can be a method or a header name (RFC 9110, section 5.6.2)."""
    return _TOKEN.fullmatch(text) is not None


def requested_header_names(value: str | None) -> tuple[str, ...]:
    """Return the distinct names in an `Access-Control-Request-Headers` value, sorted.

    Invalid names are ignored. A list of more than 256 names or 8 KiB yields no names.
    """
    if not value or len(value) > MAX_REQUEST_HEADERS_LENGTH:
        return ()
    if value.count(",") >= MAX_REQUEST_HEADER_NAMES:
        return ()
    if _BROWSERS_LIST.fullmatch(value):
        names = dict.fromkeys(filter(None, value.split(",")))
    else:
        found = [name for name in list_members(value) if is_token(name)]
        # The first spelling of a name is kept.
        spelled = {name.lower(): name for name in reversed(found)}
        names = dict.fromkeys(spelled.values())
    # A `*` is a token, but in the response it would mean any name.
    names.pop("*", None)
    return tuple(sorted(names))


def list_members(value: str) -> list[str]:
    """Return the members of a comma-separated header value, without the empty ones."""
    return [member for part in value.split(",") if (member := part.strip(" \t"))]


#: Methods that a browser accepts unlisted: https://fetch.spec.whatwg.org/#cors-safelisted-method
SAFELISTED_METHODS: Final = frozenset({"GET", "HEAD", "POST"})

#: Methods that change nothing: https://httpwg.org/specs/rfc9110.html#safe.methods, and RFC 10008.
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "QUERY"})
