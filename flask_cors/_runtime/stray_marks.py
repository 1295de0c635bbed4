"""Decorated functions that are not views, or possibly not: hooks, and functions without a route."""

from __future__ import annotations

import types
from itertools import chain
from typing import TYPE_CHECKING, Final

from flask import Flask
from werkzeug.local import LocalProxy

from .above_route import content
from .marks import inside, instances, layers_under, registered_layers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask_cors.core.layers import Layer

    from .marks import Marks

#: Maximum number of functions that `hidden` examines.
_SEEN_AT_MOST: Final = 50


def in_doubt(marks: Marks, app: Flask) -> Iterator[tuple[str, Layer]]:
    """Iterate over endpoints of plain functions whose decorated versions are not registered."""
    decorated = marks.decorated()
    left = [
        (endpoint, layer)
        for endpoint, view in list(app.view_functions.items())
        if isinstance(view, types.FunctionType) and not marks.beside(view)
        for layer in decorated.get(view, [])
    ]
    registered = registered_layers(instances(Flask)) if left else set()
    yield from ((endpoint, layer) for endpoint, layer in left if layer not in registered)


def astray(marks: Marks, app: Flask) -> Iterator[tuple[str, Layer]]:
    """Iterate over the names and layers of decorated functions without an endpoint.

    Only functions from the modules of the app and its views count; others may belong to
    another app. Functions that the app uses without their decorator are skipped.
    """
    views = list(app.view_functions.values())
    modules = {app.import_name, *(getattr(view, "__module__", None) for view in views)}
    left = [
        (plain.__qualname__, layers)
        for plain, layers in marks.decorated().items()
        if plain.__module__ in modules and plain not in views
    ]
    registered = registered_layers(instances(Flask)) if left else set()
    for name, layers in left:
        for layer in layers:
            if layer not in registered:
                yield name, layer


def layers_of_hooks(app: Flask) -> set[Layer]:
    """Return the layers on hooks and error handlers of an app."""
    found: list[object] = [
        *chain(*app.before_request_funcs.values(), *app.after_request_funcs.values())
    ]
    for handlers in chain(*(codes.values() for codes in app.error_handler_spec.values())):
        found += handlers.values()
    return {layer for each in found for layer in layers_under(each)}


def hidden(view: object, known: set[Layer]) -> Iterator[Layer]:
    """Iterate over the layers of decorated functions that a registered view only refers to.

    That is the case with a decorator without `functools.wraps`: no attribute leads to the function.
    A view that merely calls another function also refers to it, so these are included; the layers
    of functions that are views themselves are `known`.
    """
    waiting, seen = [view], {id(view)}
    # A view can refer to anything; decorators are only a few references away.
    while waiting and len(seen) < _SEEN_AT_MOST:
        current = waiting.pop()
        for layer in layers_under(current):
            if layer not in known:
                yield layer
        for each in _held_by(current):
            if id(each) not in seen:
                seen.add(id(each))
                waiting.append(each)


def _held_by(view: object) -> Iterator[object]:
    """Iterate over the functions that a function or an object refers to."""
    yield from inside(view)
    for cell in getattr(view, "__closure__", None) or ():
        held = content(cell)
        # By type, since reading the class of a proxy fails outside a request.
        if callable(held) and not issubclass(type(held), type | LocalProxy):
            yield held
