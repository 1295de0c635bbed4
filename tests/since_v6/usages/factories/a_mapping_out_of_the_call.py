# expect: only(A)

from flask import Flask

from flask_cors import CORS


def make_app(config=None):
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_mapping(SECRET_KEY="dev", CORS_ORIGINS="https://a.com")
    app.config.from_mapping(config or {})
    CORS(app)
    app.add_url_rule("/", "index", lambda: "index")
    return app
