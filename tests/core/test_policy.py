"""The module that decides, tested without a framework."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_cors.core import protocol
from flask_cors.core.conflicts import contradictions
from flask_cors.core.layers import Layer, Scope
from flask_cors.core.origin import is_serialized_origin
from flask_cors.core.patterns.origins import ANY
from flask_cors.core.policy import CorsRequest, Policy, ask_plainly
from flask_cors.core.problems import Source
from origins import EVIL, A, B
from views import never

ORIGIN, METHOD, HEADERS, NETWORK = (
    "Origin",
    "Access-Control-Request-Method",
    "Access-Control-Request-Headers",
    "Access-Control-Request-Private-Network",
)
CREDENTIALS = ("Access-Control-Allow-Credentials", "true")


def layer(kind, **options):
    """Return a layer with one source."""
    return Layer.read(options, Source(kind, kind), "config" if kind == "config" else kind)


def policy(**options):
    """Return the policy of an app with these options."""
    return Policy((), (Scope("app", "/*", (layer("app", **options),)),))


def allow(origin):
    """Return the header that lets an origin read the response."""
    return ("Access-Control-Allow-Origin", origin)


def actual(origin=None, network=None, method="GET"):
    """Return an actual request."""
    return CorsRequest(method, origin, requested_private_network=network)


def preflight(method="PUT", headers=None, origin=A, network=None, routed=tuple):
    """Return a preflight."""
    return CorsRequest("OPTIONS", origin, method, headers, network, routed)


# Kinds of requests


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (CorsRequest("OPTIONS", A, "PUT"), True),
        (CorsRequest("OPTIONS", "null", ""), True),
        (CorsRequest("OPTIONS", A), False),
        (CorsRequest("OPTIONS", None, "PUT"), False),
        (CorsRequest("POST", A, "PUT"), False),
        (CorsRequest("options", A, "PUT"), False),
        (CorsRequest("GET"), False),
    ],
)
def test_a_preflight(request_, expected):
    """A preflight is `OPTIONS` with `Origin` and `Access-Control-Request-Method`."""
    assert request_.is_preflight is expected


# Section 5: the rows of the table in order


WILD = {"origins": "*"}
WILD_SENT = {"origins": "*", "send_wildcard": True}
WILD_CREDENTIALS = {"origins": "*", "supports_credentials": True}
SINGLE = {"origins": A}
SEVERAL = {"origins": [A, B]}
PATTERN = {"origins": [A, "https://*.b.com"]}
NO_ORIGIN = {"origins": []}
QUIET = {"always_send": False}


@pytest.mark.parametrize(
    ("options", "origin", "headers", "vary"),
    [
        (WILD_SENT, None, [allow("*")], []),
        (WILD_SENT | QUIET, None, [], [ORIGIN]),
        (WILD_SENT, A, [allow("*")], []),
        (WILD_SENT | QUIET, A, [allow("*")], []),
        (WILD_SENT, "null", [allow("*")], []),
        (WILD_SENT, "nonsense", [allow("*")], []),
        (WILD, None, [allow("*")], []),
        (WILD | QUIET, None, [], [ORIGIN]),
        (WILD, A, [allow(A)], [ORIGIN]),
        (WILD, "null", [allow("*")], [ORIGIN]),
        (WILD, "", [allow("*")], [ORIGIN]),
        (WILD, "https://a.com/", [allow("*")], [ORIGIN]),
        (WILD, "x\r\nSet-Cookie: a=b", [allow("*")], [ORIGIN]),
        ({"origins": ["*", A]}, A, [allow(A)], [ORIGIN]),
        ({"origins": ["*", A]}, None, [allow("*")], []),
        ({"origins": ["*", A], "send_wildcard": True}, A, [allow("*")], []),
        ({"origins": ["*", "null"]}, "null", [allow("null")], [ORIGIN]),
        (WILD_CREDENTIALS, None, [], [ORIGIN]),
        (WILD_CREDENTIALS | QUIET, None, [], [ORIGIN]),
        (WILD_CREDENTIALS, A, [allow(A), CREDENTIALS], [ORIGIN]),
        (WILD_CREDENTIALS, "null", [], [ORIGIN]),
        (WILD_CREDENTIALS, "nonsense", [], [ORIGIN]),
        (WILD_CREDENTIALS, "https://a.com/", [], [ORIGIN]),
        (
            WILD_CREDENTIALS | {"origins": ["*", "null"]},
            "null",
            [allow("null"), CREDENTIALS],
            [ORIGIN],
        ),
        (WILD_CREDENTIALS | {"send_wildcard": True}, A, [allow("*")], []),
        (SINGLE, None, [allow(A)], []),
        (SINGLE | QUIET, None, [], [ORIGIN]),
        (SINGLE, A, [allow(A)], []),
        (SINGLE | QUIET, A, [allow(A)], []),
        (SINGLE, EVIL, [], [ORIGIN]),
        (SINGLE, "null", [], [ORIGIN]),
        (SINGLE | {"send_wildcard": True}, A, [allow(A)], []),
        (SINGLE | {"supports_credentials": True}, None, [allow(A), CREDENTIALS], []),
        (SINGLE | {"supports_credentials": True}, A, [allow(A), CREDENTIALS], []),
        (SINGLE | {"supports_credentials": True}, EVIL, [], [ORIGIN]),
        (SEVERAL, None, [], [ORIGIN]),
        (SEVERAL, A, [allow(A)], [ORIGIN]),
        (SEVERAL, B, [allow(B)], [ORIGIN]),
        (SEVERAL, EVIL, [], [ORIGIN]),
        (SEVERAL | {"supports_credentials": True}, B, [allow(B), CREDENTIALS], [ORIGIN]),
        (SEVERAL | {"send_wildcard": True}, B, [allow(B)], [ORIGIN]),
        (PATTERN, None, [], [ORIGIN]),
        (PATTERN, "https://x.b.com", [allow("https://x.b.com")], [ORIGIN]),
        (PATTERN, B, [], [ORIGIN]),
        ({"origins": r"https://(a|b)\.com"}, None, [], [ORIGIN]),
        ({"origins": r"https://(a|b)\.com"}, B, [allow(B)], [ORIGIN]),
        ({"origins": lambda origin: origin == B}, B, [allow(B)], [ORIGIN]),
        ({"origins": lambda origin: origin == B}, A, [], [ORIGIN]),
        ({"origins": lambda _: 1}, A, [], [ORIGIN]),
        ({"origins": "null"}, None, [], [ORIGIN]),
        ({"origins": "null"}, "null", [allow("null")], [ORIGIN]),
        ({"origins": "a.com"}, None, [], [ORIGIN]),
        ({"origins": "a.com"}, "a.com", [allow("a.com")], [ORIGIN]),
        ({"origins": "x\r\ny"}, "x\r\ny", [], [ORIGIN]),
        (NO_ORIGIN, None, [], [ORIGIN]),
        (NO_ORIGIN, A, [], [ORIGIN]),
        ({"origins": None}, A, [], [ORIGIN]),
    ],
)
def test_the_response_to_an_actual_request(options, origin, headers, vary):
    """Each cell of section 5's table, decided twice and once with an explanation."""
    found = policy(**options)
    for decided in (
        found.decide(actual(origin)),
        found.decide(actual(origin)),
        found.decide(actual(origin), explain=True),
    ):
        assert list(decided.headers) == headers
        assert list(decided.vary) == vary
        assert decided.refused == (origin is not None and not headers)
        assert decided.reason == ("MissingAllowOriginHeader" if decided.refused else None)
    without = policy(**options, vary_header=False).decide(actual(origin))
    assert list(without.headers) == headers
    assert without.vary == ()


