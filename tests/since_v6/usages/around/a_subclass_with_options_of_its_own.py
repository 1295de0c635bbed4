# expect: only(A, credentials=True)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)


class Cors(CORS):
    def init_app(self, app, **kwargs):
        kwargs.setdefault("origins", ["https://a.com"])
        kwargs.setdefault("supports_credentials", True)
        super().init_app(app, **kwargs)


Cors(app)
