"""Sentences for the steps of the browser model, its errors and their remedies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, cast

from flask_cors.core.protocol import SAFELISTED_METHODS

from .messages import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from .messages import BrowserStep, CorsError, Fetch, Outcome, Request, Response
    from .safelist import HeaderList

    #: A template of `subject` and `wanted`, or a function where it takes more than these.
    _Shape: TypeAlias = str | Callable[[BrowserStep], str]


def numbered(outcome: Outcome) -> Iterator[str]:
    """Iterate over the steps as numbered sentences; the one that blocks names its section."""
    for number, step in enumerate(outcome.steps, start=1):
        section = "" if step.passed else f" [{step.check.section}]"
        yield f"{number}. {sentence(step)}{section}"


def sentence(step: BrowserStep) -> str:
    """Say in one sentence what a step found."""
    shapes: Mapping[Check, _Shape] = _PASSED if step.passed else _BLOCKED
    shape = shapes[step.check]
    text = shape.format(s=step) if isinstance(shape, str) else shape(step)
    return f"preflight: {text}" if step.preflight else text


def message(error: CorsError) -> str:
    """Say what a browser's console says of an error."""
    general = error.removeprefix("Preflight")
    answer = "the response" if error == general else "the response to the preflight"
    return _ERRORS[general].message.format(answer=answer)


def remedy(outcome: Outcome, wanted: Fetch) -> str:
    """Say what to change so that a blocked request gets through."""
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
    return f"{request.method} {request.url} is sent {cookies} cookies; {shown}"


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
        return f"{step.wanted} is safelisted, it need not be listed"
    return f"{step.wanted} is allowed by Access-Control-Allow-Methods: {step.subject}"


def _wrong_origin(step: BrowserStep) -> str:
    if step.subject is None:
        return f"Access-Control-Allow-Origin is missing; Origin is {step.wanted}"
    if step.subject == "*":
        return "Access-Control-Allow-Origin: * does not count for a request with credentials"
    return f"Access-Control-Allow-Origin is {step.subject!r}; Origin is {step.wanted}"


def _max_age(step: BrowserStep) -> str:
    sent = "not sent" if step.subject is None else f"{step.subject!r}"
    return f"remembered for {step.wanted} s, Access-Control-Max-Age is {sent}"


def _no_credentials(step: BrowserStep) -> str:
    sent = "missing" if step.subject is None else f"{step.subject!r}, not 'true'"
    return f"Access-Control-Allow-Credentials is {sent}"


def _not_listed(step: BrowserStep) -> str:
    kind = "Methods" if step.check is Check.ALLOW_METHODS else "Headers"
    if step.subject is None:
        return f"{step.wanted} is not allowed, Access-Control-Allow-{kind} is missing"
    return f"{step.wanted} is not in Access-Control-Allow-{kind}: {step.subject!r}"


_PASSED: Final[dict[Check, _Shape]] = {
    Check.HEADER_DROPPED: "the header {s.subject} is left out, no script may set it here",
    Check.TAINTING: "{s.subject} is fetched as {s.wanted!r}",
    Check.REDIRECT_MODE: "the redirect is not followed: mode {s.subject!r}, Location {s.wanted!r}",
    Check.PREFLIGHT: _preflight,
    Check.PREFLIGHT_CACHE: "cached for {s.subject}, so none is sent",
    Check.REQUEST: _request,
    Check.RESPONSE: _response,
    Check.ALLOW_ORIGIN: "Access-Control-Allow-Origin: {s.subject} allows {s.wanted}",
    Check.ALLOW_CREDENTIALS: "Access-Control-Allow-Credentials is 'true'",
    Check.PREFLIGHT_STATUS: "the status {s.subject} is one from 200 to 299",
    Check.ALLOW_METHODS: _allowed_method,
    Check.ALLOW_HEADERS: "{s.wanted} is allowed by Access-Control-Allow-Headers: {s.subject}",
    Check.MAX_AGE: _max_age,
    Check.LOCATION: "the redirect leads to {s.wanted}",
    Check.REDIRECT_METHOD: "the redirect turns {s.subject} into {s.wanted}, without a body",
    Check.REDIRECT_AUTHORIZATION: "Authorization is not sent on to {s.subject}, another origin",
    Check.REDIRECT_ORIGIN: "Origin becomes {s.wanted}: a foreign origin redirected to another one",
    Check.READABLE: lambda step: (
        "the script can read: " + (", ".join(cast("tuple[str, ...]", step.subject)) or "no header")
    ),
}
_BLOCKED: Final[dict[Check, _Shape]] = {
    Check.URL: "{s.subject!r} is not a URL that can be fetched",
    Check.METHOD: "{s.subject!r} is not a method that a script may send in mode {s.wanted!r}",
    Check.BODY: "{s.subject} cannot have a body",
    Check.HEADER: "{s.subject!r} is not a valid header",
    Check.TAINTING: "{s.subject} is another origin, refused in mode 'same-origin'",
    Check.REDIRECT_MODE: "redirect={s.subject!r} does not allow this",
    Check.ALLOW_ORIGIN: _wrong_origin,
    Check.ALLOW_CREDENTIALS: _no_credentials,
    Check.PREFLIGHT_STATUS: "the status {s.subject} is not one from 200 to 299",
    Check.ALLOW_METHODS: _not_listed,
    Check.ALLOW_HEADERS: _not_listed,
    Check.LOCATION: "the redirect leads to {s.subject!r}, which cannot be fetched",
    Check.REDIRECT_COUNT: "{s.subject} redirects were followed, which is the limit",
    Check.REDIRECT_CREDENTIALS: "the redirect leads to a URL with a user or a password",
}

