# Try: flask --app examples/bookshop cors routes
"""A bookshop with every layer of configuration: the app's, and those of blueprints and views.

Readers use https://shop.example.com, the staff https://office.example.com; partners order from
pages of their own, and anybody may embed a cover or read a feed.
"""

from flask import Flask, abort

from flask_cors import CORS

from . import account, catalogue, office

FILES = {"public/terms.txt": "Books can be returned.", "catalogue.csv": "isbn,title"}


def create_app() -> Flask:
    """Make the app."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="of this example",
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_PARTITIONED=True,
        # Layer 1, under all others: what holds where nothing else is said.
        CORS_ORIGINS="https://shop.example.com",
        CORS_MAX_AGE=600,
    )
    # Layer 2: the paths that answer pages of other origins, some of them in a way of their own.
    CORS(
        app,
        resources={
            "/api/*": {},
            "/api/partners/*": {"origins": "https://*.partner.example"},
            "/feeds/*": {"origins": "*", "methods": "GET, HEAD"},
            "/files/*": {},
            "/files/public/*": {"origins": "*"},
        },
    )
    # Layers 3 and 4 stand with the blueprints and the views.
    app.register_blueprint(catalogue.bp)
    app.register_blueprint(account.bp)
    app.register_blueprint(office.bp)

    @app.get("/")
    def index() -> str:
        return "A bookshop"

    @app.get("/health")
    def health() -> dict[str, bool]:
        return {"ok": True}

    @app.get("/feeds/<name>.json")
    def feed(name: str) -> dict[str, list[str]]:
        return {name: [book["title"] for book in catalogue.BOOKS.values()]}

    @app.get("/files/<path:name>")
    def download(name: str) -> str:
        return FILES.get(name) or abort(404)

    @app.get("/api/partners/stock")
    def stock() -> dict[str, int]:
        return {isbn: book["stock"] for isbn, book in catalogue.BOOKS.items()}

    @app.post("/api/partners/orders")
    def order() -> tuple[str, int]:
        return "", 202

    return app
