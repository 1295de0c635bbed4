"""The state of one app, created by its first `CORS(app)`."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from flask_cors.core.layers import merge
from flask_cors.core.problems import ConfigurationError, Problem

from .app_config import AppConfig, as_warnings
from .calls import Registrations, app_layers, read_call, source_here
from .reporting import ReportedProblems
from .resolver import Resolver
from .scopes import AppScopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask

    from flask_cors.core.layers import Layer
    from flask_cors.core.problems import Source

    from .calls import Call
    from .line_limit import Refusals


class State:
    """The state of one app, in `app.extensions["cors"]`.

    There are two phases. Until the first request, `resolver` is None, and calls are added. Then
    `complete` creates the resolver, and `adopt` replaces it atomically.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        #: The calls of `CORS(app)`, and those of `CORS(blueprint)` as they were registered.
        self.calls: list[Call] = []
        self.registrations = Registrations()
        #: The `CORS_*` keys of `app.config`.
        self.config = AppConfig(app)
        #: The problems that were already reported.
        self.reported = ReportedProblems()
        #: Finds the policies; None until the first request. Each exchange keeps the resolver that
        #: it began with. It is set last, after everything that belongs to it.
        self.resolver: Resolver | None = None
        #: The wrapper of `app.wsgi_app`, once it is attached.
        self.wrapper: Any = None
        #: True if the wrapper calls `Flask.wsgi_app` directly.
        self.direct = True
        #: Limits the log lines about refusals, once there is one.
        self.refusals: Refusals | None = None
        #: Held while the resolver is created or replaced.
        self.lock = threading.Lock()

    @classmethod
    def of(cls, app: Flask) -> State | None:
        """Return the state of an app; None if CORS is not configured for it."""
        found = app.extensions.get("cors")
        return found if isinstance(found, State) else None

    # -- setting up --------------------------------------------------------------------------

    def app_calls(self, config: Layer) -> list[Call]:
        """Return the calls of `CORS(app)`, with the configured resources if they have none."""
        return [_with_resources(call, config) for call in self.calls]

    def add_call(self, call: Call) -> None:
        """Add a call of `CORS(app)`, unless it has errors."""
        self.check_open()
        config = self.config.read()
        own = _with_resources(call, config)
        found = [
            *config.problems,
            *own.problems((config,)),
            *repeated([*self.app_calls(config), own], call.source),
        ]
        self.reported.report(found, strict=is_strict(config, [call]))
        self.calls.append(call)

    def add_registration(self, call: Call) -> None:
        """Add a call of `CORS(blueprint)`, as the blueprint is registered on this app."""
        self.check_open()
        config = self.config.read()
        strict = is_strict(config, self.calls)
        if strict:
            self.reported.report(call.problems(), strict=True)
        self.reported.report(config.problems, strict=strict)
        self.registrations.add(call)

    def check_open(self) -> None:
        """Raise `ConfigurationError` if the app has started to serve."""
        if has_begun(self.app):
            place = source_here("app", f"CORS on {self.app.name!r}")
            remedy = (
                "configure CORS before the app serves; to change it later, call reconfigure() on"
                " the CORS object"
            )
            problem = Problem.fatal("too-late", "was called after the first request", remedy, place)
            raise ConfigurationError([problem])

    # -- the first request -------------------------------------------------------------------

    def complete(self) -> Resolver:
        """Return the resolver, which the first request creates."""
        with self.lock:
            if self.resolver is not None:
                return self.resolver
            config = self.config.read()
            resolver = self._resolver(config)
            if resolver.strict:
                self.reported.report(self._problems(config, resolver), strict=True)
            self.config.note()
            self.wrapper.watch(resolver)
            # Other threads read it without the lock, so everything must be complete by now.
            self.resolver = resolver
        # With `strict`, a problem is an error instead. Other threads do not wait for warnings.
        if not resolver.strict:
            of_app = _app_problems(resolver.scopes, only_new=True)
            if found := [*as_warnings(config.problems), *of_app]:
                self.note_reported(resolver)
                self.reported.warn(found)
        return resolver

    def renewed(self, outdated: Resolver) -> Resolver:
        """Return the new resolver, after views of the old one were replaced."""
        with self.lock:
            if self.resolver is outdated:
                # The configuration stays as it was at the first request.
                resolver = self._resolver(outdated.scopes.config)
                self.wrapper.watch(resolver)
                self.resolver = resolver
            assert self.resolver is not None  # noqa: S101 - it is there since the first request
            return self.resolver

    def note_reported(self, resolver: Resolver) -> None:
        """Record the warnings that `CORS(blueprint)` and `cross_origin` already issued."""
        views = (read_call([layer], layer.source) for layer in resolver.scopes.view_layers())
        for call in (*self.registrations.calls, *views):
            self.reported.note(call.problems())

    def read(self) -> tuple[Resolver, list[Problem]]:
        """Return a resolver for the current configuration, and its problems."""
        config = self.config.read()
        resolver = self._resolver(config)
        return resolver, self._problems(config, resolver)

    def _resolver(self, config: Layer) -> Resolver:
        scopes = AppScopes(self.app, config, self.app_calls(config), self.registrations)
        return Resolver(scopes)

    def _problems(self, config: Layer, resolver: Resolver) -> list[Problem]:
        problems = [*as_warnings(config.problems), *_app_problems(resolver.scopes)]
        if resolver.strict:
            for call in (*self.calls, *self.registrations.calls):
                problems += call.problems()
            for layer in resolver.scopes.view_layers():
                problems += layer.problems
        return problems

    def outlook(self) -> Resolver:
        """Return the resolver that the first request would create, ignoring problems."""
        return self._resolver(self.config.read())

    def preview(self) -> tuple[Resolver, list[Problem]]:
        """Return the resolver that the first request would create, and its warnings.

        The app can still be configured. Raises `ConfigurationError` if the first request would.
        """
        if self.resolver is not None:
            outdated = self.resolver.scopes.look_at_all()
            return self.renewed(self.resolver) if outdated else self.resolver, []
        resolver, problems = self.read()
        if resolver.strict and problems:
            raise ConfigurationError(problems)
        self.note_reported(resolver)
        return resolver, self.reported.new(problems)


def has_begun(app: Flask) -> bool:
    """Return whether an app has started to serve, so it can no longer be set up."""
    try:
        # A setup method that changes nothing, but that Flask refuses after the first request.
        app.endpoint("")
    except AssertionError:
        return True
    return False


def repeated(calls: Iterable[Call], within: Source | None = None) -> Iterator[Problem]:
    """Find resource patterns that occur twice; only those of the call at `within` if given."""
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


def is_strict(config: Layer, calls: Iterable[Call]) -> bool:
    """Return whether `app.config` and some calls together ask for `strict`."""
    strict: bool = merge(app_layers(config, calls))["strict"].value
    return strict


def _with_resources(call: Call, config: Layer) -> Call:
    """Return a call of `CORS(app)`, with the configured resources if it has none."""
    if call.resources is not None:
        return call
    return call.replaced(resources=read_call([config], config.source).resources)


def preview(app: Flask) -> tuple[Resolver, list[Problem]]:
    """Return the result of `State.preview`, even for an app without configuration."""
    return (State.of(app) or State(app)).preview()


def _app_problems(scopes: AppScopes, *, only_new: bool = False) -> Iterator[Problem]:
    """Call `app_problems`, unless it cannot find any, as in most apps."""
    if scopes.need_examination:
        from .app_problems import app_problems

        yield from app_problems(scopes, only_new=only_new)
