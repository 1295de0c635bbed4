"""The marks that `cross_origin` puts on functions, and the search for them from an app's views.

A mark is an attribute of the decorated function, which is found from the app's views. In three
cases that is not enough, and `MARKS` keeps state for the process, since a decorator does not know
its app:

- `@cross_origin` above `@app.route`: the app only has the plain function. It must stay unmarked,
  because another app may use it without the decorator, so weak references to plain functions are
  kept. They only count if the route came first and the decorated function is not registered.
- A decorated function that is not reachable from a view: it is forgotten if any app in the process
  has registered it. Flask has no list of apps, so the garbage collector finds them, on the first
  request of an app with such a function and in `flask cors check`.
- No decorated functions at all: requests then skip the code for decorated views.
"""

from __future__ import annotations

import functools
import threading
import types
import weakref
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from flask import Blueprint, Flask, has_request_context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from flask_cors.core.layers import Layer

    class _Finder(Protocol):
        """A resolver of policies, which can be told that they changed, or may do so."""

        def expire(self) -> None: ...

        def look_at_views(self) -> None: ...


_ATTRIBUTE = "__flask_cors__"
_BARE = "__flask_cors_bare__"


class Decorator:
    """A decorator with options, which may be in the list `decorators` of a class."""

    def __init__(self, layer: Layer) -> None:
        #: The parsed options.
        self.layer = layer


class _Mark:
    """The policy of the function with this attribute; it is invalid in a copy of its `__dict__`."""

    __slots__ = ("layer", "owner")

    def __init__(self, owner: Callable[..., Any], layer: Layer) -> None:
        self.owner = weakref.ref(owner)
        self.layer = layer


class Marks:
    """The functions that were decorated in this process."""

    def __init__(self) -> None:
        #: True once `cross_origin` was imported, so views can be decorated.
        self.in_use = False
        #: The plain functions that were decorated, with their layers.
        self._plain: weakref.WeakKeyDictionary[Callable[..., Any], list[Layer]]
        self._plain = weakref.WeakKeyDictionary()
        #: The plain functions that a route below the decorator registered, with their layers.
        self._above: weakref.WeakKeyDictionary[Callable[..., Any], list[Layer]]
        self._above = weakref.WeakKeyDictionary()
        #: The resolvers that found such functions.
        self._finders: weakref.WeakSet[_Finder] = weakref.WeakSet()
        #: The resolvers of apps in which nothing was decorated, and that look at no view.
        self._unaware: weakref.WeakSet[_Finder] = weakref.WeakSet()
        #: Held while these are changed or iterated over, since several threads may do so at once.
        self._lock = threading.Lock()

    def add(self, wrapper: Callable[..., Any], plain: Callable[..., Any], layer: Layer) -> None:
        """Put `layer` on `wrapper`, and keep a weak reference to the wrapped function."""
        setattr(wrapper, _ATTRIBUTE, _Mark(wrapper, layer))
        if self._unaware:
            # It may be about to replace a view of an app that serves.
            with self._lock:
                told, self._unaware = list(self._unaware), weakref.WeakSet()
            for each in told:
                each.look_at_views()
        # A bound method is created for each request (`method_decorators`), and is not a view. Nor
        # is a function that is decorated within a request: it is too late to register it.
        if isinstance(plain, types.FunctionType) and not has_request_context():
            from .above_route import comes_from_route

            is_above = comes_from_route(plain)
            with self._lock:
                self._plain.setdefault(plain, []).append(layer)
                if is_above:
                    self._above.setdefault(plain, []).append(layer)

    def tell_of_the_next(self, resolver: _Finder) -> None:
        """Notify a resolver as soon as another function is decorated."""
        with self._lock:
            self._unaware.add(resolver)

    def beside(self, view: object) -> list[Layer]:
        """Return the layers of decorators above the route of `view`, which is plain itself."""
        return self._above.get(view, []) if isinstance(view, types.FunctionType) else []

    def above_routes(self, views: Mapping[str, object]) -> Iterator[tuple[str, Layer]]:
        """Iterate over endpoints and the layers of decorators above their routes."""
        if self._above:
            for endpoint, view in views.items():
                yield from ((endpoint, layer) for layer in self.beside(view))

    def is_marked(self, view: object) -> bool:
        """Return whether a registered view, or the function around it, is decorated."""
        return bool(all_layers(view) or self.beside(view))

    def settle(self, app: Flask, resolver: _Finder) -> None:
        """Forget the plain functions whose decorated versions are registered on any app.

        A blueprint with a decorated version also counts for those above a route, since it may be
        registered later. If one of these is forgotten, the resolvers that found any of them expire;
        `resolver`, the new one of the app, is notified the next time.
        """
        if not self._plain:
            return
        beside = any(map(self.beside, app.view_functions.values()))
        registered = registered_layers(instances(Flask) if beside else [app])
        expected = registered | (registered_layers(instances(Blueprint)) if beside else set())
        expired: list[_Finder] = []
        with self._lock:
            for known, found in ((self._plain, registered), (self._above, expected)):
                for plain, layers in list(known.items()):
                    if not found.isdisjoint(layers):
                        del known[plain]
                        if known is self._above:
                            expired = list(self._finders)
            if any(map(self.beside, app.view_functions.values())):
                self._finders.add(resolver)
        for each in expired:
            each.expire()

    def decorated(self) -> dict[Callable[..., Any], list[Layer]]:
        """Return the plain functions that were decorated, with their layers."""
        with self._lock:
            return dict(self._plain.items())


