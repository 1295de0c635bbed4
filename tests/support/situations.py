"""Apps as people bring them: what they see, what they type, and what must be named."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

#: The front end of most situations.
SHOP = "https://shop.test"


@dataclass(frozen=True)
class Broken:
    """An app that does not do what its author wants."""

    #: Make the app; an error of the configuration is part of the situation.
    make: Callable[[], Flask]
    #: What the user sees: the browser's message, or what happens.
    sees: str
    #: What the user types behind `flask cors`.
    types: str
    #: The phrases that the command has to say, ignoring case; one of a tuple is enough.
    named: tuple[str | tuple[str, ...], ...]


def broken(types, *named):
    """Make a situation of a function that makes an app; its docstring is what the user sees."""

    def decorate(make):
        return Broken(make, make.__doc__, types, named)

    return decorate


@dataclass(frozen=True)
class Good:
    """An app as it should be in production."""

    make: Callable[[], Flask]


def good(make):
    """Make a good app of a function that makes it."""
    return Good(make)


def api(*rules, methods=("GET",), **options):
    """Return an app with a view for each rule."""
    app = Flask("situation", static_folder=None, **options)
    add(app, *rules, methods=methods)
    return app


def add(scaffold, *rules, methods=("GET",), **options):
    """Add a view of its own for each rule to an app or a blueprint."""
    for rule in rules:
        scaffold.add_url_rule(
            rule,
            rule.strip("/").replace("/", "_").replace(".", "_") or "index",
            lambda **_: "data",
            methods=methods,
            **options,
        )
