"""The wrapper of `app.wsgi_app`, through which every response passes.

A request without a policy is passed on. If its headers are known in advance (see `known_answers`),
they are added to the response. Any other request gets an `Exchange`, which finds the policy when
the response starts, still inside the request context, and has the last word on preflights.

`Wrapper.wsgi_app` runs for every request and is optimized: a function for its look-ups would add a
fifth to a request without a policy, a closure is slower than the `partial`, and calling
`self._inner` is slower than calling a local name.
"""

from __future__ import annotations

from functools import partial
from logging import DEBUG
from typing import TYPE_CHECKING, Final

from flask import (
    Flask,
    Request,
    got_request_exception,
    has_request_context,
    request_started,
)
from werkzeug.exceptions import Forbidden

from .current import current_request
from .exchange import Exchange
from .known_answers import exchange_of, known_headers, respond
from .marks import MARKS
from .reporting import logger
from .resolver import KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask_cors.core.policy import HeaderItems

    from .resolver import Resolver
    from .state import State

#: Methods of requests that are not preflights; OPTIONS is excluded in any spelling.
_ORDINARY: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


#: Methods of an app and its request class that run between the wrapper and the view, where they may
#: change the path.
_ON_THE_WAY: Final = (
    "request_context",
    "create_url_adapter",
    "full_dispatch_request",
    "preprocess_request",
    "dispatch_request",
)
_OF_PATH: Final = ("__init__", "__new__", "environ", "path")


def _may_rewrite_path(app: Flask) -> bool:
    """Return whether the app's class or attributes may change the path."""
    return bool(
        any(name in vars(app) for name in _ON_THE_WAY)
        or any(getattr(type(app), name) is not getattr(Flask, name) for name in _ON_THE_WAY)
        or any(
            getattr(app.request_class, name, None) is not getattr(Request, name, None)
            for name in _OF_PATH
        )
    )


class _Body:
    """The body of an app that calls `start_response` when it is iterated over."""

    def __init__(
        self, exchange: Exchange, environ: WSGIEnvironment, parts: Iterable[bytes]
    ) -> None:
        exchange.rebuild_request(environ)
        self._exchange = exchange
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if self._exchange.emptied:
                return
            yield part

    def close(self) -> None:
        if self._exchange.emptied:
            close_replaced(self._exchange.app, self._parts)
        else:
            _close(self._parts)


def close_replaced(app: Flask, body: object) -> None:
    """Close a body that is not sent; a failure is logged, and does not refuse the preflight."""
    try:
        _close(body)
    except Exception:
        app.logger.exception("Exception while the replaced body of a preflight was closed")


def _close(body: object) -> None:
    close = getattr(body, "close", None)
    if close is not None:
        close()


class Wrapper:
    """The wrapper of one app's `wsgi_app`."""

    def __init__(self, state: State, inner: WSGIApplication) -> None:
        self.state = state
        self._inner = inner
        state.direct = getattr(inner, "__func__", None) is Flask.wsgi_app
        #: The methods with which a request may need no exchange; empty until the first request.
        self._ordinary_methods: frozenset[str] = frozenset()

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Run the app, and add the headers of the policy to every response."""
        if environ["REQUEST_METHOD"] not in self._ordinary_methods or KEY in environ:
            return self._answer_by_exchange(environ, start_response)
        state, inner = self.state, self._inner
        resolver, noted, config = state.resolver, state.config, state.app.config
        if (
            resolver is None
            or (len(config) != noted.settled_size and noted.is_changed())
            or config.get("DEBUG")
        ):
            return self._answer_by_exchange(environ, start_response)
        # None: the headers depend on the endpoint, which is unknown until the app responds.
        known: HeaderItems | None = None
        if not resolver.by_endpoint:
            policy = resolver.everywhere
            if policy is None:
                try:
                    policy = resolver.policy_by_path_info[environ["PATH_INFO"]]
                except KeyError:
                    policy = resolver.learn(environ)
            if policy is not None:
                known = known_headers(policy, environ)
            elif not logger.isEnabledFor(DEBUG):
                if not MARKS.in_use:
                    return inner(environ, start_response)
                known = ()
            if known is None:
                return self._answer_by_exchange(environ, start_response)
        environ[KEY] = serving = resolver.serving
        return inner(environ, partial(respond, known, serving, environ, start_response))

    def _answer_by_exchange(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Handle a request whose headers are not known in advance, or that a view passes on."""
        if KEY in environ:
            return self._answer_inside(environ, start_response)
        state, inner = self.state, self._inner
        resolver = state.resolver or state.complete()
        environ[KEY] = exchange = Exchange(state, resolver, environ, start_response)
        try:
            body = inner(environ, exchange.respond)
        except Exception as error:
            from .recovery import recover

            answered = recover(exchange, error, environ)
            if answered is None:
                raise
            body = answered
        if exchange.emptied:
            close_replaced(state.app, body)
            return []
        return body if exchange.started else _Body(exchange, environ, body)

    def _answer_inside(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Handle a request that a view passes on; the view's own exchange is put back."""
        outer = environ.pop(KEY)
        try:
            return self.wsgi_app(environ, start_response)
        finally:
            environ[KEY] = outer

    def watch(self, resolver: Resolver) -> None:
        """Connect the signals for the request and the exceptions of an exchange, if necessary."""
        app = self.state.app
        if _may_rewrite_path(app):
            # The wrapper may then have seen a different path from the one that is served.
            self.state.direct = False
        direct = self.state.direct
        if not direct or resolver.rejects:
            request_started.connect(self.note_request, app)
        # If other middleware is in between, this may be the only way to get the request.
        if not direct or resolver.asks:
            got_request_exception.connect(self._note_exception, app)
        # Last, since requests that see it only need the resolver.
        self._ordinary_methods = _ORDINARY if direct else frozenset()

    def note_request(self, _: Flask, **__: object) -> None:
        """Tell the exchange about its request, and reject the request if its origin is refused."""
        exchange = exchange_of(self.state.app)
        if exchange is None:
            return
        current = current_request()
        exchange.renew(current)
        resolver = exchange.resolver
        if resolver.asks:
            # Inside the request context, which middleware may end before it responds.
            exchange.resolve(current)
        rejectable = resolver.rejects and current.routing_exception is None
        if rejectable and exchange.is_rejected(current):
            # Raised when the view would be called, so that paired hooks still run.
            current.routing_exception = Forbidden("The origin of this request is not allowed.")

    def _note_exception(self, app: Flask, **_: object) -> None:
        """Decide while callables can still use the request context, which is about to end."""
        exchange = exchange_of(self.state.app) if has_request_context() else None
        if exchange is None:
            return
        current = current_request()
        # A preflight is answered even if the error handler, which runs next, fails too.
        if app.debug or current.method == "OPTIONS":
            exchange.resolve(current)
