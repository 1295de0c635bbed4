"""`flask cors show`: each option of an endpoint, its value, and the call that set it."""

import json
import os
import sys
from inspect import currentframe
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.views import MethodView

from flask_cors import CORS, cross_origin
from flask_cors._diagnosis.places import location
from flask_cors.core.problems import Source
from origins import A, B
from views import never

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).relative_to(ROOT).as_posix()


def decorated(**options):
    """Return a new decorated view, because a decorator is recorded for the function it wraps."""
    return cross_origin(**options)(lambda **_: never())


def line():
    """Return the number of the calling line."""
    return currentframe().f_back.f_lineno


def make(**options):
    """Return an app with a policy, if options are given."""
    app = Flask("shown", static_folder=None)
    if options:
        CORS(app, **options)
    return app


@pytest.fixture
def run(command):
    """Return a function that runs `flask cors show` on an app."""
    return command("show")


def shown(run, app, endpoint="x", *args):
    """Return an endpoint's policies from the JSON."""
    return json.loads(run(app, endpoint, "--json", *args).stdout)["policies"]


# -- the sources of settings -----------------------------------------------------------------------


def test_options_are_listed_under_their_call(run):
    """The nearest call is first, each value with the overridden ones and their sources."""
    app = Flask("shown", static_folder=None)
    app.config["CORS_MAX_AGE"] = 600
    cors = CORS(origins=A, max_age=5)
    constructed = line() - 1
    cors.init_app(app, resources={"/x": {"max_age": 0}}, allow_headers=["X-A", "X-B*"])
    initialized = line() - 1
    app.add_url_rule("/x", "x", never, methods=["GET", "PUT"])
    assert (
        run(app, "x").stdout
        == f"""\
x: GET, PUT /x
Policy: resource /x

CORS(app) resource '/x'  {HERE}:{initialized}
  max_age                0
    instead of           5  (CORS() {HERE}:{constructed})
    instead of           600  (app.config)
    instead of           None  (the default)

CORS(app)  {HERE}:{initialized}
  allow_headers          X-A, X-B*
    instead of           *  (the default)

CORS()  {HERE}:{constructed}
  origins                https://a.com
    instead of           *  (the default)

the default
  methods                DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT
  expose_headers         none
  supports_credentials   False
  send_wildcard          False
  vary_header            True
  always_send            True
  allow_private_network  False
  intercept_exceptions   True
  reject_disallowed      False
  strict                 False
"""
    )


def test_a_replaced_call_is_named(run):
    """A view with origins inherits nothing from the app, and the replaced call is shown."""
    app = make(origins=A, supports_credentials=True, strict=False, intercept_exceptions=False)
    called = make.__code__.co_firstlineno + 4
    app.add_url_rule("/x", "x", decorated(origins=B))
    (policy,) = shown(run, app)
    assert policy["set_aside"] == [
        {"kind": "app", "label": "CORS(app)", "file": HERE, "line": called}
    ]
    assert policy["options"]["supports_credentials"]["value"] is False
    said = "@cross_origin sets origins, so these outer settings are ignored: CORS(app) "
    assert f"{said}{HERE}:{called}" in run(app, "x").stdout


def test_a_bare_call_is_not_listed_as_replaced(run):
    """A call without options loses nothing."""
    app = make(resources="/x")
    app.add_url_rule("/x", "x", decorated(origins=B))
    assert shown(run, app)[0]["set_aside"] == []


def test_options_of_the_app_apply_to_every_policy(run):
    """App-wide options come from `CORS(app)`, even if a scope replaces it."""
    app = make(origins=A, intercept_exceptions=False)
    app.add_url_rule("/x", "x", decorated(origins=B))
    option = shown(run, app)[0]["options"]["intercept_exceptions"]
    assert option["value"] is False
    assert option["source"]["label"] == "CORS(app)"
    assert option["shadowed"][0]["value"] is True
    groups = run(app, "x").stdout.split("\n\n")[1:]
    assert [group.partition("  ")[0].strip() for group in groups] == [
        "@cross_origin",
        "CORS(app)",
        "the default",
    ]


def test_only_options_with_an_effect_are_shown(run):
    """`automatic_options` is for views; `resources` has already selected the policy."""
    app = make(origins=A)
    app.add_url_rule("/x", "x", decorated(max_age=1))
    app.add_url_rule("/y", "y", never)
    assert "automatic_options" in shown(run, app)[0]["options"]
    assert not {"automatic_options", "resources"} & shown(run, app, "y")[0]["options"].keys()


