"""Invalid configurations: each is reported with its source, and none opens the app."""

import json
import re
import warnings
from datetime import timedelta

import pytest
from flask import Blueprint, Flask

from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from flask_cors.core.conflicts import combination_problems
from flask_cors.core.layers import Layer, merge
from flask_cors.core.options import parse_config, parse_options
from flask_cors.core.problems import Problems, Source
from origins import EVIL, A

ERROR, WARNING = ConfigurationError, CORSWarning
READ_AS_ORIGINS = (
    " is read as origins; rename it to origins (flask-cors 6 ignored it and allowed every origin)"
)
API = " resource '/api'"
GIVE_A_DICT = ", given for the resource '/api'; pass a dict of options"
NO_APP = "pass a Flask app or a Blueprint"
NO_VIEW = "is not a view; use @cross_origin on a function or a flask View class"
RISKY = "supports_credentials=True with origins='*' allows every site"
UNNAMED = "was given without its name"
#: Codes of origins that allow more than those listed, with a warning.
ADMITTING = {"any-of-scheme", "public-suffix-wildcard", "open-origin-regex", "unanalyzed-regex"}

#: Option, value, the wrong part of it (`...` if all), the consequence, the code, and
#: words that distinguish it within that code; `core/test_wording.py` has the whole messages.
WRONG = [
    ("origins", 5, ..., ERROR, "wrong-type", "is of type int"),
    ("origins", True, ..., ERROR, "wrong-type", "is of type bool"),
    ("origins", b"https://a.com", ..., ERROR, "wrong-type", "is of type bytes"),
    (
        "origins",
        ["https://a.com", b"https://b.com"],
        b"https://b.com",
        ERROR,
        "wrong-type",
        "is of type bytes",
    ),
    ("origins", {"https://a.com": 1}, ..., ERROR, "wrong-type", "is of type dict"),
    ("origins", [None], None, WARNING, "not-an-origin", "is not an origin"),
    ("origins", [["https://a.com"]], ["https://a.com"], ERROR, "wrong-type", "is of type list"),
    ("origins", None, ..., WARNING, "no-origins", ""),
    ("origins", "", ..., WARNING, "no-origins", ""),
    ("origins", " , ", ..., WARNING, "no-origins", ""),
    ("origins", [""], "", WARNING, "not-an-origin", "is empty"),
    ("origins", "['https://a.com']", ..., ERROR, "not-json", ""),
    ("origins", "[https://a.com]", ..., ERROR, "not-json", ""),
    ("origins", "a.com", ..., WARNING, "not-an-origin", "has no scheme"),
    ("origins", "a.com:8080", ..., WARNING, "not-an-origin", "use 'https://a.com:8080'"),
    ("origins", "localhost:3000", ..., WARNING, "not-an-origin", "has no scheme"),
    ("origins", "//a.com", ..., WARNING, "not-an-origin", "has no scheme"),
    ("origins", "https:/a.com", ..., WARNING, "not-an-origin", "has no scheme"),
    ("origins", "https://a.com/", ..., WARNING, "normalized-origin", ""),
    ("origins", "https://a.com:443", ..., WARNING, "normalized-origin", ""),
    ("origins", "http://a.com:80", ..., WARNING, "normalized-origin", "is read as 'http://a.com'"),
    ("origins", "HTTPS://A.com", ..., WARNING, "normalized-origin", ""),
    (
        "origins",
        "https://bücher.example",
        ...,
        WARNING,
        "normalized-origin",
        "is read as 'https://xn--bcher-kva.example'",
    ),
    (
        "origins",
        "https://a.com/path",
        ...,
        WARNING,
        "not-an-origin",
        "has '/path' after the host, so it can never match",
    ),
    (
        "origins",
        "https://a.com?x=1",
        ...,
        WARNING,
        "not-an-origin",
        "has '?x=1' after the host, so it can never match",
    ),
    ("origins", "https://u:p@a.com", ..., WARNING, "not-an-origin", "contains the user info 'u"),
    ("origins", "https://a.com:http", ..., WARNING, "not-an-origin", "is not a valid origin"),
    ("origins", "https://a.com:99999", ..., WARNING, "not-an-origin", "is not a valid origin"),
    ("origins", "https://a.com:0080", ..., WARNING, "not-an-origin", "is not a valid origin"),
    ("origins", "https://", ..., WARNING, "not-an-origin", "is not a valid origin"),
    ("origins", "https://a com", ..., WARNING, "not-an-origin", "is not a valid origin"),
    ("origins", "https://a\n.com", ..., WARNING, "not-an-origin", "contains a control character"),
    ("origins", "Null", ..., WARNING, "not-an-origin", "remove it"),
    ("origins", "http://[::g]:3000", ..., WARNING, "not-an-origin", "is not a valid origin"),
    ("origins", "http://[fe80::1%25eth0]", ..., WARNING, "not-an-origin", "is not a valid origin"),
    ("origins", "https://a.com.", ..., WARNING, "not-an-origin", "is not a valid origin"),
    ("origins", "https://a..com", ..., WARNING, "not-an-origin", "is not a valid origin"),
    (
        "origins",
        "https://a.com https://b.com",
        ...,
        WARNING,
        "joined-items",
        "is read as 'https://a.com', 'https://b.com'",
    ),
    ("origins", "*.a.com", ..., ERROR, "origin-wildcard", "has no scheme"),
    ("origins", "https://*", ..., WARNING, "any-of-scheme", "with the scheme 'https'"),
    (
        "origins",
        "*://a.com",
        ...,
        ERROR,
        "origin-wildcard",
        "has a * in the scheme, where wildcards are not allowed",
    ),
    (
        "origins",
        "https://a*.com",
        ...,
        ERROR,
        "origin-wildcard",
        "has a * where it is not a wildcard",
    ),
    (
        "origins",
        "https://*a.com",
        ...,
        ERROR,
        "origin-wildcard",
        "use 'https://*.a.com', or compile a regular expression",
    ),
    (
        "origins",
        "https://a.com*",
        ...,
        ERROR,
        "origin-wildcard",
        "has a * where it is not a wildcard",
    ),
    (
        "origins",
        "https://a.com:80*",
        ...,
        ERROR,
        "origin-wildcard",
        "use 'https://a.com:*', or compile a regular expression",
    ),
    (
        "origins",
        "https://*.a.com/*",
        ...,
        WARNING,
        "normalized-origin",
        "is read as 'https://*.a.com'",
    ),
    (
        "origins",
        "https://*.com",
        ...,
        WARNING,
        "public-suffix-wildcard",
        "put your own domain in front: 'https://*.your-name.com'",
    ),
    ("origins", "https://*.github.io", ..., WARNING, "public-suffix-wildcard", ""),
    ("origins", "https://a.*", ..., WARNING, "open-origin-regex", "'https://aevil.com'"),
    ("origins", r"https://.*\.a.com", ..., WARNING, "open-origin-regex", "'https://evil.axcom'"),
    ("origins", "https?://a.com", ..., WARNING, "open-origin-regex", "'https://axcom'"),
    ("origins", "https://(", ..., ERROR, "invalid-regex", ""),
    (
        "origins",
        r"https://(\w+)+\.a\.com",
        ...,
        ERROR,
        "exponential-regex",
        "can take exponential time",
    ),
    (
        "origins",
        r"^a\.com$",
        ...,
        WARNING,
        "not-an-origin",
        "is a regular expression that matches no complete origin",
    ),
    ("origins", r"https://.*.*.*\.a\.com", ..., WARNING, "slow-regex", ""),
    ("origins", r"https://(?=a)a\.com", ..., WARNING, "unanalyzed-regex", "cannot be analyzed"),
    ("methods", "GET POST", ..., WARNING, "joined-items", "is read as 'GET', 'POST'"),
    ("methods", "GET;POST", ..., WARNING, "joined-items", "is read as 'GET', 'POST'"),
    ("methods", ["GET", 5], 5, ERROR, "wrong-type", "is of type int"),
    ("methods", b"GET", ..., ERROR, "wrong-type", "is of type bytes"),
    ("methods", [b"GET"], b"GET", ERROR, "wrong-type", "is of type bytes"),
    ("methods", {"GET": 1}, ..., ERROR, "wrong-type", "is of type dict"),
    ("methods", True, ..., ERROR, "wrong-type", "is of type bool"),
    ("methods", [""], "", WARNING, "joined-items", "is ignored"),
    ("methods", "['GET']", ..., ERROR, "not-json", ""),
    ("methods", "TRACE", ..., WARNING, "forbidden-method", ""),
    ("methods", ["GET", "connect"], ..., WARNING, "forbidden-method", ""),
    ("methods", ["auto", "GET"], ..., WARNING, "mixed-auto", ""),
    ("allow_headers", None, ..., WARNING, "no-headers", ""),
    ("allow_headers", "X Y", ..., WARNING, "joined-items", "is read as 'X', 'Y'"),
    ("allow_headers", "X:Y", ..., ERROR, "not-a-token", "is not a valid header name"),
    (
        "allow_headers",
        "Content-Type; X",
        ...,
        WARNING,
        "joined-items",
        "'Content-Type', 'X'",
    ),
    ("allow_headers", [5], 5, ERROR, "wrong-type", "is of type int"),
    ("allow_headers", b"X", ..., ERROR, "wrong-type", "is of type bytes"),
    ("allow_headers", {"X": 1}, ..., ERROR, "wrong-type", "is of type dict"),
    ("allow_headers", [""], "", WARNING, "joined-items", "is ignored"),
    ("allow_headers", True, ..., ERROR, "wrong-type", "is of type bool"),
    (
        "allow_headers",
        "X-(a",
        ...,
        ERROR,
        "invalid-regex",
        "is not a valid regular expression: missing ), unterminated subpattern at position 2",
    ),
    ("allow_headers", "(x+)+", ..., ERROR, "exponential-regex", "can take exponential time"),
    ("expose_headers", "X Y", ..., WARNING, "joined-items", "is read as 'X', 'Y'"),
    ("expose_headers", [5], 5, ERROR, "wrong-type", "is of type int"),
    ("expose_headers", b"X", ..., ERROR, "wrong-type", "is of type bytes"),
    ("expose_headers", {"X": 1}, ..., ERROR, "wrong-type", "is of type dict"),
    ("expose_headers", True, ..., ERROR, "wrong-type", "is of type bool"),
    ("expose_headers", "X\r\nEvil: 1", ..., ERROR, "not-a-token", "is not a valid header name"),
    ("expose_headers", "X-*", ..., WARNING, "exposed-pattern", ""),
    ("expose_headers", "X-.*", ..., WARNING, "exposed-pattern", ""),
    ("expose_headers", "Set-Cookie", ..., WARNING, "exposed-cookie", "never show that header"),
    ("expose_headers", "X-(a|b)", ..., ERROR, "not-a-token", "is not a valid header name"),
    ("supports_credentials", "maybe", ..., ERROR, "not-a-boolean", ""),
    ("supports_credentials", "", ..., WARNING, "empty-value", "is read as False"),
    ("supports_credentials", 2, ..., ERROR, "not-a-boolean", ""),
    ("supports_credentials", 1.0, ..., ERROR, "not-a-boolean", ""),
    ("supports_credentials", [True], ..., ERROR, "not-a-boolean", ""),
    ("supports_credentials", b"true", ..., ERROR, "not-a-boolean", ""),
    ("supports_credentials", {}, ..., ERROR, "not-a-boolean", ""),
    ("send_wildcard", "ja", ..., ERROR, "not-a-boolean", ""),
    ("vary_header", "Flase", ..., ERROR, "not-a-boolean", ""),
    ("always_send", "None", ..., ERROR, "not-a-boolean", ""),
    ("allow_private_network", "2", ..., ERROR, "not-a-boolean", ""),
    ("reject_disallowed", "-1", ..., ERROR, "not-a-boolean", "'unsafe', 'report' or False"),
    ("reject_disallowed", "safe", ..., ERROR, "not-a-boolean", "'unsafe', 'report' or False"),
    ("reject_disallowed", "", ..., WARNING, "empty-value", "is read as False"),
    ("intercept_exceptions", "never", ..., ERROR, "not-a-boolean", ""),
    ("strict", "perhaps", ..., ERROR, "not-a-boolean", ""),
    ("max_age", -1, ..., ERROR, "bad-max-age", ""),
    ("max_age", "-5", ..., ERROR, "bad-max-age", ""),
    ("max_age", "abc", ..., ERROR, "bad-max-age", ""),
    ("max_age", "1h", ..., ERROR, "bad-max-age", ""),
    ("max_age", "", ..., WARNING, "empty-value", "is ignored"),
    ("max_age", True, ..., ERROR, "bad-max-age", ""),
    ("max_age", 600.5, ..., ERROR, "bad-max-age", ""),
    ("max_age", [600], ..., ERROR, "bad-max-age", ""),
    ("max_age", timedelta(-1), ..., ERROR, "bad-max-age", ""),
    ("max_age", "٣", ..., ERROR, "bad-max-age", ""),
    ("max_age", 10**30, ..., ERROR, "bad-max-age", ""),
    ("resources", "api/*", ..., WARNING, "dead-resource", "use '/api/*'"),
    ("resources", "https://a.com/api/*", ..., WARNING, "dead-resource", "use '/api/*'"),
    ("resources", "", ..., WARNING, "dead-resource", "contains no path"),
    ("resources", " , ", ..., WARNING, "dead-resource", "contains no path"),
    ("resources", [""], "", WARNING, "dead-resource", "use '/'"),
    ("resources", 5, ..., ERROR, "wrong-type", "is of type int"),
    ("resources", b"/api", ..., ERROR, "wrong-type", "is of type bytes"),
    ("resources", [b"/api"], b"/api", ERROR, "wrong-type", "is of type bytes"),
    ("resources", True, ..., ERROR, "wrong-type", "is of type bool"),
    ("resources", [["/api"]], ["/api"], ERROR, "wrong-type", "is of type list"),
    ("resources", {5: {}}, 5, ERROR, "wrong-type", "is of type int"),
    (
        "resources",
        "/api/(",
        ...,
        ERROR,
        "invalid-regex",
        "is not a valid regular expression: missing ), unterminated subpattern at position 5",
    ),
    ("resources", "/(a+)+", ..., ERROR, "exponential-regex", "can take exponential time"),
    ("resources", "^api/.*", ..., WARNING, "dead-resource", "use '/api/.*'"),
    ("resources", "['/api']", ..., ERROR, "not-json", ""),
    ("resources", "/api/<id>", ..., WARNING, "url-rule", "is not a URL rule"),
    ("resources", "/api/*/<int:id>", ..., WARNING, "url-rule", "use '/api/*/*'"),
    ("resources", "/api/{id}", ..., WARNING, "url-rule", "is not a URL rule"),
    ("resources", "/api/{id:int}/x/{name}", ..., WARNING, "url-rule", "use '/api/*/x/*'"),
    ("resources", r"/v\d/{id}", ..., WARNING, "url-rule", "use '/v\\\\d/[^/]+'"),
    (
        "resources",
        "/api/:id/x",
        ...,
        WARNING,
        "url-rule",
        "is not a URL rule: :id is matched literally",
    ),
    (
        "resources",
        "/api/a%20b",
        ...,
        WARNING,
        "dead-resource",
        "is compared with decoded paths, so it can never match",
    ),
    (
        "resources",
        "/api/../x",
        ...,
        WARNING,
        "dead-resource",
        "can never match, because servers resolve it to another path",
    ),
    (
        "resources",
        "//api",
        ...,
        WARNING,
        "dead-resource",
        "can never match, because servers resolve it to another path",
    ),
    (
        "resources",
        '{"/api/*": {"origins": "*"}}',
        ...,
        ERROR,
        "wrong-type",
        "is a dict in a string",
    ),
    ("resources", r"/(?:\ba|a+)+", ..., ERROR, "exponential-regex", "can take exponential time"),
    (
        "resources",
        "/" + "(?:" * 60 + "a" + ")" * 60,
        ...,
        ERROR,
        "exponential-regex",
        "may take exponential time",
    ),
    ("resources", "/(?!x).*.*", ..., WARNING, "unanalyzed-regex", "cannot be analyzed"),
    *(
        (
            "methods",
            value,
            ...,
            WARNING,
            "unusual-name",
            "is read as the name of a single method",
        )
        for value in ("GET|POST", "GET+POST", "GET.*", "'GET", "all", "None", "P*")
    ),
    *(("methods", value, ..., WARNING, "no-methods", "") for value in ("", " , ")),
    *(("allow_headers", value, ..., WARNING, "no-headers", "") for value in ("", " , ")),
    *(
        (
            "allow_headers",
            value,
            ...,
            WARNING,
            "unusual-name",
            "is read as the name of a single header",
        )
        for value in ("X-One+X-Two", "any", "'X-One", "true")
    ),
    *(
        (
            "expose_headers",
            value,
            ...,
            WARNING,
            "unusual-name",
            "is read as the name of a single header",
        )
        for value in ("X-One|X-Two", "all", "False")
    ),
    ("max_age", timedelta(milliseconds=500), ..., WARNING, "fractional-max-age", ""),
    (
        "max_age",
        timedelta(minutes=1, milliseconds=900),
        ...,
        WARNING,
        "fractional-max-age",
        "is read as 60 seconds, because browsers count whole seconds",
    ),
]


