"""The rules about an app: its policies, its views and its settings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from flask_cors._diagnosis.rows import COMPANION_METHODS
from flask_cors._diagnosis.settings import propagates_exceptions
from flask_cors._diagnosis.views import (
    codes,
    hooks_before,
    hooks_naming,
    refusers,
    source_naming,
    source_of_view,
)
from flask_cors._runtime import marks
from flask_cors._runtime.stray_marks import astray, hidden, in_doubt, layers_of_hooks
from flask_cors.core.origin import is_loopback
from flask_cors.core.protocol import FORBIDDEN_METHODS, SAFELISTED_METHODS

from .audit import each_policy
from .browser_rules import no_cookie_travels, private_network
from .gate_rules import GATE_CHECKS
from .policy_rules import review, source_of
from .public_suffixes import suffix_test
from .resource_rules import unreached
from .rules import Finding, finding
from .setting_rules import SETTING_CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_cors._diagnosis.rows import Row
    from flask_cors.core.layers import Layer
    from flask_cors.core.policy import Policy
    from flask_cors.core.problems import Source

    from .audit import Audit, Check

#: Methods that need no preflight, are implied by others, or cannot be sent by pages.
_NEVER_REFUSED: Final = SAFELISTED_METHODS | FORBIDDEN_METHODS | COMPANION_METHODS
_UNSAFE: Final = frozenset({"DELETE", "PATCH", "POST", "PUT"})
#: Words in the names of request headers, extensions and decorators that require a token.
_TOKEN_WORDS: Final = (
    "auth", "csrf", "csurf", "jwt", "key", "login", "oauth", "seasurf", "secret", "signature",
    "token", "xsrf",
)  # fmt: skip
_HEADER: Final = "access-control-allow-origin"


def _problems(audit: Audit) -> Iterator[Finding]:
    """Report the problems of the configuration."""
    for problem in audit.problems:
        # `review` checks the complete list of public suffixes, so none is reported twice.
        if problem.code != "public-suffix-wildcard":
            found = Finding.from_problem(problem, audit.named)
            endpoints = audit.endpoints_by_source.get(problem.source, ())
            yield replace(found, endpoints=tuple(sorted(endpoints)))


def _policy(policy: Policy, audit: Audit) -> Iterator[Finding]:
    return review(policy, suffix_test(), audit.named)


def _dead_resources(audit: Audit) -> Iterator[Finding]:
    known = {
        problem.value for problem in audit.problems if problem.code in {"dead-resource", "url-rule"}
    }
    return unreached(audit.app, audit.resolver, known)


# -- policies and the routes under them ------------------------------------------------------------


def _methods(audit: Audit) -> Iterator[Finding]:
    """Compare the allowed methods with those of the routes under the same setting."""
    groups: dict[tuple[Source, frozenset[str]], list[Row]] = defaultdict(list)
    for policy, governed in audit.policies:
        source = policy.settings["methods"].source
        if not isinstance(policy.methods, str) and source.kind != "default":
            groups[source, policy.methods] += governed
    for (source, methods), governed in groups.items():
        if not all(row.methods for row in governed):
            continue  # a rule that accepts any method
        routed = set().union(*(row.methods for row in governed))
        if left := sorted(methods - routed - COMPANION_METHODS):
            yield finding(
                "method-not-routed",
                source,
                f"methods: no route under this policy accepts {', '.join(left)}",
                remedy="use methods='auto', or list the methods that the routes accept",
                endpoints=(row.rule.endpoint for row in governed),
            )


def _refused_methods(audit: Audit) -> Iterator[Finding]:
    """Find methods that routes accept, but the policy refuses."""
    groups: dict[tuple[Source, str], list[str]] = defaultdict(list)
    for policy, governed in audit.policies:
        if isinstance(policy.methods, str) or not policy.origins.patterns:
            continue
        allowed = policy.methods | _NEVER_REFUSED | ({"QUERY"} if policy.may_query else set())
        for row in governed:
            for method in set(row.methods) - allowed:
                groups[source_of(policy, "methods"), method].append(row.rule.endpoint)
    for (source, method), endpoints in sorted(groups.items(), key=lambda group: group[0][1]):
        yield finding(
            "method-not-allowed",
            source,
            f"methods: a route accepts {method}, which no page of another origin may send",
            endpoints=endpoints,
        )


def _unprotected_writes(audit: Audit) -> Iterator[Finding]:
    if any(map(_speaks_of_token, audit.app.extensions)):
        return
    for policy, governed in audit.policies:
        if not policy.origins.any_site:
            continue
        if any(_speaks_of_token(each.text) for each in policy.allow_headers.patterns):
            continue
        open_to_all = {
            row.rule.endpoint
            for row in governed
            if _UNSAFE.intersection(row.methods) and not _is_guarded(audit, row.rule.endpoint)
        }
        if open_to_all:
            yield finding(
                "unprotected-write",
                source_of(policy, "origins"),
                "pages of any site can send requests that change data; no CSRF protection"
                " and no token check was detected",
                endpoints=open_to_all,
            )


def _is_guarded(audit: Audit, endpoint: str) -> bool:
    """Return whether a hook, or a decorator by its name, may require a token."""
    names = [code.co_qualname for code in codes(audit.app.view_functions.get(endpoint))]
    return any(map(_speaks_of_token, names)) or bool(hooks_before(audit.app, endpoint))


def _tracebacks(audit: Audit) -> Iterator[Finding]:
    app = audit.app
    if (
        not app.debug
        or app.testing
        or app.config["PROPAGATE_EXCEPTIONS"] is not None
        or not audit.resolver.intercept_exceptions
    ):
        return
    named = {"exact", "wildcard"}
    for policy, governed in audit.policies:
        origins = [
            pattern.text
            for pattern in policy.origins.patterns
            if pattern.kind in named and not is_loopback(pattern.text)
        ]
        if origins:
            yield finding(
                "debug-traceback",
                source_of(policy, "origins"),
                f"the app is in debug mode: pages of {origins[0]!r} can read tracebacks",
                endpoints=(row.rule.endpoint for row in governed),
            )


def _propagated_exceptions(audit: Audit) -> Iterator[Finding]:
    if audit.policies and propagates_exceptions(audit.app):
        yield finding(
            "propagated-exceptions",
            audit.resolver.scopes.config.source,
            "PROPAGATE_EXCEPTIONS=True: the server's own 500 has no CORS headers",
        )


# -- views and hooks -------------------------------------------------------------------------------


def _hidden_views(audit: Audit) -> Iterator[Finding]:
    held: set[Layer] = set()
    views = audit.app.view_functions
    # The layers of a view are not hidden if another view calls it.
    own = {layer for view in views.values() for layer in marks.all_layers(view)}
    for endpoint, view in views.items():
        for layer in {*hidden(view, own)}:
            held.add(layer)
            yield finding(
                "hidden-view",
                layer.source,
                f"a decorator without functools.wraps hides this policy from endpoint"
                f" {endpoint!r}: it applies to responses, but not to preflights",
                remedy="add functools.wraps to the decorator, or put @cross_origin above it",
                endpoints=[endpoint],
            )
    hooks = layers_of_hooks(audit.app)
    for name, layer in astray(marks.MARKS, audit.app):
        if layer in hooks:
            yield finding(
                "hidden-view",
                layer.source,
                f"the decorated {name} is a hook or an error handler: the policy applies to"
                " responses that no view produced, which `flask cors routes` cannot show",
                remedy="use CORS(app, ...) instead",
            )
        elif layer not in held:
            yield finding(
                "hidden-view",
                layer.source,
                f"the decorated {name} is not registered as a view of the app",
                remedy="register the view (and its blueprint), or remove the decorator",
            )


def _plain_views(audit: Audit) -> Iterator[Finding]:
    for endpoint, layer in in_doubt(marks.MARKS, audit.app):
        yield finding(
            "decorator-above-route",
            layer.source,
            f"endpoint {endpoint!r} is registered without this decorator, and no app uses the"
            " decorated function, so the outer policy governs the endpoint",
            remedy="move it below the route, register its return value, or remove the decorator",
            endpoints=[endpoint],
        )


def _own_options(audit: Audit) -> Iterator[Finding]:
    for row in audit.rows:
        if row.policy is None or row.answerer != "view":
            continue
        endpoint = row.rule.endpoint
        found = refusers(audit.app, endpoint)
        yield finding(
            "view-answers-options",
            source_of_view(audit.app, endpoint) or source_of(row.policy, "origins"),
            f"{row.rule.rule}: a view answers OPTIONS itself"
            + (f", and {found} can refuse its preflights" if found else ""),
            endpoints=[endpoint],
            severity="warning" if found else None,
        )


def _second_writers(audit: Audit) -> Iterator[Finding]:
    served = audit.state.reported.endpoints("second writer")
    hooks = list(hooks_naming(audit.app, _HEADER))
    views = {
        endpoint: source
        for endpoint, view in audit.app.view_functions.items()
        if (source := source_naming("view", f"view {endpoint!r}", view, _HEADER))
    }
    if not audit.policies:
        for name, source in hooks:
            yield finding(
                "header-set-twice",
                source,
                f"the after_request hook {name} sets Access-Control-Allow-Origin, and no route"
                " has a policy: preflights and errors may be sent without the header",
                remedy="use CORS(app, origins=[...]) instead of the hook",
            )
    for policy, governed in audit.policies:
        endpoints = {row.rule.endpoint for row in governed}
        for endpoint in endpoints.intersection(served):
            writers = [views[endpoint]] if endpoint in views else [source for _, source in hooks]
            yield finding(
                "header-set-twice",
                next(iter(writers), source_of(policy, "origins")),
                "a view or a hook set Access-Control-Allow-Origin; the policy replaced the value",
                endpoints=[endpoint],
                severity="warning",
            )
        for name, source in hooks:
            yield finding(
                "header-set-twice",
                source,
                f"the after_request hook {name} mentions Access-Control-Allow-Origin",
                endpoints=endpoints,
            )
        for endpoint in endpoints.intersection(views):
            yield finding(
                "header-set-twice",
                views[endpoint],
                f"the view of endpoint {endpoint!r} mentions Access-Control-Allow-Origin",
                endpoints=[endpoint],
            )


def _late_config(audit: Audit) -> Iterator[Finding]:
    for key in audit.state.config.late_keys():
        source = audit.resolver.scopes.config.source
        yield finding(
            "late-config", source, f"app.config[{key!r}] was changed after the first request"
        )


def _speaks_of_token(text: object) -> bool:
    return any(word in str(text).lower() for word in _TOKEN_WORDS)


#: The checks of an app.
CHECKS: Final[tuple[Check, ...]] = (
    _problems,
    each_policy(_policy),
    each_policy(no_cookie_travels),
    each_policy(private_network),
    _dead_resources,
    _methods,
    _refused_methods,
    _unprotected_writes,
    _tracebacks,
    _propagated_exceptions,
    _hidden_views,
    _plain_views,
    _own_options,
    _second_writers,
    _late_config,
    *GATE_CHECKS,
    *SETTING_CHECKS,
)
