"""`flask cors explain --response`: an actual response compared with the prediction."""

import json

import pytest
from flask import Flask

from flask_cors import CORS
from flask_cors._diagnosis.explain.received import ReceivedError, read
from origins import A, B


@pytest.fixture
def run(command):
    """Return a function that explains an app's response to a GET or PUT from `A`."""
    run = command("explain")
    app = Flask("compared", static_folder=None)
    CORS(app, origins=[A, "https://c.com"], methods="GET, PUT", allow_headers="X-A", max_age=5)
    app.add_url_rule("/x", "x", lambda: "", methods=["GET", "PUT"])

    def explained(text, method="GET", origin=A, code=0, **kwargs):
        args = (method, "/x", "--from", origin, "--response", "-")
        document = run(app, *args, "--json", input=text, code=code, **kwargs).stdout
        found = json.loads(document)["response"]
        shown = run(app, *args, input=text, code=code).stdout
        assert all(each["text"] in shown for each in found["differences"])
        return found["verdict"], [(each["kind"], each["text"]) for each in found["differences"]]

    return explained


SAME = f"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: {A}\r\nVary: Origin\r\n\r\n<body>: x"
PREFLIGHT = f"""HTTP/2 200
access-control-allow-origin: {A}
access-control-allow-methods: PUT, GET
access-control-max-age: 5
vary: Origin
"""


def test_an_equal_response_has_no_difference(run):
    """Names and lists are compared like in browsers, also for preflights."""
    assert run(SAME) == ("readable", [])
    assert run(SAME.replace("HTTP", "< HTTP").replace("Access", "< Access")) == ("readable", [])
    assert run(SAME.partition("\n")[2]) == ("readable", [])
    assert run("HTTP/1.1 301 Moved\nLocation: /x\n\n" + SAME) == ("readable", [])


@pytest.mark.parametrize(
    ("text", "verdict", "kinds"),
    [
        ("HTTP/1.1 200 OK\nVary: Origin\n", "blocked", ["missing"]),
        (f"HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: {A}\n", "readable", ["missing"]),
        (SAME.replace("Vary", f"Access-Control-Allow-Origin: {A}\nVary"), "blocked", ["twice"]),
        (SAME.replace(A, f"{A}, *"), "blocked", ["twice"]),
        (SAME.replace(A, "*"), "readable", ["different"]),
        (SAME.replace("Vary", "Access-Control-Expose-Headers: X\nVary"), "readable", ["not sent"]),
        (SAME.replace("200 OK", "502 Bad\nServer: nginx"), "readable", ["status"]),
        (SAME.replace("200", "500"), "readable", []),
    ],
)
def test_each_difference_is_named(run, text, verdict, kinds):
    """The browser model judges the actual response; any status but a proxy's is fine for a view."""
    found = run(text, code=int(verdict == "blocked"))
    assert (found[0], [kind for kind, _ in found[1]]) == (verdict, kinds)


def test_a_proxys_status_is_named_with_its_server(run):
    """The output names the server that responded and where to look."""
    _, [(_, text)] = run(SAME.replace("200 OK", "502 Bad\nServer: nginx"))
    assert text.startswith("status 502 comes from a proxy (Server: nginx): a proxy got no")


def test_a_preflight_is_compared_with_a_preflight(run):
    """Preflight headers or the method of a HAR entry identify the response."""
    assert run(PREFLIGHT, "PUT") == ("readable", [])
    assert run(SAME, "PUT") == ("readable", [])
    verdict, [(kind, text)] = run(PREFLIGHT.replace("200", "405"), "PUT", code=1)
    assert (verdict, kind) == ("blocked", "status")
    assert text.startswith("status 405, but the app sends 200: a proxy in front of it")
    # Without a preflight there is nothing else to compare with.
    assert run(PREFLIGHT, "GET")[0] == "readable"


def test_the_request_after_a_blocked_preflight(run):
    """Its response is compared with the app's response to it."""
    verdict, found = run(SAME, "PUT", B, code=1)
    assert (verdict, [kind for kind, _ in found]) == ("blocked", ["not sent"])


def entry(status=200, method="GET", headers=(("Access-Control-Allow-Origin", A),)):
    """Return an entry of a HAR file."""
    named = [{"name": name, "value": value} for name, value in headers]
    return {"request": {"method": method}, "response": {"status": status, "headers": named}}


def test_an_entry_of_a_har_file_is_read():
    """An entry, or a file with one, gives status, headers and method."""
    alone = read(json.dumps(entry()))
    assert (alone.response.status, alone.is_preflight) == (200, False)
    assert alone.response.headers == (("Access-Control-Allow-Origin", A),)
    assert read(json.dumps({"log": {"entries": [entry(method="OPTIONS")]}})).is_preflight


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has neither a status line nor headers"),
        ("<html>", "has neither a status line nor headers"),
        ("{", "is JSON, but not one entry of a HAR file"),
        ('{"response": 1}', "is JSON, but not one entry of a HAR file"),
        (json.dumps({"log": {"entries": []}}), "is JSON, but not one entry"),
    ],
)
def test_an_invalid_response_is_refused(text, said):
    """The message says what to paste."""
    with pytest.raises(ReceivedError, match=said):
        read(text)


def test_a_file_is_read(command, tmp_path):
    """`--response` accepts a file name; an unreadable file is one line, with status 2."""
    app = Flask("empty", static_folder=None)
    CORS(app, origins=A)
    app.add_url_rule("/x", "x", lambda: "")
    (tmp_path / "response.txt").write_text("HTTP/1.1 200 OK\n", "utf-8")
    run = command("explain")
    args = ("GET", "/x", "--from", A, "--response")
    assert (
        "missing: Access-Control-Allow-Origin"
        in run(app, *args, str(tmp_path / "response.txt"), code=1).stdout
    )
    assert "cannot be read: No such file" in run(app, *args, "none.txt", code=2).stderr
    assert "--response has neither" in run(app, *args, "-", code=2, input="").stderr
    text = f"HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: {A}\nVary: Origin\n"
    assert "its CORS headers are the same" in run(app, *args, "-", input=text).stdout
