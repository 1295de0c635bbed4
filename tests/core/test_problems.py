"""Problems of a configuration, and their messages."""

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
def test_the_string_of_a_source(source, text):
    """A source shows a string to search for, and file and line if they are known."""
    assert str(source) == text


def test_a_problem_names_source_option_value_reason_and_remedy():
    """A message is source, option, `repr` of the value, reason and remedy."""
    problems = Problems(PLACE)
    problems.about("max_age").error("bad-max-age", "x\n", "is wrong", "use 1")
    (problem,) = problems.found
    assert problem == Problem(
        "bad-max-age",
        error=True,
        source=PLACE,
        reason="is wrong",
        remedy="use 1",
        option="max_age",
        about=r"max_age='x\n'",
    )
    assert problem.value == "x\n"
    assert problem.describe() == r"max_age='x\n' is wrong"
    assert problem.message == r"max_age='x\n' is wrong; use 1"
    assert str(problem) == r"CORS(app) (app.py:3): max_age='x\n' is wrong; use 1"


def test_a_problem_without_an_option_begins_with_the_value():
    """Without an option, only the value precedes the reason."""
    problems = Problems(PLACE)
    problems.warn("unknown-option", 1, "is unknown", "drop it")
    (problem,) = problems.found
    assert (problem.error, problem.option, problem.message) == (False, "", "1 is unknown; drop it")


def test_an_unknown_name_can_mean_an_option():
    """The intended option is kept, and the unknown name precedes the value."""
    problems = Problems(PLACE)
    problems.unknown("misspelled-key", "CORS_X", 1, "is unknown", "drop it", "origins")
    (problem,) = problems.found
    assert (problem.option, problem.message) == ("origins", "CORS_X=1 is unknown; drop it")


def test_an_info_is_not_a_problem():
    """Harmless observations are kept apart, for `check`."""
    problems = Problems(PLACE)
    problems.about("origins").remark("twice", "x", "is listed twice", "list it once")
    assert problems.found == []
    (problem,) = problems.remarks
    assert (problem.code, problem.error, problem.option) == ("twice", False, "origins")
    assert problem.message == "origins='x' is listed twice; list it once"


def test_collectors_share_one_list():
    """Problems of each option are added to the list of the whole call, in order."""
    problems = Problems(PLACE)
    problems.about("a").warn("one", 1, "", "")
    problems.warn("two", 2, "", "")
    problems.about("b").error("three", 3, "", "")
    assert [problem.code for problem in problems.found] == ["one", "two", "three"]


def test_problems_are_equal_if_they_read_the_same():
    """A value may be unhashable or change later, so its string is compared."""
    given = [1]
    problems = Problems(PLACE)
    for value in (given, [1], [2]):
        problems.warn("wrong-type", value, "is wrong", "use 1")
    one, same, other = problems.found
    given.append(2)
    assert one == same != other
    assert len({one, same, other}) == 2
    assert one.message == "[1] is wrong; use 1"


def test_a_problem_is_rendered_with_sources_of_another_form():
    """All sources in a problem are rendered in the same form; values stay unchanged."""
    other = Source("view", "@cross_origin", "views.py", 7)
    problem = Problem(
        "repeated-resource",
        error=False,
        source=PLACE,
        reason="is already configured, by {}",
        remedy="configure it once",
        about="resources='/{}'",
        also=(other,),
    )
    before = "resources='/{}' is already configured, by"
    assert str(problem) == (
        f"CORS(app) (app.py:3): {before} @cross_origin (views.py:7); configure it once"
    )
    assert problem.render(lambda source: source.kind) == f"app: {before} view; configure it once"


def test_a_fatal_problem_is_an_error_of_the_whole_call():
    """`Problem.fatal` does not belong to an option."""
    problem = Problem.fatal("too-late", "comes too late {}", "come earlier", PLACE)
    assert problem.error
    assert (problem.code, problem.option, problem.value) == ("too-late", "", None)
    assert str(problem) == "CORS(app) (app.py:3): comes too late {}; come earlier"


def test_an_error_holds_all_problems():
    """`ConfigurationError` shows one problem per line and keeps them separately."""
    problems = [Problem.fatal(name, name, "fix it", PLACE) for name in ("first", "second")]
    error = ConfigurationError(iter(problems))
    assert error.problems == tuple(problems)
    assert str(error).splitlines() == [
        "CORS(app) (app.py:3): first; fix it",
        "CORS(app) (app.py:3): second; fix it",
    ]


def test_base_classes():
    """Errors are `ValueError`s and warnings are `UserWarning`s."""
    assert issubclass(ConfigurationError, ValueError)
    assert issubclass(CORSWarning, UserWarning)


def test_an_option_of_app_config_is_named_by_its_key():
    """The name in a message is the one that was written."""
    problems = Problems(Source("config", "app.config"), "max_age")
    problems.warn("code", 5, "is wrong", "stop")
    assert str(problems.found[0]) == "app.config: CORS_MAX_AGE=5 is wrong; stop"
