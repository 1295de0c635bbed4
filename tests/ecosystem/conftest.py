"""Sites that are requested like from a browser's page, and checks for each of their responses."""

import contextlib
import http.client
import http.cookies
import importlib.metadata
import json
import os
import re
import sys
import threading
import warnings
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from flask_cors import CORS
from processes import free_port, is_ready, started

HERE = Path(__file__).parent
A, B, EVIL = "https://a.example", "https://b.example", "https://evil.test"
SECONDS = 180  # enough for any server to start and respond on a busy machine
#: Every warning is shown, and nothing is sent to other hosts.
QUIET = {"PYTHONWARNINGS": "always", "DO_NOT_TRACK": "1", "MLFLOW_DISABLE_TELEMETRY": "true"}
#: https://fetch.spec.whatwg.org/#cors-safelisted-request-header, without the values
SAFELISTED = {"accept", "accept-language", "content-language"}
SIMPLE_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}


# -- the requests ----------------------------------------------------------------------------------


class Response(NamedTuple):
    """A response, line by line, so that a repeated header is not hidden."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name):
        """Return the values of all lines of a header."""
        return [value for each, value in self.headers if each.lower() == name]

    def get(self, name):
        """Return the value of a header that appears once, or None."""
        values = self.all(name)
        assert len(values) < 2, self
        return values[0] if values else None

    def members(self, name):
        """Return the members of a list header, in lower case, from all its lines."""
        return [each.strip().lower() for line in self.all(name) for each in line.split(",")]

    @property
    def cors(self):
        """Return the names of the CORS headers."""
        return [name.lower() for name, _ in self.headers if name.lower().startswith("access-c")]

    def json(self):
        """Return the body parsed as JSON."""
        return json.loads(self.body)


class Site:
    """A server on a port, and the cookies that it has set."""

    def __init__(self, port, *, refuses=True, credentials=True, middleware=False):
        self.port = port
        self.cookies = {}
        #: Whether only A and B are allowed, or any origin.
        self._refuses = refuses
        #: Whether pages may send cookies.
        self._credentials = credentials
        #: Whether Starlette's CORSMiddleware is outermost: it responds to preflights, always adds
        #: `Origin` to `Vary`, and sends some headers but no origin in refusals.
        self._middleware = middleware

    def ask(self, method, path, headers=None, data=None):
        """Return the response to one request, in which no CORS header is repeated."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        with contextlib.closing(connection):
            connection.request(method, path, data, headers or {})
            response = connection.getresponse()
            answer = Response(response.status, response.getheaders(), response.read())
        assert len(answer.cors) == len(set(answer.cors)), answer
        varies = answer.members("vary")
        assert self._middleware or len(varies) == len(set(varies)), answer
        return answer

    def preflight(self, method, path, names=(), origin=A):
        """Return the response to a preflight, which has no cookies."""
        named = {"Access-Control-Request-Headers": ",".join(sorted(names))} if names else {}
        headers = {"Origin": origin, "Access-Control-Request-Method": method, **named}
        return self.ask("OPTIONS", path, headers)

    def may_read(self, answer):
        """Check that a page of A may read a response, and that a cache keeps it for A."""
        assert answer.get("access-control-allow-origin") == A, answer
        says = answer.get("access-control-allow-credentials")
        assert says == ("true" if self._credentials else None), answer
        assert "origin" in answer.members("vary"), answer

    def may_not_read(self, answer):
        """Check that no page may read a response, and that `Vary` says so."""
        assert answer.cors == [] or self._middleware, answer
        assert answer.get("access-control-allow-origin") is None, answer
        assert "origin" in answer.members("vary"), answer

    def fetch(self, status, method, path, *, headers=None, data=None, send=None):
        """Return the response for a page of A with a given status; check that others get nothing.

        The preflight succeeds, the response is readable, and cookies are kept; `send` is JSON.
        """
        headers = dict(headers or {})
        if send is not None:
            data, headers["Content-Type"] = json.dumps(send), "application/json"
        names = set(unsafe(headers))
        allowed = self.preflight(method, path, names)
        assert allowed.body == b"" or self._middleware, allowed
        self.may_send(allowed, method, names)
        answer = self.actual(status, method, path, headers, data)
        if self._refuses:
            self.may_not_read(self.preflight(method, path, names, EVIL))
            self.may_not_read(self._send(method, path, headers, data, EVIL))
        return answer

    def may_send(self, allowed, method, names):
        """Check that the response to a preflight lets a page of A send its request."""
        assert allowed.status in {200, 204}, allowed
        self.may_read(allowed)
        assert method in (allowed.get("access-control-allow-methods") or "").split(", "), allowed
        assert names == set(allowed.members("access-control-allow-headers")), allowed

    def actual(self, status, method, path, headers, data):
        """Return the response that a page of A may read; keep the cookies."""
        answer = self._send(method, path, headers, data, A)
        assert answer.status == status, answer
        self.may_read(answer)
        for line in answer.all("set-cookie"):
            found = http.cookies.SimpleCookie(line)
            self.cookies |= {name: each.value for name, each in found.items()}
        return answer

    def _send(self, method, path, headers, data, origin):
        sent = {"Origin": origin, **headers}
        if self._credentials and self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return self.ask(method, path, sent, data)


