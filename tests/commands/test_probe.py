"""`flask cors probe`: its requests, its report and its exit status."""

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest
from flask import Flask, Response, request

from flask_cors import CORS, cross_origin
from flask_cors._commands import probe as probe_module
from flask_cors._diagnosis.probe import run as run_module
from flask_cors._diagnosis.probe.client import Answer, Client, Failure
from flask_cors.core.browser import urls
from flask_cors.core.browser.safelist import get
from origins import A, B
from views import never

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "flask_cors/_commands/probe.schema.json").read_text("utf-8")
)
URL = "https://api.example.com"
STRANGER = "https://stranger.invalid"


@pytest.fixture
def run(command):
    """Return a function that runs `flask cors probe` on an app, without waiting."""
    plain = command("probe")

    def run(app, *args, **kwargs):
        return plain(app, *args, "--rate", "1000000", **kwargs)

    run.plain = plain
    return run


@pytest.fixture
def deploy(monkeypatch):
    """Return a function that deploys an app behind a function; it returns the requests."""

    def deploy(app, behind=lambda _, answer: answer):
        sent = []

        def send(_, request, seconds):
            assert seconds > 0
            sent.append(request)
            url = urls.parse(request.url)
            response = app.test_client(use_cookies=False).open(
                url.path,
                base_url=url.origin,
                query_string=url.query,
                method=request.method,
                headers=list(request.headers),
            )
            answer = Answer(
                response.status_code, tuple(response.headers.to_wsgi_list()), response.data
            )
            return behind(request, answer)

        monkeypatch.setattr(Client, "send", send)
        return sent

    return deploy


def make(**options):
    """Return an app with one route to read and one to write."""
    app = Flask("probed", static_folder=None)
    CORS(app, **{"origins": [A, B], **options})
    app.add_url_rule("/books", "books", lambda: ["Dune"])
    app.add_url_rule("/orders", "orders", never, methods=["POST", "DELETE"])
    return app


