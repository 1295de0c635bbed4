"""Serialized origins, and the patterns that say which of them are allowed."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from .patterns import compile_regex, is_wildcard, special_characters
from .regexes import UndecidedError, foreign_origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .problems import Problems

#: Longest origin that a pattern is tried on: a scheme, 253 bytes of host, a port.
MAX_LENGTH: Final = 270
_MAX_HOST: Final = 253
_MAX_PORT: Final = 65535
_DEFAULT_PORTS: Final = {"ftp": 21, "http": 80, "https": 443, "ws": 80, "wss": 443}

_SERIALIZED = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://"
    r"(?:\[(?P<ipv6>[0-9a-f:.]+)\]|(?P<host>[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*))"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)
#: A scheme and what follows it, in a configured value.
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<rest>.*)", re.DOTALL)
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:]*)(?::(?P<port>.*))?", re.DOTALL)
_LABEL = re.compile(r"[a-z0-9_*-]{1,63}")

#: Suffixes under which anybody can have a host; the labels before are the customer's. Only what is
#: common: the complete list is data of its own, and belongs into `flask cors check`.
_SHARED_SUFFIXES: Final = frozenset(
    # A table of words reads better without quotes around each.
    "co.uk org.uk ac.uk gov.uk com.au net.au org.au co.nz co.jp co.kr co.in co.za com.br com.cn"
    " com.mx com.tr com.tw com.sg com.hk github.io gitlab.io vercel.app netlify.app pages.dev"
    " workers.dev web.app firebaseapp.com herokuapp.com azurewebsites.net azurestaticapps.net"
    " cloudfront.net amazonaws.com appspot.com run.app fly.dev onrender.com surge.sh"
    " ngrok.io ngrok.app ngrok-free.app repl.co replit.app glitch.me blogspot.com".split()  # noqa: SIM905
)


def is_serialized_origin(text: str) -> bool:
    """Tell whether `text` is a tuple origin as a browser writes it.

    https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin, without `null`.
    """
    if len(text) > MAX_LENGTH:
        return False
    match = _SERIALIZED.fullmatch(text)
    if match is None:
        return False
    scheme, ipv6, host, port = match.group("scheme", "ipv6", "host", "port")
    if port is not None and (int(port) > _MAX_PORT or int(port) == _DEFAULT_PORTS.get(scheme)):
        return False
    return len(host) <= _MAX_HOST if host is not None else _is_ipv6(ipv6)


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def is_loopback(origin: str) -> bool:
    """Tell whether a serialized origin or a wildcard names this machine, where http is safe."""
    match = _SCHEME.fullmatch(origin)
    host = _AUTHORITY.fullmatch(match["rest"] if match else "")
    name = host["host"] if host else ""
    return (
        name in {"localhost", "[::1]"}
        or name.endswith(".localhost")
        or re.fullmatch(r"127(\.[0-9]+){3}", name) is not None
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
    regex: re.Pattern[str] | None = field(default=None, compare=False)
    call: Callable[[str], Any] | None = field(default=None)

    def __str__(self) -> str:
        return self.text


ANY: Final = OriginPattern(OriginKind.ANY, "*")


def parse_origin(value: object, problems: Problems) -> OriginPattern | None:
    """Read one item of the option `origins`; None where it lets nobody in."""
    if isinstance(value, str):
        return _parse_string(value, problems)
    if isinstance(value, re.Pattern):
        return _parse_regex(value, problems)
    if callable(value):
        name = getattr(value, "__qualname__", type(value).__qualname__)
        return OriginPattern(OriginKind.CALLABLE, f"callable {name}", call=value)
    problems.error(
        "wrong-type",
        value,
        f"is a {type(value).__name__}; give a string, a compiled regular expression or a callable",
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
    if special and not (special == {"?"} and _SCHEME.match(text)):
        return _parse_regex(text, problems)
    return _parse_literal(text, problems)


def _keep_as_text(text: str, problems: Problems, what: str, remedy: str) -> OriginPattern:
    problems.warn(
        "not-an-origin", text, f"{what}, so that no browser can send it; write {remedy!r}"
    )
    return OriginPattern(OriginKind.TEXT, text)


def _parse_literal(text: str, problems: Problems) -> OriginPattern:
    split = _SCHEME.fullmatch(text)
    if split is None:
        scheme = "http" if text.startswith(("localhost", "127.")) else "https"
        return _keep_as_text(text, problems, "has no scheme", f"{scheme}://{text.lower()}")
    authority, tail = _split_tail(split["rest"])
    user, at, authority = authority.rpartition("@")
    origin = _normalise(split["scheme"], authority)
    remedy = origin if is_serialized_origin(origin) else "https://app.example.com"
    if at:
        return _keep_as_text(text, problems, f"has the user-info {user!r}", remedy)
    if tail.strip("/"):
        return _keep_as_text(text, problems, f"has {tail!r} behind the host", remedy)
    if not is_serialized_origin(origin):
        return _keep_as_text(text, problems, "is no origin: its host or its port cannot be", remedy)
    if origin != text:
        _say_normalised(text, origin, problems)
    return OriginPattern(OriginKind.EXACT, origin)


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


def _normalise(scheme: str, authority: str) -> str:
    """Write an origin the way that browsers do: lower case, punycode, no default port."""
    scheme = scheme.lower()
    match = _AUTHORITY.fullmatch(authority)
    host, port = match.group("host", "port") if match else (authority, None)
    if host.startswith("["):
        if _is_ipv6(host[1:-1]):
            host = f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
    else:
        host = ".".join(map(_to_ascii, host.replace("\u3002", ".").split(".")))
    if port is None or port == str(_DEFAULT_PORTS.get(scheme)):
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}"


def _to_ascii(label: str) -> str:
    """Lower one label of a host; to punycode where it holds a character beyond ASCII.

    https://www.unicode.org/reports/tr46/, non-transitional as in browsers (the codec `idna` of the
    standard library is transitional, and sends `ß` to `ss`).
    """
    label = unicodedata.normalize("NFKC", label.lower())
    if label.isascii():
        return label
    return "xn--" + label.encode("punycode").decode("ascii")


def _parse_wildcard(text: str, problems: Problems) -> OriginPattern | None:
    scheme, separator, rest = text.partition("://")
    if not separator:
        problems.error("origin-wildcard", text, f"has no scheme; write {_full_spelling(text)!r}")
        return None
    if "*" in scheme:
        problems.error(
            "origin-wildcard",
            text,
            "has a * in its scheme; write one value a scheme:"
            f" {'http://' + rest!r}, {'https://' + rest!r}",
        )
        return None
    authority, tail = _split_tail(rest)
    if tail.strip("/") or not _SCHEME.fullmatch(text):
        return _keep_as_text(
            text,
            problems,
            f"has {tail!r} behind the host" if tail else f"has the scheme {scheme!r}",
            _normalise(scheme, authority),
        )
    normal = _normalise(scheme, authority)
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
    """Guess the wildcard that was meant by one that is none."""
    scheme, separator, rest = text.rpartition("://")
    host, colon, port = _split_tail(rest)[0].partition(":")
    name = host.lstrip("*").lstrip(".")
    if "*" in name or ("." not in name and name != "localhost"):
        name, host = "example.com", "*"
    star = "*." if host.startswith("*") else ""
    if not separator or "*" in scheme:
        scheme = "http" if name == "localhost" else "https"
    return f"{scheme}://{star}{name}{colon}{port if port.isdigit() else '*' if colon else ''}"


def _wildcard_regex(origin: str) -> str | None:
    """Translate a normalised wildcard origin; None where a `*` stands in the wrong place."""
    scheme, _, authority = origin.partition("://")
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        return None
    host, port = match.group("host", "port")
    if port == "*":
        tail = r"(?::[0-9]+)?"
    elif "*" in (port or "") or not is_serialized_origin(
        f"{scheme}://host" + (f":{port}" if port is not None else "")
    ):
        return None
    else:
        tail = re.escape(f":{port}") if port is not None else ""
    name = _host_regex(host)
    return None if name is None else re.escape(f"{scheme}://") + name + tail


def _host_regex(host: str) -> str | None:
    if "*" not in host:
        return re.escape(host) if is_serialized_origin(f"x://{host}") else None
    labels = host.split(".")
    if any("*" in label for label in (labels[1:] if labels[0] == "*" else labels)[-2:]):
        return None
    if labels == ["*"] or not all(map(_LABEL.fullmatch, labels)):
        return None
    parts = [re.escape(label).replace(r"\*", "[a-z0-9-]+") for label in labels]
    if labels[0] == "*":
        parts[:2] = [r"(?:[a-z0-9_-]+\.)+" + parts[1]]
    return r"\.".join(parts)


def _warn_shared_suffix(origin: str, problems: Problems) -> None:
    host = _AUTHORITY.fullmatch(origin.partition("://")[2])
    suffix = host["host"].removeprefix("*.") if host and host["host"].startswith("*.") else ""
    if suffix in _SHARED_SUFFIXES or (suffix and "." not in suffix and suffix != "localhost"):
        problems.warn(
            "public-suffix-wildcard",
            origin,
            f"admits everybody who has a host under {suffix!r}; name your own domain:"
            f" {origin.replace('*.', '*.your-name.', 1)!r}",
        )


def _parse_regex(value: str | re.Pattern[str], problems: Problems) -> OriginPattern | None:
    # The origin of a request is lower case when it comes here, a configured pattern need not be.
    compiled = compile_regex(value, re.IGNORECASE, problems)
    if compiled is None:
        return None
    regex, automaton = compiled
    if automaton is not None:
        try:
            foreign = foreign_origin(automaton)
        except UndecidedError:
            foreign = None
            problems.warn(
                "unanalysed-regex",
                regex.pattern,
                "is too large to tell what else it admits; split it into several",
            )
        if foreign is not None:
            problems.warn(
                "open-origin-regex",
                regex.pattern,
                f"also admits other domains, such as {foreign!r}; escape its dots and spell out"
                " the domain, or write a wildcard such as 'https://*.example.com'",
            )
    return OriginPattern(OriginKind.REGEX, regex.pattern, regex)


class OriginSet:
    """The allowed origins of one policy, ready to be asked."""

    __slots__ = ("_asked", "_tried", "any", "exact", "patterns", "single")

    def __init__(self, patterns: Iterable[OriginPattern]) -> None:
        self.patterns = tuple(patterns)
        self.any = ANY in self.patterns
        #: Origins that an equal text settles: serialized ones, `null`, and what is no origin.
        self.exact = {
            p.text: p
            for p in self.patterns
            if p.kind in {OriginKind.EXACT, OriginKind.NULL, OriginKind.TEXT}
        }
        self._tried = [(p, p.regex.fullmatch) for p in self.patterns if p.regex is not None]
        self._asked = [p for p in self.patterns if p.call is not None]
        texts = {p.text for p in self.patterns}
        only = self.patterns[0] if len(texts) == 1 else None
        #: The one serialized origin that the set consists of, if it does.
        self.single = only.text if only and only.kind is OriginKind.EXACT else None

    def admits(
        self, origin: str, ask: Callable[[OriginPattern, str], bool]
    ) -> OriginPattern | None:
        """Return the pattern that admits `origin`, None where none does.

        Only a serialized origin reaches a wildcard, a regex or a callable. `*` is not looked at
        here: what it admits depends on credentials.
        """
        if (pattern := self.exact.get(origin)) is not None:
            return pattern
        if not (self._tried or self._asked) or not is_serialized_origin(origin):
            return None
        for pattern, fullmatch in self._tried:
            if fullmatch(origin):
                return pattern
        for pattern in self._asked:
            if ask(pattern, origin):
                return pattern
        return None
