"""The scopes of one app: of its resources, its blueprints and its views."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from flask_cors.core.layers import Layer, Scope, merge

from . import marks
from .calls import app_layers
from .scopes import ScopeTable, blueprint_names, blueprint_tables
from .url_rules import rules_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from flask import Flask

    from .calls import Call
    from .scopes import Scopes


class AppScopes:
    """Finds the scopes around each endpoint of one app."""

    def __init__(
        self,
        app: Flask,
        config: Layer,
        calls: Sequence[Call],
        registrations: Iterable[Call],
    ) -> None:
        #: The app.
        self.app = app
        #: The layer of app.config, the base of every scope.
        self.config = config
        self.base = (config,)
        #: The layers and the settings that apply to the app as a whole.
        self.app_layers = app_layers(config, calls)
        self.settings = merge(self.app_layers)
        #: The scopes of `CORS(app)`.
        self.app_table = ScopeTable(calls, app.url_map)
        self.blueprints = blueprint_tables(registrations, app.url_map)
        #: The tables of the app and of its blueprints.
        self.tables = (self.app_table, *self.blueprints.values())
        #: The views at the time of creation; a view can be replaced while the app serves.
        self.views = dict(app.view_functions)
        #: True if a view was replaced, so that a new resolver is needed.
        self.is_outdated = False
        self._of_views: dict[tuple[str, str], Scopes] = {}
        views = self.views.values() if marks.MARKS.in_use else ()
        self._registered = {layer: None for view in views for layer in marks.all_layers(view)}

    def layers(self) -> Iterator[Layer]:
        """Iterate over the layers of the app, of its blueprints and of its views."""
        yield self.config
        for table in self.tables:
            yield from chain.from_iterable(scope.layers for scope in table.scopes)
        yield from self.view_layers()

    def view_layers(self) -> Collection[Layer]:
        """Return the layers of the views, including those above their route."""
        above = (layer for _, layer in marks.MARKS.above_routes(self.views))
        return dict.fromkeys((*self._registered, *above))

    def around(self, endpoint: str | None, method: str, path: str) -> Scopes:
        """Return the scopes around an endpoint, for a method and a path, outermost first."""
        around = self.with_blueprints(self.outside(path), endpoint, path)
        return (*around, *self.of_view(endpoint, method))

    def outside(self, path: str) -> Scopes:
        """Return the scopes around a path without an endpoint."""
        return self.app_table.extend((), self.base, path)

    def with_blueprints(self, outer: Scopes, endpoint: str | None, path: str) -> Scopes:
        """Return the scopes around an endpoint, for a path, with those of its blueprints."""
        if around := self.blueprints_around(endpoint):
            rules = rules_of(self.app.url_map, endpoint)
            for table in around:
                outer = table.extend(outer, self.base, path, rules)
        return outer

    def blueprints_around(self, endpoint: str | None) -> list[ScopeTable]:
        """Return the blueprints with a policy around an endpoint, outermost first."""
        names = blueprint_names(endpoint)
        return [self.blueprints[name] for name in names if name in self.blueprints]

    def of_view(self, endpoint: str | None, method: str) -> Scopes:
        """Return the scopes that `cross_origin` gave an endpoint, outermost first."""
        view = self.look_at(endpoint)
        if endpoint is None or view is None:
            return ()
        key = (endpoint, method if marks.depends_on_method(view) else "")
        found = self._of_views.get(key)
        if found is None and key[1] and method not in marks.methods_of(view):
            # If a rule accepts any method, the client chooses it, so the result is not cached.
            return self.of_view(endpoint, "")
        if found is None:
            layers = marks.layers_of(view, method) or marks.MARKS.beside(view)
            found = tuple(Scope("view", endpoint, (layer,)) for layer in layers)
            self._of_views[key] = found
        return found

    def is_fixed(self, endpoint: str | None) -> bool:
        """Return whether the scopes of an endpoint depend on neither path nor method."""
        return (
            self.app_table.covers_every_path
            and all(each.covers_every_path for each in self.blueprints_around(endpoint))
            and not marks.depends_on_method(self.views.get(endpoint or ""))
        )

    def look_at(self, endpoint: str | None) -> object:
        """Return the view of an endpoint, and detect whether it was replaced."""
        view = self.views.get(endpoint or "")
        if self.app.view_functions.get(endpoint or "") is not view:
            self.is_outdated = True
        return view

    def look_at_all(self) -> bool:
        """Detect replaced views; return whether a new resolver is needed."""
        if [*map(id, self.app.view_functions.values())] != [*map(id, self.views.values())]:
            self.is_outdated = True
        return self.is_outdated
