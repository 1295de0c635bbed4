"""Puts the wrapper around an app, and handles requests that bypass it.

Most apps only need `attach`, which `CORS(app)` calls. An app that only has decorated views gets its
wrapper during its first request, but some servers keep calling the previous `app.wsgi_app`; then
the headers are added when Flask signals that the request has finished.
"""

from __future__ import annotations

import inspect
import threading
import weakref
from contextlib import suppress
from typing import TYPE_CHECKING

from flask import Flask, request_finished, request_started

from .current import current_app_object, current_request
from .exchange import Exchange
from .known_answers import exchange_of
from .marks import MARKS
from .reporting import warn_while_serving
from .resolver import KEY, Serving
from .state import State, has_begun
from .wrapper import Wrapper, close_replaced

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication, WSGIEnvironment

    from flask import Response

    from flask_cors.core.layers import Layer


#: Two first requests may arrive at the same time.
_attaching = threading.Lock()
#: Apps without a decorated view.
_unmarked: weakref.WeakSet[Flask] = weakref.WeakSet()
#: The exchanges whose responses bypass the wrapper, each with the entry of an app around it.
_without_wrapper: weakref.WeakKeyDictionary[Exchange, Serving | None] = weakref.WeakKeyDictionary()


class AttachedWrapper(Wrapper):
    """The wrapper of one app, which detects requests that bypass it."""

    def __init__(self, state: State, inner: WSGIApplication, *, is_late: bool) -> None:
        super().__init__(state, inner)
        #: True if the app was already serving, so that requests may bypass the wrapper.
        self.is_late = is_late

    def check_presence(self, app: Flask, **_: object) -> None:
        """Handle requests that bypass this wrapper, or warn once."""
        passed = self.state.resolver is not None
        if not passed and app.wsgi_app == self.wsgi_app:
            if _is_served(current_request().environ):
                # From now on this object takes over, even if other requests use the wrapper.
                _watch_requests()
                attach_while_serving(app)
            return
        # From all senders: after disconnecting from one, blinker would still look it up at each
        # request. If another thread connects at the same time, blinker fails; the next request
        # retries.
        with suppress(RuntimeError):
            request_started.disconnect(self.check_presence)
            request_finished.disconnect(self.check_presence)
        if not passed:
            warn_while_serving(
                f"requests to app {app.name!r} bypass flask_cors and get no CORS headers, because"
                " app.wsgi_app was replaced; wrap it instead of replacing it:"
                " app.wsgi_app = Middleware(app.wsgi_app)"
            )

    def stand_in(self) -> Exchange:
        """Handle the current request without this wrapper."""
        state, environ = self.state, current_request().environ
        # If another request is creating the resolver, this one waits for it.
        resolver = state.resolver or state.complete()
        outer, exchange = environ.get(KEY), Exchange(state, resolver, environ)
        environ[KEY] = exchange
        # Sent after all hooks of the app, as late as the wrapper would run.
        with _attaching:
            _without_wrapper[exchange] = outer
            request_finished.connect(_finish_without_wrapper)
        self.note_request(state.app)
        return exchange


def attach(app: Flask, *, is_late: bool = False) -> State:
    """Return the state of an app; if there is none, create it and attach the wrapper."""
    with _attaching:
        state = State.of(app)
        if state is None:
            state = State(app)
            wrapper = state.wrapper = AttachedWrapper(state, app.wsgi_app, is_late=is_late)
            # In this order, since other requests may be in progress.
            app.extensions["cors"] = state
            app.wsgi_app = wrapper.wsgi_app  # type: ignore[method-assign]
            # Middleware that runs the app itself may only send the second signal.
            for signal in (request_started, request_finished):
                # blinker 1.6 may have kept the receiver of a dead wrapper with the same id.
                with suppress(RuntimeError):  # another thread may be connecting
                    signal.disconnect(wrapper.check_presence)
                signal.connect(wrapper.check_presence, app)
    return state


def watch_marked_views() -> None:
    """Ensure that apps with decorated views, but without `CORS(app)`, get the wrapper."""
    MARKS.in_use = True
    _watch_requests()


