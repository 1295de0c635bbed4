"""Properties of a response: its CORS headers, its redirect, and its effect in a browser."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from flask_cors.core import protocol
from flask_cors.core.browser import checks, fetch, sentences, urls
from flask_cors.core.browser.messages import Response
from flask_cors.core.browser.safelist import get
from flask_cors.core.protocol import list_members

from .client import Answer, Failure, FailureKind

if TYPE_CHECKING:
    from flask_cors.core.browser.messages import Outcome
    from flask_cors.core.browser.safelist import HeaderList

    from .plan import Ask

Cause: TypeAlias = (
    FailureKind
    | Literal[
        "scheme", "upstream", "redirect", "login", "preflight", "error", "prefix", "route",
        "twice", "stripped", "missing", "cache", "vary", "policy", "blocked",
    ]
)  # fmt: skip
Reply: TypeAlias = Answer | Failure

_PREFIX: Final = "access-control-"
#: Headers for which a second value is an error, even if it is the same.
SINGLE: Final = frozenset({protocol.ALLOW_ORIGIN.lower(), protocol.ALLOW_CREDENTIALS.lower()})
#: Texts in the 400 responses of nginx, Apache and servers in Go to a request without TLS.
_WANTS_TLS: Final = re.compile(
    b"plain HTTP request was sent to HTTPS|plain HTTP to an SSL|HTTP request to an HTTPS server"
)
_GATEWAY_ERRORS: Final = frozenset({502, 503, 504})


def cors_headers(headers: HeaderList) -> HeaderList:
    """Return the CORS headers."""
    return tuple(each for each in headers if each[0].lower().startswith(_PREFIX))


def is_doubled(headers: HeaderList) -> bool:
    """Return whether a header that may have only one value has several."""
    return any(len(list_members(get(headers, name) or "")) > 1 for name in SINGLE)


def vary(headers: HeaderList) -> set[str]:
    """Return the members of `Vary`, in lower case."""
    return {member.lower() for member in list_members(get(headers, protocol.VARY) or "")}


def is_ok(status: int) -> bool:
    """Return whether a preflight with this status passes."""
    return status // 100 == 2  # noqa: PLR2004 - the statuses from 200 to 299


def is_gateway_error(answer: Answer) -> bool:
    """Return whether a proxy could not get a response."""
    return answer.status in _GATEWAY_ERRORS


def refusal(answer: Answer, otherwise: Cause) -> Cause:
    """Return the cause that the status of a response shows, if the app did not answer."""
    if answer.status == HTTPStatus.BAD_REQUEST and _WANTS_TLS.search(answer.body):
        return "scheme"
    if is_gateway_error(answer):
        return "upstream"
    if answer.status == HTTPStatus.UNAUTHORIZED or get(answer.headers, "WWW-Authenticate"):
        return "login"
    return "route" if answer.status == HTTPStatus.NOT_FOUND else otherwise


def redirection(ask: Ask, answer: Answer) -> str:
    """Name the part of the URL that a redirect changes; empty for other responses."""
    location = checks.location(Response(answer.status, answer.headers))
    here = urls.parse(ask.request.url)
    there = urls.parse(location, here) if location else None
    if here is None or there is None:
        return ""
    if not there.is_http:
        return "scheme and host"
    is_slash = there.path.rstrip("/") == here.path.rstrip("/")
    changes = (
        ("host", there.host != here.host),
        ("slash" if is_slash else "path", there.path != here.path),
        ("scheme", there.scheme != here.scheme),
        ("port", there.port != here.port),
        ("query", there.query != here.query),
    )
    return next((word for word, changed in changes if changed), "nothing")


def redirection_note(ask: Ask, answer: Answer) -> str:
    """Say in a sentence what a redirect changes; empty for other responses."""
    kind = redirection(ask, answer)
    if kind == "nothing":
        return "the redirect leads to the same URL"
    return kind and f"the redirect changes the {kind} of the URL"


# -- the browser -----------------------------------------------------------------------------------


def outcome_of(ask: Ask, answer: Answer) -> Outcome | None:
    """Return what a script gets; None if the request that a preflight announces may be sent."""
    assert ask.wanted is not None  # noqa: S101 - only asked about requests of pages
    running = fetch.fetch(ask.wanted)
    next(running)
    try:
        running.send(Response(answer.status, answer.headers))
    except StopIteration as end:
        return cast("Outcome", end.value)
    return None


def effect(ask: Ask, reply: Reply) -> str:
    """Say what a browser does with a response; empty if the request is not from a page."""
    if ask.wanted is None:
        return ""
    if isinstance(reply, Failure):
        return "blocks: no response"
    outcome = outcome_of(ask, reply)
    if outcome is None:
        return f"sends the {ask.wanted.method}"
    if outcome.verdict == "blocked":
        return f"blocks: {sentences.message(outcome.error)}" if outcome.error else "blocks"
    rest = ", except for the rest of its body" if reply.cut else ""
    return f"lets the page read the response{rest}"
