"""Reads the text of a regular expression into an automaton, and answers questions about it.

The automaton accepts what `re.fullmatch` does, and more in one case: possessive repeats and atomic
groups are read as ordinary ones. Which characters an atom accepts is asked of `re` itself.
"""

from __future__ import annotations

import re
from functools import lru_cache, reduce
from itertools import product
from operator import or_
from typing import TYPE_CHECKING, Final

from .languages import (
    ESCAPE,
    MANY,
    Atom,
    Automaton,
    Choice,
    Node,
    Repeat,
    Sequence,
    UndecidedError,
    accepts,
    alphabet_of,
    bits,
    build,
    charset,
    compiled,
    find_word,
    literal,
    shortest_word,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "ANCHORS",
    "ANY_TEXT",
    "ASIDE",
    "MAX_ATOMS",
    "Automaton",
    "UndecidedError",
    "UnreadableError",
    "accepts",
    "find_word",
    "foreign_origin",
    "is_ambiguous",
    "is_exponential",
    "literal",
    "nodes",
    "outline",
    "overlapping_repeats",
    "read",
    "size",
]

#: Counted repeats are unrolled; a pattern that unrolls to more atoms is refused.
MAX_ATOMS: Final = 2_000
MAX_DEPTH: Final = 50
#: The steps that a search for ambiguous repeats may take; what is not settled then is assumed.
MAX_STEPS: Final = 100_000

ANCHORS: Final = {"^": "start", r"\A": "start", "$": "end", r"\Z": "end", r"\z": "end"}
_ATOM_FLAGS: Final = re.IGNORECASE | re.DOTALL | re.ASCII
#: Stands for what `outline` has set aside.
ASIDE: Final = "(?>"
ANY_TEXT: Final = Repeat(Atom(".", re.DOTALL), 0, None)
_FLAGS: Final = {letter: re.RegexFlag[letter.upper()] for letter in "aimsx"}
_TOKEN: Final = rf"""
      (?P<comment> \(\?\#(?:\\.|[^)\\])*\) | \(\?[aimsux]+\) )
    | (?P<look_around> \(\?<?[=!] )
    | (?P<back_reference> \(\?P=\w+\) | \\(?![0-7]{{3}})[1-9][0-9]? )
    | (?P<conditional_group> \(\?\( )
    | (?P<word_boundary> \\[bB] )
    | (?P<open> \((?:\?(?:P<\w+>|>|(?P<on>[aimsux]*)(?:-(?P<off>[imsx]+))?:))? )
    | (?P<close> \) )
    | (?P<bar> \| )
    | (?P<repeat> (?:[*+?]|\{{(?P<low>[0-9]+)\}}|\{{(?P<least>[0-9]*),(?P<most>[0-9]*)\}})[?+]? )
    | (?P<anchor> [\^$]|\\[AZz] )
    | (?P<atom> \[\^?\]?+(?:\\.|[^\]\\])*\] | {ESCAPE} | . )
"""
_PLAIN: Final = re.compile(_TOKEN, re.VERBOSE | re.DOTALL)
_VERBOSE: Final = re.compile(
    rf"(?P<skipped> [ \t\n\r\v\f]+ | \#(?:\\.|[^\n\\])*\n? ) | {_TOKEN}", re.VERBOSE | re.DOTALL
)


class UnreadableError(ValueError):
    """The pattern uses a construct that the reader does not model; the message names it."""


def read(pattern: str, flags: int = 0) -> Automaton:
    """Read a pattern into the automaton of the words that it matches as a whole.

    Raises re.error where `re.compile` does, and UnreadableError for what cannot be modelled.
    """
    flags = compiled(pattern, flags).flags
    tree = _without_anchors(_read_choice(pattern, 0, flags)[0], at_start=True, at_end=True)
    if size(tree) > MAX_ATOMS:
        raise UnreadableError(f"counted repeats that unroll to more than {MAX_ATOMS} characters")
    return build(tree)


def outline(pattern: str, flags: int) -> tuple[Node, list[Node]]:
    """Read any pattern into a tree with at least its ways to match, and what stands aside of it.

    Look-arounds and word boundaries are left out, a back reference is any text. What look-arounds,
    atomic groups and possessive repeats hold stands aside. An atom `ASIDE` in the tree, with a
    place there in the place of flags, is a text that is matched in one way only.

    Raises UnreadableError where groups are nested too deep.
    """
    flags = compiled(pattern, flags).flags
    aside: list[Node] = []
    return _read_choice(pattern, 0, flags, aside=aside)[0], aside


# Reading. `re.compile` has accepted the pattern, so nothing here looks for errors of syntax.


