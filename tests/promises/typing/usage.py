"""Correct uses: type checkers accept them, and they run.

`assert_type` checks the type that an editor shows; at run time it does nothing.
"""

import re
import warnings
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from typing import Any, ClassVar, assert_type

from blinker import NamedSignal
from flask import Blueprint, Flask, Request, Response
from flask.views import MethodView

import flask_cors
from flask_cors import (
    CORS,
    ConfigurationError,
    CORSWarning,
    Decision,
    ResourceOptions,
    cors_refused,
    cross_origin,
)
from flask_cors.core.options import Options
from flask_cors.core.problems import Problem
from flask_cors.decorator import CrossOrigin
from flask_cors.testing import Browser, BrowserResponse, CORSError, Exchange, PreflightCache

SHOP = "https://shop.example.com"

app = Flask(__name__, static_folder=None)
blueprint = Blueprint("account", __name__, url_prefix="/account")


def ask(origin: str) -> bool:
    """Return whether an origin may read."""
    return origin == SHOP


async def ask_later(origin: str) -> bool:
    """Return the same asynchronously."""
    return origin == SHOP


# An app, a blueprint, an extension object

cors = CORS(app, resources="/api/*", origins=SHOP, max_age=600)
assert_type(cors, CORS)
CORS(blueprint, supports_credentials=True, origins=[SHOP])
app.register_blueprint(blueprint)
extension = CORS(origins="*")
assert_type(extension.init_app(Flask("other"), methods="auto", strict=True), None)
assert_type(cors.reconfigure(origins=[SHOP], max_age=None, supports_credentials=None), None)
assert_type(cors.allows(SHOP, path="/books", method="PUT", credentials=True), bool)
assert_type(flask_cors.__version__, str)


# Values that the options accept


def origins() -> Iterator[str | re.Pattern[str]]:
    """Iterate over origins."""
    yield SHOP
    yield re.compile(r"https://[a-z]+\.example\.com")


CORS(origins=ask)
CORS(origins=ask_later)
CORS(origins=[SHOP, re.compile(r"https://[a-z]+\.example\.com"), ask])
CORS(origins=(SHOP, "http://localhost:3000"))
CORS(origins={SHOP, "http://localhost:3000"})
CORS(origins=origins())
CORS(methods=["GET", "PUT"], allow_headers=["X-Token", re.compile("x-.*")], expose_headers="X-A")
CORS(max_age=timedelta(hours=1), send_wildcard="no", vary_header=False, always_send=False)
CORS(
    allow_private_network=True, reject_disallowed="unsafe", intercept_exceptions=False, strict=None
)

# Values that the resources accept

books: ResourceOptions = {"origins": SHOP, "max_age": "600", "methods": {"GET"}}
table: dict[str, ResourceOptions] = {"/api/*": books}
options: Options = {"resources": table, "origins": "*"}
CORS(**options)
CORS(resources=table)
CORS(resources={"/api/*": {"origins": [SHOP], "supports_credentials": True}, "/feed": {}})
CORS(resources={re.compile("/v[0-9]+/.*"): {"origins": ask}})
CORS(resources={"/api/*": {"origins": "*"}, re.compile("/v[0-9]+/.*"): {"origins": SHOP}})
CORS(resources=re.compile("/api/.*"))
CORS(resources=["/api/*", re.compile("/v[0-9]+/.*")])
CORS(resources=("/api/*", "/feed"))
CORS(resources={"/api/*", "/feed"})
CORS(resources=(f"/{name}/*" for name in ("api", "feed")))
CORS(resources=app.config.get("RESOURCES"))
CORS(resources={"/api/*": {"origins": app.config.get("FRONTEND", "*")}})


# Decorated views keep their signature


@app.get("/titles")
@cross_origin(origins=[SHOP], automatic_options=True)
def titles() -> list[str]:
    """Return titles."""
    return ["Dune"]


@app.get("/books/<int:number>")
@cross_origin
def book(number: int, *, full: bool = False) -> dict[str, int]:
    """Return a book."""
    return {"number": number, "full": full}


@app.get("/later/<name>")
@cross_origin(max_age=600)
async def later(name: str) -> str:
    """Return a name asynchronously."""
    return name


@app.get("/now/<name>")
@cross_origin
async def now(name: str) -> str:
    """Return a name."""
    return name


assert_type(titles(), list[str])
assert_type(book(7, full=True), dict[str, int])
assert_type(cross_origin(origins="*"), CrossOrigin)
view: Callable[[int], dict[str, int]] = book
coroutine: Callable[[str], Coroutine[Any, Any, str]] = later
coroutine = now


async def wait() -> None:
    """Await the result of a decorated view."""
    assert_type(await later("name"), str)
    assert_type(await now("name"), str)


class Items(MethodView):
    """A view class with the decorator in `decorators`."""

    decorators: ClassVar = [cross_origin(origins=SHOP), cross_origin]

    def get(self, number: int) -> Response:
        """Return an item."""
        return Response(str(number))


@cross_origin(origins=SHOP)
class Orders(MethodView):
    """A view class with a decorator above the class."""

    @cross_origin(max_age=600)
    def get(self, number: int) -> str:
        """Return an order."""
        return str(number)


assert_type(Orders(), Orders)
assert_type(Orders().get(7), str)
app.add_url_rule("/items/<int:number>", view_func=Items.as_view("items"))
app.add_url_rule("/orders/<int:number>", view_func=Orders.as_view("orders"))
app.add_url_rule("/added", view_func=cross_origin(origins="*")(lambda: "added"))


# The log and the signal

assert_type(cors_refused, NamedSignal)


def note(sender: Flask, decision: Decision, request: Request) -> None:
    """Count a refusal."""
    assert_type(decision.reason, str | None)
    assert_type([step.passed for step in decision.steps], list[bool])


cors_refused.connect_via(app)(note)
cors_refused.disconnect(note)
try:
    CORS(origins="[")
except ConfigurationError as error:
    assert_type(error.problems, tuple[Problem, ...])
    assert_type(error.problems[0].option, str)
warnings.simplefilter("error", CORSWarning)


# A page in a test

page = Browser(app, origin=SHOP)
response = page.fetch("/titles", headers={"X-Token": "1"}, credentials="omit", mode="cors")
assert_type(response, BrowserResponse)
assert_type(response.status, int)
assert_type(response.text, str)
assert_type(response.data, bytes)
assert_type(response.exchange, tuple[Exchange, ...])
assert_type(response.headers.get("Content-Type"), str | None)
assert_type(Browser(app).origin, str)
assert_type(Browser(app, cache=PreflightCache(limit=0)).cache, PreflightCache)
try:
    Browser(app, "https://evil.example").fetch("/titles", method="PUT", json={"titles": []})
except CORSError as blocked:
    remedy = assert_type(blocked.remedy, str)
    assert_type(blocked.exchange, tuple[Exchange, ...])
