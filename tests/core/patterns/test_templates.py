"""Unfilled templates, and objects and lists in strings: they allow no origin."""

import re

import pytest

from flask_cors.core.option_values import parse_methods, parse_origins
from flask_cors.core.patterns.origins import OriginSet
from flask_cors.core.problems import Problems, Source
from origins import A, B

TENANT = "https://tenant.a.com"
#: Origins that a template might match.
SENT = (TENANT, "https://x.a.com", "https://a.com", "https://evil.test", "https://a.com:80", "null")


def read(value):
    """Read the option; return the patterns and the problems."""
    problems = Problems(Source("app", "CORS(app)"), "origins")
    return parse_origins(value, problems), [each.message for each in problems.found]


def admitted(patterns):
    """Return the tried origins that are allowed."""
    return [each for each in SENT if OriginSet(patterns).admits(each, lambda *_: False)]


@pytest.mark.parametrize(
    "variable",
    [
        "{tenant}", "{{tenant}}", "{}", "{tenant:str}", "{a,b}", "<tenant>", "<string:tenant>",
        "$TENANT", "${TENANT}", "$(tenant)", "#{tenant}", "%s", "%(tenant)s", "%TENANT%",
        ":tenant", "@tenant@",
    ],
)  # fmt: skip
def test_a_template_is_recognized(variable):
    """It allows no origin; the message shows the variable, and a wildcard if possible."""
    for text, meant in (
        (f"https://{variable}.a.com", "https://*.a.com"),
        (f"https://a.com/{variable}", None),
        (variable, None),
    ):
        patterns, (said,) = read(text)
        assert admitted(patterns) == []
        assert said == (
            f"origins={text!r} has {variable!r}, which is never filled in, so it can never"
            f" match; use the origin itself{f', or {meant!r} for any' if meant else ''}"
        )


@pytest.mark.parametrize("variable", ["{port}", "<port>", "$PORT", "%d", "{}"])
def test_a_template_in_the_port(variable):
    """A wildcard port is a remedy, too."""
    patterns, (said,) = read(f"http://a.com:{variable}")
    assert admitted(patterns) == []
    assert said.endswith("use the origin itself, or 'http://a.com:*' for any")


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        (r"https://(tenant|x)\.a\.com$", TENANT),
        (r"https://ten{1}ant\.a\.com", TENANT),
        (r"https://[a-z]{1,9}\.a\.com", TENANT),
        (r"https://[a-z]{3,}\.a\.com", TENANT),
        (r"https://te{0}nant\.a\.com|https://tenant\.a\.com", TENANT),
        (r"https://x\.a\.com$|https://tenant\.a\.com", TENANT),
        (r"https://(?P<name>[a-z]+)\.a\.com", TENANT),
        (re.compile(r"https://(?:x{a}|tenant)\.a\.com"), TENANT),
        ("https://*.a.com", TENANT),
        ("http://[fe80::abcd]:3000", "http://[fe80::abcd]:3000"),
    ],
)
def test_not_a_template(value, origin):
    """Repeats, anchors, named groups, wildcards and addresses keep their meaning."""
    patterns, _ = read(value)
    assert OriginSet(patterns).admits(origin, lambda *_: False)


@pytest.mark.parametrize(
    "text",
    [
        r"https://{tenant}\.a\.com",
        r"https://(x|y){tenant}\.a\.com",
        "frozenset({'https://a.com'})",
        "https://[a-z]+/{tenant}",
        "https://[a-z]+_?!",
    ],
)
def test_an_expression_that_matches_no_origin(text):
    """It causes a warning if it requires characters that no origin has."""
    patterns, said = read(text)
    assert admitted(patterns) == []
    assert "is a regular expression that matches no complete origin" in said[0]


@pytest.mark.parametrize(
    "text",
    [
        '{"origins": "https://a.com"}',
        '{"origins": ["https://a.com"], "max_age": 5}',
        "{'origins': 'https://a.com'}",
        '{"https://a.com": {}}',
    ],
)
def test_an_object_in_a_string_is_recognized(text):
    """A variable meant for all options is not read as an origin."""
    for value in (text, [text], [text, B]):
        patterns, said = read(value)
        assert admitted(patterns) == []
        assert "; ".join(said) == (
            f"origins={text!r} is an object, not an origin, so it can never match;"
            " pass its items as options, or list the origins"
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("['https://a.com']", [A]),
        ("('https://a.com', 'https://b.com')", [A, B]),
        ("{'https://b.com', 'https://a.com'}", [A, B]),
        ('["https://a.com", "https://b.com"]', [A, B]),
    ],
)
def test_a_python_list_in_a_string_is_read(text, expected):
    """It may only list exact origins."""
    patterns, (said,) = read([text])
    assert [each.text for each in patterns] == expected
    assert f"origins={text!r} is read as {', '.join(map(repr, expected))}" in said


@pytest.mark.parametrize(
    "text",
    ["['*']", "['null']", "['*', 'null']", "['https://*.com', '.*']", "[b'https://a.com']",
     "['a.com'", "('https://a.com'", "{'https://a.com': 1}", "['https://a.com', 5]"],
)  # fmt: skip
def test_other_python_lists_in_strings_are_not_read(text):
    """`*`, patterns and items that are not strings are refused."""
    try:
        patterns, said = read([text])
    except re.error:
        return
    assert admitted(patterns) == []
    assert said


def test_any_origin_in_a_python_list_in_a_string_is_left_out():
    """`*` is read only if it is a separate value."""
    patterns, said = read(["['https://a.com', '*']"])
    assert [each.text for each in patterns] == [A]
    assert "has '*' among other values, where it is ignored" in said[1]


@pytest.mark.parametrize("wide", ["https://*", "https://**", "HTTPS://*:*", "https://*/*"])
def test_any_origin_of_a_scheme_beside_other_values_is_left_out(wide):
    """In `https://*;a.com` the semicolon may be meant as a dot."""
    for text in (f"{wide};a.com", f"{wide}, .a.com", f"{wide} {TENANT}", f"['{wide}', 'a.com']"):
        patterns, said = read([text])
        assert set(admitted(patterns)) <= ({TENANT} if TENANT in text else set())
        remedy = f"among other values, where it is ignored; list {wide!r} by itself"
        assert any(remedy in each for each in said)


def test_any_origin_of_a_scheme_in_quotes_is_read():
    """It is the only value there."""
    patterns, _ = read(["'https://*'"])
    assert "https://evil.test" in admitted(patterns)


def test_python_lists_of_methods_are_read():
    """A list of methods in a string is read in the same way."""
    problems = Problems(Source("app", "CORS(app)"), "methods")
    assert parse_methods("('GET', 'PUT')", problems) == {"GET", "PUT"}
    assert [each.code for each in problems.found] == ["joined-items"]
