"""`flask cors explain`: its verdicts and its errors."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Blueprint, Flask, current_app, request, session
from flask.sessions import SecureCookieSessionInterface
from werkzeug.routing import BaseConverter

from flask_cors import CORS, cross_origin
from flask_cors._diagnosis.explain import copied_request
from flask_cors._diagnosis.explain.curl import CopyError, read
from flask_cors.cli import cors
from origins import A, B
from views import never

ROOT = Path(__file__).parents[2]
SECTION = "https://fetch.spec.whatwg.org/#concept-cors-check"


def fresh():
    """Return a new view, because a decorator is recorded for the function it wraps."""
    return lambda: never()  # noqa: PLW0108 - `never` itself is the view of every app


def make(*views, rule="/x", verbs=("GET", "PUT"), **options):
    """Return an app with failing hooks and sessions; with a policy, if options are given."""
    app = Flask("explained", static_folder=None)
    app.before_request(never)
    app.after_request(never)
    app.session_interface = SecureCookieSessionInterface()  # not shared by all apps
    app.session_interface.open_session = never
    if options:
        CORS(app, **options)
    for view in views or (never,):
        app.add_url_rule(rule, "x", view, methods=verbs)
    return app


@pytest.fixture
def run(command):
    """Return a function that runs `flask cors explain` on an app."""
    return command("explain")


def document(result):
    """Return the output of `--json`."""
    return json.loads(result.stdout)


# -- the verdicts ----------------------------------------------------------------------------------


def test_an_allowed_request_is_walked_through(run):
    """Steps are in the standard's order; server steps name the deciding setting."""
    app = make(origins=[A], expose_headers=["X-Total"])
    lines = run(app, "PUT", "/x", "--from", A, "-H", "X-Token: 1").stdout.splitlines()
    titles = [line for line in lines[1:-2] if line and not line.startswith(" ")]
    assert titles == [
        "Same origin?",
        "Preflight needed?",
        "Preflight",
        "Checks of the preflight",
        "Request",
        "CORS check",
        "What the script can read",
    ]
    assert lines[-2] == "Allowed: the script can read the response."
    text = "\n".join(lines)
    assert re.search(
        r"origin 'https://a.com' allowed by https://a.com: .*test_explain.py:\d+", text
    )
    assert "method 'PUT' allowed: methods by default" in text
    assert "the exposed headers: X-Total (expose_headers in CORS(app)" in text
    assert "from flask_cors; no hook can reject it" in text
    assert "from view 'x' (assuming status 200; views are not run)" in text


def test_a_same_origin_request_needs_no_permission(run):
    """The app's own pages can read all headers under any policy."""
    text = run(make(origins=[A]), "GET", "/x", "--from", "http://localhost").stdout
    assert "yes: http://localhost, so CORS does not apply" in text
    assert "all headers except Set-Cookie" in text


@pytest.mark.filterwarnings("ignore:.*exposes nothing:flask_cors.CORSWarning")
def test_an_asterisk_exposes_nothing_with_credentials(run):
    """With credentials, browsers read `*` as the name of a header."""
    app = make(origins=[A], expose_headers=["*", "X-Total"], supports_credentials=True)
    text = run(app, "GET", "/x", "--from", A, "--credentials").stdout
    assert "the exposed headers: X-Total (expose_headers in CORS(app)" in text
    assert "the exposed headers: *, X-Total" in run(app, "GET", "/x", "--from", A).stdout


@pytest.mark.filterwarnings("ignore:.*never show:flask_cors.CORSWarning")
@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["X-Total", "Set-Cookie"], "the exposed headers: X-Total (expose_headers in CORS(app)"),
        (["set-cookie"], "no other headers (expose_headers in CORS(app)"),
        ("*", "the exposed headers: * (expose_headers in CORS(app)"),
    ],
)
def test_set_cookie_is_not_listed_as_readable(run, names, said):
    """Browsers hide it from scripts, even if it is exposed."""
    text = run(make(origins=[A], expose_headers=names), "GET", "/x", "--from", A).stdout
    assert said in text


def test_a_request_in_no_cors_mode_is_opaque(run):
    """It counts as allowed because it is sent, but cannot be read."""
    app = make(origins=[A])
    text = run(app, "GET", "/x", "--from", A, "--mode", "no-cors").stdout
    assert "Sent, but the script cannot read the response" in text
    assert "credentials not allowed: supports_credentials by default" in text


