# Try: flask --app examples/cookies.py run
"""Cookies across origins: a cart in the session of a shop whose pages come from elsewhere.

Three parties must agree. The page says `fetch(url, {credentials: "include"})`. If the two hosts
belong to different sites, the cookie is `SameSite=None; Secure`, hence needs https in production,
and `Partitioned`, without which browsers that block third-party cookies drop it. And the policy
names the origins and allows credentials; `*` would let every site act as whoever is logged in.

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
    # CORS keeps others from reading; this keeps their requests from the views as well.
    reject_disallowed=True,
)


@app.get("/cart")
def cart() -> list[str]:
    """Return what is in the visitor's cart."""
    return session.get("cart", [])


@app.put("/cart/<title>")
def add(title: str) -> list[str]:
    """Put a book into the visitor's cart."""
    session["cart"] = [*cart(), title]
    return cart()
