"""Two apps of Connexion: one with CORS on its Flask app, one with a middleware around it too."""

from pathlib import Path

import connexion
from connexion.middleware import MiddlewarePosition
from flask import request
from starlette.middleware.cors import CORSMiddleware

from flask_cors import CORS

ORIGINS = ["https://a.example", "https://b.example"]


def read(name):
    """Return an item."""
    return ({"name": name}, 200) if name != "none" else ({"name": None}, 404)


def note(name):
    """Return an item with the data sent."""
    return {"name": name, "price": request.get_data(as_text=True)}


def write(name, body):
    """Return an item with the data sent, parsed as JSON."""
    return {"name": name, **body}


def fail():
    """Raise an exception."""
    raise ZeroDivisionError


def user(key, **_):
    """Return the owner of a key."""
    return {"sub": "ann"} if key == "right" else None


def make():
    """Return an app whose Flask app has a policy."""
    app = connexion.FlaskApp(__name__, specification_dir=Path(__file__).parent)
    app.add_api("connexion_served.yaml")
    CORS(app.app, origins=ORIGINS, supports_credentials=True)
    return app


flask_only, both = make(), make()
both.add_middleware(
    CORSMiddleware,
    position=MiddlewarePosition.BEFORE_EXCEPTION,
    allow_origins=ORIGINS,
    allow_credentials=True,
    allow_methods=["*"],
    allow_headers=["*"],
)
