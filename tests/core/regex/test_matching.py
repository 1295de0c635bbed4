"""Strings match fast, and exactly as in `re`."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_cors.core.regex import automaton, matching
from flask_cors.core.regex.automaton import Runner, build
from flask_cors.core.regex.cost import Effort, effort
from flask_cors.core.regex.matching import finder, matcher, steps
from flask_cors.core.regex.syntax import read
from flask_cors.core.regex.tree import Atom, Choice, Sequence, size


@pytest.mark.parametrize(
    ("pattern", "repeats", "linear", "limit"),
    [
        ("abc", 0, False, None),
        (r"https://([a-z0-9-]+\.)*a\.com", 1, False, None),
        (r"(25[0-5]|2[0-4]\d|[01]?\d\d?)(\.(25[0-5]|2[0-4]\d|[01]?\d\d?)){3}", 0, True, None),
        ("(a|aa){7}", 0, True, None),
        # Two or more repeats that share a string: attempts grow with a power of its length.
        (".*.*", 2, True, None),
        (".*.*.*", 3, True, None),
        (".*.*.*.*", 4, True, None),
        # Counted repeats that multiply.
        ("((a|aa){7}){7}", 0, True, None),
        ("(a?){14}b", 0, True, None),
        ("(a?){13}b", 0, True, None),
        ("a?" * 13 + "b", 0, True, None),
        ("a?" * 14 + "b", 0, True, None),
        ("(a{0,3}){7}b", 0, True, None),
        ("(a{0,3}){6}b", 0, True, None),
        ("((a|aa){7}){1,2}", 0, True, None),
        ("((a|aa){3}b){4}", 0, True, None),
        ("((a|aa){3}b){5}", 0, True, None),
        ("(a|aa){7}(b|bb){6}", 0, True, None),
        ("(a|aa){7}(b|bb){7}", 0, True, None),
        ("(x|(a|aa){7}|y)(b|bb){7}", 0, True, None),
        ("(x|(a|aa){6}|y)(b|bb){7}", 0, True, None),
        ("a?" * 30 + "b", 0, True, None),
        (r"(([a-z]{0,3}){7}){2}!", 0, True, None),
        ("(a?b?){7}", 0, True, None),
        ("((|ab){5}){5}", 0, True, None),
        ("((ab)?(cd)?){7}", 0, True, None),
        # Consecutive choices that multiply.
        ("(a?b?){6}-" * 4 + "!", 0, True, None),
        ("(a|aa){7}-" * 2 + "!", 0, True, None),
        ("a?b?" * 7, 0, True, None),
        ("a?a" * 14, 0, True, None),
        ("a?a" * 13, 0, True, None),
        # Many choices, of which a string leaves one.
        ("(?:[a-f]|[0-9]){32}", 0, False, None),
        ("(?:[a-z]{1,3}-){30}", 0, False, None),
        ("(?:a(?:b?|c)d){30}", 0, False, None),
        # Loops among many choices.
        ("(?:[a-f]|[0-9]){14}x.*a.*", 2, True, None),
        ("(?:[a-f]|[0-9]){14}(?:x.*a.*|y)", 2, True, None),
        ("(?:[a-f]|[0-9]){14}x{3}x{3}", 0, False, None),
        ("(?:x|y){9,}-(a|aa){4}", 1, True, None),
        ("(?:x|y){10,}-(a|aa){4}", 1, True, None),
        ("(?:x|y)*-(a|aa){7}-(b|bb){5}", 1, True, None),
        ("(?:x|y)*-(a|aa){7}-(b|bb){6}", 1, True, None),
        ("a{1,2}" * 13, 0, True, None),
        ("a{1,2}" * 14, 0, True, None),
        # Too many states for long strings.
        (r"(?:[a-z]{0,90}){7}", 7, True, 633),
        # There is no automaton to fall back on.
        (r"(?!x)[a-z]*", 1, False, None),
        (r"(?!x).*a.*", 2, False, 894),
        (r"(?=.*a)(?=.*b).*.*", 3, False, 133),
        ("(?=.*.*)(?=.*)x", 2, False, 894),
        ("(?=.*)(?=.*.*)x", 2, False, 894),
        ("(?=((a|aa){7}){7})x", 0, False, None),
        ("(?=x)((a|aa){7}){7}", 0, False, None),
        ("(?>((a|aa){7}){7})x", 0, False, None),
        (r"(a+)\1b", 2, False, 894),
        (r"(?>a+)(?>a+)x", 3, False, 133),
        ("a{2000}", 0, False, None),
        ("a{2001}", 1, False, None),
        ("(?:a{2001}|b)", 1, False, None),
        ("[ab]{8}[ab]{8}c{2000}", 2, False, 894),
        ("(?:a{7}b){300}", 1, False, None),
        ("(?:(?>a)b)*(?:(?>c)d)*x", 1, False, None),
        ("(?:(?>[a-z]+)-)*(?:(?>a)b)?x", 2, False, 894),
        ("x?" + "a{2001}" * 2, 2, False, 894),
        ("(?:a{2001}){2}", 2, False, 894),
        # Nothing is ambiguous once the look-arounds are settled.
        ("y|(?>a+)+", 2, False, 632),
        ("(?:x(?>a+)+)?y", 2, False, 894),
        ("(?>(?>a+)+)", 2, False, 894),
        ("(?>a+)+(?:(?>b)c)?x", 2, False, 894),
        ("[a-z]{9}-b*", 1, False, None),
        # A repeat that the other alternative does not reach.
        ("x*(?:q|x*)", 2, True, None),
    ],
)
def test_the_matcher_of_a_pattern(pattern, repeats, linear, limit):
    """If a pattern is ambiguous, the automaton is used, or the string's length is bounded."""
    known = effort(pattern, 0)
    assert not known.exponential
    assert (known.repeats, known.linear, known.limit) == (repeats, linear, limit)