def test_a_blocked_request_has_cause_message_and_change(run):
    """The blocking step names a section of the standard, then the change follows."""
    result = run(make(origins=[A]), "GET", "/x", "--from", B, code=1)
    tail = result.stdout[result.stdout.index("CORS check") :].splitlines()
    assert tail[1:] == [
        f"  BLOCKED: Access-Control-Allow-Origin is missing; Origin is {B} [{SECTION}]",
        "",
        "Blocked: MissingAllowOriginHeader.",
        "The browser reports: the response has no Access-Control-Allow-Origin header.",
        "Smallest configuration change that would allow it:",
        tail[-1],
    ]
    assert re.fullmatch(
        r"  origins=\['https://a.com', 'https://b.com'\] in CORS\(app\)"
        r" \(tests/commands/test_explain.py:\d+\) - closest allowed origin: 'https://a.com'"
        r" \(its host is a.com, the page's is b.com\)",
        tail[-1],
    )


# -- mistakes and their corrections ----------------------------------------------------------------


def admits_none(origin):
    """Refuse every origin."""
    return False


def fails(origin):
    """Raise an exception."""
    raise KeyError(origin)


def says_yes(origin):
    """Return a value that is not a boolean."""
    return "yes"


@pytest.mark.parametrize(
    ("options", "args", "found"),
    [
        ({"origins": "a.com"}, (), "origins=['https://a.com'] in | not in the form"),
        ({"origins": "https://u@a.com/x"}, (), "not in the form that browsers send"),
        ({"origins": "ftp://a.com"}, (), "'https://a.com'] in"),
        ({"origins": r"https://a\.co"}, (), "matches the beginning of the origin, but not all"),
        ({"origins": r"https://b\.com"}, (), "add 'https://a.com' to origins in"),
        (
            {"origins": admits_none},
            (),
            "callable admits_none returned False when asked for 'https://a.com'",
        ),
        ({"origins": []}, (), "no origin is allowed"),
        (
            {"origins": "https://www.elsewhere.example"},
            (),
            "elsewhere.example', 'https://a.com'] in",
        ),
        ({"resources": "/api/*"}, (), "no resource matches '/x'; configured: '/api/*'"),
        (
            {"resources": {"/other/*": {}}},
            (),
            "resources={..., '/x': {'origins': 'https://a.com'}}",
        ),
        ({"methods": ["GET"]}, ("PUT",), "methods=['GET', 'PUT'] in"),
        ({"methods": "auto"}, ("DELETE",), "no route of this URL accepts DELETE"),
        ({"allow_headers": ["X-A"]}, ("-H", "X-B"), "allow_headers=['X-A', 'x-b'] in"),
        ({"origins": "*"}, ("--credentials",), "Unsafe: do not keep '*': with credentials"),
        ({"origins": A}, ("--credentials",), "supports_credentials=True in CORS(app)"),
        ({"origins": "*", "send_wildcard": True}, ("--credentials",), "origins=['https://a.com']"),
        ({"origins": A}, ("--from", "null"), "Unsafe: sandboxed iframes and local files"),
        (
            {"origins": A, "supports_credentials": True},
            ("--from", "null", "--credentials"),
            "have the origin 'null', here with cookies",
        ),
        (
            {"origins": A, "supports_credentials": True},
            ("--from", "http://a.com", "--credentials"),
            "Unsafe: anyone who can change a page of http://a.com in transit can act as the user",
        ),
        ({"origins": A}, ("--mode", "same-origin"), "Remedy: use mode='cors'"),
        ({"origins": A, "methods": ["PATCH"]}, ("patch",), "Remedy: use 'PATCH'"),
        ({"origins": A}, ("TRACE",), "Remedy: use another method"),
        ({"origins": A}, ("-H", "X-" + "a" * 9000), "Remedy: add 'x-aaa"),
    ],
)
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_a_mistake_has_its_remedy(run, options, args, found):
    """For each mistake of a configuration or page, the cause and the change are named."""
    method, rest = ("GET", args) if not args or args[0].startswith("-") else (args[0], args[1:])
    origin = () if "--from" in rest else ("--from", A)
    text = run(make(**options), method, "/x", *origin, *rest, code=1).stdout
    for part in found.split(" | "):
        assert part in text


def test_without_a_policy_a_call_is_suggested(run):
    """The suggestion is a call that covers the rule, and no more."""
    text = run(make(rule="/books/<x>"), "GET", "/books/1", "--from", A, code=1).stdout
    assert "CORS(app, resources={'/books/*': {'origins': 'https://a.com'}}) in a new call" in text
    assert "no policy governs '/books/1'" in text
    found = document(run(make(), "GET", "/x", "--from", A, "--json", code=1))
    assert [answer["policy"] for answer in found["answers"]] == [None]


