"""The policies that the listing shows for a rule, compared with the resolver."""

import re

import flask_restx
import pytest
from flask import Blueprint, Flask
from flask.views import MethodView
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Rule

from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from flask_cors._diagnosis import path_search
from flask_cors._diagnosis.rows import rows
from flask_cors._runtime.state import preview
from origins import A, B, C
from views import never


def view(**kwargs):
    """A view that must never run."""
    raise AssertionError("a view ran")


def decorated(**options):
    """Return a new decorated view, because a decorator is recorded for the function it wraps."""
    return cross_origin(**options)(lambda **_: view())


def make(*rules, **options):
    """Return an app with rules; with a policy, if options are given."""
    app = Flask("listed", static_folder=None)
    if options:
        CORS(app, **options)
    for rule in rules:
        app.add_url_rule(rule, rule, view)
    return app


def listed(app, endpoint=None):
    """Return governing scope, origins and example of each row."""
    resolver, _ = preview(app)
    return [
        (row.governed_by, origins(row), row.example if row.certain else "?")
        for row in rows(app, resolver)
        if endpoint in {None, row.rule.endpoint}
    ]


def origins(row):
    """Return the strings of a row's origins."""
    return " ".join(map(str, row.policy.origins.patterns)) if row.policy else "-"


# -- one policy ------------------------------------------------------------------------------------


def test_an_app_without_cors_has_only_rows_without_a_policy():
    """Without configuration, no policy governs."""
    assert listed(make("/", "/<x>")) == [("none", "-", None), ("none", "-", None)]


def test_the_policy_of_every_path_is_the_apps():
    """A policy without resources is named after the app."""
    assert listed(make("/<x>", origins=A)) == [("app", A, None)]


def test_a_static_rule_is_resolved_with_its_path():
    """A rule without variables has the policy of its one path."""
    app = make("/", "/api/x", resources={"/api/*": {"origins": A}})
    assert listed(app) == [("none", "-", None), ("resource /api/*", A, None)]


@pytest.mark.parametrize("rule", ["/api/<x>", "/api/x/<path:x>", "/api/v<int:x>/y"])
def test_a_rule_within_one_resource_needs_no_example(rule):
    """If all paths fall under one resource, there is one row."""
    app = make(rule, resources={"/api/*": {"origins": A}, "/other/*": {"origins": B}})
    assert listed(app) == [("resource /api/*", A, None)]


def test_a_resource_for_every_path_is_the_apps():
    """The resource `/*` is the app's policy even next to others."""
    app = make("/api/x", "/x", resources={"/*": {"origins": A}, "/api/*": {"origins": B}})
    assert sorted(listed(app)) == [("app", A, None), ("resource /api/*", B, None)]


def test_a_regex_for_every_path_is_a_resource():
    """A compiled regular expression is never shown as the app's policy."""
    app = make("/", resources=[re.compile("/*")], origins=A)
    assert listed(app) == [("resource /*", A, None)]


# -- several policies ------------------------------------------------------------------------------


def test_each_policy_of_a_rule_has_an_example_path():
    """A rule across resources has one row for each, in order of precedence."""
    app = make(
        "/files/<path:x>",
        resources={"/files/public/*": {"origins": B}, "/files/*": {"origins": A}},
    )
    assert listed(app) == [
        ("resource /files/public/*", B, "/files/public"),
        ("resource /files/*", A, "/files/a"),
    ]


def test_paths_under_no_resource_have_a_row_too():
    """They are shown without a policy."""
    app = make("/<x>", resources={"/a*": {"origins": A}})
    assert listed(app) == [("resource /a*", A, "/a"), ("none", "-", "/b")]


def test_an_exact_resource_matches_one_path_of_a_rule():
    """An exact resource is its own example."""
    app = make("/<x>", resources={"/me": {"origins": A}, "/*": {"origins": B}})
    assert listed(app) == [("resource /me", A, "/me"), ("app", B, "/a")]


