# expect: only(A, "/api/books")
# views: any path

from flask import Blueprint, Flask
from flask_restx import Api, Resource

from flask_cors import CORS

app = Flask(__name__)
bp = Blueprint("api", __name__, url_prefix="/api")
CORS(bp, origins="https://a.com")
api = Api(bp)


@api.route("/books")
class Books(Resource):
    def get(self):
        return []


app.register_blueprint(bp)
