"""Requests that a browser sends or blocks, and the responses that it shows to a script."""

import pytest

from flask_cors.core.browser.fetch import run as run_fetch
from flask_cors.core.browser.messages import Check, Fetch, Outcome, Response
from flask_cors.core.browser.preflight_cache import PreflightCache

PAGE = "https://app.example.com"
API = "https://api.example.org/books"
OPEN = {"Access-Control-Allow-Origin": "*"}
NAMED = {"Access-Control-Allow-Origin": PAGE, "Access-Control-Allow-Credentials": "true"}


def response(status=200, headers=None, /):
    """Build a response; a header whose value is a list is repeated."""
    pairs = []
    for name, value in (headers or {}).items():
        pairs += [(name, item) for item in (value if isinstance(value, list) else [value])]
    return Response(status, tuple(pairs))


def run(*responses, url=API, origin=PAGE, cache=None, headers=None, **wanted):
    """Run a script's fetch against `responses`; return the outcome and the requests sent."""
    given = tuple(headers.items() if isinstance(headers, dict) else headers or ())
    waiting, sent = list(responses), []

    def respond(request):
        sent.append(request)
        return waiting.pop(0)

    outcome = run_fetch(Fetch(url, origin, headers=given, **wanted), respond, cache)
    assert not waiting, "fewer requests than answers"
    return outcome, sent


def error(*responses, **wanted):
    """Run a script's fetch that is blocked; return the reason."""
    outcome, _ = run(*responses, **wanted)
    assert outcome.verdict == "blocked"
    assert (outcome.type, outcome.status, outcome.headers, outcome.url) == ("error", 0, (), "")
    assert [step.passed for step in outcome.steps] == [True] * (len(outcome.steps) - 1) + [False]
    assert outcome.steps[-1].error == outcome.error
    return outcome.error or outcome.steps[-1].check.label


def lines(sent):
    """Return the method and URL of each request."""
    return [f"{request.method} {request.url}" for request in sent]


def value(request, name):
    """Return one header of a request."""
    return dict(request.headers).get(name)


# Requests that a script may make


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"url": "/books"}, "url"),
        ({"url": "http://a:b/"}, "url"),
        ({"url": "https://user@api.example.org/"}, "url"),
        ({"method": "trace"}, "method"),
        ({"method": "A B"}, "method"),
        ({"method": ""}, "method"),
        ({"method": "PUT", "mode": "no-cors"}, "method"),
        ({"body": b""}, "body"),
        ({"method": "head", "body": b"a"}, "body"),
        ({"headers": {"A B": "c"}}, "header"),
        ({"headers": {"A": "b\nc"}}, "header"),
        ({"url": "ftp://api.example.org/"}, "CorsDisabledScheme"),
        ({"url": "ftp://api.example.org/", "mode": "no-cors"}, "url"),
        ({"url": "ftp://api.example.org/", "origin": "null"}, "CorsDisabledScheme"),
        ({"mode": "same-origin"}, "DisallowedByMode"),
        ({"mode": "no-cors", "redirect": "error"}, "NoCorsRedirectModeNotFollow"),
        ({"mode": "no-cors", "redirect": "manual"}, "NoCorsRedirectModeNotFollow"),
    ],
)
def test_blocked_before_anything_is_sent(wanted, reason):
    """The browser itself refuses some requests."""
    _, sent = run(**wanted)
    assert sent == []
    assert error(**wanted) == reason


def test_a_step_names_its_section():
    """Each step has a subject and names the section of the standard."""
    outcome, _ = run(method="TRACE")
    step = outcome.steps[0]
    assert (step.check, step.subject, step.wanted) == (Check.METHOD, "TRACE", "cors")
    assert step.check.section == "https://fetch.spec.whatwg.org/#dom-request"
    assert all(check.label and check.section for check in Check)


def test_only_the_first_fault_is_reported():
    """The browser stops at the first fault and reports no other."""
    outcome, _ = run(url="/books", method="TRACE", body=b"a")
    assert [step.check for step in outcome.steps] == [Check.URL]


