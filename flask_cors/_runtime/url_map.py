"""The URL map of an app, bound to the URL of one request."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule

if TYPE_CHECKING:
    from flask import Flask, Request
    from werkzeug.exceptions import MethodNotAllowed
    from werkzeug.routing import MapAdapter


#: Redirects can be chained: merged slashes, then the trailing slash, then a default.
_MAX_REDIRECTS: Final = 3


class Routes:
    """The URL map of an app, bound to the URL of one request with other methods."""

    def __init__(self, app: Flask, request: Request) -> None:
        self._adapter: MapAdapter | None = None
        # The host may not belong to this app; without an adapter nothing matches.
        with suppress(HTTPException):
            self._adapter = app.create_url_adapter(request)

    @property
    def subdomain(self) -> str | None:
        """The subdomain of the request in the URL map."""
        return self._adapter.subdomain if self._adapter else None

    def match(self, method: str, path: str | None = None) -> Rule | HTTPException | None:
        """Return the rule that accepts `method`, or the reason why none does."""
        if self._adapter is None:
            return None
        try:
            rule, _ = self._adapter.match(path, method, return_rule=True)
        except HTTPException as outcome:
            return outcome
        return rule

    def taking(self, error: MethodNotAllowed, path: str) -> list[tuple[Rule, str]]:
        """Return the rules that match a path for other methods, each with one such method."""
        methods = set(error.valid_methods or ())
        # OPTIONS and HEAD come with the others, and add nothing.
        own = sorted(methods - {"HEAD", "OPTIONS"} or methods)
        found = ((self.match(method, path), method) for method in own)
        return [(rule, method) for rule, method in found if isinstance(rule, Rule)]

    def follow(
        self, redirect: RequestRedirect, method: str
    ) -> tuple[Rule | HTTPException | None, str | None]:
        """Return the result of matching a redirect's target, and its path; None outside the app."""
        for _ in range(_MAX_REDIRECTS):
            path = self.path_of(redirect)
            if path is None:
                break
            outcome = self.match(method, path)
            if not isinstance(outcome, RequestRedirect):
                return outcome, path
            redirect = outcome
        return None, None

    def path_of(self, redirect: RequestRedirect) -> str | None:
        """Return the path of a redirect's target, below `SCRIPT_NAME`; None outside the app."""
        try:
            target = urlsplit(redirect.new_url)
        except ValueError:
            # The client's Host may be invalid, such as `[`: Werkzeug before 3.1 does not check it.
            return None
        adapter = self._adapter
        if adapter is None or target.netloc != adapter.get_host(None):
            return None
        root = adapter.script_name.rstrip("/")
        # The mount prefix is not quoted; the path below it is.
        below = target.path.startswith(f"{root}/")
        return unquote(target.path[len(root) :]) if below else None

    def methods(self, method: str) -> set[str]:
        """Return the methods that the URL, or the target of its redirect, accepts."""
        if self._adapter is None:
            return set()
        outcome = self.match(method)
        path = self.path_of(outcome) if isinstance(outcome, RequestRedirect) else None
        return set(self._adapter.allowed_methods(path))