def test_resources_that_a_rule_cannot_reach_are_left_out():
    """A resource that matches no path of the rule has no row."""
    app = make(
        "/<int:x>",
        resources={"/a.*b": {"origins": A}, r"/\d+": {"origins": B}, "/1": {"origins": C}},
    )
    assert listed(app) == [("resource /1", C, "/1"), (r"resource /\d+", B, "/0")]


def test_a_path_of_another_rule_is_not_an_example():
    """A path that a more specific rule matches does not count."""
    options = {"resources": {"/api/health": {"origins": A}, "/api/*": {"origins": B}}}
    app = make("/api/<x>", "/api/health", **options)
    assert listed(app, "/api/<x>") == [("resource /api/*", B, None)]
    options = {"resources": {r"/api/\d+": {"origins": A}, "/api/*": {"origins": B}}}
    app = make("/api/<x>", "/api/<int:x>", **options)
    assert listed(app, "/api/<x>") == [("resource /api/*", B, None)]


def test_a_path_that_another_rule_has_for_other_methods_is_an_example():
    """A rule for GET alone leaves POST to this one."""
    app = make(resources={"/api/health": {"origins": A}, "/api/*": {"origins": B}})
    app.add_url_rule("/api/<x>", "any", view, methods=["GET", "POST"])
    app.add_url_rule("/api/health", "health", view, methods=["GET"])
    assert listed(app, "any") == [
        ("resource /api/health", A, "/api/health"),
        ("resource /api/*", B, "/api/a"),
    ]


def test_several_rules_can_have_the_methods_of_a_path():
    """If two other rules match one method each, the path is not an example."""
    app = make(resources={"/api/health": {"origins": A}, "/api/*": {"origins": B}})
    app.url_map.add(Rule("/api/<x>", endpoint="any", methods=["PUT", "POST"]))
    app.url_map.add(Rule("/api/health", endpoint="put", methods=["PUT"]))
    app.url_map.add(Rule("/api/health", endpoint="post", methods=["POST"]))
    assert listed(app, "any") == [("resource /api/*", B, None)]


@pytest.mark.parametrize("methods", [["POST"], None])
def test_a_rule_for_one_method_or_for_any(methods):
    """One method is tried; that is GET for a rule that accepts any method."""
    app = make(resources={"/api/health": {"origins": A}, "/api/*": {"origins": B}})
    app.url_map.add(Rule("/api/<x>", endpoint="any", methods=methods))
    app.url_map.add(Rule("/api/health", endpoint="health", methods=["GET", "POST"]))
    assert listed(app, "any") == [("resource /api/*", B, None)]


def test_a_path_that_several_rules_share_is_no_sign_for_others():
    """If two other rules have the methods of one path, the next path may still be an example."""
    app = make(resources={r"/api/\d+": {"origins": A}, "/api/*": {"origins": B}})
    app.url_map.add(Rule("/api/<x>", endpoint="any", methods=["PUT", "POST"]))
    app.url_map.add(Rule("/api/<int:x>", endpoint="post", methods=["POST"]))
    app.url_map.add(Rule("/api/0", endpoint="put", methods=["PUT"]))
    assert listed(app, "any") == [
        (r"resource /api/\d+", A, "/api/1"),
        ("resource /api/*", B, "/api/a"),
    ]


def test_a_rule_for_many_subdomains_has_examples():
    """No subdomain is known to match them on, so they are taken as they are."""
    app = make(resources={"/a*": {"origins": A}})
    app.url_map.add(Rule("/<x>", endpoint="shop", subdomain="<int:shop>"))
    assert listed(app, "shop") == [("resource /a*", A, "/a"), ("none", "-", "/b")]


