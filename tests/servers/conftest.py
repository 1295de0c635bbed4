"""Real servers, many clients at once, and a judge of every response."""

import contextlib
import http.client
import itertools
import os
import random
import re
import runpy
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wsgi import ClosingIterator

from processes import TO_ANSWER, served

HERE = Path(__file__).parent
CLIENTS = 16


# -- the clients -----------------------------------------------------------------------------------


class Question(NamedTuple):
    """A request with a unique name; `OPTIONS` is the preflight of a PUT."""

    path: str
    origin: str | None
    method: str
    name: str
    host: str | None = None

    @property
    def body(self):
        """Return the body."""
        return f"body of {self.name}" if self.method in {"PUT", "POST"} else None

    @property
    def headers(self):
        """Return the request headers."""
        named = {
            "X-Id": self.name,
            "Origin": self.origin,
            "X-Forwarded-Host": self.host,
            "Access-Control-Request-Method": "PUT" if self.method == "OPTIONS" else None,
            "Access-Control-Request-Headers": "x-one" if self.method == "OPTIONS" else None,
        }
        return {name: value for name, value in named.items() if value is not None}


class Response(NamedTuple):
    """A complete response."""

    status: int
    headers: list[tuple[str, str]]
    body: str

    @property
    def cors(self):
        """Return its CORS headers, including `Vary`, in lower case and in order."""
        found = [(name.lower(), value) for name, value in self.headers]
        return sorted(each for each in found if each[0].startswith(("access-control-", "vary")))


class Client:
    """A client of a server, with one connection for as long as both keep it."""

    def __init__(self, port, *, keep=True):
        self._headers = {} if keep else {"Connection": "close"}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TO_ANSWER)

    def __enter__(self):
        """Return the client, which disconnects at the end."""
        return self

    def __exit__(self, *_):
        """Disconnect."""
        self._connection.close()

    def ask(self, question):
        """Return the response to a question; raise if it is incomplete."""
        try:
            response = self._send(question)
            body = response.read().decode()
        except BaseException:
            self._connection.close()
            raise
        return Response(response.status, response.getheaders(), body)

    def cut(self, question, size):
        """Return the beginning of a response up to `size` bytes of its body, and disconnect."""
        response = self._send(question)
        body = response.read(size).decode()
        # Bytes that have arrived are not read, so that the server notices at once.
        response.close()
        self._connection.close()
        return Response(response.status, response.getheaders(), body)

    def _send(self, question):
        headers = question.headers | self._headers
        self._connection.request(question.method, question.path, question.body, headers)
        return self._connection.getresponse()


class Caller:
    """A client of an app in this process, like a server with threads."""

    def __init__(self, app):
        self._app = app

    def __enter__(self):
        """Return the client."""
        return self

    def __exit__(self, *_):
        """Do nothing: every response was closed."""

    def ask(self, question):
        """Return the response to a question."""
        return self._call(question, itertools.chain.from_iterable)

    def cut(self, question, size):
        """Return a response with `size` bytes of its body, ignoring the rest."""
        return self._call(
            question, lambda parts: itertools.islice(itertools.chain.from_iterable(parts), size)
        )

    def _call(self, question, take):
        environ = create_environ(
            question.path, method=question.method, headers=question.headers, data=question.body
        )
        parts, status, headers = run_wsgi_app(self._app, environ)
        with contextlib.closing(ClosingIterator(parts, getattr(parts, "close", None))):
            body = bytes(take(parts)).decode()
        return Response(int(status[:3]), list(headers), body)


@pytest.fixture(scope="session")
def question():
    """Return a function that makes a question."""
    return Question


@pytest.fixture(scope="session")
def clients():
    """Return a function that runs `act(client, random, number)` in many threads at once."""

    def run(server, act):
        begin = threading.Barrier(CLIENTS)

        def one(number):
            with server.connect() as client:
                begin.wait(TO_ANSWER)
                return act(client, random.Random(number), number)  # noqa: S311 - no secret

        with ThreadPoolExecutor(CLIENTS) as pool:
            return list(pool.map(one, range(CLIENTS)))

    return run


