"""Patterns for allowed origins, and sets of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from flask_cors.core.origin import host_of, is_serialized_origin
from flask_cors.core.records import Record

from .notation import finder

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable

    #: The kinds of patterns for an allowed origin. "text" is not a serialized origin: it is kept
    #: unchanged, and only equal to itself. "scheme" is any origin of one scheme: `https://*`.
    OriginKind: TypeAlias = Literal[
        "any", "exact", "null", "text", "wildcard", "scheme", "regex", "callable"
    ]


class OriginPattern(Record, aside=("call",)):
    """One allowed origin or one way to recognize some; `text` is what a person reads."""

    kind: OriginKind
    text: str
    regex: re.Pattern[str] | None = None
    #: Compared by its `id`: the callable may define equality, and may not be hashable.
    call: Callable[[str], Any] | None = None
    call_id: int = 0

    def __str__(self) -> str:
        return self.text


ANY: Final = OriginPattern("any", "*")


_Tried: TypeAlias = "tuple[OriginPattern, Callable[[str], object]]"


class OriginSet:
    """The allowed origins of one policy, ready for matching."""

    __slots__ = (
        "_asked",
        "_by_end",
        "_find_regex",
        "_regexes",
        "_schemes",
        "any",
        "asks",
        "exact",
        "patterns",
        "single",
    )

    def __init__(self, patterns: Iterable[OriginPattern]) -> None:
        self.patterns: tuple[OriginPattern, ...] = tuple(patterns)
        self.any: bool = any(p.kind == "any" for p in self.patterns)
        #: Patterns that match by equality: serialized origins, `null`, and other strings.
        self.exact: dict[str, OriginPattern] = {
            p.text: p for p in self.patterns if p.kind in {"exact", "null", "text"}
        }
        #: Wildcards by the literal end of their host, which few of them share.
        self._by_end: dict[str, list[_Tried]] = {}
        for p in self.patterns:
            if p.kind == "wildcard" and p.regex is not None:
                from .wildcards import literal_end

                tried = (p, p.regex.fullmatch)
                self._by_end.setdefault(literal_end(host_of(p.text)), []).append(tried)
        #: Patterns that allow any origin of a scheme, by the scheme.
        self._schemes = {p.text.partition(":")[0]: p for p in self.patterns if p.kind == "scheme"}
        self._regexes = tuple(p for p in self.patterns if p.kind == "regex")
        regexes = [p.regex for p in self._regexes if p.regex is not None]
        #: Finds the index of the first regular expression that matches; None without any.
        self._find_regex = finder(regexes) if regexes else None
        self._asked = tuple(p for p in self.patterns if p.call is not None)
        #: True if a pattern is a callable, whose result may change between requests.
        self.asks: bool = bool(self._asked)
        one = self.patterns[0] if self.patterns else None
        only = one if all(p == one for p in self.patterns) else None
        #: The serialized origin, if the set consists of exactly one.
        self.single: str | None = only.text if only and only.kind == "exact" else None

    @property
    def any_site(self) -> bool:
        """True if every website is allowed: by `*`, or by `https://*` and `http://*`."""
        return self.any or {"http", "https"} <= self._schemes.keys()

    def admits(
        self, origin: str, ask: Callable[[OriginPattern, str], bool]
    ) -> OriginPattern | None:
        """Return the pattern that allows `origin`, or None.

        Only a serialized origin is compared with wildcards, regexes and callables. `*` is ignored
        here, because what it allows depends on credentials.
        """
        if (pattern := self.exact.get(origin)) is not None:
            return pattern
        tried = self._by_end or self._schemes or self._regexes or self._asked
        if not tried or not is_serialized_origin(origin):
            return None
        if (self._schemes or self._by_end) and (pattern := self._wildcard_for(origin)) is not None:
            return pattern
        if self._find_regex is not None and (place := self._find_regex(origin)) is not None:
            return self._regexes[place]
        for pattern in self._asked:
            if ask(pattern, origin):
                return pattern
        return None

    def _wildcard_for(self, origin: str) -> OriginPattern | None:
        if (pattern := self._schemes.get(origin.partition(":")[0])) is not None:
            return pattern
        end = host_of(origin)
        while end:
            for pattern, matches in self._by_end.get(end, ()):
                if matches(origin):
                    return pattern
            end = end.partition(".")[2]
        return None
