# expect: any_origin("/")
# expect: any_origin("/missing.js")

from flask import Flask, send_from_directory

from flask_cors import CORS

app = Flask(__name__, static_folder="build", static_url_path="/")
CORS(app)


@app.errorhandler(404)
def not_found(error):
    return "<!doctype html>", 200


@app.route("/")
def index():
    return send_from_directory(app.static_folder, "index.html")
