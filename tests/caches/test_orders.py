"""Whoever comes first to a URL: what a shared cache keeps of it is right for all who follow."""

import itertools
import json

import pytest

A, B, EVIL = "https://one.example.com", "https://two.example.com", "https://evil.test"
ORDERS = list(itertools.permutations([None, A, B, EVIL]))
NOT_MODIFIED = {"If_None_Match": '"plain"'}


@pytest.mark.parametrize(
    ("kind", "status", "headers", "repeated"),
    [
        ("found", 200, {}, 4),
        ("found", 304, NOT_MODIFIED, 4),
        ("missing", 404, {}, 1),  # the first one comes again
        ("broken", 500, {}, 1),
    ],
    ids=["200", "304", "404", "500"],
)
def test_in_every_order_each_origin_gets_what_is_meant_for_it(
    cache, direct, check, at_once, policy, kind, status, headers, repeated
):
    """A copy is judged as the app's own answer would be, and handed out whenever it may be."""
    where = f"/{policy.name}/{kind}/{cache.name}-{status}"

    def count_misses(number):
        order, path = ORDERS[number], f"{where}-{number}"
        misses, asked = 0, set()
        for origin in order + order[:repeated]:
            answer = cache.ask(path, origin, **headers)
            if policy.name != "rejecting" or origin != EVIL:
                assert answer.status == status
            check(policy, answer, path, origin, **headers)
            # A copy serves its own origin, and one that is the same for all serves all.
            assert answer.is_hit == (origin in asked or bool(asked & policy.uniform))
            misses += not answer.is_hit
            asked.add(origin)
        return misses

    misses = sum(at_once(count_misses, range(len(ORDERS))))
    answered = json.loads(direct.ask(f"/answered?beginning={where}").body)
    assert sum(answered.values()) == misses
    # How many come until the first whose answer serves all, over the 24 orders.
    assert misses == {4: 24, 3: 30, 2: 40, 1: 60, 0: 96}[len(policy.uniform)]


@pytest.mark.parametrize("first", [A, B, EVIL, None])
def test_without_vary_a_cache_hands_out_what_was_meant_for_another(cache, reads, first):
    """`vary_header=False` on several origins costs this: who comes first decides for all."""
    path = f"/two-without-vary/found/{cache.name}-{first and first[8:]}"
    cache.ask(path, first)
    for origin in (A, B, EVIL):
        answer = cache.ask(path, origin)
        assert answer.is_hit
        assert answer.get("Access-Control-Allow-Origin") == (first if first in {A, B} else None)
        verdict = "readable" if origin == first != EVIL else "blocked"
        assert [each for each, _ in reads(answer, origin)] == [verdict, "blocked"]


def test_every_policy_of_the_app_is_tried(direct, policies):
    """No policy is forgotten; apart is only the one that caches do harm to."""
    served = json.loads(direct.ask("/policies").body)
    assert {*served} == {policy.name for policy in policies} | {"two-without-vary"}
