"""`flask cors explain`: what a browser does with a request, and why."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, cast

import click

from flask_cors._diagnosis.explain import narrative, remedies
from flask_cors._diagnosis.explain.explained import Explained
from flask_cors._diagnosis.explain.not_found import mounted_elsewhere
from flask_cors._diagnosis.explain.prediction import Predictor
from flask_cors._diagnosis.places import named, source_as_json, without_folders
from flask_cors._diagnosis.settings import propagates_exceptions
from flask_cors.core.browser import sentences
from flask_cors.core.browser.messages import Fetch, Outcome, Request, Response
from flask_cors.core.browser.notes import SessionCookie, notes

from .app import resolved, warn_of
from .explain_request import Options, app_url, checked, fetched
from .explain_response import compare, read_response
from .table import folded
from .terminal import json_text, printable, remark, styled, width

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from flask_cors._diagnosis.explain.prediction import Prediction
    from flask_cors.core.browser.messages import BrowserStep
    from flask_cors.core.browser.safelist import HeaderList

    from .explain_response import Comparison

_INDENT = "  "


@click.command(
    "explain",
    epilog=(
        "\b\nExamples:\n"
        "  flask cors explain GET /api/books --from localhost:3000\n"
        "  flask cors explain PUT /api/books/7 --from https://app.example.com -H X-Token\n"
        "  pbpaste | flask cors explain --curl -\n"
        "  curl -i https://api.example.com/books > response.txt\n"
        "  flask cors explain GET /books --from app.example.com --response response.txt\n"
    ),
)
@click.argument("method", required=False)
@click.argument("url", required=False)
@click.option(
    "--from",
    "--origin",
    "origin",
    metavar="ORIGIN",
    help="Origin, URL or host of the page, or null.",
)
@click.option(
    "--header",
    "-H",
    "headers",
    multiple=True,
    metavar="NAME[:VALUE]",
    help="Request header set by the script; repeatable.",
)
@click.option("--credentials", is_flag=True, help="Send credentials (credentials mode 'include').")
@click.option(
    "--mode",
    type=click.Choice(["cors", "no-cors", "same-origin"]),
    help="Mode of the request.  [default: cors]",
)
@click.option(
    "--curl",
    metavar="TEXT",
    help="Request copied from the developer tools as cURL, fetch or PowerShell, instead of METHOD"
    " and URL; '-' reads stdin.",
)
@click.option(
    "--response",
    metavar="FILE",
    help="File with a response to compare: from `curl -i`, or a HAR entry; '-' reads stdin.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="Base URL of the app.  [default: SERVER_NAME or http://localhost]",
)
@click.option("--quiet", "-q", is_flag=True, help="Print only the verdict.")
@click.option("--json", "as_json", is_flag=True, help="Output JSON.")
@click.pass_context
def command(ctx: click.Context, /, **typed: Any) -> None:  # noqa: ANN401 - the options above
    """Explain what a browser does if a page of ORIGIN fetches URL.

    The steps are those of the Fetch standard. The responses of the app are predicted: callable
    origins are called, but no view or hook runs. Exit status: 0 if the request is allowed, 1 if it
    is blocked, 2 on errors, for example if no route matches.
    """
    options = Options(**typed)
    app, resolver, problems = resolved(ctx)
    at = app_url(ctx, app, options.base_url)
    given = fetched(ctx, options)
    wanted = checked(ctx, given, at)
    came = None if options.response is None else read_response(ctx, options.response)
    predictor = Predictor(app, resolver, at)
    explained = _explained(predictor, wanted, is_placed=at.places(given.url))
    predictions, blocked = explained.predictions, explained.outcome.verdict == "blocked"
    if explained.not_found:
        remark(f"Error: {explained.not_found}")
    is_other = bool(explained.mounted)
    compared = compare(came, wanted, predictor, predictions) if came and not is_other else None
    _print(explained, compared, options)
    if compared:
        blocked = compared.outcome.verdict == "blocked"
    remarks = [] if is_other else [without_folders(each) for each in predictor.remarks]
    if propagates_exceptions(app) and any(each.policy for each in predictions):
        remarks.append(_PROPAGATED)
    warn_of(app, problems, remarks)
    ctx.exit(2 if explained.not_found else int(blocked))


def _explained(predictor: Predictor, wanted: Fetch, *, is_placed: bool) -> Explained:
    """Return the explanation of a request; responses of other apps are not predicted."""
    app = predictor.app
    outcome, predictions = predictor.run(wanted)
    if predictions and (mounted := mounted_elsewhere(app, predictions[-1].path)):
        return Explained(app, wanted, Outcome("error", ()), [], None, mounted)
    cookie = SessionCookie.of(app.config)
    outcome = replace(outcome, notes=notes(wanted, cookie, is_placed=is_placed))
    blocked = outcome.verdict == "blocked"
    remedy = remedies.smallest_changes(predictor, wanted, outcome, predictions) if blocked else None
    return Explained(app, wanted, outcome, predictions, remedy)


_PROPAGATED: Final = (
    "PROPAGATE_EXCEPTIONS=True: if the view raises, the server's own 500 has no CORS headers, so"
    " no page can read it"
)


def _print(explained: Explained, compared: Comparison | None, options: Options) -> None:
    """Print JSON, only the verdict, or the full text."""
    if options.as_json:
        response = compared and compared.as_json()
        click.echo(json_text(_as_json(explained) | {"response": response}))
    elif options.quiet:
        click.echo(narrative.verdict(compared.outcome) if compared else _verdict(explained))
    else:
        click.echo("\n".join(_lines(explained)))
        if compared:
            lines = (_folded(depth, text) for depth, text in compared.lines())
            click.echo("\n".join(["", *chain.from_iterable(lines)]))


# -- text ----------------------------------------------------------------------------------------


def _verdict(explained: Explained) -> str:
    if explained.mounted:
        return "Not answered by this app: run the command for the app that is mounted there."
    unanswered = explained.not_found or explained.unanswered
    return narrative.verdict(explained.outcome, explained.condition, unanswered)


def _lines(explained: Explained) -> Iterable[str]:
    where = partial(named, explained.app)
    outcome, predictions = explained.outcome, explained.predictions
    walked = narrative.walk(explained.wanted, outcome, predictions, where)
    for number, (depth, text) in enumerate(walked):
        if number and not depth:
            yield ""
        yield from _folded(depth, text)
    yield ""
    color = "red" if outcome.verdict == "blocked" else "green"
    for line in _folded(0, _verdict(explained)):
        yield styled(line, fg=color, bold=True)
    dangers = remedies.dangers(predictions)
    for depth, text in narrative.conclusion(outcome, dangers, explained.remedy, where):
        yield from _folded(depth, text)
    for note in outcome.notes:
        yield from _folded(0, f"Apart from CORS: {note}.")
    for text in explained.advice:
        yield from _folded(0, f"{text}.")


def _folded(depth: int, text: str) -> Iterable[str]:
    indent = _INDENT * depth
    return folded(printable(text), width(), indent, indent + _INDENT)


# -- JSON ----------------------------------------------------------------------------------------


def _as_json(explained: Explained) -> dict[str, Any]:
    app, wanted, outcome = explained.app, explained.wanted, explained.outcome
    predictions, remedy = explained.predictions, explained.remedy
    return {
        "request": {
            "method": wanted.method,
            "url": wanted.url,
            "origin": wanted.origin,
            "headers": _headers(wanted.headers),
            "mode": wanted.mode,
            "credentials": wanted.credentials,
        },
        "not_found": explained.not_found or None,
        "verdict": None if explained.mounted else outcome.verdict,
        "condition": explained.condition or None,
        "advice": explained.advice,
        "error": outcome.error,
        "message": outcome.error and sentences.message(outcome.error),
        "status": outcome.status,
        "steps": [_step(step) for step in outcome.steps],
        "answers": [_answer(app, each) for each in predictions],
        "changes": [
            {
                "option": change.option,
                "write": change.write,
                "source": source_as_json(app, change.source),
                "hint": change.hint,
                "warnings": list(change.warnings),
            }
            for change in (remedy.changes if remedy else ())
        ],
        "instead": remedy.instead if remedy else "",
        "unsafe": remedies.dangers(predictions),
        "notes": [{"about": each.about, "text": each.text} for each in outcome.notes],
    }


def _step(step: BrowserStep) -> dict[str, Any]:
    return {
        "check": step.check.label,
        "section": step.check.section,
        "preflight": step.preflight,
        "passed": step.passed,
        "subject": _value(step.subject),
        "wanted": _value(step.wanted),
        "error": step.error,
    }


def _value(value: object) -> Any:  # noqa: ANN401 - as varied as the steps are
    """Return the subject of a step for JSON."""
    if isinstance(value, Request):
        return {
            "method": value.method,
            "url": value.url,
            "headers": _headers(value.headers),
            "credentials": value.credentials,
        }
    if isinstance(value, Response):
        return {"status": value.status, "headers": _headers(value.headers)}
    if isinstance(value, tuple):
        return [_value(each) for each in cast("tuple[object, ...]", value)]
    return value


def _headers(headers: HeaderList) -> list[list[str]]:
    return [[name, value] for name, value in headers]


def _answer(app: Flask, prediction: Prediction) -> dict[str, Any]:
    policy, decision, scope = prediction.policy, prediction.decision, None
    if policy:
        scope = {"kind": policy.scopes[-1].kind, "name": policy.scopes[-1].name}
    return {
        "request": _value(prediction.request),
        "response": _value(prediction.response),
        "answered_by": prediction.answered_by,
        "status_is_assumed": prediction.answered_by == "view",
        "replaced": prediction.replaced,
        "endpoint": prediction.endpoint,
        "policy": scope,
        "admitted_by": f"{decision.admitted_by}" if decision and decision.admitted_by else None,
        "decided": [
            {
                "option": narrative.OPTIONS[step.check],
                "passed": step.passed,
                "subject": step.subject,
                "source": source_as_json(app, step.source),
            }
            for step in (decision.steps if decision else ())
        ],
    }
