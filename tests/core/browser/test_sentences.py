"""Messages for the errors that a browser reports."""

from typing import get_args

import pytest

from flask_cors.core.browser.fetch import run
from flask_cors.core.browser.messages import (
    BrowserStep,
    Check,
    CorsError,
    Fetch,
    Outcome,
    Request,
    Response,
)
from flask_cors.core.browser.sentences import _ERRORS, message, numbered, remedy, sentence

PAGE = "https://app.example.com"
API = "https://api.example.org/"


def test_every_error_has_a_message():
    """The messages cover exactly the Chrome errors that the model raises."""
    errors = get_args(CorsError)
    assert {error.removeprefix("Preflight") for error in errors} == set(_ERRORS)
    assert len({message(error) for error in errors}) == len(errors)


@pytest.mark.parametrize(
    "code",
    ["LocalNetworkAccessPermissionDenied", "InsecureLocalNetwork", "InvalidLocalNetworkAccess"],
)
def test_local_network_errors_are_explained_and_not_modeled(code):
    """Chrome's three errors of local network access have a message and a remedy."""
    step = BrowserStep(Check.REQUEST, None, passed=False, error=code)
    wanted = Fetch("http://127.0.0.1/", PAGE)
    assert message(code) == _ERRORS[code].message
    assert remedy(Outcome("error", (step,), error=code), wanted) == _ERRORS[code].remedy


def test_a_message_names_the_checked_response():
    """A fault of the preflight response reads differently from one of the response itself."""
    missing = "has no Access-Control-Allow-Origin header"
    assert message("MissingAllowOriginHeader") == f"the response {missing}"
    assert (
        message("PreflightMissingAllowOriginHeader") == f"the response to the preflight {missing}"
    )


@pytest.mark.parametrize(
    ("check", "passed", "wanted", "expected"),
    [
        (Check.MAX_AGE, True, 5, "cached for 5 s, Access-Control-Max-Age is not sent"),
        (Check.ALLOW_CREDENTIALS, False, None, "Access-Control-Allow-Credentials is missing"),
        (
            Check.ALLOW_METHODS,
            False,
            "PUT",
            "PUT is not allowed, Access-Control-Allow-Methods is missing",
        ),
        (
            Check.ALLOW_HEADERS,
            False,
            "x-a",
            "x-a is not allowed, Access-Control-Allow-Headers is missing",
        ),
    ],
)
def test_a_missing_header_is_called_missing(check, passed, wanted, expected):
    """A header that the response does not have is not called None."""
    assert sentence(BrowserStep(check, None, wanted, passed)) == expected
    value = BrowserStep(check, "x", wanted, passed)
    assert "'x'" in sentence(value)


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (
            BrowserStep(Check.REQUEST, Request("GET", API, (), credentials=True)),
            f"sends GET {API} with cookies; no Origin",
        ),
        (
            BrowserStep(
                Check.REQUEST,
                Request(
                    "OPTIONS",
                    API,
                    (("Origin", PAGE), ("X-A", "1"), ("Access-Control-Request-Method", "PUT")),
                ),
                preflight=True,
            ),
            (
                f"preflight: sends OPTIONS {API} without cookies;"
                f" Origin: {PAGE}; Access-Control-Request-Method: PUT"
            ),
        ),
        (
            BrowserStep(Check.RESPONSE, Response(204, (("Vary", "Origin"),))),
            "the response is 204; no Access-Control header",
        ),
        (
            BrowserStep(
                Check.RESPONSE,
                Response(302, (("Location", "/b"), ("Access-Control-Allow-Origin", "*"))),
            ),
            "the response is 302; Location: /b; Access-Control-Allow-Origin: *",
        ),
        (
            BrowserStep(Check.PREFLIGHT, (None, ()), wanted=False),
            "no preflight: method and headers are safelisted",
        ),
        (
            BrowserStep(Check.PREFLIGHT, ("PUT", ("x-a", "x-b")), wanted=True),
            "a preflight for the method PUT and the header x-a and the header x-b",
        ),
        (
            BrowserStep(Check.PREFLIGHT, (None, ()), wanted=True),
            "a preflight for the listener on the upload",
        ),
        (
            BrowserStep(Check.ALLOW_METHODS, "PUT", "POST"),
            "POST is safelisted and does not have to be listed",
        ),
        (
            BrowserStep(Check.ALLOW_METHODS, "PUT, PATCH", "PUT"),
            "PUT is allowed by Access-Control-Allow-Methods: PUT, PATCH",
        ),
        (
            BrowserStep(Check.ALLOW_ORIGIN, None, PAGE, passed=False),
            f"Access-Control-Allow-Origin is missing; Origin is {PAGE}",
        ),
        (
            BrowserStep(Check.ALLOW_ORIGIN, "*", PAGE, passed=False),
            "Access-Control-Allow-Origin: * is not accepted for a request with credentials",
        ),
        (
            BrowserStep(Check.ALLOW_ORIGIN, "https://a.com", PAGE, passed=False),
            f"Access-Control-Allow-Origin is 'https://a.com'; Origin is {PAGE}",
        ),
        (
            BrowserStep(Check.READABLE, ("Content-Type", "X-Total")),
            "the script can read: Content-Type, X-Total",
        ),
        (BrowserStep(Check.READABLE, ()), "the script can read: no headers"),
    ],
)
def test_a_step_is_one_sentence(step, expected):
    """The sentence has the values of the step, but only the headers that matter to CORS."""
    assert sentence(step) == expected


