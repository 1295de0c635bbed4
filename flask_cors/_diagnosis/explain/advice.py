"""Conditions of the verdict, advice for the page, and other places to look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_cors._diagnosis.response_names import is_response_header
from flask_cors._diagnosis.views import refusers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from flask_cors.core.browser.messages import Fetch, Outcome

    from .prediction import Prediction

_ELSEWHERE: Final = (
    "If the browser still blocks it, check the status, Location and Server in the network tab: a"
    " login hook may redirect to another site, another program on the port or a proxy (413, 502)"
    " may have answered, or a proxy may add a second Access-Control-Allow-Origin"
)
_NO_CORS: Final = (
    "Mode 'no-cors' prevents the page from reading the response: remove mode: \"no-cors\" from"
    " fetch(), and allow the page's origin in the policy"
)
_INCLUDE: Final = (
    "This request has no cookies. The policy allows them, but the page only sends them with"
    ' fetch(url, {credentials: "include"}) or withCredentials = true'
)

_OWN_OPTIONS: Final = (
    "If it does not, remove OPTIONS from the view's methods: the preflight is then answered without"
    " the view"
)
_LOCAL_FILE: Final = (
    "If the page is a local file, open it from a server instead, for example"
    " `python -m http.server`, and allow http://localhost:8000"
)


def response_header(name: str) -> str:
    """Say what to do about a response header that a page sends."""
    text = f"{name} is a response header: remove it from the page's request"
    if name.lower().startswith("access-control-"):
        return f"{text}; the server sends it"
    shown = "-".join(part.capitalize() for part in name.split("-"))
    return f"{text}; to read it from the response, use expose_headers=[{shown!r}]"


def condition(app: Flask, predictions: list[Prediction]) -> str:
    """Return the assumption that the verdict depends on; empty if there is none."""
    for each in predictions:
        if each.request.preflight and each.answered_by == "view":
            text = f"{each.endpoint!r} answers OPTIONS with 2xx"
            found = refusers(app, each.endpoint or "")
            return f"{text} ({found} may prevent that)" if found else text
    return ""


def advice(wanted: Fetch, outcome: Outcome, predictions: list[Prediction]) -> Iterator[str]:
    """Iterate over advice for the page, and other places to look."""
    if wanted.mode == "no-cors" and outcome.tainting == "opaque":
        yield _NO_CORS
        return
    for name, _ in wanted.headers:
        if is_response_header(name):
            yield response_header(name)
    if wanted.origin == "null" and (outcome.error or "").endswith("MissingAllowOriginHeader"):
        yield _LOCAL_FILE
    if outcome.type != "cors":
        return
    if any(each.request.preflight and each.answered_by == "view" for each in predictions):
        yield _OWN_OPTIONS
    policy = predictions[-1].policy
    if policy is not None and policy.credentials and wanted.credentials != "include":
        yield _INCLUDE
    yield _ELSEWHERE
