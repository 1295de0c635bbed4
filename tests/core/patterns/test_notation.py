"""The notation that origin, resource and header patterns share."""

import re

import pytest

from flask_cors.core.patterns.notation import compile_regex, is_wildcard, items, special_characters
from flask_cors.core.problems import Problems, Source
from flask_cors.core.regex import steps
from flask_cors.core.regex.cost import effort

PLACE = Source("app", "CORS(app)")


def found(problems):
    """Return the problems as (code, error)."""
    return [(problem.code, problem.error) for problem in problems.found]


@pytest.mark.parametrize(
    ("text", "special"),
    [
        ("", ""),
        ("/api/v1.0+x-y_z~!@&=,;:'\"<>}", ""),
        ("https://a.com:8000", ""),
        ("http://[::1]:3000", ""),
        ("http://[2001:DB8::1]", ""),
        ("http://[::1]:*", "*"),
        ("http://[a-z]:3000", "[]"),
        ("[::1]:3000", "[]"),
        *[(char, char) for char in "\\^$?*[](){|"],
    ],
)
def test_special_characters(text, special):
    """Eleven characters mark a pattern; the brackets of an IPv6 address do not."""
    assert special_characters(text) == frozenset(special)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/api/*", True),
        ("https://*.a.com", True),
        ("http://[::1]:*", True),
        ("*", True),
        ("/api/.*", False),
        ("/a?/*", False),
        ("/a", False),
        ("https://*.(a|b).com", False),
    ],
)
def test_a_wildcard_has_no_special_character_but_the_star(text, expected):
    """A string is a wildcard if `*` is its only special character, but not `.*`."""
    assert is_wildcard(text) is expected


def once(*values):
    """Yield values that can be read once."""
    yield from values


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", ["a"]),
        ("", []),
        (" , ", []),
        ("a,b", ["a", "b"]),
        (" a , b,", ["a", "b"]),
        ("https://a.com, https://*.b.com", ["https://a.com", "https://*.b.com"]),
        ("http://[::1]:3000,https://a.com", ["http://[::1]:3000", "https://a.com"]),
        ("/a?x,/b", ["/a?x", "/b"]),
        ("/a,+b.c", ["/a", "+b.c"]),
        *[(f"a{char}b,c", [f"a{char}b,c"]) for char in "\\^$[](){|"],
        ("/[a-z]{1,3}/x", ["/[a-z]{1,3}/x"]),
        (" (a|b) ", ["(a|b)"]),
        ("'a,b'", ["'a,b'"]),
        ('"a,b"', ['"a,b"']),
        ("'a,b", ["'a", "b"]),
        ("'a,b\"", ["'a", 'b"']),
        ("a,b'", ["a", "b'"]),
        ("a,'", ["a", "'"]),
        ("',a", ["'", "a"]),
        ("\xa0a, b\xa0", ["\xa0a", "b\xa0"]),
        ("[ab]c", ["[ab]c"]),
        ("a[bc]", ["a[bc]"]),
        ('["a", "b,c"]', ["a", "b,c"]),
        (' ["a"]\n', ["a"]),
        ("[]", []),
        ("[1, null, [2]]", [1, None, [2]]),
        (["a,b", "c"], ["a,b", "c"]),
        (("a", "b"), ["a", "b"]),
        ({"b", "a", "c"}, ["a", "b", "c"]),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({re.compile("b"), "a"}, ["a", re.compile("b")]),
        (dict.fromkeys("ab").keys(), ["a", "b"]),
        (5, [5]),
        (None, [None]),
        (re.compile("a,b"), [re.compile("a,b")]),
    ],
)
def test_items(value, expected):
    """Strings are split or read as JSON, iterables are taken item by item, the rest is one item."""
    problems = Problems(PLACE)
    assert items(value, problems, kinds="a thing") == expected
    assert problems.found == []


def test_items_of_a_generator():
    """A generator is read once, and its items are not split."""
    assert items(once("a,b", "c"), Problems(PLACE), kinds="a thing") == ["a,b", "c"]


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("['https://a.com']", 'use ["https://a.com"]'),
        ("[a-z]", 'use ["a-z"]'),
        ("[a, b]", 'use ["a", "b"]'),
        ("[X; 'Xa' ;]", 'use ["X", "Xa"]'),
        ("[[]", "use []"),
        ('["a",]', 'use ["a"]'),
        (" [x] ", 'use ["x"]'),
    ],
)
def test_an_invalid_json_list(value, remedy):
    """A string from `[` to `]` that is not JSON is an error that shows both spellings."""
    problems = Problems(PLACE, "origins")
    assert items(value, problems, kinds="a thing") == []
    assert found(problems) == [("not-json", True)]
    assert (problems.found[0].option, problems.found[0].value) == ("origins", value)
    assert problems.found[0].remedy == remedy


def test_json_nested_too_deep():
    """JSON that is too deep for the reader is an ordinary error."""
    problems = Problems(PLACE)
    assert items("[" * 100_000 + "]" * 100_000, problems, kinds="a thing") == []
    assert found(problems) == [("not-json", True)]


@pytest.mark.parametrize("value", [{"a": 1}, b"a", bytearray(b"a")])
def test_values_that_are_not_lists(value):
    """A mapping and bytes are errors that say what to use instead."""
    problems = Problems(PLACE, "methods")
    assert items(value, problems, kinds="a thing or two") == []
    assert found(problems) == [("wrong-type", True)]
    problem = problems.found[0]
    assert (problem.option, problem.value) == ("methods", value)
    assert type(value).__name__ in problem.reason
    assert problem.remedy == "use a thing or two"


@pytest.mark.parametrize(
    ("pattern", "flags", "text"),
    [
        ("a.b", re.DOTALL, "a\nb"),
        ("AB", re.IGNORECASE, "ab"),
        (re.compile("a b", re.VERBOSE), re.IGNORECASE, "AB"),
        (re.compile("(?i)a"), re.DOTALL, "A"),
        (re.compile(r"\d", re.ASCII), re.DOTALL, "1"),
    ],
)
def test_compile_regex(pattern, flags, text):
    """A pattern keeps its flags and gets those of the option."""
    problems = Problems(PLACE)
    regex, automaton = compile_regex(pattern, flags, problems)
    assert regex.fullmatch(text)
    assert automaton is not None
    assert problems.found == []


def test_compile_regex_prints_nothing(capsys):
    """A pattern compiled with `re.DEBUG` is not printed a second time."""
    pattern = re.compile("a", re.DEBUG)
    capsys.readouterr()
    assert compile_regex(pattern, re.IGNORECASE, Problems(PLACE))
    assert capsys.readouterr().out == ""


#: The sentences that distinguish an exponential expression from a possibly exponential one.
TWO_WAYS = "can match the same string in two ways"


@pytest.mark.parametrize(
    ("pattern", "code", "words"),
    [
        (re.compile(b"a"), "wrong-type", "for bytes"),
        (r"(\w+)+", "exponential-regex", TWO_WAYS),
        (r"(\w+\.?)*", "exponential-regex", TWO_WAYS),
        ("(a|aa)+", "exponential-regex", TWO_WAYS),
        ("(.*)*", "exponential-regex", TWO_WAYS),
        (re.compile("([a-z]+)+"), "exponential-regex", TWO_WAYS),
    ],
)
def test_unusable_regexes(pattern, code, words):
    """Invalid and exponential expressions are errors that say how to correct them."""
    problems = Problems(PLACE)
    assert compile_regex(pattern, re.DOTALL, problems) is None
    assert found(problems) == [(code, True)]
    text = pattern if isinstance(pattern, str) else pattern.pattern
    assert problems.found[0].value == text
    assert words in problems.found[0].reason


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "missing ), unterminated subpattern at position 0"),
        ("a**", "multiple repeat at position 2"),
        ("[a", "unterminated character set at position 0"),
        ("a{99999999999999999999}", "the repetition number is too large"),
    ],
)
def test_python_explains_an_invalid_regex(pattern, reason):
    """The error contains Python's own reason."""
    problems = Problems(PLACE)
    assert compile_regex(pattern, re.DOTALL, problems) is None
    assert found(problems) == [("invalid-regex", True)]
    assert problems.found[0].value == pattern
    assert problems.found[0].reason.endswith(f": {reason}")


def test_a_regex_too_deep_for_python():
    """An expression that Python cannot compile for its depth is invalid."""
    problems = Problems(PLACE)
    assert compile_regex("(" * 5000 + ")" * 5000, re.DOTALL, problems) is None
    assert found(problems) == [("invalid-regex", True)]
    assert "recursion" in problems.found[0].message


@pytest.mark.parametrize("pattern", [".*a.*b", r"([a-z0-9-]+\.)*a\.com", "a*b*c*", "^/a/.*$"])
def test_harmless_regexes(pattern):
    """Two overlapping repeats, or repeats with separators between them, are common."""
    problems = Problems(PLACE)
    assert compile_regex(pattern, re.DOTALL, problems)
    assert problems.found == []


@pytest.mark.parametrize(
    ("pattern", "repeats", "limit"),
    [
        (".*a.*b.*c", 3, ""),
        ("(?:[a-z]{0,90}){7}", 7, "; beyond 633 characters it matches nothing"),
    ],
)
def test_a_slow_regex(pattern, repeats, limit):
    """Three overlapping repeats cause a warning with their number and narrower sets."""
    problems = Problems(PLACE)
    _, automaton = compile_regex(pattern, re.DOTALL, problems)
    assert automaton is not None
    assert found(problems) == [("slow-regex", False)]
    assert problems.found[0].value == pattern
    assert problems.found[0].reason.startswith(f"has {repeats} unbounded repeats")
    assert problems.found[0].reason.endswith(f"slow on long input{limit}")


@pytest.mark.parametrize(
    ("pattern", "reason", "limit"),
    [
        (r"(a)\1", r"a back-reference, '\\1' at position 3", ""),
        ("a(?=b)b", "a look-around, '(?=' at position 1", ""),
        ("(?<!a)b", "a look-around, '(?<!' at position 0", ""),
        (
            "(?!x).*a.*",
            "a look-around, '(?!' at position 0",
            "; beyond 894 characters it matches nothing",
        ),
        ("a{2001}", "counted repeats that unroll to more than 2000 characters", ""),
    ],
)
def test_a_regex_that_cannot_be_analyzed(pattern, reason, limit):
    """An expression that cannot be analyzed is accepted with a warning, without an automaton."""
    problems = Problems(PLACE)
    regex, automaton = compile_regex(pattern, re.DOTALL, problems)
    assert regex.pattern == pattern
    assert automaton is None
    assert found(problems) == [("unanalyzed-regex", False)]
    assert problems.found[0].value == pattern
    assert problems.found[0].reason.startswith(f"cannot be analyzed ({reason}), ")
    assert problems.found[0].reason.endswith(f"so what it allows is not known{limit}")


@pytest.mark.parametrize("pattern", ["(?>a+)+", "(a++)+", r"(?:[a-z-]++\.)*a\.com", "(?>a)?b"])
def test_a_regex_that_does_not_backtrack(pattern):
    """An expression is fine if only a backtracking reading of it is exponential."""
    problems = Problems(PLACE)
    assert compile_regex(pattern, re.DOTALL, problems) is not None
    assert found(problems) == []


@pytest.mark.parametrize(
    "pattern",
    [
        "(?:(?=a)a+)+",
        "(?=(a+)+b)a",
        r"(?:(a)\1?)+",
        "(?:(x)?(?(1)a|a+))+",
        r"(?:\ba|a+)+",
        "(?:a|(?>a))+",
        "(?:(?>a+)?)*x",
    ],
)
def test_a_possibly_exponential_regex(pattern):
    """If look-arounds hide whether it is exponential, it is treated as exponential."""
    problems = Problems(PLACE)
    assert compile_regex(pattern, re.DOTALL, problems) is None
    assert found(problems) == [("exponential-regex", True)]
    assert problems.found[0].value == pattern
    assert TWO_WAYS in problems.found[0].reason


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(?:" * 60 + "a" + ")" * 60, "groups nested more than 50 deep"),
        ("(aab|aac)*(?>x)", "a possessive repeat or an atomic group in something large"),
        ("(aab|aac)*(?=x)x", "a look-around, '(?=' at position 10"),
    ],
)
def test_an_unmodeled_regex_too_large_to_judge(monkeypatch, pattern, reason):
    """It is refused if it has no automaton and cannot be judged."""
    monkeypatch.setattr(steps, "MAX_STEPS", 1)
    monkeypatch.setattr("flask_cors.core.regex.cost.FEW_STEPS", 0)
    problems = Problems(PLACE)
    effort.cache_clear()
    assert compile_regex(pattern, re.DOTALL, problems) is None
    effort.cache_clear()
    assert found(problems) == [("exponential-regex", True)]
    assert problems.found[0].value == pattern
    assert problems.found[0].reason.endswith(f"which could not be determined ({reason})")


def test_a_regex_too_large_to_judge(monkeypatch):
    """If the search gives up, the expression is accepted with a warning."""
    monkeypatch.setattr(steps, "MAX_STEPS", 1)
    monkeypatch.setattr("flask_cors.core.regex.cost.FEW_STEPS", 0)
    problems = Problems(PLACE)
    effort.cache_clear()
    assert compile_regex("(aab|aac)*", re.DOTALL, problems) is not None
    effort.cache_clear()
    assert found(problems) == [("unanalyzed-regex", False)]
    assert problems.found[0].message == (
        "'(aab|aac)*' is too large to determine how long matching can take; split it into several"
    )
