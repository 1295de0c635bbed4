"""Reading of documents that `flask cors routes --json` wrote, and of invalid ones."""

import json
import re

import pytest

from flask_cors._diagnosis.diff.fields import SnapshotError
from flask_cors._diagnosis.diff.snapshot import (
    ComparableSettings,
    DecidingResource,
    PolicyRow,
    Route,
    read_snapshot,
)
from flask_cors._diagnosis.diff.word_sets import HEADER_NAMES, ORIGINS, Words
from flask_cors.core.patterns.headers import HeaderPattern
from flask_cors.core.patterns.origins import OriginPattern
from origins import A

OTHERS = {
    "max_age": 600,
    "send_wildcard": False,
    "vary_header": True,
    "always_send": True,
    "allow_private_network": False,
    "intercept_exceptions": False,
    "automatic_options": True,
    "reject_disallowed": True,
}


def pattern(kind, text, **fields):
    """Describe an origin or a header."""
    return {"kind": kind, "text": text, **fields}


def resource(**fields):
    """Describe a blueprint's resource, with some fields replaced."""
    known = {"blueprint": "books", "prefix": "/b", "pattern": pattern("exact", "/c"), "rank": 0}
    return {**known, **fields}


def row(*, policy=None, options=None, **fields):
    """Return a row with one policy, with some fields replaced."""
    return {
        "endpoint": "books.list",
        "rule": "/books",
        "subdomain": "api",
        "methods": ["GET", "HEAD"],
        "policy": {"kind": "resource", "name": "/b*", **(policy or {})},
        "choices": [{"resources": [resource()]}, {"resources": []}],
        "example": "/books",
        "origins": [pattern("exact", A)],
        "credentials": False,
        "options": {
            "methods": ["GET", "PUT"],
            "allow_headers": [pattern("name", "X-A")],
            "expose_headers": ["X-B", "x-c"],
            **OTHERS,
            **(options or {}),
        },
        **fields,
    }


def read(*rows):
    """Read a document of rows."""
    return read_snapshot({"version": 1, "routes": list(rows)})


def without(fields, name):
    """Return an object that lacks a field."""
    return {key: value for key, value in fields.items() if key != name}


def test_a_row_is_read_whole():
    """Each field is kept; names of exposed headers are case-insensitive."""
    assert read(row(), row(options={"methods": "auto"}, credentials=True)) == [
        PolicyRow(
            Route("books.list", "/books", "subdomain", "api"),
            ("GET", "HEAD"),
            "resource",
            "/b*",
            ComparableSettings(
                Words(ORIGINS, (OriginPattern("exact", A),), beyond=not credentials),
                credentials,
                methods,
                Words(HEADER_NAMES, (HeaderPattern("name", "X-A"),)),
                frozenset({"x-b", "x-c"}),
                tuple(OTHERS.items()),
            ),
            "/books",
            ((DecidingResource("books", "/b", ("exact", "/c", ""), 0),), ()),
        )
        for credentials, methods in (
            (False, frozenset({"GET", "PUT"})),
            (True, frozenset({"auto"})),
        )
    ]


def test_optional_fields_of_a_row():
    """A route may have no policy, a policy no max_age; some routes have a host."""
    host = without(row(host="api.a.com", options={"max_age": None}, example=None), "subdomain")
    with_host, bare = read(host, {**row(policy={"kind": "none", "name": ""}), "options": None})
    assert with_host.route == Route("books.list", "/books", "host", "api.a.com")
    assert with_host.example is None
    assert with_host.settings.others[0] == ("max_age", None)
    assert with_host.governed_by == "resource /b*"
    assert bare.settings is None
    assert bare.governed_by == "none"


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (None, None),
        (pattern("wildcard", "/b*"), ("wildcard", "/b*", "")),
        (pattern("regex", "/b*", flags="i"), ("regex", "/b*", "i")),
    ],
)
def test_resources_are_read(described, expected):
    """Resources are distinguished by their string, not by their position."""
    choices = [{"resources": [resource(pattern=described, rank=rank)]} for rank in (1, 2)]
    (found,) = read(row(choices=choices))
    (one,), (other,) = found.choices
    assert one == other == DecidingResource("books", "/b", expected, 3)
    assert (one.rank, other.rank) == (1, 2)


