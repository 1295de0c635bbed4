"""Reads the command that a browser's developer tools copy "as cURL" for bash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_cors.core import protocol
from flask_cors.core.browser.safelist import is_forbidden_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_cors.core.browser.messages import Mode
    from flask_cors.core.browser.safelist import HeaderList

_ESCAPE = re.compile(
    r"\\(?:x(?P<byte>[0-9A-Fa-f]{1,2})|u(?P<short>[0-9A-Fa-f]{1,4})|U(?P<long>[0-9A-Fa-f]{1,8})"
    r"|(?P<octal>[0-7]{1,3})|(?P<other>.))",
    re.DOTALL,
)
_ESCAPED: Final = dict(zip("abeEfnrtv", "\a\b\x1b\x1b\f\n\r\t\v", strict=True))
_PIECE = re.compile(
    r"(?P<blank>(?:[ \t\r\n]|\\\r?\n)+)"
    r"|\$'(?P<ansi>(?:[^'\\]|\\.)*)'"
    r"|'(?P<single>[^']*)'"
    r'|\$?"(?P<double>(?:[^"\\]|\\.)*)"'
    r"|\\(?P<escaped>.)"
    r"|(?P<plain>[^\s'\"\\$]+|\$)",
    re.DOTALL,
)

#: Options with a value that counts, by their short names.
_SHORT: Final = {
    "X": "request",
    "H": "header",
    "d": "data",
    "F": "form",
    "b": "cookie",
    "A": "user-agent",
    "e": "referer",
    "u": "user",
}
#: Those that stand for a body, with the type that curl gives it.
_BODIES: Final = {
    "data": "application/x-www-form-urlencoded",
    "data-raw": "application/x-www-form-urlencoded",
    "data-binary": "application/x-www-form-urlencoded",
    "data-ascii": "application/x-www-form-urlencoded",
    "data-urlencode": "application/x-www-form-urlencoded",
    "form": "multipart/form-data; boundary=-",
    "form-string": "multipart/form-data; boundary=-",
    "json": "application/json",
}
_VALUED: Final = frozenset({*_SHORT.values(), *_BODIES, "url"})
#: Options that say nothing about what a browser would do: with a value, and without.
_IGNORED_VALUED: Final = frozenset(
    # A table of words reads better without quotes around each.
    "output max-time connect-timeout retry proxy cookie-jar range cert key cacert"  # noqa: SIM905
    " resolve write-out".split()
)
_IGNORED_SHORT_VALUED: Final = frozenset("omxcEw")
_IGNORED: Final = frozenset(
    "compressed insecure location silent show-error verbose include http1.0 http1.1"  # noqa: SIM905
    " http2 http3 globoff path-as-is fail no-buffer tlsv1.2 tlsv1.3".split()
)
_IGNORED_SHORT: Final = frozenset("kLsSvigfN0")
#: What the browser adds by itself, beside what no script may set.
_BROWSERS_OWN: Final = frozenset(
    {"cache-control", "pragma", "priority", "upgrade-insecure-requests", "user-agent"}
)
#: What `Sec-Fetch-Mode` says beside `cors`; a navigation is none that a script could make.
_MODES: Final[dict[str, Mode]] = {"no-cors": "no-cors", "same-origin": "same-origin"}


class CurlError(ValueError):
    """A text that is no curl command that could be read."""


@dataclass(frozen=True, slots=True)
class Curl:
    """What a copied command says of the request of a script."""

    url: str
    method: str
    headers: HeaderList
    has_body: bool
    #: Whether cookies went with it.
    credentials: bool
    #: The page's origin, and the mode, where the command has them.
    origin: str | None
    mode: Mode


def read(text: str) -> Curl:
    """Read one command; raises CurlError where that cannot be done.

    That of a preflight is read as the request that it announces. Headers that the browser added
    are left out.
    """
    words = list(_words(text))
    if not words or words[0].rpartition("/")[2] not in {"curl", "curl.exe"}:
        raise CurlError('is no curl command; use "Copy as cURL (bash)"')
    found = _Found()
    found.read(iter(words[1:]))
    return found.result()


def _words(text: str) -> Iterator[str]:
    """Split a text into words as bash does, but for variables and the like, which stay."""
    word: str | None = None
    position = 0
    text = text.strip()
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None:
            raise CurlError(f"has an unclosed quote at {text[position : position + 20]!r}")
        position = piece.end()
        if piece["blank"] is None:
            word = (word or "") + _unquoted(piece)
        elif word is not None:
            yield word
            word = None
    if word is not None:
        yield word


def _unquoted(piece: re.Match[str]) -> str:
    if piece["ansi"] is not None:
        return _ESCAPE.sub(_unescaped, piece["ansi"])
    if piece["double"] is not None:
        return re.sub(r'\\(?:\n|([$`"\\]))', r"\1", piece["double"])
    return next(piece[name] for name in ("single", "escaped", "plain") if piece[name] is not None)


def _unescaped(escape: re.Match[str]) -> str:
    if escape["octal"]:
        return chr(int(escape["octal"], 8))
    if escape["other"]:
        return _ESCAPED.get(escape["other"], escape["other"])
    code = int(escape["byte"] or escape["short"] or escape["long"], 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"  # noqa: PLR2004 - the last of Unicode


class _Found:
    """What the options of a command add up to."""

    def __init__(self) -> None:
        self.urls: list[str] = []
        self.method: str | None = None
        self.headers: list[tuple[str, str]] = []
        self.body_type: str | None = None
        self.credentials = False
        self.is_query = False

    def read(self, words: Iterator[str]) -> None:
        for word in words:
            if word.startswith("--"):
                name, equals, value = word[2:].partition("=")
                self.long(name, words, value if equals else None)
            elif word.startswith("-"):
                self.short(word[1:], words)
            else:
                self.urls.append(word)

    def long(self, name: str, words: Iterator[str], value: str | None) -> None:
        if name in _VALUED:
            self.take(name, _value(name, words) if value is None else value)
        elif name in _IGNORED_VALUED:
            _value(name, words) if value is None else value
        elif name not in _IGNORED:
            self.switch(name)

    def short(self, letters: str, words: Iterator[str]) -> None:
        for place, letter in enumerate(letters, start=1):
            if letter in _SHORT or letter in _IGNORED_SHORT_VALUED:
                value = letters[place:] or _value(letter, words)
                if letter in _SHORT:
                    self.take(_SHORT[letter], value)
                return
            if letter not in _IGNORED_SHORT:
                self.switch({"G": "get", "I": "head"}.get(letter, letter))

    def switch(self, name: str) -> None:
        if name == "head":
            self.method = self.method or "HEAD"
        elif name == "get":
            self.is_query = True
        else:
            dashes = "--" if len(name) > 1 else "-"
            raise CurlError(f"has the option {dashes}{name}, which is not known here; leave it out")

    def take(self, name: str, value: str) -> None:
        if name in _BODIES:
            self.body_type = _BODIES[name]
        elif name == "request":
            self.method = value
        elif name == "url":
            self.urls.append(value)
        elif name == "cookie":
            self.credentials = True
        elif name == "header":
            self.add_header(value)
        elif name == "user":
            self.headers.append(("Authorization", "Basic"))

    def add_header(self, text: str) -> None:
        name, colon, value = text.partition(":")
        if not colon:
            name = name.rstrip(";")
        elif not value.strip():
            return  # curl sends none then
        if name.lower() == "cookie":
            self.credentials = True
        if not protocol.is_token(name):
            raise CurlError(f"has {text!r}, which is no header")
        self.headers.append((name, value.strip()))

    def value(self, wanted: str) -> str | None:
        return next((value for name, value in self.headers if name.lower() == wanted), None)

    def result(self) -> Curl:
        if len(self.urls) != 1:
            raise CurlError(f"has {len(self.urls) or 'no'} URLs; give one")
        has_body = self.body_type is not None and not self.is_query
        method = self.method or ("POST" if has_body else "GET")
        headers = self.headers
        if has_body and self.body_type and self.value("content-type") is None:
            headers = [*headers, ("Content-Type", self.body_type)]
        announced = self.value(protocol.REQUEST_METHOD.lower())
        if method.upper() == "OPTIONS" and announced is not None:
            names = protocol.list_members(self.value(protocol.REQUEST_HEADERS.lower()) or "")
            method, headers = announced, [(name, "") for name in names]
        mode = self.value("sec-fetch-mode")
        return Curl(
            self.urls[0],
            method,
            tuple(
                (name, value)
                for name, value in headers
                if name.lower() not in _BROWSERS_OWN and not is_forbidden_header(name, value)
            ),
            has_body and method not in {"GET", "HEAD"},
            self.credentials,
            self.value("origin"),
            _MODES.get(mode or "", "cors"),
        )


def _value(name: str, words: Iterator[str]) -> str:
    value = next(words, None)
    if value is None:
        dashes = "--" if len(name) > 1 else "-"
        raise CurlError(f"ends with the option {dashes}{name}, which needs a value")
    return value
