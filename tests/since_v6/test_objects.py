"""Objects that public projects pass instead of strings: configs, copies and callables."""

import copy
import logging
import pickle
import re
import warnings

import pytest
from flask import Blueprint, Config, Flask

from flask_cors import CORS, ConfigurationError, cross_origin

A, B = "https://a.com", "https://b.com"
ALLOW_ORIGIN = "Access-Control-Allow-Origin"
PROBES = (A, B, "https://www.a.com", "https://evil.test", "null")


def asked(app, origin):
    """Return the headers of a response to an origin."""
    return app.test_client().get("/", headers={"Origin": origin}).headers


def admitted(app):
    """Return the origins of PROBES that an app allows."""
    return {each for each in PROBES if asked(app, each).get(ALLOW_ORIGIN) in {each, "*"}}


# -- Config objects ----------------------------------------------------------------------------


@pytest.mark.parametrize("key", [1, None, ("CORS_ORIGINS", 1), b"CORS_ORIGINS", 2.5])
def test_a_config_key_that_is_not_a_string_is_ignored(key):
    """Such an app starts, serves, and detects late changes."""
    app = Flask("spelled", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    app.config[key] = "x"
    app.config["CORS_ORIGINS"] = A
    CORS(app)
    assert admitted(app) == {A}
    app.config[object()] = "late"
    assert asked(app, A)[ALLOW_ORIGIN] == A


class _Layered(Config):
    """A config that finds keys without listing them."""

    def __init__(self, hidden):
        super().__init__(".", Flask.default_config)
        self.hidden = hidden

    def __missing__(self, key):
        return self.hidden[key]

    def get(self, key, default=None):
        return self[key] if key in self else self.hidden.get(key, default)


class _OnlyMissing(_Layered):
    """A config with `__missing__`, and the `get` of a dict, which ignores it."""

    def get(self, key, default=None):
        return dict.get(self, key, default)


class _OnlyGet(_Layered):
    """A config of which only `get` finds keys that it does not list."""

    def __missing__(self, key):
        raise KeyError(key)


@pytest.mark.parametrize("kind", [_Layered, _OnlyMissing, _OnlyGet])
@pytest.mark.parametrize("place", ["app", "blueprint", "view", "class"])
def test_a_config_that_lists_no_keys_is_still_read(kind, place):
    """`CORS_ORIGINS` counts although iteration over app.config does not show it."""

    class Layered(Flask):
        def make_config(self, *_):
            return kind({"CORS_ORIGINS": A, "CORS_MAX_AGE": "600"})

    app = Layered("spelled", static_folder=None)
    if place == "view":
        app.add_url_rule("/", "index", cross_origin()(lambda: "index"))
    elif place == "blueprint":
        blueprint = Blueprint("b", "b")
        blueprint.add_url_rule("/", "index", lambda: "index")
        CORS(blueprint)
        app.register_blueprint(blueprint)
    else:
        app.add_url_rule("/", "index", lambda: "index")
        CORS(app)
    assert admitted(app) == {A}
    asks = {"Origin": A, "Access-Control-Request-Method": "GET"}
    answer = app.test_client().options("/", headers=asks)
    assert answer.headers["Access-Control-Max-Age"] == "600"


@pytest.mark.parametrize("kind", [_Layered, _OnlyMissing])
@pytest.mark.parametrize(
    ("hidden", "expected"),
    [
        ({"CORS_ALLOWED_ORIGINS": A}, {A}),
        ({"CORS_ORIGIN_WHITELIST": A}, {A}),
        ({"FLASK_CORS_ORIGINS": A}, {A}),
        ({"CORS_ALLOW_ALL_ORIGINS": False}, set()),
        ({"CORS_ORIGIN_ALLOW_ALL": False, "CORS_ORIGIN_WHITELIST": A}, {A}),
        ({"CORS_ALLOWED_ORIGINS": B, "CORS_ORIGINS": A}, {A}),
    ],
)
def test_a_config_that_lists_no_keys_is_read_for_other_names_of_origins(kind, hidden, expected):
    """The usual names count if `CORS_ORIGINS` is not set."""

    class Layered(Flask):
        def make_config(self, *_):
            return kind(hidden)

    app = Layered("spelled", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        CORS(app)
    assert admitted(app) == expected
    assert len(caught) == (0 if "CORS_ORIGINS" in hidden else len(hidden))


def test_a_config_that_raises_has_no_cors_keys():
    """An exception for an unknown key means that it is not set."""

    class Failing(Config):
        def __missing__(self, key):
            raise AttributeError(key)

    class Layered(Flask):
        def make_config(self, *_):
            return Failing(".", Flask.default_config)

    app = Layered("spelled", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    CORS(app, origins=A)
    assert admitted(app) == {A}


# -- Copies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "copied",
    [copy.deepcopy, copy.copy, lambda cors: pickle.loads(pickle.dumps(cors))],  # noqa: S301
    ids=["deepcopy", "copy", "pickle"],
)
def test_a_cors_without_an_app_can_be_copied(app, copied):
    """The copy has the options, and can have its own app."""
    first = CORS(origins=A, max_age=600)
    second = copied(first)
    first.init_app(app)
    assert admitted(app) == {A}
    other = Flask("other", static_folder=None)
    other.add_url_rule("/", "index", lambda: "index")
    second.init_app(other)
    assert admitted(other) == {A}
    second.reconfigure(origins=B)
    assert admitted(app) == {A}
    assert admitted(other) == {B}


@pytest.mark.parametrize(
    "given",
    [
        lambda: {"origins": iter([A])},
        lambda: {"resources": {"/*": {"origins": iter([A])}}},
    ],
)
def test_items_of_an_iterator_are_copied(app, given):
    """The original has consumed the iterator, and the copy still has its items."""
    first = CORS(**given())
    second = copy.copy(first)
    first.init_app(app)
    other = Flask("other", static_folder=None)
    second.init_app(other)
    assert admitted(app) == admitted(other) == {A}


def test_a_cors_with_an_app_can_be_deeply_copied(app):
    """The copy has the options and is not initialized with an app."""
    first = CORS(app, origins=A)
    second = copy.deepcopy({"cors": first})["cors"]
    with pytest.raises(ConfigurationError, match="is not initialized with an app"):
        second.reconfigure(origins=B)
    assert admitted(app) == {A}


def test_a_subclass_can_be_copied():
    """Attributes of a subclass are copied, too."""

    class Own(CORS):
        def __init__(self, *args, **options):
            super().__init__(*args, **options)
            self.notes = [1]

    first = Own(origins=A)
    second = copy.deepcopy(first)
    assert isinstance(second, Own)
    assert second.notes == [1]
    assert second.notes is not first.notes


def test_an_extension_holder_with_a_cors_can_be_copied():
    """A callable and a compiled regex are copied with it."""
    cors = CORS(origins=[re.compile(r"https://[a-z]+\.a\.com"), _says_no])
    copied = copy.deepcopy(cors)
    app = Flask("copied", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    copied.init_app(app)
    assert admitted(app) == {"https://www.a.com"}


def _says_no(origin):
    """Refuse every origin."""
    return False


# -- Callables ---------------------------------------------------------------------------------


def started(**options):
    """Return an app under a policy."""
    app = Flask("asking", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    CORS(app, **options)
    return app


@pytest.mark.parametrize(
    "call",
    [
        {A: True}.get,
        lambda origin: True if origin == A else None,
        lambda origin: origin == A or None,
        {A: True, B: False}.get,
        lambda origin: None if origin != A else True,
    ],
)
def test_none_from_a_callable_refuses(call, caplog):
    """`dict.get` refuses by returning None, which is not an error."""
    app = started(origins=call)
    assert admitted(app) == {A}
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("answer", ["yes", 1, [], 0, object()])
def test_odd_results_are_logged_at_most_twenty_times_a_minute(answer, caplog):
    """Otherwise any client could fill the log."""
    app = started(origins=lambda _: answer)
    for number in range(100):
        assert ALLOW_ORIGIN not in asked(app, f"https://x{number}.com")
    errors = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert len(errors) == 20
    assert "for a minute" in errors[-1].getMessage()


def test_failures_of_callables_are_logged_at_most_twenty_times_a_minute(caplog):
    """This includes their tracebacks."""

    def fail(origin):
        raise ValueError(origin)

    app = started(origins=fail)
    for number in range(100):
        assert ALLOW_ORIGIN not in asked(app, f"https://x{number}.com")
    errors = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert len(errors) == 20
    assert all(each.exc_info for each in errors)
    assert errors[-1].getMessage().endswith("further failures are not logged for a minute")


def test_each_callable_has_its_own_quota(caplog):
    """A callable that always fails does not silence another."""
    app = started(origins=[lambda _: "one", lambda _: "two"])
    for number in range(30):
        asked(app, f"https://x{number}.com")
    errors = [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR]
    assert sum("'one'" in each for each in errors) == 20
    assert sum("'two'" in each for each in errors) == 20
