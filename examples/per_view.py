# Try: flask --app examples/per_view.py cors routes
"""Policies by view, without `CORS(app)`: views without a decorator stay closed."""

from flask import Flask
from flask.views import MethodView

from flask_cors import cross_origin

app = Flask(__name__)


@app.get("/private")
def private() -> str:
    """Return something that no page of another origin can read."""
    return "not for others"


@app.get("/widget")
@cross_origin(origins="*", max_age=86400)
def widget() -> dict[str, str]:
    """Return something that any page may embed."""
    return {"html": "<b>Today: Dune</b>"}


class Stock(MethodView):
    """One URL with a policy for each method: the shop can read, the warehouse can change."""

    @cross_origin(origins="https://shop.example.com")
    def get(self, title: str) -> dict[str, int]:
        """Return the stock."""
        return {title: 3}

    @cross_origin(origins="https://warehouse.example.com", allow_headers="Content-Type")
    def put(self, title: str) -> dict[str, int]:
        """Set the stock."""
        return {title: 4}


app.add_url_rule("/stock/<title>", view_func=Stock.as_view("stock"))
