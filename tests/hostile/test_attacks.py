"""Origins that scanners send and attackers register, against common configurations.

The expected result is computed in plain Python from the meaning of each configuration,
never by the library's own patterns.
"""

import ipaddress
import re
import string
import warnings

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from flask_cors import CORS
from origins import A

WWW = "https://www.a.com"
SCHEME = set(string.ascii_lowercase + string.digits + "+.-")
LABEL = set(string.ascii_lowercase + string.digits + "-_")


def labels(text):
    """Return the labels of a host, or none if it cannot be in a serialized origin."""
    found = text.split(".")
    whole = all(label and len(label) < 64 and set(label) <= LABEL for label in found)
    return found if whole and len(text) < 254 else []


def parts(origin):
    """Return scheme, host and port (0 if none) of a serialized origin, or None."""
    scheme, found, rest = origin.partition("://")
    host, port = rest, ""
    if not rest.endswith("]"):
        before, colon, behind = rest.rpartition(":")
        if colon:
            host, port = before, behind
            default = {"https": "443", "http": "80"}.get(scheme)
            if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
                return None
            if port[0] == "0" or port == default:
                return None
    if not found or scheme[:1] not in set(string.ascii_lowercase) - {""} or set(scheme) - SCHEME:
        return None
    if host.startswith("[") and host.endswith("]") and host == host.lower() and "%" not in host:
        try:
            ipaddress.IPv6Address(host[1:-1])
        except ValueError:
            return None
    elif not labels(host):
        return None
    return scheme, host, int(port or 0)


def exactly(*origins):
    """Return a predicate that allows only these origins."""
    return lambda origin: origin in origins


def any_origin(origin):
    """Allow every valid origin."""
    return parts(origin) is not None


def below_a(origin):
    """Allow https hosts below a.com."""
    found = parts(origin)
    if not found:
        return False
    scheme, host, port = found
    return (
        (scheme, port) == ("https", 0)
        and len(labels(host)) > 2
        and labels(host)[-2:] == ["a", "com"]
    )


def preview(origin):
    """Allow the previews of an app: `app-*.a.com`."""
    found = below_a(origin) and labels(parts(origin)[1])
    return bool(
        found
        and len(found) == 3
        and found[0].startswith("app-")
        and len(found[0]) > 4
        and "_" not in found[0]
    )


def local(origin):
    """Allow http on localhost, on any port."""
    found = parts(origin)
    return bool(found) and found[:2] == ("http", "localhost")


def four_digits(origin):
    """Allow localhost on a port of four digits."""
    found = parts(origin)
    return (
        bool(found)
        and found in {(s, "localhost", found[2]) for s in ("http", "https")}
        and (1000 <= found[2] <= 9999)
    )


def of_schemes(*schemes):
    """Return a predicate that allows any origin of some schemes."""
    return lambda origin: bool(parts(origin)) and parts(origin)[0] in schemes


def on_address(origin):
    """Allow https on this machine's address, on any port."""
    found = parts(origin)
    return bool(found) and found[:2] == ("https", "127.0.0.1")


def apps(origin):
    """Allow the app shells Tauri and Ionic."""
    return of_schemes("tauri", "ionic")(origin)


def without_port(origin):
    """Allow localhost without a port: a colon that may be repeated is not a port."""
    return origin in {"http://localhost", "https://localhost"}


