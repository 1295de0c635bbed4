"""The public surface: imports, configuration of an app, and messages."""

import importlib.metadata
import logging
import re
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from flask import Blueprint, Flask, current_app
from werkzeug.routing import Map

import flask_cors
from answers import acao
from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from flask_cors.core import protocol
from origins import EVIL, A, B


def line_of(text):
    """Return the number of the line of this file that ends with a marker comment."""
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(n for n, line in enumerate(lines, 1) if line.endswith(f"# {text}"))


def view():
    """A view."""
    return "view"


# Imports


@pytest.mark.parametrize(
    ("statement", "expression"),
    [
        ("from flask_cors import CORS, cross_origin", "CORS"),
        ("from flask_cors import CORS, cross_origin", "callable(cross_origin)"),
        ("from flask_cors import *", "CORS and cross_origin"),
        ("from flask_cors import CORS, logging", "logging.getLogger"),
        ("import flask_cors", "flask_cors.extension.CORS is flask_cors.CORS"),
        ("import flask_cors", "flask_cors.decorator.cross_origin is flask_cors.cross_origin"),
        ("from flask_cors.extension import CORS", "CORS"),
        ("from flask_cors.decorator import cross_origin", "cross_origin"),
        ("from flask_cors.core import *", "ALL_METHODS"),
        ("from flask_cors import cors_refused, CORSWarning, ConfigurationError", "cors_refused"),
        ("from flask_cors import Decision, ResourceOptions", "Decision and ResourceOptions"),
        ("from flask_cors.core.options import ResourceOptions", "ResourceOptions"),
        ("from flask_cors.testing import *", "PreflightCache"),
    ],
)
def test_imports(statement, expression):
    """Each way in which public projects import the library works."""
    namespace = {}
    exec(statement, namespace)  # noqa: S102 - the statements are above
    assert eval(expression, namespace)  # noqa: S307 - as above


def test_a_star_import_includes_the_version():
    """`from flask_cors import *` imports `__version__`, as in flask-cors 6."""
    namespace = {}
    exec("from flask_cors import *", namespace)  # noqa: S102 - as above
    assert namespace["__version__"] == importlib.metadata.version("flask-cors")
    assert {*flask_cors.__all__} <= {*namespace}


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("LOG", "use logging.getLogger('flask_cors')"),
        ("RegexObject", "use re.Pattern"),
        ("get_cors_options", "`flask cors show` shows"),
        ("get_app_kwarg_dict", "`flask cors show` shows"),
        ("serialize_option", "`flask cors show` shows"),
        ("parse_resources", "`flask cors show` shows"),
        ("get_cors_headers", "remove the call"),
        ("get_cors_origins", "remove the call"),
        ("set_cors_headers", "remove the call"),
        ("get_regexp_pattern", "re.compile"),
        ("try_match_any", "re.compile"),
        ("flexible_str", "a string or a list"),
    ],
)
def test_a_removed_name_of_the_core_names_its_replacement(name, remedy):
    """Each way to get a function of flask-cors 6 fails with a replacement in the message."""
    text = rf"^flask_cors\.core\.{name} was removed in 7\.0; .*{re.escape(remedy)}"
    with pytest.raises(ImportError, match=text):
        exec(f"from flask_cors.core import {name}")  # noqa: S102 - as above
    with pytest.raises(AttributeError, match=text):
        getattr(flask_cors.core, name)
    assert not hasattr(flask_cors.core, name)


def test_an_unknown_name_of_the_core():
    """Other names fail like in any module."""
    with pytest.raises(ImportError, match=r"^cannot import name 'nothing' from 'flask_cors\.core'"):
        exec("from flask_cors.core import nothing")  # noqa: S102 - as above
    assert not hasattr(flask_cors.core, "nothing")


@pytest.mark.parametrize(
    ("constant", "value"),
    [
        ("ACL_ORIGIN", "Access-Control-Allow-Origin"),
        ("ACL_METHODS", "Access-Control-Allow-Methods"),
        ("ACL_ALLOW_HEADERS", "Access-Control-Allow-Headers"),
        ("ACL_EXPOSE_HEADERS", "Access-Control-Expose-Headers"),
        ("ACL_CREDENTIALS", "Access-Control-Allow-Credentials"),
        ("ACL_MAX_AGE", "Access-Control-Max-Age"),
        ("ACL_RESPONSE_PRIVATE_NETWORK", "Access-Control-Allow-Private-Network"),
        ("ACL_REQUEST_METHOD", "Access-Control-Request-Method"),
        ("ACL_REQUEST_HEADERS", "Access-Control-Request-Headers"),
        ("ACL_REQUEST_HEADER_PRIVATE_NETWORK", "Access-Control-Request-Private-Network"),
        ("ALL_METHODS", ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]),
    ],
)
def test_constants_of_the_core(constant, value):
    """The constants that users of flask-cors 6 import are in `flask_cors.core`."""
    assert getattr(flask_cors.core, constant) == value
    assert constant in flask_cors.core.__all__