def test_exposed_headers_need_an_allowed_origin():
    """`Access-Control-Expose-Headers` is sent on actual responses with an ACAO only."""
    found = policy(origins=A, expose_headers=["X-B", "X-A"])
    exposed = ("Access-Control-Expose-Headers", "X-A, X-B")
    assert found.decide(actual(A)).headers == (allow(A), exposed)
    assert found.decide(actual()).headers == (allow(A), exposed)
    assert found.decide(actual(EVIL)).headers == ()
    assert exposed not in found.decide(preflight()).headers


def test_the_pattern_that_allows_an_origin():
    """A decision names the pattern that allows the origin, as it was written."""
    found = policy(origins=["https://*.a.com", B, ask_none := lambda _: False])
    assert str(found.decide(actual("https://x.a.com")).admitted_by) == "https://*.a.com"
    assert found.decide(actual(B)).admitted_by.kind == "exact"
    assert found.decide(actual(A)).admitted_by is None
    assert found.decide(actual()).admitted_by is None
    assert policy(origins="*").decide(actual(A)).admitted_by is ANY
    assert found.origins.patterns[2].call is ask_none


def test_the_caller_can_run_callables():
    """A caller may run callables its own way, once for each decision."""
    asked = []

    def ask(pattern, origin):
        asked.append((pattern.text, origin))
        return True

    found = policy(origins=ask_plainly)
    for _ in range(2):
        assert found.decide(actual(A), ask).headers == (allow(A),)
    assert found.decide(actual("null"), ask).refused
    assert asked == [("callable ask_plainly", A)] * 2


