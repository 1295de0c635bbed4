# expect: only(A, status=401)
# views: any path

from flask import Flask, abort, request

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")


@app.before_request
def login():
    if request.method == "OPTIONS":
        return
    if "Authorization" not in request.headers:
        abort(401)
