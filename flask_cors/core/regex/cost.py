"""Estimates how many steps `re` can take to match a string."""

from __future__ import annotations

from functools import lru_cache
from math import factorial, log2
from typing import TYPE_CHECKING, Final

from flask_cors.core.budget import AT_MOST
from flask_cors.core.records import Record

from .ambiguity import has_loops, is_ambiguous, is_exponential, overlapping_repeats
from .steps import FEW_STEPS, Steps, UndecidedError
from .syntax import ANCHORS, ASIDE, MAX_ATOMS, UnreadableError, outline, read
from .tree import ANY_TEXT, MANY, Choice, Repeat, Sequence, nodes, size

if TYPE_CHECKING:
    from collections.abc import Sequence as SequenceOf

    from .automaton import Automaton
    from .tree import Node


#: The maximum number of choices, as a power of two, that `re` may have to try without an automaton
#: as a fallback.
_CHOICES: Final = 14

#: Longer patterns are not analyzed: the time grows with the length.
_LONGEST_PATTERN: Final = 100_000

#: The longest relevant string: the length of headers and paths is limited before matching.
LONGEST: Final = 2048


class Effort(Record):
    """The worst-case matching time of a regular expression, with the results of its analysis."""

    #: An automaton that accepts at least the strings that match; None if there is none.
    automaton: Automaton | None = None
    #: The reason why there is no automaton; empty if there is one.
    unreadable: str = ""
    exponential: bool = False
    #: True if the pattern is too large to decide whether it is exponential.
    undecided: bool = False
    #: The number of repeats that can share one string.
    repeats: int = 0
    #: The number of ways to match a string by independent choices, as a power of two.
    choices: float = 0
    #: The longest string that can match; None without a limit.
    limit: int | None = None
    #: True if the automaton accepts exactly the strings that `re` accepts.
    regular: bool = False
    #: True if the automaton always replaces `re`, because short strings can take as long as long
    #: ones if optional items multiply.
    linear: bool = False


@lru_cache(maxsize=1024)
def effort(pattern: str, flags: int) -> Effort:
    """Determine how long matching a valid pattern can take."""
    if len(pattern) > _LONGEST_PATTERN:
        return Effort(unreadable=f"more than {_LONGEST_PATTERN} characters", undecided=True)
    automaton, unreadable = None, ""
    try:
        automaton = read(pattern, flags)
    except UnreadableError as error:
        unreadable = str(error)
    try:
        tree, aside = outline(pattern, flags)
    except UnreadableError:
        return Effort(unreadable=unreadable, undecided=True)
    known = Effort(automaton, unreadable, regular=automaton is not None and not aside)
    if automaton is not None and known.regular and _has_one_reading(automaton.tree):
        return known.replaced(repeats=int(has_loops(automaton.tree)))
    return _measured(known, tree, aside)


def _measured(known: Effort, tree: Node, aside: SequenceOf[Node]) -> Effort:
    """Return `known` with the matching time of a pattern that has this outline."""
    automaton, steps = known.automaton, Steps()
    try:
        found = _judge(tree, aside, steps)
    except UndecidedError:
        found, known = (0, 0), known.replaced(undecided=True)
    if found is None:
        return Effort(automaton, known.unreadable, exponential=True)
    repeats, choices = found
    known = known.replaced(repeats=repeats, choices=choices)
    if automaton is not None and known.regular:
        if known.undecided or repeats > 1 or _may_be_ambiguous(automaton.tree, steps):
            limit = AT_MOST // len(automaton.follow)
            known = known.replaced(linear=True, limit=limit if limit < LONGEST else None)
        return known
    # Without an automaton as a fallback, the string length limits the attempts of `re`.
    empty = sum(_empty_rounds(_resolved(part, aside, settle=False)) for part in (*aside, tree))
    if choices > _CHOICES or empty > MAX_ATOMS:
        return known.replaced(undecided=True)
    return known.replaced(limit=_longest(repeats, AT_MOST / 2**choices))


def _has_one_reading(tree: Node) -> bool:
    """Return whether each string can be matched in one way only, as with most patterns.

    Then `re` never tries a string twice. False if that would take long to determine: long counted
    repeats are not unrolled here.
    """
    counts = [each.high or each.low for each in nodes(tree) if isinstance(each, Repeat)]
    return max(counts, default=0) < MANY and not _may_be_ambiguous(tree, Steps(FEW_STEPS))


def _longest(repeats: int, attempts: float) -> int | None:
    """Return the maximum length of a string that `repeats` may share; None without a limit.

    There are at most `attempts` ways to split a string of that length among them.
    """
    if repeats == 0:
        return None
    longest = int((attempts * factorial(repeats)) ** (1 / repeats))
    return longest if longest < LONGEST else None


