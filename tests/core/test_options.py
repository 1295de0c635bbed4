"""The table of options: the values that each accepts, and the problems of all others."""

import re
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest

from flask_cors.core import options
from flask_cors.core.option_names import is_cors_key
from flask_cors.core.options import (
    OPTIONS,
    Options,
    ResourceOptions,
    ViewOptions,
    parse_config,
    parse_options,
)
from flask_cors.core.problems import Problems, Source

PLACE = Source("app", "CORS(app)")
ABSENT = object()
BOOLEANS = [
    "supports_credentials",
    "send_wildcard",
    "vary_header",
    "always_send",
    "allow_private_network",
    "intercept_exceptions",
    "automatic_options",
    "reject_disallowed",
    "strict",
]


def read(options, scope="app"):
    """Read the options of one call; return the values and the problems."""
    problems = Problems(PLACE)
    values = parse_options(options, scope, problems)
    return values, problems.found


def read_config(config):
    """Read an `app.config`; return the values and the problems."""
    problems = Problems(PLACE)
    return parse_config(config, problems), problems.found


def codes(said):
    """Return problems as (code, error)."""
    return [(problem.code, problem.error) for problem in said]


def once(*values):
    """Yield values that can be read once."""
    yield from values


def shown(value):
    """Return the strings of patterns, or any other value unchanged."""
    return [str(pattern) for pattern in value] if isinstance(value, tuple) else value


# The table


@pytest.mark.parametrize(
    ("name", "default", "scopes"),
    [
        ("resources", [], "app blueprint"),
        ("origins", ["*"], "app blueprint resource view"),
        (
            "methods",
            {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"},
            "app blueprint resource view",
        ),
        ("allow_headers", ["*"], "app blueprint resource view"),
        ("expose_headers", [], "app blueprint resource view"),
        ("supports_credentials", False, "app blueprint resource view"),
        ("max_age", None, "app blueprint resource view"),
        ("send_wildcard", False, "app blueprint resource view"),
        ("vary_header", True, "app blueprint resource view"),
        ("always_send", True, "app blueprint resource view"),
        ("allow_private_network", False, "app blueprint resource view"),
        ("intercept_exceptions", True, "app"),
        ("automatic_options", True, "view"),
        ("reject_disallowed", False, "app blueprint resource view"),
        ("strict", False, "app"),
    ],
)
def test_the_table(name, default, scopes):
    """Each option has its default, the scopes where it has an effect, and its config key."""
    option = OPTIONS[name]
    assert shown(option.default) == default
    assert sorted(option.scopes) == scopes.split()
    assert option.key == f"CORS_{name.upper()}"


def test_the_table_is_complete():
    """There are fifteen options, and the types for editors name the same ones."""
    assert len(OPTIONS) == 15
    for scope, typed in [("app", Options), ("resource", ResourceOptions), ("view", ViewOptions)]:
        names = {option.name for option in OPTIONS.values() if scope in option.scopes}
        assert set(typed.__annotations__) == names


@pytest.mark.parametrize("name", OPTIONS)
def test_none_means_not_set(name):
    """None is ignored silently, unless that would open what it should close."""
    values, said = read({name: None}, "view" if name == "automatic_options" else "app")
    if name in {"origins", "allow_headers"}:
        assert values == {name: ()}
        assert len(said) == 1
    else:
        assert values == {}
        assert said == []


# Each option


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("*", ["*"]),
        ("https://a.com", ["https://a.com"]),
        ("https://a.com,https://b.com", ["https://a.com", "https://b.com"]),
        (" https://a.com , http://[::1]:3000 ", ["https://a.com", "http://[::1]:3000"]),
        ("https://a.com,https://*.b.com", ["https://a.com", "https://*.b.com"]),
        ('["https://a.com", "https://b.com"]', ["https://a.com", "https://b.com"]),
        ("[]", []),
        (r"https://(a|b)\.com", [r"https://(a|b)\.com"]),
        (r"https://a{1,2}\.com", [r"https://a{1,2}\.com"]),
        (re.compile(r"https://a\.com"), [r"https://a\.com"]),
        (["https://a.com", re.compile(r"https://b\.com")], ["https://a.com", r"https://b\.com"]),
        (("https://b.com", "https://a.com"), ["https://b.com", "https://a.com"]),
        ({"https://b.com", "https://a.com"}, ["https://a.com", "https://b.com"]),
        (once("https://a.com", "https://b.com"), ["https://a.com", "https://b.com"]),
        (["https://a.com", "https://a.com"], ["https://a.com"]),
        (["*", "https://a.com"], ["*", "https://a.com"]),
        (str.isascii, ["callable str.isascii"]),
        ([str.isascii, "null"], ["callable str.isascii", "null"]),
        ([], []),
    ],
)
def test_origins(value, expected):
    """Origins are strings, compiled regular expressions and callables, one or several."""
    values, said = read({"origins": value})
    assert shown(values["origins"]) == expected
    assert said == []


