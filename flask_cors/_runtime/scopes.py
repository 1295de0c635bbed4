"""The scopes of an app and of its blueprints: which of them is for a path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from flask_cors.core.layers import Scope
from flask_cors.core.patterns.paths import PathKind, ResourceTable

from .url_rules import literal_prefix, rule_regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from werkzeug.routing import Map

    from flask_cors.core.layers import Layer
    from flask_cors.core.patterns.paths import PathPattern

    from .calls import Call


class ScopeTable:
    """The scopes of one app or one blueprint: one a resource pattern."""

    __slots__ = ("_below", "scopes", "table")

    def __init__(self, kind: str, calls: Iterable[Call], name: str = "") -> None:
        layers: dict[Any, list[Layer]] = {}
        for call in calls:
            for pattern, resource in call.entries:
                layers.setdefault(pattern, []).extend((*call.layers, resource))
        self.table = ResourceTable(layers)
        self._below: dict[str, tuple[Scope | None, ...]] = {}
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
        if prefix not in self._below:
            self._below[prefix] = self._find_below(prefix)
        return self._below[prefix]

    def _find_below(self, prefix: str) -> tuple[Scope | None, ...]:
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


def blueprint_scopes(
    registrations: Iterable[Registration], url_map: Map
) -> dict[str, BlueprintScopes]:
    """Return the blueprints with a policy, by the names that they have on an app."""
    by_name: dict[str, list[Registration]] = {}
    for registration in registrations:
        by_name.setdefault(registration.name, []).append(registration)
    return {
        name: BlueprintScopes(
            name,
            found[0].prefix,
            found[0].subdomain,
            ScopeTable("blueprint", [each.call for each in found], name),
            re.compile(rule_regex(found[0].prefix, url_map) + r"(?=/|\Z)"),
        )
        for name, found in by_name.items()
    }


def _can_begin(pattern: PathPattern, prefix: str) -> bool:
    """Tell whether a resource pattern may match a path that begins with `prefix`."""
    if pattern.kind in {PathKind.ALL, PathKind.REGEX}:
        return True
    if pattern.kind is PathKind.EXACT:
        return f"{pattern.text}/".startswith(prefix)
    return pattern.prefix.startswith(prefix) or prefix.startswith(pattern.prefix)


def common_scopes(chains: Sequence[tuple[Scope, ...]]) -> tuple[Scope, ...]:
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


def blueprint_names(endpoint: str | None) -> list[str]:
    """Return the names of the blueprints around an endpoint, outermost first."""
    parts = (endpoint or "").split(".")[:-1]
    return [".".join(parts[: end + 1]) for end in range(len(parts))]
