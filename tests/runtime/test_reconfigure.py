"""`CORS.reconfigure`: new options for apps before and while they serve."""

import gc
import json
import threading
import warnings
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from inspect import currentframe

import pytest
from flask import Blueprint, Flask, Response
from flask.views import MethodView

from commands import invoke
from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from flask_cors.core import protocol
from origins import EVIL, A, B, C

ORIGINS = [A, B, C, EVIL, "null", None]
THREADS = 16
METHODS = ["GET", "PUT"]


def line():
    """Return the number of the calling line."""
    return currentframe().f_back.f_lineno


def make(name="app"):
    """Return an app with a few routes, one of them decorated."""
    app = Flask(name, static_folder=None)
    app.add_url_rule("/", "x", lambda: "x", methods=["GET", "PUT"])
    app.add_url_rule("/api/y", "y", lambda: "y")
    app.add_url_rule("/view", "view", cross_origin(origins=C)(lambda: "view"))
    return app


def ask(app, path="/", origin=A, method="GET"):
    """Return the status and the CORS headers of one response."""
    headers = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-a"}
    if origin is not None:
        headers["Origin"] = origin
    response = app.test_client().open(path, method=method, headers=headers)
    found = [pair for pair in response.headers if pair[0].startswith(("Access-Control-", "Vary"))]
    return response.status_code, sorted(found)


def allowed(app, path="/"):
    """Return the ones of three origins that an app allows."""
    return [each for each in (A, B, C) if (protocol.ALLOW_ORIGIN, each) in ask(app, path, each)[1]]


def answers(app):
    """Return an app's responses to every kind of request."""
    return [
        ask(app, path, origin, method)
        for path in ("/", "/api/y", "/api/none", "/view")
        for origin in ORIGINS
        for method in ("GET", "OPTIONS")
    ]


# -- the effect ------------------------------------------------------------------------------------


@pytest.mark.parametrize("served", [False, True])
@pytest.mark.parametrize("kind", ["app", "blueprint"])
@pytest.mark.parametrize(
    ("given", "later", "changed"),
    [
        ({"origins": A}, {}, {}),
        ({"origins": A}, {}, {"origins": B}),
        ({"origins": A, "max_age": 5}, {}, {"origins": [B, C]}),
        ({"origins": A}, {"origins": B}, {"origins": C}),
        ({"origins": A}, {"max_age": 5}, {"max_age": 0}),
        ({"origins": A, "supports_credentials": True}, {}, {"origins": B, "methods": "PUT"}),
        ({"origins": A, "supports_credentials": True}, {}, {"supports_credentials": False}),
        ({"origins": A, "resources": "/api/*"}, {}, {"origins": B}),
        ({"origins": A, "resources": "/api/*"}, {}, {"resources": "/api/y"}),
        ({"origins": A}, {"resources": {"/api/*": {"origins": B}}}, {"origins": C}),
        ({"resources": {"/api/*": {"origins": B}}}, {}, {"resources": {"/api/y": {"origins": A}}}),
        ({"origins": A}, {}, {"reject_disallowed": True}),
        ({"origins": A, "reject_disallowed": True}, {}, {"reject_disallowed": False}),
        ({"origins": A}, {}, {"origins": B.__eq__}),
        ({"origins": B.__eq__}, {}, {"origins": A}),
        ({"origins": A}, {}, {"origins": "*", "send_wildcard": True}),
        ({"origins": A}, {}, {"allow_headers": "x-b", "expose_headers": "x-c"}),
        ({"origins": A}, {}, {"always_send": False, "vary_header": False}),
        ({"origins": A, "max_age": 5}, {}, {"origins": B, "max_age": None}),
    ],
)
def test_it_is_equivalent_to_init_app(served, kind, given, later, changed):
    """The app behaves as if started with the options, before or after its first request."""

    def start(**options):
        app = make()
        blueprint = Blueprint("blueprint", __name__)
        blueprint.add_url_rule("/api/<name>", "z", lambda name: name)
        cors = CORS(**given)
        cors.init_app(app if kind == "app" else blueprint, **options)
        app.register_blueprint(blueprint)
        return app, cors

    app, cors = start(**later)
    if served:
        assert answers(app) == answers(start(**later)[0])
    cors.reconfigure(**changed)
    named = {name: value for name, value in changed.items() if value is not None}
    assert answers(app) == answers(start(**(later | named))[0])


