"""Sets of origins and of header names, and an example of a word that only one of them has.

A set consists of patterns: words, regular expressions and callables. Sets are compared by the
meaning of the patterns, not by their spelling.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from flask_cors.core.origin import DEFAULT_PORTS, is_serialized_origin
from flask_cors.core.patterns.headers import HeaderPattern
from flask_cors.core.patterns.notation import matcher
from flask_cors.core.patterns.origins import OriginPattern
from flask_cors.core.protocol import is_token
from flask_cors.core.regex.automaton import accepts, build, find_word, literal
from flask_cors.core.regex.steps import Steps, UndecidedError
from flask_cors.core.regex.syntax import UnreadableError, read
from flask_cors.core.regex.tree import Choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from flask_cors.core.regex.automaton import Automaton

Pattern: TypeAlias = OriginPattern | HeaderPattern

#: Kinds of patterns that match exactly one word, their text.
_WORDS: Final = frozenset({"exact", "null", "text", "name"})


#: The maximum number of steps of all searches in one comparison: about ten seconds.
_STEPS: Final = 30_000_000
_steps: ContextVar[Steps | None] = ContextVar("_steps", default=None)


@contextmanager
def searches_bounded() -> Iterator[None]:
    """Limit the searches in this context: an untrusted snapshot can require a lot of them."""
    token = _steps.set(Steps(_STEPS))
    try:
        yield
    finally:
        _steps.reset(token)


@dataclass(frozen=True, slots=True, eq=False)
class Universe:
    """All words that patterns are matched against; it is only equal to itself."""

    #: Accepts every word of the universe, and may accept more.
    within: Automaton
    #: Accept the words to exclude.
    without: tuple[Automaton, ...]
    #: Returns whether a word is in the universe.
    holds: Callable[[str], bool]
    #: Accept good examples, the best first.
    examples: tuple[Automaton, ...] = ()
    #: Converts the text of a pattern into the word that it matches.
    spelled: Callable[[str], str] = str


_L: Final = "[a-z0-9_-]"
_NAMES: Final = rf"(?:{_L}+\.)*{_L}+"
_SCHEME: Final = "[a-z][a-z0-9+.-]*"
_PORT: Final = (
    "(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
)

#: Serialized origins, without `null`.
ORIGINS: Final = Universe(
    read(rf"{_SCHEME}://(?:{_NAMES}|\[[0-9a-f:.]+\]){_PORT}"),
    (read("|".join(f"{scheme}://.*:{port}" for scheme, port in DEFAULT_PORTS.items())),),
    is_serialized_origin,
    tuple(
        map(
            read,
            (
                rf"https://(?:{_L}+\.)*evil\.(?:{_L}+\.)*com",
                rf"https://(?:{_L}+\.)*evil\.{_NAMES}",
                rf"https://(?:{_L}+\.)*{_L}*evil{_L}*(?:\.{_L}+)+",
                rf"https?://(?:{_L}+\.)*{_L}*evil{_L}*(?:\.{_L}+)*{_PORT}",
                rf"https://(?:{_L}+\.)+com{_PORT}",
                rf"https?://{_NAMES}{_PORT}",
                # Few of the addresses that the universe accepts are valid.
                rf"{_SCHEME}://(?:{_NAMES}|\[::[0-9a-f]{{1,4}}\]){_PORT}",
            ),
        )
    ),
)
#: Names of request headers, in lower case, as browsers send them in preflights.
HEADER_NAMES: Final = Universe(
    read(r"[!#$%&'+\-.^_`|~0-9a-z*]+"), (read(r"\*"),), is_token, spelled=str.lower
)

#: Atomic groups and possessive repeats, which are read as if they backtracked, so their automaton
#: accepts too much.
_DOES_NOT_BACKTRACK: Final = re.compile(r"\(\?>|[*+?}]\+")


@dataclass(frozen=True)
class Words:
    """A set of words, defined by patterns."""

    universe: Universe
    patterns: tuple[Pattern, ...] = ()
    #: True if `*` exceeds the universe: without credentials, any origin includes `null`.
    beyond: bool = False

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # Hashing many patterns takes long, and each look-up needs the hash.
        return hash((self.universe, self.patterns, self.beyond))

    @cached_property
    def any(self) -> bool:
        """True if the set contains all words of the universe, because of a `*`."""
        return any(pattern.kind == "any" for pattern in self.patterns)

    @cached_property
    def members(self) -> frozenset[Pattern]:
        """The patterns as a set, for look-up."""
        return frozenset(self.patterns)

    @cached_property
    def code(self) -> frozenset[Pattern]:
        """The callables among the patterns, which are never called."""
        return frozenset(each for each in self.patterns if each.kind == "callable")

    @cached_property
    def names(self) -> frozenset[str]:
        """The words that the set lists literally."""
        words = (pattern.text for pattern in self.patterns if pattern.kind in _WORDS)
        return frozenset(map(self.universe.spelled, words))

    def holds(self, word: str) -> bool:
        """Return whether the word is in the set, ignoring callables."""
        if word in self.names or (self.any and self.beyond):
            return True
        return self.universe.holds(word) and (
            self.any or any(_matches(each, word) for each in self.patterns if each.regex)
        )


@dataclass(frozen=True, slots=True)
class Gain:
    """The patterns that make one set larger than another, with an example."""

    texts: tuple[str, ...] = ()
    example: str | None = None
    #: The patterns that may or may not add words.
    undecided: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def gained(before: Words, after: Words) -> Gain:
    """Return the patterns by which `after` has words that `before` does not have.

    A callable on both sides is ignored: it counts as equal, and a word that is now also listed
    counts as new.
    """
    found: dict[str, str] = {}
    undecided = []
    for pattern in after.patterns:
        if pattern in before.members and not (pattern.kind == "any" and after.beyond):
            continue
        try:
            example = _example(pattern, before, after)
        except UndecidedError:
            undecided.append(pattern.text)
        else:
            if example is not None:
                found[pattern.text] = example
    return Gain(tuple(found), next(iter(found.values()), None), tuple(undecided))


def _example(pattern: Pattern, before: Words, after: Words) -> str | None:
    """Find a word of a pattern that is not in `before`; raise UndecidedError if undecided."""
    replaced = bool(before.code - after.code)
    if pattern.kind in _WORDS:
        word = before.universe.spelled(pattern.text)
        if before.holds(word):
            return None
        if replaced and before.universe.holds(word):
            raise UndecidedError
        return word
    # A pattern or a callable is only tried with words of the universe; the only other word that
    # browsers send is `null`.
    has_null = pattern.kind == "any" and after.beyond and not before.holds("null")
    try:
        example = None if before.any else _search(pattern, before, replaced=replaced)
    except UndecidedError:
        if has_null:
            return "null"
        raise
    return "null" if example is None and has_null else example


def _search(pattern: Pattern, before: Words, *, replaced: bool) -> str | None:
    """Find a word; if a callable was `replaced`, it may have allowed any word."""
    universe = before.universe
    within = [universe.within]
    if pattern.kind != "any":
        automaton = _automaton(pattern.regex) if pattern.regex else None
        if automaton is None:
            raise UndecidedError
        within.append(automaton)
    rest = _Rest(within, before)
    plain = rest.find()
    if plain is None:
        return None
    if replaced:
        raise UndecidedError
    tried = []
    for word in _examples(universe, rest, plain):
        # The automata accept slightly too much: the word may not be an origin.
        if universe.holds(word) and _matches(pattern, word) and not before.holds(word):
            return word
        tried.append(word)
    if rest.find(without=tried) is None:
        return None
    raise UndecidedError


class _Rest:
    """The words that some automata have in common, and that a set does not contain."""

    def __init__(self, within: list[Automaton], before: Words) -> None:
        self._within = within
        self._before = before
        #: Patterns of the set that matched a candidate: few do, and each slows the search down.
        self._without: list[Automaton] = list(before.universe.without)
        self._names: list[str] = []

    def find(self, *within: Automaton, without: Sequence[str] = ()) -> str | None:
        """Find a word that further automata accept too, and that is not in `without`."""
        while True:
            names = [*self._names, *without]
            excluded = [*self._without, *([_choice(names)] if names else [])]
            word = find_word([*self._within, *within], excluded, steps=_steps.get())
            if word is None or not self._exclude(word):
                return word

    def _exclude(self, word: str) -> bool:
        """Exclude from later searches a pattern that matches a word; return False if none does."""
        if word in self._before.names and word not in self._names:
            self._names.append(word)
            return True
        for pattern in self._before.patterns:
            if pattern.regex is None or not _matches(pattern, word):
                continue
            automaton = _exact_automaton(pattern.regex)
            if automaton is not None and accepts(automaton, word):
                self._without.append(automaton)
                return True
        return False


def _examples(universe: Universe, rest: _Rest, plain: str) -> Iterator[str]:
    """Iterate over words, the best example first and the plain one last."""
    for good in universe.examples:
        try:
            word = rest.find(good)
        except UndecidedError:
            break
        if word is not None:
            yield word
    yield plain


def _matches(pattern: Pattern, word: str) -> bool:
    if pattern.regex is None:
        return True
    # Wildcards match in linear time; analyzing a thousand of them takes more than a second.
    is_linear = isinstance(pattern, OriginPattern) and pattern.kind == "wildcard"
    return bool((pattern.regex.fullmatch if is_linear else _matcher(pattern.regex))(word))


_matcher = lru_cache(maxsize=1024)(matcher)


@cache
def _automaton(regex: re.Pattern[str]) -> Automaton | None:
    try:
        return read(regex.pattern, regex.flags)
    except UnreadableError:
        return None


def _exact_automaton(regex: re.Pattern[str]) -> Automaton | None:
    """Return an automaton that accepts exactly the words that the expression matches."""
    return None if _DOES_NOT_BACKTRACK.search(regex.pattern) else _automaton(regex)


def _choice(words: Sequence[str]) -> Automaton:
    return build(Choice(tuple(literal(word).tree for word in words)))
