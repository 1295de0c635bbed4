"""Origins not in the form that browsers send: patterns, and values to correct or keep as text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.normalization import normalize
from flask_cors.core.origin import (
    DEFAULT_PORTS,
    host_of,
    is_loopback,
    is_serialized_origin,
    split_port,
)

from .list_items import placeholder
from .notation import compile_regex, is_wildcard, special_characters
from .origins import OriginPattern
from .wildcards import is_shared_suffix, split_tail, wildcard_regex

if TYPE_CHECKING:
    from flask_cors.core.problems import Problems


#: A scheme and what follows it, in a configured value.
_SCHEME = lazy_regex(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
#: An IPv6 address in brackets, which a regular expression would read as one character.
_BRACKETED_HOST = lazy_regex(r"[A-Za-z][A-Za-z0-9+.-]*://\[[^\]]*:[^\]]*:[^\]]*\](?::[0-9]*)?")
#: Origins of app shells that are not serialized origins: Cordova `file://`, Electron `app://.`.
_SHELL = lazy_regex(r"file://|(?!(?:https?|wss?|ftp):)[a-z][a-z0-9+.-]*://\.")
#: A `*` after a complete port: `http://localhost:3000*`, but not `http://localhost:30*`.
_STAR_BEHIND_PORT = lazy_regex(r"(.*:[1-9][0-9]{3,4}):?\*+", re.DOTALL)
_ADDRESS = lazy_regex(r"\[[0-9a-f:.]+\]|[0-9]+(?:\.[0-9]+){3}")
#: An example origin for each scheme of apps and extensions.
_EXAMPLES: Final = {
    "capacitor": "capacitor://localhost",
    "chrome-extension": "chrome-extension://<32 letters>",
    "ionic": "ionic://localhost",
    "moz-extension": "moz-extension://<UUID>",
    "safari-web-extension": "safari-web-extension://<UUID>",
    "tauri": "tauri://localhost",
}
#: Spellings found instead of a scheme: an empty string, `//`, or `https:/`.
_NO_SCHEME = lazy_regex(
    r"[\s<(\[{'\"]*(?:(https?)\s*(?:[:;]|\.(?=/)|(?=/)))?[:/\s]*(.*?)[\s>)\]}'\",;]*",
    re.DOTALL | re.IGNORECASE,
)
#: An origin within a longer text.
_WITHIN = lazy_regex(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[\w.:\[\]-]+)")
#: The forms of unset variables in several languages.
_UNSET: Final = frozenset({"false", "nan", "nil", "none", "null", "true", "undefined"})
_ANY: Final = frozenset({"all", "any"})
#: A scheme before another one, for example from `https://` before a variable that has a scheme.
_DOUBLED = lazy_regex(r"(?:https?://(?:www\.)?)+(?=https?://)", re.IGNORECASE)
#: Characters around a copied value, or between several values.
_STRAY = lazy_regex(r"[ \t<>(){}'\",;]")
#: JSON, or the `repr` of a dict.
_OBJECT = lazy_regex(r"\{\s*[\"'].*[\"']\s*:.*\}", re.DOTALL)
_CONTROL = lazy_regex(r"[\x00-\x1f\x7f]")


def parse_unusual(text: str, problems: Problems) -> OriginPattern | None:
    """Read a string that is not a serialized origin; None if it allows no origin."""
    if unlike := _unlike_origin(text):
        return _keep_as_text(text, problems, *unlike)
    special = special_characters(text)
    if is_wildcard(text):
        return _parse_wildcard(text, problems)
    # A `?` as the only special character, after a literal scheme, begins a query, not a regex.
    is_query = special == {"?"} and _SCHEME.match(text)
    is_regex = special and not is_query and not _BRACKETED_HOST.fullmatch(text)
    return (parse_regex if is_regex else _parse_literal)(text, problems)


def _unlike_origin(text: str) -> tuple[str, str] | None:
    """Return the fault and the remedy for an object in a string or a template, or None."""
    if text.startswith("{") and _OBJECT.fullmatch(text):
        return "is an object, not an origin", "pass its items as options, or list the origins"
    found = placeholder(text)
    if found is None:
        return None
    variable, filled = found
    any_of_them = f", or {filled!r} for any" if wildcard_regex(filled) else ""
    return f"has {variable!r}, which is never filled in", f"use the origin itself{any_of_them}"


def _keep_as_text(text: str, problems: Problems, what: str, remedy: str) -> OriginPattern | None:
    if _CONTROL.search(text):
        # As text it could match and be sent, and a line break would begin another header.
        what, pattern = "contains a control character and allows no origin", None
    else:
        what, pattern = (
            f"{what}, so it can never match",
            OriginPattern("text", text),
        )
    problems.warn("not-an-origin", text, what, remedy)
    return pattern


def _parse_literal(
    text: str, problems: Problems, corrected: str | None = None
) -> OriginPattern | None:
    split = _SCHEME.fullmatch(corrected or text)
    if split is None:
        remedy = _with_scheme(text)
        stray = _STRAY.search(text)
        what = f"contains {stray[0]!r}" if stray else "has no scheme"
        return _keep_as_text(text, problems, what, remedy)
    if doubled := _DOUBLED.match(text):
        remedy = _with_scheme(text[doubled.end() :])
        return _keep_as_text(text, problems, "has two schemes", remedy)
    authority, tail = split_tail(split["rest"])
    user, at, authority = authority.rpartition("@")
    origin = normalize(split["scheme"], authority)
    remedy = _remedy(origin)
    if at:
        return _keep_as_text(text, problems, f"contains the user info {user!r}", remedy)
    if tail.strip("/*"):
        return _keep_as_text(text, problems, f"has {tail!r} after the host", remedy)
    is_shell = _SHELL.fullmatch(origin) is not None
    if not is_shell and not is_serialized_origin(origin):
        what = "is not a valid origin (bad host or port)"
        if stray := _STRAY.search(text):
            what = f"is not a valid origin (it contains {stray[0]!r})"
            remedy = _remedy(normalize(split["scheme"], authority.lstrip()))
        return _keep_as_text(text, problems, what, remedy)
    if origin != text:
        _say_normalized(text, origin, problems)
    # If equal, the same string object is kept.
    written = text if origin == text else origin
    return OriginPattern("text" if is_shell else "exact", written)


def _with_scheme(text: str) -> str:
    """Say what to use in place of a value that does not begin with a scheme."""
    if "%" in text:
        from urllib.parse import unquote

        text = unquote(text)
    text = unicodedata.normalize("NFKC", text)
    if within := _WITHIN.search(text):  # as in `ORIGIN=https://a.com`
        return _remedy(normalize(within["scheme"], within["authority"]))
    if text.lower() in _UNSET:
        return "remove it"
    if text.lower() in _ANY:
        return "use '*' to allow every origin"
    scheme, rest = _NO_SCHEME.fullmatch(text).groups()  # type: ignore[union-attr]
    if rest.isdigit():  # the port of this machine
        rest = f"localhost:{rest}"
    is_here = rest.lower().startswith(("localhost", "127."))
    scheme = scheme or ("http" if is_here else "https")
    return _remedy(normalize(scheme, split_tail(rest)[0]))


def _remedy(origin: str) -> str:
    """Return a remedy for a value, made of its readable parts."""
    scheme, _, rest = origin.partition("://")
    host = re.match(r"\[[0-9a-f:.]+\]|[a-z0-9_.-]*", rest)
    for guess in (origin, f"{scheme}://{host[0].strip('.')}" if host else ""):
        if is_serialized_origin(guess):
            return f"use {guess!r}"
    return "use scheme://host, or scheme://host:port"


def _say_normalized(text: str, corrected: str, problems: Problems) -> None:
    problems.warn(
        "normalized-origin",
        text,
        f"is not in the form browsers send, and is read as {corrected!r}",
        f"use {corrected!r}",
    )


def _parse_wildcard(text: str, problems: Problems) -> OriginPattern | None:
    scheme, separator, rest = text.partition("://")
    if not separator:
        complete = _STAR_BEHIND_PORT.fullmatch(text)
        spelling = _full_spelling(text) if text.strip("*/:") else "'*' to allow every origin"
        remedy = _with_scheme(complete[1]) if complete else f"use {spelling}"
        problems.error("origin-wildcard", text, "has no scheme", remedy)
        return None
    if "*" in scheme:
        both = ", ".join(_spelling(f"{each}://{rest}") for each in ("http", "https"))
        what = "has a * in the scheme, where wildcards are not allowed"
        problems.error("origin-wildcard", text, what, f"list one value per scheme: {both}")
        return None
    authority, tail = split_tail(rest)
    if complete := _STAR_BEHIND_PORT.fullmatch(authority):
        authority = complete[1]
    normal = normalize(scheme, authority)
    if tail.strip("/*") or not _SCHEME.fullmatch(text):
        what = f"has {tail!r} after the host" if tail else f"has the scheme {scheme!r}"
        return _keep_as_text(text, problems, what, f"use {_full_spelling(normal)}")
    if "*" not in authority:  # it was in the path
        return _parse_literal(text, problems, f"{scheme}://{authority}")
    host, port = split_port(authority)
    # Compared literally: the default port is one port, not any port.
    if not host.strip("*") and port in {None, "*"}:
        return _parse_scheme(text, scheme.lower(), problems)
    return _parse_authority(text, _with_port(normal), problems)


def _parse_authority(text: str, normal: str, problems: Problems) -> OriginPattern | None:
    """Read a wildcard with `*` in the host or the port; `normal` is the form that browsers send."""
    pattern = wildcard_regex(normal)
    if pattern is None:
        problems.error(
            "origin-wildcard",
            text,
            "has a * where it is not a wildcard: it can be whole labels in front of a domain, part"
            " of a label before the last two labels, or the port",
            f"use {_full_spelling(normal)}, or compile a regular expression",
        )
        return None
    if normal != text:
        _say_normalized(text, normal, problems)
    _warn_shared_suffix(normal, problems)
    return OriginPattern("wildcard", normal, re.compile(pattern))


def _parse_scheme(text: str, scheme: str, problems: Problems) -> OriginPattern:
    """Read `https://*`, which is any origin with that scheme."""
    if scheme == "file":  # has no host
        _say_normalized(text, "file://", problems)
        return OriginPattern("text", "file://")
    one = _EXAMPLES.get(scheme, f"{scheme}://<host>")
    problems.warn(
        "any-of-scheme",
        text,
        f"allows any origin with the scheme {scheme!r}",
        "list the origins" if scheme in DEFAULT_PORTS else f"use one, such as {one!r}",
    )
    return OriginPattern("scheme", f"{scheme}://*", re.compile(re.escape(scheme) + "://.+"))


def _with_port(origin: str) -> str:
    """Read a `*` after this machine's name or after an address as any port."""
    name = origin.rstrip("*")
    is_address = _ADDRESS.fullmatch(host_of(name)) is not None
    if name == origin or split_port(name.partition("://")[2])[1] is not None or "*" in name:
        return origin
    return f"{name}:*" if is_address or is_loopback(name) else origin


