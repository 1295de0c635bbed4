"""Middlewares that apps are wrapped in."""

import warnings
from contextlib import closing


def passing(inner):
    """Pass everything on."""

    def middleware(environ, start_response):
        return inner(environ, start_response)

    return middleware


def buffering(inner):
    """Read the whole answer, and only then begin to answer."""

    def middleware(environ, start_response):
        begun = []
        body = inner(environ, lambda *args: begun.append(args))
        with closing(body) if hasattr(body, "close") else warnings.catch_warnings():
            content = b"".join(body)
        start_response(*begun[-1])
        return [content]

    return middleware


def late(inner):
    """Begin to answer when the first part is asked for."""

    def middleware(environ, start_response):
        yield from inner(environ, start_response)

    return middleware
