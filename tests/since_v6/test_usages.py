"""How public projects call flask_cors, form by form: each starts, and gives the documented answer.

A usage is the text of a module, as a project has it, that is written to a file, imported and asked
for its app as `flask run` asks. Texts that make no app of their own stand between an app and a view
of every path. What is expected of a path is worked out here, from the tables of the standard's
headers, and not asked of the library.
"""

import importlib
import logging
import re
import sys
import warnings
from dataclasses import dataclass

import pytest
from flask.cli import find_best_app

from flask_cors import ConfigurationError
from origins import EVIL, A, B

LOCAL = "http://localhost:3000"
ALL = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
ASKED = ("Access-Control-Request-Method", "Access-Control-Request-Headers")
PRIVATE = "Access-Control-Request-Private-Network"


@dataclass(frozen=True)
class Shared:
    """A path under a policy: with whom it is shared, and what its answers carry."""

    path: str
    #: Origins that may read it: some, or `*` for any.
    to: tuple[str, ...]
    credentials: bool = False
    #: Whether one exact origin is all that the policy names: then there is one answer for all.
    single: bool = False
    send_wildcard: bool = False
    always_send: bool = True
    vary: bool = True
    exposes: str | None = None
    max_age: str | None = None
    #: The method that the preflight announces, if it is not `method`, and what is allowed.
    announces: str | None = None
    methods: str | None = ALL
    names: str = "X-Token, Content-Type"
    allowed: str | None = "Content-Type, X-Token"
    #: The request that is no preflight.
    method: str = "GET"
    status: int = 200
    preflight_status: int = 200
    private_network: bool = False
    #: Headers of the protocol that the app adds by itself, and what it names in `Vary`.
    extra: tuple[tuple[str, str], ...] = ()
    varies: tuple[str, ...] = ()
    refused: tuple[str, ...] = (EVIL,)

    @property
    def is_open(self):
        """Whether any origin may read it."""
        return self.to == ("*",)

    def origin(self, origin):
        """Return what belongs into Access-Control-Allow-Origin, and whether it varies."""
        if self.is_open and self.send_wildcard and not self.credentials:
            return "*", False
        if self.is_open and not self.credentials:
            return (origin, True) if origin else ("*", False)
        if self.single:
            return (self.to[0], False) if origin in {*self.to, None} else (None, True)
        admitted = origin is not None and (self.is_open or origin in self.to)
        return (origin if admitted else None), True

    def answer(self, origin):
        """Return the headers of an answer that is not to a preflight."""
        value, varies = self.origin(origin)
        if origin is None and not self.always_send:
            value, varies = None, True
        found = {"Access-Control-Allow-Origin": value}
        if value:
            found["Access-Control-Allow-Credentials"] = "true" if self.credentials else None
            found["Access-Control-Expose-Headers"] = self.exposes
        vary = {"Origin", *self.varies} if varies and self.vary else self.varies
        return {**dict(self.extra), **_present(found, vary)}

    def preflight(self, origin):
        """Return the headers of an answer to the preflight."""
        value, varies = self.origin(origin)
        found = {"Access-Control-Allow-Origin": value}
        vary = {*self.varies, *(("Origin",) if varies else ())}
        if value:
            found["Access-Control-Allow-Credentials"] = "true" if self.credentials else None
            vary.add(ASKED[0])
        if value and self.methods:
            found["Access-Control-Allow-Methods"] = self.methods
            found["Access-Control-Allow-Headers"] = self.allowed
            found["Access-Control-Max-Age"] = self.max_age
            vary.add(ASKED[1])
            if self.private_network:
                found["Access-Control-Allow-Private-Network"] = "true"
                vary.add(PRIVATE)
        return _present(found, vary if self.vary else ())

    def asks(self):
        """Iterate over requests and the headers of their answers."""
        origins = (*self.refused, A, B) if self.is_open else (*self.refused, *self.to)
        for origin in (None, *origins):
            named = {"Origin": origin} if origin else {}
            yield self.method, self.path, named, self.answer(origin), self.status
        for origin in origins:
            yield (
                "OPTIONS",
                self.path,
                self._announced(origin),
                self.preflight(origin),
                self.preflight_status,
            )

    def _announced(self, origin):
        announced = (self.announces or self.method, self.names)
        private = {PRIVATE: "true"} if self.private_network else {}
        return {"Origin": origin, **dict(zip(ASKED, announced, strict=True)), **private}


@dataclass(frozen=True)
class Private:
    """A path under no policy: nothing of the protocol is on its answers."""

    path: str
    status: int = 200

    def asks(self):
        """Iterate over requests and the headers of their answers."""
        yield "GET", self.path, {"Origin": A}, {}, self.status
        yield "OPTIONS", self.path, {"Origin": A, ASKED[0]: "PUT"}, {}, None


def _present(found, vary):
    named = {name: value for name, value in found.items() if value is not None}
    return {**named, "Vary": frozenset(vary)} if vary else named


def everybody(path="/", **more):
    """Expect a path that every origin may read."""
    return Shared(path, ("*",), **more)


def only(origin=A, path="/", **more):
    """Expect a path whose policy is one exact origin."""
    return Shared(path, (origin,), single=True, **more)


def some(*origins, path="/", **more):
    """Expect a path that origins may read which are not one exact text."""
    return Shared(path, origins, **more)


def nobody(path="/", **more):
    """Expect a path under a policy that admits no origin."""
    return Shared(path, (), refused=(EVIL, A), **more)


class Usage:
    """One form: what a project writes, what it is warned of, and what its paths then answer."""

    def __init__(self, name, code, *paths, warns=(), environ=()):
        self.name = name
        self.code = code.strip() + "\n"
        self.paths = paths
        #: A part of the text of each warning.
        self.warns = (warns,) if isinstance(warns, str) else warns
        self.environ = dict(environ)


#: What stands around a usage that makes no app.
BEFORE = """
import os
import re
from flask import Blueprint, Flask, abort, current_app, jsonify, make_response, request
app = Flask(__name__)
"""
NAMES = "from flask_cors import CORS, cross_origin\n"
AFTER = """
@app.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT", "DELETE"])
@app.route("/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
def any_path(path):
    return f"/{path}"
"""
_IMPORTS_FLASK = re.compile(r"^(from flask import|import flask$)", re.MULTILINE)
_IMPORTS_CORS = re.compile(r"(from|import) flask_cors|import_module")
#: A line that begins another module of the same project.
_MODULE = re.compile(r"^# -- (\w+)\.py\n", re.MULTILINE)


def modules(code):
    """Return the texts of the modules of a project by their names; `app` makes the app."""
    first, *others = _MODULE.split(code)
    if not _IMPORTS_FLASK.search(first):
        first = BEFORE + ("" if _IMPORTS_CORS.search(first) else NAMES) + first + AFTER
    return {"app": first, **dict(zip(others[::2], others[1::2], strict=True))}


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Return a function that imports the modules of a usage and finds its app, as Flask does."""
    imported = set()

    def load(usage):
        for name, value in usage.environ.items():
            monkeypatch.setenv(name, value)
        for name, text in modules(usage.code).items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
            monkeypatch.delitem(sys.modules, name, raising=False)
            imported.add(name)
        monkeypatch.syspath_prepend(tmp_path)
        return find_best_app(importlib.import_module("app"))

    yield load
    for name in imported:
        sys.modules.pop(name, None)
    logging.getLogger("flask_cors").setLevel(logging.NOTSET)


IMPORTS = [
    Usage(
        "CORS",
        """
from flask_cors import CORS
CORS(app)
""",
        everybody(),
        everybody("/api/books"),
    ),
    Usage(
        "CORS and cross_origin",
        """
from flask_cors import CORS, cross_origin
cors = CORS(app, origins="https://b.com")

@app.route("/decorated", methods=["PUT", "GET"])
@cross_origin(origins="https://a.com")
def decorated():
    return "decorated"
""",
        only(B),
        only(A, "/decorated"),
    ),
    Usage(
        "the package",
        """
import flask_cors
flask_cors.CORS(app)
""",
        everybody(),
    ),
    Usage(
        "the package by another name",
        """
import flask_cors as cors
cors.CORS(app, supports_credentials=False)
""",
        everybody(),
    ),
    Usage(
        "everything",
        """
from flask_cors import *
CORS(app, origins="https://a.com")

@app.get("/decorated")
@cross_origin(origins="https://b.com")
def decorated():
    return "decorated"
""",
        only(A),
        only(B, "/decorated"),
    ),
    Usage(
        "logging with it",
        """
from flask_cors import CORS, logging
logging.getLogger("flask_cors").level = logging.INFO
CORS(app)
""",
        everybody(),
    ),
    Usage(
        "CORS from its module",
        """
from flask_cors.extension import CORS
CORS(app, resources={"/api/*": {"origins": "https://a.com"}})
""",
        only(A, "/api/books"),
        Private("/"),
    ),
    Usage(
        "cross_origin from its module",
        """
from flask_cors.decorator import cross_origin

@app.route("/predict", methods=["PUT"])
@cross_origin()
def predict():
    return "cat"
""",
        everybody("/predict", method="PUT"),
        Private("/"),
    ),
    Usage(
        "both from their modules",
        """
from flask_cors.extension import CORS
from flask_cors.decorator import cross_origin
CORS(app, origins="https://a.com")
app.add_url_rule("/decorated", "decorated", cross_origin(max_age=60)(lambda: "decorated"))
""",
        only(A),
        only(A, "/decorated", max_age="60"),
    ),
    Usage(
        "CORS by another name",
        """
from flask_cors import CORS as Cors
cors = Cors()
cors.init_app(app)
""",
        everybody(),
    ),
    Usage(
        "a fallback where it is not installed",
        """
try:
    from flask_cors import CORS
except ImportError:
    CORS = None
if CORS is not None:
    CORS(app)
""",
        everybody(),
    ),
    Usage(
        "a name made at run time",
        """
import importlib
importlib.import_module("flask_cors").CORS(app, origins=["https://a.com"])
""",
        only(A),
    ),
    Usage(
        "the names of headers",
        """
from flask_cors import CORS
from flask_cors.core import (
    ACL_ALLOW_HEADERS,
    ACL_CREDENTIALS,
    ACL_EXPOSE_HEADERS,
    ACL_MAX_AGE,
    ACL_METHODS,
    ACL_ORIGIN,
    ACL_REQUEST_HEADERS,
    ACL_REQUEST_METHOD,
    ALL_METHODS,
)
cors = CORS(app, methods=ALL_METHODS, expose_headers=[ACL_ORIGIN])
""",
        everybody(exposes="Access-Control-Allow-Origin"),
    ),
    Usage(
        "the version",
        """
import flask_cors
if int(flask_cors.__version__.split(".")[0]) >= 3:
    flask_cors.CORS(app)
""",
        everybody(),
    ),
    Usage(
        "in development only",
        """
if os.environ.get("STAGE") == "development":
    from flask_cors import CORS
    CORS(app)
