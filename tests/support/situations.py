"""Broken and good apps: the symptom, the command that the user runs, and the expected output."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

#: The front end of most situations.
SHOP = "https://shop.test"


@dataclass(frozen=True)
class Broken:
    """An app that does not do what its author intends."""

    #: Make the app; a configuration error may be part of the situation.
    make: Callable[[], Flask]
    #: The symptom: the browser's message, or what happens.
    sees: str
    #: The command line after `flask cors`.
    types: str
    #: Phrases of the output, ignoring case; one of a tuple is enough.
    named: tuple[str | tuple[str, ...], ...]
    #: What the user pastes.
    given: str = ""


def broken(types, *named, given=""):
    """Make a situation from a function that makes an app; its docstring is the symptom."""

    def decorate(make):
        return Broken(make, make.__doc__, types, named, given)

    return decorate


@dataclass(frozen=True)
class Good:
    """A correct app in production."""

    make: Callable[[], Flask]


def good(make):
    """Make a good app from a function."""
    return Good(make)


def api(*rules, methods=("GET",), **options):
    """Return an app with a view for each rule."""
    app = Flask("situation", static_folder=None, **options)
    add(app, *rules, methods=methods)
    return app


def add(scaffold, *rules, methods=("GET",), **options):
    """Add a separate view for each rule to an app or a blueprint."""
    for rule in rules:
        scaffold.add_url_rule(
            rule,
            rule.strip("/").replace("/", "_").replace(".", "_") or "index",
            lambda **_: "data",
            methods=methods,
            **options,
        )
