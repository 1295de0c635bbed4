"""Every example runs without warnings, and gives a browser what it needs and no more."""

import importlib
import os
import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from flask_cors import ConfigurationError
from flask_cors.cli import cors

EXAMPLES = Path(__file__).parents[2] / "examples"

#: Name of each example, and the file to open first.
FILES = {
    **{path.stem: path for path in sorted(EXAMPLES.glob("*.py"))},
    **{path.parent.name: path for path in sorted(EXAMPLES.glob("*/__*__.py"))},
}
#: The module of the app, if it is another one.
APPS = {"browser_tests": "browser_tests.shop", "playground": "playground.api"}

SHOP = "https://shop.example.com"
OFFICE = "https://office.example.com"
#: An origin that no example allows.
EVIL = "https://evil.example"


class BlockedError(Exception):
    """A browser blocks the preflight, or keeps the response from the page."""


class Page:
    """A page of an origin in a browser; `fetch` behaves as the Fetch standard says."""

    SAFELISTED = frozenset({"GET", "HEAD", "POST"})

    def __init__(self, app, origin, *, credentials=False, base_url="https://api.example.org"):
        self.origin = origin
        self.base_url = base_url
        self.credentials = credentials
        self.client = app.test_client(use_cookies=credentials)
        #: The server's last response, whether or not the page may read it.
        self.answer = None

    def fetch(self, path, method="GET", *, headers=None, json=None):
        """Return the response to the page; raise `BlockedError` if it is blocked."""
        headers = headers or {}
        unsafe = sorted(
            {name.lower() for name in headers} | ({"content-type"} if json is not None else set())
        )
        if unsafe or method not in self.SAFELISTED:
            self._preflight(path, method, unsafe)
        self._send(path, method, headers, json=json)
        self._check()
        return self.answer

    def _send(self, path, method, headers, **kwargs):
        self.answer = self.client.open(
            path,
            method=method,
            base_url=self.base_url,
            headers={"Origin": self.origin, **headers},
            **kwargs,
        )

    def _preflight(self, path, method, unsafe):
        asked = {"Access-Control-Request-Method": method}
        if unsafe:
            asked["Access-Control-Request-Headers"] = ",".join(unsafe)
        # A preflight sends no cookies, and cookies in its response are not stored.
        client, self.client = self.client, self.client.application.test_client(use_cookies=False)
        self._send(path, "OPTIONS", asked)
        self.client = client
        if self.answer.status_code not in range(200, 300):
            raise BlockedError(self.answer.status)
        self._check()
        if method not in self.SAFELISTED | listed(self.answer, "Methods"):
            raise BlockedError(method)
        allowed = {name.lower() for name in listed(self.answer, "Headers")}
        if not allowed.issuperset(unsafe):
            raise BlockedError(unsafe)

    def _check(self):
        """Do the CORS check of the standard; each header may appear at most once."""
        get = self.answer.headers.getlist
        origins, credentials = (
            get(f"Access-Control-Allow-{name}") for name in ("Origin", "Credentials")
        )
        assert len(origins) <= 1
        if not (
            origins == [self.origin] and (not self.credentials or credentials == ["true"])
        ) and not (origins == ["*"] and not self.credentials):
            raise BlockedError(origins)


def listed(response, what, kind="Allow"):
    """Members of the header `Access-Control-Allow-<what>`."""
    value = response.headers.get(f"Access-Control-{kind}-{what}", "")
    return {member.strip() for member in value.split(",")} - {""}


def exposed(response):
    """Names of the response headers that a page may read in addition to the safelisted ones."""
    return listed(response, "Headers", "Expose")


def is_blocked(page, *args, **kwargs):
    """Return whether a browser blocks the page's request."""
    try:
        page.fetch(*args, **kwargs)
    except BlockedError:
        return True
    return False


@pytest.fixture
def load(monkeypatch, tmp_path):
    """Return a function that creates the app of an example anew."""
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])

    def load(name):
        module = importlib.import_module(APPS.get(name, name))
        if name == "dynamic_origins":
            return module.create_app(instance_path=str(tmp_path))
        return module.app if hasattr(module, "app") else module.create_app()

    yield load
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in FILES:
            del sys.modules[name]


