"""Requests of front ends, and what other programs answer in place of the app."""

from functools import wraps

from flask import Blueprint, Flask
from flask.views import MethodView

from flask_cors import CORS
from situations import SHOP, add, api, broken

GET = "explain GET /items --from https://shop.test"


def app_with(**options):
    """Return an app with a correct policy."""
    app = api("/items", methods=["GET", "POST", "PUT"])
    CORS(app, **{"origins": SHOP, **options})
    return app


# -- what came -------------------------------------------------------------------------------------


@broken(
    f"{GET} --response -",
    "twice",
    "Access-Control-Allow-Origin: *, https://shop.test",
    "remove",
    given=(
        "HTTP/1.1 200 OK\nServer: nginx/1.22.1\nAccess-Control-Allow-Origin: *\n"
        "Access-Control-Allow-Origin: https://shop.test\nVary: Origin\n\n[]"
    ),
)
def nginx_adds_a_second_header():
    """The 'Access-Control-Allow-Origin' header contains multiple values '*, https://shop.test'."""
    return app_with()


@broken(
    f"{GET} --response -",
    "missing: Access-Control-Allow-Origin",
    "ngrok",
    "ngrok-skip-browser-warning",
    given=(
        "HTTP/2 200\ncontent-type: text/html\nngrok-error-code: ERR_NGROK_6024\n\n"
        "<!DOCTYPE html><html>You are about to visit"
    ),
)
def ngrok_shows_its_warning_page():
    """No 'Access-Control-Allow-Origin' header through the tunnel; curl gets the right response."""
    return app_with()


@broken(
    f"{GET} --response -",
    "ngrok answered in place",
    given="HTTP/2 404\ncontent-type: text/html\nngrok-error-code: ERR_NGROK_3200\n\noffline",
)
def the_tunnel_is_offline():
    """No 'Access-Control-Allow-Origin' header since the laptop slept."""
    return app_with()


@broken(
    f"{GET} --response -",
    "Cloudflare",
    "challenge",
    given="HTTP/2 403\nserver: cloudflare\ncf-mitigated: challenge\n\nJust a moment...",
)
def cloudflare_asks_whether_one_is_human():
    """No 'Access-Control-Allow-Origin' header, for some users only."""
    return app_with()


@broken(
    f"{GET} --response -",
    "different",
    "Access-Control-Allow-Origin: https://admin.test",
    ("cache", "another origin"),
    given=(
        "HTTP/1.1 200 OK\nX-Cache: HIT\nAccess-Control-Allow-Origin: https://admin.test\n"
        "Vary: Origin\n\n[]"
    ),
)
def a_cdn_has_the_response_for_another_site():
    """The header has a value 'https://admin.test' that is not equal to the supplied origin."""
    app = api("/items")
    CORS(app, origins=[SHOP, "https://admin.test"])
    return app


@broken(
    "explain POST /items --from https://shop.test --response -",
    "413",
    "proxy",
    "nginx",
    given="HTTP/1.1 413 Request Entity Too Large\nServer: nginx\nContent-Type: text/html\n\n<html>",
)
def an_upload_is_too_large_for_nginx():
    """No 'Access-Control-Allow-Origin' header, on large files only."""
    return app_with()


@broken(
    f"{GET} --response -",
    "302",
    "redirect",
    "https://login.shop.test",
    given="HTTP/1.1 302 Found\nLocation: https://login.shop.test/?next=/items\n\n",
)
def a_login_redirects_instead_of_401():
    """No 'Access-Control-Allow-Origin' header, as soon as the session has ended."""
    return app_with()


@broken(
    "explain PUT http://api.shop.test/items --from https://shop.test --response -",
    "redirect",
    "https://api.shop.test/items",
    "have the page request that URL",
    given="HTTP/1.1 301 Moved Permanently\nLocation: https://api.shop.test/items\nServer: Caddy\n",
)
def a_proxy_redirects_to_https():
    """Redirect is not allowed for a preflight request."""
    return app_with()


