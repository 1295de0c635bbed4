"""`flask cors routes`: the policy of each route."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from flask_cors._listing import preview, rows
from flask_cors._table import render
from flask_cors.core.problems import ConfigurationError

from .common import JSON_VERSION, load_app, pattern_as_json, printable, remark, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask import Flask

    from flask_cors._listing import Row
    from flask_cors.core.policy import Policy

#: How many origins a terminal shows for a row before it counts the others.
_SHOWN_ORIGINS = 3
#: Methods that come with others, and that are shown only when asked for.
_ACCOMPANYING = frozenset({"HEAD", "OPTIONS"})
_YES_OR_NO = {True: "yes", False: "no"}
#: Stands where there is no policy to speak of.
_NOTHING = "-"
_SORTS = ("endpoint", "methods", "domain", "rule", "match", "origins", "credentials", "policy")


@click.command("routes")
@click.option(
    "--sort",
    "-s",
    type=click.Choice(_SORTS),
    default="endpoint",
    help=(
        "Method to sort routes by. 'match' is the order that Flask will match routes when"
        " dispatching a request."
    ),
)
@click.option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS methods.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_context
def command(ctx: click.Context, sort: str, *, all_methods: bool, as_json: bool) -> None:
    """Show all registered routes with the policy that governs each.

    A route whose paths or methods are under different policies has a row for each, with an example
    path where the path decides; "?" stands for one that is possible, but was not found. No view, no
    hook and no callable of the app is run.
    """
    try:
        app = load_app(ctx)
        resolver, problems = preview(app)
        found = rows(app, resolver)
    except ConfigurationError as error:
        for problem in error.problems:
            remark(f"Error: {problem}")
        ctx.exit(2)
    if as_json:
        click.echo(_as_json(app, found, sort))
    elif found:
        click.echo("\n".join(_as_table(app, found, sort, all_methods=all_methods)))
    for text in sorted({f"{problem}" for problem in problems}):
        remark(f"Warning: {text}")
    remark(_summary(found))


def _summary(rows: Iterable[Row]) -> str:
    """Say how many routes are open, and how far."""
    rules = {id(row.rule) for row in rows}
    if not rules:
        return "No routes were registered."
    governed = [(id(row.rule), row.policy) for row in rows if row.policy]
    if not governed:
        return "No CORS policy was configured."
    anybody = {rule for rule, policy in governed if policy.origins.any}
    trusted = {rule for rule, policy in governed if policy.credentials}
    closed = {id(row.rule) for row in rows if not row.policy}
    return (
        f"{len(rules)} route{'s' * (len(rules) != 1)}: {len(anybody)} open to any origin,"
        f" {len(trusted)} with credentials, {len(anybody & trusted)} with both,"
        f" {len(closed)} without a policy."
    )


# -- the table -----------------------------------------------------------------------------------


def _as_table(app: Flask, rows: Sequence[Row], sort: str, *, all_methods: bool) -> list[str]:
    columns = width()
    headers = _headers(app, rows)
    cells = [
        _cells(app, row, all_methods=all_methods, brief=columns is not None)
        for row in (rows if all_methods else _without_accompanying(rows))
    ]
    if sort in headers:
        cells.sort(key=lambda cell: cell[sort])
    table = [[cell[name] for name in headers] for cell in cells]
    return render(list(headers.values()), table, columns, fold=list(headers).index("origins"))


def _headers(app: Flask, rows: Iterable[Row]) -> dict[str, str]:
    """Return the columns that are of use: their names for `--sort`, and what stands above them."""
    headers = {
        "endpoint": "Endpoint",
        "methods": "Methods",
        "domain": "Host" if app.url_map.host_matching else "Subdomain",
        "rule": "Rule",
        "origins": "Origins",
        "credentials": "Credentials",
        "policy": "Policy",
        "example": "Example",
    }
    if not any(_domain(app, row) for row in rows):
        del headers["domain"]
    if all(row.certain and row.example is None for row in rows):
        del headers["example"]
    return headers


def _cells(app: Flask, row: Row, *, all_methods: bool, brief: bool) -> dict[str, str]:
    methods = [name for name in row.methods if all_methods or name not in _ACCOMPANYING]
    cells = {
        "endpoint": row.rule.endpoint,
        "methods": ", ".join(methods),
        "domain": _domain(app, row),
        "rule": row.rule.rule,
        "origins": _origins(row, brief=brief),
        "credentials": _YES_OR_NO[row.policy.credentials] if row.policy else _NOTHING,
        "policy": row.governed_by,
        "example": (row.example or "") if row.certain else "?",
    }
    return {name: printable(text) for name, text in cells.items()}


def _origins(row: Row, *, brief: bool) -> str:
    if row.policy is None:
        return _NOTHING
    # Beside `*`, others make a difference only where they are let in with credentials.
    if row.policy.origins.any and not row.policy.credentials:
        return "*"
    texts = [pattern.text for pattern in row.policy.origins.patterns]
    if brief and len(texts) > _SHOWN_ORIGINS:
        texts, left = texts[: _SHOWN_ORIGINS - 1], len(texts) - _SHOWN_ORIGINS + 1
        return f"{', '.join(texts)} (+{left})"
    return ", ".join(texts) or "nobody"


def _without_accompanying(rows: Iterable[Row]) -> list[Row]:
    """Leave out what is only for HEAD and OPTIONS, if the rule has a row for something else."""
    rows = list(rows)
    own = {id(row.rule) for row in rows if not _ACCOMPANYING.issuperset(row.methods or ("",))}
    return [
        row
        for row in rows
        if id(row.rule) not in own or not _ACCOMPANYING.issuperset(row.methods or ("",))
    ]


def _domain(app: Flask, row: Row) -> str:
    return (row.rule.host if app.url_map.host_matching else row.rule.subdomain) or ""


# -- JSON ----------------------------------------------------------------------------------------


def _as_json(app: Flask, rows: Sequence[Row], sort: str) -> str:
    """Return everything about the routes, whatever the table shows of it."""
    described = [(_cells(app, row, all_methods=True, brief=False), row) for row in rows]
    if sort in _headers(app, rows):
        described.sort(key=lambda pair: pair[0][sort])
    document = {"version": JSON_VERSION, "routes": [_described(app, row) for _, row in described]}
    return json.dumps(document, indent=2, sort_keys=True)


def _described(app: Flask, row: Row) -> dict[str, Any]:
    policy = row.policy
    return {
        "endpoint": row.rule.endpoint,
        "methods": list(row.methods),
        "rule": row.rule.rule,
        ("host" if app.url_map.host_matching else "subdomain"): _domain(app, row),
        "policy": {"kind": row.kind, "name": row.name},
        "example": row.example,
        "certain": row.certain,
        "origins": [pattern_as_json(each) for each in policy.origins.patterns] if policy else [],
        "credentials": bool(policy and policy.credentials),
        "options": _options(policy) if policy else None,
    }


def _options(policy: Policy) -> dict[str, Any]:
    """Return the effective value of every option beside the origins and credentials."""
    methods = policy.methods
    names = (
        "expose_headers",
        "max_age",
        "send_wildcard",
        "vary_header",
        "always_send",
        "allow_private_network",
        "automatic_options",
        "intercept_exceptions",
        "reject_disallowed",
    )
    return {
        **{name: policy.value(name) for name in names},
        "allow_headers": [pattern_as_json(each) for each in policy.allow_headers.patterns],
        "methods": methods if isinstance(methods, str) else sorted(methods),
    }
