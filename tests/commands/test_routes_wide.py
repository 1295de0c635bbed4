"""More output of `flask cors routes`: `--wide`, filters, risk, preflight handling."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.views import MethodView
from werkzeug.routing import Rule

from flask_cors import CORS, cross_origin
from flask_cors._diagnosis.rows import rows
from flask_cors._runtime.state import preview
from origins import A, B
from views import never

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).relative_to(ROOT).as_posix()


def decorated(**options):
    """Return a new decorated view, because a decorator is recorded for the function it wraps."""
    return cross_origin(**options)(lambda **_: never())


def make(*rules, **options):
    """Return an app with rules named after themselves; with a policy, if options are given."""
    app = Flask("shown", static_folder=None)
    if options:
        CORS(app, **options)
    for rule in rules:
        app.add_url_rule(rule, rule.strip("/"), never)
    return app


def mixed():
    """Return an app with one route of each of several kinds."""
    app = make("/api/x", "/api/y/<z>", resources={"/api/*": {"origins": A}})
    app.add_url_rule("/open", "open", decorated(origins="*"))
    app.add_url_rule("/trusted", "trusted", decorated(origins=[A, B], supports_credentials=True))
    app.add_url_rule("/asked", "asked", decorated(origins=[B, never]))
    app.add_url_rule("/off", "off", never)
    return app


@pytest.fixture
def run(command):
    """Return a function that runs `flask cors routes` on an app."""
    return command("routes")


def listed(result):
    """Return the endpoints of a table in order, each once."""
    _, _, *lines = result.stdout.splitlines()
    return list(dict.fromkeys(line.split()[0] for line in lines))


# -- --wide ----------------------------------------------------------------------------------------


def test_wide_shows_the_whole_policy(run):
    """It adds methods, headers, max_age, `Vary`, preflight handling and the file."""
    app = make()
    app.add_url_rule(
        "/x",
        "x",
        decorated(
            origins=A,
            methods=["PUT"],
            allow_headers=["X-A", "X-B*"],
            expose_headers="X-Total",
            max_age=0,
        ),
        methods=["PUT"],
    )
    app.add_url_rule("/y", "y", never)
    (x, y) = run(app, "--wide").stdout.splitlines()[2:]
    cells = [cell.strip() for cell in x.split("  ") if cell]
    place = cells.pop()
    assert cells[6:] == ["PUT", "X-A, X-B*", "X-Total", "0", "Origin", "flask_cors"]
    assert place.partition(":")[0] == HERE
    assert y.split()[2:] == ["/y", "-", "-", "none", *"-------"]


def test_wide_shows_missing_headers(run):
    """A dash means a header that is never sent, `none` an empty list."""
    app = make("/x", origins="*", send_wildcard=True, allow_headers=[], methods=[])
    line = run(app, "--wide").stdout.splitlines()[2]
    cells = [cell.strip() for cell in line.split("  ") if cell]
    assert cells[6:12] == ["none", "none", "-", "-", "-", "flask_cors"]


def test_wide_names_sources_without_a_call(run):
    """Origins of app.config and the default have no file."""
    app = make("/x", "/y", resources="/x")
    CORS(app, resources="/y", origins=A)
    assert run(app, "--wide").stdout.splitlines()[2].endswith("the default")
    app = make("/x", max_age=1)
    app.config["CORS_ORIGINS"] = A
    assert run(app, "--wide").stdout.splitlines()[2].endswith("app.config")


@pytest.mark.parametrize(
    ("options", "members"),
    [
        ({"origins": "*"}, ["Origin"]),
        ({"origins": "*", "send_wildcard": True}, []),
        ({"origins": A}, ["Origin"]),
        ({"origins": A, "vary_header": False}, []),
        ({"origins": never}, ["Origin"]),
    ],
)
def test_vary_of_all_responses(run, options, members):
    """`Vary` has all members of any actual response, and no callable runs for that."""
    (settings,) = json.loads(run(make("/x", **options), "--json").stdout)["settings"]
    assert settings["vary"] == members


RECORD = """\
x  GET  /a/long/rule/of/an/app
  Origins          https://a.com
  Creds            no
  Policy           app
  Allowed methods  GET
  Allowed headers  *
  Vary             Origin
  Preflight        flask_cors
  Origins set at   app.config
y  GET  /y
  Policy           none