@pytest.mark.parametrize("name", FILES)
def test_an_example_shows_its_command(name):
    """The first line of an example contains its command, and a test here covers it."""
    start, _, command = FILES[name].read_text("utf-8").splitlines()[0].partition(" Try: ")
    assert start == "#"
    match [word for word in shlex.split(command) if "=" not in word]:
        case ["flask", "--app", path, "run"] | ["flask", "--app", path, "cors", "routes"]:
            pass
        case ["python" | "pytest", path]:
            pass
        case words:
            pytest.fail(f"{words} is not one of the commands that examples are tried with")
    assert EXAMPLES.parent / path in {FILES[name], FILES[name].parent}
    assert any(test.startswith(f"test_{name}_") for test in globals())


@pytest.mark.parametrize("name", FILES)
def test_an_example_has_no_mistake(name, load):
    """`flask cors check` reports neither an error nor a warning for any example."""
    result = load(name).test_cli_runner().invoke(cors, ["check", "--migration"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", FILES)
def test_the_session_of_an_example_works_across_sites(name, load):
    """The session cookie is sent with requests from the allowed sites."""
    app = load(name)
    result = app.test_cli_runner().invoke(cors, ["check", "--select", "cookie-not-sent"])
    assert result.exit_code == 0, result.output
    assert "CORS108" not in result.output or not app.secret_key


@pytest.mark.parametrize("name", FILES)
def test_an_example_lists_its_routes(name, load):
    """`flask cors routes` works on each example, without a warning."""
    app = load(name)
    result = app.test_cli_runner().invoke(cors, ["routes"])
    assert result.exit_code == 0, result.output
    assert "Warning:" not in result.output
    assert all(rule.rule in result.output for rule in app.url_map.iter_rules())


def test_app_wide_serves_the_shop(load):
    """One origin can read, send preflighted requests, and read the exposed header."""
    page = Page(load("app_wide"), SHOP)
    assert page.fetch("/books").json == ["Dune", "Emma"]
    added = page.fetch("/books", "POST", json={"title": "Ulysses"})
    assert added.headers["Location"] == "/books/3"
    assert exposed(added) == {"Location"}
    assert page.fetch("/books/3", "DELETE").status_code == 204
    assert page.fetch("/nowhere").status_code == 404


def test_app_wide_lets_the_shop_read_errors(load):
    """The page can distinguish a 500 from a network failure."""
    app = load("app_wide")
    app.logger.disabled = True
    assert Page(app, SHOP).fetch("/books/99", "DELETE").status_code == 500


def test_app_wide_refuses_other_origins(load):
    """Another origin can neither read nor send preflighted requests; `Vary` is correct."""
    page = Page(load("app_wide"), EVIL)
    assert is_blocked(page, "/books")
    assert page.answer.headers["Vary"] == "Origin"
    assert is_blocked(page, "/books/1", "DELETE")
    assert Page(page.client.application, SHOP).fetch("/books").json == ["Dune", "Emma"]


def test_per_resource_opens_the_data(load):
    """Any page can read open data, and no page can change it."""
    page = Page(load("per_resource"), EVIL)
    prices = page.fetch("/data/prices")
    assert prices.json == {"tyre": 70}
    assert is_blocked(page, "/data/prices", "PUT")
    assert is_blocked(page, "/partners/orders/1", "PUT")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://fitters.example.com", True),
        ("https://north.dealers.example.net", True),
        ("https://a.north.dealers.example.net", True),
        ("https://dealers.example.net", False),
        ("https://evil-dealers.example.net", False),
        ("https://north.dealers.example.net.evil.example", False),
    ],
)
def test_per_resource_knows_its_partners(origin, allowed, load):
    """A partner is allowed by its name or by a subdomain."""
    page = Page(load("per_resource"), origin)
    headers = {"Authorization": "Bearer of an order"}
    assert is_blocked(page, "/partners/orders/7", "PUT", headers=headers) is not allowed
    assert is_blocked(page, "/partners/orders/7", "PUT", headers={"X-Other": "1"})


