# expect: only(A, "/decorated")
# warns: flask-cors 6
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@cross_origin(origins="https://a.com")
@app.route("/decorated")
def decorated():
    return "decorated"
