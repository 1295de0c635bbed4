"""Responds to a request whose exception left the app, so that a page can read the error."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

    from flask_cors.core.patterns.origins import OriginPattern

    from .exchange import Exchange

#: Kinds of patterns that name origins; pages of these origins may see tracebacks.
_NAMED: Final = frozenset({"exact", "wildcard"})


def recover(exchange: Exchange, error: Exception, environ: WSGIEnvironment) -> list[bytes] | None:
    """Return the body for an exception that left the app; None if it is not handled here."""
    app = exchange.app
    if exchange.started and not exchange.body_is_empty:
        return None
    readable = app.debug and not app.testing and app.config["PROPAGATE_EXCEPTIONS"] is None
    if not readable and environ["REQUEST_METHOD"] != "OPTIONS":
        return None
    exchange.rebuild_request(environ)
    current = exchange.request
    # The outermost of several functions.
    raised_by = [each.function for each in exchange.results if each.is_exception(error)]
    if raised_by and current:
        exchange.answered = (current, raised_by[-1])
    decision = exchange.resolve(current) if current else None
    if current is None or decision is None:
        return None
    if exchange.has_last_word:
        body = b""
    elif readable and exchange.resolver.intercept_exceptions and decision.admitted_by:
        body = _readable(decision.admitted_by, error)
    else:
        return None
    names = (current.path, current.method)
    escaped = [name.encode("unicode_escape").decode("ascii") for name in names]
    app.logger.error("Exception on %s [%s]", *escaped, exc_info=error)
    if exchange.started:
        return []
    exchange.respond(
        "500 INTERNAL SERVER ERROR",
        [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))],
    )
    return [body]


def _readable(admitted_by: OriginPattern, error: Exception) -> bytes:
    """Return an exception as text, with the traceback if the origin is listed."""
    if admitted_by.kind in _NAMED:
        return "".join(traceback.format_exception(error)).encode(errors="backslashreplace")
    return b"Internal Server Error: see the server's log for the exception.\n"
