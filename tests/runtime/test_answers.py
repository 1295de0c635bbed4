"""CORS headers of every response other than a preflight's, whatever produced it."""

import logging
import re
import traceback

import pytest
from flask import Flask, Response, abort, redirect, request, send_file, stream_with_context

from answers import acao
from flask_cors import CORS, CORSWarning, cross_origin
from flask_cors.core import protocol
from origins import EVIL, A, B

NO_ORIGIN = None


def cors_headers(response):
    """Return the CORS headers of a response, including `Vary`."""
    return {
        name: value
        for name, value in response.headers.items()
        if name == "Vary" or name.startswith("Access-Control-")
    }


def sent(value, vary=None, credentials=None, exposed=None):
    """Return the expected CORS headers."""
    found = {
        protocol.ALLOW_ORIGIN: value,
        protocol.ALLOW_CREDENTIALS: credentials,
        protocol.EXPOSE_HEADERS: exposed,
        "Vary": vary,
    }
    return {name: value for name, value in found.items() if value is not None}


# The table


@pytest.mark.filterwarnings("ignore:.*supports_credentials=True with origins")
@pytest.mark.parametrize(
    ("options", "absent", "allowed", "refused"),
    [
        # `*` without credentials
        ({"send_wildcard": True}, sent("*"), sent("*"), sent("*")),
        (
            {"send_wildcard": True, "always_send": False},
            sent(None, "Origin"),
            sent("*"),
            sent("*"),
        ),
        ({}, sent("*"), sent(A, "Origin"), sent(EVIL, "Origin")),
        ({"always_send": False}, sent(None, "Origin"), sent(A, "Origin"), sent(EVIL, "Origin")),
        ({"origins": ["*", A]}, sent("*"), sent(A, "Origin"), sent(EVIL, "Origin")),
        ({"origins": ["*", A], "send_wildcard": True}, sent("*"), sent("*"), sent("*")),
        # `*` with credentials
        (
            {"supports_credentials": True},
            sent(None, "Origin"),
            sent(A, "Origin", "true"),
            sent(EVIL, "Origin", "true"),
        ),
        # One exact origin
        ({"origins": A}, sent(A), sent(A), sent(None, "Origin")),
        ({"origins": [A, A]}, sent(A), sent(A), sent(None, "Origin")),
        ({"origins": A, "send_wildcard": True}, sent(A), sent(A), sent(None, "Origin")),
        (
            {"origins": A, "always_send": False},
            sent(None, "Origin"),
            sent(A),
            sent(None, "Origin"),
        ),
        (
            {"origins": A, "supports_credentials": True},
            sent(A, None, "true"),
            sent(A, None, "true"),
            sent(None, "Origin"),
        ),
        (
            {"origins": A, "expose_headers": ["X-B", "X-A"]},
            sent(A, None, None, "X-A, X-B"),
            sent(A, None, None, "X-A, X-B"),
            sent(None, "Origin"),
        ),
        # Anything else
        ({"origins": [A, B]}, sent(None, "Origin"), sent(A, "Origin"), sent(None, "Origin")),
        (
            {"origins": r"https://a\.com"},
            sent(None, "Origin"),
            sent(A, "Origin"),
            sent(None, "Origin"),
        ),
        (
            {"origins": "https://*.a.com,https://a.com"},
            sent(None, "Origin"),
            sent(A, "Origin"),
            sent(None, "Origin"),
        ),
        (
            {"origins": lambda origin: origin == A},
            sent(None, "Origin"),
            sent(A, "Origin"),
            sent(None, "Origin"),
        ),
        ({"origins": ["null", A]}, sent(None, "Origin"), sent(A, "Origin"), sent(None, "Origin")),
        (
            {"origins": [A, B], "supports_credentials": True, "expose_headers": "X-A"},
            sent(None, "Origin"),
            sent(A, "Origin", "true", "X-A"),
            sent(None, "Origin"),
        ),
        ({"origins": [A, B], "vary_header": False}, {}, sent(A), {}),
    ],
)
def test_the_table(app, send, options, absent, allowed, refused):
    """Each policy is tried without Origin, with an allowed one and with another one."""
    CORS(app, **options)
    for origin, expected in ((NO_ORIGIN, absent), (A, allowed), (EVIL, refused)):
        response = send(app, origin=origin)
        assert (response.status_code, response.text) == (200, "index")
        assert cors_headers(response) == expected


