"""The smallest change of the configuration that would allow a blocked request, tried out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from flask_cors._diagnosis.response_names import is_response_header
from flask_cors.core.browser import sentences
from flask_cors.core.browser.messages import Check
from flask_cors.core.layers import DEFAULT, UNDECIDED, Layer, Scope
from flask_cors.core.options import OPTIONS
from flask_cors.core.origin import is_loopback
from flask_cors.core.patterns.headers import HeaderPattern
from flask_cors.core.patterns.origins import OriginPattern
from flask_cors.core.patterns.paths import resolutions
from flask_cors.core.policy import Policy
from flask_cors.core.problems import Source

from .near_origins import nearest_origin
from .not_found import routed_methods
from .uncovered import uncovered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flask_cors.core.browser.messages import Fetch, Outcome

    from .prediction import Prediction, Predictor

#: The search stops after this many changes.
_MAX_CHANGES: Final = 6
#: The minimum similarity of a header's name to one that may have been intended.
_SIMILARITY: Final = 0.8
#: With more origins than this, only the one to add is shown.
_SHOWN: Final = 3
#: The source of a call that does not exist yet.
_NEW: Final = Source("app", "a new call")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the configuration, with its dangers."""

    option: str
    #: The new value.
    write: str
    #: The source of the setting to change.
    source: Source
    #: Why the change helps, or the closest configured value.
    hint: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remedy:
    """The changes that help: of the configuration if possible, otherwise of the page."""

    changes: tuple[Change, ...] = ()
    #: The remedy if the configuration cannot help.
    instead: str = ""


def smallest_changes(
    predictor: Predictor, wanted: Fetch, outcome: Outcome, seen: list[Prediction]
) -> Remedy:
    """Find the changes that would allow a blocked request; each is tried before the next."""
    changes: list[Change] = []
    while outcome.verdict == "blocked" and len(changes) < _MAX_CHANGES:
        change = _Finder(predictor, wanted, outcome, seen[-1]).change() if seen else None
        if change is None:
            break
        changes.append(change)
        outcome, seen = predictor.run(wanted)
    predictor.amended.clear()
    instead = ""
    if outcome.verdict == "blocked":
        instead = _instead(wanted, outcome, seen[-1] if seen else None)
    return Remedy(_joined(changes), instead)


def _instead(wanted: Fetch, outcome: Outcome, last: Prediction | None) -> str:
    """Say what to do if no change of the configuration helps."""
    if last is not None and last.is_missing:
        return _NO_ROUTE
    if last is not None and _is_ambiguous(last):
        return _AMBIGUOUS
    if last is not None and _is_undecided(last):
        return _TOO_LONG
    sent = [name for name, _ in wanted.headers if is_response_header(name)]
    if sent and outcome.steps[-1].check is Check.ALLOW_HEADERS:
        return f"remove {', '.join(sent)} from the request"
    return sentences.remedy(outcome, wanted)


def _is_ambiguous(last: Prediction) -> bool:
    """Return whether no policy allows a path because servers can read it in two ways."""
    is_resolved = resolutions(last.path) != {last.path}
    return is_resolved and (last.policy is None or _is_undecided(last))


def _is_undecided(last: Prediction) -> bool:
    """Return whether no origin is allowed because several resources may be the one for the path."""
    return last.policy is not None and last.policy.settings["origins"].source == UNDECIDED


_NO_ROUTE: Final = "request a URL that has a route"
_AMBIGUOUS: Final = (
    "request a path without '.', '..' and repeated slashes: a path that contains them matches a"
    " resource only if the normalized path matches it too"
)
_TOO_LONG: Final = (
    "request a shorter path: the resources' regular expressions are not tried on one this long"
)


def dangers(predictions: list[Prediction]) -> list[str]:
    """Return the dangers of the policies that allow a request."""
    policies = [each.policy for each in predictions if each.policy and each.policy.credentials]
    if any(policy.origins.any for policy in policies):
        return [_ANY_WITH_CREDENTIALS]
    return [_NULL_WITH_CREDENTIALS] * any("null" in policy.origins.exact for policy in policies)


_ANY_WITH_CREDENTIALS: Final = (
    "any origin is allowed with credentials: every site can act as the logged-in user;"
    " list the origins that may use credentials"
)
_NULL_WITH_CREDENTIALS: Final = (
    "'null' is allowed with credentials: sandboxed iframes of every site can act as the"
    " logged-in user"
)


def _joined(changes: list[Change]) -> tuple[Change, ...]:
    """Return the last change of each option at each source, with the warnings of the earlier."""
    last: dict[tuple[str, Source], Change] = {}
    for change in changes:
        key = (change.option, change.source)
        warnings = (*(last[key].warnings if key in last else ()), *change.warnings)
        last[key] = replace(change, warnings=tuple(dict.fromkeys(warnings)))
    return tuple(last.values())


