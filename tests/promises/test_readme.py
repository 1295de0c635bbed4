"""README.md is tested: its Python runs, its commands print what it shows, its tables are true."""

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest
from flask import Blueprint, Flask

from flask_cors import CORS, cors_refused, cross_origin
from flask_cors._commands.check_config import read_settings
from flask_cors._commands.probe import command as probe
from flask_cors._diagnosis.check.rules import BY_CODE, RULES
from flask_cors.cli import cors
from flask_cors.core.browser.messages import CorsError
from flask_cors.core.options import OPTIONS
from flask_cors.core.problems import Problems, Source
from flask_cors.testing import Browser, CORSError

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")

FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>\w*).*\n(?P<text>(?s:.*?))^(?P=fence)$", re.MULTILINE
)

#: A marker above a Python block that continues the block before it.
CONTINUES = "<!-- test: continues -->"

#: A command that is run here: variables, then `flask` and an example.
RUN_HERE = re.compile(r"(FLASK_\w+=(\"[^\"]*\"|\S+) )*flask --app examples/")

#: Commands that are not run here, and the tests that run them.
ELSEWHERE = {
    "python -m pip install . && flask --app examples/bookshop cors routes": ".ci/run",
    'python -m pip install -e ".[test]" && pytest': ".ci/run",
    "flask --app examples/bookshop cors probe http://localhost:18080 --endpoint catalogue.books": (
        "tests/proxies/test_remedy.py"
    ),
}

PAGE = "https://app.example.com"

#: For each row, the policy without its line, and the request that is then blocked.
BLOCKED = {
    "MissingAllowOriginHeader": ({"origins": "https://app.exmaple.com"}, {}),
    "PreflightMissingAllowOriginHeader": (
        {"origins": "http://app.example.com"},
        {"method": "PUT"},
    ),
    "InvalidAllowCredentials": ({"origins": PAGE}, {"credentials": "include"}),
    "PreflightInvalidAllowCredentials": (
        {"origins": PAGE},
        {"method": "PUT", "credentials": "include"},
    ),
    "WildcardOriginNotAllowed": ({"send_wildcard": True}, {"credentials": "include"}),
    "PreflightWildcardOriginNotAllowed": (
        {"send_wildcard": True},
        {"method": "PUT", "credentials": "include"},
    ),
    "MethodDisallowedByPreflightResponse": ({"origins": PAGE}, {"method": "PURGE"}),
    "HeaderDisallowedByPreflightResponse": (
        {"origins": PAGE, "allow_headers": "Content-Type"},
        {"headers": {"X-Key": "1"}},
    ),
}


@dataclass
class Block:
    """A fenced block: its language, the line its text begins on, the text, the line above it."""

    language: str
    line: int
    text: str
    above: str

    @property
    def commands(self):
        """Return a block's shell commands, each with the output shown below it, or None.

        In a `console` block a command follows `$ `; in an `sh` block each line is a command.
        """
        if self.language == "sh":
            return [(line, None) for line in self.text.splitlines()]
        parts = self.text.replace("\\\n", "").removeprefix("$ ").split("\n$ ")
        pairs = (part.partition("\n") for part in parts)
        return [(re.sub(" +", " ", command), output or None) for command, _, output in pairs]


def blocks(readme):
    """Yield the fenced blocks of a Markdown text in order."""
    for match in FENCE.finditer(readme):
        before = readme[: match.start()]
        yield Block(
            match["language"],
            before.count("\n") + 2,
            match["text"],
            before.rstrip().rpartition("\n")[2],
        )


BLOCKS = list(blocks(README))
IN_SHELL = [block for block in BLOCKS if block.language in {"console", "sh"}]


def programs():
    """Yield lists of Python blocks, each to be run in one namespace."""
    program = []
    for block in BLOCKS:
        if block.language != "python":
            continue
        program = [*program, block] if block.above == CONTINUES else [block]
        yield program


def section(title):
    """Return the text below a heading, up to the next heading of the same level."""
    level, name = re.search(rf"^(#+) ({re.escape(title)})$", README, re.MULTILINE).groups()
    start = README.index(f"{level} {name}\n") + len(level) + len(name)
    end = re.compile(rf"^#{{1,{len(level)}}} ", re.MULTILINE).search(README, start)
    return README[start : end.start() if end else None]


def rows(text):
    """Return the table rows of a Markdown text as lists of cells, without the headers."""
    tables = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for table in tables
        for line in table.splitlines()[2:]
    ]


@dataclass
class Trouble:
    """One row of the table of console messages."""

    chrome: str
    firefox: str | None
    codes: list[str]
    change: str
    #: Code in the last column, for example a call of CORS.
    lines: list[str] = field(default_factory=list)


def troubles():
    """Return the rows of the table of console messages."""
    found = []
    for cells in rows(section("Troubleshooting")):
        if "[`" not in cells[0]:
            continue  # from the table of problems without a message
        said, _, codes = cells[0].partition("[")
        said = [each.strip().strip("`") for each in said.split("<br>") if each.strip()]
        found.append(
            Trouble(
                said[0],
                said[1] if len(said) > 1 else None,
                re.findall(r"`(\w+)`", codes),
                cells[-1],
                re.findall(r"`(.*?)`", cells[-1]),
            )
        )
    return found


