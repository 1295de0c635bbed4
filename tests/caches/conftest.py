"""Real nginx and Varnish before an app on real gunicorn, and a browser model as the judge."""

import functools
import http.client
import itertools
import sys
import tempfile
import threading
from concurrent import futures
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

from flask_cors.core.browser import fetch
from flask_cors.core.browser.messages import Fetch, Response
from nginx import nginx_config
from processes import TO_ANSWER, served

HERE = Path(__file__).parent
AT_ONCE = 4

NGINX = """
    keepalive_timeout 600s;
    keepalive_requests 1000000;
    proxy_cache_path kept keys_zone=kept:10m;
    upstream app {{ server 127.0.0.1:{app}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://app;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_cache kept;
            proxy_cache_key $uri;
            proxy_cache_revalidate on;
            proxy_cache_background_update on;
            add_header X-Cache $upstream_cache_status always;
        }}
    }}
"""

VARNISH = r"""
vcl 4.1;
import std;
backend app {{ .host = "127.0.0.1"; .port = "{app}"; }}
sub vcl_recv {{
    # Preflights too are kept here, which takes all of this: by itself no cache does so.
    if (req.method == "OPTIONS" && req.http.Access-Control-Request-Method) {{
        set req.http.X-Preflight = "yes";
        return (hash);
    }}
}}
sub vcl_hash {{
    if (req.http.X-Preflight) {{ hash_data("preflight"); }}
}}
sub vcl_backend_fetch {{
    if (bereq.http.X-Preflight) {{ set bereq.method = "OPTIONS"; }}
}}
sub vcl_backend_response {{
    # nginx keeps whatever Cache-Control says; Varnish only what is not an error.
    if (beresp.status == 403 || beresp.status == 500) {{
        set beresp.ttl = std.duration(
            regsub(beresp.http.Cache-Control, "^max-age=([0-9]+).*$", "\1s"), 0s
        );
    }}
}}
sub vcl_deliver {{
    set resp.http.X-Cache = "MISS";
    if (obj.hits > 0) {{ set resp.http.X-Cache = "HIT"; }}
}}
"""


# The servers


def serves(port):
    """Return whether the app responds on `port`."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=TO_ANSWER)) as connection:
        connection.request("GET", "/policies")
        return connection.getresponse().status == http.HTTPStatus.OK


@pytest.fixture(scope="session")
def folder():
    """Return the servers' folder, for thousands of files, until they are stopped."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.fixture(scope="session")
def gunicorn(folder):
    """Serve the app; return the port."""

    def command(ports):
        threads = ("--workers=1", "--worker-class=gthread", "--threads=8", "--keep-alive=600")
        where = (
            f"--chdir={HERE}",
            f"--bind=127.0.0.1:{ports['app']}",
            f"--worker-tmp-dir={folder}",
        )
        return [sys.executable, "-m", "gunicorn", *threads, *where, "behind:app"]

    with served(["app"], command, folder / "gunicorn.log", serves) as ports:
        yield ports["app"]


@pytest.fixture(scope="session")
def nginx(component, folder, gunicorn):
    """Start nginx before the app; return the port."""
    program = component("nginx")
    prefix = folder / "nginx"
    prefix.mkdir()

    def command(ports):
        written = NGINX.format(app=gunicorn, port=ports["nginx"])
        (prefix / "nginx.conf").write_text(nginx_config(written))
        return [program, "-p", prefix, "-c", "nginx.conf", "-e", "stderr"]

    with served(["nginx"], command, folder / "nginx.log", serves) as ports:
        yield ports["nginx"]


@pytest.fixture(scope="session")
def varnish(component, folder, gunicorn):
    """Start Varnish before the app; return the port."""
    program = component("varnishd", package="varnish")
    (folder / "app.vcl").write_text(VARNISH.format(app=gunicorn))
    # No grace unless a response asks for it; expired copies are kept for revalidation.
    settings = ("default_grace=0", "default_keep=600", "timeout_idle=600", "vsl_space=2M")

    def command(ports):
        where = ("-F", "-j", "none", "-n", folder / "varnish", "-T", "none")
        options = itertools.chain.from_iterable(("-p", setting) for setting in settings)
        return [
            program, *where, "-a", f"127.0.0.1:{ports['varnish']}", "-f", folder / "app.vcl",
            "-s", "malloc,64m", *options,
        ]  # fmt: skip

    with served(["varnish"], command, folder / "varnish.log", serves) as ports:
        yield ports["varnish"]


# Requests to the servers


@dataclass(frozen=True)
class CacheResponse:
    """A response of a cache or the app."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def get(self, name):
        """Return the value of a header, joined if repeated; None if missing."""
        values = [value for each, value in self.headers if each.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def is_hit(self):
        """Return whether it came from a cache without a request to the app."""
        return self.get("X-Cache") == "HIT"

    @property
    def cors(self):
        """Return the CORS headers."""
        return tuple(each for each in self.headers if each[0].lower().startswith("access-control-"))


class Line:
    """A client of a server, with one persistent connection per thread."""

    def __init__(self, name, port):
        self.name = name
        self._port = port
        self._local = threading.local()
        self._connections = []

    def ask(self, path, origin=None, method="GET", **headers):
        """Send a request, without Origin if None; `If_None_Match="x"` sets a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if origin is not None:
            named["Origin"] = origin
        connection = self._connection()
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        return CacheResponse(response.status, tuple(response.getheaders()), response.read())

    def _connection(self):
        if not hasattr(self._local, "connection"):
            made = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TO_ANSWER)
            self._connections.append(made)
            self._local.connection = made
        return self._local.connection

    def close(self):
        """Close the connections."""
        for connection in self._connections:
            connection.close()


