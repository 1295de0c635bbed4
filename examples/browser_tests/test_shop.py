"""Requests that the front end can send to the shop's API, and that other pages cannot."""

import pytest

from flask_cors.testing import Browser, CORSError

from .shop import FRONT_END, create_app

OTHER = "https://stranger.example"


@pytest.fixture
def app():
    """Return a new app."""
    return create_app()


@pytest.fixture
def front_end(app):
    """Return a page of the front end in a new browser."""
    return Browser(app, FRONT_END, base_url="https://api.example.com")


@pytest.fixture
def other_page(app):
    """Return a page of another origin."""
    return Browser(app, OTHER, base_url="https://api.example.com")


def test_the_front_end_can_read(front_end):
    """The front end reads the list with a simple request, without a preflight."""
    response = front_end.fetch("/api/books")
    assert response.json() == ["Dune", "Emma"]
    assert [each.request.method for each in response.exchange] == ["GET"]


def test_the_front_end_can_read_exposed_headers(front_end):
    """A script sees the exposed headers and a few standard ones, and no others."""
    response = front_end.fetch("/api/books")
    assert response.headers["X-Total-Count"] == "2"
    assert "X-Served-By" not in response.headers
    # The header was sent, but the script does not see it.
    assert response.exchange[0].response.headers["X-Served-By"] == "rack 7"


def test_another_origin_cannot_read(other_page):
    """The error's message names the cause and the fix."""
    with pytest.raises(CORSError, match="Access-Control-Allow-Origin") as caught:
        other_page.fetch("/api/books")
    assert caught.value.code == "MissingAllowOriginHeader"
    assert f"{OTHER} is blocked" in str(caught.value)
    assert caught.value.remedy


def test_another_origin_cannot_change_anything(other_page):
    """The preflight is refused, so the request itself is never sent."""
    with pytest.raises(CORSError) as caught:
        other_page.fetch("/api/cart/Dune", method="PUT", credentials="include")
    assert caught.value.code == "PreflightMissingAllowOriginHeader"
    assert [each.request.method for each in caught.value.exchange] == ["OPTIONS"]


def test_a_form_of_another_origin_arrives(other_page):
    """CORS hides the response, but does not stop the form: that needs CSRF protection."""
    with pytest.raises(CORSError) as caught:
        other_page.fetch("/api/newsletter", method="POST", data={"address": "ada@example.com"})
    assert caught.value.exchange[0].response.json == {"subscribed": "ada@example.com"}


def test_a_preflight_names_method_and_headers(front_end):
    """For PUT and a custom header, the browser sends one preflight in ten minutes."""
    headers = {"X-Request-Id": "7"}
    first = front_end.fetch("/api/cart/Dune", method="PUT", headers=headers)
    preflight, put = (each.request for each in first.exchange)
    assert ("Access-Control-Request-Method", "PUT") in preflight.headers
    assert ("Access-Control-Request-Headers", "x-request-id") in preflight.headers
    assert ("X-Request-Id", "7") in put.headers
    assert first.exchange[0].response.headers["Access-Control-Max-Age"] == "600"
    second = front_end.fetch("/api/cart/Dune", method="PUT", headers=headers)
    assert [each.request.method for each in second.exchange] == ["PUT"]


def test_no_other_header_is_sent(front_end):
    """A header that is not allowed blocks the request, and the message names it."""
    with pytest.raises(CORSError, match="x-debug") as caught:
        front_end.fetch("/api/books", headers={"X-Debug": "1"})
    assert caught.value.code == "HeaderDisallowedByPreflightResponse"


def test_cookies_are_sent_with_credentials(front_end):
    """The front end logs in and shops; without credentials it is anonymous."""
    front_end.fetch("/api/login", method="POST", json={"name": "Ada"}, credentials="include")
    cart = front_end.fetch("/api/cart/Dune", method="PUT", credentials="include")
    assert cart.json() == ["Dune"]
    assert front_end.fetch("/api/cart/Emma", method="PUT").status == 401


def test_cookies_of_a_login_elsewhere(front_end):
    """`client` logs in like a page of the app's own origin, without CORS."""
    front_end.client.post("/api/login", json={"name": "Ada"}, base_url="https://api.example.com")
    assert front_end.fetch("/api/cart/Dune", method="PUT", credentials="include").ok


def test_errors_are_readable(front_end):
    """The script reads a 401 or a 404, which without CORS headers would be a network error."""
    assert front_end.fetch("/api/cart/Dune", method="PUT").status == 401
    assert front_end.fetch("/api/nowhere").status == 404


def test_other_paths_are_not_shared(front_end):
    """No other origin can read a path outside of `/api`, not even the front end."""
    with pytest.raises(CORSError, match="MissingAllowOriginHeader"):
        front_end.fetch("/health")


@pytest.mark.parametrize(
    "origin",
    [
        "http://shop.example.com",
        "https://shop.example.com:8443",
        "https://www.shop.example.com",
        "https://shop.example.com.evil.example",
        "null",
    ],
)
def test_similar_origins_are_refused(app, origin):
    """Scheme, host and port must all be equal."""
    with pytest.raises(CORSError):
        Browser(app, origin).fetch("/api/books")
