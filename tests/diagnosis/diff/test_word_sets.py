"""Sets of words, their members, and the difference between two sets."""

import re

import pytest

from flask_cors._diagnosis.diff import word_sets
from flask_cors._diagnosis.diff.word_sets import HEADER_NAMES, ORIGINS, Gain, Words, gained
from flask_cors.core.patterns.headers import HeaderPattern
from flask_cors.core.patterns.origins import ANY, OriginPattern
from flask_cors.core.regex.steps import UndecidedError
from origins import A, B, C

F, G = (OriginPattern("callable", f"code {name}") for name in "fg")


def pattern(text):
    """Return a regular expression."""
    return OriginPattern("regex", text, re.compile(text))


def word(text, universe):
    """Return the pattern for one word."""
    if universe is HEADER_NAMES:
        return HeaderPattern("name", text)
    return OriginPattern("exact", text)


def words(*patterns, universe=ORIGINS, beyond=False):
    """Return a set; strings are words."""
    return Words(
        universe,
        tuple(word(each, universe) if isinstance(each, str) else each for each in patterns),
        beyond=beyond,
    )


@pytest.mark.parametrize(
    ("given", "held", "not_held"),
    [
        (words(), [], [A, "null", ""]),
        (words(A, "null", "file://"), [A, "null", "file://"], [B, A.upper()]),
        (words(ANY), [A, "http://[::1]:3000"], ["null", "file://", "https://a.com:443", "a"]),
        (words(ANY, beyond=True), [A, "null", "file://"], []),
        (words(ANY, "null"), [A, "null"], ["file://"]),
        (words(pattern("https://[ab].com|null")), [A, B], [C, "null", f"{A}.org"]),
        (words(pattern(A), pattern(B)), [A, B], [C]),
        (words(pattern(".*"), beyond=True), [A], ["null"]),
        (words(F), [], [A]),
        (words(ANY, universe=HEADER_NAMES), ["x-a", "*"], ["", "x a"]),
    ],
)
def test_the_members_of_a_set(given, held, not_held):
    """Its words, and the words of the universe that its patterns match, or all of them."""
    assert [word for word in (*held, *not_held) if given.holds(word)] == held


def test_the_patterns_of_a_set():
    """Patterns of different kinds are different."""
    regex = pattern("x")
    given = words(A, F, regex, G)
    assert (given.any, words(A, ANY).any, words().any) == (False, True, False)
    assert given.code == {F, G}
    assert given.names == {A}


def test_sets_are_equal_by_their_patterns():
    """A universe is only equal to itself."""
    assert words(A) == words(A)
    assert words(A) != words(A, universe=HEADER_NAMES)


@pytest.mark.parametrize(
    ("before", "after", "gain"),
    [
        (words(), words(), Gain()),
        (words(A), words(A), Gain()),
        (words(A), words(C, A, B), Gain((C, B), C)),
        (words(pattern("https://[ab].com")), words(A, B, C), Gain((C,), C)),
        (words(), words("null", "file://"), Gain(("null", "file://"), "null")),
        # patterns
        (words(A), words(pattern("https://[ab][.]com")), Gain(("https://[ab][.]com",), B)),
        (words(A, B), words(pattern("https://[ab][.]com")), Gain()),
        (words(pattern("https://[ab]+[.]com")), words(pattern("https://[ab][.]com")), Gain()),
        (
            words(pattern("https://[ab][.]com")),
            words(pattern("https://[b-d][.]com"), pattern("https://[ab][.]org")),
            Gain(("https://[b-d][.]com", "https://[ab][.]org"), C),
        ),
        # A pattern that matches no word of the universe adds nothing.
        (words(), words(pattern("[A-Z]+"), pattern("null"), pattern("https://a.com:443")), Gain()),
        # any
        (words(A), words(ANY), Gain(("*",), "https://evil.com")),
        (words(ANY), words(A, pattern(".*")), Gain()),
        (words(ANY), words(ANY), Gain()),
        (words(ANY), words(ANY, beyond=True), Gain(("*",), "null")),
        (words(ANY, "null"), words(ANY, beyond=True), Gain()),
        (words(ANY, beyond=True), words(ANY), Gain()),
        (words(ANY, beyond=True), words(ANY, beyond=True), Gain()),
        (words(pattern(".*")), words(ANY), Gain()),
        (words(pattern(".*")), words(ANY, beyond=True), Gain(("*",), "null")),
        (
            words(pattern("https://.*")),
            words(ANY),
            Gain(("*",), "http://evil"),
        ),
        # code
        (words(F), words(F), Gain()),
        (words(F), words(F, A), Gain((A,), A)),
        (words(F), words(A), Gain(undecided=(A,))),
        (words(F), words(G), Gain(undecided=("code g",))),
        (words(), words(F), Gain(undecided=("code f",))),
        (words(ANY), words(F), Gain()),
        (words(F), words("file://", A), Gain(("file://",), "file://", (A,))),
        (words(F), words(pattern("https://[ab][.]com")), Gain((), None, ("https://[ab][.]com",))),
        (words(F, A), words(pattern("https://a[.]com")), Gain()),
        (words(F), words(ANY, beyond=True), Gain(("*",), "null")),
        (words(F, "null"), words(ANY, beyond=True), Gain(undecided=("*",))),
        (words(F), words(ANY), Gain(undecided=("*",))),
        # unreadable patterns
        (
            words(),
            words(pattern("https://(?!x)a[.]com")),
            Gain(undecided=("https://(?!x)a[.]com",)),
        ),
        (words(pattern("https://(?!x)a[.]com")), words(pattern("https://a[.]com")), Gain()),
        (
            words(pattern("https://(?!x)a[.]com")),
            words(pattern("https://b[.]com")),
            Gain(("https://b[.]com",), B),
        ),
        # patterns that are read approximately
        (
            words(),
            words(pattern("https://(?>a+)a[.]com")),
            Gain(undecided=("https://(?>a+)a[.]com",)),
        ),
        (words(), words(pattern("https://(?>a)[.]com")), Gain(("https://(?>a)[.]com",), A)),
        (
            words(pattern("https://a?+a[.]com")),
            words(pattern("https://a[.]com")),
            Gain(("https://a[.]com",), A),
        ),
        (
            words(pattern("https://a*+a[.]com")),
            words(pattern("https://a[.]com")),
            Gain(("https://a[.]com",), A),
        ),
        (
            words(pattern("https://a++a[.]com")),
            words(pattern("https://aa[.]com")),
            Gain(("https://aa[.]com",), "https://aa.com"),
        ),
        (
            words(pattern("https://a{1,2}+a[.]com")),
            words(pattern("https://aa[.]com")),
            Gain(("https://aa[.]com",), "https://aa.com"),
        ),
    ],
)
def test_gained_words(before, after, gain):
    """New patterns of the second set are named, each with its first new word."""
    assert gained(before, after) == gain


