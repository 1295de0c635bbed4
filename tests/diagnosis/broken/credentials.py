"""Problems with cookies and logins."""

from flask_cors import CORS, cross_origin
from situations import SHOP, api, broken

WITH = "explain GET /me --from https://shop.test --credentials"


@broken(WITH, "*", "'https://shop.test'", "credentials")
def any_origin_and_credentials():
    """The value of the header must not be the wildcard '*' with credentials mode 'include'."""
    app = api("/me")
    CORS(app)
    return app


@broken(WITH, "supports_credentials=True")
def credentials_are_not_supported():
    """The value of 'Access-Control-Allow-Credentials' is '' which must be 'true'."""
    app = api("/me")
    CORS(app, origins=SHOP)
    return app


@broken("check", "'*'", "supports_credentials=True", "list the origins")
def any_origin_is_allowed_with_credentials():
    """A scanner reports that any site can read the account."""
    app = api("/me")
    CORS(app, origins="*", supports_credentials=True)
    return app


@broken("explain GET /me --from https://shop.test", 'credentials: "include"', "cookies")
def the_page_asks_without_credentials():
    """401 on each request, although the login succeeded: the session is always empty."""
    app = api("/me")
    CORS(app, origins=SHOP, supports_credentials=True)
    return app


@broken("explain GET http://api.other.test/me --from https://shop.test --credentials", "SameSite")
def the_session_cookie_does_not_travel():
    """401 on each request, although the page uses credentials: "include"."""
    app = api("/me")
    app.secret_key = "situation"
    CORS(app, origins=SHOP, supports_credentials=True)
    return app


@broken("check", "expose_headers", "'*'", "credentials", "list")
def everything_is_exposed_with_credentials():
    """response.headers.get("X-Total") is null."""
    app = api("/me")
    CORS(app, origins=SHOP, supports_credentials=True, expose_headers="*")
    return app


@broken("check", "null", "credentials")
def null_is_allowed_with_credentials():
    """A scanner reports that sandboxed iframes can read the account."""
    app = api("/me")
    CORS(app, origins=[SHOP, "null"], supports_credentials=True)
    return app


@broken("check", "http://shop.test", "https")
def http_is_allowed_with_credentials():
    """A scanner reports a downgrade."""
    app = api("/me")
    CORS(app, origins=["http://shop.test"], supports_credentials=True)
    return app


@broken("check", "supports_credentials", "origins", ("disabled", "no credentials", "without"))
def credentials_and_any_origin_come_from_two_places():
    """The value of 'Access-Control-Allow-Credentials' is '' which must be 'true'."""
    app = api()
    CORS(app, origins="*")
    app.add_url_rule("/me", "me", cross_origin(supports_credentials=True)(lambda: "me"))
    return app


@broken("check", "Cookie", ("supports_credentials", "cannot be set by scripts"))
def cookie_is_an_allowed_header():
    """The cookie is not sent."""
    app = api("/me")
    CORS(app, origins=SHOP, allow_headers=["Content-Type", "Cookie"])
    return app


@broken("check", "Set-Cookie", ("no script", "never"))
def set_cookie_is_exposed():
    """response.headers.get("Set-Cookie") is null."""
    app = api("/me")
    CORS(app, origins=SHOP, supports_credentials=True, expose_headers=["Set-Cookie"])
    return app


@broken(
    "explain POST /login --from http://localhost:3000 --credentials", "supports_credentials=True"
)
def the_login_of_a_dev_server():
    """The value of 'Access-Control-Allow-Credentials' is '' which must be 'true'."""
    app = api("/login", methods=["POST"])
    CORS(app, resources={"/*": {"origins": "http://localhost:3000"}})
    return app
