"""Determines whether a decorator is above the route of the function that it gets.

If so, the route registered the function before it was decorated, so the app has it without the
decorator. If a function reaches the decorator in any other way, it may have been registered without
the decorator on purpose. If in doubt, a decorator does not count as above a route.
"""

from __future__ import annotations

import inspect
from types import BuiltinFunctionType, FunctionType, GetSetDescriptorType, MemberDescriptorType
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Flask, current_app, has_app_context

from .calls import calling_frame

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import CellType, FrameType


#: Common types of module-level values; none of them has a `route`.
_NO_OWNERS: Final = frozenset({FunctionType, BuiltinFunctionType, type, str, int})


def comes_from_route(function: Callable[..., object]) -> bool:
    """Return whether a function being decorated was returned by a route below the decorator."""
    frame = calling_frame()
    return (
        frame is not None
        and _is_being_defined(function, frame)
        and any(_has_as_view(each, function) for each in _within_reach(frame))
    )


def _is_being_defined(function: Callable[..., object], frame: FrameType) -> bool:
    """Return whether a frame is running the decorators of a function, which has no name yet."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None or not any(each is code for each in frame.f_code.co_consts):
        return False
    # The lines of a function begin with its first decorator.
    last = max(line for _, _, line in code.co_lines() if line is not None)
    is_named = any(each is function for each in frame.f_locals.values())
    return code.co_firstlineno <= frame.f_lineno <= last and not is_named


def _within_reach(frame: FrameType) -> Iterator[object]:
    """Iterate over the objects on which the code of a frame may have called `route`."""
    names = frozenset(frame.f_code.co_names)
    local = frame.f_locals
    named = [local[name] for name in local if type(local[name]) not in _NO_OWNERS]
    if local is not frame.f_globals:
        named += map(frame.f_globals.get, names)
    if has_app_context():
        # The app, not its proxy, since its type decides.
        named.append(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    yield from named
    for each in named:
        attributes = _attributes(each)
        yield from (attributes[name] for name in names.intersection(attributes))


def _attributes(value: object) -> Mapping[str, object]:
    """Return the attributes of an object, without running code of its class."""
    for cls in type(value).__mro__:
        attributes = vars(cls).get("__dict__")
        if isinstance(attributes, GetSetDescriptorType | MemberDescriptorType):
            found: Mapping[str, object] = attributes.__get__(value)
            return found
    return {}


def _has_as_view(owner: object, function: Callable[..., object]) -> bool:
    """Return whether an object is an app or a blueprint with a function as a view."""
    # By type, since reading the class of a proxy may run code of the app.
    if issubclass(type(owner), Flask | Blueprint):
        return any(each is function for each in views_of(owner, newest=True))
    return False


def views_of(owner: object, *, newest: bool = False) -> list[object]:
    """Return the views of an app or a blueprint, including deferred registrations.

    With `newest`, only the last deferred registration is included.
    """
    # Another thread may be creating or changing the owner.
    views = list(vars(owner).get("view_functions", {}).values())
    # A blueprint keeps functions that register its views and refer to them.
    deferred = list(vars(owner).get("deferred_functions", ()))
    for each in deferred[-1:] if newest else deferred:
        cells = getattr(each, "__closure__", None) or ()
        views += filter(callable, map(content, cells))
    return views


def content(cell: CellType) -> object:
    """Return the value in a cell of a closure; None if the cell is still empty."""
    try:
        return cell.cell_contents
    except ValueError:
        return None
