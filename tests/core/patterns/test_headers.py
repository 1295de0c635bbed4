"""Request-header patterns and the names that they allow."""

import re

import pytest

from flask_cors.core.patterns.headers import (
    ANY,
    MAX_LENGTH,
    HeaderPattern,
    HeaderSet,
    parse_header,
)
from flask_cors.core.problems import Problems, Source

PLACE = Source("app", "CORS(app)")


def read(value):
    """Read one item; return the pattern and the problems as (code, error, message)."""
    problems = Problems(PLACE, "allow_headers")
    pattern = parse_header(value, problems)
    return pattern, [(each.code, each.error, each.message) for each in problems.found]


def allowed(values, names):
    """Return the members of `names` that patterns allow."""
    return HeaderSet(read(value)[0] for value in values).allowed(names)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Content-Type", "Content-Type"),
        (" x-total\t", "x-total"),
        ("*", "*"),
        ("X-*", "X-*"),
        ("X-.*", "X-.*"),
        ("x-(a|b)", "x-(a|b)"),
        (re.compile("x-.+"), "x-.+"),
    ],
)
def test_a_header_pattern_is_shown_as_written(value, text):
    """Names, wildcards and regular expressions keep their spelling."""
    pattern, said = read(value)
    assert said == []
    assert (pattern.text, str(pattern)) == (text, text)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("X-A", "name"), ("*", "any"), ("x-(a|b)", "regex"), (re.compile("x"), "regex")],
)
def test_the_kind_of_a_header_pattern(value, kind):
    """Names and expressions have different kinds."""
    assert read(value)[0].kind == kind


def test_any_header():
    """`*` is the same pattern in every spelling."""
    assert read("*")[0] is ANY
    assert HeaderSet([ANY]).any
    assert not HeaderSet([HeaderPattern("name", "x")]).any


@pytest.mark.parametrize(
    ("values", "names", "expected"),
    [
        (["*"], ["x", "Y"], ("x", "Y")),
        ([], ["x"], ()),
        (["Content-Type"], ["content-TYPE"], ("content-TYPE",)),
        (["content-type"], ["Content-Type", "X"], ("Content-Type",)),
        (["Content-Type"], ["Content-Types", "Content"], ()),
        (["X-*"], ["x-a", "X-", "X-a-b", "ax-a", "y"], ("x-a", "X-", "X-a-b")),
        (["*-id"], ["User-Id", "id"], ("User-Id",)),
        (["X-*-Id"], ["X-User-Id", "X-Id", "x--id"], ("X-User-Id", "x--id")),
        (["X-*"], ["X-*"], ()),
        (["X-a"], ["X.a"], ()),
        (["X.a"], ["X-a", "x.a"], ("x.a",)),
        ([r"x-\w+"], ["X-Foo", "x-foo-bar", "ax-foo"], ("X-Foo",)),
        ([re.compile("x-a")], ["X-A", "x-ab", "bx-a"], ("X-A",)),
        (["a|b"], ["a", "B", "a|b"], ("a", "B")),
        (["x", "Y-*"], ["y-1", "z", "X"], ("y-1", "X")),
        (["x-.*"], ["x-" + "a" * (MAX_LENGTH - 2)], ("x-" + "a" * (MAX_LENGTH - 2),)),
        (["x-.*"], ["x-" + "a" * (MAX_LENGTH - 1)], ()),
        (["x-*"], ["x-" + "a" * (MAX_LENGTH - 1)], ()),
    ],
)
def test_allowed_names(values, names, expected):
    """Names are compared as a whole, ignoring case, and returned as the client spelled them."""
    assert allowed(values, names) == expected


def test_a_name_and_an_equal_regex_are_different_patterns():
    """A wildcard and a regular expression with the same string are not equal."""
    assert len({read("X-*")[0], read(re.compile("X-*"))[0]}) == 2


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (5, "wrong-type", "is of type int; use a header name such as 'Content-Type'"),
        (None, "wrong-type", "or a compiled regular expression"),
        (b"X", "wrong-type", "is of type bytes;"),
        ("", "not-a-token", "is not a valid header name; use for example 'Content-Type'"),
        ("a b", "not-a-token", "is not a valid header name"),
        ("X: y", "not-a-token", "is not a valid header name"),
        ("X\r\nY", "not-a-token", "is not a valid header name"),
        ("\u00e9", "not-a-token", "is not a valid header name"),
        ("x-(", "invalid-regex", "is not a valid regular expression"),
        (r"(\w+)+", "exponential-regex", "exponential time"),
        (re.compile(b"x"), "wrong-type", "for bytes; use one for str"),
    ],
)
def test_invalid_header_patterns(value, code, words):
    """An item that is neither a header name nor a pattern is an error."""
    pattern, [(said, error, message)] = read(value)
    assert pattern is None
    assert (said, error) == (code, True)
    assert words in message
