"""Requests without fetch(): XMLHttpRequest, images, sandboxed iframes; and cookies."""

import base64

import pytest
from flask import Flask, Response, request

from flask_cors import CORS, CORSWarning
from flask_cors.testing import Browser

PAGE = "https://app.example.test"
OTHER = "https://shop.other.test"
MISSING = "MissingAllowOriginHeader"
PREFLIGHT_MISSING = f"Preflight{MISSING}"
NO_METHOD = "MethodDisallowedByPreflightResponse"
NO_HEADER = "HeaderDisallowedByPreflightResponse"
CREDENTIALS = "InvalidAllowCredentials"
INCLUDE = {"credentials": "include"}
UPLOAD = {"method": "POST", "body": "text", "upload": True}
#: The smallest possible image.
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@pytest.mark.parametrize(
    ("options", "page", "wanted", "verdict", "methods"),
    [
        ({"origins": PAGE}, PAGE, {}, 200, "GET"),
        ({"origins": PAGE}, PAGE, {"method": "put"}, 200, "OPTIONS PUT"),
        ({"origins": PAGE}, PAGE, {"method": "patch"}, NO_METHOD, "OPTIONS"),
        ({"origins": PAGE}, PAGE, {"method": "POST", "body": "text"}, 200, "POST"),
        ({"origins": PAGE}, PAGE, {"method": "POST", "body": {"a": "b"}}, 200, "POST"),
        ({"origins": PAGE}, PAGE, {"headers": {"X-A": "1"}}, 200, "OPTIONS GET"),
        (
            {"origins": PAGE, "allow_headers": []},
            PAGE,
            {"headers": {"X-A": "1"}},
            NO_HEADER,
            "OPTIONS",
        ),
        ({"origins": PAGE}, OTHER, {}, MISSING, "GET"),
        ({"origins": PAGE}, OTHER, {"method": "DELETE"}, PREFLIGHT_MISSING, "OPTIONS"),
        ({"origins": PAGE}, "null", {}, MISSING, "GET"),
        # withCredentials
        ({"origins": PAGE}, PAGE, INCLUDE, CREDENTIALS, "GET"),
        ({"origins": PAGE, "supports_credentials": True}, PAGE, INCLUDE, 200, "GET"),
        ({"send_wildcard": True}, PAGE, INCLUDE, "WildcardOriginNotAllowed", "GET"),
        # a listener on the upload always causes a preflight
        ({"origins": PAGE}, PAGE, UPLOAD, 200, "OPTIONS POST"),
        ({"origins": PAGE, "methods": "GET"}, PAGE, UPLOAD, 200, "OPTIONS POST"),
        ({"origins": PAGE}, OTHER, UPLOAD, PREFLIGHT_MISSING, "OPTIONS"),
        ({"origins": PAGE}, PAGE, UPLOAD | INCLUDE, f"Preflight{CREDENTIALS}", "OPTIONS"),
    ],
)
def test_xhr(options, page, wanted, verdict, methods, api, scenario):
    """XMLHttpRequest is judged like fetch(); listening to an upload needs permission."""
    app = api(expose_headers="X-Total", **options)
    view = scenario(app, "/echo", verdict, methods, kind="xhr", page=page, **wanted)
    if verdict == 200:
        assert view.headers["x-total"] == "7"
        assert "x-page" not in view.headers


@pytest.fixture
def pictures():
    """Return a function that makes an app with an image, under `CORS(app, **options)`."""

    def pictures(**options):
        app = Flask("pictures", static_folder=None)
        CORS(app, **options)
        app.add_url_rule("/a.gif", view_func=lambda: Response(GIF, mimetype="image/gif"))
        return app

    return pictures


OPEN, OURS = {}, {"origins": PAGE, "supports_credentials": True}


