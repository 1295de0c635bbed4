"""Estimates how many steps `re` can take to match a text."""

from __future__ import annotations

from functools import lru_cache
from math import factorial, log2
from typing import TYPE_CHECKING, Final, NamedTuple

from .ambiguity import is_ambiguous, is_exponential, overlapping_repeats
from .automaton import UndecidedError
from .syntax import ANCHORS, ASIDE, MAX_ATOMS, UnreadableError, outline, read
from .tree import ANY_TEXT, MANY, Choice, Repeat, Sequence, nodes, size

if TYPE_CHECKING:
    from collections.abc import Sequence as SequenceOf

    from .automaton import Automaton
    from .tree import Node


#: Attempts of `re` that take a millisecond or two: beyond, the automaton is faster.
_SOON: Final = 20_000


#: Attempts that may be made where there is no automaton to turn to, and states that one may go
#: through: some ten milliseconds.
_AT_MOST: Final = 400_000


#: As long a text as nothing here is asked about.
_LONGEST: Final = 2048


#: Choices of counted repeats, in powers of two, that are worth a look at what they multiply to.
_CHOICES: Final = 14


#: The longest text that `re` is asked for where the number of its attempts is not known.
_SHORT: Final = 16


class Effort(NamedTuple):
    """What is known about the time that matching takes, and what with."""

    #: The automaton of what is matched, and possibly more; None where there is none.
    automaton: Automaton | None = None
    #: Why there is none; empty where there is.
    unreadable: str = ""
    exponential: bool = False
    #: Whether it is too large to tell whether it is exponential.
    undecided: bool = False
    #: How many repeats can share out one text among them.
    repeats: int = 0
    #: The longest text that `re` is asked for; None for any.
    longest: int | None = None
    #: Whether the automaton accepts what `re` does, and takes over where the text is longer.
    regular: bool = False

    @property
    def limit(self) -> int | None:
        """The longest text that can match; None for any."""
        limit = self.longest
        if limit is not None and self.regular and self.automaton is not None:
            limit = max(limit, _AT_MOST // len(self.automaton.follow))
        return None if limit is None or limit >= _LONGEST else limit


@lru_cache(maxsize=1024)
def effort(pattern: str, flags: int) -> Effort:
    """Find out what matching a valid pattern can take."""
    automaton, unreadable = None, ""
    try:
        automaton = read(pattern, flags)
    except UnreadableError as error:
        unreadable = str(error)
    try:
        tree, aside = outline(pattern, flags)
    except UnreadableError:
        return Effort(unreadable=unreadable, undecided=True)
    regular = automaton is not None and not aside
    try:
        found = _judge(tree, aside)
    except UndecidedError:
        return Effort(automaton, unreadable, undecided=True, longest=_SHORT, regular=regular)
    if found is None:
        return Effort(automaton, unreadable, exponential=True)
    repeats, multiplies = found
    longest = _longest(repeats, _SOON if regular else _AT_MOST)
    if multiplies:
        longest = _SHORT
    return Effort(automaton, unreadable, repeats=repeats, longest=longest, regular=regular)


def _longest(repeats: int, attempts: int) -> int | None:
    """Return how long a text may be that `repeats` can share out among them in so many ways."""
    if repeats <= 1:
        return None
    return int((attempts * factorial(repeats)) ** (1 / repeats))


def _judge(tree: Node, aside: SequenceOf[Node]) -> tuple[int, bool] | None:
    """Return the degree of the time, and whether counted repeats multiply; None if exponential.

    Raises UndecidedError where that cannot be told.
    """
    worst, multiplies = 0, False
    for part in (*aside, tree):
        readings = [_folded(_resolved(part, aside, settle=settle)) for settle in (False, True)]
        reading = next((each for each in readings if not is_exponential(each)), None)
        if reading is None:
            return None
        degree = overlapping_repeats(reading)
        # A look-around is tried again at each place.
        worst = degree + worst if part is tree else max(worst, degree)
        multiplies = multiplies or _multiplies(reading)
    return worst, multiplies


def _resolved(node: Node, aside: SequenceOf[Node], *, settle: bool) -> Node:
    """Put back what was set aside, as if it backtracked, and leave out anchors.

    With `settle`, repeats that have no choice beside what was set aside are any text instead: from
    each place they can go on in one way only.
    """
    match node:
        case Sequence(items):
            return Sequence(tuple(_resolved(each, aside, settle=settle) for each in items))
        case Choice(items):
            return Choice(tuple(_resolved(each, aside, settle=settle) for each in items))
        case Repeat(item, low, high):
            if settle and high != 1 and _is_settled(item):
                return ANY_TEXT
            return Repeat(_resolved(item, aside, settle=settle), low, high)
    if node.source == ASIDE:
        return _resolved(aside[node.flags], aside, settle=settle)
    return Sequence(()) if node.source in ANCHORS else node


def _is_settled(item: Node) -> bool:
    inside = list(nodes(item))
    return any(getattr(node, "source", None) == ASIDE for node in inside) and not any(
        isinstance(node, Choice) or (isinstance(node, Repeat) and node.low != node.high)
        for node in inside
    )


def _folded(node: Node) -> Node:
    """Write the counted repeats of a tree that unrolls to too much as loops."""
    return _looped(node) if size(node) > MAX_ATOMS else node


def _looped(node: Node) -> Node:
    match node:
        case Sequence(items):
            return Sequence(tuple(map(_looped, items)))
        case Choice(items):
            return Choice(tuple(map(_looped, items)))
        case Repeat(item, low, high) if (high or low) >= MANY:
            return Repeat(_looped(item), min(low, 1), None)
        case Repeat(item, low, high):
            return Repeat(_looped(item), low, high)
    return node


def _multiplies(tree: Node) -> bool:
    """Tell whether there are many choices, and texts that leave more than one of them."""
    if _choices(tree) < _CHOICES:
        return False
    try:
        return is_ambiguous(_once(tree))
    except UndecidedError:
        return True


def _once(node: Node) -> Node:
    """Return what unbounded repeats hold in their place: how they share a text is known."""
    match node:
        case Sequence(items):
            return Sequence(tuple(map(_once, items)))
        case Choice(items):
            return Choice(tuple(map(_once, items)))
        case Repeat(item, low, high):
            return Repeat(_once(item), low, high) if high is not None else _once(item)
    return node


def _choices(node: Node) -> float:
    """Return the ways to match, whatever the text, as a power of two; loops count once."""
    match node:
        case Sequence(items):
            return sum(map(_choices, items))
        case Choice(items):
            return log2(sum(2 ** min(_choices(item), 1000) for item in items))
        case Repeat(item, low, high):
            if high is None:
                return _choices(item) * max(low, 1)
            return _choices(item) * high + log2(high - low + 1)
    return 0
