"""The test client that behaves like a browser, with manual headers and with CORS()."""

import json

import pytest
from flask import Flask, Response, redirect, request, session

from flask_cors import CORS
from flask_cors.core.browser.messages import BrowserStep, Check
from flask_cors.core.browser.preflight_cache import PreflightCache
from flask_cors.core.browser.sentences import sentence
from flask_cors.testing import Browser, CORSError

PAGE = "https://app.example.com"
EVIL = "https://evil.example"


@pytest.fixture
def echo():
    """Return an app that returns its requests and allows every origin."""
    app = Flask(__name__)
    app.testing = True
    app.secret_key = "for tests"

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT", "PATCH"])
    @app.route("/<path:path>", methods=["GET", "POST", "PUT", "PATCH"])
    def view(path):
        return {
            "method": request.method,
            "url": request.url,
            "root": request.script_root,
            "headers": dict(request.headers),
            "body": request.get_data(as_text=True),
            "cookies": dict(request.cookies),
        }

    @app.get("/login")
    def login():
        session["user"] = "Jane"
        return "in"

    @app.get("/to")
    def to():
        return redirect(request.args["url"])

    CORS(app, origins=PAGE, supports_credentials=True, max_age=60)
    return app


def blocked(page, *args, **kwargs):
    """Run a fetch that is blocked; return the error."""
    with pytest.raises(CORSError) as caught:
        page.fetch(*args, **kwargs)
    return caught.value


def sent(response):
    """Return the method and URL of each request."""
    return [f"{each.request.method} {each.request.url}" for each in response.exchange]


# The view of a script


def test_a_response():
    """A script sees status, body, exposed headers and the final URL."""
    app = Flask(__name__)
    CORS(app, origins=PAGE, expose_headers="X-Total")

    @app.get("/books")
    def books():
        response = Response(b'\xef\xbb\xbf["D\xc3\xbcne"]', 201, mimetype="application/json")
        response.headers.extend(
            [("X-Total", "1"), ("X-Total", "2"), ("X-Hidden", "a"), ("Set-Cookie", "a=b")]
        )
        return response

    response = Browser(app).fetch("/books#top")
    assert (response.type, response.status, response.ok) == ("cors", 201, True)
    assert (response.url, response.redirected) == ("http://localhost/books", False)
    assert response.json() == ["Düne"]
    assert response.text == '["Düne"]'
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert response.headers["x-total"] == "1, 2"
    assert set(response.headers.keys()) == {"Content-Type", "Content-Length", "X-Total"}
    assert response.steps[-1].subject == ("Content-Type", "Content-Length", "X-Total")
    assert repr(response) == "<BrowserResponse cors 201 http://localhost/books>"
    whole = response.exchange[0].response
    assert whole.headers["X-Hidden"] == "a"
    assert str(response.exchange[0]) == "GET http://localhost/books -> 201 CREATED"


def test_an_opaque_response(echo):
    """In `no-cors` mode the request is sent, and the script cannot read the response."""
    response = Browser(echo, "https://evil.example").fetch("/", mode="no-cors")
    assert (response.type, response.status, response.ok, response.url) == ("opaque", 0, False, "")
    assert (response.text, len(response.headers)) == ("", 0)
    assert response.exchange[0].response.status_code == 200
    with pytest.raises(ValueError, match="Expecting value"):
        response.json()


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_responses_without_a_body(method, status):
    """Some responses have no body for a script, whatever the app sends."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: ("body", status))
    assert Browser(app, "http://localhost").fetch("/", method=method).text == ""


def test_an_error_of_the_app_is_readable(echo):
    """A 404 is not a CORS error."""
    response = Browser(echo).fetch("/", method="OPTIONS")
    assert (response.status, response.ok) == (200, True)
    response = Browser(echo).fetch("/login", method="PATCH")
    assert response.json()["method"] == "PATCH"
    response = Browser(Flask("empty"), "http://localhost").fetch("/none")
    assert (response.type, response.status, response.ok) == ("basic", 404, False)


def test_the_page_of_the_app_itself(echo):
    """A page of the app's own origin can read everything but cookies, without preflights."""
    response = Browser(echo, "http://localhost").fetch("/x", method="PUT", headers={"X-A": "b"})
    assert response.type == "basic"
    assert sent(response) == ["PUT http://localhost/x"]
    assert "Vary" in response.headers


# The requests


