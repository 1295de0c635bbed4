"""The rules about settings that are valid, but useless or harmful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask_cors._diagnosis.response_names import is_response_header
from flask_cors.core.policy import CorsRequest
from flask_cors.core.problems import Source

from .audit import each_policy
from .policy_rules import source_of
from .rules import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_cors.core.policy import Policy

    from .audit import Audit

# -- each policy ----------------------------------------------------------------------------------


def _response_headers(policy: Policy, _: Audit) -> Iterator[Finding]:
    """Find response headers among the allowed request headers."""
    for pattern in policy.allow_headers.patterns:
        if pattern.regex is None and is_response_header(pattern.text):
            is_own = pattern.text.lower().startswith("access-control-")
            move = "remove it: the server sends it" if is_own else "use expose_headers for it"
            yield finding(
                "response-header-allowed",
                source_of(policy, "allow_headers"),
                f"allow_headers={pattern.text!r} is a response header, which pages do not send",
                remedy=move,
            )


def _vary(policy: Policy, _: Audit) -> Iterator[Finding]:
    """Find responses that depend on the origin without a `Vary` header."""
    if policy.value("vary_header") or not _depends_on_origin(policy):
        return
    yield finding(
        "vary-off",
        source_of(policy, "vary_header"),
        "vary_header=False: the response depends on the origin, so a cache may serve the"
        " response for one origin to another",
    )


def _depends_on_origin(policy: Policy) -> bool:
    exact = [each.text for each in policy.origins.patterns if each.kind == "exact"]
    if not policy.origins.any and len(exact) < len(policy.origins.patterns):
        return True  # for a pattern, the matching origin is sent
    origins = (None, "https://some.invalid", *exact)
    decisions = (
        policy.decide(CorsRequest("GET", origin), lambda *_: False, explain=True)
        for origin in origins
    )
    return len({tuple(each.all_headers) for each in decisions}) > 1


# -- the app --------------------------------------------------------------------------------------


def _hidden_errors(audit: Audit) -> Iterator[Finding]:
    if not audit.app.debug or audit.resolver.intercept_exceptions:
        return
    named = (each for each in audit.layers if each.values.get("intercept_exceptions") is False)
    for layer in named:
        yield finding(
            "hidden-errors",
            layer.source,
            "intercept_exceptions=False: in debug mode the traceback page has no CORS headers, so"
            " an exception looks like a CORS error",
        )


def _no_policy(audit: Audit) -> Iterator[Finding]:
    """Find calls that cover no path, and apps in which no call or decorator sets up CORS."""
    config = audit.resolver.scopes.config
    calls = audit.state.app_calls(config)
    for call in calls:
        if call.resources == ():
            yield finding(
                "no-policy",
                call.source,
                "resources=[] covers no path, so this call has no effect",
                remedy="remove resources=[], or list paths such as '/api/*'",
                severity="warning",
            )
    if calls or audit.state.registrations.calls or audit.resolver.scopes.view_layers():
        return
    keys = sorted(key for key in audit.app.config if key.startswith("CORS_"))
    if keys:
        yield finding(
            "no-policy",
            config.source,
            f"app.config[{keys[0]!r}] is set, but neither CORS(app) nor init_app(app) was called,"
            " so no route has a policy",
            remedy="call CORS(app)",
            severity="warning",
        )
    else:
        yield finding(
            "no-policy",
            Source("app", f"app {audit.app.name!r}"),
            "no route has a policy: neither CORS(app) nor init_app(app) was called",
            remedy="use CORS(app, origins=[...]) if pages of other origins need to read responses",
        )


#: The checks of settings.
SETTING_CHECKS: Final = (
    each_policy(_response_headers),
    each_policy(_vary),
    _hidden_errors,
    _no_policy,
)