@pytest.mark.parametrize("name", ["own", "default"])
def test_a_converter_of_the_app_never_runs(name):
    """Paths are not matched if that would run code of the app."""

    class Own(BaseConverter):
        def to_python(self, value):
            raise AssertionError(value)

    app = make(resources={"/a*": {"origins": A}})
    app.url_map.converters[name] = Own
    app.add_url_rule("/<x>" if name == "default" else "/<own:x>", "view", view)
    assert listed(app) == [("resource /a*", A, "/a"), ("none", "-", "/b")]


def test_a_redirect_of_the_app_never_runs():
    """A function that returns the target of a redirect is code of the app."""
    app = make("/<x>", resources={"/a*": {"origins": A}})
    app.add_url_rule("/a", "old", redirect_to=view)
    assert listed(app, "/<x>") == [("resource /a*", A, "/a"), ("none", "-", "/b")]


def test_a_hidden_rule_is_listed_as_possible():
    """If two rules have the same URL, the unreachable second one still has a row."""
    app = make(resources={"/a*": {"origins": A}})
    app.add_url_rule("/<x>", "first", view)
    app.add_url_rule("/<x>", "second", view)
    assert listed(app, "second") == [("none", "-", "?")]


def test_a_path_that_redirects_to_a_default_is_not_an_example():
    """`/a/1` redirects to `/a/`, whose default is `1` for the same endpoint."""
    app = make(resources={"/a/1": {"origins": A}, "/a/*": {"origins": B}})
    app.add_url_rule("/a/", "page", view, defaults={"number": 1})
    app.add_url_rule("/a/<int:number>", "page", view)
    assert listed(app) == [("resource /a/*", B, None)] * 2


def test_two_views_on_one_url_are_two_rows():
    """Each rule of a URL has its own policy."""
    app = make(origins=A)
    app.add_url_rule("/x", "read", view, methods=["GET"])
    app.add_url_rule("/x", "write", cross_origin(origins=B)(lambda: ""), methods=["POST"])
    assert listed(app) == [("app", A, None), ("view", B, None)]


@pytest.mark.parametrize(("rule", "other"), [("/a", "/a/"), ("/a/", "/a")])
def test_an_optional_slash_counts(rule, other):
    """With strict_slashes=False a rule has two paths, which may have two policies."""
    app = make(resources={rule: {"origins": A}, other: {"origins": B}})
    app.url_map.strict_slashes = False
    app.add_url_rule(rule, "x", view)
    assert sorted(listed(app)) == sorted(
        [(f"resource {rule}", A, rule), (f"resource {other}", B, other)]
    )


def test_the_root_has_one_path():
    """`/` exists only with its slash."""
    app = make(resources={"/": {"origins": A}, "/a": {"origins": B}})
    app.url_map.strict_slashes = False
    app.add_url_rule("/", "x", view)
    assert listed(app) == [("resource /", A, None)]


def test_examples_have_no_dot_segments():
    """Paths with `..` and `//`, which have no policy, do not clutter the listing."""
    app = make("/api/<path:x>", "/.well-known/<x>", resources=["/api/*", "/.w*"], origins=A)
    assert sorted(governs for governs, _, _ in listed(app)) == ["resource /.w*", "resource /api/*"]


def test_a_rule_with_dot_segments_is_judged_like_its_paths():
    """Such a rule has no policy, and is listed so."""
    app = make("/api/../<x>", resources={"/api/*": {"origins": A}})
    assert listed(app) == [("resource /api/*", A, "?"), ("none", "-", "/api/../a")]


