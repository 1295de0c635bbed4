"""Answers of which it is known what to add to them, which most answers are.

Where the path alone governs, and nobody is told, what leaves differs by the Origin only: it is
known before the app is asked. Where endpoints have policies of their own it is known as soon as
the app answers. In both cases no exchange is made, and next to nothing of the request is looked at.
"""

from __future__ import annotations

from logging import DEBUG, INFO
from typing import TYPE_CHECKING, Final

from . import _marks
from ._exchange import Exchange, current_request, request_in
from ._explain import cors_refused, logger
from ._headers import touches
from ._resolver import Resolver

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask

    from ._exchange import ExcInfo, Write
    from ._headers import Headers
    from ._state import State
    from .core.policy import Lines, Policy

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


def answering(
    state: State, environ: WSGIEnvironment, start_response: StartResponse
) -> StartResponse | None:
    """Return what to hand to the app as `start_response`, so that the lines are added.

    None where they are not known before the app answers, and not by its endpoint then.
    """
    config, resolver = state.app.config, state.resolver
    # As often as not there is no key to look at, and the call would cost more than all else here.
    changed = state.is_config_changed() if state.config_keys else len(config) != state.config_size
    if changed or config.get("DEBUG"):
        return None
    lines: Lines | None = None
    if not resolver.by_endpoint:
        policy = resolver.everywhere
        if policy is None:
            path, known = environ.get("PATH_INFO", ""), resolver.by_path_info
            policy = known[path] if path in known else resolver.learn(environ)
        lines = () if policy is None else lines_of(policy, environ)
        if lines is None:
            return None
        if not lines and not _marks.in_use:
            return start_response
    return _adding(lines, resolver, state, environ, start_response)


def _adding(
    lines: Lines | None,
    resolver: Resolver,
    state: State,
    environ: WSGIEnvironment,
    start_response: StartResponse,
) -> StartResponse:
    """Return a `start_response` that adds the lines, or where they are None, those of the endpoint.

    By itself, since what an inner function holds on to costs the outer one at each use.
    """
    environ[KEY] = resolver

    def respond(status: str, headers: Headers, exc_info: ExcInfo | None = None, /) -> Write:
        # A decorated view that the lines were not made for has put an exchange there.
        if environ.get(KEY) is resolver:
            added = lines_of_endpoint(resolver, environ) if lines is None else lines
            if added is not None and not (added and touches(headers)):
                sent = [*headers, *added]
                if exc_info is None:
                    return start_response(status, sent)
                return start_response(status, sent, exc_info)
        exchange = _exchange_in(environ, state, resolver)
        exchange.start = start_response
        return exchange.respond(status, headers, exc_info)

    return respond


def _exchange_in(environ: WSGIEnvironment, state: State, resolver: Resolver) -> Exchange:
    """Return the exchange of the request that is about to be answered, a new one if need be."""
    current, found = request_in(environ), environ.get(KEY)
    # Whatever app a view hands the environment on to may have put its own there.
    if (
        not isinstance(found, Exchange)
        or found.app is not state.app
        or (current is not None and found.request is not current)
    ):
        found = Exchange(state, resolver, environ)
    found.request = current or found.request
    # Some bodies begin to answer only as they are iterated over, when the context is gone.
    found.remember(environ)
    return found


def lines_of_endpoint(resolver: Resolver, environ: WSGIEnvironment) -> Lines | None:
    """Return the lines to add where the endpoint of the current request governs."""
    current = request_in(environ)
    rule = current.url_rule if current else None
    if rule is None or rule.endpoint not in resolver.fixed:
        return None
    policy = resolver.fixed[rule.endpoint]
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
    if refused:
        told = logger.isEnabledFor(INFO) or bool(cors_refused.receivers)
    else:
        told = origin is not None and logger.isEnabledFor(DEBUG)
    return None if told else lines or None
