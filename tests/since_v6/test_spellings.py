"""Spellings in public projects that worked with flask-cors 6, and similar ones.

Each table lists a spelling, the members of `PROBES` that it allows, and a part of its single
warning, which shows how it is read, or None. A spelling must not allow an origin that its string
does not name: if two interpretations are possible, the narrower one applies.
"""

import re
import warnings
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Blueprint, Flask

from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin

A, B = "https://a.com", "https://b.com"
ALLOW_ORIGIN = "Access-Control-Allow-Origin"
CREDENTIALS = "Access-Control-Allow-Credentials"
EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
MOZILLA = "moz-extension://0f6c1d0e-3b1a-4b0e-9d4e-1c2d3e4f5a6b"

#: Origins tried with every spelling: common ones, and some that an attacker would register.
PROBES = (
    "http://localhost",
    "http://localhost:3000",
    "http://localhost:30",
    "http://localhost:5173",
    "https://localhost",
    "https://localhost:8443",
    "http://127.0.0.1",
    "http://127.0.0.1:5000",
    "http://127.0.0.1:3000",
    "https://127.0.0.1:8443",
    "http://[::1]",
    "http://[::1]:3000",
    "http://192.168.1.10",
    "http://192.168.1.10:3000",
    "http://192.168.1.100:3000",
    "http://app.localhost:3000",
    A,
    B,
    "http://a.com",
    "https://www.a.com",
    "https://a.com:8443",
    EXTENSION,
    MOZILLA,
    "tauri://localhost",
    "ionic://localhost",
    "capacitor://localhost",
    "app://obsidian.md",
    "app://.",
    "file://",
    "null",
    # Origins of other people.
    "http://localhost.evil.test",
    "http://localhostevil",
    "http://localhost.evil.test:3000",
    "http://127.0.0.1.evil.test",
    "http://127.0.0.10",
    "https://a.com.evil.test",
    "https://a.comevil.test",
    "https://evila.com",
    "https://evil.test",
    "http://evil.test",
    "tauri://evil",
    "httpsx://a.com",
    # Values that browsers do not send.
    "https://",
    "https://a.com/",
    "https://a.com, https://b.com",
    "https://a.com https://b.com",
    '"https://a.com"',
    "HTTPS://A.COM",
    "https://a.com@evil.test",
    "chrome-extension://",
    "https://*",
    "http://localhost*",
)


