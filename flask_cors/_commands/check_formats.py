"""The output formats of `flask cors check`."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask_cors._diagnosis.check.rules import RULES
from flask_cors._diagnosis.excerpts import excerpt
from flask_cors._diagnosis.places import relative, source_as_json

from .table import folded
from .terminal import columns, fitting, json_text, printable, styled, width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from flask import Flask

    from flask_cors._diagnosis.check.rules import Finding
    from flask_cors._diagnosis.excerpts import Excerpt
    from flask_cors.core.problems import Source

#: Names of the severities in SARIF and GitHub.
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}
_COMMANDS: Final = {"error": "error", "warning": "warning", "info": "notice"}
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
#: Maximum number of endpoints shown per finding.
_SHOWN: Final = 5
_STYLES: Final[dict[str, dict[str, Any]]] = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "blue"},
}
_BAR: Final = " |"
#: Minimum width of a text.
_LEAST: Final = 20


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints findings, never with an absolute path."""

    app: Flask

    def full(self, found: Iterable[Finding]) -> str:
        """Return the findings as text: each with its source line, cause and help."""
        return "\n\n".join("\n".join(self._paragraph(each)) for each in found)

    def _paragraph(self, found: Finding) -> Iterator[str]:
        style = _STYLES[found.severity]
        shown = excerpt(found.source, found.reason)
        gutter = len(str(shown.line)) if shown else 1
        title = f"{found.severity}[{found.rule.id}]: {found.rule.title}"
        head, *rest = folded(title, width(), "", "")
        yield styled(head, **style)
        yield from rest
        yield f"{' ' * gutter}--> {printable(self._where(found, shown))}"
        if shown:
            yield from _lines(shown, gutter, style)
        texts = {"cause": found.reason, "help": found.remedy}
        if found.endpoints:
            listed, left = found.endpoints[:_SHOWN], len(found.endpoints) - _SHOWN
            more = f" (+{left})" if left > 0 else ""
            texts["endpoints"] = f"{', '.join(listed)}{more}"
        for name, text in texts.items():
            start = f"{' ' * gutter} = {name}: "
            yield from folded(printable(text), width(), start, " " * len(start))

    def concise(self, found: Iterable[Finding]) -> str:
        """Return the findings, one per line, in the format that editors parse."""
        return "\n".join(map(self._line, found))

    def _line(self, found: Finding) -> str:
        where = self._where(found, excerpt(found.source, found.reason), label=False)
        text = f"{found.severity}[{found.rule.id}] {found.reason}; {found.remedy}"
        return printable(f"{where}: {text}")

    def _where(self, found: Finding, shown: Excerpt | None, *, label: bool = True) -> str:
        file = self._file(found.source)
        if file is None:
            return found.source.label
        line = f"{shown.line}:{shown.start + 1}" if shown else f"{found.source.line}"
        return f"{file}:{line}" + f" {found.source.label}" * label

    def _file(self, source: Source) -> str | None:
        return relative(self.app, source.file) if source.file else None

    def json(self, found: Iterable[Finding]) -> str:
        """Return the findings as JSON."""
        findings = [
            {
                "id": each.rule.id,
                "slug": each.rule.slug,
                "severity": each.severity,
                "migration": each.rule.is_migration,
                "source": source_as_json(self.app, each.source),
                "endpoints": list(each.endpoints),
                "reason": printable(each.reason),
                "remedy": printable(each.remedy),
            }
            for each in found
        ]
        return json_text({"findings": findings})

    def github(self, found: Iterable[Finding]) -> str:
        """Return the findings as commands that annotate a pull request.

        https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
        """
        return "\n".join(map(self._command, found))

    def _command(self, found: Finding) -> str:
        file = self._file(found.source)
        properties = {"title": f"{found.rule.id} {found.rule.slug}"}
        if file is not None:
            properties = {"file": file, "line": str(found.source.line), **properties}
        given = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
        message = f"{found.source.label}: {found.reason}; {found.remedy}"
        return f"::{_COMMANDS[found.severity]} {given}::{_data(printable(message))}"

    def sarif(self, found: Iterable[Finding]) -> str:
        """Return the findings as SARIF 2.1.0.

        https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
        """
        results = list(found)
        ids = sorted({each.rule.id for each in results})
        driver = {
            "name": "flask-cors",
            "version": version("flask-cors"),
            "rules": [_descriptor(rule_id) for rule_id in ids],
        }
        run = {
            "tool": {"driver": driver},
            "columnKind": "unicodeCodePoints",
            "results": [self._result(each, ids) for each in results],
        }
        return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})

    def _result(self, found: Finding, ids: Sequence[str]) -> dict[str, Any]:
        at: dict[str, Any] = {
            "logicalLocations": [{"fullyQualifiedName": each} for each in found.endpoints]
            or [{"fullyQualifiedName": found.source.label}]
        }
        if (file := self._file(found.source)) is not None:
            at["physicalLocation"] = {
                "artifactLocation": {"uri": quote(file), "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": found.source.line},
            }
        return {
            "ruleId": found.rule.id,
            "ruleIndex": ids.index(found.rule.id),
            "level": _LEVELS[found.severity],
            "message": {"text": printable(f"{found.reason}; {found.remedy}")},
            "locations": [at],
        }


def _lines(shown: Excerpt, gutter: int, style: Mapping[str, Any]) -> Iterator[str]:
    """Iterate over the lines of an excerpt: the source, and a mark under the relevant part."""
    text, start, end = shown.text, shown.start, max(shown.end, shown.start + 1)
    most = width()
    room = None if most is None else max(most - gutter - len(_BAR) - 1, _LEAST)
    if room is not None and columns(text) > room:
        cut = next(
            cut
            for cut in range(start + 1)
            if columns(text[cut:start]) <= room // 3 or columns(text[cut:]) <= room
        )
        text = text[cut : cut + fitting(text[cut:], room)]
        start, end = start - cut, min(end - cut, len(text))
    bar = f"{' ' * gutter}{_BAR}"
    marks = styled("^" * max(columns(text[start:end]), 1), **style)
    yield bar
    yield f"{shown.line}{_BAR} {''.join(c if c.isprintable() else '?' for c in text)}"
    yield f"{bar} {' ' * columns(text[:start])}{marks}"
    yield bar


def _descriptor(rule_id: str) -> dict[str, Any]:
    rule = RULES[rule_id]
    return {
        "id": rule.id,
        "name": "".join(map(str.title, rule.slug.split("-"))),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.section},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
