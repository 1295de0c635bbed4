"""Test this checkout with real packages: `python tests/ecosystem/run.py`. See README.md.

The program creates virtual environments, installs the packages with the checkout instead of
flask-cors, runs the tests there and prints the results. It exits with 1 if a test failed or was
skipped.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[1]
#: A developer's own settings must not affect installation and tests.
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTEST_ADDOPTS", "FLASK_APP", "FLASK_DEBUG")


@dataclass(frozen=True)
class Environment:
    """Packages that are installed together, and their tests."""

    packages: tuple[str, ...]
    tests: tuple[str, ...]
    #: Whether the packages require a flask-cors below 7, so that pip must not see that line.
    is_pinned: bool = False
    #: Packages for a nested environment of their own, for comparison.
    peer: str = ""


ENVIRONMENTS = {
    "flask": Environment(
        (
            "apiflask>=3",
            "connexion[flask,uvicorn]>=3.2",
            "dash>=4",
            "flask-caching>=2.3",
            "flask-compress>=1.18",
            "flask-httpauth>=4.8",
            "flask-jwt-extended>=4.7",
            "flask-limiter>=4",
            "flask-login>=0.6.3",
            "flask-openapi3>=4.2",
            "flask-restful>=0.3.10",
            "flask-restx>=1.3.2",
            "flask-smorest>=0.46",
            "flask-socketio>=5.5",
            "flask-talisman>=1.1",
            "flask-wtf>=1.2",
            "gevent>=25",
            "gunicorn>=23",
            "moto[server]>=5.1",
            "waitress>=3",
            # Their test clients.
            "python-socketio[client]>=5.13",
        ),
        ("apis", "bodies", "connexion", "guards", "moto", "place", "servers"),
    ),
    "functions": Environment(
        (
            "azure-functions>=1.21",
            "firebase-functions>=0.4.3",
            "flask-http-middleware>=0.4",
            "functions-framework>=3.8",
        ),
        ("functions", "place"),
    ),
    "mlflow": Environment(("mlflow>=3.5",), ("mlflow", "place"), is_pinned=True),
    "spellings": Environment(("flask>=3.1",), ("place", "spellings"), peer="flask-cors==6.0.5"),
}
#: Requirements that only the tests use.
TOOLS = {"flask", "python-socketio"}


@dataclass(frozen=True)
class Row:
    """The result of one test."""

    environment: str
    package: str
    version: str
    checked: str
    result: str


def main():
    """Test each environment, print the table, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--into", type=Path, help="where to work, and go on; else a temporary place"
    )
    parser.add_argument("environments", nargs="*", help=f"of {', '.join(ENVIRONMENTS)}; else all")
    given = parser.parse_args()
    chosen = given.environments or list(ENVIRONMENTS)
    if unknown := set(chosen) - set(ENVIRONMENTS):
        parser.error(f"there is no {', '.join(unknown)}: choose from {', '.join(ENVIRONMENTS)}")
    with tempfile.TemporaryDirectory(prefix="ecosystem-") as temporary:
        place = (given.into or Path(temporary)).resolve()
        with ThreadPoolExecutor() as pool:  # each waits for the network
            driven = list(pool.map(lambda name: drive(name, place / name), chosen))
    found = sorted((row for each in driven for row in each), key=lambda row: row.package)
    failed = [row for row in found if row.result != "passed"]
    wanted = {distribution(line) for each in chosen for line in ENVIRONMENTS[each].packages}
    missing = sorted(wanted - TOOLS - {row.package for row in found})
    sys.stdout.write(table(found))
    sys.stdout.write(f"\n{len(found)} checks, {len(failed)} failed.\n")
    if missing:
        sys.stdout.write(f"Nothing was checked of {', '.join(missing)}.\n")
    sys.exit(1 if failed or missing else 0)


