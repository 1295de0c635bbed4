"""The problems that can only be found in a complete app."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Final

from flask_cors.core.layers import effective_layers, merge
from flask_cors.core.problems import Problem

from . import marks
from .scopes import literal_prefix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask_cors.core.layers import Layer, Scope

    from .scopes import AppScopes

#: Maximum number of combinations of scopes that the first request examines; with 1,000 resources
#: and a hundred views, all of them would delay it. The others are interpreted restrictively anyway.
_EXAMINED_CHAINS: Final = 5000


def app_problems(
    scopes: AppScopes, examined: Iterable[tuple[Layer, ...]] = ()
) -> Iterator[Problem]:
    """Iterate over the problems that cannot be found in a single call.

    The problems of layers that were `examined`, and that have no others around, are left out.
    """
    for endpoint, layer in marks.MARKS.above_routes(scopes.views):
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
    if tables := scopes.tables_with_unused():
        from .nearest_pattern import misspelled_resources

        yield from misspelled_resources(scopes.app, tables, scopes.blueprints_around)
    asking = scopes.layers_with_credentials()
    if not asking:
        return
    from flask_cors.core.conflicts import combination_problems, contradictions

    # Without credentials, every combination is harmless.
    effective = ((chain, effective_layers(scopes.base, chain)) for chain in _chains(scopes))
    with_credentials = (each for each in effective if not asking.isdisjoint(each[1]))
    known = set(map(_with_values, examined))
    new = (each for each in with_credentials if _with_values(each[1]) not in known)
    for chain, layers in islice(new, _EXAMINED_CHAINS):
        settings = merge(layers)
        conflicts = list(contradictions(settings, chain))
        yield from conflicts or combination_problems(settings)


def _with_values(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    return tuple([layer for layer in layers if layer.values])


def _chains(scopes: AppScopes) -> Iterator[tuple[Scope, ...]]:
    """Iterate over the possible combinations of scopes, each once."""
    seen = set()
    # A path that matches no rule can fall under any resource, so this pseudo-rule covers all scopes
    # of the app.
    rules = [("", "<path>")]
    if scopes.blueprints or scopes.view_layers():
        rules += [(rule.endpoint, rule.rule) for rule in scopes.app.url_map.iter_rules()]
    for endpoint, rule in rules:
        outcomes = _outcomes(scopes, endpoint, rule)
        for method in marks.methods_of(scopes.views.get(endpoint)):
            inner = scopes.of_view(endpoint, method)
            for outer in product(*outcomes):
                found = (*filter(None, outer), *inner)
                if found and found not in seen:
                    seen.add(found)
                    yield found


def _outcomes(scopes: AppScopes, endpoint: str, rule: str) -> list[tuple[Scope | None, ...]]:
    """Return the possible scopes around the view of a rule: of the app, then of each blueprint."""
    around, prefix = scopes.blueprints_around(endpoint), literal_prefix(rule)
    if prefix == rule:
        return [(each.match(rule),) for each in (scopes.app_table, *around)]
    return [scopes.app_table.outcomes_below(prefix), *(each.outcomes for each in around)]
