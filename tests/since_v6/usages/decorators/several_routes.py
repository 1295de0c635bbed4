# expect: only(A, "/home")
# expect: only(A, "/index.html")
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/home")
@app.route("/index.html")
@cross_origin(origins="https://a.com")
def home():
    return "home"
