"""Hooks and decorators that run before a view."""

from __future__ import annotations

from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any, Final

from flask_cors._runtime.scopes import blueprint_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

#: Most decorators of a view that are searched.
_WRAPPED_AT_MOST: Final = 10
#: The code of this package, whose decorator refuses nothing.
_OWN: Final = str(Path(__file__).parents[1])


def codes(function: Any) -> Iterator[CodeType]:  # noqa: ANN401 - whatever was registered
    """Iterate over the code of a function and of what it wraps, as far as they have any."""
    for _ in range(_WRAPPED_AT_MOST):
        if isinstance(code := getattr(function, "__code__", None), CodeType):
            yield code
        function = getattr(function, "__wrapped__", None)


def hooks_before(app: Flask, endpoint: str) -> list[str]:
    """Return the names of the hooks that run in front of a view."""
    scopes = (None, *blueprint_names(endpoint))
    hooks = (hook for scope in scopes for hook in app.before_request_funcs.get(scope, ()))
    return [getattr(hook, "__qualname__", type(hook).__qualname__) for hook in hooks]


def decorators_of(app: Flask, endpoint: str) -> list[str]:
    """Return the names of the decorators around a view that may refuse a request."""
    around = list(codes(app.view_functions.get(endpoint)))[:-1]  # the last is that of the view
    return [
        code.co_qualname.partition(".<locals>")[0]
        for code in around
        if not code.co_filename.startswith(_OWN)
    ]


def refusers(app: Flask, endpoint: str) -> str:
    """Name what may refuse a request before the view sees it; empty if nothing may."""
    found = [f"the decorator {name}" for name in decorators_of(app, endpoint)]
    found += [f"the before_request hook {name}" for name in hooks_before(app, endpoint)]
    return " or ".join(dict.fromkeys(found))
