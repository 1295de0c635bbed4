"""Sentences are plain English: the worst habits of translated text do not come back."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: The examples of habits below would be found, and usages are written as in public projects.
EXEMPT = {Path(__file__), *(ROOT / "tests/since_v6/usages").rglob("*.py")}
MODULES = [
    path
    for folder in ("flask_cors", "tests", "examples")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path not in EXEMPT
]

#: A clause in the place of a sentence: "Whether it is sent.", "What a policy says."
CLAUSE = re.compile(r"(What|Which|Where|Whether|Who|Whose|Whoever|Whatever|Why|Nor)\b")
#: The beginning of a sentence.
START = r"(?:^|(?<=[.:;] ))"
#: Habits, each with words to use instead.
HABITS = {
    # "is no", "says nothing", "whoever"
    r"(?<!here )\b[Ii]s no (?!longer\b|more\b|\w+er\b)": "is not a",
    r"(?<!here )\b(is|are) none\b(?! the)": "is not one of",
    r"\b(is for|are for|says?|means?) nothing\b": "has no effect, matches nothing",
    r"\b[Ww]hoever\b": "anyone who",
    # A sentence without an early subject
    rf"{START}Where (?!are |is |do )\w": "if ..., then ...",
    rf"{START}Of (several|two|those|all) that\b": "if several ..., then ...",
    # "stands"
    r"\bstands? (above|among|below|beside|behind|alone|in front|in a|on)\b": "is, is used with",
    # Verbs of people for things
    r"\bmend(s|ed)?\b": "correct, fix",
    r"\bspeaks? (for|of)\b": "applies to, is about",
    # Words of our own
    r"\blets? (in|nobody|everybody)\b": "allow",
    r"\bsent at once\b": "a simple request, without a preflight",
    r"\bgo(es)? out\b": "is sent",
    r"\bamends? (a|an|the) (outer|scope|policy)\b": "inherits from, adds to",
    r"\borigin-less\b": "without Origin",
    # "write that"
    r"\b[Ww]rite (that|it as|it so)\b|; write (it|that|\W)": "use, change it to",
    # Pronouns without a noun
    rf"{START}(That goes for|It is for|These turn)\b": "repeat the noun",
    # The value before the option, and riddles
    r", no option\b": "is not an option",
    r"\b(can be no|cannot mean|hardly meant)\b": "is not a valid",
}
#: More habits, in what only contributors read: docstrings and comments of tests and examples.
HABITS_OF_TESTS = HABITS | {
    r"\b(nobody|everybody|anybody) (?!else)": "no origin, every origin, anyone",
    r"\bas ever\b": "as usual",
    r"\b(is|are) (told|said) (?!to\b)": "is reported",
    r"\badmit(s|ted)?\b(?!`)": "allow",
    r"\b(is|are) remembered\b": "is cached",
    r"\b(an|the|each|every) answer (to|of)\b": "a response",
}
#: Names that are clauses, or have these habits: "test_what_is_refused_is_told".
NAME = re.compile(
    r"test_(what|which|who|whoever|whatever|where|whether)_"
    r"|.*_(nobody|everybody|anybody|whoever|whom)(_|$)"
    r"|.*_(is|are)_(told|said|spoken_of|warned_of|remembered)(_|$)"
    r"|.*_that_(is|are)_(no|none)(_|$)"
    r"|.*_stands?_(above|alone|among|beside)(_|$)"
)
#: Texts for people that are not Python.
PROSE = [
    path
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("*.toml"), *ROOT.glob("*/**/*.md")])
    if not {"results", "mutants"}.intersection(path.parts)
]
PROSE += sorted((ROOT / "flask_cors").rglob("*.toml"))
NAMED = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def _sentences(path):
    """Iterate over the docstrings and comments of a module, and the other strings, with lines."""
    source = path.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], "comment", token.string.lstrip("#: ")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, NAMED):
            yield node.lineno, "name", node.name
        if isinstance(node, ast.Module | NAMED) and (text := ast.get_docstring(node)):
            yield node.body[0].lineno, "docstring", text
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, "string", node.value


def _faults(kind, text, *, is_package):
    """Iterate over what is wrong with a name or a sentence."""
    if kind == "docstring" and CLAUSE.match(text):
        yield f"{text.splitlines()[0]} (a clause; use a sentence with a subject and a verb)"
    if kind == "name" and not is_package and NAME.match(text):
        yield f"{text} (a clause or a habit; use a statement)"
    if kind != "name" and (is_package or kind != "string"):
        for habit, instead in (HABITS if is_package else HABITS_OF_TESTS).items():
            for match in re.finditer(habit, re.sub(r"\s+", " ", text)):
                yield f"{match[0]!r}; use: {instead}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_habit_of_translated_text(path):
    """No docstring is a clause, and neither a sentence nor a test's name has the worst habits."""
    is_package = path.is_relative_to(ROOT / "flask_cors")
    assert [
        f"{path}:{line}: {fault}"
        for line, kind, text in _sentences(path)
        for fault in _faults(kind, text, is_package=is_package)
    ] == []


@pytest.mark.parametrize(
    ("kind", "text", "is_package"),
    [
        ("docstring", "Whether it is sent.", True),
        ("string", "it lets nobody in", True),
        ("name", "test_what_is_refused_is_told", False),
        ("name", "test_a_closed_app_admits_nobody", False),
        ("comment", "a value that is no origin", False),
        ("docstring", "A refused origin is told nothing.", False),
    ],
)
def test_a_habit_is_found(kind, text, is_package):
    """Names, docstrings and comments of tests are read as well as all texts of the package."""
    assert list(_faults(kind, text, is_package=is_package))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("name", "test_an_origin_with_a_port_is_refused"),
        ("docstring", "An origin with a port is refused, and there is no finding."),
        ("string", "nobody is told"),
    ],
)
def test_plain_english_has_no_fault(kind, text):
    """Statements are fine, and strings of tests are data."""
    assert list(_faults(kind, text, is_package=False)) == []


@pytest.mark.parametrize("path", PROSE, ids=lambda path: str(path.relative_to(ROOT)))
def test_prose_has_no_habit_of_translated_text(path):
    """The README, the changelog, the pages for contributors and the rules read like the code."""
    source = path.read_text("utf-8")
    text = re.sub(r"^```(?s:.*?)^```$", _blank, source, flags=re.MULTILINE)
    lines = [re.sub(r"`[^`]*`", "`x`", line.replace("**", "")) for line in text.splitlines()]
    assert [
        f"{path}:{number}: {fault}"
        for number, line in enumerate(lines, start=1)
        for fault in _faults("prose", line.lstrip("-*#| 0123456789."), is_package=True)
    ] == []


def _blank(block):
    """Return as many empty lines as a block of code has."""
    return "\n" * block[0].count("\n")


@pytest.mark.parametrize(
    "sentence",
    [
        "The value is no origin.",
        "The option is none of ours.",
        "The pattern is for nothing.",
        "Whoever asks gets an answer.",
        "Where a view sets origins, the policy is its own.",
        "Of several that match, the longest wins.",
        "`auto` stands among other methods.",
        "CORS_RESOURCES speaks for the app.",
        "`*` lets in everybody.",
        "the response goes out",
        "a two-line message; write that",
        "That goes for every response.",
        "True was given as 'credentials', no option",
    ],
)
def test_each_of_the_eight_habits_is_found(sentence):
    """A sentence of each kind is found, and a plain one is not."""
    assert list(_faults("prose", sentence, is_package=True))
    assert not list(_faults("prose", "The option is not an origin; use '*'.", is_package=True))
