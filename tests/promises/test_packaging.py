"""The uploaded files: reproducible, complete, and sufficient to run alone."""

import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from readme_renderer import markdown

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
VERSION = PROJECT["project"]["version"]
NAME = f"flask_cors-{VERSION}"
SOURCES = [
    *("CHANGELOG.md", "LICENSE", "README.md", "pyproject.toml"),
    *(".ci", ".gitignore", ".pre-commit-config.yaml"),
    *("examples", "flask_cors", "tests"),
]
#: Files that the tests leave behind, in a checkout or next to it.
LEFT_BEHIND = shutil.ignore_patterns(
    "__pycache__", ".*_cache", ".hypothesis", "instance", "results", "mutants", ".coverage*"
)
#: Distributions from outside the checkout, for the environments of these tests.
LEFT_OUT = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTEST_ADDOPTS", "SOURCE_DATE_EPOCH"}
ENVIRONMENT = {
    key: value
    for key, value in os.environ.items()
    if key not in LEFT_OUT and not key.startswith("FLASK_")
}

APP = """
from flask import Flask
from flask_cors import CORS, cross_origin
from flask_cors.testing import Browser

app = Flask(__name__)
CORS(app, origins="https://a.example")


@app.get("/")
def index():
    return "fine"


def main():
    import flask_cors

    assert Browser(app, "https://a.example").fetch("/").text == "fine"
    print(flask_cors.__file__, flask_cors.__version__)
"""


def run(*command, cwd, **variables):
    """Run a command that succeeds; return its output."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=ENVIRONMENT | variables,
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def copy_of_sources(folder, *, seconds=None):
    """Copy the files of the repository into a new folder; if given, set the times of all files.

    Only their owner can then read them, too, as under a narrow umask.
    """
    folder.mkdir(parents=True)
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_BEHIND)
        else:
            shutil.copy2(source, folder / name)
    if seconds is not None:
        for path in folder.rglob("*"):
            os.utime(path, (seconds, seconds))
            path.chmod(path.stat().st_mode & 0o700)
    return folder


def build(folder, **variables):
    """Build the source distribution in a folder and the wheel from it; return `dist`."""
    command = [sys.executable, "-m", "build", "--no-isolation"]
    run(*command, cwd=folder, PYTHONUTF8="1", **variables)
    return folder / "dist"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Return a copy of the sources without the files that tests leave behind."""
    return copy_of_sources(tmp_path_factory.mktemp("packaging") / "one")


@pytest.fixture(scope="module")
def dist(sources):
    """Return the folder with both distributions."""
    return build(sources)


@pytest.fixture(scope="module")
def unpacked(dist, tmp_path_factory):
    """Return the unpacked source distribution."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(dist / f"{NAME}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / NAME


@pytest.fixture(scope="module")
def installed(dist, tmp_path_factory):
    """Return the programs folder of a new environment with nothing but the wheel."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "virtualenv", "venv", cwd=folder)
    programs = folder / "venv" / "bin"
    wheel = dist / f"{NAME}-py3-none-any.whl"
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    (folder / "app.py").write_text(APP, "utf-8")
    return programs


