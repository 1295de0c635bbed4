# expect: only(A, "/tags", method="POST", status=201, announces="POST")
# warns: did you mean 'allow_headers'?
# views: any path

from flask import Flask
from flask_restful import Api, Resource

from flask_cors import cross_origin

app = Flask(__name__)


class Tags(Resource):
    @cross_origin(origins="https://a.com", headers=["Content-Type", "Authorization"])
    def post(self):
        return {}, 201


Api(app).add_resource(Tags, "/tags")
