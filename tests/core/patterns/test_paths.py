"""Resource patterns: the paths that they match, and the pattern that governs a path."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flask_cors.core.patterns.paths import (
    MAX_LENGTH,
    PathPattern,
    ResourceTable,
    parse_resource,
    resolutions,
    twin,
)
from flask_cors.core.problems import Problems, Source
from flask_cors.core.regex.automaton import accepts
from flask_cors.core.regex.steps import UndecidedError
from flask_cors.core.regex.syntax import UnreadableError

PLACE = Source("app", "CORS(app)")


def read(value):
    """Read one resource; return the pattern and the problems as (code, error, message)."""
    problems = Problems(PLACE, "resources")
    pattern = parse_resource(value, problems)
    return pattern, [(each.code, each.error, each.message) for each in problems.found]


def table(*values):
    """Return the table of some resources."""
    return ResourceTable(read(value)[0] for value in values)


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("*", "all", "/*"),
        ("/*", "all", "/*"),
        (".*", "all", "/*"),
        ("/.*", "all", "/*"),
        (" /* ", "all", "/*"),
        ("/", "exact", "/"),
        ("/api", "exact", "/api"),
        ("/api/v1.0/a+b~c@d:e", "exact", "/api/v1.0/a+b~c@d:e"),
        ("/\u00e4", "exact", "/\u00e4"),
        ("/api/*", "wildcard", "/api/*"),
        ("/api*", "wildcard", "/api*"),
        ("/*/x", "wildcard", "/*/x"),
        ("*.json", "wildcard", "*.json"),
        ("/a.b/*", "wildcard", "/a.b/*"),
        ("/api/.*", "regex", "/api/.*"),
        ("/*.*", "regex", "/*.*"),
        ("/a?", "regex", "/a?"),
        (r"/a\.b", "regex", r"/a\.b"),
        ("^/a", "regex", "^/a"),
        ("/a$", "regex", "/a$"),
        ("/[ab]", "regex", "/[ab]"),
        ("/(a)", "regex", "/(a)"),
        ("/a{2}", "regex", "/a{2}"),
        ("/a|/b", "regex", "/a|/b"),
        ("/x://[ab]/*", "regex", "/x://[ab]/*"),
        (re.compile("/a"), "regex", "/a"),
        (re.compile("/.*"), "regex", "/.*"),
    ],
)
def test_the_kind_of_a_resource(value, kind, text):
    """Special characters distinguish exact paths, wildcards and regular expressions."""
    pattern, said = read(value)
    assert said == []
    assert (pattern.kind, pattern.text, str(pattern)) == (kind, text, text)


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        *[(every, path, True) for every in ("*", "/*", ".*", "/.*") for path in ("/", "/a/b\n")],
        ("/api", "/api", True),
        ("/api", "/api/", True),
        ("/api/", "/api", True),
        ("/api", "/api//", False),
        ("/api", "/API", False),
        ("/api", "/apifoo", False),
        ("/api", "/api/x", False),
        ("/a.b", "/axb", False),
        ("/a+b", "/a+b", True),
        ("/a+b", "/aab", False),
        ("/a+b", "/a b", False),
        ("/%2F", "/%2F", True),
        ("/", "/", True),
        ("/", "", True),
        ("", "/", False),
        ("/api/*", "/api", True),
        ("/api/*", "/api/", True),
        ("/api/*", "/api/x/y", True),
        ("/api/*", "/api/x\ny", True),
        ("/api/*", "/apifoo", False),
        ("/api/*", "/API/x", False),
        ("/api/*", "/x/api/y", False),
        ("/api/*/", "/api/x/", True),
        ("/api/*/", "/api/", False),
        ("/api*", "/api", True),
        ("/api*", "/apifoo/x", True),
        ("/*/x", "/a/b/x", True),
        ("/*/x", "/x", False),
        ("/*/x/*", "/a/x", True),
        ("/*/x/*", "/a/x/b", True),
        ("/*/x/*", "/a/xb", False),
        ("/a*a", "/a", False),
        ("/a*a", "/aa", True),
        ("/a*b*c", "/abc", True),
        ("/a*b*c", "/a-b-b-c", True),
        ("/a*b*c", "/acb", False),
        ("/a*b*c", "/x/a-b-c", False),
        ("/a*b*b", "/ab", False),
        ("/ab*b*c", "/ab-c", False),
        ("/a*b*c*d", "/a-b-c-b-d", True),
        ("*/a*b", "/acb", True),
        ("*.json", "/a/b.json", True),
        ("*.json", "/a.jsonx", False),
        ("/**", "/a/b", True),
        ("/a.b/*", "/axb/c", False),
        ("/api/.*", "/api/x", True),
        ("/api/.*", "/api", False),
        ("/api/.*", "/api/x\ny", True),
        ("/api/v[12]", "/api/v12", False),
        ("/a|/b", "/b", True),
        ("/a|/b", "/a/x", False),
        ("^/a/.+$", "/a/b", True),
        ("^/a/b$", "/a/b\n", False),
        ("/Admin/.*", "/admin/x", False),
        (re.compile("/admin/.*", re.IGNORECASE), "/ADMIN/x", True),
        (re.compile("/a"), "/ab", False),
        (re.compile("/a.b"), "/a\nb", True),
    ],
)
def test_paths_that_a_resource_matches(value, path, expected):
    """A pattern matches whole paths; alone in a table, it matches the same paths."""
    pattern = read(value)[0]
    assert pattern.matches(path) is expected
    if resolutions(path) == {path} and path:
        assert (table(value).match(path) == 0) is expected


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("api/*", "/api/*"),
        ("api", "/api"),
        ("", "/"),
        ("https://a.com", "/"),
        ("https://a.com/api", "/api"),
        ("https://a.com/api/*", "/api/*"),
        ("api/.*", "/api/.*"),
        ("^api/.*", "/api/.*"),
        (r"https://a\.com/api/.*", "/api/.*"),
        (r"(http://|https://)a\.com/api/.*", "/api/.*"),
        (re.compile("api"), "/api"),
    ],
)
def test_a_resource_that_can_match_nothing(value, remedy):
    """It is kept with a warning that shows the corrected spelling."""
    pattern, [(code, error, message)] = read(value)
    assert (code, error) == ("dead-resource", False)
    assert message.endswith(f"can never match, because paths start with a slash; use {remedy!r}")
    assert ResourceTable([pattern]).match(remedy) is None


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("/users/<int:id>", "/users/*"),
        ("/users/<name>/posts/<post>", "/users/*"),
        ("/a>b<c", None),
        ("/a<b", None),
        ("/a>b", None),
    ],
)
def test_a_url_rule_is_an_exact_path(value, remedy):
    """A URL rule is read as an exact path, with a warning that shows the wildcard."""
    pattern, said = read(value)
    assert (pattern.kind, pattern.text) == ("exact", value)
    assert [code for code, _, _ in said] == ["url-rule"] * (remedy is not None)
    assert all(message.endswith(f"is matched literally; use {remedy!r}") for _, _, message in said)


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (
            "/api/{id}",
            "url-rule",
            "is not a URL rule: {id} is matched literally; use '/api/*'",
        ),
        (
            "/api/{id:int}/(a|b)",
            "url-rule",
            ("is not a URL rule: {id:int} is matched literally; use '/api/[^/]+/(a|b)'"),
        ),
        (
            "/api/{id}/*",
            "url-rule",
            "is not a URL rule: {id} is matched literally; use '/api/*/*'",
        ),
        (
            "/api.{format}",
            "url-rule",
            "is not a URL rule: {format} is matched literally; use '/api.[^/]+'",
        ),
        (
            "/api/<int:id>",
            "url-rule",
            ("is not a URL rule: the part between < and > is matched literally; use '/api/*'"),
        ),
        (
            "/users/:id",
            "url-rule",
            "is not a URL rule: :id is matched literally; use '/users/*'",
        ),
        (
            "/a%20b",
            "dead-resource",
            "is compared with decoded paths, so it can never match; use '/a b'",
        ),
        (
            "/a/../b",
            "dead-resource",
            "can never match, because servers resolve it to another path; use '/b'",
        ),
    ],
)
def test_paths_that_servers_rewrite(value, code, words):
    """A path that servers do not pass on unchanged causes a warning with a correction."""
    assert read(value)[1] == [(code, False, f"resources={value!r} {words}")]


def test_a_wildcard_is_compared_with_the_path_as_sent():
    """A wildcard may contain dot segments without a problem."""
    assert read("/a//*")[1] == []


@pytest.mark.parametrize("value", ["/a", "(.+)", "(x|/y)", "[^/]*/a", "()/a", r"(/a)\1"])
def test_a_resource_that_can_match_something(value):
    """A pattern that matches one path, or cannot be analyzed, is not reported as dead."""
    assert "dead-resource" not in {code for code, _, _ in read(value)[1]}


@pytest.mark.parametrize(
    ("value", "code", "error", "words"),
    [
        (5, "wrong-type", True, "is of type int; use a path such as '/api/*'"),
        (None, "wrong-type", True, "is of type NoneType; use a path"),
        (b"/api", "wrong-type", True, "or a compiled regular expression"),
        (re.compile(b"/api"), "wrong-type", True, "for bytes; use one for str"),
        ("/api/(", "invalid-regex", True, "is not a valid regular expression"),
        (r"/(\w+)+", "exponential-regex", True, "exponential time"),
        ("/.*a.*b.*c", "slow-regex", False, "3 unbounded repeats"),
        (r"/(a)\1", "unanalyzed-regex", False, "cannot be analyzed"),
    ],
)
def test_problems_of_a_resource(value, code, error, words):
    """Wrong types and invalid, slow or unreadable expressions get a correction."""
    pattern, [(said, severity, message)] = read(value)
    assert (said, severity) == (code, error)
    assert words in message
    assert (pattern is None) == error


def test_a_regex_too_large_to_search(monkeypatch):
    """If the search for a path gives up, the pattern counts without a warning."""

    def give_up(_):
        raise UndecidedError

    monkeypatch.setattr("flask_cors.core.regex.automaton.find_word", give_up)
    pattern, said = read("/(a|b)")
    assert pattern.kind == "regex"
    assert said == []


def test_equal_patterns():
    """Patterns are equal by kind, string and flags."""
    assert read("/*")[0] == read("/.*")[0]
    assert read("/a(b|c)")[0] == read(re.compile("/a(b|c)", re.DOTALL))[0]
    assert read("/a(b|c)")[0] != read(re.compile("/a(b|c)", re.IGNORECASE))[0]
    assert read("/a")[0] != read("/a/")[0]


@pytest.mark.parametrize(
    ("path", "other"), [("/a", "/a/"), ("/a/", "/a"), ("/", ""), ("", ""), ("/a//", "/a/")]
)
def test_twin(path, other):
    """The twin of a path differs by a trailing slash."""
    assert twin(path) == other


@pytest.mark.parametrize(
    ("path", "resolved"),
    [
        ("/", "/"),
        ("/a/b", "/a/b"),
        ("/a/b/", "/a/b/"),
        ("/a/./b", "/a/b"),
        ("/a/../b", "/b"),
        ("/a/b/..", "/a/"),
        ("/a/b/.", "/a/b/"),
        ("/a//b", "/a/b"),
        ("//a", "/a"),
        ("/a///", "/a/"),
        ("/..", "/"),
        ("/../..", "/"),
        ("/../a", "/a"),
        ("/a/b/../../c", "/c"),
        ("/./", "/"),
        ("//", "/"),
        ("/...", "/..."),
        ("/a/.../b", "/a/.../b"),
        ("/.a/b./..c/d..", "/.a/b./..c/d.."),
        ("/%2e%2e/a", "/%2e%2e/a"),
        ("/a/..%2fb", "/a/..%2fb"),
    ],
)
def test_resolutions(path, resolved):
    """Dot segments and repeated slashes are resolved; lookalikes are kept."""
    assert resolutions(path) == {resolved}
    assert resolutions(resolved) == {resolved}


def test_servers_resolve_dots_after_repeated_slashes_differently():
    """`..` removes a name if slashes merge first, in RFC 3986 an empty segment."""
    assert resolutions("/a/./x//../y") == {"/a/y", "/a/x/y"}
    assert table("/a/*", "/a/x/*").match("/a/./x//../y") is None


@pytest.mark.parametrize(
    ("values", "path", "winner"),
    [
        (["/a", "/a/"], "/a", "/a"),
        (["/a", "/a/"], "/a/", "/a/"),
        (["/a/", "/a"], "/a", "/a"),
        (["/a/"], "/a", "/a/"),
        (["/*", "/api/*", "/api/x"], "/api/x", "/api/x"),
        (["/*", "/api/*", "/api/x"], "/api/x/", "/api/x"),
        (["/*", "/api/*", "/api/x"], "/api/y", "/api/*"),
        (["/*", "/api/*", "/api/x"], "/api", "/api/*"),
        (["/*", "/api/*", "/api/x"], "/apis", "/*"),
        (["/api/*", "/api"], "/api", "/api"),
        (["/api/*", "/api/"], "/api", "/api/"),
        (["/api/*", "/api/v1/*"], "/api/v1/x", "/api/v1/*"),
        (["/api/*", "/api/v1/*"], "/api/v1", "/api/v1/*"),
        (["/api/*", "/api/v1/*"], "/api/v10", "/api/*"),
        (["/api/[a-zA-Z0-9_-]+/.*", "/api/admin/.*"], "/api/admin/x", "/api/admin/.*"),
        (["/api/[a-zA-Z0-9_-]+/.*", "/api/admin/.*"], "/api/user/x", "/api/[a-zA-Z0-9_-]+/.*"),
        ([re.compile("/.*"), "/api/*"], "/api/x", "/api/*"),
        ([re.compile("/.*"), "/a"], "/a", "/a"),
        ([re.compile("/.*"), "/*"], "/a", "/.*"),
        (["/*", re.compile("/.*")], "/a", "/*"),
        (["/a(b|c)", "/a*"], "/ab", "/a(b|c)"),
        (["/a*", "/a(b|c)"], "/ab", "/a*"),
        (["/a[b]", "/a*", "/a(b|c)"], "/ac", "/a*"),
        (["/a[b]", "/ax*", "/a(b|c)"], "/ac", "/a(b|c)"),
        (["/*", "^/api/.*"], "/api/x", "^/api/.*"),
        (["/api/.*", "^/api/v1.*"], "/api/v1x", "^/api/v1.*"),
        (["/ap*", r"/a\.json|/apple"], "/apple", "/ap*"),
        (["/file.*", "/file*"], "/file.x", "/file.*"),
        (["/file*", "/file.tar*"], "/file.tar", "/file*"),
        (["/file*", "/file+x*"], "/file+xy", "/file*"),
        (["/a*", "/aX*"], "/aXb", "/aX*"),
        (["*.json", "/*"], "/a.json", "*.json"),
        (["/*", "*.json"], "/a.json", "/*"),
        (["*.json", "/a*"], "/a.json", "/a*"),
        (["/ab?c*", "/a*"], "/ac", "/ab?c*"),
        (["/Admin/.*", "/admin/.*"], "/admin/x", "/admin/.*"),
        (["/a", "/b"], "/c", None),
        ([], "/", None),
    ],
)
def test_the_most_specific_resource_governs(values, path, winner):
    """Exact patterns come first, then the longest literal prefix, then declaration order."""
    found = table(*values)
    index = found.match(path)
    assert (None if index is None else found.patterns[index].text) == winner


@pytest.mark.parametrize(
    ("values", "path", "winner"),
    [
        (["/*"], "/a/../b", "/*"),
        (["/api/*"], "/api/../private.txt", None),
        (["/api/*"], "/api/x/../y", "/api/*"),
        (["/api/*"], "/api/./x", "/api/*"),
        (["/api/*"], "/api//x", "/api/*"),
        (["/api/*"], "//api/x", None),
        (["/api/*"], "/x/../api/y", None),
        (["/api/*"], "/api/..", None),
        (["/api/*"], "/api/.", "/api/*"),
        (["/api/*"], "/api/...", "/api/*"),
        (["/*", "/api/*"], "/api/../x", None),
        (["/*", "/api/*"], "/x/../api/y", None),
        (["/*", "/api/*"], "/x/../y", "/*"),
        (["/*", "/api"], "/api/.", None),
        (["/api"], "/api/", "/api"),
        (["/api"], "/api//", None),
        (["/api", "/api/"], "/./api", None),
        (["/api/.*"], "/api/x/../y", "/api/.*"),
        (["/api/.*"], "/api/../x", None),
        (["/public/*"], "/public/%2e%2e/x", "/public/*"),
    ],
)
def test_a_path_and_its_resolution_share_a_resource(values, path, winner):
    """A path that may be resolved falls under the same resource both ways, or none."""
    found = table(*values)
    index = found.match(path)
    assert (None if index is None else found.patterns[index].text) == winner


@pytest.mark.parametrize(
    ("values", "expected"),
    [(["/api/*"], 0), (["/api/*", "/x(y|z)"], None), (["/*"], 0), (["/*", "/x(y|z)"], None)],
)
def test_a_very_long_path(values, expected):
    """A path that is too long for a regular expression in the table matches nothing."""
    path = "/api/" + "a" * MAX_LENGTH
    assert table(*values).match(path[:MAX_LENGTH]) == 0
    assert table(*values).match(path) == expected


def test_a_path_beyond_the_bound_of_a_slow_regex():
    """The table respects the bound of each regular expression."""
    resources = table(r"/(a|b)\1.*.*.*", "/aa*")
    assert resources.match("/aa" + "x" * 52) == 1
    assert resources.match("/aa" + "x" * 53) is None


def test_matching_wildcards_takes_linear_time():
    """Many `*` do not multiply the attempts."""
    assert table("/" + "*a" * 50 + "b").match("/" + "a" * 100_000) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [(["/*"], True), ([".*"], True), (["/*", "/a"], False), (["/a"], False), ([], False)],
)
def test_a_table_for_everything(values, expected):
    """A table covers everything if its single pattern matches every path."""
    assert table(*values).everything is expected


def test_rank():
    """The rank of a pattern is its position in the order of precedence."""
    found = table("/*", "/api/*", "/b", "/api/v1/.*", "/a", "/x(y)")
    assert [found.rank(index) for index in range(6)] == [5, 3, 0, 2, 1, 4]


_PIECES = [
    "/",
    "a",
    "b",
    "/a",
    "/b/",
    "*",
    "/*",
    ".",
    "+",
    "//",
    "/..",
    "/.",
    "(a|b)",
    "a?",
    "[ab]*",
]
_WRITTEN = st.lists(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=4).map("".join))
_PATHS = st.lists(st.sampled_from(["/", "a", "b", "/a", ".", "+", "/..", "c"])).map(
    lambda parts: "/" + "".join(parts)
)


@settings(deadline=None)
@given(_WRITTEN, _PATHS)
def test_an_index_changes_no_result(written, path):
    """A table agrees with the contract's order of precedence, pattern by pattern."""
    patterns = [found for value in written if (found := read(value)[0])]

    def first(path):
        exact = [p for p in patterns if p.kind == "exact"]
        others = [p for p in patterns if p.kind != "exact"]
        ordered = [
            *(p for p in exact if p.text == path),
            *exact,
            *sorted(others, key=lambda p: -len(p.prefix)),
        ]
        return next((p for p in ordered if p.matches(path)), None)

    expected = first(path) if {first(path)} == set(map(first, resolutions(path))) else None
    index = ResourceTable(patterns).match(path)
    assert (None if index is None else patterns[index]) == expected


