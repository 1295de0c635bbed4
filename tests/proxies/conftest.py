"""Real proxies before an app on real gunicorn, configured correctly and with one fault each."""

import contextlib
import http.client
import runpy
import socket
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from werkzeug.serving import make_ssl_devcert

from commands import invoke
from nginx import nginx_config
from processes import TO_ANSWER, free_port, served

HERE = Path(__file__).parent
CORS_NAMES = [
    "Allow-Origin", "Allow-Credentials", "Allow-Methods", "Allow-Headers", "Expose-Headers",
    "Max-Age",
]  # fmt: skip


def listens(port):
    """Return whether a port is open."""
    with socket.create_connection(("127.0.0.1", port), timeout=TO_ANSWER):
        return True


def answers(port):
    """Return whether an app responds on a port, with any status."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=TO_ANSWER)) as it:
        it.request("GET", "/")
        return it.getresponse().status < 500


@pytest.fixture(scope="session")
def folder():
    """Return the servers' folder."""
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.fixture(scope="session")
def app():
    """Return the deployed app."""
    return runpy.run_path(str(HERE / "behind.py"))["app"]


@pytest.fixture(scope="session")
def probe(app):
    """Return a function that runs `flask cors probe` on a port."""

    def probe(port, *args, code, scheme="http"):
        url = f"{scheme}://127.0.0.1:{port}"
        examples = ("--path", "/partners/acme", "--rate", "1000", "--timeout", "60")
        return invoke(app, "probe", url, *examples, *args, code=code)

    return probe


# -- behind the proxies ----------------------------------------------------------------------------


def upstream(folder, name):
    """Serve a version of the app."""

    def command(ports):
        where = (f"--chdir={HERE}", f"--bind=127.0.0.1:{ports[name]}", f"--worker-tmp-dir={folder}")
        return [sys.executable, "-m", "gunicorn", "--threads=4", *where, f"behind:{name}"]

    return served([name], command, folder / f"{name}.log", answers)


@pytest.fixture(scope="session")
def upstreams(folder):
    """Serve the app, an older version of it, and two servers with faults; return all ports.

    The port `down` is closed.
    """
    with contextlib.ExitStack() as stack:
        found = {
            **stack.enter_context(upstream(folder, "app")),
            **stack.enter_context(upstream(folder, "older")),
            "slow": stack.enter_context(raw(lambda _: True)),
            "early": stack.enter_context(raw(close_early)),
        }
        yield {**found, "down": free_port()}


@contextlib.contextmanager
def raw(answer):
    """Accept connections, and keep those for whose request `answer` returns true."""
    kept = []

    def serve():
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                connection.settimeout(TO_ANSWER)
                connection.recv(65536)
                kept.append(connection) if answer(connection) else connection.close()

    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join()
    for connection in kept:
        connection.close()


def close_early(connection):
    """Send part of the app's response to a request without an origin, then hang up."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nVary: *\r\n\r\nhalf")


# -- nginx -----------------------------------------------------------------------------------------

NGINX = """
    proxy_cache_path kept keys_zone=kept:1m;
    proxy_cache_path mixed keys_zone=mixed:1m;
    proxy_set_header Host $http_host;