@pytest.mark.parametrize(
    ("mode", "given", "sent", "dropped"),
    [
        ("cors", [("X", " XaX\t")], [("X", "XaX")], []),
        ("cors", [("X", "\xa0a\xa0")], [("X", "\xa0a\xa0")], []),
        ("cors", [("X", "a"), ("Y", "b"), ("x", "c")], [("X", "a, c"), ("Y", "b")], []),
        (
            "cors",
            [("Origin", "a"), ("Sec-A", "b"), ("Cookie", "c")],
            [],
            ["Origin", "Sec-A", "Cookie"],
        ),
        ("cors", [("X-HTTP-Method", "trace")], [], ["X-HTTP-Method"]),
        ("cors", [("X-HTTP-Method", "PUT")], [("X-HTTP-Method", "PUT")], []),
        (
            "no-cors",
            [("X", "a"), ("Range", "bytes=0-"), ("Origin", "b")],
            [],
            ["X", "Range", "Origin"],
        ),
        ("no-cors", [("Accept-Language", "de")], [("Accept-Language", "de")], []),
        (
            "no-cors",
            [("Accept-Language", "a" * 100), ("accept-language", "b" * 100)],
            [("Accept-Language", "a" * 100)],
            ["accept-language"],
        ),
        ("no-cors", [("Content-Type", "application/json")], [], ["Content-Type"]),
        ("same-origin", [("X", "a")], [("X", "a")], []),
    ],
)
def test_forbidden_headers_are_dropped(mode, given, sent, dropped):
    """A header that is forbidden, or not allowed in the mode, is dropped with a note."""
    outcome, requests = run(response(), url=PAGE, headers=given, mode=mode)
    own = {"Accept", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"}
    assert [header for header in requests[0].headers if header[0] not in own] == sent
    noted = [step for step in outcome.steps if step.check is Check.HEADER_DROPPED]
    assert [(step.subject, step.wanted) for step in noted] == [(name, mode) for name in dropped]


@pytest.mark.parametrize(
    ("given", "asked", "name", "joined"),
    [
        ([("X", "a"), ("x", "b")], "x", "X", "a, b"),
        (
            [("Accept", "a" * 99), ("accept", "b" * 99)],
            "accept",
            "Accept",
            "a" * 99 + ", " + "b" * 99,
        ),
        ([("Accept-Language", "de"), ("Accept-Language", "en")], None, "Accept-Language", "de, en"),
        # A single header with the value text/plain.
        (
            [("Content-Type", "text/plain;a=b"), ("Content-Type", "text/css")],
            None,
            "Content-Type",
            "text/plain;a=b, text/css",
        ),
    ],
)
def test_repeated_headers_are_judged_together(given, asked, name, joined):
    """Like Chromium, the model joins repeated headers before it considers a preflight."""
    answers = [allowing(**{"Access-Control-Allow-Headers": asked})] * (asked is not None)
    _, sent = run(*answers, response(200, OPEN), headers=given)
    assert value(sent[0], "Access-Control-Request-Headers") == asked
    assert value(sent[-1], name) == joined


@pytest.mark.parametrize(
    ("mode", "headers", "body_type", "sent_types"),
    [
        ("cors", {}, "text/html", [("Content-Type", "text/html")]),
        ("cors", {}, None, []),
        ("cors", {"content-type": "text/css"}, "text/html", [("content-type", "text/css")]),
        (
            "no-cors",
            {"Content-Type": "text/html"},
            "text/plain",
            [("Content-Type", "text/plain")],
        ),
        ("no-cors", {}, "application/json", []),
    ],
)
def test_a_body_sets_its_content_type(mode, headers, body_type, sent_types):
    """The body's type is sent if the script has set none and may send one."""
    _, sent = run(
        response(),
        url=PAGE,
        method="post",
        mode=mode,
        body=b"a",
        body_type=body_type,
        headers=headers,
    )
    types = [header for header in sent[0].headers if header[0].lower() == "content-type"]
    assert types == sent_types
    assert sent[0].body == b"a"


# The request that is sent


@pytest.mark.parametrize(
    ("url", "wanted", "origin"),
    [
        (PAGE, {}, None),
        (PAGE, {"method": "HEAD"}, None),
        (PAGE, {"method": "POST"}, PAGE),
        (PAGE, {"method": "DELETE", "mode": "same-origin"}, PAGE),
        (API, {}, PAGE),
        (API, {"origin": "null"}, "null"),
        (API, {"mode": "no-cors"}, None),
        (API, {"mode": "no-cors", "method": "POST"}, PAGE),
        ("http://a.example", {"mode": "no-cors", "method": "POST"}, "null"),
        (
            "http://a.example",
            {"mode": "no-cors", "method": "POST", "origin": "http://b"},
            "http://b",
        ),
        ("http://a.example", {}, PAGE),
    ],
)
def test_origin(url, wanted, origin):
    """Cross-origin CORS requests have an `Origin`; so has any request other than GET or HEAD."""
    _, sent = run(response(200, {"Access-Control-Allow-Origin": ["*"]}), url=url, **wanted)
    assert value(sent[0], "Origin") == origin


@pytest.mark.parametrize(
    ("url", "mode", "credentials", "included"),
    [
        (PAGE, "cors", "omit", False),
        (PAGE, "cors", "same-origin", True),
        (PAGE, "same-origin", "include", True),
        (API, "cors", "omit", False),
        (API, "cors", "same-origin", False),
        (API, "cors", "include", True),
        (API, "no-cors", "same-origin", False),
        (API, "no-cors", "include", True),
    ],
)
def test_credentials_follow_their_mode(url, mode, credentials, included):
    """`same-origin` sends cookies to the page's own origin only."""
    _, sent = run(response(200, NAMED), url=url, mode=mode, credentials=credentials)
    assert sent[0].credentials is included


def test_default_headers():
    """A request has `Accept` unless the script sets it, and describes its initiator."""
    _, sent = run(response(200, OPEN), url="https://api.example.com/#top")
    assert sent[0].url == "https://api.example.com/"
    assert sent[0].headers == (
        ("Accept", "*/*"),
        ("Origin", PAGE),
        ("Sec-Fetch-Site", "same-site"),
        ("Sec-Fetch-Mode", "cors"),
        ("Sec-Fetch-Dest", "empty"),
    )
    _, sent = run(response(200, OPEN), url="http://api.example.com", headers={"ACCEPT": "a"})
    assert sent[0].headers == (("ACCEPT", "a"), ("Origin", PAGE))


# The CORS check


@pytest.mark.parametrize(
    ("allow_origin", "credentials", "allow_credentials", "reason"),
    [
        (None, "omit", None, "MissingAllowOriginHeader"),
        ("*", "omit", None, None),
        ("*", "same-origin", None, None),
        ("*", "include", None, "WildcardOriginNotAllowed"),
        ("*", "include", "true", "WildcardOriginNotAllowed"),
        (PAGE, "omit", None, None),
        (f" {PAGE}\t", "omit", None, None),
        (PAGE, "include", "true", None),
        (PAGE, "include", " true", None),
        (PAGE, "include", None, "InvalidAllowCredentials"),
        (PAGE, "include", "True", "InvalidAllowCredentials"),
        (PAGE, "include", "", "InvalidAllowCredentials"),
        (PAGE, "include", ["true", "true"], "InvalidAllowCredentials"),
        (PAGE, "same-origin", "false", None),
        ([PAGE, PAGE], "omit", None, "MultipleAllowOriginValues"),
        (["*", "*"], "omit", None, "MultipleAllowOriginValues"),
        (f"{PAGE} https://b.example", "omit", None, "MultipleAllowOriginValues"),
        ("*, *", "omit", None, "MultipleAllowOriginValues"),
        ("*,*", "omit", None, "MultipleAllowOriginValues"),
        (f"{PAGE}/", "omit", None, "AllowOriginMismatch"),
        (PAGE.upper(), "omit", None, "AllowOriginMismatch"),
        ("http://app.example.com", "omit", None, "AllowOriginMismatch"),
        ("localhost:3000", "omit", None, "AllowOriginMismatch"),
        ("null", "omit", None, "AllowOriginMismatch"),
        ("", "omit", None, "InvalidAllowOriginValue"),
        ("app.example.com", "omit", None, "InvalidAllowOriginValue"),
        ("https://", "omit", None, "InvalidAllowOriginValue"),
        ("https:app", "omit", None, "InvalidAllowOriginValue"),
        ("*.example.com", "omit", None, "InvalidAllowOriginValue"),
    ],
)
def test_the_cors_check(allow_origin, credentials, allow_credentials, reason):
    """A response is shared for `*` without credentials or the page's origin, byte for byte."""
    headers = {
        name: given
        for name, given in [
            ("access-control-allow-origin", allow_origin),
            ("ACCESS-CONTROL-ALLOW-CREDENTIALS", allow_credentials),
        ]
        if given is not None
    }
    outcome, sent = run(response(404, headers), credentials=credentials)
    assert lines(sent) == [f"GET {API}"]
    assert outcome.error == reason
    assert outcome.verdict == ("blocked" if reason else "readable")
    assert outcome.tainting == "cors"
    # The same checks for the response to a preflight.
    outcome, sent = run(
        response(200, headers),
        *([response(200, headers)] * (not reason)),
        credentials=credentials,
        method="POST",
        use_preflight=True,
    )
    assert outcome.error == (reason and f"Preflight{reason}")
    assert sent[0].preflight
    assert len(sent) == (1 if reason else 2)


@pytest.mark.parametrize("allowed", ["null", "*"])
def test_a_page_without_an_origin(allowed):
    """A sandboxed page is allowed as `null`, and by `*`."""
    outcome, _ = run(response(200, {"Access-Control-Allow-Origin": allowed}), origin="null")
    assert outcome.type == "cors"
    assert error(response(200, NAMED), origin="null") == "AllowOriginMismatch"


# The preflight


@pytest.mark.parametrize(
    ("wanted", "asked"),
    [
        ({}, None),
        ({"method": "HEAD"}, None),
        ({"method": "post", "headers": {"Content-Type": "text/plain"}}, None),
        ({"headers": {"Accept": "a", "Range": "bytes=0-1"}}, None),
        ({"method": "put"}, ("PUT", None)),
        ({"method": "patch"}, ("patch", None)),
        ({"method": "OPTIONS"}, ("OPTIONS", None)),
        (
            {"headers": {"X-B": "", "Authorization": "", "X-A": ""}},
            ("GET", "authorization,x-a,x-b"),
        ),
        ({"method": "POST", "headers": {"Content-Type": "text/html"}}, ("POST", "content-type")),
        ({"use_preflight": True}, ("GET", None)),
    ],
)
def test_preflight_request(wanted, asked):
    """Methods and headers that are not safelisted need a preflight, without cookies."""
    outcome, sent = run(response(), credentials="include", **wanted)
    assert outcome.verdict == "blocked"
    assert sent[0].preflight is (asked is not None)
    if asked:
        assert (sent[0].method, sent[0].url, sent[0].body) == ("OPTIONS", API, None)
        assert not sent[0].credentials
        assert value(sent[0], "Access-Control-Request-Method") == asked[0]
        assert value(sent[0], "Access-Control-Request-Headers") == asked[1]
        assert value(sent[0], "Origin") == PAGE
        assert value(sent[0], "Accept") == "*/*"


def test_a_same_origin_request_needs_no_preflight():
    """A same-origin request is never preflighted."""
    outcome, sent = run(
        response(), url=f"{PAGE}/a", method="PUT", headers={"X": "a"}, use_preflight=True
    )
    assert lines(sent) == [f"PUT {PAGE}/a"]
    assert (outcome.type, outcome.tainting) == ("basic", "basic")


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (200, OPEN, None),
        (204, OPEN, None),
        (299, OPEN, None),
        (199, OPEN, "PreflightInvalidStatus"),
        (300, OPEN, "PreflightInvalidStatus"),
        (304, OPEN, "PreflightInvalidStatus"),
        (401, OPEN, "PreflightInvalidStatus"),
        (500, OPEN, "PreflightInvalidStatus"),
        (308, OPEN, "PreflightInvalidStatus"),
        (308, OPEN | {"Location": "/books/"}, "PreflightDisallowedRedirect"),
        (302, {"Location": "/login"}, "PreflightDisallowedRedirect"),
        (401, {}, "PreflightMissingAllowOriginHeader"),
    ],
)
def test_the_status_of_a_preflight(status, headers, reason):
    """A preflight succeeds with a status from 200 to 299, and is never redirected."""
    answer = response(status, headers)
    outcome, _ = run(answer, *([response(200, OPEN)] * (not reason)), use_preflight=True)
    assert outcome.error == reason