def started(**options):
    """Return an app with a policy, and the warnings of its start."""
    app = Flask("spelled", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index", methods=["GET", "PUT"])
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        CORS(app, **options)
    return app, [str(each.message) for each in caught]


def asked(app, origin=A, **headers):
    """Return the headers of a response to an origin."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get("/", headers={"Origin": origin, **named}).headers


def admitted(app):
    """Return the origins of PROBES that an app allows."""
    return {each for each in PROBES if asked(app, each).get(ALLOW_ORIGIN) in {each, "*"}}


#: The members of PROBES that are origins.
USED = tuple(each for each in PROBES if re.fullmatch("[a-z-]+://[^/@, ]+|file://|null", each))


def check(written, expected, said):
    """Check the origins that a spelling of `origins` allows, and its single warning."""
    app, warned = started(origins=written)
    assert admitted(app) == set(expected)
    assert (said is None and not warned) or (len(warned) == 1 and said in warned[0]), warned


# -- Any port ----------------------------------------------------------------------------------

LOCAL = {each for each in PROBES if re.fullmatch(r"http://localhost(:[0-9]+)?", each)}
SECURE = {"https://localhost", "https://localhost:8443"}
IPV4 = {"http://127.0.0.1", "http://127.0.0.1:5000", "http://127.0.0.1:3000"}
IPV6 = {"http://[::1]", "http://[::1]:3000"}
LAN = {"http://192.168.1.10", "http://192.168.1.10:3000"}


@pytest.mark.parametrize(
    ("written", "expected", "said"),
    [
        ("http://localhost*", LOCAL, "'http://localhost:*'"),
        ("https://localhost*", SECURE, "'https://localhost:*'"),
        ("http://127.0.0.1*", IPV4, "'http://127.0.0.1:*'"),
        ("https://127.0.0.1*", {"https://127.0.0.1:8443"}, "'https://127.0.0.1:*'"),
        ("http://[::1]*", IPV6, "'http://[::1]:*'"),
        ("http://192.168.1.10*", LAN, "'http://192.168.1.10:*'"),
        ("http://localhost*/", LOCAL, "'http://localhost:*'"),
        ("http://localhost*/*", LOCAL, "'http://localhost:*'"),
        ("HTTP://LocalHost*", LOCAL, "'http://localhost:*'"),
        ("http://localhost**", LOCAL, "'http://localhost:*'"),
        ("http://app.localhost*", {"http://app.localhost:3000"}, "'http://app.localhost:*'"),
        ("http://localhost:*", LOCAL, None),
        ("http://localhost:*/", LOCAL, "'http://localhost:*'"),
        ("http://localhost:3000*", {"http://localhost:3000"}, "'http://localhost:3000'"),
        ("http://localhost:3000**", {"http://localhost:3000"}, "'http://localhost:3000'"),
        ("http://localhost:3000:*", {"http://localhost:3000"}, "'http://localhost:3000'"),
        ("http://localhost:3000*/", {"http://localhost:3000"}, "'http://localhost:3000'"),
        ("http://localhost:3000*/*", {"http://localhost:3000"}, "'http://localhost:3000'"),
        ("http://127.0.0.1:5000*", {"http://127.0.0.1:5000"}, "'http://127.0.0.1:5000'"),
        ("http://[::1]:3000*", {"http://[::1]:3000"}, "'http://[::1]:3000'"),
        ("https://a.com:8443*", {"https://a.com:8443"}, "'https://a.com:8443'"),
        ("https://*.a.com:8443*", set(), "'https://*.a.com:8443'"),
    ],
)
def test_a_star_after_a_local_host_is_its_port(written, expected, said):
    """`http://localhost*` means any port of localhost, and no longer host."""
    check(written, expected, said)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("https://a.com*", "'https://a.com:*'"),
        ("http://localhost:30*", "'http://localhost:*'"),
        ("http://*localhost", "'http://*.localhost'"),
        ("https://*:443", "https://*.<domain>"),
        ("https://*:3000", "https://*.<domain>:3000"),
        ("*://a.com", "'http://a.com', 'https://a.com'"),
        ("*://*", "'http://*', 'https://*'"),
        ("http*://*", "'http://*', 'https://*'"),
        ("*.a.com", "'https://*.a.com'"),
        ("localhost*", "'http://localhost:*'"),
        ("localhost:3000*", "'http://localhost:3000'"),
        ("a.com:8443*", "'https://a.com:8443'"),
        ("**", "'*' to allow every origin"),
        ("*/*", "'*' to allow every origin"),
        ("*:*", "'*' to allow every origin"),
        ("https://a*.com", "'https://*.a"),
        ("https://*a.com", "'https://*.a.com'"),
        ("chrome-extension://abc*", "chrome-extension://<32 letters>"),
    ],
)
def test_an_ambiguous_star_is_an_error_with_a_remedy(written, remedy):
    """If a star could also match someone else's host, the app does not start."""
    with pytest.raises(ConfigurationError, match=re.escape(remedy)) as caught:
        started(origins=written)
    assert "example.com" not in str(caught.value)


# -- Any origin of a scheme --------------------------------------------------------------------


def of_scheme(*schemes):
    """Return the serialized origins of PROBES with one of the schemes."""
    host = r"(\[::1\]|[a-z0-9-]+(\.[a-z0-9-]+)*)(:[0-9]+)?"
    return {each for each in PROBES for s in schemes if re.fullmatch(f"{s}://{host}", each)}


@pytest.mark.parametrize(
    ("written", "schemes"),
    [
        ("https://*", ["https"]),
        ("http://*", ["http"]),
        ("https://*:*", ["https"]),
        ("https://*/", ["https"]),
        ("https://*/*", ["https"]),
        ("http://*:*/*", ["http"]),
        ("HTTPS://*", ["https"]),
        ("https://**", ["https"]),
        ("chrome-extension://*", ["chrome-extension"]),
        ("chrome-extension://*/", ["chrome-extension"]),
        ("moz-extension://*", ["moz-extension"]),
        ("tauri://*", ["tauri"]),
        ("ionic://*", ["ionic"]),
        ("capacitor://*", ["capacitor"]),
        ("app://*", ["app"]),
        ("safari-web-extension://*", []),
        ("vscode-webview://*", []),
    ],
)
def test_a_star_after_a_scheme_is_any_origin_of_it(written, schemes):
    """`https://*` allows every https origin, and the warning says so."""
    scheme = written.partition(":")[0].lower()
    check(written, of_scheme(*schemes), f"any origin with the scheme {scheme!r}")


def test_both_web_schemes_count_as_any_origin():
    """`["https://*", "http://*"]` means every website, but not `null` or an extension."""
    app, warned = started(origins=["https://*", "http://*"])
    assert admitted(app) == of_scheme("http", "https")
    assert len(warned) == 2


@pytest.mark.parametrize("written", ["https://*", "http://*", ["https://*", "http://*"]])
def test_any_origin_of_a_scheme_with_credentials_warns_like_any_origin(written):
    """The problem has the severity and the code of `*` with credentials."""
    app, warned = started(origins=written, supports_credentials=True)
    assert [each for each in warned if "allows every site to act and read" in each]
    assert "null" not in admitted(app)
    with pytest.raises(ConfigurationError) as caught:
        started(origins=written, supports_credentials=True, strict=True)
    assert "any-origin-with-credentials" in {each.code for each in caught.value.problems}


@pytest.mark.parametrize("written", ["https://*", ["https://*", "http://*"]])
def test_any_origin_of_a_scheme_inherits_no_credentials(written):
    """Credentials that only app.config sets do not apply to a view that allows a whole scheme."""
    app = Flask("apart", static_folder=None)
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    with pytest.warns(CORSWarning, match=re.escape("any origin with the scheme")):
        decorate = cross_origin(origins=written)
    app.add_url_rule("/", "index", decorate(lambda: "index"))
    with pytest.warns(CORSWarning, match="credentials are disabled"):
        headers = asked(app)
    assert headers[ALLOW_ORIGIN] == A
    assert CREDENTIALS not in headers


def test_the_remedy_for_a_scheme_has_that_scheme():
    """The suggestion is an origin of the same scheme."""
    shown = {
        "chrome-extension://*": "chrome-extension://<32 letters>",
        "moz-extension://*": "moz-extension://<UUID>",
        "tauri://*": "tauri://localhost",
        "ionic://*": "ionic://localhost",
        "capacitor://*": "capacitor://localhost",
    }
    for written, remedy in shown.items():
        _, warned = started(origins=written)
        assert remedy in warned[0]


# -- A path after the origin -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected", "said"),
    [
        ("http://localhost:3000/*", {"http://localhost:3000"}, "'http://localhost:3000'"),
        ("http://localhost:*/*", LOCAL, "'http://localhost:*'"),
        ("https://a.com/*", {A}, "'https://a.com'"),
        ("https://a.com/**", {A}, "'https://a.com'"),
        ("https://a.com//*", {A}, "'https://a.com'"),
        ("https://*.a.com/*", {"https://www.a.com"}, "'https://*.a.com'"),
        ("https://A.com:443/*", {A}, "'https://a.com'"),
        ("http://[::1]:3000/*", {"http://[::1]:3000"}, "'http://[::1]:3000'"),
        ("https://a.com/", {A}, "'https://a.com'"),
        ("https://a.com/api/*", set(), "'https://a.com'"),
        ("https://a.com/api", set(), "'https://a.com'"),
        ("https://a.com?x", set(), "'https://a.com'"),
        ("https://user@a.com/*", set(), "'https://a.com'"),
        ("a.com/*", None, "'https://a.com'"),
    ],
)
def test_a_star_as_the_path_is_dropped(written, expected, said):
    """`/*` after an origin is dropped; a named path stays and matches nothing."""
    if expected is None:
        with pytest.raises(ConfigurationError, match=re.escape(said)):
            started(origins=written)
    else:
        check(written, expected, said)


