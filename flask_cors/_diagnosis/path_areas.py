"""The resources that the paths of a URL rule can match, each with an example path."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakKeyDictionary

from flask_cors._runtime.calls import literal_prefix
from flask_cors._runtime.url_rules import is_isolating, rule_regex
from flask_cors.core.regex.automaton import Automaton, Place, accepts, build
from flask_cors.core.regex.steps import UndecidedError
from flask_cors.core.regex.syntax import UnreadableError, read
from flask_cors.core.regex.tree import Choice
from flask_cors.core.regex.tree import Sequence as InOrder

from .path_search import find, forced, shortest, start_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from werkzeug.routing import Map, Rule

    from flask_cors._runtime.resolver import Resolver
    from flask_cors._runtime.scopes import ScopeTable
    from flask_cors.core.patterns.paths import ResourceTable
    from flask_cors.core.regex.tree import Node

#: Paths without `.`, `..` and empty segments. Paths with them are matched again in normalized form,
#: and do not belong in a listing.
_PLAIN: Final = r"(?:/(?:[^/.][^/]*|\.[^/.][^/]*|\.\.[^/]+))*/?"


class Piece(NamedTuple):
    """The paths that one pattern of a table matches on its own."""

    pattern: int
    automaton: Automaton
    #: True if the automaton accepts exactly these paths, False if it accepts others too.
    exact: bool


def loose(text: str, flags: int) -> Automaton:
    """Return an automaton for a regular expression that cannot be analyzed.

    It accepts every path with the literal beginning of the expression.
    """
    beginning = re.match(r"\^?([\w/-]*)(?![?*{])", text)
    # Alternatives outside groups have different beginnings.
    outside = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "", text)
    while outside != (outside := re.sub(r"\([^()]*\)", "", outside)):
        pass
    known = beginning and "|" not in outside and not flags & (re.IGNORECASE | re.VERBOSE)
    prefix = re.escape(beginning[1]) if beginning and known else ""
    return read(prefix + ".*", re.DOTALL)


def read_pieces(table: ResourceTable) -> Iterator[Piece]:
    """Iterate over the patterns of a table in matching order."""
    ordered = sorted(table.languages(), key=lambda language: table.rank(language[0]))
    for index, automaton in ordered:
        pattern = table.patterns[index]
        yield Piece(
            index, automaton or loose(pattern.text, pattern.flags), exact=automaton is not None
        )


def _below_prefix(piece: Piece, front: Automaton | None, rest: Automaton | None) -> Piece:
    """Return a piece for the paths that its pattern matches in full or below a prefix.

    `rest` is the part of the paths below the prefix; None if that can be anything.
    """
    if front is None:
        return piece._replace(automaton=read(".*", re.DOTALL), exact=False)
    tree = piece.automaton.tree
    forms: list[Node] = [tree]
    below, exact = (tree, piece.exact) if rest is None else _shared(piece, rest)
    if below is not None:
        forms.append(InOrder((front.tree, below)))
    if accepts(piece.automaton, "/") and (rest is None or accepts(rest, "")):
        forms.append(front.tree)
    return piece._replace(automaton=build(Choice(tuple(forms))), exact=exact)


def _shared(piece: Piece, rest: Automaton) -> tuple[Node | None, bool]:
    """Return the intersection of a piece and the rest of a rule, and whether it is exact."""
    words, pattern = start_of(rest), start_of(piece.automaton)
    try:
        if find([words, pattern], []) is None:
            return None, piece.exact
        if piece.exact and find([words], [pattern]) is None:
            return rest.tree, True
    except UndecidedError:
        pass
    return piece.automaton.tree, False


class Option(NamedTuple):
    """A pattern that can match paths with some beginning."""

    #: Its index in the table.
    pattern: int
    place: Place
    exact: bool
    #: The places of the patterns that are matched before it, and may take paths away from it.
    earlier: tuple[Place, ...]


class Pieces:
    """The patterns of one table, in matching order."""

    def __init__(self, pieces: Iterable[Piece], *, below_prefix: bool = False) -> None:
        self.pieces = tuple(pieces)
        #: True if the patterns may be matched below the prefix of a blueprint.
        self.below_prefix = below_prefix
        starts = enumerate(piece.automaton.start for piece in self.pieces)
        self._alive: dict[str, tuple[tuple[int, int], ...]] = {"": tuple(starts)}
        self._options: dict[tuple[tuple[int, int], ...], list[Option]] = {}

    def alive(self, beginning: str) -> tuple[tuple[int, int], ...]:
        """Return the pieces that can match a path with this beginning, as (index, states)."""
        known = len(beginning)
        # Rules share beginnings, so each beginning is examined once.
        while beginning[:known] not in self._alive:
            known -= 1
        for end in range(known, len(beginning)):
            self._alive[beginning[: end + 1]] = tuple(
                (number, place.states)
                for number, states in self._alive[beginning[:end]]
                if (place := Place(self.pieces[number].automaton, states).after(beginning[end]))
            )
        return self._alive[beginning]

    def options(self, beginning: str) -> list[Option]:
        """Return the patterns that can match paths with this beginning, in matching order."""
        alive = self.alive(beginning)
        if alive not in self._options:
            found = self._options[alive] = []
            earlier: list[tuple[str, Place]] = []
            for number, states in alive:
                piece = self.pieces[number]
                place = Place(piece.automaton, states)
                text = forced(place)
                # Most patterns have different beginnings.
                rivals = (other for begun, other in earlier if begun.startswith(text[: len(begun)]))
                found.append(Option(piece.pattern, place, piece.exact, tuple(rivals)))
                if piece.exact:
                    earlier.append((text, place))
        return self._options[alive]


class Area(NamedTuple):
    """The paths of a rule that match one combination of resources."""

    #: The index of a pattern for each table, None if no pattern matches.
    choice: tuple[int | None, ...]
    within: tuple[Place, ...]
    without: tuple[Place, ...]
    #: An example of the end of its paths; None if the search gave up.
    word: str | None
    #: True if all paths in the folder of the example are known to have this choice.
    settled: bool = False


#: A regular expression that matches everything, including line breaks.
_ANYTHING: Final = "(?:[^/]|/)*"


def _read_or_none(regex: str) -> Automaton | None:
    try:
        return read(regex)
    except UnreadableError:
        return None


def _without_slash(rule: Rule) -> str:
    """Return the text of a rule without the slash that its paths may omit."""
    return rule.rule if rule.strict_slashes else rule.rule.removesuffix("/") or "/"


class Overlaps:
    """Determines the resources that can match the paths of the rules in one URL map."""

    @classmethod
    def of(cls, resolver: Resolver) -> Overlaps:
        """Return those of one app, which the listing and its check share."""
        if resolver not in _OF_APPS:
            _OF_APPS[resolver] = cls(resolver.app.url_map)
        return _OF_APPS[resolver]

    def __init__(self, url_map: Map) -> None:
        self._url_map = url_map
        self._plain = Pieces([Piece(0, read(_PLAIN), exact=True)])
        self._splits: dict[tuple[str, bool | None], tuple[str, str]] = {}
        self._tails: dict[str, Automaton] = {}
        self._pieces: dict[tuple[str, str], Pieces] = {}
        self._known: dict[object, list[Area]] = {}
        #: True if the folder of a path decides among some known areas, by the id of their list.
        self._by_folder: dict[int, bool] = {}
        self._every = start_of(read(".*", re.DOTALL))
        #: Caches whether a pattern matches every continuation from some of its states.
        self._total: dict[tuple[int, int, int], bool] = {}

    def split(self, rule: Rule) -> tuple[str, str]:
        """Return the literal beginning of a rule, and the rest of it as a regular expression."""
        key = (rule.rule, rule.strict_slashes)
        if key not in self._splits:
            beginning = literal_prefix(_without_slash(rule))
            self._splits[key] = beginning, self._regex(rule, len(beginning))
        return self._splits[key]

    def _regex(self, rule: Rule, start: int) -> str:
        """Return a regular expression for the paths of a rule from an index on."""
        text = _without_slash(rule)
        end = "" if rule.strict_slashes or rule.rule == "/" else "/?"
        return rule_regex(text[start:], self._url_map) + end

    def pieces(self, table: ScopeTable, rule: Rule) -> Pieces:
        """Return the patterns of a table of scopes, in matching order for paths of a rule."""
        prefix, own = table.prefix, ""
        # If converters of the prefix accept slashes, the rule shows which part is below the prefix.
        if not is_isolating(prefix, self._url_map) and rule.rule.startswith(prefix):
            own = rule.rule
        if (table.name, own) not in self._pieces:
            pieces = read_pieces(table.table)
            if prefix:
                front = _read_or_none(rule_regex(prefix, self._url_map))
                rest = _read_or_none(self._regex(rule, len(prefix))) if own else None
                pieces = (_below_prefix(each, front, rest) for each in pieces)
            self._pieces[table.name, own] = Pieces(pieces, below_prefix=bool(prefix))
        return self._pieces[table.name, own]

    def language(self, rule: Rule, beginning: str) -> Place | None:
        """Return the continuations of a beginning in paths of a rule; None if none are known."""
        literal, tail = self.split(rule)
        automaton = _read_or_none(re.escape(literal) + tail)
        return start_of(automaton).after(beginning) if automaton else None

    def only_choice(self, rule: Rule, tables: Sequence[Pieces]) -> tuple[int | None, ...] | None:
        """Return the resources of all paths of a rule, if its beginning decides them.

        The beginning decides for nearly every rule, and then no search is needed.
        """
        return self._only_choice(self.split(rule)[0], tables)

    def _only_choice(
        self, beginning: str, tables: Sequence[Pieces]
    ) -> tuple[int | None, ...] | None:
        alive = [table.alive(beginning) for table in tables]
        if not self._plain.alive(beginning) or not all(map(self._is_settled, tables, alive)):
            return None
        return tuple(
            table.pieces[each[0][0]].pattern if each else None
            for table, each in zip(tables, alive, strict=True)
        )

    def areas(self, rule: Rule, tables: Sequence[Pieces]) -> list[Area]:
        """Return the combinations of resources that can match paths of a rule, one per table.

        Paths with dot segments or repeated slashes are ignored, unless the rule has them.
        """
        beginning, tail = self.split(rule)
        shared = self._areas_by_folder(rule, tables)
        return self._areas(beginning, tail, tables) if shared is None else shared

    def _areas(self, beginning: str, tail: str, tables: Sequence[Pieces]) -> list[Area]:
        alive = [table.alive(beginning) for table in tables]
        plain = self._plain.alive(beginning)
        key = (tail, plain, *zip(map(id, tables), alive, strict=True))
        if key not in self._known:
            within = [start_of(self.tail(tail))]
            within += [Place(self._plain.pieces[0].automaton, states) for _, states in plain]
            options = [table.options(beginning) for table in tables]
            self._known[key] = list(_areas(options, tuple(within)))
        return self._known[key]

    def _areas_by_folder(self, rule: Rule, tables: Sequence[Pieces]) -> list[Area] | None:
        """Return the areas of a rule whose first variable is a folder that decides the resource.

        All rules that begin with the same folder have the same areas, except for the rest of the
        paths. None if the rest matters, too.
        """
        beginning, tail = self.split(rule)
        text = _without_slash(rule)
        variable, slash, rest = text[len(beginning) :].partition(">/")
        if not rest:
            return None
        folder = rule_regex(variable + slash, self._url_map)
        below = self._regex(rule, len(text) - len(rest))
        end = shortest(start_of(self.tail(below))) if "<" in rest else rest
        # The partition may be wrong: an argument of a converter may contain anything.
        if folder + below != tail or not end or not re.fullmatch(_PLAIN, f"/{end}"):
            return None
        areas = self._areas_of_folder(beginning, folder, tables)
        if areas is None:
            return None
        within = start_of(self.tail(tail))
        # The end of a prefix may depend on the rest of a path.
        settled = not any(table.below_prefix for table in tables)
        return [
            Area(choice, (within, *others), without, f"{word}{end}", settled)
            for choice, (_, *others), without, word, _ in areas
        ]

    def _areas_of_folder(
        self, beginning: str, folder: str, tables: Sequence[Pieces]
    ) -> list[Area] | None:
        """Return the areas of all paths in some folders, with a folder as the word of each.

        None if the resource of a path is not known from its folder.
        """
        areas = self._areas(beginning, folder + _ANYTHING, tables)
        if id(areas) not in self._by_folder:
            self._by_folder[id(areas)] = all(
                area.word is not None
                and re.fullmatch(folder, area.word)
                and self._only_choice(beginning + area.word, tables) == area.choice
                for area in areas
            )
        return areas if self._by_folder[id(areas)] else None

    def _is_settled(self, table: Pieces, alive: Sequence[tuple[int, int]]) -> bool:
        """Return whether the beginning of a path leaves one pattern of a table, or none."""
        if not alive:
            return True
        number, states = alive[0]
        piece, key = table.pieces[number], (id(table), number, states)
        if key not in self._total:
            rest = Place(piece.automaton, states)
            self._total[key] = piece.exact and find([self._every], [rest]) is None
        return self._total[key]

    def is_plain(self, rule: Rule) -> bool:
        """Return whether a rule's beginning has no dot segments and no repeated slashes."""
        return bool(self._plain.alive(self.split(rule)[0]))

    def tail(self, text: str) -> Automaton:
        """Return the automaton of a part of a rule; for a complex part, it accepts everything."""
        if text not in self._tails:
            self._tails[text] = _read_or_none(text) or read(".*")
        return self._tails[text]


_OF_APPS: WeakKeyDictionary[Resolver, Overlaps] = WeakKeyDictionary()


def _areas(
    tables: Sequence[Sequence[Option]],
    within: tuple[Place, ...],
    without: tuple[Place, ...] = (),
    chosen: tuple[int | None, ...] = (),
) -> Iterator[Area]:
    """Choose one pattern or none from each table, in all combinations that some path matches."""
    try:
        word = find(within, without)
    except UndecidedError:
        word = None
    else:
        if word is None:
            return
    if not tables:
        yield Area(chosen, within, without, word)
        return
    table, *others = tables
    for each in table:
        inside, outside = (*within, each.place), (*without, *each.earlier)
        yield from _areas(others, inside, outside, (*chosen, each.pattern))
    every = (each.place for each in table if each.exact)
    yield from _areas(others, within, (*without, *every), (*chosen, None))
