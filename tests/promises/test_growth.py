"""Work that is done once per app grows linearly with the app.

Function calls, in Python and C, are counted instead of time.
"""

import gc
import sys

import pytest
from flask import Blueprint, Flask

from commands import invoke
from counting import lines_run
from flask_cors import CORS, cross_origin
from origins import A, B

#: The second half of an app twice the size may take this much longer than the first.
AT_MOST = 1.25
SIZES = (40, 80, 160)


def steps(function, *args):
    """Return the number of calls that a function makes."""
    count = 0

    def note(_frame, event, _argument):
        nonlocal count
        count += event in {"call", "c_call"}

    # What other tests left behind is not cleaned up while this one counts.
    gc.collect()
    gc.disable()
    sys.setprofile(note)
    try:
        function(*args)
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


def growth(measured):
    """Return the cost of a doubled app's second half relative to the first; 2 means quadratic."""
    measured(4)  # late imports
    small, middle, large = map(measured, SIZES)
    return (large - middle) / (2 * (middle - small))


def resources(size):
    """Return an app with half as many resources as routes, which govern half of them."""
    app = Flask("resources", static_folder=None)
    for number in range(size):
        app.add_url_rule(f"/api/v{number}/<int:id>", f"e{number}", lambda: "")
    names = [*range(0, size, 4), *range(size, size + size // 4)]
    CORS(app, resources={f"/api/v{name}/*": {"origins": f"https://{name}.test"} for name in names})
    return app


def views(size):
    """Return an app whose resources and views each set credentials."""
    app = resources(size)
    for number in range(size):
        view = cross_origin(supports_credentials=True)(lambda: "")
        app.add_url_rule(f"/api/v{number}/view/<int:id>", f"v{number}", view)
    return app


def blueprints(size):
    """Return an app of blueprints, each with a policy that causes a warning."""
    app = Flask("blueprints", static_folder=None)
    for number in range(size):
        blueprint = Blueprint(f"b{number}", "b", url_prefix=f"/b{number}", root_path="/")
        blueprint.add_url_rule("/<int:id>", "view", lambda: "")
        CORS(blueprint, origins=[A, f"http://{number}.test"], supports_credentials=True)
        app.register_blueprint(blueprint)
    return app


APPS = pytest.mark.parametrize("make", [resources, views, blueprints])


@APPS
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_the_first_request(make):
    """A request for a missing path takes the most work."""

    def measured(size):
        client = make(size).test_client()
        return steps(lambda: client.get("/none", headers={"Origin": B}))

    assert growth(measured) < AT_MOST


#: Most lines of code that the first request runs for each route, and for each resource.
LINES_OF_A_ROUTE, LINES_OF_A_RESOURCE = 10, 120


@pytest.mark.parametrize("form", ["/api/v{}/item", "/api/v{}/<int:id>", "/api/v{}<int:id>/x"])
def test_the_first_request_without_mistakes(form):
    """Routes and resources take few steps if every resource is in use."""

    def lines(routes, resources):
        app = Flask("in use", static_folder=None)
        for number in range(routes):
            rule = form.format(number % resources)
            app.add_url_rule(f"{rule}/{number}", f"e{number}", lambda: "")
        names = [f"/api/v{number}*" for number in range(resources)]
        CORS(app, resources={name: {"origins": A} for name in names})
        client = app.test_client()
        return lines_run(lambda: client.get("/none", headers={"Origin": B}))

    lines(4, 4)  # late imports
    small = lines(100, 20)
    assert (lines(200, 20) - small) / 100 < LINES_OF_A_ROUTE
    assert (lines(100, 40) - small) / 20 < LINES_OF_A_RESOURCE


#: Most lines of code that the first request runs for each blueprint with a policy.
LINES_OF_A_BLUEPRINT = 15


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_the_first_request_with_blueprints():
    """A blueprint is indexed when it is registered, and not examined again if it was reported."""

    def lines(size):
        client = blueprints(size).test_client()
        return lines_run(lambda: client.get("/none", headers={"Origin": B}))

    lines(4)  # late imports
    assert (lines(60) - lines(30)) / 30 < LINES_OF_A_BLUEPRINT


@APPS
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_check(make):
    """The apps have findings for every policy, and resources that govern no route."""

    def measured(size):
        app = make(size)
        return steps(lambda: invoke(app, "check", code=1))

    assert growth(measured) < AT_MOST


#: Most function calls of `diff` for each origin; to analyze a regular expression takes over 5,000.
MOST_FOR_AN_ORIGIN = 1_000


@pytest.mark.parametrize("form", ["https://*.{}.test", "https://{}.test"])
def test_diff(form, tmp_path):
    """One of the origins was replaced."""
    snapshot = tmp_path / "cors.json"

    def make(names):
        app = Flask("origins", static_folder=None)
        app.add_url_rule("/", "index", lambda: "")
        CORS(app, origins=[form.format(name) for name in names])
        return app

    def measured(size):
        # Different ones for each size, because parsed patterns are cached.
        names = [f"{size}-{number}" for number in range(size)]
        snapshot.write_text(invoke(make(names), "routes", "--json").stdout)
        app = make([*names[1:], "new"])
        return steps(lambda: invoke(app, "diff", str(snapshot), code=1))

    assert growth(measured) < AT_MOST
    assert (measured(400) - measured(200)) / 200 < MOST_FOR_AN_ORIGIN


#: Most function calls for each rule that begins with a variable and each resource.
MOST_FOR_A_PAIR = {"check": 70, "routes --json": 800, "diff": 180}


@pytest.mark.parametrize("command", MOST_FOR_A_PAIR)
def test_rules_that_begin_with_a_variable(command, tmp_path):
    """Each of them can match paths of each resource; one resource was replaced."""
    snapshot = tmp_path / "cors.json"

    def make(rules, names):
        app = Flask("variables", static_folder=None)
        for number in range(rules):
            app.add_url_rule(f"/<name>/item{number}", f"e{number}", lambda name: name)
        CORS(app, resources={f"/v{name}/*": {"origins": f"https://{name}.test"} for name in names})
        return app

    def measured(resources, rules=3):
        names = [*range(resources)]
        snapshot.write_text(invoke(make(rules, names), "routes", "--json").stdout)
        app = make(rules, [*names[1:], "new"])
        if command == "diff":
            return steps(lambda: invoke(app, "diff", str(snapshot), code=1))
        return steps(lambda: invoke(app, *command.split()))

    assert growth(measured) < AT_MOST
    # How much more another rule costs if there are more resources.
    few, many = (measured(size, 40) - measured(size, 20) for size in (20, 40))
    assert (many - few) / (20 * 20) < MOST_FOR_A_PAIR[command]