def test_only_true_allows():
    """A callable allows by returning True and nothing else; a string cannot be called."""
    patterns = policy(origins=[lambda _: True, lambda _: "yes", A]).origins.patterns
    assert [ask_plainly(pattern, A) for pattern in patterns] == [True, False, False]


@pytest.mark.parametrize(
    ("options", "origin", "lines"),
    [
        ({"origins": A}, A, (allow(A),)),
        ({"origins": A}, B, (("Vary", ORIGIN),)),
        ({"origins": [A, B]}, A, (allow(A), ("Vary", ORIGIN))),
        ({"origins": A, "vary_header": False}, B, ()),
    ],
)
def test_the_lines_of_a_decision(options, origin, lines):
    """A decision's lines are its headers, and one for `Vary` if it has members."""
    assert policy(**options).decide(actual(origin)).all_headers == lines


def test_the_vary_line():
    """All members of `Vary` share one line, in the order in which they were added."""
    assert policy(origins=[A, B]).decide(preflight()).all_headers[-1] == (
        "Vary",
        f"{ORIGIN}, Access-Control-Request-Method, Access-Control-Request-Headers",
    )


# Private networks


@pytest.mark.parametrize(
    ("options", "request_", "answer", "reason", "varies"),
    [
        ({}, actual(A), None, None, False),
        ({}, actual(A, "true"), "false", None, True),
        ({}, actual(A, "false"), None, None, True),
        ({}, actual(A, "TRUE"), None, None, True),
        ({}, actual(EVIL, "true"), None, "MissingAllowOriginHeader", False),
        ({}, preflight(network="true"), "false", None, True),
        ({}, preflight("x", network="true"), "false", "MethodDisallowedByPreflightResponse", True),
        ({}, preflight(), None, None, False),
        ({"allow_private_network": True}, actual(A), None, None, False),
        ({"allow_private_network": True}, actual(A, "true"), "true", None, True),
        ({"allow_private_network": True}, actual(None, "true"), "true", None, True),
        ({"allow_private_network": True}, preflight(network="true"), "true", None, True),
        ({"allow_private_network": True}, preflight(), None, None, True),
        (
            {"allow_private_network": True},
            preflight(network="true", origin=EVIL),
            None,
            "PreflightMissingAllowOriginHeader",
            False,
        ),
    ],
)
def test_private_networks(options, request_, answer, reason, varies):
    """The policy decides private network requests, and only with an ACAO."""
    decided = policy(origins=A, **options).decide(request_)
    assert dict(decided.headers).get("Access-Control-Allow-Private-Network") == answer
    assert decided.reason == reason
    assert (NETWORK in decided.vary) is varies


# Section 6


DEFAULT_METHODS = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"


