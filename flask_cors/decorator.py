"""`cross_origin`: the policy of a view."""

from __future__ import annotations

import functools
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, TypeVar, overload

from flask import abort, current_app
from flask.views import View

from ._runtime.attachment import current_exchange, watch_marked_views
from ._runtime.calls import is_async, materialized, read_call, read_layer, source_here
from ._runtime.current import current_request
from ._runtime.marks import MARKS, Decorator, mark_bare
from ._runtime.reporting import report
from ._runtime.results import noted
from ._runtime.url_map import Routes
from .core.layers import Layer
from .core.problems import ConfigurationError, Problem, Problems, Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import Unpack

    from flask import Request, Response

    from ._runtime.exchange import Exchange
    from .core.option_types import ViewOptions

_V = TypeVar("_V", bound="Callable[..., Any]")


@overload
def cross_origin(view: _V, /) -> _V: ...


@overload
def cross_origin(**options: Unpack[ViewOptions]) -> CrossOrigin: ...


def cross_origin(*args: Any, **options: Unpack[ViewOptions]) -> Any:
    """Give a view its own policy.

        @app.get("/widget")
        @cross_origin(origins="https://app.example.com")
        def widget(): ...

    Put it below the route decorator. It works on functions (sync or async),
    on class-based views and their methods, and in `decorators` and
    `method_decorators`. `CORS(app)` is not needed.

    A view that sets `origins` ignores the policies of the blueprint and the
    app. A view that does not set them, for example with `@cross_origin`
    without parentheses, inherits from the policy around it.

    The options are those of `CORS` without `resources`,
    `intercept_exceptions` and `strict`, plus one for views only:

    automatic_options=True
        Answer OPTIONS for the view. If False and the route lists OPTIONS,
        the view answers it, including preflights.

    Raises `ConfigurationError` for invalid configuration, and warns with
    `CORSWarning` if a setting is probably a mistake.

    The protocol: https://fetch.spec.whatwg.org/#http-cors-protocol
    """
    if len(args) == 1 and not options and callable(args[0]):
        return _read({}, ())(args[0])
    return _read(materialized(options), args)


# For `cross_origin` without parentheses in a list such as `method_decorators`, which is only
# applied during a request.
mark_bare(cross_origin, Layer(Source("view", "@cross_origin"), {}))
watch_marked_views()


def _read(given: dict[str, object], positional: tuple[object, ...]) -> CrossOrigin:
    source = source_here("view", "@cross_origin")
    problems = Problems(source, "origins")
    if positional:
        origins = positional[0] if len(positional) == 1 else list(positional)
        reason, remedy = (
            ("ignored, because origins=... is also given", "list all origins there")
            if "origins" in given
            else (
                "is read as origins",
                "pass it as origins=... (flask-cors 6 ignored it and allowed every origin)",
            )
        )
        reason = f"was given without its name and {reason}"
        problems.warn("positional-origins", origins, reason, remedy)
        given.setdefault("origins", origins)
    layer = read_layer(given, source, "view")
    layer = layer.replaced(problems=(*problems.found, *layer.problems))
    report(read_call([layer], source).problems(), strict=False)
    return CrossOrigin(layer)


class CrossOrigin(Decorator):
    """The decorator that `cross_origin(...)` returns."""

    def __call__(self, view: _V) -> _V:
        """Return a new function with the policy, or a `View` class, to which it is added."""
        cls: object = view
        if isinstance(cls, type) and issubclass(cls, View):
            # As if the class listed it: as_view() applies it, and subclasses inherit it.
            cls.decorators = [*cls.decorators, self]
            return view
        if isinstance(view, type) or not callable(view):
            remedy = "use @cross_origin on a function or a flask View class"
            source = self.layer.source
            problem = Problem.fatal("wrong-type", f"{view!r} is not a view", remedy, source)
            raise ConfigurationError([problem])
        wrapper = self._async_wrapper(view) if is_async(view) else self._wrapper(view)
        MARKS.add(wrapper, view, self.layer)
        return wrapper

    def _wrapper(self, view: _V) -> _V:
        @functools.wraps(view)
        def wrapper(*args: object, **kwargs: object) -> Any:  # noqa: ANN401 - any view
            exchange = current_exchange(self.layer)
            if exchange is None:
                return view(*args, **kwargs)
            with self._governing(wrapper, exchange) as note:
                result = self._instead_of(wrapper, exchange)
                if result is None:
                    result = view(*args, **kwargs)
                return note(result)

        return wrapper  # type: ignore[return-value]

    def _async_wrapper(self, view: _V) -> _V:
        @functools.wraps(view)
        async def wrapper(*args: object, **kwargs: object) -> Any:  # noqa: ANN401 - any view
            exchange = current_exchange(self.layer)
            if exchange is None:
                return await view(*args, **kwargs)
            with self._governing(wrapper, exchange) as note:
                result = self._instead_of(wrapper, exchange)
                if result is None:
                    result = await view(*args, **kwargs)
                return note(result)

        return wrapper  # type: ignore[return-value]

    def _governing(
        self, wrapper: object, exchange: Exchange
    ) -> AbstractContextManager[Callable[[Any], Any]]:
        """Return a context manager that yields a function to record the result, if it is needed."""
        current = current_request()
        if exchange.view_scopes(current, current.method, self.layer):
            return nullcontext(lambda result: result)
        return noted(exchange, wrapper)

    def _instead_of(self, wrapper: object, exchange: Exchange) -> Response | None:
        """Return a response to send instead of running the view, or None."""
        current = current_request()
        if current.method == "OPTIONS":
            return self._answer_options(exchange, current)
        # The app's wrapper does not know in time about a function that is not an endpoint's view,
        # or a view that has just replaced another one.
        may_reject = exchange.resolver.rejects or self.layer.values.get("reject_disallowed")
        if may_reject and exchange.is_rejected(current, wrapper):
            abort(403)
        return None

    def _answer_options(self, exchange: Exchange, current: Request) -> Response | None:
        """Return Flask's response to OPTIONS, unless the view answers it."""
        if exchange.view_scopes(current, "OPTIONS", self.layer):
            automatic = not exchange.resolver.view_takes_options(current.url_rule, current.path)
        else:
            automatic = exchange.resolver.is_automatic(self.layer)
        if not automatic:
            return None
        response: Response = current_app.response_class()
        response.allow.update(Routes(current_app, current).methods("OPTIONS"))
        return response