METHOD = "MethodDisallowedByPreflightResponse"
HEADER = "HeaderDisallowedByPreflightResponse"


@pytest.mark.parametrize(
    ("allow_methods", "method", "credentials", "reason"),
    [
        (None, "GET", "include", None),
        ("", "POST", "include", None),
        ("PUT", "HEAD", "include", None),
        (None, "PUT", "omit", METHOD),
        ("GET, PUT", "put", "omit", None),
        (["GET", "PUT"], "PUT", "omit", None),
        (",\tPUT ,,", "PUT", "omit", None),
        ("put", "PUT", "omit", METHOD),
        ("PATCH", "patch", "omit", METHOD),
        ("patch", "patch", "omit", None),
        ("*", "DELETE", "omit", None),
        ("*", "DELETE", "same-origin", None),
        ("*", "DELETE", "include", METHOD),
        ("*", "*", "include", None),
        ("*, DELETE", "DELETE", "include", None),
        ("GET PUT", "PUT", "omit", "InvalidAllowMethodsPreflightResponse"),
        ("GET; PUT", "GET", "omit", "InvalidAllowMethodsPreflightResponse"),
    ],
)
def test_allowed_methods(allow_methods, method, credentials, reason):
    """Methods are compared byte for byte; `*` means any method, but only without credentials."""
    listed = {} if allow_methods is None else {"Access-Control-Allow-Methods": allow_methods}
    outcome, _ = run(
        response(200, NAMED | listed),
        *([response(200, NAMED)] * (not reason)),
        method=method,
        credentials=credentials,
        use_preflight=True,
    )
    assert outcome.error == reason


