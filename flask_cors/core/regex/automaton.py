"""Automata over characters, and the words that they accept."""

from __future__ import annotations

import re
from collections import deque
from functools import lru_cache, reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, TypeVar

from flask_cors.core.records import Record

from .characters import ALPHABET, charset, finder, spelt_beyond
from .steps import PER_STATE, Steps, UndecidedError
from .tree import MANY, Atom, Choice, Node, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from collections.abc import Sequence as SequenceOf


#: The states of the automata in `within`, and by index those in `without` that can still accept.
_State: TypeAlias = tuple[tuple[int, ...], tuple[tuple[int, int], ...]]
_T = TypeVar("_T", bound="Hashable")


class Automaton(Record, identity=True):
    """A position (Glushkov) automaton: one state per atom of the tree; the last state is the start.

    Sets of states are bit masks. A state is entered by a character that its atom accepts.
    """

    tree: Node
    atoms: tuple[Atom, ...]
    #: The states that can follow each state.
    follow: tuple[int, ...]
    #: Those that can be reached in several ways without reading a character, as in `(a*)*`.
    doubled: tuple[int, ...]
    accepting: int
    #: The states of each outermost unbounded repeat, from left to right.
    loops: tuple[range, ...]

    @property
    def start(self) -> int:
        """The set that contains only the start."""
        return 1 << len(self.atoms)


