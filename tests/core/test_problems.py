"""What can be wrong with a configuration, and how it is said."""

import pytest

from flask_cors.core.problems import ConfigurationError, CORSWarning, Problem, Problems, Source

PLACE = Source("app", "CORS(app)", "app.py", 3)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (PLACE, "CORS(app) (app.py:3)"),
        (Source("default", "the default"), "the default"),
        (Source("config", "app.config", line=7), "app.config"),
    ],
)
def test_a_source_reads_as_a_place(source, text):
    """A source names what to search for, and file and line where it has them."""
    assert str(source) == text


def test_a_problem_names_place_option_value_and_reason():
    """The text of a problem is place, option, value by `repr`, reason and remedy."""
    problems = Problems(PLACE)
    problems.about("max_age").error("bad-max-age", "x\n", "is wrong; write 1")
    assert problems.found == [
        Problem("bad-max-age", True, r"max_age='x\n': is wrong; write 1", PLACE, "max_age")  # noqa: FBT003 - as a person reads it
    ]
    assert str(problems.found[0]) == r"CORS(app) (app.py:3): max_age='x\n': is wrong; write 1"


def test_a_problem_of_no_option_begins_with_the_value():
    """Where no option is known, only the value stands before the reason."""
    problems = Problems(PLACE)
    problems.warn("unknown-option", 1, "is unknown")
    assert problems.found == [
        Problem("unknown-option", error=False, message="1: is unknown", source=PLACE)
    ]


def test_a_remark_is_no_problem():
    """What is harmless is kept apart, for who asks."""
    problems = Problems(PLACE)
    problems.about("origins").remark("twice", "x", "is listed twice")
    assert problems.found == []
    assert problems.remarks == [
        Problem("twice", False, "origins='x': is listed twice", PLACE, "origins")  # noqa: FBT003 - as a person reads it
    ]


def test_collectors_share_one_list():
    """What is said about one option lands in the list of the whole call, in order."""
    problems = Problems(PLACE)
    problems.about("a").warn("one", 1, "")
    problems.warn("two", 2, "")
    problems.about("b").error("three", 3, "")
    assert [problem.code for problem in problems.found] == ["one", "two", "three"]


def test_a_fatal_problem_is_an_error_of_the_whole_call():
    """`Problem.fatal` belongs to no option."""
    problem = Problem.fatal("too-late", "comes too late", PLACE)
    assert problem.error
    assert (problem.code, problem.option) == ("too-late", "")
    assert str(problem) == "CORS(app) (app.py:3): comes too late"


def test_an_error_holds_all_problems():
    """`ConfigurationError` shows one problem a line and keeps them one by one."""
    problems = [Problem.fatal("a", "first", PLACE), Problem.fatal("b", "second", PLACE)]
    error = ConfigurationError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error).splitlines() == [
        "CORS(app) (app.py:3): first",
        "CORS(app) (app.py:3): second",
    ]


def test_the_classes_are_what_users_catch():
    """Errors are `ValueError`s and warnings `UserWarning`s."""
    assert issubclass(ConfigurationError, ValueError)
    assert issubclass(CORSWarning, UserWarning)