def with_headers(answer, **headers):
    """Return a response with other headers; None removes a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    kept = [each for each in answer.headers if each[0] not in named]
    kept += [each for each in named.items() if each[1] is not None]
    return replace(answer, headers=tuple(kept))


def without_cors(answer):
    """Return a response without CORS headers."""
    kept = [each for each in answer.headers if not each[0].startswith("Access-Control-")]
    return replace(answer, headers=tuple(kept))


def document(result):
    """Return the output of `--json`, which is valid by its schema."""
    found = json.loads(result.stdout)
    jsonschema.validate(found, SCHEMA)
    return found


def causes(result):
    """Return the causes in the JSON."""
    return [each["cause"] for each in document(result)["findings"]]


# -- the requests ----------------------------------------------------------------------------------


def test_it_sends_requests_like_a_browser(run, deploy):
    """Each URL is requested from allowed and refused origins, from `null` and without one."""
    app = make()
    sent = deploy(app)
    run(app, URL)
    books = [each for each in sent if each.url == f"{URL}/books"]
    assert {get(each.headers, "Origin") for each in books if each.method == "GET"} == {
        A, B, STRANGER, "null", None,
    }  # fmt: skip
    preflights = [each for each in sent if each.method == "OPTIONS"]
    assert {get(each.headers, "Access-Control-Request-Method") for each in preflights} == {
        "GET", "POST", "DELETE",
    }  # fmt: skip


def test_no_request_changes_anything(run, deploy):
    """Views that write do not run; no cookies or credentials are sent."""
    app = make(supports_credentials=True)
    app.add_url_rule("/any", "any", lambda: "", methods=["GET", "PUT", "PATCH", "TRACE"])
    sent = deploy(app)
    run(app, URL, "--from", A, "--from", URL)  # a page of the same origin needs no preflight
    assert {each.method for each in sent} == {"GET", "OPTIONS"}
    names = {name for each in sent for name, _ in each.headers}
    assert names.isdisjoint({"Cookie", "Authorization"})


def test_the_requests_to_a_url_are_bounded(run, deploy):
    """--limit sets the number of requests to each URL."""
    app = make()
    sent = deploy(app)
    said = run(app, URL, "--limit", "2").stderr
    assert [each.url for each in sent] == [f"{URL}/books"] * 2 + [f"{URL}/orders"] * 2
    assert said == (
        "Note: --limit 2 leaves out 10 requests; some origins or methods are not tried.\n"
    )
    assert not run(app, URL).stderr
    said = run(app, f"{URL}/books", "--no-app", "--from", A, "--limit", "6").stderr
    assert "--limit 6 leaves out 1 request;" in said


def test_a_dry_run_sends_nothing(run, deploy):
    """--dry-run lists the requests."""
    app = make(allow_headers="Authorization, X-Key")
    sent = deploy(app)
    result = run(app, URL, "--dry-run", "--endpoint", "books", "--limit", "2")
    lines = [re.split("  +", line) for line in result.stdout.splitlines()]
    more = "If responses differ, up to 3 more are sent, to look for a cache or another prefix."
    assert lines[0] == ["Method", "URL", "Origin", "Preflight of"]
    assert lines[2:] == [
        ["OPTIONS", f"{URL}/books", A, "GET with Authorization, X-Key"],
        ["GET", f"{URL}/books", A, "-"],
        [""],
        [f"2 requests, none sent. {more}"],
    ]
    assert not sent
    result = run(app, URL, "--dry-run", "--no-app", "--origin", A, "--method", "PUT")
    assert result.stdout.endswith(" none sent.\n")


def test_a_dry_run_lists_all_requests(run, deploy):
    """No run sends more than the listed requests and those that are announced."""
    app = make()
    announced = re.findall("([0-9]+) (?:requests|more)", run(app, URL, "--dry-run").stdout)
    for behind in (
        lambda _, answer: without_cors(answer),
        lambda *_: Answer(404, ()),
        lambda request, answer: answer if "probe" in request.url else without_cors(answer),
    ):
        sent = deploy(app, behind)
        run(app, URL, code=1)
        assert len(sent) <= sum(map(int, announced))


def test_a_header_is_sent_with_actual_requests(run, deploy):
    """--header is for a gateway; browsers do not send it with a preflight."""
    app = make()
    sent = deploy(app)
    run(app, URL, "--header", "X-Staging: key", "--json")
    got = {each.method: get(each.headers, "X-Staging") for each in sent}
    assert got == {"GET": "key", "OPTIONS": None}


def test_a_header_is_not_shown(run, deploy):
    """The value of --header may be a secret, so it is not in the report."""
    deploy(make(), lambda _, answer: without_cors(answer))
    for form in ([], ["--json"]):
        assert "s3cret" not in run(make(), URL, "-H", "X-Key: s3cret", *form, code=1).stdout


def test_origins_are_given(run, deploy):
    """--from replaces the origins of the policy."""
    app = make()
    sent = deploy(app)
    run(app, URL, "--from", "https://c.com")
    origins = {get(each.headers, "Origin") for each in sent}
    assert origins == {"https://c.com", STRANGER, "null", None}


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_patterns_are_tried_with_an_example(run, deploy):
    """Wildcards and regular expressions are tried with an example, if there is one."""
    app = make(
        origins=[
            "https://*.a.com", "http://localhost:*", "capacitor://*", r"https://(x|y)\.b\.com",
            r"https://(?!x).*\.c\.com", "(never)", "null", B,
        ]
    )  # fmt: skip
    sent = deploy(app)
    run(app, URL)
    assert {get(each.headers, "Origin") for each in sent} == {
        "https://probe.a.com", "http://localhost:8080", "capacitor://probe", "https://x.b.com",
        "null", B, STRANGER, None,
    }  # fmt: skip


def test_an_origin_that_only_other_routes_allow_is_tried(run, deploy):
    """A proxy that has one list of origins for all routes opens some to too many."""
    app = Flask("probed", static_folder=None)
    CORS(app, resources={"/a": {"origins": [URL, A]}, "/b": {"origins": B}, "/c": {}})
    for path in "abcd":
        app.add_url_rule(f"/{path}", path, lambda: "")

    def behind(request, answer):
        origin = get(request.headers, "Origin")
        return with_headers(answer, Access_Control_Allow_Origin=origin) if origin == A else answer

    sent = deploy(app)
    run(app, URL)
    tried = {(each.url[-1], get(each.headers, "Origin")) for each in sent}
    assert {("b", A), ("d", A), ("a", B)} <= tried
    assert ("c", A) not in tried
    deploy(app, behind)
    (found,) = document(run(app, URL, "--json", code=1))["findings"]
    wrong = {(each["request"]["url"], each["request"]["origin"]) for each in found["differences"]}
    assert wrong == {(f"{URL}/b", A), (f"{URL}/d", A)}


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
@pytest.mark.parametrize("origins", [r"https://(?!x).*\.a\.com", lambda _: True])
def test_origins_that_are_not_known_must_be_given(run, deploy, origins):
    """Otherwise only pages that the policy refuses would be tried."""
    app = make(origins=origins)
    deploy(app)
    note = "Note: no origin that may read 2 URLs is known; give one with --from.\n"
    assert note in run(app, URL).stderr
    assert note not in run(app, URL, "--from", A).stderr
    for known in ([], "*", A):
        app = make(origins=known)
        deploy(app)
        assert note not in run(app, URL).stderr


def test_the_routes_can_be_chosen(run, deploy):
    """--endpoint selects routes by globs, and an unknown one is an error."""
    app = make()
    sent = deploy(app)
    run(app, URL, "--endpoint", "ord*")
    assert {each.url for each in sent} == {f"{URL}/orders"}
    assert (
        "no endpoint 'boks'; did you mean 'books'?"
        in run(app, URL, "--endpoint", "boks", code=2).stderr
    )


def test_a_variable_part_needs_an_example(run, deploy):
    """A route with a variable part needs --path; otherwise it is listed as not probed."""
    app = make()
    app.add_url_rule("/books/<int:number>", "book", str)
    app.add_url_rule("/old", "old", redirect_to="/books")
    app.add_url_rule("/books", "shadowed", never)
    sent = deploy(app)
    assert run(app, URL).stdout.endswith(
        "\nNot probed: give an example path with --path\n"
        "  /books/<int:number> (book)\n"
        "\nNot probed: no request below this URL matches the route\n"
        "  /old (old)\n"
    )
    assert f"{URL}/books/7" not in {each.url for each in sent}
    run(app, URL, "--path", "/books/7")
    assert f"{URL}/books/7" in {each.url for each in sent}


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example/x", "/../a b#c"])
def test_an_example_is_below_the_url(run, deploy, path):
    """No path leads to another host, and each URL is spelled in one way."""
    app = Flask("probed", static_folder=None)
    CORS(app, origins=A)
    app.url_map.merge_slashes = False
    app.add_url_rule("/<path:name>", "file", lambda name: name)
    sent = deploy(app)
    run(app, f"{URL}/", "--path", path, "--limit", "3", "-H", "Authorization: secret")
    (url,) = {each.url for each in sent}
    assert urls.parse(url).origin == URL
    assert len(sent) == 3


def test_an_example_of_the_resources_is_used(run, deploy):
    """A route with several policies is requested with the examples that `routes` shows."""
    app = Flask("probed", static_folder=None)
    CORS(app, resources={"/files/open/*": {"origins": "*"}, "/files/*": {"origins": A}})
    app.add_url_rule("/files/<path:name>", "file", lambda name: name)
    sent = deploy(app)
    assert "Not probed" not in run(app, URL).stdout
    assert {each.url for each in sent} == {f"{URL}/files/open", f"{URL}/files/"} or len(
        {each.url for each in sent}
    ) == 2


def test_routes_with_other_methods(run, deploy):
    """A rule for any method is read with GET; one for OPTIONS or HEAD alone is not read."""
    app = Flask("probed", static_folder=None)
    CORS(app, origins=A)
    app.add_url_rule("/options", "options", lambda: "", methods=["OPTIONS"])
    sent = deploy(app)
    run(app, URL, code=2)
    assert not sent


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("ftp://x",), "'ftp://x' is not an http or https URL; use one such as https://api.ex"),
        (("localhost:5000",), "'localhost:5000' is not an http or https URL"),
        (("https://me:pw@x",), "the URL has a user name or password; remove it, and use -H"),
        ((URL, "-H", "a b: c"), "-H 'a b: c' is not a header; use NAME:VALUE"),
        ((URL, "--from", "*"), "--from"),
        ((URL, "--endpoint", "books", "--endpoint", "oders"), "did you mean 'orders'?"),
        ((URL, "--path", "/nothing"), "--path '/nothing' matches no route"),
        ((URL, "--path", "books"), "--path 'books' does not begin with a slash"),
        ((URL, "--method", "PUT"), "--method is for --no-app"),
        ((URL, "--no-app", "--endpoint", "books"), "--endpoint and --path select routes"),
        ((URL, "--no-app", "--path", "/books"), "--endpoint and --path select routes"),
        ((URL, "-H", "X-HTTP-Method-Override: GET"), "may turn a GET into a request that changes"),
        ((URL, "--no-app", "--method", "TRACE"), "--method 'TRACE' is not a method"),
        ((URL, "--no-app", "--method", "a b"), "--method 'a b' is not a method"),
    ],
)
def test_an_impossible_request_is_an_error(run, args, said):
    """A nonsensical argument ends with status 2 and one line."""
    result = run(make(), *args, code=2)
    assert said in result.stderr
    assert "pw" not in result.stderr
    assert not result.stdout


def test_the_query_of_the_url_is_not_used(run, deploy):
    """The routes are below the URL, so only its path counts; a single URL keeps its query."""
    app = make()
    sent = deploy(app)
    result = run(app, f"{URL}/?key=1#top")
    assert result.stderr == (
        f"Note: '{URL}/?key=1#top' is read as '{URL}/': the routes of the app are below it.\n"
    )
    assert document(run(app, f"{URL}/#top", "--json"))["url"] == f"{URL}/"
    assert {each.url for each in sent} == {f"{URL}/books", f"{URL}/orders"}
    lone = run(app, f"{URL}/books?key=1", "--no-app", "--from", A)
    assert not lone.stderr
    assert sent[-1].url == f"{URL}/books?key=1"


def test_an_app_without_routes_is_an_error(run):
    """Without a route there is nothing to request."""
    result = run(Flask("empty", static_folder=None), URL, code=2)
    assert result.stderr == "Error: there is no route to probe\n"


def test_routes_that_cannot_be_probed_are_listed(run):
    """If there is no other, the error says why."""
    app = Flask("variable", static_folder=None)
    app.add_url_rule("/books/<isbn>", "book", never)
    app.add_url_rule("/options", "options", never, methods=["OPTIONS"])
    app.add_url_rule("/old", "old", redirect_to="/new")
    result = run(app, URL, code=2)
    assert result.stderr == (
        "Not probed: give an example path with --path\n"
        "  /books/<isbn> (book)\n"
        "\n"
        "Not probed: no method that scripts can use\n"
        "  /options (options)\n"
        "\n"
        "Not probed: no request below this URL matches the route\n"
        "  /old (old)\n"
        "Error: there is no route to probe\n"
    )


def test_callables_that_fail_are_named(run, deploy):
    """Callable origins run here as well, and their errors are reported."""
    app = make(origins=lambda _: 1)
    deploy(make(origins=[]))
    assert "1, which is neither True nor False" in run(app, URL, "--from", A).stderr


# -- the report ------------------------------------------------------------------------------------


def test_a_correct_deployment(run, deploy):
    """A deployment that behaves like the app gets a positive report and status 0."""
    app = make(expose_headers="X-Total", max_age=5)
    app.add_url_rule("/free", "free", cross_origin(automatic_options=False)(lambda: "x"))
    app.add_url_rule(
        "/own", "own", cross_origin(automatic_options=False)(lambda: Response(status=204)),
        methods=["GET", "OPTIONS"],
    )  # fmt: skip
    deploy(app, lambda _, answer: with_headers(answer, Access_Control_Expose_Headers="x-total, Y")
           if get(answer.headers, "Access-Control-Expose-Headers") else answer)  # fmt: skip
    result = run(app, URL, "--cache")
    assert result.stdout.startswith("No differences in ")
    assert result.stdout.endswith(" requests to 4 URLs.\n")
    assert document(run(app, URL, "--json"))["findings"] == []


def test_a_report_has_cause_evidence_and_remedy(run, deploy):
    """A finding has an example, the party responsible with evidence, and the fix."""

    def behind(_, answer):
        headers = (*answer.headers, ("Access-Control-Allow-Origin", "*"), ("Server", "nginx/1.2"))
        return replace(answer, headers=headers)

    app = make()
    deploy(app, behind)
    result = run(app, URL, "--endpoint", "books", code=1, env={"COLUMNS": "80"})
    assert result.stdout == (
        "1. A CORS header is sent twice (nginx)\n"
        "   OPTIONS https://api.example.com/books from https://a.com, for a GET with\n"
        "   X-Probe\n"
        "     the app    200; Access-Control-Allow-Origin: https://a.com\n"
        "     received   200; Access-Control-Allow-Origin: https://a.com, *\n"
        "     a browser  blocks: the response to the preflight has an\n"
        "                Access-Control-Allow-Origin with several values; only one is\n"
        "                allowed\n"
        "   and 8 more responses; 1 URL in all\n"
        "   nginx is recognized by Server: nginx/1.2\n"
        "   Remedy: nginx: remove the `add_header Access-Control-...` lines in `server`\n"
        "           and `location`\n"
        "   or      Remove the CORS headers from the proxy or gateway: the app sends\n"
        "           them.\n"
        "\n"
        "9 differences in 10 requests to 1 URL.\n"
    )


def test_a_servers_values_cannot_control_the_terminal(run, deploy):
    """Control characters are shown, and not sent to the terminal."""
    deploy(make(), lambda *_: Answer(403, (("Server", "nginx\x1b[2J"), ("Location", "\x9b2J"))))
    result = run(make(), URL, code=1)
    assert "nginx\\x1b[2J" in result.stdout
    assert not set(result.stdout) & {"\x1b", "\x9b"}


def test_a_long_value_is_shortened(run, deploy):
    """A long header value is cut, and its length is shown."""
    deploy(make(), lambda *_: Answer(302, (("Location", f"https://x.test/{'y' * 60_000}"),)))
    text = run(make(), URL, "--limit", "1", code=1).stdout
    assert "yyy... (60015 characters)" in text
    assert max(map(len, text.splitlines())) < 500
    deploy(
        make(), lambda *_: Answer(200, (("Via", f"varnish {'y' * 60_000}"), ("Age", "9" * 60_000)))
    )
    text = run(make(), URL, "--endpoint", "books", code=1).stdout
    assert "Varnish is recognized by Via: varnish yyy" in text
    assert "note       Age: 999" in text
    assert max(map(len, text.splitlines())) < 500


def test_a_single_difference(run, deploy):
    """A difference that affects no page does not mention browsers or other responses."""

    def behind(request, answer):
        alone = get(request.headers, "Origin") is None
        return with_headers(answer, Vary=None) if alone else answer

    deploy(make(), behind)
    result = run(make(), URL, code=1)
    assert result.stdout.startswith(
        "1. Vary is missing, so caches may mix up origins\n"
        "   GET https://api.example.com/books without Origin\n"
        "     the app    200; Vary: Origin\n"
        "     received   200; no such header\n"
        "   Remedy: Let Vary pass through unchanged.\n"
        "\n1 difference in "
    )


def answering(status, **headers):
    """Return a gateway that responds to all preflights itself."""

    def behind(request, answer):
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return Answer(status, named) if request.method == "OPTIONS" else answer

    return behind


def reading(status):
    """Return a gateway that changes the status of reads and keeps the app's headers."""

    def behind(request, answer):
        return answer if request.method == "OPTIONS" else replace(answer, status=status)

    return behind