def test_several_changes_are_found_together(run):
    """Each change is tried before the next; remaining problems are the page's."""
    app = make(origins=B, methods=["GET"], allow_headers=["X-A"])
    args = ("/x", "--from", A, "--credentials", "-H", "X-B", "--json")
    changes = document(run(app, "PUT", *args, code=1))["changes"]
    assert [change["write"] for change in changes] == [
        "origins=['https://b.com', 'https://a.com']",
        "supports_credentials=True",
        "methods=['GET', 'PUT']",
        "allow_headers=['X-A', 'x-b']",
    ]
    left = document(run(app, "put", *args, code=1))["instead"]
    assert left == ""
    text = run(app, "patch", *args[:-1], code=1).stdout
    assert "Then: use 'PATCH'" in text


def test_config_is_changed_in_place(run):
    """Origins of app.config are changed there, and are inherited by the policy."""
    app = make(max_age=5)
    app.config["CORS_ORIGINS"] = B
    text = run(app, "GET", "/x", "--from", A, code=1).stdout
    assert "  CORS_ORIGINS=[" in text
    app.config["CORS_ORIGINS"] = admits_none
    text = run(app, "GET", "/x", "--from", "https://origins", code=1).stdout
    assert "add 'https://origins' to CORS_ORIGINS in app.config" in text


def test_an_ambiguous_path_has_no_change(run):
    """A resource would have to cover its resolved form, too, so the page must use another path."""
    app = make(rule="/<path:x>", resources="/x/*", origins=A)
    text = run(app, "GET", "/x/%2e%2e%2fy", "--from", A, code=1).stdout
    assert "Remedy: request a path without '.', '..' and repeated slashes" in text


def test_a_path_with_special_characters_is_escaped(run):
    """The suggested pattern covers the path itself."""
    app = make(rule="/<path:x>", resources="/y", origins=A)
    text = run(app, "GET", "/a*b", "--from", A, code=1).stdout
    assert f"resources={{..., re.compile({re.escape('/a*b')!r}): " in text


@pytest.mark.parametrize(
    ("origins", "said"),
    [
        ("*", "Unsafe: any origin is allowed with credentials"),
        ([A, "null"], "Unsafe: 'null' is allowed with credentials"),
        (A, ""),
    ],
)
@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_an_unsafe_permission_causes_a_warning(run, origins, said):
    """A request that succeeds because of a mistake is reported."""
    app = make(origins=origins, supports_credentials=True)
    text = run(app, "GET", "/x", "--from", A, "--credentials").stdout
    assert said in text
    assert ("Unsafe" in text) is bool(said)


@pytest.mark.parametrize(
    ("debug", "testing", "options", "reported"),
    [
        ("0", False, {"origins": A}, True),
        ("1", False, {"origins": A}, False),
        ("0", True, {"origins": A}, False),
        ("0", False, {}, False),
    ],
)
def test_exceptions_that_reach_the_server_are_noted(
    run, monkeypatch, debug, testing, options, reported
):
    """In production, pages cannot read the server's 500."""
    monkeypatch.setenv("FLASK_DEBUG", debug)
    app = make(**options)
    app.testing = testing
    app.config["PROPAGATE_EXCEPTIONS"] = True
    said = run(app, "GET", "/x", "--from", A, code=0 if options else 1).stderr
    assert said == reported * (
        "Warning: PROPAGATE_EXCEPTIONS=True: if the view raises, the server's own 500 has no CORS"
        " headers, so no page can read it\n"
    )


def test_a_contradiction_is_named(run):
    """Credentials from app.config are dropped in a view for any origin, and the output says so."""
    app = make(cross_origin(origins="*")(fresh()))
    app.config["CORS_SUPPORTS_CREDENTIALS"] = True
    result = run(app, "GET", "/x", "--from", A, "--credentials", code=1)
    assert "credentials are disabled" in result.stdout
    assert str(ROOT) not in result.stdout
    assert "origins=['https://a.com'] in @cross_origin" in result.stdout
    assert "Warning: " in result.stderr


