"""The source line of a setting, and the part of the line that a finding is about."""

from __future__ import annotations

import ast
import linecache
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_cors.core.problems import Source

#: An option with its value, as in reasons.
_SETTING = re.compile(r"\b([a-z_]+)=('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")?")
#: The functions that configure; an app may import them under other names.
_NAMES: Final = frozenset({"CORS", "cross_origin", "init_app", "reconfigure"})
_TAB: Final = 4


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One line of a file, and the columns of a part of it, counted from 0."""

    line: int
    text: str
    start: int
    end: int


def excerpt(source: Source, reason: str) -> Excerpt | None:
    """Return the line with the value that a reason is about; None if the file cannot be read.

    If the value is not found there, the excerpt is the call, or the line.
    """
    lines = linecache.getlines(source.file) if source.file else []
    if not 0 < source.line <= len(lines):
        return None
    call = _call("".join(lines), source.line)
    node = call and (_value(call, reason) or call)
    if node is None:
        text = lines[source.line - 1].rstrip()
        return _excerpt(source.line, text, len(text) - len(text.lstrip()), len(text))
    text = lines[node.lineno - 1].rstrip()
    start = _column(text, node.col_offset)
    ends_here = node.end_lineno == node.lineno
    end = _column(text, node.end_col_offset or 0) if ends_here else len(text)
    return _excerpt(node.lineno, text, start, end)


def _excerpt(line: int, text: str, start: int, end: int) -> Excerpt:
    before = text[:start].expandtabs(_TAB)
    part = text[start:end]
    return Excerpt(line, before + part + text[end:], len(before), len(before + part))


def _column(text: str, offset: int) -> int:
    """Return the column of a position that is counted in bytes."""
    return len(text.encode()[:offset].decode(errors="replace"))


@lru_cache(maxsize=16)
def _calls(text: str) -> dict[int, list[ast.Call]]:
    """Return the calls in a source text, by the lines where they begin and their names end."""
    found: dict[int, list[ast.Call]] = {}
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return found
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for line in {node.lineno, node.func.end_lineno or node.lineno}:
                found.setdefault(line, []).append(node)
    return found


def _call(text: str, line: int) -> ast.Call | None:
    """Return the call on a line that configures, or else the first call there."""
    here = _calls(text).get(line, [])
    known = [each for each in here if _name(each.func) in _NAMES]
    return next(iter([*known, *here]), None)


def _name(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


def _value(call: ast.Call, reason: str) -> ast.expr | None:
    """Return the value of the first option in a reason that the call has, or the item in it."""
    for option, quoted in _SETTING.findall(reason):
        for given in _given(call, option):
            return _item(given, quoted) or given
    return None


def _given(call: ast.Call, option: str) -> Iterator[ast.expr]:
    """Iterate over the values of an option, also in the dicts of `resources`."""
    for node in ast.walk(call):
        if isinstance(node, ast.keyword) and node.arg == option:
            yield node.value
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == option:
                    yield value


def _item(given: ast.expr, quoted: str) -> ast.expr | None:
    """Return the string in a value that equals the quoted one, or contains it."""
    strings = [
        node
        for node in ast.walk(given)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    wanted = ast.literal_eval(quoted) if quoted else None
    same = [node for node in strings if node.value == wanted]
    around = [node for node in strings if wanted and wanted in str(node.value)]
    return next(iter([*same, *around]), None)