def said(configure):
    """Return the kind and the message of the single problem; it names this file."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            configure()
        except ConfigurationError as error:
            [problem] = error.problems
            return ERROR, place_taken_off(str(problem))
    [warning] = caught
    # Python prints the location of a warning before it, so the message does not repeat it.
    [problem] = [warning.message.problem]
    assert warning.filename == __file__ or problem.source.kind != "config"
    assert f"{warning.filename}:{warning.lineno}" not in str(warning.message)
    return warning.category, place_taken_off(str(problem))


def place_taken_off(text):
    """Return a message with the line of this file, where every call is, as `HERE`."""
    return re.sub(re.escape(__file__) + r":[0-9]+", "HERE", text)


def acao(app, origin=EVIL, path="/"):
    """Return the Access-Control-Allow-Origin of a response to `origin`."""
    response = app.test_client().get(path, headers={"Origin": origin})
    return response.headers.get("Access-Control-Allow-Origin")


def problem_of(option, value):
    """Return the single problem that the core finds in the value of an option."""
    problems = Problems(Source("app", "CORS(app)"))
    parse_options({option: value}, "app", problems)
    [problem] = problems.found
    return problem


def problem_of_key(key, value):
    """Return the single problem that the core finds in a key of `app.config`."""
    problems = Problems(Source("config", "app.config"))
    parse_config({key: value}, problems)
    [problem] = problems.found
    return problem


@pytest.mark.parametrize(("option", "value", "item", "kind", "code", "words"), WRONG)
def test_the_problem_of_a_wrong_value(option, value, item, kind, code, words):
    """A problem has its code, and names the option, the wrong part and the reason."""
    problem = problem_of(option, value)
    assert (problem.code, problem.error, problem.option) == (code, kind is ERROR, option)
    assert problem.about == f"{option}={value if item is ... else item!r}"
    assert words in problem.message


@pytest.mark.parametrize(("option", "value", "kind"), [(row[0], row[1], row[3]) for row in WRONG])
@pytest.mark.parametrize("layer", ["app", "config", "constructor", "blueprint", "view"])
def test_a_wrong_value(option, value, kind, layer):
    """A wrong value causes the same error or warning in every scope."""
    app = Flask("app", static_folder=None)
    if layer == "config":
        app.config[f"CORS_{option.upper()}"] = value
    configure, place = {
        "app": (lambda: CORS(app, **{option: value}), "CORS(app) (HERE)"),
        "constructor": (lambda: CORS(**{option: value}), "CORS() (HERE)"),
        "config": (lambda: CORS(app), "app.config"),
        "blueprint": (
            lambda: CORS(Blueprint("b", __name__), **{option: value}),
            "CORS(blueprint 'b') (HERE)",
        ),
        "view": (lambda: cross_origin(**{option: value}), "@cross_origin (HERE)"),
    }[layer]
    scopes = {"blueprint": {"strict", "intercept_exceptions"}}
    scopes["view"] = {*scopes["blueprint"], "resources"}
    if option in scopes.get(layer, ()):
        remedy = f"pass it to CORS(app, ...) or set CORS_{option.upper()}"
        message = f"{option}={value!r} has no effect on a {layer}; {remedy}"
        assert said(configure) == (WARNING, f"{place}: {message}")
    else:
        message = problem_of(option, value).message
        if layer == "config":  # the option is named by its key
            message = f"CORS_{option.upper()}{message.removeprefix(option)}"
        assert said(configure) == (kind, f"{place}: {message}")


@pytest.mark.parametrize(
    "value",
    [
        value
        for option, value, _, kind, code, _ in WRONG
        if (option, kind) == ("origins", WARNING) and code not in ADMITTING
    ],
)
def test_a_wrong_origin_allows_no_other(value):
    """An origin that is accepted with a warning allows no other origin."""
    app = Flask("app", static_folder=None)
    with pytest.warns(CORSWarning):
        CORS(app, origins=value)
    for origin in (
        EVIL,
        "null",
        "https://a.com.evil.test",
        "http://evil.test",
        "https://evila.com",
    ):
        assert acao(app, origin) is None


@pytest.mark.parametrize(
    "name",
    [
        *("origin", "orgins", "orgin", "Origins", "ORIGINS", "allow_origin", "allow_origins"),
        *("allowed_origin", "allowed_origins", "origin_list", "origin_whitelist", "whitelist"),
        *(
            "allowlist",
            "allow_list",
            "cors_origins",
            "cors_allowed_origins",
            "domains",
            "trusted_origins",
        ),
        *("access_control_allow_origin", "origin_regex", "origin_regexp", "allow_origin_regex"),
        *("valid_origins", "from_origins", "client_origin", "frontend_origins", "origin_domains"),
    ],
)
def test_a_misspelled_origins_closes_the_app(name):
    """A misspelling of `origins` is read as such, with a warning, and allows no others."""
    app = Flask("app", static_folder=None)
    problem = problem_of(name, A)
    assert (problem.code, problem.value) == ("misspelled-origins", A)
    message = f"CORS(app) (HERE): {problem.message}"
    assert said(lambda: CORS(app, **{name: A})) == (WARNING, message)
    assert (acao(app), acao(app, A)) == (None, A)


@pytest.mark.parametrize(
    ("name", "value", "nearest"),
    [
        ("headers", "X-One", "allow_headers"),
        ("expose", "X-One", "expose_headers"),
        ("credentials", True, "supports_credentials"),
        ("allow_credentials", True, "supports_credentials"),
        ("support_credentials", True, "supports_credentials"),
        ("allow_methods", "GET", "methods"),
        ("method", "GET", "methods"),
        ("maxage", 5, "max_age"),
        ("allow_header", "X-One", "allow_headers"),
        ("vary_headers", False, "vary_header"),
        ("sends_wildcard", True, "send_wildcard"),
        ("cors_max_age", 5, "max_age"),
        ("CORS_HEADERS", "X-One", "allow_headers"),
    ],
)
@pytest.mark.parametrize("layer", ["app", "config", "view"])
def test_an_unknown_name(name, value, nearest, layer):
    """An unknown option is ignored, with a warning that names the right one."""
    app = Flask("app", static_folder=None)
    key = f"CORS_{name.upper()}"
    if layer == "config":
        app.config[key] = value
        problem = problem_of_key(key, value)
        assert (problem.code, problem.value, problem.option) == ("misspelled-key", value, nearest)
    else:
        problem = problem_of(name, value)
        assert (problem.code, problem.value) == ("unknown-option", value)
        assert problem.remedy == f"did you mean {nearest!r}?"
    configure, place = {
        "app": (lambda: CORS(app, **{name: value}), "CORS(app) (HERE)"),
        "config": (lambda: CORS(app), "app.config"),
        "view": (lambda: cross_origin(**{name: value}), "@cross_origin (HERE)"),
    }[layer]
    assert said(configure) == (WARNING, f"{place}: {problem.message}")


@pytest.mark.parametrize("name", ["resource", "ressources", "resourses", "Resources"])
@pytest.mark.parametrize("layer", ["app", "config", "constructor", "init_app", "blueprint"])
def test_a_misspelled_resources_closes_the_app(name, layer):
    """A misspelled `resources` opens its own paths to its own origins, and nothing else."""
    app = Flask("app", static_folder=None)
    blueprint = Blueprint("blueprint", "blueprint")
    named = {name: {"/api/*": {"origins": A}}}
    key = f"CORS_{name}"
    if layer == "config":
        app.config[key] = named[name]
    configure, place = {
        "app": (lambda: CORS(app, **named), "CORS(app) (HERE)"),
        "config": (lambda: CORS(app), "app.config"),
        "constructor": (lambda: CORS(**named).init_app(app), "CORS() (HERE)"),
        "init_app": (lambda: CORS().init_app(app, **named), "CORS(app) (HERE)"),
        "blueprint": (lambda: CORS(blueprint, **named), "CORS(blueprint 'blueprint') (HERE)"),
    }[layer]
    if layer == "config":
        problem = problem_of_key(key, named[name])
        assert (problem.code, problem.option) == ("misspelled-key", "resources")
    else:
        problem = problem_of(name, named[name])
        assert problem.code == "misspelled-resources"
    (blueprint if layer == "blueprint" else app).add_url_rule("/api/x", "x", lambda: "x")
    assert said(configure) == (WARNING, f"{place}: {problem.message}")
    app.register_blueprint(blueprint)
    assert [acao(app, origin) for origin in (EVIL, A)] == [None, None]
    assert [acao(app, origin, "/api/x") for origin in (EVIL, A)] == [None, A]


@pytest.mark.parametrize("layer", ["resource", "view"])
def test_a_misspelled_resources_can_open_nothing(layer):
    """On a view or a resource, a misspelled `resources` does not change the policy."""
    app = Flask("app", static_folder=None)
    open_to_all = {"resource": {"/*": {"origins": "*"}}}
    if layer == "resource":
        kind, message = said(lambda: CORS(app, origins=A, resources={"/*": open_to_all}))
    else:
        CORS(app, origins=A)
        kind, message = said(
            lambda: app.add_url_rule("/", "x", cross_origin(**open_to_all)(lambda: "x"))
        )
    assert kind is WARNING
    assert message.endswith(" is not an option; did you mean 'resources'?")
    assert (acao(app), acao(app, A)) == (None, A)


@pytest.mark.parametrize("name", ["check_origin", "validate_origin"])
def test_a_boolean_is_not_a_list_of_origins(name):
    """Another library's boolean option is unknown, and the app starts."""
    kind, message = said(lambda: CORS(Flask("app"), **{name: False}))
    assert kind is WARNING
    assert f"{name}=False is not an option" in message


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"origins": "*"}, "any-origin-with-credentials"),
        ({"origins": "null"}, "null-with-credentials"),
        ({"origins": "http://a.com"}, "http-origin-with-credentials"),
        ({"origins": A, "expose_headers": "*"}, "expose-any-with-credentials"),
    ],
)
def test_problems_with_credentials(options, code):
    """Options that are harmless without credentials cause a warning in each scope."""
    given = {**options, "supports_credentials": True}
    layer = Layer.read(given, Source("app", "CORS(app)"), "app")
    [problem] = combination_problems(merge([layer]))
    (option, value) = list(options.items())[-1]
    assert (problem.code, problem.option, problem.value) == (code, option, value)
    message = problem.message
    app = Flask("app", static_folder=None)
    assert said(lambda: CORS(app, **given)) == (WARNING, f"CORS(app) (HERE): {message}")
    assert said(lambda: cross_origin(**given)) == (WARNING, f"@cross_origin (HERE): {message}")
    resources = {"/api/*": given}
    place = "CORS(app) resource '/api/*' (HERE)"
    other = Flask("other", static_folder=None)
    assert said(lambda: CORS(other, resources=resources)) == (WARNING, f"{place}: {message}")


