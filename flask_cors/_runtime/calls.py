"""Reads one call that configures an app or a blueprint, and notes where it is in the code."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

from flask_cors.core.layers import Layer, merge
from flask_cors.core.patterns.origins import OriginKind
from flask_cors.core.patterns.paths import PathKind, PathPattern
from flask_cors.core.problems import Problem, Source
from flask_cors.core.records import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from types import FrameType

#: The resource of a call that names none.
EVERY_PATH = PathPattern(PathKind.ALL, "/*")


def calling_frame() -> FrameType | None:
    """Return the frame of the call that led into this package."""
    frame = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__", "").startswith("flask_cors."):
        frame = frame.f_back
    return frame


def source_here(kind: str, label: str) -> Source:
    """Return the place of the call that led into this package."""
    frame = calling_frame()
    # Other Pythons than CPython need not have frames.
    file, line = (frame.f_code.co_filename, frame.f_lineno) if frame else ("", 0)
    return Source(kind, label, file, line)


def materialized(raw: Mapping[str, object]) -> dict[str, object]:
    """Return options with lists in place of iterators, which are consumed only once."""
    return {
        name: list(value)
        if isinstance(value, Iterator)
        else materialized(value)
        if isinstance(value, Mapping)
        else value
        for name, value in raw.items()
    }


class Call(Record, identity=True):
    """One call that configures an app or a blueprint: its layers, and the resources it names.

    A blueprint can be registered several times. Each registration has a copy of the call, with the
    name of the blueprint on the app, its URL prefix and its subdomain.
    """

    source: Source
    layers: tuple[Layer, ...]
    #: The patterns with the options of each; None where the call names no `resources`.
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
        """The resources, which are every path where none is named."""
        if self.resources is None:
            return ((EVERY_PATH, Layer(self.source, {})),)
        return self.resources

    @property
    def patterns(self) -> list[PathPattern]:
        """The patterns of the resources."""
        return [pattern for pattern, _ in self.entries]

    @property
    def is_strict(self) -> bool:
        """True if the call itself sets `strict`."""
        return any(layer.values.get("strict", False) for layer in self.layers)

    def under(self, change: Layer, names: Collection[str]) -> Call:
        """Return the call with a layer on top, in place of what earlier ones said of `names`.

        So the layers are never more than there are options, however often an app is reconfigured.
        """
        first = self.original or self
        earlier = (layer.without(names) for layer in self.layers[len(first.layers) :])
        changes = [layer for layer in (*earlier, change) if layer.values or layer.problems]
        # The resources that are not named now stay as they were read.
        resources, source = self.resources, self.source
        if "resources" in change.values:
            source = change.source
            resources = read_call([change], source).resources
        elif "resources" in names:
            resources, source = first.resources, first.source
        layers = (*first.layers, *changes)
        return first.replaced(source=source, layers=layers, resources=resources, original=first)

    def problems(self, base: Sequence[Layer] = ()) -> Iterator[Problem]:
        """Iterate over the problems of the call on `base`, without the scopes around it.

        Without a base, options that only harm beside some origins are judged where the call names
        its own: any other call adds to a scope that only the whole app shows.
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


def app_layers(config: Layer, calls: Iterable[Call]) -> tuple[Layer, ...]:
    """Return the layers that apply to an app as a whole, whatever its resources."""
    return (config, *(layer for call in calls for layer in call.layers))


def read_call(layers: Iterable[Layer], source: Source) -> Call:
    """Put the layers of one call together, and read the options of the resources they name."""
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
    """Read the options of one place, and check that its callables can be asked."""
    layer = Layer.read(raw, source, scope)
    found = tuple(_unawaitable(layer))
    return layer.replaced(problems=(*layer.problems, *found)) if found else layer


def _unawaitable(layer: Layer) -> Iterator[Problem]:
    for pattern in layer.values.get("origins", ()):
        if pattern.kind is not OriginKind.CALLABLE:
            continue
        from .callables import is_async

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
