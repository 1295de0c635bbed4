"""Parsers for the values of the options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from numbers import Number
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from .lazy_regex import lazy_regex
from .patterns import headers
from .patterns.notation import is_plain_origin, items
from .patterns.origins import ANY, OriginPattern
from .patterns.paths import parse_resource
from .protocol import FORBIDDEN_METHODS, FORBIDDEN_RESPONSE_HEADERS, is_token

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .problems import Problems

    Parser: TypeAlias = Callable[[object, Problems], object]

#: The result of a parser that found an error; the option counts as not set.
UNSET: Final = object()


def parse_origins(value: object, problems: Problems) -> object:
    """Read the allowed origins as a tuple of patterns."""
    if value is None or is_blank(value):
        problems.warn(
            "no-origins",
            value,
            "allows no origin, so that an unset environment variable does not open the app",
            "list the origins to allow, or use [] if none is meant",
        )
        return ()
    kinds = "a string, a compiled regular expression, a callable or a list of them"
    patterns: dict[OriginPattern, None] = {}
    for pattern in filter(None, _origins(items(value, problems, kinds=kinds), problems)):
        if pattern in patterns:
            problems.remark("repeated-origin", pattern.text, "is listed twice", "list it once")
        patterns[pattern] = None
    return tuple(patterns)


def _origins(given: Sequence[object], problems: Problems) -> Iterable[OriginPattern | None]:
    """Read the items of a list of origins; split each that contains several, with a warning."""
    texts = [each for each in given if isinstance(each, str)]
    if len(texts) == len(given) and all(text == "*" or is_plain_origin(text) for text in texts):
        # This is the usual case: the form that browsers send. A subclass of `str` becomes a `str`.
        return [ANY if text == "*" else OriginPattern("exact", text.strip()) for text in texts]
    from .patterns.list_items import separated_origins
    from .patterns.origin_reading import parse_origin

    return (parse_origin(item, problems) for item in separated_origins(given, problems))


def is_blank(value: object) -> bool:
    """Return whether a value is a string without a name, such as an empty variable."""
    return isinstance(value, str) and not value.replace(",", " ").strip()


#: Valid names that are probably mistakes: lists in other notations, patterns, switches.
_ODD: Final = lazy_regex(r".*[^A-Za-z0-9_-].*|all|any|none|null|true|false", re.IGNORECASE)


def _warn_odd(names: Iterable[str], problems: Problems, *, kind: str, example: str) -> None:
    for name in filter(_ODD.fullmatch, names):
        problems.warn("unusual-name", name, f"is read as the name of a single {kind}", example)


#: The usual misspellings of the two headers that pages set most, without hyphens.
_MISSPELLED: Final = {
    **dict.fromkeys(("authorisation", "autorization", "authorizaton"), "Authorization"),
    **dict.fromkeys(("contenttype", "contentypes", "contenttypes", "contentype"), "Content-Type"),
}


def _warn_misspelled(names: Iterable[str], problems: Problems) -> None:
    for name in names:
        right = _MISSPELLED.get(name.lower().replace("-", "").replace("_", ""))
        if right and right.lower() != name.lower():
            problems.warn("unusual-name", name, f"looks like {right}, misspelled", f"use {right!r}")


def _named(value: object, problems: Problems, *, kinds: str) -> Iterator[object]:
    """Iterate over the items of a list of names, without empty ones."""
    from .patterns.list_items import separated

    for item in separated(items(value, problems, kinds=kinds), _is_name, problems):
        if isinstance(item, str) and not item.strip():
            problems.warn("joined-items", item, "is empty and is ignored", "remove it")
        else:
            yield item


def _valid_names(
    given: Iterable[object], problems: Problems, kind: str, typed: str, spelled: str
) -> Iterator[str]:
    """Iterate over the items that are valid names of methods or headers; report the others."""
    for item in given:
        if not isinstance(item, str):
            problems.wrong_type(item, typed)
        elif not is_token(name := item.strip()):
            problems.error("not-a-token", item, f"is not a valid {kind} name", spelled)
        else:
            yield name


def _is_name(text: str) -> bool:
    """Return whether a part of an item is the name of one method or header, not of all."""
    return is_token(text) and text.lower() not in {"*", "auto"}


def parse_methods(value: object, problems: Problems) -> object:
    """Read the allowed methods as a frozenset, or "*" or "auto"."""
    if is_blank(value):
        problems.warn(
            "no-methods", value, "allows no method", "use [] if that is intended, or '*' for any"
        )
        return frozenset()
    kinds = "a method such as 'GET' or a list of them"
    remedies = "use a name such as 'GET'", "use for example 'GET'"
    names = list(_valid_names(_named(value, problems, kinds=kinds), problems, "method", *remedies))
    if "*" in names:
        return "*"
    if [name.lower() for name in names] == ["auto"]:
        return "auto"
    methods = {name.upper() for name in names}
    _warn_odd(
        names,
        problems,
        kind="method",
        example="separate methods with commas, as in 'GET, POST', or use '*' for any",
    )
    if "AUTO" in methods:
        problems.warn(
            "mixed-auto",
            value,
            "is read as a method named AUTO",
            "use 'auto' alone, or list the methods without it",
        )
    if forbidden := sorted(methods & FORBIDDEN_METHODS):
        problems.warn(
            "forbidden-method",
            value,
            (
                f"contains {', '.join(forbidden)}, which browsers do not allow scripts to send,"
                " so it is ignored"
            ),
            "remove it",
        )
    return frozenset(methods - FORBIDDEN_METHODS)


def parse_allow_headers(value: object, problems: Problems) -> object:
    """Read the request headers to allow as a tuple of patterns."""
    if value is None or is_blank(value):
        problems.warn(
            "no-headers",
            value,
            "allows no request header",
            "use [] if that is intended, or '*' for any",
        )
        return ()
    kinds = "a header name, a compiled regular expression or a list of them"
    found = (headers.parse_header(item, problems) for item in _named(value, problems, kinds=kinds))
    patterns = tuple(dict.fromkeys(pattern for pattern in found if pattern is not None))
    names = [each.text for each in patterns if each.kind == "name"]
    plain = [name for name in names if "." not in name]
    _warn_odd(
        plain,
        problems,
        kind="header",
        example="separate headers with commas, as in 'X-One, X-Two', or use '*' for any",
    )
    _warn_misspelled(names, problems)
    return patterns


def parse_expose_headers(value: object, problems: Problems) -> object:
    """Read the response headers to expose as a sorted tuple of names."""
    given = _named(value, problems, kinds="a header name or a list of them")
    remedies = "use a header name", "use for example 'X-Total'"
    names = []
    for name in _valid_names(given, problems, "header", *remedies):
        names.append(name)
        if "*" in name and name != "*":
            problems.warn(
                "exposed-pattern",
                name,
                "exposes nothing, because browsers do not support patterns here",
                "list the headers, or use '*' for all of them",
            )
        elif name.lower() in FORBIDDEN_RESPONSE_HEADERS:
            problems.warn(
                "exposed-cookie",
                name,
                "exposes nothing, because browsers never show that header to scripts",
                "remove it; cookies are sent with supports_credentials=True",
            )
    plain = [name for name in names if "*" not in name and "." not in name]
    _warn_odd(
        plain,
        problems,
        kind="header",
        example="separate headers with commas, as in 'X-One, X-Two', or use '*' for all",
    )
    return tuple(sorted(dict.fromkeys(names)))


_WORDS: Final = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off", ""), False),
}


def parse_bool(value: object, problems: Problems, remedy: str = "use True or False") -> object:
    """Read a boolean, or a word or a number for one."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and not value.strip():
        problems.warn(
            "empty-value", value, "is empty and is read as False", "use False, or remove it"
        )
        return False
    found = boolean(value)
    if found is None:
        problems.error("not-a-boolean", value, "is not a boolean", remedy)
        return UNSET
    return found