@pytest.mark.parametrize("origins", [[], "", "a.com", "https://a.com/path", "null"])
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_only_an_origin_is_sent_unrequested(app, send, origins):
    """Without Origin, the response names only a serialized origin or `*`."""
    CORS(app, origins=origins)
    assert cors_headers(send(app, origin=NO_ORIGIN)) == {"Vary": "Origin"}


@pytest.mark.parametrize(
    ("options", "origin", "expected"),
    [
        ({}, "null", "*"),
        ({}, "garbage", "*"),
        ({}, "https://a.com/path", "*"),
        ({}, "HTTPS://A.COM", "*"),
        ({}, "", "*"),
        ({"supports_credentials": True}, "null", None),
        ({"supports_credentials": True}, "garbage", None),
        ({"origins": "null"}, "null", "null"),
        ({"origins": ["https://*.a.com", r"https?://.*\.b\.com"]}, "null", None),
        ({"origins": lambda _: True}, "null", None),
        ({"origins": lambda _: True}, "garbage", None),
        ({"origins": lambda _: True}, f"{A}, {B}", None),
        ({"origins": A}, "https://a.com:443", None),
        ({"origins": A}, "https://a.com.", None),
        ({"origins": A}, f"{A} {A}", None),
        ({"origins": A}, "https://A.com", None),
        ({"origins": "http://[::1]:3000"}, "http://[::1]:3000", "http://[::1]:3000"),
        ({"origins": r"https://.*\.a\.com"}, "https://x.a.com.evil.test", None),
        ({"origins": r"https://.*\.a\.com"}, "https://x.a.com", "https://x.a.com"),
        ({"origins": "https://*.a.com"}, "https://x.y.a.com", "https://x.y.a.com"),
        ({"origins": "https://*.a.com"}, "https://a.com", None),
        ({"origins": "http://localhost:*"}, "http://localhost:5173", "http://localhost:5173"),
        ({"origins": "http://localhost:*"}, "http://localhost.evil.test", None),
    ],
)
@pytest.mark.filterwarnings("ignore:.*supports_credentials=True with origins")
@pytest.mark.filterwarnings("ignore:.*also allows other domains")
def test_strange_origins(app, send, options, origin, expected):
    """A malformed origin is not echoed, and reaches neither patterns nor callables."""
    CORS(app, **options)
    response = send(app, origin=origin)
    assert acao(response) == expected
    if expected == "*":
        assert protocol.ALLOW_CREDENTIALS not in response.headers


# Vary


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (["Cookie"], "Cookie, Origin"),
        (["Cookie, Accept"], "Cookie, Accept, Origin"),
        (["Cookie", "Accept"], "Cookie, Accept, Origin"),
        (["Origin"], "Origin"),
        (["origin"], "origin"),
        (["Origin, Cookie", "Cookie"], "Origin, Cookie"),
        (["*"], "*"),
        (["Cookie, *"], "*"),
        ([""], "Origin"),
    ],
)
def test_vary_is_merged(app, send, theirs, expected):
    """The response has one `Vary` line with each member once; `*` stays alone."""
    CORS(app, origins=[A, B])
    app.add_url_rule("/v", "v", lambda: ("v", [("Vary", each) for each in theirs]))
    for origin in (A, EVIL, NO_ORIGIN):
        assert send(app, "/v", origin=origin).headers.getlist("Vary") == [expected]