""",
        everybody(),
        environ={"STAGE": "development"},
    ),
    Usage(
        "in development only, elsewhere",
        """
if os.environ.get("STAGE") == "development":
    from flask_cors import CORS
    CORS(app, supports_credentials=True)
""",
        Private("/"),
        environ={"STAGE": "production"},
    ),
    Usage(
        "by way of a module of one's own",
        """
from flask import Flask
from extensions import CORS
app = Flask(__name__)
CORS(app, origins="https://a.com")
app.add_url_rule("/", "index", lambda: "index")
# -- extensions.py
from flask_cors import CORS, cross_origin
""",
        only(A),
    ),
]

APPS = [
    Usage("nothing but the app", "CORS(app)", everybody()),
    Usage("kept in a name", "cors = CORS(app)", everybody("/api/books")),
    Usage("by keyword", "CORS(app=app)", everybody()),
    Usage("kept on the app", "app.cors = CORS(app, max_age=600)", everybody(max_age="600")),
    Usage(
        "options in a dict",
        """
settings = {"origins": ["https://a.com"], "supports_credentials": True}
CORS(app, **settings)
""",
        only(A, credentials=True),
    ),
    Usage(
        "before the routes",
        """
from flask import Flask, jsonify
from flask_cors import CORS
app = Flask(__name__)
CORS(app)

@app.route("/")
def index():
    return jsonify(ok=True)
""",
        everybody(),
    ),
    Usage(
        "behind the routes",
        """
from flask import Flask, jsonify
from flask_cors import CORS
app = Flask(__name__)

@app.route("/")
def index():
    return jsonify(ok=True)

CORS(app)

if __name__ == "__main__":
    app.run(debug=True)
""",
        everybody(),
    ),
    Usage(
        "between two routes",
        """
app.add_url_rule("/first", "first", lambda: "first")
CORS(app, origins="https://a.com")
app.add_url_rule("/second", "second", lambda: "second")
""",
        only(A, "/first"),
        only(A, "/second"),
    ),
    Usage(
        "behind the blueprints",
        """
api = Blueprint("api", __name__, url_prefix="/api")
api.add_url_rule("/books", "books", lambda: "books", methods=["GET", "PUT"])
app.register_blueprint(api)
CORS(app, origins="https://a.com")
""",
        only(A, "/api/books"),
        only(A),
    ),
    Usage(
        "an app of another name",
        """
from flask import Flask
from flask_cors import CORS
application = Flask("wsgi", static_folder=None)
CORS(application)

@application.get("/health")
def health():
    return {"status": "up"}
""",
        everybody("/health"),
    ),
    Usage(
        "a subclass of Flask",
        """
import flask
from flask_cors import CORS

class Service(flask.Flask):
    def __init__(self):
        super().__init__("service")
        CORS(self, origins="https://a.com")
        self.add_url_rule("/", "index", lambda: "index")

app = Service()
""",
        only(A),
    ),
    Usage(
        "inside an app context",
        """
with app.app_context():
    CORS(current_app, origins="https://a.com")
""",
        only(A),
    ),
    Usage(
        "one for several apps",
        """
cors = CORS(origins="https://a.com")
admin = Flask("admin", static_folder=None)
cors.init_app(admin, origins="https://b.com")
cors.init_app(app)
""",
        only(A),
    ),
    Usage(
        "a single-page app in front of it",
        """
from flask import Flask, send_from_directory
from flask_cors import CORS
app = Flask(__name__, static_folder="build", static_url_path="/")
CORS(app)

@app.errorhandler(404)
def not_found(error):
    return "<!doctype html>", 200

@app.route("/")
def index():
    return send_from_directory(app.static_folder, "index.html")
""",
        everybody("/"),
        everybody("/missing.js"),
    ),
    Usage(
        "slashes that are not strict",
        """
app.url_map.strict_slashes = False
CORS(app, resources={"/api/books": {"origins": "https://a.com"}})
""",
        only(A, "/api/books"),
        only(A, "/api/books/"),
        Private("/api"),
    ),
    Usage(
        "an app factory that the module calls",
        """
from flask import Flask
from flask_cors import CORS

def create_app(config=None):
    app = Flask(__name__)
    CORS(app, resources={r"/api/*": {"origins": "*"}})

    @app.get("/api/items")
    def items():
        return []

    return app

app = create_app()
""",
        everybody("/api/items"),
        Private("/items", status=404),
    ),
]

ORIGINS = [
    Usage("one", 'CORS(app, origins="https://a.com")', only(A)),
    Usage("one in a list", 'CORS(app, origins=["https://a.com"])', only(A)),
    Usage(
        "a list", 'CORS(app, origins=["https://a.com", "http://localhost:3000"])', some(A, LOCAL)
    ),
    Usage("a tuple", 'CORS(app, origins=("https://a.com", "https://b.com"))', some(A, B)),
    Usage("a set", 'CORS(app, origins={"https://a.com", "https://b.com"})', some(A, B)),
    Usage("a generator", 'CORS(app, origins=(f"https://{x}.com" for x in "ab"))', some(A, B)),
    Usage("a star", 'CORS(app, origins="*")', everybody()),
    Usage("a star in a list", 'CORS(app, origins=["*"])', everybody()),
    Usage("a star beside origins", 'CORS(app, origins=["https://a.com", "*"])', everybody()),
    Usage("commas", 'CORS(app, origins="https://a.com,https://b.com")', some(A, B)),
    Usage("commas and spaces", 'CORS(app, origins="https://a.com, https://b.com")', some(A, B)),
    Usage("JSON", """CORS(app, origins='["https://a.com", "https://b.com"]')""", some(A, B)),
    Usage(
        "a regex in a string",
        r'CORS(app, origins=r"https://.*\.a\.com")',
        some(
            "https://x.a.com", "https://x.y.a.com", refused=(EVIL, A, "https://x.a.com.evil.test")
        ),
    ),
    Usage(
        "a regex of ports",
        r'CORS(app, origins=[r"^http://localhost(?::\d+)?$", r"^http://127\.0\.0\.1(?::\d+)?$"])',
        some(
            LOCAL,
            "http://localhost",
            "http://127.0.0.1:5173",
            refused=(EVIL, "http://localhost.evil.test"),
        ),
    ),
    Usage(
        "a compiled regex",
        r'CORS(app, origins=re.compile(r"https://(a|b)\.com"))',
        some(A, B),
    ),
    Usage(
        "compiled regexes among texts",
        r'CORS(app, origins=["https://a.com", re.compile(r"http://localhost:\d+$")])',
        some(A, LOCAL),
    ),
    Usage(
        "a regex with an unescaped dot",
        r'CORS(app, origins=[r"https://.*.a.com"])',
        some("https://x.a.com", refused=(EVIL, "https://xa.com.evil.test")),
        warns="such as 'https://evila.com'",
    ),
    Usage(
        "a wildcard of subdomains",
        'CORS(app, origins="https://*.a.com")',
        some("https://x.a.com", "https://x.y.a.com", refused=(EVIL, A, "https://Xa.com")),
    ),
    Usage(
        "a wildcard of ports",
        'CORS(app, origins=["http://localhost:*", "http://127.0.0.1:*"])',
        some(
            LOCAL,
            "http://localhost",
            "http://127.0.0.1:8080",
            refused=(EVIL, "https://localhost:3000"),
        ),
    ),
    Usage(
        "previews of a host",
        'CORS(app, origins=["https://a.com", "https://shop-*.vercel.app"])',
        some(A, "https://shop-git-main.vercel.app", refused=(EVIL, "https://other.vercel.app")),
    ),
    Usage(
        "a variable with one",
        'CORS(app, origins=os.environ.get("FRONTEND_URL", "http://localhost:3000"))',
        only(A),
        environ={"FRONTEND_URL": "https://a.com"},
    ),
    Usage(
        "a variable that is split",
        'CORS(app, origins=os.environ.get("ALLOWED", "*").split(","))',
        some(A, B),
        environ={"ALLOWED": "https://a.com,https://b.com"},
    ),
    Usage(
        "a variable that is split, unset",
        'CORS(app, origins=os.environ.get("ALLOWED", "*").split(","), supports_credentials=False)',
        everybody(),
    ),
    Usage(
        "a variable that is split at commas with spaces",
        'CORS(app, origins=os.environ["ALLOWED"].split(","))',
        some(A, B),
        environ={"ALLOWED": "https://a.com, https://b.com"},
    ),
    Usage(
        "a variable that is split, with a comma too many",
        'CORS(app, origins=os.environ["ALLOWED"].split(","))  # as it comes',
        only(A),
        environ={"ALLOWED": "https://a.com,"},
        warns="is empty and lets nobody in",
    ),
    Usage(
        "a variable, stripped",
        """
allowed = [each.strip().rstrip("/") for each in os.getenv("ALLOWED", "").split(",") if each.strip()]
CORS(app, origins=allowed)
""",
        some(A, B),
        environ={"ALLOWED": "https://a.com/, https://b.com/"},
    ),
    Usage(
        "a variable, stripped, unset",
        """
allowed = [each.strip() for each in os.getenv("ALLOWED", "").split(",") if each.strip()]
CORS(app, origins=allowed)
""",
        nobody(),
    ),
    Usage(
        "a variable in JSON",
        """
import json
CORS(app, origins=json.loads(os.environ.get("ALLOWED", "[]")))
""",
        some(A, B),
        environ={"ALLOWED": '["https://a.com", "https://b.com"]'},
    ),
    Usage(
        "a variable that is not set",
        'CORS(app, origins=os.getenv("FRONTEND_URL"))',
        nobody(),
        warns="origins=None: lets nobody in",
    ),
    Usage(
        "a variable that is empty",
        'CORS(app, origins=os.getenv("FRONTEND_URL", ""))',
        nobody(),
        warns="origins='': lets nobody in",
    ),
    Usage(
        "a variable that is not set, beside another origin",
        'CORS(app, origins=[os.getenv("FRONTEND_URL"), "http://localhost:3000"])',
        only(LOCAL),
        warns="origins=None: is no origin, as of a variable that is not set",
    ),
    Usage("an empty list", "CORS(app, origins=[])", nobody()),
    Usage(
        "a trailing slash",
        'CORS(app, origins="https://a.com/")',
        only(A),
        warns="read as 'https://a.com'; write that",
    ),
    Usage(
        "a default port",
        'CORS(app, origins=["https://a.com:443", "http://b.com:80"])',
        some(A, "http://b.com"),
        warns=("read as 'https://a.com'; write that", "read as 'http://b.com'; write that"),
    ),
    Usage(
        "upper case",
        'CORS(app, origins="HTTPS://A.com")',
        only(A),
        warns="read as 'https://a.com'; write that",
    ),
    Usage(
        "a host alone",
        'CORS(app, origins="localhost")',
        nobody(),
        warns="has no scheme",
    ),
    Usage(
        "a host and a port",
        'CORS(app, origins=["localhost:3000", "http://localhost:3000"])',
        some(LOCAL),
        warns="write 'http://localhost:3000'",
    ),
    Usage(
        "the URL of a page",
        'CORS(app, origins=["https://a.com", "https://b.com/login.html"])',
        some(A, refused=(EVIL, B)),
        warns="write 'https://b.com'",
    ),
    Usage(
        "the other spelling of the machine",
        'CORS(app, origins="http://127.0.0.1:3000")',
        only("http://127.0.0.1:3000", refused=(EVIL, LOCAL)),
    ),
    Usage("IPv6", 'CORS(app, origins="http://[::1]:3000")', only("http://[::1]:3000")),
    Usage("files that are opened", 'CORS(app, origins=["null", "https://a.com"])', some("null", A)),
    Usage(
        "a callable",
        'CORS(app, origins=lambda origin: origin.endswith(".a.com"))',
        some("https://x.a.com", refused=(EVIL, A)),
    ),
    Usage(
        "from app.config, by hand",
        """
