"""Parsing and serializing of origins and hosts."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import Final

from .lazy_regex import lazy_regex

#: Longest origin that patterns are matched against: a scheme, 253 bytes of host, a port.
MAX_LENGTH: Final = 270
_MAX_HOST: Final = 253
MAX_PORT: Final = 65535
#: The default ports, which origins omit, by scheme.
DEFAULT_PORTS: Final = {"ftp": 21, "http": 80, "https": 443, "ws": 80, "wss": 443}
#: The usual form of an origin; on its own, it takes a third of the time to compile.
_USUAL = lazy_regex(r"https?://[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_SERIALIZED = lazy_regex(
    r"[a-z][a-z0-9+.-]*://"
    r"(?:\[(?P<ipv6>[0-9a-f:.]+)\]|[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*)"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)
#: In an origin up to this length, the host cannot be too long.
_SHORT: Final = len("x://") + _MAX_HOST
#: Characters that browsers drop from a host:
#: https://www.unicode.org/reports/tr46/#IDNA_Mapping_Table
_IGNORED = lazy_regex("[\u00ad\u034f\u180b-\u180d\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff]")
#: The invisible characters that browsers keep, since some writing systems need them.
_JOINERS: Final = frozenset("\u200c\u200d")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})


def is_serialized_origin(text: str) -> bool:
    """Return whether `text` is a tuple origin in the form that browsers send.

    https://html.spec.whatwg.org/#ascii-serialization-of-an-origin, without `null`.
    """
    if len(text) <= _SHORT and _USUAL.fullmatch(text):
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


def normalize(scheme: str, authority: str) -> str:
    """Serialize an origin as browsers do: lower case, punycode, no default port."""
    scheme = scheme.lower()
    host, port = split_port(authority)
    host = normalize_host(host)
    if port is None or port == str(DEFAULT_PORTS.get(scheme)):
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{port}"


def normalize_host(host: str) -> str:
    """Serialize a host as browsers do: lower case, punycode, the shortest IPv6 address.

    An invalid host stays invalid, see `is_host`.

    https://www.unicode.org/reports/tr46/, non-transitional as in browsers. The standard library's
    codec `idna` is transitional: it turns `ß` into `ss`, which is a different host.
    """
    if host.startswith("["):
        address = host[1:].removesuffix("]")
        return f"[{serialized_ipv6(address)}]" if is_ipv6(address) and host[-1] == "]" else host
    # Compatibility forms first: they include wide letters and the dots of other scripts.
    mapped = unicodedata.normalize("NFKC", host).replace("\u3002", ".")
    if ":" in mapped:
        return host  # a wide colon, which must not become the colon before a port
    # Letter by letter: str.lower() uses a different sigma at the end of words, hosts do not.
    mapped = _IGNORED.sub("", "".join(map(str.lower, mapped)))
    return ".".join(map(_to_ascii, mapped.split(".")))


def _to_ascii(label: str) -> str:
    """Return one label of a host, in punycode if it has a character beyond ASCII."""
    # Punycode depends on the characters that a `*` would match, so a label cannot have both a
    # star and letters beyond ASCII.
    if label.isascii() or "*" in label or any(map(_is_invisible, label)):
        return label
    label = unicodedata.normalize("NFKC", label)
    return "xn--" + label.encode("punycode").decode("ascii")


def _is_invisible(char: str) -> bool:
    """Return whether a character is impossible in hosts: a space, a control, a direction mark."""
    return unicodedata.category(char) in _INVISIBLE and char not in _JOINERS


def serialized_ipv6(text: str) -> str:
    """Return an IPv6 address as browsers serialize it; raise ValueError if it is not an address.

    https://url.spec.whatwg.org/#concept-ipv6-serializer
    """
    address = ipaddress.IPv6Address(text)
    # Python 3.13 and later serialize an embedded IPv4 address with dots; browsers do not.
    if address.ipv4_mapped:
        high, low = divmod(int(address.ipv4_mapped), 0x10000)
        return f"::ffff:{high:x}:{low:x}"
    return address.compressed
