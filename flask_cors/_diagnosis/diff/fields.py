"""The fields of an untrusted document: each is checked before it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class SnapshotError(ValueError):
    """Raised for a document that is not the output of `flask cors routes --json`."""


class Fields:
    """The fields of an object in the document; an error names the field by its path."""

    __slots__ = ("_fields", "_name", "_parent", "regexes")

    def __init__(
        self,
        fields: Mapping[str, Any],
        *,
        regexes: set[tuple[str, str]] | None,
        parent: Fields | None = None,
        name: str = "",
    ) -> None:
        self._fields = fields
        self._parent = parent
        self._name = name
        #: The regular expressions of the document, if they are counted.
        self.regexes = regexes

    @property
    def path(self) -> str:
        return self._parent.at(self._name) if self._parent else ""

    def get(self, name: str, *kinds: type) -> Any:  # noqa: ANN401 - as varied as the fields are
        if name not in self._fields:
            raise SnapshotError(f"has no field {self.at(name)!r}")
        value = self._fields[name]
        # The values of a live app can be of subclasses of `str`; a bool must not pass as an int.
        if type(value) not in kinds and not (str in kinds and isinstance(value, str)):
            raise SnapshotError(f"has an invalid {self.at(name)!r}: {value!r:.60}")
        return value

    def at(self, name: str) -> str:
        path = self.path
        return f"{path}.{name}" if path else name

    def has(self, name: str) -> bool:
        return name in self._fields

    def object(self, name: str) -> Fields:
        found = self.get(name, dict)
        return Fields(found, regexes=self.regexes, parent=self, name=name)

    def objects(self, name: str) -> Iterator[Fields]:
        for index, item in enumerate(self.get(name, list)):
            place = f"{name}[{index}]"
            if not isinstance(item, dict):
                raise SnapshotError(f"has an invalid {self.at(place)!r}: {item!r:.60}")
            yield Fields(item, regexes=self.regexes, parent=self, name=place)

    def words(self, name: str) -> tuple[str, ...]:
        found = self.get(name, list)
        if not all(issubclass(kind, str) for kind in set(map(type, found))):
            raise SnapshotError(f"has an invalid {self.at(name)!r}: {found!r:.60}")
        return tuple(found)
