"""`flask cors diff`, with snapshots written by `flask cors routes --json`."""

import json
import os
from pathlib import Path

import pytest
from flask import Flask

from flask_cors import CORS, cross_origin
from flask_cors._diagnosis.diff import word_sets
from flask_cors.core.options import OPTIONS
from origins import A, B
from views import never


def make(*rules, subdomain=None, **options):
    """Return an app with rules; with a policy, if options are given."""
    app = Flask("compared", static_folder=None)
    if options:
        CORS(app, **options)
    app.before_request(never)
    for rule in rules:
        app.add_url_rule(rule, rule.strip("/") or "index", never, subdomain=subdomain)
    return app


@pytest.fixture
def run(command):
    """Return a function that runs a command of `flask cors` on an app."""
    return command()


@pytest.fixture
def diff(run, tmp_path):
    """Return a function that compares two apps through a file."""

    def diff(before, after, *args, code=1):
        path = tmp_path / "cors.json"
        path.write_text(run(before, "routes", "--json").stdout, encoding="utf-8")
        return run(after, "diff", str(path), *args, code=code)

    return diff


def test_nothing_changed(diff):
    """For the same app, or an equivalent one, the status is 0 and stdout is empty."""
    result = diff(make("/x", origins=[A, B]), make("/x", origins=r"https://[ab]\.com"), code=0)
    assert (result.stdout, result.stderr) == ("", "1 equal.\n")
    assert diff(make(), make(), code=0).stderr == "No routes before, none now.\n"


class Text(str):
    """A string of another type, such as `Markup`, whose methods keep the type."""

    __slots__ = ()

    def upper(self):
        """Return it in upper case."""
        return Text(super().upper())


def test_an_app_with_other_strings_equals_its_snapshot(diff):
    """Options, rules and endpoints can be instances of subclasses of `str`."""
    app = Flask("texts", static_folder=None)
    app.add_url_rule(Text("/x/<y>"), Text("x"), never, methods=[Text("GET"), Text("PUT")])
    CORS(
        app,
        resources={Text("/x/*"): {}, Text("/x/y"): {"origins": Text(B)}},
        origins=[Text(A), Text("https://*.a.com"), Text("null")],
        methods=[Text("GET"), Text("PUT")],
        allow_headers=[Text("X-A"), Text("X-B*")],
        expose_headers=[Text("X-A")],
        reject_disallowed=Text("unsafe"),
    )
    assert diff(app, app, code=0).stderr == "2 equal.\n"


def test_the_table(diff):
    """Each changed route has a line: added values after a +, removed ones after a -."""
    before = make("/x", "/y", "/z", origins=[A], max_age=600)
    after = make("/x", "/y", origins=["https://*.a.com"], supports_credentials=True)
    after.add_url_rule("/new", "new", cross_origin(origins=[])(lambda: ""))
    after.add_url_rule("/new2", "new2", cross_origin(origins=[A])(lambda: ""))
    assert diff(before, after).stdout.splitlines() == [
        "Change   Endpoint  Methods  Rule   Policy  Difference",
        "-------  --------  -------  -----  ------  " + "-" * 140,
        "added    new       GET      /new   view    origins none",
        "added    new2      GET      /new2  view    origins https://a.com",
        *(
            f"widened  {name}         GET      /{name}     app     origins +https://*.a.com"
            " (as https://evil.a.com) -https://a.com; supports_credentials no -> yes"
            " (as https://evil.a.com); max_age 600 -> none"
            for name in "xy"
        ),
        "removed  z         GET      /z     app     origins https://a.com",
    ]


def test_only_the_selected_kinds_count(diff):
    """`--only` shows some kinds of changes, and sets the status for these."""
    before, after = make("/x", "/y", origins=[A, B]), make("/x", "/z", origins=A)
    assert diff(before, after).stderr == "1 narrowed, 1 added, 1 removed.\n"
    assert diff(before, after, "--only", "widened", code=0).stdout == ""
    shown = diff(before, after, "--only", "widened, narrowed", "--only", "removed").stdout
    assert [line.split()[0] for line in shown.splitlines()[2:]] == ["narrowed", "removed"]
    assert "equal" in diff(before, before, "--only", "equal", code=0).stdout


def test_uncertain_changes_are_reported(diff):
    """Only the names of callables are known; a CI build that looks for widening is informed."""
    before, after = make("/x", origins=[never]), make("/x", origins=[make])
    result = diff(before, after)
    assert result.stdout.splitlines()[-1].endswith("origins ?callable make, callable never")
    assert result.stderr == "1 unknown.\n"
    result = diff(before, after, "--only", "widened", code=0)
    assert result.stderr.splitlines() == [
        "1 unknown.",
        "1 of them could not be determined: see --only unknown.",
    ]


