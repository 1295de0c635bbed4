"""`cross_origin` in every possible position, with and without `CORS(app)`."""

import functools
import gc
import re
import threading
import warnings
from pathlib import Path

import flask_restful
import flask_restx
import pytest
from flask import Blueprint, Flask, abort, jsonify, request
from flask.views import MethodView, View
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, Rule

from answers import acao
from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from flask_cors.core import protocol
from flask_cors.core.layers import Layer, Scope
from origins import EVIL, A, B

HERE = re.escape(__file__)


def line_of(text):
    """Return the number of the line of this file that ends with a marker comment."""
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.endswith(f"# {text}"))


def wrapping(function):
    """Decorate a view with functools.wraps."""

    @functools.wraps(function)
    def inside(*args, **kwargs):
        return function(*args, **kwargs)

    return inside


def hiding(function):
    """Decorate a view without functools.wraps."""

    def hides(*args, **kwargs):
        return function(*args, **kwargs)

    return hides


# Positions. Each registers a view at /v, for GET and PUT, that returns the name of its method.


def answer(*_, **__):
    """Return the name of the method."""
    return request.method.lower()


def plain():
    """Return a new undecorated view."""

    def view(*args, **kwargs):
        return answer()

    return view


def add(app, view, path="/v"):
    """Register a view for GET and PUT."""
    app.add_url_rule(path, "v", view, methods=["GET", "PUT"])


def below_route(app, decorator):
    """Apply it between the route and the function."""
    add(app, decorator(plain()))


def by_route(app, decorator):
    """Apply it there with the usual syntax."""

    @app.route("/v", methods=["GET", "PUT"])
    @decorator
    def view():
        return answer()


def under_wraps(app, decorator):
    """Apply it below a decorator that uses functools.wraps."""
    add(app, wrapping(wrapping(decorator(plain()))))


def over_wraps(app, decorator):
    """Apply it above other decorators."""
    add(app, decorator(wrapping(plain())))


def over_hiding(app, decorator):
    """Apply it above a decorator without functools.wraps."""
    add(app, decorator(hiding(plain())))


def on_async(app, decorator):
    """Apply it to an async view."""

    async def view():
        return answer()

    add(app, decorator(view))


def on_async_under_wraps(app, decorator):
    """Apply it to an async view below another decorator."""

    async def view():
        return answer()

    add(app, wrapping_async(decorator(view)))


def wrapping_async(function):
    """Decorate an async view."""

    @functools.wraps(function)
    async def inside(*args, **kwargs):
        return await function(*args, **kwargs)

    return inside


def in_partial(app, decorator):
    """Apply it to a function, and register a partial of that."""
    add(app, functools.partial(decorator(lambda _: answer()), 1))


def on_partial(app, decorator):
    """Apply it to a partial."""
    add(app, decorator(functools.partial(lambda _: answer(), 1)))


class Callable:
    """A callable view object."""

    def __call__(self):
        """Return the name of the method."""
        return answer()


def on_callable(app, decorator):
    """Apply it to a callable object."""
    add(app, decorator(Callable()))


def on_bound_method(app, decorator):
    """Apply it to a bound method."""
    add(app, decorator(Callable().__call__))


def on_method_of_an_object(app, decorator):
    """Apply it to a method that is bound on registration."""

    class Views:
        @decorator
        def view(self):
            return answer()

    add(app, Views().view)


def on_static_method(app, decorator):
    """Apply it to a static method."""

    class Views:
        view = decorator(staticmethod(answer))

    add(app, Views.view)


def in_blueprint(app, decorator):
    """Apply it below the route of a blueprint."""
    bp = Blueprint("bp", "bp")
    add(bp, decorator(plain()))
    app.register_blueprint(bp)


class Both(MethodView):
    """A class-based view."""

    def get(self):
        """Handle GET."""
        return answer()

    def put(self):
        """Handle PUT."""
        return answer()


def in_decorators(app, decorator):
    """Put it into `decorators` of a MethodView."""

    class V(Both):
        decorators = [decorator]  # noqa: RUF012 - as Flask documents it

    app.add_url_rule("/v", view_func=V.as_view("v"))


def in_decorators_among_others(app, decorator):
    """Put it into `decorators` between others."""

    class V(Both):
        decorators = (wrapping, decorator, hiding)

    app.add_url_rule("/v", view_func=V.as_view("v"), methods=["GET", "PUT"])


def on_class(app, decorator):
    """Apply it to a MethodView class."""

    @decorator
    class V(Both):
        pass

    app.add_url_rule("/v", view_func=V.as_view("v"))


def on_parent_class(app, decorator):
    """Apply it to the base class of a MethodView."""

    @decorator
    class Base(MethodView):
        init_every_request = False

    class V(Base):
        def get(self):
            return answer()

        def put(self):
            return answer()

    app.add_url_rule("/v", view_func=V.as_view("v"))


def on_methods(app, decorator):
    """Apply it to the methods of a MethodView."""

    class V(MethodView):
        @decorator
        def get(self):
            return answer()

        @wrapping
        @decorator
        def put(self):
            return answer()

    app.add_url_rule("/v", view_func=V.as_view("v"))


def on_async_methods(app, decorator):
    """Apply it to async methods of a MethodView."""

    class V(MethodView):
        @decorator
        async def get(self):
            return answer()

        @decorator
        async def put(self):
            return answer()

    app.add_url_rule("/v", view_func=V.as_view("v"))


