"""CORS headers as people write them by hand, and the browsers' verdicts."""

import pytest
from flask import Flask, Response, request

from flask_cors.testing import Browser

PAGE = "https://app.example.test"
MISSING = "MissingAllowOriginHeader"
MISMATCH = "AllowOriginMismatch"
INVALID = "InvalidAllowOriginValue"
MULTIPLE = "MultipleAllowOriginValues"
CREDENTIALS = "InvalidAllowCredentials"
WILDCARD = "WildcardOriginNotAllowed"
NO_METHOD = "MethodDisallowedByPreflightResponse"
NO_HEADER = "HeaderDisallowedByPreflightResponse"
BAD_METHODS = "InvalidAllowMethodsPreflightResponse"
BAD_HEADERS = "InvalidAllowHeadersPreflightResponse"
INCLUDE = {"credentials": "include"}


@pytest.fixture
def by_hand():
    """Return a function that makes an app that sends given headers, without CORS().

    `answer` are the headers of each response, `preflight` those of preflights if they differ.
    """

    def by_hand(answer, preflight=None, status=200):
        app = Flask("by hand", static_folder=None)

        @app.route("/", methods=["GET", "POST", "PUT", "DELETE", "FOO", "OPTIONS"])
        def view():
            asked = request.method == "OPTIONS"
            headers = answer if preflight is None or not asked else preflight
            return Response("by hand", status if asked else 200, headers=headers)

        return app

    return by_hand


def allow(origin=PAGE, **others):
    """Return headers: the allowed origin, and `Access-Control-Allow-...` for each other name."""
    names = {
        "credentials": "Allow-Credentials",
        "methods": "Allow-Methods",
        "headers": "Allow-Headers",
        "expose": "Expose-Headers",
        "age": "Max-Age",
    }
    given = [] if origin is None else [("Access-Control-Allow-Origin", origin)]
    return given + [(f"Access-Control-{names[name]}", value) for name, value in others.items()]


ORIGINS = [
    (PAGE, 200),
    ("*", 200),
    (f" {PAGE}\t", 200),
    (None, MISSING),
    ("https://shop.example.test", MISMATCH),
    ("http://app.example.test", MISMATCH),
    ("https://app.example.test:443", MISMATCH),
    ("https://app.example.test:8443", MISMATCH),
    ("https://app.example.test/", MISMATCH),
    ("https://APP.example.test", MISMATCH),
    ("https://*.example.test", MISMATCH),
    ("null", MISMATCH),
    ("", INVALID),
    ("app.example.test", INVALID),
    ("//app.example.test", INVALID),
    ("https://", INVALID),
    ("undefined", INVALID),
    ("'*'", INVALID),
    ("**", INVALID),
    ("*, *", MULTIPLE),
    (f"{PAGE}, {PAGE}", MULTIPLE),
    (f"{PAGE} https://shop.example.test", MULTIPLE),
    (f"{PAGE},*", MULTIPLE),
]


@pytest.mark.parametrize(("value", "verdict"), ORIGINS)
def test_allow_origin(value, verdict, by_hand, scenario):
    """Only the page's own origin or `*` is a permission; each other value has its code."""
    scenario(by_hand(allow(value)), "/", verdict, "GET")


@pytest.mark.parametrize(("value", "verdict"), [row for row in ORIGINS if row[1] != 200])
def test_allow_origin_of_a_preflight(value, verdict, by_hand, scenario):
    """In the preflight response, the same faults have their own codes."""
    app = by_hand(allow(PAGE), allow(value, methods="PUT"))
    scenario(app, "/", f"Preflight{verdict}", "OPTIONS", method="PUT")


@pytest.mark.parametrize("values", [(PAGE, PAGE), ("*", PAGE), (PAGE, "https://b.test")])
def test_allow_origin_twice(values, by_hand, scenario):
    """Two headers are one with two values, which is never a permission."""
    headers = [*allow(values[0]), *allow(values[1])]
    scenario(by_hand(headers), "/", MULTIPLE, "GET")


@pytest.mark.parametrize(
    ("page", "value", "verdict"),
    [
        ("null", "null", 200),
        ("null", "*", 200),
        ("null", "NULL", INVALID),
        ("null", PAGE, MISMATCH),
        ("null", None, MISSING),
        ("https://app.example.test:8443", "https://app.example.test:8443", 200),
        ("https://app.example.test:8443", PAGE, MISMATCH),
    ],
)
def test_allow_origin_of_other_pages(page, value, verdict, by_hand, scenario):
    """Sandboxed pages and other ports are also compared literally."""
    scenario(by_hand(allow(value)), "/", verdict, "GET", page=page)


