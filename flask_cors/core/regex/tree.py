"""Regular expressions as trees of atoms, sequences, choices and repeats."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from flask_cors.core.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator


#: A counted repeat with at least this many rounds backtracks like an unbounded one:
#: `(.{0,8}){0,8}` has about 40 million ways to match a long string.
MANY: Final = 8


#: An escape that matches one character, or one of a set.
ESCAPE: Final = r"\\(?:[0-7]{3}|0[0-7]{0,2}|x..|u.{4}|U.{8}|N\{[^}]*\}|.)"


class Atom(NamedTuple):
    """A pattern for exactly one character: a literal, an escape, a class or a dot."""

    source: str
    flags: int = 0


class Sequence(Record):
    """Several items in sequence; without items it matches the empty word."""

    items: tuple[Node, ...]


class Choice(Record):
    """A choice between the items."""

    items: tuple[Node, ...]


class Repeat(Record):
    """`low` to `high` repetitions of the item; at least `low` if `high` is None."""

    item: Node
    low: int
    high: int | None


Node: TypeAlias = Atom | Sequence | Choice | Repeat


def compiled(source: str, flags: int) -> re.Pattern[str]:
    """Compile without warnings, because compiling the configured pattern has shown them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return re.compile(source, flags)


ANY_TEXT: Final = Repeat(Atom(".", int(re.DOTALL)), 0, None)


def size(node: Node) -> int:
    """Return the number of atoms of a tree after unrolling."""
    match node:
        case Atom():
            return 1
        case Sequence(items) | Choice(items):
            return sum(map(size, items)) or 1
    return size(node.item) * (max(node.low, 1) if node.high is None else node.high)


def nodes(node: Node) -> Iterator[Node]:
    """Iterate over a node and all nodes in it."""
    yield node
    match node:
        case Sequence(items) | Choice(items):
            for item in items:
                yield from nodes(item)
        case Repeat(item):
            yield from nodes(item)