def test_a_preflight(echo):
    """A preflight is sent first, and the page caches it."""
    page = Browser(echo)
    response = page.fetch("/x", method="put", json={"a": 1})
    assert sent(response) == ["OPTIONS http://localhost/x", "PUT http://localhost/x"]
    assert [each.request.preflight for each in response.exchange] == [True, False]
    assert len(page.fetch("/x", method="put", json={"a": 1}).exchange) == 1
    assert len(Browser(echo).fetch("/x", method="put").exchange) == 2
    forgetful = Browser(echo, cache=PreflightCache(limit=0))
    assert [len(forgetful.fetch("/", method="PUT").exchange) for _ in range(2)] == [2, 2]


@pytest.mark.parametrize(
    ("wanted", "body", "content_type", "requests"),
    [
        ({"json": {"a": "ü"}}, json.dumps({"a": "ü"}), "application/json", 2),
        ({"json": [], "headers": {"content-type": "text/plain"}}, "[]", "text/plain", 1),
        ({"json": [], "mode": "same-origin"}, "[]", "application/json", 1),
        ({"data": "ü"}, "ü", "text/plain;charset=UTF-8", 1),
        ({"data": b"a"}, "a", None, 1),
        ({"data": {"a": "b c"}}, "a=b+c", "application/x-www-form-urlencoded;charset=UTF-8", 1),
        (
            {"data": [("a", "b"), ("a", "c")]},
            "a=b&a=c",
            "application/x-www-form-urlencoded;charset=UTF-8",
            1,
        ),
        ({}, "", None, 1),
    ],
)
def test_bodies(wanted, body, content_type, requests, echo):
    """JSON, strings, bytes and fields are sent like with `fetch()`."""
    page = Browser(echo, "http://localhost" if "mode" in wanted else PAGE)
    response = page.fetch("/", method="POST", **wanted)
    seen = response.json()
    # Flask's view sees the fields in its form; the raw body is read before them.
    assert seen["body"] == body
    assert seen["headers"].get("Content-Type") == content_type
    assert len(response.exchange) == requests


def test_a_type_without_a_body_arrives_unchanged(echo):
    """A form's type alone does not make the client send a form."""
    given = {"Content-Type": "multipart/form-data; boundary=x"}
    seen = Browser(echo, PAGE).fetch("/", headers=given).json()
    assert (seen["headers"]["Content-Type"], seen["body"]) == (given["Content-Type"], "")


def test_only_one_body_is_accepted(echo):
    """`json` together with `data` is a mistake in the test."""
    with pytest.raises(TypeError, match="not both"):
        Browser(echo).fetch("/", method="POST", json=1, data="1")


def test_headers(echo):
    """Headers are a mapping or pairs; forbidden ones are dropped."""
    headers = [("X-A", "1"), ("X-A", "2"), ("Cookie", "a=b"), ("Host", "evil.example")]
    seen = Browser(echo).fetch("/", headers=headers).json()
    assert seen["headers"]["X-A"].replace(" ", "") == "1,2"
    assert seen["headers"]["Host"] == "localhost"
    assert seen["headers"]["Origin"] == PAGE
    assert seen["headers"]["Sec-Fetch-Site"] == "cross-site"
    assert seen["cookies"] == {}


def test_space_around_a_value_is_stripped(echo):
    """A script reads header values as HTTP transmits them."""
    echo.after_request(lambda response: (response.headers.set("Expires", "\t0 "), response)[1])
    assert Browser(echo, PAGE).fetch("/").headers["Expires"] == "0"


def test_cookies_follow_the_credentials_mode(echo):
    """Only `include` accepts and sends cookies across origins."""
    page = Browser(echo)
    page.fetch("/login")
    assert page.fetch("/", credentials="include").json()["cookies"] == {}
    page.fetch("/login", credentials="include")
    assert "session" in page.fetch("/", credentials="include").json()["cookies"]
    for credentials in ("same-origin", "omit"):
        assert page.fetch("/", credentials=credentials).json()["cookies"] == {}
    own = Browser(echo, "http://localhost")
    own.client.get("/login")
    assert "session" in own.fetch("/").json()["cookies"]
    assert own.fetch("/", credentials="omit").json()["cookies"] == {}
    # A preflight is never sent with cookies.
    response = page.fetch("/", method="PUT", credentials="include")
    assert [each.request.credentials for each in response.exchange] == [False, True]


