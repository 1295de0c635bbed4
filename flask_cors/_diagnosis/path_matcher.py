"""Asks which rule of an app's URL map matches a path, without running code of the app."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import HTTPException
from werkzeug.routing import (
    BaseConverter,
    FloatConverter,
    IntegerConverter,
    PathConverter,
    UnicodeConverter,
    UUIDConverter,
)

from flask_cors._runtime.scopes import is_served
from flask_cors._runtime.url_rules import VARIABLE

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Map, MapAdapter, Rule

#: The converters that accept all identifiers or none, unless they have arguments.
_INDIFFERENT: Final = frozenset(
    {UnicodeConverter, PathConverter, IntegerConverter, FloatConverter, UUIDConverter}
)


class PathMatcher:
    """Finds the rule that matches a path in an app's URL map, without running code of the app."""

    def __init__(self, app: Flask) -> None:
        self._map = app.url_map
        self._adapters: dict[str, MapAdapter] = {}
        self._inert: bool | None = None
        self._words = _words_of(self._map)
        self._known: dict[object, tuple[bool, Rule | None]] = {}

    def ask(self, rule: Rule, methods: tuple[str, ...], path: str) -> tuple[bool, Rule | None]:
        """Return whether a rule matches a path with one of the methods; if not, which rule does."""
        words = self._words
        if words is None:
            return self._ask(rule, methods, path)
        # Of an identifier that no rule contains, it only matters that it is one.
        segments = path.split("/")
        kinds = [each if each in words or not each.isidentifier() else None for each in segments]
        key = (id(rule), methods, *kinds)
        if key not in self._known:
            self._known[key] = self._ask(rule, methods, path)
        return self._known[key]

    def _ask(self, rule: Rule, methods: tuple[str, ...], path: str) -> tuple[bool, Rule | None]:
        adapter = self._adapter(rule)
        if adapter is None:
            return True, None
        others: list[Rule | None] = []
        for method in methods or ("GET",):
            found: Rule | None = None
            with suppress(HTTPException):
                found = adapter.match(path, method, return_rule=True)[0]
            if found is rule:
                return True, None
            others.append(found)
        only = others[0]
        return False, only if all(each is only for each in others) else None

    def _adapter(self, rule: Rule) -> MapAdapter | None:
        """Return an adapter for the domain of a rule; None if the domain is unknown."""
        if self._inert is None:
            self._inert = _is_inert(self._map)
        domain = (rule.host if self._map.host_matching else rule.subdomain) or ""
        if not self._inert or "<" in domain or not is_served(rule):
            return None
        if domain not in self._adapters:
            self._adapters[domain] = (
                self._map.bind(domain)
                if self._map.host_matching
                else self._map.bind("localhost", subdomain=domain)
            )
        return self._adapters[domain]


def _is_inert(url_map: Map) -> bool:
    """Return whether matching only runs Werkzeug's own code."""
    own = {
        name
        for name, converter in url_map.converters.items()
        if not converter.to_python.__module__.startswith(BaseConverter.__module__)
    }
    return not any(
        callable(rule.redirect_to) or (own and own & _converter_names(rule.rule))
        for rule in url_map.iter_rules()
    )


def _converter_names(rule: str) -> set[str]:
    """Return the names of the converters in a rule."""
    return {variable["converter"] or "default" for variable in VARIABLE.finditer(rule)}


def _words_of(url_map: Map) -> set[str] | None:
    """Return the segments that the rules of a map contain.

    Paths that only differ in other identifiers lead to the same rule. None if that is not so,
    because a rule has a converter that may distinguish them, or a segment with a part of it.
    """
    found: set[str] = set()
    for rule in url_map.iter_rules():
        for variable in VARIABLE.finditer(rule.rule):
            converter = url_map.converters.get(variable["converter"] or "default")
            if converter not in _INDIFFERENT or variable["arguments"]:
                return None
        segments = VARIABLE.sub("<", rule.rule).split("/")
        if any("<" in segment and segment != "<" for segment in segments):
            return None
        # A path with the value of a default is redirected.
        found.update(segments, map(str, (rule.defaults or {}).values()))
    return found
