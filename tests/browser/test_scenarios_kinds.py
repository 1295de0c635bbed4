"""Requests of real browsers other than CORS requests: how they are reported and rejected."""

import logging
import time

import pytest
from flask import Flask, request
from flask_sock import Sock

from flask_cors import CORS, cors_refused

PAGE = "https://app.example.test"
OTHER = "https://shop.other.test"
SECONDS = 60

#: Actions of a page, as the body of an async function; `{url}` is the target.
FETCH = "await fetch('{url}', {{method: '{method}'}}).catch(() => 0)"
DOES = {
    "fetch": FETCH.replace("{method}", "GET"),
    "fetch POST": FETCH.replace("{method}", "POST"),
    "no-cors": "await fetch('{url}', {{mode: 'no-cors'}}).catch(() => 0)",
    "no-cors POST": "await fetch('{url}', {{mode: 'no-cors', method: 'POST'}}).catch(() => 0)",
    "beacon": "navigator.sendBeacon('{url}', 'x')",
    "image": """await new Promise((done) => {{
        const image = new Image();
        image.onload = image.onerror = done;
        image.src = '{url}';
    }})""",
    "form": """await new Promise((done) => {{
        const frame = document.createElement('iframe'), form = document.createElement('form');
        frame.name = 'f' + Math.random();
        Object.assign(form, {{method: 'POST', action: '{url}', target: frame.name}});
        document.body.append(frame, form);
        frame.onload = () => frame.dataset.sent && done();
        frame.dataset.sent = 1;
        form.submit();
    }})""",
    "link": """await new Promise((done) => {{
        const frame = document.createElement('iframe');
        frame.onload = done;
        frame.src = '{url}';
        document.body.append(frame);
    }})""",
    "socket": """await new Promise((done) => {{
        const socket = new WebSocket('{url}'.replace('http', 'ws'));
        socket.onopen = () => socket.close();
        socket.onclose = done;
    }})""",
}


@pytest.fixture
def guarded(servers):
    """Return a function that mounts an app that records the requests to its views."""

    def make(**options):
        app = Flask("guarded")
        app.ran, app.answered = [], []
        app.after_request(lambda response: app.answered.append(response.status) or response)
        CORS(app, origins=PAGE, **options)

        @app.route("/", methods=["GET", "POST"])
        def view():
            app.ran.append(request.method)
            return "in"

        @Sock(app).route("/socket")
        def socket(socket):
            app.ran.append("WebSocket")
            socket.receive()

        return servers.mount(app)

    return make


@pytest.fixture
def do(real, servers):
    """Return a function that makes a page act on a site; it returns the request sent."""

    def do(site, page, what, origin=None):
        url = f"{origin or site.origin}/{'socket' if what == 'socket' else ''}"
        start = len(servers.log)
        real.script(page, DOES[what].format(url=url))
        deadline = time.monotonic() + SECONDS
        while True:
            sent = [each for each in servers.log[start:] if each.url.partition("//")[2] in url]
            if sent:  # a beacon is sent later
                return sent[0].headers
            assert time.monotonic() < deadline, "no request arrived"
            time.sleep(0.02)

    return do


@pytest.fixture
def log_line(caplog):
    """Return a function that waits for one line of our logger, and returns level and message."""
    caplog.set_level(logging.DEBUG, "flask_cors")

    def log_line():
        deadline = time.monotonic() + SECONDS
        while True:
            found = [each for each in caplog.records if each.name == "flask_cors"]
            if found:
                caplog.clear()
                return found[0].levelname, found[0].getMessage()
            assert time.monotonic() < deadline, "nothing was logged"
            time.sleep(0.02)

    return log_line