@pytest.mark.parametrize(
    ("before", "after", "gain"),
    [
        (["x-a"], ["x-a", "x-b"], Gain(("x-b",), "x-b")),
        (["x-a"], ["X-A", "X-B"], Gain(("X-B",), "x-b")),
        (["X-A"], [pattern("x-a")], Gain()),
        (["x-a"], [pattern("x-.")], Gain(("x-.",), "x-b")),
        ([pattern("x-.+")], [pattern("x-..")], Gain()),
        ([pattern("x-.*")], [ANY], Gain(("*",), "a")),
        ([], [ANY], Gain(("*",), "a")),
        ([ANY], [pattern(".*"), "x-a"], Gain()),
        ([], [pattern(r"\*")], Gain()),
        ([], [pattern("é")], Gain()),
    ],
)
def test_gained_header_names(before, after, gain):
    """No example of a header name is better than another."""
    sides = (words(*each, universe=HEADER_NAMES) for each in (before, after))
    assert gained(*sides) == gain


@pytest.mark.parametrize(
    ("pattern_text", "example"),
    [
        (".*", "https://evil.com"),
        (r"https://.*\.com", "https://evil.com"),
        (r"https://[a-z.]+\.org", "https://evil.org"),
        (r"https://.*\.a\.com", "https://evil.a.com"),
        (r"https://app-[a-z]+\.a\.com", "https://app-evil.a.com"),
        ("http://.*", "http://evil"),
        ("https://[^.]+:[0-9]+", "https://evil:1"),
        (r"https://[a-d]\.com:1", "https://a.com:1"),
        (r"https?://[ab]", "http://a"),
        ("[a-z]+://[ab]", "http://a"),
        ("[ab]://[ab]", "a://a"),
        (r"x://\[[:0-9]+\]", "x://[::0]"),
        (r"https://\[::[0-9]+\]", "https://[::0]"),
    ],
)
def test_examples_look_like_an_attackers(pattern_text, example):
    """The example is as close to an attack as the pattern allows."""
    assert gained(words(), words(pattern(pattern_text))).example == example


def test_a_slow_search_for_an_example(monkeypatch):
    """If the search for a good example takes too long, the plain one is used."""
    find, searches = word_sets.find_word, []

    def find_once(within, without, **_):
        searches.append(within)
        if len(searches) > 1:
            raise UndecidedError
        return find(within, without)

    monkeypatch.setattr(word_sets, "find_word", find_once)
    assert gained(words(), words(pattern("https://[ab-]+[.]net"))).example == "https://a.net"
    assert len(searches) == 2


@pytest.mark.parametrize("text", [".*" * 60 + "X", "[a-z:/.]*" * 60 + "X"])
def test_a_slow_expression_is_matched_within_bounds(text):
    """Words are never matched by `re` alone, which would take years for these patterns."""
    assert gained(words(pattern(text)), words(pattern(r"https://[a-w]{40}\.com"))).texts


def test_all_searches_of_a_comparison_share_a_bound(monkeypatch):
    """Results beyond the bound are unknown; without a bound they are found."""
    monkeypatch.setattr("flask_cors._diagnosis.diff.word_sets._STEPS", 1000)
    first, second = (words(pattern(rf"https://[a-z]+\.{name}\.com")) for name in ("one", "two"))
    with word_sets.searches_bounded():
        assert gained.__wrapped__(first, second).undecided
    assert gained.__wrapped__(first, second).texts
