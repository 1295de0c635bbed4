"""What is known about one app, from its first `CORS(app)` on."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask_cors.core.layers import Layer, merge
from flask_cors.core.options import parse_config
from flask_cors.core.problems import ConfigurationError, Problem, Problems, Source

from .calls import Call, read_call, report, source_here
from .reporting import Refusals
from .resolver import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from .scopes import Registration


class State:
    """What the library knows about one app, in `app.extensions["cors"]`."""

    #: The resolver of what is configured: there from the first request on, and swapped as a whole.
    #: An exchange keeps the one that it began with, and is what a request asks.
    resolver: Resolver

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.calls: list[Call] = []
        self.registrations: list[Registration] = []
        #: The wrapper of `app.wsgi_app`, once it is in its place.
        self.wrapper: Any = None
        #: Whether nothing but Flask stands between that and the request.
        self.direct = True
        #: Held while the resolver is made or swapped.
        self.lock = threading.Lock()
        self._reported: set[Problem] = set()
        self._said: set[tuple[str, str]] = set()
        #: What is logged of refusals, which whoever sends requests can have many of.
        self.refusals = Refusals()
        #: What iterators in app.config gave; each is kept, so that its id stays its own.
        self._one_shot: dict[int, tuple[object, list[object]]] = {}
        #: The `CORS_*` keys of app.config with their values at the first request.
        self.config_keys: list[tuple[str, object]] = []
        self.config_size = 0

    # -- setting up --------------------------------------------------------------------------

    def config(self) -> Layer:
        """Read the `CORS_*` keys of `app.config` as they are now."""
        raw = {key: self._once(value) for key, value in _cors_keys(self.app)}
        source = Source("config", "app.config")
        problems = Problems(source)
        values = parse_config(raw, problems)
        return Layer(source, values, tuple(problems.found), tuple(problems.remarks))

    def _once(self, value: object) -> object:
        """Return a value in which one-shot iterables are what they gave when first read."""
        if isinstance(value, Mapping):
            return {key: self._once(inside) for key, inside in value.items()}
        if not isinstance(value, Iterator):
            return value
        if id(value) not in self._one_shot:
            self._one_shot[id(value)] = (value, list(value))
        return self._one_shot[id(value)][1]

    def app_calls(self, config: Layer) -> list[Call]:
        """Return the calls of `CORS(app)`, those that name no resources with the configured."""
        return [_with_resources(call, config) for call in self.calls]

    def add_call(self, call: Call, warned: Iterable[Problem] = ()) -> None:
        """Add a call of `CORS(app)`; nothing is added where it is in error."""
        self._reported.update(warned)
        self.check_open()
        config = self.config()
        found = [
            *config.problems,
            *_with_resources(call, config).problems((config,)),
            *_repeated([*self.app_calls(config), _with_resources(call, config)], call.source),
        ]
        strict = merge((config, *call.layers))["strict"].value
        self._report(found, strict=strict)
        self.calls.append(call)

    def add_registration(self, registration: Registration) -> None:
        """Add a blueprint with a policy, as it is registered on this app."""
        self.check_open()
        config = self.config()
        strict = merge((config, *(layer for c in self.calls for layer in c.layers)))
        if strict["strict"].value:
            self._report(registration.call.problems(), strict=True)
        self._report(config.problems, strict=strict["strict"].value)
        self.registrations.append(registration)

    def check_open(self) -> None:
        """Raise `ConfigurationError` if the app has begun to serve."""
        if has_begun(self.app):
            place = source_here("app", f"CORS on {self.app.name!r}")
            message = (
                "comes after the first request; configure CORS before the app serves, and call"
                " reconfigure() on what it was configured with to change that"
            )
            raise ConfigurationError([Problem.fatal("too-late", message, place)])

    def _report(self, problems: Iterable[Problem], *, strict: bool) -> None:
        """Report each problem once."""
        new = [problem for problem in problems if strict or problem not in self._reported]
        report(new, strict=strict)
        # Only now: an error of a call that is tried again is an error again.
        self._reported.update(new)

    # -- reconfiguring -----------------------------------------------------------------------

    def with_calls(self, instead: Mapping[Call, Call]) -> State:
        """Return what this would be with other calls in place of some; requests see none of it."""
        other = copy(self)
        other.calls = [instead.get(call, call) for call in self.calls]
        other.registrations = [
            replace(each, call=instead.get(each.call, each.call)) for each in self.registrations
        ]
        return other

    def examined(self, before: State) -> Iterator[tuple[Problem, bool]]:
        """Read what came out of `with_calls`; iterate over its problems, each as an error or not.

        As at start-up: a call is judged as strictly as it asks for, and all together as the app.
        """
        config = self.config()
        calls = self.app_calls(config)
        for call in calls:
            strict = merge((config, *call.layers))["strict"].value
            yield from _judged(call.problems((config,)), strict=strict)
        found = [*config.problems, *_repeated(calls)]
        for old, new in zip(before.registrations, self.registrations, strict=True):
            # By `CORS(blueprint)`, before it reached an app, the rest was warned of.
            known = set(old.call.problems())
            found += [each for each in new.call.problems() if each not in known]
        every = (layer for call in calls for layer in call.layers)
        if self.is_complete:
            self._note_config()
            self.resolver, merged = self._read()
            found += merged
        yield from _judged(found, strict=merge((config, *every))["strict"].value)

    def unreported(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return the problems that nobody was warned of."""
        return [problem for problem in problems if problem not in self._reported]

    def adopt(self, other: State, warned: Iterable[Problem]) -> None:
        """Become what came out of `with_calls`, and was warned of; for a request it is one step."""
        # What is no longer wrong is forgotten, so that this set does not grow for ever.
        self._reported = set(warned)
        self.calls, self.registrations = other.calls, other.registrations
        if other.is_complete:
            # First: a request that finds the new resolver must be noted if that asks for it.
            self.wrapper.watch(other.resolver)
            self.resolver = other.resolver
            self.config_keys, self.config_size = other.config_keys, other.config_size
            self.refusals.clear()

    # -- serving -----------------------------------------------------------------------------

    @property
    def is_complete(self) -> bool:
        """Whether the first request has come."""
        return hasattr(self, "resolver")

    def complete(self) -> Resolver:
        """Return the resolver of what is configured, which is complete with the first request."""
        with self.lock:
            return self.resolver if self.is_complete else self._make_resolver()

    def _make_resolver(self) -> Resolver:
        resolver, problems = self._read()
        if resolver.strict:
            self._report(problems, strict=True)
        self._note_told(resolver)
        self._note_config()
        self.resolver = resolver
        self._report(problems, strict=False)
        return resolver

    def _note_config(self) -> None:
        """Note what later changes of app.config are told from."""
        self.config_keys, self.config_size = list(_cors_keys(self.app)), len(self.app.config)

    def _note_told(self, resolver: Resolver) -> None:
        """Note what `CORS(blueprint)` and `cross_origin` warned of before they reached an app."""
        views = (read_call([layer], layer.source) for layer in resolver.view_layers())
        for call in (*(each.call for each in self.registrations), *views):
            self._reported.update(call.problems())

    def _read(self) -> tuple[Resolver, list[Problem]]:
        """Return a resolver of what is configured so far, and what is wrong with that."""
        config = self.config()
        resolver = Resolver(self.app, config, self.app_calls(config), self.registrations)
        problems = [*map(_demoted, config.problems), *resolver.problems()]
        if resolver.strict:
            for call in (*self.calls, *(each.call for each in self.registrations)):
                problems += call.problems()
            problems += resolver.view_problems()
        return resolver, problems

    def preview(self) -> tuple[Resolver, list[Problem]]:
        """Return the resolver that the first request would make, and what it would warn of.

        Nothing is fixed by that. Raises `ConfigurationError` where the first request would.
        """
        if self.is_complete:
            return self.resolver, []
        resolver, problems = self._read()
        if resolver.strict and problems:
            raise ConfigurationError(problems)
        self._note_told(resolver)
        return resolver, [problem for problem in problems if problem not in self._reported]

    def once(self, what: str, endpoint: str) -> bool:
        """Return True the first time it is asked about a remark on an endpoint."""
        new = (what, endpoint) not in self._said
        self._said.add((what, endpoint))
        return new

    def was_said(self, what: str) -> list[str]:
        """Return the endpoints on which a remark was made while serving."""
        return sorted(endpoint for said, endpoint in self._said if said == what)

    def late_keys(self) -> list[str]:
        """Return the `CORS_*` keys of `app.config` that differ from those of the first request."""
        if not self.is_complete:
            return []
        before, after = dict(self.config_keys), dict(_cors_keys(self.app))
        return [key for key in {**before, **after} if before.get(key) is not after.get(key)]

    def audited(self) -> tuple[list[Layer], list[Problem]]:
        """Return the layers of app.config and of all calls, and what is wrong across these."""
        config = self.config()
        calls = self.app_calls(config)
        problems = [*map(_demoted, config.problems), *_repeated(calls)]
        calls += {id(each.call): each.call for each in self.registrations}.values()
        layers = [config]
        for call in calls:
            layers += [*call.layers, *(layer for _, layer in call.resources or ())]
        return list(dict.fromkeys(layers)), problems

    def is_config_changed(self) -> bool:
        """Tell whether `app.config` may hold other options than at the first request."""
        config = self.app.config
        return len(config) != self.config_size or any(
            config.get(key) is not value for key, value in self.config_keys
        )

    def config_changes(self) -> list[str]:
        """Return the `CORS_*` keys of `app.config` that were changed too late, each once."""
        if not self.is_config_changed():
            return []
        changed = self.late_keys()
        self._note_config()
        return changed


