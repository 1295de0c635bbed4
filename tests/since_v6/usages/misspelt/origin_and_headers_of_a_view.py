# expect: no_origin("/report", method="POST")
# expect: any_origin()
# warns: is read as origins
# warns: has no scheme
# warns: did you mean 'allow_headers'?
# views: any path

from flask import Flask

from flask_cors import CORS, cross_origin

app = Flask(__name__)
CORS(app)


@app.route("/report", methods=["POST"])
@cross_origin(origin="localhost", headers=["Content-Type", "Authorization"])
def report():
    return "report"
