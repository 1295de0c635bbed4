"""Prediction of the app's responses from its routes and policies; no view or hook is run."""

from __future__ import annotations

import warnings
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from werkzeug.datastructures import Headers
from werkzeug.test import create_environ

from flask_cors._diagnosis.places import without_folders
from flask_cors._runtime.callables import answer_of
from flask_cors._runtime.current import allow_header, cors_request, matched_request
from flask_cors._runtime.governing import govern, is_rejected, refuses_preflight
from flask_cors._runtime.response_headers import TOUCHED, TOUCHED_BY_PREFLIGHT, merged
from flask_cors.core.browser import fetch, urls
from flask_cors.core.browser.messages import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from wsgiref.types import WSGIEnvironment

    import flask

    from flask_cors._runtime.resolver import Resolver
    from flask_cors.core.browser.app_url import AppUrl
    from flask_cors.core.browser.messages import Fetch, Outcome, Request
    from flask_cors.core.patterns.origins import OriginPattern
    from flask_cors.core.policy import Decision, Policy

    _Context: TypeAlias = Callable[[], AbstractContextManager[object]]

#: The source of a response. The status of a view is unknown; 200 is assumed.
Answerer: TypeAlias = Literal["view", "Flask", "flask_cors"]

_OK: Final = 200
_NOT_FOUND: Final = 404
_FORBIDDEN: Final = 403


@dataclass(frozen=True, slots=True)
class Prediction:
    """The response to one request, and who sends it."""

    request: Request
    response: Response
    answered_by: Answerer
    #: The path that the app sees.
    path: str
    endpoint: str | None
    #: The rule that matches the URL and the method.
    rule: str | None
    #: The policy that governs, if any, and its decision with each step.
    policy: Policy | None = None
    decision: Decision | None = None
    #: The policy that does not answer because of `automatic_options=False`.
    withheld: Policy | None = None
    #: The app's own status for a preflight, if a policy replaces it with 200.
    replaced: int | None = None

    @property
    def is_missing(self) -> bool:
        """True if the app has no route for the URL."""
        return _NOT_FOUND in {self.response.status, self.replaced}