def test_one_shot_iterables_are_read_once():
    """An iterator works for several apps, each of which reads the options."""
    cors, apps = CORS(origins=A), [make("one"), make("two")]
    for app in apps:
        cors.init_app(app)
    cors.reconfigure(origins=iter([B, C]), resources={"/*": {"methods": iter(["PUT"])}})
    assert [allowed(app) for app in apps] == [[B, C]] * 2
    assert {(protocol.ALLOW_METHODS, "PUT") in ask(app, "/", B, "OPTIONS")[1] for app in apps} == {
        True
    }


def test_each_call_adds_to_earlier_ones():
    """An option stays until a later call changes it or removes it."""
    app = make()
    cors = CORS(app, origins=A, max_age=5)
    cors.reconfigure(origins=B)
    cors.reconfigure(max_age=6, resources="/")
    _, sent = ask(app, "/", B, "OPTIONS")
    assert (protocol.MAX_AGE, "6") in sent
    cors.reconfigure(max_age=None)
    _, sent = ask(app, "/", B, "OPTIONS")
    assert (protocol.MAX_AGE, "5") in sent
    assert allowed(app, "/api/y") == []
    cors.reconfigure(resources=None)
    assert allowed(app, "/api/y") == [B]


def test_many_calls_do_not_accumulate():
    """Repeated calls leave no more layers than there are options."""
    app = make()
    cors = CORS(app, origins=A)
    for number in range(50):
        cors.reconfigure(origins=[B, C][number % 2], max_age=number)
        cors.reconfigure(max_age=number)
    (call,) = app.extensions["cors"].calls
    assert [sorted(layer.values) for layer in call.layers] == [
        ["origins"],
        ["origins"],
        ["max_age"],
    ]


def test_other_policies_stay():
    """Other instances of `CORS` and decorated views keep their policies and order."""
    app = make()
    first = CORS(app, resources="/api/*", origins=A)
    second = CORS(app, resources="/*", origins=B)
    assert [allowed(app, path) for path in ("/", "/api/y", "/view")] == [[B], [A], [C]]
    first.reconfigure(origins=[A, C])
    assert [allowed(app, path) for path in ("/", "/api/y", "/view")] == [[B], [A, C], [C]]
    second.reconfigure(origins=A)
    assert [allowed(app, path) for path in ("/", "/api/y", "/view")] == [[A], [A, C], [C]]


def test_an_instance_that_was_given_to_an_app_twice():
    """Both calls of one instance receive the options."""
    app = make()
    cors = CORS(app, resources="/api/*", origins=A)
    cors.init_app(app, resources="/", origins=B)
    cors.reconfigure(origins=C)
    assert [allowed(app, path) for path in ("/", "/api/y")] == [[C], [C]]


def test_a_blueprint_is_reconfigured_everywhere():
    """Every app and name of the blueprint changes; a later app starts anew."""
    blueprint = Blueprint("blueprint", __name__)
    blueprint.add_url_rule("/", "x", lambda: "x")
    cors = CORS(blueprint, origins=A, resources="/*")
    one, two, later = (Flask(name) for name in ("one", "two", "later"))
    one.register_blueprint(blueprint, url_prefix="/p")
    one.register_blueprint(blueprint, url_prefix="/q", name="other")
    two.register_blueprint(blueprint, url_prefix="/p")
    CORS(one, origins=C)
    assert [allowed(one, path) for path in ("/", "/p/", "/q/")] == [[C], [A], [A]]
    cors.reconfigure(origins=B)
    assert [allowed(one, path) for path in ("/", "/p/", "/q/")] == [[C], [B], [B]]
    assert allowed(two, "/p/") == [B]
    later.register_blueprint(blueprint, url_prefix="/p")
    assert allowed(later, "/p/") == [A]


def test_an_app_and_a_blueprint_of_one_instance():
    """App-only options cause a warning if the instance has a blueprint, too."""
    app, blueprint = make(), Blueprint("blueprint", __name__, url_prefix="/b")
    blueprint.add_url_rule("/", "b", lambda: "b")
    cors = CORS(origins=A)
    cors.init_app(app)
    cors.init_app(blueprint)
    app.register_blueprint(blueprint)
    with pytest.warns(CORSWarning, match="no effect on a blueprint") as warned:
        cors.reconfigure(origins=B, intercept_exceptions=False)
    assert len(warned) == 1
    assert [allowed(app, path) for path in ("/", "/b/")] == [[B], [B]]