@pytest.mark.parametrize("first", [{}, {"origins": A}])
def test_problems_with_credentials_of_a_later_resource(first):
    """A resource before it that is harmless, or inherits its origins, does not hide the problem."""
    risky = {"origins": "*", "supports_credentials": True}
    kind, message = said(
        lambda: CORS(Blueprint("b", __name__), resources={"/a": first, "/b": risky})
    )
    assert kind is WARNING
    assert message.startswith(f"CORS(blueprint 'b') resource '/b' (HERE): {RISKY}")


def test_a_problem_of_all_resources_is_reported_once():
    """The resources of a call inherit its options."""
    app = Flask("app", static_folder=None)
    kind, message = said(
        lambda: CORS(app, resources=["/a", "/b"], origins="*", supports_credentials=True)
    )
    assert kind is WARNING
    assert message.startswith(f"CORS(app) (HERE): {RISKY}")


def test_a_wildcard_with_credentials_does_not_start():
    """Browsers do not accept a literal `*` with credentials."""
    options = {"supports_credentials": True, "send_wildcard": True}
    assert said(lambda: CORS(Flask("app"), **options)) == (
        ERROR,
        (
            "CORS(app) (HERE): send_wildcard=True with origins='*' and"
            " supports_credentials=True can never work, because browsers refuse '*' with"
            " credentials; remove one of the three; preferably list the origins"
        ),
    )