def _watch_requests() -> None:
    request_started.connect(_attach_if_marked, weak=False)


def _attach_if_marked(app: object, **_: object) -> None:
    if not isinstance(app, Flask):
        return  # middleware that runs the app itself sends the signal with its own sender
    # Sent for every request of every app, so the most common case comes first.
    found: Serving | None = current_request().environ.get(KEY)
    if found is not None and found.resolver.app is app:
        return
    wrapper = _wrapper_of(app)
    if wrapper is not None:
        if wrapper.is_late:
            wrapper.stand_in()
    elif app not in _unmarked:
        if any(map(MARKS.is_marked, app.view_functions.values())):
            attach_while_serving(app)
        else:
            _unmarked.add(app)


def attach_while_serving(app: Flask) -> Exchange:
    """Attach the wrapper, and act for it in the current request.

    Other requests that bypass the wrapper are handled in the same way: those that began earlier,
    and all requests from servers that call the previous `app.wsgi_app`.
    """
    wrapper: AttachedWrapper = attach(app, is_late=True).wrapper
    wrapper.is_late = True
    return wrapper.stand_in()


def current_exchange(layer: Layer) -> Exchange | None:
    """Return the exchange of the current request, for a decorated function with `layer`.

    None if the function needs no exchange, outside a request, and in a request context made by
    hand. An app gets the wrapper now if it has none because its decorated views were not visible.
    """
    try:
        current = current_request()
    except RuntimeError:
        return None
    found: Serving | None = current.environ.get(KEY)
    rule = current.url_rule
    # An app that mounts this one passes its own entry on, and has a different map.
    if (
        found is not None
        and rule is not None
        and found is found.resolver.serving
        # If not, the view was replaced by this function, or calls it.
        and layer in found.resolver.governed_by_view.get(rule.endpoint, ())
        and rule.map is found.resolver.app.url_map
    ):
        return None
    app = current_app_object()
    exchange, wrapper = exchange_of(app), _wrapper_of(app)
    if exchange is not None:
        return exchange
    if wrapper is None:
        return attach_while_serving(app) if has_begun(app) else None
    # Even with a wrapper in use, a request has no exchange if nothing was decorated at its start.
    is_bare = found is None and wrapper.state.resolver is not None and _is_served(current.environ)
    return wrapper.stand_in() if is_bare or wrapper.is_late else None


def _wrapper_of(app: Flask) -> AttachedWrapper | None:
    state = State.of(app)
    return state.wrapper if state else None


def _is_served(environ: WSGIEnvironment) -> bool:
    """Return whether a request came from a server, not from a request context made by hand.

    Servers set the client's address (https://www.rfc-editor.org/rfc/rfc3875#section-4.1.8), except
    ASGI adapters on a Unix socket, which set the thread flag. Adapters for cloud functions set
    neither, but call the app.
    """
    return (
        "REMOTE_ADDR" in environ
        or bool(environ.get("wsgi.multithread"))
        or _is_handled_by_flask(environ)
    )


def _is_handled_by_flask(environ: WSGIEnvironment) -> bool:
    """Return whether `Flask.wsgi_app` was called with an environment, and has not returned."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code is Flask.wsgi_app.__code__ and frame.f_locals.get("environ") is environ:
            return True
        frame = frame.f_back
    return False


def _finish_without_wrapper(app: Flask, response: Response, **_: object) -> None:
    exchange = exchange_of(app)
    if exchange is not None and exchange in _without_wrapper:
        from .results import note_response

        # The receivers of a signal are called in no fixed order.
        note_response(app, response)
        current = current_request()
        status, headers = exchange.finish(current, response.status, list(response.headers))
        if exchange.emptied:
            close_replaced(app, response.response)
            response.status, response.response, response.direct_passthrough = status, [], False
        response.headers = type(response.headers)(headers)
        if outer := _without_wrapper.pop(exchange):
            # The view of another app passed its environ on, and has yet to respond itself.
            current.environ[KEY] = outer
    with _attaching, suppress(RuntimeError):  # blinker: another thread may be connecting
        if not _without_wrapper:
            # It would slow down every other request.
            request_finished.disconnect(_finish_without_wrapper)
