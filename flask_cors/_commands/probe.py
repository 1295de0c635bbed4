"""`flask cors probe`: compares the responses of a deployed URL with those of the app."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from math import isnan
from typing import TYPE_CHECKING, Any

import click

from flask_cors._diagnosis.explain.prediction import Predictor
from flask_cors._diagnosis.places import without_folders
from flask_cors._diagnosis.probe import single_url
from flask_cors._diagnosis.probe.findings import findings
from flask_cors._diagnosis.probe.judgment import cause, with_hindsight
from flask_cors._diagnosis.probe.plan import Planner
from flask_cors._diagnosis.probe.run import Sender, orders, run
from flask_cors._diagnosis.rows import rows
from flask_cors._diagnosis.selection import Filters
from flask_cors.core.browser import safelist, urls
from flask_cors.core.browser.app_url import AppUrl
from flask_cors.core.protocol import FORBIDDEN_METHODS, is_token

from .app import fail, fail_at_endpoint, read_header, read_origin, resolved, warn_of
from .probe_formats import Report, left_out_as_text, plan_as_text
from .terminal import counted, is_watched, remark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from flask_cors._diagnosis.probe.plan import Ask, Unprobed
    from flask_cors._diagnosis.probe.run import Run


class _Positive(click.FloatRange):
    """A number of seconds or requests; Python reads "nan" as a number too."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as in click
        found = super().convert(value, param, ctx)
        return self.fail(f"{value!r} is not a number.", param, ctx) if isnan(found) else found


_POSITIVE = _Positive(min=0, min_open=True, max=1_000_000)


@click.command(
    "probe",
    epilog=(
        "\b\nExamples:\n"
        "  flask cors probe https://api.example.com --from https://app.example.com\n"
        "  flask cors probe https://api.example.com --endpoint 'api.*' --dry-run\n"
    ),
)
@click.argument("url")
@click.option(
    "--from",
    "--origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Use this origin instead of those of the policies; repeatable.",
)
@click.option(
    "--endpoint",
    "endpoints",
    multiple=True,
    metavar="GLOB",
    help="Only endpoints that match this pattern, e.g. 'api.*'; repeatable.",
)
@click.option(
    "--path",
    "paths",
    multiple=True,
    metavar="PATH",
    help="Example path of a route with variables; repeatable.",
)
@click.option(
    "--header",
    "-H",
    "headers",
    multiple=True,
    metavar="NAME:VALUE",
    help="Header to send with each request except preflights; repeatable.",
)
@click.option("--cache", is_flag=True, help="Also look for caches that mix up origins.")
@click.option("--no-app", is_flag=True, help="Check a single URL without the app.")
@click.option(
    "--method", metavar="NAME", help="Method of the request, with --no-app.  [default: GET]"
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(1),
    default=20,
    help="Maximum number of requests per URL.  [default: 20]",
)
@click.option(
    "--rate",
    metavar="N",
    type=_POSITIVE,
    default=10,
    help="Maximum number of requests per second.  [default: 10]",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=_POSITIVE,
    default=10,
    help="Time limit for each request, in seconds.  [default: 10]",
)
@click.option(
    "--time",
    "total",
    metavar="SECONDS",
    type=_POSITIVE,
    default=300,
    help="Time limit for all requests, in seconds.  [default: 300]",
)
@click.option("--dry-run", is_flag=True, help="List the requests without sending them.")
@click.option("--json", "as_json", is_flag=True, help="Output JSON.")
@click.pass_context
def command(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    /,
    url: str,
    *,
    no_app: bool,
    cache: bool,
    dry_run: bool,
    as_json: bool,
    **options: Any,  # noqa: ANN401 - as click has them
) -> None:
    """Compare the responses of a deployed URL with those of the app.

    Sends only preflights (OPTIONS) and GET requests, as browsers do. Does not
    run any view of the local app; callable origins are called.

    Exit status: 0 no differences, 1 differences, 2 error or incomplete run.
    """
    place = _place(ctx, url, no_app=no_app)
    _check_use(ctx, options, no_app=no_app)
    options["origins"] = tuple(read_origin(ctx, each) for each in options["origins"])
    options["headers"] = tuple(_header(ctx, each) for each in options["headers"])
    asks, left_out = _of_url(ctx, place, options) if no_app else _of_app(ctx, place, options)
    if cache:
        asks += list(orders(asks, options["limit"]))
    if not asks:
        click.echo(left_out_as_text(left_out), err=True, nl=False)
        fail(ctx, "there is no route to probe")
    if dry_run:
        click.echo(plan_as_text(asks, left_out))
        return
    sender = Sender(options["rate"], options["timeout"], options["total"])
    alone = partial(single_url.cause, options["origins"]), single_url.with_vary
    with _progress(asks) as shown:
        done = run(shown, sender, *(alone if no_app else (cause, with_hindsight)))
    report = Report(str(place.base), sender.sent, len(asks), done, findings(done), left_out)
    click.echo(report.as_json() if as_json else report.as_text())
    ctx.exit(_status(done))


