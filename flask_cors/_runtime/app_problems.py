"""The problems that can only be found in a complete app."""

from __future__ import annotations

from functools import cache
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from flask_cors.core.layers import effective_layers, merge
from flask_cors.core.problems import Problem

from . import marks
from .calls import literal_prefix

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from flask_cors.core.layers import Scope

    from .scopes import AppScopes

#: Maximum number of combinations of scopes that the first request examines; with 1,000 resources
#: and a hundred views, all of them would delay it. The others are interpreted restrictively anyway.
_EXAMINED_CHAINS: Final = 5000


def app_problems(scopes: AppScopes, *, only_new: bool = False) -> Iterator[Problem]:
    """Iterate over the problems that cannot be found in a single call.

    With `only_new`, may omit problems that `CORS(blueprint)` has reported.
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
    asking = set(scopes.layers_using("supports_credentials"))
    if not asking:
        return
    from flask_cors.core.conflicts import combination_problems, contradictions

    # Without credentials, every combination is harmless.
    # A setting in `app.config` may be harmful in any blueprint.
    skips = only_new and not scopes.config.values
    chains = _chains(scopes, scopes.registrations.independent if skips else frozenset())
    effective = ((chain, effective_layers(scopes.base, chain)) for chain in chains)
    with_credentials = (each for each in effective if not asking.isdisjoint(each[1]))
    found: dict[Problem, None] = {}
    for chain, layers in islice(with_credentials, _EXAMINED_CHAINS):
        settings = merge(layers)
        conflicts = list(contradictions(settings, chain))
        found.update(dict.fromkeys(conflicts or combination_problems(settings)))
    # Several combinations can have the same problem.
    yield from found


def _chains(scopes: AppScopes, omitted: AbstractSet[str]) -> Iterator[tuple[Scope, ...]]:
    """Iterate over the possible combinations of scopes, each once.

    Routes of `omitted` blueprints are left out, unless their views are decorated.
    """
    seen = set()
    # A path that matches no rule can fall under any resource, so this pseudo-rule covers all scopes
    # of the app.
    rules = [("", "<path>")]
    decorated = scopes.view_layers()
    if decorated or len(omitted) < len(scopes.registrations.by_name):
        rules += [
            (rule.endpoint, rule.rule)
            for rule in scopes.app.url_map.iter_rules()
            if rule.endpoint.rpartition(".")[0] not in omitted
            or (decorated and marks.MARKS.is_marked(scopes.views.get(rule.endpoint)))
        ]
    below = cache(scopes.app_table.outcomes_below)
    for endpoint, rule in rules:
        around, prefix = scopes.blueprints_around(endpoint), literal_prefix(rule)
        outcomes = (
            [(each.match(rule),) for each in (scopes.app_table, *around)]
            if prefix == rule
            else [below(prefix), *(each.outcomes for each in around)]
        )
        for method in marks.methods_of(scopes.views.get(endpoint)):
            inner = scopes.of_view(endpoint, method)
            for outer in product(*outcomes):
                found = (*filter(None, outer), *inner)
                if found and found not in seen:
                    seen.add(found)
                    yield found
