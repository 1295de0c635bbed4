"""Parsing of regular expressions, and the facts derived from them."""

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_cors.core.regex import steps
from flask_cors.core.regex.ambiguity import is_exponential, overlapping_repeats
from flask_cors.core.regex.automaton import accepts, find_word, literal
from flask_cors.core.regex.foreign_origin import foreign_origin
from flask_cors.core.regex.steps import UndecidedError
from flask_cors.core.regex.syntax import ASIDE, UnreadableError, outline, read
from flask_cors.core.regex.tree import ANY_TEXT, Atom, Choice, Repeat, Sequence

# Reading


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("", ["", "a"]),
        ("abc", ["abc", "ab", "abcd", ""]),
        ("a|b|", ["a", "b", "", "ab"]),
        (r"\d\D\w\W\s\S", ["1a_- !", "aa_- !", "1a-- !"]),
        (r"\t\n\x41\u0042\U00000043\N{DIGIT ONE}", ["\t\nABC1", "\t\nABC2"]),
        (r"\0\07\101\\\.\-", ["\0\x07A\\.-", "\0\x07A\\x-"]),
        (r"[]a^-]+[^]a][\]b\x41]", ["]a^-x]", "^xA", "a]]", "a\nb"]),
        ("[[a]", ["[", "a", "]"]),
        ("[à-ü]ß", ["éß", "ßß", "àß", "aß"]),
        (".", ["a", "\n", "é", "\U0001f600", ""]),
        ("(a)(?P<name>b)(?:c)", ["abc", "ab"]),
        ("(?i)straSSe", ["STRAsse", "strasse", "strase"]),
        ("a(?i:b)c", ["aBc", "abc", "ABc"]),
        ("$", ["", "a"]),
        ("(a|$^)", ["", "a", "b"]),
        ("(?i:a(?-i:b))", ["Ab", "AB"]),
        ("(?i:a(?-i: .))", ["A b", "A \n", "Ab"]),
        ("(?i:(?-i:\\w))", ["a", "é", "\n"]),
        ("(?s).(?-s:.)", ["\na", "\n\n"]),
        (r"\w(?a:\w)(?u:\w)", ["éaé", "ééé"]),
        (r"(?a:\w(?u:\w))", ["aé", "éé"]),
        ("(?x) a [ ] b # c\n {2} \\  (?-x: )", ["a bb  ", "abb", "a bb "]),
        ("(?x)a#b\\\nc\nd", ["ad", "acd", "a"]),
        (r"a(?#b\)c)d", ["ad", "acd"]),
        ("a(?#b)*c", ["c", "aac", "abc"]),
        ("a*b+c?", ["b", "aabbc", "ac", "bcc"]),
        ("a*?b+?c??", ["b", "aabbc", "ac"]),
        ("a{2}b{1,}c{,1}d{1,2}", ["aabd", "aabbcdd", "abd", "aabccd", "aabddd"]),
        ("a{,}", ["", "aaa", "b"]),
        ("a{}b{,x}c{1d{-1}", ["a{}b{,x}c{1d{-1}", "abcd"]),
        ("a{0}b{0,0}", ["", "a", "b"]),
        ("(ab|c){2,3}?", ["abc", "ab", "ccc", "cccc"]),
        ("(a|b*){0,9}c", ["c", "abbabc", "d"]),
        ("(){3}(|a)*", ["", "aa"]),
        (r"\A^a\Z$", ["a", "a\n", "aa"]),
        ("^$", ["", "\n"]),
        ("^a$|^b|c$", ["a", "b", "c", "ab"]),
        ("(^a|b)(c|d$)", ["ac", "bd", "a"]),
        ("(?:^a)?b(?:c$)?", ["ab", "bc", "b", "a"]),
        ("(?m)^a$", ["a", "a\n", "\na"]),
        ("}]-#", ["}]-#", "}]- #"]),
        ("a b", ["a b", "ab"]),
    ],
)
def test_accepts_what_fullmatch_does(pattern, words):
    """An automaton accepts exactly the strings that the whole pattern matches."""
    automaton = read(pattern)

    assert [accepts(automaton, word) for word in words] == [
        re.fullmatch(pattern, word) is not None for word in words
    ]


