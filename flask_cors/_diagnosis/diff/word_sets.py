"""What one set of words holds and another does not: origins, and names of request headers.

Sets are named by words, by regular expressions and by callables; what they mean counts, not how
they are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from flask_cors.core.origin import DEFAULT_PORTS, is_serialized_origin
from flask_cors.core.protocol import is_token
from flask_cors.core.regex.automaton import UndecidedError, build, find_word
from flask_cors.core.regex.syntax import UnreadableError, read
from flask_cors.core.regex.tree import Atom, Choice, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask_cors.core.regex.automaton import Automaton


@dataclass(frozen=True, slots=True, eq=False)
class Universe:
    """The words that patterns are asked about; it is only equal to itself."""

    #: Accepts them all, and may accept more.
    within: Automaton
    #: What it accepts too much.
    without: tuple[Automaton, ...]
    #: Tells whether a word is one of them.
    holds: Callable[[str], bool]
    #: Accept words that are good examples, the best first.
    examples: tuple[Automaton, ...] = ()


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
                # Few of the addresses that the universe accepts are any.
                rf"{_SCHEME}://(?:{_NAMES}|\[::[0-9a-f]{{1,4}}\]){_PORT}",
            ),
        )
    ),
)
#: Names of request headers, in lower case, as browsers announce them.
HEADER_NAMES: Final = Universe(read(r"[!#$%&'+\-.^_`|~0-9a-z*]+"), (read(r"\*"),), is_token)

#: Read as if they backtracked, so that their automaton accepts too much.
_DOES_NOT_BACKTRACK: Final = re.compile(r"\(\?>|[*+?}]\+")


@dataclass(frozen=True, slots=True)
class Member:
    """One word, all words (`any`), those that match a pattern, or those that code lets in."""

    kind: Literal["any", "word", "pattern", "code"]
    #: What it is called; of a pattern or code it is as it was written.
    word: str
    regex: re.Pattern[str] | None = None
    #: What a person reads.
    text: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Words:
    """A set of words, by its members."""

    universe: Universe
    members: tuple[Member, ...] = ()
    #: Whether `any` goes beyond the universe: without credentials, any origin includes `null`.
    beyond: bool = False

    @property
    def any(self) -> bool:
        """Whether it holds all words of the universe by name."""
        return any(member.kind == "any" for member in self.members)

    @property
    def code(self) -> frozenset[Member]:
        """The members that only running code can tell of."""
        return frozenset(member for member in self.members if member.kind == "code")

    @property
    def regexes(self) -> list[re.Pattern[str]]:
        """The patterns among the members."""
        return [member.regex for member in self.members if member.regex is not None]

    def names(self, word: str) -> bool:
        """Tell whether the word stands among the members."""
        return any(member.kind == "word" and member.word == word for member in self.members)

    def holds(self, word: str) -> bool:
        """Tell whether the word is in the set, as far as no code has to be asked."""
        if self.names(word) or (self.any and self.beyond):
            return True
        return self.universe.holds(word) and (
            self.any or any(regex.fullmatch(word) for regex in self.regexes)
        )


@dataclass(frozen=True, slots=True)
class Gain:
    """What one set holds beyond another: the members that bring it, and an example."""

    texts: tuple[str, ...] = ()
    example: str | None = None
    #: The members of which it is not known whether they bring anything.
    undecided: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def gained(before: Words, after: Words) -> Gain:
    """Return what `after` holds and `before` does not.

    Code on both sides counts as equal, and is left out: what is named beside it was not asked for
    before.
    """
    found: dict[str, str] = {}
    undecided = []
    for member in after.members:
        if member in before.members and not (member.kind == "any" and after.beyond):
            continue
        try:
            example = _example(member, before, after)
        except UndecidedError:
            undecided.append(member.text)
        else:
            if example is not None:
                found[member.text] = example
    return Gain(tuple(found), next(iter(found.values()), None), tuple(undecided))


def _example(member: Member, before: Words, after: Words) -> str | None:
    """Find a word of a member that is not in `before`; raise UndecidedError where none can tell."""
    replaced = bool(before.code - after.code)
    if member.kind == "word":
        if before.holds(member.word):
            return None
        if replaced and before.universe.holds(member.word):
            raise UndecidedError
        return member.word
    # Only a word of the universe gets to a pattern or to code, and no other than `null` is sent.
    has_null = member.kind == "any" and after.beyond and not before.holds("null")
    try:
        example = None if before.any else _search(member, before, replaced=replaced)
    except UndecidedError:
        if has_null:
            return "null"
        raise
    return "null" if example is None and has_null else example


def _search(member: Member, before: Words, *, replaced: bool) -> str | None:
    """Find a word; with code `replaced`, there is no telling whether that has let it in."""
    universe = before.universe
    within = [universe.within]
    if member.kind != "any":
        automaton = _automaton(member.regex) if member.regex else None
        if automaton is None:
            raise UndecidedError
        within.append(automaton)
    without = [*universe.without, *filter(None, map(_exact_automaton, before.regexes))]
    words = [each.word for each in before.members if each.kind == "word"]
    if words := [word for word in words if universe.holds(word) and _matches(member, word)]:
        without.append(_choice(words))
    plain = find_word(within, without)
    if plain is None:
        return None
    if replaced:
        raise UndecidedError
    tried = []
    for word in _examples(universe, within, without, plain):
        # What is no origin after all, and what was read with some slack.
        if universe.holds(word) and _matches(member, word) and not before.holds(word):
            return word
        tried.append(word)
    if find_word(within, [*without, _choice(tried)]) is None:
        return None
    raise UndecidedError


def _examples(
    universe: Universe, within: list[Automaton], without: list[Automaton], plain: str
) -> Iterator[str]:
    """Iterate over words, the best example first and the plain one last."""
    for good in universe.examples:
        try:
            word = find_word([*within, good], without)
        except UndecidedError:
            break
        if word is not None:
            yield word
    yield plain


def _matches(member: Member, word: str) -> bool:
    return member.regex is None or member.regex.fullmatch(word) is not None


@lru_cache(maxsize=1024)
def _automaton(regex: re.Pattern[str]) -> Automaton | None:
    try:
        return read(regex.pattern, regex.flags)
    except UnreadableError:
        return None


def _exact_automaton(regex: re.Pattern[str]) -> Automaton | None:
    """Return an automaton that accepts nothing but what the expression matches."""
    return None if _DOES_NOT_BACKTRACK.search(regex.pattern) else _automaton(regex)


def _choice(words: list[str]) -> Automaton:
    return build(
        Choice(tuple(Sequence(tuple(Atom(re.escape(char)) for char in word)) for word in words))
    )
