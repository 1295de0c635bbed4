"""Marks of decorated functions."""

import functools
import types

import pytest
from flask import Blueprint, Flask, request
from flask.views import View

from flask_cors import cross_origin
from flask_cors._runtime.marks import (
    Marks,
    all_layers,
    layers_of,
    layers_under,
    mark_bare,
    methods_of,
)
from flask_cors._runtime.stray_marks import astray, hidden, in_doubt
from flask_cors.core.layers import Layer
from flask_cors.core.problems import Source
from origins import A


class Resolver:
    """A resolver that notes what it is told."""

    def __init__(self):
        self.told = []

    def expire(self):
        """Note that a function was forgotten."""
        self.told.append("expire")

    def look_at_views(self):
        """Note that a function was decorated."""
        self.told.append("look at views")


def layer():
    """Return the layer of a new decorator."""
    return Layer(Source("view", "@cross_origin"), {})


def plain():
    """Return a new function of this module."""

    def view():
        return "x"

    return view


def decorated(marks, function, own):
    """Return a function around another one, as the decorator makes it."""

    @functools.wraps(function)
    def wrapper():
        return function()

    marks.add(wrapper, function, own)
    return wrapper


def with_views(**views):
    """Return an app of another module with views."""
    app = Flask("elsewhere", static_folder=None)
    for name, view in views.items():
        app.add_url_rule(f"/{name}", name, view)
    return app


def test_a_function_that_wraps_itself():
    """A cycle of `__wrapped__` ends."""

    def view():
        pass

    view.__wrapped__ = view
    assert list(layers_under(view)) == []
    own = layer()
    other = type("Callable", (), {"__call__": view})()
    other.__wrapped__ = decorated(Marks(), plain(), own)
    assert list(layers_under(other)) == [own]


@pytest.mark.parametrize(
    "around",
    [
        lambda function: function,
        functools.partial,
        functools.partialmethod,
        lambda function: types.MethodType(function, "self"),
        lambda function: type("Callable", (), {"__call__": function})(),
        lambda function: functools.wraps(function)(plain()),
    ],
)
def test_a_function_inside_a_view_is_found(around):
    """It has its layers under anything that calls it, outermost first."""
    marks, inner, outer = Marks(), layer(), layer()
    function = decorated(marks, plain(), inner)
    assert list(layers_under(around(function))) == [inner]
    assert all_layers(around(function)) == {inner}
    assert list(layers_under(decorated(marks, around(function), outer))) == [outer, inner]


@pytest.mark.parametrize("view", [None, "x", types.SimpleNamespace(), "x".__str__])
def test_other_objects_have_no_layers(view):
    """Data and built-in functions are not decorated, and can be wrapped without being kept."""
    marks = Marks()
    assert list(layers_under(view)) == []
    assert not marks.is_marked(view)
    marks.add(plain(), view, layer())
    assert list(astray(marks, Flask(__name__))) == []


ODD = {"decorators": len, "method_decorators": len}  # of another framework
METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]


@pytest.mark.parametrize(
    ("view", "methods"),
    [
        (plain(), [""]),
        (types.SimpleNamespace(view_class=object), METHODS),
        (types.SimpleNamespace(view_class=type("Odd", (), ODD)), METHODS),
        (type("Any", (View,), {}).as_view("x"), METHODS),
        (type("Report", (View,), {"methods": ["report"]}).as_view("x"), [*METHODS, "REPORT"]),
    ],
)
def test_methods_with_layers_of_their_own(view, methods):
    """The methods of a class can differ, those of a function cannot."""
    assert methods_of(view) == methods
    assert all_layers(view) == set()


def test_the_layers_of_a_class():
    """They come from `dispatch_request` for all methods, and from each method."""
    marks, every, one = Marks(), layer(), layer()
    members = {
        "dispatch_request": decorated(marks, plain(), every),
        "put": decorated(marks, plain(), one),
    }
    view = type("Decorated", (View,), members).as_view("x")
    assert layers_of(view, "GET") == [every]
    assert layers_of(view, "PUT") == [every, one]
    assert all_layers(view) == {every, one}
    assert marks.is_marked(view)


