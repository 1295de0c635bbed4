"""A plugin of pytest for the judges of mutants: nothing slow, and no memory of other runs."""

import os
import sys

from hypothesis import settings

# Derandomised: a mutant that survives once survives each time.
settings.register_profile("mutation", max_examples=15, deadline=None, derandomize=True)
settings.load_profile("mutation")

#: Tests that take a second and more each: a mutant that only these would kill counts as alive.
SLOW = ("tests/core/test_oracle.py", "tests/runtime/test_threads.py")

_caches = []


def pytest_runtest_setup():
    """Forget what cached functions have returned: it was computed without the mutation."""
    if not _caches:
        modules = [module for name, module in sys.modules.items() if name.startswith("flask_cors")]
        held = [value for module in modules for value in vars(module).values()]
        _caches.extend(value for value in held if hasattr(type(value), "cache_clear"))
    for cache in _caches:
        cache.cache_clear()


def pytest_collection_modifyitems(items):
    """Leave out what is slow, and begin with what most mutants die of.

    That is the tests of the mutant's own module; generated examples come last.
    """
    module = os.environ.get("MUTANT_UNDER_TEST", "").rpartition(".")[0].rpartition(".")[2]
    own = f"test_{module.strip('_')}"
    items[:] = sorted(
        (item for item in items if not item.nodeid.startswith(SLOW)),
        key=lambda item: (not item.path.name.startswith(own), hasattr(item.obj, "hypothesis")),
    )
