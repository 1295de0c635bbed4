"""Reads a pasted response, and compares it with the predicted one."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from flask_cors.core import protocol
from flask_cors.core.browser import checks, fetch, safelist, urls
from flask_cors.core.browser.messages import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_cors.core.browser.messages import Fetch, Outcome

    from .prediction import Prediction, Predictor

_STATUS = re.compile(r"HTTP/[0-9.]+\s+([0-9]{3})\b")
#: Prefixes of lines in the output of `curl -v` and developer tools.
_MARK = re.compile(r"^< ?")
_PREFLIGHT_ONLY: Final = frozenset(
    name.lower() for name in (protocol.ALLOW_METHODS, protocol.ALLOW_HEADERS, protocol.MAX_AGE)
)
_LISTS: Final = _PREFLIGHT_ONLY.union({protocol.EXPOSE_HEADERS.lower()})
_PREFIX: Final = "access-control-"
#: Statuses that come from a proxy in front of an app, with their meaning.
_OF_PROXIES: Final = {
    413: "the body is larger than a proxy allows",
    429: "a rate limit refused the request",
    502: "a proxy got no valid response from the app; check that the app runs, and on which port",
    503: "a proxy has no app to forward to; check that the app runs",
    504: "the app took longer than a proxy's timeout",
    520: "Cloudflare got an invalid response from the app",
    521: "Cloudflare could not connect to the app",
    522: "Cloudflare could not reach the app in time",
    523: "Cloudflare found no route to the app",
    524: "the app took longer than Cloudflare's timeout",
    525: "Cloudflare's TLS handshake with the app failed",
    526: "Cloudflare does not trust the certificate of the app",
}

#: Headers of servers that answer in place of an app, the prefixes of their values, and a text.
_INSTEAD: Final = (
    (
        "ngrok-error-code",
        "ERR_NGROK_6024",
        (
            "ngrok answered with its warning page, so let the page send the header"
            " ngrok-skip-browser-warning, with any value, and allow that header"
        ),
    ),
    ("ngrok-error-code", "ERR", "ngrok answered in place of the app"),
    ("x-amzn-errortype", "", "Amazon API Gateway answered in place of the app"),
    ("cf-mitigated", "challenge", "Cloudflare answered with a challenge in place of the app"),
)

Kind: TypeAlias = Literal["status", "not sent", "missing", "twice", "different"]


class ReceivedError(ValueError):
    """Raised if the input is not a response."""


@dataclass(frozen=True, slots=True)
class Received:
    """A pasted response; status 0 means that no status line was pasted."""

    response: Response
    is_preflight: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference between a response and the predicted one."""

    kind: Kind
    #: The name of the header; empty for the status.
    header: str
    predicted: str | None
    received: str | None
    text: str


def read(text: str) -> Received:
    """Read the output of `curl -i`, or an entry of a HAR file; raise `ReceivedError` otherwise."""
    text = text.strip()
    if text.startswith("{"):
        return _har(text)
    # The output may begin with the responses of redirects and proxies.
    blocks = re.split(r"(?m)^(?=(?:< ?)?HTTP/)", text.replace("\r", ""))
    lines = [_MARK.sub("", line) for line in blocks[-1].splitlines()]
    found = _STATUS.match(lines[0]) if lines else None
    headers = []
    for line in lines[1 if found else 0 :]:
        name, colon, value = line.partition(":")
        if not line.strip() or not colon or not protocol.is_token(name.strip()):
            break  # the body
        headers.append((name.strip(), value.strip()))
    if not found and not headers:
        raise ReceivedError("has neither a status line nor headers; paste what `curl -i` prints")
    return _received(int(found[1]) if found else 0, headers)


def _har(text: str) -> Received:
    try:
        entry: Any = json.loads(text)
        if "log" in entry:
            (entry,) = entry["log"]["entries"]
        answer = entry["response"]
        headers = [(str(each["name"]), str(each["value"])) for each in answer["headers"]]
        method = str(entry.get("request", {}).get("method", ""))
        return _received(int(answer["status"]), headers, method)
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ReceivedError("is JSON, but not one entry of a HAR file") from None


def _received(status: int, headers: list[tuple[str, str]], method: str = "") -> Received:
    named = {name.lower() for name, _ in headers}
    is_preflight = method == "OPTIONS" if method else bool(named & _PREFLIGHT_ONLY)
    return Received(Response(status, tuple(headers)), is_preflight)