def test_version():
    """The version is that of the distribution."""
    assert flask_cors.__version__ == importlib.metadata.version("flask-cors")


def test_base_classes_of_warnings_and_errors():
    """They can be caught by the standard classes."""
    assert issubclass(CORSWarning, UserWarning)
    assert issubclass(ConfigurationError, ValueError)


def test_the_level_of_the_logger_is_the_applications(app, send, caplog):
    """Importing sets no level, and a configured level counts."""
    assert logging.getLogger("flask_cors").level == logging.NOTSET
    CORS(app)
    caplog.set_level(logging.DEBUG, "flask_cors")
    send(app)
    assert [record.name for record in caplog.records] == ["flask_cors"]


# Constructor and init_app


@pytest.mark.parametrize(
    ("given", "later", "expected"),
    [
        ({}, {}, {protocol.ALLOW_ORIGIN: A}),
        ({"origins": B}, {}, {protocol.ALLOW_ORIGIN: None}),
        ({"origins": A}, {"max_age": 5}, {protocol.ALLOW_ORIGIN: A, protocol.MAX_AGE: "5"}),
        ({"origins": B}, {"origins": A}, {protocol.ALLOW_ORIGIN: A}),
        ({"origins": B, "max_age": 5}, {"origins": A}, {protocol.MAX_AGE: "5"}),
        ({"max_age": 5}, {"max_age": 6}, {protocol.MAX_AGE: "6"}),
        ({"max_age": 5}, {"max_age": None}, {protocol.MAX_AGE: "5"}),
        ({}, {"resources": {"/": {"max_age": 7}}, "max_age": 6}, {protocol.MAX_AGE: "7"}),
        ({"resources": {"/": {"max_age": 7}}}, {"max_age": 6}, {protocol.MAX_AGE: "7"}),
        ({"resources": {"/x": {}}}, {"resources": "/"}, {protocol.ALLOW_ORIGIN: A}),
        ({"resources": {"/": {}}}, {"resources": "/x"}, {protocol.ALLOW_ORIGIN: None}),
        ({"resources": r"/.*"}, {}, {protocol.ALLOW_ORIGIN: A}),
        ({"resources": ["/x", re.compile("/")]}, {}, {protocol.ALLOW_ORIGIN: A}),
        ({"resources": {"/": {"origins": A}}, "origins": B}, {}, {protocol.ALLOW_ORIGIN: A}),
        (
            {"resources": {"/": {"origins": A}}, "supports_credentials": True},
            {},
            {protocol.ALLOW_CREDENTIALS: "true"},
        ),
    ],
)
def test_layers_of_a_call(app, preflight, given, later, expected):
    """In one call `init_app` overrides the constructor, and the resource overrides both."""
    CORS(**given).init_app(app, **later)
    response = preflight(app)
    assert {name: response.headers.get(name) for name in expected} == expected


@pytest.mark.parametrize("option", ["origins", "max_age", "supports_credentials"])
def test_the_constructor_configures_like_init_app(app, send, preflight, option):
    """`CORS(app, **options)` equals `CORS(**options).init_app(app)`."""
    options = {"origins": A, "max_age": 5, "supports_credentials": True}
    CORS(app, **options)
    other = Flask("other")
    CORS(**options).init_app(other)
    assert preflight(app).headers.getlist(protocol.MAX_AGE) == ["5"]
    for name in (protocol.ALLOW_ORIGIN, protocol.ALLOW_CREDENTIALS, protocol.MAX_AGE):
        assert preflight(app).headers.get(name) == preflight(other).headers.get(name)


class Defaulting(CORS):
    """A subclass with its own default, as in public projects."""

    def init_app(self, app, **options):
        """Configure an app."""
        options.setdefault("origins", [A])
        super().init_app(app, **options)


class Overruling(CORS):
    """A subclass that overrides its options."""

    def init_app(self, app, **options):
        """Configure an app."""
        super().init_app(app, **{**options, "origins": [A]})


