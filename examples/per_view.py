# Try: flask --app examples/per_view.py cors routes
"""Policies by view, and no `CORS(app)`: what carries no decorator stays closed."""

from flask import Flask
from flask.views import MethodView

from flask_cors import cross_origin

app = Flask(__name__)


@app.get("/private")
def private() -> str:
    """Say something that no page of another origin can read."""
    return "not for others"


@app.get("/widget")
@cross_origin(origins="*", max_age=86400)
def widget() -> dict[str, str]:
    """Return what any page may embed."""
    return {"html": "<b>Today: Dune</b>"}


class Stock(MethodView):
    """Read from the shop, changed from the warehouse: one URL, a policy for each method."""

    @cross_origin(origins="https://shop.example.com")
    def get(self, title: str) -> dict[str, int]:
        """Return how many there are."""
        return {title: 3}

    @cross_origin(origins="https://warehouse.example.com", allow_headers="Content-Type")
    def put(self, title: str) -> dict[str, int]:
        """Set how many there are."""
        return {title: 4}


app.add_url_rule("/stock/<title>", view_func=Stock.as_view("stock"))
