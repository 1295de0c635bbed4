"""The configured origin nearest to the page's, and their difference."""

import json

import pytest
from flask import Flask

from commands import invoke
from flask_cors import CORS, cross_origin
from flask_cors._diagnosis.explain.near_origins import nearest_origin
from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.problems import Problems, Source
from origins import A, B


@pytest.mark.parametrize(
    ("page", "configured", "said"),
    [
        (
            "https://a.com",
            ["http://a.com"],
            "'http://a.com' (its scheme is http, the page's is https",
        ),
        (
            "http://localhost:3000",
            ["http://localhost"],
            "its port is the default port, the page's is 3000",
        ),
        (
            "https://a.com",
            ["https://a.com:8443"],
            "its port is 8443, the page's is the default port",
        ),
        (
            "http://127.0.0.1:3000",
            ["http://localhost:3000"],
            "its host is localhost, the page's is 127.0.0.1",
        ),
        (
            "http://localhost:3000",
            ["http://localhost:5000", "http://127.0.0.1:3000"],
            "'http://localhost:5000'",
        ),
        (
            "https://www.shop.com",
            ["https://shop.com"],
            "its host is shop.com, the page's is www.shop.com",
        ),
        (
            "https://shop.com",
            ["https://*.shop.com"],
            "covers subdomains, but not the bare domain shop.com",
        ),
        ("http://www.shop.com", ["https://*.shop.com"], "its scheme is https, the page's is http"),
        (
            "http://a.com:81",
            ["https://a.com"],
            "its scheme is https, the page's is http and its port is the default port",
        ),
        (
            "https://a.com",
            ["http://a.com:*"],
            "'http://a.com:*' (its scheme is http, the page's is https",
        ),
        ("https://localhost:1", ["http://localhost:*"], "its scheme is http, the page's is https"),
    ],
)
def test_the_difference_is_described(page, configured, said):
    """Scheme, host and port are compared one by one."""
    assert said in nearest_origin(page, patterns(configured))


@pytest.mark.parametrize(
    ("page", "configured"),
    [
        ("https://a.com", ["https://elsewhere.example"]),
        ("https://a.com", [r"https://[a-z]\.com"]),
        ("null", ["https://null"]),
        ("https://a.com", ["a.com"]),
        ("https://-.shop.com", ["https://*.shop.com"]),
        ("https://a.com", []),
    ],
)
def test_a_distant_origin_is_not_named(page, configured):
    """Another site is not near, and neither is an expression."""
    assert nearest_origin(page, patterns(configured)) == ""


def patterns(texts):
    """Read origins."""
    return [parse_origin(text, Problems(Source("app", "app"))) for text in texts]


@pytest.mark.parametrize(
    ("outer", "is_named"),
    [([A], True), ("*", True), (None, False), ([B], False), ([str.isupper], False)],
)
def test_the_policy_that_is_overridden_is_named(outer, is_named):
    """The app lists the origin, but the view replaces its origins; a default is not named."""
    app = Flask("overridden", static_folder=None)
    CORS(app, **({} if outer is None else {"origins": outer}))
    app.add_url_rule("/x", "x", cross_origin(origins="https://c.com")(lambda: ""))
    result = invoke(app, "explain", "GET", "/x", "--from", A, "--json", code=1)
    [change] = json.loads(result.stdout)["changes"]
    said = "allows it, but the origins of @cross_origin replace those"
    assert (said in change["hint"]) == is_named
