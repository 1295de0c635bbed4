"""The steps of a browser: each with the value that was checked and the value expected."""

import pytest

from flask_cors.core.browser.fetch import fetch
from flask_cors.core.browser.messages import Fetch, Request, Response
from flask_cors.core.browser.preflight_cache import PreflightCache

PAGE = "https://app.example.com"
API = "https://api.example.org/books"
METHODS = "Access-Control-Allow-Methods"
HEADERS = "Access-Control-Allow-Headers"
OPEN = ("Access-Control-Allow-Origin", "*")
NAMED = (
    ("Access-Control-Allow-Origin", PAGE),
    ("Access-Control-Allow-Credentials", "true"),
)


def shown(value):
    """Return the subject of a step, with messages shortened."""
    if isinstance(value, Request):
        cookies = " with cookies" if value.credentials else ""
        return f"{value.method} {value.url}{cookies}"
    return value.status if isinstance(value, Response) else repr(value)


def steps(answers, *, cache=None, url=API, **wanted):
    """Run a script's fetch; return the browser's steps, with `!` before a reason to block."""
    running = fetch(Fetch(url, PAGE, **wanted), cache)
    waiting = [Response(status, headers) for status, *headers in answers]
    try:
        next(running)
        while True:
            running.send(waiting.pop(0))
    except StopIteration as end:
        assert not waiting
        return [
            f"{'preflight: ' * step.preflight}{step.check.label}: {shown(step.subject)}"
            + (f" for {step.wanted!r}" if step.wanted is not None else "")
            + (f" ! {step.error}" if not step.passed or step.error else "")
            for step in end.value.steps
        ]


