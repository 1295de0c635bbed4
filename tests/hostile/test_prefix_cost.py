"""A client's path does not make the search for a blueprint's prefix slow."""

import pytest
from flask import Flask

from counting import lines_run
from flask_cors._runtime.url_prefix import UrlPrefix
from flask_cors.core.regex import matching


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
def test_the_steps_of_a_prefix_grow_with_the_path(monkeypatch, prefix, unit):
    """A path four times as long takes four times as many steps, not sixteen."""
    spent = 0

    def counting(regex):
        matches, cost = matching.matcher(regex), matching.steps(regex)

        def counted(text):
            nonlocal spent
            spent += cost(len(text))
            return matches(text)

        return counted

    monkeypatch.setattr("flask_cors._runtime.url_rules.matcher", counting)
    found = UrlPrefix(prefix, Flask("prefixed", static_folder=None).url_map)
    taken = []
    for size in (3, 300, 1200):  # the first compiles
        spent, path = 0, "/" + (unit * size)[:size].lstrip("/")
        lines = lines_run(lambda path=path: list(found.ends(f"{path}!")))
        taken.append(lines + spent)
    assert 0 < taken[2] < 10 * taken[1]
