# Try: flask --app examples/cookies.py run
"""Cookies across origins: a cart in the session of a shop with pages on another origin.

Three parties must agree. The page calls `fetch(url, {credentials: "include"})`. If the two hosts
belong to different sites, the cookie is `SameSite=None; Secure`, which requires https in
production, and `Partitioned`, or browsers that block third-party cookies drop it. The policy lists
the origins and allows credentials; with `*` every site could act as the logged-in user.

    curl -i http://127.0.0.1:5000/cart/dune -X PUT -H "Origin: https://shop.example.com"
"""

from flask import Flask, session

from flask_cors import CORS

app = Flask(__name__)
app.config.update(
    SECRET_KEY="of this example",
    SESSION_COOKIE_SAMESITE="None",
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_PARTITIONED=True,  # since Flask 3.1; older versions ignore it
)
CORS(
    app,
    origins=["https://shop.example.com", "https://*.shop.example.com"],
    supports_credentials=True,
    # CORS only prevents reading; this also keeps refused requests from the views.
    reject_disallowed=True,
)


@app.get("/cart")
def cart() -> list[str]:
    """Return the contents of the visitor's cart."""
    return session.get("cart", [])


@app.put("/cart/<title>")
def add(title: str) -> list[str]:
    """Add a book to the visitor's cart."""
    session["cart"] = [*cart(), title]
    return cart()
