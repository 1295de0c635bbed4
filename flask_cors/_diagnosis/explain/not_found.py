"""URLs and methods that no route of the app accepts, and the routes that exist instead."""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from flask import Flask
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from flask_cors._runtime.scopes import is_served
from flask_cors.core.browser import urls

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from werkzeug.routing import Rule

    from .prediction import Prediction

_VARIABLE: Final = re.compile(r"<[^<>]*>")
#: The maximum number of layers of middleware to search.
_WRAPPED_AT_MOST: Final = 20
#: Attributes by which middleware refers to the app that it wraps.
_INNER: Final = ("_inner", "app", "wsgi_app", "application", "__wrapped__")
_SIMILARITY: Final = 0.6
_SHOWN: Final = 3
_BAD_REQUEST: Final = 400
_METHOD_NOT_ALLOWED: Final = 405
_SOCKET_IO: Final = (
    "that path is Socket.IO's, whose origins are its own: use"
    " SocketIO(app, cors_allowed_origins=cors.allows)"
)


# -- mounted apps ---------------------------------------------------------------------------------


def mounted_elsewhere(app: Flask, path: str) -> str:
    """Name the app that a DispatcherMiddleware mounts at a path; empty if it is this one."""
    mounts = dict(_mounts(app))
    below = [each for each in mounts if f"{path}/".startswith(f"{each}/")]
    if not below:
        return ""
    prefix = max(below, key=len)
    rest = path[len(prefix) :] or "/"
    # The first Flask app: our own wrapper leads to it too, and its `wsgi_app` leads back to both.
    other = next((each for each in _layers(mounts[prefix]) if isinstance(each, Flask)), None)
    if other is None:
        return f"{path} belongs to the app mounted at {prefix!r}, which is not a Flask app"
    return (
        f"{path} belongs to another app, {other.name!r} of module {other.import_name!r}, which is"
        f" mounted at {prefix!r}: ask that app for {rest}{_how_to_ask(other)}"
    )


def _how_to_ask(app: Flask) -> str:
    """Return the command for an app that is a variable of its module; empty for others."""
    module = app.import_name
    variables = vars(sys.modules.get(module, object)).items()
    name = next((name for name, value in variables if value is app), "")
    return f" (flask --app {module}:{name} cors explain)" if name and module != "__main__" else ""


def _mounts(app: Flask) -> Iterator[tuple[str, object]]:
    """Iterate over the paths and apps that middleware mounts next to this app."""
    for layer in _layers(app.wsgi_app):
        if isinstance(layer, DispatcherMiddleware):
            yield from layer.mounts.items()


def _layers(callable_: object) -> Iterator[object]:
    """Iterate over an app's WSGI callable, and the callables that it wraps."""
    layer: Any = callable_
    for _ in range(_WRAPPED_AT_MOST):
        layer = getattr(layer, "__self__", layer)
        yield layer
        inner = (getattr(layer, name, None) for name in _INNER)
        layer = next((each for each in inner if callable(each)), None)


# -- URLs without a route -------------------------------------------------------------------------


def no_route(app: Flask, prediction: Prediction) -> str:
    """Say that no route matches a URL, and which routes are similar."""
    url, path = prediction.request.url, prediction.path
    text = f"no route of the app matches {url}"
    if f"{path}/".startswith("/socket.io/"):
        return f"{text}; {_SOCKET_IO}"
    rules = [rule for rule in app.url_map.iter_rules() if is_served(rule)]
    method = prediction.request.method
    if hosts := list(dict.fromkeys(_hosts(app, rules, path, method))):
        return f"{text}; the route exists on {', '.join(hosts[:_SHOWN])}"
    anywhere = (rule.rule for rule in rules if not (rule.host or rule.subdomain))
    if refused := [rule for rule in anywhere if _but_for_converters(rule, path)]:
        return f"{text}; {refused[0]!r} has a variable that does not accept this value"
    if near := _near(app, rules, path):
        return f"{text}; did you mean {', '.join(map(repr, near[:_SHOWN]))}?"
    known = list(dict.fromkeys(rule.rule for rule in rules))
    if not known:
        return f"{text}; the app has no routes"
    shown = ", ".join(map(repr, known[:_SHOWN]))
    return f"{text}; the routes are {shown}" + ", ..." * (len(known) > _SHOWN)