@pytest.mark.parametrize(
    ("behind", "cause"),
    [
        (reading(404), "route"),
        (reading(502), "upstream"),
        (answering(204), "preflight"),
        (answering(403), "preflight"),
        (answering(401), "login"),
        (answering(403, WWW_Authenticate="Basic"), "login"),
        (answering(502), "upstream"),
        (answering(404), "route"),
        (answering(308, Location="/books/"), "redirect"),
        (answering(302, Location="https://login.example.com/books"), "redirect"),
        (answering(302, Location="https://api.example.com:444/elsewhere"), "redirect"),
        (answering(200, Allow="GET", Vary="*"), "stripped"),
        (lambda *_: Answer(413, (), b"<center>nginx</center>"), "error,preflight"),
        (lambda *_: Answer(400, (), b"Client sent an HTTP request to an HTTPS server."), "scheme"),
        (lambda _, answer: with_headers(answer, Vary=None), "vary"),
        (lambda _, answer: replace(answer, cut=True), "closed"),
        (lambda *_: Answer(301, (("Location", "http://api.example.com/books"),)), "redirect"),
        (lambda *_: Answer(302, (("Location", "/login"),)), "redirect"),
        (lambda *_: Answer(200, (("Access-Control-Allow-Origin", "*"),)), "policy,preflight"),
    ],
)
def test_causes_are_distinguished(run, deploy, behind, cause):
    """The status, the headers and the target of a redirect reveal the cause."""
    app = make()
    deploy(app, behind)
    found = causes(run(app, URL, "--endpoint", "books", "--json", code=1))
    assert ",".join(sorted(found)) == cause


