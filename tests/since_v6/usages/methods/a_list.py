# expect: any_origin(announces="POST", methods="GET, OPTIONS, POST")
# expect: any_origin(announces="DELETE", methods=None)
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, methods=["GET", "POST", "OPTIONS"])