@pytest.mark.parametrize("value", [None, "", " \n", ",", " , "])
def test_unset_origins_allow_no_origin(value):
    """None and an empty string (an unset variable) allow no origin, with a warning."""
    values, [problem] = read({"origins": value})
    assert values == {"origins": ()}
    assert (problem.code, problem.error, problem.option) == ("no-origins", False, "origins")
    assert str(problem) == (
        f"CORS(app): origins={value!r} allows no origin, so that an unset environment"
        " variable does not open the app; list the origins to allow, or use [] if none is meant"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("GET", {"GET"}),
        ("get, Post", {"GET", "POST"}),
        (["get", " put "], {"GET", "PUT"}),
        (("PATCH",), {"PATCH"}),
        ({"DELETE", "delete"}, {"DELETE"}),
        (once("GET", "PURGE"), {"GET", "PURGE"}),
        ('["GET", "PUT"]', {"GET", "PUT"}),
        ("*", "*"),
        (["*"], "*"),
        (["GET", "*"], "*"),
        ("auto", "auto"),
        (" AUTO ", "auto"),
        (["auto"], "auto"),
        ([], frozenset()),
    ],
)
def test_methods(value, expected):
    """Methods are upper-cased; `*` means any method, `auto` those that the URL accepts."""
    assert read({"methods": value}) == ({"methods": expected}, [])


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (["GET", "TRACE"], "TRACE"),
        ("GET,connect,Track,trace", "CONNECT, TRACE, TRACK"),
    ],
)
def test_forbidden_methods_are_ignored(value, names):
    """Methods that browsers do not send are ignored with a warning."""
    values, [problem] = read({"methods": value})
    assert values == {"methods": {"GET"}}
    assert (problem.code, problem.error) == ("forbidden-method", False)
    assert (problem.option, problem.value) == ("methods", value)
    assert f"contains {names}," in problem.reason


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("*", ["*"]),
        ("Content-Type", ["Content-Type"]),
        ("Content-Type, X-*", ["Content-Type", "X-*"]),
        ("x-(a|b)", ["x-(a|b)"]),
        (re.compile("x-.+"), ["x-.+"]),
        (["Content-Type", re.compile("x-.+"), "Content-Type"], ["Content-Type", "x-.+"]),
        (("b", "a"), ["b", "a"]),
        ({"b", "a"}, ["a", "b"]),
        (once("b", "a"), ["b", "a"]),
        ('["a", "b"]', ["a", "b"]),
        ([], []),
    ],
)
def test_allow_headers(value, expected):
    """Request headers are names, wildcards and regular expressions, one or several."""
    values, said = read({"allow_headers": value})
    assert shown(values["allow_headers"]) == expected
    assert said == []


@pytest.mark.parametrize("value", [None, "", " , "])
def test_unset_allow_headers_allow_nothing(value):
    """None and a string without a name allow no header, with a warning."""
    values, [problem] = read({"allow_headers": value})
    assert values == {"allow_headers": ()}
    assert (problem.code, problem.error) == ("no-headers", False)
    assert (problem.option, problem.value) == ("allow_headers", value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("X-Total", ("X-Total",)),
        ("X-B, X-A", ("X-A", "X-B")),
        (["X-B", "X-A", " X-B "], ("X-A", "X-B")),
        ({"X-B", "X-A"}, ("X-A", "X-B")),
        (once("X-B", "X-A"), ("X-A", "X-B")),
        ('["X-A"]', ("X-A",)),
        ("*", ("*",)),
        ([], ()),
        ("", ()),
    ],
)
def test_expose_headers(value, expected):
    """Response headers are sorted and unique."""
    assert read({"expose_headers": value}) == ({"expose_headers": expected}, [])


@pytest.mark.parametrize(
    ("name", "value", "expected", "code"),
    [
        ("methods", " , ", frozenset(), "no-methods"),
        ("methods", "GET|POST", frozenset({"GET|POST"}), "unusual-name"),
        ("allow_headers", "all", ("all",), "unusual-name"),
        ("allow_headers", "Content_Type", ("Content_Type",), "unusual-name"),
        ("expose_headers", "X-One|X-Two", ("X-One|X-Two",), "unusual-name"),
        ("expose_headers", "Set-Cookie", ("Set-Cookie",), "exposed-cookie"),
        ("expose_headers", "SET-COOKIE2", ("SET-COOKIE2",), "exposed-cookie"),
        ("max_age", timedelta(seconds=0.5), 0, "fractional-max-age"),
    ],
)
def test_odd_values(name, value, expected, code):
    """A readable value that is probably a mistake causes a warning."""
    values, [problem] = read({name: value})
    found = values[name]
    assert (shown(found) if name == "allow_headers" else found) in (expected, list(expected or ()))
    assert (problem.code, problem.error) == (code, False)
    assert (problem.option, problem.value) == (name, value)


@pytest.mark.parametrize(
    "value", ["Authorization", "content-type", "CONTENT-TYPE", "X-Authorisation", "Authority"]
)
def test_correct_names_are_not_called_misspelled(value):
    """The two headers in any case, and headers of an app, cause no warning."""
    assert read({"allow_headers": value})[1] == []


def test_names_with_a_dot_are_normal():
    """A header name may contain a dot."""
    assert read({"expose_headers": "X.Total"}) == ({"expose_headers": ("X.Total",)}, [])
    values, said = read({"allow_headers": "X.Total"})
    assert (shown(values["allow_headers"]), said) == (["X.Total"], [])


@pytest.mark.parametrize("name", BOOLEANS)
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (False, False),
        (1, True),
        (0, False),
        *[(word, True) for word in ("true", "True", "TRUE", "1", "yes", "Yes", "on", " ON\n")],
        *[(word, False) for word in ("false", "False", "FALSE", "0", "no", "No", "off", "OFF")],
    ],
)
def test_booleans(name, value, expected):
    """A boolean may be given as one of eight words, in any case."""
    scope = "view" if name == "automatic_options" else "app"
    values, said = read({name: value}, scope)
    assert values == {name: expected}
    assert values[name] is expected
    assert said == []


def test_an_origin_that_is_listed_twice_is_only_remarked():
    """It does no harm, so `check` mentions it, but nothing warns of it."""
    problems = Problems(PLACE)
    parse_options({"origins": ["https://a.com", "null", "https://a.com"]}, "app", problems)
    assert problems.found == []
    [remark] = problems.remarks
    assert (remark.code, remark.value) == ("repeated-origin", "https://a.com")
    assert remark.message == "origins='https://a.com' is listed twice; list it once"


