"""Which rows `flask cors routes` shows, and in which order of risk."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Final

from flask_cors.core.patterns.origins import OriginKind
from flask_cors.core.policy import CorsRequest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask_cors.core.patterns.origins import OriginPattern
    from flask_cors.core.policy import Policy

    from .rows import Row

#: Kinds of patterns that name the origin they admit.
_NAMED: Final = frozenset({OriginKind.EXACT, OriginKind.TEXT})


@dataclass(frozen=True, slots=True)
class Filters:
    """What a row must be to be shown; of several globs, one must match."""

    endpoints: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    #: A serialized origin, or `null`.
    origin: str | None = None
    is_open: bool = False
    credentialed: bool = False
    off: bool = False

    def keep(self, row: Row) -> bool:
        """Tell whether a row is shown."""
        policy = row.policy
        paths = (row.rule.rule, *filter(None, (row.example,)))
        return (
            _matches([row.rule.endpoint], self.endpoints)
            and _matches(paths, self.paths)
            and not (self.off and policy)
            and not (self.is_open and not (policy and policy.origins.any))
            and not (self.credentialed and not (policy and policy.credentials))
            and (self.origin is None or admission(policy, self.origin) is not None)
        )


def _matches(texts: Sequence[str], globs: Sequence[str]) -> bool:
    return not globs or any(fnmatchcase(text, glob) for text in texts for glob in globs)


@dataclass(frozen=True, slots=True)
class Admission:
    """By what an origin gets in; not certain, where that is a callable, which is not asked."""

    pattern: OriginPattern
    certain: bool

    def __str__(self) -> str:
        return self.pattern.text if self.certain else f"{self.pattern.text}, possibly"


def admission(policy: Policy | None, origin: str) -> Admission | None:
    """Return by what a policy admits an origin; None where it refuses."""
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
    """Return the place of a row among others, those that admit the most first.

    Any origin with credentials; a pattern or callable with them; any origin without; named origins
    with credentials; a pattern or callable without; named origins; nobody; no policy.
    """
    policy = row.policy
    if policy is None:
        return 7
    patterns = policy.origins.patterns
    if not patterns:
        return 6
    if policy.origins.any:
        return 0 if policy.credentials else 2
    named = all(pattern.kind in _NAMED for pattern in patterns)
    if policy.credentials:
        return 3 if named else 1
    return 5 if named else 4