_ATOMS = st.sampled_from(
    ["a", "b", "A", "1", "_", ".", r"\.", r"\w", r"\d", r"\S", "[a-c]", "[^a]", "[.1-]", "é", r"\n"]
)


def _larger(inner):
    return st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: f"({'|'.join(items)})"),
        st.tuples(
            inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{,2}", "{2,}", "*?", "+?"])
        ).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        inner.map(lambda item: f"(?i:{item})"),
        inner.map(lambda item: f"(?s:{item})"),
    )


_PATTERNS = st.recursive(_ATOMS, _larger, max_leaves=8)
_FLAGS = st.sampled_from([0, re.IGNORECASE, re.DOTALL])
_WORDS = st.text("abcAB1_.-é\nß ", max_size=6)


@settings(deadline=None, max_examples=300)
@given(_PATTERNS, st.lists(_WORDS, min_size=5, max_size=20), _FLAGS)
def test_generated_patterns_agree_with_re(pattern, words, flags):
    """Any combination of supported constructs is read as `re` reads it."""
    automaton = read(pattern, flags)

    for word in words:
        assert accepts(automaton, word) == bool(re.fullmatch(pattern, word, flags)), word


@settings(deadline=None, max_examples=150)
@given(_PATTERNS, _PATTERNS)
def test_found_words_tell_patterns_apart(one, other):
    """A word is found exactly if one pattern matches more than the other."""
    word = find_word([read(one)], [read(other)])

    if word is None:
        word = find_word([read(one)])
        assert word is None or re.fullmatch(other, word)
    else:
        assert re.fullmatch(one, word)
        assert not re.fullmatch(other, word)


def test_flags_are_those_of_the_compiled_pattern():
    """Flags passed to `compile` count like flags inside the pattern."""
    assert accepts(read("a.", re.IGNORECASE | re.DOTALL), "A\n")
    assert accepts(read(" a # b", re.VERBOSE), "a")


@pytest.mark.parametrize(("pattern", "word"), [("a*+a", "aa"), ("(?>a|ab)c", "abc")])
def test_possessive_repeats_and_atomic_groups_are_read_as_ordinary_ones(pattern, word):
    """The automaton then accepts more than the pattern."""
    assert accepts(read(pattern), word)
    assert not re.fullmatch(pattern, word)


@pytest.mark.parametrize(
    ("pattern", "construct"),
    [
        ("(?=a)a", "look-around"),
        ("(?!a)b", "look-around"),
        ("a(?<=a)b", "look-around"),
        ("a(?<!b)b", "look-around"),
        (r"(a)\1", "back-reference"),
        ("(?P<x>a)(?P=x)", "back-reference"),
        ("(a)?(?(1)b|c)", "conditional-group"),
        (r"\ba", "word-boundary"),
        (r"\Ba", "word-boundary"),
        ("a^b", r"anchor '\^'"),
        (r"a\Zb", r"anchor '\\\\Z'"),
        ("(^a)*", r"anchor '\^'"),
        ("(a$|b)c", r"anchor '\$'"),
        ("(^a){0,2}", r"anchor '\^'"),
        ("(a$){0,2}", r"anchor '\$'"),
        ("(a$)?b", r"anchor '\$'"),
        ("b(^a)?", r"anchor '\^'"),
        ("(a{1,100}){1,100}", "2000"),
        ("(){5000}", "2000"),
        ("a{1,5000}", "2000"),
        ("a{2001}", "2000"),
        ("(?:" * 51 + "a" + ")" * 51, "groups nested more than 50 deep"),
    ],
)
def test_unsupported_constructs_are_named(pattern, construct):
    """A construct that the reader does not model is refused by its name."""
    with pytest.raises(UnreadableError, match=construct):
        read(pattern)


def row(*items):
    """Return a sequence; characters become their atoms."""
    return Sequence(tuple(Atom(each) if isinstance(each, str) else each for each in items))


def rep(char, low, high=None):
    """Return a repeat of a character."""
    return Repeat(Atom(char), low, high)