def test_per_resource_leaves_the_rest_alone(load):
    """A path under no resource gets no headers."""
    page = Page(load("per_resource"), "https://fitters.example.com")
    assert is_blocked(page, "/")
    assert not {"Vary", "Access-Control-Allow-Origin"} & set(page.answer.headers.keys())


def test_blueprints_have_an_open_api(load):
    """Any page can read the public API, including its errors."""
    page = Page(load("blueprints"), EVIL)
    assert page.fetch("/api/books").json == ["Dune", "Emma"]
    assert page.fetch("/api/nothing").status_code == 404


def test_blueprints_have_a_strict_admin(load):
    """The admin's page can use credentials; for other origins the view does not run."""
    app = load("blueprints")
    page = Page(app, "https://admin.example.com", credentials=True)
    assert page.fetch("/admin/books/Dune", "DELETE").status_code == 200
    assert page.fetch("/admin/nothing").status_code == 404
    stranger = Page(app, EVIL)
    assert is_blocked(stranger, "/admin/books/Dune", "DELETE")
    assert is_blocked(stranger, "/admin/reports/sales")
    assert stranger.answer.status_code == 403


def test_blueprints_inherit_and_add(load):
    """A nested blueprint without origins inherits the outer policy and adds to it."""
    app = load("blueprints")
    page = Page(app, "https://admin.example.com", credentials=True)
    sales = page.fetch("/admin/reports/sales")
    assert sales.headers["X-Total-Count"] == "12"
    assert exposed(sales) == {"X-Total-Count"}


def test_per_view_opens_decorated_views(load):
    """A decorated view is open, a plain one stays closed."""
    page = Page(load("per_view"), EVIL)
    assert page.fetch("/widget").json
    assert is_blocked(page, "/private")
    assert "Vary" not in page.answer.headers


def test_per_view_distinguishes_methods(load):
    """The methods of one URL have separate policies, and preflights follow them."""
    app = load("per_view")
    shop, warehouse = (Page(app, each) for each in (SHOP, "https://warehouse.example.com"))
    assert shop.fetch("/stock/dune").json == {"dune": 3}
    assert is_blocked(shop, "/stock/dune", "PUT", json={"stock": 4})
    assert warehouse.fetch("/stock/dune", "PUT", json={"stock": 4}).json == {"dune": 4}
    assert is_blocked(warehouse, "/stock/dune")


@pytest.mark.parametrize("origin", [SHOP, "https://eu.shop.example.com"])
def test_cookies_keep_a_cart(origin, load):
    """The session persists for the shop and its subdomains."""
    page = Page(load("cookies"), origin, credentials=True)
    cookie = page.fetch("/cart/dune", "PUT").headers["Set-Cookie"]
    attributes = {"SameSite=None", "Secure"}
    if "SESSION_COOKIE_PARTITIONED" in Flask.default_config:  # since Flask 3.1
        attributes.add("Partitioned")
    assert attributes <= set(cookie.split("; "))
    assert page.fetch("/cart/emma", "PUT").json == ["dune", "emma"]
    assert page.fetch("/cart").json == ["dune", "emma"]


def test_cookies_are_for_the_shop_only(load):
    """For another origin the view does not run, and the page gets no response."""
    page = Page(load("cookies"), EVIL, credentials=True)
    assert is_blocked(page, "/cart")
    assert page.answer.status_code == 403
    assert is_blocked(page, "/cart/dune", "PUT")


@pytest.mark.parametrize(
    ("tenant", "origin", "allowed"),
    [
        ("books", "https://books.example.com", True),
        ("tyres", "https://books.example.com", False),
        ("", "https://books.example.com", False),
        ("books", EVIL, False),
    ],
)
def test_tenants_have_their_own_front_ends(load, tenant, origin, allowed):
    """The tenant named by the gateway decides, and each response has the right `Vary`."""
    client = load("tenants").test_client()
    headers = {"X-Tenant": tenant, "Origin": origin, "Access-Control-Request-Method": "PUT"}
    for method in ("GET", "PUT", "OPTIONS"):
        answer = client.open("/prices", method=method, headers=headers)
        assert answer.status_code == 200
        assert answer.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
        assert {"X-Tenant", "Origin"} <= set(answer.headers["Vary"].split(", "))


