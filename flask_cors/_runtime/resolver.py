"""The policy that governs a request or a URL rule."""

from __future__ import annotations

from functools import cached_property
from itertools import chain, islice, product
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect, Rule
from werkzeug.wsgi import get_path_info

from flask_cors.core.layers import Layer, Scope, effective_layers, merge
from flask_cors.core.patterns.resolving import resolutions
from flask_cors.core.policy import Policy
from flask_cors.core.problems import Problem

from . import marks
from .scopes import (
    ScopeTable,
    blueprint_names,
    blueprint_tables,
    common_scopes,
    has_callable,
    is_around_blueprint,
    owners_of_missing,
)
from .url_rules import literal_prefix, rules_of, takes_options

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from wsgiref.types import WSGIEnvironment

    from flask import Flask, Request

    from .calls import Call

#: Paths that are cached at most, because clients choose them.
_REMEMBERED_PATHS: Final = 1024
#: Characters of a path, and of a method with it, up to which the policy is kept; so the memory for
#: what clients send is bounded by bytes as well.
_LONGEST_KEPT: Final = 256
#: Most combinations of scopes that the first request examines; a table of 1,000 resources under a
#: hundred amending views would keep it waiting, and each is read in the closed way unlooked at.
_EXAMINED_CHAINS: Final = 5000
#: In the WSGI environment, under this key, is the `Serving` of the request.
KEY: Final = "flask_cors.serving"


class Serving:
    """By which policies a request is served.

    The one of a resolver is for all requests whose headers are known in advance; any other request
    has one of its own, an `Exchange`.
    """

    __slots__ = ("resolver",)

    def __init__(self, resolver: Resolver) -> None:
        #: Finds the policies until the response has left; a later request may have another.
        self.resolver: Resolver = resolver


