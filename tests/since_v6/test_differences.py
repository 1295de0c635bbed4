"""Intended differences from flask-cors 6, in the order of the README's table.

Most of them fix one of the faults in test_faults.py; this file shows each again from the view
of a user who wants to know the new behavior.
"""

import importlib.metadata
import re

import pytest
from flask import Blueprint, Flask, Response, abort, jsonify

from answers import ALLOW_CREDENTIALS, ALLOW_METHODS, ALLOW_ORIGIN, acao
from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from origins import EVIL, A, B

EXPOSE_HEADERS = "Access-Control-Expose-Headers"
MAX_AGE = "Access-Control-Max-Age"


@pytest.fixture
def any_path():
    """Return an app that responds to every path with the path."""
    app = Flask("any-path", static_folder=None)
    app.add_url_rule("/", "index", lambda: "/")
    app.add_url_rule("/<path:path>", "any", lambda path: f"/{path}", merge_slashes=False)
    return app


def covered(send, app, *paths):
    """Return the members of `paths` that a resource covers."""
    return [path for path in paths if acao(send(app, path)) is not None]


# -- Patterns ----------------------------------------------------------------------------------


def test_a_regex_matches_a_whole_path(any_path, send):
    """A path that only begins as a regex describes is not covered."""
    CORS(any_path, resources=[r"/item/\d+", re.compile("/user/[a-z]+")])
    paths = ["/item/1", "/item/1/edit", "/item/1x", "/user/ann", "/user/ann/password", "/a/item/1"]
    assert covered(send, any_path, *paths) == ["/item/1", "/user/ann"]


def test_a_regex_crosses_line_breaks(any_path, send):
    """`.` matches every character of a path, including a line break."""
    CORS(any_path, resources="/api/.*$")
    assert covered(send, any_path, "/api/a%0ab", "/ap") == ["/api/a%0ab"]


@pytest.mark.parametrize(
    ("written", "allowed", "refused"),
    [
        ("https://app-*.vercel.app", "https://app-1x.vercel.app", "https://app-1.x.vercel.app"),
        ("https://*.a.com", "https://x.y.a.com", "https://a.com"),
        ("https://*.a.com:*", "https://x.a.com:8443", "http://x.a.com:8443"),
        ("http://localhost:*", "http://localhost:3000", "https://localhost:3000"),
    ],
)
def test_a_star_in_an_origin_is_a_wildcard(app, send, written, allowed, refused):
    """A `*` matches labels, a part of a label or the port; it is not a repeat."""
    CORS(app, origins=written)
    assert acao(send(app, origin=allowed)) == allowed
    assert acao(send(app, origin=refused)) is None


@pytest.mark.parametrize("written", ["*.a.com", "https://*:8443", "https://*a.com", "*://a.com"])
def test_a_star_in_the_wrong_place_does_not_start(app, written):
    """An invalid wildcard is an error that shows the full spelling."""
    with pytest.raises(ConfigurationError, match=r"list one value per scheme: .*://|use .*://"):
        CORS(app, origins=written)


def test_a_resource_covers_the_path_before_its_star(any_path, send):
    """`/api/*` covers `/api`, `/api/` and everything below, but not `/apifoo`."""
    CORS(any_path, resources="/api/*")
    paths = ["/api", "/api/", "/api/x/y", "/apifoo", "/api.json", "/v1/api/x"]
    assert covered(send, any_path, *paths) == paths[:3]


def test_an_exact_path_covers_its_trailing_slash(any_path, send):
    """A path is covered with and without one trailing slash."""
    CORS(any_path, resources=["/api", "/shop/"])
    paths = ["/api", "/api/", "/shop", "/shop/", "/api/x", "/api//"]
    assert covered(send, any_path, *paths) == paths[:4]


def test_an_exact_path_is_literal(any_path, send):
    """A `.` or a `+` does not make it a regex."""
    CORS(any_path, resources="/v1.0/a+b")
    assert covered(send, any_path, "/v1.0/a+b", "/v1x0/a+b", "/v1.0/aab") == ["/v1.0/a+b"]