# -- Several names in one ----------------------------------------------------------------------


def preflighted(**options):
    """Return the headers of a preflight for PUT with two request headers, and the warnings."""
    app, warned = started(origins=[A, B], **options)
    asks = {
        "Origin": A,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    return app.test_client().options("/", headers=asks).headers, warned


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["GET, PUT, OPTIONS"], "'GET', 'PUT', 'OPTIONS'"),
        (["GET,PUT,OPTIONS"], "'GET', 'PUT', 'OPTIONS'"),
        (["GET PUT OPTIONS"], "'GET', 'PUT', 'OPTIONS'"),
        (["GET; PUT; OPTIONS"], "'GET', 'PUT', 'OPTIONS'"),
        (["GET", "PUT, OPTIONS"], "'PUT', 'OPTIONS'"),
        (["GET", "PUT", "OPTIONS", ""], "''"),
        (["GET", "PUT", "OPTIONS", " "], "' '"),
        (("get, put, options,",), "'get', 'put', 'options'"),
        ("GET PUT OPTIONS", "'GET', 'PUT', 'OPTIONS'"),
        (['"GET"', "PUT", "OPTIONS"], "'GET'"),
        ("GET, PUT, OPTIONS", None),
    ],
)
def test_methods_in_one_item_are_split(written, said):
    """`methods=["GET, PUT"]` means two methods; an empty item is dropped."""
    headers, warned = preflighted(methods=written)
    assert headers["Access-Control-Allow-Methods"] == "GET, OPTIONS, PUT"
    assert (said is None and not warned) or (len(warned) == 1 and said in warned[0]), warned
    assert said is None or warned[0].partition(": ")[2].startswith("methods="), warned


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["Content-Type, Authorization"], "'Content-Type', 'Authorization'"),
        (["Content-Type,Authorization"], "'Content-Type', 'Authorization'"),
        (["Content-Type Authorization"], "'Content-Type', 'Authorization'"),
        (["Content-Type; Authorization"], "'Content-Type', 'Authorization'"),
        (["Content-Type\nAuthorization"], "'Content-Type', 'Authorization'"),
        (["Content-Type", "Authorization", ""], "''"),
        (["'Content-Type'", "Authorization"], "'Content-Type'"),
        (["Content-Type, Auth*"], "'Content-Type', 'Auth*'"),
        ("Content-Type, Authorization,", None),
    ],
)
def test_request_headers_in_one_item_are_split(written, said):
    """`allow_headers=["Content-Type, Authorization"]` means two names."""
    headers, warned = preflighted(allow_headers=written)
    assert headers["Access-Control-Allow-Headers"] == "authorization, content-type"
    assert (said is None and not warned) or (len(warned) == 1 and said in warned[0]), warned


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (["content-type, content-disposition"], "'content-type', 'content-disposition'"),
        (["content-type,content-disposition"], "'content-type', 'content-disposition'"),
        (["content-type content-disposition"], "'content-type', 'content-disposition'"),
        (["content-type;content-disposition"], "'content-type', 'content-disposition'"),
        (["content-type", "content-disposition", ""], "''"),
        (['"content-type"', "content-disposition"], "'content-type'"),
        ({"content-type, content-disposition"}, "'content-type', 'content-disposition'"),
        ("content-type, content-disposition", None),
    ],
)
def test_response_headers_in_one_item_are_split(written, said):
    """`expose_headers=["content-type, content-disposition"]` means two names."""
    app, warned = started(origins=[A, B], expose_headers=written)
    sent = asked(app)["Access-Control-Expose-Headers"]
    assert sent == "content-disposition, content-type"
    assert (said is None and not warned) or (len(warned) == 1 and said in warned[0]), warned