def drive(name, place):
    """Create an environment and run its tests; return the results."""
    environment, begun = ENVIRONMENTS[name], time.monotonic()
    try:
        python = make(environment, place)
    except subprocess.CalledProcessError:  # pip's output was shown
        return [Row(name, name, "", "The packages can be installed.", "failure")]
    installed = time.monotonic()
    report = place / "report.xml"
    report.unlink(missing_ok=True)
    tests = [HERE / f"drive_{each}.py" for each in environment.tests]
    options = ["-p", "no:cacheprovider", "-W", "default", "-W", "error::flask_cors.CORSWarning"]
    # Not `python -m`, which would import the checkout from the working directory.
    pytest = python.with_name("pytest")
    done = call([pytest, *options, f"--junitxml={report}", *tests], check=False)
    ended = time.monotonic()
    say(f"{name}: {installed - begun:.0f} s to install, {ended - installed:.0f} s to drive")
    if done.returncode:
        say(done.stdout + done.stderr)
    found = list(rows(name, report)) if report.exists() else []
    if done.returncode and all(row.result == "passed" for row in found):
        found.append(Row(name, name, "", "All tests run to their end.", "failure"))
    return found


def make(environment, place):
    """Install the packages with the checkout instead of flask-cors; return their Python."""
    python = place / "bin" / "python"
    if not python.exists():
        venv.create(place, with_pip=True)
    wanted = environment.packages
    if environment.is_pinned:
        install(python, "--no-deps", *resolved(python, wanted))
        wanted = ()
    install(python, "pytest>=9", CHECKOUT, *wanted)
    if environment.peer:
        make_peer(python, place / "peer", environment.peer)
    return python


def make_peer(python, place, requirement):
    """Install another version of this library with the same Flask, separately from ours."""
    if not (place / "bin" / "python").exists():
        venv.create(place, with_pip=True)
    asks = "import importlib.metadata as m; print(m.version('flask'), m.version('werkzeug'))"
    flask, werkzeug = call([python, "-c", asks]).stdout.split()
    install(place / "bin" / "python", requirement, f"flask=={flask}", f"werkzeug=={werkzeug}")


def resolved(python, wanted):
    """Return the versions that pip would install for some packages, without flask-cors."""
    report = json.loads(install(python, "--dry-run", "--report", "-", *wanted).stdout)
    found = {each["metadata"]["name"]: each["metadata"]["version"] for each in report["install"]}
    return [f"{name}=={found[name]}" for name in found if distribution(name) != "flask-cors"]


def install(python, *arguments):
    """Install with pip; packages that are never imported need not be compiled."""
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    return call([*pip, "--no-compile", *arguments])


def distribution(requirement):
    """Return the normalized distribution name of a requirement."""
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


def rows(environment, report):
    """Yield the rows of a pytest report; skipped tests did not pass."""
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written by our own pytest
        reported = {each.get("name"): each.get("value") for each in case.iter("property")}
        bad = [each.tag for each in case if each.tag in {"failure", "error", "skipped"}]
        _, bracket, which = case.get("name").partition("[")
        yield Row(
            environment,
            reported.get("package", case.get("classname")),
            reported.get("version", ""),
            reported.get("checked", case.get("name")) + (f" [{which}" if bracket else ""),
            bad[0] if bad else "passed",
        )


def table(found):
    """Return the rows as a Markdown table."""
    head = ["| package | version | what was checked | where | result |", "|---|---|---|---|---|"]
    lines = [
        f"| {row.package} | {row.version} | {row.checked} | {row.environment} | {row.result} |"
        for row in found
    ]
    return "\n".join([*head, *lines, ""])


def call(command, *, check=True):
    """Run a command from the checkout, without user settings; raise if it fails."""
    settings = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    settings |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        command, cwd=CHECKOUT, env=settings, check=False, capture_output=True, text=True
    )
    if check and done.returncode:
        say(done.stdout + done.stderr)
        done.check_returncode()
    return done


def say(text):
    """Report progress."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