def on_as_view(app, decorator):
    """Apply it to the result of `as_view`."""
    app.add_url_rule("/v", view_func=decorator(Both.as_view("v")))


def on_dispatch_request(app, decorator):
    """Apply it to `dispatch_request` of a View."""

    class V(View):
        methods = ["GET", "PUT"]  # noqa: RUF012 - as Flask documents it

        @decorator
        def dispatch_request(self):
            return answer()

    app.add_url_rule("/v", view_func=V.as_view("v"))


def on_view_class(app, decorator):
    """Apply it to a View class."""

    @decorator
    class V(View):
        methods = ["GET", "PUT"]  # noqa: RUF012 - as Flask documents it

        def dispatch_request(self):
            return answer()

    app.add_url_rule("/v", view_func=V.as_view("v"))


FRAMEWORKS = {"restful": flask_restful, "restx": flask_restx}


def in_framework(framework, where):
    """Return a function that applies the decorator to a resource of flask-restful or -restx."""

    def place(app, decorator):
        module = FRAMEWORKS[framework]
        everywhere = [decorator] if where == "api" else []
        api = module.Api(app, decorators=everywhere)

        class V(module.Resource):
            if where == "decorators":
                decorators = [decorator]
            if where == "method_decorators":
                method_decorators = [wrapping, decorator]
            if where == "method_decorators by method":
                method_decorators = {"get": [decorator], "put": (decorator,)}

            def get(self):
                return answer()

            def put(self):
                return answer()

            if where == "methods":
                get, put = decorator(get), decorator(put)

        api.add_resource(decorator(V) if where == "class" else V, "/v")

    place.__name__ = f"{framework}: {where}"
    return place


RESTFUL = [
    in_framework("restful", where)
    for where in (
        *("class", "decorators", "method_decorators", "method_decorators by method"),
        *("methods", "api"),
    )
]
RESTX = [
    in_framework("restx", where)
    for where in ("class", "decorators", "method_decorators", "methods", "api")
]


def in_namespace(app, decorator):
    """Put it into `decorators` of a namespace of flask-restx."""
    namespace = flask_restx.Namespace("n", path="/", decorators=[decorator])

    @namespace.route("/v")
    class V(flask_restx.Resource):
        def get(self):
            return answer()

        def put(self):
            return answer()

    flask_restx.Api(app).add_namespace(namespace)


PLACES = [
    below_route,
    by_route,
    under_wraps,
    over_wraps,
    over_hiding,
    on_async,
    on_async_under_wraps,
    in_partial,
    on_partial,
    on_callable,
    on_bound_method,
    on_method_of_an_object,
    on_static_method,
    in_blueprint,
    in_decorators,
    in_decorators_among_others,
    on_class,
    on_parent_class,
    on_methods,
    on_async_methods,
    on_as_view,
    on_dispatch_request,
    on_view_class,
    *RESTFUL,
    *RESTX,
    in_namespace,
]
each_place = pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*ExtDeprecationWarning")
@pytest.mark.parametrize("around", [None, B, "*"])
@each_place
def test_the_policy_is_found_in_every_position(send, preflight, place, around):
    """Actual requests and preflights follow the view, from the first request on."""
    app = Flask("app", static_folder=None)
    if around is not None:
        CORS(app, origins=around)
    place(app, cross_origin(origins=A))
    for _ in range(2):
        for method in ("GET", "PUT"):
            response = send(app, "/v", method=method)
            assert response.status_code == 200
            assert method.lower() in response.text
            assert acao(response) == A
            assert response.headers.getlist("Vary") == []
            assert acao(send(app, "/v", origin=EVIL, method=method)) is None
            assert acao(send(app, "/v", origin=B, method=method)) is None
            allowed = preflight(app, "/v", method=method)
            assert (allowed.status_code, acao(allowed), allowed.text) == (200, A, "")
            assert method in allowed.headers[protocol.ALLOW_METHODS]
            assert acao(preflight(app, "/v", origin=EVIL, method=method)) is None
        assert acao(send(app, "/v", method="DELETE")) == A
        assert acao(preflight(app, "/v", method="DELETE")) == A


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@each_place
def test_the_first_request_may_be_a_preflight(preflight, place):
    """This also works without `CORS(app)`."""
    app = Flask("app", static_folder=None)
    place(app, cross_origin(origins=A))
    response = preflight(app, "/v")
    assert (response.status_code, acao(response)) == (200, A)
    assert "PUT" in response.headers[protocol.ALLOW_METHODS]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@each_place
def test_without_parentheses(send, preflight, place):
    """`@cross_origin` equals `@cross_origin()`: it inherits the outer policy."""
    app = Flask("app", static_folder=None)
    CORS(app, origins=A, resources="/elsewhere")
    place(app, cross_origin)
    assert acao(send(app, "/v")) == A
    assert acao(send(app, "/v", origin=EVIL)) == EVIL
    assert acao(preflight(app, "/v")) == A


def test_without_parentheses_below_an_app(app, send):
    """The bare decorator under `CORS(app, origins=a)` allows only `a`."""
    CORS(app, origins=A)
    app.add_url_rule("/v", "v", cross_origin(plain()))
    assert acao(send(app, "/v")) == A
    assert acao(send(app, "/v", origin=EVIL)) is None