def test_a_run_is_a_numbered_list():
    """The step that blocks names its section of the standard, and no other does."""
    outcome = run(Fetch(API, PAGE), lambda _: Response(200))
    assert list(numbered(outcome)) == [
        "1. https://api.example.org is fetched as 'cors'",
        "2. no preflight: method and headers are safelisted",
        f"3. sends GET {API} without cookies; Origin: {PAGE}",
        "4. the response is 200; no Access-Control header",
        (
            f"5. Access-Control-Allow-Origin is missing; Origin is {PAGE}"
            " [https://fetch.spec.whatwg.org/#concept-cors-check]"
        ),
    ]


@pytest.mark.parametrize(
    ("step", "origin", "expected"),
    [
        (
            BrowserStep(
                Check.ALLOW_ORIGIN, None, PAGE, passed=False, error="MissingAllowOriginHeader"
            ),
            PAGE,
            (
                f"allow {PAGE!r} in the policy of this URL: add it to `origins` in CORS(app) or"
                " @cross_origin"
            ),
        ),
        (
            BrowserStep(
                Check.ALLOW_ORIGIN, None, "null", passed=False, error="PreflightAllowOriginMismatch"
            ),
            "null",
            (
                "allow 'null' in the policy of this URL: add it to `origins` in CORS(app) or"
                " @cross_origin"
            ),
        ),
        (
            BrowserStep(
                Check.ALLOW_ORIGIN, PAGE, "null", passed=False, error="AllowOriginMismatch"
            ),
            PAGE,
            (
                "fetch the redirect's target directly: after a redirect from one foreign origin to"
                " another, Origin is 'null', which should not be allowed"
            ),
        ),
        (
            BrowserStep(Check.URL, "null", "null", passed=False),
            PAGE,
            "give an http or https URL without a user name and password",
        ),
        (
            BrowserStep(
                Check.ALLOW_METHODS,
                "PUT",
                "PATCH",
                passed=False,
                error="MethodDisallowedByPreflightResponse",
            ),
            PAGE,
            "add 'PATCH' to `methods` in the policy of this URL",
        ),
        (
            BrowserStep(
                Check.ALLOW_METHODS,
                "PATCH",
                "patch",
                passed=False,
                error="MethodDisallowedByPreflightResponse",
            ),
            PAGE,
            (
                "use 'PATCH' in upper case; browsers normalize only DELETE, GET, HEAD, OPTIONS,"
                " POST and PUT"
            ),
        ),
        (
            BrowserStep(
                Check.ALLOW_HEADERS,
                "x-b",
                "x-a",
                passed=False,
                error="HeaderDisallowedByPreflightResponse",
            ),
            PAGE,
            "add 'x-a' to `allow_headers` in the policy of this URL",
        ),
        (BrowserStep(Check.REDIRECT_COUNT, 20, passed=False), PAGE, "remove the redirect loop"),
    ],
)
def test_a_remedy_for_the_step_that_blocks(step, origin, expected):
    """The remedy depends on the last step, its values, and whether Origin is the page's own."""
    first = BrowserStep(Check.TAINTING, API, "cors")
    assert remedy(Outcome("error", (first, step), error=step.error), Fetch(API, origin)) == expected
