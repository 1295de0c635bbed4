# expect: any_origin("/auth/register", method="POST", status=201)
# expect: Private("/")
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
bp = Blueprint("auth", __name__, url_prefix="/auth")
CORS(bp)


@bp.route("/register", methods=["POST"])
def register():
    return {}, 201


app.register_blueprint(bp)