def names_in(folder):
    """Return the paths of all files below a folder, relative to it."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_builds_are_reproducible(dist, tmp_path):
    """Both distributions are identical for different folders, times and file modes.

    `SOURCE_DATE_EPOCH` is not required, and is respected if it is set.
    """
    for name in ("two", "three"):
        folder = copy_of_sources(tmp_path / "elsewhere" / name, seconds=1_000_000_000)
        dated = {"SOURCE_DATE_EPOCH": "1700000000"} if name == "three" else {}
        again = build(folder, TZ="Asia/Tokyo", PYTHONHASHSEED="7", LC_ALL="C", **dated)
        assert names_in(again) == names_in(dist) != set()
        for file in names_in(dist):
            assert ((dist / file).read_bytes() == (again / file).read_bytes()) is not bool(dated)


def test_the_wheel_holds_the_package_and_nothing_else(dist, sources):
    """The wheel has every file of `flask_cors/`, the license and the entry point, and no tests."""
    with zipfile.ZipFile(dist / f"{NAME}-py3-none-any.whl") as wheel:
        names = set(wheel.namelist())
        points = wheel.read(f"{NAME}.dist-info/entry_points.txt").decode()
    package = {f"flask_cors/{name}" for name in names_in(sources / "flask_cors")}
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
    assert names == package | {f"{NAME}.dist-info/{name}" for name in about}
    assert "flask_cors/py.typed" in names
    assert points.split() == ["[flask.commands]", "cors", "=", "flask_cors.cli:cors"]


def test_the_source_distribution_holds_the_repository(sources, unpacked):
    """It contains everything needed to change and test the package, and nothing else."""
    expected = names_in(sources) - {name for name in names_in(sources) if name.startswith("dist/")}
    assert names_in(unpacked) == expected | {"PKG-INFO"}


def test_the_metadata_is_sound(dist):
    """`twine check --strict` finds nothing."""
    files = sorted(dist.iterdir())
    said = run(sys.executable, "-m", "twine", "check", "--strict", *files, cwd=dist, NO_COLOR="1")
    assert said.count("PASSED") == len(files) == 2


def test_the_long_description_renders():
    """A package index shows every table and block of the README, and no Markdown source."""
    source = (ROOT / "README.md").read_text("utf-8")
    page = markdown.render(source)
    for tag, written in (("pre", r"^```\w+$"), ("table", r"^\|(:?-+:?\|)+$"), ("h2", r"^##[^#]")):
        count = len(re.findall(written, source.replace(" ", ""), re.MULTILINE))
        assert page.count(f"<{tag}") == count > 0
    text = re.sub(r"<pre.*?</pre>|<code>.*?</code>", "", page, flags=re.DOTALL)
    assert not re.search(r"\*\*|`|^\|", text, re.MULTILINE)


def test_the_metadata_matches_the_tests(unpacked):
    """The classifiers name the Pythons of the version matrix, `Requires-Python` the oldest."""
    metadata = email.message_from_string((unpacked / "PKG-INFO").read_text("utf-8"))
    prefix = "Programming Language :: Python :: 3."
    classified = {
        line.removeprefix(prefix)
        for line in metadata.get_all("Classifier")
        if line.startswith(prefix)
    }
    matrix = str(PROJECT["tool"]["tox"]["env_list"])
    assert classified == set(re.findall(r"py3(\d+)", matrix)) == {"11", "12", "13", "14"}
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload().startswith("# flask-cors\n")


def test_the_wheel_runs_alone(installed):
    """In an environment with only the wheel, a page can read an app's response."""
    folder = installed.parents[1]
    place, version = run(installed / "python", "-c", "import app; app.main()", cwd=folder).split()
    assert Path(place).is_relative_to(installed.parent)
    assert version == VERSION


def test_the_commands_are_available(installed):
    """`flask --help` lists `cors`, and `flask cors` its six commands, which work."""
    folder = installed.parents[1]
    assert re.search(r"^  cors ", run(installed / "flask", "--help", cwd=folder), re.MULTILINE)
    said = run(installed / "flask", "cors", "--help", cwd=folder)
    listed = re.findall(r"^  (\w+) ", said.partition("Commands:")[2], re.MULTILINE)
    assert sorted(listed) == ["check", "diff", "explain", "probe", "routes", "show"]
    assert "https://a.example" in run(installed / "flask", "cors", "routes", cwd=folder)


def test_the_tests_of_the_source_distribution_run(unpacked):
    """All tests of the unpacked source distribution are collected, and a sample passes."""
    pytest_here = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    said = run(*pytest_here, "--collect-only", cwd=unpacked, PYTHONPATH=str(unpacked))
    assert int(re.search(r"(\d+) tests? collected", said)[1]) > 1000
    some = ["tests/promises/test_project.py", "tests/core/test_protocol.py"]
    run(*pytest_here, *some, "examples/browser_tests", cwd=unpacked, PYTHONPATH=str(unpacked))


def test_the_pre_commit_hooks_are_valid():
    """The configuration is valid, contacts no other host, and pins its tools."""
    path = ROOT / ".pre-commit-config.yaml"
    run(sys.executable, "-m", "pre_commit", "validate-config", path, cwd=ROOT)
    text = path.read_text("utf-8")
    assert re.findall(r"repo: (.*)", text) == ["local"]
    assert set(re.findall(r"language: (.*)", text)) == {"system"}
    extra = {
        re.match(r"[\w-]+", line)[0] for line in PROJECT["project"]["optional-dependencies"]["test"]
    }
    assert {entry.split()[0] for entry in re.findall(r"entry: (.*)", text)} <= extra


def test_the_changelog_is_about_this_version():
    """The newest section is for this version, and has the headings of Keep a Changelog."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    head = re.search(r"^## (.*)$", text, re.MULTILINE)[1]
    assert VERSION in head
    parts = re.findall(r"^### (.*)$", text, re.MULTILINE)
    order = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
    assert parts == [part for part in order if part in parts]
    lines = [line for line in text.splitlines() if line.startswith("- ")]
    assert [line for line in lines if not line.endswith(".")] == []
