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
    [("/api/items", "/api/*"), ("/api/items/7", "/api/items/*"), ("/items", "/items"), ("/", "/")],
)
def test_the_folder_of_a_path(path, folder):
    """A path is suggested with its siblings, unless that covers everything."""
    assert folder_of(path) == folder


def test_the_groups_of_a_pattern_are_bounded():
    """Only some groups are expanded, because each one multiplies the patterns."""
    text = "/" + "(?:a|b|)" * 200 + "X"
    assert all(len(each.patterns) <= 8 for each in likely_paths(text, ["/x"]))