@pytest.mark.parametrize(
    ("resources", "kind", "message"),
    [
        ({"/api": A}, ERROR, f": resources={A!r} is of type str{GIVE_A_DICT}"),
        ({"/api": ["x"]}, ERROR, f": resources=['x'] is of type list{GIVE_A_DICT}"),
        ({"/api": {"orgins": A}}, WARNING, f"{API}: orgins={A!r}{READ_AS_ORIGINS}"),
        (
            {"/api": {"max_age": "x"}},
            ERROR,
            (
                f"{API}: max_age='x' is not a whole number of seconds; use for example 600,"
                " or a timedelta"
            ),
        ),
        (
            {"/api": {"strict": True}},
            WARNING,
            (
                f"{API}: strict=True has no effect on a resource; pass it to CORS(app, ...) or set"
                " CORS_STRICT"
            ),
        ),
        (
            {"/api": {"resources": "/x"}},
            WARNING,
            (
                f"{API}: resources='/x' has no effect on a resource; pass it to CORS(app, ...) or"
                " set CORS_RESOURCES"
            ),
        ),
        (
            {"/api": {"automatic_options": False}},
            WARNING,
            (
                f"{API}: automatic_options=False has no effect on a resource; pass it to"
                " @cross_origin(...) or set CORS_AUTOMATIC_OPTIONS"
            ),
        ),
    ],
)
def test_problems_of_a_resource(resources, kind, message):
    """The message names the resource, both in a call and in `app.config`."""
    app = Flask("app")
    found = said(lambda: CORS(app, resources=resources))
    assert found[0] is kind
    assert found[1].replace(" (HERE)", "") == f"CORS(app){message}"
    app = Flask("app")
    app.config["CORS_RESOURCES"] = resources
    message = message.replace(": resources=", ": CORS_RESOURCES=") if kind is ERROR else message
    assert said(lambda: CORS(app)) == (kind, f"app.config{message}")