@pytest.mark.parametrize(
    ("allow_headers", "names", "credentials", "reason"),
    [
        (None, "X", "omit", HEADER),
        ("x", "X", "omit", None),
        ("X-A, x-b", "x-A X-B", "include", None),
        (["X-A", "X-B"], "X-A X-B", "omit", None),
        ("X-A", "X-A X-B", "omit", HEADER),
        ("*", "X-A X-B", "omit", None),
        ("*", "X-A", "same-origin", None),
        ("*", "X-A", "include", HEADER),
        ("*", "*", "include", None),
        ("*", "Authorization", "omit", HEADER),
        ("*", "X-A authorization", "omit", HEADER),
        ("*, Authorization", "X-A authorization", "omit", None),
        ("X A", "X", "omit", "InvalidAllowHeadersPreflightResponse"),
        ("X-A:", "X-A", "omit", "InvalidAllowHeadersPreflightResponse"),
    ],
)
def test_allowed_headers(allow_headers, names, credentials, reason):
    """Names are case-insensitive; `*` means any but `Authorization`, without credentials."""
    listed = {} if allow_headers is None else {"Access-Control-Allow-Headers": allow_headers}
    outcome, _ = run(
        response(200, NAMED | listed),
        *([response(200, NAMED)] * (not reason)),
        headers=dict.fromkeys(names.split(), ""),
        credentials=credentials,
    )
    assert outcome.error == reason


