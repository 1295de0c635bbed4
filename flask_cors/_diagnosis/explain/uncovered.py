"""The resource pattern for a path that no policy governs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from flask_cors._runtime.calls import literal_prefix
from flask_cors._runtime.nearest_pattern import NearestPattern
from flask_cors._runtime.scopes import blueprint_names
from flask_cors.core.patterns.likely_paths import folder_of
from flask_cors.core.patterns.notation import special_characters

if TYPE_CHECKING:
    from flask_cors._runtime.resolver import Resolver
    from flask_cors._runtime.scopes import ScopeTable
    from flask_cors.core.layers import Scope
    from flask_cors.core.problems import Source


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A pattern that would match a path: a correction of a configured one, or a new one."""

    pattern: str
    #: The new value.
    write: str
    hint: str
    #: The scope whose pattern is corrected; its options stay.
    scope: Scope | None = None
    #: The source of the resources, if any.
    source: Source | None = None


def uncovered(resolver: Resolver, path: str, rule: str | None, endpoint: str | None) -> Uncovered:
    """Return the pattern to use for a path that no policy governs."""
    tables = [*reversed(resolver.scopes.blueprints_around(endpoint)), resolver.scopes.app_table]
    for table in tables:
        if corrected := _corrected(resolver, table, path):
            return corrected
    pattern = _new_pattern(path, rule)
    write = repr(pattern)
    if special_characters(pattern) and pattern == path:
        write = f"re.compile({re.escape(pattern)!r})"
    table = next((each for each in tables if each.scopes), resolver.scopes.app_table)
    if not table.scopes:
        why = _but_for(resolver, path, endpoint) or _for_want_of_cors(resolver)
        return Uncovered(pattern, write, f"no policy governs {path!r}{why}")
    texts = [each.text for each in table.table.patterns]
    near = get_close_matches(path, texts, 1) or texts[:3]
    hint = f"{_missing(table, path)}; configured: {', '.join(map(repr, near))}"
    hint += _but_for(resolver, path, endpoint)
    source = next(layer.source for scope in table.scopes for layer in scope.layers)
    return Uncovered(pattern, write, hint, source=source)


def _corrected(resolver: Resolver, table: ScopeTable, path: str) -> Uncovered | None:
    """Return the correction of a misspelled pattern in one table of resources, if there is one."""
    rules = [
        each
        for each in resolver.app.url_map.iter_rules()
        if not table.name or table.name in blueprint_names(each.endpoint)
    ]
    found = NearestPattern(resolver.app, table, rules).spelling_for(path)
    if found is None:
        return None
    wrong, likely = found
    scope = table.scopes[table.table.patterns.index(wrong)]
    shown = repr(likely.patterns[0] if len(likely.patterns) == 1 else list(likely.patterns))
    write = f"resources: {shown} instead of {wrong.text!r}"
    hint = _missing(table, path) + (f": {likely.why}" if likely.why else "")
    return Uncovered(likely.patterns[0], write, hint, scope)


def _but_for(resolver: Resolver, path: str, endpoint: str | None) -> str:
    """Name the methods of a class-based view that @cross_origin covers, if it covers only some."""
    rules = [each for each in resolver.app.url_map.iter_rules() if each.endpoint == endpoint]
    methods = sorted(set().union(*(each.methods or () for each in rules)) - {"HEAD", "OPTIONS"})
    covered = [each for each in methods if resolver.governing(endpoint, each, path)]
    if not covered:
        return ""
    return (
        f"; @cross_origin covers only {', '.join(covered)} of {endpoint!r}: to cover every method,"
        " put it on the class"
    )


def _for_want_of_cors(resolver: Resolver) -> str:
    """Ask whether a call configured the app, if no route of it has a policy."""
    scopes = resolver.scopes
    if any(each.scopes for each in scopes.tables) or scopes.view_layers():
        return ""
    return "; no route has one: was CORS(app) or init_app(app) called?"


def _missing(table: ScopeTable, path: str) -> str:
    owner = f" of blueprint {table.name!r}" if table.name else ""
    return f"no resource{owner} matches {path!r}"


def _new_pattern(path: str, rule: str | None) -> str:
    """Return a pattern for a path and the others in its folder."""
    prefix = literal_prefix(rule or path)
    pattern = folder_of(path) if prefix in {path, rule} else f"{prefix}*"
    is_plain = not special_characters(pattern.removesuffix("*"))
    return pattern if is_plain and prefix != "/" else path
