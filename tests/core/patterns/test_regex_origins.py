"""Problems of regular expressions over origins, and the corrections that are suggested."""

import re

import pytest

from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.patterns.regex_hosts import beyond_ascii
from flask_cors.core.problems import Problems, Source


def said(text):
    """Return the codes and remedies of an origin's problems."""
    problems = Problems(Source("app", "app"))
    parse_origin(text, problems)
    return [(problem.code, problem.remedy) for problem in problems.found]


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        (r"https://b.a\.com$", "open-origin-regex", r"escape its dots: 'https://b\\.a\\.com$'"),
        ("https://a.com|https://b.com", "open-origin-regex", "list the origins: ['https://a.com',"),
        (r"https://[a-z]+a\.com", "open-origin-regex", "use a wildcard: 'https://*.a.com'"),
        (".*", "open-origin-regex", "spell out the domain"),
        ("http://10.0.0.*:80", "open-origin-regex", r"'http://10\\.0\\.0\\.[\\d.]+:80'"),
        (r"http://10\.0\..*", "open-origin-regex", r"'http://10\\.0\\.[\\d.]+'"),
        (r"(www\.)?a\.com", "not-an-origin", r"use 'https://(www\\.)?a\\.com'"),
        (r"https://a\.com/$", "not-an-origin", r"use 'https://a\\.com'"),
        (r"/(a|b)/", "not-an-origin", "use the complete origin"),
        # With a scheme in front, these would not be valid, or could not be analyzed.
        (r"(?i)a\.com", "not-an-origin", "use the complete origin"),
        (r"(^a\.com)", "not-an-origin", "use the complete origin"),
        (r"https://.*\.vercel\.app", "public-suffix-wildcard", "spell out your own name"),
        (r"https://(a|b)\.bücher\.test", "non-ascii-regex", r"\\.xn--bcher-kva\\.test'"),
        (r"https://[aü]+\.a\.com", "non-ascii-regex", "list the domains in punycode"),
    ],
)
def test_the_remedy_repairs_the_value(text, code, remedy):
    """The suggestion is the user's own expression, corrected."""
    remedies = dict(said(text))
    assert remedy in remedies[code]


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        (
            "https://[aü]+[.]a[.]com",
            "non-ascii-regex",
            (
                "has 'ü', which no origin has: browsers write such domains in punycode; list the"
                " domains in punycode"
            ),
        ),
        (
            "https://.*[.]vercel[.]app",
            "public-suffix-wildcard",
            (
                "allows anyone with a host under 'vercel.app', for example"
                " 'https://evil.vercel.app'; spell out your own name before 'vercel.app'"
            ),
        ),
        (
            "https://app-",
            "regex-prefix",
            (
                "only matches complete origins: 'https://app-1.example.com' was allowed by"
                " flask-cors 6 and is now refused; continue it to the end of the origin"
            ),
        ),
        (
            "https?://",
            "regex-prefix",
            (
                "only matches complete origins: 'http://localhost:3000' was allowed by"
                " flask-cors 6 and is now refused; list the origins, or use '*'"
                " to allow every origin"
            ),
        ),
        (
            "http://localhost:51",
            "regex-prefix",
            (
                "only matches complete origins: 'http://localhost:5173' was allowed by"
                " flask-cors 6 and is now refused; use 'http://localhost:51\\\\d+'"
            ),
        ),
        (
            "http://localhost:",
            "regex-prefix",
            (
                "only matches complete origins: 'http://localhost:3000' was allowed by"
                " flask-cors 6 and is now refused; use 'http://localhost(:\\\\d+)?'"
            ),
        ),
        (
            "HTTP://LOCALHOST",
            "regex-prefix",
            (
                "only matches complete origins: 'http://localhost:3000' was allowed by"
                " flask-cors 6 and is now refused; use 'HTTP://LOCALHOST(:\\\\d+)?'"
            ),
        ),
        (
            r"https://.*\.GitHub\.io",
            "public-suffix-wildcard",
            (
                "allows anyone with a host under 'github.io', for example"
                " 'https://evil.github.io'; spell out your own name before 'github.io'"
            ),
        ),
        (
            "http://localhost",
            "regex-prefix",
            (
                "only matches complete origins: 'http://localhost:3000' was allowed by flask-cors 6"
                " and is now refused; use 'http://localhost(:\\\\d+)?'"
            ),
        ),
    ],
)
def test_a_warning_shows_an_expression(text, code, message):
    """The message begins with the expression, and names an origin where that helps."""
    problems = Problems(Source("app", "app"), "origins")
    parse_origin(re.compile(text), problems)
    [problem] = problems.found
    assert (problem.code, problem.error, problem.value) == (code, False, text)
    assert problem.message == f"origins={text!r} {message}"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("http://localhost(:3000)?", []),
        ("http://localhost(:5173)?", []),
        ("http://localhost(:8443)?", []),
        ("http://localhost(:9999)?", ["regex-prefix"]),
        # Too slow to try: only the analysis says something of it.
        (r"http://\w*\w*\w*\w*", ["slow-regex", "open-origin-regex"]),
    ],
)
def test_an_expression_with_a_usual_port_is_complete(text, codes):
    """Its author listed the intended ports."""
    assert [code for code, _ in said(re.compile(text))] == codes


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("^a[.]com", "use 'https://a[.]com'"),
        ("/x", "use the complete origin: scheme, host and port"),
        ("https://a.com", r"escape its dots: 'https://a\\.com'"),
        ("https://A.C", r"escape its dots: 'https://A\\.C'"),
        ("https://[A-Z]+b.com", "spell out the domain, or use a wildcard: 'https://*.b.com'"),
        ("https://.*", "spell out the domain"),
    ],
)
def test_a_remedy_for_an_expression(text, remedy):
    """It is the smallest change that helps."""
    assert [each for _, each in said(re.compile(text))] == [remedy]


def test_an_expression_in_ascii_is_not_rewritten():
    """Only letters beyond ASCII become Punycode."""
    assert beyond_ascii("https://a") is None


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("https//a.com", "use 'https://a.com'"),
        ("<https://a.com>", "use 'https://a.com'"),
        ("https:// a.com", "use 'https://a.com'"),
        ("http;//a.com", "use 'http://a.com'"),
        ('"a.com"', "use 'https://a.com'"),
    ],
)
def test_stray_characters_are_removed(text, remedy):
    """The suggestion leaves out quotes, brackets and blanks."""
    assert [remedy for _, remedy in said(text)] == [remedy]
