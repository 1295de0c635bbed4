"""The steps that one request may take."""

from flask_cors.core.budget import AT_MOST, Budget, search_steps


def test_a_budget_is_spent_once():
    """All patterns share the remaining steps, and the last step may be spent."""
    budget = Budget()
    assert budget.affords(AT_MOST - 2)
    assert budget.affords(2)
    assert not budget.affords(0.5)
    assert Budget().affords(1)


def test_a_search_takes_a_step_for_eight_characters():
    """It is faster than matching, which takes a step or more for each."""
    assert search_steps(80) == 10
