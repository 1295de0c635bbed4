"""The cells of a row: its policy as text, for `flask cors routes` and `flask cors show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask_cors._diagnosis.places import location
from flask_cors._diagnosis.rows import domain, methods, vary

from .terminal import NOTHING, listed, printable

if TYPE_CHECKING:
    from flask import Flask

    from flask_cors._diagnosis.rows import Row

_YES_OR_NO: Final = {True: "yes", False: "no"}

#: The columns of every table; all names but `example` are accepted by `--sort`.
COLUMNS: Final = {
    "endpoint": "Endpoint",
    "methods": "Methods",
    "domain": "Subdomain",
    "rule": "Rule",
    "origins": "Origins",
    "credentials": "Creds",
    "policy": "Policy",
    "example": "Example",
}
#: The columns of `--wide`.
WIDE: Final = {
    "allow_methods": "Allowed methods",
    "allow_headers": "Allowed headers",
    "expose_headers": "Exposed",
    "max_age": "Max age",
    "vary": "Vary",
    "preflight": "Preflight",
    "source": "Origins set at",
}


def cells(app: Flask, row: Row, *, all_methods: bool, brief: bool) -> dict[str, str]:
    """Return the cells of `COLUMNS`."""
    found = {
        "endpoint": row.rule.endpoint,
        "methods": ", ".join(methods(row, all_methods=all_methods)),
        "domain": domain(app, row),
        "rule": row.rule.rule,
        "origins": _origins(row, brief=brief),
        "credentials": _YES_OR_NO[row.policy.credentials] if row.policy else NOTHING,
        "policy": row.governed_by,
        "example": (row.example or "") if row.certain else "?",
    }
    return {name: printable(text) for name, text in found.items()}


def wide_cells(app: Flask, row: Row) -> dict[str, str]:
    """Return the cells of `WIDE`."""
    policy = row.policy
    if policy is None:
        return dict.fromkeys(WIDE, NOTHING)
    max_age = policy.value("max_age")
    source = policy.settings["origins"].source
    found = {
        "allow_methods": value_text(policy.methods),
        "allow_headers": value_text(policy.value("allow_headers")),
        "expose_headers": ", ".join(policy.value("expose_headers")) or NOTHING,
        "max_age": NOTHING if max_age is None else str(max_age),
        "vary": ", ".join(vary(policy)) or NOTHING,
        "preflight": row.answerer or NOTHING,
        "source": location(app, source) or source.label,
    }
    return {name: printable(text) for name, text in found.items()}


def value_text(value: Any) -> str:  # noqa: ANN401 - as varied as the options are
    """Return the value of an option as text."""
    if isinstance(value, frozenset):
        value = sorted(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _origins(row: Row, *, brief: bool) -> str:
    if row.policy is None:
        return NOTHING
    # In addition to `*`, other origins only matter with credentials.
    if row.policy.origins.any and not row.policy.credentials:
        return "*"
    texts = [pattern.text for pattern in row.policy.origins.patterns]
    return listed(texts, brief=brief) or "none"
