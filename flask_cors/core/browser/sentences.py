"""Sentences for the steps of the browser model, its errors and their remedies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, cast

from flask_cors.core.protocol import SAFELISTED_METHODS

from .messages import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .messages import BrowserStep, CorsError, Fetch, Outcome, Request, Response
    from .safelist import HeaderList

    #: A template for `subject` and `wanted`, or a function if it needs more than these.
    _Shape: TypeAlias = str | Callable[[BrowserStep], str]


def numbered(outcome: Outcome) -> Iterator[str]:
    """Iterate over the steps as numbered sentences; the one that blocks names its section."""
    for number, step in enumerate(outcome.steps, start=1):
        section = "" if step.passed else f" [{step.check.section}]"
        yield f"{number}. {sentence(step)}{section}"


def sentence(step: BrowserStep) -> str:
    """Return one sentence about the result of a step."""
    shapes: Mapping[Check, _Shape] = _PASSED if step.passed else _BLOCKED
    shape = shapes[step.check]
    text = shape.format(s=step) if isinstance(shape, str) else shape(step)
    return f"preflight: {text}" if step.preflight else text


def message(error: CorsError) -> str:
    """Return the meaning of a browser's console message for an error."""
    general = error.removeprefix("Preflight")
    response = "the response" if error == general else "the response to the preflight"
    return _ERRORS[general].message.format(response=response)


def remedy(outcome: Outcome, wanted: Fetch) -> str:
    """Return the change that would allow a blocked request."""
    step = outcome.steps[-1]
    upper = str(step.wanted).upper()
    if step.check is Check.ALLOW_ORIGIN and step.wanted == "null" != wanted.origin:
        text = _NULL_ORIGIN
    elif step.check is Check.ALLOW_METHODS and step.wanted != upper:
        text = _UPPER_CASE
    elif step.error:
        text = _ERRORS[step.error.removeprefix("Preflight")].remedy
    else:
        text = _REMEDIES[step.check]
    return text.format(s=step, origin=wanted.origin, upper=upper)


def _request(step: BrowserStep) -> str:
    request = cast("Request", step.subject)
    cookies = "with" if request.credentials else "without"
    shown = _shown(request.headers, ("origin", "access-control-")) or "no Origin"
    return f"sends {request.method} {request.url} {cookies} cookies; {shown}"


def _response(step: BrowserStep) -> str:
    response = cast("Response", step.subject)
    shown = _shown(response.headers, ("location", "access-control-")) or "no Access-Control header"
    return f"the response is {response.status}; {shown}"


def _shown(headers: HeaderList, prefixes: tuple[str, ...]) -> str:
    return "; ".join(f"{n}: {v}" for n, v in headers if n.lower().startswith(prefixes))


def _preflight(step: BrowserStep) -> str:
    if not step.wanted:
        return "no preflight: method and headers are safelisted"
    method, names = cast("tuple[str | None, tuple[str, ...]]", step.subject)
    reasons = ([f"the method {method}"] if method else []) + [f"the header {n}" for n in names]
    return f"a preflight for {' and '.join(reasons) or 'the listener on the upload'}"


def _allowed_method(step: BrowserStep) -> str:
    if step.wanted in SAFELISTED_METHODS:
        return f"{step.wanted} is safelisted and does not have to be listed"
    return f"{step.wanted} is allowed by Access-Control-Allow-Methods: {step.subject}"


def _wrong_origin(step: BrowserStep) -> str:
    if step.subject is None:
        return f"Access-Control-Allow-Origin is missing; Origin is {step.wanted}"
    if step.subject == "*":
        return "Access-Control-Allow-Origin: * is not accepted for a request with credentials"
    return f"Access-Control-Allow-Origin is {step.subject!r}; Origin is {step.wanted}"


def _max_age(step: BrowserStep) -> str:
    sent = "not sent" if step.subject is None else f"{step.subject!r}"
    return f"cached for {step.wanted} s, Access-Control-Max-Age is {sent}"


def _no_credentials(step: BrowserStep) -> str:
    sent = "missing" if step.subject is None else f"{step.subject!r}, not 'true'"
    return f"Access-Control-Allow-Credentials is {sent}"


