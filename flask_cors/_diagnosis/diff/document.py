"""What `flask cors routes --json` prints, and what a snapshot hence consists of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask_cors._diagnosis.rows import domain, vary
from flask_cors._diagnosis.selection import admission

from .snapshot import JSON_VERSION, pattern_as_json, value_as_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from flask_cors._diagnosis.rows import Row
    from flask_cors.core.policy import Policy

#: The options that are shown as they are, beside the origins and credentials.
_OPTIONS: Final = (
    "allow_headers",
    "allow_private_network",
    "always_send",
    "automatic_options",
    "expose_headers",
    "intercept_exceptions",
    "max_age",
    "methods",
    "reject_disallowed",
    "send_wildcard",
    "vary_header",
)


def document(app: Flask, rows: Iterable[Row], origin: str | None = None) -> dict[str, Any]:
    """Return everything about routes, whatever the table shows of it.

    With an `origin`, each row that admits it says by what.
    """
    routes = [_described(app, row) | _admitted(row, origin) for row in rows]
    return {"version": JSON_VERSION, "routes": routes}


def _described(app: Flask, row: Row) -> dict[str, Any]:
    policy = row.policy
    return {
        "endpoint": row.rule.endpoint,
        "methods": list(row.methods),
        "rule": row.rule.rule,
        ("host" if app.url_map.host_matching else "subdomain"): domain(app, row),
        "policy": {"kind": row.kind, "name": row.name},
        "example": row.example,
        "certain": row.certain,
        "origins": value_as_json("origins", policy.origins.patterns) if policy else [],
        "credentials": bool(policy and policy.credentials),
        "options": _options(policy) if policy else None,
        "preflight": row.answerer,
        "vary": vary(policy) if policy else [],
    }


def _options(policy: Policy) -> dict[str, Any]:
    settings = policy.settings
    return {name: value_as_json(name, settings[name].value) for name in _OPTIONS}


def _admitted(row: Row, origin: str | None) -> dict[str, Any]:
    found = None if origin is None else admission(row.policy, origin)
    if found is None:
        return {}
    return {"admitted": {"by": pattern_as_json(found.pattern), "certain": found.certain}}
