"""What differs between two policies: what one allows and the other does not, option by option."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from .word_sets import ORIGINS, Gain, Words, gained

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .snapshot import Rules


class Change(StrEnum):
    """What became of a route, the gravest first."""

    #: It allows something that it did not, whatever else it no longer allows.
    WIDENED = "widened"
    #: Whether it does cannot be told without running code, or at all.
    UNKNOWN = "unknown"
    #: It allows nothing that it did not, and less as far as can be told.
    NARROWED = "narrowed"
    #: It answers differently, and allows the same.
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one option."""

    option: str
    change: Change
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    #: An origin, or a header name, that is newly admitted.
    example: str | None = None
    #: What it cannot be told of.
    undecided: tuple[str, ...] = ()


def gravest(changes: Iterable[Change]) -> Change:
    """Return the gravest of changes; EQUAL without one."""
    order = list(Change)
    return min(changes, key=order.index, default=Change.EQUAL)


_NOBODY: Final = Words(ORIGINS)


def differences(before: Rules | None, after: Rules | None) -> tuple[Difference, ...]:
    """Return what differs between two policies, None where there is none."""
    if before == after:
        return ()
    found = list(_in_origins(before, after))
    if before is None or after is None:
        if not found:
            # It lets nobody in, but it is there: a preflight is answered, `Vary` is sent.
            words = {True: "no policy", False: "a policy that admits nobody"}
            gain, loss = words[after is None], words[before is None]
            found = [Difference("policy", Change.CHANGED, (gain,), (loss,))]
        return tuple(found)
    rest = [*_in_credentials(before, after), *_in_sets(before, after), *_in_others(before, after)]
    if not after.origins.members:
        # What nobody is admitted to is not opened.
        rest = [replace(each, change=Change.CHANGED, undecided=()) for each in rest]
    return (*found, *rest)


def _in_origins(before: Rules | None, after: Rules | None) -> Iterator[Difference]:
    old = before.origins if before else _NOBODY
    new = after.origins if after else _NOBODY
    gain, loss = gained(old, new), gained(new, old)
    if before is None:
        # What code would say is not asked: a route that had no policy is open to its answer.
        gain = replace(gain, texts=gain.texts + gain.undecided, undecided=())
    if after is None:
        loss = replace(loss, texts=loss.texts + loss.undecided, undecided=())
    yield from _difference("origins", gain, loss)


def _difference(option: str, gain: Gain, loss: Gain) -> Iterator[Difference]:
    if gain.texts:
        change = Change.WIDENED
    elif gain.undecided:
        change = Change.UNKNOWN
    elif loss.texts or loss.undecided:
        change = Change.NARROWED
    else:
        return
    undecided = tuple(dict.fromkeys(gain.undecided + loss.undecided))
    yield Difference(option, change, gain.texts, loss.texts, gain.example, undecided)


def _in_credentials(before: Rules, after: Rules) -> Iterator[Difference]:
    if before.credentials != after.credentials:
        example = gained(_NOBODY, after.origins).example if after.credentials else None
        yield _switched("supports_credentials", before.credentials, after.credentials, example)


def _switched(option: str, old: object, new: object, example: str | None = None) -> Difference:
    change = Change.WIDENED if new else Change.NARROWED
    return Difference(option, change, (_shown(new),), (_shown(old),), example)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else f"{value}"


def _in_sets(before: Rules, after: Rules) -> Iterator[Difference]:
    yield from _in_methods(before.methods, after.methods)
    headers = (before.allow_headers, after.allow_headers)
    yield from _difference("allow_headers", gained(*headers), gained(*reversed(headers)))
    yield from _in_finite("expose_headers", _exposed(before), _exposed(after))


def _in_methods(before: frozenset[str], after: frozenset[str]) -> Iterator[Difference]:
    routed = frozenset({"auto"})
    if routed in (before, after) and before != after and "*" not in before | after:
        # Which methods the routes of a URL answer does not stand in the snapshot.
        yield Difference("methods", Change.UNKNOWN, undecided=tuple(sorted(before ^ after)))
    else:
        yield from _in_finite("methods", before, after)


def _exposed(rules: Rules) -> frozenset[str]:
    """Return the names that a script may read; with credentials, `*` stands for no other."""
    return rules.expose_headers - {"*"} if rules.credentials else rules.expose_headers


def _in_finite(option: str, before: frozenset[str], after: frozenset[str]) -> Iterator[Difference]:
    """Compare sets of names, of which `*` holds all."""
    gain = Gain(() if "*" in before else _outermost(after - before))
    loss = Gain(() if "*" in after else _outermost(before - after))
    yield from _difference(option, gain, loss)


def _outermost(names: frozenset[str]) -> tuple[str, ...]:
    return ("*",) if "*" in names else tuple(sorted(names))


def _in_others(before: Rules, after: Rules) -> Iterator[Difference]:
    anybody = before.origins.any and after.origins.any
    for (name, old), (_, new) in zip(before.others, after.others, strict=True):
        if old == new:
            continue
        difference = _switched(name, old, new)
        if name == "allow_private_network":
            yield difference
        elif name == "reject_disallowed" and not anybody:
            # Who is refused gets to the view where it is off.
            change = Change.NARROWED if new else Change.WIDENED
            yield replace(difference, change=change)
        else:
            yield replace(difference, change=Change.CHANGED)
