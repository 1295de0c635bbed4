"""The files that type checkers read run as well, or say what each checker has against them.

`mypy` and `pyright` read them: pyproject.toml says so to both.
"""

import ast
import re
import runpy
from pathlib import Path

FOLDER = Path(__file__).parent / "typing"


def test_what_type_checkers_accept_runs():
    """What a user may write by the types starts, and without a warning."""
    found = runpy.run_path(str(FOLDER / "usage.py"))
    assert found["response"].json() == ["Dune"]
    assert "https://evil.example" in found["remedy"]


def test_what_type_checkers_refuse_is_refused_by_both():
    """Each wrong use carries what mypy says of it, and what pyright says."""
    text = (FOLDER / "misuse.py").read_text(encoding="utf-8")
    begin = text[: text.index("# Names that are none")].count("\n")
    body = [each for each in ast.parse(text).body if each.lineno > begin]
    for statement in body:
        line = text.splitlines()[statement.end_lineno - 1]
        assert re.search(r"  # type: ignore\[[a-z, -]+\]  # pyright: ignore\[[A-Za-z, ]+\]$", line)
    assert len(body) > 70