"""


def test_a_terminal_gets_wide_rows_as_records(run, monkeypatch):
    """If the table does not fit, a row becomes a title with a line per cell.

    The title is bold on a terminal, unless NO_COLOR is set; nothing else is colored.
    """
    monkeypatch.setenv("COLUMNS", "60")
    app = make(resources="/a/*", methods="GET")
    app.config["CORS_ORIGINS"] = A
    app.add_url_rule("/a/long/rule/of/an/app", "x", never)
    app.add_url_rule("/y", "y", never)
    expected = RECORD.replace("Policy           app", "Policy           resource /a/*")
    assert run(app, "--wide").stdout == expected
    assert run(app, "--wide", color=True).stdout.count("\x1b[1m") == 2
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(app, "--wide", color=True).stdout == expected


@pytest.mark.parametrize("columns", [60, 80, 100, 120, 300])
def test_records_fit_the_width(run, monkeypatch, columns):
    """No line exceeds the width, with or without `--wide`, and nothing is lost."""
    app = make("/a/very/long/rule/of/an/app/<that>/<has>/<parts>", origins=[A, B, "null"])
    monkeypatch.setenv("COLUMNS", str(columns))
    for args in ([], ["--wide"], ["--from", A]):
        text = run(app, *args).stdout
        assert max(map(len, text.splitlines())) <= columns
        # Names are not wrapped, so that they can be copied.
        assert "/a/very/long/rule/of/an/app/<that>/<has>/<parts>" in text.split()


def test_info_is_not_noted(run):
    """The notes of `--wide` are errors and warnings."""
    app = make("/x", origins=A, allow_headers="*", max_age=90_000)
    assert run(app, "--wide").stdout.splitlines()[2].endswith("CORS504")


def grouped():
    """Return an app with an open view, two routes of a resource, and one without a policy."""
    app = make("/api/a", resources="/api/*", origins=A, supports_credentials=True)
    app.add_url_rule("/api/b", "b", never)
    app.add_url_rule("/z", "z", cross_origin(origins="*")(lambda: ""))
    app.add_url_rule("/none", "none", never)
    return app


BY_POLICY = """\
Policy: view; origins *; credentials no
Endpoint  Methods  Rule
--------  -------  ----
z         GET      /z

