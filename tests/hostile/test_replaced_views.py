"""A view that is replaced while the app serves has its own policy."""

import functools
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, request
from flask.views import MethodView

from answers import acao
from commands import APART
from flask_cors import CORS, cross_origin
from flask_cors.cli import cors
from middlewares import buffering, late
from origins import EVIL, A, B


def decorated(origins):
    """Return a decorated view."""
    return cross_origin(origins=origins)(lambda: "x")


def in_place(app):
    """Replace the view with one for A."""
    app.view_functions["v"] = decorated(A)


def by_update(app):
    """Replace the view through `update`."""
    app.view_functions.update(v=decorated(A))


def by_new_dict(app):
    """Replace the dict of views."""
    app.view_functions = {**app.view_functions, "v": decorated(A)}


def by_wrapped(app):
    """Add a decorator around the current view."""
    app.view_functions["v"] = cross_origin(origins=A)(app.view_functions["v"])


def by_class(app):
    """Replace the view with one from a class."""

    class V(MethodView):
        decorators = (cross_origin(origins=A),)

        def get(self):
            return "x"

    app.view_functions["v"] = V.as_view("v")


def by_method(app):
    """Replace the view with a class that has a policy for one method."""

    class V(MethodView):
        @cross_origin(origins=A)
        def get(self):
            return "x"

    app.view_functions["v"] = V.as_view("v")


def by_plain(app):
    """Replace the view with a plain one, which the app's policy governs."""
    app.view_functions["v"] = lambda: "x"


REPLACED = [in_place, by_update, by_new_dict, by_wrapped, by_class, by_method, by_plain]


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("replace", REPLACED)
@pytest.mark.parametrize("kind", ["open", "plain"])
@pytest.mark.parametrize("around", ["", A, "*"])
def test_a_view_that_is_replaced_while_serving_has_its_own_policy(
    send, preflight, replace, kind, around, caplog
):
    """The policy of the current view governs, not the previous one's."""
    app = Flask("replaced", static_folder=None)
    app.add_url_rule("/x", "v", decorated("*") if kind == "open" else lambda: "x")
    if around:
        CORS(app, origins=around)
    send(app, "/x", EVIL)
    preflight(app, "/x", EVIL, "GET")
    replace(app)
    # With stacked decorators, the inner one governs: here the one that opens.
    is_open = (replace is by_plain and around == "*") or (replace is by_wrapped and kind == "open")
    expected = EVIL if is_open else None
    answers = [acao(send(app, "/x", EVIL)), acao(preflight(app, "/x", EVIL, "GET"))]
    caplog.clear()
    assert answers == [expected, expected]


def test_commands_show_the_policy_of_the_current_view():
    """`flask cors routes` shows the policy of the new view."""
    app = Flask("replaced", static_folder=None)
    app.add_url_rule("/x", "v", decorated("*"))
    app.test_client().get("/x", headers={"Origin": EVIL})
    in_place(app)
    result = app.test_cli_runner(**APART).invoke(cors, ["routes", "--json"])
    assert A in result.stdout
    assert '"*"' not in json.dumps(json.loads(result.stdout)["routes"])


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("kind", ["open", "plain"])
@pytest.mark.parametrize("with_app", [True, False])
def test_a_replacing_view_rejects_from_its_first_request(send, kind, with_app):
    """A view that replaces another one rejects refused requests, even the first."""
    app, ran = Flask("replaced", static_folder=None), []
    app.add_url_rule("/x", "v", decorated("*") if kind == "open" else lambda: "x")
    if with_app:
        CORS(app)
    send(app, "/x", EVIL)
    rejecting = cross_origin(origins=A, reject_disallowed=True)
    app.view_functions["v"] = rejecting(lambda: f"{ran.append(1)}")
    statuses = [send(app, "/x", origin).status_code for origin in (EVIL, EVIL, A)]
    assert (statuses, len(ran)) == ([403, 403, 200], 1)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_a_plain_view_that_replaces_an_open_one_is_behind_the_gate_of_the_app(send):
    """Nothing but the app rejects its requests, and does so from the first one."""
    app, ran = Flask("replaced", static_folder=None), []
    app.add_url_rule("/x", "v", decorated("*"))
    CORS(app, origins=A, reject_disallowed=True)
    assert send(app, "/x", EVIL).status_code == 200
    app.view_functions["v"] = lambda: f"{ran.append(1)}"
    statuses = [send(app, "/x", origin).status_code for origin in (EVIL, EVIL, A)]
    assert (statuses, len(ran)) == ([403, 403, 200], 1)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_hooks_run_in_pairs_for_a_view_that_rejects(send):
    """Once the view is known, its requests are rejected at the call of the view."""
    app, asked = Flask("replaced", static_folder=None), []
    app.add_url_rule("/x", "v", lambda: "x")
    CORS(app)
    send(app, "/x", EVIL)

    def allowed(origin):
        asked.append(origin)
        return False

    app.view_functions["v"] = cross_origin(origins=allowed, reject_disallowed=True)(lambda: "x")
    assert [send(app, "/x", EVIL).status_code for _ in range(3)] == [403] * 3
    assert asked == [EVIL] * 3


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("replace", [each for each in REPLACED if each is not by_plain])
@pytest.mark.parametrize("resources", ["/*", "/x"])
def test_a_hook_that_responds_before_a_replaced_view(send, replace, resources):
    """Its response has the policy of the current view, not that of the original one."""
    app, closed = Flask("replaced", static_folder=None), []
    app.add_url_rule("/x", "v", lambda: "x")
    app.before_request(lambda: ("closed", 503) if closed else None)
    CORS(app, resources=resources)
    assert acao(send(app, "/x", EVIL)) == EVIL
    replace(app)
    closed.append(True)
    answers = [send(app, "/x", EVIL) for _ in range(2)]
    assert [(each.status_code, acao(each)) for each in answers] == [(503, None)] * 2
    assert [acao(send(app, "/x", A)) for _ in range(2)] == [A] * 2


