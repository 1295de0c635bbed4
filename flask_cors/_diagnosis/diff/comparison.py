"""Compares two snapshots of an app: what each route allows now that it did not, and the reverse.

Rows are compared by method, since a single method may come under another policy.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product, starmap
from typing import TYPE_CHECKING, TypeAlias

from .differences import Verdict, differences, gravest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .differences import Difference
    from .snapshot import PolicyRow, Route


@dataclass(frozen=True, slots=True)
class Compared:
    """The verdict on some methods of a route, under one of its policies."""

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
    return [each for route in routes for each in _compare_route(old.get(route), new.get(route))]


_Rows: TypeAlias = "dict[str, list[PolicyRow]]"


def _by_route(rows: Iterable[PolicyRow]) -> dict[Route, _Rows]:
    """Sort rows by their routes and methods; a rule that is registered twice counts once."""
    found: dict[Route, _Rows] = {}
    for row in rows:
        for method in row.methods or ("",):
            group = found.setdefault(row.route, {}).setdefault(method, [])
            one = replace(row, methods=())
            if one not in group:
                group.append(one)
    return found


def _compare_route(before: _Rows | None, after: _Rows | None) -> list[Compared]:
    """Compare the methods of a route; those with the same outcome are put together."""
    old, new = before or {}, after or {}
    methods: dict[Compared, list[str]] = {}
    for method in sorted({*old, *new}):
        for outcome in _compare_rows(old.get(method, []), new.get(method, [])):
            methods.setdefault(outcome, []).append(method)
    return [
        replace(outcome, methods=tuple(filter(None, names))) for outcome, names in methods.items()
    ]


def _compare_rows(before: list[PolicyRow], after: list[PolicyRow]) -> Iterator[Compared]:
    """Compare the policies of one method: by the layer that governs, if there are several."""
    if not before:
        yield from (Compared(new.route, Verdict.ADDED, None, new) for new in after)
    elif not after:
        yield from (Compared(old.route, Verdict.REMOVED, old, None) for old in before)
    elif len(before) == 1 or len(after) == 1:
        # Every path was, or is now, under the same policy.
        yield from starmap(_compared, product(before, after))
    else:
        pairs, gone, come = _paired(before, after)
        yield from starmap(_compared, pairs)
        for new in come:
            yield _summed_up([_compared(old, new) for old in before], None, new)
        for old in gone:
            yield _summed_up([_compared(old, new) for new in after], old, None)


def _compared(old: PolicyRow, new: PolicyRow) -> Compared:
    found = differences(old.settings, new.settings)
    return Compared(new.route, gravest(each.verdict for each in found), old, new, found)


def _paired(
    before: list[PolicyRow], after: list[PolicyRow]
) -> tuple[list[tuple[PolicyRow, PolicyRow]], list[PolicyRow], list[PolicyRow]]:
    """Pair the rows of the same layer: equal ones first, as a layer can have several."""
    gone, come = list(before), list(after)
    pairs = []
    for same in (
        lambda old, new: _layer(old) == _layer(new) and old.settings == new.settings,
        lambda old, new: _layer(old) == _layer(new),
    ):
        for old in list(gone):
            new = next((new for new in come if same(old, new)), None)
            if new is not None:
                gone.remove(old)
                come.remove(new)
                pairs.append((old, new))
    return pairs, gone, come


def _layer(row: PolicyRow) -> tuple[str, str]:
    return row.kind, row.name


def _summed_up(outcomes: list[Compared], old: PolicyRow | None, new: PolicyRow | None) -> Compared:
    """Sum up the verdicts on a policy whose paths were, or are now, under one of several others.

    Nobody knows under which of them: the result is widened only if all verdicts are.
    """
    worst = min(outcomes, key=lambda outcome: list(Verdict).index(outcome.verdict))
    verdict = worst.verdict
    if verdict is Verdict.WIDENED and any(each.verdict is not verdict for each in outcomes):
        verdict = Verdict.UNKNOWN
    return Compared(worst.route, verdict, old, new, worst.differences)
