"""What differs between two policies, option by option: with what came, what went and an example."""

import re

import pytest

from flask_cors._diagnosis.diff.differences import Change, Difference, differences, gravest
from flask_cors._diagnosis.diff.snapshot import Rules
from flask_cors._diagnosis.diff.word_sets import HEADER_NAMES, ORIGINS, Member, Words, gained
from origins import A, B, C

ANY = Member("any", "*", text="*")
TENANTS = Member("code", "tenants", text="callable tenants")
CUSTOMERS = Member("code", "customers", text="callable customers")
WIDENED, NARROWED, UNKNOWN, CHANGED = (
    Change.WIDENED,
    Change.NARROWED,
    Change.UNKNOWN,
    Change.CHANGED,
)


def members(*given):
    """Return members, words by their text."""
    return tuple(
        Member("word", each, text=each) if isinstance(each, str) else each for each in given
    )


def rules(
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
    return Rules(
        Words(ORIGINS, members(*origins), beyond=not credentials),
        credentials,
        frozenset(methods),
        Words(HEADER_NAMES, members(*allow_headers)),
        frozenset(expose_headers),
        (
            ("max_age", max_age),
            ("allow_private_network", allow_private_network),
            ("reject_disallowed", reject_disallowed),
        ),
    )


NOBODY = rules()
SLOW = Member("pattern", "https://(?!x)a.com", re.compile("https://(?!x)a.com"), text="slow")


@pytest.fixture(autouse=True)
def anew():
    """Forget what was said of equal members under other texts."""
    gained.cache_clear()


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (rules(A), rules(A), []),
        (None, None, []),
        (rules(A), rules(A, B), [Difference("origins", WIDENED, (B,), (), B)]),
        (rules(A, B), rules(A), [Difference("origins", NARROWED, (), (B,))]),
        (rules(A), rules(C, B), [Difference("origins", WIDENED, (C, B), (A,), C)]),
        (
            rules(B, TENANTS),
            rules(SLOW, CUSTOMERS),
            [
                Difference(
                    "origins",
                    UNKNOWN,
                    undecided=("slow", "callable customers", B, "callable tenants"),
                )
            ],
        ),
        (
            rules(A, TENANTS),
            rules(B, A, CUSTOMERS),
            [
                Difference(
                    "origins",
                    UNKNOWN,
                    undecided=(B, "callable customers", "callable tenants"),
                )
            ],
        ),
        # A policy comes or goes.
        (None, rules(A), [Difference("origins", WIDENED, (A,), (), A)]),
        (
            None,
            rules(A, TENANTS),
            [Difference("origins", WIDENED, (A, "callable tenants"), (), A)],
        ),
        (None, rules(TENANTS), [Difference("origins", WIDENED, ("callable tenants",))]),
        (rules(A), None, [Difference("origins", NARROWED, (), (A,))]),
        (
            rules(A, TENANTS),
            None,
            [Difference("origins", NARROWED, (), (A, "callable tenants"))],
        ),
        (
            None,
            NOBODY,
            [Difference("policy", CHANGED, ("a policy that admits nobody",), ("no policy",))],
        ),
        (
            NOBODY,
            None,
            [Difference("policy", CHANGED, ("no policy",), ("a policy that admits nobody",))],
        ),
        # Credentials bring an example of whom they are for.
        (
            rules(A),
            rules(A, credentials=True),
            [Difference("supports_credentials", WIDENED, ("yes",), ("no",), A)],
        ),
        (
            rules(A, credentials=True),
            rules(A),
            [Difference("supports_credentials", NARROWED, ("no",), ("yes",))],
        ),
        # Methods
        (
            rules(A),
            rules(A, methods=["PUT", "GET", "DELETE"]),
            [Difference("methods", WIDENED, ("DELETE", "PUT"))],
        ),
        (
            rules(A),
            rules(A, methods=["PUT"]),
            [Difference("methods", WIDENED, ("PUT",), ("GET",))],
        ),
        (
            rules(A, methods=["GET", "PUT"]),
            rules(A, methods=["GET", "*"]),
            [Difference("methods", WIDENED, ("*",))],
        ),
        (
            rules(A, methods=["GET"]),
            rules(A, methods=["DELETE", "*", "PUT"]),
            [Difference("methods", WIDENED, ("*",), ())],
        ),
        (
            rules(A, methods=["*"]),
            rules(A, methods=["GET"]),
            [Difference("methods", NARROWED, (), ("*",))],
        ),
        (rules(A, methods=["*"]), rules(A, methods=["*", "PUT"]), []),
        (
            rules(A, methods=["auto"]),
            rules(A, methods=["PUT", "GET"]),
            [Difference("methods", UNKNOWN, undecided=("GET", "PUT", "auto"))],
        ),
        (
            rules(A, methods=["GET"]),
            rules(A, methods=["auto"]),
            [Difference("methods", UNKNOWN, undecided=("GET", "auto"))],
        ),
        (
            rules(A, methods=["auto"]),
            rules(A, methods=["*"]),
            [Difference("methods", WIDENED, ("*",))],
        ),
        (
            rules(A, methods=["*"]),
            rules(A, methods=["auto"]),
            [Difference("methods", NARROWED, (), ("*",))],
        ),
        (rules(A, methods=["auto"]), rules(A, methods=["auto"], max_age=None), []),
        # Headers
        (
            rules(A, allow_headers=["x-a"]),
            rules(A, allow_headers=["x-b"]),
            [Difference("allow_headers", WIDENED, ("x-b",), ("x-a",), "x-b")],
        ),
        (
            rules(A, allow_headers=["x-a", "x-b"]),
            rules(A, allow_headers=["x-b"]),
            [Difference("allow_headers", NARROWED, (), ("x-a",))],
        ),
        (
            rules(A, expose_headers=["x-a"]),
            rules(A, expose_headers=["x-c", "x-b"]),
            [Difference("expose_headers", WIDENED, ("x-b", "x-c"), ("x-a",))],
        ),
        (
            rules(A, credentials=True, expose_headers=["*", "x-a"]),
            rules(A, credentials=True, expose_headers=["x-a"]),
            [],
        ),
        (
            rules(A, credentials=True, expose_headers=["*"]),
            rules(A, expose_headers=["*"]),
            [
                Difference("supports_credentials", NARROWED, ("no",), ("yes",)),
                Difference("expose_headers", WIDENED, ("*",)),
            ],
        ),
        # The others
        (
            rules(A),
            rules(A, max_age=600),
            [Difference("max_age", CHANGED, ("600",), ("none",))],
        ),
        (
            rules(A, max_age=0),
            rules(A),
            [Difference("max_age", CHANGED, ("none",), ("0",))],
        ),
        (
            rules(A),
            rules(A, allow_private_network=True),
            [Difference("allow_private_network", WIDENED, ("yes",), ("no",))],
        ),
        (
            rules(A, allow_private_network=True),
            rules(A),
            [Difference("allow_private_network", NARROWED, ("no",), ("yes",))],
        ),
        (
            rules(A),
            rules(A, reject_disallowed=True),
            [Difference("reject_disallowed", NARROWED, ("yes",), ("no",))],
        ),
        (
            rules(A, reject_disallowed=True),
            rules(A),
            [Difference("reject_disallowed", WIDENED, ("no",), ("yes",))],
        ),
        (
            rules(ANY),
            rules(ANY, reject_disallowed=True),
            [Difference("reject_disallowed", CHANGED, ("yes",), ("no",))],
        ),
        (
            rules(ANY),
            rules(A, reject_disallowed=True),
            [
                Difference("origins", NARROWED, (), ("*",)),
                Difference("reject_disallowed", NARROWED, ("yes",), ("no",)),
            ],
        ),
        (
            rules(A, reject_disallowed=True),
            rules(ANY),
            [
                Difference("origins", WIDENED, ("*",), (), "https://evil.com"),
                Difference("reject_disallowed", WIDENED, ("no",), ("yes",)),
            ],
        ),
        # What nobody is admitted to is not opened.
        (
            rules(A),
            rules(credentials=True, methods=["auto"], max_age=1),
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
    """Each option that differs is told with what came and what went, the origins first."""
    assert differences(before, after) == tuple(found)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], "equal"),
        (["equal", "removed"], "removed"),
        (["changed", "narrowed", "changed"], "narrowed"),
        (["narrowed", "unknown"], "unknown"),
        (["unknown", "widened"], "widened"),
    ],
)
def test_the_gravest_of_changes(changes, expected):
    """What opens something is graver than what may, and that than what closes something."""
    assert gravest(map(Change, changes)) is Change(expected)
