"""How public projects call flask_cors, form by form: each starts, and gives the documented answer.

A usage is a file in `usages/`: a module as a project has it, which is copied, imported and asked
for its app as `flask run` does. Its header comment tells what is expected:

    # expect: only(A, "/api/books")             a path and who may read it, by a function below
    # warns: CORS_ORIGIN, which is read as ...  a part of a warning; there are no others
    # environ: STAGE=production                 a variable of the environment
    # views: any path                           a view of every path is added to the app
    # refused: looks like a list                the app does not start, with this in the message

What is expected of a path is worked out here, from the tables of the standard's headers, and not
asked of the library.
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


#: Headers that an app adds to what flask_cors does already.
BY_HAND = (
    ("Access-Control-Allow-Headers", "Content-Type,Authorization"),
    ("Access-Control-Allow-Methods", "GET,PUT,POST,DELETE"),
)
#: What may be used in a header comment.
NAMES = {each.__name__: each for each in (everybody, only, some, nobody, Private)} | {
    "A": A,
    "B": B,
    "EVIL": EVIL,
    "LOCAL": LOCAL,
    "ALL": ALL,
    "BY_HAND": BY_HAND,
}
#: What is added to an app if its header says so.
ANY_PATH = """

@app.route("/", defaults={"path": ""}, methods=["GET", "POST", "PUT", "DELETE"])
@app.route("/<path:path>", methods=["GET", "POST", "PUT", "DELETE"])
def any_path(path):
    return f"/{path}"
"""
#: A line that begins another module of the same project.
_MODULE = re.compile(r"^# -- (\w+)\.py\n", re.MULTILINE)


class Usage:
    """One form: what a project writes, what it is warned of, and what its paths then answer.

    The header comment has lines `# word: value`, continued by lines that are indented.
    """

    def __init__(self, path):
        comment, _, self.code = path.read_text(encoding="utf-8").partition("\n\n")
        said = {"expect": [], "warns": [], "environ": [], "refused": [], "views": []}
        for line in comment.replace("\n#     ", " ").splitlines():
            word, _, value = line.removeprefix("# ").partition(": ")
            said[word].append(value)
        self.paths = [eval(value, NAMES) for value in said["expect"]]  # noqa: S307 - our own files
        #: A part of the text of each warning.
        self.warns = said["warns"]
        self.environ = dict(value.split("=", 1) for value in said["environ"])
        #: A part of the text of the error, one at most.
        self.refused = said["refused"]
        assert said["views"] in ([], ["any path"])
        self.needs_views = bool(said["views"])

    def modules(self):
        """Return the texts of the modules of the project by their names; `app` makes the app."""
        first, *others = _MODULE.split(self.code)
        if self.needs_views:
            first += ANY_PATH
        return {"app": first, **dict(zip(others[::2], others[1::2], strict=True))}


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Return a function that imports the modules of a usage and finds its app, as Flask does."""
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
    """Return the headers of the protocol in an answer; those of `Vary` in no order."""
    found = {}
    for name, value in answer.headers:
        if name == "Vary" or name.startswith("Access-Control-"):
            assert name not in found, f"{name} stands twice"
            members = frozenset(map(str.strip, value.split(",")))
            found[name] = members if name == "Vary" else value
    return found


@pytest.mark.parametrize("usage", STARTING.values(), ids=STARTING)
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


@pytest.mark.parametrize("usage", REFUSED.values(), ids=REFUSED)
def test_a_usage_that_cannot_be_meant(load, usage):
    """A form that cannot mean anything does not start, and says what to write."""
    [message] = usage.refused
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        load(usage)


def test_the_usages_are_many_and_differ():
    """There are more than 200 forms, each with expectations, and none of them is there twice."""
    assert len(STARTING) >= 200
    assert all(usage.paths for usage in STARTING.values())
    assert len({(usage.code, usage.needs_views) for usage in USAGES.values()}) == len(USAGES)
