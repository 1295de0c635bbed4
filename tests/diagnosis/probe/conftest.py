"""Servers on the loopback interface with custom responses."""

import contextlib
import socket
import threading

import pytest

SECONDS = 60  # more than any test needs


@pytest.fixture
def serve():
    """Return a function that serves connections with `answer(connection, request)`; gives the port.

    A request is read up to the bytes `until`; `tls` is a context for TLS. The requests are in
    `serve.asked`.
    """
    with contextlib.ExitStack() as stack:

        def serve(answer, tls=None, until=b"\r\n\r\n"):
            server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            thread = threading.Thread(target=run, args=(server, answer, tls, until), daemon=True)
            thread.start()
            stack.callback(thread.join, SECONDS)
            stack.callback(server.shutdown, socket.SHUT_RDWR)
            return server.getsockname()[1]

        def run(server, answer, tls, until):
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                # The client may hang up at any moment.
                with contextlib.suppress(OSError), connection:
                    connection.settimeout(SECONDS)
                    with tls.wrap_socket(connection, server_side=True) if tls else connection as it:
                        serve.asked.append(head(it, until))
                        answer(it)

        serve.asked = []
        yield serve


def head(connection, until):
    """Read a request up to a delimiter."""
    found = b""
    while until not in found and (part := connection.recv(65536)):
        found += part
    return found.decode("latin-1")
