"""What runs in front of a view."""

from functools import wraps

from flask import Blueprint, Flask

from flask_cors import cross_origin
from flask_cors._diagnosis.views import decorators_of, hooks_before, refusers


def guarded(view):
    """Wrap a view, and say so."""

    @wraps(view)
    def wrapped(*args):
        return view(*args)

    return wrapped


class Hook:
    """A hook that is no function."""

    def __call__(self):
        """Let every request through."""


def make():
    """Return an app with a view in a blueprint, and one outside."""
    app = Flask("views")
    blueprint = Blueprint("bp", "bp")
    blueprint.before_request(Hook())
    blueprint.add_url_rule("/x", "x", guarded(cross_origin()(guarded(lambda: "x"))))
    app.register_blueprint(blueprint)
    app.add_url_rule("/y", "y", lambda: "y")
    return app


def test_decorators_are_named_without_our_own():
    """Each decorator with functools.wraps has a name; `cross_origin` refuses nothing."""
    assert decorators_of(make(), "bp.x") == ["guarded", "guarded"]
    assert decorators_of(make(), "y") == []
    assert decorators_of(make(), "missing") == []


def test_hooks_are_those_of_the_app_and_of_the_blueprints():
    """A hook of a blueprint runs in front of its views alone."""
    assert hooks_before(make(), "bp.x") == ["Hook"]
    assert hooks_before(make(), "y") == []


def test_all_that_may_refuse_is_named_once():
    """A decorator and a hook are named by what they are."""
    assert refusers(make(), "bp.x") == "the decorator guarded or the before_request hook Hook"
    assert refusers(make(), "y") == ""