@pytest.mark.parametrize(
    ("pattern", "length", "most"),
    [
        # A search for literals, or an expression that is matched in one way only.
        ("a+b", 80, 10),
        # An automaton, whose states count.
        (".*.*.*x", 80, 80 * 4),
        ("(?:ab?)?" * 40, 80, 80 * 14),
        # Attempts of `re`: a look-around, two repeats that share a string, choices that multiply.
        ("(?=a)a", 80, 80),
        ("(?=a)a", 0, 1),
        ("(?=a)a.*b.*", 80, 80**2 / 2),
        ("(?=a)a.*b.*", 894, 894**2 / 2),
        ("(?=a)(?:a|ab)(?:bc|c)x", 80, 80 * 4),
        ("(?=a)(?:a|ab)(?:bc|c)x", 2048, 2048 * 4),
        # Longer strings are not tried.
        ("(?=a)a.*b.*", 895, 0),
        ("(?=a)a", 2049, 0),
    ],
)
def test_the_steps_of_one_match(pattern, length, most):
    """They depend on how the expression is matched, and on the length of the string."""
    assert steps(re.compile(pattern))(length) == most


@pytest.mark.parametrize(
    ("pattern", "repeats", "ways"),
    [
        ("(?=a)(?:a|ab)(?:bc|c)x", 0, 4),
        ("(?!x)(a?)(a?)", 0, 4),
        ("(?=.)(?:a?b?){3}", 0, 2**6),
        ("(?=a)(?:a?|ab)(?:a|b)?", 0, 12),
        ("(?=a)(?:a|b?)+b", 1, 6**2),
        ("(?=a)(?:a?){3,5}a", 0, 96),
        ("(?=a)(?:(?:a|)|b)*a", 1, 6),
        ("(?=(?:a?){5})b(?:c?c?)", 0, 2**7),
        ("(?=a)(?:x?x?){2,3}", 0, 2**7),
        ("(?=a)(?:|){1,4}a?a?", 0, 2**8),
        ("(?=a)(?:a(?:b?)|ab){2}", 0, 9),
        ("(?=a)(?:a|b){3,}(?:c?c?)", 1, 2**5),
        ("(?=a)(?:a|b)+(?:c?c?)", 1, 2**3),
        ("(?=a)(?:(?:){2})*b?b", 0, 4),
        # Of repeats alone, only the length matters.
        ("(?=x)x(?:a*b|a*c)y", 1, 1),
        ("(?=x)(?:(?:ab)*|c)(?:(?:ab)*|d)", 2, 1),
        ("(?=x)a{2}a?", 0, 1),
    ],
)
def test_the_choices_of_a_pattern_multiply(pattern, repeats, ways):
    """Items that can match nothing, alternatives and rounds of repeats are choices."""
    known = effort(pattern, 0)
    assert not known.exponential
    assert not known.undecided
    assert known.repeats == repeats
    assert round(2**known.choices) == ways