def test_a_decorator_needs_no_app(run):
    """A view with its own policy is explained without any CORS()."""
    app = make()
    app.add_url_rule("/x", "x", decorated(origins=[]))
    text = run(app, "x").stdout
    assert "Policy: view" in text
    assert "origins                none\n" in text
    assert "cors" not in app.extensions


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("inner", ["blueprint", "view"])
def test_dropped_credentials_are_explained(run, inner):
    """The effective value is shown, and above it why the configured one does not apply."""
    app = make()
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    if inner == "view":
        app.add_url_rule("/x", "x", decorated(origins="*"))
    else:
        bp = Blueprint("b", __name__)
        CORS(bp, origins="*")
        bp.add_url_rule("/x", "x", never)
        app.register_blueprint(bp)
    endpoint = "x" if inner == "view" else "b.x"
    result = run(app, endpoint)
    assert "Conflict: origins='*' conflicts with supports_credentials=True, set by app.config" in (
        result.stdout
    )
    text = "supports_credentials   False because of the conflict above; set to True"
    assert text in result.stdout
    assert result.stderr == ""
    (policy,) = shown(run, app, endpoint)
    assert policy["credentials"] is False
    assert policy["options"]["supports_credentials"]["value"] is True
    assert policy["conflicts"][0].startswith("origins='*' conflicts with supports_credentials=True")


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_a_conflict_names_no_absolute_path(run):
    """The call that causes a conflict is named like any other."""
    app = make(origins=A, send_wildcard=True)
    app.config["CORS_ORIGINS"] = "*"
    bp = Blueprint("b", __name__)
    CORS(bp, supports_credentials=True)
    bp.add_url_rule("/x", "x", decorated(origins="*"))
    bp.add_url_rule("/y", "y", decorated(supports_credentials=True))
    app.register_blueprint(bp)
    CORS(app, resources={"/y": {"origins": "*"}})
    result = run(app, "b.y", "--json")
    (conflict,) = json.loads(result.stdout)["policies"][0]["conflicts"]
    assert f"({HERE}:" in conflict
    assert str(ROOT) not in result.stdout


# -- several policies ------------------------------------------------------------------------------


def test_each_policy_of_an_endpoint_is_shown(run):
    """Paths under several resources have one example each."""
    app = make(resources={"/a*": {"origins": A}, "/b": {"origins": B}})
    app.add_url_rule("/<x>", "x", never)
    titles = [text for text in run(app, "x").stdout.splitlines() if text.startswith(("x:", "Pol"))]
    assert titles == [
        "x: GET /<x>, for example /b",
        "Policy: resource /b",
        "x: GET /<x>, for example /a",
        "Policy: resource /a*",
        "x: GET /<x>, for example /c",
        "Policy: none; no CORS headers are sent.",
    ]
    *_, last = shown(run, app)
    assert last == {
        "conflicts": [],
        "credentials": False,
        "options": {},
        "policy": {"kind": "none", "name": ""},
        "routes": [
            {
                "certain": True,
                "example": "/c",
                "methods": ["GET", "HEAD", "OPTIONS"],
                "rule": "/<x>",
            }
        ],
        "set_aside": [],
    }


def test_rules_with_one_policy_are_grouped(run):
    """An endpoint with several rules has one part for each policy."""
    app = make(origins=A)
    for rule in ("/x", "/y"):
        app.add_url_rule(rule, "x", never)
    assert run(app, "x").stdout.startswith("x: GET /x\nx: GET /y\nPolicy: app\n")
    assert len(shown(run, app)) == 1


def test_methods_with_different_policies_are_shown_apart(run):
    """HEAD and OPTIONS are left to JSON; uncertain policies are marked."""
    app = make(origins=A)

    class Book(MethodView):
        @cross_origin(origins=B)
        def get(self):
            never()

    app.add_url_rule("/x", view_func=Book.as_view("x"))
    assert run(app, "x").stdout.startswith("x: GET /x\nPolicy: view\n")
    assert [policy["policy"]["kind"] for policy in shown(run, app)] == ["view", "app"]
    app.add_url_rule("/y", "y", never, methods=["OPTIONS"])
    assert run(app, "y").stdout.startswith("y: OPTIONS /y\n")
    app.add_url_rule("/z", "z", never, build_only=True)
    assert run(app, "z").stdout.startswith("z: GET /z, possibly\n")