def _read_choice(
    pattern: str, at: int, flags: int, depth: int = 0, aside: list[Node] | None = None
) -> tuple[Node, int]:
    """Read the alternatives up to the end of the group; return them and where it ends.

    With `aside`, what the automaton cannot model is outlined rather than refused.
    """
    if depth > MAX_DEPTH:
        raise UnreadableError(f"groups nested more than {MAX_DEPTH} deep")
    branches: list[list[Node]] = [[]]
    while token := (_VERBOSE if flags & re.VERBOSE else _PLAIN).match(pattern, at):
        at = token.end()
        match token.lastgroup:
            case "skipped" | "comment":
                pass
            case "open":
                inside = _flags_in_group(token, flags)
                item, at = _read_choice(pattern, at, inside, depth + 1, aside)
                branches[-1].append(_set_aside(item, aside) if token[0] == "(?>" else item)
            case "close":
                break
            case "bar":
                branches.append([])
            case "repeat":
                item = Repeat(branches[-1].pop(), *_bounds(token))
                possessive = token[0].endswith("+") and token[0] != "+"
                branches[-1].append(_set_aside(item, aside) if possessive else item)
            case "anchor" | "atom":
                branches[-1].append(Atom(token[0], flags & _ATOM_FLAGS))
            case _:
                item, at = _read_unusual(pattern, token, flags, depth, aside)
                branches[-1].append(item)
    options = tuple(Sequence(tuple(items)) for items in branches)
    return (options[0] if len(options) == 1 else Choice(options)), at


def _read_unusual(
    pattern: str, token: re.Match[str], flags: int, depth: int, aside: list[Node] | None
) -> tuple[Node, int]:
    """Read what no automaton models, for an outline only."""
    at = token.end()
    construct = str(token.lastgroup).replace("_", "-")
    if aside is None:
        raise UnreadableError(f"a {construct}, {token[0]!r} at position {token.start()}")
    match construct:
        case "look-around":
            item, at = _read_choice(pattern, at, flags, depth + 1, aside)
            aside.append(item)
            return Sequence(()), at
        case "conditional-group":
            return _read_choice(pattern, pattern.index(")", at) + 1, flags, depth + 1, aside)
        case "back-reference":
            return ANY_TEXT, at
    return Sequence(()), at  # a word boundary


def _set_aside(item: Node, aside: list[Node] | None) -> Node:
    if aside is None:
        return item
    aside.append(item)
    return Atom(ASIDE, len(aside) - 1)


def _flags_in_group(token: re.Match[str], flags: int) -> int:
    for letter in token["on"] or "":
        flags = flags & ~re.ASCII if letter == "u" else flags | _FLAGS[letter]
    for letter in token["off"] or "":
        flags &= ~_FLAGS[letter]
    return flags


def _bounds(token: re.Match[str]) -> tuple[int, int | None]:
    simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
    if token[0][0] in simple:
        return simple[token[0][0]]
    if token["low"]:
        return int(token["low"]), int(token["low"])
    return int(token["least"] or 0), int(token["most"]) if token["most"] else None


def _without_anchors(node: Node, *, at_start: bool, at_end: bool) -> Node:
    """Take out the anchors that hold wherever they stand; any other one is refused."""
    match node:
        case Atom(source):
            if source not in ANCHORS:
                return node
            if at_start if ANCHORS[source] == "start" else at_end:
                return Sequence(())
            raise UnreadableError(f"the anchor {source!r} within the pattern")
        case Choice(items):
            return Choice(
                tuple(_without_anchors(item, at_start=at_start, at_end=at_end) for item in items)
            )
        case Sequence(items):
            solid = [
                place
                for place, item in enumerate(items)
                if not isinstance(item, Atom) or item.source not in ANCHORS
            ] or [len(items), 0]
            return Sequence(
                tuple(
                    _without_anchors(
                        item,
                        at_start=at_start and place <= solid[0],
                        at_end=at_end and place >= solid[-1],
                    )
                    for place, item in enumerate(items)
                )
            )
    once = node.high is not None and node.high <= 1
    item = _without_anchors(node.item, at_start=at_start and once, at_end=at_end and once)
    return Repeat(item, node.low, node.high)


def size(node: Node) -> int:
    """Return how many atoms a tree unrolls to."""
    match node:
        case Atom():
            return 1
        case Sequence(items) | Choice(items):
            return sum(map(size, items)) or 1
    return size(node.item) * (max(node.low, 1) if node.high is None else node.high)


# Backtracking: Weber and Seidl, On the degree of ambiguity of finite automata, 1991.


def is_exponential(tree: Node) -> bool:
    """Tell whether a repeat can match the same text in two ways: each round doubles the attempts.

    True also where nothing can fail after the repeat. Raises UndecidedError where the search grows
    too large.
    """
    trees = [tree]
    # A fixed number of rounds is no loop, but if each has a choice, many are as bad as one.
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
    automaton = build(tree)
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
    for later in automaton.loops:
        chains = [
            length + _can_share_text(automaton, chars, earlier, later)
            for length, earlier in zip(longest, automaton.loops, strict=False)
            if _leads_to(automaton, earlier, later)
        ]
        longest.append(max(chains, default=1))
    return max(longest, default=0)


