"""Answers of which it is known beforehand what to add to them, which most answers are.

Where the path alone governs, and nobody is told, what leaves differs by the Origin only: no
exchange is made for these, and nothing of the request is looked at. The lines are those that an
exchange would add, since they are kept from where one did.
"""

from __future__ import annotations

from logging import DEBUG, INFO
from typing import TYPE_CHECKING, Final

from ._exchange import Exchange, current_request
from ._explain import cors_refused, logger
from ._headers import LENGTHS, TOUCHED
from ._state import State

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

    from ._exchange import ExcInfo, Write
    from ._headers import Headers
    from .core.policy import Lines

#: Under this key the exchange travels in the WSGI environment, or the state while none is needed.
KEY: Final = "flask_cors.exchange"


def exchange_of(app: Flask) -> Exchange | None:
    """Return the exchange of the current request, None if that of `app` has not begun."""
    current = current_request()
    found = current.environ.get(KEY)
    if isinstance(found, State) and found.app is app:
        current.environ[KEY] = found = Exchange(found)
    # An app that mounts this one hands its own on.
    if isinstance(found, Exchange) and found.state.app is app:
        found.request = current
        return found
    return None


def foreseen(state: State, environ: WSGIEnvironment) -> Lines | None:
    """Return the lines to add to an answer; None where they are not known, () under no policy."""
    config = state.app.config
    if (
        environ["REQUEST_METHOD"] == "OPTIONS"
        or state.config_keys
        or len(config) != state.config_size
        or config.get("DEBUG")
    ):
        return None
    resolver = state.resolver
    policy = resolver.everywhere
    if policy is None:
        path, known = environ.get("PATH_INFO", ""), resolver.by_path_info
        if path not in known:
            return None
        policy = known[path]
        if policy is None:
            return ()
    origin = environ.get("HTTP_ORIGIN")
    decision = policy.settled.get(origin)
    if (
        decision is None
        or "HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK" in environ
        # Whoever is told of what was decided is told which request it was.
        or (origin is not None and logger.isEnabledFor(INFO if decision.refused else DEBUG))
        or (decision.refused and cors_refused.receivers)
    ):
        return None
    return decision.lines or None


def adding(
    lines: Lines, state: State, environ: WSGIEnvironment, start_response: StartResponse
) -> StartResponse:
    """Return what to hand to the app as `start_response`, so that the lines are added."""
    environ[KEY] = state

    def respond(status: str, headers: Headers, exc_info: ExcInfo | None = None, /) -> Write:
        # A decorated view that the lines were not made for has put an exchange there.
        if environ.get(KEY) is state:
            for name, _ in headers if lines else ():
                if len(name) in LENGTHS and name.lower() in TOUCHED:
                    break
            else:
                if exc_info is None:
                    return start_response(status, [*headers, *lines])
                return start_response(status, [*headers, *lines], exc_info)
        exchange = exchange_of(state.app) or Exchange(state)
        exchange.start = start_response
        return exchange.respond(status, headers, exc_info)

    return respond
