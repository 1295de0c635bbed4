"""The code of views and hooks: what runs before a view, and where its source is."""

from __future__ import annotations

import dis
from itertools import chain
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any, Final

import flask

from flask_cors._runtime.scopes import blueprint_names
from flask_cors.core.problems import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask

#: The maximum number of decorators of a view to search.
_WRAPPED_AT_MOST: Final = 10
#: The folder of this package, whose decorator refuses nothing.
_OWN: Final = str(Path(__file__).parents[1])
#: The folder of Flask, which contains the functions of class-based views.
_FLASK: Final = str(Path(flask.__file__).parent)


def codes(function: Any) -> Iterator[CodeType]:  # noqa: ANN401 - whatever was registered
    """Iterate over the code of a function and of the functions that it wraps."""
    for _ in range(_WRAPPED_AT_MOST):
        if isinstance(code := getattr(function, "__code__", None), CodeType):
            yield code
        function = getattr(function, "__wrapped__", None)


def hooks_before(app: Flask, endpoint: str) -> list[str]:
    """Return the names of the hooks that run before a view."""
    scopes = (None, *blueprint_names(endpoint))
    hooks = (hook for scope in scopes for hook in app.before_request_funcs.get(scope, ()))
    return [_name_of(hook) for hook in hooks]


def decorators_of(app: Flask, endpoint: str) -> list[str]:
    """Return the names of the decorators around a view that may refuse a request."""
    around = list(codes(app.view_functions.get(endpoint)))[:-1]  # the last is the view's
    return [
        code.co_qualname.partition(".<locals>")[0]
        for code in around
        if not code.co_filename.startswith(_OWN)
    ]


def refusers(app: Flask, endpoint: str) -> str:
    """Name the hooks and decorators that may refuse a request before the view, if any."""
    found = [f"the decorator {name}" for name in decorators_of(app, endpoint)]
    found += [f"the before_request hook {name}" for name in hooks_before(app, endpoint)]
    return " or ".join(dict.fromkeys(found))


# -- places ----------------------------------------------------------------------------------------


def hooks_naming(app: Flask, word: str) -> Iterator[tuple[str, Source]]:
    """Iterate over the after_request hooks with a string that contains a word, and its source."""
    for hook in chain.from_iterable(app.after_request_funcs.values()):
        name = _name_of(hook)
        if source := source_naming("app", f"hook {name}", hook, word):
            yield name, source


def _name_of(hook: object) -> str:
    return getattr(hook, "__qualname__", type(hook).__qualname__)


def source_of_view(app: Flask, endpoint: str) -> Source | None:
    """Return where a view begins, including its decorators; None if it has no code."""
    view = app.view_functions.get(endpoint)
    cls = getattr(view, "view_class", None)
    function = getattr(cls, "options", getattr(cls, "dispatch_request", view))
    own = [code for code in codes(function) if not code.co_filename.startswith(_FLASK)]
    if not own:
        return None
    return Source("view", f"view {endpoint!r}", own[-1].co_filename, own[-1].co_firstlineno)


def source_naming(kind: str, label: str, function: object, word: str) -> Source | None:
    """Return the line of a function or a class-based view with a string that contains a word."""
    cls = getattr(function, "view_class", None)
    parts = [getattr(cls, name, None) for name in dir(cls)] if isinstance(cls, type) else []
    found = chain.from_iterable(map(codes, (function, *parts)))
    places = chain.from_iterable(_naming(code, word) for code in found)
    return next((Source(kind, label, *place) for place in places), None)


def _naming(code: CodeType, word: str) -> Iterator[tuple[str, int]]:
    """Iterate over the lines of code, including nested code, that load a string with a word."""
    if _says(code.co_consts, word):
        for each in dis.get_instructions(code):
            if _says([each.argval], word):
                line = getattr(each.positions, "lineno", None)
                yield code.co_filename, line or code.co_firstlineno
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _naming(inner, word)


def _says(values: Iterable[object], word: str) -> bool:
    """Return whether a string, or one in a tuple, contains a word."""
    for each in values:
        if isinstance(each, tuple) and _says(each, word):
            return True
        if isinstance(each, str) and word in each.lower():
            return True
    return False
