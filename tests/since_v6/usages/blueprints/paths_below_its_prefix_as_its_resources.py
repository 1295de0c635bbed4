# expect: only(A, "/api/v1/styles/7")
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
bp = Blueprint("styles", __name__, url_prefix="/api/v1")
CORS(bp, resources={r"/styles/*": {"origins": "https://a.com"}})
bp.add_url_rule("/styles/<int:number>", "style", lambda number: {})
app.register_blueprint(bp)
