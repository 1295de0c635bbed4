"""Reports on requests with an Origin: refusals, and requests of other kinds."""

import logging

import pytest

from flask_cors import CORS, cors_refused, cross_origin
from logs import lines
from origins import EVIL, A

DECISION = "X-CORS-Decision"
SITE, MODE = "Sec-Fetch-Site", "Sec-Fetch-Mode"
UNCHECKED = ", for which browsers make no CORS check"

#: For each kind: the Origin, the other headers, its name in the log.
KINDS = {
    "CORS": (EVIL, {SITE: "cross-site", MODE: "cors"}, "request refused"),
    "same-origin": ("http://localhost", {SITE: "same-origin"}, f"same-origin request{UNCHECKED}"),
    "navigation": (EVIL, {SITE: "cross-site", MODE: "navigate"}, f"navigation{UNCHECKED}"),
    "embed": (EVIL, {SITE: "cross-site", MODE: "no-cors"}, f"embed or beacon{UNCHECKED}"),
    "WebSocket": (EVIL, {"Upgrade": "websocket"}, f"WebSocket handshake{UNCHECKED}"),
}


def line(text, origin, method):
    """Return the beginning of a log line whose string for the header begins with `text`."""
    rest = text.removeprefix("request")
    return f"{method} / from {origin!r}{rest if rest != text else f': {text}'}"


@pytest.fixture
def received():
    """Collect the signals sent."""
    found = []

    def receive(sender, decision, request):
        found.append((decision.kind, decision.reason, decision.rejection))

    with cors_refused.connected_to(receive):
        yield found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_only_checked_requests_are_refusals(app, send, caplog, received, kind, method):
    """A refusal is logged and signaled only for requests that browsers check."""
    CORS(app, origins=A)
    caplog.set_level(logging.DEBUG, "flask_cors")
    origin, headers, called = KINDS[kind]
    assert send(app, origin=origin, headers=headers, method=method).text == "index"
    [(level, text)] = lines(caplog)
    assert text.startswith(line(called, origin, method))
    assert f"origin {origin!r} not allowed by CORS(app)" in text
    assert level == ("INFO" if kind == "CORS" else "DEBUG")
    assert ("closest allowed" in text) == (kind == "CORS")
    assert received == ([("CORS", "MissingAllowOriginHeader", None)] if kind == "CORS" else [])


@pytest.mark.parametrize("kind", KINDS)
def test_the_header_of_debug_mode(app, send, kind):
    """`X-CORS-Decision` names each kind."""
    app.debug = True
    CORS(app, origins=A)
    origin, headers, called = KINDS[kind]
    assert send(app, origin=origin, headers=headers).headers[DECISION].startswith(called)


def test_other_requests_do_not_use_up_log_lines(app, send, caplog):
    """Requests of the app's own pages leave the log's quota to refusals."""
    CORS(app, origins=A)
    caplog.set_level(logging.INFO, "flask_cors")
    for _ in range(30):
        send(app, origin="http://localhost", method="PUT")
    assert lines(caplog) == []
    send(app, origin=EVIL)
    assert "only counted" not in lines(caplog)[0][1]


def test_the_kind_of_an_allowed_request(app, send, caplog):
    """The log line for an allowed origin names the kind, too."""
    CORS(app, origins=A)
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(app, headers={SITE: "cross-site", MODE: "navigate"}, method="PUT")
    send(app)
    texts = [text for _, text in lines(caplog)]
    assert [text.partition(";")[0] for text in texts] == [
        line(f"navigation{UNCHECKED}", A, "PUT"),
        line("request allowed", A, "GET"),
    ]


def test_a_preflight_is_always_a_cors_request(app, preflight, received):
    """Browsers send one only for a request that they check."""
    CORS(app, origins=A)
    preflight(app, origin=EVIL, headers={SITE: "same-origin", MODE: "navigate"})
    assert received == [("CORS", "PreflightMissingAllowOriginHeader", None)]


# Rejected requests

POST = {SITE: "cross-site", MODE: "navigate"}


