"""Rejection of refused requests: `reject_disallowed`."""

import warnings

import pytest
from flask import Blueprint, Flask, g
from werkzeug.middleware.proxy_fix import ProxyFix

from answers import acao
from flask_cors import CORS, CORSWarning, cross_origin
from flask_cors.core import protocol as names
from origins import EVIL, A


@pytest.fixture
def rejecting(app):
    """Return an app that rejects refused requests, and records the views and hooks that ran."""
    app.ran = []
    app.add_url_rule("/v", "v", lambda: app.ran.append("view") or "view", methods=["GET", "PUT"])
    app.before_request(lambda: setattr(g, "stored", app.ran.append("before")))
    app.after_request(lambda response: app.ran.append("after") or response)
    app.teardown_request(lambda _: app.ran.append("teardown"))
    CORS(app, origins=A, reject_disallowed=True)
    return app


@pytest.mark.parametrize(
    ("origin", "headers", "status"),
    [
        (A, {}, 200),
        (None, {}, 200),
        (EVIL, {}, 403),
        ("null", {}, 403),
        ("garbage", {}, 403),
        (EVIL, {"Sec-Fetch-Site": "cross-site"}, 403),
        (EVIL, {"Sec-Fetch-Site": "same-site"}, 403),
        (EVIL, {"Sec-Fetch-Site": "same-origin"}, 200),
        (EVIL, {"Sec-Fetch-Site": "none"}, 200),
        ("http://localhost", {}, 200),
        ("https://localhost", {}, 200),
        ("http://localhost:5000", {}, 403),
        ("http://localhost:5000", {"Host": "localhost:5000"}, 200),
        ("http://localhost", {"Host": "localhost:80"}, 403),
        ("https://localhost.evil.test", {}, 403),
        ("https://evil.test://localhost", {}, 403),
    ],
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_rejection(rejecting, send, origin, headers, status, method):
    """The view never runs for a refused cross-site origin; paired hooks still do."""
    response = send(rejecting, "/v", origin=origin, headers=headers, method=method)
    assert response.status_code == status
    ran = ["before", *(["view"] if status == 200 else []), "after", "teardown"]
    assert rejecting.ran == ran
    assert (">The origin of this request is not allowed.<" in response.text) == (status == 403)
    if origin not in {A, None}:
        assert (acao(response), response.headers["Vary"]) == (None, "Origin")


@pytest.mark.parametrize("origin", ["null", "https://", ""])
def test_rejection_of_an_origin_without_a_host(rejecting, send, origin):
    """An origin without a host is not the app's own, even if `Host` is empty."""
    assert send(rejecting, origin=origin, environ_overrides={"HTTP_HOST": ""}).status_code == 403


def test_rejection_ignores_preflights(rejecting, preflight):
    """A preflight is handled as usual."""
    assert preflight(rejecting, "/v", origin=EVIL).status_code == 200
    assert preflight(rejecting, "/v").headers[names.ALLOW_METHODS]


@pytest.mark.parametrize(("path", "method", "status"), [("/none", "GET", 404), ("/v", "DELETE", 405)])  # fmt: skip  # noqa: E501 - a short table
def test_rejection_leaves_routing_errors(rejecting, send, path, method, status):
    """A request that reaches no view keeps its error."""
    assert send(rejecting, path, origin=EVIL, method=method).status_code == status


def test_rejection_can_be_handled(rejecting, send):
    """The 403 is an ordinary one for the app's error handlers."""
    rejecting.register_error_handler(403, lambda error: (error.description, 403))
    assert "origin of this request" in send(rejecting, "/v", origin=EVIL).text


@pytest.mark.parametrize("where", ["resource", "blueprint", "view", "hidden", "hidden by config"])
@pytest.mark.parametrize("first", [True, False])
def test_rejection_by_other_scopes(app, send, where, first):
    """Every scope can set the option; the view does not run, even on the first request."""
    ran = []

    def view():
        ran.append(1)
        return "v"

    options = {"origins": A, "reject_disallowed": True}
    if where.endswith("config"):
        app.config["CORS_REJECT_DISALLOWED"] = options.pop("reject_disallowed")
    bp = Blueprint("bp", "bp")
    if where == "resource":
        CORS(app, resources={"/v": options, "/": {}})
    elif where == "blueprint":
        CORS(bp, **options)
    else:
        view = cross_origin(**options)(view)
    registered = view if not where.startswith("hidden") else lambda: str(view())
    bp.add_url_rule("/v", "v", registered)
    app.register_blueprint(bp)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*without functools.wraps")
        if not first:
            assert send(app, "/v").status_code == 200
        assert send(app, "/v", origin=EVIL).status_code == 403
    assert len(ran) == (not first)
    assert send(app, "/v", origin=None).status_code == 200
    assert send(app, "/", origin=EVIL).status_code == 200


def test_a_hidden_view_of_an_allowed_origin_is_not_rejected(app, send):
    """It runs for the origins that it allows."""
    view = cross_origin(origins=A, reject_disallowed=True)(lambda: "v")
    app.add_url_rule("/v", "v", lambda: str(view()))
    with pytest.warns(CORSWarning, match="functools.wraps"):
        assert send(app, "/v").text == "v"
    assert send(app, "/v", origin=EVIL).status_code == 403


def test_rejection_through_a_proxy(send):
    """The host that the proxy received is compared."""
    app = Flask("app")
    app.add_url_rule("/", "index", lambda: "index")
    app.wsgi_app = ProxyFix(app.wsgi_app, x_host=1)
    CORS(app, origins=A, reject_disallowed=True)
    headers = {"X-Forwarded-Host": "shop.example"}
    assert send(app, origin="https://shop.example", headers=headers).status_code == 200
    assert send(app, origin="https://other.example", headers=headers).status_code == 403