def test_authorization_is_checked_first():
    """If several names are not allowed, `Authorization` is the one reported."""
    outcome, _ = run(response(200, OPEN), headers={"A": "", "Authorization": ""})
    assert outcome.steps[-1].wanted == "authorization"


# The preflight cache


class Clock:
    """A clock that moves only when it is set."""

    now = 100.0

    def __call__(self):
        """Return the current number of seconds."""
        return self.now


def allowing(**more):
    """Build a preflight response that allows PUT and X-A."""
    headers = {"Access-Control-Allow-Methods": "PUT", "Access-Control-Allow-Headers": "X-A"}
    return response(204, NAMED | headers | {name.replace("_", "-"): v for name, v in more.items()})


@pytest.mark.parametrize(
    ("max_age", "limit", "seconds"),
    [
        (None, 7200, 5),
        ("", 7200, 5),
        ("-1", 7200, 5),
        ("1.5", 7200, 5),
        ("ten", 7200, 5),
        ("²", 7200, 5),
        (["10", "10"], 7200, 5),
        ("0", 7200, 0),
        ("600", 7200, 600),
        ("7201", 7200, 7200),
        ("99999", 86400, 86400),
        ("9" * 5000, 86400, 86400),
        ("9" * 10, 2**32, 2**31),
        ("86400", 0, 0),
        (None, 0, 0),
    ],
)
def test_how_long_a_preflight_is_cached(max_age, limit, seconds):
    """A preflight is cached for 5 s by default, and up to the browser's limit."""
    clock = Clock()
    cache = PreflightCache(limit=limit, clock=clock)
    answer = allowing() if max_age is None else allowing(**{"Access-Control-Max-Age": max_age})
    outcome, sent = run(answer, response(200, NAMED), method="PUT", cache=cache)
    assert [request.preflight for request in sent] == [True, False]
    assert [step.wanted for step in outcome.steps if step.check is Check.MAX_AGE] == [seconds]
    if seconds:
        clock.now += seconds - 0.5
        outcome, sent = run(response(200, NAMED), method="PUT", cache=cache)
        assert [step.check for step in outcome.steps if step.preflight] == [Check.PREFLIGHT_CACHE]
        clock.now += 0.5
    _, sent = run(answer, response(200, NAMED), method="PUT", cache=cache)
    assert [request.preflight for request in sent] == [True, False]


@pytest.mark.parametrize(
    ("first", "second", "remembered"),
    [
        ({"method": "PUT"}, {"method": "PUT", "headers": {"x-a": ""}}, True),
        ({"method": "PUT"}, {"method": "GET", "headers": {"X-A": ""}}, True),
        ({"method": "PUT"}, {"method": "PUT", "headers": {"X-B": ""}}, False),
        ({"method": "PUT"}, {"method": "DELETE"}, False),
        ({"method": "PUT"}, {"method": "PUT", "url": f"{API}?q"}, False),
        ({"method": "PUT"}, {"method": "PUT", "url": f"{API}#f"}, False),
        ({"method": "PUT"}, {"method": "PUT", "url": f"{API}#None"}, False),
        ({"method": "PUT", "url": f"{API}#f"}, {"method": "PUT", "url": f"{API}#g"}, False),
        ({"method": "PUT", "url": f"{API}#f"}, {"method": "PUT", "url": f"{API}#f"}, True),
        ({"method": "PUT"}, {"method": "PUT", "origin": "null"}, False),
        ({"method": "PUT"}, {"method": "PUT", "credentials": "include"}, False),
        ({"method": "PUT", "credentials": "include"}, {"method": "PUT"}, True),
        ({"method": "PUT", "credentials": "omit"}, {"method": "PUT"}, True),
        ({"use_preflight": True}, {"use_preflight": True, "method": "PUT"}, True),
        ({"use_preflight": True}, {"use_preflight": True}, False),
    ],
)
def test_the_coverage_of_a_cached_preflight(first, second, remembered):
    """It covers all that it allows for its URL and origin, and credentials if it had them."""
    cache = PreflightCache(clock=Clock())
    run(allowing(), response(200, NAMED), cache=cache, **first)
    _, sent = run(response(), cache=cache, **second)
    assert sent[0].preflight is not remembered