no_origin = exactly()
B = "https://b.com"
#: Configurations from version 6: those that clearly name origins allow these and no others.
SPELLINGS = {
    "any port by a star": ({"origins": "http://localhost*"}, local),
    "any port of an address": ({"origins": "https://127.0.0.1*"}, on_address),
    "any port and a path": ({"origins": "http://localhost:*/*"}, local),
    "scheme": ({"origins": "https://*"}, of_schemes("https")),
    "scheme and port": ({"origins": "https://*:*"}, of_schemes("https")),
    "both schemes": ({"origins": ["https://*", "http://*"]}, of_schemes("http", "https")),
    "scheme with credentials": (
        {"origins": "https://*", "supports_credentials": True},
        of_schemes("https"),
    ),
    "extensions": ({"origins": "chrome-extension://*"}, of_schemes("chrome-extension")),
    "shells": ({"origins": ["tauri://*", "ionic://*", A]}, lambda o: o == A or apps(o)),
    "path": ({"origins": "https://a.com/*"}, exactly(A)),
    "port and path": ({"origins": "http://localhost:3000/*"}, exactly("http://localhost:3000")),
    "two in an item": ({"origins": [f"{A}, {B}"]}, exactly(A, B)),
    "two with a blank": ({"origins": f"{A} {B}"}, exactly(A, B)),
    "two with a semicolon": ({"origins": [f"{A};{B}"]}, exactly(A, B)),
    "lines": ({"origins": f"{A}\n{B}\n"}, exactly(A, B)),
    "quotes": ({"origins": f'"{A}"'}, exactly(A)),
    "quotes in an item": ({"origins": [f"'{A}'"]}, exactly(A)),
    "null beside one in an item": ({"origins": [f"{A} null"]}, exactly(A)),
    "any beside one in an item": ({"origins": [f"{A}, *"]}, exactly(A)),
    "any in quotes": ({"origins": ["'*'", A]}, exactly(A)),
    "any behind a byte order mark": ({"origins": "\ufeff*"}, no_origin),
    "null in quotes": ({"origins": ['"null"', A], "supports_credentials": True}, exactly(A)),
    "curly quotes": ({"origins": f"\u201c{A}\u201d"}, exactly(A)),
    "one quote": ({"origins": [f"'{A}"]}, exactly(A)),
    "byte order mark": ({"origins": f"\ufeff{A}"}, exactly(A)),
    "no-break space": ({"origins": [f"{A}\xa0{B}"]}, exactly(A, B)),
    "a star behind a port": (
        {"origins": "http://localhost:3000*"},
        exactly("http://localhost:3000"),
    ),
    "escaped line breaks": ({"origins": [f"{A}\\n{B}"]}, exactly(A, B)),
    "a list in quotes": ({"origins": f'\'["{A}", "*"]\''}, exactly(A)),
    "a regex in quotes": ({"origins": ["\u201c.*\u201d", A]}, exactly(A)),
    "a regex behind a byte order mark": ({"origins": [A, "\ufeff.*"]}, exactly(A)),
    "two schemes": ({"origins": [A, "http://https://evil.test"]}, exactly(A)),
    # A value that is not an origin is kept, and equals only itself, which no browser sends.
    "one without a scheme in an item": (
        {"origins": [f"{A},localhost:3000"]},
        exactly(A, "localhost:3000"),
    ),
    "a slip": ({"origins": [f"{A},uk"]}, no_origin),
    "a list of Python": ({"origins": [f"['{A}', '{B}']"]}, exactly(A, B)),
    "a tuple of Python": ({"origins": f"('{A}', '{B}')"}, exactly(A, B)),
    "any in a list of Python": ({"origins": ["['*']"]}, no_origin),
    "file": ({"origins": "file://"}, exactly("file://")),
    "any file": ({"origins": "file://*"}, exactly("file://")),
    "app": ({"origins": ["app://.", A]}, exactly("app://.", A)),
    "prefix": ({"origins": r"https?://localhost:*"}, without_port),
    "prefix of a domain": ({"origins": r"^https://www\.a\.com"}, exactly(WWW)),
    "another name": ({"whitelist_origins": A}, exactly(A)),
    "two other names": (
        {"allowed_origins": [A, WWW], "whitelist_origins": ["https://*.a.com", B]},
        exactly(WWW),
    ),
    "a name of refused origins": ({"blocked_origins": A}, no_origin),
    "a name of refused origins beside a list": (
        {"config": {"CORS_ORIGIN_BLACKLIST": [B], "CORS_ORIGIN_WHITELIST": [A]}},
        exactly(A),
    ),
    "any of a scheme, and a slip": ({"origins": [f"https://*;{A[8:]}"]}, exactly(A[8:])),
    "every origin switched off": ({"allow_all_origins": False}, no_origin),
    "another key": ({"config": {"cors_origins": A}}, exactly(A)),
    "a key of another framework": ({"config": {"FLASK_CORS_ORIGINS": [A]}}, exactly(A)),
    "a key that switches every origin off": (
        {"config": {"CORS_ORIGIN_ALLOW_ALL": "False"}},
        no_origin,
    ),
    "a key that switches every origin on beside a list": (
        {"config": {"CORS_ALLOW_ALL_ORIGINS": True, "CORS_ALLOWED_ORIGINS": A}},
        exactly(A),
    ),
    "two other keys": (
        {
            "config": {
                "CORS_ALLOWED_ORIGINS": [A, B],
                "CORS_WHITELIST_ORIGINS": r"https://[bc]\.com",
            }
        },
        exactly(B),
    ),
    "two other keys without a common origin": (
        {"config": {"CORS_ALLOWED_ORIGINS": A, "CORS_WHITELIST_ORIGINS": B}},
        no_origin,
    ),
    "returns None": ({"origins": {A: True}.get}, exactly(A)),
    "template": ({"origins": "https://{tenant}.a.com"}, no_origin),
    "template of Flask": ({"origins": "https://<tenant>.a.com"}, no_origin),
    "template of a shell": ({"origins": ["https://${TENANT}.a.com", A]}, exactly(A)),
    "template of a port": ({"origins": "http://localhost:%d"}, no_origin),
    "object": ({"origins": '{"origins": "https://a.com"}'}, no_origin),
    "empty": ({"origins": ""}, no_origin),
}

