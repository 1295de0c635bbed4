"""Loading the app for a command, and ending a command with an error."""

from __future__ import annotations

import re
import traceback
import warnings
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click
from flask.cli import ScriptInfo

from flask_cors._diagnosis.places import named, without_folders
from flask_cors._runtime.state import preview
from flask_cors.core.browser import safelist
from flask_cors.core.browser.page import page_origin
from flask_cors.core.problems import ConfigurationError, CORSWarning

from .terminal import remark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from flask_cors._runtime.resolver import Resolver
    from flask_cors.core.problems import Problem


#: The location of a frame in a traceback.
_FRAME = re.compile(r'File "([^"]+)", line ([0-9]+)')
#: The folder of this package.
_PACKAGE = str(Path(__file__).parents[1])


def _load_app(ctx: click.Context, warned: list[Problem]) -> Flask:
    """Load the app, without a context, since teardown functions run when one ends.

    The app's warnings are added to `warned` instead of being printed.
    """
    otherwise = warnings.showwarning

    def show(message: Warning | str, *where: Any) -> None:  # noqa: ANN401 - as Python has them
        if isinstance(message, CORSWarning) and message.problem is not None:
            warned.append(message.problem)
        else:
            otherwise(message, *where)

    with warnings.catch_warnings():
        warnings.showwarning = show  # type: ignore[assignment]
        return ctx.ensure_object(ScriptInfo).load_app()


def resolved(ctx: click.Context) -> tuple[Flask, Resolver, list[Problem]]:
    """Load the app; return it with the resolver of its policies and its warnings.

    On errors in the configuration, the command prints a line for each and ends with status 2. If
    the app cannot be imported, it prints one line and ends with status 2.
    """
    warned: list[Problem] = []
    try:
        app = _load_app(ctx, warned)
        resolver, problems = preview(app)
    except ConfigurationError as error:
        warn_of(None, warned)
        for problem in error.problems:
            remark(f"Error: {problem.render(partial(named, None))}")
        ctx.exit(2)
    except click.ClickException as error:
        # After its first line, Flask prints a traceback; the last line is the error.
        lines = error.format_message().strip().splitlines()
        at = [f"({file}:{line})" for file, line in _FRAME.findall("\n".join(lines))[-1:]]
        fail(ctx, without_folders(" ".join(dict.fromkeys((lines[0], lines[-1], *at)))))
    except Exception as error:  # noqa: BLE001 - to import an app runs it, and that may do anything
        text = without_folders(f"{type(error).__name__}: {error}{_place(error)}")
        fail(ctx, f"could not import the app: {text}")
    return app, resolver, [*warned, *problems]


def _place(error: BaseException) -> str:
    """Return where the app's code failed: the innermost frame outside installed packages."""
    if isinstance(error, SyntaxError):  # its message has the location
        return ""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if not {"site-packages", "dist-packages"} & {*Path(frame.filename).parts}
        and not frame.filename.startswith((_PACKAGE, "<"))
    ]
    return f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""


def fail(ctx: click.Context, text: str) -> NoReturn:
    """Print one line on stderr, and end the command with status 2."""
    remark(f"Error: {text}")
    ctx.exit(2)


def fail_at_endpoint(ctx: click.Context, app: Flask, name: str) -> NoReturn:
    """End the command because an endpoint does not exist, with similar names."""
    rules = list(app.url_map.iter_rules())
    known = sorted({rule.endpoint for rule in rules})
    found = [rule.endpoint for rule in rules if rule.rule == name]
    found += [each for each in known if each.rpartition(".")[2] == name]
    found += get_close_matches(name, known, 3)
    if found:
        names = ", ".join(map(repr, list(dict.fromkeys(found))[:3]))
        fail(ctx, f"no endpoint {name!r}; did you mean {names}?")
    fail(ctx, f"no endpoint {name!r}; run `flask cors routes` for a list")


def read_origin(ctx: click.Context, text: str) -> str:
    """Return the origin in an argument; the command ends if the argument has none."""
    origin = page_origin(text)
    if origin is None:
        fail(
            ctx,
            f"--from {text!r} is not an origin; use one such as https://app.example.com,"
            " localhost:3000 or null",
        )
    if origin != text:
        remark(f"Note: --from {text!r} is read as {origin!r}.")
    return origin


def read_header(ctx: click.Context, text: str, forms: str) -> tuple[str, str]:
    """Return the name and the value in an argument; the command ends if they are not a header."""
    name, _, value = text.partition(":")
    value = value.strip()
    if not safelist.is_header(name, value):
        fail(ctx, f"-H {text!r} is not a header; use {forms}")
    return name, value


def warn_of(app: Flask | None, problems: Iterable[Problem], others: Iterable[str] = ()) -> None:
    """Print a line on stderr for each problem, without duplicates, and for each other text."""
    texts = sorted({problem.render(partial(named, app)) for problem in problems})
    for text in (*texts, *others):
        remark(f"Warning: {text}")
