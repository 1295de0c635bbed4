"""Compares two snapshots of an app: what each route newly allows, and what it no longer allows.

Rows are compared by method, since a single method may have a different policy than before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product, starmap
from typing import TYPE_CHECKING, TypeAlias

from .differences import Verdict, differences, gravest
from .word_sets import searches_bounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .differences import Difference
    from .snapshot import DecidingResource, PolicyRow, Route

    _Choice: TypeAlias = tuple[DecidingResource, ...]
    _RowsOfMethod: TypeAlias = tuple[PolicyRow, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """The verdict on some methods of a route that share a policy."""

    route: Route
    verdict: Verdict
    #: The rows before and after; None if there is no such route or method.
    before: PolicyRow | None
    after: PolicyRow | None
    differences: tuple[Difference, ...] = ()
    methods: tuple[str, ...] = ()

    @property
    def example(self) -> str | None:
        """A path that the policy governs, if the path decides."""
        found = (row.example for row in (self.after, self.before) if row)
        return next(filter(None, found), None)


def compare(before: Sequence[PolicyRow], after: Sequence[PolicyRow]) -> list[Compared]:
    """Compare all routes, in the order of their names."""
    old, new = _by_route(before), _by_route(after)
    routes = sorted({**old, **new}, key=lambda route: (route.endpoint, route.rule, route.domain))
    with searches_bounded():
        return [each for route in routes for each in _compare_route(old.get(route), new.get(route))]


#: The rows of each method, in order and without duplicates.
_Rows: TypeAlias = "dict[str, dict[PolicyRow, None]]"


def _by_route(rows: Iterable[PolicyRow]) -> dict[Route, _Rows]:
    """Group rows by route and method; a rule that is registered twice counts once."""
    found: dict[Route, _Rows] = {}
    for row in rows:
        methods = found.setdefault(row.route, {})
        alike = replace(row, methods=())
        for method in row.methods or ("",):
            methods.setdefault(method, {})[alike] = None
    return found


def _compare_route(before: _Rows | None, after: _Rows | None) -> list[Compared]:
    """Compare the methods of a route; methods with the same outcome are merged."""
    old, new = before or {}, after or {}
    # Most methods have the same rows.
    groups: dict[tuple[_RowsOfMethod, _RowsOfMethod], list[str]] = {}
    for method in sorted({*old, *new}):
        ours = tuple(old.get(method, ())), tuple(new.get(method, ()))
        groups.setdefault(ours, []).append(method)
    methods: dict[Compared, list[str]] = {}
    for (was, now), names in groups.items():
        for outcome in _compare_rows(was, now):
            methods.setdefault(outcome, []).extend(names)
    return [
        replace(outcome, methods=tuple(filter(None, sorted(names))))
        for outcome, names in methods.items()
    ]


def _compare_rows(before: _RowsOfMethod, after: _RowsOfMethod) -> Iterator[Compared]:
    """Compare the policies of one method, by their paths if there are several."""
    if not before:
        yield from (Compared(new.route, Verdict.ADDED, None, new) for new in after)
    elif not after:
        yield from (Compared(old.route, Verdict.REMOVED, old, None) for old in before)
    elif len(before) == 1 or len(after) == 1:
        # Before or after, all paths have the same policy.
        yield from starmap(_compared, product(before, after))
    else:
        yield from _compare_by_paths(before, after)


def _compare_by_paths(before: _RowsOfMethod, after: _RowsOfMethod) -> Iterator[Compared]:
    moves = _Moves(before, after)
    kept: _Pairs = {}
    moved: _Pairs = {}
    for i, old in enumerate(before):
        for j in moves.targets(old):
            new = after[j]
            if not set(old.choices).isdisjoint(new.choices):
                kept[i, j] = _compared(old, new)
            elif moves.are_possible(old, new):
                moved[i, j] = _compared(old, new)
    yield from kept.values()
    yield from _compare_moved(before, after, kept, moved)


#: Results of comparing two rows, by their positions before and after.
_Pairs: TypeAlias = "dict[tuple[int, int], Compared]"


def _compare_moved(
    before: _RowsOfMethod, after: _RowsOfMethod, kept: _Pairs, moved: _Pairs
) -> Iterator[Compared]:
    """Compare rows whose paths may have `moved`, and all pairs for rows that kept no path."""
    sources: dict[int, list[Compared]] = {j: [] for j in range(len(after))}
    targets: dict[int, list[Compared]] = {i: [] for i in range(len(before))}
    for (i, j), found in moved.items():
        sources[j].append(found)
        targets[i].append(found)
    for i, j in kept:
        sources.pop(j, None)
        targets.pop(i, None)
    for j, possible in sources.items():
        new = after[j]
        yield _summed_up(possible or [_compared(old, new) for old in before], None, new)
    for i, possible in targets.items():
        old = before[i]
        yield _summed_up(possible or [_compared(old, new) for new in after], old, None)
    for (i, j), found in moved.items():
        if i in targets or j in sources or found.verdict is Verdict.EQUAL:
            continue
        widened = found.verdict is Verdict.WIDENED
        yield replace(found, verdict=Verdict.UNKNOWN) if widened else found


def _compared(old: PolicyRow, new: PolicyRow) -> Compared:
    found = differences(old.settings, new.settings)
    return Compared(new.route, gravest(each.verdict for each in found), old, new, found)


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


def _summed_up(outcomes: list[Compared], old: PolicyRow | None, new: PolicyRow | None) -> Compared:
    """Combine the verdicts on a policy whose paths had, or now have, one of several other policies.

    It is unknown which of them: the result is widened only if all verdicts are.
    """
    worst = min(outcomes, key=lambda outcome: list(Verdict).index(outcome.verdict))
    verdict = worst.verdict
    if verdict is Verdict.WIDENED and any(each.verdict is not verdict for each in outcomes):
        verdict = Verdict.UNKNOWN
    return Compared(worst.route, verdict, old, new, worst.differences)