ASIDE_0, ASIDE_1 = Atom(ASIDE, 0), Atom(ASIDE, 1)


@pytest.mark.parametrize(
    ("pattern", "tree", "aside"),
    [
        ("", row(), []),
        ("ab", row("a", "b"), []),
        ("a|b", Choice((row("a"), row("b"))), []),
        ("(a|)", row(Choice((row("a"), row()))), []),
        ("(?:a)b", row(row("a"), "b"), []),
        ("a*b+c?", row(rep("a", 0), rep("b", 1), rep("c", 0, 1)), []),
        ("a*?", row(rep("a", 0)), []),
        ("a{2}b{3,}", row(rep("a", 2, 2), rep("b", 3)), []),
        ("a{,4}b{5,6}", row(rep("a", 0, 4), rep("b", 5, 6)), []),
        ("a{2}?", row(rep("a", 2, 2)), []),
        ("^a$", row("^", "a", "$"), []),
        ("(?#x)a", row("a"), []),
        # Look-arounds, possessive repeats and atomic groups are set aside.
        ("a++b", row(ASIDE_0, "b"), [rep("a", 1)]),
        ("a{2}+", row(ASIDE_0), [rep("a", 2, 2)]),
        ("(?>a)b*+", row(ASIDE_0, ASIDE_1), [row("a"), rep("b", 0)]),
        ("(?=a)b", row(row(), "b"), [row("a")]),
        ("(?<!a|c)b", row(row(), "b"), [Choice((row("a"), row("c")))]),
        ("(?=(?=a)b)c", row(row(), "c"), [row("a"), row(row(), "b")]),
        ("(?=a++)c", row(row(), "c"), [rep("a", 1), row(ASIDE_0)]),
        # Word boundaries are left out, and a back reference is any string.
        (r"\ba\B", row(row(), "a", row()), []),
        (r"(a)\1", row(row("a"), ANY_TEXT), []),
        ("(a)(?(1)b|c)d", row(row("a"), Choice((row("b"), row("c"))), "d"), []),
        ("(a)(?(1)(?=b)b)", row(row("a"), row(row(), "b")), [row("b")]),
    ],
)  # fmt: skip
def test_the_outline_of_a_pattern(pattern, tree, aside):
    """An outline has at least as many ways to match as its pattern."""
    assert outline(pattern, 0) == (tree, aside)


@pytest.mark.parametrize(
    ("before", "opening"), [("", "("), ("", "(?="), ("(x)?", "(?(1)"), ("", "(?>")]
)
def test_the_depth_of_an_outline(before, opening):
    """Groups of any kind may be nested up to 50 deep."""
    outline(before + opening * 50 + "a" + ")" * 50, 0)
    with pytest.raises(UnreadableError, match=r"\Agroups nested more than 50 deep\Z"):
        outline(before + opening * 51 + "a" + ")" * 51, 0)


@pytest.mark.parametrize("pattern", ["a{2000}", "(?:a|b){1000}", "(){2000}", "a{1999,}b"])
def test_the_largest_readable_pattern(pattern):
    """Counted repeats may unroll to 2,000 characters, and groups nest 50 deep."""
    assert len(read(pattern).atoms) in {0, 2000}
    assert accepts(read("(" * 50 + "a" + ")" * 50), "a")


def test_literal_is_one_word():
    """The automaton of a literal accepts only that literal, whatever it looks like."""
    assert accepts(literal("/a.*ü"), "/a.*ü")
    assert find_word([literal("/a.*")], [literal("/a.*")]) is None
    assert accepts(literal(""), "")


# Backtracking


