"""Reports of a decision: in the log, in a response header, and by a signal."""

from __future__ import annotations

import logging
import re
import time
import warnings
from typing import TYPE_CHECKING, Final

from blinker import Namespace

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.problems import CORSWarning

from .line_limit import LineLimit

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Request

    from flask_cors.core.policy import Decision, Policy

#: The logger of the library; its level is the application's to set.
logger: Final = logging.getLogger("flask_cors")

cors_refused: Final = Namespace().signal(
    "cors-refused",
    "Sent when a CORS request is refused, or any request is rejected: sender the app, keywords"
    " `decision` and `request`.",
)

#: The words for a request, which a line does not repeat.
_SUBJECTS: Final = frozenset({"request", "preflight"})
#: A method or a path that can stand in a line without quotes.
_WORD: Final = lazy_regex(r"[\w/.~%-]{1,300}", re.ASCII)
_MAX_LENGTH: Final = 1000
#: The characters of a value in a line.
_MAX_VALUE: Final = 300


def shown(value: object) -> str:
    """Return a value from the network as it may stand in a line: its `repr`, of some length."""
    text = repr(value)
    return text if len(text) <= _MAX_VALUE else f"{text[:_MAX_VALUE]}... ({len(text)} characters)"


def header_value(text: str) -> str:
    """Return `text` as the value of a response header: ASCII, one line, at most 1,000 bytes."""
    return text.encode("ascii", "backslashreplace").decode("ascii")[:_MAX_LENGTH]


def log(request: Request, text: str, *, refused: bool) -> None:
    """Log what was decided, the request first; no value from the network is written as it is."""
    what, _, rest = text.partition(" ")
    origin = request.headers.get("Origin")
    logger.log(
        logging.INFO if refused else logging.DEBUG,
        "%s %s %s%s",
        _plain(request.method),
        _plain(request.path),
        "without Origin" if origin is None else f"from {shown(origin)}",
        f" {rest}" if what in _SUBJECTS else f": {text}",
    )


def _plain(text: str) -> str:
    """Return a short word of ordinary characters as it is, anything else as its `repr`."""
    return text if _WORD.fullmatch(text) else shown(text)


class Refusals:
    """Bounds what is logged of refusals: so many lines a minute for each policy, then a count.

    `clock` returns seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit: LineLimit = LineLimit(clock)

    def clear(self) -> None:
        """Forget the policies, in whose place others have come."""
        self._limit.clear()

    def take(self, policy: Policy) -> str | None:
        """Take one of the lines that a policy may still log; return None if there is none left.

        Otherwise return a note for the end of the line. The first line of a new minute follows
        one with the number of suppressed lines.
        """
        line = self._limit.take(policy)
        if line is None:
            return None
        if line.left_out:
            logger.info(
                "%d more refusals by %s were suppressed",
                line.left_out,
                policy.settings["origins"].source,
            )
        return "further refusals by this policy are suppressed for a minute" if line.is_last else ""


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
