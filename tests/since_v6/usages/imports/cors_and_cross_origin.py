# expect: only(B)
# expect: only(A, "/decorated")
# views: any path

from flask import Flask

from flask_cors import CORS, cross_origin

app = Flask(__name__)
cors = CORS(app, origins="https://b.com")


@app.route("/decorated", methods=["PUT", "GET"])
@cross_origin(origins="https://a.com")
def decorated():
    return "decorated"