@broken(
    "explain GET http://localhost:5000/items --from http://localhost:3000 --response -",
    "AirPlay",
    "another port",
    given="HTTP/1.1 403 Forbidden\nContent-Length: 0\nServer: AirTunes/735.7.3\n\n",
)
def airplay_answers():
    """403 on every request, on a Mac only."""
    return app_with(origins="http://localhost:3000")


@broken(
    f"{GET} --response -",
    "API Gateway",
    "missing: Access-Control-Allow-Origin",
    given=(
        "HTTP/2 403\nx-amzn-errortype: MissingAuthenticationTokenException\n\n"
        '{"message":"Missing Authentication Token"}'
    ),
)
def the_gateway_has_no_such_route():
    """No 'Access-Control-Allow-Origin' header; the app's log has no request."""
    return app_with()


@broken(
    f"{GET} --credentials --response -",
    "missing: Access-Control-Allow-Credentials",
    "removed",
    given="HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: https://shop.test\nVary: Origin\n\n[]",
)
def a_gateway_forgets_the_credentials():
    """The value of 'Access-Control-Allow-Credentials' is '' which must be 'true'."""
    return app_with(supports_credentials=True)


# -- the page --------------------------------------------------------------------------------------


@broken(
    f"{GET} -H X-Auth-Tokn:1",
    "x-auth-tokn",
    "X-Auth-Token",
    ("did you mean", "closest", "misspelled"),
)
def the_page_misspells_a_header():
    """Request header field x-auth-tokn is not allowed by Access-Control-Allow-Headers."""
    return app_with(allow_headers=["Content-Type", "X-Auth-Token"])


@broken("explain GET http://localhost:5000/items --from http://localhost:3000", "AirPlay", "5000")
def airplay_has_the_port():
    """403 from a server that calls itself AirTunes, on macOS only."""
    return app_with(origins="http://localhost:3000")


@broken("explain GET http://api.shop.test/items --from https://shop.test", "mixed content", "https")
def the_api_is_http_and_the_page_https():
    """TypeError: Failed to fetch; curl works."""
    return app_with()


@broken(
    "explain GET https://192.168.0.20/items --from https://shop.test",
    "192.168.0.20",
    "private",
    "ask",
)
def the_api_is_in_the_office():
    """Permission was denied for this request to access the `local` address space."""
    return app_with()


@broken("explain GET /items --from http://[::1]:3000", "http://localhost:3000", "host")
def the_dev_server_listens_on_ipv6():
    """No 'Access-Control-Allow-Origin' header since the page is opened at [::1]."""
    return app_with(origins="http://localhost:3000")


@broken(
    "explain GET /static/shop.woff2 --from https://shop.test",
    "no resource matches",
    "'/static/*'",
    SHOP,
)
def a_font_is_not_under_the_resources():
    """Access to font at '/static/shop.woff2' has been blocked by CORS policy."""
    app = Flask("situation")
    add(app, "/api/items")
    CORS(app, resources={"/api/*": {"origins": SHOP}})
    return app


@broken(
    "explain GET /socket.io/?EIO=4 --from https://shop.test", "Socket.IO", "cors_allowed_origins"
)
def socket_io_has_origins_of_its_own():
    """400 BAD REQUEST on /socket.io/, and no header; the routes work."""
    return app_with()


@broken(
    "explain PUT http://localhost/api//items --from https://shop.test",
    "redirect",
    "http://localhost/api/items",
)
def the_base_url_ends_with_a_slash():
    """Redirect is not allowed for a preflight request."""
    app = api("/api/items", methods=["PUT"])
    CORS(app, origins=SHOP)
    return app


@broken("explain GET /items --from localhost:3000", "https://localhost:3000", "scheme")
def the_dev_server_has_no_certificate():
    """No 'Access-Control-Allow-Origin' header since the dev server runs without https."""
    return app_with(origins="https://localhost:3000")


@broken("explain GET ws://localhost:5000/updates --from https://shop.test", "WebSocket", "Origin")
def the_page_opens_a_websocket():
    """WebSocket connection to 'ws://localhost:5000/updates' failed."""
    return app_with()


