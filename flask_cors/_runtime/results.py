"""Recognises the response of a decorated function that no endpoint leads to.

Such a function may be called by anything: a decorator without `functools.wraps`, a hook, or another
view, whose response is its own. So its policy governs only if what it returned, or raised, is what
leaves.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from flask import make_response, request_finished, request_tearing_down

from .current import current_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask, Request, Response

    from .exchange import Exchange


#: The unfinished exchanges of requests in which such functions ran.
_waiting: weakref.WeakSet[Exchange] = weakref.WeakSet()
_lock: Final = threading.Lock()


@contextmanager
def noted(exchange: Exchange, function: object) -> Iterator[Callable[[object], None]]:
    """Give a function that notes the result of a decorated function; note what it raises."""
    current = current_request()

    def note(result: object) -> None:
        exchange.results.append((current, function, result))
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
    return [each for each in waiting if any(request is current for request, _, _ in each.results)]


def _answering(exchange: Exchange, current: Request, response: Response) -> object:
    """Return the function whose result a response is, the outermost of several; else None."""
    for request, function, result in reversed(exchange.results):
        if request is current and _leaves(result, response):
            return function
    return None


def _leaves(result: object, response: Response) -> bool:
    """Tell whether a response is what a function returned, or comes of what it raised."""
    if isinstance(result, BaseException):
        # A traceback begins where the exception was caught: by Flask, or by a caller before that.
        caught = result.__traceback__
        return caught is not None and caught.tb_frame.f_globals.get("__name__") == "flask.app"
    if result is response or response.response is result:
        return True
    if result is None or isinstance(result, type(response)) or response.is_streamed:
        return False
    # Flask makes a response of a string or a dict, and keeps no reference to it.
    try:
        made = make_response(result)
    except Exception:  # noqa: BLE001 - a result that only the caller understands
        return False
    same_status = made.status_code == response.status_code
    return same_status and made.get_data() == response.get_data()
