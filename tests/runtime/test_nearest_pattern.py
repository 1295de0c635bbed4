"""A resource that covers no route is warned of where another spelling would cover some."""

import re
import warnings

import pytest
from flask import Blueprint, Flask

from flask_cors import CORS, CORSWarning
from origins import A

RULES = ("/api/items", "/api/items/<int:number>", "/v1/<uuid:key>/<any(old, new):state>/<name>")


def warned(resources, rules=RULES, blueprint=None, **config):
    """Return what the first request warns of."""
    app = Flask("nearest", static_folder=None)
    app.config.update(config)
    target = blueprint or app
    for number, rule in enumerate(rules):
        target.add_url_rule(rule, f"view{number}", lambda **_: "x")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        CORS(target, resources=resources, origins=A)
        if blueprint:
            app.register_blueprint(blueprint, url_prefix="/bp")
        app.test_client().get("/")
    assert all(each.category is CORSWarning for each in caught)
    return [str(each.message).partition(": ")[2] for each in caught]


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("/api", "use '/api/*': without a * it covers that one path only"),
        ("^/api/", "use '/api/*': without a * it covers that one path only"),
        ("^/API/.*", "use '/api/*': paths are case-sensitive"),
        ("/items/*", "use '/api/items/*': it is compared with the whole path, prefix included"),
        ("/v1/*/old/(a|b)/c", "use '/v1/*'"),
    ],
)
def test_the_spelling_that_would_cover_routes_is_shown(pattern, remedy):
    """The first of the likely spellings that governs a route is the remedy."""
    (text,) = warned([pattern])
    assert text == f"resources={pattern!r} covers no route; {remedy}"


ONE_EACH = "each pattern is an item of its own"


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("/api/*|/apx/*", f"use '/api/*': {ONE_EACH}, and '/apx/*' covers no route"),
        ("/api/*|/b/*|/c", f"use '/api/*': {ONE_EACH}, and '/b/*', '/c' cover no route"),
        ("/api|/apx", f"use '/api/*': {ONE_EACH}, and '/apx/*' covers no route"),
        ("^/API/*|^/apx/*", None),
        # What covers only some values of a variable is not dead.
        ("/api/*|/api/items/77777777/*", f"use ['/api/*', '/api/items/77777777/*']: {ONE_EACH}"),
        ("/b|/c", None),
    ],
)
def test_a_dead_part_is_left_out(pattern, remedy):
    """If not all parts of a pattern would cover routes, those that would are shown."""
    rules = ("/api/items", "/api/items/<int:number>/x")
    expected = [f"resources={pattern!r} covers no route; {remedy}"] if remedy else []
    assert warned([pattern], rules) == expected


def test_a_dead_part_of_a_blueprint():
    """A part that covers no route of a blueprint may cover others."""
    (text,) = warned(["/api/*|/apx/*"], RULES, Blueprint("bp", __name__))
    assert text.endswith("'/apx/*' covers no route of blueprint 'bp'")


@pytest.mark.parametrize(
    "pattern",
    [
        "/api/*",
        "/api/items",
        "/api/items/7",
        "/api/items/7/",
        "/*",
        r"/api/items/\d+",
        "/v1/*",
        "/elsewhere/*",
    ],
)
def test_what_covers_a_route_or_is_like_none_is_no_warning(pattern):
    """A pattern that covers a route is right; one that is like no route may be for errors."""
    assert warned([pattern]) == []


def test_what_cannot_be_analysed_may_cover_a_route():
    """An expression with a look-ahead is not said to cover nothing."""
    (text,) = warned([re.compile(r"/api/(?!x)items/\d\d")])
    assert "cannot be analyzed" in text


def test_a_spelling_that_another_pattern_has_is_not_shown():
    """What stands there already is no correction."""
    assert warned({"/api": {}, "/api/*": {}}) == []


def test_it_is_not_said_twice_that_a_pattern_matches_nothing():
    """A pattern that begins with no slash is warned of by `CORS()`, and not again."""
    (text,) = warned(["api/*"])
    assert "paths start with a slash" in text


@pytest.mark.parametrize("pattern", ["/bp/items/*", "/items/*", r"/items/\d+"])
def test_resources_of_a_blueprint_may_have_its_prefix(pattern):
    """With or without the prefix, a pattern covers the routes."""
    assert warned([pattern], ["/items/<int:number>"], Blueprint("bp", __name__)) == []


def test_a_resource_of_a_blueprint_covers_its_own_routes():
    """The routes of others are not those of a blueprint."""
    (text,) = warned(["/item"], ["/items/<int:number>"], Blueprint("bp", __name__))
    assert text.startswith("resources='/item' covers no route of blueprint 'bp'; use '/items/*'")


def test_a_variable_prefix_is_not_looked_into():
    """Below a prefix with a variable nothing is judged."""
    app = Flask("nearest", static_folder=None)
    blueprint = Blueprint("bp", __name__, url_prefix="/<tenant>")
    blueprint.add_url_rule("/items", "items", lambda tenant: tenant)
    CORS(blueprint, resources=["/item"], origins=A)
    app.register_blueprint(blueprint)
    assert app.test_client().get("/a/items").status_code == 200


def test_a_large_app_is_not_looked_through():
    """Starting takes no longer the more routes there are."""
    assert warned(["/api"], [f"/api/{number}/x" for number in range(1001)]) == []
    assert warned([f"/api{number}/y" for number in range(101)], ["/api/x"]) == []
