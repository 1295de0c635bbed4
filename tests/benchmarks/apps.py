"""The four apps of a scenario: without CORS, manual headers, flask-cors and this library."""

import logging
import re
from collections.abc import Callable, Container
from functools import partial, wraps

from flask import Blueprint, Flask, abort, current_app, make_response, request
from scenarios import COVERED, Config, as_regex, is_regex

BLUEPRINTS = 20
METHODS = ["GET", "POST", "PUT"]

# The log of a failing view is not part of the measurement; a handler that drops it is.
logging.getLogger("bench").addHandler(logging.NullHandler())


def build(subject: str, config: Config, *, installed: bool = True) -> Flask:
    """Return the app of one subject; without CORS on the whole app, unless `installed`."""
    app = Flask("bench")
    decorates = config.place == "view"
    _add_views(
        app,
        decorator(subject, config) if decorates else _as_it_is,
        # With manual headers, the decorator handles OPTIONS itself.
        [*METHODS, "OPTIONS"] if decorates and subject == "floor" else METHODS,
    )
    for number in range(config.views):
        own = decorator(subject, config) if decorates else _as_it_is
        app.add_url_rule(f"/view{number}", f"view{number}", own(_new_view()))
    if config.decorates_another_view:
        app.add_url_rule("/another", "another", decorator(subject, config)(_new_view()))
    if config.place.startswith("blueprint"):
        for number in range(BLUEPRINTS):
            app.register_blueprint(_blueprint(subject, config, number))
    elif config.place == "app" and installed:
        install(subject, app, config)
    return app


def _add_views(app: Flask, decorate: Callable, methods: list[str]) -> None:
    @app.route("/api/items", methods=methods)
    @decorate
    def items():
        return "items"

    @app.get("/api/abort")
    def refuse():
        abort(403)

    @app.get("/api/fail")
    def fail():
        raise RuntimeError

    @app.get("/plain")
    def plain():
        return "plain"

    @app.route("/<section>/<name>", methods=METHODS)
    def anything(section, name):
        return "anything"


def _as_it_is(view):
    return view


def _new_view():
    def view():
        return "view"

    return view


def _blueprint(subject: str, config: Config, number: int) -> Blueprint:
    part = Blueprint(f"part{number}", "bench", url_prefix=f"/part{number}")

    @part.get("/items")
    def items():
        return "items"

    if config.place == "blueprints" or number == COVERED:
        install(subject, part, config)
    return part


def install(subject: str, target: Flask | Blueprint, config: Config) -> None:
    """Add the CORS of one subject to an app or a blueprint."""
    if subject == "floor":
        _install_by_hand(target, config)
    elif subject != "bare":
        from flask_cors import CORS  # noqa: PLC0415 - missing for the other subjects

        CORS(target, **_options(subject, config))


def decorator(subject: str, config: Config) -> Callable:
    """Return the decorator that adds the CORS of one subject to a view."""
    if subject == "bare":
        return _as_it_is
    if subject == "floor":
        return partial(_decorate_by_hand, config)
    from flask_cors import cross_origin  # noqa: PLC0415 - missing for the other subjects

    return cross_origin(**_options(subject, config))


def _options(subject: str, config: Config) -> dict[str, object]:
    """Return equivalent keyword arguments for both libraries."""
    spelled = as_regex if subject == "peer" else str
    options: dict[str, object] = {}
    if config.resources:
        options["resources"] = {
            spelled(path): {"origins": list(map(spelled, origins))}
            for path, origins in config.resources.items()
        }
    elif config.origins != ("*",):
        options["origins"] = list(map(spelled, config.origins))
    if config.credentials:
        options["supports_credentials"] = True
    if config.allow_headers != ("*",):
        options["allow_headers"] = list(config.allow_headers)
    return options


# -- manual headers -------------------------------------------------------------------------------


class _All:
    """The set of all origins."""

    def __contains__(self, origin: object) -> bool:
        return True


class _Matching:
    """The set of the origins that match one of several regular expressions."""

    def __init__(self, patterns: list[str]) -> None:
        self._tests = [re.compile(pattern).fullmatch for pattern in patterns]

    def __contains__(self, origin: str) -> bool:
        return any(test(origin) for test in self._tests)


_ALL = _All()


def _allowed(origins: tuple[str, ...]) -> Container[str]:
    if origins == ("*",):
        return _ALL
    if any(is_regex(as_regex(origin)) for origin in origins):
        return _Matching(list(map(as_regex, origins)))
    return frozenset(origins)


def _add_headers(config: Config, allowed: Container[str], response):
    """Add headers like an expert on the protocol and its costs, for one configuration."""
    environ = request.environ  # each access through the proxy costs as much as all the tests below
    origin = environ.get("HTTP_ORIGIN")
    headers = response.headers
    if origin is None and allowed is _ALL:
        headers["Access-Control-Allow-Origin"] = "*"
        return response
    headers.add("Vary", "Origin")
    if origin is None or origin not in allowed:
        return response
    headers["Access-Control-Allow-Origin"] = origin
    if config.credentials:
        headers["Access-Control-Allow-Credentials"] = "true"
    if environ["REQUEST_METHOD"] == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ:
        headers.add("Vary", "Access-Control-Request-Headers")
        headers["Access-Control-Allow-Methods"] = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"
        asked = environ.get("HTTP_ACCESS_CONTROL_REQUEST_HEADERS", "")
        if config.allow_headers != ("*",):
            names = [name.strip() for name in asked.split(",")]
            asked = ", ".join(name for name in names if name.lower() in config.allow_headers)
        if asked:
            headers["Access-Control-Allow-Headers"] = asked
    return response


def _install_by_hand(target: Flask | Blueprint, config: Config) -> None:
    if not config.resources:
        target.after_request(partial(_add_headers, config, _allowed(config.origins)))
        return
    literal = {path: _allowed(each) for path, each in config.resources.items() if "*" not in path}
    prefixes = [
        (path.removesuffix("*"), _allowed(each))
        for path, each in config.resources.items()
        if "*" in path
    ]

    @target.after_request
    def add_headers(response):
        path = request.environ["PATH_INFO"]  # no scenario percent-encodes these
        allowed = literal.get(path)
        if allowed is None:
            allowed = next((each for prefix, each in prefixes if path.startswith(prefix)), None)
        return response if allowed is None else _add_headers(config, allowed, response)


def _decorate_by_hand(config: Config, view):
    allowed = _allowed(config.origins)

    @wraps(view)
    def wrapper(*args, **kwargs):
        if request.method == "OPTIONS":
            response = current_app.make_default_options_response()
        else:
            response = make_response(view(*args, **kwargs))
        return _add_headers(config, allowed, response)

    return wrapper
