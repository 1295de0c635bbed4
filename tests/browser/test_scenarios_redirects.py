"""Redirects within an origin and across: their effect on Origin, method, body and preflights.

Each row is a chain of targets, in which `{api}` is the label of the app, whose hosts are two
origins. All hosts serve one app, which allows PAGE and, if a row says so, `null`.
"""

import pytest
from flask import Flask, redirect, request

from flask_cors import CORS

PAGE = "https://app.example.test"
HERE = "https://{api}.example.test"
THERE = "https://{api}.other.test"
THIRD = "https://{api}.third.test"
MISSING = "MissingAllowOriginHeader"
PUT = {"method": "PUT"}
JSON = {"method": "POST", "body": "{}", "headers": {"Content-Type": "application/json"}}
TEXT = {"method": "POST", "body": "text"}
#: After a preflight Firefox sends another one for each redirect, even for simple requests,
#: and sends the page's origin in it although the request itself will send `null`.
LOGIN = {"headers": {"Authorization": "Bearer a"}}


@pytest.fixture
def hop():
    """Return a function that makes an app; `/hop?STATUS=URL&...` redirects along the query."""

    def hop(**options):
        app = Flask("redirects", static_folder=None)
        CORS(app, **{"origins": PAGE, "max_age": 0, **options})

        @app.route("/hop", methods=["GET", "POST", "PUT", "DELETE"])
        def view():
            status, _, target = request.query_string.decode().partition("=")
            return redirect(target, int(status))

        @app.route("/end", methods=["GET", "POST", "PUT", "DELETE"])
        def end():
            return {
                "method": request.method,
                "body": request.get_data(as_text=True),
                "type": request.headers.get("Content-Type"),
                "authorization": request.headers.get("Authorization"),
                "origin": request.headers.get("Origin"),
            }

        return app

    return hop


def way(*targets, status=302):
    """Return the URL that leads to `/end` of the last of these origins through all others."""
    url = f"{targets[-1]}/end"
    for target in reversed(targets[:-1]):
        url = f"{target}/hop?{status}={url}"
    return url


@pytest.mark.parametrize(
    "row",
    [
        # within one foreign origin
        (way(HERE, HERE), {}, 200, "GET GET"),
        (way(HERE, HERE), {"redirect": "error"}, "blocked", "GET"),
        (way(HERE, HERE), {"redirect": "manual"}, "opaque", "GET"),
        (way(HERE, HERE), {"mode": "no-cors"}, "opaque", "GET GET"),
        (way(HERE, HERE), {"credentials": "include"}, "InvalidAllowCredentials", "GET"),
        (way(HERE, HERE), PUT, 200, "OPTIONS PUT OPTIONS PUT"),
        (way(HERE, HERE), PUT | {"redirect": "manual"}, "opaque", "OPTIONS PUT"),
        (way(HERE, HERE), TEXT, 200, "POST GET"),
        (way(HERE, HERE, status=301), TEXT, 200, "POST GET"),
        (way(HERE, HERE, status=303), TEXT, 200, "POST GET"),
        (way(HERE, HERE, status=307), TEXT, 200, "POST POST"),
        (way(HERE, HERE, status=308), TEXT, 200, "POST POST"),
        (way(HERE, HERE), JSON, 200, "OPTIONS POST GET", "OPTIONS POST OPTIONS GET"),
        (way(HERE, HERE, status=307), JSON, 200, "OPTIONS POST OPTIONS POST"),
        (way(HERE, HERE, status=303), PUT, 200, "OPTIONS PUT GET", "OPTIONS PUT OPTIONS GET"),
        (way(HERE, HERE, status=303), {"method": "HEAD"}, 200, "HEAD HEAD"),
        (way(HERE, HERE), LOGIN, 200, "OPTIONS GET OPTIONS GET"),
        # from one foreign origin to another: `Origin: null`
        (way(HERE, THERE), {}, MISSING, "GET GET"),
        (way(HERE, THERE), {"mode": "no-cors"}, "opaque", "GET GET"),
        (
            way(HERE, THERE),
            PUT,
            f"Preflight{MISSING}",
            "OPTIONS PUT OPTIONS",
            "OPTIONS PUT OPTIONS PUT",
        ),
        (way(HERE, THERE, HERE), {}, MISSING, "GET GET"),
        # to a scheme other than http
        (f"{HERE}/hop?302=data:,x", {}, "blocked", "GET"),
        (f"{HERE}/hop?302=data:,x", {"mode": "no-cors"}, "blocked", "GET"),
        (f"{HERE}/hop?302=ftp://a.test/", {}, "CorsDisabledScheme", "GET"),
        (
            f"{HERE}/hop?302=https://a:b@{{api}}.example.test/end",
            {},
            "RedirectContainsCredentials",
            "GET",
        ),
    ],
)
def test_redirects(row, hop, scenario):
    """A page follows redirects as long as each response on the way allows it."""
    url, wanted, verdict, methods, *firefox = row
    scenario(hop(), url, verdict, methods, firefox=next(iter(firefox), None), **wanted)


