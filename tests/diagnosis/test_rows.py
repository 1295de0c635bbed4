"""Which policies the listing shows for a rule, and that the run time's resolver agrees."""

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
from flask_cors._diagnosis import path_areas
from flask_cors._diagnosis.rows import rows
from flask_cors._runtime.state import preview
from origins import A, B, C
from views import never


def view(**kwargs):
    """Stand for a view that must never run."""
    raise AssertionError("a view ran")


def decorated(**options):
    """Return a decorated view of its own, since a decorator is remembered for what it wraps."""
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
    """Return who governs, the origins and the example of each row."""
    resolver, _ = preview(app)
    return [
        (row.governed_by, origins(row), row.example if row.certain else "?")
        for row in rows(app, resolver)
        if endpoint in {None, row.rule.endpoint}
    ]


def origins(row):
    """Return the text of the origins of a row."""
    return " ".join(map(str, row.policy.origins.patterns)) if row.policy else "-"


# -- one policy ------------------------------------------------------------------------------------


def test_an_app_without_cors_has_only_rows_of_none():
    """Where nothing is configured, no policy governs."""
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
    """Where all paths fall under one resource, there is one row."""
    app = make(rule, resources={"/api/*": {"origins": A}, "/other/*": {"origins": B}})
    assert listed(app) == [("resource /api/*", A, None)]


def test_every_path_among_several_resources_is_the_apps():
    """The resource `/*` is the app's policy also where others stand beside it."""
    app = make("/api/x", "/x", resources={"/*": {"origins": A}, "/api/*": {"origins": B}})
    assert sorted(listed(app)) == [("app", A, None), ("resource /api/*", B, None)]


def test_a_regex_written_like_every_path_is_a_resource():
    """A compiled regular expression is never taken for the app's policy."""
    app = make("/", resources=[re.compile("/*")], origins=A)
    assert listed(app) == [("resource /*", A, None)]


# -- several policies ------------------------------------------------------------------------------


def test_each_policy_of_a_rule_has_an_example_path():
    """A rule across resources has a row for each, the one that is asked first in front."""
    app = make(
        "/files/<path:x>",
        resources={"/files/public/*": {"origins": B}, "/files/*": {"origins": A}},
    )
    assert listed(app) == [
        ("resource /files/public/*", B, "/files/public"),
        ("resource /files/*", A, "/files/a"),
    ]


def test_paths_under_no_resource_have_a_row_too():
    """What falls under no resource is shown as under none."""
    app = make("/<x>", resources={"/a*": {"origins": A}})
    assert listed(app) == [("resource /a*", A, "/a"), ("none", "-", "/b")]


def test_an_exact_resource_takes_one_path_of_a_rule():
    """An exact resource is an example of itself."""
    app = make("/<x>", resources={"/me": {"origins": A}, "/*": {"origins": B}})
    assert listed(app) == [("resource /me", A, "/me"), ("app", B, "/a")]


def test_resources_beyond_the_reach_of_a_rule_are_left_out():
    """A resource that no path of the rule meets has no row."""
    app = make(
        "/<int:x>",
        resources={"/a.*b": {"origins": A}, r"/\d+": {"origins": B}, "/1": {"origins": C}},
    )
    assert listed(app) == [("resource /1", C, "/1"), (r"resource /\d+", B, "/0")]


def test_a_path_that_another_rule_takes_is_no_example():
    """What a more specific rule takes decides nothing about this one."""
    options = {"resources": {"/api/health": {"origins": A}, "/api/*": {"origins": B}}}
    app = make("/api/<x>", "/api/health", **options)
    assert listed(app, "/api/<x>") == [("resource /api/*", B, None)]
    options = {"resources": {r"/api/\d+": {"origins": A}, "/api/*": {"origins": B}}}
    app = make("/api/<x>", "/api/<int:x>", **options)
    assert listed(app, "/api/<x>") == [("resource /api/*", B, None)]


def test_a_path_that_another_rule_takes_for_other_methods_is_an_example():
    """Another rule that takes only GET leaves POST to this one."""
    app = make(resources={"/api/health": {"origins": A}, "/api/*": {"origins": B}})
    app.add_url_rule("/api/<x>", "any", view, methods=["GET", "POST"])
    app.add_url_rule("/api/health", "health", view, methods=["GET"])
    assert listed(app, "any") == [
        ("resource /api/health", A, "/api/health"),
        ("resource /api/*", B, "/api/a"),
    ]