@pytest.mark.parametrize(
    ("methods", "method", "answer"),
    [
        (None, "PUT", DEFAULT_METHODS),
        (None, "GET", DEFAULT_METHODS),
        (None, "put", None),
        (None, "Patch", None),
        (None, "PURGE", None),
        (["PUT", "GET"], "PUT", "GET, PUT"),
        (["put"], "PUT", "PUT"),
        (["PUT"], "PU", None),
        (["PUT"], "PUT, GET", None),
        (["PUT"], " PUT", None),
        (["PUT"], "", None),
        (["PUT"], "GET", None),
        ([], "GET", None),
        (["TRACE", "GET"], "TRACE", None),
        ("*", "PUT", "PUT"),
        ("*", "purge", "purge"),
        ("*", "*", None),
        ("*", "", None),
        ("*", "A B", None),
        ("*", "A\r\nB", None),
        ("*", "TRACE", None),
        ("*", "trace", None),
        ("*", "Connect", None),
        ("auto", "GET", "GET, OPTIONS, PUT"),
        ("auto", "PUT", "GET, OPTIONS, PUT"),
        ("auto", "POST", None),
        ("auto", "TRACE", None),
    ],
)
def test_allowed_methods(methods, method, answer):
    """The requested method must equal one of the policy's, in the same case."""
    found = policy(origins=A, methods=methods)
    request = preflight(method, routed=lambda: ["PUT", "TRACE", "GET", "OPTIONS"])
    decided = found.decide(request)
    assert dict(decided.headers).get("Access-Control-Allow-Methods") == answer
    assert decided.headers[0] == allow(A)
    safelisted = method in {"GET", "HEAD", "POST"}
    refused = answer is None and not safelisted
    assert decided.reason == ("MethodDisallowedByPreflightResponse" if refused else None)
    assert METHOD in decided.vary


def test_auto_without_routes():
    """If the methods of the URL are unknown, `auto` allows none."""
    decided = policy(origins=A, methods="auto").decide(preflight("PUT"))
    assert decided.reason == "MethodDisallowedByPreflightResponse"


@pytest.mark.parametrize(
    ("allowed", "requested", "answer", "refused"),
    [
        ("*", "x-b,X-A", "X-A, x-b", False),
        ("*", None, None, False),
        ("*", "", None, False),
        ("*", " , ", None, False),
        ("*", "*", None, True),
        ("*", "a b,c", "c", True),
        ("*", "x\r\nSet-Cookie: a=b", None, True),
        ("*", "X-A,x-a", "X-A", False),
        (["Content-Type"], "content-type", "content-type", False),
        (["Content-Type"], "content-type,x-a", "content-type", True),
        (["Content-Type"], "x-a", None, True),
        (["Content-Type"], None, None, False),
        (["X-*"], "x-b, x-a, y", "x-a, x-b", True),
        ([], "x-a", None, True),
        ([], "x-a,x-b", None, True),
        (["Content-Type"], "content-type,x-a,x-b", "content-type", True),
        ([], None, None, False),
        (None, "x-a", None, True),
        ("*", ",".join(f"x{i:03}" for i in range(256)), 256, False),
        ("*", ",".join(f"x{i:03}" for i in range(257)), None, True),
        ("*", "a" * 8192, "a" * 8192, False),
        ("*", "a" * 8193, None, True),
    ],
)
def test_allowed_headers(allowed, requested, answer, refused):
    """The allowed ones of the requested names are returned, sorted and as spelled."""
    decided = policy(origins=A, allow_headers=allowed).decide(preflight("PUT", requested))
    value = dict(decided.headers).get("Access-Control-Allow-Headers")
    if isinstance(answer, int):
        assert len(protocol.list_members(value)) == answer
    else:
        assert value == answer
    assert decided.reason == ("HeaderDisallowedByPreflightResponse" if refused else None)
    assert (HEADERS in decided.vary) == bool(allowed)


@pytest.mark.parametrize(
    ("max_age", "answer"), [(None, None), (0, "0"), (600, "600"), ("7200", "7200")]
)
def test_max_age(max_age, answer):
    """`max_age` is sent with an allowed method, even if it is 0, and on preflights only."""
    found = policy(origins=A, max_age=max_age)
    sent = "Access-Control-Max-Age"
    assert dict(found.decide(preflight()).headers).get(sent) == answer
    assert sent not in dict(found.decide(preflight("x")).headers)
    assert sent not in dict(found.decide(preflight(origin=EVIL)).headers)
    assert sent not in dict(found.decide(actual(A)).headers)


