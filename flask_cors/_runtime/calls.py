"""The calls that configure an app or a blueprint, each with its place in the code."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from flask_cors.core.layers import Layer, merge
from flask_cors.core.patterns.paths import PathPattern
from flask_cors.core.problems import Problem, Source
from flask_cors.core.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import FrameType

#: Optional features; an app that uses none of them skips the code for them.
FEATURES: Final = ("callable", "reject_disallowed", "supports_credentials")
#: The resource of a call without `resources`.
EVERY_PATH = PathPattern("all", "/*")


def calling_frame() -> FrameType | None:
    """Return the frame of the call that led into this package."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").startswith("flask_cors."):
        frame = frame.f_back
    return frame


def source_here(kind: str, label: str) -> Source:
    """Return the source of the call that led into this package."""
    frame = calling_frame()
    # Python implementations other than CPython may not have frames.
    file, line = (frame.f_code.co_filename, frame.f_lineno) if frame else ("", 0)
    return Source(kind, label, file, line)


def materialized(raw: Mapping[str, object]) -> dict[str, object]:
    """Return options with lists instead of iterators, which can only be consumed once."""
    return {
        name: list(value)
        if isinstance(value, Iterator)
        else materialized(value)
        if isinstance(value, Mapping)
        else value
        for name, value in raw.items()
    }


class Call(Record, identity=True):
    """One call that configures an app or a blueprint: its layers and its resources.

    A blueprint can be registered several times. Each registration has a copy of the call, with the
    registered name of the blueprint, its URL prefix and its subdomain.
    """

    source: Source
    layers: tuple[Layer, ...]
    #: The patterns with their options; None if the call has no `resources`.
    resources: tuple[tuple[PathPattern, Layer], ...] | None
    #: The `CORS` that was called.
    owner: object = None
    #: The call before it was reconfigured, if it was.
    original: Call | None = None
    name: str = ""
    prefix: str = ""
    subdomain: str | None = None

    @property
    def entries(self) -> tuple[tuple[PathPattern, Layer], ...]:
        """The resources; by default, one for every path."""
        if self.resources is None:
            return ((EVERY_PATH, Layer(self.source, {})),)
        return self.resources

    @property
    def patterns(self) -> list[PathPattern]:
        """The patterns of the resources."""
        return [pattern for pattern, _ in self.entries]

    @property
    def all_layers(self) -> list[Layer]:
        """The layers of the call and of its resources."""
        return [*self.layers, *(layer for _, layer in self.resources or ())]

    @property
    def is_strict(self) -> bool:
        """True if the call itself sets `strict`."""
        return any(layer.values.get("strict") for layer in self.layers)

    @property
    def is_independent(self) -> bool:
        """True if `problems` finds every problem of the call: outer scopes have no effect.

        The call governs every path and sets its own `origins`. False with `send_wildcard`: its
        problem is an error, which the app may have caught, so it must be reported again.
        """
        names = {name for layer in self.layers for name in layer.values}
        return self.resources is None and "origins" in names and "send_wildcard" not in names

    def problems(self, base: Sequence[Layer] = ()) -> Iterator[Problem]:
        """Iterate over the problems of the call on `base`, without the outer scopes.

        Without a base, options that are harmful only with certain origins are checked only if the
        call sets its own origins: those of any other call are known only in the complete app.
        """
        for layer in self.layers:
            yield from layer.problems
        seen = set()
        for _, resource in self.entries:
            yield from resource.problems
            own = (*self.layers, resource)
            if not base and not any("origins" in layer.values for layer in own):
                continue
            settings = merge([*base, *own])
            if not settings["supports_credentials"].value:
                continue
            from flask_cors.core.conflicts import combination_problems

            for problem in combination_problems(settings):
                if problem not in seen:
                    seen.add(problem)
                    yield problem


