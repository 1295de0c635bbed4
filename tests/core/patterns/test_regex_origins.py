"""What is said of an expression over origins, and the expression that was meant."""

import pytest

from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.patterns.regex_hosts import beyond_ascii
from flask_cors.core.problems import Problems, Source


def said(text):
    """Return codes and remedies of what is wrong with an origin."""
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
        (r"(www\.)?a\.com", "not-an-origin", r"use 'https://(www\\.)?a\\.com'"),
        (r"https://a\.com/$", "not-an-origin", r"use 'https://a\\.com'"),
        (r"/(a|b)/", "not-an-origin", "use the whole origin"),
        (r"https://.*\.vercel\.app", "public-suffix-wildcard", "spell out your own name"),
        (r"https://(a|b)\.bücher\.test", "beyond-ascii-regex", r"\\.xn--bcher-kva\\.test'"),
        (r"https://[aü]+\.a\.com", "beyond-ascii-regex", "list the domains in punycode"),
    ],
)
def test_the_remedy_is_made_of_the_value(text, code, remedy):
    """What is to be used is the user's own expression, repaired."""
    remedies = dict(said(text))
    assert remedy in remedies[code]


def test_an_expression_in_ascii_is_not_rewritten():
    """Punycode is for letters beyond ASCII alone."""
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
def test_a_value_with_stray_characters_is_repaired(text, remedy):
    """Quotes, brackets and blanks are left out of what is to be used."""
    assert [remedy for _, remedy in said(text)] == [remedy]
