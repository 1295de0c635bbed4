# expect: only(A, "/api/books", preflight_status=204)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")


@app.route("/<path:path>", methods=["OPTIONS"])
def preflights(path):
    return "", 204
