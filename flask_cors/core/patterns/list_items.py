"""Items of a list that clearly contain several values, or one in quotes."""

from __future__ import annotations

import re
from string import whitespace
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.origin import is_serialized_origin

from .notation import is_plain, is_wildcard, special_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask_cors.core.problems import Problems

_SEPARATORS: Final = lazy_regex("[,;\\s\u060c\u3001\uff0c\uff1b]+")
#: Quotes and line breaks as they are escaped in JSON and in shells.
_ESCAPED: Final = lazy_regex(r"""\\(["'nrt])""")
#: Separators between any two values: `https://bank.co,uk` may be a single value with a typo.
_BREAKS: Final = lazy_regex(r"\s*(?:[,;](?=\s|$)|(?<=\s)[,;])[,;\s]*")
#: Quotes, also as word processors write them.
_QUOTES: Final = "\"'`\xab\xb4\xbb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a"
_PAIRS: Final = frozenset(
    {'""', "''", "``", "\xab\xbb", "\u2018\u2019", "\u201c\u201d", "\u201e\u201c"}
)
#: The byte order mark, soft hyphens, and characters without a width: joiners, marks of direction.
_INVISIBLE: Final = (
    "\ufeff\xad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069"
)
_AROUND: Final = f"{_QUOTES}{_INVISIBLE}"
_AROUND_OR_BETWEEN: Final = frozenset(f"{_AROUND},;")
_WITH_SCHEME: Final = lazy_regex(r"[A-Za-z][A-Za-z0-9+.-]*://.+|file://", re.DOTALL)
#: An origin without its scheme: a domain, and below, `localhost` or a host with a port.
_DOMAIN: Final = lazy_regex(r"[\w*-]+(?:\.[\w*-]+)+/?")
_WITH_PORT: Final = lazy_regex(r"[\w*][\w.*-]*:[0-9*]+/?|localhost/?")
#: Words that can allow many origins; each is only read if it is a value by itself.
_WORDS: Final = frozenset({"*", "null"})
#: Any origin of a scheme. Among other values it may be part of a typo, as in `https://*;a.com`.
_ANY_OF_SCHEME: Final = lazy_regex(r"[^/]*://\*+(?::\**)?(?:/[/*]*)?")


def separated(
    found: Iterable[object], is_part: Callable[[str], bool], problems: Problems
) -> Iterator[object]:
    """Iterate over names; split each item that contains several, with a warning.

    An item is only split if `is_part` accepts every part, so that an ambiguous item is never
    reinterpreted.
    """
    for item in found:
        parts = _names(item, is_part) if isinstance(item, str) else None
        if parts is None:
            yield item
        else:
            _warn_separated(item, parts, parts, problems)
            yield from parts


def separated_origins(found: Iterable[object], problems: Problems) -> Iterator[object]:
    """Iterate over origins; split each item that contains several, with a warning.

    Each part is read by itself. An item that contains several values never yields `*`, `https://*`
    or `null`.
    """
    for item in found:
        parts = _origins(item) if isinstance(item, str) else None
        if parts is None:
            yield item
            continue
        if not parts:
            what = "is empty (an unset environment variable?) and allows no origin"
            problems.warn("not-an-origin", item, what, "remove it")
        wide = {part for part in parts if len(parts) > 1 and _ANY_OF_SCHEME.fullmatch(part)}
        left_out = wide | _WORDS.intersection(parts)
        origins = [part for part in parts if part not in left_out]
        if origins:
            _warn_separated(item, origins, parts, problems)
        for word in sorted(left_out):
            what = f"has quotes or other characters around {word!r}, so it allows no origin"
            remedy = f"use {word!r}"
            if len(parts) > 1:
                what = f"has {word!r} among other values, where it is ignored"
                remedy = f"list {word!r} by itself if you mean it"
            problems.warn("not-an-origin", item, what, remedy)
        yield from origins


def _warn_separated(item: object, read: list[str], parts: list[str], problems: Problems) -> None:
    remedy = "list each value separately" if len(parts) > 1 else f"use {parts[0]!r}"
    shown = ", ".join(map(repr, read))
    problems.warn("joined-items", item, f"is read as {shown}", remedy)


