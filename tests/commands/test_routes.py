"""The command `flask cors routes`, run by shells and inside the process."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from flask import Blueprint, Flask
from flask.cli import ScriptInfo

from flask_cors import CORS, cross_origin
from flask_cors.cli import cors
from origins import A, B
from views import never

FLASK = Path(sys.executable).with_name("flask")


def decorated(**options):
    """Return a new decorated view, because a decorator is recorded for the function it wraps."""
    return cross_origin(**options)(lambda **_: never())


def make(*rules, **options):
    """Return an app with rules; with a policy, if options are given."""
    app = Flask("shown", static_folder=None)
    if options:
        CORS(app, **options)
    for rule in rules:
        app.add_url_rule(rule, rule.strip("/<>") or "index", never)
    return app


@pytest.fixture
def run(command):
    """Return a function that runs `flask cors routes` on an app."""
    return command("routes")


def table(result):
    """Return the rows of a table; cells are found below the words of the header."""
    header, dashes, *lines = result.stdout.splitlines()
    starts = [match.start() for match in re.finditer(r"-+", dashes)]
    cut = [slice(a, b) for a, b in zip(starts, [*starts[1:], None], strict=True)]
    names = [header[part].strip() for part in cut]
    return [dict(zip(names, (line[part].strip() for part in cut), strict=True)) for line in lines]


# -- rows and columns ------------------------------------------------------------------------------


def test_the_table_looks_like_that_of_flask_routes(run):
    """Columns are two spaces apart, underlined, and sorted by endpoint."""
    app = make("/b", "/a/<x>", origins=A)
    app.view_functions["a/<x"] = never
    assert run(app).stdout.splitlines() == [
        "Endpoint  Methods  Rule    Origins        Creds  Policy",
        "--------  -------  ------  -------------  -----  ------",
        "a/<x      GET      /a/<x>  https://a.com  no     app",
        "b         GET      /b      https://a.com  no     app",
    ]


def test_each_layer_is_named(run):
    """The last column shows the governing layer: view, blueprint, resource, app or none."""
    app = make("/x", resources={"/x": {"origins": A, "supports_credentials": True}})
    bp = Blueprint("bp", __name__, url_prefix="/bp")
    CORS(bp, origins=B)
    bp.add_url_rule("/y", "y", never)
    app.register_blueprint(bp)
    app.add_url_rule("/z", "z", decorated(origins="*"))
    app.add_url_rule("/none", "none", never)
    rows = {row["Rule"]: row for row in table(run(app))}
    seen = {rule: (r["Policy"], r["Origins"], r["Creds"]) for rule, r in rows.items()}
    assert seen == {
        "/x": ("resource /x", A, "yes"),
        "/bp/y": ("blueprint bp", B, "no"),
        "/z": ("view", "*", "no"),
        "/none": ("none", "-", "-"),
    }


def test_several_policies_of_a_rule_have_examples(run):
    """A rule that needs it adds a column of example paths, with `?` for uncertain ones."""
    app = make("/<x>", resources={"/a*": {"origins": A}})
    assert [(r["Policy"], r["Example"]) for r in table(run(app))] == [
        ("resource /a*", "/a"),
        ("none", "/b"),
    ]
    app.add_url_rule("/<y>", "hidden", never)
    assert [r["Example"] for r in table(run(app)) if r["Endpoint"] == "hidden"] == ["?"]


def test_head_and_options_are_shown_on_request(run):
    """`--all-methods` shows them, as for `flask routes`."""
    app = make("/x", origins=A)
    assert table(run(app))[0]["Methods"] == "GET"
    assert table(run(app, "--all-methods"))[0]["Methods"] == "GET, HEAD, OPTIONS"


class Book:
    """A MethodView with one decorated method."""

    @staticmethod
    def view():
        """Return the view function."""
        from flask.views import MethodView  # noqa: PLC0415 - only used in this class

        return type(
            "BookView", (MethodView,), {"get": cross_origin(origins=B)(lambda _self: "")}
        ).as_view("book")


def test_a_row_for_options_alone_is_left_out(run):
    """A class's OPTIONS have a row with `--all-methods` only."""
    app = make(origins=A)
    app.add_url_rule("/x", view_func=Book.view())
    assert [(r["Methods"], r["Policy"]) for r in table(run(app))] == [("GET", "view")]
    assert [(r["Methods"], r["Policy"]) for r in table(run(app, "--all-methods"))] == [
        ("GET, HEAD", "view"),
        ("OPTIONS", "app"),
    ]


