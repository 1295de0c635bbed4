"""Calls of flask_cors in public projects: each form starts, and has the documented effect.

A usage is a file in `usages/`: a module from a project, which is copied and imported, and whose
app is found like `flask run` does. Its header comment has the expectations:

    # expect: only(A, "/api/books")             a path and its readers, by a function below
    # warns: CORS_ORIGIN, which is read as ...  a part of a warning; there are no others
    # environ: STAGE=production                 a variable of the environment
    # views: any path                           a view of every path is added to the app
    # refused: looks like a list                the app does not start, with this in the message

The expected headers of a path are derived here from the standard, independently of the library.
"""

import importlib
import logging
import re
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

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
    """A path under a policy: the origins that may read it, and the headers of its responses."""

    path: str
    #: Origins that may read it: some, or `*` for any.
    to: tuple[str, ...]
    credentials: bool = False
    #: Whether the policy consists of one exact origin: then all responses are equal.
    single: bool = False
    send_wildcard: bool = False
    always_send: bool = True
    vary: bool = True
    exposes: str | None = None
    max_age: str | None = None
    #: The method that the preflight requests, if it is not `method`, and the allowed ones.
    announces: str | None = None
    methods: str | None = ALL
    names: str = "X-Token, Content-Type"
    allowed: str | None = "Content-Type, X-Token"
    #: The actual request.
    method: str = "GET"
    status: int = 200
    preflight_status: int = 200
    private_network: bool = False
    #: CORS headers that the app adds itself, and its own members of `Vary`.
    extra: tuple[tuple[str, str], ...] = ()
    varies: tuple[str, ...] = ()
    refused: tuple[str, ...] = (EVIL,)

    @property
    def is_open(self):
        """Return whether any origin may read it."""
        return self.to == ("*",)

    def origin(self, origin):
        """Return the value of Access-Control-Allow-Origin, and whether it varies."""
        if self.is_open and self.send_wildcard and not self.credentials:
            return "*", False
        if self.is_open and not self.credentials:
            return (origin, True) if origin else ("*", False)
        if self.single:
            return (self.to[0], False) if origin in {*self.to, None} else (None, True)
        admitted = origin is not None and (self.is_open or origin in self.to)
        return (origin if admitted else None), True

    def answer(self, origin):
        """Return the headers of a response to an actual request."""
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
        """Return the headers of a preflight response."""
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
        """Yield requests, each with the headers of its response."""
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
    """A path under no policy: its responses have no CORS headers."""

    path: str
    status: int = 200

    def asks(self):
        """Yield requests, each with the headers of its response."""
        yield "GET", self.path, {"Origin": A}, {}, self.status
        yield "OPTIONS", self.path, {"Origin": A, ASKED[0]: "PUT"}, {}, None


def _present(found, vary):
    named = {name: value for name, value in found.items() if value is not None}
    return {**named, "Vary": frozenset(vary)} if vary else named


def any_origin(path="/", **more):
    """Expect a path that every origin may read."""
    return Shared(path, ("*",), **more)


def only(origin=A, path="/", **more):
    """Expect a path whose policy is one exact origin."""
    return Shared(path, (origin,), single=True, **more)


def some(*origins, path="/", **more):
    """Expect a path that several origins, or a pattern of origins, may read."""
    return Shared(path, origins, **more)


def no_origin(path="/", **more):
    """Expect a path under a policy that allows no origin."""
    return Shared(path, (), refused=(EVIL, A), **more)


#: Headers that an app adds to those of flask_cors.
BY_HAND = (
    ("Access-Control-Allow-Headers", "Content-Type,Authorization"),
    ("Access-Control-Allow-Methods", "GET,PUT,POST,DELETE"),
)
#: The names available in a header comment.
NAMES = {each.__name__: each for each in (any_origin, only, some, no_origin, Private)} | {
    "A": A,
    "B": B,
    "EVIL": EVIL,
    "LOCAL": LOCAL,
    "ALL": ALL,
    "BY_HAND": BY_HAND,
}
#: Additions to an app if its header requests them.
ANY_PATH = """

@app.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT", "DELETE"])
@app.route("/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
def any_path(path):
    return f"/{path}"
"""
#: A line that begins another module of the same project.
_MODULE = re.compile(r"^# -- (\w+)\.py\n", re.MULTILINE)


