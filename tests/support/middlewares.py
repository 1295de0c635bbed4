"""Middlewares around apps."""

import warnings
from contextlib import closing


def passing(inner):
    """Pass everything on unchanged."""

    def middleware(environ, start_response):
        return inner(environ, start_response)

    return middleware


def buffering(inner):
    """Read the whole response before sending any of it."""

    def middleware(environ, start_response):
        begun = []
        body = inner(environ, lambda *args: begun.append(args))
        with closing(body) if hasattr(body, "close") else warnings.catch_warnings():
            content = b"".join(body)
        start_response(*begun[-1])
        return [content]

    return middleware


def late(inner):
    """Start the response on the first iteration of its body."""

    def middleware(environ, start_response):
        yield from inner(environ, start_response)

    return middleware
