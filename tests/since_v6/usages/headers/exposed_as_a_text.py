# expect: any_origin(exposes="X-Total-Count")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, expose_headers="X-Total-Count")