# -- the servers -----------------------------------------------------------------------------------

_GUNICORN = "gunicorn --bind=127.0.0.1:{port} --worker-tmp-dir={folder} --graceful-timeout=1"
#: The command of each server; `served.py` has the apps.
COMMANDS = {
    "gunicorn sync": f"{_GUNICORN} --workers=2 served:application",
    "gunicorn gthread": f"{_GUNICORN} --workers=2 --worker-class=gthread --threads=8 --preload"
    " served:application",
    "gunicorn gevent": f"{_GUNICORN} --workers=2 --worker-class=gevent served:application",
    "waitress": "waitress --listen=127.0.0.1:{port} --threads=8"
    " --no-clear-untrusted-proxy-headers served:application",
    "uvicorn": "uvicorn --host=127.0.0.1 --port={port} --no-access-log served:asgi",
    # With one process, to be reconfigured.
    "gunicorn gevent alone": f"{_GUNICORN} --worker-class=gevent served:application",
}


@dataclass(frozen=True)
class Server:
    """A running server, or the threads of this process."""

    name: str
    connect: Callable[[], Client | Caller]
    #: The file for its output.
    log: Path

    @property
    def runs_async(self):
        """Return whether async views of several requests may run at once.

        Greenlets cannot, because they share a thread and its single event loop.
        """
        return self.name != "gunicorn gevent"

    @property
    def notices(self):
        """Return whether it closes an abandoned response's body; with asgiref it does not."""
        return self.name != "uvicorn"


def serves(port):
    """Return whether the app responds on `port`."""
    with Client(port) as client:
        return client.ask(Question("/", None, "GET", "ready")).status == http.HTTPStatus.OK


@contextlib.contextmanager
def serve(name, folder):
    """Run one of the servers, and stop it."""
    log = folder / "log"
    if name == "threads":
        log.touch()
        yield Server(name, partial(Caller, runpy.run_path(HERE / "served.py")["application"]), log)
        return
    environment = {**os.environ, "HOME": str(folder)}  # the folder for gunicorn's socket

    def command(ports):
        words = COMMANDS[name].format(port=ports[name], folder=folder).split()
        return [sys.executable, "-B", "-m", *words]

    with served([name], command, log, serves, cwd=HERE, env=environment) as ports:
        # uvicorn begins a request in the context of the one before it on the connection, where
        # asgiref finds the remains of a thread that has ended.
        yield Server(name, partial(Client, ports[name], keep=name != "uvicorn"), log)


@pytest.fixture(scope="session", params=["threads", *list(COMMANDS)[:-1]])
def server(request, tmp_path_factory):
    """Return each of the servers in turn; none may have logged an error."""
    with serve(request.param, tmp_path_factory.mktemp("served")) as running:
        yield running
        said = running.log.read_text(errors="replace")
    assert not re.search("Traceback|flask_cors|CORSWarning", said), said


@pytest.fixture(scope="session")
def serving():
    """Return a function that runs one of the servers, by name, with a folder for its files."""
    return serve


# -- the judge -------------------------------------------------------------------------------------

A, B, EVIL = "https://a.example", "https://b.example", "https://evil.test"
EVERY = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
PREFLIGHT = "Access-Control-Request-Method, Access-Control-Request-Headers"


class Policy(NamedTuple):
    """The expectations of one policy."""

    #: The allowed ones of the origins in use; or `*`.
    readers: tuple[str, ...]
    credentials: bool = False
    exposes: str | None = None
    max_age: int | None = None
    methods: str = EVERY
    allows: str | None = "x-one"
    rejects: bool = False
    #: Whether it has a single response, which serves every allowed origin.
    uniform: bool = False

    def allowed(self, origin):
        """Return the ACAO for an origin, and whether another would get a different one."""
        if self.readers == ("*",):
            return ("*", False) if self.uniform or origin is None else (origin, True)
        if self.uniform and origin in {None, *self.readers}:
            return self.readers[0], False
        return (origin if origin in self.readers else None), True

    def headers(self, origin, *, preflight):
        """Return the expected CORS headers."""
        allowed, varies = self.allowed(origin)
        named = {"vary": "Origin" if varies else None}
        if allowed is not None:
            named |= {
                "access-control-allow-origin": allowed,
                "access-control-allow-credentials": "true" if self.credentials else None,
                "access-control-expose-headers": None if preflight else self.exposes,
            }
        if allowed is not None and preflight:
            named |= {
                "access-control-allow-methods": self.methods,
                "access-control-allow-headers": self.allows,
                "access-control-max-age": None if self.max_age is None else str(self.max_age),
                "vary": f"Origin, {PREFLIGHT}" if varies else PREFLIGHT,
            }
        return sorted((name, value) for name, value in named.items() if value is not None)