def test_the_most_specific_policy_is_the_one_to_change(run):
    """A refusing blueprint is named, even if the outer app allows."""
    app = make(origins=A)
    bp = Blueprint("bp", __name__, url_prefix="/bp")
    CORS(bp, origins=B)
    bp.add_url_rule("/y", "y", never)
    app.register_blueprint(bp)
    text = run(app, "GET", "/bp/y", "--from", A, code=1).stdout
    assert "policy: blueprint bp" in text
    assert "origins=['https://b.com', 'https://a.com'] in CORS(blueprint 'bp')" in text


# -- the source of the response --------------------------------------------------------------------


def test_automatic_options_can_disable_preflights(run):
    """With automatic_options=False Flask's bare response is sent, so that is to be changed."""
    app = make(cross_origin(origins=A, automatic_options=False)(fresh()))
    text = run(app, "PUT", "/x", "--from", A, code=1).stdout
    assert "no CORS headers: automatic_options=False in @cross_origin" in text
    assert "automatic_options=True in @cross_origin" in text


def test_a_view_that_handles_options_is_not_predicted(run):
    """Its status is marked as an assumption."""
    app = make(verbs=["PUT", "OPTIONS"], origins=A)
    result = document(run(app, "PUT", "/x", "--from", A, "--json"))
    assert [each["status_is_assumed"] for each in result["answers"]] == [True, True]
    shown = run(app, "PUT", "/x", "--from", A).stdout
    assert "from view 'x' (which answers OPTIONS itself" in shown


def test_redirects_are_followed(run):
    """A missing slash is a redirect, which no preflight may be; without a policy it blocks."""
    app = make(rule="/x/", origins=A)
    text = run(app, "PUT", "/x", "--from", A).stdout
    assert "from flask_cors, instead of the app's 308; no hook can reject it" in text
    assert "the redirect leads to http://localhost/x/" in text
    text = run(make(rule="/x/"), "PUT", "/x", "--from", A, code=1).stdout
    assert "Blocked: PreflightDisallowedRedirect." in text
    assert "CORS(app, resources={'/x': {'origins': 'https://a.com'}})" in text


def test_a_redirect_between_foreign_origins_has_no_change(run):
    """Origin becomes `null`, so the page should use the final URL."""
    app = make(rule="/x/", origins=A)
    app.add_url_rule("/to", "to", redirect_to="http://other.example/x/")
    result = run(app, "GET", "http://api.example/to", "--from", A, code=1)
    assert "Remedy: fetch the redirect's target" in result.stdout


def test_an_untrusted_host_is_predicted(run):
    """Flask refuses a host that is not among the trusted ones."""
    app = make(origins=A)
    app.config["TRUSTED_HOSTS"] = ["api.example"]
    result = document(run(app, "GET", "http://evil.example/x", "--from", A, "--json"))
    # Flask before 3.1 does not have the setting.
    assert result["status"] in {200, 400}


@pytest.mark.parametrize("value", [True, "unsafe", "report"])
def test_a_rejected_request_does_not_reach_the_view(run, value):
    """With reject_disallowed the refusal is a 403."""
    app = make(origins=A, reject_disallowed=value)
    rejected = {"GET": value is True, "POST": value != "report"}
    app.add_url_rule("/y", "y", lambda: "", methods=["GET", "POST"])
    for method, said in rejected.items():
        text = run(app, method, "/y", "--from", B, code=1).stdout
        by = f"from flask_cors instead of the view: reject_disallowed={value!r}"
        assert (by in text) == said


def test_a_method_without_a_route_is_reported(run):
    """Flask's 405 with its Allow header can be read."""
    result = document(run(make(origins=A), "POST", "/x", "--from", A, "--json"))
    (answer,) = result["answers"]
    assert (result["status"], answer["answered_by"]) == (405, "Flask")
    assert "Allow" in dict(answer["response"]["headers"])


# -- callables -------------------------------------------------------------------------------------


def test_callables_get_the_context_that_they_need(run):
    """They may use the app or the request; the session is empty, and is never opened."""

    def asks(origin):
        return current_app.name == "explained" and origin == A

    def looks(origin):
        return request.path == "/x" and not session and origin == B

    app = make(origins=[asks, looks])
    run(app, "GET", "/x", "--from", A)
    run(app, "GET", "/x", "--from", B)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (fails, "callable fails raised KeyError('https://a.com'): 'https://a.com' is refused"),
        (says_yes, "callable says_yes returned 'yes', which is neither True nor False"),
    ],
)
def test_a_failing_callable_refuses(run, call, said):
    """The exception is one line on stderr, without a traceback."""
    result = run(make(origins=call), "GET", "/x", "--from", A, code=1)
    assert result.stderr.splitlines() == [
        f"Warning: {said}" + ": 'https://a.com' is refused" * (call is says_yes)
    ]