def test_app_config_is_read_again():
    """Changes of app.config since the first request count, and cause no warning later."""
    app = make()
    cors = CORS(app)
    app.config["CORS_ORIGINS"] = A
    assert allowed(app) == [A]
    app.config["CORS_ORIGINS"] = B
    cors.reconfigure()
    assert allowed(app) == [B]


def test_configuration_after_the_first_request_is_still_too_late():
    """Only `reconfigure` may come late, and the error says so."""
    app = make()
    CORS(app, origins=A)
    assert allowed(app) == [A]
    with pytest.raises(ConfigurationError, match=r"call reconfigure\(\) on"):
        CORS(app, origins=B)
    assert allowed(app) == [A]


# -- errors and warnings ---------------------------------------------------------------------------


@pytest.mark.parametrize("served", [False, True])
@pytest.mark.parametrize(
    ("given", "config", "changed", "said"),
    [
        ({}, {}, {"max_age": "x", "origins": B, "methods": "a/b"}, ["max_age", "methods"]),
        ({}, {}, {"resources": {"/": {"origins": B, "max_age": -1}}}, ["max_age"]),
        ({}, {}, {"origins": r"https://(\w+)+\.com"}, ["exponential"]),
        ({}, {}, {"origins": "*", "send_wildcard": True, "supports_credentials": True}, ["send_w"]),
        ({"send_wildcard": True}, {}, {"origins": "*", "supports_credentials": True}, ["send_w"]),
        ({}, {"CORS_MAX_AGE": "x"}, {"origins": B}, ["app.config: CORS_MAX_AGE"]),
        ({}, {"CORS_RESOURCES": {"/": {"max_age": "x"}}}, {"origins": B}, ["max_age"]),
        ({}, {}, {"strict": True, "orgins": B}, [f"orgins={B!r} is read as origins"]),
        ({"strict": True}, {}, {"origins": "https://B.com/"}, ["form browsers send"]),
        ({"strict": True}, {"CORS_ORIGIN": B}, {"max_age": 1}, ["CORS_ORIGIN"]),
    ],
)
def test_an_error_changes_nothing(served, given, config, changed, said):
    """All errors are raised together on each try, and nothing has changed."""
    app = make()
    cors = CORS(app, origins=A, **given)
    before = answers(app) if served else None
    app.config.update(config)
    for _ in range(2):
        with pytest.raises(ConfigurationError) as raised:
            cors.reconfigure(**changed)
        assert len(raised.value.problems) == len(said)
        for text in said:
            raised.match(text)
    for key in config:
        del app.config[key]
    fresh = make()
    CORS(fresh, origins=A, **given)
    assert answers(app) == (before or answers(fresh)) == answers(fresh)


@pytest.mark.parametrize("strict", [False, True])
def test_problems_of_the_whole_app(strict):
    """A contradiction with a view causes a warning; under `strict` nothing changes."""
    app = make()
    app.add_url_rule("/any", "any", cross_origin(origins="*")(lambda: "any"))
    cors = CORS(app, origins=A, strict=strict)
    app.config["CORS_SUPPORTS_CREDENTIALS"] = False
    assert allowed(app) == [A]
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    if strict:
        with pytest.raises(ConfigurationError, match="credentials are disabled"):
            cors.reconfigure(origins=B)
        app.config["CORS_SUPPORTS_CREDENTIALS"] = False
        assert allowed(app) == [A]
    else:
        with pytest.warns(CORSWarning, match="credentials are disabled"):
            cors.reconfigure(origins=B)
        assert allowed(app) == [B]


def test_an_error_of_one_app_changes_no_app():
    """Either every app of an instance changes, or none does."""
    cors, one, two = CORS(origins=A), make("one"), make("two")
    cors.init_app(one)
    cors.init_app(two, send_wildcard=True)
    assert [allowed(one), allowed(two)] == [[A], [A]]
    with pytest.raises(ConfigurationError, match="send_wildcard"):
        cors.reconfigure(origins="*", supports_credentials=True)
    assert [allowed(one), allowed(two)] == [[A], [A]]


