"""Recognizes the response of a decorated function that no endpoint leads to.

A decorator without `functools.wraps`, a hook or another view may call such a function, and respond
with something else. So its policy only governs if its result, or its exception, is the response.
Only the headers that the policy lets pages read are compared, as they are before hooks add to them.
"""

from __future__ import annotations

import threading
import weakref
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from flask import after_this_request, make_response, request_finished, request_tearing_down
from werkzeug.wrappers import Response as BaseResponse

from flask_cors.core.protocol import EXPOSE_HEADERS, FORBIDDEN_RESPONSE_HEADERS, list_members

from .called_result import CalledResult, parts_of
from .current import current_request
from .governing import govern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask import Flask, Request, Response

    from .exchange import Exchange
    from .response_headers import Headers


_EXPOSE: Final = EXPOSE_HEADERS.lower()
#: The unfinished exchanges of requests in which such functions ran.
_waiting: weakref.WeakSet[Exchange] = weakref.WeakSet()
_lock: Final = threading.Lock()
#: Numbers the moments at which functions begin and end.
_moments: Final = count()


@contextmanager
def noted(exchange: Exchange, function: object) -> Iterator[Callable[[Any], Any]]:
    """Yield a function that records and returns the result of a decorated function.

    An exception is recorded, too.
    """
    current, begun = current_request(), next(_moments)
    # Registered before the function runs, so its own `after_this_request` changes come later.
    after_this_request(partial(_compare_headers, begun=begun))

    def record(value: object) -> None:
        result = _noted(current, function, value)
        result.lasted = begun, next(_moments)
        with _lock:
            exchange.results += (result,)
            _waiting.add(exchange)
            request_finished.connect(note_response)
            request_tearing_down.connect(_forget)

    def note(value: Any) -> Any:  # noqa: ANN401 - any result of a view
        value = _run_once(value)
        record(value)
        return value

    try:
        yield note
    except Exception as error:
        record(error)
        raise


def note_response(_: Flask, response: Response, **__: object) -> None:
    """Tell the exchange of a request which decorated function returned its response."""
    current = current_request()
    # Not done yet for a function that ran in a copy of the context.
    _compare_headers(response, begun=None)
    for exchange in _waiting_for(current):
        exchange.answered = (current, _answering(exchange, current, response))


def _forget(_: Flask, **__: object) -> None:
    """Stop waiting for a request that ends."""
    # If not, a copy of its context ends, in which the function may have run.
    ended = [each for each in _waiting_for(current_request()) if each.started or each.answered]
    for exchange in ended:
        # They refer to the request, and a traceback to much more.
        exchange.results = ()
    with _lock, suppress(RuntimeError):  # blinker: another thread may be connecting
        _waiting.difference_update(ended)
        if not _waiting:
            # It would slow down every other request.
            request_finished.disconnect(note_response)
            request_tearing_down.disconnect(_forget)


def _waiting_for(current: Request) -> list[Exchange]:
    with _lock:
        waiting = list(_waiting)
    return [each for each in waiting if any(result.request is current for result in each.results)]


def _answering(exchange: Exchange, current: Request, response: Response) -> object:
    """Return the function whose result is the response, the outermost of several, or None."""
    for result in reversed(exchange.results):
        if result.request is current and not result.is_changed and _leaves(result, response):
            return result.function
    return None


def _run_once(value: Any) -> Any:  # noqa: ANN401 - any result of a view
    """Return a value unchanged, or the response of a WSGI app, which Flask would run again."""
    body = value[0] if isinstance(value, tuple) and value else value
    return make_response(value) if callable(body) and not isinstance(body, BaseResponse) else value


def _noted(current: Request, function: object, value: object) -> CalledResult:
    """Return a result with the response that Flask makes of it; the body unless it streams.

    A caller may change the value, and a response that was changed is the caller's.
    """
    result = CalledResult(current, function, value)
    if value is None:
        return result
    if isinstance(value, BaseException):
        result.parts = parts_of(value)
        return result
    try:
        response = make_response(value)
    except Exception:  # noqa: BLE001 - a result that only the caller understands
        return result
    result.headers = list(response.headers)
    if response.is_streamed:
        result.stream = response.status_code, response.response
    else:
        result.content = response.status_code, response.get_data()
    return result


def _compare_headers(response: Response, *, begun: int | None) -> Response:
    """Record which results have different headers by now, before hooks and Flask add theirs.

    A function that was running when another one had `begun` may have added headers before that.
    """
    current = current_request()
    for exchange in _waiting_for(current):
        for result in exchange.results:
            due = result.is_changed is None or (begun is not None and not result.was_running(begun))
            if due and result.request is current and result.headers is not None:
                policy = govern(exchange.resolver, current, result.function)[0]
                exposed = policy.value("expose_headers") if policy else ()
                before = _readable(result.headers, exposed)
                result.is_changed = before != _readable(list(response.headers), exposed)
    return response


def _readable(headers: Headers, exposed: Iterable[str]) -> Headers:
    """Return the headers that a policy, or the response itself, exposes to pages."""
    named = [value for name, value in headers if name.lower() == _EXPOSE]
    names = {name.lower() for name in (*exposed, *list_members(",".join(named)))}
    lowered = sorted((name.lower(), value) for name, value in headers)
    if "*" in names:
        return [each for each in lowered if each[0] not in FORBIDDEN_RESPONSE_HEADERS]
    return [each for each in lowered if each[0] in names]


def _leaves(result: CalledResult, response: Response) -> bool:
    """Return whether a response is what a function returned, or comes from what it raised."""
    value = result.value
    if isinstance(value, BaseException):
        # A traceback begins where the exception was caught: in Flask, or in an earlier caller.
        caught = value.__traceback__
        by_flask = caught and caught.tb_frame.f_globals.get("__name__") == "flask.app"
        return bool(by_flask) and result.is_exception(value)
    if result.stream is not None:
        status, body = result.stream
        return response.status_code == status and response.response is body
    # Flask makes a response of a string or a dict, and keeps no reference to it.
    is_same = value is response or not isinstance(value, type(response))
    if not is_same or response.is_streamed:
        return False
    return result.content == (response.status_code, response.get_data())
