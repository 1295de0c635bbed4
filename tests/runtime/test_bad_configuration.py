"""Configurations that are wrong: each says what is wrong where, and none opens the app."""

import json
import re
import warnings
from datetime import timedelta

import pytest
from flask import Blueprint, Flask

from flask_cors import CORS, ConfigurationError, CORSWarning, cross_origin
from origins import EVIL, A

ERROR, WARNING = ConfigurationError, CORSWarning
READ_AS_ORIGINS = (
    " and is read as origins; write origins=... (flask-cors 6 left it out, and admitted every"
    " origin here)"
)
API = " resource '/api'"
GIVE_A_DICT = ", given for the resource '/api'; give a dict of options"
NO_APP = "give a Flask app or a Blueprint"
NO_VIEW = "is no view; put @cross_origin on a function or a flask View class"
UNNAMED = "was given without its name"

#: Option, value, the part of it that is wrong (`...` if all), what follows, and in which words.
WRONG = [
    (
        "origins",
        5,
        ...,
        ERROR,
        "is of type int; give a string, a compiled regular expression or a callable",
    ),
    (
        "origins",
        True,
        ...,
        ERROR,
        "is of type bool; give a string, a compiled regular expression or a callable",
    ),
    (
        "origins",
        b"https://a.com",
        ...,
        ERROR,
        (
            "is of type bytes; give a string, a compiled regular expression, a callable or a list"
            " of them"
        ),
    ),
    (
        "origins",
        ["https://a.com", b"https://b.com"],
        b"https://b.com",
        ERROR,
        "is of type bytes; give a string, a compiled regular expression or a callable",
    ),
    (
        "origins",
        {"https://a.com": 1},
        ...,
        ERROR,
        (
            "is of type dict; give a string, a compiled regular expression, a callable or a list of"
            " them"
        ),
    ),
    (
        "origins",
        [None],
        None,
        WARNING,
        "is no origin, as of a variable that is not set, and lets nobody in; leave it out",
    ),
    (
        "origins",
        [["https://a.com"]],
        ["https://a.com"],
        ERROR,
        "is of type list; give a string, a compiled regular expression or a callable",
    ),
    (
        "origins",
        None,
        ...,
        WARNING,
        "lets nobody in, as an unset variable must not open the app; write '*' for everybody",
    ),
    (
        "origins",
        "",
        ...,
        WARNING,
        "lets nobody in, as an unset variable must not open the app; write '*' for everybody",
    ),
    (
        "origins",
        " , ",
        ...,
        WARNING,
        "lets nobody in, as an unset variable must not open the app; write '*' for everybody",
    ),
    (
        "origins",
        [""],
        "",
        WARNING,
        "is empty and lets nobody in; leave it out",
    ),
    (
        "origins",
        "['https://a.com']",
        ...,
        ERROR,
        'looks like a list but is not JSON; write ["one", "two"] or one, two',
    ),
    (
        "origins",
        "[https://a.com]",
        ...,
        ERROR,
        'looks like a list but is not JSON; write ["one", "two"] or one, two',
    ),
    (
        "origins",
        "a.com",
        ...,
        WARNING,
        "has no scheme, so that no browser can send it; write 'https://a.com'",
    ),
    (
        "origins",
        "a.com:8080",
        ...,
        WARNING,
        "has no scheme, so that no browser can send it; write 'https://a.com:8080'",
    ),
    (
        "origins",
        "localhost:3000",
        ...,
        WARNING,
        "has no scheme, so that no browser can send it; write 'http://localhost:3000'",
    ),
    (
        "origins",
        "//a.com",
        ...,
        WARNING,
        "has no scheme, so that no browser can send it; write 'https://a.com'",
    ),
    (
        "origins",
        "https:/a.com",
        ...,
        WARNING,
        "has no scheme, so that no browser can send it; write 'https://app.example.com'",
    ),
    (
        "origins",
        "https://a.com/",
        ...,
        WARNING,
        "is not how a browser writes that origin, and is read as 'https://a.com'; write that",
    ),
    (
        "origins",
        "https://a.com:443",
        ...,
        WARNING,
        "is not how a browser writes that origin, and is read as 'https://a.com'; write that",
    ),
    (
        "origins",
        "http://a.com:80",
        ...,
        WARNING,
        "is not how a browser writes that origin, and is read as 'http://a.com'; write that",
    ),
    (
        "origins",
        "HTTPS://A.com",
        ...,
        WARNING,
        "is not how a browser writes that origin, and is read as 'https://a.com'; write that",
    ),
    (
        "origins",
        "https://bücher.example",
        ...,
        WARNING,
        (
            "is not how a browser writes that origin, and is read as "
            "'https://xn--bcher-kva.example'; write that"
        ),
    ),
    (
        "origins",
        "https://a.com/path",
        ...,
        WARNING,
        "has '/path' behind the host, so that no browser can send it; write 'https://a.com'",
    ),
    (
        "origins",
        "https://a.com?x=1",
        ...,
        WARNING,
        "has '?x=1' behind the host, so that no browser can send it; write 'https://a.com'",
    ),
    (
        "origins",
        "https://u:p@a.com",
        ...,
        WARNING,
        "has the user-info 'u:p', so that no browser can send it; write 'https://a.com'",
    ),
    (
        "origins",
        "https://a.com:http",
        ...,
        WARNING,
        (
            "is no origin: its host or its port cannot be, so that no browser can send "
            "it; write 'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "https://a.com:99999",
        ...,
        WARNING,
        (
            "is no origin: its host or its port cannot be, so that no browser can send "
            "it; write 'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "https://a.com:0080",
        ...,
        WARNING,
        (
            "is no origin: its host or its port cannot be, so that no browser can send "
            "it; write 'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "https://",
        ...,
        WARNING,
        (
            "is no origin: its host or its port cannot be, so that no browser can send "
            "it; write 'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "https://a com",
        ...,
        WARNING,
        (
            "is no origin: its host or its port cannot be, so that no browser can send "
            "it; write 'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "https://a\n.com",
        ...,
        WARNING,
        "has a control character and lets nobody in; write 'https://app.example.com'",
    ),
    (
        "origins",
        "Null",
        ...,
        WARNING,
        "has no scheme, so that no browser can send it; write 'https://null'",
    ),
    (
        "origins",
        "http://[::g]:3000",
        ...,
        WARNING,
        (
            "is no origin: its host or its port cannot be, so that no browser can send it; write"
            " 'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "http://[fe80::1%25eth0]",
        ...,
        WARNING,
        (
            "is no origin: its host or its port cannot be, so that no browser can send it; write"
            " 'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "https://a.com.",
        ...,
        WARNING,
        (
            "is no origin: its host or its port cannot be, so that no browser can send "
            "it; write 'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "https://a..com",
        ...,
        WARNING,
        (
            "is no origin: its host or its port cannot be, so that no browser can send "
            "it; write 'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "https://a.com https://b.com",
        ...,
        WARNING,
        (
            "has '//b.com' behind the host, so that no browser can send it; write "
            "'https://app.example.com'"
        ),
    ),
    (
        "origins",
        "*.a.com",
        ...,
        ERROR,
        "has no scheme; write 'https://*.a.com'",
    ),
    (
        "origins",
        "https://*",
        ...,
        ERROR,
        (
            "has a * where it is no wildcard: one may stand for whole labels in front of "
            "a domain, for a part of a label before the last two, and for the port; write"
            " 'https://*.example.com', or compile a regular expression"
        ),
    ),
    (
        "origins",
        "*://a.com",
        ...,
        ERROR,
        "has a * in its scheme; write one value a scheme: 'http://a.com', 'https://a.com'",
    ),
    (
        "origins",
        "https://a*.com",
        ...,
        ERROR,
        (
            "has a * where it is no wildcard: one may stand for whole labels in front of "
            "a domain, for a part of a label before the last two, and for the port; write"
            " 'https://*.example.com', or compile a regular expression"
        ),
    ),
    (
        "origins",
        "https://*a.com",
        ...,
        ERROR,
        (
            "has a * where it is no wildcard: one may stand for whole labels in front of "
            "a domain, for a part of a label before the last two, and for the port; write"
            " 'https://*.a.com', or compile a regular expression"
        ),
    ),
    (
        "origins",
        "https://a.com*",
        ...,
        ERROR,
        (
            "has a * where it is no wildcard: one may stand for whole labels in front of "
            "a domain, for a part of a label before the last two, and for the port; write"
            " 'https://*.example.com', or compile a regular expression"
        ),
    ),
    (
        "origins",
        "https://a.com:80*",
        ...,
        ERROR,
        (
            "has a * where it is no wildcard: one may stand for whole labels in front of "
            "a domain, for a part of a label before the last two, and for the port; write"
            " 'https://a.com:*', or compile a regular expression"
        ),
    ),
    (
        "origins",
        "https://*.a.com/*",
        ...,
        WARNING,
        "has '/*' behind the host, so that no browser can send it; write 'https://*.a.com'",
    ),
    (
        "origins",
        "https://*.com",
        ...,
        WARNING,
        (
            "admits everybody who has a host under 'com'; name your own domain: "
            "'https://*.your-name.com'"
        ),
    ),
    (
        "origins",
        "https://*.github.io",
        ...,
        WARNING,
        (
            "admits everybody who has a host under 'github.io'; name your own domain: "
            "'https://*.your-name.github.io'"
        ),
    ),
    (
        "origins",
        "https://a.*",
        ...,
        WARNING,
        (
            "also admits other domains, such as 'https://aevil.com'; escape its dots and "
            "spell out the domain, or write a wildcard such as 'https://*.example.com'"
        ),
    ),
    (
        "origins",
        r"https://.*\.a.com",
        ...,
        WARNING,
        (
            "also admits other domains, such as 'https://evil.axcom'; escape its dots and"
            " spell out the domain, or write a wildcard such as 'https://*.example.com'"
        ),
    ),
    (
        "origins",
        "https?://a.com",
        ...,
        WARNING,
        (
            "also admits other domains, such as 'https://axcom'; escape its dots and "
            "spell out the domain, or write a wildcard such as 'https://*.example.com'"
        ),
    ),
    (
        "origins",
        "https://(",
        ...,
        ERROR,
        (
            "is no valid regular expression: missing ), unterminated subpattern at "
            "position 8; escape it or mend it"
        ),
    ),
    (
        "origins",
        r"https://(\w+)+\.a\.com",
        ...,
        ERROR,
        (
            "can take exponential time, because a repeat in it can match the same text in"
            " two ways; write the repeat so that each text has one reading"
        ),
    ),
    (
        "origins",
        r"^a\.com$",
        ...,
        WARNING,
        (
            "is a regular expression that matches no whole origin, scheme included; write"
            " one such as 'https://[a-z]+\\.example\\.com'"
        ),
    ),
    (
        "origins",
        r"https://.*.*.*\.a\.com",
        ...,
        WARNING,
        (
            "has 3 unbounded repeats that can match the same text, which is slow on long "
            "input; use narrower sets such as [^/]* or [a-z0-9-]+"
        ),
    ),
    (
        "origins",
        r"https://(?=a)a\.com",
        ...,
        WARNING,
        (
            "cannot be analysed (a look-around, '(?=' at position 8), so that what else it"
            " admits is not known; write it without that"
        ),
    ),
    (
        "methods",
        "GET POST",
        ...,
        ERROR,
        "can be no method; write one as 'GET'",
    ),
    (
        "methods",
        "GET;POST",
        ...,
        ERROR,
        "can be no method; write one as 'GET'",
    ),
    (
        "methods",
        ["GET", 5],
        5,
        ERROR,
        "is of type int; give a name: 'GET'",
    ),
    (
        "methods",
        b"GET",
        ...,
        ERROR,
        "is of type bytes; give a method such as 'GET' or a list of them",
    ),
    (
        "methods",
        [b"GET"],
        b"GET",
        ERROR,
        "is of type bytes; give a name: 'GET'",
    ),
    (
        "methods",
        {"GET": 1},
        ...,
        ERROR,
        "is of type dict; give a method such as 'GET' or a list of them",
    ),
    (
        "methods",
        True,
        ...,
        ERROR,
        "is of type bool; give a name: 'GET'",
    ),
    (
        "methods",
        [""],
        "",
        ERROR,
        "can be no method; write one as 'GET'",
    ),
    (
        "methods",
        "['GET']",
        ...,
        ERROR,
        'looks like a list but is not JSON; write ["one", "two"] or one, two',
    ),
    (
        "methods",
        "TRACE",
        ...,
        WARNING,
        "names TRACE, which no browser sends; it is left out; remove it",
    ),
    (
        "methods",
        ["GET", "connect"],
        ...,
        WARNING,
        "names CONNECT, which no browser sends; it is left out; remove it",
    ),
    (
        "methods",
        ["auto", "GET"],
        ...,
        WARNING,
        "names a method AUTO; write 'auto' alone, or the methods alone",
    ),
    (
        "allow_headers",
        None,
        ...,
        WARNING,
        "allows no request header; write [] to say so, or '*' for any",
    ),
    (
        "allow_headers",
        "X Y",
        ...,
        ERROR,
        "can be no header name; write one as 'Content-Type'",
    ),
    (
        "allow_headers",
        "X:Y",
        ...,
        ERROR,
        "can be no header name; write one as 'Content-Type'",
    ),
    (
        "allow_headers",
        "Content-Type; X",
        ...,
        ERROR,
        "can be no header name; write one as 'Content-Type'",
    ),
    (
        "allow_headers",
        [5],
        5,
        ERROR,
        (
            "is of type int; give a header name such as 'Content-Type' or a compiled regular"
            " expression"
        ),
    ),
    (
        "allow_headers",
        b"X",
        ...,
        ERROR,
        "is of type bytes; give a header name, a compiled regular expression or a list of them",
    ),
    (
        "allow_headers",
        {"X": 1},
        ...,
        ERROR,
        "is of type dict; give a header name, a compiled regular expression or a list of them",
    ),
    (
        "allow_headers",
        [""],
        "",
        ERROR,
        "can be no header name; write one as 'Content-Type'",
    ),
    (
        "allow_headers",
        True,
        ...,
        ERROR,
        (
            "is of type bool; give a header name such as 'Content-Type' or a compiled regular"
            " expression"
        ),
    ),
    (
        "allow_headers",
        "X-(a",
        ...,
        ERROR,
        (
            "is no valid regular expression: missing ), unterminated subpattern at "
            "position 2; escape it or mend it"
        ),
    ),
    (
        "allow_headers",
        "(x+)+",
        ...,
        ERROR,
        (
            "can take exponential time, because a repeat in it can match the same text in"
            " two ways; write the repeat so that each text has one reading"
        ),
    ),
    (
        "expose_headers",
        "X Y",
        ...,
        ERROR,
        "can be no header name; write one as 'X-Total'",
    ),
    (
        "expose_headers",
        [5],
        5,
        ERROR,
        "is of type int; give a header name",
    ),
    (
        "expose_headers",
        b"X",
        ...,
        ERROR,
        "is of type bytes; give a header name or a list of them",
    ),
    (
        "expose_headers",
        {"X": 1},
        ...,
        ERROR,
        "is of type dict; give a header name or a list of them",
    ),
    (
        "expose_headers",
        True,
        ...,
        ERROR,
        "is of type bool; give a header name",
    ),
    (
        "expose_headers",
        "X\r\nEvil: 1",
        ...,
        ERROR,
        "can be no header name; write one as 'X-Total'",
    ),
    (
        "expose_headers",
        "X-*",
        ...,
        WARNING,
        (
            "is no pattern to a browser, and exposes nothing; list the headers, or write "
            "'*' for all of them"
        ),
    ),
    (
        "expose_headers",
        "X-.*",
        ...,
        WARNING,
        (
            "is no pattern to a browser, and exposes nothing; list the headers, or write "
            "'*' for all of them"
        ),
    ),
    (
        "expose_headers",
        "X-(a|b)",
        ...,
        ERROR,
        "can be no header name; write one as 'X-Total'",
    ),
    (
        "supports_credentials",
        "maybe",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "supports_credentials",
        "",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "supports_credentials",
        2,
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "supports_credentials",
        1.0,
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "supports_credentials",
        [True],
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "supports_credentials",
        b"true",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "supports_credentials",
        {},
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "send_wildcard",
        "ja",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "vary_header",
        "Flase",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "always_send",
        "None",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "allow_private_network",
        "2",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "reject_disallowed",
        "-1",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "intercept_exceptions",
        "never",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "strict",
        "perhaps",
        ...,
        ERROR,
        "is no boolean; write True or False",
    ),
    (
        "max_age",
        -1,
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        "-5",
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        "abc",
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        "1h",
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        "",
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        True,
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        600.5,
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        600.0,
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        [600],
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        timedelta(-1),
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        "٣",
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "max_age",
        10**30,
        ...,
        ERROR,
        "is no number of seconds; write a whole number from 0 or a timedelta",
    ),
    (
        "resources",
        "api/*",
        ...,
        WARNING,
        "can match no path, since each begins with a slash; write '/api/*'",
    ),
    (
        "resources",
        "https://a.com/api/*",
        ...,
        WARNING,
        "can match no path, since each begins with a slash; write '/api/*'",
    ),
    (
        "resources",
        "",
        ...,
        WARNING,
        "names no path; write '/*' for every path",
    ),
    (
        "resources",
        " , ",
        ...,
        WARNING,
        "names no path; write '/*' for every path",
    ),
    (
        "resources",
        [""],
        "",
        WARNING,
        "can match no path, since each begins with a slash; write '/'",
    ),
    (
        "resources",
        5,
        ...,
        ERROR,
        "is of type int; give a path such as '/api/*' or a compiled regular expression",
    ),
    (
        "resources",
        b"/api",
        ...,
        ERROR,
        "is of type bytes; give a path, a compiled regular expression, a list of them or a dict",
    ),
    (
        "resources",
        [b"/api"],
        b"/api",
        ERROR,
        "is of type bytes; give a path such as '/api/*' or a compiled regular expression",
    ),
    (
        "resources",
        True,
        ...,
        ERROR,
        "is of type bool; give a path such as '/api/*' or a compiled regular expression",
    ),
    (
        "resources",
        [["/api"]],
        ["/api"],
        ERROR,
        "is of type list; give a path such as '/api/*' or a compiled regular expression",
    ),
    (
        "resources",
        {5: {}},
        5,
        ERROR,
        "is of type int; give a path such as '/api/*' or a compiled regular expression",
    ),
    (
        "resources",
        "/api/(",
        ...,
        ERROR,
        (
            "is no valid regular expression: missing ), unterminated subpattern at "
            "position 5; escape it or mend it"
        ),
    ),
    (
        "resources",
        "/(a+)+",
        ...,
        ERROR,
        (
            "can take exponential time, because a repeat in it can match the same text in"
            " two ways; write the repeat so that each text has one reading"
        ),
    ),
    (
        "resources",
        "^api/.*",
        ...,
        WARNING,
        "can match no path, since each begins with a slash; write '/api/.*'",
    ),
    (
        "resources",
        "['/api']",
        ...,
        ERROR,
        'looks like a list but is not JSON; write ["one", "two"] or one, two',
    ),
    (
        "resources",
        "/api/<id>",
        ...,
        WARNING,
        (
            "is that very path, and no URL rule: what stands between < and > stands for "
            "itself; write '/api/*'"
        ),
    ),
    (
        "resources",
        "/api/*/<int:id>",
        ...,
        WARNING,
        (
            "is that very path, and no URL rule: what stands between < and > stands for "
            "itself; write '/api/*/*'"
        ),
    ),
    (
        "resources",
        "/api/{id}",
        ...,
        WARNING,
        "is that very path, and no URL rule: {id} stands for itself; write '/api/*'",
    ),
    (
        "resources",
        "/api/{id:int}/x/{name}",
        ...,
        WARNING,
        "is that very path, and no URL rule: {id:int} stands for itself; write '/api/*/x/*'",
    ),
    (
        "resources",
        r"/v\d/{id}",
        ...,
        WARNING,
        r"is that very path, and no URL rule: {id} stands for itself; write '/v\\d/[^/]+'",
    ),
    (
        "resources",
        "/api/:id/x",
        ...,
        WARNING,
        "is that very path, and no URL rule: :id stands for itself; write '/api/*'",
    ),
    (
        "resources",
        "/api/a%20b",
        ...,
        WARNING,
        "is compared with decoded paths; write '/api/a b'",
    ),
    (
        "resources",
        "/api/../x",
        ...,
        WARNING,
        "is a path that servers resolve to another, and matches nothing; write '/x'",
    ),
    (
        "resources",
        "//api",
        ...,
        WARNING,
        "is a path that servers resolve to another, and matches nothing; write '/api'",
    ),
    (
        "resources",
        '{"/api/*": {"origins": "*"}}',
        ...,
        ERROR,
        "is a dict in a string; give the dict: json.loads(...)",
    ),
    (
        "resources",
        r"/(?:\ba|a+)+",
        ...,
        ERROR,
        (
            "can take exponential time, because a repeat in it can match the same text in"
            " two ways; write the repeat so that each text has one reading"
        ),
    ),
    (
        "resources",
        "/" + "(?:" * 60 + "a" + ")" * 60,
        ...,
        ERROR,
        (
            "may take exponential time, which cannot be told (groups nested more than 50 deep);"
            " write it without that"
        ),
    ),
    (
        "resources",
        "/(?!x).*.*",
        ...,
        WARNING,
        (
            "cannot be analysed (a look-around, '(?!' at position 1), so that what else it admits"
            " is not known; beyond 894 characters it matches nothing; write it without that"
        ),
    ),
    *(
        (
            "methods",
            value,
            ...,
            WARNING,
            "is taken for the name of one method; write 'GET, POST' for two, '*' for any",
        )
        for value in ("GET|POST", "GET+POST", "GET.*", "'GET'", "all", "None", "P*")
    ),
    *(
        (
            "methods",
            value,
            ...,
            WARNING,
            "allows no method in a preflight; write [] to say so, or '*'",
        )
        for value in ("", " , ")
    ),
    *(
        (
            "allow_headers",
            value,
            ...,
            WARNING,
            "allows no request header; write [] to say so, or '*' for any",
        )
        for value in ("", " , ")
    ),
    *(
        (
            "allow_headers",
            value,
            ...,
            WARNING,
            "is taken for the name of one header; write 'X-One, X-Two' for two, '*' for any",
        )
        for value in ("X-One+X-Two", "any", "'X-One'", "true")
    ),
    *(
        (
            "expose_headers",
            value,
            ...,
            WARNING,
            "is taken for the name of one header; write 'X-One, X-Two' for two, '*' for all",
        )
        for value in ("X-One|X-Two", "all", "False")
    ),
    (
        "max_age",
        timedelta(milliseconds=500),
        ...,
        WARNING,
        "is read as 0 seconds, since browsers know no parts of one; write whole seconds",
    ),
    (
        "max_age",
        timedelta(minutes=1, milliseconds=900),
        ...,
        WARNING,
        "is read as 60 seconds, since browsers know no parts of one; write whole seconds",
    ),
]


def said(configure):
    """Return how the one thing that is wrong comes, and in which words; it names this file."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            configure()
        except ConfigurationError as error:
            [problem] = error.problems
            return ERROR, place_taken_off(str(problem))
    [warning] = caught
    return warning.category, place_taken_off(str(warning.message))


def place_taken_off(text):
    """Return a message with the line of this file, in which every call stands, as `HERE`."""
    return re.sub(re.escape(__file__) + r":[0-9]+", "HERE", text)


def acao(app, origin=EVIL, path="/"):
    """Return the Access-Control-Allow-Origin of an answer to `origin`."""
    response = app.test_client().get(path, headers={"Origin": origin})
    return response.headers.get("Access-Control-Allow-Origin")


@pytest.mark.parametrize(("option", "value", "item", "kind", "message"), WRONG)
@pytest.mark.parametrize("layer", ["app", "config", "constructor", "blueprint", "view"])
def test_a_wrong_value(option, value, item, kind, message, layer):
    """A wrong value is an error or a warning in the same words wherever it stands."""
    app = Flask("app", static_folder=None)
    if layer == "config":
        app.config[f"CORS_{option.upper()}"] = value
    configure, place = {
        "app": (lambda: CORS(app, **{option: value}), "CORS(app) (HERE)"),
        "constructor": (lambda: CORS(**{option: value}), "CORS() (HERE)"),
        "config": (lambda: CORS(app), "app.config"),
        "blueprint": (
            lambda: CORS(Blueprint("b", __name__), **{option: value}),
            "CORS(blueprint 'b') (HERE)",
        ),
        "view": (lambda: cross_origin(**{option: value}), "@cross_origin (HERE)"),
    }[layer]
    scopes = {"blueprint": {"strict", "intercept_exceptions"}}
    scopes["view"] = {*scopes["blueprint"], "resources"}
    if option in scopes.get(layer, ()):
        kind, item = WARNING, ...
        remedy = f"give it to CORS(app, ...) or set CORS_{option.upper()}"
        message = f"has no effect on a {layer}; {remedy}"
    shown = value if item is ... else item
    assert said(configure) == (kind, f"{place}: {option}={shown!r}: {message}")


@pytest.mark.parametrize(
    "value",
    [
        value
        for option, value, _, kind, message in WRONG
        if (option, kind) == ("origins", WARNING) and "admits" not in message.partition(";")[0]
    ],
)
def test_a_wrong_origin_admits_nobody_else(value):
    """What is accepted with a warning as an origin admits no other one."""
    app = Flask("app", static_folder=None)
    with pytest.warns(CORSWarning):
        CORS(app, origins=value)
    for origin in (
        EVIL,
        "null",
        "https://a.com.evil.test",
        "http://evil.test",
        "https://evila.com",
    ):
        assert acao(app, origin) is None


@pytest.mark.parametrize(
    "name",
    [
        *("origin", "orgins", "orgin", "Origins", "ORIGINS", "allow_origin", "allow_origins"),
        *("allowed_origin", "allowed_origins", "origin_list", "origin_whitelist", "whitelist"),
        *(
            "allowlist",
            "allow_list",
            "cors_origins",
            "cors_allowed_origins",
            "domains",
            "trusted_origins",
        ),
        *("access_control_allow_origin", "origin_regex", "origin_regexp", "allow_origin_regex"),
        *("valid_origins", "from_origins", "client_origin", "frontend_origins", "origin_domains"),
    ],
)
def test_another_name_for_origins_closes_the_app(name):
    """What can only mean `origins` is read as that, with a warning, and admits nobody else."""
    app = Flask("app", static_folder=None)
    message = f"CORS(app) (HERE): {A!r}: was given as {name!r}" + READ_AS_ORIGINS
    assert said(lambda: CORS(app, **{name: A})) == (WARNING, message)
    assert (acao(app), acao(app, A)) == (None, A)


@pytest.mark.parametrize(
    ("name", "value", "nearest"),
    [
        ("headers", "X-One", "allow_headers"),
        ("expose", "X-One", "expose_headers"),
        ("credentials", True, "supports_credentials"),
        ("allow_credentials", True, "supports_credentials"),
        ("support_credentials", True, "supports_credentials"),
        ("allow_methods", "GET", "methods"),
        ("method", "GET", "methods"),
        ("maxage", 5, "max_age"),
        ("allow_header", "X-One", "allow_headers"),
        ("vary_headers", False, "vary_header"),
        ("sends_wildcard", True, "send_wildcard"),
        ("cors_max_age", 5, "max_age"),
        ("CORS_HEADERS", "X-One", "allow_headers"),
    ],
)
@pytest.mark.parametrize("layer", ["app", "config", "view"])
def test_an_unknown_name(name, value, nearest, layer):
    """An option of another name is left out, with a warning that names the right one."""
    app = Flask("app", static_folder=None)
    key = f"CORS_{name.upper()}"
    if layer == "config":
        app.config[key] = value
        message = f"app.config: {value!r}: was set as {key}, which is no key and is ignored; write"
        assert said(lambda: CORS(app)) == (WARNING, f"{message} CORS_{nearest.upper()}")
        return
    place = "CORS(app) (HERE)" if layer == "app" else "@cross_origin (HERE)"
    message = f"{place}: {value!r}: was given as {name!r}, no option; did you mean {nearest!r}?"
    configure = {
        "app": lambda: CORS(app, **{name: value}),
        "view": lambda: cross_origin(**{name: value}),
    }[layer]
    assert said(configure) == (WARNING, message)


@pytest.mark.parametrize("name", ["resource", "ressources", "resourses", "Resources"])
@pytest.mark.parametrize("layer", ["app", "config", "constructor", "init_app", "blueprint"])
def test_another_name_for_resources_closes_the_app(name, layer):
    """A misspelt `resources` opens the paths that it names to whom it names, and no other."""
    app = Flask("app", static_folder=None)
    blueprint = Blueprint("blueprint", "blueprint")
    named = {name: {"/api/*": {"origins": A}}}
    key = f"CORS_{name}"
    if layer == "config":
        app.config[key] = named[name]
    configure, place = {
        "app": (lambda: CORS(app, **named), "CORS(app) (HERE)"),
        "config": (lambda: CORS(app), "app.config"),
        "constructor": (lambda: CORS(**named).init_app(app), "CORS() (HERE)"),
        "init_app": (lambda: CORS().init_app(app, **named), "CORS(app) (HERE)"),
        "blueprint": (lambda: CORS(blueprint, **named), "CORS(blueprint 'blueprint') (HERE)"),
    }[layer]
    words = (
        f"was set as {key}, which is read as CORS_RESOURCES where that is not set; write"
        " CORS_RESOURCES"
        if layer == "config"
        else f"was given as {name!r} and is read as resources; write resources=... (flask-cors 6"
        " left it out, and opened every path)"
    )
    (blueprint if layer == "blueprint" else app).add_url_rule("/api/x", "x", lambda: "x")
    assert said(configure) == (WARNING, f"{place}: {named[name]!r}: {words}")
    app.register_blueprint(blueprint)
    assert [acao(app, origin) for origin in (EVIL, A)] == [None, None]
    assert [acao(app, origin, "/api/x") for origin in (EVIL, A)] == [None, A]


@pytest.mark.parametrize("layer", ["resource", "view"])
def test_another_name_for_resources_opens_nothing_where_there_are_none(layer):
    """On a view, or beside a resource, a misspelt `resources` leaves the policy as it is."""
    app = Flask("app", static_folder=None)
    open_to_all = {"resource": {"/*": {"origins": "*"}}}
    if layer == "resource":
        kind, message = said(lambda: CORS(app, origins=A, resources={"/*": open_to_all}))
    else:
        CORS(app, origins=A)
        kind, message = said(
            lambda: app.add_url_rule("/", "x", cross_origin(**open_to_all)(lambda: "x"))
        )
    assert kind is WARNING
    assert message.endswith("was given as 'resource', no option; did you mean 'resources'?")
    assert (acao(app), acao(app, A)) == (None, A)


@pytest.mark.parametrize("name", ["allow_all_origins", "check_origin"])
def test_a_switch_names_no_origins(name):
    """A switch of another library is no list of origins: it is unknown, and the app starts."""
    kind, message = said(lambda: CORS(Flask("app"), **{name: False}))
    assert kind is WARNING
    assert f"was given as {name!r}, no option" in message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"origins": "*"},
            (
                "supports_credentials=True with origins='*': every site can act and read as the"
                " logged-in user; name the origins that may"
            ),
        ),
        (
            {"origins": "null"},
            (
                "supports_credentials=True with origins='null': every sandboxed frame, of any site,"
                " has that origin; remove it"
            ),
        ),
        (
            {"origins": "http://a.com"},
            (
                "supports_credentials=True with origins='http://a.com': whoever is on the network"
                " path can speak as that origin; write 'https://a.com'"
            ),
        ),
        (
            {"origins": A, "expose_headers": "*"},
            (
                "supports_credentials=True with expose_headers='*': under credentials a browser"
                " takes the * as a header of that name; list the headers"
            ),
        ),
    ],
)
def test_what_credentials_make_wrong(options, message):
    """What is harmless without credentials warns with them, at each of the scopes."""
    given = {**options, "supports_credentials": True}
    app = Flask("app", static_folder=None)
    assert said(lambda: CORS(app, **given)) == (WARNING, f"CORS(app) (HERE): {message}")
    assert said(lambda: cross_origin(**given)) == (WARNING, f"@cross_origin (HERE): {message}")
    resources = {"/api/*": given}
    place = "CORS(app) resource '/api/*' (HERE)"
    other = Flask("other", static_folder=None)
    assert said(lambda: CORS(other, resources=resources)) == (WARNING, f"{place}: {message}")


def test_a_wildcard_with_credentials_does_not_start():
    """`*` sent literally, with credentials, is what no browser accepts."""
    options = {"supports_credentials": True, "send_wildcard": True}
    assert said(lambda: CORS(Flask("app"), **options)) == (
        ERROR,
        (
            "CORS(app) (HERE): send_wildcard=True with origins='*' and supports_credentials=True: a"
            " browser refuses '*' under credentials; drop one of the three, best by naming origins"
        ),
    )


@pytest.mark.parametrize(
    ("resources", "kind", "message"),
    [
        ({"/api": A}, ERROR, f": resources={A!r}: is of type str{GIVE_A_DICT}"),
        ({"/api": ["x"]}, ERROR, f": resources=['x']: is of type list{GIVE_A_DICT}"),
        ({"/api": {"orgins": A}}, WARNING, f"{API}: {A!r}: was given as 'orgins'{READ_AS_ORIGINS}"),
        (
            {"/api": {"max_age": "x"}},
            ERROR,
            (
                f"{API}: max_age='x': is no number of seconds; write a whole number from 0 or a"
                " timedelta"
            ),
        ),
        (
            {"/api": {"strict": True}},
            WARNING,
            (
                f"{API}: strict=True: has no effect on a resource; give it to CORS(app, ...) or set"
                " CORS_STRICT"
            ),
        ),
        (
            {"/api": {"resources": "/x"}},
            WARNING,
            (
                f"{API}: resources='/x': has no effect on a resource; give it to CORS(app, ...) or"
                " set CORS_RESOURCES"
            ),
        ),
        (
            {"/api": {"automatic_options": False}},
            WARNING,
            (
                f"{API}: automatic_options=False: has no effect on a resource; give it to"
                " @cross_origin(...) or set CORS_AUTOMATIC_OPTIONS"
            ),
        ),
    ],
)
def test_what_is_wrong_beside_a_resource(resources, kind, message):
    """The message names the resource, whether it stands in the call or in `app.config`."""
    app = Flask("app")
    found = said(lambda: CORS(app, resources=resources))
    assert found[0] is kind
    assert found[1].replace(" (HERE)", "") == f"CORS(app){message}"
    app = Flask("app")
    app.config["CORS_RESOURCES"] = resources
    assert said(lambda: CORS(app)) == (kind, f"app.config{message}")


@pytest.mark.parametrize(
    ("configure", "kind", "message"),
    [
        (lambda: CORS(A), ERROR, f"CORS(app) (HERE): {A!r} is of type str; {NO_APP}"),
        (
            lambda: CORS().init_app(None),
            ERROR,
            f"CORS() (HERE): None is of type NoneType; {NO_APP}",
        ),
        (lambda: cross_origin()("x"), ERROR, f"@cross_origin (HERE): 'x' {NO_VIEW}"),
        (lambda: cross_origin()(dict), ERROR, f"@cross_origin (HERE): <class 'dict'> {NO_VIEW}"),
        (
            lambda: cross_origin(A),
            WARNING,
            f"@cross_origin (HERE): origins={A!r}: {UNNAMED}{READ_AS_ORIGINS}",
        ),
        (
            lambda: cross_origin(A, origins=EVIL),
            WARNING,
            (
                f"@cross_origin (HERE): origins={A!r}: {UNNAMED} and left out beside origins=...;"
                " write all of them there"
            ),
        ),
        (
            lambda: cross_origin(5),
            ERROR,
            (
                "@cross_origin (HERE): origins=5: is of type int; give a string, a compiled regular"
                " expression or a callable"
            ),
        ),
    ],
)
def test_what_is_given_in_the_wrong_place(configure, kind, message):
    """What is no app, no view and no keyword is said to be none."""
    assert said(configure) == (kind, message)


def test_a_generator_is_judged_by_what_it_gives():
    """What is wrong in a one-shot iterable is told as in a list, and the rest is kept."""
    message = "is of type int; give a string, a compiled regular expression or a callable"
    found = said(lambda: CORS(Flask("app"), origins=(each for each in (A, 5))))
    assert found == (ERROR, f"CORS(app) (HERE): origins=5: {message}")
    app = Flask("app", static_folder=None)
    CORS(app, origins=(each for each in (A,)))
    assert (acao(app, A), acao(app)) == (A, None)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("CORS_ORIGINS", ""),
        ("CORS_ORIGINS", "none"),
        ("CORS_ORIGINS", "a.com,b.com"),
        ("CORS_ORIGIN", A),
        ("CORS_ALLOWED_ORIGINS", A),
        ("CORS_ALLOW_ORIGIN", A),
        ("CORS_WHITELIST", A),
        ("CORS_ORIGINS", json.dumps(["a.com"])),
    ],
)
def test_a_wrong_text_of_the_environment_opens_nothing(key, text):
    """A text for the origins that is not what was meant warns, and admits nobody else."""
    app = Flask("app", static_folder=None)
    app.config[key] = text
    with pytest.warns(CORSWarning):
        CORS(app)
    assert acao(app) is None


def test_all_that_is_wrong_is_told_at_once():
    """The errors of one call come together, in the order of the options."""
    with pytest.raises(ConfigurationError) as caught:
        CORS(Flask("app"), max_age="x", methods="G T", origins=5, resources=b"/")
    assert [p.option for p in caught.value.problems] == [
        "resources",
        "origins",
        "methods",
        "max_age",
    ]


@pytest.mark.parametrize(
    ("option", "value"),
    [(option, value) for option, value, _, kind, _ in WRONG if kind is WARNING],
)
def test_strict_makes_each_warning_an_error(option, value):
    """Under `strict` an app with a doubtful value does not start."""
    with pytest.raises(ConfigurationError):
        CORS(Flask("app"), strict=True, **{option: value})


def _open_view(app, **options):
    app.add_url_rule("/view", "view", cross_origin(**options)(lambda: "view"))


def _open_blueprint(app, **options):
    bp = Blueprint("bp", __name__)
    CORS(bp, **options)
    bp.add_url_rule("/below", "below", lambda: "below")
    app.register_blueprint(bp)


@pytest.mark.parametrize("configure", [CORS, _open_view, _open_blueprint])
def test_nothing_is_told_twice(configure):
    """What was warned of where it was written is not told again at the first request."""
    app = Flask("app", static_folder=None)
    kind, message = said(lambda: configure(app, origins="*", supports_credentials=True))
    assert kind is WARNING
    assert "every site can act" in message
    # Here a warning would be an error, which Flask answers 500.
    assert app.test_client().get("/").status_code == 404