def test_the_decorator_keeps_the_function(app):
    """The function is returned with its name and behavior."""
    view = plain()
    before = dict(vars(view))
    decorated = cross_origin()(view)
    assert vars(view) == before
    assert decorated.__name__ == view.__name__
    assert decorated.__wrapped__ is view


def test_arguments_reach_the_view(app, send):
    """URL values are passed on."""

    @app.get("/v/<int:number>")
    @cross_origin()
    def view(number):
        return jsonify(number=number)

    assert send(app, "/v/5").json == {"number": 5}


def test_a_decorated_view_can_be_called_outside_a_request(app):
    """A unit test may call the view, or use a manual request context, and sees no headers."""
    decorated = cross_origin()(lambda: "view")
    assert decorated() == "view"
    CORS(app)
    with app.test_request_context("/"):
        assert decorated() == "view"


def test_a_view_called_by_another_one(app, send):
    """A view that calls a decorated one and returns something else keeps its own policy."""
    inner = cross_origin(origins=A)(lambda: "inner")
    CORS(app, origins=B)
    app.add_url_rule("/outer", "outer", lambda: f"outer {inner()}")
    assert [acao(send(app, "/outer", origin)) for origin in (A, B)] == [None, B]


@pytest.mark.parametrize("thing", [5, str, classmethod(answer), "view", object()])
def test_only_views_can_be_decorated(thing):
    """The decorator raises an error for anything else."""
    with pytest.raises(ConfigurationError, match=rf"{HERE}:[0-9]+\): .* is not a view"):
        cross_origin(origins=A)(thing)


# Options


@pytest.mark.parametrize(
    ("args", "options", "expected"),
    [
        ((A,), {}, [A]),
        (([A],), {}, [A]),
        ((A, B), {}, [A, B]),
        ((re.compile(r"https://a\.com"),), {}, [A]),
        ((B,), {"origins": A}, [A]),
        ((A,), {"max_age": 5}, [A]),
    ],
)
def test_positional_origins(app, send, args, options, expected):
    """A positional argument is read as `origins`, with a warning."""
    with pytest.warns(CORSWarning, match="was given without its name") as caught:
        add(app, cross_origin(*args, **options)(plain()))
    assert caught[0].filename == __file__
    assert [o for o in (A, B, EVIL) if acao(send(app, "/v", origin=o)) == o] == expected


def test_a_callable_with_options_is_not_a_bare_decorator(app, send):
    """A function given with options is an origin, not the view."""
    with pytest.warns(CORSWarning, match="was given without its name"):
        decorator = cross_origin(lambda origin: origin == A, max_age=5)
    add(app, decorator(plain()))
    assert acao(send(app, "/v")) == A
    assert acao(send(app, "/v", origin=EVIL)) is None


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"origin": A}, "read as origins"),
        ({"resources": "/x"}, "has no effect on a view"),
        ({"strict": True}, "has no effect on a view"),
        ({"intercept_exceptions": False}, "has no effect on a view"),
        ({"supports_credentials": True, "origins": "*"}, "every site"),
        ({"origins": []}, None),
        ({"origins": ""}, "allows no origin"),
    ],
)
@pytest.mark.filterwarnings("default")
def test_warnings_of_a_decorator(recwarn, options, match):
    """Problems of a decorator are reported at its line."""
    cross_origin(**options)
    assert [w.filename for w in recwarn] == ([__file__] if match else [])
    assert all(re.search(match, str(w.message)) for w in recwarn)


def test_errors_of_a_decorator():
    """All errors are raised at once, with the decorator's line."""
    with pytest.raises(ConfigurationError) as raised:
        cross_origin(max_age="soon", origins="(")  # faulty decorator
    assert len(raised.value.problems) == 2
    assert f"{__file__}:{line_of('faulty decorator')}" in str(raised.value)


# Above the route


def above_route(app, decorator):
    """Apply it above `@app.route`."""

    @decorator
    @app.route("/v", methods=["GET", "PUT"])
    def view():
        return answer()

    return view


@pytest.mark.parametrize("around", [None, B])
@pytest.mark.parametrize("first", ["actual", "preflight"])
def test_above_the_route(app, send, preflight, around, first):
    """The policy applies; the first request warns that flask-cors 6 ignored it."""
    if around is not None:
        CORS(app, origins=around)
    above_route(app, cross_origin(origins=A))
    match = (
        ": is above the route of endpoint 'view', where flask-cors 6 ignored it; it now applies"
        " to that endpoint; move it below the route$"
    )
    with pytest.warns(CORSWarning, match=match) as caught:
        assert acao((send if first == "actual" else preflight)(app, "/v")) == A
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert acao(send(app, "/v", method="PUT")) == A
    assert acao(preflight(app, "/v")) == A
    assert acao(send(app, "/v", origin=EVIL)) is None


def test_a_contradiction_in_one_method(app, send):
    """The first request warns if only one method of a class causes it."""

    class View(MethodView):
        def get(self):
            return "get"

        @cross_origin(origins="*")
        def put(self):
            return "put"

    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    app.add_url_rule("/v", view_func=View.as_view("v"))
    with pytest.warns(CORSWarning, match="conflicts with supports_credentials=True"):
        send(app, "/v")


