# expect: only(A, "/items")
# views: any path

from flask import Flask
from flask.views import MethodView

from flask_cors import cross_origin

app = Flask(__name__)


@cross_origin(origins="https://a.com")
class Items(MethodView):
    def get(self):
        return []


app.add_url_rule("/items", view_func=Items.as_view("items"))