@broken("explain GET /items --from capacitor://localhost", "http://localhost", "scheme")
def the_app_store_has_another_origin():
    """No 'Access-Control-Allow-Origin' header in the iOS app only."""
    return app_with(origins="http://localhost")


# -- the app ---------------------------------------------------------------------------------------


@broken("check", "blueprint", "register", "before")
def a_blueprint_is_configured_after_its_registration():
    """No 'Access-Control-Allow-Origin' header on the blueprint's routes."""
    app = Flask("situation", static_folder=None)
    bp = Blueprint("items", __name__)
    add(bp, "/items")
    app.register_blueprint(bp)
    CORS(bp, origins=SHOP)
    return app


@broken("check", "allow_private_network", ("no effect", "no browser", "no current browser"))
def private_networks_are_allowed_by_a_header():
    """Permission was denied for this request to access the `local` address space."""
    return app_with(allow_private_network=True)


def signed_in(view):
    """Refuse anonymous users, like extensions do."""

    @wraps(view)
    def checked(*args, **kwargs):
        return view(*args, **kwargs)

    return checked


class Items(MethodView):
    """A view whose decorators are around each of its methods."""

    decorators = (signed_in,)

    def get(self):
        """Return nothing."""
        return ""

    def options(self):
        """Return nothing."""
        return ""


@broken("check", "/items", "OPTIONS", "signed_in", "refuse")
def a_class_based_view_answers_options_behind_a_login():
    """Response to preflight request doesn't pass access control check: status 401."""
    app = Flask("situation", static_folder=None)
    app.add_url_rule("/items", view_func=Items.as_view("items"))
    CORS(app, origins=SHOP)
    return app


@broken("check", "'/*'", ("twice", "named before", "second"))
def there_are_two_calls():
    """Only the origins of the second call are allowed."""
    app = api("/items")
    CORS(app, origins="https://admin.test")
    CORS(app, origins=SHOP)
    return app


# -- options of other frameworks, and of long ago --------------------------------------------------


def policy(**options):
    """Return an app whose policy has options that a type checker would refuse."""
    app = api("/items")
    CORS(app, **options)
    return app


@broken(
    "check",
    "allow_origins",
    "rename it to origins",
    "allow_credentials",
    "did you mean 'supports_credentials'",
    "allow_methods",
    "did you mean 'methods'",
)
def the_options_are_those_of_fastapi():
    """The value of 'Access-Control-Allow-Credentials' is '' which must be 'true'."""
    return policy(allow_origins=[SHOP], allow_credentials=True, allow_methods=["*"])


@broken("check", "allowedHeaders", "allow_headers", "exposedHeaders", "expose_headers", "maxAge")
def the_options_are_those_of_express():
    """response.headers.get("X-Total") is null."""
    return policy(origins=SHOP, allowedHeaders=["X-A"], exposedHeaders=["X-Total"], maxAge=60)


@broken("check", "headers", "allow_headers")
def the_option_is_that_of_version_1():
    """Request header field x-token is not allowed by Access-Control-Allow-Headers."""
    return policy(origins=SHOP, headers="X-Token")


@broken("check", "CORS_ALLOWED_ORIGINS", "CORS_ORIGINS")
def the_key_is_that_of_django():
    """No 'Access-Control-Allow-Origin' header on any route."""
    app = api("/items")
    app.config["CORS_ALLOWED_ORIGINS"] = [SHOP]
    CORS(app)
    return app


@broken("check", "https://shop.test", "https://admin.test", ("list", "comma", "items"))
def origins_are_joined_by_semicolons():
    """No 'Access-Control-Allow-Origin' header is present on the requested resource."""
    return policy(origins="https://shop.test;https://admin.test")


@broken("check", "send_wildcard", "credentials")
def a_wildcard_is_sent_to_pages_with_cookies():
    """The value of the header must not be the wildcard '*' with credentials mode 'include'."""
    return policy(origins="*", send_wildcard=True, supports_credentials=True)
