# expect: any_origin()

from flask import Flask, jsonify

from flask_cors import CORS

app = Flask(__name__)
CORS(app)


@app.route("/")
def index():
    return jsonify(ok=True)
