"""Immutable values with named fields, at a low cost.

A frozen dataclass would do the same, but its methods are generated as text and compiled at import.
For a dozen classes, that took longer than the rest of an app's start-up.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any, ClassVar, Self, dataclass_transform


@dataclass_transform(frozen_default=True)
class Record:
    """A value whose fields are the annotations of its class, with the defaults given there.

    Two records are equal if they have the same class and equal fields; fields in `aside` are not
    compared and not shown. With `identity=True`, a record is only equal to itself.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    #: Those of them that have no default.
    _needed: ClassVar[frozenset[str]] = frozenset()
    _compared: ClassVar[tuple[str, ...]] = ()
    #: Returns the values of the compared fields.
    _key: ClassVar[attrgetter[Any]]

    def __init_subclass__(cls, *, aside: tuple[str, ...] = (), identity: bool = False) -> None:
        cls._fields = tuple(cls.__annotations__)
        cls._needed = frozenset(cls._fields).difference(vars(cls))
        type.__setattr__(cls, "__match_args__", cls._fields)
        cls._compared = tuple([name for name in cls._fields if name not in aside])
        cls._key = attrgetter(*cls._compared)
        if identity:
            cls.__eq__ = object.__eq__  # type: ignore[method-assign]
            cls.__hash__ = object.__hash__  # type: ignore[method-assign]

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as varied as fields are
        values = zip(self._fields, args, strict=False)
        # At once: field by field takes three times as long, and an app has many records.
        if not kwargs and len(args) == len(self._fields):
            vars(self).update(values)
            return
        kwargs.update(values)
        if not self._needed <= kwargs.keys():
            missing = min(self._needed.difference(kwargs))
            raise TypeError(f"{type(self).__name__} needs {missing!r}")
        vars(self).update(kwargs)

    def replaced(self, **changes: Any) -> Self:  # noqa: ANN401 - as varied as fields are
        """Return a copy with other values for some fields."""
        return type(self)(**{**vars(self), **changes})

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return bool(self._key(self) == self._key(other))

    def __hash__(self) -> int:
        return hash(self._key(self))

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._compared)
        return f"{type(self).__name__}({shown})"
