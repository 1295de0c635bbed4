"""Neither a configured pattern nor the length of a header makes a policy slow.

The tests count the lines of the package that run for a request, and for one twice as long. The
work of `re` and other C code within a line cannot be counted. For that the tests measure the CPU
time of this thread, the best of several runs, so that other work on the machine does not count, and
compare it with the time of reference work in the same process. The bound is more than twenty times
the usual result, and a pattern that keeps `re` busy exceeds it by far. Each run sends a different
string, because responses are cached.
"""

import random
import re
import sys
import time
import warnings
from contextlib import contextmanager
from functools import partial

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from counting import lines_run
from flask_cors import CORS, ConfigurationError
from origins import A

#: The rounds of the reference work, which take some 10 ms.
ROUNDS = 350_000
#: How many times as long a response may take.
TIMES = 20
KIB_64 = 64 * 1024
#: The longest valid host, in labels of one letter and of sixty.
SHORT_LABELS = ".".join("a" * 125)
LONG_LABELS = ".".join(["a" * 60] * 4)

#: Regular expressions that match a string in many ways, from developers' code and worse.
CATASTROPHIC = {
    "nested": r"(\w+)+X",
    "nested and optional": r"([a-z.]+\.?)*X",
    "alternatives": r"(?:a|aa|.a)+X",
    "alternatives of labels": r"(?:[a-z]+|[a-z]+\.)*X",
    "counted in counted": r"(?:.{0,30}){0,30}X",
    "counted in few": r"(?:(?:[a-z.]{0,3}){7}){3}X",
    "choices in few": r"(?:(?:(?:a|aa|\.){4}){4}){4}X",
    "optional in counted": r"(?:[a-z.]?){60}X",
    "optional by hand": r"[a-z.]?" * 40 + "X",
    "optional labels": r"(?:[a-z0-9-]?){63}\.a\.com",
    "optional among loops": r".*a(?:.?){500}.*c.*d",
    "empty among others": r"(?:|[a-z.]|){40}X",
    "common beginnings": r"(?:a|ab|abc|)" * 15 + "X",
    "optional ahead": r"(?=(?:[a-z.]?){30}X)[a-z.]*",
    "optional again": r"((?:[a-z.]?){30})\1X",
    "optional and needed": "[a-z.]?" * 40 + "[a-z.]{40}X",
    "square": r".*.*X",
    "cube": r".*.*.*X",
    "fourth": r"[a-z.]*[a-z.]*[a-z.]*[a-z.]*X",
    "tenth": r"[a-z.]*" * 10 + "X",
    "tenth counted": r"[a-z.]{0,99}" * 10 + "X",
    "labels and labels": r"(?:[a-z]+\.)*(?:[a-z]+\.)*(?:[a-z]+\.)*X",
    "stars of others": r".*\.a.*\.a.*\.a.*\.X",
    "lookahead": r"(?=(?:[a-z.]+)+X)[a-z.]+",
    "lookahead inside": r"(?:(?=.)[a-z.]+)+X",
    "lookahead again and again": r"(?:(?=.*X)[a-z.])*X",
    "lookahead of squares": r"(?:(?=.*.*X)?[a-z.])*X",
    "rounds of a lookahead": r"(?:(?:(?=[a-z.]))*){30}.*X",
    "lazy rounds of a lookahead": r"(?:(?:(?:(?!X))+)*?){30}.*X",
    "counted rounds of a lookahead": r"(?:(?=[a-z.])?){30}[a-z.]{0,5000}X",
    "rounds of counted rounds": r"(?:(?:(?:(?:(?=.)){0,255}){0,60}){30})*?X",
    "endless rounds of a boundary": r"(?:(?:(?:(?:\B)*){8,}|[a-z.]))+X",
    "no lookbehind": r"(?:(?<!x)[a-z.]+)+X",
    "back reference": r"(?:([a-z.])\1?)+X",
    "named back reference": r"(?P<x>[a-z.]+)(?P=x)(?P=x)*.*X",
    "back references in a row": r"([a-z.]*)\1*([a-z.]*)\2*X",
    "conditional": r"(?:(X)?(?(1)a|[a-z.]+))+X",
    "boundary": r"(?:\b[a-z]+|[a-z.]|\B.)+X",
    "anchor inside": r"(?:[a-z.]+$|[a-z.]+)+X",
    "atomic": r"(?:[a-z.]|(?>[a-z.]))+X",
    "atomic and fine": r"(?>[a-z.]+)+X",
    "possessive": r"(?:[a-z.]?+[a-z.]?)*X",
    "possessive in a row": r"(?:[a-z]++\.?+)+[a-z.]*[a-z.]*X",
    "ignoring case": r"(?:k|\u212a|[a-z.])+X",
    "inline flags": r"(?:(?i:A)|a|\.)+X",
    "verbose": "(?x: (?: [a-z.]+ # all of it\n )+ X )",
    "sets": r"(?:[^\W\d_]|[a-z]|\.)+X",
    "empty": r"(?:|[a-z.]|(?:[a-z.]|))*X",
    "deep": "(?:" * 60 + "[a-z.]" + "+)" * 60 + "X",
    "many states": r"(?:.a.{0,200}){5}.*.*X",
    "thousands of alternatives": "(?:" + "|".join(f"a{n}" for n in range(3000)) + "|a)*X",
}
#: A prefix for each pattern, and the strings to match: all but the last match
#: everything except the end.
PLACES = {
    "origins": (
        "https://",
        [
            f"https://{SHORT_LABELS}",
            f"https://{LONG_LABELS}",
            "https://" + "a." * 16 + "a",
            "https://aaaaaaa",
        ],
    ),
    "resources": (
        "/",
        ["/" + "a" * 2030, "/" + "a." * 1015, "/" + "a" * 40, "/aaaaaaa", "/" + "a" * KIB_64],
    ),
    "allow_headers": ("x", ["x" + "a" * 250, "x" + "a." * 120, "x" + "a" * 40, "xaaaaaaa"]),
}


