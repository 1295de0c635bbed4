"""Measure the cost of CORS: no CORS, manual headers, flask-cors 6.0.5, this library.

Run `python tests/benchmarks/run.py`; see README.md for the method.
"""

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import figures
import measuring
import tables
from environments import CACHE, CHECKOUT, Environments
from scenarios import SCENARIOS, Scenario

#: Rounds, blocks in each, and requests for the growth of the resident set.
QUICK = (1, 8, 16_000)
FULL = (3, 40, 200_000)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few blocks: for trying out")
    parser.add_argument(
        "--scenario",
        action="append",
        metavar="GLOB",
        help="only these, such as 'get/*'; repeatable",
    )
    parser.add_argument("--instructions", action="store_true", help="count them, by valgrind")
    parser.add_argument("--no-clock", action="store_true", help="do not time anything")
    parser.add_argument("--out", type=Path, help="where results go (default: in the cache)")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, help="where virtual environments go (%(default)s)"
    )
    return parser.parse_args()


def chosen(patterns: list[str] | None) -> list[Scenario]:
    """Return the selected scenarios."""
    return [
        scenario
        for name, scenario in SCENARIOS.items()
        if any(fnmatch(name, pattern) for pattern in patterns or ["*"])
    ]


def made(environments: Environments, options: argparse.Namespace) -> dict[str, Any]:
    """Return the information needed to repeat a run."""
    commit = subprocess.run(
        ["git", "-C", CHECKOUT, "describe", "--always", "--dirty"],  # noqa: S607 - any git will do
        check=False,
        capture_output=True,
        text=True,
    )
    return {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "commit": commit.stdout.strip() or "unknown",
        "quick": options.quick,
        "versions": environments.versions(),
    }


def measure(environments: Environments, options: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of a run."""
    scenarios = chosen(options.scenario)
    rounds, blocks, requests = QUICK if options.quick else FULL
    say = measuring.say_on_stderr
    found: dict[str, figures.Figures] = {scenario.name: {} for scenario in scenarios}
    run = {"made": made(environments, options), "scenarios": found}
    # Counting comes first: it shows best whether every subject responds correctly.
    if options.instructions:
        profiles = options.cache / "profiles"
        counted = measuring.instructions(environments, scenarios, profiles, say)
        for name, counts in counted.items():
            found[name]["instructions"] = figures.of_instructions(counts)
    if not options.no_clock:
        timed = measuring.wall_clock(environments, scenarios, rounds, blocks, say)
        for name, times in timed.items():
            found[name]["wall"] = figures.of_wall_clock(times)
    per_policy, resident = measuring.memory(environments, scenarios, requests, say)
    for name, held in per_policy.items():
        found[name]["bytes"] = figures.of_bytes(held)
    for name, seen in resident.items():
        found[name]["resident"] = figures.of_resident(seen)
    kinds = ("instructions", "wall")
    return {**run, "growth": {kind: figures.growth(found, kind) for kind in kinds}}


def draw(environments: Environments, out: Path) -> None:
    """Draw the plot if matplotlib can be installed."""
    python = environments.plotting()
    if python is None:
        measuring.say_on_stderr("no plot: matplotlib cannot be installed")
        return
    command = [python, Path(__file__).with_name("plot.py"), out / "run.json", out / "overhead.png"]
    subprocess.run(command, check=True)


def main() -> int:
    """Measure, write the results, and print the tables; return 1 if a requirement is not met."""
    options = arguments()
    if options.instructions and not measuring.has_valgrind():
        measuring.say_on_stderr("no instructions: valgrind is not installed")
        options.instructions = False
    environments = Environments(options.cache)
    environments.make()
    out = options.out or options.cache / "results"
    out.mkdir(parents=True, exist_ok=True)
    run = measure(environments, options)
    found = list(figures.verdicts(run))
    run["verdicts"] = [
        {
            "what": each.requirement.what,
            "figure": each.requirement.figure,
            "by": each.kind,
            "value": each.value,
            "scenario": each.scenario,
            "outcome": each.outcome,
        }
        for each in found
    ]
    (out / "run.json").write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
    page = tables.page(run, found)
    (out / "table.md").write_text(page, encoding="utf-8")
    sys.stdout.write(page)
    draw(environments, out)
    return int(any(each.outcome == "MISSED" for each in found))


if __name__ == "__main__":
    sys.exit(main())
