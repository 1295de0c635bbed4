"""A client's path does not make the search for a blueprint's prefix slow."""

import time

import pytest
from flask import Flask

from flask_cors._runtime.prefixes import UrlPrefix


@pytest.mark.parametrize(
    ("prefix", "unit"),
    [
        ("/<a>-<b>-<c>/shop", "-"),
        ("/<a>-<b>-<c>/shop", "a-"),
        ("/<a>.<b>.<c>/shop", "."),
        ("/v<a>v<b>v<c>v", "v"),
        ("/<path:a>/<path:b>/shop", "/a"),
        ("/<path:a>-<path:b>-<path:c>/shop", "-"),
    ],
)
def test_the_time_of_a_prefix_grows_with_the_path(prefix, unit):
    """A path four times as long takes about four times as long, not sixteen."""
    found = UrlPrefix(prefix, Flask("prefixed", static_folder=None).url_map)
    short, long = (_seconds(found, "/" + (unit * size)[:size].lstrip("/")) for size in (300, 1200))
    assert long < 10 * short


def _seconds(prefix, path):
    """Return the CPU time of the fastest of several searches in a path with a different end."""
    taken = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(5):
            assert not list(prefix.ends(f"{path}!"))
        taken.append(time.process_time() - start)
    return min(taken)
