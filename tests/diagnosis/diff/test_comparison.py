"""The comparison: new permissions of a route, by the meaning of its patterns."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flask_cors._diagnosis.diff.comparison import compare
from flask_cors._diagnosis.diff.differences import Verdict
from flask_cors._diagnosis.diff.snapshot import read_snapshot
from flask_cors._diagnosis.diff.word_sets import gained
from flask_cors.core.origin import is_serialized_origin
from flask_cors.core.patterns.headers import parse_header
from flask_cors.core.patterns.origin_reading import parse_origin
from flask_cors.core.patterns.origins import OriginSet
from flask_cors.core.problems import Problems, Source
from flask_cors.core.regex.steps import UndecidedError
from origins import A, B

WHERE = Source("app", "CORS(app)")


def tenants(origin):
    """A callable that never runs."""
    raise AssertionError(origin)


def customers(origin):
    """Another callable that never runs."""
    raise AssertionError(origin)


def listed(values):
    """Return the items of an option."""
    return list(values) if isinstance(values, list | tuple) else [values]


def flags(regex):
    """Return the flags of an expression as letters."""
    return "".join(letter for letter in "aimsx" if regex.flags & re.RegexFlag[letter.upper()])


def described(pattern):
    """Describe a pattern like a snapshot."""
    found = {"kind": pattern.kind, "text": pattern.text}
    return found | ({"flags": flags(pattern.regex)} if pattern.regex else {})


def origin(value):
    """Describe an origin like a snapshot."""
    return described(parse_origin(value, Problems(WHERE)))


def header(value):
    """Describe a header name like a snapshot."""
    return described(parse_header(value, Problems(WHERE)))


def policy(origins="*", *, credentials=False, allow_headers="*", **options):
    """Describe a policy like a row of a snapshot."""
    known = {
        "max_age": None,
        "send_wildcard": False,
        "vary_header": True,
        "always_send": True,
        "allow_private_network": False,
        "automatic_options": True,
        "intercept_exceptions": True,
        "reject_disallowed": False,
        "methods": ["GET", "PUT"],
        "expose_headers": [],
        "allow_headers": [header(each) for each in listed(allow_headers)],
    }
    return {
        "origins": [origin(each) for each in listed(origins)],
        "credentials": credentials,
        "options": known | options,
    }


NONE = {"origins": [], "credentials": False, "options": None}


def resource(pattern, rank, blueprint=""):
    """Describe a resource like a snapshot, or the absence of one."""
    described = pattern and {"kind": "wildcard", "text": pattern}
    return {"blueprint": blueprint, "prefix": "", "pattern": described, "rank": rank}


def chosen(*resources):
    """Describe a choice of resources like a snapshot."""
    return [{"resources": list(resources)}]


def row(described, kind="app", name="", methods=("GET",), **fields):
    """Return a row of a snapshot whose resource gives its name."""
    pattern = name if kind == "resource" else {"app": "/*"}.get(kind)
    return {
        "endpoint": "x",
        "rule": "/x",
        "subdomain": "",
        "methods": list(methods),
        "policy": {"kind": kind, "name": name},
        "choices": chosen(resource(pattern, -len(pattern or ""))),
        "example": None,
        "certain": True,
        **described,
        **fields,
    }


def of_view(resource, described):
    """Return a row of a view that inherits from a resource."""
    return [row(described, "view", choices=chosen(resource))]


AT_A, AT_B = resource("/a*", 0), resource("/b*", 1)


def read(*rows):
    """Read a snapshot of rows."""
    return read_snapshot({"version": 1, "routes": list(rows)})


def compared(before, after):
    """Compare two policies of a route."""
    (found,) = compare(read(row(before)), read(row(after)))
    return found


def changes(before, after):
    """Return the change of a route, and the changed options."""
    found = compared(before, after)
    return f"{found.verdict}", {each.option: f"{each.verdict}" for each in found.differences}


# Origins


@pytest.mark.parametrize(
    ("before", "after", "change", "example"),
    [
        # the same by meaning
        (A, A, "equal", None),
        ([A, B], [B, A], "equal", None),
        (A, "https://A.com:443/", "equal", None),
        ("https://*.a.com", r"https://([a-z0-9_-]+\.)+a\.com", "equal", None),
        (A, r"https://a\.com", "equal", None),
        ("https://(a|b)\\.com", [A, B], "equal", None),
        (["https://*.a.com"], ["https://*.a.com", "https://x.a.com"], "equal", None),
        (r"https://a\.com", r"https://(?:a\.com)", "equal", None),
        ("*", ["*", A], "equal", None),
        ("http://localhost:*", r"http://localhost(:\d+)?", "equal", None),
        ([tenants], [tenants], "equal", None),
        (r"https://(?!x)a\.com", r"https://(?!x)a\.com", "equal", None),
        ([], [], "equal", None),
        # wider
        (A, [A, B], "widened", B),
        (A, B, "widened", B),
        (A, "*", "widened", "https://evil.com"),
        (A, "https://*.a.com", "widened", "https://evil.a.com"),
        ("https://*.a.com", "*", "widened", "https://evil.com"),
        ("https://*.a.com", ["https://*.a.com", A], "widened", A),
        ("https://app-*.a.com", "https://*.a.com", "widened", "https://evil.a.com"),
        ("https://x.a.com", "https://app-*.a.com", "widened", "https://app-evil.a.com"),
        (A, "https://a.com:*", "widened", "https://a.com:1"),
        (r"https://x\.a\.com", "https://x.a.com", "equal", None),
        (r"https://x\.a\.com", re.compile("https://x.a.com"), "widened", "https://xaa.com"),
        (r"https?://[a-z.-]+(:\d+)?", "*", "widened", "https://evil.0.com"),
        ("*", ["*", "null"], "equal", None),
        (A, [A, "null"], "widened", "null"),
        (r".*", "*", "widened", "null"),
        (r"[a-z]+://[^\[]*", r"[a-z]+://.*", "widened", "a://[::a]"),
        ([], A, "widened", A),
        (A, [A, "file://"], "widened", "file://"),
        ([tenants], [tenants, A], "widened", A),
        ([tenants], "*", "widened", "null"),
        (r"https://(?!x)a\.com", B, "widened", B),
        (r"https://(?!x)a\.com", r"https://b\.com", "widened", B),
        (r"https://(?!x)[a-z]\.com", "*", "widened", "https://evil.com"),
        (r"https://(?>a+)a\.com", r"https://aa\.com", "widened", "https://aa.com"),
        # narrower
        ([A, B], A, "narrowed", None),
        ("*", A, "narrowed", None),
        ("https://*.a.com", "https://x.a.com", "narrowed", None),
        (A, [], "narrowed", None),
        ([A, tenants], A, "narrowed", None),
        (r"https://[a-z]\.com", A, "narrowed", None),
        (r"https://[a-z]\.com", r"https://(?>a)\.com", "narrowed", None),
        # unknown without running code, or in general
        ([tenants], [customers], "unknown", None),
        ([tenants], A, "unknown", None),
        (A, [tenants], "unknown", None),
        ([tenants], "https://*.a.com", "unknown", None),
        (r"https://(?!x)a\.com", r"https://(?!y)a\.com", "unknown", None),
        (r"https://(?!x)evil.*\.com", r"https://evil.*\.com", "unknown", None),
        (r"https://(?>[ab]+)a\.com", r"https://(?>[ab]+)a\.com(?::1)?", "unknown", None),
        (r"https://(?!x)a\.com", r"https://(?:a)\.com", "narrowed", None),
        ("https://a{1,1999}.com", "https://(a|b)[ab]{1500}.com", "unknown", None),
    ],
)  # fmt: skip
def test_origins(before, after, change, example):
    """A newly allowed origin widens; the spelling of a pattern makes no difference."""
    found = compared(policy(before), policy(after))
    assert found.verdict == change
    assert next((each.example for each in found.differences), None) == example


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ([tenants], [tenants, "*"], "widened"),
        ("*", [tenants], "narrowed"),
        ([tenants], "*", "unknown"),
        ("*", "null", "widened"),
        (r".*", "*", "equal"),
    ],
)
def test_any_origin_with_credentials(before, after, change):
    """With credentials `*` includes every origin except `null`, unless that is listed."""
    assert compared(*(policy(each, credentials=True) for each in (before, after))).verdict == change


def test_any_origin_changes_with_credentials():
    """With credentials `*` loses `null`, and without them it regains it."""
    found = compared(policy(credentials=True), policy())
    assert [(each.option, each.verdict, each.example) for each in found.differences] == [
        ("origins", Verdict.WIDENED, "null"),
        ("supports_credentials", Verdict.NARROWED, None),
    ]
    found = compared(policy(), policy(credentials=True))
    assert [(each.option, each.verdict, each.example) for each in found.differences] == [
        ("origins", Verdict.NARROWED, None),
        ("supports_credentials", Verdict.WIDENED, "https://evil.com"),
    ]


def test_added_and_removed_patterns_are_listed():
    """A difference lists the patterns on both sides, and the uncertain ones."""
    found = compared(policy([A, B, tenants]), policy(["https://*.c.com", B, customers]))
    (difference,) = found.differences
    assert difference.gained == ()
    assert difference.undecided == (
        "https://*.c.com", "callable customers", A, "callable tenants",
    )  # fmt: skip
    (difference,) = compared(policy([A, B]), policy(["https://*.c.com", B])).differences
    assert (difference.gained, difference.lost) == (("https://*.c.com",), (A,))


def test_a_search_for_a_better_example_may_fail(monkeypatch):
    """The first example is then used."""
    found = iter(["https://a.once.com"])

    def find_once(within, without, **_):
        word = next(found, None)
        if word is None:
            raise UndecidedError
        return word

    monkeypatch.setattr("flask_cors._diagnosis.diff.word_sets.find_word", find_once)
    (difference,) = compared(policy(A), policy([A, "https://*.once.com"])).differences
    assert difference.example == "https://a.once.com"


# The other options


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"credentials": False}, {"credentials": True}, "widened"),
        ({"credentials": True}, {"credentials": False}, "narrowed"),
        ({"methods": ["GET"]}, {"methods": ["GET", "PUT"]}, "widened"),
        ({"methods": ["GET", "PUT"]}, {"methods": ["GET"]}, "narrowed"),
        ({"methods": ["GET"]}, {"methods": "*"}, "widened"),
        ({"methods": "*"}, {"methods": ["GET"]}, "narrowed"),
        ({"methods": "auto"}, {"methods": "auto"}, "equal"),
        ({"methods": "auto"}, {"methods": ["GET"]}, "unknown"),
        ({"methods": ["GET"]}, {"methods": "auto"}, "unknown"),
        ({"methods": "auto"}, {"methods": "*"}, "widened"),
        ({"methods": "*"}, {"methods": "auto"}, "narrowed"),
        ({"allow_headers": ["X-A"]}, {"allow_headers": ["x-a"]}, "equal"),
        ({"allow_headers": ["X-A"]}, {"allow_headers": ["X-A", "X-B"]}, "widened"),
        ({"allow_headers": ["X-*"]}, {"allow_headers": ["X-*", "X-B"]}, "equal"),
        ({"allow_headers": ["X-*"]}, {"allow_headers": ["X-B"]}, "narrowed"),
        ({"allow_headers": ["X-B"]}, {"allow_headers": ["X-*"]}, "widened"),
        ({"allow_headers": ["X-*"]}, {"allow_headers": "*"}, "widened"),
        ({"allow_headers": "*"}, {"allow_headers": ["X-*"]}, "narrowed"),
        ({"allow_headers": ["X-*"]}, {"allow_headers": [r"x-[^*]*"]}, "equal"),
        ({"allow_headers": [r"x-\w"]}, {"allow_headers": [r"x-(?!a)\w"]}, "unknown"),
        ({"allow_headers": []}, {"allow_headers": []}, "equal"),
        ({"expose_headers": []}, {"expose_headers": ["X-A"]}, "widened"),
        ({"expose_headers": ["X-A"]}, {"expose_headers": ["x-a"]}, "equal"),
        ({"expose_headers": ["X-A"]}, {"expose_headers": []}, "narrowed"),
        ({"expose_headers": ["X-A"]}, {"expose_headers": ["*"]}, "widened"),
        ({"expose_headers": ["*"]}, {"expose_headers": ["X-A"]}, "narrowed"),
        ({"allow_private_network": False}, {"allow_private_network": True}, "widened"),
        ({"allow_private_network": True}, {"allow_private_network": False}, "narrowed"),
        ({"reject_disallowed": True}, {"reject_disallowed": False}, "widened"),
        ({"reject_disallowed": False}, {"reject_disallowed": True}, "narrowed"),
        ({"max_age": 600}, {"max_age": 1}, "changed"),
        ({"max_age": None}, {"max_age": 0}, "changed"),
        ({"vary_header": True}, {"vary_header": False}, "changed"),
        ({"send_wildcard": False}, {"send_wildcard": True}, "changed"),
    ],
)  # fmt: skip
def test_options(before, after, expected):
    """A new permission widens; other differences are changes."""
    change, options = changes(policy(A, **before), policy(A, **after))
    assert change == expected
    assert list(options.values()) == [expected] * (expected != "equal")


def test_the_most_serious_change_counts():
    """A route that opens one thing and closes another is widened."""
    before, after = policy([A, B], max_age=1), policy(A, methods=["GET", "PUT", "DELETE"])
    assert changes(before, after) == (
        "widened",
        {"origins": "narrowed", "methods": "widened", "max_age": "changed"},
    )


def test_a_star_exposes_nothing_with_credentials():
    """Browsers then read it as a name."""
    before, after = (policy(A, credentials=True, expose_headers=each) for each in ([], ["*"]))
    assert changes(before, after) == ("equal", {})


def test_rejecting_no_origin_is_not_narrower():
    """If any origin is allowed, `reject_disallowed` rejects none."""
    assert changes(policy(), policy(reject_disallowed=True))[0] == "changed"


def test_options_without_allowed_origins_open_nothing():
    """New methods have no effect if no origin is allowed."""
    assert changes(policy([]), policy([], methods="*", credentials=True))[0] == "changed"
    assert changes(policy(A), policy([], methods="*"))[0] == "narrowed"
    found = changes(policy([], methods="auto"), policy([], methods=["GET"]))
    assert found == ("changed", {"methods": "changed"})


@pytest.mark.parametrize(
    ("origins", "come", "gone"),
    [
        (A, "widened", "narrowed"),
        ("*", "widened", "narrowed"),
        ([tenants], "widened", "narrowed"),
        ([], "changed", "changed"),
        (r"https://a_\.\$", "changed", "changed"),
    ],
)
def test_a_policy_is_added_or_removed(origins, come, gone):
    """A new policy opens its route, unless it allows no origin."""
    assert compared(NONE, policy(origins)).verdict == come
    assert compared(policy(origins), NONE).verdict == gone
    assert compared(NONE, NONE).verdict == "equal"


# Routes, methods, and several policies of a route


def outcome(before, after):
    """Return change, methods and layers of the differences between two snapshots."""
    return [
        (
            f"{each.verdict}",
            each.methods,
            each.before and each.before.governed_by,
            each.after and each.after.governed_by,
        )
        for each in compare(read(*before), read(*after))
    ]


def test_routes_are_added_and_removed():
    """A route is identified by endpoint, rule and domain."""
    before = [row(NONE), row(NONE, endpoint="y")]
    after = [row(NONE, subdomain="s"), row(NONE, rule="/z"), row(NONE, endpoint="y")]
    assert [(each.verdict, each.route) for each in compare(read(*before), read(*after))] == [
        ("removed", read(*before)[0].route),
        ("added", read(*after)[0].route),
        ("added", read(*after)[1].route),
        ("equal", read(*before)[1].route),
    ]


def test_a_method_gets_another_policy():
    """Methods are compared one by one, and listed together if they have the same result."""
    before = [row(policy(A), methods=["GET", "HEAD", "PUT"])]
    after = [
        row(policy(A), methods=["GET", "HEAD"]),
        row(policy(B), "view", methods=["DELETE", "PUT"]),
    ]
    assert outcome(before, after) == [
        ("added", ("DELETE",), None, "view"),
        ("equal", ("GET", "HEAD"), "app", "app"),
        ("widened", ("PUT",), "app", "view"),
    ]
    assert ("removed", ("DELETE",), "view", None) in outcome(after, before)


def test_a_rule_for_any_method():
    """A row without methods is compared unchanged."""
    assert outcome([row(NONE, methods=[])], [row(policy(A), methods=[])]) == [
        ("widened", (), "app", "app")
    ]


def test_a_rule_that_is_registered_twice_counts_once():
    """Equal rows are one."""
    assert outcome([row(NONE), row(NONE)], [row(NONE)]) == [("equal", ("GET",), "app", "app")]
    twice = [row(NONE, methods=["GET", "HEAD"]), row(NONE)]
    assert outcome(twice, twice[:1]) == [("equal", ("GET", "HEAD"), "app", "app")]


def test_moving_a_policy_is_not_a_difference():
    """The governing layer does not matter if the policy is the same."""
    assert outcome([row(policy(A))], [row(policy(A), "blueprint", "bp")]) == [
        ("equal", ("GET",), "app", "blueprint bp")
    ]


OLD = [row(policy(A), "resource", "/a*", example="/a"), row(NONE, "none", example="/b")]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (OLD, OLD, {("equal", "resource /a*", "resource /a*"), ("equal", "none", "none")}),
        # one policy on all paths instead of two, and the reverse
        (OLD, [row(policy(A))],
         {("equal", "resource /a*", "app"), ("widened", "none", "app")}),
        ([row(policy(A))], OLD,
         {("equal", "app", "resource /a*"), ("narrowed", "app", "none")}),
        # another policy for some of the paths, wider than all before
        (OLD, [*OLD, row(policy(), "resource", "/a/b*")],
         {("equal", "resource /a*", "resource /a*"), ("equal", "none", "none"),
          ("widened", None, "resource /a/b*")}),
        # wider than one, but not than the other: it is unknown which paths had which
        (OLD, [*OLD, row(policy(A), "resource", "/b*")],
         {("equal", "resource /a*", "resource /a*"), ("equal", "none", "none"),
          ("unknown", None, "resource /b*")}),
        # as wide as all of them, or narrower
        ([OLD[0], row(policy(A))],
         [OLD[0], row(policy(A)), row(policy([]), "resource", "/b*")],
         {("equal", "resource /a*", "resource /a*"), ("equal", "app", "app"),
          ("narrowed", None, "resource /b*")}),
        # gone, with its paths under one of several others
        ([*OLD, row(policy(), "resource", "/b*")], OLD,
         {("equal", "resource /a*", "resource /a*"), ("equal", "none", "none"),
          ("narrowed", "resource /b*", None)}),
        # several of one layer, like a view that inherits from several resources
        (of_view(AT_A, policy(A)) + of_view(AT_B, policy(B)),
         of_view(AT_A, policy([A, B])) + of_view(AT_B, policy(B)),
         {("equal", "view", "view"), ("widened", "view", "view")}),
        (of_view(AT_A, policy(A)) + of_view(AT_B, policy([A, B])),
         of_view(AT_A, policy([A, B])) + of_view(AT_B, policy(A)),
         {("widened", "view", "view"), ("narrowed", "view", "view")}),
    ],
)  # fmt: skip
def test_several_policies_of_a_route(before, after, expected):
    """Policies are compared by the governing layer, or by the paths that they must have."""
    found = outcome(before, after)
    assert {(change, old, new) for change, _, old, new in found} == expected
    assert len(found) == len(expected)


FIRST, SECOND, LAST = (resource(pattern, 0) for pattern in ("/a*b", "/a*c", "/*"))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # the same order: no path moves
        ([FIRST, SECOND, LAST], [FIRST, SECOND, LAST], []),
        # paths of both were under the first, and are now under the second
        ([FIRST, SECOND, LAST], [SECOND, FIRST, LAST], [("/a*b", "/a*c", "unknown")]),
        # paths of the last may be under one that comes earlier now
        ([FIRST, SECOND, LAST], [FIRST, LAST, SECOND], [("/a*c", "/*", "narrowed")]),
    ],
)
def test_paths_move_if_the_order_of_resources_changes(before, after, expected):
    """Two reordered resources may exchange paths, in one direction."""
    allowed = {"/a*b": A, "/a*c": [A, B], "/*": A}

    def rows(resources):
        return [
            row(policy(allowed[text]), "resource", text, choices=chosen({**each, "rank": rank}))
            for rank, each in enumerate(resources)
            for text in [each["pattern"]["text"]]
        ]

    found = compare(read(*rows(before)), read(*rows(after)))
    moved = [
        (each.before.name, each.after.name, f"{each.verdict}")
        for each in found
        if each.before.name != each.after.name
    ]
    assert moved == expected


def test_equal_policies_of_moved_paths_are_not_reported():
    """Paths that may have moved to an equal policy are not a difference."""
    one, other = (
        [
            row(policy(A), "resource", text, choices=chosen(resource(text, rank)))
            for rank, text in enumerate(texts)
        ]
        for texts in (("/a*b", "/a*c"), ("/a*c", "/a*b"))
    )
    assert outcome(one, other) == [
        ("equal", ("GET",), f"resource {text}", f"resource {text}") for text in ("/a*b", "/a*c")
    ]


def test_a_row_without_possible_paths_is_compared_with_all():
    """If a row's paths cannot have been anywhere, any path is assumed."""
    inner = [resource("/x", 0, "bp"), resource("/y", 1, "bp")]
    outer = [resource("/a", 0), resource("/b", 1)]

    def rows(*choices):
        return [
            row(policy(origins), "blueprint", "bp", choices=chosen(inner[one], outer[other]))
            for origins, (one, other) in zip((A, B), choices, strict=True)
        ]

    found = {each[0] for each in outcome(rows((0, 0), (1, 1)), rows((0, 1), (1, 0)))}
    assert found == {"unknown"}


