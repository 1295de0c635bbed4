"""What matching can take, and that texts are matched soon and as `re` matches them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_cors.core.regex import automaton, matching
from flask_cors.core.regex.automaton import Linear
from flask_cors.core.regex.cost import Effort, effort
from flask_cors.core.regex.matching import finder, matcher
from flask_cors.core.regex.syntax import read


@pytest.mark.parametrize(
    ("pattern", "repeats", "longest", "limit"),
    [
        ("abc", 0, None, None),
        (r"https://([a-z0-9-]+\.)*a\.com", 1, None, None),
        (r"(25[0-5]|2[0-4]\d|[01]?\d\d?)(\.(25[0-5]|2[0-4]\d|[01]?\d\d?)){3}", 0, None, None),
        ("(a|aa){7}", 0, None, None),
        # Two and more that share out a text: so many characters take as many attempts.
        (".*.*", 2, 200, None),
        (".*.*.*", 3, 49, None),
        (".*.*.*.*", 4, 26, None),
        # Counted repeats that multiply.
        ("((a|aa){7}){7}", 0, 16, None),
        ("(a?){14}b", 0, 16, None),
        ("(a?){13}b", 0, None, None),
        ("a?" * 13 + "b", 0, None, None),
        ("a?" * 14 + "b", 0, 16, None),
        ("(a{0,3}){7}b", 0, 16, None),
        ("(a{0,3}){6}b", 0, None, None),
        ("((a|aa){7}){1,2}", 0, 16, None),
        ("((a|aa){3}b){4}", 0, None, None),
        ("((a|aa){3}b){5}", 0, 16, None),
        ("(a|aa){7}(b|bb){6}", 0, None, None),
        ("(a|aa){7}(b|bb){7}", 0, 16, None),
        ("(x|(a|aa){7}|y)(b|bb){7}", 0, 16, None),
        ("(x|(a|aa){6}|y)(b|bb){7}", 0, None, None),
        ("a?" * 30 + "b", 0, 16, None),
        (r"(([a-z]{0,3}){7}){2}!", 0, 16, None),
        ("(a?b?){7}", 0, 16, None),
        ("((|ab){5}){5}", 0, 16, None),
        ("((ab)?(cd)?){7}", 0, 16, None),
        # Choices that multiply one after the other.
        ("(a?b?){6}-" * 4 + "!", 0, 16, None),
        ("(a|aa){7}-" * 2 + "!", 0, 16, None),
        ("a?b?" * 7, 0, 16, None),
        ("a?a" * 14, 0, 16, None),
        ("a?a" * 13, 0, None, None),
        # Many choices, of which a text leaves one.
        ("(?:[a-f]|[0-9]){32}", 0, None, None),
        ("(?:[a-z]{1,3}-){30}", 0, None, None),
        ("(?:a(?:b?|c)d){30}", 0, None, None),
        # Loops among many choices.
        ("(?:[a-f]|[0-9]){14}x.*a.*", 2, 200, None),
        ("(?:[a-f]|[0-9]){14}(?:x.*a.*|y)", 2, 200, None),
        ("(?:[a-f]|[0-9]){14}x{3}x{3}", 0, None, None),
        ("(?:x|y){9,}-(a|aa){4}", 1, None, None),
        ("(?:x|y){10,}-(a|aa){4}", 1, 16, None),
        ("(?:x|y)*-(a|aa){7}-(b|bb){5}", 1, None, None),
        ("(?:x|y)*-(a|aa){7}-(b|bb){6}", 1, 16, None),
        ("a{1,2}" * 13, 0, None, None),
        ("a{1,2}" * 14, 0, 16, None),
        # So many states that texts have to be shorter.
        (r"(?:[a-z]{0,90}){7}", 7, 16, 633),
        # No automaton to turn to.
        (r"(?!x)[a-z]*", 1, None, None),
        (r"(?!x).*a.*", 2, 894, 894),
        (r"(?=.*a)(?=.*b).*.*", 3, 133, 133),
        ("(?=.*.*)(?=.*)x", 2, 894, 894),
        ("(?=.*)(?=.*.*)x", 2, 894, 894),
        ("(?=((a|aa){7}){7})x", 0, 16, 16),
        ("(?=x)((a|aa){7}){7}", 0, 16, 16),
        ("(?>((a|aa){7}){7})x", 0, 16, 16),
        (r"(a+)\1b", 2, 894, 894),
        (r"(?>a+)(?>a+)x", 3, 133, 133),
        ("a{2000}", 0, None, None),
        ("a{2001}", 1, None, None),
        ("(?:a{2001}|b)", 1, None, None),
        ("[ab]{8}[ab]{8}c{2000}", 2, 894, 894),
        ("(?:a{7}b){300}", 1, None, None),
        ("(?:(?>a)b)*(?:(?>c)d)*x", 1, None, None),
        ("(?:(?>[a-z]+)-)*(?:(?>a)b)?x", 2, 894, 894),
        ("x?" + "a{2001}" * 2, 2, 894, 894),
        ("(?:a{2001}){2}", 2, 894, 894),
        # Where nothing is ambiguous as soon as what was set aside is settled.
        ("y|(?>a+)+", 2, 894, 894),
        ("(?:x(?>a+)+)?y", 2, 894, 894),
        ("(?>(?>a+)+)", 2, 894, 894),
        ("(?>a+)+(?:(?>b)c)?x", 2, 894, 894),
        # One repeat that the other alternative does not lead to.
        ("x*(?:q|x*)", 2, 200, None),
    ],
)
def test_what_is_known_about_a_pattern(pattern, repeats, longest, limit):
    """The worse it is, the shorter are the texts for which `re` is asked."""
    known = effort(pattern, 0)
    assert not known.exponential
    assert (known.repeats, known.longest, known.limit) == (repeats, longest, limit)


@pytest.mark.parametrize(
    ("pattern", "flags", "unreadable", "regular", "exponential"),
    [
        ("abc", 0, "", True, False),
        ("(?:[a-z]|K)+", 0, "", True, False),
        ("(?:[a-z]|K)+", re.IGNORECASE, "", False, True),
        ("(a b)+ a*", re.VERBOSE, "", True, False),
        ("(?>a)b", 0, "", False, False),
        ("(?:a|(?>a))+", 0, "", False, True),
        ("(?=a)a", 0, "a look-around, '(?=' at position 0", False, False),
        (r"(a)\1", 0, r"a back-reference, '\\1' at position 3", False, False),
        (
            "a{2001}",
            0,
            "counted repeats that unroll to more than 2000 characters",
            False,
            False,
        ),
        ("(?=(a+)+)a", 0, "a look-around, '(?=' at position 0", False, True),
    ],
)
def test_what_an_answer_is_about(pattern, flags, unreadable, regular, exponential):
    """What cannot be read has a reason, and only what is read exactly is told as regular."""
    known = effort(pattern, flags)
    assert (known.unreadable, known.regular) == (unreadable, regular)
    assert (known.automaton is None) == (unreadable != "")
    assert (known.exponential, known.undecided) == (exponential, False)


def test_what_is_nested_too_deep():
    """Groups in groups without end are not judged at all."""
    assert effort("(?:" * 60 + "a" + ")" * 60, 0) == Effort(
        unreadable="groups nested more than 50 deep", undecided=True
    )


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(?=(a+)+b)a",
        "(?!(a|aa)+b)a",
        "(?<!x)(a+)+",
        r"(?:(a)\1)+",
        "(?:(x)?(?(1)a|a+))+",
        r"(?:\ba|a+)+",
        "(?:a$|a+)+",
        "(?:a|(?>a))+",
        "(?:(?>a)(b|b))+",
        "(?>(a+)+)",
        "(a+)+" + "b{2001}",
        # Beyond ASCII, where paths can lead.
        r"(?:\d|[^\x00-\x7f])+b",
        r"(?:\s|[^\x00-\x7f])+b",
        r"(?:[\u4e00-\u9fff]|[\u5000-\u5100])+b",
    ],
)
def test_what_is_exponential(pattern):
    """Constructs that no automaton models do not hide that a repeat matches a text in two ways."""
    assert effort(pattern, 0).exponential


@pytest.mark.parametrize(
    "pattern",
    [
        "^(?:(?!evil)[a-z.])*$",
        "(?:(?=.*x)a)*b",
        r"https?://(?!admin\.)([a-z0-9-]+\.)*a\.com",
        "(?>a+)+",
        "(?:(?>[a-z]+)-)*x",
        "y|(?:(?>[a-z]+)-)*x",
        "(?:(?:(?>[a-z]+)-)*x)?y",
        "(?>(?:(?>[a-z]+)-)*x)",
        r"(?:[a-z-]++\.)*+a",
        r"\b[a-z]+\b",
        "(x)?a*(?(1)b|c)",
    ],
)
def test_what_is_not_exponential(pattern):
    """What has one way to go on is fine, although no automaton models it."""
    assert not effort(pattern, 0).exponential


def test_what_is_too_large_to_judge(monkeypatch):
    """It is asked for short texts only."""
    monkeypatch.setattr("flask_cors.core.regex.ambiguity.MAX_STEPS", 1)
    known = effort.__wrapped__("(aab|aac)*", 0)
    assert (known.undecided, known.longest, known.limit) == (True, 16, None)
    assert (known.automaton, known.unreadable, known.regular) == (read("(aab|aac)*"), "", True)
    known = effort.__wrapped__("(aab|aac)*(?=x)x", 0)
    assert (known.undecided, known.longest, known.limit) == (True, 16, 16)
    assert known.unreadable == "a look-around, '(?=' at position 10"
    assert (known.automaton, known.regular) == (None, False)


def test_choices_that_are_too_many_to_judge(monkeypatch):
    """They are taken to multiply."""
    monkeypatch.setattr("flask_cors.core.regex.ambiguity.MAX_STEPS", 1)
    known = effort.__wrapped__("(?:aab|aac)-" * 14, 0)
    assert (known.undecided, known.longest, known.limit) == (False, 16, None)


_PIECES = ["a", "b", ".", "[ab]", "[^b]", r"\w", "é", r"(?:a|ab)", "(?i:a)", r"(?s:.)"]
_PATTERNS = st.lists(
    st.tuples(
        st.sampled_from(_PIECES), st.sampled_from(["", "*", "+", "?", "{2}", "{0,3}", "{1,9}"])
    ).map("".join),
    min_size=1,
    max_size=5,
).map("".join)


@settings(deadline=None, max_examples=300)
@given(_PATTERNS, st.lists(st.text("abAé\nc", max_size=14), min_size=3, max_size=8))
def test_the_automaton_accepts_what_re_matches(pattern, texts):
    """Whoever is asked says the same."""
    linear, bounded = Linear(read(pattern)), matcher(re.compile(pattern))
    for text in texts:
        expected = re.fullmatch(pattern, text) is not None
        assert linear.accepts(text) == expected
        assert bool(bounded(text)) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (".*.*.*x", "a" * 300 + "x", True),
        (".*.*.*x", "a" * 300, False),
        ("(?i).*ß.*k.*x", "ß" * 100 + "\u212a" * 100 + "X", True),
        ("a?" * 30 + "b", "a" * 30 + "b", True),
        ("a?" * 30 + "b", "a" * 31 + "b", False),
        ("(?!x).*.*.*x", "a" * 100 + "x", True),
        ("(a?b?){6}-" * 4 + "!", "ababab-" * 4 + "!", True),
        ("(a?b?){6}-" * 4 + "!", "ababab-" * 4, False),
        (re.compile(".*a.*b.*x", re.IGNORECASE), "A" * 100 + "B" * 100 + "X", True),
        # Beyond its limit it matches nothing.
        ("(?!x).*.*.*x", "a" * 300 + "x", False),
        ("(?:[a-z]{0,90}){7}", "a" * 630, True),
        ("(?:[a-z]{0,90}){7}[0-9]*", "a" * 630 + "0" * 2, True),
        ("(?:[a-z]{0,90}){7}[0-9]*", "a" * 630 + "0" * 3, False),
        ("(?!x).*.*.*x", "a" * 132 + "x", True),
        ("(?!x).*.*.*x", "a" * 133 + "x", False),
        ("(?>a).*.*.*x", "a" * 132 + "x", True),
        ("(?>a).*.*.*x", "a" * 133 + "x", False),
        ("(?!x).*.*x", "a" * 893 + "x", True),
        # Nobody asks about more.
        (".*.*.*x", "a" * 2047 + "x", True),
        (".*.*.*x", "a" * 2048 + "x", False),
        # What is known to be quick is `re`'s.
        ("[a-z]*", "a" * 5000, True),
    ],
)
def test_long_texts(pattern, text, matches):
    """The automaton takes over where `re` could take long, up to the limit of the pattern."""
    assert bool(matcher(re.compile(pattern))(text)) is matches


def test_what_is_remembered_is_bounded(monkeypatch):
    """Texts of ever new characters leave nothing but a bounded memory, and the right answer."""
    monkeypatch.setattr(automaton, "_REMEMBERED", 5)
    linear = Linear(read(r"(?s:.*)é(a|b).{3}x"))
    for code in range(1000, 3000, 20):
        noise = "".join(map(chr, range(code, code + 20)))
        assert linear.accepts(f"{noise}éa{noise[:3]}x")
        assert not linear.accepts(f"{noise}éc{noise[:3]}x")
        assert len(linear._entered) < 50  # noqa: SLF001 - nothing else shows the bound
        assert len(linear._after) <= 5  # noqa: SLF001 - as above


#: Expressions that cannot stand beside others as they are written, or say something else there.
_UNLIKE = [
    "(?P<x>a)b?",
    re.compile("a # b|c", re.VERBOSE),
    re.compile("a b|#", re.VERBOSE),
    "(?i)aB",
    "(?#|)a",
    "(?#c)(?i)aB",
    r"(a|b)\1",
    r"(?P<x>a)(?P=x)",
    "(?!ab)a.",
    "(?>a|ab)c?",
    "a++b",
    ".*.*.*x",
    "a|b",
    "a()",
    "()",
    "(a)|(b)c",
    "^a$",
    "a$|^b",
    re.compile("^a", re.MULTILINE),
    re.compile("aB", re.IGNORECASE),
    re.compile(r"\w", re.ASCII),
    re.compile("a.", re.DOTALL),
    r"\(\?i\)",
    "[(?i)]",
]
_ANY_PATTERN = st.one_of(_PATTERNS, st.sampled_from(_UNLIKE)).map(re.compile)


@settings(deadline=None, max_examples=500)
@given(st.lists(_ANY_PATTERN, max_size=7), st.lists(st.text("abABx#(?i)é\n", max_size=5)))
def test_the_first_that_matches(regexes, texts):
    """Of several expressions the first that matches is found, as if each were tried by itself."""
    find = finder(regexes)
    for text in texts:
        matching = (i for i, regex in enumerate(regexes) if matcher(regex)(text))
        assert find(text) == next(matching, None)


@pytest.mark.parametrize("one", _UNLIKE)
@pytest.mark.parametrize("other", _UNLIKE)
def test_expressions_beside_each_other(one, other):
    """Whatever stands beside an expression, it matches what it matches alone."""
    regexes = [re.compile(each) for each in (one, "b+", "c", other, "b*c", "d")]
    find = finder(regexes)
    texts = ["", "a", "b", "ab", "aB", "AB", "ac", "bc", "aa", "bb", "abc", "a\n", "b\n", "xx", "d"]
    for text in (*texts, "é", "#", "#b", "ax", "a b", "a #", "(?i)", "i", "?", "dd"):
        matching = (i for i, regex in enumerate(regexes) if regex.fullmatch(text))
        assert find(text) == next(matching, None), text


def test_many_expressions_are_tried_in_a_few_goes(monkeypatch):
    """Of several plain expressions `re` is asked for many at once, but for so many groups only."""
    joined, plain = [], matching.compiled

    def note(pattern, flags):
        joined.append(plain(pattern, flags))
        return joined[-1]

    monkeypatch.setattr(matching, "compiled", note)
    regexes = [re.compile(rf"(x)a{number}|b{number}") for number in range(100)]
    regexes += [re.compile("(c)" * 40), re.compile("d"), re.compile("e")]
    find = finder(regexes)
    assert [each.groups for each in joined] == [32] * 6 + [8, 2]
    found = [find(text) for text in ("xa0", "b7", "xa99", "b99", "c" * 40, "d", "e", "xa100", "b")]
    assert found == [0, 7, 99, 99, 100, 101, 102, None, None]


def test_nobody_is_warned_of_what_is_tried_in_one_go(recwarn):
    """What `re` has to say of an expression it said to whoever compiled it."""
    with pytest.warns(FutureWarning):
        regexes = [re.compile(each) for each in ("[[a]b", "[a||b]c")]
    find = finder(regexes)
    assert [find(text) for text in ("[b", "|c", "d")] == [0, 1, None]
    assert not recwarn.list


@pytest.mark.parametrize("one", _UNLIKE)
def test_expressions_beside_others_with_their_flags(one):
    """Equal flags of neighbours change nothing of what each matches, however it came by them."""
    one = re.compile(one)
    regexes = [re.compile("b+", one.flags), one, re.compile("c", one.flags)]
    find = finder(regexes)
    for text in ("", "a", "ab", "AB", "b", "B", "c", "C", "ac", "aa", "a\n", "b\n", "#", "(?i)"):
        matching = (i for i, regex in enumerate(regexes) if regex.fullmatch(text))
        assert find(text) == next(matching, None), text
