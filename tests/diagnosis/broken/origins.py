"""Configured origins that differ from the page's."""

import os

from flask_cors import CORS
from situations import SHOP, api, broken

ITEMS = "explain GET /api/items --from https://shop.test"


@broken(ITEMS, "http://shop.test", "scheme")
def http_is_allowed_and_the_page_is_https():
    """No 'Access-Control-Allow-Origin' header is present, since the site moved to https."""
    app = api("/api/items")
    CORS(app, origins=["http://shop.test"])
    return app


@broken("explain GET /api/items --from http://localhost:3000", "'http://localhost'", "port")
def the_port_of_the_dev_server_is_missing():
    """No 'Access-Control-Allow-Origin' header is present, with React on port 3000."""
    app = api("/api/items")
    CORS(app, origins="http://localhost")
    return app


@broken("explain GET /api/items --from http://localhost:5173", "http://localhost:3000", "port")
def the_dev_server_moved_to_another_port():
    """It worked with create-react-app, and does not with Vite."""
    app = api("/api/items")
    CORS(app, origins=["http://localhost:3000"])
    return app


@broken("explain GET /api/items --from http://127.0.0.1:3000", "http://localhost:3000", "host")
def localhost_is_allowed_and_the_page_is_127_0_0_1():
    """No 'Access-Control-Allow-Origin' header is present, although it is the same machine."""
    app = api("/api/items")
    CORS(app, origins=["http://localhost:3000"])
    return app


@broken("explain GET /api/items --from https://www.shop.test", "'https://shop.test'", "host", "www")
def the_page_is_on_www():
    """It works without www in the address bar, and fails with it."""
    app = api("/api/items")
    CORS(app, origins=[SHOP])
    return app


@broken("explain GET /api/items --from https://shop.test:8443", "'https://shop.test'", "port")
def the_page_is_on_a_port_of_its_own():
    """The staging site on port 8443 is blocked."""
    app = api("/api/items")
    CORS(app, origins=[SHOP])
    return app


@broken(ITEMS, "https://shpo.test", "host")
def a_letter_is_swapped():
    """No 'Access-Control-Allow-Origin' header is present on the requested resource."""
    app = api("/api/items")
    CORS(app, origins=["https://shpo.test", "https://admin.other.test"])
    return app


@broken(
    "explain GET /api/items --from https://deploy-preview-12--shop.netlify.app",
    "'https://shop.netlify.app'",
    "host",
)
def a_preview_deployment_has_its_own_host():
    """Production works, the previews of pull requests do not."""
    app = api("/api/items")
    CORS(app, origins=["https://shop.netlify.app"])
    return app


@broken("check", "/app", "'https://shop.test'")
def an_origin_has_a_path():
    """No 'Access-Control-Allow-Origin' header: the URL was copied from the address bar."""
    app = api("/api/items")
    CORS(app, origins=["https://shop.test/app/login"])
    return app


@broken(
    ITEMS,
    "https://shop.test/app/login",
    "not in the form that browsers send",
    "'https://shop.test'",
)
def an_origin_has_a_path_and_one_asks_for_the_request():
    """No 'Access-Control-Allow-Origin' header: the URL was copied from the address bar."""
    app = api("/api/items")
    CORS(app, origins=["https://shop.test/app/login"])
    return app


@broken("check", "no scheme", "'https://shop.test'")
def an_origin_has_no_scheme():
    """No 'Access-Control-Allow-Origin' header is present on the requested resource."""
    app = api("/api/items")
    CORS(app, origins=["shop.test"])
    return app


@broken("check", "'https://shop.test'")
def the_colon_is_missing():
    """No 'Access-Control-Allow-Origin' header is present on the requested resource."""
    app = api("/api/items")
    CORS(app, origins=["https//shop.test"])
    return app


@broken(
    "check",
    "https://shop.test|https://admin.test",
    ("['https://shop.test', 'https://admin.test']", '["https://shop.test", "https://admin.test"]'),
)
def two_origins_are_joined_by_a_bar():
    """Both origins work, and a scanner says that others do so, too."""
    app = api("/api/items")
    CORS(app, origins="https://shop.test|https://admin.test")
    return app


