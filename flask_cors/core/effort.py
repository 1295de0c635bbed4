"""How long matching a regular expression can take, and a way to match that never takes long.

Python's `re` tries one way after the other. What that can take is found out once, when a pattern is
configured; texts on which it could take long are matched by the automaton of the pattern, whose
time grows with the length of the text only.
"""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from math import factorial, log2
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple

from .languages import MANY, Choice, Repeat, Sequence, bits, compiled
from .regexes import (
    ANCHORS,
    ANY_TEXT,
    ASIDE,
    MAX_ATOMS,
    UndecidedError,
    UnreadableError,
    is_ambiguous,
    is_exponential,
    nodes,
    outline,
    overlapping_repeats,
    read,
    size,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence as SequenceOf

    from .languages import Atom, Automaton, Node

    _Placed = tuple[int, re.Pattern[str]]

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
_REMEMBERED: Final = 1024
#: Groups of expressions that are tried together. In a repeat `re` keeps in each round what all the
#: groups before have matched, so that many take longer together than one after the other.
_GROUPS: Final = 32
#: Flags for a whole pattern, which nothing but comments may come before; or what looks like them.
_GLOBAL_FLAGS: Final = re.compile(r"\(\?[a-zA-Z]+\)")


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


def matcher(regex: re.Pattern[str]) -> Callable[[str], object]:
    """Return what tells, soon, whether a text matches as a whole."""
    known = effort(regex.pattern, regex.flags)
    if known.longest is None:
        return regex.fullmatch
    return _Bounded(regex, known, known.longest)


def finder(regexes: SequenceOf[re.Pattern[str]]) -> Callable[[str], int | None]:
    """Return what finds, soon, the first of some expressions that matches a text as a whole.

    It returns the place of that one, None where none matches. Neighbours are tried as alternatives
    of one expression where that says the same: what `re` tries in one go takes a fraction.
    """
    steps = [
        _alone(*places[0]) if len(places) == 1 else _together(places)
        for places in _runs(list(enumerate(regexes)))
    ]

    def find(text: str) -> int | None:
        for step in steps:
            place = step(text)
            if place is not None:
                return place
        return None

    return steps[0] if len(steps) == 1 else find


def _runs(places: SequenceOf[_Placed]) -> list[list[_Placed]]:
    """Part expressions into neighbours that can be tried together."""
    runs: list[list[_Placed]] = []
    before, groups = None, 0
    for place, regex in places:
        flags, groups = _flags_in_common(regex), groups + regex.groups + 1
        if flags is None or flags != before or groups > _GROUPS:
            runs.append([])
            groups = regex.groups + 1
        runs[-1].append((place, regex))
        before = flags
    return runs


def _flags_in_common(regex: re.Pattern[str]) -> int | None:
    """Return the flags by which an expression can be joined with others; None where it cannot."""
    known = effort(regex.pattern, regex.flags)
    # A comment or a name would reach into the next one.
    if known.longest is not None or regex.flags & re.VERBOSE or regex.groupindex:
        return None
    return regex.flags if known.regular and not _GLOBAL_FLAGS.search(regex.pattern) else None


def _alone(place: int, regex: re.Pattern[str]) -> Callable[[str], int | None]:
    matches = matcher(regex)
    return lambda text: place if matches(text) else None


def _together(places: SequenceOf[_Placed]) -> Callable[[str], int | None]:
    # The empty group behind an alternative is the last to match, and tells which one it was. In
    # front of it, it would keep `re` from seeing what all of them begin with.
    text = "|".join(f"(?:{regex.pattern})()" for _, regex in places)
    fullmatch = compiled(text, places[0][1].flags).fullmatch
    by_group, groups = {}, 0
    for place, regex in places:
        groups += regex.groups + 1
        by_group[groups] = place

    def find(text: str) -> int | None:
        match = fullmatch(text)
        return None if match is None else by_group[match.lastindex or 0]

    return find


class _Bounded:
    """Asks `re` for short texts, for longer ones the automaton; beyond the limit none matches."""

    def __init__(self, regex: re.Pattern[str], known: Effort, longest: int) -> None:
        self._fullmatch = regex.fullmatch
        self._longest = longest
        self._limit = known.limit or _LONGEST
        automaton = known.automaton if known.regular else None
        self._linear = None if automaton is None else Linear(automaton)

    def __call__(self, text: str) -> bool:
        if len(text) <= self._longest:
            return self._fullmatch(text) is not None
        return self._linear is not None and len(text) <= self._limit and self._linear.accepts(text)


class Linear:
    """An automaton that is run on texts of any characters, many times."""

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton
        states: dict[Atom, int] = {}
        for state, atom in enumerate(automaton.atoms):
            states[atom] = states.get(atom, 0) | 1 << state
        #: What finds the characters that each atom accepts, and the states of that atom.
        self._atoms = [(compiled(*atom).findall, mask) for atom, mask in states.items()]
        #: What was found out: the states after a set of states, those that a character enters.
        #: Clients choose the texts, so that both have their bounds.
        self._after: dict[int, int] = {}
        self._entered: dict[str, int] = {}

    def accepts(self, text: str) -> bool:
        """Tell whether the automaton accepts `text`."""
        entered = self._entered_by(text)
        states = self._automaton.start
        for char in text:
            after = self._after.get(states)
            if after is None:
                after = self._find_after(states)
            states = after & entered[char]
            if not states:
                return False
        return bool(states & self._automaton.accepting)

    def _find_after(self, states: int) -> int:
        if len(self._after) >= _REMEMBERED:
            self._after = {}
        follow = self._automaton.follow
        after = reduce(or_, (follow[state] for state in bits(states)))
        self._after[states] = after
        return after

    def _entered_by(self, text: str) -> dict[str, int]:
        """Return the states that each character of a text enters."""
        known = self._entered
        if known.keys() >= set(text):
            return known
        kept = known if len(known) < _REMEMBERED else {}
        new = "".join(set(text).difference(kept))
        # A new dictionary, since other threads go on with theirs.
        found = {**kept, **dict.fromkeys(new, 0)}
        for find, states in self._atoms:
            for char in find(new):
                found[char] |= states
        self._entered = found
        return found


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


# Counted repeats and options are no loops, but with a choice each they multiply.


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
