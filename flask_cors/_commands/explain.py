"""`flask cors explain`: what a browser does with a request, and why."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, cast

import click

from flask_cors._diagnosis.diff.snapshot import JSON_VERSION
from flask_cors._diagnosis.explain import copied, narrative, remedies
from flask_cors._diagnosis.explain.curl import Copied, CopyError
from flask_cors._diagnosis.explain.explained import Explained
from flask_cors._diagnosis.explain.prediction import Predictor
from flask_cors._diagnosis.places import named, source_as_json, without_folders
from flask_cors._diagnosis.settings import propagates_exceptions
from flask_cors.core.browser import safelist, sentences, urls
from flask_cors.core.browser.app_url import AppUrl, own_url
from flask_cors.core.browser.messages import Fetch, Request, Response
from flask_cors.core.browser.notes import SessionCookie, notes
from flask_cors.core.browser.page import page_origin
from flask_cors.core.protocol import is_token

from .app import fail, read_origin, resolved, warn_of
from .explain_response import compare, read_response
from .table import wrap
from .terminal import printable, remark, styled, width

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from flask_cors._diagnosis.explain.prediction import Prediction
    from flask_cors.core.browser.messages import BrowserStep, Mode
    from flask_cors.core.browser.safelist import HeaderList

_INDENT = "  "
#: Narrower than this, words are broken rather than indented lines.
_LEAST = 20


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
@click.option("--credentials", is_flag=True, help="Send credentials (fetch mode 'include').")
@click.option(
    "--mode",
    type=click.Choice(["cors", "no-cors", "same-origin"]),
    help="Mode of the request.  [default: cors]",
)
@click.option(
    "--curl",
    metavar="TEXT",
    help="A request that a browser copied as cURL, fetch or PowerShell, instead of METHOD and"
    " URL; '-' reads stdin.",
)
@click.option(
    "--response",
    metavar="FILE",
    help="A response to compare, as `curl -i` or a HAR entry shows it; '-' reads stdin.",
)
@click.option("--base-url", metavar="URL", help="Base URL of the app.  [default: http://localhost]")
@click.option("--quiet", "-q", is_flag=True, help="Print only the verdict.")
@click.option("--json", "as_json", is_flag=True, help="Output JSON.")
@click.pass_context
def command(  # noqa: PLR0913, PLR0917 - one for each option
    ctx: click.Context,
    method: str | None,
    url: str | None,
    origin: str | None,
    headers: tuple[str, ...],
    mode: Mode | None,
    curl: str | None,
    response: str | None,
    base_url: str | None,
    *,
    credentials: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Explain what a browser does if a page of ORIGIN fetches URL.

    The steps are those of the Fetch standard. The responses of the app are predicted: callable
    origins are called, but no view or hook runs. Exit status: 0 if the request is allowed, 1 if it
    is blocked, 2 on errors, for example if no route matches.
    """
    app, resolver, problems = resolved(ctx)
    at = _app_url(ctx, app, base_url)
    given = Fetch(
        url or "",
        origin or "",
        method or "",
        tuple(_header(ctx, each) for each in headers),
        mode=mode or "cors",
        credentials="include" if credentials else "same-origin",
    )
    if curl is not None:
        given = _with_copied(ctx, given, _copied(ctx, curl, method or url), mode)
    elif method is None or url is None:
        fail(ctx, "give METHOD and URL, such as GET /books, or --curl")
    wanted = _checked(ctx, given, at)
    came = None if response is None else read_response(ctx, response)
    predictor = Predictor(app, resolver, at)
    outcome, predictions = predictor.run(wanted)
    cookie = SessionCookie.of(app.config)
    outcome = replace(outcome, notes=notes(wanted, cookie, is_placed=at.places(given.url)))
    blocked = outcome.verdict == "blocked"
    remedy = remedies.smallest_changes(predictor, wanted, outcome, predictions) if blocked else None
    explained = Explained(app, wanted, outcome, predictions, remedy)
    if explained.not_found:
        remark(f"Error: {explained.not_found}")
    compared = compare(came, wanted, predictor, predictions) if came else None
    if as_json:
        document = _as_json(explained)
        document["response"] = compared and compared.as_json()
        click.echo(json.dumps(document, indent=2, sort_keys=True))
    elif quiet:
        click.echo(narrative.verdict(compared.outcome) if compared else _verdict(explained))
    else:
        click.echo(_as_text(explained))
    if compared:
        blocked = compared.outcome.verdict == "blocked"
        if not (as_json or quiet):
            lines = (_folded(depth, text) for depth, text in compared.lines())
            click.echo("\n".join(["", *chain.from_iterable(lines)]))
    remarks = [without_folders(each) for each in predictor.remarks]
    if propagates_exceptions(app) and any(each.policy for each in predictions):
        remarks.append(_PROPAGATED)
    warn_of(app, problems, remarks)
    ctx.exit(2 if explained.not_found else int(blocked))


