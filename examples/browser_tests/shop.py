# Try: flask --app examples/browser_tests/shop.py cors routes
"""The app under test: a shop's API, for its own front end."""

from flask import Flask, abort, request, session
from flask.typing import ResponseReturnValue

from flask_cors import CORS

FRONT_END = "https://shop.example.com"


def create_app() -> Flask:
    """Create the app."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="of this example",
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_PARTITIONED=True,
    )
    CORS(
        app,
        resources="/api/*",
        origins=FRONT_END,
        supports_credentials=True,
        allow_headers=["Content-Type", "X-Request-Id"],
        expose_headers="X-Total-Count",
        max_age=600,
    )

    @app.get("/api/books")
    def books() -> ResponseReturnValue:
        return ["Dune", "Emma"], {"X-Total-Count": "2", "X-Served-By": "rack 7"}

    @app.post("/api/login")
    def log_in() -> ResponseReturnValue:
        session["name"] = request.get_json()["name"]
        return "", 204

    @app.put("/api/cart/<title>")
    def add(title: str) -> ResponseReturnValue:
        if "name" not in session:
            abort(401)
        session["cart"] = cart = [*session.get("cart", []), title]
        return cart

    @app.post("/api/newsletter")
    def subscribe() -> ResponseReturnValue:
        return {"subscribed": request.form["address"]}

    @app.get("/health")
    def health() -> ResponseReturnValue:
        return "fine"

    return app
