# expect: some("http://127.0.0.1:5500", path="/api/user/name", credentials=True)
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
bp = Blueprint("user", __name__, url_prefix="/api/user")
CORS(bp, origins=["http://127.0.0.1:*"], supports_credentials=True)
bp.add_url_rule("/name", "name", lambda: {})
app.register_blueprint(bp)
