"""Extensions that refuse: preflights succeed, and a page can read the reason for a refusal."""

import base64
from datetime import timedelta

import flask_httpauth
import flask_jwt_extended
import flask_limiter
import flask_login
import flask_talisman
import flask_wtf
import pytest
from flask import current_app, jsonify, request
from flask_wtf.csrf import generate_csrf

from flask_cors import cross_origin

A, B = "https://a.example", "https://b.example"


def write():
    """Return the data sent."""
    return jsonify(request.get_json())


def add_item(app, guard=lambda view: view):
    """Add a URL that returns the data sent, behind a guard, to an app."""
    app.add_url_rule("/item", "item", guard(write), methods=["PUT"])


class Ann(flask_login.UserMixin):
    """The only user."""

    id = "ann"


def login(app):
    """Add a login manager, and a URL that logs Ann in, to an app."""
    manager = flask_login.LoginManager(app)
    manager.user_loader(lambda _: Ann())
    app.add_url_rule(
        "/login", "login", lambda: str(flask_login.login_user(Ann())), methods=["POST"]
    )
    return manager


def enter():
    """Refuse every anonymous request, including OPTIONS."""
    if request.endpoint == "login" or flask_login.current_user.is_authenticated:
        return None
    return current_app.login_manager.unauthorized()


@pytest.mark.package("flask-login")
def test_login(app, serve):
    """A login for the whole app, including OPTIONS, and its session cookie."""
    login(app)
    app.before_request(enter)
    add_item(app)
    site = serve(app)
    site.fetch(401, "PUT", "/item", send={"price": 5})
    site.fetch(401, "GET", "/nowhere")
    assert site.fetch(200, "POST", "/login").body == b"True"
    assert site.cookies.keys() == {"session"}
    answer = site.fetch(200, "PUT", "/item", send={"price": 5})
    assert "cookie" in answer.members("vary")
    site.fetch(404, "GET", "/nowhere")
    site.fetch(500, "GET", "/fail")


@pytest.mark.package("flask-login")
def test_login_by_redirect(app, serve):
    """A redirect to a login form is not sent for a preflight, only for its request."""
    login(app).login_view = "login"
    app.before_request(enter)
    add_item(app)
    site = serve(app)
    answer = site.fetch(302, "PUT", "/item", send={"price": 5})
    assert answer.get("location").startswith("/login")


@pytest.mark.package("flask-jwt-extended")
def test_jwt_extended(app, serve):
    """Tokens in cookies with an anti-forgery header, and in Authorization; required everywhere."""
    app.config.update(JWT_SECRET_KEY=app.secret_key, JWT_TOKEN_LOCATION=["cookies", "headers"])
    flask_jwt_extended.JWTManager(app)
    create = flask_jwt_extended.create_access_token

    @app.post("/login")
    def give():
        response = jsonify()
        flask_jwt_extended.set_access_cookies(response, create("ann"))
        return response

    @app.before_request
    def ask():
        if request.endpoint != "give":
            flask_jwt_extended.verify_jwt_in_request()

    add_item(app)
    site = serve(app)
    put = {"method": "PUT", "path": "/item", "send": {"price": 5}}
    assert "msg" in site.fetch(401, **put).json()
    with app.app_context():
        right = {"Authorization": f"Bearer {create('ann')}"}
        late = {"Authorization": f"Bearer {create('ann', expires_delta=-timedelta(days=1))}"}
    site.fetch(200, **put, headers=right)
    assert site.fetch(401, **put, headers=late).json() == {"msg": "Token has expired"}
    site.fetch(422, **put, headers={"Authorization": "Bearer nonsense"})
    site.fetch(200, "POST", "/login")
    assert "CSRF" in site.fetch(401, **put).json()["msg"]
    site.fetch(200, **put, headers={"X-CSRF-TOKEN": site.cookies["csrf_access_token"]})
    site.fetch(404, "GET", "/nowhere", headers=right)
    site.fetch(500, "GET", "/fail", headers=right)


@pytest.mark.package("flask-httpauth")
@pytest.mark.parametrize("everywhere", [False, True], ids=["view", "all"])
def test_httpauth(app, serve, everywhere):
    """A password for a view, or for all in a hook; 401 with its challenge, and 403 by role."""
    auth = flask_httpauth.HTTPBasicAuth()
    auth.verify_password(lambda name, word: name if word == "right" else None)
    auth.get_user_roles(lambda user: [user])
    if everywhere:
        app.before_request(auth.login_required(lambda: None))
    add_item(app, auth.login_required(role="ann"))
    site = serve(app)
    put = {"method": "PUT", "path": "/item", "send": {"price": 5}}
    challenge = site.fetch(401, **put).get("www-authenticate")
    assert challenge.startswith("Basic")
    assert site.preflight("PUT", "/item").get("www-authenticate") is None
    right, other, wrong = (
        {"Authorization": f"Basic {base64.b64encode(each.encode()).decode()}"}
        for each in ("ann:right", "bob:right", "ann:wrong")
    )
    site.fetch(200, **put, headers=right)
    site.fetch(403, **put, headers=other)
    site.fetch(401, **put, headers=wrong)
    site.fetch(404, "GET", "/nowhere", headers=right)
    site.fetch(500, "GET", "/fail", headers=right)


