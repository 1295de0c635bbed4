"""Serialized origins, and the patterns that say which of them are allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from flask_cors.core.origin import host_of, is_host, is_serialized_origin, normalise, split_port

from .notation import compile_regex, finder, is_wildcard, special_characters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask_cors.core.problems import Problems
    from flask_cors.core.regex.automaton import Automaton


#: A scheme and what follows it, in a configured value.
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
_LABEL = re.compile(r"[a-z0-9_*-]{1,63}")
#: What was meant as an IPv6 address, and would be one character as a regular expression.
_BRACKETED_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://\[[^\]]*:[^\]]*:[^\]]*\](?::[0-9]*)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

#: Suffixes under which anybody can have a host; the labels before are the customer's. Only what is
#: common: the complete list is data of its own, and belongs into `flask cors check`.
_SHARED_SUFFIXES: Final = frozenset(
    """
    co.uk org.uk ac.uk gov.uk com.au net.au org.au co.nz co.jp co.kr co.in co.za com.br com.cn
    com.mx com.tr com.tw com.sg com.hk github.io gitlab.io vercel.app netlify.app pages.dev
    workers.dev web.app firebaseapp.com herokuapp.com azurewebsites.net azurestaticapps.net
    cloudfront.net amazonaws.com appspot.com run.app fly.dev onrender.com surge.sh
    ngrok.io ngrok.app ngrok-free.app repl.co replit.app glitch.me blogspot.com
    """.split()  # noqa: SIM905 - a table of words reads better without quotes around each
)


class OriginKind(Enum):
    """The ways to write an allowed origin."""

    ANY = "any"
    EXACT = "exact"
    NULL = "null"
    #: No serialized origin: kept as written, equals itself only.
    TEXT = "text"
    WILDCARD = "wildcard"
    REGEX = "regex"
    CALLABLE = "callable"


@dataclass(frozen=True, slots=True)
class OriginPattern:
    """One allowed origin or one way to recognise some; `text` is what a person reads."""

    kind: OriginKind
    text: str
    regex: re.Pattern[str] | None = None
    #: Compared by its `id`: what is configured may have an equality of its own, and no hash.
    call: Callable[[str], Any] | None = field(default=None, compare=False)
    call_id: int = field(default=0, repr=False)

    def __str__(self) -> str:
        return self.text


ANY: Final = OriginPattern(OriginKind.ANY, "*")


def parse_origin(value: object, problems: Problems) -> OriginPattern | None:
    """Read one item of the option `origins`; None where it lets nobody in."""
    if isinstance(value, str):
        return _parse_string(value, problems)
    if isinstance(value, re.Pattern):
        return _parse_regex(value, problems)
    # A class makes an object of every origin, which is an answer of none.
    if callable(value) and not isinstance(value, type):
        name = getattr(value, "__qualname__", type(value).__qualname__)
        return OriginPattern(OriginKind.CALLABLE, f"callable {name}", call=value, call_id=id(value))
    if value is None:
        # As `[os.environ.get("FRONTEND"), ...]` has it: the other origins are meant all the same.
        problems.warn(
            "not-an-origin",
            value,
            "is no origin, as of a variable that is not set, and lets nobody in; leave it out",
        )
        return None
    problems.error(
        "wrong-type",
        value,
        f"is of type {type(value).__name__}; give a string, a compiled regular expression or a"
        " callable",
    )
    return None


def _parse_string(value: str, problems: Problems) -> OriginPattern | None:
    text = value.strip()
    if not text:
        problems.warn("not-an-origin", value, "is empty and lets nobody in; leave it out")
        return None
    if text == "*":
        return ANY
    if text == "null":
        return OriginPattern(OriginKind.NULL, text)
    special = special_characters(text)
    if is_wildcard(text):
        return _parse_wildcard(text, problems)
    # A `?` alone, behind a literal scheme, begins a query rather than making a regex.
    is_query = special == {"?"} and _SCHEME.match(text)
    if special and not is_query and not _BRACKETED_HOST.fullmatch(text):
        return _parse_regex(text, problems)
    return _parse_literal(text, problems)


def _keep_as_text(text: str, problems: Problems, what: str, remedy: str) -> OriginPattern | None:
    if _CONTROL.search(text):
        # Equal to itself it would be sent, and a line break in a header begins another.
        problems.warn(
            "not-an-origin",
            text,
            f"has a control character and lets nobody in; write {remedy!r}",
        )
        return None
    problems.warn(
        "not-an-origin", text, f"{what}, so that no browser can send it; write {remedy!r}"
    )
    return OriginPattern(OriginKind.TEXT, text)


def _parse_literal(text: str, problems: Problems) -> OriginPattern | None:
    split = _SCHEME.fullmatch(text)
    if split is None:
        rest = text.lstrip(":/")
        scheme = "http" if rest.lower().startswith(("localhost", "127.")) else "https"
        remedy = _remedy(normalise(scheme, _split_tail(rest)[0]))
        return _keep_as_text(text, problems, "has no scheme", remedy)
    authority, tail = _split_tail(split["rest"])
    user, at, authority = authority.rpartition("@")
    origin = normalise(split["scheme"], authority)
    remedy = _remedy(origin)
    if at:
        return _keep_as_text(text, problems, f"has the user-info {user!r}", remedy)
    if tail.strip("/"):
        return _keep_as_text(text, problems, f"has {tail!r} behind the host", remedy)
    if not is_serialized_origin(origin):
        return _keep_as_text(text, problems, "is no origin: its host or its port cannot be", remedy)
    if origin == text:
        return OriginPattern(OriginKind.EXACT, text)  # the string that is there already
    _say_normalised(text, origin, problems)
    return OriginPattern(OriginKind.EXACT, origin)


def _remedy(origin: str) -> str:
    return origin if is_serialized_origin(origin) else "https://app.example.com"


def _say_normalised(text: str, corrected: str, problems: Problems) -> None:
    problems.warn(
        "normalised-origin",
        text,
        f"is not how a browser writes that origin, and is read as {corrected!r}; write that",
    )


def _split_tail(rest: str) -> tuple[str, str]:
    """Split what follows `://` into the authority and a path, query or fragment."""
    end = min((i for c in "/?#" if (i := rest.find(c)) >= 0), default=len(rest))
    return rest[:end], rest[end:]


def _parse_wildcard(text: str, problems: Problems) -> OriginPattern | None:
    scheme, separator, rest = text.partition("://")
    if not separator:
        problems.error("origin-wildcard", text, f"has no scheme; write {_full_spelling(text)!r}")
        return None
    if "*" in scheme:
        http, https = (_full_spelling(f"{each}://{rest}") for each in ("http", "https"))
        problems.error(
            "origin-wildcard",
            text,
            f"has a * in its scheme; write one value a scheme: {http!r}, {https!r}",
        )
        return None
    authority, tail = _split_tail(rest)
    if tail.strip("/") or not _SCHEME.fullmatch(text):
        return _keep_as_text(
            text,
            problems,
            f"has {tail!r} behind the host" if tail else f"has the scheme {scheme!r}",
            _full_spelling(normalise(scheme, authority)),
        )
    normal = normalise(scheme, authority)
    pattern = _wildcard_regex(normal)
    if pattern is None:
        problems.error(
            "origin-wildcard",
            text,
            "has a * where it is no wildcard: one may stand for whole labels in front of a domain,"
            " for a part of a label before the last two, and for the port; write"
            f" {_full_spelling(text)!r}, or compile a regular expression",
        )
        return None
    if normal != text:
        _say_normalised(text, normal, problems)
    _warn_shared_suffix(normal, problems)
    return OriginPattern(OriginKind.WILDCARD, normal, re.compile(pattern))


def _full_spelling(text: str) -> str:
    """Return the wildcard itself, or guess the one that was meant by what is none."""
    if _wildcard_regex(text) is not None:
        return text
    scheme, _, rest = text.rpartition("://")
    host, port = split_port(_split_tail(rest)[0])
    name = host.lower().lstrip("*").lstrip(".")
    if "*" in name or ("." not in name and name != "localhost"):
        name, host = "example.com", "*"
    star = "*." if host.startswith("*") else ""
    scheme = scheme or ("http" if name == "localhost" else "https")
    colon = "" if port is None else f":{port}" if port.isdigit() else ":*"
    guess = f"{scheme}://{star}{name}{colon}"
    return guess if _wildcard_regex(guess) is not None else "https://*.example.com"


def _wildcard_regex(origin: str) -> str | None:
    """Translate a normalised wildcard origin; None where a `*` stands in the wrong place."""
    scheme, _, authority = origin.partition("://")
    host, port = split_port(authority)
    if port == "*":
        tail = r"(?::[0-9]+)?"
    elif not is_serialized_origin(f"{scheme}://host" + (f":{port}" if port is not None else "")):
        return None
    else:
        tail = re.escape(f":{port}") if port is not None else ""
    name = _host_regex(host)
    return None if name is None else re.escape(f"{scheme}://") + name + tail


def _host_regex(host: str) -> str | None:
    if "*" not in host:
        return re.escape(host) if is_host(host) else None
    labels = host.split(".")
    if any("*" in label for label in (labels[1:] if labels[0] == "*" else labels)[-2:]):
        return None
    if labels == ["*"] or not all(map(_LABEL.fullmatch, labels)):
        return None
    parts = list(map(_label_regex, labels))
    if labels[0] == "*":
        parts[:2] = [r"(?:[a-z0-9_-]+\.)+" + parts[1]]
    return r"\.".join(parts)


def _label_regex(label: str) -> str:
    """Translate one label of a wildcard; what it matches is found in linear time.

    The text between two `*` is taken where it comes first, once and for all: a later place would
    leave less for what follows.
    """
    first, *middle = map(re.escape, label.split("*"))
    if not middle:
        return first
    last = middle.pop()
    return first + "".join(f"(?>[a-z0-9-]+?{piece})" for piece in middle) + f"[a-z0-9-]+{last}"


def is_shared_suffix(suffix: str) -> bool:
    """Tell whether everybody can have a host under a domain, as far as that is known here."""
    return suffix in _SHARED_SUFFIXES or ("." not in suffix and suffix != "localhost")


def shared_suffix(wildcard: str, is_shared: Callable[[str], bool]) -> tuple[str, str] | None:
    """Return the domain that a wildcard origin shares with everybody, and an origin of theirs."""
    labels = host_of(wildcard).split(".")
    for place, label in enumerate(labels):
        suffix = ".".join(labels[place + 1 :])
        if "*" in label and is_shared(suffix):
            return suffix, wildcard.replace(":*", "").replace("*", "evil")
    return None


def _warn_shared_suffix(origin: str, problems: Problems) -> None:
    star, _, suffix = host_of(origin).partition(".")
    if star == "*" and is_shared_suffix(suffix):
        problems.warn(
            "public-suffix-wildcard",
            origin,
            f"admits everybody who has a host under {suffix!r}; name your own domain:"
            f" {origin.replace('*.', '*.your-name.')!r}",
        )


def _parse_regex(value: str | re.Pattern[str], problems: Problems) -> OriginPattern | None:
    # The origin of a request is lower case when it comes here, a configured pattern need not be.
    compiled = compile_regex(value, re.IGNORECASE, problems)
    if compiled is None:
        return None
    regex, automaton = compiled
    if automaton is not None:
        _warn_regex(regex.pattern, automaton, problems)
    return OriginPattern(OriginKind.REGEX, regex.pattern, regex)


@cache
def _origins() -> Automaton:
    """Return roughly what origins look like: to see soon whether a regex matches any of them."""
    from flask_cors.core.regex.syntax import read

    return read("[^/]+://[^/]+")


def _warn_regex(text: str, automaton: Automaton, problems: Problems) -> None:
    from flask_cors.core.regex.automaton import UndecidedError, find_word
    from flask_cors.core.regex.foreign_origin import foreign_origin

    try:
        if find_word([automaton, _origins()]) is None:
            problems.warn(
                "not-an-origin",
                text,
                "is a regular expression that matches no whole origin, scheme included; write one"
                r" such as 'https://[a-z]+\.example\.com'",
            )
        elif (foreign := foreign_origin(automaton)) is not None:
            problems.warn(
                "open-origin-regex",
                text,
                f"also admits other domains, such as {foreign!r}; escape its dots and spell out"
                " the domain, or write a wildcard such as 'https://*.example.com'",
            )
    except UndecidedError:
        problems.warn(
            "unanalysed-regex",
            text,
            "is too large to tell what else it admits; split it into several",
        )


_Tried: TypeAlias = "tuple[OriginPattern, Callable[[str], object]]"


def _literal_end(host: str) -> str:
    """Return the whole labels of a wildcard's host that stand behind its last `*`."""
    before, star, behind = host.rpartition("*")
    return behind.partition(".")[2] if star else before + behind


