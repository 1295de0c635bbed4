"""The app behind the proxies, served by gunicorn: the current version and an older one."""

from flask import Flask

from flask_cors import CORS

A, B = "https://one.example.com", "https://two.example.com"


def make(origins, max_age):
    """Return the app with the origins of one of its versions."""
    app = Flask("behind", static_folder=None)
    CORS(
        app,
        resources={
            "/api/*": {
                "origins": origins,
                "supports_credentials": True,
                "allow_headers": ["Authorization", "Content-Type"],
                "expose_headers": "X-Total",
                "max_age": max_age,
            },
            "/open/*": {"send_wildcard": True},
            "/partners/*": {"origins": "https://*.partner.example", "reject_disallowed": True},
        },
    )
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/api/books", "books", lambda: ["Dune", "Emma"])
    app.add_url_rule("/api/orders", "orders", lambda: "", methods=["POST", "DELETE"])
    app.add_url_rule("/open/feed", "feed", lambda: {"new": "Dune"})
    app.add_url_rule("/partners/<name>", "partner", lambda name: name)
    return app


app = make([A, B], 600)
older = make([A], 60)
