"""An app whose own classes rewrite the path has the policy of the path that it serves."""

import pytest
from flask import Flask, Request

from answers import acao
from flask_cors import CORS, cross_origin

EVIL = "https://evil.test"


def moved(path):
    """Return the path without the version before it."""
    return path.removeprefix("/v1") if path.startswith("/v1/") else path


class InContext(Flask):
    """Rewrites the path as it makes the context."""

    def request_context(self, environ):
        """Return the context for the path without its version."""
        environ["PATH_INFO"] = moved(environ["PATH_INFO"])
        return super().request_context(environ)


class InContextByCopy(Flask):
    """Rewrites the path in a copy of the environment."""

    def request_context(self, environ):
        """Return the context for the path without its version."""
        return super().request_context({**environ, "PATH_INFO": moved(environ["PATH_INFO"])})


class RewritingRequest(Request):
    """Rewrites the path as it is made."""

    def __init__(self, environ, *args, **kwargs):
        """Take the version away."""
        environ["PATH_INFO"] = moved(environ["PATH_INFO"])
        super().__init__(environ, *args, **kwargs)


class PathRequest(Request):
    """Has another path than its environment."""

    def __init__(self, environ, *args, **kwargs):
        """Take the version away from the attribute."""
        super().__init__(environ, *args, **kwargs)
        self.path = moved(self.path)


class NewRequest(Request):
    """Rewrites the path before it is made."""

    def __new__(cls, environ, *_, **__):
        """Take the version away."""
        environ["PATH_INFO"] = moved(environ["PATH_INFO"])
        return super().__new__(cls)


class PropertyRequest(Request):
    """Has a path that is worked out when it is asked for."""

    @property
    def path(self):
        """The path without its version."""
        return moved("/" + self.environ["PATH_INFO"].lstrip("/"))

    @path.setter
    def path(self, value):
        """Keep nothing."""


class ByRequest(Flask):
    """Has a request class that rewrites the path."""

    request_class = RewritingRequest


class ByNewRequest(Flask):
    """Has a request class that rewrites the path in `__new__`."""

    request_class = NewRequest


class ByPath(Flask):
    """Has a request class whose path is another one."""

    request_class = PathRequest


class ByProperty(Flask):
    """Has a request class whose path is a property."""

    request_class = PropertyRequest


class InAdapter(Flask):
    """Rewrites the path as it asks the URL map."""

    def create_url_adapter(self, request):
        """Return the adapter for the path without its version."""
        if request is not None:
            request.environ["PATH_INFO"] = moved(request.environ["PATH_INFO"])
            request.path = moved(request.path)
        return super().create_url_adapter(request)


class InCall(Flask):
    """Rewrites the path where the server comes in, before any wrapper."""

    def __call__(self, environ, start_response):
        """Serve the path without its version."""
        environ["PATH_INFO"] = moved(environ["PATH_INFO"])
        return super().__call__(environ, start_response)


class InDispatch(Flask):
    """Rewrites the path before the hooks run."""

    def full_dispatch_request(self):
        """Serve the path without its version."""
        from flask import request  # noqa: PLC0415 - of this class only

        request.environ["PATH_INFO"] = moved(request.environ["PATH_INFO"])
        request.path = moved(request.path)
        return super().full_dispatch_request()


CLASSES = [
    InContext,
    InContextByCopy,
    ByRequest,
    ByNewRequest,
    ByPath,
    ByProperty,
    InAdapter,
    InCall,
    InDispatch,
]


def served(cls):
    """Return an app with a private path, that is also reached below a version."""
    app = cls("rewriting", static_folder=None)
    app.add_url_rule("/private/x", "private", lambda: "private")
    app.add_url_rule("/v1/private/x", "routed", lambda: "private")
    app.add_url_rule("/public/x", "public", lambda: "public")
    CORS(app, resources={"/private/*": {"origins": []}, "/*": {"origins": "*"}})
    return app


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("verb", ["GET", "PUT", "OPTIONS"])
def test_the_path_that_is_served_governs_on_every_request(send, preflight, cls, verb):
    """The first request and all later ones are under the policy of the rewritten path."""
    app = served(cls)
    found = []
    for _ in range(3):
        if verb == "OPTIONS":
            found.append(acao(preflight(app, "/v1/private/x", EVIL, "GET")))
        else:
            found.append(acao(send(app, "/v1/private/x", EVIL, verb)))
        assert acao(send(app, "/v1/public/x", EVIL)) == EVIL
    assert found == [None] * 3


@pytest.mark.parametrize("cls", CLASSES)
def test_a_path_that_is_rewritten_is_not_remembered_for_the_one_that_is_not(send, cls):
    """Whatever was asked for before, a path has its own policy."""
    app = served(cls)
    for path in ("/public/x", "/v1/public/x", "/private/x", "/v1/private/x") * 2:
        expected = EVIL if "public" in path else None
        assert acao(send(app, path, EVIL)) == expected, path


@pytest.mark.parametrize("cls", CLASSES)
def test_a_path_that_is_rewritten_has_the_policy_of_the_view_that_it_reaches(send, cls):
    """With policies of views, the endpoint that the rewritten path reaches governs."""
    app = cls("rewriting", static_folder=None)
    app.add_url_rule("/private/x", "private", cross_origin(origins=[])(lambda: "private"))
    app.add_url_rule("/v1/private/x", "routed", cross_origin(origins="*")(lambda: "private"))
    found = [acao(send(app, "/v1/private/x", EVIL)) for _ in range(3)]
    if cls in {InDispatch, ByPath, ByProperty}:  # what the URL map is asked is as it came
        assert found == [EVIL] * 3
    else:
        assert found == [None] * 3


def test_an_attribute_of_the_app_that_rewrites_the_path_counts_as_its_class_does(send):
    """A method that is replaced on the app itself is seen too."""
    app = served(Flask)

    def request_context(environ):
        return Flask.request_context(app, {**environ, "PATH_INFO": moved(environ["PATH_INFO"])})

    app.request_context = request_context
    assert [acao(send(app, "/v1/private/x", EVIL)) for _ in range(3)] == [None] * 3
