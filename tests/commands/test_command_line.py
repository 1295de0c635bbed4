"""Features of all commands: help, completion, JSON with a schema, suggestions."""

import gc
import json
from pathlib import Path

import jsonschema
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

import flask_cors
from commands import APART
from flask_cors import CORS
from flask_cors._diagnosis.check.rules import RULES
from flask_cors.cli import cors
from origins import A, B
from views import never

COMMANDS = ["routes", "show", "explain", "check", "diff", "probe"]
SCHEMAS = Path(flask_cors.__file__).parent / "_commands"


def make(**options):
    """Return an app with two routes for one path, and a policy with a mistake."""
    app = Flask("line", static_folder=None)
    CORS(app, resources="/b/*", **{"origins": [A, B], "max_age": 90_000, **options})
    app.add_url_rule("/b/<int:n>", "read", never, methods=["GET"])
    app.add_url_rule("/b/<int:n>", "write", never, methods=["PUT"])
    app.add_url_rule("/none", "none", lambda: "")
    return app


@pytest.fixture
def run(command):
    """Return a function that runs a command on an app."""
    return command()


def test_each_help_has_examples(run):
    """The examples are complete commands."""
    for name in COMMANDS:
        text = run(make(), name, "--help").stdout
        examples = text.partition("Examples:\n")[2].splitlines()
        assert any(line.startswith(f"    flask cors {name}") for line in examples), name


@pytest.mark.parametrize("enabled", [True, False])
def test_no_garbage_is_collected_meanwhile(enabled):
    """Afterwards it is again, if it was before."""
    app, seen = make(), []

    def create_app():
        seen.append(gc.isenabled())
        return app

    was_enabled = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        result = CliRunner().invoke(cors, ["check"], obj=ScriptInfo(create_app=create_app))
        after = gc.isenabled()
    finally:
        (gc.enable if was_enabled else gc.disable)()
    assert (result.exit_code, seen, after) == (1, [False], enabled)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chekc", "No such command 'chekc'; did you mean 'check'?"),
        ("zzz", f"No such command 'zzz'; the commands are {', '.join(COMMANDS)}"),
    ],
)
def test_a_misspelled_command(run, typed, said):
    """The nearest command is suggested, otherwise all of them."""
    assert said in run(make(), typed, code=2).stderr
    assert "No such option" in run(make(), "--frob", code=2).stderr


def completed(make_app, args, begun):
    """Return a shell's completions."""
    info = ScriptInfo(create_app=make_app)
    shell = ShellComplete(cors, {"obj": info}, "flask cors", "_FLASK_COMPLETE")
    return [each.value for each in shell.get_completions(args, begun)]


@pytest.mark.parametrize(
    ("args", "begun", "values"),
    [
        (["show"], "", ["none", "read", "write"]),
        (["show"], "r", ["read"]),
        (["routes", "--endpoint"], "w", ["write"]),
        (["check", "--select"], "cors60", [each for each in RULES if each.startswith("CORS60")]),
        (["check", "--ignore"], "CORS5,CORS601", ["CORS5,CORS601"]),
        (["check", "--explain"], "CORS10", [each for each in RULES if each.startswith("CORS10")]),
        (["diff", "x", "--only"], "wid", ["widened"]),
        (["diff", "x", "--only"], "widened,narr", ["widened,narrowed"]),
    ],
)
def test_shell_completion(args, begun, values):
    """Endpoints of the app, ids of rules and kinds of differences are completed."""
    assert completed(make, args, begun) == values


def test_an_app_that_does_not_load_completes_nothing():
    """A shell shows no error."""
    assert completed(lambda: 1 / 0, ["show"], "") == []


def valid(name, text):
    """Return a document that is valid by the schema of its command."""
    document = json.loads(text)
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


@pytest.mark.parametrize(
    "app", [make(), make(supports_credentials=True, origins=["https://*.a.com"])]
)
def test_json_is_valid_by_its_schema(run, app, tmp_path):
    """Every command has `--json` and one schema."""
    assert sorted(each.name for each in SCHEMAS.glob("*.schema.json")) == sorted(
        f"{name}.schema.json" for name in COMMANDS
    )
    before = run(app, "routes", "--from", A, "--json").stdout
    valid("routes", before)
    valid("routes", run(app, "routes", "--json").stdout)
    (tmp_path / "cors.json").write_text(run(make(origins="*"), "routes", "--json").stdout, "utf-8")
    changed = run(app, "diff", str(tmp_path / "cors.json"), "--json", code=1).stdout
    assert valid("diff", changed)["routes"]
    assert valid("show", run(app, "show", "read", "--json").stdout)["policies"]
    valid("show", run(app, "show", "none", "--json").stdout)
    assert valid("check", run(app, "check", "--migration", "--json", code=1).stdout)["findings"]
    for args in (["GET", "--from", "https://x.a.com"], ["PUT", "--from", "null", "-H", "X-A"]):
        method, *rest = args
        done = CliRunner(**APART).invoke(
            cors,
            ["explain", method, "/b/1", *rest, "--response", "-", "--json"],
            obj=ScriptInfo(create_app=lambda: app),
            input="HTTP/1.1 502 Bad\nAccess-Control-Allow-Origin: *\n",
        )
        assert valid("explain", done.stdout)["response"]["differences"]


def test_rules_are_listed(run, monkeypatch):
    """`check --explain` without an id has a line for each rule: id, severity, name and title."""
    lines = run(make(), "check", "--explain").stdout.splitlines()
    assert [line.split(maxsplit=3) for line in lines] == [
        [rule.id, rule.severity, rule.slug, rule.title] for rule in RULES.values()
    ]
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, run(make(), "check", "--explain").stdout.splitlines())) <= 60


def test_quiet_prints_the_verdict(run):
    """`explain --quiet` prints one line, about the actual response if one is given."""
    args = ("explain", "GET", "/b/1", "--from", A, "--quiet")
    (line,) = run(make(), *args).stdout.splitlines()
    assert line.startswith("Allowed")
    came = run(make(), *args, "--response", "-", input="HTTP/1.1 200 OK", code=1).stdout
    assert came.splitlines() == ["Blocked: MissingAllowOriginHeader."]


@pytest.mark.parametrize("url", ["/b/7", "http://localhost/b/7?x=1"])
def test_a_url_is_looked_up(run, url):
    """`show` and `routes --path` find the route of a URL, for any method."""
    shown = run(make(), "show", url).stdout
    assert [line for line in shown.splitlines() if "/b/<int:n>" in line] == [
        "read: GET /b/<int:n>",
        "write: PUT /b/<int:n>",
    ]
    (routes, none) = (run(make(), "routes", "--path", each).stdout for each in (url, "/b/x"))
    assert ("read" in routes, "write" in routes, "none" in routes, none) == (True, True, False, "")
    assert json.loads(run(make(), "show", "/none", "--json").stdout)["endpoint"] == "none"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["/b/x"], "no route of the app matches '/b/x'"),
        (["ftp://a/b"], "no route of the app matches 'ftp://a/b'"),
        (["/b/7", "--json"], "'/b/7' matches several endpoints; give one of read, write"),
    ],
)
def test_a_url_that_cannot_be_shown(run, args, said):
    """The error is one line, with status 2."""
    assert said in run(make(), "show", *args, code=2).stderr


def test_an_unknown_command_is_not_found():
    """Tools for completion may look up a name that is not a command."""
    assert cors.get_command(None, "nosuch") is None