@pytest.mark.parametrize(
    ("name", "values"),
    [("supports_credentials", {"supports_credentials": False}), ("max_age", {})],
)
def test_an_empty_string_turns_nothing_on(name, values):
    """It is often an unset variable: a boolean is False then, and a number stays unset."""
    read_values, [problem] = read({name: "\n"})
    assert read_values == values
    assert (problem.code, problem.error) == ("empty-value", False)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("unsafe", "unsafe"), (" Unsafe\n", "unsafe"), ("REPORT", "report"), ("yes", True)],
)
def test_values_that_reject(value, expected):
    """Besides booleans, `reject_disallowed` has two words of its own."""
    assert read({"reject_disallowed": value}) == ({"reject_disallowed": expected}, [])


@pytest.mark.parametrize("name", BOOLEANS)
@pytest.mark.parametrize("value", ["maybe", "T", "2", 2, -1, 1.0, [], [True], b"true", Decimal(1)])
def test_unreadable_booleans(name, value):
    """A value that is not a boolean is an error; it has no effect, or rejects."""
    values, [problem] = read({name: value}, "view" if name == "automatic_options" else "app")
    assert values == ({name: True} if name == "reject_disallowed" else {})
    assert (problem.code, problem.error) == ("not-a-boolean", True)
    assert (problem.option, problem.value) == (name, value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (600, 600),
        ("0", 0),
        ("600", 600),
        (" 600\n", 600),
        (timedelta(minutes=10), 600),
        (timedelta(0), 0),
        (timedelta.max - timedelta(microseconds=999_999), 86399999999999),
        (86399999999999, 86399999999999),
    ],
)
def test_max_age(value, expected):
    """`max_age` is a whole number of seconds, also as a string, or a timedelta."""
    assert read({"max_age": value}) == ({"max_age": expected}, [])


