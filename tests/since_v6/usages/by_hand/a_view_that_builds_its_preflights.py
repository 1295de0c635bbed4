# expect: only(A, "/order", method="POST")
# warns: sets Access-Control-Allow-Origin
# views: any path

from flask import Flask, jsonify, make_response, request

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")


@app.route("/order", methods=["POST", "OPTIONS"])
def order():
    if request.method == "OPTIONS":
        response = make_response()
        response.headers.add("Access-Control-Allow-Origin", "*")
        response.headers.add("Access-Control-Allow-Headers", "*")
        response.headers.add("Access-Control-Allow-Methods", "*")
        return response
    response = jsonify(order=1)
    response.headers.add("Access-Control-Allow-Origin", "*")
    return response