@pytest.mark.parametrize(
    ("option", "written"),
    [
        ("methods", ["GE/T"]),
        ("methods", ["GET, P(UT"]),
        ("allow_headers", ["X-One, X/Two"]),
        ("expose_headers", ["X-One, X/Two"]),
        ("expose_headers", ["X:One"]),
    ],
)
def test_an_invalid_name_after_splitting_is_an_error(option, written):
    """Splitting does not correct a name."""
    with pytest.raises(ConfigurationError, match=option):
        started(origins=A, **{option: written})


@pytest.mark.parametrize("option", ["methods", "allow_headers"])
def test_splitting_does_not_allow_everything(option):
    """A `*` in an item with names does not allow any name."""
    try:
        headers, _ = preflighted(**{option: ["X-One, *"]})
    except ConfigurationError:
        return
    allowed = "methods" if option == "methods" else "headers"
    sent = headers.get(f"Access-Control-Allow-{allowed.title()}") or ""
    assert "PUT" not in sent
    assert "authorization" not in sent


# -- Several origins in one --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected", "said"),
    [
        (["https://a.com, https://b.com"], {A, B}, "'https://a.com', 'https://b.com'"),
        (["https://a.com,https://b.com"], {A, B}, "'https://a.com', 'https://b.com'"),
        (["https://a.com https://b.com"], {A, B}, "'https://a.com', 'https://b.com'"),
        (["https://a.com;https://b.com"], {A, B}, "'https://a.com', 'https://b.com'"),
        (["https://a.com\nhttps://b.com"], {A, B}, "'https://a.com', 'https://b.com'"),
        (["https://a.com\r\n\thttps://b.com;"], {A, B}, "'https://a.com', 'https://b.com'"),
        ("https://a.com https://b.com", {A, B}, "'https://a.com', 'https://b.com'"),
        ("https://a.com;https://b.com", {A, B}, "'https://a.com', 'https://b.com'"),
        ("https://a.com\nhttps://b.com\n", {A, B}, "'https://a.com', 'https://b.com'"),
        (["https://a.com,"], {A}, "'https://a.com'"),
        ('"https://a.com"', {A}, "'https://a.com'"),
        ("'https://a.com'", {A}, "'https://a.com'"),
        (["'https://a.com'", B], {A, B}, "'https://a.com'"),
        ('"https://a.com,https://b.com"', {A, B}, "'https://a.com', 'https://b.com'"),
        ('"https://a.com https://b.com"', {A, B}, "'https://a.com', 'https://b.com'"),
        (
            ["http://localhost:* https://*.a.com"],
            LOCAL | {"https://www.a.com"},
            "'http://localhost:*', 'https://*.a.com'",
        ),
        ("https://a.com, https://b.com", {A, B}, None),
        ("https://a.com,https://b.com,", {A, B}, None),
        ('["https://a.com", "https://b.com"]', {A, B}, None),
        ([" https://a.com ", "https://b.com\n"], {A, B}, None),
    ],
)
def test_origins_in_one_item_are_split_and_unquoted(written, expected, said):
    """One string may contain several origins; quotes are removed."""
    check(written, expected, said)


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        (["https://a.com, *"], "https://a.com"),
        (["https://a.com *"], "https://a.com"),
        (["https://a.com null"], "https://a.com"),
        (["null, https://a.com"], "https://a.com"),
        (["https://a.com:port"], "https://a.com"),
        (["https://a com"], "https://a"),
        (["https://a.com\\"], ""),
    ],
)
def test_an_unreadable_string_allows_no_origin(written, remedy):
    """`*` and `null` are never read from a longer string; the remedy uses the value."""
    try:
        app, warned = started(origins=written)
        assert admitted(app) <= {A}
    except ConfigurationError as error:
        warned = [str(error)]
    assert remedy in " ".join(warned)
    assert "example.com" not in " ".join(warned)


@pytest.mark.parametrize("word", ["*", "null"])
@pytest.mark.parametrize(
    "around",
    [
        *('"{}"', "'{}'", "`{}`", "\u201c{}\u201d", "\u2018{}\u2019", "\xab{}\xbb", "'{}", '{}"'),
        *("\ufeff{}", "{}\u200b", "\u2060{}", "\xa0{}", "\"'{}'\"", "{},;", "['{}']"),
    ],
)
def test_quotes_and_invisible_characters_open_nothing(word, around):
    """A quoted `*` or `null` allows no origin, as in flask-cors 6; the warning names the word."""
    for written in ([around.format(word)], [around.format(word), B]):
        app, warned = started(origins=written)
        assert admitted(app) == set(written[1:])
        [said] = warned
        assert said.endswith(
            f"has quotes or other characters around {word!r}, so it allows no origin; use {word!r}"
        )


@pytest.mark.parametrize(
    "around",
    [
        *(
            "\u201c{}\u201d",
            "\u2018{}\u2019",
            "\u201e{}\u201c",
            "\xab{}\xbb",
            "\u2039{}\u203a",
            "`{}`",
        ),
        *('\u201c{}"', "'{}", "{}'", '{}"', "\"'{}'\"", '" {} "', "'{}',", "{}\u2019;"),
        *("\ufeff{}", "{}\ufeff", "\u200b{}", "{}\u200b", "\u2060{}", "{}\u200e", "\u202a{}\u202c"),
        *("\xa0{}", "{}\xa0", "\u2003{}", "{}\u3000", "\ufeff'{}'", "\xad{}"),
    ],
)
def test_quotes_and_invisible_characters_are_removed(around):
    """Characters copied from a document or an environment file are not part of the origin."""
    for written in (around.format(A), [around.format(A)]):
        check(written, {A}, "is read as 'https://a.com'; use 'https://a.com'")
    check([around.format("https://*.a.com"), B], {"https://www.a.com", B}, "'https://*.a.com'")


