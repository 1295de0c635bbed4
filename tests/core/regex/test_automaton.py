"""Automata built from syntax trees, their alphabets, and the search for words."""

import itertools
import re
import string
import sys

import pytest

from flask_cors.core.regex.automaton import (
    Place,
    accepts,
    alphabet_of,
    bits,
    build,
    example,
    find_word,
    literal,
    shortest_word,
)
from flask_cors.core.regex.characters import ALPHABET, charset, finder
from flask_cors.core.regex.steps import UndecidedError
from flask_cors.core.regex.syntax import read
from flask_cors.core.regex.tree import Atom, Sequence, compiled


def sets(masks):
    """Return sets of states as lists."""
    return [list(bits(mask)) for mask in masks]


@pytest.mark.parametrize(
    ("pattern", "atoms", "follow", "accepting", "loops"),
    [
        ("", "", [[]], [0], []),
        ("a", "a", [[], [0]], [0], []),
        ("ab", "ab", [[1], [], [0]], [1], []),
        ("a|b", "ab", [[], [], [0, 1]], [0, 1], []),
        ("a?b", "ab", [[1], [], [0, 1]], [1], []),
        ("ab?c", "abc", [[1, 2], [2], [], [0]], [2], []),
        ("a?b?", "ab", [[1], [], [0, 1]], [0, 1, 2], []),
        ("a*", "a", [[0], [0]], [0, 1], [range(1)]),
        ("a+b", "ab", [[0, 1], [], [0]], [1], [range(1)]),
        ("a{2,}", "aa", [[1], [1], [0]], [1], [range(1, 2)]),
        ("a{2,3}", "aaa", [[1], [2], [], [0]], [1, 2], []),
        ("a{0,8}", "a" * 8, [[1], [2], [3], [4], [5], [6], [7], [], [0]], [*range(9)], []),
        ("a*b*", "ab", [[0, 1], [1], [0, 1]], [0, 1, 2], [range(1), range(1, 2)]),
        ("(a*b)*", "ab", [[0, 1], [0, 1], [0, 1]], [1, 2], [range(2)]),
        ("(ab?)+c*", "abc", [[0, 1, 2], [0, 2], [2], [0]], [0, 1, 2], [range(2), range(2, 3)]),
        ("()*a*", "a", [[0], [0]], [0, 1], [range(1)]),
        ("a()*", "a", [[], [0]], [0], []),
    ],
)
def test_an_automaton_has_one_state_per_character(pattern, atoms, follow, accepting, loops):
    """Each state holds its possible successors; the start is the last state."""
    automaton = build(read(pattern).tree)
    assert "".join(atom.source for atom in automaton.atoms) == atoms
    assert sets(automaton.follow) == follow
    assert sets([automaton.accepting, automaton.start]) == [accepting, [len(atoms)]]
    assert list(automaton.loops) == loops


@pytest.mark.parametrize(
    ("pattern", "atoms", "follow", "accepting", "loops"),
    [
        ("a{0,7}", "a" * 7, [[1], [2], [3], [4], [5], [6], [], [0]], [*range(8)], []),
        ("a{0,8}", "a", [[0], [0]], [0, 1], [range(1)]),
        ("a{1,8}", "a", [[0], [0]], [0], [range(1)]),
        ("a{3,9}b", "aaab", [[1], [2], [2, 3], [], [0]], [3], [range(2, 3)]),
        ("a{8}", "a" * 8, [[1], [2], [3], [4], [5], [6], [7], [], [0]], [7], []),
    ],
)
def test_long_counted_repeats_become_loops(pattern, atoms, follow, accepting, loops):
    """A repeat of eight or more choices becomes a loop unless it is unrolled."""
    automaton = build(read(pattern).tree, unroll=False)
    assert "".join(atom.source for atom in automaton.atoms) == atoms
    assert sets(automaton.follow) == follow
    assert list(bits(automaton.accepting)) == accepting
    assert list(automaton.loops) == loops


