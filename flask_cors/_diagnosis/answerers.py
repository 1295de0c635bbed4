"""Who answers the preflights of a route: this library, or a view of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from flask_cors._runtime.url_map import is_served

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Rule

    from flask_cors._runtime.resolver import Resolver

    from .rows import Row

    #: `flask_cors` answers what nothing can refuse, `view` a view that takes OPTIONS by itself, and
    #: `Flask` without any CORS header, as `automatic_options=False` asks for.
    Answerer: TypeAlias = Literal["flask_cors", "view", "Flask"]


class Answerers:
    """Tells who answers the preflights of a row; no code of the app runs for that."""

    def __init__(self, app: Flask, resolver: Resolver) -> None:
        self._resolver = resolver
        # Rules of the same text are in the order in which Flask matches them.
        self._takers: dict[tuple[str, str | None, str | None], Rule] = {}
        for rule in app.url_map.iter_rules():
            if is_served(rule) and "OPTIONS" in (rule.methods or ()):
                self._takers.setdefault((rule.rule, rule.subdomain, rule.host), rule)

    def of(self, row: Row) -> Answerer | None:
        """Return who answers the preflights of a row; None where it is under no policy."""
        policy, rule = row.policy, row.rule
        if policy is None:
            return None
        taker = self._takers.get((rule.rule, rule.subdomain, rule.host))
        if taker is not None and self._is_view(taker, row.example or rule.rule):
            return "view"
        return "Flask" if policy.is_view and not policy.automatic_options else "flask_cors"

    def _is_view(self, rule: Rule, path: str) -> bool:
        """Tell what `Resolver.view_takes_options` tells of a request."""
        if getattr(rule, "provide_automatic_options", False):
            return False
        if not self._resolver.view_scopes(rule.endpoint, "OPTIONS"):
            return True
        policy = self._resolver.policy(self._resolver.scopes(rule.endpoint, "OPTIONS", path))
        return policy is not None and not policy.automatic_options
