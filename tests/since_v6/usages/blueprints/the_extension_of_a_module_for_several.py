# expect: only(A, "/one/")
# expect: only(A, "/two/")
# expect: Private("/")
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
cors = CORS(origins="https://a.com")
for name in ("one", "two"):
    bp = Blueprint(name, __name__, url_prefix=f"/{name}")
    bp.add_url_rule("/", "index", lambda: "index")
    cors.init_app(bp)
    app.register_blueprint(bp)
