# expect: any_origin("/booru")
# warns: did you mean 'supports_credentials'?
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
bp = Blueprint("booru", __name__)
CORS(bp, support_credentials=True)
bp.add_url_rule("/booru", "booru", lambda: "booru")
app.register_blueprint(bp)
