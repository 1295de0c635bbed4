# expect: any_origin()

from flask import Flask


def create_app():
    app = Flask(__name__)
    from flask_cors import CORS

    CORS(app, resources={r"*": {"origins": "*"}})
    app.add_url_rule("/", "index", lambda: "index")
    return app
