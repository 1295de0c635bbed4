"""Origins that are written in another way: what they are read as, and what to use instead."""

import pytest

from flask_cors.core.patterns.origin_spellings import parse_unusual
from flask_cors.core.problems import Problems, Source

#: The remark about a `*` that allows nothing where it is.
MISPLACED = (
    "has a * where it is not a wildcard: it can be whole labels in front of a domain, part of a"
    " label before the last two labels, or the port"
)


def read(value):
    """Read a value; return the pattern and the only problem as (code, error, value, message)."""
    problems = Problems(Source("app", "CORS(app)"), "origins")
    pattern = parse_unusual(value, problems)
    [found] = problems.found
    return pattern, (found.code, found.error, found.value, found.message)


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        ("HTTPS://A.com:443/*", "exact", "https://a.com"),
        ("https://a.com:8080/*", "exact", "https://a.com:8080"),
        ("http://localhost:3000*", "exact", "http://localhost:3000"),
        ("https://a.com:3000:*", "exact", "https://a.com:3000"),
        ("http://localhost*", "wildcard", "http://localhost:*"),
        ("http://x.localhost*", "wildcard", "http://x.localhost:*"),
        ("http://10.0.0.7*", "wildcard", "http://10.0.0.7:*"),
        ("http://[::1]*", "wildcard", "http://[::1]:*"),
        ("https://*.A.com", "wildcard", "https://*.a.com"),
    ],
)
def test_another_spelling_is_read(value, kind, written):
    """A complete port ends an origin, and a star after this machine or an address is the port."""
    pattern, said = read(value)
    assert (pattern.kind, pattern.text) == (kind, written)
    message = f"is not in the form browsers send, and is read as {written!r}; use {written!r}"
    assert said == ("normalized-origin", False, value, f"origins={value!r} {message}")


@pytest.mark.parametrize(
    ("value", "reason", "remedy"),
    [
        ("https://http://a.com", "has two schemes", "use 'http://a.com'"),
        ("https://www.https://A.com:443/", "has two schemes", "use 'https://a.com'"),
        ("http%3A%2F%2Fa.com", "has no scheme", "use 'http://a.com'"),
        ("all", "has no scheme", "use '*' to allow every origin"),
        ("Any", "has no scheme", "use '*' to allow every origin"),
        ("https:/a.com", "has no scheme", "use 'https://a.com'"),
        ("Localhost", "has no scheme", "use 'http://localhost'"),
        ("127.0.0.1:80", "has no scheme", "use 'http://127.0.0.1'"),
        ("3000", "has no scheme", "use 'http://localhost:3000'"),
        ("undefined", "has no scheme", "remove it"),
        ("https://.a.com./x", "has '/x' after the host", "use 'https://a.com'"),
        ("https://*/x", "has '/x' after the host", "use https://*.<domain>"),
        ("https://a.com:3000*/x", "has '/x' after the host", "use 'https://a.com:3000'"),
        ("https://Xa.com.", "is not a valid origin (bad host or port)", "use 'https://xa.com'"),
        ("https://a.com:99999*", "is not a valid origin (bad host or port)", "use 'https://a.com'"),
        (
            "http://.",
            "is not a valid origin (bad host or port)",
            "use scheme://host, or scheme://host:port",
        ),
        (
            "https:// a.com",
            "is not a valid origin (it contains ' ')",
            "use 'https://a.com'",
        ),
        ("https://{tenant}.a.com", "has '{tenant}', which is never filled in", None),
        (
            '{"origins": "*"}',
            "is an object, not an origin",
            "pass its items as options, or list the origins",
        ),
    ],
)
def test_an_impossible_origin_has_a_remedy(value, reason, remedy):
    """It is kept as written; the remedy is made of its readable parts."""
    pattern, said = read(value)
    assert (pattern.kind, pattern.text) == ("text", value)
    if remedy is None:
        remedy = "use the origin itself, or 'https://*.a.com' for any"
    message = f"origins={value!r} {reason}, so it can never match; {remedy}"
    assert said == ("not-an-origin", False, value, message)


@pytest.mark.parametrize(
    ("value", "reason", "remedy"),
    [
        ("**", "has no scheme", "use '*' to allow every origin"),
        (":*/", "has no scheme", "use '*' to allow every origin"),
        ("*X", "has no scheme", "use https://*.<domain>"),
        ("a.com:3000*", "has no scheme", "use 'https://a.com:3000'"),
        ("localhost:3000:*", "has no scheme", "use 'http://localhost:3000'"),
        ("localhost*", "has no scheme", "use 'http://localhost:*'"),
        ("https://a.com*", MISPLACED, "use 'https://a.com:*', or compile a regular expression"),
        ("https://aX*", MISPLACED, "use 'https://ax:*', or compile a regular expression"),
        ("https://X*", MISPLACED, "use 'https://x:*', or compile a regular expression"),
        (
            "http://*.localhost*",
            MISPLACED,
            "use 'http://*.localhost', or compile a regular expression",
        ),
        (
            "moz-extension://a*",
            MISPLACED,
            "use 'moz-extension://<UUID>', or compile a regular expression",
        ),
        ("https://*:X*", MISPLACED, "use https://*.<domain>:*, or compile a regular expression"),
    ],
)
def test_a_misplaced_star_has_a_remedy(value, reason, remedy):
    """It is an error, since what it would allow is not known."""
    pattern, said = read(value)
    assert pattern is None
    assert said == ("origin-wildcard", True, value, f"origins={value!r} {reason}; {remedy}")


@pytest.mark.parametrize("value", ["app://.", "file://"])
def test_the_origin_of_an_app_shell_is_kept(value):
    """Cordova and Electron send such origins, which are not serialized origins."""
    problems = Problems(Source("app", "CORS(app)"), "origins")
    pattern = parse_unusual(value, problems)
    assert (pattern.kind, pattern.text, problems.found) == ("text", value, [])
    assert pattern.text is value