@pytest.mark.parametrize(
    ("pattern", "undecided"),
    [
        ("(?=a)(?:){0,3000}b", True),
        ("(?=a)(?:(?:){60}){60}b", True),
        ("(?=a)(?:(?:){2,}){1001}b", True),
        ("(?=a)(?:(?:)*){2001}b", True),
        ("(?=a)(?:a?){0,2001}b", True),
        ("(?=a)(?:){1500}b", False),
        ("(?=a)(?:){1999}b", False),
        ("(?=a)(?:){2000}b", True),
        ("(?=.)" + "a?" * 14, False),
        ("(?=.)" + "a?" * 15, True),
    ],
)
def test_rounds_and_choices_are_bounded(pattern, undecided):
    """`re` goes through each round, even if none takes a character, and tries each choice."""
    assert effort(pattern, 0).undecided is undecided


def test_a_very_long_pattern_is_not_analyzed():
    """Its matching time stays unknown."""
    assert effort("a" * 100_001, 0) == Effort(
        unreadable="more than 100000 characters", undecided=True
    )


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
def test_the_reason_of_a_verdict(pattern, flags, unreadable, regular, exponential):
    """An unreadable pattern has a reason; only one that is read exactly is called regular."""
    known = effort(pattern, flags)
    assert (known.unreadable, known.regular) == (unreadable, regular)
    assert (known.automaton is None) == (unreadable != "")
    assert (known.exponential, known.undecided) == (exponential, False)


def test_nested_too_deep():
    """Groups nested beyond the limit are not judged."""
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
        # Characters beyond ASCII, which paths may contain.
        r"(?:\d|[^\x00-\x7f])+b",
        r"(?:\s|[^\x00-\x7f])+b",
        r"(?:[\u4e00-\u9fff]|[\u5000-\u5100])+b",
    ],
)
def test_exponential_patterns(pattern):
    """Constructs without an automaton do not hide an ambiguous repeat."""
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
def test_patterns_that_are_not_exponential(pattern):
    """A pattern with one way to continue is fine, even without an automaton."""
    assert not effort(pattern, 0).exponential


def test_too_large_to_judge(monkeypatch):
    """The automaton matches such a pattern; without one there is no bound."""
    monkeypatch.setattr("flask_cors.core.regex.steps.MAX_STEPS", 1)
    monkeypatch.setattr("flask_cors.core.regex.cost.FEW_STEPS", 0)
    known = effort.__wrapped__("(aab|aac)*", 0)
    assert (known.undecided, known.linear, known.limit) == (True, True, None)
    assert known.automaton.tree == read("(aab|aac)*").tree
    assert (known.unreadable, known.regular) == ("", True)
    known = effort.__wrapped__("(aab|aac)*(?=x)x", 0)
    assert (known.undecided, known.linear, known.limit) == (True, False, None)
    assert known.unreadable == "a look-around, '(?=' at position 10"
    assert (known.automaton, known.regular) == (None, False)


def test_too_many_choices_to_judge(monkeypatch):
    """They are assumed to multiply."""
    monkeypatch.setattr("flask_cors.core.regex.steps.MAX_STEPS", 1)
    monkeypatch.setattr("flask_cors.core.regex.cost.FEW_STEPS", 0)
    known = effort.__wrapped__("(?:aab|aac)-" * 14, 0)
    assert (known.undecided, known.linear, known.limit) == (False, True, None)
    known = effort.__wrapped__("(?!x)" + "(?:aab|aac)-" * 15, 0)
    assert (known.undecided, known.linear, known.limit) == (True, False, None)


