# expect: Private("/users/7")
# warns: /users/*
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, resources={"/users/<id>": {"origins": "*"}})