# The URL of the app


@pytest.mark.parametrize(
    ("config", "base_url", "url", "seen", "root"),
    [
        ({}, None, "/a?b=c", "http://localhost/a?b=c", ""),
        ({}, None, "a", "http://localhost/a", ""),
        ({}, None, "", "http://localhost/", ""),
        ({}, None, "?b", "http://localhost/?b", ""),
        ({}, None, "//other.test/a", "http://other.test/a", ""),
        ({}, None, "https://api.test:8443/a", "https://api.test:8443/a", ""),
        ({}, "https://api.test", "/a", "https://api.test/a", ""),
        ({}, "https://api.test/v1/", "/a", "https://api.test/v1/a", "/v1"),
        ({}, "https://api.test/v1", "https://api.test/v1", "https://api.test/v1/", "/v1"),
        ({}, "https://api.test/v1", "https://api.test/v12", "https://api.test/v12", ""),
        ({}, "https://api.test/v1", "https://other.test/v1/a", "https://other.test/v1/a", ""),
        ({"SERVER_NAME": "api.test:81"}, None, "/a", "http://api.test:81/a", ""),
        (
            {"SERVER_NAME": "api.test", "PREFERRED_URL_SCHEME": "https", "APPLICATION_ROOT": "/v1"},
            None,
            "/a",
            "https://api.test/v1/a",
            "/v1",
        ),
    ],
)
def test_the_url_of_a_request(config, base_url, url, seen, root, echo):
    """A path belongs to the app's own URL; other hosts reach the same app."""
    echo.config.update(config)
    answer = Browser(echo, base_url=base_url).fetch(url).json()
    assert (answer["url"], answer["root"]) == (seen, root)


@pytest.mark.parametrize(
    ("path", "arrives"),
    [
        ("//a", "//a"),
        ("/a//b", "/a//b"),
        ("/%2F", "//"),
        ("/%252F", "/%2F"),
        ("/a%20b", "/a b"),
        ("/ü", "/ü"),
        ("/a/../b", "/b"),
        ("/;a:b@c", "/;a:b@c"),
    ],
)
def test_paths_arrive_unchanged(path, arrives):
    """A path is decoded once; repeated slashes are kept, dot segments are not."""
    app = Flask(__name__)
    app.before_request(lambda: request.environ["PATH_INFO"].encode("latin-1"))
    assert Browser(app, "http://localhost").fetch(f"http://localhost{path}").text == arrives


def test_redirects(echo):
    """Redirects are followed from host to host until the app refuses `null`."""
    page = Browser(echo)
    response = page.fetch("/to?url=/x")
    assert (response.redirected, response.url) == (True, "http://localhost/x")
    error = blocked(page, "/to?url=https://other.test/")
    assert (error.code, len(error.exchange)) == ("MissingAllowOriginHeader", 2)
    assert "Origin becomes null" in str(error)
    assert "fetch the redirect's target" in error.remedy
    response = page.fetch("/to?url=/x", redirect="manual")
    assert (response.type, response.status) == ("opaqueredirect", 0)
    assert blocked(page, "/to?url=/x", redirect="error").code is None


# Blocks besides CORS


def test_blocks_apart_from_cors_are_notes(echo):
    """They change no verdict: they are in a response's notes, or in an error's message."""
    page = Browser(echo, PAGE, base_url="http://127.0.0.1:8000")
    response = page.fetch("/x", credentials="include")
    assert response.json()["url"] == "http://127.0.0.1:8000/x"
    assert [each.about for each in response.notes] == ["local network", "cookies"]
    echo.config.update(SESSION_COOKIE_SAMESITE="None", SESSION_COOKIE_SECURE=True)
    error = blocked(Browser(echo, EVIL, base_url="http://127.0.0.1:5000"), "/x", method="PUT")
    assert [each.about for each in error.notes] == ["airplay", "local network"]
    assert all(f"\nApart from CORS: {note}.\n" in str(error) for note in error.notes)


def test_only_a_known_address_is_noted(echo):
    """SERVER_NAME, base_url and absolute URLs are addresses; `http://localhost` is not."""
    near = "http://127.0.0.1:8000"
    assert Browser(echo, PAGE).fetch("/x").notes == ()
    assert [each.about for each in Browser(echo, PAGE).fetch(f"{near}/x").notes] == [
        "local network"
    ]
    echo.config["SERVER_NAME"] = "127.0.0.1:8000"
    assert [each.about for each in Browser(echo, PAGE).fetch("/x").notes] == ["local network"]


