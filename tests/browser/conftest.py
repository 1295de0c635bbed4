"""Real browsers, real servers with invented host names, and a common view of a response.

A test mounts an app with `servers.mount(app)`, which gives it its own origin, sends a request from
a page of any origin with `ask(...)`, and compares the result with `model(...)`, the same request by
`flask_cors.testing.Browser`. Browsers resolve every host name to this machine and every port to
one of two sockets, so origins look like those in production, without odd ports.
"""

import itertools
import json
import select
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, jsonify, request
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from websocket import create_connection
from werkzeug.serving import WSGIRequestHandler, make_server

from flask_cors import CORS
from flask_cors.testing import Browser, CORSError

#: The page that sends requests unless a test names another one.
PAGE = "https://app.example.test"
PAGE_JS = Path(__file__).with_name("page.js").read_text()
#: Headers that an HTTP server adds to a response, and Flask's test client does not.
MADE_BY_SERVERS = {"connection", "date", "server", "transfer-encoding"}
#: A mark that distinguishes the requests of a run.
MARKS = itertools.count(1)
#: The request mode and credentials of an `<img>`, by its `crossorigin` attribute.
IMAGES = {
    None: {"mode": "no-cors", "credentials": "include"},
    "anonymous": {"mode": "cors", "credentials": "same-origin"},
    "use-credentials": {"mode": "cors", "credentials": "include"},
}
#: The URLs of pages that are not at `/.page` of their origin.
PAGES = {
    "null": "https://sandboxed.test/.page?sandbox",
    "https://isolated.test": "https://isolated.test/.page?isolated",
}
UNSAID = "unsaid"
#: The request headers that the model includes.
COMPARED_HEADERS = (
    # An image differs in these two.
    "accept",
    "sec-fetch-dest",
    "access-control-request-headers",
    "access-control-request-method",
    "authorization",
    "content-type",
    "origin",
    "sec-fetch-mode",
    "sec-fetch-site",
)


@dataclass(frozen=True)
class Sent:
    """A request that reached a server; header names are in lower case."""

    method: str
    url: str
    headers: dict[str, str] = field(compare=False, default_factory=dict)

    def __str__(self):
        return f"{self.method} {self.url}"


@dataclass(frozen=True)
class View:
    """The view of one request from a page's script; None for anything it cannot observe."""

    #: `readable`, `opaque` or `blocked`, as in `flask_cors.core.browser.messages.Outcome`.
    verdict: str
    #: The type, as `response.type`; `error` if blocked.
    type: str | None = None
    status: int | None = None
    url: str | None = None
    redirected: bool | None = None
    #: The readable headers by lower-case name, without those that servers add.
    headers: dict[str, str] | None = None
    body: str | None = None
    #: Chrome's `CorsError`; None if CORS is not the reason, `unsaid` if the browser hides it.
    code: str | None = None
    #: The requests that arrived at the server in order, including preflights.
    sent: tuple[Sent, ...] = ()

    @property
    def methods(self):
        """Return the methods of the requests that arrived."""
        return [each.method for each in self.sent]

    def unlike(self, model):
        """Return the differences from `model`, the view of our model: name -> both values.

        Values that this kind of request cannot show are left out.
        """
        own, other = vars(self), vars(model)
        found = {
            name: (own[name], other[name])
            for name in own
            if own[name] != other[name]
            and own[name] != UNSAID
            and (own[name] is not None or name == "code")
        }
        for ours, theirs in zip(self.sent, model.sent, strict=False):
            image = ours.headers.get("sec-fetch-dest") == "image"
            for name in COMPARED_HEADERS[2 * image :]:
                # WSGI does not distinguish an empty Content-Type from a missing one.
                if (ours.headers.get(name) or None) != (theirs.headers.get(name) or None):
                    place = f"{name} of {ours}"
                    found[place] = (ours.headers.get(name), theirs.headers.get(name))
        return found


