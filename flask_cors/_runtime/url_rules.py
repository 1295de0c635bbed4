"""URL rules and prefixes as regular expressions, built with Werkzeug's public interface."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from werkzeug.routing import BaseConverter
from werkzeug.routing.rules import parse_converter_args

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.patterns.notation import matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from werkzeug.routing import Map

#: `<name>`, `<converter:name>`, `<converter(arguments):name>`
VARIABLE: Final = lazy_regex(
    r"<(?:(?P<converter>[a-zA-Z_][a-zA-Z0-9_]*)(?:\((?P<arguments>.*?)\))?:)?"
    r"(?P<name>[a-zA-Z_][a-zA-Z0-9_]*)>"
)


def is_isolating(rule: str, url_map: Map) -> bool:
    """Return whether no converter of a rule accepts slashes, according to Werkzeug."""
    return all(
        "/" not in variable[0] and _converter(variable, url_map).part_isolating
        for variable in VARIABLE.finditer(rule)
    )


def rule_matcher(rule: str, url_map: Map) -> Callable[[str], object]:
    """Return a test for strings that match a rule entirely."""
    if "<" not in rule:
        return rule.__eq__
    return matcher(re.compile(rule_regex(rule, url_map)))


def rule_regex(rule: str, url_map: Map) -> str:
    """Return a regular expression, as a string, for the paths that a rule can match."""
    return "".join(_pieces(rule, url_map))


def _pieces(rule: str, url_map: Map) -> Iterator[str]:
    position = 0
    for variable in VARIABLE.finditer(rule):
        yield re.escape(rule[position : variable.start()])
        yield f"(?:{_converter(variable, url_map).regex})"
        position = variable.end()
    yield re.escape(rule[position:])


def _converter(variable: re.Match[str], url_map: Map) -> BaseConverter | type[BaseConverter]:
    converter = url_map.converters.get(variable["converter"] or "default", BaseConverter)
    args, kwargs = parse_converter_args(variable["arguments"] or "")
    try:
        return converter(url_map, *args, **kwargs)
    except Exception:  # noqa: BLE001 - a converter is the app's code, and may do anything
        return converter
