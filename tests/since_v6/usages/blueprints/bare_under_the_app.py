# expect: only(A, "/orders/", credentials=True)
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com", supports_credentials=True)
bp = Blueprint("orders", __name__, url_prefix="/orders")
CORS(bp)
bp.add_url_rule("/", "all", lambda: [])
app.register_blueprint(bp)
