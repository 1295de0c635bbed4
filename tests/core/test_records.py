"""Immutable values with named fields."""

import copy
import pickle

import pytest

from flask_cors.core.problems import Problem, Source
from flask_cors.core.records import Record

SOURCE = Source("app", "CORS(app)")


class Same(Record, identity=True):
    """A record that is only equal to itself."""

    name: str


def problem(**fields):
    """Return a problem whose fields are given or dull."""
    return Problem("code", error=False, source=SOURCE, reason="is wrong", remedy="stop", **fields)


def test_records_are_equal_by_class_and_fields():
    """With equal hashes, and with the same defaults whether given or not."""
    assert Source("app", "x") == Source(kind="app", label="x", file="", line=0)
    assert hash(Source("app", "x")) == hash(Source("app", "x", "", 0))
    assert Source("app", "x") != Source("app", "y")
    assert Source("app", "x") != ("app", "x", "", 0)


def test_a_field_that_is_set_aside_is_neither_compared_nor_shown():
    """The value of a problem can be anything, and need not have a hash."""
    assert problem(value=[1]) == problem(value=[2])
    assert len({problem(value=[1]), problem(value=[2])}) == 1
    assert "value" not in repr(problem(value=[1]))


def test_a_record_by_identity_is_only_equal_to_itself():
    """As layers and scopes are, of which several can say the same."""
    one, other = Same("x"), Same("x")
    assert one == one  # noqa: PLR0124 - that is the question
    assert one != other
    assert len({one, other}) == 2


def test_a_record_is_shown_as_it_is_written():
    """With the names of its fields."""
    assert repr(SOURCE) == "Source(kind='app', label='CORS(app)', file='', line=0)"


def test_a_record_cannot_be_changed():
    """A copy with other values can be made."""
    with pytest.raises(AttributeError, match="Source cannot be changed"):
        SOURCE.line = 1
    with pytest.raises(AttributeError, match="Source cannot be changed"):
        del SOURCE.line
    assert SOURCE.replaced(line=1) == Source("app", "CORS(app)", line=1)
    assert SOURCE.line == 0


def test_a_field_without_a_default_must_be_given():
    """As a parameter must be."""
    with pytest.raises(TypeError, match="Source needs 'label'"):
        Source("app")


def pickled(record):
    """Return what a record is behind a pickle."""
    return pickle.loads(pickle.dumps(record))  # noqa: S301 - our own


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickled])
def test_a_copy_is_equal(again):
    """However it is made."""
    assert again(problem(value=1)) == problem()
    assert again(problem(value=1)).value == 1


def test_a_record_is_matched_by_its_fields():
    """In their order."""
    match SOURCE:
        case Source(kind, label):
            assert (kind, label) == ("app", "CORS(app)")
