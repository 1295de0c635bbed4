# expect: only(A, "/image")
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


class Images:
    @cross_origin(origins="https://a.com")
    def show(self):
        return "image"


app.add_url_rule("/image", "image", Images().show)