@pytest.mark.parametrize(
    ("options", "request_", "vary"),
    [
        (SINGLE, preflight(), [METHOD, HEADERS]),
        (SEVERAL, preflight(), [ORIGIN, METHOD, HEADERS]),
        (WILD, preflight(), [ORIGIN, METHOD, HEADERS]),
        (WILD_SENT, preflight(), [METHOD, HEADERS]),
        (SINGLE, preflight("x"), [METHOD]),
        (SINGLE | {"allow_headers": []}, preflight(), [METHOD]),
        (SINGLE, preflight(origin=EVIL), [ORIGIN]),
        (SINGLE, preflight(network="true"), [METHOD, HEADERS, NETWORK]),
        (SINGLE | {"vary_header": False}, preflight(network="true"), []),
    ],
)
def test_vary_of_a_preflight(options, request_, vary):
    """`Vary` names the request headers that the response depends on."""
    assert list(policy(**options).decide(request_).vary) == vary


@pytest.mark.parametrize(
    ("options", "request_", "headers", "reason"),
    [
        (
            SINGLE | {"supports_credentials": True, "methods": "PUT", "max_age": 1},
            preflight("PUT", "X-A"),
            [
                allow(A),
                CREDENTIALS,
                ("Access-Control-Allow-Methods", "PUT"),
                ("Access-Control-Allow-Headers", "X-A"),
                ("Access-Control-Max-Age", "1"),
            ],
            None,
        ),
        (
            SINGLE | {"supports_credentials": True, "max_age": 1},
            preflight("x", "X-A"),
            [allow(A), CREDENTIALS],
            "MethodDisallowedByPreflightResponse",
        ),
        (
            SINGLE | {"supports_credentials": True, "methods": "PUT"},
            preflight("GET", "X-A"),
            [allow(A), CREDENTIALS],
            "HeaderDisallowedByPreflightResponse",
        ),
        (
            SINGLE | {"supports_credentials": True, "max_age": 1},
            preflight("PUT", "X-A", EVIL),
            [],
            "PreflightMissingAllowOriginHeader",
        ),
        (
            WILD_SENT | {"methods": "*"},
            preflight("PURGE"),
            [allow("*"), ("Access-Control-Allow-Methods", "PURGE")],
            None,
        ),
    ],
)
def test_the_whole_preflight_response(options, request_, headers, reason):
    """A refused method leaves ACAO and ACAC alone; a refused origin leaves nothing."""
    decided = policy(**options).decide(request_)
    assert list(decided.headers) == headers
    assert decided.reason == reason
    assert decided.refused == (not headers)


# Cached decisions


@pytest.mark.parametrize(
    ("options", "request_", "kept"),
    [
        (SINGLE, actual(), True),
        (SINGLE, actual(A), True),
        (SINGLE, actual(EVIL), True),
        (SINGLE, preflight(), True),
        (SINGLE, actual(A, network="true"), False),
        (WILD, actual("x" * 270), True),
        (WILD, actual("x" * 271), False),
        (SINGLE, preflight(headers="a" * 2048), True),
        (SINGLE, preflight("A" * 270), True),
        (SINGLE, preflight("A" * 271), False),
        (SINGLE, preflight(headers="a" * 2049), False),
        ({"origins": [str.isascii, A]}, actual(), True),
        ({"origins": [str.isascii, A]}, actual(A), True),
        ({"origins": [str.isascii, A]}, actual(B), False),
        ({"origins": [str.isascii, A]}, preflight(), False),
        (SINGLE | {"methods": "auto"}, actual(A), True),
        (SINGLE | {"methods": "auto"}, preflight(), False),
    ],
)
def test_cached_decisions(options, request_, kept):
    """A response is cached if equal requests always get it and it is not too long."""
    found = policy(**options)
    decided = found.decide(request_)
    assert found.decision_by_request == ({request_.key: decided} if kept else {})
    assert found.decide(request_) == decided
    assert (found.decide(request_) is decided) == kept


def test_explanations_are_not_cached():
    """With an explanation, a policy checks each step again."""
    found = policy(origins=A)
    found.decide(actual(A), explain=True)
    assert found.decision_by_request == {}


def test_the_cache_is_bounded():
    """Beyond 1,024 responses more than there are origins, the cache is cleared."""
    found = policy(origins=[A, B])
    for number in range(1027):
        found.decide(actual(f"https://{number}.com"))
    assert len(found.decision_by_request) == 1027
    last = actual("https://last.com")
    found.decide(last)
    assert list(found.decision_by_request) == [last.key]


