"""Callables as origins: called inside the request, awaited if necessary, and allowed to fail."""

from __future__ import annotations

import inspect
from contextvars import copy_context
from typing import TYPE_CHECKING, Any

from .line_limit import LineLimit
from .reporting import logger

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from flask import Flask

    from flask_cors.core.patterns.origins import OriginPattern

    from .line_limit import Line

#: Limits the log lines per callable, because clients control how often it is called.
_limit: LineLimit = LineLimit()


def ask(app: Flask, pattern: OriginPattern, origin: str) -> bool:
    """Call a configured callable with an origin; only True allows, and an exception refuses.

    None refuses too, since `dict.get` returns it; any other result that is not a boolean is logged.
    """
    try:
        answer = answer_of(app, pattern, origin)
    except Exception:  # noqa: BLE001 - a callable is the app's code, and may do anything
        if line := _limit.take(pattern):
            note = _note(line, "failures")
            logger.exception(
                "origins=%s failed for %r, so the origin is refused%s", pattern, origin, note
            )
        return False
    if not isinstance(answer, bool | None) and (line := _limit.take(pattern)):
        logger.error(
            "origins=%s returned %r for %r, so the origin is refused; return True or False%s",
            pattern,
            answer,
            origin,
            _note(line, "such results"),
        )
    return answer is True


def _note(line: Line, what: str) -> str:
    """Return the part of a line about suppressed lines."""
    left_out = f"; {line.left_out} more were suppressed" if line.left_out else ""
    return left_out + (f"; further {what} are not logged for a minute" if line.is_last else "")


def answer_of(app: Flask, pattern: OriginPattern, origin: str) -> object:
    """Return the result of a callable for an origin; its exceptions are not caught."""
    assert pattern.call is not None  # noqa: S101 - only callables are asked
    answer = pattern.call(origin)
    if not inspect.isawaitable(answer):
        return answer
    try:
        return _awaited(app, answer)
    finally:
        if inspect.iscoroutine(answer):
            # If it could not be run, Python would warn that it was never awaited.
            answer.close()


def _awaited(app: Flask, answer: Awaitable[Any]) -> object:
    """Return the result of an awaitable, even within an async view, whose loop is running."""

    def wait() -> object:
        # Created in the waiting thread: asgiref before 3.5 uses the loop of the creating thread.
        return app.async_to_sync(_wait)(answer)

    if not _is_loop_running():
        return wait()
    from concurrent.futures import ThreadPoolExecutor

    # A separate loop needs a separate thread; the context contains the request.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, wait).result()


def _is_loop_running() -> bool:
    # Importing it takes as long as the rest of an app's start-up.
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _wait(answer: Awaitable[Any]) -> object:
    return await answer