def test_a_contradiction_on_one_path(app, send):
    """The first request warns if only one path of a rule causes it."""
    CORS(app, resources={"/v/1": {"origins": "*"}})
    view = cross_origin(supports_credentials=True, allow_headers=[])(lambda number: number)
    app.add_url_rule("/v/<number>", "v", view)
    with pytest.warns(CORSWarning) as caught:
        send(app)
    assert any("conflicts with supports_credentials=True" in str(each.message) for each in caught)


@pytest.mark.filterwarnings("ignore:.*is above the route")
def test_above_the_route_in_a_blueprint(app, send, preflight):
    """The same holds for the routes of a blueprint."""
    CORS(app, origins=B)
    bp = Blueprint("bp", "bp")
    above_route(bp, cross_origin(origins=A))
    app.register_blueprint(bp, url_prefix="/bp")
    assert acao(send(app, "/bp/v")) == A
    assert acao(preflight(app, "/bp/v")) == A


def test_above_the_route_under_strict(app, send):
    """Under `strict` a decorator above its route is an error."""
    CORS(app, origins=B, strict=True)
    above_route(app, cross_origin(origins=A))
    with pytest.raises(ConfigurationError, match="is above the route") as raised:
        send(app, "/v")
    [problem] = raised.value.problems
    assert (problem.code, problem.error) == ("decorator-above-route", False)


@pytest.mark.parametrize("around", [None, B])
def test_the_plain_function_beside_the_decorated_one(app, send, preflight, around):
    """A function that is registered with and without the decorator has two policies."""
    if around is not None:
        CORS(app, origins=around)
    view = plain()
    app.add_url_rule("/plain", "plain", view)
    app.add_url_rule("/v", "v", cross_origin(origins=A)(view))
    for _ in range(2):
        assert acao(send(app, "/v")) == A
        assert acao(send(app, "/plain")) is None
        assert acao(send(app, "/plain", origin=B)) == around
        assert acao(preflight(app, "/plain", origin=B)) == around
        assert acao(preflight(app, "/v", method="GET")) == A


def test_the_plain_function_beside_the_decorated_one_of_a_factory(send):
    """If a factory decorates a module's function for one route, the plain one stays closed."""
    view = plain()
    for _ in range(2):
        app = Flask("app")
        app.add_url_rule("/plain", "plain", view)
        app.add_url_rule("/v", "v", cross_origin(origins=A)(view))
        assert acao(send(app, "/v")) == A
        assert acao(send(app, "/plain")) is None


def test_the_plain_function_on_another_app(send):
    """A function that one app decorates stays plain on another, without a warning."""
    view = plain()
    one, other = Flask("one"), Flask("other")
    add(one, cross_origin(origins=A)(view))
    assert acao(send(one, "/v")) == A
    add(other, view)
    CORS(other, origins=B)
    assert acao(send(other, "/v")) is None
    assert acao(send(other, "/v", origin=B)) == B


# Under a decorator without functools.wraps


def test_under_a_hiding_decorator(app, send, preflight):
    """Responses follow the view, preflights the outer scope; one warning says so."""
    CORS(app, origins=B)
    add(app, hiding(cross_origin(origins=A)(plain())))
    assert acao(preflight(app, "/v")) is None
    assert acao(preflight(app, "/v", origin=B)) == B
    with pytest.warns(CORSWarning, match="endpoint 'v' runs a .* functools.wraps") as caught:
        assert acao(send(app, "/v")) == A
    assert len(caught) == 1
    assert acao(send(app, "/v", method="PUT")) == A
    assert acao(send(app, "/v", origin=B)) is None
    assert acao(preflight(app, "/v")) is None


def test_the_warning_about_a_called_function_fits(app, send):
    """A view that returns the response of a decorated function has no decorator at all."""
    CORS(app, origins=B)
    function = cross_origin(origins=A)(plain())
    app.add_url_rule("/v", "v", lambda: function())  # noqa: PLW0108 - a direct call
    with pytest.warns(CORSWarning) as caught:
        assert acao(send(app, "/v")) == A
    (message,) = [str(each.message) for each in caught]
    assert message == (
        "endpoint 'v' runs a function with @cross_origin that is not its view (the view calls it,"
        " or a decorator wraps it without functools.wraps): responses of the endpoint follow the"
        " policy of that function, but preflights do not; put @cross_origin on the view, or add"
        " functools.wraps to the decorator"
    )


def test_a_hidden_view_inherits_from_the_outer_scope(app, send):
    """A hidden decorator without origins inherits them."""
    CORS(app, origins=A)
    add(app, hiding(cross_origin(expose_headers="X-A")(plain())))
    with pytest.warns(CORSWarning, match="functools.wraps"):
        response = send(app, "/v")
    assert (acao(response), response.headers[protocol.EXPOSE_HEADERS]) == (A, "X-A")
    assert acao(send(app, "/v", origin=EVIL)) is None


def test_a_hidden_view_inherits_from_its_blueprint(app, send):
    """The outer scope is that of the hiding endpoint."""
    bp = Blueprint("bp", "bp")
    CORS(bp, origins=A)
    add(bp, hiding(cross_origin(expose_headers="X-A")(plain())))
    CORS(app, origins=B)
    app.register_blueprint(bp)
    with pytest.warns(CORSWarning, match="functools.wraps"):
        response = send(app, "/v")
    assert (acao(response), response.headers[protocol.EXPOSE_HEADERS]) == (A, "X-A")
    assert acao(send(app, "/v", origin=B)) is None


