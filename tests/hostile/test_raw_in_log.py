"""Logs and terminals receive only escaped values of a request."""

import logging

import pytest
from flask import Flask

from flask_cors import CORS

A = "https://a.com"
RAW = ("\x1b[31m", "\x07", "\x9b31m", "\r\nx", "\x7f", "\u202e")


@pytest.fixture
def logged(caplog):
    """Return a function that sends a WSGI request and returns its log lines."""
    caplog.set_level(logging.DEBUG)

    def logged(app, **environ):
        given = {"HTTP_ORIGIN": A, **environ}
        client = app.test_client()
        client.open(environ_overrides=given).close()
        # Flask writes these lines itself.
        own = [record for record in caplog.records if "flask_cors" in record.pathname]
        return "".join(f"{record.getMessage()}\n" for record in own)

    return logged


def failing(*, debug=True):
    """Return an app with a view that fails."""

    def view(**_):
        raise ZeroDivisionError

    app = Flask("failing", static_folder=None)
    app.debug = debug
    app.add_url_rule("/<path:x>", "x", view, methods=["GET", "PUT", "OPTIONS"])
    app.before_request(view)
    CORS(app, origins=A)
    return app


PLACES = [
    ("REQUEST_METHOD", "GET{}"),
    ("PATH_INFO", "/x{}"),
    ("HTTP_ORIGIN", "https://a.com{}"),
]


@pytest.mark.parametrize("raw", [each for each in RAW if ord(max(each)) < 256])
@pytest.mark.parametrize(("place", "value"), PLACES)
@pytest.mark.parametrize("debug", [True, False])
def test_no_value_of_a_request_is_logged_raw(logged, raw, place, value, debug):
    """Control characters of a request are escaped in every line of the log."""
    given = {"PATH_INFO": "/x", "REQUEST_METHOD": "GET", place: value.format(raw)}
    try:
        text = logged(failing(debug=debug), **given)
    except ZeroDivisionError:  # an exception in a request with a refused origin
        return
    lines = "".join(text.splitlines())
    assert not [char for char in lines if not char.isprintable()]


@pytest.mark.parametrize("raw", ["\x1b[31m", "\x07"])
@pytest.mark.parametrize(
    "place",
    ["HTTP_ACCESS_CONTROL_REQUEST_METHOD", "HTTP_ACCESS_CONTROL_REQUEST_HEADERS"],
)
def test_no_value_of_a_failing_preflight_is_logged_raw(logged, raw, place):
    """Control characters of a preflight are escaped, even if the app fails."""
    given = {
        "PATH_INFO": "/x",
        "REQUEST_METHOD": "OPTIONS",
        "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PUT",
        place: f"X{raw}",
    }
    assert raw not in logged(failing(debug=False), **given)


@pytest.mark.parametrize("raw", ["\x1b[31m", "\x07"])
def test_an_odd_requested_method_is_not_logged_raw(logged, raw):
    """The method is escaped in the log of a CORS request's exception."""
    text = logged(failing(), PATH_INFO="/x", REQUEST_METHOD=f"PUT{raw}")
    assert raw not in text
