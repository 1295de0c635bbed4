"""`flask cors check`: findings and their output."""

import gc
import json
import linecache
import re
import warnings
from datetime import timedelta
from functools import partial, wraps
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
from flask import Blueprint, Flask, request
from flask.views import MethodView

from flask_cors import CORS, cross_origin
from flask_cors._commands.terminal import columns
from flask_cors._diagnosis.check import public_suffixes as suffixes
from flask_cors._diagnosis.check.app_rules import CHECKS
from flask_cors._diagnosis.check.audit import Audit
from flask_cors._diagnosis.check.migration import SINCE_VERSION_6
from flask_cors._diagnosis.check.rules import BY_CODE, RULES
from flask_cors._diagnosis.rows import rows
from flask_cors._runtime.state import preview
from flask_cors.cli import cors
from flask_cors.core.patterns.wildcards import is_shared_suffix
from origins import A, B

SARIF = Path(__file__).parent / "data/sarif-2.1.0-rtm.4.json"
#: Settings that add nothing to a policy but its origins, and are not audited for it.
QUIET = {"methods": "auto", "allow_headers": "X-Token"}
#: The settings of a session cookie for requests from other sites.
TRAVELS = {
    "SESSION_COOKIE_SAMESITE": "None",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_PARTITIONED": True,
}


def view(**_):
    """A view that never runs."""
    raise AssertionError("code of the app ran")


def views(*rules, methods=("GET",), **config):
    """Return an app with rules and without a policy."""
    app = Flask(__name__, static_folder=None)
    app.config.update(config)
    for rule in rules or ("/x",):
        app.add_url_rule(rule, rule.strip("/<>") or "index", view, methods=methods)
    return app


def policy(*rules, takes=("GET",), config=None, **options):
    """Return an app with rules under one policy."""
    app = views(*rules, methods=takes, **(config or {}))
    CORS(app, **{**QUIET, **options})
    return app


def routed(*methods, **options):
    """Return an app with a policy and a route for some methods."""
    app = views("/x", methods=methods)
    CORS(app, **{"origins": A, **options})
    return app


def decorated(function=None, **options):
    """Return a new decorated view, because a decorator is recorded for the function it wraps."""
    return cross_origin(**{**QUIET, **options})(function or (lambda **_: view()))


def gated(own, *, value=True, methods=("GET",), blueprint=None, **config):
    """Return an app with a gate and a view with its own options, possibly in a blueprint."""
    app = policy(origins=A, reject_disallowed=value)
    app.config.update(config)
    home = app if blueprint is None else Blueprint("bp", __name__)
    home.add_url_rule("/y", "y", decorated(**own), methods=methods)
    if blueprint is not None:
        CORS(home, **{**QUIET, **blueprint})
        app.register_blueprint(home)
    return app


def credentials(**options):
    """Return an app whose policy allows credentials."""
    return policy(supports_credentials=True, **options)


def above_route(*, above):
    """Return an app with a view whose decorator is above its route, or below."""
    app = views()
    decorator = cross_origin(**QUIET, origins=A)
    if above:

        @decorator
        @app.route("/y")
        def view():
            return ""

    else:

        @app.route("/y")
        @decorator
        def view():
            return ""

    return app, view


def unwrapped(*, hidden):
    """Return an app whose decorated view is behind another function."""
    app = views()
    function = decorated(origins=A)

    def outer():
        return function()

    if not hidden:
        outer.__wrapped__ = function
    app.add_url_rule("/y", "y", outer)
    return app


def leftover(*, registered):
    """Return an app, and a decorated function that is or is not registered."""
    app = views()
    function = decorated(origins=A)
    if registered:
        app.add_url_rule("/y", "y", function)
    return app, function


def answering(*, options, hook):
    """Return an app whose view may handle OPTIONS, possibly behind a hook."""
    app = policy("/x", takes=["GET", "OPTIONS"] if options else ["GET"], origins=A)
    if hook:
        app.before_request(view)
    return app


def sets_origin(response):
    """Set the policy's header, as a hook."""
    response.headers["Access-Control-Allow-Origin"] = A
    return response


def sets_other(response):
    """Set another header, as a hook."""
    response.headers["X-Other"] = A
    return response


def hooked(hook):
    """Return an app with a policy and an `after_request` hook."""
    app = policy(origins=A)
    app.after_request(hook)
    return app


def twice(second):
    """Return an app with a second call of `CORS`."""
    app = policy(origins=A)
    CORS(app, resources=second, **QUIET)
    return app


def merged_contradiction(config):
    """Return an app with a view that allows any origin."""
    app = views(**config)
    app.add_url_rule("/y", "y", decorated(origins="*"))
    return app


def late(key):
    """Return an app whose config changes after its first request."""
    app = policy(origins=A)
    app.test_client().get("/none")
    app.config[key] = B
    return app


def configured(key, value):
    """Return an app with a key in its config."""
    return policy(origins=A, config={key: value})


def set_between(key, value):
    """Return an app whose config changes before its first request."""
    app = policy(origins=A)
    app.config[key] = value
    return app


def debug(origins):
    """Return an app in debug mode."""
    app = policy(origins=origins)
    app.debug = True
    return app


def propagated(*, configured=True, **flags):
    """Return an app whose exceptions reach the server, with or without debug mode or testing."""
    app = policy(origins=A) if configured else Flask("bare")
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.debug, app.testing = flags.get("debug", False), flags.get("testing", False)
    return app


