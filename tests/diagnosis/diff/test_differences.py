"""Differences between two policies by option: added and removed patterns, with an example."""

import re

import pytest

from flask_cors._diagnosis.diff.differences import Difference, Verdict, differences, gravest
from flask_cors._diagnosis.diff.snapshot import ComparableSettings
from flask_cors._diagnosis.diff.word_sets import HEADER_NAMES, ORIGINS, Words
from flask_cors.core.patterns.headers import HeaderPattern
from flask_cors.core.patterns.origins import ANY, OriginPattern
from origins import A, B, C

TENANTS = OriginPattern("callable", "callable tenants")
CUSTOMERS = OriginPattern("callable", "callable customers")
WIDENED, NARROWED, UNKNOWN, CHANGED = (
    Verdict.WIDENED,
    Verdict.NARROWED,
    Verdict.UNKNOWN,
    Verdict.CHANGED,
)


def patterns(*given, kind="exact", make=OriginPattern):
    """Return patterns; a single word is a pattern by its string."""
    return tuple(make(kind, each) if isinstance(each, str) else each for each in given)


def settings(
    *origins,
    credentials=False,
    methods=("GET",),
    allow_headers=(),
    expose_headers=(),
    max_age=None,
    allow_private_network=False,
    reject_disallowed=False,
):
    """Return the settings of a policy."""
    return ComparableSettings(
        Words(ORIGINS, patterns(*origins), beyond=not credentials),
        credentials,
        frozenset(methods),
        Words(HEADER_NAMES, patterns(*allow_headers, kind="name", make=HeaderPattern)),
        frozenset(expose_headers),
        (
            ("max_age", max_age),
            ("allow_private_network", allow_private_network),
            ("reject_disallowed", reject_disallowed),
        ),
    )


