"""Finds an unrelated origin that a regular expression for origins also matches."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Final

from .automaton import Automaton, bits, build, shortest_word
from .characters import charset
from .steps import Steps, UndecidedError
from .syntax import parse
from .tree import Atom, Sequence, size

if TYPE_CHECKING:
    from collections.abc import Iterator


_LABEL: Final = "[a-z0-9_-]"


#: Characters that are used for a free atom. The letters of "localhost" come last, so that an atom
#: that accepts ten characters never needs them.
_SHOWN: Final = "xevibdfgjkmnpqruwyz0123456789_-ahlocst.:/+"


#: An atom is free if it accepts at least this many characters of a label.
_FREE: Final = 10


_BAIT: Final = f"{_LABEL}*evil{_LABEL}*"


#: A last label with a letter in it, because an IPv4 address is not a domain.
_TOP: Final = f"{_LABEL}*[a-z_-]{_LABEL}*"


_DEEPER: Final = rf"(?:{_LABEL}+\.)*"


#: The last two labels of a host, or the only one.
_ANY_DOMAIN: Final = rf"(?:{_LABEL}+\.)?{_TOP}"


#: Examples, the most convincing first: what comes before the registrable domain, and the domain.
_DOMAINS: Final = (
    (_DEEPER, rf"{_BAIT}\.com"),
    (_DEEPER, rf"(?:{_BAIT}\.{_TOP}|{_LABEL}+\.{_BAIT})"),
    (_DEEPER, rf"{_LABEL}+\.{_TOP}"),
    ("", _BAIT),
    ("", _TOP),
)


_PORT: Final = "(?::[1-9][0-9]{0,4})?"


_DOT: Final = Atom(r"\.")


#: The maximum number of states that are explored for one example.
_STATES: Final = 50_000


_SCHEMES: Final = ("https", "http", "[a-z][a-z0-9+.-]*")


def foreign_origin(automaton: Automaton, limit: int | None = None) -> str | None:
    """Find a matching origin whose registrable domain is not spelled out in the pattern.

    In such an origin, a free atom, such as an unescaped dot or `[a-z]`, matches a character in the
    last two labels of the host. The public suffix list is not used, and IP addresses are ignored.
    Raises UndecidedError after too many steps.
    """
    steps = Steps(limit)
    # This includes all other examples: if it finds nothing, they will not either.
    found = _example(automaton, f"{_SCHEMES[-1]}://{_DEEPER}", _ANY_DOMAIN, steps)
    if found is None:
        return None
    examples = (
        _example(automaton, f"{scheme}://{before}", domain, steps)
        for scheme, (before, domain) in product(_SCHEMES, _DOMAINS)
    )
    try:
        return next(filter(None, examples))
    except UndecidedError:
        return found


@lru_cache
def _template(before: str, domain: str) -> tuple[Automaton, set[int]]:
    """Read a kind of origin; return it with the states of the labels of its domain."""
    parts = parse(before), parse(domain), parse(_PORT)
    template, begin = build(Sequence(parts)), size(parts[0])
    end = begin + size(parts[1])
    # A free atom that can match the dot between two labels does not make the labels free.
    return template, {state for state in range(begin, end) if template.atoms[state] != _DOT}


def _example(automaton: Automaton, before: str, domain: str, steps: Steps) -> str | None:
    template, spelled = _template(before, domain)
    free = [_is_free(atom) for atom in automaton.atoms]

    def moves(state: tuple[int, int, bool]) -> Iterator[tuple[str, tuple[int, int, bool]]]:
        here, place, foreign = state
        for after, wanted in product(bits(automaton.follow[here]), bits(template.follow[place])):
            steps.take()
            char = _shown(automaton.atoms[after], template.atoms[wanted])
            if char is not None:
                yield char, (after, wanted, foreign or (wanted in spelled and free[after]))

    def is_wanted(state: tuple[int, int, bool]) -> bool:
        here, place, foreign = state
        return bool(foreign and automaton.accepting >> here & 1 and template.accepting >> place & 1)

    start = (len(automaton.atoms), len(template.atoms), False)
    return shortest_word(start, moves, is_wanted, _STATES)


@lru_cache(maxsize=4096)
def _shown(atom: Atom, other: Atom) -> str | None:
    """Return the character to show, which both atoms accept."""
    both = charset(atom) & charset(other)
    return next((char for char in _SHOWN if char in both), None) if both else None


@lru_cache(maxsize=4096)
def _is_free(atom: Atom) -> bool:
    label = charset(Atom(_LABEL))
    return len(label.intersection(char.lower() for char in charset(atom))) >= _FREE