def _hosts(app: Flask, rules: Iterable[Rule], path: str, method: str) -> Iterator[str]:
    """Iterate over the hosts on which a path has a route."""
    url_map, server = app.url_map, app.config["SERVER_NAME"]
    matching = app.subdomain_matching and server
    for rule in rules:
        domain = (rule.host if url_map.host_matching else rule.subdomain) or ""
        if not domain and (url_map.host_matching or not matching):
            continue
        if url_map.host_matching:
            adapter, host = url_map.bind(domain), domain
        else:
            adapter = url_map.bind(server or "localhost", subdomain=domain)
            host = f"{domain}.{server}".lstrip(".") if server else f"the subdomain {domain!r}"
            if not matching:
                host += " (with SERVER_NAME and subdomain_matching=True)"
        if "<" not in domain and _takes(adapter.match, path, method):
            yield host


def _takes(match: Any, path: str, method: str) -> bool:  # noqa: ANN401 - a method of Werkzeug's
    try:
        match(path, method)
    except MethodNotAllowed:
        return True
    except HTTPException:
        return False
    return True


def _but_for_converters(rule: str, path: str) -> bool:
    """Return True if a path has the shape of a rule, so that a converter must have refused it."""
    shape = "[^/]+".join(map(re.escape, _VARIABLE.split(rule)))
    return "<" in rule and re.fullmatch(shape, path) is not None


def _near(app: Flask, rules: Collection[Rule], path: str) -> list[str]:
    """Return the rules that are most similar to a path, the best first."""
    texts = list(dict.fromkeys(rule.rule for rule in rules))
    root = (app.config["APPLICATION_ROOT"] or "").rstrip("/")
    shapes = {text: _with_segments(text, path) for text in texts}
    same = path.lower().strip("/")
    found = [text for text in texts if shapes[text].lower().strip("/") == same]
    found += [text for text in texts if root and root + shapes[text] == path]
    found += [text for text in texts if _ends_alike(text, path)]
    # Any short path is similar to one below `/static/`.
    static = {rule.rule for rule in rules if rule.endpoint.rpartition(".")[2] == "static"}
    by_shape = {shape: text for text, shape in shapes.items() if text not in static}
    near = get_close_matches(path, sorted(by_shape), _SHOWN, _SIMILARITY)
    return list(dict.fromkeys([*found, *(by_shape[shape] for shape in near)]))


def _ends_alike(rule: str, path: str) -> bool:
    """Return True if a rule and a path differ only by a prefix."""
    own, given = rule.strip("/").split("/"), path.strip("/").split("/")
    pairs = list(zip(own[::-1], given[::-1], strict=False))
    return (
        own != [""]
        and all(part == here or _VARIABLE.fullmatch(part) for part, here in pairs)
        and any(part == here for part, here in pairs)
    )


def _with_segments(rule: str, path: str) -> str:
    """Return a rule with its variables replaced by the segments of a path."""
    own, given = rule.split("/"), path.split("/")
    if len(own) != len(given):
        return rule
    pairs = zip(own, given, strict=True)
    return "/".join(here.join(_VARIABLE.split(part)) for part, here in pairs)


# -- methods without a route ----------------------------------------------------------------------


def other_methods(prediction: Prediction) -> str:
    """Name the methods that the routes of a URL accept, if the requested one is not among them."""
    response = prediction.response
    status = prediction.replaced or response.status
    if status != _METHOD_NOT_ALLOWED or prediction.request.preflight:
        return ""
    allowed = next((value for name, value in response.headers if name == "Allow"), "")
    names = sorted({*allowed.split(", "), prediction.request.method} - {"", "HEAD", "OPTIONS"})
    path = urls.parse(prediction.request.url)
    return (
        f"no route of {path.path if path else prediction.path} accepts"
        f" {prediction.request.method}, only {allowed}; add it to the route: methods={names!r}"
    )


def untrusted_host(app: Flask, prediction: Prediction) -> str:
    """Say that the app refuses the host of a URL, if that is why it answers 400."""
    trusted = app.config.get("TRUSTED_HOSTS")
    status = prediction.replaced or prediction.response.status
    if not trusted or status != _BAD_REQUEST or prediction.answered_by == "view":
        return ""
    url = urls.parse(prediction.request.url)
    return f"the host {url.host if url else ''} is not in TRUSTED_HOSTS={trusted!r}: add it there"


def routed_methods(app: Flask, rule: str | None) -> list[str]:
    """Return the methods that the routes of a rule accept, without HEAD and OPTIONS."""
    rules = (each for each in app.url_map.iter_rules() if each.rule == rule)
    return sorted(set().union(*(each.methods or () for each in rules)) - {"HEAD", "OPTIONS"})
