r"""Items of a list that hold several values, quotes or escapes: `"a.com, b.com"` in one string."""

import pytest

from flask_cors.core.patterns.list_items import separated, separated_origins
from flask_cors.core.problems import Problems, Source
from flask_cors.core.protocol import is_token

A, B = "https://a.com", "https://b.com"
SEPARATELY = "list each value separately"


def shown(problems):
    """Return the code, the value, the reason and the remedy of each problem."""
    return [(each.code, each.value, each.reason, each.remedy) for each in problems.found]


@pytest.mark.parametrize(
    ("item", "parts", "remedy"),
    [
        ("GET POST", ["GET", "POST"], SEPARATELY),
        (" GET;POST, ", ["GET", "POST"], SEPARATELY),
        ("'GET', `PUT`", ["GET", "PUT"], SEPARATELY),
        ("('GET', 'PUT')", ["GET", "PUT"], SEPARATELY),
        ('"GET"', ["GET"], "use 'GET'"),
        ("\u201cGET\u201d", ["GET"], "use 'GET'"),
        ("\ufeffGET", ["GET"], "use 'GET'"),
        ("' GET '", ["GET"], "use 'GET'"),
        ("GET,", ["GET"], "use 'GET'"),
        ("'X'", ["X"], "use 'X'"),
        ("X '`'", ["X", "`"], SEPARATELY),
        ("X '", ["X", "'"], SEPARATELY),
        ("X ''", ["X"], "use 'X'"),
    ],
)
def test_an_item_with_several_names_is_split(item, parts, remedy):
    """Names in quotes or in one string are read one by one, with a warning."""
    problems = Problems(Source("app", "CORS(app)"), "methods")
    assert list(separated([item], is_token, problems)) == parts
    reason = f"is read as {', '.join(map(repr, parts))}"
    assert shown(problems) == [("joined-items", item, reason, remedy)]


@pytest.mark.parametrize(
    "item",
    [
        "GET",
        " GET\n",
        "GET (POST)",
        "GET|POST PUT",
        "('GET', 'a b')",
        "GET a/b",
        "",
        ";",
        "'",
        "''",
        "`",
        5,
    ],
)
def test_an_item_with_anything_else_is_not_split(item):
    """A single name is one item, and so is a string with a part that is not a name."""
    problems = Problems(Source("app", "CORS(app)"), "methods")
    assert list(separated([item], is_token, problems)) == [item]
    assert problems.found == []


@pytest.mark.parametrize(
    ("item", "parts", "remedy"),
    [
        (f"{A} {B}", [A, B], SEPARATELY),
        (f"{A}; {B}", [A, B], SEPARATELY),
        (f"{A} , a.com", [A, "a.com"], SEPARATELY),
        (f"['{A}', '{B}']", [A, B], SEPARATELY),
        (f"{A}\\n{B}", [A, B], SEPARATELY),
        (f"{A}\\r\\n{B}\\n", [A, B], SEPARATELY),
        (f'\\"{A}\\", \\"{B}\\"', [A, B], SEPARATELY),
        (f'[\\"{A}\\", \\"{B}\\"]', [A, B], SEPARATELY),
        (f"\\'{A}\\'", [A], f"use {A!r}"),
        (f'"{A}"', [A], f"use {A!r}"),
        (f"\u200b{A}", [A], f"use {A!r}"),
        ("'localhost:3000'", ["localhost:3000"], "use 'localhost:3000'"),
    ],
)
def test_an_item_with_several_origins_is_split(item, parts, remedy):
    """Origins in quotes or in one string are read one by one, with a warning."""
    problems = Problems(Source("app", "CORS(app)"), "origins")
    assert list(separated_origins([item], problems)) == parts
    reason = f"is read as {', '.join(map(repr, parts))}"
    assert shown(problems) == [("joined-items", item, reason, remedy)]


@pytest.mark.parametrize(
    "item",
    [
        A,
        f" {A}",
        "",
        " ",
        "*",
        "null",
        "https://my app.com",
        r"https://(a|b)\.com",
        A[6:],
        "['my app']",
        "['https://(a|b).com']",
        5,
    ],
)
def test_one_origin_is_not_split(item):
    """One value stays as written, even if it allows no origin."""
    problems = Problems(Source("app", "CORS(app)"), "origins")
    assert list(separated_origins([item], problems)) == [item]
    assert problems.found == []


@pytest.mark.parametrize("item", ["''", '""', "\ufeff", "\u201c\u201d"])
def test_quotes_around_nothing_allow_nothing(item):
    """They are often those of an unset variable."""
    problems = Problems(Source("app", "CORS(app)"), "origins")
    assert list(separated_origins([item], problems)) == []
    reason = "is empty (an unset environment variable?) and allows no origin"
    assert shown(problems) == [("not-an-origin", item, reason, "remove it")]


@pytest.mark.parametrize(
    ("item", "word", "parts"),
    [(f"{A}, *", "*", [A]), (f"{A} null", "null", [A]), (f"https://*, {A}", "https://*", [A])],
)
def test_any_origin_among_others_is_left_out(item, word, parts):
    """A value that allows many origins counts only on its own."""
    problems = Problems(Source("app", "CORS(app)"), "origins")
    assert list(separated_origins([item], problems)) == parts
    assert shown(problems)[-1] == (
        "not-an-origin",
        item,
        f"has {word!r} among other values, where it is ignored",
        f"list {word!r} by itself if you mean it",
    )


@pytest.mark.parametrize(("item", "word"), [("'*'", "*"), ("\u200bnull", "null")])
def test_any_origin_in_quotes_allows_none(item, word):
    """Alone in quotes it is not read either, but the remedy is a different one."""
    problems = Problems(Source("app", "CORS(app)"), "origins")
    assert list(separated_origins([item], problems)) == []
    reason = f"has quotes or other characters around {word!r}, so it allows no origin"
    assert shown(problems) == [("not-an-origin", item, reason, f"use {word!r}")]