def has_begun(app: Flask) -> bool:
    """Tell whether an app has begun to serve, and is not to be set up any more."""
    try:
        # A setup method that changes nothing, and that Flask refuses after the first request.
        app.endpoint("")
    except AssertionError:
        return True
    return False


def _cors_keys(app: Flask) -> Iterator[tuple[str, object]]:
    return ((key, value) for key, value in app.config.items() if key.startswith("CORS_"))


def _repeated(calls: Iterable[Call], within: Source | None = None) -> Iterator[Problem]:
    """Find resource patterns that an earlier call, or the same, has named; of one call if given."""
    first: dict[Any, Source] = {}
    for call in calls:
        for pattern in call.patterns:
            if pattern in first and (within is None or call.source is within):
                yield Problem(
                    "repeated-resource",
                    error=False,
                    message=(
                        f"resources={pattern.text!r}: was named before, by {first[pattern]}; the"
                        " two are one entry, in which the later options win; name it once"
                    ),
                    source=call.source,
                    option="resources",
                )
            first.setdefault(pattern, call.source)


def _judged(problems: Iterable[Problem], *, strict: bool) -> Iterator[tuple[Problem, bool]]:
    return ((problem, problem.error or strict) for problem in problems)


def _with_resources(call: Call, config: Layer) -> Call:
    """Return a call of `CORS(app)` with the configured resources where it names none."""
    if call.resources is not None:
        return call
    return replace(call, resources=read_call([config], config.source).resources)


def _demoted(problem: Problem) -> Problem:
    """Return an error of app.config as a warning, when it is too late to refuse to start.

    What could not be read is not set, and an origin or a resource that could not be read lets
    nobody in.
    """
    return replace(problem, error=False)


def state_of(app: Flask) -> State:
    """Return the state of an app, a new one where it has none."""
    state: State = app.extensions.setdefault("cors", State(app))
    return state


def preview(app: Flask) -> tuple[Resolver, list[Problem]]:
    """Return the resolver that the first request would make, and what it would warn of.

    The app stays as it is, and can be configured further. Raises `ConfigurationError` where the
    first request would.
    """
    state = app.extensions.get("cors")
    return (state if isinstance(state, State) else State(app)).preview()
