# expect: only(A, "/api/books")
# expect: only(A)
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
api = Blueprint("api", __name__, url_prefix="/api")
api.add_url_rule("/books", "books", lambda: "books", methods=["GET", "PUT"])
app.register_blueprint(api)
CORS(app, origins="https://a.com")