def test_vary_of_an_app_is_kept(app, send):
    """A view's `Vary` is kept under a policy that adds none."""
    CORS(app, send_wildcard=True)
    app.add_url_rule("/v", "v", lambda: ("v", {"Vary": "Cookie"}))
    assert send(app, "/v").headers.getlist("Vary") == ["Cookie"]


def test_vary_of_a_session(app, send):
    """The `Vary: Cookie` of Flask's own session is kept."""
    app.secret_key = "secret"
    CORS(app)

    @app.get("/v")
    def view():
        from flask import session  # noqa: PLC0415 - only here

        session["x"] = 1
        return "v"

    response = send(app, "/v")
    assert response.headers.getlist("Vary") == ["Cookie, Origin"]
    assert "Set-Cookie" in response.headers


def test_a_path_under_no_policy_is_not_touched(app, send):
    """Nothing is added, and no header of the app is changed."""
    CORS(app, resources="/api/*")
    theirs = {protocol.ALLOW_ORIGIN: EVIL, protocol.EXPOSE_HEADERS: "X-A", "Vary": "Cookie"}
    app.add_url_rule("/v", "v", lambda: ("v", theirs))
    assert cors_headers(send(app, "/v")) == theirs
    assert cors_headers(send(app, "/")) == {}


# Headers set twice


@pytest.mark.parametrize("origin", [A, EVIL, NO_ORIGIN])
@pytest.mark.parametrize(
    "theirs",
    [
        {protocol.ALLOW_ORIGIN: "*"},
        {protocol.ALLOW_ORIGIN.lower(): EVIL, protocol.ALLOW_CREDENTIALS: "true"},
        {protocol.ALLOW_CREDENTIALS: "true"},
        {protocol.ALLOW_PRIVATE_NETWORK: "true"},
    ],
)
@pytest.mark.parametrize("by_hook", [True, False])
def test_headers_set_twice_are_replaced(app, send, origin, theirs, by_hook):
    """CORS headers set by a view or hook are replaced as a set, with one warning."""
    CORS(app, origins=[A, B])
    app.add_url_rule("/v", "v", lambda: ("v", {} if by_hook else theirs))
    if by_hook:
        app.after_request(lambda response: response.headers.extend(theirs) or response)
    match = r"(?s)endpoint 'v' \(or a hook\) sets .*CORS\(app\).* @cross_origin\(origins=...\)"
    expected = sent(A if origin == A else None, "Origin")
    with pytest.warns(CORSWarning, match=match) as caught:
        assert cors_headers(send(app, "/v", origin=origin)) == expected
    assert len(caught) == 1
    assert cors_headers(send(app, "/v", origin=origin)) == expected


def test_a_header_that_the_app_repeats_is_sent_once(app, send):
    """The header is sent once, however often the app sets it."""
    CORS(app, origins=A)
    several = [(protocol.ALLOW_ORIGIN, A), (protocol.ALLOW_ORIGIN, EVIL)]
    app.add_url_rule("/v", "v", lambda: ("v", several))
    with pytest.warns(CORSWarning, match="sets Access-Control-Allow-Origin"):
        assert send(app, "/v").headers.getlist(protocol.ALLOW_ORIGIN) == [A]


def test_preflight_headers_of_a_view_are_left_alone(app, send):
    """ACAM, ACAH and ACMA have no effect on an actual response, and are kept."""
    theirs = {protocol.ALLOW_METHODS: "GET", protocol.ALLOW_HEADERS: "X", protocol.MAX_AGE: "1"}
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", lambda: ("v", theirs))
    assert cors_headers(send(app, "/v")) == {**theirs, protocol.ALLOW_ORIGIN: A}