def _judge(tree: Node, aside: SequenceOf[Node], steps: Steps) -> tuple[int, float] | None:
    """Return the degree of the time, and the choices that multiply; None if it is exponential.

    Raises UndecidedError if that cannot be determined.
    """
    worst, choices = 0, 0.0
    for part in (*aside, tree):
        readings = [_folded(_resolved(part, aside, settle=settle)) for settle in (False, True)]
        reading = next((each for each in readings if not is_exponential(each, steps)), None)
        if reading is None:
            return None
        degree = overlapping_repeats(reading, steps)
        # A look-around is tried again at each position.
        worst = degree + worst if part is tree else max(worst, degree)
        choices += _multiplied(reading, steps)
    return worst, choices


def _resolved(node: Node, aside: SequenceOf[Node], *, settle: bool) -> Node:
    """Put back the parts that were set aside, as if they backtracked, and drop anchors.

    With `settle`, a repeat whose only choices were set aside matches any string instead: it can
    continue in only one way.
    """
    match node:
        case Sequence(items):
            return Sequence(tuple(_resolved(each, aside, settle=settle) for each in items))
        case Choice(items):
            return Choice(tuple(_resolved(each, aside, settle=settle) for each in items))
        case Repeat(item, low, high):
            if settle and high != 1 and _goes_on_in_one_way(item):
                return ANY_TEXT
            return Repeat(_resolved(item, aside, settle=settle), low, high)
    if node.source == ASIDE:
        return _resolved(aside[node.flags], aside, settle=settle)
    return Sequence(()) if node.source in ANCHORS else node


def _goes_on_in_one_way(item: Node) -> bool:
    inside = list(nodes(item))
    return any(getattr(node, "source", None) == ASIDE for node in inside) and not any(
        isinstance(node, Choice) or (isinstance(node, Repeat) and node.low != node.high)
        for node in inside
    )


def _folded(node: Node) -> Node:
    """Turn counted repeats into loops if the tree would unroll to too many atoms."""
    return _looped(node) if size(node) > MAX_ATOMS else node


def _looped(node: Node) -> Node:
    # Rounds that match nothing multiply, so their number stays.
    match node:
        case Sequence(items):
            return Sequence(tuple(map(_looped, items)))
        case Choice(items):
            return Choice(tuple(map(_looped, items)))
        case Repeat(item, low, high) if (high or low) >= MANY and not _can_be_empty(item):
            return Repeat(_looped(item), min(low, 1), None)
        case Repeat(item, low, high):
            return Repeat(_looped(item), low, high)
    return node


def _empty_rounds(node: Node) -> int:
    """Return how many rounds of repeats, counted ones multiplied, can match the empty string."""
    match node:
        case Sequence(items) | Choice(items):
            return sum(map(_empty_rounds, items)) if items else 1
        case Repeat(item, low, high):
            return _empty_rounds(item) * (max(low, 1) if high is None else high)
    return 0


def _multiplied(tree: Node, steps: Steps) -> float:
    """Return the choices, as a power of two, if a string can leave more than one open."""
    return _choices(tree) if _may_be_ambiguous(_without_loops(tree), steps) else 0


def _may_be_ambiguous(tree: Node, steps: Steps) -> bool:
    try:
        return is_ambiguous(tree, steps)
    except UndecidedError:
        return True


def _without_loops(node: Node) -> Node:
    """Replace unbounded repeats with their contents, since their ambiguity is already known.

    A round that matches nothing is the last one, so it is as optional as in `?`.
    """
    match node:
        case Sequence(items):
            return Sequence(tuple(map(_without_loops, items)))
        case Choice(items):
            return Choice(tuple(map(_without_loops, items)))
        case Repeat(item, low, high):
            inside = _without_loops(item)
            if high is None:
                return Repeat(inside, 0, 1) if _can_be_empty(item) else inside
            return Repeat(inside, low, high)
    return node


def _can_be_empty(node: Node) -> bool:
    match node:
        case Sequence(items):
            return all(map(_can_be_empty, items))
        case Choice(items):
            return any(map(_can_be_empty, items))
        case Repeat(item, low):
            return low == 0 or _can_be_empty(item)
    return False


def _choices(node: Node) -> float:
    """Return the ways to match any string, as a power of two; loops count once."""
    match node:
        case Sequence(items):
            return sum(map(_choices, items))
        case Choice(items):
            return log2(sum(2 ** min(_choices(item), 1000) for item in items))
        case Repeat(item, low, high):
            inside = _choices(item)
            if high is None and _can_be_empty(item):
                # After the required rounds, one that matches nothing is the last.
                return (inside + 1) * (low + 1)
            if high is None:
                return inside * max(low, 1)
            return inside * high + log2(high - low + 1)
    return 0