@pytest.mark.parametrize(
    ("location", "note"),
    [
        ("http://api.example.com/books", "the redirect changes the scheme of the URL"),
        ("https://www.example.com/books", "the redirect changes the host of the URL"),
        (f"{URL}:444/books", "the redirect changes the port of the URL"),
        ("/books/", "the redirect changes the slash of the URL"),
        ("/login", "the redirect changes the path of the URL"),
        ("https://login.example.com/", "the redirect changes the host of the URL"),
        ("file:///books", "the redirect changes the scheme and host of the URL"),
        ("?from=1", "the redirect changes the query of the URL"),
        ("/books", "the redirect leads to the same URL"),
    ],
)
def test_the_target_of_a_redirect_is_evidence(run, deploy, location, note):
    """The report says what the redirect changes, and whether it leads to a login or in a circle."""
    deploy(make(), answering(302, Location=location))
    (found,) = document(run(make(), URL, "--endpoint", "books", "--json", code=1))["findings"]
    assert found["differences"][0]["note"] == note
    assert "If it is a login page or the same URL" in found["remedies"][0]


def test_an_incomplete_body_is_evidence(run, deploy):
    """Its headers may be right, so they are not shown."""
    deploy(make(), lambda _, answer: replace(answer, body=b"half", cut=True))
    result = run(make(), URL, "--endpoint", "books", code=1)
    assert result.stdout.startswith(
        "1. The connection is closed before the response is complete\n"
        "   GET https://api.example.com/books from https://a.com\n"
        "     the app    200\n"
        "     received   200\n"
        "     note       bytes of the body received: 4\n"
        "     a browser  lets the page read the response, except for the rest of its body\n"
        "   and 8 more responses; 1 URL in all\n"
    )


