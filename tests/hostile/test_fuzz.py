"""Malformed and unusual requests against common configurations.

For some paths, each configuration has a model in plain Python, independent of the library, of the
origins that may read them; responses of all other paths must agree with one of these models. A run
is repeatable and sends 20,000 requests; .ci/run sends 300,000, and `CORS_FUZZ=5000000` in the
environment sets another number. `CORS_FUZZ_SEED=text` changes the requests.
"""

import dataclasses
import functools
import io
import itertools
import os
import random
import re
import socket
import string
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import (
    Blueprint,
    Flask,
    Request,
    Response,
    abort,
    copy_current_request_context,
    redirect,
)
from flask.views import MethodView
from werkzeug.exceptions import HTTPException, ImATeapot

from flask_cors import CORS, cross_origin
from origins import A, B

REQUESTS = int(os.environ.get("CORS_FUZZ", "20000"))
SEED = os.environ.get("CORS_FUZZ_SEED", "")
DEFAULT_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


def is_ipv6(text):
    """Return whether the operating system accepts `text` as an address."""
    try:
        socket.inet_pton(socket.AF_INET6, text)
    except OSError:
        return False
    return True


def is_origin(text):
    """Return whether `text` is a serialized origin, checked character by character."""
    scheme, colon, rest = text.partition("://")
    letters = set(string.ascii_lowercase)
    if not colon or scheme[:1] not in letters or not scheme or len(text) > 270:
        return False
    if set(scheme) - letters - set(string.digits + "+.-"):
        return False
    if rest.startswith("["):
        host, closed, port = rest[1:].partition("]")
        if not closed or port[:1] not in {"", ":"}:
            return False
        good = set(host) <= set("0123456789abcdef:.") and is_ipv6(host)
        port = port[1:] if port else None
    else:
        host, colon, port = rest.partition(":")
        port = port if colon else None
        labels = host.split(".")
        allowed = letters | set(string.digits + "-_")
        good = len(host) <= 253 and all(0 < len(x) <= 63 and not set(x) - allowed for x in labels)
    if port is not None:
        digits = port.isascii() and port.isdigit() and port[0] != "0" and len(port) < 6
        common = {"https": "443", "http": "80", "ws": "80", "wss": "443", "ftp": "21"}
        good = good and digits and int(port) < 65536 and common.get(scheme) != port
    return good


@dataclasses.dataclass(frozen=True)
class Who:
    """An independent model of a policy: the origins that may read, and with which headers."""

    admits: Callable[[str], bool] = lambda _: False
    #: Sent if there is no Origin.
    otherwise: str | None = None
    #: Sent to each allowed origin instead of that origin.
    star: bool = False
    #: Whether an invalid origin gets `*`.
    anybody: bool = False
    credentials: bool = False
    #: None for any method.
    methods: frozenset[str] | None = DEFAULT_METHODS
    headers: Callable[[str], bool] = lambda _: True

    def answer(self, origin):
        """Return the Access-Control-Allow-Origin for `origin`."""
        if origin is None:
            return self.otherwise
        if self.anybody and (self.star or not is_origin(origin)):
            return "*"
        return origin if self.admits(origin) else None


def is_x_header(name):
    """Return whether `X-*` allows a header; in a response, a `*` in its name could mean more."""
    # Patterns are matched against at most 270 characters.
    return name.startswith("x-") and "*" not in name and len(name) <= 270


def only(*origins, **kwargs):
    """Return a model that allows `origins`."""
    otherwise = origins[0] if len(origins) == 1 else None
    return Who(origins.__contains__, **{"otherwise": otherwise, **kwargs})


ANY_ORIGIN = Who(is_origin, otherwise="*", anybody=True)
NO_ORIGIN = Who()
#: Represents a path under no policy.
UNTOUCHED = None


@dataclasses.dataclass
class Case:
    """An app, its model for some paths, and one for all others (`...` if unknown)."""

    app: Flask
    paths: dict[str, object]
    elsewhere: object = ...
    #: Statuses with which a hook responds instead of the app.
    statuses: frozenset[int] = frozenset()
    #: Host of the requests that the models apply to.
    host: str = "localhost"

    def who(self, path, method, *, preflight=False):
        """Return the model of `path` for `method`, or `...` if unknown."""
        found = self.paths.get(path, self.elsewhere)
        if not isinstance(found, dict):
            return found
        if preflight and "preflight" in found:
            return found["preflight"]
        return found.get(method, found.get(""))

    def models(self):
        """Return all models of the case."""
        found = [*self.paths.values(), self.elsewhere]
        inside = [
            each for one in found for each in (one.values() if isinstance(one, dict) else [one])
        ]
        return [each for each in inside if isinstance(each, Who)]


PATHS = ("/", "/api", "/api/x", "/apifoo", "/dir/", "/dir", "/nope", "/boom", "/api//x", "/n/7")