@pytest.mark.parametrize("origin", [None, A, B, EVIL, "null", "x"])
@pytest.mark.parametrize("options", [WILD, WILD_SENT, WILD_CREDENTIALS, SINGLE, SEVERAL, PATTERN])
@pytest.mark.parametrize("more", [{}, QUIET, {"vary_header": False}, {"expose_headers": "X-A"}])
def test_the_fast_path_agrees_with_the_table(options, origin, more):
    """`answer` agrees with every row of the table."""
    found = policy(**options | more)
    decided = found.decide(actual(origin))
    assert found.answer(origin) == (decided.refused, decided.all_headers)


def test_the_fast_path_skips_callables():
    """Listed origins are known; callables decide about the others."""
    found = policy(origins=[str.isascii, A])
    assert found.answer(B) is None
    assert found.answer(A) == (False, found.decide(actual(A)).all_headers)
    assert list(found.answer_by_origin) == [A]


def test_fast_responses_are_bounded():
    """Beyond 1,024 unlisted origins all are dropped; long ones are not kept."""
    found = policy(origins=[A, B])
    for number in range(1027):
        found.answer(f"https://{number}.com")
    assert len(found.answer_by_origin) == 1027
    found.answer("x" * 271)
    assert len(found.answer_by_origin) == 1027
    found.answer("x" * 270)
    assert list(found.answer_by_origin) == ["x" * 270]


# Explanations


def steps(decided):
    """Return the steps as (check, passed, subject, source)."""
    return [(s.check, s.passed, s.subject, s.source.label) for s in decided.steps]


def test_the_steps_of_a_preflight():
    """Each check is a step, with its outcome and the setting that decided."""
    found = policy(origins=A, allow_headers=["x-a"])
    request = preflight("PUT", "x-a, X-B", network="true")
    assert steps(found.decide(request)) == []
    assert steps(found.decide(request, explain=True)) == [
        ("origin", True, A, "app"),
        ("method", True, "PUT", "the default"),
        ("header", True, "x-a", "app"),
        ("header", False, "X-B", "app"),
        ("private network", False, "false", "the default"),
    ]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (actual(), []),
        (actual(A), [("origin", True, A, "app")]),
        (actual("x\n"), [("origin", False, "x\n", "app")]),
        (preflight(origin=EVIL), [("origin", False, EVIL, "app")]),
        (preflight("x"), [("origin", True, A, "app"), ("method", False, "x", "the default")]),
        (
            preflight("PUT", "x-a"),
            [
                ("origin", True, A, "app"),
                ("method", True, "PUT", "the default"),
                ("header", True, "x-a", "the default"),
            ],
        ),
    ],
)
def test_the_steps_end_with_the_failure(request_, expected):
    """A refused origin or method ends the checks, and so does a missing origin."""
    assert steps(policy(origins=A).decide(request_, explain=True)) == expected


# Settings and contradictions


def test_a_policy_knows_its_settings():
    """A policy returns the value and the source of each option."""
    found = Policy(
        (layer("config", max_age=1),),
        (
            Scope("app", "/*", (layer("app", origins=A, reject_disallowed=True),)),
            Scope("view", "index", (layer("view", automatic_options=False),)),
        ),
    )
    assert found.is_view
    assert (found.value("max_age"), found.settings["max_age"].source.label) == (1, "config")
    assert found.reject_disallowed
    assert not found.automatic_options
    assert policy().automatic_options
    assert not policy().is_view
    assert not Policy((), ()).is_view


BLUEPRINT = ("blueprint", "bp")
VIEW = ("view", "index")
APP = ("app", "/*")


