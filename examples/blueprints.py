# Try: flask --app examples/blueprints.py cors routes
"""Policies by blueprint: a strict admin with a nested blueprint, next to a public API."""

from flask import Blueprint, Flask

from flask_cors import CORS

api = Blueprint("api", __name__, url_prefix="/api")
CORS(api, origins="*")

admin = Blueprint("admin", __name__, url_prefix="/admin")
CORS(
    admin,
    origins="https://admin.example.com",
    supports_credentials=True,
    reject_disallowed=True,  # requests from other origins get a 403 before the view runs
)

# Sets no origins, so it inherits them from the blueprint around it.
reports = Blueprint("reports", __name__, url_prefix="/reports")
CORS(reports, expose_headers="X-Total-Count")


@api.get("/books")
def books() -> list[str]:
    """Return public data."""
    return ["Dune", "Emma"]


@admin.delete("/books/<title>")
def remove(title: str) -> tuple[str, int]:
    """Remove a book."""
    return (f"{title} is gone", 200) if title in books() else ("", 404)


@reports.get("/sales")
def sales() -> tuple[list[int], dict[str, str]]:
    """Return one page of numbers, and their total in a header."""
    return [3, 1, 2], {"X-Total-Count": "12"}


app = Flask(__name__)
admin.register_blueprint(reports)
app.register_blueprint(api)
app.register_blueprint(admin)
