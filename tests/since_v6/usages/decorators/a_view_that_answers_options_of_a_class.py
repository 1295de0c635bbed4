# expect: only(A, "/items", method="PUT")
# views: any path

from flask import Flask
from flask.views import MethodView

from flask_cors import CORS

app = Flask(__name__)


class Items(MethodView):
    def put(self):
        return {}

    def options(self):
        return "", 200


app.add_url_rule("/items", view_func=Items.as_view("items"))
CORS(app, origins="https://a.com")
