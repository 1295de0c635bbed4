# Try: flask --app examples/behind_login.py run
"""A login hook refuses anonymous requests, but preflights, which have no cookie, succeed.

A browser sends a preflight without cookies. The hook below refuses it like any anonymous request,
but the response is an empty 200 nevertheless; the request that follows has the cookie.

    curl -i http://127.0.0.1:5000/me -X OPTIONS -H "Origin: https://shop.example.com" \
        -H "Access-Control-Request-Method: DELETE"
    curl -i http://127.0.0.1:5000/me -X DELETE -H "Origin: https://shop.example.com"

It needs Flask-Login.
"""

from flask import Flask, request
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from flask_cors import CORS

app = Flask(__name__)
app.config.update(
    SECRET_KEY="of this example",
    SESSION_COOKIE_SAMESITE="None",
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_PARTITIONED=True,
)
CORS(app, origins="https://shop.example.com", supports_credentials=True)
login_manager = LoginManager(app)

passwords = {"ada": "lovelace"}


class User(UserMixin):
    """A user with a password."""

    def __init__(self, name: str) -> None:
        self.id = name


@login_manager.user_loader
def load_user(name: str) -> User | None:
    """Return the user of a session."""
    return User(name) if name in passwords else None


@app.before_request
def require_login() -> ResponseReturnValue | None:
    """Return 401 to anonymous users, except for the login itself."""
    if request.endpoint == "login" or current_user.is_authenticated:
        return None
    return login_manager.unauthorized()


@app.post("/login")
def login() -> tuple[str, int]:
    """Log in with `{"name": ..., "password": ...}`."""
    name, password = map(request.get_json().get, ("name", "password"))
    if passwords.get(name, "") != password:
        return "", 401
    login_user(User(name))
    return "", 204


@app.get("/me")
def me() -> dict[str, str]:
    """Return the visitor's own data."""
    return {"name": current_user.id}


@app.delete("/me")
def log_out() -> tuple[str, int]:
    """End the session."""
    logout_user()
    return "", 204