@dataclass(frozen=True)
class Site:
    """A mounted app: it is on each host whose first label is `label`, on any port."""

    app: Flask
    label: str

    @property
    def origin(self):
        """Return its usual origin, of the same site as `https://app.example.test`."""
        return self.at("example.test")

    def at(self, domain, scheme="https"):
        """Return its origin on another domain, for instance `other.test` or `example.test:8080`."""
        return f"{scheme}://{self.label}.{domain}"


class Servers:
    """Two sockets, http and https, that serve pages and apps by the Host of the request.

    Ports 443 and 8443 of every host are https, all others http. `/.page` is an empty page on every
    host, `/.page?sandbox` one whose origin is `null`, `/.page?isolated` one that only embeds
    resources with CORS or CORP. Browsers without a table of host names use the http socket as their
    proxy.
    """

    def __init__(self):
        #: The requests to apps in order of arrival, separated by `Sent("MARK", number)`.
        self.log: list[Sent] = []
        self._sites: dict[str, Site] = {}
        self._numbers = itertools.count(1)
        self._running = [_Running(self, ssl) for ssl in (None, "adhoc")]
        self.http_port, self.https_port = (each.port for each in self._running)
        self._running[0].tunnel_to(self.https_port)

    def mount(self, app: Callable[..., Any]) -> Site:
        """Serve a WSGI app on its own host name."""
        label = f"api{next(self._numbers)}"
        self._sites[label] = Site(app, label)
        return self._sites[label]

    def site_of(self, app):
        """Return the site of a mounted app, or None."""
        return next((site for site in self._sites.values() if site.app is app), None)

    def close(self):
        """Stop serving."""
        for each in self._running:
            each.close()

    def __call__(self, environ, start_response):
        """Serve a request: a mark, a page, or the response of a mounted app."""
        path, query, host = (environ[key] for key in ("PATH_INFO", "QUERY_STRING", "HTTP_HOST"))
        if path == "/.mark":
            self.log.append(Sent("MARK", query))
        if path in {"/.mark", "/.page"}:
            # The icon prevents browsers from requesting /favicon.ico.
            body = b'<!doctype html><title>page</title><link rel=icon href="data:,"><body>'
            headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
            if query == "sandbox":
                headers.append(("Content-Security-Policy", "sandbox allow-scripts"))
            if query == "isolated":
                headers.append(("Cross-Origin-Embedder-Policy", "require-corp"))
            start_response("200 OK", headers)
            return [body]
        site = self._sites.get(host.split(".")[0])
        if site is None:  # requests that browsers send on their own end here, too
            start_response("404 Not Found", [])
            return [b"no app is mounted here"]
        given = {
            key.removeprefix("HTTP_").replace("_", "-").lower(): value
            for key, value in environ.items()
            if key.startswith("HTTP_") or (key == "CONTENT_TYPE" and value)
        }
        target = environ["REQUEST_URI"].removeprefix(f"http://{host}")
        url = f"{environ['wsgi.url_scheme']}://{host}{target}"
        self.log.append(Sent(environ["REQUEST_METHOD"], url, given))
        return site.app(environ, start_response)


