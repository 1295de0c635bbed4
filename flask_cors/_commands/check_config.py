"""The settings of `flask cors check` in `pyproject.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from flask_cors._diagnosis.check.rules import Finding

#: The table of the file, and its keys.
TABLE: Final = "tool.flask_cors.check"
_SELECT: Final = "select"
_IGNORE: Final = "ignore"
_PER_ENDPOINT: Final = "per-endpoint-ignore"
_KEYS: Final = (_SELECT, _IGNORE, _PER_ENDPOINT)


class SettingsError(ValueError):
    """Raised for a file that cannot be read, or an unknown key in it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the rules in `pyproject.toml`, by id, id prefix or slug."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    #: The rules that are ignored for the endpoints that match a glob.
    per_endpoint: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_settings(folder: Path) -> Settings:
    """Read the first `pyproject.toml` with the table in a folder or its parents."""
    for each in (folder, *folder.parents):
        file = each / "pyproject.toml"
        if not file.is_file():
            continue
        try:
            tool = tomllib.loads(file.read_text("utf-8")).get("tool", {})
        except (OSError, ValueError) as error:
            raise SettingsError(f"{file.name} cannot be read: {error}") from None
        table = tool.get("flask_cors", {}).get("check")
        if table is not None:
            return _settings(table)
    return Settings()


def _settings(table: Mapping[str, Any]) -> Settings:
    for key in table:
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"the keys are {', '.join(_KEYS)}"
            raise SettingsError(f"{TABLE}: unknown key {key!r}; {hint}")
    per_endpoint = table.get(_PER_ENDPOINT, {})
    if not isinstance(per_endpoint, dict):
        raise SettingsError(f"{TABLE}.{_PER_ENDPOINT} must be a table from endpoints to rules")
    return Settings(
        _names(_SELECT, table.get(_SELECT, [])),
        _names(_IGNORE, table.get(_IGNORE, [])),
        {glob: _names(f"{_PER_ENDPOINT}.{glob}", names) for glob, names in per_endpoint.items()},
    )


def _names(key: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise SettingsError(f"{TABLE}.{key} must be a list of rules, such as ['CORS504']")
    return tuple(value)


def without_ignored(
    found: Iterable[Finding], ignored: Mapping[str, Collection[str]]
) -> Iterator[Finding]:
    """Iterate over findings without the endpoints whose globs ignore the rule.

    A finding without any endpoint left is dropped; one that never had any is kept.
    """
    for each in found:
        left = tuple(
            endpoint
            for endpoint in each.endpoints
            if not any(
                each.rule.id in rules and fnmatchcase(endpoint, glob)
                for glob, rules in ignored.items()
            )
        )
        if left or not each.endpoints:
            yield replace(each, endpoints=left)