@pytest.fixture(scope="session")
def at_once():
    """Return a function that maps another one over items, four at a time, and returns a list.

    The items must be independent; this keeps two processors busy.
    """

    def at_once(function, items):
        calls = [pool.submit(function, item) for item in items]
        futures.wait(calls)  # a failure must leave no connection behind
        return [call.result() for call in calls]

    with futures.ThreadPoolExecutor(AT_ONCE) as pool:
        yield at_once


@pytest.fixture(scope="session")
def direct(gunicorn):
    """Return a client of the app itself."""
    with closing(Line("gunicorn", gunicorn)) as line:
        yield line


@pytest.fixture(scope="session", params=["nginx", "varnish"])
def cache(request):
    """Return a client of a cache; each test that uses it runs with both."""
    with closing(Line(request.param, request.getfixturevalue(request.param))) as line:
        yield line


# The judge


A, B, EVIL = "https://one.example.com", "https://two.example.com", "https://evil.test"
ANYBODY = {A, B, EVIL}


class Policy(NamedTuple):
    """The expectations of one policy of the app."""

    name: str
    #: The allowed origins.
    allows: set[str]
    #: The origins, possibly including None, whose response serves every origin.
    uniform: set[str | None]
    #: Whether requests with credentials are allowed.
    credentials: bool = False


POLICIES = [
    Policy("star", ANYBODY, uniform={None, A, B, EVIL}),
    Policy("star-silent", ANYBODY, uniform={A, B, EVIL}),
    Policy("any", ANYBODY, uniform={None}),
    Policy("any-silent", ANYBODY, uniform=set()),
    Policy("any-and-one", ANYBODY, uniform={None}),
    Policy("one", {A}, uniform={None, A}),
    Policy("one-silent", {A}, uniform={A}),
    Policy("one-credentials", {A}, uniform={None, A}, credentials=True),
    Policy("any-credentials", ANYBODY, uniform=set(), credentials=True),
    Policy("two", {A, B}, uniform=set()),
    Policy("two-credentials", {A, B}, uniform=set(), credentials=True),
    Policy("wildcard", {A, B}, uniform=set()),
    Policy("regex", {A, B}, uniform=set()),
    Policy("callable", {A, B}, uniform=set()),
    Policy("rejecting", {A, B}, uniform=set()),
    Policy("blueprint", {A, B}, uniform=set()),
    Policy("view", {A, B}, uniform=set(), credentials=True),
]


@pytest.fixture(scope="session")
def policies():
    """Return the expectations of all policies."""
    return POLICIES


@pytest.fixture(params=POLICIES, ids=lambda policy: policy.name)
def policy(request):
    """Return the expectations of each policy in turn."""
    return request.param


@functools.cache
def seen(origin, credentials, cors):
    """Return what a script of `origin` sees of a response: nothing, or whether also `X-Copy`."""
    running = fetch.fetch(
        Fetch("http://books.test/", origin=origin, credentials=credentials, redirect="manual")
    )
    next(running)
    try:
        running.send(Response(200, (*cors, ("X-Copy", "1"))))
    except StopIteration as end:
        outcome = end.value
    return outcome.verdict, ("X-Copy", "1") in outcome.headers


@pytest.fixture(scope="session")
def reads():
    """Return a function that returns what a script can read, with and without credentials."""

    def reads(answer, origin):
        if origin is None:  # not a CORS request: a page of the app itself, or not a browser
            return None
        return [seen(origin, mode, answer.cors) for mode in ("omit", "include")]

    return reads


@pytest.fixture(scope="session")
def check(direct, reads):
    """Return a function that compares a cache's response with the app's."""

    @functools.cache
    def uncached(path, origin, method, headers):
        return direct.ask(path, origin, method, **dict(headers))

    def check(policy, answer, path, origin, method="GET", **headers):
        own = uncached(f"{path.rpartition('/')[0]}/-", origin, method, tuple(headers.items()))
        assert answer.status == own.status
        assert reads(answer, origin) == reads(own, origin)
        if origin is not None:
            verdicts = [verdict for verdict, _ in reads(answer, origin)]
            allowed = origin in policy.allows
            wanted = (allowed, allowed and policy.credentials)
            assert verdicts == ["readable" if each else "blocked" for each in wanted]
        # It contains another origin's name only if all origins get that.
        ours = {A} if A in policy.uniform and policy.allows == {A} else set()
        assert answer.get("Access-Control-Allow-Origin") in {None, "*", origin, *ours}

    return check


@pytest.fixture(scope="session")
def passes_preflight():
    """Return a function that returns whether a preflight succeeds, and whether it was a hit."""

    def passes_preflight(line, path, origin, method, name):
        wanted = Fetch("http://books.test/", origin, method, headers=((name, "1"),))
        running = fetch.fetch(wanted)
        headers = dict(next(running).headers)
        answer = line.ask(path, headers.pop("Origin"), "OPTIONS", **headers)
        try:
            running.send(Response(answer.status, answer.headers))
        except StopIteration:
            return False, answer.is_hit
        return True, answer.is_hit

    return passes_preflight