@pytest.mark.package("flask-limiter")
def test_limiter(app, serve):
    """Over the limit, a page reads 429 and its headers; preflights succeed, counted or not."""
    app.config.update(CORS_EXPOSE_HEADERS="Retry-After, X-RateLimit-Remaining")
    limiter = flask_limiter.Limiter(
        lambda: request.headers["Origin"],
        app=app,
        default_limits=["4 per hour"],
        storage_uri="memory://",
        headers_enabled=True,
    )
    add_item(app, limiter.limit("2 per hour", per_method=True))
    site = serve(app)
    put = {"method": "PUT", "path": "/item", "send": {"price": 5}}
    first, second, third = (site.fetch(status, **put) for status in (200, 200, 429))
    assert [each.get("x-ratelimit-remaining") for each in (first, second)] == ["1", "0"]
    assert int(third.get("retry-after")) > 0
    assert "retry-after" in third.members("access-control-expose-headers")
    for _ in range(5):
        assert site.preflight("PUT", "/item").get("retry-after") is None
    site.fetch(429, **put)
    site.fetch(404, "GET", "/nowhere")
    # Each with a preflight that is counted and succeeds.
    for status in (500, 500, 429):
        site.fetch(status, "GET", "/fail")


@pytest.mark.package("flask-talisman")
def test_talisman(app, serve):
    """Forced https does not redirect a preflight, and the headers of both extensions are sent."""
    flask_talisman.Talisman(app, content_security_policy={"default-src": "'none'"})
    add_item(app)
    site = serve(app)
    behind = {"X-Forwarded-Proto": "https"}
    put = {"method": "PUT", "path": "/item", "send": {"price": 5}}
    moved = site.fetch(302, **put)
    assert moved.get("location") == f"https://127.0.0.1:{site.port}/item"
    assert site.preflight("PUT", "/item").get("location") is None
    answers = [
        site.fetch(200, **put, headers=behind),
        site.fetch(404, "GET", "/nowhere", headers=behind),
        site.fetch(500, "GET", "/fail", headers=behind),
    ]
    for answer in answers:
        assert answer.get("content-security-policy") == "default-src 'none'"
        assert answer.get("strict-transport-security")
        assert answer.get("referrer-policy")


@pytest.mark.package("flask-wtf")
def test_wtf(app, serve):
    """CSRF protection: the 400 is readable, and with its token a page can write."""
    app.config.update(SESSION_COOKIE_SECURE=True)
    flask_wtf.CSRFProtect(app)
    add_item(app)
    app.add_url_rule("/token", "token", lambda: jsonify(generate_csrf()))
    site = serve(app)
    put = {"method": "PUT", "path": "/item", "send": {"price": 5}}
    assert b"token is missing" in site.fetch(400, **put).body
    token = site.fetch(200, "GET", "/token").json()
    assert site.cookies.keys() == {"session"}
    assert site.fetch(200, **put, headers={"X-CSRFToken": token}).json() == {"price": 5}
    site.fetch(400, **put, headers={"X-CSRFToken": "another"})
    site.fetch(404, "GET", "/nowhere")
    site.fetch(500, "GET", "/fail")


@pytest.mark.package("flask-wtf")
def test_all_guards_at_once(app, serve):
    """Https, a token, a login and a limit, in turn, before a view with its own policy."""
    login(app)
    flask_talisman.Talisman(app)
    flask_wtf.CSRFProtect(app)
    by_page = flask_limiter.Limiter(lambda: request.headers["Origin"], app=app)
    own = cross_origin(origins=[A, B], supports_credentials=True)
    add_item(app, lambda view: own(by_page.limit("2 per hour")(flask_login.login_required(view))))
    app.add_url_rule("/token", "token", lambda: jsonify(generate_csrf()))
    site = serve(app)
    put = {"method": "PUT", "path": "/item", "send": {"price": 5}}
    behind = {"X-Forwarded-Proto": "https", "Referer": f"https://127.0.0.1:{site.port}/"}
    site.fetch(302, **put)
    site.fetch(400, **put, headers=behind)
    behind["X-CSRFToken"] = site.fetch(200, "GET", "/token", headers=behind).json()
    site.fetch(401, **put, headers=behind)
    site.fetch(200, "POST", "/login", headers=behind)
    site.fetch(200, **put, headers=behind)
    site.fetch(429, **put, headers=behind)
