# expect: any_origin("/decorated", method="PUT")
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/decorated", methods=["PUT"])
@cross_origin
def decorated():
    return "decorated"
