"""The audit of an app: what its policies, its views and its settings leave to be desired."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from types import CodeType
from typing import TYPE_CHECKING, Any, Final

from flask_cors._diagnosis.answerers import Answerers
from flask_cors._diagnosis.rows import COMPANION_METHODS, Row, rows
from flask_cors._runtime import marks
from flask_cors._runtime.scopes import blueprint_names
from flask_cors._runtime.state import State
from flask_cors.core import ALL_METHODS
from flask_cors.core.origin import is_loopback
from flask_cors.core.patterns.origins import OriginKind

from .policy_rules import place, review
from .public_suffixes import suffix_test
from .resource_rules import unreached
from .rules import Finding, find, from_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask

    from flask_cors._runtime.resolver import Resolver
    from flask_cors.core.layers import Layer
    from flask_cors.core.policy import Policy
    from flask_cors.core.problems import Problem, Source

#: From the mildest on.
_SEVERITIES: Final = ("information", "warning", "error")
_UNSAFE: Final = frozenset({"DELETE", "PATCH", "POST", "PUT"})
#: What the names of request headers, extensions and decorators have in them that ask for a token.
_TOKEN_WORDS: Final = (
    "auth", "csrf", "csurf", "jwt", "key", "login", "oauth", "seasurf", "secret", "signature",
    "token", "xsrf",
)  # fmt: skip
#: How many decorators of a view are looked through.
_WRAPPED_AT_MOST: Final = 10
_HEADER: Final = "access-control-allow-origin"


def findings(app: Flask, resolver: Resolver, listed: Iterable[Row] | None = None) -> list[Finding]:
    """Return what the audit finds in an app; `listed` are its rows, if these are known.

    No view, no hook and no callable of the app is run.
    """
    return merged(Audit(app, resolver, rows(app, resolver) if listed is None else list(listed)))


def merged(found: Iterable[Finding]) -> list[Finding]:
    """Return each finding once, for all its endpoints; the most severe first, then by rule."""
    known: dict[object, Finding] = {}
    for each in found:
        key = (each.rule.id, each.source, each.reason)
        if other := known.get(key):
            surest = max(each.severity, other.severity, key=_SEVERITIES.index)
            endpoints = tuple(sorted({*each.endpoints, *other.endpoints}))
            known[key] = replace(each, severity=surest, endpoints=endpoints)
        else:
            known[key] = each
    return sorted(known.values(), key=_order)


def _order(found: Finding) -> tuple[Any, ...]:
    source = found.source
    return (
        -_SEVERITIES.index(found.severity),
        found.rule.id,
        source.file,
        source.line,
        source.label,
        found.endpoints,
        found.reason,
    )


@dataclass(frozen=True)
class Audit:
    """What is looked at: an app with its policies; to iterate over it is to look."""

    app: Flask
    resolver: Resolver
    rows: list[Row]

    def __iter__(self) -> Iterator[Finding]:
        yield from self._of_problems()
        is_shared = suffix_test()
        for policy, governed in self.policies:
            endpoints = tuple(sorted({row.rule.endpoint for row in governed}))
            for each in review(policy, is_shared):
                yield replace(each, endpoints=endpoints)
        for rule in (
            self._dead_resources,
            self._methods,
            self._unprotected_writes,
            self._tracebacks,
            self._hidden_views,
            self._own_options,
            self._second_writers,
            self._late_config,
        ):
            yield from rule()

    @cached_property
    def state(self) -> State:
        """What is known of the app; for one with decorated views alone, as good as nothing."""
        state = self.app.extensions.get("cors")
        return state if isinstance(state, State) else State(self.app)

    @cached_property
    def policies(self) -> list[tuple[Policy, list[Row]]]:
        """The policies that govern routes, with the rows of these."""
        found: dict[int, tuple[Policy, list[Row]]] = {}
        for row in self.rows:
            if row.policy is not None:
                found.setdefault(id(row.policy), (row.policy, []))[1].append(row)
        return list(found.values())

    @cached_property
    def _configured(self) -> tuple[list[Layer], list[Problem]]:
        return self.state.audited()

    @property
    def layers(self) -> list[Layer]:
        """Every layer that was configured, those of the views as well."""
        return [*self._configured[0], *self.resolver.view_layers()]

    # -- what was, or will be, warned of -----------------------------------------------------------

    def _of_problems(self) -> Iterator[Finding]:
        found = list(self._configured[1])
        for layer in self.layers:
            # Those of app.config are among the others, where they are no errors.
            found += [*(layer.problems if layer.source.kind != "config" else ()), *layer.remarks]
        found += self.resolver.problems()
        for problem in found:
            # The whole list is asked below; a host is not reported twice.
            if problem.code != "public-suffix-wildcard":
                yield replace(
                    from_problem(problem), endpoints=self._endpoints_under(problem.source)
                )

    def _endpoints_under(self, source: Source) -> tuple[str, ...]:
        """Return the endpoints whose policy has a setting of a place."""
        found = set()
        for policy, governed in self.policies:
            if any(setting.source == source for setting in policy.settings.values()):
                found |= {row.rule.endpoint for row in governed}
        return tuple(sorted(found))

    def _dead_resources(self) -> Iterator[Finding]:
        layers, _ = self._configured
        known = [
            text
            for problem in chain.from_iterable(layer.problems for layer in layers)
            if problem.code in {"dead-resource", "url-rule"}
            for text in self._texts_of(problem)
        ]
        return unreached(self.app, self.resolver, known)

    def _texts_of(self, problem: Problem) -> Iterator[str]:
        tables = [self.resolver.app_scopes]
        tables += [each.scopes for each in self.resolver.blueprints.values()]
        for pattern in chain.from_iterable(table.table.patterns for table in tables):
            if problem.message.startswith(f"resources={pattern.text!r}: "):
                yield pattern.text

    # -- policies and the routes under them --------------------------------------------------------

    def _methods(self) -> Iterator[Finding]:
        """Compare what is allowed with what the routes under the same setting answer."""
        groups: dict[tuple[Source, frozenset[str]], list[Row]] = defaultdict(list)
        for policy, governed in self.policies:
            if not isinstance(policy.methods, str):
                groups[place(policy, "methods"), policy.methods] += governed
        for (source, methods), governed in groups.items():
            if not all(row.methods for row in governed):
                continue  # a rule that takes any method
            routed = set().union(*(row.methods for row in governed))
            if left := sorted(methods - routed - COMPANION_METHODS):
                is_default = methods == frozenset(ALL_METHODS)
                yield find(
                    "method-not-routed",
                    source,
                    f"methods: no route under this policy answers {', '.join(left)}"
                    + (", which the default allows" if is_default else ""),
                    remedy="write methods='auto', or name those that there are",
                    endpoints=(row.rule.endpoint for row in governed),
                    severity="information" if is_default else None,
                )

    def _unprotected_writes(self) -> Iterator[Finding]:
        if any(map(_speaks_of_token, self.app.extensions)):
            return
        for policy, governed in self.policies:
            if not policy.origins.any:
                continue
            if any(_speaks_of_token(each.text) for each in policy.allow_headers.patterns):
                continue
            open_to_all = {
                row.rule.endpoint
                for row in governed
                if _UNSAFE.intersection(row.methods) and not self._is_guarded(row.rule.endpoint)
            }
            if open_to_all:
                yield find(
                    "unprotected-write",
                    place(policy, "origins"),
                    "pages of any site can send requests that change something; no sign of a"
                    " CSRF protection or a token was seen",
                    endpoints=open_to_all,
                )

    def _is_guarded(self, endpoint: str) -> bool:
        """Tell whether a hook, or the name of a decorator, may ask for something."""
        names = [code.co_qualname for code in _codes(self.app.view_functions.get(endpoint))]
        return self.has_hooks(endpoint) or any(map(_speaks_of_token, names))

    def has_hooks(self, endpoint: str) -> bool:
        """Tell whether something runs in front of a view."""
        scopes = (None, *blueprint_names(endpoint))
        return any(self.app.before_request_funcs.get(scope) for scope in scopes)

    def _tracebacks(self) -> Iterator[Finding]:
        app = self.app
        if (
            not app.debug
            or app.testing
            or app.config["PROPAGATE_EXCEPTIONS"] is not None
            or not self.resolver.intercept_exceptions
        ):
            return
        named = {OriginKind.EXACT, OriginKind.WILDCARD}
        for policy, governed in self.policies:
            origins = [
                pattern.text
                for pattern in policy.origins.patterns
                if pattern.kind in named and not is_loopback(pattern.text)
            ]
            if origins:
                yield find(
                    "debug-traceback",
                    place(policy, "origins"),
                    f"the app is in debug mode: pages of {origins[0]!r} can read tracebacks",
                    endpoints=(row.rule.endpoint for row in governed),
                )

    # -- views and hooks ---------------------------------------------------------------------------

    def _hidden_views(self) -> Iterator[Finding]:
        held: set[Layer] = set()
        views = self.app.view_functions
        # What is a view by itself may be called by another.
        own = {layer for view in views.values() for layer in marks.all_layers(view)}
        for endpoint, view in views.items():
            for layer in {*marks.hidden(view)} - own:
                held.add(layer)
                yield find(
                    "hidden-view",
                    layer.source,
                    f"a decorator without functools.wraps hides this from endpoint {endpoint!r}:"
                    " its responses follow this policy, its preflights do not",
                    remedy="add functools.wraps to the decorator, or put @cross_origin above it",
                    endpoints=[endpoint],
                )
        hooks = marks.layers_of_hooks(self.app)
        for name, layer in marks.astray(self.app):
            if layer in hooks:
                yield find(
                    "hidden-view",
                    layer.source,
                    f"{name}, which this decorates, is a hook or a handler of errors: what it runs"
                    " for and no view governs follows this policy, which no list of routes shows",
                    remedy="write CORS(app, ...) instead",
                )
            elif layer not in held:
                yield find(
                    "hidden-view",
                    layer.source,
                    f"no endpoint of the app leads to {name}, which this decorates",
                    remedy="register the view, its blueprint too, or remove the decorator",
                )

    def _own_options(self) -> Iterator[Finding]:
        answerers = Answerers(self.app, self.resolver)
        for row in self.rows:
            if row.policy is None or answerers.of(row) != "view":
                continue
            endpoint = row.rule.endpoint
            hooked = self.has_hooks(endpoint)
            yield find(
                "view-answers-options",
                place(row.policy, "origins"),
                f"{row.rule.rule}: a view answers OPTIONS itself"
                + (", and a before_request hook can refuse its preflights" if hooked else ""),
                endpoints=[endpoint],
                severity="warning" if hooked else None,
            )

    def _second_writers(self) -> Iterator[Finding]:
        served = self.state.was_said("second writer")
        hooks = [
            hook
            for found in self.app.after_request_funcs.values()
            for hook in found
            if names_header(hook, _HEADER)
        ]
        for policy, governed in self.policies:
            source = place(policy, "origins")
            endpoints = {row.rule.endpoint for row in governed}
            if replaced := endpoints.intersection(served):
                yield find(
                    "two-writers",
                    source,
                    "a view or a hook set Access-Control-Allow-Origin by itself, and was overruled",
                    endpoints=replaced,
                    severity="warning",
                )
            for hook in hooks:
                yield find(
                    "two-writers",
                    source,
                    f"the after_request hook {name_of(hook)} names Access-Control-Allow-Origin",
                    endpoints=endpoints,
                )
            for endpoint in endpoints:
                if names_header(self.app.view_functions.get(endpoint), _HEADER):
                    yield find(
                        "two-writers",
                        source,
                        f"the view of endpoint {endpoint!r} names Access-Control-Allow-Origin",
                        endpoints=[endpoint],
                    )

    def _late_config(self) -> Iterator[Finding]:
        for key in self.state.late_keys():
            source = self.resolver.config.source
            yield find(
                "late-config", source, f"app.config[{key!r}] was changed after the first request"
            )


def _speaks_of_token(text: object) -> bool:
    return any(word in str(text).lower() for word in _TOKEN_WORDS)


def name_of(hook: object) -> str:
    return getattr(hook, "__qualname__", type(hook).__qualname__)


def names_header(function: object, word: str) -> bool:
    """Tell whether a text stands in the code of a function, or in that of a class-based view."""
    cls = getattr(function, "view_class", None)
    parts = [getattr(cls, name, None) for name in dir(cls)] if isinstance(cls, type) else []
    codes = chain.from_iterable(map(_codes, (function, *parts)))
    return any(_code_names(code, word) for code in codes)


def _codes(function: Any) -> Iterator[CodeType]:  # noqa: ANN401 - whatever was registered
    """Iterate over the code of a function and of what it wraps, as far as they have any."""
    for _ in range(_WRAPPED_AT_MOST):
        if isinstance(code := getattr(function, "__code__", None), CodeType):
            yield code
        function = getattr(function, "__wrapped__", None)


def _code_names(code: CodeType, word: str) -> bool:
    return any(
        (isinstance(each, str) and word in each.lower())
        or (isinstance(each, CodeType) and _code_names(each, word))
        for each in code.co_consts
    )