#: For each rule, an app with the finding and an app without it.
APPS = {
    "any-origin-with-credentials": (
        lambda: credentials(origins="*"),
        lambda: credentials(origins=A),
    ),
    "null-with-credentials": (
        lambda: credentials(origins=["null", A]),
        lambda: policy(origins=["null", A]),
    ),
    "http-origin-with-credentials": (
        lambda: credentials(origins="http://a.com"),
        lambda: credentials(origins="http://localhost:3000"),
    ),
    "expose-any-with-credentials": (
        lambda: credentials(origins=A, expose_headers="*"),
        lambda: policy(origins=A, expose_headers="*"),
    ),
    "credentials-dropped": (
        lambda: merged_contradiction({"CORS_SUPPORTS_CREDENTIALS": True}),
        lambda: merged_contradiction({}),
    ),
    "debug-traceback": (lambda: debug(A), lambda: debug("http://localhost:3000")),
    "propagated-exceptions": (lambda: propagated(debug=False), lambda: propagated(debug=True)),
    "unprotected-write": (
        lambda: policy(takes=["POST"], origins="*", allow_headers="X-Name"),
        lambda: policy(takes=["POST"], origins="*", allow_headers="X-CSRF-Token"),
    ),
    "cookie-not-sent": (
        lambda: credentials(origins=A),
        lambda: credentials(origins=A, config=TRAVELS),
    ),
    "open-origin-regex": (
        lambda: policy(origins="https://.*.a.com"),
        lambda: policy(origins=r"https://[a-z]+\.a\.com"),
    ),
    "public-suffix-wildcard": (
        lambda: policy(origins=["https://*.github.io:*", "https://app-*.deno.dev"]),
        lambda: policy(origins=["https://*.mine.github.io", "http://localhost:*"]),
    ),
    "not-an-origin": (lambda: policy(origins="a.com"), lambda: policy(origins=A)),
    "normalized-origin": (lambda: policy(origins="https://a.com/"), lambda: policy(origins=A)),
    "subsumed-origin": (
        lambda: policy(origins=[A, "https://b.a.com", "https://*.a.com", A]),
        lambda: policy(origins=[A, "https://*.a.com", r"https://[a-z]+\.b\.com"]),
    ),
    "unanalyzed-regex": (
        lambda: policy(origins=r"https://(?!x)[a-z]+\.a\.com"),
        lambda: policy(origins=r"https://[a-z]+\.a\.com"),
    ),
    "any-of-scheme": (lambda: policy(origins="https://*"), lambda: policy(origins=A)),
    "regex-prefix": (
        lambda: policy(origins="https?://localhost:*"),
        lambda: policy(origins=r"https?://localhost(:\d+)?"),
    ),
    "dead-resource": (
        lambda: policy("/x", origins=A, resources=["/x", "/y/*", "api/*"]),
        lambda: policy("/x", "/<name>/z", origins=A, resources=["/x", "/y/*"]),
    ),
    "shadowed-resource": (
        lambda: policy("/api/<n>", origins=A, resources=["/api/*", r"/api/[a-z]+", r"/a\w+/.*"]),
        lambda: policy("/api/<n>", "/api/v1/<n>", origins=A, resources=["/api/*", "/api/v1/*"]),
    ),
    "repeated-resource": (lambda: twice("/*"), lambda: twice("/x")),
    "no-effect": (
        lambda: policy(origins=A, automatic_options=False),
        lambda: policy(origins=A, intercept_exceptions=False),
    ),
    "header-set-twice": (
        lambda: hooked(sets_origin),
        lambda: hooked(sets_other),
    ),
    "url-rule": (
        lambda: policy("/x/<y>", origins=A, resources=["/x/<y>", "/x/*"]),
        lambda: policy("/x/<y>", origins=A, resources=["/x/*"]),
    ),
    "decorator-above-route": (
        lambda: above_route(above=True),
        lambda: above_route(above=False),
    ),
    "hidden-view": (lambda: unwrapped(hidden=True), lambda: unwrapped(hidden=False)),
    "view-answers-options": (
        lambda: answering(options=True, hook=True),
        lambda: answering(options=False, hook=True),
    ),
    "method-not-routed": (
        lambda: policy(origins=A, methods=["GET", "PUT"]),
        lambda: policy(origins=A, methods=["GET", "OPTIONS"]),
    ),
    "method-not-allowed": (
        lambda: routed("PROPFIND"),
        lambda: routed("QUERY"),
    ),
    "forbidden-header": (
        lambda: policy(origins=A, allow_headers=["Cookie", "X-A"]),
        lambda: policy(origins=A, allow_headers=["X-A", "X-C*"]),
    ),
    "authorization-under-any": (
        lambda: policy(origins=A, allow_headers="*"),
        lambda: policy(origins=A, allow_headers="Authorization"),
    ),
    "long-max-age": (
        lambda: policy(origins=A, max_age=86_401),
        lambda: policy(origins=A, max_age=7_200),
    ),
    "forbidden-method": (
        lambda: policy(origins=A, methods=["GET", "TRACE"]),
        lambda: policy(origins=A, methods=["GET"]),
    ),
    "no-headers": (
        lambda: policy(origins=A, allow_headers=None),
        lambda: policy(origins=A, allow_headers=[]),
    ),
    "exposed-pattern": (
        lambda: policy(origins=A, expose_headers="X-*"),
        lambda: policy(origins=A, expose_headers="X-A"),
    ),
    "mixed-auto": (
        lambda: policy(origins=A, methods=["GET", "auto"]),
        lambda: policy(origins=A, methods="auto"),
    ),
    "unusual-name": (
        lambda: policy(origins=A, methods="GET|HEAD"),
        lambda: policy(origins=A, methods="GET, HEAD"),
    ),
    "fractional-max-age": (
        lambda: policy(origins=A, max_age=timedelta(milliseconds=1500)),
        lambda: policy(origins=A, max_age=timedelta(seconds=1)),
    ),
    "joined-items": (
        lambda: policy(origins=A, methods=["GET, HEAD", ""]),
        lambda: policy(origins=A, methods="GET, HEAD"),
    ),
    "empty-value": (
        lambda: policy(origins=A, supports_credentials="", max_age=""),
        lambda: policy(origins=A),
    ),
    "private-network": (
        lambda: policy(origins=A, allow_private_network=True),
        lambda: policy(origins=A, allow_private_network=False),
    ),
    "exposed-cookie": (
        lambda: policy(origins=A, expose_headers=["X-A", "Set-Cookie"]),
        lambda: policy(origins=A, expose_headers="X-A"),
    ),
    "non-ascii-regex": (
        lambda: policy(origins=r"https://(a|b)\.bücher\.test"),
        lambda: policy(origins=r"https://(a|b)\.xn--bcher-kva\.test"),
    ),
    "no-policy": (
        lambda: policy(origins=A, resources=[]),
        lambda: policy(origins=A, resources=["/x"]),
    ),
    "response-header-allowed": (
        lambda: policy(origins=A, allow_headers=["X-A", "Content-Disposition", "ETag"]),
        lambda: policy(origins=A, allow_headers=["X-A"], expose_headers=["Content-Disposition"]),
    ),
    "vary-off": (
        lambda: policy(origins=[A, B], vary_header=False),
        lambda: policy(origins="*", send_wildcard=True, vary_header=False),
    ),
    "hidden-errors": (
        lambda: in_debug_mode(intercepts=False),
        lambda: in_debug_mode(intercepts=True),
    ),
    "reject-disallowed-lost": (
        lambda: gated({"origins": B}, methods=["POST"]),
        lambda: gated({"origins": B, "reject_disallowed": False}, methods=["POST"]),
    ),
    "reject-disallowed-unused": (
        lambda: policy(origins="*", reject_disallowed="unsafe"),
        lambda: gated({"origins": "*"}, value=None, CORS_REJECT_DISALLOWED=True),
    ),
    "misspelled-origins": (lambda: policy(orgins=A), lambda: policy(origins=A)),
    "unknown-option": (lambda: policy(origins=A, maxage=1), lambda: policy(origins=A, max_age=1)),
    "misspelled-key": (
        lambda: configured("CORS_HEADERS", "X-A"),
        lambda: configured("CORS_ALLOW_HEADERS", "X-A"),
    ),
    "late-config": (lambda: late("CORS_ORIGINS"), lambda: late("OTHER")),
    "unreadable-value": (
        lambda: set_between("CORS_MAX_AGE", "abc"),
        lambda: set_between("CORS_MAX_AGE", "600"),
    ),
    "misspelled-resources": (
        lambda: policy(origins=A, resource="/x"),
        lambda: policy(origins=A, resources="/x"),
    ),
}


