"""Requests other than a plain GET: a copy made for one of them is right for the others."""

import gzip
import itertools
import random
import threading

A, B, EVIL = "https://one.example.com", "https://two.example.com", "https://evil.test"
ORIGINS = [None, A, B, EVIL]


def shuffled(requests, times, seed):
    """Return that many orders of the requests, always the same ones."""
    source = random.Random(seed)  # noqa: S311 - nothing secret
    return [source.sample(requests, len(requests)) for _ in range(times)]


def test_heads_and_ranges_keep_the_copies_right(cache, check, at_once, policy):
    """HEAD and range requests share copies with GET."""
    wanted = [("GET", {}), ("HEAD", {}), ("GET", {"Range": "bytes=1-3"})]

    def run(numbered):
        number, order = numbered
        path = f"/{policy.name}/found/{cache.name}-ranges-{number}"
        seen = set()
        for origin, (method, headers) in order:
            answer = cache.ask(path, origin, method, **headers)
            check(policy, answer, path, origin, method, **headers)
            seen.add((answer.status, answer.is_hit, len(answer.body)))
        return seen

    orders = shuffled([*itertools.product(ORIGINS, wanted)], 2, policy.name)
    assert set().union(*at_once(run, enumerate(orders))) >= {(206, True, 3), (200, True, 0)}


def test_the_apps_own_vary_is_respected(cache, check, at_once, policy):
    """A request gets its own language, compression and origin."""
    wanted = [*itertools.product(ORIGINS, ["en", "fr"], ["gzip", "identity"])]

    def run(numbered):
        number, order = numbered
        path = f"/{policy.name}/translated/{cache.name}-languages-{number}"
        hits, vary = 0, set()
        for origin, language, encoding in order * 2:
            headers = {"Accept_Language": language, "Accept_Encoding": encoding}
            answer = cache.ask(path, origin, **headers)
            check(policy, answer, path, origin, **headers)
            hits += answer.is_hit
            vary.add(answer.get("Vary"))
            if answer.status == 200:
                zipped = answer.get("Content-Encoding") == "gzip"
                body = gzip.decompress(answer.body) if zipped else answer.body
                assert (zipped, body.decode()) == (encoding == "gzip", f"{path} {language}")
        # nginx finds a copy by the `Vary` of the last one that it stored.
        assert len(vary) > 1 or hits >= len(order)

    at_once(run, enumerate(shuffled(wanted, 1, policy.name)))


def test_simultaneous_requests_get_their_own_response(cache, check, at_once, policy):
    """Concurrent first requests of different origins are kept apart."""
    begin = threading.Barrier(len(ORIGINS), timeout=60)
    paths = [f"/{policy.name}/found/{cache.name}-moment-{number}" for number in range(4)]

    def ask(origin):
        answers = []
        for path in paths:
            begin.wait()
            answers.append((cache.ask(path, origin), path, origin))
        return answers

    for answer in itertools.chain.from_iterable(at_once(ask, ORIGINS)):
        check(policy, *answer)
    for path, origin in itertools.product(paths, ORIGINS):
        check(policy, cache.ask(path, origin), path, origin)


def test_cached_preflights_agree_with_the_app(cache, direct, passes_preflight, at_once, policy):
    """A cache configured to keep preflights distinguishes them by `Vary`."""
    wanted = [
        (A, "PUT", "x-a"),
        (A, "PUT", "x-b"),
        (A, "DELETE", "x-a"),
        (A, "BREW", "x-a"),
        (B, "PUT", "x-a"),
        (EVIL, "PUT", "x-a"),
    ]
    path = f"/{policy.name}/found/{cache.name}-preflights"
    right = {each: each[0] in policy.allows and each[1] != "BREW" for each in wanted}
    for each in wanted:
        assert passes_preflight(direct, path, *each)[0] == right[each]

    def count_hits(numbered):
        number, order = numbered
        hits = 0
        for each in order * 2:
            passes, is_hit = passes_preflight(cache, f"{path}-{number}", *each)
            assert passes == right[each]
            hits += is_hit
        return hits

    orders = shuffled(wanted, 4, policy.name)
    hits = sum(at_once(count_hits, enumerate(orders)))
    assert hits == 0 if cache.name == "nginx" else hits >= len(orders) * len(wanted)
