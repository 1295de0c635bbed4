"""Rules that need only a compiled policy, and how findings are made."""

import re

import pytest

from flask_cors._diagnosis.check.policy_rules import review, source_of
from flask_cors._diagnosis.check.rules import BY_CODE, RULES, Finding, finding
from flask_cors.core.layers import DEFAULTS, Layer, Scope
from flask_cors.core.policy import Policy
from flask_cors.core.problems import Problem, Source

CALL = Source("app", "CORS(app)", "app.py", 3)
RESOURCE = Source("resource", "resource '/a'", "app.py", 3)
A, B = "https://a.example.com", "https://b.example.com"
SHARED = {"com", "github.io"}
#: Options without an origin or a header of their own, which cause no finding.
QUIET = {"origins": A, "allow_headers": "X-A"}


def policy(*scopes):
    """Return the policy of one scope with layers given as (source, options)."""
    layers = tuple(Layer.read(options, source, source.kind) for source, options in scopes)
    return Policy((), (Scope("app", "/*", layers),))


def found(**options):
    """Return the findings of one call as (rule, severity, reason, remedy)."""
    findings = list(review(policy((CALL, {**QUIET, **options})), SHARED.__contains__))
    assert {each.source for each in findings} <= {CALL}
    return [(each.rule.slug, each.severity, each.reason, each.remedy) for each in findings]


def remedy(slug):
    """Return the remedy of a rule, as a finding has it: without a period, like all remedies."""
    return BY_CODE[slug].remedy.removesuffix(".")


def test_a_good_policy_has_no_finding():
    """One listed origin and one listed header are fine."""
    assert found() == []


@pytest.mark.parametrize(
    ("origin", "suffix", "example", "better"),
    [
        ("https://*.github.io", "github.io", "https://evil.github.io", "*.your-name.github.io"),
        ("https://*.com:*", "com", "https://evil.com", "*.your-name.com:*"),
        (
            "http://app-*.github.io:80",
            "github.io",
            "http://app-evil.github.io",
            "*.your-name.github.io",
        ),
        (
            "https://app-*.github.io:8000",
            "github.io",
            "https://app-evil.github.io:8000",
            "*.your-name.github.io:8000",
        ),
    ],
)
def test_a_wildcard_over_a_public_suffix(origin, suffix, example, better):
    """It is reported with someone else's origin; a wildcard below one's own domain is fine."""
    origin = origin.removesuffix(":80")
    scheme = origin.partition("://")[0]
    assert found(origins=["https://*.b.example.org", "null", origin]) == [
        (
            "public-suffix-wildcard",
            "error",
            (
                f"origins={origin!r} allows anyone with a host under {suffix!r}, for example"
                f" {example!r}"
            ),
            f"put your own domain in front: '{scheme}://{better}'",
        )
    ]


@pytest.mark.parametrize(
    ("origins", "credentials", "pairs"),
    [
        (["*", A, B], False, [(A, "*"), (B, "*")]),
        (["*", "null", "a.com"], False, [("null", "*"), ("a.com", "*")]),
        (["*", "null", "a.com", A], True, [(A, "*")]),
        (
            [A, B, "https://*.example.com"],
            False,
            [(A, "https://*.example.com"), (B, "https://*.example.com")],
        ),
        (
            [r"https://(a|b)\.com", r"HTTPS://(A|B|C)\.COM"],
            False,
            [(r"https://(a|b)\.com", r"HTTPS://(A|B|C)\.COM")],
        ),
        (
            [A, "https://*.example.com", r"https://a\.(example|x)\.com"],
            False,
            [(A, "https://*.example.com")],
        ),
        (
            ["https://*.a.example.com", "https://*.example.com"],
            False,
            [("https://*.a.example.com", "https://*.example.com")],
        ),
        (
            ["https://*.example.com", "https://*.a.example.com"],
            False,
            [("https://*.a.example.com", "https://*.example.com")],
        ),
        (
            [r"https://(a|b)\.x\.com", r"https://(b|a)\.x\.com"],
            False,
            [(r"https://(a|b)\.x\.com", r"https://(b|a)\.x\.com")],
        ),
        ([r"(https://a\.com)\1?", r"https://(a|b)\.com"], False, []),
        ([A, "https://*.example.org", "null"], False, []),
        ([A, str.isascii], False, []),
        (["https://*.a.com", "https://*.b.com"], False, []),
    ],
)
def test_an_origin_that_another_covers(origins, credentials, pairs):
    """It is redundant, and is reported once with the one that covers it."""
    expected = [
        (
            "subsumed-origin",
            "warning",
            f"origins={text!r} is already allowed by {other!r}",
            f"remove {text!r}, or narrow {other!r}",
        )
        for text, other in pairs
    ]
    said = found(origins=origins, supports_credentials=credentials)
    assert [each for each in said if each[0] == "subsumed-origin"] == expected


