"""The app behind the caches, served by gunicorn: below each `/<policy>/` another policy governs.

What stands next in the path is the kind of answer; whatever follows makes a URL that no cache has
seen yet. `X-Copy` counts the answers of a URL, so that copies of them can be told apart.
"""

import gzip
import threading
from collections import Counter, defaultdict

from flask import Blueprint, Flask, abort, request

from flask_cors import CORS, cross_origin

A, B = "https://one.example.com", "https://two.example.com"


def is_partner(origin):
    """Return whether an origin is one of those that the others name."""
    return origin in {A, B}


EXPOSED = {"expose_headers": "X-Copy"}
RESOURCES = {
    "star": {"send_wildcard": True, **EXPOSED},
    "star-silent": {"send_wildcard": True, "always_send": False},
    "any": EXPOSED,
    "any-silent": {"always_send": False},
    "any-and-one": {"origins": ["*", A]},
    "one": {"origins": A},
    "one-silent": {"origins": A, "always_send": False},
    "one-credentials": {"origins": A, "supports_credentials": True, **EXPOSED},
    "any-credentials": {"supports_credentials": True, **EXPOSED},
    "two": {"origins": [A, B]},
    "two-credentials": {"origins": [A, B], "supports_credentials": True, **EXPOSED},
    "wildcard": {"origins": "https://*.example.com"},
    "regex": {"origins": r"https://(one|two)\.example\.com"},
    "callable": {"origins": is_partner},
    "rejecting": {"origins": [A, B], "reject_disallowed": True},
    # Governed by what is nearer.
    "blueprint": {"send_wildcard": True},
    "view": {"send_wildcard": True},
    # What the option costs.
    "two-without-vary": {"origins": [A, B], "vary_header": False},
}
#: How long a cache may keep the first answer of a kind, and serve it once it is old.
CACHE_CONTROL = {"brief": "max-age=1", "lazy": "max-age=1, stale-while-revalidate=600"}

app = Flask(__name__, static_folder=None)
app.logger.disabled = True  # the exceptions of `/broken/` are wanted
CORS(app, resources={f"/{name}/*": options for name, options in RESOURCES.items()})
shelf = Blueprint("shelf", __name__, url_prefix="/blueprint")
CORS(shelf, origins=[A, B], expose_headers="X-Copy")

#: How often each path was answered, and with which statuses those that differ behind the last `-`.
copies = Counter()
answered = defaultdict(Counter)
counting = threading.Lock()


def found(**_):
    """Answer 200, or 304 or 206 where the request asks for it."""
    return request.path


def missing(**_):
    """Answer 404."""
    abort(404)


def broken(**_):
    """Answer 500."""
    raise RuntimeError(request.path)


def translated(**_):
    """Answer in one of two languages, compressed or not, and say so in two lines of `Vary`."""
    language = "fr" if "fr" in request.headers.get("Accept-Language", "") else "en"
    response = app.make_response(f"{request.path} {language}")
    response.headers.add("Vary", "Accept-Language")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.data = gzip.compress(response.data)
        response.content_encoding = "gzip"
    response.headers.add("Vary", "Accept-Encoding")
    return response


def add_routes(target, prefix, decorate=lambda view: view):
    """Add a URL for each kind but `missing`, which is what no URL is."""
    methods = ["GET", "PUT", "DELETE"]
    for kind in ("found", "brief", "lazy"):
        target.add_url_rule(f"{prefix}/{kind}/<key>", kind, decorate(found), methods=methods)
    target.add_url_rule(f"{prefix}/broken/<key>", "broken", decorate(broken))
    target.add_url_rule(f"{prefix}/translated/<key>", "translated", decorate(translated))


add_routes(app, "/<policy>")
add_routes(shelf, "")
app.register_blueprint(shelf)
views = Blueprint("views", __name__, url_prefix="/view")
in_view = cross_origin(origins=[A, B], supports_credentials=True)
add_routes(views, "", in_view)
views.add_url_rule("/missing/<key>", view_func=in_view(missing))
app.register_blueprint(views)


@app.after_request
def describe(response):
    """Say how long the answer may be kept and which copy it is; shorten it to what is asked for."""
    kind = request.path.split("/")[2:3]
    if not kind:
        return response
    if response.status_code == 200:
        response.set_etag(response.content_encoding or "plain")
        response.accept_ranges = "bytes"  # Werkzeug 2.3 says so only in answer to a Range
        response.make_conditional(request, accept_ranges=True, complete_length=len(response.data))
    with counting:
        copies[request.path] += 1
        answered[request.path.rpartition("-")[0]][str(response.status_code)] += 1
        copy = copies[request.path]
    response.headers["X-Copy"] = str(copy)
    first = CACHE_CONTROL.get(kind[0]) if copy == 1 else None
    response.headers["Cache-Control"] = first or "max-age=600"
    return response


@app.get("/answered")
def report():
    """Return how often the paths with this beginning were answered, by status."""
    with counting:
        return dict(answered[request.args["beginning"]])


@app.get("/policies")
def policies():
    """Return the names of all policies."""
    return [*RESOURCES]
