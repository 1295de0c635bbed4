"""The report of `flask cors probe`, as text and as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from flask_cors._diagnosis.probe.client import Answer
from flask_cors._diagnosis.probe.findings import evidence
from flask_cors._diagnosis.probe.responses import effect

from .table import folded, pairs, render
from .terminal import counted, json_text, listed, printable, styled, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask_cors._diagnosis.probe.findings import Finding
    from flask_cors._diagnosis.probe.judgment import Result
    from flask_cors._diagnosis.probe.plan import Ask, Unprobed
    from flask_cors._diagnosis.probe.run import Run

_STOPPED: Final = {
    "time": "Stopped: out of time (--time).",
    "interrupt": "Interrupted.",
    "unreachable": "Stopped: the server does not respond.",
}
_INDENT: Final = "   "
_LABEL: Final = len("a browser")


def plan_as_text(asks: Sequence[Ask], left_out: Sequence[Unprobed]) -> str:
    """Return a table of the requests that would be sent."""
    rows = [[ask.request.method, ask.request.url, ask.origin or "-", _purpose(ask)] for ask in asks]
    lines = render(["Method", "URL", "Origin", "Preflight of"], rows, width(), 2)
    # One for each URL that is read, and two below other prefixes.
    read = {ask.request.url for ask in asks if not ask.request.preflight}
    more = len(read) + 2 * any(ask.expected for ask in asks)
    text = f"{counted(len(asks), 'request')}, none sent."
    if more:
        text += f" If responses differ, up to {more} more are sent,"
        text += " to look for a cache or another prefix."
    return "\n".join([*lines, "", *_folded(text, ""), *_left(left_out)])


def left_out_as_text(left_out: Sequence[Unprobed]) -> str:
    """Return the routes that are not probed, each on a line of its own."""
    return "".join(f"{line}\n" for line in [*_left(left_out)][1:])


def _purpose(ask: Ask) -> str:
    if not ask.request.preflight or ask.wanted is None:
        return "-"
    names = listed([name for name, _ in ask.wanted.headers], brief=True)
    return f"{ask.wanted.method} with {names}" if names else ask.wanted.method


def _left(left_out: Sequence[Unprobed]) -> Iterator[str]:
    for reason in dict.fromkeys(each.reason for each in left_out):
        yield ""
        yield from _folded(f"Not probed: {reason}", "  ", "")
        for each in left_out:
            if each.reason == reason:
                yield from _folded(f"{each.rule} ({each.endpoint})", "    ", "  ")


def _folded(text: str, indent: str, first: str | None = None) -> list[str]:
    """Return the wrapped lines of a text, with a separate prefix for the first one."""
    return folded(printable(text), width(), indent if first is None else first, indent)


@dataclass(frozen=True, slots=True)
class Report:
    """Results of a run, ready to be printed."""

    url: str
    sent: int
    planned: int
    run: Run
    findings: Sequence[Finding]
    left_out: Sequence[Unprobed]

    def as_text(self) -> str:
        """Return the findings, each with an example, its cause and its remedy."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        for number, finding in enumerate(self.findings, start=1):
            yield from _finding(number, finding)
            yield ""
        if self.run.stopped:
            probed = f"{len(self.run.results)} of {counted(self.planned, 'planned request')}"
            yield f"{_STOPPED[self.run.stopped]} {probed} were sent."
        urls = {each.ask.request.url.partition("?")[0] for each in self.run.results}
        asked = f"{counted(self.sent, 'request')} to {counted(len(urls), 'URL')}"
        if self.findings and not self.run.has_answers:
            yield styled(f"No response to {counted(self.sent, 'request')}.", fg="red", bold=True)
        elif self.findings:
            text = f"{counted(len(self.run.differences), 'difference')} in {asked}."
            yield styled(text, fg="red", bold=True)
        elif not self.run.stopped:
            yield styled(f"No differences in {asked}.", fg="green", bold=True)
        yield from _left(self.left_out)

    def as_json(self) -> str:
        """Return the report as JSON, described by `probe.schema.json`."""
        return json_text(
            {
                "url": self.url,
                "sent": self.sent,
                "planned": self.planned,
                "stopped": self.run.stopped,
                "findings": [
                    {
                        "cause": finding.cause,
                        "title": finding.title,
                        "parties": finding.parties,
                        "remedies": finding.remedies,
                        "differences": [_difference(each) for each in finding.differences],
                    }
                    for finding in self.findings
                ],
                "not_probed": [asdict(each) for each in self.left_out],
            }
        )


def _finding(number: int, finding: Finding) -> Iterator[str]:
    by = f" ({', '.join(finding.parties)})" if finding.parties else ""
    lead = f"{number}. "
    title, *rest = _folded(f"{finding.title}{by}", " " * len(lead))
    yield styled(f"{lead}{title.strip()}", bold=True)
    yield from (styled(line, bold=True) for line in rest)
    example = finding.example
    yield from _folded(_request(example.ask), _INDENT)
    lines = ((name, printable(text)) for name, text in evidence(example))
    yield from pairs(lines, width(), f"{_INDENT}  ", _LABEL)
    more, urls = len(finding.differences) - 1, len(finding.urls)
    if more:
        yield f"{_INDENT}and {counted(more, 'more response')}; {counted(urls, 'URL')} in all"
    for party, mark in finding.parties.items():
        yield from _folded(f"{party} is recognized by {mark}", _INDENT)
    for index, text in enumerate(finding.remedies):
        word = "or" if index else "Remedy:"
        label = f"{_INDENT}{word:7} "
        yield from _folded(text, " " * len(label), label)


def _request(ask: Ask) -> str:
    origin = f"from {ask.origin}" if ask.origin else "without Origin"
    text = f"{ask.request.method} {ask.request.url} {origin}"
    return f"{text}, for a {_purpose(ask)}" if ask.request.preflight else text


def _difference(difference: Result) -> dict[str, Any]:
    ask, reply = difference.ask, difference.reply
    answer = reply if isinstance(reply, Answer) else None
    expected = ask.expected.response if ask.expected else None
    return {
        "request": {
            "method": ask.request.method,
            "url": ask.request.url,
            "origin": ask.origin,
            "preflight_of": ask.wanted.method if ask.wanted and ask.request.preflight else None,
        },
        "expected": expected
        and {
            "status": expected.status,
            "status_is_assumed": bool(ask.expected and ask.expected.answered_by == "view"),
            "headers": [list(each) for each in expected.headers],
        },
        "received": answer
        and {
            "status": answer.status,
            "headers": [list(each) for each in answer.headers],
            "body_bytes_read": len(answer.body),
        },
        "note": difference.note,
        "browser": effect(ask, reply),
    }
