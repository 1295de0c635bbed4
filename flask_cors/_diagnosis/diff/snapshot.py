"""Reads what `flask cors routes --json` wrote: the rows of the routes with their policies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flask_cors.core.patterns.headers import ANY as ANY_HEADER
from flask_cors.core.patterns.headers import parse_header
from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.patterns.origins import OriginPattern
from flask_cors.core.problems import Problems, Source
from flask_cors.core.regex.tree import compiled

from .word_sets import HEADER_NAMES, ORIGINS, Member, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flask_cors.core.patterns.headers import HeaderPattern

#: The version of the document: raised when a field changes its meaning or goes.
VERSION: Final = 1

#: What is wrong with a pattern is told by its place in the document.
_NOWHERE: Final = Source("snapshot", "")

_Value: TypeAlias = bool | int | None


class SnapshotError(ValueError):
    """What is read was not written by `flask cors routes --json` of this version."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The effective settings of one policy, in a form that can be compared."""

    origins: Words
    credentials: bool
    #: Names, `*` or `auto`.
    methods: frozenset[str]
    allow_headers: Words
    #: Names in lower case; what browsers make of `*` depends on credentials.
    expose_headers: frozenset[str]
    #: The other options, by name.
    others: tuple[tuple[str, _Value], ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A rule of the app, by what it is recognised."""

    endpoint: str
    rule: str
    #: Which of the two it is, `host` or `subdomain`, and its value.
    domain_kind: str
    domain: str


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy that governs a route: for some of its methods, on some of its paths."""

    route: Route
    #: Empty where the rule takes any.
    methods: tuple[str, ...]
    kind: str
    name: str
    rules: Rules | None
    example: str | None = None

    @property
    def governed_by(self) -> str:
        """The layer that governs, as a person reads it."""
        return f"{self.kind} {self.name}".rstrip()


def read_snapshot(document: object) -> list[PolicyRow]:
    """Read a decoded document; raise SnapshotError where it is none."""
    if not isinstance(document, dict) or "version" not in document:
        raise SnapshotError("has no 'version'")
    if document["version"] != VERSION or isinstance(document["version"], bool):
        raise SnapshotError(f"is of version {document['version']!r:.40}, not {VERSION}")
    fields = _Fields(document)
    return [_row(each) for each in fields.objects("routes")]


class _Fields:
    """The fields of an object in the document; whatever is wrong is named by its place."""

    def __init__(self, fields: Mapping[str, Any], place: str = "") -> None:
        self._fields = fields
        self.place = place

    def get(self, name: str, *kinds: type) -> Any:  # noqa: ANN401 - as varied as the fields are
        if name not in self._fields:
            raise SnapshotError(f"has no {self.at(name)!r}")
        value = self._fields[name]
        if not any(type(value) is kind for kind in kinds):
            raise SnapshotError(f"has {self.at(name)!r} as {value!r:.60}")
        return value

    def at(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def has(self, name: str) -> bool:
        return name in self._fields

    def object(self, name: str) -> _Fields:
        return _Fields(self.get(name, dict), self.at(name))

    def objects(self, name: str) -> Iterator[_Fields]:
        for number, item in enumerate(self.get(name, list)):
            place = f"{self.at(name)}[{number}]"
            if not isinstance(item, dict):
                raise SnapshotError(f"has {place!r} as {item!r:.60}")
            yield _Fields(item, place)

    def words(self, name: str) -> tuple[str, ...]:
        found = self.get(name, list)
        if not all(isinstance(item, str) for item in found):
            raise SnapshotError(f"has {self.at(name)!r} as {found!r:.60}")
        return tuple(found)


def _row(row: _Fields) -> PolicyRow:
    domain = "host" if row.has("host") else "subdomain"
    policy = row.object("policy")
    return PolicyRow(
        Route(row.get("endpoint", str), row.get("rule", str), domain, row.get(domain, str)),
        row.words("methods"),
        policy.get("kind", str),
        policy.get("name", str),
        None if row.get("options", dict, type(None)) is None else _rules(row),
        row.get("example", str, type(None)),
    )


#: The options that open nothing by themselves, or only together with others.
_OTHERS: Final = {
    "max_age": (int, type(None)),
    **dict.fromkeys(
        (
            "send_wildcard",
            "vary_header",
            "always_send",
            "allow_private_network",
            "automatic_options",
            "intercept_exceptions",
            "reject_disallowed",
        ),
        (bool,),
    ),
}


def _rules(row: _Fields) -> Rules:
    options = row.object("options")
    credentials = row.get("credentials", bool)
    origins = tuple(_member(each, _origin) for each in row.objects("origins"))
    headers = tuple(_member(each, _header) for each in options.objects("allow_headers"))
    methods = options.get("methods", str, list)
    return Rules(
        Words(ORIGINS, origins, beyond=not credentials),
        credentials,
        frozenset([methods] if isinstance(methods, str) else options.words("methods")),
        Words(HEADER_NAMES, headers),
        frozenset(name.lower() for name in options.words("expose_headers")),
        tuple((name, options.get(name, *kinds)) for name, kinds in _OTHERS.items()),
    )


def _member(pattern: _Fields, read: Callable[[str, str, str], Member | None]) -> Member:
    text, kind = pattern.get("text", str), pattern.get("kind", str)
    flags = pattern.get("flags", str) if pattern.has("flags") else ""
    try:
        member = read(kind, text, flags)
    except (re.error, OverflowError, RecursionError, KeyError, ValueError):
        member = None
    if member is None:
        raise SnapshotError(f"has in {pattern.place!r} the {kind} {text!r:.60}, which is none")
    return member


@lru_cache(maxsize=1024)
def _origin(kind: str, text: str, flags: str) -> Member | None:
    match kind:
        case "exact" | "null" | "text":
            return Member("word", text, text=text)
        case "callable":
            return Member("code", text, text=text)
    return _any_or_pattern(kind, text, flags, parse_origin)


@lru_cache(maxsize=1024)
def _header(kind: str, text: str, flags: str) -> Member | None:
    if kind == "name":
        return Member("word", text.lower(), text=text)
    return _any_or_pattern(kind, text, flags, parse_header)


def _any_or_pattern(
    kind: str,
    text: str,
    flags: str,
    parse: Callable[[str, Problems], OriginPattern | HeaderPattern | None],
) -> Member | None:
    match kind:
        case "any":
            return Member("any", "*", text=text)
        case "wildcard" | "scheme":
            pattern = parse(text, Problems(_NOWHERE))
            regex = pattern.regex if pattern else None
        case "regex":
            regex = compiled(text, _flags(flags))
        case _:
            return None
    return None if regex is None else Member("pattern", text, regex, text=text)


def _flags(letters: str) -> int:
    return sum(re.RegexFlag[letter.upper()] for letter in dict.fromkeys(letters))


#: The version of what `--json` prints: raised when a field changes its meaning or goes.
JSON_VERSION = 1


def pattern_as_json(pattern: OriginPattern | HeaderPattern) -> dict[str, str]:
    """Return a pattern with what tells it from others of the same text."""
    described = {"kind": _kind(pattern), "text": pattern.text}
    if pattern.regex is not None:
        flags = {letter: re.RegexFlag[letter.upper()] for letter in "aimsx"}
        described["flags"] = "".join(
            letter for letter, flag in flags.items() if pattern.regex.flags & flag
        )
    return described


def _kind(pattern: OriginPattern | HeaderPattern) -> str:
    """Return the way in which a pattern is written, which its text alone does not tell."""
    if isinstance(pattern, OriginPattern):
        return pattern.kind.value
    if pattern.regex is None:
        return "any" if pattern == ANY_HEADER else "name"
    return "regex" if pattern.regex.pattern == pattern.text else "wildcard"


def value_as_json(name: str, value: Any) -> Any:  # noqa: ANN401 - as varied as the options are
    """Return the value of an option as a program reads it."""
    if name in {"origins", "allow_headers"}:
        return [pattern_as_json(each) for each in value]
    return sorted(value) if isinstance(value, frozenset) else value