def test_a_hidden_view_that_aborts(app, send):
    """A hidden view's policy also governs its abort."""
    CORS(app, origins=B)
    add(app, hiding(cross_origin(origins=A)(lambda: abort(418))))
    with pytest.warns(CORSWarning, match="functools.wraps"):
        response = send(app, "/v")
    assert (response.status_code, acao(response)) == (418, A)


def test_a_hidden_view_without_an_app(app, send, preflight):
    """Without `CORS(app)` a hidden view has its headers from the first request on."""
    add(app, hiding(cross_origin(origins=A)(plain())))
    assert acao(preflight(app, "/v")) is None
    with pytest.warns(CORSWarning, match="functools.wraps"):
        assert acao(send(app, "/v")) == A
    assert acao(send(app, "/v")) == A
    assert acao(send(app, "/v", origin=EVIL)) is None
    assert acao(preflight(app, "/v")) is None
    assert acao(send(app, "/")) is None


def test_a_hidden_async_view(app, send):
    """An async view can be hidden as well."""

    @cross_origin(origins=A)
    async def view():
        return "view"

    CORS(app, origins=B)
    add(app, hiding(app.ensure_sync(view)))
    with pytest.warns(CORSWarning, match="functools.wraps"):
        assert acao(send(app, "/v")) == A


def test_hidden_paths_in_the_cache_are_bounded(app, send):
    """Client-chosen paths have a limit."""
    for number in range(1030):
        CORS(app, resources={f"/v/{number}": {"max_age": number}})
    app.add_url_rule("/v/<path>", "v", hiding(cross_origin(origins=A)(plain())))
    with pytest.warns(CORSWarning, match="functools.wraps"):
        send(app, "/v/0")
    client = app.test_client()
    for number in range(1030):
        assert acao(client.get(f"/v/{number}", headers={"Origin": A})) == A
        assert len(app.extensions["cors"].resolver._hidden) <= 1024  # noqa: SLF001 - the bound


def test_a_hidden_options_view_does_not_run(app, send, preflight):
    """A hidden view does not run for OPTIONS either; Flask's response replaces it."""
    CORS(app, origins=A)
    view = cross_origin()(lambda: 1 / 0)
    app.add_url_rule("/v", "v", hiding(view), methods=["PUT", "OPTIONS"])
    response = app.test_client().options("/v")
    assert set(response.headers["Allow"].split(", ")) == {"OPTIONS", "PUT"}
    assert acao(send(app, "/v", method="OPTIONS")) == A
    response = preflight(app, "/v")
    assert (response.status_code, acao(response)) == (200, A)


def test_a_hidden_view_may_handle_options_itself(app, preflight):
    """With `automatic_options=False` a hidden view runs for OPTIONS."""
    CORS(app, origins=A)
    view = cross_origin(automatic_options=False)(lambda: "mine")
    app.add_url_rule("/v", "v", hiding(view), methods=["PUT", "OPTIONS"])
    assert preflight(app, "/v").text == "mine"


# On hooks and error handlers


def _hook_after(app, decorated):
    app.after_request(decorated(lambda response: response))


def _hook_before(app, decorated):
    app.before_request(decorated(lambda: ("no", 401)))


def _handler(app, decorated):
    app.register_error_handler(404, decorated(lambda _: ("none", 404)))


def _hook_of_blueprint(app, decorated):
    bp = Blueprint("hooks", "hooks")
    bp.after_app_request(decorated(lambda response: response))
    app.register_blueprint(bp)


HOOKS = {
    "after_request": (_hook_after, "/v"),
    "before_request": (_hook_before, "/v"),
    "an error handler": (_handler, "/missing"),
    "after_app_request": (_hook_of_blueprint, "/v"),
    "under another decorator": (
        lambda app, decorated: _hook_after(app, lambda hook: wrapping(decorated(hook))),
        "/v",
    ),
}


@pytest.mark.parametrize(("register", "path"), HOOKS.values(), ids=HOOKS)
@pytest.mark.parametrize("around", [None, B])
def test_a_hook(app, send, preflight, register, path, around):
    """A decorated hook or handler governs each of its responses, including preflights."""
    if around:
        CORS(app, origins=around)
    add(app, plain())
    register(app, cross_origin(origins=A, methods=["PATCH"], max_age=60))
    for _ in range(2):
        announced = preflight(app, path, method="PATCH")
        assert (announced.status_code, acao(announced)) == (200, A)
        assert announced.headers[protocol.ALLOW_METHODS] == "PATCH"
        assert announced.headers[protocol.MAX_AGE] == "60"
        assert acao(send(app, path)) == A
        for origin in (B, EVIL):
            assert acao(send(app, path, origin=origin)) is None
            assert acao(preflight(app, path, origin=origin)) is None


def test_a_hook_does_not_override_a_view(app, send, preflight):
    """A decorated view's policy governs, not that of the hook."""
    add(app, cross_origin(origins=A)(plain()))
    _hook_after(app, cross_origin(origins="*"))
    assert (acao(send(app, "/v")), acao(preflight(app, "/v"))) == (A, A)
    assert acao(send(app, "/v", origin=EVIL)) is None
    assert acao(preflight(app, "/v", origin=EVIL)) is None


