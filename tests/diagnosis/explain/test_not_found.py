"""URLs without a route, and the suggestions for them."""

import json
import sys
from types import ModuleType

import pytest
from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from commands import invoke
from flask_cors import CORS
from origins import A
from situations import add, api


def explained(app, url, method="GET", code=2):
    """Return the JSON of `explain` for a request."""
    result = invoke(app, "explain", method, url, "--from", A, "--json", code=code)
    return json.loads(result.stdout), result.stderr


@pytest.mark.parametrize(
    ("rules", "path", "hint"),
    [
        (["/api/items"], "/api/itmes", "did you mean '/api/items'?"),
        (["/v1/items"], "/items", "did you mean '/v1/items'?"),
        (["/v1/items/<int:n>"], "/items/7", "did you mean '/v1/items/<int:n>'?"),
        (["/items"], "/api/items", "did you mean '/items'?"),
        (["/items/<int:n>"], "/itmes/7", "did you mean '/items/<int:n>'?"),
        (["/items"], "/items/", "did you mean '/items'?"),
        (["/items"], "/Items", "did you mean '/items'?"),
        (
            ["/items/<int:n>"],
            "/items/x",
            "'/items/<int:n>' has a variable that does not accept this value",
        ),
        (["/a", "/b", "/c", "/d"], "/zzzzzz", "the routes are '/a', '/b', '/c', ..."),
        ([], "/zzzzzz", "the app has no routes"),
    ],
)
def test_a_route_is_suggested(rules, path, hint):
    """Routes that are similar to the URL are named, and no policy is."""
    app = api(*rules)
    CORS(app, resources=["/other"], origins=A)
    found, stderr = explained(app, path)
    text = f"no route of the app matches http://localhost{path}; {hint}"
    assert found["not_found"] == text
    assert stderr.startswith(f"Error: {text}\n")
    assert (found["changes"], found["instead"]) == ([], "request a URL that has a route")


def test_static_files_are_not_suggested():
    """A short path is similar to that of a static file, but a page does not mean one."""
    app = Flask("with_files")
    app.add_url_rule("/api/x", "x", lambda: "")
    found, _ = explained(app, "/api/y")
    assert found["not_found"].endswith("; did you mean '/api/x'?")


def test_the_application_root_is_removed():
    """A URL with the mount twice leads to the route below it."""
    app = api("/items", "/shop")
    app.config["APPLICATION_ROOT"] = "/shop"
    found, _ = explained(app, "/shop/items")
    assert "did you mean '/items'" in found["not_found"]


def test_a_readable_404_is_not_called_allowed():
    """The verdict is that the script reads a 404."""
    app = api("/items")
    CORS(app, origins=A)
    text = invoke(app, "explain", "GET", "/x", "--from", A, code=2).stdout
    assert "No route matches: the script can read the 404." in text
    assert "Allowed" not in text


@pytest.mark.parametrize(
    ("server", "matching", "url", "host"),
    [
        ("a.test", True, "http://a.test/items", "api.a.test"),
        ("a.test", False, "http://a.test/items", "api.a.test (with SERVER_NAME and"),
        (None, False, "/items", "the subdomain 'api' (with SERVER_NAME and"),
    ],
)
def test_the_subdomain_is_named(server, matching, url, host):
    """A route on a subdomain exists only there."""
    app = Flask("subdomains", static_folder=None, subdomain_matching=matching)
    app.config["SERVER_NAME"] = server
    add(app, "/items", "/other", subdomain="api")
    add(app, "/any", subdomain="<tenant>")
    found, _ = explained(app, url)
    assert f"; the route exists on {host}" in found["not_found"]


