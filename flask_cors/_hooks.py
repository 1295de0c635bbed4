"""The one wrapper of `app.wsgi_app`: the only place where headers are written.

While a response leaves, still inside the request context, it finds the policy, lets it decide,
writes the headers, and has the last word on preflights.
"""

from __future__ import annotations

import logging
import threading
import traceback
import weakref
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from flask import (
    Flask,
    current_app,
    got_request_exception,
    has_request_context,
    request,
    request_finished,
    request_started,
)
from werkzeug.exceptions import Forbidden

from . import _marks
from ._callables import ask
from ._explain import (
    cors_refused,
    header_value,
    log,
    logger,
    send_refusal,
    sentence,
    warn_while_serving,
)
from ._resolver import Resolver, Routes, State, state_of
from .core import fetch
from .core.origins import OriginKind
from .core.policy import CorsRequest, Decision, Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Request, Response

    Headers: TypeAlias = list[tuple[str, str]]
    ExcInfo: TypeAlias = (
        tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
    )
    Write: TypeAlias = Callable[[bytes], object]

#: Under this key the exchange travels in the WSGI environment.
KEY: Final = "flask_cors.exchange"

#: Headers that only the policy sets; a view that sets one of them does not know the others.
_POLICYS_OWN: Final = frozenset(
    name.lower()
    for name in (fetch.ALLOW_ORIGIN, fetch.ALLOW_CREDENTIALS, fetch.ALLOW_PRIVATE_NETWORK)
)
_PREFLIGHTS_OWN: Final = _POLICYS_OWN | {
    name.lower() for name in (fetch.ALLOW_METHODS, fetch.ALLOW_HEADERS, fetch.MAX_AGE)
}
_EXPOSE: Final = fetch.EXPOSE_HEADERS.lower()
#: What of an answer still holds once its status and its body are gone.
_DROPPED_WITH_BODY: Final = frozenset(
    # A table of words reads better without quotes around each.
    "accept-ranges content-disposition content-encoding content-language"  # noqa: SIM905
    " content-length content-location content-range content-type etag last-modified location"
    " refresh retry-after set-cookie trailer transfer-encoding www-authenticate"
    " proxy-authenticate".split()
)
#: What describes the empty body; PEP 3333's validator asks for a type beside any 200.
_EMPTY: Final = (("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "0"))
#: Kinds of patterns by which the developer named the origin that gets to see a traceback.
_NAMED: Final = frozenset({OriginKind.EXACT, OriginKind.WILDCARD})


def current_request() -> Request:
    """Return the current request itself; each access through the proxy would cost its way."""
    # The documented way out of a proxy: https://werkzeug.palletsprojects.com/en/stable/local/
    return request._get_current_object()  # type: ignore[attr-defined,no-any-return]  # noqa: SLF001


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be done with one response: the decision, and by whom it was made."""

    policy: Policy
    cors: CorsRequest
    decision: Decision
    #: Whether nothing may refuse the preflight, since no view of the app answers it.
    last_word: bool = False


class Exchange:
    """One request on its way through the app, and the response on its way out."""

    __slots__ = ("_direct", "_start", "answer", "emptied", "request", "started", "state", "view")

    def __init__(self, state: State, start: StartResponse | None, *, direct: bool) -> None:
        #: What is known of the app.
        self.state = state
        self._start = start
        #: Whether nothing but Flask stands between the wrapper and the request.
        self._direct = direct
        #: The request, once the app has told which one it is.
        self.request: Request | None = None
        #: The first decorated view that ran.
        self.view: object = None
        self.answer: Answer | None = None
        self.started = False
        #: Whether the body is replaced by an empty one.
        self.emptied = False

    def respond(self, status: str, headers: Headers, exc_info: ExcInfo | None = None, /) -> Write:
        """Stand in for the `start_response` of the server."""
        assert self._start is not None  # noqa: S101 - it leaves through the wrapper
        self.started = True
        current = self._current_request()
        if current is not None:
            status, headers = self.finish(current, status, headers)
        write = self._start(status, headers, *((exc_info,) if exc_info else ()))
        return _write_nothing if self.emptied else write

    @property
    def is_alone(self) -> bool:
        """Whether the response leaves without passing the wrapper."""
        return self._start is None

    def _current_request(self) -> Request | None:
        """Return the request that is being answered, None where it is not this app's."""
        if self.request is not None:
            return self.request
        if has_request_context() and (self._direct or current_app == self.state.app):
            return current_request()
        return None

    def finish(self, current: Request, status: str, headers: Headers) -> tuple[str, Headers]:
        """Return the status and the headers with which a response leaves."""
        answer = self.resolve(current)
        if (key := self.state.config_change()) is not None:
            warn_while_serving(
                f"app.config[{key!r}] was changed after the first request; the change has no"
                " effect; set it before the app serves"
            )
        if answer is None:
            return status, headers
        note = ""
        if answer.last_word:
            # For `recover`: a teardown that fails, with the context gone, refuses it neither.
            self.request = current
        if answer.last_word and not status.startswith("2"):
            note = f"the app answered {status[:3]}, replaced by 200"
            headers = self._replaced(current, answer.cors, headers)
            status = "200 OK"
            self.emptied = True
        headers = self._with_cors(current, answer, headers)
        if answer.cors.origin is not None:
            self._tell(current, answer, headers, note)
        return status, headers

    # -- the decision ------------------------------------------------------------------------

    def resolve(self, current: Request) -> Answer | None:
        """Return what is to be done with the response; None under no policy."""
        environ = current.environ
        requested_method = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD")
        cors = CorsRequest(
            current.method,
            environ.get("HTTP_ORIGIN"),
            requested_method,
            environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS"),
            environ.get("HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK"),
            partial(self._routed_methods, current, requested_method),
        )
        policy, last_word = self._governing(current, cors)
        if policy is None:
            self.answer = None
        elif self.answer is None or self.answer.policy is not policy:
            decision = policy.decide(cors, partial(ask, self.state.app))
            self.answer = Answer(policy, cors, decision, last_word)
        return self.answer

    def _governing(self, current: Request, cors: CorsRequest) -> tuple[Policy | None, bool]:
        """Return the policy for the request, and whether it has the last word on the answer."""
        resolver = self.state.resolver
        if not cors.is_preflight:
            policy = resolver.of_actual(current)
            if self.view is not None and not (policy and policy.is_view):
                policy = self._take_over(current, resolver)
            if current.method != "OPTIONS":
                return policy, False
        else:
            policy = resolver.of_preflight(current, (cors.requested_method or "").upper())
        if policy is None or resolver.view_takes_options(current):
            return policy, False
        if policy.is_view and not policy.automatic_options:
            # Flask's own answer, which the view asked not to be touched.
            return None, False
        return policy, cors.is_preflight

    def _take_over(self, current: Request, resolver: Resolver) -> Policy | None:
        """Return the policy of a view that ran although no endpoint leads to it."""
        endpoint = current.endpoint or ""
        if self.state.once("hidden view", endpoint):
            warn_while_serving(
                f"endpoint {endpoint!r} leads to a view with @cross_origin through a decorator"
                " without functools.wraps: its responses follow that policy, its preflights do"
                " not; add functools.wraps to the decorator, or put @cross_origin above it"
            )
        return resolver.of_hidden_view(self.view, current)

    def _routed_methods(self, current: Request, method: str | None) -> set[str]:
        return Routes(self.state.app, current).methods((method or "").upper())

    # -- the headers -------------------------------------------------------------------------

    def _replaced(self, current: Request, cors: CorsRequest, headers: Headers) -> Headers:
        """Return what is left of the headers of an answer that refused a preflight."""
        kept = [item for item in headers if item[0].lower() not in _DROPPED_WITH_BODY]
        if not any(name.lower() == "allow" for name, _ in kept):
            methods = self._routed_methods(current, cors.requested_method)
            kept += [("Allow", ", ".join(sorted(methods)))] if methods else []
        return [*kept, *_EMPTY]

    def _with_cors(self, current: Request, answer: Answer, headers: Headers) -> Headers:
        """Return the headers with those of the decision, and with none that speak against it."""
        decision = answer.decision
        own = _PREFLIGHTS_OWN if answer.cors.is_preflight else _POLICYS_OWN
        kept: Headers = []
        vary: list[str] = []
        exposed: list[str] = []
        strange = False
        for item in headers:
            name = item[0].lower()
            if name == "vary":
                vary += fetch.list_members(item[1])
            elif name == _EXPOSE:
                exposed += fetch.list_members(item[1])
            elif name not in own:
                kept.append(item)
            elif name in _POLICYS_OWN:
                strange = True
        if strange and self.state.once("second writer", current.endpoint or ""):
            warn_while_serving(
                f"endpoint {current.endpoint!r} or a hook sets Access-Control-Allow-Origin by"
                f" itself; the policy of {answer.policy.settings['origins'].source} replaces it;"
                " write it as @cross_origin(origins=...) on the view"
            )
        if not vary and not exposed:
            kept += decision.lines
            return kept
        kept += _merged(decision, vary, exposed)
        return kept

    # -- what is said ------------------------------------------------------------------------

    def _tell(self, current: Request, answer: Answer, headers: Headers, note: str) -> None:
        """Log a CORS request, show its decision in debug mode, and signal a refusal."""
        refused = answer.decision.reason is not None
        app = self.state.app
        loud = logger.isEnabledFor(logging.INFO if refused else logging.DEBUG)
        if not (loud or app.debug or (refused and cors_refused.receivers)):
            return
        admitted_by = answer.decision.admitted_by
        decision = answer.policy.decide(
            # Callables were asked once, and are not asked again to say what they said.
            answer.cors,
            lambda pattern, _: pattern is admitted_by,
            explain=True,
        )
        text = sentence(decision, answer.cors, note)
        if loud:
            log(current, text, refused=refused)
        if app.debug:
            headers.append(("X-CORS-Decision", header_value(text)))
        if refused:
            send_refusal(app, current, decision)

    # -- exceptions --------------------------------------------------------------------------

    def recover(self, error: Exception) -> list[bytes] | None:
        """Answer a request whose exception left the app; None where it is not ours to answer."""
        answer, current = self.answer, self.request
        if answer is None or current is None or (self.started and not answer.last_word):
            return None
        if answer.last_word:
            status, body = "500 INTERNAL SERVER ERROR", b""
        elif self._is_readable(answer):
            status, body = "500 INTERNAL SERVER ERROR", _readable(answer, error)
        else:
            return None
        self.state.app.logger.error(
            "Exception on %s [%s]",
            current.path.encode("unicode_escape").decode("ascii"),
            current.method,
            exc_info=error,
        )
        if self.started:
            return []
        length = str(len(body))
        self.respond(
            status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", length)]
        )
        return [body]

    def _is_readable(self, answer: Answer) -> bool:
        """Tell whether the page may read the exception instead of a bare network error."""
        app = self.state.app
        return (
            app.debug
            and not app.testing
            and app.config["PROPAGATE_EXCEPTIONS"] is None
            and self.state.resolver.intercept_exceptions
            and answer.decision.admitted_by is not None
        )


def _readable(answer: Answer, error: Exception) -> bytes:
    """Return an exception as text: to an origin that was named, the traceback."""
    admitted_by = answer.decision.admitted_by
    if admitted_by is not None and admitted_by.kind in _NAMED:
        return "".join(traceback.format_exception(error)).encode(errors="backslashreplace")
    return b"Internal Server Error: the server's log has the exception.\n"


def _merged(decision: Decision, vary: list[str], exposed: list[str]) -> Iterator[tuple[str, str]]:
    """Iterate over the headers of a decision, its lists behind those of the app."""
    for name, value in decision.headers:
        if name == fetch.EXPOSE_HEADERS:
            exposed = [*exposed, *fetch.list_members(value)]
        else:
            yield name, value
    if exposed:
        yield fetch.EXPOSE_HEADERS, ", ".join(_unique(exposed))
    if members := ["*"] if "*" in vary else _unique([*vary, *decision.vary]):
        yield fetch.VARY, ", ".join(members)


def _unique(names: Iterable[str]) -> list[str]:
    """Return header names once each, ignoring case, in the spelling that came first."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name.lower(), name)
    return list(first.values())


def _write_nothing(_: bytes) -> None:
    """Stand in for the `write` of a response whose body is replaced."""


class _Body:
    """The body of an app that calls `start_response` when its first part is asked for."""

    def __init__(self, exchange: Exchange, parts: Iterable[bytes]) -> None:
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

    def __init__(self, state: State, inner: WSGIApplication) -> None:
        self.state = state
        self._inner = inner
        self._direct = getattr(inner, "__func__", None) is Flask.wsgi_app
        self._prepared = False
        #: Whether it came when the app was serving already, so that requests may reach it around.
        self.is_late = False
        app = state.app
        got_request_exception.connect(self._note_exception, app)
        request_started.connect(self._check_presence, app)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Run the app, and let no response out without what its policy says."""
        if not self._prepared:
            self.prepare()
        exchange = Exchange(self.state, start_response, direct=self._direct)
        environ[KEY] = exchange
        try:
            body = self._inner(environ, exchange.respond)
        except Exception as error:
            answered = exchange.recover(error)
            if answered is None:
                raise
            body = answered
        if exchange.emptied:
            _close(body)
            return []
        return body if exchange.started else _Body(exchange, body)

    def prepare(self) -> None:
        """Complete the configuration before the first request."""
        resolver = self.state.resolver
        if not self._direct or resolver.rejects:
            request_started.connect(self.note_request, self.state.app)
        self._prepared = True

    def note_request(self, _: Flask, **__: object) -> None:
        """Tell the exchange which request it is, and reject one whose origin is refused."""
        exchange = _exchange_of(self.state.app)
        if exchange is None:
            return
        exchange.request = current = current_request()
        resolver = self.state.resolver
        # A callable is asked inside the request, which a middleware may end before it answers.
        answer = exchange.resolve(current) if resolver.rejects or resolver.asks else None
        if answer and current.routing_exception is None and is_rejected(answer, current):
            # Raised where the view would be called: hooks that come in pairs still do.
            current.routing_exception = Forbidden("The origin of this request is not allowed.")

    def _note_exception(self, _: Flask, **__: object) -> None:
        """Decide while the context of a failed request is still there."""
        exchange = _exchange_of(self.state.app) if has_request_context() else None
        if exchange is not None:
            exchange.request = current_request()
            exchange.resolve(exchange.request)

    def _check_presence(self, app: Flask, **_: object) -> None:
        """Warn, once, if requests reach the app around this wrapper."""
        passed = _exchange_of(app) is not None
        if not passed and app.wsgi_app is self:
            return  # a request context by hand
        request_started.disconnect(self._check_presence, app)
        if not passed:
            warn_while_serving(
                f"requests reach app {app.name!r} around flask_cors, and get no CORS headers,"
                " because app.wsgi_app was replaced; wrap what it was before:"
                " app.wsgi_app = Middleware(app.wsgi_app)"
            )


def is_rejected(answer: Answer, current: Request) -> bool:
    """Tell whether the view must not run: an actual request, of another site, that is refused."""
    if not (answer.policy.reject_disallowed and answer.decision.refused):
        return False
    if answer.cors.is_preflight:
        return False
    if current.headers.get("Sec-Fetch-Site") in {"same-origin", "none"}:
        return False
    # Only host and port are compared: behind a proxy that ends TLS the schemes differ.
    return (answer.cors.origin or "").partition("://")[2] != current.headers.get("Host")


def attach(app: Flask) -> State:
    """Return the state of an app, which from now on writes its headers."""
    with _attaching:
        state = state_of(app)
        if state.shell is None:
            state.shell = app.wsgi_app = Shell(state, app.wsgi_app)  # type: ignore[method-assign]
    return state


def _exchange_of(app: Flask) -> Exchange | None:
    """Return the exchange of the current request, None if that of `app` has not begun."""
    exchange = request.environ.get(KEY)
    # An app that mounts this one hands its own on.
    return exchange if isinstance(exchange, Exchange) and exchange.state.app is app else None


# -- decorated views without `CORS(app)` -------------------------------------------------------

#: Two first requests may come at the same time.
_attaching = threading.Lock()

_unmarked: weakref.WeakSet[Flask] = weakref.WeakSet()


def watch_marked_views() -> None:
    """See to it that apps with decorated views, and without `CORS(app)`, get the wrapper."""
    request_started.connect(_attach_if_marked)


def _attach_if_marked(app: Flask, **_: object) -> None:
    if app in _unmarked or not _stands_in(app):
        return
    if _shell_of(app) or any(map(_marks.is_marked, app.view_functions.values())):
        attach_while_serving(app)
    else:
        _unmarked.add(app)


def _stands_in(app: Flask) -> bool:
    """Tell whether the current request is to be answered without the wrapper around it.

    So it is with the first request, with those that came in before the wrapper was in its place,
    and with all whose server was given what `app.wsgi_app` was before.
    """
    shell = _shell_of(app)
    return shell is None or (shell.is_late and _exchange_of(app) is None)


def _shell_of(app: Flask) -> Shell | None:
    state: State | None = app.extensions.get("cors")
    return state.shell if state else None


def attach_while_serving(app: Flask) -> Exchange:
    """Attach the wrapper, and stand in for it in the request that is already on its way."""
    shell = attach(app).shell
    shell.is_late = True
    exchange = Exchange(shell.state, None, direct=True)
    request.environ[KEY] = exchange
    # Sent behind all hooks of the app, as late as the wrapper would come.
    request_finished.connect(_finish_without_wrapper, app)
    shell.prepare()
    shell.note_request(app)
    return exchange


def _finish_without_wrapper(app: Flask, response: Response, **_: object) -> None:
    exchange = _exchange_of(app)
    if exchange is None or not exchange.is_alone:
        return
    status, headers = exchange.finish(current_request(), response.status, list(response.headers))
    if exchange.emptied:
        _close(response.response)
        response.status, response.response, response.direct_passthrough = status, [], False
    response.headers = type(response.headers)(headers)


def current_exchange() -> Exchange | None:
    """Return the exchange of the current request; None outside one, or where it is made by hand.

    The app that nothing was attached to, since no decorated view of it could be seen, gets the
    wrapper now.
    """
    if not has_request_context():
        return None
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    return _exchange_of(app) or (attach_while_serving(app) if _stands_in(app) else None)
