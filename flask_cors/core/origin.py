"""Parsing of origins and hosts in the form that browsers send."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from .lazy_regex import lazy_regex

#: Longest origin that patterns are matched against: a scheme, 253 bytes of host, a port.
MAX_LENGTH: Final = 270
_MAX_HOST: Final = 253
MAX_PORT: Final = 65535
#: The default ports, which origins omit, by scheme.
DEFAULT_PORTS: Final = {"ftp": 21, "http": 80, "https": 443, "ws": 80, "wss": 443}
_LONGEST_LABEL: Final = 63
_HOST_CHARACTERS: Final = "abcdefghijklmnopqrstuvwxyz0123456789_-."
_SERIALIZED = lazy_regex(
    r"[a-z][a-z0-9+.-]*://"
    r"(?:\[(?P<ipv6>[0-9a-f:.]+)\]|[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)


def is_serialized_origin(text: str) -> bool:
    """Return whether `text` is a tuple origin in the form that browsers send.

    https://html.spec.whatwg.org/#ascii-serialization-of-an-origin, without `null`.
    """
    if _is_usual(text):
        return True
    if len(text) > MAX_LENGTH:
        return False
    match = _SERIALIZED.fullmatch(text)
    if match is None:
        return False
    scheme, _, authority = text.partition("://")
    ipv6, port = match.groups()
    if port is not None and (int(port) > MAX_PORT or int(port) == DEFAULT_PORTS.get(scheme)):
        return False
    return is_ipv6(ipv6) if ipv6 is not None else len(split_port(authority)[0]) <= _MAX_HOST


def _is_usual(text: str) -> bool:
    """Return whether `text` is an http or https origin with a short host and without a port.

    Most configured origins are. This avoids compiling a regular expression, which takes longer than
    reading all options.
    """
    scheme, _, host = text.partition("://")
    return (
        scheme in {"http", "https"}
        and len(host) <= _LONGEST_LABEL
        and ".." not in f".{host}."
        and not host.strip(_HOST_CHARACTERS)
    )


def is_host(text: str) -> bool:
    """Return whether `text` is the host of a serialized origin, with IPv6 addresses in brackets."""
    return split_port(text)[1] is None and is_serialized_origin(f"x://{text}")


def is_ipv6(text: str) -> bool:
    """Return whether `text` is an IPv6 address, without brackets."""
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def host_of(origin: str) -> str:
    """Return the host of a serialized origin or a wildcard, with the brackets of IPv6 addresses."""
    return split_port(origin.partition("://")[2])[0]


def split_port(authority: str) -> tuple[str, str | None]:
    """Split `host:port`; the port is None if it is missing."""
    colon = authority.find(":", authority.rfind("]") + 1)
    return (authority, None) if colon < 0 else (authority[:colon], authority[colon + 1 :])


def is_loopback(origin: str) -> bool:
    """Return whether a serialized origin or a wildcard is this machine, for which http is safe."""
    name = host_of(origin)
    return (
        name in {"localhost", "[::1]"}
        or name.endswith(".localhost")
        or re.fullmatch(r"127(\.[0-9]+){3}", name) is not None
    )


def differing_parts(origin: str, other: str) -> dict[str, str]:
    """Describe, by part, how another origin or a wildcard differs from a page's origin."""
    scheme, _, authority = origin.partition("://")
    other_scheme, _, other_authority = other.partition("://")
    host, port = split_port(authority)
    other_host, other_port = split_port(other_authority)
    found = {}
    if scheme != other_scheme:
        found["scheme"] = f"its scheme is {other_scheme}, the page's is {scheme}"
    if other_host == f"*.{host}":
        found["subdomain"] = f"it covers subdomains, but not the bare domain {host}"
    elif host != other_host and not (other_host.startswith("*.") and host.endswith(other_host[1:])):
        found["host"] = f"its host is {other_host}, the page's is {host}"
    if other_port not in {port, "*"}:
        found["port"] = f"its port is {_port(other_port)}, the page's is {_port(port)}"
    return found


def _port(port: str | None) -> str:
    return port or "the default port"
