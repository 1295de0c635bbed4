"""Text tables: complete in a pipe, wrapped to the width of a terminal."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import TYPE_CHECKING, Final

from .terminal import NOTHING, columns, fitting, padded, styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GAP: Final = "  "
#: Minimum width of a shortened column in a row that stays on one line.
_COMFORTABLE: Final = 18
#: Minimum width of a text next to its label.
_NARROWEST: Final = 8
#: Long words are broken after these characters: rules, origins and dotted names have no spaces.
_BREAKABLE: Final = "/.,:-_>|"


def render(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int | None,
    fold: int,
    *,
    shorten: bool = True,
) -> list[str]:
    """Return the lines of a table that is at most `width` wide, or as wide as its cells.

    Cells that are too long are broken at spaces. If that is not enough, the columns from `fold` on
    move to a second, indented line of each row; if a name does not fit there, each cell gets its
    own line. A name is never broken.

    Without `shorten`, each cell of a wider table gets its own line.
    """
    cells = list(zip(headers, *rows, strict=True))
    widths = [max(map(columns, column)) for column in cells]
    words = [max(map(_longest, column)) for column in cells]
    if width is None or _total(widths) <= width:
        return list(_lines([headers, *rows], [widths], ""))
    floors = [max(word, min(size, _COMFORTABLE)) for word, size in zip(words, widths, strict=True)]
    if shorten and _total(floors) <= width:
        return list(_lines([headers, *rows], [_shrunk(cells, width, floors)], ""))
    if not shorten or max(_total(words[:fold]), len(_GAP) + _total(words[fold:])) > width:
        return [line for row in rows for line in _record(headers, row, width, fold)]
    groups = [
        _shrunk(cells[:fold], width, words[:fold]),
        _shrunk(cells[fold:], width - len(_GAP), words[fold:]),
    ]
    return list(_lines([headers, *rows], groups, _GAP))


def _record(headers: Sequence[str], row: Sequence[str], width: int, fold: int) -> Iterator[str]:
    """Iterate over the lines of a row that is too long for a table: one line per cell."""
    for line in wrap("  ".join(filter(None, row[:fold])), width, whole=True):
        yield styled(line.rstrip(), bold=True)
    said = [
        (name, text)
        for name, text in zip(headers[fold:], row[fold:], strict=True)
        if text not in {"", NOTHING}
    ]
    yield from pairs(said, width, _GAP, max(map(len, headers[fold:]), default=0), whole=True)


def _longest(text: str) -> int:
    """Return the width of the longest word."""
    return max(map(columns, text.split(" ")))


def pairs(
    lines: Iterable[tuple[str, str]],
    width: int | None,
    indent: str,
    label: int,
    *,
    whole: bool = False,
) -> Iterator[str]:
    """Iterate over the lines of texts, each after a word in a column that is `label` wide."""
    start = indent + " " * label + _GAP
    for name, text in lines:
        yield from folded(text, width, f"{indent}{name:{label}}{_GAP}", start, whole=whole)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _shrunk(cells: Sequence[Sequence[str]], width: int, floors: Sequence[int]) -> list[int]:
    """Narrow columns until the row fits, always the column where that breaks the fewest cells."""
    lengths = [Counter(map(columns, column)) for column in cells]
    widths = [max(each) for each in lengths]

    def loss(index: int) -> tuple[int, int]:
        narrower, now = (
            sum(count * ceil(length / size) for length, count in lengths[index].items())
            for size in (widths[index] - 1, widths[index])
        )
        return narrower - now, -widths[index]

    while _total(widths) > width:
        wide = [index for index, size in enumerate(widths) if size > floors[index]]
        widths[min(wide, key=loss)] -= 1
    return widths


def _lines(
    rows: Sequence[Sequence[str]], groups: Sequence[Sequence[int]], indent: str
) -> Iterator[str]:
    """Iterate over the lines of rows in groups of columns; the first row is the header."""
    for number, row in enumerate(rows):
        start = 0
        for depth, widths in enumerate(groups):
            cells = [
                wrap(cell, width, whole=True)
                for cell, width in zip(row[start : start + len(widths)], widths, strict=True)
            ]
            start += len(widths)
            for line in range(max(map(len, cells))):
                texts = (
                    padded(cell[line] if line < len(cell) else "", width)
                    for cell, width in zip(cells, widths, strict=True)
                )
                yield (indent * depth + _GAP.join(texts)).rstrip()
        if not number:
            yield from _rule(groups, indent)


def _rule(groups: Sequence[Sequence[int]], indent: str) -> Iterator[str]:
    if len(groups) == 1:
        yield _GAP.join("-" * width for width in groups[0])
    else:
        yield "-" * max(len(indent) * depth + _total(each) for depth, each in enumerate(groups))


def folded(
    text: str, width: int | None, first: str, others: str, *, whole: bool = False
) -> list[str]:
    """Return the lines of a text after a prefix; a word stays whole if it fits on a line."""
    if width is None:
        return [(first + text).rstrip()]
    room = max(width - max(columns(first), columns(others)), _NARROWEST)
    beginning, *lines = wrap(text, room, whole=whole, longest=width)
    if columns(first + beginning) > width and first.strip():
        beginning, lines = "", [beginning, *lines]
    # With a word that is too long for the room, all lines begin further to the left.
    start = others[: max(width - max(map(columns, lines), default=0), 0)]
    head = first[: max(width - columns(beginning), 0)] + beginning
    return [head.rstrip(), *(start + line for line in lines)]


def wrap(text: str, width: int | None, *, whole: bool = False, longest: int = 0) -> list[str]:
    """Break a text into lines: at a space, else after punctuation, else anywhere.

    With `whole`, a word that is longer than a line stays whole; so does one up to `longest`.
    """
    if width is None:
        return [text]
    lines = []
    while columns(text) > width and len(text) > 1:
        room = fitting(text, width)
        if (end := text.rfind(" ", 1, room + 1)) > 0:
            lines.append(text[:end])
            text = text[end + 1 :]
            continue
        if whole or columns(text.partition(" ")[0]) <= longest:
            line, _, text = text.partition(" ")
            if not text:
                return [*lines, line]
            lines.append(line)
            continue
        end = max(text.rfind(char, 0, room) for char in _BREAKABLE) + 1
        # A mostly empty line is harder to read than a broken word.
        end = end if end * 2 > room else room
        lines.append(text[:end])
        text = text[end:]
    return [*lines, text]
