"""Modes, methods, headers and bodies of scripts, and which of them need a preflight.

Columns: request to /echo, result, methods of the requests sent.
"""

import pytest
from flask import Flask

PAGE = "https://app.example.test"
OTHER = "https://shop.other.test"
MISSING = "MissingAllowOriginHeader"
NO_METHOD = "MethodDisallowedByPreflightResponse"
NO_HEADER = "HeaderDisallowedByPreflightResponse"
LONG = "a" * 129


def post(body=None, **headers):
    """Return a POST request; the names of `headers` have `_` for `-`."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"method": "POST", "body": body, "headers": given}


@pytest.fixture
def echo(api):
    """Return an app that allows PAGE with certain methods and the header X-Probe."""
    return api(
        origins=PAGE,
        methods=["GET", "POST", "PUT", "DELETE", "PATCH", "QUERY", "OPTIONS"],
        allow_headers=["X-Probe", "Content-Type", "Accept", "Accept-Language", "Content-Language"],
    )


@pytest.mark.parametrize(
    ("wanted", "verdict", "methods"),
    [
        # methods: six are normalized, all others are case-sensitive
        ({"method": "get"}, 200, "GET"),
        ({"method": "Head"}, 200, "HEAD"),
        ({"method": "post"}, 200, "POST"),
        ({"method": "put"}, 200, "OPTIONS PUT"),
        ({"method": "dElEtE"}, 200, "OPTIONS DELETE"),
        ({"method": "options"}, 200, "OPTIONS OPTIONS"),
        ({"method": "PATCH"}, 200, "OPTIONS PATCH"),
        ({"method": "patch"}, NO_METHOD, "OPTIONS"),
        ({"method": "query"}, NO_METHOD, "OPTIONS"),
        ({"method": "QUERY", "body": "q"}, 200, "OPTIONS QUERY"),
        # requests that no script may send
        ({"method": "TRACE"}, "blocked", ""),
        ({"method": "connect"}, "blocked", ""),
        ({"method": "TRACK"}, "blocked", ""),
        ({"method": "A B"}, "blocked", ""),
        ({"method": "GET", "body": "text"}, "blocked", ""),
        ({"method": "HEAD", "body": "text"}, "blocked", ""),
        ({"headers": {"X Probe": "1"}}, "blocked", ""),
        ({"headers": {"X-Probe": "a\nb"}}, "blocked", ""),
        # headers that a browser drops silently
        ({"headers": {"Cookie": "a=b", "Host": "evil.test", "Origin": OTHER}}, 200, "GET"),
        ({"headers": {"Proxy-A": "1", "Sec-A": "1", "Date": "now"}}, 200, "GET"),
        ({"headers": {"X-HTTP-Method-Override": "TRACE"}}, 200, "GET"),
        ({"headers": {"X-HTTP-Method-Override": "PUT"}}, NO_HEADER, "OPTIONS"),
        ({"headers": {"Access-Control-Request-Method": "PUT"}}, 200, "GET"),
        # safelisted names
        ({"headers": {"Accept": "application/json"}}, 200, "GET"),
        ({"headers": {"Accept-Language": "de, en;q=0.5"}}, 200, "GET"),
        ({"headers": {"Content-Language": "de"}}, 200, "GET"),
        ({"headers": {"Range": "bytes=0-99"}}, 200, "GET"),
        ({"headers": {"Range": "bytes=5-"}}, 200, "GET"),
        ({"headers": {"Range": "bytes=0-9,20-29"}}, NO_HEADER, "OPTIONS"),
        ({"headers": {"Range": "bytes=-5"}}, NO_HEADER, "OPTIONS"),
        ({"headers": {"Range": "bytes=9-0"}}, NO_HEADER, "OPTIONS"),
        # safelisted names with other values
        ({"headers": {"Accept": "a" * 128}}, 200, "GET"),
        ({"headers": {"Accept": LONG}}, 200, "OPTIONS GET"),
        ({"headers": {"Accept": "text/html; a=(b)"}}, 200, "OPTIONS GET"),
        ({"headers": {"Accept": "a\tb"}}, 200, "GET"),
        ({"headers": {"Accept": 'a "b"'}}, 200, "OPTIONS GET"),
        ({"headers": {"Accept-Language": "de\\en"}}, 200, "OPTIONS GET"),
        ({"headers": {"Accept-Language": "de_DE"}}, 200, "OPTIONS GET"),
        ({"headers": {"Content-Language": LONG}}, 200, "OPTIONS GET"),
        # headers that need permission
        ({"headers": {"X-Probe": "1"}}, 200, "OPTIONS GET"),
        ({"headers": {"X-Probe": "\xfc"}}, 200, "OPTIONS GET"),
        ({"headers": {"X-PROBE": ""}}, 200, "OPTIONS GET"),
        ({"headers": {"X-Probe": "1", "X-Other": "1"}}, NO_HEADER, "OPTIONS"),
        ({"headers": {"Authorization": "Bearer a"}}, NO_HEADER, "OPTIONS"),
        ({"headers": {"If-None-Match": '"a"'}}, NO_HEADER, "OPTIONS"),
        # bodies and their types
        (post(), 200, "POST"),
        (post("text"), 200, "POST"),
        (post(b"\x00\xff"), 200, "POST"),
        (post({"a": "b c"}), 200, "POST"),
        (post("{}", Content_Type="application/json"), 200, "OPTIONS POST"),
        (post("{}", content_type="text/plain"), 200, "POST"),
        (post("a=b", Content_Type="application/x-www-form-urlencoded"), 200, "POST"),
        (post("--a--", Content_Type="multipart/form-data; boundary=a"), 200, "POST"),
        (post("a", Content_Type="TEXT/PLAIN; charset=utf-8"), 200, "POST"),
        (post("a", Content_Type="text/plain; charset=a" + LONG), 200, "OPTIONS POST"),
        (post("a", Content_Type='text/plain; charset="utf-8"'), 200, "OPTIONS POST"),
        (post("a", Content_Type="text/plain, text/plain"), 200, "OPTIONS POST"),
        (post("a", Content_Type="text/html"), 200, "OPTIONS POST"),
        (post("a", Content_Type=""), 200, "OPTIONS POST"),
        ({"method": "DELETE", "body": "text"}, 200, "OPTIONS DELETE"),
        ({"method": "PUT", "body": {"a": "b"}}, 200, "OPTIONS PUT"),
        # modes
        ({"mode": "same-origin"}, "blocked", ""),
        ({"mode": "no-cors"}, "opaque", "GET"),
        ({"mode": "no-cors"} | post("text"), "opaque", "POST"),
        ({"mode": "no-cors"} | post("{}", Content_Type="application/json"), "opaque", "POST"),
        ({"mode": "no-cors", "headers": {"X-Probe": "1"}}, "opaque", "GET"),
        ({"mode": "no-cors", "headers": {"Accept": LONG}}, "opaque", "GET"),
        ({"mode": "no-cors", "method": "HEAD"}, "opaque", "HEAD"),
        ({"mode": "no-cors", "method": "PUT"}, "blocked", ""),
        ({"mode": "no-cors", "redirect": "manual"}, "blocked", ""),
        ({"mode": "no-cors", "redirect": "error"}, "blocked", ""),
        # credentials modes, if credentials are not allowed
        ({"credentials": "omit"}, 200, "GET"),
        ({"credentials": "include"}, "InvalidAllowCredentials", "GET"),
        ({"credentials": "include", "mode": "no-cors"}, "opaque", "GET"),
    ],
)
def test_requests(wanted, verdict, methods, echo, scenario):
    """A browser sends the same requests as the model, including preflights."""
    if verdict == "blocked" and not methods:
        verdict = BLOCKED_BY.get((wanted.get("mode"), wanted.get("redirect")), "blocked")
    scenario(echo, "/echo", verdict, methods, **wanted)


#: Blocked before anything is sent, for a reason that has a code.
BLOCKED_BY = {
    ("same-origin", None): "DisallowedByMode",
    ("no-cors", "manual"): "NoCorsRedirectModeNotFollow",
    ("no-cors", "error"): "NoCorsRedirectModeNotFollow",
}


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ({"headers": {"X-B": "1", "x-a": "1", "Authorization": "x"}}, "authorization,x-a,x-b"),
        (post("{}", Content_Type="application/json", X_A="1"), "content-type,x-a"),
        ({"method": "PUT", "headers": {"Accept": "text/plain"}}, None),
        ({"headers": {"Accept": LONG, "Accept-Language": "de"}}, "accept"),
        ({"headers": {f"X-{number}": "1" for number in range(40)}}, None),
    ],
)
def test_a_preflight_names_the_unsafe_headers(wanted, asked, api, scenario):
    """The names in a preflight are lower-case, sorted, and only those that need permission."""
    method = wanted.get("method", "GET")
    view = scenario(api(origins=PAGE), "/echo", 200, f"OPTIONS {method}", **wanted)
    found = view.sent[0].headers.get("access-control-request-headers")
    assert found == asked or len(found.split(",")) == 40


def test_a_repeated_name(echo, servers, real, ask_real):
    """Firefox repeats a header name that a script repeats; the app reads it once."""
    site = servers.mount(echo)
    headers = [("X-Probe", "1"), ("x-probe", "2")]
    view = ask_real(PAGE, f"{site.origin}/echo", headers=headers)
    assert (view.status, view.methods) == (200, ["OPTIONS", "GET"])
    asked = {"chromium": "x-probe", "firefox": "x-probe,x-probe"}[real.name]
    assert view.sent[0].headers["access-control-request-headers"] == asked
    assert view.sent[1].headers["x-probe"] == "1, 2"


def test_an_app_without_cors(scenario):
    """Without CORS() other pages can read nothing; their simple requests arrive."""
    app = Flask("none")
    app.add_url_rule("/", view_func=lambda: "secret", methods=["GET", "POST"])
    scenario(app, "/", MISSING, "GET")
    scenario(app, "/", MISSING, "POST", **post("text"))
    scenario(app, "/", f"Preflight{MISSING}", "OPTIONS", method="PUT")
    scenario(app, "/", "opaque", "POST", mode="no-cors", **post("text"))
    scenario(app, "/", 200, "GET", page=scenario.mount(app).origin)


def test_form_data_needs_no_preflight(api, servers, ask_real):
    """FormData is sent as multipart/form-data, which is safelisted."""
    site = servers.mount(api(origins=PAGE))
    view = ask_real(PAGE, f"{site.origin}/echo", method="POST", body=[("a", "b")])
    assert (view.status, view.methods) == (200, ["POST"])
    assert view.sent[0].headers["content-type"].startswith("multipart/form-data; boundary=")
