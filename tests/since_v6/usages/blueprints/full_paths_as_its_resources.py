# expect: only(A, "/api/v1/styles")
# expect: Private("/api/v1/internal")
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
bp = Blueprint("styles", __name__, url_prefix="/api/v1")
CORS(bp, resources={"/api/v1/styles": {"origins": "https://a.com"}})
bp.add_url_rule("/styles", "styles", lambda: [])
bp.add_url_rule("/internal", "internal", lambda: [])
app.register_blueprint(bp)