def test_a_callable_that_fails_in_every_context_refuses(run):
    """It is tried without a context, then in each; the last error is shown."""

    def lost(origin):
        raise RuntimeError("Working outside of this world")

    result = run(make(origins=lost), "GET", "/x", "--from", A, code=1)
    assert "lost raised RuntimeError('Working outside of this world')" in result.stderr


def test_an_error_of_a_converter_is_not_hidden(run):
    """An error that no context avoids is the app's own, and is raised."""

    class Broken(BaseConverter):
        def to_python(self, value):
            raise RuntimeError(value)

    app = make(origins=A)
    app.url_map.converters["broken"] = Broken
    app.add_url_rule("/b/<broken:x>", "broken", never)
    args = ["explain", "GET", "/b/1", "--from", A]
    assert isinstance(app.test_cli_runner().invoke(cors, args).exception, RuntimeError)


# -- cURL ------------------------------------------------------------------------------------------

CHROME = r"""curl 'http://localhost/x?q=it'\''s' \
  -X 'PUT' \
  -H 'accept: */*' \
  -H 'cache-control: no-cache' \
  -H $'x-token: a\'b\u0041\x41\101\n' \
  -H 'content-type: application/json' \
  -b 'session=abc' \
  -H 'origin: https://a.com' \
  -H 'sec-fetch-mode: cors' \
  -H 'user-agent: Mozilla/5.0' \
  --data-raw $'{"a":"\u0021"}' \
  --compressed --insecure"""


def test_a_copied_command_is_explained(run):
    """It gives method, URL, headers, cookies and origin; the browser's own headers are dropped."""
    app = make(origins=A, supports_credentials=True)
    result = document(run(app, "--curl", CHROME, "--json"))
    assert result["request"] == {
        "method": "PUT",
        "url": "http://localhost/x?q=it%27s",
        "origin": A,
        "headers": [
            ["accept", "*/*"],
            ["x-token", "a'bAAA"],
            ["content-type", "application/json"],
        ],
        "mode": "cors",
        "credentials": "include",
    }
    assert document(run(app, "--curl", "-", "--json", input=CHROME)) == result


PREFLIGHT = """curl http://a/ -X OPTIONS -H 'Access-Control-Request-Method: PUT' \
  -H 'Access-Control-Request-Headers: x-a,x-b'"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("curl http://a/", ("GET", "http://a/", (), False)),
        ("  curl\thttp://a/ -d x=1", ("POST", "http://a/", "form", True)),
        ("\\\n curl http://a/", ("GET", "http://a/", (), False)),
        ("curl -G -d x=1 http://a/", ("GET", "http://a/", (), False)),
        ("curl -I http://a/", ("HEAD", "http://a/", (), False)),
        ("curl --head -XGET --url=http://a/", ("GET", "http://a/", (), False)),
        ("curl -sSLkH'X-A: 1' http://a/", ("GET", "http://a/", (("X-A", "1"),), False)),
        (
            'curl "http://a/\\$\\"" -o out -m 3 --retry 3 --proxy=p',
            ("GET", 'http://a/$"', (), False),
        ),
        ("curl http://a/ -d '--x' -d -1", ("POST", "http://a/", "form", True)),
        ("curl --request PUT -I http://a/ -XPOST", ("POST", "http://a/", (), False)),
        (
            "curl --json x http://a/ --form a=b -H 'content-type: x/y'",
            ("POST", "http://a/", (("content-type", "x/y"),), True),
        ),
        ("curl http://a/ -u me:pw", ("GET", "http://a/", (("Authorization", "Basic"),), False)),
        ("curl http://a/ -A me -e x --get", ("GET", "http://a/", (), False)),
        ("curl http://a/$x\\ y", ("GET", "http://a/$x y", (), False)),
        ("curl http://a/ -H 'X-A;' -H 'X-B:'", ("GET", "http://a/", (("X-A", ""),), False)),
        (
            PREFLIGHT,
            ("PUT", "http://a/", (("x-a", ""), ("x-b", "")), False),
        ),
        ("curl http://a/ $'\\q\\U110000' --url", None),
    ],
)
def test_commands_are_parsed(text, expected):
    """Quotes and options work as in bash and curl."""
    if expected is None:
        with pytest.raises(CopyError):
            read(text)
        return
    found = read(text)
    method, url, headers, has_body = expected
    form = (("Content-Type", "application/x-www-form-urlencoded"),)
    assert (found.method, found.url, found.has_body) == (method, url, has_body)
    assert found.headers == (form if headers == "form" else headers)


CMD = r"""curl ^"http://localhost/x?q=100^%^" ^
  -X ^"PUT^" ^
  -H ^"content-type: application/json^" ^
  -b ^"session=abc^" ^
  -H ^"origin: https://a.com^" ^
  --data-raw ^"^{^\^"a^\^":1^}^"
