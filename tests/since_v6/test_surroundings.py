"""Wrappers around views and apps in public projects that worked with flask-cors 6.

Each is reduced to the package's actual behavior; the packages themselves run in tests/ecosystem.
"""

import re
from functools import wraps

import pytest
from flask import Blueprint, Flask, request, request_started
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder, run_wsgi_app

from flask_cors import CORS, CORSWarning, cross_origin

A, B, EVIL = "https://a.com", "https://b.com", "https://evil.test"
ALLOW_ORIGIN = "Access-Control-Allow-Origin"


def functions_framework(function):
    """Return an app with one function like functions-framework's: any method, any path."""
    app = Flask("function", static_folder=None)
    # Not with add_url_rule, which would add OPTIONS to the methods and handle it.
    app.url_map.add(Rule("/", endpoint="run"))
    app.url_map.add(Rule("/<path:path>", endpoint="run"))
    app.view_functions["run"] = lambda **_: function(request)
    return app


def firebase(**options):
    """Decorate like `https_fn.on_request(cors=...)`: the wrapper names the undecorated function."""

    def decorate(function):
        decorated = cross_origin(**options)(function)

        @wraps(function)
        def wrapper(current):
            return decorated(current)

        return wrapper

    return decorate


def hello(current):
    """Return a response to any request."""
    return "hello"


# -- A decorated function that a wrapper of the undecorated one calls --------------------------


@pytest.mark.parametrize(
    "options",
    [
        {"origins": A},
        {"origins": [A, B], "methods": ["get", "post"]},
        {"origins": r"https://a\.com(:\d+)?"},
    ],
)
def test_preflights_of_a_firebase_function(options, preflight, send):
    """The decorated function ran for OPTIONS and its response is sent, so its policy governs."""
    app = functions_framework(firebase(**options)(hello))
    answer = preflight(app, "/any", A, "POST")
    assert answer.status_code == 200
    assert answer.headers[ALLOW_ORIGIN] == A
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert ALLOW_ORIGIN not in preflight(app, "/any", EVIL, "POST").headers
    assert send(app, "/any", A).headers[ALLOW_ORIGIN] == A
    assert ALLOW_ORIGIN not in send(app, "/any", EVIL).headers


def test_the_first_request_to_a_firebase_function_may_be_a_preflight(preflight):
    """The function cannot be detected before it runs."""
    app = functions_framework(firebase(origins=A)(hello))
    assert preflight(app, "/", EVIL, "POST").headers.get(ALLOW_ORIGIN) is None
    assert preflight(app, "/", A, "POST").headers[ALLOW_ORIGIN] == A


def test_a_function_whose_response_is_not_sent_governs_nothing(preflight, send):
    """A view that only calls a decorated function keeps its own policy."""
    inner = cross_origin(origins=A)(hello)

    def view(current):
        inner(current)
        return "of the view"

    app = functions_framework(view)
    assert ALLOW_ORIGIN not in preflight(app, "/", A, "POST").headers


def test_a_function_whose_response_is_not_sent_opens_no_outer_policy(preflight):
    """The same holds under `CORS(app)`."""
    inner = cross_origin(origins=B)(hello)

    def view(current):
        inner(current)
        return "of the view"

    app = functions_framework(view)
    CORS(app, origins=A)
    assert ALLOW_ORIGIN not in preflight(app, "/", B, "POST").headers


# -- Middleware that calls Flask itself --------------------------------------------------------


class OwnCaller:
    """Runs a request like flask-http-middleware: its signal has another sender."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        """Respond as Flask.wsgi_app does."""
        context = self.app.request_context(environ)
        context.push()
        try:
            request_started.send(self, _async_wrapper=self.app.ensure_sync)
            answer = self.app.preprocess_request()
            if answer is None:
                answer = self.app.dispatch_request()
            return self.app.finalize_request(answer)(environ, start_response)
        finally:
            context.pop(None)


def test_a_middleware_that_calls_flask_itself_is_noticed(app, send):
    """Its requests bypass the wrapper: they get headers, or cause a warning."""
    CORS(app, origins=A)
    app.wsgi_app = OwnCaller(app)
    with pytest.warns(CORSWarning, match=re.escape("app.wsgi_app was replaced")):
        answer = send(app)
    assert answer.status_code == 200
    assert ALLOW_ORIGIN not in send(app, origin=EVIL).headers


# -- Adapters with a minimal environment -------------------------------------------------------


def bare_environ(method="GET", **headers):
    """Return an environment like that of Azure's adapter: no REMOTE_ADDR, and no threads."""
    environ = EnvironBuilder(method=method, headers=headers).get_environ()
    assert "REMOTE_ADDR" not in environ
    assert not environ["wsgi.multithread"]
    return environ