def test_headers_that_neither_response_has_are_not_evidence(run, deploy):
    """For a route without a policy, the statuses are the difference."""
    app = make(resources="/api/*")
    deploy(app, lambda request, answer: answer if urls.parse(request.url).path == "/books"
           else Answer(404, (("Server", "nginx"),)))  # fmt: skip
    result = run(app, f"{URL}/v1", "--endpoint", "books", code=1)
    assert (
        "     the app    200\n     received   404; Server: nginx; 0 bytes of body\n"
        in result.stdout
    )


def test_a_redirect_of_the_app_is_expected(run, deploy):
    """A view may redirect elsewhere, with the headers of its policy."""
    app = make()
    app.add_url_rule("/go", "go", lambda: ("", 302, {"Location": "/books"}))
    app.add_url_rule("/nowhere", "nowhere", lambda: ("", 302, {"Location": "/"}))
    app.add_url_rule("/port", "port", lambda: ("", 302, {"Location": f"{URL}:444/port"}))

    def behind(request, answer):
        to_nowhere = request.url.endswith("/nowhere") and request.method == "GET"
        return with_headers(answer, Location="http://[x") if to_nowhere else answer

    deploy(app, behind)
    run(app, URL)


def test_a_view_that_handles_preflights_is_not_predicted(run, deploy):
    """A view's status is its own, but headers missing from an error are a finding."""
    app = Flask("probed", static_folder=None)
    view = cross_origin(origins=A, automatic_options=False)(lambda: ("", 405))
    app.add_url_rule("/own", "own", view, methods=["GET", "OPTIONS"])
    deploy(app)
    run(app, URL)
    deploy(app, answering(403))
    assert causes(run(app, URL, "--json", code=1)) == ["preflight"]
    deploy(app, answering(200, Allow="GET"))
    assert causes(run(app, URL, "--json", code=1)) == ["stripped", "vary"]


