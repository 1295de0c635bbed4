"""`CORS.reconfigure`: new options for running apps, checked before any of them is changed."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from copy import copy
from typing import TYPE_CHECKING, Final

from flask_cors.core.problems import ConfigurationError

from .calls import Registrations, read_call, read_layer
from .reporting import report
from .state import is_strict, repeated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from flask_cors.core.layers import Layer
    from flask_cors.core.problems import Problem, Source

    from .calls import Call
    from .state import State

#: Without it, two reconfigurations of the same apps in different orders could deadlock.
_turn: Final = threading.Lock()


def reconfigure(
    owner: object, states: Iterable[State], options: Mapping[str, object], source: Source
) -> None:
    """Apply options to every call of `owner` on some apps: on all, or on none if one fails.

    `source` is where the options were given. Requests in progress keep the old policies.
    """
    reading = _Reading(options, source)
    errors: dict[str, Problem] = {}
    new: dict[Problem, None] = {}
    changes: list[tuple[State, State, list[Problem]]] = []
    with _turn, ExitStack() as held:
        for state in states:
            # Otherwise a first request could complete a state that is about to be replaced.
            held.enter_context(state.lock)
            called = (*state.calls, *state.registrations.calls)
            other = _with_calls(
                state, {call: reading.over(call) for call in called if call.owner is owner}
            )
            wrong, warned = _examined(other, state)
            if state.resolver is not None:
                state.note_reported(state.resolver)
            new.update(dict.fromkeys(state.reported.new(warned)))
            for problem in wrong:
                errors.setdefault(str(problem), problem)
            changes.append((state, other, warned))
        if errors:
            raise ConfigurationError(errors.values())
        # Before anything changes, since a warning may be turned into an error.
        report(new, strict=False)
        for state, other, warned in changes:
            _adopt(state, other, warned)


class _Reading:
    """The options, parsed for each kind of source that they are applied to."""

    def __init__(self, options: Mapping[str, object], source: Source) -> None:
        self._options = options
        self._source = source
        self._layers: dict[Source, Layer] = {}

    def over(self, call: Call) -> Call:
        """Return a call with the options applied."""
        of = (call.original or call).source
        source = self._source.replaced(kind=of.kind, label=f"{of.label}.reconfigure()")
        if source not in self._layers:
            self._layers[source] = read_layer(self._options, source, source.kind)
        layer = self._layers[source]
        return _under(call, layer, {*self._options, *layer.values})


def _under(call: Call, change: Layer, names: Collection[str]) -> Call:
    """Return the call with a layer on top, without earlier settings of `names`.

    So there are never more layers than options, however often an app is reconfigured.
    """
    first = call.original or call
    earlier = (layer.without(names) for layer in call.layers[len(first.layers) :])
    changes = [layer for layer in (*earlier, change) if layer.values or layer.problems]
    # Resources that are not given now stay unchanged.
    resources, source = call.resources, call.source
    if "resources" in change.values:
        source = change.source
        resources = read_call([change], source).resources
    elif "resources" in names:
        resources, source = first.resources, first.source
    layers = (*first.layers, *changes)
    return first.replaced(source=source, layers=layers, resources=resources, original=first)


def _with_calls(state: State, instead: Mapping[Call, Call]) -> State:
    """Return a copy with some calls replaced; requests do not use it."""
    other = copy(state)
    other.config = copy(state.config)
    other.calls = [instead.get(call, call) for call in state.calls]
    other.registrations = Registrations(
        instead.get(call, call) for call in state.registrations.calls
    )
    return other


def _examined(state: State, before: State) -> tuple[list[Problem], list[Problem]]:
    """Read a changed copy of a state; return the errors and the warnings.

    As at start-up, `strict` on a call covers the problems of that call; the `strict` of all calls
    together covers the problems of the app.
    """
    config = state.config.read()
    calls = state.app_calls(config)
    found = [*config.problems, *repeated(calls)]
    for old, new in zip(before.registrations.calls, state.registrations.calls, strict=True):
        # `CORS(blueprint)` already warned about the rest before it had an app.
        known = set(old.problems())
        found += [each for each in new.problems() if each not in known]
    if state.resolver is not None:
        state.config.note()
        state.resolver, merged = state.read()
        found += merged
    errors: list[Problem] = []
    warnings: list[Problem] = []
    judged = [
        *((call.problems((config,)), is_strict(config, [call])) for call in calls),
        (found, is_strict(config, calls)),
    ]
    for problems, strict in judged:
        for problem in problems:
            (errors if problem.error or strict else warnings).append(problem)
    return errors, warnings


def _adopt(state: State, other: State, warned: Iterable[Problem]) -> None:
    """Adopt a changed copy of a state atomically, after its warnings were issued."""
    state.reported.forget_all_but(warned)
    state.calls, state.registrations = other.calls, other.registrations
    if other.resolver is not None:
        state.wrapper.watch(other.resolver)
        state.config, state.resolver = other.config, other.resolver
        state.refusals = None