def nested(**options):
    """Return an app with a policy and a nested blueprint with its own."""
    app = views()
    CORS(app, origins=A, **QUIET)
    blueprint = Blueprint("bp", __name__, url_prefix="/bp")
    CORS(blueprint, **{**QUIET, **options})
    blueprint.add_url_rule("/y", "y", view)
    app.register_blueprint(blueprint)
    return app


def with_view(**options):
    """Return an app with a policy and a view with its own."""
    app = policy(origins=A)
    app.add_url_rule("/y", "y", decorated(**options))
    return app


def config_under_blueprint(**config):
    """Return an app with a blueprint, and keys in its config."""
    app = nested(origins=A)
    app.config.update(config)
    return app


def guarded(*, hook):
    """Return an app, possibly with a hook."""
    app = policy(origins=A)
    if hook:
        app.before_request(view)
    return app


#: The same for the rules about differences from flask-cors 6.
FORMER = {
    "v6-origin-regex": (
        lambda: policy(origins=r"https://[a-z]+\.a\.com"),
        lambda: policy(origins=r"https://[a-z]+\.a\.com$"),
    ),
    "v6-origin-wildcard": (
        lambda: policy(origins="https://*.a.com"),
        lambda: policy(origins=A),
    ),
    "v6-resource": (
        lambda: policy("/apifoo/<n>", "/api/<n>", origins=A, resources={"/api/*": {}}),
        lambda: policy("/foo/<n>", "/api/<n>", origins=A, resources={"/api/*": {}}),
    ),
    "v6-bare-scope": (nested, lambda: nested(origins=A)),
    "v6-outer-scope": (lambda: nested(origins=B), lambda: nested(origins=[A, B])),
    "v6-blueprint-config": (
        lambda: config_under_blueprint(CORS_MAX_AGE=1),
        lambda: config_under_blueprint(OTHER=1),
    ),
    "v6-vary": (lambda: policy(origins=A), lambda: policy(origins="*")),
    "v6-first-origin": (lambda: policy(origins=[A, B]), lambda: policy(origins=A)),
    "v6-refused-preflight": (lambda: guarded(hook=True), lambda: guarded(hook=False)),
    "v6-null": (lambda: credentials(origins="*"), lambda: credentials(origins=["*", "null"])),
    "v6-methods": (lambda: policy(origins=A, methods="*"), lambda: policy(origins=A)),
    "v6-max-age-zero": (
        lambda: policy(origins=A, max_age=0),
        lambda: policy(origins=A, max_age=1),
    ),
    "v6-callable": (lambda: policy(origins=view), lambda: policy(origins=A)),
    "v6-spelling": (lambda: policy(origin=A), lambda: policy(origins=A)),
    "v6-late-headers": (
        lambda: hooked(sets_origin),
        lambda: hooked(sets_other),
    ),
}


def make(build):
    """Return the app of a builder, and objects that must stay alive with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = build()
    return app if isinstance(app, tuple) else (app, None)


def audited(build, checks=CHECKS):
    """Return an app's findings by slug."""
    gc.collect()  # functions that the previous app decorated
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app, kept = make(build)
        resolver, _ = preview(app)
        found = Audit(app, resolver, rows(app, resolver)).findings(checks)
    del kept
    by_slug = {}
    for each in found:
        by_slug.setdefault(each.rule.slug, []).append(each)
    return by_slug


@pytest.fixture
def run(command):
    """Return a function that runs `flask cors check` on an app."""
    return command("check")


# -- the rules -------------------------------------------------------------------------------------


def test_every_rule_has_two_apps():
    """Each rule has one app with the finding and one without it."""
    slugs = {rule.slug: rule.is_migration for rule in RULES.values()}
    assert {slug for slug, former in slugs.items() if not former} == set(APPS)
    assert {slug for slug, former in slugs.items() if former} == set(FORMER)


def test_every_warning_is_a_finding():
    """Each warning code of the package has a rule."""
    package = Path(__file__).parents[2] / "flask_cors"
    text = "".join(path.read_text("utf-8") for path in sorted(package.rglob("*.py")))
    codes = re.findall(r'(?:warn|remark|_with_credentials)\(\s*"([a-z-]+)"', text)
    codes += re.findall(r'Problem\(\s*"([a-z-]+)",\s*error=False', text)
    assert len(codes) > 20
    assert set(codes) <= set(BY_CODE)


@pytest.mark.parametrize("slug", APPS)
def test_a_rule_finds_its_app(slug):
    """The bad app has the finding with location, reason and remedy; the good one does not."""
    bad, good = APPS[slug]
    for found in audited(bad)[slug]:
        assert found.rule is BY_CODE[slug]
        assert found.reason
        assert found.remedy
        assert found.source.file == __file__ or found.source.label == "app.config"
    fine = audited(good)
    assert slug not in fine
    assert [each for many in fine.values() for each in many if each.severity != "info"] == []


@pytest.mark.parametrize(
    ("build", "found"),
    [
        (lambda: gated({"origins": B}, methods=None), False),
        (lambda: gated({"origins": B}, methods=["QUERY"]), False),
        (lambda: gated({"origins": B}, methods=["PURGE"]), True),
        (lambda: gated({"origins": B}, value="unsafe", methods=["PUT"]), True),
        (lambda: gated({"origins": B}, value="report", methods=["PUT"]), False),
        (lambda: gated({"origins": "*"}, methods=["POST"]), False),
        (lambda: gated({"max_age": 1}, methods=["POST"]), False),
        (lambda: gated({"origins": B}, methods=["POST"], CORS_REJECT_DISALLOWED="unsafe"), False),
        (lambda: gated({"origins": B}, methods=["POST"], CORS_REJECT_DISALLOWED=False), True),
        # The blueprint drops it, whether or not the view sets origins as well.
        (lambda: gated({}, methods=["POST"], blueprint={"origins": B}), True),
        (lambda: gated({"origins": B}, methods=["POST"], blueprint={"origins": B}), True),
        (lambda: gated({}, methods=["POST"], blueprint={"max_age": 1}), False),
    ],
)
def test_a_gate_is_dropped_if_views_change_something(build, found):
    """It is reported if unsafe methods reach a view that does not set `reject_disallowed`."""
    assert ("reject-disallowed-lost" in audited(build)) == found


