# expect: only(A, "/missing", status=404)
# expect: only(A, "/broken", status=500)
# warns: sets Access-Control-Allow-Origin
# views: any path

from flask import Flask, abort, jsonify

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")


@app.errorhandler(404)
def not_found(error):
    return jsonify(error=str(error)), 404


@app.errorhandler(Exception)
def failed(error):
    response = jsonify(error=str(error))
    response.headers.add("Access-Control-Allow-Origin", "*")
    return response, 500


@app.get("/broken")
def broken():
    raise RuntimeError("broken")


@app.get("/missing")
def missing():
    abort(404)
