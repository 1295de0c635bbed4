"""Warnings for resources that cover no route, if another spelling would cover some."""

import re
import warnings

import pytest
from flask import Blueprint, Flask

from flask_cors import CORS, CORSWarning
from origins import A

RULES = ("/api/items", "/api/items/<int:number>", "/v1/<uuid:key>/<any(old, new):state>/<name>")


def warned(resources, rules=RULES, blueprint=None, prefix="/bp", **config):
    """Return the warnings of the first request."""
    app = Flask("nearest", static_folder=None)
    app.config.update(config)
    target = blueprint or app
    for number, rule in enumerate(rules):
        target.add_url_rule(rule, f"view{number}", lambda **_: "x")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        CORS(target, resources=resources, origins=A)
        if blueprint:
            app.register_blueprint(blueprint, url_prefix=prefix)
        app.test_client().get("/")
    assert all(each.category is CORSWarning for each in caught)
    return [str(each.message).partition(": ")[2] for each in caught]


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("/api", "use '/api/*': without a * it matches only that path"),
        ("^/api/", "use '/api/*': without a * it matches only that path"),
        ("^/API/.*", "use '/api/*': paths are case-sensitive"),
        (
            "/items/*",
            "use '/api/items/*': it is compared with the complete path, including the prefix",
        ),
        ("/v1/*/old/(a|b)/c", "use '/v1/*'"),
    ],
)
def test_the_spelling_that_covers_routes_is_shown(pattern, remedy):
    """The remedy is the first likely spelling that governs a route."""
    (text,) = warned([pattern])
    assert text == f"resources={pattern!r} matches no route; {remedy}"


def test_the_application_root_is_no_part_of_a_pattern():
    """A pattern that begins with `APPLICATION_ROOT` is suggested without it."""
    (text,) = warned(["/shop/api/*"], APPLICATION_ROOT="/shop")
    why = "the path that the app sees does not include APPLICATION_ROOT, here '/shop'"
    assert text == f"resources='/shop/api/*' matches no route; use '/api/*': {why}"


@pytest.mark.parametrize("rule", ["/<any(en, de):lang>/x", "/<any('en','de'):lang>/x"])
def test_a_listed_value_of_a_variable_leads_to_a_route(rule):
    """The first value of `any` is tried."""
    (text,) = warned(["/en"], [rule])
    assert text.endswith("use '/en/*': without a * it matches only that path")


def test_the_problem_is_attached_to_the_warning():
    """The warning has the code, the option and its value, and the last call with the pattern."""
    app = Flask("nearest", static_folder=None)
    app.add_url_rule("/api/items", "items", lambda: "x")
    CORS(app, resources={"/api": {"origins": A}})
    with pytest.warns(CORSWarning, match="already configured") as repeated:
        CORS(app, resources={"/api": {"max_age": 5}})
    with pytest.warns(CORSWarning, match="matches no route") as caught:
        app.test_client().get("/")
    (problem,) = (each.message.problem for each in caught)
    found = problem.code, problem.option, problem.value, problem.error
    assert found == ("dead-resource", "resources", "/api", False)
    last_call = repeated[0].message.problem.source
    label = "CORS(app) resource '/api'"
    assert problem.source == last_call.replaced(kind="resource", label=label)


ONE_EACH = "list each pattern separately"


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("/api/*|/apx/*", f"use '/api/*': {ONE_EACH}, and '/apx/*' matches no route"),
        ("/api/*|/b/*|/c", f"use '/api/*': {ONE_EACH}, and '/b/*', '/c' match no route"),
        ("/api|/apx", f"use '/api/*': {ONE_EACH}, and '/apx/*' matches no route"),
        ("^/API/*|^/apx/*", None),
        # A pattern that covers some values of a variable is not dead.
        ("/api/*|/api/items/77777777/*", f"use ['/api/*', '/api/items/77777777/*']: {ONE_EACH}"),
        ("/b|/c", None),
        # Nothing is suggested that would have a warning of its own.
        ("/api/*|/b%20c", None),
    ],
)
def test_a_dead_part_is_left_out(pattern, remedy):
    """If only some parts of a pattern would cover routes, these are shown."""
    rules = ("/api/items", "/api/items/<int:number>/x")
    expected = [f"resources={pattern!r} matches no route; {remedy}"] if remedy else []
    assert warned([pattern], rules) == expected