def unsafe(headers):
    """Yield the header names that need a preflight."""
    for name, value in headers.items():
        simple = name.lower() == "content-type" and value.partition(";")[0] in SIMPLE_TYPES
        if name.lower() not in SAFELISTED and not simple:
            yield name.lower()


# -- the servers -----------------------------------------------------------------------------------


@pytest.fixture
def app():
    """Return an app with a policy and one URL that fails."""
    app = Flask("app", static_folder=None)
    app.secret_key = "a secret of more than thirty-two bytes"
    app.add_url_rule("/fail", "fail", lambda: 1 / 0)
    CORS(app, origins=[A, B], supports_credentials=True)
    return app


class Quiet(WSGIRequestHandler):
    """Responds like Werkzeug's development server, without a log."""

    def log(self, *_):
        """Do nothing."""


@pytest.fixture
def serve():
    """Return a function that serves an app in this process and returns the site."""
    with contextlib.ExitStack() as ending:

        def serve(app, **expected):
            server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            ending.callback(thread.join)
            ending.callback(server.shutdown)
            return Site(server.port, **expected)

        yield serve


@contextlib.contextmanager
def running(folder, command, env=None, warns=(), **expected):
    """Run a command, with `{port}` and `{folder}` in it, and check its output at the end."""
    site = Site(free_port(), **expected)
    program, *arguments = command.format(port=site.port, folder=folder).split()
    named = {name: value.format(folder=folder) for name, value in (env or {}).items()}
    log = folder / f"log of {program} on {site.port}"
    command = [Path(sys.executable).with_name(program), *arguments]
    environment = {**os.environ, **QUIET, "HOME": str(folder), **named}
    with started(command, log, cwd=HERE, env=environment) as process:
        ready = is_ready(process, lambda: site.ask("GET", "/"), SECONDS)
        assert ready, log.read_text(errors="replace")
        yield site
    said = log.read_text(errors="replace")
    found = re.findall(r".*CORSWarning.*|.*Warning:.*flask.cors.*", said, re.IGNORECASE)
    assert len(found) == len(warns), said
    assert all(each in line for each, line in zip(warns, found, strict=True)), said


@pytest.fixture
def run(tmp_path):
    """Return a context manager that runs a server in its own process."""

    def run(command, **options):
        return running(tmp_path, command, **options)

    return run


# -- the report ------------------------------------------------------------------------------------


def pytest_configure(config):
    """Register the marker for the package that a test is about."""
    config.addinivalue_line("markers", "package(name): the distribution that is driven")


@pytest.fixture(autouse=True)
def _reported(request, record_property):
    """Add the data for the table of run.py to the report."""
    name = request.node.get_closest_marker("package").args[0]
    record_property("package", name)
    record_property("version", importlib.metadata.version(name))
    record_property("checked", request.function.__doc__.partition("\n")[0])


@pytest.fixture(autouse=True)
def _no_remark_about_us():
    """Fail if a warning is about our package or its headers; our own warnings are errors anyway."""
    with warnings.catch_warnings(record=True) as caught:
        yield
    remarks = [
        each
        for each in caught
        if re.search("cors|cross.origin", str(each.message), re.IGNORECASE)
        or Path(each.filename).parent.name == "flask_cors"
    ]
    assert [str(each.message) for each in remarks] == []
