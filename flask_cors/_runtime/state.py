"""The state of one app, from its first `CORS(app)` on."""

from __future__ import annotations

import threading
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask_cors.core.layers import merge
from flask_cors.core.problems import ConfigurationError, Problem

from .app_config import AppConfig, as_warnings
from .app_problems import app_problems
from .app_scopes import AppScopes
from .calls import app_layers, read_call, source_here
from .resolver import Resolver
from .told import Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from flask import Flask

    from flask_cors.core.layers import Layer
    from flask_cors.core.problems import Source

    from .calls import Call
    from .line_limit import Refusals


class State:
    """The state of one app, in `app.extensions["cors"]`.

    There are two phases. Until the first request `resolver` is None, and calls are added. Then
    `complete` makes the resolver, and `adopt` replaces it: a request sees the one or the other.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        #: The calls of `CORS(app)`, and those of `CORS(blueprint)` as they were registered.
        self.calls: list[Call] = []
        self.registrations: list[Call] = []
        #: The `CORS_*` keys of `app.config`.
        self.config = AppConfig(app)
        #: The problems that were raised or warned of.
        self.told = Told()
        #: Finds the policies; None until the first request. Each exchange keeps the one that it
        #: began with. It is set last, when all that goes with it is in place.
        self.resolver: Resolver | None = None
        #: The wrapper of `app.wsgi_app`, once it is in its place.
        self.wrapper: Any = None
        #: True if the wrapper calls `Flask.wsgi_app` directly.
        self.direct = True
        #: Held while the resolver is made or replaced.
        self.lock = threading.Lock()

    @cached_property
    def refusals(self) -> Refusals:
        """Bounds what is logged of refusals."""
        from .line_limit import Refusals

        return Refusals()

    @classmethod
    def of(cls, app: Flask) -> State | None:
        """Return the state of an app; None if nothing has configured CORS for it."""
        found = app.extensions.get("cors")
        return found if isinstance(found, State) else None

    # -- setting up --------------------------------------------------------------------------

    def app_calls(self, config: Layer) -> list[Call]:
        """Return the calls of `CORS(app)`, those that name no resources with the configured."""
        return [_with_resources(call, config) for call in self.calls]

    def add_call(self, call: Call) -> None:
        """Add a call of `CORS(app)`, unless it is in error."""
        self.check_open()
        config = self.config.read()
        own = _with_resources(call, config)
        found = [
            *config.problems,
            *own.problems((config,)),
            *repeated([*self.app_calls(config), own], call.source),
        ]
        self.told.tell(found, strict=_is_strict(config, [call]))
        self.calls.append(call)

    def add_registration(self, call: Call) -> None:
        """Add a call of `CORS(blueprint)`, as the blueprint is registered on this app."""
        self.check_open()
        config = self.config.read()
        strict = _is_strict(config, self.calls)
        if strict:
            self.told.tell(call.problems(), strict=True)
        self.told.tell(config.problems, strict=strict)
        self.registrations.append(call)

    def check_open(self) -> None:
        """Raise `ConfigurationError` if the app has begun to serve."""
        if has_begun(self.app):
            place = source_here("app", f"CORS on {self.app.name!r}")
            remedy = (
                "configure CORS before the app serves, and call reconfigure() on what it was"
                " configured with to change that"
            )
            problem = Problem.fatal("too-late", "was called after the first request", remedy, place)
            raise ConfigurationError([problem])

    # -- the first request -------------------------------------------------------------------

    def complete(self) -> Resolver:
        """Return the resolver, which the first request makes."""
        with self.lock:
            if self.resolver is not None:
                return self.resolver
            config = self.config.read()
            resolver = self._resolver(config)
            if resolver.strict:
                self.told.tell(self._problems(config, resolver), strict=True)
            self._note_told(resolver)
            self.config.note()
            self.wrapper.watch(resolver)
            # Other threads ask for it without the lock, so that nothing may be missing from now on.
            self.resolver = resolver
        # Under `strict` there was none. They do not wait for what only warns.
        if not resolver.strict:
            self.told.warn(self._problems(config, resolver))
        return resolver

    def renewed(self, outdated: Resolver) -> Resolver:
        """Return the resolver in place of one whose views were replaced."""
        with self.lock:
            if self.resolver is outdated:
                # The configuration stays as it was at the first request.
                resolver = self._resolver(outdated.scopes.config)
                self.wrapper.watch(resolver)
                self.resolver = resolver
            assert self.resolver is not None  # noqa: S101 - it is there since the first request
            return self.resolver

    def _note_told(self, resolver: Resolver) -> None:
        """Note what `CORS(blueprint)` and `cross_origin` warned of before they reached an app."""
        views = (read_call([layer], layer.source) for layer in resolver.scopes.view_layers())
        for call in (*self.registrations, *views):
            self.told.note(call.problems())

    def _read(self) -> tuple[Resolver, list[Problem]]:
        """Return a resolver of what is configured so far, and what is wrong with that."""
        config = self.config.read()
        resolver = self._resolver(config)
        return resolver, self._problems(config, resolver)

    def _resolver(self, config: Layer) -> Resolver:
        scopes = AppScopes(self.app, config, self.app_calls(config), self.registrations)
        return Resolver(scopes)

    def _problems(self, config: Layer, resolver: Resolver) -> list[Problem]:
        problems = [*as_warnings(config.problems), *app_problems(resolver.scopes)]
        if resolver.strict:
            for call in (*self.calls, *self.registrations):
                problems += call.problems()
            for layer in resolver.scopes.view_layers():
                problems += layer.problems
        return problems

    def outlook(self) -> Resolver:
        """Return the resolver that the first request would make, whatever is wrong with it."""
        return self._resolver(self.config.read())

    def preview(self) -> tuple[Resolver, list[Problem]]:
        """Return the resolver that the first request would make, and what it would warn of.

        The app can be configured further. Raises `ConfigurationError` where the first request
        would.
        """
        if self.resolver is not None:
            outdated = self.resolver.scopes.look_at_all()
            return self.renewed(self.resolver) if outdated else self.resolver, []
        resolver, problems = self._read()
        if resolver.strict and problems:
            raise ConfigurationError(problems)
        self._note_told(resolver)
        return resolver, self.told.new(problems)

    # -- reconfiguring -----------------------------------------------------------------------

    def with_calls(self, instead: Mapping[Call, Call]) -> State:
        """Return a copy with other calls in place of some; requests do not see it."""
        other = copy(self)
        other.config = copy(self.config)
        other.calls = [instead.get(call, call) for call in self.calls]
        other.registrations = [instead.get(call, call) for call in self.registrations]
        return other

    def examined(self, before: State) -> tuple[list[Problem], list[Problem]]:
        """Read what came out of `with_calls`; return the errors and the warnings.

        As at start-up: a call is judged as strictly as it asks for, and all together as the app.
        """
        config = self.config.read()
        calls = self.app_calls(config)
        found = [*config.problems, *repeated(calls)]
        for old, new in zip(before.registrations, self.registrations, strict=True):
            # By `CORS(blueprint)`, before it reached an app, the rest was warned of.
            known = set(old.problems())
            found += [each for each in new.problems() if each not in known]
        if self.resolver is not None:
            self.config.note()
            self.resolver, merged = self._read()
            found += merged
        errors: list[Problem] = []
        warnings: list[Problem] = []
        judged = [
            *((call.problems((config,)), _is_strict(config, [call])) for call in calls),
            (found, _is_strict(config, calls)),
        ]
        for problems, strict in judged:
            for problem in problems:
                (errors if problem.error or strict else warnings).append(problem)
        return errors, warnings

    def adopt(self, other: State, warned: Iterable[Problem]) -> None:
        """Become what came out of `with_calls`, and was warned of; for a request it is one step."""
        self.told.forget_all_but(warned)
        self.calls, self.registrations = other.calls, other.registrations
        if other.resolver is not None:
            self.wrapper.watch(other.resolver)
            self.config, self.resolver = other.config, other.resolver
            self.refusals.clear()


def has_begun(app: Flask) -> bool:
    """Tell whether an app has begun to serve, and is not to be set up any more."""
    try:
        # A setup method that changes nothing, and that Flask refuses after the first request.
        app.endpoint("")
    except AssertionError:
        return True
    return False


def repeated(calls: Iterable[Call], within: Source | None = None) -> Iterator[Problem]:
    """Find resource patterns that an earlier call, or the same, has named; of one call if given."""
    first: dict[Any, Source] = {}
    for call in calls:
        for pattern in call.patterns:
            if pattern in first and (within is None or call.source is within):
                yield Problem(
                    "repeated-resource",
                    error=False,
                    source=call.source,
                    option="resources",
                    value=pattern.text,
                    about=f"resources={pattern.text!r}",
                    reason=(
                        "is already configured by {}; the two are merged and later options win"
                    ),
                    remedy="configure it once",
                    also=(first[pattern],),
                )
            first.setdefault(pattern, call.source)


def _is_strict(config: Layer, calls: Iterable[Call]) -> bool:
    """Tell whether `app.config` and some calls together ask for `strict`."""
    strict: bool = merge(app_layers(config, calls))["strict"].value
    return strict


def _with_resources(call: Call, config: Layer) -> Call:
    """Return a call of `CORS(app)` with the configured resources where it names none."""
    if call.resources is not None:
        return call
    return call.replaced(resources=read_call([config], config.source).resources)


def preview(app: Flask) -> tuple[Resolver, list[Problem]]:
    """Return what `State.preview` returns, also for an app that nothing has configured."""
    return (State.of(app) or State(app)).preview()
