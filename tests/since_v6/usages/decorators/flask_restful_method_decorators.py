# expect: only(A, "/robot")
# views: any path

from flask import Flask
from flask_restful import Api, Resource

from flask_cors import cross_origin

app = Flask(__name__)


class Robot(Resource):
    method_decorators = [cross_origin(origins="https://a.com")]

    def get(self):
        return {"name": "r"}


Api(app).add_resource(Robot, "/robot")
