"""Real browsers, real servers with made-up host names, and one shape for what a page sees.

A test mounts an app with `servers.mount(app)`, which gives it an origin of its own, lets a page of
any origin ask it by `ask(...)`, and compares that with `model(...)`, the same request made by
`flask_cors.testing.Browser`. Browsers resolve every host name to this machine and every port to
one of two sockets, so origins are written as they are in production, without odd ports.
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

#: The page that asks unless a test says otherwise.
PAGE = "https://app.example.test"
PAGE_JS = Path(__file__).with_name("page.js").read_text()
#: What an HTTP server adds to a response, and Flask's test client does not.
MADE_BY_SERVERS = {"connection", "date", "server", "transfer-encoding"}
#: What tells the requests of a run apart.
MARKS = itertools.count(1)
#: What an image asks for, by its attribute `crossorigin`.
IMAGES = {
    None: {"mode": "no-cors", "credentials": "include"},
    "anonymous": {"mode": "cors", "credentials": "same-origin"},
    "use-credentials": {"mode": "cors", "credentials": "include"},
}
#: Where pages are that are not at `/.page` of their origin.
PAGES = {
    "null": "https://sandboxed.test/.page?sandbox",
    "https://isolated.test": "https://isolated.test/.page?isolated",
}
UNSAID = "unsaid"
#: The request headers that the model knows about.
COMPARED_HEADERS = (
    # By these two an image differs.
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
    """A request that reached a server; the names of its headers are in lower case."""

    method: str
    url: str
    headers: dict[str, str] = field(compare=False, default_factory=dict)

    def __str__(self):
        return f"{self.method} {self.url}"


@dataclass(frozen=True)
class View:
    """What the script of a page sees of one request; None stands for what its way cannot show."""

    #: `readable`, `opaque` or `blocked`, as in `flask_cors.core.browser.messages.Outcome`.
    verdict: str
    #: The type, as `response.type`; `error` where blocked.
    type: str | None = None
    status: int | None = None
    url: str | None = None
    redirected: bool | None = None
    #: The readable headers by their lower-case names, without those that servers add.
    headers: dict[str, str] | None = None
    body: str | None = None
    #: Chrome's `CorsError`; None where CORS is not the reason, `unsaid` where the browser keeps it.
    code: str | None = None
    #: The requests that arrived at the server, preflights among them, in their order.
    sent: tuple[Sent, ...] = ()

    @property
    def methods(self):
        """The methods of the requests that arrived."""
        return [each.method for each in self.sent]

    def unlike(self, model):
        """Return what `model`, the view of our model, says otherwise: name -> both.

        Left out is what the way of asking cannot show.
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
                # WSGI does not tell an empty Content-Type from none.
                if (ours.headers.get(name) or None) != (theirs.headers.get(name) or None):
                    place = f"{name} of {ours}"
                    found[place] = (ours.headers.get(name), theirs.headers.get(name))
        return found


@dataclass(frozen=True)
class Site:
    """An app that is mounted: on each host whose first label is `label`, on any port."""

    app: Flask
    label: str

    @property
    def origin(self):
        """Its usual origin, of the same site as `https://app.example.test`."""
        return self.at("example.test")

    def at(self, domain, scheme="https"):
        """Its origin on another domain, for instance `other.test` or `example.test:8080`."""
        return f"{scheme}://{self.label}.{domain}"