@pytest.mark.parametrize(
    ("origin", "value", "verdict"),
    [
        (PAGE, "true", 200),
        (PAGE, " true ", 200),
        (PAGE, None, CREDENTIALS),
        (PAGE, "", CREDENTIALS),
        (PAGE, "True", CREDENTIALS),
        (PAGE, "TRUE", CREDENTIALS),
        (PAGE, "1", CREDENTIALS),
        (PAGE, "false", CREDENTIALS),
        (PAGE, "true, true", CREDENTIALS),
        ("*", "true", WILDCARD),
        ("*", None, WILDCARD),
        (None, "true", MISSING),
    ],
)
def test_allow_credentials(origin, value, verdict, by_hand, scenario):
    """With credentials the origin must be named, and the value be `true`; else neither counts."""
    headers = allow(origin) if value is None else allow(origin, credentials=value)
    scenario(by_hand(headers), "/", verdict, "GET", **INCLUDE)
    scenario(by_hand(headers), "/", MISSING if origin is None else 200, "GET")
    asked = by_hand([*allow(PAGE, credentials="true")], [*headers, *allow(None, methods="PUT")])
    if verdict == 200:
        scenario(asked, "/", 200, "OPTIONS PUT", method="PUT", **INCLUDE)
    else:
        scenario(asked, "/", f"Preflight{verdict}", "OPTIONS", method="PUT", **INCLUDE)


@pytest.mark.parametrize(
    ("status", "passes"),
    [
        *((status, True) for status in (200, 201, 202, 204, 206, 226, 299)),
        *((status, False) for status in (300, 302, 304, 307, 400, 401, 403, 404, 405, 500, 503)),
    ],
)
def test_the_status_of_a_preflight(status, passes, by_hand, scenario):
    """Any status from 200 to 299 succeeds, and no other."""
    app = by_hand(allow(PAGE, methods="PUT"), status=status)
    verdict, methods = (200, "OPTIONS PUT") if passes else ("PreflightInvalidStatus", "OPTIONS")
    scenario(app, "/", verdict, methods, method="PUT")


def test_a_redirect_is_reported_before_other_faults(by_hand, scenario):
    """A redirected preflight is reported as such, even without an allowed origin."""
    app = by_hand([("Location", "/elsewhere")], status=302)
    scenario(app, "/", "PreflightDisallowedRedirect", "OPTIONS", method="PUT")
    app = by_hand([("Location", "/elsewhere"), *allow(PAGE, methods="PUT")], status=307)
    scenario(app, "/", "PreflightDisallowedRedirect", "OPTIONS", method="PUT")


def test_an_origin_is_reported_before_the_status(by_hand, scenario):
    """A failing preflight without an allowed origin is reported for its origin."""
    verdict = f"Preflight{MISSING}"
    scenario(by_hand([], status=404), "/", verdict, "OPTIONS", method="PUT")


@pytest.mark.parametrize(
    ("value", "method", "verdict"),
    [
        ("PUT", "PUT", 200),
        ("GET,PUT", "PUT", 200),
        (" GET ,\tPUT ", "PUT", 200),
        ("GET,,PUT,", "PUT", 200),
        ("*", "PUT", 200),
        ("*", "FOO", 200),
        ("FOO", "FOO", 200),
        ("foo", "FOO", NO_METHOD),
        ("put", "PUT", NO_METHOD),
        ("PUTS", "PUT", NO_METHOD),
        ("DELETE", "PUT", NO_METHOD),
        ("", "PUT", NO_METHOD),
        (None, "PUT", NO_METHOD),
        ("PUT;DELETE", "PUT", BAD_METHODS),
        ("PUT DELETE", "PUT", BAD_METHODS),
        ("'PUT'", "PUT", NO_METHOD),
        ('"PUT"', "PUT", BAD_METHODS),
        ("PUT, (x)", "PUT", BAD_METHODS),
    ],
)
def test_allow_methods(value, method, verdict, by_hand, scenario):
    """The method must be in a list of tokens, in the same case."""
    headers = allow(PAGE) if value is None else allow(PAGE, methods=value)
    methods = f"OPTIONS {method}" if verdict == 200 else "OPTIONS"
    scenario(by_hand(headers), "/", verdict, methods, method=method)


