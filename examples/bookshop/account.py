"""What a reader sees after the login."""

from flask import Blueprint, abort, request, session

from flask_cors import CORS

bp = Blueprint("account", __name__, url_prefix="/api/account")

# Layer 3: names no origins, so the shop's remain, and cookies come in addition.
CORS(bp, supports_credentials=True)


@bp.before_request
def require_login() -> None:
    """Answer 401 to strangers; their preflights pass nevertheless."""
    if "name" not in session and request.endpoint != "account.login":
        abort(401)


@bp.post("/login")
def login() -> tuple[str, int]:
    """Take `{"name": ...}` as it comes; a shop would ask for more."""
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
    """Put a book into the reader's cart."""
    session["cart"] = [*session.get("cart", []), isbn]
    return session["cart"]