class Servers:
    """Two sockets, http and https, that serve pages and apps by the Host of the request.

    Ports 443 and 8443 of every host are https, all others http. `/.page` is an empty page on every
    host, `/.page?sandbox` one whose origin is `null`, `/.page?isolated` one that only embeds what
    agrees. Browsers without a table of host names take
    the http socket as their proxy.
    """

    def __init__(self):
        #: The requests to apps, in the order of their arrival, and `Sent("MARK", number)` between.
        self.log: list[Sent] = []
        self._sites: dict[str, Site] = {}
        self._numbers = itertools.count(1)
        self._running = [_Running(self, ssl) for ssl in (None, "adhoc")]
        self.http_port, self.https_port = (each.port for each in self._running)
        self._running[0].tunnel_to(self.https_port)

    def mount(self, app: Callable[..., Any]) -> Site:
        """Serve a WSGI app on a host name of its own."""
        label = f"api{next(self._numbers)}"
        self._sites[label] = Site(app, label)
        return self._sites[label]

    def site_of(self, app):
        """Return the site where an app is mounted; None where it is not."""
        return next((site for site in self._sites.values() if site.app is app), None)

    def close(self):
        """Stop serving."""
        for each in self._running:
            each.close()

    def __call__(self, environ, start_response):
        """Serve a request: a mark, a page, or what a mounted app answers."""
        path, query, host = (environ[key] for key in ("PATH_INFO", "QUERY_STRING", "HTTP_HOST"))
        if path == "/.mark":
            self.log.append(Sent("MARK", query))
        if path in {"/.mark", "/.page"}:
            # The icon keeps browsers from asking for /favicon.ico.
            body = b'<!doctype html><title>page</title><link rel=icon href="data:,"><body>'
            headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
            if query == "sandbox":
                headers.append(("Content-Security-Policy", "sandbox allow-scripts"))
            if query == "isolated":
                headers.append(("Cross-Origin-Embedder-Policy", "require-corp"))
            start_response("200 OK", headers)
            return [body]
        site = self._sites.get(host.split(".")[0])
        if site is None:  # what browsers ask for by themselves ends here too
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
            # Each thread shakes hands for itself: a browser may open a connection and let it wait.
            self._server.socket.do_handshake_on_connect = False
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def tunnel_to(self, port):
        """Send what a browser asks of its proxy by CONNECT there."""
        self._server.tunnel_to = port

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(WSGIRequestHandler):
    def log(self, type, message, *args):  # noqa: A002 - the name is Werkzeug's
        """Keep quiet: `Servers.log` tells what arrived."""

    def do_CONNECT(self):  # noqa: N802 - the name is that of http.server
        """Be a proxy, as browsers want one for https: pass bytes between two sockets."""
        # A WebSocket without TLS comes this way too.
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
        """Keep quiet: browsers drop what they have not got a use for."""