"""
HIDDEN = " ".join(f"proxy_hide_header Access-Control-{name};" for name in CORS_NAMES)
ADDED = "add_header Access-Control-Allow-Origin"


def passed(text="", to="{app}"):
    """Return a location that is forwarded to a port."""
    return f"location / {{{{ proxy_pass http://127.0.0.1:{to}; {text} }}}} "


#: The contents of `server`, by the name of the fault.
NGINX_SERVERS = {
    "right": passed("proxy_cache kept;"),
    "twice": passed(f"{ADDED} $http_origin always;"),
    "login": passed("auth_request /login;") + "location = /login {{ internal; return 401; }}",
    "limit_except": passed("limit_except GET {{ deny all; }}"),
    "hidden": passed("proxy_hide_header Access-Control-Allow-Credentials;"),
    "stripped": passed(HIDDEN),
    "replaced": passed(f"{HIDDEN} {ADDED} * always;"),
    "without vary": passed("proxy_hide_header Vary;"),
    "without origin": passed('proxy_set_header Origin "";'),
    "too large": passed() + "location /api/books {{ return 413; }}",
    "redirect": "return 301 https://$host:{tls}$request_uri;",
    "slash": passed() + "location = /open/feed {{ return 301 /open/feed/; }}",
    "tls": passed() + "ssl_certificate own.crt; ssl_certificate_key own.key;",
    "cache": passed("proxy_cache mixed; proxy_cache_valid 1h; proxy_ignore_headers Vary;"),
    "older": passed(to="{older}"),
    "prefix": passed() + "location /api/ {{ proxy_pass http://127.0.0.1:{app}/; }}",
    "not deployed": passed() + "location /open {{ return 404; }}",
    "down": passed(to="{down}"),
    "slow": passed("proxy_read_timeout 1s;", to="{slow}"),
    "early": passed(to="{early}"),
}


@pytest.fixture(scope="session")
def nginx(component, folder, upstreams):
    """Start nginx before the app, a server for each fault; return the ports."""
    program = component("nginx")
    prefix = folder / "nginx"
    prefix.mkdir()
    make_ssl_devcert(str(prefix / "own"), host="127.0.0.1")

    def command(ports):
        servers = "\n".join(
            f"server {{ listen 127.0.0.1:{ports[name]}{' ssl' * (name == 'tls')};"
            f" {text.format(**{**ports, **upstreams})} }}"
            for name, text in NGINX_SERVERS.items()
        )
        (prefix / "nginx.conf").write_text(nginx_config(NGINX + servers))
        return [program, "-p", prefix, "-c", "nginx.conf", "-e", "stderr"]

    with served(NGINX_SERVERS, command, folder / "nginx.log", listens) as ports:
        yield ports


@pytest.fixture
def bookshop(component, folder):
    """Return a function that starts nginx with custom lines before the example bookshop."""
    program = component("nginx")
    root = HERE.parents[1]

    def gunicorn(ports):
        where = (f"--chdir={root / 'examples'}", f"--bind=127.0.0.1:{ports['app']}")
        return [sys.executable, "-m", "gunicorn", *where, "bookshop:create_app()"]

    @contextlib.contextmanager
    def bookshop(lines=""):
        prefix = folder / "bookshop"
        prefix.mkdir(exist_ok=True)

        def nginx(ports):
            location = passed(lines).format(**apps)
            servers = f"server {{ listen 127.0.0.1:{ports['nginx']}; {location} }}"
            (prefix / "nginx.conf").write_text(nginx_config(NGINX + servers))
            return [program, "-p", prefix, "-c", "nginx.conf", "-e", "stderr"]

        with (
            served(["app"], gunicorn, folder / "bookshop.log", answers) as apps,
            served(["nginx"], nginx, folder / "bookshop-nginx.log", listens) as ports,
        ):
            yield ports["nginx"]

    return bookshop


# -- Caddy -----------------------------------------------------------------------------------------

TO_APP = "reverse_proxy 127.0.0.1:{app}"
#: The contents of a site, by the name of the fault.
CADDY_SITES = {
    "right": TO_APP,
    "twice": "header +Access-Control-Allow-Origin *\n" + TO_APP,
    "preflight": "@options method OPTIONS\nrespond @options 204\n" + TO_APP,
    "stripped": TO_APP + " {{\nheader_down -Access-Control-*\n}}",
    "redirect": "redir https://127.0.0.1{{uri}}",
    "down": "reverse_proxy 127.0.0.1:{down}",
}


@pytest.fixture(scope="session")
def caddy(component, folder, upstreams):
    """Start Caddy before the app, a site for each fault; return the ports."""
    program = component("caddy")
    file = folder / "Caddyfile"

    def command(ports):
        sites = [
            f"http://127.0.0.1:{ports[name]} {{\n{text.format(**upstreams)}\n}}\n"
            for name, text in CADDY_SITES.items()
        ]
        file.write_text("{\nadmin off\nauto_https off\n}\n" + "".join(sites))
        home = f"XDG_DATA_HOME={folder}"
        return ["env", home, program, "run", "--config", file, "--adapter", "caddyfile"]

    with served(CADDY_SITES, command, folder / "caddy.log", listens) as ports:
        yield ports


# -- HAProxy ---------------------------------------------------------------------------------------

HAPROXY = """
defaults
    mode http
    retries 0
    timeout connect 5s
    timeout client 30s
    timeout server 30s
