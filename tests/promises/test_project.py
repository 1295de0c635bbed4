"""Promises about the whole project: its files, its commands and its imports."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TOP_LEVEL = {
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "examples",
    "flask_cors",
    "pyproject.toml",
    "tests",
}

COMMANDS = [
    "python -m pip install . && flask --app examples/bookshop cors routes",
    'python -m pip install -e ".[test]" && pytest',
]

#: Rooms that each room may import directly; it may also import the rooms that these may import.
#: A room is a folder, or a module with its own row; a module belongs to the most specific room.
RESTS_ON = {
    # the protocol: the standard library only
    "core.budget": [],
    "core.lazy_regex": [],
    "core.records": [],
    "core.protocol": ["core.lazy_regex"],
    "core.problems": ["core.records"],
    "core.origin": ["core.protocol"],
    "core.normalization": ["core.origin"],
    "core.regex": ["core.budget", "core.lazy_regex", "core.records"],
    "core.patterns": ["core.normalization", "core.problems", "core.regex"],
    "core": ["core.patterns"],
    # the browser: an independent judge, so not core.policy
    "core.browser": ["core.normalization"],
    # Flask
    "_runtime": ["core"],
    "_diagnosis": ["_runtime", "core.browser"],
    "_diagnosis.check": ["_diagnosis"],
    "_diagnosis.explain": ["_diagnosis"],
    "_diagnosis.diff": ["_diagnosis"],
    "_diagnosis.probe": ["_diagnosis.explain"],
    "_commands": ["_diagnosis.check", "_diagnosis.diff", "_diagnosis.probe"],
    "cli": [],  # each command is imported when it runs
    "decorator": ["_runtime"],
    "extension": ["_runtime"],
    "testing": ["core.browser"],  # not _runtime: it judges responses
    "flask_cors": ["decorator", "extension"],
}

#: Distributions that a module may import in addition to ours and the standard library.
THIRD_PARTY = {
    "core": set(),
    "shell": {"blinker", "click", "flask", "publicsuffixlist", "werkzeug"},
}

#: Standard library modules with effects outside the process: the core only computes.
OUTSIDE = {
    "asyncio",
    "http.client",
    "http.server",
    "logging",
    "os",
    "pathlib",
    "shutil",
    "socket",
    "ssl",
    "subprocess",
    "tempfile",
    "urllib.request",
}


def _dotted(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


#: Every module of the package by its short name: "core.fetch", "cli"; the package is "flask_cors".
MODULES = {
    _dotted(path).removeprefix("flask_cors."): path
    for path in sorted((ROOT / "flask_cors").rglob("*.py"))
}


def _imports(path):
    """Yield line and full dotted name of every import in a file."""
    package = _dotted(path) if path.name == "__init__.py" else _dotted(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            for alias in node.names:
                yield node.lineno, ".".join([*above, *filter(None, [node.module]), alias.name])


def _is_within(name, package):
    return name == package or name.startswith(f"{package}.")


def _module(name):
    """Short name of the module of the package that a dotted name lies in."""
    while "." in name and name.removeprefix("flask_cors.") not in MODULES:
        name = name.rpartition(".")[0]
    return name.removeprefix("flask_cors.")


def _room(module):
    """Name of the room that a module lies in."""
    fitting = [room for room in RESTS_ON if _is_within(module, room)]
    return max(fitting, key=len, default=None)


def _below(room):
    """All rooms that a room may import, itself included."""
    return {room}.union(*map(_below, RESTS_ON[room]))


def _imported(module):
    """Modules of the package that a module imports, each with the line of the first import."""
    found = {}
    for line, name in _imports(MODULES[module]):
        if _is_within(name, "flask_cors"):
            found.setdefault(_module(name), line)
    return found


def _tracked():
    if not (ROOT / ".git").exists():
        return []
    listing = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - any git will do
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return listing.stdout.split("\0")[:-1]


def test_the_top_level_is_as_agreed():
    """Apart from dotfiles, the top level holds the seven agreed names and nothing else."""
    if tracked := _tracked():
        have = {name.partition("/")[0] for name in tracked}
        assert {name for name in have if not name.startswith(".")} == TOP_LEVEL
    else:  # an unpacked source distribution: build tools add files to it
        assert {path.name for path in ROOT.iterdir()} >= TOP_LEVEL


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_allowed_rooms(module):
    """A module imports modules of its own room, and of the rooms below."""
    below = _below(_room(module))
    wrong = {
        f"line {line}: {name}"
        for name, line in _imported(module).items()
        if _room(name) not in below
    }
    assert not wrong, f"{module} may import {sorted(below)} but imports {sorted(wrong)}"


@pytest.mark.parametrize("room", RESTS_ON)
def test_no_cycle_within_a_room(room):
    """The modules of a room can be ordered so that each imports only earlier ones."""
    graph = {
        module: {name for name in _imported(module) if _room(name) == room and name != module}
        for module in MODULES
        if _room(module) == room
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(f"these import each other: {' <- '.join(error.args[1])}")


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_declared_distributions(module):
    """The core imports the standard library; the shell also imports Flask and its dependencies."""
    allowed = THIRD_PARTY["core" if _is_within(module, "core") else "shell"]
    wrong = [
        f"line {line}: {name}"
        for line, name in _imports(MODULES[module])
        if (root := name.partition(".")[0]) not in allowed
        and root not in sys.stdlib_module_names
        and root not in {"flask_cors", "_typeshed"}  # _typeshed: only type checkers see it
    ]
    assert not wrong, f"{module} imports {wrong}"


@pytest.mark.parametrize("module", [name for name in MODULES if _is_within(name, "core")])
def test_the_core_does_no_io(module):
    """A module of the core neither imports I/O modules nor calls I/O built-ins."""
    wrong = [
        f"line {line}: {name}"
        for line, name in _imports(MODULES[module])
        if any(_is_within(name, outside) for outside in OUTSIDE)
    ]
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    wrong += [
        f"line {node.lineno}: {node.func.id}()"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"input", "open", "print"}
    ]
    assert not wrong, f"{module} does I/O: {wrong}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests/core").rglob("*.py")), ids=lambda path: path.name
)
def test_the_tests_of_the_core_need_no_flask(path):
    """A file in tests/core does not import Flask, an extension of it, or our shell."""
    wrong = [
        f"line {line}: {name}"
        for line, name in _imports(path)
        if re.match(r"(flask|flask_\w+|werkzeug|click|blinker)(\.|$)", name)
        and not _is_within(name, "flask_cors.core")
    ]
    assert not wrong, f"{path.name} imports {wrong}"


def test_the_readme_has_the_two_commands():
    """The first two lines of README.md that begin with `python` try the package and test it."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("python")][:2] == COMMANDS


