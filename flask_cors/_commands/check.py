"""`flask cors check`: an audit of the policies of an app."""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from itertools import chain
from typing import TYPE_CHECKING, NoReturn

import click

from flask_cors._diagnosis.check.app_rules import CHECKS
from flask_cors._diagnosis.check.audit import Audit
from flask_cors._diagnosis.check.migration import SINCE_VERSION_6
from flask_cors._diagnosis.check.public_suffixes import has_list
from flask_cors._diagnosis.check.rules import MIGRATION, RULES
from flask_cors._diagnosis.rows import rows
from flask_cors.core.patterns.origins import OriginKind

from .app import fail, resolved
from .check_formats import Printer
from .table import wrap
from .terminal import counted, remark, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask_cors._diagnosis.check.rules import Finding, Rule


@click.command("check")
@click.option("--select", metavar="IDS", multiple=True, help="Only these rules; ids or beginnings.")
@click.option("--ignore", metavar="IDS", multiple=True, help="All rules but these.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    help="How findings are printed.",
)
@click.option("--explain", metavar="ID", help="Say what a rule looks for, and why.")
@click.option("--migration", is_flag=True, help="Also show what flask-cors 6 answered differently.")
@click.pass_context
def command(  # noqa: PLR0913 - an option each
    ctx: click.Context,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    explain: str | None,
    *,
    migration: bool,
) -> None:
    """Look for mistakes in the policies of the app, as they govern its routes.

    The exit status is 1 where a finding is an error or a warning; what is information, or tells of
    flask-cors 6, does not count. No view, no hook and no callable of the app is run.
    """
    if explain is not None:
        (rule, *_) = _rules(ctx, [explain], "--explain")
        click.echo(_section(rule))
        return
    selected = set(_ids(ctx, select, "--select") if select else RULES)
    selected -= set(_ids(ctx, ignore, "--ignore"))
    app, resolver, _ = resolved(ctx)
    audit = Audit(app, resolver, rows(app, resolver))
    found = audit.findings(CHECKS)
    if migration or (select and any(each.startswith(MIGRATION) for each in selected)):
        found += audit.findings(SINCE_VERSION_6)
    found = [each for each in found if each.rule.id in selected]
    printer = Printer(app)
    if form == "text":
        if found:
            click.echo(printer.text(found, width()))
    else:
        click.echo(getattr(printer, form)(found))
    if not has_list() and _has_wildcards(audit):
        remark(
            "Note: without the public suffix list only a few shared domains are known;"
            " pip install 'flask-cors[check]'."
        )
    remark(_summary(found, len(list(app.url_map.iter_rules()))))
    ctx.exit(int(any(each.severity != "information" for each in found)))


def _summary(found: Sequence[Finding], routes: int) -> str:
    counts = Counter[str](each.severity for each in found)
    words = {"error": "error", "warning": "warning", "information": "remark"}
    parts = [counted(counts[severity], word) for severity, word in words.items()]
    return f"{', '.join(parts)} on {counted(routes, 'route')}."


def _has_wildcards(audit: Audit) -> bool:
    kinds = {pattern.kind for policy, _ in audit.policies for pattern in policy.origins.patterns}
    return OriginKind.WILDCARD in kinds


def _section(rule: Rule) -> str:
    columns = width()
    paragraphs = rule.section.split("\n\n")
    if columns is not None:
        paragraphs = ["\n".join(wrap(text, columns)) for text in paragraphs]
    return "\n\n".join(paragraphs)


def _ids(ctx: click.Context, given: Iterable[str], option: str) -> list[str]:
    return [rule.id for rule in _rules(ctx, given, option)]


def _rules(ctx: click.Context, given: Iterable[str], option: str) -> list[Rule]:
    """Return the rules with these ids, slugs, or beginnings of ids; without any, it ends here."""
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
    hint = "did you mean {}?" if near else "known are {}"
    fail(ctx, f"{option}: no rule {name!r}; {hint.format(', '.join(near[:3] or RULES))}")