app.config["FRONTEND"] = "https://a.com"
CORS(app, origins=[app.config["FRONTEND"], "http://localhost:5173"])
""",
        some(A, "http://localhost:5173"),
    ),
]

#: What cannot mean anything, and in which words the app does not start.
REFUSED = {
    "a list in a text, as Python has it": (
        """CORS(app, origins="['https://a.com']")""",
        "looks like a list but is not JSON",
    ),
    "resources given as origins": (
        'CORS(app, origins={r"/*": {"origins": ["https://a.com"]}})',
        "is of type dict; give a string",
    ),
    "a media type as a header": (
        'CORS(app, allow_headers=["Content-Type", "application/json"])',
        "allow_headers='application/json': can be no header name",
    ),
    "a space in a header": (
        'CORS(app, allow_headers=["Content- Type", "Authorization"])',
        "allow_headers='Content- Type': can be no header name",
    ),
    "origins in place of the options of a path": (
        'CORS(app, resources={r"/api/*": "*"})',
        "given for the resource '/api/*'; give a dict of options",
    ),
    "options in place of a path": (
        'CORS(app, resources={"origins": ["https://a.com"]})',
        "given for the resource 'origins'; give a dict of options",
    ),
    "an age with a unit": ('CORS(app, max_age="3600s")', "is no number of seconds"),
    "a switch that is no boolean": (
        'CORS(app, supports_credentials="credentials")',
        "is no boolean; write True or False",
    ),
    "a star for an answer with credentials": (
        "CORS(app, send_wildcard=True, supports_credentials=True)",
        "send_wildcard",
    ),
    "a wildcard without its scheme": ('CORS(app, origins="*.a.com")', "write 'https://*.a.com'"),
    "a regex that never ends": (r'CORS(app, origins=r"https://(\w+)+\.a\.com")', "exponential"),
    "a blueprint that is registered": (
        """
bp = Blueprint("api", __name__)
app.register_blueprint(bp)
CORS(bp)
""",
        "call CORS(blueprint) before app.register_blueprint(blueprint)",
    ),
}

RESOURCES = [
    Usage("every path, as a regex", 'CORS(app, resources=r"/*")', everybody(), everybody("/a/b")),
    Usage("a star", 'CORS(app, resources=r"*")', everybody(), everybody("/a/b")),
    Usage(
        "every path with a star",
        'CORS(app, resources={r"/*": {"origins": "*"}})',
        everybody(),
        everybody("/api/books"),
    ),
    Usage(
        "a star for the path and one for origins",
        'cors = CORS(app, resources={"*": {"origins": "*"}})',
        everybody("/api/books"),
    ),
    Usage(
        "the API",
        'CORS(app, resources=r"/api/*")',
        everybody("/api/books"),
        everybody("/api"),
        Private("/"),
        Private("/apifoo"),
    ),
    Usage(
        "the API for any origin",
        'CORS(app, resources={r"/api/*": {"origins": "*"}})',
        everybody("/api/v1/books"),
        Private("/apidocs"),
    ),
    Usage(
        "the API as a regex",
        'CORS(app, resources={r"/api/.*": {"origins": "https://a.com"}})',
        only(A, "/api/books"),
        Private("/api"),
        Private("/apifoo"),
    ),
    Usage(
        "the API, anchored",
        'CORS(app, resources={r"^/api/.*$": {"origins": ["https://a.com", "https://b.com"]}})',
        some(A, B, path="/api/books"),
        Private("/"),
    ),
    Usage(
        "a compiled regex",
        r'CORS(app, resources={re.compile(r"/v\d+/.*"): {"origins": "https://a.com"}})',
        only(A, "/v1/books"),
        Private("/v/books"),
    ),
    Usage(
        "a list of paths",
        'CORS(app, resources=["/api/*", "/auth/*"], origins="https://a.com")',
        only(A, "/api/books"),
        only(A, "/auth/login"),
        Private("/"),
    ),
    Usage(
        "a tuple of paths",
        'CORS(app, resources=(r"/api/*", r"/health"))',
        everybody("/api/books"),
        everybody("/health"),
        Private("/other"),
    ),
    Usage(
        "a policy for each path",
        """
CORS(app, resources={
    r"/api/public/*": {"origins": "*"},
    r"/api/*": {"origins": ["https://a.com"], "supports_credentials": True},
    r"/admin/*": {"origins": ["https://b.com"], "methods": ["GET"]},
})
""",
        everybody("/api/public/x"),
        only(A, "/api/books", credentials=True),
        only(B, "/admin/users", methods="GET"),
        Private("/"),
    ),
    Usage(
        "a whole policy beside the path",
        """
CORS(app, resources={r"/*": {
    "origins": ["https://a.com", "http://localhost:3000"],
    "methods": ["GET", "POST", "PUT", "DELETE", "OPTIONS"],
    "allow_headers": ["Content-Type", "Authorization"],
    "expose_headers": ["X-Total-Count"],
    "supports_credentials": True,
    "max_age": 3600,
}})
""",
        some(
            A,
            LOCAL,
            credentials=True,
            methods="DELETE, GET, OPTIONS, POST, PUT",
            names="authorization, content-type",
            allowed="authorization, content-type",
            exposes="X-Total-Count",
            max_age="3600",
        ),
    ),
    Usage(
        "origins beside the resources",
        'CORS(app, resources={r"/api/*": {}}, origins="https://a.com")',
        only(A, "/api/books"),
        Private("/"),
    ),
    Usage(
        "origins in both places",
        """
CORS(app, resources={r"/api/*": {"origins": "https://a.com"}}, origins="https://b.com",
     supports_credentials=True)
""",
        only(A, "/api/books", credentials=True),
        Private("/"),
    ),
    Usage(
        "one path",
        'CORS(app, resources={r"/predict": {"origins": "http://localhost:3000"}})',
        only(LOCAL, "/predict"),
        only(LOCAL, "/predict/"),
        Private("/predict/all"),
    ),
    Usage(
        "the root alone", 'CORS(app, resources={"/": {"origins": "*"}})', everybody(), Private("/x")
    ),
    Usage(
        "a variable among the origins of a path",
        """
CORS(app, resources={r"/api/*": {"origins": [os.getenv("FRONTEND"), "http://localhost:8080"]}})
""",
        some(A, "http://localhost:8080", path="/api/books"),
        environ={"FRONTEND": "https://a.com"},
    ),
    Usage(
        "no leading slash",
        'CORS(app, resources={r"api/*": {"origins": "*"}})',
        Private("/api/books"),
        warns="write '/api/*'",
    ),
    Usage(
        "the URL of the server",
        'CORS(app, resources={"http://localhost:5000/api/*": {"origins": "*"}})',
        Private("/api/books"),
        warns="write '/api/*'",
    ),
    Usage(
        "a path with a converter",
        'CORS(app, resources={"/users/<id>": {"origins": "*"}})',
        Private("/users/7"),
        warns="/users/*",
    ),
    Usage(
        "from app.config, by hand",
        """
app.config["CORS_RESOURCES"] = {r"/api/*": {"origins": "https://a.com"}}
CORS(app, resources=app.config["CORS_RESOURCES"])
""",
        only(A, "/api/books"),
        Private("/"),
    ),
    Usage(
        "files beside the API",
        'CORS(app, resources={r"/static/*": {"origins": "*"}, r"/api/*": {"origins": "https://a.com"}})',
        everybody("/static/missing.css", status=404),
        only(A, "/api/books"),
    ),
]

RESOURCES += [
    Usage(
        "a star among the origins of a path",
        'CORS(app, resources={r"/api/*": {"origins": ["http://localhost:4200", "*"]}})',
        everybody("/api/books"),
    ),
    Usage(
        "the API, and the rest",
        """
CORS(app, resources={
    r"/*": {"origins": "*"},
    r"/api/*": {"origins": "https://a.com", "allow_headers": ["X-Token"]},
})
""",
        everybody(),
        only(A, "/api/books", allowed="X-Token"),
    ),
    Usage(
        "a path for each of several methods",
        """
CORS(app, methods=["GET"], resources={"/books": {}, "/orders": {"methods": ["POST"]}})
""",
        everybody("/books", methods="GET"),
        everybody("/orders", method="POST", methods="POST"),
    ),
]

CREDENTIALS = [
    Usage(
        "any origin, with credentials",
        "CORS(app, supports_credentials=True)",
        everybody(credentials=True, refused=(EVIL,)),
        warns="every site can act and read as the logged-in user",
    ),
    Usage(
        "a star, with credentials",
        'CORS(app, origins="*", supports_credentials=True)',
        everybody(credentials=True),
        warns="every site can act and read as the logged-in user",
    ),
    Usage(
        "every path for any origin, with credentials",
        'CORS(app, resources={r"/*": {"origins": "*"}}, supports_credentials=True)',
        everybody("/api/books", credentials=True),
        warns="every site can act and read as the logged-in user",
    ),
    Usage(
        "one origin",
        'CORS(app, origins=["http://localhost:3000"], supports_credentials=True)',
        only(LOCAL, credentials=True),
    ),
    Usage(
        "several origins",
        'CORS(app, supports_credentials=True, origins=["https://a.com", "http://localhost:3000"])',
        some(A, LOCAL, credentials=True),
    ),
    Usage(
        "a plain-http page",
        'CORS(app, origins=["http://a.com"], supports_credentials=True)',
        only("http://a.com", credentials=True),
        warns="http://a.com",
    ),
    Usage(
        "a switch of the environment that is off",
        """
CORS(app, origins="https://a.com",
     supports_credentials=os.environ.get("CREDENTIALS", "False"))
""",
        only(A),
    ),
    Usage(
        "a switch of the environment that is on",
        'CORS(app, origins="https://a.com", supports_credentials=os.environ["CREDENTIALS"])',
        only(A, credentials=True),
        environ={"CREDENTIALS": "true"},
    ),
    Usage(
        "with the cookie of a session",
        """