@pytest.mark.parametrize(
    ("cls", "options", "allowed"),
    [
        (Defaulting, dict, A),
        (Defaulting, lambda: {"origins": [B]}, B),
        (Defaulting, lambda: {"origins": iter([B])}, B),
        (Overruling, dict, A),
        (Overruling, lambda: {"origins": [B]}, A),
    ],
)
def test_subclasses_override_init_app(app, send, cls, options, allowed):
    """The options that a subclass passes to `init_app` count."""
    cls(app, **options())
    assert [o for o in (A, B, EVIL) if acao(send(app, origin=o)) == o] == [allowed]


def test_one_instance_serves_several_apps(send):
    """Each app has its own state; one `init_app` does not affect the next."""
    one, two, three = Flask("one"), Flask("two"), Flask("three")
    cors = CORS(origins=A)
    cors.init_app(one)
    cors.init_app(two, origins=B)
    cors.init_app(three)
    assert [acao(send(app, origin=A)) for app in (one, two, three)] == [A, None, A]
    assert acao(send(two, origin=B)) == B


def test_an_application_factory(send):
    """A module-level extension works for each app of a factory, with that app's config."""
    cors = CORS()

    def create_app(origins):
        app = Flask("app")
        app.config["CORS_ORIGINS"] = origins
        cors.init_app(app)
        return app

    assert acao(send(create_app(A), origin=A)) == A
    assert acao(send(create_app(B), origin=A)) is None


def test_current_app_is_accepted(app, send):
    """`CORS(current_app)` configures the app behind the proxy."""
    with app.app_context():
        CORS(current_app, origins=A)
    assert acao(send(app)) == A
    assert acao(send(app, origin=EVIL)) is None


@pytest.mark.parametrize("thing", ["app", 1, object(), Flask])
def test_only_apps_and_blueprints_are_accepted(thing):
    """The error names any other object."""
    with pytest.raises(ConfigurationError, match="pass a Flask app or a Blueprint"):
        CORS(thing)


@pytest.mark.parametrize(
    "configure",
    [
        lambda app: CORS(app, origins=(each for each in [A])),
        lambda app: CORS(app, origins=map(str, [A])),
        lambda app: CORS(origins=iter([A])).init_app(app),
        lambda app: CORS().init_app(app, origins=iter([A])),
        lambda app: CORS(app, resources={"/*": {"origins": iter([A])}}),
        lambda app: CORS(app, resources=iter(["/*"]), origins=[A]),
        lambda app: [app.config.update(CORS_ORIGINS=iter([A])), CORS(app)],
        lambda app: [CORS(app), app.config.update(CORS_ORIGINS=iter([A]))],
        lambda app: [app.config.update(CORS_RESOURCES={"/*": {"origins": iter([A])}}), CORS(app)],
        lambda app: app.add_url_rule("/v", "v", cross_origin(origins=iter([A]))(view)),
    ],
)
def test_one_shot_iterables_are_read_once(app, send, configure):
    """An iterator is read at once, and its values are kept."""
    configure(app)
    path = "/v" if "v" in app.view_functions else "/"
    for origin, expected in ((A, A), (EVIL, None), (A, A)):
        assert acao(send(app, path, origin=origin)) == expected


def test_a_one_shot_iterable_serves_several_apps(send):
    """An iterator given to the constructor also works for the second app."""
    one, two = Flask("one"), Flask("two")
    cors = CORS(origins=iter([A]))
    cors.init_app(one)
    cors.init_app(two)
    assert [acao(send(app)) for app in (one, two)] == [A, A]


@pytest.mark.parametrize(
    "origins",
    [A, [A], (A,), {A}, f"{A},{B}", f"{A}, {B}", f'["{A}"]', re.compile(r"https://a\.com")],
)
def test_forms_of_a_list(app, send, origins):
    """A list may be any iterable, a comma list, JSON or one item."""
    CORS(app, origins=origins)
    assert acao(send(app)) == A
    assert acao(send(app, origin=EVIL)) is None


@pytest.mark.parametrize(
    ("value", "sent"), [(0, "0"), ("600", "600"), (timedelta(hours=1), "3600")]
)
def test_max_age(app, preflight, value, sent):
    """`max_age` may be seconds, a string of digits or a timedelta; 0 is sent as 0."""
    CORS(app, max_age=value)
    assert preflight(app).headers[protocol.MAX_AGE] == sent


# Several calls