@pytest.mark.parametrize(
    ("pattern", "refused"),
    [
        # Repeated optional items, and similar patterns.
        (r"https://(?:[a-z0-9-]?){63}\.a\.com", False),
        (r"/.*a(?:.?){500}.*c.*d", False),
        ("(?:(?:a{0,3}){5}){5}X", False),
        ("(?:a|ab|abc|)" * 15 + "X", False),
        ("(?:|a|b){40}X", False),
        ("(?:||){40}X", False),
        ("a(?:||){30}", False),
        ("a(?:|){40}", False),
        ("(?:a?){13}.*.*X", False),
        ("(?i:k?\u212a?)" * 20 + "X", False),
        # There is no automaton to fall back on.
        (r"((?:a?){30})\1X", True),
        ("(?=(?:a?){30}X)a", True),
        ("(?!(?:a?){30}X)a*", True),
        ("(?!b)(?:a?){30}X", True),
        (r"(?:(a)?\1){20}X", True),
        ("(?:a{8}){300}", True),
        # Rounds that consume no character.
        (r"(?:(?:(?:\b){200}){200}){200}b", True),
        ("(?:(?:(?:){200}){200}){200}b", True),
        ("(?:(?:(?:^){200}){200}){200}b", True),
        ("(?:(?:(?=a){200}){200}){200}a", True),
    ],
)
def test_short_strings_are_fast(pattern, refused):
    """A slow pattern is refused, or matched by its automaton even for the empty string."""
    known = effort(pattern, 0)
    assert (known.exponential or (known.undecided and not known.regular)) is refused
    assert known.linear is not refused


class TooManyStepsError(Exception):
    """Backtracking takes longer than accepted."""


class Backtracking:
    """Matches as `re` does, one way after another, and counts its steps."""

    def __init__(self, text, most):
        self.text = text
        self.left = most

    def run(self, tree):
        """Return whether the whole string matches."""
        return any(end == len(self.text) for end in self.ends(tree, 0))

    def ends(self, node, at):
        """Yield the ends of a node's matches that start at an index."""
        self.left -= 1
        if self.left < 0:
            raise TooManyStepsError
        match node:
            case Atom(source):
                return iter([at + 1] if re.match(source, self.text[at : at + 1]) else [])
            case Sequence(items):
                return self.in_order(items, at)
            case Choice(items):
                return (end for item in items for end in self.ends(item, at))
        return self.rounds(node, node.low, node.high, at)

    def in_order(self, items, at):
        """Match one item after another."""
        if not items:
            yield at
            return
        for end in self.ends(items[0], at):
            yield from self.in_order(items[1:], end)

    def rounds(self, node, low, high, at):
        """Match as many rounds as possible first; a loop ends with one that matches nothing."""
        for end in self.ends(node.item, at) if high != 0 else ():
            if end > at or low or high is not None:
                left = None if high is None else high - 1
                yield from self.rounds(node, max(low - 1, 0), left, end)
        if low == 0:
            yield at


_NESTED = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", ""]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda each: f"(?:{'|'.join(each)})"),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{0,3}", "{9}", "{20}"])).map(
            lambda each: f"(?:{each[0]}){each[1]}"
        ),
    ),
    max_leaves=8,
)


class Counting:
    """A stand-in for a compiled expression that counts the steps of `re`."""

    def __init__(self, pattern, tree):
        self.pattern, self.flags = pattern, 0
        self.tree = tree
        self.states = size(tree) + 1

    def fullmatch(self, text):
        """Match one way after another, within bounds set by the length and the size."""
        return Backtracking(text, 40 * self.states * (len(text) + 2)).run(self.tree)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(_NESTED)
