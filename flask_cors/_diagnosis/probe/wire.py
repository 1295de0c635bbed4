"""Connections with a deadline and a limit on the bytes read."""

from __future__ import annotations

import io
import socket
import time
from concurrent.futures import Future
from threading import Thread
from typing import Any, Final

#: The maximum number of bytes of one response that are read.
MAX_BYTES: Final = 128 * 1024


class TooMuchError(Exception):
    """Raised if a response is longer than the limit."""


class Wire(io.RawIOBase):
    """A socket for `http.client` with a deadline and a limit on bytes."""

    def __init__(self, connection: socket.socket, deadline: float) -> None:
        self._socket = connection
        self.deadline = deadline
        #: True if the other side has closed the connection.
        self.ended = False
        self._left = MAX_BYTES
        self._reader = io.BufferedReader(self)

    def makefile(self, *_: object) -> io.BufferedIOBase:
        """Return the only reader, since it may have read ahead into the next response."""
        return self._reader

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - a buffer, which typing cannot name yet
        if self._left <= 0:
            raise TooMuchError
        self._socket.settimeout(seconds_until(self.deadline))
        count = self._socket.recv_into(memoryview(buffer)[: self._left])
        self._left -= count
        self.ended = not count
        return count

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(seconds_until(self.deadline))
        self._socket.sendall(data)


def seconds_until(deadline: float) -> float:
    """Return the time until a deadline; raise `TimeoutError` if it has passed."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _addresses(host: str, port: int, deadline: float) -> list[Any]:
    """Look up a host in a separate thread, since a look-up has no timeout."""
    found: Future[list[Any]] = Future()

    def look_up() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            found.set_exception(error)
        except UnicodeError:  # a label that is too long
            found.set_exception(socket.gaierror(socket.EAI_NONAME, "not a host name"))

    Thread(target=look_up, daemon=True).start()
    return found.result(seconds_until(deadline))


def connect(host: str, port: int, deadline: float) -> socket.socket:
    """Connect to the first address of a host that accepts, within the time."""
    failed: OSError = socket.gaierror(socket.EAI_NONAME, "no address")
    for family, kind, protocol, _, address in _addresses(host, port, deadline):
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(seconds_until(deadline))
            connection.connect(address)
        except OSError as error:
            connection.close()
            failed = error
        else:
            return connection
    raise failed
