"""What goes to a terminal: remarks, widths, styles."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any

import click


def remark(text: str) -> None:
    """Print one line on stderr."""
    click.echo(" ".join(text.split()), err=True)


def width() -> int | None:
    """Return how wide lines may be; None where they go elsewhere than to a terminal."""
    if os.environ.get("COLUMNS", "").isdecimal() or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return None


def styled(text: str, **style: Any) -> str:  # noqa: ANN401 - as click has them
    """Style a text for a terminal; not where the user wants none: https://no-color.org/."""
    return text if os.environ.get("NO_COLOR") else click.style(text, **style)


def printable(text: str) -> str:
    """Keep a cell on its line, whatever a pattern is written with."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