def test_a_dropped_gate_is_named():
    """The finding shows the outer value and its source."""
    (found,) = audited(lambda: gated({"origins": B}, methods=["POST"]))["reject-disallowed-lost"]
    begin = "origins: set here, so reject_disallowed=True from CORS(app) (tests/commands/"
    assert found.reason.startswith(begin)
    assert found.reason.endswith(") does not apply")
    assert found.remedy == "add reject_disallowed=True here, or False if that is meant"
    assert found.endpoints == ("y",)


def test_a_gate_that_rejects_nothing_is_idle():
    """The finding disappears as soon as one policy with the option lists origins."""
    both = {"/x": {"origins": A}, "/y": {"origins": "*"}}
    build = lambda: policy("/x", "/y", resources=both, reject_disallowed=True)  # noqa: E731
    assert "reject-disallowed-unused" not in audited(build)
    (found,) = audited(lambda: policy("/x", origins="*", reject_disallowed=True))[
        "reject-disallowed-unused"
    ]
    assert found.reason == (
        "reject_disallowed=True lets pages of every origin pass, because origins='*' allows them"
    )


@pytest.mark.parametrize("slug", FORMER)
def test_a_difference_is_reported_if_there_is_one(slug):
    """A difference from version 6 is reported for the one app, not for the other."""
    bad, good = FORMER[slug]
    for found in audited(bad, SINCE_VERSION_6)[slug]:
        assert found.severity == "info"
        assert found.reason
    assert slug not in audited(good, SINCE_VERSION_6)


def in_debug_mode(*, intercepts):
    """Return an app in debug mode whose exceptions may lack headers."""
    app = policy(origins="http://localhost:3000", intercept_exceptions=intercepts)
    app.debug = True
    return app


def reasons(build, slug, checks=CHECKS):
    """Return the reasons of the findings of one rule."""
    return [each.reason for each in audited(build, checks).get(slug, [])]


@pytest.mark.parametrize(
    ("origins", "server", "reported"),
    [
        ("https://a.com", None, "'https://a.com': unless the app is on that site too, the session"),
        ("https://a.com", "b.com", "'https://a.com': the session cookie may not be sent"),
        ("https://a.com", "api.a.com:8443", None),
        ("https://app.a.com", "api.a.com", None),
        ("https://*.a.com", "a.com", None),
        ("https://*.a.com", "b.com", "'https://*.a.com': the session"),
        (["https://a.com", "https://b.com"], "a.com", "'https://b.com': the session"),
        ("https://a.github.io", "b.github.io", "'https://a.github.io': the session"),
        ("https://*.github.io", "b.github.io", "'https://*.github.io': the session"),
        ("https://10.0.0.7", "10.0.1.7", "'https://10.0.0.7': the session"),
        ("https://10.0.0.7", "10.0.0.7:5000", None),
        ("http://localhost:3000", None, None),
        ("http://localhost:3000", "api.a.com", None),
        (["*", "https://*", "null"], "a.com", None),
        (r"https://[a-z]+\.a\.com", None, None),
        ("tauri://app", None, None),
    ],
)
def test_cookies_matter_between_sites_only(origins, server, reported):
    """The first cross-site origin is named; without SERVER_NAME, it may be the same site."""
    config = {"SERVER_NAME": server}
    found = reasons(lambda: credentials(origins=origins, config=config), "cookie-not-sent")
    assert len(found) == bool(reported)
    for reason in found:
        assert reason.startswith(f"origins={reported}")
        assert reason.endswith("it has no SameSite attribute, which Chromium treats as Lax")


def test_cookies_do_not_matter_without_credentials():
    """A policy without credentials causes no finding about cookies."""
    assert reasons(lambda: policy(origins=A), "cookie-not-sent") == []


def test_a_regex_is_shown_with_an_attacker():
    """The finding names someone else's origin that the expression allows."""
    (reason,) = reasons(APPS["open-origin-regex"][0], "open-origin-regex")
    assert re.search(r"such as 'https://\S*evil\S*'", reason)


def test_a_wildcard_is_shown_with_an_attacker():
    """The finding names a host that anyone can register; the remedy keeps the port."""
    found = audited(APPS["public-suffix-wildcard"][0])["public-suffix-wildcard"]
    assert [("evil" in each.reason, each.remedy) for each in found] == [
        (True, "put your own domain in front: 'https://*.your-name.github.io:*'"),
        (True, "put your own domain in front: 'https://*.your-name.deno.dev'"),
    ]


def test_without_the_suffix_list_common_suffixes_are_found(monkeypatch, run):
    """Without the extra, other suffixes are not found, and a line says so."""
    monkeypatch.setattr(suffixes, "find_spec", lambda _: None)
    assert suffixes.suffix_test() is is_shared_suffix
    app, _ = make(lambda: policy(origins=["https://*.deno.dev", "https://*.github.io"]))
    result = run(app, "--format", "json", code=1)
    (found,) = json.loads(result.stdout)["findings"]
    assert "github.io" in found["reason"]
    assert "flask-cors[check]" in result.stderr


def test_origins_covered_by_any_depend_on_credentials():
    """`*` covers all other origins; with credentials, not `null` or invalid ones."""
    origins = ["*", A, "null"]
    covered = reasons(lambda: policy(origins=origins), "subsumed-origin")
    assert covered == [f"origins={text!r} is already allowed by '*'" for text in (A, "null")]
    covered = reasons(lambda: credentials(origins=origins), "subsumed-origin")
    assert covered == [f"origins={A!r} is already allowed by '*'"]


def test_a_covered_pattern_is_found_by_its_meaning():
    """An expression can cover a wildcard; patterns that cannot be compared are left alone."""
    origins = ["https://*.a.com", r"https://([a-z0-9_-]+\.)+a\.com", r"https://(?!x)\w+\.a\.com"]
    covered = reasons(lambda: policy(origins=origins), "subsumed-origin")
    assert len(covered) == 1
    equal = [re.compile(r"https://[ab]\.a\.com"), re.compile(r"https://(a|b)\.a\.com")]
    assert len(reasons(lambda: policy(origins=[*equal, "https://c.com"]), "subsumed-origin")) == 1


def test_a_repeated_origin_is_found_in_every_spelling():
    """An origin listed twice is a finding, even if one of them is to be normalized."""
    covered = reasons(lambda: policy(origins=[A, "https://a.com/"]), "subsumed-origin")
    assert covered == [f"origins={A!r} is listed twice"]
    assert reasons(lambda: configured("CORS_ORIGINS", f"{A}, {A}"), "subsumed-origin")


def test_dead_and_shadowed_resources_are_distinguished():
    """A pattern without routes is reported once, with the pattern that takes its routes."""
    found = audited(APPS["dead-resource"][0])
    assert len(found["dead-resource"]) == 2
    (shadowed,) = audited(APPS["shadowed-resource"][0])["shadowed-resource"][:1]
    assert "'/api/*'" in shadowed.reason


