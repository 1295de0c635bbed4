"""The result of a decorated function that no endpoint leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Request

    from .response_headers import Headers


class CalledResult:
    """The return value or the exception of a called function, as it was at that moment."""

    __slots__ = (
        "attributes",
        "content",
        "function",
        "headers",
        "is_changed",
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
        #: The attributes of an exception.
        self.attributes: dict[str, object] = {}
        self.headers: Headers | None = None
        #: True if a caller changed headers that pages can read.
        self.is_changed = False
