"""The types of the options, for annotations and editors; never loaded when serving."""

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
    #: Send "*" instead of the origin if any origin is allowed.
    send_wildcard: bool | str | None
    #: Add `Vary` if the response depends on the request.
    vary_header: bool | str | None
    #: Also send the headers to requests without `Origin`, if they are the same for every origin.
    always_send: bool | str | None
    #: Answer the private-network preflights of old Chrome versions; browsers no longer send them.
    allow_private_network: bool | str | None
    #: Respond with 403 instead of running the view if the origin of an actual request is refused;
    #: "unsafe": only if the method may change data; "report": only report it.
    reject_disallowed: bool | str | None


class ViewOptions(ResourceOptions, total=False):
    """Options of `@cross_origin(...)`."""

    #: Answer OPTIONS for the view; False leaves it to the view, or to Flask if the route does not
    #: list OPTIONS.
    automatic_options: bool | str | None


class Options(ResourceOptions, total=False):
    """Options of `CORS(app, ...)` and `CORS(blueprint, ...)`."""

    #: The paths that the options apply to: patterns, or a mapping from patterns to their options.
    resources: (
        _PatternItem
        # No Iterable: a mapping is an iterable of its keys, so its values would not be checked.
        # Only one Mapping: type checkers only check a dict literal against a single type.
        | Sequence[_PatternItem]
        | AbstractSet[_PatternItem]
        | Iterator[_PatternItem]
        | Mapping[Any, ResourceOptions]
        | None
    )
    #: Let pages read the error responses to exceptions in debug mode.
    intercept_exceptions: bool | str | None
    #: Turn every warning about the configuration into an error.
    strict: bool | str | None