def test_a_rule_for_options_alone_has_its_row(run):
    """A rule that accepts only OPTIONS is listed, without a method."""
    app = make(origins=A)
    app.add_url_rule("/x", "x", never, methods=["OPTIONS"])
    assert [(r["Methods"], r["Policy"]) for r in table(run(app))] == [("", "app")]


@pytest.mark.parametrize(("host_matching", "column"), [(True, "Host"), (False, "Subdomain")])
def test_domains_have_a_column_if_they_are_used(run, host_matching, column):
    """Host or Subdomain precedes Rule, as in `flask routes`."""
    app = make("/x", origins=A)
    app.url_map.host_matching = host_matching
    where = {"host" if host_matching else "subdomain": "b.example"}
    app.add_url_rule("/y", "y", never, **where)
    rows = table(run(app, "--sort", "domain"))
    assert [(list(row)[2], row[column]) for row in rows] == [(column, ""), (column, "b.example")]
    assert [row["Endpoint"] for row in rows] == ["x", "y"]
    name = column.lower()
    found = json.loads(run(app, "--json").stdout)["routes"]
    assert [route[name] for route in found] == ["", "b.example"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("endpoint", "abc"),
        ("methods", "bac"),
        ("rule", "cab"),
        ("match", "bac"),
        ("origins", "cba"),
        ("credentials", "cba"),
        ("policy", "cab"),
        ("domain", "bac"),
    ],
)
def test_rows_are_sorted_by_any_column(run, sort, order):
    """`--sort` accepts each column; `match`, or a missing column, keeps Flask's order."""
    app = make(resources={"/2": {"origins": B, "supports_credentials": True}}, origins=A)
    app.add_url_rule("/3", "b", decorated(origins=A), methods=["DELETE"])
    app.add_url_rule("/2", "a", never, methods=["GET"])
    app.add_url_rule("/1", "c", never, methods=["POST"])
    found = "".join(row["Endpoint"] for row in table(run(app, "--sort", sort)))
    assert found == order
    document = json.loads(run(app, "--json", "--sort", sort).stdout)
    assert "".join(route["endpoint"] for route in document["routes"]) == order


def test_an_unknown_sort_is_refused(run):
    """The message lists the columns, and the status is 2."""
    assert "'match'" in run(make("/"), "--sort", "age", code=2).stderr


# -- origins ---------------------------------------------------------------------------------------

MANY = [f"https://{name}.example.com" for name in "abcde"]


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ({"origins": "*"}, "*"),
        ({"origins": ["*", A]}, "*"),
        ({"origins": [A, B]}, f"{A}, {B}"),
        ({"origins": MANY}, ", ".join(MANY)),
        ({"origins": []}, "none"),
        ({"origins": never}, "callable never"),
        ({"origins": re.compile("https://a\n\\.com", re.VERBOSE)}, r"https://a\n\.com"),
    ],
)
def test_origins_are_shown_as_they_were_written(run, options, shown):
    """A pipe gets all of them on one line."""
    assert table(run(make("/", **options)))[0]["Origins"] == shown


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_origins_beside_any_origin_are_shown_with_credentials(run):
    """With credentials `*` does not include `null`, so it is listed."""
    app = make("/", origins=["*", "null"], supports_credentials=True)
    assert table(run(app))[0]["Origins"] == "*, null"


def test_a_terminal_counts_many_origins(run, monkeypatch):
    """At a limited width, more than three origins are abbreviated."""
    monkeypatch.setenv("COLUMNS", "200")
    assert table(run(make("/", origins=MANY[:3])))[0]["Origins"] == ", ".join(MANY[:3])
    assert table(run(make("/", origins=MANY)))[0]["Origins"] == f"{', '.join(MANY[:2])} (+3)"


def test_the_width_of_a_terminal(run, monkeypatch):
    """Without COLUMNS, the terminal's own width is used."""
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    monkeypatch.setattr("os.get_terminal_size", lambda *_: os.terminal_size((40, 20)))
    lines = run(make("/", origins=MANY)).stdout.splitlines()
    assert max(map(len, lines)) <= 40


# -- notes -----------------------------------------------------------------------------------------


