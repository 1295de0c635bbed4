"""Suggestions for a pattern that matches no route."""

import pytest

from flask_cors.core.patterns.likely_paths import folder_of, likely_paths

ROUTES = ["/api/items", "/api/items/*", "/v1/users/*", "/auth/login"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("/api", ["/api/*"]),
        ("/api/", ["/api/*"]),
        ("^/api/", ["/api/*"]),
        ("^/api/.*$", ["/api/*"]),
        (r"\/api\/*", ["/api/*"]),
        (r"/api/\*", ["/api/*"]),
        ("/api/*/", ["/api/*"]),
        ("/api//", ["/api/*"]),
        ("'/api/*'", ["/api/*"]),
        ("http://localhost:5000/api/*", ["/api/*"]),
        ("/api/items/<int:number>", ["/api/items/*"]),
        ("/api/items/{number}", ["/api/items/*"]),
        ("/api/items/:number", ["/api/items/*"]),
        (r"/api/items/\d+", ["/api/items/*"]),
        ("/api/*|/auth/*", ["/api/*", "/auth/*"]),
        ("/api, /auth", ["/api/*", "/auth/*"]),
        ("/(api|auth)/.*", ["/api/*", "/auth/*"]),
        ("/API/*", ["/api/*"]),
        ("/users/*", ["/v1/users/*"]),
        ("/users", ["/v1/users/*"]),
        ("/backend/api/*", ["/api/*"]),
        ("/ap/*", ["/api/*"]),
        ("/auht/login", ["/auth/login"]),
    ],
)
def test_the_intended_pattern_is_suggested(text, meant):
    """The usual mistakes lead to the corrected pattern."""
    assert meant in [list(each.patterns) for each in likely_paths(text, ROUTES)]


def test_the_mistake_is_named():
    """A remedy shows the patterns and names the mistake."""
    remedies = [each.remedy for each in likely_paths("/API", ROUTES)]
    assert "use '/API/*': without a * it matches only that path" in remedies
    assert "use '/api/*': paths are case-sensitive" in remedies
    (first, *_) = likely_paths("/a|/b", ROUTES)
    assert first.remedy == "use ['/a', '/b']: list each pattern separately"


ONE_PATH = "without a * it matches only that path"
CASE = "paths are case-sensitive"
PREFIX = "it is compared with the complete path, including the prefix"
PROXY = "the path that the app sees does not include the prefix of a proxy"
ROOT = "the path that the app sees does not include APPLICATION_ROOT, here '/X/'"


@pytest.mark.parametrize(
    ("text", "root", "remedies"),
    [
        (
            "/API",
            "",
            [
                "'/API'",
                f"'/API/*': {ONE_PATH}",
                f"'/api': {CASE}",
                f"'/api/*': {CASE}",
            ],
        ),
        (
            "/users/*",
            "",
            ["'/users/*'", f"'/v1/users/*': {PREFIX}"],
        ),
        (
            "/X/api",
            "/X/",
            [
                "'/X/api'",
                f"'/X/api/*': {ONE_PATH}",
                f"'/api': {ROOT}",
                f"'/api/*': {ROOT}",
                f"'/api': {PROXY}",
                f"'/api/*': {PROXY}",
            ],
        ),
        (
            "/a/b/c/*",
            "/",
            ["'/a/b/c/*'", f"'/b/c/*': {PROXY}"],
        ),
        (
            "/v2/users/*",
            "",
            ["'/v2/users/*'", f"'/users/*': {PROXY}", "'/v1/users/*'"],
        ),
        ("/|", "", ["'/'", f"'/*': {ONE_PATH}"]),
        ("/*", "", ["'/*'"]),
        (
            "/(a,b|c)X",
            "",
            [
                "['/a', '/bX', '/cX']: list each pattern separately",
                "['/a/*', '/bX/*', '/cX/*']: list each pattern separately",
            ],
        ),
        (
            "/(a|b)/(c|d)/*",
            "",
            [
                "['/a/c/*', '/a/d/*', '/b/c/*', '/b/d/*']: list each pattern separately",
                f"['/c/*', '/d/*']: {PROXY}",
            ],
        ),
        ("http://a/xhttp://b/*", "", ["'/xhttp:/b/*'", f"'/b/*': {PROXY}"]),
        ("^/a$", "", ["'/a'", f"'/a/*': {ONE_PATH}"]),
        ("/a/*/", "", ["'/a/*'"]),
        ("/api/*", "", ["'/api/*'", f"'/api/*': {CASE}"]),
        ("/apiX/*", "", ["'/apiX/*'", "'/api/*'"]),
        ("/apxy/*", "", ["'/apxy/*'"]),
        ("/w", "", ["'/w'", f"'/w/*': {ONE_PATH}"]),
        ("'$X/*X^'", "", ["'/$X/*X^'", "'/$X/*'"]),
        (
            "http://a/b http://c/X*",
            "",
            [
                "['/b', '/X*']: list each pattern separately",
                "['/b/*', '/X/*']: list each pattern separately",
            ],
        ),
    ],
)
def test_all_suggestions_in_order(text, root, remedies):
    """The pattern itself comes first, without foreign notation; each guess names its reason."""
    found = dict.fromkeys(each.remedy for each in likely_paths(text, ROUTES, root))
    assert list(found) == [f"use {remedy}" for remedy in remedies]


def test_the_shortest_prefix_is_suggested():
    """A folder that occurs twice in a path is probably meant where it is first."""
    found = [each.patterns for each in likely_paths("/api/*", ["/v1/api/v2/api/x"])]
    assert found[2:] == [("/v1/api/*",), ("/v1/api/*",)]


def test_the_application_root_is_named():
    """A known mount point is not part of the path, and is named."""
    found = list(likely_paths("/shop/api/*", ROUTES, "/shop"))
    named = {each.patterns for each in found if "APPLICATION_ROOT" in each.why}
    assert named == {("/api/*",)}
    elsewhere = likely_paths("/other/api/*", ROUTES, "/shop")
    assert not any("APPLICATION_ROOT" in each.why for each in elsewhere)


def test_a_pattern_without_a_folder_has_few_suggestions():
    """A single star gives nothing to guess from."""
    assert {each.patterns for each in likely_paths("*x", ROUTES)} == {("/*x",), ("/*",)}


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/api/items", "/api/*"),
        ("/api/items/7", "/api/items/*"),
        ("/items", "/items"),
        ("/", "/"),
        ("/api/X/", "/api/*"),
    ],
)
def test_the_folder_of_a_path(path, folder):
    """A path is suggested with its siblings, unless that covers everything."""
    assert folder_of(path) == folder


def test_the_groups_of_a_pattern_are_bounded():
    """Only some groups are expanded, because each one multiplies the patterns."""
    text = "/" + "(?:a|b|)" * 200 + "X"
    assert all(len(each.patterns) <= 8 for each in likely_paths(text, ["/x"]))