# -- what cannot be analyzed -----------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("pattern", "rule", "expected"),
    [
        # Found by trying paths.
        (r"/a/(?!b).*", "/a/<x>", [(A, "/a/a"), ("-", "/a/b")]),
        # Possible, but not certain.
        (r"/a/(?!b).*(?<=zebra)", "/a/<x>", [(A, "?"), ("-", "/a/a")]),
        (r"/(?=b)b|/a/x", "/a/<x>", [(A, "?"), ("-", "/a/a")]),
        # Another literal prefix.
        (r"/b/(?!b).*", "/a/<x>", [("-", None)]),
        (r"/b/(?:x|(?!b)).*", "/a/<x>", [("-", None)]),
        (r"^/b(?!b).*[|]\|", "/a/<x>", [("-", None)]),
        # The last literal character may be missing.
        (r"/b?(?!b).*", "/a/<x>", [(A, "/a/a"), ("-", "?")]),
        (re.compile(r"/A/(?!b).*", re.IGNORECASE), "/a/<x>", [(A, "/a/a"), ("-", "/a/b")]),
    ],
)
def test_an_unreadable_resource_is_tried_or_shown_as_possible(pattern, rule, expected):
    """A pattern that cannot be analyzed is never shown as certain."""
    found = listed(make(rule, resources=[pattern], origins=A))
    assert [(who, example) for _, who, example in found] == expected


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_an_example_found_in_passing_is_kept():
    """A path tried for one resource may become the example of another."""
    resources = {r"/a/(?!b).*(?<=zebra)": {"origins": A}, "/a/*zebra": {"origins": B}}
    assert listed(make("/a/<x>", resources=resources))[0][1:] == (A, "/a/zebra")


class Odd(BaseConverter):
    """A converter without an automaton."""

    regex = r"(?!x)[a-m]"


def test_a_converter_that_cannot_be_analyzed():
    """Such a rule is tried with paths that its expression accepts."""
    app = make(resources={"/a/*": {"origins": A}, "/a/m*": {"origins": B}})
    app.url_map.converters["odd"] = Odd
    app.add_url_rule("/a/<odd:x>", "x", view)
    app.add_url_rule("/a/<y>", "y", view)
    assert listed(app, "x") == [("resource /a/m*", B, "/a/m"), ("resource /a/*", A, "/a/a")]
    # Paths of an interfering rule that cannot be analyzed are left out one by one.
    assert listed(app, "y")[0] == ("resource /a/m*", B, "/a/ma")


@pytest.mark.parametrize(
    ("limit", "examples"),
    [(1, ["?", "?", "?"]), (8, ["/aa", "/ba", "?"]), (99, ["/aa", "/ba", "/d"])],
)
def test_a_search_that_grows_too_large_is_given_up(monkeypatch, limit, examples):
    """Resources that were not found are shown as possible."""
    monkeypatch.setattr(path_search, "_LIMIT", limit)
    app = make("/<x>", "/a", "/b", "/c", resources={"/a*": {"origins": A}, "/b*": {"origins": B}})
    assert [example for _, _, example in listed(app, "/<x>")] == examples


# -- blueprints ------------------------------------------------------------------------------------


def blueprint(*rules, name="bp", prefix="/bp", **options):
    """Return a blueprint with rules; with a policy, if options are given."""
    made = Blueprint(name, __name__, url_prefix=prefix)
    if options:
        CORS(made, **options)
    for number, rule in enumerate(rules):
        made.add_url_rule(rule, f"v{number}", view)
    return made


def test_a_blueprint_governs_its_routes():
    """The row names the blueprint by its registered name."""
    outer = blueprint("/y", name="outer", origins=A)
    outer.register_blueprint(blueprint("/x", name="inner", origins=B))
    app = make("/z")
    app.register_blueprint(outer)
    assert sorted(listed(app)) == [
        ("blueprint outer", A, None),
        ("blueprint outer.inner", B, None),
        ("none", "-", None),
    ]


def test_a_blueprint_without_origins_inherits_them():
    """A blueprint that inherits has a row for each resource of its rule."""
    app = make(resources={"/bp/a*": {"origins": A}, "/*": {"origins": B}})
    app.register_blueprint(blueprint("/<x>", max_age=1))
    assert listed(app) == [("blueprint bp", A, "/bp/a"), ("blueprint bp", B, "/bp/b")]


def test_a_blueprint_with_origins_ignores_outer_scopes():
    """Such a blueprint has one row, whatever the app configures."""
    app = make(resources={"/bp/a*": {"origins": A}, "/*": {"origins": B}})
    app.register_blueprint(blueprint("/<x>", origins=C))
    assert listed(app) == [("blueprint bp", C, None)]


