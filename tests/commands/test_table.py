"""How a table is laid out in a pipe and on terminals of different widths."""

import pytest

from flask_cors._commands.table import natural, pairs, render, wrap


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    """Ask for lines without styles."""
    monkeypatch.setenv("NO_COLOR", "1")


HEADERS = ["Name", "Path", "Origins"]
ROWS = [
    ["one", "/a", "https://a.example.com, https://b.example.com"],
    ["second.of.them", "/a/<int:number>/details", "*"],
]


def test_without_a_width_nothing_is_broken():
    """In a pipe every cell is whole, and no line ends with spaces."""
    assert render(HEADERS, ROWS, None, 2) == [
        "Name            Path                     Origins",
        "--------------  -----------------------  --------------------------------------------",
        "one             /a                       https://a.example.com, https://b.example.com",
        "second.of.them  /a/<int:number>/details  *",
    ]


def test_what_fits_is_left_alone():
    """A terminal that is wide enough shows what a pipe does."""
    assert render(HEADERS, ROWS, 85, 2) == render(HEADERS, ROWS, None, 2)


def test_the_column_that_suffers_least_is_broken_first():
    """A cell that is too long goes on in the next line of its column."""
    assert render(HEADERS, ROWS, 70, 2) == [
        "Name            Path                     Origins",
        "--------------  -----------------------  -----------------------------",
        "one             /a                       https://a.example.com,",
        "                                         https://b.example.com",
        "second.of.them  /a/<int:number>/details  *",
    ]


def test_what_is_too_narrow_for_one_line_takes_two():
    """The columns from the fold on stand in an indented line of their own."""
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
    """If every name fits, lines keep to the width and nothing is lost."""
    lines = render(HEADERS, ROWS, width, 2)
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", range(5, 130, 5))
def test_no_name_is_broken(width):
    """Whatever the width, each name is whole."""
    words = set(" ".join(render(HEADERS, ROWS, width, 2)).split())
    assert {word for row in ROWS for cell in row for word in cell.split()} <= words


def test_what_is_too_narrow_for_two_lines_has_a_line_for_each_cell():
    """The first columns are a title; the others have their names in front; a dash is left out."""
    rows = [*ROWS, ["third", "/c", "-"]]
    assert render(HEADERS, rows, 30, 2) == [
        "one  /a",
        "  Origins  https://a.example.com,",
        "           https://b.example.com",
        "second.of.them",
        "/a/<int:number>/details",
        "  Origins  *",
        "third  /c",
    ]


def test_a_table_without_a_second_line():
    """All columns may be before the fold; it is one line for each row, or a title."""
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
def test_a_text_is_broken_where_it_reads_well(text, lines):
    """At a space, else behind punctuation in the second half, else anywhere."""
    assert wrap(text, 10) == lines


def test_a_name_may_be_left_whole():
    """A word that is longer than a line stands in a line of its own."""
    assert wrap("a https://a.example b c", 10, whole=True) == ["a", "https://a.example", "b c"]
    assert wrap("https://a.example", 10, whole=True) == ["https://a.example"]


def test_what_a_table_needs_is_known_before():
    """`natural` is how wide it is if nothing is broken."""
    assert natural(HEADERS, ROWS) == max(map(len, render(HEADERS, ROWS, None, 2)))


def test_pairs_go_on_behind_their_label():
    """A text that is too long is broken, and stays in its column; in a pipe it is not."""
    lines = [("one", "a long text"), ("other", "")]
    assert list(pairs(lines, 16, " ", 5)) == [" one    a long", "        text", " other"]
    assert list(pairs(lines, None, " ", 5)) == [" one    a long text", " other"]
