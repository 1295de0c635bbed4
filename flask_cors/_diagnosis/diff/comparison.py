"""Compares two snapshots of an app: what each route newly allows, and what it no longer allows.

Rows are compared by method, since a single method may have a different policy than before.
"""

from __future__ import annotations

from itertools import product, starmap
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from .differences import Verdict, differences, gravest
from .word_sets import searches_bounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .differences import Difference
    from .snapshot import DecidingResource, PolicyRow, Route

    _Choice: TypeAlias = tuple[DecidingResource, ...]
    _RowsOfMethod: TypeAlias = Sequence[PolicyRow]


class Compared(NamedTuple):
    """The verdict on some methods of a route that share a policy."""

    route: Route
    verdict: Verdict
    #: The rows before and after; None if there is no such route or method.
    before: PolicyRow | None
    after: PolicyRow | None
    differences: tuple[Difference, ...]
    methods: tuple[str, ...]

    @property
    def example(self) -> str | None:
        """A path that the policy governs, if the path decides."""
        found = (row.example for row in (self.after, self.before) if row)
        return next(filter(None, found), None)


class _Outcome(NamedTuple):
    """The verdict on two rows of a method, which are given by position; None without a row."""

    verdict: Verdict
    before: int | None
    after: int | None
    differences: tuple[Difference, ...] = ()


def compare(before: Sequence[PolicyRow], after: Sequence[PolicyRow]) -> list[Compared]:
    """Compare all routes, in the order of their names."""
    old, new = _by_route(before), _by_route(after)
    routes = sorted({**old, **new}, key=lambda route: (route.endpoint, route.rule, route.domain))
    known: _Known = {}
    with searches_bounded():
        return [
            each
            for route in routes
            for each in _compare_route(route, old.get(route, {}), new.get(route, {}), known)
        ]


#: The compared parts of a row: its layer, and the ids of its settings and choices. The rows of a
#: snapshot share equal objects.
_Content: TypeAlias = "tuple[str, str, int, int]"
#: Rows of a route by their example and content, in order.
_Rows: TypeAlias = "dict[tuple[str | None, _Content], PolicyRow]"
#: The outcomes for some rows before and after.
_Known: TypeAlias = "dict[tuple[tuple[_Content, ...], ...], list[_Outcome]]"


def _by_route(rows: Iterable[PolicyRow]) -> dict[Route, dict[tuple[str, ...], _Rows]]:
    """Group rows by route and methods; a rule that is registered twice counts once."""
    found: dict[Route, dict[tuple[str, ...], _Rows]] = {}
    for row in rows:
        key = row.example, (row.kind, row.name, id(row.settings), id(row.choices))
        found.setdefault(row.route, {}).setdefault(row.methods, {}).setdefault(key, row)
    return found


def _by_method(rows: Mapping[tuple[str, ...], _Rows]) -> dict[str, _Rows]:
    found: dict[str, _Rows] = {}
    for methods, group in rows.items():
        for method in methods or ("",):
            found.setdefault(method, {}).update(group)
    return found


def _compare_route(
    route: Route,
    rows_before: Mapping[tuple[str, ...], _Rows],
    rows_after: Mapping[tuple[str, ...], _Rows],
    known: _Known,
) -> Iterator[Compared]:
    """Compare the methods of a route; methods with the same outcome are merged."""
    old, new = _by_method(rows_before), _by_method(rows_after)
    # Most methods have the same rows.
    groups: dict[object, list[str]] = {}
    for method in sorted({*old, *new}):
        keys = tuple(old.get(method, ())), tuple(new.get(method, ()))
        groups.setdefault(keys, []).append(method)
    compared: dict[object, tuple[_Outcome, PolicyRow | None, PolicyRow | None, list[str]]] = {}
    for names in groups.values():
        before, after = old.get(names[0], {}), new.get(names[0], {})
        olds, news = [*before.items()], [*after.items()]
        for outcome in _outcomes(before, after, known):
            old_key, was = (None, None) if outcome.before is None else olds[outcome.before]
            new_key, now = (None, None) if outcome.after is None else news[outcome.after]
            key = outcome.verdict, old_key, new_key, outcome.differences
            compared.setdefault(key, (outcome, was, now, []))[3].extend(names)
    for outcome, was, now, names in compared.values():
        methods = tuple(filter(None, sorted(names)))
        yield Compared(route, outcome.verdict, was, now, outcome.differences, methods)


def _outcomes(before: _Rows, after: _Rows, known: _Known) -> list[_Outcome]:
    """Return the result of `_compare_rows`, which is the same for all routes with such rows."""
    key = tuple(content for _, content in before), tuple(content for _, content in after)
    if key not in known:
        known[key] = list(_compare_rows([*before.values()], [*after.values()]))
    return known[key]


def _compare_rows(before: _RowsOfMethod, after: _RowsOfMethod) -> Iterator[_Outcome]:
    """Compare the policies of one method, by their paths if there are several."""
    if not before:
        yield from (_Outcome(Verdict.ADDED, None, j) for j in range(len(after)))
    elif not after:
        yield from (_Outcome(Verdict.REMOVED, i, None) for i in range(len(before)))
    elif len(before) == 1 or len(after) == 1:
        # Before or after, all paths have the same policy.
        places = product(range(len(before)), range(len(after)))
        yield from (_compared(before, after, i, j) for i, j in places)
    else:
        yield from _compare_by_paths(before, after)


