"""Preflights of a callable view object follow the decorator of its `__call__`."""

import functools

import pytest
from flask import Flask

from answers import acao
from commands import APART
from flask_cors import CORS, cross_origin
from flask_cors.cli import cors
from origins import A, B


class Called:
    """A view object with a decorated `__call__`."""

    __name__ = "called"

    @cross_origin(origins=A)
    def __call__(self):
        """Return something."""
        return "x"


class CalledWithout(Called):
    """A view object with a decorated base class."""


class Slotted:
    """A view object without a `__dict__`."""

    __slots__ = ()

    @cross_origin(origins=A)
    def __call__(self):
        """Return something."""
        return "x"


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("cls", [Called, CalledWithout, Slotted])
@pytest.mark.parametrize("around", ["", B, "*"])
@pytest.mark.parametrize("warm", [False, True])
def test_a_view_object_with_a_decorated_call_is_a_decorated_view(
    send, preflight, cls, around, warm, caplog
):
    """Preflights follow the policy of the decorated `__call__`, like other requests."""
    app = Flask("objects", static_folder=None)
    app.add_url_rule("/x", "x", cls())
    if around:
        CORS(app, origins=around)
    if warm:
        send(app, "/x", A)
    found = [acao(preflight(app, "/x", origin, "GET")) for origin in (A, B)]
    found += [acao(send(app, "/x", origin)) for origin in (A, B)]
    caplog.clear()
    assert found == [A, None, A, None]


def test_the_wrapped_function_of_an_object_is_inside_its_call(send, preflight):
    """The decorator of `__call__` is applied outside that of the inner function."""
    view = functools.update_wrapper(Called(), cross_origin(origins=B)(lambda: "x"))
    app = Flask("objects", static_folder=None)
    app.add_url_rule("/x", "x", view)
    # The inner policy sets origins as well, and is the most specific.
    assert [acao(preflight(app, "/x", origin, "GET")) for origin in (A, B)] == [None, B]
    assert acao(send(app, "/x", B)) == B


def without_wraps(function):
    """Decorate a function like many decorators do: no attribute leads to the inner function."""

    def logged(*args):
        return function(*args)

    return logged


class Hiding:
    """A view whose `__call__` hides the decorated function."""

    @without_wraps
    @cross_origin(origins=A)
    def __call__(self):
        """Return something."""
        return "x"


def test_a_call_that_hides_its_decorator_is_found_by_check():
    """A decorator without `functools.wraps` on `__call__` is a finding, like on a function."""
    app = Flask("objects", static_folder=None)
    app.add_url_rule("/x", "x", Hiding())
    result = app.test_cli_runner(**APART).invoke(cors, ["check", "--format", "json"])
    assert "hides this policy from endpoint 'x'" in result.output.replace("\\n", " ")
