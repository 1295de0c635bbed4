# expect: any_origin()
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)


class Timing:
    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        return self.app(environ, start_response)


app.wsgi_app = Timing(app.wsgi_app)
CORS(app)
