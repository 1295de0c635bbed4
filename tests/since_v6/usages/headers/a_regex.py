# expect: any_origin(names="X-Token, Authorization", allowed="X-Token")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, allow_headers=[r"X-.*", "Content-Type"])
