"""`flask cors routes`: the policy of each route."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from flask_cors._diagnosis.diff.document import document
from flask_cors._diagnosis.routes_of_urls import rules_of
from flask_cors._diagnosis.rows import rows, without_companions
from flask_cors._diagnosis.selection import Filters, admission, risk

from . import completion
from .app import fail_at_endpoint, read_origin, resolved, warn_of
from .cells import COLUMNS, WIDE, cells, wide_cells
from .table import render, wrap
from .terminal import NOTHING, counted, json_text, printable, progress, remark, styled, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flask import Flask
    from werkzeug.routing import Rule

    from flask_cors._diagnosis.rows import Row
    from flask_cors._runtime.resolver import Resolver

_SORTS = (
    "endpoint",
    "methods",
    "domain",
    "rule",
    "match",
    "origins",
    "credentials",
    "policy",
    "risk",
)
_SPECIAL = frozenset("*?[")
#: Maximum number of policies shown per route, unless all are requested.
_POLICIES_AT_MOST = 10
#: The cells that identify the route of a row.
_ROUTE = ("endpoint", "methods", "domain", "rule")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options(Filters):
    """The options of the command."""

    sort: str
    all_methods: bool
    all_policies: bool
    wide: bool
    as_json: bool
    by: str | None


@click.command(
    "routes",
    epilog=(
        "\b\nExamples:\n"
        "  flask cors routes --by policy\n"
        "  flask cors routes --from https://app.example.com\n"
        "  flask cors routes --path /api/books/7 --wide\n"
    ),
)
@click.option(
    "--sort",
    "-s",
    type=click.Choice(_SORTS),
    default="endpoint",
    help=(
        "Method to sort routes by. 'match' is the order that Flask will match routes when"
        " dispatching a request; 'risk' puts the most permissive first."
    ),
)
@click.option(
    "--by",
    type=click.Choice(["policy"]),
    help="Group routes by the policy that governs them, most permissive first.",
)
@click.option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS methods.")
@click.option(
    "--all-policies",
    is_flag=True,
    help=f"Show all policies of a route instead of at most {_POLICIES_AT_MOST}.",
)
@click.option(
    "--wide", is_flag=True, help="Show more columns: methods, headers, max age, Vary, source."
)
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="GLOB",
    shell_complete=completion.endpoints,
    help="Only endpoints that match this pattern, e.g. 'api.*'; repeatable.",
)
@click.option(
    "--path",
    "paths",
    multiple=True,
    metavar="GLOB|URL",
    help="Only rules that match this pattern, e.g. '/api/*', or this URL; repeatable.",
)
@click.option(
    "--from",
    "--origin",
    "origin",
    metavar="ORIGIN",
    help="Only routes this origin may read; callables are not called (shown as 'possibly').",
)
@click.option("--open", "is_open", is_flag=True, help="Only routes that any origin may read.")
@click.option("--credentialed", is_flag=True, help="Only routes that allow credentials.")
@click.option("--off", is_flag=True, help="Only routes without a policy.")
@click.option("--json", "as_json", is_flag=True, help="Output JSON.")
@click.pass_context
def command(ctx: click.Context, /, **given: Any) -> None:  # noqa: ANN401 - the options above
    """Show all registered routes and the policy of each.

    A route whose paths or methods have different policies has a row for each, with an example path
    if the path decides; "?" means that an example exists but was not found. Does not run any view,
    hook or callable.
    """
    options = _Options(**given)
    if options.off and (options.is_open or options.credentialed or options.origin is not None):
        raise click.UsageError("--off cannot be combined with --open, --credentialed or --from.")
    if options.origin is not None:
        options = replace(options, origin=read_origin(ctx, options.origin))
    app, resolver, problems = resolved(ctx)
    _check_endpoints(ctx, app, options)
    found = rows(app, resolver, progress)
    shown = found if options.all_methods else without_companions(found)
    options = replace(options, rules=_rules_of_urls(app, options.paths, found))
    kept = [row for row in shown if options.keep(row)]
    if options.as_json:
        every = [row for row in found if options.keep(row)]
        ordered = _sorted(app, every, replace(options, all_methods=True))
        click.echo(json_text(document(app, ordered, options.origin)))
    elif kept:
        notes = _notes(app, resolver, found) if options.wide else {}
        click.echo("\n".join(_as_text(app, kept, options, notes)))
    warn_of(app, problems)
    remark(_summary(kept, len({id(row.rule) for row in found})))


def _rules_of_urls(app: Flask, paths: Iterable[str], rows: Iterable[Row]) -> tuple[Rule, ...]:
    """Return the rules of the paths that are neither globs nor in the table."""
    listed = {text for row in rows for text in (row.rule.rule, row.example)}
    return tuple(
        rule
        for path in paths
        if path not in listed and _SPECIAL.isdisjoint(path.partition("?")[0])
        for rule in rules_of(app, path)
    )


def _check_endpoints(ctx: click.Context, app: Flask, options: _Options) -> None:
    """End with status 2 if a filter is an endpoint, rather than a glob, and it does not exist."""
    known = {rule.endpoint for rule in app.url_map.iter_rules()}
    for name in options.endpoints:
        if name not in known and _SPECIAL.isdisjoint(name):
            fail_at_endpoint(ctx, app, name)


def _summary(rows: Sequence[Row], total: int) -> str:
    """Return a summary of how open the routes are, with the `total` if some are not shown."""
    rules = {id(row.rule) for row in rows}
    if not total:
        return "No routes were registered."
    if not rules:
        return f"None of the {total} routes matches."
    governed = [(id(row.rule), row.policy) for row in rows if row.policy]
    if not governed and len(rules) == total:
        return "No CORS policy was configured."
    any_origin = {rule for rule, policy in governed if policy.origins.any_site}
    trusted = {rule for rule, policy in governed if policy.credentials}
    closed = {id(row.rule) for row in rows if not row.policy}
    of_all = "" if len(rules) == total else f"{len(rules)} of "
    return (
        f"{of_all}{counted(total, 'route')}: {len(any_origin)} open to any origin,"
        f" {len(trusted)} with credentials, {len(any_origin & trusted)} with both,"
        f" {len(closed)} without a policy."
    )


def _notes(app: Flask, resolver: Resolver, rows: Sequence[Row]) -> dict[str, str]:
    """Return the ids of errors and warnings by the endpoints that they affect."""
    # Imported here, because this takes as long as importing all commands.
    from flask_cors._diagnosis.check.app_rules import CHECKS  # noqa: PLC0415
    from flask_cors._diagnosis.check.audit import Audit  # noqa: PLC0415

    found: dict[str, dict[str, None]] = {}
    for finding in Audit(app, resolver, rows).findings(CHECKS):
        if finding.severity != "info":
            for endpoint in finding.endpoints:
                found.setdefault(endpoint, {})[finding.rule.id] = None
    return {endpoint: ", ".join(ids) for endpoint, ids in found.items()}


# -- text ----------------------------------------------------------------------------------------


def _as_text(
    app: Flask, rows: Sequence[Row], options: _Options, notes: Mapping[str, str]
) -> Iterator[str]:
    """Iterate over the lines of text."""
    found, brief = [], width() is not None
    for row, left_out in _limited(_sorted(app, rows, options), options):
        cell = cells(app, row, all_methods=options.all_methods, brief=brief)
        if options.origin is not None:
            cell["admitted_by"] = printable(f"{admission(row.policy, options.origin)}")
        if options.wide:
            cell |= wide_cells(app, row)
        found.append({**cell, "notes": notes.get(row.rule.endpoint, "")})
        if left_out:
            route = {name: cell[name] for name in _ROUTE}
            more = {"policy": f"and {left_out} more: --all-policies"}
            found.append(dict.fromkeys(found[-1], "") | route | more)
    if options.by == "policy":
        return _by_policy(app, found)
    return iter(_table(_headers(app, found), found))


def _table(headers: Mapping[str, str], found: Sequence[Mapping[str, str]]) -> list[str]:
    table = [[cell[name] for name in headers] for cell in found]
    fold = list(headers).index("rule") + 1
    # The columns of --wide are easier to read as lines than as broken cells.
    return render(list(headers.values()), table, width(), fold, shorten="source" not in headers)


def _by_policy(app: Flask, found: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Iterate over the lines of routes under the policies that govern them."""
    own = {"policy", "origins", "credentials"}
    groups: dict[tuple[str, str, str], list[Mapping[str, str]]] = {}
    for cell in found:
        key = (cell["policy"], cell["origins"], cell["credentials"])
        groups.setdefault(key, []).append(cell)
    for number, ((policy, origins, credentials), group) in enumerate(groups.items()):
        if number:
            yield ""
        said = f"; origins {origins}; credentials {credentials}" if credentials != NOTHING else ""
        for line in wrap(f"Policy: {policy}{said}", width(), whole=True):
            yield styled(line, bold=True)
        headers = {name: text for name, text in _headers(app, group).items() if name not in own}
        yield from _table(headers, group)