def tiny(cls=Flask, **kwargs):
    """Return an app with a few routes."""
    app = cls("fuzzed", static_folder=None, **kwargs)
    app.logger.disabled = True  # that of this name only
    for path in ("/", "/api", "/api/x", "/apifoo", "/dir/", "/n/<int:n>", "/open/x"):
        view = lambda **_: "x"  # noqa: E731 - one function for each endpoint
        app.add_url_rule(path, path.replace("/", "_"), view, methods=["GET", "PUT"])
    return app


def everywhere(who, **options):
    """Return an app under one policy."""
    app = tiny()
    CORS(app, **options)
    return Case(app, {}, who)


def below(origin, domain):
    """Return whether an https origin without a port is a subdomain of `domain`."""
    ends = origin.startswith("https://") and origin.endswith("." + domain)
    return is_origin(origin) and ends and origin.count(":") == 1


def credentials(*origins, **kwargs):
    """Return a model that allows `origins` with credentials."""
    return only(*origins, credentials=True, **kwargs)


def local(origin):
    """Return whether an origin is `http://localhost` on any port."""
    before, found, port = origin.partition("http://localhost:")
    named = found and not before  # `xn--http` is a scheme as well
    return origin == "http://localhost" or bool(named and is_origin(origin) and port.isdigit())


def app_label(origin):
    """Return whether an origin matches `app-*.a.com`."""
    label = origin.removeprefix("https://app-").removesuffix(".a.com")
    whole = f"https://app-{label}.a.com" == origin
    return bool(whole and is_origin(origin) and label and not set(label) & set("._:"))


def resources():
    """Return an app with a different policy for each resource."""
    app = tiny()
    table = {
        "/api/*": {"origins": A, "supports_credentials": True},
        "/api/x": {"origins": B},
        "/open/*": {},
        r"/n/\d+": {"origins": [A, B]},
    }
    CORS(app, resources=table)
    return Case(
        app,
        {
            "/api": credentials(A),
            "/api/": credentials(A),
            "/api/y": credentials(A),
            "/api/x": only(B),
            "/api/x/": only(B),
            "/apifoo": UNTOUCHED,
            "/open/x": ANY_ORIGIN,
            "/open/../api/y": UNTOUCHED,
            "/open/..": UNTOUCHED,
            "/api//x": UNTOUCHED,
            "/api/./y": credentials(A),
            "/n/7": only(A, B),
            "/n/7/": UNTOUCHED,
            "/": UNTOUCHED,
            "/API/y": UNTOUCHED,
        },
    )


def private_under_public():
    """Return an app with a narrower inner resource."""
    app = tiny()
    CORS(app, resources={"/*": {"origins": "*"}, "/api/*": {"origins": []}})
    return Case(
        app,
        {
            "/": ANY_ORIGIN,
            "/apifoo": ANY_ORIGIN,
            "/api/x": NO_ORIGIN,
            "/api": NO_ORIGIN,
            "/nope": ANY_ORIGIN,
        },
    )


def blueprints(*, under_app):
    """Return an app with nested blueprints, some with a converter in their prefix."""
    app = tiny()
    outer = Blueprint("outer", __name__, url_prefix="/b")
    plain = Blueprint("plain", __name__, url_prefix="/plain")
    own = Blueprint("own", __name__, url_prefix="/own")
    tenant = Blueprint("tenant", __name__, url_prefix="/t/<int:tenant>")
    for each in (outer, plain, own, tenant):
        each.add_url_rule("/x", "x", lambda **_: "x", methods=["GET", "PUT"])
        each.add_url_rule("/dir/", "dir", lambda **_: "x", methods=["GET"])
    CORS(outer, origins=B)
    CORS(own, origins=A, supports_credentials=True)
    CORS(tenant, origins="*", methods="*")
    outer.register_blueprint(plain)
    outer.register_blueprint(own)
    app.register_blueprint(outer)
    app.register_blueprint(tenant)
    around = UNTOUCHED
    if under_app:
        CORS(app, origins=[A, B])
        around = only(A, B)
    any_method = dataclasses.replace(ANY_ORIGIN, methods=None)
    return Case(
        app,
        {
            "/b/x": only(B),
            "/b/dir/": only(B),
            "/b/dir": only(B),
            "/b": only(B),
            "/b/nope": only(B),
            "/b/plain/x": only(B),
            "/b/plain/nope": only(B),
            "/b/own/x": credentials(A),
            "/b/own/nope": credentials(A),
            "/b/./nope": only(B),
            "/b/../nope": UNTOUCHED,
            "/nope/../b/nope": UNTOUCHED,
            "/b/own/../nope": UNTOUCHED,
            "/t/7/x": any_method,
            "/t/7/nope": any_method,
            "/t/7/dir": any_method,
            "/t/seven/x": around,
            "/bx": around,
            "/": around,
            "/nope": around,
        },
    )