@settings(deadline=None)
@given(_WRITTEN, _PATHS)
def test_the_languages_of_a_table(written, path):
    """The first automaton that accepts a path belongs to the governing pattern."""
    # An automaton reads a possessive repeat as an ordinary one, and therefore accepts more.
    assume(not any("*+" in value or "++" in value or "?+" in value for value in written))
    found = ResourceTable(p for value in written if (p := read(value)[0]))
    if resolutions(path) == {path}:
        accepting = (i for i, automaton in found.languages() if accepts(automaton, path))
        first, index = next(accepting, None), found.match(path)
        assert (first is None) == (index is None)
        assert index is None or found.patterns[first] == found.patterns[index]


@pytest.mark.parametrize(
    ("value", "inside", "outside"),
    [
        ("/*", ["/", "/a\n"], ["", "a"]),
        ("/a.b", ["/a.b", "/a.b/"], ["/axb", "/a.b/c"]),
        ("/api/*", ["/api", "/api/", "/api/x/y"], ["/apifoo", "/"]),
        ("/a.b*", ["/a.b", "/a.bc/d", "/a.b\n"], ["/axb", "/a"]),
        ("/a/(b|c)", ["/a/b"], ["/a/bc"]),
    ],
)
def test_the_language_of_a_pattern(value, inside, outside):
    """The automata of a pattern accept exactly the paths that it matches."""
    automata = [automaton for _, automaton in table(value).languages()]
    assert all(any(accepts(each, path) for each in automata) for path in inside)
    assert not any(accepts(each, path) for each in automata for path in outside)