#: The URL of `mcp_server`, its client, and two MCP messages.
MCP = {"base_url": "http://localhost:5000"}
CLIENT = "https://mcp.example.com"
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize"}
CALL = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "titles"}}


def test_mcp_server_serves_its_client(load):
    """The client reads its session id, sends it to call a tool, and ends the session."""
    page = Page(load("mcp_server"), CLIENT, **MCP)
    begun = page.fetch("/mcp", "POST", json=INITIALIZE)
    assert exposed(begun) == {"Mcp-Session-Id"}
    mine = {"Mcp-Session-Id": begun.headers["Mcp-Session-Id"], "Mcp-Protocol-Version": "2025-11-25"}
    note = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert page.fetch("/mcp", "POST", headers=mine, json=note).status_code == 202
    listed_tools = page.fetch("/mcp", "POST", headers=mine, json=CALL | {"method": "tools/list"})
    assert [each["name"] for each in listed_tools.json["result"]["tools"]] == ["titles"]
    called = page.fetch("/mcp", "POST", headers=mine, json=CALL)
    assert called.json["result"]["content"][0]["text"] == "Dune, Emma"
    unknown = page.fetch("/mcp", "POST", headers=mine, json=CALL | {"method": "prompts/list"})
    assert unknown.json["error"]["code"] == -32601
    assert page.fetch("/mcp", headers=mine).status_code == 405
    assert page.fetch("/mcp", "DELETE", headers=mine).status_code == 204
    assert page.fetch("/mcp", "POST", headers=mine, json=CALL).status_code == 404


def test_mcp_server_rejects_other_pages(load):
    """A page of another origin cannot call a tool, even with a form; a program can."""
    app = load("mcp_server")
    page = Page(app, EVIL, **MCP)
    assert is_blocked(page, "/mcp", "POST", json=INITIALIZE)
    form = app.test_client().post("/mcp", data="{}", headers={"Origin": EVIL}, **MCP)
    assert form.status_code == 403
    assert not sys.modules["mcp_server"].sessions
    assert app.test_client().post("/mcp", json=INITIALIZE, **MCP).status_code == 200


@pytest.mark.skipif("TRUSTED_HOSTS" not in Flask.default_config, reason="Flask before 3.1")
def test_mcp_server_rejects_foreign_hosts(load):
    """A host name that an attacker points to this machine gets a 400."""
    own = "http://rebound.evil.example:5000"
    client = load("mcp_server").test_client()
    answer = client.post("/mcp", json=INITIALIZE, base_url=own, headers={"Origin": own})
    assert answer.status_code == 400
    assert not sys.modules["mcp_server"].sessions


def test_behind_login_allows_preflights(load):
    """A preflight succeeds before the login, and the page can read the login's refusal."""
    page = Page(load("behind_login"), SHOP, credentials=True)
    assert page.fetch("/me", "DELETE").status_code == 401
    assert page.fetch("/nowhere").status_code == 401


def test_behind_login_serves_logged_in_users(load):
    """With the login cookie, a page can read and write."""
    page = Page(load("behind_login"), SHOP, credentials=True)
    wrong = {"name": "ada", "password": "babbage"}
    assert page.fetch("/login", "POST", json=wrong).status_code == 401
    right = {"name": "ada", "password": "lovelace"}
    assert page.fetch("/login", "POST", json=right).status_code == 204
    assert page.fetch("/me").json == {"name": "ada"}
    assert page.fetch("/me", "DELETE").status_code == 204
    assert page.fetch("/me").status_code == 401
    assert is_blocked(Page(page.client.application, EVIL, credentials=True), "/me")


def test_dynamic_origins_follow_the_table(load, tmp_path):
    """An added or removed row counts from the next request on."""
    app = load("dynamic_origins")
    page = Page(app, "https://new.example")
    assert Page(app, "https://customer.example").fetch("/catalogue").json == ["Dune", "Emma"]
    assert is_blocked(page, "/catalogue")
    assert page.answer.headers["Vary"] == "Origin"
    with closing(sqlite3.connect(tmp_path / "customers.sqlite")) as database:
        database.execute("INSERT INTO customer VALUES (?)", [page.origin])
        database.commit()
        assert page.fetch("/catalogue", headers={"X-Any": "1"}).json == ["Dune", "Emma"]
        database.execute("DELETE FROM customer")
        database.commit()
    assert is_blocked(page, "/catalogue")


