"""What a client puts into a path does not make the prefix of a blueprint slow to find."""

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
    """A path four times as long takes four times as long, and not sixteen or more."""
    found = UrlPrefix(prefix, Flask("prefixed", static_folder=None).url_map)
    short, long = (_seconds(found, "/" + (unit * size)[:size].lstrip("/")) for size in (300, 1200))
    assert long < 10 * short


def _seconds(prefix, path):
    """Return the CPU time of the fastest of some searches in a path that ends otherwise."""
    taken = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(5):
            assert not list(prefix.ends(f"{path}!"))
        taken.append(time.process_time() - start)
    return min(taken)