def test_a_pattern_that_cannot_be_analyzed_has_no_automaton():
    """Its position among the languages holds None."""
    found = table("/*", r"/(a)\1", "/b")
    assert [(index, automaton is None) for index, automaton in found.languages()] == [
        (2, False),
        (2, False),
        (0, False),
        (1, True),
    ]
    with pytest.raises(UnreadableError):
        found.patterns[1].automaton()


def test_the_slots_of_a_pattern_have_defaults():
    """A pattern needs only its kind and its string."""
    assert PathPattern("all", "/*") == read("*")[0]


@pytest.mark.parametrize(
    ("value", "prefix"),
    [
        ("/api/*", "/api/"),
        ("/Xa(b|c)", "/Xa"),
        ("^/a.b", "/a"),
        ("/a+b|/c", "/a"),
        ("/a.b/*", "/a"),
        (re.compile(".*"), "/"),
        ("*", "/"),
    ],
)
def test_the_prefix_of_a_pattern(value, prefix):
    """It ends at the first character that is special in an expression."""
    assert read(value)[0].prefix == prefix


def test_an_expression_covers_no_folder():
    """`/a/*` as an expression only matches `/a` and slashes, unlike the wildcard."""
    assert table("/a/*").below("/a/b") == ([0], True)
    assert table(re.compile("/a/*")).below("/a/b") == ([0], False)