def _not_listed(step: BrowserStep) -> str:
    kind = "Methods" if step.check is Check.ALLOW_METHODS else "Headers"
    if step.subject is None:
        return f"{step.wanted} is not allowed, Access-Control-Allow-{kind} is missing"
    return f"{step.wanted} is not in Access-Control-Allow-{kind}: {step.subject!r}"


_PASSED: Final[dict[Check, _Shape]] = {
    Check.HEADER_DROPPED: "the header {s.subject} is dropped: scripts may not set it here",
    Check.TAINTING: "{s.subject} is fetched as {s.wanted!r}",
    Check.REDIRECT_MODE: "the redirect is not followed: mode {s.subject!r}, Location {s.wanted!r}",
    Check.PREFLIGHT: _preflight,
    Check.PREFLIGHT_CACHE: "a cached preflight for {s.subject} is used, so none is sent",
    Check.REQUEST: _request,
    Check.RESPONSE: _response,
    Check.ALLOW_ORIGIN: "Access-Control-Allow-Origin: {s.subject} allows {s.wanted}",
    Check.ALLOW_CREDENTIALS: "Access-Control-Allow-Credentials is 'true'",
    Check.PREFLIGHT_STATUS: "status {s.subject} is 2xx",
    Check.ALLOW_METHODS: _allowed_method,
    Check.ALLOW_HEADERS: "{s.wanted} is allowed by Access-Control-Allow-Headers: {s.subject}",
    Check.MAX_AGE: _max_age,
    Check.LOCATION: "the redirect leads to {s.wanted}",
    Check.REDIRECT_METHOD: "the redirect turns {s.subject} into {s.wanted}, without a body",
    Check.REDIRECT_AUTHORIZATION: "Authorization is not sent to {s.subject}, a different origin",
    Check.REDIRECT_ORIGIN: "Origin becomes {s.wanted}: one foreign origin redirects to another",
    Check.READABLE: lambda step: (
        "the script can read: " + (", ".join(cast("tuple[str, ...]", step.subject)) or "no headers")
    ),
}
_BLOCKED: Final[dict[Check, _Shape]] = {
    Check.URL: "{s.subject!r} is not a URL that can be fetched",
    Check.METHOD: "{s.subject!r} is not a method that a script may send in mode {s.wanted!r}",
    Check.BODY: "{s.subject} cannot have a body",
    Check.HEADER: "{s.subject!r} is not a valid header",
    Check.TAINTING: "{s.subject} is a different origin, which mode 'same-origin' refuses",
    Check.REDIRECT_MODE: "redirect={s.subject!r} does not allow this",
    Check.ALLOW_ORIGIN: _wrong_origin,
    Check.ALLOW_CREDENTIALS: _no_credentials,
    Check.PREFLIGHT_STATUS: "status {s.subject} is not 2xx",
    Check.ALLOW_METHODS: _not_listed,
    Check.ALLOW_HEADERS: _not_listed,
    Check.LOCATION: "the redirect leads to {s.subject!r}, which is not a URL that can be fetched",
    Check.REDIRECT_COUNT: "{s.subject} redirects were followed, which is the limit",
    Check.REDIRECT_CREDENTIALS: "the redirect leads to a URL with a user name or password",
}

_NAME_ORIGIN: Final = (
    "allow {origin!r} in the policy of this URL: add it to `origins` in CORS(app) or @cross_origin"
)


class _ErrorText(NamedTuple):
    #: The meaning of Chrome's console message, in our own words.
    message: str
    remedy: str