@pytest.mark.parametrize(
    ("url", "wanted", "methods", "firefox"),
    [
        (way(HERE, THERE), {}, "GET GET", None),
        (way(HERE, THERE, HERE), {}, "GET GET GET", None),
        (way(HERE, THERE, THIRD), {}, "GET GET GET", None),
        (way(HERE, HERE, THERE), PUT, *["OPTIONS PUT OPTIONS PUT OPTIONS PUT"] * 2),
        (way(HERE, THERE, status=307), JSON, *["OPTIONS POST OPTIONS POST"] * 2),
        (way(HERE, THERE), LOGIN, "OPTIONS GET GET", "OPTIONS GET OPTIONS GET"),
        (way(HERE, THERE), LOGIN | PUT, *["OPTIONS PUT OPTIONS PUT"] * 2),
    ],
)
def test_redirects_to_null(url, wanted, methods, firefox, hop, scenario):
    """If the last app allows `null`, a chain across origins ends in a readable response."""
    app = hop(origins=[PAGE, "null"])
    view = scenario(app, url, 200, methods, firefox=firefox, **wanted)
    assert '"origin":"null"' in view.body
    assert '"authorization":null' in view.body


def test_a_secure_page_is_not_redirected_to_http(hop, servers, ask_real):
    """Requests blocked as mixed content arrive nowhere."""
    site = servers.mount(hop())
    url = way(site.origin, site.at("example.test", "http"))
    view = ask_real(PAGE, url)
    assert (view.verdict, view.methods) == ("blocked", ["GET"])


def test_from_the_page_itself(hop, scenario):
    """A redirect from the page's own origin keeps the origin, and preflights at the target."""
    app = hop(origins="*")
    site = scenario.mount(app)
    own, there = site.origin, site.at("other.test")
    scenario(app, way(own, there), 200, "GET GET", page=own)
    scenario(app, way(own, there), 200, "PUT OPTIONS PUT", page=own, **PUT)
    scenario(app, way(own, there), 200, "GET OPTIONS GET", page=own, headers={"X-A": "1"})
    scenario(app, way(own, there, own), 200, "GET GET GET", page=own)
    scenario(app, way(own, own), 200, "GET GET", page=own, redirect="follow", mode="same-origin")
    verdict = "DisallowedByMode"
    scenario(app, way(own, there), verdict, "GET", page=own, mode="same-origin")
    scenario(app, way(own, there), "opaque", "GET GET", page=own, mode="no-cors")
    scenario(app, way(there, own), 200, "GET GET", page=own)
    again = "GET OPTIONS GET"
    view = scenario(app, way(own, there), 200, "GET GET", page=own, firefox=again, **LOGIN)
    assert '"authorization":null' in view.body


def test_from_the_page_to_a_refusing_origin(hop, scenario):
    """The target decides for itself; a redirect from the page's own origin does not count."""
    app = hop()
    site = scenario.mount(app)
    scenario(app, way(site.origin, site.at("other.test")), MISSING, "GET GET", page=site.origin)


@pytest.mark.parametrize("hops", [20, 21])
def test_twenty_redirects(hops, hop, scenario):
    """Twenty redirects are followed, and no more."""
    app = hop()

    @app.get("/again/<int:count>")
    def again(count):
        return redirect(f"/again/{count - 1}") if count else "end"

    verdict, sent = (200, 21) if hops == 20 else ("blocked", 21)
    scenario(app, f"/again/{hops}", verdict, " ".join(["GET"] * sent))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_preflights_are_never_redirected(status, scenario):
    """A redirected preflight blocks, with its own code before all other faults."""
    app = Flask("by hand")

    @app.route("/", methods=["OPTIONS", "PUT"])
    def view():
        return redirect("/other", status)

    scenario(app, "/", "PreflightDisallowedRedirect", "OPTIONS", method="PUT")


@pytest.mark.parametrize(("status", "location"), [(304, None), (302, None), (200, "/end")])
def test_statuses_that_are_not_redirects(status, location, hop, scenario):
    """Only five statuses with a Location redirect; scripts see all others unchanged."""
    app = hop()
    headers = {"Location": location} if location else {}
    app.add_url_rule("/odd", view_func=lambda: ("odd", status, headers))
    scenario(app, "/odd", status, "GET")
