"""The scopes of one app: of its resources, its blueprints and its views."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

from flask_cors.core.layers import (
    UNDECIDED,
    Layer,
    Scope,
    effective_layers,
    merge,
    strictest_gate,
)
from flask_cors.core.patterns.paths import ResourceTable, UndecidedPathError

from . import marks
from .calls import app_layers, literal_prefix, uses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from flask import Flask
    from werkzeug.routing import Map, Rule

    from flask_cors.core.patterns.paths import PathPattern

    from .calls import Call, Registrations
    from .url_prefix import UrlPrefix

    Scopes: TypeAlias = tuple[Scope, ...]
    Specificity: TypeAlias = tuple[bool, int, int, int]


#: A table with more resources is not examined when an app starts.
_MAX_EXAMINED: Final = 100
#: Maximum number of rules that are tried to find out whether each resource is in use.
_FEW_RULES: Final = 100


class ScopeTable:
    """The scopes of an app or a registered blueprint, one per resource pattern."""

    def __init__(self, calls: Sequence[Call], url_map: Map) -> None:
        #: The name, prefix and subdomain of the blueprint; empty for an app.
        self.name = calls[0].name if calls else ""
        self.prefix = calls[0].prefix if calls else ""
        self.subdomain = calls[0].subdomain if calls else None
        layers: dict[PathPattern, tuple[Layer, ...]] = {}
        for call in calls:
            for pattern, resource in call.entries:
                layers[pattern] = (*layers.get(pattern, ()), *call.layers, resource)
        kind = "blueprint" if self.name else "app"
        #: The patterns of the resources.
        self.table = ResourceTable(layers)
        #: The scopes of the resources, in the same order.
        self.scopes = tuple(
            Scope(kind, self.name or pattern.text, found) for pattern, found in layers.items()
        )
        self._url_map = url_map
        #: Finds where the prefix ends in a path; created on first use.
        self._url_prefix: UrlPrefix | None = None
        #: The scopes for undecided paths, by those around.
        self._closed: dict[Scopes, Scope] = {}

    def match(self, path: str, rules: Iterable[Rule] = ()) -> Scope | None:
        """Return the scope for a path; None if there is none or it is undecided; see `_find`."""
        try:
            return self._find(path, rules)
        except UndecidedPathError:
            return None

    def extend(
        self, around: Scopes, base: Sequence[Layer], path: str, rules: Iterable[Rule] = ()
    ) -> Scopes:
        """Return the scopes around the table, with the one for a path inside them.

        If that scope is undecided, it allows no origin and has the strictest gate, so that no
        client chooses the scopes around it.
        """
        try:
            found = self._find(path, rules)
        except UndecidedPathError:
            if around not in self._closed:
                self._closed[around] = self._close(around, base)
            found = self._closed[around]
        return (*around, found) if found else around

    def _close(self, around: Scopes, base: Sequence[Layer]) -> Scope:
        """Return the scope for undecided paths."""
        every = (merge(effective_layers(base, (*around, scope))) for scope in self.scopes)
        gate = strictest_gate(every)
        layers = [Layer(UNDECIDED, {"origins": ()})]
        layers.append(Layer(gate.source, {"reject_disallowed": gate.value}))
        if not gate.value:  # every origin gets the same response
            layers.append(Layer(UNDECIDED, {"vary_header": False}))
        return Scope(self.scopes[0].kind, UNDECIDED.label, tuple(layers))

    def _find(self, path: str, rules: Iterable[Rule]) -> Scope | None:
        """Return the scope for a path; a blueprint's resources may omit its prefix.

        `rules` are those of the endpoint that the path leads to; they tell where the prefix ends.
        Raises `UndecidedPathError`, also if the prefix may end in several places that lead to
        different scopes.
        """
        if self.covers_every_path or not self.prefix:
            return self._closest([path])
        ends = self._ends_of_prefix(path, rules)
        found = {self._closest([path, path[end:] or "/"]) for end in ends}
        found = found or {self._closest([path])}
        if len(found) > 1:
            raise UndecidedPathError
        return found.pop()

    def _ends_of_prefix(self, path: str, rules: Iterable[Rule] = ()) -> Iterator[int]:
        """Iterate over the positions where the prefix ends in a path; see `UrlPrefix.ends`."""
        if not path.startswith(literal_prefix(self.prefix)):
            return iter(())
        if self._url_prefix is None:
            from .url_prefix import UrlPrefix

            self._url_prefix = UrlPrefix(self.prefix, self._url_map)
        return self._url_prefix.ends(path, rules)

    def _closest(self, paths: Sequence[str]) -> Scope | None:
        found = [index for each in paths if (index := self.table.find(each)) is not None]
        return self.scopes[min(found, key=self.table.rank)] if found else None

    def specificity(self, path: str, subdomain: str | None) -> Specificity | None:
        """Return how closely subdomain and prefix fit a URL.

        None if one of them does not fit, or if there is neither. A blueprint with a subdomain fits
        better than one without, which has no routes on that subdomain.
        """
        closeness, end = self._fits(subdomain), None
        if closeness and self.prefix:
            end = next(self._ends_of_prefix(path), None)
        elif closeness and self.subdomain:
            end = 0
        if end is None:
            return None
        return bool(self.subdomain), len(literal_prefix(self.prefix)), end, closeness

    def _fits(self, subdomain: str | None) -> int:
        """Return how closely the blueprint's subdomain fits, 0 if it does not."""
        if self.subdomain is None or self.subdomain == subdomain:
            return 2
        from .url_rules import rule_matcher

        # As in routing, a literal one comes first.
        takes = rule_matcher(self.subdomain, self._url_map)
        return int(subdomain is not None and bool(takes(subdomain)))

    @property
    def outcomes(self) -> tuple[Scope | None, ...]:
        """The possible results of `match`."""
        return self.scopes if self.table.everything else (*self.scopes, None)

    def outcomes_below(self, prefix: str) -> tuple[Scope | None, ...]:
        """Return the possible results of `match` for paths with a prefix, and perhaps more."""
        if self.covers_every_path:
            return self.outcomes
        found, covered = self.table.below(prefix)
        scopes = [self.scopes[index] for index in found]
        return tuple(scopes) if covered else (*scopes, None)

    def may_be_unused(self, rules: Iterable[Rule]) -> bool:
        """Return whether a scope may govern no route; False if there are too many to examine."""
        if self.covers_every_path or len(self.scopes) > _MAX_EXAMINED:
            return False
        unused = set(self.scopes)
        for rule in rules:
            if is_served(rule) and (not self.name or self.name in blueprint_names(rule.endpoint)):
                unused.discard(self._in_use_for(rule))
            if not unused:
                return False
        return True

    def _in_use_for(self, rule: Rule) -> Scope | None:
        """Return a scope that governs paths of a rule; None if that takes a closer look."""
        path = literal_prefix(rule.rule)
        found = self.match(path)
        if found is None or path == rule.rule:
            return found
        # A wildcard that matches the prefix also matches the rest, whatever the variables are.
        kind = self.table.patterns[self.scopes.index(found)].kind
        return found if kind == "wildcard" else None

    @property
    def covers_every_path(self) -> bool:
        """True if every path has the same result."""
        return not self.scopes or self.table.everything


