# expect: any_origin("/api/boot")
# expect: Private("/")
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
bp = Blueprint("api", __name__, url_prefix="/api")
CORS(bp, resources={r"*": {"origins": "*"}})
bp.add_url_rule("/boot", "boot", lambda: {})
app.register_blueprint(bp)
