"""Marks of decorated functions."""

from flask import Flask

from flask_cors._runtime.marks import Marks, layers_under


def test_a_function_that_wraps_itself():
    """A cycle of `__wrapped__` ends."""

    def view():
        pass

    view.__wrapped__ = view
    assert list(layers_under(view)) == []


def test_without_plain_functions_there_is_no_search():
    """Apps without `@cross_origin` above a route pay nothing for it."""
    assert Marks().settle(Flask("plain"), None) is None
