"""The messages of the browser model: Fetch, Request, Response, BrowserStep, Note, Outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from .safelist import HeaderList

Mode: TypeAlias = Literal["cors", "no-cors", "same-origin"]
Credentials: TypeAlias = Literal["omit", "same-origin", "include"]
Redirect: TypeAlias = Literal["follow", "error", "manual"]
ResponseType: TypeAlias = Literal["basic", "cors", "opaque", "opaqueredirect", "error"]
Tainting: TypeAlias = Literal["basic", "cors", "opaque"]
Verdict: TypeAlias = Literal["readable", "opaque", "blocked"]

#: The reasons to block, with their names in Chrome's DevTools protocol:
#: https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-CorsError
CorsError: TypeAlias = Literal[
    "DisallowedByMode",
    "WildcardOriginNotAllowed",
    "MissingAllowOriginHeader",
    "MultipleAllowOriginValues",
    "InvalidAllowOriginValue",
    "AllowOriginMismatch",
    "InvalidAllowCredentials",
    "CorsDisabledScheme",
    "PreflightInvalidStatus",
    "PreflightDisallowedRedirect",
    "PreflightWildcardOriginNotAllowed",
    "PreflightMissingAllowOriginHeader",
    "PreflightMultipleAllowOriginValues",
    "PreflightInvalidAllowOriginValue",
    "PreflightAllowOriginMismatch",
    "PreflightInvalidAllowCredentials",
    "InvalidAllowMethodsPreflightResponse",
    "InvalidAllowHeadersPreflightResponse",
    "MethodDisallowedByPreflightResponse",
    "HeaderDisallowedByPreflightResponse",
    "RedirectContainsCredentials",
    "NoCorsRedirectModeNotFollow",
    # Of local network access, which is not modeled: https://wicg.github.io/local-network-access/
    "LocalNetworkAccessPermissionDenied",
    "InsecureLocalNetwork",
    "InvalidLocalNetworkAccess",
]

_STANDARD: Final = "https://fetch.spec.whatwg.org/#"


@dataclass(frozen=True, slots=True)
class Fetch:
    """A call to `fetch()` or a request by `XMLHttpRequest` (https://xhr.spec.whatwg.org/).

    `url` is absolute; `origin` is the serialized origin of the page, or `null`. The values of
    headers are strings with one character per byte.
    """

    url: str
    origin: str
    method: str = "GET"
    headers: HeaderList = ()
    body: bytes | None = None
    #: The `Content-Type` of the body if it is not in `headers`.
    body_type: str | None = None
    mode: Mode = "cors"
    credentials: Credentials = "same-origin"
    redirect: Redirect = "follow"
    #: True if a preflight is always sent, as with listeners on `XMLHttpRequest.upload`:
    #: https://fetch.spec.whatwg.org/#use-cors-preflight-flag
    use_preflight: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request of the browser, without headers of HTTP itself such as `Host`."""

    method: str
    url: str
    headers: HeaderList
    body: bytes | None = None
    #: True if cookies are sent, and the cookies of the response are stored.
    credentials: bool = False
    #: True for a CORS-preflight request.
    preflight: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """The parts of a response that the browser checks."""

    status: int
    headers: HeaderList = ()


class Check(Enum):
    """The subject of a step, and the section of the standard about it."""

    URL = ("url", "dom-request")
    METHOD = ("method", "dom-request")
    BODY = ("body", "dom-request")
    HEADER = ("header", "concept-headers-append")
    HEADER_DROPPED = ("header dropped", "concept-headers-append")
    TAINTING = ("tainting", "concept-main-fetch")
    REDIRECT_MODE = ("redirect mode", "concept-http-fetch")
    PREFLIGHT = ("preflight", "concept-main-fetch")
    PREFLIGHT_CACHE = ("preflight cache", "concept-http-fetch")
    REQUEST = ("request", "concept-http-network-or-cache-fetch")
    RESPONSE = ("response", "concept-http-network-or-cache-fetch")
    ALLOW_ORIGIN = ("allow origin", "concept-cors-check")
    ALLOW_CREDENTIALS = ("allow credentials", "concept-cors-check")
    PREFLIGHT_STATUS = ("preflight status", "cors-preflight-fetch-0")
    ALLOW_METHODS = ("allow methods", "cors-preflight-fetch-0")
    ALLOW_HEADERS = ("allow headers", "cors-preflight-fetch-0")
    MAX_AGE = ("max age", "cors-preflight-fetch-0")
    LOCATION = ("location", "concept-http-redirect-fetch")
    REDIRECT_COUNT = ("redirect count", "concept-http-redirect-fetch")
    REDIRECT_CREDENTIALS = ("redirect credentials", "concept-http-redirect-fetch")
    REDIRECT_METHOD = ("redirect method", "concept-http-redirect-fetch")
    REDIRECT_AUTHORIZATION = ("redirect authorization", "concept-http-redirect-fetch")
    REDIRECT_ORIGIN = ("redirect origin", "concept-request-tainted-origin")
    READABLE = ("readable", "concept-filtered-response")

    def __init__(self, label: str, anchor: str) -> None:
        #: The name in text and in JSON.
        self.label = label
        #: The section of the Fetch standard.
        self.section: str = _STANDARD + anchor


@dataclass(frozen=True, slots=True)
class BrowserStep:
    """One check of the browser, with its subject and the value that it requires.

    A step that did not pass blocks the request, and is the last one.
    """

    check: Check
    subject: object
    wanted: object = None
    passed: bool = True
    #: The reason to block, if it belongs to the CORS protocol.
    error: CorsError | None = None
    #: True if the step is about the preflight, not about the script's request.
    preflight: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """One thing besides CORS that can block a request; it is not part of the verdict."""

    about: Literal["airplay", "cookies", "local network", "mixed content"]
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Outcome:
    """The response as the script sees it, which is empty if it is blocked or opaque."""

    #: The `response.type` of the script; `error` if `fetch()` is rejected.
    type: ResponseType
    steps: tuple[BrowserStep, ...]
    #: https://fetch.spec.whatwg.org/#concept-request-response-tainting
    tainting: Tainting = "basic"
    #: The reason for blocking, if it belongs to the CORS protocol.
    error: CorsError | None = None
    status: int = 0
    #: The response headers that the script can read.
    headers: HeaderList = ()
    #: The URL of the response, without its fragment.
    url: str = ""
    redirected: bool = False
    #: Reasons besides CORS that can block the request.
    notes: tuple[Note, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The script's view of the response: readable, opaque or blocked."""
        if self.type == "error":
            return "blocked"
        return "readable" if self.type in {"basic", "cors"} else "opaque"