def test_resources_of_a_blueprint_apply_to_its_own_routes():
    """A blueprint's pattern is dead if only other routes match."""

    def build(own):
        app = views("/bp/z/<n>")
        blueprint = Blueprint("bp", __name__, url_prefix="/bp")
        CORS(blueprint, resources=["/y/*", r"/z/.*"], origins=A, **QUIET)
        blueprint.add_url_rule("/y/<n>", "y", view)
        blueprint.add_url_rule(own, "own", view)
        app.register_blueprint(blueprint)
        return app

    (reason,) = reasons(lambda: build("/w"), "dead-resource")
    assert reason == "resources='/z/.*' matches no route of blueprint 'bp'"
    assert reasons(lambda: build("/z/x"), "dead-resource") == []


@pytest.mark.parametrize(
    ("options", "methods", "found"),
    [
        ({}, ["PROPFIND", "QUERY", "PUT", "GET"], ["PROPFIND"]),
        ({"methods": "GET"}, ["PUT", "DELETE", "POST", "HEAD"], ["DELETE", "PUT"]),
        ({"methods": ["GET", "PUT"]}, ["PUT", "QUERY"], ["QUERY"]),
        ({"methods": "auto"}, ["PROPFIND"], []),
        ({"methods": "*"}, ["PROPFIND"], []),
        ({}, ["TRACE"], []),
        ({"origins": []}, ["PROPFIND"], []),
    ],
)
def test_methods_refused_in_preflights(options, methods, found):
    """A method that a route accepts and the policy does not allow is info."""
    said = audited(lambda: routed(*methods, **options)).get("method-not-allowed", [])
    assert [each.reason.split()[4].rstrip(",") for each in said] == found
    assert {each.severity for each in said} <= {"info"}


def test_methods_without_a_route_are_info():
    """An allowed method that no route accepts is info; `*` does not count."""
    (found,) = audited(lambda: policy(origins=A, methods=["GET", "PUT"]))["method-not-routed"]
    assert (found.severity, found.reason.split()[-1]) == ("info", "PUT")
    assert reasons(lambda: policy(origins=A, methods="*"), "method-not-routed") == []


def test_a_default_is_not_a_finding():
    """Defaults are not reported, wherever `origins` is set."""

    def build(**options):
        app = views()
        CORS(app, origins=A, **options)
        return app

    assert audited(build) == {}
    assert [*audited(lambda: build(allow_headers="*"))] == ["authorization-under-any"]


def test_a_rule_for_any_method_accepts_all():
    """If a rule lists no methods, every method has a route."""
    app = policy(origins=A, methods=["GET", "PUT"])
    for rule in app.url_map.iter_rules():
        rule.methods = None
    assert reasons(lambda: app, "method-not-routed") == []


def test_an_age_that_one_browser_honors_has_no_finding():
    """A value that Firefox keeps in full is not too long."""
    assert audited(lambda: policy(origins=A, max_age=86_400)) == {}


@pytest.mark.parametrize(
    "protect",
    [
        lambda app: app.extensions.update({"csrf": 1}),
        lambda app: app.before_request(view),
        lambda app: app.view_functions.update(x=guard_by_token(view)),
    ],
)
def test_signs_of_csrf_protection(protect):
    """An extension, a hook or a decorator's name is a sign; the name of a view is not."""

    def build():
        app = policy(takes=["POST"], origins="*", allow_headers="X-Name")
        protect(app)
        return app

    assert reasons(build, "unprotected-write") == []


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("origins", "open_to_all"),
    [(["https://*", "http://*"], True), ("https://*", False), (["https://*", "ionic://*"], False)],
)
def test_both_web_schemes_are_any_origin(origins, open_to_all):
    """Pages of every site may write, in whichever spelling."""

    def build():
        return policy(takes=["POST"], origins=origins, allow_headers="X-Name")

    assert bool(reasons(build, "unprotected-write")) is open_to_all


def guard_by_token(function):
    """Return a view behind a decorator, as made with `functools.wraps`."""

    def wrapper():
        return function()

    wrapper.__wrapped__ = function
    return wrapper


def test_debug_mode_is_reported_if_it_shows_tracebacks():
    """Testing, `*` or disabled interception prevent the finding."""

    def build(**options):
        app = policy(**{"origins": A, **options})
        app.debug = True
        return app

    def tested():
        app = build()
        app.testing = True
        return app

    for quiet in (tested, lambda: build(origins="*"), lambda: build(intercept_exceptions=False)):
        assert reasons(quiet, "debug-traceback") == []


def test_exceptions_without_headers_are_reported_in_production():
    """Debug mode, tests and apps without a policy have no finding."""
    assert reasons(propagated, "propagated-exceptions") == [
        "PROPAGATE_EXCEPTIONS=True: the server's own 500 has no CORS headers"
    ]
    for flags in ({"debug": True}, {"testing": True}, {"configured": False}):
        assert reasons(partial(propagated, **flags), "propagated-exceptions") == []
    assert reasons(lambda: policy(origins=A), "propagated-exceptions") == []


def test_an_unregistered_function_is_reported():
    """A decorated function that is not registered is a finding without endpoints."""
    (found,) = audited(lambda: leftover(registered=False))["hidden-view"]
    assert found.endpoints == ()
    assert "decorated.<locals>.<lambda> is not registered as a view" in found.reason
    assert "hidden-view" not in audited(lambda: leftover(registered=True))


def test_a_decorated_hook_is_reported():
    """A hook or error handler is not a view; the remedy is to set the policy elsewhere."""

    def build():
        app = views()
        app.after_request(cross_origin(origins=A)(lambda response: response))
        app.register_error_handler(404, cross_origin(origins=A)(lambda _: ("none", 404)))
        return app

    found = audited(build)["hidden-view"]
    assert [each.remedy for each in found] == ["use CORS(app, ...) instead"] * 2
    assert all("is a hook or an error handler" in each.reason for each in found)


def test_references_of_a_view_are_followed():
    """Objects, classes, proxies, data, empty cells and cycles are handled."""

    class Data:
        def __getattr__(self, _):
            raise RuntimeError  # reading an attribute runs code of the app

    def build():
        app = views()
        function = decorated(origins=A)
        proxy, data = request, Data()

        def outer():
            return (function, Flask, outer, unbound, proxy, data)

        app.add_url_rule("/y", "y", outer)
        if app is None:
            unbound = None
        app.add_url_rule("/z", "z", SimpleNamespace())
        return app

    (found,) = audited(build)["hidden-view"]
    assert found.endpoints == ("y",)


def test_a_view_that_calls_another_hides_nothing():
    """A registered view may be referenced by others, and by other apps."""

    def build():
        app = views()
        function = decorated(origins=A)
        app.add_url_rule("/y", "y", function)
        app.add_url_rule("/z", "z", lambda: function())  # noqa: PLW0108 - referenced, not passed
        return app

    assert "hidden-view" not in audited(build)

    def two():
        other, app = views(), views()
        function = decorated(origins=A)
        other.add_url_rule("/y", "y", function)
        return app, other

    assert "hidden-view" not in audited(two)


