"""Caches of browsers: preflights, counted at the server, and responses with `Vary`."""

import time

import pytest
from flask import Flask, Response, request

from flask_cors import CORS
from flask_cors.core.browser.preflight_cache import PreflightCache
from flask_cors.testing import Browser

PAGE = "https://app.example.test"
SHOP = "https://shop.example.test"
PUT = {"method": "PUT"}
DELETE = {"method": "DELETE"}
INCLUDE = {"credentials": "include"}
A, B, AB = ({"headers": dict.fromkeys(names, "1")} for names in (["X-A"], ["X-B"], ["X-A", "X-B"]))
# Deviations of browsers' caches from the standard, which the model follows.
#: Chromium caches only the last preflight for a URL, and another one replaces it.
LAST_ONLY = "chromium"
#: Chromium keeps a preflight whose request was refused.
KEEPS = "chromium"
#: Firefox caches permissions with credentials only for requests with credentials.
APART = "firefox"
#: Firefox does not cache `*`.
NO_STAR = "firefox"
#: Firefox caches preflights of pages without an origin; Chromium and the model do not.
NULL = "firefox"
UPLOAD = {"kind": "xhr", "method": "POST", "body": "text", "upload": True}
SANDBOXED = PUT | {"page": "null"}
LONG = {"max_age": 600}
BOTH = {"origins": [PAGE, SHOP], "supports_credentials": True, "max_age": 600}


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        # by time
        (LONG, [(PUT, "OPTIONS PUT"), (PUT, "PUT"), (PUT, "PUT")]),
        ({"max_age": 86400}, [(PUT, "OPTIONS PUT"), (PUT, "PUT")]),
        ({"max_age": 0}, [(PUT, "OPTIONS PUT"), (PUT, "OPTIONS PUT")]),
        # by method: all that the policy allows are cached; for `*`, the requested one
        (LONG, [(PUT, "OPTIONS PUT"), (DELETE, "DELETE")]),
        (
            LONG | {"methods": "*"},
            [
                (PUT, "OPTIONS PUT"),
                (DELETE, "OPTIONS DELETE"),
                (PUT, "PUT", LAST_ONLY, "OPTIONS PUT"),
            ],
        ),
        (LONG, [(PUT, "OPTIONS PUT"), ({"method": "PURGE"}, "OPTIONS")]),
        # QUERY is not among the default methods, but a route accepts it
        (LONG, [(PUT, "OPTIONS PUT"), ({"method": "QUERY"}, "OPTIONS QUERY")]),
        # by header: the requested ones
        (LONG, [(A, "OPTIONS GET"), (A, "GET"), (B, "OPTIONS GET"), (B, "GET")]),
        (LONG, [(A, "OPTIONS GET"), (B, "OPTIONS GET"), (AB, "GET", LAST_ONLY, "OPTIONS GET")]),
        (LONG, [(AB, "OPTIONS GET"), (A, "GET"), (B, "GET"), (A | PUT, "PUT")]),
        (LONG, [(PUT, "OPTIONS PUT"), (PUT | A, "OPTIONS PUT"), (PUT | A, "PUT")]),
        # safelisted headers need no preflight, and do not count
        (LONG, [({}, "GET"), (A, "OPTIONS GET"), ({}, "GET")]),
        # by credentials: permissions with credentials include requests without, not vice versa
        (BOTH, [(PUT, "OPTIONS PUT"), (PUT | INCLUDE, "OPTIONS PUT"), (PUT, "PUT")]),
        (BOTH, [(PUT | INCLUDE, "OPTIONS PUT"), (PUT, "PUT", APART, "OPTIONS PUT")]),
        (BOTH, [(PUT | INCLUDE, "OPTIONS PUT"), (PUT | INCLUDE, "PUT")]),
        (BOTH, [(PUT, "OPTIONS PUT"), (PUT | {"credentials": "omit"}, "PUT")]),
        # by URL, including its query and its fragment
        (LONG, [(PUT, "OPTIONS PUT"), (PUT | {"url": "?a=1"}, "OPTIONS PUT"), (PUT, "PUT")]),
        (LONG, [(PUT, "OPTIONS PUT"), (PUT | {"url": "#a"}, "OPTIONS PUT")]),
        # by page
        (BOTH, [(PUT, "OPTIONS PUT"), (PUT | {"page": SHOP}, "OPTIONS PUT"), (PUT, "PUT")]),
        # refused requests are preflighted again
        (LONG | {"methods": "GET"}, [(PUT, "OPTIONS"), (PUT, "OPTIONS")]),
        (LONG | {"allow_headers": "X-A"}, [(AB, "OPTIONS"), (A, "OPTIONS GET")]),
        (LONG | {"origins": SHOP}, [(PUT, "OPTIONS"), (PUT, "OPTIONS")]),
        # a page without an origin
        (LONG, [(SANDBOXED, "OPTIONS PUT"), (SANDBOXED, "OPTIONS PUT", NULL, "PUT")]),
        # other ways to send requests
        (LONG, [(PUT, "OPTIONS PUT"), (PUT | {"kind": "xhr"}, "PUT")]),
        (LONG, [(UPLOAD, "OPTIONS POST"), (UPLOAD, "POST")]),
        (LONG, [(PUT, "OPTIONS PUT"), (UPLOAD, "POST")]),
    ],
)
def test_preflights_are_cached(options, asked, api, servers, ask_real, model, compare):
    """A preflight is only repeated if the previous one does not cover the request."""
    app = api(**options)
    site = servers.mount(app)
    pages = {page: Browser(app, page, base_url=site.origin) for page in (PAGE, SHOP, "null")}
    for number, row in enumerate(asked):
        wanted = {"url": "", "page": PAGE, **row[0]}
        page, url = wanted.pop("page"), f"{site.origin}/echo{wanted.pop('url')}"
        view, modeled = ask_real(page, url, **wanted), model(pages[page], url, **wanted)
        compare(number, row, view, modeled)


