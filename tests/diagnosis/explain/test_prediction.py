"""Predictions agree with the app, for generated apps and requests."""

import random
import re
import warnings
from collections import Counter

import pytest
from flask import Blueprint, Flask, abort, current_app, g, request
from flask.views import MethodView

from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from flask_cors._diagnosis.explain.prediction import Predictor
from flask_cors._runtime.state import preview
from flask_cors.core.browser import urls
from flask_cors.core.browser.app_url import AppUrl, own_url
from flask_cors.core.browser.messages import Fetch, Request
from flask_cors.testing import Browser, CORSError

A, B, EVIL = "https://a.com", "https://app.b.com", "https://evil.test"
CORS_HEADERS = {
    f"access-control-{name}"
    for name in (
        "allow-origin",
        "allow-credentials",
        "allow-methods",
        "allow-headers",
        "expose-headers",
        "max-age",
        "allow-private-network",
    )
}


def allows_b(origin):
    """A callable that stands for a database of origins."""
    return origin == B


def needs_app(origin):
    """A callable that needs the app, inside the request."""
    return origin == A and current_app.name == "generated"


ORIGINS = [A, B, EVIL, "null", "http://localhost"]
NAMES = ["X-Token", "content-type", "Authorization"]
OPTIONS = {
    "origins": [
        A,
        [A, B],
        "*",
        "https://*.b.com",
        re.compile(r"https://[a-z.]+\.com"),
        allows_b,
        [needs_app, B],
        ["null", A],
        [],
        ["*", "null"],
    ],
    "methods": [["GET", "PUT"], "*", "auto", None, "PATCH"],
    "allow_headers": ["*", [], ["X-Token"], "X-*", ["content-type", "x-token"]],
    "expose_headers": [None, ["X-Total"], "X-A, X-B"],
    "supports_credentials": [True, True, False],
    "max_age": [None, 0, 600],
    "send_wildcard": [True, False],
    "vary_header": [True, False],
    "always_send": [True, False],
    "allow_private_network": [True, False],
    "reject_disallowed": [True, True, "unsafe", "report", False],
}
CONFIG = {
    "CORS_ORIGINS": [A, "*", [A, B]],
    "CORS_SUPPORTS_CREDENTIALS": [True, False],
    "CORS_MAX_AGE": [7],
    "CORS_METHODS": ["GET, PATCH"],
    "PROVIDE_AUTOMATIC_OPTIONS": [False],
    "SECRET_KEY": ["of one example"],
}
PATHS = ["/", "/a", "/a/", "/b/1", "/b/1/", "/b/x", "/files/x/y", "/a/b", "/a//b", "/nowhere"]
PATHS += ["/bp/a", "/bp/a/", "/bp/b/2", "/1/bp/a", "/1/bp/inner/a", "/bp/inner/a", "/bp/inner/b/x"]
RESOURCES = ["/a", "/a/*", "/b/*", "/*", r"/(a|bp)/.*", "/bp/a", "/bp/inner/*"]
RULES = ["/", "/a", "/a/", "/b/<int:x>", "/b/<x>/", "/files/<path:x>", "/a/b"]
VERBS = [["GET"], ["GET", "PUT"], ["PUT"], ["DELETE", "PATCH"], ["GET", "OPTIONS"], ["OPTIONS"]]


class Choice(random.Random):
    """A source of apps and requests, reproducible from its seed."""

    def some(self, every, most=4):
        """Choose a few of the options of a table."""
        names = self.sample(sorted(every), self.randint(0, min(most, len(every))))
        return {name: self.choice(every[name]) for name in names}

    def maybe(self, make, *args):
        """Return something or None."""
        return make(*args) if self.random() < 0.5 else None

    def view(self):
        """Describe a view."""
        every = {**OPTIONS, "automatic_options": [True, False, False]}
        return {
            "owner": self.choice(["app", "bp", "inner"]),
            "rule": self.choice(RULES),
            "methods": self.choice(VERBS),
            "options": self.maybe(self.some, every),
            "is_class": self.choice([True, False, False]),
            "aborts": self.choice([True, False, False]),
            "strict_slashes": self.choice([True, True, False]),
        }

    def call(self):
        """Describe a call of `CORS(app)`."""
        patterns = self.sample(RESOURCES, self.randint(1, 3))
        return self.some(OPTIONS), self.maybe(lambda: {p: self.some(OPTIONS) for p in patterns})

    def app(self):
        """Describe an app."""
        return {
            "config": self.some(CONFIG, most=2),
            "calls": [self.call() for _ in range(self.choice([0, 1, 1, 2]))],
            "bp": self.maybe(self.some, OPTIONS),
            "inner": self.maybe(self.some, OPTIONS),
            "prefix": self.choice(["/bp", "/<int:y>/bp", None]),
            "views": [self.view() for _ in range(self.randint(1, 6))],
        }

    def request(self):
        """Describe a request."""
        return {
            "method": self.choice(["GET", "PUT", "POST", "OPTIONS", "HEAD", "DELETE", "PATCH"]),
            "path": self.choice(PATHS),
            "origin": self.choice([None, *ORIGINS]),
            "names": self.sample(NAMES, self.randint(0, 2)),
            "is_preflight": self.choice([True, False]),
            "private": self.choice([None, None, None, "true"]),
        }

    def fetch(self):
        """Describe a script's fetch."""
        return {
            "method": self.choice(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "patch"]),
            "credentials": self.choice(["same-origin", "include"]),
            "mode": self.choice(["cors", "cors", "cors", "same-origin"]),
        }


