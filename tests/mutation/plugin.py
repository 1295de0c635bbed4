"""A pytest plugin for testing mutants: no slow tests, and no caches from other runs."""

import os
import sys
from itertools import zip_longest

from hypothesis import settings

# Derandomized: a mutant that survives once survives each time.
settings.register_profile("mutation", max_examples=15, deadline=None, derandomize=True)
settings.load_profile("mutation")

#: Tests that take a second or more each: a mutant that only these would kill counts as alive.
SLOW = (
    "tests/core/patterns/test_origins.py::test_an_index_changes_no_result",
    "tests/core/regex/test_bounded.py::test_contrived_expressions_end_in_time",
    "tests/core/regex/test_bounded.py::test_generated_expressions_end_in_time",
    "tests/core/test_oracle.py",
    "tests/runtime/test_threads.py",
)

#: Most tests per mutant, apart from those of its own module: a survivor runs all of them.
MOST = 400

#: The tests of modules that have no file of their own, or of which other files test a part.
TESTS = {
    "above_route": ("test_plain_views",),
    "ambiguity": ("test_bounded", "test_matching"),
    "app_config": ("test_objects",),
    "app_problems": ("test_decorator", "test_scopes"),
    "calls": ("test_bad_configuration", "test_callables", "test_objects", "test_resolver"),
    "characters": ("test_automaton", "test_syntax"),
    "checks": ("test_fetch", "test_steps"),
    "construct": ("test_fetch", "test_steps"),
    "cost": ("test_bounded", "test_matching"),
    "exchange": ("test_middlewares", "test_nested"),
    "known_answers": ("test_answers", "test_nested"),
    "normalization": ("test_origin",),
    "option_names": ("test_options",),
    "option_values": ("test_options", "test_wording"),
    "origin_names": ("test_options",),
    "origin_reading": ("test_origins", "test_templates"),
    "prefix_regexes": ("test_origins", "test_regex_origins"),
    "problems": ("test_policy",),
    "regex_hosts": ("test_regex_origins",),
    "reporting": ("test_bad_configuration", "test_extension"),
    "resolving": ("test_paths",),
    "results": ("test_called_views", "test_decorator"),
    "scopes": ("test_decorator",),
    "state": ("test_extension", "test_reconfigure"),
    "stray_marks": ("test_marks", "test_plain_views"),
    "trace": ("test_policy",),
}

_caches = []


def pytest_runtest_setup():
    """Clear the caches of functions: their values were computed without the mutation."""
    if not _caches:
        modules = [module for name, module in sys.modules.items() if name.startswith("flask_cors")]
        held = [value for module in modules for value in vars(module).values()]
        _caches.extend(value for value in held if hasattr(type(value), "cache_clear"))
    for cache in _caches:
        cache.cache_clear()


def pytest_collection_modifyitems(items):
    """Leave out slow tests, and begin with those that kill most mutants.

    The tests of the mutant's own module come first, and generated examples last. If very many
    tests reach the mutant, the others are sampled.
    """
    mutant = os.environ.get("MUTANT_UNDER_TEST", "")
    module = mutant.rpartition(".")[0].rpartition(".")[2]
    names = (f"test_{module.strip('_')}", *TESTS.get(module, ()))
    found = [item for item in items if not item.nodeid.startswith(SLOW)]
    own = [item for item in found if item.path.name.startswith(names)]
    others = [item for item in found if not item.path.name.startswith(names)]
    if "__mutmut_" in mutant:
        others = _sampled(others)
    items[:] = [
        *sorted(own, key=_is_generated),
        *sorted(others, key=_is_generated),
    ]


def _sampled(items):
    """Return at most `MOST` items: one of each test function, then a second one, and so on."""
    functions = {}
    for item in items:
        functions.setdefault(item.nodeid.partition("[")[0], []).append(item)
    found = [item for turn in zip_longest(*functions.values()) for item in turn if item is not None]
    return found[:MOST]


def _is_generated(item):
    return hasattr(item.obj, "hypothesis")
