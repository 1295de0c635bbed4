"""Blocks besides CORS, as far as URLs and cookie attributes show them."""

import pytest

from flask_cors.core.browser.messages import Fetch
from flask_cors.core.browser.notes import COOKIE_REMEDY, SessionCookie, notes

PAGE = "https://app.example.com"
#: Sent with requests from other sites.
TRAVELS = SessionCookie("None", secure=True, partitioned=True)
PLAIN = SessionCookie(None, secure=False, partitioned=False)


def noted(page, url, cookie=PLAIN, *, is_placed=True, credentials="same-origin"):
    """Return the subjects of the notes on one request."""
    wanted = Fetch(url, page, credentials=credentials)
    return [each.about for each in notes(wanted, cookie, is_placed=is_placed)]


@pytest.mark.parametrize(
    ("page", "url", "expected"),
    [
        (PAGE, "https://api.example.com/", []),
        (PAGE, "https://8.8.8.8/", []),
        (PAGE, "https://[2606:4700::1]/", []),
        (PAGE, "http://localhost/", ["local network"]),
        (PAGE, "http://localhost:5000/", ["airplay", "local network"]),
        (PAGE, "http://api.localhost:8000/", ["local network"]),
        (PAGE, "http://127.0.0.1:8000/", ["local network"]),
        (PAGE, "https://[::1]:8000/", ["local network"]),
        (PAGE, "https://192.168.0.7/", ["local network"]),
        (PAGE, "https://10.0.0.7:5000/", ["local network"]),
        (PAGE, "https://[fd00::7]/", ["local network"]),
        (PAGE, "https://printer.local/", ["local network"]),
        (PAGE, "https://100.64.0.7/", ["local network"]),
        (PAGE, "https://100.128.0.7/", []),
        (PAGE, "https://172.31.0.7/", ["local network"]),
        (PAGE, "https://169.254.0.7/", ["local network"]),
        (PAGE, "https://203.0.113.5/", []),
        (PAGE, "https://192.0.2.5/", []),
        (PAGE, "https://240.0.0.1/", []),
        (PAGE, "https://0.0.0.0:8000/", ["local network"]),
        (PAGE, "https://[fe80::7]/", ["local network"]),
        (PAGE, "https://[febf::7]/", ["local network"]),
        (PAGE, "https://[fec0::7]/", []),
        (PAGE, "https://[2001:db8::7]/", []),
        (PAGE, "https://[::ffff:10.0.0.1]/", ["local network"]),
        (PAGE, "https://[::ffff:127.0.0.1]/", ["local network"]),
        (PAGE, "https://[::ffff:8.8.8.8]/", []),
        (PAGE, "https://printer.local./", ["local network"]),
        (PAGE, "https://local.example/", []),
        (PAGE, "http://192.168.0.7/", ["local network", "mixed content"]),
        (PAGE, "http://printer.local/", ["local network", "mixed content"]),
        (PAGE, "http://api.example.com/", ["mixed content"]),
        (PAGE, "http://1.2.3/", ["mixed content"]),
        ("http://app.example.com", "http://api.example.com/", []),
        ("http://app.example.com", "http://127.0.0.1/", ["local network"]),
        ("http://192.168.0.7", "http://127.0.0.1/", ["local network"]),
        ("http://192.168.0.7", "http://10.0.0.7/", []),
        ("http://localhost:3000", "http://192.168.0.7/", []),
        ("http://localhost:3000", "http://localhost:5000/", ["airplay"]),
        ("http://localhost:5000", "http://localhost:5000/", []),
        ("https://192.168.0.7", "http://10.0.0.7/", ["mixed content"]),
        ("null", "http://localhost:5000/", ["airplay"]),
        (PAGE, "ftp://localhost/", []),
        (PAGE, "http://a:b/", []),
    ],
)
def test_notes_on_addresses(page, url, expected):
    """A more private network, http from https and AirPlay's port are noted, and nothing else."""
    assert noted(page, url) == expected
    assert noted(page, url, credentials="include")[: len(expected)] == expected
    assert noted(page, url, is_placed=False) == []


@pytest.mark.parametrize(
    ("page", "url", "text"),
    [
        (
            PAGE,
            "http://127.0.0.1/",
            (
                f"Chromium and Firefox ask the user before a page of {PAGE} may access 127.0.0.1,"
                " a loopback address, and block the request if the user declines"
                " (LocalNetworkAccessPermissionDenied)"
            ),
        ),
        (
            "http://localhost.example",
            "http://10.0.0.7/",
            (
                "Chromium does not allow an http page to access 10.0.0.7, a private address, and"
                " sends nothing (InsecureLocalNetwork); serve the page over https"
            ),
        ),
        (
            "http://localhost:3000",
            "http://localhost:5000/",
            (
                "on macOS, AirPlay also listens on port 5000 and responds with 403 without CORS"
                " headers; if that happens, use another port or turn the AirPlay Receiver off"
            ),
        ),
        (
            PAGE,
            "http://api.example.com/",
            (
                "browsers block requests from an https page to http://api.example.com as mixed"
                " content; serve the app over https"
            ),
        ),
    ],
)
def test_a_note_names_browser_and_remedy(page, url, text):
    """Only a secure page can ask for permission; errors have Chrome's names."""
    (note,) = notes(Fetch(url, page), PLAIN, is_placed=True)
    assert str(note) == text