@pytest.mark.parametrize(
    "path",
    ["/open/../closed", "/open/./../closed", "/open/%2e%2e/closed", "/x/../open/y", "/a//../open"],
)
def test_a_path_that_resolves_to_another_stays_closed(any_path, send, path):
    """A resource must match a path both as sent and as resolved."""
    CORS(any_path, resources=["/open/*", "/closed"])
    assert send(any_path, path).status_code == 200
    assert acao(send(any_path, path)) is None
    assert covered(send, any_path, "/open/x/../y", "/open//x") == ["/open/x/../y", "/open//x"]


# -- Scopes ------------------------------------------------------------------------------------


def test_a_scope_with_origins_replaces_the_outer_one(app, send, preflight):
    """A view that sets origins inherits no other option of the app."""
    app.add_url_rule("/view", "view", cross_origin(origins="*")(lambda: "view"))
    CORS(app, origins=A, supports_credentials=True, max_age=60, expose_headers="X-Total")

    answer = send(app, "/view", EVIL)
    assert acao(answer) == EVIL
    assert ALLOW_CREDENTIALS not in answer.headers
    assert EXPOSE_HEADERS not in answer.headers
    assert MAX_AGE not in preflight(app, "/view", method="GET").headers
    assert preflight(app).headers[MAX_AGE] == "60"


def test_a_scope_without_origins_inherits_from_the_outer_one(app, send, preflight):
    """A blueprint and a view change the options that they set, and inherit the rest."""
    bp = Blueprint("bp", __name__, url_prefix="/bp")
    bp.add_url_rule("/", "index", cross_origin(max_age=5)(lambda: "bp"))
    CORS(bp, expose_headers="X-Total")
    CORS(app, origins=A, supports_credentials=True, max_age=60)
    app.register_blueprint(bp)

    answer = send(app, "/bp/")
    assert acao(answer) == A
    assert answer.headers[ALLOW_CREDENTIALS] == "true"
    assert answer.headers[EXPOSE_HEADERS] == "X-Total"
    assert preflight(app, "/bp/", method="GET").headers[MAX_AGE] == "5"
    assert acao(send(app, "/bp/", EVIL)) is None


def test_config_applies_to_blueprints_and_views(app, send, preflight):
    """Each option of app.config applies to a blueprint and a view without `CORS(app)`."""
    app.config.update(CORS_ORIGINS=A, CORS_MAX_AGE=60, CORS_EXPOSE_HEADERS="X-Total")
    bp = Blueprint("bp", __name__, url_prefix="/bp")
    bp.add_url_rule("/", "index", lambda: "bp")
    CORS(bp)
    app.register_blueprint(bp)
    app.add_url_rule("/view", "view", cross_origin()(lambda: "view"))

    for path in ("/bp/", "/view"):
        assert acao(send(app, path)) == A
        assert acao(send(app, path, B)) is None
        assert send(app, path).headers[EXPOSE_HEADERS] == "X-Total"
        assert preflight(app, path, method="GET").headers[MAX_AGE] == "60"
    assert acao(send(app, "/")) is None


# -- Responses ---------------------------------------------------------------------------------


@pytest.mark.parametrize("origin", [EVIL, None])
def test_vary_is_sent_without_access(app, send, preflight, origin):
    """Responses that are refused or have no origin vary by origin, as do preflights."""
    CORS(app, origins=[A, B])
    answer = send(app, origin=origin)
    assert acao(answer) is None
    assert answer.headers["Vary"] == "Origin"
    if origin is not None:
        assert preflight(app, origin=origin).headers["Vary"] == "Origin"


def test_vary_of_a_preflight(app, preflight):
    """A preflight response depends on the requested method and header names."""
    CORS(app, origins=[A, B])
    assert sorted(preflight(app).vary) == [
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Origin",
    ]


@pytest.mark.parametrize(
    ("origins", "sent"),
    [([A, B], None), (A, A), ("*", "*"), ([A, "https://*.b.com"], None), ("null", None)],
)
def test_a_request_without_origin(app, send, origins, sent):
    """Its response has only headers that hold for all origins, never one of several."""
    CORS(app, origins=origins)
    assert acao(send(app, origin=None)) == sent


