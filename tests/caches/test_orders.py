"""A shared cache's copies are right for every later request, whichever origin comes first."""

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
def test_in_every_order_each_origin_gets_its_own_response(
    cache, direct, check, at_once, policy, kind, status, headers, repeated
):
    """A copy is judged like the app's own response, and used whenever possible."""
    where = f"/{policy.name}/{kind}/{cache.name}-{status}"

    def count_misses(number):
        order, path = ORDERS[number], f"{where}-{number}"
        misses, asked = 0, set()
        for origin in order + order[:repeated]:
            answer = cache.ask(path, origin, **headers)
            if policy.name != "rejecting" or origin != EVIL:
                assert answer.status == status
            check(policy, answer, path, origin, **headers)
            # A copy serves its own origin, and a common one serves all.
            assert answer.is_hit == (origin in asked or bool(asked & policy.uniform))
            misses += not answer.is_hit
            asked.add(origin)
        return misses

    misses = sum(at_once(count_misses, range(len(ORDERS))))
    answered = json.loads(direct.ask(f"/answered?beginning={where}").body)
    assert sum(answered.values()) == misses
    # The position of the first whose response serves all, over the 24 orders.
    assert misses == {4: 24, 3: 30, 2: 40, 1: 60, 0: 96}[len(policy.uniform)]


@pytest.mark.parametrize("first", [A, B, EVIL, None])
def test_without_vary_a_cache_serves_the_wrong_copy(cache, reads, first):
    """With `vary_header=False` and several origins, the first request decides for all."""
    path = f"/two-without-vary/found/{cache.name}-{first and first[8:]}"
    cache.ask(path, first)
    for origin in (A, B, EVIL):
        answer = cache.ask(path, origin)
        assert answer.is_hit
        assert answer.get("Access-Control-Allow-Origin") == (first if first in {A, B} else None)
        verdict = "readable" if origin == first != EVIL else "blocked"
        assert [each for each, _ in reads(answer, origin)] == [verdict, "blocked"]


def test_every_policy_of_the_app_is_tested(direct, policies):
    """Only the policy that caches break is tested separately."""
    served = json.loads(direct.ask("/policies").body)
    assert {*served} == {policy.name for policy in policies} | {"two-without-vary"}