class Usage:
    """One form: the code of a project, its warnings, and the responses of its paths.

    The header comment has lines `# word: value`, continued by lines that are indented.
    """

    def __init__(self, path):
        comment, _, self.code = path.read_text(encoding="utf-8").partition("\n\n")
        said = {"expect": [], "warns": [], "environ": [], "refused": [], "views": []}
        for line in comment.replace("\n#     ", " ").splitlines():
            word, _, value = line.removeprefix("# ").partition(": ")
            said[word].append(value)
        self.paths = [eval(value, NAMES) for value in said["expect"]]  # noqa: S307 - our own files
        #: A part of each warning's message.
        self.warns = said["warns"]
        self.environ = dict(value.split("=", 1) for value in said["environ"])
        #: A part of the error's message, at most one.
        self.refused = said["refused"]
        assert said["views"] in ([], ["any path"])
        self.needs_views = bool(said["views"])

    def modules(self):
        """Return the sources of the project's modules by name; `app` creates the app."""
        first, *others = _MODULE.split(self.code)
        if self.needs_views:
            first += ANY_PATH
        return {"app": first, **dict(zip(others[::2], others[1::2], strict=True))}


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Return a function that imports the modules of a usage and finds its app like Flask."""
    imported = set()

    def load(usage):
        for name, value in usage.environ.items():
            monkeypatch.setenv(name, value)
        for name, text in usage.modules().items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
            monkeypatch.delitem(sys.modules, name, raising=False)
            imported.add(name)
        monkeypatch.syspath_prepend(tmp_path)
        return find_best_app(importlib.import_module("app"))

    yield load
    for name in imported:
        sys.modules.pop(name, None)
    logging.getLogger("flask_cors").setLevel(logging.NOTSET)


FILES = sorted((Path(__file__).parent / "usages").rglob("*.py"))
USAGES = {f"{path.parent.name}/{path.stem}": Usage(path) for path in FILES}
STARTING = {name: usage for name, usage in USAGES.items() if not usage.refused}
REFUSED = {name: usage for name, usage in USAGES.items() if usage.refused}


def headers(answer):
    """Return the CORS headers of a response, with `Vary` in any order."""
    found = {}
    for name, value in answer.headers:
        if name == "Vary" or name.startswith("Access-Control-"):
            assert name not in found, f"{name} stands twice"
            members = frozenset(map(str.strip, value.split(",")))
            found[name] = members if name == "Vary" else value
    return found


@pytest.mark.parametrize("usage", STARTING.values(), ids=STARTING)
def test_a_usage(load, usage):
    """A form starts, has the documented responses, and issues the documented warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client = load(usage).test_client(use_cookies=False)
        for path in usage.paths:
            for method, url, sent, expected, status in path.asks():
                answer = client.open(url, method=method, headers=sent)
                assert (sent, headers(answer)) == (sent, expected)
                assert status in {answer.status_code, None}
    reported = [f"{each.category.__name__}: {each.message}" for each in caught]
    assert len(reported) == len(usage.warns), reported
    for part in usage.warns:
        assert [text for text in reported if part in text and text.startswith("CORSWarning")], (
            reported
        )


@pytest.mark.parametrize("usage", REFUSED.values(), ids=REFUSED)
def test_an_invalid_usage(load, usage):
    """An invalid form does not start, and the error says what to use instead."""
    [message] = usage.refused
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        load(usage)


def test_the_usages_are_many_and_differ():
    """There are more than 200 forms, each with expectations, without duplicates."""
    assert len(STARTING) >= 200
    assert all(usage.paths for usage in STARTING.values())
    assert len({(usage.code, usage.needs_views) for usage in USAGES.values()}) == len(USAGES)