def _status(done: Run) -> int:
    """Return the exit status; an incomplete run without differences is not a success."""
    if not done.has_answers:
        return 2
    return 1 if done.differences else 2 if done.stopped else 0


def _progress(asks: Sequence[Ask]) -> AbstractContextManager[Any]:
    """Return the requests, with a progress bar if this is a terminal."""
    if not is_watched():
        return nullcontext(asks)
    return click.progressbar(asks, label="Probing", file=sys.stderr)


# -- what was typed --------------------------------------------------------------------------------


def _place(ctx: click.Context, text: str, *, no_app: bool) -> AppUrl:
    url = urls.parse(text)
    if url is None or not url.is_http:
        fail(ctx, f"{text!r} is not an http or https URL; use one such as https://api.example.com")
    if url.has_credentials:  # the text is not shown
        fail(
            ctx,
            "the URL has a user name or password; remove it, and use -H 'Authorization: Basic ...'",
        )
    if not no_app and (url.query is not None or url.fragment is not None):
        url = replace(url, query=None, fragment=None)
        remark(f"Note: {text!r} is read as '{url}': the routes of the app are below it.")
    return AppUrl(url)


def _check_use(ctx: click.Context, options: dict[str, Any], *, no_app: bool) -> None:
    """End the command if an option would have no effect; say what needs --from."""
    if no_app and (options["endpoints"] or options["paths"]):
        fail(ctx, "--endpoint and --path select routes of the app; remove them or --no-app")
    if not no_app and options["method"] is not None:
        fail(ctx, "--method is for --no-app; each route of the app has its own methods")
    if no_app and not options["origins"]:
        remark(
            "Note: without --from, no blocked page is reported, because it is unknown which origins"
            " must be allowed."
        )


def _header(ctx: click.Context, text: str) -> tuple[str, str]:
    name, value = read_header(ctx, text, "NAME:VALUE")
    if name.lower() in safelist.METHOD_OVERRIDES:
        fail(ctx, f"-H {name!r} may turn a GET into a request that changes data; remove it")
    if name.lower() != "cookie" and safelist.is_forbidden_header(name, value):
        fail(ctx, f"-H {name!r} is set by the browser or the client; remove it")
    return name, value


def _method(ctx: click.Context, text: str) -> str:
    method = safelist.normalize_method(text)
    if not is_token(method) or method.upper() in FORBIDDEN_METHODS:
        fail(ctx, f"--method {text!r} is not a method that scripts can use; use for example PUT")
    return method


def _of_url(
    ctx: click.Context, place: AppUrl, options: dict[str, Any]
) -> tuple[list[Ask], list[Unprobed]]:
    """Return the requests for a single URL."""
    method, limit = _method(ctx, options["method"] or "GET"), options["limit"]
    asks = [*single_url.plan(str(place.base), options["origins"], method, options["headers"])]
    _say_omitted(len(asks) - limit, limit)
    return asks[:limit], []


def _say_omitted(number: int, limit: int) -> None:
    if number > 0:
        text = f"--limit {limit} leaves out {counted(number, 'request')}"
        remark(f"Note: {text}; some origins or methods are not tried.")


def _of_app(
    ctx: click.Context, place: AppUrl, options: dict[str, Any]
) -> tuple[list[Ask], list[Unprobed]]:
    """Return the requests for the routes of the app, and the routes without any."""
    app, resolver, problems = resolved(ctx)
    predictor = Predictor(app, resolver, place)
    planner = Planner(predictor, place, options["origins"], options["headers"])
    for path in options["paths"]:
        if not path.startswith("/"):
            fail(ctx, f"--path {path!r} does not begin with a slash; use one such as /books/42")
        if not planner.give(path):
            fail(ctx, f"--path {path!r} matches no route; run `flask cors routes` for a list")
    found = rows(app, resolver)
    for name in options["endpoints"]:
        if not any(map(Filters(endpoints=(name,)).keep, found)):
            fail_at_endpoint(ctx, app, name)
    selected = list(filter(Filters(endpoints=options["endpoints"]).keep, found))
    asks, left_out = planner.plan(selected, options["limit"])
    _say_omitted(planner.omitted, options["limit"])
    if planner.without_origin:
        number = counted(len(planner.without_origin), "URL")
        remark(f"Note: no origin that may read {number} is known; give one with --from.")
    warn_of(app, problems, map(without_folders, predictor.remarks))
    return asks, left_out