@pytest.mark.parametrize(
    "program", list(programs()), ids=lambda program: f"line {program[-1].line}"
)
def test_python_blocks_run(program):
    """Python blocks run without errors or warnings, and so do the tests that they define."""
    namespace = {"__name__": "readme"}
    for block in program:
        # The newlines make tracebacks name the line of README.md.
        source = "\n" * (block.line - 1) + block.text
        exec(compile(source, "README.md", "exec"), namespace)  # noqa: S102 - our own README
    for name in [name for name in namespace if name.startswith("test_")]:
        namespace[name]()
    # `connect_via` keeps the receiver alive, and later tests would call it.
    for receiver in list(cors_refused.receivers_for(namespace.get("app"))):
        cors_refused.disconnect(receiver)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory):
    """Return a snapshot of `examples/factory.py`."""
    path = tmp_path_factory.mktemp("snapshot") / "cors.json"
    _shell("flask --app examples/factory.py cors routes --json > cors.json", path)
    return path


def _shell(command, cors_json, columns=80):
    """Run a shell command with this Python's `flask`; return its output."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("FLASK_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    run = subprocess.run(
        ["sh", "-c", command.replace("cors.json", shlex.quote(str(cors_json)))],  # noqa: S607
        cwd=ROOT,
        env=environment | {"COLUMNS": str(columns), "PYTHONUTF8": "1", "PATH": path},
        check=False,  # 1 is a result: a finding, or a blocked request
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert run.returncode in {0, 1}, run.stderr
    assert "Traceback" not in run.stderr, run.stderr
    return run.stdout


@pytest.mark.parametrize("block", IN_SHELL, ids=lambda block: f"line {block.line}")
def test_commands_print_the_shown_output(block, snapshot):
    """A `flask` command prints the output below it, 80 columns wide, or 90 if that is wider."""
    for command, output in block.commands:
        if command in ELSEWHERE:
            assert (ROOT / ELSEWHERE[command]).exists()
            continue
        assert RUN_HERE.match(command), f"{command!r} is not run: let it be, or say in ELSEWHERE"
        shown = _lines(output or "")
        printed = _shell(command, snapshot, 90 if max(map(len, shown), default=0) > 80 else 80)
        if output is not None:
            assert _lines(printed) == shown


def _lines(text):
    """Return the lines without trailing blanks, which readers do not see."""
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def test_each_block_is_checked():
    """A block is Python, commands or the one diagram; only these are checked."""
    [picture] = [block for block in BLOCKS if block.language == "text"]
    assert picture.text in section("Which policy governs")
    languages = {block.language for block in BLOCKS}
    assert languages == {"python", "console", "sh", "text", "toml", "yaml"}
    rest = FENCE.sub("", README)
    assert "```" not in rest
    assert "~~~" not in rest
    assert not re.search(r"^( {4}|\t)", rest, re.MULTILINE), "indented code is not executed"


def test_the_workflow_is_valid():
    """The workflow has at most 12 lines, and its commands have the options that it uses."""
    [workflow] = [block for block in BLOCKS if block.language == "yaml"]
    assert len(workflow.text.splitlines()) <= 12
    [line] = re.findall(r"- run: flask --app shop cors probe (.*)", workflow.text)
    assert probe.make_context("probe", shlex.split(line)).params["cache"]


def test_the_settings_of_check_are_read(tmp_path):
    """The table for `pyproject.toml` has keys and rules that `flask cors check` supports."""
    [shown] = [block for block in BLOCKS if block.language == "toml"]
    (tmp_path / "pyproject.toml").write_text(shown.text, "utf-8")
    settings = read_settings(tmp_path)
    named = [*settings.ignore, *chain.from_iterable(settings.per_endpoint.values())]
    assert len(named) > 1
    assert all(name in RULES or name in BY_CODE for name in named)


def test_commands_tested_elsewhere_are_shown():
    """The README contains the commands listed in ELSEWHERE."""
    shown = {command for block in IN_SHELL for command, _ in block.commands}
    assert set(ELSEWHERE) <= shown


def test_the_diagram_of_the_precedence():
    """Each line of the diagram overrides all lines below it."""
    [picture] = [block for block in BLOCKS if block.language == "text"]
    lines = [re.split(r"  +", line[11:])[0] for line in picture.text.splitlines()]
    assert lines.pop() == "the defaults"
    for top in range(len(lines)):
        setting = {line: {"max_age": number} for number, line in enumerate(lines[top:], start=top)}
        assert _max_age(setting) == str(top), lines[top]
    assert _max_age({}) is None


def _max_age(setting):
    """Return a preflight's max_age if the given lines of the diagram set options."""
    app = Flask("picture")
    blueprint = Blueprint("bp", "picture", url_prefix="/bp")
    if config := setting.pop('app.config["CORS_..."]', None):
        app.config["CORS_MAX_AGE"] = config["max_age"]
    for place, path in (("app", "/bp/x"), ("blueprint", "/x")):
        of = [
            setting.pop(f"CORS({place}), {how}", {})
            for how in ("given to the constructor", "given to init_app", "its matching resource")
        ]
        resources = {"resources": {path: of[2]}} if of[2] else {}
        CORS(**of[0]).init_app({"app": app, "blueprint": blueprint}[place], **of[1], **resources)
    view = cross_origin(**setting.pop("@cross_origin(...)", {}))(lambda: "x")
    assert not setting, "a line of the picture is not known here"
    blueprint.add_url_rule("/x", "x", view)
    app.register_blueprint(blueprint)
    asked = {"Origin": PAGE, "Access-Control-Request-Method": "GET"}
    return app.test_client().options("/bp/x", headers=asked).headers.get("Access-Control-Max-Age")


