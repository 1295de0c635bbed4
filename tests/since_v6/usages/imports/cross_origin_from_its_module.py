# expect: any_origin("/predict", method="PUT")
# expect: Private("/")
# views: any path

from flask import Flask

from flask_cors.decorator import cross_origin

app = Flask(__name__)


@app.route("/predict", methods=["PUT"])
@cross_origin()
def predict():
    return "cat"