@pytest.fixture
def compare(real):
    """Return a function that compares a view and its model with (request, methods, deviation)."""

    def compare(number, row, view, modeled):
        _, methods, browser, others = (*row, None, None)[:4]
        assert (number, " ".join(modeled.methods)) == (number, methods)
        if real.name == browser:
            assert (number, " ".join(view.methods)) == (number, others)
            assert view.verdict == modeled.verdict
        else:
            assert (number, view.unlike(modeled)) == (number, {})

    return compare


def test_the_default_of_five_seconds(api, servers, ask_real):
    """Without `max_age` a preflight is cached for 5 seconds."""
    site = servers.mount(api())
    deadline = time.monotonic() + 60
    while True:
        url = f"{site.origin}/echo?{time.monotonic()}"
        start = time.monotonic()
        views = [ask_real(PAGE, url, **PUT) for _ in range(2)]
        if time.monotonic() - start < 4 or time.monotonic() > deadline:
            break
    assert [view.methods for view in views] == [["OPTIONS", "PUT"], ["PUT"]]
    time.sleep(5.2)
    assert ask_real(PAGE, url, **PUT).methods == ["OPTIONS", "PUT"]


def test_the_models_default_of_five_seconds(api, model):
    """Our model caches it as long."""
    now = [0.0]
    browser = Browser(api(), PAGE, cache=PreflightCache(clock=lambda: now[0]))
    for seconds, methods in [(0, ["OPTIONS", "PUT"]), (4.9, ["PUT"]), (5.1, ["OPTIONS", "PUT"])]:
        now[0] = seconds
        assert model(browser, "/echo", **PUT).methods == methods


@pytest.fixture
def by_hand():
    """Return a function that makes an app with these manual preflight headers."""

    def by_hand(preflight, answer):
        app = Flask("by hand", static_folder=None)

        @app.route("/", methods=["GET", "PUT", "DELETE", "OPTIONS"])
        def view():
            given = preflight if request.method == "OPTIONS" else answer
            names = (name.replace("_", "-") for name in given)
            headers = zip((f"Access-Control-{name}" for name in names), given.values(), strict=True)
            return Response("by hand", headers=list(headers))

        return app

    return by_hand


OURS = {"Allow_Origin": PAGE, "Allow_Credentials": "true", "Max_Age": "600"}


