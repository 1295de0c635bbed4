"""The end of a blueprint's URL prefix within a path."""

import pytest
from flask import Flask
from werkzeug.routing import BaseConverter, Rule

from flask_cors._runtime.url_prefix import UrlPrefix


def ends(prefix, path, *rules):
    """Return the parts of a path that the prefix can match, with more converters."""
    url_map = Flask("prefixed", static_folder=None).url_map
    url_map.converters["pair"] = type("Pair", (BaseConverter,), {"regex": "[a-z]+/[a-z]+"})
    found = UrlPrefix(prefix, url_map)
    return [path[:end] for end in found.ends(path, [Rule(rule) for rule in rules])]


@pytest.mark.parametrize(
    ("prefix", "path", "expected"),
    [
        ("/shop", "/shop", ["/shop"]),
        ("/shop", "/shop/x", ["/shop"]),
        ("/shop", "/shops/x", []),
        ("/a/<b>", "/a", []),
        ("/a/<b>", "/a//x", []),
        ("/a/<b>", "/a/b/c/d", ["/a/b"]),
        ("/a/<int:b>", "/a/b/c", []),
        ("/<a>-<b>/c", "/1-2-3/c/d", ["/1-2-3/c"]),
        ('/<any("a/b", c):d>', "/a/b/c", ["/a/b"]),
        ("/<pair:a>", "/a/b/c/d", ["/a/b"]),
        ("/<path:a>", "/b/c", ["/b", "/b/c"]),
        ("/<path:a>/-", "/b/-/c/-/d", ["/b/-", "/b/-/c/-"]),
    ],
)
def test_a_prefix_may_end_where_its_converters_end(prefix, path, expected):
    """Without a rule, every end that the converters allow is possible."""
    assert ends(prefix, path) == expected


def test_a_prefix_without_slashes_in_its_converters_ends_in_long_paths():
    """Its end is found however long the rest of the path is."""
    assert ends("/<a>/shop", f"/x/shop/{'y' * 5000}") == ["/x/shop"]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["/<path:a>/x"], ["/x/x/x"]),
        (["/<path:a>/x/"], ["/x/x/x"]),
        (["/<path:a>/x/<path:b>"], ["/x"]),
        (["/<path:a>/x", "/<path:a>/x/<path:b>"], ["/x", "/x/x/x"]),
        (["/<path:a>/y"], ["/x", "/x/x", "/x/x/x", "/x/x/x/x"]),
    ],
)
def test_a_rule_determines_the_end(rules, expected):
    """A matching rule leaves the one end that routing found."""
    assert ends("/<path:a>", "/x/x/x/x", *rules) == expected


def test_an_end_is_found_again():
    """A prefix that was resolved for a rule is resolved again for another path."""
    prefix = UrlPrefix("/<path:a>", Flask("prefixed", static_folder=None).url_map)
    rules = [Rule("/<path:a>/x")]
    assert [list(prefix.ends(path, rules)) for path in ("/a/x", "/a/b/x")] == [[2], [4]]


@pytest.mark.parametrize(
    ("path", "count"), [("/a" * 100, 32), ("/" + "a" * 4095, 1), ("/" + "a" * 4096, 0)]
)
def test_attempts_are_bounded(path, count):
    """A path without a rule is tried at 32 ends, or not at all beyond 4 KiB."""
    assert len(ends("/<path:a>", path)) == count