@pytest.mark.parametrize(
    ("credentials", "headers", "second", "remembered"),
    [
        ("omit", {"X-A": ""}, {"method": "DELETE", "headers": {"X-B": ""}}, True),
        ("omit", {"X-A": ""}, {"headers": {"Authorization": ""}}, False),
        ("include", {}, {"method": "DELETE"}, False),
        ("include", {}, {"headers": {"X-B": ""}}, False),
    ],
)
def test_a_cached_asterisk(credentials, headers, second, remembered):
    """`*` is cached as any header but `Authorization`; with credentials it is not cached."""
    answer = response(
        200,
        NAMED | {"Access-Control-Allow-Methods": "*, PUT", "Access-Control-Allow-Headers": "*"},
    )
    cache = PreflightCache(clock=Clock())
    run(
        answer,
        response(200, NAMED),
        method="PUT",
        headers=headers,
        credentials=credentials,
        cache=cache,
    )
    _, sent = run(response(), credentials=credentials, cache=cache, **second)
    assert sent[0].preflight is not remembered


def test_the_requested_method_is_cached_without_a_list():
    """A preflight without a list of methods is cached for the requested method."""
    cache = PreflightCache(clock=Clock())
    run(response(200, OPEN), response(200, OPEN), method="POST", use_preflight=True, cache=cache)
    _, sent = run(response(200, OPEN), method="POST", use_preflight=True, cache=cache)
    assert [request.preflight for request in sent] == [False]


def test_nothing_is_cached_for_the_origin_null():
    """A page without an origin, or behind redirects, needs a preflight each time."""
    cache, put = PreflightCache(clock=Clock()), allowing(Access_Control_Allow_Origin="*")
    for _ in range(2):
        _, sent = run(put, response(200, OPEN), method="PUT", origin="null", cache=cache)
        assert [request.preflight for request in sent] == [True, False]
    run(put, to(OTHER), put, response(200, OPEN), method="PUT", cache=cache)
    _, sent = run(to(OTHER), put, response(200, OPEN), method="PUT", cache=cache)
    assert [request.preflight for request in sent] == [False, True, False]


def test_an_error_clears_the_cache():
    """If a preflighted request is blocked, the cache entries of its URL are removed."""
    cache = PreflightCache(clock=Clock())
    other = f"{API}/2"
    for url in (API, other):
        run(allowing(), response(200, NAMED), method="PUT", url=url, cache=cache)
    assert error(response(200), method="PUT", cache=cache) == "MissingAllowOriginHeader"
    assert error(response(200), method="PUT", cache=cache) == "PreflightMissingAllowOriginHeader"
    _, sent = run(response(200, NAMED), method="PUT", url=other, cache=cache)
    assert lines(sent) == [f"PUT {other}"]
    assert error(response(200), url=other, cache=cache) == "MissingAllowOriginHeader"
    _, sent = run(response(200, NAMED), method="PUT", url=other, cache=cache)
    assert lines(sent) == [f"PUT {other}"]


def test_each_run_has_its_own_cache():
    """Runs share a cache only if they are given one; the default clock moves."""
    for _ in range(2):
        _, sent = run(allowing(), response(200, NAMED), method="PUT")
        assert len(sent) == 2


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            API,
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        ),
        (API.replace("https", "http"), {"Sec-Fetch-Mode": "cors"}),
    ],
)
def test_a_preflight_describes_its_initiator(url, expected):
    """Like Chromium's, a preflight over plain HTTP only carries its mode."""
    _, sent = run(allowing(), response(200, NAMED), url=url, method="PUT")
    found = {name: text for name, text in sent[0].headers if name.startswith("Sec-")}
    assert found == expected


# Redirects


def to(location, status=302, headers=OPEN):
    """Build a redirect."""
    return response(status, headers | {"Location": location})


OTHER = "https://other.example.net/"


@pytest.mark.parametrize(
    ("url", "locations", "origins"),
    [
        (API, ["/a", "/b"], [PAGE, PAGE, PAGE]),
        (API, [OTHER], [PAGE, "null"]),
        (API, [OTHER, OTHER], [PAGE, "null", "null"]),
        (API, [PAGE], [PAGE, "null"]),
        (PAGE, [API], [None, PAGE]),
        (PAGE, [API, OTHER], [None, PAGE, "null"]),
        (PAGE, ["/a", API], [None, None, PAGE]),
        (PAGE, [API, PAGE], [None, PAGE, "null"]),
    ],
)
def test_origin_after_redirects(url, locations, origins):
    """After a redirect from one foreign origin to another, `Origin` is `null`."""
    outcome, sent = run(*map(to, locations), response(200, OPEN), url=url)
    assert [value(request, "Origin") for request in sent] == origins
    assert (outcome.type, outcome.redirected) == ("cors", True)
    assert outcome.url == sent[-1].url
    assert ("null" in origins) == (Check.REDIRECT_ORIGIN in [step.check for step in outcome.steps])