@pytest.mark.parametrize(
    ("described", "regex"),
    [
        (pattern("any", "*"), None),
        (pattern("exact", A), None),
        (pattern("null", "null"), None),
        (pattern("text", "file://"), None),
        (pattern("callable", "callable f"), None),
        (pattern("regex", "h.*"), re.compile("h.*")),
        (pattern("regex", "h.*", flags=""), re.compile("h.*")),
        (pattern("regex", "h.*", flags="isi"), re.compile("h.*", re.IGNORECASE | re.DOTALL)),
    ],
)
def test_origins_are_read(described, regex):
    """An origin has its kind and its string, a regular expression its flags, too."""
    ((found,),) = (each.settings.origins.patterns for each in read(row(origins=[described])))
    assert found == OriginPattern(described["kind"], described["text"], regex)


@pytest.mark.parametrize(
    ("described", "regex"),
    [
        (pattern("any", "*"), None),
        (pattern("name", "X-A"), None),
        (pattern("regex", "x-.", flags="i"), re.compile("x-.", re.IGNORECASE)),
    ],
)
def test_header_names_are_read(described, regex):
    """A header name has its kind and its string, a regular expression its flags, too."""
    (found,) = read(row(options={"allow_headers": [described]}))[0].settings.allow_headers.patterns
    assert found == HeaderPattern(described["kind"], described["text"], regex)


@pytest.mark.parametrize(
    ("described", "matches", "not_matches"),
    [
        ({"origins": [pattern("wildcard", "https://*.a.com")]}, "https://x.a.com", A),
        ({"options": {"allow_headers": [pattern("wildcard", "X-*")]}}, "x-a", "y-a"),
    ],
)
def test_wildcards_are_read(described, matches, not_matches):
    """A wildcard becomes the equivalent regular expression, and keeps its string."""
    (found,) = read(row(**described))
    words = found.settings.origins if "origins" in described else found.settings.allow_headers
    (wildcard,) = words.patterns
    assert wildcard.kind == "wildcard"
    assert wildcard.text in {"https://*.a.com", "X-*"}
    assert wildcard.regex.fullmatch(matches)
    assert not wildcard.regex.fullmatch(not_matches)


def test_a_snapshot_is_json():
    """Nothing is lost in a file."""
    kinds = [("exact", A), ("wildcard", "https://*.b.com"), ("any", "*"), ("null", "null")]
    described = row(origins=[pattern(*each) for each in kinds])
    assert read(json.loads(json.dumps(described))) == read(described)


SETTINGS = ("origins", "credentials", "options")


def placed(place, paths=0):
    """Return a row in version 2, which refers to its settings and its choices by their index."""
    whole = row()
    kept = {name: whole[name] for name in whole.keys() - {*SETTINGS, "choices"}}
    return {**kept, "settings": place, "paths": paths}


def shared(*rows):
    """Return a document in version 2 whose rows share settings and choices."""
    whole = row()
    return {
        "version": 2,
        "settings": [{name: whole[name] for name in SETTINGS}],
        "paths": [{"choices": whole["choices"]}],
        "routes": list(rows),
    }


def test_both_versions_are_read():
    """Version 1 has the settings and the choices in each row, version 2 in tables."""
    found = read_snapshot(shared(placed(0), placed(None)))
    assert found == read(row(), row() | {"options": None})


def test_equal_settings_and_choices_are_one_object():
    """The comparison of two snapshots depends on it for its speed."""
    twice = {
        name: 2 * values
        for name, values in shared(placed(0), placed(1, 1)).items()
        if name != "version"
    }
    for rows in (read(row(), row()), read_snapshot({"version": 2, **twice})):
        assert len({(id(each.settings), id(each.choices)) for each in rows}) == 1


def test_choices_in_rows_are_read_in_version_2():
    """Early snapshots of that version only share settings."""
    document = shared({**without(placed(0), "paths"), "choices": row()["choices"]})
    assert read_snapshot(without(document, "paths")) == read(row())


