"""The matching work of one request is bounded as a whole, for any number of patterns and names.

The attempts are counted, weighted by the length of the string; seconds are not measured.
"""

import re

import pytest

from flask_cors.core.patterns.headers import HeaderPattern, HeaderSet
from flask_cors.core.patterns.origins import OriginPattern, OriginSet
from flask_cors.core.patterns.paths import ResourceTable, parse_resource
from flask_cors.core.problems import Problems, Source

#: A look-around that is retried at each position, so that its steps grow quadratically.
SLOW = r"(?=.*y)[a-z:/.]*x"


@pytest.fixture
def trials(monkeypatch):
    """Return the lengths of the matched strings, one for each attempt."""
    lengths = []

    def counting(regex):
        def matches(text):
            lengths.append(len(text))
            return regex.fullmatch(text)

        return matches

    for module in ("notation", "headers", "paths"):
        monkeypatch.setattr(f"flask_cors.core.patterns.{module}.matcher", counting)
    monkeypatch.setattr("flask_cors.core.regex.matching.matcher", counting)
    return lengths


def header(text):
    """Return a pattern of header names."""
    return HeaderPattern("regex", text, re.compile(text, re.IGNORECASE))


def table(texts):
    """Return a table of resources."""
    problems = Problems(Source("app", "CORS"), "resources")
    return ResourceTable([parse_resource(text, problems) for text in texts])


@pytest.mark.parametrize("pattern", [SLOW, r"x-.*-.*-id"])
def test_the_names_of_a_preflight_share_a_budget(pattern, trials):
    """With more patterns, the attempts of one preflight grow up to the budget, and no further."""
    names = ["x" * 250 + f"{number:02}" for number in range(32)]
    counts = []
    for size in (1, 50, 100):
        trials.clear()
        HeaderSet([header(f"{pattern}(?:{n})") for n in range(size)]).allowed(names)
        counts.append(len(trials))
    assert 0 < counts[0] <= 32
    assert counts[1] == counts[2] < 32 * 50


def test_listed_names_are_allowed_when_the_budget_is_spent():
    """Listed names cost nothing; names that were not tried are refused."""
    slow = [header(f"{SLOW}(?:{n})") for n in range(100)]
    allowed = HeaderSet([*slow, header("x-late"), HeaderPattern("name", "X-Listed")]).allowed
    assert allowed(["x-late", "x-listed"]) == ("x-late", "x-listed")
    assert allowed(["y" * 250] * 30 + ["x-late", "x-listed"]) == ("x-listed",)


def test_the_patterns_of_an_origin_share_a_budget(trials):
    """An origin is matched against expressions until the budget is spent."""
    origin = "https://" + ".".join(["y" * 60] * 4)
    counts, found = [], []
    for size in (5, 60, 120):
        texts = [*(f"{SLOW}(?:{n})" for n in range(size)), r"https://y+[.y]+"]
        patterns = [OriginPattern("regex", t, re.compile(t)) for t in texts]
        trials.clear()
        found.append(OriginSet(patterns).admits(origin, None))
        counts.append(len(trials))
    assert counts[0] == 6
    assert counts[1] == counts[2] < 60
    assert (str(found[0]), *found[1:]) == (r"https://y+[.y]+", None, None)


def test_a_short_origin_is_tried_on_many_expressions():
    """An ordinary origin needs far less than the budget."""
    texts = [*(f"{SLOW}(?:{n})" for n in range(100)), r"https://y+\.com"]
    patterns = [OriginPattern("regex", t, re.compile(t)) for t in texts]
    assert OriginSet(patterns).admits("https://yy.com", None) is patterns[-1]


def test_the_regexes_of_a_path_share_a_budget(trials):
    """A path that would take too many steps matches no resource."""
    counts = []
    for size in (5, 90, 130):
        found = table([*(f"(?=.*y)[a-z/]*x(?:{n})" for n in range(size)), "/*"])
        trials.clear()
        assert found.match("/yy") == size
        before = len(trials)
        assert found.match("/" + "y" * 100) == (5 if size == 5 else None)
        counts.append(len(trials) - before)
    assert counts[1] == counts[2] < 90


@pytest.mark.parametrize("length", [64 * 1024, 1024 * 1024])
def test_the_wildcards_of_a_long_path_share_a_budget(length, monkeypatch):
    """A long path that exceeds the total budget matches no wildcard."""
    searched = []

    def glob(pieces, path):
        searched.append(len(path))
        return path.endswith(pieces[-1])

    monkeypatch.setattr("flask_cors.core.patterns.paths._glob", glob)
    found = table([f"/*/x{number}" for number in range(1000)])
    assert found.match("/a/x999") == 999
    assert found.match("/" + "a" * 2000 + "/x999") == 999
    searched.clear()
    assert found.match("/" + "a" * length + "/x999") is None
    assert sum(searched) <= 4_000_000


def test_a_long_path_with_few_wildcards_matches_them():
    """The length of a path alone is not limited."""
    assert table(["/api/*"]).match("/api/" + "a" * 64 * 1024) == 0
