"""The effect of each option of CORS() on pages, in real browsers and in our model.

Columns: options, page, request to /echo, result, methods of the requests sent.
"""

import re

import pytest

from flask_cors import CORS

PAGE = "https://app.example.test"
OTHER = "https://shop.other.test"
#: Options that cause a warning and are used nevertheless.
pytestmark = pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")

INCLUDE = {"credentials": "include"}
PUT = {"method": "PUT"}
MISSING = "MissingAllowOriginHeader"
PREFLIGHT_MISSING = "PreflightMissingAllowOriginHeader"
NO_METHOD = "MethodDisallowedByPreflightResponse"
NO_HEADER = "HeaderDisallowedByPreflightResponse"
WILDCARD = "WildcardOriginNotAllowed"


def _ends_in_example_test(origin):
    return origin.endswith(".example.test")


def _raises(origin):
    raise LookupError(origin)


def headers(*names):
    """Return a request that sets these headers."""
    return {"headers": [(name, "1") for name in names]}


ORIGINS = [
    # without `origins`: any origin, without credentials
    ({}, PAGE, {}, 200, "GET"),
    ({}, OTHER, PUT, 200, "OPTIONS PUT"),
    ({}, "null", {}, 200, "GET"),
    ({}, "http://plain.test", {}, 200, "GET"),
    ({}, PAGE, INCLUDE, "InvalidAllowCredentials", "GET"),
    ({}, PAGE, PUT | INCLUDE, "PreflightInvalidAllowCredentials", "OPTIONS"),
    # exact
    ({"origins": PAGE}, PAGE, {}, 200, "GET"),
    ({"origins": PAGE}, PAGE, PUT, 200, "OPTIONS PUT"),
    ({"origins": PAGE}, OTHER, {}, MISSING, "GET"),
    ({"origins": PAGE}, OTHER, PUT, PREFLIGHT_MISSING, "OPTIONS"),
    ({"origins": PAGE}, OTHER, {"mode": "no-cors"}, "opaque", "GET"),
    ({"origins": PAGE}, "null", {}, MISSING, "GET"),
    ({"origins": PAGE}, "https://app.example.test:8443", {}, MISSING, "GET"),
    ({"origins": PAGE}, "http://app.example.test:3000", {}, MISSING, "GET"),
    ({"origins": "https://app.example.test:8443"}, "https://app.example.test:8443", {}, 200, "GET"),
    ({"origins": f"{PAGE}, {OTHER}"}, OTHER, {}, 200, "GET"),
    ({"origins": [PAGE, OTHER]}, PAGE, PUT, 200, "OPTIONS PUT"),
    ({"origins": "https://APP.example.test:443/"}, PAGE, {}, 200, "GET"),
    ({"origins": "app.example.test"}, PAGE, {}, MISSING, "GET"),
    ({"origins": None}, PAGE, {}, MISSING, "GET"),
    ({"origins": []}, PAGE, {}, MISSING, "GET"),
    # wildcards
    ({"origins": "https://*.example.test"}, PAGE, {}, 200, "GET"),
    ({"origins": "https://*.example.test"}, "https://example.test", {}, MISSING, "GET"),
    ({"origins": "https://*.example.test"}, OTHER, PUT, PREFLIGHT_MISSING, "OPTIONS"),
    ({"origins": "https://*.example.test"}, "http://plain.test", {}, MISSING, "GET"),
    ({"origins": "https://app-*.example.test"}, "https://app-7.example.test", {}, 200, "GET"),
    ({"origins": "https://app-*.example.test"}, PAGE, {}, MISSING, "GET"),
    ({"origins": "http://app.example.test:*"}, "http://app.example.test:3000", {}, 200, "GET"),
    ({"origins": "http://app.example.test:*"}, PAGE, {}, MISSING, "GET"),
    ({"origins": "https://app.example.test:*"}, "https://app.example.test:8443", {}, 200, "GET"),
    ({"origins": "https://app.example.test:*"}, PAGE, {}, 200, "GET"),
    # regexes
    ({"origins": r"https://(app|shop)\.(example|other)\.test"}, OTHER, PUT, 200, "OPTIONS PUT"),
    ({"origins": r"https://app\.example"}, PAGE, {}, MISSING, "GET"),
    ({"origins": re.compile(r"https://[a-z]+\.example\.test")}, PAGE, {}, 200, "GET"),
    ({"origins": re.compile(r".*")}, "null", {}, MISSING, "GET"),
    # callables
    ({"origins": _ends_in_example_test}, PAGE, PUT, 200, "OPTIONS PUT"),
    ({"origins": _ends_in_example_test}, OTHER, {}, MISSING, "GET"),
    # null
    ({"origins": ["null", PAGE]}, "null", PUT, 200, "OPTIONS PUT"),
    ({"origins": "*", "supports_credentials": True}, "null", {}, MISSING, "GET"),
    ({"origins": "null", "supports_credentials": True}, "null", INCLUDE, 200, "GET"),
]