class Registrations:
    """The calls of `CORS(blueprint)`, as their blueprints were registered on one app.

    They are indexed as they are added: an app may have a thousand blueprints, and to read them all
    would delay its first request. Another thread may be adding one, so iterate over copies.
    """

    def __init__(self, calls: Iterable[Call] = ()) -> None:
        #: The calls, in the order of their registration.
        self.calls: list[Call] = []
        #: The calls of each blueprint, by its registered name.
        self.by_name: dict[str, list[Call]] = {}
        #: The prefix of each blueprint, up to its first variable.
        self.prefixes: dict[str, str] = {}
        #: The names of the blueprints with resources.
        self.with_resources: dict[str, None] = {}
        #: The names of the blueprints whose only call is independent.
        self.independent: set[str] = set()
        #: The layers that use each feature.
        self.using: dict[str, list[Layer]] = {}
        for call in calls:
            self.add(call)

    def add(self, call: Call) -> None:
        """Add a call."""
        self.calls.append(call)
        same = self.by_name.setdefault(call.name, [])
        same.append(call)
        self.prefixes.setdefault(call.name, literal_prefix(call.prefix))
        if call.resources:
            self.with_resources[call.name] = None
        if call.is_independent and len(same) == 1:
            self.independent.add(call.name)
        else:
            self.independent.discard(call.name)
        for layer in call.all_layers:
            for feature in FEATURES:
                if uses(layer, feature):
                    self.using.setdefault(feature, []).append(layer)


def uses(layer: Layer, feature: str) -> bool:
    """Return whether a layer uses one of `FEATURES`: it has a callable, or turns on the option."""
    if feature == "callable":
        return any(pattern.kind == "callable" for pattern in layer.values.get("origins", ()))
    return bool(layer.values.get(feature))


def literal_prefix(rule: str) -> str:
    """Return the part of a rule or prefix before its first variable."""
    return rule.partition("<")[0]


def app_layers(config: Layer, calls: Iterable[Call]) -> tuple[Layer, ...]:
    """Return the layers that apply to an app as a whole, whatever its resources."""
    return (config, *(layer for call in calls for layer in call.layers))


def read_call(layers: Iterable[Layer], source: Source) -> Call:
    """Combine the layers of one call, and read the options of their resources."""
    found = tuple(layers)
    named = [layer.values["resources"] for layer in found if "resources" in layer.values]
    kind = "blueprint" if source.kind == "blueprint" else "resource"
    return Call(source, found, resource_layers(named[-1], kind, source) if named else None)


def resource_layers(
    resources: Iterable[tuple[PathPattern, Mapping[str, object]]], kind: str, source: Source
) -> tuple[tuple[PathPattern, Layer], ...]:
    """Read the options of each resource pattern."""
    return tuple(
        (
            pattern,
            read_layer(
                options,
                Source(kind, f"{source.label} resource {pattern.text!r}", source.file, source.line),
                "resource",
            ),
        )
        for pattern, options in resources
    )


def read_layer(raw: Mapping[str, object], source: Source, scope: str) -> Layer:
    """Read the options of one source, and check that its callables can be called."""
    layer = Layer.read(raw, source, scope)
    found = tuple(_unawaitable(layer))
    return layer.replaced(problems=(*layer.problems, *found)) if found else layer


def is_async(call: object) -> bool:
    """Return whether a callable is known to return an awaitable, without calling it."""
    return inspect.iscoroutinefunction(call) or inspect.iscoroutinefunction(
        getattr(call, "__call__", None)  # noqa: B004 - the method is inspected, not tested for
    )


def _unawaitable(layer: Layer) -> Iterator[Problem]:
    for pattern in layer.values.get("origins", ()):
        if pattern.kind != "callable":
            continue
        if is_async(pattern.call) and find_spec("asgiref") is None:
            yield Problem(
                "async-callable",
                error=True,
                source=layer.source,
                option="origins",
                value=pattern.call,
                about=f"origins={pattern.call!r}",
                reason="is async, which requires asgiref",
                remedy="install flask[async]",
            )
