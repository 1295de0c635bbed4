"""`CORS.reconfigure`: new options for running apps, checked before any of them is changed."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final

from flask_cors.core.problems import ConfigurationError

from .calls import read_layer
from .reported_problems import report

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
            called = (*state.calls, *state.registrations)
            other = state.with_calls(
                {call: reading.over(call) for call in called if call.owner is owner}
            )
            wrong, warned = other.examined(state)
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
            state.adopt(other, warned)


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
        return call.under(layer, {*self._options, *layer.values})
