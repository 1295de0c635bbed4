"""Blocks of a page under any policy: real browsers behave as our notes and README say."""

import base64
import re
import threading
import time
from pathlib import Path

import pytest
from flask import Flask, Response, request, session
from werkzeug.serving import make_server

from flask_cors import CORS
from flask_cors.testing import Browser

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
PAGE = "https://app.example.test"
#: The permission's name in both browsers.
LOOPBACK = "loopback-network"
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def waits_for(browser, text):
    """Wait for a browser's console to show the message in the README."""
    assert f"`{text}`" in README
    said = []
    for _ in range(50):  # it appears after the response that the script receives
        said += browser.console()
        if any(re.search(re.escape(text), each) for each in said):
            return
        time.sleep(0.1)
    pytest.fail(f"{text!r} is not among {said}")


def abouts(app, page, url, **wanted):
    """Return the subjects of the notes that `Browser` makes on a request."""
    return [each.about for each in Browser(app, page).fetch(url, **wanted).notes]


# Local networks


@pytest.fixture(scope="module")
def near():
    """Return a fully open app on this machine: its URL and the requests it received."""
    app = Flask("near")
    app.requests = []

    @app.before_request
    def note():
        app.requests.append((request.method, dict(request.headers)))

    app.add_url_rule("/x", "x", lambda: "here", methods=["GET", "PUT"])
    CORS(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.url = f"http://127.0.0.1:{server.server_port}/x"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield app
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def public(request, component, servers, tmp_path_factory):
    """Return each real browser, configured to see the test pages as on the internet."""
    spaces = [f"127.0.0.1:{port}" for port in (servers.http_port, servers.https_port)]
    profile = tmp_path_factory.mktemp("public")
    if request.param == "chromium":
        program = component("chromium")
        driver = component("chromedriver", package="chromium-driver")
        flag = f"ip-address-space-overrides={','.join(f'{each}=public' for each in spaces)}"
        made = type(request.getfixturevalue("chromium"))
        browser = made(program, driver, servers, profile, flag)
    else:
        preference = {"network.lna.address_space.public.override": ",".join(spaces)}
        made, program = type(request.getfixturevalue("firefox")), component("firefox-esr")
        browser = made(program, servers, profile, is_proxied=False, **preference)
    yield browser
    browser.close()


@pytest.fixture
def page(servers):
    """Return the origin of a page that both browsers can reach, even without a proxy."""
    return f"https://127.0.0.1:{servers.https_port}"


def test_a_page_without_the_users_permission(public, asker, near, page):
    """The request of a public page does not arrive, and the console says so."""
    public.permit(page, LOOPBACK, "denied")
    near.requests.clear()
    public.console()
    (seen,) = asker(public)(page, [{"url": near.url}])
    assert seen.verdict == "blocked"
    assert near.requests == []
    if public.name == "chromium":
        assert seen.code == "LocalNetworkAccessPermissionDenied"
        waits_for(public, "Permission was denied for this request to access the")
    else:
        waits_for(public, "CORS request did not succeed")
    assert "local network" in abouts(near, PAGE, near.url)


def test_a_page_with_the_users_permission(public, asker, near, page):
    """It reads the response as usual, and no preflight is about a private network."""
    public.permit(page, LOOPBACK, "granted")
    near.requests.clear()
    (seen,) = asker(public)(page, [{"url": near.url, "method": "PUT"}])
    assert (seen.verdict, seen.body) == ("readable", "here")
    assert [method for method, _ in near.requests] == ["OPTIONS", "PUT"]
    names = {name.lower() for _, headers in near.requests for name in headers}
    assert "access-control-request-private-network" not in names


@pytest.mark.parametrize("public", ["chromium"], indirect=True)
def test_a_page_that_cannot_ask_for_permission(public, asker, near):
    """Chromium blocks an http page of the internet, whatever the user decides."""
    origin = "http://app.example.test"
    near.requests.clear()
    (seen,) = asker(public)(origin, [{"url": near.url}])
    assert (seen.verdict, seen.code) == ("blocked", "InsecureLocalNetwork")
    assert near.requests == []
    text = "The request client is not a secure context and the resource is in more-private address"
    waits_for(public, f"{text} space")
    (note,) = Browser(near, origin).fetch(near.url).notes
    assert "InsecureLocalNetwork" in str(note)


@pytest.mark.parametrize("public", ["chromium"], indirect=True)
def test_a_page_that_names_the_wrong_address_space(public, asker, near, page):
    """The address space that a page names must be that of the URL."""
    public.permit(page, LOOPBACK, "granted")
    (seen,) = asker(public)(page, [{"url": near.url, "targetAddressSpace": "local"}])
    assert (seen.verdict, seen.code) == ("blocked", "InvalidLocalNetworkAccess")
    waits_for(public, "Request had a target IP address space of")
    (seen,) = asker(public)(page, [{"url": near.url, "targetAddressSpace": "loopback"}])
    assert seen.verdict == "readable"


# Mixed content


def test_an_http_app_under_an_https_page(real, ask_real, servers, api):
    """The request is never sent, as the note says."""
    site = servers.mount(api())
    url = f"{site.at('example.test', 'http')}/echo"
    real.console()
    seen = ask_real(PAGE, url)
    assert (seen.verdict, seen.methods) == ("blocked", [])
    is_firefox = real.name == "firefox"
    waits_for(
        real, "Blocked loading mixed active content" if is_firefox else "Mixed Content: The page at"
    )
    assert abouts(site.app, PAGE, url) == ["mixed content"]
    assert abouts(site.app, PAGE, f"{site.origin}/echo") == []


# Cookies


@pytest.fixture(scope="module")
def without_third_party_cookies(component, servers, tmp_path_factory, chromium):
    """Return a Chromium that blocks third-party cookies, like its private windows."""
    programs = component("chromium"), component("chromedriver", package="chromium-driver")
    profile = tmp_path_factory.mktemp("cookies")
    browser = type(chromium)(*programs, servers, profile, blocks_cookies=True)
    yield browser
    browser.close()


def logging_in(**config):
    """Return an app that identifies logged-in users by its session cookie."""
    app = Flask("account")
    app.secret_key = "for tests"
    app.config.update(config)
    CORS(app, origins=PAGE, supports_credentials=True)

    @app.post("/login")
    def login():
        session["user"] = "Jane"
        return "in"

    @app.get("/who")
    def who():
        return session.get("user", "nobody")

    return app


@pytest.mark.parametrize(
    ("attributes", "travels"),
    [
        (("Lax", True, False), {}),
        (("None", True, False), {"chromium", "firefox"}),
        (("None", True, True), {"chromium", "firefox", "without_third_party_cookies"}),
    ],
    ids=["Lax", "None", "Partitioned"],
)
@pytest.mark.parametrize("name", ["chromium", "firefox", "without_third_party_cookies"])
def test_a_session_between_two_sites(request, servers, asker, name, attributes, travels):
    """With all three attributes a login works everywhere, and only then nothing is noted."""
    same_site, secure, partitioned = attributes
    app = logging_in(SESSION_COOKIE_SAMESITE=same_site, SESSION_COOKIE_SECURE=secure)
    if partitioned and "SESSION_COOKIE_PARTITIONED" not in app.config:
        pytest.skip("Flask before 3.1 has no partitioned session cookies")
    app.config["SESSION_COOKIE_PARTITIONED"] = partitioned
    there = servers.mount(app).at("other.test")
    login = {"url": f"{there}/login", "method": "POST", "credentials": "include"}
    who = {"url": f"{there}/who", "credentials": "include"}
    _, seen = asker(request.getfixturevalue(name))(PAGE, [login, who])
    assert seen.body == ("Jane" if name in travels else "nobody")
    noted = abouts(app, PAGE, f"{there}/who", credentials="include")
    assert noted == ["cookies"] * (not partitioned)


# Embedder policies


def test_an_image_in_an_isolated_page(real, ask_real, servers):
    """It is blocked unless it is requested with `crossorigin`."""
    app = Flask("images")
    app.add_url_rule("/i.gif", "i", lambda: Response(GIF, mimetype="image/gif"))
    CORS(app)
    url = f"{servers.mount(app).at('other.test')}/i.gif"
    isolated = "https://isolated.test"
    real.console()
    assert ask_real(isolated, url, kind="img").verdict == "blocked"
    reason = "was blocked due to its Cross-Origin-Resource-Policy header (or lack thereof)"
    if real.name == "chromium":
        reason = "net::ERR_BLOCKED_BY_RESPONSE.NotSameOriginAfterDefaultedToSameOriginByCoep"
    waits_for(real, reason)
    assert ask_real(isolated, url, kind="img", crossorigin="anonymous").verdict == "readable"
    assert ask_real(PAGE, url, kind="img").verdict == "opaque"
