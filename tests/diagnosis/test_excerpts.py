"""The part of a source line that a finding underlines."""

import linecache

import pytest

from flask_cors._diagnosis.excerpts import excerpt
from flask_cors.core.problems import Source

TEXT = """\
CORS(app, origins=["https://ä.com", "a.com"], max_age=5)
CORS(
    app,
    resources={
        "/api/*": {"origins": "b.com, c.com"},
    },
    expose_headers=(
        "X-A"),
)
@cross_origin
\tcors.init_app(app, max_age=ages["x"]) if ok else print("x")
print(CORS(app, **options))
"""


@pytest.fixture
def marked(tmp_path):
    """Return a function that returns the line of an excerpt, and the marked part of it."""
    file = tmp_path / "app.py"

    def marked(line, reason, text=TEXT):
        file.write_text(text, "utf-8")
        linecache.checkcache(str(file))
        found = excerpt(Source("app", "CORS(app)", str(file), line), reason)
        return found and (found.line, found.text[found.start : found.end])

    return marked


@pytest.mark.parametrize(
    ("line", "reason", "expected"),
    [
        (1, "origins='a.com' has no scheme", (1, "'a.com'".replace("'", '"'))),
        (1, "origins='https://ä.com': x", (1, '"https://ä.com"')),
        (1, "origins='other': x", (1, '["https://ä.com", "a.com"]')),
        (1, "max_age=5: x", (1, "5")),
        (1, "nothing is named", (1, TEXT.splitlines()[0])),
        (1, "methods: x=1", (1, TEXT.splitlines()[0])),
        (2, "origins='c.com': x", (5, '"b.com, c.com"')),
        (2, "resources='/api/*': x", (5, '"/api/*"')),
        (2, "expose_headers=*", (7, "(")),
        (2, "methods=x", (2, "CORS(")),
        (12, "max_age=5: x", (12, 'ages["x"]')),
        (13, "origins='a': x", (13, "CORS(app, **options)")),
        (99, "origins='a': x", None),
        (0, "origins='a': x", None),
    ],
)
def test_the_value_is_marked(marked, line, reason, expected):
    """The mark is under the item, else the option, else the call, on any line."""
    text = TEXT.replace("@cross_origin\n\t", "@cross_origin\ndef view(): pass\n")
    if line == 2 and "expose" in reason:
        expected = (8, '"X-A"')
    assert marked(line, reason, text) == expected


@pytest.mark.parametrize("text", ["@cross_origin\ndef view(): pass\n", "  @cross_origin [\n"])
def test_a_line_without_a_call_is_marked_whole(marked, text):
    """A bare decorator has no call, and neither has a file that is not Python."""
    assert marked(1, "origins='a': x", text) == (1, text.splitlines()[0].strip())


def test_tabs_are_columns(tmp_path):
    """A mark is below its text, whatever the line begins with."""
    file = tmp_path / "tabs.py"
    file.write_text("if ok:\n\tCORS(app, max_age=5)\n", "utf-8")
    found = excerpt(Source("app", "CORS(app)", str(file), 2), "max_age=5: x")
    assert (found.text, found.start, found.end) == ("    CORS(app, max_age=5)", 22, 23)


def test_without_a_file_there_is_no_excerpt():
    """`app.config` is not a line of a file."""
    assert excerpt(Source("config", "app.config"), "origins='a': x") is None
