"""An HTTP client for safe methods, with limits on the time it waits and the bytes it reads.

It uses the standard library's `http.client` with a socket that has a deadline, and not httpx or
urllib3, because

- the timeouts of all three restart with each byte, so a server that sends one byte per second
    never times out; only a custom socket can limit an entire response, in time and in bytes
- all three use the standard library's `ssl`, with the same verification; `SSL_CERT_FILE` adds
  certificates of your own
- ALPN offers only `http/1.1`, so that HTTP/2 servers fall back to it
- `urllib.request` reads the proxies from the environment (`HTTPS_PROXY`, `NO_PROXY`), as httpx
  does and urllib3 does not
- nothing has to be installed in a deployment pipeline
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from flask_cors.core.browser import urls
from flask_cors.core.origin import DEFAULT_PORTS

from .proxies import ProxyError, connect_to_proxy, read_proxy, tunnel
from .wire import MAX_BYTES, TooMuchError, Wire, connect, seconds_until

if TYPE_CHECKING:
    from flask_cors.core.browser.messages import Request
    from flask_cors.core.browser.safelist import HeaderList
    from flask_cors.core.browser.urls import Url

#: The kind of failure.
FailureKind: TypeAlias = Literal[
    "dns", "tls", "handshake", "refused", "proxy", "slow", "closed", "not-http", "endless"
]

#: The methods that change nothing; no others are ever sent.
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: The maximum number of bytes of a body that are read.
_MAX_BODY: Final = 32 * 1024
#: Seconds for reading a body, because a stream never ends.
_BODY_SECONDS: Final = 2.0
_USER_AGENT: Final = "flask-cors-probe"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it was received; the body may be incomplete."""

    status: int
    headers: HeaderList
    body: bytes = b""
    #: True if the connection ended before the body did.
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """The reason that no response arrived."""

    kind: FailureKind
    text: str


#: Kinds of failures by exception; the first match wins.
_FAILURES: Final[tuple[tuple[type[Exception], FailureKind, str], ...]] = (
    (ProxyError, "proxy", "{error}"),
    (socket.gaierror, "dns", "the host name cannot be resolved: {error.strerror}"),
    (ssl.SSLCertVerificationError, "tls", "the certificate is refused: {error.verify_message}"),
    (ssl.SSLError, "handshake", "no TLS connection: {error.reason}"),
    (TimeoutError, "slow", "no response in time"),
    (ConnectionRefusedError, "refused", "the connection is refused"),
    (ConnectionError, "closed", "the connection was closed before the response was complete"),
    (TooMuchError, "endless", f"the headers are longer than {MAX_BYTES // 1024} KiB"),
    (http.client.LineTooLong, "endless", "a line of the headers is longer than 64 KiB"),
    (http.client.BadStatusLine, "not-http", "the response begins with {error.args[0]:.40}"),
    (http.client.UnknownProtocol, "not-http", "the response begins with {error.args[0]:.40}"),
    (http.client.HTTPException, "endless", "the response has more than 100 headers"),
    (OSError, "refused", "{error.strerror}"),
)


def _failure(error: Exception) -> Failure:
    return next(
        Failure(kind, text.format(error=error).strip())
        for kinds, kind, text in _FAILURES
        if isinstance(error, kinds)
    )


class Client:
    """Sends each request over a new connection, without following redirects or keeping cookies."""

    def __init__(self) -> None:
        self._tls = ssl.create_default_context()
        self._tls.set_alpn_protocols(["http/1.1"])
        self._proxies = urllib.request.getproxies()

    def send(self, request: Request, seconds: float) -> Answer | Failure:
        """Send a request, and return the response or the failure within the time."""
        url = urls.parse(request.url)
        assert url is not None  # noqa: S101 - the browser model wrote it
        if request.method not in SAFE_METHODS:
            raise ValueError(f"{request.method} may change data")
        deadline = time.monotonic() + seconds
        try:
            with ExitStack() as stack:
                connection, target, extra = self._connect(url, deadline, stack)
                answer = _exchange(Wire(connection, deadline), request, url, target, extra)
        except (OSError, http.client.HTTPException, ProxyError, TooMuchError) as error:
            return _failure(error)
        if answer.status == http.HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            return Failure("proxy", "the proxy responded 407: it requires a user name and password")
        return answer

    def _connect(
        self, url: Url, deadline: float, stack: ExitStack
    ) -> tuple[socket.socket, str, HeaderList]:
        """Return a connection, the target for the request line, and headers for a proxy.

        The connection is closed at the end of `stack`.
        """
        host = url.host.strip("[]")
        port = DEFAULT_PORTS[url.scheme] if url.port is None else url.port
        proxy = self._proxies.get(url.scheme) or self._proxies.get("all")
        if not proxy or urllib.request.proxy_bypass(f"{url.host}:{port}"):
            connection = stack.enter_context(connect(host, port, deadline))
        else:
            proxy_host, proxy_port, credentials = read_proxy(proxy)
            connection = stack.enter_context(connect_to_proxy(proxy_host, proxy_port, deadline))
            if url.scheme == "http":
                return connection, str(url), credentials
            tunnel(connection, f"{url.host}:{port}", credentials, deadline)
        if url.scheme == "https":
            connection.settimeout(seconds_until(deadline))
            secured = self._tls.wrap_socket(connection, server_hostname=host)
            connection = stack.enter_context(secured)
        return connection, url.target, ()


def _exchange(wire: Wire, request: Request, url: Url, target: str, extra: HeaderList) -> Answer:
    speaker = http.client.HTTPConnection(url.host, url.port)
    speaker.sock = cast("socket.socket", wire)
    speaker.putrequest(request.method, target, skip_host=True, skip_accept_encoding=True)
    own = (
        ("Host", url.origin.partition("://")[2]),
        ("User-Agent", _USER_AGENT),
        ("Connection", "close"),
    )
    for name, value in (*own, *extra, *request.headers):
        speaker.putheader(name, value)
    speaker.endheaders()
    # Earlier responses are kept: when one is freed, it closes the reader of the next.
    *_before, response = _responses(speaker.sock, request.method)
    if wire.ended:  # `http.client` treats this as the end of the headers
        raise ConnectionResetError
    headers = tuple(response.getheaders())
    kind = response.getheader("Content-Type") or ""
    if kind.startswith("text/event-stream"):
        return Answer(response.status, headers)
    wire.deadline = min(wire.deadline, time.monotonic() + _BODY_SECONDS)
    body, cut = _read(response)
    return Answer(response.status, headers, body, cut)


def _responses(connection: socket.socket, method: str) -> list[http.client.HTTPResponse]:
    """Return the interim responses, such as 103 Early Hints, followed by the final one."""
    found: list[http.client.HTTPResponse] = []
    while True:
        response = http.client.HTTPResponse(connection, method=method)
        found.append(response)
        response.begin()
        if response.status // 100 != 1 or response.status == http.HTTPStatus.SWITCHING_PROTOCOLS:
            return found


def _read(response: http.client.HTTPResponse) -> tuple[bytes, bool]:
    """Return the beginning of a body, and whether the connection was closed before its end."""
    body = b""
    try:
        while len(body) < _MAX_BODY and (part := response.read1(_MAX_BODY - len(body))):
            body += part
    except (TimeoutError, TooMuchError):
        return body, False
    except (http.client.HTTPException, OSError):
        return body, True
    return body, bool(response.length) and len(body) < _MAX_BODY
