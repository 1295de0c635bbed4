"""A browser's side of the CORS protocol, by the Fetch standard.

The model judges responses only by their headers and does not know the policies. `fetch` is a
generator: it yields the requests to send, receives their responses, and returns the outcome for
the script.

    running = fetch(Fetch("https://api.example.com/books", origin="https://app.example.com"))
    request = next(running)
    request = running.send(Response(200, headers))  # until StopIteration, whose value is an Outcome

`run` is the loop around it, for a function that returns the responses.

Not modeled: checks that precede CORS (Content Security Policy, mixed content, blocked ports,
service workers, the HTTP cache, local network access), `Referer`, referrer policies other than the
default, HTTP authentication, streams as bodies, cross-origin resource and embedder policies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, TypeVar, cast

from flask_cors.core import protocol
from flask_cors.core.protocol import SAFELISTED_METHODS

from . import checks, safelist
from .construct import construct
from .messages import BrowserStep, Check, Outcome, Request
from .preflight_cache import PreflightCache, PreflightKey, max_age
from .safelist import NON_WILDCARD
from .urls import Url, parse, request_site, serialized_origin

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from .messages import CorsError, Fetch, Response, Tainting
    from .safelist import HeaderList

    _Result = TypeVar("_Result")
    _Sending = Generator[Request, Response, _Result]

_MAX_REDIRECTS: Final = 20
#: Schemes that Chromium never redirects to, regardless of CORS.
_UNSAFE_REDIRECTS: Final = frozenset({"about", "blob", "chrome", "data", "file", "filesystem"})


class _NetworkError(Exception):
    """Raised if the request is blocked; the last step has the reason."""


def run(
    wanted: Fetch, respond: Callable[[Request], Response], cache: PreflightCache | None = None
) -> Outcome:
    """Run a script's request with a function that responds to each request of the browser."""
    running = fetch(wanted, cache)
    try:
        request = next(running)
        while True:
            request = running.send(respond(request))
    except StopIteration as end:
        return cast("Outcome", end.value)


def fetch(wanted: Fetch, cache: PreflightCache | None = None) -> _Sending[Outcome]:
    """Run a script's request: yield requests, receive responses, return the outcome.

    `cache` keeps preflights between runs. A run that is blocked before anything is sent yields
    nothing.
    """
    headers, steps = construct(wanted)
    run = _Run(wanted, headers, PreflightCache() if cache is None else cache)
    try:
        for step in steps:
            run.take(step)
        return run.handover((yield from run.main_fetch()))
    except _NetworkError:
        return Outcome("error", tuple(run.steps), run.tainting, run.steps[-1].error)


class _Steps:
    """The steps of a request so far; one that fails blocks the request."""

    def __init__(self) -> None:
        self.steps: list[BrowserStep] = []

    def take(self, step: BrowserStep) -> None:
        """Add a step; block the request unless the step passed."""
        self.steps.append(step)
        if not step.passed:
            raise _NetworkError

    def note(self, check: Check, subject: object, wanted: object = None) -> None:
        self.take(BrowserStep(check, subject, wanted))

    def require(
        self,
        ok: bool,  # noqa: FBT001 - it reads as a sentence: require(x in y, ...)
        check: Check,
        subject: object,
        wanted: object = None,
        *,
        error: CorsError | None = None,
    ) -> None:
        """Block the request with `error` unless `ok`; a check that passes adds no step."""
        if not ok:
            self.block(check, subject, wanted, error=error)

    def block(
        self,
        check: Check,
        subject: object,
        wanted: object = None,
        *,
        error: CorsError | None = None,
    ) -> NoReturn:
        """Block the request with `error`."""
        self.steps.append(BrowserStep(check, subject, wanted, passed=False, error=error))
        raise _NetworkError