class Resolver:
    """Finds the policy for each request of one app; made once its configuration is complete."""

    def __init__(
        self,
        app: Flask,
        config: Layer,
        calls: Sequence[Call],
        registrations: Iterable[Call],
    ) -> None:
        #: The app whose policies these are.
        self.app = app
        self.serving = Serving(self)
        #: The layer of app.config, which is the base of every scope.
        self.config = config
        self.base = (config,)
        #: The scopes of `CORS(app)`.
        self.app_scopes = ScopeTable(calls, app.url_map)
        self.blueprints = blueprint_tables(registrations, app.url_map)
        #: The views whose policies these are; a view can be replaced while the app serves.
        self.views = dict(app.view_functions)
        #: True if a view was replaced, so that a new resolver is needed.
        self.is_outdated = False
        self._views: dict[tuple[str, str], tuple[Scope, ...]] = {}
        views = self.views.values()
        self._registered = {layer for view in views for layer in marks.all_layers(view)}
        marks.MARKS.settle(app, self)
        of_views = self.view_layers()
        #: True if policies depend on the endpoint and not only on the path.
        self.by_endpoint = bool(self.blueprints or of_views)
        self._all_take_options = all(map(takes_options, app.url_map.iter_rules()))
        self._policies: dict[tuple[Scope, ...], Policy | None] = {(): None}
        self._hidden: dict[tuple[str, tuple[Scope, ...], tuple[Layer, ...]], Policy] = {}
        #: The policies of endpoints whose policy depends on neither path nor method.
        self.policy_by_endpoint: dict[str | None, Policy | None] = {}
        #: The endpoints among these that are governed by their view's own policy, with its layers.
        self.governed_by_view: dict[str | None, list[Layer]] = {}
        self._by_path: dict[tuple[str | None, str, str], Policy | None] = {}
        #: The policy of every request, whatever its path; None where there is no such.
        self.everywhere: Policy | None = None
        #: The policies of paths as WSGI spells them, where nothing but the path makes a difference.
        self.policy_by_path_info: dict[str, Policy | None] = {}
        if not self.by_endpoint and self.app_scopes.covers_every_path:
            self.everywhere = self.policy(self.app_scopes.scopes)
        app_wide = merge((*self.base, *(layer for call in calls for layer in call.layers)))
        self.intercept_exceptions: bool = app_wide["intercept_exceptions"].value
        self.strict: bool = app_wide["strict"].value
        layers = [*self._layers(), *of_views]
        #: The layers that ask for credentials.
        self._asking = {each for each in layers if each.values.get("supports_credentials")}
        #: True if a policy rejects requests.
        self.rejects = any(layer.values.get("reject_disallowed") for layer in layers)
        #: True if a policy has a callable origin.
        self.asks = any(map(has_callable, layers))

    def _layers(self) -> Iterator[Layer]:
        """Iterate over the layers of the app and of its blueprints."""
        yield self.config
        for table in (self.app_scopes, *self.blueprints.values()):
            yield from chain.from_iterable(scope.layers for scope in table.scopes)

    def view_layers(self) -> Collection[Layer]:
        """Return the layers of the views, of those above their route as well."""
        above = map(marks.MARKS.beside, self.views.values())
        return dict.fromkeys((*self._registered, *chain.from_iterable(above)))

    # -- scopes ------------------------------------------------------------------------------

    def scopes(self, endpoint: str | None, method: str, path: str) -> tuple[Scope, ...]:
        """Return the scopes around an endpoint, for a method and a path, outermost first."""
        outer = self.outside(path)
        if not self.by_endpoint:
            return outer
        blueprints = self._blueprint_scopes(endpoint, path)
        return (*outer, *blueprints, *self.view_scopes(endpoint, method))

    def outside(self, path: str) -> tuple[Scope, ...]:
        """Return the scopes around what no endpoint stands for."""
        found = self.app_scopes.match(path)
        return (found,) if found else ()

    def _blueprint_scopes(self, endpoint: str | None, path: str) -> Iterator[Scope]:
        """Iterate over the scopes that blueprints give an endpoint, for a path."""
        rules = rules_of(self.app.url_map, endpoint)
        around = (each.match(path, rules) for each in self.blueprints_around(endpoint))
        return filter(None, around)

    def blueprints_around(self, endpoint: str | None) -> list[ScopeTable]:
        """Return the blueprints with a policy around an endpoint, outermost first."""
        names = blueprint_names(endpoint)
        return [self.blueprints[name] for name in names if name in self.blueprints]

    def view_scopes(self, endpoint: str | None, method: str) -> tuple[Scope, ...]:
        """Return the scopes that `cross_origin` gave an endpoint, outermost first."""
        view = self.look_at(endpoint)
        if endpoint is None or view is None:
            return ()
        key = (endpoint, method if marks.depends_on_method(view) else "")
        found = self._views.get(key)
        if found is None and key[1] and method not in marks.methods_of(view):
            # If a rule accepts any method, the client chooses it, so the result is not cached.
            return self.view_scopes(endpoint, "")
        if found is None:
            layers = marks.layers_of(view, method) or marks.MARKS.beside(view)
            found = tuple(Scope("view", endpoint, (layer,)) for layer in layers)
            self._views[key] = found
        return found

    def look_at(self, endpoint: str | None) -> object:
        """Return the view of an endpoint, and note whether the app has another one by now."""
        view = self.views.get(endpoint or "")
        if self.app.view_functions.get(endpoint or "") is not view:
            self.is_outdated = True
        return view

    def look_at_all(self) -> bool:
        """Note whether any view was replaced, and tell whether another resolver is due."""
        if [*map(id, self.app.view_functions.values())] != [*map(id, self.views.values())]:
            self.is_outdated = True
        return self.is_outdated

    def expire(self) -> None:
        """Have the next request ask for another resolver, although no view was replaced."""
        self.is_outdated = True
        # Anew, since another thread may be about to add a policy.
        self.policy_by_endpoint, self.governed_by_view = {}, {}

    def policy(self, scopes: tuple[Scope, ...]) -> Policy | None:
        """Return the policy that scopes make together, or None."""
        if scopes not in self._policies:
            self._policies[scopes] = Policy(self.base, scopes)
        return self._policies[scopes]

    def view_problems(self) -> Iterator[Problem]:
        """Iterate over the problems of the views' own options."""
        for layer in self.view_layers():
            yield from layer.problems

    def problems(self) -> Iterator[Problem]:
        """Iterate over the problems that only the whole app shows."""
        for endpoint, view in self.views.items():
            for layer in marks.MARKS.beside(view):
                yield Problem(
                    "decorator-above-route",
                    error=False,
                    source=layer.source,
                    reason=(
                        f"is above the route of endpoint {endpoint!r}, where flask-cors 6"
                        " ignored it; it now applies to that endpoint"
                    ),
                    remedy="move it below the route",
                )
        tables = (self.app_scopes, *self.blueprints.values())
        if not all(each.covers_every_path for each in tables):
            from .nearest_pattern import misspelled_resources

            yield from misspelled_resources(self.app, tables, self.blueprints_around)
        if not self._asking:
            return
        from flask_cors.core.conflicts import combination_problems, contradictions

        for scopes in islice(self._chains_with_credentials(), _EXAMINED_CHAINS):
            settings = merge(effective_layers(self.base, scopes))
            conflicts = list(contradictions(settings, scopes))
            yield from conflicts or combination_problems(settings)

    def _chains_with_credentials(self) -> Iterator[tuple[Scope, ...]]:
        """Iterate over the scopes that can come together with credentials; others harm nobody."""
        for scopes in self._chains():
            if not self._asking.isdisjoint(effective_layers(self.base, scopes)):
                yield scopes

    def _chains(self) -> Iterator[tuple[Scope, ...]]:
        """Iterate over the scopes that can come together, each combination once."""
        seen = set()
        # Where no rule leads there may be an error under any of the resources: these are all the
        # scopes of the app.
        rules = [("", "<path>")]
        if self.by_endpoint:
            rules += [(rule.endpoint, rule.rule) for rule in self.app.url_map.iter_rules()]
        for endpoint, rule in rules:
            outcomes = self._outcomes(endpoint, rule)
            for method in marks.methods_of(self.views.get(endpoint)):
                inner = self.view_scopes(endpoint, method)
                for outer in product(*outcomes):
                    scopes = (*filter(None, outer), *inner)
                    if scopes and scopes not in seen:
                        seen.add(scopes)
                        yield scopes

    def _outcomes(self, endpoint: str, rule: str) -> list[tuple[Scope | None, ...]]:
        """Return what can lie around the view of a rule: of the app, then of each blueprint."""
        around = self.blueprints_around(endpoint)
        prefix = literal_prefix(rule)
        if prefix == rule:
            return [(self.app_scopes.match(rule),), *((each.match(rule),) for each in around)]
        return [self.app_scopes.outcomes_below(prefix), *(each.outcomes for each in around)]

    # -- requests ----------------------------------------------------------------------------

    def governing(self, endpoint: str | None, method: str, path: str) -> Policy | None:
        """Return the policy that governs an endpoint, for a method and a path."""
        self.look_at(endpoint)
        # Held on to, since another thread may begin anew.
        by_endpoint, by_view = self.policy_by_endpoint, self.governed_by_view
        if endpoint in by_endpoint:
            return by_endpoint[endpoint]
        key, by_path = (endpoint, method, path), self._by_path
        if key in by_path:
            return by_path[key]
        policy = self.policy(self.scopes(endpoint, method, path))
        if self._is_fixed(endpoint):
            by_endpoint[endpoint] = policy
            if policy is not None and policy.is_view:
                by_view[endpoint] = marks.layers_of(self.look_at(endpoint), method)
            return policy
        if len(method) + len(path) <= _LONGEST_KEPT:
            if len(self._by_path) >= _REMEMBERED_PATHS:
                self._by_path = {}
            self._by_path[key] = policy
        return policy

    def learn(self, environ: WSGIEnvironment) -> Policy | None:
        """Return the policy of a path, and keep it in `policy_by_path_info` unless it is long."""
        # As Werkzeug makes a path of it.
        policy = self.policy(self.outside("/" + get_path_info(environ).lstrip("/")))
        path_info = environ.get("PATH_INFO", "")
        if len(path_info) <= _LONGEST_KEPT:
            if len(self.policy_by_path_info) >= _REMEMBERED_PATHS:
                # Anew, since another thread may be looking something up.
                self.policy_by_path_info = {}
            self.policy_by_path_info[path_info] = policy
        return policy

    def _is_fixed(self, endpoint: str | None) -> bool:
        """Tell whether neither the path nor the method makes a difference to the policy."""
        return (
            self.app_scopes.covers_every_path
            and all(each.covers_every_path for each in self.blueprints_around(endpoint))
            and not marks.depends_on_method(self.views.get(endpoint or ""))
        )

    def of_actual(self, request: Request) -> Policy | None:
        """Return the policy for a request that is not a preflight."""
        rule = request.url_rule
        if rule is None and self.by_endpoint:
            return self._of_outcome(request.routing_exception, request, request.method)
        return self.governing(rule.endpoint if rule else None, request.method, request.path)

    def of_preflight(self, request: Request, method: str) -> Policy | None:
        """Return the policy for the request that a preflight announces with `method`."""
        rule = request.url_rule
        # The rule that matched OPTIONS matches the method, unless an earlier rule lacks OPTIONS.
        known = rule and self._all_take_options and method in (rule.methods or (method,))
        # If policies do not depend on endpoints, the other endpoints of the URL are irrelevant.
        if not known and (self.by_endpoint or self.look_at_all()):
            from .url_map import Routes

            return self._of_outcome(Routes(self.app, request).match(method), request, method)
        return self.governing(rule.endpoint if rule else None, method, request.path)

    def of_hidden_view(self, view: object, endpoint: str, around: Policy | None) -> Policy:
        """Return the policy of a decorated function that ran, but that no endpoint leads to."""
        layers = tuple(marks.layers_under(view))
        outer = around.scopes if around else ()
        key = (endpoint, outer, layers)
        policy = self._hidden.get(key)
        if policy is None:
            if len(self._hidden) >= _REMEMBERED_PATHS:
                self._hidden.clear()
            inner = (Scope("view", endpoint, (layer,)) for layer in layers)
            self._hidden[key] = policy = Policy(self.base, (*outer, *inner))
        return policy

    def is_hook(self, view: object) -> bool:
        """Tell whether a decorated function is a hook or a handler of errors, and no view."""
        return not self._hooks.isdisjoint(marks.layers_under(view))

    @cached_property
    def _hooks(self) -> set[Layer]:
        return marks.layers_of_hooks(self.app)

    def is_automatic(self, layer: Layer) -> bool:
        """Tell whether OPTIONS is answered for a view whose only layer is this one."""
        automatic: bool = merge((*self.base, layer))["automatic_options"].value
        return automatic

    def view_takes_options(self, rule: Rule | None, path: str) -> bool:
        """Tell whether the view of the rule that OPTIONS leads to answers it by itself."""
        if (
            rule is None
            or "OPTIONS" not in (rule.methods or ())
            or getattr(rule, "provide_automatic_options", False)
        ):
            return False
        if not self.view_scopes(rule.endpoint, "OPTIONS"):
            return True
        policy = self.governing(rule.endpoint, "OPTIONS", path)
        return policy is not None and not policy.automatic_options

    def _of_outcome(
        self, outcome: Rule | Exception | None, request: Request, method: str
    ) -> Policy | None:
        """Return the policy for what became of matching a URL."""
        from .url_map import Routes

        path = target = request.path
        routes = Routes(self.app, request)
        if isinstance(outcome, RequestRedirect):
            outcome, followed = routes.follow(outcome, method)
            target = followed or path
        if isinstance(outcome, MethodNotAllowed):
            rules = routes.taking(outcome, target)
            owners = [
                self.scopes(rule.endpoint, taken, path)
                for rule, taken in rules
                if not is_around_blueprint(rule, self.blueprints, path, routes.subdomain)
            ]
            if owners or not rules:
                return self.policy(common_scopes(owners or [self.outside(path)]))
            outcome = NotFound()
        if isinstance(outcome, NotFound):
            places = {path, *resolutions(path)}
            owners = [self._scopes_of_missing(each, routes.subdomain) for each in places]
            return self.policy(common_scopes(owners))
        endpoint = outcome.endpoint if isinstance(outcome, Rule) else None
        return self.governing(endpoint, method, path)

    def _scopes_of_missing(self, path: str, subdomain: str | None) -> tuple[Scope, ...]:
        """Return the scopes of a path that no rule matches: of the closest prefix around it."""
        outer = self.outside(path)
        # A name that ends in a dot leads through its blueprints, and to no view.
        names = [f"{each}." for each in owners_of_missing(self.blueprints, path, subdomain)]
        chains = [(*outer, *self._blueprint_scopes(name, path)) for name in names]
        return common_scopes(chains or [outer])