"""
CMD_OF_FIREFOX = """curl "http://localhost/x?q=100%" ^
-X PUT ^
-H "content-type: application/json" ^
-H "Cookie: session=abc" ^
-H "origin: https://a.com" ^
--data-raw "{}"
"""
FETCH = """fetch("http://localhost/x?q=100%", {
  "headers": {"content-type": "application/json", "sec-fetch-mode": "cors"},
  "referrer": "https://a.com/page",
  "body": "{}",
  "method": "PUT",
  "mode": "cors",
  "credentials": "include"
});"""
POWERSHELL = """$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
$session.Cookies.Add((New-Object System.Net.Cookie("session", "abc", "/", "localhost")))
Invoke-WebRequest -UseBasicParsing -Uri "http://localhost/x?q=100%" `
-Method "PUT" `
-WebSession $session `
-Headers @{
"authority"="localhost"
  "origin"="https://a.com"
  "accept-language"="en`;q=0.9"
} `
-ContentType "application/json" `
-Body "{`"a`":1}"
"""


@pytest.mark.parametrize(
    ("text", "extra"),
    [
        (CMD, []),
        (CMD_OF_FIREFOX, []),
        (FETCH, []),
        (POWERSHELL, [["accept-language", "en;q=0.9"]]),
    ],
    ids=["cmd", "cmd of Firefox", "fetch", "PowerShell"],
)
def test_other_formats_give_the_same_request(run, text, extra):
    """Copies for Windows, PowerShell and `fetch` agree with the one for bash."""
    app = make(origins=A, supports_credentials=True)
    result = run(app, "--curl", text, "--json")
    wanted = json.loads(result.stdout)["request"]
    headers = wanted.pop("headers")
    assert [*extra, ["content-type", "application/json"]] == [
        [name.lower(), value] for name, value in headers
    ]
    assert wanted == {
        "method": "PUT",
        "url": "http://localhost/x?q=100%",
        "origin": A,
        "mode": "cors",
        "credentials": "include",
    }


def test_a_plain_fetch_is_a_get():
    """`fetch` needs no options; PowerShell needs no headers and no method."""
    found = copied_request.read('await fetch("http://a/");')
    assert (found.method, found.headers, found.has_body, found.origin) == ("GET", (), False, None)
    assert copied_request.read('iwr -Uri "http://a/"').method == "GET"


@pytest.mark.parametrize("option", ["--from", "--origin"])
@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("localhost:3000", "http://localhost:3000"),
        ("shop.example.com", "https://shop.example.com"),
        ("https://A.com/page?x#y", "https://a.com"),
        ("file:///home/me/index.html", "null"),
        ("capacitor://localhost", "capacitor://localhost"),
        ("chrome-extension://abcdefghijklmnop/popup.html", "chrome-extension://abcdefghijklmnop"),
    ],
)
def test_a_page_is_given_as_people_type_it(run, option, typed, origin):
    """A host, a URL or an app's origin is read as an origin, with a note."""
    result = run(make(origins=[origin]), "GET", "/x", option, typed, "--json")
    assert json.loads(result.stdout)["request"]["origin"] == origin
    assert (f"is read as {origin!r}." in result.stderr) == (typed != origin)


def test_cookies_and_mode_come_from_headers_too():
    """A Cookie header means credentials; Sec-Fetch-Mode sets the mode except for navigations."""
    found = read("curl http://a/ -H 'Cookie: a=b' -H 'Sec-Fetch-Mode: no-cors'")
    assert (found.credentials, found.mode) == (True, "no-cors")
    assert read("curl http://a/ -H 'Sec-Fetch-Mode: navigate'").mode == "cors"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a curl command"),
        ("fetch('http://a/')", "has a fetch(...) that is not plain JSON"),
        ('fetch("/x", {method: "PUT"})', "has a fetch(...) that is not plain JSON"),
        ('fetch("/x", [])', "has a fetch(...) that is not plain JSON"),
        ("Invoke-WebRequest http://a/", 'has no -Uri "..."'),
        ("curl 'http://a/", "unclosed quote"),
        ("curl", "has no URLs"),
        ("curl http://a/ http://b/", "has 2 URLs"),
        ("curl http://a/ --frob", "option --frob, which is not supported"),
        ("curl http://a/ -j", "option -j, which is not supported"),
        ("curl http://a/ -kjs", "option -j, which is not supported"),
        ("curl http://a/ --x", "option --x, which is not supported"),
        ("curl http://a/ --http", "option --http, which is not supported"),
        ("curl http://a/ -H", "ends with the option -H"),
        ("curl http://a/ --max-time", "ends with the option --max-time"),
        ("curl http://a/ -H 'a b: c'", "has 'a b: c', which is not a header"),
    ],
)
def test_an_invalid_command_is_one_line(run, text, said):
    """The error is one line, with status 2."""
    result = run(make(origins=A), "--curl", text, "--from", A, code=2)
    assert said in result.stderr
    assert len(result.stderr.splitlines()) == 1


# -- bad input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("GET", "/x"), "give the origin of the page"),
        (("GET",), "give METHOD and URL"),
        (("GET", "/x", "--from", "shop"), "--from 'shop' is not an origin; use one such as"),
        (
            ("--curl", "curl http://a/"),
            "--curl has no Origin header: the request is not cross-origin",
        ),
        (
            ("--curl", "curl http://a/ -H 'Referer: https://b.com/x'"),
            "add the origin of the page: --from https://b.com",
        ),
        (("/x", "GET", "--from", A), "'/x' is not a method"),
        (("GET", "x", "--from", A), "'x' is not a URL"),
        (("GET", "http://", "--from", A), "'http://' is not a URL"),
        (("GET", "ftp://a/", "--from", A), "'ftp://a/' is not a URL"),
        (("GET", "http://u:p@a/", "--from", A), "has a user name or password"),
        (("GET", "/x", "--from", A, "-H", "a b"), "-H 'a b' is not a header"),
        (("GET", "/x", "--from", A, "--base-url", "x"), "--base-url 'x' is no"),
        (("GET", "--from", A, "--curl", "curl /x"), "remove 'GET'"),
        (("GET", "/x", "--from", A, "--frob"), "No such option"),
        (("GET", "/x", "--from", A, "--mode", "navigate"), "'navigate' is not one of"),
    ],
)
def test_bad_input_is_an_error(run, args, said):
    """Invalid requests end with status 2 and a reason, without a traceback."""
    result = run(make(origins=A), *args, code=2)
    assert said in result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_url_without_a_route_is_an_error(run):
    """It is explained, but a line names the nearest rules, and the status is 2."""
    app = make(rule="/books", origins=A)
    result = run(app, "PUT", "/boks", "--from", A, code=2)
    assert result.stderr == (
        "Error: no route of the app matches http://localhost/boks; did you mean '/books'?\n"
    )
    assert "instead of the app's 404" in result.stdout
    assert "did you mean" not in run(app, "GET", "/---", "--from", A, code=2).stderr


def test_a_wrong_configuration_is_an_error(run):
    """If the first request would fail, there is nothing to explain."""
    app = make(strict=True, origins=[])
    app.config["CORS_MAX_AGE"] = "abc"
    assert "Error: " in run(app, "GET", "/x", "--from", A, code=2).stderr


# -- besides CORS -------------------------------------------------------------------------------


def test_blocks_apart_from_cors_are_noted(run):
    """They follow the verdict without changing it, and are in the JSON."""
    app = make(origins=[A], supports_credentials=True)
    args = ("GET", "http://127.0.0.1:5000/x", "--from", A, "--credentials")
    lines = run(app, *args).stdout.splitlines()
    verdict = lines.index("Allowed: the script can read the response.")
    apart = [line for line in lines if line.startswith("Apart from CORS: ")]
    assert apart == lines[verdict + 1 : verdict + 4]
    said = document(run(app, *args, "--json"))["notes"]
    assert [each["about"] for each in said] == ["airplay", "local network", "cookies"]
    assert [f"Apart from CORS: {each['text']}." for each in said] == apart


@pytest.mark.parametrize(
    ("options", "config", "subjects"),
    [
        ([], {}, []),
        (["--base-url", "http://127.0.0.1"], {}, ["local network"]),
        ([], {"SERVER_NAME": "127.0.0.1"}, ["local network"]),
        (["--credentials"], {}, ["cookies"]),
        (
            ["--credentials"],
            {
                "SESSION_COOKIE_SAMESITE": "None",
                "SESSION_COOKIE_SECURE": True,
                "SESSION_COOKIE_PARTITIONED": True,
            },
            [],
        ),
    ],
)
def test_an_address_is_noted_if_it_is_known(run, options, config, subjects):
    """The default `http://localhost` is not; for cookies, the requirements are listed."""
    app = make(origins=[A], supports_credentials=True)
    app.config.update(config)
    found = document(run(app, "GET", "/x", "--from", A, "--json", *options))
    assert [each["about"] for each in found["notes"]] == subjects