@pytest.mark.parametrize(
    ("config", "scopes", "dropped"),
    [
        ({}, [(APP, {"origins": "*", "supports_credentials": True})], False),
        ({"supports_credentials": True}, [(APP, {"origins": "*"})], False),
        ({"origins": "*"}, [(APP, {"supports_credentials": True})], False),
        ({"origins": "*", "supports_credentials": True}, [], False),
        ({}, [(VIEW, {"supports_credentials": True})], False),
        ({"supports_credentials": True}, [(BLUEPRINT, {"origins": "*"})], True),
        ({"supports_credentials": True}, [(VIEW, {"origins": "*"})], True),
        ({"supports_credentials": True}, [(VIEW, {"origins": [A, "*"]})], True),
        ({"supports_credentials": True}, [(VIEW, {"origins": A})], False),
        ({}, [(VIEW, {"origins": "*", "supports_credentials": True})], False),
        ({}, [(APP, {"origins": "*"}), (VIEW, {"supports_credentials": True})], True),
        (
            {},
            [(BLUEPRINT, {"origins": "*"}), (VIEW, {"supports_credentials": True})],
            True,
        ),
        (
            {},
            [(APP, {"supports_credentials": True, "origins": A}), (VIEW, {"origins": "*"})],
            False,
        ),
        (
            {"send_wildcard": True},
            [(VIEW, {"origins": "*", "supports_credentials": True})],
            True,
        ),
        ({"send_wildcard": True, "supports_credentials": True}, [(APP, {"origins": "*"})], True),
    ],
)
def test_contradictions(config, scopes, dropped):
    """Credentials for any origin are dropped unless one source sets both, with a warning."""
    chain = [Scope(*which, (layer(which[0], **options),)) for which, options in scopes]
    found = Policy((layer("config", **config),), chain)
    assert bool(found.conflicts) is dropped
    assert found.conflicts == tuple(contradictions(found.settings, chain))
    assert found.credentials == (found.value("supports_credentials") and not dropped)
    decided = found.decide(actual(EVIL))
    assert not dropped or CREDENTIALS not in decided.headers


def test_a_contradiction_names_both_settings():
    """The problem names both sources, the consequence and the fix."""
    base = (layer("config", supports_credentials=True),)
    [problem] = Policy(base, [Scope("view", "x", (layer("view", origins="*"),))]).conflicts
    assert (problem.code, problem.error) == ("credentials-dropped", False)
    assert (problem.option, problem.value) == ("supports_credentials", True)
    assert str(problem) == (
        "view: origins='*' conflicts with supports_credentials=True, set by config; credentials are"
        " disabled; list the origins that may use credentials"
    )
    base = (layer("config", send_wildcard=True),)
    call = layer("app", origins="*", supports_credentials=True)
    [problem] = Policy(base, [Scope("app", "/*", (call,))]).conflicts
    assert "set by app, and send_wildcard=True, set by config; credentials" in str(problem)


# Any configuration and any request


_TEXT = st.text(max_size=30) | st.text("\r\n\t\x00 ,:/*a.", max_size=10)
_ORIGINS = st.sampled_from(
    [A, B, EVIL, "null", "*", "https://x.b.com", "a.com", "https://a.com/", "x\r\ny", ""]
)
_CONFIGURED = st.lists(
    st.sampled_from(["*", "null", A, "https://*.b.com", r"https://(a|b)\.com", "a.com", "x\r\ny"])
    | _TEXT.filter(lambda text: "(" not in text),
    max_size=4,
)
_OPTIONS = st.fixed_dictionaries(
    {
        "origins": _CONFIGURED,
        "supports_credentials": st.booleans(),
        "send_wildcard": st.booleans(),
        "always_send": st.booleans(),
        "vary_header": st.booleans(),
        "allow_private_network": st.booleans(),
        "methods": st.sampled_from(["*", "auto", ["GET", "PUT"], [], None]),
        "allow_headers": st.sampled_from(["*", ["x-a", "y-*"], r"x-\w+", [], None]),
        "expose_headers": st.sampled_from(["*", ["X-Total"], None]),
        "max_age": st.sampled_from([None, 0, 600]),
    }
)
_NAMES = st.none() | _TEXT | st.lists(st.sampled_from(["x-a", "Y-b", "x\r\n", "*"])).map(",".join)
_REQUESTS = st.builds(
    CorsRequest,
    st.sampled_from(["GET", "OPTIONS"]) | _TEXT,
    st.none() | _ORIGINS | _TEXT,
    st.none() | st.sampled_from(["GET", "PUT", "put", "TRACE", "x\r\ny"]) | _TEXT,
    _NAMES,
    st.sampled_from([None, "true", "false"]) | _TEXT,
    st.just(lambda: {"GET", "PUT", "TRACE"}),
)


