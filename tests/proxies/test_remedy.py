"""A fault and its fix: the command, its remedy, and the command again."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHOWN = "http://localhost:18080"

BEFORE = """\
1. A CORS header is sent twice (nginx)
   OPTIONS http://localhost:18080/api/books from https://shop.example.com, for a
   GET with X-Probe
     the app    200; Access-Control-Allow-Origin: https://shop.example.com
     received   200; Access-Control-Allow-Origin: https://shop.example.com,
                https://shop.example.com
     a browser  blocks: the response to the preflight has an
                Access-Control-Allow-Origin with several values; only one is
                allowed
   and 5 more responses, of 1 URL in all
   nginx is recognized by Server: nginx/1.26.0
   Remedy: nginx: remove the `add_header Access-Control-...` lines in `server`
           and `location`
   or      Remove the CORS headers from what is in front of the app: the app
           sends them.

6 differences in 8 requests to 1 URL.
"""
AFTER = "No differences in 7 requests to 1 URL.\n"


def probe(port):
    """Run the command on a port, on a terminal of 80 columns; return the output."""
    there = f"http://localhost:{port}"
    options = ["--app", "examples/bookshop", "cors", "probe", there, "--endpoint=catalogue.books"]
    done = subprocess.run(
        [sys.executable, "-m", "flask", *options],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "80", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    printed = done.stdout.replace(there, SHOWN)
    return re.sub(r"nginx/[0-9.]+", "nginx/1.26.0", printed), done.returncode


def test_the_remedy_of_a_doubled_header_works(bookshop):
    """The command names nginx and its setting; without it, everything is right."""
    with bookshop("add_header Access-Control-Allow-Origin $http_origin always;") as port:
        assert probe(port) == (BEFORE, 1)
    with bookshop() as port:
        assert probe(port) == (AFTER, 0)
