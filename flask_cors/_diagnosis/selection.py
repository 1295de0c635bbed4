"""The filters of `flask cors routes`, and the order of rows by risk."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from flask_cors.core.policy import CorsRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.routing import Rule

    from flask_cors.core.patterns.origins import OriginPattern
    from flask_cors.core.policy import Policy

    from .rows import Row

#: Kinds of patterns that allow a single origin.
_NAMED: Final = frozenset({"exact", "text"})


@dataclass(frozen=True, slots=True)
class Filters:
    """The conditions for a row to be shown; one of several globs must match."""

    endpoints: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    #: The rules of the paths that are URLs.
    rules: tuple[Rule, ...] = ()
    #: A serialized origin, or `null`.
    origin: str | None = None
    is_open: bool = False
    credentialed: bool = False
    off: bool = False

    def keep(self, row: Row) -> bool:
        """Return whether a row is shown."""
        policy = row.policy
        paths = (row.rule.rule, *filter(None, (row.example,)))
        return (
            _matches([row.rule.endpoint], self.endpoints)
            and (any(row.rule is each for each in self.rules) or _matches(paths, self.paths))
            and not (self.off and policy)
            and not (self.is_open and not (policy and policy.origins.any_site))
            and not (self.credentialed and not (policy and policy.credentials))
            and (self.origin is None or admission(policy, self.origin) is not None)
        )


def _matches(texts: Sequence[str], globs: Sequence[str]) -> bool:
    return not globs or any(fnmatchcase(text, glob) for text in texts for glob in globs)


@dataclass(frozen=True, slots=True)
class Admission:
    """The pattern that allows an origin; not certain if it is a callable, which is not called."""

    pattern: OriginPattern
    certain: bool

    def __str__(self) -> str:
        return self.pattern.text if self.certain else f"{self.pattern.text}, possibly"


def admission(policy: Policy | None, origin: str) -> Admission | None:
    """Return the pattern by which a policy allows an origin; None if it refuses the origin."""
    if policy is None:
        return None
    unasked: list[OriginPattern] = []

    def ask(pattern: OriginPattern, _: str) -> bool:
        unasked.append(pattern)
        return False

    decision = policy.decide(CorsRequest("GET", origin), ask, explain=True)
    if decision.admitted_by is not None:
        return Admission(decision.admitted_by, certain=True)
    return Admission(unasked[0], certain=False) if unasked else None


def risk(row: Row) -> int:
    """Return the rank of a row by risk, the highest risk first.

    The order is: any origin with credentials; a pattern or callable with credentials; any origin;
    listed origins with credentials; a pattern or callable; listed origins; no origin; no policy.
    """
    policy = row.policy
    if policy is None:
        return 7
    patterns = policy.origins.patterns
    if not patterns:
        return 6
    if policy.origins.any_site:
        return 0 if policy.credentials else 2
    named = all(pattern.kind in _NAMED for pattern in patterns)
    if policy.credentials:
        return 3 if named else 1
    return 5 if named else 4
