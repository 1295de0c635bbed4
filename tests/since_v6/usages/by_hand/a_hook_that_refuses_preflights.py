# expect: only(A, status=401)
# views: any path

from flask import Flask, jsonify, request

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")


@app.before_request
def login():
    if "Authorization" not in request.headers:
        return jsonify(error="login"), 401
