"""The current request, and the parts of it that a policy reads."""

import pytest
from flask import Flask, request
from werkzeug.test import EnvironBuilder

from flask_cors._runtime.current import (
    allow_header,
    cors_request,
    current_request,
    matched_request,
    request_in,
    routed_methods,
)
from origins import A


def test_the_parts_for_a_policy(app):
    """A policy reads the method and four headers."""
    headers = {
        "Origin": A,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "x-a",
        "Access-Control-Request-Private-Network": "true",
    }
    with app.test_request_context("/", method="OPTIONS", headers=headers):
        found = cors_request(app, request)
        assert set(found.routed_methods()) == {"GET", "HEAD", "OPTIONS", "PUT"}
    assert (found.method, found.origin) == ("OPTIONS", A)
    assert (found.requested_method, found.requested_headers) == ("PUT", "x-a")
    assert found.requested_private_network == "true"


def test_the_methods_of_a_url_that_redirects_one_of_them():
    """They are those behind the redirect of the requested method."""
    app = Flask("redirecting", static_folder=None)
    app.add_url_rule("/x", "read", lambda: "x")
    app.add_url_rule("/x/", "write", lambda: "x", methods=["PUT"])

    def found(method, path="/x"):
        headers = {"Access-Control-Request-Method": method}
        with app.test_request_context(path, method="OPTIONS", headers=headers):
            current = current_request()
            return sorted(routed_methods(app, current)), allow_header(app, current)

    assert found("GET") == (["GET", "HEAD", "OPTIONS"], [("Allow", "GET, HEAD, OPTIONS")])
    assert found("PUT") == (["OPTIONS", "PUT"], [("Allow", "OPTIONS, PUT")])
    assert found("PUT", "/nowhere") == ([], [])


def test_a_request_outside_of_its_context(app):
    """It is matched as Flask does it."""
    app.add_url_rule("/item/<int:number>", "item", str)
    found = matched_request(app, EnvironBuilder("/item/5").get_environ())
    assert (found.endpoint, found.view_args, found.routing_exception) == (
        "item",
        {"number": 5},
        None,
    )
    found = matched_request(app, EnvironBuilder("/nowhere").get_environ())
    assert (found.endpoint, found.view_args, found.routing_exception.code) == (None, None, 404)


@pytest.mark.parametrize("within", [True, False])
def test_the_current_request_of_an_environment(app, within):
    """It belongs to one app and to one environment, not to a copy."""
    environ = EnvironBuilder("/").get_environ()
    if not within:
        assert request_in(app, environ) is None
        return
    with app.request_context(environ):
        assert request_in(app, environ) is current_request()
        assert request_in(app, {**environ}) is None
        assert request_in(Flask("other"), environ) is None
        assert request_in(Flask("other"), {**environ}) is None
