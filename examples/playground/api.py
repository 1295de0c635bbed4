# Try: flask --app examples/playground/api.py cors routes
"""The playground's API: for the pages of one shop, with one open path and one closed path."""

from flask import Blueprint, Flask, request, session
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from flask_cors import CORS

views = Blueprint("views", __name__)


def create_app(shop: str = "http://127.0.0.1:5051") -> Flask:
    """Create the API; `shop` is the allowed origin."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY="of this example",
        # Cookies ignore ports: other apps on this machine may have a `session`.
        SESSION_COOKIE_NAME="playground",
        SESSION_COOKIE_SAMESITE="Lax",  # enough, because all ports of a host are one site
    )
    CORS(
        app,
        resources={
            "/api/*": {
                "origins": shop,
                "methods": ["GET", "POST", "PUT", "DELETE"],
                "allow_headers": ["Content-Type", "X-Client"],
                "expose_headers": "X-Total-Count",
                "supports_credentials": True,
            },
            "/open/*": {"origins": "*", "methods": "GET"},
        },
    )
    app.register_blueprint(views)
    # Redirects from a path with a policy to one without.
    app.add_url_rule("/api/archive", "moved", redirect_to="/archive")
    return app


@views.app_errorhandler(HTTPException)
def say(error: HTTPException) -> ResponseReturnValue:
    """Return errors as JSON."""
    return {"error": error.name}, error.code or 500


@views.get("/api/books")
def books() -> ResponseReturnValue:
    """Return all books, and two headers, one of which is exposed."""
    return ["Dune", "Emma"], {"X-Total-Count": "2", "X-Request-Id": "7"}


@views.post("/api/books")
def add() -> ResponseReturnValue:
    """Add a book from JSON, which needs a preflight."""
    return {"added": request.get_json()["title"]}, 201


@views.put("/api/books/<int:number>")
def change(number: int) -> ResponseReturnValue:
    """Change a title."""
    return {"number": number, "title": request.get_json()["title"]}


@views.post("/api/reviews")
def review() -> ResponseReturnValue:
    """Add a review from a form, which needs no preflight."""
    return {"stars": request.form["stars"]}


@views.get("/api/visits")
def visits() -> ResponseReturnValue:
    """Count in a cookie."""
    session["visits"] = session.get("visits", 0) + 1
    return {"visits": session["visits"]}


@views.get("/api/broken")
def broken() -> ResponseReturnValue:
    """Raise an exception."""
    raise RuntimeError("this view always fails")


@views.get("/archive")
def archive() -> ResponseReturnValue:
    """Return something that no page of another origin can read."""
    return ["Beowulf"]


@views.get("/open/news")
def news() -> ResponseReturnValue:
    """Return something that any page may read."""
    return {"news": "Dune is back"}
