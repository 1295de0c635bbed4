"""Reports a decision: in the log, in a response header, and by a signal."""

from __future__ import annotations

import logging
import re
import warnings
from typing import TYPE_CHECKING, Final

from blinker import Namespace

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.problems import CORSWarning

if TYPE_CHECKING:
    from flask import Flask, Request

    from flask_cors.core.policy import Decision

#: The logger of the library; the application sets its level.
logger: Final = logging.getLogger("flask_cors")

cors_refused: Final = Namespace().signal(
    "cors-refused",
    "Sent when a policy refuses a CORS request, or `reject_disallowed` applies to a request. The"
    " sender is the app; the keywords are `decision` and `request`.",
)

#: The subjects of a line that are not repeated.
_SUBJECTS: Final = frozenset({"request", "preflight"})
#: A method or a path that needs no quotes in a line.
_WORD: Final = lazy_regex(r"[\w/.~%-]{1,300}", re.ASCII)
_MAX_LENGTH: Final = 1000
#: Maximum number of characters of a value in a line.
_MAX_VALUE: Final = 300


def is_anyone_listening(app: Flask) -> bool:
    """Return whether a decision may be of interest: to the log, to a developer, to a receiver."""
    return bool(
        logger.isEnabledFor(logging.INFO) or app.config.get("DEBUG") or cors_refused.receivers
    )


def shown(value: object) -> str:
    """Return a value from the network as it is shown in a line: its `repr`, shortened."""
    text = repr(value)
    return text if len(text) <= _MAX_VALUE else f"{text[:_MAX_VALUE]}... ({len(text)} characters)"


def header_value(text: str) -> str:
    """Return `text` as the value of a response header: ASCII, one line, at most 1,000 bytes."""
    return text.encode("ascii", "backslashreplace").decode("ascii")[:_MAX_LENGTH]


def log(request: Request, text: str, *, refused: bool) -> None:
    """Log a decision, beginning with the request; values from the network are always escaped."""
    what, _, rest = text.partition(" ")
    origin = request.environ.get("HTTP_ORIGIN")
    logger.log(
        logging.INFO if refused else logging.DEBUG,
        "%s %s %s%s",
        _plain(request.method),
        _plain(request.path),
        "without Origin" if origin is None else f"from {shown(origin)}",
        f" {rest}" if what in _SUBJECTS else f": {text}",
    )


def _plain(text: str) -> str:
    """Return a short word of ordinary characters unchanged, anything else as its `repr`."""
    return text if _WORD.fullmatch(text) else shown(text)


def send_refusal(app: Flask, request: Request, decision: Decision) -> None:
    """Send `cors_refused`; a failing receiver does not affect the response."""
    try:
        cors_refused.send(app, decision=decision, request=request)
    except Exception:
        logger.exception("a receiver of cors_refused failed")


def warn_while_serving(message: str) -> None:
    """Warn about a problem found while serving; never raises, even if warnings are errors."""
    try:
        warnings.warn(message, CORSWarning, stacklevel=2)
    except CORSWarning:
        logger.warning(message)
