"""The forms in which `flask cors check` prints its findings."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from flask_cors._diagnosis.check.rules import RULES
from flask_cors._diagnosis.diff.snapshot import JSON_VERSION
from flask_cors._diagnosis.places import location, relative, source_as_json

from .table import wrap
from .terminal import printable, styled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from flask import Flask

    from flask_cors._diagnosis.check.rules import Finding
    from flask_cors.core.problems import Source

#: What SARIF and GitHub call the severities.
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}
_COMMANDS: Final = {"error": "error", "warning": "warning", "info": "notice"}
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
#: How many endpoints a person gets to see of one finding.
_SHOWN: Final = 5
_INDENT: Final = "  "


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints findings; no text has an absolute path in it, wherever the app was loaded from."""

    app: Flask

    def text(self, found: Iterable[Finding], width: int | None) -> str:
        """Return the findings as a person reads them, each a paragraph."""
        return "\n\n".join("\n".join(self._paragraph(each, width)) for each in found)

    def _paragraph(self, found: Finding, width: int | None) -> Iterator[str]:
        rule = found.rule
        where = printable(self._where(found))
        head = f"{found.severity} {rule.id} {rule.slug}"
        styles = {"error": {"bold": True}, "info": {"dim": True}}
        yield styled(head, **styles.get(found.severity, {}))
        texts = [where, printable(found.reason), f"Remedy: {printable(found.remedy)}"]
        if found.endpoints:
            shown, left = found.endpoints[:_SHOWN], len(found.endpoints) - _SHOWN
            more = f" (+{left})" if left > 0 else ""
            texts.append(f"Endpoints: {printable(', '.join(shown))}{more}")
        for text in texts:
            lines = [text] if width is None else wrap(text, max(width - len(_INDENT), 20))
            yield from (_INDENT + line for line in lines)

    def _where(self, found: Finding) -> str:
        at = location(self.app, found.source)
        return f"{at} {found.source.label}" if at else found.source.label

    def _file(self, source: Source) -> str | None:
        return relative(self.app, source.file) if source.file else None

    def json(self, found: Iterable[Finding]) -> str:
        """Return the findings for other programs."""
        document = {
            "version": JSON_VERSION,
            "findings": [
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
            ],
        }
        return json.dumps(document, indent=2, sort_keys=True)

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
        document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
        return json.dumps(document, indent=2, sort_keys=True)

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
