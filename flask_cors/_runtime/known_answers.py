"""Answers of which it is known what to add to them, which most answers are.

Where the path alone governs, and nobody is told, what leaves differs by the Origin only: it is
known before the app is asked. Where endpoints have policies of their own it is known as soon as
the app answers. In both cases no exchange is made, and next to nothing of the request is looked at.
"""

from __future__ import annotations

from logging import DEBUG, INFO
from typing import TYPE_CHECKING, Final

from .current import current_request, request_in
from .exchange import Exchange
from .reporting import cors_refused, logger
from .resolver import Resolver
from .response_headers import touches

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

    from flask_cors.core.policy import Lines, Policy

    from .exchange import ExcInfo, Write
    from .response_headers import Headers

#: Under this key the exchange travels in the WSGI environment, or what is to answer the request
#: while no exchange is needed.
KEY: Final = "flask_cors.exchange"


def exchange_of(app: Flask) -> Exchange | None:
    """Return the exchange of the current request, None if that of `app` has not begun."""
    current = current_request()
    found: Resolver | Exchange | None = current.environ.get(KEY)
    # An app that mounts this one hands its own on.
    if found is None or found.app is not app:
        return None
    if isinstance(found, Resolver):
        found = Exchange(app.extensions["cors"], found, current.environ)
        current.environ[KEY] = found
    return found if found.claims(current) else None


def respond(  # noqa: PLR0913, PLR0917 - and `start_response` has three of its own
    lines: Lines | None,
    resolver: Resolver,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    status: str,
    headers: Headers,
    exc_info: ExcInfo | None = None,
    /,
) -> Write:
    """Stand in for `start_response`: add the lines, or where they are None, the endpoint's."""
    # A decorated view that the lines were not made for has put an exchange there.
    if environ.get(KEY) is resolver and exc_info is None:
        added = lines_of_endpoint(resolver, environ) if lines is None else lines
        if added is not None:
            if not added:
                return start_response(status, headers)
            if not touches(headers):
                return start_response(status, [*headers, *added])
    exchange = _exchange_in(environ, resolver, start_response)
    return exchange.respond(status, headers, exc_info)


def _exchange_in(
    environ: WSGIEnvironment, resolver: Resolver, start_response: StartResponse
) -> Exchange:
    """Return the exchange of the request that is about to be answered, a new one if need be."""
    app, found = resolver.app, environ.get(KEY)
    current = request_in(app, environ)
    # Whatever app a view hands the environment on to may have put its own there.
    if (
        not isinstance(found, Exchange)
        or found.app is not app
        or (current is not None and found.request is not current)
    ):
        found = Exchange(app.extensions["cors"], resolver, environ)
    found.start = start_response
    found.request = current or found.request
    # Some bodies begin to answer only as they are iterated over, when the context is gone.
    found.remember(environ)
    return found


def lines_of_endpoint(resolver: Resolver, environ: WSGIEnvironment) -> Lines | None:
    """Return the lines to add where the endpoint of the current request governs."""
    try:
        current = current_request()
    except RuntimeError:
        return None
    rule = current.url_rule
    # A view may hand the environment on to another app, which has another map.
    if rule is None or current.environ is not environ or rule.map is not resolver.app.url_map:
        return None
    try:
        policy = resolver.fixed[rule.endpoint]
    except KeyError:
        return None
    return () if policy is None else lines_of(policy, environ)


def lines_of(policy: Policy, environ: WSGIEnvironment) -> Lines | None:
    """Return the lines that a policy adds to an answer; None where more is to be done.

    Under no policy there are none to add, and what is there is left alone.
    """
    origin = environ.get("HTTP_ORIGIN")
    answer = policy.foreseen.get(origin) or policy.foresee(origin)
    if answer is None or "HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK" in environ:
        return None
    refused, lines = answer
    # Whoever is told of what was decided is told which request it was.
    if origin is not None and logger.isEnabledFor(INFO if refused else DEBUG):
        return None
    return None if refused and cors_refused.receivers else lines or None
