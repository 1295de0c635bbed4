# expect: only(A, "/decorated")
# warns: was given without its name and is read as origins
# views: any path

from flask import Flask

from flask_cors import cross_origin

app = Flask(__name__)


@app.route("/decorated")
@cross_origin("https://a.com")
def decorated():
    return "decorated"
