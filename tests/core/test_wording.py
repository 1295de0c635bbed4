"""Messages as a person reads them: every problem of a single option, in full."""

import re
from datetime import timedelta

import pytest

from flask_cors.core.options import OPTIONS, parse_options
from flask_cors.core.problems import Problems, Source

#: A pattern nested deeper than the limit.
DEEP = "/" + "(?:" * 60 + "a" + ")" * 60


def read(name, value):
    """Read one option of an app; return the problems and the option concerned."""
    problems = Problems(Source("app", "CORS(app)"))
    parse_options({name: value}, "app", problems)
    [problem] = problems.found
    return problem


@pytest.mark.parametrize(
    ("name", "value", "code", "error", "text"),
    [
        (
            "origins",
            None,
            "no-origins",
            False,
            (
                "CORS(app): origins=None allows no origin, so that an unset environment"
                " variable does not open the app; list the origins to allow, or use [] if none"
                " is meant"
            ),
        ),
        (
            "origins",
            5,
            "wrong-type",
            True,
            (
                "CORS(app): origins=5 is of type int; use a string, a compiled regular"
                " expression or a callable"
            ),
        ),
        (
            "origins",
            {"a": 1},
            "wrong-type",
            True,
            (
                "CORS(app): origins={'a': 1} is of type dict; use a string, a compiled regular"
                " expression, a callable or a list of them"
            ),
        ),
        (
            "origins",
            "",
            "no-origins",
            False,
            (
                "CORS(app): origins='' allows no origin, so that an unset environment"
                " variable does not open the app; list the origins to allow, or use [] if none"
                " is meant"
            ),
        ),
        (
            "origins",
            ["https://a.com", ""],
            "not-an-origin",
            False,
            (
                "CORS(app): origins='' is empty (an unset environment variable?) and allows no"
                " origin; remove it"
            ),
        ),
        (
            "origins",
            "a.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='a.com' has no scheme, so it can never match; use 'https://a.com'"
            ),
        ),
        (
            "origins",
            "localhost:3000",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='localhost:3000' has no scheme, so it can never match; use 'http://localhost:3000'"
            ),
        ),
        (
            "origins",
            "https://u:p@a.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://u:p@a.com' contains the user info 'u:p', so it"
                " can never match; use 'https://a.com'"
            ),
        ),
        (
            "origins",
            "https://a.com/x",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://a.com/x' has '/x' after the host, so it can"
                " never match; use 'https://a.com'"
            ),
        ),
        (
            "origins",
            "https://a.com:0",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://a.com:0' is not a valid origin (bad host or"
                " port), so it can never match; use 'https://a.com'"
            ),
        ),
        (
            "origins",
            "https://A.com/",
            "normalized-origin",
            False,
            (
                "CORS(app): origins='https://A.com/' is not in the form browsers send, and"
                " is read as 'https://a.com'; use 'https://a.com'"
            ),
        ),
        (
            "origins",
            "['https://a.com']",
            "not-json",
            True,
            (
                "CORS(app): origins=\"['https://a.com']\" looks like a list but is not JSON;"
                ' use ["https://a.com"]'
            ),
        ),
        (
            "origins",
            "*.a.com",
            "origin-wildcard",
            True,
            "CORS(app): origins='*.a.com' has no scheme; use 'https://*.a.com'",
        ),
        (
            "origins",
            "*://a.com",
            "origin-wildcard",
            True,
            (
                "CORS(app): origins='*://a.com' has a * in the scheme, where wildcards are"
                " not allowed; list one value per scheme:"
                " 'http://a.com', 'https://a.com'"
            ),
        ),
        (
            "origins",
            "https://*.a.com/x",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://*.a.com/x' has '/x' after the host, so it can"
                " never match; use 'https://*.a.com'"
            ),
        ),
        (
            "origins",
            "1http://*.a.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='1http://*.a.com' has the scheme '1http', so it can"
                " never match; use 1http://*.<domain>"
            ),
        ),
        (
            "origins",
            "https://a*.com",
            "origin-wildcard",
            True,
            (
                "CORS(app): origins='https://a*.com' has a * where it is not a wildcard: it can be"
                " whole labels in front of a domain, part of a label before the last two labels,"
                " or the port; use 'https://*.a.com', or compile a regular expression"
            ),
        ),
        (
            "origins",
            "https://*.github.io",
            "public-suffix-wildcard",
            False,
            (
                "CORS(app): origins='https://*.github.io' allows anyone with a host under"
                " 'github.io'; put your own domain in front: 'https://*.your-name.github.io'"
            ),
        ),
        (
            "origins",
            "https://(a",
            "invalid-regex",
            True,
            (
                "CORS(app): origins='https://(a' is not a valid regular expression: missing ),"
                " unterminated subpattern at position 8; correct it, or escape its special"
                " characters"
            ),
        ),
        (
            "origins",
            re.compile(b"a"),
            "wrong-type",
            True,
            "CORS(app): origins=b'a' is a regular expression for bytes; use one for str",
        ),
        (
            "origins",
            r"https://(\w+)+\.a\.com",
            "exponential-regex",
            True,
            (
                "CORS(app): origins='https://(\\\\w+)+\\\\.a\\\\.com' can take exponential"
                " time, because a repeat in it can match the same string in two ways;"
                " rewrite the repeat so that it can match each string in one way only"
            ),
        ),
        (
            "origins",
            r"a\.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='a\\\\.com' is a regular expression that matches no"
                " complete origin (scheme included); use 'https://a\\\\.com'"
            ),
        ),
        (
            "origins",
            r"https://[a-z]+a\.com",
            "open-origin-regex",
            False,
            (
                "CORS(app): origins='https://[a-z]+a\\\\.com' also allows other domains,"
                " such as 'https://evila.com'; spell out the domain, or use a wildcard:"
                " 'https://*.a.com'"
            ),
        ),
        (
            "methods",
            {"GET": 1},
            "wrong-type",
            True,
            (
                "CORS(app): methods={'GET': 1} is of type dict; use a method such as 'GET' or a"
                " list of them"
            ),
        ),
        (
            "methods",
            5,
            "wrong-type",
            True,
            "CORS(app): methods=5 is of type int; use a name such as 'GET'",
        ),
        (
            "methods",
            "GET P/T",
            "not-a-token",
            True,
            "CORS(app): methods='GET P/T' is not a valid method name; use for example 'GET'",
        ),
        (
            "methods",
            "auto, GET",
            "mixed-auto",
            False,
            (
                "CORS(app): methods='auto, GET' is read as a method named AUTO; use 'auto'"
                " alone, or list the methods without it"
            ),
        ),
        (
            "methods",
            "GET, TRACE, CONNECT",
            "forbidden-method",
            False,
            (
                "CORS(app): methods='GET, TRACE, CONNECT' contains CONNECT, TRACE, which"
                " browsers do not allow scripts to send, so it is ignored; remove it"
            ),
        ),
        (
            "allow_headers",
            None,
            "no-headers",
            False,
            (
                "CORS(app): allow_headers=None allows no request header; use [] if that is"
                " intended, or '*' for any"
            ),
        ),
        (
            "allow_headers",
            {"a": 1},
            "wrong-type",
            True,
            (
                "CORS(app): allow_headers={'a': 1} is of type dict; use a header name, a"
                " compiled regular expression or a list of them"
            ),
        ),
        (
            "allow_headers",
            5,
            "wrong-type",
            True,
            (
                "CORS(app): allow_headers=5 is of type int; use a header name such as"
                " 'Content-Type' or a compiled regular expression"
            ),
        ),
        (
            "allow_headers",
            "a/b",
            "not-a-token",
            True,
            (
                "CORS(app): allow_headers='a/b' is not a valid header name; use for example"
                " 'Content-Type'"
            ),
        ),
        (
            "expose_headers",
            {"a": 1},
            "wrong-type",
            True,
            (
                "CORS(app): expose_headers={'a': 1} is of type dict; use a header name or a"
                " list of them"
            ),
        ),
        (
            "expose_headers",
            5,
            "wrong-type",
            True,
            "CORS(app): expose_headers=5 is of type int; use a header name",
        ),
        (
            "expose_headers",
            "a/b",
            "not-a-token",
            True,
            "CORS(app): expose_headers='a/b' is not a valid header name; use for example 'X-Total'",
        ),
        (
            "expose_headers",
            "Set-Cookie",
            "exposed-cookie",
            False,
            (
                "CORS(app): expose_headers='Set-Cookie' exposes nothing, because browsers never"
                " show that header to scripts; remove it; cookies are sent with"
                " supports_credentials=True"
            ),
        ),
        (
            "expose_headers",
            "X-*",
            "exposed-pattern",
            False,
            (
                "CORS(app): expose_headers='X-*' exposes nothing, because browsers do not"
                " support patterns here; list the headers, or use '*' for all of them"
            ),
        ),
        (
            "supports_credentials",
            "maybe",
            "not-a-boolean",
            True,
            "CORS(app): supports_credentials='maybe' is not a boolean; use True or False",
        ),
        (
            "reject_disallowed",
            "maybe",
            "not-a-boolean",
            True,
            (
                "CORS(app): reject_disallowed='maybe' is not a boolean; use True, 'unsafe',"
                " 'report' or False"
            ),
        ),
        (
            "supports_credentials",
            " ",
            "empty-value",
            False,
            (
                "CORS(app): supports_credentials=' ' is empty and is read as False; use False, or"
                " remove it"
            ),
        ),
        (
            "max_age",
            "",
            "empty-value",
            False,
            (
                "CORS(app): max_age='' is empty and is ignored; use a number of seconds, or"
                " remove it"
            ),
        ),
        (
            "methods",
            ["GET", " "],
            "joined-items",
            False,
            "CORS(app): methods=' ' is empty and is ignored; remove it",
        ),
        (
            "allow_headers",
            "CONTENT-TYPES",
            "unusual-name",
            False,
            (
                "CORS(app): allow_headers='CONTENT-TYPES' looks like Content-Type, misspelled; use"
                " 'Content-Type'"
            ),
        ),
        (
            "methods",
            "Auto; GET",
            "not-a-token",
            True,
            "CORS(app): methods='Auto; GET' is not a valid method name; use for example 'GET'",
        ),
        (
            "max_age",
            "soon",
            "bad-max-age",
            True,
            (
                "CORS(app): max_age='soon' is not a whole number of seconds; use for"
                " example 600, or a timedelta"
            ),
        ),
        (
            "resources",
            "",
            "dead-resource",
            False,
            "CORS(app): resources='' contains no path; use '/*' for every path",
        ),
        (
            "resources",
            ",",
            "dead-resource",
            False,
            "CORS(app): resources=',' contains no path; use '/*' for every path",
        ),
        (
            "resources",
            b"/a",
            "wrong-type",
            True,
            (
                "CORS(app): resources=b'/a' is of type bytes; use a path, a compiled regular"
                " expression, a list of them or a dict"
            ),
        ),
        (
            "resources",
            5,
            "wrong-type",
            True,
            (
                "CORS(app): resources=5 is of type int; use a path such as '/api/*' or a"
                " compiled regular expression"
            ),
        ),
        (
            "resources",
            {"/a": "https://a.com"},
            "wrong-type",
            True,
            (
                "CORS(app): resources='https://a.com' is of type str, given for the resource"
                " '/a'; pass a dict of options"
            ),
        ),
        (
            "resources",
            "api",
            "dead-resource",
            False,
            (
                "CORS(app): resources='api' can never match, because paths start with a"
                " slash; use '/api'"
            ),
        ),
        (
            "resources",
            "/users/<int:id>",
            "url-rule",
            False,
            (
                "CORS(app): resources='/users/<int:id>' is not a URL rule: the part between"
                " < and > is matched literally; use '/users/*'"
            ),
        ),
        (
            "automatic_options",
            True,
            "no-effect",
            False,
            (
                "CORS(app): automatic_options=True has no effect on an app; pass it to"
                " @cross_origin(...) or set CORS_AUTOMATIC_OPTIONS"
            ),
        ),
        (
            "allow_origin",
            "https://a.com",
            "misspelled-origins",
            False,
            (
                "CORS(app): allow_origin='https://a.com' is read as origins;"
                " rename it to origins (flask-cors 6 ignored it and allowed every origin)"
            ),
        ),
        (
            "resource",
            "/api/*",
            "misspelled-resources",
            False,
            (
                "CORS(app): resource='/api/*' is read as resources;"
                " rename it to resources (flask-cors 6 ignored it and opened every path)"
            ),
        ),
        (
            "max_ages",
            1,
            "unknown-option",
            False,
            "CORS(app): max_ages=1 is not an option; did you mean 'max_age'?",
        ),
        (
            "frobnicate",
            1,
            "unknown-option",
            False,
            (
                "CORS(app): frobnicate=1 is not an option; the options are resources,"
                " origins, methods, allow_headers, expose_headers, supports_credentials, max_age,"
                " send_wildcard, vary_header, always_send, allow_private_network,"
                " intercept_exceptions, automatic_options, reject_disallowed, strict"
            ),
        ),
        (
            "origins",
            [None],
            "not-an-origin",
            False,
            (
                "CORS(app): origins=None is not an origin (an unset environment variable?)"
                " and is ignored; remove it"
            ),
        ),
        (
            "origins",
            "https://a\n.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://a\\n.com' contains a control character and"
                " allows no origin; use 'https://a'"
            ),
        ),
        (
            "origins",
            "https://.*.*.*\\.a\\.com",
            "slow-regex",
            False,
            (
                "CORS(app): origins='https://.*.*.*\\\\.a\\\\.com' has 3 unbounded repeats"
                " that can match the same string, which is slow on long input; use narrower sets"
                " such as [^/]* or [a-z0-9-]+"
            ),
        ),
        (
            "origins",
            "https://(?=a)a\\.com",
            "unanalyzed-regex",
            False,
            (
                "CORS(app): origins='https://(?=a)a\\\\.com' cannot be analyzed (a"
                " look-around, '(?=' at position 8), so what it allows is not known;"
                " rewrite it without that"
            ),
        ),
        (
            "resources",
            "/api/{id}",
            "url-rule",
            False,
            (
                "CORS(app): resources='/api/{id}' is not a URL rule: {id} is matched"
                " literally; use '/api/*'"
            ),
        ),
        (
            "resources",
            "/api/a%20b",
            "dead-resource",
            False,
            (
                "CORS(app): resources='/api/a%20b' is compared with decoded paths, so it"
                " can never match; use '/api/a b'"
            ),
        ),
        (
            "resources",
            "/api/../x",
            "dead-resource",
            False,
            (
                "CORS(app): resources='/api/../x' can never match, because servers resolve"
                " it to another path; use '/x'"
            ),
        ),
        (
            "resources",
            '{"/api/*": {"origins": "*"}}',
            "wrong-type",
            True,
            (
                'CORS(app): resources=\'{"/api/*": {"origins": "*"}}\' is a dict in a'
                " string; pass the dict: json.loads(...)"
            ),
        ),
        (
            "resources",
            DEEP,
            "exponential-regex",
            True,
            (
                f"CORS(app): resources={DEEP!r} may take exponential time, which could not"
                " be determined"
                " (groups nested more than 50 deep); rewrite it without that"
            ),
        ),
        (
            "resources",
            "/(?!x).*.*",
            "unanalyzed-regex",
            False,
            (
                "CORS(app): resources='/(?!x).*.*' cannot be analyzed (a look-around, '(?!' at"
                " position 1), so what it allows is not known; beyond 894 characters"
                " it matches nothing; rewrite it without that"
            ),
        ),
        (
            "methods",
            "GET|POST",
            "unusual-name",
            False,
            (
                "CORS(app): methods='GET|POST' is read as the name of a single method;"
                " separate methods with commas, as in 'GET, POST', or use '*' for any"
            ),
        ),
        (
            "methods",
            "",
            "no-methods",
            False,
            ("CORS(app): methods='' allows no method; use [] if that is intended, or '*' for any"),
        ),
        (
            "allow_headers",
            "X-One+X-Two",
            "unusual-name",
            False,
            (
                "CORS(app): allow_headers='X-One+X-Two' is read as the name of a single header;"
                " separate headers with commas, as in 'X-One, X-Two', or use '*' for any"
            ),
        ),
        (
            "allow_headers",
            "Authorisation",
            "unusual-name",
            False,
            (
                "CORS(app): allow_headers='Authorisation' looks like Authorization, misspelled;"
                " use 'Authorization'"
            ),
        ),
        (
            "expose_headers",
            "X-One|X-Two",
            "unusual-name",
            False,
            (
                "CORS(app): expose_headers='X-One|X-Two' is read as the name of a single header;"
                " separate headers with commas, as in 'X-One, X-Two', or use '*' for all"
            ),
        ),
        (
            "max_age",
            timedelta(milliseconds=500),
            "fractional-max-age",
            False,
            (
                "CORS(app): max_age=datetime.timedelta(microseconds=500000) is read as 0"
                " seconds, because browsers count whole seconds; use whole seconds"
            ),
        ),
    ],
)
def test_problems_of_an_option(name, value, code, error, text):
    """A problem has a stable code, and names source, option, value, reason and remedy."""
    problem = read(name, value)
    assert (problem.code, problem.error, str(problem)) == (code, error, text)
    assert problem.option == (name if name in OPTIONS else "")
