# expect: any_origin("/home")
# expect: only(A, "/nowhere", credentials=True)

from flask import Flask, jsonify

from flask_cors import CORS, cross_origin

app = Flask(__name__)
app.config["SECRET_KEY"] = "dev"


@app.route("/home")
@cross_origin()
def home():
    return "home"


@app.errorhandler(404)
@cross_origin(supports_credentials=True, origins="https://a.com")
def page_not_found(error):
    return jsonify(404)
