# expect: only(A, "/devices/")
# views: any path

from flask import Flask
from flask_restx import Api, Namespace, Resource

from flask_cors import cross_origin

app = Flask(__name__)
devices = Namespace("devices", decorators=[cross_origin(origins="https://a.com")])


@devices.route("/")
class Devices(Resource):
    def get(self):
        return []


Api(app).add_namespace(devices, path="/devices")
