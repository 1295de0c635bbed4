"""What goes into the model of a browser and comes out: a wish, messages, steps, an outcome."""

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

#: Those reasons of Chrome DevTools' protocol that occur here:
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
]

_STANDARD: Final = "https://fetch.spec.whatwg.org/#"


@dataclass(frozen=True, slots=True)
class Fetch:
    """What a script asks of `fetch()`, or of `XMLHttpRequest` (https://xhr.spec.whatwg.org/).

    `url` is absolute; `origin` is the page's, serialized, or `null`. Values of headers are strings
    of one character a byte.
    """

    url: str
    origin: str
    method: str = "GET"
    headers: HeaderList = ()
    body: bytes | None = None
    #: The `Content-Type` that the body brings where `headers` has none.
    body_type: str | None = None
    mode: Mode = "cors"
    credentials: Credentials = "same-origin"
    redirect: Redirect = "follow"
    #: Whether a preflight is sent in any case, as by `XMLHttpRequest` with listeners on its upload:
    #: https://fetch.spec.whatwg.org/#use-cors-preflight-flag
    use_preflight: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request that the browser sends; what HTTP itself adds, as `Host`, is left to the sender."""

    method: str
    url: str
    headers: HeaderList
    body: bytes | None = None
    #: Whether cookies go with it, and the cookies that its answer sets are kept.
    credentials: bool = False
    #: Whether it is a CORS-preflight request.
    preflight: bool = False


@dataclass(frozen=True, slots=True)
class Response:
    """What the browser looks at of a response."""

    status: int
    headers: HeaderList = ()


class Check(Enum):
    """What a step is about, and the section of the standard that says so."""

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
        #: What a person or a program calls it.
        self.label = label
        #: The section of the Fetch standard.
        self.section: str = _STANDARD + anchor


@dataclass(frozen=True, slots=True)
class Step:
    """One fact, in the standard's order: what was looked at, what it was, what was wanted of it.

    Only a step that blocks the request has not passed; it is the last one then.
    """

    check: Check
    subject: object
    wanted: object = None
    passed: bool = True
    #: Why it blocks, where the CORS protocol is the reason.
    error: CorsError | None = None
    #: Whether it concerns the preflight, rather than the request that the script wants.
    preflight: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the script gets; of a blocked or opaque response, nothing but that."""

    #: What the script reads as `response.type`; `error` where `fetch()` is rejected.
    type: ResponseType
    steps: tuple[Step, ...]
    #: https://fetch.spec.whatwg.org/#concept-request-response-tainting
    tainting: Tainting = "basic"
    #: Why it is blocked, where the CORS protocol is the reason.
    error: CorsError | None = None
    status: int = 0
    #: The response headers that the script can read.
    headers: HeaderList = ()
    #: The URL that answered, without its fragment.
    url: str = ""
    redirected: bool = False

    @property
    def verdict(self) -> Verdict:
        """Whether the script can read the response, only knows that there was one, or neither."""
        if self.type == "error":
            return "blocked"
        return "readable" if self.type in {"basic", "cors"} else "opaque"
