"""`flask cors check` reports each configuration mistake of faults.md with a remedy."""

import warnings

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from flask_cors import CORS, CORSWarning, cross_origin
from flask_cors.cli import cors
from origins import A


def of_app(config=None, **options):
    """Return a factory of an app with `CORS(app, **options)` under a configuration."""

    def create_app():
        app = Flask("mistaken", static_folder=None)
        app.config.update(config or {})
        CORS(app, **options)
        app.add_url_rule("/api/x", "x", lambda: "x")
        return app

    return create_app


def of_view(*args, above=False, bare=False, **options):
    """Return a factory of an app with a decorated view, registered in one of several wrong ways."""

    def create_app():
        app = Flask("mistaken", static_folder=None)

        def view():
            return "view"

        wrapper = cross_origin(*args, **options)(view)
        # The wrapper is kept, like a module keeps it in the name of the decorated function.
        app.extensions["kept"] = wrapper

        def decorated_without_wraps():
            return wrapper()

        registered = view if above else decorated_without_wraps if bare else wrapper
        app.add_url_rule("/api/x", "x", registered)
        return app

    return create_app


def with_second_writer():
    """Return an app with a hook that sets the header as well."""
    app = of_app(origins=A)()

    @app.after_request
    def allow(response):
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return app


@pytest.mark.parametrize(
    ("line", "create_app", "named", "remedy"),
    [
        (1, of_app({"CORS_ORIGINS": "['https://a.com']"}), "not JSON", 'use ["https://a.com"]'),
        (7, of_view(A), "CORS601", "pass it as origins=..."),
        (9, of_app({"CORS_SUPPORTS_CREDENTIALS": "Flase"}), "not a boolean", "use True or False"),
        (10, of_app(origins=r"https://.*example\.com"), "CORS201", "spell out the domain"),
        (11, of_app(origins="*.example.com"), "no scheme", "use 'https://*.example.com'"),
        (13, of_app(orgins=A), "CORS601", "rename it to origins"),
        (13, of_app({"CORS_ORIGIN": A}), "CORS603", "use CORS_ORIGINS"),
        (13, of_app(resource={"/api/*": {"origins": A}}), "CORS606", "rename it to resources"),
        (13, of_app({"CORS_RESOURCE": "/api/*"}), "CORS603", "use CORS_RESOURCES"),
        (14, of_app(supports_credentials=True), "CORS101", "list the origins"),
        (20, of_view(origins=A, above=True), "CORS401", "below the route"),
        (20, of_view(origins=A, bare=True), "CORS402", "functools.wraps"),
        (23, of_app(origins="https://a.com/"), "CORS204", "'https://a.com'"),
        (23, of_app(origins="a.com"), "CORS203", "'https://a.com'"),
        (24, of_app(origins=A, max_age="abc"), "not a whole number of seconds", "whole number"),
        (24, of_app(origins=A, methods=["GET", "TRACE"]), "CORS505", "remove it"),
        (26, with_second_writer, "CORS305", "cross_origin"),
        (28, of_app(origins=A, resources="api/*"), "CORS301", "'/api/*'"),
        (28, of_app(origins=b"https://a.com"), "type bytes", "use a string"),
        (29, of_app(origins="https://([a-z]+)+[.]a[.]com"), "exponential", "in one way only"),
    ],
)
def test_a_mistake_of_the_list_is_reported(line, create_app, named, remedy):
    """`check` finds a mistake that flask-cors 6 silently accepted, and suggests a fix."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CORSWarning)
        result = CliRunner().invoke(cors, ["check"], obj=ScriptInfo(create_app=create_app))
    said = " ".join(result.output.split())
    assert named in said, line
    assert remedy in said, line
