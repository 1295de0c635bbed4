"""Fetch metadata of a request, and the kind of request that it implies."""

import pytest

from flask_cors.core.fetch_metadata import Metadata
from origins import EVIL, A

HOST = "app.example"


@pytest.mark.parametrize(
    ("site", "origin", "host", "own"),
    [
        ("same-origin", EVIL, HOST, True),
        ("none", None, HOST, True),
        ("same-site", "https://app.example", HOST, False),
        ("cross-site", "https://app.example", HOST, False),
        ("nonsense", "https://app.example", HOST, False),
        (None, "https://app.example", HOST, True),
        ("", "https://app.example", HOST, True),
        (None, "http://app.example", HOST, True),
        (None, "https://app.example:8443", HOST, False),
        (None, "https://APP.example", HOST, False),
        (None, "https://user@app.example", HOST, False),
        (None, EVIL, HOST, False),
        (None, "app.example", HOST, False),
        (None, "null", "", False),
        (None, "https://", "", False),
        (None, "https://app.example", None, False),
        (None, None, HOST, False),
    ],
)
def test_same_origin_pages(site, origin, host, own):
    """`Sec-Fetch-Site` decides; without it, Origin and Host are compared."""
    assert Metadata("POST", origin, host, site).is_own == own


@pytest.mark.parametrize(
    ("site", "mode", "upgrade", "origin", "kind"),
    [
        ("cross-site", "cors", None, EVIL, "CORS"),
        ("same-site", "cors", None, A, "CORS"),
        ("cross-site", None, None, A, "CORS"),
        (None, None, None, EVIL, "CORS"),
        (None, "cors", None, "null", "CORS"),
        ("same-origin", "cors", None, A, "same-origin"),
        ("same-origin", "navigate", None, A, "same-origin"),
        ("same-origin", "no-cors", None, A, "same-origin"),
        (None, None, None, "https://app.example", "same-origin"),
        ("cross-site", "cors", None, "http://app.example", "CORS"),
        ("none", "cors", None, "chrome-extension://abc", "same-origin"),
        ("none", "navigate", None, "null", "navigation"),
        ("cross-site", "navigate", None, EVIL, "navigation"),
        (None, "navigate", None, EVIL, "navigation"),
        ("cross-site", "no-cors", None, EVIL, "embed"),
        ("cross-site", "websocket", None, EVIL, "WebSocket"),
        ("same-origin", "websocket", None, A, "WebSocket"),
        (None, None, "websocket", EVIL, "WebSocket"),
        (None, None, "WebSocket", "https://app.example", "WebSocket"),
        (None, None, "h2c", EVIL, "CORS"),
    ],
)
def test_kinds_of_requests(site, mode, upgrade, origin, kind):
    """Browsers make a CORS check for one kind only; fetch metadata identifies the others."""
    assert Metadata("GET", origin, HOST, site, mode, upgrade).kind == kind


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "QUERY"])
def test_safe_methods(method):
    """These methods change nothing; all others may, whatever their name."""
    assert Metadata(method).is_safe
    assert not Metadata(method.lower()).is_safe
    assert not Metadata("POST").is_safe


@pytest.mark.parametrize(
    ("metadata", "refused", "foreign"),
    [
        (Metadata("POST", EVIL, HOST, "cross-site"), True, True),
        (Metadata("POST", A, HOST, "cross-site"), False, False),
        (Metadata("POST", EVIL, HOST, "same-origin"), True, False),
        (Metadata("GET", EVIL, HOST, "cross-site", "cors"), True, True),
        (Metadata("GET", EVIL, HOST, "cross-site", "no-cors"), True, False),
        (Metadata("GET", EVIL, HOST, "cross-site", "navigate"), True, False),
        (Metadata("GET", EVIL, HOST, "cross-site", "websocket"), True, True),
        (Metadata("POST", EVIL, HOST, "cross-site", "navigate"), True, True),
        (Metadata("POST", None, HOST, "cross-site"), False, True),
        (Metadata("POST", None, HOST, "same-site"), False, True),
        (Metadata("POST", None, HOST, "none"), False, False),
        (Metadata("GET", None, HOST, "cross-site", "cors"), False, False),
        (Metadata("POST", None, HOST), False, False),
        (Metadata("POST", None, HOST, ""), False, False),
    ],
)
def test_foreign_requests(metadata, refused, foreign):
    """A request is foreign if it comes from another site and a refused origin."""
    assert metadata.is_foreign(refused=refused) == foreign
