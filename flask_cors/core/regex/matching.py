"""Limits for the matching time of a regular expression, and a matcher that respects them.

Python's `re` tries one way after the other. When a pattern is configured, the ways are counted. A
pattern that can match a string in several ways is matched by its automaton, whose time is linear in
the length of the string.
"""

from __future__ import annotations

import re
from math import factorial
from typing import TYPE_CHECKING, Final

from flask_cors.core.budget import Budget, search_steps
from flask_cors.core.lazy_regex import lazy_regex

from .automaton import Runner
from .cost import LONGEST, effort
from .tree import compiled

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence as SequenceOf

    _Placed = tuple[int, re.Pattern[str]]

#: The maximum number of groups in expressions that are tried together. In each round of a repeat,
#: `re` saves the matches of all earlier groups, so trying many expressions together is slower than
#: trying them one by one.
_GROUPS: Final = 32
#: Flags that apply to a complete pattern, or something that looks like such flags.
_GLOBAL_FLAGS: Final = lazy_regex(r"\(\?[a-zA-Z]+\)")
#: Steps for each character that an automaton reads, and the number of states that adds one step.
_BY_CHARACTER: Final = 4
_STATES: Final = 8


def matcher(regex: re.Pattern[str]) -> Callable[[str], object]:
    """Return a fast test for strings that match entirely."""
    known = effort(regex.pattern, regex.flags)
    if known.linear and known.automaton is not None:
        matches: Callable[[str], object] = Runner(known.automaton).accepts
    elif known.limit is None:
        return regex.fullmatch
    else:
        matches = regex.fullmatch
    limit = known.limit or LONGEST
    return lambda text: len(text) <= limit and matches(text)


def steps(regex: re.Pattern[str]) -> Callable[[int], float]:
    """Return a function from a string's length to the maximum number of steps to match it."""
    known = effort(regex.pattern, regex.flags)
    if known.linear and known.automaton is not None:
        each = _BY_CHARACTER + len(known.automaton.follow) // _STATES
        return lambda length: each * length
    if known.regular:
        return search_steps
    choices, repeats, limit = 2**known.choices, known.repeats, known.limit or LONGEST

    def found(length: int) -> float:
        most = max(length, length**repeats / factorial(repeats))
        return choices * most if length <= limit else 0

    return found


def finder(regexes: SequenceOf[re.Pattern[str]]) -> Callable[[str], int | None]:
    """Return a fast function that finds the first expression that matches a string entirely.

    The function returns the index of that expression; None if none matches. Neighbors are tried as
    alternatives of one expression if the result is the same, because that takes a fraction of the
    time.
    """
    tried = [
        (
            _alone(*places[0]) if len(places) == 1 else _together(places),
            _steps_of(places),
        )
        for places in _runs(list(enumerate(regexes)))
    ]

    def find(text: str) -> int | None:
        budget, length = Budget(), len(text)
        for attempt, cost in tried:
            if not budget.affords(cost(length)):
                return None
            place = attempt(text)
            if place is not None:
                return place
        return None

    return tried[0][0] if len(tried) == 1 else find


def _runs(places: SequenceOf[_Placed]) -> list[list[_Placed]]:
    """Split expressions into runs of neighbors that can be tried together."""
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
    """Return the flags with which an expression can be joined with others; None if it cannot."""
    known = effort(regex.pattern, regex.flags)
    # A comment or a group name would affect the next one.
    if known.linear or regex.flags & re.VERBOSE or regex.groupindex:
        return None
    has_flags = "(?" in regex.pattern and _GLOBAL_FLAGS.search(regex.pattern)
    return regex.flags if known.regular and not has_flags else None


def _alone(place: int, regex: re.Pattern[str]) -> Callable[[str], int | None]:
    matches = matcher(regex)
    return lambda text: place if matches(text) else None


def _steps_of(places: SequenceOf[_Placed]) -> Callable[[int], float]:
    if len(places) == 1:
        return steps(places[0][1])
    count = len(places)
    return lambda length: count * search_steps(length)


def _together(places: SequenceOf[_Placed]) -> Callable[[str], int | None]:
    # The empty group after an alternative is the last to match, which identifies the alternative.
    # Before it, the group would keep `re` from using the common beginning of the alternatives.
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
