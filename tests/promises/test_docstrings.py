"""`help()` and pydoc show every public name with its options."""

import functools
import inspect
import pydoc
import re
import subprocess
import sys

import pytest

import flask_cors
from flask_cors import CORS, cross_origin, testing
from flask_cors.core.options import OPTIONS
from flask_cors.core.problems import Problems, Source

#: An option in a docstring: its name, its default, then two spaces or a line break, its meaning.
LISTED = re.compile(r"^(\w+)=(\S+|\".*?\")(?:$|  )", re.MULTILINE)

METHODS_OF_PUBLIC_CLASSES = [
    *(CORS.init_app, CORS.reconfigure, CORS.allows),
    *(testing.Browser.fetch, testing.BrowserResponse.json),
]


@functools.cache
def page(module):
    """Return the output of `python -m pydoc` for a module."""
    command = [sys.executable, "-m", "pydoc", module]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def listed(documented):
    """Return the options that a docstring lists, each with its default as written."""
    return dict(LISTED.findall(inspect.getdoc(documented)))


@pytest.mark.parametrize("name", sorted({*flask_cors.__all__} - {"__version__"}))
def test_pydoc_shows_each_public_name(name):
    """The page of the package shows each public name in the overview and in its section."""
    said = page("flask_cors")
    overview = said.partition("PACKAGE CONTENTS")[0]
    assert re.search(rf"^    {name} +\w+", overview, re.MULTILINE)
    sections = said.partition("PACKAGE CONTENTS")[2]
    assert re.search(rf"^    (class )?{name}\b", sections, re.MULTILINE)
    if name != "cors_refused":  # a value: the overview describes it
        doc = inspect.getdoc(getattr(flask_cors, name))
        for line in doc.splitlines():
            assert line in sections


def test_help_shows_the_type_of_the_options():
    """The signatures of `CORS` and `cross_origin` name the types of their options."""
    for function, options in [(CORS, "Options"), (cross_origin, "ViewOptions")]:
        signature = inspect.signature(function)
        assert signature.parameters["options"].annotation == f"Unpack[{options}]"
    assert "cross_origin(*args: 'Any', **options: 'Unpack[ViewOptions]')" in page("flask_cors")


@pytest.mark.parametrize("name", testing.__all__)
def test_pydoc_shows_each_name_for_tests(name):
    """The page of `flask_cors.testing` shows each public name with its documentation."""
    said = page("flask_cors.testing")
    for line in inspect.getdoc(getattr(testing, name)).splitlines():
        assert line in said


def documented():
    """Yield our docstrings as pydoc shows them, each with its location and margin."""
    for module in (flask_cors, testing):
        yield module.__name__, f"{module.__name__} - {inspect.getdoc(module)}", 4
        for name in sorted({*module.__all__} - {"__version__", "cors_refused"}):
            public = getattr(module, name)
            yield name, inspect.getdoc(public), 8
            for each in vars(public).values():
                if inspect.isfunction(each) and pydoc.visiblename(each.__name__):
                    yield each.__qualname__, inspect.getdoc(each) or "", 12


def test_pydoc_fits_80_columns():
    """No line of a public docstring is wrapped on a terminal of 80 columns."""
    for name, text, margin in documented():
        assert [line for line in text.splitlines() if len(line) > 80 - margin] == [], name


@pytest.mark.parametrize("function", METHODS_OF_PUBLIC_CLASSES, ids=lambda each: each.__qualname__)
def test_public_methods_are_documented(function):
    """A public method documents its effect and its exceptions."""
    assert re.search(r"\b[Rr]aises `?[A-Z]\w+Error\b", inspect.getdoc(function))


def test_each_option_is_listed_in_its_docstring():
    """`CORS` and `cross_origin` together list every option of the table."""
    on_apps = {name for name, option in OPTIONS.items() if "app" in option.scopes}
    assert set(listed(CORS)) == on_apps
    assert set(listed(cross_origin)) == set(OPTIONS) - on_apps
    not_on_views = {name for name in on_apps if "view" not in OPTIONS[name].scopes}
    said = inspect.getdoc(cross_origin)
    named = re.search(r"those of `CORS` without ((?s:.*?)), plus one for views only:\n", said)[1]
    assert set(re.findall(r"`(\w+)`", named)) == not_on_views


@pytest.mark.parametrize("name", sorted(set(OPTIONS) - {"resources"}))
def test_the_listed_defaults_are_true(name):
    """The default in a docstring, read as an option, equals the actual default."""
    option = OPTIONS[name]
    written = {**listed(CORS), **listed(cross_origin)}[name]
    problems = Problems(Source("app", "docstring"))
    if written == "None":
        assert not option.none_counts
        assert not option.default
    else:
        assert option.parse(eval(written), problems) == option.default  # noqa: S307 - our own text
    assert problems.found == []
