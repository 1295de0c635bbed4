"""The policy and the browser model check each other: they agree on every request."""

import re
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from flask_cors.core import protocol
from flask_cors.core.browser import safelist
from flask_cors.core.browser.fetch import fetch
from flask_cors.core.browser.messages import Fetch, Response
from flask_cors.core.layers import Layer, Scope
from flask_cors.core.policy import CorsRequest, Policy
from flask_cors.core.problems import Source

URL = "https://api.example.org/books"


def from_example_net(origin):
    """Allow the hosts of one domain, like a callable in a configuration."""
    return origin.endswith(".example.net")


ORIGIN_PATTERNS = [
    "*",
    "null",
    "https://app.example.com",
    "https://app.example.com/",
    "http://localhost:3000",
    "https://*.example.com",
    "http://localhost:*",
    r"https://[a-z]+\.example\.(com|net)",
    re.compile(r"https://app\.example\.com"),
    from_example_net,
    "app.example.com",
]
ORIGINS = [
    "null",
    "https://app.example.com",
    "https://shop.example.com",
    "https://a.b.example.com",
    "https://app.example.com:8443",
    "http://app.example.com",
    "https://app.example.net",
    "https://app.example.com.evil.org",
    "http://localhost:3000",
    "http://localhost",
    "http://[::1]:3000",
    "chrome-extension://abcdefgh",
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
NAMES = ["Content-Type", "Authorization", "X-Request-ID", "X-Custom", "Range", "Accept", "*", "a"]
VALUES = ["application/json", "text/plain", "bytes=0-", "bytes=-1", "a" * 129, "(", ""]


def some(values):
    """Generate lists of zero, one and two of the values."""
    return [[], *([value] for value in values), *map(list, combinations(values, 2))]


WRITTEN = {
    "origins": [*ORIGIN_PATTERNS, *some(ORIGIN_PATTERNS), None],
    "methods": ["*", "auto", *some([*METHODS, "put", "CHICKEN", "TRACE"]), METHODS],
    "allow_headers": ["*", "X-*", r"x-.+", None, *some(NAMES)],
    "supports_credentials": [True, False],
    "send_wildcard": [True, False],
    "always_send": [True, False],
    "vary_header": [True, False],
    "expose_headers": ["X-Total", "*"],
    "max_age": [0, 600],
}
#: The same as the library reads it, built once for all examples.
READ = {
    name: [Layer.read({name: value}, Source("view", ""), "view").values[name] for value in values]
    for name, values in WRITTEN.items()
}
OPTIONS = st.fixed_dictionaries({}, optional={n: st.sampled_from(READ[n]) for n in READ})
CONFIG = st.fixed_dictionaries(
    {}, optional={n: st.sampled_from(READ[n]) for n in ("origins", "supports_credentials")}
)
KINDS = st.sampled_from([["app"], ["app", "view"], ["view"]])


def policy_of(kinds, config, app, view):
    """Build the policy of app.config and of the sources listed in `kinds`."""
    places = {"app": app, "view": view}
    scopes = [Scope(kind, kind, (Layer(Source(kind, kind), places[kind]),)) for kind in kinds]
    return Policy([Layer(Source("config", "config"), config)], scopes)


POLICIES = st.builds(policy_of, KINDS, CONFIG, OPTIONS, OPTIONS)
FETCHES = st.builds(
    Fetch,
    st.just(URL),
    st.sampled_from(ORIGINS),
    method=st.sampled_from([*METHODS, "put", "patch", "CHICKEN", "*"]),
    headers=st.sampled_from(
        [
            *(tuple((name, value) for name in names) for names in some(NAMES) for value in VALUES),
            tuple((f"X-{number}", "") for number in range(256)),
            tuple((f"X-{number}", "") for number in range(257)),
        ]
    ),
    credentials=st.sampled_from(["omit", "same-origin", "include"]),
    use_preflight=st.booleans(),
)


def decisions(policy, wanted):
    """Run a script's request against a policy; return the outcome and the decisions."""
    found = []
    running = fetch(wanted)
    try:
        request = next(running)
        while True:
            headers = dict(request.headers)
            cors = CorsRequest(
                request.method,
                headers["Origin"],
                headers.get("Access-Control-Request-Method"),
                headers.get("Access-Control-Request-Headers"),
                routed_methods=lambda: ["GET", "HEAD", "OPTIONS", "PUT"],
            )
            assert cors.is_preflight is request.preflight
            found.append(policy.decide(cors))
            assert found[-1] == policy.decide(cors), "decided otherwise the second time"
            request = running.send(Response(200, found[-1].headers))
    except StopIteration as end:
        return end.value, found


@settings(max_examples=2500, deadline=None)
@given(POLICIES, FETCHES)
def test_the_policy_allows_what_the_browser_allows(policy, wanted):
    """A request is allowed if and only if a browser accepts the resulting headers."""
    outcome, found = decisions(policy, wanted)
    refused = next((decision.reason for decision in found if decision.reason), None)
    with_credentials = wanted.credentials != "include" or policy.credentials
    assert (outcome.verdict == "readable") is (refused is None and with_credentials)
    if with_credentials:
        assert outcome.error == refused, "the reasons differ"
    else:
        assert outcome.error == refused or outcome.error.endswith(
            ("WildcardOriginNotAllowed", "InvalidAllowCredentials")
        )
    if outcome.verdict == "readable":
        needed = wanted.use_preflight or wanted.method.upper() not in protocol.SAFELISTED_METHODS
        needed = needed or safelist.unsafe_header_names(wanted.headers)
        assert len(found) == (2 if needed else 1)


PLAIN = st.fixed_dictionaries(
    {
        "origins": st.sampled_from(["*", *some(["null", *ORIGINS[1:6]])]),
        "methods": st.sampled_from(["*", *some(METHODS)]),
        "allow_headers": st.sampled_from(["*", *some([name for name in NAMES if name != "*"])]),
        "supports_credentials": st.booleans(),
    }
)


def is_listed(wanted, plain):
    """Return whether a plain configuration allows a script's request."""
    with_credentials = plain["supports_credentials"]
    if plain["origins"] == "*":
        # With credentials `*` means every real origin; anyone can be `null`.
        admitted = not with_credentials or "://" in wanted.origin
    else:
        admitted = wanted.origin in plain["origins"]
    method = safelist.normalize_method(wanted.method)
    allowed = {name.lower() for name in plain["allow_headers"]}
    asked = safelist.unsafe_header_names(wanted.headers)
    preflighted = wanted.use_preflight or method not in protocol.SAFELISTED_METHODS or asked
    # `*` means every method except one named `*`, which would be echoed as a wildcard.
    listed = method != "*" if plain["methods"] == "*" else method in plain["methods"]
    method_passes = not preflighted or listed or method in protocol.SAFELISTED_METHODS
    # A preflight for a method that is not listed allows no headers either.
    names_pass = not asked or (
        listed and "*" not in asked and (plain["allow_headers"] == "*" or allowed >= set(asked))
    )
    return (
        admitted
        and method_passes
        and (names_pass and len(asked) <= 256)
        and (wanted.credentials != "include" or with_credentials)
    )


@settings(max_examples=2000, deadline=None)
@given(PLAIN, FETCHES)
def test_the_browser_allows_what_is_listed(plain, wanted):
    """If a policy lists names, a browser allows exactly these."""
    layer = Layer.read(plain, Source("app", "app"), "app")
    outcome, _ = decisions(Policy([], [Scope("app", "*", (layer,))]), wanted)
    assert (outcome.verdict == "readable") is is_listed(wanted, plain)
