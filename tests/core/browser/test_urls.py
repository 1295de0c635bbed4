"""URLs as browsers read and write them, and their origins."""

import pytest

from flask_cors.core.browser.urls import Url, parse, request_site, serialized_origin

BASE = parse("http://h.example/x/y?q#f")


@pytest.mark.parametrize(
    ("text", "written", "origin"),
    [
        ("http://a.example", "http://a.example/", "http://a.example"),
        ("HTTPS://A.Example:443/B", "https://a.example/B", "https://a.example"),
        ("http://a:80/", "http://a/", "http://a"),
        ("https://a:80/", "https://a:80/", "https://a:80"),
        ("http://a:/", "http://a/", "http://a"),
        (" \thttp://a/\nb ", "http://a/b", "http://a"),
        ("https:\\\\a\\b?c\\d", "https://a/b?c\\d", "https://a"),
        ("http:///a/b", "http://a/b", "http://a"),
        ("http://a/b/../c/./d//e", "http://a/c/d//e", "http://a"),
        ("http://a/../%2E%2e/b/.", "http://a/b/", "http://a"),
        ("http://a/b/..", "http://a/", "http://a"),
        ("http://a/b/c/../d", "http://a/b/d", "http://a"),
        ("http://Xa:65535/", "http://xa:65535/", "http://xa:65535"),
        ("\0http://a/\x1f", "http://a/", "http://a"),
        ("http://a/ü?ü", "http://a/%C3%BC?%C3%BC", "http://a"),
        ("http://a/%7e %", "http://a/%7e%20%", "http://a"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/", "http://xn--bcher-kva.example"),
        ("http://[::0:1]:3000/", "http://[::1]:3000/", "http://[::1]:3000"),
        ("http://[::FFFF:1.2.3.4]/", "http://[::ffff:102:304]/", "http://[::ffff:102:304]"),
        ("http://a?b", "http://a/?b", "http://a"),
        ("http://a#b", "http://a/", "http://a"),
        ("//b/c", "http://b/c", "http://b"),
        ("/c", "http://h.example/c", "http://h.example"),
        ("c", "http://h.example/x/c", "http://h.example"),
        ("c\xa0", "http://h.example/x/c%C2%A0", "http://h.example"),
        ("../../c", "http://h.example/c", "http://h.example"),
        ("?r", "http://h.example/x/y?r", "http://h.example"),
        ("", "http://h.example/x/y?q", "http://h.example"),
        ("#g", "http://h.example/x/y?q", "http://h.example"),
        ("mailto:a@b", "mailto:a@b", "null"),
        ("localhost:3000/a", "localhost:3000/a", "null"),
    ],
)
def test_a_url_is_normalized(text, written, origin):
    """A URL is resolved against a base, and written without user-info and fragment."""
    url = parse(text, BASE)
    assert str(url) == written
    assert url.origin == origin


@pytest.mark.parametrize(
    "text",
    [
        "http://",
        "http://a:b/",
        "http://a:65536/",
        "http://[::1",
        "http://[1]/",
        "http://a b/",
        "http://a%20b/",
        "http://" + "ü" * 80,
        "http://a[1]/",
    ],
)
def test_invalid_urls(text):
    """A URL without a valid host is refused."""
    assert parse(text, BASE) is None


@pytest.mark.parametrize("text", ["", "/a", "a", "//a/b", "?a", "#a"])
def test_a_relative_url_needs_a_base(text):
    """A relative URL alone is refused."""
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "has_credentials"),
    [
        ("http://u@a/", True),
        ("http://u:p@a/", True),
        ("http://:p@a/", True),
        ("http://@a/", False),
        ("http://:@a/", False),
        ("http://X@a/", True),
        ("http://a/@b", False),
    ],
)
def test_credentials_of_a_url(text, has_credentials):
    """A user or a password in a URL is detected; empty ones do not count."""
    assert parse(text).has_credentials is has_credentials
    assert parse("/b", parse(text)).has_credentials is False


@pytest.mark.parametrize("text", ["mailto:a@b", "data:,a"])
def test_other_schemes_have_no_host(text):
    """A URL that is not fetched over HTTP is kept unchanged, as a path."""
    scheme, _, path = text.partition(":")
    assert parse(text) == Url(scheme, "", path=path)


def test_the_fragment_is_kept_apart():
    """The fragment is not part of the request; an empty fragment is still a fragment."""
    assert [parse(f"http://a/{tail}").fragment for tail in ("", "#", "#b")] == [None, "", "b"]
    assert [parse(text, BASE).fragment for text in ("", "c#", "#g")] == [None, "", "g"]


@pytest.mark.parametrize(
    ("text", "trustworthy"),
    [
        ("https://a.example", True),
        ("http://localhost:3000", True),
        ("http://a.localhost", True),
        ("http://127.0.0.1", True),
        ("http://[::1]", True),
        ("http://a.example", False),
    ],
)
def test_trustworthy_urls(text, trustworthy):
    """A URL is trustworthy over TLS, or if it points to this machine."""
    assert parse(text).is_trustworthy is trustworthy


@pytest.mark.parametrize(
    ("text", "site"),
    [
        ("https://example.com", ("https", "example.com")),
        ("http://a.b.example.com:1/c", ("http", "example.com")),
        ("https://localhost", ("https", "localhost")),
        ("https://10.0.0.1", ("https", "10.0.0.1")),
        ("https://[::1]", ("https", "[::1]")),
    ],
)
def test_the_site_of_a_url(text, site):
    """A site is a scheme with the last two labels of a host name, or with an address."""
    assert parse(text).site == site


@pytest.mark.parametrize(
    ("own", "hosts", "origin"),
    [
        ("http://a", "b", "http://a"),
        ("http://a", "aa", "http://a"),
        ("http://a", "ab", "http://a"),
        ("http://a", "bb", "http://a"),
        ("http://a", "bc", "null"),
        ("http://a", "ba", "null"),
        ("http://a", "abc", "null"),
        ("http://a", "abcc", "null"),
        ("null", "b", "null"),
    ],
)
def test_the_origin_of_a_redirected_request(own, hosts, origin):
    """A request keeps its page's origin until a foreign origin redirects elsewhere."""
    assert serialized_origin(own, [parse(f"http://{host}/") for host in hosts]) == origin


@pytest.mark.parametrize(
    ("own", "urls", "site"),
    [
        ("https://a.example.com", ["https://a.example.com/"], "same-origin"),
        ("https://a.example.com", ["https://b.example.com/"], "same-site"),
        ("https://a.example.com", ["https://a.example.com:1/"], "same-site"),
        ("https://a.example.com", ["http://a.example.com/"], "cross-site"),
        ("https://a.example.com", ["https://a.example.org/"], "cross-site"),
        ("https://a.example.com", ["https://b.org/", "https://a.example.com/"], "cross-site"),
        (
            "https://a.example.com",
            ["https://b.example.com/", "https://a.example.com/"],
            "same-site",
        ),
        ("http://127.0.0.1:1", ["http://127.0.0.1:2/"], "same-site"),
        ("http://127.0.0.1", ["http://10.0.0.1/"], "cross-site"),
        ("http://[::1]", ["http://[::1]:2/"], "same-site"),
        ("null", ["https://a.example.com/"], "cross-site"),
    ],
)
def test_the_site_of_a_request(own, urls, site):
    """A request is same-site if all its URLs share the scheme and the registrable domain."""
    assert request_site(own, list(map(parse, urls))) == site