#: By the error without `Preflight`; `{response}` is the one that is checked.
_ERRORS: Final = {
    "DisallowedByMode": _ErrorText(
        "mode 'same-origin' does not allow requests to a different origin",
        "use mode='cors', or only fetch from the page's own origin",
    ),
    "MissingAllowOriginHeader": _ErrorText(
        "{response} has no Access-Control-Allow-Origin header", _NAME_ORIGIN
    ),
    "AllowOriginMismatch": _ErrorText(
        "{response} has an Access-Control-Allow-Origin for a different origin than the page's",
        _NAME_ORIGIN,
    ),
    "WildcardOriginNotAllowed": _ErrorText(
        "{response} has Access-Control-Allow-Origin: *, which is not accepted with credentials",
        "list the origins and set supports_credentials=True, or fetch without"
        " credentials='include'",
    ),
    "MultipleAllowOriginValues": _ErrorText(
        "{response} has an Access-Control-Allow-Origin with several values; only one is allowed",
        "set Access-Control-Allow-Origin in exactly one place",
    ),
    "InvalidAllowOriginValue": _ErrorText(
        "{response} has an Access-Control-Allow-Origin that is not an origin",
        "send one origin in the form that browsers send, here {origin!r}, or '*'",
    ),
    "InvalidAllowCredentials": _ErrorText(
        "{response} has no Access-Control-Allow-Credentials: true",
        "set supports_credentials=True for this URL, or fetch without credentials='include'",
    ),
    "InvalidStatus": _ErrorText(
        "the response to the preflight does not have a 2xx status",
        "make sure that nothing (login, rate limit, proxy) answers the OPTIONS request with"
        " an error",
    ),
    "DisallowedRedirect": _ErrorText(
        "the preflight was answered with a redirect",
        "request the target of the redirect directly (check the trailing slash, https and"
        " the host)",
    ),
    "InvalidAllowMethodsPreflightResponse": _ErrorText(
        "Access-Control-Allow-Methods cannot be parsed", "list methods, separated by commas"
    ),
    "InvalidAllowHeadersPreflightResponse": _ErrorText(
        "Access-Control-Allow-Headers cannot be parsed",
        "list header names, separated by commas",
    ),
    "MethodDisallowedByPreflightResponse": _ErrorText(
        "Access-Control-Allow-Methods in the response to the preflight does not list the method",
        "add {s.wanted!r} to `methods` in the policy of this URL",
    ),
    "HeaderDisallowedByPreflightResponse": _ErrorText(
        "Access-Control-Allow-Headers in the response to the preflight does not list the header",
        "add {s.wanted!r} to `allow_headers` in the policy of this URL",
    ),
    "RedirectContainsCredentials": _ErrorText(
        "the redirect leads to a URL with a user name or password",
        "redirect to the URL without a user name and password",
    ),
    "NoCorsRedirectModeNotFollow": _ErrorText(
        "in mode 'no-cors' redirects must be followed", "use redirect='follow', or mode='cors'"
    ),
    "CorsDisabledScheme": _ErrorText(
        "CORS only works with http and https", "fetch an http or https URL"
    ),
    "LocalNetworkAccessPermissionDenied": _ErrorText(
        "the user did not allow the page to access this machine or a private network",
        "allow it in the page's site settings, or serve the app from the network of the page",
    ),
    "InsecureLocalNetwork": _ErrorText(
        "an http page may not access this machine or a private network",
        "serve the page over https",
    ),
    "InvalidLocalNetworkAccess": _ErrorText(
        "the URL is not in the address space that the page gives as targetAddressSpace",
        "use the address space of the URL, 'local' or 'loopback'",
    ),
}
#: Remedies for requests that CORS does not block, by the step that does.
_REMEDIES: Final = {
    Check.URL: "give an http or https URL without a user name and password",
    Check.METHOD: "use another method; mode 'no-cors' only allows GET, HEAD and POST",
    Check.BODY: "remove the body, or use another method",
    Check.HEADER: "use a name of letters, digits and hyphens, and a value on one line",
    Check.REDIRECT_MODE: "use redirect='follow', or fetch the redirect's target",
    Check.LOCATION: "redirect to an http or https URL",
    Check.REDIRECT_CREDENTIALS: "redirect to the URL without a user name and password",
    Check.REDIRECT_COUNT: "remove the redirect loop",
}
_UPPER_CASE: Final = (
    "use {upper!r} in upper case; browsers normalize only DELETE, GET, HEAD, OPTIONS, POST and PUT"
)
_NULL_ORIGIN: Final = (
    "fetch the redirect's target directly: after a redirect from one foreign origin to another,"
    " Origin is 'null', which should not be allowed"
)
