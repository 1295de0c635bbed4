"""The app behind the caches, served by gunicorn: each `/<policy>/` has its own policy.

The next part of the path is the kind of response; the rest makes the URL new to a cache. `X-Copy`
counts the responses of a URL, so that their copies can be distinguished.
"""

import gzip
import threading
from collections import Counter, defaultdict

from flask import Blueprint, Flask, abort, request

from flask_cors import CORS, cross_origin

A, B = "https://one.example.com", "https://two.example.com"


def is_partner(origin):
    """Return whether an origin is one of those that the other policies list."""
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
    # An inner policy governs.
    "blueprint": {"send_wildcard": True},
    "view": {"send_wildcard": True},
    # The cost of the option.
    "two-without-vary": {"origins": [A, B], "vary_header": False},
}
#: Cache-Control of the first response of each kind, including its use after expiry.
CACHE_CONTROL = {"brief": "max-age=1", "lazy": "max-age=1, stale-while-revalidate=600"}

app = Flask(__name__, static_folder=None)
app.logger.disabled = True  # the exceptions of `/broken/` are intended
CORS(app, resources={f"/{name}/*": options for name, options in RESOURCES.items()})
shelf = Blueprint("shelf", __name__, url_prefix="/blueprint")
CORS(shelf, origins=[A, B], expose_headers="X-Copy")

#: The responses to each path by status, for paths that differ only after the last `-`.
copies = Counter()
answered = defaultdict(Counter)
counting = threading.Lock()


def found(**_):
    """Return 200, or 304 or 206 if the request asks for it."""
    return request.path


def missing(**_):
    """Return 404."""
    abort(404)


def broken(**_):
    """Raise an exception."""
    raise RuntimeError(request.path)


def translated(**_):
    """Respond in one of two languages, compressed or not, with two lines of `Vary`."""
    language = "fr" if "fr" in request.headers.get("Accept-Language", "") else "en"
    response = app.make_response(f"{request.path} {language}")
    response.headers.add("Vary", "Accept-Language")
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.data = gzip.compress(response.data)
        response.content_encoding = "gzip"
    response.headers.add("Vary", "Accept-Encoding")
    return response


def add_routes(target, prefix, decorate=lambda view: view):
    """Add a URL for each kind except `missing`, which needs none."""
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
    """Set the time to live and the number of the copy; apply a conditional or range request."""
    kind = request.path.split("/")[2:3]
    if not kind:
        return response
    if response.status_code == 200:
        response.set_etag(response.content_encoding or "plain")
        response.accept_ranges = "bytes"  # Werkzeug 2.3 sets it only in response to a Range
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
    """Return the number of responses to paths with this prefix, by status."""
    with counting:
        return dict(answered[request.args["beginning"]])


@app.get("/policies")
def policies():
    """Return the names of all policies."""
    return [*RESOURCES]