def test_several_policies_of_a_route_have_examples(diff):
    """Old and new layers are shown, with a path if that decides."""
    before = make("/x/<y>", resources={"/x/a*": {"origins": A}})
    after = make("/x/<y>", resources={"/x/a*": {"origins": B}, "/x/b*": {}})
    lines = diff(before, after).stdout.splitlines()
    assert [" ".join(line.split()) for line in lines[2:]] == [
        "widened x/<y> GET /x/<y> resource /x/a* /x/a origins +https://b.com -https://a.com",
        "widened x/<y> GET /x/<y> resource /x/b* /x/b origins +* (as https://evil.com)",
    ]


def test_rows_for_head_and_options(diff):
    """HEAD and OPTIONS are shown only if they have a row of their own."""
    before, after = make(origins=A), make(origins=A)
    before.add_url_rule("/x", "x", never)
    after.add_url_rule("/x", "x", never, methods=["GET", "POST"])
    assert "added   x         POST     /x" in diff(before, after).stdout
    after.add_url_rule("/o", "o", never, methods=["OPTIONS"])
    assert "added   o         OPTIONS  /o" in diff(before, after).stdout


def test_routes_of_a_subdomain(diff):
    """A route with a subdomain adds a column."""
    before, after = make("/x", origins=A, subdomain="s"), make("/x", origins=B, subdomain="s")
    assert "Subdomain" in diff(before, after).stdout.splitlines()[0]


def test_a_route_without_a_policy(diff):
    """A new route opens nothing."""
    assert diff(make(), make("/x")).stdout.endswith("no policy\n")


def test_headers_are_compared_by_kind(diff):
    """A wildcard and a regular expression with the same string differ."""
    import re  # noqa: PLC0415 - only here

    before = make("/x", origins=A, allow_headers="X-*")
    after = make("/x", origins=A, allow_headers=re.compile("X-*"))
    assert "allow_headers +X-* (as x) -X-*" in diff(before, after).stdout
    before = make("/x", origins=A, allow_headers=["X-A", "*"])
    assert diff(before, before, code=0).stdout == ""


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit_the_width(diff, monkeypatch, width):
    """In a terminal, lists are shortened and cells wrapped."""
    before = make("/x", origins=A)
    after = make("/x", origins=[f"https://shop-{number}.example.com" for number in range(9)])
    monkeypatch.setenv("COLUMNS", str(width))
    lines = diff(before, after).stdout.splitlines()
    assert max(map(len, lines)) <= width
    assert "(+7)" in "".join(lines)


def test_json(diff):
    """`--json` has all details of each route."""
    before, after = make("/x", origins=[A, never]), make("/x", origins=[B, never], max_age=1)
    result = diff(before, after, "--json")
    assert json.loads(result.stdout) == {
        "version": 1,
        "routes": [
            {
                "change": "widened",
                "endpoint": "x",
                "methods": ["GET", "HEAD", "OPTIONS"],
                "rule": "/x",
                "subdomain": "",
                "policy": {
                    "before": {"kind": "app", "name": ""},
                    "after": {"kind": "app", "name": ""},
                },
                "example": None,
                "differences": [
                    {
                        "option": "origins",
                        "change": "widened",
                        "gained": [B],
                        "lost": [A],
                        "undecided": [],
                        "example": B,
                    },
                    {
                        "option": "max_age",
                        "change": "changed",
                        "gained": ["1"],
                        "lost": ["none"],
                        "undecided": [],
                        "example": None,
                    },
                ],
            }
        ],
    }
    assert json.loads(diff(before, make(), "--json").stdout)["routes"][0]["policy"]["after"] is None


def test_a_snapshot_on_stdin(run):
    """`-` reads the snapshot from a pipe."""
    app = make("/x", origins=A)
    assert run(app, "diff", "-", input=run(app, "routes", "--json").stdout).stderr == "1 equal.\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_snapshots_from_windows(run, tmp_path, encoding):
    """PowerShell redirects as UTF-16, or writes a byte order mark."""
    app, path = make("/x", origins=A), tmp_path / "cors.json"
    path.write_text(run(app, "routes", "--json").stdout, encoding=encoding)
    assert run(app, "diff", str(path)).stderr == "1 equal.\n"


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        (None, "'cors.json' cannot be read: No such file or directory"),
        ("", "'cors.json' is not JSON; create it with `flask cors routes --json > cors.json`"),
        ("Endpoint  Methods", "'cors.json' is not JSON"),
        ("[" * 100_000, "'cors.json' is not JSON"),
        ("\xff", "'cors.json' is not JSON"),
        ('{"version": 3}', "'cors.json' has version 3, not 1 or 2; create it with"),
        ("[]", "'cors.json' has no 'version'; create it with"),
        (
            '{"version": 1, "routes": [{}]}',
            "'cors.json' has no field 'routes[0].policy'; create it with",
        ),
    ],
)
def test_an_error_is_one_line(run, tmp_path, monkeypatch, text, reported):
    """A file that cannot be compared gives status 2 and no traceback."""
    monkeypatch.chdir(tmp_path)
    if text is not None:
        Path("cors.json").write_bytes(text.encode("latin-1"))
    result = run(make("/x"), "diff", "cors.json", code=2)
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Error: {reported}")


