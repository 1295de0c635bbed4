"""Rules about resource patterns that match no route, or only routes that others match first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_cors._diagnosis.path_areas import Overlaps, Pieces
from flask_cors._runtime.nearest_pattern import MAX_DEAD, NearestPattern
from flask_cors._runtime.scopes import is_served

from .rules import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from flask import Flask
    from werkzeug.routing import Rule

    from flask_cors._runtime.resolver import Resolver
    from flask_cors._runtime.scopes import ScopeTable
    from flask_cors.core.layers import Scope
    from flask_cors.core.patterns.likely_paths import Likely
    from flask_cors.core.patterns.paths import PathPattern
    from flask_cors.core.problems import Source


def unreached(app: Flask, resolver: Resolver, known: AbstractSet[object]) -> Iterator[Finding]:
    """Iterate over the resource patterns that govern no route, except those `known` as dead."""
    reach = _Reach(app, resolver)
    rules = [rule for rule in app.url_map.iter_rules() if is_served(rule)]
    tables = resolver.scopes.tables
    own: dict[str, list[Rule]] = {table.name: [] for table in tables}
    for rule in rules:
        for table in (resolver.scopes.app_table, *resolver.scopes.blueprints_around(rule.endpoint)):
            own[table.name].append(rule)
    for table in tables:
        yield from reach.findings(table, own[table.name], known)


class _Reach:
    def __init__(self, app: Flask, resolver: Resolver) -> None:
        self._app = app
        self._overlaps = Overlaps.of(resolver)
        #: The pieces of one pattern, to be matched without the others.
        self._alone: dict[tuple[int, int], Pieces] = {}

    def findings(
        self,
        table: ScopeTable,
        rules: Sequence[Rule],
        known: AbstractSet[object],
    ) -> Iterator[Finding]:
        """Iterate over the patterns in one table of resources that have no effect."""
        if table.covers_every_path:
            return
        chosen = self._chosen(rules, table)
        reached = set().union(*chosen)
        patterns = table.table.patterns
        left = {
            index
            for index, pattern in enumerate(patterns)
            # A pattern for every path also covers the paths without a route.
            if not (index in reached or pattern.text in known or pattern.kind == "all")
        }
        takers = self._takers(rules, table, left, chosen)
        nearest = NearestPattern(self._app, table, rules)
        tried = 0
        for index in sorted(left):
            source = table.scopes[index].layers[-1].source
            owner = f" of blueprint {table.name!r}" if table.name else ""
            if texts := {patterns[each].text for each in takers[index] if each is not None}:
                yield _shadowed(patterns[index], texts, source)
            else:
                likely = nearest.spelling(patterns[index]) if tried < MAX_DEAD else None
                tried += 1
                yield _dead(patterns[index], owner, source, likely)

    def _takers(
        self,
        rules: Sequence[Rule],
        table: ScopeTable,
        left: AbstractSet[int],
        chosen: Sequence[set[int | None]],
    ) -> dict[int, set[int | None]]:
        """Return the patterns that take the paths of rules away from the given patterns."""
        found: dict[int, set[int | None]] = {index: set() for index in left}
        for rule, taken in zip(rules, chosen, strict=True) if left else ():
            pieces = self._overlaps.pieces(table, rule)
            beginning, _ = self._overlaps.split(rule)
            # Most patterns and rules have different beginnings.
            for number, _ in pieces.alive(beginning):
                index = pieces.pieces[number].pattern
                if index in left and self._overlap(rule, pieces, index):
                    found[index] |= taken
        return found

    def _overlap(self, rule: Rule, pieces: Pieces, index: int) -> bool:
        """Return whether a pattern on its own matches paths of a rule."""
        key = (id(pieces), index)
        if key not in self._alone:
            own = (each for each in pieces.pieces if each.pattern == index)
            self._alone[key] = Pieces(own)
        return any(
            area.choice != (None,) for area in self._overlaps.areas(rule, [self._alone[key]])
        )

    def _chosen(self, rules: Iterable[Rule], table: ScopeTable) -> list[set[int | None]]:
        """Return the patterns that govern paths of each rule; None means that no pattern does."""
        indices: dict[Scope | None, int] = {each: index for index, each in enumerate(table.scopes)}
        found: list[set[int | None]] = []
        for rule in rules:
            if rule.strict_slashes and "<" not in rule.rule:
                found.append({indices.get(table.match(rule.rule))})
            else:
                areas = self._overlaps.areas(rule, [self._overlaps.pieces(table, rule)])
                found.append({index for area in areas for index in area.choice})
        return found


def _shadowed(pattern: PathPattern, takers: Iterable[str], source: Source) -> Finding:
    return finding(
        "shadowed-resource",
        source,
        f"resources={pattern.text!r}: every route that it matches is matched first by"
        f" {' or '.join(map(repr, sorted(takers)))}",
        remedy=f"make {pattern.text!r} narrower than that, or remove it",
    )


def _dead(pattern: PathPattern, owner: str, source: Source, likely: Likely | None) -> Finding:
    return finding(
        "dead-resource",
        source,
        f"resources={pattern.text!r} matches no route{owner}",
        remedy=likely.remedy
        if likely
        else "correct the pattern (`flask routes` shows the paths), or remove it",
    )
