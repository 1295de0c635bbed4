"""The request for `flask cors explain`, typed or copied from a browser."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from flask_cors._diagnosis.explain import copied_request
from flask_cors._diagnosis.explain.curl import CopyError
from flask_cors.core.browser import safelist, urls
from flask_cors.core.browser.app_url import AppUrl, own_url
from flask_cors.core.browser.messages import Fetch
from flask_cors.core.browser.page import page_origin
from flask_cors.core.protocol import is_token

from .app import fail, read_header, read_origin

if TYPE_CHECKING:
    import click
    from flask import Flask

    from flask_cors.core.browser.messages import Mode


_WS: Final = "the server compares Origin itself, for example with cors.allows(origin)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The arguments and options of the command."""

    method: str | None
    url: str | None
    origin: str | None
    headers: tuple[str, ...]
    credentials: bool
    mode: Mode | None
    curl: str | None
    response: str | None
    base_url: str | None
    quiet: bool
    as_json: bool


def app_url(ctx: click.Context, app: Flask, given: str | None) -> AppUrl:
    text = given or own_url(app.config)
    base = urls.parse(text)
    if base is None or not base.is_http:
        fail(ctx, f"--base-url {text!r} is not an http or https URL")
    return AppUrl(base, is_assumed=not (given or app.config["SERVER_NAME"]))


def fetched(ctx: click.Context, options: Options) -> Fetch:
    """Return the request that was typed, or copied from a browser."""
    headers = tuple(read_header(ctx, each, "NAME or NAME:VALUE") for each in options.headers)
    if options.curl is not None:
        return _copied(ctx, options, options.curl, headers)
    if options.method is None or options.url is None:
        fail(ctx, "give METHOD and URL, such as GET /books, or --curl")
    return Fetch(
        options.url,
        options.origin or "",
        options.method,
        headers,
        mode=options.mode or "cors",
        credentials="include" if options.credentials else "same-origin",
    )


def _copied(ctx: click.Context, options: Options, text: str, headers: safelist.HeaderList) -> Fetch:
    """Return a copied request, combined with the other options."""
    beside = options.method or options.url
    if beside is not None:
        fail(ctx, f"--curl already has a method and a URL; remove {beside!r}")
    try:
        found = copied_request.read(sys.stdin.read() if text == "-" else text)
    except CopyError as error:
        fail(ctx, f"--curl {error}")
    origin = options.origin or found.origin
    if not origin:
        page = page_origin(found.referer or "") or "https://app.example.com"
        fail(
            ctx,
            "--curl has no Origin header: the request is not cross-origin, so browsers would not"
            f" check the response; add the origin of the page: --from {page}",
        )
    return Fetch(
        found.url,
        origin,
        found.method,
        found.headers + headers,
        body=b"" if found.has_body else None,
        mode=options.mode or found.mode,
        credentials="include" if found.credentials or options.credentials else "same-origin",
    )


def checked(ctx: click.Context, wanted: Fetch, at: AppUrl) -> Fetch:
    """Return the request with an absolute URL, and the method in the form that browsers send."""
    if not wanted.origin:
        fail(ctx, "give the origin of the page: --from https://app.example.com")
    origin = read_origin(ctx, wanted.origin)
    if not is_token(wanted.method):
        fail(ctx, f"{wanted.method!r} is not a method; use METHOD URL, such as GET /books")
    if wanted.url.lower().startswith(("ws:", "wss:")):
        fail(ctx, f"{wanted.url!r} is a WebSocket, for which browsers make no CORS check; {_WS}")
    url = urls.parse(at.absolute(wanted.url))
    if url is None or not url.is_http or not wanted.url.startswith(("/", "http:", "https:")):
        fail(ctx, f"{wanted.url!r} is not a URL; use a path, or an http or https URL")
    if url.has_credentials:
        fail(ctx, f"{wanted.url!r} has a user name or password, which scripts cannot use")
    method = safelist.normalize_method(wanted.method)
    return replace(wanted, url=str(url), origin=origin, method=method)
