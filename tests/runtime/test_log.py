"""Log lines about decisions, and the debug header that repeats them."""

import logging
import re
import warnings

import pytest
from flask import Blueprint

from answers import acao
from flask_cors import CORS, cross_origin
from flask_cors.core import protocol as names
from logs import lines
from origins import EVIL, A
from views import refusing

DECISION = "X-CORS-Decision"


@pytest.mark.parametrize("debug", [True, False])
def test_one_line_for_each_request(app, send, preflight, caplog, debug):
    """A CORS request is logged at DEBUG, a refused one at INFO."""
    app.debug = debug
    CORS(app, origins=A, methods="PUT", allow_headers="X-A")
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(app)
    preflight(app)
    send(app, origin=EVIL)
    preflight(app, method="DELETE")
    preflight(app, names="X-B")
    send(app, origin=None)
    send(app, "/none", origin=None)
    found = lines(caplog)
    assert [level for level, _ in found] == ["DEBUG", "DEBUG", "INFO", "INFO", "INFO"]
    for (_, text), outcome in zip(
        found,
        [
            "GET / from 'https://a.com' allowed; origin ",
            "OPTIONS / from 'https://a.com' allowed; origin ",
            f"GET / from '{EVIL}' refused (MissingAllowOriginHeader); origin ",
            f"OPTIONS / from '{A}' refused (MethodDisallowedByPreflightResponse); origin ",
            f"OPTIONS / from '{A}' refused (HeaderDisallowedByPreflightResponse); origin ",
        ],
        strict=True,
    ):
        assert text.startswith(outcome)
        assert "by CORS(app)" in text
        assert __file__ in text


def test_an_open_policy_is_logged_in_one_word(app, send, caplog):
    """A policy that allows any origin has no check to name."""
    CORS(app, origins="*")
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(app)
    [(_, text)] = lines(caplog)
    assert text.startswith(f"GET / from '{A}' allowed")


def test_the_verdict_of_a_callable_is_logged(app, send, caplog):
    """The line has the result of the only call."""
    calls = []
    CORS(app, origins=[EVIL, lambda origin: not calls.append(origin)])
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(app)
    [(level, text)] = lines(caplog)
    assert level == "DEBUG"
    assert text.startswith(f"GET / from '{A}' allowed; origin '{A}' allowed by CORS(app) (")
    assert calls == [A]


@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("/a-b/c.d~", "GET /a-b/c.d~ from"),
        ("/a b", "GET '/a b' from"),
        ("/" + "x" * 400, "GET '/x"),
    ],
)
def test_a_path_is_quoted_only_if_necessary(app, send, caplog, path, start):
    """Ordinary paths are unquoted; all others are quoted and shortened."""
    CORS(app, origins=A)
    caplog.set_level(logging.INFO, "flask_cors")
    send(app, path, origin=EVIL)
    [(_, text)] = lines(caplog)
    assert text.startswith(start)


@pytest.mark.parametrize(
    ("length", "shown"),
    [(298, "x" * 298 + "'"), (299, "x" * 299 + "... (301 characters)")],
)
def test_a_long_value_is_shortened(app, send, caplog, length, shown):
    """A value of up to 300 characters, with its quotes, is shown as a whole."""
    CORS(app, origins=A)
    caplog.set_level(logging.INFO, "flask_cors")
    send(app, origin="x" * length)
    [(_, text)] = lines(caplog)
    assert text.startswith(f"GET / from '{shown} refused (MissingAllowOriginHeader); ")


def test_only_refusals_are_logged_at_info(app, send, caplog):
    """INFO shows only refusals, WARNING shows nothing."""
    CORS(app, origins=A)
    caplog.set_level(logging.INFO, "flask_cors")
    send(app)
    send(app, origin=EVIL)
    assert [level for level, _ in lines(caplog)] == ["INFO"]
    caplog.set_level(logging.WARNING, "flask_cors")
    send(app, origin=EVIL)
    assert len(lines(caplog)) == 1


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("where", ["app", "view", "blueprint"])
def test_a_path_under_no_resource(app, send, preflight, caplog, debug, where):
    """A CORS request outside all policies is logged with the existing patterns."""
    app.debug = debug
    resources = ["/api/*", r"/v\d+"]
    if where == "app":
        CORS(app, resources=resources)
        reported = "no resource pattern matches '/'; configured: /api/*, /v\\d+"
    else:
        reported = "there is no CORS(app), and no CORS(blueprint) or @cross_origin applies"
        other = Blueprint("other", "other", url_prefix="/other")
        if where == "blueprint":
            CORS(other)
        app.add_url_rule("/view", "view", cross_origin(origins=A)(lambda: "v"))
        app.register_blueprint(other)
    caplog.set_level(logging.DEBUG, "flask_cors")
    responses = [send(app), preflight(app), send(app)]
    send(app, origin=None)
    found = lines(caplog)
    assert [level for level, _ in found] == ["DEBUG"] * 3
    methods = ("GET", "OPTIONS", "GET")
    for response, method, (_, text) in zip(responses, methods, found, strict=True):
        assert text == f"GET / from '{A}' without a policy; {reported}".replace("GET", method)
        assert (DECISION in dict(response.headers)) == debug
        if debug:
            assert response.headers[DECISION] == f"request without a policy; {reported}"
        assert acao(response) is None
        assert "Vary" not in response.headers


def test_a_resource_pattern_of_several_lines(app, send, caplog):
    """The pattern is shown on one line."""
    app.add_url_rule("/v<int:number>", "v", lambda **_: "v")
    CORS(app, resources=["/api/*", "(?x)/v\n\\d+"])
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(app)
    start = f"GET / from '{A}' without a policy; no resource pattern matches '/'; configured: "
    assert lines(caplog) == [("DEBUG", start + r"/api/*, '(?x)/v\n\\d+'")]