SHARED = [
    # methods
    ({"methods": ["GET", "PUT"]}, PAGE, PUT, 200, "OPTIONS PUT"),
    ({"methods": "GET"}, PAGE, PUT, NO_METHOD, "OPTIONS"),
    ({"methods": "put, delete"}, PAGE, {"method": "DELETE"}, 200, "OPTIONS DELETE"),
    ({"methods": "PUT"}, PAGE, {"method": "POST"}, 200, "POST"),
    ({"methods": "PUT"}, PAGE, {"method": "POST"} | headers("X-A"), NO_HEADER, "OPTIONS"),
    ({"methods": "GET"}, PAGE, headers("X-A"), 200, "OPTIONS GET"),
    ({"methods": "*"}, PAGE, {"method": "QUERY"}, 200, "OPTIONS QUERY"),
    ({"methods": "auto"}, PAGE, {"method": "QUERY"}, 200, "OPTIONS QUERY"),
    ({"methods": "auto"}, PAGE, {"method": "SEARCH"}, NO_METHOD, "OPTIONS"),
    ({}, PAGE, {"method": "QUERY"}, 200, "OPTIONS QUERY"),
    ({"methods": "GET, PUT"}, PAGE, {"method": "QUERY"}, NO_METHOD, "OPTIONS"),
    ({"methods": None}, PAGE, PUT, 200, "OPTIONS PUT"),
    # allow_headers
    ({}, PAGE, headers("X-A", "X-B"), 200, "OPTIONS GET"),
    ({}, PAGE, headers("Authorization"), 200, "OPTIONS GET"),
    ({"allow_headers": "X-A"}, PAGE, headers("X-A"), 200, "OPTIONS GET"),
    ({"allow_headers": "X-A"}, PAGE, headers("x-a"), 200, "OPTIONS GET"),
    ({"allow_headers": "X-A"}, PAGE, headers("X-A", "X-B"), NO_HEADER, "OPTIONS"),
    ({"allow_headers": "X-A"}, PAGE, headers("Authorization"), NO_HEADER, "OPTIONS"),
    ({"allow_headers": re.compile("x-.*")}, PAGE, headers("X-A", "X-B"), 200, "OPTIONS GET"),
    ({"allow_headers": "x-*"}, PAGE, headers("Y-A"), NO_HEADER, "OPTIONS"),
    ({"allow_headers": []}, PAGE, {}, 200, "GET"),
    ({"allow_headers": []}, PAGE, headers("X-A"), NO_HEADER, "OPTIONS"),
    ({"allow_headers": None}, PAGE, headers("Accept"), 200, "GET"),
    (
        {"allow_headers": "Content-Type"},
        PAGE,
        {"method": "POST", "body": "{}", "headers": {"Content-Type": "application/json"}},
        200,
        "OPTIONS POST",
    ),
    (
        {"allow_headers": "X-A"},
        PAGE,
        {"method": "POST", "body": "{}", "headers": {"Content-Type": "application/json"}},
        NO_HEADER,
        "OPTIONS",
    ),
    # max_age does not decide what is allowed
    ({"max_age": 600}, PAGE, PUT, 200, "OPTIONS PUT"),
    ({"max_age": 0}, PAGE, PUT, 200, "OPTIONS PUT"),
    # neither do vary_header and always_send
    ({"vary_header": False, "origins": PAGE}, PAGE, PUT, 200, "OPTIONS PUT"),
    ({"always_send": False, "origins": PAGE}, PAGE, {}, 200, "GET"),
    ({"always_send": False}, PAGE, {}, 200, "GET"),
    # reject_disallowed
    ({"reject_disallowed": True, "origins": PAGE}, PAGE, PUT, 200, "OPTIONS PUT"),
    ({"reject_disallowed": True, "origins": PAGE}, OTHER, {}, MISSING, "GET"),
    ({"reject_disallowed": True, "origins": PAGE}, OTHER, {"mode": "no-cors"}, "opaque", "GET"),
    # resources
    ({"resources": "/echo"}, PAGE, PUT, 200, "OPTIONS PUT"),
    ({"resources": "/other"}, PAGE, {}, MISSING, "GET"),
    ({"resources": "/other"}, PAGE, PUT, PREFLIGHT_MISSING, "OPTIONS"),
    ({"resources": "/e*"}, PAGE, {}, 200, "GET"),
    ({"resources": "/ec/*"}, PAGE, {}, MISSING, "GET"),
    ({"resources": r"/e[a-z]{3}"}, PAGE, {}, 200, "GET"),
    ({"resources": {"/echo": {"origins": OTHER}, "/*": {}}}, PAGE, {}, MISSING, "GET"),
    ({"resources": {"/ech*": {"methods": "GET"}, "/*": {}}}, PAGE, PUT, NO_METHOD, "OPTIONS"),
    # strict does not change a correct configuration
    ({"strict": True, "origins": PAGE}, PAGE, {}, 200, "GET"),
]