CONFIGURATIONS = {
    **SPELLINGS,
    "exact": ({"origins": A}, exactly(A)),
    "exact with credentials": ({"origins": A, "supports_credentials": True}, exactly(A)),
    "two": ({"origins": [A, "https://b.com"]}, exactly(A, "https://b.com")),
    "comma list": ({"origins": "https://a.com, https://b.com"}, exactly(A, "https://b.com")),
    "port": ({"origins": "https://a.com:8443"}, exactly("https://a.com:8443")),
    "http": ({"origins": "http://a.com"}, exactly("http://a.com")),
    "corrected": ({"origins": "HTTPS://A.com:443/"}, exactly(A)),
    "punycode": ({"origins": "https://\u00e4.com"}, exactly("https://xn--4ca.com")),
    "ipv4": ({"origins": "http://127.0.0.1:3000"}, exactly("http://127.0.0.1:3000")),
    "ipv6": ({"origins": "http://[::1]:3000"}, exactly("http://[::1]:3000")),
    "labels": ({"origins": "https://*.a.com"}, below_a),
    "domain and labels": (
        {"origins": [A, "https://*.a.com"], "supports_credentials": True},
        lambda origin: origin == A or below_a(origin),
    ),
    "part of a label": ({"origins": "https://app-*.a.com"}, preview),
    "any port": ({"origins": "http://localhost:*"}, local),
    "regex": ({"origins": r"https://(www|m)\.a\.com"}, exactly(WWW, "https://m.a.com")),
    "anchored regex": ({"origins": r"^https://www\.a\.com$"}, exactly(WWW)),
    "regex without end": ({"origins": [re.compile(r"https://www\.a\.com")]}, exactly(WWW)),
    "regex of labels": ({"origins": r"https://([a-z0-9_-]+\.)+a\.com"}, below_a),
    "regex of ports": ({"origins": r"https?://localhost:[0-9]{4}"}, four_digits),
    "callable": (
        {"origins": lambda origin: origin.endswith("a.com")},
        lambda o: any_origin(o) and o.endswith("a.com"),
    ),
    "null": ({"origins": ["null", A], "supports_credentials": True}, exactly("null", A)),
    "nobody": ({"origins": []}, no_origin),
    "any": ({"origins": "*"}, any_origin),
    "any with credentials": ({"origins": "*", "supports_credentials": True}, any_origin),
}

BASES = (
    A,
    WWW,
    "https://b.com",
    "http://a.com",
    "https://a.com:8443",
    "http://localhost",
    "http://localhost:3000",
    "http://127.0.0.1:3000",
    "http://[::1]:3000",
    "https://app-1.a.com",
    "https://x.y.a.com",
    "https://xn--4ca.com",
    "https://127.0.0.1:8443",
    "chrome-extension://abcdefghijklmnop",
    "tauri://localhost",
    "file://",
    "app://.",
    "https://tenant.a.com",
    "null",
)
#: Characters that browsers allow or used to allow in a host, and that confuse parsers.
SPECIALS = [
    *"_!$&'()*+,;=:@`{}|~^%\"<>\\/?#[] -.",
    "%00",
    "%2e",
    "%60",
    "\t",
    "\x00",
    "\x0b",
    "\x7f",
]
SPECIALS += ["\xa0", "\xad", "\xdf", "\xe4", "\xff", "\\\\", "..", "//", "@@", "%0d%0a", "\x85"]
SPECIALS += [
    "%0b",
    "%09",
    "%20",
    "%23",
    "%2f",
    "%3f",
    "%40",
    "%5c",
    "%5b",
    "%7f",
    "%E3%80%82",
    "%ff",
]
SPECIALS += [
    "\x01",
    "\x08",
    "\x0c",
    "\x1b",
    "\x1f",
    "\xb7",
    "\xc2\xa0",
    "\xe2\x80\xae",
    "\xef\xbc\x8e",
]


