"""`flask cors diff`: the differences between the app and a snapshot."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import click

from flask_cors._diagnosis.diff.comparison import compare
from flask_cors._diagnosis.diff.differences import Verdict
from flask_cors._diagnosis.diff.fields import SnapshotError
from flask_cors._diagnosis.diff.snapshot import read_snapshot, rows_of_app
from flask_cors._diagnosis.rows import COMPANION_METHODS, rows
from flask_cors.core.options import OPTIONS

from . import completion
from .app import fail, resolved, warn_of
from .table import render
from .terminal import json_text, listed, printable, progress, remark, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from flask_cors._diagnosis.diff.comparison import Compared
    from flask_cors._diagnosis.diff.differences import Difference
    from flask_cors._diagnosis.diff.snapshot import PolicyRow

#: The shapes of options that can gain and lose items at the same time.
_LISTS: Final = frozenset({"names", "patterns"})
_DIFFERENT: Final = tuple(verdict for verdict in Verdict if verdict is not Verdict.EQUAL)


def _read_kinds(
    _: click.Context, __: click.Parameter, values: Sequence[str]
) -> tuple[Verdict, ...]:
    names = [name.strip() for value in values for name in value.split(",")]
    known = [f"{verdict}" for verdict in Verdict]
    for name in names:
        if name not in known:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(known)}")
    return tuple(map(Verdict, names)) or _DIFFERENT


@click.command(
    "diff",
    epilog=(
        "\b\nExamples:\n"
        "  flask cors routes --json > cors.json\n"
        "  flask cors diff cors.json\n"
        "  flask cors diff cors.json --only widened,unknown,added\n"
    ),
)
@click.argument("snapshot")
@click.option(
    "--only",
    "kinds",
    multiple=True,
    metavar="KINDS",
    callback=_read_kinds,
    shell_complete=completion.kinds,
    help=f"Only these kinds, separated by commas: {', '.join(Verdict)}.",
)
@click.option("--json", "as_json", is_flag=True, help="Output JSON.")
@click.pass_context
def command(
    ctx: click.Context, snapshot: str, kinds: tuple[Verdict, ...], *, as_json: bool
) -> None:
    """Compare the app with SNAPSHOT, the output of `flask cors routes --json`, or "-" for stdin.

    A route is widened if it newly allows an origin, a method, a header or credentials, or exposes
    a header, even if it also lost something; narrowed if it only lost something; changed if it
    allows the same but responds differently. Patterns are compared by meaning; "unknown" means
    that this is not possible, for example for callables.

    Exit status: 0 no matching difference, 1 differences, 2 error.
    """
    ctx.exit(int(_print_differences(ctx, snapshot, kinds, as_json=as_json)))


def _print_differences(
    ctx: click.Context, snapshot: str, kinds: tuple[Verdict, ...], *, as_json: bool
) -> bool:
    """Print the differences of these kinds; return whether there are any.

    The rows are freed when it returns, unlike at `ctx.exit`.
    """
    before = _read(ctx, snapshot)
    app, resolver, problems = resolved(ctx)
    # As if the policies were read from a snapshot of the app.
    compared = compare(before, rows_of_app(app, rows(app, resolver, progress)))
    kept = [each for each in compared if each.verdict in kinds]
    if as_json:
        click.echo(json_text({"routes": list(map(_described, kept))}))
    elif kept:
        click.echo("\n".join(_as_table(kept)))
    warn_of(app, problems)
    remark(_summary(compared))
    undecided = sum(each.verdict is Verdict.UNKNOWN for each in compared)
    if undecided and Verdict.UNKNOWN not in kinds:
        remark(f"{undecided} of them could not be determined: see --only unknown.")
    return any(each.verdict is not Verdict.EQUAL for each in kept)


def _read(ctx: click.Context, snapshot: str) -> list[PolicyRow]:
    """Read a file, or stdin; on errors, the command ends with one line and status 2."""
    name = "stdin" if snapshot == "-" else repr(snapshot)
    try:
        with click.open_file(snapshot, "rb") as file:
            # Bytes, since a shell may redirect as UTF-16, which `json` detects.
            text = file.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            fail(ctx, f"{name} is too large for a snapshot: over {_LARGEST >> 20} MB; {_REMEDY}")
        found = json.loads(text)
    except OSError as error:
        fail(ctx, f"{name} cannot be read: {error.strerror}")
    except (ValueError, RecursionError):
        fail(ctx, f"{name} is not JSON; {_REMEDY}")
    try:
        return read_snapshot(found)
    except SnapshotError as error:
        fail(ctx, f"{name} {error}; {_REMEDY}")


#: In bytes: enough for the policies of about ten thousand routes.
_LARGEST: Final = 32 << 20
_REMEDY: Final = "create it with `flask cors routes --json > cors.json`"


def _summary(compared: Iterable[Compared]) -> str:
    counts = Counter(each.verdict for each in compared)
    said = [f"{counts[verdict]} {verdict}" for verdict in Verdict if counts[verdict]]
    return f"{', '.join(said) or 'No routes before, none now'}."


# -- the table -----------------------------------------------------------------------------------


def _as_table(compared: Sequence[Compared]) -> list[str]:
    brief = width() is not None
    headers = {
        "change": "Change",
        "endpoint": "Endpoint",
        "methods": "Methods",
        "domain": compared[0].route.domain_kind.capitalize(),
        "rule": "Rule",
        "policy": "Policy",
        "example": "Example",
        "difference": "Difference",
    }
    cells = [_cells(each, brief=brief) for each in compared]
    for name in ("domain", "example"):
        if not any(cell[name] for cell in cells):
            del headers[name]
    table = [[cell[name] for name in headers] for cell in cells]
    return render(list(headers.values()), table, width(), fold=list(headers).index("policy"))


def _cells(compared: Compared, *, brief: bool) -> dict[str, str]:
    route = compared.route
    sides = (compared.before, compared.after)
    own = [name for name in compared.methods if name not in COMPANION_METHODS]
    found = {
        "change": f"{compared.verdict}",
        "endpoint": route.endpoint,
        "methods": ", ".join(own or compared.methods),
        "domain": route.domain,
        "rule": route.rule,
        "policy": " -> ".join(dict.fromkeys(each.governed_by for each in sides if each)),
        "example": compared.example or "",
        "difference": _said(compared, brief=brief),
    }
    return {name: printable(text) for name, text in found.items()}


def _said(compared: Compared, *, brief: bool) -> str:
    if compared.verdict in {Verdict.ADDED, Verdict.REMOVED}:
        return _admitted(compared, brief=brief)
    return "; ".join(_difference(each, brief=brief) for each in compared.differences)


def _admitted(compared: Compared, *, brief: bool) -> str:
    """Say which origins a new route allows, or a removed one allowed."""
    row = compared.after or compared.before
    if row is None or row.settings is None:
        return "no policy"
    who = listed([pattern.text for pattern in row.settings.origins.patterns], brief=brief) or "none"
    return f"origins {who}{' with credentials' * row.settings.credentials}"


def _difference(difference: Difference, *, brief: bool) -> str:
    """Say what was gained (+), what was lost (-), and what could not be determined (?)."""
    example = ""
    if difference.example is not None and difference.example not in difference.gained:
        example = f" (as {difference.example})"
    option = OPTIONS.get(difference.option)
    if option is None or option.shape not in _LISTS:
        (old,), (new,) = difference.lost, difference.gained
        return f"{difference.option} {old} -> {new}{example}"
    found = [difference.option]
    for sign, texts, behind in (
        ("+", difference.gained, example),
        ("-", difference.lost, ""),
        ("?", difference.undecided, ""),
    ):
        if texts:
            found.append(f"{sign}{listed(texts, brief=brief)}{behind}")
    return " ".join(found)


# -- JSON ----------------------------------------------------------------------------------------


def _described(compared: Compared) -> dict[str, Any]:
    route = compared.route
    before, after = (
        row and {"kind": row.kind, "name": row.name} for row in (compared.before, compared.after)
    )
    return {
        "change": compared.verdict,
        "endpoint": route.endpoint,
        "methods": list(compared.methods),
        "rule": route.rule,
        route.domain_kind: route.domain,
        "policy": {"before": before, "after": after},
        "example": compared.example,
        "differences": [
            {
                "option": each.option,
                "change": each.verdict,
                "gained": list(each.gained),
                "lost": list(each.lost),
                "undecided": list(each.undecided),
                "example": each.example,
            }
            for each in compared.differences
        ],
    }
