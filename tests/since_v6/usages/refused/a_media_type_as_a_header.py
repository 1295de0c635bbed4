# refused: allow_headers='application/json' is not a valid header name
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, allow_headers=["Content-Type", "application/json"])
