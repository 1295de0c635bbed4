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
    """Return a problem with the given fields and defaults for the rest."""
    return Problem("code", error=False, source=SOURCE, reason="is wrong", remedy="stop", **fields)


def test_the_annotations_of_a_class_are_its_fields():
    """A value in the class is a default; what is set `aside` is neither compared nor shown."""

    class Book(Record, aside=("note",)):
        title: str
        pages: int = 100
        note: str = ""

    book = Book("Emma", note="read")
    assert book == Book("Emma", 100)
    assert hash(book) == hash(Book("Emma", 100))
    assert book != Book("Emma", 101)
    assert repr(book) == "Book(title='Emma', pages=100)"
    assert Book.__match_args__ == ("title", "pages", "note")
    with pytest.raises(TypeError, match="Book needs 'title'"):
        Book(pages=1)


def test_a_class_of_distinct_records():
    """With `identity`, equal contents do not make two records equal."""

    class Copy(Record, identity=True):
        title: str

    one, other = Copy("Emma"), Copy("Emma")
    assert one == one  # noqa: PLR0124 - the comparison is the test
    assert one != other
    assert len({one, other}) == 2


def test_records_are_equal_by_class_and_fields():
    """Hashes are equal too, whether or not defaults are passed."""
    assert Source("app", "x") == Source(kind="app", label="x", file="", line=0)
    assert hash(Source("app", "x")) == hash(Source("app", "x", "", 0))
    assert Source("app", "x") != Source("app", "y")
    assert Source("app", "x") != ("app", "x", "", 0)


def test_an_excluded_field_is_neither_compared_nor_shown():
    """A problem's value can be anything, even unhashable."""
    assert problem(value=[1]) == problem(value=[2])
    assert len({problem(value=[1]), problem(value=[2])}) == 1
    assert "value" not in repr(problem(value=[1]))


def test_a_record_by_identity_is_only_equal_to_itself():
    """Layers and scopes with equal contents differ."""
    one, other = Same("x"), Same("x")
    assert one == one  # noqa: PLR0124 - the comparison is the test
    assert one != other
    assert len({one, other}) == 2


def test_the_repr_of_a_record():
    """It shows the names of the fields."""
    assert repr(SOURCE) == "Source(kind='app', label='CORS(app)', file='', line=0)"


def test_a_record_cannot_be_changed():
    """A copy with other values can be created."""
    with pytest.raises(AttributeError, match="Source cannot be changed"):
        SOURCE.line = 1
    with pytest.raises(AttributeError, match="Source cannot be changed"):
        del SOURCE.line
    assert SOURCE.replaced(line=1) == Source("app", "CORS(app)", line=1)
    assert SOURCE.line == 0


def test_a_field_without_a_default_is_required():
    """A missing field is a TypeError, as for a parameter."""
    with pytest.raises(TypeError, match="Source needs 'label'"):
        Source("app")


def pickled(record):
    """Return a pickled and unpickled record."""
    return pickle.loads(pickle.dumps(record))  # noqa: S301 - our own


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickled])
def test_a_copy_is_equal(again):
    """All ways to copy give an equal record."""
    assert again(problem(value=1)) == problem()
    assert again(problem(value=1)).value == 1


def test_a_record_is_matched_by_its_fields():
    """Patterns use the order of the fields."""
    match SOURCE:
        case Source(kind, label):
            assert (kind, label) == ("app", "CORS(app)")


def test_the_hashes_of_different_records_differ():
    """Otherwise a dict of many records would be slow."""
    assert len({hash(Source("app", str(number))) for number in range(100)}) > 90
