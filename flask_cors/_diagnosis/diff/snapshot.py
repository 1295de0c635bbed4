"""The snapshot of an app, as `flask cors diff` reads it."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

from flask_cors._diagnosis.rows import domain
from flask_cors.core.option_values import REJECTING
from flask_cors.core.patterns.headers import HeaderPattern, parse_header
from flask_cors.core.patterns.notation import compile_regex
from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.patterns.origins import OriginPattern
from flask_cors.core.problems import Problems, Source

from .document import OPTIONS_OF_POLICIES, SNAPSHOT_VERSION, document
from .fields import Fields, SnapshotError
from .word_sets import HEADER_NAMES, ORIGINS, Pattern, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    from flask import Flask

    from flask_cors._diagnosis.rows import Row
    from flask_cors.core.options import Option
    from flask_cors.core.patterns.headers import HeaderKind
    from flask_cors.core.patterns.origins import OriginKind

#: The types of the values that JSON stores unchanged, by the shape of the option.
_PLAIN: Final[Mapping[str, tuple[type, ...]]] = {
    "switch": (bool,),
    "degree": (bool, str),
    "seconds": (int, NoneType),
}
#: The kinds of patterns that are read from their kind, text and flags alone.
_ORIGIN_KINDS: Final[Mapping[str, OriginKind]] = {
    "any": "any",
    "exact": "exact",
    "null": "null",
    "text": "text",
    "regex": "regex",
    "callable": "callable",
}
_HEADER_KINDS: Final[Mapping[str, HeaderKind]] = {"any": "any", "name": "name", "regex": "regex"}

#: The maximum number of regular expressions in one document: analyzing each takes a while.
_MAX_REGEXES: Final = 500
#: The maximum length of a wildcard origin: correcting a long text that is not one is slow.
_LONGEST_WILDCARD: Final = 1000
#: The source for problems with a pattern; it is never shown, since an error names its path.
_NOWHERE: Final = Source("snapshot", "")

_Value: TypeAlias = bool | int | str | None
_Choices: TypeAlias = "tuple[tuple[DecidingResource, ...], ...]"
_T = TypeVar("_T", bound="Hashable")


def _pattern(fields: Fields, read: Callable[[str, str, str], Pattern | None]) -> Pattern:
    """Read a pattern written by `pattern_as_json`."""
    text, kind = fields.get("text", str), fields.get("kind", str)
    flags = fields.get("flags", str) if fields.has("flags") else ""
    if kind == "regex" and fields.regexes is not None:
        fields.regexes.add((text, flags))
        if len(fields.regexes) > _MAX_REGEXES:
            raise SnapshotError(f"has more than {_MAX_REGEXES} different regular expressions")
    try:
        pattern = read(kind, text, flags)
    except _ExpressionError as error:
        raise SnapshotError(f"has an invalid {fields.path!r}: {error}") from None
    except (KeyError, ValueError):
        pattern = None
    if pattern is None or pattern.kind != kind:
        raise SnapshotError(f"has an invalid {fields.path!r}: {kind} {text!r:.60}")
    return pattern


@cache
def _origin(kind: str, text: str, flags: str) -> OriginPattern | None:
    if kind in {"wildcard", "scheme"}:
        return parse_origin(text, Problems(_NOWHERE)) if len(text) <= _LONGEST_WILDCARD else None
    regex = _regex(text, flags) if kind == "regex" else None
    return OriginPattern(_ORIGIN_KINDS[kind], text, regex)


@cache
def _header(kind: str, text: str, flags: str) -> HeaderPattern | None:
    if kind == "wildcard":
        return parse_header(text, Problems(_NOWHERE))
    regex = _regex(text, flags) if kind == "regex" else None
    return HeaderPattern(_HEADER_KINDS[kind], text, regex)


class _ExpressionError(Exception):
    """Raised for an expression that no app would start with."""


def _regex(text: str, letters: str) -> re.Pattern[str]:
    """Compile an expression within the limits for configured ones: snapshots are untrusted."""
    flags = sum(re.RegexFlag[letter.upper()] for letter in dict.fromkeys(letters))
    problems = Problems(_NOWHERE)
    with warnings.catch_warnings():
        # The app that configured the pattern has already issued the warnings.
        warnings.simplefilter("ignore")
        found = compile_regex(text, re.RegexFlag(flags), problems)
    if found is None:
        (problem,) = problems.found
        raise _ExpressionError(f"the regex {text!r:.60} {problem.reason}")
    return found[0]


# -- rows ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ComparableSettings:
    """The effective settings of one policy, in comparable form."""

    origins: Words
    credentials: bool
    #: Names, `*` or `auto`.
    methods: frozenset[str]
    allow_headers: Words
    #: Names in lower case; the meaning of `*` depends on credentials.
    expose_headers: frozenset[str]
    #: The other options, by name.
    others: tuple[tuple[str, _Value], ...]


class Route(NamedTuple):
    """A rule of the app, with everything that identifies it."""

    endpoint: str
    rule: str
    #: `host` or `subdomain`, and its value.
    domain_kind: str
    domain: str


@dataclass(frozen=True, slots=True)
class DecidingResource:
    """The resource of an app or of a blueprint that matches paths, by its identity."""

    blueprint: str
    prefix: str
    #: Kind, text and flags; None if no resource matches the paths.
    pattern: tuple[str, str, str] | None
    #: Its position in the order of matching, the same in all rows of a snapshot.
    rank: int = field(compare=False)


class PolicyRow(NamedTuple):
    """One policy that governs a route: for some of its methods, on some of its paths."""

    route: Route
    #: Empty if the rule accepts any method.
    methods: tuple[str, ...]
    kind: str
    name: str
    settings: ComparableSettings | None
    example: str | None = None
    #: The deciding resources, for each combination that leads to this policy.
    choices: _Choices = ((),)

    @property
    def governed_by(self) -> str:
        """The layer that governs, as text."""
        return f"{self.kind} {self.name}".rstrip()


def read_snapshot(decoded: object, *, trusted: bool = False) -> list[PolicyRow]:
    """Read a decoded document; raise SnapshotError if it is not a snapshot.

    Unless it is `trusted`, the number of its regular expressions is limited.
    """
    if not isinstance(decoded, dict) or "version" not in decoded:
        raise SnapshotError("has no 'version'")
    version = decoded["version"]
    if type(version) is not int or version not in {1, SNAPSHOT_VERSION}:
        raise SnapshotError(f"has version {version!r:.40}, not 1 or {SNAPSHOT_VERSION}")
    fields = Fields(decoded, regexes=None if trusted else set())
    reader = _Reader(fields, in_rows=version == 1)
    return list(map(reader.row, fields.objects("routes")))


def rows_of_app(app: Flask, rows: Sequence[Row]) -> list[PolicyRow]:
    """Return the rows of an app as if they were read from its snapshot."""

    def key(row: Row) -> Hashable:
        return row.kind, row.name, id(row.policy), id(row.choices)

    # Many rows only differ in their routes, their methods and their paths.
    different = {key(row): row for row in rows}
    read = read_snapshot(document(app, different.values()), trusted=True)
    known = dict(zip(different, read, strict=True))
    routes: dict[int, Route] = {}
    found = []
    for row in rows:
        alike, rule = known[key(row)], row.rule
        if id(rule) not in routes:
            kind = alike.route.domain_kind
            routes[id(rule)] = Route(rule.endpoint, rule.rule, kind, domain(app, row))
        found.append(
            PolicyRow(
                routes[id(rule)],
                row.methods,
                alike.kind,
                alike.name,
                alike.settings,
                row.example,
                alike.choices,
            )
        )
    return found


class _Reader:
    """Reads the rows of a document; equal settings and equal choices become one object."""

    def __init__(self, fields: Fields, *, in_rows: bool) -> None:
        self._known: dict[Hashable, Any] = {}
        #: The settings that rows refer to by index; None if they are in the rows.
        settings = () if in_rows else fields.objects("settings")
        self._settings = None if in_rows else [self._one(_settings(each)) for each in settings]
        #: The choices, if rows refer to them by index.
        paths = fields.objects("paths") if fields.has("paths") else ()
        self._paths = [self._one(_choices(each)) for each in paths]

    def row(self, row: Fields) -> PolicyRow:
        """Read the row of a route."""
        domain = "host" if row.has("host") else "subdomain"
        policy = row.object("policy")
        return PolicyRow(
            Route(row.get("endpoint", str), row.get("rule", str), domain, row.get(domain, str)),
            row.words("methods"),
            policy.get("kind", str),
            policy.get("name", str),
            self._settings_of(row),
            row.get("example", str, NoneType),
            self._choices_of(row),
        )

    def _settings_of(self, row: Fields) -> ComparableSettings | None:
        if self._settings is None:
            with_policy = row.get("options", dict, NoneType) is not None
            return self._one(_settings(row)) if with_policy else None
        index = row.get("settings", int, NoneType)
        return None if index is None else _element(self._settings, index, row, "settings")

    def _choices_of(self, row: Fields) -> _Choices:
        if row.has("paths"):
            return _element(self._paths, row.get("paths", int), row, "paths")
        # Older snapshots have the choices in each row, and the oldest have none.
        return self._one(_choices(row)) if row.has("choices") else ()

    def _one(self, value: _T) -> _T:
        """Return the first of all equal values."""
        first: _T = self._known.setdefault(value, value)
        return first


def _element(shared: Sequence[_T], index: int, row: Fields, name: str) -> _T:
    """Return the value at an index, which a field of a row contains."""
    if not 0 <= index < len(shared):
        raise SnapshotError(f"has an invalid {row.at(name)!r}: {index!r:.60}")
    return shared[index]


def _choices(fields: Fields) -> _Choices:
    return tuple(
        tuple(map(_resource, choice.objects("resources"))) for choice in fields.objects("choices")
    )


def _resource(fields: Fields) -> DecidingResource:
    pattern = None
    if fields.get("pattern", dict, NoneType) is not None:
        found = fields.object("pattern")
        flags = found.get("flags", str) if found.has("flags") else ""
        pattern = (found.get("kind", str), found.get("text", str), flags)
    blueprint, prefix = fields.get("blueprint", str), fields.get("prefix", str)
    return DecidingResource(blueprint, prefix, pattern, fields.get("rank", int))


def _settings(row: Fields) -> ComparableSettings:
    options = row.object("options")
    credentials = row.get("credentials", bool)
    origins = tuple(_pattern(each, _origin) for each in row.objects("origins"))
    headers = tuple(_pattern(each, _header) for each in options.objects("allow_headers"))
    methods = options.get("methods", str, list)
    return ComparableSettings(
        Words(ORIGINS, origins, beyond=not credentials),
        credentials,
        frozenset([methods] if isinstance(methods, str) else options.words("methods")),
        Words(HEADER_NAMES, headers),
        frozenset(name.lower() for name in options.words("expose_headers")),
        tuple(
            (each.name, _plain(options, each))
            for each in OPTIONS_OF_POLICIES
            if each.shape in _PLAIN
        ),
    )


def _plain(options: Fields, option: Option) -> _Value:
    """Read the value of an option that JSON stores unchanged."""
    value: _Value = options.get(option.name, *_PLAIN[option.shape])
    if isinstance(value, str) and value not in REJECTING:
        raise SnapshotError(f"has an invalid {options.at(option.name)!r}: {value!r:.60}")
    return value