# -- forms of the output ---------------------------------------------------------------------------


def test_json_is_stable(run):
    """It has a version and no absolute paths, and two runs are equal."""
    app = make(origins=A)
    args = ("PUT", "/x", "--from", B, "-H", "X-A", "--json")
    first, second = (run(app, *args, code=1).stdout for _ in range(2))
    assert first == second
    assert str(ROOT) not in first
    found = json.loads(first)
    assert sorted(found) == [
        "advice",
        "answers",
        "changes",
        "condition",
        "error",
        "instead",
        "message",
        "not_found",
        "notes",
        "request",
        "response",
        "status",
        "steps",
        "unsafe",
        "verdict",
        "version",
    ]
    assert (found["version"], found["verdict"]) == (1, "blocked")
    assert found["error"] == "PreflightMissingAllowOriginHeader"
    assert found["answers"][0]["policy"] == {"kind": "app", "name": "/*"}
    assert found["answers"][0]["decided"][0]["option"] == "origins"
    assert found["answers"][0]["admitted_by"] is None
    source = found["changes"][0]["source"]
    assert (source["kind"], source["label"]) == ("app", "CORS(app)")
    assert source["file"] == "tests/commands/test_explain.py"
    assert source["line"] > 0


def test_the_private_network_is_named_if_requested(run):
    """Each option that a policy uses has its name."""
    allowed = document(run(make(origins=A), "GET", "/x", "--from", A, "--json"))
    assert allowed["answers"][0]["admitted_by"] == A
    assert allowed["message"] is None


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_lines_fit_the_terminal(run, monkeypatch, columns):
    """No line exceeds the width, and nothing is left out."""
    app = make(origins=[A], methods=["GET"])
    args = ("PUT", "/x", "--from", B, "--credentials")
    whole = run(app, *args, code=1).stdout
    monkeypatch.setenv("COLUMNS", f"{columns}")
    folded = run(app, *args, code=1).stdout
    assert max(map(len, folded.splitlines())) <= columns
    assert "".join(folded.split()) == "".join(whole.split())