class _Running:
    def __init__(self, app, ssl):
        self._server = make_server(
            "127.0.0.1", 0, app, threaded=True, request_handler=_Handler, ssl_context=ssl
        )
        if ssl:
            # Each thread does its own handshake: a browser may leave a new connection idle.
            self._server.socket.do_handshake_on_connect = False
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def tunnel_to(self, port):
        """Forward the browser's CONNECT requests there."""
        self._server.tunnel_to = port

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(WSGIRequestHandler):
    def log(self, type, message, *args):  # noqa: A002 - the name is Werkzeug's
        """Log nothing: `Servers.log` lists the requests."""

    def do_CONNECT(self):  # noqa: N802 - the name is that of http.server
        """Act as a proxy for https: forward bytes between two sockets."""
        # A WebSocket without TLS uses CONNECT, too.
        plain = self.path.endswith(":80")
        port = self.server.server_port if plain else self.server.tunnel_to
        with socket.create_connection(("127.0.0.1", port)) as there:
            self.send_response_only(200)
            self.end_headers()
            pairs = {self.connection: there, there: self.connection}
            while True:
                for ready in select.select(list(pairs), [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    pairs[ready].sendall(data)

    def connection_dropped(self, error, environ=None):
        """Ignore connections that browsers drop."""


class Chromium:
    """One Chromium with one tab for each origin, driven by ChromeDriver.

    It sends third-party cookies unless it `blocks_cookies`, so that credentials modes can be
    observed across sites as well.
    """

    name = "chromium"

    def __init__(self, program, driver, servers, profile, *flags, blocks_cookies=False):
        hosts = (
            f"MAP *:443 127.0.0.1:{servers.https_port}",
            f"MAP *:8443 127.0.0.1:{servers.https_port}",
            f"MAP * 127.0.0.1:{servers.http_port}",
            "EXCLUDE 127.0.0.1",  # if a test has its own servers
        )
        options = ChromeOptions()
        options.binary_location = program
        for flag in (
            "headless",
            "no-sandbox",  # it refuses to run as root without it
            "disable-gpu",
            "disable-dev-shm-usage",  # containers have little shared memory
            "disable-quic",
            "no-first-run",
            "disable-background-networking",
            "disable-component-update",
            "disable-sync",
            "no-proxy-server",
            "ignore-certificate-errors",
            f"user-data-dir={profile}",
            f"host-resolver-rules={','.join(hosts)}",
            *flags,
        ):
            options.add_argument(f"--{flag}")
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
        preferences = {"profile.cookie_controls_mode": int(blocks_cookies)}
        options.add_experimental_option("prefs", preferences)
        self._driver = Chrome(options, ChromeService(executable_path=driver))
        self._driver.set_script_timeout(60)
        self._tabs = {}
        self._codes = {}

    def close(self):
        """End the process."""
        self._driver.quit()

    def forget_cookies(self):
        """Delete all cookies."""
        self._driver.execute_cdp_cmd("Network.clearBrowserCookies", {})

    def permit(self, origin, name, state):
        """Set a permission of the pages of `origin`: `granted` or `denied`."""
        setting = {"permission": {"name": name}, "setting": state, "origin": origin}
        self._driver.execute_cdp_cmd("Browser.setPermission", setting)

    def run(self, origin, requests):
        """Run requests in the page of `origin`; return page.js's results, with Chrome's `code`."""
        self._show(origin)
        seen = self._driver.execute_async_script(PAGE_JS, requests)
        codes = self._read_log()
        return [
            {**each, "code": codes.get(r["mark"])} for each, r in zip(seen, requests, strict=True)
        ]

    def script(self, origin, body):
        """Run the body of an async function in the page of `origin`; return its result."""
        self._show(origin)
        return self._driver.execute_async_script(
            f"const done = arguments[0]; (async () => {{ {body} }})().then(done)"
        )

    def console(self):
        """Return the console messages since the last call."""
        return [entry["message"] for entry in self._driver.get_log("browser")]

    @contextmanager
    def page(self, url):
        """Open any page in its own tab; yield Selenium's driver."""
        self._driver.switch_to.new_window("tab")
        self._driver.get_log("performance")
        self._driver.get(url)
        try:
            yield self._driver
        finally:
            self._driver.close()
            self._driver.switch_to.window(self._driver.window_handles[0])

    def _show(self, origin):
        if origin in self._tabs:
            self._driver.switch_to.window(self._tabs[origin])
            return
        self._driver.switch_to.new_window("tab")
        self._driver.get(PAGES.get(origin, f"{origin}/.page"))
        self._tabs[origin] = self._driver.current_window_handle

    def _read_log(self):
        """Return the code of each failed request, by its mark."""
        codes, marks, mark = {}, {}, None
        for entry in self._driver.get_log("performance"):
            event = json.loads(entry["message"])["message"]
            params = event["params"]
            if event["method"] == "Network.requestWillBeSent":
                path, _, query = params["request"]["url"].partition("?")
                if path.endswith("/.mark"):
                    mark = int(query)
                elif params.get("type") != "Preflight":
                    marks.setdefault(params["requestId"], mark)
            elif event["method"] == "Network.loadingFailed":
                found = marks.get(params["requestId"])
                if "corsErrorStatus" in params:
                    codes.setdefault(found, params["corsErrorStatus"]["corsError"])
                elif params.get("blockedReason") == "origin":
                    codes.setdefault(found, UNSAID)  # not allowed in mode `same-origin`
        return codes


class Firefox:
    """One Firefox with one tab for each origin, driven by its own WebDriver BiDi.

    https://w3c.github.io/webdriver-bidi/
    Without a proxy, it only reaches hosts of this machine.
    """

    name = "firefox"

    def __init__(self, program, servers, profile, *, is_proxied=True, **preferences):
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in preferences.items()]
        (profile / "user.js").write_text("\n".join(lines))
        command = [program, "--headless", "--no-remote", "--remote-debugging-port=0"]
        self._process = subprocess.Popen(
            [*command, "--profile", profile], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._numbers = itertools.count(1)
        self._tabs = {}
        self._said = []
        found = profile / "WebDriverBiDiServer.json"
        deadline = time.monotonic() + 60
        while not (found.exists() and found.read_text()):
            assert time.monotonic() < deadline, "Firefox does not listen"
            time.sleep(0.05)
        port = json.loads(found.read_text())["ws_port"]
        self._socket = create_connection(
            f"ws://127.0.0.1:{port}/session", suppress_origin=True, timeout=60
        )
        proxy = f"127.0.0.1:{servers.http_port}"
        proxy = {"proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy}
        capabilities = {"acceptInsecureCerts": True, **({"proxy": proxy} if is_proxied else {})}
        self._call("session.new", capabilities={"alwaysMatch": capabilities})
        self._call("session.subscribe", events=["log.entryAdded"])

    def close(self):
        """End the process."""
        self._call("browser.close")
        self._socket.close()
        self._process.wait(60)

    def permit(self, origin, name, state):
        """Set a permission of the pages of `origin`: `granted` or `denied`."""
        self._call(
            "permissions.setPermission", descriptor={"name": name}, state=state, origin=origin
        )

    def run(self, origin, requests):
        """Run requests in the page of `origin`; return the results of page.js."""
        found = self._function(
            origin,
            "(requests) => new Promise((resolve) => {"
            f"(function () {{ {PAGE_JS} }})"
            "(JSON.parse(requests), (seen) => resolve(JSON.stringify(seen))) })",
            json.dumps(requests),
        )
        return json.loads(found)

    def script(self, origin, body):
        """Run the body of an async function in the page of `origin`; return its result."""
        return self._function(origin, f"async () => {{ {body} }}")

    def _function(self, origin, declaration, *texts):
        if origin not in self._tabs:
            context = self._call("browsingContext.create", type="tab")["context"]
            page = PAGES.get(origin, f"{origin}/.page")
            self._call("browsingContext.navigate", context=context, url=page, wait="complete")
            self._tabs[origin] = context
        found = self._call(
            "script.callFunction",
            functionDeclaration=declaration,
            arguments=[{"type": "string", "value": text} for text in texts],
            target={"context": self._tabs[origin]},
            awaitPromise=True,
        )
        return found["result"].get("value")

    def console(self):
        """Return the console messages since the last call."""
        self._call("session.status")  # earlier messages come before the response
        said, self._said = self._said, []
        return said

    def _call(self, method, **params):
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("method") == "log.entryAdded":
                self._said.append(answer["params"]["text"] or "")
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]


@pytest.fixture(scope="session")
def servers():
    """Return the `Servers` of this run: `mount(app)` returns a `Site` with an `origin`."""
    servers = Servers()
    yield servers
    servers.close()


@pytest.fixture(scope="session")
def chromium(component, servers, tmp_path_factory):
    """Return the one `Chromium` of this run."""
    program = component("chromium")
    driver = component("chromedriver", package="chromium-driver")
    chromium = Chromium(program, driver, servers, tmp_path_factory.mktemp("chromium"))
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def firefox(component, servers, tmp_path_factory):
    """Return the one `Firefox` of this run."""
    firefox = Firefox(component("firefox-esr"), servers, tmp_path_factory.mktemp("firefox"))
    yield firefox
    firefox.close()


@pytest.fixture(scope="session", params=["chromium", "firefox"])
def real(request):
    """Return each real browser in turn; indirect parameters select one."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def ask_all(chromium, servers):
    """Return a function that runs many requests in one page of Chromium, one after another.

    `ask_all(origin, requests)` returns a list of `View`. `origin` is the page's, serialized, or
    `null`; each request is a mapping with `url` and the keywords of `ask`.
    """
    return _asker(chromium, servers)


@pytest.fixture(scope="session")
def ask(ask_all):
    """Return a function that runs one request in a page of Chromium: `ask(origin, url, ...)`.

    It returns a `View`. The keywords are those of `fetch()` in a page; `headers` is a mapping or
    pairs, `body` is a string, bytes, a mapping (a urlencoded form) or a list of pairs (a multipart
    form). `kind` is `fetch`, `xhr` (with `upload=True` for a listener on the upload), `img`
    (`crossorigin` is None, `anonymous` or `use-credentials`) or `frame` (`frame` is the value of
    its `sandbox`).
    """
    return lambda origin, url, **wanted: ask_all(origin, [{"url": url, **wanted}])[0]


@pytest.fixture(scope="session")
def asker(servers):
    """Return a function that makes `ask_all` for any browser."""
    return lambda browser: _asker(browser, servers)


@pytest.fixture(scope="session")
def ask_real(real, servers):
    """Return `ask` for each real browser in turn."""
    ask_all = _asker(real, servers)
    return lambda origin, url, **wanted: ask_all(origin, [{"url": url, **wanted}])[0]


def _asker(browser, servers):
    def ask_all(origin, requests):
        given = [_request(next(MARKS), **request) for request in requests]
        start = len(servers.log)
        found = browser.run(origin, given)
        sent = _by_mark(servers.log[start:])
        return [_view(each, sent[r["mark"]]) for each, r in zip(found, given, strict=True)]

    return ask_all


def _request(
    mark,
    *,
    url,
    kind="fetch",
    method="GET",
    headers=(),
    body=None,
    credentials="same-origin",
    mode="cors",
    redirect="follow",
    cache="default",
    **more,
):
    if isinstance(body, bytes):
        body = {"bytes": list(body)}
    elif isinstance(body, dict):
        body = {"fields": list(body.items())}
    elif isinstance(body, list):
        body = {"multipart": body}
    headers = list(headers.items() if isinstance(headers, dict) else headers)
    return {
        "mark": mark,
        "kind": kind,
        "url": url,
        "method": method,
        "headers": headers,
        "body": body,
        "credentials": credentials,
        "mode": mode,
        "redirect": redirect,
        "cache": cache,
        **({"crossorigin": None} if kind == "img" else {}),
        **more,
    }


def _by_mark(log):
    found, mark = {}, None
    for each in log:
        if each.method == "MARK":
            mark = int(each.url)
            found[mark] = ()
        elif mark is not None:
            found[mark] += (each,)
    return found


def _view(seen, sent):
    if seen["verdict"] == "blocked":
        # Chromium reports no code for requests that it blocks before sending.
        code = seen.get("code", UNSAID) or (None if sent else UNSAID)
        return View("blocked", "error", code=code, sent=sent)
    headers = seen.get("headers")
    if headers is not None:
        headers = {n.lower(): v for n, v in headers if n.lower() not in MADE_BY_SERVERS}
    parts = {
        key: seen.get(key) for key in ("verdict", "type", "status", "url", "redirected", "body")
    }
    return View(**parts, headers=headers, sent=sent)


@pytest.fixture(scope="session")
def model():
    """Return a function that sends the same request with `flask_cors.testing.Browser`: a `View`.

    `model(browser, url, ...)`: `browser` is a `Browser`, which keeps cookies and preflights. The
    keywords are those of `ask`, except multipart bodies and frames; `cache` is ignored.
    """

    def model(browser, url, *, kind="fetch", body=None, upload=False, cache="default", **wanted):
        if kind == "img":
            wanted |= IMAGES[wanted.pop("crossorigin", None)]
        if upload:
            browser = _Uploading(browser)
        try:
            response = browser.fetch(url, data=body, **wanted)
        except CORSError as error:
            return View("blocked", "error", code=error.code, sent=_sent(error.exchange))
        opaque = response.type.startswith("opaque")
        headers = {n.lower(): v for n, v in response.headers if n.lower() not in MADE_BY_SERVERS}
        return View(
            "opaque" if opaque else "readable",
            response.type,
            response.status,
            response.url,
            response.redirected,
            headers,
            response.text,
            sent=_sent(response.exchange),
        )

    return model


class _Uploading(Browser):
    """A page whose `XMLHttpRequest` has a listener on its upload."""

    def __init__(self, browser):
        super().__init__(browser.client.application, browser.origin, cache=browser.cache)
        self.client = browser.client

    def _run(self, wanted, exchange):
        return super()._run(replace(wanted, use_preflight=True), exchange)


def _sent(exchange):
    return tuple(
        Sent(
            each.request.method,
            each.request.url,
            {name.lower(): value for name, value in each.request.headers},
        )
        for each in exchange
    )


@pytest.fixture
def scenario(servers, real, ask_real, model):
    """Return a function that compares a real browser, our model and a table of expectations.

    `scenario(app, path, verdict, methods, page=..., **wanted)` returns the `View` of the real
    browser. `verdict` is the status of a readable response, `opaque`, a `CorsError` if CORS blocks,
    or `blocked` if something else does. `methods` are those of the requests that arrive at the
    server, separated by blanks. `scenario.mount(app)` returns the app's `Site` if a test needs it
    in advance. `path` may be a URL of the app's `Site`, in which `{api}` is its label; `wanted` are
    the keywords of `ask`. Both browsers keep preflights between calls, which a loaded machine may
    delay: an app with several requests should set `max_age` to 0 or to many seconds. If Firefox
    sends other requests than the model, with the same verdict, `firefox` is their methods.
    """
    pages = {}

    def scenario(app, path, verdict, methods, *, page=PAGE, firefox=None, **wanted):
        site = scenario.mount(app)
        url = path.format(api=site.label) if "://" in path else site.origin + path
        if (app, page) not in pages:
            pages[app, page] = Browser(app, page, base_url=site.origin)
        view = ask_real(page, url, **wanted)
        modeled = model(pages[app, page], url, **wanted)
        assert (_verdict(modeled), " ".join(modeled.methods)) == (verdict, methods)
        if real.name == "firefox" and firefox is not None:
            assert (view.verdict, " ".join(view.methods)) == (modeled.verdict, firefox)
        else:
            assert view.unlike(modeled) == {}
        return view

    scenario.mount = lambda app: servers.site_of(app) or servers.mount(app)
    return scenario


def _verdict(view):
    if view.verdict == "readable":
        return view.status
    return (view.code or "blocked") if view.verdict == "blocked" else "opaque"


@pytest.fixture
def api():
    """Return a function that makes an app with `CORS(app, **options)` and several views."""

    def api(**options):
        app = Flask("api", static_folder=None)
        app.secret_key = "for tests"
        CORS(app, **options)

        @app.route("/echo", methods=["GET", "POST", "PUT", "PATCH", "DELETE", "QUERY"])
        def echo():
            response = jsonify(
                method=request.method,
                body=request.get_data(as_text=True),
                type=request.headers.get("Content-Type"),
                probe=request.headers.get("X-Probe"),
            )
            response.headers["X-Total"] = "7"
            response.headers["X-Page"] = "1"
            return response

        return app

    return api
