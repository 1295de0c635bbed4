"""Output: JSON, remarks, widths, styles, lists and counts."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, Any, Final, TypeVar
from unicodedata import category, east_asian_width

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

#: The cell for no policy, or for a header that is not sent.
NOTHING: Final = "-"
#: The version of the JSON output: increased if a field is removed or changes its meaning.
_JSON_VERSION: Final = 1
#: Maximum number of items of a list that a terminal shows; the others are only counted.
_SHOWN: Final = 3
#: Seconds before a command shows its progress.
_PATIENCE: Final = 1

_T = TypeVar("_T")


def remark(text: str) -> None:
    """Print one line on stderr."""
    click.echo(" ".join(text.split()), err=True)


def json_text(document: Mapping[str, Any]) -> str:
    """Return the JSON output of a command; a document may have a version of its own."""
    return json.dumps({"version": _JSON_VERSION, **document}, indent=2, sort_keys=True)


def is_watched() -> bool:
    """Return whether stderr is a terminal."""
    return sys.stderr.isatty()


def progress(items: Sequence[_T]) -> Iterator[_T]:
    """Iterate over routes; on a terminal, show progress if it takes longer than a second."""
    due, said = time.monotonic() + _PATIENCE, ""
    for number, item in enumerate(items):
        if is_watched() and (now := time.monotonic()) >= due:
            due = now + _PATIENCE / 10
            said = f"{number} of {counted(len(items), 'route')}"
            click.echo(f"\r{said}", err=True, nl=False)
        yield item
    if said:
        click.echo(f"\r{' ' * len(said)}\r", err=True, nl=False)


def width() -> int | None:
    """Return the width of the terminal; None if the output does not go to a terminal."""
    if os.environ.get("COLUMNS", "").isdecimal() or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return None


def styled(text: str, **style: Any) -> str:  # noqa: ANN401 - as click has them
    """Style a text for a terminal, unless the user disabled colors: https://no-color.org/."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)


def printable(text: str) -> str:
    """Replace line breaks and other unprintable characters."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def listed(texts: Sequence[str], *, brief: bool) -> str:
    """Return texts as a list; if `brief`, only the first ones of a long list."""
    if brief and len(texts) > _SHOWN:
        return f"{', '.join(texts[: _SHOWN - 1])} (+{len(texts) - _SHOWN + 1})"
    return ", ".join(texts)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless the number is 1."""
    return f"{number} {noun}{'s' * (number != 1)}"


# -- columns: two for a wide character, none for a combining one ---------------------------------


def columns(text: str) -> int:
    """Return how many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def padded(text: str, width: int) -> str:
    """Return a text with blanks up to a column."""
    return text + " " * (width - columns(text))


def fitting(text: str, width: int) -> int:
    """Return how many characters of a text fit into some columns, at least one."""
    ends = accumulate(map(_columns_of, text))
    return max(sum(1 for _ in takewhile(width.__ge__, ends)), 1)


def _columns_of(char: str) -> int:
    if category(char) in {"Mn", "Me"}:
        return 0
    return 2 if east_asian_width(char) in {"W", "F"} else 1