def test_a_hook_matters_for_a_view_that_handles_options():
    """Without a hook that could refuse, it is info."""
    severities = {
        hook: audited(lambda: answering(options=True, hook=hook))["view-answers-options"][0]  # noqa: B023
        for hook in (True, False)
    }
    assert severities[True].severity == "warning"
    assert severities[False].severity == "info"


def test_a_header_set_twice_is_known_after_a_request(caplog):
    """After a request, the finding is a warning with the endpoint."""
    app = policy(origins=A)
    app.view_functions["x"] = lambda: ("", {"Access-Control-Allow-Origin": B})
    (found,) = audited(lambda: app)["header-set-twice"]
    assert found.severity == "info"
    with pytest.warns(match="sets Access-Control-Allow-Origin"):
        app.test_client().get("/x", headers={"Origin": A})
    found = audited(lambda: app)["header-set-twice"]
    assert [each.severity for each in found] == ["warning", "info"]
    caplog.clear()


def test_the_code_of_a_class_based_view_is_inspected():
    """The header's name is found in the methods of a MethodView."""

    class Writer(MethodView):
        def get(self):
            def inner():
                return {"Access-Control-Allow-Origin": A}

            return "", inner()

    def build():
        app = policy(origins=A)
        app.add_url_rule("/w", "w", Writer.as_view("w"))
        return app

    (found,) = audited(build)["header-set-twice"]
    assert found.endpoints == ("w",)


def test_an_app_without_a_policy_has_no_other_finding():
    """The missing policy is the only finding."""
    assert list(audited(views)) == ["no-policy"]
    assert audited(views, SINCE_VERSION_6) == {}


def test_policies_of_views_alone_are_audited():
    """Decorated views are audited without `CORS(app)`."""
    found = audited(APPS["credentials-dropped"][0])
    assert found["credentials-dropped"][0].endpoints == ("y",)


def test_endpoints_are_merged():
    """A finding at several routes is listed once, with their endpoints in order."""
    (found,) = audited(lambda: policy("/b", "/a", origins="*", supports_credentials=True))[
        "any-origin-with-credentials"
    ]
    assert found.endpoints == ("a", "b")


# -- differences from flask-cors 6 -----------------------------------------------------------------


def test_the_formerly_allowed_origin_is_shown():
    """It only begins as the expression describes; unreadable expressions are left out."""
    (reason,) = reasons(FORMER["v6-origin-regex"][0], "v6-origin-regex", SINCE_VERSION_6)
    assert re.search(r"'https://a\.a\.com\S+' was allowed", reason)
    unread = r"https://(?!x)[a-z]+\.a\.com"
    assert reasons(lambda: policy(origins=unread), "v6-origin-regex", SINCE_VERSION_6) == []


def test_a_route_under_another_resource_is_shown_with_its_path():
    """Both resources are named, unless version 6's order is uncertain."""
    slug = "v6-resource"
    (reason,) = reasons(FORMER[slug][0], slug, SINCE_VERSION_6)
    assert reason.endswith("was under '/api/*', and is under no resource")

    def ranked(*resources, rules=("/api/admin/x",)):
        return lambda: policy(*rules, origins=A, resources=list(resources))

    (reason,) = reasons(ranked("/api/[a-z]+/[a-z]+", "/api/admin/.*"), slug, SINCE_VERSION_6)
    assert reason.endswith("was under '/api/[a-z]+/[a-z]+', and is under '/api/admin/.*'")
    assert reasons(ranked("/api/admin/*", "/.*/x"), slug, SINCE_VERSION_6) == []
    (reason,) = reasons(ranked("/x", "/y", rules=("/x/", "/y")), slug, SINCE_VERSION_6)
    assert reason == "/x/: was under no resource, and is under '/x'"


def test_resources_are_compared_within_one_call():
    """Several calls, uncertain routes and other layers are not compared."""

    def build():
        app = FORMER["v6-resource"][0]()
        CORS(app, resources="/other", **QUIET)
        return app

    assert reasons(build, "v6-resource", SINCE_VERSION_6) == []

    def doubtful():
        app = policy("/<a>", origins=A, resources={"/aa.*": {}})
        app.add_url_rule("/<b>", "hidden", view)
        app.add_url_rule("/y", "y", decorated(origins=A))
        return app

    assert reasons(doubtful, "v6-resource", SINCE_VERSION_6) == []


@pytest.mark.parametrize("way", [{"resource": "/api/*"}, {"config": {"CORS_RESOURCE": "/api/*"}}])
def test_resources_that_version_6_ignored_are_not_compared(way):
    """Version 6 did not read them, so no route was under one."""
    routes = ("/apifoo/<n>", "/api/<n>")
    assert reasons(lambda: policy(*routes, origins=A, **way), "v6-resource", SINCE_VERSION_6) == []


def test_resources_that_version_6_ignored_are_shown_in_full():
    """A misspelled `resources` is shown with its whole value and the effect."""
    named = {"/x": {"origins": A}}
    assert reasons(lambda: policy(resource=named), "v6-spelling", SINCE_VERSION_6) == [
        f"resource={named!r}: flask-cors 6 ignored it, and opened every path"
    ]


def test_a_view_without_origins_was_open_without_config():
    """`CORS_ORIGINS` applied to views, but not to blueprints."""
    slug = "v6-bare-scope"
    (reason,) = reasons(lambda: with_view(max_age=1), slug, SINCE_VERSION_6)
    assert reason.endswith("so it now inherits https://a.com")

    def build():
        app = views(CORS_ORIGINS=A)
        app.add_url_rule("/y", "y", decorated())
        return app

    assert reasons(build, slug, SINCE_VERSION_6) == []
    (reason,) = reasons(lambda: nested_in([]), slug, SINCE_VERSION_6)
    assert reason.endswith("inherits no origin")


def nested_in(origins):
    """Return an app with a view that sets no origins."""
    app = views()
    CORS(app, origins=origins, **QUIET)
    app.add_url_rule("/y", "y", decorated())
    return app


def test_an_outer_policy_overruled_a_view_on_errors():
    """The finding at a view says so."""
    (reason,) = reasons(lambda: with_view(origins=B), "v6-outer-scope", SINCE_VERSION_6)
    assert reason == f"the outer scope allowed {A!r} as well, on errors"


# -- the command -----------------------------------------------------------------------------------


def bad(**options):
    """Return an app with an error, a warning and an info."""
    app, _ = make(
        lambda: credentials(origins="*", max_age=90_000, allow_headers=["Cookie", "*"], **options)
    )
    return app


