"""Wildcard origins such as `https://*.example.com`, as regular expressions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from flask_cors.core.lazy_regex import lazy_regex
from flask_cors.core.origin import host_of, is_host, is_serialized_origin, split_port

if TYPE_CHECKING:
    from collections.abc import Callable

_LABEL = lazy_regex(r"[a-z0-9_*-]{1,63}")

#: Common suffixes under which anyone can get a host. The complete list is used by
#: `flask cors check`, if it is installed.
SHARED_SUFFIXES: Final = frozenset(
    """
    co.uk org.uk ac.uk gov.uk com.au net.au org.au co.nz co.jp co.kr co.in co.za com.br com.cn
    com.mx com.tr com.tw com.sg com.hk github.io gitlab.io vercel.app netlify.app pages.dev
    workers.dev web.app firebaseapp.com herokuapp.com azurewebsites.net azurestaticapps.net
    cloudfront.net amazonaws.com appspot.com run.app fly.dev onrender.com surge.sh
    ngrok.io ngrok.app ngrok-free.app repl.co replit.app glitch.me blogspot.com
    """.split()  # noqa: SIM905 - a table of words reads better without quotes around each
)


def wildcard_regex(origin: str) -> str | None:
    """Translate a normalized wildcard origin; None if a `*` is in the wrong place."""
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
    """Translate one label of a wildcard into an expression that matches in linear time.

    The text between two `*` is matched at its first occurrence, without backtracking: a later one
    would leave less for the rest.
    """
    first, *middle = map(re.escape, label.split("*"))
    if not middle:
        return first
    last = middle.pop()
    return first + "".join(f"(?>[a-z0-9-]+?{piece})" for piece in middle) + f"[a-z0-9-]+{last}"


def literal_end(host: str) -> str:
    """Return the complete labels after the last `*` of a wildcard's host."""
    before, star, behind = host.rpartition("*")
    return behind.partition(".")[2] if star else before + behind


def is_shared_suffix(suffix: str) -> bool:
    """Return whether a domain is a well-known public suffix."""
    return suffix in SHARED_SUFFIXES or ("." not in suffix and suffix != "localhost")


def shared_suffix(wildcard: str, is_shared: Callable[[str], bool]) -> tuple[str, str] | None:
    """Return the public suffix that a wildcard origin covers, with an example origin."""
    labels = host_of(wildcard).split(".")
    for index, label in enumerate(labels):
        suffix = ".".join(labels[index + 1 :])
        if "*" in label and is_shared(suffix):
            return suffix, wildcard.replace(":*", "").replace("*", "evil")
    return None


def split_tail(rest: str) -> tuple[str, str]:
    """Split what follows `://` into the authority and a path, query or fragment."""
    end = min((i for c in "/?#" if (i := rest.find(c)) >= 0), default=len(rest))
    return rest[:end], rest[end:]