def test_an_app_without_rules_says_so(run):
    """Flask's sentence is printed on stderr; the JSON stays valid."""
    result = run(make())
    assert (result.stdout, result.stderr) == ("", "No routes were registered.\n")
    assert json.loads(run(make(), "--json").stdout) == {
        "version": 2,
        "routes": [],
        "settings": [],
        "paths": [],
    }


def test_an_app_without_cors_says_so(run):
    """Every route is listed without a policy, and stderr says why."""
    result = run(make("/x"))
    assert table(result)[0]["Policy"] == "none"
    assert result.stderr == "No CORS policy was configured.\n"


def test_a_decorator_alone_is_enough(run):
    """Views are found without any CORS()."""
    app = make("/y")
    app.add_url_rule("/x", "x", decorated(origins=A))
    result = run(app)
    assert [row["Policy"] for row in table(result)] == ["view", "none"]
    assert "cors" not in app.extensions


def test_the_summary_counts_routes(run):
    """The last line on stderr counts the open routes and how open they are."""
    app = make("/a", "/<x>", resources={"/a*": {"origins": "*"}})
    app.add_url_rule("/c", "c", decorated(origins=A, supports_credentials=True))
    assert run(app).stderr == (
        "3 routes: 2 open to any origin, 1 with credentials, 0 with both, 1 without a policy.\n"
    )
    assert run(make("/", origins=A)).stderr.startswith("1 route: 0 open")


def test_problems_of_the_whole_app_are_noted(run):
    """Each problem is one line on stderr, in every format."""
    app = make("/x")
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    app.config["CORS_HEADERS"] = "a\nb"
    app.add_url_rule("/y", "y", decorated(origins="*"))
    for args in ([], ["--json"]):
        first, second, summary = run(app, *args).stderr.splitlines()
        assert first.startswith("Warning: @cross_origin")
        assert "credentials are disabled" in first
        assert "CORS_ALLOW_HEADERS" in second
        assert summary.startswith("2 routes")


def test_a_strict_app_that_does_not_start_is_an_error(run):
    """Configuration errors have one line each, without a traceback; the status is 2."""
    app = make("/x", strict=True, origins=A)
    app.add_url_rule("/y", "y", decorated(origins="*"))
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    result = run(app, code=2)
    assert result.stdout == ""
    assert all(line.startswith("Error: ") for line in result.stderr.splitlines())


def test_no_code_of_the_app_runs(run):
    """No view, hook or callable runs, and no teardown of an app context."""
    app = make("/x", origins=[never])
    app.before_request(never)
    app.after_request(never)
    app.teardown_request(never)
    app.teardown_appcontext(never)
    app.url_value_preprocessor(never)
    assert table(run(app))[0]["Origins"] == "callable never"


# -- JSON ------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_json_is_complete(run):
    """It has all parts of a policy, with sorted keys and without file locations."""
    app = make(
        "/x/<y>",
        resources={"/x/a*": {}},
        origins=["null", A, "https://*.b.com", re.compile("https://c", re.VERBOSE), never],
        allow_headers=["X-A", "X-B*"],
        methods="PUT",
        max_age=5,
    )
    result = run(app, "--json")
    document = json.loads(result.stdout)
    assert json.dumps(document, indent=2, sort_keys=True) + "\n" == result.stdout
    assert str(Path(__file__).parent) not in result.stdout
    first, second = document["routes"]
    assert document["version"] == 2
    assert first == {
        "certain": True,
        "endpoint": "x/<y",
        "example": "/x/a",
        "methods": ["GET", "HEAD", "OPTIONS"],
        "paths": 0,
        "policy": {"kind": "resource", "name": "/x/a*"},
        "preflight": "flask_cors",
        "rule": "/x/<y>",
        "settings": 0,
        "subdomain": "",
    }
    (settings,) = document["settings"]
    assert settings == {
        "credentials": False,
        "options": {
            "allow_headers": [
                {"kind": "name", "text": "X-A"},
                {"flags": "i", "kind": "wildcard", "text": "X-B*"},
            ],
            "allow_private_network": False,
            "always_send": True,
            "automatic_options": True,
            "expose_headers": [],
            "intercept_exceptions": True,
            "max_age": 5,
            "methods": ["PUT"],
            "reject_disallowed": False,
            "send_wildcard": False,
            "vary_header": True,
        },
        "origins": [
            {"kind": "null", "text": "null"},
            {"kind": "exact", "text": A},
            {"flags": "", "kind": "wildcard", "text": "https://*.b.com"},
            {"flags": "ix", "kind": "regex", "text": "https://c"},
            {"kind": "callable", "text": "callable never"},
        ],
        "vary": ["Origin"],
    }
    assert document["paths"][0] == {
        "choices": [
            {
                "resources": [
                    {
                        "blueprint": "",
                        "prefix": "",
                        "pattern": {"kind": "wildcard", "text": "/x/a*"},
                        "rank": 0,
                    }
                ]
            }
        ]
    }
    assert second["policy"] == {"kind": "none", "name": ""}
    assert (second["settings"], second["example"]) == (None, "/x/b")