# -- errors and notes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("b.fierst", "did you mean 'b.first'?"),
        ("first", "did you mean 'b.first'?"),
        ("zzz", "run `flask cors routes` for a list"),
    ],
)
def test_an_unknown_endpoint_is_one_line(run, name, said):
    """The nearest names are suggested, also for a rule or without the blueprint."""
    app = make(origins=A)
    bp = Blueprint("b", __name__)
    bp.add_url_rule("/b/first", "first", never)
    app.register_blueprint(bp)
    result = run(app, name, code=2)
    assert (result.stdout, result.stderr) == ("", f"Error: no endpoint {name!r}; {said}\n")


def test_warnings_are_those_of_the_shown_calls(run):
    """Other problems of the app are left to `routes` and `check`."""
    app = make(origins=A)
    app.config["CORS_HEADERS"] = "X-A"
    app.add_url_rule("/x", "x", never)
    app.add_url_rule("/off", "off", never)
    assert "CORS_ALLOW_HEADERS" in run(app, "x").stderr
    app = make(resources={"/x": {}}, origins=A)
    app.config["CORS_HEADERS"] = "X-A"
    app.add_url_rule("/off", "off", never)
    assert run(app, "off").stderr == ""


def test_an_error_of_the_configuration_is_reported(run):
    """An app that does not start is an error here as well."""
    app = make(strict=True, origins=A)
    app.add_url_rule("/x", "x", never)
    app.config["CORS_HEADERS"] = "X-A"
    assert run(app, "x", code=2).stderr.startswith("Error: ")


# -- the layout ------------------------------------------------------------------------------------


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_lines_fit_the_width(run, monkeypatch, columns):
    """Long values are wrapped behind the names of options."""
    monkeypatch.setenv("COLUMNS", str(columns))
    app = make(resources={"/x": {"origins": [f"https://{name}.example.com" for name in "abcdef"]}})
    app.add_url_rule("/x", "x", never)
    text = run(app, "x").stdout
    assert max(map(len, text.splitlines())) <= columns
    assert all(text == text.rstrip() for text in text.splitlines())
    assert "https://f.example.com" in text.replace("\n" + " " * 25, "")


def test_titles_are_bold_on_a_terminal(run, monkeypatch):
    """NO_COLOR is respected, and nothing depends on bold text."""
    app = make(origins=A)
    app.add_url_rule("/x", "x", never)
    plain = run(app, "x").stdout
    assert run(app, "x", color=True).stdout == plain.replace("x: GET /x", "\x1b[1mx: GET /x\x1b[0m")
    monkeypatch.setenv("NO_COLOR", "1")
    assert run(app, "x", color=True).stdout == plain


def test_json_is_stable(run, monkeypatch):
    """It has a version and sorted keys, and no times, absolute paths or wrapped lines."""
    app = make(origins=[A, never], allow_headers="X-A", methods="PUT", expose_headers="X-B")
    app.add_url_rule("/x", "x", never)
    text = run(app, "x", "--json").stdout
    document = json.loads(text)
    assert json.dumps(document, indent=2, sort_keys=True) + "\n" == text
    assert (document["version"], document["endpoint"]) == (1, "x")
    assert str(ROOT) not in text
    options = document["policies"][0]["options"]
    assert options["origins"]["value"] == [
        {"kind": "exact", "text": A},
        {"kind": "callable", "text": "callable never"},
    ]
    assert options["methods"]["value"] == ["PUT"]
    assert options["expose_headers"]["value"] == ["X-B"]
    assert options["max_age"] == {
        "value": None,
        "source": {"kind": "default", "label": "the default", "file": None, "line": None},
        "shadowed": [],
    }
    monkeypatch.setenv("COLUMNS", "40")
    assert run(app, "x", "--json").stdout == text


def test_locations_are_never_absolute(monkeypatch, tmp_path):
    """A file is relative to this folder or the app, or is named by its import or base name."""
    app = Flask("shown", root_path=str(tmp_path / "project" / "web"))

    def shown(*parts):
        return location(app, Source("app", "CORS(app)", os.path.join(*parts), 3))  # noqa: PTH118

    monkeypatch.chdir(Path(tmp_path.anchor) / "usr")
    monkeypatch.setattr(sys, "path", ["", str(tmp_path / "a"), str(tmp_path / "a" / "lib")])
    assert shown(tmp_path, "project", "web", "views.py") == "views.py:3"
    assert shown(tmp_path, "a", "lib", "pkg", "x.py") == "pkg/x.py:3"
    assert shown(tmp_path, "else.py") == "else.py:3"
    assert shown("<stdin>") == "<stdin>:3"
    monkeypatch.chdir(tmp_path)
    assert shown(tmp_path, "project", "web", "views.py") == "project/web/views.py:3"
    assert location(app, Source("default", "the default")) == ""