def _names(item: str, is_part: Callable[[str], bool]) -> list[str] | None:
    """Return the values in an item; None if it is one value, or cannot be split."""
    text = item.strip(whitespace)
    if listed := _listed(text):
        return listed if all(map(is_part, listed)) else None
    if not (_AROUND_OR_BETWEEN.intersection(text) or len(text.split()) > 1) or not is_plain(text):
        return None
    pieces = map(_unquoted, _SEPARATORS.split(_unquoted(text)))
    parts = [piece for piece in pieces if piece]
    return parts if parts and parts != [text] and all(map(is_part, parts)) else None


def _origins(item: str) -> list[str] | None:
    """Return the origins in an item; None if it is one value, or something that is not split."""
    text = item.strip(whitespace)
    if not text or text in _WORDS or ("\\" not in text and is_serialized_origin(text)):
        return None
    unescaped = _ESCAPED.sub(_unescape, text)
    if listed := _listed(_bare(unescaped)):
        return listed if all(map(_is_origin, listed)) and not any(map(_is_regex, listed)) else None
    # Quotes and commas may be part of a regular expression.
    if _is_regex(unescaped):
        return None
    parts = []
    for chunk in _BREAKS.split(_bare(unescaped)):
        pieces = [piece for piece in map(_bare, _SEPARATORS.split(chunk)) if piece]
        # A blank may be a typo in one domain, as in `https://my app.com`.
        has_slip = len(chunk.split()) > 1 and any(map(_DOMAIN.fullmatch, pieces))
        parts += pieces if all(map(_is_origin, pieces)) and not has_slip else [_bare(chunk)]
    is_known = unescaped == text or all(map(_is_origin, parts))
    return parts if is_known and parts != [text] else None


def _is_regex(text: str) -> bool:
    return bool(special_characters(text)) and not is_wildcard(text)


def _unescape(escape: re.Match[str]) -> str:
    return escape[1] if escape[1] in _QUOTES else "\n"


def _is_origin(text: str) -> bool:
    """Return whether a part of an item is meant as an origin, though it may be invalid."""
    forms = (_WITH_SCHEME, _DOMAIN, _WITH_PORT)
    return text in _WORDS or any(form.fullmatch(text) for form in forms)


def _unquoted(text: str) -> str:
    """Return a name without its quotes; one quote alone may be part of it."""
    text = text.strip().strip(_INVISIBLE)
    if len(text) > 1 and f"{text[0]}{text[-1]}" in _PAIRS:
        return text[1:-1].strip()
    return text


def _bare(text: str) -> str:
    """Return an origin without blanks, quotes and invisible characters around it."""
    while (bare := text.strip().strip(_AROUND)) != text:
        text = bare
    return text


def _listed(text: str) -> list[str]:
    """Return the items in the `repr` of a list, tuple or set; otherwise an empty list."""
    if text[:1] not in {"[", "(", "{"} or not ("'" in text or '"' in text):
        return []
    from ast import literal_eval

    try:
        found = literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return []
    if not isinstance(found, list | tuple | set) or not all(
        isinstance(each, str) for each in found
    ):
        return []
    return sorted(found) if isinstance(found, set) else list(found)


#: A template variable, in the notations of Python, shells, Flask and others.
_PLACEHOLDER: Final = lazy_regex(
    r"""[#$]?\{\{?[^{}]*\}?\} | <[^<>/]*> | \$\(?\w+\)? | %(?:\(\w+\))?[sd](?!\w) | %[A-Za-z_]\w*%
      | (?<![^/.]):[A-Za-z_]\w* | @\w+@""",
    re.VERBOSE,
)
#: What a variable begins with.
_SIGNS: Final = ("{", "<", "$", "%", "@", "/:", ".:")
#: The count of a repeat, which is not a variable.
_COUNT: Final = lazy_regex(r"\{[0-9, ]+\}")


def placeholder(text: str) -> tuple[str, str] | None:
    """Find an unfilled template variable; return it, and the text with `*` in its place.

    None if the text would be something else once filled in, such as a regular expression.
    """
    # The beginning counts like the slash before a host.
    has_sign = any(sign in f"/{text}" for sign in _SIGNS)
    found = _PLACEHOLDER.search(text) if has_sign else None
    if found is None or _COUNT.fullmatch(found[0]):
        return None
    filled = _PLACEHOLDER.sub("*", text)
    return (found[0], filled) if is_plain(filled) else None
