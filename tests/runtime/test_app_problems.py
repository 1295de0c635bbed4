"""The problems of a complete app, and those that the first request does not look for again."""

from contextlib import suppress
from itertools import product

import pytest
from flask import Blueprint, Flask

from flask_cors import CORS, ConfigurationError, cross_origin
from flask_cors._runtime.app_problems import app_problems
from flask_cors._runtime.state import State, preview

A = "http://a.example"
CREDENTIALS = {"supports_credentials": True}
OF_APP = (
    None,
    {"origins": A},
    {"origins": "*", **CREDENTIALS},
    {"expose_headers": "*", **CREDENTIALS},
    {"send_wildcard": True},
)
OF_BLUEPRINT = (
    None,
    {"origins": A},
    {"origins": A, **CREDENTIALS},
    {"origins": ["null", A], "resources": {"/x": CREDENTIALS, "/z": {"expose_headers": "*"}}},
    {"resources": {"/x": {"origins": A, **CREDENTIALS}, "/z": CREDENTIALS}},
    {"origins": "*", "send_wildcard": True, **CREDENTIALS},
    {"origins": A, "send_wildcard": True, "resources": {"/x": {"origins": "*", **CREDENTIALS}}},
    CREDENTIALS,
    # Part of its routes, so that the blueprint around it governs the others.
    {"resources": {"/x": {"origins": A}}},
    # The same resource twice.
    {"resources": {"/*": {"origins": A, **CREDENTIALS}, "*": {"origins": "*"}}},
    # Two calls.
    [{"origins": A, **CREDENTIALS}, {"origins": "*"}],
)
OF_VIEW = (None, {"origins": "*"}, {"expose_headers": "*"}, CREDENTIALS)


def make(config, of_app, of_blueprint, of_inner, of_view):
    """Return an app with a blueprint in another one; a failing call of `CORS` is ignored."""

    def view():
        return "x"

    app = Flask("made", static_folder=None)
    app.config.update(config)
    outer, inner = Blueprint("outer", "outer"), Blueprint("inner", "inner")
    inner.add_url_rule("/x", "x", view)
    inner.add_url_rule("/y", "y", view if of_view is None else cross_origin(**of_view)(view))
    if of_app is None:
        outer.add_url_rule("/z", "z", view)
    for target, options in ((app, of_app), (outer, of_blueprint), (inner, of_inner)):
        for each in options if isinstance(options, list) else filter(None, [options]):
            with suppress(ConfigurationError):
                CORS(target, **each)
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return app


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("config", [{}, {"CORS_SEND_WILDCARD": True}], ids=["", "config"])
@pytest.mark.parametrize("of_view", OF_VIEW)
def test_skipping_reported_blueprints_hides_no_problem(config, of_view):
    """The first request finds the same new problems as if it examined everything."""
    skipped = 0
    for of_app, of_blueprint, of_inner in product(OF_APP, OF_BLUEPRINT, OF_BLUEPRINT):
        state = State.of(make(config, of_app, of_blueprint, of_inner, of_view))
        if state is None:
            continue
        resolver, _ = state.read()
        state.note_reported(resolver)
        every = list(app_problems(resolver.scopes))
        found = list(app_problems(resolver.scopes, only_new=True))
        assert set(state.reported.new(found)) == set(state.reported.new(every))
        assert set(found) <= set(every)
        skipped += found != every
    # `app.config` may contradict any blueprint.
    assert bool(skipped) == (not config)


def test_only_the_resource_of_a_path_without_variables_is_combined_with_its_view():
    """Another resource that begins with the same text cannot govern it."""
    app = Flask("exact", static_folder=None)
    CORS(app, resources={"/x": {"origins": "https://a.example"}, "/xy": {"origins": "*"}})
    app.add_url_rule("/x", "x", cross_origin(**CREDENTIALS)(lambda: "x"))
    assert preview(app)[1] == []
    app.add_url_rule("/x<name>", "named", cross_origin(**CREDENTIALS)(lambda name: name))
    assert "credentials-dropped" in {problem.code for problem in preview(app)[1]}


def test_a_problem_of_several_combinations_is_reported_once():
    """The view inherits the credentials and sets the origins, whatever its resource is."""
    app = Flask("twice", static_folder=None)
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    CORS(app, origins="https://a.example", resources={"/a/*": {}, "/b/*": {}})
    app.add_url_rule("/<name>/x", "x", cross_origin(origins=A)(lambda name: name))
    assert [problem.code for problem in preview(app)[1]] == ["http-origin-with-credentials"]
