"""Apps that are large in one way each, and the CPU seconds of their first request.

`python large_apps.py WHAT SHAPE NUMBER...`, with or without CORS by the variable `BARE`. For
`flask --app large_apps:named`, the variable `SHAPE` contains the shape and the numbers.
"""

import os
import sys
import time
import warnings

from flask import Blueprint, Flask

from flask_cors import CORS

BARE = bool(os.environ.get("BARE"))


def configure(app, **options):
    """Configure CORS, unless it is the bare app."""
    if not BARE:
        CORS(app, **options)


def view(name):
    """Return the response of all routes."""
    return f"{name}"


def by_folder(form, numbers):
    """Return a resource with its own origin for each folder."""
    return {form.format(each): {"origins": origins([each])} for each in numbers}


def origins(numbers, form="https://o{}.example"):
    """Return a number of origins."""
    return [form.format(number) for number in numbers]


def with_routes(routes, folders):
    """Return an app with a number of routes and folders."""
    app = Flask("large")
    for number in range(routes):
        rule = f"/api/v{number % folders}/item{number}/<int:name>"
        app.add_url_rule(rule, f"e{number}", view)
    return app


def resources(routes, count):
    """Return an app with one resource for each folder."""
    app = with_routes(routes, count)
    configure(
        app, resources={f"/api/v{each}/*": {"origins": origins([each])} for each in range(count)}
    )
    return app


def dead(routes, count):
    """Return an app with resources that govern no route."""
    app = with_routes(routes, routes)
    configure(
        app, resources={f"/dead/v{each}/*": {"origins": origins([each])} for each in range(count)}
    )
    return app


def plain_blueprints(count, scheme="https", **options):
    """Return an app of blueprints, each with an origin of its own."""
    app = Flask("large")
    for number in range(count):
        blueprint = Blueprint(f"b{number}", __name__, url_prefix=f"/b{number}")
        blueprint.add_url_rule("/<int:name>", "view", view)
        configure(blueprint, origins=f"{scheme}://o{number}.example", **options)
        app.register_blueprint(blueprint)
    return app


def blueprints(count):
    """Return an app of blueprints with policies that cause warnings."""
    return plain_blueprints(count, scheme="http", supports_credentials=True)


def allowing(numbers, form):
    """Return an app with one route for some origins."""
    app = Flask("large")
    app.add_url_rule("/", "index", lambda: "")
    configure(app, origins=origins(numbers, form))
    return app


def wildcards(count, *changed):
    """Return an app for a number of wildcards, the first of which differs if `changed`."""
    return allowing(range(len(changed), count + len(changed)), "https://*.o{}.example")


def exact(count, *changed):
    """Return an app for a number of origins, the first of which differs if `changed`."""
    return allowing(range(len(changed), count + len(changed)), "https://o{}.example")


def variables(routes, count, *changed):
    """Return an app whose rules begin with a variable, and whose resources do not.

    The first resource differs if `changed`.
    """
    app = Flask("large")
    for number in range(routes):
        app.add_url_rule(f"/<name>/item{number}", f"e{number}", view)
    numbers = range(len(changed), count + len(changed))
    configure(app, resources=by_folder("/v{}/*", numbers))
    return app


def named(shape=""):
    """Return the app of a shape, by default the one in the variable."""
    name, *numbers = (shape or os.environ["SHAPE"]).split()
    return globals()[name](*map(int, numbers))


def first_request(shape, *, create):
    """Return the CPU seconds of the first request, including those to create the app or not."""
    before = time.process_time()
    app = named(shape)
    if not create:
        before = time.process_time()
    app.test_client().get("/none", headers={"Origin": "https://o0.example"})
    return time.process_time() - before


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    _, what, *shape = sys.argv
    seconds = first_request(" ".join(shape), create=what.startswith("create"))
    sys.stdout.write(f"{seconds}\n")
