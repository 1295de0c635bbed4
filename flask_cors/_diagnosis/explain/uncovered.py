"""The resource pattern for a path that no policy governs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from flask_cors._runtime.nearest_pattern import NearestPattern
from flask_cors._runtime.url_rules import literal_prefix
from flask_cors.core.patterns.likely_paths import folder_of
from flask_cors.core.patterns.notation import special_characters

if TYPE_CHECKING:
    from flask_cors._runtime.resolver import Resolver
    from flask_cors.core.layers import Scope
    from flask_cors.core.problems import Source


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A pattern that would cover a path: a correction of one that is there, or a new one."""

    pattern: str
    #: The new value.
    write: str
    hint: str
    #: The scope whose pattern is corrected; its options stay.
    scope: Scope | None = None
    #: The place where resources are listed, if any.
    source: Source | None = None


def uncovered(resolver: Resolver, path: str, rule: str | None) -> Uncovered:
    """Return the pattern to use for a path that no policy governs."""
    table = resolver.scopes.app_table
    rules = list(resolver.app.url_map.iter_rules())
    if found := NearestPattern(resolver.app, table, rules).spelling_for(path):
        wrong, likely = found
        scope = table.scopes[table.table.patterns.index(wrong)]
        shown = repr(likely.patterns[0] if len(likely.patterns) == 1 else list(likely.patterns))
        write = f"resources: {shown} in place of {wrong.text!r}"
        hint = f"no resource covers {path!r}" + (f": {likely.why}" if likely.why else "")
        return Uncovered(likely.patterns[0], write, hint, scope)
    pattern = _new_pattern(path, rule)
    write = repr(pattern)
    if special_characters(pattern) and pattern == path:
        write = f"re.compile({re.escape(pattern)!r})"
    if not table.scopes:
        return Uncovered(pattern, write, f"no policy governs {path!r}")
    texts = [scope.name for scope in table.scopes]
    near = get_close_matches(path, texts, 1) or texts[:3]
    hint = f"no resource covers {path!r}; there is {', '.join(map(repr, near))}"
    source = next(layer.source for scope in table.scopes for layer in scope.layers)
    return Uncovered(pattern, write, hint, source=source)


def _new_pattern(path: str, rule: str | None) -> str:
    """Return a pattern for a path and its like, as far as the folders are the same."""
    prefix = literal_prefix(rule or path)
    pattern = folder_of(path) if prefix in {path, rule} else f"{prefix}*"
    is_plain = not special_characters(pattern.removesuffix("*"))
    return pattern if is_plain and prefix != "/" else path
