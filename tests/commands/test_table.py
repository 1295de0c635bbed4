"""How a table is laid out in a pipe and on terminals of different widths."""

from collections import Counter

import pytest

from flask_cors._commands.table import least, natural, pairs, render, wrap

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


@pytest.mark.parametrize("width", [30, 40, 50, 60, 80, 100, 120])
def test_no_line_is_wider_than_the_terminal(width):
    """Whatever the width, from 30 columns on, lines keep to it and nothing is lost."""
    lines = render(HEADERS, ROWS, width, 2)
    assert max(map(len, lines)) <= width
    shown = Counter(char for line in lines for char in line if char not in " -")
    cells = Counter(char for row in (HEADERS, *ROWS) for cell in row for char in cell)
    del cells[" "]
    assert shown == cells


def test_a_terminal_that_is_too_narrow_for_anything_is_overflowed():
    """Below the narrowest columns there is nothing left to break."""
    assert max(map(len, render(HEADERS, ROWS, 5, 2))) > 5


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


def test_what_a_table_needs_is_known_before():
    """`natural` is how wide it is where nothing is broken, `least` how narrow it can be made."""
    whole = render(HEADERS, ROWS, None, 2)
    assert natural(HEADERS, ROWS) == max(map(len, whole))
    narrowest = least(HEADERS, ROWS, 2)
    assert max(map(len, render(HEADERS, ROWS, narrowest, 2))) == narrowest
    assert max(map(len, render(HEADERS, ROWS, narrowest - 1, 2))) == narrowest


def test_pairs_go_on_behind_their_label():
    """A text that is too long is broken, and stays in its column; in a pipe it is not."""
    lines = [("one", "a long text"), ("other", "")]
    assert list(pairs(lines, 16, " ", 5)) == [" one    a long", "        text", " other"]
    assert list(pairs(lines, None, " ", 5)) == [" one    a long text", " other"]
