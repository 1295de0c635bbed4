"""The path that the README shows: a doubled header, the command, its remedy, the command again."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SHOWN = "http://localhost:18080"


def blocks():
    """Return the command and the output of each block of the README that probes."""
    found = re.findall(
        r"^```console\n\$ flask (.* cors probe .*)\n((?s:.*?))^```$", README, re.MULTILINE
    )
    return [(command.split(), output) for command, output in found]


def run(command, port):
    """Run a command of the README on a port, on a terminal of 80 columns; return what it prints."""
    there = f"http://localhost:{port}"
    done = subprocess.run(
        [sys.executable, "-m", "flask", *(part.replace(SHOWN, there) for part in command)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    printed = done.stdout.replace(there, SHOWN)
    return re.sub(r"nginx/[0-9.]+", "nginx/1.26.0", printed), done.returncode


def test_the_remedy_of_a_doubled_header_helps(bookshop):
    """The command names nginx and its setting; once that is removed, everything is right."""
    (command, before), (again, after) = blocks()
    assert again == command
    with bookshop("add_header Access-Control-Allow-Origin $http_origin always;") as port:
        assert run(command, port) == (before, 1)
    with bookshop() as port:
        assert run(again, port) == (after, 0)