@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize(
    ("value", "rejection", "status"),
    [
        (True, "rejected", 403),
        ("unsafe", "rejected", 403),
        ("report", "would be rejected", 200),
        (" Report ", "would be rejected", 200),
    ],
)
def test_a_rejection_is_reported(app, send, caplog, received, debug, value, rejection, status):
    """A request that is or would be rejected is logged and signaled, whatever its kind."""
    app.debug = debug
    CORS(app, origins=A, reject_disallowed=value)
    caplog.set_level(logging.INFO, "flask_cors")
    response = send(app, origin=EVIL, headers=POST, method="PUT")
    assert response.status_code == status
    [(level, text)] = lines(caplog)
    assert level == "INFO"
    said = value.strip().lower() if isinstance(value, str) else value
    by = f"{rejection} by reject_disallowed={said!r} in CORS(app) ({__file__}:"
    assert text.startswith(line(f"navigation{UNCHECKED}; {by}", EVIL, "PUT"))
    assert f"closest allowed origin: '{A}'" in text
    assert received == [("navigation", None, rejection)]
    if debug:
        assert text == line(response.headers[DECISION], EVIL, "PUT")


def test_a_rejected_request_without_an_origin(app, send, caplog, received):
    """If the Origin was removed, `Sec-Fetch-Site` decides."""
    CORS(app, origins=A, reject_disallowed=True)
    caplog.set_level(logging.INFO, "flask_cors")
    headers = {SITE: "same-site", MODE: "cors"}
    assert send(app, origin=None, headers=headers, method="PUT").status_code == 403
    [(_, text)] = lines(caplog)
    assert text.startswith("PUT / without Origin: rejected by reject_disallowed=True in CORS(app)")
    assert text.endswith("; the request has no Origin")
    assert received == [("CORS", None, "rejected")]
    assert send(app, origin=None, headers=headers).status_code == 200
    assert len(received) == 1


def test_a_refusal_that_is_rejected(app, send, received):
    """A request that browsers check is both, and is signaled once."""
    CORS(app, origins=A, reject_disallowed="report")
    send(app, origin=EVIL)
    assert received == [("CORS", "MissingAllowOriginHeader", "would be rejected")]


@pytest.mark.parametrize(
    ("path", "headers", "method", "reported"),
    [
        ("/none", {}, "GET", [("CORS", "MissingAllowOriginHeader", None)]),
        ("/", {}, "DELETE", [("CORS", "MissingAllowOriginHeader", None)]),
        ("/none", POST, "PUT", []),
        ("/", {SITE: "cross-site", MODE: "navigate"}, "GET", []),
    ],
)
def test_requests_that_are_not_rejected(app, send, received, path, headers, method, reported):  # fmt: skip  # noqa: E501 - columns
    """A request without a view, or a link from another site, is not rejected."""
    CORS(app, origins=A, reject_disallowed=True)
    assert send(app, path, origin=EVIL, headers=headers, method=method).status_code != 403
    assert received == reported


def test_unsafe_rejects_no_safe_method(app, send, received):
    """A refused GET reaches its view and is reported as a refusal."""
    CORS(app, origins=A, reject_disallowed="unsafe")
    assert send(app, origin=EVIL).text == "index"
    assert send(app, origin=EVIL, headers={"Upgrade": "websocket"}).text == "index"
    assert received == [("CORS", "MissingAllowOriginHeader", None)]


@pytest.mark.parametrize("value", ["unsafe", "report"])
def test_every_scope_can_reject(app, send, received, value):
    """The option works on views, including hidden ones, and in `app.config`."""
    options = {"origins": A, "reject_disallowed": value}
    status = 403 if value == "unsafe" else 200
    view = cross_origin(**options)(lambda: "v")
    app.add_url_rule("/v", "v", view, methods=["PUT"])
    hidden = cross_origin(**options)(lambda: "v")
    app.add_url_rule("/h", "h", lambda: str(hidden()), methods=["PUT"])
    app.config["CORS_REJECT_DISALLOWED"] = value.upper()
    CORS(app, resources="/", origins=A)
    with pytest.warns(match="functools.wraps"):
        assert send(app, "/h", origin=EVIL, method="PUT").status_code == status
    for path in ("/v", "/"):
        assert send(app, path, origin=EVIL, method="PUT").status_code == status
    assert [rejection for _, _, rejection in received] == (
        ["rejected" if status == 403 else "would be rejected"] * 3
    )
