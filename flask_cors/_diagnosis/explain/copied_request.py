"""Reads a request copied from a browser's developer tools: cURL, PowerShell or `fetch`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from . import curl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .curl import Copied

_FETCH = re.compile(r"(?:await\s+)?fetch\s*\(\s*")
_POWERSHELL = re.compile(r"\bInvoke-(?:WebRequest|RestMethod)\b|\b(?:iwr|irm)\b", re.IGNORECASE)
_STRING: Final = r'"((?:[^"`]|`.|"")*)"'
_URI = re.compile(rf"-Uri\s+{_STRING}", re.IGNORECASE | re.DOTALL)
_METHOD = re.compile(r'-Method\s+"?([^\s"`]+)', re.IGNORECASE)
_TYPE = re.compile(rf"-ContentType\s+{_STRING}", re.IGNORECASE | re.DOTALL)
_BODY = re.compile(r"-Body\s", re.IGNORECASE)
_TABLE = re.compile(r"-Headers\s+@\{(.*?)\}\s*(?:`|$)", re.IGNORECASE | re.DOTALL)
_PAIR = re.compile(rf"{_STRING}\s*=\s*{_STRING}", re.DOTALL)
#: Pseudo-headers that Chrome lists in PowerShell; they are part of the URL or the method.
_PSEUDO: Final = frozenset({"authority", "method", "path", "scheme"})


def read(text: str) -> Copied:
    """Read one request; raise `CopyError` if that is not possible."""
    text = text.strip()
    if found := _FETCH.match(text):
        return _fetch(text[found.end() :])
    if _POWERSHELL.search(text) and not text.startswith("curl"):
        return _powershell(text)
    return curl.read(_without_carets(text))


def _without_carets(text: str) -> str:
    """Convert a command for the Windows command prompt (cmd) to bash."""
    if '^"' in text:  # each special character is escaped, quotes too
        return re.sub(r"\^(\r?\n|.)", lambda found: found[1].strip("\r\n") or " ", text)
    return re.sub(r"\^[ \t]*\r?\n", " ", text)


def _fetch(text: str) -> Copied:
    """Read the arguments of `fetch`, which the developer tools copy as JSON."""
    decoder = json.JSONDecoder()
    options: Any = {}
    try:
        url, end = decoder.raw_decode(text)
        rest = text[end:].lstrip()
        if rest.startswith(","):
            options, _ = decoder.raw_decode(rest[1:].lstrip())
    except ValueError:
        url = None
    if not isinstance(url, str) or not isinstance(options, dict):
        raise curl.CopyError(
            'has a fetch(...) that is not plain JSON; copy it from the network tab ("Copy as'
            ' fetch"), or give METHOD, URL and -H'
        )
    headers = options.get("headers")
    given = headers.items() if isinstance(headers, dict) else ()
    referrer = options.get("referrer")
    return curl.request(
        url,
        str(options.get("method") or "GET"),
        [(str(name), str(value)) for name, value in given],
        has_body=options.get("body") is not None,
        credentials=options.get("credentials") == "include",
        mode=str(options.get("mode")),
        origin=referrer if isinstance(referrer, str) and referrer else None,
    )


def _powershell(text: str) -> Copied:
    uri = _URI.search(text)
    if uri is None:
        raise curl.CopyError('has no -Uri "..."; use "Copy as PowerShell" or "Copy as cURL (bash)"')
    method, kind = _METHOD.search(text), _TYPE.search(text)
    headers = list(_pairs(text))
    if kind:
        headers.append(("Content-Type", _unescaped(kind[1])))
    return curl.request(
        _unescaped(uri[1]),
        method[1] if method else "GET",
        headers,
        has_body=_BODY.search(text) is not None,
        credentials=".Cookies.Add(" in text,
    )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    table = _TABLE.search(text)
    for name, value in _PAIR.findall(table[1] if table else ""):
        if name.lower() not in _PSEUDO:
            yield _unescaped(name), _unescaped(value)


def _unescaped(text: str) -> str:
    return re.sub(r'`(.)|"(")', r"\1\2", text)
