"""Callables as origins: asked inside the request, awaited where need be, never trusted to work."""

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

#: Limits the log lines of each callable, because clients choose how often it is called.
_limit: LineLimit = LineLimit()


def is_async(call: object) -> bool:
    """Tell whether a callable returns an awaitable, as far as can be told without calling it."""
    return inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(
        getattr(call, "__call__", None)  # noqa: B004 - the method is inspected, not tested for
    )


def ask(app: Flask, pattern: OriginPattern, origin: str) -> bool:
    """Call a configured callable with an origin; only True allows, and an exception refuses.

    None means no, as for `dict.get`; any other result that is not a boolean is logged.
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
            _note(line, "answers"),
        )
    return answer is True


def _note(line: Line, what: str) -> str:
    """Return the part of a line that counts suppressed lines."""
    left_out = f"; {line.left_out} more were suppressed" if line.left_out else ""
    return left_out + (f"; further {what} are not logged for a minute" if line.is_last else "")


def answer_of(app: Flask, pattern: OriginPattern, origin: str) -> object:
    """Return what a callable says about an origin; raises whatever it raises."""
    assert pattern.call is not None  # noqa: S101 - only callables are asked
    answer = pattern.call(origin)
    if not inspect.isawaitable(answer):
        return answer
    try:
        return _awaited(app, answer)
    finally:
        if inspect.iscoroutine(answer):
            # If it could not be run, Python would complain that it was never awaited.
            answer.close()


def _awaited(app: Flask, answer: Awaitable[Any]) -> object:
    """Return what an awaitable results in; also within an async view, whose loop is at work."""

    def wait() -> object:
        # Made in the thread that waits: asgiref before 3.5 keeps the loop of the one that makes it.
        return app.async_to_sync(_wait)(answer)

    if not _is_loop_running():
        return wait()
    from concurrent.futures import ThreadPoolExecutor

    # A loop of its own needs a thread of its own; the context has the request.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, wait).result()


def _is_loop_running() -> bool:
    # It takes as long to import as all else that an app starts with.
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def _wait(answer: Awaitable[Any]) -> object:
    return await answer