def _spelling(text: str) -> str:
    """Return the correct spelling of a wildcard, itself if it is correct."""
    if text.endswith("://*") or wildcard_regex(text):
        return repr(text)
    return _full_spelling(text)


def _full_spelling(text: str) -> str:
    """Return the wildcard that an invalid one may mean, made of its readable parts."""
    scheme, _, rest = text.rpartition("://")
    host, port = split_port(split_tail(rest)[0].lower())
    name = ".".join(filter(None, host.replace("*", "").split(".")))
    is_here = is_loopback(f"x://{name}")
    scheme = scheme or ("http" if is_here else "https")
    if scheme in _EXAMPLES:
        return repr(_EXAMPLES[scheme])
    star = "*." if host.startswith("*") or "*" in host.rstrip("*") else ""
    if not star and host.endswith("*"):
        port = "*"
    colon = "" if port is None else f":{port}" if port.isdigit() else ":*"
    if "." in name or is_here or not star:
        for guess in (f"{scheme}://{star}{name}{colon}", f"{scheme}://{star}{name}"):
            if name and wildcard_regex(guess):
                return repr(guess)
    return f"{scheme}://*.<domain>{colon}"


def _warn_shared_suffix(origin: str, problems: Problems) -> None:
    star, _, suffix = host_of(origin).partition(".")
    if star == "*" and is_shared_suffix(suffix):
        problems.warn(
            "public-suffix-wildcard",
            origin,
            f"allows anyone with a host under {suffix!r}",
            f"put your own domain in front: {origin.replace('*.', '*.your-name.')!r}",
        )


def parse_regex(value: str | re.Pattern[str], problems: Problems) -> OriginPattern | None:
    """Read a regular expression; None if it is invalid, or if matching may take too long."""
    # The origin of a request is in lower case here; a configured pattern need not be.
    compiled = compile_regex(value, re.IGNORECASE, problems)
    if compiled is None:
        return None
    regex, automaton = compiled
    if automaton is not None:
        from .regex_origins import warn_regex

        warn_regex(regex, automaton, problems)
    return OriginPattern("regex", regex.pattern, regex)
