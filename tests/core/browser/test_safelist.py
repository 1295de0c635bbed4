"""Headers and methods that need a preflight, and headers that a script may read."""

import pytest

from flask_cors.core.browser.checks import readable_headers
from flask_cors.core.browser.messages import Response
from flask_cors.core.browser.safelist import (
    get,
    is_forbidden_header,
    is_forbidden_method,
    is_header,
    is_no_cors_safelisted_header,
    is_safelisted_header,
    normalize_method,
    readable_without_cors,
    unsafe_header_names,
    without,
)

UNSAFE_BYTES = [*map(chr, range(9)), *map(chr, range(10, 32)), *'"():<>?@[\\]{}', "\x7f"]


def test_get_joins_repeated_headers():
    """Values of one name are joined in order, ignoring case; a missing name gives None."""
    headers = (("A", " 1"), ("b", "2"), ("a", "3\t"))
    assert get(headers, "a") == "1, 3"
    assert get(headers, "B") == "2"
    assert get(headers, "c") is None
    assert get((("A", ""),), "a") == ""
    assert get((("A", "\x0b1\xa0 "),), "a") == "\x0b1\xa0"


def test_without_removes_names():
    """Headers are removed by their lower-case names."""
    assert without((("A", "1"), ("B", "2"), ("a", "3")), {"a"}) == (("B", "2"),)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("get", "GET"),
        ("Head", "HEAD"),
        ("post", "POST"),
        ("put", "PUT"),
        ("delete", "DELETE"),
        ("options", "OPTIONS"),
        ("patch", "patch"),
        ("Patch", "Patch"),
        ("chicken", "chicken"),
    ],
)
def test_six_methods_are_upper_cased(given, sent):
    """Six methods are normalized; PATCH is not among them."""
    assert normalize_method(given) == sent


@pytest.mark.parametrize("method", ["CONNECT", "trace", "Track"])
def test_forbidden_methods(method):
    """Scripts cannot send three methods, in any case."""
    assert is_forbidden_method(method)
    assert not is_forbidden_method("GET")


@pytest.mark.parametrize(
    ("name", "value", "can_be"),
    [
        ("A", "b", True),
        ("A", "", True),
        ("A", "\xff", True),
        ("A", "\u0100", False),
        ("A", "b\n", False),
        ("A", "b\x00", False),
        ("", "b", False),
        ("A B", "b", False),
    ],
)
def test_valid_headers(name, value, can_be):
    """A header's name is a token, its value the bytes of one line."""
    assert is_header(name, value) is can_be


@pytest.mark.parametrize(
    "name",
    [
        "Accept-Charset",
        "Accept-Encoding",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Connection",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Date",
        "DNT",
        "Expect",
        "Host",
        "Keep-Alive",
        "Origin",
        "Referer",
        "Set-Cookie",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        "Proxy-Authorization",
        "Sec-Fetch-Mode",
        "proxy-",
        "sec-",
    ],
)
def test_forbidden_headers(name):
    """Some headers are reserved for the browser, in any case."""
    assert is_forbidden_header(name, "x")
    assert is_forbidden_header(name.upper(), "x")


@pytest.mark.parametrize(
    "name",
    ["Accept", "Authorization", "Content-Type", "User-Agent", "X-Proxy-A", "Secret", "Range"],
)
def test_headers_that_a_script_may_set(name):
    """A header that only resembles a forbidden one is allowed."""
    assert not is_forbidden_header(name, "TRACE")


@pytest.mark.parametrize("name", ["X-HTTP-Method", "x-http-method-override", "X-Method-Override"])
@pytest.mark.parametrize(
    ("value", "forbidden"),
    [
        ("TRACE", True),
        ("trace", True),
        ("PUT, \tTrack ,", True),
        (",CONNECT", True),
        ("PUT", False),
        ("", False),
        ("TRACE PUT", False),
        ("TRACE\x0c", False),
        ("XTRACEX", False),
        ('"a,TRACE"', False),
        ('"a\\",TRACE,"', False),
        ('"a",TRACE', True),
        ('"a,TRACE', False),
        ('"a\\', False),
    ],
)
def test_no_override_by_a_forbidden_method(name, value, forbidden):
    """A method override may not name a forbidden method, even in quotes."""
    assert is_forbidden_header(name, value) is forbidden


