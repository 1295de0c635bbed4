"""Conditions of a verdict, and the advice that follows it."""

import json
from functools import wraps

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from commands import invoke
from flask_cors import CORS
from origins import A, B
from situations import api


def explained(app, *args, code=0):
    """Return the JSON and the text of `explain` for a request."""
    text = invoke(app, "explain", *args, "--from", A, code=code).stdout
    return json.loads(invoke(app, "explain", *args, "--from", A, "--json", code=code).stdout), text


def answering(view, *hooks):
    """Return an app whose view handles OPTIONS itself."""
    app = Flask("answering", static_folder=None)
    for hook in hooks:
        app.before_request(hook)
    CORS(app, origins=A)
    app.add_url_rule("/x", "x", view, methods=["PUT", "OPTIONS"])
    return app


def guarded(view):
    """Wrap a view with `functools.wraps`."""

    @wraps(view)
    def wrapped():
        return view()

    return wrapped


def hook():
    """Let every request through."""


@pytest.mark.parametrize(
    ("app", "condition"),
    [
        (answering(lambda: "x"), "'x' answers OPTIONS with 2xx"),
        (
            answering(guarded(lambda: "x")),
            "'x' answers OPTIONS with 2xx (the decorator guarded may prevent that)",
        ),
        (
            answering(lambda: "x", hook),
            "'x' answers OPTIONS with 2xx (the before_request hook hook may prevent that)",
        ),
    ],
)
def test_a_view_that_handles_options_is_a_condition(app, condition):
    """A preflight's status from a view is an assumption, and marked as such."""
    found, text = explained(app, "PUT", "/x")
    assert (found["verdict"], found["condition"]) == ("readable", condition)
    assert f"\nAllowed if {condition}.\n" in text
    assert found["advice"][0] == (
        "If it does not, remove OPTIONS from the view's methods: the preflight is then answered"
        " without the view"
    )


@settings(deadline=None)
@given(
    takes_options=st.booleans(),
    decorators=st.lists(st.booleans(), max_size=2),
    hooks=st.lists(st.booleans(), max_size=2),
    status=st.sampled_from([200, 204, 302, 401, 403, 500]),
)
def test_allowed_without_a_condition_is_allowed(takes_options, decorators, hooks, status):
    """Without an assumption the verdict is true for any decorators, hooks and views."""
    app = Flask("promised", static_folder=None)
    view = view_of(status)
    for refuses in decorators:
        view = guard(view, refuses=refuses)
    for refuses in hooks:
        app.before_request(hook_of(refuses=refuses))
    CORS(app, origins=A)
    methods = ["PUT", *["OPTIONS"] * takes_options]
    app.add_url_rule("/x", "x", view, methods=methods)
    document = invoke(app, "explain", "PUT", "/x", "--from", A, "--json")
    found = json.loads(document.stdout)
    assert found["verdict"] == "readable"
    assert bool(found["condition"]) == takes_options
    answer = app.test_client().options(
        "/x", headers={"Origin": A, "Access-Control-Request-Method": "PUT"}
    )
    assert found["condition"] or answer.status_code == 200
    refusing = [*decorators, *hooks]
    assert ("may prevent" in (found["condition"] or "")) == bool(takes_options and refusing)


def view_of(status):
    """Return a new view that returns a status."""
    return lambda: ("x", status)


def guard(view, *, refuses):
    """Wrap a view, possibly refusing every request."""

    @wraps(view)
    def wrapped():
        return ("no", 401) if refuses else view()

    return wrapped


def hook_of(*, refuses):
    """Return a hook that possibly refuses every request."""
    return lambda: ("no", 403) if refuses else None


def test_without_a_preflight_there_is_no_condition():
    """Without an assumption there is no condition."""
    app = api("/x")
    CORS(app, origins=A)
    found, text = explained(app, "GET", "/x")
    assert found["condition"] is None
    assert "\nAllowed: the script can read the response.\n" in text


def test_an_allowed_request_has_advice_on_other_causes():
    """A proxy, another program or a redirect of a login hook may be the cause."""
    app = api("/x")
    CORS(app, origins=A)
    found, _ = explained(app, "GET", "/x")
    (text,) = found["advice"]
    for part in (
        "network tab",
        "login hook",
        "Location",
        "Server",
        "413",
        "502",
        "second Access-Control-Allow-Origin",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("options", "args", "number"),
    [
        ({"supports_credentials": True}, (), 1),
        ({"supports_credentials": True}, ("--credentials",), 0),
        ({}, (), 0),
    ],
)
def test_advice_on_sending_cookies(options, args, number):
    """If the policy allows credentials, a page without them may have forgotten them."""
    app = api("/x")
    CORS(app, origins=A, **options)
    found, _ = explained(app, "GET", "/x", *args)
    assert sum('{credentials: "include"}' in text for text in found["advice"]) == number


def test_advice_against_no_cors():
    """In that mode nothing can be read under any policy."""
    app = api("/x")
    CORS(app, origins=A)
    found, _ = explained(app, "GET", "/x", "--mode", "no-cors")
    (text,) = found["advice"]
    assert text.startswith("Mode 'no-cors' prevents the page")


def test_a_blocked_request_has_a_remedy_and_no_advice():
    """If the policy must change, nothing else is suggested."""
    app = api("/x")
    CORS(app, origins=B)
    found, _ = explained(app, "GET", "/x", code=1)
    assert found["advice"] == []


def test_a_local_file_is_better_served():
    """For a page with the origin null, the advice is to serve the file, not to allow null."""
    app = api("/x")
    CORS(app, origins=A, allow_headers=["X-Token"])
    local = "If the page is a local file, open it from a server instead, for example"
    for page in ("file:///home/me/index.html", "null"):
        found = invoke(app, "explain", "GET", "/x", "--from", page, code=1).stdout
        assert f"{local} `python -m http.server`, and allow http://localhost:8000." in found
    for args in (["--from", B], ["--from", A, "-H", "X-Other"]):
        assert local not in invoke(app, "explain", "GET", "/x", *args, code=1).stdout


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("Access-Control-Allow-Origin", "; the server sends it"),
        ("x-total-count", "; to read it from the response, use expose_headers=['X-Total-Count']"),
    ],
)
@pytest.mark.parametrize(("allowed", "code"), [("*", 0), (["X-Token"], 1)])
def test_a_response_header_in_a_request_should_be_removed(name, remedy, allowed, code):
    """The advice never allows such a header."""
    app = api("/x")
    CORS(app, origins=A, allow_headers=allowed)
    found, _ = explained(app, "GET", "/x", "-H", name, code=code)
    assert (
        f"{name} is a response header: remove it from the page's request{remedy}"
        in (found["advice"])
    )
    assert found["changes"] == []
    assert found["instead"] == (f"remove {name} from the request" if code else "")


def test_other_headers_should_be_allowed():
    """The advice separates headers to allow and headers to remove."""
    app = api("/x")
    CORS(app, origins=A, allow_headers=["X-Token"])
    found, _ = explained(app, "GET", "/x", "-H", "X-Other", "-H", "ETag:1", code=1)
    (change,) = found["changes"]
    assert change["write"] == "allow_headers=['X-Token', 'x-other']"
    assert found["instead"] == "remove ETag from the request"
