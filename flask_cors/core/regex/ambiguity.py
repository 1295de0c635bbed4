"""Determines in how many ways a regular expression can match a string.

The method: Weber and Seidl, On the degree of ambiguity of finite automata, 1991.
"""

from __future__ import annotations

from functools import reduce
from itertools import product
from operator import or_
from typing import TYPE_CHECKING, Final

from .automaton import Automaton, alphabet_of, bits, build
from .characters import charset
from .steps import Steps, UndecidedError
from .tree import MANY, Atom, Choice, Node, Repeat, Sequence, nodes, size

if TYPE_CHECKING:
    from collections.abc import Iterator


#: The maximum number of atoms of a tree that is analyzed.
_MAX_SIZE: Final = 8_000


def is_exponential(tree: Node, steps: Steps | None = None) -> bool:
    """Return whether a repeat can match a string in two ways, so each round doubles the attempts.

    This is independent of what follows the repeat. Raises UndecidedError if the search grows too
    large.
    """
    steps = steps or Steps()
    # A counted repeat is finite, but many rounds with a choice in each are as slow as a loop.
    items = [
        node.item
        for node in nodes(tree)
        if isinstance(node, Repeat) and node.low == node.high and node.low >= MANY
    ]
    loops = dict.fromkeys((*_outermost_loops(tree), *items))
    return any(_is_ambiguous_loop(Repeat(item, 1, None), steps) for item in loops)


def is_ambiguous(tree: Node, steps: Steps | None = None) -> bool:
    """Return whether a string can be matched in two ways, so that `re` may try both.

    Raises UndecidedError if the search grows too large.
    """
    steps = steps or Steps()
    # Two ways to match an entire string meet at the character after it, at the latest.
    automaton = _build(Sequence((tree, Atom("."))), steps, unroll=True)
    return _part_and_meet(automaton, range(len(automaton.follow)), steps)


def overlapping_repeats(tree: Node, steps: Steps | None = None) -> int:
    """Return how many consecutive repeats can match the same string.

    This is the degree of the polynomial of the matching time, if that is not exponential; 0 without
    repeats. A counted repeat only counts if its maximum is at least `MANY`. Raises UndecidedError
    if the search grows too large.
    """
    steps = steps or Steps()
    if isinstance(tree, Choice):
        return max(overlapping_repeats(each, steps) for each in tree.items)
    if not has_loops(tree):
        return 0
    automaton = _build(tree, steps)
    sharing = _Sharing(automaton, steps)
    longest: list[int] = []
    reached = [_reached_from(automaton, loop.start, steps) for loop in automaton.loops]
    for later in automaton.loops:
        chains = [
            length + _can_share_text(automaton, sharing, earlier, later, steps)
            for length, earlier, after in zip(longest, automaton.loops, reached, strict=False)
            if after >> later.start & 1
        ]
        longest.append(max(chains, default=1))
    return max(longest, default=0)


def has_loops(tree: Node) -> bool:
    """Return whether an item is repeated often or without limit."""
    return next(_outermost_loops(tree), None) is not None


def _outermost_loops(node: Node) -> Iterator[Node]:
    """Iterate over the outermost items that are repeated often or without limit."""
    match node:
        case Sequence(items) | Choice(items):
            for item in items:
                yield from _outermost_loops(item)
        case Repeat(item, low, high):
            if high is None or low < high >= MANY:
                yield item
            else:
                yield from _outermost_loops(item)


def _build(tree: Node, steps: Steps, *, unroll: bool = False) -> Automaton:
    atoms = size(tree)
    if atoms > _MAX_SIZE:
        raise UndecidedError
    steps.take(atoms)
    return build(tree, unroll=unroll)


class _Sharing:
    """The characters that the states of an automaton read, and the states that share them."""

    def __init__(self, automaton: Automaton, steps: Steps) -> None:
        alphabet = alphabet_of(automaton)
        place = {char: 1 << at for at, char in enumerate(alphabet)}
        masks = {
            atom: sum(place[char] for char in charset(atom, alphabet))
            for atom in set(automaton.atoms)
        }
        #: The characters of each state, as a bit mask of the alphabet.
        self.chars = [masks[atom] for atom in automaton.atoms]
        different = set(self.chars)
        steps.take(len(different) * len(self.chars))
        sharing = {
            mask: sum(1 << state for state, other in enumerate(self.chars) if mask & other)
            for mask in different
        }
        #: For each state, the states that read one of its characters.
        self.states = [sharing[mask] for mask in self.chars]


def _is_ambiguous_loop(tree: Node, steps: Steps) -> bool:
    automaton = _build(tree, steps)
    return any(_part_and_meet(automaton, loop, steps) for loop in automaton.loops)


def _part_and_meet(automaton: Automaton, states: range, steps: Steps) -> bool:
    """Return whether there are two different runs over a string from one state to another."""
    sharing = _Sharing(automaton, steps)
    inside = sum(1 << state for state in states if state < len(sharing.chars))
    inside &= sum(1 << state for state, mask in enumerate(sharing.chars) if mask)
    after = {state: automaton.follow[state] & inside for state in states}
    if any(automaton.doubled[state] & inside for state in states):
        return True
    # They separate in one state, and are ambiguous if they can meet again.
    pairs = [(state, state) for state in {after[state]: state for state in states}.values()]
    seen = set(pairs)
    for one, other in pairs:
        for left in bits(after[one]):
            steps.take()
            for right in bits(after[other] & sharing.states[left]):
                steps.take()
                pair = (min(left, right), max(left, right))
                if left != right and pair not in seen:
                    if after[left] & after[right]:
                        return True
                    seen.add(pair)
                    pairs.append(pair)
    return False


def _reached_from(automaton: Automaton, start: int, steps: Steps) -> int:
    """Return the states reachable from a state, including itself."""
    reached, new = 0, 1 << start
    while new:
        reached |= new
        steps.take(new.bit_count())
        new = reduce(or_, (automaton.follow[state] for state in bits(new))) & ~reached
    return reached


def _can_share_text(
    automaton: Automaton, sharing: _Sharing, earlier: range, later: range, steps: Steps
) -> bool:
    """Return whether two repeats and the path between them can all match the same string."""
    chars = sharing.chars
    steps.take(len(earlier) + len(later))
    if not _union(chars, earlier) & _union(chars, later):
        return False
    in_earlier, in_later = (sum(1 << state for state in loop) for loop in (earlier, later))
    for p, q in product(earlier, later):
        # Three runs over the same string: from p to p, from p to q, and from q to q.
        triples = [(p, p, q)]
        seen = set(triples)
        for triple in triples:
            one, between, other = (automaton.follow[state] for state in triple)
            masks = (one & in_earlier, between, other & in_later)
            for reached in _joint(masks, sharing, steps):
                if reached == (p, q, q):
                    return True
                if reached not in seen:
                    seen.add(reached)
                    triples.append(reached)
    return False


def _joint(
    masks: tuple[int, int, int], sharing: _Sharing, steps: Steps
) -> Iterator[tuple[int, int, int]]:
    """Iterate over tuples of states, one from each set, that can read the same character."""
    chars, states = sharing.chars, sharing.states
    for x in bits(masks[0]):
        steps.take()
        for z in bits(masks[2] & states[x]):
            steps.take()
            for y in bits(masks[1] & states[x] & states[z]):
                steps.take()
                if chars[x] & chars[y] & chars[z]:
                    yield x, y, z


def _union(masks: list[int], places: range) -> int:
    return reduce(or_, (masks[place] for place in places))
