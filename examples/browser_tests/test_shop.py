"""What the front end can do with the shop's API, and what no other page can."""

import pytest

from flask_cors.testing import Browser, CORSError

from .shop import FRONT_END, create_app

STRANGER = "https://stranger.example"


@pytest.fixture
def app():
    """Return the app, as new."""
    return create_app()


@pytest.fixture
def front_end(app):
    """Return a page of the front end, in a browser of its own."""
    return Browser(app, FRONT_END, base_url="https://api.example.com")


@pytest.fixture
def stranger(app):
    """Return a page of somebody else."""
    return Browser(app, STRANGER, base_url="https://api.example.com")


def test_the_front_end_reads(front_end):
    """The front end reads the list; nothing special is asked, so no preflight is sent."""
    response = front_end.fetch("/api/books")
    assert response.json() == ["Dune", "Emma"]
    assert [each.request.method for each in response.exchange] == ["GET"]


def test_the_front_end_reads_exposed_headers(front_end):
    """A script sees the headers that are exposed and a few that always are, and no others."""
    response = front_end.fetch("/api/books")
    assert response.headers["X-Total-Count"] == "2"
    assert "X-Served-By" not in response.headers
    # It was there, as the exchange shows, which is more than a script sees.
    assert response.exchange[0].response.headers["X-Served-By"] == "rack 7"


def test_a_stranger_reads_nothing(stranger):
    """Another page gets an error, whose message says what is missing and what to do."""
    with pytest.raises(CORSError, match="Access-Control-Allow-Origin") as caught:
        stranger.fetch("/api/books")
    assert caught.value.code == "MissingAllowOriginHeader"
    assert f"{STRANGER} is blocked" in str(caught.value)
    assert caught.value.remedy


def test_a_stranger_is_stopped_before_anything_happens(stranger):
    """The preflight is refused, so the request itself, which would change something, never goes."""
    with pytest.raises(CORSError) as caught:
        stranger.fetch("/api/cart/Dune", method="PUT", credentials="include")
    assert caught.value.code == "PreflightMissingAllowOriginHeader"
    assert [each.request.method for each in caught.value.exchange] == ["OPTIONS"]


def test_a_form_of_a_stranger_arrives(stranger):
    """CORS keeps the answer from the page, not the form from the app: that takes other means."""
    with pytest.raises(CORSError) as caught:
        stranger.fetch("/api/newsletter", method="POST", data={"address": "ada@example.com"})
    assert caught.value.exchange[0].response.json == {"subscribed": "ada@example.com"}


def test_a_preflight_names_what_is_asked(front_end):
    """For PUT and a header of our own the browser asks first, once in ten minutes."""
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


def test_cookies_go_along_if_the_script_says_so(front_end):
    """The front end logs in and shops; without credentials the same page is a stranger to us."""
    front_end.fetch("/api/login", method="POST", json={"name": "Ada"}, credentials="include")
    cart = front_end.fetch("/api/cart/Dune", method="PUT", credentials="include")
    assert cart.json() == ["Dune"]
    assert front_end.fetch("/api/cart/Emma", method="PUT").status == 401


def test_cookies_of_a_login_elsewhere(front_end):
    """`client` logs in as a page of the app's own would, past CORS."""
    front_end.client.post("/api/login", json={"name": "Ada"}, base_url="https://api.example.com")
    assert front_end.fetch("/api/cart/Dune", method="PUT", credentials="include").ok


def test_errors_can_be_read(front_end):
    """A 401 or a 404 is an answer, and not a network error as it would be without CORS headers."""
    assert front_end.fetch("/api/cart/Dune", method="PUT").status == 401
    assert front_end.fetch("/api/nowhere").status == 404


def test_nothing_else_is_shared(front_end):
    """A path outside of `/api` is for no page of another origin, not even the front end."""
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
def test_what_looks_like_the_front_end_is_a_stranger(app, origin):
    """Scheme, host and port all count."""
    with pytest.raises(CORSError):
        Browser(app, origin).fetch("/api/books")
