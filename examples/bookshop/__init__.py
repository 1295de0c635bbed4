# Try: flask --app examples/bookshop cors routes
"""A bookshop with every layer of configuration: the app's, and those of blueprints and views.

Readers use https://shop.example.com, the staff https://office.example.com; partners order from
their own sites, and any site may embed a cover or read a feed.
"""

from flask import Flask, abort

from flask_cors import CORS

from . import account, catalogue, office

FILES = {"public/terms.txt": "Books can be returned.", "catalogue.csv": "isbn,title"}


def create_app() -> Flask:
    """Create the app."""
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY="of this example",
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_PARTITIONED=True,
        # Layer 1, below all others: defaults for the whole app.
        CORS_ORIGINS="https://shop.example.com",
        CORS_MAX_AGE=600,
    )
    # Layer 2: the paths that other origins may read, some with their own options.
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
    # Layers 3 and 4 are in the blueprints and at the views.
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