def test_several_calls_form_one_table(app, send):
    """Each call adds resources; the most specific one governs, whichever call it is from."""
    CORS(app, resources={"/api/*": {"origins": A}})
    CORS(app, resources={"/api/b": {"origins": B}})
    assert acao(send(app, "/api/x")) == A
    assert acao(send(app, "/api/b")) is None
    assert acao(send(app, "/api/b", origin=B)) == B
    assert acao(send(app, "/elsewhere")) is None


def test_a_repeated_pattern_is_one_entry(app, preflight):
    """The later call wins, option by option; the warning is there and names the first."""
    CORS(app, origins=A, max_age=5)  # first of two
    place = rf"{re.escape(__file__)}:"
    with pytest.warns(CORSWarning, match=rf"by .*{place}{line_of('first of two')}\)") as caught:
        CORS(app, max_age=6)  # second of two
    assert [each.lineno for each in caught] == [line_of("second of two")]
    assert preflight(app).headers[protocol.MAX_AGE] == "6"
    assert preflight(app).headers[protocol.ALLOW_ORIGIN] == A
    assert acao(preflight(app, origin=EVIL)) is None


def test_a_second_bare_call_changes_nothing(app, send):
    """An accidental `CORS(app)` opens nothing."""
    CORS(app, origins=A, supports_credentials=True)
    with pytest.warns(CORSWarning, match="is already configured"):
        CORS(app)
    assert acao(send(app, origin=EVIL)) is None
    assert send(app).headers[protocol.ALLOW_CREDENTIALS] == "true"


def test_a_repeated_pattern_in_one_call(app):
    """The same pattern twice in one list causes a warning, too."""
    with pytest.warns(CORSWarning, match="resources='/a' is already configured"):
        CORS(app, resources=["/a", "/b", "/a"])


def test_a_second_call_beside_other_resources(app, send):
    """A bare second call governs the paths outside the first one's resources."""
    CORS(app, resources={"/api/*": {"origins": A}})
    CORS(app, origins=B)
    assert acao(send(app, "/api/x", origin=B)) is None
    assert acao(send(app, "/", origin=B)) == B


def test_a_call_in_error_adds_nothing(app, send):
    """After a call that raised, the app is as it was."""
    with pytest.raises(ConfigurationError):
        CORS(app, origins="*", max_age=-1)
    CORS(app, origins=A)
    assert acao(send(app, origin=EVIL)) is None


def test_the_url_map_may_be_emptied_afterwards(app, send, preflight):
    """An app whose routes are replaced after `CORS(app)` uses the new ones."""
    CORS(app, origins=A)
    app.view_functions.clear()
    app.url_map = Map()
    app.add_url_rule("/new", "new", lambda: "new")
    assert send(app, "/new").text == "new"
    assert acao(send(app, "/new")) == A
    assert acao(preflight(app, "/new", method="PUT")) == A
    assert send(app, "/").status_code == 404


# app.config


def raising():
    """A view that raises."""
    raise LookupError("fault")


@pytest.mark.parametrize(
    ("key", "value", "seen"),
    [
        ("CORS_RESOURCES", {"/api/*": {}}, lambda get, _: acao(get("/")) is None),
        ("CORS_ORIGINS", B, lambda get, _: acao(get("/")) is None),
        ("CORS_METHODS", ["DELETE"], lambda _, ask: ask()[protocol.ALLOW_METHODS] == "DELETE"),
        ("CORS_ALLOW_HEADERS", "X-A", lambda _, ask: ask()[protocol.ALLOW_HEADERS] == "X-A"),
        ("CORS_EXPOSE_HEADERS", "X-A", lambda get, _: get("/").headers[protocol.EXPOSE_HEADERS]),
        ("CORS_MAX_AGE", "5", lambda _, ask: ask()[protocol.MAX_AGE] == "5"),
        ("CORS_SEND_WILDCARD", "true", lambda get, _: acao(get("/")) == "*"),
        ("CORS_VARY_HEADER", "no", lambda get, _: "Vary" not in get("/").headers),
        ("CORS_ALWAYS_SEND", False, lambda get, _: acao(get("/", origin=None)) is None),
        ("CORS_ALLOW_PRIVATE_NETWORK", 1, lambda _, ask: "Private" in ask()["Vary"]),
        ("CORS_AUTOMATIC_OPTIONS", "off", lambda _, ask: protocol.ALLOW_ORIGIN not in ask("/view")),
        ("CORS_INTERCEPT_EXCEPTIONS", False, None),
    ],
)  # fmt: skip
@pytest.mark.parametrize("early", [True, False])
def test_each_option_is_a_key(app, send, preflight, key, value, seen, early):
    """Each option works in app.config, before `CORS(app)` or until the first request."""
    if early:
        app.config[key] = value
    CORS(app)
    app.config[key] = value
    app.add_url_rule("/view", "view", cross_origin()(lambda: "view"))
    app.add_url_rule("/fault", "fault", raising)

    def get(path, **options):
        return send(app, path, **options)

    def ask(path="/"):
        return preflight(app, path, method="DELETE", names="X-A,X-B").headers

    if seen is not None:
        assert seen(get, ask)
    else:
        app.debug = True
        with pytest.raises(LookupError):
            get("/fault")


