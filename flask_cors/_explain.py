"""What is said about a decision: in the log, in a response header, to the receivers of a signal."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Final

from blinker import Namespace

from .core.problems import CORSWarning

if TYPE_CHECKING:
    from flask import Flask, Request

    from .core.policy import CorsRequest, Decision

#: The logger of the library; its level is the application's to set.
logger: Final = logging.getLogger(__package__)

#: Sent when a CORS request is refused: sender the app, keywords `decision` and `request`.
cors_refused: Final = Namespace().signal("cors-refused")

_MAX_LENGTH: Final = 1000


def sentence(decision: Decision, cors: CorsRequest, note: str = "") -> str:
    """Say in one line what was decided and which settings decided it."""
    what = "preflight" if cors.is_preflight else "request"
    outcome = f"refused ({decision.reason})" if decision.reason else "allowed"
    steps = [
        f"{step.check} {step.subject!r} {'passes' if step.passed else 'fails'} by {step.source}"
        for step in decision.steps
    ]
    return "; ".join([f"{what} {outcome}", *steps, *([note] if note else [])])


def header_value(text: str) -> str:
    """Return `text` as the value of a response header: ASCII, one line, at most 1,000 bytes."""
    return text.encode("ascii", "backslashreplace").decode("ascii")[:_MAX_LENGTH]


def log(request: Request, text: str, *, refused: bool) -> None:
    """Log what was decided; every value from the network stands there as its `repr`."""
    logger.log(
        logging.INFO if refused else logging.DEBUG,
        "%s for %r %r from %r",
        text,
        request.method,
        request.path,
        request.headers.get("Origin"),
    )


def send_refusal(app: Flask, request: Request, decision: Decision) -> None:
    """Tell the receivers of `cors_refused`; a failing one changes no answer."""
    try:
        cors_refused.send(app, decision=decision, request=request)
    except Exception:
        logger.exception("a receiver of cors_refused failed")


def warn_while_serving(message: str) -> None:
    """Warn of what only a request shows; never raises, also where warnings are errors."""
    try:
        warnings.warn(message, CORSWarning, stacklevel=2)
    except CORSWarning:
        logger.warning("%s", message)
