"""README.md is executed: its Python runs, and its commands print what it shows."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"

FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>\w*).*\n(?P<text>(?s:.*?))^(?P=fence)$", re.MULTILINE
)

#: Above a Python block: it goes on where the block before it ended.
CONTINUES = "<!-- test: continues -->"

PROMPT = "$ flask --app examples/"


@dataclass
class Block:
    """A fenced block: its language, the line its text begins on, the text, the line above it."""

    language: str
    line: int
    text: str
    above: str


def blocks(readme):
    """Yield the fenced blocks of a Markdown text in their order."""
    for match in FENCE.finditer(readme):
        before = readme[: match.start()]
        yield Block(
            match["language"],
            before.count("\n") + 2,
            match["text"],
            before.rstrip().rpartition("\n")[2],
        )


def programs(readme):
    """Yield lists of Python blocks, each to be run in one namespace."""
    program = []
    for block in blocks(readme):
        if block.language != "python":
            continue
        program = [*program, block] if block.above == CONTINUES else [block]
        yield program


def shown(readme):
    """Yield line, command and the output shown for it, None where none is shown.

    The output stands under the command, or in a text block of its own that comes next.
    """
    for block, following in pairwise([*blocks(readme), Block("", 0, "", "")]):
        if block.language not in {"console", "sh", "text"}:
            continue
        line = block.line
        parts = re.split(r"^(?=\$ )", block.text, flags=re.MULTILINE)
        for position, part in enumerate(parts, start=1):
            command, _, output = part.replace("\\\n", "").partition("\n")
            if position == len(parts) and not output and following.language == "text":
                output = following.text
            if command.startswith(PROMPT):
                yield line, command.removeprefix("$ "), output or None
            line += part.count("\n")


@pytest.mark.parametrize(
    "program",
    list(programs(README.read_text("utf-8"))),
    ids=lambda program: f"line {program[-1].line}",
)
def test_python_blocks_run(program):
    """A Python block runs without an error or a warning, and so do the tests that it defines."""
    namespace = {"__name__": "readme"}
    for block in program:
        # The newlines make tracebacks name the line of README.md.
        source = "\n" * (block.line - 1) + block.text
        exec(compile(source, str(README), "exec"), namespace)  # noqa: S102 - our own README
    for name in [name for name in namespace if name.startswith("test_")]:
        namespace[name]()


@pytest.mark.parametrize(
    ("command", "output"),
    [
        pytest.param(command, output, id=f"line {line}: {command}")
        for line, command, output in shown(README.read_text("utf-8"))
    ],
)
def test_commands_print_what_is_shown(command, output):
    """A `flask` command of the README prints on stdout what stands under it, 80 columns wide."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FLASK_")}
    run = subprocess.run(
        [sys.executable, "-m", *shlex.split(command)],
        cwd=ROOT,
        env=environment | {"COLUMNS": "80", "PYTHONUTF8": "1"},
        check=False,  # 1 is an answer: a finding, a request that is blocked
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert run.returncode in {0, 1}, run.stderr
    assert "Traceback" not in run.stderr, run.stderr
    if output is not None:
        assert _lines(run.stdout) == _lines(output)


def _lines(text):
    """Lines without the blanks at their ends, which no reader of a README sees."""
    return [line.rstrip() for line in text.strip("\n").splitlines()]
