"""`reject_disallowed` on paths that match no resource with certainty."""

import pytest
from flask import Blueprint, Flask

from answers import acao
from commands import APART
from flask_cors import CORS, cross_origin
from flask_cors.cli import cors
from flask_cors.core import budget
from flask_cors.core.patterns.paths import MAX_LENGTH
from origins import EVIL, A, B

GATED = {"origins": A, "reject_disallowed": True}
OPEN = {"origins": "*"}
LONG = "a" * MAX_LENGTH


def serving(*, blueprint=None, **options):
    """Return an app, or a blueprint below `blueprint`, with a single view for all paths."""
    app = Flask("undecided", static_folder=None)

    def view(**_):
        return "ran"

    home = app if blueprint is None else Blueprint("b", __name__, url_prefix=blueprint)
    for rule in ("/", "/<path:path>"):
        home.add_url_rule(rule, "v", view, methods=["GET", "POST"])
    CORS(home, **options)
    if blueprint is not None:
        app.register_blueprint(home)
    return app


@pytest.mark.parametrize(
    ("resources", "path", "expected"),
    [
        ({"/admin/*": GATED, "/open/*": OPEN}, "/open/..%2Fadmin/x", (403, None)),
        ({"/admin/*": GATED, "/open/*": OPEN}, "/admin/..%2Fopen/x", (403, None)),
        # Under no resource as it was sent, and under one as a server may resolve it.
        ({"/admin/*": GATED}, "/x/..%2Fadmin/y", (403, None)),
        ({"/admin/*": GATED}, "/admin/..%2Fx", (403, None)),
        ({"/adm.n/.*": GATED, "/open/*": OPEN}, "/open/" + LONG, (403, None)),
        ({"/adm.n/.*": GATED}, "/" + LONG, (403, None)),
        # Certainly under a resource, or under none.
        ({"/admin/*": GATED, "/open/*": OPEN}, "/open/x/..%2Fy", (200, EVIL)),
        ({"/admin/*": GATED, "/open/*": OPEN}, "/open/" + LONG, (200, EVIL)),
        ({"/admin/*": GATED}, "/x/..%2Fy", (200, None)),
        ({"/admin/*": GATED}, "/x", (200, None)),
        # Nothing could have rejected it.
        ({"/admin/*": {"origins": A}, "/open/*": OPEN}, "/open/..%2Fadmin/x", (200, None)),
        ({"/adm.n/.*": {**GATED, "reject_disallowed": "report"}}, "/" + LONG, (200, None)),
    ],
)
@pytest.mark.parametrize("blueprint", [None, "/api", "/<name>"])
def test_the_gate_applies_if_it_may_be_intended(send, resources, path, expected, blueprint):
    """A path that may belong to a resource with a gate is rejected, without CORS headers."""
    app = serving(blueprint=blueprint, resources=resources)
    path = (blueprint or "").replace("<name>", "shop") + path
    response = send(app, path, origin=EVIL, method="POST")
    assert (response.status_code, acao(response)) == expected