class _Finder:
    """Finds the change for the step that blocks."""

    def __init__(
        self, predictor: Predictor, wanted: Fetch, outcome: Outcome, last: Prediction
    ) -> None:
        self._predictor = predictor
        self._wanted = wanted
        self._step = outcome.steps[-1]
        self._last = last
        self._includes = wanted.credentials == "include"

    def change(self) -> Change | None:
        """Return a change that the predictor now uses; None if only the page can change."""
        error = (self._step.error or "").removeprefix("Preflight")
        policy = self._last.policy
        if _is_undecided(self._last):
            return None
        if policy is not None:
            found = _FINDERS.get(error)
            return found(self, policy) if found else None
        if self._last.withheld is not None:
            return self._automatic_options(self._last.withheld)
        helps = error in {"MissingAllowOriginHeader", "DisallowedRedirect"}
        return self._new_policy() if helps else None

    # -- the new value of each option ------------------------------------------------------------

    def _automatic_options(self, policy: Policy) -> Change:
        hint = "False leaves OPTIONS to the app, whose own response has no CORS headers"
        write = f"{_name(policy, 'automatic_options')}=True"
        return self._amend(policy, {"automatic_options": True}, write, hint)

    def _new_policy(self) -> Change | None:
        last = self._last
        if last.is_missing or _is_ambiguous(last):
            return None  # a resource that matches must also match the normalized path
        resolver = self._predictor.resolver
        found = uncovered(resolver, last.path, last.rule, last.endpoint)
        if found.scope is not None:
            # The entry exists already, with its options.
            scope = found.scope.replaced(name=found.pattern)
            source = scope.layers[-1].source
            self._predictor.amended[None] = Policy(resolver.scopes.base, (scope,))
            return Change("resources", found.write, source, found.hint)
        source = found.source or _NEW
        layer = Layer(source, {"origins": (self._pattern,)})
        made = Policy(resolver.scopes.base, (Scope("app", found.pattern, (layer,)),))
        self._predictor.amended[None] = made
        entry = f"{found.write}: {{'origins': {self._wanted.origin!r}}}"
        new = f"CORS(app, resources={{{entry}}})"
        write = new if source is _NEW else f"resources={{..., {entry}}}"
        return Change("resources", write, source, found.hint, self._dangers())

    def origin(self, policy: Policy) -> Change | None:
        if self._step.wanted != self._wanted.origin:
            return None  # `null` after redirects
        before = policy.origins.patterns
        kept = tuple(each for each in before if not self._is_misspelled(each))
        hint = self._why_not(policy)
        option = _name(policy, "origins")
        write = f"{option}={[*(each.text for each in kept), self._wanted.origin]!r}"
        kinds = {each.kind for each in kept}
        if len(kept) > _SHOWN or kinds & {"regex", "callable"}:
            write = f"add {self._wanted.origin!r} to {option}"
        if name := self._misanswering(policy):
            write = f"return True for {self._wanted.origin!r} in {name}"
        return self._amend(policy, {"origins": (*kept, self._pattern)}, write, hint)

    def _misanswering(self, policy: Policy) -> str:
        """Return the name of the callable that returned neither True nor False, or raised."""
        for pattern in policy.origins.patterns:
            what = self._predictor.answered.get((pattern.text, self._wanted.origin), "")
            if what and not what.startswith("returned False"):
                return pattern.text.removeprefix("callable ").rpartition(".")[2]
        return ""

    def _is_misspelled(self, pattern: OriginPattern) -> bool:
        """Return True if a value that can never match is a spelling of the page's origin."""
        if pattern.kind != "text":
            return False
        authority = (pattern.text.partition("://")[2] or pattern.text).partition("/")[0]
        return authority.rpartition("@")[2].lower() == self._wanted.origin.partition("://")[2]

    def _why_not(self, policy: Policy) -> str:
        """Say which configured origin is close to the page's, or which callable refuses it."""
        origin, patterns = self._wanted.origin, policy.origins.patterns
        for pattern in patterns:
            if self._is_misspelled(pattern):
                return f"{pattern.text!r} is not in the form that browsers send"
            if pattern.kind == "callable" and origin != "null":
                what = self._predictor.answered.get((pattern.text, origin))
                return f"{pattern.text} {what or 'was not called'}; only True allows an origin"
            if pattern.kind == "regex" and pattern.regex and pattern.regex.match(origin):
                return f"{pattern.text!r} matches the beginning of the origin, but not all of it"
        near = nearest_origin(origin, patterns) if patterns else "no origin is allowed"
        return self._overridden(policy) or near

    def _overridden(self, policy: Policy) -> str:
        """Say that a policy around this one lists the origin, if its origins are replaced here."""
        scopes, own = policy.scopes, policy.settings["origins"].source
        for count in range(len(scopes) - 1, 0, -1):
            around = Policy(self._predictor.resolver.scopes.base, scopes[:count])
            source = around.settings["origins"].source
            answer = around.answer(self._wanted.origin)
            if source not in {own, DEFAULT} and answer and not answer[0]:
                return f"{source} allows it, but the origins of {own.label} replace those"
        return ""

    def credentials(self, policy: Policy) -> Change:
        if not policy.origins.any:
            write = f"{_name(policy, 'supports_credentials')}=True"
            return self._amend(policy, {"supports_credentials": True}, write)
        hint = "a browser accepts credentials only for an origin that is named"
        unsafe = "do not keep '*': with credentials every site could act as the logged-in user"
        write = f"{_name(policy, 'origins')}={[self._wanted.origin]!r}"
        return self._amend(policy, {"origins": (self._pattern,)}, write, hint, unsafe)

    def method(self, policy: Policy) -> Change | None:
        method = str(self._step.wanted)
        if method != method.upper():
            return None
        option = _name(policy, "methods")
        if policy.methods == "auto":
            routed = ", ".join(routed_methods(self._predictor.app, self._last.rule)) or "none"
            hint = f"no route of this URL accepts {method}; methods='auto' allows {routed}"
            write = f"add a route for {method}, or add {method!r} to {option}"
            return self._amend(policy, {"methods": frozenset({method})}, write, hint)
        methods = sorted({*policy.methods, method})
        return self._amend(policy, {"methods": frozenset(methods)}, f"{option}={methods!r}")

    def headers(self, policy: Policy) -> Change | None:
        assert self._last.decision is not None  # noqa: S101 - a policy governs
        refused = [
            f"{step.subject}"
            for step in self._last.decision.steps
            if step.check == "header"
            and not step.passed
            and not is_response_header(str(step.subject))
        ]
        if policy.allow_headers.any or not refused:
            return None  # too many names or too long ones, or headers that no page should send
        names = [*(pattern.text for pattern in policy.allow_headers.patterns), *refused]
        named = (HeaderPattern("name", each) for each in refused)
        near = [name for each in refused for name in _nearest_names(each, names[: -len(refused)])]
        hint = f"closest allowed header: {', '.join(map(repr, near))}" if near else ""
        patterns = (*policy.allow_headers.patterns, *named)
        write = f"{_name(policy, 'allow_headers')}={names!r}"
        return self._amend(policy, {"allow_headers": patterns}, write, hint)

    # -- trying a change -------------------------------------------------------------------------

    def _amend(
        self,
        policy: Policy,
        value: Mapping[str, object],
        write: str,
        hint: str = "",
        *warnings: str,
    ) -> Change:
        """Return a change of one option, and make the predictor use it."""
        (option,) = value
        scopes = list(policy.scopes)
        index = _index_of(policy, option)
        source = policy.settings[option].source
        if source.kind == "default":
            source = scopes[index].layers[-1].source
        layer = Layer(source, value)
        scopes[index] = scopes[index].replaced(layers=(*scopes[index].layers, layer))
        self._predictor.amended[policy] = Policy(self._predictor.resolver.scopes.base, scopes)
        dangers = self._dangers() if option in {"origins", "supports_credentials"} else ()
        return Change(option, write, source, hint, (*warnings, *dangers))

    @property
    def _pattern(self) -> OriginPattern:
        origin = self._wanted.origin
        return OriginPattern("null" if origin == "null" else "exact", origin)

    def _dangers(self) -> tuple[str, ...]:
        """Return the dangers of allowing this origin."""
        origin = self._wanted.origin
        if origin == "null":
            what = "sandboxed iframes and local files of any author have the origin 'null'"
            return (f"{what}{', here with cookies' * self._includes}",)
        if self._includes and origin.startswith("http:") and not is_loopback(origin):
            return (f"anyone who can change a page of {origin} in transit can act as the user",)
        return ()