def boolean(value: object) -> bool | None:
    """Return the boolean that a value means, with "" as False; None if it means neither."""
    # `int(os.environ[...])` turns a switch into 0 or 1, which are unambiguous.
    word = str(value).strip().lower() if isinstance(value, str | int) else "neither"
    return _WORDS.get(word)


#: The values of `reject_disallowed` that are not booleans.
REJECTING: Final = ("unsafe", "report")


def parse_rejecting(value: object, problems: Problems) -> object:
    """Read the value of `reject_disallowed`: a boolean, "unsafe" or "report"."""
    word = value.strip().lower() if isinstance(value, str) else ""
    if word in REJECTING:
        return word
    found = parse_bool(value, problems, "use True, 'unsafe', 'report' or False")
    # In `app.config` of an app that serves, an error is a warning, so it must not open anything.
    return True if found is UNSET else found


#: The limit of a timedelta; Python refuses to read or write numbers with many more digits.
_LONGEST_AGE: Final = timedelta.max // timedelta(seconds=1)
_DIGITS = lazy_regex("[0-9]{1,20}")


def parse_max_age(value: object, problems: Problems) -> object:
    """Read a number of seconds."""
    seconds = value
    if isinstance(value, timedelta):
        seconds = value // timedelta(seconds=1)
        if value % timedelta(seconds=1) and seconds >= 0:
            problems.warn(
                "fractional-max-age",
                value,
                f"is read as {seconds} seconds, because browsers count whole seconds",
                "use whole seconds",
            )
    elif isinstance(value, str) and not value.strip():
        problems.warn(
            "empty-value",
            value,
            "is empty and is ignored",
            "use a number of seconds, or remove it",
        )
        return UNSET
    elif isinstance(value, Number):
        seconds = _whole(value)
    elif isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        seconds = int(value)
    if not isinstance(seconds, int) or not 0 <= seconds <= _LONGEST_AGE:
        problems.error(
            "bad-max-age",
            value,
            "is not a whole number of seconds",
            "use for example 600, or a timedelta",
        )
        return UNSET
    return seconds


