"""A test client that behaves like a browser.

def test_the_shop_may_read_books(app):
    page = Browser(app, origin="https://shop.example.com")
    assert page.fetch("/api/books").json() == ["Dune"]

def test_nobody_else_may(app):
    with pytest.raises(CORSError, match="MissingAllowOriginHeader"):
        Browser(app, origin="https://evil.example").fetch("/api/books")
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast
from urllib.parse import urlencode

from werkzeug.datastructures import Headers

from .core.browser import fetch, sentences, urls
from .core.browser.app_url import AppUrl, own_url
from .core.browser.messages import Fetch, Response
from .core.browser.notes import SessionCookie, notes
from .core.browser.page import page_origin
from .core.browser.preflight_cache import PreflightCache

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from .core.browser.messages import (
        BrowserStep,
        CorsError,
        Credentials,
        Mode,
        Note,
        Outcome,
        Redirect,
        Request,
        ResponseType,
    )

__all__ = ["Browser", "BrowserResponse", "CORSError", "Exchange", "PreflightCache"]

HeadersInit: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]]
BodyInit: TypeAlias = str | bytes | Mapping[str, str] | Iterable[tuple[str, str]]

#: Statuses whose responses have no body: https://fetch.spec.whatwg.org/#null-body-status
_NO_BODY: Final = frozenset({101, 103, 204, 205, 304})


@dataclass(frozen=True)
class Exchange:
    """One request that was sent to the app, with the complete response."""

    request: Request
    response: TestResponse

    def __str__(self) -> str:
        return f"{self.request.method} {self.request.url} -> {self.response.status}"


class CORSError(Exception):
    """Raised if `fetch()` in a browser would reject.

    The message has the steps that the browser took, the reason, and the
    remedy. The app may have run all the same: see `exchange`.

    code       the name of the reason in the protocol of Chrome DevTools;
               None if CORS is not the reason
    steps      the checks of the browser, in the standard's order; the last
               one blocks
    exchange   the requests that were sent to the app, and its responses
    remedy     the change to make
    notes      reasons besides CORS that can block the request
    """

    def __init__(self, wanted: Fetch, outcome: Outcome, exchange: tuple[Exchange, ...]) -> None:
        self.code: CorsError | None = outcome.error
        self.steps: tuple[BrowserStep, ...] = outcome.steps
        self.exchange = exchange
        self.remedy: str = sentences.remedy(outcome, wanted)
        self.notes: tuple[Note, ...] = outcome.notes
        super().__init__(
            f"{wanted.method} {wanted.url} from {wanted.origin} is blocked:"
            f" {self.code or self.steps[-1].check.label}\n"
            + "\n".join(f"  {line}" for line in sentences.numbered(outcome))
            + "".join(f"\nApart from CORS: {note}." for note in self.notes)
            + f"\nRemedy: {self.remedy}."
        )


class BrowserResponse:
    """A response as a script sees it.

    type         `basic`, `cors`, `opaque` or `opaqueredirect`
    status       a number; 0 if the response is opaque
    ok           True if the status is from 200 to 299
    url          the URL of the response, after all redirects; empty if the
                 response is opaque
    redirected   True if redirects were followed
    headers      the headers that the script can read; repeated headers are
                 joined by `, `
    data, text   the body as bytes, and decoded from UTF-8; empty if the
                 response is opaque

    A script cannot see the rest:

    steps        the checks of the browser, in the standard's order
    exchange     the requests that were sent to the app, including
                 preflights, and its whole responses
    notes        what can block the request besides CORS: a private
                 network, mixed content, a session cookie that is not sent

    https://fetch.spec.whatwg.org/#concept-filtered-response
    """

    def __init__(self, outcome: Outcome, exchange: tuple[Exchange, ...]) -> None:
        self.type: ResponseType = outcome.type
        self.status: int = outcome.status
        self.ok: bool = 200 <= outcome.status <= 299  # noqa: PLR2004 - the standard's numbers
        self.url: str = outcome.url
        self.redirected: bool = outcome.redirected
        self.steps: tuple[BrowserStep, ...] = outcome.steps
        self.exchange = exchange
        self.notes: tuple[Note, ...] = outcome.notes
        self.headers: Headers = Headers()
        for name, written in outcome.headers:
            value, before = written.strip(" \t"), self.headers.get(name)
            self.headers[name] = value if before is None else f"{before}, {value}"
        last = exchange[-1]
        empty = last.request.method == "HEAD" or outcome.status in _NO_BODY
        self.data: bytes = (
            last.response.get_data() if outcome.verdict == "readable" and not empty else b""
        )

    @property
    def text(self) -> str:
        """The body as text; always decoded as UTF-8, like `response.text()`."""
        return self.data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")

    def json(self) -> Any:  # noqa: ANN401 - as varied as JSON is
        """Return the body parsed as JSON; raises ValueError if it is not JSON."""
        return json.loads(self.text)

    def __repr__(self) -> str:
        return f"<BrowserResponse {self.type} {self.status} {self.url}>"


class Browser:
    """A page in a browser, whose scripts send requests to an app.

    `origin` is the origin of the page, such as `https://app.example.com`,
    or `null` for a sandboxed page. Paths are below `base_url`, by default
    that of Flask's test client: `http://localhost`, unless SERVER_NAME,
    APPLICATION_ROOT or PREFERRED_URL_SCHEME is set. Requests to any other
    host are sent to the same app, so that you can test redirects between
    hosts.

    Cookies are kept between calls to `fetch`, and sent according to the
    credentials mode. `client` is the test client that keeps them:
    `browser.client.post("/login", ...)` logs in as a page of the app would.
    Preflights are kept in `cache`, for 5 seconds unless the app sends
    Access-Control-Max-Age; `PreflightCache(limit=0)` keeps none.

    The model is the Fetch standard (https://fetch.spec.whatwg.org/). It
    does not cover SameSite and Secure of cookies, limits on third-party
    cookies, local network access, service workers, the HTTP cache, Content
    Security Policy, mixed content, HTTP authentication, cross-origin
    resource and embedder policies, streams as bodies, and navigation. The
    `notes` of a response or an error name what the URLs and `app.config`
    show of local network access, mixed content and session cookies.

    With TESTING, an exception in the app is raised in the test, as with
    Flask's test client; a browser would have received a 500.

    Browsers differ from the standard in some points: if a server sends
    `Access-Control-Allow-Headers: *`, Chromium and Firefox also allow
    `Authorization`, with a warning. They forget some preflights earlier,
    and Firefox sends more of them after redirects.

    Raises ValueError if `origin` or `base_url` is invalid.
    """

    def __init__(
        self,
        app: Flask,
        origin: str = "https://app.example.com",
        *,
        base_url: str | None = None,
        cache: PreflightCache | None = None,
    ) -> None:
        meant = page_origin(origin)
        if meant != origin:
            remedy = meant or "https://app.example.com"
            raise ValueError(
                f"origin={origin!r} is not an origin in the form that browsers send; use {remedy!r}"
            )
        base = urls.parse(base_url or own_url(app.config))
        if base is None or not base.is_http:
            raise ValueError(
                f"base_url={base_url!r} is not an http or https URL;"
                " use for example 'http://localhost'"
            )
        #: The origin of the page.
        self.origin = origin
        #: The client with the cookies, to log in or to inspect them.
        self.client: FlaskClient = app.test_client()
        #: The cached preflights.
        self.cache: PreflightCache = PreflightCache() if cache is None else cache
        self._anonymous = app.test_client(use_cookies=False)
        self._place = AppUrl(base, is_assumed=not (base_url or app.config["SERVER_NAME"]))

    def fetch(  # noqa: PLR0913 - they are those of `fetch()` in a page
        self,
        url: str,
        *,
        method: str = "GET",
        headers: HeadersInit = (),
        json: object = None,
        data: BodyInit | None = None,
        credentials: Credentials = "same-origin",
        mode: Mode = "cors",
        redirect: Redirect = "follow",
    ) -> BrowserResponse:
        """Fetch a URL as a script of the page; return what it can see.

        `url` is absolute, or a path of the app. `headers` is a mapping, or
        a list of pairs if a header is repeated. The body is `json`, sent as
        `application/json` unless `headers` sets another type, or `data`: a
        string, bytes, or the fields of a form (urlencoded). Cookies are
        sent to other origins only with `credentials="include"`.

        Raises CORSError if a browser would reject, and TypeError if both
        `json` and `data` are given.
        """
        given = _pairs(headers)
        body, body_type = _body(json, data)
        if json is not None and not any(name.lower() == "content-type" for name, _ in given):
            given += (("Content-Type", "application/json"),)
        wanted = Fetch(
            url=self._place.absolute(url),
            origin=self.origin,
            method=method,
            headers=given,
            body=body,
            body_type=body_type,
            mode=mode,
            credentials=credentials,
            redirect=redirect,
        )
        exchange: list[Exchange] = []
        cookie = SessionCookie.of(self.client.application.config)
        apart = notes(wanted, cookie, is_placed=self._place.places(url))
        outcome = replace(self._run(wanted, exchange), notes=apart)
        if outcome.verdict == "blocked":
            raise CORSError(wanted, outcome, tuple(exchange))
        return BrowserResponse(outcome, tuple(exchange))

    def _run(self, wanted: Fetch, exchange: list[Exchange]) -> Outcome:
        """Run the model and pass its requests to the app; record them in `exchange`."""

        def respond(request: Request) -> Response:
            response = self._send(request)
            exchange.append(Exchange(request, response))
            return Response(response.status_code, tuple(response.headers.to_wsgi_list()))

        return fetch.run(wanted, respond, self.cache)

    def _send(self, request: Request) -> TestResponse:
        """Send a request to the app and read the complete response."""
        url = urls.parse(request.url)
        assert url is not None  # noqa: S101 - it was written by the model
        client = self.client if request.credentials else self._anonymous
        response = client.open(
            method=request.method,
            base_url=url.origin,
            headers=Headers(list(request.headers)),
            # Not as `data`: the test client replaces an empty body of type multipart/form-data.
            input_stream=BytesIO(request.body or b""),
            environ_overrides=self._place.environ(url),
        )
        response.get_data()
        response.close()
        return response


def _body(payload: object, data: BodyInit | None) -> tuple[bytes | None, str | None]:
    """Return a body and its content type: https://fetch.spec.whatwg.org/#bodyinit-unions."""
    if payload is not None:
        if data is not None:
            raise TypeError("use json=... or data=..., not both")
        data = json.dumps(payload)
    if data is None:
        return None, None
    if isinstance(data, bytes):
        return data, None
    if isinstance(data, str):
        return data.encode(), "text/plain;charset=UTF-8"
    return urlencode(_pairs(data)).encode(), "application/x-www-form-urlencoded;charset=UTF-8"


def _pairs(given: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    if isinstance(given, Mapping):
        return tuple(cast("Mapping[str, str]", given).items())
    return tuple(given)
