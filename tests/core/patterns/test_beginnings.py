"""The index of texts by how they begin."""

from hypothesis import given
from hypothesis import strategies as st

from flask_cors.core.patterns.beginnings import Beginnings

TEXTS = st.lists(st.text("ab/", max_size=4), max_size=8)


@given(TEXTS, st.text("ab/", max_size=4))
def test_it_finds_what_looking_at_each_text_finds(texts, asked):
    """Equal texts count among those that begin with what is asked, and only there."""
    index = Beginnings(enumerate(texts))
    assert sorted(index.beginning_with(asked)) == [
        number for number, text in enumerate(texts) if text.startswith(asked)
    ]
    assert sorted(index.that_begin(asked)) == [
        number for number, text in enumerate(texts) if asked.startswith(text) and text != asked
    ]
