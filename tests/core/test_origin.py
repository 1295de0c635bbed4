"""Hosts are read the same way in options, in URLs and by commands."""

from itertools import product

import pytest

from flask_cors.core.browser import urls
from flask_cors.core.normalization import normalize_host
from flask_cors.core.origin import (
    differing_parts,
    is_host,
    is_loopback,
    is_serialized_origin,
    split_port,
)
from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.problems import Problems, Source

LONG = ".".join(["a" * 49] * 5)

HOSTS = [
    ("a.com", "a.com"),
    ("A.Com", "a.com"),
    ("localhost", "localhost"),
    ("a_b-c.com", "a_b-c.com"),
    ("straße.de", "xn--strae-oqa.de"),
    ("STRAẞE.de", "xn--strae-oqa.de"),
    ("bücher.example", "xn--bcher-kva.example"),
    ("BÜCHER.example", "xn--bcher-kva.example"),
    ("bu\u0308cher.example", "xn--bcher-kva.example"),
    ("xn--strae-oqa.de", "xn--strae-oqa.de"),
    ("ΑΣ.gr", "xn--mxa0b.gr"),
    ("☃.net", "xn--n3h.net"),
    ("\uff41\uff0ecom", "a.com"),
    ("a\u3002b\uff61com", "a.b.com"),
    ("ex\u00adam\u200bple.com", "example.com"),
    ("a\u200cb.com", "xn--ab-j1t.com"),
    ("127.0.0.1", "127.0.0.1"),
    ("[0:0::1]", "[::1]"),
    ("[::FFFF:1.2.3.4]", "[::ffff:102:304]"),
    ("[::]", "[::]"),
    (f"{LONG}.com", f"{LONG}.com"),
]
NO_HOSTS = [
    "",
    ".",
    ".a",
    "a..b",
    "a..",
    "a b",
    "ü b",
    "ü\u00a0b",
    "ü\u202eb",
    "\ud800",
    "a%20b",
    "a\uff1a80",
    "℀",
    "[::1",
    "[1]",
    "[",
    "[]",
    "[::1]]",
    "[[::1]",
    "[::1%1]",
    "[127.0.0.1]",
    "a[1]",
    f"{'a' * 64}.com",
    "ü" * 80,
    f"{LONG}.{LONG}",
]


#: All hosts of up to four of these characters, and some with labels near the maximum length.
SMALL_HOSTS = [
    *(
        "".join(chosen)
        for length in range(5)
        for chosen in product("a9-_.:/A\u00e9\n ", repeat=length)
    ),
    *("a" * length for length in range(62, 66)),
    *(f"{'a' * length}.b" for length in range(60, 66)),
]


def read_pattern(host):
    """Read the origin of a host as an allowed origin."""
    return parse_origin(f"https://{host}", Problems(Source("app", "CORS(app)")))


@pytest.mark.parametrize(("host", "written"), HOSTS)
def test_a_host_is_normalized(host, written):
    """An allowed origin and a URL have the same host."""
    assert normalize_host(host) == written
    assert is_host(written)
    assert read_pattern(host).text == urls.parse(f"https://{host}/").origin == f"https://{written}"


@pytest.mark.parametrize("host", NO_HOSTS)
def test_an_invalid_host_is_refused(host):
    """It makes neither an origin nor a URL in any normalization."""
    assert not is_host(normalize_host(host))
    pattern = read_pattern(host) if "[" not in host else None
    assert pattern is None or pattern.kind == "text"
    assert urls.parse(f"https://{host}/") is None


def test_hosts_are_the_same_with_and_without_a_common_scheme():
    """The faster path for http and https gives the same results."""
    for scheme in ("http", "https"):
        for host in SMALL_HOSTS:
            if ":" not in host:
                assert is_serialized_origin(f"{scheme}://{host}") == is_host(host)
    assert not is_serialized_origin("ftp://a:b")
    assert not is_serialized_origin("https:a")
    assert not is_serialized_origin("https")


@pytest.mark.parametrize("text", ["a.com:80", "[::1]:80", "*.a.com"])
def test_a_port_or_a_star_is_not_part_of_a_host(text):
    """A host contains neither."""
    assert not is_host(text)


def test_a_final_dot_is_only_for_urls():
    """Browsers keep it in the host of a URL; patterns with it are refused."""
    assert urls.parse("https://Ü.com./").origin == "https://xn--tda.com."
    assert not is_serialized_origin("https://xn--tda.com.")
    assert read_pattern("a.com.").kind == "text"


@pytest.mark.parametrize(
    ("origin", "is_own"),
    [
        ("http://127.0.0.1:5000", True),
        ("http://localhost", True),
        ("http://a.localhost", True),
        ("http://[::1]", True),
        ("http://127.evil.com", False),
        ("http://127.0.0.1.evil.com", False),
        ("http://127.0.0", False),
    ],
)
def test_policies_and_urls_agree_on_this_machine(origin, is_own):
    """A host name that only begins with 127 is somebody else's."""
    assert is_loopback(origin) is is_own
    assert urls.parse(origin).is_trustworthy is is_own


@pytest.mark.parametrize(
    ("origin", "other", "parts"),
    [
        ("https://a.com", "https://a.com", {}),
        ("https://a.com:8443", "https://a.com:*", {}),
        ("https://x.a.com", "https://*.a.com", {}),
        (
            "http://b.com:80",
            "https://a.com",
            {
                "scheme": "its scheme is https, the page's is http",
                "host": "its host is a.com, the page's is b.com",
                "port": "its port is the default port, the page's is 80",
            },
        ),
        (
            "https://a.com",
            "https://a.com:8443",
            {"port": "its port is 8443, the page's is the default port"},
        ),
        (
            "https://a.com",
            "https://*.a.com",
            {"subdomain": "it covers subdomains, but not the bare domain a.com"},
        ),
        (
            "https://b-a.com",
            "https://*.a.com",
            {"host": "its host is *.a.com, the page's is b-a.com"},
        ),
        (
            "https://x.a.com",
            "https://y.a.com",
            {"host": "its host is y.a.com, the page's is x.a.com"},
        ),
        ("https://x.com", "https://yx.com", {"host": "its host is yx.com, the page's is x.com"}),
    ],
)
def test_the_differing_parts_of_two_origins(origin, other, parts):
    """Scheme, host and port are compared on their own; a wildcard covers what it allows."""
    assert differing_parts(origin, other) == parts


@pytest.mark.parametrize(
    ("authority", "parts"),
    [
        ("a.com", ("a.com", None)),
        ("a.com:80", ("a.com", "80")),
        ("[::1]", ("[::1]", None)),
        ("[::1]:80", ("[::1]", "80")),
        (":80", ("", "80")),
        ("a:b:c", ("a", "b:c")),
        ("[::1]:x]:80", ("[::1]:x]", "80")),
    ],
)
def test_a_port_follows_the_first_colon_outside_of_brackets(authority, parts):
    """The colons of an IPv6 address are in brackets."""
    assert split_port(authority) == parts
