"""Differences from flask-cors 6, route by route.

They are based on the table in the README; if that leaves something open, nothing is reported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask_cors._diagnosis.path_areas import Overlaps
from flask_cors._diagnosis.views import hooks_before, hooks_naming
from flask_cors.core.patterns.prefix_regexes import lost_origin
from flask_cors.core.regex.automaton import build, find_word
from flask_cors.core.regex.steps import UndecidedError
from flask_cors.core.regex.syntax import UnreadableError, read
from flask_cors.core.regex.tree import Sequence as InOrder

from .audit import each_policy
from .policy_rules import source_of
from .rules import Finding, finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from flask_cors._diagnosis.rows import Row
    from flask_cors.core.layers import Scope
    from flask_cors.core.patterns.origins import OriginPattern
    from flask_cors.core.patterns.paths import PathPattern
    from flask_cors.core.policy import Policy
    from flask_cors.core.problems import Problem, Source

    from .audit import Audit, Check

#: Readable origins, for examples.
_READABLE: Final = read(r"https?://(?:[a-z]+\.)+[a-z]+")
_IGNORED: Final = "flask-cors 6 ignored it, and allowed every origin"
#: How version 6 treated values and keys, by the code of their problem.
_SPELLING: Final = {
    "misspelled-origins": _IGNORED,
    "positional-origins": _IGNORED,
    "misspelled-resources": "flask-cors 6 ignored it, and opened every path",
    "normalized-origin": "flask-cors 6 compared it literally, so it never matched",
    "joined-items": "flask-cors 6 read it as one value",
}
#: How version 6 treated an origin with a `*`.
_AS_REGEX: Final = "flask-cors 6 read it as a regular expression, and allowed longer hosts too"


def _spelling(audit: Audit) -> Iterator[Finding]:
    for layer in audit.layers:
        for problem in layer.problems:
            if said := _former_reading(problem):
                yield finding("v6-spelling", problem.source, f"{problem.about}: {said}")


def _former_reading(problem: Problem) -> str | None:
    """Return how version 6 treated the value of a problem, if that was different."""
    if (problem.code, problem.option) == ("misspelled-key", "origins") and (
        " read as " in problem.reason
    ):
        return _IGNORED
    if problem.code == "normalized-origin" and "*" in str(problem.value):
        return _AS_REGEX
    return _SPELLING.get(problem.code)


# -- policies ------------------------------------------------------------------------------------


def _origins(policy: Policy, _: Audit) -> Iterator[Finding]:
    source = source_of(policy, "origins")
    for pattern in policy.origins.patterns:
        about = f"origins={pattern.text!r}"
        if pattern.kind == "regex" and (example := _admitted_by_beginning(pattern)):
            yield finding(
                "v6-origin-regex", source, f"{about}: {example!r} was allowed, but no longer is"
            )
        elif pattern.kind == "wildcard":
            yield finding("v6-origin-wildcard", source, f"{about} was read as a regular expression")
        elif pattern.kind == "callable":
            yield finding("v6-callable", source, f"{about} was not called, and allowed no origin")
    if policy.origins.any and policy.credentials and "null" not in policy.origins.exact:
        yield finding("v6-null", source, "'null' was allowed with credentials, and is now refused")


def _admitted_by_beginning(pattern: OriginPattern) -> str | None:
    """Return an origin of which a pattern matches only the beginning, if there is one."""
    assert pattern.regex is not None  # noqa: S101 - it is a regular expression
    try:
        whole = read(pattern.regex.pattern, pattern.regex.flags)
        if lost := lost_origin(pattern.regex, whole):
            return lost.origin
        # Version 6 respected an explicit end too.
        if re.search(r"\$|\\[Zz]", pattern.text):
            return None
        beginning = build(InOrder((whole.tree, read(".*").tree)))
        return find_word([beginning, _READABLE], [whole])
    except (UndecidedError, UnreadableError):
        return None


def _first_origin(policy: Policy, _: Audit) -> Iterator[Finding]:
    source = source_of(policy, "origins")
    patterns = policy.origins.patterns
    if patterns and not policy.origins.any and policy.value("vary_header"):
        yield finding(
            "v6-vary",
            source,
            "Vary: Origin is now also sent with refusals, and if the request has no Origin",
        )
    exact = all(pattern.kind == "exact" for pattern in patterns)
    if len(patterns) > 1 and exact and policy.value("always_send"):
        first = min(pattern.text for pattern in patterns)
        yield finding("v6-first-origin", source, f"{first!r} was sent to requests without Origin")


def _options(policy: Policy, _: Audit) -> Iterator[Finding]:
    if policy.methods == "*":
        reason = "methods='*' allowed nothing, and now allows any method"
        yield finding("v6-methods", source_of(policy, "methods"), reason)
    if policy.value("max_age") == 0:
        source = source_of(policy, "max_age")
        yield finding("v6-max-age-zero", source, "max_age=0 was dropped, and is now sent")


def _bare_scope(policy: Policy, _: Audit) -> Iterator[Finding]:
    scope, setting = policy.scopes[-1], policy.settings["origins"]
    if scope.names_origins or policy.origins.any:
        return
    # Views took app.config into account, blueprints did not.
    if scope.kind == "blueprint" or (scope.kind == "view" and setting.source.kind != "config"):
        origins = ", ".join(pattern.text for pattern in policy.origins.patterns) or "no origin"
        yield finding(
            "v6-bare-scope",
            _first_source(scope),
            f"any origin was allowed; it sets none, so it now inherits {origins}",
        )


def _outer_scope(policy: Policy, audit: Audit) -> Iterator[Finding]:
    *outer, scope = policy.scopes
    around = audit.resolver.policy(tuple(outer))
    if around is None or not scope.names_origins or policy.origins.any:
        return
    own = set(policy.origins.patterns)
    more = [each.text for each in around.origins.patterns if each not in own]
    if more:
        yield finding(
            "v6-outer-scope",
            _first_source(scope),
            f"the outer scope allowed {', '.join(map(repr, more))} as well"
            + (", on errors" if scope.kind == "view" else ""),
        )


def _config(policy: Policy, _: Audit) -> Iterator[Finding]:
    scope = policy.scopes[-1]
    keys = [
        f"CORS_{name.upper()}"
        for name, setting in policy.settings.items()
        if setting.source.kind == "config" and name not in {"resources", "strict"}
    ]
    if scope.kind == "blueprint" and keys:
        reason = f"app.config now applies to the blueprint: {', '.join(sorted(keys))}"
        yield finding("v6-blueprint-config", _first_source(scope), reason)


def _first_source(scope: Scope) -> Source:
    return scope.layers[-1].source


# -- resources -----------------------------------------------------------------------------------


def _resources(audit: Audit) -> Iterator[Finding]:
    """Compare the resource that version 6 chose with ours, on an example path of each row."""
    scopes = audit.resolver.scopes.app_table
    if len(audit.state.calls) != 1 or scopes.covers_every_path or _are_renamed(audit):
        return
    overlaps = Overlaps.of(audit.resolver)
    patterns = scopes.table.patterns
    for row in audit.rows:
        path = _example(row, overlaps)
        if path is None or row.kind in {"blueprint", "view"}:
            continue
        # It is unknown whether a pattern was compiled, so both orders must give the same result.
        former = {
            next((index for index in order if _began(patterns[index], path)), None)
            for order in _former_orders(patterns)
        }
        now = scopes.table.match(path)
        if len(former) > 1 or now in former:
            continue
        (before,) = former
        source = scopes.scopes[next(i for i in (now, before) if i is not None)].layers[-1].source
        yield finding(
            "v6-resource",
            source,
            f"{path}: was under {_named(patterns, before)}, and is under {_named(patterns, now)}",
            endpoints=[row.rule.endpoint],
        )


def _are_renamed(audit: Audit) -> bool:
    """Return whether the resources may have been passed under a name unknown to version 6."""
    problems = [problem for layer in audit.layers for problem in layer.problems]
    return any(
        problem.code == "misspelled-resources"
        or (problem.code == "misspelled-key" and problem.option == "resources")
        for problem in problems
    )


def _example(row: Row, overlaps: Overlaps) -> str | None:
    if not row.certain:
        return None
    if row.example is not None or "<" not in row.rule.rule:
        return row.example or row.rule.rule
    word = next((area.word for area in overlaps.areas(row.rule, [])), None)
    return None if word is None else overlaps.split(row.rule)[0] + word


def _former_orders(patterns: Sequence[PathPattern]) -> list[list[int]]:
    """Return the orders in which version 6 may have matched: by length, or compiled ones first."""
    by_length = sorted(range(len(patterns)), key=lambda index: -len(patterns[index].text))
    return [by_length, sorted(by_length, key=lambda i: patterns[i].kind != "regex")]


def _began(pattern: PathPattern, path: str) -> bool:
    """Return whether a pattern matched a path in version 6."""
    if pattern.kind == "exact":
        return path == pattern.text
    if pattern.regex is not None:
        return pattern.regex.match(path) is not None
    return pattern.kind == "all" or re.match(pattern.text, path) is not None


def _named(patterns: Sequence[PathPattern], index: int | None) -> str:
    return "no resource" if index is None else repr(patterns[index].text)


# -- hooks ---------------------------------------------------------------------------------------


def _hooks(audit: Audit) -> Iterator[Finding]:
    late = list(hooks_naming(audit.app, "access-control-"))
    for policy, governed in audit.policies:
        endpoints = {row.rule.endpoint for row in governed}
        source = source_of(policy, "origins")
        hooked = [endpoint for endpoint in endpoints if hooks_before(audit.app, endpoint)]
        if hooked:
            reason = "a before_request hook could refuse preflights, and no longer can"
            yield finding("v6-refused-preflight", source, reason, endpoints=hooked)
        for name, place in late:
            reason = f"the after_request hook {name} saw the headers, and no longer does"
            yield finding("v6-late-headers", place, reason, endpoints=endpoints)


#: The comparisons with flask-cors 6.
SINCE_VERSION_6: Final[tuple[Check, ...]] = (
    *map(each_policy, (_origins, _first_origin, _options, _bare_scope, _outer_scope, _config)),
    _resources,
    _hooks,
    _spelling,
)