def test_a_preflight_for_one_of_two_views_on_a_url(send, preflight):
    """If two views share a URL, the preflight follows the view for its method."""
    app = Flask("replaced", static_folder=None)
    app.add_url_rule("/x", "a", lambda: "a", methods=["GET"])
    app.add_url_rule("/x", "b", lambda: "b", methods=["PUT"])
    CORS(app)
    assert acao(send(app, "/x", EVIL)) == EVIL
    app.view_functions["b"] = decorated(A)
    assert acao(preflight(app, "/x", EVIL, "PUT")) is None
    assert acao(preflight(app, "/x", EVIL, "GET")) == EVIL


def test_the_configuration_of_the_first_request_stays(send, caplog):
    """A later change of `app.config` still has no effect."""
    app = Flask("replaced", static_folder=None)
    app.config["CORS_EXPOSE_HEADERS"] = "X-First"
    app.add_url_rule("/x", "v", decorated("*"))
    send(app, "/x", EVIL)
    app.config["CORS_EXPOSE_HEADERS"] = "X-Second"
    in_place(app)
    answer = send(app, "/x", A)
    assert answer.headers["Access-Control-Expose-Headers"] == "X-First"
    assert "was changed after the first request" in caplog.text
    caplog.clear()


def test_a_twin_that_is_registered_later_closes_the_plain_view(send):
    """A decorator above the route is ignored once an app has the decorated function."""
    app, other = Flask("intranet", static_folder=None), Flask("other", static_folder=None)
    CORS(app, origins=A)

    @cross_origin(origins=EVIL)
    @app.route("/x")
    def view():
        return "x"

    with pytest.warns(match="above the route"):
        assert [acao(send(app, "/x", EVIL)) for _ in range(2)] == [EVIL] * 2
    other.add_url_rule("/x", "x", view)

    # An app that has such a function searches all apps for the decorated ones.
    @cross_origin(origins=EVIL)
    @other.route("/y")
    def another():
        return "y"

    with pytest.warns(match="above the route"):
        assert send(other, "/x", EVIL).text == "x"
    assert [acao(send(app, "/x", EVIL)) for _ in range(2)] == [None] * 2


def serve(send, app, view, around):
    """Add a view and perhaps a policy around it, and let the app serve another request first."""
    app.add_url_rule("/x", "v", view)
    app.add_url_rule("/other", "other", lambda: "other")
    if around:
        CORS(app, origins=around)
    send(app, "/other", EVIL)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("around", ["", A, "*"])
@pytest.mark.parametrize("replacement", ["decorated", "plain"])
@pytest.mark.parametrize("seen", [True, False])
def test_a_view_that_is_replaced_while_it_runs(send, around, replacement, seen):
    """The new view's policy does not open the old view's response."""
    app = Flask("replaced", static_folder=None)

    def view():
        app.view_functions["v"] = decorated("*") if replacement == "decorated" else lambda: "x"
        if seen:
            send(app, "/x", EVIL)
        return "for A"

    serve(send, app, cross_origin(origins=A)(view), around)
    answers = [send(app, "/x", EVIL) for _ in range(3)]
    expected = EVIL if replacement == "decorated" or around == "*" else None
    assert answers[0].text == "for A"
    assert acao(answers[0]) is None
    assert acao(answers[2]) == expected


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("around", ["", A, "*"])
@pytest.mark.parametrize("replacement", ["decorated", "plain"])
def test_a_view_that_is_replaced_before_its_decorated_function_runs(send, around, replacement):
    """The new view's policy does not open the old view's response."""
    app = Flask("replaced", static_folder=None)
    inner = cross_origin(origins=A)(lambda: "for A")

    @functools.wraps(inner)
    def view():
        app.view_functions["v"] = decorated("*") if replacement == "decorated" else lambda: "x"
        return inner()

    serve(send, app, view, around)
    answers = [send(app, "/x", EVIL) for _ in range(2)]
    expected = EVIL if replacement == "decorated" or around == "*" else None
    assert [answer.text for answer in answers] == ["for A", "x"]
    assert [acao(answer) for answer in answers] == [None, expected]


