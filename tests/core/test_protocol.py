"""Terms of the Fetch standard, and the parsing of its lists."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_cors.core import normalization, protocol


@pytest.mark.parametrize("text", ["GET", "get", "X-Total", "*", "a", "!#$%&'*+-.^_`|~09azAZ"])
def test_a_token(text):
    """Letters, digits and fifteen symbols form a token."""
    assert protocol.is_token(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "a,b",
        "a:b",
        "a\n",
        "\na",
        "a\r\nb",
        "a\x00",
        "é",
        "(a)",
        "a/b",
        '"a"',
        "a=b",
    ],
)
def test_not_a_token(text):
    """Separators, control characters and non-ASCII characters do not form a token."""
    assert not protocol.is_token(text)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (None, ()),
        ("", ()),
        (",", ()),
        (" , \t,", ()),
        ("a", ("a",)),
        ("b,a", ("a", "b")),
        (" b ,\ta ", ("a", "b")),
        ("content-type,X-Foo", ("X-Foo", "content-type")),
        ("X-A,x-a,X-a", ("X-A",)),
        ("a b,c", ("c",)),
        ("a\r\nx: y,c", ("c",)),
        ("é,c", ("c",)),
        ("*", ()),
    ],
)
def test_requested_header_names(value, names):
    """Names are sorted, unique and spelled as requested; invalid names are ignored."""
    assert protocol.requested_header_names(value) == names


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (",".join(f"x{i}" for i in range(256)), 256),
        (",".join(f"x{i}" for i in range(257)), 0),
        ("," * 256, 0),
        ("a" * 8192, 1),
        ("a" * 8193, 0),
    ],
    ids=["256 names", "257 names", "257 parts", "8 KiB", "beyond 8 KiB"],
)
def test_requested_header_names_are_bounded(value, count):
    """Beyond 256 names or 8 KiB all names are ignored."""
    assert len(protocol.requested_header_names(value)) == count


@settings(deadline=None)
@given(st.text())
def test_requested_header_names_are_tokens(value):
    """For any input, the names are distinct tokens from it."""
    names = protocol.requested_header_names(value)
    assert all(protocol.is_token(name) and name in value for name in names)
    assert len({name.lower() for name in names}) == len(names)


@pytest.mark.parametrize(
    ("value", "members"),
    [
        ("", []),
        (",, ,", []),
        ("a", ["a"]),
        ("Origin, Accept-Encoding", ["Origin", "Accept-Encoding"]),
        ("a b,\tc ,a b", ["a b", "c", "a b"]),
        ("a\x0b,\n b\xa0", ["a\x0b", "\n b\xa0"]),
    ],
)
def test_list_members(value, members):
    """List members keep their order and lose surrounding blanks and tabs."""
    assert protocol.list_members(value) == members


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2001:DB8::1:0:0:1", "2001:db8::1:0:0:1"),
        ("::FFFF:192.0.2.1", "::ffff:c000:201"),
        ("::ffff:0:1", "::ffff:0:1"),
    ],
)
def test_an_ipv6_address(text, expected):
    """The address is in its shortest form, in lower case, on every Python version."""
    assert normalization.serialized_ipv6(text) == expected
