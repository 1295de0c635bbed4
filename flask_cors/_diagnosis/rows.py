"""The routes of an app with the policies that govern them, found by the run-time resolver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

from flask_cors._runtime import marks
from flask_cors._runtime.scopes import is_served
from flask_cors.core.layers import UNDECIDED
from flask_cors.core.policy import CorsRequest
from flask_cors.core.regex.automaton import literal
from flask_cors.core.regex.steps import UndecidedError

from .path_areas import Overlaps
from .path_matcher import PathMatcher
from .path_search import find, start_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from flask import Flask
    from werkzeug.routing import Rule

    from flask_cors._runtime.resolver import Resolver
    from flask_cors._runtime.scopes import ScopeTable
    from flask_cors.core.layers import Scope
    from flask_cors.core.patterns.paths import PathPattern
    from flask_cors.core.policy import Policy
    from flask_cors.core.regex.automaton import Place

    from .path_areas import Area

    #: If `flask_cors` answers, nothing can refuse the preflight; `view` is a view that accepts
    #: OPTIONS itself; `Flask` answers without CORS headers, because of `automatic_options=False`.
    Answerer: TypeAlias = Literal["flask_cors", "view", "Flask"]

#: The kind and name of the layer that governs, the policy, and the choices that lead to it.
_Governing: TypeAlias = "tuple[str, str, Policy | None, tuple[tuple[Resource, ...], ...]]"
#: The maximum number of example paths that are tried; after that, a policy is shown as possible,
#: without an example.
_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True)
class Resource:
    """The resource of an app or of a blueprint that matches paths."""

    #: The name and the prefix of the blueprint, empty for the app.
    blueprint: str
    prefix: str
    #: None if no pattern matches the paths.
    pattern: PathPattern | None
    #: Its position in the order of matching.
    rank: int


class Row(NamedTuple):
    """One policy that governs a rule: for some of its methods, on some of its paths."""

    rule: Rule
    #: The methods that the policy governs, sorted; empty if the rule accepts any.
    methods: tuple[str, ...]
    #: The layer that governs: `view`, `blueprint`, `resource`, `app` or `none`.
    kind: str
    #: The name of the blueprint or the pattern of the resource; otherwise empty.
    name: str
    policy: Policy | None
    #: A path that the policy governs, if other paths of the rule have a different policy.
    example: str | None = None
    #: True if the policy is known to govern requests, False if it may.
    certain: bool = True
    #: The party that answers preflights; None without a policy.
    answerer: Answerer | None = None
    #: The deciding resources, innermost first, for each combination that leads to this policy.
    choices: tuple[tuple[Resource, ...], ...] = ()

    @property
    def governed_by(self) -> str:
        """The layer that governs, as text."""
        return f"{self.kind} {self.name}".rstrip()

    @property
    def values(self) -> dict[str, Any]:
        """The effective value of each option; empty without a policy."""
        settings = self.policy.settings if self.policy else {}
        return {name: setting.value for name, setting in settings.items()}

    def equals(self, other: Row) -> bool:
        """Return whether the same layer governs, with the same settings."""
        return (self.kind, self.name) == (other.kind, other.name) and self.values == other.values


def rows(
    app: Flask, resolver: Resolver, each: Callable[[Sequence[Rule]], Iterable[Rule]] = iter
) -> list[Row]:
    """Return the rows of all rules of an app, in the order in which Flask matches rules.

    `each` iterates over the rules, and can show progress.
    """
    listing = _Listing(app, resolver)
    return [row for rule in each(list(app.url_map.iter_rules())) for row in listing.rows(rule)]


class _Listing:
    """The rows of an app, with everything that is computed once for all its rules."""

    def __init__(self, app: Flask, resolver: Resolver) -> None:
        self._app = app
        self._resolver = resolver
        self._scopes = resolver.scopes
        self._overlaps = Overlaps.of(resolver)
        self._routes = PathMatcher(app)
        table = resolver.scopes.app_table
        self._narrower = {
            scope: pattern.text
            for scope, pattern in zip(table.scopes, table.table.patterns, strict=True)
            if pattern.kind != "all"
        }
        #: The table of each scope of a resource, and its index there.
        self._places = {
            scope: (table, index)
            for table in resolver.scopes.tables
            for index, scope in enumerate(table.scopes)
        }
        self._governing: dict[tuple[str, tuple[Scope, ...]], _Governing] = {}
        # Rules of the same text are in the order in which Flask matches them.
        self._take_options: dict[tuple[str, str | None, str | None], Rule] = {}
        for rule in app.url_map.iter_rules():
            if is_served(rule) and "OPTIONS" in (rule.methods or ()):
                self._take_options.setdefault((rule.rule, rule.subdomain, rule.host), rule)

    def rows(self, rule: Rule) -> list[Row]:
        """Return a row for each policy that can govern a request to a rule."""
        view = self._app.view_functions.get(rule.endpoint)
        methods = marks.methods_of(view) if rule.methods is None else sorted(rule.methods)
        groups: dict[tuple[Scope, ...], list[str]] = {}
        for method in methods or [""]:
            scopes = self._scopes.of_view(rule.endpoint, method)
            groups.setdefault(scopes, []).append(method)
        found: list[Row] = []
        for inner, group in groups.items():
            own = self._rows_of_group(rule, inner, tuple(filter(None, group)))
            # The rows of one group differ from each other.
            found = _merged(found, own) if found else own
        if is_served(rule):
            return found
        return [row._replace(example=None, certain=False) for row in found]

    def _rows_of_group(
        self, rule: Rule, inner: tuple[Scope, ...], methods: tuple[str, ...]
    ) -> list[Row]:
        """Return the rows for methods that have the same scopes of the view."""
        around = self._around(rule.endpoint, inner)
        if all(table.covers_every_path for table in around) or (
            rule.strict_slashes and "<" not in rule.rule
        ):
            method = methods[0] if methods else ""
            scopes = self._scopes.around(rule.endpoint, method, rule.rule)
            return [self._row(rule, methods, scopes)]
        deciding = [each for each in around if not each.covers_every_path]
        pieces = [self._overlaps.pieces(each, rule) for each in deciding]
        only = self._overlaps.only_choice(rule, pieces)
        if only is not None:
            return [self._row(rule, methods, (*_expected(around, only), *inner))]
        areas = self._overlaps.areas(rule, pieces)
        if len(areas) == 1 and self._overlaps.is_plain(rule):
            return [self._row(rule, methods, (*_expected(around, areas[0].choice), *inner))]
        found: list[Row] = []
        surprises: list[Row] = []
        compared = {scope for table in around for scope in table.scopes}
        for area in areas:
            expected = (*_expected(around, area.choice), *inner)
            for row in self._rows_of_area(rule, methods, area, expected, compared):
                (found if row.policy is self._resolver.policy(expected) else surprises).append(row)
        found = _distinct([*found, *surprises])
        if not found:
            # Other rules match all paths, so no request gets here; the rule is still listed.
            scopes = self._scopes.around(rule.endpoint, "", rule.rule)
            return [self._row(rule, methods, scopes, certain=False)]
        return found if len(found) > 1 else [found[0]._replace(example=None, certain=True)]

    def _around(self, endpoint: str, inner: tuple[Scope, ...]) -> list[ScopeTable]:
        """Return the tables of scopes that matter for an endpoint, outermost first.

        Tables outside a scope that sets `origins` do not.
        """
        if any(scope.names_origins for scope in inner):
            return []
        found: list[ScopeTable] = []
        for blueprint in reversed(self._scopes.blueprints_around(endpoint)):
            found.insert(0, blueprint)
            outcomes = blueprint.outcomes
            if all(scope is not None and scope.names_origins for scope in outcomes):
                return found
        return [self._scopes.app_table, *found]

    def _rows_of_area(
        self,
        rule: Rule,
        methods: tuple[str, ...],
        area: Area,
        expected: tuple[Scope, ...],
        compared: AbstractSet[Scope],
    ) -> Iterator[Row]:
        """Iterate over the policies of example paths until one has the expected scopes."""
        beginning, tail = self._overlaps.split(rule)
        if area.settled and self._routes.ask(rule, methods, path := f"{beginning}{area.word}")[0]:
            yield self._row(rule, methods, expected, example=path)
            return
        without_view = [scope for scope in expected if scope.kind != "view"]
        method = methods[0] if methods else ""
        tried: list[Place] = []
        word = area.word
        while word is not None and len(tried) < _ATTEMPTS:
            path = beginning + word
            other: Rule | None = None
            # The automaton of an expression that cannot be analyzed accepts too much.
            if re.fullmatch(tail, word):
                taken, other = self._routes.ask(rule, methods, path)
                if taken:
                    scopes = self._scopes.around(rule.endpoint, method, path)
                    yield self._row(rule, methods, scopes, example=path)
                    if [scope for scope in scopes if scope in compared] == without_view:
                        return
            language = other and self._overlaps.language(other, beginning)
            tried.append(language or start_of(literal(word)))
            try:
                word = find(area.within, (*area.without, *tried))
            except UndecidedError:
                break
            if word is None:
                return
        yield self._row(rule, methods, expected, certain=False)

    def _row(
        self,
        rule: Rule,
        methods: tuple[str, ...],
        scopes: tuple[Scope, ...],
        *,
        example: str | None = None,
        certain: bool = True,
    ) -> Row:
        # Rows of the same blueprints and scopes only differ in their paths.
        key = (rule.endpoint.rpartition(".")[0], scopes)
        if key not in self._governing:
            self._governing[key] = self._govern(rule.endpoint, scopes)
        kind, name, policy, choices = self._governing[key]
        answerer = self._answerer(rule, policy, example or rule.rule)
        return Row(rule, methods, kind, name, policy, example, certain, answerer, choices)

    def _govern(self, endpoint: str, scopes: tuple[Scope, ...]) -> _Governing:
        kind, name = "none", ""
        if scopes and scopes[-1].name == UNDECIDED.label:
            scopes = ()
        if scopes:
            innermost = scopes[-1]
            kind = innermost.kind
            name = innermost.name if kind == "blueprint" else ""
            if innermost in self._narrower:
                kind, name = "resource", self._narrower[innermost]
        choice = tuple(self._deciding(endpoint, scopes))
        return kind, name, self._resolver.policy(scopes), (choice,)

    def _deciding(self, endpoint: str, scopes: Sequence[Scope]) -> Iterator[Resource]:
        """Iterate over the deciding resources, from the inside to the one that sets `origins`."""
        if any(scope.kind == "view" and scope.names_origins for scope in scopes):
            return
        around = (self._scopes.app_table, *self._scopes.blueprints_around(endpoint))
        places = [self._places[scope] for scope in scopes if scope in self._places]
        for table in reversed([table for table in around if table.scopes]):
            patterns = table.table.patterns
            index = next((index for owner, index in places if owner is table), None)
            if index is None:
                yield Resource(table.name, table.prefix, None, len(patterns))
                continue
            rank = table.table.rank(index)
            yield Resource(table.name, table.prefix, patterns[index], rank)
            if table.scopes[index].names_origins:
                return

    def _answerer(self, rule: Rule, policy: Policy | None, path: str) -> Answerer | None:
        if policy is None:
            return None
        takes_options = self._take_options.get((rule.rule, rule.subdomain, rule.host))
        if self._resolver.view_takes_options(takes_options, path):
            return "view"
        return "Flask" if policy.is_view and not policy.automatic_options else "flask_cors"


def _expected(around: Sequence[ScopeTable], choice: Sequence[int | None]) -> Iterator[Scope]:
    """Iterate over the chosen scopes, and over those that need no choice."""
    choices = iter(choice)
    for table in around:
        index = (0 if table.scopes else None) if table.covers_every_path else next(choices)
        if index is not None:
            yield table.scopes[index]


def _distinct(rows: Iterable[Row]) -> list[Row]:
    """Keep one of several equal rows, with an example if one of them has it."""
    found: list[Row] = []
    alike: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        indices = alike.setdefault((row.kind, row.name), [])
        same = next((index for index in indices if found[index].equals(row)), None)
        if same is None:
            indices.append(len(found))
            found.append(row)
            continue
        known = found[same]
        choices = tuple(dict.fromkeys((*known.choices, *row.choices)))
        better = row if row.certain and not known.certain else known
        found[same] = better._replace(choices=choices)
    return found


def _merged(rows: Sequence[Row], others: Iterable[Row]) -> list[Row]:
    """Add rows for other methods, or their methods to equal rows."""
    found = list(rows)
    for row in others:
        for index, known in enumerate(rows):
            alike = known.choices == row.choices
            if alike and (known.example is None) == (row.example is None) and known.equals(row):
                methods = sorted({*known.methods, *row.methods})
                found[index] = known._replace(methods=tuple(methods))
                break
        else:
            found.append(row)
    return found


#: Methods implied by others: routes need not list them, and commands show them only on request.
COMPANION_METHODS: Final = frozenset({"HEAD", "OPTIONS"})
#: An origin that cannot exist (RFC 2606), to find out whether responses depend on the origin.
_SOME_ORIGIN: Final = "https://some.invalid"


def vary(policy: Policy) -> list[str]:
    """Return the members of `Vary` in responses to actual requests of any origin."""
    members: dict[str, None] = {}
    for origin in (None, _SOME_ORIGIN):
        request = CorsRequest("GET", origin)
        # Callables are not called: their result does not affect `Vary`.
        decision = policy.decide(request, lambda *_: False, explain=True)
        members.update(dict.fromkeys(decision.vary))
    return list(members)


def methods(row: Row, *, all_methods: bool = False) -> list[str]:
    """Return the methods of a row, without HEAD and OPTIONS unless asked for."""
    return [name for name in row.methods if all_methods or name not in COMPANION_METHODS]


def without_companions(rows: Iterable[Row]) -> list[Row]:
    """Omit rows for HEAD and OPTIONS only, if the rule has a row for other methods."""
    rows = list(rows)
    own = {id(row.rule) for row in rows if not COMPANION_METHODS.issuperset(row.methods or ("",))}
    return [
        row
        for row in rows
        if id(row.rule) not in own or not COMPANION_METHODS.issuperset(row.methods or ("",))
    ]


def domain(app: Flask, row: Row) -> str:
    """Return the host or the subdomain of a row, empty if the rule has none."""
    return (row.rule.host if app.url_map.host_matching else row.rule.subdomain) or ""
