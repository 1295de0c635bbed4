"""Mutation testing: `python tests/mutation/run.py`. See README.md.

The program works in a copy of the tree with its own virtual environment, both in one directory.
With `--into DIRECTORY` it uses that one, and keeps earlier results for functions that have not
changed since. It exits with 1 if less than 95 % of the mutants die, or if one survives that
`survivors.toml` does not explain. Names of mutants, which may contain `*`, limit it to these:
`python tests/mutation/run.py --part core "flask_cors.core.protocol.*"`.
"""

import argparse
import ast
import difflib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PARTS = ("core", "runtime")
WANTED = 95
#: Exit codes of the tests of a mutant: all passed, none collected, none reaches the function,
#: or they could not run, for example if the name of one contains an address.
ALIVE = {0, 5, 33, 255}


def main():
    """Copy, mutate, report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--into", type=Path, help="where to work; a new directory by default")
    parser.add_argument("--part", choices=PARTS, action="append", help="one part; all by default")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="mutants at a time")
    parser.add_argument("mutants", nargs="*", help="names of mutants; all by default")
    given = parser.parse_args()
    place = (given.into or Path(tempfile.mkdtemp(prefix="mutation-"))).resolve()
    print(f"in {place}", flush=True)
    python = environment(place / "environment")
    parts = [prepare(place / part, HERE / f"{part}.toml") for part in given.part or PARTS]
    for part in parts:
        run = [python, "-m", "pip", "install", "--quiet", "--editable", f"{part}[test,mutation]"]
        subprocess.run(run, check=True)
        mutate(python, part, given.jobs, given.mutants)
    sys.exit(0 if report(parts) else 1)


def environment(place):
    """Return the Python of a virtual environment, which is created if missing."""
    if not place.exists():
        venv.create(place, with_pip=True)
    return place / "bin" / "python"


def prepare(place, settings):
    """Copy the files that git tracks, and prepare the copy for mutations."""
    for name in ("flask_cors", "tests", "mutants/tests"):  # without files that were removed since
        shutil.rmtree(place / name, ignore_errors=True)
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listing.stdout.split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    project = place / "pyproject.toml"
    project.write_text(f"{project.read_text('utf-8')}\n{settings.read_text('utf-8')}", "utf-8")
    for path in (place / "flask_cors").rglob("*.py"):
        path.write_text(undecorated(uncast(path.read_text("utf-8"))), "utf-8")
    see_through(place / "flask_cors" / "_runtime" / "calls.py")
    # mutmut copies data files only once.
    for path in (place / "mutants" / "flask_cors").rglob("*.*"):
        if path.suffix not in {".py", ".meta"}:
            path.unlink()
    # The tests that reach a function are determined anew: they may have changed.
    (place / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
    return place


def see_through(calls):
    """Let the search for the calling line skip frames of mutmut too.

    mutmut calls each function through one of its own.
    """
    own = '.startswith("flask_cors.")'
    text = calls.read_text("utf-8")
    if own not in text:
        sys.exit(f"{calls} does not contain {own}")
    calls.write_text(text.replace(own, '.startswith(("flask_cors.", "mutmut."))'), "utf-8")


def undecorated(text):
    """Return a module that decorates its properties and cached functions after their `def`.

    mutmut leaves decorated functions alone.
    """
    lines = text.splitlines(keepends=True)
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    for node in sorted(functions, key=lambda node: node.lineno, reverse=True):
        names = [ast.unparse(each) for each in node.decorator_list]
        if len(names) == 1 and names[0].partition("(")[0] in {"property", "lru_cache"}:
            indent = " " * node.col_offset
            lines.insert(node.end_lineno, f"{indent}{node.name} = {names[0]}({node.name})\n")
            del lines[node.decorator_list[0].lineno - 1 : node.lineno - 1]
    return "".join(lines)


def uncast(text):
    """Return a module without `typing.cast`, which has no effect that a test could see."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    changed = text
    for call in calls:
        if ast.unparse(call.func) == "cast":
            whole, value = (ast.get_source_segment(text, node) for node in (call, call.args[1]))
            changed = changed.replace(whole, f"({value})")
    return changed


def mutate(python, place, jobs, mutants):
    """Run the tests of each mutant without a result, or of those that are named."""
    settings = {
        "PATH": f"{python.parent}:{os.environ['PATH']}",
        "PYTHONPATH": "tests/mutation",  # the plugin; mutmut changes into a copy below
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    run = ["nice", "-n", "15", python.with_name("mutmut"), "run", "--max-children", str(jobs)]
    subprocess.run([*run, *mutants], cwd=place, env={**os.environ, **settings}, check=True)


def report(parts):
    """Print figures and survivors; return whether enough died and the rest is explained."""
    known = tomllib.loads((HERE / "survivors.toml").read_text("utf-8"))["survivors"]
    explained = {mutant for group in known for mutant in group["mutants"]}
    total = dead = 0
    survivors = []
    for part in parts:
        for path in sorted((part / "mutants" / "flask_cors").rglob("*.meta")):
            codes = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
            codes = {name: code for name, code in codes.items() if code is not None}
            module = path.relative_to(part / "mutants").with_suffix("")
            if codes and (part / module).exists():
                alive = [name for name, code in codes.items() if code in ALIVE]
                total, dead = total + len(codes), dead + len(codes) - len(alive)
                print(line(module, codes, alive))
                survivors += changes(path.with_suffix(""), alive)
    print(f"{dead} of {total} mutants died, {100 * dead / total:.1f} %")
    unexplained = [mutant for mutant in survivors if mutant not in explained]
    print(f"{len(survivors)} survived, {len(unexplained)} of them without an explanation:")
    print("\n".join(unexplained))
    return dead >= total * WANTED / 100 and not unexplained


def line(path, codes, alive):
    """Return the row of one module."""
    share = 100 * (len(codes) - len(alive)) / len(codes)
    return f"| `{path}` | {len(codes)} | {len(alive)} | {share:.1f} % |"


def changes(path, names):
    """Yield the changes of some mutants of a module: `core.fetch.is_token: this -> that`."""
    text = path.read_text("utf-8")
    lines = text.splitlines()
    bodies = {
        node.name: [each.strip() for each in lines[node.lineno - 1 : node.end_lineno]]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for name in names:
        module, _, mutant = name.removeprefix("flask_cors.").rpartition(".")
        function = mutant.rpartition("__mutmut_")[0]
        before, after = (
            [first.partition("(")[2], *rest]
            for first, *rest in (bodies[f"{function}__mutmut_orig"], bodies[mutant])
        )
        found = list(difflib.ndiff(before, after))
        gone, come = (
            " ".join(each[2:] for each in found if each.startswith(sign)) for sign in ("- ", "+ ")
        )
        readable = function.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
        yield f"{module}.{readable}: {gone} -> {come}"


if __name__ == "__main__":
    main()
