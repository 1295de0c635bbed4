"""Tables of text: complete in a pipe, folded to the width of a terminal."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GAP: Final = "  "
#: The smallest width of a shortened column while its row stays on one line ...
_COMFORTABLE: Final = 18
#: ... and the smallest width of all.
_NARROWEST: Final = 8
#: The characters after which a long word is broken: rules, origins and dotted names have no spaces.
_BREAKABLE: Final = "/.,:-_>|"


def render(
    headers: Sequence[str], rows: Sequence[Sequence[str]], width: int | None, fold: int
) -> list[str]:
    """Return the lines of a table that is at most `width` wide, or as wide as its cells.

    Cells that are too long are broken into lines; if that is not enough, the columns from `fold`
    on are put into a second, indented line of each row.
    """
    columns = list(zip(headers, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    if width is not None and _total(widths) > width:
        widths = _shrunk(columns, width, _COMFORTABLE)
    if width is None or _total(widths) <= width:
        return list(_lines([headers, *rows], [widths], ""))
    widths = [
        *_shrunk(columns[:fold], width, _NARROWEST),
        *_shrunk(columns[fold:], width - len(_GAP), _NARROWEST),
    ]
    return list(_lines([headers, *rows], [widths[:fold], widths[fold:]], _GAP))


def least(headers: Sequence[str], rows: Sequence[Sequence[str]], fold: int) -> int:
    """Return the smallest width that `render` can give a table."""
    columns = zip(headers, *rows, strict=True)
    widths = [min(max(map(len, each)), max(_NARROWEST, len(each[0]))) for each in columns]
    return max(_total(widths[:fold]), len(_GAP) + _total(widths[fold:]))


def natural(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Return the width of a table in which no cell is broken."""
    return _total([max(map(len, each)) for each in zip(headers, *rows, strict=True)])


def pairs(
    lines: Iterable[tuple[str, str]], width: int | None, indent: str, label: int
) -> Iterator[str]:
    """Iterate over the lines of texts, each behind a word in a column that is `label` wide."""
    start = indent + " " * label + _GAP
    room = None if width is None else max(width - len(start), _NARROWEST)
    for name, text in lines:
        first, *rest = [text] if room is None else wrap(text, room)
        yield f"{indent}{name:{label}}{_GAP}{first}".rstrip()
        yield from (start + line for line in rest)


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _shrunk(columns: Sequence[Sequence[str]], width: int, least: int) -> list[int]:
    """Narrow columns until the row fits, always the one where that breaks the fewest cells."""
    lengths = [Counter(map(len, column)) for column in columns]
    widths = [max(each) for each in lengths]
    floors = [max(least, len(column[0])) for column in columns]

    def loss(index: int) -> tuple[int, int]:
        narrower, now = (
            sum(count * ceil(length / size) for length, count in lengths[index].items())
            for size in (widths[index] - 1, widths[index])
        )
        return narrower - now, -widths[index]

    while _total(widths) > width:
        wide = [index for index, size in enumerate(widths) if size > floors[index]]
        if not wide:
            break
        widths[min(wide, key=loss)] -= 1
    return widths


def _lines(
    rows: Sequence[Sequence[str]], groups: Sequence[Sequence[int]], indent: str
) -> Iterator[str]:
    """Iterate over the lines of rows, the first of which is the header, in groups of columns."""
    for number, row in enumerate(rows):
        start = 0
        for depth, widths in enumerate(groups):
            cells = [
                wrap(cell, width)
                for cell, width in zip(row[start : start + len(widths)], widths, strict=True)
            ]
            start += len(widths)
            for line in range(max(map(len, cells))):
                texts = (
                    (cell[line] if line < len(cell) else "").ljust(width)
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


def wrap(text: str, width: int) -> list[str]:
    """Break a text into lines: at a space, else behind punctuation, else anywhere."""
    lines = []
    while len(text) > width:
        if (end := text.rfind(" ", 1, width + 1)) > 0:
            lines.append(text[:end])
            text = text[end + 1 :]
            continue
        end = max(text.rfind(char, 0, width) for char in _BREAKABLE) + 1
        # A line that is mostly empty reads worse than a broken word.
        end = end if end * 2 > width else width
        lines.append(text[:end])
        text = text[end:]
    return [*lines, text]
