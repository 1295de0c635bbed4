"""Reads the command that a browser's developer tools copy "as cURL" for bash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from getopt import GetoptError, getopt
from typing import TYPE_CHECKING, Final

from flask_cors.core import protocol
from flask_cors.core.browser.safelist import is_forbidden_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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

#: The options with a body, each with the content type that curl sends.
_BODIES: Final = {
    **dict.fromkeys(
        ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode"),
        "application/x-www-form-urlencoded",
    ),
    **dict.fromkeys(("-F", "--form", "--form-string"), "multipart/form-data; boundary=-"),
    "--json": "application/json",
}
_METHOD: Final = frozenset({"-X", "--request"})
#: The supported options in the notation of `getopt`: `:` or `=` follows those with a value. The
#: second half of each list makes no difference to a browser.
_SHORT: Final = "X:H:d:F:b:u:GI" + "A:e:o:m:x:c:E:w:kLsSvigfN0"
_LONG: Final = [
    *(f"{name[2:]}=" for name in _BODIES if name.startswith("--")),
    # A table of words reads better without quotes around each.
    *"request= header= cookie= user= url= get head".split(),  # noqa: SIM905
    *(  # noqa: SIM905
        "user-agent= referer= output= max-time= connect-timeout= retry= proxy= cookie-jar= range="
        " cert= key= cacert= resolve= write-out= compressed insecure location silent show-error"
        " verbose include http1.0 http1.1 http2 http3 globoff path-as-is fail no-buffer tlsv1.2"
        " tlsv1.3"
    ).split(),
]
#: Headers that a browser adds by itself, in addition to those that no script may set.
_BROWSERS_OWN: Final = frozenset(
    {"cache-control", "pragma", "priority", "upgrade-insecure-requests", "user-agent"}
)
#: The modes of `Sec-Fetch-Mode` other than `cors`; scripts cannot use mode `navigate`.
_MODES: Final[dict[str, Mode]] = {"no-cors": "no-cors", "same-origin": "same-origin"}


class CopyError(ValueError):
    """Raised if the input is not a copied request, or has unsupported options."""


@dataclass(frozen=True, slots=True)
class Copied:
    """A script's request, copied from a browser's developer tools."""

    url: str
    method: str
    headers: HeaderList
    has_body: bool
    #: True if cookies were sent.
    credentials: bool
    #: The page: its origin, the URL in the `Referer` header, and the mode of the request.
    origin: str | None
    referer: str | None
    mode: Mode


def read(text: str) -> Copied:
    """Read one command; raise CopyError if that is not possible."""
    words = list(_words(text))
    if not words or words[0].rpartition("/")[2] not in {"curl", "curl.exe"}:
        raise CopyError(
            'is not a curl command, a PowerShell command or a fetch(...) call; use "Copy as cURL"'
        )
    options, urls = _split(words[1:])
    given = {name for name, _ in options}
    headers = list(_headers(options))
    if len(urls) != 1:
        raise CopyError(f"has {len(urls) or 'no'} URLs; give one")
    body_type = next((_BODIES[name] for name, _ in reversed(options) if name in _BODIES), None)
    if given & {"-G", "--get"}:
        body_type = None
    method = "GET" if body_type is None else "POST"
    if given & {"-I", "--head"}:
        method = "HEAD"
    method = next((value for name, value in reversed(options) if name in _METHOD and value), method)
    if body_type is not None and _value(headers, "Content-Type") is None:
        headers.append(("Content-Type", body_type))
    return request(
        urls[0],
        method,
        headers,
        has_body=body_type is not None,
        credentials=bool(given & {"-b", "--cookie"}),
    )


def request(  # noqa: PLR0913 - a request has this many parts
    url: str,
    method: str,
    headers: Sequence[tuple[str, str]],
    *,
    has_body: bool,
    credentials: bool,
    mode: str | None = None,
    origin: str | None = None,
) -> Copied:
    """Return a request of a script without the headers that the browser adds.

    A preflight is read as the request that it announces. `mode` and `origin` are used if no
    header has them.
    """
    own = list(headers)
    announced = _value(headers, protocol.REQUEST_METHOD)
    if method.upper() == "OPTIONS" and announced is not None:
        names = protocol.list_members(_value(headers, protocol.REQUEST_HEADERS) or "")
        method, own = announced, [(name, "") for name in names]
    return Copied(
        url,
        method,
        tuple(
            (name, value)
            for name, value in own
            if name.lower() not in _BROWSERS_OWN and not is_forbidden_header(name, value)
        ),
        has_body and method not in {"GET", "HEAD"},
        credentials or _value(headers, "Cookie") is not None,
        _value(headers, "Origin") or origin,
        _value(headers, "Referer"),
        _MODES.get(_value(headers, "Sec-Fetch-Mode") or mode or "", "cors"),
    )


def _words(text: str) -> Iterator[str]:
    """Split a command into words as bash does, but without expanding variables."""
    word: str | None = None
    position = 0
    text = text.strip()
    while position < len(text):
        piece = _PIECE.match(text, position)
        if piece is None:
            raise CopyError(f"has an unclosed quote at {text[position : position + 20]!r}")
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


def _split(words: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Split words into options with their values and URLs.

    `argparse` would read a value that begins with a dash, such as a multipart body, as an option.
    """
    options: list[tuple[str, str]] = []
    urls: list[str] = []
    try:
        while words:
            found, words = getopt(words, _SHORT, _LONG)
            options += found
            urls += words[:1]
            words = words[1:]
    except GetoptError as error:
        is_long = f"--{error.opt}" in error.msg
        option = f"--{error.opt}" if is_long else f"-{error.opt}"
        if f"{error.opt}=" in _LONG if is_long else f"{error.opt}:" in _SHORT:
            raise CopyError(f"ends with the option {option}, which needs a value") from None
        raise CopyError(f"has the option {option}, which is not supported; remove it") from None
    return options, urls + [value for name, value in options if name == "--url"]


def _headers(options: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Iterate over the headers that curl would send."""
    for option, text in options:
        if option in {"-u", "--user"}:
            yield "Authorization", "Basic"
        if option not in {"-H", "--header"}:
            continue
        name, colon, value = text.partition(":")
        if not colon:
            name = name.rstrip(";")
        elif not value.strip():
            continue  # curl does not send a header without a value
        if not protocol.is_token(name):
            raise CopyError(f"has {text!r}, which is not a header")
        yield name, value.strip()


def _value(headers: Iterable[tuple[str, str]], wanted: str) -> str | None:
    return next((value for name, value in headers if name.lower() == wanted.lower()), None)
