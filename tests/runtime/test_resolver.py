"""Policies are looked up once instead of per request, and the caches are bounded."""

from functools import cached_property

import pytest
from flask import Blueprint, Flask

from answers import acao
from flask_cors import CORS, CORSWarning, cross_origin
from flask_cors._runtime import app_problems, url_map
from flask_cors._runtime.app_config import AppConfig
from flask_cors._runtime.attachment import AttachedWrapper
from flask_cors._runtime.resolver import Resolver
from flask_cors._runtime.scopes import AppScopes
from flask_cors._runtime.state import State
from origins import A, B


def resolver_of(app):
    """Return the resolver of an app that has begun to serve."""
    return app.extensions["cors"].resolver


def test_a_policy_for_everything(app, send):
    """It is recognized, and no path is cached for it."""
    CORS(app, origins=A)
    for path in ("/", "/a", "/b"):
        assert acao(send(app, path)) == A
    resolver = resolver_of(app)
    assert resolver.everywhere is resolver.governing(None, "GET", "/c")
    assert resolver.everywhere.value("origins") == resolver.everywhere.origins.patterns
    assert resolver.policy_by_path_info == {}


def test_no_policy_for_everything_if_endpoints_differ(app, send):
    """Not even the one that an app without decorated views would have."""
    app.add_url_rule("/v", "v", cross_origin(origins=B)(lambda: "v"))
    CORS(app, origins=A)
    assert acao(send(app)) == A
    assert resolver_of(app).everywhere is None


@pytest.mark.parametrize("rule_takes_options", [True, False])
@pytest.mark.parametrize("by_endpoint", [True, False])
def test_a_preflight_on_an_ordinary_rule(
    app, preflight, monkeypatch, by_endpoint, rule_takes_options
):
    """The rule that accepted OPTIONS gives the policy; the URL is not matched again."""
    if by_endpoint:
        app.add_url_rule("/v", "v", cross_origin(origins=B)(lambda: "v"))
    CORS(app, origins=A)
    if not rule_takes_options:
        app.add_url_rule("/", "other", lambda: "other", provide_automatic_options=False)
    assert acao(preflight(app)) == A
    matched = []
    monkeypatch.setattr(url_map, "Routes", lambda *given: matched.append(given) or 1 / 0)
    if by_endpoint and not rule_takes_options:
        with pytest.raises(ZeroDivisionError):
            preflight(app)
    else:
        assert acao(preflight(app)) == A
        assert matched == []


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_preflight_governed_by_its_path(app, preflight, monkeypatch, method):
    """The URL is not matched, whether or not its rule accepts the method."""
    CORS(app, origins=A)
    preflight(app)
    monkeypatch.setattr(Resolver, "_of_outcome", None)
    assert acao(preflight(app, method=method)) == A
    assert acao(preflight(app, "/nope", method=method)) == A


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_the_cache_of_paths_is_bounded(app, method):
    """Client-chosen paths have a limit, beyond which all are dropped."""
    CORS(app, resources={"/a/*": {"origins": A}, "/b/*": {}})
    client = app.test_client()
    headers = {"Origin": A, "Access-Control-Request-Method": "GET"}
    client.get("/c")
    resolver = resolver_of(app)
    lengths = []
    for number in range(1100):
        assert acao(client.open(f"/a/{number}", method=method, headers=headers)) == A
        known = resolver.policy_by_path_info if method == "GET" else resolver._by_path  # noqa: SLF001
        lengths.append(len(known))
    assert max(lengths) == 1024
    assert lengths[-1] < 100


def test_the_policy_of_a_hidden_view_is_built_once(app, send):
    """There is one per view and outer scope, however often it runs."""
    view = cross_origin(origins=A)(lambda: "v")
    app.add_url_rule("/v", "v", lambda: str(view()))
    with pytest.warns(CORSWarning, match=r"functools\.wraps"):
        assert acao(send(app, "/v")) == A
    resolver = resolver_of(app)
    found = resolver.of_hidden_view(view, "v", None)
    assert resolver.of_hidden_view(view, "v", None) is found
    assert resolver.of_hidden_view(view, "w", None) is not found
    assert (found.scopes[-1].kind, found.scopes[-1].name) == ("view", "v")


def test_the_scope_of_a_view_has_its_endpoint(app, send):
    """The name includes the blueprint."""
    bp = Blueprint("bp", "bp")
    bp.add_url_rule("/v", "v", cross_origin(origins=A)(lambda: "v"))
    app.register_blueprint(bp)
    assert acao(send(app, "/v")) == A
    assert [scope.name for scope in resolver_of(app).scopes.around("bp.v", "GET", "/v")] == ["bp.v"]
    assert resolver_of(app).scopes.around("none", "GET", "/v") == ()


def test_the_source_of_an_option_of_a_resource(app, send):
    """It names the call and the pattern, and whether the call was for an app or a blueprint."""
    CORS(app, resources={"/": {"origins": A}})
    bp = Blueprint("bp", "bp", url_prefix="/bp")
    bp.add_url_rule("/x", "x", lambda: "x")
    CORS(bp, resources={"/x": {"origins": B}})
    app.register_blueprint(bp)
    send(app)
    policies = [
        resolver_of(app).governing(endpoint, "GET", path)
        for endpoint, path in (("index", "/"), ("bp.x", "/bp/x"))
    ]
    sources = [policy.settings["origins"].source for policy in policies]
    assert [(source.kind, source.label) for source in sources] == [
        ("resource", "CORS(app) resource '/'"),
        ("blueprint", "CORS(blueprint 'bp') resource '/x'"),
    ]


def test_a_large_app_does_not_delay_its_first_request(monkeypatch, send):
    """A limited number of scope combinations is checked for contradictions."""
    app = Flask("large", static_folder=None)
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    CORS(app, origins=A)
    app.add_url_rule("/a", "a", cross_origin(origins="*")(lambda: "a"))
    app.add_url_rule("/b", "b", cross_origin(origins="*")(lambda: "b"))
    monkeypatch.setattr(app_problems, "_EXAMINED_CHAINS", 2)
    with pytest.warns(CORSWarning, match="supports_credentials") as warned:
        send(app)
    # The first combination is the scope around all views.
    assert len(warned) == 1


def test_merged_calls_are_checked_without_a_rule(app, send):
    """Paths without a rule get error responses, so their policy is checked too."""
    CORS(app, resources={"/none/*": {"origins": A, "supports_credentials": True}})
    with pytest.warns(CORSWarning, match="is already configured"):
        CORS(app, resources={"/none/*": {"origins": "*"}})
    with pytest.warns(CORSWarning, match="allows every site to act"):
        send(app, "/none/x")


@pytest.mark.parametrize("used", [AppConfig, AppScopes, AttachedWrapper, Resolver, State])
def test_each_request_uses_it_without_a_cached_property(used):
    """Once its value is cached, CPython 3.11 looks up every other attribute in a dictionary."""
    found = [
        name
        for each in used.__mro__
        for name, value in vars(each).items()
        if isinstance(value, cached_property)
    ]
    assert found == []