# Blocked requests


def test_an_error_is_complete(echo):
    """The message has the request, the reason, numbered steps, the section and the remedy."""
    error = blocked(Browser(echo, "https://evil.example"), "/x", method="PUT")
    assert error.code == "PreflightMissingAllowOriginHeader"
    assert error.steps[-1].passed is False
    assert sent(error) == ["OPTIONS http://localhost/x"]
    assert str(error) == (
        "PUT http://localhost/x from https://evil.example is blocked:"
        " PreflightMissingAllowOriginHeader\n"
        "  1. http://localhost is fetched as 'cors'\n"
        "  2. a preflight for the method PUT\n"
        "  3. preflight: sends OPTIONS http://localhost/x without cookies;"
        " Access-Control-Request-Method: PUT; Origin: https://evil.example\n"
        "  4. preflight: the response is 200; no Access-Control header\n"
        "  5. preflight: Access-Control-Allow-Origin is missing; Origin is https://evil.example"
        " [https://fetch.spec.whatwg.org/#concept-cors-check]\n"
        "Remedy: allow 'https://evil.example' in the policy of this URL: add it to `origins` in"
        " CORS(app) or @cross_origin."
    )


def by_hand(status=200, **headers):
    """Build an app that sends these headers in every response."""
    app = Flask(__name__)

    @app.before_request
    def answer():
        return "", status, {name.replace("_", "-"): value for name, value in headers.items()}

    return app


NAMED = {"Access_Control_Allow_Origin": PAGE}
OPEN = {"Access_Control_Allow_Origin": "*"}


@pytest.mark.parametrize(
    ("headers", "wanted", "reason", "remedy"),
    [
        ({}, {}, "MissingAllowOriginHeader", f"allow '{PAGE}'"),
        ({"Access_Control_Allow_Origin": "https://a.b"}, {}, "AllowOriginMismatch", "`origins`"),
        (OPEN, {"credentials": "include"}, "WildcardOriginNotAllowed", "list the origins"),
        (NAMED, {"credentials": "include"}, "InvalidAllowCredentials", "supports_credentials"),
        ({"Access_Control_Allow_Origin": "a, b"}, {}, "MultipleAllowOriginValues", "one place"),
        ({"Access_Control_Allow_Origin": "a.b"}, {}, "InvalidAllowOriginValue", "one origin"),
        (OPEN, {"method": "PUT"}, "MethodDisallowedByPreflightResponse", "add 'PUT' to `methods`"),
        (OPEN, {"method": "patch"}, "MethodDisallowedByPreflightResponse", "use 'PATCH'"),
        (
            OPEN,
            {"headers": {"X-A": "b"}},
            "HeaderDisallowedByPreflightResponse",
            "add 'x-a' to `allow_headers`",
        ),
        (
            OPEN | {"Access_Control_Allow_Methods": "GET PUT"},
            {"method": "PUT"},
            "InvalidAllowMethodsPreflightResponse",
            "commas",
        ),
        (
            OPEN | {"Access_Control_Allow_Headers": "X A"},
            {"headers": {"X-A": "b"}},
            "InvalidAllowHeadersPreflightResponse",
            "commas",
        ),
        (OPEN | {"status": 401}, {"method": "PUT"}, "PreflightInvalidStatus", "OPTIONS"),
        (
            OPEN | {"status": 308, "Location": "/a"},
            {"method": "PUT"},
            "PreflightDisallowedRedirect",
            "target of the redirect",
        ),
        (
            OPEN | {"status": 302, "Location": "http://u:p@localhost/"},
            {},
            "RedirectContainsCredentials",
            "without a user name",
        ),
        (OPEN, {"mode": "same-origin"}, "DisallowedByMode", "mode='cors'"),
        (
            OPEN,
            {"mode": "no-cors", "redirect": "error"},
            "NoCorsRedirectModeNotFollow",
            "redirect='follow'",
        ),
        (OPEN | {"status": 302, "Location": "ftp://a/"}, {}, "CorsDisabledScheme", "http"),
        (
            OPEN | {"status": 302, "Location": "ftp://a/"},
            {"mode": "no-cors"},
            None,
            "redirect to an http or https URL",
        ),
        (OPEN | {"status": 302, "Location": "/"}, {}, None, "loop"),
        (OPEN | {"status": 302, "Location": "/"}, {"redirect": "error"}, None, "redirect='follow'"),
        (OPEN, {"method": "TRACE"}, None, "another method"),
        (OPEN, {"data": "a"}, None, "remove the body"),
        (OPEN, {"headers": {"A B": "c"}}, None, "letters"),
        (OPEN, {"url": "http://user@localhost/"}, None, "http or https"),
        (OPEN, {"url": "http://a:b/"}, None, "http or https"),
    ],
)
def test_each_reason_has_a_remedy(headers, wanted, reason, remedy):
    """The message for any blocked request names the reason and the fix."""
    page = Browser(by_hand(**headers))
    error = blocked(page, **{"url": "/", **wanted})
    assert error.code == reason
    assert remedy in error.remedy
    assert str(error).endswith(f"\nRemedy: {error.remedy}.")
    assert f" blocked: {reason or error.steps[-1].check.label}\n" in str(error)