def test_re_is_used_only_if_it_is_fast(pattern):
    """For strings of every length, the matcher takes few steps and is right."""
    known = effort(pattern, 0)
    if known.exponential or len(known.automaton.atoms) > 200:
        return
    matches = matcher(Counting(pattern, known.automaton.tree))
    for length in range(24):
        for text in ("a" * length, "ab" * (length // 2), "a" * length + "c"):
            assert bool(matches(text)) == Runner(known.automaton).accepts(text)


@pytest.mark.parametrize(
    ("pattern", "length"), [("(?:a?){20}b", 5), (".*.*.*b", 40), ("(?:|){20}b", 1)]
)
def test_the_steps_reveal_a_slow_pattern(pattern, length):
    """Patterns matched by the automaton would take `re` too many steps."""
    tree = read(pattern).tree
    assert effort(pattern, 0).linear
    with pytest.raises(TooManyStepsError):
        Backtracking("a" * length, 40 * len(build(tree).follow) * (length + 2)).run(tree)


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
def test_the_automaton_agrees_with_re(pattern, texts):
    """The automaton accepts a string if and only if `re` matches it."""
    runner, bounded = Runner(read(pattern)), matcher(re.compile(pattern))
    for text in texts:
        expected = re.fullmatch(pattern, text) is not None
        assert runner.accepts(text) == expected
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
        # A string beyond the limit does not match.
        ("(?!x).*.*.*x", "a" * 300 + "x", False),
        ("(?:[a-z]{0,90}){7}", "a" * 630, True),
        ("(?:[a-z]{0,90}){7}[0-9]*", "a" * 630 + "0" * 2, True),
        ("(?:[a-z]{0,90}){7}[0-9]*", "a" * 630 + "0" * 3, False),
        ("(?!x).*.*.*x", "a" * 132 + "x", True),
        ("(?!x).*.*.*x", "a" * 133 + "x", False),
        ("(?>a).*.*.*x", "a" * 132 + "x", True),
        ("(?>a).*.*.*x", "a" * 133 + "x", False),
        ("(?!x).*.*x", "a" * 893 + "x", True),
        # No longer string can occur.
        (".*.*.*x", "a" * 2047 + "x", True),
        (".*.*.*x", "a" * 2048 + "x", False),
        # Patterns known to be fast are left to `re`.
        ("[a-z]*", "a" * 5000, True),
    ],
)
def test_long_strings(pattern, text, matches):
    """The automaton takes over where `re` could be slow, up to the pattern's limit."""
    assert bool(matcher(re.compile(pattern))(text)) is matches


def test_cached_states_are_bounded(monkeypatch):
    """Strings of ever new characters use bounded memory, and match correctly."""
    monkeypatch.setattr(automaton, "_REMEMBERED", 5)
    runner = Runner(read(r"(?s:.*)é(a|b).{3}x"))
    for code in range(1000, 3000, 20):
        noise = "".join(map(chr, range(code, code + 20)))
        assert runner.accepts(f"{noise}éa{noise[:3]}x")
        assert not runner.accepts(f"{noise}éc{noise[:3]}x")
        assert len(runner._entered) < 50  # noqa: SLF001 - nothing else shows the bound
        assert len(runner._after) <= 5  # noqa: SLF001 - as above


#: Expressions that cannot be joined with others unchanged, or would mean something else.
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
    """The first of several matching expressions is found, as if each were tried alone."""
    find = finder(regexes)
    for text in texts:
        matching = (i for i, regex in enumerate(regexes) if matcher(regex)(text))
        assert find(text) == next(matching, None)


@pytest.mark.parametrize("one", _UNLIKE)
@pytest.mark.parametrize("other", _UNLIKE)
def test_joined_expressions(one, other):
    """An expression joined with others matches what it matches alone."""
    regexes = [re.compile(each) for each in (one, "b+", "c", other, "b*c", "d")]
    find = finder(regexes)
    texts = ["", "a", "b", "ab", "aB", "AB", "ac", "bc", "aa", "bb", "abc", "a\n", "b\n", "xx", "d"]
    for text in (*texts, "é", "#", "#b", "ax", "a b", "a #", "(?i)", "i", "?", "dd"):
        matching = (i for i, regex in enumerate(regexes) if regex.fullmatch(text))
        assert find(text) == next(matching, None), text


def test_many_expressions_are_joined(monkeypatch):
    """Plain expressions are tried together, up to a number of groups."""
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


def test_joining_issues_no_warning(recwarn):
    """`re` issues its warnings only when the expression is first compiled."""
    with pytest.warns(FutureWarning):
        regexes = [re.compile(each) for each in ("[[a]b", "[a||b]c")]
    find = finder(regexes)
    assert [find(text) for text in ("[b", "|c", "d")] == [0, 1, None]
    assert not recwarn.list


@pytest.mark.parametrize("one", _UNLIKE)
def test_joined_expressions_keep_their_flags(one):
    """Neighbors with equal flags, however set, do not change a match."""
    one = re.compile(one)
    regexes = [re.compile("b+", one.flags), one, re.compile("c", one.flags)]
    find = finder(regexes)
    for text in ("", "a", "ab", "AB", "b", "B", "c", "C", "ac", "aa", "a\n", "b\n", "#", "(?i)"):
        matching = (i for i, regex in enumerate(regexes) if regex.fullmatch(text))
        assert find(text) == next(matching, None), text