def test_equal_policies_and_resources_are_written_once(run):
    """They may have many routes and calls, so snapshots stay small."""
    app = make("/x", "/y", resources={"/x": {"origins": [A]}, "/y": {"origins": [A]}})
    app.add_url_rule("/z", "z", decorated(origins=B))
    app.add_url_rule("/x", "put", lambda: "", methods=["PUT"])
    document = json.loads(run(app, "--json").stdout)
    assert [(each["rule"], each["settings"], each["paths"]) for each in document["routes"]] == [
        ("/x", 0, 0),
        ("/x", 0, 0),
        ("/y", 0, 1),
        ("/z", 1, 2),
    ]
    assert [settings["origins"][0]["text"] for settings in document["settings"]] == [A, B]


def test_few_policies_of_a_route_are_shown_by_default(run):
    """Ten of a rule that begins with a variable, and the number of others; JSON has all."""
    app = make("/<name>/x", resources={f"/{name}/*": {"origins": A} for name in "abcdefghijkl"})
    shown = table(run(app))
    assert [row["Policy"] for row in shown][-1] == "and 3 more: --all-policies"
    assert {row["Rule"] for row in shown} == {"/<name>/x"}
    assert len(shown) == 11
    everything = table(run(app, "--all-policies"))
    assert len(everything) == len(json.loads(run(app, "--json").stdout)["routes"]) == 13
    assert shown[:10] == everything[:10]


def test_ten_policies_are_complete(run):
    """There is no note if nothing is left out."""
    app = make("/<name>/x", resources={f"/{name}/*": {"origins": A} for name in "abcdefghi"})
    assert run(app).stdout == run(app, "--all-policies").stdout
    assert len(table(run(app))) == 10


def test_json_does_not_depend_on_the_table(run, monkeypatch):
    """Neither the width nor `--all-methods` changes it."""
    app = make("/x", origins=MANY, methods="auto")
    plain = run(app, "--json").stdout
    monkeypatch.setenv("COLUMNS", "60")
    assert run(app, "--json", "--all-methods").stdout == plain
    assert json.loads(plain)["settings"][0]["options"]["methods"] == "auto"


def test_many_routes_with_many_origins_take_less_than_a_megabyte(run):
    """The origins are written once, not for each route."""
    app = make(
        *(f"/x{number}" for number in range(500)),
        origins=[f"https://o{n}.example" for n in range(1000)],
    )
    result = run(app, "--json")
    assert len(json.loads(result.stdout)["routes"]) == 500
    assert len(result.stdout) < 1_000_000


# -- as a user calls it ----------------------------------------------------------------------------

APP = """
from flask import Flask, Blueprint
from flask_cors import CORS, cross_origin

def never(*args, **kwargs):
    raise AssertionError("code of the app ran")

app = Flask(__name__)
CORS(app, resources={"/api/*": {"origins": ["https://%d.example.com" % i for i in range(9)]},
                     "/api/open/*": {"origins": "*"}, "/files/*": {"origins": never}})
app.before_request(never)
app.teardown_appcontext(never)
for number in range(RULES):
    rule = ["/api/thing%d", "/api/thing%d/<int:id>", "/files/%d/<path:name>", "/page%d"]
    app.add_url_rule(rule[number % 4] % number, "view_number_%d" % number, never)
app.add_url_rule("/<path:anything>", "anything", never)
"""


@pytest.fixture
def shell(tmp_path):
    """Return a function that runs `flask` in an app's folder, with stdout and stderr in pipes."""

    def shell(*args, source=APP, rules=20, **environment):
        (tmp_path / "shown.py").write_text(source.replace("RULES", str(rules)), encoding="utf-8")
        clean = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
        return subprocess.run(
            [FLASK, *args],
            cwd=tmp_path,
            env={**clean, **environment},
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )

    return shell


