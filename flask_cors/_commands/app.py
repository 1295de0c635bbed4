"""The app of a command, and how a command that cannot go on ends."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, NoReturn

import click
from flask.cli import ScriptInfo

from flask_cors._runtime.state import preview
from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.patterns.origins import OriginKind
from flask_cors.core.problems import ConfigurationError, Problems, Source

from .terminal import remark

if TYPE_CHECKING:
    from flask import Flask

    from flask_cors._runtime.resolver import Resolver
    from flask_cors.core.problems import Problem


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


def read_origin(ctx: click.Context, text: str) -> str:
    """Return the origin that an argument names; where it names none, the command ends."""
    problems = Problems(Source("argument", "--from"))
    pattern = parse_origin(text, problems)
    if pattern is None or pattern.kind not in {OriginKind.EXACT, OriginKind.NULL}:
        if pattern is not None and pattern.kind is OriginKind.TEXT:
            fail(ctx, f"{problems.found[0]}")
        fail(ctx, f"--from: {text!r}: is not one origin; write it as 'https://app.example.com'")
    for problem in problems.found:
        remark(f"Warning: {problem}")
    return pattern.text