@pytest.mark.parametrize(
    ("configure", "kind", "message"),
    [
        (lambda: CORS(A), ERROR, f"CORS(app) (HERE): {A!r} is of type str; {NO_APP}"),
        (
            lambda: CORS().init_app(None),
            ERROR,
            f"CORS() (HERE): None is of type NoneType; {NO_APP}",
        ),
        (lambda: cross_origin()("x"), ERROR, f"@cross_origin (HERE): 'x' {NO_VIEW}"),
        (lambda: cross_origin()(dict), ERROR, f"@cross_origin (HERE): <class 'dict'> {NO_VIEW}"),
        (
            lambda: cross_origin(A),
            WARNING,
            (
                f"@cross_origin (HERE): origins={A!r} {UNNAMED} and is read as origins;"
                " pass it as origins=... (flask-cors 6 ignored it and allowed every origin)"
            ),
        ),
        (
            lambda: cross_origin(A, origins=EVIL),
            WARNING,
            (
                f"@cross_origin (HERE): origins={A!r} {UNNAMED} and ignored, because"
                " origins=... is also given;"
                " list all origins there"
            ),
        ),
        (
            lambda: cross_origin(5),
            ERROR,
            (
                "@cross_origin (HERE): origins=5 is of type int; use a string, a compiled"
                " regular expression or a callable"
            ),
        ),
    ],
)
def test_arguments_of_a_wrong_type(configure, kind, message):
    """An argument that is not an app, a view or a keyword is reported as such."""
    assert said(configure) == (kind, message)


