"""Real nginx and Varnish before an app on real gunicorn, and a browser to judge what leaves."""

import functools
import http.client
import itertools
import os
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
from processes import TO_ANSWER, served

HERE = Path(__file__).parent
AT_ONCE = 4

NGINX = """
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
{user}
events {{ worker_connections 512; }}
http {{
    access_log off;
    keepalive_timeout 600s;
    keepalive_requests 1000000;
    client_body_temp_path bodies;
    proxy_temp_path received;
    fastcgi_temp_path unused;
    uwsgi_temp_path unused;
    scgi_temp_path unused;
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
    # nginx keeps whatever Cache-Control says; Varnish only what is no error.
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
    """Tell whether the app answers on `port`."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=TO_ANSWER)) as connection:
        connection.request("GET", "/policies")
        return connection.getresponse().status == http.HTTPStatus.OK


@pytest.fixture(scope="session")
def folder():
    """Return where the servers keep their files, thousands of them, until they are stopped."""
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
    """Put nginx before the app; return the port."""
    program = component("nginx")
    prefix = folder / "nginx"
    prefix.mkdir()
    user = "user root;" if os.geteuid() == 0 else ""  # who else may not look into the folder

    def command(ports):
        written = NGINX.format(app=gunicorn, port=ports["nginx"], user=user)
        (prefix / "nginx.conf").write_text(written)
        return [program, "-p", prefix, "-c", "nginx.conf", "-e", "stderr"]

    with served(["nginx"], command, folder / "nginx.log", serves) as ports:
        yield ports["nginx"]


@pytest.fixture(scope="session")
def varnish(component, folder, gunicorn):
    """Put Varnish before the app; return the port."""
    program = component("varnishd", package="varnish")
    (folder / "app.vcl").write_text(VARNISH.format(app=gunicorn))
    # No grace unless an answer asks for it; and what is old is kept to be asked for again.
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


# Speaking to them


@dataclass(frozen=True)
class Answer:
    """What left a cache, or the app."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def get(self, name):
        """Return the value of a header, several joined; None without one."""
        values = [value for each, value in self.headers if each.lower() == name.lower()]
        return ", ".join(values) if values else None

    @property
    def is_hit(self):
        """Whether it came out of a cache without the app being asked."""
        return self.get("X-Cache") == "HIT"

    @property
    def cors(self):
        """The headers of the protocol."""
        return tuple(each for each in self.headers if each[0].lower().startswith("access-control-"))


class Line:
    """What speaks to a server, over one connection a thread that is kept."""

    def __init__(self, name, port):
        self.name = name
        self._port = port
        self._local = threading.local()
        self._connections = []

    def ask(self, path, origin=None, method="GET", **headers):
        """Send a request, without Origin if None; `If_None_Match="x"` is a header of it."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if origin is not None:
            named["Origin"] = origin
        connection = self._connection()
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        return Answer(response.status, tuple(response.getheaders()), response.read())

    def _connection(self):
        if not hasattr(self._local, "connection"):
            made = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TO_ANSWER)
            self._connections.append(made)
            self._local.connection = made
        return self._local.connection

    def close(self):
        """Hang up."""
        for connection in self._connections:
            connection.close()


@pytest.fixture(scope="session")
def at_once():
    """Return a function that calls another with each item, four at a time, and lists the results.

    It is for items that need not know of each other, and keeps two processors busy.
    """

    def at_once(function, items):
        calls = [pool.submit(function, item) for item in items]
        futures.wait(calls)  # what fails must leave none behind
        return [call.result() for call in calls]

    with futures.ThreadPoolExecutor(AT_ONCE) as pool:
        yield at_once


@pytest.fixture(scope="session")
def direct(gunicorn):
    """Return a line to the app itself."""
    with closing(Line("gunicorn", gunicorn)) as line:
        yield line


@pytest.fixture(scope="session", params=["nginx", "varnish"])
def cache(request):
    """Return a line to a cache; each test that asks for it runs with both."""
    with closing(Line(request.param, request.getfixturevalue(request.param))) as line:
        yield line


# Judging what they say


A, B, EVIL = "https://one.example.com", "https://two.example.com", "https://evil.test"
ANYBODY = {A, B, EVIL}


class Policy(NamedTuple):
    """What is expected of a policy of the app."""

    name: str
    #: The origins that it admits.
    admits: set[str]
    #: Those of the origins, None among them, whose answer serves everybody.
    uniform: set[str | None]
    #: Whether requests with credentials are admitted.
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
    """Return what is expected of all policies."""
    return POLICIES


@pytest.fixture(params=POLICIES, ids=lambda policy: policy.name)
def policy(request):
    """Return what is expected of one policy after the other."""
    return request.param


@functools.cache
def seen(origin, credentials, cors):
    """Return what a script of `origin` sees of an answer: nothing, or whether also `X-Copy`."""
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
    """Return a function that tells what a script reads, without credentials and with them."""

    def reads(answer, origin):
        if origin is None:  # no CORS request: a page of the app itself, or no browser
            return None
        return [seen(origin, mode, answer.cors) for mode in ("omit", "include")]

    return reads


@pytest.fixture(scope="session")
def check(direct, reads):
    """Return a function that checks what came from a cache against what the app itself says."""

    @functools.cache
    def uncached(path, origin, method, headers):
        return direct.ask(path, origin, method, **dict(headers))

    def check(policy, answer, path, origin, method="GET", **headers):
        own = uncached(f"{path.rpartition('/')[0]}/-", origin, method, tuple(headers.items()))
        assert answer.status == own.status
        assert reads(answer, origin) == reads(own, origin)
        if origin is not None:
            verdicts = [verdict for verdict, _ in reads(answer, origin)]
            admitted = origin in policy.admits
            wanted = (admitted, admitted and policy.credentials)
            assert verdicts == ["readable" if each else "blocked" for each in wanted]
        # Another origin's name is in it only where it is the one that all get.
        ours = {A} if A in policy.uniform and policy.admits == {A} else set()
        assert answer.get("Access-Control-Allow-Origin") in {None, "*", origin, *ours}

    return check


@pytest.fixture(scope="session")
def passes_preflight():
    """Return a function that tells whether a request would follow its preflight, and of a hit."""

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
