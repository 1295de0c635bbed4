# expect: only(A, "/api/items")
# warns: endpoint 'api.items' (or a hook) sets Access-Control-Allow-Origin
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://a.com")
bp = Blueprint("api", __name__, url_prefix="/api")
bp.add_url_rule("/items", "items", lambda: [])


@bp.after_request
def after_request(response):
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


app.register_blueprint(bp)