app.config.update(SECRET_KEY="dev", SESSION_COOKIE_SAMESITE="None", SESSION_COOKIE_SECURE=True)
CORS(app, supports_credentials=True, resources={r"/api/*": {"origins": "https://a.com"}})
""",
        only(A, "/api/login", method="POST", credentials=True),
        Private("/"),
    ),
    Usage(
        "credentials beside each path",
        """
CORS(app, resources={
    r"/auth/*": {"origins": "https://a.com", "supports_credentials": True},
    r"/open/*": {"origins": "*", "supports_credentials": False},
})
""",
        only(A, "/auth/me", credentials=True),
        everybody("/open/books"),
    ),
]

HEADERS = [
    Usage(
        "one, as a text",
        'CORS(app, allow_headers="Content-Type")',
        everybody(allowed="Content-Type"),
    ),
    Usage(
        "a list",
        'CORS(app, allow_headers=["Content-Type", "Authorization"])',
        everybody(names="authorization, x-token", allowed="authorization"),
    ),
    Usage(
        "a text with commas",
        'CORS(app, allow_headers="Content-Type, Authorization, X-Token")',
        everybody(),
    ),
    Usage("a star", 'CORS(app, allow_headers="*")', everybody(names="x-any", allowed="x-any")),
    Usage("a star in a list", 'CORS(app, allow_headers=["*"])', everybody()),
    Usage(
        "a regex",
        r'CORS(app, allow_headers=[r"X-.*", "Content-Type"])',
        everybody(names="X-Token, Authorization", allowed="X-Token"),
    ),
    Usage(
        "names of the answer among them",
        """
CORS(app, allow_headers=["Content-Type", "Access-Control-Allow-Origin",
                         "Access-Control-Allow-Headers", "Access-Control-Allow-Methods"])
""",
        everybody(allowed="Content-Type"),
    ),
    Usage(
        "exposed",
        'CORS(app, expose_headers=["Content-Disposition", "X-Total-Count"])',
        everybody(exposes="Content-Disposition, X-Total-Count"),
    ),
    Usage(
        "exposed, as a text",
        'CORS(app, expose_headers="X-Total-Count")',
        everybody(exposes="X-Total-Count"),
    ),
    Usage(
        "exposed, with commas",
        'CORS(app, expose_headers="X-Total-Count, Link")',
        everybody(exposes="Link, X-Total-Count"),
    ),
    Usage(
        "a token of a login, both ways",
        """
CORS(app, origins="https://a.com", allow_headers=["Authorization"],
     expose_headers=["Authorization"])
""",
        only(A, names="authorization", allowed="authorization", exposes="Authorization"),
    ),
]

METHODS = [
    Usage(
        "a list",
        'CORS(app, methods=["GET", "POST", "OPTIONS"])',
        everybody(announces="POST", methods="GET, OPTIONS, POST"),
        everybody(announces="DELETE", methods=None),
    ),
    Usage(
        "lower case",
        'CORS(app, methods=["get", "put"])',
        everybody(methods="GET, PUT"),
    ),
    Usage("one, as a text", 'CORS(app, methods="PUT")', everybody(announces="PUT", methods="PUT")),
    Usage(
        "a text with commas",
        'CORS(app, methods="GET, PUT, DELETE")',
        everybody(announces="DELETE", methods="DELETE, GET, PUT"),
    ),
    Usage("a star", 'CORS(app, methods="*")', everybody(announces="PUT", methods="PUT")),
    Usage(
        "a star in a list",
        'CORS(app, methods=["*"])',
        everybody(announces="PATCH", methods="PATCH"),
    ),
    Usage(
        "beside a path",
        'CORS(app, resources={r"/api/*": {"origins": "https://a.com", "methods": ["GET"]}})',
        only(A, "/api/books", announces="PUT", methods=None),
        only(A, "/api/books", methods="GET"),
    ),
    Usage(
        "one that no browser sends",
        'CORS(app, methods=["GET", "PUT", "TRACE"])',
        everybody(methods="GET, PUT"),
        warns="names TRACE, which no browser sends",
    ),
]

OTHERS = [
    Usage("an age in seconds", "CORS(app, max_age=3600)", everybody(max_age="3600")),
    Usage(
        "an age as a timedelta",
        """
from datetime import timedelta
CORS(app, max_age=timedelta(days=1))
""",
        everybody(max_age="86400"),
    ),
    Usage(
        "an age from the environment",
        'CORS(app, max_age=os.environ.get("MAX_AGE", "600"))',
        everybody(max_age="600"),
    ),
    Usage("no age", "CORS(app, max_age=None)", everybody()),
    Usage("an age of nothing", "CORS(app, max_age=0)", everybody(max_age="0")),
    Usage("a star as the answer", "CORS(app, send_wildcard=True)", everybody(send_wildcard=True)),
    Usage(
        "a star as the answer for one origin",
        'CORS(app, origins="https://a.com", send_wildcard=True)',
        only(A),
    ),
    Usage(
        "no Vary",
        'CORS(app, origins=["https://a.com", "https://b.com"], vary_header=False)',
        some(A, B, vary=False),
    ),
    Usage(
        "only to requests with an origin",
        'CORS(app, origins="https://a.com", always_send=False)',
        only(A, always_send=False),
    ),
    Usage(
        "exceptions left to the app",
        "CORS(app, intercept_exceptions=False)",
        everybody(),
    ),
    Usage(
        "a private network",
        'CORS(app, origins="https://a.com", allow_private_network=True)',
        only(A, private_network=True),
    ),
    Usage(
        "all that there is, at its default",
        """
CORS(app, resources=r"/*", origins="*", allow_headers="*", expose_headers=None, max_age=None,
     methods=["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"], vary_header=True,
     supports_credentials=False, send_wildcard=False, always_send=True)
""",
        everybody(),
    ),
]

CONFIG = [
    Usage(
        "origins",
        """
app.config["CORS_ORIGINS"] = "https://a.com"
CORS(app)
""",
        only(A),
    ),
    Usage(
        "origins, behind the call",
        """
cors = CORS(app)
app.config["CORS_ORIGINS"] = ["https://a.com", "https://b.com"]
""",
        some(A, B),
    ),
    Usage(
        "origins, without a call",
        'app.config["CORS_ORIGINS"] = "*"',
        Private("/"),
    ),
    Usage(
        "origins from the environment",
        """
app.config["CORS_ORIGINS"] = os.environ.get("CORS_ORIGINS", "*").split(",")
CORS(app)
""",
        some(A, B),
        environ={"CORS_ORIGINS": "https://a.com,https://b.com"},
    ),
    Usage(
        "headers, by the old key",
        """
cors = CORS(app)
app.config["CORS_HEADERS"] = "Content-Type"
""",
        everybody(),
        warns="write CORS_ALLOW_HEADERS",
    ),
    Usage(
        "headers, by the old key, before the call",
        """
app.config["CORS_HEADERS"] = ["Content-Type"]
CORS(app, origins="https://a.com")
""",
        only(A),
        warns="write CORS_ALLOW_HEADERS",
    ),
    Usage(
        "headers, by the old key, beside a decorator",
        """
cors = CORS(app)
app.config["CORS_HEADERS"] = "Content-Type"

@app.route("/predict", methods=["POST"])
@cross_origin()
def predict():
    return jsonify(class_="cat")
""",
        everybody("/predict", method="POST"),
        warns="write CORS_ALLOW_HEADERS",
    ),
    Usage(
        "headers",
        """
app.config["CORS_ALLOW_HEADERS"] = "Content-Type, Authorization"
CORS(app)
""",
        everybody(allowed="Content-Type"),
    ),
    Usage(
        "resources",
        """
app.config["CORS_RESOURCES"] = {r"/api/*": {"origins": "https://a.com"}}
CORS(app)
""",
        only(A, "/api/books"),
        Private("/"),
    ),
    Usage(
        "credentials as a text",
        """
app.config["CORS_SUPPORTS_CREDENTIALS"] = "False"
CORS(app, origins="https://a.com")
""",
        only(A),
    ),
    Usage(
        "under the arguments",
        """
app.config.update(CORS_ORIGINS="https://b.com", CORS_MAX_AGE=60)
CORS(app, origins="https://a.com")
""",
        only(A, max_age="60"),
    ),
    Usage(
        "keys of another library",
        """
app.config["CORS_ALLOW_ORIGINS"] = "https://a.com"
app.config["CORS_ALLOW_METHODS"] = ["GET", "PUT"]
CORS(app)
""",
        only(A),
        warns=("CORS_ALLOW_ORIGINS, which is read as CORS_ORIGINS", "write CORS_METHODS"),
    ),
    Usage(
        "a misspelt key of origins",
        """
app.config["CORS_ORIGIN"] = "https://a.com"
CORS(app)
""",
        only(A),
        warns="CORS_ORIGIN, which is read as CORS_ORIGINS",
    ),
    Usage(
        "a misspelt key of resources",
        """
app.config["CORS_RESOURCE"] = {r"/api/*": {"origins": "https://a.com"}}
CORS(app)
""",
        only(A, "/api/books"),
        Private("/"),
        warns="CORS_RESOURCE, which is read as CORS_RESOURCES",
    ),
    Usage(
        "a key of one's own, given by hand",
        """
app.config["CORS_ALLOWED_ORIGINS"] = ["https://a.com"]
CORS(app, origins=app.config["CORS_ALLOWED_ORIGINS"])
""",
        only(A),
        warns="CORS_ALLOWED_ORIGINS, which is read as CORS_ORIGINS",
    ),
    Usage(
        "from an object",
        """
class Config:
    CORS_ORIGINS = ["https://a.com"]
    CORS_SUPPORTS_CREDENTIALS = True

app.config.from_object(Config)
CORS(app)
""",
        only(A, credentials=True),
    ),
    Usage(
        "from a mapping",
        """
app.config.from_mapping(CORS_ORIGINS="https://a.com", CORS_EXPOSE_HEADERS="X-Total")
CORS(app)
""",
        only(A, exposes="X-Total"),
    ),
    Usage(
        "from the environment by its prefix",
        """
app.config.from_prefixed_env()
CORS(app)
""",
        some(A, B, credentials=True, max_age="600"),
        environ={
            "FLASK_CORS_ORIGINS": '["https://a.com", "https://b.com"]',
            "FLASK_CORS_SUPPORTS_CREDENTIALS": "true",
            "FLASK_CORS_MAX_AGE": "600",
        },
    ),
    Usage(
        "from the environment by its prefix, as texts",
        """
app.config.from_prefixed_env("BOOKSHOP")
CORS(app)
""",
        some(A, B, allowed="Content-Type"),
        environ={
            "BOOKSHOP_CORS_ORIGINS": "https://a.com,https://b.com",
            "BOOKSHOP_CORS_ALLOW_HEADERS": "Content-Type,Authorization",
            "BOOKSHOP_CORS_SUPPORTS_CREDENTIALS": "False",
        },
    ),
    Usage(
        "from a file",
        """
