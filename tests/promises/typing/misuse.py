"""Wrong uses: both type checkers report each statement below.

Each statement carries the reports of mypy and pyright. If one of them accepts it, its unused
comment is an error. The file is never run.
"""

from flask import Blueprint, Flask

import flask_cors
from flask_cors import CORS, cross_origin
from flask_cors.testing import Browser

app = Flask(__name__)
blueprint = Blueprint("account", __name__)
cors = CORS()
page = Browser(app)


def ask_bytes(origin: bytes) -> bool:
    """Decide about an origin with a callable for bytes."""
    return bool(origin)


@cross_origin(max_age=600)
def books(number: int) -> list[int]:
    """Return numbers."""
    return [number]


@cross_origin
async def later(name: str) -> str:
    """Return a name."""
    return name


# Unknown names

flask_cors.CROS(app)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
CORS(app, orgins="*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
CORS(app, origin="*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
CORS(app, support_credentials=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
CORS(blueprint, allow_origins="*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
CORS(app, CORS_ORIGINS="*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
CORS(app, automatic_options=True)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
cors.init_app(app, orgins="*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
cors.init_app(blueprint, resource="/api/*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
cors.reconfigure(orgins="*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
cross_origin(orgins="*")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
cross_origin(headers="Content-Type")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
cross_origin(resources="/api/*")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
cross_origin(strict=True)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
cross_origin(intercept_exceptions=False)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]

# Unknown names inside resources

CORS(app, resources={"/api/*": {"orgins": "*"}})  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportArgumentType]
CORS(app, resources={"/api/*": {"origins": "*"}, "/feed": {"support_credentials": True}})  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportArgumentType]
CORS(app, resources={"/api/*": {"automatic_options": True}})  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportArgumentType]
CORS(app, resources={"/api/*": {"resources": "/api/*"}})  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportArgumentType]
CORS(app, resources={"/api/*": {"strict": True}})  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportArgumentType]
cors.init_app(app, resources={"/api/*": {"orgins": "*"}})  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportArgumentType]
cors.reconfigure(resources={"/api/*": {"orgins": "*"}})  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportArgumentType]

# Wrong types

CORS(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, "*")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
cors.init_app()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
cors.init_app(None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
cors.reconfigure(app)  # type: ignore[arg-type, call-arg]  # pyright: ignore[reportCallIssue]
CORS(app, origins=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, origins=[5])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
CORS(app, origins=True)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, origins=ask_bytes)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, resources=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, resources=["/api/*", 5])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
CORS(app, resources={"/api/*": "*"})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
CORS(app, resources={"origins": ["*"]})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
CORS(app, resources={"/api/*": {"origins": 5}})  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]
CORS(app, resources={"/api/*": {"max_age": 1.5}})  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]
CORS(app, methods=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, methods=["GET", None])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
CORS(app, allow_headers=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, allow_headers=[b"X-Token"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
CORS(app, expose_headers=[5])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
CORS(app, supports_credentials=1.0)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, max_age=600.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, send_wildcard=[])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, vary_header={})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, always_send=b"no")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, allow_private_network=())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, reject_disallowed=0.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, intercept_exceptions=[True])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
CORS(app, strict=["yes"])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
cross_origin(automatic_options=0.5)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
cross_origin("https://a.com")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
cross_origin(["https://a.com"])  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
cross_origin(origins="*", max_age=[600])  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]

# Views

books("seven")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
books()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
coroutine = later(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
cross_origin(origins="*")(5)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]

# A page

Browser()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Browser("app")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Browser(app, 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Browser(app, "https://a.com", "http://localhost")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
page.get("/books")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
page.fetch()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
page.fetch(5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
page.fetch("/books", "PUT")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
page.fetch("/books", credentials="always")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
page.fetch("/books", mode="navigate")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
page.fetch("/books", redirect="never")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
page.fetch("/books", headers={"X-Token": 1})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
title = page.fetch("/books").json["title"]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
status = page.fetch("/books").status_code  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