LONG = "x" * 100


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "has no 'version'"),
        (None, "has no 'version'"),
        ({}, "has no 'version'"),
        ({"version": 3}, "has version 3, not 1 or 2"),
        ({"version": True}, "has version True, not 1 or 2"),
        ({"version": []}, "has version [], not 1 or 2"),
        ({"version": LONG}, f"has version '{'x' * 39}, not 1 or 2"),
        ({"version": 1}, "has no field 'routes'"),
        ({"version": 2, "routes": []}, "has no field 'settings'"),
        ({"version": 2, "settings": [{}]}, "has no field 'settings[0].options'"),
        ({"version": 2, "settings": []}, "has no field 'routes'"),
        *[
            (shared(placed(index)), f"has an invalid 'routes[0].settings': {index!r}")
            for index in (1, -1, "x")
        ],
        *[
            (shared(placed(0, index)), f"has an invalid 'routes[0].paths': {index!r}")
            for index in (1, -1, "x", None)
        ],
        (without(shared(placed(0)), "paths"), "has an invalid 'routes[0].paths': 0"),
        ({**shared(), "paths": [{}]}, "has no field 'paths[0].choices'"),
        ({"version": 1, "routes": {}}, "has an invalid 'routes': {}"),
        ({"version": 1, "routes": LONG}, f"has an invalid 'routes': '{'x' * 59}"),
        ({"version": 1, "routes": [1]}, "has an invalid 'routes[0]': 1"),
        ({"version": 1, "routes": [row(), LONG]}, f"has an invalid 'routes[1]': '{'x' * 59}"),
    ],
)
def test_invalid_snapshots(document, message):
    """A document that this version did not write is an error with a reason."""
    with pytest.raises(SnapshotError) as caught:
        read_snapshot(document)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("described", "message"),
    [
        *[
            (without(row(), name), f"has no field 'routes[0].{name}'")
            for name in (
                "endpoint",
                "rule",
                "subdomain",
                "methods",
                "policy",
                "example",
                "options",
            )
        ],
        (without(row(), "origins"), "has no field 'routes[0].origins'"),
        (without(row(), "credentials"), "has no field 'routes[0].credentials'"),
        *[
            ({**row(), name: 1}, f"has an invalid 'routes[0].{name}': 1")
            for name in (
                "endpoint",
                "rule",
                "subdomain",
                "methods",
                "policy",
                "choices",
                "example",
                "options",
            )
        ],
        (row(host=1), "has an invalid 'routes[0].host': 1"),
        (row(origins={}), "has an invalid 'routes[0].origins': {}"),
        (row(choices=[1]), "has an invalid 'routes[0].choices[0]': 1"),
        (row(choices=[{}]), "has no field 'routes[0].choices[0].resources'"),
        (
            row(choices=[{"resources": [resource(rank="x")]}]),
            "has an invalid 'routes[0].choices[0].resources[0].rank': 'x'",
        ),
        (row(credentials=1), "has an invalid 'routes[0].credentials': 1"),
        (row(methods=["GET", 1]), "has an invalid 'routes[0].methods': ['GET', 1]"),
        (row(methods=[1, LONG]), f"has an invalid 'routes[0].methods': [1, '{'x' * 55}"),
        (row(policy={"kind": 1}), "has an invalid 'routes[0].policy.kind': 1"),
        (row(policy={"name": None}), "has an invalid 'routes[0].policy.name': None"),
        (row(policy={"name": [LONG]}), f"has an invalid 'routes[0].policy.name': ['{'x' * 58}"),
        *[
            (
                {**row(), "options": without(row()["options"], name)},
                f"has no field 'routes[0].options.{name}'",
            )
            for name in ("methods", "allow_headers", "expose_headers", *OTHERS)
        ],
        *[
            (row(options={name: "a"}), f"has an invalid 'routes[0].options.{name}': 'a'")
            for name in ("allow_headers", "expose_headers", *OTHERS)
        ],
        (row(options={"max_age": True}), "has an invalid 'routes[0].options.max_age': True"),
        (
            row(options={"reject_disallowed": "a"}),
            "has an invalid 'routes[0].options.reject_disallowed': 'a'",
        ),
        (row(options={"methods": 1}), "has an invalid 'routes[0].options.methods': 1"),
        (row(options={"methods": [1]}), "has an invalid 'routes[0].options.methods': [1]"),
        (row(origins=[1]), "has an invalid 'routes[0].origins[0]': 1"),
        (row(origins=[{"kind": "exact"}]), "has no field 'routes[0].origins[0].text'"),
        (row(origins=[{"text": A}]), "has no field 'routes[0].origins[0].kind'"),
        (row(origins=[pattern(1, A)]), "has an invalid 'routes[0].origins[0].kind': 1"),
        (row(origins=[pattern("exact", 1)]), "has an invalid 'routes[0].origins[0].text': 1"),
        (
            row(origins=[pattern("exact", A), pattern("regex", A, flags=2)]),
            "has an invalid 'routes[0].origins[1].flags': 2",
        ),
    ],
)
def test_the_wrong_field_is_named(described, message):
    """A missing field, or one of a wrong type, is named by its path."""
    with pytest.raises(SnapshotError) as caught:
        read(described)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "described",
    [
        pattern("odd", A),
        pattern("name", A),
        pattern("regex", A, flags="q"),
        pattern("regex", A, flags="au"),
        pattern("wildcard", "*.a"),
        pattern("wildcard", A),
        pattern("wildcard", "x" * 10_000_000),
        pattern("scheme", "x" * 10_000_000 + "*"),
    ],
)
def test_invalid_origins(described):
    """An origin of an unknown kind, or invalid for its kind, is an error."""
    with pytest.raises(SnapshotError) as caught:
        read(row(origins=[described]))
    shown = f"{described['text']!r:.60}"
    assert str(caught.value) == (
        f"has an invalid 'routes[0].origins[0]': {described['kind']} {shown}"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "(",
            "is not a valid regular expression: missing ), unterminated subpattern at position 0",
        ),
        ("a{99999999999999999999}", "is not a valid regular expression: "),
        ("(" * 5000 + ")" * 5000, "is not a valid regular expression: "),
        ("(a+)+b", "can take exponential time, "),
        ("https://(a|aa)+.b", "can take exponential time, "),
        ("(?=(a+)+b)a", "can take exponential time, "),
        ("(?:" * 60 + "a" + ")+" * 60, "may take exponential time, which could not be determined "),
        (
            "a" * 200_000,
            "may take exponential time, which could not be determined (more than 100000 ",
        ),
    ],
)
def test_expressions_are_bounded_like_configured_ones(text, reason):
    """An expression that no app can use is an error with a reason."""
    described = pattern("regex", text, flags="i")
    for fields in ({"origins": [described]}, {"options": {"allow_headers": [described]}}):
        with pytest.raises(SnapshotError, match=re.escape(f"the regex {text!r:.60} {reason}")):
            read(row(**fields))


