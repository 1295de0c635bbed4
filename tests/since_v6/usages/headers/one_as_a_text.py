# expect: any_origin(allowed="Content-Type")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, allow_headers="Content-Type")