def bits(mask: int) -> Iterator[int]:
    """Iterate over the states in a set, in ascending order."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def alphabet_of(*automata: Automaton) -> str:
    """Return the alphabet, extended by the literal characters of the automata."""
    sources = {atom.source for automaton in automata for atom in automaton.atoms}
    return ALPHABET + "".join(sorted(frozenset().union(*map(spelt_beyond, sources))))


#: A set of states, and the subset that is reached in several ways: it only matters whether there
#: are several.
_Bag: TypeAlias = "tuple[int, int]"
#: A part of an automaton: the ways to match nothing, and where a match begins and ends.
_Part: TypeAlias = "tuple[int, _Bag, _Bag]"

_NOTHING: Final[_Bag] = (0, 0)


def _plus(one: _Bag, other: _Bag, ways: int = 1) -> _Bag:
    """Add what can be reached in another way, or in several other ways."""
    if not ways:
        return one
    (once, twice), (more, several) = one, other
    return once | more, twice | several | (more if ways > 1 else once & more)


class _Builder:
    def __init__(self, *, unroll: bool) -> None:
        self.unroll = unroll
        self.atoms: list[Atom] = []
        self.follow: list[_Bag] = []
        self.loops: list[range] = []

    def part(self, node: Node) -> _Part:
        match node:
            case Atom():
                here = (1 << len(self.atoms), 0)
                self.atoms.append(node)
                self.follow.append(_NOTHING)
                return 0, here, here
            case Sequence(items):
                return self.chain([self.part(item) for item in items])
            case Choice(items):
                empty, first, last = zip(*(self.part(item) for item in items), strict=True)
                return sum(empty), reduce(_plus, first), reduce(_plus, last)
        item, low, high = node.item, node.low, node.high
        if high is None or (not self.unroll and low < high >= MANY):
            copies = [self.part(item) for _ in range(low - 1)]
            return self.chain([*copies, self.loop(item, low)])
        return self.chain([self.part(item) for _ in range(high)], low)

    def chain(self, parts: list[_Part], needed: int | None = None) -> _Part:
        """Concatenate the parts; those from `needed` on are optional."""
        ways, begin, end = 1, _NOTHING, _NOTHING
        # From the right, because a single part has few ends, so long counted repeats stay linear.
        for index, (empty, first, last) in reversed(list(enumerate(parts))):
            self.link(last, begin)
            begin, end = _plus(first, begin, empty), _plus(end, last, ways)
            ways = min(empty * ways, 2)
            if needed is not None and index >= needed:
                # In `re`, too, skipping the item and matching it empty are different ways.
                ways += 1
        return ways, begin, end

    def loop(self, item: Node, low: int) -> _Part:
        start = len(self.atoms)
        empty, first, last = self.part(item)
        self.link(last, first)
        while self.loops and self.loops[-1].start >= start:
            self.loops.pop()
        if start < len(self.atoms):
            self.loops.append(range(start, len(self.atoms)))
        # In `re`, a loop can end with one round that matches nothing: the ways through
        # `((a?)*c)*` double at every c.
        end = _plus(_NOTHING, last, 1 + empty)
        return empty * 2 + (not low), first, end

    def link(self, last: _Bag, first: _Bag) -> None:
        once, twice = last
        for state in bits(once):
            self.follow[state] = _plus(self.follow[state], first, 1 + (twice >> state & 1))


def build(tree: Node, *, unroll: bool = True) -> Automaton:
    """Build the automaton of a tree; unless `unroll`, long counted repeats become unbounded."""
    builder = _Builder(unroll=unroll)
    empty, first, last = builder.part(tree)
    start = 1 << len(builder.atoms)
    follow = [*builder.follow, first]
    return Automaton(
        tree=tree,
        atoms=tuple(builder.atoms),
        follow=tuple([once for once, _ in follow]),
        doubled=tuple([twice for _, twice in follow]),
        accepting=last[0] | (start if empty else 0),
        loops=tuple(builder.loops),
    )


def literal(text: str) -> Automaton:
    """Build the automaton of one word."""
    return build(Sequence(tuple(Atom(re.escape(char)) for char in text)))


#: The maximum number of sets of states, and of characters, whose next states a runner caches.
_REMEMBERED: Final = 1024


class Runner:
    """Runs an automaton on sets of states, with a bounded cache of the results."""

    def __init__(self, automaton: Automaton) -> None:
        self.automaton = automaton
        states: dict[Atom, int] = {}
        for state, atom in enumerate(automaton.atoms):
            states[atom] = states.get(atom, 0) | 1 << state
        #: For each atom, a function that finds the accepted characters, and its states.
        self._atoms = [(finder(atom), mask) for atom, mask in states.items()]
        # Clients choose the strings, so both caches are bounded.
        self._after: dict[int, int] = {}
        self._entered: dict[str, int] = {}

    def is_accepting(self, states: int) -> bool:
        """Return whether a match can end in one of the states."""
        return bool(states & self.automaton.accepting)

    def accepts(self, text: str) -> bool:
        """Return whether the automaton accepts `text`."""
        entered = self.entered(text)
        states = self.automaton.start
        for char in text:
            after = self._after.get(states)
            if after is None:
                after = self._find_after(states)
            states = after & entered[char]
            if not states:
                return False
        return self.is_accepting(states)

    def after(self, states: int) -> int:
        """Return the states that one character of any kind can reach from a set of states."""
        return self._after.get(states) or self._find_after(states)

    def _find_after(self, states: int) -> int:
        if len(self._after) >= _REMEMBERED:
            self._after = {}
        after = self._after[states] = _follow(self.automaton, states)
        return after

    def entered(self, text: str) -> dict[str, int]:
        """Return the states that each character of a string enters."""
        known = self._entered
        if known.keys() >= set(text):
            return known
        kept = known if len(known) < _REMEMBERED else {}
        new = "".join(set(text).difference(kept))
        # A new dictionary, since other threads continue to use the old one.
        found = {**kept, **dict.fromkeys(new, 0)}
        for find, states in self._atoms:
            for char in find(new):
                found[char] |= states
        self._entered = found
        return found


def accepts(automaton: Automaton, word: str) -> bool:
    """Return whether the automaton accepts a word, even with characters outside the alphabet."""
    return Runner(automaton).accepts(word)


def example(automaton: Automaton) -> str | None:
    """Return a shortest word of one automaton, in linear time.

    None if each word has a character outside the alphabet.
    """
    start, accepting = len(automaton.atoms), automaton.accepting
    left = automaton.start - 1

    def moves(state: int) -> Iterator[tuple[str, int]]:
        nonlocal left
        new = automaton.follow[state] & left
        left ^= new
        for after in bits(new):
            if char := _most_readable(automaton.atoms[after]):
                yield char, after

    return shortest_word(start, moves, lambda state: bool(accepting >> state & 1), start + 1)


def find_word(
    within: SequenceOf[Automaton],
    without: SequenceOf[Automaton] = (),
    limit: int = 20_000,
    steps: Steps | None = None,
) -> str | None:
    """Find a shortest word that all of `within` and none of `without` accept, or None.

    The word only has characters of the alphabet. Raises UndecidedError after `limit` states.
    """
    steps = steps or Steps(PER_STATE * limit)
    steps.take(10 * sum(len(each.atoms) for each in (*within, *without)))
    inner = [Runner(automaton) for automaton in within]
    outer = [Runner(automaton) for automaton in without]
    letters = _representatives([*within, *without], alphabet_of(*within, *without))
    entered, objecting = (
        [runner.entered("".join(letters)) for runner in runners] for runners in (inner, outer)
    )
    entering = [(letter, [by[letter] for by in entered]) for letter in letters]

    def moves(state: _State) -> Iterator[tuple[str, _State]]:
        steps.take(len(letters) + sum(map(int.bit_count, state[0])))
        needed = list(map(Runner.after, inner, state[0]))
        excluded = [(at, outer[at].after(states)) for at, states in state[1]]
        for letter, masks in entering:
            reached = tuple(map(and_, needed, masks))
            if 0 not in reached:
                left = [(at, states & objecting[at][letter]) for at, states in excluded]
                # An excluded automaton without a state can no longer accept, so it is dropped.
                yield letter, (reached, tuple([pair for pair in left if pair[1]]))

    def is_wanted(state: _State) -> bool:
        needed, excluded = state
        return all(map(Runner.is_accepting, inner, needed)) and not any(
            outer[at].is_accepting(states) for at, states in excluded
        )

    start: _State = (
        tuple(automaton.start for automaton in within),
        tuple((at, automaton.start) for at, automaton in enumerate(without)),
    )
    return shortest_word(start, moves, is_wanted, limit)


def _representatives(automata: Iterable[Automaton], alphabet: str) -> list[str]:
    """Return the most readable character of each group that all automata treat alike."""
    kinds = dict.fromkeys(alphabet, 0)
    atoms = {atom for automaton in automata for atom in automaton.atoms}
    for number, chars in enumerate({charset(atom, alphabet) for atom in atoms}):
        for char in chars:
            kinds[char] |= 1 << number
    most_readable = {kind: char for char, kind in reversed(kinds.items())}
    return sorted(most_readable.values(), key=alphabet.index)


def shortest_word(
    start: _T,
    moves: Callable[[_T], Iterable[tuple[str, _T]]],
    is_wanted: Callable[[_T], bool],
    limit: int,
) -> str | None:
    """Search breadth-first for a target state; return the word that leads to it."""
    words = {start: ""}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        if is_wanted(state):
            return words[state]
        for letter, reached in moves(state):
            if reached not in words:
                words[reached] = words[state] + letter
                queue.append(reached)
        if len(words) > limit:
            raise UndecidedError(f"gave up after {limit} states")
    return None


class Place(NamedTuple):
    """An automaton, with its states after some beginning of a path."""

    automaton: Automaton
    states: int

    def after(self, text: str) -> Place | None:
        """Advance by some characters; return None if no word continues with them."""
        automaton, states = self
        for char in text:
            states = sum(
                1 << state
                for state in bits(_follow(automaton, states))
                if _takes(automaton.atoms[state], char)
            )
            if not states:
                return None
        return Place(automaton, states)

    def accepts(self, text: str) -> bool:
        """Return whether a word can end with these characters."""
        place = self.after(text)
        return place is not None and bool(place.states & place.automaton.accepting)

    def next_char(self) -> str | None:
        """Return the next character if it is the same in every word; otherwise None."""
        automaton, states = self
        if states & automaton.accepting:
            return None
        chars = {_only(automaton.atoms[state]) for state in bits(_follow(automaton, states))}
        return chars.pop() if len(chars) == 1 else None

    def rest(self) -> Automaton:
        """Return the automaton of the possible continuations."""
        automaton, states = self
        start = automaton.start
        accepting = automaton.accepting & (start - 1)
        return automaton.replaced(
            follow=(*automaton.follow[:-1], _follow(automaton, states)),
            accepting=accepting | (start if states & automaton.accepting else 0),
        )


def _follow(automaton: Automaton, states: int) -> int:
    return reduce(or_, (automaton.follow[state] for state in bits(states)), 0)


def _takes(atom: Atom, char: str) -> bool:
    return char in (charset(atom) if char in ALPHABET else charset(atom, char))


@lru_cache(maxsize=4096)
def _most_readable(atom: Atom) -> str:
    return min(charset(atom), key=ALPHABET.index, default="")


@lru_cache(maxsize=4096)
def _only(atom: Atom) -> str | None:
    """Return the literal character of an atom; None for a class or outside the alphabet."""
    chars = charset(atom)
    char = next(iter(chars)) if len(chars) == 1 else ""
    return char if atom.source in {char, re.escape(char)} else None
