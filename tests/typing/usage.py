"""What a user writes, for mypy and pyright to read; it is never run."""

from flask import Flask

from flask_cors import CORS, cross_origin

app = Flask(__name__)
cors = CORS(app, resources="/api/*", origins="https://shop.example.com", max_age=600)


@app.get("/api/books")
@cross_origin(origins=["https://shop.example.com"])
def books() -> list[str]:
    """The decorator keeps the signature of the view."""
    return ["Dune"]


titles: list[str] = books()

cors.reconfigure(origins=["https://shop.example.com"], max_age=None)
cors.reconfigure(orgins="https://shop.example.com")  # type: ignore[call-arg]
