"""The judgment of a response, by comparison with the app's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask_cors.core import protocol
from flask_cors.core.browser.safelist import get
from flask_cors.core.protocol import list_members

from .client import Answer, Failure
from .responses import (
    SINGLE,
    cors_headers,
    is_doubled,
    is_gateway_error,
    is_ok,
    redirection,
    redirection_note,
    refusal,
    vary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from flask_cors._diagnosis.explain.prediction import Prediction
    from flask_cors.core.browser.safelist import HeaderList

    from .plan import Ask
    from .responses import Cause, Reply

_EXPOSE: Final = protocol.EXPOSE_HEADERS.lower()
#: Headers with a list as the value, in any order and any case.
_LISTS: Final = frozenset({protocol.ALLOW_METHODS.lower(), protocol.ALLOW_HEADERS.lower(), _EXPOSE})
#: Headers that only responses to preflights have.
_PREFLIGHT: Final = frozenset(
    {protocol.ALLOW_METHODS.lower(), protocol.ALLOW_HEADERS.lower(), protocol.MAX_AGE.lower()}
)


@dataclass(frozen=True, slots=True)
class Result:
    """A request that was sent, and what is wrong with the response."""

    ask: Ask
    reply: Reply
    #: None if nothing is wrong with the response.
    cause: Cause | None = None
    #: Evidence of the cause besides status and headers.
    note: str = ""


def judge(ask: Ask, reply: Reply, find: Callable[[Ask, Answer], Cause | None]) -> Result:
    """Return the result of a request, with the cause that `find` finds in a response."""
    if isinstance(reply, Failure):
        return Result(ask, reply, reply.kind, reply.text)
    found = find(ask, reply)
    if found == "closed":
        return Result(ask, reply, found, f"bytes of the body received: {len(reply.body)}")
    return Result(ask, reply, found, redirection_note(ask, reply) if found else "")


def cause(ask: Ask, answer: Answer) -> Cause | None:
    """Compare a response with the app's own; return what is wrong with it."""
    expected = ask.expected
    assert expected is not None  # noqa: S101 - there is an app
    wanted, have = cors_headers(expected.response.headers), cors_headers(answer.headers)
    # If the library answers and allows a preflight, all CORS headers are its own.
    is_ours = ask.request.preflight and expected.answered_by == "flask_cors" and bool(wanted)
    differing = _differing(wanted, have, SINGLE | _PREFLIGHT if is_ours else SINGLE)
    moved = redirection(ask, answer)
    # A view may redirect elsewhere; a redirect that changes the scheme or slash is a proxy's.
    if moved and (ask.request.preflight or differing or moved in {"scheme", "slash"}):
        return "redirect"
    if answer.cut or is_doubled(have):
        return "closed" if answer.cut else "twice"
    members = vary(answer.headers)
    lacks_vary = "*" not in members and not vary(expected.response.headers) <= members
    is_like = not differing and not lacks_vary
    if ask.request.preflight and expected.policy and _is_foreign(expected, answer, is_like=is_like):
        return refusal(answer, "preflight")
    if is_like:
        return None if ask.request.preflight else _unlike_route(expected, answer)
    if not have and HTTPStatus.BAD_REQUEST <= answer.status != expected.response.status:
        return refusal(answer, "error")
    return _difference(have, differing) if differing else "vary"


def _unlike_route(expected: Prediction, answer: Answer) -> Cause | None:
    """Return the cause of a status that the app does not send, if it is known.

    The status of a view is not predicted, and an example of a variable part may not exist.
    """
    if expected.answered_by == "flask_cors":  # rejects the origin, unless a hook responds first
        return "policy" if is_ok(answer.status) else None
    is_missing = answer.status == HTTPStatus.NOT_FOUND and "<" not in (expected.rule or "<")
    return refusal(answer, "route") if is_missing or is_gateway_error(answer) else None


def _is_foreign(expected: Prediction, answer: Answer, *, is_like: bool) -> bool:
    """Return whether a preflight was not answered by the app.

    A response of Flask itself has the predicted status and `Allow`. The status of a view is not
    predicted.
    """
    if expected.answered_by == "view":
        return not is_like and not is_ok(answer.status)
    if not is_ok(answer.status):
        return True
    is_flasks = answer.status == expected.response.status and get(answer.headers, "Allow")
    return not is_like and not is_flasks


def _difference(have: HeaderList, differing: set[str]) -> Cause:
    if not have:
        return "stripped"
    return "missing" if differing.isdisjoint(name.lower() for name, _ in have) else "policy"


def _differing(wanted: HeaderList, have: HeaderList, unexpected: Container[str]) -> set[str]:
    """Return the names of headers that differ from the app's, or that are `unexpected`."""
    names = {name.lower() for name, _ in wanted} | {
        name.lower() for name, _ in have if name.lower() in unexpected
    }
    return {name for name in names if not _is_same(name, get(wanted, name), get(have, name))}


def _is_same(name: str, expected: str | None, received: str | None) -> bool:
    if name not in _LISTS or expected is None or received is None:
        return expected == received
    members, found = (
        {each.lower() for each in list_members(value)} for value in (expected, received)
    )
    # Headers that a view exposes by itself are not predicted.
    return members == found or (name == _EXPOSE and members < found)


def with_hindsight(results: list[Result]) -> list[Result]:
    """Correct judgments that other responses show to be wrong.

    A URL that sends the headers to one page and not to another strips nothing: its policy differs.
    A different policy or a redirect may not need `Vary`. A proxy that sends a header twice also
    sends it if the app does not.
    """
    sending = {
        (each.ask.request.url, each.ask.request.preflight)
        for each in results
        if isinstance(each.reply, Answer) and cors_headers(each.reply.headers)
    }
    doubles = any(each.cause == "twice" for each in results)
    for index, each in enumerate(results):
        where = (each.ask.request.url, each.ask.request.preflight)
        if each.cause == "stripped" and where in sending:
            results[index] = replace(each, cause="policy")
        elif each.cause == "policy" and doubles:
            results[index] = replace(each, cause="twice")
    others = {
        each.ask.request.url: each.cause
        for each in results
        if each.cause == "policy" or (each.cause == "redirect" and not each.ask.request.preflight)
    }
    return [
        replace(each, cause=others.get(each.ask.request.url, "vary"))
        if each.cause == "vary"
        else each
        for each in results
    ]