def test_warnings_are_issued_once_at_the_call():
    """A warning names the call's line, and is issued once for all apps and calls."""
    cors = CORS(origins=A)
    for app in (apps := [make("one"), make("two")]):
        cors.init_app(app)
        app.test_client().get("/")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(2):
            cors.reconfigure(origins="https://B.com")
            called = line() - 1
    (warning,) = caught
    assert (warning.category, warning.filename, warning.lineno) == (CORSWarning, __file__, called)
    assert "CORS(app).reconfigure(): origins=" in str(warning.message)
    assert [allowed(app) for app in apps] == [[B], [B]]


def test_earlier_warnings_are_not_repeated():
    """Problems of the remaining calls were reported at start-up."""
    app, blueprint = make(), Blueprint("blueprint", __name__, url_prefix="/b")
    with pytest.warns(CORSWarning, match=r"A\.com"):
        cors = CORS(app, origins="https://A.com")
    with pytest.warns(CORSWarning, match=r"C\.com"):
        inner = CORS(blueprint, origins="https://C.com")
    app.register_blueprint(blueprint)
    assert allowed(app) == [A]
    cors.reconfigure(max_age=5)
    inner.reconfigure(max_age=5)
    assert allowed(app, "/b/") == [C]


def test_a_repeated_resource_is_reported():
    """Resources that another instance configures too are merged, as at start-up."""
    app, blueprint = make(), Blueprint("blueprint", __name__, url_prefix="/b")
    CORS(blueprint, origins=C)
    app.register_blueprint(blueprint)
    cors = CORS(app, resources="/api/*", origins=A)
    CORS(app, resources="/", origins=B)
    with pytest.warns(
        CORSWarning, match=r"resources='/'.*already configured by CORS\(app\)\.reconf"
    ):
        cors.reconfigure(resources="/")
    assert allowed(app) == [B]


def test_a_warning_turned_into_an_error_changes_nothing():
    """If a filter raises the warning, nothing changes on any try."""
    app = make()
    cors = CORS(app, origins=A)
    assert allowed(app) == [A]
    for _ in range(2):
        with pytest.raises(CORSWarning):
            cors.reconfigure(origins="https://B.com")
    assert allowed(app) == [A]


def test_an_error_at_start_up_is_repeated():
    """The same wrong call fails again the second time."""
    app = make()
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="max_age"):
            CORS(app, max_age="x")
    assert app.extensions["cors"].calls == []


@pytest.mark.parametrize(
    "start", [CORS, lambda: CORS(Blueprint("b", __name__)), lambda: CORS(make())]
)
def test_it_needs_an_app(start):
    """It is an error without an app, before a blueprint is registered, and once the app is gone."""
    cors = start()
    gc.collect()
    with pytest.raises(ConfigurationError, match="is not initialized with an app yet"):
        cors.reconfigure(origins=A)


# -- while the app serves --------------------------------------------------------------------------


def before_flask(app, act):
    """Run something in a middleware."""
    inner = app.wsgi_app
    app.wsgi_app = lambda environ, start_response: act() or inner(environ, start_response)


#: Points in a request at which something may happen, each with a function to run it there.
MOMENTS = {
    "middleware": before_flask,
    "before_request": lambda app, act: app.before_request(act),
    "view": lambda app, act: app.add_url_rule("/x", "now", lambda: act() or "x", methods=METHODS),
    "error": lambda app, act: app.add_url_rule(
        "/x", "now", lambda: act() or 1 / 0, methods=METHODS
    ),
    "stream": lambda app, act: app.add_url_rule(
        "/x", "now", lambda: Response(act() or "x" for _ in range(2)), methods=METHODS
    ),
    "after_request": lambda app, act: app.after_request(lambda response: act() or response),
    "not found": lambda app, act: app.register_error_handler(404, lambda _: act() or ("x", 404)),
}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(
    ("path", "method"), [("/x", "GET"), ("/x", "OPTIONS"), ("/", "PUT"), ("/view", "GET")]
)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"origins": B, "reject_disallowed": True}, {"origins": A, "reject_disallowed": False}),
        ({"origins": A}, {"origins": B, "reject_disallowed": True, "supports_credentials": True}),
        ({"origins": A, "methods": "PUT"}, {"origins": [A, B], "methods": "GET", "max_age": 5}),
        ({"origins": A.__eq__}, {"origins": B.__eq__, "supports_credentials": True}),
        ({"origins": A, "resources": "/api/*"}, {"resources": "/*", "supports_credentials": True}),
    ],
)
def test_a_request_keeps_its_policy(moment, path, method, old, new):
    """A request that is being served is finished as if `reconfigure` came later."""
    for origin in (A, B):
        apps = [make() for _ in range(2)]
        for app, change in zip(apps, (new, {}), strict=True):
            app.config["PROPAGATE_EXCEPTIONS"] = False
            acts = []
            MOMENTS[moment](
                app, lambda acts=acts: [acts.pop()() for _ in range(len(acts))] and None
            )
            cors = CORS(app, **old)
            # Other requests run meanwhile, so that the new policies fill their caches.
            acts += [partial(ask, app, path, B, method), partial(cors.reconfigure, **change)]
        changing, staying = (ask(app, path, origin, method) for app in apps)
        assert changing == staying