def test_the_items_of_a_generator_are_judged():
    """A generator's problems are reported like a list's, and the rest is kept."""
    message = "is of type int; use a string, a compiled regular expression or a callable"
    found = said(lambda: CORS(Flask("app"), origins=(each for each in (A, 5))))
    assert found == (ERROR, f"CORS(app) (HERE): origins=5 {message}")
    app = Flask("app", static_folder=None)
    CORS(app, origins=(each for each in (A,)))
    assert (acao(app, A), acao(app)) == (A, None)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("CORS_ORIGINS", ""),
        ("CORS_ORIGINS", "none"),
        ("CORS_ORIGINS", "a.com,b.com"),
        ("CORS_ORIGIN", A),
        ("CORS_ALLOWED_ORIGINS", A),
        ("CORS_ALLOW_ORIGIN", A),
        ("CORS_WHITELIST", A),
        ("CORS_ORIGINS", json.dumps(["a.com"])),
    ],
)
def test_a_wrong_environment_variable_opens_nothing(key, text):
    """A mistaken string for origins causes a warning, and allows no others."""
    app = Flask("app", static_folder=None)
    app.config[key] = text
    with pytest.warns(CORSWarning):
        CORS(app)
    assert acao(app) is None


def test_a_python_without_stack_frames(monkeypatch):
    """A message then has no line, and a warning has the name of the package as its file."""
    monkeypatch.setattr("inspect.currentframe", lambda: None)
    app = Flask("app", static_folder=None)
    with pytest.raises(ConfigurationError) as raised:
        CORS(app, origins=5)
    assert str(raised.value) == f"CORS(app): {problem_of('origins', 5).message}"
    with pytest.warns(CORSWarning) as caught:
        CORS(app, origins="a.com")
    [warning] = caught
    assert str(warning.message) == f"CORS(app): {problem_of('origins', 'a.com').message}"
    assert (warning.filename, warning.lineno) == ("flask_cors", 0)


