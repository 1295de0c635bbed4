"""The limits on the steps of searches."""

import pytest

from flask_cors.core.regex.steps import MAX_STEPS, Steps, UndecidedError


@pytest.mark.parametrize(
    ("limited", "limit"),
    [(lambda: Steps(3), 3), (Steps, MAX_STEPS)],
    ids=["given", "default"],
)
def test_the_last_step_may_be_taken(limited, limit):
    """Beyond the limit, the answer is undecided."""
    steps = limited()
    steps.take()
    steps.take(limit - 1)
    with pytest.raises(UndecidedError):
        steps.take()


def test_no_step_may_be_taken_beyond_the_limit_at_once():
    """A search can count several steps together."""
    with pytest.raises(UndecidedError):
        Steps(3).take(4)
