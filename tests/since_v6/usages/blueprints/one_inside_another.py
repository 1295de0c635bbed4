# expect: only(A, "/v1/books/")
# views: any path

from flask import Blueprint, Flask

from flask_cors import CORS

app = Flask(__name__)
parent = Blueprint("v1", __name__, url_prefix="/v1")
child = Blueprint("books", __name__, url_prefix="/books")
child.add_url_rule("/", "all", lambda: [])
CORS(parent, origins="https://a.com")
parent.register_blueprint(child)
app.register_blueprint(parent)
