"""The scopes of a URL that no rule matches, or no rule that accepts the method."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import MethodNotAllowed

from flask_cors.core.layers import UNDECIDED, Layer, Scope
from flask_cors.core.patterns.paths import resolutions

from .calls import literal_prefix
from .scopes import blueprint_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from werkzeug.exceptions import NotFound
    from werkzeug.routing import Rule

    from .scopes import AppScopes, ScopeTable
    from .url_map import Routes

#: The innermost scope of a path that a server may resolve to one with a different policy. Nothing
#: rejects a 404, so every origin gets the same response.
_UNDECIDED_PLACE: Final = Scope(
    "app", UNDECIDED.label, (Layer(UNDECIDED, {"origins": (), "vary_header": False}),)
)


def scopes_of_missing(
    scopes: AppScopes, routes: Routes, error: MethodNotAllowed | NotFound, path: str, target: str
) -> tuple[Scope, ...]:
    """Return the scopes of a path if no rule matches `target`: the path, or where it redirects."""
    if isinstance(error, MethodNotAllowed):
        rules = routes.taking(error, target)
        owners = [
            scopes.around(rule.endpoint, taken, path)
            for rule, taken in rules
            if not is_around_blueprint(rule, scopes, path, routes.subdomain)
        ]
        if owners or not rules:
            return common_scopes(owners or [scopes.outside(path)])
    places = {path, *resolutions(path)}
    chains = [_of_prefixes(scopes, each, routes.subdomain) for each in places]
    common = common_scopes(chains)
    are_equal = all(len(each) == len(common) for each in chains)
    return common if are_equal else (*common, _UNDECIDED_PLACE)


def _of_prefixes(scopes: AppScopes, path: str, subdomain: str | None) -> tuple[Scope, ...]:
    """Return the scopes of a path that no rule matches, by the closest prefix."""
    outer = scopes.outside(path)
    # A name that ends with a dot has blueprints, but no view.
    names = [f"{each}." for each in owners_of_missing(scopes, path, subdomain)]
    chains = [scopes.with_blueprints(outer, name, path) for name in names]
    return common_scopes(chains or [outer])


def owners_of_missing(scopes: AppScopes, path: str, subdomain: str | None) -> list[str]:
    """Return the blueprints whose subdomain and prefix best fit a URL that no rule matches."""
    fits = {each.name: each.specificity(path, subdomain) for each in _tables_above(scopes, path)}
    closest = max(filter(None, fits.values()), default=None)
    return [name for name, fit in fits.items() if fit is not None and fit == closest]


def _tables_above(scopes: AppScopes, path: str) -> Iterator[ScopeTable]:
    """Iterate over the blueprints whose prefix, up to its first variable, begins a path."""
    for name, begins in scopes.registrations.prefixes.copy().items():
        if path.startswith(begins):
            yield scopes.table_of(name)


def is_around_blueprint(rule: Rule, scopes: AppScopes, path: str, subdomain: str | None) -> bool:
    """Return whether a rule outside a blueprint matches a path below the blueprint's prefix."""
    from .url_rules import is_isolating

    begins, own = literal_prefix(rule.rule), blueprint_names(rule.endpoint)
    return not is_isolating(rule.rule, rule.map) and any(
        each.specificity(path, subdomain) and not each.specificity(begins, subdomain)
        for each in _tables_above(scopes, path)
        if each.name not in own
    )


def common_scopes(chains: Sequence[tuple[Scope, ...]]) -> tuple[Scope, ...]:
    """Return the outer scopes that all chains have in common."""
    shared = chains[0]
    for other in chains[1:]:
        pairs = zip(shared, other, strict=False)
        shared = tuple(scope for scope, _ in takewhile(lambda pair: _equal(*pair), pairs))
    return shared


def _equal(one: Scope, other: Scope) -> bool:
    """Return whether two scopes have the same options, regardless of their sources."""
    if one is other:
        return True
    return one.kind == other.kind and (
        [layer.values for layer in one.layers] == [layer.values for layer in other.layers]
    )