@pytest.mark.parametrize("reverse", [False, True])
def test_a_policy_of_unknown_paths_is_reported_in_full(reverse):
    """Its differences are listed like any other's."""
    new = row(policy(), "resource", "/a/b*", methods=["GET", "PUT"])
    old = [row(policy(A), "resource", "/a*", methods=["GET", "PUT"]), row(NONE, "none")]
    sides = (read(*old), read(*old, new))
    (found,) = (
        each
        for each in compare(*(reversed(sides) if reverse else sides))
        if "/a/b*" in {row.name for row in (each.before, each.after) if row}
        and None in (each.before, each.after)
        and each.methods == ("GET",)
    )
    assert found.route == read(new)[0].route
    assert found.example is None
    assert [(each.option, each.verdict) for each in found.differences] == [
        ("origins", Verdict.NARROWED if reverse else Verdict.WIDENED)
    ]


def test_routes_with_equal_policies_are_each_reported():
    """Each has its own rule and its own examples, and one that differs from them is not equal."""

    def rows(*last):
        allowed = [(rule, text, A) for rule in "xyz" for text in ("/a*", "/b*")]
        return [
            row(
                policy(origins),
                "resource",
                text,
                rule=f"/{rule}",
                example=f"{text}{rule}",
                choices=chosen(AT_A if text == "/a*" else AT_B),
            )
            for rule, text, origins in (*allowed[:5], *last)
        ]

    before, after = rows(("z", "/b*", A)), rows(("z", "/b*", [A, B]))
    assert [
        (each.route.rule, each.example, f"{each.verdict}")
        for each in compare(read(*before), read(*after))
    ] == [
        (f"/{rule}", f"{text}{rule}", "widened" if (rule, text) == ("z", "/b*") else "equal")
        for rule in "xyz"
        for text in ("/a*", "/b*")
    ]


