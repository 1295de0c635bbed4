"""Below a prefix with converters, the listing and the check agree with the served app."""

import pytest
from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter

from flask_cors import CORS
from flask_cors._diagnosis import path_search
from flask_cors._diagnosis.check.resource_rules import unreached
from flask_cors._diagnosis.rows import rows
from flask_cors._runtime.state import preview
from origins import A, B
from views import never

RULES = ("/keys/<name>", "/keys/", "/raw/<path:name>", "/<v>/raw", "/<path:w>/end", "")


class Twice(BaseConverter):
    """A converter that cannot be analyzed."""

    regex = r"([^/]+)/(?=[^/])[^/]+"


def made(prefix, *patterns, rules=RULES, strict_slashes=True):
    """Return an app with a blueprint, whose first pattern allows A and whose others allow B."""
    app = Flask("prefixed", static_folder=None)
    app.url_map.strict_slashes = strict_slashes
    app.url_map.converters["twice"] = Twice
    blueprint = Blueprint("b", __name__, url_prefix=prefix)
    for rule in rules:
        blueprint.add_url_rule(rule, rule.replace(".", "") or "root", never)
    CORS(
        blueprint,
        resources={each: {"origins": A if each == patterns[0] else B} for each in patterns},
    )
    app.register_blueprint(blueprint)
    return app


def origins_of(row):
    """Return the origins of a row, or None without a policy."""
    return str(row.values["origins"]) if row.policy else None


TABLES = [
    ("/raw/*", "/keys/*"),
    ("/keys/*", "/raw/*", "/repos/x/*"),
    ("/", "/keys/x"),
    ("/*/raw", "/keys/*"),
    (r"/(keys|raw)/\w+", "/raw/x"),
    (r"/(?=k).*", "/raw/*"),
]


@pytest.mark.parametrize(
    "prefix", ["/repos/<path:repo>", "/repos/<path:a>/-", "/<twice:a>", "/<a>"]
)
@pytest.mark.parametrize("patterns", TABLES)
@pytest.mark.parametrize("strict_slashes", [True, False])
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_the_listing_agrees_with_the_app(prefix, patterns, strict_slashes):
    """Each path has a listed policy, and each example has the policy shown."""
    app = made(prefix, *patterns, strict_slashes=strict_slashes)
    resolver, _ = preview(app)
    found = {}
    for row in rows(app, resolver):
        found.setdefault(id(row.rule), []).append(row)
    adapter = app.url_map.bind("localhost")
    fronts = ("/repos/x", "/repos/a/raw", "/repos/a/keys/b", "/repos/x/-", "/repos/raw/x/-", "/x")
    backs = ("", "/", "/keys/x", "/keys/", "/raw/keys/x", "/y/raw", "/keys/y/end", "/raw/end")
    for path in (front + back for front in fronts for back in backs):
        try:
            rule, _ = adapter.match(path, "GET", return_rule=True)
        except HTTPException:
            continue
        policy = resolver.governing(rule.endpoint, "GET", path)
        expected = str(policy.settings["origins"].value) if policy else None
        assert expected in map(origins_of, found[id(rule)])
    for row in (row for each in found.values() for row in each if row.example is not None):
        assert resolver.governing(row.rule.endpoint, "GET", row.example) is row.policy


def test_a_rule_below_a_path_has_its_own_resource_alone():
    """The value of a `<path:>` in the prefix opens nothing, and is not listed."""
    app = made("/repos/<path:repo>", "/raw/*", "/keys/*", rules=RULES[:3])
    resolver, _ = preview(app)
    found = [(row.rule.rule.split(">", 1)[1], origins_of(row)) for row in rows(app, resolver)]
    assert len(found) == 3
    assert all((A in origins) is rule.startswith("/raw") for rule, origins in found)


@pytest.mark.parametrize(
    ("patterns", "code"),
    [
        (("/keys/*", "/raw/*"), None),
        (("/keys/*", "/raw/*", "/none/*"), "dead-resource"),
        (("/keys/*", "/raw/*", "/raw*"), "shadowed-resource"),
    ],
)
def test_the_check_finds_a_resource_without_routes(patterns, code):
    """Routes that would reach it only through the prefix do not count."""
    app = made("/repos/<path:repo>", *patterns, rules=RULES[:3])
    resolver, _ = preview(app)
    assert [each.rule.slug for each in unreached(app, resolver, set())] == ([code] if code else [])


def test_uncertain_resources_are_shown_as_possible(monkeypatch):
    """If a search gives up, a resource stays possible, and no governing one is left out."""
    monkeypatch.setattr(path_search, "_LIMIT", 1)
    app = made("/repos/<path:repo>", "/raw/*", "/*/keys", rules=("/<a>/<b>",))
    resolver, _ = preview(app)
    assert {origins_of(row) for row in rows(app, resolver)} >= {None}