@pytest.mark.parametrize("value", ["a.com", "https://a.com/app", "https://me@a.com"])
def test_an_invalid_origin_is_not_sent_unrequested(app, send, value):
    """A value that no browser sends causes a warning, and is never sent unless requested."""
    with pytest.warns(CORSWarning, match="it can never match"):
        CORS(app, origins=value)
    assert acao(send(app, origin=None)) is None
    assert acao(send(app, origin=A)) is None
    assert acao(send(app, origin=value)) == value


def test_a_max_age_of_zero(app, preflight):
    """0 is sent as 0, in app.config as well."""
    app.config["CORS_MAX_AGE"] = 0
    CORS(app, origins=A)
    assert preflight(app).headers[MAX_AGE] == "0"


def test_methods_are_compared_as_a_whole(app, preflight):
    """A part of an allowed method, or another case, is refused."""
    CORS(app, origins=A, methods="GET, PATCH")
    assert preflight(app, method="PATCH").headers[ALLOW_METHODS] == "GET, PATCH"
    for method in ("PAT", "ATCH", "patch", "GET, PATCH", "POST"):
        assert ALLOW_METHODS not in preflight(app, method=method).headers


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "track"])
def test_methods_that_browsers_never_send(app, preflight, method):
    """TRACE, TRACK and CONNECT are ignored with a warning."""
    with pytest.warns(
        CORSWarning, match=f"contains {method.upper()}, which browsers do not allow scripts to send"
    ):
        CORS(app, origins=A, methods=["PUT", method])
    assert preflight(app).headers[ALLOW_METHODS] == "PUT"
    assert ALLOW_METHODS not in preflight(app, method=method.upper()).headers


@pytest.mark.parametrize("credentials", [False, True])
def test_any_method(app, preflight, credentials):
    """`methods="*"` allows every valid method, also with credentials."""
    CORS(app, origins=A, methods="*", supports_credentials=credentials)
    for method in ("PUT", "PROPFIND", "patch"):
        assert preflight(app, method=method).headers[ALLOW_METHODS] == method
    for method in ("TRACE", "PUT, PATCH", "P\u00dcT"):
        assert ALLOW_METHODS not in preflight(app, method=method).headers


# -- Values ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["https://a.com,https://b.com", '["https://a.com", "{b}"]'])
def test_a_string_from_the_environment_is_a_list(app, send, text):
    """A string with commas, or JSON, is a list in app.config as in a call."""
    app.config["CORS_ORIGINS"] = text.replace("{b}", B)
    CORS(app)
    assert [acao(send(app, origin=o)) for o in (A, B, EVIL)] == [A, B, None]


def test_a_regex_is_not_split_at_its_commas(app, send):
    """A string that can only be a regex is one item."""
    CORS(app, origins=r"https://[a-z]{1,3}\.a\.com")
    allowed = ["https://x.a.com", "https://xyz.a.com"]
    assert [acao(send(app, origin=o)) for o in (*allowed, "https://wxyz.a.com")] == [
        *allowed,
        None,
    ]


def test_origins_are_normalized(app, send):
    """A trailing slash, a default port and upper case are corrected with a warning each."""
    written = ["https://A.com/", "http://b.com:80"]
    with pytest.warns(CORSWarning, match="is not in the form browsers send") as caught:
        CORS(app, origins=written)
    assert len(caught) == 2
    for origin in (A, "http://b.com"):
        assert acao(send(app, origin=origin)) == origin


def test_a_misspelled_origins_counts(app, send):
    """A view's `origin=` sets its `origins`; flask-cors 6 opened the view."""
    with pytest.warns(CORSWarning, match="origin=.* is read as origins"):
        policy = cross_origin(origin=A)
    app.add_url_rule("/view", "view", policy(lambda: "view"))
    assert acao(send(app, "/view")) == A
    assert acao(send(app, "/view", EVIL)) is None


