"""The pattern suggested for a path without a policy."""

import json

import pytest
from flask import Blueprint, Flask
from flask.views import MethodView

from commands import invoke
from flask_cors import CORS, cross_origin
from origins import A, B
from situations import add, api

RULES = ("/api/items", "/api/items/<int:n>", "/api/users/<int:n>", "/x", "/v1/users", "/f(1)/x")


def changes(path, origins=A, resources=None):
    """Return the suggested changes so that a page of A can read a path."""
    app = api(*RULES)
    if resources is not None:
        CORS(app, resources=resources, origins=origins)
    result = invoke(app, "explain", "GET", path, "--from", A, "--json", code=1)
    return [change["write"] for change in json.loads(result.stdout)["changes"]]


@pytest.mark.filterwarnings("ignore:.*matches no route:flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("resources", "path", "write"),
    [
        ("/api", "/api/items", "resources: '/api/*' instead of '/api'"),
        ("^/api/", "/api/items/7", "resources: '/api/*' instead of '^/api/'"),
        ("/api/items", "/api/items/7", "resources: '/api/items/*' instead of '/api/items'"),
        ("/API/*", "/api/items", "resources: '/api/*' instead of '/API/*'"),
        ("/api/*|/v1/*", "/v1/users", "resources: ['/api/*', '/v1/*'] instead of '/api/*|/v1/*'"),
    ],
)  # fmt: skip
def test_the_intended_pattern_is_corrected(resources, path, write):
    """A spelling that would govern the path replaces one that does not."""
    assert changes(path, resources=resources) == [write]


@pytest.mark.filterwarnings("ignore:.*matches no route:flask_cors.CORSWarning")
def test_the_corrected_policy_is_judged_as_well():
    """The corrected pattern may not allow the page's origin."""
    first, second = changes("/api/items", B, "/api")
    assert first == "resources: '/api/*' instead of '/api'"
    assert second == "origins=['https://b.com', 'https://a.com']"


def change_in_blueprint(path, **calls):
    """Return the single change so that a page of A can read a path of nested blueprints."""
    app, children = Flask("nested", static_folder=None), []
    for name in ("inner", "outer"):
        bp = Blueprint(name, __name__, url_prefix=f"/{name}")
        add(bp, "/items", "/items/<int:n>", "/users")
        for child in children:
            bp.register_blueprint(child)
        children = [bp]
        if name in calls:
            CORS(bp, resources=calls[name], origins=A)
    app.register_blueprint(bp)
    if "app" in calls:
        CORS(app, resources=calls["app"], origins=A)
    result = invoke(app, "explain", "GET", path, "--from", A, "--json", code=1)
    (change,) = json.loads(result.stdout)["changes"]
    return change


@pytest.mark.filterwarnings("ignore:.*matches no route:flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("blueprint", "resources", "write"),
    [
        ("inner", "/items", "'/items/*' instead of '/items'"),
        ("inner", "/outer/inner/items", "'/outer/inner/items/*' instead of '/outer/inner/items'"),
        ("inner", "^/Items/", "'/items/*' instead of '^/Items/'"),
        ("outer", "/inner", "'/inner/*' instead of '/inner'"),
    ],
)
def test_a_pattern_of_a_blueprint_is_corrected(blueprint, resources, write):
    """The resources of a blueprint have their own spelling, which `check` suggests as well."""
    path = "/outer/inner/items/7"
    change = change_in_blueprint(path, **{blueprint: resources})
    assert change["write"] == f"resources: {write}"
    assert change["hint"].startswith("no resource of blueprint ")
    assert change["source"]["label"].startswith("CORS(")


def test_the_innermost_pattern_is_corrected():
    """If several patterns are possible, the one closest to the view is corrected."""
    calls = {"inner": "/items", "app": "/outer/inner/items"}
    change = change_in_blueprint("/outer/inner/items/7", **calls)
    assert change["write"] == "resources: '/items/*' instead of '/items'"


def test_a_new_pattern_is_added_to_a_blueprint_with_patterns():
    """If no pattern is nearly right, one is added to the blueprint's resources."""
    change = change_in_blueprint("/outer/inner/users", inner="/items/*", app="/outer/items")
    entry = "'/outer/inner/*': {'origins': 'https://a.com'}"
    assert change["write"] == f"resources={{..., {entry}}}"
    assert change["hint"] == (
        "no resource of blueprint 'outer.inner' matches '/outer/inner/users';"
        " configured: '/items/*'"
    )


@pytest.mark.parametrize(
    ("resources", "path", "pattern"),
    [
        ("/x", "/api/users/7", "'/api/users/*'"),
        ("/x", "/api/items", "'/api/*'"),
        ("/v1/users", "/x", "'/x'"),
        ("/x", "/f(1)/x", "re.compile('/f\\\\(1\\\\)/x')"),
    ],
)
def test_a_new_pattern_covers_a_folder(resources, path, pattern):
    """A path is covered with its siblings, unless that is the whole app."""
    (write,) = changes(path, resources=resources)
    assert write == f"resources={{..., {pattern}: {{'origins': 'https://a.com'}}}}"


def test_a_correct_pattern_is_not_changed():
    """A pattern that covers a route continues to cover it."""
    (write,) = changes("/v1/users", resources="/api/users/*")
    assert write == "resources={..., '/v1/*': {'origins': 'https://a.com'}}"


def test_without_a_policy_there_is_a_new_call():
    """The pattern is in a new call."""
    assert changes("/api/items/7") == [
        "CORS(app, resources={'/api/items/*': {'origins': 'https://a.com'}})"
    ]


class Partly(MethodView):
    """A view with a policy for one of its methods."""

    def get(self):
        """Return nothing."""
        return ""

    @cross_origin(origins=A)
    def post(self):
        """Return nothing."""
        return ""


@pytest.mark.parametrize(
    ("options", "start"),
    [
        (None, "no policy governs '/partly'"),
        ({"resources": "/x"}, "no resource matches '/partly'; configured: '/x'"),
    ],
)
def test_the_methods_that_have_a_policy_are_named(options, start):
    """The method of a class that lacks @cross_origin is the cause, not the path."""
    app = api("/x")
    app.add_url_rule("/partly", view_func=Partly.as_view("partly"))
    if options is not None:
        CORS(app, **options)
    result = invoke(app, "explain", "GET", "/partly", "--from", A, "--json", code=1)
    [change] = json.loads(result.stdout)["changes"]
    assert change["hint"] == (
        f"{start}; @cross_origin covers only POST of 'partly': to cover every method, put it on"
        " the class"
    )


@pytest.mark.parametrize(
    ("view", "hint"),
    [
        (
            lambda: "x",
            "no policy governs '/x'; no route has one: was CORS(app) or init_app(app) called?",
        ),
        (cross_origin(origins=A)(lambda: "x"), "no policy governs '/x'"),
    ],
)
def test_an_app_without_any_policy(view, hint):
    """The call that is missing is named, unless another route has a policy."""
    app = api("/x")
    app.add_url_rule("/other", "other", view)
    result = invoke(app, "explain", "GET", "/x", "--from", A, "--json", code=1)
    [change] = json.loads(result.stdout)["changes"]
    assert change["hint"] == hint