@pytest.mark.parametrize("host", ["b.test", "x.a.test"])
def test_the_server_name_is_named(host):
    """A route without a subdomain is at the server alone; no warning of Werkzeug is shown."""
    app = Flask("subdomains", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "a.test"
    add(app, "/items")
    found, stderr = explained(app, f"http://{host}/items")
    assert found["not_found"].endswith("; the route exists on a.test")
    assert stderr == f"Error: {found['not_found']}\n"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_the_host_is_named(method):
    """A route with a host exists only there, for any method."""
    app = Flask("hosts", static_folder=None, host_matching=True)
    add(app, "/items", host="api.a.test")
    add(app, "/other", host="other.a.test")
    CORS(app, origins=A)
    found, _ = explained(app, "http://www.a.test/items", method)
    assert found["not_found"].endswith("; the route exists on api.a.test")


def test_the_methods_of_a_url_are_named():
    """If no route accepts the method, the script reads a 405, and the methods are listed."""
    app = api("/items", methods=["GET", "PUT"])
    CORS(app, origins=A)
    text = invoke(app, "explain", "DELETE", "/items", "--from", A).stdout
    assert "No route matches: the script can read the 405." in text
    assert "No route of /items accepts DELETE, only" in text
    assert "methods=['DELETE', 'GET', 'PUT']" in " ".join(text.split())


@pytest.mark.skipif("TRUSTED_HOSTS" not in Flask("old").config, reason="Flask before 3.1")
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_a_host_that_is_not_trusted_is_named(method):
    """An app that refuses the host answers 400, whatever the policy; other hosts it serves."""
    app = api("/items", methods=["GET", "PUT"])
    app.config["TRUSTED_HOSTS"] = ["localhost"]
    CORS(app, origins=A)
    text = invoke(app, "explain", method, "http://b.test/items", "--from", A).stdout
    assert "No route matches: the script can read the 400." in text
    assert "The host b.test is not in TRUSTED_HOSTS=['localhost']: add it there." in text
    assert "TRUSTED_HOSTS" not in invoke(app, "explain", method, "/items", "--from", A).stdout


# -- mounted apps ----------------------------------------------------------------------------------


def mounted(other, prefix="/backend"):
    """Return an app with another app mounted next to it."""
    app = api("/items")
    CORS(app, origins=A)
    app.wsgi_app = ProxyFix(DispatcherMiddleware(app.wsgi_app, {prefix: other}))
    return app


@pytest.mark.parametrize("has_policy", [False, True])
@pytest.mark.parametrize("as_method", [False, True])
def test_the_mounted_app_is_named(has_policy, as_method):
    """A path below a mount belongs to the other app, which is named."""
    backend = Flask("backend", static_folder=None)
    if has_policy:
        CORS(backend)
    app = mounted(backend.wsgi_app if as_method else backend)
    found, stderr = explained(app, "/backend/items")
    assert "/backend/items belongs to another app, 'backend'" in found["not_found"]
    assert found["not_found"].endswith("which is mounted at '/backend': ask that app for /items")
    assert stderr == f"Error: {found['not_found']}\n"
    found, _ = explained(app, "/backend")
    assert found["not_found"].endswith("ask that app for /")


def test_nothing_is_predicted_for_a_mounted_app():
    """Its response is unknown: there is no verdict, no step, no change and no comparison."""
    app = mounted(Flask("backend", static_folder=None))
    CORS(app, resources={"/backend/*": {"origins": fails}})
    found, stderr = explained(app, "/backend/items", "PUT")
    assert found["verdict"] is found["error"] is found["response"] is None
    assert found["steps"] == found["answers"] == found["changes"] == found["notes"] == []
    assert stderr.count("\n") == 1
    args = ("explain", "PUT", "/backend/items", "--from", A)
    verdict = "Not answered by this app: run the command for the app that is mounted there."
    assert invoke(app, *args, "--quiet", code=2).stdout == f"{verdict}\n"
    came = "HTTP/1.1 200 OK\n\n"
    text = invoke(app, *args, "--response", "-", input=came, code=2).stdout
    assert text.splitlines()[1:] == ["", verdict]


def fails(origin):
    """Raise an exception."""
    raise ValueError(origin)


def test_the_suggested_command_finds_the_mounted_app(monkeypatch):
    """It is shown only if the app is a variable of its module, under any name."""
    backend = Flask("backend_package", static_folder=None)
    module = ModuleType("backend_package")
    monkeypatch.setitem(sys.modules, "backend_package", module)
    assert "flask --app" not in explained(mounted(backend), "/backend/items")[1]
    module.api = backend
    found, _ = explained(mounted(backend), "/backend/items")
    assert found["not_found"].endswith(" (flask --app backend_package:api cors explain)")


def test_a_mounted_app_need_not_use_flask():
    """Any WSGI callable can be mounted."""
    found, _ = explained(mounted(lambda *_: []), "/backend/items")
    assert "the app mounted at '/backend', which is not a Flask app" in found["not_found"]


def test_paths_beside_a_mount_belong_to_the_app():
    """A mount has only the paths below it."""
    found, _ = explained(mounted(Flask("backend")), "/items", code=0)
    assert found["not_found"] is None