_NAME_ORIGIN: Final = (
    "allow {origin!r} in the policy of this URL: add it to `origins` of CORS(app) or @cross_origin"
)


class _ErrorText(NamedTuple):
    #: The meaning of Chrome's console message, in our own words.
    message: str
    remedy: str


#: By the error without `Preflight`; `{answer}` is the one that is checked.
_ERRORS: Final = {
    "DisallowedByMode": _ErrorText(
        "mode 'same-origin' does not let a page fetch from another origin",
        "use mode='cors', or fetch the page's own origin only",
    ),
    "MissingAllowOriginHeader": _ErrorText(
        "{answer} has no Access-Control-Allow-Origin header", _NAME_ORIGIN
    ),
    "AllowOriginMismatch": _ErrorText(
        "{answer} has an Access-Control-Allow-Origin for another origin than the page's",
        _NAME_ORIGIN,
    ),
    "WildcardOriginNotAllowed": _ErrorText(
        "{answer} has '*' as Access-Control-Allow-Origin, which does not count with credentials",
        "name the origins and set supports_credentials=True, or fetch without"
        " credentials='include'",
    ),
    "MultipleAllowOriginValues": _ErrorText(
        "{answer} has an Access-Control-Allow-Origin with several values; one is allowed",
        "set Access-Control-Allow-Origin in exactly one place",
    ),
    "InvalidAllowOriginValue": _ErrorText(
        "{answer} has an Access-Control-Allow-Origin that is not an origin",
        "send one origin in the form that browsers send, here {origin!r}, or '*'",
    ),
    "InvalidAllowCredentials": _ErrorText(
        "{answer} has no Access-Control-Allow-Credentials: true",
        "set supports_credentials=True for this URL, or fetch without credentials='include'",
    ),
    "InvalidStatus": _ErrorText(
        "the preflight was not answered with a status from 200 to 299",
        (
            "make sure that nothing (login, rate limit, proxy) answers the OPTIONS request with"
            " an error"
        ),
    ),
    "DisallowedRedirect": _ErrorText(
        "the preflight was answered with a redirect",
        (
            "request the target of the redirect directly (check the trailing slash, https and"
            " the host)"
        ),
    ),
    "InvalidAllowMethodsPreflightResponse": _ErrorText(
        "Access-Control-Allow-Methods cannot be read", "list methods, with commas between them"
    ),
    "InvalidAllowHeadersPreflightResponse": _ErrorText(
        "Access-Control-Allow-Headers cannot be read",
        "list header names, with commas between them",
    ),
    "MethodDisallowedByPreflightResponse": _ErrorText(
        "Access-Control-Allow-Methods of the preflight's answer does not name the method",
        "add {s.wanted!r} to `methods` of the policy of this URL",
    ),
    "HeaderDisallowedByPreflightResponse": _ErrorText(
        "Access-Control-Allow-Headers of the preflight's answer does not name the request header",
        "add {s.wanted!r} to `allow_headers` of the policy of this URL",
    ),
    "RedirectContainsCredentials": _ErrorText(
        "the redirect leads to a URL with a user or a password",
        "redirect to the URL without user and password",
    ),
    "NoCorsRedirectModeNotFollow": _ErrorText(
        "in mode 'no-cors' redirects have to be followed", "use redirect='follow', or mode='cors'"
    ),
    "CorsDisabledScheme": _ErrorText("CORS is for http and https", "fetch http or https"),
    "LocalNetworkAccessPermissionDenied": _ErrorText(
        "the user did not let the page reach this machine or a private network",
        "allow it in the site settings of the page, or serve the app where the page is",
    ),
    "InsecureLocalNetwork": _ErrorText(
        "an http page may not reach this machine or a private network",
        "serve the page over https",
    ),
    "InvalidLocalNetworkAccess": _ErrorText(
        "the URL is not in the address space that the page names as targetAddressSpace",
        "name the address space that the URL is in, 'local' or 'loopback'",
    ),
}
#: Remedies where CORS is not the reason, by the step that blocks.
_REMEDIES: Final = {
    Check.URL: "give an http or https URL without user and password",
    Check.METHOD: "give another method; in mode 'no-cors' GET, HEAD or POST",
    Check.BODY: "remove the body, or use another method",
    Check.HEADER: "give a name out of letters, digits and hyphens, and a value of one line",
    Check.REDIRECT_MODE: "use redirect='follow', or fetch the URL that is redirected to",
    Check.LOCATION: "redirect to an http or https URL",
    Check.REDIRECT_CREDENTIALS: "redirect to the URL without user and password",
    Check.REDIRECT_COUNT: "end the loop of redirects",
}
_UPPER_CASE: Final = (
    "use {upper!r} in upper case; browsers normalize only DELETE, GET, HEAD, OPTIONS, POST and PUT"
)
_NULL_ORIGIN: Final = (
    "fetch the URL that is redirected to: after a redirect from one foreign origin to another"
    " Origin is 'null', which is best not allowed"
)
