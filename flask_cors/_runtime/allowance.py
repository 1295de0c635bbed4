"""`CORS.allows`: lets code of an app ask its policies about an origin."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from flask import has_app_context, has_request_context

from flask_cors.core.policy import CorsRequest

from .callables import ask
from .current import current_app_object, current_request, matched_request
from .state import State
from .url_map import Routes

if TYPE_CHECKING:
    from collections.abc import Collection
    from contextlib import AbstractContextManager

    from flask import Flask

#: Keys of the environ with the address of the app.
_PLACE: Final = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SCRIPT_NAME", "wsgi.url_scheme")


def require_texts(**given: object) -> None:
    """Raise a TypeError for the first argument that is not a string."""
    for name, value in given.items():
        if not isinstance(value, str):
            what = f"{name}={value!r} is of type {type(value).__name__}"
            raise TypeError(f"cors.allows(): {what}; pass a string")


def states_to_ask(states: Collection[State]) -> Collection[State]:
    """Return the state of the current app if it is one of `states`, otherwise all of `states`.

    If `states` is empty, return a state of the current app, even if the app has no policies, or
    nothing if there is no current app.
    """
    if not has_app_context():
        return states
    app = current_app_object()
    if states:
        return [state for state in states if state.app is app] or states
    return [State.of(app) or State(app)]


def is_allowed(state: State, origin: str, path: str, method: str, *, credentials: bool) -> bool:
    """Return whether a page of `origin` may send a request to a path, and read the response."""
    app, resolver = state.app, state.resolver or state.outlook()
    with _context(app):
        current = matched_request(app, _environ(app, path, method))
        policy = resolver.of_actual(current)
        if policy is None or (credentials and not policy.credentials):
            return False
        # As a preflight, whose decision includes whether the method is allowed.
        preflight = CorsRequest(
            "OPTIONS", origin, method, routed_methods=lambda: Routes(app, current).methods(method)
        )
        return policy.decide(preflight, partial(ask, app)).reason is None


def _context(app: Flask) -> AbstractContextManager[object]:
    """Return a context in which an app is the current one, for its callables."""
    is_current = has_app_context() and current_app_object() is app
    return nullcontext() if is_current else app.app_context()


def _environ(app: Flask, path: str, method: str) -> dict[str, Any]:
    """Return the environment of a request for a path, at the current request's address if any."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(path.encode(errors="replace")).decode("latin-1"),
    }
    if has_request_context() and current_app_object() is app:
        found = current_request().environ
        return environ | {name: found[name] for name in _PLACE if name in found}
    trusted = app.config.get("TRUSTED_HOSTS") or ["localhost"]
    host = app.config["SERVER_NAME"] or trusted[0].removeprefix(".")
    return environ | {
        "HTTP_HOST": host,
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "wsgi.url_scheme": app.config["PREFERRED_URL_SCHEME"],
    }