def test_several_rules_can_take_the_methods_of_a_path():
    """A path of which two other rules take one method each is no example of this one."""
    app = make(resources={"/api/health": {"origins": A}, "/api/*": {"origins": B}})
    app.url_map.add(Rule("/api/<x>", endpoint="any", methods=["PUT", "POST"]))
    app.url_map.add(Rule("/api/health", endpoint="put", methods=["PUT"]))
    app.url_map.add(Rule("/api/health", endpoint="post", methods=["POST"]))
    assert listed(app, "any") == [("resource /api/*", B, None)]


def test_a_rule_that_others_hide_is_listed_as_possible():
    """Two rules on one URL: the second, which no request reaches, has a row all the same."""
    app = make(resources={"/a*": {"origins": A}})
    app.add_url_rule("/<x>", "first", view)
    app.add_url_rule("/<x>", "second", view)
    assert listed(app, "second") == [("none", "-", "?")]


def test_a_path_that_redirects_to_a_default_is_no_example():
    """`/a/1` leads to `/a/`, where `1` is the default of the same endpoint."""
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
def test_the_slash_that_a_rule_does_not_insist_on_counts(rule, other):
    """Under strict_slashes=False a rule has two paths, which can have two policies."""
    app = make(resources={rule: {"origins": A}, other: {"origins": B}})
    app.url_map.strict_slashes = False
    app.add_url_rule(rule, "x", view)
    assert sorted(listed(app)) == sorted(
        [(f"resource {rule}", A, rule), (f"resource {other}", B, other)]
    )


def test_the_root_has_one_path():
    """`/` has no form without a slash."""
    app = make(resources={"/": {"origins": A}, "/a": {"origins": B}})
    app.url_map.strict_slashes = False
    app.add_url_rule("/", "x", view)
    assert listed(app) == [("resource /", A, None)]


def test_examples_have_no_dot_segments():
    """Paths with `..` and `//`, which fall under none, do not clutter the listing."""
    app = make("/api/<path:x>", "/.well-known/<x>", resources=["/api/*", "/.w*"], origins=A)
    assert sorted(governs for governs, _, _ in listed(app)) == ["resource /.w*", "resource /api/*"]


def test_a_rule_with_dot_segments_is_judged_like_its_paths():
    """A rule that has them itself falls under none, and says so."""
    app = make("/api/../<x>", resources={"/api/*": {"origins": A}})
    assert listed(app) == [("resource /api/*", A, "?"), ("none", "-", "/api/../a")]


# -- what cannot be analyzed -----------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("pattern", "rule", "expected"),
    [
        # Found by trying.
        (r"/a/(?!b).*", "/a/<x>", [(A, "/a/a"), ("-", "/a/b")]),
        # Possible as far as anybody can tell.
        (r"/a/(?!b).*(?<=zebra)", "/a/<x>", [(A, "?"), ("-", "/a/a")]),
        (r"/(?=b)b|/a/x", "/a/<x>", [(A, "?"), ("-", "/a/a")]),
        # Another literal beginning.
        (r"/b/(?!b).*", "/a/<x>", [("-", None)]),
        (r"/b/(?:x|(?!b)).*", "/a/<x>", [("-", None)]),
        (r"^/b(?!b).*[|]\|", "/a/<x>", [("-", None)]),
        # The last literal character may be missing.
        (r"/b?(?!b).*", "/a/<x>", [(A, "/a/a"), ("-", "?")]),
        (re.compile(r"/A/(?!b).*", re.IGNORECASE), "/a/<x>", [(A, "/a/a"), ("-", "/a/b")]),
    ],
)
def test_an_unreadable_resource_is_tried_or_shown_as_possible(pattern, rule, expected):
    """What cannot be analyzed never passes for settled."""
    found = listed(make(rule, resources=[pattern], origins=A))
    assert [(who, example) for _, who, example in found] == expected


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_an_example_found_in_passing_is_kept():
    """A path tried for one resource that turns out to be another's is the example of that."""
    resources = {r"/a/(?!b).*(?<=zebra)": {"origins": A}, "/a/*zebra": {"origins": B}}
    assert listed(make("/a/<x>", resources=resources))[0][1:] == (A, "/a/zebra")


class Odd(BaseConverter):
    """A converter that no automaton can stand for."""

    regex = r"(?!x)[a-m]"


def test_a_converter_that_cannot_be_analysed():
    """A rule of such a converter is tried with the paths that its expression accepts."""
    app = make(resources={"/a/*": {"origins": A}, "/a/m*": {"origins": B}})
    app.url_map.converters["odd"] = Odd
    app.add_url_rule("/a/<odd:x>", "x", view)
    app.add_url_rule("/a/<y>", "y", view)
    assert listed(app, "x") == [("resource /a/m*", B, "/a/m"), ("resource /a/*", A, "/a/a")]
    # What a rule takes that is in the way, but cannot be analyzed, is left out path by path.
    assert listed(app, "y")[0] == ("resource /a/m*", B, "/a/ma")


