"""Sentences are plain English: the worst habits of translated text do not come back."""

import ast
import io
import re
import tokenize
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "flask_cors"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: A clause in the place of a sentence: "Whether it is sent.", "What a policy says."
CLAUSE = re.compile(r"(What|Which|Where|Whether|Who|Whose|Whoever|Why)\b")
#: Habits, each with words to use instead.
HABITS = {
    r"\bwrite that\b": "change it to",
    r"\blets? (in|nobody|everybody)\b": "allow",
    r"\b(is for|says) nothing\b": "has no effect, matches nothing",
    r"\bstands? (above|among|beside|alone)\b": "is above, is used with",
    r"\bsent at once\b": "a simple request, without a preflight",
    r"\bmend\b": "correct, fix",
    r"\bgo(es)? out\b": "is sent",
    r"\bcan be no\b": "is not a valid",
    r"\bis none of\b": "is not one of",
}


def _sentences(path):
    """Iterate over the docstrings and comments of a module, and the other strings, with lines."""
    source = path.read_text("utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], "comment", token.string.lstrip("#: ")
    tree = ast.parse(source)
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(tree):
        if isinstance(node, documented) and (text := ast.get_docstring(node)):
            yield node.body[0].lineno, "docstring", text
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, "string", node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_habit_of_translated_text(path):
    """No docstring is a clause, and no sentence has one of the worst habits."""
    found = [
        f"{path}:{line}: {text.splitlines()[0]}"
        for line, kind, text in _sentences(path)
        if kind == "docstring" and CLAUSE.match(text)
    ]
    found += [
        f"{path}:{line}: {match[0]!r}; use: {instead}"
        for line, _, text in _sentences(path)
        for habit, instead in HABITS.items()
        for match in re.finditer(habit, re.sub(r"\s+", " ", text))
    ]
    assert found == []
