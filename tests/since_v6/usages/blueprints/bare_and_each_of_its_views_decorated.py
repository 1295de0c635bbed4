# expect: any_origin("/hume", method="POST")
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS, cross_origin

app = Flask(__name__)
bp = Blueprint("hume", __name__)
CORS(bp)


@bp.route("/hume", methods=["POST"])
@cross_origin()
def hume():
    return {}


app.register_blueprint(bp)