@pytest.mark.parametrize(
    ("pattern", "doubled"),
    [
        ("a?a?b", [[], [], [], []]),
        ("(a|a)*", [[], [], []]),
        ("(a?)*", [[], []]),
        ("(a*)*", [[0], []]),
        ("((a?)*b)*", [[1], [1], [1]]),
        ("(a?)+b", [[1], [], [1]]),
        ("x(a*)*b", [[2], [1, 2], [], []]),
        ("(|)a", [[], [0]]),
        ("()*a*", [[], [0]]),
        ("(a|)?b", [[], [], [1]]),
        ("(a?|b?)c", [[], [], [], [2]]),
        ("(a?|b?|d?)c", [[], [], [], [], [3]]),
        ("a(|)(b|c)", [[1, 2], [], [], []]),
        ("(a|b)(|)c", [[2], [2], [], []]),
        ("(a*)*(b*)*", [[0, 1], [1], [1]]),
    ],
)
def test_ambiguous_states(pattern, doubled):
    """A state that two paths reach without a character between them is doubled."""
    assert sets(build(read(pattern).tree).doubled) == doubled


@pytest.mark.parametrize(
    ("atom", "chars"),
    [
        (Atom("a"), "a"),
        (Atom("a", re.IGNORECASE), "aA"),
        (Atom("[^ -~]"), "é€\nÉ\u0663\u2003"),
        (Atom(r"\d"), "0123456789\u0663"),
        (Atom(r"\d", re.ASCII), "0123456789"),
        (Atom("ü"), ""),
    ],
)
def test_the_characters_of_an_atom(atom, chars):
    """They are the characters of the alphabet that the atom matches in `re`."""
    assert charset(atom) == set(chars)
    assert charset(Atom("[a-zü]"), "aBü") == {"a", "ü"}


@pytest.mark.parametrize(
    ("patterns", "beyond"),
    [
        ([], ""),
        (["[a-z]/~"], ""),
        (["ü"], "ü"),
        (["[öä-ü]", "ß"], "ßäöü"),
        ([r"\x07\a\v\0\101\377"], "\0\7\v\xff"),
        ([r"\u4e00\U0001F600\N{SNOWMAN}"], "\u2603\u4e00\U0001f600"),
        ([r"\d\.\ä"], "ä"),
    ],
)
def test_the_alphabet_includes_literal_characters(patterns, beyond):
    """A character that a pattern names joins the alphabet, in every notation."""
    assert alphabet_of(*map(read, patterns)) == ALPHABET + beyond


def test_the_alphabet_has_no_duplicates():
    """It begins with the letters, because they are the most readable."""
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert ALPHABET.startswith("abc")


def test_recompiling_issues_no_warning(recwarn):
    """Python's warnings about a pattern are not repeated."""
    assert compiled("[[a]", re.IGNORECASE).fullmatch("A")
    assert not recwarn.list


@pytest.mark.parametrize(
    ("pattern", "word", "expected"),
    [
        ("a*", "", True),
        ("a+", "", False),
        ("[^a]", "漢", True),
        ("[^a]b", "漢b", True),
        ("(ab)*", "abab", True),
        ("(ab)*", "aba", False),
        ("(a|b)c", "ac", True),
        ("a.c", "axc", True),
    ],
)
def test_accepts(pattern, word, expected):
    """A word may contain characters beyond the alphabet."""
    assert accepts(read(pattern), word) is expected
    assert accepts(literal(word), word)


def test_a_word_of_several_automata():
    """It is in all of the first, in none of the second, and readable."""
    assert find_word([read("..")], [read("a.")]) == "ba"
    assert find_word([read(".{3}"), read("[b-z0]*")], [read("b.*"), read(".*[bcd]")]) == "cbe"
    assert find_word([read("[A-Z]"), read("[^A]")]) == "B"
    assert find_word([read(".")], [read("[^ж]")]) == "ж"
    assert find_word([build(Sequence(()))]) == ""
    assert find_word([read("a")], [read("a"), read("b")]) is None


