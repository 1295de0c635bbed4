# expect: any_origin(methods="GET", exposes="*")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="*", allow_headers="*", methods="*", expose_headers="*")
