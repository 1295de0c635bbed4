"""Layers of settings, and how they lie on each other."""

import pytest

from flask_cors.core.layers import DEFAULTS, Layer, Scope, effective_layers, merge
from flask_cors.core.options import OPTIONS
from flask_cors.core.problems import Source


def layer(label, **options):
    """Return the layer of a call that says nothing wrong."""
    found = Layer.read(options, Source(label, label), "app")
    assert found.problems == ()
    return found


CONFIG = layer("config", methods="GET", max_age=1)
A = {"origins": "https://a.com"}
B = {"origins": "https://b.com"}


def settings(*scopes):
    """Return the settings of scopes, each of which is a tuple of layers, as value and place."""
    chain = [Scope("app", str(i), layers) for i, layers in enumerate(scopes)]
    return {
        name: (setting.value, setting.source.label)
        for name, setting in merge(effective_layers((CONFIG,), chain)).items()
    }


def origins(found):
    """Return the texts of the effective origins."""
    return [pattern.text for pattern in found["origins"][0]]


def test_the_defaults_set_every_option():
    """Below all layers lies one that sets each option to its default."""
    assert {name: setting.value for name, setting in DEFAULTS.items()} == {
        name: option.default for name, option in OPTIONS.items()
    }
    assert {str(setting.source) for setting in DEFAULTS.values()} == {"the default"}


def test_a_layer_is_read_where_it_is_written():
    """A layer holds what was read, what was wrong with it, and its place; it cannot be changed."""
    source = Source("view", "view 'index'", "app.py", 5)
    found = Layer.read({"max_age": "600", "methods": "a/b", "strict": True}, source, "view")
    assert dict(found.values) == {"max_age": 600, "methods": frozenset()}
    assert [problem.code for problem in found.problems] == ["not-a-token", "no-effect"]
    assert {problem.source for problem in found.problems} == {source}
    with pytest.raises(TypeError):
        found.values["max_age"] = 1


def test_a_layer_keeps_remarks_apart():
    """What is harmless is no problem of a layer, but remembered for who asks."""
    source = Source("app", "CORS(app)")
    found = Layer.read(
        {"origins": ["https://b.com", "https://a.com", "https://a.com"]}, source, "app"
    )
    assert found.problems == ()
    assert [(remark.code, str(remark)) for remark in found.remarks] == [
        (
            "repeated-origin",
            "CORS(app): origins='https://a.com' is listed twice; list it once",
        )
    ]


def test_a_layer_without_an_option():
    """What was set by another name is gone with what was said of it, and the rest stays."""
    origins = ["https://A.com", "https://b.com", "https://b.com"]
    given = {"origins": origins, "max_age": -1, "expose_headers": "x", "strict": True}
    found = Layer.read(given, Source("view", "@cross_origin"), "view")
    assert {each.option for each in (*found.problems, *found.remarks)} == set(given) - {
        "expose_headers"
    }
    rest = found.without({"origins", "strict"})
    assert (rest.source, set(rest.values)) == (found.source, {"expose_headers"})
    assert [each.option for each in (*rest.problems, *rest.remarks)] == ["max_age"]
    assert found.without({"max_age"}).remarks == found.remarks


def test_a_layer_is_only_equal_to_itself():
    """Two calls with the same options are two layers, and so are two scopes."""
    assert layer("app", max_age=1) != layer("app", max_age=1)
    assert Scope("app", "/*", ()) != Scope("app", "/*", ())


def test_without_scopes_the_base_holds():
    """app.config lies on the defaults."""
    found = settings()
    assert found["max_age"] == (1, "config")
    assert found["methods"] == ({"GET"}, "config")
    assert found["vary_header"] == (True, "the default")
    assert origins(found) == ["*"]


def test_within_a_scope_the_later_layer_wins_option_by_option():
    """A resource that names `origins` keeps the other options of its call."""
    call = layer("call", origins="*", supports_credentials=True, max_age=2)
    found = settings((call, layer("resource", **A)))
    assert origins(found) == ["https://a.com"]
    assert found["supports_credentials"] == (True, "call")
    assert found["max_age"] == (2, "call")
    assert found["methods"] == ({"GET"}, "config")


def test_a_scope_that_names_origins_stands_alone():
    """Only defaults and app.config lie under a scope that names `origins`."""
    outer = layer("outer", **A, supports_credentials=True, max_age=2, methods="PUT")
    found = settings((outer,), (layer("inner", origins="*"),))
    assert origins(found) == ["*"]
    assert found["supports_credentials"] == (False, "the default")
    assert found["max_age"] == (1, "config")
    assert found["methods"] == ({"GET"}, "config")


def test_a_scope_that_names_no_origins_amends_the_one_around_it():
    """Without `origins`, all that the outer scope set stays, but for what is set anew."""
    outer = layer("outer", **A, supports_credentials=True, max_age=2)
    found = settings((outer,), (layer("bare"),), (layer("inner", max_age=3),))
    assert origins(found) == ["https://a.com"]
    assert found["supports_credentials"] == (True, "outer")
    assert found["max_age"] == (3, "inner")


def test_an_amended_scope_is_the_one_that_stands_alone():
    """A view amends the blueprint that stands alone, and nothing outside of it."""
    found = settings(
        (layer("app", **A, max_age=2),), (layer("blueprint", **B),), (layer("view", methods="PUT"),)
    )
    assert origins(found) == ["https://b.com"]
    assert found["max_age"] == (1, "config")
    assert found["methods"] == ({"PUT"}, "view")


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ((), False),
        ((layer("a"),), False),
        ((layer("a", max_age=1),), False),
        ((layer("a", **A),), True),
        ((layer("a", **A), layer("b", max_age=1)), True),
        ((layer("a"), layer("b", origins=[])), True),
    ],
)
def test_a_scope_names_origins_in_any_of_its_layers(layers, expected):
    """One layer that sets `origins`, be it to nothing, is enough."""
    assert Scope("app", "/*", layers).names_origins is expected


def test_a_setting_remembers_what_it_shadows():
    """The shadowed values stand behind a setting, nearest first."""
    found = merge([CONFIG, layer("app", max_age=2)])["max_age"]
    assert [(each.value, each.source.label) for each in (found, *found.shadowed)] == [
        (2, "app"),
        (1, "config"),
        (None, "the default"),
    ]
    assert found.shadowed[0].shadowed == found.shadowed[1:]