class Chromium:
    """One Chromium with one tab for each origin, driven by ChromeDriver.

    Third-party cookies go out unless it `blocks_cookies`, so that credentials modes are seen across
    sites as well.
    """

    name = "chromium"

    def __init__(self, program, driver, servers, profile, *flags, blocks_cookies=False):
        hosts = (
            f"MAP *:443 127.0.0.1:{servers.https_port}",
            f"MAP *:8443 127.0.0.1:{servers.https_port}",
            f"MAP * 127.0.0.1:{servers.http_port}",
            "EXCLUDE 127.0.0.1",  # where a test has servers of its own
        )
        options = ChromeOptions()
        options.binary_location = program
        for flag in (
            "headless",
            "no-sandbox",  # it refuses to run as root with it
            "disable-gpu",
            "disable-dev-shm-usage",  # containers have little of that
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
        """Run requests in the page of `origin`; return what page.js says, with Chrome's `code`."""
        self._show(origin)
        seen = self._driver.execute_async_script(PAGE_JS, requests)
        codes = self._read_log()
        return [
            {**each, "code": codes.get(r["mark"])} for each, r in zip(seen, requests, strict=True)
        ]

    def script(self, origin, body):
        """Run the body of an async function in the page of `origin`; return what it returns."""
        self._show(origin)
        return self._driver.execute_async_script(
            f"const done = arguments[0]; (async () => {{ {body} }})().then(done)"
        )

    def console(self):
        """Return what the console has said since it was last asked."""
        return [entry["message"] for entry in self._driver.get_log("browser")]

    @contextmanager
    def page(self, url):
        """Open any page in a tab of its own; give Selenium's driver to look at it."""
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
        """Return the code of each request that failed, by its mark."""
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
                    codes.setdefault(found, UNSAID)  # what mode `same-origin` does not allow
        return codes


class Firefox:
    """One Firefox with one tab for each origin, driven by WebDriver BiDi, which it speaks itself.

    https://w3c.github.io/webdriver-bidi/
    Where it has no proxy, it knows no hosts but those of this machine.
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
        """Run requests in the page of `origin`; return what page.js says."""
        found = self._function(
            origin,
            "(requests) => new Promise((resolve) => {"
            f"(function () {{ {PAGE_JS} }})"
            "(JSON.parse(requests), (seen) => resolve(JSON.stringify(seen))) })",
            json.dumps(requests),
        )
        return json.loads(found)

    def script(self, origin, body):
        """Run the body of an async function in the page of `origin`; return what it returns."""
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
        """Return what the console has said since it was last asked."""
        self._call("session.status")  # what was said before comes before the answer
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
    """Return each real browser in turn; a test that is for one says so by indirect parameters."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def ask_all(chromium, servers):
    """Return a function that runs many requests in one page of Chromium, one after another.

    `ask_all(origin, requests)` returns a list of `View`. `origin` is the page's, serialized, or
    `null`; each request is a mapping of `url` and the keywords that `ask` takes.
    """
    return _asker(chromium, servers)


@pytest.fixture(scope="session")
def ask(ask_all):
    """Return a function that runs one request in a page of Chromium: `ask(origin, url, ...)`.

    It returns a `View`. The keywords are those of `fetch()` in a page; `headers` is a mapping or
    pairs, `body` is text, bytes, a mapping (a urlencoded form) or a list of pairs (a multipart
    form). `kind` is `fetch`, `xhr` (with `upload=True` for a listener on the upload), `img`
    (`crossorigin` is None, `anonymous` or `use-credentials`) or `frame` (`frame` is the value of
    its `sandbox`).
    """
    return lambda origin, url, **wanted: ask_all(origin, [{"url": url, **wanted}])[0]


@pytest.fixture(scope="session")
def asker(servers):
    """Return a function that makes, for a browser, what the fixture `ask_all` is for Chromium."""
    return lambda browser: _asker(browser, servers)


@pytest.fixture(scope="session")
def ask_real(real, servers):
    """Return what `ask` is, for each real browser in turn."""
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
        # Chromium reports no code for what it blocks before anything is sent.
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
    """Return a function that makes the same request by `flask_cors.testing.Browser`: a `View`.

    `model(browser, url, ...)`: `browser` is a `Browser`, which keeps cookies and preflights, the
    keywords are those of `ask`, but for bodies of several parts and frames; `cache` is ignored.
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
    """Return a function that asks a real browser and our model, and compares both with a table.

    `scenario(app, path, verdict, methods, page=..., **wanted)` returns the `View` of the real
    browser. `verdict` is a status for what is readable, `opaque`, a `CorsError` for what is
    blocked by CORS, `blocked` for what is blocked otherwise. `methods` are those of the requests
    that arrive at the server, separated by blanks. `scenario.mount(app)` returns the app's `Site`,
    if a test needs that before. `path` may be a URL of the app's `Site`, in
    which `{api}` stands for its label; `wanted` are the keywords of `ask`. Both browsers keep
    preflights from one call to the next, and a loaded machine may take its time between them: an
    app that is asked repeatedly should say a `max_age`, 0 or many seconds. Where Firefox sends
    other requests than the model, with the same verdict, `firefox` is their methods.
    """
    pages = {}

    def scenario(app, path, verdict, methods, *, page=PAGE, firefox=None, **wanted):
        site = scenario.mount(app)
        url = path.format(api=site.label) if "://" in path else site.origin + path
        if (app, page) not in pages:
            pages[app, page] = Browser(app, page, base_url=site.origin)
        view = ask_real(page, url, **wanted)
        modelled = model(pages[app, page], url, **wanted)
        assert (_verdict(modelled), " ".join(modelled.methods)) == (verdict, methods)
        if real.name == "firefox" and firefox is not None:
            assert (view.verdict, " ".join(view.methods)) == (modelled.verdict, firefox)
        else:
            assert view.unlike(modelled) == {}
        return view

    scenario.mount = lambda app: servers.site_of(app) or servers.mount(app)
    return scenario


def _verdict(view):
    if view.verdict == "readable":
        return view.status
    return (view.code or "blocked") if view.verdict == "blocked" else "opaque"


@pytest.fixture
def api():
    """Return a function that makes an app with `CORS(app, **options)` and views to ask."""

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