def mutations(origin):
    """Return a scanner's variations of an origin that may be allowed."""
    scheme, _, host = origin.partition("://")
    name = host.partition(":")[0]
    evil = "evil.test"
    yield from (
        origin,
        origin.upper(),
        origin.title(),
        origin.swapcase(),
        f" {origin}",
        f"{origin} ",
    )
    # Prefixes, suffixes and substrings.
    yield from (
        f"{origin}.{evil}",
        f"{origin}{evil}",
        f"{origin}.com",
        f"{origin[:-1]}",
        f"{origin}x",
    )
    yield from (f"{scheme}://evil{host}", f"{scheme}://{evil}{host}", f"{scheme}://{evil}.{host}")
    yield from (
        f"{scheme}://{evil}/{host}",
        f"{scheme}://{evil}?{host}",
        f"{scheme}://{evil}#{host}",
    )
    yield from (f"{scheme}://{evil}/{origin}", f"{scheme}://{evil}?{origin}", f"{evil}{origin}")
    yield from (f"{scheme}://{host.replace('.', 'x')}", f"{scheme}://{host.replace('.', '')}")
    yield from (f"{scheme}://{host}.", f"{scheme}://.{host}", f"{scheme}://..{host}", host, name)
    # User-info, backslashes, paths.
    yield from (f"{scheme}://{host}@{evil}", f"{scheme}://u:p@{host}", f"{scheme}://{evil}@{host}")
    yield from (
        f"{scheme}://{evil}\\@{host}",
        f"{scheme}://{evil}\\.{host}",
        f"{scheme}:\\\\{host}",
    )
    yield from (
        f"{origin}/",
        f"{origin}/x",
        f"{origin}?",
        f"{origin}#",
        f"{origin}/..",
        f"{origin};",
    )
    # Scanners' names for them: third parties, arbitrary subdomains, the same prefix.
    first, _, rest = name.partition(".")
    yield from (f"{scheme}://{evil}.{name}", f"{scheme}://{rest}", f"{scheme}://www.{host}")
    yield from (f"{scheme}://{first}-{rest}", f"{scheme}://{first}{rest}", f"{scheme}://x-{host}")
    yield from (f"{scheme}://{name[1:]}", f"{scheme}://{name[:-1]}", f"{scheme}://{rest}.{first}")
    yield from (f"{scheme}://{name}.{name}", f"{scheme}://{name}{name}", f"{scheme}://{host}{host}")
    yield from (f"{scheme}://{site}" for site in THIRD_PARTIES)
    # A dot or a letter is replaced by another character.
    for at, char in enumerate(name):
        yield f"{scheme}://{name[:at]}{'-' if char == '.' else chr(ord(char) ^ 1)}{name[at + 1 :]}"
        yield f"{scheme}://{name[:at]}%{ord(char):02x}{name[at + 1 :]}"
        yield f"{scheme}://{name[:at]}{char}{char}{name[at + 1 :]}"
        yield f"{scheme}://{name[:at]}{char.upper()}{name[at + 1 :]}"
    # Lookalike names, as the bytes that a server reads.
    for one, other in LOOK_ALIKE.items():
        yield origin.replace(one, other.encode().decode("latin-1"))
    # User-info, and strings that parsers mistake for it.
    yield from (f"{scheme}://{host}:@{evil}", f"{scheme}://{host}:x@{evil}", f"{scheme}://@{host}")
    yield from (
        f"{scheme}://{host}%40{evil}",
        f"{scheme}://{evil}%40{host}",
        f"{scheme}://:@{host}",
    )
    yield from (f"{scheme}://{host}&@{evil}#@{host}", f"{scheme}://{evil}#@{host}", f"@{origin}")
    yield from (
        f"{scheme}://{evil}%5c@{host}",
        f"{scheme}:/{host}",
        f"{scheme}:{host}",
        f"//{host}",
    )
    yield from (
        f"{scheme}:///{host}",
        f"{scheme}:\\/\\/{host}",
        f"{scheme}://\\{host}",
        f"\\\\{host}",
    )
    # Scheme and port.
    for other in (
        "http",
        "https",
        "ftp",
        "file",
        "HTTPS",
        "httpsx",
        "javascript",
        "",
        "chrome-extension",
    ):
        yield f"{other}://{host}"
    for port in (
        "",
        "0",
        "80",
        "443",
        "0443",
        "3000",
        "8080",
        "65535",
        "65536",
        "x",
        "*",
        "-1",
        "\u00b2",
    ):
        yield f"{scheme}://{name}:{port}"
        yield f"{origin}:{port}"
    # Every special character at every position where a host can be split.
    for special in SPECIALS:
        yield f"{origin}{special}"
        yield f"{special}{origin}"
        yield f"{origin}{special}.{evil}"
        yield f"{origin}{special}{evil}"
        yield f"{scheme}://{evil}{special}{host}"
        yield f"{scheme}://{evil}{special}.{host}"
        yield f"{scheme}://x{special}{host}"
        yield f"{scheme}://{special}{host}"
        yield f"{scheme}{special}://{host}"
        yield f"{scheme}:{special}//{host}"
    # Several values, and an empty one.
    yield from (
        f"{origin}, null",
        f"null, {origin}",
        f"null,{origin}",
        f"{origin} null",
        f"*,{origin}",
    )
    yield from (
        f'"{origin}"',
        f"'{origin}'",
        f"<{origin}>",
        f"[{origin}]",
        f"{origin}\r\nOrigin: {A}",
    )
    for comma in (",", ", ", " ", ";", "|", "\t"):
        yield f"{origin}{comma}https://{evil}"
        yield f"https://{evil}{comma}{origin}"
        yield f"{origin}{comma}{origin}"


