"""Which resource patterns are for no route at all, and which ones others take every route from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_cors._diagnosis.path_areas import Overlaps, Pieces
from flask_cors._runtime.url_map import is_served
from flask_cors.core.patterns.paths import PathKind

from .rules import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from flask import Flask
    from werkzeug.routing import Rule

    from flask_cors._runtime.resolver import Resolver
    from flask_cors._runtime.scopes import ScopeTable
    from flask_cors.core.patterns.paths import PathPattern
    from flask_cors.core.problems import Source


def unreached(app: Flask, resolver: Resolver, known: AbstractSet[object]) -> Iterator[Finding]:
    """Iterate over the resource patterns that govern no route, without those `known` as dead."""
    reach = _Reach(app)
    rules = [rule for rule in app.url_map.iter_rules() if is_served(rule)]
    yield from reach.findings(resolver.app_scopes, rules, known)
    for blueprint in resolver.blueprints.values():
        own = [each for each in rules if blueprint in resolver.blueprints_around(each.endpoint)]
        yield from reach.findings(blueprint, own, known)


class _Reach:
    def __init__(self, app: Flask) -> None:
        self._overlaps = Overlaps(app.url_map)
        #: One pattern of the pieces with an id, asked alone.
        self._alone: dict[tuple[int, int], Pieces] = {}

    def findings(
        self,
        table: ScopeTable,
        rules: Sequence[Rule],
        known: AbstractSet[object],
    ) -> Iterator[Finding]:
        """Iterate over what one table of resources has in vain."""
        if table.covers_every_path:
            return
        chosen = [self._chosen(rule, table) for rule in rules]
        reached = set().union(*chosen)
        for index, pattern in enumerate(table.table.patterns):
            # What is for every path is for those that no route has, too.
            if index in reached or pattern.text in known or pattern.kind is PathKind.ALL:
                continue
            under = (
                taken
                for rule, taken in zip(rules, chosen, strict=True)
                if self._overlap(rule, table, index)
            )
            takers = {
                table.table.patterns[each].text for each in set().union(*under) if each is not None
            }
            source = table.scopes[index].layers[-1].source
            owner = f" of blueprint {table.name!r}" if table.name else ""
            yield _shadowed(pattern, takers, source) if takers else _dead(pattern, owner, source)

    def _overlap(self, rule: Rule, table: ScopeTable, index: int) -> bool:
        """Tell whether paths of a rule fall under a pattern, if no other is asked."""
        pieces = self._overlaps.pieces(table, rule)
        alone = self._alone.setdefault(
            (id(pieces), index), Pieces(each for each in pieces.pieces if each.pattern == index)
        )
        # Most patterns begin in another way than most rules, which is soon seen.
        if not alone.alive(self._overlaps.split(rule)[0]):
            return False
        return any(area.choice != (None,) for area in self._overlaps.areas(rule, [alone]))

    def _chosen(self, rule: Rule, table: ScopeTable) -> set[int | None]:
        """Return the indices of the patterns that paths of a rule fall under, None for no one."""
        if rule.strict_slashes and "<" not in rule.rule:
            scope = table.match(rule.rule)
            return {None if scope is None else table.scopes.index(scope)}
        pieces = self._overlaps.pieces(table, rule)
        return {index for area in self._overlaps.areas(rule, [pieces]) for index in area.choice}


def _shadowed(pattern: PathPattern, takers: Iterable[str], source: Source) -> Finding:
    return finding(
        "shadowed-resource",
        source,
        f"resources={pattern.text!r}: every route under it falls under"
        f" {' or '.join(map(repr, sorted(takers)))}, which is asked first",
        remedy=f"make {pattern.text!r} narrower than that, or remove it",
    )


def _dead(pattern: PathPattern, owner: str, source: Source) -> Finding:
    return finding(
        "dead-resource",
        source,
        f"resources={pattern.text!r}: no route{owner} is under it",
        remedy="correct the pattern (`flask routes` shows the paths), or remove it",
    )