@pytest.mark.parametrize("option", [{"intercept_exceptions": False}, {"origins": B}])
def test_a_request_keeps_its_exception_handling(option):
    """Debug mode does not change within a request either."""
    app = make()
    app.debug = True
    cors = CORS(app, origins=A)
    app.add_url_rule("/fail", "fail", lambda: cors.reconfigure(**option) or 1 / 0)
    assert ask(app, "/fail")[0] == 500
    with pytest.raises(ZeroDivisionError):
        ask(app, "/fail")


def test_a_request_of_a_late_decorated_view_keeps_its_policy():
    """This includes a hidden view that attaches the library."""
    app = make()
    cors = CORS(app, origins=A, reject_disallowed=True)
    hidden = cross_origin(max_age=5)(lambda: "hidden")

    def view():
        cors.reconfigure(origins=B)
        return hidden()

    app.add_url_rule("/hidden", "hidden", view)
    with pytest.warns(CORSWarning, match=r"functools\.wraps"):
        status, sent = ask(app, "/hidden", A)
    assert (status, dict(sent)[protocol.ALLOW_ORIGIN]) == (200, A)
    assert ask(app, "/hidden", A)[0] == 403


def test_a_hidden_view_rejects_by_its_initial_policy():
    """The values of app.config are kept as well."""
    app = make()
    app.config["CORS_REJECT_DISALLOWED"] = True
    cors = CORS(app, origins=A)
    hidden = cross_origin(origins=C)(lambda: "hidden")

    def view():
        app.config["CORS_REJECT_DISALLOWED"] = False
        cors.reconfigure()
        return hidden()

    app.add_url_rule("/hidden", "hidden", view)
    with pytest.warns(CORSWarning, match=r"functools\.wraps"):
        assert ask(app, "/hidden", A)[0] == 403
    assert ask(app, "/hidden", A)[0] == 200


def test_views_of_every_kind_change():
    """Views that inherit from the app follow it, regardless of caches."""
    app = make()

    class Item(MethodView):
        decorators = (cross_origin(max_age=5),)

        def get(self):
            return "item"

        @cross_origin(origins=C)
        def put(self):
            return "item"

    app.add_url_rule("/item", view_func=Item.as_view("item"))
    cors = CORS(app, resources=["/item", "/api/*"], origins=A)
    for origin, expected in ((A, [A]), (B, [B]), (A, [A])):
        cors.reconfigure(origins=origin)
        assert allowed(app, "/item") == allowed(app, "/api/y") == allowed(app, "/api/0") == expected
        assert (protocol.ALLOW_ORIGIN, C) in ask(app, "/item", C, "OPTIONS")[1]


class Tenant:
    """A callable whose end a test can observe."""

    def __call__(self, origin):
        """Allow one origin."""
        return origin == A


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_the_old_policies_are_freed(method, caplog):
    """Compiled patterns, caches and log quotas of old policies are released."""
    caplog.set_level("INFO", "flask_cors")
    app = make()
    cors = CORS(app, resources=["/", "/api/*"])
    cors.reconfigure(origins=(tenant := Tenant()))
    for path in ("/", "/api/y", "/api/none"):
        assert [
            dict(ask(app, path, each, method)[1]).get(protocol.ALLOW_ORIGIN) for each in (A, B)
        ] == [A, None]
    resolver, tenant = (weakref.ref(each) for each in (app.extensions["cors"].resolver, tenant))
    cors.reconfigure(origins=B)
    gc.collect()
    assert (resolver(), tenant()) == (None, None)
    assert allowed(app) == [B]