def test_the_example_path_is_the_newer_one():
    """It comes from the new row, or else from the old one."""
    found = compare(read(*OLD), read(row(policy(A), example="/new"), row(NONE, "none")))
    assert {each.example for each in found} == {"/new", "/a", "/b"}


# Patterns and samples

LABEL = st.sampled_from(["a", "b", "x-a", "app-1"])
HOST = st.lists(LABEL, min_size=1, max_size=3).map(lambda labels: ".".join([*labels, "com"]))
SAMPLES = st.builds(
    "{}://{}{}".format, st.sampled_from(["http", "https"]), HOST, st.sampled_from(["", ":8080"])
)
REGEXES = st.builds(
    lambda scheme, *parts: re.compile(f"{scheme}://{''.join(parts)}com"),
    st.sampled_from(["https?", "https", ".*"]),
    st.sampled_from(["", "(a|b)", "[a-z]*", ".+", r"(?:[a-z-]+\.)*", "(?>a|x-a)"]),
    st.sampled_from(["", ".", r"\.", "[ab]?", r"(?!x).*"]),
)
PATTERNS = st.one_of(
    SAMPLES,
    SAMPLES.map(lambda text: re.sub("://[^.]+", "://*", text) if text.count(".") > 1 else text),
    SAMPLES.map(lambda text: re.sub("://[^.]+", "://app-*", text) if text.count(".") > 1 else text),
    SAMPLES.map(lambda text: text.removesuffix(":8080") + ":*"),
    REGEXES,
    st.sampled_from(["*", "null"]),
)


@given(
    st.lists(PATTERNS, max_size=3),
    st.lists(PATTERNS, max_size=3),
    st.lists(SAMPLES, min_size=5, max_size=30),
)
@settings(max_examples=100, deadline=None)
def test_claims_about_origins_agree_with_matching(before, after, samples):
    """Each example is newly allowed; without a gain, no sample is newly allowed."""
    sides = []
    for values in (before, after):
        patterns = [parse_origin(value, Problems(WHERE)) for value in values]
        (read_row,) = read(row(policy(values)))
        sides.append((OriginSet(filter(None, patterns)), read_row.settings.origins))

    def allows(origins, sample):
        if origins.any:
            return True
        return origins.admits(sample, lambda *_: False) is not None

    for (less, words), (more, more_words) in ((sides[0], sides[1]), (sides[1], sides[0])):
        gain = gained(words, more_words)
        if gain.texts:
            assert allows(more, gain.example)
            assert not allows(less, gain.example)
            assert gain.example == "null" or is_serialized_origin(gain.example)
        elif not gain.undecided:
            for sample in (*samples, "null"):
                assert allows(less, sample) or not allows(more, sample)
