# expect: any_origin("/entropy", announces="POST", methods=None)
# expect: any_origin("/entropy", methods="GET")
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/entropy", methods=["GET", "POST"])
@cross_origin(methods=["GET"])
def entropy():
    return "1.0"
