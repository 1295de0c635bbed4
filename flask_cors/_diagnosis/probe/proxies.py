"""The proxies that environment variables configure."""

from __future__ import annotations

import http.client
from base64 import b64encode
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from flask_cors.core.origin import DEFAULT_PORTS

from .wire import Wire, connect

if TYPE_CHECKING:
    import socket

    from flask_cors.core.browser.safelist import HeaderList


class ProxyError(Exception):
    """Raised if the proxy in the environment variables cannot be used."""


def read_proxy(text: str) -> tuple[str, int, HeaderList]:
    """Return host and port of a proxy, and the header with the password in its URL."""
    try:
        found = urlsplit(text if "://" in text else f"http://{text}")
        port = found.port or DEFAULT_PORTS["http"]
    except ValueError:  # the error's text may contain a part of the password
        raise ProxyError("the proxy in the environment is not a URL") from None
    if found.scheme != "http":
        raise ProxyError(f"the proxy in the environment, {found.scheme}://, is not an http proxy")
    if not found.hostname:
        raise ProxyError("the proxy in the environment has no host name")
    credentials: HeaderList = ()
    if found.username is not None:
        pair = f"{unquote(found.username)}:{unquote(found.password or '')}"
        credentials = (("Proxy-Authorization", f"Basic {b64encode(pair.encode()).decode()}"),)
    return found.hostname, port, credentials


def connect_to_proxy(host: str, port: int, deadline: float) -> socket.socket:
    """Connect to a proxy; if it cannot be reached, the server of the URL is not the cause."""
    try:
        return connect(host, port, deadline)
    except OSError as error:
        text = error.strerror or "no response in time"
        raise ProxyError(f"no connection to the proxy {host}:{port}: {text}") from None


def tunnel(connection: socket.socket, target: str, headers: HeaderList, deadline: float) -> None:
    """Ask a proxy to connect to `target`, which is a host with a port."""
    wire = Wire(connection, deadline)
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    lines += [f"{name}: {value}" for name, value in headers]
    wire.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
    response = http.client.HTTPResponse(cast("socket.socket", wire), method="CONNECT")
    response.begin()
    if response.status != http.HTTPStatus.OK:
        raise ProxyError(f"the proxy responded {response.status} to CONNECT {target}")
