# expect: any_origin("/predict", method="POST")
# warns: use CORS_ALLOW_HEADERS
# views: any path

from flask import Flask, jsonify

from flask_cors import CORS, cross_origin

app = Flask(__name__)
cors = CORS(app)
app.config["CORS_HEADERS"] = "Content-Type"


@app.route("/predict", methods=["POST"])
@cross_origin()
def predict():
    return jsonify(class_="cat")