def blueprint_names(endpoint: str | None) -> list[str]:
    """Return the names of the blueprints around an endpoint, outermost first."""
    parts = (endpoint or "").split(".")[:-1]
    return [".".join(parts[: end + 1]) for end in range(len(parts))]


def is_served(rule: Rule) -> bool:
    """Return whether the view of a rule answers requests, rather than a redirect or nothing."""
    return rule.redirect_to is None and not rule.build_only and not rule.websocket


def rules_of(url_map: Map, endpoint: str | None) -> tuple[Rule, ...]:
    """Return the rules of an endpoint, possibly none."""
    try:
        return tuple(url_map.iter_rules(endpoint)) if endpoint else ()
    except KeyError:
        return ()


class AppScopes:
    """Finds the scopes around each endpoint of one app."""

    def __init__(
        self,
        app: Flask,
        config: Layer,
        calls: Sequence[Call],
        registrations: Registrations,
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
        #: The calls of `CORS(blueprint)`.
        self.registrations = registrations
        self._tables: dict[str, ScopeTable] = {}
        self._of_app = [config, *(layer for call in calls for layer in call.all_layers)]
        #: The views at the time of creation; a view can be replaced while the app serves.
        self.views = dict(app.view_functions)
        #: True if a view was replaced, so that a new resolver is needed.
        self.is_outdated = False
        self._of_views: dict[tuple[str, str], Scopes] = {}
        views = self.views.values() if marks.MARKS.in_use else ()
        self._registered = {layer: None for view in views for layer in marks.all_layers(view)}

    @property
    def tables(self) -> list[ScopeTable]:
        """The tables of the app and of its blueprints."""
        return [self.app_table, *map(self.table_of, [*self.registrations.by_name])]

    def table_of(self, name: str) -> ScopeTable:
        """Return the scopes of a blueprint, created on first use."""
        if name not in self._tables:
            table = ScopeTable(self.registrations.by_name[name], self.app.url_map)
            # Scopes are compared by identity, so never replace those of another thread.
            self._tables.setdefault(name, table)
        return self._tables[name]

    def layers_using(self, feature: str) -> list[Layer]:
        """Return the layers of the app, its blueprints and its views that use a feature."""
        others = (*self._of_app, *self.view_layers())
        own = self.registrations.using.get(feature, ())
        return [*own, *(layer for layer in others if uses(layer, feature))]

    def view_layers(self) -> Collection[Layer]:
        """Return the layers of the views, including those above their route."""
        above = (layer for _, layer in marks.MARKS.above_routes(self.views))
        return dict.fromkeys((*self._registered, *above))

    @property
    def need_examination(self) -> bool:
        """True if these scopes together may have a problem; `app_problems` finds it."""
        return bool(
            self.tables_with_unused()
            or self.layers_using("supports_credentials")
            or any(marks.MARKS.above_routes(self.views))
        )

    def tables_with_unused(self) -> list[ScopeTable]:
        """Return the tables with a resource that may match no route, judging by a few routes."""
        tables = [self.app_table, *map(self.table_of, [*self.registrations.with_resources])]
        rules = [*islice(self.app.url_map.iter_rules(), _FEW_RULES)]
        return [each for each in tables if each.may_be_unused(rules)]

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
        return [self.table_of(name) for name in names if name in self.registrations.by_name]

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
