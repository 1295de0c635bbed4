"""`flask cors diff` compared with every path and origin of small apps, one by one."""

import itertools
import random
import re

import pytest
from flask import Blueprint, Flask

from commands import invoke
from flask_cors import CORS, cross_origin

A, B = "https://a.com", "https://b.com"
ORIGINS = (A, B, "https://evil.test")
SEGMENTS = ("x", "y", "keys", "raw", "xy")
PATHS = [
    "/s" + "".join(f"/{segment}" for segment in chosen)
    for length in (1, 2)
    for chosen in itertools.product(SEGMENTS, repeat=length)
]
PLACES = ("app", "blueprint", "view", "both", "nested", "prefix")


def make(table, place, around=None):
    """Return an app whose rule matches all paths, with resources in one scope or another."""
    app = Flask("compared", static_folder=None)
    outer = {f"/s{path}": options for path, options in (around or table).items()}
    view = cross_origin(max_age=5)(lambda **_: "x") if place == "view" else lambda **_: "x"
    if place in {"app", "view", "both"}:
        CORS(app, resources=outer)
    if place in {"app", "view"}:
        app.add_url_rule("/s/<path:rest>", "b.v", view)
        return app
    prefix = {"nested": "/s", "prefix": "/<one>"}.get(place, "/s")
    blueprint = Blueprint("b", __name__, url_prefix="" if place == "nested" else prefix)
    blueprint.add_url_rule("/<path:rest>", "v", view)
    CORS(blueprint, resources=table)
    if place == "nested":
        parent = Blueprint("p", __name__, url_prefix=prefix)
        CORS(parent, resources=outer)
        parent.register_blueprint(blueprint)
        blueprint = parent
    app.register_blueprint(blueprint)
    return app


def allowed(app):
    """Return the allowed origins of each path, found by requests to the app."""
    client = app.test_client()
    found = set()
    for path, origin in itertools.product(PATHS, ORIGINS):
        headers = client.get(path, headers={"Origin": origin}).headers
        if headers.get("Access-Control-Allow-Origin") in {origin, "*"}:
            found.add((path, origin, "Access-Control-Allow-Credentials" in headers))
            found.add((path, origin, False))
    return found


@pytest.fixture
def verdicts(tmp_path):
    """Return a function that returns the changes between two apps."""

    def verdicts(before, after):
        path = tmp_path / "cors.json"
        path.write_text(invoke(before, "routes", "--json").stdout, encoding="utf-8")
        reported = invoke(after, "diff", str(path), "--only", "equal").stderr.splitlines()[0]
        return set(re.findall("[a-z]+", reported))

    return verdicts


def fault(verdicts, before, after):
    """Return the error of `diff` for two apps, or None."""
    old, new = allowed(before), allowed(after)
    found = verdicts(before, after)
    if new - old and not found & {"widened", "unknown"}:
        return f"opened: {sorted(new - old)[:3]}, reported as {found}"
    if old - new and not found & {"narrowed", "widened", "unknown"}:
        return f"closed: {sorted(old - new)[:3]}, reported as {found}"
    return None


PUBLIC, PRIVATE = {"origins": "*"}, {"origins": A}
COOKIES = {"origins": A, "supports_credentials": True}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"/keys/*": PRIVATE, "/raw/*": PUBLIC}, {"/keys/*": PUBLIC, "/raw/*": PRIVATE}),
        ({"/keys/*": PRIVATE, "/*": PUBLIC}, {"/keys/*": PUBLIC, "/*": PRIVATE}),
        ({"/keys/*": PRIVATE, "/raw/*": PUBLIC}, {"/keys/x": PRIVATE, "/raw/*": PUBLIC}),
        ({"/keys/*": PRIVATE, "/raw/*": PUBLIC}, {"/x/*": PRIVATE, "/keys/*": PUBLIC}),
        ({"/raw/x": PUBLIC, "/*": PRIVATE}, {"/keys/x": PUBLIC, "/*": PRIVATE}),
        ({"/x*y": PRIVATE, "/x*": PUBLIC}, {"/x*": PUBLIC, "/x*y": PRIVATE}),
        ({"/keys/*": {"origins": A}, "/raw/*": COOKIES}, {"/keys/*": COOKIES, "/raw/*": PRIVATE}),
    ],
)
def test_opened_paths_are_never_called_equal(verdicts, place, before, after):
    """If a path allows a new origin, the route is widened or unknown."""
    assert fault(verdicts, make(before, place), make(after, place)) is None


def test_two_resources_that_swap_their_options(verdicts):
    """One of them is wider, one narrower; nothing is unknown, and the same app is equal."""
    before = make({"/keys/*": PRIVATE, "/raw/*": PUBLIC}, "blueprint")
    after = make({"/keys/*": PUBLIC, "/raw/*": PRIVATE}, "blueprint")
    assert verdicts(before, after) == {"widened", "narrowed", "equal"}
    assert verdicts(before, before) == {"equal"}


def test_a_prefix_that_moves_into_the_rule_moves_the_resources(verdicts):
    """The same pattern below another prefix covers other paths."""
    before, after = (Flask("compared", static_folder=None) for _ in range(2))
    for app, prefix, rule in ((before, "/s", ""), (after, None, "/s")):
        blueprint = Blueprint("b", __name__, url_prefix=prefix)
        blueprint.add_url_rule(f"{rule}/<path:rest>", "v", lambda **_: "x")
        CORS(blueprint, resources={"/keys/*": PRIVATE, "/*": PUBLIC})
        app.register_blueprint(blueprint)
    assert fault(verdicts, before, after) is None


PATTERNS = ("/*", "/keys/*", "/raw/*", "/keys/x", "/raw/x", "/x*", "/x*y", r"/(x|y)/.*", "/y")
OPTIONS = (
    {"max_age": 1},
    {"origins": []},
    {"origins": A},
    {"origins": B},
    {"origins": [A, B]},
    {"origins": "*"},
    COOKIES,
)


@pytest.mark.parametrize("place", PLACES)
def test_generated_apps_agree_with_brute_force(verdicts, place):
    """For random resources, a change that opens a path is never called equal or narrower."""
    source = random.Random(place)  # noqa: S311 - nothing secret

    def table():
        chosen = source.sample(PATTERNS, source.randint(1, 4))
        return {pattern: source.choice(OPTIONS) for pattern in chosen}

    def changed(table):
        patterns, values = list(table), list(table.values())
        for each in source.choice(([], [patterns], [values], [patterns, values])):
            source.shuffle(each)
        found = dict(zip(patterns, values, strict=True))
        if source.random() < 0.5:
            found.pop(patterns[0])
            found[source.choice(PATTERNS)] = source.choice(OPTIONS)
        return found

    for _ in range(30):
        inner, outer = table(), table()
        others = (changed(inner), source.choice((outer, changed(outer))))
        found = fault(verdicts, make(inner, place, outer), make(others[0], place, others[1]))
        assert found is None, (inner, outer, others)
