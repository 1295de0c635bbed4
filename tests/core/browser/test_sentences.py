"""Messages for the errors that a browser reports."""

from typing import get_args

import pytest

from flask_cors.core.browser.messages import BrowserStep, Check, CorsError, Fetch, Outcome
from flask_cors.core.browser.sentences import _ERRORS, message, remedy, sentence


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
    wanted = Fetch("http://127.0.0.1/", "https://app.example.com")
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
