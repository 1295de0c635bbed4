"""A fault and its fix: the command, its remedy, and the command again."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHOWN = "http://localhost:18080"

COMMAND = f"flask --app examples/bookshop cors probe {SHOWN} --endpoint catalogue.books"
README = (ROOT / "README.md").read_text("utf-8")


def probe(port):
    """Run the README's command on a port, on a terminal of 90 columns; return the output."""
    there = f"http://localhost:{port}"
    done = subprocess.run(
        [sys.executable, "-m", *COMMAND.replace(SHOWN, there).split()],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "90", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    printed = done.stdout.replace(there, SHOWN)
    return re.sub(r"nginx/[0-9.]+", "nginx/1.26.0", printed), done.returncode


def test_the_remedy_of_a_doubled_header_works(bookshop):
    """As in the README: the command names nginx and its line; without it, nothing differs."""
    (line,) = re.findall(r"`(add_header [^`]*;)`", README)
    (before,) = re.findall(rf"^\$ {re.escape(COMMAND)}\n((?s:.*?))```$", README, re.MULTILINE)
    with bookshop(line) as port:
        assert probe(port) == (before, 1)
    (after,) = re.findall(r"the command prints `(No differences .*?)`", README)
    with bookshop() as port:
        assert probe(port) == (f"{after}\n", 0)
