"""The files for type checkers also run, or list what each checker reports.

`mypy` and `pyright` read them: pyproject.toml says so to both.
"""

import ast
import re
import runpy
from pathlib import Path

FOLDER = Path(__file__).parent / "typing"


def test_code_that_type_checkers_accept_runs():
    """Well-typed code starts without a warning."""
    found = runpy.run_path(str(FOLDER / "usage.py"))
    assert found["response"].json() == ["Dune"]
    assert "https://evil.example" in found["remedy"]


def test_both_type_checkers_report_misuse():
    """Each wrong use carries the reports of mypy and of pyright."""
    text = (FOLDER / "misuse.py").read_text(encoding="utf-8")
    begin = text[: text.index("# Unknown names")].count("\n")
    body = [each for each in ast.parse(text).body if each.lineno > begin]
    for statement in body:
        line = text.splitlines()[statement.end_lineno - 1]
        assert re.search(r"  # type: ignore\[[a-z, -]+\]  # pyright: ignore\[[A-Za-z, ]+\]$", line)
    assert len(body) > 70