@pytest.mark.parametrize("origin", ["null", "' OR 1=1 --", "https://customer.example/"])
def test_dynamic_origins_receive_only_origins(origin, load):
    """Only a serialized origin reaches the table."""
    assert is_blocked(Page(load("dynamic_origins"), origin), "/catalogue")


def test_paired_hooks_run_in_pairs(load):
    """A preflight that a hook refuses runs through both hooks of the pair, and becomes a 200."""
    app = load("paired_hooks")
    page = Page(app, SHOP)
    books = page.fetch("/books", headers={"X-API-Key": "secret"})
    assert books.json == ["Dune", "Emma"]
    assert books.headers["Server-Timing"].startswith("app;dur=")
    assert exposed(books) == {"Server-Timing"}
    assert page.fetch("/books").status_code == 401
    preflight = app.test_client().options(
        "/books", headers={"Origin": SHOP, "Access-Control-Request-Method": "GET"}
    )
    assert (preflight.status_code, preflight.data) == (200, b"")
    assert preflight.headers["Server-Timing"].startswith("app;dur=")


def test_factory_reads_the_environment(load, monkeypatch):
    """Each environment sets its origins, with commas or in JSON."""
    monkeypatch.setenv("FLASK_CORS_ORIGINS", f"{SHOP}, https://*.staging.example.com")
    monkeypatch.setenv("FLASK_CORS_SUPPORTS_CREDENTIALS", "true")
    first = load("factory")
    monkeypatch.setenv("FLASK_CORS_ORIGINS", f'["{OFFICE}"]')
    second = load("factory")
    for origin in (SHOP, "https://a.staging.example.com"):
        assert Page(first, origin, credentials=True).fetch("/api/books").json
        assert is_blocked(Page(second, origin), "/api/books")
    assert is_blocked(Page(first, OFFICE), "/api/books")
    assert Page(second, OFFICE, credentials=True).fetch("/api/books").json


def test_factory_is_closed_without_environment(load, monkeypatch):
    """Without an environment variable no origin is allowed."""
    monkeypatch.delenv("FLASK_CORS_ORIGINS", raising=False)
    assert is_blocked(Page(load("factory"), SHOP), "/api/books")


def test_factory_does_not_start_with_a_mistake(load, monkeypatch):
    """With `strict` a warning is an error at start-up."""
    monkeypatch.setenv("FLASK_CORS_ORIGINS", f"{SHOP}/")
    with pytest.raises(ConfigurationError, match=r"app\.config"):
        load("factory")


def test_bookshop_is_large_enough(load):
    """The listing has more than twenty routes."""
    assert len(list(load("bookshop").url_map.iter_rules())) >= 20


BOOK = "/api/books/9780441172719"


@pytest.mark.parametrize(
    ("path", "method", "who"),
    [
        ("/", "GET", []),
        ("/health", "GET", []),
        ("/api/books", "GET", [SHOP]),
        (BOOK, "GET", [SHOP]),
        (BOOK, "PUT", [OFFICE]),
        (BOOK, "DELETE", [OFFICE]),
        (f"{BOOK}/cover", "GET", [SHOP, OFFICE, EVIL]),
        (f"{BOOK}/reviews", "GET", [SHOP]),
        (f"{BOOK}/reviews", "POST", [SHOP]),
        ("/api/search?q=du", "GET", [SHOP]),
        ("/api/partners/stock", "GET", ["https://north.partner.example"]),
        ("/api/account", "GET", [SHOP]),
        ("/api/account/cart/1", "PUT", [SHOP]),
        ("/office/customers", "GET", [OFFICE]),
        ("/office/customers/ada", "DELETE", [OFFICE]),
        ("/office/reports/2024", "GET", [OFFICE]),
        ("/office/reports/stock", "GET", [OFFICE]),
        ("/feeds/new.json", "GET", [SHOP, OFFICE, EVIL]),
        ("/feeds/new.json", "DELETE", []),
        ("/files/catalogue.csv", "GET", [SHOP]),
        ("/files/public/terms.txt", "GET", [SHOP, OFFICE, EVIL]),
    ],
)
def test_bookshop_allows(path, method, who, load):
    """Each route allows the origins of its most specific policy, logged in or not."""
    app = load("bookshop")
    app.register_error_handler(KeyError, lambda _: ("", 500))
    json = {} if method in {"PUT", "POST"} else None
    for origin in (SHOP, OFFICE, EVIL, "https://north.partner.example"):
        allowed = origin in who or EVIL in who
        assert is_blocked(Page(app, origin), path, method, json=json) is not allowed


