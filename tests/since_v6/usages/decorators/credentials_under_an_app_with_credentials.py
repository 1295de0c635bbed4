# expect: only(LOCAL, "/login", method="POST", credentials=True)
# views: any path

from flask import Flask

from flask_cors import CORS, cross_origin

app = Flask(__name__)
CORS(app, origins=["http://localhost:3000"], supports_credentials=True)


@app.route("/login", methods=["POST"])
@cross_origin(supports_credentials=True)
def login():
    return {"token": "x"}
