"""Adds headers that are known before the app responds, or as soon as it does.

If the path alone selects the policy and no decision is logged or signaled, the headers depend only
on the Origin and are known before the app is called. If endpoints have their own policies, the
headers are known as soon as the app responds. In both cases no `Exchange` is created, and hardly
any of the request is read.
"""

from __future__ import annotations

import threading
from logging import DEBUG, INFO
from typing import TYPE_CHECKING, Final

from .current import current_request, request_in
from .exchange import Exchange
from .reporting import cors_refused, logger
from .resolver import KEY, Serving
from .response_headers import appended

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

    from flask_cors.core.policy import HeaderItems, Policy

    from .exchange import ExcInfo, Write
    from .resolver import Resolver
    from .response_headers import Headers

#: Held while an exchange is put into the environment.
_lock: Final = threading.Lock()


def exchange_of(app: Flask) -> Exchange | None:
    """Return the exchange of the current request; None if the request of `app` has not begun."""
    current = current_request()
    found: Serving | None = current.environ.get(KEY)
    # An app that mounts this one passes its own entry on.
    if found is None or found.resolver.app is not app:
        return None
    if not isinstance(found, Exchange):
        resolver = found.resolver
        # A view may call decorated functions in several threads, which must share one exchange.
        with _lock:
            found = current.environ.get(KEY)
            if not isinstance(found, Exchange):
                found = Exchange(app.extensions["cors"], resolver, current.environ)
                current.environ[KEY] = found
    return found if found.is_for(current) else None


def respond(  # noqa: PLR0913, PLR0917 - and `start_response` has three of its own
    known: HeaderItems | None,
    serving: Serving,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    status: str,
    headers: Headers,
    exc_info: ExcInfo | None = None,
    /,
) -> Write:
    """Replace `start_response`: add the known headers, by default those of the endpoint."""
    # A decorated view to which these headers do not apply has put an exchange there.
    if environ.get(KEY) is serving and exc_info is None:
        if known is None:
            known = headers_of_endpoint(serving.resolver, environ)
        if known:
            sent = appended(headers, known)
            if sent is not None:
                return start_response(status, sent)
        elif known is not None:
            return start_response(status, headers)
    exchange = _exchange_in(environ, serving.resolver, start_response)
    return exchange.respond(status, headers, exc_info)


def _exchange_in(
    environ: WSGIEnvironment, resolver: Resolver, start_response: StartResponse
) -> Exchange:
    """Return the exchange of the request whose response is about to start, possibly a new one."""
    app, found = resolver.app, environ.get(KEY)
    current = request_in(app, environ)
    # A view may pass the environ on to another app, which may have replaced the entry.
    if (
        not isinstance(found, Exchange)
        or found.app is not app
        or (current is not None and found.request is not current)
    ):
        found = Exchange(app.extensions["cors"], resolver, environ)
    found.start = start_response
    found.request = current or found.request
    # Some bodies start the response only when iterated over, after the context has ended.
    found.rebuild_request(environ)
    return found


def headers_of_endpoint(resolver: Resolver, environ: WSGIEnvironment) -> HeaderItems | None:
    """Return the headers that the policy of the current endpoint adds; None if unknown."""
    try:
        current = current_request()
    except RuntimeError:
        return None
    rule = current.url_rule
    # A view may pass the environment on to another app, which has a different map.
    if rule is None or current.environ is not environ or rule.map is not resolver.app.url_map:
        return None
    endpoint = rule.endpoint
    try:
        policy = resolver.policy_by_endpoint[endpoint]
        if resolver.app.view_functions[endpoint] is not resolver.scopes.views[endpoint]:
            return None
    except KeyError:
        return None
    if policy is None:
        # Requests without a policy are logged, too.
        return None if logger.isEnabledFor(DEBUG) else ()
    return known_headers(policy, environ)


def known_headers(policy: Policy, environ: WSGIEnvironment) -> HeaderItems | None:
    """Return the headers that a policy adds to a response; None if that requires an exchange.

    Also None if there is nothing to add, since headers of the app may have to be removed.
    """
    origin = environ.get("HTTP_ORIGIN")
    answer = policy.answer_by_origin.get(origin) or policy.answer(origin)
    if answer is None or "HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK" in environ:
        return None
    refused, headers = answer
    # The log and the signal need the request.
    if refused:
        if cors_refused.receivers or logger.isEnabledFor(INFO):
            return None
    elif origin is not None and logger.isEnabledFor(DEBUG):
        return None
    return headers or None
