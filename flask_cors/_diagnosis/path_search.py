"""Searches for the shortest word that some automata accept and others do not."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flask_cors.core.regex.automaton import Automaton, Place, find_word
from flask_cors.core.regex.steps import UndecidedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: The maximum number of states that one search explores. A result that is then still undecided is
#: shown as possible.
_LIMIT: Final = 2_000
#: Most steps through automata that are cached.
_REMEMBERED: Final = 65_536


def start_of(automaton: Automaton) -> Place:
    """Return the place before the first character."""
    return Place(automaton, automaton.start)


def find(within: Sequence[Place], without: Sequence[Place]) -> str | None:
    """Find a shortest word that continues all of `within` and none of `without`.

    Raises `UndecidedError` if the search grows too large.
    """
    beginning = ""
    # Most of a path is literal: following it costs next to nothing, unlike a search.
    while char := next(filter(None, map(_next_char, within)), None):
        further = [_after(place, char) for place in within]
        within = [place for place in further if place]
        if len(within) < len(further):
            return None
        without = [place for each in without if (place := _after(each, char))]
        beginning += char
    # Mostly, the shortest word of the first is the one of all: a shorter one cannot be.
    end = shortest(within[0])
    if end is not None and _is_taken(end, within[1:], without):
        return beginning + end
    inside = [place.rest() for place in within]
    outside: list[Place] = []
    # Few of the excluded automata match a candidate, and each makes the search slower.
    while (word := find_word(inside, [place.rest() for place in outside], _LIMIT)) is not None:
        in_the_way = next((place for place in without if place.accepts(word)), None)
        if in_the_way is None:
            return beginning + word
        outside.append(in_the_way)
    return None


# The rules and the resources of an app have most of their parts in common.
_after = lru_cache(maxsize=_REMEMBERED)(Place.after)
_next_char = lru_cache(maxsize=_REMEMBERED)(Place.next_char)


def shortest(place: Place) -> str | None:
    """Return the shortest continuation from one place; None if there is none, or it is unknown."""
    return _shortest(place, _LIMIT)


@lru_cache(maxsize=_REMEMBERED)
def _shortest(place: Place, limit: int) -> str | None:
    try:
        return find_word([place.rest()], [], limit)
    except UndecidedError:
        return None


def _is_taken(word: str, within: Iterable[Place], without: Iterable[Place]) -> bool:
    """Return whether a word continues all of `within` and none of `without`."""
    return all(_accepts(place, word) for place in within) and not any(
        _accepts(place, word) for place in without
    )


def _accepts(place: Place, word: str) -> bool:
    """Return whether a word can continue and end with these characters."""
    for char in word:
        further = _after(place, char)
        if further is None:
            return False
        place = further
    return bool(place.states & place.automaton.accepting)


def forced(place: Place) -> str:
    """Return the characters that every continuation from a place begins with."""
    text = ""
    while char := _next_char(place):
        text, place = text + char, _after(place, char) or place
    return text
