"""An index of strings by their prefixes."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class PrefixIndex:
    """An index of numbered strings by their prefixes."""

    __slots__ = ("_by_text", "_lengths", "_sorted")

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        self._by_text: dict[str, list[int]] = {}
        for index, text in texts:
            self._by_text.setdefault(text, []).append(index)
        self._sorted = sorted(self._by_text)
        self._lengths = sorted({len(text) for text in self._by_text})

    def beginning_with(self, text: str) -> Iterator[int]:
        """Iterate over the strings that begin with `text`, including `text` itself."""
        place = bisect_left(self._sorted, text)
        while place < len(self._sorted) and self._sorted[place].startswith(text):
            yield from self._by_text[self._sorted[place]]
            place += 1

    def that_begin(self, text: str) -> Iterator[int]:
        """Iterate over the shorter strings that `text` begins with."""
        for length in self._lengths:
            if length >= len(text):
                return
            yield from self._by_text.get(text[:length], ())
