"""Which policy governs: per-app state, and the way from a request or a URL rule to a `Policy`."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice, product, takewhile
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect, Rule

from . import _marks
from ._rules import literal_prefix, rule_regex
from ._setup import Call, read_call, report, source_here
from .core.audit import combination_problems
from .core.layers import DEFAULTS, Layer, Scope, effective_layers, merge
from .core.options import parse_config
from .core.origins import OriginKind
from .core.paths import PathKind, ResourceTable, resolutions
from .core.policy import Policy, contradictions
from .core.problems import ConfigurationError, Problem, Problems, Source

if TYPE_CHECKING:
    from flask import Flask, Request
    from werkzeug.routing import MapAdapter

    from .core.paths import PathPattern

#: Bound of what is remembered by path, which whoever sends the request chooses.
_REMEMBERED_PATHS: Final = 1024
#: How many combinations of scopes the first request looks at; a table of 1,000 resources under a
#: hundred amending views would keep it waiting, and each is read in the closed way unlooked at.
_EXAMINED_CHAINS: Final = 5000
#: A redirect may lead to a redirect: merged slashes, then the trailing one, then a default.
_MAX_REDIRECTS: Final = 3


class ScopeTable:
    """The scopes of one app or one blueprint: one a resource pattern."""

    __slots__ = ("scopes", "table")

    def __init__(self, kind: str, name: str, calls: Iterable[Call]) -> None:
        layers: dict[Any, list[Layer]] = {}
        for call in calls:
            for pattern, resource in call.entries:
                layers.setdefault(pattern, []).extend((*call.layers, resource))
        self.table = ResourceTable(layers)
        self.scopes = tuple(
            Scope(kind, name or pattern.text, tuple(found)) for pattern, found in layers.items()
        )

    def match(self, *paths: str) -> Scope | None:
        """Return the scope that is for one of `paths`, names of the same resource."""
        found = [index for path in paths if (index := self.table.match(path)) is not None]
        return self.scopes[min(found, key=self.table.rank)] if found else None

    @property
    def outcomes(self) -> tuple[Scope | None, ...]:
        """What `match` can return."""
        return self.scopes if self.table.everything else (*self.scopes, None)

    def outcomes_below(self, prefix: str) -> tuple[Scope | None, ...]:
        """Return what `match` can return for paths that begin so, and perhaps more than that."""
        patterns = self.table.patterns
        pairs = zip(self.scopes, patterns, strict=True)
        found = tuple(scope for scope, pattern in pairs if _can_begin(pattern, prefix))
        folders = {prefix[: end + 1] + "*" for end, char in enumerate(prefix) if char == "/"}
        covered = any(p.kind is not PathKind.REGEX and p.text in folders for p in patterns)
        return found if covered else (*found, None)

    @property
    def fixed(self) -> bool:
        """Whether the path makes no difference."""
        return not self.scopes or self.table.everything


@dataclass(frozen=True, slots=True)
class BlueprintScopes:
    """A blueprint with a policy as it is registered on an app, once for each name it has there."""

    name: str
    prefix: str
    subdomain: str | None
    scopes: ScopeTable
    below: re.Pattern[str]

    def match(self, path: str) -> Scope | None:
        """Return the scope for a path; a resource may also be written without the prefix."""
        if self.scopes.fixed or not (inside := self.below.match(path)):
            return self.scopes.match(path)
        return self.scopes.match(path, path[inside.end() :] or "/")

    def specificity(self, path: str) -> tuple[int, int] | None:
        """Return how closely the prefix fits `path`; None where it does not, or there is none."""
        inside = self.below.match(path) if self.prefix else None
        return inside and (len(literal_prefix(self.prefix)), inside.end())


@dataclass(frozen=True, slots=True)
class Registration:
    """One call of `CORS(blueprint)` as it reaches an app."""

    name: str
    prefix: str
    subdomain: str | None
    call: Call


class Resolver:
    """Finds the policy for each request of one app; made once its configuration is complete."""

    def __init__(self, state: State, config: Layer) -> None:
        app = self._app = state.app
        #: What lies under every scope.
        self.base = (DEFAULTS, config)
        #: The scopes of `CORS(app)`.
        self.app_scopes = ScopeTable("app", "", state.app_calls(config))
        self.blueprints = _blueprints(state.registrations, app)
        self._views: dict[tuple[str, str], tuple[Scope, ...]] = {}
        views = app.view_functions.values()
        self._registered = {layer for view in views for layer in _marks.all_layers(view)}
        _marks.settle(app)
        #: Whether the endpoint, and not the path alone, makes a difference.
        self._by_endpoint = bool(
            self.blueprints or self._registered or any(map(self.layers_above_route, views))
        )
        self._all_take_options = all(
            rule.methods is None or "OPTIONS" in rule.methods for rule in app.url_map.iter_rules()
        )
        self._policies: dict[tuple[Scope, ...], Policy | None] = {(): None}
        self._hidden: dict[tuple[str, tuple[Scope, ...], tuple[Layer, ...]], Policy] = {}
        self.fixed: dict[str | None, Policy | None] = {}
        self._by_path: dict[tuple[str | None, str, str], Policy | None] = {}
        app_wide = merge((*self.base, *(layer for call in state.calls for layer in call.layers)))
        self.intercept_exceptions: bool = app_wide["intercept_exceptions"].value
        self.strict: bool = app_wide["strict"].value
        #: Whether any policy rejects what it refuses.
        self.rejects = any(layer.values.get("reject_disallowed") for layer in self._layers(config))
        #: Whether any policy asks a callable.
        self.asks = any(
            pattern.kind is OriginKind.CALLABLE
            for layer in self._layers(config)
            for pattern in layer.values.get("origins", ())
        )

    def _layers(self, config: Layer) -> Iterator[Layer]:
        """Iterate over every layer of the app."""
        yield config
        for table in (self.app_scopes, *(each.scopes for each in self.blueprints.values())):
            yield from chain.from_iterable(scope.layers for scope in table.scopes)
        yield from self._view_layers()

    def _view_layers(self) -> Iterable[Layer]:
        """Return the layers of the views, of those above their route as well."""
        above = map(self.layers_above_route, self._app.view_functions.values())
        return dict.fromkeys((*self._registered, *chain.from_iterable(above)))

    # -- scopes ------------------------------------------------------------------------------

    def scopes(self, endpoint: str | None, method: str, path: str) -> tuple[Scope, ...]:
        """Return the scopes around an endpoint, for a method and a path, outermost first."""
        around = (blueprint.match(path) for blueprint in self.blueprints_around(endpoint))
        found = filter(None, (self.app_scopes.match(path), *around))
        return (*found, *self.view_scopes(endpoint, method))

    def blueprints_around(self, endpoint: str | None) -> list[BlueprintScopes]:
        """Return the blueprints with a policy around an endpoint, outermost first."""
        names = _blueprint_names(endpoint)
        return [self.blueprints[name] for name in names if name in self.blueprints]

    def view_scopes(self, endpoint: str | None, method: str) -> tuple[Scope, ...]:
        """Return the scopes that `cross_origin` gave an endpoint, outermost first."""
        view = self._app.view_functions.get(endpoint) if endpoint is not None else None
        if endpoint is None or view is None:
            return ()
        key = (endpoint, method if _marks.depends_on_method(view) else "")
        found = self._views.get(key)
        if found is None:
            layers = _marks.layers_of(view, method) or self.layers_above_route(view)
            found = tuple(Scope("view", endpoint, (layer,)) for layer in layers)
            self._views[key] = found
        return found

    def layers_above_route(self, view: object) -> list[Layer]:
        """Return the layers of decorated functions that wrap `view` and are registered nowhere."""
        return _marks.layers_beside(view)

    def policy(self, scopes: tuple[Scope, ...]) -> Policy | None:
        """Return the policy that scopes make together, None where there is none."""
        if scopes not in self._policies:
            self._policies[scopes] = Policy(self.base, scopes)
        return self._policies[scopes]

    def view_problems(self) -> Iterator[Problem]:
        """Iterate over what is wrong with the options of the views by themselves."""
        for layer in self._view_layers():
            yield from layer.problems

    def problems(self) -> Iterator[Problem]:
        """Iterate over what only shows on the whole app."""
        for endpoint, view in self._app.view_functions.items():
            for layer in self.layers_above_route(view):
                yield Problem(
                    "decorator-above-route",
                    error=False,
                    message=(
                        f"stands above the route of endpoint {endpoint!r}, which flask-cors 6"
                        " ignored; it governs that endpoint here; write it below the route"
                    ),
                    source=layer.source,
                )
        for scopes in islice(self._chains(), _EXAMINED_CHAINS):
            settings = merge(effective_layers(self.base, scopes))
            conflicts = list(contradictions(settings, scopes))
            yield from conflicts or combination_problems(settings)

    def _chains(self) -> Iterator[tuple[Scope, ...]]:
        """Iterate over the scopes that can come together, each combination once."""
        seen = set()
        rules = ((rule.endpoint, rule.rule) for rule in self._app.url_map.iter_rules())
        # Where no rule leads there may be an error under any of the resources.
        for endpoint, rule in (("", "<path>"), *rules):
            outcomes = self._outcomes(endpoint, rule)
            for method in _marks.methods_of(self._app.view_functions.get(endpoint)):
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
        return [self.app_scopes.outcomes_below(prefix), *(each.scopes.outcomes for each in around)]

    # -- requests ----------------------------------------------------------------------------

    def governing(self, endpoint: str | None, method: str, path: str) -> Policy | None:
        """Return the policy that governs an endpoint, for a method and a path."""
        if endpoint in self.fixed:
            return self.fixed[endpoint]
        key = (endpoint, method, path)
        if key in self._by_path:
            return self._by_path[key]
        policy = self.policy(self.scopes(endpoint, method, path))
        if self._is_fixed(endpoint):
            self.fixed[endpoint] = policy
            return policy
        if len(self._by_path) >= _REMEMBERED_PATHS:
            self._by_path.clear()
        self._by_path[key] = policy
        return policy

    def _is_fixed(self, endpoint: str | None) -> bool:
        """Tell whether neither the path nor the method makes a difference to the policy."""
        return (
            self.app_scopes.fixed
            and all(each.scopes.fixed for each in self.blueprints_around(endpoint))
            and not _marks.depends_on_method(self._app.view_functions.get(endpoint or ""))
        )

    def of_actual(self, request: Request) -> Policy | None:
        """Return the policy for a request that is not a preflight."""
        rule = request.url_rule
        if rule is not None:
            if rule.endpoint in self.fixed:
                return self.fixed[rule.endpoint]
            return self.governing(rule.endpoint, request.method, request.path)
        return self._of_outcome(request.routing_exception, request, request.method)

    def of_preflight(self, request: Request, method: str) -> Policy | None:
        """Return the policy for the request that a preflight announces with `method`."""
        rule = request.url_rule
        # The rule that took OPTIONS takes the method too, unless one before it takes no OPTIONS.
        if rule and self._all_take_options and method in (rule.methods or (method,)):
            return self.governing(rule.endpoint, method, request.path)
        if not self._by_endpoint:
            return self.governing(None, method, request.path)
        return self._of_outcome(Routes(self._app, request).match(method), request, method)

    def of_hidden_view(self, view: object, request: Request) -> Policy | None:
        """Return the policy of a decorated view that ran, but that no endpoint leads to."""
        endpoint = request.endpoint or ""
        layers = tuple(_marks.layers_under(view))
        outer = self.scopes(endpoint, request.method, request.path)
        key = (endpoint, outer, layers)
        if key not in self._hidden:
            if len(self._hidden) >= _REMEMBERED_PATHS:
                self._hidden.clear()
            inner = (Scope("view", endpoint, (layer,)) for layer in layers)
            self._hidden[key] = Policy(self.base, (*outer, *inner))
        return self._hidden[key]

    def is_automatic(self, layer: Layer) -> bool:
        """Tell whether OPTIONS is answered for a view whose only layer is this one."""
        automatic: bool = merge((*self.base, layer))["automatic_options"].value
        return automatic

    def view_takes_options(self, request: Request) -> bool:
        """Tell whether a view of the app answers this OPTIONS request by itself."""
        rule = request.url_rule
        if (
            rule is None
            or "OPTIONS" not in (rule.methods or ())
            or getattr(rule, "provide_automatic_options", False)
        ):
            return False
        if not self.view_scopes(rule.endpoint, "OPTIONS"):
            return True
        policy = self.governing(rule.endpoint, "OPTIONS", request.path)
        return policy is not None and not policy.automatic_options

    def _of_outcome(
        self, outcome: Rule | Exception | None, request: Request, method: str
    ) -> Policy | None:
        """Return the policy for what became of matching a URL."""
        path = request.path
        if not self._by_endpoint:
            return self.governing(None, method, path)
        routes = Routes(self._app, request)
        if isinstance(outcome, RequestRedirect):
            outcome = routes.follow(outcome, method)
        if isinstance(outcome, MethodNotAllowed):
            # OPTIONS and HEAD come with the others, and say nothing of their own.
            methods = set(outcome.valid_methods or ())
            owners = [
                self.scopes(rule.endpoint, taken, path)
                for taken in sorted(methods - {"HEAD", "OPTIONS"} or methods)
                if isinstance(rule := routes.match(taken), Rule)
            ]
            return self.policy(_common(owners or [self.scopes(None, method, path)]))
        if isinstance(outcome, NotFound):
            subdomain = routes.subdomain
            owners = [
                self._scopes_of_missing(each, method, subdomain)
                for each in {path, *resolutions(path)}
            ]
            return self.policy(_common(owners))
        endpoint = outcome.endpoint if isinstance(outcome, Rule) else None
        return self.governing(endpoint, method, path)

    def _scopes_of_missing(
        self, path: str, method: str, subdomain: str | None
    ) -> tuple[Scope, ...]:
        """Return the scopes of a path that no rule matches: of the closest prefix around it."""
        closest = (0, 0)
        owners: list[str] = []
        for blueprint in self.blueprints.values():
            fit = blueprint.specificity(path)
            if fit is None or fit < closest or blueprint.subdomain not in {None, subdomain}:
                continue
            owners = [blueprint.name] if fit > closest else [*owners, blueprint.name]
            closest = fit
        if not owners:
            return self.scopes(None, method, path)
        # A name that ends in a dot leads through its blueprints, and to no view.
        return _common([self.scopes(f"{name}.", method, path) for name in owners])


def _can_begin(pattern: PathPattern, prefix: str) -> bool:
    """Tell whether a resource pattern may match a path that begins with `prefix`."""
    if pattern.kind in {PathKind.ALL, PathKind.REGEX}:
        return True
    if pattern.kind is PathKind.EXACT:
        return f"{pattern.text}/".startswith(prefix)
    return pattern.prefix.startswith(prefix) or prefix.startswith(pattern.prefix)


def _common(chains: Sequence[tuple[Scope, ...]]) -> tuple[Scope, ...]:
    """Return the scopes that all chains begin with: what lies around their differences."""
    shared = chains[0]
    for other in chains[1:]:
        pairs = zip(shared, other, strict=False)
        shared = tuple(scope for scope, _ in takewhile(lambda pair: _equal(*pair), pairs))
    return shared


def _equal(one: Scope, other: Scope) -> bool:
    """Tell whether two scopes say the same, wherever they were written."""
    if one is other:
        return True
    return one.kind == other.kind and (
        [layer.values for layer in one.layers] == [layer.values for layer in other.layers]
    )


def _blueprint_names(endpoint: str | None) -> list[str]:
    """Return the names of the blueprints around an endpoint, outermost first."""
    parts = (endpoint or "").split(".")[:-1]
    return [".".join(parts[: end + 1]) for end in range(len(parts))]


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

    def follow(self, redirect: RequestRedirect, method: str) -> Rule | HTTPException | None:
        """Return what a redirect leads to; None outside the app."""
        outcome: Rule | HTTPException | None = redirect
        for _ in range(_MAX_REDIRECTS):
            if not isinstance(outcome, RequestRedirect):
                return outcome
            path = self.path_of(outcome)
            outcome = self.match(method, path) if path is not None else None
        return None

    def path_of(self, redirect: RequestRedirect) -> str | None:
        """Return the path that a redirect leads to, below `SCRIPT_NAME`; None outside the app."""
        target = urlsplit(redirect.new_url)
        adapter = self._adapter
        if adapter is None or target.netloc != adapter.get_host(None):
            return None
        root = adapter.script_name.rstrip("/")
        path = unquote(target.path)
        return path[len(root) :] if path.startswith(f"{root}/") else None

    def methods(self, method: str) -> set[str]:
        """Return the methods that the URL answers, or the one that it redirects to."""
        if self._adapter is None:
            return set()
        outcome = self.match(method)
        path = self.path_of(outcome) if isinstance(outcome, RequestRedirect) else None
        return set(self._adapter.allowed_methods(path))


def _blueprints(registrations: Iterable[Registration], app: Flask) -> dict[str, BlueprintScopes]:
    by_name: dict[str, list[Registration]] = {}
    for registration in registrations:
        by_name.setdefault(registration.name, []).append(registration)
    return {
        name: BlueprintScopes(
            name,
            found[0].prefix,
            found[0].subdomain,
            ScopeTable("blueprint", name, [each.call for each in found]),
            re.compile(rule_regex(found[0].prefix, app.url_map) + r"(?=/|\Z)"),
        )
        for name, found in by_name.items()
    }


class State:
    """What the library knows about one app, in `app.extensions["cors"]`."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.calls: list[Call] = []
        self.registrations: list[Registration] = []
        #: The wrapper of `app.wsgi_app`, once it is in its place.
        self.shell: Any = None
        #: Whether nothing but Flask stands between that and the request.
        self.direct = True
        self._resolver: Resolver | None = None
        self._lock = threading.Lock()
        self._reported: set[Problem] = set()
        self._said: set[tuple[str, str]] = set()
        #: What iterators in app.config gave; each is kept, so that its id stays its own.
        self._one_shot: dict[int, tuple[object, list[object]]] = {}
        #: The `CORS_*` keys of app.config with their values at the first request.
        self.config_keys: list[tuple[str, object]] = []
        self.config_size = 0

    # -- setting up --------------------------------------------------------------------------

    def config(self) -> Layer:
        """Read the `CORS_*` keys of `app.config` as they are now."""
        raw = {key: self._once(value) for key, value in _cors_keys(self.app)}
        source = Source("config", "app.config")
        problems = Problems(source)
        values = parse_config(raw, problems)
        return Layer(source, values, tuple(problems.found))

    def _once(self, value: object) -> object:
        """Return a value in which one-shot iterables are what they gave when first read."""
        if isinstance(value, Mapping):
            return {key: self._once(inside) for key, inside in value.items()}
        if not isinstance(value, Iterator):
            return value
        if id(value) not in self._one_shot:
            self._one_shot[id(value)] = (value, list(value))
        return self._one_shot[id(value)][1]

    def app_calls(self, config: Layer) -> list[Call]:
        """Return the calls of `CORS(app)`, those that name no resources with the configured."""
        return [_with_resources(call, config) for call in self.calls]

    def add_call(self, call: Call, warned: Iterable[Problem] = ()) -> None:
        """Add a call of `CORS(app)`; nothing is added where it is in error."""
        self._reported.update(warned)
        self.check_open()
        config = self.config()
        found = [
            *config.problems,
            *_with_resources(call, config).problems((DEFAULTS, config)),
            *self._repeated(call, config),
        ]
        strict = merge((DEFAULTS, config, *call.layers))["strict"].value
        self._report(found, strict=strict)
        self.calls.append(call)

    def _repeated(self, call: Call, config: Layer) -> Iterator[Problem]:
        """Find resource patterns that an earlier call, or this one, has named already."""
        named = [
            (pattern, each.source)
            for each in (*self.app_calls(config), _with_resources(call, config))
            for pattern in each.patterns
        ]
        first: dict[Any, Source] = {}
        for pattern, source in named:
            if pattern in first and source is call.source:
                yield Problem(
                    "repeated-resource",
                    error=False,
                    message=(
                        f"resources={pattern.text!r}: was named before, by {first[pattern]}; the"
                        " two are one entry, in which the later options win; name it once"
                    ),
                    source=source,
                    option="resources",
                )
            first.setdefault(pattern, source)

    def add_registration(self, registration: Registration) -> None:
        """Add a blueprint with a policy, as it is registered on this app."""
        self.check_open()
        config = self.config()
        strict = merge((DEFAULTS, config, *(layer for c in self.calls for layer in c.layers)))
        if strict["strict"].value:
            self._report(registration.call.problems(), strict=True)
        self._report(config.problems, strict=strict["strict"].value)
        self.registrations.append(registration)

    def check_open(self) -> None:
        """Raise `ConfigurationError` if the app has begun to serve."""
        try:
            # A setup method that changes nothing, and that Flask refuses after the first request.
            self.app.endpoint("")
        except AssertionError:
            place = source_here("app", f"CORS on {self.app.name!r}")
            message = "comes after the first request; configure CORS before the app serves"
            raise ConfigurationError([Problem.fatal("too-late", message, place)]) from None

    def _report(self, problems: Iterable[Problem], *, strict: bool) -> None:
        """Report each problem once."""
        new = [problem for problem in problems if strict or problem not in self._reported]
        self._reported.update(new)
        report(new, strict=strict)

    # -- serving -----------------------------------------------------------------------------

    @cached_property
    def resolver(self) -> Resolver:
        """The resolver of what is configured, complete with the first request."""
        with self._lock:
            return self._resolver or self._make_resolver()

    def _make_resolver(self) -> Resolver:
        resolver, problems = self._read()
        if resolver.strict:
            self._report(problems, strict=True)
        self.config_keys = list(_cors_keys(self.app))
        self.config_size = len(self.app.config)
        self._resolver = resolver
        self._report(problems, strict=False)
        return resolver

    def _read(self) -> tuple[Resolver, list[Problem]]:
        """Return a resolver of what is configured so far, and what is wrong with that."""
        config = self.config()
        resolver = Resolver(self, config)
        problems = [*map(_demoted, config.problems), *resolver.problems()]
        if resolver.strict:
            for call in (*self.calls, *(each.call for each in self.registrations)):
                problems += call.problems()
            problems += resolver.view_problems()
        return resolver, problems

    def preview(self) -> tuple[Resolver, list[Problem]]:
        """Return the resolver that the first request would make, and what it would warn of.

        Nothing is fixed by that. Raises `ConfigurationError` where the first request would.
        """
        if self._resolver is not None:
            return self._resolver, []
        resolver, problems = self._read()
        if resolver.strict and problems:
            raise ConfigurationError(problems)
        return resolver, [problem for problem in problems if problem not in self._reported]

    def once(self, what: str, endpoint: str) -> bool:
        """Return True the first time it is asked about a remark on an endpoint."""
        new = (what, endpoint) not in self._said
        self._said.add((what, endpoint))
        return new

    def config_change(self) -> str | None:
        """Return the `CORS_*` key of `app.config` that was changed too late, once."""
        config = self.app.config
        if len(config) == self.config_size and all(
            config.get(key) is value for key, value in self.config_keys
        ):
            return None
        before, after = dict(self.config_keys), dict(_cors_keys(self.app))
        self.config_keys, self.config_size = list(after.items()), len(config)
        changed = (key for key in {**before, **after} if before.get(key) is not after.get(key))
        return next(changed, None)


def _cors_keys(app: Flask) -> Iterator[tuple[str, object]]:
    return ((key, value) for key, value in app.config.items() if key.startswith("CORS_"))


def _with_resources(call: Call, config: Layer) -> Call:
    """Return a call of `CORS(app)` with the configured resources where it names none."""
    if call.resources is not None:
        return call
    return replace(call, resources=read_call([config], config.source).resources)


def _demoted(problem: Problem) -> Problem:
    """Return an error of app.config as a warning, when it is too late to refuse to start.

    What could not be read is not set, and an origin or a resource that could not be read lets
    nobody in.
    """
    return replace(problem, error=False)


def state_of(app: Flask) -> State:
    """Return the state of an app, a new one where it has none."""
    state: State = app.extensions.setdefault("cors", State(app))
    return state