@pytest.mark.parametrize("pattern", ["/bp/v1/*", "/v1/*"])
def test_resources_of_a_blueprint_may_omit_the_prefix(pattern):
    """A resource of a blueprint matches the full path and the path below the prefix."""
    app = make(origins=A)
    app.register_blueprint(blueprint("/<path:x>", resources={pattern: {"origins": B}}))
    assert listed(app) == [("blueprint bp", B, "/bp/v1"), ("app", A, "/bp/a")]


def test_the_root_of_a_blueprint_is_its_prefix():
    """A blueprint's resource `/` is its prefix itself."""
    app = make()
    app.url_map.strict_slashes = False
    app.register_blueprint(blueprint("/", resources={"/": {"origins": B}}))
    assert listed(app) == [("blueprint bp", B, None)]


def test_a_prefix_that_cannot_be_analyzed():
    """Resources below such a prefix are found by trying paths, or shown as possible."""
    app = make()
    app.url_map.converters["odd"] = Odd
    app.register_blueprint(blueprint("/<y>", prefix="/<odd:o>", resources={"/m": {"origins": A}}))
    assert [each[:2] for each in listed(app)] == [("blueprint bp", A), ("none", "-")]


# -- views -----------------------------------------------------------------------------------------


def test_a_view_without_origins_inherits_them():
    """`@cross_origin()` governs, and its origins are the effective ones."""
    app = make(resources={"/a/*": {"origins": A}})
    app.add_url_rule("/a/x", "x", cross_origin(max_age=1)(lambda: ""))
    app.add_url_rule("/a/<y>", "y", decorated())
    app.add_url_rule("/<path:z>", "z", decorated())
    assert listed(app, "x") == listed(app, "y") == [("view", A, None)]
    assert [each[:2] for each in listed(app, "z")] == [("view", A), ("view", "*")]


def test_a_view_with_origins_has_one_row():
    """The row covers all paths."""
    app = make(resources={"/a/*": {"origins": A}})
    app.add_url_rule("/<path:z>", "z", decorated(origins=B))
    assert listed(app) == [("view", B, None)]


class Book(MethodView):
    """A class-based view; some of its methods have their own policy."""

    def get(self):
        """Read."""

    @cross_origin(origins=A)
    def put(self):
        """Write."""

    @cross_origin(origins=A)
    def delete(self):
        """Remove."""


def test_methods_with_different_policies_are_different_rows():
    """A MethodView has one row for each distinct policy, with its methods."""
    app = make(origins=B)
    app.add_url_rule("/x", view_func=Book.as_view("book"))
    found = {row.methods: (row.governed_by, origins(row)) for row in rows(app, preview(app)[0])}
    assert found == {("DELETE", "PUT"): ("view", A), ("GET", "HEAD", "OPTIONS"): ("app", B)}


def test_a_rule_without_methods_has_none_listed():
    """Rules for every method have a row without methods."""
    app = make(resources=["/x*"], origins=B)
    app.url_map.add(Rule("/x", endpoint="x"))
    app.url_map.add(Rule("/<z>", endpoint="z"))
    found = [(row.methods, row.governed_by, row.example) for row in rows(app, preview(app)[0])]
    assert found == [
        ((), "resource /x*", None),
        ((), "resource /x*", "/xa"),
        ((), "none", "/a"),
    ]


def test_a_class_without_methods_has_rows_by_method():
    """A MethodView under a rule for any method has rows for the usual methods."""
    app = make(origins=B)
    app.url_map.add(Rule("/<y>", endpoint="y"))
    app.view_functions["y"] = Book.as_view("book")
    found = [row.methods for row in rows(app, preview(app)[0])]
    assert sorted(found) == [("DELETE", "PUT"), ("GET", "HEAD", "OPTIONS", "PATCH", "POST")]