NO_ORIGIN = settings()
SLOW = OriginPattern("regex", "slow", re.compile("https://(?!x)a.com"))


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (settings(A), settings(A), []),
        (None, None, []),
        (settings(A), settings(A, B), [Difference("origins", WIDENED, (B,), (), B)]),
        (settings(A, B), settings(A), [Difference("origins", NARROWED, (), (B,))]),
        (settings(A), settings(C, B), [Difference("origins", WIDENED, (C, B), (A,), C)]),
        (
            settings(B, TENANTS),
            settings(SLOW, CUSTOMERS),
            [
                Difference(
                    "origins",
                    UNKNOWN,
                    undecided=("slow", "callable customers", B, "callable tenants"),
                )
            ],
        ),
        (
            settings(A, TENANTS),
            settings(B, A, CUSTOMERS),
            [
                Difference(
                    "origins",
                    UNKNOWN,
                    undecided=(B, "callable customers", "callable tenants"),
                )
            ],
        ),
        # A policy is added or removed.
        (None, settings(A), [Difference("origins", WIDENED, (A,), (), A)]),
        (
            None,
            settings(A, TENANTS),
            [Difference("origins", WIDENED, (A, "callable tenants"), (), A)],
        ),
        (None, settings(TENANTS), [Difference("origins", WIDENED, ("callable tenants",))]),
        (settings(A), None, [Difference("origins", NARROWED, (), (A,))]),
        (
            settings(A, TENANTS),
            None,
            [Difference("origins", NARROWED, (), (A, "callable tenants"))],
        ),
        (
            None,
            NO_ORIGIN,
            [Difference("policy", CHANGED, ("a policy that allows no origin",), ("no policy",))],
        ),
        (
            NO_ORIGIN,
            None,
            [Difference("policy", CHANGED, ("no policy",), ("a policy that allows no origin",))],
        ),
        # New credentials have an example origin.
        (
            settings(A),
            settings(A, credentials=True),
            [Difference("supports_credentials", WIDENED, ("yes",), ("no",), A)],
        ),
        (
            settings(A, credentials=True),
            settings(A),
            [Difference("supports_credentials", NARROWED, ("no",), ("yes",))],
        ),
        # Methods
        (
            settings(A),
            settings(A, methods=["PUT", "GET", "DELETE"]),
            [Difference("methods", WIDENED, ("DELETE", "PUT"))],
        ),
        (
            settings(A),
            settings(A, methods=["PUT"]),
            [Difference("methods", WIDENED, ("PUT",), ("GET",))],
        ),
        (
            settings(A, methods=["GET", "PUT"]),
            settings(A, methods=["GET", "*"]),
            [Difference("methods", WIDENED, ("*",))],
        ),
        (
            settings(A, methods=["GET"]),
            settings(A, methods=["DELETE", "*", "PUT"]),
            [Difference("methods", WIDENED, ("*",), ())],
        ),
        (
            settings(A, methods=["*"]),
            settings(A, methods=["GET"]),
            [Difference("methods", NARROWED, (), ("*",))],
        ),
        (settings(A, methods=["*"]), settings(A, methods=["*", "PUT"]), []),
        (
            settings(A, methods=["auto"]),
            settings(A, methods=["PUT", "GET"]),
            [Difference("methods", UNKNOWN, undecided=("GET", "PUT", "auto"))],
        ),
        (
            settings(A, methods=["GET"]),
            settings(A, methods=["auto"]),
            [Difference("methods", UNKNOWN, undecided=("GET", "auto"))],
        ),
        (
            settings(A, methods=["auto"]),
            settings(A, methods=["*"]),
            [Difference("methods", WIDENED, ("*",))],
        ),
        (
            settings(A, methods=["*"]),
            settings(A, methods=["auto"]),
            [Difference("methods", NARROWED, (), ("*",))],
        ),
        (settings(A, methods=["auto"]), settings(A, methods=["auto"], max_age=None), []),
        # Headers
        (
            settings(A, allow_headers=["x-a"]),
            settings(A, allow_headers=["x-b"]),
            [Difference("allow_headers", WIDENED, ("x-b",), ("x-a",), "x-b")],
        ),
        (
            settings(A, allow_headers=["x-a", "x-b"]),
            settings(A, allow_headers=["x-b"]),
            [Difference("allow_headers", NARROWED, (), ("x-a",))],
        ),
        (
            settings(A, expose_headers=["x-a"]),
            settings(A, expose_headers=["x-c", "x-b"]),
            [Difference("expose_headers", WIDENED, ("x-b", "x-c"), ("x-a",))],
        ),
        (
            settings(A, credentials=True, expose_headers=["*", "x-a"]),
            settings(A, credentials=True, expose_headers=["x-a"]),
            [],
        ),
        (
            settings(A, credentials=True, expose_headers=["*"]),
            settings(A, expose_headers=["*"]),
            [
                Difference("supports_credentials", NARROWED, ("no",), ("yes",)),
                Difference("expose_headers", WIDENED, ("*",)),
            ],
        ),
        # The others
        (
            settings(A),
            settings(A, max_age=600),
            [Difference("max_age", CHANGED, ("600",), ("none",))],
        ),
        (
            settings(A, max_age=0),
            settings(A),
            [Difference("max_age", CHANGED, ("none",), ("0",))],
        ),
        (
            settings(A),
            settings(A, allow_private_network=True),
            [Difference("allow_private_network", WIDENED, ("yes",), ("no",))],
        ),
        (
            settings(A, allow_private_network=True),
            settings(A),
            [Difference("allow_private_network", NARROWED, ("no",), ("yes",))],
        ),
        (
            settings(A),
            settings(A, reject_disallowed=True),
            [Difference("reject_disallowed", NARROWED, ("yes",), ("no",))],
        ),
        (
            settings(A, reject_disallowed=True),
            settings(A),
            [Difference("reject_disallowed", WIDENED, ("no",), ("yes",))],
        ),
        (
            settings(A, reject_disallowed=True),
            settings(A, reject_disallowed="unsafe"),
            [Difference("reject_disallowed", WIDENED, ("unsafe",), ("yes",))],
        ),
        (
            settings(A, reject_disallowed="report"),
            settings(A, reject_disallowed="unsafe"),
            [Difference("reject_disallowed", NARROWED, ("unsafe",), ("report",))],
        ),
        (
            settings(A),
            settings(A, reject_disallowed="report"),
            [Difference("reject_disallowed", CHANGED, ("report",), ("no",))],
        ),
        (
            settings(ANY),
            settings(ANY, reject_disallowed=True),
            [Difference("reject_disallowed", CHANGED, ("yes",), ("no",))],
        ),
        (
            settings(ANY),
            settings(A, reject_disallowed=True),
            [
                Difference("origins", NARROWED, (), ("*",)),
                Difference("reject_disallowed", NARROWED, ("yes",), ("no",)),
            ],
        ),
        (
            settings(A, reject_disallowed=True),
            settings(ANY),
            [
                Difference("origins", WIDENED, ("*",), (), "https://evil.com"),
                Difference("reject_disallowed", WIDENED, ("no",), ("yes",)),
            ],
        ),
        # Without allowed origins nothing is opened.
        (
            settings(A),
            settings(credentials=True, methods=["auto"], max_age=1),
            [
                Difference("origins", NARROWED, (), (A,)),
                Difference("supports_credentials", CHANGED, ("yes",), ("no",)),
                Difference("methods", CHANGED),
                Difference("max_age", CHANGED, ("1",), ("none",)),
            ],
        ),
    ],
)
def test_differences(before, after, found):
    """Each differing option lists added and removed items, origins first."""
    assert differences(before, after) == tuple(found)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], "equal"),
        (["equal", "removed"], "removed"),
        (["changed", "narrowed", "changed"], "narrowed"),
        (["narrowed", "unknown"], "unknown"),
        (["unknown", "widened"], "widened"),
    ],
)
def test_the_order_of_changes(verdicts, expected):
    """Widening is more serious than possible widening, and that than narrowing."""
    assert gravest(map(Verdict, verdicts)) is Verdict(expected)
