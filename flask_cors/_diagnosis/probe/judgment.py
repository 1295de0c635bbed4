"""The judgment of a response by what the app alone answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    from flask_cors._diagnosis.explain.prediction import Prediction
    from flask_cors.core.browser.safelist import HeaderList

    from .plan import Ask
    from .responses import Cause, Reply

_EXPOSE: Final = protocol.EXPOSE_HEADERS.lower()
#: Headers whose value is a list, in any order and any case.
_LISTS: Final = frozenset({protocol.ALLOW_METHODS.lower(), protocol.ALLOW_HEADERS.lower(), _EXPOSE})
_LEAST_ERROR: Final = 400
_NOT_FOUND: Final = 404


@dataclass(frozen=True, slots=True)
class Difference:
    """A response that is not what the app alone answers, or what a browser needs."""

    cause: Cause
    ask: Ask
    reply: Reply
    #: Evidence of the cause besides status and headers.
    note: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """A request that was sent, with its judgment; no difference if all is as it should be."""

    ask: Ask
    reply: Reply
    difference: Difference | None


def judge(ask: Ask, reply: Reply) -> Difference | None:
    """Compare a response with what the app alone answers."""
    if isinstance(reply, Failure):
        return Difference(reply.kind, ask, reply, reply.text)
    assert ask.expected is not None  # noqa: S101 - there is an app
    cause = _cause(ask, ask.expected, reply)
    if cause is None:
        return None
    return Difference(cause, ask, reply, redirection_note(ask, reply))


def _cause(ask: Ask, expected: Prediction, answer: Answer) -> Cause | None:
    wanted, have = cors_headers(expected.response.headers), cors_headers(answer.headers)
    differing = _differing(wanted, have)
    moved = redirection(ask, answer)
    # A view may redirect elsewhere; one that is asked for another scheme or slash is a proxy's.
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
    if not have and _LEAST_ERROR <= answer.status != expected.response.status:
        return refusal(answer, "error")
    return _difference(have, differing) if differing else "vary"


def _unlike_route(expected: Prediction, answer: Answer) -> Cause | None:
    """Return what is wrong with a status that a view of the app does not send, if that is known.

    The status of a view is not predicted, and an example of a variable part may not exist.
    """
    if expected.answered_by != "view":
        return None
    is_missing = answer.status == _NOT_FOUND and "<" not in (expected.rule or "<")
    return refusal(answer, "route") if is_missing or is_gateway_error(answer) else None


def _is_foreign(expected: Prediction, answer: Answer, *, is_like: bool) -> bool:
    """Tell whether something else than the app has answered a preflight.

    A response of Flask itself has the status that was predicted, and `Allow`. The status of a view
    is not predicted.
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


def _differing(wanted: HeaderList, have: HeaderList) -> set[str]:
    """Return the names of the headers that are not as the app sends them."""
    names = {name.lower() for name, _ in wanted} | {
        name.lower() for name, _ in have if name.lower() in SINGLE
    }
    return {name for name in names if not _is_same(name, get(wanted, name), get(have, name))}


def _is_same(name: str, expected: str | None, received: str | None) -> bool:
    if name not in _LISTS or expected is None or received is None:
        return expected == received
    members, found = (
        {each.lower() for each in list_members(value)} for value in (expected, received)
    )
    # What a view exposes by itself is not predicted.
    return members == found or (name == _EXPOSE and members < found)


def with_hindsight(results: list[Result]) -> list[Result]:
    """Judge again what other responses show in a new light.

    A URL that sends the headers to one page and not to another strips nothing: its policy differs.
    Another policy may need no `Vary`. What writes a header twice also writes it where the app does
    not.
    """
    sending = {
        (each.ask.request.url, each.ask.request.preflight)
        for each in results
        if isinstance(each.reply, Answer) and cors_headers(each.reply.headers)
    }
    doubles = any(_has(each, "twice") for each in results)
    for index, each in enumerate(results):
        where = (each.ask.request.url, each.ask.request.preflight)
        if _has(each, "stripped") and where in sending:
            results[index] = _with_cause(each, "policy")
        elif _has(each, "policy") and doubles:
            results[index] = _with_cause(each, "twice")
    others = {each.ask.request.url for each in results if _has(each, "policy")}
    return [
        _with_cause(each, "policy")
        if _has(each, "vary") and each.ask.request.url in others
        else each
        for each in results
    ]


def _has(result: Result, cause: Cause) -> bool:
    return result.difference is not None and result.difference.cause == cause


def _with_cause(result: Result, cause: Cause) -> Result:
    return replace(result, difference=result.difference and replace(result.difference, cause=cause))