def apps(count):
    """Yield apps that start, each with a source of requests and its description."""
    seed = 0
    while count:
        seed += 1
        choice = Choice(seed)
        spec = choice.app()
        try:
            app = make(spec)
        except ConfigurationError:
            continue
        count -= 1
        yield app, choice, f"seed {seed}: {spec}"


def make(spec):
    """Build an app from its description."""
    app = Flask("generated", static_folder=None)
    app.config.update(spec["config"])
    bp = Blueprint("bp", __name__, url_prefix=spec["prefix"])
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    owners = {"app": app, "bp": bp, "inner": inner}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CORSWarning)
        for options, resources in spec["calls"]:
            CORS(app, **options, **({} if resources is None else {"resources": resources}))
        for name in ("bp", "inner"):
            if spec[name] is not None:
                CORS(owners[name], **spec[name])
        for number, each in enumerate(spec["views"]):
            owners[each["owner"]].add_url_rule(
                each["rule"], strict_slashes=each["strict_slashes"], **view(number, each)
            )
        bp.register_blueprint(inner)
        app.register_blueprint(bp)
        preview(app)
    app.before_request(lambda: setattr(g, "seen", 1))
    app.after_request(lambda response: (response.vary.add("Cookie"), response)[1])
    return app


def view(number, each):
    """Build a view from its description, with the options of its rule."""

    def plain(*_, **__):
        if each["aborts"] and request.method != "OPTIONS":
            abort(401)
        return "viewed"

    decorate = cross_origin(**each["options"]) if each["options"] is not None else None
    name = f"view{number}"
    if not each["is_class"]:
        return {
            "endpoint": name,
            "view_func": decorate(plain) if decorate else plain,
            "methods": each["methods"],
        }
    methods = {method.lower(): lambda *_, **__: plain() for method in each["methods"]}
    if decorate:
        last = each["methods"][-1].lower()
        methods[last] = decorate(methods[last])
    return {"view_func": type(name, (MethodView,), methods).as_view(name)}


def sent(each):
    """Return the headers of a described request."""
    headers = {}
    if each["origin"] is not None:
        headers["Origin"] = each["origin"]
    if each["is_preflight"]:
        headers["Access-Control-Request-Method"] = each["method"]
        if each["names"]:
            headers["Access-Control-Request-Headers"] = ",".join(each["names"])
    if each["private"]:
        headers["Access-Control-Request-Private-Network"] = each["private"]
    return headers


def predictor_of(app):
    """Return the predictor of an app, ignoring configuration warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CORSWarning)
        resolver, _ = preview(app)
    return Predictor(app, resolver, AppUrl(urls.parse(own_url(app.config))))


def cors_part(headers):
    """Return the CORS headers, and the members of Vary except the app's own."""
    found = Counter((n.lower(), v) for n, v in headers if n.lower() in CORS_HEADERS)
    vary = {m.strip().lower() for n, v in headers if n.lower() == "vary" for m in v.split(",")}
    return found, vary - {"cookie"}


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_the_prediction_is_the_response():
    """CORS headers, CORS members of Vary, and each status but a view's are predicted."""
    compared = Counter()
    for app, choice, spec in apps(200):
        predictor, client = predictor_of(app), app.test_client()
        for _ in range(12):
            each = choice.request()
            method = "OPTIONS" if each["is_preflight"] else each["method"]
            url, headers = f"http://localhost{each['path']}", sent(each)
            predicted = predictor.predict(Request(method, url, tuple(headers.items())))
            real = client.open(each["path"], method=method, headers=headers)
            expected = cors_part(real.headers.to_wsgi_list())
            assert cors_part(predicted.response.headers) == expected, (spec, each)
            if predicted.answered_by != "view":
                assert predicted.response.status == real.status_code, (spec, each)
            compared[predicted.answered_by, each["is_preflight"], real.status_code] += 1
    assert compared.total() == 2400
    # Each kind of response occurs.
    assert {who for who, _, _ in compared} == {"view", "Flask", "flask_cors"}
    assert {status for _, _, status in compared} >= {200, 308, 401, 403, 404, 405}


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_the_verdict_is_that_of_a_browser():
    """`explain` agrees with a browser that receives the app's real responses."""
    seen = Counter()
    for app, choice, spec in apps(200):
        predictor = predictor_of(app)
        for _ in range(4):
            url, origin = f"http://localhost{choice.choice(PATHS)}", choice.choice(ORIGINS)
            headers = [(name, "x") for name in choice.sample(NAMES, choice.randint(0, 2))]
            asked = choice.fetch()
            outcome, _ = predictor.run(Fetch(url, origin, headers=tuple(headers), **asked))
            try:
                Browser(app, origin).fetch(url, headers=headers, **asked)
                real = "readable", None
            except CORSError as error:
                real = "blocked", error.code
            assert (outcome.verdict, outcome.error) == real, (spec, url, origin, headers, asked)
            seen[real] += 1
    assert seen.total() == 800
    assert len(seen) >= 7