backend app
    server app 127.0.0.1:{app}
backend down
    server down 127.0.0.1:{down}
"""
HAPROXY_FRONTENDS = {
    "right": "",
    "twice": "http-response add-header Access-Control-Allow-Origin %[var(txn.origin)]",
    "login": "http-request auth unless FALSE",
    "denied": "http-request deny if METH_OPTIONS",
    "without vary": "http-response del-header Vary",
    "stripped": "http-response del-header access-control- -m beg",
    "down": "use_backend down if TRUE",
}


@pytest.fixture(scope="session")
def haproxy(component, folder, upstreams):
    """Start HAProxy before the app, a front end for each fault; return the ports."""
    program = component("haproxy")
    file = folder / "haproxy.cfg"

    def command(ports):
        front_ends = [
            f"frontend f{number}\n    bind 127.0.0.1:{ports[name]}\n"
            f"    http-request set-var(txn.origin) req.hdr(Origin)\n    {text}\n"
            "    default_backend app\n"
            for number, (name, text) in enumerate(HAPROXY_FRONTENDS.items())
        ]
        file.write_text(HAPROXY.format(**upstreams) + "".join(front_ends))
        return [program, "-db", "-f", file]

    with served(HAPROXY_FRONTENDS, command, folder / "haproxy.log", listens) as ports:
        yield ports


# -- Varnish ---------------------------------------------------------------------------------------

VARNISH = """
vcl 4.1;
backend app {{ .host = "127.0.0.1"; .port = "{app}"; }}
backend down {{ .host = "127.0.0.1"; .port = "{down}"; }}
sub vcl_recv {{
    set req.http.X-Socket = local.socket;
    if (local.socket == "down") {{ set req.backend_hint = down; }}
    if (local.socket == "preflight" && req.method == "OPTIONS") {{ return (synth(204)); }}
}}
sub vcl_hash {{ hash_data(req.http.X-Socket); }}
sub vcl_backend_response {{
    set beresp.ttl = 1h;
    if (bereq.http.X-Socket == "cache") {{ unset beresp.http.Vary; }}
}}
sub vcl_deliver {{
    if (req.http.X-Socket == "stripped") {{ unset resp.http.Access-Control-Allow-Origin; }}
}}
"""
VARNISH_SOCKETS = ["right", "cache", "preflight", "stripped", "down"]


@pytest.fixture(scope="session")
def varnish(component, folder, upstreams):
    """Start Varnish before the app, a socket for each fault; return the ports."""
    program = component("varnishd", package="varnish")
    file = folder / "app.vcl"
    file.write_text(VARNISH.format(**upstreams))

    def command(ports):
        where = ("-F", "-j", "none", "-n", folder / "varnish", "-T", "none", "-f", file)
        sockets = [part for name in ports for part in ("-a", f"{name}=127.0.0.1:{ports[name]}")]
        return [program, *where, *sockets, "-s", "malloc,64m", "-p", "vsl_space=2M"]

    with served(VARNISH_SOCKETS, command, folder / "varnish.log", listens) as ports:
        yield ports