def test_without_plain_functions_there_is_no_search():
    """Apps without `@cross_origin` above a route pay nothing for it."""
    assert Marks().settle(Flask("plain"), None) is None


def test_a_process_without_decorated_functions():
    """Until the decorator was imported, requests skip the code for decorated views."""
    marks, app = Marks(), with_views(x=plain())
    assert not marks.in_use
    assert not marks.is_marked(app.view_functions["x"])
    assert list(marks.above_routes(app.view_functions)) == []
    assert list(in_doubt(marks, app)) == []
    assert list(astray(marks, app)) == []


def test_the_next_decorator_is_announced_to_a_resolver():
    """It looks at the views once, since the function may replace one of them."""
    marks, resolver = Marks(), Resolver()
    marks.tell_of_the_next(resolver)
    assert resolver.told == []
    decorated(marks, plain(), layer())
    decorated(marks, plain(), layer())
    assert resolver.told == ["look at views"]


@pytest.mark.parametrize("owner", [with_views, lambda: Blueprint("later", __name__)])
def test_a_resolver_expires_with_a_decorator_above_a_route(monkeypatch, owner):
    """If the decorated function is registered after all, the plain one is plain again."""
    marks, resolver, unconcerned = Marks(), Resolver(), Resolver()
    monkeypatch.setattr("flask_cors.decorator.MARKS", marks)
    app = with_views(other=plain())

    @cross_origin(origins=A)
    @app.get("/x")
    def view():
        return "x"

    found = app.view_functions["view"]
    marks.settle(with_views(other=plain()), unconcerned)
    marks.settle(app, resolver)
    app.add_url_rule("/below", "below", cross_origin(origins=A)(plain()))
    marks.settle(app, Resolver())
    assert resolver.told == []
    assert list(in_doubt(marks, app)) == []
    [(endpoint, own)] = marks.above_routes(app.view_functions)
    assert (endpoint, marks.beside(found), marks.is_marked(found)) == ("view", [own], True)
    twin = owner()
    twin.add_url_rule("/twin", "twin", view)
    marks.settle(app, Resolver())
    assert (resolver.told, unconcerned.told) == (["expire"], [])
    assert not marks.is_marked(found)
    assert twin.name in {"elsewhere", "later"}


def test_functions_without_an_endpoint():
    """Those of the modules of an app count, if no app has the function, decorated or plain."""
    marks, own = Marks(), layer()
    function = plain()
    wrapper = decorated(marks, function, own)
    name = "plain.<locals>.view"
    assert list(astray(marks, with_views())) == []
    assert list(astray(marks, with_views(str="x".__str__))) == []
    assert list(astray(marks, with_views(other=plain()))) == [(name, own)]
    assert list(astray(marks, Flask(__name__))) == [(name, own)]
    assert list(astray(marks, with_views(plain=function))) == []
    registered = with_views(wrapped=wrapper)
    assert list(astray(marks, registered)) == []
    assert list(astray(marks, Flask(__name__))) == []


@pytest.mark.parametrize("listed", [list, tuple])
def test_a_decorator_that_is_listed_without_a_call(listed):
    """A function marked as a decorator has the layer wherever a class lists it."""
    own = layer()

    def decorate(view):
        return view

    mark_bare(decorate, own)
    listing = type("Listing", (View,), {"decorators": listed([decorate])})
    assert layers_of(listing.as_view("x"), "GET") == [own]
    listing = type("Listing", (View,), {"method_decorators": {"get": listed([decorate])}})
    assert layers_of(listing.as_view("x"), "GET") == [own]
    assert layers_of(listing.as_view("x"), "PUT") == []


class Lazy:
    """An object whose attributes run code of the app."""

    def __getattr__(self, _):
        raise RuntimeError


def test_functions_that_a_view_refers_to():
    """They are found in its closure, among classes, proxies, data and empty cells."""
    marks, own = Marks(), layer()
    function, proxy, data = decorated(marks, plain(), own), request, Lazy()

    def between():
        return function

    def view():
        return (between, view, Flask, proxy, data, unbound)

    if data is None:
        unbound = None
    assert list(hidden(view, set())) == [own]
    assert list(hidden(view, {own})) == []
