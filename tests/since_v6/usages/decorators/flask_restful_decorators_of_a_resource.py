# expect: some(A, LOCAL, path="/login", method="POST")
# views: any path

from flask import Flask
from flask_restful import Api, Resource

from flask_cors import cross_origin

app = Flask(__name__)


class Login(Resource):
    decorators = [cross_origin(origins=["https://a.com", "http://localhost:3000"])]

    def post(self):
        return {"token": "x"}


Api(app).add_resource(Login, "/login")
