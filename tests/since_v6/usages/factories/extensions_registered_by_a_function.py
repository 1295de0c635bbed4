# expect: only(A, "/api/items", credentials=True)

from flask import Blueprint, Flask

from flask_cors import CORS

cors = CORS()
api = Blueprint("api", __name__)
api.add_url_rule("/items", "items", lambda: [])


def register_extensions(app):
    cors.init_app(app, supports_credentials=True, origins=app.config["FRONTEND"])


def create_app():
    app = Flask(__name__)
    app.config["FRONTEND"] = ["https://a.com"]
    app.register_blueprint(api, url_prefix="/api")
    register_extensions(app)
    return app