@pytest.mark.parametrize(
    "value",
    [
        -1,
        "-1",
        timedelta(seconds=-1),
        timedelta(milliseconds=-1),
        600.5,
        "600.5",
        "abc",
        "\u0661",
        "1_000",
        True,
        False,
        [600],
        b"600",
        10**14,
        "9" * 5000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_bad_max_age(value):
    """A value that is not a whole number of seconds is an error and has no effect."""
    values, said = read({"max_age": value})
    assert values == {}
    assert codes(said) == [("bad-max-age", True)]
    assert (said[0].option, said[0].value) == ("max_age", value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/api/*", [("/api/*", {})]),
        ("/a, /b", [("/a", {}), ("/b", {})]),
        ("/(a|b),c", [("/(a|b),c", {})]),
        (re.compile("/a"), [("/a", {})]),
        (["/b", "/a"], [("/b", {}), ("/a", {})]),
        (("/b", re.compile("/a")), [("/b", {}), ("/a", {})]),
        ({"/b", "/a"}, [("/a", {}), ("/b", {})]),
        (once("/b", "/a"), [("/b", {}), ("/a", {})]),
        ('["/a"]', [("/a", {})]),
        ({"/b": {"max_age": 1}, "/a": None}, [("/b", {"max_age": 1}), ("/a", {})]),
        (MappingProxyType({re.compile("/a"): {}}), [("/a", {})]),
        ({}, []),
        ([], []),
    ],
)
def test_resources(value, expected):
    """Resources are patterns, or a mapping from patterns to options that are read later."""
    values, said = read({"resources": value})
    assert [(str(pattern), options) for pattern, options in values["resources"]] == expected
    assert said == []


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (
            {"/a": "https://a.com"},
            "wrong-type",
            "is of type str, given for the resource '/a'; pass a",
        ),
        ({"/a": ["https://a.com"]}, "wrong-type", "is of type list, given for the resource '/a'"),
        ({5: {}}, "wrong-type", "is of type int; use a path such as '/api/*'"),
        (5, "wrong-type", "is of type int; use a path such as '/api/*'"),
        (b"/a", "wrong-type", "use a path, a compiled regular expression, a list of them or a"),
        ("[/a]", "not-json", "is not JSON"),
        (["/(a"], "invalid-regex", "is not a valid regular expression"),
    ],
)
def test_bad_resources(value, code, words):
    """A value that is not a valid set of resources is an error and sets none."""
    values, said = read({"resources": value})
    assert values == {"resources": ()}
    assert codes(said) == [(code, True)]
    assert words in said[0].message
    assert said[0].option == "resources"


def test_a_resource_named_like_an_option():
    """Options may have been given as resources, and the remedy says where they belong."""
    _, said = read({"resources": {"max_age": 600}})
    assert [problem.remedy for problem in said if problem.code == "wrong-type"] == [
        "'max_age' is not a path; if it is an option, use CORS(app, max_age=600)"
    ]


@pytest.mark.parametrize("value", ['{"/a": {}}', ' {"/a": {}} '])
def test_resources_in_a_string(value):
    """A dict in a string is an error that says how to parse it."""
    values, [problem] = read({"resources": value})
    assert values == {"resources": ()}
    assert (problem.code, problem.error) == ("wrong-type", True)
    assert (problem.option, problem.value) == ("resources", value)
    assert "is a dict in a string" in problem.reason


@pytest.mark.parametrize(
    ("value", "code"), [('{"/a"', "dead-resource"), ('/a"}', None), ("/{a", None)]
)
def test_resources_that_only_look_like_a_dict(value, code):
    """A path may contain one of the two braces."""
    assert [each.code for each in read({"resources": value})[1]] == ([code] if code else [])


@pytest.mark.parametrize(
    ("name", "value", "code", "words"),
    [
        ("origins", 5, "wrong-type", "is of type int; use a string, a compiled"),
        (
            "origins",
            {"a": 1},
            "wrong-type",
            "is of type dict; use a string, a compiled regular expr",
        ),
        ("origins", b"a", "wrong-type", "is of type bytes; use a string"),
        ("origins", [["a"]], "wrong-type", "is of type list; use a string"),
        ("origins", "['https://a.com']", "not-json", "looks like a list but is not JSON"),
        ("origins", "https://(a", "invalid-regex", "is not a valid regular expression"),
        ("origins", "*.a.com", "origin-wildcard", "has no scheme; use 'https://*.a.com'"),
        ("methods", 5, "wrong-type", "is of type int; use a name such as 'GET'"),
        ("methods", {"GET": 1}, "wrong-type", "use a method such as 'GET' or a list of them"),
        ("methods", ["GET", None], "wrong-type", "is of type NoneType; use a name"),
        ("methods", "[GET]", "not-json", "is not JSON"),
        ("methods", "GET P/T", "not-a-token", "is not a valid method name; use for example 'GET'"),
        ("methods", ["GET, *"], "not-a-token", "is not a valid method name"),
        ("methods", ["GET\x00X"], "not-a-token", "is not a valid method name"),
        ("methods", re.compile("GET"), "wrong-type", "is of type Pattern; use a name"),
        ("allow_headers", 5, "wrong-type", "is of type int; use a header name"),
        ("allow_headers", {"a": 1}, "wrong-type", "use a header name, a compiled regular"),
        ("allow_headers", ["a/b"], "not-a-token", "is not a valid header name"),
        ("allow_headers", "x-(", "invalid-regex", "is not a valid regular expression"),
        ("allow_headers", "[a-z]", "not-json", "is not JSON"),
        ("expose_headers", 5, "wrong-type", "is of type int; use a header name"),
        ("expose_headers", b"a", "wrong-type", "use a header name or a list of them"),
        ("expose_headers", [None], "wrong-type", "is of type NoneType; use a header name"),
        ("expose_headers", ["a/b"], "not-a-token", "use for example 'X-Total'"),
        ("expose_headers", ["a\x00b"], "not-a-token", "is not a valid header name"),
        ("expose_headers", "x-(a|b)", "not-a-token", "is not a valid header name"),
    ],
)
def test_unreadable_values(name, value, code, words):
    """A value that an option does not accept is an error with a fix, and opens nothing."""
    values, said = read({name: value})
    assert codes(said) == [(code, True)]
    assert said[0].option == name
    assert words in said[0].message
    assert "*" not in shown(values[name])


def test_all_problems_of_a_call_are_found():
    """Reading continues after an error, so that all errors are raised together."""
    _, said = read({"origins": 5, "max_age": -1, "strict": "x", "frobnicate": 1, "methods": "a/b"})
    assert {problem.code for problem in said} == {
        "unknown-option",
        "wrong-type",
        "not-a-token",
        "bad-max-age",
        "not-a-boolean",
    }


# Names


@pytest.mark.parametrize(
    "name",
    [
        "origin",
        "orgins",
        "orign",
        "origns",
        "Origins",
        "ORIGINS",
        "allow_origins",
        "allow_origin",
        "allowed_origins",
        "allowOrigins",
        "allow-origins",
        "cors_origins",
        "origins_regex",
        "allow_origin_regex",
        "origin_whitelist",
        "origin_regex_whitelist",
        "origins_list",
        "origins_allowed",
        "trusted_origins",
        "Access-Control-Allow-Origin",
        "allowed_domains",
        "whitelist",
        "my_origin_setting",
        "OUR_ORIGINS_HERE",
    ],
)
def test_a_misspelled_origins_counts(name):
    """A misspelling of `origins` sets origins, with a warning."""
    values, [problem] = read({name: "https://a.com"})
    assert shown(values["origins"]) == ["https://a.com"]
    assert (problem.code, problem.error) == ("misspelled-origins", False)
    assert problem.value == "https://a.com"
    assert str(name) in problem.about


SWITCHES = [
    "allow_all_origins",
    "origin_allow_all",
    "cors_origin_allow_all",
    "allow_any_origin",
    "all_origins_allowed",
    "allowAllOrigins",
    "allow_all",
    "origin",
    "allow_origin",
]


@pytest.mark.parametrize("value", [False, 0, "False", "off", "", None])
@pytest.mark.parametrize("name", SWITCHES[:-2])
def test_false_for_every_origin_allows_none(name, value):
    """Ignoring it would leave the app open."""
    values, [problem] = read({name: value})
    assert values == {"origins": ()}
    assert problem.message == (
        f"{name}={value!r} is read as origins=[]; use origins=[]"
        " (flask-cors 6 ignored it and allowed every origin)"
    )


@pytest.mark.parametrize("name", SWITCHES)
def test_true_for_every_origin_opens_nothing(name):
    """An app that `app.config` or an outer scope closes stays closed; the default is open."""
    values, [problem] = read({name: True})
    assert values == {}
    assert problem.code == "unknown-option"
    assert str(name) in problem.about


@pytest.mark.parametrize("name", ["origin", "allow_origin", "orgins", "whitelist", "domains"])
def test_false_for_a_misspelled_origins_allows_none(name):
    """In other libraries `origin=False` allows no origin."""
    values, [problem] = read({name: False})
    assert values == {"origins": ()}
    assert problem.code == "misspelled-origins"


@pytest.mark.parametrize("value", [True, False])
@pytest.mark.parametrize("name", ["check_origin", "validate_origin", "log_origins_seen"])
def test_another_boolean_does_not_set_origins(name, value):
    """A boolean under a name that only contains `origin` is an unknown option."""
    values, said = read({name: value})
    assert values == {}
    assert codes(said) == [("unknown-option", False)]


@pytest.mark.parametrize("right", ["https://a.com", None])
@pytest.mark.parametrize("wrong", [{"origin": "*"}, {"allow_all_origins": False}])
def test_a_misspelled_origins_does_not_replace_the_right_one(wrong, right):
    """Next to `origins`, even None, another name for it is ignored."""
    values, said = read({**wrong, "origins": right})
    assert shown(values["origins"]) == ([right] if right else [])
    assert codes(said)[0] == ("unknown-option", False)
    ((name, value),) = wrong.items()
    assert said[0].message == (
        f"{name}={value!r} is not an option and is ignored in favor of origins; remove it"
    )


#: Two lists of origins, and their intersection.
BOTH = [
    ("https://a.com", "https://a.com", ["https://a.com"]),
    ("https://a.com", "https://b.com", []),
    ("https://a.com,https://b.com", ["https://b.com", "https://c.com"], ["https://b.com"]),
    ("*", "https://a.com", ["https://a.com"]),
    ("*", "*", ["*"]),
    ("*", "https://*.a.com", ["https://*.a.com"]),
    ("https://*.a.com", ["https://x.a.com", "https://a.com"], ["https://x.a.com"]),
    ("https://*", ["https://a.com", "http://a.com"], ["https://a.com"]),
    (r"https://[ab]\.com", ["https://a.com", "https://c.com"], ["https://a.com"]),
    ("https://*.a.com", r"https://x\.a\.com", []),
    ("https://*.a.com", "https://*.a.com", ["https://*.a.com"]),
    ("http://localhost:*", "http://localhost:3000", ["http://localhost:3000"]),
    (str.isascii, "https://a.com", []),
    ("*", "null", []),
    ("*", "file://", []),
    ("null", ["null", "https://a.com"], ["null"]),
    (None, "https://a.com", []),
    ([], "*", []),
    ("", "https://a.com", []),
]


@pytest.mark.parametrize(("one", "other", "both"), BOTH)
def test_two_misspelled_origins_allow_their_intersection(one, other, both):
    """The narrower interpretation applies in any order, and both warnings say so."""
    for given in ({"orgins": one, "origin": other}, {"origin": other, "orgins": one}):
        values, said = read(given)
        assert shown(values["origins"]) == both
        allowed = ", ".join(map(repr, both)) or "no origin"
        named = [problem for problem in said if problem.code == "misspelled-origins"]
        assert {problem.describe() for problem in named} == {
            f"{name}={value!r} is read as origins together with {beside};"
            f" in common, they allow {allowed}"
            for name, value, beside in (("orgins", one, "origin"), ("origin", other, "orgins"))
        }


def test_a_boolean_yields_to_a_list():
    """`allow_all_origins=False` only implies that there is a list."""
    values, said = read({"allow_all_origins": False, "allow_origins": "https://a.com"})
    assert shown(values["origins"]) == ["https://a.com"]
    assert [problem.describe() for problem in said] == [
        "allow_all_origins=False is ignored in favor of allow_origins",
        "allow_origins='https://a.com' is read as origins",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "blocked_origins",
        "disallowed_origins",
        "denied_origins",
        "DENY_ORIGINS",
        "originBlacklist",
        "origin_blocklist",
        "exclude_origins",
        "origins_except",
        "forbidden_origins",
        "not_allowed_origins",
        "origins_not_allowed",
        "untrusted_origins",
        "no_origins",
        "ignoreOrigins",
    ],
)
@pytest.mark.parametrize("value", ["https://evil.test", ["https://evil.test"], bool, None])
def test_origins_to_be_refused_are_not_read_as_allowed(name, value):
    """There is no such option; a name that contains `origin` still opens nothing."""
    values, (problem,) = read({name: value})
    assert values["origins"] == ()
    assert problem.message == (
        f"{name}={value!r} is read as origins=[]; list those that are allowed in origins"
        " (flask-cors 6 ignored it and allowed every origin)"
    )
    values, (problem, *_) = read_config({f"CORS_{name}": value})
    assert values["origins"] == ()
    assert f"CORS_{name}={value!r} is read as CORS_ORIGINS=[]" in problem.message
    values, _ = read({name: value, "allowed_origins": "https://a.com"})
    assert shown(values["origins"]) == ["https://a.com"]


@pytest.mark.parametrize(
    "key",
    ["BLOCKED_CORS_ORIGINS", "DENY_CORS_ORIGIN", "NO_CORS_ORIGINS", "NOT_ALLOWED_CORS_ORIGINS",
     "UNTRUSTED_CORS_ORIGINS", "ORIGINS_BLOCKED_CORS", "FLASK_CORS_ORIGIN_BLACKLIST"],
)  # fmt: skip
def test_a_refusal_in_front_of_cors_is_seen(key):
    """The word before `CORS` is not always the name of an app."""
    values, (problem,) = read_config({key: ["https://evil.test"]})
    assert values["origins"] == ()
    assert problem.message.startswith(f"{key}=['https://evil.test'] is read as CORS_ORIGINS=[];")


@pytest.mark.parametrize("name", ["deny_all_origins", "disallow_all_origins", "no_origins"])
def test_a_switch_against_every_origin_allows_none(name):
    """Switched off, it has no meaning, or is a misspelling of `origins`."""
    assert read({name: True})[0]["origins"] == ()
    assert read({name: False})[0].get("origins", ()) == ()


@pytest.mark.parametrize("name", ["reject_disallowed_origins", "block_unknown_origins"])
def test_other_switches_about_refused_origins_are_ignored(name):
    """They may mean `reject_disallowed`, and are ignored."""
    values, said = read({name: True})
    assert values == {}
    assert codes(said) == [("unknown-option", False)]


@pytest.mark.parametrize("name", ["casino_origins", "blockchain_origins", "black_box_origins"])
def test_names_that_only_look_like_a_refusal_are_read_as_origins(name):
    """The letters of a refusal may be part of another word."""
    assert shown(read({name: "https://a.com"})[0]["origins"]) == ["https://a.com"]


def test_problems_of_misspelled_origins_are_reported():
    """Each of several values has its own errors, and its own warnings."""
    _, said = read({"orgins": "https://a.com/", "origin": [5]})
    assert [problem.code for problem in said[2:]] == ["normalized-origin", "wrong-type"]
    assert {problem.option for problem in said[2:]} == {"origins"}


@pytest.mark.parametrize(
    "name",
    [
        "resource",
        "ressource",
        "ressources",
        "resourses",
        "resorces",
        "reources",
        "Resources",
        "RESOURCE",
        "resource_list",
        "resource-paths",
        "api_resources",
        "my_api_resources",
        "cors_resource",
        "corsResources",
        "CORS_RESOURCES",
    ],
)
@pytest.mark.parametrize("scope", ["app", "blueprint"])
def test_a_misspelled_resources_counts(name, scope):
    """A misspelling of `resources` sets resources where they are allowed, with a warning."""
    values, [problem] = read({name: "/api/*"}, scope)
    assert [str(pattern) for pattern, _ in values["resources"]] == ["/api/*"]
    assert (problem.code, problem.error) == ("misspelled-resources", False)
    assert problem.value == "/api/*"
    assert str(name) in problem.about


@pytest.mark.parametrize("scope", ["resource", "view"])
def test_a_misspelled_resources_where_resources_have_no_effect(scope):
    """On a view or a resource, a misspelling of `resources` is an unknown option."""
    values, [problem] = read({"resource": "/api/*"}, scope)
    assert values == {}
    assert (problem.code, problem.error) == ("unknown-option", False)
    assert problem.remedy == "did you mean 'resources'?"


def test_a_misspelled_resources_does_not_replace_the_right_one():
    """Next to `resources`, or a first misspelling of it, another one is an unknown option."""
    values, said = read({"resource": "/*", "resources": "/a"})
    assert [str(pattern) for pattern, _ in values["resources"]] == ["/a"]
    assert codes(said) == [("unknown-option", False)]
    values, said = read({"ressources": "/a", "resource": "/*"})
    assert [str(pattern) for pattern, _ in values["resources"]] == ["/a"]
    assert codes(said) == [("misspelled-resources", False), ("unknown-option", False)]


@pytest.mark.parametrize("unset", ["resources", "ressources"])
def test_a_misspelled_resources_counts_next_to_none(unset):
    """`resources=None` is not set, so a misspelling of it still counts."""
    values, said = read({unset: None, "resource": "/a"})
    assert [str(pattern) for pattern, _ in values["resources"]] == ["/a"]
    assert codes(said)[-1] == ("misspelled-resources", False)


def test_names_unlike_resources():
    """A name that shares only some letters with `resources` is an unknown option."""
    values, said = read({"responses": "/a"})
    assert (values, codes(said)) == ({}, [("unknown-option", False)])


@pytest.mark.parametrize("name", ["source", "sources", "cors_sources"])
def test_sources_is_not_a_misspelled_resources(name):
    """`sources` may mean origins, so it is an unknown option or key."""
    values, said = read({name: "https://a.com"})
    assert (values, codes(said)) == ({}, [("unknown-option", False)])
    key = f"CORS_{name.upper().removeprefix('CORS_')}"
    values, said = read_config({key: "https://a.com"})
    assert (values, codes(said)) == ({}, [("misspelled-key", False)])


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("method", "methods"),
        ("allow_methods", "methods"),
        ("headers", "allow_headers"),
        ("allowed_headers", "allow_headers"),
        ("expose", "expose_headers"),
        ("exposed_headers", "expose_headers"),
        ("support_credentials", "supports_credentials"),
        ("credentials", "supports_credentials"),
        ("allow_credentials", "supports_credentials"),
        ("maxage", "max_age"),
        ("cors_maxage", "max_age"),
        ("CORS_HEADERS", "allow_headers"),
        ("MAX_AGE", "max_age"),
        ("vary_headers", "vary_header"),
        ("automatic_option", "automatic_options"),
    ],
)
def test_an_unknown_option_with_a_near_name(name, nearest):
    """An unknown option is ignored with a warning that suggests the nearest name."""
    values, [problem] = read({name: "GET"})
    assert values == {}
    assert (problem.code, problem.error) == ("unknown-option", False)
    assert problem.value == "GET"
    assert str(name) in problem.about
    assert problem.remedy == f"did you mean {nearest!r}?"


def test_an_unknown_name_that_is_not_an_identifier():
    """It is shown like a key of a dict."""
    _, [problem] = read({"a-b": 1})
    assert problem.message.startswith("'a-b': 1 is not an option; the options are resources, ")


@pytest.mark.parametrize("name", ["frobnicate", "logging", "age", "regions", 5, ""])
def test_an_unknown_option_like_no_other(name):
    """If no option is similar, the warning names them all."""
    values, [problem] = read({name: 1})
    assert values == {}
    assert (problem.code, problem.value) == ("unknown-option", 1)
    assert str(name) in problem.about
    assert problem.remedy == f"the options are {', '.join(OPTIONS)}"


@pytest.mark.parametrize(
    ("name", "value", "scope", "where", "remedy"),
    [
        ("automatic_options", False, "app", "on an app", "@cross_origin(...)"),
        ("automatic_options", False, "blueprint", "on a blueprint", "@cross_origin(...)"),
        ("automatic_options", False, "resource", "on a resource", "@cross_origin(...)"),
        ("intercept_exceptions", False, "blueprint", "on a blueprint", "CORS(app, ...)"),
        ("intercept_exceptions", False, "resource", "on a resource", "CORS(app, ...)"),
        ("intercept_exceptions", False, "view", "on a view", "CORS(app, ...)"),
        ("strict", True, "blueprint", "on a blueprint", "CORS(app, ...)"),
        ("strict", True, "resource", "on a resource", "CORS(app, ...)"),
        ("strict", True, "view", "on a view", "CORS(app, ...)"),
        ("resources", "/a", "resource", "on a resource", "CORS(app, ...)"),
        ("resources", "/a", "view", "on a view", "CORS(app, ...)"),
    ],
)
def test_an_option_without_effect(name, value, scope, where, remedy):
    """An option without effect in its scope is ignored with a warning."""
    values, [problem] = read({name: value}, scope)
    assert values == {}
    assert (problem.code, problem.error, problem.option) == ("no-effect", False, name)
    assert problem.value == value
    assert problem.reason.endswith(where)
    assert problem.remedy == f"pass it to {remedy} or set CORS_{name.upper()}"


def test_reading_continues_after_an_option_without_effect():
    """The other options still count."""
    values, said = read({"resources": "/a", "max_age": 1}, "view")
    assert values == {"max_age": 1}
    assert codes(said) == [("no-effect", False)]


# app.config


def test_every_option_has_a_config_key():
    """Each option has its `CORS_*` key; other keys do not matter."""
    config = {
        "CORS_RESOURCES": "/api/*",
        "CORS_ORIGINS": "https://a.com",
        "CORS_METHODS": "GET",
        "CORS_ALLOW_HEADERS": "X-A",
        "CORS_EXPOSE_HEADERS": "X-B",
        "CORS_MAX_AGE": "600",
        **{f"CORS_{name.upper()}": "true" for name in BOOLEANS},
        "SECRET_KEY": "x",
        "ORIGINS": "*",
        "CORS_FROBNICATE": 1,
        "CORSAIR": 1,
    }
    values, said = read_config(config)
    assert list(values) == list(OPTIONS)
    assert shown(values["origins"]) == ["https://a.com"]
    assert values["max_age"] == 600
    assert said == []


@pytest.mark.parametrize(
    "key",
    [
        "CORS_ORIGIN",
        "CORS_ORIGN",
        "CORS_ALLOWED_ORIGINS",
        "CORS_ORIGIN_WHITELIST",
        "CORS_ALLOW_ORIGIN",
        "cors_origins",
        "Cors_Origins",
        "cors_allowed_origins",
        "FLASK_CORS_ORIGINS",
        "flask_cors_origins",
        "CORSORIGINS",
        "BACKEND_CORS_ORIGINS",
        "ALLOWED_CORS_ORIGINS",
        "ORIGINS_FOR_CORS",
    ],
)
def test_a_misspelled_origins_key_counts(key):
    """A misspelling of `CORS_ORIGINS` sets it, with a warning, if it is not set."""
    values, [problem] = read_config({"APPLICATION_ROOT": "/", key: "https://a.com"})
    assert shown(values["origins"]) == ["https://a.com"]
    assert (problem.code, problem.error) == ("misspelled-key", False)
    assert (problem.option, problem.value) == ("origins", "https://a.com")
    assert problem.message == (f"{key}='https://a.com' is read as CORS_ORIGINS; use CORS_ORIGINS")


def test_a_misspelled_origins_key_does_not_replace_the_right_one():
    """If `CORS_ORIGINS` is set, even to None, its misspelling only causes a warning."""
    values, said = read_config({"CORS_ORIGIN": "*", "CORS_ORIGINS": None})
    assert values == {"origins": ()}
    assert codes(said) == [("misspelled-key", False), ("no-origins", False)]
    assert said[0].message == (
        "CORS_ORIGIN='*' is ignored in favor of CORS_ORIGINS; use CORS_ORIGINS"
    )


@pytest.mark.parametrize(
    "key",
    [
        "SOCKETIO_CORS_ALLOWED_ORIGINS",
        "socketio_cors_allowed_origins",
        "FLASK_SOCKETIO_CORS_ORIGINS",
        "S3_CORS_ORIGINS",
        "WEBSOCKET_CORS_ORIGIN",
        "WTF_CSRF_TRUSTED_ORIGINS",
        "ORIGINS",
        "ALLOWED_ORIGINS",
        "ORIGIN_CHECK",
        "cors_max_age",
        "CORSAIR_COLOR",
    ],
)
def test_a_key_of_others_is_not_read(key):
    """A key of another library, or one without both CORS and origins, is not ours."""
    assert not is_cors_key(key)


@pytest.mark.parametrize(
    "key",
    [
        "CORS_ALLOW_ALL_ORIGINS",
        "CORS_ORIGIN_ALLOW_ALL",
        "CORS_ALLOW_ALL",
        "API_CORS_ALLOW_ANY_ORIGIN",
    ],
)
@pytest.mark.parametrize("value", [True, False, "true", "0", "", None])
def test_a_boolean_key_for_every_origin(key, value):
    """The boolean of django-cors-headers is read if no other option sets origins."""
    values, [problem] = read_config({key: value})
    is_on = value in {True, "true"}
    assert shown(values["origins"]) == (["*"] if is_on else [])
    assert problem.message == (
        f"{key}={value!r} is read as CORS_ORIGINS={'*' if is_on else []!r}; use CORS_ORIGINS"
    )


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_key_for_every_origin_yields_to_a_list(value):
    """Next to a list of origins it is ignored, under any name of the list."""
    switch = {"CORS_ALLOW_ALL_ORIGINS": value}
    values, said = read_config({**switch, "CORS_ALLOWED_ORIGINS": "https://a.com"})
    assert shown(values["origins"]) == ["https://a.com"]
    assert [problem.reason for problem in said] == [
        "is read as CORS_ORIGINS",
        "is ignored in favor of CORS_ALLOWED_ORIGINS",
    ]
    values, [problem] = read_config({**switch, "CORS_ORIGINS": "https://a.com"})
    assert shown(values["origins"]) == ["https://a.com"]
    assert "is ignored in favor of CORS_ORIGINS" in problem.reason


def test_three_lists_allow_what_all_allow():
    """Each warning names the other two, and the origins that they have in common."""
    a, b = "https://a.com", "https://b.com"
    names = ["CORS_ALLOWED_ORIGINS", "CORS_ORIGIN_LIST", "CORS_WHITELIST_ORIGINS"]
    values, said = read_config({name: [a, b, f"https://{i}.com"] for i, name in enumerate(names)})
    assert shown(values["origins"]) == [a, b]
    assert said[0].reason == (
        "is read as CORS_ORIGINS together with CORS_ORIGIN_LIST and CORS_WHITELIST_ORIGINS; in"
        f" common, they allow {a!r}, {b!r}"
    )


def test_two_booleans_allow_their_intersection():
    """One False is enough."""
    values, said = read_config({"CORS_ALLOW_ALL_ORIGINS": True, "CORS_ORIGIN_ALLOW_ALL": False})
    assert values == {"origins": ()}
    assert len(said) == 2


@pytest.mark.parametrize(("one", "other", "both"), BOTH)
def test_two_misspelled_origins_keys_allow_their_intersection(one, other, both):
    """The narrower interpretation applies, and both warnings say so."""
    values, said = read_config({"CORS_ALLOWED_ORIGINS": one, "CORS_WHITELIST_ORIGINS": other})
    assert shown(values["origins"]) == both
    allowed = ", ".join(map(repr, both)) or "no origin"
    assert [problem.reason for problem in said if problem.code == "misspelled-key"] == [
        f"is read as CORS_ORIGINS together with {beside}; in common, they allow {allowed}"
        for key, beside in (
            ("CORS_ALLOWED_ORIGINS", "CORS_WHITELIST_ORIGINS"),
            ("CORS_WHITELIST_ORIGINS", "CORS_ALLOWED_ORIGINS"),
        )
    ]


@pytest.mark.parametrize(
    "key", ["CORS_RESOURCE", "CORS_RESSOURCES", "CORS_Resources", "FLASK_CORS_RESOURCES"]
)
def test_a_misspelled_resources_key_counts(key):
    """A misspelling of `CORS_RESOURCES` sets it, with a warning, if it is not set."""
    for config in ({key: "/a"}, {key: "/a", "CORS_RESOURCES": None}):
        values, [problem] = read_config(config)
        assert [str(pattern) for pattern, _ in values["resources"]] == ["/a"]
        assert (problem.code, problem.error) == ("misspelled-key", False)
        assert (problem.option, problem.value) == ("resources", "/a")
        assert problem.message == f"{key}='/a' is read as CORS_RESOURCES; use CORS_RESOURCES"


def test_a_misspelled_resources_key_does_not_replace_the_right_one():
    """If `CORS_RESOURCES` or another name for it is set, the next only causes a warning."""
    for right in ("CORS_RESOURCES", "CORS_RESORCES"):
        values, said = read_config({"CORS_RESOURCE": "/*", right: "/a"})
        assert [str(pattern) for pattern, _ in values["resources"]] == ["/a"]
        assert said[-1].reason == f"is ignored in favor of {right}"


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("CORS_HEADERS", "CORS_ALLOW_HEADERS"),
        ("CORS_METHOD", "CORS_METHODS"),
        ("CORS_SUPPORT_CREDENTIALS", "CORS_SUPPORTS_CREDENTIALS"),
        ("CORS_EXPOSE", "CORS_EXPOSE_HEADERS"),
        ("CORS_MAXAGE", "CORS_MAX_AGE"),
    ],
)
def test_a_misspelled_key(key, written):
    """A retired or misspelled key is ignored with a warning that names the right one."""
    values, [problem] = read_config({key: "X"})
    assert values == {}
    assert (problem.code, problem.error) == ("misspelled-key", False)
    assert OPTIONS[problem.option].key == written
    assert problem.message == f"{key}='X' is not a setting and is ignored; use {written}"


def test_a_key_about_origins_that_cannot_be_origins():
    """Unlike any setting, it is still known to mean the origins."""
    values, [problem] = read_config({"CORS_ORIGIN_DEPTH": 5})
    assert values == {}
    assert problem.option == "origins"
    assert problem.message == (
        "CORS_ORIGIN_DEPTH=5 is not a setting and is ignored; use CORS_ORIGINS"
    )


def test_an_unreadable_config_value():
    """A key with an unreadable value is an error, just like an option."""
    values, said = read_config({"CORS_SUPPORTS_CREDENTIALS": "maybe", "CORS_MAX_AGE": None})
    assert values == {}
    assert codes(said) == [("not-a-boolean", True)]


def test_the_option_types_are_loaded_on_demand():
    """Any other name is an error."""
    assert options.ResourceOptions is ResourceOptions
    with pytest.raises(
        AttributeError, match=r"'flask_cors\.core\.options' has no attribute 'Nope'"
    ):
        _ = options.Nope
