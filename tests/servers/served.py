"""The served apps with their policies, mounted in each other.

Every response contains its view and its request, so that a misdirected one is recognized.
"""

import asyncio
import os
import signal
import time
from pathlib import Path

from asgiref.wsgi import WsgiToAsgi
from flask import Blueprint, Flask, Response, request
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from flask_cors import CORS, cross_origin

A, B = "https://a.example", "https://b.example"
METHODS = ["GET", "PUT"]


def answer(name):
    """Return the body of a response: its view, and the relevant parts of the request."""
    sent = request.get_data(as_text=True)
    return "|".join([name, request.headers.get("Origin", "-"), request.headers["X-Id"], sent])


def named(name):
    """Return a view that returns its name."""
    return lambda **_: answer(name)


def failing(error):
    """Return an error with the view's name."""
    return answer(str(error.code)), error.code


def make(name):
    """Return an app whose errors contain its name."""
    app = Flask(name, static_folder=None)
    for code in (403, 404):
        app.register_error_handler(code, failing)
    return app


# -- the outermost app -----------------------------------------------------------------------------

shop = make("shop")
shop.register_error_handler(ZeroDivisionError, lambda _: (answer("error"), 500))

inner = Blueprint("inner", __name__, url_prefix="/inner")
inner.add_url_rule("/<name>", "view", named("inner"), methods=METHODS)
CORS(inner, origins=B, max_age=30)


def tenant(origin):
    """Return whether an origin is the tenant of the URL, after letting other requests run."""
    time.sleep(0.001)
    return origin == f"https://{request.view_args['name']}.example"


async def resident(origin):
    """Return whether an origin is in a database."""
    await asyncio.sleep(0.001)
    return origin in {A, B}


def slow():
    """Respond after letting other requests run."""
    time.sleep(0.002)
    return answer("slow")


def stream():
    """Respond in parts, letting other requests run between them."""
    text = answer("stream")

    def parts():
        for char in text:
            time.sleep(0)
            yield char

    return Response(parts())


def fail():
    """Raise an exception."""
    raise ZeroDivisionError


async def asynchronous():
    """Respond after letting other requests run."""
    await asyncio.sleep(0.001)
    return answer("async")


for rule, view in {
    "/": named("index"),
    "/slow": slow,
    "/stream": stream,
    "/fail": fail,
    "/moved": lambda: (answer("moved"), 307, {"Location": "/"}),
    "/any": cross_origin(origins="*", methods="auto")(named("any")),
    "/public": cross_origin(origins="*", send_wildcard=True)(named("public")),
    "/tenant/<name>": cross_origin(origins=tenant)(named("tenant")),
    "/closed": cross_origin(origins=B, reject_disallowed=True)(named("closed")),
    "/async": cross_origin(origins=resident, supports_credentials=True)(asynchronous),
}.items():
    shop.add_url_rule(rule, rule, view, methods=METHODS)


@shop.get("/events")
def events():
    """Send events until the client disconnects; a file named in the request counts them."""
    ended, count = Path(request.args["ended"]), int(request.args["count"])

    def parts():
        sent = 0
        try:
            for sent in range(count):
                yield f"data: {sent} {'x' * 1000}\n\n"
                time.sleep(0.01)
        finally:
            ended.write_text(f"{sent}", encoding="utf-8")

    return Response(parts(), mimetype="text/event-stream")


@shop.post("/die")
def die():
    """Kill the process, including its other requests."""
    os.kill(os.getpid(), signal.SIGKILL)


# -- a mounted app, one inside it, and one without a policy ----------------------------------------

office, depot, bare = map(make, ("office", "depot", "bare"))
for each in (office, depot, bare):
    each.add_url_rule("/", each.name, named(each.name), methods=METHODS)
office.add_url_rule("/host", "host", lambda: answer(request.host), methods=METHODS)
CORS(depot, origins="https://*.depot.example", supports_credentials=True, max_age=20)
# One is added around the middleware, one inside it: both are common.
office.wsgi_app = DispatcherMiddleware(ProxyFix(office.wsgi_app, x_host=1), {"/depot": depot})
CORS(office, origins=[A, B], allow_headers="x-one", reject_disallowed=True)

# -- an app that is reconfigured -------------------------------------------------------------------


def configuration(number):
    """Return options that differ clearly from those of neighboring numbers."""
    return {
        "origins": [f"https://{number % 2}.example", "https://both.example"],
        "supports_credentials": number % 2 == 1,
        "expose_headers": f"X-Number-{number}",
        "methods": [["PUT"], ["DELETE", "PUT"]][number % 2],
        "max_age": number,
        "reject_disallowed": number % 4 > 1,
    }


changing = make("changing")
changing.add_url_rule("/", "changing", named("changing"), methods=METHODS)
changing.add_url_rule("/slow", "slow", cross_origin(vary_header=True)(slow), methods=METHODS)
changing.add_url_rule("/constant", "c", cross_origin(origins=A)(named("constant")), methods=METHODS)
cors = CORS(changing, **configuration(0))


@changing.post("/to/<int:number>")
def reconfigure(number):
    """Serve other options from now on."""
    cors.reconfigure(**configuration(number))
    return "changed"


@changing.post("/wrong")
def fail_to_reconfigure():
    """Try invalid options, which change nothing."""
    try:
        cors.reconfigure(origins="https://wrong.example", max_age="wrong")
    except ValueError:
        return "refused"
    return "changed"


CORS(shop, origins=A, supports_credentials=True, expose_headers="X-Id", max_age=60)
shop.register_blueprint(inner)
shop.wsgi_app = DispatcherMiddleware(
    shop.wsgi_app, {"/office": office, "/bare": bare, "/changing": changing}
)

application = shop
asgi = WsgiToAsgi(shop)