def test_credentials_by_config(app, send):
    """`CORS_SUPPORTS_CREDENTIALS` accepts the words of environment variables."""
    app.config.update(CORS_ORIGINS=A, CORS_SUPPORTS_CREDENTIALS="True")
    CORS(app)
    assert send(app).headers[protocol.ALLOW_CREDENTIALS] == "true"


def test_false_as_a_word_is_false(app, send):
    """`CORS_SUPPORTS_CREDENTIALS="False"` means False."""
    app.config.update(CORS_ORIGINS=A, CORS_SUPPORTS_CREDENTIALS="False")
    CORS(app)
    assert protocol.ALLOW_CREDENTIALS not in send(app).headers


def test_rejection_by_config(app, send):
    """`CORS_REJECT_DISALLOWED` works like the option."""
    CORS(app, origins=A)
    app.config["CORS_REJECT_DISALLOWED"] = True
    assert send(app, origin=EVIL).status_code == 403


def test_the_call_overrides_the_config(app, preflight):
    """Options of `CORS(app)` win over app.config, one by one."""
    app.config.update(CORS_ORIGINS=B, CORS_MAX_AGE=5, CORS_RESOURCES="/")
    CORS(app, origins=A)
    assert preflight(app).headers[protocol.ALLOW_ORIGIN] == A
    assert preflight(app).headers[protocol.MAX_AGE] == "5"
    assert acao(preflight(app, "/other")) is None


def test_the_resources_of_a_call_replace_configured_ones(app, send):
    """A call with resources ignores those in app.config."""
    app.config["CORS_RESOURCES"] = {"/a": {}}
    CORS(app, resources="/b")
    assert acao(send(app, "/a")) is None
    assert acao(send(app, "/b")) == A


def test_config_alone_has_no_effect(app, send):
    """Without `CORS(app)` the keys do nothing."""
    app.config["CORS_ORIGINS"] = "*"
    assert acao(send(app)) is None


def test_config_changed_after_the_first_request(app, send):
    """A later change has no effect, and causes one warning."""
    app.config["CORS_ORIGINS"] = [A]
    CORS(app)
    assert acao(send(app)) == A
    app.config["CORS_ORIGINS"] = [B]
    with pytest.warns(CORSWarning, match=r"app.config\['CORS_ORIGINS'\] was changed after"):
        assert acao(send(app)) == A
    assert acao(send(app, origin=B)) is None


@pytest.mark.parametrize("path", ["/", "/under/no/policy"])
def test_config_added_after_the_first_request(app, send, path):
    """A key added or removed later causes a warning on any next request."""
    CORS(app, resources="/")
    send(app)
    app.config["CORS_MAX_AGE"] = 5
    with pytest.warns(CORSWarning, match=r"'CORS_MAX_AGE'\] was changed after"):
        send(app, path)
    del app.config["CORS_MAX_AGE"]
    with pytest.warns(CORSWarning, match=r"'CORS_MAX_AGE'\] was changed after"):
        send(app, path)


def test_all_config_changed_after_the_first_request(app, send):
    """Each changed key has its own warning."""
    CORS(app)
    send(app)
    app.config.update(CORS_ORIGINS=A, CORS_MAX_AGE=5)
    with pytest.warns(CORSWarning) as warned:
        send(app)
    assert [str(each.message).split("'")[1] for each in warned] == ["CORS_ORIGINS", "CORS_MAX_AGE"]


def test_other_keys_may_change_at_any_time(app, send):
    """Changes of keys without `CORS_` cause no warning."""
    CORS(app)
    send(app)
    app.config["OTHER"] = 1
    assert acao(send(app)) == A


