"""Decorators and hooks that run before a view, and the lines of views and hooks."""

import json
from functools import wraps
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask.views import MethodView, View

from commands import invoke
from flask_cors import CORS, cross_origin
from flask_cors._diagnosis.views import decorators_of, hooks_before, refusers
from origins import A


def guarded(view):
    """Wrap a view with `functools.wraps`."""

    @wraps(view)
    def wrapped(*args):
        return view(*args)

    return wrapped


class Hook:
    """A hook that is not a function."""

    def __call__(self):
        """Let every request through."""


def make():
    """Return an app with a view in a blueprint and one outside."""
    app = Flask("views")
    blueprint = Blueprint("bp", "bp")
    blueprint.before_request(Hook())
    blueprint.add_url_rule("/x", "x", guarded(cross_origin()(guarded(lambda: "x"))))
    app.register_blueprint(blueprint)
    app.add_url_rule("/y", "y", lambda: "y")
    return app


def test_decorators_are_named_without_ours():
    """Each decorator with functools.wraps has a name; `cross_origin` cannot refuse."""
    assert decorators_of(make(), "bp.x") == ["guarded", "guarded"]
    assert decorators_of(make(), "y") == []
    assert decorators_of(make(), "missing") == []


def test_hooks_of_the_app_and_of_the_blueprints():
    """A hook of a blueprint runs before the blueprint's views only."""
    assert hooks_before(make(), "bp.x") == ["Hook"]
    assert hooks_before(make(), "y") == []


def test_everything_that_may_refuse_is_named_once():
    """Decorators and hooks are named with their kind."""
    assert refusers(make(), "bp.x") == "the decorator guarded or the before_request hook Hook"
    assert refusers(make(), "y") == ""


# -- locations -------------------------------------------------------------------------------------


#: The name of a header, which no view below has in its own code.
HEADER = "Access-Control-Allow-Origin"


def line_of(mark):
    """Return the number of the line of this file that ends with a marker comment."""
    lines = Path(__file__).read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.endswith(f"# {mark}"))


def findings(app, rule, code=0):
    """Return the locations and endpoints of a rule's findings."""
    result = invoke(app, "check", "--format", "json", "--select", rule, code=code)
    return [
        (each["source"]["label"], each["source"]["line"], each["endpoints"])
        for each in json.loads(result.stdout)["findings"]
    ]


def api():
    """Return an app with a policy and without views."""
    app = Flask("places", static_folder=None)
    CORS(app, origins=A)
    return app


def add_header(response):
    """Set the header on the third line, and not in this docstring: Access-Control-Allow-Origin."""
    response.headers["X-Other"] = "1"
    response.headers["Access-Control-Allow-Origin"] = "*"  # hook
    return response


def describe(response):
    """Leave Access-Control-Allow-Origin alone."""
    return response


class Two(MethodView):
    """A view that sets two headers in one dict, whose keys are one constant."""

    def get(self):
        """Return them."""
        return "", {
            "Access-Control-Allow-Origin": "*",
            "X-Other": self.name(),
        }  # dict

    def name(self):
        """Return a value that is unknown in advance."""
        return str(self)


def test_a_header_set_twice_is_located_at_its_name():
    """The finding points to the line in the view or hook, and not to a docstring."""
    app = api()
    app.add_url_rule("/two", view_func=Two.as_view("two"))
    app.add_url_rule("/x", "x", lambda: "x")
    app.after_request(describe)
    (found,) = findings(app, "CORS305")
    assert found[0] == "view 'two'"
    assert line_of("dict") - 3 <= found[1] <= line_of("dict")
    app.after_request(add_header)
    assert findings(app, "CORS305")[0] == ("hook add_header", line_of("hook"), ["two", "x"])


@pytest.mark.filterwarnings("ignore:.*sets Access-Control-Allow-Origin")
def test_a_replaced_header_is_located_if_possible():
    """A header seen in a response is located at the view, else at a hook, else at the policy."""

    def served(app):
        app.add_url_rule("/y", "y", lambda: ("", {HEADER: "*"}))
        app.test_client().get("/y", headers={"Origin": A})
        app.test_client().get("/x", headers={"Origin": A})
        found = json.loads(invoke(app, "check", "--format", "json", code=1).stdout)["findings"]
        return [
            (each["source"]["label"], each["endpoints"])
            for each in found
            if each["id"] == "CORS305" and each["severity"] == "warning"
        ]

    assert served(api()) == [("CORS(app)", ["y"])]
    app = api()
    app.add_url_rule("/x", "x", lambda: ("", {"Access-Control-Allow-Origin": "*"}))
    assert served(app) == [("CORS(app)", ["y"]), ("view 'x'", ["x"])]
    app = api()
    app.add_url_rule("/x", "x", lambda: ("", {"Access-Control-Allow-Origin": "*"}))
    app.after_request(add_header)
    assert served(app) == [("hook add_header", ["y"]), ("view 'x'", ["x"])]


class Own(View):
    """A view that handles OPTIONS itself."""

    methods = ("GET", "OPTIONS")

    def dispatch_request(self):  # dispatch
        """Return nothing."""
        return ""


class Verbs(MethodView):
    """A view with a method for OPTIONS."""

    def options(self):  # verb
        """Return nothing."""
        return ""


def test_a_view_that_handles_options_is_located_at_its_beginning():
    """The line is that of its first decorator, or of the method of a class."""
    app = api()

    @app.route("/a", methods=["GET", "OPTIONS"])  # route
    @guarded
    def a():
        return ""

    app.add_url_rule("/b", view_func=Own.as_view("b"))
    app.add_url_rule("/c", view_func=Verbs.as_view("c"))
    app.add_url_rule("/d", "d", print, methods=["OPTIONS"])
    found = {label: line for label, line, _ in findings(app, "CORS403", code=1)}
    assert found.pop("CORS(app)")
    assert found == {
        "view 'a'": line_of("route"),
        "view 'b'": line_of("dispatch"),
        "view 'c'": line_of("verb"),
    }
    text = invoke(app, "check", "--select", "CORS403", code=1).stdout
    assert ' @app.route("/a", methods=["GET", "OPTIONS"])  # route\n' in text
