# expect: only(A, "/output", method="POST", credentials=True)
# views: any path

from flask import Flask, make_response

from flask_cors import CORS, cross_origin

app = Flask(__name__)
CORS(app, origins="https://a.com", supports_credentials=True)


@app.route("/output", methods=["OPTIONS"])
@cross_origin(supports_credentials=True)
def handle_options():
    response = make_response()
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    return response


@app.route("/output", methods=["POST"])
def output():
    return {}
