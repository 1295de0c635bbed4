"""The types of the options, for annotations and editors; nothing loads them to serve."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import timedelta
from typing import Any, TypeAlias, TypedDict

_OriginItem: TypeAlias = str | re.Pattern[str] | Callable[[str], Any]
_PatternItem: TypeAlias = str | re.Pattern[str]


class ResourceOptions(TypedDict, total=False):
    """Options of one resource of `resources={pattern: {...}}`."""

    #: Allowed origins: exact origins, wildcards, regular expressions, callables, or "*".
    origins: _OriginItem | Iterable[_OriginItem] | None
    #: Allowed methods; "*" for any, "auto" for the methods that the matching routes accept.
    methods: str | Iterable[str] | None
    #: Request headers that may be sent, by name or by pattern.
    allow_headers: _PatternItem | Iterable[_PatternItem] | None
    #: Response headers that a script may read.
    expose_headers: str | Iterable[str] | None
    #: True allows requests with credentials (cookies, HTTP authentication).
    supports_credentials: bool | str | None
    #: How long browsers may cache a preflight: seconds, or a timedelta.
    max_age: int | str | timedelta | None
    #: Answer "*" instead of the origin where any origin is allowed.
    send_wildcard: bool | str | None
    #: Add `Vary` where an answer depends on the request.
    vary_header: bool | str | None
    #: Send headers also to requests without `Origin`, where there is one answer for all.
    always_send: bool | str | None
    #: Answer the private-network preflights of former Chrome versions; no browser sends them now.
    allow_private_network: bool | str | None
    #: Answer 403 in place of the view where the origin of an actual request is refused; "unsafe":
    #: only for methods that may change something; "report": only say what would be rejected.
    reject_disallowed: bool | str | None


class ViewOptions(ResourceOptions, total=False):
    """Options of `@cross_origin(...)`."""

    #: Answer OPTIONS for the view; a view that sets this to False does it itself.
    automatic_options: bool | str | None


class Options(ResourceOptions, total=False):
    """Options of `CORS(app, ...)` and `CORS(blueprint, ...)`."""

    #: The paths that are meant: patterns, or a mapping from patterns to options of their own.
    resources: (
        _PatternItem
        # No Iterable, which a mapping is of its keys: its values would be left unchecked. One
        # Mapping, since type checkers look into a dict only if a single type is meant for it.
        | Sequence[_PatternItem]
        | AbstractSet[_PatternItem]
        | Iterator[_PatternItem]
        | Mapping[Any, ResourceOptions]
        | None
    )
    #: Make exceptions readable for the page in debug mode.
    intercept_exceptions: bool | str | None
    #: Raise every warning about the configuration as an error.
    strict: bool | str | None
