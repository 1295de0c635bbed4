"""Regular expressions over origins that match more, or less, than intended."""

import re

from flask_cors import CORS
from situations import api, broken

ITEMS = "explain GET /api/items --from https://shop.test"


@broken("check", "https://wwwxshop.test", "escape", "shop")
def a_dot_is_not_escaped():
    """A scanner reports that https://wwwxshop.test may read the API."""
    app = api("/api/items")
    CORS(app, origins=r"https://www.shop\.test$")
    return app


@broken("check", "vercel.app", ("anybody", "everybody", "anyone"), "evil")
def an_expression_covers_a_hosting_suffix():
    """Nothing is blocked: every customer of the hosting service is allowed."""
    app = api("/api/items")
    CORS(app, origins=r"https://.*\.vercel\.app")
    return app


@broken("check", "co.uk", ("anybody", "everybody", "anyone"))
def an_expression_covers_a_country():
    """Nothing is blocked: every domain of a country is allowed."""
    app = api("/api/items")
    CORS(app, origins=[re.compile(r"https://[a-z]+\.co\.uk")])
    return app


@broken("check", "github.io", ("anybody", "everybody", "anyone"))
def an_expression_covers_pages_of_others():
    """Nothing is blocked: every page on GitHub is allowed."""
    app = api("/api/items")
    app.config["CORS_ORIGINS"] = r"https://[a-z0-9-]+\.github\.io"
    CORS(app)
    return app


@broken("check", "ü", "xn--mnchen-3ya")
def an_expression_has_an_umlaut():
    """The page on https://münchen.test is blocked."""
    app = api("/api/items")
    CORS(app, origins=r"https://(www\.)?münchen\.test")
    return app


@broken("check", "no complete origin", "scheme")
def an_expression_has_no_scheme():
    """No 'Access-Control-Allow-Origin' header is present on the requested resource."""
    app = api("/api/items")
    CORS(app, origins=r"(www\.)?shop\.test$")
    return app


@broken(ITEMS, "not all of it", "https://shop")
def an_expression_matches_the_beginning():
    """It worked with the old version, and is blocked now."""
    app = api("/api/items")
    CORS(app, origins=[re.compile(r"https://shop\.")])
    return app


@broken("check", "http://localhost", "http://localhost:3000")
def an_expression_for_localhost_without_port():
    """It worked with the old version on any port."""
    app = api("/api/items")
    CORS(app, origins=[r"^http://localhost"])
    return app


@broken("check", ("exponential", "slow"))
def an_expression_is_slow():
    """The app does not start."""
    app = api("/api/items")
    CORS(app, origins=r"https://([a-z]+)+\.shop\.test")
    return app