@pytest.mark.parametrize(
    ("name", "value", "safe"),
    [
        ("Accept", "text/html, */*;q=0.5", True),
        ("ACCEPT", "\t\x80\xff", True),
        ("Accept", "a" * 128, True),
        ("Accept", "a" * 129, False),
        ("Accept-Language", "de-CH, *;q=0.5", True),
        ("Accept-Language", "de_CH", False),
        ("Accept-Language", "\xe4", False),
        ("Content-Language", "de.a=b", True),
        ("Content-Language", "de\t", False),
        ("Content-Type", "text/plain", True),
        ("Content-Type", "TEXT/Plain ; charset=utf-8", True),
        ("Content-Type", "multipart/form-data; boundary=a", True),
        ("Content-Type", "text/plain;a=b/c", True),
        ("Content-Type", "\xa0text/plain", False),
        ("Content-Type", "Xtext/plain", False),
        ("Content-Type", "text/plain\xa0;a=b", False),
        ("Content-Type", "text/plainX", False),
        ("Content-Type", "application/x-www-form-urlencoded", True),
        ("Content-Type", "application/json", False),
        ("Content-Type", 'text/plain; a="b"', False),
        ("Content-Type", "text/plain, application/json", False),
        ("Content-Type", "text plain", False),
        ("Content-Type", "text/", False),
        ("Content-Type", "/plain", False),
        ("Content-Type", "", False),
        ("Content-Type", "text/plain;" + "a" * 117, True),
        ("Content-Type", "text/plain;" + "a" * 118, False),
        ("Range", "bytes=0-", True),
        ("Range", "bytes=0-0", True),
        ("Range", "bytes=10-9", False),
        ("Range", "bytes=-500", False),
        ("Range", "bytes=0-1,2-3", False),
        ("Range", "bytes = 0-1", False),
        ("Range", "bytes=a-", False),
        ("Range", "lines=0-", False),
        ("Authorization", "", False),
        ("X-Custom", "", False),
    ],
)
def test_safelisted_headers(name, value, safe):
    """A header needs no preflight if a form could send much the same."""
    assert is_safelisted_header(name, value) is safe


@pytest.mark.parametrize("byte", UNSAFE_BYTES)
@pytest.mark.parametrize("name", ["Accept", "Content-Type"])
def test_unsafe_bytes(name, byte):
    """A delimiter or control character makes a value unsafe."""
    assert not is_safelisted_header(name, f"text/plain;{byte}")


def test_safe_bytes():
    """All other bytes of `Accept` are safe."""
    for byte in set(map(chr, range(256))) - set(UNSAFE_BYTES):
        assert is_safelisted_header("Accept", byte)


@pytest.mark.parametrize(
    ("headers", "names"),
    [
        ([], ()),
        ([("Accept", "a"), ("Content-Type", "text/plain")], ()),
        (
            [("X-B", "1"), ("x-b", "2"), ("Authorization", "a"), ("A", "")],
            ("a", "authorization", "x-b"),
        ),
        ([("Content-Type", "application/json")], ("content-type",)),
        ([("Accept", "a" * 128)] * 8, ()),
        ([("Accept", "a" * 128)] * 8 + [("Accept-Language", "b")], ("accept", "accept-language")),
        ([("Accept", "a" * 128)] * 9 + [("X", "b" * 128)], ("accept", "x")),
        ([("Accept", "a" * 120)] * 8 + [("X", "b" * 999)], ("x",)),
        ([("Accept", "a"), ("Accept", "(")], ("accept",)),
    ],
)
def test_names_that_need_a_preflight(headers, names):
    """Unsafe names are lower-cased, sorted and unique; safe values total up to 1,024 bytes."""
    assert unsafe_header_names(tuple(headers)) == names


@pytest.mark.parametrize(
    ("name", "value", "safe"),
    [
        ("Accept", "a", True),
        ("accept-language", "de", True),
        ("Content-Language", "de", True),
        ("Content-Type", "text/plain", True),
        ("Content-Type", "application/json", False),
        ("Range", "bytes=0-", False),
        ("X", "", False),
    ],
)
def test_headers_in_no_cors_mode(name, value, safe):
    """In `no-cors` mode a script may set four headers, to safelisted values."""
    assert is_no_cors_safelisted_header(name, value) is safe


SENT = (
    ("Content-Type", "text/plain"),
    ("X-Total", "1"),
    ("Set-Cookie", "a=b"),
    ("set-cookie2", "a=b"),
    ("Pragma", "a"),
    ("Cache-Control", "a"),
    ("Content-Language", "a"),
    ("Content-Length", "1"),
    ("Expires", "a"),
    ("Last-Modified", "a"),
    ("Vary", "a"),
)


def test_same_origin_responses_are_readable():
    """Every header of a same-origin response is readable except cookies."""
    assert readable_without_cors(SENT) == (*SENT[:2], *SENT[4:])


def test_exposed_headers_are_readable():
    """A cross-origin response shows seven headers and the exposed ones, never cookies."""
    exposing = (*SENT, ("Access-Control-Expose-Headers", "X-Total, Set-Cookie"))
    assert readable_headers(Response(200, SENT), includes=False) == (SENT[0], *SENT[4:-1])
    assert readable_headers(Response(200, exposing), includes=True) == (*SENT[:2], *SENT[4:-1])