@pytest.mark.parametrize(
    ("key", "value", "match", "allowed"),
    [
        ("CORS_HEADERS", "Content-Type", "use CORS_ALLOW_HEADERS", [A, B]),
        ("CORS_MAXAGE", 5, "use CORS_MAX_AGE", [A, B]),
        ("CORS_ORIGIN", A, "use CORS_ORIGINS", [A]),
        ("CORS_ALLOWED_ORIGINS", A, "use CORS_ORIGINS", [A]),
        ("CORS_ALLOW_ORIGINS", A, "use CORS_ORIGINS", [A]),
    ],
)
def test_misspelled_keys(app, send, key, value, match, allowed):
    """A misspelled key causes a warning, and counts only if ignoring it would open the app."""
    app.config[key] = value
    with pytest.warns(CORSWarning, match=match):
        CORS(app)
    assert [o for o in (A, B) if acao(send(app, origin=o)) == o] == allowed


def test_a_misspelled_key_yields_to_the_right_one(app, send):
    """`CORS_ORIGINS` wins over a misspelling of it, which still causes a warning."""
    app.config.update(CORS_ORIGIN=B, CORS_ORIGINS=A)
    with pytest.warns(CORSWarning, match="CORS_ORIGIN="):
        CORS(app)
    assert acao(send(app, origin=B)) is None
    assert acao(send(app)) == A


def test_a_key_of_another_library_is_ignored(app, send):
    """A `CORS_` key that resembles none of ours causes no warning."""
    app.config["CORS_SOMETHING_QUITE_DIFFERENT"] = 1
    CORS(app)
    assert acao(send(app)) == A


def test_an_error_in_config(app):
    """An invalid config value stops `CORS(app)`."""
    app.config.update(CORS_MAX_AGE="soon", CORS_ORIGINS=["(", 5])
    with pytest.raises(ConfigurationError, match=r"(?s)CORS_MAX_AGE.*soon") as raised:
        CORS(app)
    assert len(raised.value.problems) == 3


def test_an_error_in_late_config_allows_no_origin(app, send):
    """Requests do not fail: an invalid value causes a warning and closes."""
    CORS(app)
    app.config["CORS_ORIGINS"] = ["("]
    with pytest.warns(CORSWarning, match="not a valid regular expression"):
        assert send(app).status_code == 200
    assert acao(send(app)) is None


@pytest.mark.parametrize("value", ["maybe", "unsave", 2, [True]])
def test_an_error_in_a_late_gate_rejects(app, send, value):
    """An invalid `CORS_REJECT_DISALLOWED` rejects refused origins, and warns."""
    app.config["CORS_REJECT_DISALLOWED"] = "unsafe"
    CORS(app, origins=A)
    app.config["CORS_REJECT_DISALLOWED"] = value
    with pytest.warns(CORSWarning, match="CORS_REJECT_DISALLOWED"):
        assert send(app, origin=B).status_code == 403
    assert send(app, origin=A).status_code == 200


# strict


@pytest.mark.parametrize(
    "configure",
    [
        lambda app: CORS(app, origin=A, metods="GET", strict=True),
        lambda app: CORS(app, origins="a.com", max_ages=5, strict="yes"),
        lambda app: CORS(strict=True).init_app(app, origin=A, metods="GET"),
        lambda app: [app.config.update(CORS_STRICT=True), CORS(app, origin=A, metods="GET")],
        lambda _: CORS(origin=A, metods="GET", strict=True),
    ],
)
def test_strict_at_start_up(app, configure):
    """With `strict` all warnings of a call are raised together."""
    with pytest.raises(ConfigurationError) as raised:
        configure(app)
    assert len(raised.value.problems) == 2


def test_strict_includes_earlier_warnings(app):
    """A warning of the constructor becomes an error once the app sets strict."""
    with pytest.warns(CORSWarning, match="origin='https"):
        cors = CORS(origin=A)
    app.config["CORS_STRICT"] = True
    with pytest.raises(ConfigurationError, match="origin='https"):
        cors.init_app(app)


def test_warnings_of_the_constructor_are_not_repeated(app, send):
    """One warning is enough."""
    with pytest.warns(CORSWarning, match="origin='https"):
        cors = CORS(origin=A)
    cors.init_app(app)
    assert acao(send(app, origin=EVIL)) is None


def test_strict_includes_blueprints(app):
    """Under a strict app a blueprint's warnings are raised on registration."""
    bp = Blueprint("bp", "bp")
    with pytest.warns(CORSWarning, match="origin='https"):
        CORS(bp, origin=A)
    CORS(app, strict=True)
    with pytest.raises(ConfigurationError, match="origin='https"):
        app.register_blueprint(bp)