@pytest.mark.parametrize(
    ("origin", "headers", "status"),
    [
        (EVIL, {}, 403),
        # No resource allows it with certainty.
        (A, {}, 403),
        ("null", {}, 403),
        (None, {"Sec-Fetch-Site": "cross-site"}, 403),
        (None, {}, 200),
        ("http://localhost", {}, 200),
        (EVIL, {"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
def test_own_pages_and_other_programs_are_not_rejected(send, origin, headers, status):
    """Only requests from pages of other origins are rejected."""
    app = serving(resources={"/admin/*": GATED, "/open/*": OPEN})
    path = "/open/..%2Fadmin/x"
    response = send(app, path, origin=origin, headers=headers, method="POST")
    assert (response.status_code, acao(response)) == (status, None)


@pytest.mark.parametrize(
    ("gates", "method", "status"),
    [
        (("unsafe", False), "POST", 403),
        (("unsafe", False), "GET", 200),
        (("unsafe", True, "report"), "GET", 403),
        (("report", "unsafe"), "POST", 403),
        (("report", False), "POST", 200),
    ],
)
def test_the_strictest_gate_applies(send, gates, method, status):
    """Among the resources, the value that rejects most counts."""
    resources = {f"/{n}/*": {"reject_disallowed": gate} for n, gate in enumerate(gates)}
    app = serving(resources=resources, origins=A)
    assert send(app, "/0/..%2F1/x", origin=EVIL, method=method).status_code == status


def test_a_gate_of_the_configuration_applies(send):
    """`app.config` is below every resource."""
    app = serving(resources={"/a/*": {"origins": A}, "/b/*": {"origins": B}})
    app.config["CORS_REJECT_DISALLOWED"] = "unsafe"
    assert send(app, "/a/..%2Fb/x", origin=A, method="POST").status_code == 403


def test_a_blueprint_inherits_the_gate_around_it(send):
    """Resources of a blueprint that set no origins have the app's gate, others have their own."""
    for options, status in (({"max_age": 1}, 403), ({"origins": B}, 200)):
        app = serving(blueprint="/api", resources={"/x/*": options, "/y/*": options})
        CORS(app, resources={"/api/*": GATED})
        response = send(app, "/api/x/..%2Fy/z", origin=EVIL, method="POST")
        assert (response.status_code, acao(response)) == (status, None)


@pytest.mark.parametrize("path", ["/open/..%2Fadmin/x", "/admin/" + LONG])
def test_a_client_cannot_choose_the_outer_policy(send, path):
    """Neither the app around a blueprint nor the default around a view opens such a path."""
    resources = {"/adm.n/.*": {"origins": A}, "/open/*": {"origins": B}}
    app = serving(blueprint="/api", resources=resources)
    CORS(app, origins="*")
    assert acao(send(app, "/api" + path, origin=EVIL)) is None
    app = serving(resources=resources)
    assert "Vary" not in send(app, path, origin=EVIL).headers
    app = serving(resources=resources)
    app.view_functions["v"] = cross_origin(app.view_functions["v"])
    assert acao(send(app, path, origin=EVIL)) is None


def test_a_view_that_inherits_is_not_opened(send):
    """A bare decorator inherits the outer policy; its own origins govern as on any path."""
    app = serving(resources={"/admin/*": GATED, "/open/*": OPEN})
    app.add_url_rule("/open/<a>/bare/<b>", "bare", cross_origin(lambda **_: "ran"))
    app.add_url_rule("/open/<a>/own/<b>", "own", cross_origin(origins=B)(lambda **_: "ran"))
    bare = send(app, "/open/../bare/x", origin=B)
    own = send(app, "/open/../own/x", origin=B)
    assert (bare.status_code, acao(bare)) == (403, None)
    assert (own.status_code, acao(own)) == (200, B)


def test_a_route_with_dot_segments_is_undecided_too(send):
    """The app starts, and such a route is as closed as a path."""
    app = serving(resources={"/admin/*": GATED}, supports_credentials=True)
    app.add_url_rule("/x/../admin/y", "dots", cross_origin(max_age=1)(lambda: "ran"))
    response = send(app, "/x/..%2Fadmin/y", origin=EVIL)
    assert (response.status_code, acao(response)) == (403, None)


@pytest.mark.filterwarnings("ignore::flask_cors.CORSWarning")
def test_a_spent_budget_leaves_it_undecided(send, monkeypatch):
    """A resource that was not tried for lack of budget may match."""
    app = serving(resources={"/(?!x)adm.n.*": GATED, "/open/*": OPEN})
    assert send(app, "/x", origin=EVIL, method="POST").status_code == 200
    monkeypatch.setattr(budget, "AT_MOST", 1)
    assert send(app, "/y", origin=EVIL, method="POST").status_code == 403


@pytest.mark.parametrize("around", [{}, {"origins": "*"}, {"origins": A}])
def test_a_missing_page_that_may_be_the_blueprint_s(send, around):
    """The app around a blueprint does not open a 404 below the prefix of the blueprint."""
    app = Flask("undecided", static_folder=None)
    admin = Blueprint("admin", __name__, url_prefix="/admin")
    CORS(admin, origins=B)
    app.register_blueprint(admin)
    if around:
        CORS(app, **around)
    for path in ("/x/..%2Fadmin/y", "/admin/..%2Fy", "/.%2Fadmin/y"):
        for origin in (A, B, EVIL):
            response = send(app, path, origin=origin)
            assert (response.status_code, acao(response)) == (404, None)
            assert "Vary" not in response.headers
    assert acao(send(app, "/admin/x/..%2Fy", origin=B)) == B


@pytest.mark.parametrize("prefix", ["/api", "/shops/<name>"])
def test_a_length_does_not_choose_an_open_resource(send, prefix):
    """A path that is only too long with its prefix matches no resource."""
    below = prefix.replace("<name>", "a")
    gate = f"{prefix.replace('<name>', '[a-z]+')}/adm.n/.*"
    app = serving(blueprint=prefix, resources={gate: GATED, "/*": OPEN})
    begin = f"{below}/admin/"
    for length in range(MAX_LENGTH - len(begin), MAX_LENGTH + 3):
        response = send(app, begin + "a" * length, origin=EVIL, method="POST")
        assert (response.status_code, acao(response)) == (403, None)


def test_a_preflight_is_not_rejected(preflight):
    """The response is that of a policy that allows no origin."""
    app = serving(resources={"/admin/*": GATED, "/open/*": OPEN})
    response = preflight(app, "/open/..%2Fadmin/x", origin=EVIL)
    assert (response.status_code, acao(response)) == (200, None)


@pytest.mark.parametrize(
    ("path", "remedy"),
    [
        ("/open/..%2Fadmin/x", "request a path without '.', '..' and repeated slashes"),
        ("/open/" + LONG, "request a shorter path"),
    ],
)
def test_explain_names_the_rejecting_policy(path, remedy):
    """It suggests no resource and no change of the configuration."""
    app = serving(resources={"/adm.n/.*": GATED, "/open/*": OPEN})
    result = app.test_cli_runner(**APART).invoke(cors, ["explain", "POST", path, "--from", A])
    said = result.stdout
    assert "the response is 403" in said
    assert "from flask_cors instead of the view: reject_disallowed=True\n" in said
    assert "policy: none for sure, since this is a path that may fall under several" in said
    assert f"Remedy: {remedy}" in said
    assert "Smallest configuration change" not in said
