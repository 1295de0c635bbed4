"""Parses a regular expression into an automaton.

The automaton accepts what `re.fullmatch` accepts, and more in one case: possessive repeats and
atomic groups are read as ordinary ones. `re` itself decides which characters an atom accepts,
except for plain letters and sets.
"""

from __future__ import annotations

import re
from typing import Final

from flask_cors.core.lazy_regex import lazy_regex

from .automaton import Automaton, build
from .tree import ANY_TEXT, ESCAPE, Atom, Choice, Node, Repeat, Sequence, size

#: The maximum number of atoms after counted repeats are unrolled; larger patterns are refused.
MAX_ATOMS: Final = 2_000
MAX_DEPTH: Final = 50

ANCHORS: Final = {"^": "start", r"\A": "start", "$": "end", r"\Z": "end", r"\z": "end"}
# Flags are plain integers here: an operation on `re.RegexFlag` takes a hundred times as long.
_VERBOSE_FLAG: Final = int(re.VERBOSE)
_ATOM_FLAGS: Final = int(re.IGNORECASE | re.DOTALL | re.ASCII)
#: The placeholder for parts that `outline` set aside.
ASIDE: Final = "(?>"
_FLAGS: Final = {letter: int(re.RegexFlag[letter.upper()]) for letter in "aimsx"}
_USUAL: Final = r"""
      (?P<open> \((?:\?:|(?!\?)) )
    | (?P<close> \) )
    | (?P<bar> \| )
    | (?P<repeat> (?:[*+?]|\{(?P<low>[0-9]+)\}|\{(?P<least>[0-9]*),(?P<most>[0-9]*)\})[?+]? )
    | (?P<anchor> [\^$]|\\[AZz] )
    | (?P<unusual> \(\?|\\[0-9bBNuUx] )
    | (?P<atom> \[\^?\]?+(?:\\.|[^\]\\])*\] | \\. | . )
"""
_PLAIN: Final = lazy_regex(_USUAL, re.VERBOSE | re.DOTALL)
_VERBOSE: Final = lazy_regex(
    rf"(?P<skipped> [ \t\n\r\v\f]+ | \#(?:\\.|[^\n\\])*\n? ) | {_USUAL}", re.VERBOSE | re.DOTALL
)
#: Tokens of few patterns: compiling them with the others would take most of the time of reading.
_UNUSUAL: Final = lazy_regex(
    rf"""
      (?P<comment> \(\?\#(?:\\.|[^)\\])*\) )
    | (?P<flags> \(\?(?P<set>[aimsux]+)\) )
    | (?P<look_around> \(\?<?[=!] )
    | (?P<back_reference> \(\?P=\w+\) | \\(?![0-7]{{3}})[1-9][0-9]? )
    | (?P<conditional_group> \(\?\( )
    | (?P<word_boundary> \\[bB] )
    | (?P<group> \(\?(?:P<\w+>|>|(?P<on>[aimsux]*)(?:-(?P<off>[imsx]+))?:) )
    | (?P<atom> {ESCAPE} )
    """,
    re.VERBOSE | re.DOTALL,
)


class UnreadableError(ValueError):
    """Raised if a pattern has an unsupported construct, which the message names."""


def read(pattern: str, flags: int = 0) -> Automaton:
    """Read a valid pattern into the automaton of the words that it matches entirely.

    Raises UnreadableError for what cannot be modeled.
    """
    return build(parse(pattern, flags))


def parse(pattern: str, flags: int = 0) -> Node:
    """Read a valid pattern into a tree for an automaton; raise UnreadableError if there is none."""
    tree = _read_choice(pattern, 0, int(flags))[0]
    if any(anchor in pattern for anchor in ANCHORS):
        tree = _without_anchors(tree, at_start=True, at_end=True)
    if size(tree) > MAX_ATOMS:
        raise UnreadableError(f"counted repeats that unroll to more than {MAX_ATOMS} characters")
    return tree


def outline(pattern: str, flags: int) -> tuple[Node, list[Node]]:
    """Parse a valid pattern into a tree with at least its ways to match, and the parts set aside.

    Look-arounds and word boundaries are dropped, and a backreference matches any string. The
    contents of look-arounds, atomic groups and possessive repeats are set aside. An atom `ASIDE`
    in the tree has an index into these parts instead of flags, and matches in one way only.

    Raises UnreadableError if groups are nested too deep.
    """
    aside: list[Node] = []
    return _read_choice(pattern, 0, int(flags), aside=aside)[0], aside


# Reading. `re.compile` accepts the pattern, so there are no checks for syntax errors.


def _read_choice(
    pattern: str, at: int, flags: int, depth: int = 0, aside: list[Node] | None = None
) -> tuple[Node, int]:
    """Read the alternatives up to the end of the group; return them and the end.

    With `aside`, constructs that the automaton cannot model are outlined instead of refused.
    """
    if depth > MAX_DEPTH:
        raise UnreadableError(f"groups nested more than {MAX_DEPTH} deep")
    branches: list[list[Node]] = [[]]
    while token := _token(pattern, at, flags):
        at = token.end()
        match token.lastgroup:
            case "anchor" | "atom":
                branches[-1].append(Atom(token[0], flags & _ATOM_FLAGS))
            case "skipped" | "comment":
                pass
            case "flags":
                flags = _with_flags(token, flags)
            case "open" | "group":
                inside = _with_flags(token, flags)
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
            case _:
                item, at = _read_unusual(pattern, token, flags, depth, aside)
                branches[-1].append(item)
    options = tuple(Sequence(tuple(items)) for items in branches)
    return (options[0] if len(options) == 1 else Choice(options)), at


def _token(pattern: str, at: int, flags: int) -> re.Match[str] | None:
    token = (_VERBOSE if flags & _VERBOSE_FLAG else _PLAIN).match(pattern, at)
    is_unusual = token is not None and token.lastgroup == "unusual"
    return _UNUSUAL.match(pattern, at) if is_unusual else token


def _read_unusual(
    pattern: str, token: re.Match[str], flags: int, depth: int, aside: list[Node] | None
) -> tuple[Node, int]:
    """Read a construct that no automaton models, for an outline only."""
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


def _with_flags(token: re.Match[str], flags: int) -> int:
    found = token.groupdict("")
    for letter in found.get("set", "") + found.get("on", ""):
        flags = flags & ~_FLAGS["a"] if letter == "u" else flags | _FLAGS[letter]
    for letter in found.get("off", ""):
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
    """Remove the anchors that always match; refuse any other anchor."""
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