@pytest.mark.parametrize(("limit", "found"), [(3, True), (2, False)])
def test_a_search_stops_at_its_limit(limit, found):
    """The limit counts the states seen, including the start."""

    def moves(state):
        return [("x", state), ("a", state + 1)] if state < 2 else []

    if found:
        assert shortest_word(0, moves, lambda state: state == 2, limit) == "aa"
    else:
        with pytest.raises(UndecidedError, match=r"\Agave up after 2 states\Z"):
            shortest_word(0, moves, lambda state: state == 2, limit)
    assert shortest_word(0, moves, lambda state: state == 3, 3) is None
    assert shortest_word(0, moves, lambda state: state == 0, 0) == ""


def test_the_default_search_limit():
    """By default a search explores 20,000 states."""
    with pytest.raises(UndecidedError, match=r"\Agave up after 20000 states\Z"):
        find_word([read("(a{149})*"), read("(a{151})*"), read("a.*")], [read("(a*)?")])


@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.IGNORECASE | re.ASCII])
def test_an_atom_agrees_with_re(flags):
    """They agree for all Unicode characters, also if case is ignored."""
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    for source in (*string.ascii_letters, *"09/:-", r"\.", r"\-", r"\/"):
        found = re.findall(source, everything, flags)
        assert list(finder(Atom(source, flags))(everything)) == found


@pytest.mark.parametrize(
    ("pattern", "beginning", "accepted", "refused", "following"),
    [
        ("a", "", ["a"], ["", "aa"], "a"),
        ("ab", "", ["ab"], ["a", "b"], "a"),
        ("/a/(b|c)", "", ["/a/b", "/a/c"], ["", "/a/", "/a/bc", "b"], "/"),
        ("/a/(b|c)", "/a/", ["b", "c"], ["", "bc", "/a/b"], None),
        ("/a/(b|c)", "/a/b", [""], ["b", "c"], None),
        ("/a/.*", "/a/", ["", "x", "/a/x"], [], None),
        ("/a/.+", "/a", ["/x"], ["", "/", "x"], "/"),
        ("ab?", "a", ["", "b"], ["bb", "a"], None),
        ("a{3}b", "a", ["aab"], ["ab", "aaab", "b"], "a"),
        (r"a\.b", "a", [".b"], ["b", "xb"], "."),
        ("a[b]c", "a", ["bc"], ["c"], None),
        ("aüb", "a", ["üb"], ["b", "xb"], None),
        ("aüb", "aü", ["b"], ["", "üb"], "b"),
        ("(?i:a)b", "A", ["b"], ["ab"], "b"),
    ],
)
def test_a_place_in_the_words_of_an_automaton(pattern, beginning, accepted, refused, following):
    """After a beginning, the continuations are those of the words that begin with it."""
    automaton = build(read(pattern).tree)
    place = Place(automaton, automaton.start).after(beginning)
    rest = place.rest()
    for text in accepted + refused:
        assert place.accepts(text) is accepts(rest, text) is (text in accepted)
    assert place.next_char() == following


def test_no_place_after_a_wrong_beginning():
    """A beginning of no word has no continuations; nor has anything after it."""
    automaton = build(read("/a/b").tree)
    start = Place(automaton, automaton.start)
    assert start.after("/b") is None
    assert start.after("/a/b").after("/") is None


@pytest.mark.filterwarnings("ignore:Possible set difference")
@pytest.mark.parametrize("flags", [0, re.IGNORECASE, re.IGNORECASE | re.ASCII])
def test_a_plain_set_agrees_with_re(flags):
    """Every valid set of up to four letters, digits, dots and hyphens, with ranges or without."""
    letters = "".join(map(chr, range(0x180))) + "\u212a"
    for count in range(1, 5):
        for chars in itertools.product("ak-.9Z", repeat=count):
            source = f"[{''.join(chars)}]"
            try:
                expected = re.compile(source, flags).findall(letters)
            except re.error:  # a range that ends before it begins
                continue
            assert list(finder(Atom(source, int(flags)))(letters)) == expected, source


@pytest.mark.parametrize(
    ("pattern", "word"), [("ab|c", "c"), ("a*", ""), ("aü|bcd", "bcd"), ("ü", None), ("[^a]", "b")]
)
def test_an_example_can_be_read(pattern, word):
    """It is a shortest word in the letters of messages; a pattern may have none."""
    assert example(build(read(pattern).tree)) == word
