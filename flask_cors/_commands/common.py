"""What the commands share: the app, the terminal, remarks, the form of patterns and places."""

from __future__ import annotations

import os
import re
import shutil
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from flask.cli import ScriptInfo

from flask_cors._listing import preview
from flask_cors.core.patterns.headers import ANY as ANY_HEADER
from flask_cors.core.patterns.origins import OriginPattern
from flask_cors.core.problems import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from flask_cors._resolver import Resolver
    from flask_cors.core.patterns.headers import HeaderPattern
    from flask_cors.core.problems import Problem, Source

#: The version of what `--json` prints: raised when a field changes its meaning or goes.
JSON_VERSION = 1


def load_app(ctx: click.Context) -> Flask:
    """Load the app; no context is pushed, since the app's teardown functions run when one ends."""
    return ctx.ensure_object(ScriptInfo).load_app()


def resolved(ctx: click.Context) -> tuple[Flask, Resolver, list[Problem]]:
    """Load the app with the resolver of its policies, and what the first request would warn of.

    Where it would raise instead, each error is a line, and the command ends with status 2; so it
    does with one line where the app cannot be imported.
    """
    try:
        app = load_app(ctx)
        return (app, *preview(app))
    except ConfigurationError as error:
        for problem in error.problems:
            remark(f"Error: {problem}")
        ctx.exit(2)
    except click.ClickException as error:
        # Flask puts a traceback behind its first line; the last line of it is what went wrong.
        lines = error.format_message().strip().splitlines()
        fail(ctx, " ".join(dict.fromkeys((lines[0], lines[-1]))))
    except Exception as error:  # noqa: BLE001 - to import an app runs it, and that may do anything
        fail(ctx, f"the app cannot be imported: {type(error).__name__}: {error}")


def fail(ctx: click.Context, text: str) -> NoReturn:
    """Print one line on stderr, and end the command with status 2."""
    remark(f"Error: {text}")
    ctx.exit(2)


def fail_at_endpoint(ctx: click.Context, app: Flask, name: str) -> NoReturn:
    """Say that there is no such endpoint, and which are meant perhaps."""
    rules = list(app.url_map.iter_rules())
    known = sorted({rule.endpoint for rule in rules})
    found = [rule.endpoint for rule in rules if rule.rule == name]
    found += [each for each in known if each.rpartition(".")[2] == name]
    found += get_close_matches(name, known, 3)
    if found:
        names = ", ".join(map(repr, list(dict.fromkeys(found))[:3]))
        fail(ctx, f"no endpoint {name!r}; did you mean {names}?")
    fail(ctx, f"no endpoint {name!r}; `flask cors routes` lists them")


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


def place(app: Flask, source: Source) -> str:
    """Return file and line of a call; empty where there is none."""
    return f"{relative(app, source.file)}:{source.line}" if source.file else ""


def relative(app: Flask, file: str) -> str:
    """Return the path of a file as seen from here, or from the app; never an absolute one."""
    path = Path(file)
    if not path.is_absolute():
        return file
    # What is installed is named as it is imported.
    folders = [Path.cwd(), Path(app.root_path), *sorted(map(Path, sys.path), key=_depth)]
    for folder in folders:
        if folder.is_absolute() and path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.name


def _depth(path: Path) -> int:
    """Sort the innermost folder first."""
    return -len(path.parts)


def without_paths(app: Flask, text: str, sources: Iterable[Source]) -> str:
    """Return a text in which the absolute paths of sources are as `place` has them."""
    for source in sources:
        if source.file:
            text = text.replace(f"{source.file}:{source.line}", place(app, source))
    return text


def printable(text: str) -> str:
    """Keep a cell on its line, whatever a pattern is written with."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def pattern_as_json(pattern: OriginPattern | HeaderPattern) -> dict[str, str]:
    """Return a pattern with what tells it from others of the same text."""
    described = {"kind": _kind(pattern), "text": pattern.text}
    if pattern.regex is not None:
        flags = {letter: re.RegexFlag[letter.upper()] for letter in "aimsx"}
        described["flags"] = "".join(
            letter for letter, flag in flags.items() if pattern.regex.flags & flag
        )
    return described


def _kind(pattern: OriginPattern | HeaderPattern) -> str:
    """Return the way in which a pattern is written, which its text alone does not tell."""
    if isinstance(pattern, OriginPattern):
        return pattern.kind.value
    if pattern.regex is None:
        return "any" if pattern == ANY_HEADER else "name"
    return "regex" if pattern.regex.pattern == pattern.text else "wildcard"