def test_first_requests_during_a_reconfiguration():
    """Once it returns it applies, even to simultaneous first requests."""
    for _ in range(30):
        app = make()
        cors = CORS(app, origins=A)
        begin = threading.Barrier(THREADS)

        def run(number, app=app, cors=cors, begin=begin):
            begin.wait()
            if number == 0:
                cors.reconfigure(origins=B)
            return [
                origin
                for origin in (A, B)
                if dict(ask(app, "/", origin)[1]).get(protocol.ALLOW_ORIGIN)
            ]

        with ThreadPoolExecutor(THREADS) as pool:
            first, *others = pool.map(run, range(THREADS))
        # Of two consecutive requests, the first was allowed by the old policy, or the second by
        # the new one, or each by its own.
        assert first == allowed(app) == [B]
        assert all(others)


def test_a_first_request_waits_for_a_reconfiguration():
    """A request does not complete options that are about to be replaced."""
    app = make()
    cors = CORS(app, origins=A)
    found = []
    request = threading.Thread(target=lambda: found.extend(allowed(app)))

    def show(*_):
        request.start()
        request.join(0.3)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = show
        cors.reconfigure(origins="https://B.com")
    request.join()
    assert found == allowed(app) == [B]


def test_instances_that_share_apps_do_not_deadlock():
    """Two instances with the same apps can be reconfigured at the same time."""
    apps = [make(str(number)) for number in range(8)]
    instances = CORS(resources="/", origins=A), CORS(resources="/api/*", origins=A)
    for cors, given in zip(instances, (apps, apps[::-1]), strict=True):
        for app in given:
            cors.init_app(app)

    def run(cors):
        for origin in [A, B] * 10:
            cors.reconfigure(origins=origin)

    threads = [threading.Thread(target=run, args=(cors,), daemon=True) for cors in instances]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    assert [allowed(app, path) for app in apps for path in ("/", "/api/y")] == [[B]] * 16


def test_simultaneous_reconfigurations_all_count():
    """Threads that change different options do not undo each other's changes."""
    app = make()
    cors = CORS(app, origins=A)
    changes = [
        {"origins": B},
        {"max_age": 7},
        {"supports_credentials": True},
        {"methods": "PUT"},
    ] * 4
    begin = threading.Barrier(len(changes))

    def run(options):
        begin.wait()
        cors.reconfigure(**options)

    with ThreadPoolExecutor(len(changes)) as pool:
        list(pool.map(run, changes))
    sent = dict(ask(app, "/", B, "OPTIONS")[1])
    wanted = (protocol.MAX_AGE, protocol.ALLOW_CREDENTIALS, protocol.ALLOW_METHODS)
    assert [sent.get(name) for name in wanted] == ["7", "true", "PUT"]


# -- the output of commands ------------------------------------------------------------------------


@pytest.mark.parametrize("served", [False, True])
def test_commands_name_the_call(served):
    """`show` and `explain` show the call that changed an option, and the old value."""
    app = make()
    cors = CORS(app, origins=A, max_age=5)
    started = line() - 1
    if served:
        assert allowed(app) == [A]
    cors.reconfigure(origins=B)
    changed = line() - 1
    (policy,) = json.loads(invoke(app, "show", "x", "--json").stdout)["policies"]
    origins, max_age = policy["options"]["origins"], policy["options"]["max_age"]
    assert (origins["value"][0]["text"], origins["source"]["line"]) == (B, changed)
    assert origins["source"]["label"] == "CORS(app).reconfigure()"
    assert [each["source"]["line"] for each in origins["shadowed"]] == [started, None]
    assert max_age["source"]["line"] == started
    said = invoke(app, "explain", "GET", "/", "--from", A, code=1).stdout
    assert "'https://a.com' refused: origins in CORS(app).reconfigure()" in " ".join(said.split())
    assert f"test_reconfigure.py:{changed})" in "".join(said.split())
