"""The layout of tables in a pipe and on terminals of different widths."""

import pytest

from flask_cors._commands.table import folded, pairs, render, wrap


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """Return lines without styles."""
    monkeypatch.setenv("NO_COLOR", "1")


HEADERS = ["Name", "Path", "Origins"]
ROWS = [
    ["one", "/a", "https://a.example.com, https://b.example.com"],
    ["second.of.them", "/a/<int:number>/details", "*"],
]


def test_without_a_width_nothing_is_wrapped():
    """In a pipe every cell is whole, and no line ends with spaces."""
    assert render(HEADERS, ROWS, None, 2) == [
        "Name            Path                     Origins",
        "--------------  -----------------------  --------------------------------------------",
        "one             /a                       https://a.example.com, https://b.example.com",
        "second.of.them  /a/<int:number>/details  *",
    ]


def test_a_table_that_fits_is_unchanged():
    """A terminal that is wide enough shows the same as a pipe."""
    assert render(HEADERS, ROWS, 85, 2) == render(HEADERS, ROWS, None, 2)


def test_the_cheapest_column_is_wrapped_first():
    """A cell that is too long continues in the next line of its column."""
    assert render(HEADERS, ROWS, 70, 2) == [
        "Name            Path                     Origins",
        "--------------  -----------------------  -----------------------------",
        "one             /a                       https://a.example.com,",
        "                                         https://b.example.com",
        "second.of.them  /a/<int:number>/details  *",
    ]


def test_a_row_that_is_too_wide_takes_two_lines():
    """The columns after the fold have their own, indented line."""
    assert render(HEADERS, ROWS, 40, 2) == [
        "Name            Path",
        "  Origins",
        "----------------------------------------",
        "one             /a",
        "  https://a.example.com,",
        "  https://b.example.com",
        "second.of.them  /a/<int:number>/details",
        "  *",
    ]


@pytest.mark.parametrize("width", [39, 45, 50, 60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(width):
    """If every name fits, lines fit the width and nothing is lost."""
    lines = render(HEADERS, ROWS, width, 2)
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", range(5, 130, 5))
def test_no_name_is_wrapped(width):
    """Names stay whole at any width."""
    words = set(" ".join(render(HEADERS, ROWS, width, 2)).split())
    assert {word for row in ROWS for cell in row for word in cell.split()} <= words


def test_a_row_that_is_too_wide_for_two_lines_has_one_per_cell():
    """The first columns form a title; other cells have labels; dashes are left out."""
    rows = [*ROWS, ["third", "/c", "-"]]
    assert render(HEADERS, rows, 30, 2) == [
        "one  /a",
        "  Origins",
        "        https://a.example.com,",
        "        https://b.example.com",
        "second.of.them",
        "/a/<int:number>/details",
        "  Origins  *",
        "third  /c",
    ]


def test_a_table_without_a_second_line():
    """If all columns are before the fold, each row has one line, or a title."""
    rows = [row[:2] for row in ROWS]
    assert render(HEADERS[:2], rows, 39, 2)[-1] == "second.of.them  /a/<int:number>/details"
    assert render(HEADERS[:2], rows, 30, 2)[-2:] == ["second.of.them", "/a/<int:number>/details"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("two words here", ["two words", "here"]),
        ("https://a.example", ["https://a.", "example"]),
        ("abcdefghijklmnop", ["abcdefghij", "klmnop"]),
        ("a/bcdefghijklmnop", ["a/bcdefghi", "jklmnop"]),
    ],
)
def test_text_is_wrapped_at_readable_points(text, lines):
    """At a space, else after punctuation in the second half, else anywhere."""
    assert wrap(text, 10) == lines


def test_wide_characters_take_two_columns():
    """Columns are aligned whatever characters the cells contain."""
    rows = [["日本語", "/a"], ["🙂", "/b"], ["cafe\u0301", "/c"]]
    assert render(["Name", "Path"], rows, None, 1) == [
        "Name    Path",
        "------  ----",
        "日本語  /a",
        "🙂      /b",
        "cafe\u0301    /c",
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("日本語 日本", ["日本語", "日本"]),
        ("日本語日本語", ["日本語", "日本語"]),
        ("日/本語日本", ["日/", "本語日", "本"]),
        ("cafe\u0301 \u20dd", ["cafe\u0301 \u20dd"]),
        ("a🙂🙂🙂", ["a🙂🙂", "🙂"]),
    ],
)
def test_wide_characters_are_wrapped_by_columns(text, lines):
    """A line has room for half as many of them; combining characters take no column."""
    assert wrap(text, 6) == lines


def test_a_line_has_at_least_one_character():
    """A column narrower than one wide character still ends."""
    assert wrap("日本", 1) == ["日", "本"]


def test_a_name_may_be_left_whole():
    """A word that is longer than a line has its own line."""
    assert wrap("a https://a.example b c", 10, whole=True) == ["a", "https://a.example", "b c"]
    assert wrap("https://a.example", 10, whole=True) == ["https://a.example"]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("a bookshop.of.a.town b", None, ["  = at: a bookshop.of.a.town b"]),
        ("a b c", 30, ["  = at: a b c"]),
        (f"a {'bookshop.' * 3} b", 30, ["  = at: a", f"   {'bookshop.' * 3}", "   b"]),
        (f"{'bookshop.' * 3} b", 30, ["  = at:", f"   {'bookshop.' * 3}", "   b"]),
        ("x" * 30, 30, ["  = at:", "x" * 30]),
        ("x" * 31, 30, [f"  = at: {'x' * 22}", f"        {'x' * 9}"]),
    ],
)
def test_a_name_is_wrapped_only_if_no_line_is_long_enough(text, width, lines):
    """A value that is too long for the space after its label begins further to the left."""
    assert folded(text, width, "  = at: ", " " * 8) == lines


def test_a_name_may_begin_before_its_indent():
    """If a line begins with a blank, it has no label."""
    name = "bookshop." * 3
    assert folded(f"{name} a b", 29, "    ", "      ") == [f"  {name}", "      a b"]


def test_a_table_that_may_not_be_shortened():
    """If it is one column too wide, each cell has its own line."""
    assert render(HEADERS, ROWS, 85, 2, shorten=False) == render(HEADERS, ROWS, None, 2)
    assert render(HEADERS, ROWS, 84, 2, shorten=False) == [
        "one  /a",
        "  Origins  https://a.example.com, https://b.example.com",
        "second.of.them  /a/<int:number>/details",
        "  Origins  *",
    ]


def test_values_are_wrapped_after_their_label():
    """Long text is wrapped within its column; in a pipe it is not."""
    lines = [("one", "a long text"), ("other", "")]
    assert list(pairs(lines, 16, " ", 5)) == [" one    a long", "        text", " other"]
    assert list(pairs(lines, None, " ", 5)) == [" one    a long text", " other"]
