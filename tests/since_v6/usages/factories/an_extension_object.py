# expect: any_origin()

from flask import Flask

from flask_cors import CORS

cors = CORS()


def create_app():
    app = Flask(__name__)
    cors.init_app(app)
    app.add_url_rule("/", "index", lambda: "index")
    return app
