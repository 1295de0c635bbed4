"""Serializes origins and hosts as browsers do."""

from __future__ import annotations

import ipaddress
import unicodedata
from typing import Final

from .lazy_regex import lazy_regex
from .origin import DEFAULT_PORTS, is_ipv6, split_port

#: Characters that browsers drop from a host:
#: https://www.unicode.org/reports/tr46/#IDNA_Mapping_Table
_IGNORED = lazy_regex("[\u00ad\u034f\u180b-\u180d\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff]")
#: The invisible characters that browsers keep, since some writing systems need them.
_JOINERS: Final = frozenset("\u200c\u200d")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})


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
