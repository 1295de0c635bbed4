"""The steps of the browser and the app for a request, as lines of text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from flask_cors.core import protocol
from flask_cors.core.browser import safelist, sentences
from flask_cors.core.browser.messages import Check
from flask_cors.core.layers import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask_cors.core.browser.messages import BrowserStep, Fetch, Outcome
    from flask_cors.core.policy import Policy
    from flask_cors.core.problems import Source

    from .prediction import Prediction
    from .remedies import Remedy

    #: Returns the place where something is set.
    _Where = Callable[[Source], str]

#: The option behind each check of a policy.
OPTIONS: Final = {
    "origin": "origins",
    "method": "methods",
    "header": "allow_headers",
    "private network": "allow_private_network",
}

_CONSTRUCTED: Final = frozenset(
    {Check.URL, Check.METHOD, Check.BODY, Check.HEADER, Check.HEADER_DROPPED}
)
_FACTS: Final = frozenset({Check.REQUEST, Check.RESPONSE, Check.MAX_AGE, Check.PREFLIGHT_CACHE})
_REDIRECT: Final = frozenset(
    {
        Check.LOCATION,
        Check.REDIRECT_MODE,
        Check.REDIRECT_COUNT,
        Check.REDIRECT_CREDENTIALS,
        Check.REDIRECT_METHOD,
        Check.REDIRECT_AUTHORIZATION,
        Check.REDIRECT_ORIGIN,
    }
)
_SAFELISTED: Final = ", ".join(sorted(map(str.title, safelist.SAFELISTED_RESPONSE_HEADERS)))

_VERDICTS: Final = {
    "readable": "Allowed: the script can read the response.",
    "opaque": "Sent, but the script cannot read the response, as always in mode 'no-cors'.",
}


def verdict(outcome: Outcome, condition: str = "", unanswered: str = "") -> str:
    """Return the verdict in a few words, with its condition if it has one."""
    if outcome.verdict == "readable" and unanswered:
        return f"No route matches: the script can read the {outcome.status}."
    if outcome.verdict == "readable" and condition:
        return f"Allowed if {condition}."
    if outcome.verdict == "blocked":
        return f"Blocked: {outcome.error or outcome.steps[-1].check.label}."
    return _VERDICTS[outcome.verdict]


def walk(
    wanted: Fetch, outcome: Outcome, predictions: list[Prediction], where: _Where
) -> Iterator[tuple[int, str]]:
    """Iterate over the steps as lines, each with its indentation."""
    mode = f"mode {wanted.mode!r}, credentials {wanted.credentials!r}"
    yield 0, f"{wanted.method} {wanted.url} from {wanted.origin} ({mode})"
    title = ""
    answers = iter(predictions)
    for step in outcome.steps:
        before, title = title, _title(step)
        if title != before:
            yield 0, title
        yield 1, _line(step)
        if step.check is Check.RESPONSE:
            yield from _answer(next(answers), where)
    if outcome.verdict != "blocked":
        yield from _readable(outcome, predictions, where)


def _title(step: BrowserStep) -> str:
    if step.check in _TITLES:
        return _TITLES[step.check]
    if step.check in {Check.REQUEST, Check.RESPONSE}:
        return "Preflight" if step.preflight else "Request"
    return "Checks of the preflight" if step.preflight else "CORS check"


_TITLES: Final = {
    **dict.fromkeys(_CONSTRUCTED, "The script's request"),
    **dict.fromkeys(_REDIRECT, "Redirect"),
    Check.TAINTING: "Same origin?",
    Check.PREFLIGHT: "Preflight needed?",
    Check.READABLE: "What the script can read",
}


def _line(step: BrowserStep) -> str:
    text = sentences.sentence(replace(step, preflight=False))
    if not step.passed:
        return f"BLOCKED: {text} [{step.check.section}]"
    if step.check is Check.TAINTING:
        return _SAME_ORIGIN[cast("str", step.wanted)].format(step.subject)
    if step.check is Check.PREFLIGHT:
        return f"yes: {text}" if step.wanted else "no: method and headers are safelisted"
    if step.check is Check.READABLE:
        return "the status and the body"
    if step.check in _FACTS or step.check in _REDIRECT or step.check in _CONSTRUCTED:
        return text
    return f"ok: {text}"


_SAME_ORIGIN: Final = {
    "basic": "yes: {}, so CORS does not apply",
    "cors": "no: {} is a different origin, so the response needs CORS headers",
    "opaque": "no: {} is a different origin, and in mode 'no-cors' the response cannot be read",
}


def _answer(prediction: Prediction, where: _Where) -> Iterator[tuple[int, str]]:
    yield 1, answered_by(prediction)
    policy, decision = prediction.policy, prediction.decision
    if prediction.withheld is not None:
        source = prediction.withheld.settings["automatic_options"].source
        yield 1, f"no CORS headers: automatic_options=False in {where(source)}"
    elif policy is None or decision is None:
        yield 1, f"no policy governs {prediction.path}"
    else:
        yield 1, f"policy: {governed_by(policy)}"
        for step in decision.steps:
            option = OPTIONS[step.check]
            by = f" by {decision.admitted_by}" if step.check == "origin" and step.passed else ""
            outcome = "allowed" if step.passed else "refused"
            what = f"{step.check} {step.subject!r} {outcome}{by}"
            yield 2, f"{what}: {_set(option, step.source, where)}"
        if prediction.request.credentials or not decision.steps:
            source = policy.settings["supports_credentials"].source
            by = _set("supports_credentials", source, where)
            yield 2, f"credentials {_CREDENTIALS_ARE[policy.credentials]}: {by}"
        for conflict in policy.conflicts:
            yield 2, conflict.sentence(where)


def _set(option: str, source: Source, where: _Where) -> str:
    """Return the setting that decided."""
    return f"{option} by default" if source.kind == "default" else f"{option} in {where(source)}"


_CREDENTIALS_ARE: Final = {True: "allowed", False: "not allowed"}


def answered_by(prediction: Prediction) -> str:
    """Say who sends a response, and what cannot be predicted about it."""
    if prediction.replaced is not None:
        return f"from flask_cors, instead of the app's {prediction.replaced}; no hook can reject it"
    if prediction.answered_by == "flask_cors" and not prediction.request.preflight:
        assert prediction.policy is not None  # noqa: S101 - it rejects
        value = prediction.policy.reject_disallowed
        return f"from flask_cors instead of the view: reject_disallowed={value!r}"
    if prediction.answered_by == "view":
        what = "assuming status 200; views are not run"
        if prediction.request.method == "OPTIONS":
            what = f"which answers OPTIONS itself; {what}"
        return f"from view {prediction.endpoint!r} ({what})"
    if prediction.request.preflight and prediction.policy:
        return "from flask_cors; no hook can reject it"
    return "from Flask"


def governed_by(policy: Policy) -> str:
    """Return the name of the scope that governs."""
    scope = policy.scopes[-1]
    if scope.name == UNDECIDED.label:
        return f"none for sure, since this is {scope.name}"
    kind = "resource" if scope.kind == "app" else scope.kind
    return f"{kind} {scope.name}"


def _readable(
    outcome: Outcome, predictions: list[Prediction], where: _Where
) -> Iterator[tuple[int, str]]:
    if outcome.type == "basic":
        yield 1, "all headers except Set-Cookie"
    elif outcome.type == "cors":
        yield 1, f"the safelisted headers: {_SAFELISTED}"
        last = predictions[-1]
        exposed = safelist.get(last.response.headers, protocol.EXPOSE_HEADERS)
        assert last.policy is not None  # noqa: S101 - it passed the CORS check
        source = last.policy.settings["expose_headers"].source
        names = [
            name
            for name in protocol.list_members(exposed or "")
            if name.lower() not in protocol.FORBIDDEN_RESPONSE_HEADERS
            # With credentials, `*` is the name of a header.
            and (name != "*" or not last.request.credentials)
        ]
        what = f"the exposed headers: {', '.join(names)}" if names else "no other headers"
        yield 1, f"{what} ({_set('expose_headers', source, where)})"


def conclusion(
    outcome: Outcome, dangers: list[str], remedy: Remedy | None, where: _Where
) -> Iterator[tuple[int, str]]:
    """Iterate over the lines after the verdict: the browser's message, and what to change."""
    if outcome.error is not None:
        yield 0, f"The browser reports: {sentences.message(outcome.error)}."
    for danger in dangers:
        yield 0, f"Unsafe: {danger}."
    if remedy is None:
        return
    if remedy.changes:
        yield 0, "Smallest configuration change that would allow it:"
    for change in remedy.changes:
        hint = f" - {change.hint}" if change.hint else ""
        yield 1, f"{change.write} in {where(change.source)}{hint}"
        for warning in change.warnings:
            yield 2, f"Unsafe: {warning}"
    if remedy.instead:
        yield 0, f"{'Then' if remedy.changes else 'Remedy'}: {remedy.instead}."
