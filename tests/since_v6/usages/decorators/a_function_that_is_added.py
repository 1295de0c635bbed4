# expect: only(A, "/decorated")
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


def decorated():
    return "decorated"


app.add_url_rule("/decorated", view_func=cross_origin(origins="https://a.com")(decorated))
