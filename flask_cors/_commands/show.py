"""`flask cors show`: the effective options of an endpoint, and where each was set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from flask_cors._diagnosis.diff.document import value_as_json
from flask_cors._diagnosis.places import location, source_as_json
from flask_cors._diagnosis.routes_of_urls import rules_of
from flask_cors._diagnosis.rows import methods, rows, without_companions
from flask_cors._diagnosis.settings import Part, conflicts, parts_of
from flask_cors.core.options import OPTIONS

from . import completion
from .app import fail, fail_at_endpoint, resolved, warn_of
from .cells import value_text
from .table import pairs, wrap
from .terminal import json_text, printable, progress, styled, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask

    from flask_cors.core.layers import Setting
    from flask_cors.core.problems import Problem, Source

#: The width of the names of options.
_LABEL: Final = max(map(len, OPTIONS))


@click.command(
    "show",
    epilog=(
        "\b\nExamples:\n"
        "  flask cors show api.books\n"
        "  flask cors show https://api.example.com/books/7\n"
    ),
)
@click.argument("endpoint", metavar="ENDPOINT|URL", shell_complete=completion.endpoints)
@click.option("--json", "as_json", is_flag=True, help="Output JSON.")
@click.pass_context
def command(ctx: click.Context, endpoint: str, *, as_json: bool) -> None:
    """Show every option of an endpoint: its value, and the file and line of the call that set it.

    Options are grouped by the call that set them, most specific first, with the values they
    override. An endpoint whose paths or methods have different policies is shown with each policy.
    Does not run any view, hook or callable.
    """
    app, resolver, problems = resolved(ctx)
    every = rows(app, resolver, progress)
    found = [row for row in every if row.rule.endpoint == endpoint]
    if not found and "/" in endpoint:
        rules = rules_of(app, endpoint)
        found = [row for row in every if any(row.rule is rule for rule in rules)]
        if not found:
            fail(
                ctx, f"no route of the app matches {endpoint!r}; run `flask cors routes` for a list"
            )
    if not found:
        fail_at_endpoint(ctx, app, endpoint)
    endpoints = list(dict.fromkeys(row.rule.endpoint for row in found))
    if as_json and len(endpoints) > 1:
        fail(ctx, f"{endpoint!r} matches several endpoints; give one of {', '.join(endpoints)}")
    parts = parts_of(resolver, found if as_json else without_companions(found))
    if as_json:
        described = [_described(app, part) for part in parts]
        click.echo(json_text({"endpoint": endpoints[0], "policies": described}))
    else:
        click.echo("\n".join(_as_text(app, parts)))
    warn_of(app, _others(parts, problems))


def _others(parts: Iterable[Part], problems: Iterable[Problem]) -> Iterator[Problem]:
    """Iterate over the problems of the shown calls, except the conflicts in the output."""
    sources = {source for part in parts for source in part.sources}
    shown = {each for part in parts if part.policy for each in part.policy.conflicts}
    return (each for each in problems if each.source in sources and each not in shown)


# -- text ----------------------------------------------------------------------------------------


def _as_text(app: Flask, parts: Iterable[Part]) -> Iterator[str]:
    """Iterate over the lines of text."""
    for number, part in enumerate(parts):
        if number:
            yield ""
        for text in _titles(part):
            for line in _wrapped(text):
                yield styled(line, bold=True)
        for text in _remarks(app, part):
            yield from _wrapped(text)
        for source in part.sources:
            own = {name: each for name, each in part.settings.items() if each.source == source}
            if own:
                yield ""
                yield from _wrapped(_named(app, source, "  "))
                yield from _settings(app, own, part)


def _wrapped(text: str) -> list[str]:
    return [line.rstrip() for line in wrap(printable(text), width())]


def _titles(part: Part) -> Iterator[str]:
    for row in part.rows:
        taken = ", ".join(methods(row) or row.methods) or "any method"
        example = "" if row.example is None else f", for example {row.example}"
        possibly = "" if row.certain else ", possibly"
        yield f"{row.rule.endpoint}: {taken} {row.rule.rule}{example}{possibly}"


def _remarks(app: Flask, part: Part) -> Iterator[str]:
    """Iterate over sentences on the policy as a whole."""
    if part.policy is None:
        yield "Policy: none; no CORS headers are sent."
        return
    yield f"Policy: {part.rows[0].governed_by}"
    if part.set_aside:
        places = "; ".join(_named(app, source) for source in part.set_aside)
        naming = part.settings["origins"].source.label
        yield f"{naming} sets origins, so these outer settings are ignored: {places}"
    for text in conflicts(app, part):
        yield f"Conflict: {text}"


def _named(app: Flask, source: Source, gap: str = " ") -> str:
    return f"{source.label}{gap}{location(app, source)}".rstrip()


def _settings(app: Flask, own: dict[str, Setting], part: Part) -> Iterator[str]:
    """Iterate over the lines of the options that one call set."""
    for name, setting in own.items():
        value = value_text(setting.value)
        if name == "supports_credentials" and part.policy and part.policy.conflicts:
            value = f"{part.policy.credentials} because of the conflict above; set to {value}"
        shadowed = [
            ("  instead of", f"{value_text(under.value)}  ({_named(app, under.source)})")
            for under in setting.shadowed
        ]
        lines = [(label, printable(text)) for label, text in [(name, value), *shadowed]]
        yield from pairs(lines, width(), "  ", _LABEL)


# -- JSON ----------------------------------------------------------------------------------------


def _described(app: Flask, part: Part) -> dict[str, Any]:
    row = part.rows[0]
    return {
        "routes": [
            {
                "rule": row.rule.rule,
                "methods": list(row.methods),
                "example": row.example,
                "certain": row.certain,
            }
            for row in part.rows
        ],
        "policy": {"kind": row.kind, "name": row.name},
        "credentials": bool(part.policy and part.policy.credentials),
        "options": {
            name: {
                **_setting(app, name, setting),
                "shadowed": [_setting(app, name, under) for under in setting.shadowed],
            }
            for name, setting in part.settings.items()
        },
        "set_aside": [source_as_json(app, source) for source in part.set_aside],
        "conflicts": conflicts(app, part),
    }


def _setting(app: Flask, name: str, setting: Setting) -> dict[str, Any]:
    return {
        "value": value_as_json(name, setting.value),
        "source": source_as_json(app, setting.source),
    }