_PROPAGATED: Final = (
    "PROPAGATE_EXCEPTIONS=True: if the view raises, the server's own 500 has no CORS headers, and"
    " no page can read it"
)


# -- what was typed ------------------------------------------------------------------------------


def _app_url(ctx: click.Context, app: Flask, given: str | None) -> AppUrl:
    text = given or own_url(app.config)
    base = urls.parse(text)
    if base is None or not base.is_http:
        fail(ctx, f"--base-url {text!r} is no http or https URL")
    return AppUrl(base, is_assumed=not (given or app.config["SERVER_NAME"]))


def _header(ctx: click.Context, text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    value = value.strip()
    if not safelist.is_header(name, value):
        fail(ctx, f"-H {text!r} is no header; write NAME or NAME:VALUE")
    return name, value


def _copied(ctx: click.Context, text: str, beside: str | None) -> Copied:
    if beside is not None:
        fail(ctx, f"--curl has method and URL, leave out {beside!r}")
    if text == "-":
        text = sys.stdin.read()
    try:
        return copied.read(text)
    except CopyError as error:
        fail(ctx, f"--curl {error}")


def _with_copied(ctx: click.Context, given: Fetch, found: Copied, mode: Mode | None) -> Fetch:
    """Return a copied request, under the options that are given with it."""
    origin = given.origin or found.origin
    if not origin:
        page = page_origin(found.referer or "") or "https://app.example.com"
        fail(
            ctx,
            "--curl has no Origin header: it is not a request of a page on another origin, so no"
            f" browser would check the response; add the origin of the page: --from {page}",
        )
    return Fetch(
        found.url,
        origin,
        found.method,
        found.headers + given.headers,
        body=b"" if found.has_body else None,
        mode=mode or found.mode,
        credentials="include" if found.credentials else given.credentials,
    )


def _origin(ctx: click.Context, origin: str) -> str:
    if not origin:
        fail(ctx, "give the origin of the page: --from https://app.example.com")
    return read_origin(ctx, origin)


def _checked(ctx: click.Context, wanted: Fetch, at: AppUrl) -> Fetch:
    """Return the request with an absolute URL and its method as a browser writes it."""
    origin = _origin(ctx, wanted.origin)
    if not is_token(wanted.method):
        fail(ctx, f"{wanted.method!r} is no method; write METHOD URL, such as GET /books")
    url = urls.parse(at.absolute(wanted.url))
    if url is None or not url.is_http or not wanted.url.startswith(("/", "http:", "https:")):
        fail(ctx, f"{wanted.url!r} is no URL; write a path, or an http or https URL")
    if url.has_credentials:
        fail(ctx, f"{wanted.url!r} has a user or a password, with which no script can fetch")
    method = safelist.normalise_method(wanted.method)
    return Fetch(
        str(url),
        origin,
        method,
        wanted.headers,
        body=wanted.body,
        mode=wanted.mode,
        credentials=wanted.credentials,
    )


# -- text ----------------------------------------------------------------------------------------


def _as_text(explained: Explained) -> str:
    return "\n".join(_lines(explained))


def _verdict(explained: Explained) -> str:
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
    colour = "red" if outcome.verdict == "blocked" else "green"
    for line in _folded(0, _verdict(explained)):
        yield styled(line, fg=colour, bold=True)
    dangers = remedies.dangers(predictions)
    for depth, text in narrative.conclusion(outcome, dangers, explained.remedy, where):
        yield from _folded(depth, text)
    for note in outcome.notes:
        yield from _folded(0, f"Apart from CORS: {note}.")
    for text in explained.advice:
        yield from _folded(0, f"{text}.")


def _folded(depth: int, text: str) -> Iterable[str]:
    text, columns, indent = printable(text), width(), _INDENT * depth
    if columns is None:
        yield indent + text
        return
    first, *rest = wrap(text, max(columns - len(indent) - len(_INDENT), _LEAST))
    yield indent + first
    for line in rest:
        yield f"{indent}{_INDENT}{line}"


# -- JSON ----------------------------------------------------------------------------------------


def _as_json(explained: Explained) -> dict[str, Any]:
    app, wanted, outcome = explained.app, explained.wanted, explained.outcome
    predictions, remedy = explained.predictions, explained.remedy
    return {
        "version": JSON_VERSION,
        "request": {
            "method": wanted.method,
            "url": wanted.url,
            "origin": wanted.origin,
            "headers": _headers(wanted.headers),
            "mode": wanted.mode,
            "credentials": wanted.credentials,
        },
        "not_found": explained.not_found or None,
        "verdict": outcome.verdict,
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
    """Return the subject of a step as JSON has it."""
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