@pytest.mark.parametrize(
    ("written", "expected", "said"),
    [
        (
            "\u201chttps://a.com\u201d, \u201chttps://b.com\u201d",
            {A, B},
            ["'https://a.com'", "'https://b.com'"],
        ),
        (
            ["\u201chttps://a.com, https://b.com\u201d"],
            {A, B},
            ["'https://a.com', 'https://b.com'"],
        ),
        ("'https://a.com','https://b.com'", {A, B}, ["'https://a.com', 'https://b.com'"]),
        ('"https://a.com" "https://b.com"', {A, B}, ["'https://a.com', 'https://b.com'"]),
        (["https://a.com\xa0https://b.com"], {A, B}, ["'https://a.com', 'https://b.com'"]),
        ("\ufeffhttps://a.com,https://b.com", {A, B}, ["'https://a.com'"]),
        (["https://a.com\uff0chttps://b.com"], {A, B}, ["'https://a.com', 'https://b.com'"]),
        ("https://a.com\u3001https://b.com", {A, B}, ["'https://a.com', 'https://b.com'"]),
        # As JSON and shells escape it.
        ("https://a.com\\nhttps://b.com", {A, B}, ["'https://a.com', 'https://b.com'"]),
        (["https://a.com\\r\\nhttps://b.com\\n"], {A, B}, ["'https://a.com', 'https://b.com'"]),
        ('\\"https://a.com\\"', {A}, ["'https://a.com'"]),
        ("\\'https://a.com,https://b.com\\'", {A, B}, ["'https://a.com', 'https://b.com'"]),
        ("'[\"https://a.com\"]'", {A}, ["'https://a.com'"]),
        (
            '"[\\"https://a.com\\", \\"https://b.com\\"]"',
            {A, B},
            ["'https://a.com', 'https://b.com'"],
        ),
        ("'[\"*\"]'", set(), ["use '*'"]),
        ('\'["https://a.com", "*"]\'', {A}, ["as 'https://a.com'", "list '*' by itself"]),
        # `*` and `null`.
        (["https://a.com, null"], {A}, ["as 'https://a.com'", "list 'null' by itself"]),
        (["https://a.com *"], {A}, ["as 'https://a.com'", "list '*' by itself"]),
        (["*, https://a.com"], {A}, ["as 'https://a.com'", "list '*' by itself"]),
        (["https://a.com;*;null"], {A}, ["as 'https://a.com'", "list '*'", "list 'null'"]),
        (["https://a.com\n*"], {A}, ["as 'https://a.com'", "list '*' by itself"]),
        (["*, null"], set(), ["list '*' by itself", "list 'null' by itself"]),
        ("https://a.com,'*'", {A}, ["use '*'"]),
        # Without a scheme.
        (["https://a.com,localhost:3000"], {A}, ["'localhost:3000'", "'http://localhost:3000'"]),
        ("https://a.com,localhost:3000", {A}, ["'http://localhost:3000'"]),
        (["https://a.com localhost"], {A}, ["'localhost'", "'http://localhost'"]),
        (["https://a.com; b.com"], {A}, ["'b.com'", "'https://b.com'"]),
        (["https://a.com\n127.0.0.1:5000"], {A}, ["5000'", "'http://127.0.0.1:5000'"]),
        (["https://a.com, 3000"], {A}, ["'3000'", "'http://localhost:3000'"]),
        # Not an origin.
        (["https://a.com, None"], {A}, ["'None'", "remove it"]),
        (["https://a.com, undefined"], {A}, ["'undefined'", "remove it"]),
        (["https://a.com, https://b.com:x"], {A}, ["'https://b.com:x'", "use 'https://b.com'"]),
        (["https://a.com, https://b.com/x"], {A}, ["'https://b.com/x'", "use 'https://b.com'"]),
        (["https://a.com, b c"], {A}, ["'b c'", "contains ' '"]),
    ],
)
def test_each_origin_of_an_item_is_read_separately(written, expected, said):
    """An unreadable value, `*` or `null` does not affect the other values."""
    app, warned = started(origins=written)
    assert admitted(app) & set(USED) == expected
    assert len(warned) == len(said)
    assert all(part in message for part, message in zip(said, warned, strict=True)), warned


def test_each_origin_of_an_item_has_its_own_error():
    """The error is about the value that causes it."""
    with pytest.raises(ConfigurationError) as caught:
        started(origins=["https://a.com,*.b.com"])
    [problem] = [each for each in caught.value.problems if each.error]
    assert problem.message == "origins='*.b.com' has no scheme; use 'https://*.b.com'"


@pytest.mark.parametrize(
    "written",
    [
        "\u201c.*\u201d",
        "'.*'",
        ["\ufeff.*"],
        "https://a.com,\u200b.*",
        ["https://a.com, .*"],
        ["https://a.com https://.*"],
        ["'https://.*'"],
        ["['https://.*']"],
        ['["https://a.com", "https?://.*"]'],
        ["\u201chttps?://.*\u201d"],
        ["https://a.com, https://.?"],
        ["\u201c^https://\u201d"],
        ['\\".*\\"'],
    ],
)
def test_a_regex_in_quotes_or_among_other_values_opens_nothing(written):
    """Quotes may be part of a regular expression, and so may a comma."""
    try:
        app, warned = started(origins=written)
    except ConfigurationError:
        return
    assert admitted(app) <= {A}
    assert warned