def test_a_folder_is_not_a_snapshot(run, tmp_path):
    """It causes an error."""
    result = run(make("/x"), "diff", os.fspath(tmp_path), code=2)
    assert "cannot be read: Is a directory" in result.stderr


def test_an_unknown_kind_is_an_error(run):
    """A misspelled kind must not let a CI build pass."""
    result = run(make("/x"), "diff", "-", "--only", "wider", code=2)
    assert "'wider' is not one of widened, unknown, narrowed" in result.stderr


def test_an_invalid_configuration(run, tmp_path):
    """The error is the same as in other commands."""
    path = tmp_path / "cors.json"
    path.write_text(run(make("/x"), "routes", "--json").stdout, encoding="utf-8")
    app = make("/x", origins=A, strict=True)
    app.config["CORS_MAX_AGE"] = "soon"
    result = run(app, "diff", str(path), code=2)
    assert "CORS_MAX_AGE='soon'" in result.stderr


def under_policy(option, **options):
    """Return an app with one route and one option, set in its usual scope."""
    view = never
    app = make(**{"origins": A, **(options if "app" in option.scopes else {})})
    if "app" not in option.scopes:
        view = cross_origin(origins=A, **options)(lambda: never())  # noqa: PLW0108
    app.add_url_rule("/x", "x", view)
    return app


@pytest.mark.parametrize("name", [name for name in OPTIONS if OPTIONS[name].in_policy])
def test_every_option_is_listed_and_compared(name, run, diff):
    """A row in the option table is enough for `routes --json` to write it and `diff` to read it."""
    option = OPTIONS[name]
    value = {
        "switch": not option.default,
        "degree": "unsafe",
        "seconds": 60,
        "names": ["PUT", "X-A"],
        "patterns": [B] if name == "origins" else ["X-A"],
    }[option.shape]
    before, after = under_policy(option), under_policy(option, **{name: value})

    def listed(app):
        (settings,) = json.loads(run(app, "routes", "--json").stdout)["settings"]
        return {
            "origins": settings["origins"],
            "supports_credentials": settings["credentials"],
            **settings["options"],
        }[name]

    assert listed(before) != listed(after)
    (route,) = json.loads(diff(before, after, "--json").stdout)["routes"]
    assert [each["option"] for each in route["differences"]] == [name]
    expected = {"more": "widened", "less": "narrowed", "never": "changed"}
    if option.shape == "switch":
        assert route["change"] == expected[option.opens]
    diff(after, after, code=0)


def test_a_file_that_is_too_large_is_not_read(run, tmp_path):
    """A snapshot from anyone must not exhaust memory."""
    path = tmp_path / "large.json"
    written = run(make("/x", origins=A), "routes", "--json").stdout
    path.write_text(written + " " * ((32 << 20) - len(written)), encoding="utf-8")
    assert run(make("/x", origins=A), "diff", str(path)).stderr == "1 equal.\n"
    path.write_text(path.read_text(encoding="utf-8") + " ", encoding="utf-8")
    result = run(make("/x", origins=A), "diff", str(path), code=2)
    assert result.stderr == (
        f"Error: {str(path)!r} is too large for a snapshot: over 32 MB;"
        " create it with `flask cors routes --json > cors.json`\n"
    )


def test_a_snapshot_with_many_rows_is_compared(run, tmp_path, monkeypatch):
    """Each row may be compared with all, but the total search is bounded."""
    monkeypatch.setattr(word_sets, "_STEPS", 100_000)
    app = make("/x/<y>", resources={"/x/a*": {"origins": A}, "/x/*": {}})
    document = json.loads(run(app, "routes", "--json").stdout)
    first = document["routes"][0]
    document["routes"] = [
        {
            **first,
            "policy": {"kind": "resource", "name": str(number)},
            "settings": number,
        }
        for number in range(1000)
    ]
    document["paths"] = [{"choices": []}]
    document["settings"] = [
        {
            **document["settings"][0],
            "origins": [{"kind": "exact", "text": f"https://a{number}.com"}],
        }
        for number in range(1000)
    ]
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert run(app, "diff", str(path), code=1).stderr.endswith(" widened.\n")