@pytest.mark.parametrize(
    ("answers", "wanted", "noted"),
    [
        (
            [(200, OPEN, ("X", "a"), ("Content-Type", "b"))],
            {},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: (None, ()) for False",
                "request: GET https://api.example.org/books",
                "response: 200",
                "allow origin: '*' for 'https://app.example.com'",
                "readable: ('Content-Type',)",
            ],
        ),
        (
            [
                (
                    204,
                    *NAMED,
                    (METHODS, "PUT"),
                    (HEADERS, "X-A"),
                    ("Access-Control-Max-Age", "60"),
                ),
                (200, *NAMED),
            ],
            {"method": "PUT", "headers": (("X-A", "b"),), "credentials": "include"},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: ('PUT', ('x-a',)) for True",
                "preflight: request: OPTIONS https://api.example.org/books",
                "preflight: response: 204",
                "preflight: allow origin: 'https://app.example.com' for 'https://app.example.com'",
                "preflight: allow credentials: 'true' for 'true'",
                "preflight: preflight status: 204",
                "preflight: allow methods: 'PUT' for 'PUT'",
                "preflight: allow headers: 'X-A' for 'x-a'",
                "preflight: max age: '60' for 60",
                "request: PUT https://api.example.org/books with cookies",
                "response: 200",
                "allow origin: 'https://app.example.com' for 'https://app.example.com'",
                "allow credentials: 'true' for 'true'",
                "readable: ()",
            ],
        ),
        (
            [(200,)],
            {"url": PAGE + "/a", "method": "DELETE", "headers": (("X", "a"), ("Cookie", "b"))},
            [
                "header dropped: 'Cookie' for 'cors'",
                "tainting: 'https://app.example.com' for 'basic'",
                "request: DELETE https://app.example.com/a with cookies",
                "response: 200",
                "readable: ()",
            ],
        ),
        (
            [(200,)],
            {"mode": "no-cors", "headers": (("X", "a"),)},
            [
                "header dropped: 'X' for 'no-cors'",
                "tainting: 'https://api.example.org' for 'opaque'",
                "request: GET https://api.example.org/books",
                "response: 200",
            ],
        ),
        (
            [(303, ("Location", API)), (200, OPEN)],
            {
                "url": PAGE + "/a",
                "method": "POST",
                "body": b"c",
                "headers": (("Authorization", "b"),),
            },
            [
                "tainting: 'https://app.example.com' for 'basic'",
                "request: POST https://app.example.com/a with cookies",
                "response: 303",
                "location: 'https://api.example.org/books' for 'https://api.example.org/books'",
                "redirect method: 'POST' for 'GET'",
                "redirect authorization: 'https://api.example.org/books'",
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: (None, ()) for False",
                "request: GET https://api.example.org/books",
                "response: 200",
                "allow origin: '*' for 'https://app.example.com'",
                "readable: ()",
            ],
        ),
        (
            [
                (200, OPEN, (HEADERS, "authorization")),
                (307, OPEN, ("Location", "https://b.example/")),
                (200, OPEN),
            ],
            {"headers": (("Authorization", "b"),)},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: (None, ('authorization',)) for True",
                "preflight: request: OPTIONS https://api.example.org/books",
                "preflight: response: 200",
                "preflight: allow origin: '*' for 'https://app.example.com'",
                "preflight: preflight status: 200",
                "preflight: allow methods: None for 'GET'",
                "preflight: allow headers: 'authorization' for 'authorization'",
                "preflight: max age: None for 5",
                "request: GET https://api.example.org/books",
                "response: 307",
                "allow origin: '*' for 'https://app.example.com'",
                "location: 'https://b.example/' for 'https://b.example/'",
                "redirect authorization: 'https://b.example/'",
                "redirect origin: 'https://app.example.com' for 'null'",
                "tainting: 'https://b.example' for 'cors'",
                "preflight: (None, ()) for False",
                "request: GET https://b.example/",
                "response: 200",
                "allow origin: '*' for 'null'",
                "readable: ()",
            ],
        ),
        (
            [(302, ("Location", "/b"))],
            {"url": PAGE + "/a", "redirect": "manual"},
            [
                "tainting: 'https://app.example.com' for 'basic'",
                "request: GET https://app.example.com/a with cookies",
                "response: 302",
                "redirect mode: 'manual' for '/b'",
            ],
        ),
        (
            [(302, ("Location", "/b"))],
            {"url": PAGE + "/a", "redirect": "error"},
            [
                "tainting: 'https://app.example.com' for 'basic'",
                "request: GET https://app.example.com/a with cookies",
                "response: 302",
                "location: '/b' for 'https://app.example.com/b'",
                "redirect mode: 'error' ! None",
            ],
        ),
        (
            [(303, ("Location", "/b")), (200,)],
            {"url": PAGE + "/a"},
            [
                "tainting: 'https://app.example.com' for 'basic'",
                "request: GET https://app.example.com/a with cookies",
                "response: 303",
                "location: '/b' for 'https://app.example.com/b'",
                "tainting: 'https://app.example.com' for 'basic'",
                "request: GET https://app.example.com/b with cookies",
                "response: 200",
                "readable: ()",
            ],
        ),
        (
            [(302, ("Location", "http://a:b/"))],
            {"url": PAGE + "/a"},
            [
                "tainting: 'https://app.example.com' for 'basic'",
                "request: GET https://app.example.com/a with cookies",
                "response: 302",
                "location: 'http://a:b/' ! None",
            ],
        ),
        (
            [(302, ("Location", "ftp://a/"))],
            {"url": PAGE + "/a"},
            [
                "tainting: 'https://app.example.com' for 'basic'",
                "request: GET https://app.example.com/a with cookies",
                "response: 302",
                "location: 'ftp://a/' ! CorsDisabledScheme",
            ],
        ),
        (
            [(302, ("Location", "https://u@b.example/"))],
            {"url": PAGE + "/a"},
            [
                "tainting: 'https://app.example.com' for 'basic'",
                "request: GET https://app.example.com/a with cookies",
                "response: 302",
                "location: 'https://u@b.example/' for 'https://b.example/'",
                "redirect credentials: 'https://b.example/' ! RedirectContainsCredentials",
            ],
        ),
        ([], {"url": "/a"}, ["url: '/a' ! None"]),
        ([], {"url": "https://u@b.example/"}, ["url: 'https://u@b.example/' ! None"]),
        (
            [],
            {"url": "ftp://b.example/"},
            ["tainting: 'null' for 'cors'", "url: 'ftp://b.example/' ! CorsDisabledScheme"],
        ),
        (
            [],
            {"url": "ftp://b.example/", "mode": "no-cors"},
            ["tainting: 'null' for 'opaque'", "url: 'ftp://b.example/' ! None"],
        ),
        (
            [],
            {"mode": "same-origin"},
            ["tainting: 'https://api.example.org' for 'basic' ! DisallowedByMode"],
        ),
        (
            [],
            {"mode": "no-cors", "redirect": "manual"},
            [
                "tainting: 'https://api.example.org' for 'opaque'",
                "redirect mode: 'manual' ! NoCorsRedirectModeNotFollow",
            ],
        ),
        ([], {"method": "TRACE"}, ["method: 'TRACE' for 'cors' ! None"]),
        ([], {"method": "PUT", "mode": "no-cors"}, ["method: 'PUT' for 'no-cors' ! None"]),
        ([], {"body": b""}, ["body: 'GET' ! None"]),
        ([], {"headers": (("A B", "c"),)}, ["header: ('A B', 'c') ! None"]),
        ([], {"headers": (("A", "b\nc"),)}, ["header: ('A', 'b\\nc') ! None"]),
        (
            [(200,)],
            {},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: (None, ()) for False",
                "request: GET https://api.example.org/books",
                "response: 200",
                "allow origin: None for 'https://app.example.com' ! MissingAllowOriginHeader",
            ],
        ),
        (
            [(200, OPEN)],
            {"credentials": "include"},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: (None, ()) for False",
                "request: GET https://api.example.org/books with cookies",
                "response: 200",
                "allow origin: '*' for 'https://app.example.com' ! WildcardOriginNotAllowed",
            ],
        ),
        (
            [(200, ("Access-Control-Allow-Origin", PAGE))],
            {"credentials": "include"},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: (None, ()) for False",
                "request: GET https://api.example.org/books with cookies",
                "response: 200",
                "allow origin: 'https://app.example.com' for 'https://app.example.com'",
                "allow credentials: None for 'true' ! InvalidAllowCredentials",
            ],
        ),
        (
            [(404, OPEN)],
            {"method": "PUT"},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: ('PUT', ()) for True",
                "preflight: request: OPTIONS https://api.example.org/books",
                "preflight: response: 404",
                "preflight: allow origin: '*' for 'https://app.example.com'",
                "preflight: preflight status: 404 ! PreflightInvalidStatus",
            ],
        ),
        (
            [(302, OPEN, ("Location", "/b"))],
            {"method": "PUT"},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: ('PUT', ()) for True",
                "preflight: request: OPTIONS https://api.example.org/books",
                "preflight: response: 302",
                "preflight: preflight status: 302 ! PreflightDisallowedRedirect",
            ],
        ),
        (
            [(200, OPEN, (METHODS, "A B"))],
            {"method": "PUT"},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: ('PUT', ()) for True",
                "preflight: request: OPTIONS https://api.example.org/books",
                "preflight: response: 200",
                "preflight: allow origin: '*' for 'https://app.example.com'",
                "preflight: preflight status: 200",
                "preflight: allow methods: 'A B' for 'PUT' ! InvalidAllowMethodsPreflightResponse",
            ],
        ),
        (
            [(200, OPEN, (HEADERS, "A B"))],
            {"use_preflight": True},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: (None, ()) for True",
                "preflight: request: OPTIONS https://api.example.org/books",
                "preflight: response: 200",
                "preflight: allow origin: '*' for 'https://app.example.com'",
                "preflight: preflight status: 200",
                "preflight: allow headers: 'A B' ! InvalidAllowHeadersPreflightResponse",
            ],
        ),
        (
            [(200, OPEN, (METHODS, "GET"))],
            {"method": "PUT"},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: ('PUT', ()) for True",
                "preflight: request: OPTIONS https://api.example.org/books",
                "preflight: response: 200",
                "preflight: allow origin: '*' for 'https://app.example.com'",
                "preflight: preflight status: 200",
                "preflight: allow methods: 'GET' for 'PUT' ! MethodDisallowedByPreflightResponse",
            ],
        ),
        (
            [(200, OPEN, (HEADERS, "X-B"))],
            {"headers": (("X-B", ""), ("X-A", ""))},
            [
                "tainting: 'https://api.example.org' for 'cors'",
                "preflight: (None, ('x-a', 'x-b')) for True",
                "preflight: request: OPTIONS https://api.example.org/books",
                "preflight: response: 200",
                "preflight: allow origin: '*' for 'https://app.example.com'",
                "preflight: preflight status: 200",
                "preflight: allow methods: None for 'GET'",
                "preflight: allow headers: 'X-B' for 'x-a' ! HeaderDisallowedByPreflightResponse",
            ],
        ),
    ],
)
def test_steps_of_a_fetch(answers, wanted, noted):
    """Each step shows the check, the value, the expected value and the reason to block."""
    assert steps(answers, **wanted) == noted


def test_the_step_after_too_many_redirects():
    """It shows the number of redirects and the limit."""
    noted = steps([(302, ("Location", "/a"))] * 21, url=PAGE)
    assert noted[-1] == "redirect count: 20 for 20 ! None"


def test_the_steps_of_a_cached_preflight():
    """The cache is named instead of the preflight, with the cached URL."""
    cache = PreflightCache()
    allow = (METHODS, "PUT")
    steps([(200, OPEN, allow), (200, OPEN)], method="PUT", cache=cache)
    assert steps([(200, OPEN)], method="PUT", cache=cache) == [
        "tainting: 'https://api.example.org' for 'cors'",
        "preflight: ('PUT', ()) for True",
        f"preflight: preflight cache: {API!r}",
        f"request: PUT {API}",
        "response: 200",
        f"allow origin: '*' for {PAGE!r}",
        "readable: ()",
    ]
