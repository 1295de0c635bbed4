"""Regular expressions that are compiled when they are first used."""

import re

import pytest

from flask_cors.core.lazy_regex import lazy_regex


def test_nothing_is_compiled_before_it_is_used():
    """Then it is, once."""
    broken = lazy_regex("(")
    with pytest.raises(re.error):
        broken.match("x")


def test_it_does_what_the_expression_does():
    """With its flags."""
    expression = lazy_regex("(a)b", re.IGNORECASE)
    assert expression.fullmatch("AB")[1] == "A"
    assert expression.sub("x", "abc") == "xc"
    assert expression.fullmatch is expression.fullmatch