@pytest.mark.parametrize(
    ("limit", "examples"),
    [(1, ["?", "?", "?"]), (8, ["/aa", "/ba", "?"]), (99, ["/aa", "/ba", "/d"])],
)
def test_a_search_that_grows_too_large_is_given_up(monkeypatch, limit, examples):
    """Where a search does not end, what was not found is shown as possible."""
    monkeypatch.setattr(path_areas, "_LIMIT", limit)
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
    """The row names the blueprint as it is registered."""
    outer = blueprint("/y", name="outer", origins=A)
    outer.register_blueprint(blueprint("/x", name="inner", origins=B))
    app = make("/z")
    app.register_blueprint(outer)
    assert sorted(listed(app)) == [
        ("blueprint outer", A, None),
        ("blueprint outer.inner", B, None),
        ("none", "-", None),
    ]


def test_a_blueprint_that_names_no_origins_has_those_around_it():
    """An amending blueprint has a row for each resource that its rule can fall under."""
    app = make(resources={"/bp/a*": {"origins": A}, "/*": {"origins": B}})
    app.register_blueprint(blueprint("/<x>", max_age=1))
    assert listed(app) == [("blueprint bp", A, "/bp/a"), ("blueprint bp", B, "/bp/b")]


def test_what_lies_under_a_blueprint_with_origins_makes_no_difference():
    """A blueprint that stands alone has one row, whatever the app says."""
    app = make(resources={"/bp/a*": {"origins": A}, "/*": {"origins": B}})
    app.register_blueprint(blueprint("/<x>", origins=C))
    assert listed(app) == [("blueprint bp", C, None)]


@pytest.mark.parametrize("pattern", ["/bp/v1/*", "/v1/*"])
def test_resources_of_a_blueprint_may_leave_out_the_prefix(pattern):
    """A resource of a blueprint is found by the full path and below the prefix."""
    app = make(origins=A)
    app.register_blueprint(blueprint("/<path:x>", resources={pattern: {"origins": B}}))
    assert listed(app) == [("blueprint bp", B, "/bp/v1"), ("app", A, "/bp/a")]


def test_the_root_of_a_blueprint_is_its_prefix():
    """The resource `/` of a blueprint is its prefix itself."""
    app = make()
    app.url_map.strict_slashes = False
    app.register_blueprint(blueprint("/", resources={"/": {"origins": B}}))
    assert listed(app) == [("blueprint bp", B, None)]


def test_a_prefix_that_cannot_be_analysed():
    """Resources below such a prefix are found by trying, or shown as possible."""
    app = make()
    app.url_map.converters["odd"] = Odd
    app.register_blueprint(blueprint("/<y>", prefix="/<odd:o>", resources={"/m": {"origins": A}}))
    assert [each[:2] for each in listed(app)] == [("blueprint bp", A), ("none", "-")]


# -- views -----------------------------------------------------------------------------------------


def test_a_view_that_names_no_origins_has_those_around_it():
    """`@cross_origin()` governs, and its origins are the effective ones."""
    app = make(resources={"/a/*": {"origins": A}})
    app.add_url_rule("/a/x", "x", cross_origin(max_age=1)(lambda: ""))
    app.add_url_rule("/a/<y>", "y", decorated())
    app.add_url_rule("/<path:z>", "z", decorated())
    assert listed(app, "x") == listed(app, "y") == [("view", A, None)]
    assert [each[:2] for each in listed(app, "z")] == [("view", A), ("view", "*")]


def test_a_view_that_names_origins_stands_alone():
    """A view with origins has one row, whatever the paths."""
    app = make(resources={"/a/*": {"origins": A}})
    app.add_url_rule("/<path:z>", "z", decorated(origins=B))
    assert listed(app) == [("view", B, None)]


class Book(MethodView):
    """A class-based view, some of its methods with a policy of their own."""

    def get(self):
        """Read."""

    @cross_origin(origins=A)
    def put(self):
        """Write."""

    @cross_origin(origins=A)
    def delete(self):
        """Remove."""


def test_methods_with_different_policies_are_different_rows():
    """A MethodView has one row a distinct policy, with the methods it holds for."""
    app = make(origins=B)
    app.add_url_rule("/x", view_func=Book.as_view("book"))
    found = {row.methods: (row.governed_by, origins(row)) for row in rows(app, preview(app)[0])}
    assert found == {("DELETE", "PUT"): ("view", A), ("GET", "HEAD", "OPTIONS"): ("app", B)}


