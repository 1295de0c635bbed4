"""The README's troubleshooting table quotes the consoles of real browsers.

Its quotes about local networks are tested in `test_apart_from_cors.py`.
"""

import re
import time
from pathlib import Path
from typing import get_args

import pytest
from flask import Flask, Response, request

from flask_cors.core.browser.messages import CorsError

README = Path(__file__).parents[2] / "README.md"
PAGE = "https://app.example.test"
ALLOW = "Access-Control-Allow-"

#: The correct response, and its changes for each code; None removes a header.
RIGHT = {
    "Origin": PAGE,
    "Credentials": "true",
    "Methods": "PUT",
    "Headers": "x-key",
}
WRONG = {
    "MissingAllowOriginHeader": {"Origin": None},
    "MultipleAllowOriginValues": {"Origin": f"{PAGE}, {PAGE}"},
    "InvalidAllowOriginValue": {"Origin": "somebody"},
    "AllowOriginMismatch": {"Origin": "https://other.test"},
    "WildcardOriginNotAllowed": {"Origin": "*"},
    "InvalidAllowCredentials": {"Credentials": None},
    "InvalidStatus": {},
    "DisallowedRedirect": {},
    "InvalidAllowMethodsPreflightResponse": {"Methods": "P U T"},
    "InvalidAllowHeadersPreflightResponse": {"Headers": "x key"},
    "MethodDisallowedByPreflightResponse": {"Methods": "PUT"},
    "HeaderDisallowedByPreflightResponse": {"Headers": "x-other"},
    "RedirectContainsCredentials": {},
    "DisallowedByMode": {},
    "NoCorsRedirectModeNotFollow": {},
    "CorsDisabledScheme": {},
}
STATUS = {
    "PreflightInvalidStatus": 401,
    "PreflightDisallowedRedirect": 307,
    "RedirectContainsCredentials": 302,
    "NoCorsRedirectModeNotFollow": 302,
}
#: The options of the page's request in addition to the method.
ASKS = {
    "WildcardOriginNotAllowed": {"credentials": "include"},
    "InvalidAllowCredentials": {"credentials": "include"},
    "MethodDisallowedByPreflightResponse": {"method": "PURGE"},
    "HeaderDisallowedByPreflightResponse": {"headers": {"X-Key": "1"}},
    "DisallowedByMode": {"mode": "same-origin"},
    "NoCorsRedirectModeNotFollow": {"mode": "no-cors", "redirect": "manual"},
}
LOCATION = {
    "PreflightDisallowedRedirect": "/elsewhere",
    "RedirectContainsCredentials": "https://user:secret@elsewhere.test/",
    "NoCorsRedirectModeNotFollow": "/elsewhere",
}


def is_of_preflight(code):
    """Return whether a preflight fails."""
    return "Preflight" in code


def quoted():
    """Return the README's quotes of each browser: code -> (Chromium's, Firefox's or None)."""
    found = {}
    for line in README.read_text("utf-8").splitlines():
        cell = line.split(" | ")[0]
        said, _, codes = cell.removeprefix("| ").partition("[`")
        if line.startswith("| `") and codes:
            said = re.findall(r"`(.*?)`", said)
            for code in re.findall(r"\w+", codes):
                found[code] = (said[0], said[1] if len(said) > 1 else None)
    return found


@pytest.fixture(scope="module")
def site(servers):
    """Return an app with the fault that the path names."""
    app = Flask("troubled")

    @app.route(
        "/<code>",
        methods=["GET", "PUT", "PURGE", "OPTIONS"],
        provide_automatic_options=False,
    )
    def troubled(code):
        response = Response("fine")
        here = is_of_preflight(code) == (request.method == "OPTIONS")
        wrong = WRONG[code.removeprefix("Preflight")] if here else {}
        for name, value in {**RIGHT, **wrong}.items():
            if value is not None:
                response.headers[f"{ALLOW}{name}"] = value
        if here and code in STATUS:
            response.status_code = STATUS[code]
            if code in LOCATION:
                response.headers["Location"] = LOCATION[code]
        return response

    return servers.mount(app)


def test_each_code_is_quoted():
    """The README quotes a message for each reason that Chrome knows."""
    assert sorted(quoted()) == sorted(get_args(CorsError))


@pytest.mark.parametrize("code", [code for code in get_args(CorsError) if "Local" not in code])
def test_the_console_shows_the_quoted_message(real, ask_real, site, code):
    """The console of a real browser shows the README's message for the fault."""
    expected = quoted()[code][real.name == "firefox"]
    real.console()
    url = "foo://x/" if code == "CorsDisabledScheme" else f"{site.origin}/{code}"
    method = "PUT" if is_of_preflight(code) else "GET"
    seen = ask_real(PAGE, url, **{"method": method, **ASKS.get(code.removeprefix("Preflight"), {})})
    assert seen.verdict == "blocked"
    if real.name == "chromium":
        assert seen.code in {code, "unsaid"}
    if expected is None:
        return
    shape = ".*".join(map(re.escape, expected.split("…")))
    said = []
    for _ in range(50):  # it appears after the response that the script receives
        said += real.console()
        if any(re.search(shape, each) for each in said):
            return
        time.sleep(0.1)
    pytest.fail(f"{expected!r} is not among {said}")
