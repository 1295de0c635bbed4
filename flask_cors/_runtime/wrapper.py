"""The one wrapper of `app.wsgi_app`, which every response passes on its way out.

A request under no policy is handed on. If its headers are known in advance (see `known_answers`),
they are added as the response leaves. Any other request gets an `Exchange`, which finds the policy
while the response leaves, still inside the request context, and has the last word on preflights.

`Wrapper.wsgi_app` runs for every request, and is written to be cheap: a function for its look-ups
would cost a fifth of a request under no policy, a closure more than the `partial`, and a call of
`self._inner` more than one of a local name. The keys of `app.config` are compared only if there are
any.
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

#: Methods of requests that are not preflights; OPTIONS is left out in any case of its letters.
_ORDINARY: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


#: Methods of an app and its request class that run between the wrapper and the view, where they may
#: serve another path than the environment had.
_ON_THE_WAY: Final = ("request_context", "create_url_adapter", "full_dispatch_request")
_OF_PATH: Final = ("__init__", "__new__", "environ", "path")


def _may_rewrite_path(app: Flask) -> bool:
    """Tell whether a class or an attribute of the app's own may serve another path."""
    return bool(
        any(name in vars(app) for name in _ON_THE_WAY)
        or any(getattr(type(app), name) is not getattr(Flask, name) for name in _ON_THE_WAY)
        or any(
            getattr(app.request_class, name, None) is not getattr(Request, name, None)
            for name in _OF_PATH
        )
    )


class _Body:
    """The body of an app that calls `start_response` when its first part is asked for."""

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
    """Close a body that does not leave; if that fails it is logged, and refuses no preflight."""
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
        #: The methods of requests that may need no exchange; empty until the first request.
        self._ordinary_methods: frozenset[str] = frozenset()

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Run the app, and let no response out without the headers of its policy."""
        if KEY in environ:
            return self._answer_inside(environ, start_response)
        state, inner = self.state, self._inner
        resolver, noted, config = state.resolver, state.config, state.app.config
        if (
            resolver is None
            or environ["REQUEST_METHOD"] not in self._ordinary_methods
            or len(config) != noted.size
            or (noted.keys and noted.is_changed())
        ):
            return self._answer_by_exchange(environ, start_response)
        # None: the endpoint decides, and is not known before the app responds.
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
            elif not (logger.isEnabledFor(DEBUG) or config.get("DEBUG")):
                if not MARKS.in_use:
                    return inner(environ, start_response)
                known = ()
        if (known is None and not resolver.by_endpoint) or config.get("DEBUG"):
            return self._answer_by_exchange(environ, start_response)
        environ[KEY] = serving = resolver.serving
        return inner(environ, partial(respond, known, serving, environ, start_response))

    def _answer_by_exchange(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request whose headers are not known in advance."""
        state = self.state
        resolver = state.resolver or state.complete()
        environ[KEY] = exchange = Exchange(state, resolver, environ, start_response)
        try:
            body = self._inner(environ, exchange.respond)
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
        """Answer what a view hands on, and leave that view what is known of its own request."""
        outer = environ.pop(KEY)
        try:
            return self.wsgi_app(environ, start_response)
        finally:
            environ[KEY] = outer

    def watch(self, resolver: Resolver) -> None:
        """Have the exchange told which request it is, and of exceptions, where that is needed."""
        app = self.state.app
        if _may_rewrite_path(app):
            # The wrapper then may have seen another path than the one that is served.
            self.state.direct = False
        direct = self.state.direct
        if not direct or resolver.rejects:
            request_started.connect(self.note_request, app)
        # If other middleware is in between, this may be the only sign of the request.
        if not direct or resolver.asks:
            got_request_exception.connect(self._note_exception, app)
        # Last, since requests that see it need no more than the resolver.
        self._ordinary_methods = _ORDINARY if direct else frozenset()

    def note_request(self, _: Flask, **__: object) -> None:
        """Tell the exchange which request it is, and reject one whose origin is refused."""
        exchange = exchange_of(self.state.app)
        if exchange is None:
            return
        current = current_request()
        exchange.renew(current)
        resolver = exchange.resolver
        if resolver.asks:
            # Inside the request, which a middleware may end before it answers.
            exchange.resolve(current)
        rejectable = resolver.rejects and current.routing_exception is None
        if rejectable and exchange.is_rejected(current):
            # Raised where the view would be called: hooks that come in pairs still do.
            current.routing_exception = Forbidden("The origin of this request is not allowed.")

    def _note_exception(self, app: Flask, **_: object) -> None:
        """Decide while a callable can be asked inside the request, which is to end at once."""
        exchange = exchange_of(self.state.app) if has_request_context() else None
        if exchange is None:
            return
        current = current_request()
        # A preflight is answered also where the error handler, which comes next, fails as well.
        if app.debug or current.method == "OPTIONS":
            exchange.resolve(current)
