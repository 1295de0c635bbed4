# expect: any_origin("/rooms/create", method="POST")
# expect: Private("/rooms/other")
# views: any path

from flask import Blueprint, Flask

from flask_cors import cross_origin

app = Flask(__name__)
bp = Blueprint("rooms", __name__, url_prefix="/rooms")


@bp.post("/create")
@cross_origin()
def create():
    return {"room": 1}


app.register_blueprint(bp)