def test_all_errors_are_reported_together():
    """The errors of one call are raised together, in the order of the options."""
    with pytest.raises(ConfigurationError) as caught:
        CORS(Flask("app"), max_age="x", methods="G/T", origins=5, resources=b"/")
    assert [p.option for p in caught.value.problems] == [
        "resources",
        "origins",
        "methods",
        "max_age",
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [(option, value) for option, value, _, kind, *_ in WRONG if kind is WARNING],
)
def test_strict_makes_each_warning_an_error(option, value):
    """Under `strict` an app with a doubtful value does not start."""
    with pytest.raises(ConfigurationError):
        CORS(Flask("app"), strict=True, **{option: value})


def _open_view(app, **options):
    app.add_url_rule("/view", "view", cross_origin(**options)(lambda: "view"))


def _open_blueprint(app, **options):
    bp = Blueprint("bp", __name__)
    CORS(bp, **options)
    bp.add_url_rule("/below", "below", lambda: "below")
    app.register_blueprint(bp)


@pytest.mark.parametrize("config", [{}, {"CORS_MAX_AGE": 5}])
@pytest.mark.parametrize("configure", [CORS, _open_view, _open_blueprint])
def test_no_warning_is_repeated(configure, config, caplog):
    """A warning issued for a call is not repeated at the first request, or when others change."""
    app = Flask("app", static_folder=None)
    app.config.update(config)
    other = CORS(app, resources="/other")
    kind, message = said(lambda: configure(app, origins="*", supports_credentials=True))
    assert kind is WARNING
    assert "allows every site to act" in message
    assert app.test_client().get("/").status_code == 404
    # While serving, a warning that is an error is logged instead.
    assert not caplog.records
    other.reconfigure(resources="/another")