@pytest.mark.parametrize("requests", [1, 3])
def test_an_adapter_without_an_address_gets_headers(app, requests):
    """The adapter took `app.wsgi_app` before `CORS(app)`."""
    given = app.wsgi_app
    CORS(app, origins=A)
    for _ in range(requests):
        _, status, headers = run_wsgi_app(given, bare_environ(Origin=A))
        assert status == "200 OK"
        assert headers.get(ALLOW_ORIGIN) == A
    _, _, headers = run_wsgi_app(given, bare_environ(Origin=EVIL))
    assert ALLOW_ORIGIN not in headers


def test_an_adapter_without_an_address_gets_preflights(app):
    """The same holds for preflights."""
    given = app.wsgi_app
    CORS(app, origins=A)
    asks = {"Origin": A, "Access-Control-Request-Method": "PUT"}
    _, status, headers = run_wsgi_app(given, bare_environ("OPTIONS", **asks))
    assert status == "200 OK"
    assert headers.get(ALLOW_ORIGIN) == A


# -- 405 next to a catch-all route -------------------------------------------------------------


@pytest.fixture
def with_catch_all():
    """Return an app with a catch-all GET route and a blueprint with a policy."""
    app = Flask("catch-all", static_folder=None)
    api = Blueprint("api", "api", url_prefix="/api")
    api.add_url_rule("/items", "items", lambda: "items", methods=["GET"])
    CORS(api, origins=A)
    app.register_blueprint(api)
    app.add_url_rule("/<path:path>", "page", lambda **_: "page")
    return app


def test_a_405_of_a_blueprints_route(with_catch_all, send, preflight):
    """It follows the blueprint's policy, even next to a catch-all route."""
    path = "/api/items"
    answer = send(with_catch_all, path, A, "POST")
    assert answer.status_code == 405
    assert answer.headers.get(ALLOW_ORIGIN) == A
    assert preflight(with_catch_all, path, A, "POST").headers.get(ALLOW_ORIGIN) == A
    assert ALLOW_ORIGIN not in send(with_catch_all, path, EVIL, "POST").headers


@pytest.mark.parametrize("path", ["/api/unknown", "/api/items/1", "/api/items/1/2"])
def test_a_405_of_a_catch_all_below_a_prefix(with_catch_all, send, preflight, path):
    """Paths below the prefix without a specific route follow the blueprint's policy."""
    answer = send(with_catch_all, path, A, "POST")
    assert answer.status_code == 405
    assert answer.headers.get(ALLOW_ORIGIN) == A
    assert preflight(with_catch_all, path, A, "POST").headers.get(ALLOW_ORIGIN) == A
    assert ALLOW_ORIGIN not in send(with_catch_all, path, EVIL, "POST").headers
    # The catch-all's own policy governs its responses and their preflights.
    assert ALLOW_ORIGIN not in send(with_catch_all, path, A, "GET").headers
    assert ALLOW_ORIGIN not in preflight(with_catch_all, path, A, "GET").headers


@pytest.mark.parametrize("rule", ["/api/health", "/api/<path:rest>", "/<one>/health"])
def test_a_405_of_the_apps_route_below_the_prefix(send, preflight, rule):
    """A more specific route of the app, or one without a slash, has its own policy."""
    app = Flask("beside", static_folder=None)
    CORS(app, origins=B)
    api = Blueprint("api", "api", url_prefix="/api")
    CORS(api, origins=A)
    app.register_blueprint(api)
    app.add_url_rule(rule, "own", lambda **_: "own")
    answer = send(app, "/api/health", A, "POST")
    assert (answer.status_code, answer.headers.get(ALLOW_ORIGIN)) == (405, None)
    assert send(app, "/api/health", B, "POST").headers.get(ALLOW_ORIGIN) == B
    assert preflight(app, "/api/health", B, "POST").headers.get(ALLOW_ORIGIN) == B


def test_a_405_elsewhere_is_not_the_blueprints(with_catch_all, send):
    """The catch-all's own responses are not the blueprint's either."""
    for path, method in (("/other", "POST"), ("/apifoo", "POST"), ("/other", "GET")):
        assert ALLOW_ORIGIN not in send(with_catch_all, path, A, method).headers