def _whole(value: Any) -> int | None:  # noqa: ANN401 - any number, of any library
    """Return a number as an integer, None if it has a fraction or is not finite."""
    try:
        return int(value) if not isinstance(value, bool) and int(value) == value else None
    except (ValueError, OverflowError, TypeError):  # not a number, infinite, complex
        return None


def _dict_instead(key: object, options: object) -> str:
    """Return the remedy for a resource without options; its key may be the name of an option."""
    if isinstance(key, str) and key.isidentifier():
        return f"{key!r} is not a path; if it is an option, use CORS(app, {key}={options!r})"
    return "pass a dict of options"


def parse_resources(value: object, problems: Problems) -> object:
    """Read the resources as pairs of a pattern and its options."""
    if is_blank(value):
        problems.warn("dead-resource", value, "contains no path", "use '/*' for every path")
        return ()
    if isinstance(value, str) and value.strip().startswith("{") and value.strip().endswith("}"):
        problems.error(
            "wrong-type", value, "is a dict in a string", "pass the dict: json.loads(...)"
        )
        return ()
    if isinstance(value, Mapping):
        pairs = list(value.items())
    else:
        kinds = "a path, a compiled regular expression, a list of them or a dict"
        pairs = [(item, {}) for item in items(value, problems, kinds=kinds)]
    found = []
    for key, options in pairs:
        pattern = parse_resource(key, problems)
        if options is not None and not isinstance(options, Mapping):
            problems.error(
                "wrong-type",
                options,
                f"is of type {type(options).__name__}, given for the resource {key!r}",
                _dict_instead(key, options),
            )
        elif pattern is not None:
            found.append((pattern, options or {}))
    return tuple(found)
