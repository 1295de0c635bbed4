# expect: any_origin(announces="DELETE", methods="DELETE, GET, PUT")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, methods="GET, PUT, DELETE")