Policy: resource /api/*; origins https://a.com; credentials yes
Endpoint  Methods  Rule
--------  -------  ------
api/a     GET      /api/a
b         GET      /api/b

Policy: none
Endpoint  Methods  Rule
--------  -------  -----
none      GET      /none
"""


def test_routes_are_grouped_by_their_policies(run, monkeypatch):
    """`--by policy` lists each policy once, the most open first, with its routes."""
    monkeypatch.setenv("NO_COLOR", "1")
    app = grouped()
    assert run(app, "--by", "policy").stdout == BY_POLICY
    monkeypatch.setenv("COLUMNS", "30")
    narrow = run(app, "--by", "policy", "--wide").stdout.splitlines()
    assert narrow[:3] == ["Policy: view; origins *;", "credentials no", "z  GET  /z"]
    assert "  Allowed headers  *" in narrow
    order = json.loads(run(app, "--by", "policy", "--json").stdout)["routes"]
    assert [route["endpoint"] for route in order] == ["z", "api/a", "b", "none"]


def test_groups_have_only_the_columns_that_they_need(run):
    """`--by policy` shows examples only in the groups that have some."""
    app = make("/a", resources={"/files/public/*": {}, "/files/*": {}, "/a": {"origins": A}})
    app.add_url_rule("/files/<path:name>", "files", never)
    groups = run(app, "--by", "policy").stdout.split("\n\n")
    assert {"/a" in group: "Example" in group for group in groups} == {True: False, False: True}


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_findings_are_noted(run):
    """A route with a finding of `check` has its id, unless it is only info."""
    app = make("/fine", resources={"/fine": {"origins": A}})
    app.add_url_rule("/x", "x", decorated(origins=["null", A], supports_credentials=True))
    header, _, fine, x = run(app, "--wide").stdout.splitlines()
    assert header.endswith("  Notes")
    assert "CORS" in x
    assert "CORS" not in fine
    assert "Notes" not in run(app).stdout
    assert "Notes" not in run(make("/fine", origins=A), "--wide").stdout


# -- preflight handling ----------------------------------------------------------------------------


class Whole(MethodView):
    """A class that handles OPTIONS itself."""

    def get(self, **_):
        """Handle GET."""
        return ""

    def options(self, **_):
        """Handle OPTIONS."""
        return "its own"


def answering():
    """Return an app with each of the ways to handle a preflight."""
    app = Flask("answering", static_folder=None)
    CORS(app, resources={"/governed/*": {}}, origins=A)

    def view(**_):
        return "its own"

    def add(rule, endpoint, view, **options):
        app.add_url_rule(f"/governed/{rule}", endpoint, view, **options)

    def own(**options):
        return cross_origin(**options)(lambda **_: "its own")

    add("plain", "plain", view)
    add("lists", "lists", view, methods=["GET", "OPTIONS"])
    add("class", "class", Whole.as_view("class"))
    add("view", "view", own(max_age=5))
    add("view/lists", "view lists", own(), methods=["GET", "OPTIONS"])
    add("manual", "manual", own(automatic_options=False))
    add("manual/lists", "manual lists", own(automatic_options=False), methods=["GET", "OPTIONS"])
    add("apart", "apart", view, provide_automatic_options=False)
    add("two", "two get", view, provide_automatic_options=False)
    add("two", "two options", view, methods=["OPTIONS"], provide_automatic_options=False)
    app.url_map.add(Rule("/governed/moved", endpoint="moved", redirect_to="plain"))
    app.add_url_rule("/off", "off", view)
    return app


def test_the_listed_preflight_handling_is_true():
    """Each route's preflight is handled as listed."""
    app = answering()
    resolver, _ = preview(app)
    reported = {row.rule.endpoint: row.answerer for row in rows(app, resolver)}
    assert reported == {
        "plain": "flask_cors",
        "lists": "view",
        "class": "view",
        "view": "flask_cors",
        "view lists": "flask_cors",
        "manual": "Flask",
        "manual lists": "view",
        "apart": "flask_cors",
        "two get": "view",
        "two options": "view",
        "moved": "flask_cors",
        "off": None,
    }
    headers = {"Origin": A, "Access-Control-Request-Method": "GET"}
    for row in rows(app, resolver):
        answer = app.test_client().options(row.rule.rule, headers=headers)
        answerer = reported[row.rule.endpoint]
        assert (answer.text == "its own") == (answerer == "view"), row
        assert ("Access-Control-Allow-Origin" in answer.headers) == (
            answerer in {"view", "flask_cors"}
        ), row


# -- filters ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "endpoints"),
    [
        (["--endpoint", "api*"], ["api/x", "api/y/<z>"]),
        (["--endpoint", "off", "--endpoint", "o*n"], ["off", "open"]),
        (["--path", "/api/*"], ["api/x", "api/y/<z>"]),
        (["--path", "/API/*"], []),
        (["--path", "/api/*", "--endpoint", "*x"], ["api/x"]),
        (["--open"], ["open"]),
        (["--credentialed"], ["trusted"]),
        (["--open", "--credentialed"], []),
        (["--off"], ["off"]),
        (["--from", A], ["api/x", "api/y/<z>", "asked", "open", "trusted"]),
        (["--from", B], ["asked", "open", "trusted"]),
        (["--from", "null"], ["open"]),
        (["--from", "https://c.com"], ["asked", "open"]),
    ],
)
def test_filters_leave_out_rows(run, args, endpoints):
    """Filters of different kinds must all match, globs of one kind any; JSON has the same rows."""
    result = run(mixed(), *args)
    assert (listed(result) if endpoints else []) == endpoints
    found = json.loads(run(mixed(), "--json", *args).stdout)["routes"]
    assert list(dict.fromkeys(route["endpoint"] for route in found)) == endpoints


def test_a_path_is_also_an_example(run):
    """A row with an example path is found by that path."""
    app = make("/<x>", resources={"/a*": {"origins": A}})
    text = run(app, "--path", "/a").stdout
    assert "resource /a*" in text
    assert "none" not in text


def test_options_of_a_class_are_not_counted(run):
    """Rows that the table leaves out are in `--all-methods` and JSON only."""
    app = make("/off")
    view = type("Book", (MethodView,), {"get": decorated(origins=A)}).as_view("book")
    app.add_url_rule("/book", view_func=view)
    result = run(app, "--off")
    assert listed(result) == ["off"]
    assert result.stderr.startswith("1 of 2 routes: ")
    assert listed(run(app, "--off", "--all-methods")) == ["book", "off"]
    assert len(json.loads(run(app, "--off", "--json").stdout)["routes"]) == 2


def test_an_allowed_origin_shows_its_pattern(run):
    """The allowing pattern replaces the list of origins; a callable is only possible."""
    result = run(mixed(), "--from", "https://c.com")
    assert "Origins" not in result.stdout
    assert [line.split("  ")[-1].strip() for line in result.stdout.splitlines()[2:]] == [
        "callable never, possibly",
        "*",
    ]
    first, second = json.loads(run(mixed(), "--from", "https://c.com", "--json").stdout)["routes"]
    callable_ = {"kind": "callable", "text": "callable never"}
    assert first["admitted"] == {"by": callable_, "certain": False}
    assert second["admitted"] == {"by": {"kind": "any", "text": "*"}, "certain": True}
    assert "admitted" not in json.loads(run(mixed(), "--json").stdout)["routes"][0]


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        ("*", "is not an origin"),
        ("", "is not an origin"),
        ("https://*.a.com", "is not an origin"),
        ("[", "is not an origin"),
    ],
)
def test_an_invalid_origin_is_one_line(run, origin, said):
    """`--from` needs an origin; otherwise the status is 2 with a remedy."""
    result = run(mixed(), "--from", origin, code=2)
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: --from")
    assert said in line
    assert result.stdout == ""


def test_an_origin_is_normalized(run):
    """Upper case and a default port are corrected, with a note."""
    result = run(mixed(), "--from", "https://B.com:443")
    assert listed(result) == ["asked", "open", "trusted"]
    assert result.stderr.splitlines()[0].startswith("Note: --from 'https://B.com:443' is read as")


def test_an_unknown_endpoint_is_an_error(run):
    """A name without a wildcard must exist; the nearest is suggested."""
    result = run(mixed(), "--endpoint", "trustd", code=2)
    assert result.stderr == "Error: no endpoint 'trustd'; did you mean 'trusted'?\n"
    assert run(mixed(), "--endpoint", "z*").stderr == "None of the 6 routes matches.\n"


def test_contradicting_filters_are_refused(run):
    """`--off` with a filter that needs a policy is an error."""
    for other in (["--open"], ["--credentialed"], ["--from", A]):
        assert "--off" in run(mixed(), "--off", *other, code=2).stderr


def test_the_summary_counts_filtered_routes(run):
    """Omitted rows are counted; a missing policy is reported only for a full list."""
    assert run(mixed(), "--open").stderr == (
        "1 of 6 routes: 1 open to any origin, 0 with credentials, 0 with both, 0 without a"
        " policy.\n"
    )
    assert run(make("/x", "/y"), "--path", "/x").stderr.startswith("1 of 2 routes: 0 open")


# -- risk ------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_the_riskiest_come_first(run):
    """The most open routes come first, then the order of endpoints counts."""
    app = Flask("risky", static_folder=None)
    policies = {
        "h": None,
        "g": {"origins": []},
        "f": {"origins": A},
        "e": {"origins": "https://*.a.com"},
        "d": {"origins": A, "supports_credentials": True},
        "c2": {"origins": ["https://*", "http://*"]},
        "c1": {"origins": "*"},
        "b2": {"origins": never, "supports_credentials": True},
        "b1": {"origins": [A, "null"], "supports_credentials": True},
        "a2": {"origins": ["https://*", "http://*"], "supports_credentials": True},
        "a1": {"origins": "*", "supports_credentials": True},
    }
    for name, options in policies.items():
        app.add_url_rule(f"/{name}", name, never if options is None else decorated(**options))
    by_risk = ["a1", "a2", "b1", "b2", "c1", "c2", "d", "e", "f", "g", "h"]
    assert listed(run(app, "--sort", "risk")) == by_risk


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_both_web_schemes_are_open_to_any_origin(run):
    """`https://*` and `http://*` together allow every site, one of them does not."""
    app = Flask("open", static_folder=None)
    for name, origins in (("both", ["https://*", "http://*"]), ("one", "https://*")):
        app.add_url_rule(f"/{name}", name, decorated(origins=origins))
    result = run(app, "--open")
    assert listed(result) == ["both"]
    assert result.stderr.endswith(
        "1 of 2 routes: 1 open to any origin, 0 with credentials, 0 with both, 0 without a"
        " policy.\n"
    )
