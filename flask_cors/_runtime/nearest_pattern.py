"""The likely spelling of a resource pattern, tried on the routes of the app."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.patterns.likely_paths import Likely, likely_paths
from flask_cors.core.patterns.paths import ResourceTable, parse_resource, twin
from flask_cors.core.problems import Problem, Problems, Source

from .calls import literal_prefix
from .scopes import is_served
from .url_rules import rule_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from flask import Flask
    from werkzeug.routing import Rule

    from flask_cors.core.layers import Scope
    from flask_cors.core.patterns.paths import PathPattern

    from .scopes import ScopeTable

#: A variable of a rule, with the first item of `<any(en, de):lang>`.
_VARIABLE: Final = lazy_regex(r"<(?:any\([\s\"']*([^\s\"',)]+))?[^<>]*>")
#: The resources of an app or a blueprint with more rules are not examined when the app starts.
_MAX_RULES: Final = 1000
#: Maximum number of patterns without a route that are examined, each on all routes.
MAX_DEAD: Final = 10
_NOWHERE: Final = Source("argument", "")


class NearestPattern:
    """The routes under one table of resources, for trying other spellings."""

    def __init__(self, app: Flask, table: ScopeTable, rules: Sequence[Rule]) -> None:
        self._app = app
        self._table = table
        self._rules = [rule for rule in rules if is_served(rule)]

    def spelling(self, pattern: PathPattern) -> Likely | None:
        """Return the first likely spelling of a pattern that would govern routes."""
        return next(self._governing(pattern, self._samples), None)

    def spelling_for(self, path: str) -> tuple[PathPattern, Likely] | None:
        """Return the first pattern with a likely spelling that would also govern a path."""
        for pattern in self._table.table.patterns:
            kept = [each for each in self._samples if self._covers(pattern, each)]
            for likely in self._governing(pattern, [path, *self._samples]):
                instead = [each for text in likely.patterns if (each := _read(text))]
                if all(
                    any(self._covers(each, covered) for each in instead)
                    for covered in (path, *kept)
                ):
                    return pattern, likely
        return None

    def _covers(self, pattern: PathPattern, path: str) -> bool:
        return any(map(pattern.matches, self._readings(path)))

    @cached_property
    def _routes(self) -> list[str]:
        """The rules with a `*` for each variable."""
        whole = [_VARIABLE.sub("*", rule.rule) for rule in self._rules]
        return [each for path in whole for each in self._readings(path)]

    @cached_property
    def _samples(self) -> list[str]:
        """An example path for each rule, with a 1 for most variables."""
        return [_VARIABLE.sub(lambda found: found[1] or "1", rule.rule) for rule in self._rules]

    def _governing(self, pattern: PathPattern, paths: Sequence[str]) -> Iterator[Likely]:
        """Iterate over spellings that would govern paths; the last ones have a dead part."""
        kept = [each for each in self._table.table.patterns if each != pattern]
        partly: list[tuple[Likely, list[PathPattern]]] = []
        root = str(self._app.config["APPLICATION_ROOT"] or "")
        for likely in likely_paths(pattern.text, self._routes, root):
            instead = [each for text in likely.patterns if (each := _read(text))]
            if len(instead) < len(likely.patterns) or not {*kept}.isdisjoint(instead):
                continue
            table = ResourceTable([*kept, *instead])
            found = {table.match(each) for path in paths for each in self._readings(path)}
            idle = [each for index, each in enumerate(instead, len(kept)) if index not in found]
            if not idle:
                yield likely
            elif len(idle) < len(instead):
                partly.append((likely, idle))
        for likely, idle in partly:
            yield self._without_dead(likely, idle)

    def _without_dead(self, likely: Likely, idle: Sequence[PathPattern]) -> Likely:
        """Return a spelling without its patterns that certainly match no route."""
        covered = self._covered(ResourceTable(idle))
        dead = [each.text for index, each in enumerate(idle) if index not in covered]
        if not dead:
            return likely
        patterns = tuple(each for each in likely.patterns if each not in dead)
        verb = "matches" if len(dead) == 1 else "match"
        owner = f" of blueprint {self._table.name!r}" if self._table.name else ""
        why = f"{', '.join(map(repr, dead))} {verb} no route{owner}"
        return Likely(patterns, ", and ".join(filter(None, (likely.why, why))))

    def _readings(self, path: str) -> list[str]:
        """Return both forms of a path: complete, and without the blueprint's prefix."""
        prefix = self._table.prefix
        return [path, path.removeprefix(prefix) or "/"] if path.startswith(prefix) else [path]

    # -- patterns that match no route ----------------------------------------------------------

    def dead_patterns(self) -> Iterator[tuple[Source, PathPattern, Likely]]:
        """Iterate over the patterns that match no route, with a spelling that would match some."""
        table = self._table
        covered = self._covered(table.table)
        dead = (
            (scope, pattern)
            for index, (scope, pattern) in enumerate(
                zip(table.scopes, table.table.patterns, strict=True)
            )
            if index not in covered and pattern.text not in _known(scope)
        )
        for scope, pattern in islice(dead, MAX_DEAD):
            if likely := self.spelling(pattern):
                yield scope.layers[-1].source, pattern, likely

    def _covered(self, table: ResourceTable) -> set[int]:
        """Return the patterns that may match a path of a rule."""
        patterns = table.patterns
        if "<" in self._table.prefix:
            return set(range(len(patterns)))
        covered = {index for index, each in enumerate(patterns) if each.kind == "all"}
        for rule in self._rules:
            # Most patterns and rules have different prefixes.
            beginnings = self._readings(literal_prefix(rule.rule))
            near = {index for each in beginnings for index in table.below(each)[0]}
            covered |= {index for index in near - covered if self._may_cover(patterns[index], rule)}
        return covered

    def _may_cover(self, pattern: PathPattern, rule: Rule) -> bool:
        """Return whether a pattern whose prefix fits a rule may match a path of it."""
        if "<" not in rule.rule:
            return self._covers(pattern, rule.rule)
        if pattern.kind == "wildcard":
            return True
        regexes = [rule_regex(each, self._app.url_map) for each in self._readings(rule.rule)]
        if pattern.kind == "exact":
            paths = pattern.text, twin(pattern.text)
            return any(re.fullmatch(regex, path) for regex, path in product(regexes, paths))
        return _may_share_a_path(pattern, regexes)


