"""A single URL whose app is unknown: only the model of a browser judges it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask_cors.core import protocol
from flask_cors.core.browser.safelist import get

from .client import SAFE_METHODS, Answer, Failure
from .plan import STRANGER, alone, preflight, reading
from .responses import (
    cors_headers,
    is_doubled,
    is_gateway_error,
    is_ok,
    outcome_of,
    redirection,
    refusal,
    vary,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from flask_cors.core.browser.safelist import HeaderList

    from .judgment import Result
    from .plan import Ask
    from .responses import Cause


def plan(url: str, origins: Sequence[str], method: str, headers: HeaderList) -> Iterator[Ask]:
    """Iterate over the requests of a script from each of the origins, and from two others."""
    for origin in dict.fromkeys((*origins, STRANGER, "null")):
        ask = preflight(url, origin, method, headers)
        # A page of the URL's own origin sends the request directly, without a preflight.
        if ask.request.method in SAFE_METHODS:
            yield ask
        if ask.request.preflight and method == "GET":
            yield reading(url, origin, headers)
    if method == "GET":
        yield alone(url, headers)


def cause(origins: Collection[str], ask: Ask, answer: Answer) -> Cause | None:
    """Find why pages of some origins cannot read a response, or what no browser accepts."""
    moved = redirection(ask, answer)
    if moved and (ask.request.preflight or moved in {"scheme", "slash"}):
        return "redirect"
    if is_doubled(answer.headers):
        return "twice"
    if answer.cut:
        return "closed"
    if is_gateway_error(answer):
        return "upstream"
    return _reason_to_block(ask, answer) if ask.origin in origins else None


def _reason_to_block(ask: Ask, answer: Answer) -> Cause | None:
    outcome = outcome_of(ask, answer)
    if outcome is None or outcome.verdict != "blocked":
        return None
    if ask.request.preflight and not is_ok(answer.status):
        return refusal(answer, "preflight")
    if not is_ok(answer.status) and not cors_headers(answer.headers):
        return "redirect" if redirection(ask, answer) else refusal(answer, "error")
    return "blocked"


def with_vary(results: list[Result]) -> list[Result]:
    """Return the results, marking those without `Vary` if the responses depend on the origin."""
    origins: dict[str, set[str]] = {}
    for each in results:
        if not each.ask.request.preflight and (allowed := _allowed(each)):
            origins.setdefault(each.ask.request.url, set()).add(allowed)
    return [
        replace(each, cause="vary")
        if _lacks_vary(each, origins.get(each.ask.request.url, set()))
        else each
        for each in results
    ]


def _allowed(result: Result) -> str | None:
    if isinstance(result.reply, Failure):
        return None
    return get(result.reply.headers, protocol.ALLOW_ORIGIN)


def _lacks_vary(result: Result, origins: Collection[str]) -> bool:
    """Return whether a cached copy of a response would be wrong for pages of other origins."""
    if result.cause or isinstance(result.reply, Failure) or result.ask.request.preflight:
        return False
    # If all get the same value, as from a policy with one origin, one copy is correct for all.
    depends = len(origins) > 1 or (bool(origins) and _allowed(result) is None)
    return depends and vary(result.reply.headers).isdisjoint({"origin", "*"})
