# expect: any_origin()

from flask import Flask, jsonify

from flask_cors import CORS

app = Flask(__name__)


@app.route("/")
def index():
    return jsonify(ok=True)


CORS(app)

if __name__ == "__main__":
    app.run(debug=True)