def nodes(node: Node) -> Iterator[Node]:
    """Iterate over a node and all that is in it."""
    yield node
    match node:
        case Sequence(items) | Choice(items):
            for item in items:
                yield from nodes(item)
        case Repeat(item):
            yield from nodes(item)


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


def _can_share_text(automaton: Automaton, chars: list[int], earlier: range, later: range) -> bool:
    """Tell whether for some text one repeat, the other, and the way between them can match it."""
    if not _union(chars, earlier) & _union(chars, later):
        return False
    in_earlier, in_later = (sum(1 << state for state in loop) for loop in (earlier, later))
    sharing = _sharing(chars)
    steps = 0
    for p, q in product(earlier, later):
        # Three runs over the same text: round p, from p to q, and round q.
        triples = [(p, p, q)]
        seen = set(triples)
        for triple in triples:
            one, between, other = (automaton.follow[state] for state in triple)
            masks = (one & in_earlier, between, other & in_later)
            for reached in _joint(masks, chars, sharing):
                steps += 1
                if reached == (p, q, q):
                    return True
                if steps > MAX_STEPS:
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


# Origins.

_LABEL: Final = "[a-z0-9_-]"
#: What a free atom is shown as. The letters of "localhost" come last: an atom that accepts ten
#: characters never has to spell it.
_SHOWN: Final = "xevibdfgjkmnpqruwyz0123456789_-ahlocst.:/+"
#: An atom is free if it accepts this many of the characters of a label.
_FREE: Final = 10
_BAIT: Final = f"{_LABEL}*evil{_LABEL}*"
#: A last label with a letter in it: an IPv4 address is no domain.
_TOP: Final = f"{_LABEL}*[a-z_-]{_LABEL}*"
_DEEPER: Final = rf"(?:{_LABEL}+\.)*"
#: Examples, the most convincing first: what comes before the registrable domain, and the domain.
_DOMAINS: Final = (
    (_DEEPER, rf"{_BAIT}\.com"),
    (_DEEPER, rf"(?:{_BAIT}\.{_TOP}|{_LABEL}+\.{_BAIT})"),
    (_DEEPER, rf"{_LABEL}+\.{_TOP}"),
    ("", _BAIT),
    ("", _TOP),
)
_DOT: Final = Atom(r"\.")
_SCHEMES: Final = ("https", "http", "[a-z][a-z0-9+.-]*")


def foreign_origin(automaton: Automaton, limit: int = 50_000) -> str | None:
    """Find an origin in the pattern whose registrable domain its author did not spell out.

    That is one with a character in the last two labels of the host that is matched by a free atom,
    such as an unescaped dot or `[a-z]`. The public suffix list is not consulted, IP addresses are
    left out. Raises UndecidedError past `limit` explored states.
    """
    # The two that any other example is one of: where they find nothing, nothing will.
    for before, domain in (_DOMAINS[2], _DOMAINS[4]):
        if _example(automaton, f"{_SCHEMES[-1]}://{before}", domain, limit):
            break
    else:
        return None
    examples = (
        _example(automaton, f"{scheme}://{before}", domain, limit)
        for scheme, (before, domain) in product(_SCHEMES, _DOMAINS)
    )
    return next(filter(None, examples))


@lru_cache
def _template(before: str, domain: str) -> tuple[Automaton, set[int]]:
    """Read a kind of origin; return also which states stand for labels of its domain."""
    template = read(f"{before}{domain}(?::[1-9][0-9]{{0,4}})?")
    begin, end = len(read(before).atoms), len(read(before + domain).atoms)
    # That a free atom can be the dot between two labels says nothing about the labels.
    return template, {state for state in range(begin, end) if template.atoms[state] != _DOT}


def _example(automaton: Automaton, before: str, domain: str, limit: int) -> str | None:
    template, spelt = _template(before, domain)
    free = [_is_free(atom) for atom in automaton.atoms]

    def moves(state: tuple[int, int, bool]) -> Iterator[tuple[str, tuple[int, int, bool]]]:
        here, place, foreign = state
        for after, wanted in product(bits(automaton.follow[here]), bits(template.follow[place])):
            char = _shown(automaton.atoms[after], template.atoms[wanted])
            if char is not None:
                yield char, (after, wanted, foreign or (wanted in spelt and free[after]))

    def is_wanted(state: tuple[int, int, bool]) -> bool:
        here, place, foreign = state
        return bool(foreign and automaton.accepting >> here & 1 and template.accepting >> place & 1)

    start = (len(automaton.atoms), len(template.atoms), False)
    return shortest_word(start, moves, is_wanted, limit)


@lru_cache(maxsize=4096)
def _shown(atom: Atom, other: Atom) -> str | None:
    """Return the character to show for what both atoms accept."""
    both = charset(atom) & charset(other)
    return next((char for char in _SHOWN if char in both), None)


@lru_cache(maxsize=4096)
def _is_free(atom: Atom) -> bool:
    label = charset(Atom(_LABEL))
    return len(label.intersection(char.lower() for char in charset(atom))) >= _FREE
