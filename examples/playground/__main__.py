# Try: python examples/playground
"""A playground: an API and two front ends on three ports, one of them allowed, the other not.

Open both front ends in a browser and press the button: each request is shown with the browser's
result and the prediction of `flask cors explain`. It needs no network and no build step.
"""

import logging
import socket
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING

import click
from api import create_app
from page import Wire, create_page
from werkzeug.serving import BaseWSGIServer, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65533),
    default=5050,
    show_default=True,
    help="First of three consecutive ports; 0 uses any free ports.",
)
def main(port: int) -> None:
    """Serve an API and two front ends until you press Ctrl+C."""
    ports = (0, 0, 0) if port == 0 else (port, port + 1, port + 2)
    api_socket, shop_socket, stranger_socket = map(_listen, ports)
    origins = {
        "api": _origin(api_socket),
        "shop": _origin(shop_socket),
        "stranger": _origin(stranger_socket),
    }

    api = create_app(origins["shop"])
    wire = Wire(api)
    api_server = _server(api_socket, wire)
    front_ends = [
        _server(shop_socket, create_page("shop", origins, api, wire)),
        _server(stranger_socket, create_page("stranger", origins, api, wire)),
    ]

    # Warnings of flask_cors and exceptions of views, but not each request.
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with suppress(KeyboardInterrupt):
        for server in front_ends:
            Thread(target=server.serve_forever, daemon=True).start()
        click.echo(f"The shop, which the API allows:  {origins['shop']}")
        click.echo(f"Another site, which it refuses:  {origins['stranger']}")
        click.echo(f"The API itself:                  {origins['api']}")
        click.echo("Press Ctrl+C to stop.")
        api_server.serve_forever()


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise click.ClickException(
            f"Port {port}: {error.strerror}; use --port N (needs N, N+1 and N+2) or --port 0 for"
            " any free ports."
        ) from error


def _origin(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}"


def _server(listening: socket.socket, app: "WSGIApplication") -> BaseWSGIServer:
    return make_server(HOST, 0, app, threaded=True, fd=listening.fileno())


if __name__ == "__main__":
    main()
