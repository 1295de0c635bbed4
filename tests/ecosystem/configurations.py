"""Configurations made of the spellings that public projects use, from a fixed seed.

Nothing here depends on either version: `named` finds the origins of a string in plain Python.
"""

import random
import re
from itertools import pairwise
from typing import NamedTuple

SEED, MANY = 20261128, 1000
A, B = "https://a.com", "https://b.com"
EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"

#: Origins in common use.
USED = (
    "http://localhost",
    "http://localhost:3000",
    "http://localhost:5173",
    "http://localhost:8080",
    "https://localhost:8443",
    "http://127.0.0.1",
    "http://127.0.0.1:5000",
    "http://127.0.0.1:3000",
    "http://[::1]:3000",
    "http://192.168.1.10:3000",
    "http://192.168.1.10",
    A,
    B,
    "http://a.com",
    "https://a.com:8443",
    "https://www.a.com",
    "https://app.a.com",
    "https://app-1.example.com",
    EXTENSION,
    "moz-extension://0f6c1d0e-3b1a-4b0e-9d4e-1c2d3e4f5a6b",
    "tauri://localhost",
    "ionic://localhost",
    "capacitor://localhost",
    "app://obsidian.md",
    "file://",
    "app://.",
)
#: Origins that an attacker would register, and values that browsers do not send.
FOREIGN = (
    "null",
    "http://localhost.evil.test",
    "http://localhost.evil.test:3000",
    "http://localhostevil",
    "http://127.0.0.1.evil.test",
    "https://a.com.evil.test",
    "https://a.comevil.test",
    "https://a.com@evil.test",
    "https://evila.com",
    "https://evil.test",
    "http://evil.test",
    "tauri://evil",
    "https://a.com/",
    "https://a.com, https://b.com",
    "HTTPS://A.COM",
    "https://",
)


#: Names in a form that must not allow any origin.
NOBODY = "(?!)"


class Form(NamedTuple):
    """One item of `origins`, and its meaning: a regular expression over whole origins."""

    text: str
    named: str


def _local():
    for scheme in ("http", "https"):
        for host in ("localhost", "127.0.0.1", "[::1]", "192.168.1.10"):
            any_port = re.escape(f"{scheme}://{host}") + "(:[0-9]+)?"
            for tail in ("*", ":*", ":*/*", "*/", ":*/"):
                yield Form(f"{scheme}://{host}{tail}", any_port)
            for tail in (":3000", ":3000/", ":3000/*", ":8443/*", ":3000*", ":8443*/"):
                port = re.search("[0-9]+", tail)[0]
                yield Form(f"{scheme}://{host}{tail}", re.escape(f"{scheme}://{host}:{port}"))


def _schemes():
    names = ("https", "http", "chrome-extension", "moz-extension", "tauri", "ionic", "capacitor")
    for scheme in (*names, "app"):
        for tail in ("*", "*/", "*/*", *(("*:*",) if scheme.startswith("http") else ())):
            yield Form(f"{scheme}://{tail}", f"{scheme}://[^/@, ]+")
    yield Form("file://*", "file://")


def _exact():
    for origin in (A, B, "http://a.com", "https://www.a.com", EXTENSION, *USED[-6:]):
        for tail in ("", "/", "/*") if origin not in {"file://", "app://."} else ("",):
            yield Form(origin + tail, re.escape(origin))
    for text in ("{}, {}", "{},{}", "{} {}", "{};{}", "{}\n{}", "{},\n{},", '"{},{}"'):
        yield Form(text.format(A, B), "https://[ab][.]com")
    for text in ('"{}"', "'{}'", "{},", " {} ", "{}\n"):
        yield Form(text.format(A), re.escape(A))
    yield Form("https://*.a.com", "https://([a-z]+[.])+a[.]com")
    yield Form("https://*.a.com/*", "https://([a-z]+[.])+a[.]com")


def _copied():
    around = ("\u201c{}\u201d", "\u2018{}\u2019", "\xab{}\xbb", "`{}`", "'{}", '{}"', "\"'{}'\"")
    invisible = ("\ufeff{}", "{}\ufeff", "\u200b{}", "{}\u2060", "\xa0{}", "{}\xa0")
    for text in (*around, *invisible):
        yield Form(text.format(A), re.escape(A))
        yield Form(text.format("https://*.a.com"), "https://([a-z]+[.])+a[.]com")
        for word in ("*", "null"):
            yield Form(text.format(word), NOBODY)
    for text in ("\u201c{}, {}\u201d", "'{}','{}'", '"{}" "{}"', "{}\xa0{}", "\ufeff{},{}"):
        yield Form(text.format(A, B), "https://[ab][.]com")
    for text in ("{}\uff0c{}", "{}\\n{}", '\\"{},{}\\"', '\'["{}", "{}"]\'', '["{}", "{}"]'):
        yield Form(text.format(A, B), "https://[ab][.]com")
    for text in ("{} *", "* {}", "{};null", "{}\n*", "'{}, *'", '"null, {}"'):
        yield Form(text.format(A), re.escape(A))
    for text in ("{},localhost:3000", "{} localhost:3000", "{};b.com", "{}, None", "{}, 3000"):
        yield Form(text.format(A), re.escape(A))
    for text in ("https://a,com", "https://a.com\n.uk", "https://a b.com", "ORIGIN=https://a.com"):
        yield Form(text, re.escape(A))
    for text in ("http://https://a.com", "https%3A%2F%2Fa.com", "'[\"*\"]'", "''", "any", "\ufeff"):
        yield Form(text, NOBODY)
    for text in ("undefined", "None", "NULL", "3000", "https:// a.com"):
        yield Form(text, NOBODY)


