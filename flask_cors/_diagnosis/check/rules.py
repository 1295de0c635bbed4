"""The rules of the audit, which `rules.toml` describes, and their findings."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from flask_cors.core.options import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask_cors.core.problems import Problem, Source

#: The options in front of a value.
_OPTION = re.compile(rf"\b({'|'.join(OPTIONS)})(?==)")

Severity: TypeAlias = Literal["error", "warning", "info"]

#: Prefix of the ids of the rules that compare the app with flask-cors 6.
MIGRATION: Final = "CORS9"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of problem that the audit finds; the meaning of its id and slug never changes."""

    id: str
    slug: str
    severity: Severity
    title: str
    why: str
    remedy: str
    #: Further codes of problems, besides the slug, that are findings of this rule.
    codes: tuple[str, ...] = ()

    @property
    def is_migration(self) -> bool:
        """True if the rule reports a difference from flask-cors 6 rather than a mistake."""
        return self.id.startswith(MIGRATION)

    @property
    def section(self) -> str:
        """The full description of the rule, in paragraphs."""
        head = f"{self.id} {self.slug} ({self.severity})"
        return f"{head}\n\n{self.title}.\n\n{self.why}\n\nWhat to do: {self.remedy}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of a rule, with the reason and the remedy."""

    rule: Rule
    #: The severity of the rule, unless this finding is more or less certain than usual.
    severity: Severity
    source: Source
    reason: str
    remedy: str
    #: The endpoints that it affects, sorted; empty if they are unknown.
    endpoints: tuple[str, ...] = ()

    @classmethod
    def from_problem(cls, problem: Problem, named: Callable[[Source], str] = str) -> Finding:
        """Return a problem of the configuration as a finding.

        `named` renders the sources that its reason names.
        """
        rule = BY_CODE.get(problem.code, BY_CODE["unreadable-value"])
        return cls(rule, rule.severity, problem.source, problem.describe(named), problem.remedy)


def finding(  # noqa: PLR0913 - a finding has as many parts
    slug: str,
    source: Source,
    reason: str,
    *,
    remedy: str = "",
    endpoints: Iterable[str] = (),
    severity: Severity | None = None,
) -> Finding:
    """Return a finding of the rule that is called `slug`."""
    rule = BY_CODE[slug]
    if source.kind == "config":  # an option is named by its key
        reason = _OPTION.sub(lambda found: f"CORS_{found[1].upper()}", reason)
    return Finding(
        rule,
        severity or rule.severity,
        source,
        reason,
        remedy or rule.remedy.removesuffix("."),
        tuple(sorted(set(endpoints))),
    )


def _read_rules() -> Iterator[Rule]:
    text = files("flask_cors._diagnosis.check").joinpath("rules.toml").read_text("utf-8")
    for entry in tomllib.loads(text)["rule"]:
        texts: dict[str, Any] = {key: " ".join(entry.pop(key).split()) for key in ("why", "remedy")}
        codes = tuple(entry.pop("codes", ()))
        yield Rule(**entry, **texts, codes=codes)


#: All rules by id, in that order.
RULES: Final = {rule.id: rule for rule in _read_rules()}
#: The rules by slug, and by the codes of the problems that they report.
BY_CODE: Final = {code: rule for rule in RULES.values() for code in (rule.slug, *rule.codes)}