def test_the_cors_check_after_redirects():
    """Each response on the way is checked against the `Origin` that was sent for it."""
    assert error(to(OTHER, headers={})) == "MissingAllowOriginHeader"
    assert error(to(OTHER), response(200, NAMED)) == "AllowOriginMismatch"
    null = {"Access-Control-Allow-Origin": "null"}
    outcome, _ = run(to(OTHER), response(200, null))
    assert outcome.verdict == "readable"
    assert error(to(API, headers={}), response(), url=PAGE) == "MissingAllowOriginHeader"


def test_a_redirect_back_to_the_page_is_cross_origin():
    """A redirect through another origin needs CORS, and sends no cookies by default."""
    outcome, sent = run(to(PAGE), response(200, OPEN | {"X": "a"}))
    assert outcome.type == "cors"
    assert [request.credentials for request in sent] == [False, False]
    outcome, sent = run(to(API), response(200, OPEN), url=PAGE)
    assert [request.credentials for request in sent] == [True, False]
    put = response(200, OPEN | {"Access-Control-Allow-Methods": "PUT"})
    _, sent = run(put, to(PAGE, 307), put, response(200, OPEN), method="PUT")
    assert [request.method for request in sent] == ["OPTIONS", "PUT", "OPTIONS", "PUT"]


@pytest.mark.parametrize(
    ("status", "method", "changed"),
    [
        (301, "POST", True),
        (302, "POST", True),
        (303, "POST", True),
        (303, "PUT", True),
        (303, "HEAD", False),
        (301, "PUT", False),
        (302, "DELETE", False),
        (307, "POST", False),
        (308, "POST", False),
    ],
)
def test_redirects_change_the_method(status, method, changed):
    """A redirect turns POST into a GET without a body; a 303 does so for any method."""
    body = None if method == "HEAD" else b"a"
    given = {"Content-Type": "text/plain", "Content-Language": "de", "Accept": "a"}
    outcome, sent = run(
        to("/a", status), response(), url=f"{PAGE}/", method=method, body=body, headers=given
    )
    assert sent[1].method == ("GET" if changed else method)
    assert sent[1].body == (None if changed else body)
    assert value(sent[1], "Content-Type") == (None if changed else "text/plain")
    assert value(sent[1], "Content-Language") == (None if changed else "de")
    assert value(sent[1], "Accept") == "a"
    assert changed == (Check.REDIRECT_METHOD in [step.check for step in outcome.steps])


def test_authorization_stays_with_its_origin():
    """`Authorization` is not sent to another origin, nor when it redirects back."""
    headers = {"Authorization": "a"}
    _, sent = run(to("/a"), to(API), to(PAGE), response(200, OPEN), url=PAGE, headers=headers)
    assert [value(request, "Authorization") for request in sent] == ["a", "a", None, None]


def test_a_preflight_before_each_hop():
    """After a redirect, a request that is not simple is preflighted again at the new URL."""
    cache = PreflightCache(clock=Clock())
    put = response(200, OPEN | {"Access-Control-Allow-Methods": "PUT"})
    _, sent = run(put, to("/a", 307), put, response(200, OPEN), method="PUT", cache=cache)
    assert [request.method for request in sent] == ["OPTIONS", "PUT", "OPTIONS", "PUT"]
    assert sent[2].url == "https://api.example.org/a"
    _, sent = run(to(API, 307), put, response(200, OPEN), url=PAGE, method="PUT")
    assert [request.method for request in sent] == ["PUT", "OPTIONS", "PUT"]
    _, sent = run(put, to(OTHER, 307), put, response(200, OPEN), method="PUT")
    assert [value(request, "Origin") for request in sent] == [PAGE, PAGE, "null", "null"]


def test_a_preflight_ignores_earlier_redirects():
    """Like Chromium's, it compares the page's site with its own URL alone."""
    near = PAGE.replace("app.", "api.")
    put = response(200, {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "PUT"})
    _, sent = run(put, to(near, 307), put, response(200, OPEN), method="PUT")
    sites = [value(request, "Sec-Fetch-Site") for request in sent]
    assert sites == ["cross-site", "cross-site", "same-site", "cross-site"]


@pytest.mark.parametrize(
    ("url", "mode", "location", "reason"),
    [
        (API, "cors", "https://u:p@api.example.org/", "RedirectContainsCredentials"),
        (API, "cors", "https://u@app.example.com/", "RedirectContainsCredentials"),
        (PAGE, "cors", "https://u@api.example.org/", "RedirectContainsCredentials"),
        # The standard allows these two; Chromium does not follow them.
        (PAGE, "cors", "https://u@app.example.com/", "redirect credentials"),
        (API, "no-cors", "https://u@other.example/", "redirect credentials"),
        (API, "cors", "ftp://api.example.org/", "CorsDisabledScheme"),
        (API, "no-cors", "ftp://api.example.org/", "location"),
        (API, "cors", "data:,a", "location"),
        (API, "cors", "http://a:b/", "location"),
        (PAGE, "same-origin", API, "DisallowedByMode"),
        (PAGE, "same-origin", "/a", None),
        (PAGE, "no-cors", API, None),
    ],
)
def test_redirect_targets(url, mode, location, reason):
    """A redirect leads to http or https, and in mode `same-origin` stays on the origin."""
    outcome, _ = run(to(location), *([response(200, OPEN)] * (not reason)), url=url, mode=mode)
    if reason:
        assert error(to(location), url=url, mode=mode) == reason
    else:
        assert outcome.verdict != "blocked"