def misspelled_resources(
    app: Flask,
    tables: Sequence[ScopeTable],
    blueprints_around: Callable[[str], Collection[ScopeTable]],
) -> Iterator[Problem]:
    """Iterate over the resources that match no route, but would in another spelling."""
    rules = [rule for rule in app.url_map.iter_rules() if is_served(rule)]
    below: dict[str, list[Rule]] = {"": rules}
    if any(table.name for table in tables):
        for rule in rules:
            for blueprint in blueprints_around(rule.endpoint):
                below.setdefault(blueprint.name, []).append(rule)
    for table in tables:
        own = below.get(table.name, [])
        if len(own) > _MAX_RULES:
            continue
        for source, pattern, likely in NearestPattern(app, table, own).dead_patterns():
            yield Problem(
                "dead-resource",
                error=False,
                source=source,
                option="resources",
                value=pattern.text,
                about=f"resources={pattern.text!r}",
                reason="matches no route" + (f" of blueprint {table.name!r}" if table.name else ""),
                remedy=likely.remedy,
            )


def _known(scope: Scope) -> set[object]:
    """Return the patterns that already have a warning that they match no path."""
    problems = (problem for layer in scope.layers for problem in layer.problems)
    return {each.value for each in problems if each.code in {"dead-resource", "url-rule"}}


def _read(text: str) -> PathPattern | None:
    problems = Problems(_NOWHERE)
    pattern = parse_resource(text, problems)
    return None if problems.found else pattern


def _may_share_a_path(pattern: PathPattern, regexes: Iterable[str]) -> bool:
    """Return whether a regular expression and one of the others may match the same path."""
    from flask_cors.core.regex.automaton import find_word
    from flask_cors.core.regex.steps import UndecidedError
    from flask_cors.core.regex.syntax import UnreadableError, read

    try:
        return any(find_word([pattern.automaton(), read(each)]) is not None for each in regexes)
    except (UndecidedError, UnreadableError):
        return True
