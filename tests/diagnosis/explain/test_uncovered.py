"""The pattern that is proposed for a path without a policy."""

import json

import pytest

from commands import invoke
from flask_cors import CORS
from origins import A, B
from situations import api

RULES = ("/api/items", "/api/items/<int:n>", "/api/users/<int:n>", "/x", "/v1/users", "/f(1)/x")


def changes(path, origins=A, resources=None):
    """Return what `explain` would have changed, so that a page of A can read a path."""
    app = api(*RULES)
    if resources is not None:
        CORS(app, resources=resources, origins=origins)
    result = invoke(app, "explain", "GET", path, "--from", A, "--json", code=1)
    return [change["write"] for change in json.loads(result.stdout)["changes"]]


@pytest.mark.filterwarnings("ignore:.*covers no route:flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("resources", "path", "write"),
    [
        ("/api", "/api/items", "resources: '/api/*' in place of '/api'"),
        ("^/api/", "/api/items/7", "resources: '/api/*' in place of '^/api/'"),
        ("/api/items", "/api/items/7", "resources: '/api/items/*' in place of '/api/items'"),
        ("/API/*", "/api/items", "resources: '/api/*' in place of '/API/*'"),
        ("/api/*|/v1/*", "/v1/users", "resources: ['/api/*', '/v1/*'] in place of '/api/*|/v1/*'"),
    ],
)  # fmt: skip
def test_a_pattern_that_was_meant_is_corrected(resources, path, write):
    """A spelling that would govern the path takes the place of one that does not."""
    assert changes(path, resources=resources) == [write]


@pytest.mark.filterwarnings("ignore:.*covers no route:flask_cors.CORSWarning")
def test_the_corrected_policy_is_judged_as_well():
    """What the corrected pattern allows may not be the page's origin."""
    first, second = changes("/api/items", B, "/api")
    assert first == "resources: '/api/*' in place of '/api'"
    assert second == "origins=['https://b.com', 'https://a.com']"


@pytest.mark.parametrize(
    ("resources", "path", "pattern"),
    [
        ("/x", "/api/users/7", "'/api/users/*'"),
        ("/x", "/api/items", "'/api/*'"),
        ("/v1/users", "/x", "'/x'"),
        ("/x", "/f(1)/x", "re.compile('/f\\\\(1\\\\)/x')"),
    ],
)
def test_a_new_pattern_is_for_a_folder(resources, path, pattern):
    """A path is covered with those beside it, unless that is the whole app."""
    (write,) = changes(path, resources=resources)
    assert write == f"resources={{..., {pattern}: {{'origins': 'https://a.com'}}}}"


def test_a_pattern_that_is_right_is_not_corrected():
    """What covers a route goes on to cover it."""
    (write,) = changes("/v1/users", resources="/api/users/*")
    assert write == "resources={..., '/v1/*': {'origins': 'https://a.com'}}"


def test_without_any_policy_there_is_a_new_call():
    """The pattern is that of a new call."""
    assert changes("/api/items/7") == [
        "CORS(app, resources={'/api/items/*': {'origins': 'https://a.com'}})"
    ]
