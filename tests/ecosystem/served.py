"""The served app, with a login and compressed responses, as its author would write it."""

import flask_compress
import flask_login
from flask import Flask, Response, jsonify, request, send_file
from werkzeug.middleware.proxy_fix import ProxyFix

from flask_cors import CORS

application = Flask(__name__, static_folder=None)
application.secret_key = "a secret of more than thirty-two bytes"
application.wsgi_app = ProxyFix(application.wsgi_app)
CORS(
    application,
    resources={r"/api/*": {"origins": ["https://a.example", "https://b.example"]}},
    supports_credentials=True,
)
flask_compress.Compress(application)
manager = flask_login.LoginManager(application)


@manager.user_loader
def load(name):
    """Return a user by name."""
    user = flask_login.UserMixin()
    user.id = name
    return user


@application.post("/api/login")
def login():
    """Log in any user."""
    return jsonify(flask_login.login_user(load("ann")))


@application.put("/api/item")
@flask_login.login_required
def write():
    """Return the data sent."""
    return jsonify(request.get_json())


@application.get("/api/stream")
def stream():
    """Respond in parts."""
    return Response(iter(["one,", "two"]), mimetype="text/plain")


@application.get("/api/file")
def file():
    """Send a file, which servers do with their own means."""
    return send_file(__file__, mimetype="text/x-python")


@application.get("/api/fail")
def fail():
    """Raise an exception."""
    raise ZeroDivisionError


@application.get("/")
def index():
    """Respond under no policy."""
    return "index"
