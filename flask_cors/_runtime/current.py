"""The current request, and the parts of it that a policy reads."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from flask import current_app, request
from werkzeug.exceptions import HTTPException

from flask_cors.core.policy import CorsRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIEnvironment

    from flask import Flask, Request

    from flask_cors.core.fetch_metadata import Metadata


#: The current request and app, not their proxies: each access through a proxy is a look-up.
#: This is the documented way: https://werkzeug.palletsprojects.com/en/stable/local/
current_request: Callable[[], Request] = request._get_current_object  # type: ignore[attr-defined]  # noqa: SLF001
current_app_object: Callable[[], Flask] = current_app._get_current_object  # type: ignore[attr-defined]  # noqa: SLF001


def cors_request(app: Flask, current: Request) -> CorsRequest:
    """Return the parts of a request that a policy reads."""
    environ = current.environ
    return CorsRequest(
        current.method,
        environ.get("HTTP_ORIGIN"),
        environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD"),
        environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS"),
        environ.get("HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK"),
        partial(routed_methods, app, current),
    )


def metadata_of(current: Request) -> Metadata:
    """Return the headers that describe the source and the purpose of a request."""
    from flask_cors.core.fetch_metadata import Metadata

    environ = current.environ
    return Metadata(
        current.method,
        environ.get("HTTP_ORIGIN"),
        environ.get("HTTP_HOST"),
        environ.get("HTTP_SEC_FETCH_SITE"),
        environ.get("HTTP_SEC_FETCH_MODE"),
        environ.get("HTTP_UPGRADE"),
    )


def routed_methods(app: Flask, current: Request) -> set[str]:
    """Return the methods that the URL of a preflight accepts."""
    from .url_map import Routes

    method = current.environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD", "")
    return Routes(app, current).methods(method)


def allow_header(app: Flask, current: Request) -> list[tuple[str, str]]:
    """Return `Allow` with the methods of the URL, if it has any."""
    methods = routed_methods(app, current)
    return [("Allow", ", ".join(sorted(methods)))] if methods else []


def matched_request(app: Flask, environ: WSGIEnvironment) -> Request:
    """Return the request of an environment, with its URL matched as Flask does it."""
    current = app.request_class(environ)
    try:
        adapter = app.create_url_adapter(current)
        assert adapter is not None  # noqa: S101 - there is one for each request
        current.url_rule, arguments = adapter.match(return_rule=True)
        current.view_args = dict(arguments)
    except HTTPException as error:
        current.routing_exception = error
    return current


def request_in(app: Flask, environ: WSGIEnvironment) -> Request | None:
    """Return the current request if it belongs to this app and has this very environment."""
    try:
        current = current_request()
    except RuntimeError:
        return None
    # A view may pass the environment itself on to another app.
    mine = current.environ is environ and current_app_object() is app
    return current if mine else None
