"""Reports one request when its response leaves: in the log, in a response header, by a signal.

Unless `reject_disallowed` needs them, the headers that tell the kind of a request are read only if
there is something to report.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from .current import cors_request, metadata_of
from .governing import govern, rejection
from .line_limit import Refusals
from .reporting import cors_refused, logger

if TYPE_CHECKING:
    from flask import Flask, Request

    from flask_cors.core.fetch_metadata import Kind
    from flask_cors.core.policy import CorsRequest, Decision, Policy

    from .resolver import Resolver
    from .response_headers import Headers
    from .state import State

#: Maximum length of the header.
_MAX_LENGTH: Final = 1000


def report_decision(  # noqa: PLR0913, PLR0917 - all that is known as the response leaves
    state: State,
    current: Request,
    policy: Policy,
    decision: Decision,
    headers: Headers,
    note: str,
) -> None:
    """Log a request, show its decision in debug mode, and signal a refusal or a rejection."""
    app = state.app
    cors = cors_request(app, current)
    rejected = None
    if policy.reject_disallowed and not cors.is_preflight and current.url_rule is not None:
        rejected = rejection(policy, decision, current)
    if rejected is None and cors.origin is None:
        return
    blocked = decision.reason is not None and _kind(cors, current) == "CORS"
    signaled = blocked or rejected is not None
    loud, last = logger.isEnabledFor(logging.INFO if signaled else logging.DEBUG), None
    debug = app.config.get("DEBUG")
    if signaled and loud:
        # A local reference, since another thread may be reconfiguring the app.
        state.refusals = refusals = state.refusals or Refusals()
        last = refusals.take(policy)
        loud = last is not None
    if not (loud or debug or (signaled and cors_refused.has_receivers_for(app))):
        return
    explained = _explained(policy, cors, decision)
    explained = explained.replaced(
        kind=_kind(cors, current),
        rejection=rejected,
        reason=explained.reason if blocked else None,
    )
    if loud or debug:
        from .log_lines import log, nearest, sentence

        hint = nearest(policy, explained, cors) if signaled else ""
        text = sentence(explained, policy, cors, hint, note)
        if loud:
            log(current, f"{text}; {last}" if last else text, refused=signaled)
        if debug:
            headers.append(("X-CORS-Decision", _header_value(text)))
    if signaled:
        _send_refusal(app, current, explained)


def _explained(policy: Policy, cors: CorsRequest, decision: Decision) -> Decision:
    """Return a decision with its steps; callables were already called, and are not called again."""
    return policy.decide(cors, lambda pattern, _: pattern is decision.admitted_by, explain=True)


def report_no_policy(resolver: Resolver, current: Request, headers: Headers) -> None:
    """Log a request whose path no policy governs, and say so in debug mode."""
    debug, loud = resolver.app.config.get("DEBUG"), logger.isEnabledFor(logging.DEBUG)
    if not (loud or debug):
        return
    _, _, _, withheld, _ = govern(resolver, current)
    if withheld is not None:
        return  # a view has a policy, but leaves OPTIONS to Flask
    from .log_lines import log, unmatched

    text = unmatched(current.path, [scope.name for scope in resolver.scopes.app_table.scopes])
    if loud:
        log(current, text, refused=False)
    if debug:
        headers.append(("X-CORS-Decision", _header_value(text)))


def _kind(cors: CorsRequest, current: Request) -> Kind:
    return "CORS" if cors.is_preflight else metadata_of(current).kind


def _header_value(text: str) -> str:
    """Return `text` as the value of a response header: ASCII, one line, at most 1,000 bytes."""
    return text.encode("ascii", "backslashreplace").decode("ascii")[:_MAX_LENGTH]


def _send_refusal(app: Flask, request: Request, decision: Decision) -> None:
    """Send `cors_refused`; a failing receiver does not affect the response."""
    try:
        cors_refused.send(app, decision=decision, request=request)
    except Exception:  # noqa: BLE001 - the receiver is the app's code
        logger.exception("a receiver of cors_refused failed")
