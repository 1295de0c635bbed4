"""Puts the wrapper around an app, and answers requests that do not come through it.

Most apps need `attach` alone, at `CORS(app)`. An app that only has decorated views gets its wrapper
with the first request that reaches one, and some servers go on to call what `app.wsgi_app` was
before; the headers of such a request are written when the app says that it has finished it.
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


#: Two first requests may come at the same time.
_attaching = threading.Lock()
#: Apps without a decorated view.
_unmarked: weakref.WeakSet[Flask] = weakref.WeakSet()
#: The exchanges whose responses leave without passing the wrapper.
_without_wrapper: weakref.WeakSet[Exchange] = weakref.WeakSet()


class AttachedWrapper(Wrapper):
    """The wrapper of one app, which notices requests that do not come through it."""

    def __init__(self, state: State, inner: WSGIApplication, *, is_late: bool) -> None:
        super().__init__(state, inner)
        #: True if the app was already serving, so that requests may bypass the wrapper.
        self.is_late = is_late

    def check_presence(self, app: Flask, **_: object) -> None:
        """Answer, or warn once, if requests reach the app around this wrapper."""
        passed = self.state.resolver is not None
        if not passed and app.wsgi_app == self.wsgi_app:
            if _is_served(current_request().environ):
                # From now on this object takes over, even if others come through the wrapper.
                request_started.connect(_attach_if_marked, weak=False)
                attach_while_serving(app)
            return
        # For every sender: for one alone, blinker goes on to look for it at each request.
        # If another thread connects at the same time, blinker fails; the next request retries.
        with suppress(RuntimeError):
            request_started.disconnect(self.check_presence)
            request_finished.disconnect(self.check_presence)
        if not passed:
            warn_while_serving(
                f"requests to app {app.name!r} bypass flask_cors and get no CORS headers, because"
                " app.wsgi_app was replaced; wrap the one that was there:"
                " app.wsgi_app = Middleware(app.wsgi_app)"
            )

    def stand_in(self) -> Exchange:
        """Have the current request answered without this wrapper."""
        state, environ = self.state, current_request().environ
        # Another request may be about to make the resolver, and is waited for.
        resolver = state.resolver or state.complete()
        environ[KEY] = exchange = Exchange(state, resolver, environ)
        # Sent behind all hooks of the app, as late as the wrapper would come.
        with _attaching:
            _without_wrapper.add(exchange)
            request_finished.connect(_finish_without_wrapper)
        self.note_request(state.app)
        return exchange


def attach(app: Flask, *, is_late: bool = False) -> State:
    """Return the state of an app, which from now on writes its headers."""
    with _attaching:
        state = State.of(app)
        if state is None:
            state = State(app)
            wrapper = state.wrapper = AttachedWrapper(state, app.wsgi_app, is_late=is_late)
            # In this order, since other requests may be on their way.
            app.extensions["cors"] = state
            app.wsgi_app = wrapper.wsgi_app  # type: ignore[method-assign]
            request_started.connect(wrapper.check_presence, app)
            # Middleware that runs the app itself may send the other signal.
            request_finished.connect(wrapper.check_presence, app)
    return state


def watch_marked_views() -> None:
    """See to it that apps with decorated views, and without `CORS(app)`, get the wrapper."""
    MARKS.in_use = True
    request_started.connect(_attach_if_marked, weak=False)


def _attach_if_marked(app: object, **_: object) -> None:
    if not isinstance(app, Flask):
        return  # middleware that runs the app itself sends the signal with its own sender
    # Sent for every request of every app: what nearly all of them are comes first.
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
    """Attach the wrapper, and stand in for it in the request that is already on its way.

    And in others that do not come through it: those that came in before it was in its place, and
    all whose server was given what `app.wsgi_app` was before.
    """
    wrapper: AttachedWrapper = attach(app, is_late=True).wrapper
    wrapper.is_late = True
    return wrapper.stand_in()


def current_exchange(layer: Layer) -> Exchange | None:
    """Return the exchange of the request whose view runs, decorated with the options in `layer`.

    None where it needs none, outside a request, and in one that is made by hand. The app that
    nothing was attached to, since no decorated view of it could be seen, gets the wrapper now.
    """
    try:
        current = current_request()
    except RuntimeError:
        return None
    found: Serving | None = current.environ.get(KEY)
    rule = current.url_rule
    # An app that mounts this one hands its own on, and has another map.
    if (
        found is not None
        and rule is not None
        and found is found.resolver.serving
        # Another one has replaced the view, or is called by it.
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
    # Through a wrapper that is in use it came bare: nothing was decorated yet when it did.
    is_bare = found is None and wrapper.state.resolver is not None and _is_served(current.environ)
    return wrapper.stand_in() if is_bare or wrapper.is_late else None


def _wrapper_of(app: Flask) -> AttachedWrapper | None:
    state = State.of(app)
    return state.wrapper if state else None


def _is_served(environ: WSGIEnvironment) -> bool:
    """Tell whether a request came from a server, and is not a request context by hand.

    CGI has servers say where from (https://www.rfc-editor.org/rfc/rfc3875#section-4.1.8); those
    that translate ASGI cannot for a Unix socket, and have threads. Adapters of functions in a cloud
    say neither, but call the app.
    """
    return (
        "REMOTE_ADDR" in environ
        or bool(environ.get("wsgi.multithread"))
        or _is_handled_by_flask(environ)
    )


def _is_handled_by_flask(environ: WSGIEnvironment) -> bool:
    """Tell whether `Flask.wsgi_app` was called with an environment, and has not returned."""
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

        # Receivers of a signal have no order.
        note_response(app, response)
        current = current_request()
        status, headers = exchange.finish(current, response.status, list(response.headers))
        if exchange.emptied:
            close_replaced(app, response.response)
            response.status, response.response, response.direct_passthrough = status, [], False
        response.headers = type(response.headers)(headers)
        _without_wrapper.discard(exchange)
    with _attaching, suppress(RuntimeError):  # blinker: another thread connects at this moment
        if not _without_wrapper:
            # Every other request would pay for it.
            request_finished.disconnect(_finish_without_wrapper)