#: The functions that find a change of a policy, by the error without `Preflight`.
_FINDERS: Final[dict[str, Callable[[_Finder, Policy], Change | None]]] = {
    "MissingAllowOriginHeader": _Finder.origin,
    "WildcardOriginNotAllowed": _Finder.credentials,
    "InvalidAllowCredentials": _Finder.credentials,
    "MethodDisallowedByPreflightResponse": _Finder.method,
    "HeaderDisallowedByPreflightResponse": _Finder.headers,
}


def _nearest_names(name: str, allowed: Iterable[str]) -> list[str]:
    """Return the allowed header that a refused one may be a misspelling of, if any."""
    spelled = {each.lower(): each for each in allowed}
    near = get_close_matches(name.lower(), spelled, 1, _SIMILARITY)
    return [spelled[each] for each in near]


def _name(policy: Policy, option: str) -> str:
    """Return the name of an option where it is set: the keyword, or the key of `app.config`."""
    source = policy.settings[option].source
    return OPTIONS[option].key if source.kind == "config" else option


def _index_of(policy: Policy, option: str) -> int:
    """Return the index of the scope to set an option in, so that nothing else changes."""
    source = policy.settings[option].source
    for index, scope in enumerate(policy.scopes):
        if any(layer.source == source for layer in scope.layers):
            return index
    # Origins are added to the outermost scope: in an inner one, they would replace the outer ones.
    return 0 if option == "origins" else len(policy.scopes) - 1