@pytest.mark.parametrize(
    "written",
    [
        ["https://bank.co,uk"],
        ["https://bank.co\n.uk"],
        ["https://bank co"],
        ["https://bank my.com"],
        ["https://bank.co .uk"],
        ["https://bank.co;x=1"],
        ["https:// bank.co"],
    ],
)
def test_a_typing_error_does_not_split_an_origin(written):
    """A string that may be a single mistyped origin is not split, and allows no origin."""
    app, [said] = started(origins=written)
    assert not any(asked(app, f"https://{each}").get(ALLOW_ORIGIN) for each in ("bank.co", "bank"))
    assert "is read as" not in said
    assert "use 'https://bank" in said


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("ORIGINS=https://a.com", "use 'https://a.com'"),
        ("origin: http://a.com:3000", "use 'http://a.com:3000'"),
        ("https ://a.com", "use 'https://a.com'"),
        ("https.//a.com", "use 'https://a.com'"),
        ("https\uff1a//a.com", "use 'https://a.com'"),
        ("https%3A%2F%2Fa.com", "use 'https://a.com'"),
        ("%22https://a.com%22", "use 'https://a.com'"),
        ("http://https://a.com", "use 'https://a.com'"),
        ("https://www.https://a.com:8443/", "use 'https://a.com:8443'"),
        ("any", "use '*' to allow every origin"),
        ("ALL", "use '*' to allow every origin"),
        ("''", "remove it"),
        ('"', "remove it"),
        ("\u201c\u201d", "remove it"),
        ("\ufeff", "remove it"),
        ("3000", "use 'http://localhost:3000'"),
        ("undefined", "remove it"),
        ("None", "remove it"),
        ("NULL", "remove it"),
    ],
)
def test_a_remedy_is_made_from_the_value(written, remedy):
    """It never names a host that the value does not."""
    app, [said] = started(origins=written)
    assert said.endswith(f"; {remedy}")
    assert admitted(app) == set()


# -- Booleans and seconds ----------------------------------------------------------------------

BOOLEANS = (
    "supports_credentials",
    "send_wildcard",
    "vary_header",
    "always_send",
    "allow_private_network",
    "intercept_exceptions",
    "reject_disallowed",
)


@pytest.mark.parametrize("written", ["", " ", "\n"])
@pytest.mark.parametrize("option", BOOLEANS)
def test_an_empty_boolean_is_false(option, written):
    """An empty variable means False, with a warning."""
    app, warned = started(origins=[A, B], **{option: written})
    expected, _ = started(origins=[A, B], **{option: False})
    assert len(warned) == 1
    assert f"{option}={written!r}" in warned[0]
    assert "False" in warned[0]
    assert list(asked(app).items()) == list(asked(expected).items())


@pytest.mark.parametrize("option", BOOLEANS)
def test_an_empty_boolean_of_the_environment_is_false(option):
    """The same holds for a key of app.config."""
    app = Flask("spelled", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    app.config[f"CORS_{option.upper()}"] = ""
    with pytest.warns(CORSWarning, match=f"CORS_{option.upper()}=''"):
        CORS(app, origins=[A, B])
    assert CREDENTIALS not in asked(app)


@pytest.mark.parametrize("written", ["maybe", "-", "None", 2, 0.5])
def test_other_words_are_not_booleans(written):
    """Only the empty string has a meaning."""
    with pytest.raises(ConfigurationError, match="supports_credentials"):
        started(origins=A, supports_credentials=written)


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (86400.0, "86400"),
        (timedelta(days=1).total_seconds(), "86400"),
        (60 * 10 / 1, "600"),
        (Decimal(600), "600"),
        (0.0, "0"),
        (1e3, "1000"),
        ("600", "600"),
    ],
)
def test_whole_seconds_may_be_a_float(written, sent):
    """A float without a fraction is a valid number of seconds."""
    headers, warned = preflighted(max_age=written)
    assert headers["Access-Control-Max-Age"] == sent
    assert warned == []


@pytest.mark.parametrize(
    "written", [1.5, -1.0, float("inf"), float("nan"), 1j, Decimal("NaN"), "x"]
)
def test_other_values_are_not_seconds(written):
    """Fractions, negative numbers and other values stay errors."""
    with pytest.raises(ConfigurationError, match="max_age"):
        started(origins=A, max_age=written)


@pytest.mark.parametrize("written", ["", " ", "\n", "\t", "  \n"])
def test_an_empty_max_age_is_not_set(written):
    """An empty variable sets nothing, and causes a warning."""
    headers, warned = preflighted(max_age=written)
    assert "Access-Control-Max-Age" not in headers
    assert len(warned) == 1
    assert f"max_age={written!r}" in warned[0]