#: Hosts where anyone can publish a page: scanners check whether they are trusted.
THIRD_PARTIES = (
    *(
        "whatever.github.io",
        "jsbin.com",
        "codepen.io",
        "jsfiddle.net",
        "repl.it",
        "x.herokuapp.com",
    ),
    *(
        "x.s3.amazonaws.com",
        "x.azurewebsites.net",
        "x.vercel.app",
        "localhost",
        "localhost.evil.test",
    ),
    *(
        "localtest.me",
        "127.0.0.1.nip.io",
        "0.0.0.0",  # noqa: S104 - nothing binds to it
        "[::]",
        "[::1]",
        "169.254.169.254",
        "evil",
        "test",
    ),
)
#: Letters of other scripts, wide forms, ligatures and full stops that some parsers normalize.
LOOK_ALIKE = {
    "a": "\u0430",
    "o": "\u043e",
    "c": "\u0441",
    "m": "\uff4d",
    "l": "\u2113",
    "h": "\u210e",
    ".": "\u3002",
    ".c": "\uff0ec",
    ".co": "\uff61co",
    "//": "\u2044\u2044",
    ":": "\uff1a",
    "s:": "\u017f:",
    "k": "\u212a",
    "om": "\u043em",
    "www": "\uff57\uff57\uff57",
    "http": "\uff48ttp",
    "1": "\u2460",
}
ODD = (
    *("", " ", "*", "null", "NULL", "Null", "null ", "nullx", "none", "undefined", "about:blank"),
    *(
        "https://",
        "://",
        "//a.com",
        "a.com",
        ".",
        "https://*",
        "https://*.a.com",
        "*.a.com",
        "data:",
    ),
    *(
        "https://[::1]",
        "http://[::1]:3000",
        "http://[0:0:0:0:0:0:0:1]:3000",
        "http://[::1%25lo]:3000",
    ),
    *(
        "http://[::ffff:127.0.0.1]:3000",
        "http://::1:3000",
        "http://[::1]",
        "http://[]:3000",
        "http://[",
    ),
    *("http://0x7f.1:3000", "http://2130706433:3000", "http://0:3000", "http://127.1:3000"),
    *(
        "https://\xe4.com",
        "https://XN--4CA.com",
        "https://xn--4ca.com.evil.test",
        "https://xn--4ca",
        "https://\xc3\xa4.com",
        "https://XN--4ca.com",
        "https://xn--4CA.com",
        "https://%C3%A4.com",
        "https://xn--4ca.com.",
        "https://xn--4ca.com:443",
    ),
    *(
        "http://[::0001]:3000",
        "http://[::1]:03000",
        "http://[0::1]:3000",
        "http://[::0.0.0.1]:3000",
        "http://[::1",
        "http://::1]:3000",
        "http://[[::1]]:3000",
        "http://[::1]x:3000",
        "http://[::1].evil.test:3000",
        "http://evil.test[::1]:3000",
        "http://[::1]@evil.test:3000",
        "http://[evil.test]:3000",
        "http://[v1.x]:3000",
        "http://[::1]:3000:3000",
        "http://[fe80::1]:3000",
        "http://0177.0.0.1:3000",
        "http://127.0.0.1.:3000",
        "http://127.0.0.01:3000",
        "http://127.0.0.1%2f:3000",
        "http://127.0.0.10:3000",
        "http://27.0.0.1:3000",
        "http://1127.0.0.1:3000",
    ),
    *("resource://x", "moz-extension://x", "safari-extension://x", "ws://a.com", "wss://a.com"),
    *("blob:https://a.com/x", "filesystem:https://a.com", "data:,x", "view-source:https://a.com"),
    *(
        "https:a.com",
        "https:///a.com",
        "https//a.com",
        "ttps://a.com",
        "hhttps://a.com",
        "s://a.com",
    ),
    *(
        "null,null",
        "null, https://a.com",
        "\x00null",
        "null\x00",
        "null/",
        "null://",
        "https://null",
    ),
    *(
        "{}",
        "undefined://",
        "0",
        "true",
        "None",
        "[object Object]",
        "${jndi}",
    ),
    *("https://" + "a" * 64 + ".a.com", "https://" + "a." * 125 + "a.com", "https://" + "x" * 9000),
    *(
        "https://a.com\r\nX-Evil: 1",
        "https://a.com\nhttps://evil.test",
        "https://a.com\x00.evil.test",
    ),
    *("https://a.com:443", "https://a.com:0", "https://a.com:00443", "http://localhost:3000:3000"),
    *("https://app-.a.com", "https://app-_.a.com", "https://app-x.y.a.com", "https://app-xa.com"),
)