class _Run(_Steps):
    """The state of one request: https://fetch.spec.whatwg.org/#concept-request."""

    def __init__(self, wanted: Fetch, headers: HeaderList, cache: PreflightCache) -> None:
        super().__init__()
        self.wanted = wanted
        self.cache = cache
        self.method = safelist.normalize_method(wanted.method)
        self.headers = headers
        self.body = wanted.body
        self.urls = [url] if (url := parse(wanted.url)) else []
        self.tainting: Tainting = "basic"
        #: True if a preflight was needed, so that an error clears the cache.
        self.preflighted = False

    @property
    def url(self) -> Url:
        return self.urls[-1]

    @property
    def includes(self) -> bool:
        """True if the credentials mode is `include`."""
        return self.wanted.credentials == "include"

    @property
    def origin(self) -> str:
        """The page's origin, or `null` after some redirects."""
        return serialized_origin(self.wanted.origin, self.urls)

    @property
    def key(self) -> PreflightKey:
        """The key for the preflight cache; URLs with different fragments are different."""
        fragment = self.url.fragment
        url = str(self.url) if fragment is None else f"{self.url}#{fragment}"
        return PreflightKey(self.origin, url, self.includes)

    # https://fetch.spec.whatwg.org/#main-fetch

    def main_fetch(self) -> _Sending[Response]:
        try:
            while True:
                response = yield from self.http_fetch(needs_preflight=self.taint())
                location = checks.location(response)
                if not location or not self.redirect(location, response.status):
                    return response
        except _NetworkError:
            if self.preflighted:
                self.cache.forget(self.key.origin, self.key.url)
            raise

    def taint(self) -> bool:
        """Determine the response tainting; return whether a preflight may be needed."""
        wanted, target = self.wanted, self.url.origin
        if target == wanted.origin and self.tainting == "basic" and self.url.is_http:
            self.note(Check.TAINTING, target, "basic")
            return False
        self.require(
            wanted.mode != "same-origin", Check.TAINTING, target, "basic", error="DisallowedByMode"
        )
        if wanted.mode == "no-cors":
            self.tainting = "opaque"
            self.note(Check.TAINTING, target, "opaque")
            self.require(
                wanted.redirect == "follow",
                Check.REDIRECT_MODE,
                wanted.redirect,
                error="NoCorsRedirectModeNotFollow",
            )
            self.require(self.url.is_http, Check.URL, str(self.url))
            return False
        self.tainting = "cors"
        self.note(Check.TAINTING, target, "cors")
        self.require(self.url.is_http, Check.URL, str(self.url), error="CorsDisabledScheme")
        method = None if self.method in SAFELISTED_METHODS else self.method
        names = safelist.unsafe_header_names(self.headers)
        needed = wanted.use_preflight or method is not None or bool(names)
        self.note(Check.PREFLIGHT, (method, names), needed)
        return needed

    # https://fetch.spec.whatwg.org/#http-fetch

    def http_fetch(self, *, needs_preflight: bool) -> _Sending[Response]:
        if needs_preflight:
            self.preflighted = True
            if self.is_cached():
                self.take(BrowserStep(Check.PREFLIGHT_CACHE, str(self.url), preflight=True))
            else:
                yield from self.preflight()
        with_credentials = self.includes or (
            self.wanted.credentials == "same-origin" and self.tainting == "basic"
        )
        headers = self.headers
        if safelist.get(headers, "accept") is None:
            headers += (("Accept", "*/*"),)
        request = Request(
            self.method,
            str(self.url),
            headers + self.origin_header() + self.metadata(self.wanted.mode, self.urls),
            self.body,
            credentials=with_credentials,
        )
        response = yield from self.send(request)
        if self.tainting == "cors":
            for step in checks.cors_check(response, self.origin, includes=self.includes):
                self.take(step)
        return response

    def send(self, request: Request) -> _Sending[Response]:
        self.take(BrowserStep(Check.REQUEST, request, preflight=request.preflight))
        response = yield request
        self.take(BrowserStep(Check.RESPONSE, response, preflight=request.preflight))
        return response

    def is_cached(self) -> bool:
        """True if a cached preflight allows the method and the headers."""
        key = self.key
        needs_method = self.wanted.use_preflight or self.method not in SAFELISTED_METHODS
        return (not needs_method or self.cache.has_method(key, self.method)) and all(
            self.cache.has_header(key, name) for name in safelist.unsafe_header_names(self.headers)
        )

    def origin_header(self) -> HeaderList:
        """Return the `Origin` header, if it is sent.

        https://fetch.spec.whatwg.org/#append-a-request-origin-header
        """
        if self.tainting == "cors":
            return ((protocol.ORIGIN, self.origin),)
        if self.method in {"GET", "HEAD"}:
            return ()
        # By the default referrer policy, strict-origin-when-cross-origin; only `no-cors` requests
        # get here with a scheme other than the page's.
        downgrade = self.wanted.origin.startswith("https:") and self.url.scheme != "https"
        return ((protocol.ORIGIN, "null" if downgrade else self.origin),)

    def metadata(self, mode: str, urls: Sequence[Url]) -> HeaderList:
        """Return the headers by which a server distinguishes its own pages from others.

        https://w3c.github.io/webappsec-fetch-metadata/#fetch-metadata-headers
        """
        if not self.url.is_trustworthy:
            return ()
        site = request_site(self.wanted.origin, urls)
        return (("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", "empty"))

    # https://fetch.spec.whatwg.org/#cors-preflight-fetch

    def preflight(self) -> _Sending[None]:
        names = safelist.unsafe_header_names(self.headers)
        asked: HeaderList = (("Accept", "*/*"), (protocol.REQUEST_METHOD, self.method))
        if names:
            asked += ((protocol.REQUEST_HEADERS, ",".join(names)),)
        # Unlike in the standard, Chromium ignores earlier redirects here, and sends plain http
        # servers the mode too.
        metadata = self.metadata("cors", self.urls[-1:]) or (("Sec-Fetch-Mode", "cors"),)
        headers = asked + self.origin_header() + metadata
        response = yield from self.send(Request("OPTIONS", str(self.url), headers, preflight=True))
        for step in checks.preflight_check(
            response, self.origin, self.method, names, includes=self.includes
        ):
            self.take(step)
        # By the letter of the standard, a missing `Access-Control-Allow-Methods` would allow any
        # method under this flag; the restrictive reading only makes the response cacheable.
        methods = checks.allowed_tokens(response, protocol.ALLOW_METHODS) or []
        if self.wanted.use_preflight and not methods:
            methods = [self.method]
        age = safelist.get(response.headers, protocol.MAX_AGE)
        listed = checks.allowed_tokens(response, protocol.ALLOW_HEADERS) or []
        # Chromium does not cache preflights of the origin `null`; by the standard it would.
        seconds = 0 if self.origin == "null" else max_age(age)
        seconds = self.cache.store(self.key, seconds, methods, listed)
        self.take(BrowserStep(Check.MAX_AGE, age, seconds, preflight=True))

    # https://fetch.spec.whatwg.org/#http-redirect-fetch

    def redirect(self, location: str, status: int) -> bool:
        """Follow a redirect; return False if the script gets the redirect itself."""
        mode = self.wanted.redirect
        if mode == "manual":
            self.note(Check.REDIRECT_MODE, mode, location)
            return False
        url = parse(location, self.url)
        in_cors = self.wanted.mode == "cors"
        if url is None or not url.is_http:
            followed = in_cors and mode == "follow" and url and url.scheme not in _UNSAFE_REDIRECTS
            self.block(Check.LOCATION, location, error="CorsDisabledScheme" if followed else None)
        self.note(Check.LOCATION, location, str(url))
        count = len(self.urls) - 1
        self.require(count < _MAX_REDIRECTS, Check.REDIRECT_COUNT, count, _MAX_REDIRECTS)
        # Chromium never follows a redirect to a URL with credentials. By the standard, a request
        # may if it stays on the page's origin or is not in mode `cors`:
        # https://chromestatus.com/feature/5669008342777856
        foreign = in_cors and url.origin != self.wanted.origin
        self.require(
            not url.has_credentials,
            Check.REDIRECT_CREDENTIALS,
            str(url),
            error="RedirectContainsCredentials" if foreign or self.tainting == "cors" else None,
        )
        # The standard checks this first; Chromium first reports an invalid URL.
        self.require(mode != "error", Check.REDIRECT_MODE, mode)
        self.change_method(status)
        if url.origin != self.url.origin and safelist.get(self.headers, NON_WILDCARD) is not None:
            self.headers = safelist.without(self.headers, {NON_WILDCARD})
            self.note(Check.REDIRECT_AUTHORIZATION, str(url))
        before = self.origin
        self.urls.append(url)
        if self.origin != before:
            self.note(Check.REDIRECT_ORIGIN, before, self.origin)
        return True

    def change_method(self, status: int) -> None:
        """Turn the request into a GET without a body, if the status requires it."""
        if (status in {301, 302} and self.method == "POST") or (
            status == 303 and self.method not in {"GET", "HEAD"}  # noqa: PLR2004 - See Other
        ):
            self.note(Check.REDIRECT_METHOD, self.method, "GET")
            self.method, self.body = "GET", None
            self.headers = safelist.without(self.headers, safelist.BODY_HEADERS)

    # The response that the script sees: https://fetch.spec.whatwg.org/#concept-filtered-response

    def handover(self, response: Response) -> Outcome:
        url, redirected = str(self.url), len(self.urls) > 1
        if self.wanted.redirect == "manual" and response.status in checks.REDIRECT_STATUSES:
            return Outcome("opaqueredirect", tuple(self.steps), self.tainting, url=url)
        if self.tainting == "opaque":
            return Outcome("opaque", tuple(self.steps), "opaque")
        if self.tainting == "cors":
            headers = checks.readable_headers(response, includes=self.includes)
        else:
            headers = safelist.readable_without_cors(response.headers)
        self.note(Check.READABLE, tuple(dict.fromkeys(name for name, _ in headers)))
        return Outcome(
            self.tainting,
            tuple(self.steps),
            self.tainting,
            status=response.status,
            headers=headers,
            url=url,
            redirected=redirected,
        )