def test_twenty_redirects_are_followed():
    """The twenty-first redirect is an error."""
    outcome, _ = run(*[to("/a")] * 20, response(200, OPEN))
    assert outcome.verdict == "readable"
    assert error(*[to("/a")] * 21) == "redirect count"


@pytest.mark.parametrize("url", [API, PAGE])
def test_redirects_that_are_not_followed(url):
    """Mode `error` turns a redirect into an error; mode `manual` shows that there was one."""
    assert error(to("/a"), url=url, redirect="error") == "redirect mode"
    assert error(to("https://u@a/"), redirect="error") == "RedirectContainsCredentials"
    outcome, _ = run(to("/a"), url=url, redirect="manual")
    assert (outcome.verdict, outcome.type, outcome.status) == ("opaque", "opaqueredirect", 0)
    assert (outcome.headers, outcome.redirected) == ((), False)
    assert outcome.tainting == ("cors" if url == API else "basic")
    assert outcome.url.startswith(url)
    for redirect in ("error", "manual"):
        outcome, _ = run(response(404, OPEN), url=url, redirect=redirect)
        assert outcome.status == 404


def test_a_redirect_without_location():
    """The script receives a redirect without a target, and likewise a 304."""
    for redirect, seen in (("follow", "cors"), ("error", "cors"), ("manual", "opaqueredirect")):
        for headers in (OPEN, OPEN | {"Location": " "}):
            outcome, _ = run(response(307, headers), redirect=redirect)
            assert outcome.type == seen
    for status in (302, 304, 300):
        outcome, _ = run(response(status, OPEN))
        assert (outcome.verdict, outcome.status) == ("readable", status)
    for status in (200, 201, 300, 304, 404):
        outcome, _ = run(response(status, OPEN | {"Location": "/a"}))
        assert (outcome.verdict, outcome.status) == ("readable", status)
    assert error(response(302)) == "MissingAllowOriginHeader"


# The response that the script sees

HEADERS = {"Content-Type": "text/plain", "X-A": "1", "X-B": "2", "Set-Cookie": "a=b"}


@pytest.mark.parametrize(
    ("expose", "credentials", "names"),
    [
        (None, "omit", ["Content-Type"]),
        ("x-a", "omit", ["Content-Type", "X-A"]),
        ("X-A, X-B, X-C", "include", ["Content-Type", "X-A", "X-B"]),
        (["X-A", "X-B"], "omit", ["Content-Type", "X-A", "X-B"]),
        ("*", "same-origin", ["Content-Type", "X-A", "X-B"]),
        ("*", "include", ["Content-Type"]),
        ("Set-Cookie", "omit", ["Content-Type"]),
        ("X A", "omit", ["Content-Type"]),
    ],
)
def test_exposed_headers(expose, credentials, names):
    """A script reads seven headers and the exposed ones; `*` exposes all without credentials."""
    headers = HEADERS | NAMED | ({"Access-Control-Expose-Headers": expose} if expose else {})
    outcome, _ = run(response(418, headers), credentials=credentials)
    seen = [name for name, _ in outcome.headers if not name.startswith("Access-")]
    assert seen == names
    assert outcome.status == 418
    assert outcome.steps[-1].check is Check.READABLE
    assert set(names) <= set(outcome.steps[-1].subject)


def test_same_origin_responses_are_readable():
    """A page reads every header of its own origin except cookies, without CORS."""
    outcome, _ = run(response(200, HEADERS), url=f"{PAGE}/a")
    assert outcome == Outcome(
        "basic",
        outcome.steps,
        status=200,
        headers=(("Content-Type", "text/plain"), ("X-A", "1"), ("X-B", "2")),
        url=f"{PAGE}/a",
    )
    assert outcome.verdict == "readable"


def test_opaque_responses():
    """In `no-cors` mode a response of another origin is opaque, even after a redirect home."""
    outcome, _ = run(response(200, HEADERS | OPEN), mode="no-cors")
    assert outcome == Outcome("opaque", outcome.steps, "opaque")
    assert outcome.verdict == "opaque"
    outcome, _ = run(to(PAGE), response(200, HEADERS | OPEN), mode="no-cors")
    assert outcome.type == "opaque"
    outcome, _ = run(response(200, HEADERS), mode="no-cors", url=PAGE)
    assert outcome.type == "basic"
