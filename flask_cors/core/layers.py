"""Layers of settings, each with its source, and how they are merged."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from .options import OPTIONS, parse_options
from .problems import Problem, Problems, Source
from .records import Record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence


class Layer(Record, identity=True):
    """The parsed options of one source; a layer is only equal to itself."""

    source: Source
    values: Mapping[str, Any]
    problems: tuple[Problem, ...] = ()
    #: Problems that only `flask cors check` reports.
    remarks: tuple[Problem, ...] = ()

    @classmethod
    def read(cls, raw: Mapping[str, object], source: Source, scope: str) -> Layer:
        """Read the options of one call; `problems` contains the mistakes in them."""
        problems = Problems(source)
        values = parse_options(raw, scope, problems)
        found, remarks = tuple(problems.found), tuple(problems.remarks)
        return cls(source, MappingProxyType(values), found, remarks)

    def without(self, names: Collection[str]) -> Layer:
        """Return the layer without some options and their problems."""
        return Layer(
            self.source,
            MappingProxyType({k: v for k, v in self.values.items() if k not in names}),
            tuple(each for each in self.problems if each.option not in names),
            tuple(each for each in self.remarks if each.option not in names),
        )


class Scope(Record, identity=True):
    """A scope from the app down to a view, with its layers; later layers win.

    `kind` is `app`, `blueprint` or `view`; `name` is the pattern of the resource, the name of the
    blueprint or the endpoint.
    """

    kind: str
    name: str
    layers: tuple[Layer, ...]

    @property
    def names_origins(self) -> bool:
        """True if the scope replaces the outer scopes instead of inheriting from them."""
        return any("origins" in layer.values for layer in self.layers)


class Setting(Record):
    """The effective value of one option, its source, and the settings that it overrides."""

    value: Any
    source: Source
    shadowed: tuple[Setting, ...] = ()


#: The source of options that are not set.
DEFAULT: Final = Source("default", "the default")
#: The source of the empty origins for a path if it is undecided which resource governs it.
UNDECIDED: Final = Source("undecided", "a path that may fall under several resources or none")
#: Settings that apply if nothing is set.
DEFAULTS: Final = {option.name: Setting(option.default, DEFAULT) for option in OPTIONS.values()}
#: The values of `reject_disallowed`, the strictest last.
_GATES: Final = (False, "report", "unsafe", True)


def strictest_gate(settings: Iterable[Mapping[str, Setting]]) -> Setting:
    """Return the `reject_disallowed` among some settings that rejects most."""
    gates = (each["reject_disallowed"] for each in settings)
    return max(gates, key=lambda gate: _GATES.index(gate.value))


def effective_layers(base: Sequence[Layer], scopes: Iterable[Scope]) -> list[Layer]:
    """Return the layers that apply, outermost first.

    A scope that sets `origins` starts from `base` (app.config); otherwise it inherits from the
    outer scopes.
    """
    layers = list(base)
    for scope in scopes:
        if scope.names_origins:
            layers = list(base)
        layers.extend(scope.layers)
    return layers


def merge(layers: Iterable[Layer]) -> dict[str, Setting]:
    """Merge the defaults and the layers; the last layer that sets an option wins."""
    settings = DEFAULTS.copy()
    for layer in layers:
        for name, value in layer.values.items():
            under = settings[name]
            settings[name] = Setting(value, layer.source, (under, *under.shadowed))
    return settings
