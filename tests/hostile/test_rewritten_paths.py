"""If an app's own classes rewrite the path, the policy follows the path that is served."""

import pytest
from flask import Flask, Request

from answers import acao
from flask_cors import CORS, cross_origin

EVIL = "https://evil.test"


def moved(path):
    """Return the path without its leading version."""
    return path.removeprefix("/v1") if path.startswith("/v1/") else path


class InContext(Flask):
    """An app that rewrites the path when it creates the context."""

    def request_context(self, environ):
        """Return the context for the path without its version."""
        environ["PATH_INFO"] = moved(environ["PATH_INFO"])
        return super().request_context(environ)


class InContextByCopy(Flask):
    """An app that rewrites the path in a copy of the environment."""

    def request_context(self, environ):
        """Return the context for the path without its version."""
        return super().request_context({**environ, "PATH_INFO": moved(environ["PATH_INFO"])})


class RewritingRequest(Request):
    """A request that rewrites the path when it is created."""

    def __init__(self, environ, *args, **kwargs):
        """Remove the version."""
        environ["PATH_INFO"] = moved(environ["PATH_INFO"])
        super().__init__(environ, *args, **kwargs)


class PathRequest(Request):
    """A request with a path other than its environment's."""

    def __init__(self, environ, *args, **kwargs):
        """Remove the version from the attribute."""
        super().__init__(environ, *args, **kwargs)
        self.path = moved(self.path)


class NewRequest(Request):
    """A request that rewrites the path before it is created."""

    def __new__(cls, environ, *_, **__):
        """Remove the version."""
        environ["PATH_INFO"] = moved(environ["PATH_INFO"])
        return super().__new__(cls)


class PropertyRequest(Request):
    """A request with a computed path."""

    @property
    def path(self):
        """The path without its version."""
        return moved("/" + self.environ["PATH_INFO"].lstrip("/"))

    @path.setter
    def path(self, value):
        """Ignore the value."""


class ByRequest(Flask):
    """An app whose request class rewrites the path."""

    request_class = RewritingRequest


class ByNewRequest(Flask):
    """An app whose request class rewrites the path in `__new__`."""

    request_class = NewRequest


class ByPath(Flask):
    """An app whose request class has a different path."""

    request_class = PathRequest


class ByProperty(Flask):
    """An app whose request class computes the path in a property."""

    request_class = PropertyRequest


class InAdapter(Flask):
    """An app that rewrites the path for the URL map."""

    def create_url_adapter(self, request):
        """Return the adapter for the path without its version."""
        if request is not None:
            request.environ["PATH_INFO"] = moved(request.environ["PATH_INFO"])
            request.path = moved(request.path)
        return super().create_url_adapter(request)


class InCall(Flask):
    """An app that rewrites the path in `__call__`, before any wrapper."""

    def __call__(self, environ, start_response):
        """Serve the path without its version."""
        environ["PATH_INFO"] = moved(environ["PATH_INFO"])
        return super().__call__(environ, start_response)


class InDispatch(Flask):
    """An app that rewrites the path before the hooks run."""

    def full_dispatch_request(self):
        """Serve the path without its version."""
        from flask import request  # noqa: PLC0415 - only used in this class

        request.environ["PATH_INFO"] = moved(request.environ["PATH_INFO"])
        request.path = moved(request.path)
        return super().full_dispatch_request()


class InPreprocessing(Flask):
    """An app that rewrites the path when the hooks run."""

    def preprocess_request(self):
        """Run the hooks for the path without its version."""
        from flask import request  # noqa: PLC0415 - only used in this class

        request.path = moved(request.path)
        return super().preprocess_request()


class InViewDispatch(Flask):
    """An app that rewrites the path just before the view runs."""

    def dispatch_request(self):
        """Run the view for the path without its version."""
        from flask import request  # noqa: PLC0415 - only used in this class

        request.path = moved(request.path)
        return super().dispatch_request()


#: The URL map has received the original path by then.
AFTER_ROUTING = {InDispatch, InPreprocessing, InViewDispatch}

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
    InPreprocessing,
    InViewDispatch,
]


def served(cls):
    """Return an app with a private path that is also served below a version."""
    app = cls("rewriting", static_folder=None)
    app.add_url_rule("/private/x", "private", lambda: "private")
    app.add_url_rule("/v1/private/x", "routed", lambda: "private")
    app.add_url_rule("/public/x", "public", lambda: "public")
    CORS(app, resources={"/private/*": {"origins": []}, "/*": {"origins": "*"}})
    return app


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("verb", ["GET", "PUT", "OPTIONS"])
def test_the_served_path_governs_every_request(send, preflight, cls, verb):
    """The first request and all later ones have the policy of the rewritten path."""
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
def test_a_rewritten_path_is_cached_separately(send, cls):
    """A path has its own policy, whatever was requested before."""
    app = served(cls)
    for path in ("/public/x", "/v1/public/x", "/private/x", "/v1/private/x") * 2:
        expected = EVIL if "public" in path else None
        assert acao(send(app, path, EVIL)) == expected, path


@pytest.mark.parametrize("cls", CLASSES)
def test_a_rewritten_path_has_the_policy_of_its_view(send, cls):
    """The endpoint that the rewritten path reaches governs."""
    app = cls("rewriting", static_folder=None)
    app.add_url_rule("/private/x", "private", cross_origin(origins=[])(lambda: "private"))
    app.add_url_rule("/v1/private/x", "routed", cross_origin(origins="*")(lambda: "private"))
    found = [acao(send(app, "/v1/private/x", EVIL)) for _ in range(3)]
    if cls in {*AFTER_ROUTING, ByPath, ByProperty}:  # the URL map receives the original path
        assert found == [EVIL] * 3
    else:
        assert found == [None] * 3


def test_a_method_replaced_on_the_app_counts_like_its_class(send):
    """It is recognized as rewriting the path, too."""
    app = served(Flask)

    def request_context(environ):
        return Flask.request_context(app, {**environ, "PATH_INFO": moved(environ["PATH_INFO"])})

    app.request_context = request_context
    assert [acao(send(app, "/v1/private/x", EVIL)) for _ in range(3)] == [None] * 3