def test_strict_at_the_first_request(app, send):
    """Problems of the whole app are raised by the first request and every later one."""
    with pytest.warns(CORSWarning, match="without its name"):
        decorated = cross_origin("https://b.com")(view)
    app.add_url_rule("/view", "view", decorated)
    bp = Blueprint("bp", "bp")
    with pytest.warns(CORSWarning, match="origin='https"):
        CORS(bp, origin=A)
    app.register_blueprint(bp)
    CORS(app, strict=True)
    for _ in range(2):
        with pytest.raises(ConfigurationError) as raised:
            send(app)
        assert len(raised.value.problems) == 2


def test_strict_accepts_a_good_configuration(app, send):
    """A configuration without a warning starts with `strict`."""
    CORS(app, origins=A, supports_credentials=True, strict=True)
    assert acao(send(app)) == A


def test_strict_config_that_comes_late(app, send):
    """`CORS_STRICT` set after a call with warnings raises at the first request."""
    with pytest.warns(CORSWarning, match="origin='https"):
        CORS(app, origin=A)
    app.config["CORS_STRICT"] = True
    with pytest.raises(ConfigurationError, match="origin='https"):
        send(app)


# Too late


@pytest.mark.parametrize("before", [True, False])
def test_after_the_first_request(app, send, before):
    """`CORS(app)` after the first request is an error, even as a second call."""
    if before:
        CORS(app, origins=A)
    send(app)
    with pytest.raises(ConfigurationError, match="was called after the first request"):
        CORS(app, resources="/other")


def test_a_blueprint_after_its_registration(app):
    """`CORS(bp)` after `register_blueprint` is an error that says what to do."""
    bp = Blueprint("bp", "bp")
    app.register_blueprint(bp)
    with pytest.raises(ConfigurationError, match=r"call CORS\(blueprint\) before"):
        CORS(bp)


def test_a_blueprint_that_comes_late(app, send):
    """A blueprint with a policy cannot join an app that serves."""
    bp = Blueprint("bp", "bp")
    CORS(bp)
    send(app)
    with pytest.raises((ConfigurationError, AssertionError), match="first request"):
        app.register_blueprint(bp)


# Messages and their locations


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"origin": A}, f"origin={A!r} is read as origins"),
        ({"allow_origins": A}, "read as origins"),
        ({"metods": "GET"}, "did you mean 'methods'"),
        ({"quite_unknown": 1}, "quite_unknown=1 is not an option; the options are"),
        ({"automatic_options": False}, "has no effect on an app"),
        ({"resources": {"/x": {"strict": True}}}, "has no effect on a resource"),
        ({"resources": "api/*"}, "use '/api/\\*'"),
        ({"origins": "https://a.com/"}, "read as 'https://a.com'"),
        ({"origins": "a.com"}, "has no scheme"),
        ({"origins": None}, "allows no origin"),
        ({"allow_headers": None}, "allows no request header"),
        ({"origins": r"https://a.com|https://b\.com"}, "also allows other domains"),
        ({"methods": ["GET", "TRACE"]}, "TRACE"),
        ({"supports_credentials": True}, "every site"),
        ({"supports_credentials": True, "origins": ["null", A]}, "sandboxed iframe"),
        ({"supports_credentials": True, "origins": "http://a.com"}, "https://a.com"),
        ({"supports_credentials": True, "origins": A, "expose_headers": "*"}, "list the headers"),
    ],
)
def test_warnings_of_a_call(app, options, match):
    """A questionable value causes one warning, at the call."""
    with pytest.warns(CORSWarning, match=match) as caught:
        CORS(app, **options)
    assert len(caught) == 1
    assert caught[0].filename == __file__


def test_one_warning_for_several_resources(app):
    """A problem of all resources' options is reported once."""
    with pytest.warns(CORSWarning, match="every site") as caught:
        CORS(app, resources=["/a", "/b"], supports_credentials=True)
    assert len(caught) == 1


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"origins": 5}, "is of type int"),
        ({"origins": "https://(a"}, "not a valid regular expression"),
        ({"origins": r"https://(\w+)+\.com"}, "exponential time"),
        ({"origins": "['https://a.com']"}, "not JSON"),
        ({"origins": "https://*:1"}, r"use https://\*.<domain>:1"),
        ({"supports_credentials": "maybe"}, "is not a boolean"),
        ({"max_age": -1}, "not a whole number of seconds"),
        ({"max_age": True}, "not a whole number of seconds"),
        ({"methods": "GET/PUT"}, "is not a valid method name"),
        ({"expose_headers": "X/A"}, "is not a valid header name"),
        ({"send_wildcard": True, "supports_credentials": True}, "remove one of the three"),
        ({"resources": {"/x": {"max_age": "soon"}}}, "resource '/x'"),
    ],
)
def test_errors_of_a_call(app, options, match):
    """An invalid value does not start."""
    with pytest.raises(ConfigurationError, match=match):
        CORS(app, **options)