def test_firefox_alone_blocks_http_to_a_private_address():
    """Chromium allows it once the user has agreed."""
    *_, note = notes(Fetch("http://192.168.0.7/", PAGE), PLAIN, is_placed=True)
    assert str(note) == (
        "Firefox blocks requests from an https page to http://192.168.0.7 as mixed content; serve"
        " the app over https"
    )


@pytest.mark.parametrize(
    ("same_site", "secure", "partitioned", "obstacle"),
    [
        (None, True, True, "has no SameSite attribute, which Chromium treats as Lax"),
        ("Lax", True, True, "has SameSite=Lax"),
        ("strict", True, True, "has SameSite=strict"),
        ("None", False, False, "has SameSite=None without Secure, so browsers drop it"),
        (
            "none",
            True,
            False,
            "is not Partitioned, so browsers that block third-party cookies drop it",
        ),
        ("None", True, True, ""),
    ],
)
def test_cookie_attributes_that_block(same_site, secure, partitioned, obstacle):
    """The first attribute that blocks the cookie is named, with everything that helps."""
    config = {
        "SESSION_COOKIE_SAMESITE": same_site,
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_PARTITIONED": partitioned,
    }
    cookie = SessionCookie.of(config)
    assert cookie.obstacle == obstacle
    wanted = Fetch("https://api.other.example/", PAGE, credentials="include")
    found = [str(each) for each in notes(wanted, cookie, is_placed=True)]
    text = (
        f"https://api.other.example and {PAGE} are different sites, and the session cookie may not"
        f" be sent: it {obstacle}; {COOKIE_REMEDY}"
    )
    assert found == [text] * bool(obstacle)
    assert all(f"{key}=" in COOKIE_REMEDY for key in config)


def test_flask_before_3_1_has_no_partitioned_cookies():
    """A key missing from app.config counts as not set."""
    assert SessionCookie.of({}) == PLAIN


@pytest.mark.parametrize(
    ("page", "url", "is_placed", "expected"),
    [
        (PAGE, "https://api.example.com/", True, []),
        (PAGE, "https://api.example.org/", True, ["cookies"]),
        ("http://localhost:3000", "http://localhost:8000/", True, []),
        ("http://localhost:3000", "http://127.0.0.1:8000/", True, ["cookies"]),
        ("null", "https://api.example.com/", True, ["cookies"]),
        ("null", "https://api.example.com/", False, ["cookies"]),
        (PAGE, "http://localhost/", False, ["cookies"]),
        ("http://localhost:3000", "http://localhost/", False, []),
    ],
)
def test_cookies_matter_between_sites(page, url, is_placed, expected):
    """Cookies are noted if page and app are, or may be, on different sites."""
    assert noted(page, url, is_placed=is_placed, credentials="include") == expected
    assert noted(page, url, is_placed=is_placed, credentials="omit") == []
    assert noted(page, url, TRAVELS, is_placed=is_placed, credentials="include") == []


@pytest.mark.parametrize(
    ("page", "url", "cookie", "is_secure"),
    [
        ("http://app.example.com", "http://api.example.com/", TRAVELS, True),
        ("http://app.example.com", "https://api.example.com/", TRAVELS, False),
        ("http://app.example.com", "http://api.example.com/", PLAIN, False),
        ("http://localhost:3000", "http://localhost:8000/", TRAVELS, False),
        ("http://localhost:3000", "http://127.0.0.1:8000/", TRAVELS, False),
        ("null", "http://api.example.com/", TRAVELS, True),
    ],
)
def test_a_secure_cookie_is_not_sent_over_http(page, url, cookie, is_secure):
    """An http API does not get a Secure cookie from any page, unless it is on this machine."""
    wanted = Fetch(url, page, credentials="include")
    found = {str(each): each.about for each in notes(wanted, cookie, is_placed=True)}
    text = (
        f"the session cookie is Secure, and browsers do not send it to {url[:-1]}; serve the app"
        " over https"
    )
    assert found.get(text) == ("cookies" if is_secure else None)
    assert noted(page, url, cookie, is_placed=False, credentials="include").count("cookies") < 2


@pytest.mark.parametrize(
    ("page", "beginning"), [(PAGE, f"if the app is not on the site of {PAGE}, "), ("null", "")]
)
def test_an_unknown_app_address_is_conditional(page, beginning):
    """If the app's address is unknown, the note begins with an if; `null` belongs to no site."""
    wanted = Fetch("http://localhost/", page, credentials="include")
    (note,) = notes(wanted, PLAIN, is_placed=False)
    assert str(note).startswith(
        f"{beginning}the session cookie may not be sent: it has no SameSite"
    )
