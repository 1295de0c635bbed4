"""The cost of the commands: `python tests/benchmarks/commands.py`, in an environment with both.

The program compares `flask cors routes` with `flask routes` on one app of 1,000 rules and 100
resources, and the import of `flask_cors.cli`, a cost of every `flask` command, with Flask's own.
Runs are interleaved, and medians of CPU time are printed.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 7
RULES = 1000
APP = f"""
from flask import Flask
from flask_cors import CORS

app = Flask("many")
origins = {{f"/part{{i}}/*": {{"origins": f"https://o{{i}}.example"}} for i in range(100)}}
CORS(app, resources=origins)
for number in range({RULES}):
    rule = f"/part{{number % 120}}/<int:id>/thing{{number}}"
    app.add_url_rule(rule, f"thing{{number}}", lambda id: "")
"""
COMMANDS = {
    "flask routes": ["-m", "flask", "--app", "many", "routes"],
    "flask cors routes": ["-m", "flask", "--app", "many", "cors", "routes"],
    "import flask, click": ["-c", "import flask, click"],
    "import flask, click, flask_cors.cli": ["-c", "import flask, click, flask_cors.cli"],
}


def seconds(arguments, folder):
    """Return the CPU time of a run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    """Run all commands in turn, several times, and print the medians and their ratios."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "many.py").write_text(APP, encoding="utf-8")
        for command in COMMANDS.values():
            seconds(command, folder)  # writes the bytecode
        rounds = [{name: seconds(c, folder) for name, c in COMMANDS.items()} for _ in range(ROUNDS)]
    median = {name: statistics.median(each[name] for each in rounds) for name in COMMANDS}
    say = sys.stdout.write
    for name, value in median.items():
        say(f"{value * 1000:8.1f} ms  {name}\n")
    ratio = median["flask cors routes"] / median["flask routes"]
    added = median["import flask, click, flask_cors.cli"] - median["import flask, click"]
    say(f"flask cors routes / flask routes: {ratio:.2f} (at most 2)\n")
    say(f"import of flask_cors.cli: {added * 1000:.1f} ms (under 15)\n")
    sys.exit(ratio > 2 or added * 1000 >= 15)


if __name__ == "__main__":
    main()
