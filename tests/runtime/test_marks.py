"""The marks of decorated functions."""

from flask import Flask

from flask_cors._runtime.marks import Marks, layers_under


def test_a_function_that_wraps_itself():
    """A circle of `__wrapped__` ends."""

    def view():
        pass

    view.__wrapped__ = view
    assert list(layers_under(view)) == []


def test_without_plain_functions_nothing_is_looked_for():
    """Most apps have no `@cross_origin` above a route, and pay nothing for it."""
    assert Marks().settle(Flask("plain"), None) is None