def test_a_dead_part_of_a_blueprint():
    """A part that matches no route of a blueprint may cover others."""
    (text,) = warned(["/api/*|/apx/*"], RULES, Blueprint("bp", __name__))
    assert text.endswith("'/apx/*' matches no route of blueprint 'bp'")


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
def test_no_warning_without_a_better_spelling(pattern):
    """A pattern may cover a route, or be meant for errors."""
    assert warned([pattern]) == []


def test_an_unanalysable_pattern_may_cover_a_route():
    """An expression with a look-ahead is not reported as useless."""
    (text,) = warned([re.compile(r"/api/(?!x)items/\d\d")])
    assert "cannot be analyzed" in text


def test_the_spelling_of_another_pattern_is_not_suggested():
    """A pattern that is already configured is not a remedy."""
    assert warned({"/api": {}, "/api/*": {}}) == []
    (text,) = warned({"/API/items": {}, "/api/items": {}})
    assert text.endswith(
        "'/API/items' matches no route; use '/api/items/*': paths are case-sensitive"
    )


def test_a_spelling_that_would_govern_nothing_is_not_suggested():
    """A pattern would not help if another one, declared earlier, has all of its routes."""
    rules = ["/api/items/<int:number>"]
    assert warned({r"/api/items/\d+": {}, "/API/items/*": {}}, rules) == []


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [("api/*", "paths start with a slash"), ("/api/{id}", "is not a URL rule")],
)
def test_a_dead_pattern_is_reported_once(pattern, problem):
    """`CORS()` already warns of a pattern that cannot match a path."""
    (text,) = warned([pattern])
    assert problem in text


@pytest.mark.parametrize(
    "pattern",
    ["/bp/items/*", "/items/*", r"/items/\d+", "/items/77", "/items/77/", "/bp/items/77", "/"],
)
def test_resources_of_a_blueprint_may_have_its_prefix(pattern):
    """A pattern covers the routes with or without the prefix."""
    rules = ["", "/items/<int:number>"]
    # One that matches nothing, for the other to be examined.
    assert warned([pattern, "/nowhere"], rules, Blueprint("bp", __name__)) == []


def test_a_blueprint_without_routes_has_no_better_spelling():
    """There is nothing to compare its resources with."""
    assert warned(["/items"], [], Blueprint("bp", __name__)) == []


def test_a_resource_of_a_blueprint_covers_its_own_routes():
    """Routes of other blueprints do not count."""
    (text,) = warned(["/item"], ["/items/<int:number>"], Blueprint("bp", __name__))
    assert text.startswith("resources='/item' matches no route of blueprint 'bp'; use '/items/*'")


def test_a_variable_prefix_is_not_judged():
    """Nothing is checked below a prefix with a variable."""
    blueprint = Blueprint("bp", __name__)
    assert warned(["/api"], ["/api/items"], blueprint, prefix="/<tenant>") == []


def test_a_large_app_is_not_searched():
    """Start-up does not slow down with the number of routes."""
    rules = [f"/api/{number}/x" for number in range(1001)]
    assert len(warned(["/api"], rules[1:])) == 1
    assert warned(["/api"], rules) == []
    assert warned([f"/api{number}/y" for number in range(101)], ["/api/x"]) == []
    assert warned([*(f"/none{number}" for number in range(10)), "/api"]) == []
    assert len(warned([*(f"/none{number}" for number in range(9)), "/api"])) == 1


def test_a_blueprint_of_a_large_app_is_searched():
    """The resources of a blueprint are compared with its own routes only."""
    app = Flask("nearest", static_folder=None)
    for number in range(1001):
        app.add_url_rule(f"/api/{number}/x", f"view{number}", lambda: "x")
    blueprint = Blueprint("bp", __name__, url_prefix="/bp")
    blueprint.add_url_rule("/items/x", "items", lambda: "x")
    CORS(app, resources=["/api"], origins=A)
    CORS(blueprint, resources=["/items"], origins=A)
    app.register_blueprint(blueprint)
    with pytest.warns(CORSWarning, match="resources='/items' matches no route of blueprint 'bp'"):
        app.test_client().get("/")


def test_a_rule_that_is_never_served_is_no_route_of_a_resource():
    """A resource that only fits a rule for `url_for` is warned of like one that fits none."""
    app = Flask("nearest", static_folder=None)
    app.add_url_rule("/api", "built", build_only=True)
    app.add_url_rule("/api/items", "served", lambda: "x")
    CORS(app, resources=["/api"], origins=A)
    with pytest.warns(CORSWarning, match="matches no route; use '/api/\\*'"):
        app.test_client().get("/")
