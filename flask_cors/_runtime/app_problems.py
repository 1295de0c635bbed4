"""The problems that can only be found in a complete app."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import islice, product
from typing import TYPE_CHECKING, Final

from flask_cors.core.layers import effective_layers, merge
from flask_cors.core.problems import Problem

from . import marks
from .scopes import literal_prefix

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from flask_cors.core.layers import Scope

    from .calls import Call
    from .scopes import AppScopes

#: Maximum number of combinations of scopes that the first request examines; with 1,000 resources
#: and a hundred views, all of them would delay it. The others are interpreted restrictively anyway.
_EXAMINED_CHAINS: Final = 5000


def app_problems(scopes: AppScopes, reported: Sequence[Call] = ()) -> Iterator[Problem]:
    """Iterate over the problems that cannot be found in a single call.

    May omit the problems of `reported`, calls of `CORS(blueprint)` that have issued their warnings.
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
    chains = _chains(scopes, _examined(scopes, reported))
    effective = ((chain, effective_layers(scopes.base, chain)) for chain in chains)
    with_credentials = (each for each in effective if not asking.isdisjoint(each[1]))
    found: dict[Problem, None] = {}
    for chain, layers in islice(with_credentials, _EXAMINED_CHAINS):
        settings = merge(layers)
        conflicts = list(contradictions(settings, chain))
        found.update(dict.fromkeys(conflicts or combination_problems(settings)))
    # Several combinations can have the same problem.
    yield from found


def _examined(scopes: AppScopes, reported: Sequence[Call]) -> set[str]:
    """Return the names of the blueprints whose policy has no problems beyond those reported."""
    if scopes.config.values:
        return set()
    number = Counter(call.name for call in reported)
    return {call.name for call in reported if number[call.name] == 1 and call.is_independent}


def _chains(scopes: AppScopes, examined: Container[str]) -> Iterator[tuple[Scope, ...]]:
    """Iterate over the possible combinations of scopes, each once."""
    seen = set()
    # A path that matches no rule can fall under any resource, so this pseudo-rule covers all scopes
    # of the app.
    rules = [("", "<path>")]
    decorated = scopes.view_layers()
    if scopes.blueprints or decorated:
        rules += [
            (rule.endpoint, rule.rule)
            for rule in scopes.app.url_map.iter_rules()
            if rule.endpoint.rpartition(".")[0] not in examined
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