from pathlib import Path
Path(__file__).with_name("settings.cfg").write_text("CORS_ORIGINS = ['https://a.com']")
app.config.from_pyfile(str(Path(__file__).with_name("settings.cfg")))
CORS(app)
""",
        only(A),
    ),
]

BLUEPRINTS = [
    Usage(
        "bare",
        """
bp = Blueprint("auth", __name__, url_prefix="/auth")
CORS(bp)

@bp.route("/register", methods=["POST"])
def register():
    return {}, 201

app.register_blueprint(bp)
""",
        everybody("/auth/register", method="POST", status=201),
        Private("/"),
    ),
    Usage(
        "bare, under the app",
        """
CORS(app, origins="https://a.com", supports_credentials=True)
bp = Blueprint("orders", __name__, url_prefix="/orders")
CORS(bp)
bp.add_url_rule("/", "all", lambda: [])
app.register_blueprint(bp)
""",
        only(A, "/orders/", credentials=True),
    ),
    Usage(
        "its own origins",
        """
CORS(app)
bp = Blueprint("admin", __name__)
cors = CORS(bp, origins=["https://b.com"], supports_credentials=True)
bp.add_url_rule("/users", "users", lambda: [])
app.register_blueprint(bp, url_prefix="/admin")
""",
        only(B, "/admin/users", credentials=True),
        everybody(),
    ),
    Usage(
        "a star as its resource",
        """
bp = Blueprint("api", __name__, url_prefix="/api")
CORS(bp, resources={r"*": {"origins": "*"}})
bp.add_url_rule("/boot", "boot", lambda: {})
app.register_blueprint(bp)
""",
        everybody("/api/boot"),
        Private("/"),
    ),
    Usage(
        "full paths as its resources",
        """
bp = Blueprint("styles", __name__, url_prefix="/api/v1")
CORS(bp, resources={"/api/v1/styles": {"origins": "https://a.com"}})
bp.add_url_rule("/styles", "styles", lambda: [])
bp.add_url_rule("/internal", "internal", lambda: [])
app.register_blueprint(bp)
""",
        only(A, "/api/v1/styles"),
        Private("/api/v1/internal"),
    ),
    Usage(
        "paths below its prefix as its resources",
        """
bp = Blueprint("styles", __name__, url_prefix="/api/v1")
CORS(bp, resources={r"/styles/*": {"origins": "https://a.com"}})
bp.add_url_rule("/styles/<int:number>", "style", lambda number: {})
app.register_blueprint(bp)
""",
        only(A, "/api/v1/styles/7"),
    ),
    Usage(
        "the extension of a module for several",
        """
cors = CORS(origins="https://a.com")
for name in ("one", "two"):
    bp = Blueprint(name, __name__, url_prefix=f"/{name}")
    bp.add_url_rule("/", "index", lambda: "index")
    cors.init_app(bp)
    app.register_blueprint(bp)
""",
        only(A, "/one/"),
        only(A, "/two/"),
        Private("/"),
    ),
    Usage(
        "a decorated view of one",
        """
bp = Blueprint("rooms", __name__, url_prefix="/rooms")

@bp.post("/create")
@cross_origin()
def create():
    return {"room": 1}

app.register_blueprint(bp)
""",
        everybody("/rooms/create", method="POST"),
        Private("/rooms/other"),
    ),
    Usage(
        "bare, and each of its views decorated",
        """
bp = Blueprint("hume", __name__)
CORS(bp)

@bp.route("/hume", methods=["POST"])
@cross_origin()
def hume():
    return {}

app.register_blueprint(bp)
""",
        everybody("/hume", method="POST"),
    ),
    Usage(
        "one inside another",
        """
parent = Blueprint("v1", __name__, url_prefix="/v1")
child = Blueprint("books", __name__, url_prefix="/books")
child.add_url_rule("/", "all", lambda: [])
CORS(parent, origins="https://a.com")
parent.register_blueprint(child)
app.register_blueprint(parent)
""",
        only(A, "/v1/books/"),
    ),
]

BLUEPRINTS += [
    Usage(
        "any port of the machine, with credentials",
        """
bp = Blueprint("user", __name__, url_prefix="/api/user")
CORS(bp, origins=["http://127.0.0.1:*"], supports_credentials=True)
bp.add_url_rule("/name", "name", lambda: {})
app.register_blueprint(bp)
""",
        some("http://127.0.0.1:5500", path="/api/user/name", credentials=True),
    ),
    Usage(
        "a misspelt option",
        """
bp = Blueprint("booru", __name__)
CORS(bp, support_credentials=True)
bp.add_url_rule("/booru", "booru", lambda: "booru")
app.register_blueprint(bp)
""",
        everybody("/booru"),
        warns="did you mean 'supports_credentials'?",
    ),
    Usage(
        "a hook of one",
        """
CORS(app, origins="https://a.com")
bp = Blueprint("api", __name__, url_prefix="/api")
bp.add_url_rule("/items", "items", lambda: [])

@bp.after_request
def after_request(response):
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response

app.register_blueprint(bp)
""",
        only(A, "/api/items"),
        warns="endpoint 'api.items' or a hook sets Access-Control-Allow-Origin",
    ),
]

FACTORIES = [
    Usage(
        "an extension object",
        """
from flask import Flask
from flask_cors import CORS
cors = CORS()

def create_app():
    app = Flask(__name__)
    cors.init_app(app)
    app.add_url_rule("/", "index", lambda: "index")
    return app
""",
        everybody(),
    ),
    Usage(
        "an extension object in a module of its own",
        """
from flask import Flask
from extensions import cors

def create_app():
    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: "index")
    cors.init_app(app, resources={r"/*": {"origins": "https://a.com"}})
    return app
# -- extensions.py
from flask_cors import CORS
cors = CORS(supports_credentials=True)
""",
        only(A, credentials=True),
    ),
    Usage(
        "a configuration by its name",
        """
from flask import Flask
from flask_cors import CORS
from settings import environments
cors = CORS()

def create_app(name="production"):
    app = Flask(__name__)
    app.config.from_object(environments[name])
    cors.init_app(app)
    app.add_url_rule("/", "index", lambda: "index")
    return app
# -- settings.py
class Config:
    CORS_ORIGINS = "*"

class Production(Config):
    CORS_ORIGINS = ["https://a.com", "https://b.com"]
    CORS_SUPPORTS_CREDENTIALS = True

environments = {"development": Config, "production": Production}
""",
        some(A, B, credentials=True),
    ),
    Usage(
        "origins out of the configuration",
        """
from flask import Flask
from flask_cors import CORS

class Config:
    CORS_ORIGINS = ["https://a.com"]

def create_app(config_class=Config):
    app = Flask(__name__)
    app.config.from_object(config_class)
    CORS(app, resources={r"/api/*": {"origins": app.config["CORS_ORIGINS"]}})
    app.add_url_rule("/api/books", "books", lambda: [])
    return app
""",
        only(A, "/api/books"),
        Private("/other", status=404),
    ),
    Usage(
        "a mapping out of the call",
        """
from flask import Flask
from flask_cors import CORS

def make_app(config=None):
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_mapping(SECRET_KEY="dev", CORS_ORIGINS="https://a.com")
    app.config.from_mapping(config or {})
    CORS(app)
    app.add_url_rule("/", "index", lambda: "index")
    return app
""",
        only(A),
    ),
    Usage(
        "extensions registered by a function",
        """
from flask import Blueprint, Flask
from flask_cors import CORS
cors = CORS()
api = Blueprint("api", __name__)
api.add_url_rule("/items", "items", lambda: [])

def register_extensions(app):
    cors.init_app(app, supports_credentials=True, origins=app.config["FRONTEND"])

def create_app():
    app = Flask(__name__)
    app.config["FRONTEND"] = ["https://a.com"]
    app.register_blueprint(api, url_prefix="/api")
    register_extensions(app)
    return app
""",
        only(A, "/api/items", credentials=True),
    ),
    Usage(
        "options in both places",
        """
from flask import Flask
from flask_cors import CORS
cors = CORS(origins="https://b.com", max_age=60)

def create_app():
    app = Flask(__name__)
    cors.init_app(app, origins="https://a.com")
    app.add_url_rule("/", "index", lambda: "index")
    return app
""",
        only(A, max_age="60"),
    ),
    Usage(
        "imported where it is used",
        """
from flask import Flask

def create_app():
    app = Flask(__name__)
    from flask_cors import CORS
    CORS(app, resources={r"*": {"origins": "*"}})
    app.add_url_rule("/", "index", lambda: "index")
    return app
""",
        everybody(),
    ),
]

DECORATORS = [
    Usage(
        "with parentheses",
        """
@app.route("/decorated", methods=["PUT"])
@cross_origin()
def decorated():
    return "decorated"
""",
        everybody("/decorated", method="PUT"),
        Private("/"),
    ),
    Usage(
        "without parentheses",
        """
@app.route("/decorated", methods=["PUT"])
@cross_origin
def decorated():
    return "decorated"
""",
        everybody("/decorated", method="PUT"),
    ),
    Usage(
        "a positional origin",
        """
@app.route("/decorated")
@cross_origin("https://a.com")
def decorated():
    return "decorated"
""",
        only(A, "/decorated"),
        warns="was given without its name and is read as origins",
    ),
    Usage(
        "a positional list",
        """
@app.get("/decorated")
@cross_origin(["https://a.com", "https://b.com"])
def decorated():
    return "decorated"
""",
        some(A, B, path="/decorated"),
        warns="was given without its name and is read as origins",
    ),
    Usage(
        "options",
        """
@app.post("/upload")
@cross_origin(origins=["https://a.com"], methods=["POST"], allow_headers=["Content-Type"])
def upload():
    return {}, 201
""",
        only(
            A,
            "/upload",
            method="POST",
            status=201,
            announces="POST",
            methods="POST",
            allowed="Content-Type",
        ),
    ),
    Usage(
        "methods that the view does not have",
        """
@app.route("/entropy", methods=["GET", "POST"])
@cross_origin(methods=["GET"])
def entropy():
    return "1.0"
""",
        everybody("/entropy", announces="POST", methods=None),
        everybody("/entropy", methods="GET"),
    ),
    Usage(
        "above the route",
        """
@cross_origin(origins="https://a.com")
@app.route("/decorated")
def decorated():
    return "decorated"
""",
        only(A, "/decorated"),
        warns="flask-cors 6",
    ),
    Usage(
        "a route that lists OPTIONS",
        """
@app.route("/decorated", methods=["POST", "OPTIONS"])
@cross_origin(origins="https://a.com")
def decorated():
    return jsonify(request.get_json())
""",
        only(A, "/decorated", method="POST", status=415),
    ),
    Usage(
        "a view that answers OPTIONS",
        """
@app.route("/decorated", methods=["GET", "OPTIONS"])
@cross_origin(origins="https://a.com", automatic_options=False)
def decorated():
    return "itself"