@broken("check", "not JSON", '["https://shop.test", "https://admin.test"]')
def a_list_in_the_environment_has_single_quotes():
    """The container does not start."""
    app = api("/api/items")
    app.config["CORS_ORIGINS"] = "['https://shop.test', 'https://admin.test']"
    CORS(app)
    return app


@broken("check", "not JSON", '["https://shop.test", "https://admin.test"]')
def a_list_in_the_environment_has_no_quotes():
    """The container does not start."""
    app = api("/api/items")
    app.config["CORS_ORIGINS"] = "[https://shop.test, https://admin.test]"
    CORS(app)
    return app


@broken("check", "<https://shop.test>", "'https://shop.test'")
def an_origin_is_in_angle_brackets():
    """No 'Access-Control-Allow-Origin' header: the value was copied from an e-mail."""
    app = api("/api/items")
    CORS(app, origins=["<https://shop.test>"])
    return app


@broken("check", "https://shop.test", "'https://shop.test'")
def an_origin_has_a_blank_in_the_middle():
    """No 'Access-Control-Allow-Origin' header is present on the requested resource."""
    app = api("/api/items")
    CORS(app, origins=["https:// shop.test"])
    return app


@broken("check", "'https://*.shop.test'")
def a_wildcard_has_no_scheme():
    """The app does not start."""
    app = api("/api/items")
    CORS(app, origins=["*.shop.test"])
    return app


@broken(ITEMS, "https://*.shop.test", ("the bare domain", "without a subdomain"))
def a_wildcard_for_subdomains_and_the_page_is_on_the_domain_itself():
    """www.shop.test works, shop.test does not."""
    app = api("/api/items")
    CORS(app, origins=["https://*.shop.test"])
    return app


@broken("explain GET /api/items --from http://www.shop.test", "https://*.shop.test", "scheme")
def a_wildcard_of_another_scheme():
    """It works over https, and not on the old http site."""
    app = api("/api/items")
    CORS(app, origins=["https://*.shop.test"])
    return app


@broken("explain GET /api/items --from null", "null", "sandbox", "file")
def the_page_is_a_local_file():
    """Access from origin 'null' has been blocked by CORS policy."""
    app = api("/api/items")
    CORS(app, origins=["http://localhost:3000"])
    return app


@broken("check", ("unset", "empty"), "origins")
def the_variable_with_the_origin_is_not_set():
    """It works on the laptop, but in the container no origin is allowed."""
    app = api("/api/items")
    CORS(app, origins=[os.environ.get("SITUATION_FRONTEND")])
    return app


@broken("check", "CORS_ORIGINS=''", "unset environment variable")
def the_variable_with_the_origin_is_empty():
    """It works on the laptop, but in the container no origin is allowed."""
    app = api("/api/items")
    app.config["CORS_ORIGINS"] = ""
    CORS(app)
    return app


@broken(ITEMS, ("nobody", "no origin is allowed"), "origins")
def the_list_of_origins_is_empty():
    """No 'Access-Control-Allow-Origin' header is present on the requested resource."""
    app = api("/api/items")
    CORS(app, origins=[])
    return app


@broken(ITEMS, "known", "'https://shop.test'", "True")
def a_function_returns_the_origin():
    """No 'Access-Control-Allow-Origin' header: the function returns the header's value."""

    def known(origin):
        return origin if origin == SHOP else None

    app = api("/api/items")
    CORS(app, origins=known)
    return app


@broken(ITEMS, "known", "None", "True")
def a_function_forgets_to_return():
    """No 'Access-Control-Allow-Origin' header, although the function is called."""

    def known(origin):
        origin.endswith(".test")

    app = api("/api/items")
    CORS(app, origins=known)
    return app


@broken(ITEMS, "known", "raised", "KeyError")
def a_function_raises():
    """No 'Access-Control-Allow-Origin' header, although the tenant is in the table."""

    def known(origin):
        return {"shop.test": True}[origin]

    app = api("/api/items")
    CORS(app, origins=known)
    return app


@broken(ITEMS, "known", "compare", "https://shop.test")
def a_function_compares_with_the_bare_host():
    """No 'Access-Control-Allow-Origin' header, although the host is in the table."""

    def known(origin):
        return origin == "shop.test"

    app = api("/api/items")
    CORS(app, origins=known)
    return app