@pytest.mark.parametrize(
    ("value", "names", "verdict"),
    [
        ("X-A", "X-A", 200),
        ("x-a", "X-A", 200),
        ("X-B, X-A", "X-A X-B", 200),
        ("*", "X-A X-B", 200),
        ("*, Authorization", "X-A Authorization", 200),
        ("X-B", "X-A", NO_HEADER),
        ("X-A", "X-A X-B", NO_HEADER),
        ("X-*", "X-A", NO_HEADER),
        ("", "X-A", NO_HEADER),
        (None, "X-A", NO_HEADER),
        ("X-A,", "X-A", 200),
        ("X-A;X-B", "X-A", BAD_HEADERS),
        ("X-A X-B", "X-A", BAD_HEADERS),
        ('"X-A"', "X-A", BAD_HEADERS),
        ("X-A: X-B", "X-A", BAD_HEADERS),
    ],
)
def test_allow_headers(value, names, verdict, by_hand, scenario):
    """Each unsafe header must be listed, in any case; `*` means all but Authorization."""
    headers = allow(PAGE) if value is None else allow(PAGE, headers=value)
    methods = "OPTIONS GET" if verdict == 200 else "OPTIONS"
    given = dict.fromkeys(names.split(), "1")
    scenario(by_hand(headers), "/", verdict, methods, headers=given)


def test_a_star_for_authorization(by_hand, servers, ask_real, model):
    """In the standard `*` excludes Authorization; Chromium and Firefox only warn about it."""
    site = servers.mount(by_hand(allow(PAGE, headers="*")))
    wanted = {"headers": {"Authorization": "Bearer a"}}
    assert ask_real(PAGE, f"{site.origin}/", **wanted).methods == ["OPTIONS", "GET"]
    modeled = model(Browser(site.app, PAGE, base_url=site.origin), f"{site.origin}/", **wanted)
    assert (modeled.code, modeled.methods) == (NO_HEADER, ["OPTIONS"])


@pytest.mark.parametrize(
    ("others", "wanted", "verdict"),
    [
        ({"methods": "*"}, {"method": "PUT"}, NO_METHOD),
        ({"headers": "*"}, {"headers": {"X-A": "1"}}, NO_HEADER),
        ({"headers": "*"}, {"headers": {"*": "1"}}, 200),
        ({"methods": "*"}, {"method": "POST", "headers": {"Accept": "(a)"}}, NO_HEADER),
    ],
)
def test_a_star_is_a_name_with_credentials(others, wanted, verdict, by_hand, scenario):
    """With credentials `*` is matched literally."""
    app = by_hand(allow(PAGE, credentials="true", **others))
    methods = "OPTIONS GET" if verdict == 200 else "OPTIONS"
    scenario(app, "/", verdict, methods, **wanted, **INCLUDE)


@pytest.mark.parametrize(
    ("value", "credentials", "visible"),
    [
        ("X-A", "omit", {"x-a"}),
        ("x-a, x-B", "omit", {"x-a", "x-b"}),
        ("*", "omit", {"x-a", "x-b"}),
        ("*", "include", set()),
        ("*, X-A", "include", {"x-a"}),
        ("X-C", "omit", set()),
        ("X-A, Set-Cookie", "omit", {"x-a"}),
        ("X-A;X-B", "omit", set()),
        ("X-A X-B", "omit", set()),
        ('"X-A"', "omit", set()),
        ("", "omit", set()),
    ],
)
def test_expose_headers(value, credentials, visible, by_hand, scenario):
    """A script sees headers in a list of tokens, and never a cookie."""
    headers = allow(PAGE, credentials="true", expose=value)
    headers += [("X-A", "1"), ("X-B", "2"), ("Set-Cookie", "a=b"), ("Pragma", "p")]
    view = scenario(by_hand(headers), "/", 200, "GET", credentials=credentials)
    assert {name for name in view.headers if name.startswith(("x-", "set"))} == visible
    assert view.headers["pragma"] == "p"


def test_exposed_in_two_headers(by_hand, scenario):
    """Two such headers form one list, and two values of a name one value."""
    headers = [*allow(PAGE, expose="X-A"), *allow(None, expose="X-B")]
    headers += [("X-A", "1"), ("X-A", "2"), ("X-B", "3")]
    view = scenario(by_hand(headers), "/", 200, "GET")
    assert (view.headers["x-a"], view.headers["x-b"]) == ("1, 2", "3")
