# expect: any_origin(names="x-any", allowed="x-any")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, allow_headers="*")