def _compare_by_paths(before: _RowsOfMethod, after: _RowsOfMethod) -> Iterator[_Outcome]:
    moves = _Moves(before, after)
    kept: _Pairs = {}
    moved: _Pairs = {}
    for i, old in enumerate(before):
        for j in moves.targets(old):
            new = after[j]
            if not set(old.choices).isdisjoint(new.choices):
                kept[i, j] = _compared(before, after, i, j)
            elif moves.are_possible(old, new):
                moved[i, j] = _compared(before, after, i, j)
    yield from kept.values()
    yield from _compare_moved(before, after, kept, moved)


#: Results of comparing two rows, by their positions before and after.
_Pairs: TypeAlias = "dict[tuple[int, int], _Outcome]"


def _compare_moved(
    before: _RowsOfMethod, after: _RowsOfMethod, kept: _Pairs, moved: _Pairs
) -> Iterator[_Outcome]:
    """Compare rows whose paths may have `moved`, and all pairs for rows that kept no path."""
    olds, news = range(len(before)), range(len(after))
    sources: dict[int, list[_Outcome]] = {j: [] for j in news}
    targets: dict[int, list[_Outcome]] = {i: [] for i in olds}
    for (i, j), found in moved.items():
        sources[j].append(found)
        targets[i].append(found)
    for i, j in kept:
        sources.pop(j, None)
        targets.pop(i, None)
    for j, possible in sources.items():
        worst = _worst(possible or [_compared(before, after, i, j) for i in olds])
        yield worst._replace(before=None, after=j)
    for i, possible in targets.items():
        worst = _worst(possible or [_compared(before, after, i, j) for j in news])
        yield worst._replace(before=i, after=None)
    for (i, j), found in moved.items():
        if i in targets or j in sources or found.verdict is Verdict.EQUAL:
            continue
        widened = found.verdict is Verdict.WIDENED
        yield found._replace(verdict=Verdict.UNKNOWN) if widened else found


def _compared(before: _RowsOfMethod, after: _RowsOfMethod, i: int, j: int) -> _Outcome:
    found = differences(before[i].settings, after[j].settings)
    return _Outcome(gravest(each.verdict for each in found), i, j, found)


class _Moves:
    """Determines which paths of a route may have changed to a different resource."""

    def __init__(self, before: Sequence[PolicyRow], after: Sequence[PolicyRow]) -> None:
        self._before, self._after = (
            {each: each.rank for row in rows for choice in row.choices for each in choice}
            for rows in (before, after)
        )
        #: The new rows of each resource, and those with a choice that names none of a blueprint.
        self._of_resource: dict[DecidingResource, set[int]] = {each: set() for each in self._after}
        self._beside: dict[str, set[int]] = {each.blueprint: set() for each in self._before}
        for j, row in enumerate(after):
            for choice in row.choices:
                for each in choice:
                    self._of_resource[each].add(j)
                for blueprint in self._beside.keys() - {each.blueprint for each in choice}:
                    self._beside[blueprint].add(j)
        self._every = range(len(after))
        self._added = [each for each in self._after if each not in self._before]
        self._is_reordered = self._in_order(self._before) != self._in_order(self._after)

    def _in_order(self, ranks: Mapping[DecidingResource, int]) -> list[DecidingResource]:
        """Return the resources that exist before and after, in an order of matching."""
        kept = (each for each in self._before if each in self._after)
        return sorted(kept, key=lambda each: (each.blueprint, ranks[each]))

    def targets(self, old: PolicyRow) -> Iterable[int]:
        """Return the new rows that paths of an old row may belong to, and perhaps a few more."""
        found: set[int] = set()
        for choice in old.choices:
            if not choice or choice[0] not in self._after or self._is_reordered:
                return self._every
            found |= self._beside[choice[0].blueprint]
            for each in (choice[0], *self._added):
                found |= self._of_resource[each]
        return sorted(found)

    def are_possible(self, old: PolicyRow, new: PolicyRow) -> bool:
        """Return whether paths of the old row may belong to the new row now."""
        return any(starmap(self._is_possible, product(old.choices, new.choices)))

    def _is_possible(self, old: _Choice, new: _Choice) -> bool:
        now = {each.blueprint: each for each in new}
        # A resource that only one side has decides nothing on the other side.
        pairs = [(each, now[each.blueprint]) for each in old if each.blueprint in now]
        return all(starmap(self._takes, pairs))

    def _takes(self, old: DecidingResource, new: DecidingResource) -> bool:
        """Return whether a path of the old resource may belong to the new resource now.

        If both exist before and after, paths move only if the new resource came after the old one
        in matching order, and now comes before it.
        """
        if old == new or old not in self._after or new not in self._before:
            return True
        return old.rank < self._before[new] and new.rank < self._after[old]


def _worst(outcomes: list[_Outcome]) -> _Outcome:
    """Combine the verdicts on a policy whose paths had, or now have, one of several other policies.

    It is unknown which of them: the result is widened only if all verdicts are.
    """
    worst = min(outcomes, key=lambda outcome: list(Verdict).index(outcome.verdict))
    if worst.verdict is Verdict.WIDENED and any(each.verdict != worst.verdict for each in outcomes):
        return worst._replace(verdict=Verdict.UNKNOWN)
    return worst
