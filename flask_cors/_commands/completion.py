"""Completions for a shell: endpoints of the app, ids of rules, kinds of differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem
from flask.cli import ScriptInfo

if TYPE_CHECKING:
    from collections.abc import Iterable

    import click


def endpoints(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the endpoints that begin with `begun`; none if the app cannot be loaded."""
    try:
        app = ctx.ensure_object(ScriptInfo).load_app()
    except Exception:  # noqa: BLE001 - to import an app runs it, and a shell shows no error
        return []
    return _beginning(begun, sorted({rule.endpoint for rule in app.url_map.iter_rules()}))


def rules(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the ids of rules that complete the last of several ids, each with its title."""
    from flask_cors._diagnosis.check.rules import RULES  # noqa: PLC0415 - it reads a file

    before, comma, last = begun.rpartition(",")
    return [
        CompletionItem(f"{before}{comma}{rule.id}", help=rule.title)
        for rule in RULES.values()
        if rule.id.startswith(last.upper())
    ]


def kinds(ctx: click.Context, param: click.Parameter, begun: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the kinds of differences that complete the last of several kinds."""
    from flask_cors._diagnosis.diff.differences import Verdict  # noqa: PLC0415 - see above

    before, comma, last = begun.rpartition(",")
    return _beginning(last, map(str, Verdict), before + comma)


def _beginning(begun: str, values: Iterable[str], before: str = "") -> list[CompletionItem]:
    return [CompletionItem(before + each) for each in values if each.startswith(begun)]