class Predictor:
    """Predicts the responses of one app, and what a browser does with them."""

    def __init__(self, app: flask.Flask, resolver: Resolver, place: AppUrl) -> None:
        self.app = app
        self.resolver = resolver
        self._place = place
        #: Policies that stand in for others while a change is tried.
        self.amended: dict[Policy | None, Policy] = {}
        #: Notes about callables that did not return True or False.
        self.remarks: dict[str, None] = {}
        #: Results of callables for origins that they refused.
        self.answered: dict[tuple[str, str], str] = {}
        #: True if there is one more context in which a callable can be called.
        self._asks_again = False
        self._answers: dict[tuple[int, str, str], bool] = {}

    def run(self, wanted: Fetch) -> tuple[Outcome, list[Prediction]]:
        """Run the model of a browser; return what the script gets, and each predicted response."""
        predictions: list[Prediction] = []

        def respond(request: Request) -> Response:
            predictions.append(self.predict(request))
            return predictions[-1].response

        return fetch.run(wanted, respond), predictions

    def predict(self, request: Request) -> Prediction:
        """Predict the response to one request.

        Converters and callables of the app are called, in a context only if they need one.
        """
        environ = self._environ(request)
        contexts: tuple[_Context, ...] = (
            nullcontext,
            self.app.app_context,
            lambda: _request_context(self.app, environ),
        )
        for context in contexts:
            self._asks_again = context is not contexts[-1]
            try:
                # `not_found` explains a host other than the configured one better.
                with warnings.catch_warnings(), context():
                    warnings.filterwarnings("ignore", "Current server name", UserWarning)
                    return self._predict(request, environ)
            except RuntimeError:
                # Flask raises a RuntimeError if a context is missing.
                if not self._asks_again:
                    raise
        raise AssertionError  # pragma: no cover - the last context returns or raises

    def _environ(self, request: Request) -> WSGIEnvironment:
        url = urls.parse(request.url)
        assert url is not None  # noqa: S101 - it was written by the model
        return create_environ(
            method=request.method,
            base_url=url.origin,
            headers=Headers(list(request.headers)),
            data=request.body,
            environ_overrides=self._place.environ(url),
        )

    def _predict(self, request: Request, environ: WSGIEnvironment) -> Prediction:
        current = matched_request(self.app, environ)
        policy, is_preflight, has_last_word, withheld, _ = govern(
            self.resolver, current, substitutes=self.amended
        )
        decision = None
        if policy:
            cors = cors_request(self.app, current)
            decision = policy.decide(cors, partial(self._ask, request), explain=True)
        status, headers = self._app_answers(current)
        answerer: Answerer = "flask_cors" if policy and is_preflight else "Flask"
        if self._is_for_view(current):
            answerer = "view"
        replaced = None
        if has_last_word and refuses_preflight(str(status)):
            replaced, status, headers = status, _OK, allow_header(self.app, current)
            answerer = "flask_cors"
        elif current.url_rule and not is_preflight and is_rejected(policy, decision, current):
            status, headers, answerer = _FORBIDDEN, [], "flask_cors"
        if decision:
            touched = TOUCHED_BY_PREFLIGHT if is_preflight else TOUCHED
            headers = merged(headers, decision.all_headers, touched)
        return Prediction(
            request,
            Response(status, tuple(headers)),
            answerer,
            current.path,
            current.endpoint,
            current.url_rule.rule if current.url_rule else None,
            policy,
            decision,
            withheld,
            replaced,
        )

    def _is_for_view(self, current: flask.Request) -> bool:
        rule = current.url_rule
        if rule is None or current.method != "OPTIONS":
            return rule is not None
        return self.resolver.view_takes_options(rule, current.path)

    def _app_answers(self, current: flask.Request) -> tuple[int, list[tuple[str, str]]]:
        """Return status and headers of the app's own response; 200 without headers for a view."""
        if current.routing_exception is None:
            return _OK, []
        response = current.routing_exception.get_response(current.environ)
        kept = ("Allow", "Location")
        return response.status_code, [
            (name, value) for name in kept if (value := response.headers.get(name)) is not None
        ]

    # -- callables ---------------------------------------------------------------------------

    def _ask(self, request: Request, pattern: OriginPattern, origin: str) -> bool:
        """Call a callable, once per request; a failure refuses, as at run time."""
        key = (pattern.call_id, origin, f"{request.method} {request.url}")
        if key not in self._answers:
            self._answers[key] = self._asked(pattern, origin)
        return self._answers[key]

    def _asked(self, pattern: OriginPattern, origin: str) -> bool:
        try:
            answer = answer_of(self.app, pattern, origin)
        except Exception as error:
            if self._asks_again and isinstance(error, RuntimeError):
                raise  # it is called again, in a context that it may need
            self._remark(pattern, origin, f"raised {error!r}")
            return False
        if answer is False:
            self.answered[pattern.text, origin] = f"returned False when asked for {origin!r}"
        elif answer is not True:
            self._remark(pattern, origin, f"returned {answer!r}, which is neither True nor False")
        return answer is True

    def _remark(self, pattern: OriginPattern, origin: str, what: str) -> None:
        self.answered[pattern.text, origin] = without_folders(what)
        self.remarks[f"{pattern} {what}: {origin!r} is refused"] = None


@contextmanager
def _request_context(app: flask.Flask, environ: WSGIEnvironment) -> Iterator[None]:
    """Enter a request context with an empty session, so that none is opened.

    Each version of Flask creates the context in its own way.
    """
    made: Any = app.request_context(environ)
    given = {
        "environ": environ,
        "request": made.request,
        "session": app.session_interface.make_null_session(app),
    }
    accepted = signature(type(made)).parameters
    context = type(made)(app, **{name: value for name, value in given.items() if name in accepted})
    # As in Flask: push() matches the URL, and a converter may fail.
    error: BaseException | None = None
    try:
        context.push()
        yield
    except BaseException as raised:
        error = raised
        raise
    finally:
        context.pop(error)
