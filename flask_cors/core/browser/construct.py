"""Checks of a script's request: the constructor of `Request` and its guarded headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_cors.core.protocol import SAFELISTED_METHODS, is_token

from . import safelist
from .messages import BrowserStep, Check
from .safelist import get, normalize_method
from .urls import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .messages import Fetch
    from .safelist import HeaderList


def construct(wanted: Fetch) -> tuple[HeaderList, list[BrowserStep]]:
    """Return the initial headers of a script's request, and the steps of the checks.

    If the last step has not passed, the script gets an error before anything is sent.
    https://fetch.spec.whatwg.org/#dom-request
    """
    steps = list(_faults(wanted))
    if steps:
        return (), steps[:1]
    headers: HeaderList = ()
    for name, value in wanted.headers:
        headers = _append(headers, name, value, wanted.mode, steps)
        if steps and not steps[-1].passed:
            return (), steps
    if wanted.body_type and get(headers, "content-type") is None:
        headers = _append(headers, "Content-Type", wanted.body_type, wanted.mode, steps)
    return headers, steps


def _faults(wanted: Fetch) -> Iterator[BrowserStep]:
    url, method = parse(wanted.url), normalize_method(wanted.method)
    if url is None or url.has_credentials:
        yield BrowserStep(Check.URL, wanted.url, passed=False)
    if (
        not is_token(method)
        or safelist.is_forbidden_method(method)
        or (wanted.mode == "no-cors" and method not in SAFELISTED_METHODS)
    ):
        yield BrowserStep(Check.METHOD, method, wanted.mode, passed=False)
    if wanted.body is not None and method in {"GET", "HEAD"}:
        yield BrowserStep(Check.BODY, method, passed=False)


def _append(
    headers: HeaderList, name: str, value: str, mode: str, steps: list[BrowserStep]
) -> HeaderList:
    """Return `headers` with one more, unless scripts may not set it; repeated headers are joined.

    Chromium joins the values of a repeated header before it checks them. By the letter of the
    standard, each value is checked separately.
    https://fetch.spec.whatwg.org/#concept-headers-append
    """
    value = value.strip(" \t\r\n")
    if not safelist.is_header(name, value):
        steps.append(BrowserStep(Check.HEADER, (name, value), passed=False))
        return headers
    before = get(headers, name)
    joined = value if before is None else f"{before}, {value}"
    dropped = safelist.is_forbidden_header(name, value) or (
        mode == "no-cors" and not safelist.is_no_cors_safelisted_header(name, joined)
    )
    if dropped:
        steps.append(BrowserStep(Check.HEADER_DROPPED, name, mode))
        return headers
    if before is None:
        return (*headers, (name, value))
    same = name.lower()
    return tuple((key, joined if key.lower() == same else old) for key, old in headers)