def test_an_empty_max_age_keeps_the_inherited_value():
    """`max_age=""` leaves the value of app.config."""
    app = Flask("spelled", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index", methods=["PUT"])
    app.config["CORS_MAX_AGE"] = 600
    with pytest.warns(CORSWarning, match="max_age=''"):
        CORS(app, max_age="")
    asks = {"Origin": A, "Access-Control-Request-Method": "PUT"}
    answer = app.test_client().options("/", headers=asks)
    assert answer.headers["Access-Control-Max-Age"] == "600"


# -- App shells --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected", "said"),
    [
        ("file://", {"file://"}, None),
        ("app://.", {"app://."}, None),
        (["file://", A], {"file://", A}, None),
        ("tauri://localhost", {"tauri://localhost"}, None),
        ("ionic://localhost", {"ionic://localhost"}, None),
        ("capacitor://localhost", {"capacitor://localhost"}, None),
        ("app://obsidian.md", {"app://obsidian.md"}, None),
        (EXTENSION, {EXTENSION}, None),
        ("file:///", {"file://"}, "'file://'"),
        ("file://*", {"file://"}, "'file://'"),
        ("app://./", {"app://."}, "'app://.'"),
        ("FILE://", {"file://"}, "'file://'"),
        ("https://", {"https://"}, "is not a valid origin"),
        ("https://.", set(), "is not a valid origin"),
        ("chrome-extension://", {"chrome-extension://"}, "is not a valid origin"),
    ],
)
def test_app_shells_are_origins(written, expected, said):
    """The origins of Cordova and Electron cause no warning, even under `strict`."""
    check(written, expected, said)
    if said is None:
        started(origins=written, strict=True)


# -- Regular expressions that relied on matching prefixes --------------------------------------


@pytest.mark.parametrize(
    ("written", "expected", "lost"),
    [
        (
            r"http[s]?://(localhost|127\.0\.0\.1):*",
            {"http://localhost", "https://localhost", "http://127.0.0.1"},
            "'http://localhost:3000'",
        ),
        (
            "https?://localhost:*",
            {"http://localhost", "https://localhost"},
            "'http://localhost:3000'",
        ),
        ("^http://localhost", {"http://localhost"}, "'http://localhost:3000'"),
        ("^http://localhost:", set(), "'http://localhost:3000'"),
        (re.compile("http://localhost"), {"http://localhost"}, "'http://localhost:3000'"),
        (r"http://127\.0\.0\.1", {"http://127.0.0.1"}, "'http://127.0.0.1:3000'"),
        (r"^http://192\.168\.", set(), "'http://192.168."),
        (r"^http://192\.168\.\d+\.\d+", {"http://192.168.1.10"}, ":3000'"),
        ("http://localhost:[0-9]", set(), "'http://localhost:3000'"),
        ("^http://localhost:300", set(), "'http://localhost:3000'"),
        (r"^https://app\.", set(), "'https://app.example.com'"),
        ("^https://app", set(), "'https://app"),
        ("https?://", set(), "'http://"),
        ("https?://*", set(), "'http://"),
        (r"^https://(www|app)\.", set(), "'https://app.example.com'"),
    ],
)
def test_a_regex_that_relied_on_matching_prefixes_warns(written, expected, lost):
    """It matches whole origins; the warning names an origin that flask-cors 6 allowed."""
    app, warned = started(origins=written)
    assert expected <= admitted(app) <= expected | {"https://127.0.0.1", "http://127.0.0.10"}
    named = [each for each in warned if lost in each]
    assert len(named) == 1, warned
    assert "flask-cors 6" in named[0]


@pytest.mark.parametrize(
    "written",
    [
        r"http://localhost(:\d+)?",
        "^http://localhost$",
        r"http://localhost:\d+",
        "http://localhost:(3000|8080)",
        r"https?://localhost(:3000)?",
        r"^https?://(localhost|127\.0\.0\.1)(:\d+)?$",
        r"https://[a-z]+\.a\.com",
        r"https://a\.com",
        r"(?i)^https://.*\.a\.com\Z",
        r"http://localhost.*\b:\d+",
    ],
)
def test_a_regex_for_whole_origins_does_not_warn(written):
    """A regex that lists its ports, or has an end, loses no origin in use."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        started(origins=re.compile(written))
    assert not [each for each in caught if "flask-cors 6" in str(each.message)]


@pytest.mark.parametrize(
    ("written", "lost"),
    [
        (r"http[s]?://(localhost|127\.0\.0\.1):*", "http://localhost:3000"),
        ("https?://localhost:*", "http://localhost:3000"),
        ("^http://localhost", "http://localhost:3000"),
        ("^http://localhost:", "http://localhost:3000"),
        (r"http://127\.0\.0\.1", "http://127.0.0.1:3000"),
    ],
)
def test_the_suggested_regex_keeps_the_lost_origin(written, lost):
    """The suggestion allows the lost origin, and nobody else's."""
    _, warned = started(origins=written)
    (message,) = [each for each in warned if "flask-cors 6" in each]
    instead = re.findall(r"use r?'([^']+)'", message)[-1].replace("\\\\", "\\")
    app, warned = started(origins=instead)
    assert lost in admitted(app)
    assert not {each for each in admitted(app) if "evil" in each}
    assert warned == []