def test_all_errors_of_a_call_are_raised_together(app):
    """One error lists everything that is wrong with a call."""
    with pytest.raises(ConfigurationError) as raised:
        CORS(app, max_age=-1, origins=[5], resources={"/x": {"methods": 5}})
    assert [problem.option for problem in raised.value.problems] == [
        "origins",
        "max_age",
        "methods",
    ]
    assert str(raised.value).count(f"{__file__}:") == 3


def test_a_warning_points_to_the_users_call(app):
    """File and line are those of the call, and the message does not repeat them."""
    with pytest.warns(CORSWarning, match=r"^CORS\(app\): ") as caught:
        CORS(app, origin=A)  # the call
    assert (caught[0].filename, caught[0].lineno) == (__file__, line_of("the call"))


def test_a_warning_about_a_key_points_to_the_call_that_reads_it(app):
    """It has the line of `CORS(app)`, and names the key."""
    app.config["CORS_ORIGINS"] = "https://a.com/"
    with pytest.warns(CORSWarning, match=r"^app\.config: CORS_ORIGINS='https://a\.com/'") as caught:
        CORS(app)  # reads the key
    assert (caught[0].filename, caught[0].lineno) == (__file__, line_of("reads the key"))


def test_the_location_of_init_app(app):
    """Options of `init_app` are distinguished from the constructor's."""
    with pytest.warns(CORSWarning, match=r"CORS\(\)") as first:
        cors = CORS(origin=A)  # constructed
    with pytest.warns(CORSWarning, match=r"CORS\(app\)") as second:
        cors.init_app(app, metods="GET")  # initialized
    lines = [each.lineno for each in chain(first, second)]
    assert lines == [line_of("constructed"), line_of("initialized")]


def test_the_location_of_origins_from_the_constructor(app):
    """If options of both conflict, it is where the origins were given, not where that was found."""
    cors = CORS(origins="*")  # gives origins
    with pytest.warns(CORSWarning, match=r"^CORS\(\): supports_credentials=True with") as caught:
        cors.init_app(app, supports_credentials=True)
    assert [each.lineno for each in caught] == [line_of("gives origins")]


def test_the_location_of_a_blueprint():
    """A warning about a blueprint names it."""
    bp = Blueprint("shop", "shop")
    with pytest.warns(CORSWarning, match=r"CORS\(blueprint 'shop'\)") as caught:
        CORS(bp, origin=A)  # blueprint call
    assert caught[0].lineno == line_of("blueprint call")


def test_the_location_of_a_decorator():
    """A warning about a view points to the decorator."""
    with pytest.warns(CORSWarning, match=r"^@cross_origin: ") as caught:
        cross_origin(origin=A)  # decorator call
    assert caught[0].lineno == line_of("decorator call")


def test_the_location_of_an_error(app):
    """An error names the line of the call."""
    with pytest.raises(ConfigurationError) as raised:
        CORS(app, max_age=-1)  # faulty call
    assert f"{__file__}:{line_of('faulty call')}" in str(raised.value)


def test_the_location_of_a_late_call(app, send):
    """A call that comes too late names its line."""
    send(app)
    with pytest.raises(ConfigurationError) as raised:
        CORS(app)  # late call
    assert f"{__file__}:{line_of('late call')}" in str(raised.value)


def test_the_package_lists_its_names():
    """`dir(flask_cors)` lists the importable names, even before they are used."""
    assert {*flask_cors.__all__, "__version__", "logging"} <= set(dir(flask_cors))
    with pytest.raises(AttributeError, match="no attribute 'cross'"):
        _ = flask_cors.cross


def test_strict_covers_the_config_when_a_blueprint_is_registered(app):
    """`CORS_STRICT` turns a warning about `app.config` into an error at once."""
    app.config.update(CORS_STRICT=True, CORS_MAXAGE=5)
    blueprint = Blueprint("b", __name__)
    CORS(blueprint, origins="https://a.com")
    with pytest.raises(ConfigurationError, match="CORS_MAXAGE"):
        app.register_blueprint(blueprint)