def test_a_rule_without_a_response_is_marked():
    """A rule that redirects, or only builds URLs, is listed as possible."""
    app = make(resources=["/*", "/z/a"], origins=B)
    app.url_map.add(Rule("/x", endpoint="x", redirect_to="/y"))
    app.url_map.add(Rule("/z/<y>", endpoint="z", build_only=True))
    assert {example for _, _, example in listed(app)} == {"?"}


def test_dropped_credentials_are_shown_as_off():
    """A conflict from merging shows the effective value."""
    app = make()
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: ""))
    resolver, problems = preview(app)
    (row,) = rows(app, resolver)
    assert row.policy.credentials is False
    assert [problem.code for problem in problems] == ["credentials-dropped"]


# -- foreign apps ----------------------------------------------------------------------------------


@pytest.mark.parametrize("host_matching", [True, False])
def test_domains_are_distinguished(host_matching):
    """An example is looked up in its rule's domain; one with variables is not checked."""
    app = make()
    app.url_map.host_matching = host_matching
    CORS(app, resources={"/a*": {"origins": A}})
    where = "host" if host_matching else "subdomain"
    for endpoint, domain in (("x", "x.com"), ("y", "y.com"), ("z", "<name>.com")):
        app.add_url_rule("/<part>", endpoint, view, **{where: domain})
    for endpoint in "xyz":
        assert listed(app, endpoint) == [("resource /a*", A, "/a"), ("none", "-", "/b")]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_flask_restx_app_is_listed():
    """Resources with `method_decorators` and the routes of Swagger are listed."""
    app = make(resources={"/api/*": {"origins": A}})
    api = flask_restx.Api(app, prefix="/api")

    @api.route("/items/<int:number>")
    class Item(flask_restx.Resource):
        method_decorators = {"post": [cross_origin(origins=B)]}  # noqa: RUF012 - as in real apps

        get = post = view

    found = {
        (row.rule.rule, row.governed_by, origins(row), "POST" in row.methods)
        for row in rows(app, preview(app)[0])
    }
    assert ("/api/items/<int:number>", "view", B, True) in found
    assert ("/api/items/<int:number>", "resource /api/*", A, False) in found
    assert ("/api/swagger.json", "resource /api/*", A, False) in found


# -- no side effects -------------------------------------------------------------------------------


class Touchy(BaseConverter):
    """A converter whose conversion must not run."""

    to_python = never


@pytest.mark.parametrize("how", ["converter", "redirect"])
def test_no_code_of_the_app_runs(how):
    """No view, hook, callable, conversion or redirect runs; routing does not check examples."""
    app = make("/<x>", resources={"/a": {"origins": never}})
    app.before_request(never)
    app.after_request(never)
    app.teardown_request(never)
    app.teardown_appcontext(never)
    app.url_map.converters["touchy"] = Touchy
    if how == "converter":
        app.add_url_rule("/t/<touchy:x>", "t", view)
    else:
        app.url_map.add(Rule("/<any(a):x>", endpoint="r", redirect_to=never))
    assert listed(app, "/<x>") == [("resource /a", "callable never", "/a"), ("none", "-", "/b")]


def test_an_app_with_an_unused_converter_has_checked_examples():
    """Only a converter that some rule uses prevents checking."""
    app = make("/<x>", "/a", resources={"/a": {"origins": A}})
    app.url_map.converters["touchy"] = Touchy
    assert listed(app, "/<x>") == [("none", "-", None)]


def test_the_app_can_be_configured_further():
    """A preview is not final: later configuration counts."""
    app = make("/")
    assert listed(app) == [("none", "-", None)]
    assert "cors" not in app.extensions
    CORS(app, origins=A)
    assert listed(app) == [("app", A, None)]
    app.config["CORS_MAX_AGE"] = 5
    assert rows(app, preview(app)[0])[0].policy.value("max_age") == 5


