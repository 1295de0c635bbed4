# expect: only(A, credentials=True)

from extensions import cors
from flask import Flask


def create_app():
    app = Flask(__name__)
    app.add_url_rule("/", "index", lambda: "index")
    cors.init_app(app, resources={r"/*": {"origins": "https://a.com"}})
    return app


# -- extensions.py
from flask_cors import CORS

cors = CORS(supports_credentials=True)
