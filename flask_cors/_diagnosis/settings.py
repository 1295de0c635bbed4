"""The settings of each policy of an endpoint: where they were set, and what they override."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from flask_cors.core.layers import DEFAULT, effective_layers
from flask_cors.core.options import OPTIONS

from .places import named

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask import Flask

    from flask_cors._runtime.resolver import Resolver
    from flask_cors.core.layers import Setting
    from flask_cors.core.policy import Policy
    from flask_cors.core.problems import Source

    from .rows import Row

#: Options that apply to the app, regardless of the policy.
_OF_THE_APP: Final = frozenset(name for name in OPTIONS if OPTIONS[name].scopes == {"app"})
#: Options that only apply to a view.
_OF_VIEWS: Final = frozenset(name for name in OPTIONS if OPTIONS[name].scopes == {"view"})


@dataclass(frozen=True, slots=True)
class Part:
    """The routes and the settings of one policy of an endpoint."""

    rows: Sequence[Row]
    policy: Policy | None
    #: The options that have an effect, in the order of the table of options.
    settings: dict[str, Setting]
    #: The sources that can set options, the innermost first.
    sources: tuple[Source, ...]
    #: The sources outside a scope that sets `origins`; they have no effect.
    set_aside: tuple[Source, ...]


def parts_of(resolver: Resolver, rows: Iterable[Row]) -> list[Part]:
    """Group rows by their policies."""
    groups: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((id(row.policy), row.governed_by), []).append(row)
    return [_part(resolver, group) for group in groups.values()]


def _part(resolver: Resolver, rows: Sequence[Row]) -> Part:
    policy = rows[0].policy
    if policy is None:
        return Part(rows, None, {}, (), ())
    scopes = resolver.scopes
    effective = effective_layers(scopes.base, policy.scopes)
    settings = policy.settings | {name: scopes.settings[name] for name in _OF_THE_APP}
    without = {"resources"} if policy.is_view else {"resources", *_OF_VIEWS}
    inner = effective[len(scopes.base) :]
    ordered = [*inner[::-1], *scopes.app_layers[::-1]]
    around = [
        layer.source
        for scope in policy.scopes
        for layer in scope.layers
        if layer not in effective and layer.values.keys() - {"resources", *_OF_THE_APP}
    ]
    return Part(
        rows,
        policy,
        {name: settings[name] for name in OPTIONS if name not in without},
        tuple(dict.fromkeys([*(layer.source for layer in ordered), DEFAULT])),
        tuple(dict.fromkeys(around)),
    )


def conflicts(app: Flask, part: Part) -> list[str]:
    """Return the conflicts between settings, and how each is resolved."""
    found = part.policy.conflicts if part.policy else ()
    return [problem.sentence(partial(named, app)) for problem in found]


def propagates_exceptions(app: Flask) -> bool:
    """Return whether exceptions leave a deployed app, so the server's 500 has no CORS headers."""
    return bool(app.config["PROPAGATE_EXCEPTIONS"]) and not (app.debug or app.testing)