#: The marks of all apps.
MARKS: Final = Marks()


def mark_bare(decorator: Callable[..., Any], layer: Layer) -> None:
    """Store the layer of a decorator that is used without being called first."""
    setattr(decorator, _BARE, _Mark(decorator, layer))


def layers_under(view: object) -> Iterator[Layer]:
    """Iterate over the layers on `view` and on the functions that it wraps, outermost first."""
    seen: set[int] = set()
    waiting = [view]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        found = _mark_on(current, _ATTRIBUTE)
        if found:
            yield found
        waiting += reversed(inside(current))


def _mark_on(view: object, attribute: str) -> Layer | None:
    found = getattr(view, attribute, None)
    return found.layer if isinstance(found, _Mark) and found.owner() is view else None


def inside(view: Any) -> list[object]:  # noqa: ANN401 - whatever a decorator returned
    """Return the functions that `view` runs, if they are accessible by attributes."""
    if isinstance(view, functools.partial | functools.partialmethod):
        return [view.func]
    if isinstance(view, types.MethodType):
        return [view.__func__]
    # Calling an object uses its class.
    called = type(view).__call__
    wrapped = getattr(view, "__wrapped__", None)
    found = (called if isinstance(called, types.FunctionType) else None, wrapped)
    return [each for each in found if each is not None]


def layers_of(view: object, method: str) -> list[Layer]:
    """Return the layers on a registered view for requests with `method`, outermost first.

    The layers of a class-based view come from its `decorators`, from `dispatch_request`, from
    `method_decorators` as in flask-restful and flask-restx, and from the method itself.
    """
    found = dict.fromkeys(layers_under(view))
    cls = getattr(view, "view_class", None)
    if isinstance(cls, type):
        for decorator in reversed(_sequence(getattr(cls, "decorators", None))):
            found.update(_layer_of_decorator(decorator))
        found.update(dict.fromkeys(layers_under(getattr(cls, "dispatch_request", None))))
        found.update(_layers_of_method(cls, method.lower()))
    return list(found)


def _layers_of_method(cls: type, method: str) -> dict[Layer, None]:
    decorators = getattr(cls, "method_decorators", None)
    if isinstance(decorators, Mapping):
        decorators = decorators.get(method)
    found: dict[Layer, None] = {}
    # The last decorator in a list is applied last, so it is the outermost.
    for decorator in reversed(_sequence(decorators)):
        found.update(_layer_of_decorator(decorator))
    function = getattr(cls, method, None)
    if function is None and method == "head":
        function = getattr(cls, "get", None)
    found.update(dict.fromkeys(layers_under(function)))
    return found


def _sequence(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _layer_of_decorator(decorator: object) -> dict[Layer, None]:
    if isinstance(decorator, Decorator):
        return {decorator.layer: None}
    # Reading an attribute of any other object may run code of the app.
    bare = isinstance(decorator, types.FunctionType) and _mark_on(decorator, _BARE)
    return {bare: None} if bare else {}


def methods_of(view: object) -> list[str]:
    """Return the methods for which the layers of a view can differ; `[""]` if they cannot."""
    if not depends_on_method(view):
        return [""]
    named = (name.upper() for name in getattr(view, "methods", None) or ())
    return sorted({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", *named})


def all_layers(view: object) -> AbstractSet[Layer]:
    """Return the layers on a registered view, for any method, always in the same order."""
    if isinstance(view, types.FunctionType) and not vars(view):
        return frozenset()  # as for most views, at a fraction of the cost
    return {layer: None for method in methods_of(view) for layer in layers_of(view, method)}.keys()


def depends_on_method(view: object) -> bool:
    """Return whether the layers of a view can depend on the method."""
    return isinstance(getattr(view, "view_class", None), type)


def instances(of: type) -> list[object]:
    import gc

    classes = [of]
    for each in classes:
        classes += type.__subclasses__(each)
    # An object refers to its class. A list of all objects would keep tuples alive that other
    # threads are creating, which then fails in CPython (SystemError).
    found = gc.get_referrers(*classes)
    # By type, since reading the class of a proxy may access an object that does not exist.
    return [each for each in found if type(each) in classes]


def registered_layers(owners: Iterable[object]) -> set[Layer]:
    from .above_route import views_of

    return {layer for each in owners for view in views_of(each) for layer in all_layers(view)}