@pytest.mark.parametrize(
    ("prefix", "found", "covered"),
    [
        ("", ["/api/*", "/api/v1/*", "/api/v1", "/*.json", "/a?b"], False),
        ("/", ["/api/*", "/api/v1/*", "/api/v1", "/*.json", "/a?b"], False),
        ("/api/", ["/api/*", "/api/v1/*", "/api/v1", "/*.json", "/a?b"], True),
        ("/api/v1/", ["/api/*", "/api/v1/*", "/api/v1", "/*.json", "/a?b"], True),
        ("/api/v1/x", ["/api/*", "/api/v1/*", "/*.json", "/a?b"], True),
        ("/api/v2/", ["/api/*", "/*.json", "/a?b"], True),
        ("/other/", ["/*.json", "/a?b"], False),
    ],
)
def test_patterns_below_a_prefix(prefix, found, covered):
    """They may match a path below it, or all of them; an exact path has a twin."""
    resources = table("/api/*", "/api/v1/*", "/api/v1", "/*.json", "/a?b")
    indices, is_covered = resources.below(prefix)
    assert ([resources.patterns[index].text for index in indices], is_covered) == (found, covered)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["/*", "/a/*", "/a/b*", "/a", "/a/b/", "/*b", "/a?b"]), unique=True),
    st.text("ab/", max_size=5).map("/{}".format),
    st.text("ab/", max_size=3),
)
def test_no_pattern_is_missed_below_a_prefix(values, prefix, rest):
    """The governing pattern of a path is among the patterns of each of its prefixes."""
    resources = table(*values)
    indices, is_covered = resources.below(prefix)
    governing = resources.match(prefix + rest)
    if governing is not None:
        assert governing in indices
    if is_covered and "//" not in prefix + rest:
        assert governing is not None