def test_bookshop_has_accounts(load):
    """The shop logs in across origins, and uses the cookie afterwards."""
    app = load("bookshop")
    page = Page(app, SHOP, credentials=True)
    assert page.fetch("/api/account").status_code == 401
    assert page.fetch("/api/account/login", "POST", json={"name": "ada"}).status_code == 204
    assert page.fetch("/api/account").json == {"name": "ada"}
    assert page.fetch("/api/account/cart/1", "PUT").json == ["1"]
    assert page.fetch(f"{BOOK}/reviews", "POST", json={"text": "good"}).status_code == 201
    assert page.fetch("/api/account/logout", "POST").status_code == 204
    assert page.fetch("/api/account/orders").status_code == 401
    # Credentials are allowed for the account, not for the whole API.
    assert is_blocked(page, "/api/books")


def test_bookshop_has_an_office(load):
    """The office can change its own data; one path of a nested blueprint adds a header."""
    app = load("bookshop")
    page = Page(app, OFFICE, credentials=True)
    with page.client.session_transaction(base_url="https://api.example.org") as session:
        session["name"] = "grace"
    assert page.fetch("/office/customers").json == ["ada", "grace"]
    assert exposed(page.fetch("/office/reports/2024")) == {"X-Total-Count"}
    assert exposed(page.fetch("/office/reports/stock")) == set()
    assert page.fetch(BOOK, "PUT", json={"stock": 7}).json["stock"] == 7
    stranger = Page(app, SHOP)
    assert is_blocked(stranger, "/office/customers")
    assert stranger.answer.status_code == 401  # hooks run before the refusal


def test_playground_is_for_its_shop(load):
    """The API allows what its cards say; tests/browser covers the page of the playground."""
    app = load("playground")
    shop = Page(app, "http://127.0.0.1:5051", credentials=True)
    assert exposed(shop.fetch("/api/books")) == {"X-Total-Count"}
    assert is_blocked(shop, "/api/books", headers={"X-Debug": "1"})
    assert is_blocked(shop, "/api/books/1", "PATCH")
    assert is_blocked(shop, "/archive")
    stranger = Page(app, EVIL)
    assert is_blocked(stranger, "/api/books")
    assert stranger.fetch("/open/news").json == {"news": "Dune is back"}


@pytest.fixture
def copied_tests(tmp_path):
    """Return a copy of the example test suite, and a function that runs it as a user would."""
    folder = tmp_path / "browser_tests"
    shutil.copytree(EXAMPLES / "browser_tests", folder)

    def run():
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:cacheprovider", folder.name],
            cwd=tmp_path,
            env={key: value for key, value in os.environ.items() if key != "PYTEST_ADDOPTS"},
            check=False,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
        )

    return folder, run


def test_browser_tests_pass_when_copied(copied_tests):
    """The example test suite passes outside this project, without warnings."""
    _, run = copied_tests
    done = run()
    assert done.returncode == 0, done.stdout + done.stderr


def test_browser_tests_fail_if_the_app_is_too_open(copied_tests):
    """The example test suite fails if every origin is allowed."""
    folder, run = copied_tests
    shop = (folder / "shop.py").read_text("utf-8")
    (folder / "shop.py").write_text(
        shop.replace("origins=FRONT_END", "origins=lambda _: True"), "utf-8"
    )
    done = run()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED browser_tests/test_shop.py::test_another_origin_cannot_read" in done.stdout
