"""`flask cors check`: an audit of the policies of an app."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from flask_cors._diagnosis.check.app_rules import CHECKS
from flask_cors._diagnosis.check.audit import Audit
from flask_cors._diagnosis.check.migration import SINCE_VERSION_6
from flask_cors._diagnosis.check.public_suffixes import has_list
from flask_cors._diagnosis.check.rules import MIGRATION, RULES
from flask_cors._diagnosis.rows import rows
from flask_cors.core.patterns.origins import OriginKind

from . import completion
from .app import fail, resolved
from .check_config import TABLE, SettingsError, read_settings, without_ignored
from .check_formats import Printer
from .table import pairs, wrap
from .terminal import counted, is_watched, progress, remark, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
        (rule, *_) = _rules(ctx, [explain], "--explain")
        click.echo(_section(rule))
        return
    scope = _scope(ctx, select, ignore)
    app, resolver, warned = resolved(ctx)
    audit = Audit(app, resolver, rows(app, resolver, progress), warned)
    found = audit.findings(CHECKS)
    if migration or scope.has_migration:
        found += audit.findings(SINCE_VERSION_6)
    found = scope.within(found)
    printer = Printer(app)
    form = "json" if as_json else form
    if form == "full":
        if found:
            click.echo(printer.full(found, width()))
    elif found or form != "concise":
        click.echo(getattr(printer, form)(found))
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


@dataclass(frozen=True, slots=True)
class _Scope:
    """The rules that are selected."""

    selected: frozenset[str]
    #: True if migration rules are selected by name.
    has_migration: bool
    #: The rules that are ignored for some endpoints, by the endpoints' glob.
    per_endpoint: Mapping[str, frozenset[str]]

    def within(self, found: Iterable[Finding]) -> list[Finding]:
        """Return the findings of the selected rules."""
        kept = (each for each in found if each.rule.id in self.selected)
        return list(without_ignored(kept, self.per_endpoint))


def _scope(ctx: click.Context, select: Sequence[str], ignore: Sequence[str]) -> _Scope:
    """Return the rules selected by the options, or else by the file."""
    try:
        settings = read_settings(Path.cwd())
    except SettingsError as error:
        fail(ctx, str(error))
    chosen = _ids(ctx, select, "--select") if select else _ids(ctx, settings.select, TABLE)
    ignored = _ids(ctx, ignore, "--ignore") if ignore else _ids(ctx, settings.ignore, TABLE)
    return _Scope(
        frozenset(chosen or RULES).difference(ignored),
        any(each.startswith(MIGRATION) for each in chosen),
        {glob: frozenset(_ids(ctx, names, TABLE)) for glob, names in settings.per_endpoint.items()},
    )


def _has_wildcards(audit: Audit) -> bool:
    kinds = {pattern.kind for policy, _ in audit.policies for pattern in policy.origins.patterns}
    return OriginKind.WILDCARD in kinds


def _rule_lines() -> Iterator[str]:
    """Iterate over the lines of a list of all rules."""
    lines = [(f"{rule.id}  {rule.severity:7}  {rule.slug}", rule.title) for rule in RULES.values()]
    return pairs(lines, width(), "", max(len(name) for name, _ in lines))


def _section(rule: Rule) -> str:
    columns = width()
    paragraphs = rule.section.split("\n\n")
    if columns is not None:
        paragraphs = ["\n".join(wrap(text, columns)) for text in paragraphs]
    return "\n\n".join(paragraphs)


def _ids(ctx: click.Context, given: Iterable[str], option: str) -> list[str]:
    return [rule.id for rule in _rules(ctx, given, option)]


def _rules(ctx: click.Context, given: Iterable[str], option: str) -> list[Rule]:
    """Return the rules with these ids, slugs or id prefixes, or end the command."""
    found: list[Rule] = []
    for name in (part.strip() for each in given for part in each.split(",")):
        named = [
            rule
            for rule in RULES.values()
            if rule.slug == name.lower() or (name and rule.id.startswith(name.upper()))
        ]
        if not named or (option == "--explain" and len(named) > 1):
            _fail_at_rule(ctx, name, option, [rule.id for rule in named])
        found += named
    return found


def _fail_at_rule(ctx: click.Context, name: str, option: str, near: list[str]) -> NoReturn:
    known = [*RULES, *(rule.slug for rule in RULES.values())]
    close = (get_close_matches(each, known, 3) for each in (name.upper(), name.lower()))
    near = near or list(dict.fromkeys(chain.from_iterable(close)))
    hint = f"did you mean {', '.join(near[:3])}?" if near else "see `flask cors check --explain`"
    fail(ctx, f"{option}: no rule {name!r}; {hint}")
