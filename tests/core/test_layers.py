"""Layers of settings, and how they are combined."""

import pytest

from flask_cors.core.layers import (
    DEFAULTS,
    Layer,
    Scope,
    effective_layers,
    merge,
    strictest_gate,
)
from flask_cors.core.options import OPTIONS
from flask_cors.core.problems import Source


def layer(label, **options):
    """Return the layer of a call without problems."""
    found = Layer.read(options, Source(label, label), "app")
    assert found.problems == ()
    return found


CONFIG = layer("config", methods="GET", max_age=1)
A = {"origins": "https://a.com"}
B = {"origins": "https://b.com"}


def settings(*scopes):
    """Return the settings of scopes, each a tuple of layers, as value and source."""
    chain = [Scope("app", str(i), layers) for i, layers in enumerate(scopes)]
    return {
        name: (setting.value, setting.source.label)
        for name, setting in merge(effective_layers((CONFIG,), chain)).items()
    }


def origins(found):
    """Return the strings of the effective origins."""
    return [pattern.text for pattern in found["origins"][0]]


def test_the_defaults_set_every_option():
    """The bottom layer sets each option to its default."""
    assert {name: setting.value for name, setting in DEFAULTS.items()} == {
        name: option.default for name, option in OPTIONS.items()
    }
    assert {str(setting.source) for setting in DEFAULTS.values()} == {"the default"}


def test_a_layer_holds_values_problems_and_source():
    """A layer cannot be changed."""
    source = Source("view", "view 'index'", "app.py", 5)
    found = Layer.read({"max_age": "600", "methods": "a/b", "strict": True}, source, "view")
    assert dict(found.values) == {"max_age": 600, "methods": frozenset()}
    assert [problem.code for problem in found.problems] == ["not-a-token", "no-effect"]
    assert {problem.source for problem in found.problems} == {source}
    with pytest.raises(TypeError):
        found.values["max_age"] = 1


def test_a_layer_keeps_info_apart():
    """Harmless observations are not problems, but are kept for `check`."""
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
    """A misspelled option is removed with its problems, and the rest stays."""
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
    """Two calls with equal options make two layers; the same holds for scopes."""
    assert layer("app", max_age=1) != layer("app", max_age=1)
    assert Scope("app", "/*", ()) != Scope("app", "/*", ())


def test_without_scopes_the_config_applies():
    """app.config overrides the defaults."""
    found = settings()
    assert found["max_age"] == (1, "config")
    assert found["methods"] == ({"GET"}, "config")
    assert found["vary_header"] == (True, "the default")
    assert origins(found) == ["*"]


def test_within_a_scope_the_later_layer_wins_option_by_option():
    """A resource that sets `origins` keeps the other options of its call."""
    call = layer("call", origins="*", supports_credentials=True, max_age=2)
    found = settings((call, layer("resource", **A)))
    assert origins(found) == ["https://a.com"]
    assert found["supports_credentials"] == (True, "call")
    assert found["max_age"] == (2, "call")
    assert found["methods"] == ({"GET"}, "config")


def test_a_scope_with_origins_replaces_the_outer_one():
    """Such a scope inherits only defaults and app.config."""
    outer = layer("outer", **A, supports_credentials=True, max_age=2, methods="PUT")
    found = settings((outer,), (layer("inner", origins="*"),))
    assert origins(found) == ["*"]
    assert found["supports_credentials"] == (False, "the default")
    assert found["max_age"] == (1, "config")
    assert found["methods"] == ({"GET"}, "config")


def test_a_scope_without_origins_inherits():
    """A scope without `origins` inherits every option that it does not set."""
    outer = layer("outer", **A, supports_credentials=True, max_age=2)
    found = settings((outer,), (layer("bare"),), (layer("inner", max_age=3),))
    assert origins(found) == ["https://a.com"]
    assert found["supports_credentials"] == (True, "outer")
    assert found["max_age"] == (3, "inner")


def test_a_view_inherits_from_its_blueprint_alone():
    """If the blueprint sets `origins`, the view inherits nothing from further out."""
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
def test_any_layer_of_a_scope_can_set_origins(layers, expected):
    """One layer that sets `origins`, even to nothing, is enough."""
    assert Scope("app", "/*", layers).names_origins is expected


def test_a_setting_keeps_what_it_overrides():
    """The overridden values follow the setting, nearest first."""
    found = merge([CONFIG, layer("app", max_age=2)])["max_age"]
    assert [(each.value, each.source.label) for each in (found, *found.shadowed)] == [
        (2, "app"),
        (1, "config"),
        (None, "the default"),
    ]
    assert found.shadowed[0].shadowed == found.shadowed[1:]


@pytest.mark.parametrize(
    ("gates", "strictest"),
    [
        ((False, "report"), "report"),
        (("unsafe", "report", False), "unsafe"),
        ((False, True, "unsafe"), True),
        ((False, False), False),
    ],
)
def test_the_gate_that_rejects_most(gates, strictest):
    """Among the values of `reject_disallowed`, the strictest is found with its source."""
    layers = [layer(f"CORS {gate}", reject_disallowed=gate) for gate in gates]
    found = strictest_gate(merge([each]) for each in layers)
    assert (found.value, found.source.label) == (strictest, f"CORS {strictest}")