def test_a_path_under_no_resource_is_not_logged_otherwise(app, send, caplog):
    """Nothing is logged above DEBUG and outside debug mode."""
    CORS(app, resources="/api/*")
    caplog.set_level(logging.INFO, "flask_cors")
    assert DECISION not in send(app).headers
    assert lines(caplog) == []


def test_a_path_under_no_resource_in_debug_mode(app, send, caplog):
    """The header is sent at every log level."""
    app.debug = True
    CORS(app, resources="/api/*")
    caplog.set_level(logging.INFO, "flask_cors")
    assert "no resource pattern matches '/'" in send(app).headers[DECISION]
    assert lines(caplog) == []


def test_options_left_to_flask_have_a_policy(app, preflight, caplog):
    """A view with `automatic_options=False` has one, though Flask handles its OPTIONS."""
    view = cross_origin(origins=A, automatic_options=False)(lambda: "v")
    app.add_url_rule("/v", "v", view)
    caplog.set_level(logging.DEBUG, "flask_cors")
    assert preflight(app, "/v").status_code == 200
    assert lines(caplog) == []


def test_a_replaced_response_is_logged(app, preflight, caplog):
    """A preflight's line shows the app's original response."""
    CORS(app, origins=A)
    app.before_request(refusing)
    caplog.set_level(logging.DEBUG, "flask_cors")
    preflight(app)
    assert "the app's 401 was replaced by 200" in lines(caplog)[0][1]


@pytest.mark.parametrize(
    ("origin", "path"),
    [
        ("https://a.com\x1b[31m", "/"),
        ("https://\xe9vil.test", "/"),
        (EVIL, "/x%0d%0aFAKE"),
        (EVIL, "/%1b[31m"),
        (EVIL, "/%E2%80%A8"),
        ("x" * 5000, "/"),
    ],
)
@pytest.mark.parametrize("origins", [A, "*"])
def test_values_from_the_network_are_escaped(app, send, preflight, caplog, origin, path, origins):
    """Control characters reach neither the log nor the short ASCII header."""
    app.debug = True
    CORS(app, origins=origins)
    caplog.set_level(logging.DEBUG, "flask_cors")
    environ = {"HTTP_ORIGIN": origin}
    for ask in (send, preflight):
        response = ask(app, path, environ_overrides=environ)
        reported = response.headers[DECISION]
        assert reported.isascii()
        assert reported.isprintable()
        assert len(reported) <= 1000
    assert len(lines(caplog)) == 2
    assert all(text.isprintable() for _, text in lines(caplog))


def test_requested_values_are_escaped(app, preflight, caplog):
    """The same holds for the method and the header names of a preflight."""
    app.debug = True
    CORS(app, origins=A, allow_headers="X-A")
    caplog.set_level(logging.DEBUG, "flask_cors")
    environ = {
        "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PUT\x1b[31m",
        "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": "x\x07y, \x85, " + "z" * 2000,
    }
    response = preflight(app, environ_overrides=environ)
    assert re.fullmatch(r"[ -~]{1,1000}", response.headers[DECISION])
    assert all(text.isprintable() for _, text in lines(caplog))


@pytest.mark.parametrize(("debug", "origin", "reported"), [(True, A, True), (True, None, False), (False, A, False)])  # fmt: skip  # noqa: E501 - a short table
def test_the_header_is_for_debugging(app, send, preflight, debug, origin, reported):
    """`X-CORS-Decision` is sent for CORS requests in debug mode only."""
    app.debug = debug
    CORS(app, origins=A)
    assert (DECISION in dict(send(app, origin=origin).headers)) == reported
    if origin is not None:
        assert (DECISION in dict(preflight(app).headers)) == reported


def test_the_header_names_the_setting(app, send, preflight):
    """It shows the failed check and the call that decided."""
    app.debug = True
    CORS(app, origins=A)
    source = rf"CORS\(app\) \({re.escape(__file__)}:\d+\)"
    assert re.fullmatch(
        f"request refused \\(MissingAllowOriginHeader\\); origin '{EVIL}' not allowed by {source};"
        f" closest allowed origin: '{A}'",
        send(app, origin=EVIL).headers[DECISION],
    )
    assert re.fullmatch(
        f"preflight refused \\(PreflightMissingAllowOriginHeader\\); origin '{EVIL}' not allowed by"
        f" {source}; closest allowed origin: '{A}'",
        preflight(app, origin=EVIL).headers[DECISION],
    )
    assert re.fullmatch(
        f"request allowed; origin '{A}' allowed by {source}", send(app).headers[DECISION]
    )


@pytest.mark.parametrize("action", ["error", "default"])
def test_warnings_while_serving_fail_no_request(app, send, caplog, action):
    """If warnings are errors, one found while serving is logged instead."""
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", lambda: ("v", {names.ALLOW_ORIGIN: "*"}))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter(action)
        for _ in range(2):
            response = send(app, "/v")
            assert (response.status_code, acao(response)) == (200, A)
    logged = lines(caplog)
    caplog.clear()
    [text] = [text for _, text in logged] or [str(each.message) for each in caught]
    assert [level for level, _ in logged] == ["WARNING"] * (action == "error")
    assert re.fullmatch(
        r"endpoint 'v' \(or a hook\) sets Access-Control-Allow-Origin; the policy of"
        rf" CORS\(app\) \({re.escape(__file__)}:\d+\) replaces it; use"
        r" @cross_origin\(origins=\.\.\.\) on the view instead",
        text,
    )