@settings(deadline=None)
@given(_OPTIONS, _REQUESTS)
def test_an_explained_decision_is_the_plain_one(options, request_):
    """Explaining changes no decision; a failed step always comes with a reason."""
    found = policy(**options)
    plain, again = found.decide(request_), found.decide(request_)
    explained = found.decide(request_, explain=True)
    assert plain == again
    assert plain.steps == ()
    for name in ("headers", "vary", "refused", "reason", "admitted_by"):
        assert getattr(plain, name) == getattr(explained, name)
    assert explained.reason is None or not all(step.passed for step in explained.steps)


@settings(deadline=None)
@given(_OPTIONS, st.none() | _ORIGINS | _TEXT)
def test_an_answer_agrees_with_the_decision(options, origin):
    """An actual request gets the same lines with and without further checks."""
    found = policy(**options)
    decided = found.decide(actual(origin))
    assert found.answer(origin) == (decided.refused, decided.all_headers)
    assert found.answer_by_origin[origin] == (decided.refused, decided.all_headers)


@settings(deadline=None)
@given(_OPTIONS, _REQUESTS)
def test_no_answer_exceeds_its_policy(options, request_):
    """Responses echo only allowed values, never `*` with credentials or a line break."""
    found = policy(**options)
    decided = found.decide(request_)
    sent = dict(decided.headers)
    assert len(sent) == len(decided.headers)
    for name, value in decided.all_headers:
        assert not set("\r\n\x00").intersection(name + value)
    origin = sent.get(protocol.ALLOW_ORIGIN)
    if origin is None:
        assert sent == {}
    elif request_.origin is None:
        assert origin in {"*", found.origins.single}
    elif origin == "*":
        assert found.origins.any or request_.origin in found.origins.exact
    else:
        assert origin == request_.origin
        assert origin in found.origins.exact or is_serialized_origin(origin)
        assert found.origins.any or found.origins.admits(origin, ask_plainly)
    if protocol.ALLOW_CREDENTIALS in sent:
        assert found.credentials
        assert origin != "*"
    if protocol.ALLOW_METHODS in sent:
        assert request_.is_preflight
        assert request_.requested_method in protocol.list_members(sent[protocol.ALLOW_METHODS])
        assert request_.requested_method.upper() not in protocol.FORBIDDEN_METHODS
    else:
        assert protocol.MAX_AGE not in sent
        assert protocol.ALLOW_HEADERS not in sent
    requested = protocol.list_members(request_.requested_headers or "")
    assert set(protocol.list_members(sent.get(protocol.ALLOW_HEADERS, ""))) <= set(requested)


# QUERY

EVERY = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"


@pytest.mark.parametrize(
    ("options", "routed", "listed"),
    [
        ({}, ("QUERY", "GET"), "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY"),
        ({"methods": None}, ("QUERY",), "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY"),
        ({}, ("GET",), None),
        ({}, (), None),
        ({"methods": EVERY}, ("QUERY",), None),
        (
            {"methods": [*EVERY.split(", "), "QUERY"]},
            (),
            "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY",
        ),
        ({"methods": "*"}, (), "QUERY"),
        ({"methods": "auto"}, ("QUERY",), "QUERY"),
        ({"methods": "auto"}, ("GET",), None),
    ],
)
def test_query_is_allowed_if_a_route_accepts_it(options, routed, listed):
    """Unless methods are set, QUERY is allowed for URLs that accept it."""
    found = policy(origins=A, **options)
    for _ in range(2):
        decided = found.decide(preflight("QUERY", routed=lambda: routed))
        assert dict(decided.headers).get("Access-Control-Allow-Methods") == listed
        assert (decided.reason is None) == (listed is not None)


def test_query_depends_on_the_url_alone():
    """One URL's response is not cached for another; other methods are unaffected."""
    found = policy(origins=A)
    for routed in (("QUERY",), (), ("QUERY",)):
        asked = preflight("QUERY", routed=lambda methods=routed: methods)
        assert (found.decide(asked).reason is None) == bool(routed)
        assert found.decide(preflight("query", routed=lambda: ("QUERY",))).reason
    for method in ("PUT", "GET"):
        said = dict(found.decide(preflight(method, routed=never)).headers)
        assert said["Access-Control-Allow-Methods"] == EVERY
