"""The order in which apps are set up does not open a plain view."""

import functools
import gc
import json
import types

import pytest
from flask import Blueprint, Flask, current_app

from answers import acao
from commands import APART
from flask_cors import CORS, CORSWarning, cross_origin
from flask_cors.cli import cors
from origins import EVIL

INTRANET = "https://intranet.a.com"


def plain_under_intranet(view):
    """Return an app that has the plain function under a policy for the intranet."""
    app = Flask("intranet", static_folder=None)
    CORS(app, origins=INTRANET)
    app.add_url_rule("/x", "x", view)
    return app


def with_twin(twin):
    """Return an app that has the decorated function."""
    app = Flask("public", static_folder=None)
    app.add_url_rule("/x", "x", twin)
    return app


def with_twin_in_blueprint(twin):
    """Return an app that has the decorated function through a blueprint."""
    app = Flask("public", static_folder=None)
    blueprint = Blueprint("b", __name__)
    blueprint.add_url_rule("/x", "x", twin)
    app.register_blueprint(blueprint)
    return app


def with_twin_under_app(twin):
    """Return an app with a policy, and with the decorated function."""
    app = with_twin(twin)
    CORS(app, origins=INTRANET)
    return app


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("other", [with_twin, with_twin_in_blueprint, with_twin_under_app])
@pytest.mark.parametrize("order", ["twin later", "twin first", "twin gone", "first request later"])
def test_a_plain_view_is_not_opened_by_the_order_of_set_up(send, other, order, caplog):
    """The plain function keeps the outer policy whenever its twin is registered."""

    def view():
        return "x"

    twin = cross_origin(origins="*")(view)
    kept = []
    if order in {"twin first", "twin gone"}:
        kept.append(other(twin))
    app = plain_under_intranet(view)
    if order == "twin gone":
        kept.clear()
        gc.collect()
    if order == "first request later":
        kept.append(other(twin))
    first = acao(send(app, "/x", EVIL))
    if order == "twin later":
        kept.append(other(twin))
    second = acao(send(app, "/x", EVIL))
    caplog.clear()
    assert (first, second) == (None, None)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_check_reports_a_decorator_above_the_route_in_doubt():
    """A plain view that may get a decorated twin later is a finding."""

    def view():
        return "x"

    kept = cross_origin(origins="*")(view)
    app = plain_under_intranet(view)
    result = app.test_cli_runner(**APART).invoke(cors, ["check", "--format", "json"])
    assert kept is not None
    assert "decorator-above-route" in result.output


@pytest.mark.parametrize("order", ["twin later", "twin gone"])
def test_a_plain_view_that_is_decorated_later_is_not_opened(send, order):
    """A function with its own name stays plain, even if it was registered first."""

    def view():
        return "x"

    app = plain_under_intranet(view)
    twin = cross_origin(origins="*")(view)
    if order == "twin gone":
        with_twin(twin)
        gc.collect()
    first = acao(send(app, "/x", EVIL))
    kept = with_twin(twin)
    assert (first, acao(send(app, "/x", EVIL)), acao(send(kept, "/x", EVIL))) == (None, None, EVIL)


def shared():
    """Return something."""
    return "x"


def test_a_function_of_a_module_is_not_opened_from_elsewhere(send):
    """The module's own name for the function counts like the caller's names."""
    app = plain_under_intranet(shared)
    decorators = [cross_origin(origins="*")]
    scope = {"app": app, "decorate": decorators[0]}
    exec("twin = decorate(app.view_functions['x'])", scope)  # noqa: S102 - another module
    assert acao(send(app, "/x", EVIL)) is None
    assert scope["twin"]


def test_a_decorator_above_the_route_of_a_nested_blueprint_counts(send):
    """It counts even if the blueprint is registered later, by another one."""
    inner, outer = Blueprint("inner", __name__), Blueprint("outer", __name__)

    @cross_origin(origins=EVIL)
    @inner.get("/x")
    def view():
        return "x"

    outer.register_blueprint(inner)
    app = Flask("nested", static_folder=None)
    CORS(app, origins=INTRANET)
    app.register_blueprint(outer)
    with pytest.warns(match="above the route"):
        assert acao(send(app, "/x", EVIL)) == EVIL


def test_check_lists_plain_views_with_the_outer_policy():
    """The finding names the endpoint, unless an app has the decorated function."""

    def view():
        return "x"

    twin = cross_origin(origins="*")(view)
    app = plain_under_intranet(view)

    def found():
        result = app.test_cli_runner(**APART).invoke(cors, ["check", "--format", "json"])
        findings = json.loads(result.stdout)["findings"]
        return [each["endpoints"] for each in findings if each["id"] == "CORS401"]

    assert found() == [["x"]]
    kept = with_twin(twin)
    assert (found(), kept.name) == ([], "public")


def app_for_intranet():
    """Return an app for the intranet."""
    app = Flask("intranet", static_folder=None)
    CORS(app, origins=INTRANET)
    return app


