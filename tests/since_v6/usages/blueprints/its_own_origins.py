# expect: only(B, "/admin/users", credentials=True)
# expect: any_origin()
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app)
bp = Blueprint("admin", __name__)
cors = CORS(bp, origins=["https://b.com"], supports_credentials=True)
bp.add_url_rule("/users", "users", lambda: [])
app.register_blueprint(bp, url_prefix="/admin")