@pytest.mark.parametrize(
    ("page", "what", "level", "reported"),
    [
        (OTHER, "fetch", "INFO", "request refused (MissingAllowOriginHeader)"),
        (OTHER, "fetch POST", "INFO", "request refused (MissingAllowOriginHeader)"),
        (PAGE, "fetch", "DEBUG", "request allowed"),
        ("null", "fetch", "INFO", "request refused (MissingAllowOriginHeader)"),
        ("own", "fetch POST", "DEBUG", "same-origin request, for"),
        ("own", "form", "DEBUG", "same-origin request, for"),
        ("own", "beacon", "DEBUG", "same-origin request, for"),
        ("own", "socket", "DEBUG", "WebSocket handshake, for"),
        (OTHER, "form", "DEBUG", "navigation, for"),
        (PAGE, "form", "DEBUG", "navigation, for"),
        ("null", "no-cors POST", "DEBUG", "embed or beacon, for"),
        (OTHER, "no-cors POST", "DEBUG", "embed or beacon, for"),
        (OTHER, "beacon", "DEBUG", "embed or beacon, for"),
        (OTHER, "socket", "DEBUG", "WebSocket handshake, for"),
    ],
)
def test_requests_with_an_origin(guarded, do, log_line, page, what, level, reported):
    """A request without a CORS check is not a refusal, even if it has an Origin."""
    site, signals = guarded(), []

    def receive(sender, decision, request):
        signals.append(decision.kind)

    with cors_refused.connected_to(receive, site.app):
        headers = do(site, site.origin if page == "own" else page, what)
        assert headers["origin"] == (site.origin if page == "own" else page)
        found = log_line()
    assert found[0] == level
    # A line begins with the request.
    assert reported.removeprefix("request") in found[1]
    assert signals == (["CORS"] if level == "INFO" else [])


#: Actions of a page on an app, and those that reach the view under True and "unsafe".
REJECTED = [
    (PAGE, "fetch POST", True, True),
    (PAGE, "form", True, True),
    (PAGE, "socket", True, True),
    ("own", "fetch POST", True, True),
    ("own", "form", True, True),
    ("own", "socket", True, True),
    ("own", "beacon", True, True),
    (OTHER, "fetch", False, True),
    (OTHER, "fetch POST", False, False),
    (OTHER, "no-cors", True, True),
    (OTHER, "no-cors POST", False, False),
    (OTHER, "beacon", False, False),
    (OTHER, "image", True, True),
    (OTHER, "link", True, True),
    (OTHER, "form", False, False),
    (OTHER, "socket", False, True),
    ("null", "no-cors POST", False, False),
    # The same host over http is another site.
    ("plain", "form", False, False),
    ("plain", "fetch POST", False, False),
    ("plain", "image", True, True),
]


@pytest.mark.parametrize(("page", "what", "by_true", "by_unsafe"), REJECTED)
def test_rejected_requests(guarded, do, page, what, by_true, by_unsafe):
    """The view runs for own and allowed pages, and for links and images of other sites."""
    for value, runs in ((True, by_true), ("unsafe", by_unsafe), ("report", True), (False, True)):
        site = guarded(reject_disallowed=value)
        pages = {"own": site.origin, "plain": site.at("example.test", "http")}
        do(site, pages.get(page, page), what)
        _wait_for_answer(site.app)
        assert bool(site.app.ran) == runs, value


@pytest.mark.parametrize(
    ("page", "what", "runs"),
    [
        ("own", "fetch POST", True),
        ("own", "form", True),
        ("own", "socket", True),
        ("http://shop.other.test", "form", False),
        ("http://shop.other.test", "fetch POST", False),
        ("http://shop.other.test", "socket", False),
    ],
)
def test_an_app_without_tls(guarded, do, page, what, runs):
    """Over http there is no fetch metadata, so Origin and Host are compared."""
    site = guarded(reject_disallowed=True)
    origin = site.at("example.test", "http")
    headers = do(site, origin if page == "own" else page, what, origin)
    assert "sec-fetch-site" not in headers
    _wait_for_answer(site.app)
    assert bool(site.app.ran) == runs


def _wait_for_answer(app):
    """Wait for the app's response, because a page does not wait for a beacon."""
    deadline = time.monotonic() + SECONDS
    while not app.answered:
        assert time.monotonic() < deadline, "nothing was answered"
        time.sleep(0.02)