def test_a_hook_inherits_from_the_outer_scope(app, send, preflight):
    """A hook without origins inherits from the blueprint or the app, also for errors."""
    bp = Blueprint("bp", "bp", url_prefix="/bp")
    CORS(bp, origins=A)
    CORS(app, origins=B)
    app.register_blueprint(bp)
    _handler(app, cross_origin(max_age=60))
    for path, origin in (("/bp/missing", A), ("/missing", B)):
        assert acao(send(app, path, origin=origin)) == origin
        assert preflight(app, path, origin=origin).headers[protocol.MAX_AGE] == "60"
        assert acao(send(app, path, origin=EVIL)) is None
        assert acao(preflight(app, path, origin=EVIL)) is None


def test_a_handler_does_not_open_the_errors_of_a_blueprint(app, send, preflight):
    """A bare handler leaves a blueprint's 404s to the blueprint's policy."""
    bp = Blueprint("bp", "bp", url_prefix="/bp")
    CORS(bp, origins=A)
    app.register_blueprint(bp)
    _handler(app, cross_origin())
    assert acao(send(app, "/bp/missing")) == A
    assert acao(send(app, "/bp/missing", origin=EVIL)) is None
    assert acao(preflight(app, "/bp/missing", origin=EVIL)) is None
    assert acao(send(app, "/missing", origin=EVIL)) == EVIL


# Several decorators


@pytest.mark.parametrize(
    ("outer", "inner", "origin", "max_age"),
    [
        ({"origins": A}, {"max_age": 5}, A, "5"),
        ({"origins": A, "max_age": 4}, {"max_age": 5}, A, "5"),
        ({"origins": A}, {"origins": B}, B, None),
        ({"max_age": 5}, {"origins": B}, B, None),
        ({}, {}, None, None),
    ],
)
def test_stacked_decorators(app, preflight, outer, inner, origin, max_age):
    """Each decorator is a separate scope; the inner one is the most specific."""
    CORS(app, origins="https://app.test")
    add(app, cross_origin(**outer)(wrapping(cross_origin(**inner)(plain()))))
    answers = {o: preflight(app, "/v", origin=o) for o in (A, B, "https://app.test")}
    allowed = [o for o, response in answers.items() if acao(response) == o]
    assert allowed == [origin or "https://app.test"]
    assert answers[allowed[0]].headers.get(protocol.MAX_AGE) == max_age


def test_methods_of_a_class_inherit_from_the_class(app, preflight, send):
    """A decorated method's outer scope is the decorator of its class."""

    @cross_origin(origins=A, max_age=4)
    class V(MethodView):
        def get(self):
            return "get"

        @cross_origin(max_age=5)
        def put(self):
            return "put"

    app.add_url_rule("/v", view_func=V.as_view("v"))
    assert preflight(app, "/v", method="GET").headers[protocol.MAX_AGE] == "4"
    assert preflight(app, "/v", method="PUT").headers[protocol.MAX_AGE] == "5"
    assert acao(send(app, "/v", method="PUT")) == A


def test_only_one_method_of_a_class(app, preflight, send):
    """A method without a decorator keeps the scope around the class; HEAD follows GET."""

    class V(MethodView):
        @cross_origin(origins=A)
        def get(self):
            return "get"

        def put(self):
            return "put"

    CORS(app, origins=B)
    app.add_url_rule("/v", view_func=V.as_view("v"))
    for method, origin in {"GET": A, "HEAD": A, "PUT": B}.items():
        assert acao(send(app, "/v", method=method, origin=origin)) == origin
        assert acao(preflight(app, "/v", method=method, origin=origin)) == origin
        assert acao(preflight(app, "/v", method=method, origin=EVIL)) is None


def test_method_decorators_for_one_method(app, preflight):
    """A dict of `method_decorators` is read for each method."""

    class V(flask_restful.Resource):
        method_decorators = {"put": [cross_origin(origins=A)]}  # noqa: RUF012 - as documented

        def get(self):
            return "get"

        def put(self):
            return "put"

    flask_restful.Api(app).add_resource(V, "/v")
    assert acao(preflight(app, "/v", method="PUT")) == A
    assert acao(preflight(app, "/v", method="GET")) is None


@pytest.mark.parametrize("value", ["of another framework", len, None])
def test_decorators_that_are_not_a_sequence_are_ignored(app, send, value):
    """Another class attribute of that name is left to the framework."""

    class V(Both):
        method_decorators = value

    CORS(app, origins=A)
    app.add_url_rule("/v", view_func=V.as_view("v"))
    assert acao(send(app, "/v")) == A


# OPTIONS


@pytest.mark.parametrize("with_app", [True, False])
@pytest.mark.parametrize(
    ("automatic", "listed", "before", "text", "allowed"),
    [
        (True, False, "", "", True),
        (True, True, "", "", True),
        (False, True, "mine", "mine", True),
        (False, False, "", "", False),
    ],
)
def test_automatic_options(app, send, preflight, with_app, automatic, listed, before, text, allowed):  # fmt: skip  # noqa: E501 - the columns
    """A decorated view runs for OPTIONS only if it opts in and its route lists OPTIONS."""
    if with_app:
        CORS(app, origins=B)
    view = cross_origin(origins=A, automatic_options=automatic)(lambda: "mine")
    methods = ["GET", "PUT", *(["OPTIONS"] if listed else [])]
    app.add_url_rule("/v", "v", view, methods=methods)
    for _ in range(2):
        response = preflight(app, "/v")
        assert (response.status_code, response.text) == (200, before)
        assert acao(response) == (A if allowed else None)
        assert (protocol.ALLOW_METHODS in response.headers) == allowed
        other = send(app, "/v", method="OPTIONS")
        assert (other.status_code, other.text) == (200, text)
        if text == "":
            assert set(other.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "PUT"}
        assert protocol.ALLOW_METHODS not in other.headers