def test_an_older_policy_is_recognized(run, deploy):
    """Headers for some pages, other values, or too many origins indicate another policy."""
    app = make(max_age=60)
    deploy(make(origins=A, max_age=60))
    assert causes(run(app, URL, "--json", code=1)) == ["policy"]
    deploy(make(origins=[A, B, "https://c.com", "https://d.com"], max_age=60))
    app = make(origins=[A, B, "https://c.com", "https://d.com", "https://new.com"], max_age=60)
    assert causes(run(app, URL, "--json", code=1)) == ["policy"]
    headers = ["X-A", "X-B", "X-C", "X-D"]
    deploy(make(allow_headers=headers, max_age=60))
    app = make(allow_headers=[*headers, "X-New"], max_age=60)
    assert causes(run(app, URL, "--json", code=1)) == ["policy"]
    deploy(make(max_age=60))  # allows any header
    assert causes(run(make(allow_headers=headers, max_age=60), URL, "--json", code=1)) == ["policy"]
    app = make(origins=r"https://[a-z]*\.a\.com", max_age=60)
    assert causes(run(app, URL, "--json", code=1)) == ["stripped"]  # for all pages that it allows
    rejecting = make(reject_disallowed=True, max_age=60)
    assert causes(run(rejecting, URL, "--json", code=1)) == ["policy"]
    deploy(rejecting)
    assert causes(run(rejecting, URL, "--json")) == []
    behind_login = make(reject_disallowed=True, max_age=60)
    behind_login.before_request(lambda: ("Login", 401) if request.method == "GET" else None)
    deploy(behind_login)
    assert causes(run(behind_login, URL, "--json")) == []
    deploy(make(max_age=86400))
    assert causes(run(make(), URL, "--json", code=1)) == ["policy"]
    app = make(max_age=60)
    deploy(make(max_age=6))
    assert causes(run(app, URL, "--json", code=1)) == ["policy"]
    deploy(make(max_age=60, origins="*"))
    assert "policy" in causes(run(app, URL, "--json", code=1))


@pytest.mark.parametrize("base", ["", "/v1"])
def test_a_different_prefix_is_recognized(run, deploy, base):
    """A missing prefix is searched for in other likely locations."""
    app = make()

    def cut_off(request, answer):
        path = urls.parse(request.url).path
        whole = path.startswith("/books/books") if not base else not path.startswith("/v1")
        return answer if whole else Answer(404, ())

    deployed = make()
    deployed.add_url_rule("/books/books", "twice", lambda: ["Dune"])
    deploy(deployed, cut_off)
    (found,) = document(run(app, URL + base, "--endpoint", "books", "--json", code=1))["findings"]
    assert found["cause"] == "prefix"
    assert (
        "/books is answered" in found["differences"][0]["note"]
        or "/books/books" in (found["differences"][0]["note"])
    )


def test_a_missing_route_is_not_deployed(run, deploy):
    """A route that is not found below any prefix is missing, even if nothing is there."""
    deploy(make(), lambda *_: Answer(404, ()))
    assert causes(run(make(), URL + "/v1", "--json", code=1)) == ["route"]
    deploy(
        make(),
        lambda request, _: (
            Failure("slow", "") if "/books/books" in request.url else Answer(404, ())
        ),
    )
    found = causes(run(make(), URL, "--endpoint", "books", "--json", code=1))
    assert found == ["route"]


def mixing(app, mark=()):
    """Return a cache that serves the first response of a URL to all."""
    kept = {}

    def behind(request, answer):
        key = urls.parse(request.url).path if mark else request.url
        if request.method == "OPTIONS":
            return answer
        first = kept.setdefault(key, answer)
        return answer if first is answer else replace(first, headers=(*first.headers, *mark))

    return behind


@pytest.mark.parametrize("mark", [(), (("Age", "7"),)])
def test_a_cache_is_recognized(run, deploy, mark):
    """A new URL reveals it; if the cache ignores queries, its headers do."""
    app = make()
    deploy(app, mixing(app, mark))
    (found,) = document(run(app, URL, "--json", code=1))["findings"]
    assert found["cause"] == "cache"
    text = run(app, URL, "--cache", code=1).stdout
    assert "; 1 URL in all\n" in text
    assert re.search(r" in \d+ requests to 2 URLs\.\n", text)
    note = found["differences"][0]["note"]
    assert note == "Age: 7" if mark else "?flask-cors-probe=" in note


