"""Serialized origins, and the patterns that allow them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_cors.core.origin import is_loopback, is_serialized_origin
from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.patterns.origins import ANY, OriginPattern, OriginSet
from flask_cors.core.patterns.wildcards import shared_suffix
from flask_cors.core.problems import Problems, Source
from flask_cors.core.regex.steps import UndecidedError

PLACE = Source("app", "CORS(app)")
HOST_253 = ".".join(["a" * 63] * 3 + ["b" * 61])


class Unhashable:
    """A callable with an equality of its own and therefore without a hash."""

    def __call__(self, origin):
        """Allow one origin."""
        return origin == "https://a.com"

    def __eq__(self, other):
        return True

    __hash__ = None


def read(value):
    """Read one item; return the pattern and the problems as (code, error, message)."""
    problems = Problems(PLACE, "origins")
    pattern = parse_origin(value, problems)
    return pattern, [(each.code, each.error, each.message) for each in problems.found]


def admits(values, origin):
    """Return whether patterns that read without a problem allow an origin."""
    patterns = [parse_origin(value, Problems(PLACE)) for value in values]
    asked = OriginSet(filter(None, patterns)).admits(origin, lambda p, o: p.call(o) is True)
    return asked is not None


# Serialized origins


@pytest.mark.parametrize(
    "text",
    [
        "https://a.com",
        "http://a.com",
        "https://a.com:1",
        "https://a.com:65535",
        "https://a.com:80",
        "http://a.com:443",
        "http://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:8000",
        "http://[::1]",
        "http://[::1]:3000",
        "https://[2001:db8::1]",
        "https://a-b.c_d.com",
        "https://xn--bcher-kva.de",
        "https://a",
        "https://-a-.com",
        "https://1.2",
        "chrome-extension://abcdef",
        "capacitor://localhost",
        "app+x.y-z://a",
        "ftp://a.com:80",
        "wss://a.com",
        f"https://{'a' * 63}.com",
        f"https://{HOST_253}",
        f"https://{HOST_253}:65535",
        f"{'a' * 14}://{HOST_253}",
    ],
)
def test_a_serialized_origin(text):
    """Scheme, host and a non-default port make a serialized origin."""
    assert is_serialized_origin(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "*",
        "a.com",
        "//a.com",
        "https:",
        "https:/a.com",
        "https://",
        "https:///a.com",
        "HTTPS://a.com",
        "https://A.com",
        "https://a.com/",
        "https://a.com/x",
        "https://a.com?x",
        "https://a.com#x",
        "https://a.com\\",
        "https://a.com\\.b.com",
        "https://u@a.com",
        "https://u:p@a.com",
        "https://a.com:",
        "https://a.com:0",
        "https://a.com:01",
        "https://a.com:443",
        "http://a.com:80",
        "ws://a.com:80",
        "wss://a.com:443",
        "ftp://a.com:21",
        "https://a.com:65536",
        "https://a.com:99999",
        "https://a.com:100000",
        "https://a.com:x",
        "https://a.com:1:2",
        "https://a.com:\u0661",
        "https://.a.com",
        "https://a..com",
        "https://a.com.",
        "https://b\u00fccher.de",
        "https://a com",
        " https://a.com",
        "https://a.com ",
        "https://a.com\n",
        "https://a.com\r\nX: y",
        "https://a.com\x00",
        "https://a.com,https://b.com",
        "https://a.com https://b.com",
        "https://a%2ecom",
        "https://*.a.com",
        "1https://a.com",
        "ht tp://a.com",
        "http://[::1",
        "http://::1",
        "http://[::g]",
        "http://[]",
        "http://[1]",
        "http://[::1]x",
        "http://[::1]:",
        "http://[::1%eth0]",
        "http://[::A]",
        "http://[127.0.0.1]",
        f"https://{'a' * 64}.com",
        f"https://{HOST_253}a",
        f"chrome-extension://{HOST_253}",
        "https://" + "a." * 100_000 + "com",
    ],
)
def test_not_a_serialized_origin(text):
    """A string that browsers would not write is not a serialized origin."""
    assert not is_serialized_origin(text)


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("http://localhost", True),
        ("http://localhost:3000", True),
        ("http://localhost:*", True),
        ("http://app.localhost:3000", True),
        ("http://*.localhost", True),
        ("http://127.0.0.1", True),
        ("http://127.1.2.3:80", True),
        ("http://127.0.0.1:*", True),
        ("http://[::1]", True),
        ("http://[::1]:3000", True),
        ("http://[::1]:*", True),
        ("http://a.com", False),
        ("http://localhost.a.com", False),
        ("http://notlocalhost", False),
        ("http://127.0.0.1.a.com", False),
        ("http://128.0.0.1", False),
        ("http://[::2]", False),
        ("", False),
    ],
)
def test_loopback(origin, expected):
    """`localhost`, its subdomains, 127.0.0.0/8 and [::1] are this machine."""
    assert is_loopback(origin) is expected


# Values that are read unchanged


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("*", "any"),
        ("null", "null"),
        ("https://a.com", "exact"),
        ("https://a.com:8443", "exact"),
        ("http://[::1]:3000", "exact"),
        ("http://localhost:3000", "exact"),
        ("https://xn--bcher-kva.de", "exact"),
        ("chrome-extension://abc", "exact"),
        ("https://*.a.com", "wildcard"),
        ("https://*.a.com:8443", "wildcard"),
        ("https://*.a.com:*", "wildcard"),
        ("https://app-*.vercel.app", "wildcard"),
        ("https://*-x.eu.a.com", "wildcard"),
        ("https://*.pr-*.a.com", "wildcard"),
        ("http://localhost:*", "wildcard"),
        ("http://*.localhost:3000", "wildcard"),
        ("http://[::1]:*", "wildcard"),
        ("http://127.0.0.1:*", "wildcard"),
        (r"https://([a-z0-9-]+\.)*a\.com", "regex"),
        (r"https?://a\.com", "regex"),
        (r"^https://a\.com$", "regex"),
        (r"https://(a|b)\.com", "regex"),
        (r".*\.a\.com", "regex"),
    ],
)
def test_origins_read_without_a_problem(value, kind):
    """Special characters decide the kind of a string."""
    pattern, said = read(value)
    assert said == []
    assert (pattern.kind, pattern.text, str(pattern)) == (kind, value, value)


def test_blanks_around_a_string_do_not_count():
    """Blanks around an origin, for example from a file, are stripped."""
    assert read(" https://a.com\n") == (OriginPattern("exact", "https://a.com"), [])
    assert read(" *\t") == (ANY, [])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (re.compile(r"https://a\.com"), r"https://a\.com"),
        (re.compile(r"HTTPS://A\.COM", re.IGNORECASE), r"HTTPS://A\.COM"),
        (re.compile(r"https://a\.com # ours", re.VERBOSE), r"https://a\.com # ours"),
    ],
)
def test_a_compiled_regex(value, text):
    """A compiled regular expression is kept with its flags."""
    pattern, said = read(value)
    assert said == []
    assert (pattern.kind, pattern.text) == ("regex", text)
    assert pattern.regex.fullmatch("https://a.com")


def named(origin):
    """Allow one origin."""
    return origin == "https://a.com"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (named, "callable named"),
        (Unhashable(), "callable Unhashable"),
        (lambda _: True, "callable <lambda>"),
        (str.isascii, "callable str.isascii"),
    ],
)
def test_a_callable(value, text):
    """A callable is kept, and shown by its name."""
    pattern, said = read(value)
    assert said == []
    assert pattern.kind == "callable"
    assert pattern.text.removeprefix("callable ").endswith(text.removeprefix("callable "))
    assert pattern.call is value
    assert len({pattern, read(value)[0], read(lambda _: True)[0]}) == 2


# Values that are normalized


@pytest.mark.parametrize(
    ("value", "corrected"),
    [
        ("https://a.com/", "https://a.com"),
        ("https://a.com//", "https://a.com"),
        ("https://a.com:443", "https://a.com"),
        ("http://a.com:80", "http://a.com"),
        ("http://a.com:80/", "http://a.com"),
        ("ws://a.com:80", "ws://a.com"),
        ("HTTPS://a.com", "https://a.com"),
        ("https://A.Com:8443/", "https://a.com:8443"),
        ("https://b\u00fccher.de", "https://xn--bcher-kva.de"),
        ("https://B\u00dcCHER.de", "https://xn--bcher-kva.de"),
        ("https://bu\u0308cher.de", "https://xn--bcher-kva.de"),
        ("https://fa\u00df.de", "https://xn--fa-hia.de"),
        ("https://\u65e5\u672c.jp:443/", "https://xn--wgv71a.jp"),
        ("https://www.\u0440\u0444", "https://www.xn--p1ai"),
        ("https://a\u3002com", "https://a.com"),
        ("https://a\uff0ecom", "https://a.com"),
        ("https://a\uff61com", "https://a.com"),
        ("https://\uff41.com", "https://a.com"),
        ("https://\u210ca.com", "https://ha.com"),
        ("http://[0:0:0:0:0:0:0:1]:3000", "http://[::1]:3000"),
        ("http://[2001:DB8::1]:80", "http://[2001:db8::1]"),
        ("http://[::ffff:192.0.2.1]", "http://[::ffff:c000:201]"),
        ("https://*.a.com/", "https://*.a.com"),
        ("https://*.A.com:443", "https://*.a.com"),
        ("https://*.b\u00fccher.de", "https://*.xn--bcher-kva.de"),
        ("HTTP://LOCALHOST:*/", "http://localhost:*"),
    ],
)
def test_a_normalized_origin(value, corrected):
    """A trailing slash, default port, upper case or Unicode is corrected with a warning."""
    pattern, said = read(value)
    assert pattern.text == corrected
    assert pattern.kind in {"exact", "wildcard"}
    [(code, error, message)] = said
    assert (code, error) == ("normalized-origin", False)
    assert message.startswith(f"origins={value!r} ")
    assert message.endswith(f"read as {corrected!r}; use {corrected!r}")


# Values that are not origins


def shown(remedy):
    """Return a remedy as messages show it: a value by its repr, a form unchanged."""
    return {
        "scheme://host": "scheme://host, or scheme://host:port",
        "1http://*.<domain>": remedy,
    }.get(remedy, repr(remedy))


@pytest.mark.parametrize("value", ["undefined", "None", "Null", "NULL", "nil", "false"])
def test_the_remedy_for_an_unset_value_is_to_remove_it(value):
    """The remedy for a word such as None is not a host of that name."""
    pattern, [(code, _, message)] = read(value)
    assert pattern == OriginPattern("text", value)
    assert code == "not-an-origin"
    assert message.endswith("has no scheme, so it can never match; remove it")


@pytest.mark.parametrize(
    ("value", "why", "remedy"),
    [
        ("https://a.com/x", "has '/x' after the host", "https://a.com"),
        ("https://a.com/X", "has '/X' after the host", "https://a.com"),
        ("https:///a.com", "has '/a.com' after the host", "scheme://host"),
        ("https://a.com/x/", "has '/x/' after the host", "https://a.com"),
        ("HTTPS://A.com:443/x", "has '/x' after the host", "https://a.com"),
        ("https://a.com?x=1", "has '?x=1' after the host", "https://a.com"),
        ("https://a.com/?", "has '/?' after the host", "https://a.com"),
        ("https://a.com#x", "has '#x' after the host", "https://a.com"),
        ("https://*.a.com/x", "has '/x' after the host", "https://*.a.com"),
        ("https://*.a.com/X", "has '/X' after the host", "https://*.a.com"),
        ("https://*.a.com/x://b", "has '/x://b' after the host", "https://*.a.com"),
        ("https://u@a.com", "contains the user info 'u'", "https://a.com"),
        ("https://u:p@a.com/x", "contains the user info 'u:p'", "https://a.com"),
        ("https://a.com@b.com", "contains the user info 'a.com'", "https://b.com"),
        ("a.com", "has no scheme", "https://a.com"),
        ("X.com", "has no scheme", "https://x.com"),
        ("A.com:8000/", "has no scheme", "https://a.com:8000"),
        ("//a.com", "has no scheme", "https://a.com"),
        ("localhost:3000", "has no scheme", "http://localhost:3000"),
        ("LocalHost", "has no scheme", "http://localhost"),
        ("127.0.0.1:5000", "has no scheme", "http://127.0.0.1:5000"),
        ("origin: http://a.com", "contains ' '", "http://a.com"),
        ("https ://a.com", "contains ' '", "https://a.com"),
        ("3000", "has no scheme", "http://localhost:3000"),
        ("about:blank", "has no scheme", "https://about"),
        ("https://a.com:abc", "is not a valid origin (bad host or port)", "https://a.com"),
        ("https://a.com:", "is not a valid origin (bad host or port)", "https://a.com"),
        ("https://a.com:0", "is not a valid origin (bad host or port)", "https://a.com"),
        ("https://a.com:0443", "is not a valid origin (bad host or port)", "https://a.com"),
        ("https://a.com:65536", "is not a valid origin (bad host or port)", "https://a.com"),
        ("https://a..com", "is not a valid origin (bad host or port)", "scheme://host"),
        ("https://a.com.", "is not a valid origin (bad host or port)", "https://a.com"),
        ("https://a b.com", "is not a valid origin (it contains ' ')", "https://a"),
        ("https://", "is not a valid origin (bad host or port)", "scheme://host"),
        ("http://[::1]x", "is not a valid origin (bad host or port)", "http://[::1]"),
        ("http://[::1.2]", "is not a valid origin (bad host or port)", "scheme://host"),
        ("https://\ud800.com/x", "has '/x' after the host", "https://xn--g19h.com"),
        ("1http://*.a.com", "has the scheme '1http'", "1http://*.<domain>"),
        ("https://a.com,https://b.com", "after the host", "https://a.com"),
    ],
)
def test_an_impossible_origin_is_kept_as_written(value, why, remedy):
    """A value that no browser sends is kept with a warning that shows a correct one."""
    pattern, [(code, error, message)] = read(value)
    assert pattern == OriginPattern("text", value)
    assert (code, error) == ("not-an-origin", False)
    assert why in message
    if "\ud800" not in value:
        assert message.endswith(f"so it can never match; use {shown(remedy)}")


@pytest.mark.parametrize(
    "value",
    [
        "https://a.com\r\nSet-Cookie: a=b",
        "https://a.com\nX: y",
        "a\x00",
        "https://a\t.com",
        "https://a.com\x7f",
        "\x1bhttps://a.com",
        "https://a.com/\x01",
        "https://*.a.com/\n*",
    ],
)
def test_an_origin_with_a_control_character_allows_no_origin(value):
    """A string with an ASCII control character is ignored with a warning."""
    pattern, [(code, error, message)] = read(value)
    assert pattern is None
    assert (code, error) == ("not-an-origin", False)
    assert message.startswith(
        f"origins={value!r} contains a control character and allows no origin;"
    )
    assert "; use " in message


@pytest.mark.parametrize("value", ["", " ", "\n"])
def test_an_empty_origin_allows_no_origin(value):
    """An empty string is ignored with a warning."""
    assert read(value) == (
        None,
        [
            (
                "not-an-origin",
                False,
                (
                    f"origins={value!r} is empty (an unset environment variable?) and allows no"
                    " origin; remove it"
                ),
            )
        ],
    )


def test_none_in_a_list_allows_no_origin():
    """None in a list, for example from an unset variable, is ignored with a warning."""
    pattern, [(code, error, message)] = read(None)
    assert pattern is None
    assert (code, error) == ("not-an-origin", False)
    assert message.endswith("(an unset environment variable?) and is ignored; remove it")


@pytest.mark.parametrize("value", [5, 1.5, b"https://a.com", True, ["https://a.com"]])
def test_an_item_of_a_wrong_type(value):
    """An item must be a string, regular expression or callable."""
    pattern, [(code, error, message)] = read(value)
    assert pattern is None
    assert (code, error) == ("wrong-type", True)
    assert message.endswith("use a string, a compiled regular expression or a callable")
    assert f"is of type {type(value).__name__};" in message


# Wildcards


@pytest.mark.parametrize(
    ("value", "why", "remedies"),
    [
        ("*.a.com", "has no scheme", ["https://*.a.com"]),
        ("*a.com", "has no scheme", ["https://*.a.com"]),
        ("*.X.com", "has no scheme", ["https://*.x.com"]),
        ("*Xa.com", "has no scheme", ["https://*.xa.com"]),
        ("*.a.com:8000", "has no scheme", ["https://*.a.com:8000"]),
        ("*.com", "has no scheme", ["https://*.<domain>"]),
        ("localhost:*", "has no scheme", ["http://localhost:*"]),
        ("*localhost", "has no scheme", ["http://*.localhost"]),
        ("*:3000", "has no scheme", ["https://*.<domain>:3000"]),
        ("http*://a.com", "in the scheme", ["http://a.com", "https://a.com"]),
        ("*://*.a.com", "in the scheme", ["http://*.a.com", "https://*.a.com"]),
        ("*://*", "in the scheme", ["http://*", "https://*"]),
        ("*://localhost:*", "in the scheme", ["http://localhost:*", "https://localhost:*"]),
        ("https://*:3000", "is not a wildcard", ["https://*.<domain>:3000"]),
        ("https://*a.com", "is not a wildcard", ["https://*.a.com"]),
        ("https://a*.com", "is not a wildcard", ["https://*.a.com"]),
        ("https://a.b*", "is not a wildcard", ["https://a.b:*"]),
        ("https://*.a*.com:3000", "is not a wildcard", ["https://*.a.com:3000"]),
        ("https://*com", "is not a wildcard", ["https://*.<domain>"]),
        ("http://localhost:3*", "is not a wildcard", ["http://localhost:*"]),
        ("http://localhost:**", "is not a wildcard", ["http://localhost:*"]),
        ("https://*.a.com:x*", "is not a wildcard", ["https://*.a.com:*"]),
        ("https://*.a.com:1:*", "is not a wildcard", ["https://*.a.com:*"]),
        ("https://*.a.com:0", "is not a wildcard", ["https://*.a.com"]),
        ("https://*.a..com", "is not a wildcard", ["https://*.a.com"]),
        ("https://*.a!b.com", "is not a wildcard", ["https://*.<domain>"]),
        ("https://u@*.a.com", "is not a wildcard", ["https://*.<domain>"]),
        ("https://u*@a.com", "is not a wildcard", ["https://*.<domain>"]),
        ("https://b\u00fc*.a.com", "is not a wildcard", ["https://*.<domain>"]),
        ("https://a b.com:*", "is not a wildcard", ["https://*.<domain>:*"]),
        ("https://*.a.com\r\n", "", None),
        ("https://*.a.com\r\nX", "is not a wildcard", ["https://*.<domain>"]),
        ("http://[::1]*:3", "is not a wildcard", ["http://[::1]:*"]),
    ],
)
def test_an_invalid_wildcard(value, why, remedies):
    """A misplaced `*` is an error that suggests a valid wildcard."""
    pattern, said = read(value)
    if remedies is None:
        assert pattern.text == value.strip()
        return
    assert pattern is None
    [(code, error, message)] = said
    assert (code, error) == ("origin-wildcard", True)
    assert why in message
    for remedy in remedies:
        assert remedy in message
        assert "<domain>" in remedy or read(remedy)[0].text == remedy


@pytest.mark.parametrize(
    ("value", "suffix", "remedy"),
    [
        ("https://*.com", "com", "https://*.your-name.com"),
        ("https://*.com:*", "com", "https://*.your-name.com:*"),
        ("https://*.github.io", "github.io", "https://*.your-name.github.io"),
        ("https://*.co.uk:8080", "co.uk", "https://*.your-name.co.uk:8080"),
        ("https://*.vercel.app", "vercel.app", "https://*.your-name.vercel.app"),
    ],
)
def test_a_wildcard_over_a_shared_suffix(value, suffix, remedy):
    """A wildcard over a suffix that strangers can register under causes a warning."""
    pattern, [(code, error, message)] = read(value)
    assert pattern.kind == "wildcard"
    assert (code, error) == ("public-suffix-wildcard", False)
    assert f"under {suffix!r}; put your own domain in front: {remedy!r}" in message


@pytest.mark.parametrize(
    ("wildcard", "found"),
    [
        ("https://*.github.io", ("github.io", "https://evil.github.io")),
        ("https://*.github.io:*", ("github.io", "https://evil.github.io")),
        ("https://app-*.github.io:8000", ("github.io", "https://app-evil.github.io:8000")),
        ("https://*.pr-*.github.io", ("github.io", "https://evil.pr-evil.github.io")),
        ("https://*.a.github.io", None),
        ("http://a.github.io:*", None),
        ("https://*.a.com", None),
    ],
)
def test_the_shared_suffix_of_a_wildcard(wildcard, found):
    """It is the part after the `*` if that is a public suffix; an example shows it."""
    assert shared_suffix(wildcard, {"github.io", "com"}.__contains__) == found


SUBDOMAINS = "https://*.a.com"
PREVIEWS = "https://app-*.vercel.app"
ANY_PORT = "http://localhost:*"


@pytest.mark.parametrize(
    ("wildcard", "origin"),
    [
        (SUBDOMAINS, "https://x.a.com"),
        (SUBDOMAINS, "https://x.y.z.a.com"),
        (SUBDOMAINS, "https://a_b-c.a.com"),
        (SUBDOMAINS, "https://a.com.a.com"),
        ("https://*.a.com:8443", "https://x.a.com:8443"),
        ("https://*.a.com:*", "https://x.a.com:8443"),
        ("https://*.a.com:*", "https://x.a.com"),
        ("https://*.com", "https://a.com"),
        ("https://*.com", "https://x.a.com"),
        ("https://*.localhost", "https://x.localhost"),
        (PREVIEWS, "https://app-1.vercel.app"),
        (PREVIEWS, "https://app-git-main-2.vercel.app"),
        ("https://a*b*c.x.com", "https://a1bb2bc.x.com"),
        ("https://*-b-*-c.x.com", "https://a-b-b-c-c-c.x.com"),
        ("https://**.x.com", "https://ab.x.com"),
        ("https://*.pr-*.a.com", "https://x.y.pr-1.a.com"),
        (ANY_PORT, "http://localhost"),
        (ANY_PORT, "http://localhost:1"),
        (ANY_PORT, "http://localhost:65535"),
        ("http://[::1]:*", "http://[::1]:3000"),
        ("http://[::1]:*", "http://[::1]"),
        ("http://127.0.0.1:*", "http://127.0.0.1:5000"),
        ("https://*.xn--bcher-kva.de", "https://x.xn--bcher-kva.de"),
    ],
)
def test_origins_that_a_wildcard_allows(wildcard, origin):
    """A `*` matches whole leading labels, characters of a label, or the port."""
    assert admits([wildcard], origin)


@pytest.mark.parametrize(
    ("wildcard", "origin"),
    [
        (SUBDOMAINS, "https://a.com"),
        (SUBDOMAINS, "https://.a.com"),
        (SUBDOMAINS, "https://xa.com"),
        (SUBDOMAINS, "https://x-a.com"),
        (SUBDOMAINS, "http://x.a.com"),
        (SUBDOMAINS, "https://x.a.com:8443"),
        (SUBDOMAINS, "https://x.a.com:443"),
        (SUBDOMAINS, "https://x.a.com."),
        (SUBDOMAINS, "https://x.a.com/"),
        (SUBDOMAINS, "https://x.a.com.evil.com"),
        (SUBDOMAINS, "https://x.a.comevil.com"),
        (SUBDOMAINS, "https://evil.com/x.a.com"),
        (SUBDOMAINS, "https://evil.com#x.a.com"),
        (SUBDOMAINS, "https://evil.com?x.a.com"),
        (SUBDOMAINS, "https://evil.com\\x.a.com"),
        (SUBDOMAINS, "https://evil.com@x.a.com"),
        (SUBDOMAINS, "https://x.a.com@evil.com"),
        (SUBDOMAINS, "https://evil.com:x.a.com"),
        (SUBDOMAINS, "https://evil.com:443.a.com"),
        (SUBDOMAINS, "https://evil.com%00.a.com"),
        (SUBDOMAINS, "https://evil.com\x00.a.com"),
        (SUBDOMAINS, "https://evil.com\n.a.com"),
        (SUBDOMAINS, "https://x.a.com\n"),
        (SUBDOMAINS, "https://evil.com .a.com"),
        (SUBDOMAINS, "https://evil.com,https://x.a.com"),
        (SUBDOMAINS, "https://X.a.com"),
        (SUBDOMAINS, "https://*.a.com"),
        (SUBDOMAINS, "https://x.axcom"),
        (SUBDOMAINS, "https://[::1].a.com"),
        (SUBDOMAINS, "null"),
        (SUBDOMAINS, ""),
        ("https://*.a.com:8443", "https://x.a.com"),
        ("https://*.a.com:8443", "https://x.a.com:84430"),
        ("https://*.com", "https://com"),
        ("https://*.com", "https://a.net"),
        (PREVIEWS, "https://app-.vercel.app"),
        (PREVIEWS, "https://app-x.evil.vercel.app"),
        (PREVIEWS, "https://app-x_y.vercel.app"),
        (PREVIEWS, "https://evilapp-x.vercel.app"),
        (PREVIEWS, "https://x.app-x.vercel.app"),
        (PREVIEWS, "https://app-x.vercel.app.evil.com"),
        (PREVIEWS, "https://app-x.evil.com/.vercel.app"),
        ("https://a*b*c.x.com", "https://a1b.2bc.x.com"),
        ("https://a*b*c.x.com", "https://abc.x.com"),
        ("https://**.x.com", "https://a.x.com"),
        (ANY_PORT, "http://localhost:"),
        (ANY_PORT, "http://localhost:0"),
        (ANY_PORT, "http://localhost:65536"),
        (ANY_PORT, "http://localhost:3000x"),
        (ANY_PORT, "http://localhost:x"),
        (ANY_PORT, "https://localhost:3000"),
        (ANY_PORT, "http://localhost.evil.com"),
        (ANY_PORT, "http://localhost:3000.evil.com"),
        (ANY_PORT, "http://localhost:3000@evil.com"),
        (ANY_PORT, "http://localhost:@evil.com"),
        (ANY_PORT, "http://evil.localhost"),
        ("http://[::1]:*", "http://[::2]:3000"),
        ("http://127.0.0.1:*", "http://127x0.0.1:5000"),
    ],
)
def test_origins_that_a_wildcard_refuses(wildcard, origin):
    """A wildcard matches no host that someone else can own."""
    assert not admits([wildcard], origin)


def test_a_wildcard_takes_linear_time():
    """Many `*` in one label do not multiply the attempts."""
    wildcard = "https://" + "*a" * 20 + "x.b.com"
    assert admits([wildcard], "https://" + "ba" * 20 + "x.b.com")
    assert not admits([wildcard], "https://" + "a" * 63 + ".b.com")


# Exact origins, regular expressions, callables


@pytest.mark.parametrize(
    ("values", "origin", "expected"),
    [
        (["https://a.com"], "https://a.com", True),
        (["https://a.com"], "https://a.com:443", False),
        (["https://*"], "https://a.com:8443", True),
        (["https://*"], "http://a.com", False),
        (["https://a.com"], "https://A.com", False),
        (["https://a.com"], "http://a.com", False),
        (["https://a.com"], "https://a.com.evil.com", False),
        (["https://a.com"], "https://evil-a.com", False),
        (["https://a.com"], "https://a.com:8443", False),
        (["https://a.com"], "null", False),
        (["https://a.com/"], "https://a.com", True),
        (["https://a.com/"], "https://a.com/", False),
        (["https://b\u00fccher.de"], "https://xn--bcher-kva.de", True),
        (["a.com"], "a.com", True),
        (["a.com"], "https://a.com", False),
        (["https://a.com/x"], "https://a.com/x", True),
        (["https://a.com/x"], "https://a.com", False),
        (["null"], "null", True),
        (["null"], "NULL", False),
        ([".*"], "null", False),
        ([re.compile(".*")], "null", False),
        ([re.compile("null|https://a.com")], "null", False),
        ([lambda _: True], "null", False),
        ([lambda _: True], "a.com", False),
        ([lambda _: True], "https://a.com/", False),
        ([lambda _: True], "https://a.com", True),
        ([lambda _: 1], "https://a.com", False),
        ([Unhashable()], "https://a.com", True),
        ([Unhashable()], "https://b.com", False),
        ([re.compile(".*")], "https://a.com\n", False),
        ([re.compile(".*")], "HTTPS://A.COM", False),
        ([re.compile(".*")], "https://" + "a" * 63 + f".{HOST_253}", False),
        ([r"https://([a-z0-9-]+\.)*a\.com"], "https://x.y.a.com", True),
        ([r"https://([a-z0-9-]+\.)*a\.com"], "https://a.com", True),
        ([r"https://([a-z0-9-]+\.)*a\.com"], "https://a.com.evil.com", False),
        ([r"https://.*\.a\.com"], "https://x.a.com.evil.com", False),
        ([r"https://.*\.a\.com"], "https://evil.com/.a.com", False),
        ([r"^https://a\.com"], "https://a.com.evil.com", False),
        ([r"https://a\.com$"], "https://a.com\n", False),
        ([r"a\.com$"], "https://a.com", False),
        ([r"HTTPS://A\.COM|x"], "https://a.com", True),
        ([re.compile(r"https://a\.com | x", re.VERBOSE)], "https://a.com", True),
        ([r"https://a\.com|https://b\.com"], "https://a.com.evil.com", False),
        ([r"https://a\.com|https://b\.com"], "https://b.com", True),
        (["https://*.a.com", "https://b.com", r"https://c\.(com|net)"], "https://c.net", True),
        (["https://*.a.com", "https://b.com", r"https://c\.(com|net)"], "https://d.net", False),
        ([], "https://a.com", False),
    ],
)
def test_origins_that_a_set_allows(values, origin, expected):
    """Strings are compared; only a serialized origin reaches expressions and callables."""
    assert admits(values, origin) is expected


def test_a_callable_comes_last():
    """A callable sees only serialized origins that nothing else allows, until one allows it."""
    asked = []

    def ask(pattern, origin):
        asked.append((pattern.call.__name__, origin))
        return pattern.call(origin)

    def never(_):
        return False

    def always(_):
        return True

    values = [never, always, named, "https://*.a.com", r"https://b\.(com|net)", "https://c.com"]
    patterns = [read(value)[0] for value in values]
    origins = OriginSet(patterns)
    for origin in ["https://x.a.com", "https://b.com", "https://c.com", "null", "nonsense"]:
        origins.admits(origin, ask)
    assert asked == []
    assert origins.admits("https://d.com", ask) is patterns[1]
    assert asked == [("never", "https://d.com"), ("always", "https://d.com")]


def test_equal_strings_of_different_kinds_are_different_patterns():
    """A string never equals a regular expression, nor one with other flags."""
    exact, regex = read("https://a.com")[0], read(re.compile("https://a.com"))[0]
    verbose = read(re.compile("https://a.com", re.VERBOSE))[0]
    assert len({exact, regex, verbose}) == 3


@pytest.mark.parametrize(
    ("values", "single"),
    [
        (["https://a.com"], "https://a.com"),
        (["https://a.com/"], "https://a.com"),
        (["https://a.com", "https://a.com:443"], "https://a.com"),
        (["https://a.com", "https://b.com"], None),
        (["https://a.com", re.compile("https://a.com")], None),
        (["https://a.com", "null"], None),
        (["https://a.com", "*"], None),
        (["https://a.com", "a.com"], None),
        (["null"], None),
        (["a.com"], None),
        (["*"], None),
        (["https://*.a.com"], None),
        ([], None),
    ],
)
def test_a_single_origin(values, single):
    """A set is single if it contains exactly one serialized origin."""
    assert OriginSet(read(value)[0] for value in values).single == single


def test_any_origin():
    """`*` is stored separately, because its effect depends on credentials."""
    origins = OriginSet([ANY, read("https://a.com")[0]])
    assert origins.any
    assert origins.admits("https://b.com", None) is None
    assert not OriginSet([read("https://a.com")[0]]).any


@pytest.mark.parametrize(
    ("values", "is_any"),
    [
        (["*"], True),
        (["https://*", "http://*"], True),
        (["https://*", "http://*", "capacitor://*"], True),
        (["https://*"], False),
        (["http://*", "capacitor://*"], False),
        (["https://a.com"], False),
        ([], False),
    ],
)
def test_every_website_is_allowed_by_two_schemes_too(values, is_any):
    """`https://*` and `http://*` together allow the same websites as `*`."""
    assert OriginSet(read(value)[0] for value in values).any_site is is_any


@pytest.mark.parametrize(
    ("value", "reason", "remedy"),
    [
        ("https://*", "'https'", "list the origins"),
        ("HTTP://*:*", "'http'", "list the origins"),
        ("capacitor://*", "'capacitor'", "use one, such as 'capacitor://localhost'"),
        ("x.y://*", "'x.y'", "use one, such as 'x.y://<host>'"),
    ],
)
def test_any_origin_of_a_scheme(value, reason, remedy):
    """A star for the whole host is read as any origin with that scheme, with a warning."""
    pattern, [problem] = read(value)
    scheme = reason.strip("'")
    assert (pattern.kind, pattern.text) == ("scheme", f"{scheme}://*")
    assert pattern.regex.fullmatch(f"{scheme}://a")
    assert not pattern.regex.fullmatch(f"{scheme}://")
    assert not pattern.regex.fullmatch(f"{scheme.replace('.', '-')}s://a")
    message = f"origins={value!r} allows any origin with the scheme {reason}; {remedy}"
    assert problem == ("any-of-scheme", False, message)


def test_every_file_has_the_same_origin():
    """`file://*` is read as `file://`, which has no host."""
    pattern, [problem] = read("file://*")
    assert pattern == OriginPattern("text", "file://")
    message = (
        "origins='file://*' is not in the form browsers send, and is read as 'file://'; use"
        " 'file://'"
    )
    assert problem == ("normalized-origin", False, message)


# Regular expressions: the problems that are reported


@pytest.mark.parametrize(
    ("value", "code", "error", "words"),
    [
        ("https://.*a.com", "open-origin-regex", False, "also allows other domains, such as"),
        (r"https://a.com|x", "open-origin-regex", False, "escape its dots"),
        (r"https://[a-z]+a\.com", "open-origin-regex", False, "'https://*.a.com'"),
        (r".*", "open-origin-regex", False, "also allows"),
        (r"https://*.*.a.com", "open-origin-regex", False, "also allows"),
        (r"(https://a\.com)\1?", "unanalyzed-regex", False, "cannot be analyzed"),
        (r"a\.com", "not-an-origin", False, "matches no complete origin (scheme included)"),
        (r"https://a\.com/$", "not-an-origin", False, r"use 'https://a\\.com'"),
        ("https:\\\\a.com", "not-an-origin", False, "matches no complete origin"),
        (re.compile("null"), "not-an-origin", False, "matches no complete origin"),
        (r"https://.*-.*-.*\.a\.com", "slow-regex", False, "3 unbounded repeats"),
        ("https://(a", "invalid-regex", True, "is not a valid regular expression"),
        ("http://[::1", "invalid-regex", True, "unterminated"),
        (r"https://(\w+)+\.a\.com", "exponential-regex", True, "exponential time"),
        (re.compile(rb"https://a\.com"), "wrong-type", True, "for bytes; use one for str"),
    ],
)
def test_problems_of_a_regex(value, code, error, words):
    """Open, slow, dead, unreadable and invalid expressions are named, with a correction."""
    pattern, [(said, severity, message)] = read(value)
    assert (said, severity) == (code, error)
    assert words in message
    assert (pattern is None) == error


def test_a_regex_too_large_to_search(monkeypatch):
    """If the search for other domains gives up, that is reported and the pattern counts."""

    def give_up(_):
        raise UndecidedError

    monkeypatch.setattr("flask_cors.core.patterns.regex_origins.foreign_origin", give_up)
    pattern, [(code, error, message)] = read(r"https://[ab]\.a\.com")
    assert pattern.kind == "regex"
    assert (code, error) == ("unanalyzed-regex", False)
    assert message == (
        r"origins='https://[ab]\\.a\\.com' is too large to determine what else it allows;"
        r" split it into"
        " several"
    )


_HOSTS = ["a.com", "b.com", "com", "x.a.com", "localhost", "app-1.a.com", "x.localhost", "[::1]"]
_STARS = ["*.", "app-*.", "*-1.", "*.x."]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", *_STARS]), st.sampled_from(_HOSTS))),
    st.tuples(st.sampled_from(["", "x.", "app-1.", "y.x."]), st.sampled_from(_HOSTS)),
    st.sampled_from(["", ":8000"]),
)
def test_an_index_changes_no_result(written, asked, port):
    """A set allows an origin if and only if one of its patterns alone does."""
    values = [f"https://{star}{host}:*" for star, host in written]
    patterns = [found for value in values if (found := parse_origin(value, Problems(PLACE)))]
    origin = f"https://{''.join(asked)}{port}"
    alone = is_serialized_origin(origin) and any(p.regex.fullmatch(origin) for p in patterns)
    assert (OriginSet(patterns).admits(origin, None) is not None) == alone


@pytest.mark.parametrize("value", [bool, object])
def test_a_class_is_not_accepted_as_a_callable(value):
    """A class would turn every origin into an object, so it is an error."""
    problems = Problems(PLACE, "origins")
    assert parse_origin(value, problems) is None
    assert [problem.code for problem in problems.found] == ["wrong-type"]


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("http://l", "use 'http://localhost:*'"),
        ("[0-9]+", "matches no complete origin"),
    ],
)
def test_a_regex_for_a_prefix_of_an_origin(pattern, remedy):
    """If no suffix makes it an origin, the remedy is a wildcard."""
    problems = Problems(Source("app", "CORS(app)"))
    parse_origin(re.compile(pattern), problems)
    assert any(remedy in str(problem) for problem in problems.found)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*://*.a.com", "'http://*.a.com', 'https://*.a.com'"),
        ("*://a*.com", "'http://*.a.com', 'https://*.a.com'"),
        ("*://*", "list one value per scheme: 'http://*', 'https://*'"),
    ],
)
def test_a_wildcard_scheme_is_expanded(text, shown):
    """A `*` for the scheme is an error that shows one value for each scheme."""
    problems = Problems(Source("app", "CORS(app)"))
    parse_origin(text, problems)
    assert shown in str(problems.found[0])


def test_a_regex_that_cannot_become_an_origin():
    """A prefix without any possible completion is still handled."""
    problems = Problems(Source("app", "CORS(app)"))
    parse_origin(re.compile("http://%"), problems)
    assert "regex-prefix" not in {problem.code for problem in problems.found}