def _requirements(distribution):
    """Normalized names of a distribution's requirements, without its extras."""
    try:
        requirements = importlib.metadata.requires(distribution) or []
    except importlib.metadata.PackageNotFoundError:  # for another platform or Python
        return set()
    return {_name(line) for line in requirements if "extra ==" not in line}


def _name(requirement):
    return re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", requirement)[0]).lower()


def test_no_extra_installs_another_flask_cors():
    """No requirement is or requires a distribution called flask-cors."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    waiting, seen = {_name(line) for line in listed}, set()
    while waiting:
        seen |= waiting
        waiting = set().union(*map(_requirements, waiting)) - seen
    assert "flask-cors" not in seen


#: Lines at most, from the `def` or `class` on: decorators such as click's options are a table.
MOST_LINES = {ast.FunctionDef: 45, ast.AsyncFunctionDef: 45, ast.ClassDef: 250}


@pytest.mark.parametrize("module", MODULES)
def test_sizes_are_within_the_limits(module):
    """A module has at most 400 lines, a class 250, and a function 45."""
    text = MODULES[module].read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    sizes = {
        node.name: (node.end_lineno - node.lineno + 1, MOST_LINES[type(node)])
        for node in ast.walk(ast.parse(text))
        if type(node) in MOST_LINES
    }
    assert not {name: lines for name, (lines, most) in sizes.items() if lines > most}


def _functions(node, outer):
    """Yield the dotted names of the functions and methods in a module."""
    for each in ast.iter_child_nodes(node):
        named = isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        name = f"{outer}.{each.name}" if named else outer
        if named and not isinstance(each, ast.ClassDef):
            yield name
        yield from _functions(each, name)


def test_the_functions_of_surviving_mutants_exist():
    """Each mutant in tests/mutation/survivors.toml belongs to a function of the package."""
    known = tomllib.loads((ROOT / "tests/mutation/survivors.toml").read_text(encoding="utf-8"))
    named = {each.partition(": ")[0] for group in known["survivors"] for each in group["mutants"]}
    functions = {
        name
        for module, path in MODULES.items()
        for name in _functions(ast.parse(path.read_text(encoding="utf-8")), module)
    }
    assert named
    assert not named - functions
