# expect: only(A, max_age="60")

from flask import Flask

from flask_cors import CORS

cors = CORS(origins="https://b.com", max_age=60)


def create_app():
    app = Flask(__name__)
    cors.init_app(app, origins="https://a.com")
    app.add_url_rule("/", "index", lambda: "index")
    return app
