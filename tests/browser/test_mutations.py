"""Mutations of `decide` are detected in a real browser: each one fails a scenario."""

from copy import copy

import pytest
from flask import Flask, Response

from flask_cors import CORS
from flask_cors.core.policy import Policy

APP, EVIL, LOOKALIKE = (
    "https://app.example.test",
    "https://evil.test",
    "https://app.example.test.evil.test",
)
#: Chromium caches nothing that it received with a self-signed certificate.
PLAIN_APP, PLAIN_WWW = "http://app.example.test", "http://www.example.test"
MISSING = "MissingAllowOriginHeader"
INCLUDE = {"credentials": "include"}
PUT = {"method": "PUT", "headers": {"X-Token": "1"}}
#: By name: options, and pages' requests with the status or code that they see.
SCENARIOS = {
    "its page reads": ({"origins": APP}, [(APP, {}, 200), (APP, PUT, 200)]),
    "two pages share a cache": (
        {"origins": [PLAIN_APP, PLAIN_WWW]},
        [(PLAIN_APP, {}, 200), (PLAIN_WWW, {}, 200)],
    ),
    "another page does not read": ({"origins": APP}, [(EVIL, {}, MISSING)]),
    "another page does not write": ({"origins": APP}, [(EVIL, PUT, f"Preflight{MISSING}")]),
    "a longer host does not read": ({"origins": APP}, [(LOOKALIKE, {}, MISSING)]),
    "credentials": ({"origins": APP, "supports_credentials": True}, [(APP, INCLUDE, 200)]),
    "credentials behind a preflight": (
        {"origins": APP, "supports_credentials": True},
        [(APP, INCLUDE | PUT, 200)],
    ),
    "a header that is not allowed": (
        {"origins": APP, "allow_headers": "X-Other"},
        [(APP, PUT, "HeaderDisallowedByPreflightResponse")],
    ),
}


def answer(headers, vary):
    """Return the fields `headers`, `vary` and `all_headers` of a decision."""
    headers = tuple(headers)
    all_headers = (*headers, ("Vary", ", ".join(vary))) if vary else headers
    return {"headers": headers, "vary": vary, "all_headers": all_headers}


def no_vary(decide, policy, cors):
    """Send no Vary."""
    decision = decide(policy, cors)
    return decision.replaced(**answer(decision.headers, ()))


def any_origin(decide, policy, cors):
    """Allow any requesting origin."""
    return admit(decide, policy, cors, lambda _: True)


def prefix_match(decide, policy, cors):
    """Allow origins that begin with an allowed one."""
    return admit(decide, policy, cors, (cors.origin or "").startswith)


def admit(decide, policy, cors, admits):
    """Decide as for an allowed origin that `admits`, and send the requesting one."""
    allowed = next((each for each in policy.origins.exact if admits(each)), None)
    if cors.origin is None or allowed is None:
        return decide(policy, cors)
    instead = copy(cors)
    instead.origin = allowed
    decision = decide(policy, instead)
    own = {"Access-Control-Allow-Origin": cors.origin}
    headers = [(name, own.get(name, value)) for name, value in decision.headers]
    return decision.replaced(**answer(headers, decision.vary))


def no_credentials(decide, policy, cors):
    """Drop Access-Control-Allow-Credentials."""
    decision = decide(policy, cors)
    kept = [each for each in decision.headers if each[0] != "Access-Control-Allow-Credentials"]
    return decision.replaced(**answer(kept, decision.vary))


def every_header(decide, policy, cors):
    """Allow all requested header names."""
    decision = decide(policy, cors)
    if cors.requested_headers is None:
        return decision
    headers = {**dict(decision.headers), "Access-Control-Allow-Headers": cors.requested_headers}
    return decision.replaced(**answer(headers.items(), decision.vary))


#: Mutations, and the scenarios that catch them.
MUTATIONS = {
    no_vary: {"two pages share a cache"},
    any_origin: {
        "another page does not read",
        "another page does not write",
        "a longer host does not read",
    },
    prefix_match: {"a longer host does not read"},
    no_credentials: {"credentials", "credentials behind a preflight"},
    every_header: {"a header that is not allowed"},
}


@pytest.fixture
def failing(servers, ask):
    """Return a function that runs all scenarios and returns the failing ones.

    Each has its own host, so that nothing is cached.
    """

    def ends_well(options, rows):
        app = Flask("mutated", static_folder=None)
        app.add_url_rule(
            "/",
            "view",
            lambda: Response("read", headers={"Cache-Control": "max-age=600"}),
            methods=["GET", "PUT"],
        )
        CORS(app, **options)
        site = servers.mount(app)
        for page, wanted, expected in rows:
            url = f"{site.at('example.test', page.partition(':')[0])}/"
            view = ask(page, url, **wanted)
            if expected not in {view.status, view.code}:
                return False
        return True

    return lambda: {name for name, each in SCENARIOS.items() if not ends_well(*each)}


def test_without_a_mutation_all_scenarios_pass(failing):
    """The unchanged library passes every scenario."""
    assert failing() == set()


@pytest.mark.parametrize(("mutation", "caught_by"), MUTATIONS.items())
def test_a_mutation_is_caught(mutation, caught_by, failing, monkeypatch):
    """A changed policy fails the scenarios about the change, and no other."""
    decide = Policy.decide

    def mutated(policy, cors, *args, **kwargs):
        # The decision must not be cached: the next response is mutated as well.
        policy.decision_by_request.clear()
        decision = mutation(lambda its, asked: decide(its, asked, *args, **kwargs), policy, cors)
        policy.decision_by_request.clear()
        return decision

    monkeypatch.setattr(Policy, "decide", mutated)
    assert failing() == caught_by