def test_a_pipe_gets_plain_text(shell):
    """Without COLUMNS, a pipe gets nothing wrapped, shortened or colored."""
    result = shell("--app", "shown", "cors", "routes")
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) == 2 + 21 + 4
    assert "https://8.example.com" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit_the_width(shell, width):
    """COLUMNS is respected, on a terminal or not."""
    result = shell("--app", "shown", "cors", "routes", COLUMNS=str(width))
    assert max(map(len, result.stdout.splitlines())) <= width
    assert "(+7)" in result.stdout
    assert "view_number_19" in result.stdout


def test_an_app_of_a_thousand_rules_is_listed(shell):
    """Each of many rules has its rows, and the order is stable."""
    first, second = (
        shell("--app", "shown", "cors", "routes", "--json", rules=1000, PYTHONHASHSEED=seed)
        for seed in ("1", "2")
    )
    assert first.stdout == second.stdout
    assert len({route["endpoint"] for route in json.loads(first.stdout)["routes"]}) == 1002
    assert first.stderr.startswith("1002 routes: ")


def test_an_invalid_configuration_is_one_line(shell):
    """A configuration error at import has no traceback."""
    source = "from flask import Flask\nfrom flask_cors import CORS\nCORS(Flask('x'), max_age=-1)"
    result = shell("--app", "shown", "cors", "routes", source=source)
    assert (result.returncode, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: CORS(app)")
    assert "max_age=-1" in line


def test_help_names_the_commands(shell):
    """`flask --help` has one line for the group, `flask cors --help` one for each command."""
    lines = shell("--app", "shown", "--help").stdout.splitlines()
    assert [line.split() for line in lines if line.startswith("  cors ")] == [
        "cors Show how the app responds to CORS requests.".split()  # noqa: SIM905 - reads better
    ]
    lines = shell("cors", "--help").stdout.splitlines()
    assert ["routes", "Show the policy of each route."] in [line.split(None, 1) for line in lines]


def test_loading_the_group_imports_little():
    """The module itself loads click; the rest is loaded when a command runs."""
    code = (
        "import sys, click, flask, flask_cors; before = set(sys.modules); import flask_cors.cli;"
        "print(*sorted(set(sys.modules) - before))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert found == ["flask_cors.cli"]


def test_the_group_names_its_commands(app):
    """`flask cors` describes each command, and refuses others."""
    runner = app.test_cli_runner()
    shown = runner.invoke(cors, ["--help"]).output
    for name in ("routes", "show", "explain", "check", "diff"):
        assert f"\n  {name} " in shown
    unknown = runner.invoke(cors, ["route"])
    assert unknown.exit_code == 2
    assert "No such command 'route'" in unknown.output


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            ZeroDivisionError("no"),
            "Error: could not import the app: ZeroDivisionError: no (tests/commands/test_rou",
        ),
        (SyntaxError("bad"), "Error: could not import the app: SyntaxError: bad\n"),
        (click.UsageError("While importing\n\nTraceback\nOops"), "Error: While importing Oops\n"),
        (click.UsageError("Could not import"), "Error: Could not import\n"),
    ],
)
def test_an_app_that_fails_to_load(error, said):
    """Any exception is one line, and status 2."""

    def create_app():
        raise error

    result = CliRunner().invoke(cors, ["routes"], obj=ScriptInfo(create_app=create_app))
    assert (result.exit_code, result.output[: len(said)]) == (2, said)


def test_the_commands_are_known_without_importing_them():
    """Tools for completion get the names from the group."""
    assert cors.list_commands(None) == ["routes", "show", "explain", "check", "diff", "probe"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "import nosuchmodule",
            "ModuleNotFoundError: No module named 'nosuchmodule' (broken.py:1)",
        ),
        (
            "def x(:",
            "Error: could not import the app: SyntaxError: invalid syntax (broken.py, line 1)",
        ),
        (
            "1/0",
            "Error: could not import the app: ZeroDivisionError: division by zero (broken.py:1)",
        ),
        ("app = 1", "Error: Failed to find Flask application or factory"),
    ],
)
def test_an_app_that_cannot_be_imported(tmp_path, source, said):
    """An error in the app's own code is one line, without a traceback."""
    (tmp_path / "broken.py").write_text(source, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "broken", "cors", "routes"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
