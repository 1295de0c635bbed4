# expect: any_origin("/missing", status=404)
# expect: Private("/books")
# views: any path

from flask import Flask, abort, jsonify

from flask_cors import cross_origin

app = Flask(__name__)


@app.errorhandler(404)
@cross_origin()
def not_found(error):
    return jsonify(error="not found"), 404


@app.route("/missing")
@cross_origin()
def missing():
    abort(404)