@pytest.mark.parametrize(
    "pattern",
    [
        "(a*)*",
        "(a|a)*",
        "(.*)*",
        "(.+)+",
        r"(\w+)+",
        r"(\w+\.?)*",
        "(a|aa)+",
        "(?:ab|a|b)*",
        "([a-z]+[0-9]*)*",
        "((a+)?)*",
        "(a+){1,}b",
        "((a?)*c)*d",
        "((a?)?c)*d",
        "((a?|b?)c)*",
        "((|)c)*",
        "((a?)*)*",
        "(ab?b?)*c",
        r"https://([a-z0-9-]+\.?)+example\.com",
        r"https?://(.*\.)*example\.com",
        r"(/[^.]*)*x",
        "(a{1,30}){1,30}",
        "(.{0,8}){0,8}",
        "(a|aa){1,30}",
        "(a|aa){8}",
        "(?:(a|aa){8}b)?",
        "(a{1,2}){30}",
        "(a{5,30})*",
        "(?i:[a-z]|K)*",
        "(ü|ü)*",
        r"(\t|\x09)*",
        "(?>a+)+",
    ],
)
def test_exponential_patterns_are_recognized(pattern):
    """A repeat that matches one string in two ways takes exponential time."""
    assert is_exponential(read(pattern).tree)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "abc",
        ".*",
        ".*.*",
        "(a?)*",
        "(a|)*",
        "(()c)*",
        "(|)*",
        "((a|)c)*",
        "(a|b)*",
        r"([a-z0-9-]+\.)*a\.com",
        r"https?://(\w+\.)*example\.com(:\d+)?",
        "([a-z]+-)*[a-z]+",
        r"[a-z]{1,63}(\.[a-z]{1,63})*",
        r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+com",
        "(a|aa){7}",
        "(a{16}){16}",
        "([0-9a-f]{16})*",
        "((a|b){16})*",
        "(.{0,5}){0,5}",
        r"(\d{1,3}\.){3}\d{1,3}",
        "/api/(users|posts)/.*",
        "(/[^/]+)*/?",
        "(foo|bar|baz)*",
        "(ab|ac)*",
        "a{1,30}a{1,30}",
        r"([^\s\S]|[^\s\S])*",
        "(?:" + "|".join(f"word{number}" for number in range(100, 300)) + ")*",
        "(a|b)*abb",
        "(aab|ab)*",
    ],
)
def test_harmless_patterns_are_recognized(pattern):
    """Repeats with one way to match a string are harmless, nested or not."""
    assert not is_exponential(read(pattern).tree)


@pytest.mark.parametrize(
    ("pattern", "degree"),
    [
        ("abc", 0),
        ("a{1,5}", 0),
        (r"\d+", 1),
        ("(a*|a*)", 1),
        ("(ab)*(ba)*", 1),
        (r"[a-z]+\.[0-9]+", 1),
        (r"[^.]*\.[^.]*", 1),
        ("()*a*", 1),
        ("[ab]*[bc][ca]*", 1),
        ("(abc)*(ac)*", 1),
        (".*.*", 2),
        ("(ab)*a(ba)*", 2),
        (r"([a-z]+\.)*([a-z]+\.)*x", 2),
        ("a{1,30}a{1,30}", 2),
        (".*x.*y.*", 3),
        ("a*a*xb*b*", 3),
        (r".*a.*\.[a-z]+\.com", 2),
    ],
)
def test_overlapping_repeats_are_counted(pattern, degree):
    """The degree is the number of repeats that can share one string."""
    assert overlapping_repeats(read(pattern).tree) == degree


def test_a_large_search_is_undecided(monkeypatch):
    """A search for ambiguity that grows too large gives up."""
    monkeypatch.setattr(steps, "MAX_STEPS", 1)

    with pytest.raises(UndecidedError):
        is_exponential(read("(aab|aac)*").tree)
    with pytest.raises(UndecidedError):
        overlapping_repeats(read("(ab)*(ba)*").tree)


# Words


