"""The URL prefix of a blueprint, and its end in a path, consistent with routing."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from .url_rules import is_isolating, rule_matcher, rule_regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from werkzeug.routing import Map, Rule

#: Maximum number of positions tried as the end of a prefix that matches slashes, without a rule.
_TRIED_ENDS: Final = 32
#: Longer paths without a rule are never below such a prefix.
_LONGEST: Final = 4096


class UrlPrefix:
    """The URL prefix of a blueprint, which may have converters."""

    def __init__(self, text: str, url_map: Map) -> None:
        self.text = text
        self._url_map = url_map
        #: True if the prefix always matches as many segments as it has itself.
        self.is_isolating = is_isolating(text, url_map)
        self._below: dict[str, re.Pattern[str]] = {}

    def ends(self, path: str, rules: Iterable[Rule] = ()) -> Iterator[int]:
        """Iterate over the positions where the prefix ends in a path, in order.

        `rules` are those of the endpoint that the path belongs to, which determine the position.
        Without a rule that matches there can be several, if a converter accepts slashes.
        """
        if self.is_isolating:
            return self._end_of_segments(path)
        bound = {end for rule in rules if (end := self._bound_by(rule.rule, path)) is not None}
        return iter(sorted(bound)) if bound else self._possible_ends(path)

    def _end_of_segments(self, path: str) -> Iterator[int]:
        count = len(self._segments)
        segments = path.split("/", count)[:count]
        if len(segments) == count and all(
            fits(segment) for fits, segment in zip(self._segments, segments, strict=True)
        ):
            yield len("/".join(segments))

    @cached_property
    def _segments(self) -> list[Callable[[str], object]]:
        return [rule_matcher(segment, self._url_map) for segment in self.text.split("/")]

    def _possible_ends(self, path: str) -> Iterator[int]:
        if len(path) <= _LONGEST:
            slashes = (found.start() for found in re.finditer(r"(?<!\A)/|\Z", path))
            yield from (end for end in islice(slashes, _TRIED_ENDS) if self._whole(path[:end]))

    @cached_property
    def _whole(self) -> Callable[[str], object]:
        return rule_matcher(self.text, self._url_map)

    def _bound_by(self, rule: str, path: str) -> int | None:
        """Return where the prefix ends in a path that a rule below it matches; None otherwise."""
        if rule not in self._below:
            # As in Werkzeug: each variable in turn matches as little as possible.
            front = rule_regex(self.text, self._url_map)
            rest = rule_regex(rule.removeprefix(self.text).removesuffix("/"), self._url_map)
            self._below[rule] = re.compile(rf"{front}(?={rest}/?\Z)")
        found = self._below[rule].match(path)
        return found and found.end()
