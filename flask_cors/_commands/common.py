"""What the commands share: the app, the width of the terminal, remarks, the form of patterns."""

from __future__ import annotations

import os
import re
import shutil
import sys
from typing import TYPE_CHECKING

import click
from flask.cli import ScriptInfo

if TYPE_CHECKING:
    from flask import Flask

    from flask_cors.core.headers import HeaderPattern
    from flask_cors.core.origins import OriginPattern

#: The version of what `--json` prints: raised when a field changes its meaning or goes.
JSON_VERSION = 1


def load_app(ctx: click.Context) -> Flask:
    """Load the app; no context is pushed, since the app's teardown functions run when one ends."""
    return ctx.ensure_object(ScriptInfo).load_app()


def remark(text: str) -> None:
    """Print one line on stderr."""
    click.echo(" ".join(text.split()), err=True)


def width() -> int | None:
    """Return how wide lines may be; None where they go elsewhere than to a terminal."""
    if os.environ.get("COLUMNS", "").isdecimal() or sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return None


def printable(text: str) -> str:
    """Keep a cell on its line, whatever a pattern is written with."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def pattern_as_json(pattern: OriginPattern | HeaderPattern) -> dict[str, str]:
    """Return a pattern with what tells it from others of the same text."""
    described = {"text": pattern.text}
    if (kind := getattr(pattern, "kind", None)) is not None:
        described["kind"] = kind.value
    if pattern.regex is not None:
        flags = {letter: re.RegexFlag[letter.upper()] for letter in "aimsx"}
        described["flags"] = "".join(
            letter for letter, flag in flags.items() if pattern.regex.flags & flag
        )
    return described