@pytest.mark.parametrize(
    ("within", "without", "word"),
    [
        (["a|bb"], [], "a"),
        (["[^/]+"], [], "a"),
        (["/users/[^/]+/[0-9]+"], [], "/users/a/0"),
        (["[a-z]{2,3}"], ["a.", ".a"], "bb"),
        ([".*a.*", ".*b.*"], [], "ab"),
        (["/api/.*"], ["/api/v1/.*", "/api/", "/api/."], "/api/aa"),
        (["/api/v1/.*"], ["/api/.*"], None),
        (["a+"], ["b+"], "a"),
        (["[0-9]"], [r"\d"], None),
        ([r"\w"], ["[a-zA-Z0-9_]"], "é"),
        ([r"\W"], [r"[ -~\n]"], "€"),
        ([r".|\n"], ["."], "\n"),
        ([".*ü.*"], [], "ü"),
        ([r"\x07."], [], "\x07a"),
        ([], [], ""),
        ([], ["a*"], "b"),
        (["(aa)*"], ["(aaa)*"], "aa"),
    ],
)
def test_a_shortest_word_is_found(within, without, word):
    """The word is short and readable, in all of the first and in none of the second."""
    assert find_word([read(text) for text in within], [read(text) for text in without]) == word


def test_one_pattern_is_compared_with_many():
    """Excluded patterns that can no longer match do not slow the search down."""
    many = [read(f"/api/v{number}/.*") for number in range(100)]

    assert find_word([read("/api/v[0-9]+/users")], many) == "/api/v00/users"


def test_a_search_for_a_word_gives_up():
    """The result is None if a word takes too many states to find."""
    with pytest.raises(UndecidedError, match="100"):
        find_word([read("(a|b)*a(a|b){20}")], [read("(a|b)*b(a|b){19}|.{0,30}")], limit=100)


# Origins


@pytest.mark.parametrize(
    ("pattern", "origin"),
    [
        (r"https://.*example\.com", "https://evilexample.com"),
        (r"https://www\.example.com", "https://www.examplexcom"),
        (r"https://www.example.com(:\d+)?", "https://wwwxexample.com"),
        (".*", "https://evil.com"),
        (r"https://[a-z]+\.com", "https://evil.com"),
        (r"https?://\w+\.\w+", "https://evil.com"),
        (r"https?://\w+", "https://evil"),
        (r"https?://\w:\d+", "https://x:1"),
        (r".*\.example\.com.*", "https://x.example.comevil.com"),
        (r"https://example\.com.*", "https://example.comevil.com"),
        (r"https://.*example\.org", "https://evilexample.org"),
        (r"https?://localhost.*", "https://localhostevil.com"),
        (r"http://loc[a-o]lhost", "http://locelhost"),
        (r"http://[a-z]+:80", "http://evil:80"),
        (r"capacitor://.*", "capacitor://evil.com"),
        (r"https://example\.[a-z]+", "https://example.evil"),
        (r"https://app-[0-9]+\.com", "https://app-0.com"),
    ],
)
def test_unintended_origins_are_shown(pattern, origin):
    """A wildcard in the registrable domain allows other sites; the example is one of them."""
    assert foreign_origin(read(pattern, re.IGNORECASE)) == origin
    assert re.fullmatch(pattern, origin)


@pytest.mark.parametrize(
    "pattern",
    [
        r"https://.*\.example\.com",
        r"https://(.*\.)?example\.com",
        r"https://([a-z0-9-]+\.)*example\.com",
        r"https?://localhost(:\d+)?",
        r"http://192\.168\.\d+\.\d+:3000",
        r"https://(a|b)\.com",
        r"https://[ab]\.com",
        r"https://app-[0-9]+\.vercel\.app",
        r".*://example\.com",
        r"\w+://localhost:.*",
        r"https://example\.com(:.*)?",
        r"https://www.\.example\.com",
        r"https://example[.]com",
        "null",
        "",
    ],
)
def test_intended_origins_are_not_shown(pattern):
    """Varying schemes, ports and subdomains are the usual purpose of an expression."""
    assert foreign_origin(read(pattern, re.IGNORECASE)) is None


def test_a_search_for_an_origin_gives_up():
    """The search ends undecided if an origin takes too many states to find."""
    with pytest.raises(UndecidedError):
        foreign_origin(read(".*"), limit=3)


def test_a_plain_example_is_enough():
    """If a better example takes too long, one found before the limit counts."""
    pattern = read("https?://[a-z]+")
    found = set()
    for limit in (2**each for each in range(20)):
        with suppress(UndecidedError):
            found.add(foreign_origin(pattern, limit))
    assert found == {"http://x", "https://evil"}