def test_each_kind_of_step_is_shown(echo):
    """The steps include caches, dropped headers, and changed methods and headers."""
    page = Browser(echo, cache=PreflightCache(limit=600))
    headers = {"Authorization": "a", "Cookie": "b=c"}
    page.fetch("/to?url=https://other.test/", headers={"Authorization": "a"}, redirect="manual")
    error = blocked(page, "/to?url=https://other.test/", headers=headers, credentials="omit")
    for text in (
        "the header Cookie is dropped",
        "preflight: a cached preflight for http://localhost/to?url=https://other.test/ is used",
        "Authorization is not sent to https://other.test/",
        "the redirect leads to https://other.test/",
    ):
        assert text in str(error)
    wide = {"Access_Control_Allow_Headers": "x-a", "Access_Control_Allow_Credentials": "true"}
    app = by_hand(302, Location="/a", **NAMED, **wide)
    error = blocked(Browser(app), "/", method="POST", data="a", credentials="include")
    assert "Access-Control-Allow-Credentials is 'true'" in str(error)
    assert "the redirect turns POST into GET" in str(error)
    app = by_hand(200, **NAMED, **wide)
    error = blocked(Browser(app), "/", method="POST", headers={"X-A": "b", "X-B": "c"})
    assert "POST is safelisted" in str(error)
    assert "x-a is allowed by Access-Control-Allow-Headers: x-a" in str(error)
    assert "x-b is not in Access-Control-Allow-Headers: 'x-a'" in str(error)
    app = by_hand(200, **NAMED, Access_Control_Allow_Methods="PUT")
    error = blocked(Browser(app), "/", method="PUT", headers={"X-A": "b"})
    assert "PUT is allowed by Access-Control-Allow-Methods: PUT" in str(error)


def test_a_listener_on_the_upload_is_shown():
    """A preflight without an unsafe method or header has a reason, too."""
    step = BrowserStep(Check.PREFLIGHT, (None, ()), wanted=True)
    assert sentence(step) == "a preflight for the listener on the upload"


# Misuse


@pytest.mark.parametrize(
    ("origin", "remedy"),
    [
        ("https://app.example.com/", "'https://app.example.com'"),
        ("https://APP.example.com", "'https://app.example.com'"),
        ("http://a.example:80", "'http://a.example'"),
        ("https://straße.de", "'https://xn--strae-oqa.de'"),
        ("app.example.com", "'https://app.example.com'"),
        ("file:///a", "'null'"),
        ("capacitor://localhost/", "'capacitor://localhost'"),
        ("", "'https://app.example.com'"),
    ],
)
def test_an_origin_is_serialized(origin, remedy, echo):
    """A page's origin is in the form browsers send, or `null`."""
    with pytest.raises(ValueError, match="not an origin in the form that browsers send") as caught:
        Browser(echo, origin)
    assert remedy in str(caught.value)
    assert Browser(echo, "null").origin == "null"


@pytest.mark.parametrize("base_url", ["localhost", "ftp://localhost"])
def test_the_base_url_is_http_or_https(base_url, echo):
    """Other URLs of the app are refused."""
    with pytest.raises(ValueError, match="base_url"):
        Browser(echo, base_url=base_url)


def test_exceptions_of_the_app_are_raised(echo):
    """With TESTING a view's exception reaches the test, like with Flask's own client."""
    echo.add_url_rule("/error", view_func=lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        Browser(echo).fetch("/error")
