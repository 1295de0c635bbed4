# expect: only("http://localhost:8080", "/estimate", method="POST")
# expect: Private("/")
# views: any path

from flask import Flask

from flask_cors import CORS, cross_origin

app = Flask(__name__)
cors = CORS(app, resources={r"/estimate": {"origins": "http://localhost:8080"}})


@app.route("/estimate", methods=["POST"])
@cross_origin()
def estimate():
    return "5"