@pytest.mark.parametrize(
    ("policy", "theirs", "expected"),
    [
        ("X-A, X-B", ["X-C"], "X-C, X-A, X-B"),
        ("X-A, X-B", ["x-a"], "x-a, X-B"),
        ("X-A", ["X-C, X-D", "X-E"], "X-C, X-D, X-E, X-A"),
        (None, ["X-C"], "X-C"),
    ],
)
def test_exposed_headers_are_merged(app, send, policy, theirs, expected):
    """Headers that a view exposes are added to those of the policy, each name once."""
    CORS(app, origins=A, expose_headers=policy)
    app.add_url_rule("/v", "v", lambda: ("v", [(protocol.EXPOSE_HEADERS, each) for each in theirs]))
    assert send(app, "/v").headers.getlist(protocol.EXPOSE_HEADERS) == [expected]


# Every kind of response


class Uncaught(Exception):  # noqa: N818 - a fault for tests
    """An exception that only some handlers catch."""


def raising():
    """A view that raises."""
    raise LookupError("fault")


def uncaught():
    """A view that raises an exception with a handler."""
    raise Uncaught


def request_body():
    """Return the body of the request."""
    return request.get_data()


def generated():
    """Respond piece by piece."""
    yield from ("one", "two")


def failing_stream():
    """Begin to respond, then fail."""
    yield "one"
    raise LookupError


def wsgi(environ, start_response):
    """Respond without Flask's classes."""
    start_response("203 Raw", [("Content-Type", "text/plain")])
    return [b"raw"]


def writing(environ, start_response):
    """Respond through the old `write`."""
    write = start_response("203 Raw", [("Content-Type", "text/plain")])
    write(b"r")
    return [b"aw"]


@pytest.fixture
def kinds(app, tmp_path):
    """Return an app with a view for each kind of response."""
    file = tmp_path / "file.txt"
    file.write_bytes(b"0123456789")
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "s.txt").write_text("static")
    app.static_folder = str(tmp_path / "static")
    app.add_url_rule("/static/<path:filename>", "static", app.send_static_file)
    for code in (204, 301, 302, 304, 400, 401, 403, 404, 409, 413, 418, 429, 500, 503):
        app.add_url_rule(f"/{code}", f"c{code}", lambda code=code: ("", code))
    for code in (400, 401, 403, 404, 418, 429, 500, 503):
        app.add_url_rule(f"/abort/{code}", f"a{code}", lambda code=code: abort(code))
    app.add_url_rule("/redirect", "redirect", lambda: redirect("/"))
    app.add_url_rule("/dir/", "dir", lambda: "dir")
    app.add_url_rule("/raising", "raising", raising)
    app.add_url_rule("/uncaught", "uncaught", uncaught)
    app.register_error_handler(Uncaught, lambda _: ("handled", 507))
    app.add_url_rule("/stream", "stream", lambda: Response(generated()))
    app.add_url_rule(
        "/context", "context", lambda: Response(stream_with_context(each for each in "12"))
    )
    app.add_url_rule("/file", "file", lambda: send_file(file))
    app.add_url_rule("/passthrough", "passthrough", lambda: wsgi)
    app.add_url_rule("/writing", "writing", lambda: writing)
    app.add_url_rule("/json", "json", lambda: {"a": 1})
    return app