def test_automatic_options_of_a_class(app, preflight):
    """A decorated class does not run its method `options` unless it opts in."""

    class V(Both):
        def options(self):
            return "mine"

    class Automatic(V):
        decorators = [cross_origin(origins=A)]  # noqa: RUF012 - as Flask documents it

    class Own(V):
        decorators = [cross_origin(origins=A, automatic_options=False)]  # noqa: RUF012 - as above

    app.add_url_rule("/automatic", view_func=Automatic.as_view("automatic"))
    app.add_url_rule("/own", view_func=Own.as_view("own"))
    assert preflight(app, "/automatic").text == ""
    assert preflight(app, "/own").text == "mine"
    assert acao(preflight(app, "/automatic")) == acao(preflight(app, "/own")) == A


def test_automatic_options_of_an_async_view(app, preflight):
    """An async view does not run for OPTIONS either."""

    @app.route("/v", methods=["GET", "OPTIONS"])
    @cross_origin(origins=A)
    async def view():
        raise LookupError

    response = preflight(app, "/v", method="GET")
    assert (response.status_code, response.text, acao(response)) == (200, "", A)


def test_automatic_options_without_origin(app):
    """A view whose route lists OPTIONS responds to a plain OPTIONS like Flask."""
    view = cross_origin()(lambda: 1 / 0)
    app.add_url_rule("/v", "v", view, methods=["GET", "OPTIONS"])
    response = app.test_client().options("/v")
    assert (response.status_code, response.text) == (200, "")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


# Without CORS(app)