def test_compared_patterns_are_bounded():
    """At most 400 pairs of patterns are compared."""
    origins = [f"https://*.{name}.com" for name in range(21)]
    covered = ["https://*.x.19.com", "https://*.x.0.com"]
    said = found(origins=[origins[0], covered[1], *origins[1:], covered[0]])
    assert [each[2] for each in said if each[0] == "subsumed-origin"] == [
        "origins='https://*.x.0.com' is already allowed by 'https://*.0.com'"
    ]


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (
            ["Cookie", "X-A", re.compile("Host")],
            [
                (
                    "forbidden-header",
                    "warning",
                    "allow_headers='Cookie' cannot be set by scripts",
                )
            ],
        ),
        (["Sec-*", "X-HTTP-Method"], []),
        (
            "*",
            [
                (
                    "authorization-under-any",
                    "info",
                    "allow_headers='*' lets pages send Authorization too",
                )
            ],
        ),
    ],
)
def test_questionable_headers(headers, expected):
    """A header that no script can set is reported, and so is `*`, which allows `Authorization`."""
    assert found(allow_headers=headers) == [(*each, remedy(each[0])) for each in expected]


def test_an_age_beyond_browser_limits():
    """It is reported with the limits if every browser has a lower one."""
    assert found(max_age=86400) == []
    limits = "86400 seconds by Firefox, to 7200 by Chromium and to 600 by WebKit"
    reason = f"max_age=86401 is limited to {limits}"
    assert found(max_age=86401) == [("long-max-age", "warning", reason, remedy("long-max-age"))]


def test_a_contradiction_hides_its_consequences():
    """Dropped credentials are reported, but not what would be wrong with them."""
    inner = Scope("view", "index", (Layer.read({"supports_credentials": True}, RESOURCE, "view"),))
    outer = Scope("app", "/*", (Layer.read({"origins": "*"}, CALL, "app"),))
    both = Policy((), (outer, inner))
    slugs = [each.rule.slug for each in review(both, SHARED.__contains__)]
    assert slugs[0] == BY_CODE["credentials-dropped"].slug
    assert "any-origin-with-credentials" not in slugs
    assert found(origins="*", supports_credentials=True)[0][0] == "any-origin-with-credentials"


def test_the_source_of_a_setting():
    """It is the call that set the option; for a default, the outermost call without it."""
    both = policy((CALL, {"origins": A}), (RESOURCE, {"max_age": 1}))
    assert source_of(both, "origins") == CALL
    assert source_of(both, "max_age") == RESOURCE
    assert source_of(both, "methods") == CALL
    assert source_of(Policy((), ()), "methods") == DEFAULTS["methods"].source


# Rules and findings


def test_a_finding_has_the_defaults_of_its_rule():
    """Severity and remedy come from the rule by default; endpoints are sorted and unique."""
    rule = BY_CODE["long-max-age"]
    plain = finding("long-max-age", CALL, "is long")
    assert (plain.rule, plain.severity, plain.remedy) == (rule, rule.severity, "use at most 86400")
    assert (plain.source, plain.reason, plain.endpoints) == (CALL, "is long", ())
    reported = finding(
        "long-max-age", CALL, "x", remedy="use 1", endpoints=iter("bab"), severity="error"
    )
    assert (reported.severity, reported.remedy, reported.endpoints) == (
        "error",
        "use 1",
        ("a", "b"),
    )


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("url-rule", "url-rule"),
        ("wildcard-with-credentials", "any-origin-with-credentials"),
        ("never-heard-of", "unreadable-value"),
    ],
)
def test_a_problem_is_a_finding(code, slug):
    """It has the problem's reason and remedy, and renders the sources that it names."""
    problem = Problem(
        code,
        error=False,
        source=CALL,
        reason="a; b, as {}",
        remedy="use b; or c",
        about="x=1",
        also=(RESOURCE,),
    )
    found = Finding.from_problem(problem, lambda source: source.kind)
    reason, remedy = "x=1 a; b, as resource", "use b; or c"
    rule = BY_CODE[slug]
    assert (found.rule, found.severity, found.source) == (rule, rule.severity, CALL)
    assert (found.reason, found.remedy, found.endpoints) == (reason, remedy, ())


def test_the_explanation_of_a_rule():
    """It has id, slug, severity, title, reason and remedy."""
    for rule in RULES.values():
        assert rule.section.split("\n\n") == [
            f"{rule.id} {rule.slug} ({rule.severity})",
            f"{rule.title}.",
            rule.why,
            f"What to do: {rule.remedy}",
        ]
        assert rule.is_migration == (rule.id[:5] == "CORS9")
    assert {rule.is_migration for rule in RULES.values()} == {True, False}
