# expect: only(A, "/api/books")
# expect: Private("/other", status=404)

from flask import Flask

from flask_cors import CORS


class Config:
    CORS_ORIGINS = ["https://a.com"]


def create_app(config_class=Config):
    app = Flask(__name__)
    app.config.from_object(config_class)
    CORS(app, resources={r"/api/*": {"origins": app.config["CORS_ORIGINS"]}})
    app.add_url_rule("/api/books", "books", lambda: [])
    return app