def test_a_foreign_extension_entry_is_ignored():
    """Another object in app.extensions["cors"] is not used as a state."""
    app = make("/")
    app.extensions["cors"] = object()
    assert listed(app) == [("none", "-", None)]


def test_after_the_first_request_its_resolver_is_shown():
    """The listing shows the served policies, ignoring later configuration."""
    app = make(origins=A)
    app.add_url_rule("/", "index", lambda: "")
    app.test_client().get("/")
    assert preview(app) == (app.extensions["cors"].resolver, [])


def test_a_strict_app_is_refused_like_by_its_first_request():
    """With `strict` a problem of the whole app is an error."""
    app = make(strict=True, origins=A)
    app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: ""))
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    with pytest.raises(ConfigurationError, match="credentials are disabled"):
        preview(app)


def test_earlier_warnings_are_not_repeated():
    """Problems that a call already reported are left out."""
    app = make("/")
    app.config["CORS_HEADERS"] = "x"
    with pytest.warns(CORSWarning, match="CORS_HEADERS"):
        CORS(app)
    assert preview(app)[1] == []


# -- against the run time --------------------------------------------------------------------------

_SEGMENTS = ["a", "b", "ab", "<x>", "<int:x>", "a<x>", "<any(a, b):x>"]
_PATTERNS = ["/a/*", "/a*", "/*b", "/*/b", "/a", "/a/", "/ab/b", "/a/b/"]
_PATTERNS += ["/a/.*", "/[ab]+", "/.+/b/?", "/(a|b)(/.*)?", r"/\d+"]


def _rule(segments, end):
    """Join segments to a rule in which no variable is repeated."""
    numbered = (each.replace("x>", f"x{place}>") for place, each in enumerate(segments))
    return "/" + "/".join(numbered) + end


_RULES = st.builds(
    _rule,
    st.lists(st.sampled_from(_SEGMENTS), min_size=1, max_size=3),
    st.sampled_from(["", "/", "/<path:rest>"]),
)
_PATHS = st.builds(
    lambda parts, end: "/" + "/".join(parts) + end,
    st.lists(st.sampled_from(["a", "b", "ab", "aa", "1", "10"]), min_size=1, max_size=4),
    st.sampled_from(["", "/"]),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(_RULES, min_size=1, max_size=4, unique=True),
    st.lists(st.sampled_from(_PATTERNS), max_size=4, unique=True),
    st.lists(st.sampled_from(_PATTERNS), max_size=2, unique=True),
    st.lists(_PATHS, min_size=1, max_size=12),
    st.booleans(),
)
def test_served_policies_are_listed(rules, patterns, inner, paths, strict_slashes):
    """Every governing policy of a path has a row, and every example is governed as listed."""
    app = make()
    app.url_map.strict_slashes = strict_slashes
    if patterns:
        CORS(app, resources={p: {"origins": f"https://{i}.com"} for i, p in enumerate(patterns)})
    made = Blueprint("bp", __name__, url_prefix="/a")
    if inner:
        CORS(made, resources={p: {"max_age": i} for i, p in enumerate(inner)})
    for number, rule in enumerate(rules):
        (app, made)[number % 2].add_url_rule(rule, f"v{number}", view)
    app.register_blueprint(made)
    resolver, _ = preview(app)
    found = {}
    for row in rows(app, resolver):
        found.setdefault(id(row.rule), []).append(row)
    adapter = app.url_map.bind("localhost")

    def governed(path):
        rule, _ = adapter.match(path, "GET", return_rule=True)
        policy = resolver.governing(rule.endpoint, "GET", path)
        return rule, {name: each.value for name, each in policy.settings.items()} if policy else {}

    for row in (row for each in found.values() for row in each if row.example is not None):
        rule, values = governed(row.example)
        assert rule is row.rule
        assert values == row.values
    for path in paths:
        try:
            rule, values = governed(path)
        except HTTPException:
            continue
        assert values in [row.values for row in found[id(rule)]]