def views(*, under_app):
    """Return an app with decorated views, two of them on one URL."""
    app = tiny()
    if under_app:
        CORS(app, origins=A, supports_credentials=True)
    around = credentials(A) if under_app else UNTOUCHED
    app.add_url_rule("/v", "v_get", lambda: "get", methods=["GET"])
    app.add_url_rule("/v", "v_put", cross_origin(origins=B)(lambda: "put"), methods=["PUT"])
    app.add_url_rule("/open", "open", cross_origin(origins="*")(lambda: abort(418)))

    class Item(MethodView):
        def get(self):
            return "get"

        @cross_origin(origins=B)
        def put(self):
            return "put"

    app.add_url_rule("/item", view_func=Item.as_view("item"))

    class Whole(MethodView):
        decorators = (cross_origin(origins=[A, B]),)

        def get(self):
            return "get"

    app.add_url_rule("/whole", view_func=Whole.as_view("whole"))
    one_url = {"GET": around, "HEAD": around, "PUT": only(B), "OPTIONS": ..., "": ...}
    return Case(
        app,
        {
            "/v": one_url,
            "/item": one_url,
            "/open": ANY_ORIGIN,
            "/whole": only(A, B),
            "/": around,
            "/nope": around,
        },
    )


def hooks(refuse, status, *, after=False):
    """Return an app with a hook that refuses everything."""
    app = tiny()
    CORS(app, origins=[A, B], supports_credentials=True)
    (app.after_request if after else app.before_request)(refuse)
    return Case(app, {}, credentials(A, B), frozenset({status}))


def refuse_with_cookie():
    """Return a refusal that sets a cookie."""
    return Response("no", 401, {"Set-Cookie": "a=b", "WWW-Authenticate": "Basic"})


def fail(_=None):
    """Raise an exception."""
    raise ZeroDivisionError


def debugging():
    """Return an app in debug mode."""
    app = tiny()
    app.debug = True
    app.add_url_rule("/boom", "boom", fail)
    hidden = cross_origin(origins=B)(fail)
    app.add_url_rule("/hidden", "hidden", lambda: hidden())  # noqa: PLW0108 - hides it
    CORS(app, origins=[A, re.compile(r"https://b\.com")])
    paths = {"/hidden": {"": only(A, B), "GET": only(B), "HEAD": only(B), "preflight": only(A, B)}}
    return Case(app, paths, only(A, B), frozenset({500}))


def own_methods():
    """Return an app that allows the methods that a URL accepts."""
    app = tiny()
    CORS(app, origins=A, methods="auto")
    answered = only(A, methods=frozenset({"GET", "PUT", "HEAD", "OPTIONS"}))
    unanswered = only(A, methods=frozenset())
    return Case(app, {"/": answered, "/dir/": answered, "/dir": answered, "/nope": unanswered})


def calling_views(*, under_app):
    """Return an app whose views call decorated ones and return something else."""
    app = tiny()
    if under_app:
        CORS(app, origins=A, supports_credentials=True)
    around = credentials(A) if under_app else UNTOUCHED
    public = cross_origin(origins="*")(lambda: "public")
    app.add_url_rule("/public", "public", public)
    app.add_url_rule("/calls", "calls", lambda: f"secret {public()}", methods=["GET", "PUT"])

    class Base(MethodView):
        @cross_origin(origins="*")
        def get(self):
            return "public"

    class Calling(Base):
        def get(self):
            return f"secret {super().get()}"

    app.add_url_rule("/super", view_func=Calling.as_view("super"))
    paths = {"/public": ANY_ORIGIN, "/calls": around, "/super": around, "/": around}
    return Case(app, paths)