@pytest.mark.parametrize(
    ("preflight", "answer", "asked"),
    [
        # with credentials `*` is not a wildcard for methods or headers, even in the cache
        (
            OURS | {"Allow_Methods": "PUT, *"},
            OURS,
            [
                (PUT | INCLUDE, "OPTIONS PUT"),
                (PUT | INCLUDE, "PUT"),
                (DELETE | INCLUDE, "OPTIONS"),
                (PUT | INCLUDE, "OPTIONS PUT"),
            ],
        ),
        (
            OURS | {"Allow_Headers": "X-A, *"},
            OURS,
            [(A | INCLUDE, "OPTIONS GET"), (A | INCLUDE, "GET"), (B | INCLUDE, "OPTIONS")],
        ),
        (
            OURS | {"Allow_Methods": "*"},
            OURS,
            [(PUT, "OPTIONS PUT"), (DELETE, "DELETE", NO_STAR, "OPTIONS DELETE")],
        ),
        (
            OURS | {"Allow_Headers": "*"},
            OURS,
            [(A, "OPTIONS GET"), (B, "GET", NO_STAR, "OPTIONS GET")],
        ),
        # if the request itself is refused, its preflight is dropped
        (
            OURS | {"Allow_Methods": "PUT"},
            {},
            [(PUT, "OPTIONS PUT"), (PUT, "OPTIONS PUT", KEEPS, "PUT")],
        ),
        # max_age as people write it
        *(
            (OURS | {"Allow_Methods": "PUT", "Max_Age": age}, OURS, [(PUT, "OPTIONS PUT"), again])
            for age, again in [
                ("600", (PUT, "PUT")),
                (" 600 ", (PUT, "PUT")),
                ("99999999999999999999", (PUT, "PUT")),
                ("0", (PUT, "OPTIONS PUT")),
            ]
        ),
    ],
)
def test_manual_preflights(preflight, answer, asked, by_hand, servers, ask_real, model, compare):
    """Manual responses to preflights are cached by the same rules."""
    app = by_hand(preflight, answer)
    site = servers.mount(app)
    page, url = Browser(app, PAGE, base_url=site.origin), f"{site.origin}/"
    for number, row in enumerate(asked):
        compare(number, row, ask_real(PAGE, url, **row[0]), model(page, url, **row[0]))


# The browser's HTTP cache, over http because nothing is cached for an unknown certificate.

ONE, TWO = "http://app.example.test", "http://shop.example.test"


def cacheable(**options):
    """Return an app with a cacheable response, under `CORS(app, **options)`."""
    app = Flask("cacheable", static_folder=None)
    CORS(app, **options)
    headers = {"Cache-Control": "max-age=600"}
    app.add_url_rule("/", view_func=lambda: Response("kept", headers=headers))
    return app


@pytest.mark.parametrize(
    ("options", "verdicts", "arrived"),
    [
        # the response depends on the origin, and has Vary
        ({"origins": [ONE, TWO]}, ["readable"] * 3, 2),
        ({}, ["readable"] * 3, 2),
        ({"origins": r"http://[a-z]+\.example\.test"}, ["readable"] * 3, 2),
        # it is the same for all
        ({"send_wildcard": True}, ["readable"] * 3, 1),
        # it depends on the origin, but lacks Vary
        ({"origins": [ONE, TWO], "vary_header": False}, ["readable", "readable", "blocked"], 1),
    ],
)
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_vary_separates_responses(options, verdicts, arrived, servers, ask_real):
    """Because of Vary, a response cached for one origin is not given to another."""
    url = servers.mount(cacheable(**options)).at("example.test", "http") + "/"
    views = [ask_real(page, url) for page in (ONE, ONE, TWO)]
    assert [view.verdict for view in views] == verdicts
    assert sum(len(view.sent) for view in views) == arrived


@pytest.mark.parametrize(
    ("options", "verdict", "arrived"),
    [
        ({"origins": [ONE, TWO]}, "readable", 2),
        ({"origins": ONE}, "readable", 1),
        ({"origins": ONE, "always_send": False}, "readable", 2),
        ({"send_wildcard": True}, "readable", 1),
        ({"send_wildcard": True, "always_send": False}, "readable", 2),
        ({"origins": [ONE, TWO], "vary_header": False}, "blocked", 1),
    ],
)
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_a_response_cached_without_cors(options, verdict, arrived, servers, ask_real):
    """A response loaded without CORS first, like an image, can then be fetched with CORS."""
    url = servers.mount(cacheable(**options)).at("example.test", "http") + "/"
    views = [ask_real(ONE, url, mode=mode) for mode in ("no-cors", "cors")]
    assert [view.verdict for view in views] == ["opaque", verdict]
    assert sum(len(view.sent) for view in views) == arrived