""",
        only(A, "/decorated"),
    ),
    Usage(
        "several routes",
        """
@app.route("/home")
@app.route("/index.html")
@cross_origin(origins="https://a.com")
def home():
    return "home"
""",
        only(A, "/home"),
        only(A, "/index.html"),
    ),
    Usage(
        "under another decorator",
        """
import functools

def login_required(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        if "Authorization" not in request.headers:
            abort(401)
        return view(*args, **kwargs)
    return wrapper

@app.route("/me", methods=["GET", "PUT"])
@login_required
@cross_origin(origins="https://a.com", supports_credentials=True)
def me():
    return "me"
""",
        only(A, "/me", credentials=True, status=401),
    ),
    Usage(
        "over another decorator, which aborts",
        """
import functools

def token_required(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        return make_response("no token", 403)
    return wrapper

@app.route("/me", methods=["GET"])
@cross_origin(origins="https://a.com")
@token_required
def me():
    return "me"
""",
        only(A, "/me", status=403),
    ),
    Usage(
        "an async view",
        """
@app.get("/decorated")
@cross_origin(origins="https://a.com")
async def decorated():
    return "decorated"
""",
        only(A, "/decorated"),
    ),
    Usage(
        "a function that is added",
        """
def decorated():
    return "decorated"

app.add_url_rule("/decorated", view_func=cross_origin(origins="https://a.com")(decorated))
""",
        only(A, "/decorated"),
    ),
    Usage(
        "a method of an object",
        """
class Images:
    @cross_origin(origins="https://a.com")
    def show(self):
        return "image"

app.add_url_rule("/image", "image", Images().show)
""",
        only(A, "/image"),
    ),
    Usage(
        "decorators of a MethodView",
        """
from flask.views import MethodView

class Items(MethodView):
    decorators = [cross_origin(origins="https://a.com")]

    def get(self):
        return []

    def put(self):
        return {}

app.add_url_rule("/items", view_func=Items.as_view("items"))
""",
        only(A, "/items"),
        only(A, "/items", method="PUT"),
    ),
    Usage(
        "decorators of a MethodView, without parentheses",
        """
from flask.views import MethodView

class Items(MethodView):
    decorators = [cross_origin]

    def get(self):
        return []

app.add_url_rule("/items", view_func=Items.as_view("items"))
""",
        everybody("/items"),
    ),
    Usage(
        "a method of a MethodView",
        """
from flask.views import MethodView

class Items(MethodView):
    @cross_origin(origins="https://a.com")
    def get(self):
        return []

    def put(self):
        return {}

app.add_url_rule("/items", view_func=Items.as_view("items"))
""",
        only(A, "/items"),
    ),
    Usage(
        "a MethodView class",
        """
from flask.views import MethodView

@cross_origin(origins="https://a.com")
class Items(MethodView):
    def get(self):
        return []

app.add_url_rule("/items", view_func=Items.as_view("items"))
""",
        only(A, "/items"),
    ),
    Usage(
        "a view that answers OPTIONS, of a class",
        """
from flask.views import MethodView

class Items(MethodView):
    def put(self):
        return {}

    def options(self):
        return "", 200

app.add_url_rule("/items", view_func=Items.as_view("items"))
CORS(app, origins="https://a.com")
""",
        only(A, "/items", method="PUT"),
    ),
    Usage(
        "Flask-RESTful, under the app",
        """
from flask_restful import Api, Resource
api = Api(app)
CORS(app, resources={r"/api/*": {"origins": "https://a.com"}})

class Books(Resource):
    def get(self):
        return []

api.add_resource(Books, "/api/books")
""",
        only(A, "/api/books"),
    ),
    Usage(
        "Flask-RESTful, decorators of a resource",
        """
from flask_restful import Api, Resource

class Login(Resource):
    decorators = [cross_origin(origins=["https://a.com", "http://localhost:3000"])]

    def post(self):
        return {"token": "x"}

Api(app).add_resource(Login, "/login")
""",
        some(A, LOCAL, path="/login", method="POST"),
    ),
    Usage(
        "Flask-RESTful, a method of a resource",
        """
from flask_restful import Api, Resource

class Tags(Resource):
    @cross_origin(origins="https://a.com", headers=["Content-Type", "Authorization"])
    def post(self):
        return {}, 201

Api(app).add_resource(Tags, "/tags")
""",
        only(A, "/tags", method="POST", status=201, announces="POST"),
        warns="did you mean 'allow_headers'?",
    ),
    Usage(
        "Flask-RESTful, method_decorators",
        """
from flask_restful import Api, Resource

class Robot(Resource):
    method_decorators = [cross_origin(origins="https://a.com")]

    def get(self):
        return {"name": "r"}

Api(app).add_resource(Robot, "/robot")
""",
        only(A, "/robot"),
    ),
    Usage(
        "Flask-RESTX, decorators of a namespace",
        """
from flask_restx import Api, Namespace, Resource
devices = Namespace("devices", decorators=[cross_origin(origins="https://a.com")])

@devices.route("/")
class Devices(Resource):
    def get(self):
        return []

Api(app).add_namespace(devices, path="/devices")
""",
        only(A, "/devices/"),
    ),
    Usage(
        "Flask-RESTX, on a blueprint",
        """
from flask_restx import Api, Resource
bp = Blueprint("api", __name__, url_prefix="/api")
CORS(bp, origins="https://a.com")
api = Api(bp)

@api.route("/books")
class Books(Resource):
    def get(self):
        return []

app.register_blueprint(bp)
""",
        only(A, "/api/books"),
    ),
]

DECORATORS += [
    Usage(
        "credentials, under an app with credentials",
        """
CORS(app, origins=["http://localhost:3000"], supports_credentials=True)

@app.route("/login", methods=["POST"])
@cross_origin(supports_credentials=True)
def login():
    return {"token": "x"}
""",
        only(LOCAL, "/login", method="POST", credentials=True),
    ),
    Usage(
        "a star, under an app with credentials",
        """
CORS(app, origins=["https://a.com"], supports_credentials=True)

@app.route("/prices")
@cross_origin(origins="*", send_wildcard=True)
def prices():
    return {}
""",
        everybody("/prices", send_wildcard=True),
        only(A, credentials=True),
    ),
    Usage(
        "one for several views",
        """
allow_shop = cross_origin(origins="https://a.com", supports_credentials=True)

@app.route("/one")
@allow_shop
def one():
    return "one"

@app.route("/two")
@allow_shop
def two():
    return "two"
""",
        only(A, "/one", credentials=True),
        only(A, "/two", credentials=True),
    ),
    Usage(
        "a view that aborts",
        """
@app.route("/books/<int:number>")
@cross_origin(origins="https://a.com")
def book(number):
    abort(404)
""",
        only(A, "/books/7", status=404),
    ),
]

MISSPELT = [
    Usage(
        "origin",
        'CORS(app, origin="https://a.com")',
        only(A),
        warns="was given as 'origin' and is read as origins",
    ),
    Usage(
        "origin, a star",
        'CORS(app, origin="*")',
        everybody(),
        warns="was given as 'origin' and is read as origins",
    ),
    Usage(
        "origin, a host alone",
        'CORS(app, origin="localhost:3000")',
        nobody(),
        warns=("was given as 'origin' and is read as origins", "has no scheme"),
    ),
    Usage(
        "orgins",
        'CORS(app, orgins=["https://a.com", "https://b.com"])',
        some(A, B),
        warns="was given as 'orgins'",
    ),
    Usage(
        "allow_origins",
        'CORS(app, allow_origins=["https://a.com"])',
        only(A),
        warns="was given as 'allow_origins'",
    ),
    Usage(
        "allowed_origins",
        'CORS(app, allowed_origins="https://a.com", supports_credentials=True)',
        only(A, credentials=True),
        warns="was given as 'allowed_origins'",
    ),
    Usage(
        "origins of a path, with a colon too many",
        'CORS(app, resources={r"/api/*": {"origins:": "https://a.com"}})',
        only(A, "/api/books"),
        warns="was given as 'origins:'",
    ),
    Usage(
        "origin of a path",
        'CORS(app, resources={r"/api/*": {"origin": "https://a.com"}})',
        only(A, "/api/books"),
        warns="was given as 'origin' and is read as origins",
    ),
    Usage(
        "support_credentials",
        "CORS(app, support_credentials=True)",
        everybody(),
        warns="did you mean 'supports_credentials'?",
    ),
    Usage(
        "allow_credentials",
        'CORS(app, origins="https://a.com", allow_credentials=True)',
        only(A),
        warns="did you mean 'supports_credentials'?",
    ),
    Usage(
        "resource",
        'CORS(app, resource={r"/api/*": {"origins": "https://a.com"}})',
        only(A, "/api/books"),
        Private("/"),
        warns="was given as 'resource' and is read as resources",
    ),
    Usage(
        "headers",
        'CORS(app, resources=r"/api/*", headers="Content-Type")',
        everybody("/api/v1/users"),
        warns="did you mean 'allow_headers'?",
    ),
    Usage(
        "allow_methods",
        'CORS(app, allow_methods=["*"], origins=["https://a.com"])',
        only(A),
        warns="did you mean 'methods'?",
    ),
    Usage(
        "exposed_headers",
        'CORS(app, exposed_headers=["X-Total"])',
        everybody(),
        warns="did you mean 'expose_headers'?",
    ),
    Usage(
        "keys of app.config as arguments",
        "CORS(app, CORS_SEND_WILDCARD=True, CORS_MAX_AGE=60)",
        everybody(),
        warns=("did you mean 'send_wildcard'?", "did you mean 'max_age'?"),
    ),
    Usage(
        "a key of app.config for origins as an argument",
        'CORS(app, CORS_ORIGINS="https://a.com")',
        only(A),
        warns="was given as 'CORS_ORIGINS' and is read as origins",
    ),
    Usage(
        "an option of views on the app",
        "CORS(app, automatic_options=True)",
        everybody(),
        warns="has no effect on an app",
    ),
    Usage(
        "origin and headers of a view",
        """
CORS(app)

@app.route("/report", methods=["POST"])
@cross_origin(origin="localhost", headers=["Content-Type", "Authorization"])
def report():
    return "report"
""",
        nobody("/report", method="POST"),
        everybody(),
        warns=(
            "was given as 'origin' and is read as origins",
            "has no scheme",
            "did you mean 'allow_headers'?",
        ),
    ),
    Usage(
        "origin of a view, a star",
        """
@app.route("/open")
@cross_origin(origin="*", supports_credential=True)
def home():
    return "home"
""",
        everybody("/open"),
        warns=(
            "was given as 'origin' and is read as origins",
            "did you mean 'supports_credentials'?",
        ),
    ),
]

MISSPELT += [
    Usage(
        "a key of app.config as an argument, beside resources",
        """
CORS(app=app, CORS_SUPPORTS_CREDENTIALS=True, resources={r"/api/*": {"origins": "https://a.com"}})
""",
        only(A, "/api/books"),
        warns="did you mean 'supports_credentials'?",
    ),
    Usage(
        "an option of another framework",
        'CORS(app, origins="https://a.com", allow_origin_regex=None, allow_all=True)',
        only(A),
        warns=("was given as 'allow_origin_regex', no option", "was given as 'allow_all'"),
    ),
]

#: What a page may read of an answer to which a hook adds what flask_cors does already.
_BY_HAND = (
    ("Access-Control-Allow-Headers", "Content-Type,Authorization"),
    ("Access-Control-Allow-Methods", "GET,PUT,POST,DELETE"),
)

BY_HAND = [
    Usage(
        "a hook beside it",
        """
CORS(app)

@app.after_request
def after_request(response):
    response.headers.add("Access-Control-Allow-Headers", "Content-Type,Authorization")
    response.headers.add("Access-Control-Allow-Methods", "GET,PUT,POST,DELETE")
    return response
""",
        everybody(extra=_BY_HAND),
    ),
    Usage(
        "a hook that names a star",
        """
CORS(app)

@app.after_request
def after_request(response):
    response.headers.add("Access-Control-Allow-Origin", "*")
    response.headers.add("Access-Control-Allow-Headers", "Content-Type,Authorization")
    response.headers.add("Access-Control-Allow-Methods", "GET,PUT,POST,DELETE")
    return response
""",
        everybody(extra=_BY_HAND),
        warns="sets Access-Control-Allow-Origin",
    ),
    Usage(
        "a hook that names another origin",
        """
CORS(app, resources={r"/*": {"origins": "https://a.com"}})

@app.after_request
def add_cors_headers(response):
    response.headers["Access-Control-Allow-Origin"] = "http://localhost:3000"
    response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
""",
        only(A),
        warns="sets Access-Control-Allow-Origin",
    ),
    Usage(
        "a hook that echoes the origin",
        """
CORS(app, origins=["https://a.com", "https://b.com"], supports_credentials=True)

@app.after_request
def echo(response):
    origin = request.headers.get("Origin")
    if origin:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
""",
        some(A, B, credentials=True),
        warns="sets Access-Control-Allow-Origin",
    ),
    Usage(
        "a view that names a star",
        """
CORS(app)

@app.get("/estimate")
def estimate():
    response = jsonify(price=5)
    response.headers.add("Access-Control-Allow-Origin", "*")
    return response
""",
        everybody("/estimate"),
        everybody(),
        warns="sets Access-Control-Allow-Origin",
    ),
    Usage(
        "a view that exposes",
        """
CORS(app, origins="https://a.com", expose_headers="X-Total")

@app.get("/report.csv")
def report():
    response = make_response("a,b")
    response.headers["Access-Control-Expose-Headers"] = "Content-Disposition"
    return response
""",
        only(
            A,
            "/report.csv",
            exposes="Content-Disposition, X-Total",
            extra=(("Access-Control-Expose-Headers", "Content-Disposition"),),
        ),
    ),
    Usage(
        "a hook that answers preflights",
        """
CORS(app, origins="https://a.com")

@app.before_request
def options():
    if request.method == "OPTIONS":
        response = make_response()
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "*"
        return response
""",
        only(A),
        warns="sets Access-Control-Allow-Origin",
    ),
    Usage(
        "a hook that lets preflights pass",
        """
CORS(app, origins="https://a.com")

@app.before_request
def login():
    if request.method == "OPTIONS":
        return
    if "Authorization" not in request.headers:
        abort(401)
""",
        only(A, status=401),
    ),
    Usage(
        "a hook that refuses preflights",
        """
CORS(app, origins="https://a.com")

@app.before_request
def login():
    if "Authorization" not in request.headers:
        return jsonify(error="login"), 401
""",
        only(A, status=401),
    ),
    Usage(
        "a view that builds its preflights",
        """
CORS(app, origins="https://a.com")

@app.route("/order", methods=["POST", "OPTIONS"])
def order():
    if request.method == "OPTIONS":
        response = make_response()
        response.headers.add("Access-Control-Allow-Origin", "*")
        response.headers.add("Access-Control-Allow-Headers", "*")
        response.headers.add("Access-Control-Allow-Methods", "*")
        return response
    response = jsonify(order=1)
    response.headers.add("Access-Control-Allow-Origin", "*")
    return response
""",
        only(A, "/order", method="POST"),
        warns="sets Access-Control-Allow-Origin",
    ),
    Usage(
        "a view for every preflight",
        """
CORS(app, origins="https://a.com")

@app.route("/<path:path>", methods=["OPTIONS"])
def preflights(path):
    return "", 204
""",
        only(A, "/api/books", preflight_status=204),
    ),
    Usage(
        "handlers of errors",
        """
CORS(app, origins="https://a.com")

@app.errorhandler(404)
def not_found(error):
    return jsonify(error=str(error)), 404

@app.errorhandler(Exception)
def failed(error):
    response = jsonify(error=str(error))
    response.headers.add("Access-Control-Allow-Origin", "*")
    return response, 500

@app.get("/broken")
def broken():
    raise RuntimeError("broken")

@app.get("/missing")
def missing():
    abort(404)
""",
        only(A, "/missing", status=404),
        only(A, "/broken", status=500),
        warns="sets Access-Control-Allow-Origin",
    ),
]

AROUND = [
    Usage(
        "a proxy in front, behind the call",
        """
from werkzeug.middleware.proxy_fix import ProxyFix
CORS(app, origins="https://a.com")
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)
""",
        only(A),
    ),
    Usage(
        "a proxy in front, before the call",
        """
from werkzeug.middleware.proxy_fix import ProxyFix
app.wsgi_app = ProxyFix(app.wsgi_app)
CORS(app, resources={r"/api/*": {"origins": "https://a.com"}})
""",
        only(A, "/api/books"),
        Private("/"),
    ),
    Usage(
        "another app mounted",
        """
from werkzeug.middleware.dispatcher import DispatcherMiddleware
CORS(app, origins="https://a.com")
admin = Flask("admin", static_folder=None)
CORS(admin, origins="https://b.com")
admin.add_url_rule("/users", "users", lambda: "users")
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/admin": admin})
""",
        only(A, "/api/books"),
        only(B, "/admin/users"),
    ),
    Usage(
        "a middleware of one's own",
        """
class Timing:
    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        return self.app(environ, start_response)

app.wsgi_app = Timing(app.wsgi_app)
CORS(app)
""",
        everybody(),
    ),
    Usage(
        "two bare calls",
        """
CORS(app)
cors = CORS(app)
""",
        everybody(),
        warns="was named before",
    ),
    Usage(
        "a bare call, and one with origins",
        """
CORS(app)
CORS(app, resources={r"/*": {"origins": "https://a.com"}})
""",
        only(A),
        warns="was named before",
    ),
    Usage(
        "a call for each path",
        """
CORS(app, resources={r"/api/*": {"origins": "https://a.com"}})
CORS(app, resources={r"/hooks/*": {"origins": "*"}})
""",
        only(A, "/api/books"),
        everybody("/hooks/x"),
        Private("/"),
    ),
    Usage(
        "a call in each branch",
        """
if os.environ.get("FLASK_ENV") == "production":
    CORS(app, origins=["https://a.com"], supports_credentials=True)
else:
    CORS(app)
""",
        only(A, credentials=True),
        environ={"FLASK_ENV": "production"},
    ),
    Usage(
        "the object and the decorator",
        """
cors = CORS(app, resources={r"/estimate": {"origins": "http://localhost:8080"}})

@app.route("/estimate", methods=["POST"])
@cross_origin()
def estimate():
    return "5"
""",
        only("http://localhost:8080", "/estimate", method="POST"),
        Private("/"),
    ),
    Usage(
        "a subclass with options of its own",
        """
from flask_cors import CORS

class Cors(CORS):
    def init_app(self, app, **kwargs):
        kwargs.setdefault("origins", ["https://a.com"])
        kwargs.setdefault("supports_credentials", True)
        super().init_app(app, **kwargs)

Cors(app)
""",
        only(A, credentials=True),
    ),
    Usage(
        "a subclass that looks into app.config",
        """
from flask_cors import CORS

class Cors(CORS):
    def init_app(self, app):
        super().init_app(app, origins=app.config.get("FRONTEND", "https://a.com"))

cors = Cors()
cors.init_app(app)
""",
        only(A),
    ),
    Usage(
        "views taken away",
        """
CORS(app)
app.add_url_rule("/old", "old", lambda: "old")
app.view_functions.clear()
app.url_map._rules.clear()
app.url_map._rules_by_endpoint.clear()
""",
        everybody("/anything"),
    ),
    Usage(
        "the level of the log",
        """
import logging
logging.basicConfig(level=logging.INFO)
logging.getLogger("flask_cors").level = logging.DEBUG
CORS(app, resources=r"/api/*")
""",
        everybody("/api/v1/pipelines/"),
    ),
    Usage(
        "the level of the log, by its method",
        """
import logging
CORS(app, origins="https://a.com")
logging.getLogger("flask_cors").setLevel("INFO")
""",
        only(A),
    ),
    Usage(
        "debug mode, by the app",
        """
app.debug = True
CORS(app, origins="https://a.com")
""",
        only(A),
    ),
    Usage(
        "tests",
        """
app.config["TESTING"] = True
CORS(app, origins="https://a.com")
""",
        only(A),
    ),
    Usage(
        "a socket beside it",
        """
CORS(app, resources={r"/*": {"origins": "*"}})
app.config["CORS_ALLOWED"] = "*"
""",
        everybody("/socket.io/"),
    ),
    Usage(
        "Flask-Login",
        """
from flask_login import LoginManager, login_required
app.secret_key = "dev"
login = LoginManager(app)
login.user_loader(lambda number: None)
CORS(app, supports_credentials=True, origins=["https://a.com"])

@app.get("/me")
@login_required
def me():
    return "me"

@app.after_request
def varies(response):
    response.vary.add("Cookie")
    return response
""",
        only(A, "/me", credentials=True, status=401, varies=("Cookie",)),
    ),
    Usage(
        "Flask-JWT-Extended",
        """
from flask_jwt_extended import JWTManager, jwt_required
app.config["JWT_SECRET_KEY"] = "a secret of more than thirty-two bytes"
JWTManager(app)
CORS(app, resources={r"/api/*": {"origins": "https://a.com"}})

@app.put("/api/me")
@jwt_required()
@cross_origin(origins="https://b.com", supports_credentials=True)
def me():
    return "me"
""",
        only(B, "/api/me", method="PUT", credentials=True, status=401),
    ),
]

AROUND += [
    Usage(
        "given in the constructor and again",
        """
cors = CORS(app, origins="https://a.com")
cors.init_app(app)
""",
        only(A),
        warns="was named before",
    ),
    Usage(
        "served by another framework's mount",
        """
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.exceptions import NotFound
CORS(app, resources={r"/books": {"origins": "https://a.com"}})
app.wsgi_app = DispatcherMiddleware(NotFound(), {"/shop": app.wsgi_app})
""",
        only(A, "/shop/books"),
        Private("/books", status=404),
    ),
]

HOOKS = [
    Usage(
        "a hook as the only policy",
        """
@app.after_request
@cross_origin(headers=["X-Token", "Content-Type"], methods=["PUT", "PATCH", "DELETE"])
def after_request(response):
    return response
""",
        everybody("/books", method="PUT", methods="DELETE, PATCH, PUT"),
        everybody("/books", announces="POST", methods=None),
        warns="did you mean 'allow_headers'?",
    ),
    Usage(
        "a hook under the app",
        """
CORS(app, origins="https://a.com")

@app.after_request
@cross_origin()
def refresh(response):
    response.headers["X-Token"] = "1"
    return response
""",
        only(A, "/books", method="PUT"),
    ),
    Usage(
        "a hook beside decorated views",
        """
@app.route("/orders", methods=["POST"])
@cross_origin(origins="https://a.com")
def order():
    return {}, 201

@app.after_request
@cross_origin(origin="*")
def after(response):
    return response
""",
        only(A, "/orders", method="POST", status=201),
        everybody("/books"),
        warns="was given as 'origin' and is read as origins",
    ),
    Usage(
        "a handler of errors",
        """
@app.errorhandler(404)
@cross_origin()
def not_found(error):
    return jsonify(error="not found"), 404

@app.route("/missing")
@cross_origin()
def missing():
    abort(404)
""",
        everybody("/missing", status=404),
        Private("/books"),
    ),
    Usage(
        "a handler of what no view answers",
        """
from flask import Flask, jsonify
from flask_cors import CORS, cross_origin
app = Flask(__name__)
app.config["SECRET_KEY"] = "dev"

@app.route("/home")
@cross_origin()
def home():
    return "home"

@app.errorhandler(404)
@cross_origin(supports_credentials=True, origins="https://a.com")
def page_not_found(error):
    return jsonify(404)
""",
        everybody("/home"),
        only(A, "/nowhere", credentials=True),
    ),
    Usage(
        "a handler of an exception of one's own",
        """
class AuthError(Exception):
    pass

@app.errorhandler(AuthError)
@cross_origin()
def refused(error):
    return jsonify(message="login"), 401

@app.get("/drinks")
@cross_origin(origins="https://a.com")
def drinks():
    raise AuthError
""",
        only(A, "/drinks", status=401),
    ),
    Usage(
        "a view for the preflights of another",
        """
@app.route("/chat", methods=["OPTIONS"])
@cross_origin(origins=["http://localhost:3000", "http://127.0.0.1:3000"])
def chat_options():
    return "", 204

@app.route("/chat", methods=["POST"])
@cross_origin(origins=["http://localhost:3000", "http://127.0.0.1:3000"])
def chat():
    return {"reply": "hello"}
""",
        some(LOCAL, "http://127.0.0.1:3000", path="/chat", method="POST"),
    ),
    Usage(
        "a view for every preflight, by hand as well",
        """
CORS(app, origins="https://a.com", supports_credentials=True)

@app.route("/output", methods=["OPTIONS"])
@cross_origin(supports_credentials=True)
def handle_options():
    response = make_response()
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    return response

@app.route("/output", methods=["POST"])
def output():
    return {}
""",
        only(A, "/output", method="POST", credentials=True),
    ),
]

RESOURCES += [
    Usage(
        "several beginnings",
        'CORS(app, resources={r"/(predict|health)": {"origins": "https://a.com"}})',
        only(A, "/predict"),
        only(A, "/health"),
        Private("/other"),
    ),
    Usage(
        "several beginnings with all below them",
        'CORS(app, resources={r"^/(books|orders)(/.*)?$": {"origins": "https://a.com"}})',
        only(A, "/books"),
        only(A, "/orders/7"),
        Private("/bookshop"),
    ),
    Usage(
        "an optional beginning",
        'CORS(app, resources={r"/(api/)?accounts.*": {"origins": "*"}})',
        everybody("/accounts"),
        everybody("/api/accounts/7"),
    ),
    Usage(
        "all but one",
        r'CORS(app, resources={r"/(?!socket\.io).*": {"origins": "https://a.com"}})',
        only(A, "/books"),
        Private("/socket.io/"),
        warns="cannot be analysed",
    ),
    Usage(
        "a regex that flask-cors 6 took for a beginning",
        r'CORS(app, resources={r"^/api(?:/|$)": {"origins": "https://a.com"}})',
        only(A, "/api/"),
        Private("/api/books"),
    ),
]

ORIGINS += [
    Usage(
        "any port of the machine, with credentials",
        'CORS(app, origins="http://localhost:*", supports_credentials=True)',
        some(LOCAL, "http://localhost:8080", credentials=True),
    ),
    Usage(
        "texts made into regexes",
        r"""
allowed = ["https://a.com", "http://localhost:3000"]
CORS(app, origins=[re.compile(re.escape(each) + r"\Z", re.IGNORECASE) for each in allowed])
""",
        some(A, LOCAL, refused=(EVIL, "https://a.com.evil.test")),
    ),
    Usage(
        "shells of apps",
        'CORS(app, origins=["capacitor://localhost", "http://localhost", "tauri://localhost"])',
        some("capacitor://localhost", "http://localhost", "tauri://localhost"),
    ),
    Usage(
        "a semicolon between them",
        'CORS(app, origins="https://a.com;https://b.com")',
        nobody(),
        warns="no browser can send it",
    ),
    Usage(
        "variables that are not set",
        'CORS(app, origins=[os.getenv("FRONTEND_URL"), os.getenv("ADMIN_URL")])',
        nobody(),
        warns=("origins=None: is no origin",) * 2,
    ),
]

ORIGINS += [
    Usage(
        "an address of the machine",
        'CORS(app, resources={"/*": {"origins": "0.0.0.0"}})',
        nobody(),
        warns="has no scheme",
    ),
    Usage(
        "any text, compiled, with credentials",
        'CORS(app, origins=re.compile(".*"), supports_credentials=True)',
        some(A, B, EVIL, credentials=True, refused=("null",)),
        warns="also admits other domains",
    ),
    Usage(
        "slashes escaped as elsewhere",
        r"CORS(app, origins=re.compile(r'http:\/\/localhost:\d*'), supports_credentials=True)",
        some(LOCAL, credentials=True, refused=(EVIL, "http://localhost:3000.evil.test")),
    ),
    Usage(
        "the network at home",
        r'CORS(app, origins=re.compile(r"http://(10\.42\.0|192\.168\.\d+)\.\d+.*"))',
        some("http://192.168.0.7:3000", "http://10.42.0.1", refused=(EVIL, LOCAL)),
        warns="also admits other domains",
    ),
    Usage(
        "a callable that always allows, with credentials",
        "CORS(app, origins=lambda origin: True, supports_credentials=True)",
        some(A, EVIL, credentials=True, refused=("null", "no origin")),
    ),
    Usage(
        "an environment for each",
        """
development = re.compile(r"http://localhost(:\\d+)?$")
production = [os.getenv("FRONTEND_URL", "")]
CORS(app, origins=development if os.getenv("FLASK_ENV") != "production" else production)
""",
        nobody(),
        environ={"FLASK_ENV": "production"},
        warns="is empty and lets nobody in",
    ),
    Usage(
        "stars for everything",
        'CORS(app, origins="*", allow_headers="*", methods="*", expose_headers="*")',
        everybody(methods="GET", exposes="*"),
    ),
]

DECORATORS += [
    Usage(
        "a positional star above the route, with credentials",
        """
@cross_origin("*", supports_credentials=True)
@app.route("/chat", methods=["POST", "GET"])
def chat():
    return "hello"
""",
        everybody("/chat", method="POST", credentials=True),
        warns=(
            "was given without its name and is read as origins",
            "every site can act and read as the logged-in user",
            "stands above the route of endpoint 'chat'",
        ),
    ),
    Usage(
        "a positional path",
        """
CORS(app)

@app.route("/map")
@cross_origin("/map")
def where():
    return "map"
""",
        nobody("/map"),
        everybody(),
        warns=("was given without its name and is read as origins", "no browser can send it"),
    ),
    Usage(
        "a positional host",
        """
@app.route("/content")
@cross_origin(["staging.a.com"])
def content():
    return "content"
""",
        nobody("/content"),
        warns=(
            "was given without its name and is read as origins",
            "has no scheme, so that no browser can send it; write 'http",
        ),
    ),
]

AROUND += [
    Usage(
        "a call for the origins, and one for the headers",
        """
CORS(app, resources={r"/*": {"origins": "https://a.com"}})
CORS(app, expose_headers="Authorization")
""",
        only(A, exposes="Authorization"),
        warns="was named before",
    ),
]

GROUPS = {
    "imports": IMPORTS,
    "apps": APPS,
    "origins": ORIGINS,
    "resources": RESOURCES,
    "credentials": CREDENTIALS,
    "headers": HEADERS,
    "methods": METHODS,
    "others": OTHERS,
    "config": CONFIG,
    "blueprints": BLUEPRINTS,
    "factories": FACTORIES,
    "decorators": DECORATORS,
    "hooks": HOOKS,
    "misspelt": MISSPELT,
    "by hand": BY_HAND,
    "around": AROUND,
}
USAGES = {f"{group}: {usage.name}": usage for group, rows in GROUPS.items() for usage in rows}


def headers(answer):
    """Return the headers of the protocol in an answer; those of `Vary` in no order."""
    found = {}
    for name, value in answer.headers:
        if name == "Vary" or name.startswith("Access-Control-"):
            assert name not in found, f"{name} stands twice"
            members = frozenset(map(str.strip, value.split(",")))
            found[name] = members if name == "Vary" else value
    return found


@pytest.mark.parametrize("usage", USAGES.values(), ids=USAGES)
def test_a_usage(load, usage):
    """A form starts, gives the documented answers, and warns of what it is documented to."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client = load(usage).test_client(use_cookies=False)
        for path in usage.paths:
            for method, url, sent, expected, status in path.asks():
                answer = client.open(url, method=method, headers=sent)
                assert (sent, headers(answer)) == (sent, expected)
                assert status in {answer.status_code, None}
    told = [f"{each.category.__name__}: {each.message}" for each in caught]
    assert len(told) == len(usage.warns), told
    for part in usage.warns:
        assert [text for text in told if part in text and text.startswith("CORSWarning")], told


@pytest.mark.parametrize(("code", "message"), REFUSED.values(), ids=REFUSED)
def test_a_usage_that_cannot_be_meant(load, code, message):
    """A form that cannot mean anything does not start, and says what to write."""
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        load(Usage("", code))


def test_the_usages_are_many_and_differ():
    """There are more than 200 forms, and none of them stands there twice."""
    assert len(USAGES) == sum(map(len, GROUPS.values())) >= 200
    assert len({usage.code for usage in USAGES.values()}) == len(USAGES)
