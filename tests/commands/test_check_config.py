"""`[tool.flask_cors.check]` in `pyproject.toml`, the configuration of `flask cors check`."""

import json

import pytest
from flask import Flask

from flask_cors import CORS

A = "https://a.com"
#: The findings of the app without a file.
ALL = [("CORS502", ("x", "y")), ("CORS504", ("x", "y"))]


def make():
    """Return an app with two findings about the same two endpoints."""
    app = Flask("configured", static_folder=None)
    CORS(app, origins=A, methods="auto", allow_headers="Cookie", max_age=90_000)
    app.add_url_rule("/x", "x", lambda: "")
    app.add_url_rule("/y", "y", lambda: "")
    return app


@pytest.fixture
def found(command, tmp_path, monkeypatch):
    """Return a function that writes a `pyproject.toml` and returns the findings of `check`."""
    folder = tmp_path / "src"
    folder.mkdir()
    run = command("check")
    monkeypatch.chdir(folder)

    def found(text, *args, code=1):
        (tmp_path / "pyproject.toml").write_text(text, "utf-8")
        result = run(make(), "--format", "json", *args, code=code)
        if code == 2:
            return result.stderr
        return [
            (each["id"], tuple(each["endpoints"])) for each in json.loads(result.stdout)["findings"]
        ]

    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ALL),
        ("[tool.other]\nselect = 1", ALL),
        ("[tool.flask_cors.check]", ALL),
        ('[tool.flask_cors.check]\nignore = ["long-max-age"]', ALL[:1]),
        ('[tool.flask_cors.check]\nselect = ["CORS504"]', ALL[1:]),
        ('[tool.flask_cors.check]\nselect = ["CORS5"]\nignore = ["cors502"]', ALL[1:]),
        (
            '[tool.flask_cors.check.per-endpoint-ignore]\nx = ["CORS5"]\nz = ["CORS5"]',
            [("CORS502", ("y",)), ("CORS504", ("y",))],
        ),
        ('[tool.flask_cors.check]\nper-endpoint-ignore = {"*" = ["CORS504"]}', ALL[:1]),
    ],
)
def test_the_file_selects_rules(found, text, expected):
    """Rules are selected and ignored by id, prefix or name, for all or some endpoints."""
    assert found(text) == expected


def test_an_option_replaces_its_key(found):
    """`--select` and `--ignore` each replace their own key."""
    text = '[tool.flask_cors.check]\nselect = ["CORS504"]\nignore = ["CORS502"]'
    assert found(text, "--ignore", "CORS503") == ALL[1:]
    assert found(text, "--select", "CORS5") == ALL[1:]
    assert found(text, "--select", "CORS5", "--ignore", "CORS504") == ALL[:1]


def test_the_nearest_file_with_the_table_counts(found, tmp_path):
    """A `pyproject.toml` without the table is skipped."""
    (tmp_path / "src/pyproject.toml").write_text("[project]", "utf-8")
    assert found('[tool.flask_cors.check]\nignore = ["CORS502"]') == ALL[1:]


def test_a_finding_without_an_endpoint_is_kept(found, tmp_path):
    """A finding without an endpoint cannot be ignored for one."""
    text = '[tool.flask_cors.check.per-endpoint-ignore]\n"*" = ["CORS5"]'
    assert found(text, code=0) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", "pyproject.toml cannot be read: "),
        (
            "[tool.flask_cors.check]\nignored = []",
            "tool.flask_cors.check: unknown key 'ignored'; did you mean 'ignore'?",
        ),
        (
            "[tool.flask_cors.check]\nx = 1",
            (
                "tool.flask_cors.check: unknown key 'x'; the keys are select, ignore,"
                " per-endpoint-ignore"
            ),
        ),
        (
            '[tool.flask_cors.check]\nignore = "CORS5"',
            "tool.flask_cors.check.ignore must be a list of rules, such as ['CORS504']",
        ),
        (
            "[tool.flask_cors.check]\nselect = [1]",
            "tool.flask_cors.check.select must be a list of rules, such as ['CORS504']",
        ),
        (
            "[tool.flask_cors.check]\nper-endpoint-ignore = []",
            "tool.flask_cors.check.per-endpoint-ignore must be a table from endpoints to rules",
        ),
        (
            '[tool.flask_cors.check]\nignore = ["CORS99"]',
            "tool.flask_cors.check: no rule 'CORS99'; did you mean ",
        ),
    ],
)
def test_a_mistake_in_the_file_is_an_error(found, text, message):
    """The message is one line, and the status is 2."""
    assert found(text, code=2).startswith(f"Error: {message}")
