# expect: only(A, "/decorated", method="POST", status=415)
# views: any path

from flask import Flask, jsonify, request

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/decorated", methods=["POST", "OPTIONS"])
@cross_origin(origins="https://a.com")
def decorated():
    return jsonify(request.get_json())
