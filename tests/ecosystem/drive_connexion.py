"""Connexion 3, whose routing, authentication and validation run around the Flask app."""

from pathlib import Path

import pytest

A, EVIL = "https://a.example", "https://evil.test"
HERE = Path(__file__).parent
pytestmark = pytest.mark.package("connexion")
SERVER = "uvicorn --port {port} --app-dir FOLDER connexion_served:APP".replace("FOLDER", str(HERE))


def test_connexion(run):
    """`CORS(app.app)`: only the allowed origins can read the app's responses."""
    with run(SERVER.replace("APP", "flask_only")) as site:
        for status, path in ((200, "/item/tea"), (404, "/item/none")):
            answer = site.ask("GET", path, {"Origin": A})
            assert answer.status == status
            site.may_read(answer)
            site.may_not_read(site.ask("GET", path, {"Origin": EVIL}))
        plain = {"Content-Type": "text/plain", "Origin": A}
        answer = site.ask("POST", "/item/tea", plain, "5")
        assert answer.json() == {"name": "tea", "price": "5"}
        site.may_read(answer)
        # Responses of Connexion before Flask have no headers, as with flask-cors 6:
        # a preflight (its specification has no OPTIONS), 404, 405, 400, 401, 500.
        assert site.preflight("PUT", "/item/tea").status == 405
        for status, method, path in (
            (404, "GET", "/nowhere"),
            (405, "DELETE", "/item/tea"),
            (400, "PUT", "/item/tea"),
            (500, "GET", "/fail"),
        ):
            answer = site.ask(method, path, {"Origin": A, "X-Key": "right"})
            assert (answer.status, answer.cors) == (status, [])
        assert site.ask("PUT", "/item/tea", {"Origin": A}).status == 401


def test_connexion_with_a_middleware(run):
    """Under Starlette's CORSMiddleware, which handles all responses, no header is repeated."""
    with run(SERVER.replace("APP", "both"), middleware=True) as site:
        put = {"method": "PUT", "path": "/item/tea"}
        right = {"X-Key": "right"}
        assert site.fetch(200, **put, send={"price": 5}, headers=right).json()["price"] == 5
        site.fetch(401, **put, send={"price": 5})
        site.fetch(400, **put, send={"price": "?"}, headers=right)
        site.fetch(404, "GET", "/item/none")
        site.fetch(404, "GET", "/nowhere")
        site.fetch(500, "GET", "/fail")