class OriginSet:
    """The allowed origins of one policy, ready to be asked."""

    __slots__ = (
        "_asked",
        "_by_end",
        "_find_regex",
        "_regexes",
        "any",
        "asks",
        "exact",
        "patterns",
        "single",
    )

    def __init__(self, patterns: Iterable[OriginPattern]) -> None:
        self.patterns: tuple[OriginPattern, ...] = tuple(patterns)
        self.any: bool = ANY in self.patterns
        #: Origins that an equal text settles: serialized ones, `null`, and what is no origin.
        self.exact: dict[str, OriginPattern] = {
            p.text: p
            for p in self.patterns
            if p.kind in {OriginKind.EXACT, OriginKind.NULL, OriginKind.TEXT}
        }
        #: Wildcards by the literal end of their host, which few of many share.
        self._by_end: dict[str, list[_Tried]] = {}
        for p in self.patterns:
            if p.kind is OriginKind.WILDCARD and p.regex is not None:
                tried = (p, p.regex.fullmatch)
                self._by_end.setdefault(_literal_end(host_of(p.text)), []).append(tried)
        self._regexes = tuple(p for p in self.patterns if p.kind is OriginKind.REGEX)
        regexes = [p.regex for p in self._regexes if p.regex is not None]
        #: Finds the place among these of the first that matches; None without any.
        self._find_regex = finder(regexes) if regexes else None
        self._asked = tuple(p for p in self.patterns if p.call is not None)
        #: Whether a callable is among them, which may say something else the next time.
        self.asks: bool = bool(self._asked)
        only = self.patterns[0] if len(set(self.patterns)) == 1 else None
        #: The one serialized origin that the set consists of, if it does.
        self.single: str | None = only.text if only and only.kind is OriginKind.EXACT else None

    def admits(
        self, origin: str, ask: Callable[[OriginPattern, str], bool]
    ) -> OriginPattern | None:
        """Return the pattern that admits `origin`, None where none does.

        Only a serialized origin reaches a wildcard, a regex or a callable. `*` is not looked at
        here: what it admits depends on credentials.
        """
        if (pattern := self.exact.get(origin)) is not None:
            return pattern
        tried = self._by_end or self._regexes or self._asked
        if not tried or not is_serialized_origin(origin):
            return None
        if self._by_end and (pattern := self._wildcard_for(origin)) is not None:
            return pattern
        if self._find_regex is not None and (place := self._find_regex(origin)) is not None:
            return self._regexes[place]
        for pattern in self._asked:
            if ask(pattern, origin):
                return pattern
        return None

    def _wildcard_for(self, origin: str) -> OriginPattern | None:
        end = host_of(origin)
        while end:
            for pattern, matches in self._by_end.get(end, ()):
                if matches(origin):
                    return pattern
            end = end.partition(".")[2]
        return None