def test_orders_use_new_urls(run, deploy):
    """--cache tries each order with a URL of its own, even if it has a query."""
    app = make()
    app.add_url_rule("/search/<word>", "search", lambda word: word)
    sent = deploy(app)
    run(app, URL, "--cache", "--endpoint", "search", "--path", "/search/x?y=1")
    found = {urls.parse(each.url).query for each in sent}
    assert "y=1" in found
    assert all(each.startswith("y=1") for each in found)
    assert len(found) == 6  # itself, and one for each of the five possible first ones


@pytest.mark.parametrize(
    ("headers", "body", "party"),
    [
        ({"Server": "nginx"}, b"", "nginx"),
        ({}, b"<center>openresty</center>", "nginx"),
        ({"Server": "Apache/2.4"}, b"", "Apache"),
        ({"Server": "Caddy"}, b"", "Caddy"),
        ({"X-Varnish": "1"}, b"", "Varnish"),
        ({}, b"<html><body><h1>503 Service Unavailable</h1>\nNo.\n</body></html>\n", "HAProxy"),
        ({"CF-RAY": "1-FRA"}, b"", "Cloudflare"),
        ({"X-Amz-Cf-Id": "x"}, b"", "AWS CloudFront"),
        ({"Apigw-Requestid": "x"}, b"", "AWS API Gateway"),
        ({"Via": "kong/3.4"}, b"", "Kong"),
        ({"Server": "AirTunes/7"}, b"", "AirPlay on macOS"),
    ],
)
def test_parties_are_recognized(run, deploy, headers, body, party):
    """A header or the text of an error page identifies the server that responded."""
    deploy(make(), lambda *_: Answer(403, tuple(headers.items()), body))
    for finding in document(run(make(), URL, "--json", code=1))["findings"]:
        assert list(finding["parties"]) == [party]


def test_a_party_may_be_known_from_other_responses(run, deploy):
    """If a differing response is anonymous, other responses are used."""

    def behind(request, answer):
        if request.method == "OPTIONS":
            return replace(answer, headers=(*answer.headers, ("Server", "Caddy")))
        return with_headers(answer, Vary=None)

    deploy(make(), behind)
    assert "(Caddy)" in run(make(), URL, code=1).stdout


# -- without an app --------------------------------------------------------------------------------


def lone(run, *args, code):
    """Run the command without an app."""
    return run(Flask("none"), "--no-app", f"{URL}/books", *args, code=code)


def test_a_single_url_is_judged_by_the_browser(run, deploy):
    """Without an app, pages of the --from origins must be able to read."""
    deploy(make())
    assert (
        "No differences in 9 requests to 1 URL"
        in lone(run, "--from", A, "--from", B, code=0).stdout
    )
    result = lone(run, "--from", "https://c.com", "--json", code=1)
    assert causes(result) == ["blocked"]
    assert "without --from, no blocked page is reported" in lone(run, code=0).stderr
    lone(run, "--from", A, "--method", "delete", code=0)
    lone(run, "--from", URL, "--method", "delete", code=0)


def test_the_report_on_a_single_url(run, deploy):
    """Without an app the report has the response and the browser's verdict."""
    deploy(make(), lambda *_: Answer(404, (("Server", "Apache"),)))
    result = lone(run, "--from", A, code=1)
    assert "     received   404; Server: Apache; 0 bytes of body\n" in result.stdout
    assert "     a browser  blocks: " in result.stdout
    deploy(make(), lambda _, answer: with_headers(answer, Vary=None))
    result = lone(run, "--from", A, code=1)
    assert "1. Vary is missing, so caches may mix up origins\n" in result.stdout
    assert "     received   200; no such header\n" in result.stdout
    assert "Remedy: Send `Vary: Origin` with every response of this URL" in result.stdout


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        (answering(401), ["login"]),
        (answering(302, Location="/y"), ["redirect"]),
        (lambda *_: Answer(302, (("Location", "/login"),)), ["redirect"]),
        (lambda *_: Answer(502, ()), ["upstream"]),
        (lambda *_: Answer(500, ()), ["preflight", "error"]),
        (lambda *_: Failure("tls", "no"), ["tls"]),
        (lambda _, answer: replace(answer, cut=True), ["closed"]),
        (lambda _, answer: with_headers(answer, Access_Control_Allow_Origin="a, b"), ["twice"]),
        (lambda _, answer: with_headers(answer, Vary=None), ["vary"]),
        (lambda _, answer: with_headers(answer, Access_Control_Allow_Origin="*", Vary=None), []),
        (mixing(None), ["cache"]),
    ],
)
def test_responses_that_browsers_refuse_are_named(run, deploy, behind, found):
    """The causes are the same as with an app, as far as one URL shows them."""
    deploy(make(), behind)
    code = 2 if found == ["tls"] else 1 if found else 0
    assert causes(lone(run, "--from", A, "--from", B, "--json", code=code)) == found


