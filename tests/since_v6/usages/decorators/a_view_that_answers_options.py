# expect: only(A, "/decorated")
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/decorated", methods=["GET", "OPTIONS"])
@cross_origin(origins="https://a.com", automatic_options=False)
def decorated():
    return "itself"