def outcomes():
    """Return the cases of the next test: path, method, headers, status."""
    return [
        ("/", "GET", {}, 200),
        ("/", "HEAD", {}, 200),
        ("/", "PUT", {}, 200),
        ("/", "DELETE", {}, 405),
        ("/", "OPTIONS", {}, 200),
        *((f"/{code}", "GET", {}, code) for code in (204, 301, 302, 304, 400, 401, 403, 404)),
        *((f"/{code}", "GET", {}, code) for code in (409, 413, 418, 429, 500, 503)),
        *((f"/abort/{code}", "GET", {}, code) for code in (400, 401, 403, 404)),
        *((f"/abort/{code}", "GET", {}, code) for code in (418, 429, 500, 503)),
        ("/redirect", "GET", {}, 302),
        ("/dir", "GET", {}, 308),
        ("/none", "GET", {}, 404),
        ("/raising", "GET", {}, 500),
        ("/uncaught", "GET", {}, 507),
        ("/stream", "GET", {}, 200),
        ("/context", "GET", {}, 200),
        ("/file", "GET", {}, 200),
        ("/file", "GET", {"Range": "bytes=2-4"}, 206),
        ("/file", "GET", {"Range": "bytes=20-"}, 416),
        ("/file", "GET", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
        ("/static/s.txt", "GET", {}, 200),
        ("/static/none.txt", "GET", {}, 404),
        ("/passthrough", "GET", {}, 203),
        ("/writing", "GET", {}, 203),
        ("/json", "GET", {}, 200),
    ]


@pytest.mark.parametrize(("path", "method", "headers", "status"), outcomes())
def test_every_response_has_headers(kinds, send, path, method, headers, status):
    """Every response gets the headers and is otherwise unchanged."""
    options = {"method": method, "headers": headers, "buffered": True}
    before = send(kinds, path, **options)
    unwrapped = (before.status, before.data, sorted(before.headers))
    kinds._got_first_request = False  # noqa: SLF001 - the same app, with and without
    CORS(kinds, origins=[A, B])
    assert before.status_code == status
    for origin, value in ((A, A), (EVIL, None), (NO_ORIGIN, None)):
        after = send(kinds, path, origin=origin, **options)
        ours = {"Vary"} if value is None else {"Vary", protocol.ALLOW_ORIGIN}
        rest = sorted(name for name in after.headers if not {name[0]} & ours)
        assert (after.status, after.data) == unwrapped[:2]
        assert [name for name, _ in rest] == [name for name, _ in unwrapped[2]]
        assert cors_headers(after) == sent(value, "Origin")


def test_responses_of_before_request(app, send):
    """The page can read a response that a hook returns instead of the view's."""
    CORS(app, origins=A)
    app.before_request(lambda: ("login first", 401))
    response = send(app)
    assert (response.status_code, response.text, acao(response)) == (401, "login first", A)


@pytest.mark.parametrize("hook", ["before_request", "after_request", "url_value_preprocessor"])
def test_raising_hooks(app, send, hook):
    """The 500 of a raising hook has the headers."""
    CORS(app, origins=A)

    def fail(*_):
        raise LookupError

    getattr(app, hook)(fail)
    response = send(app)
    assert (response.status_code, acao(response)) == (500, A)


def test_a_raising_error_handler(app, send):
    """The 500 of a raising error handler has the headers."""
    CORS(app, origins=A)
    app.register_error_handler(404, lambda _: 1 / 0)
    response = send(app, "/none")
    assert (response.status_code, acao(response)) == (500, A)


def test_the_handler_of_500(app, send):
    """The response of a handler for 500 has them as well."""
    CORS(app, origins=A)
    app.add_url_rule("/raising", "raising", raising)
    app.register_error_handler(500, lambda _: ("sorry", 500))
    response = send(app, "/raising")
    assert (response.text, acao(response)) == ("sorry", A)


def test_a_request_that_is_too_large(app, send):
    """The page can read a 413."""
    CORS(app, origins=A)
    app.config["MAX_CONTENT_LENGTH"] = 3
    app.add_url_rule("/v", "v", request_body, methods=["POST"])
    response = send(app, "/v", method="POST", data=b"12345")
    assert (response.status_code, acao(response)) == (413, A)


def test_a_stream_is_not_read_ahead(app):
    """The body of a streaming response is the one that the app returned, part by part."""
    CORS(app)
    read = []

    def parts():
        for each in ("1", "2"):
            read.append(each)
            yield each

    app.add_url_rule("/v", "v", lambda: Response(parts()))
    response = app.test_client().get("/v", headers={"Origin": A}, buffered=False)
    stream = response.iter_encoded()
    assert next(stream) == b"1"
    assert read == ["1"]
    response.close()


def test_send_file_keeps_its_passthrough(kinds):
    """The server receives the file wrapper itself."""
    CORS(kinds)
    given = []

    def wrapper(file, size):
        given.append(file)
        return iter(lambda: file.read(size), b"")

    response = kinds.test_client().get(
        "/file", headers={"Origin": A}, environ_overrides={"wsgi.file_wrapper": wrapper}
    )
    assert response.data == b"0123456789"
    assert len(given) == 1
    given[0].close()


def test_a_stream_that_fails_late(app):
    """An exception after the start of the response is left to the server, as in plain Flask."""
    app.debug = True
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", lambda: Response(failing_stream()))
    with pytest.raises(LookupError):
        app.test_client().get("/v", headers={"Origin": A}, buffered=True)


# Exceptions in debug mode


@pytest.mark.parametrize(
    ("origins", "body"),
    [
        (A, "traceback"),
        ([A, B], "traceback"),
        (["*", A], "traceback"),
        ("https://*.com", "traceback"),
        ("*", "sentence"),
        (re.compile(r"https://a\.com"), "sentence"),
        (lambda _: True, "sentence"),
        (B, None),
    ],
)
@pytest.mark.filterwarnings("ignore:.*allows anyone with a host under")
def test_exceptions_in_debug_mode(app, send, caplog, origins, body):
    """An allowed origin can read a 500; only a listed one can read the traceback."""
    app.debug = True
    CORS(app, origins=origins)
    app.add_url_rule("/v", "v", raising)
    if body is None:
        with pytest.raises(LookupError):
            send(app, "/v")
        return
    with caplog.at_level(logging.ERROR):
        response = send(app, "/v")
    assert response.status == "500 INTERNAL SERVER ERROR"
    assert list(response.headers)[:2] == [
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(response.data))),
    ]
    assert acao(response) == A
    records = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert [each.getMessage() for each in records] == ["Exception on /v [GET]"]
    assert records[0].name == app.name
    assert records[0].exc_info[0] is LookupError
    if body == "traceback":
        assert response.text == "".join(traceback.format_exception(*records[0].exc_info))
    else:
        sentence = "Internal Server Error: see the server's log for the exception.\n"
        assert response.text == sentence


