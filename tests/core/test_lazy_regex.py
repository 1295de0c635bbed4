"""Regular expressions that are compiled on first use."""

import re

import pytest

from flask_cors.core.lazy_regex import lazy_regex


def test_nothing_is_compiled_before_it_is_used():
    """The first use compiles the expression, once."""
    broken = lazy_regex("(")
    with pytest.raises(re.error):
        broken.match("x")


def test_it_behaves_like_the_expression():
    """The flags are kept."""
    expression = lazy_regex("(a)b", re.IGNORECASE)
    assert expression.fullmatch("AB")[1] == "A"
    assert expression.sub("x", "abc") == "xc"
    assert expression.fullmatch is expression.fullmatch