@pytest.mark.parametrize("path", ["/", "/none", "/v"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
def test_any_first_request_without_an_app(app, send, preflight, path, method):
    """Only responses of the decorated view have headers, whichever request comes first."""
    app.add_url_rule("/v", "v", cross_origin(origins=A)(lambda: "view"))
    for _ in range(2):
        assert acao(send(app, path, method=method)) == (A if path == "/v" else None)
    assert acao(send(app, "/v")) == A
    assert acao(preflight(app, "/v", method="GET")) == A
    assert acao(preflight(app, "/", method="GET")) is None


def test_apps_without_decorated_views_are_left_alone(app, send):
    """An app without any is not wrapped because of another app."""
    inner = app.wsgi_app
    cross_origin()(lambda: "view")
    for _ in range(2):
        assert acao(send(app)) is None
    assert app.wsgi_app == inner
    assert "cors" not in app.extensions


def test_a_refusing_hook_on_the_first_request(app, preflight):
    """Even without `CORS(app)` it cannot refuse the first preflight."""
    app.before_request(lambda: ("go away", 401, {"WWW-Authenticate": "Basic", "X-Kept": "1"}))
    add(app, cross_origin(origins=A)(plain()))
    for _ in range(2):
        response = preflight(app, "/v")
        assert (response.status_code, response.text, acao(response)) == (200, "", A)
        assert "WWW-Authenticate" not in response.headers
        assert response.headers["X-Kept"] == "1"
        assert response.headers["Content-Length"] == "0"


def refusing():
    """Refuse a preflight like a login."""
    return ("login", 401) if request.method == "OPTIONS" else None


@pytest.mark.parametrize("hide", [hiding, wrapping])
def test_first_requests_at_the_same_time(hide):
    """Requests that arrive before the wrapper is installed get headers as well."""
    app = Flask("app")
    together, found = threading.Barrier(8), []
    inner = app.wsgi_app

    def waiting(environ, start_response):
        together.wait(timeout=60)
        return inner(environ, start_response)

    def ask():
        response = app.test_client().get("/v", headers={"Origin": A})
        found.append((response.headers.getlist(protocol.ALLOW_ORIGIN), response.text))

    app.wsgi_app = waiting
    add(app, hide(cross_origin(origins=A)(plain())))
    threads = [threading.Thread(target=ask) for _ in range(8)]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*without functools.wraps")
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [([A], "get")] * 8


def test_a_server_that_got_the_entry_point_before(app, preflight, send):
    """An entry point taken before the first request still works."""
    server = Flask("server")
    server.wsgi_app = ProxyFix(app.wsgi_app)
    add(app, cross_origin(origins=A)(plain()))
    app.before_request(refusing)
    for _ in range(3):
        response = send(server, "/v")
        assert (response.text, acao(response)) == ("get", A)
        response = preflight(server, "/v")
        assert (response.status_code, response.data, acao(response)) == (200, b"", A)
        assert acao(send(app, "/v")) == A
        assert acao(send(server, "/")) is None


@pytest.mark.parametrize("hide", [hiding, wrapping])
@pytest.mark.filterwarnings("ignore:.*without functools.wraps")
def test_an_app_that_is_mounted_in_another(app, preflight, send, hide):
    """An inner app's decorated view has its own policy under an outer `CORS(app)`."""
    inner = Flask("inner")
    add(inner, hide(cross_origin(origins=A)(plain())))
    inner.add_url_rule("/fault", "fault", cross_origin(origins=A)(lambda: 1 / 0))
    inner.before_request(refusing)
    app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/inner": inner})
    CORS(app, origins=B)
    for _ in range(2):
        assert acao(send(app, "/inner/v")) == A
        assert acao(send(app, "/inner/v", origin=B)) is None
        assert acao(send(app, "/inner/fault")) == A
        assert acao(preflight(app, "/inner/fault", method="GET")) == A
        assert acao(send(app, "/", origin=B)) == B


def test_the_first_response_is_processed_after_all_hooks(app, send):
    """Without `CORS(app)` a hook's header is replaced from the first request on."""
    add(app, cross_origin(origins=A)(plain()))
    app.after_request(
        lambda response: response.headers.update({protocol.ALLOW_ORIGIN: "*"}) or response
    )
    with pytest.warns(CORSWarning, match="sets Access-Control-Allow-Origin"):
        assert send(app, "/v").headers.getlist(protocol.ALLOW_ORIGIN) == [A]
    assert send(app, "/v").headers.getlist(protocol.ALLOW_ORIGIN) == [A]


def test_a_blueprint_with_a_policy_does_not_hide_a_view(app, send):
    """`CORS(bp)` alone attaches the library; views elsewhere have their own policy."""
    bp = Blueprint("bp", "bp")
    CORS(bp, origins=B)
    app.register_blueprint(bp)
    add(app, cross_origin(origins=A)(plain()))
    assert acao(send(app, "/v")) == A


def test_a_function_that_is_decorated_for_another_app_stays_plain(send):
    """It is closed even if the other app has not served yet."""

    def view():
        return "view"

    decorating, plain = Flask("decorating"), Flask("plain")
    decorating.add_url_rule("/v", "v", cross_origin(origins="*")(view))
    plain.add_url_rule("/v", "v", view)
    CORS(plain, origins=B)

    assert "Access-Control-Allow-Origin" not in send(plain, "/v", A).headers
    assert send(decorating, "/v", A).headers["Access-Control-Allow-Origin"] == A


def test_views_decorated_in_each_request_are_not_cached(app, send):
    """The decorator does not govern the inner function either, if that is a view."""

    def plain():
        return "plain"

    app.add_url_rule("/plain", "plain", plain)
    app.add_url_rule("/v", "v", lambda: str(cross_origin(origins=B)(plain)()))
    cors = CORS(app, origins=A)
    with pytest.warns(CORSWarning, match=r"functools\.wraps"):
        assert acao(send(app, "/v", B)) == B
    before = sum(isinstance(each, Layer) for each in gc.get_objects())
    for _ in range(20):
        assert acao(send(app, "/v", B)) == B
    gc.collect()
    assert sum(isinstance(each, Layer) for each in gc.get_objects()) < before + 10
    cors.reconfigure(max_age=5)
    assert [acao(send(app, "/plain", origin)) for origin in (A, B)] == [A, None]


def test_unknown_methods_are_not_cached(app, preflight):
    """Below a rule for any method, invented ones use no memory."""

    class Item(MethodView):
        decorators = (cross_origin(origins="https://b.com", methods="*"),)

        def get(self):
            return "item"

    app.url_map.add(Rule("/item", endpoint="item"))
    app.view_functions["item"] = Item.as_view("item")
    CORS(app, origins="https://a.com")

    def scopes():
        return sum(isinstance(each, Scope) for each in gc.get_objects())

    preflight(app, "/item", origin="https://b.com", method="M")
    before = scopes()
    for number in range(20):
        response = preflight(app, "/item", origin="https://b.com", method=f"M{number}")
        assert response.headers[protocol.ALLOW_METHODS] == f"M{number}"
    assert scopes() <= before


class Refusing(BaseConverter):
    """A converter that takes no value."""

    def to_python(self, _):
        """Respond with 400."""
        raise BadRequest


def test_an_endpoint_without_a_name(app, send, preflight):
    """The policy of a view whose endpoint is "" does not apply to paths without an endpoint."""
    app.url_map.converters["refusing"] = Refusing
    app.add_url_rule("/v", "", cross_origin(origins=A)(plain()))
    app.add_url_rule("/v/<refusing:value>", "value", plain())
    CORS(app, origins=B)
    send(app)
    resolver = app.extensions["cors"].resolver
    for ask in (send, preflight):
        assert acao(ask(app, "/v")) == A
        for path in ("/none", "/v/1"):
            assert [acao(ask(app, path, origin=origin)) for origin in (A, B)] == [None, B]
    # No view seems to have been replaced.
    assert app.extensions["cors"].resolver is resolver


@pytest.mark.parametrize("automatic", [True, False])
@pytest.mark.parametrize("own", [None, "own"])
def test_a_decorated_hook_that_handles_options_itself(app, preflight, automatic, own):
    """With automatic_options=False Flask's response, or the hook's, is sent unchanged."""
    app.before_request(cross_origin(origins=A, automatic_options=automatic)(lambda: own))
    response = preflight(app)
    assert response.status_code == 200
    assert (acao(response), response.text) == ((A, "") if automatic else (None, own or ""))