def test_a_positional_origins_counts(app, send):
    """Several positional arguments of the decorator are all origins."""
    with pytest.warns(CORSWarning, match="without its name and is read as origins"):
        policy = cross_origin(A, B)
    app.add_url_rule("/view", "view", policy(lambda: "view"))
    assert [acao(send(app, "/view", o)) for o in (A, B, EVIL)] == [A, B, None]


def test_a_misspelled_resources_counts(any_path, send):
    """Paths outside of `resource=` have no policy; flask-cors 6 opened every path."""
    with pytest.warns(CORSWarning, match="resource=.* is read as resources"):
        CORS(any_path, resource={"/api/*": {"origins": A}})
    paths = [("/api/x", A), ("/api/x", EVIL), ("/x", A)]
    assert [acao(send(any_path, path, origin)) for path, origin in paths] == [A, None, None]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("supports_credentials", "perhaps"),
        ("max_age", "an hour"),
        ("methods", "GET/PUT"),
        ("allow_headers", ["X/Token"]),
        ("expose_headers", "X:Total"),
        ("origins", "[a.com, b.com]"),
        ("origins", r"https://(a\.com"),
        ("origins", [1]),
        ("resources", r"/api/(.*"),
    ],
)
@pytest.mark.parametrize("place", ["argument", "config"])
def test_an_unreadable_value_does_not_start(app, option, value, place):
    """An invalid value is an error that names the option and the value."""
    key = f"CORS_{option.upper()}"
    if place == "config":
        app.config[key] = value
    with pytest.raises(ConfigurationError, match=key if place == "config" else option) as caught:
        CORS(app, **({option: value} if place == "argument" else {}))
    assert repr(value).strip("[]") in str(caught.value)


# -- Responses with headers --------------------------------------------------------------------


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_preflight_returns_200(app, preflight, method):
    """The response of a hook or error handler to OPTIONS is replaced, with cookies and body."""
    app.before_request(lambda: abort(503))

    @app.errorhandler(503)
    def busy(_):
        response = jsonify(error="busy")
        response.set_cookie("seen", "yes")
        return response, 503, {"Retry-After": "60"}

    CORS(app, origins=A)
    answer = preflight(app, method=method)
    assert (answer.status_code, answer.data) == (200, b"")
    assert acao(answer) == A
    assert method in answer.headers[ALLOW_METHODS]
    assert {"Set-Cookie", "Retry-After"}.isdisjoint(answer.headers.keys())


def test_a_successful_preflight_keeps_its_status(app, preflight):
    """A hook's 204 for OPTIONS is left alone."""
    app.before_request(lambda: Response(status=204))
    CORS(app, origins=A)
    assert preflight(app).status_code == 204
    assert acao(preflight(app)) == A


@pytest.mark.parametrize("path", ["/unknown", "/folder", "//"])
def test_a_preflight_succeeds_without_a_view(app, preflight, path):
    """For a missing or redirecting URL, the page then sees the real response."""
    app.add_url_rule("/folder/", "folder", lambda: "folder", methods=["PUT"])
    CORS(app, origins=A)
    answer = preflight(app, path)
    assert answer.status_code == 200
    assert acao(answer) == A


def test_aborts_in_decorated_views_have_headers(app, send):
    """`abort()` with a custom response has the headers of the view's policy."""

    @app.get("/view")
    @cross_origin(origins=A)
    def view():
        abort(Response("no", 409))

    assert send(app, "/view").status_code == 409
    assert acao(send(app, "/view")) == A


def test_routing_errors_of_blueprints_have_headers(app, send):
    """404, 405 and 308 below a blueprint have its policy, not the app's."""
    bp = Blueprint("bp", __name__, url_prefix="/bp")
    bp.add_url_rule("/item/", "item", lambda: "item")
    CORS(bp, origins=A)
    CORS(app, origins=B)
    app.register_blueprint(bp)

    for path, method, status in (
        ("/bp/none", "GET", 404),
        ("/bp/item/", "PUT", 405),
        ("/bp/item", "GET", 308),
    ):
        answer = send(app, path, method=method)
        assert (answer.status_code, acao(answer)) == (status, A)
        assert acao(send(app, path, B, method=method)) is None
    assert acao(send(app, "/none", B)) == B