def test_a_rule_without_methods_takes_any():
    """Rules that take every method have a row without methods."""
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
    """A MethodView under a rule of any method is told apart by the usual ones."""
    app = make(origins=B)
    app.url_map.add(Rule("/<y>", endpoint="y"))
    app.view_functions["y"] = Book.as_view("book")
    found = [row.methods for row in rows(app, preview(app)[0])]
    assert sorted(found) == [("DELETE", "PUT"), ("GET", "HEAD", "OPTIONS", "PATCH", "POST")]


def test_a_rule_whose_view_answers_nothing_is_marked():
    """A rule that redirects, or is only there to build URLs, is listed as possible."""
    app = make(resources=["/*", "/z/a"], origins=B)
    app.url_map.add(Rule("/x", endpoint="x", redirect_to="/y"))
    app.url_map.add(Rule("/z/<y>", endpoint="z", build_only=True))
    assert {example for _, _, example in listed(app)} == {"?"}


def test_credentials_for_anybody_that_only_merging_made_are_off():
    """Conflicts show what is effective."""
    app = make()
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: ""))
    resolver, problems = preview(app)
    (row,) = rows(app, resolver)
    assert row.policy.credentials is False
    assert [problem.code for problem in problems] == ["credentials-dropped"]


# -- foreign apps ----------------------------------------------------------------------------------


@pytest.mark.parametrize("host_matching", [True, False])
def test_domains_are_told_apart(host_matching):
    """An example is looked up in the domain of its rule; one with variables is taken as found."""
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
        method_decorators = {"post": [cross_origin(origins=B)]}  # noqa: RUF012 - as its users do

        get = post = view

    found = {
        (row.rule.rule, row.governed_by, origins(row), "POST" in row.methods)
        for row in rows(app, preview(app)[0])
    }
    assert ("/api/items/<int:number>", "view", B, True) in found
    assert ("/api/items/<int:number>", "resource /api/*", A, False) in found
    assert ("/api/swagger.json", "resource /api/*", A, False) in found


# -- what does not happen --------------------------------------------------------------------------


class Touchy(BaseConverter):
    """A converter whose conversion must not run."""

    to_python = never


@pytest.mark.parametrize("how", ["converter", "redirect"])
def test_no_code_of_the_app_is_run(how):
    """No view, hook, callable, conversion or redirect runs; examples come unchecked by routing."""
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


def test_an_app_with_a_converter_that_is_not_used_has_checked_examples():
    """Only a converter that some rule uses keeps examples from being looked up."""
    app = make("/<x>", "/a", resources={"/a": {"origins": A}})
    app.url_map.converters["touchy"] = Touchy
    assert listed(app, "/<x>") == [("none", "-", None)]


def test_the_app_can_be_configured_further():
    """A preview fixes nothing: what is configured afterwards counts."""
    app = make("/")
    assert listed(app) == [("none", "-", None)]
    assert "cors" not in app.extensions
    CORS(app, origins=A)
    assert listed(app) == [("app", A, None)]
    app.config["CORS_MAX_AGE"] = 5
    assert rows(app, preview(app)[0])[0].policy.value("max_age") == 5


def test_an_extension_of_that_name_is_no_obstacle():
    """Something else in app.extensions["cors"] is not taken for a state."""
    app = make("/")
    app.extensions["cors"] = object()
    assert listed(app) == [("none", "-", None)]


def test_after_the_first_request_its_resolver_is_shown():
    """What is served is what is listed, though more was configured too late."""
    app = make(origins=A)
    app.add_url_rule("/", "index", lambda: "")
    app.test_client().get("/")
    assert preview(app) == (app.extensions["cors"].resolver, [])


def test_a_strict_app_is_refused_as_by_its_first_request():
    """Under `strict` what only shows on the whole app is an error."""
    app = make(strict=True, origins=A)
    app.add_url_rule("/x", "x", cross_origin(origins="*")(lambda: ""))
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    with pytest.raises(ConfigurationError, match="credentials are disabled"):
        preview(app)


def test_what_was_warned_of_is_not_said_again():
    """Problems that a call warned of already are left out."""
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
    """Join segments to a rule in which no variable comes twice."""
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
def test_what_is_served_is_listed(rules, patterns, inner, paths, strict_slashes):
    """Whatever governs a path of a rule has a row, and every example is governed as listed."""
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
