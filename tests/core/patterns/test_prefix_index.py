"""The index of strings by prefix."""

from hypothesis import given
from hypothesis import strategies as st

from flask_cors.core.patterns.prefix_index import PrefixIndex

TEXTS = st.lists(st.text("ab/", max_size=4), max_size=8)


@given(TEXTS, st.text("ab/", max_size=4))
def test_the_index_agrees_with_a_linear_search(texts, asked):
    """A string counts among those with a prefix, including itself, and nowhere else."""
    index = PrefixIndex(enumerate(texts))
    assert sorted(index.beginning_with(asked)) == [
        number for number, text in enumerate(texts) if text.startswith(asked)
    ]
    assert sorted(index.that_begin(asked)) == [
        number for number, text in enumerate(texts) if asked.startswith(text) and text != asked
    ]