@pytest.mark.parametrize(
    ("settings", "options", "intercepted"),
    [
        ({"DEBUG": True}, {}, True),
        ({"DEBUG": True}, {"intercept_exceptions": False}, False),
        ({"DEBUG": True, "CORS_INTERCEPT_EXCEPTIONS": "no"}, {}, False),
        ({"DEBUG": True, "TESTING": True}, {}, False),
        ({"TESTING": True}, {}, False),
        ({"DEBUG": True, "PROPAGATE_EXCEPTIONS": True}, {}, False),
        ({"PROPAGATE_EXCEPTIONS": True}, {}, False),
    ],
)
def test_exceptions_are_intercepted_in_debug_mode_only(app, send, settings, options, intercepted):
    """Not if tests or a setting need the exception itself."""
    app.config.update(settings)
    CORS(app, origins=A, **options)
    app.add_url_rule("/v", "v", raising)
    if intercepted:
        assert send(app, "/v").status_code == 500
    else:
        with pytest.raises(LookupError):
            send(app, "/v")


@pytest.mark.parametrize(("settings", "status"), [({"PROPAGATE_EXCEPTIONS": False, "DEBUG": 1}, 500), ({}, 500)])  # fmt: skip  # noqa: E501 - two columns
def test_exceptions_that_flask_handles(app, send, settings, status):
    """If Flask turns one into a 500, that response is sent, with headers."""
    app.config.update(settings)
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", raising)
    response = send(app, "/v")
    assert (response.status_code, acao(response)) == (status, A)
    assert "went wrong" in response.text or "Internal Server Error" in response.text


