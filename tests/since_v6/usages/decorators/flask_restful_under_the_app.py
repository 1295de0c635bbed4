# expect: only(A, "/api/books")
# views: any path

from flask import Flask
from flask_restful import Api, Resource

from flask_cors import CORS

app = Flask(__name__)
api = Api(app)
CORS(app, resources={r"/api/*": {"origins": "https://a.com"}})


class Books(Resource):
    def get(self):
        return []


api.add_resource(Books, "/api/books")
