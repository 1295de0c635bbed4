"""The one wrapper of `app.wsgi_app`: the only place where headers are written.

While a response leaves, still inside the request context, it finds the policy, lets it decide,
writes the headers, and has the last word on preflights.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from flask import (
    Flask,
    Request,
    got_request_exception,
    has_request_context,
    request_finished,
    request_started,
)
from werkzeug.exceptions import Forbidden

from .current import current_app_object, current_request
from .exchange import Exchange
from .known_answers import KEY, exchange_of, lines_of, respond
from .marks import MARKS
from .reporting import warn_while_serving
from .resolver import Resolver
from .state import State, has_begun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Response

    from flask_cors.core.policy import Decision, Lines, Policy


#: The methods of requests that are no preflight, as nearly all are; OPTIONS may come in any case.
_ACTUAL: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


class _Body:
    """The body of an app that calls `start_response` when its first part is asked for."""

    def __init__(
        self, exchange: Exchange, environ: WSGIEnvironment, parts: Iterable[bytes]
    ) -> None:
        exchange.remember(environ)
        self._exchange = exchange
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if self._exchange.emptied:
                return
            yield part

    def close(self) -> None:
        _close(self._parts)


def _close(parts: object) -> None:
    close = getattr(parts, "close", None)
    if close is not None:
        close()


class Shell:
    """The wrapper of one app's `wsgi_app`."""

    def __init__(self, state: State, inner: WSGIApplication, *, is_late: bool) -> None:
        self.state = state
        self._inner = inner
        state.direct = getattr(inner, "__func__", None) is Flask.wsgi_app
        #: The methods of requests whose answers can do without an exchange.
        self._foreseen: frozenset[str] = frozenset()
        #: Whether the app was serving already, so that requests may bypass the wrapper.
        self.is_late = is_late

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Run the app, and let no response out without what its policy says.

        What is foreseen is seen to here: to call a function for it would cost a fifth of what a
        path under no policy does.
        """
        if KEY in environ:
            return self._answer_inside(environ, start_response)
        state, inner = self.state, self._inner
        resolver, noted, config = state.resolver, state.config, state.app.config
        if (
            resolver is None
            or environ["REQUEST_METHOD"] not in self._foreseen
            or len(config) != noted.size
            # As often as not there is no key to look at, and nothing to call.
            or (noted.keys and noted.is_changed())
        ):
            return self._answer_by_exchange(environ, start_response)
        # None stands for those of the endpoint, which is known once the app answers.
        lines: Lines | None = None
        if not resolver.by_endpoint:
            policy = resolver.everywhere
            if policy is None:
                try:
                    policy = resolver.by_path_info[environ["PATH_INFO"]]
                except KeyError:
                    policy = resolver.learn(environ)
            if policy is not None:
                lines = lines_of(policy, environ)
                if lines is None:
                    return self._answer_by_exchange(environ, start_response)
            elif MARKS.in_use:
                lines = ()
            else:
                return inner(environ, start_response)
        if config.get("DEBUG"):
            return self._answer_by_exchange(environ, start_response)
        environ[KEY] = resolver
        # Not a function inside of this one: that would cost more to make.
        return inner(environ, partial(respond, lines, resolver, environ, start_response))

    def _answer_by_exchange(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer a request that takes more than lines that are known."""
        state = self.state
        resolver = state.resolver or state.complete()
        environ[KEY] = exchange = Exchange(state, resolver, environ, start_response)
        try:
            body = self._inner(environ, exchange.respond)
        except Exception as error:
            answered = exchange.recover(error, environ)
            if answered is None:
                raise
            body = answered
        if exchange.emptied:
            _close(body)
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
        if app.request_class.__init__ is not Request.__init__:
            # It may change the environment, of which the wrapper then has seen another state.
            self.state.direct = False
        direct = self.state.direct
        if not direct or resolver.rejects:
            request_started.connect(self.note_request, app)
        # Where others stand between, this can be all that tells which request it was.
        if not direct or resolver.asks:
            got_request_exception.connect(self._note_exception, app)
        self._foreseen = _ACTUAL if direct else frozenset()

    def note_request(self, _: Flask, **__: object) -> None:
        """Tell the exchange which request it is, and reject one whose origin is refused."""
        exchange = exchange_of(self.state.app)
        if exchange is None:
            return
        current = current_request()
        resolver = exchange.resolver
        if resolver.asks:
            # Inside the request, which a middleware may end before it answers.
            exchange.resolve(current)
        rejectable = resolver.rejects and current.routing_exception is None
        if rejectable and is_rejected(exchange, current):
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

    def check_presence(self, app: Flask, **_: object) -> None:
        """Answer, or warn once, if requests reach the app around this wrapper."""
        passed = self.state.resolver is not None
        if not passed and app.wsgi_app == self.wsgi_app:
            if _is_served(current_request().environ):
                # From now on this one stands in, also where others come through the wrapper.
                request_started.connect(_attach_if_marked, weak=False)
                attach_while_serving(app)
            return
        # For every sender: for one alone, blinker goes on to look for it at each request.
        # Where another thread connects meanwhile, blinker fails, and the next request does it.
        with suppress(RuntimeError):
            request_started.disconnect(self.check_presence)
        if not passed:
            warn_while_serving(
                f"requests reach app {app.name!r} around flask_cors, and get no CORS headers,"
                " because app.wsgi_app was replaced; wrap what it was before:"
                " app.wsgi_app = Middleware(app.wsgi_app)"
            )


