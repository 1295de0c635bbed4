"""Page origins as people type them."""

import pytest

from flask_cors.core.browser.page import page_origin


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("https://a.com", "https://a.com"),
        (" 'https://A.com:443/x?y#z' ", "https://a.com"),
        ("http://straße.de", "http://xn--strae-oqa.de"),
        ("null", "null"),
        ("NULL", "null"),
        ("about:blank", "null"),
        ("data:text/html,x", "null"),
        ("file:///C:/index.html", "null"),
        ("localhost", "http://localhost"),
        ("localhost:3000/x", "http://localhost:3000"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("192.168.1.5:3000", "http://192.168.1.5:3000"),
        ("[::1]:5173", "http://[::1]:5173"),
        ("shop.example.com", "https://shop.example.com"),
        ("shop.example.com:8443?x", "https://shop.example.com:8443"),
        ("X.example", "https://x.example"),
        ("//shop.example.com/x", "https://shop.example.com"),
        ("backend:5000", "https://backend:5000"),
        ("capacitor://localhost", "capacitor://localhost"),
        ("tauri://localhost/", "tauri://localhost"),
        ("moz-extension://0A-b/x.html", "moz-extension://0a-b"),
        ("", None),
        ("*", None),
        ("shop", None),
        ("shop/a.b", None),
        ("[", None),
        ("https://", None),
        ("https://*.a.com", None),
        ("mailto:me@a.com", None),
        ("a b.com", None),
    ],
)
def test_a_page_has_an_origin(typed, origin):
    """A URL, a host or an origin is read as an origin; anything else is not."""
    assert page_origin(typed) == origin
