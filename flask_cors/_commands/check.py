"""`flask cors check`: an audit of the policies of an app."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from flask_cors._diagnosis.check.app_rules import CHECKS
from flask_cors._diagnosis.check.audit import Audit
from flask_cors._diagnosis.check.migration import SINCE_VERSION_6
from flask_cors._diagnosis.check.public_suffixes import has_list
from flask_cors._diagnosis.check.rules import RULES
from flask_cors._diagnosis.rows import rows

from . import completion
from .app import fail, resolved
from .check_config import TABLE, SettingsError, read_settings, without_ignored
from .check_formats import Printer
from .table import pairs, wrap
from .terminal import counted, is_watched, progress, remark, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flask_cors._diagnosis.check.rules import Finding, Rule


@click.command(
    "check",
    epilog=(
        "\b\nExamples:\n"
        "  flask cors check --output-format concise\n"
        "  flask cors check --select CORS2 --ignore CORS205\n"
        "  flask cors check --explain CORS202\n"
    ),
)
@click.option(
    "--select",
    metavar="IDS",
    multiple=True,
    shell_complete=completion.rules,
    help="Only these rules (ids, id prefixes or names, separated by commas).",
)
@click.option(
    "--ignore",
    metavar="IDS",
    multiple=True,
    shell_complete=completion.rules,
    help="Skip these rules.",
)
@click.option(
    "--output-format",
    "--format",
    "form",
    type=click.Choice(["full", "concise", "json", "sarif", "github"]),
    default="full",
    show_default=True,
    help="Format of the findings; concise prints one line each.",
)
@click.option("--json", "as_json", is_flag=True, help="Same as --output-format json.")
@click.option(
    "--explain",
    metavar="[ID]",
    is_flag=False,
    flag_value="",
    shell_complete=completion.rules,
    help="Explain a rule and exit; without an id, list all rules.",
)
@click.option("--migration", is_flag=True, help="Also show what flask-cors 6 did differently.")
@click.pass_context
def command(  # noqa: PLR0913 - an option each
    ctx: click.Context,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    explain: str | None,
    *,
    as_json: bool,
    migration: bool,
) -> None:
    """Look for mistakes in the policies that govern the routes of the app.

    Exits with 1 if there are errors or warnings; info and migration findings do not count.
    Does not run any view, hook or callable.
    """
    if explain == "":
        click.echo("\n".join(_rule_lines()))
        return
    if explain is not None:
        (rule_id, *_) = _ids(ctx, [explain], "--explain")
        click.echo(_section(RULES[rule_id]))
        return
    selected, ignored = _scope(ctx, select, ignore, migration=migration)
    app, resolver, warned = resolved(ctx)
    audit = Audit(app, resolver, rows(app, resolver, progress), warned)
    found = audit.findings(CHECKS)
    if any(RULES[each].is_migration for each in selected):
        found += audit.findings(SINCE_VERSION_6)
    found = list(without_ignored((each for each in found if each.rule.id in selected), ignored))
    form = "json" if as_json else form
    if found or form not in {"full", "concise"}:
        click.echo(getattr(Printer(app), form)(found))
    # Like other linters, it prints nothing if all is well, except on a terminal.
    if found or is_watched():
        if not has_list() and _has_wildcards(audit):
            remark(
                "Note: without the public suffix list, only a few shared domains are recognized;"
                " run: pip install 'flask-cors[check]'."
            )
        remark(_summary(found, len(list(app.url_map.iter_rules()))))
    ctx.exit(int(any(each.severity != "info" for each in found)))


def _summary(found: Sequence[Finding], routes: int) -> str:
    counts = Counter[str](each.severity for each in found)
    parts = [counted(counts[word], word) for word in ("error", "warning") if counts[word]]
    parts += [f"{counts['info']} info"] if counts["info"] else []
    return f"{', '.join(parts) or 'Nothing found'} on {counted(routes, 'route')}."


def _scope(
    ctx: click.Context, select: Sequence[str], ignore: Sequence[str], *, migration: bool
) -> tuple[set[str], dict[str, list[str]]]:
    """Return the rules selected by the options, or else by the file, and those ignored by glob."""
    try:
        settings = read_settings(Path.cwd())
    except SettingsError as error:
        fail(ctx, str(error))
    chosen = _ids(ctx, select, "--select") if select else _ids(ctx, settings.select, TABLE)
    ignored = _ids(ctx, ignore, "--ignore") if ignore else _ids(ctx, settings.ignore, TABLE)
    usual = [rule.id for rule in RULES.values() if migration or not rule.is_migration]
    per_endpoint = {glob: _ids(ctx, each, TABLE) for glob, each in settings.per_endpoint.items()}
    return {*(chosen or usual)}.difference(ignored), per_endpoint


def _has_wildcards(audit: Audit) -> bool:
    kinds = {pattern.kind for policy, _ in audit.policies for pattern in policy.origins.patterns}
    return "wildcard" in kinds


def _rule_lines() -> Iterator[str]:
    """Iterate over the lines of a list of all rules."""
    lines = [(f"{rule.id}  {rule.severity:7}  {rule.slug}", rule.title) for rule in RULES.values()]
    return pairs(lines, width(), "", max(len(name) for name, _ in lines))


def _section(rule: Rule) -> str:
    return "\n\n".join("\n".join(wrap(text, width())) for text in rule.section.split("\n\n"))


def _ids(ctx: click.Context, given: Iterable[str], option: str) -> list[str]:
    """Return the ids of the rules with these ids, slugs or id prefixes, or end the command."""
    found: list[str] = []
    for name in (part.strip() for each in given for part in each.split(",")):
        named = [
            rule.id
            for rule in RULES.values()
            if rule.slug == name.lower() or (name and rule.id.startswith(name.upper()))
        ]
        if not named or (option == "--explain" and len(named) > 1):
            _fail_at_rule(ctx, name, option, named)
        found += named
    return found


def _fail_at_rule(ctx: click.Context, name: str, option: str, near: list[str]) -> NoReturn:
    known = [*RULES, *(rule.slug for rule in RULES.values())]
    close = (get_close_matches(each, known, 3) for each in (name.upper(), name.lower()))
    near = near or list(dict.fromkeys(chain.from_iterable(close)))
    hint = f"did you mean {', '.join(near[:3])}?" if near else "see `flask cors check --explain`"
    fail(ctx, f"{option}: no rule {name!r}; {hint}")