CREDENTIALS = [
    ({"origins": PAGE}, PAGE, INCLUDE, 200, "GET"),
    ({"origins": PAGE}, PAGE, PUT | INCLUDE, 200, "OPTIONS PUT"),
    ({"origins": PAGE}, OTHER, INCLUDE, MISSING, "GET"),
    ({"origins": PAGE}, PAGE, headers("Authorization") | INCLUDE, 200, "OPTIONS GET"),
    ({"origins": PAGE}, PAGE, {"credentials": "omit"}, 200, "GET"),
    ({"origins": "*"}, PAGE, INCLUDE, 200, "GET"),
    ({"origins": "*"}, OTHER, PUT | INCLUDE, 200, "OPTIONS PUT"),
    ({"methods": "*", "origins": PAGE}, PAGE, {"method": "QUERY"} | INCLUDE, 200, "OPTIONS QUERY"),
    (
        {"allow_headers": "X-A", "origins": PAGE},
        PAGE,
        headers("X-B") | INCLUDE,
        NO_HEADER,
        "OPTIONS",
    ),
    ({"origins": PAGE, "send_wildcard": True}, PAGE, INCLUDE, 200, "GET"),
]

SEND_WILDCARD = [
    ({}, PAGE, {}, 200, "GET"),
    ({}, PAGE, PUT, 200, "OPTIONS PUT"),
    ({}, "null", {}, 200, "GET"),
    ({}, PAGE, INCLUDE, WILDCARD, "GET"),
    ({}, PAGE, PUT | INCLUDE, f"Preflight{WILDCARD}", "OPTIONS"),
]


def _with(rows, **more):
    return [({**options, **more}, *rest) for options, *rest in rows]


@pytest.mark.parametrize(
    ("options", "page", "wanted", "verdict", "methods"),
    [
        *ORIGINS,
        *SHARED,
        *_with(CREDENTIALS, supports_credentials=True),
        *_with(SEND_WILDCARD, send_wildcard=True),
    ],
)
def test_options(options, page, wanted, verdict, methods, api, scenario):
    """A page can read exactly what the options allow."""
    scenario(api(**options), "/echo", verdict, methods, page=page, **wanted)


@pytest.mark.parametrize("wanted", [{}, PUT])
def test_a_callable_that_fails_refuses(wanted, api, scenario, caplog):
    """For the page, an exception in a callable is a refusal and not a server error."""
    verdict, methods = (PREFLIGHT_MISSING, "OPTIONS") if wanted else (MISSING, "GET")
    scenario(api(origins=_raises), "/echo", verdict, methods, **wanted)
    assert "LookupError" in caplog.text
    caplog.clear()


@pytest.mark.parametrize(
    ("exposed", "credentials", "visible"),
    [
        (None, False, set()),
        ("X-Total", False, {"x-total"}),
        (["x-total", "X-Page", "X-None"], False, {"x-total", "x-page"}),
        ("*", False, {"x-total", "x-page", "access-control-allow-origin"}),
        ("*", True, set()),
        ("X-Total", True, {"x-total"}),
    ],
)
def test_expose_headers(exposed, credentials, visible, api, scenario):
    """A script can read exposed and safelisted headers; `*` has its limits."""
    app = api(origins=PAGE, expose_headers=exposed, supports_credentials=credentials)
    mode = "include" if credentials else "omit"
    view = scenario(app, "/echo", 200, "GET", credentials=mode)
    found = set(view.headers) - {"content-type", "content-length"}
    assert found - {"access-control-expose-headers", "access-control-allow-credentials"} == visible


@pytest.mark.parametrize("allowed", [True, False])
def test_private_networks_do_not_affect_pages_of_this_machine(allowed, api, scenario):
    """If page and server are on this machine, `allow_private_network` has no effect."""
    view = scenario(api(allow_private_network=allowed), "/echo", 200, "OPTIONS PUT", method="PUT")
    assert "access-control-request-private-network" not in view.sent[0].headers


def test_config(api, scenario):
    """Options in app.config work like keywords."""
    app = api()
    app.config["CORS_ORIGINS"] = PAGE
    app.config["CORS_METHODS"] = "GET"
    scenario(app, "/echo", 200, "GET")
    scenario(app, "/echo", MISSING, "GET", page=OTHER)
    scenario(app, "/echo", NO_METHOD, "OPTIONS", method="PUT")


def test_two_calls_form_one_table(api, scenario):
    """Several CORS(app) calls add resources, and each keeps its own origins."""
    app = api(resources="/echo", origins=PAGE)
    CORS(app, resources="/other", origins=OTHER)
    scenario(app, "/echo", 200, "GET")
    scenario(app, "/echo", MISSING, "GET", page=OTHER)
    scenario(app, "/other", 404, "GET", page=OTHER)


def test_a_page_of_the_app_itself(api, scenario):
    """A page of the API's own origin needs no permission, and sends no preflight."""
    app = api(origins=[])
    page = scenario.mount(app).origin
    scenario(app, "/echo", 200, "PUT", page=page, method="PUT", headers={"X-A": "1"})
    scenario(app, "/echo", 200, "GET", page=page, mode="same-origin")
    scenario(app, "/echo", 200, "GET", page=page, mode="no-cors")
