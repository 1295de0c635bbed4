"""Recognises the response of a decorated function that no endpoint leads to.

Such a function may be called by anything: a decorator without `functools.wraps`, a hook, or another
view, whose response is its own. So its policy governs only if what it returned, or raised, is what
leaves.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, TypeAlias

from flask import make_response, request_finished, request_tearing_down

from .current import current_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask, Request, Response

    from .exchange import Exchange

    #: Status and body of a response.
    _Content: TypeAlias = tuple[int, bytes]


#: The unfinished exchanges of requests in which such functions ran.
_waiting: weakref.WeakSet[Exchange] = weakref.WeakSet()
_lock: Final = threading.Lock()


@contextmanager
def noted(exchange: Exchange, function: object) -> Iterator[Callable[[object], None]]:
    """Give a function that notes the result of a decorated function; note what it raises."""
    current = current_request()

    def note(result: object) -> None:
        exchange.results.append((current, function, result, _content(result)))
        with _lock:
            _waiting.add(exchange)
            request_finished.connect(note_response)
            request_tearing_down.connect(_forget)

    try:
        yield note
    except Exception as error:
        note(error)
        raise


def note_response(_: Flask, response: Response, **__: object) -> None:
    """Tell the exchange of a request which decorated function its response is the result of."""
    current = current_request()
    for exchange in _waiting_for(current):
        exchange.answered = (current, _answering(exchange, current, response))


def _forget(_: Flask, **__: object) -> None:
    """Wait no longer for a request that ends, also if an exception left it without a response."""
    for exchange in _waiting_for(current_request()):
        # They lead back to the request, and a traceback leads to much more.
        exchange.results.clear()
        _waiting.discard(exchange)
    with _lock, suppress(RuntimeError):  # blinker: another thread connects at this moment
        if not _waiting:
            # Every other request would pay for it.
            request_finished.disconnect(note_response)
            request_tearing_down.disconnect(_forget)


def _waiting_for(current: Request) -> list[Exchange]:
    with _lock:
        waiting = list(_waiting)
    return [each for each in waiting if any(request is current for request, *_ in each.results)]


def _answering(exchange: Exchange, current: Request, response: Response) -> object:
    """Return the function whose result a response is, the outermost of several; else None."""
    for request, function, result, content in reversed(exchange.results):
        if request is current and _leaves(result, content, response):
            return function
    return None


def _content(result: object) -> _Content | None:
    """Return status and body of the response that Flask makes of a result; None if it streams.

    A caller may change the result, and a response that was changed is the caller's.
    """
    if result is None or isinstance(result, BaseException):
        return None
    try:
        response = make_response(result)
    except Exception:  # noqa: BLE001 - a result that only the caller understands
        return None
    return None if response.is_streamed else (response.status_code, response.get_data())


def _leaves(result: object, content: _Content | None, response: Response) -> bool:
    """Tell whether a response is what a function returned, or comes of what it raised."""
    if isinstance(result, BaseException):
        # A traceback begins where the exception was caught: by Flask, or by a caller before that.
        caught = result.__traceback__
        return caught is not None and caught.tb_frame.f_globals.get("__name__") == "flask.app"
    if content is None:
        return result is response or (result is not None and response.response is result)
    # Flask makes a response of a string or a dict, and keeps no reference to it.
    is_same = result is response or not isinstance(result, type(response))
    if not is_same or response.is_streamed:
        return False
    return content == (response.status_code, response.get_data())
