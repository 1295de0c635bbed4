"""One request on its way through an app: finds its policy, and adds the headers of the decision."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from flask import current_app

from flask_cors.core.policy import ask_plainly

from .current import (
    allow_header,
    cors_request,
    current_app_object,
    current_request,
    matched_request,
)
from .governing import govern, is_rejected, refuses_preflight
from .reporting import is_anyone_listening, warn_while_serving
from .resolver import Serving
from .response_headers import (
    TOUCHED,
    TOUCHED_BY_PREFLIGHT,
    appended,
    has_second_writer,
    merged,
    without_refusal,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from wsgiref.types import StartResponse, WSGIEnvironment

    from flask import Flask, Request

    from flask_cors.core.layers import Layer, Scope
    from flask_cors.core.policy import Decision, DecisionKey, Policy

    from .called_result import CalledResult
    from .resolver import Resolver
    from .response_headers import Headers
    from .state import State

    ExcInfo: TypeAlias = (
        tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
    )
    Write: TypeAlias = Callable[[bytes], object]

#: Headers of an empty body; PEP 3333's validator requires a type with every 200.
_EMPTY: Final = (("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", "0"))


class Exchange(Serving):
    """One request on its way through the app, and the response on its way out.

    It is created for each request whose headers are not known in advance (see `known_answers`).
    """

    __slots__ = (
        "__weakref__",
        "_environ_id",
        "answered",
        "app",
        "body_is_empty",
        "decision",
        "emptied",
        "has_last_word",
        "is_preflight",
        "policy",
        "request",
        "results",
        "start",
        "started",
        "state",
    )

    def __init__(
        self,
        state: State,
        resolver: Resolver,
        environ: WSGIEnvironment,
        start: StartResponse | None = None,
    ) -> None:
        # Not with `super()`, which would make each preflight 1 % slower.
        self.resolver: Resolver = resolver
        #: The state of the app.
        self.state: State = state
        self.app: Flask = state.app
        #: The `start_response` of the server; None if the response bypasses the wrapper.
        self.start: StartResponse | None = start
        #: The request, once the app has created it.
        self.request: Request | None = None
        #: Identifies the environment; a reference would be a cycle, because it contains the
        #: exchange.
        self._environ_id = id(environ)
        #: The results of decorated functions that no endpoint leads to.
        self.results: tuple[CalledResult, ...] = ()
        #: A request, and the function whose result is its response.
        self.answered: tuple[Request, object] | None = None
        #: The policy that governs, if any.
        self.policy: Policy | None = None
        self.decision: Decision | None = None
        #: True for a CORS-preflight request.
        self.is_preflight = False
        #: True if nothing may refuse the preflight, because no view of the app answers it.
        self.has_last_word = False
        #: True if the server has received the status line.
        self.started = False
        #: True if the body is replaced by an empty one.
        self.emptied = False
        #: True if the body is empty.
        self.body_is_empty = False

    def is_for(self, current: Request) -> bool:
        """Return whether this is the exchange of a request, not of a context made by hand in it.

        The environment identifies the request. If middleware passes a copy of the environment on,
        the exchange belongs to the first request that asks.
        """
        if self.request is None and (
            not self.state.direct or id(current.environ) == self._environ_id
        ):
            self.request = current
        return self.request is current

    def known_request(self) -> Request | None:
        """Return the request that is being handled, if it is known."""
        if self.request is not None and not self.state.direct:
            # Saved when it began; a different one may be current by now.
            return self.request
        try:
            current = current_request()
        except RuntimeError:
            return self.request
        if self.state.direct:
            is_mine = id(current.environ) == self._environ_id
            if is_mine and current_app_object() is not self.app:
                # A view passed the environment itself on to another app.
                self.rebuild_request(current.environ)
                return self.request
            return current if is_mine else self.request
        return current if current_app == self.app else None

    def rebuild_request(self, environ: WSGIEnvironment) -> None:
        """Create the request again for a response that starts after the context has ended."""
        if self.request is None and self.state.direct:
            self.request = matched_request(self.app, environ)

    def respond(self, status: str, headers: Headers, exc_info: ExcInfo | None = None, /) -> Write:
        """Replace the `start_response` of the server."""
        start = self.start
        assert start is not None  # noqa: S101 - it leaves through the wrapper
        current = self.known_request()
        if current is not None:
            status, headers = self.finish(current, status, headers)
        # Break the cycle request -> exchange -> request.
        self.answered = None
        if self.state.direct:
            self.request = None
        write = start(status, headers) if exc_info is None else start(status, headers, exc_info)
        # Only now: if something above fails, nothing has been sent yet.
        self.started = True
        return _write_nothing if self.emptied else write

    def finish(self, current: Request, status: str, headers: Headers) -> tuple[str, Headers]:
        """Return the final status and headers of a response."""
        state, answered = self.state, status
        if len(state.app.config) != state.config.settled_size:
            _warn_of_late_config(state)
        decision = self.resolve(current)
        if decision is None or self.policy is None:
            if "HTTP_ORIGIN" in current.environ and is_anyone_listening(state.app):
                from .decision_report import report_no_policy

                report_no_policy(self.resolver, current, headers)
            return status, headers
        if self.has_last_word:
            status, headers = self._with_last_word(current, status, headers)
        touched = TOUCHED_BY_PREFLIGHT if self.is_preflight else TOUCHED
        sent = appended(headers, decision.all_headers, touched)
        if sent is None:
            if has_second_writer(headers):
                _warn_of_second_writer(state, self.policy, current.endpoint or "")
            sent = merged(headers, decision.all_headers, touched)
        may_matter = "HTTP_ORIGIN" in current.environ or self.policy.reject_disallowed
        if may_matter and is_anyone_listening(state.app):
            from .decision_report import report_decision

            note = f"the app's {answered[:3]} was replaced by 200" if self.emptied else ""
            report_decision(state, current, self.policy, decision, sent, note)
        return status, sent

    def _with_last_word(
        self, current: Request, status: str, headers: Headers
    ) -> tuple[str, Headers]:
        """Return a status and headers that do not refuse a preflight."""
        if refuses_preflight(status):
            status, headers = "200 OK", [*without_refusal(headers), *_EMPTY]
            if not any(name.lower() == "allow" for name, _ in headers):
                headers += allow_header(self.app, current)
            self.emptied = True
        if _EMPTY[1] in headers:
            # A teardown that fails after the context ended must not refuse it either.
            self.body_is_empty = True
        return status, headers

    # -- the decision ------------------------------------------------------------------------

    def resolve(self, current: Request, view: object = None) -> Decision | None:
        """Return the policy's decision; None without a policy.

        `view` is a decorated function that is about to run, by default the one that returned the
        response.
        """
        if view is None and self.answered is not None and self.answered[0] is current:
            view = self.answered[1]
        decision = self._decide(self.resolver, current, view)
        if self.resolver.scopes.is_outdated:
            # The response may come from the earlier view, so both policies must allow it.
            before = self.policy, decision
            self._decide(self.state.renewed(self.resolver), current, view)
            if not self.is_preflight and (decision is None or decision.refused):
                self.policy, self.decision = before
        return self.decision

    def renew(self, current: Request) -> None:
        """Use the new policies if the view of a request was replaced while the app was serving."""
        self.resolver.scopes.look_at(current.endpoint)
        if self.resolver.scopes.is_outdated:
            self.resolver = self.state.renewed(self.resolver)

    def _decide(self, resolver: Resolver, current: Request, view: object) -> Decision | None:
        policy, self.is_preflight, self.has_last_word, _, is_hidden = govern(
            resolver, current, view
        )
        if is_hidden and not self.is_preflight and not self._leads_options_to_view(current):
            _warn_of_hidden_view(self.state, current.endpoint or "")
        environ = current.environ
        origin = environ.get("HTTP_ORIGIN")
        key: DecisionKey = origin
        if self.is_preflight:
            headers = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS")
            key = (origin, environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"], headers)
        known = None
        if policy and "HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK" not in environ:
            known = policy.decision_by_request.get(key)
        if known is not None or policy is None:
            self.decision = known
        elif policy is not self.policy:
            # Only once, even if several need it: a callable may be slow.
            asker = ask_plainly
            if policy.origins.asks:
                from .callables import ask

                asker = partial(ask, self.app)
            self.decision = policy.decide(cors_request(self.app, current), asker)
        self.policy = policy
        return self.decision

    def view_scopes(self, current: Request, method: str, layer: Layer) -> tuple[Scope, ...]:
        """Return the scopes of a request's view, while a function with `layer` runs."""
        self.resolver.scopes.look_at(current.endpoint)
        if self.resolver.scopes.is_outdated:
            # The view may have been replaced after it had been called.
            for resolver in (self.state.renewed(self.resolver), self.resolver):
                scopes = resolver.scopes.of_view(current.endpoint, method)
                if any(layer in scope.layers for scope in scopes):
                    self.resolver = resolver
                    return scopes
            return ()  # a view in between may have called the function
        return self.resolver.scopes.of_view(current.endpoint, method)

    def _leads_options_to_view(self, current: Request) -> bool:
        """Return whether a route passes preflights to its view, which may then call the function.

        Such a route lists OPTIONS, or no methods at all, as in functions-framework.
        """
        rule = current.url_rule
        return rule is not None and (
            rule.methods is None or self.resolver.view_takes_options(rule, current.path)
        )

    def is_rejected(self, current: Request, view: object = None) -> bool:
        """Return whether the view must not run, because the origin of the request is refused."""
        decision = self.resolve(current, view)
        return not self.is_preflight and is_rejected(self.policy, decision, current)


def _warn_of_late_config(state: State) -> None:
    for key in state.config.changes():
        warn_while_serving(
            f"app.config[{key!r}] was changed after the first request, which has no effect;"
            " set it before the first request, or call reconfigure() on the CORS object"
        )


def _warn_of_second_writer(state: State, policy: Policy | None, endpoint: str) -> None:
    if policy is not None and state.reported.is_first("second writer", endpoint):
        warn_while_serving(
            f"endpoint {endpoint!r} (or a hook) sets Access-Control-Allow-Origin; the"
            f" policy of {policy.settings['origins'].source} replaces it; use"
            " @cross_origin(origins=...) on the view instead"
        )


def _warn_of_hidden_view(state: State, endpoint: str) -> None:
    if state.reported.is_first("hidden view", endpoint):
        warn_while_serving(
            f"endpoint {endpoint!r} runs a function with @cross_origin that is not its view (the"
            " view calls it, or a decorator wraps it without functools.wraps): responses of the"
            " endpoint follow the policy of that function, but preflights do not; put @cross_origin"
            " on the view, or add functools.wraps to the decorator"
        )


def _write_nothing(_: bytes) -> None:
    """Replace the `write` of a response whose body is replaced."""