# -- the end ---------------------------------------------------------------------------------------


def test_it_stops_if_the_server_is_unreachable(run, deploy):
    """After three failures without any response it stops, with status 2."""
    sent = deploy(make(), lambda *_: Failure("dns", "the host name cannot be resolved"))
    result = run(make(), URL, code=2)
    assert len(sent) == 3
    assert "1. The host cannot be found (DNS)\n" in result.stdout
    assert result.stdout.endswith(
        "\nStopped: the server does not respond. 3 of 14 planned requests were sent.\n"
        "No response to 3 requests.\n"
    )


def test_one_failure_is_a_difference(run, deploy):
    """A single failing request is a finding, and does not stop the run."""
    calls = iter(range(99))
    deploy(make(), lambda _, answer: answer if next(calls) else Failure("slow", "too late"))
    (found,) = document(run(make(), URL, "--json", code=1))["findings"]
    assert found["cause"] == "slow"
    assert found["differences"][0]["received"] is None


@pytest.mark.parametrize("after", [0, 4])
def test_ctrl_c_shows_partial_results(run, deploy, after):
    """The findings so far are printed; half a run without a difference has status 2."""
    calls = iter(range(99))

    def behind(_, answer):
        if next(calls) == after:
            raise KeyboardInterrupt
        return answer

    deploy(make(), behind)
    result = run(make(), URL, code=2)
    assert result.stdout == f"Interrupted. {after} of 14 planned requests were sent.\n"


def test_the_total_time_is_bounded(run, deploy, monkeypatch):
    """--time bounds all requests, --rate their number per second, --timeout each of them."""
    now, slept, given = [0.0], [], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    clock = SimpleNamespace(monotonic=lambda: now[0], sleep=sleep)
    monkeypatch.setattr(run_module, "time", clock)
    sent = deploy(make())
    send = Client.send

    def timed(client, request, seconds):
        given.append(seconds)
        return send(client, request, seconds)

    monkeypatch.setattr(Client, "send", timed)
    args = ("--rate", "2", "--time", "2", "--timeout", "1.2", "--json")
    found = document(run.plain(make(), URL, *args, code=2))
    assert (found["stopped"], found["sent"], len(sent)) == ("time", 4, 4)
    assert slept == [0.5, 0.5, 0.5]
    assert given == [1.2, 1.2, 1.0, 0.5]


def test_a_terminal_shows_progress(run, deploy, monkeypatch):
    """A progress bar is shown on stderr of a terminal; the report on stdout is the same."""
    deploy(make())
    plain = run(make(), URL)
    monkeypatch.setattr(probe_module, "is_watched", lambda: True)
    result = run(make(), URL)
    assert result.stdout == plain.stdout
    assert "Probing" in result.stderr


@pytest.mark.parametrize("number", ["nan", "inf", "1e300", "0", "-1"])
def test_an_invalid_number_of_seconds(run, number):
    """A value that is not a number of seconds is an error of the command line."""
    assert "Invalid value" in run(make(), URL, "--timeout", number, code=2).stderr


def test_a_variable_part_may_lead_to_404(run, deploy):
    """An example may not exist, but a gateway error is not the app's."""
    app = make()
    app.add_url_rule("/books/<name>", "book", lambda name: name)
    deploy(app, reading(404))
    chosen = (URL, "--endpoint", "book", "--path", "/books/dune", "--json")
    assert causes(run(app, *chosen)) == []
    deploy(app, reading(503))
    assert causes(run(app, *chosen, code=1)) == ["upstream"]


@pytest.mark.parametrize("name", ["Host", "Origin", "Content-Length", "Sec-Fetch-Site"])
def test_a_header_of_the_browser_cannot_be_given(run, deploy, name):
    """With another Host or Origin, the report would be about another request."""
    sent = deploy(make())
    said = run(make(), URL, "-H", f"{name}: 1", code=2).stderr
    assert f"-H {name!r} is set by the browser or the client" in said
    assert not sent


def test_the_orders_for_caches_have_a_limit(run, deploy):
    """A URL is requested at most three times as often as the limit."""
    app = make()
    sent = deploy(app)
    origins = [part for number in range(25) for part in ("--from", f"https://{number}.a.com")]
    run(app, URL, "--endpoint", "books", "--cache", *origins)
    assert 20 < len(sent) <= 60


def test_a_redirect_of_the_app_to_another_host_is_expected(run, deploy):
    """A view may redirect to another host, with the headers of its policy."""
    app = make()
    app.add_url_rule("/docs", "docs", lambda: ("", 302, {"Location": "https://docs.test/docs"}))
    deploy(app)
    run(app, URL, "--endpoint", "docs")
