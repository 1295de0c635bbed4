"""The URL map of an app, asked about the URL of one request."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

if TYPE_CHECKING:
    from flask import Flask, Request
    from werkzeug.routing import MapAdapter, Rule

#: A redirect may lead to a redirect: merged slashes, then the trailing one, then a default.
_MAX_REDIRECTS: Final = 3


class Routes:
    """The URL map of an app, asked about the URL of one request with other methods."""

    def __init__(self, app: Flask, request: Request) -> None:
        self._adapter: MapAdapter | None = None
        # The host may be none of this app's; without an adapter nothing matches.
        with suppress(HTTPException):
            self._adapter = app.create_url_adapter(request)

    @property
    def subdomain(self) -> str | None:
        """The subdomain of the request, as the URL map sees it."""
        return self._adapter.subdomain if self._adapter else None

    def match(self, method: str, path: str | None = None) -> Rule | HTTPException | None:
        """Return the rule that takes `method`, or why none does."""
        if self._adapter is None:
            return None
        try:
            rule, _ = self._adapter.match(path, method, return_rule=True)
        except HTTPException as outcome:
            return outcome
        return rule

    def follow(
        self, redirect: RequestRedirect, method: str
    ) -> tuple[Rule | HTTPException | None, str | None]:
        """Return what a redirect leads to, and its path; None outside the app."""
        outcome: Rule | HTTPException | None = redirect
        path: str | None = None
        for _ in range(_MAX_REDIRECTS):
            if not isinstance(outcome, RequestRedirect):
                return outcome, path
            path = self.path_of(outcome)
            outcome = self.match(method, path) if path is not None else None
        return None, None

    def path_of(self, redirect: RequestRedirect) -> str | None:
        """Return the path that a redirect leads to, below `SCRIPT_NAME`; None outside the app."""
        try:
            target = urlsplit(redirect.new_url)
        except ValueError:
            # The client's Host is part of it, unchecked before Werkzeug 3.1: `[` begins no host.
            return None
        adapter = self._adapter
        if adapter is None or target.netloc != adapter.get_host(None):
            return None
        root = adapter.script_name.rstrip("/")
        # What the app is mounted at stands there as it is, the path below it is quoted.
        below = target.path.startswith(f"{root}/")
        return unquote(target.path[len(root) :]) if below else None

    def methods(self, method: str) -> set[str]:
        """Return the methods that the URL answers, or the one that it redirects to."""
        if self._adapter is None:
            return set()
        outcome = self.match(method)
        path = self.path_of(outcome) if isinstance(outcome, RequestRedirect) else None
        return set(self._adapter.allowed_methods(path))