# -- the comparison ------------------------------------------------------------------------------


def counterpart(
    received: Received, wanted: Fetch, predictor: Predictor, predictions: list[Prediction]
) -> Prediction:
    """Return the prediction to compare a response with.

    If a blocked preflight prevented the request, its response is predicted here.
    """
    found = [each for each in predictions if each.request.preflight == received.is_preflight]
    if found or received.is_preflight:
        return [*predictions, *found][-1]
    headers = (*wanted.headers, ("Origin", wanted.origin))
    return predictor.predict(Request(wanted.method, wanted.url, headers))


def judged(received: Received, wanted: Fetch, predictor: Predictor) -> Outcome:
    """Return the outcome in a browser that gets this response instead of the predicted one."""

    def respond(request: Request) -> Response:
        if request.preflight != received.is_preflight:
            return predictor.predict(request).response
        return replace(received.response, status=received.response.status or 200)

    return fetch.run(wanted, respond)


def differences(received: Received, prediction: Prediction) -> Iterator[Difference]:
    """Iterate over the differences, the status first."""
    yield from _status(received.response, prediction)
    got, due = received.response.headers, prediction.response.headers
    remover = _remover(received.response, prediction.request.url)
    names = dict.fromkeys(name.lower() for name, _ in (*due, *got))
    for name in names:
        if name.startswith(_PREFIX):
            values = [value for each, value in got if each.lower() == name]
            yield from _header(name.title(), values, safelist.get(due, name), remover)
    wanted = protocol.list_members((safelist.get(due, "Vary") or "").lower())
    has = protocol.list_members((safelist.get(got, "Vary") or "").lower())
    if "origin" in wanted and not {"origin", "*"} & set(has):
        text = "missing: Vary: Origin; without it a cache may serve the response to another origin"
        yield Difference("missing", "Vary", "Origin", ", ".join(has) or None, text)


def _status(response: Response, prediction: Prediction) -> Iterator[Difference]:
    status, due = response.status, prediction.response.status
    # The status of a view is not predicted.
    is_certain = prediction.answered_by != "view"
    if status in {0, due} or not (is_certain or status in _OF_PROXIES):
        return
    server = safelist.get(response.headers, "Server")
    by = f" (Server: {server})" if server else ""
    if status in _OF_PROXIES:
        text = f"status {status} comes from a proxy{by}: {_OF_PROXIES[status]}"
    else:
        text = (
            f"status {status}, but the app sends {due}: a proxy in front of it, or another program,"
            f" answered{by}"
        )
    yield Difference("status", "", str(due), str(status), text)


def _remover(response: Response, url: str) -> str:
    """Say what may have removed a header, or answered without it."""
    for name, beginning, text in _INSTEAD:
        value = safelist.get(response.headers, name)
        if value is not None and value.startswith(beginning):
            return text
    location = safelist.get(response.headers, "Location")
    if location and response.status in checks.REDIRECT_STATUSES:
        here = urls.parse(url)
        there = urls.parse(location, here)
        what = f"{response.status}, a redirect to {location}, came in place of the app's response"
        if here and there and here.host == there.host:
            return f"{what}; have the page request that URL"
        return f"{what}; have the login answer 401 to requests from scripts"
    return "something in front of the app removed it, or another program answered"


def _header(name: str, values: list[str], due: str | None, remover: str) -> Iterator[Difference]:
    got = ", ".join(values)
    if not values:
        text = f"missing: {name}: {due}; {remover}"
        yield Difference("missing", name, due, None, text)
    elif due is None:
        text = f"not sent by this app: {name}: {got}; a proxy, a gateway or a view adds it"
        yield Difference("not sent", name, None, got, text)
    elif len(values) > 1 or (name.lower() not in _LISTS and "," in got):
        text = f"sent twice: {name}: {got}; this app sends {due!r} once, so remove the other"
        yield Difference("twice", name, due, got, text)
    elif _members(name, got) != _members(name, due):
        text = f"different: {name}: {got}; this app sends {due!r}"
        yield Difference("different", name, due, got, text)


def _members(name: str, value: str) -> object:
    return set(protocol.list_members(value.lower())) if name.lower() in _LISTS else value
