"""What is told of requests that carry an Origin: which are refusals, and what the others are."""

import logging

import pytest

from flask_cors import CORS, cors_refused, cross_origin
from logs import lines
from origins import EVIL, A

DECISION = "X-CORS-Decision"
SITE, MODE = "Sec-Fetch-Site", "Sec-Fetch-Mode"
UNCHECKED = ", of which browsers make no CORS check"

#: Of each kind: the Origin, the headers beside it, how the log calls it.
KINDS = {
    "CORS": (EVIL, {SITE: "cross-site", MODE: "cors"}, "request refused"),
    "same-origin": ("http://localhost", {SITE: "same-origin"}, f"same-origin request{UNCHECKED}"),
    "navigation": (EVIL, {SITE: "cross-site", MODE: "navigate"}, f"navigation{UNCHECKED}"),
    "embed": (EVIL, {SITE: "cross-site", MODE: "no-cors"}, f"embed or beacon{UNCHECKED}"),
    "WebSocket": (EVIL, {"Upgrade": "websocket"}, f"WebSocket handshake{UNCHECKED}"),
}


def line(text, origin, method):
    """Return how a line of the log begins, whose text for the header begins with `text`."""
    rest = text.removeprefix("request")
    return f"{method} / from {origin!r}{rest if rest != text else f': {text}'}"


@pytest.fixture
def received():
    """Collect what the signal sends."""
    found = []

    def receive(sender, decision, request):
        found.append((decision.kind, decision.reason, decision.rejection))

    with cors_refused.connected_to(receive):
        yield found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_refusal_is_a_refusal(app, send, caplog, received, kind, method):
    """Only of a request that browsers check is a refusal logged and signalled."""
    CORS(app, origins=A)
    caplog.set_level(logging.DEBUG, "flask_cors")
    origin, headers, called = KINDS[kind]
    assert send(app, origin=origin, headers=headers, method=method).text == "index"
    [(level, text)] = lines(caplog)
    assert text.startswith(line(called, origin, method))
    assert f"origin {origin!r} fails by CORS(app)" in text
    assert level == ("INFO" if kind == "CORS" else "DEBUG")
    assert ("closest allowed" in text) == (kind == "CORS")
    assert received == ([("CORS", "MissingAllowOriginHeader", None)] if kind == "CORS" else [])


@pytest.mark.parametrize("kind", KINDS)
def test_the_header_of_debug_mode(app, send, kind):
    """`X-CORS-Decision` calls each kind by its name."""
    app.debug = True
    CORS(app, origins=A)
    origin, headers, called = KINDS[kind]
    assert send(app, origin=origin, headers=headers).headers[DECISION].startswith(called)


def test_what_is_no_refusal_takes_no_line_from_refusals(app, send, caplog):
    """Requests of the app's own pages leave the lines of the log to what is refused."""
    CORS(app, origins=A)
    caplog.set_level(logging.INFO, "flask_cors")
    for _ in range(30):
        send(app, origin="http://localhost", method="PUT")
    assert lines(caplog) == []
    send(app, origin=EVIL)
    assert "only counted" not in lines(caplog)[0][1]


def test_allowed_requests_are_told_apart_too(app, send, caplog):
    """The line of a request from an allowed origin says what it is."""
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


# What is rejected

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
def test_a_rejection_is_told(app, send, caplog, received, debug, value, rejection, status):
    """What is rejected, or would be, is logged and signalled, whatever kind it is."""
    app.debug = debug
    CORS(app, origins=A, reject_disallowed=value)
    caplog.set_level(logging.INFO, "flask_cors")
    response = send(app, origin=EVIL, headers=POST, method="PUT")
    assert response.status_code == status
    [(level, text)] = lines(caplog)
    assert level == "INFO"
    said = value.strip().lower() if isinstance(value, str) else value
    by = f"{rejection} by reject_disallowed={said!r} of CORS(app) ({__file__}:"
    assert text.startswith(line(f"navigation{UNCHECKED}; {by}", EVIL, "PUT"))
    assert f"closest allowed origin: '{A}'" in text
    assert received == [("navigation", None, rejection)]
    if debug:
        assert text == line(response.headers[DECISION], EVIL, "PUT")


def test_a_rejected_request_without_an_origin(app, send, caplog, received):
    """Where something removed the Origin, `Sec-Fetch-Site` tells."""
    CORS(app, origins=A, reject_disallowed=True)
    caplog.set_level(logging.INFO, "flask_cors")
    headers = {SITE: "same-site", MODE: "cors"}
    assert send(app, origin=None, headers=headers, method="PUT").status_code == 403
    [(_, text)] = lines(caplog)
    assert text.startswith("PUT / from None: rejected by reject_disallowed=True of CORS(app)")
    assert text.endswith("; it has no Origin")
    assert received == [("CORS", None, "rejected")]
    assert send(app, origin=None, headers=headers).status_code == 200
    assert len(received) == 1


def test_a_refusal_that_is_rejected(app, send, received):
    """A request that browsers check is both; it is signalled once."""
    CORS(app, origins=A, reject_disallowed="report")
    send(app, origin=EVIL)
    assert received == [("CORS", "MissingAllowOriginHeader", "would be rejected")]


@pytest.mark.parametrize(
    ("path", "headers", "method", "told"),
    [
        ("/none", {}, "GET", [("CORS", "MissingAllowOriginHeader", None)]),
        ("/", {}, "DELETE", [("CORS", "MissingAllowOriginHeader", None)]),
        ("/none", POST, "PUT", []),
        ("/", {SITE: "cross-site", MODE: "navigate"}, "GET", []),
    ],
)
def test_what_is_not_rejected_is_not_told_as_rejected(app, send, received, path, headers, method, told):  # fmt: skip  # noqa: E501 - columns
    """A request that no view answers, or a link of another site, is not rejected."""
    CORS(app, origins=A, reject_disallowed=True)
    assert send(app, path, origin=EVIL, headers=headers, method=method).status_code != 403
    assert received == told


def test_unsafe_rejects_no_safe_method(app, send, received):
    """A refused GET reaches its view, and is a refusal as ever."""
    CORS(app, origins=A, reject_disallowed="unsafe")
    assert send(app, origin=EVIL).text == "index"
    assert send(app, origin=EVIL, headers={"Upgrade": "websocket"}).text == "index"
    assert received == [("CORS", "MissingAllowOriginHeader", None)]


@pytest.mark.parametrize("value", ["unsafe", "report"])
def test_the_words_reach_every_scope(app, send, received, value):
    """A view, and one that no endpoint leads to, can ask for them too; so can `app.config`."""
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
