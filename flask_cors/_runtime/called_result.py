"""The result of a decorated function that no endpoint leads to."""

from __future__ import annotations

from contextlib import suppress
from itertools import islice
from operator import is_
from types import GetSetDescriptorType, MemberDescriptorType
from typing import TYPE_CHECKING, Any, Final

from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Request

    from .response_headers import Headers

#: Attributes that change as an exception propagates, and those that are read in another way.
_NO_PARTS: Final = frozenset({"__traceback__", "__dict__", "__weakref__"})
_SLOTS: Final = (GetSetDescriptorType, MemberDescriptorType)
#: Maximum number of objects of an exception that are compared.
_PARTS_AT_MOST: Final = 1000


class CalledResult:
    """The return value or the exception of a called function, as it was at that moment."""

    __slots__ = (
        "content",
        "function",
        "headers",
        "is_changed",
        "lasted",
        "parts",
        "request",
        "stream",
        "value",
    )

    def __init__(self, request: Request, function: object, value: object) -> None:
        #: The request in which it was called.
        self.request = request
        self.function = function
        self.value = value
        #: Status and body of the response; None if there is none, or if it streams.
        self.content: tuple[int, bytes] | None = None
        #: Status and body of a response that streams.
        self.stream: tuple[int, object] | None = None
        #: The objects that an exception consisted of.
        self.parts: list[object] = []
        self.headers: Headers | None = None
        #: True if a caller changed headers that pages can read; None if they were not compared.
        self.is_changed: bool | None = None
        #: The moments at which the function began and ended.
        self.lasted: tuple[int, int] = (0, 0)

    def was_running(self, moment: int) -> bool:
        """Return whether the function began before a moment and ended after it."""
        begun, ended = self.lasted
        return begun < moment < ended

    def is_exception(self, error: BaseException) -> bool:
        """Return whether the function raised an exception that no caller changed."""
        now = parts_of(error) if self.value is error else []
        # Compared by identity, because `==` could run code of the app.
        return len(now) == len(self.parts) > 0 and all(map(is_, self.parts, now))


def parts_of(error: BaseException) -> list[object]:
    """Return the objects that a caller can replace in an exception that it raises again.

    No code of the app runs. If there are too many, the result equals no other.
    """
    parts: list[object] = []
    waiting = list(_attributes(error))
    while waiting and len(parts) < _PARTS_AT_MOST:
        current = waiting.pop()
        parts.append(current)
        waiting += islice(_inside(current), _PARTS_AT_MOST)
    return [object()] if waiting else parts


def _attributes(error: BaseException) -> Iterator[object]:
    for cls in type(error).__mro__:
        for name, slot in vars(cls).items():
            if name not in _NO_PARTS and isinstance(slot, _SLOTS):
                with suppress(AttributeError):  # not set
                    yield slot.__get__(error)
    for name, value in vars(error).items():
        if name != "show_exception":  # set by Flask itself, in debug mode
            yield from (name, value)


def _inside(value: Any) -> Iterator[object]:  # noqa: ANN401 - whatever an exception refers to
    """Iterate over the contents of a container or a response."""
    # By type, since reading the class of a proxy may run code of the app.
    kind = type(value)
    if issubclass(kind, dict):
        yield from dict.keys(value)
        yield from dict.values(value)
    elif issubclass(kind, Response):
        yield from vars(value).values()
    for each in (list, tuple, set, frozenset):
        if issubclass(kind, each):
            yield from each.__iter__(value)