def by_attribute(app):
    """Decorate above the route of an app that is an attribute."""
    owner = types.SimpleNamespace(app=app)
    del app

    @cross_origin(origins=EVIL)
    @owner.app.route("/x")
    def view():
        return "x"


def by_context(app):
    """Decorate above the route of the current app."""
    with app.app_context():
        del app

        @cross_origin(origins=EVIL)
        @current_app.route("/x")
        def view():
            return "x"


def by_module(app):
    """Decorate above the route of an app that is a module's attribute."""
    server = types.ModuleType("server")
    server.app = app
    del app

    @cross_origin(origins=EVIL)
    @server.app.route("/x")
    def view():
        return "x"


def by_global_name(app):
    """Decorate in a function whose module has the app."""
    scope = {"app": app, "cross_origin": cross_origin, "EVIL": EVIL}
    text = "def set_up():\n @cross_origin(origins=EVIL)\n @app.get('/x')\n def view(): return 'x'\n"
    exec(f"{text}set_up()", scope)  # noqa: S102 - a module with an app


def by_name(app):
    """Decorate in a module that has the app."""
    scope = {"app": app, "cross_origin": cross_origin, "EVIL": EVIL}
    text = "@cross_origin(origins=EVIL)\n@app.get('/x')\ndef view(): return 'x'\n"
    exec(text, scope)  # noqa: S102 - a module with an app


def by_endpoint(app):
    """Decorate above a blueprint's endpoint whose rule is registered separately."""
    blueprint = Blueprint("b", __name__)

    @cross_origin(origins=EVIL)
    @blueprint.endpoint("b.x")
    def view():
        return "x"

    blueprint.add_url_rule("/x", endpoint="x")
    app.register_blueprint(blueprint)


@pytest.mark.parametrize(
    "set_up", [by_attribute, by_context, by_module, by_global_name, by_name, by_endpoint]
)
def test_the_decorated_route_may_belong_to_any_reachable_app(send, set_up):
    """A decorator above the route counts however the code names the app or blueprint."""
    app = app_for_intranet()
    set_up(app)
    with pytest.warns(match="above the route"):
        assert acao(send(app, "/x", EVIL)) == EVIL


def in_one_line(app):
    """Decorate a named function in the expression that creates it."""
    return cross_origin(origins="*")(view := app.get("/x")(lambda: "x")), view


def from_a_list(app):
    """Decorate views from a list."""
    views = [app.get("/x")(lambda: "x")]
    return [*map(cross_origin(origins="*"), views)]


def unwrapped(app):
    """Register the function that a decorator wraps."""

    @cross_origin(origins="*")
    def view():
        return "x"

    app.add_url_rule("/x", "x", view.__wrapped__)
    return view


def registered_with_another(app):
    """Register the function and another one of a blueprint with one decorator."""
    blueprint = Blueprint("b", __name__)

    def register(function):
        blueprint.add_url_rule("/x", "x", function)
        blueprint.add_url_rule("/y", "y", lambda: "y")
        return function

    @cross_origin(origins="*")
    @register
    def view():
        return "x"

    app.register_blueprint(blueprint)
    return view


@pytest.mark.parametrize("set_up", [in_one_line, from_a_list, unwrapped, registered_with_another])
def test_a_view_in_doubt_follows_the_outer_policy(send, set_up):
    """A function that may not come from a route is not opened."""
    app = app_for_intranet()
    kept = set_up(app)
    assert acao(send(app, "/x", EVIL)) is None
    assert kept


def test_a_decorator_without_a_caller_is_in_doubt(send, monkeypatch):
    """Without stack frames, as on some Pythons, nothing is opened."""
    app = app_for_intranet()
    monkeypatch.setattr("inspect.currentframe", lambda: None)
    by_attribute(app)
    assert acao(send(app, "/x", EVIL)) is None


@pytest.mark.parametrize("then", [[], [lambda: "z"]])
def test_a_twin_in_an_unregistered_blueprint(send, then):
    """A blueprint with the decorated function, and perhaps more views, may be registered later."""
    app, later = app_for_intranet(), Blueprint("later", __name__)

    @cross_origin(origins="*")
    @app.route("/x")
    def view():
        return "x"

    later.add_url_rule("/y", "y", view)
    for each in then:
        later.add_url_rule("/z", "z", each)
    del view
    gc.collect()
    assert acao(send(app, "/x", EVIL)) is None


def test_unusual_owners_of_views(send):
    """An app that another thread is creating, and a deferred object of a blueprint, are skipped."""
    app, later = app_for_intranet(), Blueprint("later", __name__)
    unfinished = Flask.__new__(Flask)
    later.record(functools.partial(lambda *_: None))
    by_attribute(app)
    with pytest.warns(CORSWarning, match="is above the route of endpoint 'view'"):
        assert acao(send(app, "/x", EVIL)) == EVIL
    assert not vars(unfinished)
