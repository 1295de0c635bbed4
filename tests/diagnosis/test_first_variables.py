"""Rules that begin with a variable: their resources are found once for all of them."""

import itertools
import random

import pytest
from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from flask_cors import CORS, cross_origin
from flask_cors._diagnosis.path_areas import Overlaps
from flask_cors._diagnosis.rows import rows
from flask_cors._runtime.state import preview
from views import never

#: Rules that treat all identifiers alike, unless they contain them.
RULES = (
    "/<a>/x",
    "/<a>/y/<int:b>",
    "/<path:a>/x",
    "/<int:a>/x",
    "/<a>/<b>/x",
    "/<a>/<path:b>/z",
    "/v/<a>/x",
    "/<a>/x/",
    "/<a>/../x",
)
#: Rules that do not.
PARTICULAR = (
    '/<any("v", "w>/x"):a>/x',
    "/<string(length=1):a>/y/<b>",
    "/<a>-b/x",
    "/<odd:a>/x",
    "/<a>/<odd:b>",
)
#: They take paths away from the others.
RIVALS = ("/v/x", "/v/<path:a>", "/1/x", "/<path:a>", "/w/x", "/<any(v, w):a>/x")
PATTERNS = (
    "/v/*",
    "/w*",
    "/v/x",
    "/v/x/*",
    "/*/x",
    "/1/*",
    "/v*",
    r"/[vw]/.*",
    r"/v/(?!y).*",
    "/a/*",
    "/*",
)
SEGMENTS = ("v", "w", "x", "y", "z", "1", "a", "w>")
PATHS = [
    "/" + "/".join(segments)
    for length in (1, 2, 3)
    for segments in itertools.product(SEGMENTS, repeat=length)
]


class Odd(BaseConverter):
    """A converter that cannot be analyzed."""

    regex = r"(?!x)[^/]+"


def made(source):
    """Return a random app, which may have its resources on a blueprint."""
    app = Flask("first", static_folder=None)
    app.url_map.converters["odd"] = Odd
    app.url_map.strict_slashes = source.choice((True, False))
    prefix = source.choice((None, None, "", "/<one>", "/<path:one>"))
    table = app if prefix is None else Blueprint("b", __name__, url_prefix=prefix)
    if source.random() < 0.5:
        rules = source.sample(RULES, 4) + source.sample(RIVALS[:-1], 1)
    else:
        rules = source.sample(RULES + PARTICULAR, 4) + source.sample(RIVALS, 1)
    for number, rule in enumerate(rules):
        inside = source.random() < 0.2
        view = cross_origin(max_age=number)(lambda **_: "") if inside else never
        table.add_url_rule(rule, f"e{number}", view)
        if rule == "/<a>/x" and source.random() < 0.5:
            table.add_url_rule("/short", f"e{number}", view, defaults={"a": "v"})
    chosen = source.sample(PATTERNS, source.randint(1, 4))
    CORS(
        table, resources={text: {"origins": f"https://{at}.test"} for at, text in enumerate(chosen)}
    )
    if prefix is not None:
        app.register_blueprint(table)
    return app


def described(row):
    """Return everything about a row except its example."""
    return (id(row.rule), row.methods, row.governed_by, row.certain, row.choices, row.answerer)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_the_listing_is_complete(seed, monkeypatch):
    """It agrees with the app on each path, and with a search for each rule on its own."""
    app = made(random.Random(seed))  # noqa: S311 - nothing secret
    resolver, _ = preview(app)
    found = rows(app, resolver)
    adapter = app.url_map.bind("localhost")
    listed = {(id(row.rule), row.policy) for row in found}
    for path in PATHS:
        try:
            rule, _ = adapter.match(path, "GET", return_rule=True)
        except HTTPException:
            continue
        assert (id(rule), resolver.governing(rule.endpoint, "GET", path)) in listed, path
    for row in found:
        if row.example is not None:
            assert adapter.match(row.example, "GET", return_rule=True)[0] is row.rule
            assert resolver.governing(row.rule.endpoint, "GET", row.example) is row.policy
    monkeypatch.setattr(Overlaps, "_areas_by_folder", lambda *_: None)
    alone = rows(app, preview(app)[0])
    assert sorted(map(described, found), key=repr) == sorted(map(described, alone), key=repr)


class Fine(BaseConverter):
    """A converter that wins against others."""

    regex = "va"
    weight = 50


@pytest.mark.parametrize(
    "rival",
    ["/va/x", "/v<b>/x", "/<any(va):b>/x", "/<string(length=2):b>/x", "/<fine:b>/x", "/short"],
)
def test_a_path_of_another_rule(rival):
    """A resource is not listed for a rule if another rule takes all its paths."""
    app = Flask("rivals", static_folder=None)
    app.url_map.converters["fine"] = Fine
    # The value of a default is redirected to the rule without the variable.
    default = {"endpoint": "e", "defaults": {"a": "va"}} if rival == "/short" else {}
    app.add_url_rule(rival, **{"endpoint": "rival", "view_func": never, **default})
    app.add_url_rule("/<a>/x", "e", never)
    CORS(app, resources={f"/{word}/*": {"origins": f"https://{word}.test"} for word in WORDS})
    adapter = app.url_map.bind("localhost")
    taken = {word for word in WORDS if matches(adapter, f"/{word}/x", "/<a>/x")}
    assert 0 < len(taken) < len(WORDS)
    found = [row for row in rows(app, preview(app)[0]) if row.rule.rule == "/<a>/x"]
    assert {row.name for row in found} == {"", *(f"/{word}/*" for word in taken)}


WORDS = ("ua", "va", "waa")


def matches(adapter, path, rule):
    """Return whether a path leads to a rule."""
    try:
        return adapter.match(path, return_rule=True)[0].rule == rule
    except HTTPException:
        return False
