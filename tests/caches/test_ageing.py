"""Expired copies: a cache uses them, and 304 responses, correctly for all origins."""

import itertools
import json
import time

import pytest

A, B, EVIL = "https://one.example.com", "https://two.example.com", "https://evil.test"
ORIGINS = [None, A, B, EVIL]
OLD = 2.5  # seconds until a copy with `max-age=1` has expired, in whole seconds too
PATIENCE = 60


def is_reused(policy, first, second):
    """Return whether a 304 can renew one origin's copy for another origin."""
    if policy.name == "rejecting" and EVIL in {first, second}:
        return False  # only a 200 has an ETag
    return second == first or first in policy.uniform


@pytest.fixture(scope="module")
def series(cache, policies, at_once):
    """Return the expired copies of a kind and policy: URL, origin, and the next origin."""
    found = {}
    for kind, policy in itertools.product(("brief", "lazy"), policies):
        pairs = itertools.product(ORIGINS, repeat=2)
        if kind == "lazy":  # otherwise there is no expired copy to serve
            pairs = (pair for pair in pairs if is_reused(policy, *pair))
        where = f"/{policy.name}/{kind}/{cache.name}-ageing"
        found[kind, policy.name] = [
            (f"{where}-{number}", *pair) for number, pair in enumerate(pairs)
        ]
    at_once(lambda one: cache.ask(*one[:2]), itertools.chain.from_iterable(found.values()))
    time.sleep(OLD)
    return found


def revalidations(direct, path):
    """Return the number of 304s of the app for a path's series."""
    found = direct.ask(f"/answered?beginning={path.rpartition('-')[0]}")
    return json.loads(found.body).get("304", 0)


def test_a_revalidated_copy_is_right_for_each_origin(cache, direct, check, at_once, policy, series):
    """One origin's expired copy, requested by another, is revalidated or replaced."""
    old = series["brief", policy.name]

    def ask_next(one):
        path, _, second = one
        answer = cache.ask(path, second)
        assert not answer.is_hit
        check(policy, answer, path, second)

    def ask_all(one):
        path, _, second = one
        for origin in ORIGINS:
            answer = cache.ask(path, origin)
            check(policy, answer, path, origin)
            assert answer.is_hit or origin != second

    at_once(ask_next, old)
    assert revalidations(direct, old[0][0]) == sum(is_reused(policy, *pair) for _, *pair in old)
    at_once(ask_all, old)


def test_an_expired_copy_is_right_for_each_origin(cache, direct, check, at_once, policy, series):
    """With `stale-while-revalidate` the expired copy is served, and renewed in the background."""
    old = series["lazy", policy.name]

    def ask_next(one):
        path, _, second = one
        answer = cache.ask(path, second)
        assert answer.get("X-Copy") == "1"
        check(policy, answer, path, second)

    def ask_all(one):
        for origin in ORIGINS:
            check(policy, cache.ask(one[0], origin), one[0], origin)

    at_once(ask_next, old)
    deadline = time.monotonic() + PATIENCE
    while revalidations(direct, old[0][0]) < len(old):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    at_once(ask_all, old)
