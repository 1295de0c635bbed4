"""The analysis of an expression takes a bounded number of steps, whatever the expression."""

import random
import re
import sys
from pathlib import Path

import pytest

from flask_cors.core import regex
from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.patterns.paths import parse_resource
from flask_cors.core.problems import Problems, Source
from flask_cors.core.regex import automaton, cost, steps
from flask_cors.core.regex.cost import effort

#: Lines of the package `core.regex` that the analysis of one expression may run, twice over, if
#: its searches are given 20,000 steps each.
AT_MOST = 3_000_000
HOME = str(Path(regex.__file__).parent)


@pytest.fixture
def few_steps(monkeypatch):
    """Limit each search to few steps, because counting lines is slow."""
    monkeypatch.setattr(steps, "MAX_STEPS", 20_000)
    monkeypatch.setattr(cost, "FEW_STEPS", 800)
    monkeypatch.setattr(automaton, "PER_STATE", 1)


class TooManyError(Exception):
    """More lines ran than allowed."""


def lines_of(function, *args):
    """Return the number of package lines that a call runs, equal on every machine."""
    count = 0

    def trace_lines(_, event, __):
        nonlocal count
        count += event == "line"
        if count > AT_MOST:
            raise TooManyError
        return trace_lines

    before = sys.gettrace()
    sys.settrace(
        lambda frame, *_: trace_lines if frame.f_code.co_filename.startswith(HOME) else None
    )
    try:
        function(*args)
    finally:
        sys.settrace(before)
    return count


def analyze(text):
    """Read an expression as an origin and as a resource; return the problems."""
    effort.cache_clear()
    problems = Problems(Source("app", "CORS(app)"))
    for parse in (parse_origin, parse_resource):
        parse(re.compile(text), problems)
    return {problem.code for problem in problems.found}


CONTRIVED = {
    "many loops": (r"https://(?:a+b){900}", "unanalyzed-regex"),
    "nested counts": ("(?:" * 6 + "a" + "){7}" * 6, "unanalyzed-regex"),
    "more nested counts": ("(?:" * 40 + "a" + "){7}" * 40, "unanalyzed-regex"),
    "many optional": (r"https://(?:[a-z]?){1900}\.a\.com", "unanalyzed-regex"),
    "sets of states": (r"(?:[a-z]?){1200}a(?:[a-z]?){700}!/", "unanalyzed-regex"),
    "many letters": (
        "(?:[a-w0-9]?){900}a" + "".join(f"(?:[{char}é]|x)" for char in "abcdefghijkl") + "!/",
        "unanalyzed-regex",
    ),
    "loops side by side": (
        f"https://(?:{'|'.join(f'a{number}[b-d]*' for number in range(300))})*",
        "unanalyzed-regex",
    ),
    "loops one by one": (
        "|".join(rf"https://[a-z]+\.a{number}\.com" for number in range(600)),
        "unanalyzed-regex",
    ),
    "loops aside": (r"https://(?=(?:a+b){900})x", "exponential-regex"),
    "long": ("a" * 10_000, "unanalyzed-regex"),
    "too long": ("a" * 100_001, "exponential-regex"),
    "determinized": (r"https://(?:a|b)*a(?:a|b){900}", "unanalyzed-regex"),
}


@pytest.mark.parametrize("name", CONTRIVED)
def test_analysis_beyond_the_limit_is_undecided(name):
    """An analysis that reaches its limit says so."""
    text, code = CONTRIVED[name]
    assert code in analyze(text)


@pytest.mark.usefixtures("few_steps")
@pytest.mark.parametrize("name", CONTRIVED)
def test_contrived_expressions_end_in_time(name):
    """The counted steps are those that take the time."""
    assert lines_of(analyze, CONTRIVED[name][0]) <= AT_MOST


@pytest.mark.parametrize(
    "text",
    [r"https://[a-z0-9-]+\.example\.com", r"https?://[a-z]+\.a\.com", r"http://localhost:\d+"],
)
def test_a_common_expression_is_analyzed_in_few_lines(text):
    """The searches for rare mistakes are left out if an example shows that there are none."""
    analyze(text)  # what is kept for all expressions, such as the kinds of origins, is there now
    assert lines_of(analyze, text) <= 20_000


ATOMS = ("a", "b", ".", "[a-z]", "[ab]", "[a-z0-9.-]", r"\w", r"\d", "é", "[^a]", r"\.", r"\s")
COUNTS = ("*", "+", "?", "{2}", "{7}", "{0,5}", "{1,30}", "{63}", "{3,}", "{500}", "{0,900}")


def generated(source, depth):
    """Return an expression of nested repeats, classes and alternatives."""
    kind = source.random()
    if depth == 0 or kind < 0.2:
        return source.choice(ATOMS)
    several = [generated(source, depth - 1) for _ in range(source.randint(2, 4))]
    if kind < 0.45:
        return "".join(several)
    if kind < 0.6:
        return f"(?:{'|'.join(several)})"
    group = f"(?:{several[0]}){source.choice(COUNTS)}"
    return f"(?{source.choice('=!>')}{group})" if kind > 0.96 else group


@pytest.mark.usefixtures("few_steps")
@pytest.mark.parametrize("seed", range(4))
def test_generated_expressions_end_in_time(seed):
    """The steps of the analysis are bounded for any nesting."""
    source = random.Random(seed)  # noqa: S311 - nothing secret
    for _ in range(25):
        text = source.choice(("", "https?://")) + generated(source, source.randint(3, 6))
        assert lines_of(analyze, text) <= AT_MOST, text