def corpus(judge):
    """Return the origins sent to a configuration: near the allowed ones, and far from them."""
    admitted = [base for base in BASES if judge(base)]
    refused = [base for base in BASES if base not in admitted]
    near = [*admitted[:3], *refused[: 1 if admitted else 2]]
    return sorted({*ODD, *BASES, *(each for base in near for each in mutations(base))})


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_only_allowed_origins_can_read(name):
    """Each origin of the corpus is allowed if and only if the configuration means it."""
    options, judge = CONFIGURATIONS[name]
    app = Flask("app", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index", methods=["GET", "PUT"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app.config.update(options.get("config", {}))
        CORS(app, **{name: options[name] for name in options if name != "config"})
    environs = [create_environ("/", method=method) for method in ("OPTIONS", "GET", "OPTIONS")]
    anybody = options.get("origins") == "*" and "supports_credentials" not in options
    sent, wrong = corpus(judge), []
    assert len(sent) > 1500
    for number, origin in enumerate(sent):
        named = {"HTTP_ORIGIN": origin, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PUT"}
        _, status, headers = run_wsgi_app(app, {**environs[number % 3], **named}, buffered=True)
        assert status == "200 OK"
        assert "X-Evil" not in headers
        expected = origin if judge(origin) else "*" if anybody else None
        credentials = "true" if expected and "supports_credentials" in options else None
        found = [
            headers.getlist(name)
            for name in ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")
        ]
        if found != [[value] if value else [] for value in (expected, credentials)]:
            wrong.append((origin, found))
    assert wrong == []
    assert any(map(judge, sent)) == (judge is not no_origin)
    assert not all(map(judge, sent))