def test_a_finding_shows_its_line_with_the_value_underlined(run):
    """The layout is that of compilers: title, location, source, cause, help; summary on stderr."""
    app, _ = make(lambda: policy(origins=["https://a.com/", B]))
    result = run(app)
    # The call is in `policy`, where the value does not appear.
    at = re.search(r"test_check\.py:(\d+):5", result.stdout)
    source = linecache.getlines(__file__)[int(at[1]) - 1].rstrip()
    gutter = " " * len(at[1])
    assert result.stdout.splitlines() == [
        "info[CORS204]: An origin is not in the form that browsers send",
        f"{gutter}--> tests/commands/{at[0]} CORS(app)",
        f"{gutter} |",
        f"{at[1]} | {source}",
        f"{gutter} |     {'^' * len(source.strip())}",
        f"{gutter} |",
        (
            f"{gutter} = cause: origins='https://a.com/' is not in the form browsers send,"
            " and is read as 'https://a.com'"
        ),
        f"{gutter} = help: use 'https://a.com'",
        f"{gutter} = endpoints: x",
    ]
    assert result.stderr == "1 info on 1 route.\n"


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_long_line_is_cut_around_the_value(run, monkeypatch, columns):
    """The value and its underline are shown, however far to the right they are."""
    app = views()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        CORS(app, origins=["https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com", "b.com"], methods=["GET"])
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run(app, "--select", "CORS203", code=1).stdout.splitlines()
    source, mark = lines[3], lines[4]
    assert source[mark.index("^") : mark.rindex("^") + 1] == '"b.com"'
    assert max(map(len, lines)) <= columns


@pytest.mark.parametrize("width", [None, 60, 80])
def test_the_mark_is_below_a_value_after_wide_characters(run, monkeypatch, width):
    """A source line may contain characters that take two columns."""
    app = views()
    if width:
        monkeypatch.setenv("COLUMNS", str(width))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        CORS(app, origins=["https://日本語日本語日本語日本語日本語日本語日本.jp", "b.com"])
    source, mark = run(app, "--select", "CORS203", code=1).stdout.splitlines()[3:5]
    before = source[: source.index('"b.com"')]
    assert columns(before) == mark.index("^")
    assert not width or columns(source) <= width


def test_the_summary_counts(run):
    """The summary is on stderr, and shows the number of inspected routes."""
    assert run(bad(), code=1).stderr == "1 error, 2 warnings, 1 info on 1 route.\n"


def test_a_terminal_shows_a_summary_without_findings(run, monkeypatch):
    """A person gets a summary even if nothing is wrong."""
    monkeypatch.setattr("flask_cors._commands.check.is_watched", lambda: True)
    assert run(policy(origins=A)).stderr == "Nothing found on 1 route.\n"


def test_concise_findings_have_one_line(run):
    """Each line begins with the location, as editors read it; without findings, none is printed."""
    first, *rest = run(bad(), "--output-format", "concise", code=1).stdout.splitlines()
    assert re.fullmatch(
        r"tests/commands/test_check\.py:\d+:\d+: error\[CORS101\] supports_credentials=True with"
        r" origins='\*' allows every site .*; list the origins that may use credentials",
        first,
    )
    assert len(rest) == 3
    assert run(policy(origins=A), "--output-format", "concise").stdout == ""
    lines = run(configured("CORS_MAX_AGE", 90_000), "--output-format", "concise", code=1).stdout
    assert lines.startswith("app.config: warning[CORS504] CORS_MAX_AGE=90000 is limited")


def test_the_text_fits_the_terminal(run, monkeypatch):
    """No line exceeds the width, and causes and help are complete."""
    wide = run(bad(), code=1).stdout
    texts = re.findall("= (?:cause|help): (.*)", wide)
    for size in (60, 80, 100, 120):
        monkeypatch.setenv("COLUMNS", str(size))
        narrow = run(bad(), code=1).stdout
        assert max(map(len, narrow.splitlines())) <= size
        assert all(text in " ".join(narrow.split()) for text in texts)


def test_many_endpoints_are_counted(run):
    """Five endpoints are shown and the others counted; JSON lists all."""
    app, _ = make(lambda: policy(*(f"/{n}" for n in range(7)), origins="a.com"))
    assert " = endpoints: 0, 1, 2, 3, 4 (+2)\n" in run(app, code=1).stdout
    (found,) = json.loads(run(app, "--format", "json", code=1).stdout)["findings"]
    assert found["endpoints"] == list("0123456")


def test_without_findings_nothing_is_printed(run, monkeypatch):
    """The status is 0; other formats still print a complete document."""
    app = policy(origins="https://*.a.com")
    monkeypatch.setattr(suffixes, "find_spec", lambda _: None)
    assert (run(app).stdout, run(app).stderr) == ("", "")
    assert run(app, "--format", "github").stdout == "\n"
    assert json.loads(run(app, "--format", "json").stdout) == {"version": 1, "findings": []}


def test_rules_are_selected_and_ignored(run):
    """Ids, prefixes of ids and slugs select rules, with commas or repeated options."""
    app = bad()

    def ids(*args, code=1):
        result = run(app, "--format", "json", *args, code=code)
        return [each["id"] for each in json.loads(result.stdout)["findings"]]

    assert ids() == ["CORS101", "CORS502", "CORS504", "CORS503"]
    assert ids("--select", "cors5") == ["CORS502", "CORS504", "CORS503"]
    assert ids("--select", "CORS502, long-max-age") == ["CORS502", "CORS504"]
    assert ids("--select", "CORS502", "--select", "CORS503") == ["CORS502", "CORS503"]
    assert ids("--ignore", "CORS1,CORS502,CORS504", code=0) == ["CORS503"]


def test_the_migration_family_is_optional(run):
    """It needs its flag or its ids, and does not change the status."""
    app = bad()
    assert "CORS910" not in run(app, code=1).stdout
    assert "CORS910" in run(app, "--migration", code=1).stdout
    result = run(app, "--select", "CORS9", "--format", "json")
    assert all(each["migration"] for each in json.loads(result.stdout)["findings"])


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--select", "CORS999"], "--select: no rule 'CORS999'; did you mean CORS90"),
        (["--ignore", "subsumed"], "--ignore: no rule 'subsumed'; did you mean subsumed-origin"),
        (["--select", ""], "--select: no rule ''; see `flask cors check --explain`"),
        (["--explain", "CORS1"], "--explain: no rule 'CORS1'; did you mean CORS101, CORS102, "),
    ],
)
def test_an_unknown_rule_is_an_error(run, args, message):
    """The message is one line with the nearest rules; the status is 2."""
    result = run(bad(), *args, code=2)
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {message}")
    assert len(result.stderr.splitlines()) == 1


def test_a_configuration_that_does_not_start_is_an_error(run):
    """The error of the first request is printed, with status 2."""
    app, _ = make(lambda: policy(origins=A, strict=True))
    app.config["CORS_MAX_AGE"] = "abc"
    assert "Error: app.config: CORS_MAX_AGE='abc'" in run(app, code=2).stderr


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_each_rule_has_an_explanation(run, rule, monkeypatch):
    """`--explain` describes a rule by id or slug, without loading the app."""
    app = Flask(__name__)
    text = run(app, "--explain", rule.id.lower()).stdout
    assert text == run(app, "--explain", rule.slug).stdout
    assert text.startswith(f"{rule.id} {rule.slug} ({rule.severity})\n\n{rule.title}.\n\n")
    assert "\n\nWhat to do: " in text
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, run(app, "--explain", rule.id).stdout.splitlines())) <= 60


