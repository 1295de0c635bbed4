# expect: any_origin("/items")
# views: any path

from flask import Flask
from flask.views import MethodView

from flask_cors import cross_origin

app = Flask(__name__)


class Items(MethodView):
    decorators = [cross_origin]

    def get(self):
        return []


app.add_url_rule("/items", view_func=Items.as_view("items"))
