# expect: only(A)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)


class Cors(CORS):
    def init_app(self, app):
        super().init_app(app, origins=app.config.get("FRONTEND", "https://a.com"))


cors = Cors()
cors.init_app(app)
