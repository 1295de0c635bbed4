"""The fields of an untrusted document: each is checked before it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class SnapshotError(ValueError):
    """Raised for a document that is not the output of `flask cors routes --json`."""


class Fields:
    """The fields of an object in the document; an error names the field by its path."""

    __slots__ = ("_fields", "path", "regexes")

    def __init__(
        self, fields: Mapping[str, Any], path: str = "", *, regexes: set[tuple[str, str]] | None
    ) -> None:
        self._fields = fields
        self.path = path
        #: The regular expressions of the document, if they are counted.
        self.regexes = regexes

    def get(self, name: str, *kinds: type) -> Any:  # noqa: ANN401 - as varied as the fields are
        if name not in self._fields:
            raise SnapshotError(f"has no field {self.at(name)!r}")
        value = self._fields[name]
        if type(value) not in kinds:
            raise SnapshotError(f"has an invalid {self.at(name)!r}: {value!r:.60}")
        return value

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def has(self, name: str) -> bool:
        return name in self._fields

    def object(self, name: str) -> Fields:
        return Fields(self.get(name, dict), self.at(name), regexes=self.regexes)

    def objects(self, name: str) -> Iterator[Fields]:
        for index, item in enumerate(self.get(name, list)):
            path = f"{self.at(name)}[{index}]"
            if not isinstance(item, dict):
                raise SnapshotError(f"has an invalid {path!r}: {item!r:.60}")
            yield Fields(item, path, regexes=self.regexes)

    def words(self, name: str) -> tuple[str, ...]:
        found = self.get(name, list)
        if not all(isinstance(item, str) for item in found):
            raise SnapshotError(f"has an invalid {self.at(name)!r}: {found!r:.60}")
        return tuple(found)
