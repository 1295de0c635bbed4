# expect: no_origin("/map")
# expect: any_origin()
# warns: was given without its name and is read as origins
# warns: it can never match
# views: any path

from flask import Flask

from flask_cors import CORS, cross_origin

app = Flask(__name__)
CORS(app)


@app.route("/map")
@cross_origin("/map")
def where():
    return "map"