@pytest.mark.parametrize("replace", [in_place, by_method])
def test_a_view_that_a_hook_replaces_has_only_its_own_policy(send, replace):
    """The policy of the earlier view, which did not run, does not count."""
    app, begun = Flask("replaced", static_folder=None), []
    app.add_url_rule("/x", "v", decorated(B))
    app.before_request(lambda: replace(app) if begun else None)
    assert acao(send(app, "/x", B)) == B
    begun.append(True)
    assert [acao(send(app, "/x", origin)) for origin in (A, B, A)] == [A, None, A]


@pytest.mark.parametrize("middleware", [buffering, late])
def test_a_replacing_view_whose_origins_need_the_request(send, middleware):
    """A callable is called within the first request, even if middleware responds after it."""
    app = Flask("replaced", static_folder=None)
    app.add_url_rule("/x", "v", lambda: "x")
    app.wsgi_app = middleware(app.wsgi_app)
    CORS(app, origins=B)
    assert acao(send(app, "/x", A)) is None
    asking = cross_origin(origins=lambda origin: request.path == "/x" and origin == A)
    app.view_functions["v"] = asking(lambda: "new")
    assert [acao(send(app, "/x", origin)) for origin in (A, B)] == [A, None]


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("around", "options"),
    [("", {"origins": A}), (A, {"origins": A}), ("*", {"origins": A}), (A, {"max_age": 5})],
)
@pytest.mark.parametrize("wraps", [True, False])
@pytest.mark.parametrize("seen", [True, False])
def test_a_view_that_is_replaced_twice_within_a_request(send, around, options, wraps, seen, caplog):
    """The views before and after the one that ran do not open its response."""
    app, begun = Flask("replaced", static_folder=None), []
    inner = cross_origin(**options)(lambda: "for A")

    def between():
        app.view_functions["v"] = decorated("*")
        if seen:
            send(app, "/x", EVIL)
        return inner()

    if wraps:
        functools.update_wrapper(between, inner)
    app.add_url_rule("/x", "v", decorated("*"))

    @app.before_request
    def replace():
        if begun:
            begun.clear()
            app.view_functions["v"] = between

    if around:
        CORS(app, origins=around)
    assert acao(send(app, "/x", EVIL)) == EVIL
    begun.append(True)
    answers = [send(app, "/x", EVIL) for _ in range(2)]
    assert [(answer.text, acao(answer)) for answer in answers] == [("for A", None), ("x", EVIL)]
    caplog.clear()


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("around", ["", "*"])
@pytest.mark.parametrize("rejects", [True, False])
def test_a_view_that_is_replaced_during_many_requests(around, rejects):
    """Neither view's response is opened by the other one's policy."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        found = [text for _ in range(10) for text in replaced_under_requests(around, rejects)]
    finally:
        sys.setswitchinterval(interval)
    assert {allowed for text, allowed in found if text == "for A"} == {None}
    assert {text for text, _ in found} == {"for A", "x"}
    assert found[-1] == ("x", EVIL)


def replaced_under_requests(around, rejects):
    """Return the bodies and ACAOs of requests during which a view is replaced."""
    app = Flask("replaced", static_folder=None)
    app.add_url_rule("/x", "v", cross_origin(origins=A)(lambda: "for A"))
    if rejects:
        # The policy of each request is then also looked up before its view runs.
        rejecting = cross_origin(origins=A, reject_disallowed=True)
        app.add_url_rule("/rejecting", "rejecting", rejecting(lambda: "x"))
    if around:
        CORS(app, origins=around)
    begin = threading.Barrier(4)

    def ask(_):
        client = app.test_client()
        answers = [client.get("/x", headers={"Origin": EVIL})]
        begin.wait()
        answers += [client.get("/x", headers={"Origin": EVIL}) for _ in range(10)]
        return [(answer.text, acao(answer)) for answer in answers]

    with ThreadPoolExecutor(3) as pool:
        pending = pool.map(ask, range(3))
        begin.wait()
        app.view_functions["v"] = decorated("*")
        found = [each for answers in pending for each in answers]
    last = app.test_client().get("/x", headers={"Origin": EVIL})
    return [*found, (last.text, acao(last))]
