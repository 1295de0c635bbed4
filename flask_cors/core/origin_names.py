"""Reads unknown names that mean `origins`, one or several, into one list of origins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .option_values import parse_origins
from .patterns.origins import OriginSet
from .problems import Problems
from .records import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from .patterns.origins import OriginPattern


class Claim(Record, identity=True):
    """An unknown name that means `origins`, with its value, and the value that `origins` gets."""

    name: object
    value: object
    meant: object
    #: True for a switch such as `allow_all_origins`, which yields to a list.
    is_switch: bool
    #: True for a name of origins to be refused, such as `blocked_origins`.
    is_denial: bool = False


def settle(
    claims: Sequence[Claim],
    right: str,
    problems: Problems,
    warn: Callable[[Claim, str, Problems], None],
) -> tuple[OriginPattern, ...]:
    """Return the origins that some claims mean, and call `warn` with the reading of each.

    If there are several lists, only what all of them allow is allowed.
    """
    lists = [each for each in claims if not each.is_switch] or claims
    about = Problems(problems.source, "origins")
    read: list[Any] = [parse_origins(each.meant, about) for each in lists]
    patterns: tuple[OriginPattern, ...] = _common(read) if len(read) > 1 else read[0]
    shown = ", ".join(repr(each.text) for each in patterns) or "no origin"
    for claim in claims:
        others = " and ".join(str(each.name) for each in lists if each is not claim)
        if claim not in lists:
            what = f"ignored in favor of {others}"
        elif others:
            what = f"read as {right} together with {others}; in common, they allow {shown}"
        else:
            what = f"read as {right}" + (f"={claim.meant!r}" if claim.is_switch else "")
        warn(claim, what, problems)
    problems.found += about.found
    problems.remarks += about.remarks
    return patterns


def _common(lists: Sequence[tuple[OriginPattern, ...]]) -> tuple[OriginPattern, ...]:
    """Return the patterns out of several lists that allow only what all of these allow.

    If a list does not contain a pattern, the pattern counts only if the list allows any origin, or
    if the pattern is a single origin that the list allows.
    """
    sets = [OriginSet(each) for each in lists]
    found = dict.fromkeys(
        pattern for each in lists for pattern in each if all(_is_within(pattern, s) for s in sets)
    )
    return tuple(found)


def _is_within(pattern: OriginPattern, origins: OriginSet) -> bool:
    if pattern in origins.patterns:
        return True
    # With credentials `*` does not allow these.
    if pattern.kind in {"null", "text"}:
        return False
    return origins.any or (
        pattern.kind == "exact" and origins.admits(pattern.text, lambda *_: False) is not None
    )
