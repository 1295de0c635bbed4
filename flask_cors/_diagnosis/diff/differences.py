"""The differences between two policies, by option."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flask_cors.core.options import OPTIONS

from .word_sets import ORIGINS, Gain, Words, gained

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .snapshot import ComparableSettings


class Verdict(StrEnum):
    """The kinds of differences, the most serious first."""

    #: Something is newly allowed, even if something else no longer is.
    WIDENED = "widened"
    #: The difference cannot be determined, at least not without running code.
    UNKNOWN = "unknown"
    #: Nothing is newly allowed and, as far as is known, less is allowed than before.
    NARROWED = "narrowed"
    #: The same is allowed, but responses differ.
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Difference:
    """The difference in one option."""

    option: str
    verdict: Verdict
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    #: An origin, or a header name, that is newly allowed.
    example: str | None = None
    #: The patterns that may or may not have been gained or lost.
    undecided: tuple[str, ...] = ()


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the most serious verdict; EQUAL if there is none."""
    order = list(Verdict)
    return min(verdicts, key=order.index, default=Verdict.EQUAL)


_NOBODY: Final = Words(ORIGINS)


def differences(
    before: ComparableSettings | None, after: ComparableSettings | None
) -> tuple[Difference, ...]:
    """Return the differences between two policies; None means that there is no policy."""
    if before == after:
        return ()
    found = list(_in_origins(before, after))
    if before is None or after is None:
        if not found:
            # A policy that allows no origin still answers preflights and sends `Vary`.
            words = {True: "no policy", False: "a policy that allows no origin"}
            gain, loss = words[after is None], words[before is None]
            found = [Difference("policy", Verdict.CHANGED, (gain,), (loss,))]
        return tuple(found)
    rest = [*_in_credentials(before, after), *_in_sets(before, after), *_in_others(before, after)]
    if not after.origins.patterns:
        # If no origin is allowed, the other options open nothing.
        rest = [replace(each, verdict=Verdict.CHANGED, undecided=()) for each in rest]
    return (*found, *rest)


def _in_origins(
    before: ComparableSettings | None, after: ComparableSettings | None
) -> Iterator[Difference]:
    old = before.origins if before else _NOBODY
    new = after.origins if after else _NOBODY
    gain, loss = gained(old, new), gained(new, old)
    if before is None:
        # A callable is not called; on a route that had no policy, it counts as a gain.
        gain = replace(gain, texts=gain.texts + gain.undecided, undecided=())
    if after is None:
        loss = replace(loss, texts=loss.texts + loss.undecided, undecided=())
    yield from _difference("origins", gain, loss)


def _difference(option: str, gain: Gain, loss: Gain) -> Iterator[Difference]:
    if gain.texts:
        verdict = Verdict.WIDENED
    elif gain.undecided:
        verdict = Verdict.UNKNOWN
    elif loss.texts or loss.undecided:
        verdict = Verdict.NARROWED
    else:
        return
    undecided = tuple(dict.fromkeys(gain.undecided + loss.undecided))
    yield Difference(option, verdict, gain.texts, loss.texts, gain.example, undecided)


def _in_credentials(before: ComparableSettings, after: ComparableSettings) -> Iterator[Difference]:
    if before.credentials != after.credentials:
        example = gained(_NOBODY, after.origins).example if after.credentials else None
        yield _switched("supports_credentials", before.credentials, after.credentials, example)


def _switched(option: str, old: object, new: object, example: str | None = None) -> Difference:
    verdict = Verdict.WIDENED if new else Verdict.NARROWED
    return Difference(option, verdict, (_shown(new),), (_shown(old),), example)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else f"{value}"


def _in_sets(before: ComparableSettings, after: ComparableSettings) -> Iterator[Difference]:
    yield from _in_methods(before.methods, after.methods)
    headers = (before.allow_headers, after.allow_headers)
    yield from _difference("allow_headers", gained(*headers), gained(*reversed(headers)))
    yield from _in_finite("expose_headers", _exposed(before), _exposed(after))


def _in_methods(before: frozenset[str], after: frozenset[str]) -> Iterator[Difference]:
    routed = frozenset({"auto"})
    if routed in (before, after) and before != after and "*" not in before | after:
        # The snapshot does not contain the methods that "auto" means.
        yield Difference("methods", Verdict.UNKNOWN, undecided=tuple(sorted(before ^ after)))
    else:
        yield from _in_finite("methods", before, after)


def _exposed(settings: ComparableSettings) -> frozenset[str]:
    """Return the names that a script may read; with credentials, `*` is not a wildcard."""
    return settings.expose_headers - {"*"} if settings.credentials else settings.expose_headers


def _in_finite(option: str, before: frozenset[str], after: frozenset[str]) -> Iterator[Difference]:
    """Compare sets of names in which `*` means all."""
    gain = Gain(() if "*" in before else _outermost(after - before))
    loss = Gain(() if "*" in after else _outermost(before - after))
    yield from _difference(option, gain, loss)


def _outermost(names: frozenset[str]) -> tuple[str, ...]:
    return ("*",) if "*" in names else tuple(sorted(names))


#: Rank of the values of `reject_disallowed` by what they reject.
_REJECTED: Final[Mapping[object, int]] = {False: 0, "report": 0, "unsafe": 1, True: 2}


def _in_others(before: ComparableSettings, after: ComparableSettings) -> Iterator[Difference]:
    anybody = before.origins.any and after.origins.any
    for (name, old), (_, new) in zip(before.others, after.others, strict=True):
        if old == new:
            continue
        verdict = Verdict.CHANGED
        match OPTIONS[name].opens:
            case "more":
                verdict = Verdict.WIDENED if new else Verdict.NARROWED
            case "less" if not anybody and _REJECTED[old] != _REJECTED[new]:
                # If the option is off, requests from refused origins reach the view.
                narrowed = _REJECTED[old] < _REJECTED[new]
                verdict = Verdict.NARROWED if narrowed else Verdict.WIDENED
        yield replace(_switched(name, old, new), verdict=verdict)
