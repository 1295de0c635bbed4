"""The audit of an app: the data that the checks examine, and their findings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flask_cors._diagnosis.places import named
from flask_cors._runtime.app_config import as_warnings
from flask_cors._runtime.app_problems import app_problems
from flask_cors._runtime.state import State, repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from flask import Flask

    from flask_cors._diagnosis.rows import Row
    from flask_cors._runtime.resolver import Resolver
    from flask_cors.core.layers import Layer
    from flask_cors.core.policy import Policy
    from flask_cors.core.problems import Problem, Source

    from .rules import Finding

    #: Finds the problems that one rule, or a few, describe.
    Check: TypeAlias = Callable[["Audit"], Iterable[Finding]]

#: The least severe first.
_SEVERITIES: Final = ("info", "warning", "error")


@dataclass(frozen=True)
class Audit:
    """An app with its policies, for the checks; no view, hook or callable of it is run."""

    app: Flask
    resolver: Resolver
    rows: Sequence[Row]
    #: The warnings that were issued while the app was loaded.
    warned: Sequence[Problem] = ()

    def findings(self, checks: Iterable[Check]) -> list[Finding]:
        """Return the findings of the checks, merged over endpoints, the most severe first."""
        return _merged(chain.from_iterable(check(self) for check in checks))

    @cached_property
    def state(self) -> State:
        """The state of the app; almost empty for an app that only has decorated views."""
        return State.of(self.app) or State(self.app)

    @cached_property
    def policies(self) -> list[tuple[Policy, list[Row]]]:
        """The policies that govern routes, with their rows."""
        found: dict[int, tuple[Policy, list[Row]]] = {}
        for row in self.rows:
            if row.policy is not None:
                found.setdefault(id(row.policy), (row.policy, []))[1].append(row)
        return list(found.values())

    @cached_property
    def endpoints_by_source(self) -> dict[Source, set[str]]:
        """The endpoints by the sources of their policy's settings."""
        found: dict[Source, set[str]] = {}
        for policy, governed in self.policies:
            endpoints = {row.rule.endpoint for row in governed}
            for source in {setting.source for setting in policy.settings.values()}:
                found.setdefault(source, set()).update(endpoints)
        return found

    @cached_property
    def layers(self) -> list[Layer]:
        """Every configured layer: of app.config, of all calls, and of the views."""
        layers = [self._config]
        for call in (*self.state.app_calls(self._config), *self.state.registrations.calls):
            layers += call.all_layers
        return [*dict.fromkeys(layers), *self.resolver.scopes.view_layers()]

    @cached_property
    def problems(self) -> list[Problem]:
        """The problems of all layers, and those of the app as a whole."""
        calls = self.state.app_calls(self._config)
        found = [*as_warnings(self._config.problems), *repeated(calls)]
        for layer in self.layers:
            # The problems of app.config were added above, with its errors as warnings.
            found += [*(layer.problems if layer is not self._config else ()), *layer.remarks]
        return [*found, *app_problems(self.resolver.scopes), *self.warned]

    @cached_property
    def _config(self) -> Layer:
        return self.state.config.read()

    def named(self, source: Source) -> str:
        """Return the label of a source, with its location."""
        return named(self.app, source)


def each_policy(look: Callable[[Policy, Audit], Iterable[Finding]]) -> Check:
    """Return a check that examines each policy; its findings apply to all routes under it."""

    def check(audit: Audit) -> Iterator[Finding]:
        for policy, governed in audit.policies:
            endpoints = tuple(sorted({row.rule.endpoint for row in governed}))
            for found in look(policy, audit):
                yield replace(found, endpoints=endpoints)

    return check


def _merged(found: Iterable[Finding]) -> list[Finding]:
    alike: dict[object, list[Finding]] = {}
    for each in found:
        alike.setdefault((each.rule.id, each.source, each.reason), []).append(each)
    return sorted(map(_merge, alike.values()), key=_order)


def _merge(alike: Sequence[Finding]) -> Finding:
    surest = max((each.severity for each in alike), key=_SEVERITIES.index)
    endpoints = {*chain.from_iterable(each.endpoints for each in alike)}
    return replace(alike[-1], severity=surest, endpoints=tuple(sorted(endpoints)))


def _order(found: Finding) -> tuple[Any, ...]:
    source = found.source
    return (
        -_SEVERITIES.index(found.severity),
        found.rule.id,
        source.file,
        source.line,
        source.label,
        found.endpoints,
        found.reason,
    )
