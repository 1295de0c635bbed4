"""The marks of decorated functions."""

from flask_cors._runtime.marks import layers_under


def test_a_function_that_wraps_itself():
    """A circle of `__wrapped__` ends."""

    def view():
        pass

    view.__wrapped__ = view
    assert list(layers_under(view)) == []
