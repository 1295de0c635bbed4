# Try: flask --app examples/app_wide.py run
"""One policy for a whole app: a shop in the browser, its API on another origin.

While it runs, send a request like the shop's, then one from another origin:

    curl -i http://127.0.0.1:5000/books -H "Origin: https://shop.example.com"
    curl -i http://127.0.0.1:5000/books -H "Origin: https://elsewhere.example"
"""

from flask import Flask, request

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://shop.example.com", expose_headers="Location", max_age=600)

titles = {1: "Dune", 2: "Emma"}


@app.get("/books")
def books() -> list[str]:
    """Return every title."""
    return list(titles.values())


@app.post("/books")
def add_book() -> tuple[str, int, dict[str, str]]:
    """Add `{"title": ...}`; a browser sends a preflight before it sends JSON."""
    number = len(titles) + 1
    titles[number] = request.get_json()["title"]
    return "", 201, {"Location": f"/books/{number}"}


@app.delete("/books/<int:number>")
def remove_book(number: int) -> tuple[str, int]:
    """Remove a title; DELETE is preflighted as well."""
    del titles[number]  # an unknown number causes a 500, which the shop can read
    return "", 204