def _regexes():
    local = "(localhost|127[.]0[.]0[.]1)"
    for text, named in {
        r"http[s]?://(localhost|127\.0\.0\.1):*": f"https?://{local}(:[0-9]+)?",
        "https?://localhost:*": "https?://localhost(:[0-9]+)?",
        "^http://localhost": "http://localhost(:[0-9]+)?",
        "^http://localhost:": "http://localhost:[0-9]+",
        r"http://127\.0\.0\.1": "http://127[.]0[.]0[.]1(:[0-9]+)?",
        r"http://localhost(:\d+)?": "http://localhost(:[0-9]+)?",
        r"http://localhost:\d+": "http://localhost:[0-9]+",
        r"^https://(www|app)\.": "https://(www|app)[.].+",
        r"https://.*\.a\.com": "https://.+[.]a[.]com",
        r"^https://a\.com$": "https://a[.]com",
        r"^http://192\.168\.": "http://192[.]168[.].+",
        "https?://*": "https?://.*",
    }.items():
        yield Form(text, named)


FORMS = [*_local(), *_schemes(), *_exact(), *_copied(), *_regexes()]
#: Names for origins that version 6 ignored, as options and as keys.
NAMES = (
    *("origin", "orgins", "allow_origins", "allowed_origins", "whitelist_origins", "corsOrigins"),
    *("frontend_origin", "origin_regex", "trusted_domains", "Access-Control-Allow-Origin"),
)
KEYS = (
    *("CORS_ORIGIN", "CORS_ALLOWED_ORIGINS", "CORS_WHITELIST_ORIGINS", "CORS_ORIGIN_WHITELIST"),
    *("cors_origins", "Cors_Origins", "cors_allowed_origins", "FLASK_CORS_ORIGINS"),
    *("BACKEND_CORS_ORIGINS", "CORS_FRONTEND_ORIGIN", "CORSORIGINS", "ORIGINS_FOR_CORS"),
)
SWITCHES = ("CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL", "CORS_ALLOW_ANY_ORIGIN")

#: Other options, each with several spellings.
OPTIONS = {
    "methods": [
        ["GET, POST, OPTIONS"],
        ["GET,POST,OPTIONS"],
        ["GET", "POST", "OPTIONS", ""],
        ["GET", "POST, OPTIONS"],
        "GET, POST, OPTIONS",
        ["GET", "POST", "OPTIONS"],
    ],
    "expose_headers": [
        ["content-type, content-disposition"],
        ["content-type", "content-disposition"],
        ["content-type", ""],
        "content-type, content-disposition",
    ],
    "allow_headers": [
        ["Content-Type, Authorization"],
        ["Content-Type", "Authorization", ""],
        ["Content-Type", "Authorization"],
        "Content-Type, Authorization",
    ],
    "supports_credentials": ["", False, True],
    "send_wildcard": [""],
    "vary_header": [""],
    "max_age": ["", 600, 86400.0, "600"],
}


def _named_otherwise():
    a, b, none = Form(A, re.escape(A)), Form(B, re.escape(B)), Form("", NOBODY)
    for name in NAMES:
        yield {name: A}, (a,)
        yield {name: [A, B]}, (a, b)
        yield {name: B, "origins": A}, (a,)
    for key in KEYS:
        yield {"config": {key: A}}, (a,)
        yield {"config": {key: f"{A}, {B}"}}, (a, b)
        yield {"config": {key: B, "CORS_ORIGINS": A}}, (a,)
        yield {"config": {key: B}, "origins": A}, (a,)
    for one, other in pairwise(NAMES):
        yield {one: [A, B], other: B}, (b,)
        yield {one: A, other: B}, (none,)
    for one, other in pairwise(KEYS):
        yield {"config": {one: A, other: [A, B]}}, (a,)
        yield {"config": {one: A, other: B}}, (none,)
        yield {"config": {one: "*", other: B}}, (b,)
    for switch in SWITCHES:
        for off in (False, "False", "0", ""):
            yield {"config": {switch: off}}, (none,)
        for value in (True, False):
            yield {"config": {switch: value, "CORS_ALLOWED_ORIGINS": A}}, (a,)
            yield {"config": {switch: value}, "origins": A}, (a,)
            yield {switch.removeprefix("CORS_").lower(): value, "origins": A}, (a,)
        yield {switch.removeprefix("CORS_").lower(): False}, (none,)


def configurations():
    """Return the options of `CORS(app, ...)` for many apps, each with its forms."""
    chance = random.Random(SEED)  # noqa: S311 - random, but the same in each run
    found = [({"origins": form.text}, (form,)) for form in FORMS]
    found += [({"origins": [form.text]}, (form,)) for form in FORMS]
    found += _named_otherwise()
    found += [({"origins": [A, B], name: value}, ()) for name in OPTIONS for value in OPTIONS[name]]
    while len(found) < MANY:
        forms = chance.sample(FORMS, chance.randint(1, 4))
        options = {"origins": [form.text for form in forms]}
        for name in chance.sample(sorted(OPTIONS), chance.randint(0, 3)):
            options[name] = chance.choice(OPTIONS[name])
        found.append((options, tuple(forms)))
    return found