# -- Names of options and keys -----------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "whitelist_origins",
        "frontend_origin",
        "originList",
        "allowed_cors_origins_list",
        "client_origin_url",
        "my_origins",
        "origin_whitelist",
        "ORIGINS",
    ],
)
@pytest.mark.parametrize("place", ["app", "resource", "blueprint", "view"])
def test_an_option_with_origin_in_its_name_is_read_as_origins(name, place):
    """Ignoring it would open the app; the warning says that flask-cors 6 did so."""
    app, blueprint, view = (
        Flask("spelled", static_folder=None),
        Blueprint("b", "b"),
        (lambda: "index"),
    )
    configure = {
        "app": lambda: CORS(app, **{name: B}),
        "resource": lambda: CORS(app, resources={"/*": {name: B}}),
        "blueprint": lambda: CORS(blueprint, **{name: B}),
        "view": lambda: cross_origin(**{name: B})(view),
    }[place]
    with pytest.warns(CORSWarning, match=f"{name}.*flask-cors 6") as caught:
        made = configure()
    blueprint.add_url_rule("/", "index", made if place == "view" else view)
    app.register_blueprint(blueprint)
    assert len(caught) == 1
    assert ALLOW_ORIGIN not in asked(app)
    assert asked(app, B)[ALLOW_ORIGIN] == B


@pytest.mark.parametrize(
    "key",
    [
        "CORS_FRONTEND_ORIGINS",
        "CORS_WHITELIST_ORIGINS",
        "CORS_ORIGIN",
        "CORS_ALLOWED_ORIGINS",
        "CORS_ORIGIN_WHITELIST",
        "CORS_CLIENT_ORIGIN_URL",
        "CORS_ORIGINS_REGEX",
        "cors_origins",
        "Cors_Origins",
        "FLASK_CORS_ORIGINS",
        "BACKEND_CORS_ORIGINS",
        "cors_allowed_origins",
    ],
)
def test_a_key_with_origin_in_its_name_is_read_as_origins(key):
    """The same holds for app.config if `CORS_ORIGINS` is not set."""
    app = Flask("spelled", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    app.config[key] = B
    with pytest.warns(CORSWarning, match=f"{key}.*CORS_ORIGINS"):
        CORS(app)
    assert ALLOW_ORIGIN not in asked(app)
    assert asked(app, B)[ALLOW_ORIGIN] == B


@pytest.mark.parametrize("first", [True, False])
def test_the_right_name_wins(first):
    """Next to `origins`, another name is ignored."""
    given = [("origins", A), ("frontend_origins", B)]
    _, warned = started(**dict(given if first else given[::-1]))
    assert len(warned) == 1
    app, _ = started(**dict(given if first else given[::-1]))
    assert admitted(app) == {A}
    app = Flask("spelled", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    app.config.update(CORS_ORIGINS=A, CORS_FRONTEND_ORIGINS=B)
    with pytest.warns(CORSWarning, match="CORS_FRONTEND_ORIGINS"):
        CORS(app)
    assert admitted(app) == {A}


@pytest.mark.parametrize("value", [True, False])
def test_a_boolean_with_origin_in_its_name_yields_to_a_list(value):
    """`allow_all_origins=True` opens nothing that a list closes, and causes a warning."""
    _, warned = started(origins=A, allow_all_origins=value)
    assert len(warned) == 1
    assert "allow_all_origins" in warned[0]
    for right in ("CORS_ORIGINS", "CORS_ALLOWED_ORIGINS", "CORS_ORIGIN_WHITELIST"):
        app, _ = configured({"CORS_ALLOW_ALL_ORIGINS": value, right: A})
        assert admitted(app) == {A}


def configured(config, **options):
    """Return an app with a policy from app.config, and the warnings of its start."""
    app = Flask("spelled", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index", methods=["GET", "PUT"])
    app.config.update(config)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        CORS(app, **options)
    return app, [str(each.message) for each in caught]


@pytest.mark.parametrize(
    "key", ["CORS_ORIGIN_ALLOW_ALL", "CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOW_ALL", "cors_any_origin"]
)
def test_a_boolean_key_for_every_origin_is_read(key):
    """False allows no origin if nothing else sets origins; version 6 ignored it."""
    for value in (False, "False", "0", ""):
        app, [said] = configured({key: value})
        assert admitted(app) == set()
        assert f"{key}={value!r} is read as CORS_ORIGINS=[]" in said
        assert admitted(configured({key: value}, origins=A)[0]) == {A}
    app, [said] = configured({key: True})
    assert admitted(app) == set(PROBES)
    assert "read as CORS_ORIGINS='*'" in said


@pytest.mark.parametrize("key", ["SOCKETIO_CORS_ALLOWED_ORIGINS", "WTF_CSRF_TRUSTED_ORIGINS"])
def test_a_key_of_another_library_is_left_alone(key):
    """It neither closes the app nor causes a warning."""
    app, warned = configured({key: B})
    assert admitted(app) == set(PROBES)
    assert warned == []


def test_two_other_names_of_origins_allow_their_intersection():
    """This holds for keys and for keyword arguments, with a warning for each."""
    both = {"CORS_ALLOWED_ORIGINS": [A, B], "CORS_WHITELIST_ORIGINS": [B, "https://www.a.com"]}
    app, warned = configured(both)
    assert admitted(app) == {B}
    assert all(f"{key}=" in " ".join(warned) for key in both)
    assert all("is read as CORS_ORIGINS together" in each for each in warned)
    app, warned = started(allowed_origins=[A, B], whitelist_origins="https://b.com")
    assert admitted(app) == {B}
    assert len(warned) == 2


def test_a_late_change_of_another_name_causes_a_warning():
    """The same holds for `CORS_ORIGINS`."""
    app, _ = configured({"cors_origins": A})
    assert admitted(app) == {A}
    app.config["cors_origins"] = B
    with pytest.warns(CORSWarning, match="'cors_origins'.*was changed after the first request"):
        assert admitted(app) == {A}
