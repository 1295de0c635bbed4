"""Questions to an app's URL map that run no code of the app."""

import itertools

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from flask_cors._diagnosis.path_matcher import PathMatcher

RULES = ["/<a>/x", "/<int:n>/x", "/<float:f>/x", "/word/x", "/<a>", "/<int:n>", "/<path:p>/x"]
SEGMENTS = ["foo", "bar", "word", "1", "2", "1.5", "2.5", "a-b", "c-d", "x", "ünï", ""]


def app_with(rules):
    """Return an app with rules that only accept POST."""
    app = Flask("app", static_folder=None)
    for index, rule in enumerate(rules):
        app.add_url_rule(rule, f"v{index}", lambda **_: "", methods=["POST"])
    return app


def matched(app, path):
    """Return the rule that matches a POST, or None."""
    try:
        return app.url_map.bind("localhost").match(path, "POST", return_rule=True)[0]
    except HTTPException:
        return None


@pytest.mark.parametrize("extra", [[], ["/<int(max=1):n>/y"]], ids=["by kind", "each"])
def test_a_path_matcher_agrees_with_the_map(extra):
    """Also if it answers for similar paths together."""
    app = app_with([*RULES, *extra])
    matcher = PathMatcher(app)
    for rule in app.url_map.iter_rules():
        for segment, end in itertools.product(SEGMENTS, ["", "/x", "/y"]):
            path = f"/{segment}{end}"
            found = matched(app, path)
            matches = found is rule
            assert matcher.ask(rule, ("POST",), path) == (matches, None if matches else found)


def test_similar_paths_are_matched_once(monkeypatch):
    """It makes no difference which identifier a segment is, unless a rule contains it."""
    app = app_with(RULES)
    rule, matcher, asked = next(app.url_map.iter_rules()), PathMatcher(app), []
    match = MapAdapter.match
    monkeypatch.setattr(
        MapAdapter, "match", lambda *args, **kwargs: asked.append(args[1]) or match(*args, **kwargs)
    )
    for path in ["/foo/x", "/bar/x", "/word/x", "/1/x", "/2/x", "/foo/x"]:
        matcher.ask(rule, ("POST",), path)
    assert asked == ["/foo/x", "/word/x", "/1/x", "/2/x"]