@pytest.fixture(scope="module")
def limit():
    """Return the seconds that a response may take, relative to the reference work."""
    best = 60
    for _ in range(5):
        with uncounted():
            begin = time.thread_time()
            left = ROUNDS
            known = {}
            while left:
                left -= 1
                known[left & 255] = left
            best = min(best, time.thread_time() - begin)
    return TIMES * best


@contextmanager
def uncounted():
    """Switch off coverage, because users do not pay its price per line."""
    counting = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(counting)


def app_with(**options):
    """Return an app with a route and a policy, ignoring its warnings."""
    app = Flask("app", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index", methods=["GET", "PUT"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with uncounted():
            CORS(app, **options)
    return app


def seconds(app, environs):
    """Return the CPU time of the fastest response to similar requests."""
    best = 60
    for environ in environs:
        with uncounted(), warnings.catch_warnings():
            # The first request warns about resources without a route.
            warnings.simplefilter("ignore")
            begin = time.thread_time()
            _, status, _ = run_wsgi_app(app, environ, buffered=True)
            best = min(best, time.thread_time() - begin)
        assert int(status[:3]) < 500
    return best


def requests(option, text):
    """Return requests with `text` and a changing digit in the value that an option checks."""
    for number in range(4):
        sent = {"HTTP_ORIGIN": A, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PUT"}
        path = "/"
        if option == "origins":
            sent["HTTP_ORIGIN"] = f"{text}{number}"
        elif option == "allow_headers":
            names = [f"{text}{number}{name}" for name in range(min(256, 8000 // (len(text) + 4)))]
            sent["HTTP_ACCESS_CONTROL_REQUEST_HEADERS"] = ",".join(names)
        else:
            path = f"{text}{number}"
        yield {**create_environ("/", method="OPTIONS"), **sent, "PATH_INFO": path}


@pytest.mark.parametrize("option", PLACES)
@pytest.mark.parametrize("name", CATASTROPHIC)
def test_no_pattern_makes_a_response_slow(limit, name, option):
    """A regular expression is refused at start-up, or is fast for every string."""
    begin, texts = PLACES[option]
    pattern = re.compile(begin + CATASTROPHIC[name])
    options = {"origins": A, option: [pattern]}
    try:
        app = app_with(**options)
    except ConfigurationError:
        return
    for text in texts:
        assert seconds(app, requests(option, text)) < limit


#: Expressions that match nothing, or one character or nothing.
EMPTY = (
    *("(?=a)", "(?!X)", "(?:)", r"\B", "(?<=.)", "()"),
    *("a?", "(?>a?)", "(?>(?=a))", "(?=(?:a|b?)?)"),
)
ROUNDS_OF_EMPTY = ("*", "*?", "+", "+?", "?", "??", "{3}", "{8}", "{9}", "{0,9}", "{2,}?", "{5,}")


def empty(pick, depth):
    """Return a random expression that can match the empty string, with repeats in repeats."""
    parts = [empty(pick, depth - 1) for _ in range(3)] if depth else []
    match pick(range(5)) if depth else 0:
        case 0:
            return pick(EMPTY)
        case 1:
            return "".join(parts[:2])
        case 2:
            return f"(?:{'|'.join(parts)})"
        case _:
            return f"(?:{parts[0]}){pick(ROUNDS_OF_EMPTY)}"


@pytest.mark.parametrize("seed", range(200))
def test_no_random_pattern_is_slow(limit, seed):
    """The same holds for random repeats of what matches nothing."""
    pick = random.Random(seed).choice  # noqa: S311 - nothing secret
    middle = empty(pick, pick(range(2, 6)))
    pattern = f"/(?=a){middle}{pick(('', '[a-z]{0,5000}'))}{pick(('X', '.*X'))}"
    try:
        app = app_with(resources={re.compile(pattern): {"origins": A}})
    except ConfigurationError:
        return
    for text in ("/" + "a" * 20, "/" + "a" * 60):
        assert seconds(app, requests("resources", text)) < limit


def test_unprotected_patterns_would_be_slow(limit):
    """Some accepted patterns of the table are slow in `re`, and others are refused."""
    accepted = []
    for name, pattern in CATASTROPHIC.items():
        try:
            app_with(origins=[re.compile(f"https://{pattern}")])
            accepted.append(name)
        except ConfigurationError as error:
            codes = [problem.code for problem in error.problems]
            assert codes == ["exponential-regex"], name
    assert {"fourth", "counted in few", "optional in counted", "atomic and fine"} <= set(accepted)
    assert len(CATASTROPHIC) - len(accepted) > 15
    pattern = re.compile(f"https://{CATASTROPHIC['fourth']}")
    begin = time.thread_time()
    pattern.fullmatch("https://" + "a" * 600)
    assert time.thread_time() - begin > limit


def test_a_hundred_patterns_in_one_policy(limit):
    """Many slow patterns that must all be tried are fast together."""
    origins = [re.compile(rf"https://.*\.{number}.*\.{number}.*") for number in range(100)]
    app = app_with(origins=origins)
    assert seconds(app, requests("origins", f"https://{SHORT_LABELS}")) < limit


#: Values of 64 KiB for each header, and paths: `n` is a number that makes them differ.
LONG_HEADERS = {
    "origin": lambda n, size: {"HTTP_ORIGIN": f"https://{n}" + "a" * size},
    "origin of labels": lambda n, size: {"HTTP_ORIGIN": f"https://{n}" + "a." * (size // 2)},
    "origin of schemes": lambda n, size: {"HTTP_ORIGIN": f"{n}" + "https://" * (size // 8)},
    "origin of colons": lambda n, size: {"HTTP_ORIGIN": f"http://[{n}" + ":" * size + "]"},
    "origin of bytes": lambda n, size: {"HTTP_ORIGIN": f"https://{n}" + "\xff" * size},
    "method": lambda n, size: {"HTTP_ACCESS_CONTROL_REQUEST_METHOD": f"{n}" + "A" * size},
    "names": lambda n, size: {
        "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": ",".join(f"x-{n}{i}" for i in range(size // 7))
    },
    "names within the bounds": lambda n, _: {
        "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": ",".join(f"X-{n}-{'a' * 24}{i}" for i in range(250))
    },
    "one name": lambda n, size: {"HTTP_ACCESS_CONTROL_REQUEST_HEADERS": f"x{n}" + "a" * size},
    "commas": lambda n, size: {"HTTP_ACCESS_CONTROL_REQUEST_HEADERS": f"x{n}" + "," * size},
    "spaces": lambda n, size: {
        "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": f"x{n}" + " ,\t" * (size // 3)
    },
    "private network": lambda n, size: {
        "HTTP_ACCESS_CONTROL_REQUEST_PRIVATE_NETWORK": f"{n}" + "true" * (size // 4)
    },
    "host": lambda n, size: {"HTTP_HOST": f"{n}" + "a" * size},
    "host of labels": lambda n, size: {"HTTP_HOST": f"{n}" + ".a" * (size // 2)},
    "site": lambda n, size: {"HTTP_SEC_FETCH_SITE": f"{n}" + "same-origin" * (size // 11)},
    "path": lambda n, size: {"PATH_INFO": f"/{n}" + "a" * size},
    "path of slashes": lambda n, size: {"PATH_INFO": f"/{n}" + "/" * size},
    "path of dots": lambda n, size: {"PATH_INFO": f"/{n}" + "." * size},
    "path of segments": lambda n, size: {"PATH_INFO": f"/{n}" + "/a" * (size // 2)},
    "path of dot segments": lambda n, size: {"PATH_INFO": f"/{n}" + "/." * (size // 2)},
    "path up": lambda n, size: {"PATH_INFO": f"/{n}" + "/a/.." * (size // 5)},
    "path up and away": lambda n, size: {
        "PATH_INFO": f"/{n}" + "/a" * (size // 5) + "/.." * (size // 5)
    },
    "path of stars": lambda n, size: {"PATH_INFO": f"/{n}" + "a" * (size // 2) + "b" * (size // 2)},
    "below a prefix": lambda n, size: {"PATH_INFO": f"/api/{n}" + "/api" * (size // 4)},
    "script": lambda n, size: {"SCRIPT_NAME": f"/{n}" + "/a" * (size // 2)},
}
#: Lines that the response to the longer of two requests may have beside twice as many.
FEW_LINES = 100
POLICIES = {
    "any": {},
    "credentials": {"origins": [A], "supports_credentials": True},
    "null": {"origins": ["null", A], "reject_disallowed": True},
    "origin wildcards": {
        "origins": ["https://*.a.com", "https://a-*-a-*-a-*-a.b.com", "http://localhost:*"]
    },
    "origin regex": {"origins": [r"https://([a-z0-9-]+\.)*a\.com", r"https://.*\.b\.com"]},
    "callable": {"origins": lambda origin: origin == A},
    "path wildcards": {
        "resources": [
            "/*a*a*a*a*b",
            "/api/*",
            "/*/*/*/*/x",
            "/a/*..*/b",
            *(f"/{n}*x" for n in range(9)),
        ],
        "origins": A,
    },
    "path regexes": {"resources": [r"/(api|v\d)/.*", r"/.*a.*b", r"/([a-z]+/)*x"], "origins": A},
    "exact paths": {"resources": [f"/{n}" for n in range(500)], "origins": A},
    "header patterns": {
        "origins": "*",
        "allow_headers": ["X-*", "*-a*a*a*a*a*a*b", re.compile(r"x-.*a.*a.*b"), r"x(-[a-z]+)*"],
        "allow_private_network": True,
        "methods": "auto",
    },
}


@pytest.mark.parametrize("policy", POLICIES)
def test_no_length_makes_a_response_slow(limit, policy):
    """Headers and paths of 128 KiB are fast, and take at most twice the steps of 64 KiB."""
    app = app_with(**POLICIES[policy])
    slow = {}
    for name, header in LONG_HEADERS.items():
        for method in ("OPTIONS", "GET"):
            plain = {"HTTP_ORIGIN": A, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PUT"}
            once, twice = (
                [
                    {**create_environ("/", method=method), **plain, **header(n, size)}
                    for n in range(4)
                ]
                for size in (KIB_64, 2 * KIB_64)
            )
            # First, because the first request warns.
            taken = seconds(app, twice[1:])
            lines = [lines_run(partial(run_wsgi_app, app, each[0])) for each in (once, twice)]
            if taken > limit or lines[1] > 2 * lines[0] + FEW_LINES:
                slow[name, method] = taken, lines
    assert slow == {}


def test_slowness_is_detected(limit):
    """The same measurement detects a slow callable."""

    def busy(origin):
        end = time.thread_time() + 2 * limit
        while time.thread_time() < end:
            pass
        return False

    app = app_with(origins=busy)
    assert seconds(app, requests("origins", "https://a")) > limit


def test_blueprint_prefixes_with_converters(limit):
    """The search for a blueprint's prefix in missing paths is fast, too."""
    from flask import Blueprint  # noqa: PLC0415 - only used in this test

    app = Flask("app", static_folder=None)
    tenants = Blueprint("tenants", __name__, url_prefix="/<path:one>/<path:two>/<path:three>")
    CORS(tenants, origins=A)
    app.register_blueprint(tenants)
    for text in ("/a" * 1000, "/" * 2000, "a" * 2000, "/a" * (KIB_64 // 2)):
        assert seconds(app, requests("resources", f"/{text}")) < limit
