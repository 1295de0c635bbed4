"""Unknown names of options and keys of `app.config`, and the options that they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from .lazy_regex import lazy_regex
from .option_values import boolean
from .origin_names import Claim

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Our names for keys and keyword arguments of other releases and libraries.
_FORMER_NAMES: Final = {
    "headers": "allow_headers",
    "expose": "expose_headers",
    "credentials": "supports_credentials",
    "allow_credentials": "supports_credentials",
    "allow_methods": "methods",
    "allowed_methods": "methods",
}
#: Keys of `app.config` that are read: ours, and others that name origins or resources.
_KEY: Final = lazy_regex(
    r"""CORS_.* | (?i: (?!(?:flask_?)?(?:socket_?io|sio|engine_?io|web_?sockets?|ws|s3|aws|gcs|
      azure|minio|bucket|django|fastapi|starlette)_) (?:.*cors.*origin.*|.*origin.*cors.*)
      | (?:flask_?)?cors_?resources? )""",
    re.VERBOSE | re.DOTALL,
)
_PREFIX: Final = lazy_regex(
    r"(?:.*cors[^a-z]*(?=.*origin)|(?:flask[^a-z]?)?cors[^a-z]*)", re.IGNORECASE | re.DOTALL
)
_ORIGINS_WORDS: Final = lazy_regex(
    r"(cors|accesscontrol)?(allow(ed)?|trusted|permitted)?(origins?|domains?|whitelist|allowlist)"
    r"(list|whitelist|regex(es)?|allowed)*"
)
#: A switch for every origin, as django-cors-headers and others have it.
_ANY_ORIGIN: Final = lazy_regex(
    r"(cors)?(origins?)?(allow(s|ed)?|accept|permit)?(all|any|every|wildcard)(cors)?(origins?)?"
    r"(allowed)?"
)
#: Words in names such as `blocked_origins`. No option lists the origins to refuse.
_DENIAL: Final = lazy_regex(
    r"banned|black(?=ed|list)|block(?!chain)|den(y|ied)|disallow|except|exclu|forbid|ignor|prohibit"
    r"|refus|reject|un(?=allow|trust|wanted)|(^|(?<=^cors)|(?<=origins))no[nt]?"
    r"(?=allow|cors|origin|trust)"
)
_CLOSE: Final = 0.75
_ORIGINS_TYPES: Final = (str, re.Pattern, list, tuple, set, frozenset, Iterator)
#: Other names of `CORS_ORIGINS`, for an `app.config` that does not list its keys.
ORIGINS_KEYS: Final = (
    "CORS_ALLOWED_ORIGINS",
    "CORS_ALLOW_ORIGINS",
    "CORS_ORIGIN",
    "CORS_ORIGIN_WHITELIST",
    "CORS_ALLOW_ALL_ORIGINS",
    "CORS_ORIGIN_ALLOW_ALL",
    "FLASK_CORS_ORIGINS",
)


def is_cors_key(key: str) -> bool:
    """Return whether a key begins with `CORS_`, or names CORS origins or resources."""
    return _KEY.fullmatch(key) is not None


def stem(key: str) -> str:
    """Return a key without its prefix, such as `CORS_`; one like `BLOCKED_CORS_` is kept."""
    prefix = _PREFIX.match(key)
    return key if prefix is None or _DENIAL.search(_letters(prefix[0])) else key[prefix.end() :]


def _letters(name: object) -> str:
    return re.sub(r"[^a-z]", "", str(name).lower())


def claim(name: object, value: object) -> Claim | None:
    """Return what an unknown name and its value say about origins (the claim), or None.

    A name makes a claim if it is a misspelling of `origins`, if it contains `origin` and its value
    can be origins, or if it is a switch for every origin, which allows none if it is off. A name
    for origins to refuse, such as `blocked_origins`, also allows none: its value must not be read
    as the origins to allow.
    """
    letters = _letters(name)
    is_near = bool(
        _ORIGINS_WORDS.fullmatch(letters) or get_close_matches(letters, ["origins"], cutoff=_CLOSE)
    )
    turned = False if value is None else boolean(value)
    can_be_origins = value is None or isinstance(value, _ORIGINS_TYPES) or callable(value)
    said = _DENIAL.sub("", letters)
    if "origin" in said != letters and (
        is_near or can_be_origins or (turned and _ANY_ORIGIN.fullmatch(said))
    ):
        return Claim(name, value, [], is_switch=True, is_denial=True)
    if turned is not None and (
        _ANY_ORIGIN.fullmatch(letters) or (is_near and isinstance(value, bool))
    ):
        return Claim(name, value, "*" if turned else [], is_switch=True)
    if is_near or ("origin" in letters and can_be_origins):
        return Claim(name, value, value, is_switch=False)
    return None


def means_resources(name: str) -> bool:
    """Return whether an unknown name is a misspelling of `resources`."""
    letters = _letters(name).removeprefix("cors")
    # A name that is closer to `sources` probably means origins.
    return get_close_matches(letters, ["resources", "sources"], 1, _CLOSE) == ["resources"]


def nearest(name: str, options: Iterable[str]) -> str | None:
    """Return the option that an unknown name is nearest to, if one is near."""
    plain = name.lower().removeprefix("cors_")
    if plain in _FORMER_NAMES:
        return _FORMER_NAMES[plain]
    return next(iter(get_close_matches(plain, options, cutoff=_CLOSE)), None)