def _limited(rows: Sequence[Row], options: _Options) -> Iterator[tuple[Row, int]]:
    """Iterate over the rows to show, each with the number of omitted rows after it."""
    left = Counter(id(row.rule) for row in rows)
    shown = Counter[int]()
    for row in rows:
        route = id(row.rule)
        shown[route] += 1
        left[route] -= 1
        if options.all_policies or shown[route] < _POLICIES_AT_MOST:
            yield row, 0
        elif shown[route] == _POLICIES_AT_MOST:
            yield row, left[route]


def _headers(app: Flask, cells: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the names and headings of the columns to show."""
    known = {**COLUMNS, "admitted_by": "Allowed by", **WIDE, "notes": "Notes"}
    if app.url_map.host_matching:
        known["domain"] = "Host"
    if "admitted_by" in cells[0] and "source" not in cells[0]:
        # With --from, only the pattern that allows the origin is of interest.
        del known["origins"]
    always = known.keys() - {"domain", "example", "notes"}
    return {
        name: text
        for name, text in known.items()
        if name in cells[0] and (name in always or any(cell[name] for cell in cells))
    }


def _sorted(app: Flask, rows: Iterable[Row], options: _Options) -> list[Row]:
    """Sort rows as requested; `match` is the order in which Flask matches rules."""
    found, name, all_methods = list(rows), options.sort, options.all_methods
    if name == "risk":
        found.sort(key=lambda row: (risk(row), row.rule.endpoint))
    elif name in COLUMNS:
        found.sort(key=lambda row: cells(app, row, all_methods=all_methods, brief=False)[name])
    if options.by == "policy":
        found.sort(key=lambda row: (risk(row), row.governed_by))
    return found