def test_the_resources_of_an_older_snapshot_are_unknown():
    """Its rows have none, so they are compared with all others."""
    (found,) = read(without(row(), "choices"))
    assert found.choices == ()


def test_the_number_of_expressions_is_bounded():
    """Analyzing many would take long; those of the app itself are all read."""
    numbered = [pattern("regex", f"https://a{number}\\.com", flags="i") for number in range(501)]
    assert read(row(origins=numbered[:500]), row(origins=numbered[:500]))
    described = {"version": 1, "routes": [row(origins=[each]) for each in numbered]}
    with pytest.raises(SnapshotError, match="has more than 500 different regular expressions"):
        read_snapshot(described)
    assert len(read_snapshot(described, trusted=True)) == 501


@pytest.mark.parametrize(
    "described",
    [
        pattern("odd", "X"),
        pattern("exact", "X"),
        pattern("callable", "X"),
        pattern("regex", "x", flags="q"),
        pattern("wildcard", "X"),
        pattern("wildcard", ""),
    ],
)
def test_invalid_header_names(described):
    """A header name of an unknown kind, or invalid for its kind, is an error."""
    with pytest.raises(SnapshotError) as caught:
        read(row(options={"allow_headers": [described]}))
    assert str(caught.value) == (
        f"has an invalid 'routes[0].options.allow_headers[0]': {described['kind']}"
        f" {described['text']!r}"
    )
