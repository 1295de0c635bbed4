"""The URL of an app: the paths below it, and the environ of a URL."""

import pytest

from flask_cors.core.browser.app_url import AppUrl, own_url
from flask_cors.core.browser.urls import parse

API = "https://api.example.com"
SHOP = f"{API}/shop/"


@pytest.mark.parametrize(
    ("base", "url", "expected"),
    [
        (API, "/a", f"{API}/a"),
        (API, "a/b", f"{API}/a/b"),
        (SHOP, "/a?b", f"{API}/shop/a?b"),
        (SHOP, "a", f"{API}/shop/a"),
        (SHOP, "", SHOP),
        (SHOP, "//other.example/a", "https://other.example/a"),
        (SHOP, "http://OTHER.example/a b", "http://OTHER.example/a b"),
        (SHOP, "//a:b/", "//a:b/"),
        ("https://XX.example/XX", "/a", "https://xx.example/XX/a"),
    ],
)
def test_a_path_is_below_the_app(base, url, expected):
    """An absolute URL stays as written; so does one that cannot be read."""
    assert AppUrl(parse(base)).absolute(url) == expected


def test_the_host_of_a_path_is_only_assumed():
    """A complete URL names its host, even if the location of the app is unknown."""
    assert [AppUrl(parse(API)).places(url) for url in ("/a", f"{API}/a")] == [True, True]
    assumed = AppUrl(parse(API), is_assumed=True)
    assert [assumed.places(url) for url in ("/a", f"{API}/a")] == [False, True]


@pytest.mark.parametrize(
    ("base", "url", "root", "path", "query"),
    [
        (API, f"{API}/a", "", "/a", ""),
        (API, f"{API}//a?b=%20", "", "//a", "b=%20"),
        (SHOP, f"{API}/shop/a", "/shop", "/a", ""),
        (SHOP, f"{API}/shop", "/shop", "", ""),
        (SHOP, f"{API}/shopping", "", "/shopping", ""),
        (SHOP, f"{API}/other", "", "/other", ""),
        (SHOP, "https://other.example/shop/a", "", "/shop/a", ""),
        (f"{API}/sch%C3%B6n", f"{API}/sch%C3%B6n/%C3%BC", "/sch\xc3\xb6n", "/\xc3\xbc", ""),
    ],
)
def test_the_environ_of_a_url(base, url, root, path, query):
    """Below the app, the path is split at its root; bytes are decoded as WSGI does."""
    target = url.removeprefix(API).removeprefix("https://other.example")
    assert AppUrl(parse(base)).environ(parse(url)) == {
        "SCRIPT_NAME": root,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_URI": target,
        "RAW_URI": target,
    }


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, "http://localhost/"),
        ({"SERVER_NAME": "api.example.com:8443"}, "http://api.example.com:8443/"),
        ({"PREFERRED_URL_SCHEME": "https", "APPLICATION_ROOT": "/shop"}, "https://localhost/shop"),
    ],
)
def test_the_url_of_the_test_client(config, expected):
    """It is made of three settings of Flask."""
    usual = {"SERVER_NAME": None, "PREFERRED_URL_SCHEME": "http", "APPLICATION_ROOT": "/"}
    assert own_url(usual | config) == expected