def everything():
    """Return an app with many findings: in calls, in app.config, with odd characters in a path."""
    app = bad()
    app.config["CORS_HEADERS"] = "X-A"
    app.add_url_rule("/y", "y", decorated(origins=[A, A]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        CORS(app, resources={"/*": {"max_age": 1}, "/a,b:%*": {"origins": ["a%b:c.com"]}})
    return app


def test_no_format_has_an_absolute_path(run, tmp_path, monkeypatch):
    """Locations are relative to the current folder, also in reasons."""
    app = everything()
    for form in ("full", "concise", "json", "sarif", "github"):
        stdout = run(app, "--format", form, code=1).stdout
        assert str(Path(__file__).parent) not in stdout
        assert "tests/commands/test_check.py" in stdout
    monkeypatch.chdir(tmp_path)
    assert str(Path(__file__).parent) not in run(app, "--format", "json", code=1).stdout


def test_the_order_is_stable(run):
    """Two runs print the same, in every format."""
    app = everything()
    for form in ("full", "concise", "json", "sarif", "github"):
        assert (
            run(app, "--format", form, code=1).stdout == run(app, "--format", form, code=1).stdout
        )


def test_json_is_complete(run):
    """Each finding has its rule, location, endpoints, reason and remedy."""
    document = json.loads(run(everything(), "--format", "json", "--migration", code=1).stdout)
    assert document["version"] == 1
    keys = set().union(*map(set, document["findings"]))
    assert sorted(keys) == [
        "endpoints",
        "id",
        "migration",
        "reason",
        "remedy",
        "severity",
        "slug",
        "source",
    ]
    (key,) = [each for each in document["findings"] if each["slug"] == "misspelled-key"]
    where = {"kind": "config", "label": "app.config", "file": None, "line": None}
    assert key["source"] == where


def test_sarif_is_valid(run):
    """The output is valid SARIF 2.1.0, with rules, levels and locations."""
    schema = json.loads(SARIF.read_text("utf-8"))
    for app, code in ((everything(), 1), (policy(origins=A), 0)):
        result = run(app, "--format", "sarif", "--migration", code=code)
        document = json.loads(result.stdout)
        jsonschema.Draft4Validator(schema).validate(document)
        (reported,) = document["runs"]
        ids = [rule["id"] for rule in reported["tool"]["driver"]["rules"]]
        assert all(ids[each["ruleIndex"]] == each["ruleId"] for each in reported["results"])


def test_github_format(run):
    """A finding is a workflow command with special characters encoded."""
    lines = run(everything(), "--format", "github", code=1).stdout.splitlines()
    assert re.fullmatch(
        r"::error file=tests/commands/test_check\.py,line=\d+,"
        r"title=CORS101 any-origin-with-credentials::"
        r"CORS\(app\): supports_credentials=True .*; list the origins that may use credentials",
        lines[0],
    )
    assert any(line.startswith("::notice file=") for line in lines)
    assert any(
        line.startswith("::warning title=CORS603 misspelled-key::app.config: ") for line in lines
    )
    assert any("'a%25b:c.com'" in line for line in lines)


def test_color_is_for_terminals(run, monkeypatch):
    """A terminal shows the severity in color and as a word, and without color for NO_COLOR."""
    app = bad()
    runner = app.test_cli_runner()
    assert "\x1b" in runner.invoke(cors, ["check"], color=True).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in runner.invoke(cors, ["check"], color=True).output


# -- valid settings that break a page --------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"origins": A}, True),
        ({"origins": A, "always_send": False}, True),
        ({"origins": "https://*.a.com"}, True),
        ({"origins": [A, r"https://[ab]\.a\.com"]}, True),
        ({"origins": "*", "supports_credentials": False, "send_wildcard": True}, False),
        ({"origins": []}, False),
    ],
)
def test_vary_may_be_off_for_equal_responses(options, found):
    """A response that is the same for all origins does not need it."""
    assert bool(reasons(lambda: policy(vary_header=False, **options), "vary-off")) == found


def test_keys_without_a_call_are_a_warning():
    """Keys that nothing applies were meant to have an effect."""
    (found,) = audited(lambda: views(CORS_MAX_AGE=5, CORS_ORIGINS=A))["no-policy"]
    assert found.severity == "warning"
    assert found.reason.startswith("app.config['CORS_MAX_AGE'] is set, but neither CORS(app)")


def test_a_hook_instead_of_a_policy_is_reported():
    """Manual headers miss preflights and errors."""

    def build():
        app = views()
        app.after_request(sets_origin)
        return app

    (found,) = audited(build)["header-set-twice"]
    assert "sets_origin sets Access-Control-Allow-Origin, and no route has a policy" in found.reason


def test_a_decorator_that_can_refuse_preflights_is_reported():
    """A view that handles OPTIONS is fine if nothing can refuse it."""

    def build():
        app = views()
        CORS(app, origins=A, **QUIET)

        @wraps(view)
        def login_required():
            view()

        app.add_url_rule("/y", "y", login_required, methods=["PUT", "OPTIONS"])
        return app

    (found,) = audited(build)["view-answers-options"]
    assert found.severity == "warning"
    assert "/y: a view answers OPTIONS itself, and the decorator" in found.reason


@pytest.mark.parametrize(
    ("origins", "found"),
    [
        (r"https://.*\.vercel\.app", "'vercel.app'"),
        (r"https://[a-z]+\.co\.uk(:\d+)?", "'co.uk'"),
        (r"https://.*\.(vercel|netlify)\.app", "'netlify.app'"),
        (r"https://shop-[a-z]+\.vercel\.app", None),
        (r"https://.*\.shop\.vercel\.app", None),
        (r"https://.*\.com", None),
        (r"https://(?=a).*\.vercel\.app", None),
    ],
)
def test_an_expression_over_a_public_suffix(origins, found):
    """It is reported if any host under the suffix matches; an open domain has another rule."""
    said = reasons(lambda: policy(origins=origins), "public-suffix-wildcard")
    assert len(said) == (found is not None)
    assert not found or f"allows anyone with a host under {found}" in said[0]


def test_a_finding_points_to_the_value():
    """A view's value is found at the view, even if the app sets the credentials."""

    def build():
        app = views()
        CORS(app, origins=A, supports_credentials=True, **QUIET)
        app.add_url_rule("/y", "y", decorated(expose_headers="*"))
        return app

    (found,) = audited(build)["expose-any-with-credentials"]
    assert (found.source.kind, found.endpoints) == ("view", ("y",))
