"""The CORS check, the checks of a response to a preflight, and the headers that scripts can read.

Each check yields its steps in the standard's order; the steps after the first that fails are to be
ignored.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from flask_cors.core import protocol
from flask_cors.core.protocol import SAFELISTED_METHODS

from . import safelist
from .messages import BrowserStep, Check
from .safelist import NON_WILDCARD, get

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from .messages import CorsError, Response
    from .safelist import HeaderList

_OK_STATUSES: Final = range(200, 300)
#: https://fetch.spec.whatwg.org/#redirect-status
REDIRECT_STATUSES: Final = frozenset({301, 302, 303, 307, 308})

#: Values that parse as a URL; Chrome reports these as a different origin, not as invalid.
_URL_LIKE = re.compile(r"(?!https?:)[A-Za-z][A-Za-z0-9+.-]*:.*|https?://[^/]+.*", re.IGNORECASE)


def location(response: Response) -> str | None:
    """Return the target of a redirect; None for any other response.

    In Chromium, a response with an empty `Location` or none is not a redirect. By the standard, an
    empty `Location` leads back to the same URL, and redirect mode `error` refuses both.
    """
    moved = response.status in REDIRECT_STATUSES
    return get(response.headers, "Location") if moved else None


def cors_check(
    response: Response, origin: str, *, includes: bool, preflight: bool = False
) -> Iterator[BrowserStep]:
    """Check whether a response is shared with `origin`; `includes` is credentials mode `include`.

    https://fetch.spec.whatwg.org/#concept-cors-check
    """
    prefix = "Preflight" if preflight else ""
    allowed = get(response.headers, protocol.ALLOW_ORIGIN)
    wrong = _wrong_origin(allowed, origin, includes=includes)
    yield BrowserStep(
        Check.ALLOW_ORIGIN,
        allowed,
        origin,
        passed=wrong is None,
        error=cast("CorsError", prefix + wrong) if wrong else None,
        preflight=preflight,
    )
    if includes:
        value = get(response.headers, protocol.ALLOW_CREDENTIALS)
        passed = value == "true"
        yield BrowserStep(
            Check.ALLOW_CREDENTIALS,
            value,
            "true",
            passed=passed,
            error=None if passed else cast("CorsError", f"{prefix}InvalidAllowCredentials"),
            preflight=preflight,
        )


def _wrong_origin(allowed: str | None, origin: str, *, includes: bool) -> str | None:
    """Return Chrome's name for the fault of an `Access-Control-Allow-Origin`; None without one."""
    if allowed is None:
        return "MissingAllowOriginHeader"
    if allowed == "*":
        return "WildcardOriginNotAllowed" if includes else None
    if allowed == origin:
        return None
    if " " in allowed or "," in allowed:
        return "MultipleAllowOriginValues"
    if allowed == "null" or _URL_LIKE.fullmatch(allowed):
        return "AllowOriginMismatch"
    return "InvalidAllowOriginValue"


def preflight_check(
    response: Response,
    origin: str,
    method: str,
    names: Collection[str],
    *,
    includes: bool,
) -> Iterator[BrowserStep]:
    """Check whether a preflight's response allows `origin` to send `method` with headers `names`.

    https://fetch.spec.whatwg.org/#cors-preflight-fetch-0
    """
    moved = bool(location(response))
    if not moved:  # Chrome reports the redirect before it checks the rest.
        yield from cors_check(response, origin, includes=includes, preflight=True)
    yield _preflight_step(
        Check.PREFLIGHT_STATUS,
        response.status,
        None,
        None
        if response.status in _OK_STATUSES
        else "PreflightDisallowedRedirect"
        if moved
        else "PreflightInvalidStatus",
    )
    yield from _list_checks(response, method, names, includes=includes)


def _list_checks(
    response: Response, method: str, names: Collection[str], *, includes: bool
) -> Iterator[BrowserStep]:
    """Check the lists of allowed methods and header names."""
    methods = allowed_tokens(response, protocol.ALLOW_METHODS)
    listed = allowed_tokens(response, protocol.ALLOW_HEADERS)
    method_value = get(response.headers, protocol.ALLOW_METHODS)
    header_value = get(response.headers, protocol.ALLOW_HEADERS)
    if methods is None:
        error: CorsError = "InvalidAllowMethodsPreflightResponse"
        yield _preflight_step(Check.ALLOW_METHODS, method_value, method, error)
    elif listed is None:
        error = "InvalidAllowHeadersPreflightResponse"
        yield _preflight_step(Check.ALLOW_HEADERS, header_value, None, error)
    else:
        any_method, any_header = (not includes and "*" in found for found in (methods, listed))
        passed = method in methods or method in SAFELISTED_METHODS or any_method
        error = "MethodDisallowedByPreflightResponse"
        yield _preflight_step(Check.ALLOW_METHODS, method_value, method, None if passed else error)
        lower = {name.lower() for name in listed}
        error = "HeaderDisallowedByPreflightResponse"
        for name in sorted(names, key=lambda name: (name != NON_WILDCARD, name)):
            passed = name in lower or (any_header and name != NON_WILDCARD)
            yield _preflight_step(
                Check.ALLOW_HEADERS, header_value, name, None if passed else error
            )


def _preflight_step(
    check: Check, subject: object, wanted: object, error: CorsError | None
) -> BrowserStep:
    return BrowserStep(check, subject, wanted, passed=error is None, error=error, preflight=True)


def allowed_tokens(response: Response, name: str) -> list[str] | None:
    """Return the members of a list of methods or header names; None if one is not a token.

    https://fetch.spec.whatwg.org/#http-new-header-syntax
    """
    found = protocol.list_members(get(response.headers, name) or "")
    return found if all(map(protocol.is_token, found)) else None


def readable_headers(response: Response, *, includes: bool) -> HeaderList:
    """Return the headers of a cross-origin response that a script can read.

    https://fetch.spec.whatwg.org/#concept-filtered-response-cors
    """
    exposed = {name.lower() for name in allowed_tokens(response, protocol.EXPOSE_HEADERS) or []}
    names = exposed | safelist.SAFELISTED_RESPONSE_HEADERS
    any_header = "*" in exposed and not includes
    return tuple(
        (name, value)
        for name, value in safelist.readable_without_cors(response.headers)
        if any_header or name.lower() in names
    )
