"""Where the URL prefix of a blueprint ends in a path."""

import pytest
from flask import Flask
from werkzeug.routing import BaseConverter, Rule

from flask_cors._runtime.prefixes import UrlPrefix


def ends(prefix, path, *rules):
    """Return what of a path the prefix can be, on an app with some more converters."""
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
    """Where no rule is known, each place that the converters allow is one."""
    assert ends(prefix, path) == expected


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
def test_rules_tell_where_a_prefix_ends(rules, expected):
    """A rule that the path matches leaves one place, the one that routing found."""
    assert ends("/<path:a>", "/x/x/x/x", *rules) == expected


def test_a_place_is_found_again():
    """A prefix that was asked about a rule is asked about another path of it."""
    prefix = UrlPrefix("/<path:a>", Flask("prefixed", static_folder=None).url_map)
    rules = [Rule("/<path:a>/x")]
    assert [list(prefix.ends(path, rules)) for path in ("/a/x", "/a/b/x")] == [[2], [4]]


@pytest.mark.parametrize(
    ("path", "count"), [("/a" * 100, 32), ("/" + "a" * 4095, 1), ("/" + "a" * 4096, 0)]
)
def test_what_is_tried_is_bounded(path, count):
    """A path without a rule is tried at 32 places, and not at all if it is longer than 4 KiB."""
    assert len(ends("/<path:a>", path)) == count
