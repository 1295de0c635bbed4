"""Pages for logged-in readers."""

from flask import Blueprint, abort, request, session

from flask_cors import CORS

bp = Blueprint("account", __name__, url_prefix="/api/account")

# Layer 3: sets no origins, so it inherits the shop's and adds credentials.
CORS(bp, supports_credentials=True)


@bp.before_request
def require_login() -> None:
    """Return 401 to anonymous users; their preflights succeed nevertheless."""
    if "name" not in session and request.endpoint != "account.login":
        abort(401)


@bp.post("/login")
def login() -> tuple[str, int]:
    """Log in with `{"name": ...}`; a real shop would check a password."""
    session["name"] = request.get_json()["name"]
    return "", 204


@bp.post("/logout")
def logout() -> tuple[str, int]:
    """End the session."""
    session.clear()
    return "", 204


@bp.get("")
def profile() -> dict[str, str]:
    """Return the reader's own data."""
    return {"name": session["name"]}


@bp.get("/orders")
def orders() -> list[int]:
    """Return the numbers of the reader's orders."""
    return [1, 2]


@bp.get("/orders/<int:no>")
def order(no: int) -> dict[str, int]:
    """Return one order."""
    return {"number": no}


@bp.put("/cart/<isbn>")
def add_to_cart(isbn: str) -> list[str]:
    """Add a book to the reader's cart."""
    session["cart"] = [*session.get("cart", []), isbn]
    return session["cart"]