def test_the_table_of_options_is_complete():
    """The table has every option with its default and the scopes where it has an effect."""
    table = rows(section("Options"))
    assert sorted(name.strip("`") for name, *_ in table) == sorted(OPTIONS)
    for name, _, default, where in table:
        option = OPTIONS[name.strip("`")]
        every = {"app", "blueprint", "view"}
        scopes = every if where == "everywhere" else set(where.split(", "))
        assert option.scopes & every == scopes, name
        if default in {"`True`", "`False`"}:
            assert str(option.default) == default.strip("`"), name
        elif default == "none":
            assert not option.default, name
        elif option.name != "resources":
            given = default.strip('`"')
            assert option.parse(given, Problems(Source("app", "README"))) == option.default, name


def test_each_code_has_one_row():
    """The table of console messages has one row for each of Chrome's reasons."""
    codes = [code for trouble in troubles() for code in trouble.codes]
    assert sorted(codes) == sorted(get_args(CorsError))


@pytest.mark.parametrize(
    ("code", "line"),
    [
        (code, trouble.lines[0])
        for trouble in troubles()
        if trouble.change.startswith("`CORS(app")
        for code in trouble.codes
    ],
)
def test_the_line_of_a_row_is_the_fix(code, line):
    """A request that is blocked as a row says succeeds with the row's line of code."""
    options, wanted = BLOCKED[code]
    with pytest.raises(CORSError) as caught:
        Browser(_app("CORS(app, **options)", options=options), PAGE).fetch("/", **wanted)
    assert caught.value.code == code
    assert Browser(_app(line), PAGE).fetch("/", **wanted).ok


def test_all_lines_of_code_to_change_are_right():
    """Each call of `CORS` in the troubleshooting is accepted, without a warning."""
    found = re.findall(r"`(CORS\(app.*?\))`", section("Troubleshooting"))
    assert len(found) >= 7
    for line in found:
        _app(line)


def _app(line, **names):
    """Return an app that accepts every method, after a line of the README."""
    app = Flask("troubled")
    app.add_url_rule("/", view_func=lambda: "fine", methods=["GET", "PUT", "PURGE"])
    exec(line, {"CORS": CORS, "app": app, **names})  # noqa: S102 - our own README
    return app


def test_links_have_a_target():
    """Each link to a heading or a file of the project has its target."""
    heads = re.findall(r"^#+ (.*)$", FENCE.sub("", README), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
    for target in re.findall(r"\]\(([^)]+)\)", FENCE.sub("", README)):
        if target.startswith("#"):
            assert target[1:] in anchors
        elif not target.startswith("https://"):
            assert (ROOT / target).exists(), target


def test_the_readme_is_short():
    """A README has at most 800 lines."""
    assert len(README.splitlines()) <= 800


def test_paths_for_contributors_exist():
    """Every path in the section on contributing and in tests/README.md exists."""
    contributing = set(_paths(section("Contributing")))
    assert len(contributing) > 2
    assert [path for path in contributing if not (ROOT / path).exists()] == []
    tests = set(_paths((ROOT / "tests/README.md").read_text("utf-8")))
    assert len(tests) > 20
    roots = (ROOT, ROOT / "tests", ROOT / "flask_cors")
    assert [path for path in tests if not any((root / path).exists() for root in roots)] == []


def _paths(text):
    """Iterate over the words in code of a Markdown text that have a slash."""
    for code in re.findall(r"`([^`\n]+)`", text):
        yield from (word for word in code.split() if "/" in word)


def test_any_header_but_authorization():
    """The suggested pattern passes `strict`, and allows any other header name."""
    (spelling,) = re.findall(r'`allow_headers=r"(.*?)"`', README)
    app = Flask("headers")
    CORS(app, origins=PAGE, allow_headers=spelling, strict=True)
    app.add_url_rule("/", view_func=lambda: "fine")
    page = Browser(app, PAGE)
    for name in ("A", "Auth", "Accept-Ranges", "X-Authorization", "Content-Type", "X-Request-Id"):
        assert page.fetch("/", headers={name: "a/b"}).ok
    for name in ("Authorization", "AUTHORIZATION"):
        with pytest.raises(CORSError, match="HeaderDisallowedByPreflightResponse"):
            page.fetch("/", headers={name: "Basic eDp5"})
    audit = app.test_cli_runner().invoke(cors, ["check"])
    assert (audit.exit_code, "CORS503" in audit.output) == (0, False)
