"""What a person reads: every problem that one option can have, whole."""

import re
from datetime import timedelta

import pytest

from flask_cors.core.options import OPTIONS, parse_options
from flask_cors.core.problems import Problems, Source

#: A pattern of more groups in groups than are looked into.
DEEP = "/" + "(?:" * 60 + "a" + ")" * 60


def read(name, value):
    """Read one option of an app; return what was said, and the option that it is about."""
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
                "CORS(app): origins=None: lets nobody in, as an unset variable must not open the"
                " app; write '*' for everybody"
            ),
        ),
        (
            "origins",
            5,
            "wrong-type",
            True,
            (
                "CORS(app): origins=5: is of type int; give a string, a compiled regular"
                " expression or a callable"
            ),
        ),
        (
            "origins",
            {"a": 1},
            "wrong-type",
            True,
            (
                "CORS(app): origins={'a': 1}: is of type dict; give a string, a compiled regular"
                " expression, a callable or a list of them"
            ),
        ),
        (
            "origins",
            "",
            "no-origins",
            False,
            (
                "CORS(app): origins='': lets nobody in, as an unset variable must not open the"
                " app; write '*' for everybody"
            ),
        ),
        (
            "origins",
            ["https://a.com", ""],
            "not-an-origin",
            False,
            "CORS(app): origins='': is empty and lets nobody in; leave it out",
        ),
        (
            "origins",
            "a.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='a.com': has no scheme, so that no browser can send it; write"
                " 'https://a.com'"
            ),
        ),
        (
            "origins",
            "localhost:3000",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='localhost:3000': has no scheme, so that no browser can send"
                " it; write 'http://localhost:3000'"
            ),
        ),
        (
            "origins",
            "https://u:p@a.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://u:p@a.com': has the user-info 'u:p', so that no"
                " browser can send it; write 'https://a.com'"
            ),
        ),
        (
            "origins",
            "https://a.com/x",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://a.com/x': has '/x' behind the host, so that no"
                " browser can send it; write 'https://a.com'"
            ),
        ),
        (
            "origins",
            "https://a.com:0",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://a.com:0': is no origin: its host or its port cannot"
                " be, so that no browser can send it; write 'https://a.com'"
            ),
        ),
        (
            "origins",
            "https://A.com/",
            "normalised-origin",
            False,
            (
                "CORS(app): origins='https://A.com/': is not how a browser writes that origin,"
                " and is read as 'https://a.com'; write that"
            ),
        ),
        (
            "origins",
            "['https://a.com']",
            "not-json",
            True,
            (
                "CORS(app): origins=\"['https://a.com']\": looks like a list but is not JSON;"
                ' use ["https://a.com"]'
            ),
        ),
        (
            "origins",
            "*.a.com",
            "origin-wildcard",
            True,
            "CORS(app): origins='*.a.com': has no scheme; write 'https://*.a.com'",
        ),
        (
            "origins",
            "*://a.com",
            "origin-wildcard",
            True,
            (
                "CORS(app): origins='*://a.com': has a * in its scheme; write one value a scheme:"
                " 'http://a.com', 'https://a.com'"
            ),
        ),
        (
            "origins",
            "https://*.a.com/x",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://*.a.com/x': has '/x' behind the host, so that no"
                " browser can send it; write 'https://*.a.com'"
            ),
        ),
        (
            "origins",
            "1http://*.a.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='1http://*.a.com': has the scheme '1http', so that no browser"
                " can send it; write 1http://*.<domain>"
            ),
        ),
        (
            "origins",
            "https://a*.com",
            "origin-wildcard",
            True,
            (
                "CORS(app): origins='https://a*.com': has a * where it is no wildcard: one may"
                " stand for whole labels in front of a domain, for a part of a label before the"
                " last two, and for the port; write 'https://*.a.com', or compile a regular"
                " expression"
            ),
        ),
        (
            "origins",
            "https://*.github.io",
            "public-suffix-wildcard",
            False,
            (
                "CORS(app): origins='https://*.github.io': admits everybody who has a host under"
                " 'github.io'; name your own domain: 'https://*.your-name.github.io'"
            ),
        ),
        (
            "origins",
            "https://(a",
            "invalid-regex",
            True,
            (
                "CORS(app): origins='https://(a': is no valid regular expression: missing ),"
                " unterminated subpattern at position 8; escape it or mend it"
            ),
        ),
        (
            "origins",
            re.compile(b"a"),
            "wrong-type",
            True,
            "CORS(app): origins=b'a': is a regular expression over bytes; write it over str",
        ),
        (
            "origins",
            r"https://(\w+)+\.a\.com",
            "exponential-regex",
            True,
            (
                "CORS(app): origins='https://(\\\\w+)+\\\\.a\\\\.com': can take exponential time,"
                " because a repeat in it can match the same text in two ways; write the repeat so"
                " that each text has one reading"
            ),
        ),
        (
            "origins",
            r"a\.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='a\\\\.com': is a regular expression that matches no whole"
                " origin, scheme included; use 'https://a\\\\.com'"
            ),
        ),
        (
            "origins",
            r"https://[a-z]+a\.com",
            "open-origin-regex",
            False,
            (
                "CORS(app): origins='https://[a-z]+a\\\\.com': also admits other domains, such"
                " as 'https://evila.com'; spell out the domain, or use a wildcard: 'https://*.a.com'"
            ),
        ),
        (
            "methods",
            {"GET": 1},
            "wrong-type",
            True,
            (
                "CORS(app): methods={'GET': 1}: is of type dict; give a method such as 'GET' or a"
                " list of them"
            ),
        ),
        (
            "methods",
            5,
            "wrong-type",
            True,
            "CORS(app): methods=5: is of type int; give a name: 'GET'",
        ),
        (
            "methods",
            "GET P/T",
            "not-a-token",
            True,
            "CORS(app): methods='GET P/T': can be no method; write one as 'GET'",
        ),
        (
            "methods",
            "auto, GET",
            "mixed-auto",
            False,
            (
                "CORS(app): methods='auto, GET': names a method AUTO; write 'auto' alone, or the"
                " methods alone"
            ),
        ),
        (
            "methods",
            "GET, TRACE, CONNECT",
            "forbidden-method",
            False,
            (
                "CORS(app): methods='GET, TRACE, CONNECT': names CONNECT, TRACE, which no browser"
                " sends; it is left out; remove it"
            ),
        ),
        (
            "allow_headers",
            None,
            "no-headers",
            False,
            (
                "CORS(app): allow_headers=None: allows no request header; write [] to say so, or"
                " '*' for any"
            ),
        ),
        (
            "allow_headers",
            {"a": 1},
            "wrong-type",
            True,
            (
                "CORS(app): allow_headers={'a': 1}: is of type dict; give a header name, a"
                " compiled regular expression or a list of them"
            ),
        ),
        (
            "allow_headers",
            5,
            "wrong-type",
            True,
            (
                "CORS(app): allow_headers=5: is of type int; give a header name such as"
                " 'Content-Type' or a compiled regular expression"
            ),
        ),
        (
            "allow_headers",
            "a/b",
            "not-a-token",
            True,
            "CORS(app): allow_headers='a/b': can be no header name; write one as 'Content-Type'",
        ),
        (
            "expose_headers",
            {"a": 1},
            "wrong-type",
            True,
            (
                "CORS(app): expose_headers={'a': 1}: is of type dict; give a header name or a"
                " list of them"
            ),
        ),
        (
            "expose_headers",
            5,
            "wrong-type",
            True,
            "CORS(app): expose_headers=5: is of type int; give a header name",
        ),
        (
            "expose_headers",
            "a/b",
            "not-a-token",
            True,
            "CORS(app): expose_headers='a/b': can be no header name; write one as 'X-Total'",
        ),
        (
            "expose_headers",
            "Set-Cookie",
            "exposed-cookie",
            False,
            (
                "CORS(app): expose_headers='Set-Cookie': is never shown to a script, and exposes"
                " nothing; leave it out; cookies travel with supports_credentials=True"
            ),
        ),
        (
            "expose_headers",
            "X-*",
            "exposed-pattern",
            False,
            (
                "CORS(app): expose_headers='X-*': is no pattern to a browser, and exposes"
                " nothing; list the headers, or write '*' for all of them"
            ),
        ),
        (
            "supports_credentials",
            "maybe",
            "not-a-boolean",
            True,
            "CORS(app): supports_credentials='maybe': is no boolean; write True or False",
        ),
        (
            "max_age",
            "soon",
            "bad-max-age",
            True,
            (
                "CORS(app): max_age='soon': is no number of seconds; write a whole number from 0"
                " or a timedelta"
            ),
        ),
        (
            "resources",
            "",
            "dead-resource",
            False,
            "CORS(app): resources='': names no path; write '/*' for every path",
        ),
        (
            "resources",
            ",",
            "dead-resource",
            False,
            "CORS(app): resources=',': names no path; write '/*' for every path",
        ),
        (
            "resources",
            b"/a",
            "wrong-type",
            True,
            (
                "CORS(app): resources=b'/a': is of type bytes; give a path, a compiled regular"
                " expression, a list of them or a dict"
            ),
        ),
        (
            "resources",
            5,
            "wrong-type",
            True,
            (
                "CORS(app): resources=5: is of type int; give a path such as '/api/*' or a"
                " compiled regular expression"
            ),
        ),
        (
            "resources",
            {"/a": "https://a.com"},
            "wrong-type",
            True,
            (
                "CORS(app): resources='https://a.com': is of type str, given for the resource"
                " '/a'; give a dict of options"
            ),
        ),
        (
            "resources",
            "api",
            "dead-resource",
            False,
            (
                "CORS(app): resources='api': can match no path, since each begins with a slash;"
                " write '/api'"
            ),
        ),
        (
            "resources",
            "/users/<int:id>",
            "url-rule",
            False,
            (
                "CORS(app): resources='/users/<int:id>': is that very path, and no URL rule: what"
                " stands between < and > stands for itself; write '/users/*'"
            ),
        ),
        (
            "automatic_options",
            True,
            "no-effect",
            False,
            (
                "CORS(app): automatic_options=True: has no effect on an app; give it to"
                " @cross_origin(...) or set CORS_AUTOMATIC_OPTIONS"
            ),
        ),
        (
            "allow_origin",
            "https://a.com",
            "misspelt-origins",
            False,
            (
                "CORS(app): 'https://a.com': was given as 'allow_origin' and is read as origins;"
                " write origins=... (flask-cors 6 left it out, and admitted every origin here)"
            ),
        ),
        (
            "resource",
            "/api/*",
            "misspelt-resources",
            False,
            (
                "CORS(app): '/api/*': was given as 'resource' and is read as resources; write"
                " resources=... (flask-cors 6 left it out, and opened every path)"
            ),
        ),
        (
            "max_ages",
            1,
            "unknown-option",
            False,
            "CORS(app): 1: was given as 'max_ages', no option; did you mean 'max_age'?",
        ),
        (
            "frobnicate",
            1,
            "unknown-option",
            False,
            (
                "CORS(app): 1: was given as 'frobnicate', no option; known are resources,"
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
                "CORS(app): origins=None: is no origin, as of a variable that is not set, and"
                " lets nobody in; leave it out"
            ),
        ),
        (
            "origins",
            "https://a\n.com",
            "not-an-origin",
            False,
            (
                "CORS(app): origins='https://a\\n.com': has a control character and lets nobody"
                " in; write 'https://a'"
            ),
        ),
        (
            "origins",
            "https://.*.*.*\\.a\\.com",
            "slow-regex",
            False,
            (
                "CORS(app): origins='https://.*.*.*\\\\.a\\\\.com': has 3 unbounded repeats"
                " that can match the same text, which is slow on long input; use narrower sets"
                " such as [^/]* or [a-z0-9-]+"
            ),
        ),
        (
            "origins",
            "https://(?=a)a\\.com",
            "unanalysed-regex",
            False,
            (
                "CORS(app): origins='https://(?=a)a\\\\.com': cannot be analysed (a"
                " look-around, '(?=' at position 8), so that what else it admits is not known;"
                " write it without that"
            ),
        ),
        (
            "resources",
            "/api/{id}",
            "url-rule",
            False,
            (
                "CORS(app): resources='/api/{id}': is that very path, and no URL rule: {id}"
                " stands for itself; write '/api/*'"
            ),
        ),
        (
            "resources",
            "/api/a%20b",
            "dead-resource",
            False,
            ("CORS(app): resources='/api/a%20b': is compared with decoded paths; write '/api/a b'"),
        ),
        (
            "resources",
            "/api/../x",
            "dead-resource",
            False,
            (
                "CORS(app): resources='/api/../x': is a path that servers resolve to another,"
                " and matches nothing; write '/x'"
            ),
        ),
        (
            "resources",
            '{"/api/*": {"origins": "*"}}',
            "wrong-type",
            True,
            (
                'CORS(app): resources=\'{"/api/*": {"origins": "*"}}\': is a dict in a string;'
                " give the dict: json.loads(...)"
            ),
        ),
        (
            "resources",
            DEEP,
            "exponential-regex",
            True,
            (
                f"CORS(app): resources={DEEP!r}: may take exponential time, which cannot be told"
                " (groups nested more than 50 deep); write it without that"
            ),
        ),
        (
            "resources",
            "/(?!x).*.*",
            "unanalysed-regex",
            False,
            (
                "CORS(app): resources='/(?!x).*.*': cannot be analysed (a look-around, '(?!' at"
                " position 1), so that what else it admits is not known; beyond 894 characters"
                " it matches nothing; write it without that"
            ),
        ),
        (
            "methods",
            "GET|POST",
            "odd-name",
            False,
            (
                "CORS(app): methods='GET|POST': is taken for the name of one method; write"
                " 'GET, POST' for two, '*' for any"
            ),
        ),
        (
            "methods",
            "",
            "no-methods",
            False,
            ("CORS(app): methods='': allows no method in a preflight; write [] to say so, or '*'"),
        ),
        (
            "allow_headers",
            "X-One+X-Two",
            "odd-name",
            False,
            (
                "CORS(app): allow_headers='X-One+X-Two': is taken for the name of one header;"
                " write 'X-One, X-Two' for two, '*' for any"
            ),
        ),
        (
            "expose_headers",
            "X-One|X-Two",
            "odd-name",
            False,
            (
                "CORS(app): expose_headers='X-One|X-Two': is taken for the name of one header;"
                " write 'X-One, X-Two' for two, '*' for all"
            ),
        ),
        (
            "max_age",
            timedelta(milliseconds=500),
            "part-of-second",
            False,
            (
                "CORS(app): max_age=datetime.timedelta(microseconds=500000): is read as 0"
                " seconds, since browsers know no parts of one; write whole seconds"
            ),
        ),
    ],
)
def test_what_is_said_of_an_option(name, value, code, error, text):
    """A problem has a stable code, and names place, option, value, reason and remedy."""
    problem = read(name, value)
    assert (problem.code, problem.error, str(problem)) == (code, error, text)
    assert problem.option == (name if name in OPTIONS else "")
