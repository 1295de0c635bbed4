"""The snapshot of an app, as `flask cors routes --json` writes it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from flask_cors._diagnosis.rows import domain, vary
from flask_cors._diagnosis.selection import admission
from flask_cors.core.options import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from flask import Flask

    from flask_cors._diagnosis.rows import Resource, Row
    from flask_cors.core.patterns.paths import PathPattern
    from flask_cors.core.policy import Policy

    from .word_sets import Pattern

#: The version of a snapshot; in version 1, each route contained its settings.
SNAPSHOT_VERSION: Final = 2

#: The options of a policy, except the two that have a field of their own.
OPTIONS_OF_POLICIES: Final = tuple(
    option
    for option in OPTIONS.values()
    if option.in_policy and option.name not in {"origins", "supports_credentials"}
)
_FLAGS: Final = {letter: re.RegexFlag[letter.upper()] for letter in "aimsx"}


def document(app: Flask, rows: Iterable[Row], origin: str | None = None) -> dict[str, Any]:
    """Return all data about routes, including what a table does not show.

    With an `origin`, each row that allows it also has the pattern that allows it.
    """
    settings, paths = _Shared(_settings_as_json), _Shared(_choices_as_json)
    domain_kind = "host" if app.url_map.host_matching else "subdomain"
    routes = [
        {
            "endpoint": row.rule.endpoint,
            "methods": list(row.methods),
            "rule": row.rule.rule,
            domain_kind: domain(app, row),
            "policy": {"kind": row.kind, "name": row.name},
            "paths": paths.index(row.choices),
            "example": row.example,
            "certain": row.certain,
            "settings": None if row.policy is None else settings.index(row.policy),
            "preflight": row.answerer,
            **_admitted(row, origin),
        }
        for row in rows
    ]
    return {
        "version": SNAPSHOT_VERSION,
        "routes": routes,
        "settings": settings.written,
        "paths": paths.written,
    }


class _Shared:
    """Values that many rows have in common, each written once."""

    def __init__(self, write: Callable[[Any], dict[str, Any]]) -> None:
        self.written: list[dict[str, Any]] = []
        self._write = write
        self._known: dict[Hashable, int] = {}
        self._equal: dict[str, int] = {}

    def index(self, value: Hashable) -> int:
        """Return the index of a value in `written`."""
        if value not in self._known:
            written = self._write(value)
            index = self._equal.setdefault(json.dumps(written), len(self.written))
            if index == len(self.written):
                self.written.append(written)
            self._known[value] = index
        return self._known[value]


def _settings_as_json(policy: Policy) -> dict[str, Any]:
    settings = policy.settings
    options = {
        each.name: value_as_json(each.name, settings[each.name].value)
        for each in OPTIONS_OF_POLICIES
    }
    return {
        "origins": value_as_json("origins", policy.origins.patterns),
        "credentials": policy.credentials,
        "options": options,
        "vary": vary(policy),
    }


def _admitted(row: Row, origin: str | None) -> dict[str, Any]:
    found = None if origin is None else admission(row.policy, origin)
    if found is None:
        return {}
    return {"admitted": {"by": pattern_as_json(found.pattern), "certain": found.certain}}


def value_as_json(name: str, value: Any) -> Any:  # noqa: ANN401 - as varied as the options are
    """Return the value of an option as JSON."""
    if OPTIONS[name].shape == "patterns":
        return [pattern_as_json(each) for each in value]
    if isinstance(value, frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else value


def _choices_as_json(choices: Sequence[Sequence[Resource]]) -> dict[str, Any]:
    return {"choices": [{"resources": list(map(_resource_as_json, each))} for each in choices]}


def _resource_as_json(resource: Resource) -> dict[str, Any]:
    return {
        "blueprint": resource.blueprint,
        "prefix": resource.prefix,
        "pattern": resource.pattern and pattern_as_json(resource.pattern),
        "rank": resource.rank,
    }


def pattern_as_json(pattern: Pattern | PathPattern) -> dict[str, str]:
    """Return a pattern with everything that distinguishes it from others of the same text."""
    described = {"kind": pattern.kind, "text": pattern.text}
    if pattern.regex is not None:
        flags = pattern.regex.flags
        described["flags"] = "".join(letter for letter, flag in _FLAGS.items() if flags & flag)
    return described