def test_an_error_that_was_ignored_is_a_warning_at_the_first_request():
    """The blueprint was configured nevertheless, without credentials."""
    app, blueprint = Flask("app", static_folder=None), Blueprint("bp", __name__)
    with pytest.raises(ConfigurationError):
        CORS(blueprint, origins="*", supports_credentials=True, send_wildcard=True)
    blueprint.add_url_rule("/", "index", lambda: "")
    app.register_blueprint(blueprint)
    with pytest.warns(CORSWarning, match="credentials are disabled"):
        headers = app.test_client().get("/", headers={"Origin": A}).headers
    assert "Access-Control-Allow-Credentials" not in headers


def test_problems_of_views_are_in_the_order_of_the_views():
    """Otherwise, each start of the app would show them in a different order."""
    app = Flask("app", static_folder=None)
    origins = [f"https://{index}.a.com/path" for index in range(20)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CORSWarning)
        # Not in the order in which they are created.
        views = [cross_origin(origins=each)(lambda: "view") for each in reversed(origins)]
    for index, view in enumerate(reversed(views)):
        app.add_url_rule(f"/{index}", f"v{index}", view)
    CORS(app, strict=True)
    with pytest.raises(ConfigurationError) as failed:
        app.test_client().get("/")
    assert [problem.value for problem in failed.value.problems] == origins


def test_a_warning_that_is_an_error_is_logged_at_the_first_request(caplog):
    """The line in the log is the warning, whole."""

    def first_request():
        app = Flask("app", static_folder=None)
        app.add_url_rule("/", "index", lambda: "")
        CORS(app, origins=A)
        app.config["CORS_MAX_AGE"] = "abc"
        assert app.test_client().get("/").status_code == 200

    with pytest.warns(CORSWarning) as warned:
        first_request()
    with warnings.catch_warnings():
        warnings.simplefilter("error", CORSWarning)
        first_request()
    logged = [each.getMessage() for each in caplog.records if each.name == "flask_cors"]
    caplog.clear()
    assert logged == [str(each.message) for each in warned] != []