@pytest.mark.parametrize(
    ("options", "page", "crossorigin", "verdict"),
    [
        (OPEN, PAGE, None, "opaque"),
        (OPEN, PAGE, "anonymous", "readable"),
        (OPEN, PAGE, "use-credentials", CREDENTIALS),
        (OPEN, "null", "anonymous", "readable"),
        (OURS, PAGE, None, "opaque"),
        (OURS, PAGE, "anonymous", "readable"),
        (OURS, PAGE, "use-credentials", "readable"),
        (OURS, OTHER, None, "opaque"),
        (OURS, OTHER, "anonymous", MISSING),
        (OURS, OTHER, "use-credentials", MISSING),
        ({"send_wildcard": True}, PAGE, "use-credentials", "WildcardOriginNotAllowed"),
    ],
)
def test_images(options, page, crossorigin, verdict, pictures, servers, real, ask_real, model):
    """An image without `crossorigin` is shown and taints its canvas; with it, CORS decides."""
    site = servers.mount(pictures(**options))
    url = f"{site.origin}/a.gif"
    view = ask_real(page, url, kind="img", crossorigin=crossorigin)
    modeled = model(
        Browser(site.app, page, base_url=site.origin), url, kind="img", crossorigin=crossorigin
    )
    assert view.unlike(modeled) == {}
    assert modeled.code == (verdict if verdict[0].isupper() else None)
    assert view.verdict == ("blocked" if verdict[0].isupper() else verdict)


@pytest.mark.parametrize(
    ("origins", "sandbox", "verdict"),
    [
        (PAGE, "allow-scripts", "blocked"),
        (PAGE, "allow-scripts allow-same-origin", "readable"),
        ("null", "allow-scripts", "readable"),
        ("null", "allow-scripts allow-same-origin", "blocked"),
        ("*", "allow-scripts", "readable"),
    ],
)
@pytest.mark.parametrize("wanted", [{}, {"method": "PUT"}])
def test_frames(origins, sandbox, verdict, wanted, api, servers, ask_real, model):
    """A sandboxed iframe has the origin `null`, unless it may keep its page's origin."""
    app = api(origins=origins)
    site = servers.mount(app)
    url = f"{site.origin}/echo"
    view = ask_real(PAGE, url, kind="frame", frame=sandbox, **wanted)
    origin = PAGE if "same-origin" in sandbox else "null"
    modeled = model(Browser(app, origin, base_url=site.origin), url, **wanted)
    differences = view.unlike(modeled)
    differences.pop("code", None)  # of another process, whose failures are not in the log
    assert (differences, view.verdict) == ({}, verdict)
    assert {each.headers["origin"] for each in view.sent} == {origin}


def test_a_frame_with_credentials(api, servers, ask_real):
    """A sandboxed iframe can read with credentials only if `null` is listed."""
    for origins, verdict in [("null", "readable"), ("*", "blocked")]:
        with pytest.warns(CORSWarning):
            app = api(origins=origins, supports_credentials=True)
        url = f"{servers.mount(app).origin}/echo"
        view = ask_real(PAGE, url, kind="frame", frame="allow-scripts", credentials="include")
        assert view.verdict == verdict


@pytest.mark.parametrize(
    ("page", "credentials", "mode", "sent"),
    [
        (PAGE, "include", "cors", True),
        (PAGE, "same-origin", "cors", False),
        (PAGE, "omit", "cors", False),
        (PAGE, "include", "no-cors", True),
        (PAGE, "omit", "no-cors", False),
        ("own", "same-origin", "cors", True),
        ("own", "same-origin", "same-origin", True),
        ("own", "omit", "cors", False),
    ],
)
def test_cookies(page, credentials, mode, sent, servers, ask_real, model):
    """Cookies follow the credentials mode, and are never sent with a preflight."""
    app = Flask("cookies")
    CORS(app, origins=PAGE, supports_credentials=True)
    app.add_url_rule("/set", "set", lambda: Response("", headers={"Set-Cookie": "a=b; Secure"}))
    app.add_url_rule("/", "index", lambda: request.cookies, methods=["GET", "PUT"])
    site = servers.mount(app)
    browser = Browser(app, PAGE, base_url=site.origin)
    for ask in (ask_real, lambda _, url, **wanted: model(browser, url, **wanted)):
        assert ask(PAGE, f"{site.origin}/set", credentials="include").status == 200
    page = site.origin if page == "own" else page
    browser.origin = page
    methods = ["GET"] if mode == "no-cors" else ["GET", "PUT"]
    for method in methods:
        wanted = {"method": method, "credentials": credentials, "mode": mode}
        view = ask_real(page, f"{site.origin}/", **wanted)
        assert view.unlike(model(browser, f"{site.origin}/", **wanted)) == {}
        *before, request_sent = view.sent
        assert ("cookie" in request_sent.headers) == sent
        assert not any("cookie" in each.headers for each in before)
