# Try: flask --app examples/per_resource.py cors routes
"""Policies by path: open data, an API for partners, and private pages."""

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(
    app,
    resources={
        "/data/*": {"origins": "*", "methods": ["GET", "HEAD"]},
        "/partners/*": {
            "origins": ["https://fitters.example.com", "https://*.dealers.example.net"],
            "allow_headers": ["Authorization", "Content-Type"],
        },
    },
    # Defaults for all resources.
    max_age=600,
)


@app.get("/")
def index() -> str:
    """Return a greeting; no resource matches this path, so it gets no CORS headers."""
    return "Welcome"


@app.get("/data/prices")
def prices() -> dict[str, int]:
    """Return public data."""
    return {"tyre": 70}


@app.put("/partners/orders/<int:number>")
def order(number: int) -> dict[str, int]:
    """Take an order from a partner's page."""
    return {"number": number}
