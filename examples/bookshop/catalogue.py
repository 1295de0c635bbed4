"""The books of the shop."""

from typing import TypedDict

from flask import Blueprint, Response, abort, request
from flask.views import MethodView

from flask_cors import cross_origin


class Book(TypedDict):
    """A book and its stock."""

    title: str
    author: str
    stock: int


BOOKS: dict[str, Book] = {
    "9780441172719": {"title": "Dune", "author": "Frank Herbert", "stock": 3},
    "9780141439587": {"title": "Emma", "author": "Jane Austen", "stock": 1},
}

bp = Blueprint("catalogue", __name__, url_prefix="/api")

# Layer 4: a view that sets origins inherits nothing from the outer scopes.
staff_only = cross_origin(origins="https://office.example.com", supports_credentials=True)


@bp.get("/books")
def books() -> list[str]:
    """Return the numbers of all books."""
    return list(BOOKS)


class BookView(MethodView):
    """One book: the shop can read it, the office can change it."""

    def get(self, isbn: str) -> Book:
        """Return a book."""
        return BOOKS.get(isbn) or abort(404)

    @staff_only
    def put(self, isbn: str) -> Book:
        """Change a book."""
        BOOKS[isbn].update(request.get_json())
        return BOOKS[isbn]

    @staff_only
    def delete(self, isbn: str) -> tuple[str, int]:
        """Remove a book."""
        del BOOKS[isbn]
        return "", 204


bp.add_url_rule("/books/<isbn>", view_func=BookView.as_view("book"))


@bp.get("/books/<isbn>/cover")
@cross_origin(origins="*", max_age=86400)
def cover(isbn: str) -> Response:
    """Return a picture that any page may embed."""
    title = BOOKS[isbn]["title"] if isbn in BOOKS else abort(404)
    return Response(f"<svg><text>{title}</text></svg>", mimetype="image/svg+xml")


@bp.get("/books/<isbn>/reviews")
def reviews(isbn: str) -> list[str]:
    """Return the reviews of readers."""
    return [f"{isbn} is good"]


@bp.post("/books/<isbn>/reviews")
@cross_origin(supports_credentials=True)
def review(isbn: str) -> tuple[dict[str, str], int]:
    """Add a review, with the reader's cookie; without origins, it inherits the outer ones."""
    return {isbn: request.get_json()["text"]}, 201


@bp.get("/authors")
def authors() -> list[str]:
    """Return the authors of the books."""
    return sorted(book["author"] for book in BOOKS.values())


@bp.get("/search")
def search() -> list[str]:
    """Return the numbers of the books whose titles contain the word."""
    word = request.args.get("q", "").lower()
    return [isbn for isbn, book in BOOKS.items() if word in book["title"].lower()]