def _is_served(environ: WSGIEnvironment) -> bool:
    """Tell whether a request came from a server, and is no request context by hand.

    CGI has servers say where from (https://www.rfc-editor.org/rfc/rfc3875#section-4.1.8); those
    that translate ASGI cannot for a Unix socket, and have threads.
    """
    return "REMOTE_ADDR" in environ or bool(environ.get("wsgi.multithread"))


def is_rejected(exchange: Exchange, current: Request) -> bool:
    """Tell whether the view must not run: an actual request, of another site, that is refused."""
    decision = exchange.resolve(current)
    return not exchange.is_preflight and rejects(exchange.policy, decision, current)


def rejects(policy: Policy | None, decision: Decision | None, current: Request) -> bool:
    """Tell whether a policy answers a request, which is no preflight, in place of the view."""
    if decision is None or policy is None or not (policy.reject_disallowed and decision.refused):
        return False
    environ = current.environ
    if environ.get("HTTP_SEC_FETCH_SITE") in {"same-origin", "none"}:
        return False
    # Only host and port are compared: behind a proxy that ends TLS the schemes differ.
    named: str = environ["HTTP_ORIGIN"].partition("://")[2]
    # What names no host, as `null`, is not that of a request whose Host is empty.
    return not named or named != environ.get("HTTP_HOST")


def attach(app: Flask, *, is_late: bool = False) -> State:
    """Return the state of an app, which from now on writes its headers."""
    with _attaching:
        state = State.of(app)
        if state is None:
            state = State(app)
            shell = state.shell = Shell(state, app.wsgi_app, is_late=is_late)
            # In this order, since other requests may be on their way.
            app.extensions["cors"] = state
            app.wsgi_app = shell.wsgi_app  # type: ignore[method-assign]
            request_started.connect(shell.check_presence, app)
    return state


# -- decorated views without `CORS(app)` -------------------------------------------------------

#: Two first requests may come at the same time.
_attaching = threading.Lock()

_unmarked: weakref.WeakSet[Flask] = weakref.WeakSet()
#: The exchanges whose responses leave without passing the wrapper.
_alone: weakref.WeakSet[Exchange] = weakref.WeakSet()


def watch_marked_views() -> None:
    """See to it that apps with decorated views, and without `CORS(app)`, get the wrapper."""
    MARKS.in_use = True
    request_started.connect(_attach_if_marked, weak=False)


def _attach_if_marked(app: Flask, **_: object) -> None:
    # Sent for every request of every app: what nearly all of them are comes first.
    found: Resolver | Exchange | None = current_request().environ.get(KEY)
    if found is not None and found.app is app:
        return
    shell = _shell_of(app)
    if shell is not None:
        if shell.is_late:
            stand_in_for(shell)
    elif app not in _unmarked:
        if any(map(MARKS.is_marked, app.view_functions.values())):
            attach_while_serving(app)
        else:
            _unmarked.add(app)


def _shell_of(app: Flask) -> Shell | None:
    state = State.of(app)
    return state.shell if state else None


def attach_while_serving(app: Flask) -> Exchange:
    """Attach the wrapper, and stand in for it in the request that is already on its way.

    And in others that do not come through it: those that came in before it was in its place, and
    all whose server was given what `app.wsgi_app` was before.
    """
    shell: Shell = attach(app, is_late=True).shell
    shell.is_late = True
    return stand_in_for(shell)


def stand_in_for(shell: Shell) -> Exchange:
    """Have the current request answered without its wrapper."""
    state, environ = shell.state, current_request().environ
    # Another request may be about to make the resolver, and is waited for.
    resolver = state.resolver or state.complete()
    environ[KEY] = exchange = Exchange(state, resolver, environ)
    # Sent behind all hooks of the app, as late as the wrapper would come.
    with _attaching:
        _alone.add(exchange)
        request_finished.connect(_finish_without_wrapper)
    shell.note_request(state.app)
    return exchange


def _finish_without_wrapper(app: Flask, response: Response, **_: object) -> None:
    exchange = exchange_of(app)
    if exchange is not None and exchange in _alone:
        current = current_request()
        status, headers = exchange.finish(current, response.status, list(response.headers))
        if exchange.emptied:
            _close(response.response)
            response.status, response.response, response.direct_passthrough = status, [], False
        response.headers = type(response.headers)(headers)
        _alone.discard(exchange)
    with _attaching, suppress(RuntimeError):  # blinker: another thread connects at this moment
        if not _alone:
            # Every other request would pay for it.
            request_finished.disconnect(_finish_without_wrapper)


def current_exchange() -> Exchange | None:
    """Return the exchange of the request whose decorated view runs.

    None where it needs none, outside a request, and in one that is made by hand. The app that
    nothing was attached to, since no decorated view of it could be seen, gets the wrapper now.
    """
    try:
        current = current_request()
    except RuntimeError:
        return None
    found, rule = current.environ.get(KEY), current.url_rule
    # An app that mounts this one hands its own on, and has another map.
    if (
        isinstance(found, Resolver)
        and rule is not None
        and rule.endpoint in found.views
        and rule.map is found.app.url_map
    ):
        return None
    app = current_app_object()
    exchange, shell = exchange_of(app), _shell_of(app)
    if exchange is not None:
        return exchange
    if shell is None:
        return attach_while_serving(app) if has_begun(app) else None
    # Through a wrapper that is in use it came bare: nothing was decorated yet when it did.
    is_bare = found is None and shell.state.resolver is not None and _is_served(current.environ)
    return stand_in_for(shell) if is_bare or shell.is_late else None
