"""Decides whether a regular expression can match a string in several ways, and in how many."""

from __future__ import annotations

from functools import reduce
from itertools import count, product
from operator import or_
from typing import TYPE_CHECKING, Final

from .automaton import Automaton, UndecidedError, alphabet_of, bits, build
from .characters import charset
from .tree import MANY, Atom, Node, Repeat, Sequence, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator


#: The steps that a search for ambiguous repeats may take; what is not settled then is assumed.
MAX_STEPS: Final = 100_000


def is_exponential(tree: Node) -> bool:
    """Tell whether a repeat can match the same text in two ways: each round doubles the attempts.

    True also where nothing can fail after the repeat. Raises UndecidedError where the search grows
    too large.
    """
    trees = [tree]
    # A counted repeat is finite, but many rounds with a choice each are as slow as a loop.
    trees += [
        Repeat(node.item, 1, None)
        for node in nodes(tree)
        if isinstance(node, Repeat) and node.low == node.high and node.low >= MANY
    ]
    return any(_has_ambiguous_loop(build(tree, unroll=False)) for tree in trees)


def is_ambiguous(tree: Node) -> bool:
    """Tell whether a text can be matched in two ways, so that `re` may try one after the other.

    Raises UndecidedError where the search grows too large.
    """
    # The character behind it is where two ways to match all of a text meet, if nowhere else.
    automaton = build(Sequence((tree, Atom("."))))
    return _part_and_meet(automaton, range(len(automaton.follow)))


def overlapping_repeats(tree: Node) -> int:
    """Return how many repeats, one after the other, can match the same text.

    It is the degree of the polynomial by which matching time grows, if it is not exponential; 0
    without repeats. Counted repeats up to `MANY` or more are repeats, too. Raises UndecidedError
    where the search grows too large.
    """
    automaton = build(tree, unroll=False)
    chars = _characters(automaton)
    longest: list[int] = []
    steps = count(1)
    for later in automaton.loops:
        chains = [
            length + _can_share_text(automaton, chars, earlier, later, steps)
            for length, earlier in zip(longest, automaton.loops, strict=False)
            if _leads_to(automaton, earlier, later)
        ]
        longest.append(max(chains, default=1))
    return max(longest, default=0)


def _characters(automaton: Automaton) -> list[int]:
    """Return what each state reads, as a bit mask of the alphabet."""
    alphabet = alphabet_of(automaton)
    place = {char: 1 << at for at, char in enumerate(alphabet)}
    masks = {
        atom: sum(place[char] for char in charset(atom, alphabet)) for atom in set(automaton.atoms)
    }
    return [masks[atom] for atom in automaton.atoms]


def _sharing(chars: list[int]) -> list[int]:
    """Return, for each state, those that read some character that it reads."""
    sharing = {
        mask: sum(1 << state for state, other in enumerate(chars) if mask & other)
        for mask in set(chars)
    }
    return [sharing[mask] for mask in chars]


def _has_ambiguous_loop(automaton: Automaton) -> bool:
    return any(_part_and_meet(automaton, loop) for loop in automaton.loops)


def _part_and_meet(automaton: Automaton, states: range) -> bool:
    """Tell whether two runs over the same text, from one state to one state, can be different."""
    chars = _characters(automaton)
    sharing = _sharing(chars)
    inside = sum(1 << state for state in states if state < len(chars) and chars[state])
    after = {state: automaton.follow[state] & inside for state in states}
    if any(automaton.doubled[state] & inside for state in states):
        return True
    # They part in one state, and are ambiguous if they can meet.
    pairs = [(state, state) for state in {after[state]: state for state in states}.values()]
    seen = set(pairs)
    for one, other in pairs:
        for left in bits(after[one]):
            for right in bits(after[other] & sharing[left]):
                pair = (min(left, right), max(left, right))
                if left != right and pair not in seen:
                    if after[left] & after[right]:
                        return True
                    if len(pairs) > MAX_STEPS:
                        raise UndecidedError
                    seen.add(pair)
                    pairs.append(pair)
    return False


def _leads_to(automaton: Automaton, earlier: range, later: range) -> bool:
    reached, new = 0, 1 << earlier.start
    while new:
        reached |= new
        new = reduce(or_, (automaton.follow[state] for state in bits(new))) & ~reached
    return bool(reached >> later.start & 1)


def _can_share_text(
    automaton: Automaton, chars: list[int], earlier: range, later: range, steps: Iterator[int]
) -> bool:
    """Tell whether for some text one repeat, the other, and the way between them can match it.

    All pairs of repeats of a pattern share the `steps` that a search may take.
    """
    if not _union(chars, earlier) & _union(chars, later):
        return False
    in_earlier, in_later = (sum(1 << state for state in loop) for loop in (earlier, later))
    sharing = _sharing(chars)
    for p, q in product(earlier, later):
        # Three runs over the same text: round p, from p to q, and round q.
        triples = [(p, p, q)]
        seen = set(triples)
        for triple in triples:
            one, between, other = (automaton.follow[state] for state in triple)
            masks = (one & in_earlier, between, other & in_later)
            for reached in _joint(masks, chars, sharing):
                if reached == (p, q, q):
                    return True
                if next(steps) > MAX_STEPS:
                    raise UndecidedError
                if reached not in seen:
                    seen.add(reached)
                    triples.append(reached)
    return False


def _joint(
    masks: tuple[int, int, int], chars: list[int], sharing: list[int]
) -> Iterator[tuple[int, int, int]]:
    """Iterate over the states, one of each set, that can read the same character."""
    return (
        (x, y, z)
        for x in bits(masks[0])
        for z in bits(masks[2] & sharing[x])
        for y in bits(masks[1] & sharing[x] & sharing[z])
        if chars[x] & chars[y] & chars[z]
    )


def _union(masks: list[int], places: range) -> int:
    return reduce(or_, (masks[place] for place in places))