def in_thread(function):
    """Call a function in a copy of the context, as a decorator with a timeout does."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_current_request_context(function)).result()


def raised_again(function):
    """Call a function, and raise its exception again."""
    try:
        return function()
    except HTTPException as error:
        assert error.code  # noqa: PT017 - any handling
        raise


def hidden_views():
    """Return an app whose views return what decorated functions return or raise."""
    app = tiny()
    CORS(app)

    def wsgi(_, start):
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"x"]

    results = [
        *(lambda: "x", lambda: b"", lambda: ({"x": 1}, 201), lambda: Response("x", 203)),
        *(lambda: iter(["x"]), lambda: (iter(["x"]), 201), lambda: Response(iter(["x"]))),
        *(lambda: redirect("/"), lambda: abort(418), ImATeapot, lambda: wsgi, lambda: (wsgi, 201)),
    ]
    paths = {"/": ANY_ORIGIN, "/nope": ANY_ORIGIN}
    for number, result in enumerate(results):
        for way in (lambda function: function(), in_thread, raised_again):
            function = cross_origin(origins=B)(lambda result=result: result())
            path = f"/hidden/{number}/{way.__name__.strip('<>')}"
            app.add_url_rule(path, path, lambda way=way, function=function: way(function))
            paths[path] = {"": ANY_ORIGIN, "GET": only(B), "HEAD": only(B), "preflight": ANY_ORIGIN}
    return Case(app, paths)


def replaced_views():
    """Return an app with a view that is replaced by the first matching request."""
    app = tiny()
    CORS(app, origins=B)
    app.add_url_rule("/v", "v", cross_origin(origins="*")(lambda: "x"))
    app.add_url_rule("/w", "w", lambda: "x")
    app.test_client().get("/v", headers={"Origin": A})
    app.test_client().get("/w", headers={"Origin": A})
    app.view_functions["v"] = cross_origin(origins=A)(lambda: "x")
    app.view_functions["w"] = cross_origin(origins=[])(lambda: "x")
    return Case(app, {"/v": only(A), "/w": NO_ORIGIN, "/": only(B), "/nope": only(B)})


def without_version(environ):
    """Remove an API version from the path."""
    path = environ.get("PATH_INFO", "")
    if path.startswith("/v1/"):
        environ["PATH_INFO"] = path[3:]


class Rewriting(Flask):
    """An app that rewrites the path when it creates the context."""

    def request_context(self, environ):
        """Return the context for the path without its version."""
        without_version(environ)
        return super().request_context(environ)


class RewritingRequest(Request):
    """A request that rewrites the path."""

    def __init__(self, environ, *args, **kwargs):
        """Remove the version."""
        without_version(environ)
        super().__init__(environ, *args, **kwargs)


def rewriting(*, by_request, by_endpoint):
    """Return an app that also serves each path below a version."""
    app = tiny(Flask if by_request else Rewriting)
    if by_request:
        app.request_class = RewritingRequest
    paths = {"/open/x": ANY_ORIGIN, "/api": only(A), "/api/x": only(A)}
    if by_endpoint:
        app.add_url_rule("/own", "own", cross_origin(origins=B)(lambda: "x"))
        paths["/own"] = only(B)
    CORS(app, resources={"/open/*": {}, "/api/*": {"origins": A}})
    return Case(app, {**paths, **{f"/v1{path}": who for path, who in paths.items()}})


def prefixes(prefix, *below):
    """Return an app with a blueprint whose prefix has a variable part."""
    app = tiny()
    blueprint = Blueprint("b", __name__, url_prefix=prefix)
    blueprint.add_url_rule("/keys/<name>", "keys", lambda **_: "x", methods=["GET", "PUT"])
    blueprint.add_url_rule("/raw/<path:name>", "raw", lambda **_: "x", methods=["GET", "PUT"])
    CORS(blueprint, resources={"/keys/*": {"origins": A}, "/raw/*": {"origins": "*"}})
    app.register_blueprint(blueprint)
    found = {f"{each}/keys/x": only(A) for each in below}
    found |= {f"{each}/raw/x": ANY_ORIGIN for each in below}
    return Case(app, found)


def variable_subdomain():
    """Return an app with a blueprint on a variable subdomain, and requests to one of these."""
    app = tiny(subdomain_matching=True)
    app.config["SERVER_NAME"] = "localhost"
    blueprint = Blueprint("b", __name__, url_prefix="/t", subdomain="<tenant>")
    blueprint.add_url_rule("/x", "x", lambda **_: "x", methods=["GET", "PUT"])
    CORS(app, origins="*")
    CORS(blueprint, origins=A)
    app.register_blueprint(blueprint)
    paths = {
        "/t/x": only(A),
        "/t/nope": only(A),
        "/t": only(A),
        "/nope": ANY_ORIGIN,
        "/": ANY_ORIGIN,
    }
    return Case(app, paths, host="acme.localhost")


def whole_subdomain():
    """Return an app with a blueprint that has its own subdomain, and requests to that."""
    app = tiny(subdomain_matching=True)
    app.config["SERVER_NAME"] = "localhost"
    CORS(app, origins="*")
    for subdomain, origin, prefix in (("api", A, None), ("<tenant>", B, "/t")):
        blueprint = Blueprint(origin[8], __name__, url_prefix=prefix, subdomain=subdomain)
        blueprint.add_url_rule("/x", "x", lambda **_: "x", methods=["GET", "PUT"])
        CORS(blueprint, origins=origin)
        app.register_blueprint(blueprint)
    paths = dict.fromkeys(("/t", "/t/x", "/t/nope"), only(B))
    # Without a route on the subdomain, the paths of the bare domain belong to it as well.
    paths |= dict.fromkeys(("/x", "/api", "/nope"), only(A))
    # The app's own policy governs other hosts only: no request has such a method.
    paths["/"] = {"": only(A), "-": ANY_ORIGIN}
    return Case(app, paths, host="api.localhost")


def slow_patterns():
    """Return an app whose patterns can match a short string in many ways."""
    app = tiny()
    optional = re.compile(r"https://(?:[ab-]?){20}\.ab\.ab")

    def admits(origin):
        """Return whether an origin matches the pattern, computed without a regular expression."""
        middle = origin.removeprefix("https://").removesuffix(".ab.ab")
        framed = origin == f"https://{middle}.ab.ab" and is_origin(origin)
        return framed and len(middle) <= 20 and set(middle) <= set("ab-")

    def named(header):
        """Return the same for a requested header."""
        middle = header[2:-2]
        return header == f"x-{middle}-b" and "-a" in middle and len(header) <= 256

    CORS(
        app,
        resources={r"/(?:a?){20}b": {"origins": optional}, r"/a.*-.*-.*b": {"origins": A}},
        allow_headers=[r"x-.*-a.*-b"],
    )
    short = Who(admits, headers=named)
    paths = {f"/{'a' * count}b": short for count in (0, 1, 3, 20)}
    return Case(app, {**paths, "/a--b": only(A, headers=named), "/aaaa": UNTOUCHED})


def replaced_while_asked():
    """Return an app whose view is replaced at every tenth request, alternating between views."""
    app = tiny()
    CORS(app, origins=B)
    views = [cross_origin(origins=[A, B])(lambda: "x"), cross_origin(origins=B)(lambda: "x")]
    app.add_url_rule("/v", "v", views[0])
    requests = itertools.count()

    @app.before_request
    def replace():
        app.view_functions["v"] = views[next(requests) // 10 % 2]

    # A request does not show which view is current; no other origin may read in any case.
    either = {"": ..., "one": only(A, B), "other": only(B)}
    return Case(app, {"/": only(B), "/nope": only(B), "/v": either})


def rejecting():
    """Return an app that rejects refused requests."""
    return everywhere(only(A, B), origins=[A, B], reject_disallowed=True)


async def later(origin):
    """Return whether the origin is B, asynchronously."""
    return origin == B


CASES = {
    "any": lambda: everywhere(ANY_ORIGIN),
    "star": lambda: everywhere(dataclasses.replace(ANY_ORIGIN, star=True), send_wildcard=True),
    "shy": lambda: everywhere(dataclasses.replace(ANY_ORIGIN, otherwise=None), always_send=False),
    "one": lambda: everywhere(only(A), origins=A),
    "two": lambda: everywhere(
        credentials(A, B), origins=[A, B], supports_credentials=True, max_age=5, expose_headers="X"
    ),
    "any with credentials": lambda: everywhere(
        Who(is_origin, credentials=True), supports_credentials=True
    ),
    "null with credentials": lambda: everywhere(
        credentials("null", A), origins=["null", A], supports_credentials=True
    ),
    "null": lambda: everywhere(only("null", otherwise=None), origins="null"),
    "nobody": lambda: everywhere(NO_ORIGIN, origins=None),
    "no origin": lambda: everywhere(
        only("a.com", "https://a.com/x"), origins=["a.com", "https://a.com/x"]
    ),
    "labels": lambda: everywhere(Who(lambda o: below(o, "a.com")), origins="https://*.a.com"),
    "label": lambda: everywhere(Who(app_label), origins="https://app-*.a.com"),
    "port": lambda: everywhere(Who(local), origins="http://localhost:*"),
    "regex": lambda: everywhere(
        only("https://www.a.com", "https://m.a.com", otherwise=None),
        origins=r"https://(www|m)\.a\.com",
    ),
    "ipv6": lambda: everywhere(only("http://[::1]:3000"), origins="http://[::1]:3000"),
    "callable": lambda: everywhere(
        Who(lambda o: is_origin(o) and "a" in o), origins=lambda o: "a" in o
    ),
    "async callable": lambda: everywhere(only(A, B), origins=[A, later]),
    "failing callable": lambda: everywhere(
        only(A, otherwise=None), origins=[A, lambda o: o[10_000] == "x"]
    ),
    "resources": resources,
    "private under public": private_under_public,
    "blueprints": lambda: blueprints(under_app=False),
    "blueprints under app": lambda: blueprints(under_app=True),
    "views": lambda: views(under_app=False),
    "views under app": lambda: views(under_app=True),
    "any method": lambda: everywhere(only(A, methods=None), origins=A, methods="*"),
    "some headers": lambda: everywhere(
        only(A, headers=lambda n: n == "content-type" or is_x_header(n)),
        origins=A,
        allow_headers=["Content-Type", "X-*"],
    ),
    "own methods": own_methods,
    "private network": lambda: everywhere(ANY_ORIGIN, allow_private_network=True),
    "debug": debugging,
    "hook refuses": lambda: hooks(refuse_with_cookie, 401),
    "hook redirects": lambda: hooks(lambda: redirect("/login"), 302),
    "hook fails": lambda: hooks(fail, 500),
    "last hook fails": lambda: hooks(fail, 500, after=True),
    "rejecting": rejecting,
    "calling views": lambda: calling_views(under_app=False),
    "calling views under app": lambda: calling_views(under_app=True),
    "hidden views": hidden_views,
    "replaced views": replaced_views,
    "replaced while asked": replaced_while_asked,
    "slow patterns": slow_patterns,
    "rewriting app": lambda: rewriting(by_request=False, by_endpoint=False),
    "rewriting app with views": lambda: rewriting(by_request=False, by_endpoint=True),
    "rewriting request": lambda: rewriting(by_request=True, by_endpoint=False),
    "rewriting request with views": lambda: rewriting(by_request=True, by_endpoint=True),
    "path in prefix": lambda: prefixes(
        "/repos/<path:repo>", "/repos/acme", "/repos/acme/raw", "/repos/raw/keys"
    ),
    "paths in prefix": lambda: prefixes(
        "/<path:a>/at/<path:b>", "/x/at/y", "/x/at/y/raw", "/raw/at/keys"
    ),
    "texts in prefix": lambda: prefixes("/t/<a>-<b>", "/t/x-y", "/t/raw-keys", "/t/a-b-c"),
    "variable subdomain": variable_subdomain,
    "whole subdomain": whole_subdomain,
}

ORIGINS = (
    *(A, B, A, B, "null", "*", "", "https://evil.test", "https://a.com.evil.test", "a.com"),
    *("https://www.a.com", "https://m.a.com", "https://app-1.a.com", "https://app-.a.com"),
    *("https://x.y.a.com", "http://localhost", "http://localhost:3000", "http://[::1]:3000"),
    *(
        "https://a.com/x",
        "https://a.com:443",
        "https://a.com:8443",
        "HTTPS://A.COM",
        "http://a.com",
    ),
    *("https://a.com, https://b.com", "https://a.com https://b.com", "https://a.com\r\nX-Evil: 1"),
    *("https://a.com\x00", "https://u@a.com", "https://\xfc.com", "x" * 300, "https://a.com."),
)
METHODS = ("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS", "FOO", "get", "*", "TRACE")
NAMES = ("Content-Type", "X-One", "x-two", "Authorization", "*", "X-One", "", "a b", "X\r\nY: 1")
#: Strings that confuse parsers in any position.
ODD = (
    *(
        ".evil.test",
        "evil.test",
        "@",
        "@evil.test",
        "\\@",
        "\\",
        "%00",
        "%60",
        "%2e",
        "%2f",
        "%0d%0a",
    ),
    *(
        "%c3%bc",
        "%25",
        "\r\n",
        "\r\nX-Evil: 1",
        "\n",
        "\x00",
        "\x0b",
        "\x7f",
        "\x85",
        "\xa0",
        "\xff",
    ),
    *(
        "\xc3\xbc",
        "\xed\xa0\x80",
        ":443",
        ":80",
        ":0",
        ":65536",
        ":x",
        "://",
        "//",
        "/",
        "?",
        "#",
        ";a=b",
    ),
    *(
        ".",
        "..",
        "*",
        ", ",
        ",",
        " ",
        "\t",
        "null",
        "[",
        "]",
        "[::1]",
        "_",
        "-",
        "{",
        "}",
        "|",
        "^",
        "`",
    ),
    *(
        "https://",
        "http://",
        "HTTPS://",
        "a.com",
        "xn--4ca",
        "\u0130",
        "\u212a",
        "'",
        '"',
        "<",
        "+",
        "$",
    ),
)
#: Strings between the segments of paths, or instead of them.
STEPS = (
    *(
        "/",
        "//",
        "///",
        "/.",
        "/..",
        "/./",
        "/../",
        "/%2e%2e/",
        "/..%2f",
        "/;a=b/",
        "/;/",
        "/ /",
        "/%2f",
    ),
    *(
        "/%252e%252e/",
        "/\\..\\",
        "/...",
        "/.../",
        "/\x00/",
        "/\xff",
        "/\xc3\xbc",
        "/*",
        "/%",
        "/~",
        "/+",
    ),
)
SCRIPTS = (
    "",
    "",
    "",
    "",
    "/mounted",
    "/mounted/",
    "/",
    "//",
    "/a%2fb",
    "/\xff",
    "/api",
    "/..",
)
ACTUAL = ("GET", "PUT", "HEAD", "POST", "FOO", "get", "DELETE", "TRACE", "PATCH")
QUERIES = ("", "", "a=b", "\xff[", "%", "a=%ff&&=", "?" * 40)
BROKEN_HOSTS = ("[", "[x]")
HOSTS = ("localhost",) * 12 + (
    *BROKEN_HOSTS,
    "",
    "a b",
    "\xbd",
    "a.com:x",
    "a@b",
    "b.com",
    "[::1]:80",
)
#: Not longer than the headers that servers accept.
LONGEST = 64 * 1024
JUNK = [chr(code) for code in range(256)] + list("/:.,;*%#?@[]-_ab ") * 8


class Source:
    """A reproducible source of random requests."""

    def __init__(self, seed):
        self.random = random.Random(seed)  # noqa: S311 - nothing secret
        self.pick = self.random.choice

    def mutated(self, text):
        """Return `text` with a part added, removed, doubled, moved or spelled differently."""
        for _ in range(self.random.randint(1, 3)):
            at = self.random.randint(0, len(text))
            cut = at + self.random.randint(0, 2)
            match self.random.randint(0, 9):
                case 0 | 1 | 2:
                    text = text[:at] + self.pick(JUNK) * self.random.randint(0, 2) + text[cut:]
                case 3 | 4:
                    text = text[:at] + self.pick(ODD) + text[cut:]
                case 5:
                    text = self.pick((text + self.pick(ODD), self.pick(ODD) + text))
                case 6:
                    text = text[:at] + text[at:].swapcase()
                case 7:
                    text = text[at:] + self.pick(("", ", ", "/", ".")) + text[:at]
                case 8:
                    escaped = "".join(f"%{ord(char) % 256:02x}" for char in text[at:cut])
                    text = text[:at] + escaped + text[cut:]
                case 9:
                    text = (
                        text[:at] + text[at:cut] * self.random.choice((0, 2, 9, 300)) + text[cut:]
                    )
        return text.encode("latin-1", "replace").decode("latin-1")[:LONGEST]

    def sometimes(self, text):
        """Return `text`, changed in a third of the cases."""
        return self.mutated(text) if self.random.random() < 0.3 else text

    def short(self, begin):
        """Return a short string that is expensive for a slow pattern."""
        length = self.random.randint(0, 24)
        end = self.pick(("", "", "b", "-b", ".ab.ab"))
        return begin + "".join(self.random.choices("aab-.", k=length)) + end

    def path(self, known):
        """Return one of the known paths, or a variation of one."""
        if self.random.random() < 0.05:
            return self.short("/")
        path = self.pick(known)
        if self.random.random() < 0.15:
            cut = self.pick([at for at, char in enumerate(path) if char == "/"] or [0])
            path = path[:cut] + self.pick(STEPS) + path[cut + self.random.randint(0, 1) :]
        if self.random.random() < 0.05:
            path += self.pick((*STEPS, *known))
        return self.sometimes(path)

    def names(self):
        """Return a list of requested headers."""
        many = self.random.random() < 0.03
        found = [self.pick(NAMES) for _ in range(self.random.randint(0, 300 if many else 4))]
        if self.random.random() < 0.2:
            found.append(self.short("x-"))
        return self.sometimes(self.pick((",", ", ", " , ", ",,", "\t,")).join(found))

    def request(self, case):
        """Return the environment of a request to a path of `case`, or a similar one."""
        known = [*case.paths, *PATHS]
        host = self.pick((case.host, *HOSTS))
        if host == "localhost":
            host = case.host
        if self.random.random() < 0.05:
            host = self.mutated(host)
        method = self.pick(("OPTIONS", self.pick(ACTUAL)))
        if self.random.random() < 0.03:
            method = self.mutated(method)
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": self.pick(SCRIPTS),
            "PATH_INFO": self.path(known),
            "QUERY_STRING": self.pick(QUERIES),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if self.random.random() < 0.9:
            is_short = self.random.random() < 0.1
            origin = self.short("https://") if is_short else self.sometimes(self.pick(ORIGINS))
            environ["HTTP_ORIGIN"] = origin
        if self.random.random() < 0.8:
            asked = self.pick(METHODS)
            rare = self.random.random() < 0.1
            environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"] = self.mutated(asked) if rare else asked
        if self.random.random() < 0.5:
            environ["HTTP_ACCESS_CONTROL_REQUEST_HEADERS"] = self.names()
        if self.random.random() < 0.3:
            value = self.sometimes(self.pick(("true", "true", "false", "TRUE")))
            environ["HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK"] = value
        if self.random.random() < 0.1:
            environ["HTTP_SEC_FETCH_SITE"] = self.sometimes("same-origin")
        return environ


def answer(app, environ):
    """Return status and headers of the response of `app`; its body is read to the end."""
    started = []
    body = app(dict(environ), lambda *given: started.append(given))
    try:
        for part in body:
            assert isinstance(part, bytes)
    finally:
        getattr(body, "close", lambda: None)()
    status, headers, *_ = started[-1]
    return int(status[:3]), headers


@functools.cache
def is_broken(host, query, script, path, method):
    """Return whether Flask alone fails on a request, as it does for some hosts.

    Werkzeug before 3.1 first looks at hosts in redirects; before 3.0, if the URL with its query
    must be quoted.
    """
    plain = Source("host").request(Case(tiny(), {}))
    plain |= {"HTTP_HOST": host, "QUERY_STRING": query, "SCRIPT_NAME": script}
    try:
        return any(
            answer(tiny(), {**plain, "PATH_INFO": place, "REQUEST_METHOD": asked})[0] >= 500
            for place, asked in ((path, method), ("/dir", "GET"))
        )
    except Exception:  # noqa: BLE001 - any exception here comes from Flask
        return True


WATCHED = re.compile(r"(?i)access-control-.*|vary|x-cors-decision|x-evil")
TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


def fields(headers):
    """Return the CORS headers; none is repeated or contains a line break."""
    found = {}
    for name, value in headers:
        if WATCHED.fullmatch(name):
            assert name not in found
            assert name.lower() != "x-evil"
            assert value.isascii()
            assert value.isprintable()
            found[name] = value
    return found


def check_lists(found, environ):
    """Check the members of each list."""
    vary = [name.lower() for name in found.get("Vary", "").split(", ")]
    assert len(vary) == len(set(vary))
    asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "")
    asked = [part.strip(" \t") for part in asked.split(",")]
    for name in found.get("Access-Control-Allow-Headers", "*").split(", "):
        assert name in asked or "Access-Control-Allow-Headers" not in found
    assert len(found.get("X-CORS-Decision", "")) <= 1000
    for name in ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers"):
        for member in found.get(name, "GET").split(", "):
            assert TOKEN.fullmatch(member)
            assert member != "*"


def check_preflight(who, environ, status, found):
    """Check the response to a preflight against its model `who`."""
    assert 200 <= status < 300
    method = environ["HTTP_ACCESS_CONTROL_REQUEST_METHOD"]
    origin = environ["HTTP_ORIGIN"]
    listed = TOKEN.fullmatch(method) and method not in {"*", "TRACE", "TRACK", "CONNECT"}
    allowed = (
        who.answer(origin) is not None
        and (listed if who.methods is None else method in who.methods)
        and method.upper() not in {"TRACE", "TRACK", "CONNECT"}
    )
    methods = found.get("Access-Control-Allow-Methods")
    if not allowed:
        assert methods is None
        assert "Access-Control-Allow-Headers" not in found
        assert "Access-Control-Max-Age" not in found
        return
    assert methods is not None
    assert method in methods.split(", ")
    asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "")
    names = [part.strip(" \t") for part in asked.split(",")]
    good = {n.lower() for n in names if TOKEN.fullmatch(n) and n != "*" and who.headers(n.lower())}
    if len(names) > 256 or len(asked) > 8192:
        good = set()
    sent = found.get("Access-Control-Allow-Headers")
    assert {name.lower() for name in sent.split(", ")} == good if sent else not good


def check(case, environ):
    """Send one request, and compare the response with the model."""
    origin = environ.get("HTTP_ORIGIN")
    try:
        status, headers = answer(case.app, environ)
    except (ZeroDivisionError, ValueError):
        # From the debugger: in debug mode, exceptions are shown only to pages that may read them.
        # Werkzeug ignores further slashes at the beginning.
        path = "/" + environ["PATH_INFO"].lstrip("/")
        who = case.who(path, environ["REQUEST_METHOD"].upper())
        if case.app.debug and (origin is None or who.answer(origin) is None):
            return
        raise
    found = fields(headers)
    check_lists(found, environ)
    value = found.get("Access-Control-Allow-Origin")
    assert value in {None, *(who.answer(origin) for who in case.models())}
    if value == "*":
        assert "Access-Control-Allow-Credentials" not in found
    if value is None:
        assert not {name for name in found if name.startswith("Access-Control")}
    check_who(case, environ, status, found)


def check_who(case, environ, status, found):
    """Check a response against the model of the path, if it is known."""
    asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD")
    method = environ["REQUEST_METHOD"]
    preflight = method == "OPTIONS" and "HTTP_ORIGIN" in environ and asked is not None
    who = ...
    if environ["HTTP_HOST"] == case.host or case.elsewhere is not ...:
        # Like Werkzeug, which matches methods in upper case.
        asked = (asked if preflight else method).upper()
        # No view runs if the host is invalid.
        ran = "" if status == 400 else asked
        who = case.who(environ["PATH_INFO"], ran, preflight=preflight)
    governed = who not in {UNTOUCHED, ...}
    if preflight and governed:
        check_preflight(who, environ, status, found)
    else:
        keys = ("HTTP_HOST", "QUERY_STRING", "SCRIPT_NAME", "PATH_INFO", "REQUEST_METHOD")
        own = status < 500 or status in case.statuses
        assert own or is_broken(*(environ[key] for key in keys))
    if who is UNTOUCHED:
        assert found == {}
    if governed:
        value = found.get("Access-Control-Allow-Origin")
        assert value == who.answer(environ.get("HTTP_ORIGIN"))
        with_credentials = "true" if who.credentials and value is not None else None
        assert found.get("Access-Control-Allow-Credentials") == with_credentials
        assert value is not None or "Origin" in found["Vary"].split(", ")


@pytest.mark.parametrize("name", CASES)
def test_no_request_breaks_or_opens_a_configuration(name):
    """Every response is well-formed, and only allowed origins can read it."""
    source = Source(f"{name}{SEED}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        case = CASES[name]()
        for _ in range(REQUESTS // len(CASES) + 1):
            environ = source.request(case)
            try:
                check(case, environ)
            except Exception as error:
                shown = {key: environ[key] for key in environ if not key.startswith("wsgi.")}
                error.add_note(f"the request: {shown}")
                raise