def test_color_is_for_terminals_only(run, monkeypatch):
    """The verdict is colored on request, and otherwise unchanged."""
    app = make(origins=A)
    args = ("GET", "/x", "--from", B)
    assert "\x1b" not in run(app, *args, code=1).stdout
    assert "\x1b[31m\x1b[1mBlocked" in run(app, *args, code=1, color=True).stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run(app, *args, code=1, color=True).stdout


def test_hostile_input_stays_on_its_line(run):
    """Control characters in the input are not printed."""
    text = run(make(origins=A), "GET", "/x", "--from", A, "-H", "X-A:\x1b[2J", code=0).stdout
    assert "\x1b" not in text


def test_the_app_may_be_anywhere(run):
    """A path is below `--base-url`, SERVER_NAME and APPLICATION_ROOT."""
    app = make(origins=A)
    there = ("--base-url", "https://api.example/root")
    result = document(run(app, "GET", "/x", "--from", A, *there, "--json"))
    assert result["request"]["url"] == "https://api.example/root/x"
    assert result["answers"][0]["endpoint"] == "x"
    app.config.update(SERVER_NAME="api.test", APPLICATION_ROOT="/r", PREFERRED_URL_SCHEME="https")
    result = document(run(app, "GET", "/x", "--from", A, "--json"))
    assert result["request"]["url"] == "https://api.test/r/x"


def test_the_command_runs_in_a_shell():
    """`flask cors explain` prints plain text in a pipe; status 1 means blocked."""
    flask = Path(sys.executable).with_name("flask")
    command = [flask, "--app", "examples/per_resource.py", "cors", "explain", "GET", "/"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FLASK_")}
    environment.pop("COLUMNS", None)
    done = subprocess.run(
        [*command, "--from", A],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "configured: '/data/*', '/partners/*'" in done.stdout
