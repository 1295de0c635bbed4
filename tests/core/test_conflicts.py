"""Rules for options that are harmless one by one."""

import pytest

from flask_cors.core.conflicts import combination_problems
from flask_cors.core.layers import Layer, merge
from flask_cors.core.problems import Source

PLACE = Source("app", "CORS(app)", "app.py", 3)


def found(**options):
    """Return the problems of one call's options under credentials."""
    layer = Layer.read({"supports_credentials": True, **options}, PLACE, "app")
    return list(combination_problems(merge([layer])))


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({"origins": "*"}, ["any-origin-with-credentials"]),
        ({}, ["any-origin-with-credentials"]),
        ({"origins": ["https://a.com", "*"]}, ["any-origin-with-credentials"]),
        ({"origins": "*", "send_wildcard": True}, ["wildcard-with-credentials"]),
        ({"origins": "https://*"}, ["any-origin-with-credentials"]),
        ({"origins": "null"}, ["null-with-credentials"]),
        ({"origins": ["*", "null"]}, ["any-origin-with-credentials", "null-with-credentials"]),
        ({"origins": "http://a.com"}, ["http-origin-with-credentials"]),
        ({"origins": "http://*.a.com"}, ["http-origin-with-credentials"]),
        ({"origins": ["http://a.com", "http://b.com"]}, ["http-origin-with-credentials"] * 2),
        ({"origins": "http://localhost:3000"}, []),
        ({"origins": "http://localhost:*"}, []),
        ({"origins": "http://127.0.0.1:5000"}, []),
        ({"origins": "http://[::1]:3000"}, []),
        ({"origins": "https://a.com"}, []),
        ({"origins": "https://a.com", "send_wildcard": True}, []),
        ({"origins": "https://*.a.com"}, []),
        ({"origins": r"https://(a|b)\.com"}, []),
        ({"origins": "https://a.com", "expose_headers": "*"}, ["expose-any-with-credentials"]),
        ({"origins": "https://a.com", "expose_headers": "X-A"}, []),
        ({"supports_credentials": False, "origins": ["*", "null", "http://a.com"]}, []),
        (
            {"supports_credentials": False, "send_wildcard": True, "expose_headers": "*"},
            [],
        ),
    ],
)
def test_conflicts_with_credentials(options, codes):
    """Origins that anyone can impersonate are named under credentials, and `*` among names."""
    assert [problem.code for problem in found(**options)] == codes


def test_only_send_wildcard_is_an_error():
    """Browsers refuse what `send_wildcard` asks for; the others work, with a warning."""
    options = {"origins": ["*", "null", "http://a.com"], "expose_headers": "*"}
    assert [problem.error for problem in found(**options)] == [False] * 4
    assert [problem.error for problem in found(origins="*", send_wildcard=True)] == [True]


@pytest.mark.parametrize(
    ("options", "option", "message"),
    [
        (
            {"origins": "*", "send_wildcard": True},
            "send_wildcard",
            (
                "send_wildcard=True with origins='*' and supports_credentials=True can"
                " never work, because browsers refuse '*' with credentials; remove one of"
                " the three; preferably list the origins"
            ),
        ),
        (
            {"origins": "*"},
            "origins",
            (
                "supports_credentials=True with origins='*' allows every site to act and read as"
                " the logged-in user; list the origins that may use credentials"
            ),
        ),
        (
            {},
            "origins",
            (
                "supports_credentials=True with origins='*' allows every site to act and read as"
                " the logged-in user; list the origins that may use credentials"
            ),
        ),
        (
            {"origins": "https://*", "send_wildcard": True},
            "origins",
            (
                "supports_credentials=True with origins='https://*' allows every site to act and"
                " read as the logged-in user; list the origins that may use credentials"
            ),
        ),
        (
            {"origins": "null"},
            "origins",
            (
                "supports_credentials=True with origins='null' allows every sandboxed"
                " iframe, whichever site made it; remove it"
            ),
        ),
        (
            {"origins": "http://a.com:80/"},
            "origins",
            (
                "supports_credentials=True with origins='http://a.com' allows anyone on the"
                " network path to act as that origin; use 'https://a.com'"
            ),
        ),
        (
            {"origins": "http://http:8080"},
            "origins",
            (
                "supports_credentials=True with origins='http://http:8080' allows anyone on"
                " the network path to act as that origin; use 'https://http:8080'"
            ),
        ),
        (
            {"origins": "https://a.com", "expose_headers": "*"},
            "expose_headers",
            (
                "supports_credentials=True with expose_headers='*' exposes nothing, because"
                " with credentials browsers read * as a header name; list the headers"
            ),
        ),
    ],
)
def test_a_conflict_names_its_source_and_remedy(options, option, message):
    """The problem names the source, both options, the consequence and the fix."""
    [problem] = found(**options)
    assert problem.source == PLACE
    assert problem.option == option
    assert f"{option}={problem.value!r}" in message
    assert str(problem) == f"CORS(app) (app.py:3): {message}"


@pytest.mark.parametrize(
    ("options", "place"),
    [({}, "config"), ({"origins": "*"}, "app"), ({"methods": "GET"}, "config")],
)
def test_a_conflict_is_found_where_the_origins_are_set(options, place):
    """For default origins, that is where credentials are turned on."""
    config = Layer.read({"supports_credentials": True}, Source("config", "app.config"), "config")
    [problem] = combination_problems(merge([config, Layer.read(options, PLACE, "app")]))
    assert problem.source.kind == place