@pytest.mark.parametrize("path", ["/none", "/v"])
def test_the_debugger_serves_navigations(app, send, path):
    """Without Origin or without a policy, an exception reaches the debugger."""
    app.debug = True
    CORS(app, resources="/elsewhere" if path == "/v" else "/*")
    app.add_url_rule(path, "v", raising)
    with pytest.raises(LookupError):
        send(app, path, origin=A if path == "/v" else NO_ORIGIN)


def test_a_view_policy_decides_who_reads_an_exception(app, send):
    """The view's policy applies even after its context has ended."""
    app.debug = True
    CORS(app, origins=B)
    app.add_url_rule("/v", "v", cross_origin(origins=A)(raising))
    assert acao(send(app, "/v")) == A
    with pytest.raises(LookupError):
        send(app, "/v", origin=B)


def test_a_teardown_that_fails_in_debug_mode(app, send, preflight):
    """It fails after the response began, so the server gets the exception, as in plain Flask."""
    app.debug = True
    CORS(app, origins=A)
    app.teardown_request(lambda _: raising())
    with pytest.raises(LookupError):
        send(app)
    response = preflight(app)
    assert (response.status_code, acao(response), response.data) == (200, A, b"")


def test_exceptions_that_carry_odd_text(app, send):
    """A traceback with surrogates can be sent."""
    app.debug = True
    CORS(app, origins=A)

    def odd():
        raise LookupError("\udce9")

    app.add_url_rule("/v", "v", odd)
    assert "\\udce9" in send(app, "/v").text


def test_the_path_in_the_log_is_harmless(app, send, caplog):
    """A line break in the path does not begin a new line of the log."""
    app.debug = True
    CORS(app, origins=A)
    app.before_request(raising)
    send(app, "/x%0d%0aFAKE")
    messages = [each.getMessage() for each in caplog.records if each.levelno == logging.ERROR]
    assert messages == ["Exception on /x\\r\\nFAKE [GET]"]


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_only_options_is_a_preflight(app, send, debug, method):
    """With another method, the headers of a preflight do not keep a request from rejection."""
    app.debug = debug
    CORS(app, origins=A, reject_disallowed=True)
    for origin, status in ((A, 200), (EVIL, 403)):
        headers = {"Access-Control-Request-Method": "PUT"}
        response = send(app, origin=origin, method=method, headers=headers)
        assert response.status_code == status
        assert protocol.ALLOW_METHODS not in response.headers


# Private networks


@pytest.mark.parametrize(
    ("options", "asked", "origin", "expected"),
    [
        ({}, "true", A, "false"),
        ({"allow_private_network": False}, "true", A, "false"),
        ({"allow_private_network": True}, "true", A, "true"),
        ({"allow_private_network": True}, "true", EVIL, None),
        ({"allow_private_network": True}, None, A, None),
        ({"allow_private_network": True}, "false", A, None),
        ({"allow_private_network": True}, "TRUE", A, None),
        ({"allow_private_network": True}, "1", A, None),
    ],
)
def test_private_network(app, send, preflight, options, asked, origin, expected):
    """The header is `true` if it is requested, the policy allows it and the origin is allowed."""
    CORS(app, origins=A, **options)
    headers = {protocol.REQUEST_PRIVATE_NETWORK: asked} if asked else {}
    for ask in (send, send, preflight):
        response = ask(app, origin=origin, headers=headers)
        assert response.headers.get(protocol.ALLOW_PRIVATE_NETWORK) == expected


def test_private_network_and_vary(app, preflight):
    """A response that depends on the request header lists it in `Vary`."""
    CORS(app, origins=A, allow_private_network=True)
    assert protocol.REQUEST_PRIVATE_NETWORK in preflight(app).headers["Vary"]


def test_an_unused_instance_has_no_effect(send):
    """A `CORS()` without an app changes nothing."""
    app = Flask("app")
    CORS(origins=A)
    assert cors_headers(send(app)) == {}