def test_a_debug_500_reveals_little(app, send):
    """An origin allowed by `*` learns in debug mode that something failed, and no more."""

    @app.get("/broken")
    def broken():
        raise RuntimeError("boom")

    app.debug = True
    CORS(app)
    answer = send(app, "/broken")
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
    assert acao(answer) == A
    assert "log" in answer.text
    assert "boom" not in answer.text


def test_debug_exceptions_can_be_left_alone(app, send):
    """With `intercept_exceptions=False` exceptions reach the debugger."""

    @app.get("/broken")
    def broken():
        raise RuntimeError("boom")

    app.debug = True
    CORS(app, origins=A, intercept_exceptions=False)
    with pytest.raises(RuntimeError, match="boom"):
        send(app, "/broken")


def test_the_policy_replaces_headers_of_a_view(app, send):
    """A view's origin and credentials are replaced as a set; exposed headers are merged."""

    @app.get("/view")
    def view():
        own = {ALLOW_ORIGIN: EVIL, ALLOW_CREDENTIALS: "true", EXPOSE_HEADERS: "X-Mine, x-total"}
        return Response("view", headers=own)

    CORS(app, origins=[A, B], expose_headers="X-Total")

    with pytest.warns(CORSWarning, match=r"the policy of CORS\(app\).*replaces it"):
        answer = send(app, "/view")
    assert answer.headers.getlist(ALLOW_ORIGIN) == [A]
    assert ALLOW_CREDENTIALS not in answer.headers
    assert answer.headers.getlist(EXPOSE_HEADERS) == ["X-Mine, x-total"]

    refused = send(app, "/view", EVIL)
    assert ALLOW_ORIGIN not in refused.headers
    assert ALLOW_CREDENTIALS not in refused.headers


def test_hooks_do_not_see_the_policy_headers(app, send):
    """The headers are added when the response is sent, after all hooks of the app."""
    seen = []

    @app.after_request
    def look(response):
        seen.append(acao(response))
        return response

    CORS(app, origins=A)
    assert acao(send(app)) == A
    assert seen == [None]


def test_a_manual_request_context_does_not_see_them_either(app):
    """A dispatch without a server ends before the headers are added."""
    CORS(app, origins=A)
    with app.test_request_context("/", headers={"Origin": A}):
        response = app.full_dispatch_request()
    assert response.status_code == 200
    assert acao(response) is None


def test_a_decorator_above_the_route_counts(app, send):
    """The policy replaces the app's; flask-cors 6 ignored it."""

    @cross_origin(origins=B)
    @app.get("/view")
    def view():
        return "view"

    CORS(app, origins=A)
    with pytest.warns(CORSWarning, match="where flask-cors 6 ignored it"):
        answer = send(app, "/view", B)
    assert acao(answer) == B
    assert acao(send(app, "/view", A)) is None


def test_null_is_allowed_only_by_name(app, send):
    """With credentials `null` is allowed if it is listed, and by no pattern."""
    patterns = [r"https://[a-z]+\.a\.com", re.compile(r"null|https://x\.a\.com"), lambda _: True]
    CORS(app, origins=patterns, supports_credentials=True)
    assert acao(send(app, origin="null")) is None

    listed = Flask("listed", static_folder=None)
    with pytest.warns(CORSWarning, match="every sandboxed iframe"):
        CORS(listed, origins=[A, "null"], supports_credentials=True)
    answer = send(listed, origin="null")
    assert acao(answer) == "null"
    assert answer.headers[ALLOW_CREDENTIALS] == "true"


def test_the_required_versions():
    """The package requires Python 3.11 and Flask 2.3 or later."""
    metadata = importlib.metadata.metadata("flask-cors")
    assert metadata["Requires-Python"] == ">=3.11"
    assert "flask>=2.3" in metadata.get_all("Requires-Dist")
