"""Serialized origins and hosts, read and written in one way."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import Final

#: Longest origin that a pattern is tried on: a scheme, 253 bytes of host, a port.
MAX_LENGTH: Final = 270
_MAX_HOST: Final = 253
_MAX_PORT: Final = 65535
DEFAULT_PORTS: Final = {"ftp": 21, "http": 80, "https": 443, "ws": 80, "wss": 443}
_SERIALIZED = re.compile(
    r"[a-z][a-z0-9+.-]*://"
    r"(?:\[(?P<ipv6>[0-9a-f:.]+)\]|[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)
#: The longest text that can hold no longer host.
_SHORT: Final = len("x://") + _MAX_HOST


def is_serialized_origin(text: str) -> bool:
    """Tell whether `text` is a tuple origin as a browser writes it.

    https://html.spec.whatwg.org/#ascii-serialisation-of-an-origin, without `null`.
    """
    if len(text) > MAX_LENGTH:
        return False
    match = _SERIALIZED.fullmatch(text)
    if match is None:
        return False
    if match.lastindex is None and len(text) <= _SHORT:
        # Neither an address nor a port, as nearly all: this is asked of each new origin.
        return True
    scheme, _, authority = text.partition("://")
    ipv6, port = match.groups()
    if port is not None and (int(port) > _MAX_PORT or int(port) == DEFAULT_PORTS.get(scheme)):
        return False
    return is_ipv6(ipv6) if ipv6 is not None else len(split_port(authority)[0]) <= _MAX_HOST


def is_ipv6(text: str) -> bool:
    """Tell whether `text` is an IPv6 address, without brackets."""
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def host_of(origin: str) -> str:
    """Return the host of a serialized origin or a wildcard, IPv6 addresses with their brackets."""
    return split_port(origin.partition("://")[2])[0]


def split_port(authority: str) -> tuple[str, str | None]:
    """Split `host:port` into both; the port is None if there is none."""
    colon = authority.find(":", authority.rfind("]") + 1)
    return (authority, None) if colon < 0 else (authority[:colon], authority[colon + 1 :])


def is_loopback(origin: str) -> bool:
    """Tell whether a serialized origin or a wildcard names this machine, where http is safe."""
    name = host_of(origin)
    return (
        name in {"localhost", "[::1]"}
        or name.endswith(".localhost")
        or re.fullmatch(r"127(\.[0-9]+){3}", name) is not None
    )


def normalise(scheme: str, authority: str) -> str:
    """Write an origin the way that browsers do: lower case, punycode, no default port."""
    scheme = scheme.lower()
    host, port = split_port(authority)
    if not host.startswith("["):
        # Compatibility forms first: among them are full stops of other scripts and wide letters.
        host = unicodedata.normalize("NFKC", host).lower().replace("\u3002", ".")
        host = ".".join(map(to_ascii, host.split(".")))
    elif is_ipv6(host[1:-1]):
        host = f"[{serialized_ipv6(host[1:-1])}]"
    if port is None or port == str(DEFAULT_PORTS.get(scheme)):
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}"


def to_ascii(label: str) -> str:
    """Return one label of a host, in punycode where it holds a character beyond ASCII.

    https://www.unicode.org/reports/tr46/, non-transitional as in browsers (the codec `idna` of the
    standard library is transitional, and sends `ß` to `ss`).
    """
    # What a `*` stands for takes part in the punycode, so that no label can be spelt with one.
    if label.isascii() or "*" in label:
        return label
    label = unicodedata.normalize("NFKC", label)
    return "xn--" + label.encode("punycode").decode("ascii")


def serialized_ipv6(text: str) -> str:
    """Return an IPv6 address as browsers write it; raises ValueError where it is none.

    https://url.spec.whatwg.org/#concept-ipv6-serializer
    """
    address = ipaddress.IPv6Address(text)
    # Python 3.13 and later write the IPv4 address in it with dots, which browsers do not.
    if address.ipv4_mapped:
        high, low = divmod(int(address.ipv4_mapped), 0x10000)
        return f"::ffff:{high:x}:{low:x}"
    return address.compressed