class View(NamedTuple):
    """The view at a path: its name, its policy, and its status."""

    name: str
    policy: Policy | None
    status: int = 200


def views(n):
    """Return the views of tenant number `n`."""
    shop = Policy((A,), credentials=True, exposes="X-Id", max_age=60, uniform=True)
    inner = Policy((B,), max_age=30, uniform=True)
    office = Policy((A, B), rejects=True)
    depot = Policy((f"https://d{n}.depot.example",), credentials=True, max_age=20)
    return {
        "/": View("index", shop),
        "/slow": View("slow", shop),
        "/stream": View("stream", shop),
        "/fail": View("error", shop, 500),
        "/moved": View("moved", shop, 307),
        "/nothing": View("404", shop, 404),
        "/any": View("any", Policy(("*",), methods="GET, HEAD, OPTIONS, PUT")),
        "/public": View("public", Policy(("*",), uniform=True)),
        f"/tenant/t{n}": View("tenant", Policy((f"https://t{n}.example",))),
        "/closed": View("closed", Policy((B,), rejects=True, uniform=True)),
        "/async": View("async", Policy((A, B), credentials=True)),
        "/inner/x": View("inner", inner),
        "/inner/x/nothing": View("404", inner, 404),
        "/office/": View("office", office),
        "/office/host": View("host", office),
        "/office/nothing": View("404", office, 404),
        "/office/depot/": View("depot", depot),
        "/office/depot/nothing": View("404", depot, 404),
        "/bare/": View("bare", None),
        "/bare/nothing": View("404", None, 404),
    }


@pytest.fixture(scope="session")
def questions():
    """Return a function that makes a question for a path that `fits`, and finds its view."""

    def make(source, name, fits=lambda _: True):
        n = source.randrange(7)
        there = views(n)
        path = source.choice([each for each in there if fits(each)])
        host = f"{name}.example".replace(" ", "-") if path == "/office/host" else None
        tenants = [f"https://t{each}.example" for each in (n, n + 1)]
        origins = [None, A, A, B, B, EVIL, *tenants, f"https://d{n}.depot.example"]
        origin = source.choice([*origins, f"https://{host}"] if host else origins)
        method = source.choice(["GET", "PUT", "OPTIONS"])
        return Question(path, origin, method, name, host), there[path]

    return make


@pytest.fixture(scope="session")
def judge():
    """Return a function that fails unless a response is right for the question."""

    def judge(question, answer, view):
        origin, says, status, policy = question.origin, view.name, view.status, view.policy
        options = question.method == "OPTIONS"
        preflight = options and origin is not None
        if policy is None:
            assert answer.cors == [], (question, answer)
        else:
            assert answer.cors == policy.headers(origin, preflight=preflight), (question, answer)
            own = question.host is not None and origin == f"https://{question.host}"
            refused = origin is not None and policy.allowed(origin)[0] is None and not own
            if refused and policy.rejects and status == 200 and not options:
                says, status = "403", 403
        says = question.host if says == "host" else says
        body = f"{says}|{origin or '-'}|{question.name}|{question.body or ''}"
        if options and (status != 404 or (preflight and policy is not None)):
            status, body = 200, ""
        assert (answer.status, answer.body) == (status, body), (question, answer)

    return judge


@pytest.fixture(scope="session")
def view():
    """Return a function that makes an expected view."""
    return View


@pytest.fixture(scope="session")
def policy():
    """Return a function that makes an expected policy."""
    return Policy
